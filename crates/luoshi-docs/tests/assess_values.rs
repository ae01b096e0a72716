//! Whole assessments from files: the shipped examples against numbers that were computed by hand and
//! by other means, and every kind of fault with its place.

#![expect(clippy::unwrap_used, reason = "a test may stop where it stands")]

use std::sync::Arc;

use luoshi_core::assess::scheme;
use luoshi_core::assess::scheme::model::Scheme;
use luoshi_core::assess::trace::Language;
use luoshi_docs::assess::report::{Report, json, statement, table};
use luoshi_docs::assess::{File, Ready, Spot, Trouble, Weight, read};
use serde_json::Value;

macro_rules! example {
    ($name:literal) => {
        File { name: $name, bytes: include_bytes!(concat!("../../../examples/assess/", $name)) }
    };
}

const TOWNS: &str = include_str!("../../../examples/assess/towns-2021.toml");
const VILLAGES: &str = include_str!("../../../examples/assess/villages-2023.toml");
const SAFETY: &str = include_str!("../../../examples/assess/safety-2024.toml");

fn scheme(text: &str) -> Arc<Scheme> {
    Arc::new(scheme::read(text).unwrap_or_else(|faults| panic!("{faults:?}")))
}

fn ready(scheme: &Arc<Scheme>, files: &[File<'_>]) -> Ready {
    read(scheme, files, 2).unwrap_or_else(|troubles| panic!("{troubles:#?}"))
}

fn towns() -> Ready {
    ready(&scheme(TOWNS), &[example!("towns-2021.json")])
}

fn villages() -> Ready {
    let files = [
        example!("villages-2023.csv"),
        example!("villages-2023-marks.csv"),
        example!("villages-2023-matters.csv"),
    ];
    ready(&scheme(VILLAGES), &files)
}

fn safety() -> Ready {
    ready(&scheme(SAFETY), &[example!("safety-2024.xlsx")])
}

fn document(ready: &Ready) -> Value {
    json(&Report::new(&ready.assessment, Language::Chinese), &[]).unwrap()
}

/// Unit, total, rank, grade and award, as a program of another language computed them with fractions.
fn agrees(ready: &Ready, expected: &str) {
    let found = document(ready);
    let text = |key: &str, unit: &str| match &found[key][unit] {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let mut differ = Vec::new();
    for line in expected.lines() {
        let unit = line.split('\t').next().unwrap();
        let keys = ["totals", "ranks", "grades", "awards"];
        let got = std::iter::once(unit.to_owned()).chain(keys.iter().map(|key| text(key, unit)));
        let got = got.collect::<Vec<_>>().join("\t");
        if got != line {
            differ.push(format!("{line} <> {got}"));
        }
    }
    assert!(expected.lines().count() >= 10);
    assert_eq!(found["totals"].as_object().unwrap().len(), expected.lines().count());
    assert!(differ.is_empty(), "{differ:#?}");
}

#[test]
fn the_three_schemes_end_to_end() {
    agrees(&towns(), include_str!("data/assess/towns.tsv"));
    agrees(&villages(), include_str!("data/assess/villages.tsv"));
    agrees(&safety(), include_str!("data/assess/safety.tsv"));
}

/// Points of a unit by item.
fn points(ready: &Ready, unit: &str) -> Vec<String> {
    let found = document(ready);
    let items = found["items"].as_array().unwrap().iter().map(|i| i["code"].as_str().unwrap().to_owned());
    items.map(|code| found["item_scores"][code][unit].as_str().unwrap_or("缺项").to_owned()).collect()
}

#[test]
fn points_are_those_of_pencil_and_paper() {
    // 云梯街道
    // 1.1  of the six streets the worst is 2 and the best 12.5: 60 + 40·(8.2 − 2)/10.5 = 83.6190; × 12 ÷ 100
    // 1.2  total 9046 is the best: 100; increment 60 + 40·(1130 + 222)/(1555 + 222) = 90.4333; growth
    //      60 + 40·(14.2749 + 3.1476)/(30.1649 + 3.1476) = 80.9200; (4·100 + 3·90.4333 + 3·80.9200) ÷ 10
    //      = 91.4060; × 12 ÷ 100
    // 1.3  61.30 ÷ 52.00 = 1.1788 → 1.1; 14 × 1.1 = 15.4
    // 1.4  9.3 − 7.5 = 1.8 over, 1.8 × 0.5 = 0.9; 10 + 0.9
    // 2.1  (95.5·15 + 88.8·25 + 85.1·25 + 96.2·35) ÷ 100 = 91.47; × 15 ÷ 100 = 13.7205
    // 2.2  708 ÷ 727 = 97.3865 %; 98 − 97.3865 = 0.6135; 10 − 0.6135 = 9.3865
    // 2.3  (129·100 + 24·75 + 4·55) ÷ 157 = 95.0318; × 15 ÷ 100 = 14.2548; 不了解 does not count
    // 3.1  twice 0.2: 12 − 0.4
    // 表彰 省 2 for 文明镇街 (市 is the same matter), 国家 3: 5, the category counts up to 4
    // 进位 from 1 to 12: none
    let towns = points(&towns(), "云梯街道");
    let expected = [
        "10.034", "10.969", "15.400", "10.900", "13.721", "9.387", "14.255", "11.600", "4.000", "0.000",
        "0.000",
    ];
    assert_eq!(towns, expected);
    // 青石村
    // 1  (27.7 + 26.7 + 21 + 25.6 + 25.9 + 22.3 + 28.8 + 27.6 + 27.6 + 21.5 + 27.5 + 26.6) ÷ 12 = 308.8 ÷ 12
    // 2  市县发现 once: 10 − 5
    // 4  5.82 ÷ 28.72 × 15 = 3.0397
    // 5  镇领导 without 98 and 76: (98 + 91 + 90 + 84 + 76) ÷ 5 = 87.8; 站办所 428 ÷ 5 = 85.6;
    //    村民代表 without 95 and 61: 524 ÷ 7 = 74.857; (87.8·30 + 85.6·20 + 74.857·50) ÷ 100 = 80.889; × 20 ÷ 100
    // 6  three days early
    // 荣誉 卫生村 市 1 (县 is the same), 文明村 省 2
    let village = points(&villages(), "青石村");
    assert_eq!(village, ["25.733", "5.000", "15.700", "3.040", "16.178", "5.000", "3.000"]);
    // 石门镇
    // 1.1  one death over the limit: 30 − 10;  accident of 3 dead in the guarded days: 5 × 2
    let safety = points(&safety(), "石门镇");
    assert_eq!((safety[0].as_str(), safety[4].as_str()), ("20.000", "10.000"));
    // 青川镇: 消防通道占用 0.5, again and found from above 0.5 × 2 × 2 = 2, 配电箱 0.5
    assert_eq!(points(&crate::safety(), "青川镇")[5], "3.000");
}

/// Reads what must be refused.
fn refused(scheme: &Arc<Scheme>, files: &[(&str, &str)]) -> Vec<Trouble> {
    let files: Vec<File<'_>> =
        files.iter().map(|(name, text)| File { name, bytes: text.as_bytes() }).collect();
    match read(scheme, &files, 1) {
        Ok(_) => panic!("it was read"),
        Err(troubles) => troubles.into_iter().filter(|t| t.weight != Weight::Notice).collect(),
    }
}

/// Code, place and what was found, in short.
fn brief(troubles: &[Trouble]) -> Vec<String> {
    let told = troubles.iter().map(|t| {
        let place = match &t.place {
            Spot::File => String::new(),
            Spot::Line { line, key } => format!("{line} {key}"),
            Spot::Sheet { sheet } => sheet.clone(),
            Spot::Cell { sheet, row, column } => format!("{sheet}{column}{row}"),
        };
        format!("{} {} {} [{}]", t.code, place, t.found, t.expected.join("|"))
    });
    told.collect()
}

const SMALL: &str = r#"
[scheme]
id = "s"
name = "小方案"
year = 2025
full = 30
[[group]]
id = "a"
name = "平原村"
members = ["上村", "中村", "下村"]
[[group]]
id = "b"
name = "山区村"
members = ["东岭村", "西岭村"]
[[dimension]]
id = "d"
name = "工作"
[[dimension.item]]
code = "1"
name = "完成额"
full = 10
measure = "完成率"
curve = { kind = "比例", cap = "1" }
[[dimension.item]]
code = "2"
name = "评价"
full = 10
measure = "原值"
[[dimension.item]]
code = "3"
name = "按时报送"
full = 10
measure = "迟延"
unit = "天"
curve = { kind = "步进", under = { per = "1", points = "1", floor = "0" }, never = "0" }
[[adjust]]
role = "扣分"
name = "通报"
events = { table = { "县" = "1", "镇" = "0.5" }, same_matter = "累计" }
[grade]
order = ["好", "差"]
bands = { "好" = "15" }
[[grade.veto]]
name = "弄虚作假"
at_most = "差"
"#;

#[test]
fn a_sheet_tells_every_fault_at_its_cell() {
    let small = scheme(SMALL);
    let csv = "单位,难度系数,否决事项,1 完成额·实绩,1 完成额·目标,2 评价,3 按时报送·应报,3 按时报送·报送,4 其他,通报·省\n\
               上村,1.0x,弄虚做假,12万元,0,九,2025-13-01,,1,1\n\
               中树,,,5,,7,,,,\n\
               下村,,,缺项,3,7,,,,\n\
               下村,,,1,1,7,,,,\n\
               ,,,1,1,,,,,\n";
    let found = brief(&refused(&small, &[("v.csv", csv)]));
    let expected = [
        "unknown-column I1 4 其他 []",
        "unknown-column J1 通报·省 [通报·县|通报·镇]",
        "not-a-number B2 1.0x []",
        "not-a-number D2 12万元 []",
        "not-a-number F2 九 []",
        "not-a-date G2 2025-13-01 []",
        "unit-twice A5 下村 []",
        "unit-empty A6  []",
        "unknown-unit A3 中树 [中村]",
        "unknown-matter C2 弄虚做假 [弄虚作假]",
        "state-and-values D4 缺项 []",
    ];
    assert_eq!(found, expected);
}

#[test]
fn rules_speak_at_the_cell_of_the_fact() {
    let small = scheme(SMALL);
    let csv = "单位,1 完成额·实绩,1 完成额·目标\n上村,5,\n中村,5,0\n";
    let found = refused(&small, &[("v.csv", csv)]);
    assert_eq!(brief(&found), ["rule-missing B2  []"]);
    assert_eq!(found[0].about, "上村 1 完成额·目标");
    let json = "{\"values\": {\n\"1\": {\n\"上村\": {\"actual\": \"5\"}}}}";
    assert_eq!(brief(&refused(&small, &[("v.json", json)])), ["rule-missing 3 values.1.上村.target  []"]);
}

#[test]
fn json_tells_line_and_key() {
    let small = scheme(SMALL);
    let json = r#"{
  "value": {},
  "values": {
    "1 完成额": {"上村": {"actual": 0.5, "target": "2"}},
    "完成领": {},
    "2": {"上村": {"value": "很好"}, "上村": "7"},
    "3": {"中村": {"due": "2025-02-30", "submited": "2025-02-01"}},
    "通报": {"西岭村": {"events": [{"level": "省"}, {"matter": "x"}, {"levle": "县"}]}}
  },
  "coefficients": {"下寸": "1.1"}
}"#;
    let found = brief(&refused(&small, &[("v.json", json)]));
    for expected in [
        "bare-fraction 4 values.1 完成额.上村.actual 0.5 [\"0.5\"]",
        "unknown-key 2 value value [values]",
        "unknown-item 5 values.完成领 完成领 [1 完成额]",
        "not-a-number 6 values.2.上村.value 很好 []",
        "not-a-date 7 values.3.中村.due 2025-02-30 []",
        "unknown-word 8 values.通报.西岭村.events 省 [县|镇]",
        "unknown-key 8 values.通报.西岭村.events levle [matter|level|category|flags]",
        "unknown-unit 10 下寸 下寸 [下村]",
        "unknown-key 7 values.3.中村.submited submited [submitted]",
    ] {
        assert!(found.iter().any(|f| f == expected), "{expected}\n{found:#?}");
    }
    assert!(found.iter().any(|f| f.starts_with("duplicate-key 6")), "{found:#?}");
    for (text, expected) in [
        ("{\"values\": {]}", "json-syntax 1  ]} [13]"),
        ("[1]", "json-shape 1   [{ }]"),
        ("{\"values\": []}", "json-shape 1 values  [{ }]"),
    ] {
        let found = brief(&refused(&small, &[("v.json", text)]));
        assert!(found[0].starts_with(expected), "{found:?}");
    }
}

#[test]
fn several_files_are_one_and_do_not_contradict_each_other() {
    let small = scheme(SMALL);
    let a = "单位,评价\n上村,7\n中村,8\n下村,9\n东岭村,6\n西岭村,5\n";
    let b = "指标,单位,事项,级别,次数\n通报,上村,垃圾,县,2\n通报,上村,污水,镇,\n";
    let files = [File { name: "a.csv", bytes: a.as_bytes() }, File { name: "b.csv", bytes: b.as_bytes() }];
    let both = ready(&small, &files);
    assert_eq!(points(&both, "上村")[1], "7.00");
    // Two of 1 and one of 0.5 off.
    assert_eq!(document(&both)["totals"]["上村"], "4.50");
    assert_eq!(document(&both)["item_scores"]["+1"]["中村"], "0.00", "nothing happened");
    let codes: Vec<&str> = both.notices.iter().map(|n| n.code).collect();
    assert_eq!(codes, ["item-without-values", "item-without-values"]);
    let c = "单位,2\n上村,7.0\n中村,8.5\n";
    let found = brief(&refused(&small, &[("a.csv", a), ("c.csv", c)]));
    assert_eq!(found, ["conflict B3 8.5 [8|a.csv B3]"]);
}

#[test]
fn rows_of_long_sheets_that_say_nothing_to_their_item_are_told() {
    let small = scheme(SMALL);
    let long = "年度通报\n\n指标,单位,事项,级别,次数,选项\n通报,上村,垃圾,,1,\n通报,上村,垃圾,县,0.5,\n\
                通抱,上村,垃圾,县,,\n评价,上村,,,,满意\n通报,上村,垃圾,县,99999,\n";
    let found = brief(&refused(&small, &[("b.csv", long)]));
    let expected = [
        "rule-missing D4  []",
        "not-a-count E5 0.5 []",
        "unknown-item A6 通抱 [通报]",
        "column-misplaced F7 满意 [数值]",
        "repeat-too-large E8 99999 [1000]",
    ];
    assert_eq!(found, expected);
}

#[test]
fn groups_come_from_lists_everyone_attributes_or_the_values() {
    let head = SMALL.split("[[group]]").next().unwrap();
    let tail = &SMALL[SMALL.find("[[dimension]]").unwrap()..];
    let with = |groups: &str| scheme(&format!("{head}{groups}\n{tail}"));
    let one = |id: &str, rest: &str| format!("[[group]]\nid = \"{id}\"\nname = \"组{id}\"\n{rest}\n");
    let named = with(&[one("a", ""), one("b", "")].concat());
    let group = |ready: &Ready| -> Vec<usize> { ready.assessment.units().iter().map(|u| u.group).collect() };
    let csv = |text: &str| text.to_owned();
    let text = csv("单位,分组,2\n甲,组b,1\n乙,a,2\n");
    assert_eq!(group(&ready(&named, &[File { name: "v.csv", bytes: text.as_bytes() }])), [1, 0]);
    let found = refused(&named, &[("v.csv", "单位,分组,2\n甲,组c,1\n乙,,2\n")]);
    assert_eq!(brief(&found), ["unknown-group B2 组c [组a|组b]", "no-group A3  [组a|组b]"]);
    let ranges = with(
        &[
            one("a", "by_attribute = { \"人口\" = { from = 1000 } }"),
            one("b", "by_attribute = { \"人口\" = { from = 500, below = 1000 } }"),
        ]
        .concat(),
    );
    let text = csv("单位,人口,2\n甲,\"1,000\",1\n乙,999,2\n丙,５００,3\n");
    assert_eq!(group(&ready(&ranges, &[File { name: "v.csv", bytes: text.as_bytes() }])), [0, 1, 1]);
    let found = refused(&ranges, &[("v.csv", "单位,人口,2\n甲,,1\n乙,499,2\n")]);
    assert_eq!(brief(&found), ["missing-attribute A2  [人口]", "no-group A3  [组a|组b]"]);
    let everyone = with(&one("a", "members = \"全部\""));
    let text = csv("单位,2\n甲,1\n乙,2\n");
    assert_eq!(group(&ready(&everyone, &[File { name: "v.csv", bytes: text.as_bytes() }])), [0, 0]);
    let found = refused(&scheme(SMALL), &[("v.csv", "单位,分组,2\n上村,山区村,1\n")]);
    assert_eq!(brief(&found), ["group-differs B2 山区村 [平原村]"]);
}

#[test]
fn workbooks_show_what_they_show() {
    use rust_xlsxwriter::{Format, Workbook};
    let small = scheme(SMALL);
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("甲表").unwrap();
    for (column, head) in
        ["单位", "难度系数", "1 完成额·实绩", "1 完成额·目标", "2 评价"].into_iter().enumerate()
    {
        sheet.write_string(1, u16::try_from(column).unwrap(), head).unwrap();
    }
    let percent = Format::new().set_num_format("0.0%");
    sheet.write_string(2, 0, "上村").unwrap();
    sheet.write_number_with_format(2, 1, 1.05, &percent).unwrap();
    sheet.write_number(2, 2, 0.1 + 0.2).unwrap();
    sheet.write_number(2, 3, 0.3).unwrap();
    sheet.write_number(2, 4, 7.05).unwrap();
    sheet.write_string(3, 0, "中村").unwrap();
    sheet.write_number_with_format(3, 2, 0.07, &percent).unwrap();
    sheet.write_string(3, 3, "14%").unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let found = brief(&match read(&small, &[File { name: "a.xlsx", bytes: &bytes }], 1) {
        Ok(_) => panic!("percent and plain numbers were mixed"),
        Err(troubles) => troubles.into_iter().filter(|t| t.weight == Weight::Fault).collect::<Vec<_>>(),
    });
    assert_eq!(found, ["mixed-percent 甲表C4 % []", "mixed-percent 甲表D4 % []"]);
    let sheet = book.worksheet_from_index(0).unwrap();
    sheet.write_number(3, 2, 7.0).unwrap();
    sheet.write_number(3, 3, 14.0).unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let both = ready(&small, &[File { name: "a.xlsx", bytes: &bytes }]);
    // 0.1 + 0.2 is 0.30000000000000004 in the file and 0.3 on the screen: just 100 %.
    assert_eq!(points(&both, "上村")[..2], ["10.00", "7.05"]);
    assert_eq!(points(&both, "中村")[0], "5.00");
    // (10 + 7.05) × 1.05 = 17.9025
    assert_eq!(document(&both)["totals"]["上村"], "17.90");
}

#[test]
fn absurd_files_end_with_a_message() {
    let small = scheme(SMALL);
    let wide = format!("单位{}\n上村\n中村\n", ",1".repeat(5_000));
    assert_eq!(refused(&small, &[("v.csv", &wide)])[0].found, "too-many-columns");
    for bytes in [&b""[..], b"\0\0\0\0", b"PK\x03\x04 not a zip", b"%PDF-1.7"] {
        let troubles = read(&small, &[File { name: "v.xlsx", bytes }], 1).err().unwrap();
        assert_eq!(troubles[0].code, "file-unreadable", "{bytes:?}");
    }
    let many: String = (0..1_500).map(|n| format!("上村{n},x\n")).collect();
    let troubles = refused(&small, &[("v.csv", &format!("单位,2\n{many}"))]);
    assert!(troubles.len() == 1_001 && troubles.last().unwrap().code == "more", "{}", troubles.len());
    let head = SMALL.split("[[group]]").next().unwrap();
    let tail = &SMALL[SMALL.find("[[dimension]]").unwrap()..];
    let open = scheme(&format!("{head}{tail}"));
    assert_eq!(refused(&open, &[("v.csv", "单位,2\n")])[0].code, "no-units");
}

#[test]
fn statements_read_as_a_clerk_would_write_them() {
    let towns = towns();
    let chinese = Report::new(&towns.assessment, Language::Chinese);
    let text = statement(&chinese, chinese.unit("云梯街道").unwrap()).unwrap();
    for line in [
        "得分说明书",
        "云梯街道  街道",
        "总分：100.27，第1名（共6个单位），等次：优秀，奖项：一等奖",
        "1.3 招商到位资金（14分）：得15.400分",
        "    填报：实绩 61.3，目标 52",
        "加分·表彰奖励：4.000分",
    ] {
        assert!(text.lines().any(|l| l == line), "{line}\n{text}");
    }
    let english = Report::new(&towns.assessment, Language::English);
    let text = statement(&english, english.unit("云梯街道").unwrap()).unwrap();
    assert!(text.contains("Total: 100.27, rank 1 of 6"), "{text}");
    let table = table(&chinese);
    assert!(
        table
            .lines()
            .next()
            .is_some_and(|l| l.split_whitespace().eq(["单位", "分组", "总分", "名次", "等次", "奖项"]))
    );
    assert_eq!(table.lines().count(), 16);
    assert_eq!(chinese.unit("云梯镇"), None);
    assert_eq!(chinese.near("云梯街到").first().map(String::as_str), Some("云梯街道"));
    let whole = json(&chinese, &[0]).unwrap();
    let told = &whole["explanations"]["云梯街道"];
    assert!(told["items"][2]["steps"].as_array().is_some_and(|s| !s.is_empty()), "{told}");
    assert_eq!(whole["item_scores"]["1.4"]["青禾街道"], Value::Null);
}

/// Numbers that look like chance and are the same every time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % u64::try_from(n.max(1)).unwrap()).unwrap()
    }
}

#[test]
fn damaged_files_are_told_and_never_panic() {
    let small = scheme(SMALL);
    let json = r#"{"units": ["上村", {"name": "中村", "group": "平原村", "coefficient": "1.1"}],
        "values": {"1": {"上村": {"actual": "5", "target": "8"}, "中村": "缺项"}, "2": {"上村": "7"},
        "3": {"上村": {"due": "2025-01-31", "submitted": null}}, "通报": {"上村": {"events": [{"level": "县"}]}}},
        "matters": {"上村": ["弄虚作假"]}, "vetoes": {"上村": {"rank": "last"}}}"#;
    let wide = "单位,难度系数,1 完成额·实绩,1 完成额·目标,2,3·应报,3·报送,通报·县\n\
                上村,1.1,5,8,7,2025-01-31,2025-02-01,2\n中村,,缺项,,98,2025年1月31日,,\n";
    let long = "指标,单位,事项,级别,次数\n通报,上村,垃圾,县,2\n通报,中村,,镇,\n";
    for (name, text) in [("v.json", json), ("v.csv", wide), ("v.csv", long)] {
        assert!(read(&small, &[File { name, bytes: text.as_bytes() }], 1).is_ok(), "{name}");
    }
    let bits = [
        "\"", "{", "}", "[", "]", ",", ":", "\n", "\\", "9", "-", "%", "·", "９", "\u{0}", "null", "单位",
        "指标",
    ];
    let mut chance = Chance(20_251_122);
    let mut read_anyway = 0;
    for round in 0..1_500 {
        let (name, text) = [("v.json", json), ("v.csv", wide), ("v.csv", long)][round % 3];
        let mut chars: Vec<char> = text.chars().collect();
        for _ in 0..=chance.below(3) {
            let at = chance.below(chars.len());
            match chance.below(3) {
                0 => drop(chars.remove(at)),
                1 => drop(chars.splice(at..at, bits[chance.below(bits.len())].chars())),
                _ => {
                    let to = (at + chance.below(12)).min(chars.len());
                    let piece: Vec<char> = chars[at..to].to_vec();
                    drop(chars.splice(at..at, piece));
                }
            }
        }
        let damaged: String = chars.into_iter().collect();
        match read(&small, &[File { name, bytes: damaged.as_bytes() }], 1) {
            Ok(_) => read_anyway += 1,
            Err(troubles) => assert!(!troubles.is_empty(), "{damaged}"),
        }
    }
    assert!(read_anyway > 50 && read_anyway < 1_400, "{read_anyway}");
}

#[test]
fn merged_values_and_odd_coefficients_are_refused() {
    let text = "[scheme]\nid = \"s\"\nname = \"n\"\nyear = 2026\n[[dimension]]\nid = \"d\"\nname = \"类\"\n\
        [[dimension.item]]\ncode = \"1\"\nname = \"甲\"\nfull = 10\nmeasure = \"原值\"\n";
    let scheme = scheme(text);
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (column, name) in (0_u16..).zip(["单位", "难度系数", "1 甲", "备注"]) {
        sheet.write(0, column, name).unwrap();
    }
    for (row, (name, factor)) in (1_u32..).zip([("东村", 1.02), ("西村", 102.0), ("南村", -1.0)]) {
        sheet.write(row, 0, name).unwrap();
        sheet.write(row, 1, factor).unwrap();
    }
    sheet.merge_range(1, 2, 2, 2, "", &rust_xlsxwriter::Format::new()).unwrap();
    sheet.write(1, 2, 9).unwrap();
    sheet.write(3, 2, 8).unwrap();
    // Remarks that are merged are nobody's values.
    sheet.merge_range(1, 3, 3, 3, "同上", &rust_xlsxwriter::Format::new()).unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let Err(troubles) = read(&scheme, &[File { name: "v.xlsx", bytes: &bytes }], 1) else {
        panic!("it was read")
    };
    let codes: Vec<&str> = troubles.iter().map(|t| t.code).collect();
    assert_eq!(codes, ["odd-coefficient", "merged-cell", "odd-coefficient"], "{troubles:?}");
    assert!(matches!(&troubles[1].place, Spot::Cell { row: 3, column, .. } if column == "C"), "{troubles:?}");
}

#[test]
fn a_statement_says_of_what_the_total_is_the_sum() {
    let ready = towns();
    let report = Report::new(&ready.assessment, Language::Chinese);
    let text = statement(&report, report.unit("芦镇街道").unwrap()).unwrap();
    assert!(text.contains("各类得分：经济发展 48.179 + 民生治理 33.731 + 安全稳定 12 = 93.91\n"), "{text}");
    assert!(text.contains("高于上限，按1.1计"), "{text}");
    let one = "[scheme]\nid = \"s\"\nname = \"n\"\nyear = 2026\n[[dimension]]\nid = \"d\"\nname = \"类\"\n\
        [[dimension.item]]\ncode = \"1\"\nname = \"甲\"\nfull = 10\nmeasure = \"增速\"\n\
        curve = { kind = \"分档\", bands = [{ from = \"10\", score = \"8\" }], otherwise = \"0\" }\n\
        [[dimension.item]]\ncode = \"2\"\nname = \"清单\"\nfull = 10\nmeasure = \"清单\"\n\
        sections = [{ name = \"演练\", points_each = \"1.5\" }]\n";
    let csv =
        File { name: "v.csv", bytes: "单位,1·本年,1·上年,2·演练\n东村,44.18,40,1\n".as_bytes() };
    let ready = ready_of(one, &[csv]);
    let report = Report::new(&ready.assessment, Language::Chinese);
    let text = statement(&report, 0).unwrap();
    assert!(text.contains("增速：（44.18 − 40）÷ 40 × 100 = 10.45%\n"), "{text}");
    assert!(text.contains("填报：演练 1\n"), "{text}");
    assert!(text.contains("各项得分：甲 8 + 清单 1.5 = 9.5\n"), "{text}");
}

fn ready_of(text: &str, files: &[File<'_>]) -> Ready {
    ready(&scheme(text), files)
}

//! Tables of indicators read into drafts, annex tables written and read again.

#![expect(clippy::unwrap_used, reason = "a test may stop where it stands")]

use luoshi_core::assess::scheme::canonical::{canonical, digest};
use luoshi_core::assess::scheme::model::{Role, Scheme};
use luoshi_core::assess::scheme::{self};
use luoshi_core::assess::trace::Language;
use luoshi_docs::assess::annex::{Imported, NoAnnex, import, workbook};
use rust_xlsxwriter::{Format, Workbook, Worksheet};

const SCHEMES: [&str; 3] = [
    include_str!("../../../examples/assess/towns-2021.toml"),
    include_str!("../../../examples/assess/villages-2023.toml"),
    include_str!("../../../examples/assess/safety-2024.toml"),
];

fn book(write: impl Fn(&mut Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    write(book.add_worksheet().set_name("考核表").unwrap());
    book.save_to_buffer().unwrap()
}

fn rows(sheet: &mut Worksheet, rows: &[&[&str]]) {
    for (r, row) in rows.iter().enumerate() {
        for (c, text) in row.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
            sheet.write_string(u32::try_from(r).unwrap(), u16::try_from(c).unwrap(), *text).unwrap();
        }
    }
}

fn merge(sheet: &mut Worksheet, area: (u32, u16, u32, u16), text: &str) {
    sheet.merge_range(area.0, area.1, area.2, area.3, text, &Format::new()).unwrap();
}

/// Codes of questions with the item and cell they are about.
fn asked(imported: &Imported) -> Vec<String> {
    let line = |q: &luoshi_docs::assess::annex::Question| {
        let place = match &q.place {
            luoshi_docs::assess::Spot::Cell { row, column, .. } => format!("{column}{row}"),
            _ => String::new(),
        };
        format!("{} {} {place}", q.code, q.item).replace("  ", " ").trim_end().to_owned()
    };
    imported.questions.iter().map(line).collect()
}

/// The draft as a file gives the draft again.
fn reread(imported: &Imported) -> Scheme {
    let text = imported.toml(Language::Chinese);
    let read = scheme::read(&text).unwrap_or_else(|places| panic!("{text}\n{places:#?}"));
    assert_eq!(canonical(&read), canonical(&imported.scheme), "{text}");
    read
}

fn kinds(scheme: &Scheme) -> Vec<(String, String)> {
    scheme.items.iter().map(|i| (i.name.clone(), i.kind.clone())).collect()
}

#[test]
fn a_table_with_merged_cells_a_heading_of_two_rows_and_sections() {
    let bytes = book(|sheet| {
        merge(sheet, (0, 0, 0, 6), "附件1");
        merge(sheet, (1, 0, 1, 6), "栖云镇2026年度村级综合考核指标");
        rows(
            sheet,
            &[
                &[],
                &[],
                &["序号", "", "", "", "计分办法", "责任\n部门", "备注"],
                &["", "一级指标", "二级指标", "分值", "", "", ""],
                &["1", "", "集体经济收入", "10分", "完成目标得满分，未完成的按比例得分。", "农业农村办", ""],
                &["2", "", "招商引资", "5", "每少1个百分点扣0.5分，扣完为止。", "经济发展办", ""],
                &["3", "", "信访维稳", "3 分", "每发生一起扣1分，扣完为止。", "平安办", ""],
                &[
                    "4",
                    "",
                    "人居环境",
                    "12",
                    "优秀得12分，良好得10分，一般得6分，差的不得分。",
                    "",
                    "按月通报",
                ],
                &["", "合计", "", "30"],
                &[
                    "",
                    "加分项（最高5分）",
                    "获得表彰",
                    "",
                    "市级加1分、省级加3分，同一事项就高不重复。",
                    "",
                    "",
                ],
                &["", "否决事项", "重大安全事故", "", "发生的，实行一票否决。", "", ""],
                &["备注：本表由考核办解释。"],
            ],
        );
        merge(sheet, (2, 1, 2, 3), "考核指标");
        merge(sheet, (4, 1, 5, 1), "经济发展（15分）");
        merge(sheet, (6, 1, 7, 1), "社会治理\n（16分）");
    });
    let imported = import("a.xlsx", &bytes).unwrap();
    let scheme = reread(&imported);
    assert_eq!(scheme.name, "栖云镇2026年度村级综合考核指标");
    assert_eq!((scheme.year, scheme.full.as_ref().unwrap().to_string()), (2026, "30".to_owned()));
    let dimensions: Vec<&str> = scheme.dimensions.iter().map(|d| d.name.as_str()).collect();
    assert_eq!(dimensions, ["经济发展", "社会治理"]);
    let points: Vec<String> = scheme.items.iter().map(|i| i.full.to_string()).collect();
    assert_eq!(points, ["10", "5", "3", "12", "0"]);
    let kinds: Vec<String> = scheme.items.iter().map(|i| i.kind.clone()).collect();
    assert_eq!(kinds, ["ratio", "base_step", "deduct_by_level", "judgement", "honour_bonus"]);
    assert_eq!(scheme.items[0].marker.as_deref(), Some("农业农村办"));
    assert_eq!(scheme.total.bonus_cap.as_ref().unwrap().to_string(), "5");
    assert_eq!(scheme.grading.as_ref().unwrap().vetoes[0].name, "重大安全事故");
    assert_eq!(
        asked(&imported),
        [
            "part-unsaid 招商引资 E6",
            "veto-effect 重大安全事故 E11",
            "veto-basis 重大安全事故 E11",
            "points-sum 社会治理 B7"
        ]
    );
}

#[test]
fn section_rows_and_separated_values() {
    let text = "指标,分值,评分标准,考核单位\n一、党的建设（20分）\n组织生活,10,\"按办结率×分值计分。没有应完成事项的得满分。\",党建办\n\
                廉政建设,10,酌情扣1—5分,纪委\n二、扣分项\n通报批评,,\"被省级通报扣2分、市级通报扣1分，可以累计，最多扣3分\",\n";
    let imported = import("a.csv", text.as_bytes()).unwrap();
    let scheme = reread(&imported);
    let found: Vec<(&str, Role, &str)> =
        scheme.items.iter().map(|i| (i.name.as_str(), i.role, i.kind.as_str())).collect();
    assert_eq!(
        found,
        [
            ("组织生活", Role::Base, "rate"),
            ("廉政建设", Role::Base, "measured"),
            ("通报批评", Role::Deduction, "deduct_by_level")
        ]
    );
    assert_eq!(scheme.dimensions.len(), 1);
    assert_eq!(asked(&imported), ["year-unsaid", "wording-discretion 廉政建设 C4"]);
    // What is not known is marked within the points of the item, never guessed.
    let manual = &scheme.items[1];
    assert_eq!(manual.floor.as_ref().unwrap().to_string(), "0");
    assert_eq!(manual.cap.as_ref().unwrap().to_string(), "10");
    let file = imported.toml(Language::Chinese);
    assert!(file.contains("# 问题2（“a”第4行C列）：“酌情”没有写明扣多少、由谁定，不能当作规则。"), "{file}");
}

#[test]
fn a_dimension_that_comes_back_later() {
    let text = "类别,指标,分值,评分标准\n经济,增速,10,完成目标得满分，未完成不得分\n\
                民生,就业,5,完成目标得满分，未完成不得分\n经济,投资,8,完成目标得满分，未完成不得分\n";
    let imported = import("a.csv", text.as_bytes()).unwrap();
    let scheme = reread(&imported);
    let names: Vec<&str> = scheme.items.iter().map(|i| i.name.as_str()).collect();
    assert_eq!(names, ["增速", "投资", "就业"]);
}

/// A bonus that stands above an item of the same name.
#[test]
fn names_that_values_could_not_tell_apart() {
    let text = "类别,指标,分值,评分标准\n加分项,表彰,2,每项加1分，最多加2分\n经济,表彰,10,完成目标得满分，未完成不得分\n";
    let scheme = reread(&import("a.csv", text.as_bytes()).unwrap());
    let names: Vec<&str> = scheme.items.iter().map(|i| i.name.as_str()).collect();
    assert_eq!(names, ["表彰（2）", "表彰"]);
}

/// What an office does with an exported table: a row is taken away, another is typed anew.
#[test]
fn rows_that_went_and_rows_that_changed() {
    let item = |code: &str, name: &str| {
        format!("[[dimension.item]]\ncode = \"{code}\"\nname = \"{name}\"\nfull = 10\nmeasure = \"value\"\n")
    };
    let own = |items: &[(&str, &str)]| {
        let items: String = items.iter().map(|(code, name)| item(code, name)).collect();
        let head = "[scheme]\nid = \"s\"\nname = \"方案\"\nyear = 2026\n[[dimension]]\nid = \"d2\"\nname = \"一、经济 发展\"\n";
        scheme::read(&format!("{head}{items}")).unwrap()
    };
    let whole = own(&[("1.1", "甲"), ("1.2", "乙"), ("1.3", "一、丙（共）")]);
    let data = workbook(&whole).unwrap();
    let imported = import("annex.xlsx", &data).unwrap();
    assert_eq!(asked(&imported), Vec::<String>::new());
    assert_eq!(digest(&reread(&imported)), digest(&whole), "names are those of the scheme, not of the table");
    let shorter = workbook(&own(&[("1.2", "乙"), ("1.3", "丁")])).unwrap();
    let imported = import("annex.xlsx", &with_sheet_of(&shorter, &data)).unwrap();
    let back = reread(&imported);
    let codes: Vec<(&str, &str)> = back.items.iter().map(|i| (i.code.as_str(), i.name.as_str())).collect();
    assert_eq!(codes, [("1.2", "乙"), ("1.4", "丁")]);
    let left: Vec<&str> =
        imported.questions.iter().filter(|q| q.code == "data-left").map(|q| q.found.as_str()).collect();
    assert_eq!(left, ["1.1", "1.3"]);
    // Two rows of one name, the second without points: it reads as more words of the first.
    let mut twice = own(&[("1.1", "甲"), ("1.2", "甲")]);
    twice.items[1].full = "0".parse().unwrap();
    let imported = import("annex.xlsx", &workbook(&twice).unwrap()).unwrap();
    assert!(imported.questions.iter().any(|q| q.found == "1.2"), "{:?}", asked(&imported));
}

#[test]
fn two_readings_are_a_question_with_lines_to_choose_from() {
    let bytes = book(|sheet| {
        rows(
            sheet,
            &[
                &["2026年考核"],
                &["类别", "考核项目", "权重", "计分办法"],
                &["生态", "造林面积", "10%", "完成任务得满分，每少1%扣0.5分，扣完为止，不足1%的按比例扣分"],
            ],
        );
    });
    let imported = import("a.xlsx", &bytes).unwrap();
    let file = imported.toml(Language::Chinese);
    assert_eq!(imported.questions.len(), 1, "{file}");
    let question = &imported.questions[0];
    assert!(question.open);
    assert_eq!(question.choices.len(), 2);
    // Either choice is a rule that the loader takes instead of the marks.
    for choice in &question.choices {
        let at = file.find("rule = \"measured\"").unwrap();
        let mut changed = file[..at].to_owned();
        changed.push_str(&choice.lines.join("\n"));
        let rest = file[at..].find("\n\n").unwrap();
        changed.push_str(&file[at + rest..]);
        assert_eq!(scheme::read(&changed).unwrap().items[0].kind, "base_step", "{changed}");
    }
}

#[test]
fn whole_schemes_come_back_from_their_annex() {
    for text in SCHEMES {
        let scheme = scheme::read(text).unwrap();
        let bytes = workbook(&scheme).unwrap();
        let imported = import("annex.xlsx", &bytes).unwrap();
        assert!(imported.questions.is_empty(), "{:#?}", imported.questions);
        let spelled = |s: &Scheme| serde_json::to_string_pretty(&canonical(s)).unwrap();
        let (back, own) = (spelled(&imported.scheme), spelled(&scheme));
        for (a, b) in back.lines().zip(own.lines()) {
            assert_eq!(a, b);
        }
        assert_eq!(back, own);
        assert_eq!(digest(&reread(&imported)), digest(&scheme));
    }
}

/// Without the sheet of data only words are left: what they say comes back the same, everything else
/// is asked about, and nothing changes in silence.
#[test]
fn words_alone_give_the_same_rules_or_a_question() {
    for text in SCHEMES {
        let scheme = scheme::read(text).unwrap();
        let bytes = workbook(&scheme).unwrap();
        let reading = luoshi_docs::read::read(&bytes, "annex.xlsx", &luoshi_docs::read::Limits::default());
        let document = reading.document.unwrap();
        let table = &document.tables[0];
        let mut csv = String::new();
        for row in &table.rows {
            let cells: Vec<String> =
                row.iter().map(|c| format!("\"{}\"", c.text.replace('"', "\"\""))).collect();
            csv.push_str(&cells.join(","));
            csv.push('\n');
        }
        let imported = import("annex.csv", csv.as_bytes()).unwrap();
        reread(&imported);
        assert_eq!(imported.scheme.items.len(), scheme.items.len());
        for own in &scheme.items {
            let back = imported.scheme.items.iter().find(|i| i.name == own.name).unwrap();
            let asked: Vec<&str> =
                imported.questions.iter().filter(|q| q.item == own.name).map(|q| q.code).collect();
            let rule = |s: &luoshi_core::assess::scheme::model::Item| {
                let mut one = s.clone();
                one.code = String::new();
                one.text = None;
                one.marker = None;
                one.evidence = None;
                one.applies_to = None;
                one.unit = None;
                one.dimension = None;
                one.round = luoshi_core::assess::round::Rounding::half_up(2);
                let mut alone = scheme.clone();
                alone.items = vec![one];
                alone.ranking.tie_breakers.clear();
                alone.grading = None;
                canonical(&alone)["items"][0].clone()
            };
            assert!(
                rule(own) == rule(back) || !asked.is_empty(),
                "{}: {:#}\n{:#}",
                own.name,
                rule(own),
                rule(back)
            );
        }
    }
}

#[test]
fn a_changed_row_is_read_by_its_words() {
    let scheme = scheme::read(SCHEMES[0]).unwrap();
    let mut changed = scheme.clone();
    changed.items[2].full = "16".parse().unwrap();
    changed.items[2].params["full"] = "16".into();
    let own = workbook(&scheme).unwrap();
    assert!(import("annex.xlsx", &own).unwrap().questions.is_empty());
    // The printed sheet of one scheme beside the data of the other: as if somebody had typed 16.
    let (a, b) = (workbook(&changed).unwrap(), own);
    let mixed = with_sheet_of(&a, &b);
    let imported = import("annex.xlsx", &mixed).unwrap();
    let codes: Vec<&str> = imported.questions.iter().map(|q| q.code).collect();
    assert!(codes.contains(&"data-differs"), "{codes:?}");
    assert_eq!(imported.scheme.items[2].full.to_string(), "16");
    assert_eq!(kinds(&imported.scheme), kinds(&scheme), "the words say the same rule");
}

/// A workbook with the first sheet of one and the second sheet of another.
fn with_sheet_of(first: &[u8], second: &[u8]) -> Vec<u8> {
    let limits = luoshi_docs::read::Limits::default();
    let table = |bytes: &[u8], at: usize| {
        luoshi_docs::read::read(bytes, "a.xlsx", &limits).document.unwrap().tables.swap_remove(at)
    };
    let mut book = Workbook::new();
    for table in [table(first, 0), table(second, 1)] {
        let sheet = book.add_worksheet();
        sheet.set_name(&table.name).unwrap();
        for (r, row) in table.rows.iter().enumerate() {
            for (c, cell) in row.iter().enumerate().filter(|(_, cell)| !cell.text.is_empty()) {
                sheet.write_string(u32::try_from(r).unwrap(), u16::try_from(c).unwrap(), &cell.text).unwrap();
            }
        }
        for m in table.merges {
            let text = &table.rows[m.top][m.left].text;
            let n = |n: usize| u32::try_from(n).unwrap();
            let c = |n: usize| u16::try_from(n).unwrap();
            sheet.merge_range(n(m.top), c(m.left), n(m.bottom), c(m.right), text, &Format::new()).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn a_table_in_a_text_is_named_by_the_line_above_it() {
    let page = |above: &str| {
        format!(
            "<html><body><p>第二章　指标体系</p>{above}<p>单位：分</p><table><tr><th>指标</th><th>分值</th><th>计分办法</th></tr>\
             <tr><td>档案管理</td><td>5</td><td>完成目标得满分，未完成不得分</td></tr></table></body></html>"
        )
    };
    let named = |above: &str| import("办法.html", page(above).as_bytes()).unwrap().scheme;
    let scheme = named("<p>2026年度镇街综合考核指标体系</p>");
    assert_eq!((scheme.name.as_str(), scheme.year), ("2026年度镇街综合考核指标体系", 2026));
    // Sentences and numbered headings are no titles.
    let scheme = named("<p>三、考核内容和标准</p><p>2026年度考核按下表进行。</p>");
    assert_ne!(scheme.name, "三、考核内容和标准");
}

#[test]
fn other_files_are_refused() {
    assert!(matches!(import("a.csv", b"\xff\xfe\x00"), Err(NoAnnex::Unreadable(_) | NoAnnex::NoTable)));
    let row = |n: usize| format!("指标{n},1,完成目标得满分，未完成不得分\n");
    let long: String =
        std::iter::once("指标,分值,计分办法\n".to_owned()).chain((0..2_001).map(row)).collect();
    assert!(matches!(import("a.csv", long.as_bytes()), Err(NoAnnex::TooMany(2_000))));
    assert!(matches!(import("a.csv", "单位,得分\n甲村,3\n".as_bytes()), Err(NoAnnex::NoTable)));
}

#[test]
fn three_levels_points_of_groups_and_rows_that_go_on() {
    let html = "<html><body><table>\
        <tr><td>一级指标</td><td>分值</td><td>二级指标</td><td>三级指标</td><td>分值</td><td>评分标准</td><td>考核单位</td></tr>\
        <tr><td rowspan=4>产业发展</td><td rowspan=4>30</td><td rowspan=2>招商</td><td>到位资金</td><td>10</td>\
        <td>完成目标得满分，未完成的按比例得分。</td><td>投促办</td></tr>\
        <tr><td>签约项目</td><td>5</td><td>完成任务得满分，否则不得分。</td><td>投促办</td></tr>\
        <tr><td rowspan=2>项目</td><td rowspan=2>开工率</td><td rowspan=2>15</td><td>按完成率计分。</td><td>项目办</td></tr>\
        <tr><td>超额不加分。</td><td>项目办</td></tr>\
        <tr><td rowspan=2>平安建设</td><td rowspan=2>20</td><td>安全</td><td>事故</td><td rowspan=2>20</td>\
        <td>每发生一起扣5分，扣完为止。</td><td>应急办</td></tr>\
        <tr><td>消防</td><td>火灾</td><td>每发生一起扣2分，扣完为止。</td><td>应急办</td></tr>\
        <tr><td>合计</td><td>50</td><td></td><td></td><td>50</td><td></td><td></td></tr>\
        </table></body></html>";
    let imported = import("table.xls", html.as_bytes()).unwrap();
    let scheme = reread(&imported);
    let found: Vec<(&str, String, &str)> =
        scheme.items.iter().map(|i| (i.name.as_str(), i.full.to_string(), i.kind.as_str())).collect();
    assert_eq!(
        found,
        [
            ("到位资金", "10".to_owned(), "ratio"),
            ("签约项目", "5".to_owned(), "pass_fail"),
            ("开工率", "15".to_owned(), "ratio"),
            ("事故", "20".to_owned(), "deduct_by_level"),
            ("火灾", "0".to_owned(), "deduct_by_level"),
        ],
        "{}",
        imported.toml(Language::Chinese)
    );
    let codes: Vec<&str> = imported.questions.iter().map(|q| q.code).collect();
    assert_eq!(codes, ["year-unsaid", "points-shared"], "{:#?}", imported.questions);
    let text = scheme.items[2].text.as_deref().unwrap();
    assert!(text.contains("按完成率计分") && text.contains("超额不加分"), "{text}");
}

#[test]
fn the_annex_is_set_up_for_printing() {
    let scheme = scheme::read(SCHEMES[1]).unwrap();
    let bytes = workbook(&scheme).unwrap();
    assert_eq!(bytes, workbook(&scheme).unwrap(), "the same scheme gives the same bytes");
    let mut file = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut part = |name: &str| {
        let mut text = String::new();
        std::io::Read::read_to_string(&mut file.by_name(name).unwrap(), &mut text).unwrap();
        text
    };
    let sheet = part("xl/worksheets/sheet1.xml");
    for needle in
        ["orientation=\"landscape\"", "paperSize=\"9\"", "fitToHeight=\"0\"", "第 &amp;P 页", "<mergeCell "]
    {
        assert!(sheet.contains(needle), "{needle}");
    }
    let whole = part("xl/workbook.xml");
    assert!(whole.contains("!$1:$3<"));
    // Whoever prints the whole workbook gets the table, and no definitions behind it.
    assert!(whole.contains("name=\"数据\" sheetId=\"2\" state=\"hidden\""), "{whole}");
    assert!(!part("xl/styles.xml").contains("vertical=\"top\""));
    let styles = part("xl/styles.xml");
    assert!(styles.contains("仿宋_GB2312") && styles.contains("黑体") && styles.contains("方正小标宋简体"));
    let reading =
        luoshi_docs::read::read(&workbook(&scheme).unwrap(), "a.xlsx", &luoshi_docs::read::Limits::default());
    let table = reading.document.unwrap().tables.swap_remove(0);
    let cells: Vec<String> = table.rows.iter().map(|r| r[1].text.clone()).filter(|t| !t.is_empty()).collect();
    assert!(cells.contains(&"评价（25分）".to_owned()) && cells.contains(&"加分项".to_owned()), "{cells:?}");
}

#[test]
fn a_name_beside_many_items_stands_at_their_top() {
    let mut text =
        "[scheme]\nid = \"a\"\nname = \"考核\"\nyear = 2026\n[[dimension]]\nid = \"d\"\nname = \"工作\"\n"
            .to_owned();
    for item in 0..40 {
        text.push_str(&format!(
            "[[dimension.item]]\ncode = \"1.{item}\"\nname = \"指标{item}\"\nfull = 1\nrule = \"ratio\"\ncap_ratio = \"1\"\n"
        ));
    }
    let bytes = workbook(&scheme::read(&text).unwrap()).unwrap();
    let mut file = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut styles = String::new();
    std::io::Read::read_to_string(&mut file.by_name("xl/styles.xml").unwrap(), &mut styles).unwrap();
    assert!(styles.contains("vertical=\"top\""), "{styles}");
}

mod any_table {
    use proptest::prelude::*;

    use super::*;

    /// Pieces of wordings, in any order and number: most make no sense.
    fn wording() -> impl Strategy<Value = String> {
        let pieces = [
            "完成目标得满分",
            "未完成的按比例得分",
            "每少1个百分点扣0.5分",
            "扣完为止",
            "最高加2分",
            "90%以上得8分",
            "80%—90%得5分",
            "低于60%不得分",
            "第1名得满分",
            "依次递减0.5分",
            "前3名得10分",
            "优秀得10分",
            "其余不得分",
            "每发生一起扣2分",
            "省级加3分",
            "就高不重复",
            "功效系数法",
            "酌情扣分",
            "一季度占25%",
            "加权平均",
            "一票否决",
            "，",
            "。",
            "、",
            "；",
            "\n",
            "（",
            "）",
            "第二名得八分",
            "每",
            "分",
            "100",
            "三分之一",
            "不足1个的按1个计",
        ];
        prop::collection::vec(prop::sample::select(pieces.to_vec()), 0..8).prop_map(|p| p.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        /// Whatever a table says, its draft is a file that the loader takes and that gives the draft.
        #[test]
        fn gives_a_draft_that_is_read_again(
            rows in prop::collection::vec(("[^\"\u{0}-\u{1f}]{0,6}", "[0-9分%.+-]{0,4}", wording()), 1..6),
        ) {
            let mut csv = "指标,分值,计分办法\n甲项,5,完成目标得满分，未完成不得分\n".to_owned();
            for (name, full, wording) in &rows {
                csv.push_str(&format!("\"{name}\",\"{full}\",\"{wording}\"\n"));
            }
            if let Ok(imported) = import("a.csv", csv.as_bytes()) {
                let text = imported.toml(Language::English);
                let read = scheme::read(&text);
                prop_assert!(read.is_ok(), "{text}\n{read:#?}");
                prop_assert_eq!(canonical(&read.unwrap()), canonical(&imported.scheme));
            }
        }
    }
}

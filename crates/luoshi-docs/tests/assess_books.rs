//! Workbooks and pages of results, and the entry workbook: written, read back, computed again.

#![expect(clippy::unwrap_used, reason = "a test may stop where it stands")]

use std::io::Cursor;
use std::sync::Arc;

use calamine::{Data, Reader as _, Xlsx};
use luoshi_core::assess::scheme;
use luoshi_core::assess::trace::Language;
use luoshi_docs::assess::report::{Report, json, page, workbook};
use luoshi_docs::assess::{File, Ready, read, template};
use rust_xlsxwriter::Workbook;
use serde_json::Value;

const TOWNS: &str = include_str!("../../../examples/assess/towns-2021.toml");
const VILLAGES: &str = include_str!("../../../examples/assess/villages-2023.toml");
const SAFETY: &str = include_str!("../../../examples/assess/safety-2024.toml");

fn computed(text: &str, files: &[File<'_>]) -> Ready {
    let scheme = Arc::new(scheme::read(text).unwrap());
    read(&scheme, files, 1).unwrap_or_else(|troubles| panic!("{troubles:#?}"))
}

fn towns() -> Ready {
    let bytes = include_bytes!("../../../examples/assess/towns-2021.json");
    computed(TOWNS, &[File { name: "towns.json", bytes }])
}

fn safety() -> Ready {
    let bytes = include_bytes!("../../../examples/assess/safety-2024.xlsx");
    computed(SAFETY, &[File { name: "safety.xlsx", bytes }])
}

fn open(bytes: Vec<u8>) -> Xlsx<Cursor<Vec<u8>>> {
    Xlsx::new(Cursor::new(bytes)).unwrap()
}

fn words(data: &Data) -> String {
    match data {
        Data::Float(number) => number.to_string(),
        Data::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[test]
fn totals_and_ranks_are_formulas_where_formulas_say_the_same() {
    let ready = towns();
    let report = Report::new(&ready.assessment, Language::Chinese);
    let mut book = open(workbook(&report).unwrap());
    assert_eq!(book.sheet_names(), ["汇总", "街道", "涉农镇街", "得分说明"]);
    let cells = book.worksheet_range("街道").unwrap();
    let formulas = book.worksheet_formula("街道").unwrap();
    let head: Vec<String> = cells.rows().nth(2).unwrap().iter().map(words).collect();
    let column = |name: &str| u32::try_from(head.iter().position(|h| h == name).unwrap()).unwrap();
    let row_of =
        |name: &str| u32::try_from(cells.rows().position(|r| words(&r[1]) == name).unwrap()).unwrap();
    let formula = |row: u32, column: u32| formulas.get_value((row, column)).cloned().unwrap_or_default();
    let shown = |row: u32, column: u32| words(cells.get_value((row, column)).unwrap());
    // 云梯街道: nothing is left out, so the sums give the total.
    let first = row_of("云梯街道");
    assert_eq!(shown(first, column("总分")), "100.27");
    assert!(formula(first, column("总分")).starts_with("ROUND(MAX("), "{}", formula(first, column("总分")));
    assert!(formula(first, column("基本分")).starts_with("SUM("));
    // 青禾街道 has 缺项: its total is scaled, so it stands as a value.
    let scaled = row_of("青禾街道");
    assert_eq!(
        (shown(scaled, column("总分")).as_str(), formula(scaled, column("总分")).as_str()),
        ("91.38", "")
    );
    assert_eq!(shown(scaled, 5), "缺项");
    assert!(formula(first, column("名次")).starts_with("RANK("), "{}", formula(first, column("名次")));
    let summary = book.worksheet_formula("汇总").unwrap();
    assert!(
        summary.get_value((3, 3)).is_some_and(|f| f.starts_with("'街道'!") || f.starts_with("街道!")),
        "{:?}",
        summary.get_value((3, 3))
    );
    let reasons = book.worksheet_range("得分说明").unwrap();
    assert_eq!(reasons.rows().count(), 3 + 15 * 13);
}

#[test]
fn items_that_are_formulas_are_formulas_of_the_workbook() {
    let ready = safety();
    let report = Report::new(&ready.assessment, Language::Chinese);
    let mut book = open(workbook(&report).unwrap());
    assert!(book.sheet_names().contains(&"公式核算".to_owned()));
    let formulas = book.worksheet_formula("公式核算").unwrap();
    let text = formulas.get_value((3, 4)).cloned().unwrap_or_default();
    assert_eq!(text, "MAX(0,MIN(2,((C4-D4)*0.1)))");
    // A veto puts 石门镇 last, which no RANK does: ranks are values.
    let summary = book.worksheet_formula("汇总").unwrap();
    assert_eq!(summary.get_value((3, 4)).map(String::as_str).unwrap_or_default(), "");
}

/// A part of a workbook's file.
fn part(bytes: &[u8], name: &str) -> String {
    let mut file = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    std::io::Read::read_to_string(&mut file.by_name(name).unwrap(), &mut text).unwrap();
    text
}

/// Which part a sheet is.
fn sheet_part(bytes: &[u8], name: &str) -> String {
    let place = open(bytes.to_vec()).sheet_names().iter().position(|n| n == name).unwrap();
    part(bytes, &format!("xl/worksheets/sheet{}.xml", place + 1))
}

#[test]
fn a_result_shows_only_what_the_scheme_has() {
    // No awards in this scheme, and a tie that the tie-breaker parts: ranks are no formulas.
    let ready = safety();
    let bytes = workbook(&Report::new(&ready.assessment, Language::Chinese)).unwrap();
    let mut book = open(bytes);
    let summary = book.worksheet_range("汇总").unwrap();
    let head: Vec<String> = summary.rows().nth(2).unwrap().iter().map(words).collect();
    assert_eq!(head, ["序号", "单位", "分组", "总分", "名次", "等次"]);
    let note = words(&summary.rows().next_back().unwrap()[0]);
    assert!(note.starts_with("本表的总分为公式"), "{note}");
    let html = page(&Report::new(&ready.assessment, Language::Chinese)).unwrap();
    assert!(!html.contains(">奖项</th>"));
    let towns = towns();
    let mut book = open(workbook(&Report::new(&towns.assessment, Language::Chinese)).unwrap());
    let summary = book.worksheet_range("汇总").unwrap();
    assert!(words(&summary.rows().next_back().unwrap()[0]).starts_with("本表的总分、名次为公式"));
}

#[test]
fn reasons_are_numbers_where_they_are_and_every_unit_begins_a_page() {
    let ready = towns();
    let bytes = workbook(&Report::new(&ready.assessment, Language::Chinese)).unwrap();
    let sheet = sheet_part(&bytes, "得分说明");
    assert!(sheet.contains("<rowBreaks count=\"14\""), "fifteen units");
    assert!(sheet.contains("scale=\"70\"") && !sheet.contains("fitToPage"), "fitting ignores breaks");
    let cells = open(bytes).worksheet_range("得分说明").unwrap();
    assert_eq!(cells.get_value((3, 2)), Some(&Data::Float(12.0)));
    assert_eq!(cells.get_value((3, 3)), Some(&Data::Float(10.034)));
    let bonus = cells.rows().find(|row| words(&row[1]).contains("表彰奖励")).unwrap();
    assert_eq!(bonus[2], Data::Empty, "a bonus has no full points");
    let standing = cells.rows().find(|row| words(&row[1]) == "名次、等次").unwrap();
    assert_eq!(words(&standing[3]), "第1名，优秀，一等奖");
}

/// A scheme of so many items.
fn large(items: usize) -> String {
    let mut text = "[scheme]\nid = \"large\"\nname = \"2024年度考核\"\nyear = 2024\n[[group]]\nid = \"a\"\nname = \"各镇\"\nmembers = [\"甲镇\", \"乙镇\"]\n[[dimension]]\nid = \"d\"\nname = \"工作\"\n".to_owned();
    for item in 0..items {
        text.push_str(&format!(
            "[[dimension.item]]\ncode = \"1.{item}\"\nname = \"指标{item}\"\nfull = 1\nrule = \"ratio\"\ncap_ratio = \"1\"\nunit = \"万元\"\n"
        ));
    }
    text + "[rank]\nscope = \"同组\"\nmethod = \"并列占位\"\n"
}

#[test]
fn two_hundred_items_are_printed_on_several_pages_beside_each_other() {
    let text = large(200);
    let one = Arc::new(scheme::read(&text).unwrap());
    let entry = template::workbook(&one, Language::Chinese).unwrap();
    let mut heads: Vec<String> = vec!["单位".to_owned()];
    heads.extend((0..200).flat_map(|n| [format!("1.{n}·实绩（万元）"), format!("1.{n}·目标")]));
    let row = |name: &str| format!("{name},{}", vec!["1,2"; 200].join(","));
    let csv = format!("{}\n{}\n{}\n", heads.join(","), row("甲镇"), row("乙镇"));
    let ready = computed(&text, &[File { name: "v.csv", bytes: csv.as_bytes() }]);
    let result = workbook(&Report::new(&ready.assessment, Language::Chinese)).unwrap();
    for (bytes, sheet, kept) in [(&entry, "数据", "$A:$A"), (&result, "各镇", "$A:$B")] {
        let xml = sheet_part(bytes, sheet);
        assert!(xml.contains("<colBreaks ") && xml.contains("scale=\"70\"") && !xml.contains("fitToPage"));
        assert!(part(bytes, "xl/workbook.xml").contains(&format!("{sheet}!{kept},{sheet}!$1:$3")));
        // The title ends where the first page ends.
        let merged = xml.split("mergeCell ref=\"A1:").nth(1).unwrap().split('"').next().unwrap();
        assert!(merged.len() <= 3, "{merged}");
    }
    let html = page(&Report::new(&ready.assessment, Language::Chinese)).unwrap();
    let pictures = html.matches("<svg class=\"heat\"").count();
    assert_eq!((pictures, html.matches("<table class=\"points\"").count()), (15, 15));
}

#[test]
fn an_entry_workbook_says_what_belongs_where() {
    let one = Arc::new(scheme::read(SAFETY).unwrap());
    let bytes = template::workbook(&one, Language::Chinese).unwrap();
    let mut book = open(bytes.clone());
    let rows = book.worksheet_range("事项").unwrap();
    let head: Vec<String> = rows.rows().nth(2).unwrap().iter().map(words).collect();
    assert_eq!(head, ["指标", "单位", "事项", "级别", "类别", "规模", "标记", "日期", "次数"]);
    assert!(words(&rows.rows().nth(1).unwrap()[0]).contains("白色格子可以填写"));
    let guide = book.worksheet_range("填表说明").unwrap();
    let told: Vec<String> =
        guide.rows().map(|row| row.iter().map(words).collect::<Vec<_>>().join("|")).collect();
    assert!(told.iter().any(|line| line.contains("重复问题|事项|事项、标记、日期、次数")), "{told:#?}");
    assert!(!told.iter().any(|line| line.contains("“打分”表")), "there is no such sheet");
    assert!(told.iter().any(|line| line.starts_with("六、")), "{told:#?}");
    let xml = sheet_part(&bytes, "填表说明");
    assert!(xml.contains("orientation=\"portrait\"") && xml.contains("fitToHeight=\"0\""));
    // Nobody knows how many units there are: rows get borders when they are filled, and only those are printed.
    let xml = sheet_part(&bytes, "数据");
    assert!(xml.contains("COUNTA($A4:$N4)&gt;0") && xml.contains("prompt=\"请填数字"));
    assert!(xml.contains("prompt=\"没有的留空。可以填：") && xml.contains("promptTitle=\"否决事项\""));
    assert!(!part(&bytes, "xl/workbook.xml").contains("_xlnm.Print_Area\" localSheetId=\"0\""));
    // Periods are told as such; a day is no bare number.
    let one = Arc::new(scheme::read(VILLAGES).unwrap());
    let bytes = template::workbook(&one, Language::Chinese).unwrap();
    let head = open(bytes.clone()).worksheet_range("数据").unwrap();
    assert!(head.rows().nth(2).unwrap().iter().any(|c| words(c) == "1 人居环境月评·第12期"));
    assert!(sheet_part(&bytes, "数据").contains("&gt;18264"));
}

#[test]
fn the_page_needs_nothing_from_elsewhere() {
    let ready = towns();
    let html = page(&Report::new(&ready.assessment, Language::Chinese)).unwrap();
    for forbidden in ["<script", "http://", "https://", "<link", "@import", "url(//", "<img", "javascript:"] {
        assert!(!html.contains(forbidden), "{forbidden}");
    }
    assert!(html.contains("@media print") && html.contains("@page"));
    assert_eq!(html.matches("<article ").count(), 15);
    // The distribution, one picture of shares, and the pattern of what does not apply.
    assert_eq!(html.matches("<svg ").count(), 3);
    for tag in [
        "table", "tr", "td", "th", "svg", "article", "section", "ol", "li", "dl", "dd", "dt", "text",
        "title", "div", "p",
    ] {
        let opened = html.matches(&format!("<{tag}>")).count() + html.matches(&format!("<{tag} ")).count();
        assert_eq!(opened, html.matches(&format!("</{tag}>")).count(), "{tag}");
    }
    // Eight base items of fifteen units.
    assert_eq!(
        html.matches("<rect class=\"h").count()
            + html.matches("<rect class=\"na").count()
            + html.matches("<rect class=\"none").count(),
        8 * 15
    );
    let english = page(&Report::new(&ready.assessment, Language::English)).unwrap();
    assert!(english.contains("<html lang=\"en\">") && english.contains("Distribution of totals"));
}

#[test]
fn an_empty_entry_workbook_is_read_back() {
    for text in [TOWNS, SAFETY, VILLAGES] {
        let one = Arc::new(scheme::read(text).unwrap());
        for language in [Language::Chinese, Language::English] {
            let bytes = template::workbook(&one, language).unwrap();
            match read(&one, &[File { name: "empty.xlsx", bytes: &bytes }], 1) {
                Ok(ready) => assert_eq!(ready.assessment.units().len(), 15),
                Err(troubles) => {
                    let codes: Vec<_> = troubles
                        .iter()
                        .map(|t| t.code)
                        .filter(|c| !c.starts_with("item-") && *c != "nothing-happened")
                        .collect();
                    assert_eq!(codes, ["no-units"], "{troubles:#?}");
                }
            }
        }
    }
}

/// A sheet and its rows: headings and values.
type Filled<'a> = (&'a str, &'a [&'a [(&'a str, &'a str)]]);

/// The rows below a heading of the entry workbook, filled by a heading's name.
fn filled(empty: &[u8], fill: &[Filled<'_>]) -> Vec<u8> {
    let mut book = open(empty.to_vec());
    let mut out = Workbook::new();
    for (sheet, rows) in fill {
        let cells = book.worksheet_range(sheet).unwrap();
        let heads: Vec<String> = cells.rows().nth(2).unwrap().iter().map(words).collect();
        let target = out.add_worksheet();
        target.set_name(*sheet).unwrap();
        for (column, head) in heads.iter().enumerate() {
            target.write_string(2, u16::try_from(column).unwrap(), head).unwrap();
        }
        for (number, row) in rows.iter().enumerate() {
            for (head, value) in *row {
                let column = heads.iter().position(|h| h == head);
                let column = column.unwrap_or_else(|| panic!("{sheet} has no column {head}: {heads:?}"));
                let (line, column) = (u32::try_from(number + 3).unwrap(), u16::try_from(column).unwrap());
                match value.parse::<f64>() {
                    Ok(number) => target.write_number(line, column, number).unwrap(),
                    Err(_) => target.write_string(line, column, *value).unwrap(),
                };
            }
        }
    }
    out.save_to_buffer().unwrap()
}

#[test]
fn a_wrongly_filled_entry_workbook_is_refused() {
    let one = Arc::new(scheme::read(VILLAGES).unwrap());
    let empty = template::workbook(&one, Language::Chinese).unwrap();
    let bytes = filled(
        &empty,
        &[
            (
                "数据",
                &[
                    &[
                        ("单位", "青石村"),
                        ("人口", "3000"),
                        ("1 人居环境月评·第3期", "27"),
                        ("3 党建工作·数值", "15.7"),
                        ("4 集体经营性收入·实绩", "5.82"),
                        ("4 集体经营性收入·目标", "缺项"),
                        ("6 报表报送·应报", "2023-12-20"),
                        ("6 报表报送·报送", "2023-12-22"),
                    ],
                    &[
                        ("单位", "柳溪村"),
                        ("人口", "2999"),
                        ("1 人居环境月评·第1期", "21"),
                        ("1 人居环境月评·第2期", "24"),
                        ("3 党建工作·数值", "未报"),
                    ],
                ],
            ),
            (
                "事项",
                &[
                    &[
                        ("指标", "2 秸秆禁烧"),
                        ("单位", "柳溪村"),
                        ("级别", "镇发现"),
                        ("次数", "2"),
                        ("标记", "面积超300平方米"),
                    ],
                    &[("指标", "集体荣誉"), ("单位", "青石村"), ("事项", "文明村"), ("级别", "省")],
                ],
            ),
            (
                "打分",
                &[
                    &[("指标", "5 满意度测评"), ("单位", "青石村"), ("评分组", "镇领导"), ("分数", "90")],
                    &[("指标", "5 满意度测评"), ("单位", "青石村"), ("评分组", "镇领导"), ("分数", "80")],
                ],
            ),
        ],
    );
    let files = [File { name: "filled.xlsx", bytes: &bytes }];
    let Err(found) = read(&one, &files, 1) else { panic!("a target that does not apply beside a value") };
    assert!(found.iter().any(|t| t.code == "state-and-values"), "{found:#?}");
}

#[test]
fn a_well_filled_entry_workbook_is_computed() {
    let one = Arc::new(scheme::read(VILLAGES).unwrap());
    let empty = template::workbook(&one, Language::Chinese).unwrap();
    let bytes = filled(
        &empty,
        &[
            (
                "数据",
                &[
                    &[
                        ("单位", "青石村"),
                        ("人口", "3000"),
                        ("1 人居环境月评·第3期", "27"),
                        ("6 报表报送·应报", "2023-12-20"),
                        ("6 报表报送·报送", "2023-12-22"),
                    ],
                    &[
                        ("单位", "柳溪村"),
                        ("人口", "2999"),
                        ("1 人居环境月评·第1期", "21"),
                        ("1 人居环境月评·第2期", "24"),
                    ],
                ],
            ),
            (
                "事项",
                &[&[
                    ("指标", "2 秸秆禁烧"),
                    ("单位", "柳溪村"),
                    ("级别", "镇发现"),
                    ("次数", "2"),
                    ("标记", "面积超300平方米"),
                ]],
            ),
            (
                "打分",
                &[
                    &[("指标", "5 满意度测评"), ("单位", "青石村"), ("评分组", "镇领导"), ("分数", "90")],
                    &[("指标", "5 满意度测评"), ("单位", "青石村"), ("评分组", "镇领导"), ("分数", "80")],
                ],
            ),
        ],
    );
    let ready =
        read(&one, &[File { name: "filled.xlsx", bytes: &bytes }], 1).unwrap_or_else(|t| panic!("{t:#?}"));
    let found: Value = json(&Report::new(&ready.assessment, Language::Chinese), &[]).unwrap();
    let points = |item: &str, unit: &str| found["item_scores"][item][unit].as_str().unwrap_or("?").to_owned();
    assert_eq!(points("1", "青石村"), "27.000");
    assert_eq!(points("1", "柳溪村"), "22.500");
    // Twice 2, doubled: 10 − 8.
    assert_eq!(points("2", "柳溪村"), "2.000");
    assert_eq!(points("2", "青石村"), "10.000");
    assert_eq!(points("5", "青石村"), "17.000");
    assert_eq!(points("6", "青石村"), "4.000");
    assert_eq!(ready.assessment.units()[1].group, 1);
}

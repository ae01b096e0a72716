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
    // 双山街道: nothing is left out, so the sums give the total.
    let first = row_of("双山街道");
    assert_eq!(shown(first, column("总分")), "100.27");
    assert!(formula(first, column("总分")).starts_with("ROUND(MAX("), "{}", formula(first, column("总分")));
    assert!(formula(first, column("基本分")).starts_with("SUM("));
    // 绣惠街道 has 缺项: its total is scaled, so it stands as a value.
    let scaled = row_of("绣惠街道");
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

#[test]
fn the_page_needs_nothing_from_elsewhere() {
    let ready = towns();
    let html = page(&Report::new(&ready.assessment, Language::Chinese)).unwrap();
    for forbidden in ["<script", "http://", "https://", "<link", "@import", "url(//", "<img", "javascript:"] {
        assert!(!html.contains(forbidden), "{forbidden}");
    }
    assert!(html.contains("@media print") && html.contains("@page"));
    assert_eq!(html.matches("<article ").count(), 15);
    assert_eq!(html.matches("<svg ").count(), 2);
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
                        ("1 人居环境月评·3", "27"),
                        ("3 党建工作·数值", "15.7"),
                        ("4 集体经营性收入·实绩", "5.82"),
                        ("4 集体经营性收入·目标", "缺项"),
                        ("6 报表报送·应报", "2023-12-20"),
                        ("6 报表报送·报送", "2023-12-22"),
                    ],
                    &[
                        ("单位", "柳溪村"),
                        ("人口", "2999"),
                        ("1 人居环境月评·1", "21"),
                        ("1 人居环境月评·2", "24"),
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
                        ("1 人居环境月评·3", "27"),
                        ("6 报表报送·应报", "2023-12-20"),
                        ("6 报表报送·报送", "2023-12-22"),
                    ],
                    &[
                        ("单位", "柳溪村"),
                        ("人口", "2999"),
                        ("1 人居环境月评·1", "21"),
                        ("1 人居环境月评·2", "24"),
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

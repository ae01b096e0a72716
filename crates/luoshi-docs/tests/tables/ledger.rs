//! The ledger out and back: no change in an untouched file, and only the change that somebody made.

use std::io::Read;

use luoshi_docs::extract::{Known, extract};
use luoshi_docs::model::{CellKind, Document};
use luoshi_docs::read::{Limits, read};
use luoshi_docs::table::ledger::{Change, LedgerFile, read_back};
use luoshi_docs::table::{Recognised, recognise};
use luoshi_docs::write::csv::csv;
use luoshi_docs::write::ledger::{LedgerColumn, LedgerRow, LedgerSheet, file_name};
use luoshi_docs::write::xlsx::workbook;
use proptest::prelude::*;
use time::macros::date;

fn row(id: &str, area: &str, title: &str) -> LedgerRow {
    LedgerRow {
        id: id.to_owned(),
        version: 3,
        area: area.to_owned(),
        title: title.to_owned(),
        measure: "1.勘测。\n2.开工。".to_owned(),
        indicator: "渠道不少于5公里".to_owned(),
        quarters: ["勘测", "开工", "过半", "完工"].map(str::to_owned),
        due_text: "6月底前".to_owned(),
        due: Some(date!(2025 - 06 - 30)),
        sponsor: vec!["甘棠".to_owned()],
        lead: vec!["水利站".to_owned(), "城建办".to_owned()],
        assist: vec!["各村（社区）".to_owned()],
        owner: vec!["骆原".to_owned()],
        phone: "0000-1230001".to_owned(),
        ..LedgerRow::default()
    }
}

fn sheet(rows: Vec<LedgerRow>) -> LedgerSheet {
    LedgerSheet {
        year: 2025,
        title: "松岗镇2025年重点工作任务分解表".to_owned(),
        unit: "松岗镇党政办".to_owned(),
        date: date!(2025 - 03 - 05),
        filled_by: String::new(),
        checked_by: "尹双".to_owned(),
        columns: LedgerColumn::usual(),
        rows,
    }
}

fn three() -> LedgerSheet {
    let mut last = row("t3", "民生", "=修路");
    last.due_text.clear();
    sheet(vec![row("t1", "水利", "修渠道"), row("t2", "水利", "清淤"), last])
}

fn document(bytes: &[u8], name: &str) -> Document {
    let reading = read(bytes, name, &Limits::default());
    reading.document.unwrap_or_else(|| panic!("{:?}", reading.refusal))
}

fn back(bytes: &[u8], name: &str) -> LedgerFile {
    read_back(&document(bytes, name)).expect("a ledger")
}

#[test]
fn an_untouched_export_changes_nothing() {
    let sheet = three();
    let file = back(&workbook(&sheet).unwrap(), "a.xlsx");
    assert_eq!((file.data.len(), file.printed.len()), (3, 3));
    assert_eq!(file.data.iter().map(|b| b.row.clone()).collect::<Vec<_>>(), sheet.rows);
    assert_eq!(file.changes(&sheet.rows), []);
    let file = back(&csv(&sheet), "a.csv");
    assert!(!file.has_data);
    assert_eq!(file.changes(&sheet.rows), []);
}

#[test]
fn the_export_is_recognised_as_one_task_table() {
    let found = recognise(&document(&workbook(&three()).unwrap(), "a.xlsx"));
    let [Recognised::TaskTable(table)] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(table.rows.len(), 3);
    assert_eq!(table.rows[1].area, "水利");
    assert_eq!(table.title.as_deref(), Some("松岗镇2025年重点工作任务分解表"));
    assert_eq!(table.rows[0].quarters[3].text, "完工");
    assert_eq!(table.rows[2].due.text, "2025-06-30");
}

#[test]
fn an_export_that_is_uploaded_as_a_document_says_everything_once() {
    let reading = read(&workbook(&three()).unwrap(), "a.xlsx", &Limits::default());
    assert!(reading.problems.is_empty(), "{:?}", reading.problems);
    let found = extract(&reading.document.unwrap(), &Known::default());
    let due: Vec<_> = found.tasks.iter().map(|task| task.value.deadline).collect();
    assert_eq!(due, [Some(date!(2025 - 06 - 30)); 3], "{:?}", found.tasks);
    // Three rows with the same words: one target.
    assert_eq!(found.measures.len(), 1, "{:?}", found.measures);
}

#[test]
fn only_what_was_edited_is_a_change() {
    let sheet = three();
    let mut edited = sheet.clone();
    edited.rows[0].due_text = "9月底前".to_owned();
    edited.rows[1].lead = vec!["财政所".to_owned()];
    // A file whose printed sheet was edited: data of one export, print of the other.
    let mut file = back(&workbook(&sheet).unwrap(), "a.xlsx");
    file.printed = back(&workbook(&edited).unwrap(), "a.xlsx").printed;
    let changes = file.changes(&sheet.rows);
    let short: Vec<_> = changes.iter().map(short).collect();
    assert_eq!(short, ["t1 Due 6月底前→9月底前", "t2 Lead 水利站、城建办→财政所"]);
    // Edited in 数据 instead.
    let mut file = back(&workbook(&sheet).unwrap(), "a.xlsx");
    file.data = back(&workbook(&edited).unwrap(), "a.xlsx").data;
    assert_eq!(file.changes(&sheet.rows).iter().map(self::short).collect::<Vec<_>>(), short);
}

fn short(change: &Change) -> String {
    match change {
        Change::Edited { id, column, old, new, conflict, .. } => {
            format!("{id} {column:?} {old}→{new}{}", if *conflict { " !" } else { "" })
        }
        other => format!("{other:?}"),
    }
}

#[test]
fn tasks_that_moved_on_are_no_changes_of_the_file() {
    let sheet = three();
    let mut now = sheet.rows.clone();
    now[0].version = 4;
    now[0].title = "修干渠".to_owned();
    let mut file = back(&workbook(&sheet).unwrap(), "a.xlsx");
    assert_eq!(file.changes(&now), []);
    // The same cell edited in the file is a conflict, another one is not.
    file.printed[0].row.title = "修支渠".to_owned();
    file.printed[0].row.phone = "1".to_owned();
    let changes: Vec<_> = file.changes(&now).iter().map(short).collect();
    assert_eq!(changes, ["t1 Title 修干渠→修支渠 !", "t1 Phone 0000-1230001→1"]);
}

#[test]
fn rows_added_copied_deleted_and_unknown() {
    let sheet = three();
    let mut file = back(&workbook(&sheet).unwrap(), "a.xlsx");
    let copy = file.printed[1].clone();
    file.printed.remove(0);
    file.printed.push(copy);
    let mut added = file.printed[0].clone();
    added.row.id.clear();
    file.printed.push(added);
    let kinds: Vec<_> =
        file.changes(&sheet.rows[..2]).iter().map(|c| short(c).chars().take(7).collect::<String>()).collect();
    assert_eq!(kinds, ["Unknown", "Twice {", "Added {", "Removed"]);
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a zip");
    let mut text = String::new();
    zip.by_name(name).expect("the part").read_to_string(&mut text).expect("its text");
    text
}

#[test]
fn the_print_set_up_is_that_of_the_form() {
    let bytes = workbook(&three()).unwrap();
    let page = part(&bytes, "xl/worksheets/sheet1.xml");
    for wanted in [
        r#"paperSize="8""#, // 16 columns: A3
        r#"orientation="landscape""#,
        r#"fitToHeight="0""#,
        "<pageSetUpPr fitToPage=\"1\"/>",
        "horizontalCentered=\"1\"",
        "第 &amp;P 页　共 &amp;N 页",
        r#"topLeftCell="D5""#,
        r#"<mergeCell ref="A1:P1"/>"#,
        r#"<mergeCell ref="F3:I3"/>"#,
        r#"<mergeCell ref="B5:B6"/>"#,
    ] {
        assert!(page.contains(wanted), "{wanted}\n{}", &page[..2000]);
    }
    // Merges only in title, heading and area: one title, one group, twelve headings, one area.
    assert_eq!(page.matches("<mergeCell ").count(), 1 + 1 + 12 + 1);
    let book = part(&bytes, "xl/workbook.xml");
    assert!(book.contains("任务分解表!$1:$4"), "{book}");
    assert!(book.contains("任务分解表!$A$1:$P$8"), "{book}");
    let narrow =
        LedgerSheet { columns: vec![LedgerColumn::Seq, LedgerColumn::Title, LedgerColumn::Lead], ..three() };
    assert!(part(&workbook(&narrow).unwrap(), "xl/worksheets/sheet1.xml").contains(r#"paperSize="9""#));
    let props = part(&bytes, "docProps/core.xml");
    assert!(props.contains("<dc:creator></dc:creator>") || !props.contains("creator>L"), "{props}");
    assert!(props.contains("2025-03-05T00:00:00Z"), "{props}");
}

#[test]
fn rows_are_as_tall_as_their_words() {
    let mut long = three();
    long.rows[0].measure = "勘测线路并征求沿线村组意见".repeat(6);
    let page = part(&workbook(&long).unwrap(), "xl/worksheets/sheet1.xml");
    let height = |row: &str| {
        let at = page.find(&format!("<row r=\"{row}\"")).unwrap();
        let tail = &page[at..];
        let from = tail.find("ht=\"").unwrap() + 4;
        tail[from..].split('"').next().unwrap().parse::<f64>().unwrap()
    };
    // 78 Han characters in a column of 40: 156 / 39 = 4 lines; two lines of measures beside it.
    assert!((height("5") - 63.0).abs() < 0.1, "{}", height("5"));
    assert!((height("6") - 33.0).abs() < 0.1, "{}", height("6"));
}

#[test]
fn formulas_and_days() {
    let doc = document(&workbook(&three()).unwrap(), "a.xlsx");
    let print = &doc.tables[0].rows;
    assert_eq!(print[6][2].text, "'=修路");
    assert_eq!((print[6][9].kind, print[6][9].text.as_str()), (CellKind::Date, "2025-06-30"));
    assert_eq!(print[4][0].kind, CellKind::Number);
    let text = String::from_utf8(csv(&three())).unwrap();
    assert!(text.starts_with("\u{FEFF}序号,工作领域,"));
    assert!(text.contains(",'=修路,") && text.contains("\"1.勘测。\n2.开工。\""), "{text}");
}

#[test]
fn the_same_ledger_gives_the_same_bytes() {
    assert_eq!(workbook(&three()).unwrap(), workbook(&three()).unwrap());
    assert_eq!(file_name(&three(), "xlsx"), "2025-任务分解表-松岗镇党政办-20250305.xlsx");
}

#[test]
fn an_empty_ledger_and_a_large_one() {
    assert!(back(&workbook(&sheet(Vec::new())).unwrap(), "a.xlsx").changes(&[]).is_empty());
    let many = sheet(
        (0..300).map(|i| row(&format!("t{i}"), &format!("领域{}", i / 40), &format!("任务{i}"))).collect(),
    );
    assert_eq!(back(&workbook(&many).unwrap(), "a.xlsx").changes(&many.rows), []);
}

fn words() -> impl Strategy<Value = String> {
    // Han, Latin, marks of formulas, quotation marks, separators, line breaks, blanks at the ends.
    "[修渠道第一季度ab1.0=+\\-@'\"，；、/:（） \n\t]{0,12}|[ -~]{0,10}|\\PC{0,6}"
        .prop_filter("escapes of the file format", |t| !t.contains("_x"))
}

fn names() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(
        "[甲乙丙丁水利站（）ab=+' ]{1,6}".prop_filter("no blank name", |t| !t.trim().is_empty()),
        0..3,
    )
}

fn any_row() -> impl Strategy<Value = LedgerRow> {
    let day = prop::option::of((0..40_000_i64).prop_map(|d| date!(1950 - 01 - 01) + time::Duration::days(d)));
    let texts = prop::collection::vec(words(), 13);
    (texts, names(), names(), names(), day, 0..9_i64).prop_map(|(t, sponsor, lead, assist, due, version)| {
        let mut t = t.into_iter();
        let mut next = || t.next().unwrap_or_default();
        LedgerRow {
            id: String::new(),
            version,
            number: next(),
            area: next(),
            title: next(),
            requirement: next(),
            measure: next(),
            indicator: next(),
            quarters: [next(), next(), next(), next()],
            due_text: next(),
            due,
            owner: sponsor.clone(),
            sponsor,
            lead,
            responsible: assist.clone(),
            assist,
            phone: next(),
            progress: next(),
            status: next(),
            note: next(),
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_ledger_comes_back_unchanged(rows in prop::collection::vec(any_row(), 1..8), all in any::<bool>()) {
        let mut sheet = sheet(rows);
        for (i, row) in sheet.rows.iter_mut().enumerate() {
            row.id = format!("0192-{i:04}");
        }
        if all {
            sheet.columns = LedgerColumn::ALL.to_vec();
        }
        let file = back(&workbook(&sheet).unwrap(), "a.xlsx");
        prop_assert_eq!(file.data.len(), sheet.rows.len());
        prop_assert_eq!(file.changes(&sheet.rows), []);
        let file = back(&csv(&sheet), "a.csv");
        prop_assert_eq!(file.changes(&sheet.rows), []);
    }
}

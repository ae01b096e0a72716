//! The twenty shapes of task tables that an import must survive, one file each, made here.
//!
//! What a column means is told elsewhere; these tests hold that nothing a shape carries gets lost on
//! the way in: words, merges, marks, places and problems.

#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::io::Write as _;

use luoshi_docs::model::{CellKind, Document, Merge, Place, Table};
use luoshi_docs::read::{Format, Limits, Reading, read};
use rust_xlsxwriter::{ExcelDateTime, Format as Style, Formula, Note, Workbook, Worksheet};

fn sheet(fill: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    fill(book.add_worksheet());
    book.save_to_buffer().unwrap()
}

fn open(bytes: &[u8]) -> Reading {
    read(bytes, "上报/任务表.dat", &Limits::default())
}

fn document(reading: &Reading) -> &Document {
    reading.document.as_ref().unwrap_or_else(|| panic!("{:?}", reading.refusal))
}

fn words(table: &Table, row: usize) -> Vec<&str> {
    table.rows[row].iter().map(|cell| cell.text.as_str()).collect()
}

fn codes(reading: &Reading) -> Vec<&str> {
    reading.problems.iter().map(|problem| problem.code.as_str()).collect()
}

fn refusal(reading: &Reading) -> &str {
    assert_eq!(reading.document, None);
    reading.refusal.as_ref().map_or("", |refusal| refusal.code.as_str())
}

fn rows(sheet: &mut Worksheet, rows: &[&[&str]]) {
    for (row, cells) in (0..).zip(rows) {
        for (col, words) in (0..).zip(*cells) {
            if !words.is_empty() {
                sheet.write(row, col, *words).unwrap();
            }
        }
    }
}

/// Takes a workbook apart and lets a test change one of its parts.
fn with_part(bytes: &[u8], name: &str, change: impl Fn(String) -> String) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).unwrap();
        let path = entry.name().unwrap().to_string();
        let mut text = Vec::new();
        std::io::copy(&mut entry, &mut text).unwrap();
        if path == name {
            text = change(String::from_utf8(text).unwrap()).into_bytes();
        }
        out.start_file(path, zip::write::SimpleFileOptions::default()).unwrap();
        out.write_all(&text).unwrap();
    }
    out.finish().unwrap().into_inner()
}

#[test]
fn shape_01_title_and_heading_rows() {
    let bytes = sheet(|s| {
        s.merge_range(0, 0, 0, 3, "柳溪村任务表", &Style::new()).unwrap();
        rows(
            s,
            &[
                &[],
                &["填报单位：柳溪村", "", "", "填报日期：2026.1.8"],
                &["序号", "工作任务", "责任单位", "完成时限"],
                &["1", "修路", "村委会", "年底"],
            ],
        );
    });
    let reading = open(&bytes);
    let table = &document(&reading).tables[0];
    assert_eq!(table.merges, [Merge { top: 0, left: 0, bottom: 0, right: 3 }]);
    assert_eq!(words(table, 0), ["柳溪村任务表", "", "", ""]);
    assert_eq!(words(table, 2), ["序号", "工作任务", "责任单位", "完成时限"]);
    assert!(document(&reading).text.starts_with("柳溪村任务表\n填报单位：柳溪村\t\t\t填报日期：2026.1.8\n"));
}

#[test]
fn shape_02_two_heading_rows() {
    let bytes = sheet(|s| {
        rows(s, &[&["任务"], &["", "一季度", "二季度"], &["修路", "立项", "开工"]]);
        s.merge_range(0, 0, 1, 0, "任务", &Style::new()).unwrap();
        s.merge_range(0, 1, 0, 2, "进度安排", &Style::new()).unwrap();
    });
    let table = &document(&open(&bytes)).tables[0].clone();
    let merge = |top, left, bottom, right| Merge { top, left, bottom, right };
    assert_eq!(table.merges, [merge(0, 0, 1, 0), merge(0, 1, 0, 2)]);
    assert_eq!(words(table, 1), ["", "一季度", "二季度"]);
}

#[test]
fn shape_03_field_merged_down() {
    let bytes = sheet(|s| {
        rows(s, &[&["领域", "任务"], &["城建", "修路"], &["", "架桥"], &["", "绿化"], &["", "散件"]]);
        s.merge_range(1, 0, 3, 0, "城建", &Style::new()).unwrap();
    });
    let reading = open(&bytes);
    let table = &document(&reading).tables[0];
    // The merge says how far the value reaches; the reader fills nothing in.
    assert_eq!(table.merges, [Merge { top: 1, left: 0, bottom: 3, right: 0 }]);
    assert_eq!((words(table, 3)[0], words(table, 4)[0]), ("", ""));
}

#[test]
fn shape_04_merged_value_not_in_the_corner() {
    let bytes = sheet(|s| {
        rows(s, &[&["领域", "任务"], &["", "修路"], &["城建", "架桥"], &["甲", "绿化"], &["乙", "种草"]]);
    });
    let bytes = with_part(&bytes, "xl/worksheets/sheet1.xml", |xml| {
        xml.replace("</sheetData>", "</sheetData><mergeCells count=\"2\"><mergeCell ref=\"A2:A3\"/><mergeCell ref=\"A4:A5\"/></mergeCells>")
    });
    let reading = open(&bytes);
    let table = &document(&reading).tables[0];
    assert_eq!((words(table, 1)[0], words(table, 2)[0]), ("城建", ""));
    // Two values in one area: both stay, and somebody must look.
    assert_eq!((words(table, 3)[0], words(table, 4)[0]), ("甲", "乙"));
    let problem = reading.problems.iter().find(|problem| problem.code == "merge-hides-values").unwrap();
    assert_eq!(problem.found, "乙");
    assert_eq!(problem.place, Place::Cell { sheet: "Sheet1".to_owned(), address: "A5".to_owned() });
}

#[test]
fn shape_05_section_rows() {
    let bytes = sheet(|s| {
        rows(s, &[&["序号", "任务", "单位"], &["一、党的建设（2项）"], &["1", "修路", "村委会"]]);
        s.merge_range(1, 0, 1, 2, "一、党的建设（2项）", &Style::new()).unwrap();
    });
    let reading = open(&bytes);
    let table = &document(&reading).tables[0];
    assert_eq!(words(table, 1), ["一、党的建设（2项）", "", ""]);
    assert_eq!(table.merges, [Merge { top: 1, left: 0, bottom: 1, right: 2 }]);
}

#[test]
fn shape_06_sums_and_notes() {
    let bytes = sheet(|s| {
        rows(s, &[&["任务", "投资"], &["修路"], &["架桥"], &["合计"], &["备注：按月填报。"]]);
        s.write(1, 1, 12.5).unwrap().write(2, 1, 30).unwrap();
        s.write(3, 1, Formula::new("=SUM(B2:B3)").set_result("42.5")).unwrap();
    });
    let reading = open(&bytes);
    let table = &document(&reading).tables[0];
    assert_eq!(words(table, 3), ["合计", "42.5"]);
    assert_eq!((table.rows[1][1].kind, table.rows[3][1].kind), (CellKind::Number, CellKind::Number));
    assert_eq!(words(table, 4)[0], "备注：按月填报。");
}

#[test]
fn shape_07_numbers_of_all_kinds() {
    let bytes = sheet(|s| {
        rows(
            s,
            &[&["序号", "任务"], &["", "甲"], &["1-1", "乙"], &["（1）", "丙"], &["", "丁"], &["", "戊"]],
        );
        s.write(1, 0, 1).unwrap();
        s.write(4, 0, Formula::new("=A2+1").set_result("2")).unwrap();
    });
    let table = &document(&open(&bytes)).tables[0].clone();
    let first: Vec<_> = table.rows.iter().map(|row| row[0].text.as_str()).collect();
    assert_eq!(first, ["序号", "1", "1-1", "（1）", "2", ""]);
}

#[test]
fn shape_08_repeated_heading_rows() {
    let heading: &[&str] = &["序号", "任务"];
    let bytes = sheet(|s| rows(s, &[heading, &["1", "甲"], heading, &["2", "乙"]]));
    let table = &document(&open(&bytes)).tables[0].clone();
    assert_eq!(words(table, 0), words(table, 2));
    assert_eq!(table.rows.len(), 4);
}

#[test]
fn shape_09_hidden_rows_and_columns() {
    let bytes = sheet(|s| {
        rows(s, &[&["任务", "单位"], &["甲", "一"], &["乙", "二"]]);
        s.set_row_hidden(1).unwrap().set_column_hidden(1).unwrap();
        s.autofilter(0, 0, 2, 1).unwrap();
    });
    let reading = open(&bytes);
    let table = &document(&reading).tables[0];
    assert_eq!(
        (table.hidden_rows.as_slice(), table.hidden_cols.as_slice()),
        ([1].as_slice(), [1].as_slice())
    );
    assert_eq!(words(table, 1), ["甲", "一"]);
    assert_eq!(codes(&reading), ["hidden-rows", "hidden-columns"]);
}

#[test]
fn shape_10_many_sheets() {
    let mut book = Workbook::new();
    for name in ["柳溪村", "Sheet2", "石桥村"] {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        if name != "Sheet2" {
            sheet.write(0, 0, format!("{name}任务")).unwrap();
        }
    }
    let reading = open(&book.save_to_buffer().unwrap());
    let doc = document(&reading);
    let names: Vec<_> = doc.tables.iter().map(|table| table.name.as_str()).collect();
    assert_eq!(names, ["柳溪村", "石桥村"]);
    assert_eq!(doc.text, "柳溪村任务\n石桥村任务\n");
}

#[test]
fn shape_11_content_not_extension() {
    let html =
        "<html><head><meta charset=gbk></head><table><tr><td>任务<td>单位<tr><td>修路<td>村委会</table>";
    let csv = "任务,单位,备注\n修路,村委会,无\n";
    let (html_gbk, _, _) = encoding_rs::GBK.encode(html);
    let (csv_gbk, _, _) = encoding_rs::GB18030.encode(csv);
    let bom = [b"\xef\xbb\xbf".as_slice(), csv.as_bytes()].concat();
    let xlsx = sheet(|s| rows(s, &[&["任务", "单位"], &["修路", "村委会"]]));
    let mut seen = Vec::new();
    for bytes in [&html_gbk[..], &csv_gbk[..], csv.as_bytes(), &bom, &xlsx] {
        // Each under a name that lies.
        let reading = read(bytes, "任务.xls", &Limits::default());
        let table = &document(&reading).tables[0];
        assert_eq!(words(table, 1)[..2], ["修路", "村委会"]);
        seen.push(reading.format);
    }
    assert_eq!(seen, [Format::Html, Format::Csv, Format::Csv, Format::Csv, Format::Xlsx]);
}

#[test]
fn shape_12_numbers_as_text() {
    let raw = ["１２００", "1，200 ", "　300", "1,200.50"];
    let bytes = sheet(|s| {
        for (row, words) in (0..).zip(raw) {
            s.write(row, 0, words).unwrap();
        }
        s.ignore_error_range(0, 0, 3, 0, rust_xlsxwriter::IgnoreError::NumberStoredAsText).unwrap();
    });
    let table = &document(&open(&bytes)).tables[0].clone();
    for (row, words) in raw.iter().enumerate() {
        assert_eq!((table.rows[row][0].text.as_str(), table.rows[row][0].kind), (*words, CellKind::Text));
    }
}

#[test]
fn shape_13_dates_of_all_kinds() {
    let day = |code: &str| Style::new().set_num_format(code);
    let date = ExcelDateTime::from_ymd(2026, 9, 30).unwrap();
    let bytes = sheet(|s| {
        s.write_with_format(0, 0, &date, &day("yyyy-mm-dd")).unwrap();
        s.write_with_format(1, 0, &date, &day("yyyy\"年\"m\"月\"")).unwrap();
        s.write_with_format(2, 0, 46295, &Style::new().set_num_format_index(31)).unwrap();
        s.write(3, 0, 46295).unwrap().write(4, 0, 2024.10).unwrap().write(5, 0, "2026年9月底").unwrap();
    });
    let reading = open(&bytes);
    let column = |reading: &Reading| -> Vec<(String, CellKind)> {
        document(reading).tables[0].rows.iter().map(|row| (row[0].text.clone(), row[0].kind)).collect()
    };
    let is = |words: &str, kind| (words.to_owned(), kind);
    assert_eq!(
        column(&reading),
        [
            is("2026-09-30", CellKind::Date),
            is("2026-09-30", CellKind::Date),
            is("2026-09-30", CellKind::Date),
            is("46295", CellKind::Number),
            is("2024.1", CellKind::Number),
            is("2026年9月底", CellKind::Text)
        ]
    );
    let shifted = open(&with_part(&bytes, "xl/workbook.xml", |xml| {
        xml.replace("<workbookPr ", "<workbookPr date1904=\"1\" ")
    }));
    assert!(document(&shifted).tables[0].date_1904);
    assert_eq!(column(&shifted)[0].0, "2030-10-01");
}

#[test]
fn shape_14_lists_of_units() {
    let raw = "镇建设办、镇财政所，各村（社区）；镇直各部门/学校 医院\n派出所";
    let bytes = sheet(|s| rows(s, &[&["责任单位"], &[raw]]));
    assert_eq!(document(&open(&bytes)).tables[0].rows[1][0].text, raw);
}

#[test]
fn shape_15_names() {
    let raw = ["张　三", "李 四、王五", "赵六（兼）13800000000"];
    let bytes = sheet(|s| rows(s, &[&raw[..]]));
    let reading = open(&bytes);
    assert_eq!(words(&document(&reading).tables[0], 0), raw);
}

#[test]
fn shape_16_lists_inside_cells() {
    let raw = "1.立项\n2.开工\n3.完工";
    let bytes = sheet(|s| rows(s, &[&["任务", "措施"], &["修路", raw], &["架桥", "1.设计\r\n2.施工"]]));
    let reading = open(&bytes);
    let doc = document(&reading);
    let cell = &doc.tables[0].rows[1][1];
    assert_eq!((cell.text.as_str(), cell.span.map(|span| doc.slice(span))), (raw, Some(raw)));
    assert_eq!(doc.tables[0].rows[2][1].text, "1.设计\n2.施工");
}

#[test]
fn shape_17_formulas_and_errors() {
    let bytes = sheet(|s| {
        s.write(0, 0, Formula::new("='[表二.xlsx]Sheet1'!A1").set_result("跨表值")).unwrap();
        s.write(1, 2, Formula::new("=Sheet9!A1").set_result("#REF!")).unwrap();
    });
    let reading = open(&bytes);
    let table = &document(&reading).tables[0];
    assert_eq!(table.rows[0][0].text, "跨表值");
    assert_eq!((table.rows[1][2].text.as_str(), table.rows[1][2].kind), ("#REF!", CellKind::Error));
    let problem = &reading.problems[0];
    assert_eq!((problem.code.as_str(), problem.found.as_str()), ("formula-error", "#REF!"));
    assert_eq!(problem.place, Place::Cell { sheet: "Sheet1".to_owned(), address: "C2".to_owned() });
}

#[test]
fn shape_17_formulas_that_nobody_computed() {
    let bytes = sheet(|s| {
        s.write(0, 0, "合计").unwrap();
        s.write(0, 1, Formula::new("=SUM(C1:D1)").set_result("7")).unwrap();
        s.write(0, 2, Formula::new("=SUM(E1:F1)").set_result("8")).unwrap();
        s.write(0, 3, Formula::new("=IF(A1=1,1,A2)").set_result("说明")).unwrap();
    });
    // As programs write formulas: without a value, or with an empty one; an empty text is a value.
    let bytes = with_part(&bytes, "xl/worksheets/sheet1.xml", |xml| {
        let bare =
            xml.replace("<v>7</v>", "").replace("<v>8</v>", "<v></v>").replace("<v>说明</v>", "<v></v>");
        assert_ne!(bare, xml);
        bare
    });
    let reading = open(&bytes);
    assert_eq!(codes(&reading), ["formula-not-computed", "formula-not-computed"]);
    assert_eq!(words(&document(&reading).tables[0], 0), ["合计", "#DATA!", "#DATA!"]);
}

#[test]
fn shape_18_ditto_and_nothing() {
    let raw = ["同上", "〃", "—", "/", "无"];
    let bytes = sheet(|s| rows(s, &[&raw[..]]));
    assert_eq!(words(&document(&open(&bytes)).tables[0], 0), raw);
}

#[test]
fn shape_19_oversized() {
    // Formats down to the last row, and a blank that somebody typed there, are no content.
    let bytes = sheet(|s| {
        s.write(0, 0, "任务").unwrap();
        s.write_blank(1_048_575, 16_383, &Style::new().set_bold()).unwrap();
        s.write(1_048_574, 0, "  ").unwrap();
    });
    let reading = open(&bytes);
    assert_eq!(document(&reading).tables[0].rows.len(), 1);
    let far =
        |row, col| open(&sheet(|s| drop(s.write(0, 0, "任务").unwrap().write(row, col, "远").map(|_| ()))));
    assert_eq!(refusal(&far(1_048_575, 0)), "too-many-rows");
    assert_eq!(refusal(&far(0, 16_383)), "too-many-columns");
    assert_eq!(refusal(&far(49_999, 199)), "too-many-cells");
    let bytes = sheet(|s| drop(s.write(0, 0, "任务").map(|_| ())));
    let bomb = with_part(&bytes, "xl/styles.xml", |xml| xml + &" ".repeat(3 << 20));
    assert!(bomb.len() < 1 << 20);
    let small = Limits { unpacked: 2 << 20, ..Limits::default() };
    assert_eq!(refusal(&read(&bomb, "x", &small)), "too-big-unpacked");
    assert_eq!(refusal(&read(&bomb, "x", &Limits { packed: 1000, ..Limits::default() })), "too-big");
    // A claim of strings that are not there must not reserve memory for them.
    let claim = with_part(&bytes, "xl/sharedStrings.xml", |xml| {
        xml.replace("uniqueCount=\"1\"", "uniqueCount=\"99999999999\"")
    });
    assert_eq!(refusal(&open(&claim)), "damaged");
}

#[test]
fn shape_20_comments_and_colours() {
    let bytes = sheet(|s| {
        rows(s, &[&["任务", "单位"], &["修路", "村委会"]]);
        s.insert_note(1, 1, &Note::new("请改为镇建设办").add_author_prefix(false)).unwrap();
        s.write_with_format(1, 0, "修路", &Style::new().set_background_color("#FF0000")).unwrap();
    });
    let reading = open(&bytes);
    assert_eq!(document(&reading).tables[0].rows[1][1].note.as_deref(), Some("请改为镇建设办"));
    let problem = reading.problems.iter().find(|problem| problem.code == "colours-ignored").unwrap();
    assert_eq!(problem.place, Place::Cell { sheet: "Sheet1".to_owned(), address: "A2".to_owned() });
}

//! Files that other programs wrote (tests/data/read): every reader meets some that are not ours.

#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use luoshi_docs::model::{BlockKind, CellKind, Document, Merge, Place};
use luoshi_docs::read::{Format, Limits, Reading, read};

fn open(name: &str) -> Reading {
    let path = format!("{}/tests/data/read/{name}", env!("CARGO_MANIFEST_DIR"));
    // The name says nothing of the format, so that only the content can.
    read(&std::fs::read(path).unwrap(), "upload.bin", &Limits::default())
}

fn document(reading: &Reading) -> &Document {
    reading.document.as_ref().unwrap_or_else(|| panic!("{:?}", reading.refusal))
}

fn lines(doc: &Document) -> Vec<(BlockKind, &str)> {
    let plain = |kind: &BlockKind| !matches!(kind, BlockKind::Cell { .. });
    doc.blocks.iter().filter(|b| plain(&b.kind)).map(|b| (b.kind, doc.slice(b.span))).collect()
}

fn codes(reading: &Reading) -> Vec<&str> {
    reading.problems.iter().map(|p| p.code.as_str()).collect()
}

/// Every span fits the text, rows cover their cells, and cells show what their spans show.
fn check(doc: &Document) {
    for block in &doc.blocks {
        assert!(doc.text.get(block.span.start..block.span.end).is_some_and(|words| !words.is_empty()));
    }
    for table in &doc.tables {
        let width = table.rows[0].len();
        for cell in table.rows.iter().inspect(|row| assert_eq!(row.len(), width)).flatten() {
            assert_eq!(cell.span.is_none(), cell.text.is_empty());
            assert_eq!(cell.span.map_or("", |span| doc.slice(span)), cell.text);
        }
    }
}

#[test]
fn word_file() {
    let reading = open("plan.docx");
    let doc = document(&reading);
    check(doc);
    assert_eq!(reading.format, Format::Docx);
    let row = |row| BlockKind::Row { table: 0, row };
    assert_eq!(
        lines(doc),
        [
            (BlockKind::Heading(1), "青石镇2026年重点工作任务分解方案"),
            (BlockKind::Heading(1), "一、总体要求"),
            (BlockKind::Paragraph, "坚持稳中求进，把任务分到单位、\t落到人头。"),
            (BlockKind::Heading(1), "二、重点任务"),
            (BlockKind::ListItem, "1. 修建环镇道路三公里"),
            (BlockKind::ListItem, "2. 改造老旧管网"),
            (BlockKind::ListItem, "加强值班"),
            (row(0), "工作任务\t责任单位"),
            (row(1), "\t牵头\t配合"),
            (row(2), "修路\t镇建设办\t镇财政所"),
            (row(3), "植树\t镇林业站"),
        ]
    );
    let merges = &doc.tables[0].merges;
    assert!(merges.contains(&Merge { top: 0, left: 0, bottom: 1, right: 0 }), "{merges:?}");
    assert!(merges.contains(&Merge { top: 0, left: 1, bottom: 0, right: 2 }), "{merges:?}");
}

#[test]
fn workbook() {
    let reading = open("tasks.xlsx");
    let doc = document(&reading);
    check(doc);
    assert_eq!(reading.format, Format::Xlsx);
    let table = &doc.tables[0];
    assert_eq!((table.name.as_str(), doc.tables.len(), doc.tables[1].name.as_str()), ("任务", 2, "村级"));
    let words = |row: usize| table.rows[row].iter().map(|cell| cell.text.as_str()).collect::<Vec<_>>();
    assert_eq!(words(2), ["1", "城建", "修建环镇道路", "2026-09-30", "82.5%", ""]);
    assert_eq!(words(4)[3..], ["2026-06-30 18:30", "50%", "旧件"]);
    assert_eq!(words(5), ["2024.1", "农业", "水渠", "10月底", "12345678901.5", "TRUE"]);
    let kinds: Vec<_> = table.rows[2].iter().map(|cell| cell.kind).collect();
    assert_eq!(kinds[..4], [CellKind::Number, CellKind::Text, CellKind::Text, CellKind::Date]);
    assert_eq!(table.rows[2][2].note.as_deref(), Some("分管领导要求提前"));
    assert_eq!(table.merges.len(), 2);
    assert_eq!(
        (table.hidden_rows.as_slice(), table.hidden_cols.as_slice()),
        ([4].as_slice(), [5].as_slice())
    );
    for code in ["hidden-rows", "hidden-columns", "hidden-sheet", "sheet-without-cells", "colours-ignored"] {
        assert!(codes(&reading).contains(&code), "{code} in {:?}", codes(&reading));
    }
    let place = doc.blocks.iter().find(|b| doc.slice(b.span) == "修建环镇道路").map(|b| b.place.clone());
    assert_eq!(place, Some(Place::Cell { sheet: "任务".to_owned(), address: "C3".to_owned() }));
}

#[test]
fn old_workbook() {
    let reading = open("tasks.xls");
    let doc = document(&reading);
    check(doc);
    assert_eq!(reading.format, Format::Xls);
    assert_eq!(
        doc.text,
        "青石镇2026年任务分解表\n序号\t工作任务\t完成时限\t完成率\n1\t修建环镇道路\t2026-09-30\t82.5%\n\t改造管网\n1.东街\n2.西街\t2026年底\t100%\n"
    );
    let table = &doc.tables[0];
    assert_eq!(table.rows[2][2].kind, CellKind::Date);
    assert_eq!(
        table.merges,
        [Merge { top: 0, left: 0, bottom: 0, right: 3 }, Merge { top: 2, left: 0, bottom: 3, right: 0 }]
    );
    assert_eq!(
        (table.hidden_rows.as_slice(), table.hidden_cols.as_slice()),
        ([3].as_slice(), [3].as_slice())
    );
    let dates = open("dates1904.xls");
    let table = &document(&dates).tables[0];
    assert!(table.date_1904);
    assert_eq!(table.rows[1][0].text, "2026-09-30");
}

#[test]
fn pdf_by_a_library() {
    let reading = open("notice.pdf");
    let doc = document(&reading);
    check(doc);
    assert_eq!(reading.format, Format::Pdf);
    let words: Vec<_> = lines(doc).into_iter().map(|(_, words)| words).collect();
    assert_eq!(
        words,
        [
            "通知",
            "关于做好2026年重点工作的安排",
            "各村、镇直各单位：为了把全年的工作安排落到实处，经镇党委研究同意，现把有关事项通知如下，请认真抓好贯彻执行。",
            "一、总体要求。坚持稳中求进，把任务分到单位、落到人头，确保年底前全部完成。",
            "二、重点任务。修建环镇道路三公里，由镇建设办牵头，镇财政所、柳溪村配合，9月30日前完成。改造老旧管网五百米，由镇水务站负责。",
            "特此通知。",
            "序号\t责任单位",
            "1\t镇建设办",
            "青石镇人民政府",
            "2026年1月8日",
        ]
    );
    assert_eq!(doc.blocks[4].place, Place::Page(1));
    assert_eq!(doc.blocks[9].place, Place::Page(3));
}

#[test]
fn pdf_by_a_browser() {
    let reading = open("printed.pdf");
    let words: Vec<_> = lines(document(&reading)).into_iter().map(|(_, words)| words).collect();
    assert_eq!(
        words,
        [
            "通知",
            "各村：现将修路、改造管网、值班三项工作分到单位，请各单位于9月30日前完成。",
            "一、修路三公里，9月30日前完成。",
            "二、改造管网 500 米，用 PE 管。",
        ]
    );
}

#[test]
fn pdfs_that_cannot_be_read() {
    for (name, code) in [("locked.pdf", "pdf-encrypted"), ("scan.pdf", "pdf-scanned")] {
        let reading = open(name);
        assert_eq!(reading.document, None);
        assert_eq!(reading.refusal.map(|refusal| refusal.code).as_deref(), Some(code), "{name}");
    }
}

#[test]
fn chinese_csv() {
    let reading = open("tasks.gbk.csv");
    let doc = document(&reading);
    check(doc);
    assert_eq!(reading.format, Format::Csv);
    assert_eq!(doc.tables[0].rows[1][2].text, "镇建设办\n镇财政所");
    assert_eq!(doc.tables[0].rows[2][3].text, "称\"老管网\"");
}

#[test]
fn text_in_gb18030() {
    let reading = open("notice.gb18030.txt");
    assert_eq!(reading.format, Format::Text);
    assert_eq!(
        document(&reading).text,
        "关于做好2026年重点工作的通知\r\n\r\n　　各村：𬇙水村㎡要抓好落实。\r\n"
    );
}

#[test]
fn html_saved_as_xls() {
    let reading = open("saved.html.xls");
    let doc = document(&reading);
    check(doc);
    assert_eq!(reading.format, Format::Html);
    let table = &doc.tables[0];
    assert_eq!(
        table.rows[2].iter().map(|c| c.text.as_str()).collect::<Vec<_>>(),
        ["1", "修路\n架桥", "建设办"]
    );
    assert_eq!(table.rows[3].iter().map(|c| c.text.as_str()).collect::<Vec<_>>(), ["", "绿化", ""]);
    assert_eq!(
        table.merges,
        [Merge { top: 0, left: 0, bottom: 0, right: 2 }, Merge { top: 2, left: 0, bottom: 3, right: 0 }]
    );
    assert_eq!(table.hidden_rows, [3]);
}

#[test]
fn web_page() {
    let reading = open("page.gbk.html");
    let doc = document(&reading);
    check(doc);
    let row = |row| BlockKind::Row { table: 0, row };
    assert_eq!(
        lines(doc),
        [
            (BlockKind::Heading(1), "关于做好2026年重点工作的通知"),
            (BlockKind::Paragraph, "发布时间：2026-01-08　来源：镇政府办公室"),
            (BlockKind::Heading(2), "一、总体要求"),
            (BlockKind::Paragraph, "坚持稳中求进，把任务分到单位。"),
            (BlockKind::Paragraph, "第二段。"),
            (BlockKind::ListItem, "1. 修建道路"),
            (BlockKind::ListItem, "2. 改造管网"),
            (BlockKind::ListItem, "加强值班"),
            (row(0), "任务\t单位"),
            (row(1), "\t牵头\t配合"),
            (row(2), "修路\t建设办\t财政所"),
            (BlockKind::Paragraph, "附件：任务分解表"),
        ]
    );
}

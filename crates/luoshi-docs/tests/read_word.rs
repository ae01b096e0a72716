//! Word files made by hand: what writers do that a plain reader would lose or believe.

#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::io::Write as _;

use luoshi_docs::model::{BlockKind, Document, Merge};
use luoshi_docs::read::{Format, Limits, Reading, read};

const SPACE: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

fn container(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in parts {
        out.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        out.write_all(text.as_bytes()).unwrap();
    }
    out.finish().unwrap().into_inner()
}

fn word(body: &str, more: &[(&str, &str)]) -> Reading {
    let document = format!(
        "<?xml version=\"1.0\"?><w:document xmlns:w=\"{SPACE}\"><w:body>{body}</w:body></w:document>"
    );
    let mut parts = vec![("word/document.xml", document.as_str())];
    parts.extend(more);
    read(&container(&parts), "upload", &Limits::default())
}

fn document(reading: &Reading) -> &Document {
    reading.document.as_ref().unwrap_or_else(|| panic!("{:?}", reading.refusal))
}

fn lines(reading: &Reading) -> Vec<&str> {
    let doc = document(reading);
    let shown = doc.blocks.iter().filter(|block| !matches!(block.kind, BlockKind::Cell { .. }));
    shown.map(|block| doc.slice(block.span)).collect()
}

fn problems(reading: &Reading) -> Vec<(&str, &str)> {
    reading.problems.iter().map(|problem| (problem.code.as_str(), problem.found.as_str())).collect()
}

fn p(words: &str) -> String {
    format!("<w:p><w:r><w:t>{words}</w:t></w:r></w:p>")
}

#[test]
fn numbers_of_headings_come_back() {
    let styles = r#"<w:styles xmlns:w="w"><w:style w:styleId="1"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
        <w:style w:styleId="2"><w:name w:val="heading 2"/><w:basedOn w:val="1"/><w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr></w:style></w:styles>"#;
    let numbering = r#"<w:numbering xmlns:w="w"><w:abstractNum w:abstractNumId="4"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="%1、"/></w:lvl>
        <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="（%2）"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="4"/></w:num></w:numbering>"#;
    let heading = |style: &str, words: &str| {
        format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>")
    };
    let body = [
        heading("1", "总体要求"), p("正文。"), heading("1", "重点任务"), heading("2", "城建"), heading("2", "农业"),
        "<w:p><w:pPr><w:pStyle w:val=\"1\"/><w:numPr><w:numId w:val=\"0\"/></w:numPr></w:pPr><w:r><w:t>附则</w:t></w:r></w:p>".to_owned(),
    ].concat();
    let reading = word(&body, &[("word/styles.xml", styles), ("word/numbering.xml", numbering)]);
    assert_eq!(
        lines(&reading),
        ["一、总体要求", "正文。", "二、重点任务", "（一）城建", "（二）农业", "附则"]
    );
    let kinds: Vec<_> = document(&reading).blocks.iter().map(|block| block.kind).collect();
    assert_eq!(
        kinds[..4],
        [BlockKind::Heading(1), BlockKind::Paragraph, BlockKind::Heading(1), BlockKind::Heading(2)]
    );
}

#[test]
fn tracked_changes_read_as_accepted() {
    let body = "<w:p><w:pPr><w:rPr><w:ins w:id=\"9\"/></w:rPr></w:pPr><w:r><w:t xml:space=\"preserve\">投资 </w:t></w:r><w:del w:id=\"1\"><w:r><w:delText>三</w:delText><w:t>三</w:t></w:r></w:del>\
        <w:ins w:id=\"2\"><w:r><w:t>五</w:t></w:r></w:ins><w:moveFrom><w:r><w:t>旧</w:t></w:r></w:moveFrom><w:r><w:t>亿元</w:t></w:r></w:p>\
        <w:tbl><w:tr><w:tc><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>乙</w:t></w:r></w:p></w:tc></w:tr>\
        <w:tr><w:trPr><w:del w:id=\"3\"/></w:trPr><w:tc><w:p><w:r><w:t>删</w:t></w:r></w:p></w:tc></w:tr></w:tbl>";
    let reading = word(body, &[]);
    assert_eq!(lines(&reading), ["投资 五亿元", "甲\t乙"]);
    assert_eq!(problems(&reading), [("docx-tracked-changes", "4")]);
}

#[test]
fn text_boxes_notes_and_contents() {
    let styles =
        r#"<w:styles xmlns:w="w"><w:style w:styleId="T"><w:name w:val="toc 1"/></w:style></w:styles>"#;
    let notes = format!(
        "<w:footnotes xmlns:w=\"{SPACE}\"><w:footnote w:type=\"separator\" w:id=\"0\">{}</w:footnote><w:footnote w:id=\"1\">{}</w:footnote></w:footnotes>",
        p("----"),
        p("指标口径同上年。")
    );
    let comments = format!(
        "<w:comments xmlns:w=\"{SPACE}\"><w:comment w:id=\"0\">{}</w:comment></w:comments>",
        p("数字再核")
    );
    let boxed = format!(
        "<w:p><w:r><mc:AlternateContent><mc:Choice><w:drawing><w:txbxContent>{0}</w:txbxContent></w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent>{0}</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent><w:t>框外</w:t></w:r></w:p>",
        p("框内")
    );
    let body = [
        "<w:p><w:pPr><w:pStyle w:val=\"T\"/></w:pPr><w:r><w:t>一、总体要求</w:t><w:tab/><w:t>1</w:t></w:r></w:p>".to_owned(),
        boxed,
        "<w:p><w:pPr><w:tabs><w:tab w:val=\"left\"/></w:tabs></w:pPr><w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t><w:noBreakHyphen/></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r><w:r><w:rPr><w:vanish w:val=\"0\"/></w:rPr><w:t>显</w:t></w:r></w:p>".to_owned(),
        "<w:p><w:r><w:fldChar w:fldCharType=\"begin\"/><w:instrText>PAGE</w:instrText><w:t>7</w:t></w:r></w:p>".to_owned(),
    ].concat();
    let reading = word(
        &body,
        &[
            ("word/styles.xml", styles),
            ("word/footnotes.xml", &notes),
            ("word/comments.xml", &comments),
            ("word/vbaProject.bin", "x"),
        ],
    );
    assert_eq!(lines(&reading), ["框内", "框外", "甲\t乙\n丙-显", "7", "指标口径同上年。"]);
    assert_eq!(
        problems(&reading),
        [
            ("docx-hidden-text", "隐"),
            ("docx-contents-skipped", "1"),
            ("macros-ignored", ""),
            ("docx-comment", "数字再核")
        ]
    );
}

#[test]
fn tables_keep_their_grid() {
    let cell =
        |properties: &str, words: &str| format!("<w:tc><w:tcPr>{properties}</w:tcPr>{}</w:tc>", p(words));
    let nested = format!("<w:tbl><w:tr>{}{}</w:tr></w:tbl>", cell("", "内甲"), cell("", "内乙"));
    let body = format!(
        "<w:tbl><w:tr>{}{}</w:tr><w:tr>{}{}{}</w:tr><w:tr><w:trPr><w:gridBefore w:val=\"1\"/></w:trPr>{}<w:tc>{}{}</w:tc></w:tr></w:tbl><w:tbl><w:tr>{}</w:tr></w:tbl>",
        cell("<w:vMerge w:val=\"restart\"/>", "领域"),
        cell("<w:gridSpan w:val=\"2\"/>", "单位"),
        cell("<w:vMerge/>", ""),
        cell("", "牵头"),
        cell("", "配合"),
        cell("", "建设办"),
        p("外"),
        nested,
        cell("", "框住的一段话")
    );
    let reading = word(&body, &[]);
    assert_eq!(lines(&reading), ["领域\t单位", "\t牵头\t配合", "\t建设办\t外\n内甲\t内乙", "框住的一段话"]);
    let merge = |top, left, bottom, right| Merge { top, left, bottom, right };
    assert_eq!(document(&reading).tables[0].merges, [merge(0, 0, 1, 0), merge(0, 1, 0, 2)]);
    assert_eq!(document(&reading).tables.len(), 1);
}

#[test]
fn entities_and_bombs_are_harmless() {
    let lol = "<!DOCTYPE w [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;\"><!ENTITY c SYSTEM \"file:///etc/hostname\">]>";
    let document = format!(
        "<?xml version=\"1.0\"?>{lol}<w:document xmlns:w=\"{SPACE}\"><w:body>{}</w:body></w:document>",
        p("甲&b;&c;&amp;乙")
    );
    let reading = read(&container(&[("word/document.xml", &document)]), "x", &Limits::default());
    assert_eq!(lines(&reading), ["甲&乙"]);
    let deep = format!("{}{}", "<w:tbl><w:tr><w:tc>".repeat(20_000), p("底"));
    let reading = word(&deep, &[]);
    assert_eq!(lines(&reading), ["底"]);
    let wide = format!(
        "<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val=\"4000000000\"/></w:tcPr>{0}</w:tc><w:tc>{0}</w:tc></w:tr></w:tbl>",
        p("甲")
    );
    assert!(word(&wide, &[]).refusal.is_none());
    let entries: Vec<String> = (0..10_001).map(|number| format!("f{number}")).collect();
    let parts: Vec<(&str, &str)> = entries.iter().map(|name| (name.as_str(), "")).collect();
    let reading = read(&container(&parts), "x", &Limits::default());
    assert_eq!(reading.refusal.map(|refusal| refusal.code).as_deref(), Some("too-many-parts"));
    let bomb = "&#32;".repeat(1 << 20);
    let small = Limits { unpacked: 1 << 20, ..Limits::default() };
    let reading = read(&container(&[("word/document.xml", &bomb)]), "x", &small);
    assert_eq!(reading.refusal.map(|refusal| refusal.code).as_deref(), Some("too-big-unpacked"));
}

#[test]
fn a_cut_file_keeps_what_was_read() {
    let document = format!("<w:document xmlns:w=\"{SPACE}\"><w:body>{}<w:p><w:r><w:t>半句", p("整句。"));
    let reading = read(&container(&[("word/document.xml", &document)]), "x", &Limits::default());
    assert_eq!(lines(&reading), ["整句。"]);
    assert_eq!(problems(&reading), [("docx-cut", "")]);
}

#[test]
fn marks_in_body_and_header_refuse() {
    let mark = p("机密★1年");
    let header = format!("<w:hdr xmlns:w=\"{SPACE}\">{mark}</w:hdr>");
    for reading in
        [word(&(mark.clone() + &p("标题")), &[]), word(&p("标题"), &[("word/header2.xml", &header)])]
    {
        assert_eq!((reading.document, reading.problems.len(), reading.format), (None, 0, Format::Docx));
        let refusal = reading.refusal.unwrap();
        assert_eq!(
            (refusal.key().as_str(), refusal.details["mark"].as_str()),
            ("refusal-classified", "机密")
        );
    }
}

//! Web pages and Markdown: what structure says is furniture goes, all else stays.

use luoshi_docs::model::{BlockKind, Merge};
use luoshi_docs::read::{Format, Limits, Reading, read};

fn open(source: &str) -> Reading {
    read(source.as_bytes(), "x", &Limits::default())
}

fn lines(reading: &Reading) -> Vec<(BlockKind, &str)> {
    let Some(doc) = &reading.document else { return Vec::new() };
    let shown = doc.blocks.iter().filter(|block| !matches!(block.kind, BlockKind::Cell { .. }));
    shown.map(|block| (block.kind, doc.slice(block.span))).collect()
}

fn words(source: &str) -> Vec<String> {
    lines(&open(source)).into_iter().map(|(_, words)| words.to_owned()).collect()
}

#[test]
fn attachments_are_no_navigation() {
    let links = |end: &str| -> String {
        (1..5).map(|n| format!("<li><a href='/f/{n}{end}'>附件{n}</a></li>")).collect()
    };
    let page = |end: &str| {
        format!("<html><body><p>正文一段，说明工作安排。</p><ul>{}</ul></body></html>", links(end))
    };
    assert_eq!(words(&page(".docx")), ["正文一段，说明工作安排。", "附件1", "附件2", "附件3", "附件4"]);
    assert_eq!(words(&page("")), ["正文一段，说明工作安排。"]);
}

#[test]
fn the_main_text_stays_whatever_it_is_called() {
    let page = "<html><body class='nav share comment'><form id=aspnetForm><div class=sidebar><p>唯一的正文，写在名叫边栏的盒子里。</p></div><div class=share>微信</div></form></body></html>";
    assert_eq!(words(page), ["唯一的正文，写在名叫边栏的盒子里。"]);
}

#[test]
fn hidden_parts_and_foot_lines_go() {
    let page = "<html><p>正文。</p><p style='display: none'>看不见</p><p hidden>也看不见</p><p>主办：青石镇　版权所有</p><p>上一篇：别的</p>\
        <p>【字体：大 中 小】</p><p>各单位要关注上一篇通知的要求。</p></html>";
    assert_eq!(words(page), ["正文。", "各单位要关注上一篇通知的要求。"]);
}

#[test]
fn layout_tables_are_text_and_data_tables_are_tables() {
    let essay = "一段很长的正文。".repeat(500);
    let page = format!("<table><tr><td>左<td>右<tr><td>栏<td>{essay}</table>");
    let reading = open(&page);
    assert_eq!(reading.document.map(|doc| doc.tables.len()), Some(0));
    let page = "<table><tr><td><table><tr><th>甲<th>乙<tr><td>1<td>2</table><td>外</table>";
    let reading = open(page);
    let row = |row| BlockKind::Row { table: 0, row };
    assert_eq!(lines(&reading), [(row(0), "甲\t乙"), (row(1), "1\t2"), (BlockKind::Paragraph, "外")]);
}

#[test]
fn spans_that_claim_too_much_are_cut() {
    let page = "<table><tr><td colspan=9999>标题<tr><td>甲<td>乙<tr><td rowspan=9999>丙<td>丁</table>";
    let tables = open(page).document.map(|doc| doc.tables).unwrap_or_default();
    let merge = |top, left, bottom, right| Merge { top, left, bottom, right };
    assert_eq!((tables[0].rows[0].len(), tables[0].merges.as_slice()), (2, [merge(0, 0, 0, 1)].as_slice()));
}

#[test]
fn text_about_tags_is_text() {
    assert_eq!(open("说明：标签 <html> 与 </p> 的用法\n<p> 表示段落").format, Format::Text);
}

#[test]
fn markdown() {
    let source = "---\ntitle: x\n---\n# 工作方案\n\n正文**加粗**一句。\n\n## 一、任务 ##\n\n- 修路\n1. 架桥\n2) 绿化\n> 引文\n\n| 任务 | 单位 |\n|:--|--:|\n| 修路 | 建设办<br>财政所 |\n\n***\n```\n# 原样\n```\n";
    let reading = open(source);
    assert_eq!(reading.format, Format::Markdown);
    let row = |row| BlockKind::Row { table: 0, row };
    assert_eq!(
        lines(&reading),
        [
            (BlockKind::Heading(1), "工作方案"),
            (BlockKind::Paragraph, "正文加粗一句。"),
            (BlockKind::Heading(2), "一、任务"),
            (BlockKind::ListItem, "修路"),
            (BlockKind::ListItem, "1. 架桥"),
            (BlockKind::ListItem, "2) 绿化"),
            (BlockKind::Paragraph, "引文"),
            (row(0), "任务\t单位"),
            (row(1), "修路\t建设办\n财政所"),
            (BlockKind::Paragraph, "# 原样"),
        ]
    );
}

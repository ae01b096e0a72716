//! Reading must stay roughly linear on input that nobody would write.

use luoshi_docs::extract::{self, Known};
use luoshi_docs::model::Document;

/// One phrase over and over: a megabyte of digits, less of the rest.
fn flood(phrase: &str) -> String {
    let size = if phrase == "7" { 1 << 20 } else { 128 << 10 };
    phrase.repeat(size / phrase.len())
}

/// Quadratic work would take hours here and be stopped by the limit of every test
/// (`.config/nextest.toml`); no clock is read, so that a busy machine fails nothing.
fn reads_to_the_end(name: &str, text: String) {
    let doc = Document { text, ..Document::default() };
    let found = extract::extract(&doc, &Known::default());
    for task in &found.tasks {
        assert!(doc.text.get(task.span.start..task.span.end).is_some(), "{name}: {:?}", task.span);
    }
}

macro_rules! floods {
    ($($name:ident: $phrase:expr;)*) => {
        $(
            #[test]
            fn $name() {
                reads_to_the_end(stringify!($name), flood($phrase));
            }
        )*
    };
}

floods! {
    digits: "7";
    figures: "12万户、";
    rates: "增长5%、";
    open_brackets: "（";
    open_quotes: "“《";
    brackets: "（责任单位：县农业局）";
    labels: "责任单位：甲局、";
    ordinals: "一是抓好落实；";
    numbered_lines: "1.建成水厂1座。\n";
    bars: "序号 | 工作任务 | 责任单位 |\n";
    limits: "3月底前完成，";
    commas: "，";
    one_long_line: "县农业局要在6月底前建成示范基地3个，完成投资2亿元，增长5%。";
    lines_of_numbers: "1\n2\n";
    report: "某镇召开大会。镇党委书记强调，要建成示范基地3个。";
    report_lines: "某镇召开大会。\n镇党委书记强调，要建成示范基地3个。\n";
    tags: "<p><b>";
    modals: "要将应须";
}

//! Reading must stay roughly linear on input that nobody would write.

#![expect(clippy::print_stdout, reason = "the timings help whoever makes a rule slower")]

use std::time::{Duration, Instant};

use luoshi_docs::extract::{self, Known};
use luoshi_docs::model::Document;

/// One phrase over and over: a megabyte of digits, less of the rest.
fn flood(phrase: &str) -> String {
    let size = if phrase == "7" { 1 << 20 } else { 128 << 10 };
    phrase.repeat(size / phrase.len())
}

/// Debug builds are some thirty times slower than what is shipped; quadratic work takes hours.
const LIMIT: Duration = Duration::from_secs(25);

fn read_in_time(name: &str, text: String) {
    let doc = Document { text, ..Document::default() };
    let begun = Instant::now();
    let found = extract::extract(&doc, &Known::default());
    let took = begun.elapsed();
    println!("{name}: {took:?}, {} tasks, {} priorities", found.tasks.len(), found.priorities.len());
    assert!(took < LIMIT, "{name} took {took:?}");
}

macro_rules! floods {
    ($($name:ident: $phrase:expr;)*) => {
        $(
            #[test]
            fn $name() {
                read_in_time(stringify!($name), flood($phrase));
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

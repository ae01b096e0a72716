//! Files of values that nobody fills in: each ends within seconds, with few faults or with a result.

#![expect(clippy::unwrap_used, reason = "a test may stop where it stands")]

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use luoshi_core::assess::scheme;
use luoshi_core::assess::trace::Language;
use luoshi_docs::assess::template::{self, TemplateError};
use luoshi_docs::assess::{File, read};

const HEAD: &str = "[scheme]\nid = \"s\"\nname = \"方案\"\nyear = 2026\n";
const GROUP: &str = "[[group]]\nid = \"a\"\nmembers = \"everyone\"\n";
const LIST: &str = "[[dimension]]\nid = \"d\"\nname = \"一\"\n";

fn repeated(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).fold(String::new(), |mut text, n| {
        _ = writeln!(text, "{}", line(n));
        text
    })
}

fn item(number: usize, how: &str) -> String {
    format!("[[dimension.item]]\ncode = \"{number}\"\nname = \"项{number}\"\nfull = 10\n{how}")
}

/// Codes of what is wrong, told in time; none where there is a result.
fn codes(scheme: &str, name: &str, values: &str) -> Vec<&'static str> {
    let scheme = Arc::new(scheme::read(scheme).unwrap());
    let begin = Instant::now();
    let found = read(&scheme, &[File { name, bytes: values.as_bytes() }], 1);
    assert!(begin.elapsed() < Duration::from_secs(40), "{:?}", begin.elapsed());
    let mut codes: Vec<&str> = found.err().into_iter().flatten().map(|trouble| trouble.code).collect();
    codes.dedup();
    codes
}

fn plain() -> String {
    format!("{HEAD}{GROUP}{LIST}{}", item(1, "measure = \"value\""))
}

#[test]
fn units_by_the_thousands() {
    let members = (0..4_000).map(|n| format!("\"村{n}\"")).collect::<Vec<_>>().join(", ");
    let listed = format!(
        "{HEAD}[[group]]\nid = \"a\"\nmembers = [{members}]\n{LIST}{}",
        item(1, "measure = \"value\"")
    );
    let rows = |name: &str| format!("单位,1\n{}", repeated(4_000, |n| format!("{name}{n},1")));
    assert_eq!(codes(&listed, "a.csv", &rows("村")), Vec::<&str>::new());
    assert_eq!(codes(&listed, "a.csv", &rows("镇")), ["unknown-unit", "more"]);
    let groups = repeated(300, |n| format!("[[group]]\nid = \"g{n}\"\nname = \"组{n}\""));
    let grouped = format!("{HEAD}{groups}{LIST}{}", item(1, "measure = \"value\""));
    let rows = repeated(4_000, |n| format!("村{n},组{},1", n % 300));
    assert_eq!(codes(&grouped, "a.csv", &format!("单位,分组,1\n{rows}")), Vec::<&str>::new());
}

#[test]
fn headings_and_names_without_end() {
    let items = repeated(1_000, |n| item(n, "measure = \"value\""));
    let many = format!("{HEAD}{GROUP}{LIST}{items}");
    let columns = (0..3_900).map(|n| format!("列{n}")).collect::<Vec<_>>().join(",");
    assert_eq!(codes(&many, "a.csv", &format!("单位,{columns}\n甲,1\n")), ["unknown-column", "more"]);
    for joint in ["·", " "] {
        let long = format!("项{joint}").repeat(20_000);
        assert_eq!(codes(&many, "a.csv", &format!("单位,{long}\n甲,1\n")), ["unknown-column"]);
    }
    let long = format!("指标,单位,次数\n{},甲,1\n{},甲,1\n", "x".repeat(200_000), "y".repeat(200_000));
    assert_eq!(codes(&many, "a.csv", &long), ["unknown-item"]);
    let json = (0..40_000).map(|n| format!("\"无{n}\": {{\"甲\": \"1\"}}")).collect::<Vec<_>>().join(",");
    let json = format!("{{\"units\": [{{\"name\": \"甲\"}}], \"values\": {{{json}}}}}");
    assert_eq!(codes(&many, "a.json", &json), ["unknown-item", "more"]);
}

#[test]
fn numbers_that_outgrow_the_result() {
    let digits = format!("0.{}", "3".repeat(58));
    let product =
        format!("{HEAD}{GROUP}{LIST}{}", item(1, &format!("formula = \"{}\"\n", vec!["x"; 190].join("*"))));
    let rows = repeated(500, |n| format!("村{n},{digits}"));
    assert_eq!(codes(&product, "a.csv", &format!("单位,1·x\n{rows}")), ["rule-large"]);
    let quotient = vec!["y"].into_iter().chain(vec!["x"; 190]).collect::<Vec<_>>().join("/");
    let quotient = format!("{HEAD}{GROUP}{LIST}{}", item(1, &format!("formula = \"{quotient}\"\n")));
    let rows = repeated(500, |n| format!("村{n},{digits},5"));
    assert_eq!(codes(&quotient, "a.csv", &format!("单位,1·x,1·y\n{rows}")), ["rule-large"]);
}

#[test]
fn a_workbook_that_nobody_fills_in() {
    let members = (0..30_000).map(|n| format!("\"村{n}\"")).collect::<Vec<_>>().join(", ");
    let items = repeated(100, |n| item(n, "measure = \"value\""));
    let text = format!("{HEAD}[[group]]\nid = \"a\"\nmembers = [{members}]\n{LIST}{items}");
    let refused = template::workbook(&scheme::read(&text).unwrap(), Language::Chinese).unwrap_err();
    assert!(matches!(refused, TemplateError::TooLarge { units: 30_000, .. }), "{refused}");
}

/// Each row may stand for a thousand matters, and there may be very many rows.
#[test]
fn matters_by_the_million() {
    let events = format!("{HEAD}{GROUP}{LIST}{}", item(1, "events = { table = { \"市\" = \"1\" } }\n"));
    let rows = repeated(2_000, |n| format!("1,村{n},市,1000"));
    assert_eq!(
        codes(&events, "a.csv", &format!("指标,单位,级别,次数\n{rows}")),
        ["repeat-too-large", "more"]
    );
    assert_eq!(
        codes(&plain(), "a.csv", &format!("单位,1\n{}", repeated(200_001, |n| format!("村{n},1")))),
        ["too-many-units"]
    );
}

//! Scheme files that nobody writes by hand: each ends with a few faults, within seconds and without
//! filling the memory.

#![expect(clippy::unwrap_used, reason = "a test may stop where it stands")]

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use luoshi_core::assess::fault::Wrong;
use luoshi_core::assess::scheme::{self, Place};

const HEAD: &str = "[scheme]\nid = \"s\"\nname = \"方案\"\nyear = 2026\n[[group]]\nid = \"a\"\nmembers = \"everyone\"\n\
                    [[dimension]]\nid = \"d\"\nname = \"一\"\n";
const ITEM: &str = "[[dimension.item]]\ncode = \"1\"\nname = \"甲\"\nfull = 10\nmeasure = \"value\"\n";

fn repeated(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).fold(String::new(), |mut text, n| {
        _ = writeln!(text, "{}", line(n));
        text
    })
}

/// Faults of a file, told in time.
fn faults(text: &str) -> Vec<Place> {
    let begin = Instant::now();
    let places = scheme::open(text).unwrap_err();
    assert!(begin.elapsed() < Duration::from_secs(30), "{:?}", begin.elapsed());
    let told: usize = places.iter().map(|place| place.fault.to_string().len()).sum();
    assert!(told < 2_000_000 && places.len() < 1_100, "{} faults, {told} bytes", places.len());
    places
}

fn too_many(text: &str) -> bool {
    faults(text).iter().any(|place| matches!(place.fault.what, Wrong::TooMany { .. }))
}

#[test]
fn lists_without_end() {
    let texts = |count: usize| (0..count).map(|n| format!("\"g{n}\"")).collect::<Vec<_>>().join(", ");
    let cases = [
        repeated(80_000, |n| format!("[[group]]\nid = \"g{n}\"")),
        repeated(80_000, |n| format!("[[dimension]]\nid = \"d{n}\"")),
        repeated(40_000, |n| format!("[[dimension.item]]\nname = \"i{n}\"\nfull = 1")),
        repeated(80_000, |n| format!("key{n} = 1")),
        format!("[grade]\norder = [{}]\n", texts(100_000)),
        format!("[grade]\norder = [\"a\"]\n[grade.bands]\n{}", repeated(100_000, |n| format!("g{n} = {n}"))),
        format!(
            "[grade]\norder = [\"a\"]\n{}",
            repeated(50_000, |_| "[[grade.veto]]\nname = \"v\"".to_owned())
        ),
        format!("[rank]\ntie_breakers = [{}]\n", texts(100_000)),
    ];
    for more in cases {
        let head: String = more.chars().take(60).collect();
        assert!(too_many(&format!("{HEAD}{ITEM}{more}")), "{head}");
    }
    let bands = (0..20_000).map(|n| format!("{{ op = \">=\", bound = \"{}\", score = \"1\" }}", 20_000 - n));
    let bands = bands.collect::<Vec<_>>().join(", ");
    assert!(too_many(&format!("{HEAD}{ITEM}curve = {{ kind = \"bands\", bands = [{bands}] }}\n")));
}

/// Every tie breaker is unknown, and there are many names that it could have been.
#[test]
fn a_fault_offers_few_names() {
    let items =
        repeated(1_900, |n| ITEM.replace("\"1\"", &format!("\"c{n}\"")).replace('甲', &format!("甲{n}")));
    let unknown = (0..800).map(|n| format!("\"c{n}x\"")).collect::<Vec<_>>().join(", ");
    let found = faults(&format!("{HEAD}{items}[rank]\ntie_breakers = [{unknown}]\n"));
    let Wrong::Unknown { found, expected } = &found[0].fault.what else { panic!("{:?}", found[0]) };
    assert!(expected.len() <= 3 && expected.contains(&"c0".to_owned()), "{found}: {expected:?}");
    let long = faults(&format!(
        "{HEAD}{}",
        ITEM.replace("measure = \"value\"", &format!("rule = \"{}\"", "r".repeat(1_000_000)))
    ));
    assert!(long.iter().all(|place| place.fault.to_string().len() < 5_000));
}

#[test]
fn no_toml_at_all() {
    for line in ["=", "a b", "a = \"", "a = 1", "[[[[", "a = {b = "] {
        let found = faults(&repeated(300_000, |_| line.to_owned()));
        assert!(!found.is_empty(), "{line}");
    }
    for (open, close) in [("[", "]"), ("{ b = ", " }"), ("[", "")] {
        faults(&format!("{HEAD}a = {}{}\n", open.repeat(500_000), close.repeat(500_000)));
    }
    faults(&format!("{HEAD}{}a = 1\n", "a.".repeat(500_000)));
    faults(&format!("{HEAD}[{}a]\n", "a.".repeat(500_000)));
}

#[test]
fn numbers_past_what_is_counted() {
    for places in [13, 255] {
        let text = HEAD.replacen("year", &format!("round_total = {{ places = {places} }}\nyear",), 1);
        let found = faults(&format!("{text}{ITEM}"));
        assert!(found[0].fault.to_string().contains("at most 12 places"), "{found:?}");
    }
    let item = ITEM.replace("full = 10", &format!("full = \"{}\"", "9".repeat(61)));
    assert!(faults(&format!("{HEAD}{item}"))[0].fault.to_string().contains("decimal number"));
    let deep = format!("formula = \"{}1{}\"\n", "(".repeat(1_000_000), ")".repeat(1_000_000));
    let item = ITEM.replace("measure = \"value\"\n", &deep);
    assert!(faults(&format!("{HEAD}{item}"))[0].fault.to_string().contains("brackets deep"));
    let item =
        ITEM.replace("measure = \"value\"\n", &format!("formula = \"{}\"\n", vec!["x"; 990].join("-")));
    assert!(faults(&format!("{HEAD}{item}"))[0].fault.to_string().contains("operations in a row"));
}

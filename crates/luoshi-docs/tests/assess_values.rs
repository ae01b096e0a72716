//! Whole assessments from files: the shipped examples against numbers that were computed by hand and
//! by other means, and every kind of fault with its place.

use std::sync::Arc;

use luoshi_core::assess::scheme;
use luoshi_core::assess::scheme::model::Scheme;
use luoshi_core::assess::trace::Language;
use luoshi_docs::assess::report::{Report, json, statement, table};
use luoshi_docs::assess::{File, Ready, Spot, Trouble, Weight, read};
use serde_json::Value;

macro_rules! example {
    ($name:literal) => {
        File { name: $name, bytes: include_bytes!(concat!("../../../examples/assess/", $name)) }
    };
}

const TOWNS: &str = include_str!("../../../examples/assess/towns-2021.toml");
const VILLAGES: &str = include_str!("../../../examples/assess/villages-2023.toml");
const SAFETY: &str = include_str!("../../../examples/assess/safety-2024.toml");

fn scheme(text: &str) -> Arc<Scheme> {
    Arc::new(scheme::read(text).unwrap_or_else(|faults| panic!("{faults:?}")))
}

fn ready(scheme: &Arc<Scheme>, files: &[File<'_>]) -> Ready {
    read(scheme, files, 2).unwrap_or_else(|troubles| panic!("{troubles:#?}"))
}

fn towns() -> Ready {
    ready(&scheme(TOWNS), &[example!("towns-2021.json")])
}

fn villages() -> Ready {
    let files = [
        example!("villages-2023.csv"),
        example!("villages-2023-marks.csv"),
        example!("villages-2023-matters.csv"),
    ];
    ready(&scheme(VILLAGES), &files)
}

fn safety() -> Ready {
    ready(&scheme(SAFETY), &[example!("safety-2024.xlsx")])
}

fn document(ready: &Ready) -> Value {
    json(&Report::new(&ready.assessment, Language::Chinese), &[]).unwrap()
}

/// Unit, total, rank, grade and award, as a program of another language computed them with fractions.
fn agrees(ready: &Ready, expected: &str) {
    let found = document(ready);
    let text = |key: &str, unit: &str| match &found[key][unit] {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let mut differ = Vec::new();
    for line in expected.lines() {
        let unit = line.split('\t').next().unwrap();
        let keys = ["totals", "ranks", "grades", "awards"];
        let got = std::iter::once(unit.to_owned()).chain(keys.iter().map(|key| text(key, unit)));
        let got = got.collect::<Vec<_>>().join("\t");
        if got != line {
            differ.push(format!("{line} <> {got}"));
        }
    }
    assert!(expected.lines().count() >= 10);
    assert_eq!(found["totals"].as_object().unwrap().len(), expected.lines().count());
    assert!(differ.is_empty(), "{differ:#?}");
}

#[test]
fn the_three_schemes_end_to_end() {
    agrees(&towns(), include_str!("data/assess/towns.tsv"));
    agrees(&villages(), include_str!("data/assess/villages.tsv"));
    agrees(&safety(), include_str!("data/assess/safety.tsv"));
}

//! How well the rules read the corpus, field by field. `docs/scoreboard.md` holds the table and
//! this test keeps it true, so that no change lowers a field unseen.
//!
//! `UPDATE=1` writes the table anew; `ERRORS=n` prints up to n misses and wrong items a field.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test may stop at broken data and prints its findings"
)]

mod score;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use luoshi_docs::extract::{self, Known};
use luoshi_docs::model::Document;
use score::{Count, FIELDS, Tally, norm};
use serde_json::Value;

/// The sets of the corpus with their titles.
const SETS: [(&str, &str); 7] = [
    ("dev.jsonl", "Development set"),
    ("heldout.jsonl", "Held-out set"),
    ("blind.jsonl", "First blind set, read and used since"),
    ("blind2.jsonl", "Second blind set, read and used since"),
    ("blind3.jsonl", "Third blind set, read and used since"),
    ("blind4.jsonl", "Fourth blind set, read and used since"),
    ("blind5.jsonl", "Fifth blind set, read since, hardly used"),
];

fn corpus(name: &str) -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus").join(name);
    let text = fs::read_to_string(path).unwrap_or_default();
    text.lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn predict(entry: &Value) -> Value {
    let doc = Document { text: entry["text"].as_str().unwrap().to_owned(), ..Document::default() };
    extract::pred(&doc, &extract::extract(&doc, &Known::default()))
}

fn tally(entries: &[Value], predict: impl Fn(&Value) -> Value) -> Tally {
    let mut tally = Tally::default();
    for entry in entries {
        tally.score(entry["id"].as_str().unwrap(), &entry["gold"], &predict(entry));
    }
    tally
}

fn table(tally: &Tally) -> String {
    let show = |x: Option<f64>| x.map_or_else(|| "–".to_owned(), |x| format!("{x:.3}"));
    let mut out = String::from(
        "| field | P | R | F1 | hit | proposed | gold |\n| --- | --- | --- | --- | --- | --- | --- |\n",
    );
    let mut row = |name: &str, count: Count| {
        let (p, r, f1) = count.prf();
        writeln!(
            out,
            "| {name} | {} | {} | {} | {} | {} | {} |",
            show(p),
            show(r),
            show(f1),
            count.hit,
            count.pred,
            count.gold
        )
        .unwrap();
        f1
    };
    let (mut all, mut f1s) = (Count::default(), Vec::new());
    for field in FIELDS {
        let count = tally.counts.get(field).copied().unwrap_or_default();
        f1s.extend(row(field, count));
        if !field.contains('.') {
            all =
                Count { hit: all.hit + count.hit, pred: all.pred + count.pred, gold: all.gold + count.gold };
        }
    }
    row("**micro, main fields**", all);
    writeln!(out, "\nMean F1 of fields: {:.3}", f1s.iter().sum::<f64>() / f1s.len().max(1) as f64).unwrap();
    out
}

fn print_errors(tally: &Tally) {
    let limit: usize = std::env::var("ERRORS").ok().and_then(|n| n.parse().ok()).unwrap_or(0);
    for field in FIELDS {
        for kind in ["missed", "wrong"] {
            for entry in tally.log.iter().filter(|entry| entry.0 == field && entry.1 == kind).take(limit) {
                println!("{:<7}{:<18}{} {}", entry.1, entry.0, entry.2, entry.3);
            }
        }
    }
}

#[test]
fn the_scoreboard_is_true() {
    let mut board = String::from(
        "# Scoreboard of fact extraction\n\nProposals compared with the corpus in `crates/luoshi-docs/tests/corpus` by the rules of its guide.\n\
         Fields with a dot are checked on paired items. Written by `UPDATE=1 cargo nextest run -p luoshi-docs --test scoreboard`.\n",
    );
    for (name, title) in SETS {
        let entries = corpus(name);
        if entries.is_empty() {
            continue;
        }
        let tally = tally(&entries, predict);
        print_errors(&tally);
        write!(board, "\n## {title}: {} documents\n\n{}", entries.len(), table(&tally)).unwrap();
    }
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/scoreboard.md");
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &board).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == board,
        "docs/scoreboard.md no longer tells the truth; run with UPDATE=1 and look at what changed\n{board}"
    );
}

#[test]
fn gold_scored_against_itself_is_perfect() {
    let entries = corpus("dev.jsonl");
    assert!(entries.len() >= 30);
    let tally = tally(&entries, |entry| entry["gold"].clone());
    for (field, count) in &tally.counts {
        assert!(count.prf().2.is_none_or(|f1| f1 == 1.0), "{field}: {count:?}");
    }
}

#[test]
fn every_gold_and_predicted_string_stands_in_its_text() {
    for entry in SETS.iter().flat_map(|(name, _)| corpus(name)) {
        let text = norm(entry["text"].as_str().unwrap());
        for (what, facts) in [("gold", entry["gold"].clone()), ("pred", predict(&entry))] {
            check_verbatim(&text, &facts, &format!("{} {what}", entry["id"]));
        }
    }
}

/// Every string but the normalised scalars must occur in the text.
fn check_verbatim(text: &str, value: &Value, place: &str) {
    match value {
        Value::String(words) => assert!(text.contains(&norm(words)), "{place}: {words}"),
        Value::Array(items) => items.iter().for_each(|item| check_verbatim(text, item, place)),
        Value::Object(fields) => fields
            .iter()
            .filter(|(key, _)| !["genre", "date", "deadline", "direction", "unit"].contains(&key.as_str()))
            .for_each(|(key, field)| check_verbatim(text, field, &format!("{place} {key}"))),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

//! Every text that is asked for exists in both languages, and none lies about unused.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use luoshi::event::Event;
use luoshi::web::i18n::Locale;

use crate::support::sources;

/// Families whose words come from elsewhere: problems and refusals of the readers, questions and
/// rules of the extraction; the policy's words for `docs/permissions.md`.
const OUTSIDE: &[&str] = &["refusal-", "problem-", "question-", "permissions-", "action-", "kind-", "reach-"];

/// Calls whose first text is a key.
const CALLS: &[&str] = &[
    "ui.t(\"",
    "ui.n(\"",
    "ui.t1(\"",
    "Notice::new(\"",
    ".text(\"",
    ".text_with(\"",
    "refuse(\"",
    "Both::new(\"",
];
/// Calls whose first text is a family.
const FAMILIES: &[&str] = &["tk(\"", ".word(\""];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Every message of a language with its text.
fn messages(locale: Locale) -> BTreeMap<String, String> {
    let mut out: BTreeMap<String, String> = BTreeMap::new();
    for (file, text) in sources(&root().join("locales").join(locale.name()), &["ftl"]) {
        let mut key = String::new();
        for line in text.lines() {
            match line.split_once(" =") {
                Some((name, value)) if line.starts_with(|c: char| c.is_ascii_lowercase()) => {
                    name.clone_into(&mut key);
                    let before = out.insert(key.clone(), value.to_owned());
                    assert!(before.is_none(), "{file}: {key} is there twice");
                }
                _ if line.starts_with(' ') => out.entry(key.clone()).or_default().push_str(line),
                _ => {}
            }
        }
    }
    out
}

fn code() -> Vec<(String, String)> {
    sources(&root().join("crates/luoshi/src"), &["rs", "html"])
}

/// The texts that follow any of these calls in the code, with their files.
fn after(calls: &[&str]) -> Vec<(String, String)> {
    let mut out = Vec::new();
    for (file, text) in code() {
        for call in calls {
            for (at, _) in text.match_indices(call) {
                let rest = &text[at + call.len()..];
                out.push((file.clone(), rest[..rest.find('"').unwrap()].to_owned()));
            }
        }
    }
    out
}

#[test]
fn both_languages_say_the_same_things() {
    let (zh, en) = (messages(Locale::Zh), messages(Locale::En));
    let keys = |m: &BTreeMap<String, String>| m.keys().cloned().collect::<BTreeSet<_>>();
    let differ: Vec<_> = keys(&zh).symmetric_difference(&keys(&en)).cloned().collect();
    assert!(differ.is_empty(), "in one language only: {differ:#?}");
    let arguments = |text: &str| {
        let names = text.split('$').skip(1);
        names
            .map(|n| n.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap().to_owned())
            .collect::<BTreeSet<_>>()
    };
    let wrong: Vec<_> =
        zh.iter().filter(|(k, v)| arguments(v) != arguments(&en[*k])).map(|(k, _)| k).collect();
    assert!(wrong.is_empty(), "their arguments differ: {wrong:#?}");
}

#[test]
fn every_text_that_is_asked_for_exists() {
    let zh = messages(Locale::Zh);
    let missing: Vec<_> = after(CALLS)
        .into_iter()
        .filter(|(_, key)| !key.contains(['{', ' ']) && key.contains('-') && !zh.contains_key(key))
        .collect();
    assert!(missing.is_empty(), "{missing:#?}");
    let empty: Vec<_> = after(FAMILIES)
        .into_iter()
        .filter(|(_, family)| !zh.keys().any(|k| k.starts_with(&format!("{family}-"))))
        .collect();
    assert!(empty.is_empty(), "families without a word: {empty:#?}");
    assert!(after(CALLS).len() > 200, "the calls were not found");
}

#[test]
fn no_text_lies_about_unused() {
    let mut families: BTreeSet<String> = after(FAMILIES).into_iter().map(|(_, f)| format!("{f}-")).collect();
    // `format!("light-{…}")` is a family too.
    for (_, text) in code() {
        for (at, _) in text.match_indices("-{") {
            let is_key = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
            let family = &text[text[..at].trim_end_matches(is_key).len()..at];
            families.insert(format!("{family}-"));
        }
    }
    families.remove("-");
    let all: String = code().into_iter().map(|(_, text)| text).collect();
    let unused: Vec<_> = messages(Locale::Zh)
        .into_keys()
        .filter(|key| {
            // What to do next stands under the name of what happened.
            let key = key.strip_suffix("-next").filter(|k| k.starts_with("error-")).unwrap_or(key);
            let family = families.iter().map(String::as_str).chain(OUTSIDE.iter().copied());
            !all.contains(&format!("\"{key}\"")) && !family.into_iter().any(|f| key.starts_with(f))
        })
        .collect();
    assert!(unused.is_empty(), "{unused:#?}");
}

#[test]
fn every_event_has_its_kind_and_its_name() {
    let text = std::fs::read_to_string(root().join("crates/luoshi/src/event.rs")).unwrap();
    let body = text.split("pub enum Event {").nth(1).unwrap().split("\n}").next().unwrap();
    let variants = body
        .lines()
        .filter_map(|l| l.strip_prefix("    "))
        .filter(|l| l.starts_with(|c: char| c.is_ascii_uppercase()));
    let kinds: Vec<String> = variants
        .map(|l| {
            let name = l.split(|c: char| !c.is_alphanumeric()).next().unwrap();
            let mut kind = String::new();
            for c in name.chars() {
                if c.is_ascii_uppercase() && !kind.is_empty() {
                    kind.push('_');
                }
                kind.push(c.to_ascii_lowercase());
            }
            kind
        })
        .collect();
    assert_eq!(kinds, Event::KINDS);
    assert_eq!(Event::SignedIn.kind(), "signed_in");
    let zh = messages(Locale::Zh);
    let missing: Vec<_> = kinds.iter().filter(|k| !zh.contains_key(&format!("event-{k}"))).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

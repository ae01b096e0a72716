//! The words of a scheme: what its items say, and which listed words are in them.

use serde_json::Value;

use super::words;
use crate::assess::scheme::model::Item;

/// Everything that an item says: its name, its rule's own words, names of levels and entries.
/// Who marks it is left out: an office is not what is scored.
pub(super) fn of(item: &Item) -> Vec<String> {
    let mut out = vec![item.name.clone()];
    out.extend([&item.text, &item.evidence, &item.applies_to].into_iter().flatten().cloned());
    for (key, value) in &item.params {
        said(key, value, &mut out);
    }
    out
}

fn said(key: &str, value: &Value, out: &mut Vec<String>) {
    if !key.is_ascii() {
        out.push(key.to_owned());
    }
    match value {
        Value::String(text) if !text.is_ascii() => out.push(text.clone()),
        Value::Array(list) => list.iter().for_each(|one| said("", one, out)),
        Value::Object(map) => map.iter().for_each(|(key, one)| said(key, one, out)),
        _ => {}
    }
}

/// Listed words in a text, the longer ones where one holds another.
pub(super) fn found(
    text: &str,
    list: &str,
    unless: Option<&str>,
    spared_by: Option<&str>,
) -> Vec<&'static str> {
    if spared_by.is_some_and(|list| words(list).iter().any(|word| text.contains(word.as_str()))) {
        return Vec::new();
    }
    let mut left = text.to_owned();
    for phrase in unless.map(words).unwrap_or_default() {
        left = left.replace(phrase.as_str(), " ");
    }
    let mut all: Vec<&'static str> =
        words(list).iter().map(String::as_str).filter(|word| left.contains(word)).collect();
    let whole = all.clone();
    all.retain(|word| !whole.iter().any(|other| other != word && other.contains(word)));
    all
}

/// Whether a text has a listed word in it.
pub(super) fn has(text: &str, list: &str) -> bool {
    !found(text, list, None, None).is_empty()
}

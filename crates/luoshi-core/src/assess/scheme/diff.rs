//! Two versions of a scheme side by side, in words: 指标 2.2 分值 10 → 12.
//!
//! Versions are compared in their canonical form, so that spelling is no change. Items are found
//! again by code and name, then by name, then by code; groups by id, everything else by name.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::canonical::canonical;
use super::finding::Both;
use super::model::{Item, Role, Scheme};
use super::tree::alias;
use crate::assess::rule::Op;
use crate::assess::trace::{Arg, Language, Words};

/// What became of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It stands in another dimension or order.
    Moved,
    /// One of its values is another.
    Changed,
}

/// What is spoken of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Subject {
    /// What it is: `item`, `group`, `grade` …
    pub kind: &'static str,
    /// Which one, as people call it.
    pub name: String,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What became of it.
    pub act: Act,
    /// Of what.
    pub subject: Subject,
    /// Keys down to the value; empty for the whole.
    pub field: Vec<String>,
    /// What it was.
    pub from: Option<String>,
    /// What it is.
    pub to: Option<String>,
}

#[derive(Deserialize, Default)]
struct Texts {
    subjects: BTreeMap<String, Both>,
    sentences: BTreeMap<String, Both>,
    fields: BTreeMap<String, Both>,
}

static TEXTS: LazyLock<Texts> =
    LazyLock::new(|| toml::from_str(include_str!("../words/changes.toml")).unwrap_or_default());

impl Change {
    /// The change as a sentence.
    #[must_use]
    pub fn sentence(&self, language: Language) -> String {
        let subject = TEXTS.subjects.get(self.subject.kind);
        let name = [("name", Arg::from(self.subject.name.as_str()))];
        let subject = subject.map_or_else(|| self.subject.name.clone(), |both| both.say(language, &name));
        let key = match (self.act, &self.from, &self.to) {
            (Act::Added, ..) => "added",
            (Act::Removed, ..) => "removed",
            (Act::Moved, Some(_), Some(_)) => "moved",
            (Act::Moved, ..) => "reordered",
            (Act::Changed, Some(_), Some(_)) => "changed",
            (Act::Changed, None, _) => "set",
            (Act::Changed, Some(_), None) => "unset",
        };
        let value = |value: &Option<String>| value.as_deref().map_or_else(String::new, |v| told(language, v));
        let args = [
            ("subject", Arg::Text(subject)),
            ("field", Arg::Text(self.label(language))),
            ("from", Arg::Text(value(&self.from))),
            ("to", Arg::Text(value(&self.to))),
        ];
        TEXTS.sentences.get(key).map_or_else(String::new, |both| both.say(language, &args))
    }

    /// The field in words, outer keys first.
    fn label(&self, language: Language) -> String {
        let whole = self.field.join(".");
        let kind =
            if matches!(self.subject.kind, "bonus" | "deduction") { "item" } else { self.subject.kind };
        let own = TEXTS.fields.get(&format!("{kind}.{whole}")).or_else(|| TEXTS.fields.get(&whole));
        if let Some(both) = own {
            return both.say(language, &[]);
        }
        let joint = if language == Language::Chinese { "·" } else { ", " };
        let known =
            |key: &String| TEXTS.fields.get(key).map_or_else(|| key.clone(), |b| b.say(language, &[]));
        self.field.iter().map(known).collect::<Vec<_>>().join(joint)
    }
}

/// A value in words of the language.
fn told(language: Language, value: &str) -> String {
    let value = match value {
        "true" => "yes",
        "false" => "no",
        other => other,
    };
    let known = Words::of(language).word(value);
    match language {
        Language::Chinese if known == value => alias(value).unwrap_or(value).to_owned(),
        Language::Chinese => known.to_owned(),
        Language::English => known.replace('_', " "),
    }
}

/// What is different in `new`.
#[must_use]
pub fn diff(old: &Scheme, new: &Scheme) -> Vec<Change> {
    let (a, b) = (canonical(old), canonical(new));
    let mut out = Vec::new();
    let head = |value: &Value| keep(value, &["id", "name", "year", "basis", "full"]);
    fields(&mut out, &subject("scheme", ""), &head(&a), &head(&b));
    named(&mut out, "group", "id", &a["groups"], &b["groups"]);
    named(&mut out, "dimension", "id", &a["dimensions"], &b["dimensions"]);
    items(&mut out, (old, &a["items"]), (new, &b["items"]));
    fields(&mut out, &subject("total", ""), &a["total"], &b["total"]);
    fields(&mut out, &subject("ranking", ""), &a["ranking"], &b["ranking"]);
    grades(&mut out, &a["grading"], &b["grading"]);
    let awards = |value: &Value| without(&value["awards"], &["tiers"]);
    fields(&mut out, &subject("awards", ""), &awards(&a), &awards(&b));
    named(&mut out, "award", "name", &a["awards"]["tiers"], &b["awards"]["tiers"]);
    named(&mut out, "after", "name", &a["after"], &b["after"]);
    fields(&mut out, &subject("flow", ""), &a["flow"], &b["flow"]);
    out
}

fn grades(out: &mut Vec<Change>, a: &Value, b: &Value) {
    let rest = |value: &Value| without(&value["quota"], &["grades"]);
    fields(out, &subject("grading", ""), &rest(a), &rest(b));
    named(out, "grade", "name", &a["quota"]["grades"], &b["quota"]["grades"]);
    named(out, "veto", "name", &a["vetoes"], &b["vetoes"]);
}

fn subject(kind: &'static str, name: &str) -> Subject {
    Subject { kind, name: name.to_owned() }
}

fn keep(value: &Value, keys: &[&str]) -> Value {
    let map = value.as_object().into_iter().flatten();
    Value::Object(
        map.filter(|(k, _)| keys.contains(&k.as_str())).map(|(k, v)| (k.clone(), v.clone())).collect(),
    )
}

fn without(value: &Value, keys: &[&str]) -> Value {
    let map = value.as_object().into_iter().flatten();
    Value::Object(
        map.filter(|(k, _)| !keys.contains(&k.as_str())).map(|(k, v)| (k.clone(), v.clone())).collect(),
    )
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

/// Things that are found again by a key.
fn named(out: &mut Vec<Change>, kind: &'static str, key: &str, a: &Value, b: &Value) {
    let (old, new) = (list(a), list(b));
    let called = |value: &Value| subject(kind, value["name"].as_str().unwrap_or_else(|| text(value, key)));
    let find = |all: &[Value], one: &Value| all.iter().position(|o| text(o, key) == text(one, key));
    for one in old.iter().filter(|one| find(new, one).is_none()) {
        out.push(whole(Act::Removed, called(one)));
    }
    for one in new {
        match find(old, one).and_then(|at| old.get(at)) {
            None => out.push(whole(Act::Added, called(one))),
            Some(before) => fields(out, &called(before), &without(before, &[key]), &without(one, &[key])),
        }
    }
    let order = |from: &[Value], other: &[Value]| -> Vec<String> {
        let kept = from.iter().filter(|one| find(other, one).is_some());
        kept.map(|one| text(one, key).to_owned()).collect()
    };
    if order(old, new) != order(new, old) {
        out.push(whole(Act::Moved, subject(plural(kind), "")));
    }
}

/// The word for all things of a kind.
fn plural(kind: &'static str) -> &'static str {
    match kind {
        "group" => "groups",
        "dimension" => "dimensions",
        "grade" => "grading",
        "veto" => "vetoes",
        "award" => "awards",
        "item" => "items",
        other => other,
    }
}

fn whole(act: Act, subject: Subject) -> Change {
    Change { act, subject, field: Vec::new(), from: None, to: None }
}

fn items(out: &mut Vec<Change>, old: (&Scheme, &Value), new: (&Scheme, &Value)) {
    let pairs = pairs(&old.0.items, &new.0.items);
    let kept: BTreeSet<usize> = pairs.iter().map(|(a, _)| *a).collect();
    for (at, item) in old.0.items.iter().enumerate().filter(|(at, _)| !kept.contains(at)) {
        let _ = at;
        out.push(whole(Act::Removed, called(item)));
    }
    for (at, item) in new.0.items.iter().enumerate() {
        let before = pairs.iter().find(|(_, b)| *b == at).map(|(a, _)| *a);
        let (Some(before), Some(now)) = (before, list(new.1).get(at)) else {
            out.push(whole(Act::Added, called(item)));
            continue;
        };
        if let (Some(was), Some(written)) = (old.0.items.get(before), list(old.1).get(before)) {
            place(out, (old.0, was), (new.0, item));
            rule(out, &called(was), written, now);
        }
    }
    let mut sorted = pairs.clone();
    sorted.sort();
    let ranks: Vec<usize> = sorted.iter().map(|(_, b)| *b).collect();
    let across = pairs.iter().any(|(a, b)| dimension_of(old.0, *a) != dimension_of(new.0, *b));
    if !ranks.is_sorted() && !across {
        out.push(whole(Act::Moved, subject("items", "")));
    }
}

fn called(item: &Item) -> Subject {
    let kind = match item.role {
        Role::Base => "item",
        Role::Bonus => "bonus",
        Role::Deduction => "deduction",
    };
    if item.role == Role::Base && item.label() != item.name {
        return subject(kind, &format!("{} {}", item.label(), item.name));
    }
    subject(kind, item.label())
}

fn dimension_of(scheme: &Scheme, item: usize) -> Option<&str> {
    let dimension = scheme.items.get(item)?.dimension?;
    scheme.dimensions.get(dimension).map(|d| d.id.as_str())
}

/// Items that are the same in both: by code and name, by a name that is there once, by code.
fn pairs(old: &[Item], new: &[Item]) -> Vec<(usize, usize)> {
    let mut out: Vec<(usize, usize)> = Vec::new();
    let code = |item: &Item| (!item.code.starts_with('+')).then(|| item.code.clone());
    let once = |all: &[Item], name: &str| all.iter().filter(|i| i.name == name).count() == 1;
    for step in 0..3 {
        for (a, was) in old.iter().enumerate() {
            if out.iter().any(|(taken, _)| *taken == a) {
                continue;
            }
            let same = |(b, is): &(usize, &Item)| {
                !out.iter().any(|(_, taken)| taken == b)
                    && match step {
                        0 => code(was) == code(is) && was.name == is.name,
                        1 => was.name == is.name && once(old, &was.name) && once(new, &is.name),
                        _ => code(was).is_some() && code(was) == code(is),
                    }
            };
            if let Some((b, _)) = new.iter().enumerate().find(same) {
                out.push((a, b));
            }
        }
    }
    out.sort_by_key(|(_, b)| *b);
    out
}

/// Its number and its dimension.
fn place(out: &mut Vec<Change>, old: (&Scheme, &Item), new: (&Scheme, &Item)) {
    let dimension = |(scheme, item): (&Scheme, &Item)| scheme.dimensions.get(item.dimension?).cloned();
    let (from, to) = (dimension(old), dimension(new));
    if from.as_ref().map(|d| &d.id) != to.as_ref().map(|d| &d.id) {
        let name = |d: Option<super::model::Dimension>| Some(d.map_or_else(|| "—".to_owned(), |d| d.name));
        out.push(Change { from: name(from), to: name(to), ..whole(Act::Moved, called(old.1)) });
    }
    if old.1.code != new.1.code && !old.1.code.starts_with('+') && !new.1.code.starts_with('+') {
        let field = vec!["code".to_owned()];
        let (from, to) = (Some(old.1.code.clone()), Some(new.1.code.clone()));
        out.push(Change { field, from, to, ..whole(Act::Changed, called(old.1)) });
    }
}

/// What is scored and how. Parameters of another kind of rule are not compared one by one.
fn rule(out: &mut Vec<Change>, subject: &Subject, a: &Value, b: &Value) {
    let outer = |value: &Value| without(value, &["code", "dimension", "params"]);
    fields(out, subject, &outer(a), &outer(b));
    if a["kind"] == b["kind"] {
        fields(out, subject, &a["params"], &b["params"]);
    }
}

/// Values that differ.
fn fields(out: &mut Vec<Change>, subject: &Subject, a: &Value, b: &Value) {
    let (mut old, mut new) = (BTreeMap::new(), BTreeMap::new());
    flatten(a, &mut Vec::new(), &mut old);
    flatten(b, &mut Vec::new(), &mut new);
    let keys: BTreeSet<&Vec<String>> = old.keys().chain(new.keys()).collect();
    for key in keys {
        let (from, to) = (old.get(key), new.get(key));
        if from != to {
            let (from, to) = (from.cloned(), to.cloned());
            out.push(Change { field: key.clone(), from, to, ..whole(Act::Changed, subject.clone()) });
        }
    }
}

/// Values by the keys down to them. Entries of lists are called by their name, their bound or their
/// first number; lists of words are one value.
fn flatten(value: &Value, path: &mut Vec<String>, out: &mut BTreeMap<Vec<String>, String>) {
    match value {
        Value::Null => {}
        Value::Object(map) => {
            for (key, inner) in map {
                path.push(key.clone());
                flatten(inner, path, out);
                path.pop();
            }
        }
        Value::Array(all) if all.iter().all(|v| !v.is_object() && !v.is_array()) => {
            let words: Vec<String> = all.iter().map(plain).collect();
            out.insert(path.clone(), words.join("、"));
        }
        Value::Array(all) => {
            for (number, one) in all.iter().enumerate() {
                let (name, rest) = entry(one, number);
                path.push(name);
                flatten(&rest, path, out);
                path.pop();
            }
        }
        other => {
            out.insert(path.clone(), plain(other));
        }
    }
}

fn entry(one: &Value, number: usize) -> (String, Value) {
    if let Some([x, y]) = one.as_array().map(Vec::as_slice) {
        return (plain(x), y.clone());
    }
    if let Some(name) = one["name"].as_str() {
        return (name.to_owned(), without(one, &["name"]));
    }
    let op = one.get("op").and_then(|op| serde_json::from_value::<Op>(op.clone()).ok());
    if let (Some(op), Some(bound)) = (op, one.get("bound")) {
        return (format!("{} {}", op.sign(), plain(bound)), without(one, &["op", "bound"]));
    }
    ((number + 1).to_string(), one.clone())
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned)
}

#[cfg(test)]
mod tests;

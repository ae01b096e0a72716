//! One spelling of a scheme: the same rules give the same text and the same digest, however the
//! file orders its keys, which language its words are in and how its numbers are written.

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::model::{Item, Members, Scheme};
use crate::assess::exact::Exact;
use crate::assess::kind::Given;
use crate::assess::rules;

/// First line of what is digested: another spelling gets another one.
const SPELLING: &str = "luoshi scheme 1\n";

/// A scheme with every default in its place and names instead of places in lists.
#[must_use]
pub fn canonical(scheme: &Scheme) -> Value {
    let mut out = serde_json::to_value(scheme).unwrap_or_default();
    let dimension = |index: usize| scheme.dimensions.get(index).map(|d| Value::from(d.id.as_str()));
    out["items"] = scheme.items.iter().map(|item| one(item, item.dimension.and_then(dimension))).collect();
    for (group, place) in scheme.groups.iter().zip(entries(&mut out["groups"])) {
        if let Members::List(units) = &group.members {
            let mut units = units.clone();
            units.sort();
            units.dedup();
            place["members"] = json!({ "list": units });
        }
    }
    if let Some(coefficient) = &scheme.total.coefficient {
        out["total"]["coefficient"]["dimension"] = dimension(coefficient.dimension).unwrap_or_default();
    }
    if let Some(grading) = &scheme.grading {
        let item = |index: usize| scheme.items.get(index).map(Item::label);
        let grade = |index: usize| grading.quota.grades.get(index).map(|g| g.name.as_str());
        for (veto, place) in grading.vetoes.iter().zip(entries(&mut out["grading"]["vetoes"])) {
            place["at_most"] = veto.at_most.and_then(grade).into();
            if let Some(when) = &veto.when {
                let side =
                    |side: &(usize, String)| format!("{}.{}", item(side.0).unwrap_or_default(), side.1);
                place["when"] =
                    format!("{} {} {}", side(&when.left), when.op.sign(), side(&when.right)).into();
            }
        }
    }
    clean(&mut out);
    out
}

/// The digest of a scheme, 64 hexadecimal digits.
#[must_use]
pub fn digest(scheme: &Scheme) -> String {
    let mut text = SPELLING.to_owned();
    write(&canonical(scheme), &mut text);
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn entries(list: &mut Value) -> impl Iterator<Item = &mut Value> {
    list.as_array_mut().into_iter().flatten()
}

fn one(item: &Item, dimension: Option<Value>) -> Value {
    let mut out = serde_json::to_value(item).unwrap_or_default();
    out["dimension"] = dimension.unwrap_or_default();
    out["params"] = Value::Object(params(item));
    if item.code.starts_with('+') {
        // Its number in the file is no name of its own.
        out["code"] = Value::Null;
    }
    out
}

/// The parameters of a rule as the rule itself writes them, without the points of the item.
fn params(item: &Item) -> Given {
    let column = rules::find(&item.kind).and_then(|kind| kind.column).map(|make| make(&item.params));
    let mut params = match column {
        Some(Ok(column)) => column.definition(),
        _ => item.params.clone(),
    };
    for value in params.values_mut() {
        numbers(value);
    }
    let full = Value::from(item.full.to_string());
    for key in ["full", "base"] {
        if (key == "full" || item.kind == "versus_average") && params.get(key) == Some(&full) {
            params.remove(key);
        }
    }
    if let Some(constants) = params.get_mut("constants").and_then(Value::as_object_mut) {
        constants.retain(|name, value| name != "\u{5206}\u{503c}" || *value != full);
    }
    params
}

/// Keys whose values are words even where they look like numbers.
const WORDS: [&str; 7] = ["name", "code", "expression", "formula", "issue", "matter", "level"];

/// Facts that all units share stand as they were written; their numbers get one spelling.
fn numbers(value: &mut Value) {
    match value {
        Value::String(text) => {
            if let Ok(number) = text.parse::<Exact>() {
                *text = number.to_string();
            }
        }
        Value::Number(number) => *value = number.to_string().into(),
        Value::Array(list) => list.iter_mut().for_each(numbers),
        Value::Object(map) => {
            for (key, value) in map.iter_mut() {
                if !WORDS.contains(&key.as_str()) {
                    numbers(value);
                }
            }
        }
        Value::Null | Value::Bool(_) => {}
    }
}

/// Nothing that is not there: nulls and what is empty say no more than a key that is absent.
fn clean(value: &mut Value) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(clean),
        Value::Object(map) => {
            map.values_mut().for_each(clean);
            map.retain(|_, value| !nothing(value));
        }
        _ => {}
    }
}

fn nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(list) => list.is_empty(),
        Value::Object(map) => map.is_empty(),
        _ => false,
    }
}

/// Compact JSON with its keys in order, whatever order the map keeps.
fn write(value: &Value, out: &mut String) {
    match value {
        Value::Array(list) => {
            out.push('[');
            for (n, one) in list.iter().enumerate() {
                out.push_str(if n == 0 { "" } else { "," });
                write(one, out);
            }
            out.push(']');
        }
        Value::Object(map) => {
            let mut sorted: Vec<(&String, &Value)> = map.iter().collect();
            sorted.sort_by_key(|(key, _)| *key);
            out.push('{');
            for (n, (key, one)) in sorted.into_iter().enumerate() {
                out.push_str(if n == 0 { "" } else { "," });
                out.push_str(&Value::from(key.as_str()).to_string());
                out.push(':');
                write(one, out);
            }
            out.push('}');
        }
        other => out.push_str(&other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::file::read;
    use super::*;

    const ONE: &str = r#"
[scheme]
id = "s"
name = "方案"
year = 2025
full = 20
[[group]]
id = "a"
members = ["东村", "西村"]
[[dimension]]
id = "d"
name = "一"
[[dimension.item]]
code = "1.1"
name = "甲"
full = 10
measure = "差额"
direction = "逆向"
curve = { kind = "步进", under = { per = "1", points = "0.5", floor = "0", part = "每满" } }
[[dimension.item]]
code = "1.10"
name = "乙"
full = 10
curve = { kind = "分档", bands = [{ op = ">=", bound = "90", score = "10" }], otherwise = "0" }
[grade]
order = ["优", "差"]
bands = { "优" = 90 }
[[grade.veto]]
name = "事故"
at_most = "差"
"#;

    /// Keys in another order, the other language, numbers and points spelled otherwise.
    const SAME: &str = r#"
[grade]
bands = { "优" = "90.0" }
order = ["优", "差"]
veto = [{ at_most = "差", name = "事故" }]

[scheme]
full = "20.00"
year = 2025
name = "方案"
id = "s"

[[dimension]]
name = "一"
id = "d"
[[dimension.item]]
full = "10.0"
curve = { under = { part = "whole", floor = 0, points = "0.50", per = "1.0" }, kind = "steps" }
direction = "lower_better"
measure = "difference"
name = "甲"
code = "1.1"
[[dimension.item]]
name = "乙"
code = "1.10"
full = 10
measure = "原值"
curve = { otherwise = 0, bands = [{ bound = 90, points = "10.00", op = ">=" }], kind = "bands" }
[[group]]
members = ["西村", "东村"]
id = "a"
"#;

    fn of(text: &str) -> String {
        digest(&read(text).unwrap())
    }

    #[test]
    fn spelling_does_not_change_the_digest() {
        assert_eq!(of(ONE).len(), 64);
        let texts = [ONE, SAME].map(|t| serde_json::to_string_pretty(&canonical(&read(t).unwrap())).unwrap());
        assert_eq!(texts[0], texts[1]);
        assert_eq!(of(ONE), of(SAME));
    }

    #[test]
    fn every_change_of_meaning_does() {
        let whole = of(ONE);
        for (from, to) in [
            ("year = 2025", "year = 2026"),
            ("\"0.5\"", "\"0.6\""),
            ("code = \"1.10\"", "code = \"1.2\""),
            ("每满", "按比例"),
            ("bound = \"90\"", "bound = \"80\""),
            ("\"东村\", ", ""),
            ("= 90 }", "= 91 }"),
            ("at_most = \"差\"", "rank = \"末位\""),
        ] {
            assert!(ONE.contains(from), "{from}");
            assert_ne!(of(&ONE.replace(from, to)), whole, "{from} → {to}");
        }
        let codes = ONE
            .replace("\"1.10\"", "\"1.1\"")
            .replace("code = \"1.1\"\nname = \"甲\"", "code = \"1.10\"\nname = \"甲\"");
        assert_ne!(of(&codes), whole, "codes are no numbers: 1.1 is not 1.10");
    }
}

//! Values as json: `units`, `values[item][unit]`, `matters`, `coefficients`, `vetoes`.

use luoshi_core::assess::rules;
use luoshi_core::assess::rules::rank::Standing;
use luoshi_core::assess::rules::veto::Effect;
use luoshi_core::assess::scheme::{fact, word};
use luoshi_core::near;
use serde_json::{Map, Value};

use super::draft::{At, Draft};
use super::fields::{self, Field, Part, Shape};
use super::labels::Meant;
use super::sheets::{Cell, Kind, limits};
use super::tree::{Node, What, joined, parse};
use super::wide::{attributes, set_attribute, set_factor, set_group};
use super::words::{self, Frame, plain};

const TOP: [&str; 5] = ["units", "values", "matters", "coefficients", "vetoes"];
/// Keys that may stand beside them and say nothing to the program.
const TOLD: [&str; 6] = ["scheme", "year", "version", "note", "source", "about"];

/// Reads a file.
pub(super) fn read(draft: &mut Draft<'_>, file: usize, bytes: &[u8]) {
    let at = |line: usize| At::Line { file, line };
    let most = limits().packed;
    let Some(text) = std::str::from_utf8(bytes).ok().filter(|t| t.len() <= most) else {
        let code = if bytes.len() > most { "too-big" } else { "not-utf8" };
        draft.fault(At::File { file }, "file-unreadable", "", code, vec![(most >> 20).to_string()]);
        return;
    };
    let root = match parse(text) {
        Ok(root) => root,
        Err(syntax) => {
            let expected = vec![syntax.column.to_string()];
            draft.fault(at(syntax.line), "json-syntax", "", &syntax.found, expected);
            return;
        }
    };
    let mut fractions = Vec::new();
    root.fractions("", &mut fractions);
    for (line, key, text) in &fractions {
        draft.fault(at(*line), "bare-fraction", key, text, vec![format!("\"{text}\"")]);
    }
    let Some(top) = table(draft, file, &root, "") else { return };
    if let Some((_, _, node)) = top.iter().find(|(_, key, _)| key == "units") {
        units(draft, file, node);
    }
    for (line, key, node) in top {
        match key.as_str() {
            "units" => {}
            "values" => values(draft, file, node),
            "coefficients" => by_unit(draft, file, node, key, &mut factor),
            "matters" => by_unit(draft, file, node, key, &mut matters),
            "vetoes" => by_unit(draft, file, node, key, &mut veto),
            key if TOLD.contains(&key) => {}
            key => {
                let near = near::nearest(key, TOP, 3);
                let near = if near.is_empty() { TOP.map(str::to_owned).to_vec() } else { near };
                draft.ask(at(*line), "unknown-key", key, key, near);
            }
        }
    }
    draft.keys.clear();
}

type Table = [(usize, String, Node)];

/// A table without doubled keys; anything else is a fault.
fn table<'n>(draft: &mut Draft<'_>, file: usize, node: &'n Node, key: &str) -> Option<&'n Table> {
    let What::Table(table) = &node.what else {
        draft.fault(At::Line { file, line: node.line }, "json-shape", key, "", vec!["{ }".to_owned()]);
        return None;
    };
    let mut seen = std::collections::BTreeSet::new();
    for (line, name, _) in table {
        if !seen.insert(name.as_str()) {
            draft.fault(
                At::Line { file, line: *line },
                "duplicate-key",
                &joined(key, name),
                name,
                Vec::new(),
            );
        }
    }
    Some(table)
}

fn units(draft: &mut Draft<'_>, file: usize, node: &Node) {
    let at = |line: usize| At::Line { file, line };
    let What::List(list) = &node.what else {
        draft.fault(at(node.line), "json-shape", "units", "", vec!["[ ]".to_owned()]);
        return;
    };
    let mut seen = std::collections::BTreeSet::new();
    for (number, one) in list.iter().enumerate() {
        draft.keys = format!("units[{number}]");
        let unit = match &one.what {
            What::Text(name) => draft.unit(name, at(one.line)),
            What::Table(_) => {
                let Some(keys) = table(draft, file, one, "units") else { continue };
                let text = |key: &str, frame: Frame| {
                    let named = keys.iter().find(|(_, k, _)| k == key || words::frame(k) == Some(frame));
                    named.and_then(|(_, _, n)| n.text())
                };
                let (name, id) = (text("name", Frame::Unit), text("id", Frame::Id));
                let Some(title) = name.or(id).filter(|t| !t.trim().is_empty()) else {
                    draft.fault(at(one.line), "unit-empty", words::frame_title(Frame::Unit), "", Vec::new());
                    continue;
                };
                let unit = draft.unit(title, at(one.line));
                draft.identify(unit, id.unwrap_or(title));
                known(draft, file, unit, keys);
                unit
            }
            _ => {
                draft.fault(at(one.line), "json-shape", "units", "", vec!["{ }".to_owned()]);
                continue;
            }
        };
        if !seen.insert(unit) {
            let name = draft.units.get(unit).map(|u| u.name.clone()).unwrap_or_default();
            draft.fault(at(one.line), "unit-twice", words::frame_title(Frame::Unit), &name, Vec::new());
        }
        if let Some(unit) = draft.units.get_mut(unit) {
            unit.listed = true;
        }
    }
    draft.keys.clear();
}

/// Group, coefficient, attributes and matters of a unit.
fn known(draft: &mut Draft<'_>, file: usize, unit: usize, keys: &Table) {
    let asked = attributes(draft);
    for (line, key, node) in keys {
        let at = At::Line { file, line: *line };
        match words::frame(key) {
            Some(Frame::Unit | Frame::Id | Frame::Skip) => continue,
            Some(Frame::Group) => {
                if let Some(name) = node.text() {
                    set_group(draft, unit, name, at);
                }
                continue;
            }
            Some(Frame::Factor) => {
                factor(draft, file, unit, node);
                continue;
            }
            Some(Frame::Matters) => {
                matters(draft, file, unit, node);
                continue;
            }
            _ => {}
        }
        if matches!(key.as_str(), "attributes" | "\u{5c5e}\u{6027}") {
            for (line, name, node) in table(draft, file, node, key).unwrap_or_default() {
                number(draft, unit, name, node, At::Line { file, line: *line });
            }
        } else if asked.contains(key) {
            number(draft, unit, key, node, at);
        } else {
            let names = ["id", "name", "group", "coefficient", "matters", "attributes"];
            let near = near::nearest(key, names.into_iter().chain(asked.iter().map(String::as_str)), 3);
            draft.ask(at, "unknown-key", key, key, near);
        }
    }
}

fn number(draft: &mut Draft<'_>, unit: usize, name: &str, node: &Node, at: At) {
    let number = node.text().and_then(|t| super::number::typed(t).ok()).and_then(|n| n.text.parse().ok());
    match number {
        Some(number) => set_attribute(draft, unit, name, number, at),
        // Attributes that no group asks for may be words.
        None if !attributes(draft).contains(name) => {}
        None => draft.fault(at, "not-a-number", name, node.text().unwrap_or_default(), Vec::new()),
    }
}

/// What is known of units, by unit.
fn by_unit(
    draft: &mut Draft<'_>,
    file: usize,
    node: &Node,
    key: &str,
    take: &mut dyn FnMut(&mut Draft<'_>, usize, usize, &Node),
) {
    for (line, name, node) in table(draft, file, node, key).unwrap_or_default() {
        draft.keys = joined(key, name);
        let unit = draft.unit(name, At::Line { file, line: *line });
        take(draft, file, unit, node);
    }
    draft.keys.clear();
}

fn factor(draft: &mut Draft<'_>, file: usize, unit: usize, node: &Node) {
    let at = At::Line { file, line: node.line };
    let number = node.text().and_then(|t| super::number::typed(t).ok()).filter(|n| !n.percent);
    match number.and_then(|n| n.text.parse().ok()) {
        Some(factor) => set_factor(draft, unit, factor, at),
        None => {
            let title = words::frame_title(Frame::Factor);
            draft.fault(at, "not-a-number", title, node.text().unwrap_or_default(), Vec::new());
        }
    }
}

fn matters(draft: &mut Draft<'_>, file: usize, unit: usize, node: &Node) {
    let names: Vec<(usize, String)> = match &node.what {
        What::Text(text) => words::split_names(text).map(|n| (node.line, n.to_owned())).collect(),
        What::List(list) => list.iter().filter_map(|n| Some((n.line, n.text()?.to_owned()))).collect(),
        What::Null => Vec::new(),
        _ => {
            let at = At::Line { file, line: node.line };
            draft.fault(at, "json-shape", words::frame_title(Frame::Matters), "", vec!["[ ]".to_owned()]);
            return;
        }
    };
    if let Some(unit) = draft.units.get_mut(unit) {
        unit.matters.extend(names.into_iter().map(|(line, name)| (name, At::Line { file, line })));
    }
}

/// What a matter does that the scheme does not name: `grade_at_most`, `rank`, `no_award`.
fn veto(draft: &mut Draft<'_>, file: usize, unit: usize, node: &Node) {
    let mut effect = Effect::default();
    for (line, key, node) in table(draft, file, node, "vetoes").unwrap_or_default() {
        let at = At::Line { file, line: *line };
        match (key.as_str(), &node.what) {
            (_, What::Null) => {}
            ("no_award", What::Flag(flag)) => effect.no_award = *flag,
            ("rank", What::Text(text)) => match word(text) {
                "keep" => effect.standing = Standing::Keep,
                "last" => effect.standing = Standing::Last,
                "exclude" => effect.standing = Standing::Exclude,
                _ => draft.ask(
                    at,
                    "unknown-word",
                    key,
                    text,
                    ["keep", "last", "exclude"].map(str::to_owned).to_vec(),
                ),
            },
            ("grade_at_most", What::Text(text)) => {
                let grades = draft.scheme.grading.iter().flat_map(|g| &g.quota.grades);
                let names: Vec<String> = grades.map(|g| g.name.clone()).collect();
                match names.iter().position(|n| n == text) {
                    Some(grade) => effect.best = Some(grade),
                    None => draft.ask(at, "unknown-word", key, text, names),
                }
            }
            (key, _) => {
                let names = ["grade_at_most", "rank", "no_award"].map(str::to_owned).to_vec();
                draft.ask(at, "unknown-key", key, key, names);
            }
        }
    }
    if let Some(unit) = draft.units.get_mut(unit) {
        unit.effect = unit.effect.and(effect);
    }
}

fn values(draft: &mut Draft<'_>, file: usize, node: &Node) {
    for (line, label, node) in table(draft, file, node, "values").unwrap_or_default() {
        let at = At::Line { file, line: *line };
        draft.keys = joined("values", label);
        let item = match draft.labels.item(label) {
            Meant::One(item) => item,
            Meant::Several(titles) => {
                draft.ask(at, "ambiguous-item", "", label, titles);
                continue;
            }
            Meant::None(near) => {
                draft.ask(at, "unknown-item", "", label, near);
                continue;
            }
        };
        draft.spoken.insert(item);
        let keys = draft.keys.clone();
        for (line, name, node) in table(draft, file, node, &keys).unwrap_or_default() {
            draft.keys = joined(&keys, name);
            let unit = draft.unit(name, At::Line { file, line: *line });
            entry(draft, file, (item, unit), node);
        }
    }
    draft.keys.clear();
}

fn entry(draft: &mut Draft<'_>, file: usize, (item, unit): (usize, usize), node: &Node) {
    let at = At::Line { file, line: node.line };
    match &node.what {
        What::Null => {}
        What::Table(_) => {
            let keys = draft.keys.clone();
            for (_, key, node) in table(draft, file, node, &keys).unwrap_or_default() {
                draft.keys = joined(&keys, key);
                one_fact(draft, file, (item, unit), key, node);
            }
            draft.keys = keys;
        }
        What::Text(text) if words::state(text).is_some() => {
            if let Some(state) = words::state(text) {
                draft.put_state(item, unit, state, at);
            }
        }
        What::Text(_) | What::Number(_) | What::Flag(_) | What::List(_) => {
            let main = draft.scheme.items.get(item).and_then(fields::main);
            let only = draft
                .fields
                .get(item)
                .and_then(|f| if let [only] = f.as_slice() { Some(*only) } else { None });
            match (main, only) {
                (Some(part), _) => one_fact(draft, file, (item, unit), part.key, node),
                (None, Some(field)) if matches!(node.what, What::List(_)) => {
                    one_fact(draft, file, (item, unit), field.key(), node);
                }
                _ => {
                    let expected = draft.fields.get(item).into_iter().flatten();
                    let expected = expected.map(|f| format!("\"{}\"", f.key())).collect();
                    draft.fault(
                        at,
                        "json-shape",
                        &draft.called(item),
                        node.text().unwrap_or_default(),
                        expected,
                    );
                }
            }
        }
    }
}

fn one_fact(draft: &mut Draft<'_>, file: usize, (item, unit): (usize, usize), key: &str, node: &Node) {
    let at = At::Line { file, line: node.line };
    if key == "state" || words::frame(key) == Some(Frame::State) {
        match node.text().map(|t| (t, words::state(t))) {
            Some((_, Some(state))) => draft.put_state(item, unit, state, at),
            Some(("ok", None)) => {}
            found => {
                let found = found.map(|(t, _)| t.to_owned()).unwrap_or_default();
                let states = ["ok", "na", "missing"].map(str::to_owned).to_vec();
                draft.ask(at, "unknown-word", key, &found, states);
            }
        }
        return;
    }
    if matches!(node.what, What::Null) || words::frame(key) == Some(Frame::Skip) {
        return;
    }
    let heading = plain(key);
    let own = draft.fields.get(item).into_iter().flatten();
    let field = own.into_iter().find(|f| words::means(&heading, f.key())).copied();
    match field {
        Some(Field::One(part)) => {
            if let Some(value) = leaf(draft, item, part, node, at) {
                draft.put(item, unit, part.key, value, at);
            }
        }
        Some(Field::Keyed { key, value, many, .. }) => {
            for (line, name, node) in table(draft, file, node, key).unwrap_or_default() {
                let at = At::Line { file, line: *line };
                let Some(name) = draft.name_of(item, name, at) else { continue };
                let list = match &node.what {
                    What::Null => continue,
                    What::List(list) if many => list.iter().collect(),
                    _ => vec![node],
                };
                for node in list {
                    if let Some(value) = leaf(draft, item, value, node, at) {
                        draft.put_keyed((item, unit), (key, many), name.clone(), value, at);
                    }
                }
            }
        }
        Some(Field::Rows { key, parts, .. }) => {
            let What::List(list) = &node.what else {
                draft.fault(at, "json-shape", key, node.text().unwrap_or_default(), vec!["[ ]".to_owned()]);
                return;
            };
            if list.is_empty() {
                draft.put(item, unit, key, Value::Array(Vec::new()), at);
            }
            for node in list {
                if let Some(one) = row(draft, file, item, parts, node) {
                    let at = At::Line { file, line: node.line };
                    draft.push((item, unit), key, &Value::Object(one), 1, at);
                }
            }
        }
        Some(Field::List { key, value }) => {
            let What::List(list) = &node.what else {
                draft.fault(at, "json-shape", key, node.text().unwrap_or_default(), vec!["[ ]".to_owned()]);
                return;
            };
            for node in list {
                let value = match node.what {
                    What::Null => Some(Value::Null),
                    _ => leaf(draft, item, value, node, at),
                };
                if let Some(value) = value {
                    draft.push((item, unit), key, &value, 1, at);
                }
            }
        }
        // Facts that only a json file can say, and parameters of this unit alone.
        None => match misspelled(draft, item, key) {
            None => draft.put(item, unit, fact(key), node.json(), at),
            Some(near) => draft.ask(at, "unknown-key", key, key, near),
        },
    }
}

/// The facts that a key is near to, when it is none itself.
fn misspelled(draft: &Draft<'_>, item: usize, key: &str) -> Option<Vec<String>> {
    let item = draft.scheme.items.get(item)?;
    let facts = rules::find(&item.kind).map(|k| k.facts).unwrap_or_default();
    if facts.contains(&fact(key)) || item.params.contains_key(key) || key == "full" {
        return None;
    }
    let near = near::nearest(key, facts.iter().copied(), 3);
    (!near.is_empty()).then_some(near)
}

/// Keys of a row that say nothing to a rule.
const FREE: [&str; 4] = ["note", "source", "name", "date"];

fn row(
    draft: &mut Draft<'_>,
    file: usize,
    item: usize,
    parts: &[Part],
    node: &Node,
) -> Option<Map<String, Value>> {
    let mut one = Map::new();
    let mut whole = true;
    for (line, key, node) in table(draft, file, node, "")? {
        let at = At::Line { file, line: *line };
        let heading = plain(key);
        let part = parts.iter().find(|p| words::means(&heading, p.key) || words::means(&heading, p.word));
        match part {
            Some(_) if matches!(node.what, What::Null) => {}
            Some(part) => match leaf(draft, item, *part, node, at) {
                Some(value) => {
                    one.insert(part.key.to_owned(), value);
                }
                None => whole = false,
            },
            None if FREE.contains(&key.as_str()) || words::frame(key) == Some(Frame::Skip) => {}
            None => {
                let known: Vec<String> = parts.iter().map(|p| p.key.to_owned()).collect();
                draft.ask(at, "unknown-key", key, key, known);
                whole = false;
            }
        }
    }
    whole.then_some(one)
}

/// One value.
fn leaf(draft: &mut Draft<'_>, item: usize, part: Part, node: &Node, at: At) -> Option<Value> {
    let cell = |text: &str| Cell { text: text.to_owned(), kind: Kind::Typed };
    match (&node.what, part.shape) {
        (What::Text(text) | What::Number(text), _) => draft.value(item, part, &cell(text), at),
        (What::Flag(flag), Shape::Yes | Shape::Done) => Some(Value::from(*flag)),
        (What::List(list), Shape::Flags) => {
            let flags: Vec<&str> = list.iter().filter_map(Node::text).collect();
            draft.value(item, part, &cell(&flags.join("\n")), at)
        }
        _ => {
            let about = draft.fact_called(item, part.key);
            draft.fault(at, "json-shape", &about, "", vec!["\"…\"".to_owned()]);
            None
        }
    }
}

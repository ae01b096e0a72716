//! Formulas: what they need, names that are nearly others, items that they name, and circles.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Desk, list};
use crate::assess::formula::Formula;
use crate::assess::scheme::finding::Severity::{Advise, Unusable, Warn};
use crate::assess::scheme::model::{Item, Members, Scheme};

pub(super) fn look(desk: &mut Desk<'_>) {
    let formulas: Vec<(usize, Formula)> =
        desk.items().filter_map(|(index, item)| Some((index, formula(item)?))).collect();
    let mut edges: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (index, formula) in &formulas {
        for name in formula.names() {
            let Some(target) = item_named(name) else { continue };
            match item_of(desk.scheme, target) {
                Some(other) => edges.entry(*index).or_default().push(other),
                None => desk.item(
                    *index,
                    "formula",
                    Unusable,
                    "formula-item-unknown",
                    [("name", name.as_str().into())],
                ),
            }
        }
        needs(desk, *index, formula);
        near(desk, *index, formula, &formulas);
    }
    circles(desk, &edges);
}

fn formula(item: &Item) -> Option<Formula> {
    if item.kind != "expression" {
        return None;
    }
    Formula::parse(item.params.get("expression").and_then(Value::as_str)?).ok()
}

/// The item that a name means: `项:1.1`.
fn item_named(name: &str) -> Option<&str> {
    ["\u{9879}:", "item:"].iter().find_map(|prefix| name.strip_prefix(prefix))
}

/// An item by its code or name, with or without a fact behind it.
fn item_of(scheme: &Scheme, name: &str) -> Option<usize> {
    scheme.item(name).or_else(|| scheme.item(name.rsplit_once('.')?.0))
}

/// Whether the scheme itself gives a value of this name.
fn given(scheme: &Scheme, item: &Item, name: &str) -> bool {
    let constants = item.params.get("constants").and_then(Value::as_object);
    constants.is_some_and(|c| c.contains_key(name))
        || attributes(scheme).contains(name)
        || item_named(name).is_some()
}

fn attributes(scheme: &Scheme) -> BTreeSet<&str> {
    let groups = scheme.groups.iter().filter_map(|group| match &group.members {
        Members::Attributes(bounds) => Some(bounds.keys().map(String::as_str)),
        Members::Named | Members::Everyone | Members::List(_) => None,
    });
    groups.flatten().collect()
}

/// What the values have to bring.
fn needs(desk: &mut Desk<'_>, index: usize, formula: &Formula) {
    let scheme = desk.scheme;
    let Some(item) = scheme.items.get(index) else { return };
    let names = formula.names().iter().map(String::as_str);
    let open: Vec<&str> = names.filter(|name| !given(scheme, item, name)).collect();
    if !open.is_empty() {
        desk.item(index, "formula", Advise, "formula-needs", [("names", list(open))]);
    }
}

/// A name one character away from one that the scheme gives, or that an earlier formula uses.
fn near(desk: &mut Desk<'_>, index: usize, formula: &Formula, all: &[(usize, Formula)]) {
    let scheme = desk.scheme;
    let Some(item) = scheme.items.get(index) else { return };
    let constants = item.params.get("constants").and_then(Value::as_object);
    let mut known: BTreeSet<&str> = attributes(scheme);
    known.extend(constants.into_iter().flatten().map(|(name, _)| name.as_str()));
    let before = all.iter().take_while(|(other, _)| *other < index);
    known.extend(before.flat_map(|(_, f)| f.names()).map(String::as_str));
    for name in formula.names().iter().filter(|name| !known.contains(name.as_str())) {
        if let Some(other) = known.iter().find(|other| slip(name, other)) {
            let args = [("name", name.as_str().into()), ("other", (*other).into())];
            desk.item(index, "formula", Warn, "formula-name-near", args);
        }
    }
}

/// One character more, less or other, in names of at least three.
fn slip(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().min(b.len()) < 3 || a.len().abs_diff(b.len()) > 1 {
        return false;
    }
    let front = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let back = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    let longer = a.len().max(b.len());
    front + back + 1 >= longer && a != b
}

/// Items whose formulas need each other.
fn circles(desk: &mut Desk<'_>, edges: &BTreeMap<usize, Vec<usize>>) {
    let mut told: BTreeSet<usize> = BTreeSet::new();
    for start in edges.keys() {
        if told.contains(start) {
            continue;
        }
        if let Some(path) = circle(edges, *start) {
            let items = path.iter().filter_map(|i| desk.scheme.items.get(*i)).map(Item::label);
            let names = items.collect::<Vec<_>>().join(" → ");
            desk.item(*start, "formula", Unusable, "formula-circle", [("names", names.into())]);
            told.extend(path);
        }
    }
}

/// A way from an item back to itself: breadth first, so that it is a shortest one.
fn circle(edges: &BTreeMap<usize, Vec<usize>>, start: usize) -> Option<Vec<usize>> {
    let mut from: BTreeMap<usize, usize> = BTreeMap::new();
    let mut wave = vec![start];
    while !wave.is_empty() {
        let mut next = Vec::new();
        for at in wave {
            for to in edges.get(&at).into_iter().flatten() {
                if *to == start {
                    let mut path = vec![start];
                    let mut step = at;
                    while step != start {
                        path.push(step);
                        step = *from.get(&step)?;
                    }
                    path.push(start);
                    path.reverse();
                    return Some(path);
                }
                if !from.contains_key(to) {
                    from.insert(*to, at);
                    next.push(*to);
                }
            }
        }
        wave = next;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::testing::{found, lines};
    use super::slip;
    use crate::assess::trace::Language;

    fn items(formulas: &[&str]) -> String {
        let one = |(n, f): (usize, &&str)| {
            format!("[[dimension.item]]\ncode = \"{n}\"\nname = \"甲{n}\"\nfull = 10\nformula = \"{f}\"\n")
        };
        formulas.iter().enumerate().map(one).collect()
    }

    #[test]
    fn circles_are_no_schemes() {
        let found = found(&items(&["项:1 + 1", "项:2 * 2", "项:0 - 1"]));
        assert!(found[0].0.contains("0 → 1 → 2 → 0"), "{found:?}");
        assert_eq!(found.len(), 1, "told once");
        assert!(super::super::testing::found(&items(&["项:0 + 1"]))[0].0.contains("0 → 0"));
        assert!(lines(&items(&["项:1 + 1", "实绩 * 2"]), "formula-circle").is_empty());
    }

    #[test]
    fn items_that_are_named_exist() {
        let found = found(&items(&["项:9 + 1"]));
        assert!(found[0].0.contains("项:9") && found[0].1 == 12, "{found:?}");
    }

    #[test]
    fn slips_of_the_pen_are_seen() {
        assert!(slip("举报查实绿", "举报查实率") && slip("查实率", "举查实率") && !slip("平均", "平方"));
        assert!(!slip("举报查实率", "举报查实率") && !slip("去年实绩值", "今年计划数"));
        assert_eq!(lines(&items(&["举报查实率 * 2", "举报查实绿 * 3"]), "formula-name-near"), [10]);
        assert_eq!(lines(&items(&["举报查实率 * 分值"]), "formula-needs"), [5]);
        assert!(lines(&items(&["分值 * 2"]), "formula-needs").is_empty(), "the scheme gives the points");
        let needs = |language| {
            let text = format!(
                "[scheme]\nid = \"s\"\nname = \"方案\"\n[[dimension]]\nid = \"d\"\n{}",
                items(&["甲数 + 乙数"])
            );
            let found = crate::assess::scheme::open(&text).unwrap().findings;
            found.iter().find(|f| f.code == "formula-needs").unwrap().sentence(language)
        };
        assert_eq!(needs(Language::Chinese), "指标 0 的公式需要录入：甲数、乙数。");
        assert_eq!(needs(Language::English), "the formula of item 0 needs values for: 甲数, 乙数.");
    }
}

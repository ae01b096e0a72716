//! Names: what is called twice, what nobody is named for, what is measured in an unknown unit.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::Desk;
use crate::assess::scheme::finding::Severity::{Advise, Unusable, Warn};
use crate::assess::scheme::model::{Members, Role};

/// Names that values and rules could not tell apart.
pub(super) fn clashes(desk: &mut Desk<'_>) {
    let mut codes: BTreeMap<&str, usize> = BTreeMap::new();
    let mut names: BTreeMap<&str, usize> = BTreeMap::new();
    for (index, item) in desk.items() {
        if !item.code.is_empty() && *codes.entry(&item.code).or_insert(index) != index {
            desk.item(index, "code", Unusable, "code-twice", []);
        }
        let first = *names.entry(&item.name).or_insert(index);
        let first = desk.scheme.items.get(first).filter(|_| first != index);
        if let Some(other) = first {
            let said =
                if other.code.starts_with('+') || item.code.starts_with('+') { Unusable } else { Warn };
            let other = other.label().into();
            let name = item.name.as_str().into();
            if said == Unusable {
                desk.item(index, "name", Unusable, "item-name-twice", [("name", name)]);
            } else {
                desk.item(index, "name", Warn, "item-name-shared", [("name", name), ("other", other)]);
            }
        }
    }
    let groups = desk.scheme.groups.iter().map(|g| g.id.as_str());
    twice(desk, "group", groups.collect());
    let dimensions = desk.scheme.dimensions.iter().map(|d| d.id.as_str());
    twice(desk, "dimension", dimensions.collect());
}

fn twice(desk: &mut Desk<'_>, list: &str, ids: Vec<&str>) {
    for (index, id) in ids.iter().enumerate() {
        if ids.iter().position(|other| other == id) != Some(index) {
            let path = format!("{}.id", desk.entry(list, index));
            desk.at(&path, Unusable, "id-twice", [("name", (*id).into())]);
        }
    }
}

/// What is not said of an item, and names of groups and units.
pub(super) fn holes(desk: &mut Desk<'_>) {
    for (index, item) in desk.items() {
        if item.marker.is_none() {
            desk.item(index, "marker", Advise, "no-marker", []);
        }
        if item.evidence.is_none() {
            desk.item(index, "evidence", Advise, "no-evidence", []);
        }
        unit(desk, index);
        for group in item.full_by_group.keys() {
            if !desk.scheme.groups.iter().any(|g| g.id == *group) {
                desk.item(index, "full_by_group", Warn, "group-unknown", [("group", group.as_str().into())]);
            }
        }
        if item.role == Role::Base && !item.full.is_positive() && item.full_by_group.is_empty() {
            desk.item(index, "full", Warn, "item-without-points", []);
        }
    }
    members(desk);
}

/// Units that are listed in two groups, or twice in one.
fn members(desk: &mut Desk<'_>) {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for (index, group) in desk.scheme.groups.iter().enumerate() {
        let Members::List(units) = &group.members else { continue };
        for unit in units {
            if let Some(before) = seen.insert(unit, index) {
                let path = format!("{}.members", desk.entry("group", index));
                let other = desk.scheme.groups.get(before).map_or("", |g| g.name.as_str());
                desk.at(&path, Warn, "unit-twice", [("unit", unit.as_str().into()), ("other", other.into())]);
            }
        }
    }
}

#[derive(Deserialize, Default)]
struct Units {
    percent: Vec<String>,
    known: Vec<String>,
}

static UNITS: LazyLock<Units> =
    LazyLock::new(|| toml::from_str(include_str!("../../words/units.toml")).unwrap_or_default());

fn unit(desk: &mut Desk<'_>, index: usize) {
    let Some(item) = desk.scheme.items.get(index) else { return };
    let Some(unit) = item.unit.as_deref().map(str::trim) else { return };
    if item.kind == "lateness" {
        return;
    }
    let measure = desk.source.word(&desk.path(index, "measure")).unwrap_or(&item.kind);
    let share =
        matches!(measure, "rate" | "percent_rate" | "percent_ratio" | "growth" | "difference_percent");
    if share && !UNITS.percent.iter().any(|known| known == unit) {
        desk.item(index, "unit", Warn, "unit-of-a-share", [("unit", unit.into())]);
    } else if !share && !UNITS.known.iter().chain(&UNITS.percent).any(|known| known == unit) {
        desk.item(index, "unit", Advise, "unit-unknown", [("unit", unit.into())]);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{found, lines};

    fn item(code: &str, name: &str, more: &str) -> String {
        format!("[[dimension.item]]\ncode = \"{code}\"\nname = \"{name}\"\nfull = 10\n{more}\n")
    }

    #[test]
    fn two_items_of_one_code_are_no_scheme() {
        let twice = item("1", "甲", "") + &item("1", "乙", "");
        let found = found(&twice);
        assert!(found[0].0.contains("item 1.code: "), "{found:?}");
        assert_eq!(found[0].1, 14, "the second one");
        assert_eq!(lines(&(item("1", "甲", "") + &item("2", "甲", "")), "item-name-shared"), [8]);
        assert!(lines(&(item("1", "甲", "") + &item("2", "乙", "")), "item-name-shared").is_empty());
    }

    #[test]
    fn groups_that_are_named_exist_and_share_nobody() {
        let groups = "[[group]]\nid = \"a\"\nname = \"甲类\"\nmembers = [\"东村\", \"西村\"]\n[[group]]\nid = \"b\"\n\
                      name = \"乙类\"\nmembers = [\"西村\", \"南村\"]\n";
        assert_eq!(lines(groups, "unit-twice"), [8]);
        let other = item("1", "甲", "full_by_group = { a = 12, c = 8 }") + groups;
        assert_eq!(lines(&other, "group-unknown"), [5]);
    }

    #[test]
    fn units_of_measure_fit_what_is_measured() {
        let with = |measure: &str, unit: &str| {
            item("1", "甲", &format!("measure = \"{measure}\"\nunit = \"{unit}\""))
        };
        assert_eq!(lines(&with("率值", "万元"), "unit-of-a-share"), [6]);
        assert!(lines(&with("率值", "%"), "unit-of-a-share").is_empty());
        assert_eq!(lines(&with("完成率", "万園"), "unit-unknown"), [6]);
        assert!(lines(&with("完成率", "万元"), "unit-unknown").is_empty());
    }
}

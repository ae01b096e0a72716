//! Pools: units that are compared need somebody to be compared with, or a word on what happens
//! when there is nobody.

use super::{Desk, list};
use crate::assess::rules;
use crate::assess::rules::rank::Scope;
use crate::assess::scheme::finding::Severity::{Advise, Warn};
use crate::assess::scheme::model::{Members, Scheme};

pub(super) fn look(desk: &mut Desk<'_>) {
    let scheme = desk.scheme;
    let (small, unknown) = sizes(scheme);
    for (index, item) in desk.items() {
        let column = rules::find(&item.kind).and_then(|k| k.column).map(|make| make(&item.params));
        if !column.is_some_and(|c| c.is_ok_and(|c| c.compares())) {
            continue;
        }
        let path = desk.source.item(index).unwrap_or_default().to_owned();
        // These kinds have a parameter for it; the others give the only unit the first place.
        let can_say = matches!(item.kind.as_str(), "efficacy" | "mix");
        let said = can_say
            && (desk.source.find(&path, "all_equal").is_some()
                || (item.kind == "efficacy" && item.params.contains_key("all_equal")));
        if said {
            continue;
        }
        let alone = match item.peers {
            Scope::Group => small.clone(),
            Scope::All => {
                everybody(scheme).filter(|n| *n < 2).map(|_| vec![scheme.name.as_str()]).unwrap_or_default()
            }
        };
        if !alone.is_empty() {
            desk.item(index, "pool", Warn, "pool-of-one", [("groups", list(alone))]);
        } else if can_say && (unknown || everybody(scheme).is_none()) {
            desk.item(index, "all_equal", Advise, "all-equal-not-said", []);
        }
    }
}

/// Groups of fewer than two listed units, and whether there are groups whose size nobody knows.
fn sizes(scheme: &Scheme) -> (Vec<&str>, bool) {
    let mut small = Vec::new();
    let mut unknown = scheme.groups.is_empty();
    for group in &scheme.groups {
        match &group.members {
            Members::List(units) if units.len() < 2 => small.push(group.name.as_str()),
            Members::List(_) => {}
            Members::Named | Members::Everyone | Members::Attributes(_) => unknown = true,
        }
    }
    (small, unknown)
}

/// How many units there are, where all are listed.
fn everybody(scheme: &Scheme) -> Option<usize> {
    let listed = scheme.groups.iter().map(|group| match &group.members {
        Members::List(units) => Some(units.len()),
        Members::Named | Members::Everyone | Members::Attributes(_) => None,
    });
    let listed: Option<Vec<usize>> = listed.collect();
    listed.filter(|l| !l.is_empty()).map(|l| l.iter().sum())
}

#[cfg(test)]
mod tests {
    use super::super::testing::lines;

    fn scheme(members: &str, more: &str) -> String {
        format!(
            "[[dimension.item]]\ncode = \"1\"\nname = \"甲\"\nfull = 10\nmeasure = \"极差位置\"\n\
             preset = \"功效系数60-40\"\npool = \"同组\"\n{more}\n[[group]]\nid = \"a\"\n{members}\n"
        )
    }

    #[test]
    fn a_pool_of_one_needs_a_word() {
        let one = "members = [\"东村\"]";
        assert_eq!(lines(&scheme(one, ""), "pool-of-one"), [7]);
        assert!(lines(&scheme(one, "all_equal = \"中间分\""), "pool-of-one").is_empty());
        assert!(lines(&scheme("members = [\"东村\", \"西村\"]", ""), "pool-of-one").is_empty());
    }

    #[test]
    fn a_pool_of_unknown_size_is_asked_about() {
        assert_eq!(lines(&scheme("", ""), "all-equal-not-said").len(), 1);
        assert!(lines(&scheme("", "all_equal = \"满分\""), "all-equal-not-said").is_empty());
        assert!(lines(&scheme("members = [\"东村\", \"西村\"]", ""), "all-equal-not-said").is_empty());
    }

    #[test]
    fn places_in_a_pool_of_one_say_nothing() {
        let places = scheme("members = [\"东村\"]", "")
            .replace("极差位置", "最优比")
            .replace("preset = \"功效系数60-40\"\n", "");
        assert_eq!(lines(&places, "pool-of-one"), [6]);
    }
}

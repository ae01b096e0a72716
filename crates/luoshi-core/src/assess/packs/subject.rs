//! Whom a scheme assesses: towns and streets, or villages and communities.

use serde::Deserialize;

use super::words;
use crate::assess::scheme::model::{Members, Scheme};

/// Kinds of units that rules speak of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Subject {
    /// 镇、乡、街道
    Town,
    /// 村、社区
    Village,
}

/// By the ends of the units' names where they are listed, otherwise by the titles of groups and
/// scheme. `None`: neither, or both alike.
pub(super) fn of(scheme: &Scheme) -> Option<Subject> {
    let units = scheme.groups.iter().flat_map(|group| match &group.members {
        Members::List(units) => units.as_slice(),
        Members::Named | Members::Everyone | Members::Attributes(_) => &[],
    });
    let (mut towns, mut villages) = (0, 0);
    for unit in units {
        let ends = |list: &str| words(list).iter().any(|end| unit.ends_with(end.as_str()));
        towns += usize::from(ends("town_ends"));
        villages += usize::from(ends("village_ends"));
    }
    if towns != villages {
        return Some(if towns > villages { Subject::Town } else { Subject::Village });
    }
    let has = |text: &str, list: &str| words(list).iter().any(|word| text.contains(word.as_str()));
    let title = |text: &str| match (has(text, "town_words"), has(text, "village_words")) {
        (true, false) => Some(Subject::Town),
        (false, true) => Some(Subject::Village),
        _ => None,
    };
    title(&scheme.name).or_else(|| scheme.groups.iter().find_map(|group| title(&group.name)))
}

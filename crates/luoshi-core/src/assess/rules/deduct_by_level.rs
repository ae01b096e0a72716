//! 按级别扣分: points off by the level that criticised.
//!
//! Each event takes what the table says of its level; limited to `cap`. 就高: several criticisms of
//! one matter count once, at the largest; otherwise each counts. What names no matter is a matter of
//! its own. The scheme has to decide between the two as soon as a matter occurs twice.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::deduct_escalating::flag_factor;
use crate::assess::exact::Exact;
use crate::assess::fault::Fault;
use crate::assess::kind::Kind;
use crate::assess::rule::{Outcome, Rule, capped, or_nothing};
use crate::assess::trace::Notes;

/// Its line in the list.
pub const KIND: Kind = Kind::rule::<DeductByLevel>();

/// Parameters.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeductByLevel {
    /// Points off by level.
    pub table: BTreeMap<String, Exact>,
    /// How several events of one matter count; needed as soon as there are such.
    pub same_matter: Option<SameMatter>,
    /// Multiplier of each flag; none without them.
    #[serde(default)]
    pub flag_multipliers: BTreeMap<String, Exact>,
    /// Most points in all; no limit if absent.
    pub cap: Option<Exact>,
}

/// How several events of one matter count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SameMatter {
    /// 就高不重复: once, at the largest.
    Highest,
    /// 累计: each.
    Sum,
}

/// Facts.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LevelFacts {
    /// What happened.
    #[serde(default)]
    pub events: Vec<LevelEvent>,
}

/// Something that a level above criticised or honoured.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LevelEvent {
    /// The matter; alone if absent.
    #[serde(default)]
    pub matter: Option<String>,
    /// The level.
    pub level: String,
    /// The category whose cap it falls under.
    #[serde(default)]
    pub category: Option<String>,
    /// What makes it worse.
    #[serde(default, deserialize_with = "or_nothing", skip_serializing_if = "BTreeSet::is_empty")]
    pub flags: BTreeSet<String>,
}

impl Rule for DeductByLevel {
    type Facts = LevelFacts;
    type Pool = ();
    const NAME: &'static str = "deduct_by_level";
    const FACTS: &'static [&'static str] = &["events"];

    fn pool(&self, _: &mut dyn Iterator<Item = &LevelFacts>) -> Result<(), Fault> {
        Ok(())
    }

    fn score(&self, facts: &LevelFacts, (): &(), notes: &mut Notes) -> Result<Outcome, Fault> {
        let counted = counted(&self.table, ("events", &facts.events), self.same_matter, notes)?;
        let mut sum = Exact::ZERO;
        for one in counted {
            sum = sum + one.points * flag_factor(&one.event.flags, &self.flag_multipliers, notes);
        }
        notes.add("taken-sum", || [("taken", (&sum).into())]);
        Ok(Outcome::Deduction(capped(sum, self.cap.as_ref(), notes)))
    }
}

/// An event that counts, with its points.
#[derive(Debug, Clone, Copy)]
pub struct CountedEvent<'a> {
    /// The event.
    pub event: &'a LevelEvent,
    /// Its points.
    pub points: &'a Exact,
}

/// The events of a list that count, in the order given; faults name the list.
///
/// Among events of one matter with the same points the category that comes first by name counts, so
/// that the result does not depend on the order in which they were entered.
///
/// # Errors
/// A level that the table does not know; a matter that occurs twice where the scheme does not say
/// what then.
pub fn counted<'a>(
    table: &'a BTreeMap<String, Exact>,
    (list, events): (&str, &'a [LevelEvent]),
    same_matter: Option<SameMatter>,
    notes: &mut Notes,
) -> Result<Vec<CountedEvent<'a>>, Fault> {
    let mut best: BTreeMap<&str, (usize, CountedEvent<'a>)> = BTreeMap::new();
    let mut all = Vec::with_capacity(events.len());
    for (i, event) in events.iter().enumerate() {
        let points = table.get(&event.level).ok_or_else(|| {
            Fault::unknown("level", &event.level, table.keys()).within(&format!("{list}[{i}]"))
        })?;
        let one = CountedEvent { event, points };
        all.push(one);
        let Some(matter) = event.matter.as_deref().filter(|m| !m.is_empty()) else { continue };
        match best.get(matter) {
            None => {
                best.insert(matter, (i, one));
            }
            Some((_, before)) => {
                if same_matter.ok_or_else(|| Fault::missing("same_matter"))? == SameMatter::Highest
                    && (points, &before.event.category) > (before.points, &event.category)
                {
                    best.insert(matter, (i, one));
                }
            }
        }
    }
    let mut kept = Vec::with_capacity(all.len());
    for (i, one) in all.into_iter().enumerate() {
        let matter = one.event.matter.as_deref().filter(|m| !m.is_empty());
        let chosen = matter.and_then(|m| best.get(m)).is_none_or(|(at, _)| *at == i);
        if chosen || same_matter == Some(SameMatter::Sum) {
            notes.add("event-level", || {
                [
                    ("matter", matter.unwrap_or("—").into()),
                    ("level", one.event.level.as_str().into()),
                    ("points", one.points.into()),
                ]
            });
            kept.push(one);
        } else {
            notes.add("event-same-matter", || {
                [("matter", matter.unwrap_or("—").into()), ("level", one.event.level.as_str().into())]
            });
        }
    }
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use crate::assess::rules::testing::answer;
    use serde_json::{Value, json};

    fn deduction(same_matter: Value, cap: Value, events: Value) -> Value {
        let table = json!({"省": "3", "市": "2", "区": "0.5"});
        let given = json!({"table": table, "same_matter": same_matter, "cap": cap, "events": events});
        answer("deduct_by_level", given).unwrap()["deduction"].clone()
    }

    #[test]
    fn a_matter_counts_once_in_any_order() {
        let events = json!([{"matter": "甲", "level": "市"}, {"matter": "甲", "level": "省"}, {"matter": "甲", "level": "省"}]);
        assert_eq!(deduction(json!("highest"), json!(null), events.clone()), "3");
        assert_eq!(deduction(json!("sum"), json!(null), events.clone()), "8");
        assert_eq!(deduction(json!("sum"), json!("7.5"), events), "7.5");
    }

    #[test]
    fn flags_multiply_the_event_that_has_them() {
        let events = json!([{"level": "市", "flags": ["夜间"]}, {"level": "市"}]);
        let given = json!({"table": {"市": "2"}, "flag_multipliers": {"夜间": "1.5"}, "events": events});
        assert_eq!(answer("deduct_by_level", given).unwrap()["deduction"], "5");
    }

    #[test]
    fn what_names_no_matter_stands_alone() {
        let events = json!([{"level": "区"}, {"matter": null, "level": "区"}, {"matter": "", "level": "区"}]);
        assert_eq!(deduction(json!("highest"), json!(null), events.clone()), "1.5");
        assert_eq!(deduction(json!(null), json!(null), events), "1.5");
    }

    #[test]
    fn undecided_and_unknown_are_faults() {
        let table = json!({"市": "2"});
        let twice = json!([{"matter": "甲", "level": "市"}, {"matter": "甲", "level": "市"}]);
        let fault = answer("deduct_by_level", json!({"table": table, "events": twice})).unwrap_err();
        assert_eq!(fault.key, "same_matter");
        let unknown = json!({"table": table, "events": [{"level": "县"}]});
        assert_eq!(answer("deduct_by_level", unknown).unwrap_err().key, "events[0].level");
    }
}

//! 清单计分: points for what is on the list, section by section.
//!
//! Σ over sections of min(Σ points·done, cap). `done` is a count (three meetings), a fraction (half
//! of a document) or yes/no. A section without a cap counts in full; points below nought take off
//! within their section, and no section has a floor: the scheme that wants one says so elsewhere.

use serde::{Deserialize, Serialize};

use crate::assess::exact::Exact;
use crate::assess::fault::Fault;
use crate::assess::kind::Kind;
use crate::assess::named::{Named, Shared};
use crate::assess::rule::{Outcome, Rule, capped, label, or_nothing};
use crate::assess::trace::Notes;

/// Its line in the list.
pub const KIND: Kind = Kind::rule::<Checklist>();

/// Parameters: none, the list itself says everything.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checklist {}

/// Facts.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ChecklistFacts {
    /// Sections of the list. A scheme may hold them once for all units.
    #[serde(default)]
    pub sections: Shared<Section>,
    /// What was done, by the names of the entries, where these stand in the scheme.
    #[serde(default, skip_serializing_if = "Named::is_empty")]
    pub done: Named<Done>,
}

impl ChecklistFacts {
    /// What was done under a name that no entry has would be lost without a word.
    fn check(&self) -> Result<(), Fault> {
        let names = || self.sections.iter().flat_map(|s| &s.items).filter_map(|e| e.name.as_deref());
        match self.done.keys().find(|key| names().all(|name| name != *key)) {
            Some(stray) => Err(Fault::unknown("done", stray, names())),
            None => Ok(()),
        }
    }

    fn times(&self, entry: &Entry) -> Exact {
        let named = entry.name.as_ref().and_then(|name| self.done.get(name));
        named.unwrap_or(&entry.done).times()
    }
}

/// A section of the list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Section {
    /// What it is called.
    #[serde(default)]
    pub name: Option<String>,
    /// Points that it gives at most.
    #[serde(default)]
    pub cap: Option<Exact>,
    /// What is on it.
    #[serde(default, deserialize_with = "or_nothing")]
    pub items: Vec<Entry>,
}

/// Something on the list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// What it is called.
    #[serde(default)]
    pub name: Option<String>,
    /// Points for once.
    pub points: Exact,
    /// How often, or how much of it; nothing if absent.
    #[serde(default, deserialize_with = "or_nothing")]
    pub done: Done,
}

/// How much of an entry was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Done {
    /// Ticked or not.
    Ticked(bool),
    /// So often, or such a part.
    Times(Exact),
}

impl Default for Done {
    fn default() -> Self {
        Self::Ticked(false)
    }
}

impl Done {
    /// As a number.
    #[must_use]
    pub fn times(&self) -> Exact {
        match self {
            Self::Ticked(false) => Exact::ZERO,
            Self::Ticked(true) => Exact::ONE,
            Self::Times(times) => times.clone(),
        }
    }
}

impl Rule for Checklist {
    type Facts = ChecklistFacts;
    type Pool = ();
    const NAME: &'static str = "checklist";
    const FACTS: &'static [&'static str] = &["sections", "done"];

    fn share(facts: &mut ChecklistFacts, other: &ChecklistFacts) {
        facts.sections.share(&other.sections);
        facts.done.share(&other.done);
    }

    fn pool(&self, _: &mut dyn Iterator<Item = &ChecklistFacts>) -> Result<(), Fault> {
        Ok(())
    }

    fn score(&self, facts: &ChecklistFacts, (): &(), notes: &mut Notes) -> Result<Outcome, Fault> {
        facts.check()?;
        let mut total = Exact::ZERO;
        for (i, section) in facts.sections.iter().enumerate() {
            let mut sum = Exact::ZERO;
            for (j, entry) in section.items.iter().enumerate() {
                let times = facts.times(entry);
                let points = &entry.points * &times;
                notes.add("times-points", || {
                    [
                        ("name", label(entry.name.as_deref(), j)),
                        ("count", (&times).into()),
                        ("points", (&entry.points).into()),
                        ("product", (&points).into()),
                    ]
                });
                sum = sum + points;
            }
            let sum = capped(sum, section.cap.as_ref(), notes);
            notes.add("section-points", || {
                [("name", label(section.name.as_deref(), i)), ("score", (&sum).into())]
            });
            total = total + sum;
        }
        notes.add("sum", || [("sum", (&total).into())]);
        Ok(Outcome::Score(total))
    }
}

#[cfg(test)]
mod tests {
    use crate::assess::rules::testing::{answer, score};
    use serde_json::json;

    #[test]
    fn ticks_counts_and_fractions() {
        let items = json!([{"points": "2", "done": true}, {"points": "3", "done": false},
            {"points": "1", "done": 2}, {"points": "1", "done": "0.25"}, {"points": 4}]);
        assert_eq!(score("checklist", json!({"sections": [{"items": items}]})), "4.25");
    }

    #[test]
    fn a_list_of_the_scheme_is_ticked_by_name() {
        let sections = json!([{"items": [{"name": "x", "points": "2"}, {"name": "y", "points": "3"}]}]);
        assert_eq!(score("checklist", json!({"sections": sections, "done": {"x": "1.5", "y": true}})), "6");
        assert_eq!(
            answer("checklist", json!({"sections": sections, "done": {"z": 1}})).unwrap_err().key,
            "done"
        );
    }

    #[test]
    fn a_cap_limits_its_own_section_only() {
        let given = json!({"sections": [
            {"cap": "0", "items": [{"points": "5", "done": "1"}]},
            {"cap": "3", "items": [{"points": "5", "done": "1"}, {"points": "-4", "done": 1}]},
            {"cap": null, "items": null},
        ]});
        assert_eq!(score("checklist", given), "1");
    }

    #[test]
    fn an_empty_list_gives_nothing_and_a_bare_fraction_is_refused() {
        assert_eq!(score("checklist", json!({"sections": []})), "0");
        let given = json!({"sections": [{"items": [{"points": 0.5, "done": 1}]}]});
        assert!(answer("checklist", given).is_err());
    }
}

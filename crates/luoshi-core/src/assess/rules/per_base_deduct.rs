//! 均摊扣分: what one occurrence costs depends on how many villages a unit has.
//!
//! `full·(1 − Σ count·multiplier/base_count)`, not below nought. Without a base nothing can be
//! shared out: that is a fault of the facts, and never silently full points.

use serde::{Deserialize, Serialize};

use crate::assess::exact::Exact;
use crate::assess::fault::Fault;
use crate::assess::kind::Kind;
use crate::assess::rule::{Outcome, Rule, floored};
use crate::assess::trace::Notes;

/// Its line in the list.
pub const KIND: Kind = Kind::rule::<PerBaseDeduct>();

/// Parameters.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PerBaseDeduct {
    /// Points without any occurrence.
    pub full: Exact,
}

/// Facts.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PerBaseDeductFacts {
    /// Villages, households, enterprises: what the points are shared out over.
    pub base_count: Exact,
    /// What happened.
    #[serde(default)]
    pub occurrences: Vec<BaseOccurrence>,
}

/// What happened so many times.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct BaseOccurrence {
    /// How often.
    pub count: Exact,
    /// How much each counts; once if absent.
    #[serde(default)]
    pub multiplier: Option<Exact>,
}

impl Rule for PerBaseDeduct {
    type Facts = PerBaseDeductFacts;
    type Pool = ();
    const NAME: &'static str = "per_base_deduct";
    const FACTS: &'static [&'static str] = &["base_count", "occurrences"];

    fn pool(&self, _: &mut dyn Iterator<Item = &PerBaseDeductFacts>) -> Result<(), Fault> {
        Ok(())
    }

    fn score(&self, facts: &PerBaseDeductFacts, (): &(), notes: &mut Notes) -> Result<Outcome, Fault> {
        let mut weighted = Exact::ZERO;
        for occurrence in &facts.occurrences {
            let multiplier = occurrence.multiplier.clone().unwrap_or(Exact::ONE);
            let counted = &occurrence.count * &multiplier;
            notes.add("occurrences-weighted", || {
                [
                    ("count", (&occurrence.count).into()),
                    ("multiplier", multiplier.into()),
                    ("product", (&counted).into()),
                ]
            });
            weighted = weighted + counted;
        }
        let taken =
            (&self.full * &weighted).over(&facts.base_count).ok_or_else(|| Fault::zero("base_count"))?;
        notes.add("taken-per-base", || {
            [
                ("full", (&self.full).into()),
                ("count", (&weighted).into()),
                ("base", (&facts.base_count).into()),
                ("taken", (&taken).into()),
            ]
        });
        let left = &self.full - &taken;
        notes.add("points-left", || {
            [("full", (&self.full).into()), ("taken", taken.into()), ("score", (&left).into())]
        });
        let score = floored(left, Some(&Exact::ZERO), notes);
        let deduction = &self.full - &score;
        Ok(Outcome::Taken { score, deduction })
    }
}

#[cfg(test)]
mod tests {
    use crate::assess::rules::testing::{answer, score};
    use serde_json::json;

    #[test]
    fn each_costs_a_share_of_the_points() {
        let given = json!({"full": "10", "base_count": 8, "occurrences": [{"count": 1}, {"count": 2, "multiplier": "0.5"}]});
        assert_eq!(score("per_base_deduct", given), "7.5");
        assert_eq!(score("per_base_deduct", json!({"full": "10", "base_count": 8, "occurrences": []})), "10");
    }

    #[test]
    fn no_more_is_taken_than_there_is() {
        let given =
            json!({"full": "10", "base_count": "4", "occurrences": [{"count": 9, "multiplier": "1"}]});
        let found = answer("per_base_deduct", given).unwrap();
        assert_eq!((found["score"].as_str(), found["deduction"].as_str()), (Some("0"), Some("10")));
    }

    #[test]
    fn no_base_is_a_fault() {
        let given = json!({"full": "10", "base_count": 0, "occurrences": []});
        assert_eq!(answer("per_base_deduct", given).unwrap_err().key, "base_count");
    }
}

//! 水平与进步: where a unit stands, and how far it came.
//!
//! Units at or above the group's average are weighed by one pair of weights, those below it by another
//! (7:3 and 3:7, or the other way round). `full·(weighted mean of level and progress)/100·coefficient`,
//! never more than `full`. The coefficient (population, difficulty) belongs to the unit; 1 if absent.

use serde::{Deserialize, Serialize};

use super::efficacy::percent_of_full;
use crate::assess::exact::Exact;
use crate::assess::fault::Fault;
use crate::assess::kind::Kind;
use crate::assess::rule::{Outcome, Rule, or_nothing};
use crate::assess::trace::Notes;

/// Its line in the list.
pub const KIND: Kind = Kind::rule::<LevelProgress>();

/// Parameters.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LevelProgress {
    /// Points at 100 %, and the most there is.
    pub full: Exact,
    /// Weights of units at or above the average.
    pub weights_at_or_above: Weights,
    /// Weights of units below it.
    pub weights_below: Weights,
}

/// Weights of the two sides.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weights {
    /// Of the level.
    #[serde(default, deserialize_with = "or_nothing")]
    pub level: Exact,
    /// Of the progress.
    #[serde(default, deserialize_with = "or_nothing")]
    pub progress: Exact,
}

/// Facts.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LevelProgressFacts {
    /// The unit's value.
    pub value: Exact,
    /// The average that it is held against.
    pub group_average: Exact,
    /// Points out of 100 for the level.
    pub level_points: Exact,
    /// Points out of 100 for the progress.
    pub progress_points: Exact,
    /// Correction for population or difficulty.
    pub coefficient: Option<Exact>,
}

impl Rule for LevelProgress {
    type Facts = LevelProgressFacts;
    type Pool = ();
    const NAME: &'static str = "level_progress";
    const FACTS: &'static [&'static str] =
        &["value", "group_average", "level_points", "progress_points", "coefficient"];

    fn pool(&self, _: &mut dyn Iterator<Item = &LevelProgressFacts>) -> Result<(), Fault> {
        Ok(())
    }

    fn score(&self, facts: &LevelProgressFacts, (): &(), notes: &mut Notes) -> Result<Outcome, Fault> {
        let percent = self.percent(facts, notes)?;
        let mut score = percent_of_full(&self.full, &percent, notes);
        if let Some(coefficient) = &facts.coefficient {
            let corrected = &score * coefficient;
            notes.add("level-coefficient", || {
                [
                    ("before", (&score).into()),
                    ("coefficient", coefficient.into()),
                    ("score", (&corrected).into()),
                ]
            });
            score = corrected;
        }
        if score > self.full {
            notes.add("level-full", || [("full", (&self.full).into())]);
            score = self.full.clone();
        }
        Ok(Outcome::Score(score))
    }
}

impl LevelProgress {
    /// Weighted mean of both sides.
    fn percent(&self, facts: &LevelProgressFacts, notes: &mut Notes) -> Result<Exact, Fault> {
        let above = facts.value >= facts.group_average;
        let (key, Weights { level, progress }) = if above {
            ("weights_at_or_above", &self.weights_at_or_above)
        } else {
            ("weights_below", &self.weights_below)
        };
        if above {
            notes.add("level-above", || {
                [("value", (&facts.value).into()), ("average", (&facts.group_average).into())]
            });
        } else {
            notes.add("level-below", || {
                [("value", (&facts.value).into()), ("average", (&facts.group_average).into())]
            });
        }
        let sum = level * &facts.level_points + progress * &facts.progress_points;
        let mean = sum.over(&(level + progress)).ok_or_else(|| Fault::zero(key))?;
        notes.add("level-mean", || {
            [
                ("level", (&facts.level_points).into()),
                ("level_weight", level.into()),
                ("progress", (&facts.progress_points).into()),
                ("progress_weight", progress.into()),
                ("weights", (level + progress).into()),
                ("percent", (&mean).into()),
            ]
        });
        Ok(mean)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::assess::rules::testing::{fault, score};

    fn given(value: &str, more: Value) -> Value {
        let mut given = json!({
            "full": "5", "value": value, "group_average": "88", "level_points": "80", "progress_points": "40",
            "weights_at_or_above": {"level": "3", "progress": "1"}, "weights_below": {"level": "1", "progress": "3"},
        });
        given.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        given
    }

    #[test]
    fn the_average_itself_is_not_below_it() {
        assert_eq!(score("level_progress", given("88", json!({}))), "3.5");
        assert_eq!(score("level_progress", given("87.99", json!({"coefficient": null}))), "2.5");
    }

    #[test]
    fn the_coefficient_never_lifts_above_full() {
        assert_eq!(score("level_progress", given("88", json!({"coefficient": "0.9"}))), "3.15");
        assert_eq!(score("level_progress", given("88", json!({"coefficient": "1.5"}))), "5");
    }

    #[test]
    fn one_side_alone_and_no_side() {
        let only = |level: &str| json!({"weights_at_or_above": {"level": level, "progress": null}});
        assert_eq!(score("level_progress", given("90", only("2"))), "4");
        assert_eq!(fault("level_progress", given("90", only("0"))), "weights_at_or_above: division by zero");
        assert_eq!(score("level_progress", given("80", only("0"))), "2.5", "the other pair is not asked");
    }
}

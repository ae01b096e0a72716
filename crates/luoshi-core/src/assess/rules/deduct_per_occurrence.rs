//! 每起扣分，扣完为止: points off for everything that happened.
//!
//! deduction = min(Σ count·points, cap); score = max(full − deduction, floor). Without a floor the
//! score may go below nought (倒扣). The deduction is told as it was counted, also where the score
//! stops at the floor. Points below nought (a fire that was reported and handled) give back.

use serde::{Deserialize, Serialize};

use crate::assess::exact::Exact;
use crate::assess::fault::Fault;
use crate::assess::kind::Kind;
use crate::assess::rule::{Outcome, Rule, capped, floored, label};
use crate::assess::trace::Notes;

/// Its line in the list.
pub const KIND: Kind = Kind::rule::<DeductPerOccurrence>();

/// Parameters.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeductPerOccurrence {
    /// Points before anything happened.
    pub full: Exact,
    /// Least points that are left; may go below nought if absent.
    pub floor: Option<Exact>,
    /// Most points that are taken; no limit if absent.
    pub cap: Option<Exact>,
}

/// Facts.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct OccurrenceFacts {
    /// What happened.
    #[serde(default)]
    pub occurrences: Vec<Occurrence>,
}

/// What happened so many times.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Occurrence {
    /// What it is.
    #[serde(default)]
    pub name: Option<String>,
    /// How often.
    pub count: Exact,
    /// Points off for once.
    pub points: Exact,
}

impl Rule for DeductPerOccurrence {
    type Facts = OccurrenceFacts;
    type Pool = ();
    const NAME: &'static str = "deduct_per_occurrence";
    const FACTS: &'static [&'static str] = &["occurrences"];

    fn pool(&self, _: &mut dyn Iterator<Item = &OccurrenceFacts>) -> Result<(), Fault> {
        Ok(())
    }

    fn score(&self, facts: &OccurrenceFacts, (): &(), notes: &mut Notes) -> Result<Outcome, Fault> {
        let mut sum = Exact::ZERO;
        for (i, occurrence) in facts.occurrences.iter().enumerate() {
            let points = &occurrence.count * &occurrence.points;
            notes.add("times-points", || {
                [
                    ("name", label(occurrence.name.as_deref(), i)),
                    ("count", (&occurrence.count).into()),
                    ("points", (&occurrence.points).into()),
                    ("product", (&points).into()),
                ]
            });
            sum = sum + points;
        }
        notes.add("taken-sum", || [("taken", (&sum).into())]);
        let deduction = capped(sum, self.cap.as_ref(), notes);
        let left = &self.full - &deduction;
        notes.add("points-left", || {
            [("full", (&self.full).into()), ("taken", (&deduction).into()), ("score", (&left).into())]
        });
        Ok(Outcome::Taken { score: floored(left, self.floor.as_ref(), notes), deduction })
    }
}

#[cfg(test)]
mod tests {
    use crate::assess::rules::testing::answer;
    use serde_json::{Value, json};

    fn both(given: Value) -> (String, String) {
        let found = answer("deduct_per_occurrence", given).unwrap();
        (found["score"].as_str().unwrap().to_owned(), found["deduction"].as_str().unwrap().to_owned())
    }

    fn texts(score: &str, deduction: &str) -> (String, String) {
        (score.to_owned(), deduction.to_owned())
    }

    #[test]
    fn the_cap_comes_before_the_floor() {
        let occurrences = json!([{"count": 3, "points": "2.5"}, {"name": "乙", "count": 1, "points": "4"}]);
        let given =
            |cap, floor| json!({"full": "10", "cap": cap, "floor": floor, "occurrences": occurrences});
        assert_eq!(both(given(json!(null), json!("0"))), texts("0", "11.5"));
        assert_eq!(both(given(json!("6"), json!("5"))), texts("5", "6"));
        assert_eq!(both(given(json!(null), json!(null))), texts("-1.5", "11.5"));
    }

    #[test]
    fn nothing_happened_or_something_good() {
        assert_eq!(both(json!({"full": "10", "occurrences": []})), texts("10", "0"));
        let given = json!({"full": "10", "floor": "0", "occurrences": [{"count": 1, "points": "-0.5"}]});
        assert_eq!(both(given), texts("10.5", "-0.5"));
    }
}

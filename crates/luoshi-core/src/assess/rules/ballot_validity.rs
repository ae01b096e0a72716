//! 选票效力: ballots that do not distinguish are void, and means are taken over the rest.
//!
//! A ballot is void if all its marks are the same (`all_same_invalid`; one mark alone is not), if
//! more than `max_high` of them are at least `high_from`, or if fewer than `min_low` are below
//! `low_below`. A ballot without any mark was not cast. A unit that no valid ballot marks does not
//! apply. Cases list `ballots` with a mark for each unit; schemes enter each unit's `marks`, one for
//! each ballot. A mark of one unit can void a ballot and so move the means of all.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::trimmed_mean::mean;
use crate::assess::exact::Exact;
use crate::assess::fault::Fault;
use crate::assess::kind::{Given, Kind, take};
use crate::assess::rule::{Outcome, Rule};
use crate::assess::trace::Notes;

/// Its line in the list.
pub const KIND: Kind = Kind::rule::<BallotValidity>();

/// Parameters.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BallotValidity {
    /// Whether ballots with the same mark for all are void.
    #[serde(default)]
    pub all_same_invalid: bool,
    /// Most marks that may be high; no limit if absent.
    pub max_high: Option<u32>,
    /// From here marks are high.
    pub high_from: Option<Exact>,
    /// Least marks that have to be low; no limit if absent.
    pub min_low: Option<u32>,
    /// Below this marks are low.
    pub low_below: Option<Exact>,
}

/// Facts.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct BallotMarksFacts {
    /// The mark on each ballot; none where it leaves the unit out.
    #[serde(default)]
    pub marks: Vec<Option<Exact>>,
}

/// What became of a ballot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It counts.
    Valid,
    /// It has no marks.
    Blank,
    /// All marks are the same.
    AllSame,
    /// Too many high marks.
    TooManyHigh,
    /// Too few low marks.
    TooFewLow,
}

impl Rule for BallotValidity {
    type Facts = BallotMarksFacts;
    type Pool = Vec<Fate>;
    const NAME: &'static str = "ballot_validity";
    const FACTS: &'static [&'static str] = &["marks"];
    const UNITS: Option<&'static str> = Some("marks");

    fn by_unit(mut given: Given) -> Result<Given, Fault> {
        if !given.contains_key("ballots") {
            return Ok(given);
        }
        // Each with a mark for each unit.
        let ballots: Vec<BTreeMap<String, Value>> = take(&mut given, "ballots")?;
        let mut marks: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        for (i, ballot) in ballots.into_iter().enumerate() {
            for (unit, mark) in ballot {
                let own = marks.entry(unit).or_default();
                own.resize(i, Value::Null);
                own.push(mark);
            }
        }
        let marks: Given = marks.into_iter().map(|(u, m)| (u, Value::Array(m))).collect();
        given.insert("marks".to_owned(), Value::Object(marks));
        Ok(given)
    }

    fn about(pool: &Vec<Fate>) -> Option<(&'static str, usize)> {
        Some(("valid", count(pool, Fate::Valid)))
    }

    fn pool(&self, units: &mut dyn Iterator<Item = &BallotMarksFacts>) -> Result<Vec<Fate>, Fault> {
        let mut ballots: Vec<Vec<&Exact>> = Vec::new();
        for unit in units {
            if ballots.len() < unit.marks.len() {
                ballots.resize_with(unit.marks.len(), Vec::new);
            }
            for (ballot, mark) in ballots.iter_mut().zip(&unit.marks) {
                ballot.extend(mark);
            }
        }
        ballots.iter().map(|ballot| self.fate(ballot)).collect()
    }

    fn score(&self, facts: &BallotMarksFacts, pool: &Vec<Fate>, notes: &mut Notes) -> Result<Outcome, Fault> {
        notes.add("ballots", || {
            [
                ("all", (pool.len() - count(pool, Fate::Blank)).into()),
                ("same", count(pool, Fate::AllSame).into()),
                ("high", count(pool, Fate::TooManyHigh).into()),
                ("low", count(pool, Fate::TooFewLow).into()),
                ("valid", count(pool, Fate::Valid).into()),
            ]
        });
        let valid = facts
            .marks
            .iter()
            .zip(pool)
            .filter(|(_, fate)| **fate == Fate::Valid)
            .filter_map(|(mark, _)| mark.as_ref());
        Ok(mean(valid, notes).map_or(Outcome::NotApplicable, Outcome::Score))
    }
}

fn count(pool: &[Fate], fate: Fate) -> usize {
    pool.iter().filter(|f| **f == fate).count()
}

impl BallotValidity {
    /// What becomes of a ballot with these marks.
    ///
    /// # Errors
    /// A limit on high or low marks without saying what is high or low.
    pub fn fate(&self, marks: &[&Exact]) -> Result<Fate, Fault> {
        let Some((first, rest)) = marks.split_first() else { return Ok(Fate::Blank) };
        if self.all_same_invalid && !rest.is_empty() && rest.iter().all(|m| m == first) {
            return Ok(Fate::AllSame);
        }
        let size = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
        if let Some(most) = self.max_high {
            let from = self.high_from.as_ref().ok_or_else(|| Fault::missing("high_from"))?;
            if marks.iter().filter(|m| **m >= from).count() > size(most) {
                return Ok(Fate::TooManyHigh);
            }
        }
        if let Some(least) = self.min_low {
            let below = self.low_below.as_ref().ok_or_else(|| Fault::missing("low_below"))?;
            if marks.iter().filter(|m| **m < below).count() < size(least) {
                return Ok(Fate::TooFewLow);
            }
        }
        Ok(Fate::Valid)
    }
}

#[cfg(test)]
mod tests {
    use crate::assess::rules::testing::answer;
    use serde_json::{Value, json};

    fn found(changes: Value, ballots: Value) -> (Value, Value) {
        let mut given = json!({"all_same_invalid": false, "max_high": null, "high_from": null, "min_low": null,
            "low_below": null, "ballots": ballots});
        for (key, value) in changes.as_object().unwrap() {
            given[key] = value.clone();
        }
        let found = answer("ballot_validity", given).unwrap();
        (found["scores"].clone(), found["valid"].clone())
    }

    #[test]
    fn each_reason_by_itself() {
        let ballots = json!([{"A": "90", "B": "60"}, {"A": "80", "B": "80"}, {"A": "95", "B": "90"}]);
        let all = |a: &str, b: &str, valid: u32| (json!({"A": a, "B": b}), json!(valid));
        assert_eq!(found(json!({}), ballots.clone()).1, 3);
        assert_eq!(found(json!({"all_same_invalid": true}), ballots.clone()), all("92.5", "75", 2));
        assert_eq!(found(json!({"max_high": 1, "high_from": "90"}), ballots.clone()), all("85", "70", 2));
        assert_eq!(found(json!({"min_low": 1, "low_below": "80"}), ballots.clone()), all("90", "60", 1));
        assert_eq!(found(json!({"min_low": 0, "low_below": "1"}), ballots).1, 3);
    }

    #[test]
    fn marks_that_are_left_out_and_no_valid_ballot() {
        let ballots = json!([{"A": "90", "B": null}, {"B": "80"}, {}]);
        assert_eq!(
            found(json!({"all_same_invalid": true}), ballots.clone()),
            (json!({"A": "90", "B": "80"}), json!(2))
        );
        let (scores, valid) = found(json!({"max_high": 0, "high_from": "10"}), ballots.clone());
        assert_eq!((scores["A"]["state"].as_str(), valid), (Some("not_applicable"), json!(0)));
        let void = json!({"max_high": 0, "high_from": "10", "ballots": ballots});
        assert_eq!(answer("ballot_validity", void).unwrap()["state"], "not_applicable");
        let one = json!({"ballots": [{"A": "90", "B": null}]});
        assert_eq!(answer("ballot_validity", one).unwrap().get("state"), None, "A has its mean");
        assert_eq!(found(json!({}), json!([])), (json!({}), json!(0)));
    }

    #[test]
    fn a_limit_needs_its_bound() {
        let given = json!({"max_high": 1, "ballots": [{"A": "90"}]});
        assert_eq!(answer("ballot_validity", given).unwrap_err().key, "high_from");
    }
}

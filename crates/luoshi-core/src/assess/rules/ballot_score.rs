//! 得票加权: points by how people voted.
//!
//! `full/100·Σ weight·count/n`, n being the votes for options outside `excluded_options`. Nobody
//! voted (or all abstained): the item does not apply. An option that got votes and has no weight is
//! a fault, since nought would be a guess. The lowest attainable score is `full` times the smallest
//! weight: where even "not satisfied" weighs 50 %, nobody can fall below half.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::assess::exact::Exact;
use crate::assess::fault::Fault;
use crate::assess::kind::Kind;
use crate::assess::named::Named;
use crate::assess::rule::{Outcome, Rule};
use crate::assess::trace::Notes;

/// Its line in the list.
pub const KIND: Kind = Kind::rule::<BallotScore>();

/// Parameters.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BallotScore {
    /// Points at 100 %.
    pub full: Exact,
    /// Percent of each option.
    pub weights: BTreeMap<String, Exact>,
    /// Options that do not count at all.
    #[serde(default)]
    pub excluded_options: BTreeSet<String>,
}

/// Facts.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct BallotFacts {
    /// Votes of each option.
    #[serde(default)]
    pub counts: Named<u32>,
}

impl Rule for BallotScore {
    type Facts = BallotFacts;
    type Pool = ();
    const NAME: &'static str = "ballot_score";
    const FACTS: &'static [&'static str] = &["counts"];

    fn share(facts: &mut BallotFacts, other: &BallotFacts) {
        facts.counts.share(&other.counts);
    }

    fn pool(&self, _: &mut dyn Iterator<Item = &BallotFacts>) -> Result<(), Fault> {
        Ok(())
    }

    fn score(&self, facts: &BallotFacts, (): &(), notes: &mut Notes) -> Result<Outcome, Fault> {
        let mut sum = Exact::ZERO;
        let mut valid: u32 = 0;
        for (option, count) in facts.counts.iter() {
            let votes = Exact::whole(i64::from(*count));
            if self.excluded_options.contains(option) {
                notes.add("option-excluded", || [("option", option.into()), ("count", votes.into())]);
                continue;
            }
            if *count == 0 {
                continue;
            }
            let weight = self
                .weights
                .get(option)
                .ok_or_else(|| Fault::unknown("counts", option, self.weights.keys()))?;
            let product = weight * &votes;
            notes.add("option-votes", || {
                [
                    ("option", option.into()),
                    ("count", votes.into()),
                    ("weight", weight.into()),
                    ("product", (&product).into()),
                ]
            });
            sum = sum + product;
            valid = valid.checked_add(*count).ok_or_else(Fault::too_large)?;
        }
        let n = Exact::whole(i64::from(valid));
        let count = ("valid", usize::try_from(valid).map_err(|_| Fault::too_large())?);
        let Some(percent) = sum.over(&n) else {
            notes.add("no-votes", || []);
            return Ok(Outcome::Counted { score: None, count });
        };
        notes.add("mean", || [("sum", sum.into()), ("n", n.into()), ("mean", (&percent).into())]);
        let score = (&self.full * &percent).over(&Exact::HUNDRED).unwrap_or_default();
        notes.add("percent-of-full", || {
            [("full", (&self.full).into()), ("percent", (&percent).into()), ("score", (&score).into())]
        });
        Ok(Outcome::Counted { score: Some(score), count })
    }
}

#[cfg(test)]
mod tests {
    use crate::assess::rules::testing::answer;
    use serde_json::{Value, json};

    fn found(counts: Value) -> (Value, Value) {
        let given = json!({"full": "20", "weights": {"好": "100", "一般": "60"}, "counts": counts,
            "excluded_options": null, "round": {"places": 3}});
        let found = answer("ballot_score", given).unwrap();
        (found.get("score").or(found.get("state")).unwrap().clone(), found["valid"].clone())
    }

    #[test]
    fn votes_weigh() {
        // 20 × (2·100 + 1·60)/3 % = 17.333…
        assert_eq!(found(json!({"好": 2, "一般": 1, "差": 0})), (json!("17.333"), json!(3)));
        assert_eq!(found(json!({})), (json!("not_applicable"), json!(0)));
    }

    #[test]
    fn votes_without_a_weight_and_negative_votes_are_faults() {
        let given = |counts| json!({"full": "20", "weights": {"好": "100"}, "counts": counts});
        assert_eq!(answer("ballot_score", given(json!({"差": 1}))).unwrap_err().key, "counts");
        assert!(answer("ballot_score", given(json!({"好": -1}))).is_err());
    }
}

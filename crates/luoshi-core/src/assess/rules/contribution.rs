//! 贡献份额: the unit's share of the whole against the share that could be expected of it.
//!
//! `(unit/group) ÷ (benchmark_part/benchmark_whole)`, kept within nought and `cap_ratio`, times `full`.
//! A group that has nothing or lost something has no shares; the scheme says what points are given then.

use serde::{Deserialize, Serialize};

use super::ratio::in_proportion;
use crate::assess::exact::Exact;
use crate::assess::fault::Fault;
use crate::assess::kind::Kind;
use crate::assess::rule::{Outcome, Rule};
use crate::assess::trace::Notes;

/// Its line in the list.
pub const KIND: Kind = Kind::rule::<Contribution>();

/// Parameters.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contribution {
    /// Points when both shares are the same.
    pub full: Exact,
    /// The ratio of the shares counts up to here; no limit if absent.
    pub cap_ratio: Option<Exact>,
    /// Points when the group's amount is not above nought.
    pub when_group_not_positive: Option<Exact>,
}

/// Facts.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ShareFacts {
    /// What the unit brought.
    pub unit_amount: Exact,
    /// What all brought together.
    pub group_amount: Exact,
    /// The unit's part of the yardstick: its population, its land.
    pub benchmark_part: Exact,
    /// The whole yardstick.
    pub benchmark_whole: Exact,
}

impl Rule for Contribution {
    type Facts = ShareFacts;
    type Pool = ();
    const NAME: &'static str = "contribution";
    const FACTS: &'static [&'static str] =
        &["unit_amount", "group_amount", "benchmark_part", "benchmark_whole"];

    fn pool(&self, _: &mut dyn Iterator<Item = &ShareFacts>) -> Result<(), Fault> {
        Ok(())
    }

    fn score(&self, facts: &ShareFacts, (): &(), notes: &mut Notes) -> Result<Outcome, Fault> {
        let ShareFacts { unit_amount, group_amount, benchmark_part, benchmark_whole } = facts;
        let Some(share) = unit_amount.over(group_amount).filter(|_| group_amount.is_positive()) else {
            let points = self
                .when_group_not_positive
                .clone()
                .ok_or_else(|| Fault::missing("when_group_not_positive"))?;
            notes.add("group-not-positive", || [("group", group_amount.into()), ("score", (&points).into())]);
            return Ok(Outcome::Score(points));
        };
        let expected = benchmark_part.over(benchmark_whole).ok_or_else(|| Fault::zero("benchmark_whole"))?;
        let ratio = share.over(&expected).ok_or_else(|| Fault::zero("benchmark_part"))?;
        notes.add("share-unit", || {
            [("unit", unit_amount.into()), ("group", group_amount.into()), ("share", (&share).into())]
        });
        notes.add("share-expected", || {
            [
                ("part", benchmark_part.into()),
                ("whole", benchmark_whole.into()),
                ("share", (&expected).into()),
            ]
        });
        notes.add("share-ratio", || {
            [("share", (&share).into()), ("expected", (&expected).into()), ("ratio", (&ratio).into())]
        });
        Ok(Outcome::Score(in_proportion(&self.full, &ratio, self.cap_ratio.as_ref(), notes)))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::assess::rules::testing::{fault, score};

    fn given(unit: &str, group: &str, part: &str, more: Value) -> Value {
        let mut given = json!({
            "full": "6", "unit_amount": unit, "group_amount": group, "benchmark_part": part, "benchmark_whole": "90",
            "cap_ratio": "1.5", "when_group_not_positive": "2",
        });
        given.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        given
    }

    #[test]
    fn shares_against_shares() {
        // 1/3 against 1/9 is 3.
        assert_eq!(score("contribution", given("1", "3", "10", json!({}))), "9");
        assert_eq!(score("contribution", given("1", "3", "10", json!({"cap_ratio": null}))), "18");
        assert_eq!(score("contribution", given("1", "3", "60", json!({}))), "3");
        assert_eq!(score("contribution", given("-1", "3", "60", json!({}))), "0");
    }

    #[test]
    fn nothing_to_have_a_share_of() {
        assert_eq!(score("contribution", given("1", "0", "10", json!({}))), "2");
        assert_eq!(score("contribution", given("-1", "-3", "10", json!({}))), "2");
        let silent = json!({"when_group_not_positive": null});
        assert_eq!(fault("contribution", given("1", "0", "10", silent)), "when_group_not_positive: missing");
        assert_eq!(
            fault("contribution", given("1", "3", "0", json!({}))),
            "benchmark_part: division by zero"
        );
        let no_whole = json!({"benchmark_whole": 0});
        assert_eq!(
            fault("contribution", given("1", "3", "1", no_whole)),
            "benchmark_whole: division by zero"
        );
    }
}

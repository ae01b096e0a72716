//! 加分归一: the largest bonus becomes the full one, the others in proportion.
//!
//! `raw/max·full` over the units of the pool, always or only where the largest lies above `full`.
//! Where the largest is not above nought there is nothing to be in proportion to: nobody gets
//! anything. A unit without a bonus gets nothing and is outside the pool.

use serde::{Deserialize, Serialize};

use super::efficacy::ValueFacts;
use crate::assess::exact::Exact;
use crate::assess::fault::Fault;
use crate::assess::kind::Kind;
use crate::assess::rule::{Outcome, Rule};
use crate::assess::trace::Notes;

/// Its line in the list.
pub const KIND: Kind = Kind::rule::<BonusNormalised>();

/// Parameters.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BonusNormalised {
    /// Points of the largest bonus.
    pub full: Exact,
    /// When bonuses are converted.
    pub mode: When,
}

/// When bonuses are converted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// In any case.
    Always,
    /// Only where the largest lies above the full points.
    OnlyIfExceeds,
}

impl Rule for BonusNormalised {
    type Facts = ValueFacts;
    /// The largest bonus.
    type Pool = Option<Exact>;
    const NAME: &'static str = "bonus_normalised";
    const FACTS: &'static [&'static str] = &["value"];
    const UNITS: Option<&'static str> = Some("raw");
    const POOL_KEYS: Option<&'static [&'static str]> = Some(&[]);

    fn pool(&self, units: &mut dyn Iterator<Item = &ValueFacts>) -> Result<Option<Exact>, Fault> {
        Ok(units.filter_map(|u| u.value.as_ref()).max().cloned())
    }

    fn score(&self, facts: &ValueFacts, pool: &Option<Exact>, notes: &mut Notes) -> Result<Outcome, Fault> {
        let Some((raw, max)) = facts.value.as_ref().zip(pool.as_ref()) else {
            notes.add("no-bonus", || []);
            return Ok(Outcome::Score(Exact::ZERO));
        };
        if self.mode == When::OnlyIfExceeds && max <= &self.full {
            notes.add("bonus-as-it-is", || {
                [("raw", raw.into()), ("max", max.into()), ("full", (&self.full).into())]
            });
            return Ok(Outcome::Score(raw.clone()));
        }
        if !max.is_positive() {
            notes.add("bonus-none-positive", || [("max", max.into())]);
            return Ok(Outcome::Score(Exact::ZERO));
        }
        let score = (raw * &self.full).over(max).unwrap_or_default();
        notes.add("bonus-normalised", || {
            [
                ("raw", raw.into()),
                ("max", max.into()),
                ("full", (&self.full).into()),
                ("score", (&score).into()),
            ]
        });
        Ok(Outcome::Score(score))
    }
}

#[cfg(test)]
mod tests {
    use crate::assess::rules::testing::answer;
    use serde_json::{Value, json};

    fn scores(mode: &str, raw: Value) -> Value {
        let given = json!({"full": "5", "mode": mode, "raw": raw, "round": {"places": 2}});
        answer("bonus_normalised", given).unwrap()["scores"].clone()
    }

    #[test]
    fn exactly_the_full_points_do_not_exceed_them() {
        assert_eq!(scores("only_if_exceeds", json!({"A": "5", "B": 2})), json!({"A": "5.00", "B": "2.00"}));
        assert_eq!(scores("only_if_exceeds", json!({"A": "6", "B": 2})), json!({"A": "5.00", "B": "1.67"}));
        assert_eq!(scores("always", json!({"A": "4", "B": "-1"})), json!({"A": "5.00", "B": "-1.25"}));
    }

    #[test]
    fn nobody_has_a_bonus() {
        assert_eq!(scores("always", json!({"A": "0", "B": "-2"})), json!({"A": "0.00", "B": "0.00"}));
        assert_eq!(scores("always", json!({"A": null})), json!({"A": "0.00"}));
        assert_eq!(scores("always", json!({})), json!({}));
    }
}

//! 按实绩赋分: the best unit gets all points, the others in proportion to it.
//!
//! Higher is better: `full·x/max`; nothing for results of nought or below, and for everybody when even
//! the best has none. Lower is better: `full·min/x`; a unit at nought or below has nothing that could
//! be held against it and gets all points, and beside it no other result has a proportion left.
//! A unit without a value is outside the pool and gets nothing.

use serde::{Deserialize, Serialize};

use super::efficacy::{Range, ValueFacts, without_value};
use super::ratio::in_proportion;
use crate::assess::exact::Exact;
use crate::assess::fault::Fault;
use crate::assess::kind::Kind;
use crate::assess::rule::{Direction, Outcome, Rule};
use crate::assess::trace::Notes;

/// Its line in the list.
pub const KIND: Kind = Kind::rule::<RelativeToBest>();

/// Parameters.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RelativeToBest {
    /// Points of the best.
    pub full: Exact,
    /// Which way is good.
    #[serde(default)]
    pub direction: Direction,
}

impl Rule for RelativeToBest {
    type Facts = ValueFacts;
    type Pool = Option<Range>;
    const NAME: &'static str = "relative_to_best";
    const FACTS: &'static [&'static str] = &["value"];
    const UNITS: Option<&'static str> = Some("values");
    const POOL_KEYS: Option<&'static [&'static str]> = Some(&[]);

    fn pool(&self, units: &mut dyn Iterator<Item = &ValueFacts>) -> Result<Option<Range>, Fault> {
        Ok(Range::of(units.filter_map(|u| u.value.clone())))
    }

    fn score(&self, facts: &ValueFacts, pool: &Option<Range>, notes: &mut Notes) -> Result<Outcome, Fault> {
        let (Some(value), Some(range)) = (&facts.value, pool) else {
            return Ok(without_value(Exact::ZERO, notes));
        };
        let ratio = match self.direction {
            Direction::HigherBetter => share_of_most(value, &range.high, notes),
            Direction::LowerBetter => share_of_least(value, &range.low, notes),
        };
        Ok(Outcome::Score(in_proportion(&self.full, &ratio, None, notes)))
    }
}

fn share_of_most(value: &Exact, most: &Exact, notes: &mut Notes) -> Exact {
    // The most is not below the value, so it is above nought too.
    let Some(ratio) = value.over(most).filter(|_| value.is_positive()) else {
        notes.add("best-nothing", || [("value", value.into()), ("best", most.into())]);
        return Exact::ZERO;
    };
    notes.add("best-most", || [("value", value.into()), ("best", most.into()), ("ratio", (&ratio).into())]);
    ratio
}

fn share_of_least(value: &Exact, least: &Exact, notes: &mut Notes) -> Exact {
    let Some(ratio) = least.over(value).filter(|_| value.is_positive()) else {
        notes.add("best-none", || [("value", value.into())]);
        return Exact::ONE;
    };
    notes.add("best-least", || [("value", value.into()), ("best", least.into()), ("ratio", (&ratio).into())]);
    ratio
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::assess::rules::testing::scores;

    fn points(direction: &str, values: Value) -> String {
        scores("relative_to_best", json!({"full": "10", "direction": direction, "values": values}))
    }

    #[test]
    fn nobody_did_anything() {
        assert_eq!(points("higher_better", json!({"A": "0", "B": "-3"})), "A=0 B=0");
        assert_eq!(points("higher_better", json!({"A": "-1", "B": "-3"})), "A=0 B=0");
        assert_eq!(points("higher_better", json!({"A": null})), "A=0");
        assert_eq!(points("higher_better", json!({})), "");
    }

    #[test]
    fn beside_nought_nothing_is_in_proportion() {
        assert_eq!(points("lower_better", json!({"A": "0", "B": "4", "C": 0})), "A=10 B=0 C=10");
        assert_eq!(points("lower_better", json!({"A": "-2", "B": "-1", "C": "4"})), "A=10 B=10 C=0");
    }

    #[test]
    fn ties_at_the_top_and_units_without_a_value() {
        assert_eq!(
            points("higher_better", json!({"A": "8", "B": "8.0", "C": "2", "D": null})),
            "A=10 B=10 C=2.5 D=0"
        );
        assert_eq!(points("lower_better", json!({"A": null, "B": "5", "C": "4"})), "A=0 B=8 C=10");
    }
}

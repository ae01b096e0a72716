//! 标准值倍数: so many points for the standard value, in proportion for more or less.
//!
//! `standard_points·actual/standard_value`, not below `min` and not above `max`. A standard value of
//! nought cannot measure anything and is a fault of the scheme. Should `min` lie above `max`, the
//! upper limit has the last word.

use serde::{Deserialize, Serialize};

use crate::assess::exact::Exact;
use crate::assess::fault::Fault;
use crate::assess::kind::Kind;
use crate::assess::rule::{Outcome, Rule, capped, floored};
use crate::assess::trace::Notes;

/// Its line in the list.
pub const KIND: Kind = Kind::rule::<StandardMultiple>();

/// Parameters.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StandardMultiple {
    /// The value that gives the standard points.
    pub standard_value: Exact,
    /// The standard points.
    pub standard_points: Exact,
    /// Least points; no limit if absent.
    pub min: Option<Exact>,
    /// Most points; no limit if absent.
    pub max: Option<Exact>,
}

/// Facts.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ActualFacts {
    /// What was reached.
    pub actual: Exact,
}

impl Rule for StandardMultiple {
    type Facts = ActualFacts;
    type Pool = ();
    const NAME: &'static str = "standard_multiple";
    const FACTS: &'static [&'static str] = &["actual"];

    fn pool(&self, _: &mut dyn Iterator<Item = &ActualFacts>) -> Result<(), Fault> {
        Ok(())
    }

    fn score(&self, facts: &ActualFacts, (): &(), notes: &mut Notes) -> Result<Outcome, Fault> {
        let score = (&self.standard_points * &facts.actual)
            .over(&self.standard_value)
            .ok_or_else(|| Fault::zero("standard_value"))?;
        notes.add("standard-multiple", || {
            [
                ("points", (&self.standard_points).into()),
                ("actual", (&facts.actual).into()),
                ("standard", (&self.standard_value).into()),
                ("score", (&score).into()),
            ]
        });
        let score = floored(score, self.min.as_ref(), notes);
        Ok(Outcome::Score(capped(score, self.max.as_ref(), notes)))
    }
}

#[cfg(test)]
mod tests {
    use crate::assess::rules::testing::{answer, score};
    use serde_json::json;

    #[test]
    fn without_limits_it_goes_either_way() {
        let given =
            |actual| json!({"standard_value": "4", "standard_points": "6", "actual": actual, "min": null});
        assert_eq!(score("standard_multiple", given("10")), "15");
        assert_eq!(score("standard_multiple", given("-2")), "-3");
    }

    #[test]
    fn the_division_comes_last() {
        let given =
            json!({"standard_value": "3", "standard_points": "6", "actual": "1.5", "min": "2", "max": "9"});
        assert_eq!(score("standard_multiple", given), "3");
        let low =
            json!({"standard_value": "3", "standard_points": "6", "actual": "0.5", "min": "2", "max": "9"});
        assert_eq!(score("standard_multiple", low), "2");
    }

    #[test]
    fn a_standard_of_nought_is_a_fault() {
        let given = json!({"standard_value": "0", "standard_points": "6", "actual": "1"});
        assert_eq!(answer("standard_multiple", given).unwrap_err().key, "standard_value");
    }
}

//! 月度名次加分: points for good places month by month.
//!
//! Σ table[rank] over the periods that are qualified, limited to `cap`. A place that the table does
//! not list gives nothing, and neither does a period without a place. A period counts as qualified
//! unless it is said not to be: a scheme without a threshold has nothing to say there.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::assess::exact::Exact;
use crate::assess::fault::Fault;
use crate::assess::kind::Kind;
use crate::assess::rule::{Outcome, Rule, capped};
use crate::assess::trace::Notes;

/// Its line in the list.
pub const KIND: Kind = Kind::rule::<PeriodicRankBonus>();

/// Parameters.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PeriodicRankBonus {
    /// Points by place.
    pub table: BTreeMap<u32, Exact>,
    /// Most points in all; no limit if absent.
    pub cap: Option<Exact>,
}

/// Facts.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PeriodFacts {
    /// The periods, in order.
    #[serde(default)]
    pub periods: Vec<PeriodPlace>,
}

/// A period's place.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PeriodPlace {
    /// The place; none if absent.
    #[serde(default)]
    pub rank: Option<u32>,
    /// Whether the thresholds were met; met if absent.
    #[serde(default)]
    pub qualified: Option<bool>,
}

impl Rule for PeriodicRankBonus {
    type Facts = PeriodFacts;
    type Pool = ();
    const NAME: &'static str = "periodic_rank_bonus";
    const FACTS: &'static [&'static str] = &["periods"];

    fn pool(&self, _: &mut dyn Iterator<Item = &PeriodFacts>) -> Result<(), Fault> {
        Ok(())
    }

    fn score(&self, facts: &PeriodFacts, (): &(), notes: &mut Notes) -> Result<Outcome, Fault> {
        let mut sum = Exact::ZERO;
        for (i, period) in facts.periods.iter().enumerate() {
            let Some(rank) = period.rank else { continue };
            let place = i64::from(rank);
            if period.qualified == Some(false) {
                notes.add("period-not-qualified", || [("n", (i + 1).into()), ("rank", place.into())]);
                continue;
            }
            let points = self.table.get(&rank).cloned().unwrap_or_default();
            notes.add("period-place", || {
                [("n", (i + 1).into()), ("rank", place.into()), ("points", (&points).into())]
            });
            sum = sum + points;
        }
        notes.add("sum", || [("sum", (&sum).into())]);
        Ok(Outcome::Bonus(capped(sum, self.cap.as_ref(), notes)))
    }
}

#[cfg(test)]
mod tests {
    use crate::assess::rules::testing::answer;
    use serde_json::{Value, json};

    fn bonus(given: Value) -> Value {
        answer("periodic_rank_bonus", given).unwrap()["bonus"].clone()
    }

    #[test]
    fn places_thresholds_and_the_cap() {
        let periods = json!([{"rank": 1, "qualified": true}, {"rank": 10}, {"rank": null}, {"rank": 10, "qualified": false}]);
        let table = json!({"1": "0.5", "10": "-0.2"});
        assert_eq!(bonus(json!({"table": table, "cap": null, "periods": periods})), "0.3");
        assert_eq!(bonus(json!({"table": table, "cap": "0.25", "periods": periods})), "0.25");
        assert_eq!(bonus(json!({"table": table, "periods": []})), "0");
    }

    #[test]
    fn a_place_is_a_whole_number() {
        let given = json!({"table": {"first": "1"}, "periods": []});
        assert!(answer("periodic_rank_bonus", given).is_err());
    }
}

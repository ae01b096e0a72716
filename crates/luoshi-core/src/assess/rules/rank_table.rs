//! 名次对应分: a table of places, from the top and from the bottom.
//!
//! Place k of n gets `top[k]`, else `bottom[n−k+1]`, else `otherwise`. Where few units make the tables
//! overlap, the top goes first. n counts the units that have a value; those without have no place and
//! no points. Ties take the best place they fill, the worst, or the mean of the points of all.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::efficacy::{ValueFacts, without_value};
use crate::assess::exact::Exact;
use crate::assess::fault::Fault;
use crate::assess::kind::Kind;
use crate::assess::order::{Order, Ties};
use crate::assess::rule::{Direction, Outcome, Rule};
use crate::assess::trace::Notes;

/// Its line in the list.
pub const KIND: Kind = Kind::rule::<RankTable>();

/// Parameters.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RankTable {
    /// Points by place from the top.
    #[serde(default)]
    pub top: BTreeMap<usize, Exact>,
    /// Points by place from the bottom: 1 is the last.
    #[serde(default)]
    pub bottom: BTreeMap<usize, Exact>,
    /// Points of all other places; none if absent.
    #[serde(default)]
    pub otherwise: Exact,
    /// Which way is good.
    #[serde(default)]
    pub direction: Direction,
    /// What ties get.
    #[serde(default)]
    pub ties: Ties,
}

impl RankTable {
    /// Points of all places from one through another of `n` together. Only entries of the tables are
    /// looked at, however many places there are.
    #[must_use]
    pub fn places(&self, n: usize, first: usize, last: usize) -> Exact {
        let mut rest = (last + 1).saturating_sub(first);
        let mut sum = Exact::ZERO;
        for points in self.top.range(first..=last).map(|(_, points)| points) {
            sum = sum + points;
            rest = rest.saturating_sub(1);
        }
        let from_end = |place: usize| (n + 1).saturating_sub(place);
        for (end, points) in self.bottom.range(from_end(last)..=from_end(first)) {
            if !self.top.contains_key(&from_end(*end)) {
                sum = sum + points;
                rest = rest.saturating_sub(1);
            }
        }
        sum + &self.otherwise * Exact::count(rest)
    }
}

impl Rule for RankTable {
    type Facts = ValueFacts;
    type Pool = Order;
    const NAME: &'static str = "rank_table";
    const FACTS: &'static [&'static str] = &["value"];
    const UNITS: Option<&'static str> = Some("values");
    const POOL_KEYS: Option<&'static [&'static str]> = Some(&["direction"]);

    fn pool(&self, units: &mut dyn Iterator<Item = &ValueFacts>) -> Result<Order, Fault> {
        Ok(ValueFacts::order(units, self.direction))
    }

    fn score(&self, facts: &ValueFacts, order: &Order, notes: &mut Notes) -> Result<Outcome, Fault> {
        let Some(value) = &facts.value else {
            return Ok(without_value(Exact::ZERO, notes));
        };
        let n = order.len();
        let score = order.points(value, self.ties, notes, |first, last, notes| {
            let sum = self.places(n, first, last);
            if first == last {
                self.tell(n, first, &sum, notes);
            }
            Ok(sum)
        })?;
        Ok(Outcome::Score(score))
    }
}

impl RankTable {
    fn tell(&self, n: usize, place: usize, points: &Exact, notes: &mut Notes) {
        let from_end = (n + 1).saturating_sub(place);
        if !self.top.contains_key(&place) && self.bottom.contains_key(&from_end) {
            notes.add("table-bottom", || [("place", from_end.into()), ("score", points.into())]);
        } else {
            notes.add("table-place", || [("place", place.into()), ("score", points.into())]);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::assess::rules::testing::{fault, scores};

    fn points(more: Value) -> String {
        let mut given = json!({
            "top": {"1": "5", "2": "3"}, "bottom": {"1": "-5", "2": "-3"}, "otherwise": "1",
            "values": {"A": "9", "B": "8", "C": "7", "D": "6", "E": "5"},
        });
        given.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        scores("rank_table", given)
    }

    #[test]
    fn few_units_make_the_tables_overlap() {
        assert_eq!(points(json!({})), "A=5 B=3 C=1 D=-3 E=-5");
        assert_eq!(points(json!({"values": {"A": "9", "B": "8", "C": "7"}})), "A=5 B=3 C=-5");
        assert_eq!(points(json!({"values": {"A": "9"}})), "A=5");
        assert_eq!(
            points(json!({"values": {"A": "9", "B": null, "C": "7"}})),
            "A=5 B=0 C=3",
            "n counts values"
        );
    }

    #[test]
    fn ties_across_the_edges_of_the_tables() {
        let values = json!({"A": "9", "B": "8", "C": "8", "D": "8", "E": "5"});
        assert_eq!(points(json!({"values": values, "ties": "best"})), "A=5 B=3 C=3 D=3 E=-5");
        assert_eq!(points(json!({"values": values, "ties": "worst"})), "A=5 B=-3 C=-3 D=-3 E=-5");
        assert_eq!(points(json!({"values": values, "ties": "average"})), "A=5 B=1/3 C=1/3 D=1/3 E=-5");
        let all = json!({"A": "1", "B": "1", "C": "1", "D": "1", "E": "1", "F": "1"});
        // (5 + 3 + 1 + 1 − 3 − 5) ÷ 6
        assert_eq!(points(json!({"values": all, "ties": "average"})), "A=1/3 B=1/3 C=1/3 D=1/3 E=1/3 F=1/3");
    }

    #[test]
    fn tables_left_out() {
        let only = |more| {
            points(json!({"top": null, "otherwise": null, "direction": "lower_better", "bottom": more}))
        };
        assert_eq!(only(json!({"1": "-2"})), "A=-2 B=0 C=0 D=0 E=0");
        assert_eq!(only(Value::Null), "A=0 B=0 C=0 D=0 E=0");
        assert!(fault("rank_table", json!({"top": {"first": "1"}, "values": {}})).starts_with("top"));
    }
}

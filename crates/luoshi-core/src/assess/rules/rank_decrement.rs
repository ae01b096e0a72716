//! 名次递减: every place a few percent less than the one before.
//!
//! Place k: `full·(100 − step_percent·(k−1))/100`, not below `floor`; without a floor the last places
//! of a long list may go below nought. Ties take the best place, the worst, or the mean of the points
//! (each not below the floor) of the places they fill. A unit without a value has no place and no
//! points.

use serde::{Deserialize, Serialize};

use super::efficacy::{ValueFacts, without_value};
use crate::assess::exact::Exact;
use crate::assess::fault::Fault;
use crate::assess::kind::Kind;
use crate::assess::order::{Order, Ties};
use crate::assess::rule::{Direction, Outcome, Rule, floored};
use crate::assess::trace::Notes;

/// Its line in the list.
pub const KIND: Kind = Kind::rule::<RankDecrement>();

/// Parameters.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RankDecrement {
    /// Points of the first place.
    pub full: Exact,
    /// Percent of `full` that every further place loses.
    pub step_percent: Exact,
    /// No place gets less; no limit if absent.
    pub floor: Option<Exact>,
    /// Which way is good.
    #[serde(default)]
    pub direction: Direction,
    /// What ties get.
    #[serde(default)]
    pub ties: Ties,
}

/// Points of a place with so many places before it, without any floor.
#[must_use]
pub fn slope(full: &Exact, step_percent: &Exact, before: &Exact) -> Exact {
    let lost = step_percent * before;
    (full * &(Exact::HUNDRED - lost)).over(&Exact::HUNDRED).unwrap_or_default()
}

impl RankDecrement {
    /// Points of all places from one through another together, in a few steps however many they are:
    /// the points lie on a line up to the floor.
    #[must_use]
    pub fn places(&self, first: usize, last: usize) -> Exact {
        let count = Exact::count((last + 1).saturating_sub(first));
        let (from, to) = (self.slope(first), self.slope(last));
        let mean = |a: &Exact, b: &Exact| (a + b).over(&Exact::whole(2)).unwrap_or_default();
        match &self.floor {
            Some(floor) if &from <= floor && &to <= floor => count * floor,
            Some(floor) if last > first && (&from < floor || &to < floor) => {
                let middle = first + (last - first) / 2;
                self.places(first, middle) + self.places(middle + 1, last)
            }
            _ => count * mean(&from, &to),
        }
    }

    fn slope(&self, place: usize) -> Exact {
        slope(&self.full, &self.step_percent, &(Exact::count(place) - Exact::ONE))
    }
}

impl Rule for RankDecrement {
    type Facts = ValueFacts;
    type Pool = Order;
    const NAME: &'static str = "rank_decrement";
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
        let score = order.points(value, self.ties, notes, |first, last, notes| {
            let sum = self.places(first, last);
            self.tell(first, last, notes);
            Ok(sum)
        })?;
        Ok(Outcome::Score(score))
    }
}

impl RankDecrement {
    fn tell(&self, first: usize, last: usize, notes: &mut Notes) {
        notes.add("decrement", || [("full", (&self.full).into()), ("step", (&self.step_percent).into())]);
        if let Some(floor) = &self.floor {
            notes.add("decrement-floor", || [("floor", floor.into())]);
        }
        if first == last {
            notes.add("decrement-place", || {
                [
                    ("place", first.into()),
                    ("full", (&self.full).into()),
                    ("step", (&self.step_percent).into()),
                    ("before", (first - 1).into()),
                    ("line", self.slope(first).into()),
                ]
            });
            floored(self.slope(first), self.floor.as_ref(), notes);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::assess::rules::testing::scores;

    fn points(more: Value) -> String {
        let mut given = json!({
            "full": "10", "step_percent": "30", "floor": "2",
            "values": {"A": "9", "B": "7", "C": "7", "D": "7", "E": "5"},
        });
        given.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        scores("rank_decrement", given)
    }

    #[test]
    fn ties_share_the_points_of_their_places() {
        assert_eq!(points(json!({"ties": "best"})), "A=10 B=7 C=7 D=7 E=2");
        assert_eq!(points(json!({"ties": "worst"})), "A=10 B=2 C=2 D=2 E=2");
        // (7 + 4 + 2) ÷ 3: the fourth place has the floor and not its 1 point.
        assert_eq!(points(json!({"ties": "average"})), "A=10 B=13/3 C=13/3 D=13/3 E=2");
        assert_eq!(
            points(json!({"ties": "average", "direction": "lower_better"})),
            "A=2 B=13/3 C=13/3 D=13/3 E=10"
        );
    }

    #[test]
    fn without_a_floor_and_without_values() {
        let values = json!({"A": "1", "B": "1", "C": "0", "D": null, "E": "-1", "F": "-2", "G": "-3"});
        assert_eq!(points(json!({"floor": null, "values": values})), "A=10 B=10 C=4 D=0 E=1 F=-2 G=-5");
        assert_eq!(points(json!({"values": {"A": "3"}})), "A=10");
        assert_eq!(points(json!({"values": {}})), "");
    }

    #[test]
    fn a_sum_over_places_is_the_sum_of_the_places() {
        let x = |text: &str| text.parse::<Exact>().unwrap();
        for (full, step, floor) in [
            ("10", "7", Some("2")),
            ("10", "0", Some("11")),
            ("6", "5", None),
            ("10", "-3", Some("14")),
            ("-4", "9", Some("-3")),
        ] {
            let (full, step_percent, floor) = (x(full), x(step), floor.map(x));
            let rule = RankDecrement {
                full,
                step_percent,
                floor,
                direction: Direction::default(),
                ties: Ties::Average,
            };
            for first in 1..20 {
                for last in first..20 {
                    let each: Exact =
                        (first..=last).map(|place| rule.slope(place).floored(rule.floor.as_ref())).sum();
                    assert_eq!(rule.places(first, last), each, "{rule:?} {first} {last}");
                }
            }
        }
    }
}

//! 与均值比较: points for every step above or below the average of all.
//!
//! At or above the average (below it, where lower is better): `base + min(steps·up_points, up_cap)`;
//! on the other side `base − steps·down_points`; never below `floor`. The average is the simple mean of
//! the values of all units, the unit itself among them. Units without a value are not in it and get
//! nothing.

use serde::{Deserialize, Serialize};

use super::base_step::{minus, plus, stepped};
use super::efficacy::{ValueFacts, without_value};
use crate::assess::exact::Exact;
use crate::assess::fault::Fault;
use crate::assess::kind::Kind;
use crate::assess::rule::{Direction, Outcome, Partial, Rule, floored};
use crate::assess::trace::Notes;

/// Its line in the list.
pub const KIND: Kind = Kind::rule::<VersusAverage>();

/// Parameters.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VersusAverage {
    /// Points at the average.
    pub base: Exact,
    /// Size of a step.
    pub per: Exact,
    /// How a part of a step counts.
    #[serde(default)]
    pub partial: Partial,
    /// Points of a step on the good side; none if absent.
    #[serde(default)]
    pub up_points: Exact,
    /// At most so many points are added; no limit if absent.
    pub up_cap: Option<Exact>,
    /// Points of a step on the bad side; none if absent.
    #[serde(default)]
    pub down_points: Exact,
    /// The result is not below this; no limit if absent.
    pub floor: Option<Exact>,
    /// Which way is good.
    #[serde(default)]
    pub direction: Direction,
}

/// Sum and number of values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mean {
    sum: Exact,
    count: usize,
    mean: Exact,
}

impl Mean {
    /// That of some values; `None` without any.
    pub fn of<'a>(values: impl Iterator<Item = &'a Exact>) -> Option<Self> {
        let (sum, count) = values.fold((Exact::ZERO, 0), |(sum, count), value| (sum + value, count + 1));
        let mean = sum.over(&Exact::count(count))?;
        Some(Self { sum, count, mean })
    }

    /// The mean.
    #[must_use]
    pub const fn value(&self) -> &Exact {
        &self.mean
    }

    /// How many values.
    #[must_use]
    pub const fn count(&self) -> usize {
        self.count
    }

    /// Says how it came about.
    pub fn tell(&self, notes: &mut Notes) {
        notes.add("mean", || {
            [("sum", (&self.sum).into()), ("n", self.count.into()), ("mean", (&self.mean).into())]
        });
    }
}

impl Rule for VersusAverage {
    type Facts = ValueFacts;
    type Pool = Option<Mean>;
    const NAME: &'static str = "versus_average";
    const FACTS: &'static [&'static str] = &["value"];
    const UNITS: Option<&'static str> = Some("values");
    const POOL_KEYS: Option<&'static [&'static str]> = Some(&[]);

    fn pool(&self, units: &mut dyn Iterator<Item = &ValueFacts>) -> Result<Option<Mean>, Fault> {
        Ok(Mean::of(units.filter_map(|u| u.value.as_ref())))
    }

    fn score(&self, facts: &ValueFacts, pool: &Option<Mean>, notes: &mut Notes) -> Result<Outcome, Fault> {
        let (Some(value), Some(mean)) = (&facts.value, pool) else {
            return Ok(without_value(Exact::ZERO, notes));
        };
        mean.tell(notes);
        let gap = self.direction.good(value - mean.value());
        notes.add("gap", || {
            let (more, less) = match self.direction {
                Direction::HigherBetter => (value, mean.value()),
                Direction::LowerBetter => (mean.value(), value),
            };
            [("more", more.into()), ("less", less.into()), ("gap", (&gap).into())]
        });
        let floor = self.floor.as_ref();
        if gap.is_negative() {
            let less = stepped(&-gap, &self.per, &self.down_points, self.partial, notes)?;
            return Ok(Outcome::Score(minus(&self.base, &less, floor, notes)));
        }
        let more = stepped(&gap, &self.per, &self.up_points, self.partial, notes)?;
        Ok(Outcome::Score(floored(plus(&self.base, more, self.up_cap.as_ref(), notes), floor, notes)))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::assess::rules::testing::{fault, scores};

    fn points(more: Value) -> String {
        scores("versus_average", given(more))
    }

    fn given(more: Value) -> Value {
        let mut given = json!({
            "base": "10", "per": "2", "partial": "whole", "up_points": "3", "up_cap": null, "down_points": "4",
            "floor": null, "values": {"A": "9", "B": "5", "C": "1", "D": null},
        });
        given.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        given
    }

    #[test]
    fn steps_around_the_average_of_those_with_a_value() {
        assert_eq!(points(json!({})), "A=16 B=10 C=2 D=0");
        assert_eq!(points(json!({"direction": "lower_better"})), "A=2 B=10 C=16 D=0");
        let parts = json!({"A": "6", "B": "5", "C": "4"});
        assert_eq!(points(json!({"values": parts})), "A=10 B=10 C=10", "half a step");
        assert_eq!(points(json!({"values": parts, "partial": "started"})), "A=13 B=10 C=6");
        assert_eq!(points(json!({"values": parts, "partial": null})), "A=11.5 B=10 C=8");
    }

    #[test]
    fn limits_and_lone_units() {
        assert_eq!(points(json!({"up_cap": "5", "floor": "6"})), "A=15 B=10 C=6 D=0");
        assert_eq!(points(json!({"values": {"A": "7"}})), "A=10");
        assert_eq!(points(json!({"values": {}})), "");
        assert_eq!(points(json!({"up_points": null})), "A=10 B=10 C=2 D=0");
        assert_eq!(fault("versus_average", given(json!({"per": "0"}))), "per: division by zero");
    }
}

//! 功效系数法: points by where a value lies between the worst and the best.
//!
//! `full·(base + span·(x−worst)/(best−worst))/100`. Best and worst are those of the pool or fixed by
//! the scheme (满意值、不允许值). Units without a value stay outside the pool, or they would drag its
//! worst value down for everybody.

use serde::{Deserialize, Serialize};

use crate::assess::exact::Exact;
use crate::assess::fault::{Fault, Wrong};
use crate::assess::kind::Kind;
use crate::assess::order::Order;
use crate::assess::rule::{Direction, Outcome, Rule};
use crate::assess::trace::Notes;

/// Its line in the list.
pub const KIND: Kind = Kind::rule::<Efficacy>();

/// Parameters.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Efficacy {
    /// Points at 100 %.
    pub full: Exact,
    /// Percent at the worst value.
    pub base: Exact,
    /// Percent between worst and best.
    pub span: Exact,
    /// Which way is good.
    #[serde(default)]
    pub direction: Direction,
    /// `observed`, or a fixed value.
    #[serde(default)]
    pub best: Mark,
    /// `observed`, or a fixed value.
    #[serde(default)]
    pub worst: Mark,
    /// When best and worst are the same.
    #[serde(default)]
    pub all_equal: AllEqual,
    /// Whether the fraction is kept within 0…1: fixed values can be passed.
    #[serde(default)]
    pub clamp: bool,
    /// Points of a unit without a value.
    #[serde(default)]
    pub missing_score: Exact,
}

/// One end of the scale.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Mark {
    /// That of the pool.
    #[default]
    #[serde(with = "observed")]
    Observed,
    /// Fixed by the scheme.
    Fixed(Exact),
}

/// The word `observed` for a unit variant of an untagged enum.
mod observed {
    use serde::de::Error as _;
    use serde::{Deserialize as _, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str("observed")
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<(), D::Error> {
        match String::deserialize(deserializer)?.as_str() {
            "observed" => Ok(()),
            _ => Err(D::Error::custom("expected \"observed\" or a number")),
        }
    }
}

/// Percent for everybody when best and worst are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AllEqual {
    /// base + span
    #[default]
    Full,
    /// base
    Base,
    /// base + span/2
    Middle,
}

/// Facts.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ValueFacts {
    /// The value; without one the unit is outside the pool.
    #[serde(default)]
    pub value: Option<Exact>,
}

impl ValueFacts {
    /// The values of a pool, best first.
    pub fn order(units: &mut dyn Iterator<Item = &Self>, direction: Direction) -> Order {
        Order::new(units.filter_map(|u| u.value.clone()), direction)
    }
}

/// What a unit without a value gets.
pub fn without_value(score: Exact, notes: &mut Notes) -> Outcome {
    notes.add("no-value-points", || [("score", (&score).into())]);
    Outcome::Score(score)
}

/// A percentage of the full points.
pub fn percent_of_full(full: &Exact, percent: &Exact, notes: &mut Notes) -> Exact {
    let score = (full * percent).over(&Exact::HUNDRED).unwrap_or_default();
    notes.add("percent-of-full", || {
        [("full", full.into()), ("percent", percent.into()), ("score", (&score).into())]
    });
    score
}

/// Smallest and largest value of a pool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Range {
    /// Smallest.
    pub low: Exact,
    /// Largest.
    pub high: Exact,
}

impl Range {
    /// That of some values; `None` without any.
    pub fn of(values: impl Iterator<Item = Exact>) -> Option<Self> {
        let mut range = None;
        for value in values {
            Self::include(&mut range, value);
        }
        range
    }

    /// Widens a range so that it holds a value too.
    pub fn include(range: &mut Option<Self>, value: Exact) {
        match range {
            None => *range = Some(Self { low: value.clone(), high: value }),
            Some(range) if value < range.low => range.low = value,
            Some(range) if value > range.high => range.high = value,
            Some(_) => {}
        }
    }
}

impl Rule for Efficacy {
    type Facts = ValueFacts;
    type Pool = Option<Range>;
    const NAME: &'static str = "efficacy";
    const FACTS: &'static [&'static str] = &["value"];
    const UNITS: Option<&'static str> = Some("values");
    const POOL_KEYS: Option<&'static [&'static str]> = Some(&[]);

    fn pool(&self, units: &mut dyn Iterator<Item = &ValueFacts>) -> Result<Option<Range>, Fault> {
        Ok(Range::of(units.filter_map(|u| u.value.clone())))
    }

    fn score(&self, facts: &ValueFacts, pool: &Option<Range>, notes: &mut Notes) -> Result<Outcome, Fault> {
        let Some(value) = &facts.value else {
            return Ok(without_value(self.missing_score.clone(), notes));
        };
        let percent = self.scale().percent(value, pool.as_ref(), notes)?;
        Ok(Outcome::Score(percent_of_full(&self.full, &percent, notes)))
    }
}

impl Efficacy {
    fn scale(&self) -> Scale<'_> {
        Scale {
            base: &self.base,
            span: &self.span,
            direction: self.direction,
            best: &self.best,
            worst: &self.worst,
            all_equal: self.all_equal,
            clamp: self.clamp,
        }
    }
}

/// The scale between worst and best, wherever its parameters stand.
#[derive(Debug, Clone, Copy)]
pub struct Scale<'a> {
    /// Percent at the worst value.
    pub base: &'a Exact,
    /// Percent between worst and best.
    pub span: &'a Exact,
    /// Which way is good.
    pub direction: Direction,
    /// `observed`, or a fixed value.
    pub best: &'a Mark,
    /// `observed`, or a fixed value.
    pub worst: &'a Mark,
    /// When best and worst are the same.
    pub all_equal: AllEqual,
    /// Whether the fraction is kept within 0…1.
    pub clamp: bool,
}

impl Scale<'_> {
    /// Worst and best value of a pool, as the scheme fixes them or as they were observed.
    ///
    /// # Errors
    /// Nothing was observed and nothing is fixed.
    pub fn ends<'p>(&'p self, pool: Option<&'p Range>) -> Result<(&'p Exact, &'p Exact), Fault> {
        let end = |mark: &'p Mark, good: bool| match mark {
            Mark::Observed => {
                let high = good == (self.direction == Direction::HigherBetter);
                let range = pool.ok_or_else(|| Fault::new("values", Wrong::Missing))?;
                Ok(if high { &range.high } else { &range.low })
            }
            Mark::Fixed(value) => Ok(value),
        };
        Ok((end(self.worst, false)?, end(self.best, true)?))
    }

    /// Percent of a value between worst and best.
    ///
    /// # Errors
    /// Nothing was observed and nothing is fixed.
    pub fn percent(&self, value: &Exact, pool: Option<&Range>, notes: &mut Notes) -> Result<Exact, Fault> {
        let (worst, best) = self.ends(pool)?;
        let Some(fraction) = (value - worst).over(&(best - worst)) else {
            let percent = self.all_equal_percent();
            notes.add("all-equal", || [("value", best.into()), ("percent", (&percent).into())]);
            return Ok(percent);
        };
        let outside = self.clamp && (fraction.is_negative() || fraction > Exact::ONE);
        if outside {
            let kept = if fraction.is_negative() { Exact::ZERO } else { Exact::ONE };
            let percent = self.base + &(self.span * &kept);
            notes.add("efficacy-outside", || {
                [
                    ("value", value.into()),
                    ("worst", worst.into()),
                    ("best", best.into()),
                    ("percent", (&percent).into()),
                ]
            });
            return Ok(percent);
        }
        let percent = self.base + &(self.span * &fraction);
        notes.add("efficacy", || {
            [
                ("value", value.into()),
                ("worst", worst.into()),
                ("best", best.into()),
                ("base", self.base.into()),
                ("span", self.span.into()),
                ("percent", (&percent).into()),
            ]
        });
        Ok(percent)
    }

    fn all_equal_percent(&self) -> Exact {
        match self.all_equal {
            AllEqual::Full => self.base + self.span,
            AllEqual::Base => self.base.clone(),
            AllEqual::Middle => self.base + self.span.over(&Exact::whole(2)).unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::assess::rules::testing::scores;

    fn given(values: Value, more: Value) -> Value {
        let mut given = json!({"full": "10", "base": "60", "span": "40", "values": values});
        given.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        given
    }

    #[test]
    fn one_unit_alone_is_best_and_worst() {
        for (says, points) in [("full", "10"), ("base", "6"), ("middle", "8")] {
            let got = scores("efficacy", given(json!({"A": "3"}), json!({"all_equal": says})));
            assert_eq!(got, format!("A={points}"), "{says}");
        }
    }

    #[test]
    fn fixed_ends_are_passed_unless_clamped() {
        let values = json!({"A": "2", "B": "12", "C": "9"});
        let ends =
            |clamp: bool| json!({"direction": "lower_better", "best": "4", "worst": 9, "clamp": clamp});
        let free = scores("efficacy", given(values.clone(), ends(false)));
        assert_eq!(free, "A=11.6 B=3.6 C=6");
        let kept = scores("efficacy", given(values, ends(true)));
        assert_eq!(kept, "A=10 B=6 C=6");
    }

    #[test]
    fn nobody_has_a_value() {
        let got = scores(
            "efficacy",
            given(json!({"A": null, "B": {"value": null}}), json!({"missing_score": "2"})),
        );
        assert_eq!(got, "A=2 B=2");
        assert_eq!(scores("efficacy", given(json!({}), json!({"best": null}))), "");
    }
}

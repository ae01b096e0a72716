//! What a rule kind is: parameters of the scheme, facts of a unit, and how one becomes points.
//!
//! A rule is a plain struct that is read from a scheme. Rules that compare units gather a pool
//! first; what the pool keeps is all that a unit's score needs besides its own facts, so that a
//! changed value costs one pool and not the whole scheme.

use std::collections::BTreeMap;
use std::fmt::Debug;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};

use super::exact::Exact;
use super::fault::{Fault, Wrong};
use super::kind::Given;
use super::round::{Mode, Rounding};
use super::trace::{Arg, Notes};

/// A rule kind that gives one item's points.
pub trait Rule: Debug + Clone + Serialize + DeserializeOwned + Send + Sync + 'static {
    /// What is entered per unit.
    type Facts: Debug + Clone + Serialize + DeserializeOwned + Send + Sync + 'static;
    /// What the rule knows of all units together; `()` for rules that look at one unit alone.
    type Pool: Debug + PartialEq + Send + Sync + 'static;

    /// Name in schemes and cases.
    const NAME: &'static str;
    /// Keys of the facts; every other key of a definition is a parameter.
    const FACTS: &'static [&'static str];
    /// Key under which a case lists the units' facts; `None` for rules that look at one unit alone.
    const UNITS: Option<&'static str> = None;
    /// Parameters that the pool depends on. A unit that has other ones of its own is scored against a
    /// pool that is gathered with them. `None`: any may matter.
    const POOL_KEYS: Option<&'static [&'static str]> = None;

    /// Puts a case into the form that lists facts by unit, where people write it down otherwise: by
    /// rater, for example.
    ///
    /// # Errors
    /// A case of another form.
    fn by_unit(given: Given) -> Result<Given, Fault> {
        Ok(given)
    }

    /// What an answer says of the pool besides the units' points, and how many.
    #[must_use]
    fn about(_pool: &Self::Pool) -> Option<(&'static str, usize)> {
        None
    }

    /// Gives up lists and names that another unit has too, and keeps those of that unit.
    fn share(_facts: &mut Self::Facts, _other: &Self::Facts) {}

    /// Gathers the pool from the facts of its units, in any order.
    ///
    /// # Errors
    /// Facts that cannot be compared.
    fn pool(&self, units: &mut dyn Iterator<Item = &Self::Facts>) -> Result<Self::Pool, Fault>;

    /// One unit's points. Not rounded: that is the item's affair.
    ///
    /// # Errors
    /// Facts or parameters that do not fit the rule.
    fn score(&self, facts: &Self::Facts, pool: &Self::Pool, notes: &mut Notes) -> Result<Outcome, Fault>;

    /// Whether units are compared: only then a changed value can touch the points of others.
    fn compares(&self) -> bool {
        Self::UNITS.is_some()
    }
}

/// What a rule gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Points of an item.
    Score(Exact),
    /// Points of an item of which some were taken: what was taken is a result of its own.
    Taken {
        /// Points left.
        score: Exact,
        /// Points taken.
        deduction: Exact,
    },
    /// Points to be taken off somewhere.
    Deduction(Exact),
    /// Points to be added somewhere.
    Bonus(Exact),
    /// Points that may be negative.
    Points(Exact),
    /// Points of an item from so many valid ballots or marks.
    Counted {
        /// Points; `None` where nothing counted, and the item does not apply.
        score: Option<Exact>,
        /// How many counted, and what they are called in results.
        count: (&'static str, usize),
    },
    /// 缺项: the item does not apply to this unit.
    NotApplicable,
}

impl Outcome {
    /// The same, every number of it rounded; `None` past the digits that can be printed.
    #[must_use]
    pub fn rounded(self, rounding: Rounding) -> Option<Self> {
        let round =
            |x: Exact| Some(Exact::scaled(x.rounded(rounding.places, rounding.mode)?, rounding.places));
        Some(match self {
            Self::Score(x) => Self::Score(round(x)?),
            Self::Taken { score, deduction } => {
                Self::Taken { score: round(score)?, deduction: round(deduction)? }
            }
            Self::Deduction(x) => Self::Deduction(round(x)?),
            Self::Bonus(x) => Self::Bonus(round(x)?),
            Self::Points(x) => Self::Points(round(x)?),
            Self::Counted { score: Some(score), count } => {
                Self::Counted { score: Some(round(score)?), count }
            }
            nothing @ (Self::Counted { score: None, .. } | Self::NotApplicable) => nothing,
        })
    }

    /// Points that this adds to an item of `full` points: what is taken off counts from `full`.
    #[must_use]
    pub fn points(self, full: &Exact) -> Option<Exact> {
        match self {
            Self::Score(x) | Self::Bonus(x) | Self::Points(x) => Some(x),
            Self::Taken { score, .. } => Some(score),
            Self::Counted { score, .. } => score,
            Self::Deduction(x) => Some(full - x),
            Self::NotApplicable => None,
        }
    }

    /// Points to be taken off: for items that are nothing but deductions.
    #[must_use]
    pub fn deduction(self) -> Option<Exact> {
        match self {
            Self::Taken { deduction, .. } => Some(deduction),
            Self::Deduction(x) | Self::Score(x) | Self::Bonus(x) | Self::Points(x) => Some(x),
            Self::Counted { score, .. } => score,
            Self::NotApplicable => None,
        }
    }
}

/// A value not above `cap`, if there is one; the notes say when it was.
pub fn capped(value: Exact, cap: Option<&Exact>, notes: &mut Notes) -> Exact {
    match cap {
        Some(cap) if &value > cap => {
            notes.add("over-cap", || [("value", value.into()), ("cap", cap.into())]);
            cap.clone()
        }
        _ => value,
    }
}

/// A value not below `floor`, if there is one; the notes say when it was.
pub fn floored(value: Exact, floor: Option<&Exact>, notes: &mut Notes) -> Exact {
    match floor {
        Some(floor) if &value < floor => {
            notes.add("under-floor", || [("value", value.into()), ("floor", floor.into())]);
            floor.clone()
        }
        _ => value,
    }
}

/// The sum of sums by name, each up to its own cap.
pub fn sum_capped(
    sums: BTreeMap<Option<&str>, Exact>,
    caps: &BTreeMap<String, Exact>,
    notes: &mut Notes,
) -> Exact {
    let mut total = Exact::ZERO;
    for (name, sum) in sums {
        let kept = match name.and_then(|n| Some((n, caps.get(n)?))) {
            Some((name, cap)) if &sum > cap => {
                notes.add("over-type-cap", || {
                    [("name", name.into()), ("value", (&sum).into()), ("cap", cap.into())]
                });
                cap.clone()
            }
            _ => sum,
        };
        total = total + kept;
    }
    notes.add("sum", || [("sum", (&total).into())]);
    total
}

/// What something is called in a trace: its name, or its number in the list.
#[must_use]
pub fn label(name: Option<&str>, index: usize) -> Arg {
    name.map_or_else(|| Arg::from(index + 1), Arg::from)
}

/// Reads a value whose absence and whose null both mean that there is nothing.
///
/// # Errors
/// A value of another form.
pub fn or_nothing<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Default,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// Reads limits by name. A name whose limit is null has none, like one that is not there.
///
/// # Errors
/// A limit of another form.
pub fn limits<'de, D>(deserializer: D) -> Result<BTreeMap<String, Exact>, D::Error>
where
    D: Deserializer<'de>,
{
    let named: BTreeMap<String, Option<Exact>> = or_nothing(deserializer)?;
    Ok(named.into_iter().filter_map(|(name, limit)| Some((name, limit?))).collect())
}

/// Comparison with a bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Op {
    /// At least.
    #[serde(rename = ">=")]
    AtLeast,
    /// More.
    #[serde(rename = ">")]
    Above,
    /// At most.
    #[serde(rename = "<=")]
    AtMost,
    /// Less.
    #[serde(rename = "<")]
    Below,
    /// Equal.
    #[serde(rename = "==")]
    Equal,
}

impl Op {
    /// Whether `value` compares so with `bound`.
    #[must_use]
    pub fn holds(self, value: &Exact, bound: &Exact) -> bool {
        match self {
            Self::AtLeast => value >= bound,
            Self::Above => value > bound,
            Self::AtMost => value <= bound,
            Self::Below => value < bound,
            Self::Equal => value == bound,
        }
    }

    /// Its sign, for traces.
    #[must_use]
    pub const fn sign(self) -> &'static str {
        match self {
            Self::AtLeast => "≥",
            Self::Above => ">",
            Self::AtMost => "≤",
            Self::Below => "<",
            Self::Equal => "=",
        }
    }

    /// Its word, for traces.
    #[must_use]
    pub const fn word(self) -> Arg {
        Arg::Word(match self {
            Self::AtLeast => "at_least",
            Self::Above => "above",
            Self::AtMost => "at_most",
            Self::Below => "below",
            Self::Equal => "equal",
        })
    }
}

/// Which way is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// 正向
    #[default]
    HigherBetter,
    /// 逆向
    LowerBetter,
}

impl Direction {
    /// A difference with its sign turned where lower is better: positive is good.
    #[must_use]
    pub fn good(self, difference: Exact) -> Exact {
        match self {
            Self::HigherBetter => difference,
            Self::LowerBetter => -difference,
        }
    }

    /// Whether `a` is better than `b`.
    #[must_use]
    pub fn better(self, a: &Exact, b: &Exact) -> bool {
        match self {
            Self::HigherBetter => a > b,
            Self::LowerBetter => a < b,
        }
    }

    /// Its word, for traces.
    #[must_use]
    pub const fn word(self) -> Arg {
        Arg::Word(match self {
            Self::HigherBetter => "higher_better",
            Self::LowerBetter => "lower_better",
        })
    }
}

/// How a part of a step counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Partial {
    /// 按比例
    #[default]
    Proportional,
    /// 每满一个才计
    Whole,
    /// 不足一个按一个
    Started,
}

impl Partial {
    /// How many steps of `per` lie in `amount`, which is not negative.
    ///
    /// # Errors
    /// `per` is not above nought, or the number grows too large.
    pub fn steps(self, amount: &Exact, per: &Exact) -> Result<Exact, Fault> {
        if per.is_negative() {
            return Err(Fault::new("per", Wrong::Unfit("a step must be more than 0")));
        }
        let steps = amount.over(per).ok_or_else(|| Fault::zero("per"))?;
        match self {
            Self::Proportional => Ok(steps),
            Self::Whole => steps.integer(Mode::Floor).ok_or_else(Fault::too_large),
            Self::Started => steps.integer(Mode::Ceil).ok_or_else(Fault::too_large),
        }
    }

    /// Its word, for traces.
    #[must_use]
    pub const fn word(self) -> Arg {
        Arg::Word(match self {
            Self::Proportional => "proportional",
            Self::Whole => "whole",
            Self::Started => "started",
        })
    }
}

/// A band and its points.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// Comparison.
    pub op: Op,
    /// Bound.
    pub bound: Exact,
    /// Points where it holds.
    #[serde(alias = "points")]
    pub score: Exact,
}

/// The first band that holds.
#[must_use]
pub fn first_band<'a>(bands: &'a [Band], value: &Exact) -> Option<&'a Band> {
    bands.iter().find(|b| b.op.holds(value, &b.bound))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn x(text: &str) -> Exact {
        text.parse().unwrap()
    }

    #[test]
    fn parts_of_steps() {
        let steps = |partial: Partial, amount: &str, per: &str| partial.steps(&x(amount), &x(per));
        assert_eq!(steps(Partial::Proportional, "2.5", "2"), Ok(x("1.25")));
        assert_eq!(steps(Partial::Whole, "2.5", "2"), Ok(x("1")));
        assert_eq!(steps(Partial::Started, "2.5", "2"), Ok(x("2")));
        assert_eq!(steps(Partial::Started, "4", "2"), Ok(x("2")), "a full step is not begun again");
        assert_eq!(steps(Partial::Started, "0", "2"), Ok(x("0")));
        assert_eq!(steps(Partial::Whole, "1", "0"), Err(Fault::zero("per")));
        assert_eq!(steps(Partial::Whole, "1", "-1").unwrap_err().key, "per");
    }
}

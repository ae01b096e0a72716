//! 功效系数法: points by where a value lies between the worst and the best.
//!
//! `full·(base + span·(x−worst)/(best−worst))/100`. Best and worst are those of the pool or fixed by
//! the scheme (满意值、不允许值). Units without a value stay outside the pool, or they would drag its
//! worst value down for everybody.

use serde::{Deserialize, Serialize};

use crate::assess::exact::Exact;
use crate::assess::fault::{Fault, Wrong};
use crate::assess::kind::Kind;
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
        values.fold(None, |range: Option<Self>, v| {
            Some(match range {
                None => Self { low: v.clone(), high: v },
                Some(r) => Self { low: r.low.at_most(&v), high: r.high.at_least(&v) },
            })
        })
    }
}

impl Rule for Efficacy {
    type Facts = ValueFacts;
    type Pool = Option<Range>;
    const NAME: &'static str = "efficacy";
    const FACTS: &'static [&'static str] = &["value"];
    const UNITS: Option<&'static str> = Some("values");

    fn pool(&self, units: &mut dyn Iterator<Item = &ValueFacts>) -> Result<Option<Range>, Fault> {
        Ok(Range::of(units.filter_map(|u| u.value.clone())))
    }

    fn score(&self, facts: &ValueFacts, pool: &Option<Range>, notes: &mut Notes) -> Result<Outcome, Fault> {
        let Some(value) = &facts.value else {
            notes.add("no-value-points", || [("score", (&self.missing_score).into())]);
            return Ok(Outcome::Score(self.missing_score.clone()));
        };
        let (worst, best) = self.ends(pool.as_ref())?;
        let percent = self.percent(value, &worst, &best, notes);
        let score = (&self.full * &percent).over(&Exact::HUNDRED).unwrap_or_default();
        notes.add("percent-of-full", || {
            [("full", (&self.full).into()), ("percent", (&percent).into()), ("score", (&score).into())]
        });
        Ok(Outcome::Score(score))
    }
}

impl Efficacy {
    /// Worst and best value of a pool, as the scheme fixes them or as they were observed.
    ///
    /// # Errors
    /// Nothing was observed and nothing is fixed.
    pub fn ends(&self, pool: Option<&Range>) -> Result<(Exact, Exact), Fault> {
        let empty = || Fault::new("values", Wrong::Missing);
        let observed = |good: bool| {
            let high = good == (self.direction == Direction::HigherBetter);
            pool.map(|r| if high { r.high.clone() } else { r.low.clone() }).ok_or_else(empty)
        };
        let end = |mark: &Mark, good| match mark {
            Mark::Observed => observed(good),
            Mark::Fixed(value) => Ok(value.clone()),
        };
        Ok((end(&self.worst, false)?, end(&self.best, true)?))
    }

    /// Percent of a value between worst and best.
    pub fn percent(&self, value: &Exact, worst: &Exact, best: &Exact, notes: &mut Notes) -> Exact {
        let Some(fraction) = (value - worst).over(&(best - worst)) else {
            let percent = match self.all_equal {
                AllEqual::Full => &self.base + &self.span,
                AllEqual::Base => self.base.clone(),
                AllEqual::Middle => &self.base + self.span.over(&Exact::whole(2)).unwrap_or_default(),
            };
            notes.add("all-equal", || [("value", best.into()), ("percent", (&percent).into())]);
            return percent;
        };
        let kept = if self.clamp { fraction.at_least(&Exact::ZERO).at_most(&Exact::ONE) } else { fraction };
        let percent = &self.base + &(&self.span * &kept);
        notes.add("efficacy", || {
            [
                ("value", value.into()),
                ("worst", worst.into()),
                ("best", best.into()),
                ("base", (&self.base).into()),
                ("span", (&self.span).into()),
                ("percent", (&percent).into()),
            ]
        });
        percent
    }
}

//! 测算加曲线: any measure with any curve, for what has no name of its own.
//!
//! The named kinds are common pairs of the two. A scheme that pairs them otherwise (完成率百分数 and a
//! bent line, a growth rate and bands) is read into this kind. The curves are those of the named
//! kinds, so that a bent line is the same line everywhere.

use serde::{Deserialize, Serialize};

use super::ladder::{Ladder, OneValue};
use super::pass_fail::PassFail;
use super::piecewise_linear::{Line, PiecewiseLinear};
use crate::assess::exact::Exact;
use crate::assess::fault::Fault;
use crate::assess::kind::Kind;
use crate::assess::rule::{Band, Direction, Op, Outcome, Rule, or_nothing};
use crate::assess::trace::Notes;

/// Its line in the list.
pub const KIND: Kind = Kind::rule::<Measured>();

/// Parameters.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measured {
    /// Points of the item.
    #[serde(default)]
    pub full: Exact,
    /// What is measured.
    pub measure: Measure,
    /// How it becomes points.
    pub curve: Curve,
    /// Which way is good. The curve alone says what a value gives; this is what a look at the scheme
    /// holds the curve against.
    #[serde(default)]
    pub direction: Direction,
    /// Pairs of value and points, for [`Curve::Piecewise`].
    pub points: Option<Line>,
    /// Whether the points of the line are percent of `full`.
    #[serde(default)]
    pub percent_of_full: bool,
    /// Bands, for [`Curve::Bands`].
    pub bands: Option<Vec<Band>>,
    /// Points outside every band.
    #[serde(default, deserialize_with = "or_nothing")]
    pub otherwise: Exact,
    /// Comparison with the target, for [`Curve::PassFail`].
    pub op: Option<Op>,
    /// Points of who does not pass.
    #[serde(default, deserialize_with = "or_nothing")]
    pub fail_score: Exact,
    /// What a value is compared with, or divided by in [`Curve::Proportional`].
    pub target: Option<Exact>,
    /// The share counts up to here, for [`Curve::Proportional`].
    pub cap: Option<Exact>,
}

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// 原值
    Value,
    /// 完成率: actual ÷ target.
    Ratio,
    /// 完成率百分数: the same times 100.
    PercentRatio,
    /// 差额: actual − target.
    Difference,
    /// 增量: this − last.
    Increment,
    /// 增速, in percent of the size of the last value.
    Growth,
    /// 率值百分数: numerator ÷ (denominator − excluded) × 100.
    PercentRate,
}

/// How a measure becomes points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Curve {
    /// 原样: it is the points.
    Identity,
    /// 比例: `full` times the measure, or times its share of `target`.
    Proportional,
    /// 分档
    Bands,
    /// 折线
    Piecewise,
    /// 达标
    PassFail,
}

/// Facts: those that the measure needs.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct MeasuredFacts {
    /// 原值
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Exact>,
    /// What was reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actual: Option<Exact>,
    /// What was to be reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<Exact>,
    /// This year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub this: Option<Exact>,
    /// Last year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<Exact>,
    /// Done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub numerator: Option<Exact>,
    /// Due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub denominator: Option<Exact>,
    /// Left out of what was due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub excluded: Option<Exact>,
}

impl Rule for Measured {
    type Facts = MeasuredFacts;
    type Pool = ();
    const NAME: &'static str = "measured";
    const FACTS: &'static [&'static str] =
        &["value", "actual", "target", "this", "last", "numerator", "denominator", "excluded"];

    fn pool(&self, _: &mut dyn Iterator<Item = &MeasuredFacts>) -> Result<(), Fault> {
        Ok(())
    }

    fn score(&self, facts: &MeasuredFacts, (): &(), notes: &mut Notes) -> Result<Outcome, Fault> {
        let value = self.measure.of(facts, notes)?;
        self.curve(value, facts, notes)
    }
}

impl Measure {
    fn of(self, facts: &MeasuredFacts, notes: &mut Notes) -> Result<Exact, Fault> {
        let need = |value: &Option<Exact>, key: &str| value.clone().ok_or_else(|| Fault::missing(key));
        let pair =
            |a: (&Option<Exact>, &str), b: (&Option<Exact>, &str)| Ok((need(a.0, a.1)?, need(b.0, b.1)?));
        let goal = || pair((&facts.actual, "actual"), (&facts.target, "target"));
        let years = || pair((&facts.this, "this"), (&facts.last, "last"));
        let quotient = |a: &Exact, b: &Exact, key: &str| a.over(b).ok_or_else(|| Fault::zero(key));
        Ok(match self {
            Self::Value => need(&facts.value, "value")?,
            Self::Ratio => {
                let (actual, target) = goal()?;
                let ratio = quotient(&actual, &target, "target")?;
                notes.add("ratio", || {
                    [("actual", actual.into()), ("target", target.into()), ("ratio", (&ratio).into())]
                });
                ratio
            }
            Self::PercentRatio => {
                let (actual, target) = goal()?;
                let percent = quotient(&actual, &target, "target")? * Exact::HUNDRED;
                notes.add("ratio-percent", || {
                    [("actual", actual.into()), ("target", target.into()), ("percent", (&percent).into())]
                });
                percent
            }
            Self::Difference => {
                let (actual, target) = goal()?;
                let gap = &actual - &target;
                notes.add("gap", || {
                    [("more", actual.into()), ("less", target.into()), ("gap", (&gap).into())]
                });
                gap
            }
            Self::Increment => {
                let (this, last) = years()?;
                let value = &this - &last;
                notes.add("mix-increment", || {
                    [("this", this.into()), ("last", last.into()), ("value", (&value).into())]
                });
                value
            }
            Self::Growth => {
                let (this, last) = years()?;
                let size = last.abs();
                let value = quotient(&(&this - &last), &size, "last")? * Exact::HUNDRED;
                notes.add("mix-growth", || {
                    let size = ("size", size.into());
                    [("this", this.into()), ("last", last.into()), size, ("value", (&value).into())]
                });
                value
            }
            Self::PercentRate => {
                let (done, all) = pair((&facts.numerator, "numerator"), (&facts.denominator, "denominator"))?;
                let excluded = facts.excluded.clone().unwrap_or_default();
                let due = &all - &excluded;
                let percent = quotient(&done, &due, "denominator")? * Exact::HUNDRED;
                if !excluded.is_zero() {
                    notes.add("rate-due", || {
                        [("all", all.into()), ("excluded", excluded.into()), ("due", (&due).into())]
                    });
                }
                notes.add("rate", || {
                    [("done", done.into()), ("due", (&due).into()), ("percent", (&percent).into())]
                });
                percent
            }
        })
    }
}

impl Measured {
    fn curve(&self, value: Exact, facts: &MeasuredFacts, notes: &mut Notes) -> Result<Outcome, Fault> {
        match self.curve {
            Curve::Identity => Ok(Outcome::Score(value)),
            Curve::Proportional => {
                let target = self.target.as_ref();
                let share = target.map_or_else(|| Some(value.clone()), |t| value.over(t));
                let share = share.ok_or_else(|| Fault::zero("target"))?;
                let counted = share.at_least(&Exact::ZERO).capped(self.cap.as_ref());
                let score = &self.full * &counted;
                notes.add("full-times", || {
                    [("full", (&self.full).into()), ("ratio", (&counted).into()), ("score", (&score).into())]
                });
                Ok(Outcome::Score(score))
            }
            Curve::Bands => {
                let bands = self.bands.clone().ok_or_else(|| Fault::missing("bands"))?;
                let ladder = Ladder { bands, otherwise: self.otherwise.clone() };
                ladder.score(&OneValue { value }, &(), notes)
            }
            Curve::Piecewise => {
                let points = self.points.clone().ok_or_else(|| Fault::missing("points"))?;
                let outcome = PiecewiseLinear { points }.score(&OneValue { value }, &(), notes)?;
                let (Outcome::Score(height), true) = (&outcome, self.percent_of_full) else {
                    return Ok(outcome);
                };
                let score = (&self.full * height).over(&Exact::HUNDRED).unwrap_or_default();
                notes.add("percent-of-full", || {
                    [("full", (&self.full).into()), ("percent", height.into()), ("score", (&score).into())]
                });
                Ok(Outcome::Score(score))
            }
            Curve::PassFail => {
                let target = facts.target.clone().or_else(|| self.target.clone());
                let rule = PassFail {
                    full: self.full.clone(),
                    op: self.op.unwrap_or(Op::AtLeast),
                    fail_score: self.fail_score.clone(),
                };
                let facts = super::base_step::TargetFacts {
                    actual: value,
                    target: target.ok_or_else(|| Fault::missing("target"))?,
                };
                rule.score(&facts, &(), notes)
            }
        }
    }
}

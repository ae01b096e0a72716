//! 完成率比例计分: points in proportion to actual ÷ target.
//!
//! `full·r` with r = actual/target, not below nought and not above `cap_ratio`; nothing at all below
//! `min_ratio`. A target of nought is the scheme's decision, never a guess, and so is a target below
//! nought (reducing a loss).

use serde::{Deserialize, Serialize};

use crate::assess::exact::Exact;
use crate::assess::fault::Fault;
use crate::assess::kind::Kind;
use crate::assess::rule::{Outcome, Rule};
use crate::assess::trace::Notes;

/// Its line in the list.
pub const KIND: Kind = Kind::rule::<Ratio>();

/// Parameters.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ratio {
    /// Points at r = 1.
    pub full: Exact,
    /// r counts up to here; no limit if absent.
    pub cap_ratio: Option<Exact>,
    /// Nothing below this r.
    pub min_ratio: Option<Exact>,
    /// When the target is nought.
    #[serde(default)]
    pub zero_target: ZeroTarget,
    /// When the target is below nought.
    pub negative_target: Option<NegativeTarget>,
    /// When there is no actual value.
    #[serde(default)]
    pub missing: Absent,
}

/// What a target of nought gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ZeroTarget {
    /// Full points.
    Full,
    /// Nothing.
    Zero,
    /// 缺项
    #[default]
    NotApplicable,
    /// Full points for anything above nought.
    FullIfPositive,
}

/// What a target below nought means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NegativeTarget {
    /// r = 1 + (actual − target) / |target|
    OnePlusDifference,
}

/// What no value gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Absent {
    /// Nothing: it was due and not reported.
    #[default]
    Zero,
    /// 缺项
    NotApplicable,
}

/// Facts.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RatioFacts {
    /// What was reached.
    #[serde(default)]
    pub actual: Option<Exact>,
    /// What was to be reached.
    pub target: Exact,
}

impl Rule for Ratio {
    type Facts = RatioFacts;
    type Pool = ();
    const NAME: &'static str = "ratio";
    const FACTS: &'static [&'static str] = &["actual", "target"];

    fn pool(&self, _: &mut dyn Iterator<Item = &RatioFacts>) -> Result<(), Fault> {
        Ok(())
    }

    fn score(&self, facts: &RatioFacts, (): &(), notes: &mut Notes) -> Result<Outcome, Fault> {
        let Some(actual) = &facts.actual else {
            notes.add("no-actual", || []);
            return Ok(match self.missing {
                Absent::Zero => Outcome::Score(Exact::ZERO),
                Absent::NotApplicable => Outcome::NotApplicable,
            });
        };
        let Some(ratio) = self.ratio(actual, &facts.target) else {
            notes.add("target-zero", || [("actual", actual.into())]);
            return Ok(self.without_target(actual));
        };
        notes.add("ratio", || {
            [("actual", actual.into()), ("target", (&facts.target).into()), ("ratio", (&ratio).into())]
        });
        if self.min_ratio.as_ref().is_some_and(|min| &ratio < min) {
            notes.add("ratio-below-min", || [("min", self.min_ratio.clone().unwrap_or_default().into())]);
            return Ok(Outcome::Score(Exact::ZERO));
        }
        let counted = ratio.clone().at_least(&Exact::ZERO).capped(self.cap_ratio.as_ref());
        if counted != ratio {
            notes.add("ratio-limited", || [("ratio", (&counted).into())]);
        }
        let score = &self.full * &counted;
        notes.add("full-times", || {
            [("full", (&self.full).into()), ("ratio", (&counted).into()), ("score", (&score).into())]
        });
        Ok(Outcome::Score(score))
    }
}

impl Ratio {
    /// actual ÷ target; `None` when the target is nought.
    fn ratio(&self, actual: &Exact, target: &Exact) -> Option<Exact> {
        match self.negative_target {
            Some(NegativeTarget::OnePlusDifference) if target.is_negative() => {
                Some(Exact::ONE + (actual - target).over(&target.abs())?)
            }
            _ => actual.over(target),
        }
    }

    fn without_target(&self, actual: &Exact) -> Outcome {
        match self.zero_target {
            ZeroTarget::Full => Outcome::Score(self.full.clone()),
            ZeroTarget::Zero => Outcome::Score(Exact::ZERO),
            ZeroTarget::NotApplicable => Outcome::NotApplicable,
            ZeroTarget::FullIfPositive if actual.is_positive() => Outcome::Score(self.full.clone()),
            ZeroTarget::FullIfPositive => Outcome::Score(Exact::ZERO),
        }
    }
}

//! 完成率比例计分: points in proportion to actual ÷ target.
//!
//! `full·r` with r = actual/target, not below nought and not above `cap_ratio`; nothing at all below
//! `min_ratio`. What a target of nought gives is the scheme's decision; where it says nothing, the item
//! does not apply (缺项). So is a target below nought (reducing a loss).

use serde::{Deserialize, Serialize};

use crate::assess::exact::Exact;
use crate::assess::fault::Fault;
use crate::assess::kind::Kind;
use crate::assess::rule::{Outcome, Rule};
use crate::assess::trace::{Arg, Notes};

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
            let (word, outcome) = match self.missing {
                Absent::Zero => ("result_zero", Outcome::Score(Exact::ZERO)),
                Absent::NotApplicable => ("result_not_applicable", Outcome::NotApplicable),
            };
            notes.add("no-actual", || [("result", Arg::Word(word))]);
            return Ok(outcome);
        };
        let Some(ratio) = self.ratio(actual, &facts.target) else {
            let (word, outcome) = self.without_target(actual);
            notes.add("target-zero", || [("actual", actual.into()), ("result", Arg::Word(word))]);
            return Ok(outcome);
        };
        self.tell(actual, &facts.target, &ratio, notes);
        if self.min_ratio.as_ref().is_some_and(|min| &ratio < min) {
            notes.add("ratio-below-min", || [("min", self.min_ratio.clone().unwrap_or_default().into())]);
            return Ok(Outcome::Score(Exact::ZERO));
        }
        Ok(Outcome::Score(in_proportion(&self.full, &ratio, self.cap_ratio.as_ref(), notes)))
    }
}

/// Points in proportion: `full` times a ratio kept within nought and `cap`.
pub fn in_proportion(full: &Exact, ratio: &Exact, cap: Option<&Exact>, notes: &mut Notes) -> Exact {
    let counted = ratio.clone().at_least(&Exact::ZERO).capped(cap);
    if &counted < ratio {
        notes.add("ratio-limited-above", || [("ratio", (&counted).into())]);
    } else if &counted > ratio {
        notes.add("ratio-limited-below", || [("ratio", (&counted).into())]);
    }
    let score = full * &counted;
    notes.add("full-times", || {
        [("full", full.into()), ("ratio", (&counted).into()), ("score", (&score).into())]
    });
    score
}

impl Ratio {
    /// actual ÷ target; `None` when the target is nought.
    fn ratio(&self, actual: &Exact, target: &Exact) -> Option<Exact> {
        if self.by_difference(target) {
            Some(Exact::ONE + (actual - target).over(&target.abs())?)
        } else {
            actual.over(target)
        }
    }

    /// Whether the target is a loss that was to be reduced, and the scheme says how that counts.
    fn by_difference(&self, target: &Exact) -> bool {
        matches!(self.negative_target, Some(NegativeTarget::OnePlusDifference) if target.is_negative())
    }

    fn tell(&self, actual: &Exact, target: &Exact, ratio: &Exact, notes: &mut Notes) {
        if self.by_difference(target) {
            notes.add("ratio-difference", || {
                [
                    ("actual", actual.into()),
                    ("target", target.into()),
                    ("size", target.abs().into()),
                    ("ratio", ratio.into()),
                ]
            });
        } else {
            notes.add("ratio", || {
                [("actual", actual.into()), ("target", target.into()), ("ratio", ratio.into())]
            });
        }
    }

    fn without_target(&self, actual: &Exact) -> (&'static str, Outcome) {
        let full = match self.zero_target {
            ZeroTarget::Full => true,
            ZeroTarget::Zero => false,
            ZeroTarget::NotApplicable => return ("result_not_applicable", Outcome::NotApplicable),
            ZeroTarget::FullIfPositive => actual.is_positive(),
        };
        if full {
            ("result_full", Outcome::Score(self.full.clone()))
        } else {
            ("result_zero", Outcome::Score(Exact::ZERO))
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::assess::rules::testing::{fault, score, state};

    fn ratio(actual: &str, target: &str, more: serde_json::Value) -> serde_json::Value {
        let mut given = json!({"full": "10", "actual": actual, "target": target});
        given.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        given
    }

    #[test]
    fn without_limits_it_goes_above_full_and_never_below_nought() {
        assert_eq!(score("ratio", ratio("30", "20", json!({"cap_ratio": null, "min_ratio": null}))), "15");
        assert_eq!(score("ratio", ratio("-1", "20", json!({}))), "0");
        assert_eq!(score("ratio", ratio("10", "20", json!({"min_ratio": "0.5"}))), "5");
    }

    #[test]
    fn a_target_of_nought_is_what_the_scheme_says() {
        for (says, points) in [("full", "10"), ("zero", "0"), ("full_if_positive", "0")] {
            assert_eq!(score("ratio", ratio("0", "0", json!({"zero_target": says}))), points, "{says}");
        }
        assert_eq!(
            state("ratio", ratio("3", "0", json!({"zero_target": "not_applicable"}))),
            "not_applicable"
        );
        assert!(fault("ratio", ratio("3", "0", json!({"zero_target": "half"}))).contains("half"));
    }

    #[test]
    fn a_loss_to_be_reduced() {
        let how = json!({"negative_target": "one_plus_difference", "cap_ratio": "1.5"});
        assert_eq!(score("ratio", ratio("-150", "-100", how.clone())), "5");
        assert_eq!(score("ratio", ratio("-250", "-100", how.clone())), "0");
        assert_eq!(score("ratio", ratio("10", "-100", how.clone())), "15");
        assert_eq!(score("ratio", ratio("50", "100", how)), "5", "a target above nought is as ever");
    }

    #[test]
    fn no_report() {
        let given = |missing: &str| json!({"full": "10", "actual": null, "target": "5", "missing": missing});
        assert_eq!(score("ratio", given("zero")), "0");
        assert_eq!(state("ratio", given("not_applicable")), "not_applicable");
    }
}

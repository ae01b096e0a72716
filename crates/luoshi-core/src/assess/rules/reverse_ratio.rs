//! 逆向比例: points in proportion where less is better.
//!
//! `target_over_actual`: target/actual; where there is nothing actual, the ratio is `cap_ratio`, and a
//! scheme without a cap is at fault then, since no number is large enough. `two_minus`: 2 −
//! actual/target, which needs a target. Kept within nought and `cap_ratio`, times `full`.

use serde::{Deserialize, Serialize};

use super::base_step::TargetFacts;
use super::ratio::in_proportion;
use crate::assess::exact::Exact;
use crate::assess::fault::Fault;
use crate::assess::kind::Kind;
use crate::assess::rule::{Outcome, Rule};
use crate::assess::trace::Notes;

/// Its line in the list.
pub const KIND: Kind = Kind::rule::<ReverseRatio>();

/// Parameters.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReverseRatio {
    /// Points at a ratio of 1.
    pub full: Exact,
    /// How the ratio is made.
    pub formula: Formula,
    /// The ratio counts up to here; no limit if absent.
    pub cap_ratio: Option<Exact>,
}

/// How the ratio is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Formula {
    /// target ÷ actual
    TargetOverActual,
    /// 2 − actual ÷ target
    TwoMinus,
}

impl Rule for ReverseRatio {
    type Facts = TargetFacts;
    type Pool = ();
    const NAME: &'static str = "reverse_ratio";
    const FACTS: &'static [&'static str] = &["actual", "target"];

    fn pool(&self, _: &mut dyn Iterator<Item = &TargetFacts>) -> Result<(), Fault> {
        Ok(())
    }

    fn score(&self, facts: &TargetFacts, (): &(), notes: &mut Notes) -> Result<Outcome, Fault> {
        let ratio = self.ratio(facts, notes)?;
        Ok(Outcome::Score(in_proportion(&self.full, &ratio, self.cap_ratio.as_ref(), notes)))
    }
}

impl ReverseRatio {
    fn ratio(&self, TargetFacts { actual, target }: &TargetFacts, notes: &mut Notes) -> Result<Exact, Fault> {
        match self.formula {
            Formula::TwoMinus => {
                let part = actual.over(target).ok_or_else(|| Fault::zero("target"))?;
                let ratio = Exact::whole(2) - part;
                notes.add("reverse-two-minus", || {
                    [("actual", actual.into()), ("target", target.into()), ("ratio", (&ratio).into())]
                });
                Ok(ratio)
            }
            Formula::TargetOverActual => {
                let Some(ratio) = target.over(actual).filter(|_| actual.is_positive()) else {
                    let cap = self.cap_ratio.clone().ok_or_else(|| Fault::missing("cap_ratio"))?;
                    notes.add("reverse-nothing", || [("actual", actual.into()), ("ratio", (&cap).into())]);
                    return Ok(cap);
                };
                notes.add("reverse-ratio", || {
                    [("actual", actual.into()), ("target", target.into()), ("ratio", (&ratio).into())]
                });
                Ok(ratio)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::assess::rules::testing::{fault, score};

    fn given(formula: &str, actual: &str, target: &str, cap: Value) -> Value {
        json!({"full": "6", "formula": formula, "actual": actual, "target": target, "cap_ratio": cap})
    }

    #[test]
    fn target_over_actual() {
        let points =
            |actual, target, cap| score("reverse_ratio", given("target_over_actual", actual, target, cap));
        assert_eq!(points("9", "3", json!("1.5")), "2");
        assert_eq!(points("1", "3", json!("1.5")), "9");
        assert_eq!(points("1", "3", Value::Null), "18");
        assert_eq!(points("-1", "3", json!("1.5")), "9");
        assert_eq!(points("5", "0", json!("1.5")), "0");
        let endless = given("target_over_actual", "0", "3", Value::Null);
        assert_eq!(fault("reverse_ratio", endless), "cap_ratio: missing");
    }

    #[test]
    fn two_minus() {
        let points = |actual, target, cap| score("reverse_ratio", given("two_minus", actual, target, cap));
        assert_eq!(points("4", "3", json!("1.5")), "4");
        assert_eq!(points("0", "3", json!("1.5")), "9");
        assert_eq!(points("0", "3", Value::Null), "12");
        assert_eq!(points("7", "3", Value::Null), "0");
        assert_eq!(
            fault("reverse_ratio", given("two_minus", "1", "0", json!("1"))),
            "target: division by zero"
        );
    }
}

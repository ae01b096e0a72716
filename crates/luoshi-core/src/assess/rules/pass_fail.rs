//! 达标计分: all the points or none.
//!
//! `full` if actual compares with target as `op` says, otherwise `fail_score` (未达标仍给保底分). Whether
//! the target itself is enough is the scheme's decision: `>=` or `>`, and for control numbers (控制数)
//! `<=` or `<`.

use serde::{Deserialize, Serialize};

use super::base_step::TargetFacts;
use crate::assess::exact::Exact;
use crate::assess::fault::Fault;
use crate::assess::kind::Kind;
use crate::assess::rule::{Op, Outcome, Rule};
use crate::assess::trace::Notes;

/// Its line in the list.
pub const KIND: Kind = Kind::rule::<PassFail>();

/// Parameters.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PassFail {
    /// Points when the target is met.
    pub full: Exact,
    /// How actual must compare with target.
    pub op: Op,
    /// Points when it is not; none if absent.
    #[serde(default)]
    pub fail_score: Exact,
}

impl Rule for PassFail {
    type Facts = TargetFacts;
    type Pool = ();
    const NAME: &'static str = "pass_fail";
    const FACTS: &'static [&'static str] = &["actual", "target"];

    fn pool(&self, _: &mut dyn Iterator<Item = &TargetFacts>) -> Result<(), Fault> {
        Ok(())
    }

    fn score(&self, facts: &TargetFacts, (): &(), notes: &mut Notes) -> Result<Outcome, Fault> {
        let TargetFacts { actual, target } = facts;
        let met = self.op.holds(actual, target);
        let score = if met { &self.full } else { &self.fail_score };
        notes.add("required", || {
            [("actual", actual.into()), ("op", self.op.word()), ("target", target.into())]
        });
        if met {
            notes.add("met", || [("score", score.into())]);
        } else {
            notes.add("not-met", || [("score", score.into())]);
        }
        Ok(Outcome::Score(score.clone()))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::assess::rules::testing::{fault, score};

    fn given(actual: &str, op: &str, fail_score: Value) -> Value {
        json!({"full": "5", "actual": actual, "op": op, "target": "6.0", "fail_score": fail_score})
    }

    #[test]
    fn the_target_itself_counts_as_the_comparison_says() {
        for (op, below, at, above) in [
            (">=", "1", "5", "5"),
            (">", "1", "1", "5"),
            ("<=", "5", "5", "1"),
            ("<", "5", "1", "1"),
            ("==", "1", "5", "1"),
        ] {
            let got = ["5.999", "6", "6.001"].map(|actual| score("pass_fail", given(actual, op, json!("1"))));
            assert_eq!(got, [below, at, above], "{op}");
        }
    }

    #[test]
    fn nothing_is_said_about_failing() {
        assert_eq!(score("pass_fail", given("1", ">=", Value::Null)), "0");
        assert_eq!(score("pass_fail", given("1", ">=", json!("-2"))), "-2");
        assert!(fault("pass_fail", json!({"full": "5", "op": ">=", "target": "1"})).contains("actual"));
        assert!(fault("pass_fail", given("1", "=>", Value::Null)).contains("=>"));
    }
}

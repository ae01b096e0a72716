//! 定性等级: points by a grade that somebody gave.
//!
//! `full·coefficients[grade]`. A grade that the scheme does not list is a slip, not a nought.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::assess::exact::Exact;
use crate::assess::fault::Fault;
use crate::assess::kind::Kind;
use crate::assess::rule::{Outcome, Rule};
use crate::assess::trace::Notes;

/// Its line in the list.
pub const KIND: Kind = Kind::rule::<Judgement>();

/// Parameters.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Judgement {
    /// Points at a coefficient of one.
    pub full: Exact,
    /// Coefficient of each grade.
    pub coefficients: BTreeMap<String, Exact>,
}

/// Facts.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct JudgementFacts {
    /// The grade given.
    pub grade: String,
}

impl Rule for Judgement {
    type Facts = JudgementFacts;
    type Pool = ();
    const NAME: &'static str = "judgement";
    const FACTS: &'static [&'static str] = &["grade"];

    fn pool(&self, _: &mut dyn Iterator<Item = &JudgementFacts>) -> Result<(), Fault> {
        Ok(())
    }

    fn score(&self, facts: &JudgementFacts, (): &(), notes: &mut Notes) -> Result<Outcome, Fault> {
        let grade = facts.grade.as_str();
        let coefficient = self
            .coefficients
            .get(grade)
            .ok_or_else(|| Fault::unknown("grade", grade, self.coefficients.keys()))?;
        let score = &self.full * coefficient;
        notes.add("judged", || {
            [
                ("grade", grade.into()),
                ("coefficient", coefficient.into()),
                ("full", (&self.full).into()),
                ("score", (&score).into()),
            ]
        });
        Ok(Outcome::Score(score))
    }
}

#[cfg(test)]
mod tests {
    use crate::assess::rules::testing::{answer, score};
    use serde_json::json;

    #[test]
    fn coefficients_may_exceed_one_and_fall_below_nought() {
        let given =
            |grade| json!({"full": "8", "grade": grade, "coefficients": {"优": "1.25", "劣": "-0.5"}});
        assert_eq!(score("judgement", given("优")), "10");
        assert_eq!(score("judgement", given("劣")), "-4");
    }

    #[test]
    fn an_unlisted_grade_is_named_with_those_listed() {
        let given = json!({"full": "8", "grade": "良好", "coefficients": {"优": "1", "良": "0.8"}});
        let fault = answer("judgement", given).unwrap_err();
        assert_eq!(fault.key, "grade");
        assert!(fault.to_string().contains("良好"), "{fault}");
    }
}

//! 率值: how many of those due were done.
//!
//! r = numerator/(denominator − excluded); what was deferred (缓办) is not due. Without a target rate
//! the points are `full·r`, r counting at most as 1. With one, the full points are given from the
//! target on, and every percentage point short of it costs `points_per_percent_point`; the result is
//! not below nought. When nothing was due, the scheme says in `empty` what that is worth; a scheme that
//! says nothing is at fault, for full points and no points are both found in public texts.

use serde::{Deserialize, Serialize};

use super::base_step::{minus, stepped};
use super::ratio::in_proportion;
use crate::assess::exact::Exact;
use crate::assess::fault::Fault;
use crate::assess::kind::Kind;
use crate::assess::rule::{Outcome, Partial, Rule, floored, or_nothing};
use crate::assess::trace::{Arg, Notes};

/// Its line in the list.
pub const KIND: Kind = Kind::rule::<Rate>();

/// Parameters.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// Points at 100 %, or from the target on.
    pub full: Exact,
    /// Percent from which on the full points are given; in proportion if absent.
    pub target_rate: Option<Exact>,
    /// Points that each percentage point short of the target costs.
    pub points_per_percent_point: Option<Exact>,
    /// How a part of a percentage point counts.
    #[serde(default)]
    pub partial: Partial,
    /// When nothing was due.
    pub empty: Option<Empty>,
}

/// What it is worth that nothing was due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Empty {
    /// Full points.
    Full,
    /// Nothing.
    Zero,
    /// 缺项
    NotApplicable,
}

/// Facts.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RateFacts {
    /// Done.
    pub numerator: Exact,
    /// Due.
    pub denominator: Exact,
    /// Of those due, not counted: deferred, still running.
    #[serde(default, deserialize_with = "or_nothing")]
    pub excluded: Exact,
}

impl Rule for Rate {
    type Facts = RateFacts;
    type Pool = ();
    const NAME: &'static str = "rate";
    const FACTS: &'static [&'static str] = &["numerator", "denominator", "excluded"];

    fn pool(&self, _: &mut dyn Iterator<Item = &RateFacts>) -> Result<(), Fault> {
        Ok(())
    }

    fn score(&self, facts: &RateFacts, (): &(), notes: &mut Notes) -> Result<Outcome, Fault> {
        let due = &facts.denominator - &facts.excluded;
        if !facts.excluded.is_zero() {
            notes.add("rate-due", || {
                [
                    ("all", (&facts.denominator).into()),
                    ("excluded", (&facts.excluded).into()),
                    ("due", (&due).into()),
                ]
            });
        }
        let Some(rate) = facts.numerator.over(&due).filter(|_| due.is_positive()) else {
            return self.nothing_due(&due, notes);
        };
        let percent = &rate * Exact::HUNDRED;
        notes.add("rate", || {
            [("done", (&facts.numerator).into()), ("due", (&due).into()), ("percent", (&percent).into())]
        });
        let Some(target) = &self.target_rate else {
            return Ok(Outcome::Score(in_proportion(&self.full, &rate, Some(&Exact::ONE), notes)));
        };
        self.against(target, &percent, notes).map(Outcome::Score)
    }
}

impl Rate {
    fn nothing_due(&self, due: &Exact, notes: &mut Notes) -> Result<Outcome, Fault> {
        let empty = self.empty.ok_or_else(|| Fault::missing("empty"))?;
        let (word, outcome) = match empty {
            Empty::Full => ("result_full", Outcome::Score(self.full.clone())),
            Empty::Zero => ("result_zero", Outcome::Score(Exact::ZERO)),
            Empty::NotApplicable => ("result_not_applicable", Outcome::NotApplicable),
        };
        notes.add("nothing-due", || [("due", due.into()), ("result", Arg::Word(word))]);
        Ok(outcome)
    }

    fn against(&self, target: &Exact, percent: &Exact, notes: &mut Notes) -> Result<Exact, Fault> {
        let short = target - percent;
        if !short.is_positive() {
            notes.add("rate-met", || [("target", target.into()), ("score", (&self.full).into())]);
            return Ok(floored(self.full.clone(), Some(&Exact::ZERO), notes));
        }
        let points = self
            .points_per_percent_point
            .as_ref()
            .ok_or_else(|| Fault::missing("points_per_percent_point"))?;
        notes.add("rate-short", || {
            [("target", target.into()), ("percent", percent.into()), ("short", (&short).into())]
        });
        let less = stepped(&short, &Exact::ONE, points, self.partial, notes)?;
        Ok(minus(&self.full, &less, Some(&Exact::ZERO), notes))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::assess::rules::testing::{fault, score, state};

    fn given(done: i64, due: i64, more: Value) -> Value {
        let mut given = json!({"full": "10", "numerator": done, "denominator": due, "empty": "zero"});
        given.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        given
    }

    #[test]
    fn in_proportion_up_to_everything() {
        assert_eq!(score("rate", given(3, 4, json!({"excluded": null}))), "7.5");
        assert_eq!(score("rate", given(5, 4, json!({}))), "10");
        assert_eq!(score("rate", given(3, 5, json!({"excluded": "1"}))), "7.5");
    }

    #[test]
    fn short_of_the_target() {
        let target = |partial: &str| json!({"target_rate": "90", "points_per_percent_point": "0.5", "partial": partial});
        assert_eq!(score("rate", given(90, 100, target("started"))), "10");
        assert_eq!(score("rate", given(873, 1000, target("proportional"))), "8.65");
        assert_eq!(score("rate", given(873, 1000, target("whole"))), "9");
        assert_eq!(score("rate", given(873, 1000, target("started"))), "8.5");
        assert_eq!(score("rate", given(1, 100, target("started"))), "0", "not below nought");
    }

    #[test]
    fn nothing_due_is_what_the_scheme_says() {
        assert_eq!(score("rate", given(0, 0, json!({}))), "0");
        assert_eq!(
            score("rate", given(0, 2, json!({"excluded": 3, "empty": "full", "target_rate": "90"}))),
            "10"
        );
        assert_eq!(state("rate", given(0, 0, json!({"empty": "not_applicable"}))), "not_applicable");
        assert_eq!(fault("rate", given(0, 0, json!({"empty": null}))), "empty: missing");
        let short = json!({"target_rate": "90"});
        assert_eq!(fault("rate", given(1, 2, short)), "points_per_percent_point: missing");
    }
}

//! 系数: a result times a coefficient, then what is added and taken off.
//!
//! `base × k`, limited to `cap`, then + bonus − deduction: the cap holds before them. k is given (a
//! coefficient of difficulty) or follows a rank: 1 at `pivot_rank`, `step_percent` more for every place
//! before it and less for every place behind it. Without a coefficient and without a rank k is 1.

use serde::{Deserialize, Serialize};

use crate::assess::exact::Exact;
use crate::assess::fault::Fault;
use crate::assess::kind::Kind;
use crate::assess::rule::{Outcome, Rule};
use crate::assess::trace::Notes;

/// Its line in the list.
pub const KIND: Kind = Kind::rule::<Coefficient>();

/// Parameters.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Coefficient {
    /// The rank whose coefficient is 1.
    pub pivot_rank: Option<Exact>,
    /// Percent per place.
    pub step_percent: Option<Exact>,
    /// Upper limit of the product; no limit if absent.
    pub cap: Option<Exact>,
}

/// Facts.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CoefficientFacts {
    /// What is multiplied.
    pub base_score: Exact,
    /// The coefficient, if it does not follow from a rank.
    #[serde(default)]
    pub coefficient: Option<Exact>,
    /// The rank that it follows from.
    #[serde(default)]
    pub rank: Option<Exact>,
    /// What is added.
    #[serde(default)]
    pub bonus: Option<Exact>,
    /// What is taken off.
    #[serde(default)]
    pub deduction: Option<Exact>,
}

impl Rule for Coefficient {
    type Facts = CoefficientFacts;
    type Pool = ();
    const NAME: &'static str = "coefficient";
    const FACTS: &'static [&'static str] = &["base_score", "coefficient", "rank", "bonus", "deduction"];

    fn pool(&self, _: &mut dyn Iterator<Item = &CoefficientFacts>) -> Result<(), Fault> {
        Ok(())
    }

    fn score(&self, facts: &CoefficientFacts, (): &(), notes: &mut Notes) -> Result<Outcome, Fault> {
        let factor = self.factor(facts, notes)?;
        let product = multiplied(&facts.base_score, &factor, self.cap.as_ref(), notes);
        let bonus = facts.bonus.clone().unwrap_or_default();
        let deduction = facts.deduction.clone().unwrap_or_default();
        let score = &product + &bonus - &deduction;
        if !bonus.is_zero() || !deduction.is_zero() {
            notes.add("sum-adjusted", || {
                [
                    ("base", (&product).into()),
                    ("bonus", (&bonus).into()),
                    ("deduction", (&deduction).into()),
                    ("score", (&score).into()),
                ]
            });
        }
        Ok(Outcome::Score(score))
    }
}

impl Coefficient {
    fn factor(&self, facts: &CoefficientFacts, notes: &mut Notes) -> Result<Exact, Fault> {
        match (&facts.coefficient, &facts.rank) {
            (Some(given), _) => Ok(given.clone()),
            (None, Some(rank)) => {
                let pivot = self.pivot_rank.as_ref().ok_or_else(|| Fault::missing("pivot_rank"))?;
                let step = self.step_percent.as_ref().ok_or_else(|| Fault::missing("step_percent"))?;
                Ok(by_rank(pivot, rank, step, notes))
            }
            (None, None) => Ok(Exact::ONE),
        }
    }
}

/// 1 + (pivot − rank)·step ÷ 100.
pub fn by_rank(pivot: &Exact, rank: &Exact, step_percent: &Exact, notes: &mut Notes) -> Exact {
    let percent = (pivot - rank) * step_percent;
    let factor = Exact::ONE + percent.over(&Exact::HUNDRED).unwrap_or_default();
    notes.add("rank-coefficient", || {
        [
            ("rank", rank.into()),
            ("pivot", pivot.into()),
            ("step", step_percent.into()),
            ("factor", (&factor).into()),
        ]
    });
    factor
}

/// base × factor, not above `cap`.
pub fn multiplied(base: &Exact, factor: &Exact, cap: Option<&Exact>, notes: &mut Notes) -> Exact {
    let product = base * factor;
    notes.add("times-coefficient", || {
        [("base", base.into()), ("factor", factor.into()), ("score", (&product).into())]
    });
    match cap {
        Some(cap) if &product > cap => {
            notes.add("limited-above", || [("limit", cap.into())]);
            cap.clone()
        }
        _ => product,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::assess::vectors::ask;

    #[test]
    fn the_cap_holds_before_bonus_and_deduction() {
        let given =
            json!({"base_score": "98", "coefficient": "1.1", "cap": "100", "bonus": "3", "deduction": "0.5"});
        assert_eq!(ask("coefficient", given), json!({"score": "102.5"}));
    }

    #[test]
    fn a_given_coefficient_goes_before_a_rank_and_none_is_one() {
        let both =
            json!({"base_score": 80, "coefficient": "0.9", "rank": 1, "pivot_rank": 5, "step_percent": "1"});
        assert_eq!(ask("coefficient", both), json!({"score": "72"}));
        assert_eq!(ask("coefficient", json!({"base_score": "80", "rank": null})), json!({"score": "80"}));
        let half = json!({"base_score": "80", "rank": 3});
        assert_eq!(ask("coefficient", half), json!("pivot_rank: missing"));
    }
}

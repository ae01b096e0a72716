//! 总分公式: what the items gave, plus bonus, minus deductions, within limits.
//!
//! `base + min(bonus, bonus_cap) − min(deduction, deduction_cap)`, not below `floor` and not above
//! `total_cap`. Every limit may be absent.

use serde::{Deserialize, Serialize};

use crate::assess::exact::Exact;
use crate::assess::fault::Fault;
use crate::assess::kind::Kind;
use crate::assess::rule::{Outcome, Rule};
use crate::assess::trace::Notes;

/// Its line in the list.
pub const KIND: Kind = Kind::rule::<TotalFormula>();

/// Parameters.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TotalFormula {
    /// Most that is added.
    pub bonus_cap: Option<Exact>,
    /// Most that is taken off (限扣).
    pub deduction_cap: Option<Exact>,
    /// Most that a total may be.
    pub total_cap: Option<Exact>,
    /// Least that a total may be.
    pub floor: Option<Exact>,
}

/// Facts.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TotalFacts {
    /// What the items gave.
    pub base: Exact,
    /// What is added.
    #[serde(default)]
    pub bonus: Exact,
    /// What is taken off.
    #[serde(default)]
    pub deduction: Exact,
}

impl Rule for TotalFormula {
    type Facts = TotalFacts;
    type Pool = ();
    const NAME: &'static str = "total_formula";
    const FACTS: &'static [&'static str] = &["base", "bonus", "deduction"];

    fn pool(&self, _: &mut dyn Iterator<Item = &TotalFacts>) -> Result<(), Fault> {
        Ok(())
    }

    fn score(&self, facts: &TotalFacts, (): &(), notes: &mut Notes) -> Result<Outcome, Fault> {
        Ok(Outcome::Score(self.total(&facts.base, &facts.bonus, &facts.deduction, notes)))
    }
}

impl TotalFormula {
    /// The total, not rounded.
    pub fn total(&self, base: &Exact, bonus: &Exact, deduction: &Exact, notes: &mut Notes) -> Exact {
        let added = self.bonus_cap.as_ref().filter(|cap| bonus > *cap).unwrap_or(bonus);
        if added != bonus {
            notes.add("bonus-capped", || [("bonus", bonus.into()), ("cap", added.into())]);
        }
        let taken = self.deduction_cap.as_ref().filter(|cap| deduction > *cap).unwrap_or(deduction);
        if taken != deduction {
            notes.add("deduction-capped", || [("deduction", deduction.into()), ("cap", taken.into())]);
        }
        let total = base + added - taken;
        notes.add("sum-adjusted", || {
            [
                ("base", base.into()),
                ("bonus", added.into()),
                ("deduction", taken.into()),
                ("score", (&total).into()),
            ]
        });
        self.limited(total, notes)
    }

    fn limited(&self, total: Exact, notes: &mut Notes) -> Exact {
        let raised = match &self.floor {
            Some(floor) if &total < floor => {
                notes.add("limited-below", || [("limit", floor.into())]);
                floor.clone()
            }
            _ => total,
        };
        match &self.total_cap {
            Some(cap) if &raised > cap => {
                notes.add("limited-above", || [("limit", cap.into())]);
                cap.clone()
            }
            _ => raised,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::assess::trace::{Language, Words};
    use crate::assess::vectors::ask;

    #[test]
    fn a_total_may_go_below_nought_unless_the_scheme_forbids_it() {
        let given = json!({"base": "3", "bonus": null, "deduction": "5", "floor": null});
        assert_eq!(ask("total_formula", given), json!({"score": "-2"}));
        let floor = json!({"base": "3", "deduction": "5", "floor": "0"});
        assert_eq!(ask("total_formula", floor), json!({"score": "0"}));
    }

    #[test]
    fn a_cap_of_nought_is_a_cap() {
        let none =
            json!({"base": "90", "bonus": "2", "deduction": "3", "bonus_cap": "0", "deduction_cap": "0"});
        assert_eq!(ask("total_formula", none), json!({"score": "90"}));
    }

    #[test]
    fn every_limit_that_bites_is_told() {
        let rule: TotalFormula =
            serde_json::from_value(json!({"bonus_cap": "10", "total_cap": "100", "floor": "0"})).unwrap();
        let mut notes = Notes::on();
        let x = |t: &str| t.parse::<Exact>().unwrap();
        assert_eq!(rule.total(&x("94.35"), &x("13"), &x("2.5"), &mut notes), x("100"));
        let words = Words::of(Language::Chinese);
        let told: Vec<String> = notes.steps().iter().map(|s| words.sentence(s)).collect();
        assert_eq!(told, ["加分13分，最多计10分", "94.35 + 10 − 2.5 = 101.85", "超过上限，按100分计"]);
    }
}

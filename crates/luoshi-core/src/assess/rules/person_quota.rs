//! 个人优秀名额: how many people of a unit may be rated excellent.
//!
//! `headcount × percent ÷ 100`, rounded as the scheme says, at least `at_least`. The percentage depends
//! on the unit's own grade; a grade without one is a fault, not a quota of nought.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::grade_quota::percent_of;
use crate::assess::exact::Exact;
use crate::assess::fault::Fault;
use crate::assess::kind::{Given, Kind, parse};
use crate::assess::round::Mode;
use crate::assess::trace::{Arg, Notes};

/// Its line in the list.
pub const KIND: Kind = Kind::stage("person_quota", answer);

/// A unit and the percentages of its grade.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonQuota {
    /// People that count.
    pub headcount: usize,
    /// The unit's grade.
    pub unit_grade: Option<String>,
    /// Percentages by grade.
    #[serde(default)]
    pub percent_by_grade: BTreeMap<String, Exact>,
    /// The percentage where it does not depend on the grade.
    pub percent: Option<Exact>,
    /// How a part of a person counts.
    #[serde(default)]
    pub rounding: Mode,
    /// Least number.
    #[serde(default)]
    pub at_least: usize,
}

impl PersonQuota {
    /// The number.
    ///
    /// # Errors
    /// A grade without a percentage, or more people than can be counted.
    pub fn quota(&self, notes: &mut Notes) -> Result<usize, Fault> {
        let percent = self.percent()?;
        let share = percent_of(percent, self.headcount, self.rounding)?;
        notes.add("person-share", || {
            [
                ("count", self.headcount.into()),
                ("percent", percent.into()),
                ("mode", Arg::Word(self.rounding.word())),
                ("quota", share.into()),
            ]
        });
        if share < self.at_least {
            notes.add("person-least", || [("quota", self.at_least.into())]);
        }
        Ok(share.max(self.at_least))
    }

    fn percent(&self) -> Result<&Exact, Fault> {
        let by_grade = self.unit_grade.as_ref().and_then(|grade| self.percent_by_grade.get(grade));
        by_grade.or(self.percent.as_ref()).ok_or_else(|| match &self.unit_grade {
            Some(grade) => Fault::unknown("unit_grade", grade, self.percent_by_grade.keys()),
            None => Fault::missing("unit_grade"),
        })
    }
}

fn answer(given: Given) -> Result<Given, Fault> {
    let quota: PersonQuota = parse(given)?;
    let number = quota.quota(&mut Notes::off())?;
    Ok(Given::from_iter([("quota".to_owned(), Value::from(number))]))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::assess::vectors::ask;

    fn quota(headcount: usize, grade: &str, rounding: &str, at_least: Value) -> Value {
        ask(
            "person_quota",
            json!({"headcount": headcount, "unit_grade": grade, "percent_by_grade": {"A": "15", "B": "0"},
                "rounding": rounding, "at_least": at_least}),
        )
    }

    #[test]
    fn parts_of_people_and_the_least_number() {
        // 15% of 30 is 4.5.
        assert_eq!(quota(30, "A", "half_up", Value::Null), json!({"quota": 5}));
        assert_eq!(quota(30, "A", "half_even", Value::Null), json!({"quota": 4}));
        assert_eq!(quota(31, "A", "ceil", json!(1)), json!({"quota": 5}));
        assert_eq!(quota(5, "A", "down", json!(1)), json!({"quota": 1}));
        assert_eq!(quota(50, "B", "up", json!(2)), json!({"quota": 2}));
    }

    #[test]
    fn a_grade_without_a_percentage_is_a_fault() {
        assert!(quota(50, "C", "up", json!(2)).as_str().unwrap().starts_with("unit_grade: found \"C\""));
    }
}

//! 升降档: a grade moved up and down by steps.
//!
//! First up, never above the best; then down, never below the worst; then not above `at_most`. So a
//! unit that is already best gains nothing from going up, and going down afterwards costs it a grade.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::veto::place_of;
use crate::assess::fault::Fault;
use crate::assess::kind::{Given, Kind, parse};
use crate::assess::trace::Notes;

/// Its line in the list.
pub const KIND: Kind = Kind::stage("grade_adjust", answer);

/// Steps of a grade.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GradeAdjust {
    /// The grades, best first.
    pub grade_order: Vec<String>,
    /// The grade before.
    pub initial: String,
    /// Steps up.
    #[serde(default)]
    pub upgrade: usize,
    /// Steps down.
    #[serde(default)]
    pub downgrade: usize,
    /// The best grade that is left; any if absent.
    pub at_most: Option<String>,
}

impl GradeAdjust {
    /// The place of the grade afterwards.
    ///
    /// # Errors
    /// A grade that is not in the order.
    pub fn place(&self, notes: &mut Notes) -> Result<usize, Fault> {
        let name = |place: usize| self.grade_order.get(place).map_or("", String::as_str);
        let initial = place_of(&self.initial, &self.grade_order, "initial")?;
        let raised = initial.saturating_sub(self.upgrade);
        if self.upgrade > 0 {
            notes.add("grade-up", || [("steps", self.upgrade.into()), ("grade", name(raised).into())]);
        }
        let lowered = raised.saturating_add(self.downgrade).min(self.grade_order.len() - 1);
        if self.downgrade > 0 {
            notes.add("grade-down", || [("steps", self.downgrade.into()), ("grade", name(lowered).into())]);
        }
        let Some(limit) = &self.at_most else { return Ok(lowered) };
        let limit = place_of(limit, &self.grade_order, "at_most")?;
        if limit > lowered {
            notes.add("grade-at-most", || [("grade", name(limit).into())]);
        }
        Ok(lowered.max(limit))
    }
}

fn answer(given: Given) -> Result<Given, Fault> {
    let adjust: GradeAdjust = parse(given)?;
    let place = adjust.place(&mut Notes::off())?;
    let grade = adjust.grade_order.get(place).map(String::as_str);
    Ok(Given::from_iter([("grade".to_owned(), grade.map_or(Value::Null, Value::from))]))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::assess::vectors::ask;

    fn grade(initial: &str, up: Value, down: Value, at_most: Value) -> Value {
        ask(
            "grade_adjust",
            json!({"grade_order": ["A", "B", "C"], "initial": initial, "upgrade": up, "downgrade": down, "at_most": at_most}),
        )["grade"]
            .clone()
    }

    #[test]
    fn up_stops_at_the_best_before_down_begins() {
        assert_eq!(grade("A", json!(1), json!(1), Value::Null), json!("B"));
        assert_eq!(grade("C", json!(5), json!(0), Value::Null), json!("A"));
        assert_eq!(grade("B", Value::Null, Value::Null, Value::Null), json!("B"));
        assert_eq!(grade("A", json!(0), json!(9), json!("B")), json!("C"));
    }

    #[test]
    fn unknown_grades_are_faults() {
        let fault = ask("grade_adjust", json!({"grade_order": [], "initial": "A"}));
        assert!(fault.as_str().unwrap().starts_with("initial: found \"A\""), "{fault}");
    }
}

//! 分数定等: a grade by points.
//!
//! The first band that holds gives its grade, `otherwise` where none does. Which end of a band belongs
//! to it is said by its comparison: texts disagree. Without points there is no grade.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::assess::exact::Exact;
use crate::assess::fault::Fault;
use crate::assess::kind::{Given, Kind, parse, take};
use crate::assess::rule::Op;
use crate::assess::trace::Notes;

/// Its line in the list.
pub const KIND: Kind = Kind::stage("grade_bands", answer);

/// Grades by points.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GradeBands {
    /// Tried in order.
    pub bands: Vec<GradeBand>,
    /// The grade where none holds.
    pub otherwise: Option<String>,
}

/// A band and its grade.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GradeBand {
    /// Comparison.
    pub op: Op,
    /// Bound.
    pub bound: Exact,
    /// The grade where it holds.
    pub grade: String,
}

impl GradeBands {
    /// The grade of so many points; `None` where no band holds and nothing else is said.
    pub fn grade(&self, score: &Exact, notes: &mut Notes) -> Option<&str> {
        if let Some(band) = self.bands.iter().find(|b| b.op.holds(score, &b.bound)) {
            notes.add("grade-band", || {
                [
                    ("score", score.into()),
                    ("op", band.op.sign().into()),
                    ("bound", (&band.bound).into()),
                    ("grade", band.grade.as_str().into()),
                ]
            });
            return Some(&band.grade);
        }
        let grade = self.otherwise.as_deref()?;
        notes.add("grade-otherwise", || [("score", score.into()), ("grade", grade.into())]);
        Some(grade)
    }
}

fn answer(mut given: Given) -> Result<Given, Fault> {
    let score: Option<Exact> = take(&mut given, "score")?;
    let bands: GradeBands = parse(given)?;
    let grade = score.as_ref().and_then(|score| bands.grade(score, &mut Notes::off()));
    Ok(Given::from_iter([("grade".to_owned(), grade.map_or(Value::Null, Value::from))]))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::assess::vectors::ask;

    fn grade(score: Value, otherwise: Value) -> Value {
        let bands = json!([{"op": ">", "bound": "90", "grade": "A"}, {"op": "==", "bound": "0", "grade": "Z"},
                           {"op": "<", "bound": "0", "grade": "N"}]);
        ask("grade_bands", json!({"score": score, "bands": bands, "otherwise": otherwise}))["grade"].clone()
    }

    #[test]
    fn the_first_band_that_holds() {
        assert_eq!(grade(json!("90"), json!("B")), json!("B"), "an open end does not belong to the band");
        assert_eq!(grade(json!("90.0001"), json!("B")), json!("A"));
        assert_eq!(grade(json!("0.00"), json!("B")), json!("Z"));
        assert_eq!(grade(json!("-1"), json!("B")), json!("N"));
    }

    #[test]
    fn no_points_or_no_band_is_no_grade() {
        assert_eq!(grade(json!("50"), Value::Null), Value::Null);
        assert_eq!(grade(Value::Null, json!("B")), Value::Null);
    }
}

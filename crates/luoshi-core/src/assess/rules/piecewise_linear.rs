//! 分段折线: points along a line that bends.
//!
//! Straight between the given `[value, points]` pairs, constant before the first and after the last.
//! The values must ascend: of two points above one value, nobody could say which counts.

use serde::{Deserialize, Serialize};

use super::ladder::OneValue;
use crate::assess::exact::Exact;
use crate::assess::fault::{Fault, Wrong};
use crate::assess::kind::Kind;
use crate::assess::rule::{Outcome, Rule};
use crate::assess::trace::Notes;

/// Its line in the list.
pub const KIND: Kind = Kind::rule::<PiecewiseLinear>();

/// Parameters.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PiecewiseLinear {
    /// Where the line bends.
    pub points: Line,
}

/// Pairs of value and points; at least one, values ascending.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(try_from = "Vec<(Exact, Exact)>", into = "Vec<(Exact, Exact)>")]
pub struct Line(Vec<(Exact, Exact)>);

impl TryFrom<Vec<(Exact, Exact)>> for Line {
    type Error = Fault;

    fn try_from(points: Vec<(Exact, Exact)>) -> Result<Self, Fault> {
        if points.is_empty() {
            return Err(Fault::missing(""));
        }
        if points.is_sorted_by(|(a, _), (b, _)| a < b) {
            Ok(Self(points))
        } else {
            Err(Fault::new("", Wrong::Unfit("the values must ascend")))
        }
    }
}

impl From<Line> for Vec<(Exact, Exact)> {
    fn from(Line(points): Line) -> Self {
        points
    }
}

impl Line {
    /// Height of the line above `x`.
    pub fn at(&self, x: &Exact, notes: &mut Notes) -> Exact {
        let after = self.0.partition_point(|(at, _)| at <= x);
        let before = after.checked_sub(1).and_then(|i| self.0.get(i));
        match (before, self.0.get(after)) {
            (Some(from), Some(to)) => between(x, from, to, notes),
            (Some((end, y)), None) => {
                notes.add("line-after", || [("value", x.into()), ("end", end.into()), ("score", y.into())]);
                y.clone()
            }
            (None, Some((end, y))) => {
                notes.add("line-before", || [("value", x.into()), ("end", end.into()), ("score", y.into())]);
                y.clone()
            }
            // There is at least one point.
            (None, None) => Exact::ZERO,
        }
    }
}

fn between(x: &Exact, (x0, y0): &(Exact, Exact), (x1, y1): &(Exact, Exact), notes: &mut Notes) -> Exact {
    // The values ascend, so their difference is not nought.
    let share = (x - x0).over(&(x1 - x0)).unwrap_or_default();
    let y = y0 + &(&(y1 - y0) * &share);
    notes.add("line-between", || {
        [
            ("value", x.into()),
            ("x0", x0.into()),
            ("y0", y0.into()),
            ("x1", x1.into()),
            ("y1", y1.into()),
            ("score", (&y).into()),
        ]
    });
    y
}

impl Rule for PiecewiseLinear {
    type Facts = OneValue;
    type Pool = ();
    const NAME: &'static str = "piecewise_linear";
    const FACTS: &'static [&'static str] = &["value"];

    fn pool(&self, _: &mut dyn Iterator<Item = &OneValue>) -> Result<(), Fault> {
        Ok(())
    }

    fn score(&self, facts: &OneValue, (): &(), notes: &mut Notes) -> Result<Outcome, Fault> {
        Ok(Outcome::Score(self.points.at(&facts.value, notes)))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::assess::rules::testing::{fault, score};

    fn given(value: &str, points: Value) -> Value {
        json!({"value": value, "points": points})
    }

    #[test]
    fn at_between_and_outside_the_points() {
        let points = json!([["-10", "0"], ["0", "6"], ["3", "5"]]);
        let at = |value| score("piecewise_linear", given(value, points.clone()));
        assert_eq!(["-11", "-10", "-5", "0", "1", "3", "99"].map(at), ["0", "0", "3", "6", "17/3", "5", "5"]);
        assert_eq!(score("piecewise_linear", given("7", json!([["1", "4"]]))), "4");
    }

    #[test]
    fn a_line_without_points_or_with_a_jump_is_refused() {
        assert!(fault("piecewise_linear", given("7", json!([]))).contains("points: missing"));
        for points in [json!([["1", "0"], ["1", "5"]]), json!([["2", "0"], ["1", "5"]])] {
            assert!(fault("piecewise_linear", given("7", points)).contains("points: the values must ascend"));
        }
    }
}

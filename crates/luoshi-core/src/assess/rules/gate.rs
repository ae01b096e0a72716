//! 门槛: key items that must be reached, each by itself, and a total that must be reached.
//!
//! An item fails when `score ÷ full × 100` is below its `min_percent`; the sheet passes when no item
//! failed and the items together with `other_score` reach `total_min`. Exactly on the line passes. A
//! sheet that fails keeps its score (it is only not 达标) or loses all of it.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::assess::exact::Exact;
use crate::assess::fault::Fault;
use crate::assess::kind::{Given, Kind, parse, printed, take_round};
use crate::assess::trace::Notes;

/// Its line in the list.
pub const KIND: Kind = Kind::stage("gate", answer);

/// A gate with what stands before it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gate {
    /// The items of the gate.
    pub items: Vec<GateItem>,
    /// Points outside the items of the gate.
    #[serde(default)]
    pub other_score: Exact,
    /// Least total; none if absent.
    pub total_min: Option<Exact>,
    /// What becomes of the score of a sheet that fails.
    #[serde(default)]
    pub on_fail: OnFail,
}

/// An item of a gate.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GateItem {
    /// What it is called.
    pub name: String,
    /// Points reached.
    pub score: Exact,
    /// Full points.
    pub full: Exact,
    /// Least percent of the full points; none if absent.
    #[serde(default)]
    pub min_percent: Option<Exact>,
}

/// What becomes of the score of a sheet that fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnFail {
    /// It stays.
    #[default]
    Keep,
    /// Nothing is left of it.
    Zero,
}

/// How a sheet came through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// Whether it passed.
    pub passed: bool,
    /// Places of the items that failed, in order.
    pub failed: Vec<usize>,
    /// The score that counts.
    pub score: Exact,
}

impl Gate {
    /// Whether the sheet passes, and with which score.
    pub fn pass(&self, notes: &mut Notes) -> Passage {
        let mut failed = Vec::new();
        for (place, item) in self.items.iter().enumerate() {
            if item.fails(notes) {
                failed.push(place);
            }
        }
        let total = self.items.iter().map(|i| &i.score).sum::<Exact>() + &self.other_score;
        let short = self.total_min.as_ref().filter(|min| &total < *min);
        if let Some(min) = short {
            notes.add("gate-total-short", || [("total", (&total).into()), ("min", min.into())]);
        }
        let passed = failed.is_empty() && short.is_none();
        let score = if !passed && self.on_fail == OnFail::Zero { Exact::ZERO } else { total };
        if passed {
            notes.add("gate-passed", || [("score", (&score).into())]);
        } else {
            notes.add("gate-failed", || [("score", (&score).into())]);
        }
        Passage { passed, failed, score }
    }
}

impl GateItem {
    /// Compared without dividing: an item of no points cannot fail, and thirds stay whole.
    fn fails(&self, notes: &mut Notes) -> bool {
        let Some(min) = &self.min_percent else { return false };
        let fails = &self.score * &Exact::HUNDRED < min * &self.full;
        if fails {
            notes.add("gate-item-failed", || {
                [
                    ("name", self.name.as_str().into()),
                    ("score", (&self.score).into()),
                    ("full", (&self.full).into()),
                    ("min", min.into()),
                ]
            });
        }
        fails
    }
}

fn answer(mut given: Given) -> Result<Given, Fault> {
    let round = take_round(&mut given)?;
    let gate: Gate = parse(given)?;
    let passage = gate.pass(&mut Notes::off());
    let failed = passage.failed.iter().filter_map(|n| gate.items.get(*n));
    Ok(Given::from_iter([
        ("passed".to_owned(), Value::from(passage.passed)),
        ("failed_items".to_owned(), failed.map(|item| Value::from(item.name.as_str())).collect()),
        ("score".to_owned(), printed(&passage.score, round)?),
    ]))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::assess::vectors::ask;

    fn sheet(score: &str, total_min: Value, on_fail: Value) -> Value {
        let items = json!([{"name": "a", "score": score, "full": "30", "min_percent": "60"},
                           {"name": "b", "score": "5", "full": "0", "min_percent": "60"},
                           {"name": "c", "score": "1", "full": "9", "min_percent": null}]);
        ask("gate", json!({"items": items, "other_score": null, "total_min": total_min, "on_fail": on_fail}))
    }

    #[test]
    fn the_line_itself_passes() {
        let passed = json!({"passed": true, "failed_items": [], "score": "24"});
        assert_eq!(sheet("18", json!("24"), json!("zero")), passed);
        assert_eq!(sheet("18", Value::Null, Value::Null), passed);
        let failed = json!({"passed": false, "failed_items": ["a"], "score": "23.99"});
        assert_eq!(sheet("17.99", json!("0"), json!("keep")), failed);
    }

    #[test]
    fn a_short_total_fails_without_any_item() {
        let failed = json!({"passed": false, "failed_items": [], "score": "0"});
        assert_eq!(sheet("18", json!("24.01"), json!("zero")), failed);
        let nothing = json!({"items": [], "other_score": "3", "total_min": "4", "on_fail": "keep"});
        assert_eq!(ask("gate", nothing), json!({"passed": false, "failed_items": [], "score": "3"}));
    }
}

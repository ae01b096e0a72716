//! 去高去低平均: the mean without the highest and lowest marks.
//!
//! Marks are dropped only when there are more than `trim_only_if_more_than` of them (always, if that
//! is absent). Should nothing be left, nothing is dropped. Of equal marks only as many go as are to
//! be dropped. Raters who gave no mark do not count; without any mark the item does not apply.

use serde::{Deserialize, Serialize};

use crate::assess::exact::Exact;
use crate::assess::fault::Fault;
use crate::assess::kind::Kind;
use crate::assess::rule::{Outcome, Rule};
use crate::assess::trace::Notes;

/// Its line in the list.
pub const KIND: Kind = Kind::rule::<TrimmedMean>();

/// Parameters.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrimmedMean {
    /// How many of the highest marks go.
    #[serde(default)]
    pub drop_highest: u32,
    /// How many of the lowest marks go.
    #[serde(default)]
    pub drop_lowest: u32,
    /// Marks go only when there are more than so many.
    pub trim_only_if_more_than: Option<u32>,
}

/// Facts.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MarksFacts {
    /// The marks.
    #[serde(default)]
    pub scores: Vec<Option<Exact>>,
}

impl Rule for TrimmedMean {
    type Facts = MarksFacts;
    type Pool = ();
    const NAME: &'static str = "trimmed_mean";
    const FACTS: &'static [&'static str] = &["scores"];

    fn pool(&self, _: &mut dyn Iterator<Item = &MarksFacts>) -> Result<(), Fault> {
        Ok(())
    }

    fn score(&self, facts: &MarksFacts, (): &(), notes: &mut Notes) -> Result<Outcome, Fault> {
        let mut marks: Vec<&Exact> = facts.scores.iter().flatten().collect();
        marks.sort_unstable();
        let (lowest, highest) = self.dropped(marks.len());
        let through = marks.len().saturating_sub(highest);
        for mark in marks.iter().skip(through).rev() {
            notes.add("drop-highest", || [("mark", (*mark).into())]);
        }
        for mark in marks.iter().take(lowest) {
            notes.add("drop-lowest", || [("mark", (*mark).into())]);
        }
        let kept = marks.get(lowest..through).unwrap_or_default();
        let score = mean(kept.iter().copied(), notes);
        Ok(Outcome::Counted { score, count: ("used", kept.len()) })
    }
}

impl TrimmedMean {
    /// How many of the lowest and highest of so many marks go.
    fn dropped(&self, marks: usize) -> (usize, usize) {
        let size = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
        let (lowest, highest) = (size(self.drop_lowest), size(self.drop_highest));
        let enough = self.trim_only_if_more_than.is_none_or(|least| marks > size(least));
        if enough && lowest.saturating_add(highest) < marks { (lowest, highest) } else { (0, 0) }
    }
}

/// The mean of some marks; `None` without any.
pub fn mean<'a>(marks: impl Iterator<Item = &'a Exact> + Clone, notes: &mut Notes) -> Option<Exact> {
    let n = marks.clone().count();
    let sum: Exact = marks.sum();
    match sum.over(&Exact::count(n)) {
        Some(mean) => {
            notes.add("mean", || [("sum", sum.into()), ("n", n.into()), ("mean", (&mean).into())]);
            Some(mean)
        }
        None => {
            notes.add("no-votes", || []);
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::assess::rules::testing::answer;
    use serde_json::{Value, json};

    fn found(scores: Value, high: u32, low: u32, more_than: Value) -> (Value, Value) {
        let given = json!({"scores": scores, "drop_highest": high, "drop_lowest": low, "trim_only_if_more_than": more_than});
        let found = answer("trimmed_mean", given).unwrap();
        (found.get("score").or(found.get("state")).unwrap().clone(), found["used"].clone())
    }

    #[test]
    fn of_equal_marks_only_one_goes() {
        let marks = json!(["90", "90", "60", "60", "75"]);
        assert_eq!(found(marks.clone(), 1, 1, json!(4)), (json!("75"), json!(3)));
        assert_eq!(found(marks.clone(), 2, 0, json!(null)), (json!("65"), json!(3)));
        assert_eq!(found(marks, 1, 1, json!(5)), (json!("75"), json!(5)));
    }

    #[test]
    fn something_is_always_left() {
        assert_eq!(found(json!(["80", "90"]), 1, 1, json!(null)), (json!("85"), json!(2)));
        assert_eq!(found(json!(["80", null, "90", 100]), 1, 1, json!(2)), (json!("90"), json!(1)));
        assert_eq!(found(json!([]), 1, 1, json!(5)), (json!("not_applicable"), json!(0)));
    }
}

//! 分主体打分: every group of raters gives marks, the groups are weighed.
//!
//! Within a group the mean of its marks, extremes dropped where the scheme says so
//! ([`super::trimmed_mean`]); between groups their weights ([`super::rater_groups`]). This kind only
//! joins the two, so that a scheme names the groups once and a unit brings the marks.

use serde::{Deserialize, Serialize};

use super::rater_groups::{MissingGroup, RaterGroup, RaterGroupFacts, RaterGroups};
use super::trimmed_mean::{MarksFacts, TrimmedMean};
use crate::assess::exact::Exact;
use crate::assess::fault::Fault;
use crate::assess::kind::Kind;
use crate::assess::named::Named;
use crate::assess::rule::{Outcome, Rule};
use crate::assess::trace::Notes;

/// Its line in the list.
pub const KIND: Kind = Kind::rule::<RaterMarks>();

/// Parameters.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RaterMarks {
    /// Who rates, and how much they weigh.
    pub weights: Vec<GroupWeight>,
    /// What a group without marks does.
    pub missing: Option<MissingGroup>,
    /// Which marks of a group go.
    pub trim: Option<Trim>,
}

/// A group of raters.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupWeight {
    /// Who they are.
    pub name: String,
    /// How much they weigh.
    pub weight: Exact,
}

/// Which marks of a group go.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trim {
    /// So many of the highest.
    #[serde(default)]
    pub high: u32,
    /// So many of the lowest.
    #[serde(default)]
    pub low: u32,
    /// Only when there are more than so many.
    pub only_if_more_than: Option<u32>,
}

/// Facts.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MarksByGroup {
    /// Marks by group.
    #[serde(default)]
    pub marks: Named<Vec<Exact>>,
}

impl Rule for RaterMarks {
    type Facts = MarksByGroup;
    type Pool = ();
    const NAME: &'static str = "rater_marks";
    const FACTS: &'static [&'static str] = &["marks"];

    fn share(facts: &mut MarksByGroup, other: &MarksByGroup) {
        facts.marks.share(&other.marks);
    }

    fn pool(&self, _: &mut dyn Iterator<Item = &MarksByGroup>) -> Result<(), Fault> {
        Ok(())
    }

    fn score(&self, facts: &MarksByGroup, (): &(), notes: &mut Notes) -> Result<Outcome, Fault> {
        let names = || self.weights.iter().map(|g| g.name.as_str());
        if let Some(stray) = facts.marks.keys().find(|k| names().all(|n| n != *k)) {
            return Err(Fault::unknown("marks", stray, names()));
        }
        let trim = self.trim.unwrap_or(Trim { high: 0, low: 0, only_if_more_than: None });
        let mean = TrimmedMean {
            drop_highest: trim.high,
            drop_lowest: trim.low,
            trim_only_if_more_than: trim.only_if_more_than,
        };
        let mut groups = Vec::with_capacity(self.weights.len());
        for group in &self.weights {
            let marks = facts.marks.get(&group.name).filter(|m| !m.is_empty());
            let score = match marks {
                None => None,
                Some(marks) => {
                    notes.add("rater-marks", || {
                        [("name", group.name.as_str().into()), ("n", marks.len().into())]
                    });
                    let one = MarksFacts { scores: marks.iter().cloned().map(Some).collect() };
                    mean.score(&one, &(), notes)?.points(&Exact::ZERO)
                }
            };
            groups.push(RaterGroup { name: Some(group.name.clone()), weight: group.weight.clone(), score });
        }
        RaterGroups { missing: self.missing }.score(&RaterGroupFacts { groups }, &(), notes)
    }
}

#[cfg(test)]
mod tests {
    use crate::assess::rules::testing::{answer, score};
    use serde_json::json;

    #[test]
    fn marks_are_trimmed_within_a_group_and_groups_are_weighed() {
        let given = json!({
            "weights": [{"name": "a", "weight": "30"}, {"name": "b", "weight": "70"}, {"name": "c", "weight": "50"}],
            "missing": "renormalise", "trim": {"high": 1, "low": 1, "only_if_more_than": 3},
            "marks": {"a": ["90", "92"], "b": ["60", "80", "82", "100"]},
        });
        // a: 91; b: (80 + 82) / 2 = 81; c did not mark: (91·30 + 81·70) / 100 = 84
        assert_eq!(score("rater_marks", given), "84");
        let stray = json!({"weights": [{"name": "a", "weight": 1}], "marks": {"x": ["1"]}});
        assert_eq!(answer("rater_marks", stray).unwrap_err().key, "marks");
    }
}

//! 多主体加权: leaders, peers and residents each weigh so much.
//!
//! The weighted mean of the groups' scores; weights need not add up to a hundred. A group that did
//! not vote is dropped and the other weights are stretched (`renormalise`), or counts as nought
//! (`zero`): the scheme decides as soon as it happens. Without any group left the item does not
//! apply.

use serde::{Deserialize, Serialize};

use crate::assess::exact::Exact;
use crate::assess::fault::Fault;
use crate::assess::kind::Kind;
use crate::assess::rule::{Outcome, Rule, label};
use crate::assess::trace::Notes;

/// Its line in the list.
pub const KIND: Kind = Kind::rule::<RaterGroups>();

/// Parameters.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RaterGroups {
    /// What a group without a score does; needed as soon as there is one.
    pub missing: Option<MissingGroup>,
}

/// What a group without a score does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MissingGroup {
    /// It is dropped; the others' weights are stretched.
    Renormalise,
    /// It counts as nought.
    Zero,
}

/// Facts.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RaterGroupFacts {
    /// The groups.
    #[serde(default)]
    pub groups: Vec<RaterGroup>,
}

/// A group of raters.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RaterGroup {
    /// Who they are.
    #[serde(default)]
    pub name: Option<String>,
    /// How much they weigh.
    pub weight: Exact,
    /// What they gave; absent when they did not vote.
    #[serde(default)]
    pub score: Option<Exact>,
}

impl Rule for RaterGroups {
    type Facts = RaterGroupFacts;
    type Pool = ();
    const NAME: &'static str = "rater_groups";
    const FACTS: &'static [&'static str] = &["groups"];

    fn pool(&self, _: &mut dyn Iterator<Item = &RaterGroupFacts>) -> Result<(), Fault> {
        Ok(())
    }

    fn score(&self, facts: &RaterGroupFacts, (): &(), notes: &mut Notes) -> Result<Outcome, Fault> {
        let mut sum = Exact::ZERO;
        let mut weights = Exact::ZERO;
        let mut any = false;
        for (i, group) in facts.groups.iter().enumerate() {
            let score = match &group.score {
                Some(score) => score,
                None => match self.missing.ok_or_else(|| Fault::missing("missing"))? {
                    MissingGroup::Zero => {
                        notes.add("rater-zero", || [("name", label(group.name.as_deref(), i))]);
                        &Exact::ZERO
                    }
                    MissingGroup::Renormalise => {
                        notes.add("rater-dropped", || [("name", label(group.name.as_deref(), i))]);
                        continue;
                    }
                },
            };
            let product = score * &group.weight;
            notes.add("rater-group", || {
                [
                    ("name", label(group.name.as_deref(), i)),
                    ("score", score.into()),
                    ("weight", (&group.weight).into()),
                    ("product", (&product).into()),
                ]
            });
            sum = sum + product;
            weights = weights + &group.weight;
            any = true;
        }
        if !any {
            notes.add("no-votes", || []);
            return Ok(Outcome::NotApplicable);
        }
        let mean = sum.over(&weights).ok_or_else(|| Fault::zero("groups.weight"))?;
        notes.add("mean-weighted", || [("sum", sum.into()), ("n", weights.into()), ("mean", (&mean).into())]);
        Ok(Outcome::Score(mean))
    }
}

#[cfg(test)]
mod tests {
    use crate::assess::rules::testing::{answer, score};
    use serde_json::json;

    #[test]
    fn weights_need_not_add_up() {
        let groups = json!([{"weight": 1, "score": "80"}, {"name": "乙", "weight": "2", "score": "95"}]);
        assert_eq!(score("rater_groups", json!({"groups": groups})), "90");
    }

    #[test]
    fn nobody_voted() {
        let groups = json!([{"name": "甲", "weight": "30", "score": null}, {"name": "乙", "weight": "70"}]);
        let given = |missing| json!({"missing": missing, "groups": groups});
        assert_eq!(answer("rater_groups", given(json!("renormalise"))).unwrap()["state"], "not_applicable");
        assert_eq!(score("rater_groups", given(json!("zero"))), "0");
        assert_eq!(answer("rater_groups", given(json!(null))).unwrap_err().key, "missing");
        let none = answer("rater_groups", json!({"missing": "zero", "groups": []})).unwrap();
        assert_eq!(none["state"], "not_applicable");
    }

    #[test]
    fn weights_of_nought_are_a_fault() {
        let groups = json!([{"weight": "0", "score": "80"}]);
        assert_eq!(answer("rater_groups", json!({"groups": groups})).unwrap_err().key, "groups.weight");
    }
}

//! 上卷: a town's result counts those of its villages.
//!
//! `own·(100 − children_percent)% + children·children_percent%`, the children as their mean, their
//! weighted mean (by population, say) or the worst of them. A child without a score is left out. With
//! no child left the own score counts in full; with no own score either the rule does not apply.

use serde::{Deserialize, Serialize};

use super::weighted_sum::{plain_mean, weighted_mean};
use crate::assess::exact::Exact;
use crate::assess::fault::Fault;
use crate::assess::kind::Kind;
use crate::assess::rule::{Outcome, Rule};
use crate::assess::trace::Notes;

/// Its line in the list.
pub const KIND: Kind = Kind::rule::<RollUp>();

/// Parameters.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RollUp {
    /// How much of the result is the children's.
    pub children_percent: Exact,
    /// How the children become one number.
    #[serde(default)]
    pub method: Together,
}

/// How children become one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Together {
    /// 平均
    #[default]
    Mean,
    /// 加权平均
    Weighted,
    /// 取最低
    Min,
}

/// Facts.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RollUpFacts {
    /// The unit's own score; not needed where the children count for all.
    #[serde(default)]
    pub own_score: Option<Exact>,
    /// Those below it.
    #[serde(default)]
    pub children: Vec<Child>,
}

/// One below.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Child {
    /// Its score.
    #[serde(default)]
    pub score: Option<Exact>,
    /// How much it counts where children are weighted.
    #[serde(default)]
    pub weight: Option<Exact>,
}

impl Rule for RollUp {
    type Facts = RollUpFacts;
    type Pool = ();
    const NAME: &'static str = "roll_up";
    const FACTS: &'static [&'static str] = &["own_score", "children"];

    fn pool(&self, _: &mut dyn Iterator<Item = &RollUpFacts>) -> Result<(), Fault> {
        Ok(())
    }

    fn score(&self, facts: &RollUpFacts, (): &(), notes: &mut Notes) -> Result<Outcome, Fault> {
        let Some(children) = self.children(&facts.children, notes)? else {
            notes.add("no-children", || []);
            let own = facts.own_score.clone().filter(|_| self.children_percent != Exact::HUNDRED);
            return Ok(own.map_or(Outcome::NotApplicable, Outcome::Score));
        };
        let rest = &Exact::HUNDRED - &self.children_percent;
        let own = match &facts.own_score {
            Some(own) => own.clone(),
            None if rest.is_zero() => Exact::ZERO,
            None => return Err(Fault::missing("own_score")),
        };
        let hundredfold = &own * &rest + &children * &self.children_percent;
        let score = hundredfold.over(&Exact::HUNDRED).unwrap_or_default();
        notes.add("rolled-up", || {
            [
                ("own", (&own).into()),
                ("rest", (&rest).into()),
                ("children", (&children).into()),
                ("percent", (&self.children_percent).into()),
                ("score", (&score).into()),
            ]
        });
        Ok(Outcome::Score(score))
    }
}

impl RollUp {
    /// The children as one number; `None` without a child that has a score.
    fn children(&self, children: &[Child], notes: &mut Notes) -> Result<Option<Exact>, Fault> {
        let scored: Vec<(&Child, &Exact)> =
            children.iter().filter_map(|c| Some((c, c.score.as_ref()?))).collect();
        if scored.is_empty() {
            return Ok(None);
        }
        if scored.len() < children.len() {
            notes.add("children-without-score", || [("count", (children.len() - scored.len()).into())]);
        }
        match self.method {
            Together::Mean => {
                let scores: Vec<&Exact> = scored.iter().map(|(_, score)| *score).collect();
                Ok(plain_mean(&scores, notes))
            }
            Together::Weighted => {
                let mut parts = Vec::with_capacity(scored.len());
                for (child, score) in scored {
                    let weight = child.weight.as_ref();
                    parts.push((weight.ok_or_else(|| Fault::missing("weight").within("children"))?, score));
                }
                weighted_mean(&parts, notes).map(Some).map_err(|f| f.within("children"))
            }
            Together::Min => {
                let worst = scored.into_iter().map(|(_, score)| score).min().cloned();
                if let Some(worst) = &worst {
                    notes.add("worst-child", || [("score", worst.into())]);
                }
                Ok(worst)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::assess::vectors::ask;

    #[test]
    fn the_worst_child_pulls() {
        // 90·60% + 70·40%
        let given = json!({"own_score": "90", "children_percent": "40", "method": "min",
            "children": [{"score": "95", "weight": "1"}, {"score": "70", "weight": "1"}, {"score": null}]});
        assert_eq!(ask("roll_up", given), json!({"score": "82"}));
    }

    #[test]
    fn without_children_the_own_score_stands() {
        let none = json!({"own_score": "90", "children_percent": "30", "method": "mean", "children": []});
        assert_eq!(ask("roll_up", none), json!({"score": "90"}));
        let nothing = json!({"own_score": null, "children_percent": "100", "method": "mean", "children": []});
        assert_eq!(ask("roll_up", nothing), json!({"state": "not_applicable"}));
        let only = json!({"own_score": null, "children_percent": "100", "method": "mean", "children": [{"score": "81"}]});
        assert_eq!(ask("roll_up", only), json!({"score": "81"}));
    }

    #[test]
    fn weights_are_needed_and_not_nought() {
        let given = |weight: serde_json::Value| {
            json!({"own_score": "0", "children_percent": "100", "method": "weighted",
                "children": [{"score": "81", "weight": weight}]})
        };
        assert_eq!(ask("roll_up", given(json!(null))), json!("children.weight: missing"));
        assert_eq!(ask("roll_up", given(json!("0"))), json!("children.weight: division by zero"));
    }
}

//! 权重树: parts weighed against each other, on as many levels as the scheme has.
//!
//! Every node is Σ weight·part ÷ Σ weights. The weights of one node need not add up to 100: they only
//! count in proportion. Weights that add up to nought, and a leaf without points, are faults: who
//! leaves something out must say so by 缺项, not by silence.

use serde::{Deserialize, Serialize};

use crate::assess::exact::Exact;
use crate::assess::fault::Fault;
use crate::assess::kind::Kind;
use crate::assess::rule::{Outcome, Rule};
use crate::assess::trace::Notes;

/// Its line in the list.
pub const KIND: Kind = Kind::rule::<WeightedSum>();

/// Parameters: none, the weights stand in the tree.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WeightedSum {}

/// Facts.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TreeFacts {
    /// The top of the tree.
    pub root: Node,
}

/// A part: points, or parts of its own.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Node {
    /// What it is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// How much it counts among its neighbours; the top needs none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<Exact>,
    /// Points of a part that has no parts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<Exact>,
    /// Its parts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub children: Option<Vec<Node>>,
}

impl Rule for WeightedSum {
    type Facts = TreeFacts;
    type Pool = ();
    const NAME: &'static str = "weighted_sum";
    const FACTS: &'static [&'static str] = &["root"];

    fn pool(&self, _: &mut dyn Iterator<Item = &TreeFacts>) -> Result<(), Fault> {
        Ok(())
    }

    fn score(&self, facts: &TreeFacts, (): &(), notes: &mut Notes) -> Result<Outcome, Fault> {
        facts.root.value(notes).map(Outcome::Score).map_err(|f| f.within("root"))
    }
}

impl Node {
    /// Points of this part.
    ///
    /// # Errors
    /// A leaf without points, a part without a weight, weights that add up to nought.
    pub fn value(&self, notes: &mut Notes) -> Result<Exact, Fault> {
        let Some(children) = self.children.as_ref().filter(|c| !c.is_empty()) else {
            return self.score.clone().ok_or_else(|| Fault::missing("score"));
        };
        let mut parts = Vec::with_capacity(children.len());
        for (n, child) in children.iter().enumerate() {
            let place = || child.name.clone().unwrap_or_else(|| (n + 1).to_string());
            let value = child.value(notes).map_err(|f| f.within(&place()))?;
            let weight = child.weight.as_ref().ok_or_else(|| Fault::missing("weight").within(&place()))?;
            parts.push((weight, value));
        }
        if let Some(name) = &self.name {
            notes.add("part-named", || [("name", name.as_str().into())]);
        }
        let parts: Vec<_> = parts.iter().map(|(weight, value)| (*weight, value)).collect();
        weighted_mean(&parts, notes)
    }
}

/// Σ weight·value ÷ Σ weights.
///
/// # Errors
/// The weights add up to nought.
pub fn weighted_mean(parts: &[(&Exact, &Exact)], notes: &mut Notes) -> Result<Exact, Fault> {
    let weights: Exact = parts.iter().map(|(weight, _)| *weight).sum();
    let sum: Exact = parts.iter().map(|(weight, value)| *weight * *value).sum();
    let mean = sum.over(&weights).ok_or_else(|| Fault::zero("weight"))?;
    notes.add("weighted-parts", || {
        let products = parts.iter().map(|(weight, value)| format!("{} × {}", signed(value), signed(weight)));
        [("parts", listed(products).into()), ("weights", (&weights).into()), ("score", (&mean).into())]
    });
    Ok(mean)
}

/// The mean; `None` without values.
pub fn plain_mean(values: &[&Exact], notes: &mut Notes) -> Option<Exact> {
    let sum: Exact = values.iter().copied().sum();
    let mean = sum.over(&Exact::count(values.len()))?;
    notes.add("mean-parts", || {
        let parts = listed(values.iter().map(|v| signed(v)));
        [("parts", parts.into()), ("count", values.len().into()), ("score", (&mean).into())]
    });
    Some(mean)
}

/// Numbers of a sum in a row. A long row says no more than its beginning: nobody adds up a hundred
/// villages by eye.
pub fn listed(parts: impl Iterator<Item = String>) -> String {
    const SHOWN: usize = 12;
    let mut texts: Vec<String> = parts.take(SHOWN + 1).collect();
    if texts.len() > SHOWN {
        texts[SHOWN] = "…".to_owned();
    }
    texts.join(" + ")
}

/// A number within a sum: one below nought stands in brackets.
fn signed(value: &Exact) -> String {
    let text = value.show(6);
    if value.is_negative() { format!("({text})") } else { text }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::assess::vectors::ask;

    #[test]
    fn weights_count_in_proportion_on_every_level() {
        // (2·(1·60 + 3·80)/4 + 1·90) / 3 = (150 + 90) / 3
        let root = json!({"children": [
            {"name": "a", "weight": 2, "children": [{"weight": "1", "score": "60"}, {"weight": "3", "score": 80}]},
            {"name": "b", "weight": "1", "score": "90"},
        ]});
        assert_eq!(ask("weighted_sum", json!({"root": root})), json!({"score": "80"}));
        let only = json!({"root": {"score": "7.5", "children": []}});
        assert_eq!(ask("weighted_sum", only), json!({"score": "7.5"}));
    }

    #[test]
    fn a_hole_is_a_fault_at_its_place() {
        let hole = json!({"root": {"children": [{"name": "目标", "weight": "1", "score": null}]}});
        assert_eq!(ask("weighted_sum", hole), json!("root.目标.score: missing"));
        let nought = json!({"root": {"children": [{"weight": "0", "score": "5"}]}});
        assert_eq!(ask("weighted_sum", nought), json!("root.weight: division by zero"));
    }
}

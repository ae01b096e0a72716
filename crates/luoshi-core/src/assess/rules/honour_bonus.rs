//! 表彰加分: points for honours, 就高不重复.
//!
//! Each honour gives what the table says of its level. 就高: one matter counts once, at its highest;
//! then each category up to its cap, then all up to `cap`. Of one matter honoured equally in two
//! categories the one that comes first by name counts. Who counts as the unit, and documents that
//! come late, are settled when honours are entered.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::deduct_by_level::{LevelEvent, SameMatter, counted};
use crate::assess::exact::Exact;
use crate::assess::fault::Fault;
use crate::assess::kind::Kind;
use crate::assess::rule::{Outcome, Rule, capped, limits, sum_capped};
use crate::assess::trace::Notes;

/// Its line in the list.
pub const KIND: Kind = Kind::rule::<HonourBonus>();

/// Parameters.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HonourBonus {
    /// Points by level.
    pub table: BTreeMap<String, Exact>,
    /// How several honours of one matter count; needed as soon as there are such.
    pub same_matter: Option<SameMatter>,
    /// Most points of a category; categories that are not listed, or with null, have no limit.
    #[serde(default, deserialize_with = "limits")]
    pub category_caps: BTreeMap<String, Exact>,
    /// Most points in all; no limit if absent.
    pub cap: Option<Exact>,
}

/// Facts.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct HonourFacts {
    /// Honours received.
    #[serde(default)]
    pub honours: Vec<LevelEvent>,
}

impl Rule for HonourBonus {
    type Facts = HonourFacts;
    type Pool = ();
    const NAME: &'static str = "honour_bonus";
    const FACTS: &'static [&'static str] = &["honours"];

    fn pool(&self, _: &mut dyn Iterator<Item = &HonourFacts>) -> Result<(), Fault> {
        Ok(())
    }

    fn score(&self, facts: &HonourFacts, (): &(), notes: &mut Notes) -> Result<Outcome, Fault> {
        let mut sums: BTreeMap<Option<&str>, Exact> = BTreeMap::new();
        for honour in counted(&self.table, ("honours", &facts.honours), self.same_matter, notes)? {
            let sum = sums.entry(honour.event.category.as_deref()).or_default();
            *sum = &*sum + honour.points;
        }
        let total = sum_capped(sums, &self.category_caps, notes);
        Ok(Outcome::Bonus(capped(total, self.cap.as_ref(), notes)))
    }
}

#[cfg(test)]
mod tests {
    use crate::assess::rules::testing::answer;
    use serde_json::{Value, json};

    fn bonus(changes: Value, honours: Value) -> Value {
        let mut given = json!({"table": {"国家": "5", "省": "3", "市": "1"}, "same_matter": "highest", "honours": honours});
        for (key, value) in changes.as_object().unwrap() {
            given[key] = value.clone();
        }
        answer("honour_bonus", given).unwrap()["bonus"].clone()
    }

    #[test]
    fn a_matter_counts_in_the_category_of_its_highest() {
        let honours = json!([
            {"matter": "甲", "level": "市", "category": "表彰"},
            {"matter": "甲", "level": "国家", "category": "排名"},
            {"matter": "乙", "level": "省", "category": "表彰"},
        ]);
        assert_eq!(bonus(json!({"category_caps": {"表彰": "2"}}), honours.clone()), "7");
        assert_eq!(
            bonus(json!({"same_matter": "sum", "category_caps": {"表彰": "2"}}), honours.clone()),
            "7"
        );
        assert_eq!(bonus(json!({"same_matter": "sum", "category_caps": null}), honours.clone()), "9");
        assert_eq!(bonus(json!({"category_caps": {"表彰": null, "排名": "2"}}), honours.clone()), "5");
        assert_eq!(bonus(json!({"cap": "0"}), honours), "0");
    }

    #[test]
    fn equal_honours_of_a_matter_count_alike_in_any_order() {
        let (a, b) = (
            json!({"matter": "甲", "level": "省", "category": "a"}),
            json!({"matter": "甲", "level": "省", "category": "b"}),
        );
        let caps = json!({"category_caps": {"a": "1", "b": "2"}});
        assert_eq!(bonus(caps.clone(), json!([a, b])), "1");
        assert_eq!(bonus(caps, json!([b, a])), "1");
    }

    #[test]
    fn without_category_or_matter() {
        assert_eq!(
            bonus(json!({"category_caps": {"表彰": "1"}}), json!([{"level": "省"}, {"level": "省"}])),
            "6"
        );
        assert_eq!(bonus(json!({}), json!([])), "0");
    }
}

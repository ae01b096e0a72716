//! 积分累加: points for every project, report or activity, added up.
//!
//! Σ count·points; each type up to its own cap, all together up to `cap`. Types without a cap and
//! entries without a type count in full. Points below nought (a request refused) take off; a cap
//! limits the sum of a type, so that what a type loses can make room in it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::assess::exact::Exact;
use crate::assess::fault::Fault;
use crate::assess::kind::Kind;
use crate::assess::rule::{Outcome, Rule, capped, label, limits, sum_capped};
use crate::assess::trace::Notes;

/// Its line in the list.
pub const KIND: Kind = Kind::rule::<PointsPool>();

/// Parameters.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PointsPool {
    /// Most points of a type; none where it is null.
    #[serde(default, deserialize_with = "limits")]
    pub type_caps: BTreeMap<String, Exact>,
    /// Most points in all; no limit if absent.
    pub cap: Option<Exact>,
}

/// Facts.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PointsPoolFacts {
    /// What counts.
    #[serde(default)]
    pub entries: Vec<PoolEntry>,
}

/// Something that counts.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PoolEntry {
    /// Its type.
    #[serde(default, rename = "type")]
    pub kind: Option<String>,
    /// How many.
    pub count: Exact,
    /// Points of one.
    pub points: Exact,
}

impl Rule for PointsPool {
    type Facts = PointsPoolFacts;
    type Pool = ();
    const NAME: &'static str = "points_pool";
    const FACTS: &'static [&'static str] = &["entries"];

    fn pool(&self, _: &mut dyn Iterator<Item = &PointsPoolFacts>) -> Result<(), Fault> {
        Ok(())
    }

    fn score(&self, facts: &PointsPoolFacts, (): &(), notes: &mut Notes) -> Result<Outcome, Fault> {
        let mut sums: BTreeMap<Option<&str>, Exact> = BTreeMap::new();
        for (i, entry) in facts.entries.iter().enumerate() {
            let points = &entry.count * &entry.points;
            notes.add("times-points", || {
                [
                    ("name", label(entry.kind.as_deref(), i)),
                    ("count", (&entry.count).into()),
                    ("points", (&entry.points).into()),
                    ("product", (&points).into()),
                ]
            });
            let sum = sums.entry(entry.kind.as_deref()).or_default();
            *sum = &*sum + &points;
        }
        let total = sum_capped(sums, &self.type_caps, notes);
        Ok(Outcome::Score(capped(total, self.cap.as_ref(), notes)))
    }
}

#[cfg(test)]
mod tests {
    use crate::assess::rules::testing::score;
    use serde_json::json;

    #[test]
    fn a_type_is_capped_over_all_its_entries() {
        let given = json!({"type_caps": {"会议": "5"}, "cap": "9.5", "entries": [
            {"type": "会议", "count": 2, "points": "2"}, {"type": "信息", "count": "1.5", "points": "2"},
            {"type": "会议", "count": 1, "points": "3"}, {"count": 1, "points": "1"},
        ]});
        // 会议 7 → 5, 信息 3, without a type 1: 9
        assert_eq!(score("points_pool", given), "9");
    }

    #[test]
    fn all_together_are_capped_last() {
        let given = json!({"type_caps": null, "cap": "4", "entries": [
            {"type": "甲", "count": 1, "points": "6"}, {"type": "乙", "count": 1, "points": "-3"},
        ]});
        assert_eq!(score("points_pool", given), "3");
        let free = json!({"type_caps": {"甲": null, "乙": "1"}, "entries": [
            {"type": "甲", "count": 1, "points": "6"}, {"type": "乙", "count": 1, "points": "3"},
        ]});
        assert_eq!(score("points_pool", free), "7", "a null cap is no cap");
        assert_eq!(score("points_pool", json!({"cap": "4", "entries": [{"count": 3, "points": 2}]})), "4");
        assert_eq!(score("points_pool", json!({"cap": "4", "entries": []})), "0");
    }
}

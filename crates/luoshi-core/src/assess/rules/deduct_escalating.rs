//! 累次加倍: the same again costs more, and so does a sensitive time.
//!
//! Each event takes `points` × the multiplier of its number among the events of the same issue (the
//! last multiplier holds for all that follow; without any, one) × the multipliers of its flags;
//! limited to `cap`. Events count in the order of their dates where all have one, otherwise in the
//! order given. A flag without a multiplier changes nothing, and the trace says so; an event without
//! an issue is the first of its kind.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use time::Date;

use crate::assess::exact::Exact;
use crate::assess::fault::Fault;
use crate::assess::kind::Kind;
use crate::assess::rule::{Outcome, Rule, capped, label, or_nothing};
use crate::assess::trace::Notes;

/// Its line in the list.
pub const KIND: Kind = Kind::rule::<DeductEscalating>();

/// Parameters.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeductEscalating {
    /// Points of a first event.
    pub points: Exact,
    /// Multiplier of the first, second … event of an issue.
    #[serde(default)]
    pub nth_multipliers: Vec<Exact>,
    /// Multiplier of each flag.
    #[serde(default)]
    pub flag_multipliers: BTreeMap<String, Exact>,
    /// Most points in all; no limit if absent.
    pub cap: Option<Exact>,
}

/// Facts.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct IssueFacts {
    /// What happened, in order.
    #[serde(default)]
    pub events: Vec<IssueEvent>,
}

/// Something that happened.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct IssueEvent {
    /// What is counted together.
    #[serde(default)]
    pub issue: Option<String>,
    /// What makes it worse; a flag said twice counts once.
    #[serde(default, deserialize_with = "or_nothing")]
    pub flags: BTreeSet<String>,
    /// When it happened.
    #[serde(default)]
    pub date: Option<Date>,
}

impl Rule for DeductEscalating {
    type Facts = IssueFacts;
    type Pool = ();
    const NAME: &'static str = "deduct_escalating";
    const FACTS: &'static [&'static str] = &["events"];

    fn pool(&self, _: &mut dyn Iterator<Item = &IssueFacts>) -> Result<(), Fault> {
        Ok(())
    }

    fn score(&self, facts: &IssueFacts, (): &(), notes: &mut Notes) -> Result<Outcome, Fault> {
        let mut events: Vec<&IssueEvent> = facts.events.iter().collect();
        if events.iter().all(|e| e.date.is_some()) {
            events.sort_by_key(|e| e.date);
        }
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        let mut sum = Exact::ZERO;
        for (i, event) in events.into_iter().enumerate() {
            let number = match event.issue.as_deref() {
                None => 1,
                Some(issue) => {
                    let before = seen.entry(issue).or_insert(0);
                    *before += 1;
                    *before
                }
            };
            let nth = self.nth(number);
            let flags = flag_factor(&event.flags, &self.flag_multipliers, notes);
            let points = &(&self.points * &nth) * &flags;
            notes.add("event-nth", || {
                [
                    ("name", label(event.issue.as_deref(), i)),
                    ("n", number.into()),
                    ("points", (&self.points).into()),
                    ("nth", nth.into()),
                    ("flags", flags.into()),
                    ("product", (&points).into()),
                ]
            });
            sum = sum + points;
        }
        notes.add("taken-sum", || [("taken", (&sum).into())]);
        Ok(Outcome::Deduction(capped(sum, self.cap.as_ref(), notes)))
    }
}

impl DeductEscalating {
    /// Multiplier of the n-th event of an issue, from 1.
    fn nth(&self, number: usize) -> Exact {
        let at = number.min(self.nth_multipliers.len());
        at.checked_sub(1).and_then(|i| self.nth_multipliers.get(i)).cloned().unwrap_or(Exact::ONE)
    }
}

/// The product of the multipliers of some flags.
pub fn flag_factor(
    flags: &BTreeSet<String>,
    multipliers: &BTreeMap<String, Exact>,
    notes: &mut Notes,
) -> Exact {
    let mut factor = Exact::ONE;
    for flag in flags {
        match multipliers.get(flag) {
            Some(multiplier) => {
                notes.add("flag-times", || {
                    [("flag", flag.as_str().into()), ("multiplier", multiplier.into())]
                });
                factor = factor * multiplier;
            }
            None => notes.add("flag-without", || [("flag", flag.as_str().into())]),
        }
    }
    factor
}

#[cfg(test)]
mod tests {
    use crate::assess::rules::testing::answer;
    use serde_json::{Value, json};

    fn deduction(given: Value) -> Value {
        answer("deduct_escalating", given).unwrap()["deduction"].clone()
    }

    #[test]
    fn the_last_multiplier_holds_for_all_that_follow() {
        let events =
            json!([{"issue": "甲"}, {"issue": "甲"}, {"issue": "乙"}, {"issue": "甲"}, {"issue": "甲"}]);
        // 甲: 1 + 2 + 3 + 3, 乙: 1
        let given = json!({"points": "0.5", "nth_multipliers": ["1", "2", "3"], "events": events});
        assert_eq!(deduction(given), "5");
        assert_eq!(deduction(json!({"points": "0.5", "nth_multipliers": [], "events": events})), "2.5");
        assert_eq!(deduction(json!({"points": "0.5", "cap": "2", "events": events})), "2");
        assert_eq!(deduction(json!({"points": "0.5", "events": []})), "0");
    }

    #[test]
    fn flags_multiply_and_unknown_ones_change_nothing() {
        let given = json!({"points": "2", "nth_multipliers": ["1"], "cap": null,
            "flag_multipliers": {"特护期": "2", "上级查出": "1.5"},
            "events": [{"issue": "甲", "flags": ["特护期", "上级查出", "雨天"]}]});
        assert_eq!(deduction(given), "6");
    }

    #[test]
    fn dates_put_events_in_order() {
        let flagged = |date| json!({"issue": "甲", "flags": ["加倍"], "date": date});
        let plain = |date| json!({"issue": "甲", "date": date});
        let given = |events| json!({"points": "1", "nth_multipliers": ["1", "3"], "flag_multipliers": {"加倍": "2"}, "events": events});
        // Flagged first: 2 + 3; flagged second: 1 + 6.
        assert_eq!(deduction(given(json!([plain("2024-05-02"), flagged("2024-05-01")]))), "5");
        assert_eq!(deduction(given(json!([plain("2024-05-02"), flagged("2024-05-03")]))), "7");
    }
}

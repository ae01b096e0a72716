//! 组合计分: several rules in one item.
//!
//! The sum of `parts`, each a rule kind with what it is given, limited to `cap`. A part that lists
//! units contributes the points of `unit`; a part that only takes off is subtracted. A part that does
//! not apply contributes nothing, since the item's points are not stretched over the other parts;
//! only when no part applies the item itself does not apply.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::assess::exact::Exact;
use crate::assess::fault::{Fault, Wrong};
use crate::assess::kind::{Given, Kind};
use crate::assess::rule::{Outcome, Rule, capped};
use crate::assess::rules;
use crate::assess::trace::{Arg, Notes};

/// Its line in the list.
pub const KIND: Kind = Kind::rule::<Composite>();

/// Parameters.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Composite {
    /// Most points in all; no limit if absent.
    pub cap: Option<Exact>,
}

/// Facts.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CompositeFacts {
    /// The unit that is scored; needed where a part lists units.
    #[serde(default)]
    pub unit: Option<String>,
    /// The parts.
    #[serde(default)]
    pub parts: Vec<PartGiven>,
}

/// A part.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PartGiven {
    /// Its rule kind.
    pub rule_kind: String,
    /// What that is given.
    pub given: Given,
}

impl Rule for Composite {
    type Facts = CompositeFacts;
    type Pool = ();
    const NAME: &'static str = "composite";
    const FACTS: &'static [&'static str] = &["unit", "parts"];

    fn pool(&self, _: &mut dyn Iterator<Item = &CompositeFacts>) -> Result<(), Fault> {
        Ok(())
    }

    fn score(&self, facts: &CompositeFacts, (): &(), notes: &mut Notes) -> Result<Outcome, Fault> {
        let mut sum = Exact::ZERO;
        let mut applies = facts.parts.is_empty();
        for (i, part) in facts.parts.iter().enumerate() {
            let points = part
                .points(i + 1, facts.unit.as_deref(), notes)
                .map_err(|f| f.within(&format!("parts[{i}]")))?;
            match points {
                Some(points) => {
                    notes.add("part-points", || [("n", (i + 1).into()), ("score", (&points).into())]);
                    sum = sum + points;
                    applies = true;
                }
                None => notes.add("part-not-applicable", || [("n", (i + 1).into())]),
            }
        }
        if !applies {
            return Ok(Outcome::NotApplicable);
        }
        notes.add("sum", || [("sum", (&sum).into())]);
        Ok(Outcome::Score(capped(sum, self.cap.as_ref(), notes)))
    }
}

impl PartGiven {
    /// What this part adds; `None` where it does not apply.
    fn points(&self, number: usize, unit: Option<&str>, notes: &mut Notes) -> Result<Option<Exact>, Fault> {
        let kind = rules::find(&self.rule_kind).ok_or_else(|| {
            Fault::unknown("rule_kind", &self.rule_kind, rules::KINDS.iter().map(|k| k.name))
        })?;
        notes.add("part", || [("n", number.into()), ("kind", Arg::Word(kind.name))]);
        match kind.part {
            Some(part) => {
                let outcome = part(self.given.clone(), unit, notes).map_err(|f| f.within("given"))?;
                Ok(outcome.points(&Exact::ZERO))
            }
            None => {
                let answer = (kind.answer)(self.given.clone()).map_err(|f| f.within("given"))?;
                answered(&answer, unit)
            }
        }
    }
}

/// The points in an answer of a kind that works on whole results.
fn answered(answer: &Given, unit: Option<&str>) -> Result<Option<Exact>, Fault> {
    if answer.contains_key("state") {
        return Ok(None);
    }
    if let Some(value) = ["score", "bonus", "points"].iter().find_map(|key| answer.get(*key)) {
        return number(value).map(Some);
    }
    if let Some(value) = answer.get("deduction") {
        return Ok(Some(-number(value)?));
    }
    let Some(Value::Object(scores)) = answer.get("scores") else {
        return Err(Fault::new("rule_kind", Wrong::Unfit("this kind gives no points of one unit")));
    };
    let unit = unit.ok_or_else(|| Fault::missing("unit"))?;
    match scores.get(unit) {
        None => Err(Fault::missing(unit)),
        Some(Value::Object(_) | Value::Null) => Ok(None),
        Some(value) => number(value).map(Some),
    }
}

/// A printed number: a decimal, or a fraction where the decimals do not end.
fn number(value: &Value) -> Result<Exact, Fault> {
    let wrong = || Fault::new("rule_kind", Wrong::Unfit("this kind gives no number"));
    let text = value.as_str().ok_or_else(wrong)?;
    let (above, below) = text.split_once('/').unwrap_or((text, "1"));
    let above: Exact = above.parse().map_err(|_| wrong())?;
    above.over(&below.parse().map_err(|_| wrong())?).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::rules::testing::{answer, score};
    use serde_json::json;

    fn ratio(actual: &str, target: &str) -> Value {
        json!({"rule_kind": "ratio", "given": {"full": "6", "actual": actual, "target": target}})
    }

    #[test]
    fn thirds_are_not_rounded_between_parts() {
        let parts = json!([ratio("1", "9"), ratio("1", "9"), ratio("1", "9")]);
        assert_eq!(score("composite", json!({"parts": parts, "cap": null})), "2");
        let mut rounded = ratio("1", "9");
        rounded["given"]["round"] = json!({"places": 1});
        assert_eq!(score("composite", json!({"parts": [rounded]})), "0.7");
    }

    #[test]
    fn a_part_that_does_not_apply_contributes_nothing() {
        assert_eq!(
            score("composite", json!({"parts": [ratio("3", "0"), ratio("1", "2")], "cap": "10"})),
            "3"
        );
        let none = answer("composite", json!({"parts": [ratio("3", "0")], "cap": "10"})).unwrap();
        assert_eq!(none["state"], "not_applicable");
        assert_eq!(score("composite", json!({"parts": [], "cap": "10"})), "0");
    }

    #[test]
    fn parts_that_take_off_are_subtracted() {
        let taken = json!({"rule_kind": "deduct_by_level", "given":
            {"table": {"市": "2"}, "same_matter": "sum", "events": [{"matter": "甲", "level": "市"}]}});
        assert_eq!(score("composite", json!({"parts": [ratio("1", "2"), taken]})), "1");
    }

    #[test]
    fn a_part_that_lists_units_needs_one() {
        let part = json!({"rule_kind": "bonus_normalised", "given":
            {"full": "5", "mode": "always", "raw": {"甲": "3", "乙": "1"}}});
        assert_eq!(score("composite", json!({"unit": "甲", "parts": [part]})), "5");
        let fault = answer("composite", json!({"unit": null, "parts": [part]})).unwrap_err();
        assert_eq!(fault.key, "parts[0].given.unit");
        let fault = answer("composite", json!({"unit": "丙", "parts": [part]})).unwrap_err();
        assert_eq!(fault.key, "parts[0].given.raw.丙");
    }

    #[test]
    fn stages_are_read_from_their_answers() {
        let given = |v: Value| v.as_object().cloned().unwrap();
        let third = answered(&given(json!({"score": "1/3"})), None).unwrap();
        assert_eq!(third, Exact::ONE.over(&Exact::whole(3)));
        assert_eq!(answered(&given(json!({"deduction": "2"})), None).unwrap(), Some(Exact::whole(-2)));
        assert_eq!(answered(&given(json!({"scores": {"甲": {"state": "x"}}})), Some("甲")).unwrap(), None);
        assert!(answered(&given(json!({"lead": "2"})), None).is_err());
    }
}

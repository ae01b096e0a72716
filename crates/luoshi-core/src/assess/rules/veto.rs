//! 一票否决: events that limit a grade, bar from prizes or put a unit last.
//!
//! The grade by points, then every event's `grade_at_most`; a grade already below that stays. Bars and
//! last places hold if any event says so. Events that the scheme does not name change nothing: a veto
//! must stand in the text. A veto never touches the points.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::grade_bands::{GradeBand, GradeBands};
use super::rank::Standing;
use crate::assess::exact::Exact;
use crate::assess::fault::Fault;
use crate::assess::kind::{Given, Kind, parse, take};
use crate::assess::trace::Notes;

/// Its line in the list.
pub const KIND: Kind = Kind::stage("veto", answer);

/// What an event does.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VetoRule {
    /// The best grade that is left; any if absent.
    #[serde(default)]
    pub grade_at_most: Option<String>,
    /// No prizes.
    #[serde(default)]
    pub no_award: Option<bool>,
    /// Behind all others.
    #[serde(default)]
    pub rank_last: Option<bool>,
}

/// What one or several events do to a unit, ready to be applied.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Effect {
    /// Place of the best grade that is left, if it is limited.
    pub best: Option<usize>,
    /// No prizes.
    pub no_award: bool,
    /// Where the unit stands in a ranking.
    pub standing: Standing,
}

impl VetoRule {
    /// The effect, with the grade's place among the grades, best first.
    ///
    /// # Errors
    /// A grade that is not among them.
    pub fn effect(&self, grades: &[String]) -> Result<Effect, Fault> {
        let best = self.grade_at_most.as_deref().map(|name| place_of(name, grades, "grade_at_most"));
        Ok(Effect {
            best: best.transpose()?,
            no_award: self.no_award.unwrap_or(false),
            standing: if self.rank_last.unwrap_or(false) { Standing::Last } else { Standing::Keep },
        })
    }
}

/// The place of a grade among the grades.
///
/// # Errors
/// A grade that is not among them.
pub fn place_of(name: &str, grades: &[String], key: &str) -> Result<usize, Fault> {
    grades.iter().position(|g| g == name).ok_or_else(|| Fault::unknown(key, name, grades))
}

impl Effect {
    /// Both together: the harder of each.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            best: self.best.max(other.best),
            no_award: self.no_award || other.no_award,
            standing: self.standing.max(other.standing),
        }
    }

    /// The place of the grade that is left of one by points.
    #[must_use]
    pub fn limit(self, grade: usize) -> usize {
        self.best.map_or(grade, |best| best.max(grade))
    }

    /// Says what the event does.
    pub fn explain(self, event: &str, grades: &[String], notes: &mut Notes) {
        if let Some(grade) = self.best.and_then(|best| grades.get(best)) {
            notes.add("veto-grade", || [("event", event.into()), ("grade", grade.as_str().into())]);
        }
        if self.no_award {
            notes.add("veto-award", || [("event", event.into())]);
        }
        match self.standing {
            Standing::Keep => {}
            Standing::Last => notes.add("veto-last", || [("event", event.into())]),
            Standing::Exclude => notes.add("veto-exclude", || [("event", event.into())]),
        }
    }
}

/// Parameters of a case.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    bands: Vec<GradeBand>,
    otherwise: Option<String>,
    grade_order: Vec<String>,
    #[serde(default)]
    rules: BTreeMap<String, VetoRule>,
}

fn answer(mut given: Given) -> Result<Given, Fault> {
    let score: Option<Exact> = take(&mut given, "score")?;
    let events: Vec<String> = take(&mut given, "events")?;
    let Case { bands, otherwise, grade_order, rules } = parse(given)?;
    let bands = GradeBands { bands, otherwise };
    let notes = &mut Notes::off();
    let mut effect = Effect::default();
    let mut applied = Vec::new();
    for event in events {
        let Some(rule) = rules.get(&event) else { continue };
        let one = rule.effect(&grade_order).map_err(|f| f.within(&event).within("rules"))?;
        effect = effect.and(one);
        applied.push(event);
    }
    let grade = match score.as_ref().and_then(|score| bands.grade(score, notes)) {
        Some(name) => {
            let place = place_of(name, &grade_order, "grade_order")?;
            grade_order.get(effect.limit(place)).map(String::as_str)
        }
        None => None,
    };
    Ok(Given::from_iter([
        ("grade".to_owned(), grade.map_or(Value::Null, Value::from)),
        ("no_award".to_owned(), effect.no_award.into()),
        ("rank_last".to_owned(), (effect.standing == Standing::Last).into()),
        ("applied".to_owned(), applied.into()),
    ]))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::assess::trace::{Language, Words};
    use crate::assess::vectors::ask;

    fn veto(score: &str, events: Value) -> Value {
        ask(
            "veto",
            json!({"bands": [{"op": ">=", "bound": "90", "grade": "A"}, {"op": ">=", "bound": "60", "grade": "B"}],
                "otherwise": "D", "grade_order": ["A", "B", "C", "D"], "score": score, "events": events,
                "rules": {"x": {"grade_at_most": "C"}, "y": {"grade_at_most": "B", "no_award": true, "rank_last": null},
                    "z": {"grade_at_most": null, "rank_last": true}}}),
        )
    }

    #[test]
    fn the_hardest_limit_holds_and_a_worse_grade_stays() {
        let all = json!({"grade": "C", "no_award": true, "rank_last": true, "applied": ["y", "x", "z"]});
        assert_eq!(veto("95", json!(["y", "?", "x", "z"])), all);
        let worse = json!({"grade": "D", "no_award": false, "rank_last": false, "applied": ["x"]});
        assert_eq!(veto("10", json!(["x"])), worse);
        let none = json!({"grade": "A", "no_award": false, "rank_last": true, "applied": ["z"]});
        assert_eq!(veto("90", json!(["z"])), none);
        let null = json!({"grade": "A", "no_award": false, "rank_last": false, "applied": []});
        assert_eq!(veto("90", Value::Null), null);
    }

    #[test]
    fn a_grade_that_does_not_exist_is_a_fault() {
        let rule = VetoRule { grade_at_most: Some("F".to_owned()), ..VetoRule::default() };
        assert_eq!(rule.effect(&["A".to_owned()]).unwrap_err().key, "grade_at_most");
    }

    #[test]
    fn an_effect_says_what_it_does() {
        let grades = ["优秀".to_owned(), "一般".to_owned()];
        let rule =
            VetoRule { grade_at_most: Some("一般".to_owned()), no_award: Some(true), rank_last: None };
        let mut notes = Notes::on();
        rule.effect(&grades).unwrap().explain("死亡事故", &grades, &mut notes);
        let words = Words::of(Language::Chinese);
        let told: Vec<String> = notes.steps().iter().map(|s| words.sentence(s)).collect();
        assert_eq!(told, ["因“死亡事故”，等次最高为“一般”", "因“死亡事故”，取消评奖资格"]);
    }
}

//! 评委排名均分: every rater puts the units in order, places give points, and the mean counts.
//!
//! Place k gives `full·(100 − step_percent·(k−1))/100`, not below `floor`; a unit's score is the mean
//! over the raters who placed it. A rater who leaves a unit out (his own department) says nothing of
//! it; a unit that nobody placed does not apply. Cases list `rankings` by rater; schemes enter each
//! unit's `places`, one for each rater.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::rank_decrement::slope;
use super::trimmed_mean::mean;
use crate::assess::exact::Exact;
use crate::assess::fault::{Fault, Wrong};
use crate::assess::kind::{Given, Kind, take};
use crate::assess::rule::{Outcome, Rule};
use crate::assess::trace::Notes;

/// Its line in the list.
pub const KIND: Kind = Kind::rule::<RankAverage>();

/// Parameters.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RankAverage {
    /// Points of the first place.
    pub full: Exact,
    /// Percent that each further place is less.
    pub step_percent: Exact,
    /// Least points of a place; no limit if absent.
    pub floor: Option<Exact>,
}

/// Facts.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PlacesFacts {
    /// The place that each rater gave; none where he left the unit out.
    #[serde(default)]
    pub places: Vec<Option<u32>>,
}

impl Rule for RankAverage {
    type Facts = PlacesFacts;
    type Pool = ();
    const NAME: &'static str = "rank_average";
    const FACTS: &'static [&'static str] = &["places"];
    const UNITS: Option<&'static str> = Some("places");

    fn by_unit(mut given: Given) -> Result<Given, Fault> {
        if !given.contains_key("rankings") {
            return Ok(given);
        }
        // One order for each rater, best first.
        let rankings: Vec<Vec<String>> = take(&mut given, "rankings")?;
        let mut places: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
        for (rater, order) in rankings.iter().enumerate() {
            for (i, unit) in order.iter().enumerate() {
                let own = places.entry(unit).or_default();
                if own.len() > rater {
                    return Err(Fault::new("rankings", Wrong::Unfit("a unit stands twice in one order")));
                }
                own.resize(rater, Value::Null);
                own.push(Value::from(i + 1));
            }
        }
        let places: Given = places.into_iter().map(|(u, p)| (u.to_owned(), Value::Array(p))).collect();
        given.insert("places".to_owned(), Value::Object(places));
        Ok(given)
    }

    fn compares(&self) -> bool {
        false
    }

    fn pool(&self, _: &mut dyn Iterator<Item = &PlacesFacts>) -> Result<(), Fault> {
        Ok(())
    }

    fn score(&self, facts: &PlacesFacts, (): &(), notes: &mut Notes) -> Result<Outcome, Fault> {
        let mut points = Vec::with_capacity(facts.places.len());
        for (rater, place) in facts.places.iter().enumerate() {
            let Some(place) = place else { continue };
            let one = self.points(*place);
            notes.add("rater-place", || {
                [("n", (rater + 1).into()), ("place", i64::from(*place).into()), ("points", (&one).into())]
            });
            points.push(one);
        }
        Ok(mean(points.iter(), notes).map_or(Outcome::NotApplicable, Outcome::Score))
    }
}

impl RankAverage {
    /// Points of a place, from 1.
    fn points(&self, place: u32) -> Exact {
        let before = Exact::whole(i64::from(place) - 1);
        slope(&self.full, &self.step_percent, &before).floored(self.floor.as_ref())
    }
}

#[cfg(test)]
mod tests {
    use crate::assess::rules::testing::answer;
    use serde_json::{Value, json};

    fn scores(rankings: Value, floor: Value) -> Value {
        let given = json!({"full": "100", "step_percent": "30", "floor": floor, "rankings": rankings,
            "round": {"places": 2}});
        answer("rank_average", given).unwrap()["scores"].clone()
    }

    #[test]
    fn a_rater_who_leaves_a_unit_out_says_nothing_of_it() {
        let rankings = json!([["A", "B"], ["B", "C", "A"], ["C"]]);
        // A: (100+40)/2, B: (70+100)/2, C: (70+100)/2
        assert_eq!(scores(rankings, json!(null)), json!({"A": "70.00", "B": "85.00", "C": "85.00"}));
    }

    #[test]
    fn the_floor_holds_for_each_place() {
        let rankings = json!([["A", "B", "C", "D", "E"], ["E", "D", "C", "B", "A"]]);
        let found = scores(rankings.clone(), json!("20"));
        assert_eq!((&found["A"], &found["B"]), (&json!("60.00"), &json!("45.00")));
        assert_eq!(scores(rankings, json!(null))["A"], "40.00");
    }

    #[test]
    fn no_orders_and_a_unit_twice() {
        assert_eq!(scores(json!([]), json!(null)), json!({}));
        let given = json!({"full": "100", "step_percent": "2", "rankings": [["B"], ["A", "B", "A"]]});
        assert_eq!(answer("rank_average", given).unwrap_err().key, "rankings");
        let given = json!({"full": "100", "step_percent": "2", "places": {"A": [1, null, 2], "B": []}});
        let found = answer("rank_average", given).unwrap();
        assert_eq!(found["scores"], json!({"A": "99", "B": {"state": "not_applicable"}}));
    }
}

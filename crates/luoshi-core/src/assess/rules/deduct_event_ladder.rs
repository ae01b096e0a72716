//! 事件分档扣分: points off by how large an event was.
//!
//! Each event takes the points of the first band that holds of its magnitude, else `otherwise`, times
//! the multipliers of its flags; limited to `cap`.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::deduct_escalating::flag_factor;
use crate::assess::exact::Exact;
use crate::assess::fault::Fault;
use crate::assess::kind::Kind;
use crate::assess::rule::{Band, Outcome, Rule, capped, first_band, or_nothing};
use crate::assess::trace::Notes;

/// Its line in the list.
pub const KIND: Kind = Kind::rule::<DeductEventLadder>();

/// Parameters.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeductEventLadder {
    /// Bands of the magnitude, tried in order.
    #[serde(default)]
    pub bands: Vec<Band>,
    /// Points off where no band holds; none if absent.
    #[serde(default)]
    pub otherwise: Exact,
    /// Multiplier of each flag.
    #[serde(default)]
    pub flag_multipliers: BTreeMap<String, Exact>,
    /// Most points in all; no limit if absent.
    pub cap: Option<Exact>,
}

/// Facts.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MagnitudeFacts {
    /// What happened.
    #[serde(default)]
    pub events: Vec<MagnitudeEvent>,
}

/// Something that happened.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MagnitudeEvent {
    /// How large it was: dead, hectares, yuan.
    pub magnitude: Exact,
    /// What makes it worse; a flag said twice counts once.
    #[serde(default, deserialize_with = "or_nothing")]
    pub flags: BTreeSet<String>,
}

impl Rule for DeductEventLadder {
    type Facts = MagnitudeFacts;
    type Pool = ();
    const NAME: &'static str = "deduct_event_ladder";
    const FACTS: &'static [&'static str] = &["events"];

    fn pool(&self, _: &mut dyn Iterator<Item = &MagnitudeFacts>) -> Result<(), Fault> {
        Ok(())
    }

    fn score(&self, facts: &MagnitudeFacts, (): &(), notes: &mut Notes) -> Result<Outcome, Fault> {
        let mut sum = Exact::ZERO;
        for event in &facts.events {
            let points = match first_band(&self.bands, &event.magnitude) {
                Some(band) => {
                    notes.add("event-band", || {
                        [
                            ("magnitude", (&event.magnitude).into()),
                            ("sign", band.op.sign().into()),
                            ("bound", (&band.bound).into()),
                            ("points", (&band.score).into()),
                        ]
                    });
                    &band.score
                }
                None => {
                    notes.add("event-no-band", || {
                        [("magnitude", (&event.magnitude).into()), ("points", (&self.otherwise).into())]
                    });
                    &self.otherwise
                }
            };
            sum = sum + points * &flag_factor(&event.flags, &self.flag_multipliers, notes);
        }
        notes.add("taken-sum", || [("taken", (&sum).into())]);
        Ok(Outcome::Deduction(capped(sum, self.cap.as_ref(), notes)))
    }
}

#[cfg(test)]
mod tests {
    use crate::assess::rules::testing::answer;
    use serde_json::{Value, json};

    fn deduction(given: Value) -> Value {
        answer("deduct_event_ladder", given).unwrap()["deduction"].clone()
    }

    #[test]
    fn the_first_band_that_holds_counts() {
        let bands =
            json!([{"op": ">", "bound": "10", "score": "8"}, {"op": ">=", "bound": "3", "points": "5"}]);
        let events = json!([{"magnitude": 10, "flags": []}, {"magnitude": "2.5"}, {"magnitude": "11", "flags": ["加倍"]}]);
        let flags = json!({"加倍": "2"});
        // 5 + 0.5 + 16
        let given = json!({"bands": bands, "otherwise": "0.5", "flag_multipliers": flags, "events": events});
        assert_eq!(deduction(given), "21.5");
        // Without a multiplier and without `otherwise`: 5 + 0 + 8.
        assert_eq!(deduction(json!({"bands": bands, "cap": null, "events": events})), "13");
        assert_eq!(deduction(json!({"bands": bands, "cap": "9", "events": events})), "9");
    }

    #[test]
    fn nothing_happened() {
        assert_eq!(deduction(json!({"bands": [], "events": []})), "0");
        assert_eq!(deduction(json!({"bands": [], "events": null})), "0");
    }
}

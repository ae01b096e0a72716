//! 分档计分: bands and their points.
//!
//! Bands are tried in order and the first that holds gives its points; where none holds, `otherwise`.
//! Each band says itself whether its bound belongs to it (`>=`, `>`): public texts disagree on that.

use serde::{Deserialize, Serialize};

use crate::assess::exact::Exact;
use crate::assess::fault::Fault;
use crate::assess::kind::Kind;
use crate::assess::rule::{Band, Outcome, Rule, first_band};
use crate::assess::trace::Notes;

/// Its line in the list.
pub const KIND: Kind = Kind::rule::<Ladder>();

/// Parameters.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ladder {
    /// Tried in order.
    pub bands: Vec<Band>,
    /// Points where none holds; none if absent.
    #[serde(default)]
    pub otherwise: Exact,
}

/// Facts.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct OneValue {
    /// The value.
    pub value: Exact,
}

impl Rule for Ladder {
    type Facts = OneValue;
    type Pool = ();
    const NAME: &'static str = "ladder";
    const FACTS: &'static [&'static str] = &["value"];

    fn pool(&self, _: &mut dyn Iterator<Item = &OneValue>) -> Result<(), Fault> {
        Ok(())
    }

    fn score(&self, facts: &OneValue, (): &(), notes: &mut Notes) -> Result<Outcome, Fault> {
        let value = &facts.value;
        let Some(band) = first_band(&self.bands, value) else {
            notes.add("no-band", || [("value", value.into()), ("score", (&self.otherwise).into())]);
            return Ok(Outcome::Score(self.otherwise.clone()));
        };
        notes.add("band", || {
            [
                ("value", value.into()),
                ("op", band.op.word()),
                ("bound", (&band.bound).into()),
                ("score", (&band.score).into()),
            ]
        });
        Ok(Outcome::Score(band.score.clone()))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::assess::rules::testing::{fault, score};

    #[test]
    fn the_first_band_that_holds_wins() {
        let points = |value: &str| {
            let bands = json!([
                {"op": "==", "bound": "0", "score": "9"},
                {"op": "<", "bound": "3", "score": "6"},
                {"op": "<=", "bound": "5", "score": "4"},
            ]);
            score("ladder", json!({"value": value, "bands": bands, "otherwise": "-1"}))
        };
        assert_eq!(["0.00", "-1", "2.9", "3", "5", "5.1"].map(points), ["9", "6", "6", "4", "4", "-1"]);
    }

    #[test]
    fn without_bands_there_is_only_the_rest() {
        assert_eq!(score("ladder", json!({"value": 3, "bands": [], "otherwise": "2.5"})), "2.5");
        assert_eq!(score("ladder", json!({"value": 3, "bands": [], "otherwise": null})), "0");
        assert!(fault("ladder", json!({"value": null, "bands": []})).contains("value"));
    }
}

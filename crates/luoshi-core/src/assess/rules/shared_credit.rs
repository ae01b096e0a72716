//! 牵头、协办分成: one achievement, several units.
//!
//! The lead gets points·lead %, each of n assisting units points·assist %/n. Without any assisting
//! unit the scheme says whether the lead takes all or keeps its share.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::assess::exact::Exact;
use crate::assess::fault::Fault;
use crate::assess::kind::{Given, Kind, parse, printed, take_round};
use crate::assess::trace::Notes;

/// Its line in the list.
pub const KIND: Kind = Kind::stage("shared_credit", answer);

/// Parameters and facts.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SharedCredit {
    /// Points of the achievement.
    pub points: Exact,
    /// Percent of the lead.
    pub lead_percent: Exact,
    /// Percent of all assisting units together.
    pub assist_percent: Exact,
    /// How many assist.
    pub assist_units: u32,
    /// What happens to the assisting share where nobody assists; needed then.
    pub no_assist: Option<NoAssist>,
}

/// What happens to the assisting share where nobody assists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoAssist {
    /// The lead gets all points.
    LeadTakesAll,
    /// The lead keeps its share, the rest is nobody's.
    Keep,
}

/// Points of each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shares {
    /// Of the lead.
    pub lead: Exact,
    /// Of each assisting unit.
    pub each_assist: Exact,
}

/// Shares the points.
///
/// # Errors
/// Nobody assists and the scheme does not say what then.
pub fn shares(given: &SharedCredit, notes: &mut Notes) -> Result<Shares, Fault> {
    let percent = |p: &Exact| (&given.points * p).over(&Exact::HUNDRED).unwrap_or_default();
    let units = Exact::whole(i64::from(given.assist_units));
    let Some(each_assist) = percent(&given.assist_percent).over(&units) else {
        let lead = match given.no_assist.ok_or_else(|| Fault::missing("no_assist"))? {
            NoAssist::LeadTakesAll => given.points.clone(),
            NoAssist::Keep => percent(&given.lead_percent),
        };
        notes.add("shared-alone", || [("points", (&given.points).into()), ("lead", (&lead).into())]);
        return Ok(Shares { lead, each_assist: Exact::ZERO });
    };
    let lead = percent(&given.lead_percent);
    notes.add("shared-lead", || {
        [
            ("points", (&given.points).into()),
            ("percent", (&given.lead_percent).into()),
            ("lead", (&lead).into()),
        ]
    });
    notes.add("shared-assist", || {
        [
            ("points", (&given.points).into()),
            ("percent", (&given.assist_percent).into()),
            ("n", units.into()),
            ("each", (&each_assist).into()),
        ]
    });
    Ok(Shares { lead, each_assist })
}

fn answer(mut given: Given) -> Result<Given, Fault> {
    let round = take_round(&mut given)?;
    let shares = shares(&parse(given)?, &mut Notes::off())?;
    let entry = |name: &str, value: &Exact| -> Result<(String, Value), Fault> {
        Ok((name.to_owned(), printed(value, round)?))
    };
    Ok(Given::from_iter([entry("lead", &shares.lead)?, entry("each_assist", &shares.each_assist)?]))
}

#[cfg(test)]
mod tests {
    use crate::assess::rules::testing::answer;
    use serde_json::{Value, json};

    fn both(units: u32, no_assist: Value) -> (String, String) {
        let given = json!({"points": "10", "lead_percent": "60", "assist_percent": "40",
            "assist_units": units, "no_assist": no_assist, "round": {"places": 2, "mode": "down"}});
        let found = answer("shared_credit", given).unwrap();
        (found["lead"].as_str().unwrap().to_owned(), found["each_assist"].as_str().unwrap().to_owned())
    }

    #[test]
    fn assisting_units_share_equally() {
        assert_eq!(both(3, json!(null)), ("6.00".to_owned(), "1.33".to_owned()));
        assert_eq!(both(1, json!("keep")), ("6.00".to_owned(), "4.00".to_owned()));
    }

    #[test]
    fn nobody_assists() {
        assert_eq!(both(0, json!("keep")), ("6.00".to_owned(), "0.00".to_owned()));
        assert_eq!(both(0, json!("lead_takes_all")), ("10.00".to_owned(), "0.00".to_owned()));
        let given = json!({"points": "10", "lead_percent": "60", "assist_percent": "40", "assist_units": 0});
        assert_eq!(answer("shared_credit", given).unwrap_err().key, "no_assist");
    }
}

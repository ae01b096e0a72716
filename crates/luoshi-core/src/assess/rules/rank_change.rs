//! 进位: points for places won or lost since the last ranking.
//!
//! up = previous rank − current rank. `per_place`: points for every place, with caps on either side;
//! `bands`: the first band of `up` that holds; `percentile`, for years with different numbers of units:
//! up = (previous ÷ number then − current ÷ number now) × 100, then bands if there are any, else points
//! per percentage point. Who was first and stays first cannot rise: it gets `stay_first_bonus` instead,
//! if there is one. Without a rank before or now there is nothing to compare, and no points.

use serde::{Deserialize, Serialize};

use crate::assess::exact::Exact;
use crate::assess::fault::Fault;
use crate::assess::kind::Kind;
use crate::assess::rule::{Band, Outcome, Rule, first_band};
use crate::assess::trace::Notes;

/// Its line in the list.
pub const KIND: Kind = Kind::rule::<RankChange>();

/// Parameters.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RankChange {
    /// How places become points.
    #[serde(default)]
    pub mode: Counting,
    /// Points for a place won.
    pub up_points: Option<Exact>,
    /// Most points for places won; no limit if absent.
    pub up_cap: Option<Exact>,
    /// Points off for a place lost.
    pub down_points: Option<Exact>,
    /// Most points off for places lost; no limit if absent.
    pub down_cap: Option<Exact>,
    /// Points by places won (below nought: lost), tried in order.
    #[serde(default)]
    pub bands: Vec<Band>,
    /// Points where no band holds.
    pub otherwise: Option<Exact>,
    /// Points of a unit that was first and still is.
    pub stay_first_bonus: Option<Exact>,
}

/// How places become points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Counting {
    /// 每进退一位
    #[default]
    PerPlace,
    /// 分档
    Bands,
    /// 百分位
    Percentile,
}

/// Facts.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RankFacts {
    /// The rank before.
    #[serde(default)]
    pub previous_rank: Option<Exact>,
    /// The rank now.
    #[serde(default)]
    pub current_rank: Option<Exact>,
    /// How many were ranked before.
    #[serde(default, alias = "prev_count", alias = "previous_of")]
    pub previous_count: Option<Exact>,
    /// How many are ranked now.
    #[serde(default, alias = "cur_count", alias = "current_of")]
    pub current_count: Option<Exact>,
}

impl Rule for RankChange {
    type Facts = RankFacts;
    type Pool = ();
    const NAME: &'static str = "rank_change";
    const FACTS: &'static [&'static str] = &[
        "previous_rank",
        "current_rank",
        "previous_count",
        "current_count",
        "prev_count",
        "cur_count",
        "previous_of",
        "current_of",
    ];

    fn pool(&self, _: &mut dyn Iterator<Item = &RankFacts>) -> Result<(), Fault> {
        Ok(())
    }

    fn score(&self, facts: &RankFacts, (): &(), notes: &mut Notes) -> Result<Outcome, Fault> {
        let (Some(before), Some(now)) = (&facts.previous_rank, &facts.current_rank) else {
            notes.add("no-rank-before", || []);
            return Ok(Outcome::Points(Exact::ZERO));
        };
        if let Some(bonus) = self.stay_first_bonus.as_ref().filter(|_| *before == Exact::ONE && before == now)
        {
            notes.add("stayed-first", || [("points", bonus.into())]);
            return Ok(Outcome::Points(bonus.clone()));
        }
        let up = self.up(before, now, facts, notes)?;
        let by_bands =
            self.mode == Counting::Bands || (self.mode == Counting::Percentile && !self.bands.is_empty());
        let points = if by_bands { self.banded(&up, notes) } else { self.stepped(&up, notes) };
        Ok(Outcome::Points(points))
    }
}

impl RankChange {
    /// Places, or percentage points, won.
    fn up(&self, before: &Exact, now: &Exact, facts: &RankFacts, notes: &mut Notes) -> Result<Exact, Fault> {
        if self.mode != Counting::Percentile {
            let up = before - now;
            notes
                .add("places-won", || [("before", before.into()), ("now", now.into()), ("up", (&up).into())]);
            return Ok(up);
        }
        let share = |rank: &Exact, count: &Option<Exact>, key: &'static str| {
            let count = count.as_ref().ok_or_else(|| Fault::missing(key))?;
            rank.over(count).ok_or_else(|| Fault::zero(key)).map(|share| (share, count.clone()))
        };
        let (then, count_then) = share(before, &facts.previous_count, "previous_count")?;
        let (since, count_now) = share(now, &facts.current_count, "current_count")?;
        let up = (then - since) * Exact::HUNDRED;
        notes.add("percentile-won", || {
            [
                ("before", before.into()),
                ("of_before", count_then.into()),
                ("now", now.into()),
                ("of_now", count_now.into()),
                ("up", (&up).into()),
            ]
        });
        Ok(up)
    }

    fn banded(&self, up: &Exact, notes: &mut Notes) -> Exact {
        let Some(band) = first_band(&self.bands, up) else {
            let points = self.otherwise.clone().unwrap_or_default();
            notes.add("rank-no-band", || [("up", up.into()), ("points", (&points).into())]);
            return points;
        };
        notes.add("rank-band", || {
            [
                ("up", up.into()),
                ("op", band.op.sign().into()),
                ("bound", (&band.bound).into()),
                ("points", (&band.score).into()),
            ]
        });
        band.score.clone()
    }

    fn stepped(&self, up: &Exact, notes: &mut Notes) -> Exact {
        let lost = up.is_negative();
        let (each, cap) =
            if lost { (&self.down_points, &self.down_cap) } else { (&self.up_points, &self.up_cap) };
        let Some(each) = each else { return Exact::ZERO };
        let points = up.abs() * each;
        notes.add("rank-steps", || {
            [("places", up.abs().into()), ("each", each.into()), ("points", (&points).into())]
        });
        let kept = match cap {
            Some(cap) if &points > cap => {
                notes.add("rank-steps-capped", || [("limit", cap.into())]);
                cap.clone()
            }
            _ => points,
        };
        if lost { -kept } else { kept }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::assess::vectors::ask;

    fn steps(before: Value, now: Value, stay: Value) -> Value {
        ask(
            "rank_change",
            json!({"mode": "per_place", "up_points": "0.3", "up_cap": "2", "down_points": "0.2", "down_cap": "1",
                "previous_rank": before, "current_rank": now, "stay_first_bonus": stay}),
        )["points"]
            .clone()
    }

    #[test]
    fn places_lost_cost_up_to_their_cap() {
        assert_eq!(steps(json!(3), json!(5), Value::Null), json!("-0.4"));
        assert_eq!(steps(json!(3), json!(15), Value::Null), json!("-1"));
        assert_eq!(steps(json!(15), json!(3), Value::Null), json!("2"));
        assert_eq!(steps(json!(1), json!(1), Value::Null), json!("0"));
        assert_eq!(steps(json!(1), json!(2), json!("1")), json!("-0.2"));
        assert_eq!(steps(json!(2), json!(1), json!("1")), json!("0.3"), "it rose, it did not stay");
        assert_eq!(steps(Value::Null, json!(1), json!("1")), json!("0"));
    }

    #[test]
    fn percentiles_with_points_or_bands() {
        // (10/20 − 9/30)·100 = 20
        let mut given = json!({"mode": "percentile", "up_points": "0.1", "previous_rank": 10, "current_rank": 9,
            "previous_count": 20, "current_count": 30});
        assert_eq!(ask("rank_change", given.clone()), json!({"points": "2"}));
        given["bands"] =
            json!([{"op": ">", "bound": "20", "points": "5"}, {"op": ">=", "bound": "20", "points": "3"}]);
        assert_eq!(ask("rank_change", given.clone()), json!({"points": "3"}));
        given["current_count"] = Value::Null;
        assert_eq!(ask("rank_change", given), json!("current_count: missing"));
    }
}

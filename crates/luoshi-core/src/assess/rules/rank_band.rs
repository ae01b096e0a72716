//! 名次分档: points for the first few places, the next few, and so on.
//!
//! Bands are tried in order. A band reaches through a place (`through_rank`), through a percentage of
//! the units (`through_percent`, counted from the top, not from the band before) or both, whichever
//! goes further; a band without either takes all the rest. How "30% of 11 units" becomes a whole number
//! is `count_rounding`. Places behind the last band get `otherwise`. Units without a value have no
//! place and no points.

use serde::{Deserialize, Serialize};

use super::efficacy::{ValueFacts, without_value};
use crate::assess::exact::Exact;
use crate::assess::fault::Fault;
use crate::assess::kind::Kind;
use crate::assess::order::{Order, Ties};
use crate::assess::round::Mode;
use crate::assess::rule::{Direction, Outcome, Rule};
use crate::assess::trace::{Arg, Notes};

/// Its line in the list.
pub const KIND: Kind = Kind::rule::<RankBand>();

/// Parameters.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RankBand {
    /// Tried in order.
    pub bands: Vec<Through>,
    /// Points behind the last band; none if absent.
    #[serde(default)]
    pub otherwise: Exact,
    /// How a percentage of units becomes a number of places.
    #[serde(default)]
    pub count_rounding: Mode,
    /// Which way is good.
    #[serde(default)]
    pub direction: Direction,
    /// What ties get.
    #[serde(default)]
    pub ties: Ties,
}

/// A band of places.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Through {
    /// Its last place.
    pub through_rank: Option<usize>,
    /// Its last place in percent of the units.
    pub through_percent: Option<Exact>,
    /// Points of each of its places.
    pub score: Exact,
}

impl RankBand {
    /// Points of all places from one through another of `n` together.
    ///
    /// # Errors
    /// A percentage beyond all numbers.
    fn places(&self, n: usize, first: usize, last: usize, notes: &mut Notes) -> Result<Exact, Fault> {
        let mut sum = Exact::ZERO;
        let mut from = first;
        let mut above = 0;
        for band in &self.bands {
            if from > last {
                break;
            }
            let end = self.end(band, n)?;
            if end >= from {
                let through = end.min(last);
                sum = sum + &band.score * Exact::count(through + 1 - from);
                from = through + 1;
                self.tell(band, n, (above + 1, end), notes);
            }
            above = above.max(end);
        }
        let rest = (last + 1).saturating_sub(from);
        if rest > 0 {
            notes.add("band-places-rest", || [("last", above.into()), ("score", (&self.otherwise).into())]);
        }
        Ok(sum + &self.otherwise * Exact::count(rest))
    }

    /// Last place of a band.
    fn end(&self, band: &Through, n: usize) -> Result<usize, Fault> {
        let Some(percent) = &band.through_percent else {
            return Ok(band.through_rank.unwrap_or(n));
        };
        let units = (percent * Exact::count(n)).over(&Exact::HUNDRED).unwrap_or_default();
        let units = units
            .at_least(&Exact::ZERO)
            .at_most(&Exact::count(n))
            .rounded(0, self.count_rounding)
            .and_then(|units| usize::try_from(units).ok())
            .ok_or_else(|| Fault::too_large().within("through_percent"))?;
        Ok(units.max(band.through_rank.unwrap_or(0)))
    }

    fn tell(&self, band: &Through, n: usize, (from, end): (usize, usize), notes: &mut Notes) {
        if let Some(percent) = &band.through_percent {
            notes.add("band-places-percent", || {
                [
                    ("n", n.into()),
                    ("percent", percent.into()),
                    ("units", (percent * Exact::count(n)).over(&Exact::HUNDRED).unwrap_or_default().into()),
                    ("mode", Arg::Word(self.count_rounding.word())),
                    ("end", end.into()),
                ]
            });
        }
        notes.add("band-places", || {
            [("first", from.into()), ("last", end.into()), ("score", (&band.score).into())]
        });
    }
}

impl Rule for RankBand {
    type Facts = ValueFacts;
    type Pool = Order;
    const NAME: &'static str = "rank_band";
    const FACTS: &'static [&'static str] = &["value"];
    const UNITS: Option<&'static str> = Some("values");
    const POOL_KEYS: Option<&'static [&'static str]> = Some(&["direction"]);

    fn pool(&self, units: &mut dyn Iterator<Item = &ValueFacts>) -> Result<Order, Fault> {
        Ok(ValueFacts::order(units, self.direction))
    }

    fn score(&self, facts: &ValueFacts, order: &Order, notes: &mut Notes) -> Result<Outcome, Fault> {
        let Some(value) = &facts.value else {
            return Ok(without_value(Exact::ZERO, notes));
        };
        let n = order.len();
        let score =
            order.points(value, self.ties, notes, |first, last, notes| self.places(n, first, last, notes))?;
        Ok(Outcome::Score(score))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::assess::rules::testing::scores;

    fn points(n: usize, more: Value) -> String {
        let letters = ["A", "B", "C", "D", "E", "F", "G"];
        let values: serde_json::Map<_, _> = letters
            .iter()
            .take(n)
            .zip((0..n).rev())
            .map(|(unit, value)| ((*unit).to_owned(), json!(value)))
            .collect();
        let mut given = json!({"otherwise": "1", "values": values});
        given.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        scores("rank_band", given)
    }

    #[test]
    fn percentages_are_counted_from_the_top_and_rounded_as_said() {
        let bands = json!([{"through_percent": "30", "score": "9"}, {"through_percent": "70", "score": "6"}]);
        // 30 % and 70 % of 5 are 1.5 and 3.5.
        for (mode, expected) in [
            ("half_up", "A=9 B=9 C=6 D=6 E=1"),
            ("half_even", "A=9 B=9 C=6 D=6 E=1"),
            ("down", "A=9 B=6 C=6 D=1 E=1"),
            ("up", "A=9 B=9 C=6 D=6 E=1"),
        ] {
            assert_eq!(points(5, json!({"bands": bands, "count_rounding": mode})), expected, "{mode}");
        }
        assert_eq!(points(1, json!({"bands": bands, "count_rounding": "down"})), "A=1");
    }

    #[test]
    fn a_band_may_reach_by_place_and_by_percent_or_take_the_rest() {
        let bands = json!([
            {"through_rank": 2, "through_percent": "20", "score": "9"},
            {"through_rank": null, "score": "4"},
            {"through_rank": 9, "score": "3"},
        ]);
        assert_eq!(points(4, json!({"bands": bands})), "A=9 B=9 C=4 D=4");
        assert_eq!(points(2, json!({"bands": [], "otherwise": null})), "A=0 B=0");
    }

    #[test]
    fn ties_across_bands() {
        let given = |ties: &str| {
            json!({
                "bands": [{"through_rank": 2, "score": "9"}, {"through_rank": 3, "score": "6"}], "ties": ties,
                "values": {"A": "5", "B": "4", "C": "4", "D": "4", "E": null},
            })
        };
        assert_eq!(points(0, given("best")), "A=9 B=9 C=9 D=9 E=0");
        assert_eq!(points(0, given("worst")), "A=9 B=1 C=1 D=1 E=0");
        assert_eq!(points(0, given("average")), "A=9 B=16/3 C=16/3 D=16/3 E=0");
    }
}

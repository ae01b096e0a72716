//! 总量、增量、增速组合: how much there is, how much was added, how fast it grew.
//!
//! Per unit: total = this year, increment = this − last, growth = (this − last)/|last|·100. Each of the
//! three is scored as [`efficacy`](super::efficacy) over its own pool, and the weighted mean of the
//! percentages gives the points: `full·Σ w·p/100/Σw`. Growth from a last year of nought cannot be
//! computed; the scheme says what counts for it. A unit that lacks either year is outside all three
//! pools and gets `missing_score`.

use serde::{Deserialize, Serialize};

use super::efficacy::{AllEqual, Mark, Range, Scale, percent_of_full, without_value};
use crate::assess::exact::Exact;
use crate::assess::fault::Fault;
use crate::assess::kind::Kind;
use crate::assess::rule::{Direction, Outcome, Rule, or_nothing};
use crate::assess::trace::{Arg, Notes};

/// Its line in the list.
pub const KIND: Kind = Kind::rule::<Mix>();

/// Parameters.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mix {
    /// Points at 100 %.
    pub full: Exact,
    /// How much each measure counts.
    pub weights: Weights,
    /// Percent at the worst value.
    pub base: Exact,
    /// Percent between worst and best.
    pub span: Exact,
    /// Which way is good.
    #[serde(default)]
    pub direction: Direction,
    /// `observed`, or a fixed value for all three measures.
    #[serde(default)]
    pub best: Mark,
    /// `observed`, or a fixed value for all three measures.
    #[serde(default)]
    pub worst: Mark,
    /// When best and worst are the same.
    #[serde(default)]
    pub all_equal: AllEqual,
    /// Whether the fraction is kept within 0…1.
    #[serde(default)]
    pub clamp: bool,
    /// Growth in percent of units whose last year is nought.
    pub growth_when_last_is_zero: Option<Exact>,
    /// Points of a unit that lacks either year.
    #[serde(default)]
    pub missing_score: Exact,
}

/// How much each measure counts; a measure that is left out does not count.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weights {
    /// 总量
    #[serde(default, deserialize_with = "or_nothing")]
    pub total: Exact,
    /// 增量
    #[serde(default, deserialize_with = "or_nothing")]
    pub increment: Exact,
    /// 增速
    #[serde(default, deserialize_with = "or_nothing")]
    pub growth: Exact,
}

/// Facts.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct YearFacts {
    /// This year.
    pub this: Option<Exact>,
    /// Last year.
    pub last: Option<Exact>,
}

/// A measure: its word and its weight.
type Measure<'a> = (&'static str, &'a Exact);

/// The pools of total, increment and growth.
type Ranges = [Option<Range>; 3];

impl Rule for Mix {
    type Facts = YearFacts;
    type Pool = Ranges;
    const NAME: &'static str = "mix";
    const FACTS: &'static [&'static str] = &["this", "last"];
    const UNITS: Option<&'static str> = Some("values");
    const POOL_KEYS: Option<&'static [&'static str]> = Some(&["weights", "growth_when_last_is_zero"]);

    fn pool(&self, units: &mut dyn Iterator<Item = &YearFacts>) -> Result<Ranges, Fault> {
        let mut all = [const { None }; 3];
        for facts in units {
            let Some(values) = self.values(facts)? else { continue };
            for (range, value) in all.iter_mut().zip(values) {
                Range::include(range, value);
            }
        }
        Ok(all)
    }

    fn score(&self, facts: &YearFacts, pools: &Ranges, notes: &mut Notes) -> Result<Outcome, Fault> {
        let Some(values) = self.values(facts)? else {
            return Ok(without_value(self.missing_score.clone(), notes));
        };
        let mut sum = Exact::ZERO;
        for (((word, weight), value), pool) in self.measures().into_iter().zip(&values).zip(pools) {
            if weight.is_zero() {
                continue;
            }
            self.tell(word, facts, value, notes);
            let percent = self.scale().percent(value, pool.as_ref(), notes)?;
            let part = weight * &percent;
            notes.add("mix-weighted", || {
                [
                    ("measure", Arg::Word(word)),
                    ("percent", (&percent).into()),
                    ("weight", weight.into()),
                    ("part", (&part).into()),
                ]
            });
            sum = sum + part;
        }
        let weights: Exact = self.measures().iter().map(|(_, weight)| *weight).sum();
        let mean = sum.over(&weights).ok_or_else(|| Fault::zero("weights"))?;
        notes.add("mix-mean", || {
            [("sum", (&sum).into()), ("weights", (&weights).into()), ("percent", (&mean).into())]
        });
        Ok(Outcome::Score(percent_of_full(&self.full, &mean, notes)))
    }
}

impl Mix {
    fn measures(&self) -> [Measure<'_>; 3] {
        let Weights { total, increment, growth } = &self.weights;
        [("total", total), ("increment", increment), ("growth", growth)]
    }

    /// Total, increment and growth of a unit that has both years.
    fn values(&self, facts: &YearFacts) -> Result<Option<[Exact; 3]>, Fault> {
        let (Some(this), Some(last)) = (&facts.this, &facts.last) else { return Ok(None) };
        let increment = this - last;
        let growth = match (&increment * Exact::HUNDRED).over(&last.abs()) {
            Some(growth) => growth,
            None if self.weights.growth.is_zero() => Exact::ZERO,
            None => self
                .growth_when_last_is_zero
                .clone()
                .ok_or_else(|| Fault::missing("growth_when_last_is_zero"))?,
        };
        Ok(Some([this.clone(), increment, growth]))
    }

    fn scale(&self) -> Scale<'_> {
        Scale {
            base: &self.base,
            span: &self.span,
            direction: self.direction,
            best: &self.best,
            worst: &self.worst,
            all_equal: self.all_equal,
            clamp: self.clamp,
        }
    }

    fn tell(&self, word: &str, facts: &YearFacts, value: &Exact, notes: &mut Notes) {
        let (Some(this), Some(last)) = (&facts.this, &facts.last) else { return };
        match word {
            "total" => notes.add("mix-total", || [("value", value.into())]),
            "increment" => notes.add("mix-increment", || {
                [("this", this.into()), ("last", last.into()), ("value", value.into())]
            }),
            _ if last.is_zero() => notes.add("mix-growth-agreed", || [("value", value.into())]),
            _ => notes.add("mix-growth", || {
                [
                    ("this", this.into()),
                    ("last", last.into()),
                    ("size", last.abs().into()),
                    ("value", value.into()),
                ]
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::assess::rules::testing::{fault, scores};

    fn given(weights: Value, values: Value) -> Value {
        json!({
            "full": "10", "weights": weights, "base": "60", "span": "40", "direction": "higher_better",
            "best": "observed", "worst": "observed", "all_equal": "middle", "clamp": false,
            "growth_when_last_is_zero": null, "missing_score": "1", "values": values,
        })
    }

    #[test]
    fn growth_from_below_nought_is_measured_by_size() {
        // A: −50 → −25 is +50 %; B: 100 → 125 is +25 %; C: 100 → 100 is nought.
        let values = json!({
            "A": {"this": "-25", "last": "-50"}, "B": {"this": 125, "last": 100}, "C": {"this": 100, "last": 100},
        });
        let got = scores("mix", given(json!({"growth": "1"}), values));
        assert_eq!(got, "A=10 B=8 C=6");
    }

    #[test]
    fn a_unit_that_lacks_a_year_is_outside_the_pools() {
        let values = json!({
            "A": {"this": "9", "last": null}, "B": {"this": "3", "last": "2"}, "C": {"this": "5", "last": "4"}, "D": null,
        });
        // Total: B 60, C 100; increment: both alike, 80.
        let got = scores("mix", given(json!({"total": "1", "increment": "3", "growth": "0"}), values));
        assert_eq!(got, "A=1 B=7.5 C=8.5 D=1");
    }

    #[test]
    fn a_last_year_of_nought_needs_a_say_only_where_growth_counts() {
        let values = json!({"A": {"this": "1", "last": "0"}, "B": {"this": "3", "last": "1"}});
        assert_eq!(scores("mix", given(json!({"total": "2"}), values.clone())), "A=6 B=10");
        let counts = given(json!({"growth": "2"}), values);
        assert_eq!(fault("mix", counts), "growth_when_last_is_zero: missing");
        let nothing = given(json!({}), json!({"A": {"this": "1", "last": "1"}}));
        assert_eq!(fault("mix", nothing), "weights: division by zero");
    }
}

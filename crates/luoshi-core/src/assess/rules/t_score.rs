//! 标准分: how many standard deviations a value lies from the average.
//!
//! `full/100·limit(center + spread·z, min, max)` with z = (value − mean)/deviation, its sign turned where
//! lower is better. It takes away that one marker is stricter than another. The deviation divides by n
//! (`population`) or n − 1 (`sample`); where it is nought, or there is but one unit, z is nought. Units
//! without a value are outside and get nothing.
//!
//! A root that is no fraction is carried with forty decimals; such results never lie on a half, so
//! rounding them is still right.

use serde::{Deserialize, Serialize};

use super::efficacy::{ValueFacts, percent_of_full, without_value};
use super::versus_average::Mean;
use crate::assess::exact::Exact;
use crate::assess::fault::Fault;
use crate::assess::kind::Kind;
use crate::assess::rule::{Direction, Outcome, Rule, capped, floored};
use crate::assess::trace::Notes;

/// Its line in the list.
pub const KIND: Kind = Kind::rule::<TScore>();

/// Parameters.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TScore {
    /// Points at 100 %.
    pub full: Exact,
    /// Percent at the average.
    pub center: Exact,
    /// Percent of one standard deviation.
    pub spread: Exact,
    /// What the deviation divides by.
    #[serde(default)]
    pub deviation: Deviation,
    /// Which way is good.
    #[serde(default)]
    pub direction: Direction,
    /// Least percent; no limit if absent.
    pub min: Option<Exact>,
    /// Most percent; no limit if absent.
    pub max: Option<Exact>,
}

/// What the deviation divides by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deviation {
    /// n: these are all units.
    #[default]
    Population,
    /// n − 1: they stand for more.
    Sample,
}

/// Average and standard deviation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spread {
    mean: Mean,
    deviation: Exact,
}

impl Spread {
    fn of(values: &[&Exact], deviation: Deviation) -> Option<Self> {
        let mean = Mean::of(values.iter().copied())?;
        let squares: Exact = values
            .iter()
            .map(|value| *value - mean.value())
            .map(|difference| &difference * &difference)
            .sum();
        let by = match deviation {
            Deviation::Population => mean.count(),
            Deviation::Sample => mean.count() - 1,
        };
        // One unit alone has no deviation, whatever it is divided by.
        let variance = squares.over(&Exact::count(by)).unwrap_or_default();
        Some(Self { mean, deviation: variance.sqrt()? })
    }
}

impl Rule for TScore {
    type Facts = ValueFacts;
    type Pool = Option<Spread>;
    const NAME: &'static str = "t_score";
    const FACTS: &'static [&'static str] = &["value"];
    const UNITS: Option<&'static str> = Some("values");
    const POOL_KEYS: Option<&'static [&'static str]> = Some(&["deviation"]);

    fn pool(&self, units: &mut dyn Iterator<Item = &ValueFacts>) -> Result<Option<Spread>, Fault> {
        let values: Vec<&Exact> = units.filter_map(|u| u.value.as_ref()).collect();
        Ok(Spread::of(&values, self.deviation))
    }

    fn score(&self, facts: &ValueFacts, pool: &Option<Spread>, notes: &mut Notes) -> Result<Outcome, Fault> {
        let (Some(value), Some(spread)) = (&facts.value, pool) else {
            return Ok(without_value(Exact::ZERO, notes));
        };
        let percent = self.percent(value, spread, notes);
        let limited = capped(floored(percent, self.min.as_ref(), notes), self.max.as_ref(), notes);
        Ok(Outcome::Score(percent_of_full(&self.full, &limited, notes)))
    }
}

impl TScore {
    fn percent(&self, value: &Exact, Spread { mean, deviation }: &Spread, notes: &mut Notes) -> Exact {
        mean.tell(notes);
        let gap = self.direction.good(value - mean.value());
        let Some(z) = gap.over(deviation) else {
            notes.add("no-deviation", || [("percent", (&self.center).into())]);
            return self.center.clone();
        };
        let percent = &self.center + &(&self.spread * &z);
        notes.add("standard-score", || {
            let (more, less) = match self.direction {
                Direction::HigherBetter => (value, mean.value()),
                Direction::LowerBetter => (mean.value(), value),
            };
            [
                ("deviation", deviation.into()),
                ("center", (&self.center).into()),
                ("spread", (&self.spread).into()),
                ("more", more.into()),
                ("less", less.into()),
                ("percent", (&percent).into()),
            ]
        });
        percent
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::assess::rules::testing::scores;

    fn points(more: Value) -> String {
        let mut given = json!({
            "full": "10", "center": "50", "spread": "10", "values": {"A": "1", "B": "3", "C": "5", "D": null},
        });
        given.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        scores("t_score", given)
    }

    #[test]
    fn sample_and_population() {
        // Squares 4 + 0 + 4; the sample divides by 2: the deviation is 2.
        assert_eq!(points(json!({"deviation": "sample"})), "A=4 B=5 C=6 D=0");
        let lower = json!({"deviation": "sample", "direction": "lower_better"});
        assert_eq!(points(lower), "A=6 B=5 C=4 D=0");
        // The population divides by 3: z = 2 ÷ √(8/3) = √1.5 = 1.2247448713915890…
        let rounded = json!({"deviation": "population", "round": {"places": 12, "mode": "half_up"}});
        assert_eq!(points(rounded), "A=3.775255128608 B=5.000000000000 C=6.224744871392 D=0.000000000000");
    }

    #[test]
    fn limits_and_lone_units() {
        let limits = json!({"deviation": "sample", "min": "45", "max": "55"});
        assert_eq!(points(limits), "A=4.5 B=5 C=5.5 D=0");
        for deviation in ["sample", "population"] {
            assert_eq!(points(json!({"values": {"A": "7"}, "deviation": deviation})), "A=5");
            assert_eq!(points(json!({"values": {}, "deviation": deviation})), "");
        }
    }
}

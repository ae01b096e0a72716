//! 连续末位: how many of the latest years in a row a unit stood among the last.
//!
//! A year counts when the rank is above `of − last_k`. The run is counted back from the latest year and
//! ends at the first year that does not count, at a year without a rank, and at a year that is not in
//! the history at all. It triggers what the scheme attaches to it when it reaches `years`.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::assess::fault::Fault;
use crate::assess::kind::{Given, Kind, parse};
use crate::assess::trace::Notes;

/// Its line in the list.
pub const KIND: Kind = Kind::stage("consecutive", answer);

/// Ranks of a unit, and what counts as last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consecutive {
    /// How many places from the end count as last.
    pub last_k: u32,
    /// How many years in a row trigger.
    pub years: u32,
    /// Ranks by year, in any order.
    #[serde(default)]
    pub history: Vec<Year>,
}

/// The rank of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Year {
    /// The year.
    pub year: i32,
    /// The rank; none for a unit that was not ranked.
    #[serde(default)]
    pub rank: Option<u32>,
    /// How many were ranked.
    pub of: u32,
}

impl Consecutive {
    /// How many of the latest years in a row count, and whether that triggers.
    pub fn run(&self, notes: &mut Notes) -> (usize, bool) {
        let mut years: Vec<&Year> = self.history.iter().collect();
        years.sort_unstable_by_key(|y| std::cmp::Reverse((y.year, y.rank)));
        let mut run = 0;
        let mut expected = years.first().map(|y| y.year);
        for year in years {
            let next = expected.is_some_and(|e| year.year == e || year.year == e.saturating_add(1));
            let Some(rank) = year.rank.filter(|rank| next && self.last(*rank, year.of)) else { break };
            notes.add("year-among-last", || {
                [
                    ("year", i64::from(year.year).into()),
                    ("rank", i64::from(rank).into()),
                    ("of", i64::from(year.of).into()),
                ]
            });
            run += 1;
            expected = year.year.checked_sub(1);
        }
        let triggered = u32::try_from(run).is_ok_and(|run| run >= self.years);
        if triggered {
            notes.add("run-triggers", || [("run", run.into()), ("last", i64::from(self.last_k).into())]);
        } else {
            notes.add("run-too-short", || [("run", run.into()), ("years", i64::from(self.years).into())]);
        }
        (run, triggered)
    }

    fn last(&self, rank: u32, of: u32) -> bool {
        i64::from(rank) > i64::from(of) - i64::from(self.last_k)
    }
}

fn answer(given: Given) -> Result<Given, Fault> {
    let history: Consecutive = parse(given)?;
    let (run, triggered) = history.run(&mut Notes::off());
    Ok(Given::from_iter([
        ("run".to_owned(), Value::from(run)),
        ("triggered".to_owned(), Value::from(triggered)),
    ]))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::assess::vectors::ask;

    fn run(history: Value) -> Value {
        ask("consecutive", json!({"last_k": 1, "years": 2, "history": history}))["run"].clone()
    }

    #[test]
    fn years_count_back_from_the_latest_in_any_order() {
        let shuffled = json!([{"year": 2023, "rank": 9, "of": 9}, {"year": 2021, "rank": 1, "of": 9},
            {"year": 2024, "rank": 10, "of": 10}, {"year": 2022, "rank": 8, "of": 8}]);
        assert_eq!(run(shuffled), json!(3));
        assert_eq!(run(json!([])), json!(0));
        assert_eq!(run(Value::Null), json!(0));
        let second = json!([{"year": 2024, "rank": 9, "of": 10}, {"year": 2023, "rank": 9, "of": 9}]);
        assert_eq!(run(second), json!(0));
    }

    #[test]
    fn a_year_without_a_rank_or_left_out_ends_the_run() {
        let unranked = json!([{"year": 2024, "rank": 9, "of": 9}, {"year": 2023, "rank": null, "of": 9},
            {"year": 2022, "rank": 9, "of": 9}]);
        assert_eq!(run(unranked), json!(1));
        let gap = json!([{"year": 2024, "rank": 9, "of": 9}, {"year": 2022, "rank": 9, "of": 9}]);
        assert_eq!(run(gap), json!(1));
    }
}

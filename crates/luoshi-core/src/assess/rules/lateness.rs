//! 逾期扣分: points off for every day or month that something comes late.
//!
//! The limit is `due` + `grace_days`. Late periods are calendar days after it, or begun months: the
//! least n with limit + n months ≥ submitted. The end of a month stays the end of a month: what was
//! due on 28 February is one month late through 31 March. At most `max_periods` count; deduction =
//! min(n·points_per, full). What was never submitted takes `never_points` as they stand, and the
//! scheme that has none cannot answer that case. Working days and approved postponements are settled
//! before, in `due`.

use serde::{Deserialize, Serialize};
use time::{Date, Duration};

use crate::assess::exact::Exact;
use crate::assess::fault::{Fault, Wrong};
use crate::assess::kind::Kind;
use crate::assess::rule::{Outcome, Rule, capped};
use crate::assess::trace::{Arg, Notes};
use crate::calendar::{add_months, last_day, month_end};

/// Its line in the list.
pub const KIND: Kind = Kind::rule::<Lateness>();

/// Parameters.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lateness {
    /// Points in time; no more than these are taken for being late.
    pub full: Exact,
    /// What is counted.
    pub unit: Period,
    /// Points off for each.
    pub points_per: Exact,
    /// Days after the due date that are not late yet.
    #[serde(default)]
    pub grace_days: u32,
    /// Most periods that count; no limit if absent.
    pub max_periods: Option<u32>,
    /// Points off when nothing came.
    pub never_points: Option<Exact>,
}

/// What lateness is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// Calendar days.
    Day,
    /// Begun months.
    Month,
}

impl Period {
    fn word(self) -> Arg {
        Arg::Word(match self {
            Self::Day => "late_day",
            Self::Month => "late_month",
        })
    }
}

/// Facts.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LatenessFacts {
    /// The day it was due.
    pub due: Date,
    /// The day it came; never if absent.
    #[serde(default)]
    pub submitted: Option<Date>,
}

impl Rule for Lateness {
    type Facts = LatenessFacts;
    type Pool = ();
    const NAME: &'static str = "lateness";
    const FACTS: &'static [&'static str] = &["due", "submitted"];

    fn pool(&self, _: &mut dyn Iterator<Item = &LatenessFacts>) -> Result<(), Fault> {
        Ok(())
    }

    fn score(&self, facts: &LatenessFacts, (): &(), notes: &mut Notes) -> Result<Outcome, Fault> {
        let deduction = match facts.submitted {
            Some(submitted) => self.late(facts.due, submitted, notes)?,
            None => {
                let points = self.never_points.clone().ok_or_else(|| Fault::missing("never_points"))?;
                notes.add("never-submitted", || {
                    [("due", facts.due.to_string().into()), ("points", (&points).into())]
                });
                points
            }
        };
        let score = &self.full - &deduction;
        notes.add("points-left", || {
            [("full", (&self.full).into()), ("taken", (&deduction).into()), ("score", (&score).into())]
        });
        Ok(Outcome::Taken { score, deduction })
    }
}

impl Lateness {
    /// Points off for what came on a day.
    fn late(&self, due: Date, submitted: Date, notes: &mut Notes) -> Result<Exact, Fault> {
        let past = || Fault::new("due", Wrong::Unfit("a date past the calendar"));
        let limit = due.checked_add(Duration::days(i64::from(self.grace_days))).ok_or_else(past)?;
        let periods = periods(limit, submitted, self.unit).ok_or_else(past)?;
        if periods == 0 {
            notes.add("in-time", || {
                [("submitted", submitted.to_string().into()), ("limit", limit.to_string().into())]
            });
            return Ok(Exact::ZERO);
        }
        notes.add("late", || {
            [
                ("submitted", submitted.to_string().into()),
                ("limit", limit.to_string().into()),
                ("n", periods.into()),
                ("unit", self.unit.word()),
            ]
        });
        let counted = match self.max_periods.map(i64::from) {
            Some(max) if max < periods => {
                notes.add("late-at-most", || [("n", max.into()), ("unit", self.unit.word())]);
                max
            }
            _ => periods,
        };
        let points = &Exact::whole(counted) * &self.points_per;
        notes.add("late-points", || {
            [("n", counted.into()), ("points", (&self.points_per).into()), ("product", (&points).into())]
        });
        Ok(capped(points, Some(&self.full), notes))
    }
}

/// Periods from `limit` until `submitted`, begun ones included; none when in time. `None` past the
/// calendar.
fn periods(limit: Date, submitted: Date, unit: Period) -> Option<i64> {
    if submitted <= limit {
        return Some(0);
    }
    match unit {
        Period::Day => Some((submitted - limit).whole_days()),
        Period::Month => {
            let month = |d: Date| d.year() * 12 + i32::from(u8::from(d.month()));
            // So many months later it is the month of submission; whether that is enough depends on
            // the day.
            let months = month(submitted) - month(limit);
            let enough = months_later(limit, months)? >= submitted;
            Some(i64::from(months) + i64::from(!enough))
        }
    }
}

/// The same day so many months later; the end of a month stays the end of a month.
fn months_later(date: Date, months: i32) -> Option<Date> {
    let later = add_months(date, months)?;
    if date.day() == last_day(date.year(), date.month().into()) {
        return month_end(later.year(), later.month().into());
    }
    Some(later)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::rules::testing::answer;
    use serde_json::{Value, json};
    use time::macros::date;

    #[test]
    fn begun_months() {
        let cases = [
            (date!(2024 - 01 - 15), date!(2024 - 01 - 16), 1),
            (date!(2024 - 01 - 15), date!(2024 - 02 - 15), 1),
            (date!(2024 - 01 - 15), date!(2024 - 02 - 16), 2),
            (date!(2024 - 01 - 31), date!(2024 - 02 - 29), 1),
            (date!(2024 - 01 - 31), date!(2024 - 03 - 01), 2),
            (date!(2024 - 01 - 30), date!(2024 - 02 - 29), 1),
            (date!(2024 - 01 - 30), date!(2024 - 03 - 31), 3),
            (date!(2023 - 02 - 28), date!(2023 - 03 - 31), 1),
            (date!(2023 - 12 - 31), date!(2024 - 12 - 31), 12),
            (date!(2023 - 12 - 31), date!(2023 - 12 - 31), 0),
            (date!(2023 - 12 - 31), date!(2022 - 01 - 01), 0),
        ];
        for (limit, submitted, expected) in cases {
            assert_eq!(periods(limit, submitted, Period::Month), Some(expected), "{limit} {submitted}");
        }
    }

    fn both(changes: Value) -> (String, String) {
        let mut given = json!({"full": "5", "due": "2024-07-10", "submitted": "2024-07-15", "unit": "day",
            "points_per": "0.5", "grace_days": 2, "max_periods": null, "never_points": "8"});
        for (key, value) in changes.as_object().unwrap() {
            given[key] = value.clone();
        }
        let found = answer("lateness", given).unwrap();
        (found["score"].as_str().unwrap().to_owned(), found["deduction"].as_str().unwrap().to_owned())
    }

    #[test]
    fn grace_limits_and_never() {
        let texts = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(both(json!({})), texts("3.5", "1.5"));
        assert_eq!(both(json!({"submitted": "2024-07-12"})), texts("5", "0"));
        assert_eq!(both(json!({"grace_days": null, "max_periods": 4})), texts("3", "2"));
        assert_eq!(both(json!({"submitted": "2025-07-15"})), texts("0", "5"));
        assert_eq!(both(json!({"max_periods": 0})), texts("5", "0"));
        assert_eq!(both(json!({"submitted": null})), texts("-3", "8"));
    }

    #[test]
    fn never_without_a_rule_and_dates_that_are_none() {
        let given = json!({"full": "5", "due": "2024-07-10", "unit": "day", "points_per": "1"});
        assert_eq!(answer("lateness", given).unwrap_err().key, "never_points");
        let given = json!({"full": "5", "due": "2024-02-30", "unit": "day", "points_per": "1"});
        assert!(answer("lateness", given).is_err());
    }
}

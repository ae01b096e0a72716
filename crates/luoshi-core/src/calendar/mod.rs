//! Working days, festivals and plan periods: what the days of a year are for an office.
//!
//! Holidays and make-up working days come from `data/workdays.toml`, one table a year, taken from
//! the yearly notice of the State Council. A year without a table has only its weekends, and
//! [`Calendar::knows`] says so: a count of working days over such a year carries a warning.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde::Deserialize;
use time::{Date, Month, Weekday};

mod civil;

pub use civil::{add_months, civil, last_day, month_end, weekday_in_week};

/// The calendar of an office. [`Calendar::builtin`] holds the years known at build time; an
/// installation adds the notice of a new year with [`Calendar::add_workdays`].
#[derive(Debug, Clone, Default)]
pub struct Calendar {
    years: BTreeMap<i32, String>,
    off: BTreeSet<Date>,
    worked: BTreeSet<Date>,
    /// Longest name first.
    festivals: Vec<Festival>,
    plans: Vec<Plan>,
}

/// A festival under one of its names.
#[derive(Debug, Clone)]
pub struct Festival {
    /// Name as written, such as 春节.
    pub name: String,
    rule: Rule,
}

#[derive(Debug, Clone)]
enum Rule {
    Fixed { month: u8, day: u8 },
    Listed(Vec<Date>),
}

/// A five-year plan, both years inclusive.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Plan {
    /// Short name such as 十四五.
    pub name: String,
    /// First year.
    pub from: i32,
    /// Last year.
    pub to: i32,
}

/// A calendar file that could not be used.
#[derive(Debug, thiserror::Error)]
pub enum CalendarError {
    /// Not the expected TOML.
    #[error("the calendar file cannot be read: {0}")]
    Format(#[from] toml::de::Error),
    /// A day that is not an ISO date, or a range that runs backwards.
    #[error("the calendar of {year} names {found}, which is no day or no range of days")]
    Day {
        /// Year of the table.
        year: i32,
        /// What stands there.
        found: String,
    },
}

impl Calendar {
    /// The calendar that comes with the program.
    #[must_use]
    pub fn builtin() -> &'static Self {
        static BUILTIN: LazyLock<Calendar> = LazyLock::new(|| {
            let mut calendar = Calendar::default();
            // Both files are part of the program and read by a test; a broken one leaves weekends only.
            let _ = calendar.add_workdays(include_str!("../../data/workdays.toml"));
            let _ = calendar.add_festivals(include_str!("../../data/festivals.toml"));
            calendar
        });
        &BUILTIN
    }

    /// Adds years from a file like `data/workdays.toml`; a year given again replaces nothing but adds.
    ///
    /// # Errors
    /// [`CalendarError`] when the file is not of that form; the calendar is then unchanged.
    pub fn add_workdays(&mut self, file: &str) -> Result<(), CalendarError> {
        let file: WorkdayFile = toml::from_str(file)?;
        let mut next = self.clone();
        for table in file.year {
            for (first, last) in &table.off {
                let range = (day(table.year, first)?, day(table.year, last)?);
                if range.1 < range.0 {
                    return Err(CalendarError::Day { year: table.year, found: format!("{first}–{last}") });
                }
                next.off.extend(days(range.0, range.1));
            }
            for text in &table.worked {
                next.worked.insert(day(table.year, text)?);
            }
            next.years.insert(table.year, table.notice);
        }
        *self = next;
        Ok(())
    }

    fn add_festivals(&mut self, file: &str) -> Result<(), CalendarError> {
        let file: FestivalFile = toml::from_str(file)?;
        for f in file.fixed {
            let rule = Rule::Fixed { month: f.month, day: f.day };
            self.festivals.extend(f.names.into_iter().map(|name| Festival { name, rule: rule.clone() }));
        }
        for f in file.lunar {
            let listed = f.days.iter().map(|d| day(0, d)).collect::<Result<Vec<_>, _>>()?;
            let rule = Rule::Listed(listed);
            self.festivals.extend(f.names.into_iter().map(|name| Festival { name, rule: rule.clone() }));
        }
        self.festivals.sort_by_key(|f| std::cmp::Reverse(f.name.chars().count()));
        self.plans = file.plan;
        Ok(())
    }

    /// Whether the official arrangement of that year is known.
    #[must_use]
    pub fn knows(&self, year: i32) -> bool {
        self.years.contains_key(&year)
    }

    /// The number of the notice that a year was taken from.
    #[must_use]
    pub fn notice(&self, year: i32) -> Option<&str> {
        self.years.get(&year).map(String::as_str)
    }

    /// Whether offices work on that day.
    #[must_use]
    pub fn is_working(&self, date: Date) -> bool {
        let weekend = matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
        self.worked.contains(&date) || (!weekend && !self.off.contains(&date))
    }

    /// The `count`th working day after `from`, which itself is not counted. `None` past the end of
    /// the calendar's range or for more than 2000 days.
    #[must_use]
    pub fn working_days_after(&self, from: Date, count: u32) -> Option<Date> {
        let (mut date, mut left) = (from, (count <= 2000).then_some(count)?);
        while left > 0 {
            date = date.next_day()?;
            left -= u32::from(self.is_working(date));
        }
        Some(date)
    }

    /// Number of working days from `from` (not counted) to `to` (counted); 0 when `to` is not later.
    #[must_use]
    pub fn working_days_between(&self, from: Date, to: Date) -> u32 {
        let Some(first) = from.next_day() else { return 0 };
        days(first, to).filter(|d| self.is_working(*d)).fold(0, |n, _| n + 1)
    }

    /// Festivals, longest name first.
    pub fn festivals(&self) -> impl Iterator<Item = &Festival> {
        self.festivals.iter()
    }

    /// The plan of that short name.
    pub fn plans(&self) -> impl Iterator<Item = &Plan> {
        self.plans.iter()
    }
}

impl Festival {
    /// The day of the festival in a year, if the table reaches that far.
    #[must_use]
    pub fn in_year(&self, year: i32) -> Option<Date> {
        match &self.rule {
            Rule::Fixed { month, day } => civil(year, *month, *day),
            Rule::Listed(days) => days.iter().copied().find(|d| d.year() == year),
        }
    }

    /// The first day of this festival that is later than `date`.
    #[must_use]
    pub fn next_after(&self, date: Date) -> Option<Date> {
        (date.year()..=date.year().saturating_add(1)).filter_map(|y| self.in_year(y)).find(|d| *d > date)
    }
}

/// All days from `first` to `last`, both inclusive.
pub fn days(first: Date, last: Date) -> impl Iterator<Item = Date> {
    std::iter::successors(Some(first), |d| d.next_day()).take_while(move |d| *d <= last)
}

fn day(year: i32, text: &str) -> Result<Date, CalendarError> {
    let wrong = || CalendarError::Day { year, found: text.to_owned() };
    let mut parts = text.split('-').map(str::parse::<i32>);
    let (Some(Ok(y)), Some(Ok(m)), Some(Ok(d)), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(wrong());
    };
    let month = u8::try_from(m).ok().and_then(|m| Month::try_from(m).ok()).ok_or_else(wrong)?;
    let d = u8::try_from(d).map_err(|_| wrong())?;
    Date::from_calendar_date(y, month, d).map_err(|_| wrong())
}

#[derive(Deserialize)]
struct WorkdayFile {
    year: Vec<WorkdayYear>,
}

#[derive(Deserialize)]
struct WorkdayYear {
    year: i32,
    notice: String,
    off: Vec<(String, String)>,
    worked: Vec<String>,
}

#[derive(Deserialize)]
struct FestivalFile {
    fixed: Vec<FixedFestival>,
    lunar: Vec<LunarFestival>,
    plan: Vec<Plan>,
}

#[derive(Deserialize)]
struct FixedFestival {
    names: Vec<String>,
    month: u8,
    day: u8,
}

#[derive(Deserialize)]
struct LunarFestival {
    names: Vec<String>,
    days: Vec<String>,
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    #[test]
    fn the_files_are_whole() {
        let mut calendar = Calendar::default();
        calendar.add_workdays(include_str!("../../data/workdays.toml")).unwrap();
        calendar.add_festivals(include_str!("../../data/festivals.toml")).unwrap();
        assert!((2023..=2026).all(|y| calendar.knows(y)));
        assert!(!calendar.knows(2022));
        for f in calendar.festivals() {
            assert!((2020..=2032).all(|y| f.in_year(y).is_some()), "{}", f.name);
        }
    }

    #[test]
    fn every_year_works_about_250_days() {
        for year in 2023..=2026 {
            let n = days(civil(year, 1, 1).unwrap(), civil(year, 12, 31).unwrap())
                .filter(|d| Calendar::builtin().is_working(*d))
                .count();
            assert!((247..=252).contains(&n), "{year}: {n}");
        }
    }

    #[test]
    fn make_up_days_are_working_days() {
        let c = Calendar::builtin();
        assert!(c.is_working(date!(2024 - 02 - 18)) && c.is_working(date!(2024 - 02 - 09)));
        assert!(!c.is_working(date!(2024 - 02 - 12)) && !c.is_working(date!(2026 - 02 - 23)));
        assert_eq!(c.working_days_after(date!(2024 - 09 - 26), 10), Some(date!(2024 - 10 - 15)));
        assert_eq!(c.working_days_between(date!(2024 - 09 - 26), date!(2024 - 10 - 15)), 10);
    }

    #[test]
    fn a_broken_file_changes_nothing() {
        let mut c = Calendar::builtin().clone();
        let wrong =
            "[[year]]\nyear = 2027\nnotice = \"n\"\noff = [[\"2027-02-30\", \"2027-03-01\"]]\nworked = []";
        assert!(c.add_workdays(wrong).is_err());
        assert!(!c.knows(2027));
    }
}

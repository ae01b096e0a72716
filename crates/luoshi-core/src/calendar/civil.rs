//! Small arithmetic on civil days that the date library leaves to its users.

use time::{Date, Duration, Month, Weekday};

/// A day, or `None` when there is no such day.
#[must_use]
pub fn civil(year: i32, month: u8, day: u8) -> Option<Date> {
    Date::from_calendar_date(year, Month::try_from(month).ok()?, day).ok()
}

/// The number of the last day of a month; 31 for a month that does not exist.
#[must_use]
pub fn last_day(year: i32, month: u8) -> u8 {
    Month::try_from(month).map_or(31, |m| m.length(year))
}

/// The last day of a month.
#[must_use]
pub fn month_end(year: i32, month: u8) -> Option<Date> {
    civil(year, month, last_day(year, month))
}

/// The same day `months` later, or the last day of that month when it is shorter (民法典 202: a
/// month without that day ends the period on its last day).
#[must_use]
pub fn add_months(date: Date, months: i32) -> Option<Date> {
    let count = date.year().checked_mul(12)?.checked_add(i32::from(u8::from(date.month())) - 1)?;
    let count = count.checked_add(months)?;
    let month = u8::try_from(count.rem_euclid(12)).ok()? + 1;
    let year = count.div_euclid(12);
    civil(year, month, date.day().min(last_day(year, month)))
}

/// The given weekday in the week of `date`, or `weeks` later; weeks begin on Monday.
#[must_use]
pub fn weekday_in_week(date: Date, weekday: Weekday, weeks: i64) -> Option<Date> {
    let back = i64::from(date.weekday().number_days_from_monday());
    let on = i64::from(weekday.number_days_from_monday());
    date.checked_add(Duration::days(weeks.checked_mul(7)? + on - back))
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    #[test]
    fn months_clamp_to_the_last_day() {
        assert_eq!(add_months(date!(2024 - 01 - 31), 1), Some(date!(2024 - 02 - 29)));
        assert_eq!(add_months(date!(2024 - 01 - 31), -2), Some(date!(2023 - 11 - 30)));
        assert_eq!(add_months(date!(2024 - 12 - 15), 1), Some(date!(2025 - 01 - 15)));
    }

    #[test]
    fn weeks_begin_on_monday() {
        let sunday = date!(2024 - 03 - 03);
        assert_eq!(weekday_in_week(sunday, Weekday::Friday, 0), Some(date!(2024 - 03 - 01)));
        assert_eq!(weekday_in_week(sunday, Weekday::Wednesday, 1), Some(date!(2024 - 03 - 06)));
    }
}

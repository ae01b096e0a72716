//! Limits counted from the day of reference: 5个工作日内, 15日内, 一个月内, 半年内, 48小时内.

use time::{Date, Duration};

use super::Warning;
use super::limit::{Found, Raw};
use super::scan::Scan;
use super::stretch::Context;
use super::words::words;
use crate::calendar::{Calendar, add_months};

enum Unit {
    WorkingDays,
    Days,
    Hours,
    Weeks,
    Months,
    Quarters,
    Years,
}

/// Reads a counted limit. 以内 includes the last day (民法典 1259); the day of reference is not
/// counted (民法典 201).
pub(super) fn counted(s: &mut Scan<'_>, c: &Context<'_>) -> Option<Found> {
    if s.before().is_some_and(|b| b.is_ascii_digit() || matches!(b, '.' | '月' | '第')) {
        return None;
    }
    let start = s.at;
    let (count, unit) = s.attempt(half).or_else(|| s.attempt(number))?;
    let within = s.eat_any(&["以内", "之内", "内"]);
    let bare = c.cell && matches!(unit, Unit::WorkingDays);
    if !within && !bare {
        return None;
    }
    let from = c.r.today;
    let end = add(c.r.calendar, from, count, &unit)?;
    let mut found = Found::new(0..0, Raw::Counted, None, Some(end));
    if matches!(unit, Unit::WorkingDays) && !(from.year()..=end.year()).all(|y| c.r.calendar.knows(y)) {
        found.warnings.push(Warning::CalendarUnknown);
    }
    let clause = s.chars.get(start.saturating_sub(12)..start).unwrap_or_default();
    if words().counted_from.find(clause).is_some() {
        found.warnings.push(Warning::FromEvent);
    }
    Some(found)
}

fn half(s: &mut Scan<'_>) -> Option<(i64, Unit)> {
    s.eat("半").then_some(())?;
    if s.eat("年") {
        Some((6, Unit::Months))
    } else if s.eat_any(&["个月", "月"]) {
        Some((15, Unit::Days))
    } else {
        None
    }
}

fn number(s: &mut Scan<'_>) -> Option<(i64, Unit)> {
    let n = s.num().filter(|n| n.value <= 2000)?;
    let unit = if s.eat_any(&["个工作日", "工作日", "个工作天", "个法定工作日"]) {
        Unit::WorkingDays
    } else if s.eat_any(&["个自然日", "自然日", "日", "天"]) {
        Unit::Days
    } else if s.eat_any(&["个小时", "小时"]) {
        Unit::Hours
    } else if s.eat_any(&["个星期", "星期", "周"]) {
        Unit::Weeks
    } else if s.eat("个月") {
        Unit::Months
    } else if s.eat_any(&["个季度"]) {
        Unit::Quarters
    } else if n.value <= 20 && s.eat_any(&["年"]) {
        Unit::Years
    } else {
        return None;
    };
    Some((n.value, unit))
}

fn add(calendar: &Calendar, from: Date, count: i64, unit: &Unit) -> Option<Date> {
    let days = |n: i64| from.checked_add(Duration::days(n));
    let months = |n: i64| add_months(from, i32::try_from(n).ok()?);
    match unit {
        Unit::WorkingDays => calendar.working_days_after(from, u32::try_from(count).ok()?),
        Unit::Days => days(count),
        // Only the day is kept, so a part of a day counts as one.
        Unit::Hours => days((count + 23) / 24),
        Unit::Weeks => days(count * 7),
        Unit::Months => months(count),
        Unit::Quarters => months(count * 3),
        Unit::Years => months(count * 12),
    }
}

//! Cells that hold nothing but a number, a mark or a set phrase: `45657`, `2024.1`, `6.3`, `/`, 同上.

use time::{Date, Duration};

use super::words::words;
use super::{LimitKind, Reference, TimeLimit, Warning};
use crate::calendar::{civil, month_end};
use crate::text::Clean;

/// The limit of such a cell; `None` when the grammar must read it.
pub(super) fn whole_cell(clean: &Clean, r: &Reference<'_>) -> Option<TimeLimit> {
    let w = words();
    if clean.chars.is_empty() || w.none_whole.is(&lower(clean)) {
        return Some(TimeLimit::of(LimitKind::None));
    }
    if w.ditto.is(&clean.chars) {
        return Some(TimeLimit { ditto: true, ..TimeLimit::of(LimitKind::None) });
    }
    if w.done.is(&clean.chars) {
        return Some(TimeLimit { status_done: true, ..TimeLimit::of(LimitKind::None) });
    }
    let text = clean.text();
    if text.chars().all(|c| c.is_ascii_digit() || c == '.') && text.len() <= 24 {
        return number(&text, r);
    }
    hyphen(&text, r)
}

fn lower(clean: &Clean) -> Vec<char> {
    clean.chars.iter().map(char::to_ascii_lowercase).collect()
}

fn number(text: &str, r: &Reference<'_>) -> Option<TimeLimit> {
    let (head, tail) = text.split_once('.').unwrap_or((text, ""));
    match (head.len(), tail.len()) {
        (5, _) => serial(head, r),
        (6, 0) => year_month(text),
        // A number cell drops a trailing zero: 2024.10 becomes 2024.1, 6.30 becomes 6.3.
        (4, 1) if tail == "1" && head.starts_with(['1', '2']) => {
            let year = head.parse().ok()?;
            question([month_end(year, 1), month_end(year, 10)])
        }
        (1 | 2, 1) if ["1", "2", "3"].contains(&tail) => {
            let (month, day) = (head.parse().ok()?, tail.parse::<u8>().ok()?);
            let year = r.plan_year.unwrap_or_else(|| r.today.year());
            question([civil(year, month, day), civil(year, month, day * 10)])
        }
        _ => None,
    }
}

fn question(days: [Option<Date>; 2]) -> Option<TimeLimit> {
    let candidates: Vec<Date> = days.into_iter().flatten().collect();
    let limit = TimeLimit { candidates, ..TimeLimit::of(LimitKind::Ambiguous) };
    (limit.candidates.len() == 2).then(|| limit.warned(Warning::LostZero))
}

/// Serial day numbers of a workbook, 1980 to 2119. The 1900 system counts a 29 February 1900 that
/// never was, so its day 0 is 30 December 1899.
fn serial(digits: &str, r: &Reference<'_>) -> Option<TimeLimit> {
    let count: i64 = digits.parse().ok().filter(|n| (28_000..=80_000).contains(n))?;
    let zero = if r.date_1904 { civil(1904, 1, 1)? } else { civil(1899, 12, 30)? };
    let day = zero.checked_add(Duration::days(count))?;
    Some(TimeLimit::of(LimitKind::Deadline).with(None, Some(day)))
}

fn year_month(text: &str) -> Option<TimeLimit> {
    let year = text.get(..4)?.parse().ok().filter(|y| (1900..=2199).contains(y))?;
    let month: u8 = text.get(4..)?.parse().ok()?;
    let (start, end) = (civil(year, month, 1)?, month_end(year, month)?);
    Some(TimeLimit::of(LimitKind::Period).with(Some(start), Some(end)))
}

/// `3-5`: a day in March, or March to May.
fn hyphen(text: &str, r: &Reference<'_>) -> Option<TimeLimit> {
    let (a, b) = text.split_once(['-', '~'])?;
    let small = |t: &str| t.parse::<u8>().ok().filter(|n| (1..=12).contains(n) && t.len() <= 2);
    let (first, second) = (small(a)?, small(b)?);
    let year = r.plan_year.unwrap_or_else(|| r.today.year());
    let mut limit = TimeLimit::of(LimitKind::Ambiguous).warned(Warning::LowConfidence);
    limit.candidates.extend(civil(year, first, second));
    if second > first {
        limit.candidates.extend(month_end(year, second));
    }
    Some(limit)
}

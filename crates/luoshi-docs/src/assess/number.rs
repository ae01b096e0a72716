//! Numbers and days as people type them and as workbooks show them, read digit by digit.

use std::borrow::Cow;

use time::{Date, Month};
use unicode_normalization::UnicodeNormalization as _;

use super::words;

/// Digits that Excel shows of a number; what a file stores behind them is residue of the binary form.
const SHOWN: usize = 15;
/// Longest number that is read.
const LONGEST: usize = 60;

/// A number that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Number {
    /// Plain digits with at most one point, as the engine reads them.
    pub text: String,
    /// A percent sign stood behind it. The number is the one before the sign.
    pub percent: bool,
}

/// Why a text is no number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Not {
    Number,
    TooLong,
}

/// Reads a typed number: full-width digits, thousands separators and a percent sign are understood.
pub(super) fn typed(text: &str) -> Result<Number, Not> {
    // Nearly all numbers are plain already.
    let plain = |text: &str| text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let even: Cow<'_, str> = match plain(text) {
        true => text.into(),
        false => text.nfkc().filter(|c| !c.is_whitespace()).collect(),
    };
    let (body, percent) = match even.strip_suffix('%') {
        Some(body) => (body, true),
        None => (even.as_ref(), false),
    };
    let (negative, body) = match body.strip_prefix(['-', '\u{2212}']) {
        Some(rest) => (true, rest),
        None => (false, body.strip_prefix('+').unwrap_or(body)),
    };
    let (whole, fraction) = body.split_once('.').unwrap_or((body, "0"));
    let whole = ungrouped(whole).ok_or(Not::Number)?;
    let digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    if !digits(&whole) || !digits(fraction) {
        return Err(Not::Number);
    }
    if whole.len() + fraction.len() > LONGEST {
        return Err(Not::TooLong);
    }
    Ok(Number { text: joined(negative, &whole, fraction), percent })
}

/// Reads the number of a workbook's cell as Excel shows it: fifteen digits.
pub(super) fn stored(text: &str) -> Result<Number, Not> {
    let (body, percent) = match text.strip_suffix('%') {
        Some(body) => (body, true),
        None => (text, false),
    };
    let (negative, body) = match body.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, body),
    };
    let (whole, fraction) = body.split_once('.').unwrap_or((body, ""));
    let mut digits: Vec<u8> = whole.bytes().chain(fraction.bytes()).map(|b| b.wrapping_sub(b'0')).collect();
    if digits.iter().any(|d| *d > 9) || digits.is_empty() {
        return Err(Not::Number);
    }
    if whole.len() > LONGEST {
        return Err(Not::TooLong);
    }
    let mut point = whole.len();
    let first = digits.iter().position(|d| *d != 0).unwrap_or(digits.len());
    if let Some(cut) = first.checked_add(SHOWN).filter(|cut| *cut < digits.len()) {
        let up = digits.get(cut).is_some_and(|d| *d >= 5);
        for digit in digits.iter_mut().skip(cut) {
            *digit = 0;
        }
        if up && carry(&mut digits, cut) {
            point += 1;
        }
    }
    let text: String = digits.iter().map(|d| char::from(b'0' + d)).collect();
    let (whole, fraction) = text.split_at_checked(point).unwrap_or((&text, ""));
    let fraction: String = fraction.chars().take(LONGEST).collect();
    Ok(Number { text: joined(negative, whole, &fraction), percent })
}

/// Adds one in front of `cut`. `true`: the number has one more digit in front.
fn carry(digits: &mut Vec<u8>, cut: usize) -> bool {
    for digit in digits.iter_mut().take(cut).rev() {
        if *digit < 9 {
            *digit += 1;
            return false;
        }
        *digit = 0;
    }
    digits.insert(0, 1);
    true
}

/// A whole number without its thousands separators; `None` where they stand in other places.
fn ungrouped(whole: &str) -> Option<String> {
    if !whole.contains(',') {
        return Some(whole.to_owned());
    }
    let mut groups = whole.split(',');
    let first = groups.next().is_some_and(|head| (1..=3).contains(&head.len()));
    (first && groups.all(|group| group.len() == 3)).then(|| whole.replace(',', ""))
}

fn joined(negative: bool, whole: &str, fraction: &str) -> String {
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let fraction = fraction.trim_end_matches('0');
    let sign = if negative && (whole != "0" || !fraction.is_empty()) { "-" } else { "" };
    if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
}

/// Reads a day: `2024-01-31`, `2024/1/31`, `2024.1.31`, `2024年1月31日`, also with a time behind it.
pub(super) fn day(text: &str) -> Option<Date> {
    let even: String = text.trim().nfkc().collect();
    let even = even.split([' ', 'T']).next().unwrap_or_default();
    let mut parts = even.trim_end_matches(words::is_day_mark).split(words::is_day_mark);
    let mut next = |longest: usize| parts.next().filter(|p| (1..=longest).contains(&p.len()));
    let (year, month, day) = (next(4)?, next(2)?, next(2)?);
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    let month = Month::try_from(month.parse::<u8>().ok()?).ok()?;
    Date::from_calendar_date(year.parse().ok()?, month, day.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_numbers() {
        for (text, number) in [
            ("12.50", "12.5"),
            ("１，２３４．５", "1234.5"),
            ("1,234,567", "1234567"),
            (" －3 ", "-3"),
            ("0.0", "0"),
            ("-0", "0"),
            ("+7", "7"),
            ("7.2％", "7.2"),
        ] {
            assert_eq!(typed(text).map(|n| n.text), Ok(number.to_owned()), "{text}");
        }
        assert!(typed("98%").is_ok_and(|n| n.percent));
        for text in
            ["", "12,34", "1,23", ",123", "1.2.3", "12万元", "1e5", ".5", "5.", "/", "一百", "1,234567"]
        {
            assert_eq!(typed(text), Err(Not::Number), "{text}");
        }
        assert_eq!(typed(&"9".repeat(61)), Err(Not::TooLong));
    }

    #[test]
    fn stored_numbers_show_no_binary_residue() {
        for (text, number) in [
            ("0.30000000000000004", "0.3"),
            ("61.300000000000004", "61.3"),
            ("7.000000000000001%", "7"),
            ("99.99999999999999999", "100"),
            ("-2.6750000000000003", "-2.675"),
            ("0.1", "0.1"),
            ("123456789012345678", "123456789012346000"),
            ("0", "0"),
            ("0.00000012345", "0.00000012345"),
        ] {
            assert_eq!(stored(text).map(|n| n.text), Ok(number.to_owned()), "{text}");
        }
        assert_eq!(stored(&"1".repeat(300)), Err(Not::TooLong));
        assert_eq!(stored("inf"), Err(Not::Number));
    }

    #[test]
    fn days() {
        let expected = Date::from_calendar_date(2024, Month::January, 31).ok();
        for text in
            ["2024-01-31", "2024/1/31", "2024.1.31", "2024年1月31日", "２０２４-1-31", "2024-01-31 08:30"]
        {
            assert_eq!(day(text), expected, "{text}");
        }
        for text in ["2024-02-30", "24-1-31", "2024-1", "1月31日", "2024-1-31-1", ""] {
            assert_eq!(day(text), None, "{text}");
        }
    }
}

//! Days as papers write them: 2030年2月3日, 二〇三〇年二月三日, 2030-02-03, 2月3日.

use time::{Date, Month};

use super::numerals::small;
use super::text::Text;

/// A day found in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day {
    /// The year, if it is written.
    pub year: Option<i32>,
    /// 1–12.
    pub month: u8,
    /// 1–31.
    pub day: u8,
    /// First character.
    pub start: usize,
    /// One past the last.
    pub end: usize,
}

impl Day {
    /// The date in its own year, or in `year` if it has none; nothing for a day that does not exist.
    #[must_use]
    pub fn date(self, year: Option<i32>) -> Option<Date> {
        date(self.year.or(year)?, self.month, self.day)
    }
}

/// A date, if the calendar has it.
#[must_use]
pub fn date(year: i32, month: u8, day: u8) -> Option<Date> {
    Date::from_calendar_date(year, Month::try_from(month).ok()?, day).ok()
}

/// All days in `a..b`, in order.
#[must_use]
pub fn days(text: &Text<'_>, a: usize, b: usize) -> Vec<Day> {
    let mut out = Vec::new();
    let mut i = a;
    while i < b.min(text.len()) {
        match at(text, i) {
            Some(day) if day.end <= b => {
                i = day.end;
                out.push(day);
            }
            _ => i += 1,
        }
    }
    out
}

/// The day that begins at `i`.
fn at(text: &Text<'_>, i: usize) -> Option<Day> {
    if text.before(i).is_ascii_digit() {
        return None;
    }
    full(text, i).or_else(|| spaced(text, i)).or_else(|| short(text, i))
}

fn full(text: &Text<'_>, i: usize) -> Option<Day> {
    let year = year_at(text, i)?;
    let mut n = skip_blank(text, i + 4);
    let mark = text.get(n);
    if !matches!(mark, '年' | '-' | '.' | '/') {
        return None;
    }
    let (month, after) = number(text, skip_blank(text, n + 1))?;
    n = skip_blank(text, after);
    let closes = if mark == '年' {
        text.get(n) == '月'
    } else {
        text.get(n) == mark || (mark == '-' && text.get(n) == '月')
    };
    if !closes {
        return None;
    }
    let (day, mut end) = number(text, skip_blank(text, n + 1))?;
    if mark == '年' {
        let last = skip_blank(text, end);
        if matches!(text.get(last), '日' | '号' | '曰') {
            end = last + 1;
        } else if !matches!(text.get(end), '\n' | '\0') {
            return None;
        }
    } else if text.get(end) == '日' {
        end += 1;
    }
    valid(Some(year), month, day, i, end)
}

/// 二 〇 三 〇 年 二 月 三 日: every sign apart.
fn spaced(text: &Text<'_>, i: usize) -> Option<Day> {
    if !is_han_digit(text.get(i)) && !text.get(i).is_ascii_digit() || text.get(i + 1) != ' ' {
        return None;
    }
    let end = (i..i + 32).find(|&n| matches!(text.get(n), '日' | '曰' | '\n'))?;
    let compact: String = text.plain(i, end + 1).chars().filter(|c| *c != ' ').collect();
    let bare = Text::clean(&compact);
    let day = full(&bare, 0).filter(|day| day.end == bare.len())?;
    Some(Day { start: i, end: end + 1, ..day })
}

fn short(text: &Text<'_>, i: usize) -> Option<Day> {
    let (month, n) = number(text, i)?;
    let n = skip_blank(text, n);
    if text.get(n) != '月' || text.before(i) == '十' || text.before(i) == '第' {
        return None;
    }
    let (day, end) = number(text, skip_blank(text, n + 1))?;
    let end = skip_blank(text, end);
    if !matches!(text.get(end), '日' | '号' | '曰') {
        return None;
    }
    valid(None, month, day, i, end + 1)
}

fn valid(year: Option<i32>, month: u32, day: u32, start: usize, end: usize) -> Option<Day> {
    let (month, day) = (u8::try_from(month).ok()?, u8::try_from(day).ok()?);
    date(year.unwrap_or(2000), month, day)?;
    Some(Day { year, month, day, start, end })
}

fn skip_blank(text: &Text<'_>, i: usize) -> usize {
    i + usize::from(text.get(i) == ' ')
}

/// A year of four digits, Arabic or Chinese, between 1980 and 2079.
#[must_use]
pub fn year_at(text: &Text<'_>, i: usize) -> Option<i32> {
    let mut year = 0;
    for n in i..i + 4 {
        let c = text.get(n);
        // Clerks type a letter or a zero for 〇 between Chinese digits.
        let c =
            if matches!(c, 'O' | 'o' | 'О' | 'о' | 'Ο' | 'ο' | '0') && n > i && is_han_digit(text.before(n))
            {
                '〇'
            } else {
                c
            };
        let digit = c.to_digit(10).or_else(|| {
            "〇一二三四五六七八九".chars().position(|d| d == c).and_then(|d| u32::try_from(d).ok())
        })?;
        year = year * 10 + i32::try_from(digit).ok()?;
    }
    (!text.get(i + 4).is_ascii_digit() && (1980..2080).contains(&year)).then_some(year)
}

fn is_han_digit(c: char) -> bool {
    "〇一二三四五六七八九OoОоΟο0".contains(c)
}

/// A number of one or two Arabic digits, or a Chinese numeral below one hundred.
fn number(text: &Text<'_>, i: usize) -> Option<(u32, usize)> {
    let arabic = text.get(i).is_ascii_digit();
    let fits = |c: char| {
        if arabic { c.is_ascii_digit() } else { "一二三四五六七八九十廿卅〇".contains(c) }
    };
    let mut end = i;
    while end < i + 3 && fits(text.get(end)) {
        end += 1;
    }
    if arabic && end > i + 2 {
        return None;
    }
    Some((small(&text.plain(i, end))?, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(raw: &str) -> Vec<(Option<i32>, u8, u8)> {
        let text = Text::clean(raw);
        days(&text, 0, text.len()).into_iter().map(|d| (d.year, d.month, d.day)).collect()
    }

    #[test]
    fn days_in_all_spellings() {
        assert_eq!(read("2030年2月3日"), [(Some(2030), 2, 3)]);
        assert_eq!(read("二○三○年十二月二十一日"), [(Some(2030), 12, 21)]);
        assert_eq!(read("2030-02-03 10:00"), [(Some(2030), 2, 3)]);
        assert_eq!(read("2030 年 2 月 3 日"), [(Some(2030), 2, 3)]);
        assert_eq!(read("二0三0年二月廿六日"), [(Some(2030), 2, 26)]);
        assert_eq!(read("二OO九年卅月初一,二OO九年三月卅日"), [(Some(2009), 3, 30)]);
        assert_eq!(read("自2月3日起"), [(None, 2, 3)]);
    }

    #[test]
    fn impossible_days_and_mere_numbers_are_none() {
        assert!(read("2030年2月30日前10月底,12030-02-03,3.14").is_empty());
    }
}

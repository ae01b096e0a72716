//! Named stretches of time: 2024年3月31日, 3月下旬, 第一季度, 上半年, 本周五, “十四五”.

use time::{Date, Weekday};

use super::Reference;
use super::scan::{Num, Scan};
use crate::calendar::{add_months, civil, last_day, month_end, weekday_in_week};

/// A stretch of days with a name, both ends inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stretch {
    pub start: Date,
    pub end: Date,
    pub grain: Grain,
    /// The text names the year, or a word such as 次年 fixes it.
    pub year_given: bool,
    /// The year follows from the rule for November and December.
    pub rolled: bool,
    /// 月初, 年中 and the like: the office may mean other days.
    pub low: bool,
    pub fault: Option<Fault>,
    pub weekday_wrong: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Grain {
    Day,
    /// 15—20日.
    Days,
    /// 上旬, 中旬, 下旬.
    TenDays,
    /// 月初, 年初.
    Early,
    Week,
    Month,
    Quarter,
    Half,
    /// 年中.
    YearMiddle,
    Year,
    Plan,
}

/// A day or month that does not exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// The offer is the last day of that month.
    NoSuchDay(Date),
    NoSuchMonth,
}

/// What is known before the stretch is read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Context<'r> {
    pub r: &'r Reference<'r>,
    /// Year of an earlier date in the same words.
    pub year: Option<i32>,
    /// Month of an earlier date, for 3月15日至20日.
    pub month: Option<u8>,
    /// The text is a whole cell, so bare spellings count.
    pub cell: bool,
}

impl Context<'_> {
    pub fn base_year(&self) -> i32 {
        self.year.or(self.r.plan_year).unwrap_or_else(|| self.r.today.year())
    }

    /// Year of a stretch that ends in `month`: rule 2 of the format notes, with the roll-over of
    /// plans that are written at the end of the year before.
    pub fn year_for(&self, given: Option<i32>, month: u8) -> (i32, bool) {
        if let Some(year) = given.or(self.year).or(self.r.plan_year) {
            return (year, false);
        }
        let today = self.r.today;
        let rolled = u8::from(today.month()) >= 11 && month <= 6;
        (today.year() + i32::from(rolled), rolled)
    }
}

/// Reads a stretch at the cursor.
pub(super) fn stretch(s: &mut Scan<'_>, c: &Context<'_>) -> Option<Stretch> {
    s.attempt(|s| numeric(s, c)).or_else(|| s.attempt(|s| plan(s, c))).or_else(|| s.attempt(|s| worded(s, c)))
}

impl Stretch {
    pub fn new(start: Date, end: Date, grain: Grain) -> Self {
        Self {
            start,
            end,
            grain,
            year_given: false,
            rolled: false,
            low: false,
            fault: None,
            weekday_wrong: false,
        }
    }

    pub fn in_year(mut self, given: Option<i32>, rolled: bool) -> Self {
        self.year_given = given.is_some();
        self.rolled = rolled;
        self
    }

    fn low(mut self) -> Self {
        self.low = true;
        self
    }

    fn faulty(today: Date, fault: Fault) -> Self {
        let at = if let Fault::NoSuchDay(offer) = fault { offer } else { today };
        let mut s = Self::new(at, at, Grain::Day);
        s.fault = Some(fault);
        s
    }
}

/// `2024-12-31`, `2024/12`, `24.12.31`, `20241231`, `12.31` before 前.
fn numeric(s: &mut Scan<'_>, c: &Context<'_>) -> Option<Stretch> {
    if s.before().is_some_and(|b| b.is_ascii_alphanumeric() || b == '.') {
        return None;
    }
    let first = s.digits()?;
    let found = match first.digits {
        8 => compact(first.value, c),
        4 if is_year(first.value) => {
            let sep = separator(s)?;
            let month = s.digits().filter(|n| n.digits <= 2)?;
            let day = s.attempt(|s| if separator(s)? == sep { s.digits() } else { None });
            if day.is_none() {
                s.eat("月");
            } else {
                s.eat("日");
            }
            whole(first.value, month, day, c)
        }
        1 | 2 => {
            let sep = separator(s)?;
            let second = s.digits().filter(|n| n.digits <= 2)?;
            let third = s.attempt(|s| if separator(s)? == sep { s.digits() } else { None });
            match third {
                Some(day) if (13..=60).contains(&first.value) => {
                    whole(2000 + first.value, second, Some(day), c)
                }
                Some(_) => None,
                None => month_dot_day(s, c, first, second),
            }
        }
        _ => None,
    }?;
    let next = s.peek();
    let unit = next
        .is_some_and(|c| c.is_ascii_alphanumeric() || "%‰万亿元个家户人次亩公项吨米件名年月号".contains(c));
    let decimal = next == Some('.') && s.chars.get(s.at + 1).is_some_and(char::is_ascii_digit);
    (!unit && !decimal).then_some(found)
}

fn month_dot_day(s: &mut Scan<'_>, c: &Context<'_>, month: Num, day: Num) -> Option<Stretch> {
    let limited = s.looks_at("前") || s.looks_at("之前") || s.looks_at("以前");
    let open = c.cell && (s.at_stop() || "~-至到起止(".contains(s.peek().unwrap_or(',')));
    if !(limited || open) || !(1..=12).contains(&month.value) || !(1..=31).contains(&day.value) {
        return None;
    }
    day_of(c, None, month.value, day.value)
}

fn separator(s: &mut Scan<'_>) -> Option<char> {
    let sep = s.peek().filter(|c| matches!(c, '-' | '/' | '.'))?;
    s.at += 1;
    Some(sep)
}

fn compact(value: i64, c: &Context<'_>) -> Option<Stretch> {
    let (year, month, day) = (value / 10_000, value / 100 % 100, value % 100);
    (is_year(year) && (1..=12).contains(&month) && (1..=31).contains(&day))
        .then(|| day_of(c, Some(i32::try_from(year).ok()?), month, day))?
}

fn whole(year: i64, month: Num, day: Option<Num>, c: &Context<'_>) -> Option<Stretch> {
    let year = Some(i32::try_from(year).ok()?);
    match day {
        Some(day) if day.digits <= 2 => day_of(c, year, month.value, day.value),
        Some(_) => None,
        None => month_of(c, year, month.value),
    }
}

pub(super) const fn is_year(value: i64) -> bool {
    1900 <= value && value <= 2199
}

/// “十四五”, “十四五”期间, “十四五”末.
fn plan(s: &mut Scan<'_>, c: &Context<'_>) -> Option<Stretch> {
    let plan = c.r.calendar.plans().find(|p| s.looks_at(&p.name))?;
    s.eat(&plan.name);
    s.eat_any(&["期间", "时期", "规划期"]);
    if s.looks_at("期末") {
        s.eat("期");
    }
    let (start, end) = (civil(plan.from, 1, 1)?, civil(plan.to, 12, 31)?);
    Some(Stretch::new(start, end, Grain::Plan).in_year(Some(plan.from), false))
}

fn worded(s: &mut Scan<'_>, c: &Context<'_>) -> Option<Stretch> {
    if let Some(week) = s.attempt(|s| week(s, c)) {
        return Some(week);
    }
    let year = s.attempt(|s| year(s, c));
    let part = s
        .attempt(|s| half(s, c, year))
        .or_else(|| s.attempt(|s| super::quarter::quarter(s, c, year)))
        .or_else(|| s.attempt(|s| month(s, c, year)))
        .or_else(|| s.attempt(|s| part_of_year(s, c, year)));
    if part.is_some() {
        return part;
    }
    if let Some(year) = year {
        s.eat_any(&["度", "全年"]);
        return year_of(c, Some(year));
    }
    s.attempt(|s| lone_day(s, c))
}

/// 2024年, 24年, 今年, 次年; leaves the cursor behind it.
fn year(s: &mut Scan<'_>, c: &Context<'_>) -> Option<i32> {
    if s.eat_any(&["今年", "本年", "当年", "全年"]) {
        // 全年底 does not occur; 本年度 leaves 度 to the caller.
        return Some(c.year.or(c.r.plan_year).unwrap_or_else(|| c.r.today.year()));
    }
    if s.eat_any(&["明年", "次年", "来年", "翌年", "下一年", "下年"]) {
        return Some(c.base_year() + 1);
    }
    if s.before().is_some_and(|b| b.is_ascii_digit()) {
        return None;
    }
    let n = s.num()?;
    if !s.eat("年") {
        // 2024一季度, 2024上半年: the 年 was forgotten.
        let part = s.looks_at("第") || s.looks_at("上半年") || s.looks_at("下半年") || {
            let mut ahead = *s;
            !n.han && ahead.num().is_some_and(|q| q.han) && ahead.eat("季")
        };
        return (n.digits == 4 && is_year(n.value) && part).then(|| i32::try_from(n.value).ok())?;
    }
    match n.digits {
        4 if is_year(n.value) => i32::try_from(n.value).ok(),
        2 if (10..=99).contains(&n.value) => {
            let mut ahead = *s;
            let part =
                ahead.num().is_some() || ahead.eat_any(&["底", "末", "第", "上半", "下半", "初", "度"]);
            part.then(|| i32::try_from(2000 + n.value).ok())?
        }
        _ => None,
    }
}

fn year_of(c: &Context<'_>, given: Option<i32>) -> Option<Stretch> {
    let (y, rolled) = c.year_for(given, 12);
    Some(Stretch::new(civil(y, 1, 1)?, civil(y, 12, 31)?, Grain::Year).in_year(given, rolled))
}

fn half(s: &mut Scan<'_>, c: &Context<'_>, year: Option<i32>) -> Option<Stretch> {
    let first = s.eat_any(&["上半年", "前半年"]);
    if !first && !s.eat_any(&["下半年", "后半年"]) {
        return None;
    }
    let (y, rolled) = c.year_for(year, if first { 6 } else { 12 });
    let (from, to) = if first { (1, 6) } else { (7, 12) };
    Some(Stretch::new(civil(y, from, 1)?, month_end(y, to)?, Grain::Half).in_year(year, rolled))
}

/// 年底 年末 年内 年中 年初, also behind a year: 2024年底, 2024年年底.
fn part_of_year(s: &mut Scan<'_>, c: &Context<'_>, year: Option<i32>) -> Option<Stretch> {
    let own = s.eat("年");
    if !own && year.is_none() {
        return None;
    }
    if own && year.is_none() && s.chars.get(..s.at - 1).is_some_and(|h| h.last().is_some_and(joins_year)) {
        return None;
    }
    if s.looks_at("中") && !s.looks_at("中旬") && own | is_word_end(s, 1) {
        s.eat("中");
        let (y, rolled) = c.year_for(year, 6);
        let end = month_end(y, 6)?;
        return Some(Stretch::new(end, end, Grain::YearMiddle).in_year(year, rolled).low());
    }
    if s.eat("初") {
        let (y, rolled) = c.year_for(year, 1);
        let all = Stretch::new(civil(y, 1, 1)?, month_end(y, 1)?, Grain::Early);
        return Some(all.in_year(year, rolled).low());
    }
    if s.eat("终") || s.looks_at("底") || s.looks_at("末") || s.looks_at("内") {
        return year_of(c, year);
    }
    None
}

/// 去年底, 周年内, 三年内: there 年 is no year of this plan.
fn joins_year(before: &char) -> bool {
    "去上近往周百多每历几数半新青少中老同前后末".contains(*before)
        || before.is_ascii_digit()
        || crate::number::is_han_numeral(*before)
}

fn is_word_end(s: &Scan<'_>, skip: usize) -> bool {
    let mut ahead = *s;
    ahead.at += skip;
    ahead.at_stop() || ahead.looks_at("前") || ahead.looks_at("之前") || ahead.looks_at("完成") || ahead.to()
}

/// 3月 with what may follow: 31日, 15—20日, 上旬, 初; also 本月 and 下月.
fn month(s: &mut Scan<'_>, c: &Context<'_>, year: Option<i32>) -> Option<Stretch> {
    if let Some((y, m)) = relative_month(s, c) {
        return in_month(s, c, Some(y), i64::from(m)).map(|st| Stretch { year_given: true, ..st });
    }
    if s.before().is_some_and(|b| b.is_ascii_digit()) {
        return None;
    }
    let n = s.num().filter(|n| n.value <= 99)?;
    if !s.eat("月") {
        return None;
    }
    s.eat("份");
    in_month(s, c, year, n.value)
}

fn relative_month(s: &mut Scan<'_>, c: &Context<'_>) -> Option<(i32, u8)> {
    let today = c.r.today;
    let by = if s.eat_any(&["本月", "当月", "这个月"]) {
        0
    } else if s.eat_any(&["下个月", "下月", "次月"]) {
        1
    } else if s.looks_at("月底") || s.looks_at("月末") || s.looks_at("月内") {
        if s.before().is_some_and(|b| b.is_alphanumeric() && !"于在,;到至".contains(b) && !c.cell) {
            return None;
        }
        s.eat("月");
        0
    } else {
        return None;
    };
    s.eat("份");
    let at = add_months(today, by)?;
    Some((at.year(), u8::from(at.month())))
}

pub(super) fn in_month(s: &mut Scan<'_>, c: &Context<'_>, year: Option<i32>, month: i64) -> Option<Stretch> {
    if let Some(day) = s.attempt(|s| days_of_month(s, c, year, month)) {
        return Some(day);
    }
    let whole = month_of(c, year, month)?;
    if whole.fault.is_some() {
        return Some(whole);
    }
    let (y, last) = (whole.start.year(), whole.end.day());
    let m = u8::try_from(month).ok()?;
    let (from, to, grain) = if s.eat("上中旬") {
        (1, 20, Grain::TenDays)
    } else if s.eat("中下旬") {
        (11, last, Grain::TenDays)
    } else if s.eat("上旬") {
        (1, 10, Grain::TenDays)
    } else if s.eat("中旬") {
        (11, 20, Grain::TenDays)
    } else if s.eat("下旬") {
        (21, last, Grain::TenDays)
    } else if s.eat("初") {
        (1, 10, Grain::Early)
    } else {
        return Some(whole);
    };
    let part = Stretch { start: civil(y, m, from)?, end: civil(y, m, to)?, grain, ..whole };
    Some(if grain == Grain::Early { part.low() } else { part })
}

/// 31日, 31号, 15—20日; without 日 only where nothing but a limit can follow.
fn days_of_month(s: &mut Scan<'_>, c: &Context<'_>, year: Option<i32>, month: i64) -> Option<Stretch> {
    let first = s.num().filter(|n| n.value <= 99)?;
    if !s.eat_any(&["日", "号"]) {
        if let Some(range) = s.attempt(|s| {
            let last = s.to().then(|| s.num())??;
            s.eat_any(&["日", "号"]).then_some(last)
        }) {
            let (a, b) = (day_of(c, year, month, first.value)?, day_of(c, year, month, range.value)?);
            let fault = a.fault.or(b.fault);
            return Some(Stretch { start: a.start, grain: Grain::Days, fault, ..b });
        }
        let limited = s.looks_at("前") || s.looks_at("之前") || s.looks_at("以前");
        let open = c.cell && (s.at_stop() || "~-至到".contains(s.peek().unwrap_or(',')));
        if first.han || !(limited || open) {
            return None;
        }
    }
    day_of(c, year, month, first.value)
}

/// 20日 behind 3月15日至; in a cell also alone, for the month of reference.
fn lone_day(s: &mut Scan<'_>, c: &Context<'_>) -> Option<Stretch> {
    let n = s.num().filter(|n| (1..=31).contains(&n.value))?;
    if !s.eat_any(&["日", "号"]) || s.looks_at("内") || s.looks_at("以内") || s.looks_at("之内") {
        return None;
    }
    match (c.month, c.cell) {
        (Some(month), _) => day_of(c, None, i64::from(month), n.value),
        (None, true) => {
            let today = c.r.today;
            let month = i64::from(u8::from(today.month()));
            day_of(c, Some(today.year()), month, n.value).map(Stretch::low)
        }
        (None, false) => None,
    }
}

fn month_of(c: &Context<'_>, year: Option<i32>, month: i64) -> Option<Stretch> {
    let Some(m) = u8::try_from(month).ok().filter(|m| (1..=12).contains(m)) else {
        return Some(Stretch::faulty(c.r.today, Fault::NoSuchMonth));
    };
    let (y, rolled) = c.year_for(year, m);
    Some(Stretch::new(civil(y, m, 1)?, month_end(y, m)?, Grain::Month).in_year(year, rolled))
}

fn day_of(c: &Context<'_>, year: Option<i32>, month: i64, day: i64) -> Option<Stretch> {
    let whole = month_of(c, year, month)?;
    if whole.fault.is_some() {
        return Some(whole);
    }
    let (y, m) = (whole.start.year(), u8::try_from(month).ok()?);
    let found = u8::try_from(day).ok().and_then(|d| civil(y, m, d));
    Some(match found {
        Some(date) => Stretch { start: date, end: date, grain: Grain::Day, ..whole },
        None => {
            let offer = civil(y, m, last_day(y, m))?;
            Stretch { year_given: whole.year_given, ..Stretch::faulty(c.r.today, Fault::NoSuchDay(offer)) }
        }
    })
}

/// 本周五, 下周三, 周五, 本周.
fn week(s: &mut Scan<'_>, c: &Context<'_>) -> Option<Stretch> {
    let (weeks, named) = if s.eat_any(&["本周", "这周", "本星期"]) {
        (0, true)
    } else if s.eat_any(&["下周", "下星期"]) {
        (1, true)
    } else if c.cell && s.eat_any(&["周", "星期"]) {
        (0, false)
    } else {
        return None;
    };
    let today = c.r.today;
    let (start, end) = if let Some(day) = weekday(s) {
        let date = weekday_in_week(today, day, weeks)?;
        return Some(Stretch { year_given: true, ..Stretch::new(date, date, Grain::Day) });
    } else if named {
        (weekday_in_week(today, Weekday::Monday, weeks)?, weekday_in_week(today, Weekday::Sunday, weeks)?)
    } else {
        return None;
    };
    Some(Stretch { year_given: true, ..Stretch::new(start, end, Grain::Week) })
}

/// 一 … 六, 日 or 天 behind 周 or 星期.
pub(super) fn weekday(s: &mut Scan<'_>) -> Option<Weekday> {
    let day = match s.peek()? {
        '一' | '1' => Weekday::Monday,
        '二' | '2' => Weekday::Tuesday,
        '三' | '3' => Weekday::Wednesday,
        '四' | '4' => Weekday::Thursday,
        '五' | '5' => Weekday::Friday,
        '六' | '6' => Weekday::Saturday,
        '日' | '天' | '7' => Weekday::Sunday,
        _ => return None,
    };
    s.at += 1;
    Some(day)
}

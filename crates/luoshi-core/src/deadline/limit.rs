//! One time limit at one place of the text: a stretch with what stands before and behind it.

use std::ops::Range;

use time::Date;

use super::rhythm::Rhythm;
use super::scan::Scan;
use super::stretch::{Context, Fault, Grain, Stretch, stretch, weekday};
use super::words::words;
use super::{Warning, relative, rhythm};
use crate::calendar::civil;

/// A limit as found, in characters of the evened text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub at: Range<usize>,
    pub kind: Raw,
    pub start: Option<Date>,
    pub end: Option<Date>,
    pub candidates: Vec<Date>,
    pub warnings: Vec<Warning>,
    /// The words bind (前, 底, 内, 每 …), so it is a limit in running text too.
    pub binds: bool,
    /// A verb such as 启动 follows.
    pub starts_work: bool,
    /// Year for later limits of the same words.
    pub year: Option<i32>,
}

/// Kinds of a single limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Raw {
    Deadline,
    Period,
    /// From a day on, without end.
    From,
    Recur(Rhythm),
    /// Days or months counted from the reference.
    Counted,
    Ambiguous,
    Invalid,
}

impl Found {
    pub fn new(at: Range<usize>, kind: Raw, start: Option<Date>, end: Option<Date>) -> Self {
        Self {
            at,
            kind,
            start,
            end,
            candidates: Vec::new(),
            warnings: Vec::new(),
            binds: true,
            starts_work: false,
            year: None,
        }
    }

    pub fn warn(mut self, warning: Warning) -> Self {
        self.warnings.push(warning);
        self
    }
}

/// Characters that a limit can begin with; everything else is passed over quickly.
pub(super) fn may_begin(c: char) -> bool {
    c.is_ascii_digit()
        || crate::number::is_han_numeral(c)
        || "年月季周半Qq首前全上下本今当明次来翌第每按逐即自从这星元除清端中国春劳妇青儿建教重农".contains(c)
}

/// Reads a limit at the cursor.
pub(super) fn limit(s: &mut Scan<'_>, c: &Context<'_>) -> Option<Found> {
    let from = s.at;
    let mut found = s
        .attempt(|s| rhythm::recurring(s, c))
        .or_else(|| s.attempt(|s| relative::counted(s, c)))
        .or_else(|| s.attempt(|s| from_today(s, c)))
        .or_else(|| s.attempt(|s| festival(s, c)))
        .or_else(|| s.attempt(|s| several_months(s, c)))
        .or_else(|| s.attempt(|s| dated(s, c)))?;
    found.at = from..s.at;
    Some(found)
}

/// 即日起, 即日起至12月31日.
fn from_today(s: &mut Scan<'_>, c: &Context<'_>) -> Option<Found> {
    if !s.eat_any(&["自即日起", "从即日起", "即日起", "从现在起", "自发文之日起", "自印发之日起"])
    {
        return None;
    }
    let today = c.r.today;
    let end = s.attempt(|s| if s.to() { closed(s, c) } else { None });
    Some(match end {
        Some(end) if end.fault.is_some() => faulty(end.fault),
        Some(end) => until(today, end.end, end.year_given)?,
        None => Found::new(0..0, Raw::From, Some(today), None),
    })
}

/// A stretch and the marks of its end: 底, 末, 前, 止.
fn closed(s: &mut Scan<'_>, c: &Context<'_>) -> Option<Stretch> {
    let found = stretch(s, c)?;
    end_mark(s, found.grain);
    s.eat_any(&["止", "之前", "以前", "前", "期间", "内"]);
    Some(found)
}

/// 春节前, “五一”前: the day before the festival.
fn festival(s: &mut Scan<'_>, c: &Context<'_>) -> Option<Found> {
    let year = s.attempt(|s| {
        let n = s.num().filter(|n| n.digits == 4 && (1900..=2199).contains(&n.value))?;
        s.eat("年").then_some(())?;
        i32::try_from(n.value).ok()
    });
    let year = year.or_else(|| s.eat_any(&["明年", "来年"]).then(|| c.base_year() + 1));
    s.eat("今年");
    let festival = c.r.calendar.festivals().find(|f| s.looks_at(&f.name))?;
    s.eat(&festival.name);
    if !s.eat_any(&["放假之前", "放假前", "假期前", "节前", "之前", "以前", "前夕", "前"]) || s.looks_at("后")
    {
        return None;
    }
    let day = match year {
        Some(year) => festival.in_year(year),
        None => festival.next_after(count_from(c)),
    };
    Some(match day.and_then(|d| d.previous_day()) {
        Some(end) => Found::new(0..0, Raw::Deadline, None, Some(end)),
        None => Found::new(0..0, Raw::Ambiguous, None, None).warn(Warning::LocalCalendar),
    })
}

/// The day from which "next" counts: today, or the first day of another plan year.
fn count_from(c: &Context<'_>) -> Date {
    let today = c.r.today;
    match c.year.or(c.r.plan_year) {
        Some(year) if year != today.year() => civil(year, 1, 1).unwrap_or(today),
        _ => today,
    }
}

/// 3—5月, 1-12月, 2024—2026年, 3、4月份: the first part borrows its unit from the second.
fn several_months(s: &mut Scan<'_>, c: &Context<'_>) -> Option<Found> {
    if s.before().is_some_and(|b| b.is_ascii_digit() || b == '.' || b == '-') {
        return None;
    }
    s.eat_any(&["自", "从"]);
    let given = s.attempt(|s| {
        let n = s.num().filter(|n| n.digits == 4 && (1900..=2199).contains(&n.value))?;
        s.eat("年").then(|| i32::try_from(n.value).ok())?
    });
    let first = s.num()?;
    if !s.to() {
        return None;
    }
    let last = s.num()?;
    let c = Context { year: given.or(c.year), ..*c };
    let months = (1..=12).contains(&first.value) && first.value <= last.value && last.value <= 12;
    let years = first.digits == 4 && last.digits == 4 && first.value <= last.value && last.value <= 2199;
    let (start, end) = if months && s.eat("月") {
        s.eat("份");
        let (from, to) = (u8::try_from(first.value).ok()?, u8::try_from(last.value).ok()?);
        let (year, _) = c.year_for(given, to);
        (civil(year, from, 1)?, crate::calendar::month_end(year, to)?)
    } else if years && first.value >= 1900 && s.eat("年") {
        s.eat("度");
        (civil(i32::try_from(first.value).ok()?, 1, 1)?, civil(i32::try_from(last.value).ok()?, 12, 31)?)
    } else {
        return None;
    };
    if end_mark(s, Grain::Month) || s.eat_any(&["之前", "以前", "前"]) {
        return Some(Found::new(0..0, Raw::Deadline, None, Some(end)));
    }
    s.eat("期间");
    let mut found = Found::new(0..0, Raw::Period, Some(start), Some(end));
    found.year = Some(start.year());
    Some(found)
}

/// A stretch, or a range of two, with its marks.
fn dated(s: &mut Scan<'_>, c: &Context<'_>) -> Option<Found> {
    let until = words().until.before(s.chars, s.at).is_some();
    let since = s.eat_any(&["自", "从", "由"]);
    let first = stretch(s, c)?;
    if first.fault.is_some() && !c.cell && s.peek().is_none_or(|c| c != '底' && c != '前') {
        return None;
    }
    let first = named_weekday(s, first);
    let at_end = end_mark(s, first.grain);
    time_of_day(s, first.grain);
    let rises = s.eat_any(&["起", "开始"]) || (since && s.eat("以来"));
    if let Some(found) = s.attempt(|s| range(s, c, &first, at_end)) {
        return Some(found);
    }
    let mut found = if first.fault.is_some() {
        s.eat_any(&["之前", "以前", "前"]);
        faulty(first.fault)
    } else if rises || since {
        Found::new(0..0, Raw::From, Some(if at_end { first.end } else { first.start }), None)
    } else {
        single(s, c, &first, at_end, until)
    };
    if since && !rises {
        found.binds = false;
    }
    if first.rolled {
        found.warnings.push(Warning::NextYear);
    }
    if first.low {
        found.warnings.push(Warning::LowConfidence);
    }
    if first.weekday_wrong {
        found.warnings.push(Warning::WrongWeekday);
    }
    found.year = Some(first.end.year());
    Some(found)
}

fn faulty(fault: Option<Fault>) -> Found {
    let mut found = Found::new(0..0, Raw::Invalid, None, None);
    if let Some(Fault::NoSuchDay(offer)) = fault {
        found.candidates.push(offer);
        found.warn(Warning::NoSuchDay)
    } else {
        found.warn(Warning::NoSuchMonth)
    }
}

/// A single stretch: what stands behind it decides between deadline, period and question.
fn single(s: &mut Scan<'_>, c: &Context<'_>, st: &Stretch, at_end: bool, until: bool) -> Found {
    let before = before_mark(s);
    let within = !before && s.eat_any(&["以内", "之内", "内"]);
    let during = !before && !within && s.eat_any(&["期间", "当天", "当日"]);
    let (finishes, starts) = verbs(s);
    let deadline = |end| Found::new(0..0, Raw::Deadline, None, Some(end));
    let mut found = match st.grain {
        Grain::Day if before && !c.r.before_is_inclusive => deadline(st.end.previous_day().unwrap_or(st.end)),
        Grain::Day | Grain::YearMiddle => deadline(st.end),
        _ if at_end || within || (until && !before) => deadline(st.end),
        _ if before => {
            let mut found = Found::new(0..0, Raw::Ambiguous, None, None).warn(Warning::BeforeStretch);
            found.candidates.extend(st.start.previous_day());
            found.candidates.push(st.end);
            found
        }
        _ if finishes && !during => deadline(st.end),
        _ => Found::new(0..0, Raw::Period, Some(st.start), Some(st.end)),
    };
    let stands_alone = matches!(st.grain, Grain::Quarter | Grain::Half) && st.year_given;
    found.binds = at_end || before || within || finishes || stands_alone;
    found.starts_work = starts && found.kind != Raw::Ambiguous && !at_end && !before && !within;
    found
}

/// 前, 之前, 以前, but not 前三季度, 前列, 前后.
fn before_mark(s: &mut Scan<'_>) -> bool {
    if s.eat_any(&["之前", "以前", "前夕"]) {
        return true;
    }
    let mut ahead = *s;
    let is_mark = ahead.eat("前") && !"列后期沿往置端提进茅".contains(ahead.peek().unwrap_or(','));
    if is_mark {
        *s = ahead;
    }
    is_mark
}

/// 底, 末 behind a stretch longer than a day.
fn end_mark(s: &mut Scan<'_>, grain: Grain) -> bool {
    grain != Grain::Day && grain != Grain::Days && s.eat_any(&["月底", "年底", "年末", "底", "末", "终"])
}

/// 24时, 17:30, 17点30分, 下班; the day stays.
fn time_of_day(s: &mut Scan<'_>, grain: Grain) {
    if grain != Grain::Day {
        return;
    }
    s.attempt(|s| {
        s.eat_any(&["\u{1}", "T"]);
        s.eat_any(&["上午", "下午", "中午", "晚上", "晚", "早上", "凌晨"]);
        if s.eat_any(&["下班", "上班"]) {
            return Some(());
        }
        s.num().filter(|n| n.value <= 24)?;
        if s.eat_any(&["时", "点"]) {
            s.attempt(|s| s.num().and_then(|_| s.eat("分").then_some(())));
            s.eat("整");
            s.eat("半");
            return Some(());
        }
        s.eat(":").then_some(())?;
        s.digits()?;
        s.attempt(|s| if s.eat(":") { s.digits() } else { None });
        Some(())
    });
}

/// （星期五） behind a day; a weekday that is not the day's own is a warning.
fn named_weekday(s: &mut Scan<'_>, mut st: Stretch) -> Stretch {
    if st.grain == Grain::Day {
        let named = s.attempt(|s| {
            let bracket = s.eat("(");
            s.eat_any(&["星期", "周", "礼拜"]).then_some(())?;
            let day = weekday(s)?;
            (!bracket || s.eat(")")).then_some(day)
        });
        st.weekday_wrong = st.fault.is_none() && named.is_some_and(|d| d != st.start.weekday());
    }
    st
}

/// The second half of a range: 至次年3月, —4月20日, 至20日.
fn range(s: &mut Scan<'_>, c: &Context<'_>, first: &Stretch, from_end: bool) -> Option<Found> {
    if !s.to() {
        return None;
    }
    let month = u8::from(first.end.month());
    let year = (!first.year_given || first.end.year() == first.start.year()).then_some(first.end.year());
    let inner = Context { year: year.or(c.year), month: Some(month), ..*c };
    let last = s.attempt(|s| bare_part_of_month(s, &inner)).or_else(|| stretch(s, &inner))?;
    let last = named_weekday(s, last);
    end_mark(s, last.grain);
    time_of_day(s, last.grain);
    s.eat_any(&["止", "之前", "以前", "前", "期间", "底", "末"]);
    if first.fault.is_some() || last.fault.is_some() {
        return Some(faulty(first.fault.or(last.fault)));
    }
    let start = if from_end { first.end } else { first.start };
    let mut found = until(start, last.end, last.year_given)?;
    found.year = found.end.map(Date::year);
    Some(found)
}

/// From one day to another.
fn until(start: Date, mut end: Date, year_given: bool) -> Option<Found> {
    let mut warnings = Vec::new();
    if end < start && !year_given {
        // 11月至3月: the second month lies in the next year although nobody wrote 次年.
        end = crate::calendar::add_months(end, 12)?;
        warnings.push(Warning::LowConfidence);
    }
    if end < start {
        return Some(Found::new(0..0, Raw::Invalid, None, None).warn(Warning::EndBeforeStart));
    }
    let mut found = Found::new(0..0, Raw::Period, Some(start), Some(end));
    found.warnings = warnings;
    Some(found)
}

/// 中旬 behind 3月上旬至.
fn bare_part_of_month(s: &mut Scan<'_>, c: &Context<'_>) -> Option<Stretch> {
    if !["上旬", "中旬", "下旬"].iter().any(|w| s.looks_at(w)) {
        return None;
    }
    super::stretch::in_month(s, c, c.year, i64::from(c.month?))
}

/// Whether a verb of finishing or of starting follows, behind adverbs.
fn verbs(s: &Scan<'_>) -> (bool, bool) {
    let mut at = s.at;
    if s.peek() == Some('(') {
        return (false, false);
    }
    for _ in 0..3 {
        if words().start.at(s.chars, at).is_some() {
            return (false, true);
        }
        if words().finish.at(s.chars, at).is_some() {
            return (true, false);
        }
        match words().adverb.at(s.chars, at) {
            Some(len) => at += len,
            None => break,
        }
    }
    (false, false)
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use crate::deadline::{LimitKind, Reference, Warning, parse};

    #[test]
    fn from_today_until_a_day_that_is_over() {
        let mut reference = Reference::new(date!(2026 - 02 - 26));
        reference.plan_year = Some(2026);
        let limit = parse("即日起至2月3日", &reference);
        assert_eq!((limit.start, limit.end), (Some(date!(2026 - 02 - 26)), Some(date!(2027 - 02 - 03))));
        assert_eq!(limit.warnings, [Warning::LowConfidence]);
        let limit = parse("即日起至2026年2月3日", &reference);
        assert_eq!(
            (limit.kind, limit.warnings.as_slice()),
            (LimitKind::Invalid, &[Warning::EndBeforeStart][..])
        );
        let apart = parse("即日起开展，2月3日前完成", &reference);
        assert_eq!((apart.start, apart.end), (None, Some(date!(2026 - 02 - 03))));
        assert!(apart.warnings.contains(&Warning::EndBeforeStart), "{apart:?}");
    }
}

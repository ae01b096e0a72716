//! Time limits as offices write them: `3月底前`, `每季度首月10日前`, `即日起至年底`.
//!
//! [`parse`] reads a cell or phrase into a [`TimeLimit`]; [`find`] and [`mentions`] look for limits in
//! running text. Nothing is guessed: `6月前` is [`LimitKind::Ambiguous`] with both days, `4月31日` is
//! [`LimitKind::Invalid`] with the day that may be meant. The end of a limit is always the last day
//! allowed, to its 24:00. A grammar reads the words; the lists behind it are `data/date-words.toml`.

use std::ops::Range;

use serde::{Deserialize, Serialize};
use time::Date;

use crate::calendar::Calendar;
use crate::text::Clean;

mod bare;
mod combine;
mod limit;
mod quarter;
mod relative;
mod rhythm;
mod scan;
mod stretch;
mod words;

pub use rhythm::Rhythm;

use limit::Found;
use scan::Scan;
use stretch::Context;
use words::words;

/// What a limit is read against.
#[derive(Debug, Clone, Copy)]
pub struct Reference<'a> {
    /// Day of reading, of the document, or of the event that a count of days runs from.
    pub today: Date,
    /// Year of the plan; without it the year of `today`, and for months up to June the next one
    /// when `today` lies in November or December.
    pub plan_year: Option<i32>,
    /// Working days and festivals.
    pub calendar: &'a Calendar,
    /// Whether `6月30日前` allows 30 June itself (practice of offices; 民法典 1259 does not name 前).
    pub before_is_inclusive: bool,
    /// Serial numbers in cells count from 1904.
    pub date_1904: bool,
}

impl Reference<'static> {
    /// A reference with the built-in calendar and the usual practice.
    #[must_use]
    pub fn new(today: Date) -> Self {
        Self {
            today,
            plan_year: None,
            calendar: Calendar::builtin(),
            before_is_inclusive: true,
            date_1904: false,
        }
    }
}

/// A time limit, read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimeLimit {
    /// What kind of limit it is.
    pub kind: LimitKind,
    /// First day, for periods, limits that begin on a day, and recurring ones (first due day).
    pub start: Option<Date>,
    /// Last day allowed; the last due day of recurring limits.
    pub end: Option<Date>,
    /// Dated steps when the words name several.
    pub milestones: Vec<Stage>,
    /// The days that may be meant, for ambiguous and invalid limits.
    pub candidates: Vec<Date>,
    /// 力争, 确保 and the like, as written.
    pub hedges: Vec<String>,
    /// What a clerk should look at.
    pub warnings: Vec<Warning>,
    /// The cell also says that the work is done.
    pub status_done: bool,
    /// 同上: the limit of the cell above.
    pub ditto: bool,
}

/// Kinds of limits (specification of time limits, §3.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LimitKind {
    /// Until a day.
    Deadline,
    /// From a day to a day.
    Period,
    /// No end; it needs a yearly check.
    Open,
    /// Again and again; `start` and `end` are the first and last due day in the plan year.
    Recur(Rhythm),
    /// Several dated steps; `end` is the last.
    Multi,
    /// Needs an answer.
    Ambiguous,
    /// No limit stated.
    None,
    /// A day that does not exist, or an end before its start.
    Invalid,
}

/// A dated step of a limit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stage {
    /// First day, if the step is a period.
    pub start: Option<Date>,
    /// Last day of the step.
    pub end: Date,
    /// The words of the step, as written.
    pub words: String,
    /// Share of the whole that is to be reached, in percent.
    pub share: Option<u16>,
}

/// Something a clerk should look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Warning {
    /// The last day lies before the day of reference.
    Past,
    /// The weekday named is not that of the day; the day is kept.
    WrongWeekday,
    /// 月初, 年中, a range that crosses the year end silently: other days may be meant.
    LowConfidence,
    /// Written in November or December without a year: taken for the next year.
    NextYear,
    /// The days count from an event (receipt, signing), not from the day of reference.
    FromEvent,
    /// The official calendar of one of the years is not known; only weekends were left out.
    CalendarUnknown,
    /// 汛期前, 两会前: only the local calendar knows.
    LocalCalendar,
    /// 6月前: before the month begins or before it ends.
    BeforeStretch,
    /// 2024.1 may be 2024.10 that lost its zero in a number cell.
    LostZero,
    /// 4月31日.
    NoSuchDay,
    /// 13月.
    NoSuchMonth,
    /// The range runs backwards.
    EndBeforeStart,
    /// No rule reads these words.
    Unread,
}

/// A limit inside running text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// Bytes of the words of the limit.
    pub range: Range<usize>,
    /// What they mean.
    pub limit: TimeLimit,
    /// The words bind by themselves (前, 底, 内, 每 …). A bare day or month does not: it may only say
    /// when something happened.
    pub binds: bool,
}

/// Reads the time limit of a cell or phrase.
#[must_use]
pub fn parse(text: &str, r: &Reference<'_>) -> TimeLimit {
    let clean = Clean::new(text);
    let mut read = bare::whole_cell(&clean, r).unwrap_or_else(|| {
        let context = Context { r, year: None, month: None, cell: true };
        let found = scan_all(&clean, &context);
        combine::combine(text, &clean, found, r)
    });
    let w = words();
    read.hedges = w.hedge.all(&clean.chars);
    read.status_done = read.status_done || w.done.find(&clean.chars).is_some();
    if read.end.is_some_and(|end| end < r.today) && read.kind != LimitKind::Invalid {
        read.warnings.push(Warning::Past);
    }
    read.warnings.sort_unstable();
    read.warnings.dedup();
    read
}

/// Finds the limits in running text that bind by their own words; byte ranges in order.
///
/// `于2024年2月20日前将方案报…` yields the range of `2024年2月20日前`.
#[must_use]
pub fn find(text: &str) -> Vec<Range<usize>> {
    let r = Reference::new(Date::from_ordinal_date(2024, 1).unwrap_or(Date::MIN));
    mentions(text, &r).into_iter().filter(|m| m.binds).map(|m| m.range).collect()
}

/// Finds all limits, periods and days in running text with their meaning, in order.
#[must_use]
pub fn mentions(text: &str, r: &Reference<'_>) -> Vec<Mention> {
    let clean = Clean::new(text);
    let context = Context { r, year: None, month: None, cell: false };
    let w = words();
    let mut all: Vec<Mention> = scan_all(&clean, &context)
        .into_iter()
        .map(|f| {
            let head = w.past.before(&clean.chars, f.at.start);
            let so_far = w.until.before(&clean.chars, f.at.start).is_some()
                && clean.chars.get(f.at.start - 1) != Some(&'到');
            Mention {
                range: clean.bytes(f.at.clone()),
                binds: f.binds && head.is_none() && !so_far,
                limit: combine::one(&clean, f),
            }
        })
        .collect();
    let mut at = 0;
    while at < clean.chars.len() {
        let len = w.open_in_text.at(&clean.chars, at);
        if let Some(len) = len {
            let range = clean.bytes(at..at + len);
            all.push(Mention { range, limit: TimeLimit::of(LimitKind::Open), binds: true });
        }
        at += len.unwrap_or(1);
    }
    all.sort_by_key(|m| m.range.start);
    all
}

/// All single limits from left to right; a later one inherits the year of an earlier one.
fn scan_all(clean: &Clean, context: &Context<'_>) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    let mut context = *context;
    let mut s = Scan::new(&clean.chars, 0);
    while let Some(c) = s.peek() {
        if !limit::may_begin(c) {
            s.at += 1;
            continue;
        }
        let Some(f) = limit::limit(&mut s, &context) else {
            s.at += 1;
            continue;
        };
        if context.cell && f.year.is_some() {
            context.year = f.year;
        }
        found.push(f);
    }
    found
}

impl TimeLimit {
    /// A limit of that kind without days.
    #[must_use]
    pub const fn of(kind: LimitKind) -> Self {
        Self {
            kind,
            start: None,
            end: None,
            milestones: Vec::new(),
            candidates: Vec::new(),
            hedges: Vec::new(),
            warnings: Vec::new(),
            status_done: false,
            ditto: false,
        }
    }

    /// The last day allowed for one piece of work: none for recurring and open limits; for 6月前 and
    /// the like the later of the two days, which is how most offices mean it.
    #[must_use]
    pub fn last_allowed(&self) -> Option<Date> {
        match self.kind {
            LimitKind::Deadline | LimitKind::Period | LimitKind::Multi => self.end,
            LimitKind::Ambiguous => self.candidates.last().copied(),
            LimitKind::Open | LimitKind::Recur(_) | LimitKind::None | LimitKind::Invalid => None,
        }
    }

    pub(crate) fn with(mut self, start: Option<Date>, end: Option<Date>) -> Self {
        (self.start, self.end) = (start, end);
        self
    }

    pub(crate) fn warned(mut self, warning: Warning) -> Self {
        self.warnings.push(warning);
        self
    }
}

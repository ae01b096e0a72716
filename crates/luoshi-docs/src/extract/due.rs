//! Time limits in running text and cells, with the last day that they allow.

use std::sync::LazyLock;

use regex::Regex;
use time::{Date, Month};

use super::types::{Extraction, Known};
use super::view::View;
use crate::model::Span;

/// A time limit as found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// Its words.
    pub span: Span,
    /// The last day allowed, if the words and the year fix one.
    pub day: Option<Date>,
    /// The days that may be meant where the words are ambiguous.
    pub choices: Vec<Date>,
}

static LIMIT: LazyLock<Regex> = LazyLock::new(|| {
    super::pattern(
        r"(?x)
        (?P<year>20[0-9]{2}年)?(?P<month>1[0-2]|[1-9])月(?:(?P<day>[0-9]{1,2})日(?:之前|以前|前)|(?P<third>[上中下])旬(?:之?前|底)?|(?:底|末)(?:之前|以前|前)?|前)
        |(?P<yq>20[0-9]{2}年)?第?(?P<quarter>[一二三四1-4])季度(?:末|底)?(?:之前|以前|前|内)?
        |(?P<yy>20[0-9]{2}年)?(?:年内|年底|年末)(?:之前|以前|前)?
        |每(?:季度首月[0-9]{1,2}日前|半年|季度|半月|月|周|年)|按月|按季度?|长期(?:坚持|推进)?|持续推进|常年|全年|常态化|[一二两三四五六七八九十0-9]+个(?:工作日|月)内|半年时",
    )
});

/// Whether a cell holds a time limit.
#[must_use]
pub fn is_limit(words: &str) -> bool {
    words.chars().count() <= 24 && LIMIT.is_match(words)
}

/// The year that limits without one mean.
#[must_use]
pub fn year(out: &Extraction, known: &Known) -> Option<i32> {
    out.plan_year
        .as_ref()
        .map(|item| item.value)
        .or_else(|| out.date.as_ref().map(|item| item.value.year()))
        .or(known.plan_year)
}

/// The first time limit in a stretch of the text.
#[must_use]
pub fn find(view: &View<'_>, span: Span, year: Option<i32>) -> Option<Due> {
    let words = view.slice(span);
    let found = LIMIT.captures(words)?;
    let all = found.get(0)?;
    let number =
        |name: &str| found.name(name).and_then(|m| m.as_str().trim_end_matches('年').parse::<i32>().ok());
    let year = number("year").or(number("yq")).or(number("yy")).or(year);
    let day = year.and_then(|year| {
        if let Some(month) = number("month").and_then(|m| Month::try_from(u8::try_from(m).ok()?).ok()) {
            let last = month.length(year);
            let day = match found.name("third").map(|m| m.as_str()) {
                Some("上") => 10,
                Some("中") => 20,
                _ => number("day").and_then(|d| u8::try_from(d).ok()).unwrap_or(last),
            };
            return Date::from_calendar_date(year, month, day).ok();
        }
        (all.as_str().contains("年内") || all.as_str().contains("年底") || all.as_str().contains("年末"))
            .then(|| Date::from_calendar_date(year, Month::December, 31).ok())?
    });
    Some(Due { span: Span::new(span.start + all.start(), span.start + all.end()), day, choices: Vec::new() })
}

/// The limit that a cell of a column 完成时限 states; its words are the whole cell.
#[must_use]
pub fn cell(view: &View<'_>, span: Span, year: Option<i32>) -> Due {
    let found = find(view, span, year);
    Due {
        span,
        day: found.as_ref().and_then(|due| due.day),
        choices: found.map(|due| due.choices).unwrap_or_default(),
    }
}

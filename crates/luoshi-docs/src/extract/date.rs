//! 日期: the day of the event for reports, the day under the signature for papers.

use std::sync::LazyLock;

use regex::Regex;

use super::days::{self, Day, days};
use super::text::{Stretch, Text};
use super::view::View;
use super::{Extraction, Genre, Item, Known, item, pattern, years};
use crate::model::Span;
use crate::table::{Recognised, recognise};

/// How much of the body may name the day of the event, in characters.
const OPENING: usize = 260;

/// Reads the date into the proposals; genre and title must have been read.
pub(super) fn read(view: &View<'_>, _known: &Known, out: &mut Extraction) {
    let text = view.clean();
    out.date = find(text, out).filter(|day| !is_limit(view, day.span));
}

/// Whether a day stands in a time limit of a task table, whose last row looks like a signature.
fn is_limit(view: &View<'_>, day: Span) -> bool {
    let limits = |table: Recognised| match table {
        Recognised::TaskTable(table) => table.rows.into_iter().filter_map(|row| row.due.span).collect(),
        _ => Vec::new(),
    };
    !view.doc.tables.is_empty()
        && recognise(view.doc)
            .into_iter()
            .flat_map(limits)
            .any(|cell| cell.start <= day.start && day.end <= cell.end)
}

/// The day of a paper or an event.
#[must_use]
pub fn find(text: &Text<'_>, out: &Extraction) -> Option<Item<time::Date>> {
    let event = out.genre.as_ref().is_some_and(|genre| genre.value == Genre::MeetingReport) || is_news(text);
    let page = page_day(text);
    if event && let Some(found) = event_day(text, out, page) {
        return Some(found);
    }
    let found = signed(text)
        .map(|d| (d, 92, "date/signature"))
        .or_else(|| labelled(text, &OWN).map(|d| (d, 90, "date/own-label")))
        .or_else(|| delivered(text).map(|d| (d, 88, "date/delivered")))
        .or_else(|| opening_day(text).filter(|_| !event).map(|d| (d, 75, "date/opening")))
        .or_else(|| reported_day(text, out, page).map(|d| (d, 75, "date/reported")))
        .or_else(|| page.map(|d| (d, 70, "date/page")));
    found.and_then(|(day, confidence, rule)| {
        Some(item(day.date(None)?, text.span(day.start, day.end), confidence, rule))
    })
}

/// 本网讯　2月15日，…: whatever is reported, a newsroom dates it by the day on which it happened.
fn is_news(text: &Text<'_>) -> bool {
    let mut lines = text.lines.iter().filter(|line| !line.noise).take(6);
    lines.any(|line| {
        let head = text.plain(line.start, line.end.min(line.start + 8));
        head.starts_with('本') && head.contains('讯')
    })
}

static OWN: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(成文日期|发文日期|印发日期|签发日期|生成日期|成文时间|发文时间|印发时间)"));
static PAGE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(发布日期|发布时间|公开日期|时间|日期|发表时间|更新时间|上传时间)"));
static ORGAN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(政府|办公室|委员会|党委|党工委|工委|局|厅|部|中心|办事处|委|院|会|组|督查室|镇|乡|街道|县|区|市|公司|学校|所|站|处|管委会|代章\)|\(盖章\)|\(章\))$",
    )
});

/// The day under the signature: a line that holds only the day, or an organ and the day.
fn signed(text: &Text<'_>) -> Option<Day> {
    let lines: Vec<&Stretch> = text.lines.iter().filter(|l| !l.noise).collect();
    let mut lone = None;
    for (n, line) in lines.iter().enumerate() {
        let last = n + 1 == lines.len() && !text.ends(line.end, "。");
        if line.end - line.start > 48 && !last {
            continue;
        }
        let Some(day) =
            days(text, line.start.max(line.end.saturating_sub(40)), line.end).into_iter().find(|d| {
                d.year.is_some()
                    && (d.end == line.end
                        || d.end + 1 == line.end
                        || text.plain(d.end, line.end).trim().starts_with('('))
            })
        else {
            continue;
        };
        // A text that lost its line breaks still ends with its day.
        if line.end - line.start > 48 {
            return Some(day).filter(|d| {
                text.before(d.start) == ' '
                    || ORGAN.is_match(&text.plain(line.start.max(d.start.saturating_sub(20)), d.start))
            });
        }
        let before = text.plain(line.start, day.start);
        if before.trim().is_empty() || before.trim() == "(" {
            let under = n
                .checked_sub(1)
                .map(|p| text.plain(lines[p].start, lines[p].end))
                .is_some_and(|w| ORGAN.is_match(&w) && w.chars().count() <= 40);
            if under {
                return Some(day);
            }
            // A day alone counts below the first lines, where the page puts its own.
            if n >= 2 || before.trim() == "(" {
                lone = lone.or(Some(day));
            }
        } else if ORGAN.is_match(before.trim()) && before.chars().count() <= 30 {
            return Some(day);
        }
    }
    lone.filter(|day| !is_page_day(text, *day))
}

/// A lone day right under the headline, before the salutation, belongs to the page.
fn is_page_day(text: &Text<'_>, day: Day) -> bool {
    let before = text.plain(0, day.start);
    before.chars().count() < 120 && !before.contains("印发") && text.get(day.end) != ')'
}

/// The day beside a label, on the same line or in the next.
fn labelled(text: &Text<'_>, labels: &Regex) -> Option<Day> {
    for (n, line) in text.lines.iter().enumerate().take(40) {
        let words = text.plain(line.start, line.end.min(line.start + 200));
        let Some(found) = labels.find(&words) else { continue };
        let at = line.start + words[..found.end()].chars().count();
        let near = |a: usize, b: usize| days(text, a, b).into_iter().find(|d| d.year.is_some());
        if let Some(day) = near(at, line.end.min(at + 30)) {
            return Some(day);
        }
        let tail = text.plain(at, line.end);
        if tail.chars().all(|c| !c.is_alphanumeric())
            && let Some(day) = text.lines.get(n + 1).and_then(|l| near(l.start, l.end.min(l.start + 24)))
        {
            return Some(day);
        }
    }
    None
}

/// ——2030年1月20日在…会议上: the day a report was given.
fn delivered(text: &Text<'_>) -> Option<Day> {
    text.lines.iter().take(12).find_map(|line| {
        let day =
            days(text, line.start, line.end.min(line.start + 24)).into_iter().find(|d| d.year.is_some())?;
        let led = text.plain(line.start, day.start).chars().all(|c| !c.is_alphanumeric());
        (led && text.get(day.end) == '在').then_some(day)
    })
}

/// The day in the first words of the body.
fn opening_day(text: &Text<'_>) -> Option<Day> {
    let line = text.lines.iter().filter(|l| !l.noise).take(6).find(|l| l.end - l.start > 40)?;
    let day = days(text, line.start, line.end.min(line.start + 16)).into_iter().next()?;
    (day.year.is_some() && day.start <= line.start + 1 && matches!(text.get(day.end), ',' | '上' | '下'))
        .then_some(day)
}

/// 2月16日,某区票决产生…: a report under a page that gives the year.
fn reported_day(text: &Text<'_>, out: &Extraction, page: Option<Day>) -> Option<Day> {
    let after = out.title.as_ref().map_or(0, |t| text.chars_of(t.span.start, t.span.end).1);
    let line =
        text.lines.iter().filter(|l| !l.noise && l.start >= after && l.end - l.start > 30).take(2).find(
            |l| {
                days(text, l.start, l.start + 8)
                    .first()
                    .is_some_and(|d| d.start == l.start && matches!(text.get(d.end), ',' | '上' | '下'))
            },
        )?;
    let day = days(text, line.start, line.start + 8).into_iter().next()?;
    let year = day.year.or_else(|| page_year(day, page))?;
    Some(Day { year: Some(year), ..day })
}

/// The day on which the page was published.
fn page_day(text: &Text<'_>) -> Option<Day> {
    if let Some(day) = labelled(text, &PAGE) {
        return Some(day);
    }
    text.lines
        .iter()
        .take(8)
        .chain(text.lines.iter().rev().take(3))
        .filter(|l| l.end - l.start <= 60)
        .find_map(|line| {
            days(text, line.start, line.end).into_iter().find(|d| d.year.is_some() && text.get(d.end) != '在')
        })
}

/// The first day in the body of a report; its year from the words, the page or the plan.
fn event_day(text: &Text<'_>, out: &Extraction, page: Option<Day>) -> Option<Item<time::Date>> {
    let after = out.title.as_ref().map_or(0, |t| text.chars_of(t.span.start, t.span.end).1);
    let mut left = OPENING;
    for line in text
        .lines
        .iter()
        .map(|l| Stretch { start: l.start.max(after), ..*l })
        .filter(|l| l.end > l.start + 16)
    {
        let stop = line.end.min(line.start + left);
        let found = days(text, line.start, stop).into_iter().find(|d| is_of_event(text, *d));
        if let Some(day) = found {
            let year = day
                .year
                .or_else(|| page_year(day, page))
                .or_else(|| event_year(text, out, day))
                .or_else(|| named_year(text, day));
            let confidence = if day.year.is_some() || page.is_some() { 90 } else { 75 };
            return Some(item(day.date(year)?, text.span(day.start, day.end), confidence, "date/event"));
        }
        // 昨日 counts from the page.
        if let Some(date) = page.and_then(|p| p.date(None)).filter(|_| day_before(text, line.start, stop)) {
            let (a, b) = page.map_or((0, 0), |p| (p.start, p.end));
            return Some(item(date.previous_day()?, text.span(a, b), 70, "date/yesterday"));
        }
        left = left.saturating_sub(line.end - line.start);
        if left == 0 {
            break;
        }
    }
    None
}

fn day_before(text: &Text<'_>, a: usize, b: usize) -> bool {
    text.has_any(a, b.min(a + 40), &["昨日", "昨天"])
}

/// Not a limit (2月10日前) and not the start of a span (自12月5日起).
fn is_of_event(text: &Text<'_>, day: Day) -> bool {
    // A page writes its own day with strokes; a report says 2月3日.
    let spoken = matches!(text.before(day.end), '日' | '号') && text.find(day.start, day.end, "月").is_some();
    // 2月24日 11:06 is when the page was put out.
    let clocked = text.get(day.end) == ' '
        && text.get(day.end + 1).is_ascii_digit()
        && (day.end + 2..day.end + 4).any(|i| text.get(i) == ':');
    spoken
        && !clocked
        && !matches!(text.get(day.end), '前' | '之' | '起' | '至' | '电' | '-')
        && !matches!(text.before(day.start), '自' | '于' | '截' | '到' | '至' | '从')
        || text.ends(day.start, "已于")
}

/// The page follows the event within a year.
fn page_year(day: Day, page: Option<Day>) -> Option<i32> {
    let page = page?;
    let year = page.year?;
    Some(if (day.month, day.day) > (page.month, page.day) { year - 1 } else { year })
}

/// 3月6日，某村召开2024年村民代表大会: the year that the meeting has in its name.
fn named_year(text: &Text<'_>, day: Day) -> Option<i32> {
    let stop = text.sentence_end(day.end).min(day.end + 60);
    let at = (day.end..stop).find(|&i| days::year_at(text, i).is_some() && text.get(i + 4) == '年')?;
    let held = text.get(i_after(at)) != '度' && text.find(at, stop.min(at + 24), "会").is_some();
    days::year_at(text, at).filter(|_| held)
}

/// The place behind a year and its 年.
const fn i_after(at: usize) -> usize {
    at + 5
}

/// The year that the report itself fixes: the plan is deployed at its beginning, or at the end of the year before.
fn event_year(text: &Text<'_>, out: &Extraction, day: Day) -> Option<i32> {
    let plan = years::from_words(text, out)?.value;
    Some(if day.month >= 11 && years::reviews_year_before(text, plan) { plan - 1 } else { plan })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(raw: &str, genre: Genre) -> Option<String> {
        let text = Text::clean(raw);
        let out = Extraction {
            genre: Some(item(genre, text.span(0, 1), 90, "")),
            title: super::super::title::find(&text),
            ..Extraction::default()
        };
        find(&text, &out).map(|i| i.value.to_string())
    }

    #[test]
    fn the_signature_wins_over_the_page() {
        let raw = "柳湾镇关于防汛的通知\n发布日期:2030-05-09\n各村:\n现印发给你们。\n柳湾镇人民政府\n二〇三〇年五月六日\n方案\n一、总则";
        assert_eq!(read(raw, Genre::ImplementationPlan).as_deref(), Some("2030-05-06"));
        assert_eq!(
            read(
                "关于防汛的通报\n时间:2030-05-09 来源:某网\n根据安排,现通报如下。",
                Genre::SupervisionNotice
            )
            .as_deref(),
            Some("2030-05-09")
        );
    }

    #[test]
    fn a_report_has_the_day_of_the_event() {
        let raw = "柳湾镇召开大会\n时间:2030-01-05\n12月28日,柳湾镇召开大会,镇长柳岸主持会议并讲话。";
        assert_eq!(read(raw, Genre::MeetingReport).as_deref(), Some("2029-12-28"));
    }

    #[test]
    fn the_plan_completes_a_day_without_a_year() {
        assert_eq!(
            read(
                "柳湾镇召开2029年度总结暨2030年部署大会\n2月3日,柳湾镇召开大会,镇长柳岸主持会议。",
                Genre::MeetingReport
            )
            .as_deref(),
            Some("2030-02-03")
        );
        assert_eq!(
            read(
                "柳湾镇召开防汛大会\n2月3日,柳湾镇召开大会,镇长柳岸主持会议并作讲话。",
                Genre::MeetingReport
            ),
            None
        );
    }
}

//! 落款: the organ under which a day stands, at the end of a paper or of its covering notice.

use std::sync::LazyLock;

use regex::Regex;

use super::days::days;
use super::issuer::{Found, ORGAN};
use super::pattern;
use super::text::{Stretch, Text};

static STAMP: LazyLock<Regex> = LazyLock::new(|| pattern(r" ?\((?:盖章|章|公章|印章|印|代章|签章)\) ?$"));

/// The line above the day under the notice, or organ and day in one line.
pub(super) fn signature(text: &Text<'_>) -> Option<Found> {
    let lines: Vec<&Stretch> = text.lines.iter().filter(|l| !l.noise).collect();
    for (n, line) in lines.iter().enumerate() {
        if line.end - line.start > 48 {
            continue;
        }
        let Some(day) = days(text, line.start, line.end)
            .into_iter()
            .find(|d| d.year.is_some() && closes(text, d.end, line.end))
        else {
            continue;
        };
        // (柳湾镇党政办 2030年4月10日): the signature may stand in brackets under the title.
        let first = line.start + usize::from(text.get(line.start) == '(');
        let before = text.plain(first, day.start);
        if !before.trim().is_empty() {
            if ORGAN.is_match(before.trim()) {
                return Some((first, day.start, 90, "issuer/signature"));
            }
            continue;
        }
        let Some(above) = n.checked_sub(1).map(|p| lines[p]) else { continue };
        let words = text.plain(above.start, above.end);
        // More than two names in a line are a list of winners, not of signers.
        if ORGAN.is_match(&words) && words.trim().split(' ').count() <= 3 {
            return Some(with_second_organ(text, &lines, n - 1));
        }
    }
    if let Some(found) = last_words(text, lines.last()?) {
        return Some(found);
    }
    // The day may be garbled (20300321): an organ alone on its line, and only digits below.
    lines.windows(2).find_map(|w| {
        let below = text.plain(w[1].start, w[1].end);
        let digits = (6..=8).contains(&below.chars().count()) && below.chars().all(|c| c.is_ascii_digit());
        (digits && ORGAN.is_match(&text.plain(w[0].start, w[0].end))).then_some((
            w[0].start,
            w[0].end,
            80,
            "issuer/signature",
        ))
    })
}

/// Whether nothing but a bracket, 印 or a seal stands between the day and the end of its line.
fn closes(text: &Text<'_>, day_end: usize, line_end: usize) -> bool {
    day_end <= line_end
        && matches!(
            text.plain(day_end, line_end).trim(),
            "" | ")"
                | "印)"
                | "印发)"
                | "制"
                | "制)"
                | "发布"
                | "印"
                | "印发"
                | "(印)"
                | "(盖章)"
                | "(盖章略)"
                | "(印章)"
                | "(公章)"
                | "(此件公开发布)"
        )
}

/// A text that lost its line breaks ends with organ and day.
fn last_words(text: &Text<'_>, line: &Stretch) -> Option<Found> {
    let from = line.start.max(line.end.saturating_sub(60));
    let day = days(text, from, line.end).into_iter().find(|d| d.year.is_some() && d.end == line.end)?;
    let mut b = day.start;
    while b > from && text.before(b) == ' ' {
        b -= 1;
    }
    if let Some(stamp) = STAMP.find(&text.plain(from, b)) {
        b -= stamp.as_str().chars().count();
    }
    let a = (from..b).rev().find(|&i| matches!(text.get(i), ' ' | '。' | ':' | ';')).map_or(from, |i| i + 1);
    (ORGAN.is_match(&text.plain(a, b))).then_some((a, b, 85, "issuer/signature"))
}

/// Two organs that sign together: the first is taken.
fn with_second_organ(text: &Text<'_>, lines: &[&Stretch], at: usize) -> Found {
    let line = lines[at];
    let upper = at
        .checked_sub(1)
        .map(|p| lines[p])
        .filter(|l| l.end - l.start <= 24 && ORGAN.is_match(&text.plain(l.start, l.end)));
    match upper {
        Some(l) => (l.start, l.end, 85, "issuer/signature"),
        None => (line.start, line.end, 92, "issuer/signature"),
    }
}

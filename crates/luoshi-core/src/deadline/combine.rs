//! Several limits in one cell become one: milestones, start and finish, open ends (rule 11).

use std::ops::Range;

use super::limit::{Found, Raw};
use super::scan::is_stop;
use super::words::words;
use super::{LimitKind, Reference, Stage, TimeLimit, Warning};
use crate::text::Clean;

/// The limit of a whole cell from all single limits in it.
pub(super) fn combine(text: &str, clean: &Clean, mut found: Vec<Found>, r: &Reference<'_>) -> TimeLimit {
    if found.iter().any(|f| f.kind != Raw::Counted) {
        // 公示5个工作日（10月31日—11月4日）: explicit days win over the count.
        found.retain(|f| f.kind != Raw::Counted);
    }
    if let Some(at) = found.iter().position(|f| matches!(f.kind, Raw::Invalid | Raw::Ambiguous)) {
        return one(clean, found.swap_remove(at));
    }
    if let Some(at) = found.iter().position(|f| matches!(f.kind, Raw::Recur(_))) {
        return one(clean, found.swap_remove(at));
    }
    if found.is_empty() {
        return undated(clean, r);
    }
    let milestones = stages(text, clean, &found);
    if open_word_apart(clean, &found) {
        let start = found.first().filter(|f| f.kind == Raw::From).and_then(|f| f.start);
        let mut limit = TimeLimit::of(LimitKind::Open).with(start, None);
        limit.milestones = milestones;
        return limit;
    }
    if found.len() == 1 {
        return one(clean, found.swap_remove(0));
    }
    several(&found, milestones)
}

/// The limit of one find.
pub(super) fn one(clean: &Clean, f: Found) -> TimeLimit {
    let kind = match f.kind {
        Raw::Deadline | Raw::Counted => LimitKind::Deadline,
        Raw::Period if f.starts_work && starts_only(clean, &f.at) => LimitKind::Open,
        Raw::Period => LimitKind::Period,
        Raw::From => LimitKind::Open,
        Raw::Recur(rhythm) => LimitKind::Recur(rhythm),
        Raw::Ambiguous => LimitKind::Ambiguous,
        Raw::Invalid => LimitKind::Invalid,
    };
    let end = if kind == LimitKind::Open { None } else { f.end };
    let mut limit = TimeLimit::of(kind).with(f.start, end);
    limit.candidates = f.candidates;
    limit.warnings = f.warnings;
    limit
}

/// 3月启动 alone says when the work begins, not when it ends; 3月启动并完成 says both.
fn starts_only(clean: &Clean, at: &Range<usize>) -> bool {
    let tail = clean.chars.get(at.end..).unwrap_or_default();
    words().finish.find(tail).is_none()
}

fn several(found: &[Found], milestones: Vec<Stage>) -> TimeLimit {
    let start = found.first().and_then(|f| f.start);
    let end = found.iter().filter_map(|f| f.end).max();
    let late = start > end && end.is_some();
    let mut limit = TimeLimit::of(LimitKind::Multi).with(start.filter(|_| !late), end);
    limit.warnings = found.iter().flat_map(|f| f.warnings.iter().copied()).collect();
    if late {
        // 即日起 with a day that is over: when it begins is not known, and somebody has to look.
        limit.warnings.push(Warning::EndBeforeStart);
    }
    let backwards = milestones.windows(2).any(|w| matches!(w, [a, b] if b.end < a.end));
    if backwards {
        limit.warnings.push(Warning::LowConfidence);
    }
    limit.milestones = milestones;
    limit
}

fn stages(text: &str, clean: &Clean, found: &[Found]) -> Vec<Stage> {
    let mut all = Vec::new();
    for (i, f) in found.iter().enumerate() {
        let until = found.get(i + 1).map_or(clean.chars.len(), |next| next.at.start);
        let Some(end) = f.end else { continue };
        let chars = trimmed(clean, f.at.start..until);
        let words = text.get(clean.bytes(chars.clone())).unwrap_or_default().trim().to_owned();
        let tail = clean.chars.get(f.at.end..chars.end).unwrap_or_default();
        all.push(Stage { start: f.start, end, share: share(tail), words });
    }
    all
}

fn trimmed(clean: &Clean, range: Range<usize>) -> Range<usize> {
    let mut end = range.end;
    while end > range.start && clean.chars.get(end - 1).is_some_and(|c| is_stop(*c)) {
        end -= 1;
    }
    range.start..end
}

/// 完成50% → 50, 全部完成 → 100.
fn share(tail: &[char]) -> Option<u16> {
    let text: String = tail.iter().collect();
    if let Some((head, _)) = text.split_once('%') {
        let digits: String = head.chars().rev().take_while(char::is_ascii_digit).collect();
        return digits.chars().rev().collect::<String>().parse().ok().filter(|n| *n <= 100);
    }
    (text.contains("全部") || text.contains("全面完成")).then_some(100)
}

/// 6月底前取得阶段性成效，长期坚持: the open word stands in a clause without a limit.
fn open_word_apart(clean: &Clean, found: &[Found]) -> bool {
    let mut at = 0;
    for clause in clean.chars.split(|c| matches!(c, ',' | ';' | '。' | '(')) {
        let range = at..at + clause.len();
        at += clause.len() + 1;
        let dated = found.iter().any(|f| range.contains(&f.at.start));
        if !dated && words().open.find(clause).is_some() {
            return true;
        }
    }
    found.iter().all(|f| f.kind == Raw::From) && words().open.find(&clean.chars).is_some()
}

/// Cells without any day: open, not stated, or hanging on an event.
fn undated(clean: &Clean, r: &Reference<'_>) -> TimeLimit {
    let w = words();
    let chars = clean.chars.as_slice();
    if w.none.find(chars).is_some() {
        return TimeLimit::of(LimitKind::None);
    }
    if w.immediate.find(chars).is_some() {
        return TimeLimit::of(LimitKind::Open).with(Some(r.today), None);
    }
    if w.open.find(chars).is_some() {
        return TimeLimit::of(LimitKind::Open);
    }
    let hangs = ['前', '后', '时', '内'].iter().any(|c| chars.last() == Some(c)) && chars.len() > 1;
    if w.event.find(chars).is_some() || hangs {
        return TimeLimit::of(LimitKind::Ambiguous).warned(Warning::LocalCalendar);
    }
    if w.done.find(chars).is_some() {
        return TimeLimit::of(LimitKind::None);
    }
    TimeLimit::of(LimitKind::None).warned(Warning::Unread)
}

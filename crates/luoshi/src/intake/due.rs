//! A time limit as a document spells it to one that the ledger can count by; what has two readings,
//! hangs on an event or names no day is a question with the days that may be meant.

use luoshi_core::deadline::{LimitKind, Reference, TimeLimit, Warning, parse};

use super::value::{Doubt, Field};
use crate::plan::store::{DueKind, MilestoneKind};
use crate::plan::{DueDraft, MilestoneDraft};

/// A limit, read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReadDue {
    /// For the ledger.
    pub due: DueDraft,
    /// Its dated steps.
    pub milestones: Vec<MilestoneDraft>,
    /// What must be answered first.
    pub doubt: Option<Doubt>,
    /// Worth a second look.
    pub unsure: bool,
}

/// Reads the words of a limit; empty words are no limit.
#[must_use]
pub fn read(text: &str, r: &Reference<'_>) -> ReadDue {
    if text.trim().is_empty() {
        return ReadDue::default();
    }
    let limit = parse(text, r);
    // 3个月内 moves with the day of reading: from which day it counts, only the clerk knows.
    let later = r.today.checked_add(time::Duration::days(40)).unwrap_or(r.today);
    let moves = limit.end.is_some() && parse(text, &Reference { today: later, ..*r }).end != limit.end;
    let code = asks(&limit).or(moves.then_some("due-event"));
    of(text.trim(), &limit, code)
}

fn of(text: &str, limit: &TimeLimit, code: Option<&'static str>) -> ReadDue {
    let (kind, start, day) = match (&limit.kind, code) {
        (_, Some(_)) => (DueKind::None, None, None),
        (LimitKind::Deadline | LimitKind::Period | LimitKind::Multi, None) => {
            (DueKind::Day, limit.start, limit.end)
        }
        (LimitKind::Open, None) => (DueKind::Open, limit.start, None),
        (LimitKind::Recur(_), None) => (DueKind::Recurring, limit.start, limit.end),
        (LimitKind::None | LimitKind::Ambiguous | LimitKind::Invalid, None) => (DueKind::None, None, None),
    };
    let steps = limit.milestones.iter().map(|stage| MilestoneDraft {
        kind: MilestoneKind::Step,
        day: stage.end,
        title: stage.words.clone(),
    });
    ReadDue {
        due: DueDraft { text: Some(text.to_owned()), kind, start, day },
        milestones: if code.is_none() && limit.milestones.len() > 1 { steps.collect() } else { Vec::new() },
        unsure: limit.warnings.iter().any(|w| {
            matches!(w, Warning::Past | Warning::WrongWeekday | Warning::NextYear | Warning::CalendarUnknown)
        }),
        doubt: code.map(|code| Doubt {
            field: Field::Due,
            code: code.to_owned(),
            found: text.to_owned(),
            choices: choices(limit),
            answer: None,
        }),
    }
}

/// Which question the limit asks, if it asks one.
fn asks(limit: &TimeLimit) -> Option<&'static str> {
    let warned = |w: Warning| limit.warnings.contains(&w);
    let hangs = [(Warning::LocalCalendar, "due-calendar"), (Warning::FromEvent, "due-event")];
    let hangs = hangs.into_iter().find(|(w, _)| warned(*w)).map(|(_, code)| code);
    match limit.kind {
        LimitKind::Open | LimitKind::Recur(_) => None,
        LimitKind::Ambiguous => hangs.or(Some("due-ambiguous")),
        LimitKind::Invalid => Some("due-invalid"),
        LimitKind::None => hangs.or(warned(Warning::Unread).then_some("due-unread")),
        LimitKind::Deadline | LimitKind::Period | LimitKind::Multi => {
            let vague = [(Warning::LowConfidence, "due-vague"), (Warning::LostZero, "due-ambiguous")];
            let vague = vague.into_iter().find(|(w, _)| warned(*w)).map(|(_, code)| code);
            hangs.or(vague).or(limit.end.is_none().then_some("due-unread"))
        }
    }
}

fn choices(limit: &TimeLimit) -> Vec<String> {
    let mut days = limit.candidates.clone();
    days.extend(limit.end);
    days.sort_unstable();
    days.dedup();
    days.iter().map(ToString::to_string).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    fn of_2026(text: &str) -> ReadDue {
        let r = Reference { plan_year: Some(2026), ..Reference::new(date!(2026 - 03 - 01)) };
        read(text, &r)
    }

    #[test]
    fn a_day_is_taken_and_a_word_with_two_readings_is_asked() {
        assert_eq!(of_2026("6月底前").due.day, Some(date!(2026 - 06 - 30)));
        assert_eq!(of_2026("").due, DueDraft::default());
        let asked = of_2026("6月前");
        assert_eq!(asked.due.day, None);
        assert_eq!(asked.doubt.unwrap().choices, ["2026-05-31", "2026-06-30"]);
        assert_eq!(of_2026("长期坚持").due.kind, DueKind::Open);
        assert_eq!(of_2026("每月25日前").due.kind, DueKind::Recurring);
        assert_eq!(of_2026("汛期前").doubt.unwrap().code, "due-calendar");
        assert_eq!(of_2026("3个月内").doubt.unwrap().code, "due-event");
    }
}

//! Every row of the table of spellings: kind, first and last day, and the days that its note names.

use luoshi_core::deadline::{LimitKind, Reference, TimeLimit, parse};
use time::Date;
use time::macros::format_description;

struct Row {
    line: usize,
    spelling: String,
    reference: Date,
    start: Option<Date>,
    end: Option<Date>,
    kind: String,
    note: String,
}

fn rows() -> Vec<Row> {
    let table = include_str!("data/date-spellings.tsv");
    table
        .lines()
        .enumerate()
        .skip(1)
        .map(|(i, line)| {
            let cells: Vec<&str> = line.split('\t').collect();
            let [spelling, reference, start, end, note] = cells[..] else { panic!("line {}: {line}", i + 1) };
            let day = |text: &str| (!text.is_empty()).then(|| iso(text).expect("an ISO day"));
            let (kind, note) = note.split_once(';').unwrap_or((note, ""));
            Row {
                line: i + 1,
                spelling: spelling.replace("\\n", "\n"),
                reference: iso(reference).expect("an ISO day"),
                start: day(start),
                end: day(end),
                kind: kind.to_owned(),
                note: note.to_owned(),
            }
        })
        .collect()
}

fn iso(text: &str) -> Option<Date> {
    Date::parse(text, format_description!("[year]-[month]-[day]")).ok()
}

fn name(kind: &LimitKind) -> &'static str {
    match kind {
        LimitKind::Deadline => "deadline",
        LimitKind::Period => "period",
        LimitKind::Open => "open",
        LimitKind::Recur(_) => "recur",
        LimitKind::Multi => "multi",
        LimitKind::Ambiguous => "ambiguous",
        LimitKind::None => "none",
        LimitKind::Invalid => "invalid",
    }
}

/// All days in a note, `2024-06-30` or `03-31` (of the year of reference) or `2024-06` (a month).
fn days_in(note: &str, year: i32) -> Vec<String> {
    note.split(|c: char| !(c.is_ascii_digit() || c == '-'))
        .filter(|w| w.contains('-'))
        .map(|w| if w.len() == 5 { format!("{year}-{w}") } else { w.to_owned() })
        .collect()
}

#[test]
fn every_row_of_the_table() {
    let rows = rows();
    assert_eq!(rows.len(), 227);
    let mut wrong = Vec::new();
    for row in &rows {
        let limit = parse(&row.spelling, &Reference::new(row.reference));
        if let Err(what) = check(row, &limit) {
            wrong.push(format!("{}: {:?} {what}: {limit:?}", row.line, row.spelling));
        }
    }
    assert!(wrong.is_empty(), "{} of {} rows:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
}

fn check(row: &Row, limit: &TimeLimit) -> Result<(), String> {
    if name(&limit.kind) != row.kind {
        return Err(format!("is {}, not {}", name(&limit.kind), row.kind));
    }
    if (limit.start, limit.end) != (row.start, row.end) {
        return Err(format!("wants {:?} {:?}", row.start, row.end));
    }
    let named = days_in(&row.note, row.reference.year());
    let have: Vec<String> = match row.kind.as_str() {
        "ambiguous" | "invalid" => limit.candidates.iter().map(ToString::to_string).collect(),
        "multi" | "open" => limit.milestones.iter().map(|m| m.end.to_string()).collect(),
        _ => return flags(row, limit),
    };
    let same = named.len() <= have.len() && named.iter().zip(&have).all(|(n, h)| h.starts_with(n.as_str()));
    if !same { Err(format!("names {named:?}, has {have:?}")) } else { flags(row, limit) }
}

fn flags(row: &Row, limit: &TimeLimit) -> Result<(), String> {
    use luoshi_core::deadline::Warning as W;
    let note = row.note.as_str();
    let says = |w: W| limit.warnings.contains(&w);
    let pairs = [
        (note.contains("status=done"), limit.status_done, "done"),
        (note.contains("ditto"), limit.ditto, "ditto"),
        (note.contains("weekday disagrees"), says(W::WrongWeekday), "weekday"),
        (note.contains("low confidence"), says(W::LowConfidence), "low confidence"),
        (note.contains("already past"), says(W::Past), "past"),
        (note.contains("zero lost"), says(W::LostZero), "lost zero"),
        (note.contains("needs the local calendar"), says(W::LocalCalendar), "local calendar"),
        (note.trim() == "rollover", says(W::NextYear), "next year"),
        (note.contains("no such month"), says(W::NoSuchMonth), "no such month"),
        (note.contains("end before start"), says(W::EndBeforeStart), "end before start"),
    ];
    for (wanted, is, what) in pairs {
        let may_be_silent = matches!(what, "past") && !wanted;
        if wanted != is && !(may_be_silent || (what == "next year" && note.contains("rollover"))) {
            return Err(format!("{what}: wanted {wanted}"));
        }
    }
    if note.contains("hedge") && limit.hedges.is_empty() {
        return Err("hedge lost".to_owned());
    }
    Ok(())
}

#[test]
fn shares_of_milestones() {
    for row in rows().iter().filter(|r| r.note.contains("(50%)")) {
        let limit = parse(&row.spelling, &Reference::new(row.reference));
        let shares: Vec<_> = limit.milestones.iter().map(|m| m.share).collect();
        assert_eq!(shares, [Some(50), Some(100)]);
    }
}

#[test]
fn full_width_and_blanks_change_nothing() {
    for row in rows() {
        let r = Reference::new(row.reference);
        let plain = parse(&row.spelling, &r);
        let wide: String = row.spelling.chars().map(widen).collect();
        let spaced: String = row.spelling.chars().flat_map(|c| [c, ' ']).collect();
        for other in [wide, spaced] {
            let read = parse(&other, &r);
            assert_eq!(
                (&plain.kind, plain.start, plain.end),
                (&read.kind, read.start, read.end),
                "{other:?}"
            );
            assert_eq!(plain.candidates, read.candidates, "{other:?}");
        }
    }
}

fn widen(c: char) -> char {
    if ('!'..='}').contains(&c) { char::from_u32(c as u32 + 0xFEE0).unwrap_or(c) } else { c }
}

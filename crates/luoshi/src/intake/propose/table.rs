//! Tasks in task tables: one proposal a row.

use luoshi_core::deadline::Reference;
use luoshi_docs::extract::Extraction;
use luoshi_docs::model::{Problem, Span};
use luoshi_docs::table::{PersonName, TaskRow, TaskTable, UnitName, Words};
use time::{Date, Month};

use super::{Against, Proposals, measures_in, some};
use crate::intake::due;
use crate::intake::resolve;
use crate::intake::value::{Doubt, Field, Fresh, Proposed, TaskValue, Who};
use crate::plan::MilestoneDraft;
use crate::plan::store::MilestoneKind;

/// How sure a row of a recognised table is, and one that its source hides.
const ROW: i32 = 90;
const HIDDEN: i32 = 50;

/// Proposes the rows of a task table.
pub(super) fn rows(table: &TaskTable, extraction: &Extraction, against: &Against, out: &mut Proposals) {
    for question in &table.questions {
        let found = if question.choices.is_empty() {
            question.found.clone()
        } else {
            format!("{}：{}", question.found, question.choices.join("、"))
        };
        let code = format!("table-{}", question.code);
        out.problems.push(Problem::new(&code, question.place.clone(), found));
    }
    let reference = Reference { date_1904: table.date_1904, ..against.reference() };
    for row in &table.rows {
        match row.span {
            Some(span) if !row.title.text.trim().is_empty() => {
                out.fresh.push(task(row, span, extraction, against, &reference));
            }
            _ => out.problems.push(Problem::new("table-no-title", row.place.clone(), row.seq.clone())),
        }
    }
}

fn task(row: &TaskRow, span: Span, extraction: &Extraction, against: &Against, r: &Reference<'_>) -> Fresh {
    let mut doubts = Vec::new();
    let limit = due::read(&row.due.text, r);
    let lead = resolve::units(&against.org, Field::Lead, &named(&row.lead), &mut doubts);
    let assist = resolve::units(&against.org, Field::Assist, &named(&row.assist), &mut doubts);
    let sponsor = first(&row.sponsor, Field::Sponsor, against, &mut doubts);
    let owner = first(&row.owner, Field::Owner, against, &mut doubts);
    doubts.extend(limit.doubt);
    let (title, rest) = parted(&row.title.text);
    let measures = measures_in(extraction, span);
    let mut milestones = limit.milestones;
    milestones.extend(quarters(&row.quarters, against.year));
    // Words of a target that no rule could count still say to what extent.
    let target = if measures.is_empty() { row.indicator.text.as_str() } else { "" };
    let value = TaskValue {
        area: some(&row.area),
        title,
        requirement: joined(&[&rest, &row.requirement.text, target]),
        method: some(&row.measure.text),
        due: limit.due,
        lead,
        assist,
        sponsor,
        owner,
        measures,
        milestones,
        note: note(row),
    };
    let unsure = row.hidden || limit.unsure;
    Fresh {
        value: Proposed::Task(Box::new(value)),
        section: row.sections.last().cloned().unwrap_or_else(|| row.area.clone()),
        span,
        confidence: if unsure { HIDDEN } else { ROW },
        rule: "table/row".to_owned(),
        doubts,
    }
}

/// A cell of several sentences says first what is to be done, then to what extent.
fn parted(text: &str) -> (String, String) {
    let text = text.trim();
    match text.split_once('。') {
        Some((title, rest)) if !rest.trim().is_empty() => (title.to_owned(), rest.trim().to_owned()),
        _ => (text.trim_end_matches('。').to_owned(), String::new()),
    }
}

fn joined(parts: &[&str]) -> Option<String> {
    let parts: Vec<&str> = parts.iter().map(|p| p.trim()).filter(|p| !p.is_empty()).collect();
    some(&parts.join("\n"))
}

fn named(units: &[UnitName]) -> Vec<(String, bool)> {
    units.iter().map(|u| (u.name.clone(), u.group)).collect()
}

fn first(people: &[PersonName], field: Field, against: &Against, doubts: &mut Vec<Doubt>) -> Option<Who> {
    people.first().map(|p| resolve::who(&against.org, field, &p.name, doubts))
}

/// 形象进度: what can be seen by the end of each quarter.
fn quarters(words: &[Words; 4], year: i32) -> Vec<MilestoneDraft> {
    let ends = [(Month::March, 31), (Month::June, 30), (Month::September, 30), (Month::December, 31)];
    ends.iter()
        .zip(words)
        .filter_map(|((month, day), words)| {
            let title = some(&words.text)?;
            let day = Date::from_calendar_date(year, *month, *day).ok()?;
            Some(MilestoneDraft { kind: MilestoneKind::Quarter, day, title })
        })
        .collect()
}

/// Remarks, columns that no rule knows under their heading, comments on cells.
fn note(row: &TaskRow) -> Option<String> {
    let mut parts: Vec<String> = some(&row.note.text).into_iter().collect();
    parts.extend(
        row.extra.iter().filter(|(_, w)| !w.text.trim().is_empty()).map(|(h, w)| format!("{h}：{}", w.text)),
    );
    parts.extend(row.comments.iter().cloned());
    some(&parts.join("\n"))
}

//! Tasks from rows of tables.

use super::{Found, Paper, bare, sentences, words};
use crate::extract::due::{self, Due};
use crate::extract::grid::{Kind, Row};
use crate::extract::units::{self, Parties};
use crate::model::Span;

/// One row is one task; dated milestones inside it are further ones.
///
/// What stands undated between milestones is the task of the row.
pub fn read(paper: &Paper<'_>, row: &Row, found: &mut Vec<Found>) {
    let view = paper.view;
    let Some(text) = wording(paper, row) else { return };
    let steps = steps(paper, row, text);
    let names =
        |kind: Kind| -> Vec<Span> { row.all(kind).flat_map(|cell| units::names(view, cell)).collect() };
    let parties = Parties {
        lead: names(Kind::Lead),
        duty: names(Kind::Duty),
        assist: names(Kind::Assist),
        sponsor: names(Kind::Sponsor),
        owner: names(Kind::Owner),
        limit: None,
    };
    let column = row.cell(Kind::Limit).map(|cell| due::cell(view, cell, paper.clock));
    let task = |text: Span, due: Option<Due>, rule: &'static str| Found {
        text,
        due,
        parties: parties.clone(),
        confidence: 90,
        rule,
        ..Found::default()
    };
    if let Some(steps) = steps {
        found.push(task(text, column.clone().or_else(|| paper.due(text)), "tasks/row"));
        found.extend(steps.into_iter().map(|(step, due)| task(step, Some(due), "tasks/milestone")));
        return;
    }
    let parts: Vec<(Span, Option<Due>)> = sentences(view, text)
        .into_iter()
        .flat_map(|sentence| super::dated_steps(paper, sentence))
        .map(|step| (step, milestone(paper, step)))
        .collect();
    if parts.len() < 2 || parts.iter().all(|part| part.1.is_none()) {
        let due = column.or_else(|| paper.due(text));
        return found.push(task(text, due, "tasks/row"));
    }
    let mut rest: Vec<Span> = Vec::new();
    let mut after_step = true;
    for (part, due) in parts {
        match (due, rest.last_mut()) {
            (Some(due), _) => {
                found.push(task(part, Some(due), "tasks/milestone"));
                after_step = true;
                continue;
            }
            (None, Some(last)) if !after_step => last.end = part.end,
            (None, _) => rest.push(part),
        }
        after_step = false;
    }
    found.extend(rest.into_iter().map(|part| task(part, column.clone(), "tasks/row")));
}

/// Whether every sentence of a cell has its day or rhythm.
fn stepwise(paper: &Paper<'_>, cell: Span) -> bool {
    let parts = sentences(paper.view, cell);
    !parts.is_empty() && parts.iter().all(|part| paper.due(*part).is_some())
}

/// The dated steps of a column such as 阶段目标 beside the cell that names the work.
fn steps(paper: &Paper<'_>, row: &Row, text: Span) -> Option<Vec<(Span, Due)>> {
    let named = row.cell(Kind::Task).filter(|task| bare(paper.view, *task) == text)?;
    let cell = row.cell(Kind::Target).or_else(|| row.cell(Kind::Content)).filter(|cell| *cell != named)?;
    let steps: Vec<(Span, Due)> =
        sentences(paper.view, cell).into_iter().filter_map(|step| Some((step, paper.due(step)?))).collect();
    (!steps.is_empty()).then_some(steps)
}

/// The limit of a dated step inside a row; rhythms do not part a row.
fn milestone(paper: &Paper<'_>, sentence: Span) -> Option<Due> {
    paper.due(sentence).filter(|due| !due.repeats)
}

/// The cell that says what is to be done: the content if there is one, else the fuller of task and target.
fn wording(paper: &Paper<'_>, row: &Row) -> Option<Span> {
    let length = |span: &Span| paper.view.slice(*span).chars().count();
    let task = row.cell(Kind::Task).map(|span| bare(paper.view, span));
    let fuller = row.cell(Kind::Content).or(row.cell(Kind::Target)).map(|span| bare(paper.view, span));
    let best = match (task, fuller) {
        (Some(task), Some(fuller)) if length(&task) > 12 && length(&task) >= length(&fuller) => Some(task),
        // The steps to a thing that the task names are further tasks.
        (Some(task), Some(fuller)) if words::concrete(paper.view.slice(task)) && stepwise(paper, fuller) => {
            Some(task)
        }
        (task, fuller) => fuller.or(task),
    };
    best.filter(|span| length(span) >= 4)
}

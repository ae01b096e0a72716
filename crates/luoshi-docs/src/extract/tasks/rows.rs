//! Tasks from rows of tables.

use super::{Found, Paper, bare, sentences};
use crate::extract::due::{self, Due};
use crate::extract::grid::{Kind, Row};
use crate::extract::split::split;
use crate::extract::units::Parties;
use crate::model::Span;

/// One row is one task; dated milestones inside it are further ones.
pub fn read(paper: &Paper<'_>, row: &Row, found: &mut Vec<Found>) {
    let view = paper.view;
    let Some(text) = words(paper, row) else { return };
    let names = |kind: Kind| -> Vec<Span> {
        row.all(kind)
            .flat_map(|cell| split(view.slice(cell), cell.start, &['、', '，', ',', '；', ';', '\n', '\t']))
            .collect()
    };
    let parties = Parties {
        lead: names(Kind::Lead),
        duty: names(Kind::Duty),
        assist: names(Kind::Assist),
        sponsor: names(Kind::Sponsor),
        owner: names(Kind::Owner),
        limit: row.cell(Kind::Limit),
    };
    let due = row.cell(Kind::Limit).map(|cell| due::cell(view, cell, paper.year)).or_else(|| paper.due(text));
    let task = |text: Span, due: Option<Due>, rule: &'static str| Found {
        text,
        due,
        parties: parties.clone(),
        confidence: 90,
        rule,
        ..Found::default()
    };
    found.push(task(text, due, "tasks/row"));
    let dated: Vec<(Span, Due)> =
        sentences(view, text).into_iter().filter_map(|s| Some((s, paper.due(s)?))).collect();
    if dated.len() >= 2 {
        for (sentence, due) in dated {
            found.push(task(sentence, Some(due), "tasks/milestone"));
        }
    }
}

/// The cell that says what is to be done: the content if there is one, else the fuller of task and target.
fn words(paper: &Paper<'_>, row: &Row) -> Option<Span> {
    let length = |span: &Span| paper.view.slice(*span).chars().count();
    let task = row.cell(Kind::Task).map(|span| bare(paper.view, span));
    let fuller = row.cell(Kind::Content).or(row.cell(Kind::Target)).map(|span| bare(paper.view, span));
    let best = match (task, fuller) {
        (Some(task), Some(fuller)) if length(&task) > 12 && length(&task) >= length(&fuller) => Some(task),
        (task, fuller) => fuller.or(task),
    };
    best.filter(|span| length(span) >= 4)
}

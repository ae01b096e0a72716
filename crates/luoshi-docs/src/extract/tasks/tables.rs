//! Tasks from tables that the source gives as a grid, as [`crate::table`] recognises them.

use super::bare;
use crate::extract::due::{self, Clock};
use crate::extract::types::{Item, TaskMention};
use crate::extract::view::View;
use crate::model::Span;
use crate::table::{Recognised, recognise};
use crate::table::{TaskRow, Words};

/// The tasks of the recognised task tables, and the indexes of those tables.
#[must_use]
pub fn read(view: &View<'_>, clock: Clock) -> (Vec<usize>, Vec<Item<TaskMention>>) {
    let mut tables = Vec::new();
    let mut tasks = Vec::new();
    if view.doc.tables.is_empty() {
        return (tables, tasks);
    }
    for table in recognise(view.doc) {
        if let Recognised::TaskTable(table) = table {
            tables.push(table.table);
            tasks.extend(table.rows.iter().filter_map(|row| task(view, row, clock)));
        }
    }
    (tables, tasks)
}

fn task(view: &View<'_>, row: &TaskRow, clock: Clock) -> Option<Item<TaskMention>> {
    let words = fuller(row);
    let span = words.span.map(|span| bare(view, span))?;
    let names = |units: &[crate::table::UnitName]| units.iter().map(|unit| unit.name.clone()).collect();
    let due = row.due.span.map(|span| due::cell(view, span, clock));
    Some(Item {
        value: TaskMention {
            text: view.slice(span).to_owned(),
            lead: names(&row.lead),
            assist: names(&row.assist),
            deadline: due.as_ref().and_then(|due| due.day),
            deadline_text: (!row.due.text.is_empty()).then(|| row.due.text.clone()),
            owner: row.owner.first().map(|person| person.name.clone()),
            sponsor: row.sponsor.first().map(|person| person.name.clone()),
            under: None,
        },
        span: Span::new(span.start, span.end),
        confidence: 95,
        rule: "tasks/table".to_owned(),
    })
}

/// The cell that says what is to be done: the requirement or target where the title only names the work.
fn fuller(row: &TaskRow) -> &Words {
    let length = |words: &Words| words.text.chars().count();
    let detail = if row.requirement.text.is_empty() { &row.indicator } else { &row.requirement };
    let named = length(&row.title) <= 12 || length(detail) > length(&row.title);
    if detail.span.is_some() && (row.title.span.is_none() || named && !detail.text.is_empty()) {
        detail
    } else {
        &row.title
    }
}

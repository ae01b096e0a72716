//! Recognises what the tables of a document are: task tables, allotment and pairing tables, rosters.
//!
//! [`recognise`] finds heading rows by score, flattens headings of several rows, resolves merged
//! cells, sorts rows into data, sections, sums and notes, and yields typed rows with their place and
//! the raw cells beside them. What two readings fit becomes a [`TableQuestion`]. Words and headings
//! are data: `lexicon/headings.toml`.

use serde::{Deserialize, Serialize};

use crate::model::{Document, Place, Span};

mod allocation;
mod body;
mod cells;
mod columns;
pub(crate) mod grid;
mod heading;
pub mod ledger;
mod lexicon;
mod roster;
mod rows;
mod tasks;

pub use allocation::{Allocation, AllocationKind, AllocationRow, AllottedValue};
pub use cells::{PersonName, UnitName, list_items, people, phone, units};
pub use columns::{Column, Field};
pub use roster::{CellError, PersonRow, Roster, UnitRow};
pub use rows::{SkipReason, Skipped, SumCheck};
pub use tasks::{TaskRow, TaskTable, Words};

use columns::mixed;
use grid::Grid;
use heading::{Heading, heading_at};

/// What a table turned out to be. A sheet with two headings yields two entries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum Recognised {
    /// 任务分解表, 任务台账.
    TaskTable(TaskTable),
    /// 花名册, 单位名录.
    Roster(Roster),
    /// 分配表, 包挂表.
    Allocation(Allocation),
    /// No heading that a rule knows.
    Unknown(Unknown),
}

/// A table without a known heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unknown {
    /// Index into [`Document::tables`].
    pub table: usize,
    /// Sheet name.
    pub name: String,
}

/// Something about a table that the clerk must decide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableQuestion {
    /// Stable code; the locales hold its text (`table-question-<code>`).
    pub code: String,
    /// Where in the file.
    pub place: Place,
    /// The words in question in the document's text.
    pub span: Option<Span>,
    /// What was found there.
    pub found: String,
    /// The answers to choose from, in the words of the table.
    pub choices: Vec<String>,
}

/// Reads every table of a document. Never fails; a table that no rule knows is [`Recognised::Unknown`].
#[must_use]
pub fn recognise(doc: &Document) -> Vec<Recognised> {
    Grid::all(doc).iter().filter(|g| !ledger::is_data_sheet(g)).flat_map(recognise_grid).collect()
}

fn recognise_grid(grid: &Grid<'_>) -> Vec<Recognised> {
    let segments = segments(grid);
    if segments.is_empty() {
        return vec![Recognised::Unknown(Unknown { table: grid.index, name: grid.table.name.clone() })];
    }
    segments
        .iter()
        .map(|s| match kind(&s.heading) {
            Shape::Tasks => Recognised::TaskTable(tasks::read(grid, s)),
            Shape::Roster => Recognised::Roster(roster::read(grid, s)),
            Shape::Allocation(kind) => Recognised::Allocation(allocation::read(grid, s, kind)),
        })
        .collect()
}

/// A heading with the rows above it (title) and below it (data), up to the next other heading.
#[derive(Debug)]
pub(crate) struct Segment {
    /// First row of what stands above the heading.
    above: usize,
    heading: Heading,
    /// One past the last row.
    end: usize,
}

fn segments(grid: &Grid<'_>) -> Vec<Segment> {
    let mut all: Vec<Segment> = Vec::new();
    let (mut row, mut above) = (0, 0);
    while row < grid.height() {
        let repeated = all.last().is_some_and(|s| s.heading.repeats(grid, row));
        match heading_at(grid, row).filter(|_| !repeated) {
            Some(heading) => {
                if let Some(last) = all.last_mut() {
                    above = title_above(grid, last.heading.top + last.heading.rows, row);
                    last.end = above;
                }
                row += heading.rows;
                all.push(Segment { above, heading, end: grid.height() });
            }
            None => row += 1,
        }
    }
    all
}

/// The rows directly above a further heading that run across the table are its title.
fn title_above(grid: &Grid<'_>, from: usize, heading: usize) -> usize {
    let mut top = heading;
    while top > from {
        let filled = grid.filled_here(top - 1);
        let title = filled.len() <= 1 && filled.iter().all(|c| !rows::is_note(grid.text(top - 1, *c)));
        if !title {
            break;
        }
        top -= 1;
    }
    top
}

enum Shape {
    Tasks,
    Roster,
    Allocation(AllocationKind),
}

/// The kind of a table, from the fields that only one kind has.
fn kind(heading: &Heading) -> Shape {
    let has = |f: Field| heading.has(f);
    let targets = heading.columns.iter().filter(|c| c.field == Some(Field::Target)).count();
    if has(Field::Object) && (has(Field::Sponsor) || has(Field::Name)) && !has(Field::Title) {
        return Shape::Allocation(AllocationKind::Pairing);
    }
    if targets > 0 && (has(Field::Name) || has(Field::Unit) || has(Field::Sponsor)) && !has(Field::Title) {
        return Shape::Allocation(AllocationKind::Allotment);
    }
    let people = has(Field::Name) && (has(Field::Post) || has(Field::Phone) || has(Field::Unit));
    let units =
        has(Field::Unit) && [Field::UnitKind, Field::UnitParent, Field::UnitFull].iter().any(|f| has(*f));
    if !has(Field::Title) && (people || units) { Shape::Roster } else { Shape::Tasks }
}

/// Questions that the heading itself raises: two columns for one field, two fields in one column.
fn heading_questions(grid: &Grid<'_>, heading: &Heading, single: &[Field]) -> Vec<TableQuestion> {
    let place = grid.place(heading.top);
    let mut questions = Vec::new();
    for field in single {
        let named: Vec<String> =
            heading.columns.iter().filter(|c| c.field == Some(*field)).map(|c| c.heading.clone()).collect();
        if named.len() > 1 {
            let code = if *field == Field::Sponsor { "two-sponsors" } else { "two-columns" };
            questions.push(question(code, place.clone(), None, &named.join("、"), named));
        }
    }
    for column in &heading.columns {
        let fields = mixed(&column.heading);
        if column.field != Some(Field::Contact) && fields.len() > 1 {
            let choices = column.heading.split(['及', '和', '、', '与']).map(str::to_owned).collect();
            questions.push(question("mixed-column", place.clone(), None, &column.heading, choices));
        }
        if column.field == Some(Field::Sensitive) {
            questions.push(question("sensitive-column", place.clone(), None, &column.heading, Vec::new()));
        }
    }
    questions
}

fn question(
    code: &str,
    place: Place,
    span: Option<Span>,
    found: &str,
    choices: Vec<String>,
) -> TableQuestion {
    TableQuestion { code: code.to_owned(), place, span, found: found.to_owned(), choices }
}

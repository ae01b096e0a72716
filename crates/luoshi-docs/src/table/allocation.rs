//! Allotments (targets per cadre) and pairings (leader with enterprise, village, project).

use luoshi_core::number::{Quantity, parse_quantity};
use serde::{Deserialize, Serialize};

use super::body::{Body, DataRow, body};
use super::cells::{PersonName, UnitName, people, phone, units};
use super::columns::{Column, Field};
use super::grid::Grid;
use super::rows::{Skipped, SumCheck};
use super::{Segment, TableQuestion, heading_questions, question};
use crate::model::{Place, Span};

/// An allocation table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allocation {
    /// Index into [`crate::model::Document::tables`].
    pub table: usize,
    /// Sheet name.
    pub name: String,
    /// Row above the heading.
    pub title: Option<String>,
    /// Allotted numbers, or pairs.
    pub kind: AllocationKind,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Rows in order.
    pub rows: Vec<AllocationRow>,
    /// What the clerk must decide.
    pub questions: Vec<TableQuestion>,
    /// Rows that are no data.
    pub skipped: Vec<Skipped>,
    /// Stated sums beside the computed ones.
    pub sums: Vec<SumCheck>,
}

/// Which kind of allocation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AllocationKind {
    /// 招商任务分配表: numbers per person or unit.
    Allotment,
    /// 包挂表, 包联表: a leader with an object.
    Pairing,
}

/// A row of an allocation table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AllocationRow {
    /// Row of the table.
    pub row: usize,
    /// Where it stands in the file.
    pub place: Place,
    /// The row in the document's text.
    pub span: Option<Span>,
    /// As written.
    pub seq: String,
    /// Who: the person, or the leader of a pairing; a merged cell holds for every row it covers.
    pub people: Vec<PersonName>,
    /// Post of the person.
    pub post: String,
    /// Units, when numbers are allotted to units or a unit column stands beside the name.
    pub units: Vec<UnitName>,
    /// What the leader is paired with.
    pub object: String,
    /// Line of business.
    pub industry: String,
    /// Whom to call there.
    pub object_contact: Vec<PersonName>,
    /// Visit rhythm as written.
    pub visits: String,
    /// Offices or people that keep in touch.
    pub liaison: Vec<String>,
    /// Time limit as written.
    pub due: String,
    /// Allotted numbers.
    pub values: Vec<AllottedValue>,
    /// Telephone.
    pub phone: String,
    /// Note.
    pub note: String,
    /// Columns that no rule knows.
    pub extra: Vec<(String, String)>,
    /// The cells as they stand.
    pub raw: Vec<String>,
}

/// A number allotted to somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AllottedValue {
    /// Heading of the column, with its unit.
    pub heading: String,
    /// The number.
    pub quantity: Quantity,
}

pub(super) fn read(grid: &Grid<'_>, segment: &Segment, kind: AllocationKind) -> Allocation {
    let Body { above, data, skipped, sums } = body(grid, segment);
    let columns = segment.heading.columns.clone();
    let mut questions = heading_questions(grid, &segment.heading, &[Field::Name, Field::Object, Field::Due]);
    for check in sums.iter().filter(|c| !c.agrees()) {
        let choices = vec![check.stated.to_string(), check.computed.to_string()];
        questions.push(question("sum-differs", check.place.clone(), None, &check.of, choices));
    }
    Allocation {
        table: grid.index,
        name: grid.table.name.clone(),
        title: above.into_iter().next(),
        kind,
        rows: data.iter().map(|r| row(r, &columns)).collect(),
        columns,
        questions,
        skipped,
        sums,
    }
}

fn row(data: &DataRow, columns: &[Column]) -> AllocationRow {
    let mut row = AllocationRow {
        row: data.row,
        place: data.place.clone(),
        span: data.span,
        seq: String::new(),
        people: Vec::new(),
        post: String::new(),
        units: Vec::new(),
        object: String::new(),
        industry: String::new(),
        object_contact: Vec::new(),
        visits: String::new(),
        liaison: Vec::new(),
        due: String::new(),
        values: Vec::new(),
        phone: String::new(),
        note: String::new(),
        extra: Vec::new(),
        raw: Vec::new(),
    };
    for (column, value) in columns.iter().zip(&data.cells) {
        row.raw.push(value.raw.clone());
        row.take(column, &value.text);
    }
    row
}

impl AllocationRow {
    fn take(&mut self, column: &Column, text: &str) {
        let text = text.to_owned();
        match column.field {
            Some(Field::Seq) => self.seq = text,
            Some(Field::Name | Field::Sponsor | Field::Owner) if self.people.is_empty() => {
                self.people = people(&text)
            }
            Some(Field::Post) => self.post = text.split_whitespace().collect(),
            Some(Field::Unit | Field::Lead | Field::Responsible) => self.units.extend(units(&text)),
            Some(Field::Object) if self.object.is_empty() => self.object = text,
            Some(Field::Industry) => self.industry = text,
            Some(Field::ObjectContact) => self.object_contact = people(&text),
            Some(Field::Visits) => self.visits = text,
            Some(Field::Liaison) => self.liaison.extend(units(&text).into_iter().map(|u| u.name)),
            Some(Field::Contact) => self.liaison.extend(people(&text).into_iter().map(|p| p.name)),
            Some(Field::Due) => self.due = text,
            Some(Field::Phone) => self.phone = phone(&text),
            Some(Field::Note) => self.note = text,
            Some(Field::Target) => {
                let quantity = parse_quantity(&text, column.unit.as_deref());
                self.values.push(AllottedValue { heading: column.heading.clone(), quantity });
            }
            Some(Field::Sensitive) => {}
            _ if text.is_empty() || column.heading.is_empty() => {}
            _ => self.extra.push((column.heading.clone(), text)),
        }
    }
}

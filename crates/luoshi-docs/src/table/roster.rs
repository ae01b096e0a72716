//! Rosters: units with kind and parent, people with post and telephone.

use luoshi_core::deadline::{LimitKind, Reference, parse};
use luoshi_core::text::even;
use serde::{Deserialize, Serialize};
use time::Date;
use time::macros::date;

use super::body::{Body, DataRow, body};
use super::cells::{people, phone};
use super::columns::{Column, Field};
use super::grid::Grid;
use super::rows::Skipped;
use super::{Segment, TableQuestion, heading_questions};
use crate::model::{Place, Span};

/// A roster: a list of units, of people in post, or both.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Roster {
    /// Index into [`crate::model::Document::tables`].
    pub table: usize,
    /// Sheet name.
    pub name: String,
    /// Row above the heading.
    pub title: Option<String>,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Units in order of first mention, each once.
    pub units: Vec<UnitRow>,
    /// Posts with their holders in order; empty for a list of units.
    pub people: Vec<PersonRow>,
    /// Cells that cannot be right.
    pub errors: Vec<CellError>,
    /// What the clerk must decide.
    pub questions: Vec<TableQuestion>,
    /// Rows that are no data.
    pub skipped: Vec<Skipped>,
}

/// A unit of a roster.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitRow {
    /// Row of the table.
    pub row: usize,
    /// Name, without blanks.
    pub name: String,
    /// Full name.
    pub full: Option<String>,
    /// Kind as written (街道, 村, 站办所).
    pub kind: Option<String>,
    /// Unit above, as written.
    pub parent: Option<String>,
    /// Other names.
    pub aliases: Vec<String>,
}

/// A post with its holder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonRow {
    /// Row of the table.
    pub row: usize,
    /// Where it stands in the file.
    pub place: Place,
    /// The row in the document's text.
    pub span: Option<Span>,
    /// Unit as written; empty when the table has no such column.
    pub unit: String,
    /// Name; `None` for a vacant post.
    pub name: Option<String>,
    /// Post as written.
    pub post: String,
    /// Kind of post as written.
    pub post_kind: Option<String>,
    /// Telephone.
    pub phone: Option<String>,
    /// In post since, as written.
    pub since_text: Option<String>,
    /// In post since; a month means its first day.
    pub since: Option<Date>,
    /// In post until, as written.
    pub until_text: Option<String>,
    /// In post until; a month means its last day.
    pub until: Option<Date>,
    /// What brackets say behind the name (兼, 主持工作).
    pub remark: Option<String>,
    /// Note.
    pub note: Option<String>,
}

/// A cell that cannot be right; the row is read all the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellError {
    /// Stable code; the locales hold its text (`roster-error-<code>`).
    pub code: String,
    /// Row of the table, from 0.
    pub row: usize,
    /// Column of the table, from 0.
    pub col: usize,
    /// Where the row stands in the file.
    pub place: Place,
    /// Heading of the column.
    pub heading: String,
    /// What stands there.
    pub found: String,
}

const SINGLE: [Field; 6] =
    [Field::Unit, Field::Name, Field::Post, Field::Phone, Field::UnitParent, Field::UnitKind];

pub(super) fn read(grid: &Grid<'_>, segment: &Segment) -> Roster {
    let Body { above, data, skipped, .. } = body(grid, segment);
    let mut columns = segment.heading.columns.clone();
    let has = |f: Field| segment.heading.has(f);
    let persons = has(Field::Name);
    if !persons {
        // In a list of units 类别 is the kind of unit, not an area of work.
        for column in columns.iter_mut().filter(|c| c.field == Some(Field::Area)) {
            column.field = Some(Field::UnitKind);
        }
    }
    let mut roster = Roster {
        table: grid.index,
        name: grid.table.name.clone(),
        title: above.into_iter().next(),
        questions: heading_questions(grid, &segment.heading, &SINGLE),
        skipped,
        ..Roster::default()
    };
    for row in &data {
        let row = Row { row, columns: &columns };
        roster.take_unit(&row);
        if persons {
            roster.take_person(&row);
        }
    }
    roster.columns = columns;
    roster
}

struct Row<'a> {
    row: &'a DataRow,
    columns: &'a [Column],
}

impl Row<'_> {
    fn words(&self, field: Field) -> Option<(usize, &str)> {
        let at = self.columns.iter().position(|c| c.field == Some(field))?;
        let text = self.row.cells.get(at)?.text.as_str();
        (!text.is_empty()).then_some((at, text))
    }

    fn joined(&self, field: Field) -> Option<String> {
        self.words(field).map(|(_, text)| text.split_whitespace().collect())
    }

    fn error(&self, code: &str, at: usize, found: &str) -> CellError {
        let column = self.columns.get(at);
        CellError {
            code: code.to_owned(),
            row: self.row.row,
            col: column.map_or(at, |c| c.index),
            place: self.row.place.clone(),
            heading: column.map(|c| c.heading.clone()).unwrap_or_default(),
            found: found.to_owned(),
        }
    }

    fn at(&self, field: Field) -> usize {
        self.columns.iter().position(|c| c.field == Some(field)).unwrap_or(0)
    }
}

impl Roster {
    fn take_unit(&mut self, row: &Row<'_>) {
        let full = row.joined(Field::UnitFull);
        let Some(name) = row.joined(Field::Unit).or_else(|| full.clone()) else {
            if row.columns.iter().any(|c| c.field == Some(Field::Unit)) {
                self.errors.push(row.error("no-unit", row.at(Field::Unit), ""));
            }
            return;
        };
        let named =
            [Field::UnitFull, Field::UnitKind, Field::UnitParent].iter().any(|f| row.words(*f).is_some());
        if let Some(known) = self.units.iter().find(|u| u.name == name) {
            let twice = named
                && known.row != row.row.row
                && !row.columns.iter().any(|c| c.field == Some(Field::Name));
            if twice {
                self.errors.push(row.error("unit-twice", row.at(Field::Unit), &name));
            }
            return;
        }
        let aliases = row.words(Field::UnitAlias).map_or_else(Vec::new, |(_, text)| {
            super::cells::units(text).into_iter().map(|u| u.name).collect()
        });
        let parent = row.joined(Field::UnitParent);
        if parent.as_deref() == Some(name.as_str()) {
            self.errors.push(row.error("own-parent", row.at(Field::UnitParent), &name));
        }
        self.units.push(UnitRow {
            row: row.row.row,
            name,
            full,
            kind: row.joined(Field::UnitKind),
            parent,
            aliases,
        });
    }

    fn take_person(&mut self, row: &Row<'_>) {
        let Some(post) = row.words(Field::Post).map(|(_, t)| t.split_whitespace().collect::<String>()) else {
            if row.columns.iter().any(|c| c.field == Some(Field::Post)) {
                self.errors.push(row.error("no-post", row.at(Field::Post), ""));
            }
            self.person(row, String::new());
            return;
        };
        self.person(row, post);
    }

    fn person(&mut self, row: &Row<'_>, post: String) {
        let found = row.words(Field::Name).map(|(at, text)| (at, text, people(text)));
        let mut holder = None;
        if let Some((at, text, people)) = &found {
            match people.as_slice() {
                [] => {}
                [one] => {
                    if !one.sure {
                        self.errors.push(row.error("odd-name", *at, text));
                    }
                    holder = Some(one.clone());
                }
                [first, ..] => {
                    self.errors.push(row.error("two-names", *at, text));
                    holder = Some(first.clone());
                }
            }
        }
        let own_phone = holder.as_ref().and_then(|h| h.phone.clone());
        let number = row.words(Field::Phone).map(|(_, text)| phone(text)).or(own_phone);
        if let Some(number) = number.as_ref().filter(|n| !is_phone(n)) {
            self.errors.push(row.error("odd-phone", row.at(Field::Phone), number));
        }
        let since = self.day(row, Field::Since, false);
        let until = self.day(row, Field::Until, true);
        if since.1.zip(until.1).is_some_and(|(from, to)| to < from) {
            self.errors.push(row.error(
                "until-before-since",
                row.at(Field::Until),
                until.0.as_deref().unwrap_or(""),
            ));
        }
        self.people.push(PersonRow {
            row: row.row.row,
            place: row.row.place.clone(),
            span: row.row.span,
            unit: row.joined(Field::Unit).unwrap_or_default(),
            name: holder.as_ref().map(|h| h.name.clone()),
            post,
            post_kind: row.joined(Field::PostKind),
            phone: number,
            since_text: since.0,
            since: since.1,
            until_text: until.0,
            until: until.1,
            remark: holder.and_then(|h| h.remark),
            note: row.words(Field::Note).map(|(_, t)| t.to_owned()),
        });
    }

    /// A day or month of a cell: its first day, or its last for the end of a term.
    fn day(&mut self, row: &Row<'_>, field: Field, last: bool) -> (Option<String>, Option<Date>) {
        let Some((at, text)) = row.words(field) else { return (None, None) };
        // Only a spelling with its year counts, so the day of reference does not matter.
        let limit = parse(text, &Reference::new(date!(2000 - 01 - 01)));
        let year_named = even(text).chars().filter(char::is_ascii_digit).count() >= 4
            || text.chars().filter(|c| luoshi_core::number::is_han_numeral(*c)).count() >= 4;
        let day = match limit.kind {
            LimitKind::Period | LimitKind::Open if !last => limit.start,
            LimitKind::Deadline | LimitKind::Period => limit.end,
            // 2024.1 in a text cell of a roster is January: people type the month, not a day.
            LimitKind::Ambiguous if !last => limit.candidates.first().and_then(|d| d.replace_day(1).ok()),
            _ => None,
        };
        let day = day.filter(|_| year_named);
        if day.is_none() {
            self.errors.push(row.error("odd-date", at, text));
        }
        (Some(text.to_owned()), day)
    }
}

/// Seven to twelve digits, with an optional area code and extension.
fn is_phone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    (7..=16).contains(&digits) && text.chars().all(|c| c.is_ascii_digit() || "-+ ()".contains(c))
}

//! The rows below a heading with their cells resolved: merges filled, 同上 followed, sections known.

use luoshi_core::decimal::Decimal;

use super::Segment;
use super::columns::Field;
use super::grid::{Grid, is_ditto, is_missing};
use super::rows::{Kind, SkipReason, Skipped, SumCheck, plain_number, sort};
use crate::model::{CellKind, Place, Span};

/// A cell of a data row.
#[derive(Debug, Clone, Default)]
pub(super) struct Value {
    /// What holds for the row; empty for `/`, `—`, 无.
    pub text: String,
    /// As it stands in the cell (or in the merged area).
    pub raw: String,
    pub span: Option<Span>,
    /// Taken from the row above because the cell says so.
    pub ditto: bool,
    /// Inside a merged area that began in a row above.
    pub continued: bool,
    pub kind: CellKind,
}

/// A data row.
#[derive(Debug, Clone)]
pub(super) struct DataRow {
    pub row: usize,
    pub place: Place,
    pub span: Option<Span>,
    pub hidden: bool,
    /// Section names from the outermost.
    pub sections: Vec<String>,
    /// One per column of the heading.
    pub cells: Vec<Value>,
    /// Comments on its cells.
    pub comments: Vec<String>,
}

/// Everything below (and above) a heading.
#[derive(Debug, Default)]
pub(super) struct Body {
    /// Words of the rows above the heading, first the title.
    pub above: Vec<String>,
    pub data: Vec<DataRow>,
    pub skipped: Vec<Skipped>,
    pub sums: Vec<SumCheck>,
}

/// Each grand total adds up all rows above it; more sums than this are no table of an office.
const MOST_SUMS: usize = 500;

/// Reads the rows of a segment.
pub(super) fn body(grid: &Grid<'_>, segment: &Segment) -> Body {
    let mut walk =
        Walk { grid, segment, body: Body::default(), sections: Vec::new(), open: Vec::new(), part: 0 };
    for row in segment.above..segment.heading.top {
        walk.above(row);
    }
    for row in segment.heading.top + segment.heading.rows..segment.end {
        walk.row(row);
    }
    walk.close_sections(0);
    walk.body
}

/// A section whose number of items was stated, waiting for its end.
struct OpenSection {
    level: u8,
    place: Place,
    name: String,
    count: Option<i64>,
    from: usize,
}

struct Walk<'a, 'g> {
    grid: &'a Grid<'g>,
    segment: &'a Segment,
    body: Body,
    /// Level and name.
    sections: Vec<(u8, String)>,
    open: Vec<OpenSection>,
    /// First data row since the last partial sum or section.
    part: usize,
}

impl Walk<'_, '_> {
    fn above(&mut self, row: usize) {
        let words: Vec<&str> =
            self.grid.filled_here(row).into_iter().map(|c| self.grid.text(row, c)).collect();
        if !words.is_empty() {
            let text = words.join(" ");
            self.body.above.push(text);
            self.skip(row, SkipReason::Title);
        }
    }

    fn skip(&mut self, row: usize, why: SkipReason) {
        let words: Vec<&str> =
            self.grid.filled_here(row).into_iter().map(|c| self.grid.text(row, c)).collect();
        let text = words.join(" ");
        self.body.skipped.push(Skipped { row, place: self.grid.place(row), why, text });
    }

    fn row(&mut self, row: usize) {
        match sort(self.grid, &self.segment.heading, row, !self.body.data.is_empty()) {
            Kind::Blank => {}
            Kind::Data => self.data(row),
            Kind::Repeat => self.skip(row, SkipReason::RepeatedHeading),
            Kind::Note => self.skip(row, SkipReason::Note),
            Kind::Sum { partial, average } => {
                self.check_sums(row, partial, average);
                self.skip(row, SkipReason::Sum);
            }
            Kind::Section { level, name, count } => {
                self.close_sections(level);
                self.sections.retain(|(l, _)| *l < level);
                self.sections.push((level, name.clone()));
                let from = self.body.data.len();
                self.open.push(OpenSection { level, place: self.grid.place(row), name, count, from });
                self.part = from;
                self.skip(row, SkipReason::Section);
            }
        }
    }

    /// Compares the number of items that a section states with the rows that it has, for all open
    /// sections of this level and below.
    fn close_sections(&mut self, level: u8) {
        let (stay, closed) = std::mem::take(&mut self.open).into_iter().partition(|s| s.level < level);
        self.open = stay;
        for section in closed {
            let computed = self.count(self.body.data.get(section.from..).unwrap_or_default());
            if let Some(stated) = section.count {
                let (place, of) = (section.place, section.name);
                self.body.sums.push(SumCheck { place, of, stated: Decimal::whole(stated), computed });
            }
        }
    }

    fn count(&self, rows: &[DataRow]) -> Decimal {
        Decimal::whole(rows.iter().filter(|r| !self.continues_task(r)).fold(0, |n, _| n + 1))
    }

    fn continues_task(&self, row: &DataRow) -> bool {
        let columns = self.segment.heading.columns.iter().zip(&row.cells);
        columns.into_iter().any(|(c, v)| c.field == Some(Field::Title) && v.continued)
    }

    fn data(&mut self, row: usize) {
        let cells: Vec<Value> = self
            .segment
            .heading
            .columns
            .iter()
            .enumerate()
            .map(|(at, column)| self.value(row, column.index, at))
            .collect();
        if cells.iter().all(|v| v.raw.is_empty() || v.continued) {
            return;
        }
        let comments = (0..self.grid.width)
            .filter_map(|c| self.grid.table.rows.get(row)?.get(c)?.note.clone())
            .collect();
        self.body.data.push(DataRow {
            row,
            place: self.grid.place(row),
            span: self.grid.span(row),
            hidden: self.grid.is_hidden(row),
            sections: self.sections.iter().map(|(_, name)| name.clone()).collect(),
            cells,
            comments,
        });
    }

    fn value(&self, row: usize, col: usize, at: usize) -> Value {
        let Some(cell) = self.grid.shown(row, col) else { return Value::default() };
        let merge = self.grid.merge_at(row, col);
        // A merged area that runs across columns belongs to its first column only.
        if merge.is_some_and(|m| m.left < col) {
            return Value::default();
        }
        let raw = cell.text.trim().to_owned();
        let above = self.body.data.last().and_then(|r| r.cells.get(at));
        let ditto = is_ditto(&raw);
        let text = match above {
            Some(above) if ditto => above.text.clone(),
            _ if ditto || cell.kind == CellKind::Error || is_missing(&raw) => String::new(),
            _ => raw.clone(),
        };
        Value {
            text,
            raw,
            span: cell.span,
            ditto,
            continued: merge.is_some_and(|m| m.top < row),
            kind: cell.kind,
        }
    }

    fn check_sums(&mut self, row: usize, partial: bool, average: bool) {
        if self.body.sums.len() > MOST_SUMS {
            return;
        }
        let from = if partial { self.part } else { 0 };
        let rows = self.body.data.get(from..).unwrap_or_default();
        let mut checks = Vec::new();
        for (at, column) in self.segment.heading.columns.iter().enumerate() {
            if column.field == Some(Field::Seq) {
                continue;
            }
            let text = self.grid.text(row, column.index);
            let of = column.heading.clone();
            let (stated, computed) = match (plain_number(text), item_count(text)) {
                (Some(stated), _) => (Some(stated), added(rows, at, average)),
                (None, Some(stated)) => (Some(stated), Some(self.count(rows))),
                (None, None) => (None, None),
            };
            let (Some(stated), Some(computed)) = (stated, computed) else { continue };
            checks.push(SumCheck { place: self.grid.place(row), of, stated, computed });
        }
        self.body.sums.append(&mut checks);
        self.part = self.body.data.len();
    }
}

/// The sum of a column, merged cells counted once; `None` when a cell holds more than a number.
fn added(rows: &[DataRow], at: usize, average: bool) -> Option<Decimal> {
    let (mut sum, mut count) = (Decimal::ZERO, 0_i64);
    for value in rows.iter().filter_map(|r| r.cells.get(at)) {
        if value.text.is_empty() || value.continued {
            continue;
        }
        sum = sum.plus(plain_number(&value.text)?)?;
        count += 1;
    }
    if average { sum.over(Decimal::whole(count)) } else { (count > 0).then_some(sum) }
}

/// 24项 beside 合计: how many rows there are.
fn item_count(text: &str) -> Option<Decimal> {
    let clean = luoshi_core::text::even(text);
    let digits = ["项", "件", "条"].iter().find_map(|w| clean.strip_suffix(w))?;
    digits.trim_start_matches('共').parse().ok()
}

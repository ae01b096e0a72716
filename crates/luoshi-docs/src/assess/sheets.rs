//! Files as sheets of cells: workbooks and separated values alike.

use super::number::{self, Not, Number};
use super::words;
use crate::model::{CellKind, Merge};
use crate::read::{self, Limits, Refusal};

/// A sheet.
#[derive(Debug)]
pub(super) struct Sheet {
    pub name: String,
    /// Rows with their numbers, from 1.
    pub rows: Vec<(usize, Vec<Cell>)>,
}

/// A cell that may be empty.
#[derive(Debug, Clone, Default)]
pub(super) struct Cell {
    pub text: String,
    pub kind: Kind,
}

/// How a file holds a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Kind {
    /// As it was typed.
    #[default]
    Typed,
    /// As a binary number, printed with all digits.
    Stored,
    /// As the error of a formula.
    Error,
    /// Not at all: the cell is covered by a merged one.
    Covered,
}

impl Cell {
    pub fn is_empty(&self) -> bool {
        self.text.trim().is_empty()
    }

    pub fn number(&self) -> Result<Number, Not> {
        match self.kind {
            Kind::Stored => number::stored(&self.text),
            Kind::Typed | Kind::Error | Kind::Covered => number::typed(&self.text),
        }
    }

    pub fn state(&self) -> Option<words::State> {
        // Numbers are most of what there is.
        let first = self.text.chars().next()?;
        if first.is_ascii_digit() { None } else { words::state(&self.text) }
    }
}

/// What a file of values may hold: wide sheets have more columns than other documents.
pub(super) fn limits() -> Limits {
    Limits { rows: 300_000, columns: 4_000, cells: 6_000_000, ..Limits::default() }
}

/// Reads a workbook, or a file of separated values.
pub(super) fn open(name: &str, bytes: &[u8]) -> Result<Vec<Sheet>, Refusal> {
    let limits = limits();
    let is_separated = ["csv", "tsv", "txt"].iter().any(|e| name.to_lowercase().ends_with(&format!(".{e}")));
    if is_separated {
        let rows = read::separated(bytes, &limits)?;
        let rows = rows.into_iter().map(|(line, fields)| (line, fields.into_iter().map(typed).collect()));
        return Ok(vec![Sheet { name: String::new(), rows: rows.collect() }]);
    }
    let reading = read::read(bytes, name, &limits);
    let Some(document) = reading.document else {
        return Err(reading.refusal.unwrap_or_else(|| Refusal::new("unknown")));
    };
    let sheets = document.tables.into_iter().map(|table| {
        let merges = table.merges;
        let mut sheet = Sheet {
            name: table.name,
            rows: (1..)
                .zip(table.rows.into_iter().map(|row| {
                    row.into_iter()
                        .map(|cell| Cell {
                            kind: match cell.kind {
                                CellKind::Number => Kind::Stored,
                                CellKind::Error => Kind::Error,
                                _ => Kind::Typed,
                            },
                            text: cell.text,
                        })
                        .collect()
                }))
                .collect(),
        };
        for merge in &merges {
            cover(&mut sheet, merge);
        }
        sheet
    });
    Ok(sheets.collect())
}

/// Marks the cells that a merged one covers. Nobody can see whether its value is meant for all of them.
fn cover(sheet: &mut Sheet, merge: &Merge) {
    for (index, (_, row)) in sheet.rows.iter_mut().enumerate().take(merge.bottom + 1).skip(merge.top) {
        for (column, cell) in row.iter_mut().enumerate().take(merge.right + 1).skip(merge.left) {
            if (index, column) != (merge.top, merge.left) && cell.is_empty() {
                cell.kind = Kind::Covered;
            }
        }
    }
}

fn typed(text: String) -> Cell {
    Cell { text, kind: Kind::Typed }
}

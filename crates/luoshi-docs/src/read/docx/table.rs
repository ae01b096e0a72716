//! Tables of a Word file while they are read, and as grids when they are done.

use super::super::build::square;
use super::super::limits::Refusal;
use super::super::sheet::Budget;
use crate::model::{Cell, CellKind, Merge, Table};

/// A table under way.
#[derive(Debug, Default)]
pub(super) struct Draft {
    rows: Vec<Vec<Part>>,
    row: Vec<Part>,
    cell: Option<Part>,
    /// Columns left free at the start of the row.
    before: usize,
    deleted: bool,
}

/// A cell as the file has it.
#[derive(Debug, Default)]
struct Part {
    text: String,
    /// First column of the grid.
    col: usize,
    wide: usize,
    vertical: Vertical,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Vertical {
    #[default]
    Single,
    Top,
    Below,
}

/// No table of Word has more columns; a claim beyond that is cut.
const WIDEST: usize = 63;

impl Draft {
    /// A row begins.
    pub(super) fn open_row(&mut self) {
        self.row.clear();
        self.cell = None;
        self.before = 0;
        self.deleted = false;
    }

    /// A row ends; one that a tracked change deletes is left out.
    pub(super) fn close_row(&mut self) {
        self.close_cell();
        let row = std::mem::take(&mut self.row);
        if !self.deleted {
            self.rows.push(row);
        }
    }

    /// The row under way leaves columns free, or is deleted by a tracked change.
    pub(super) fn indent(&mut self, columns: usize) {
        self.before = columns.min(WIDEST);
    }

    /// See [`Self::close_row`].
    pub(super) fn delete_row(&mut self) {
        self.deleted = true;
    }

    /// A cell begins.
    pub(super) fn open_cell(&mut self) {
        self.close_cell();
        let col = self.row.last().map_or(self.before, |last| last.col + last.wide);
        self.cell = Some(Part { col, wide: 1, ..Part::default() });
    }

    /// A cell ends.
    pub(super) fn close_cell(&mut self) {
        self.row.extend(self.cell.take());
    }

    /// The cell under way covers so many columns.
    pub(super) fn widen(&mut self, columns: usize) {
        if let Some(cell) = &mut self.cell {
            cell.wide = columns.clamp(1, WIDEST);
        }
    }

    /// The cell under way is the top (`restart`) or a later part of a vertical merge.
    pub(super) fn merge_down(&mut self, restart: bool) {
        if let Some(cell) = &mut self.cell {
            cell.vertical = if restart { Vertical::Top } else { Vertical::Below };
        }
    }

    /// Adds a line to the cell under way.
    pub(super) fn line(&mut self, words: &str) {
        let Some(cell) = &mut self.cell else { return };
        if words.is_empty() {
            return;
        }
        if !cell.text.is_empty() {
            cell.text.push('\n');
        }
        cell.text.push_str(words);
    }

    /// The words alone, for a table inside a cell: cells parted by tabs, rows by line breaks.
    pub(super) fn flat(&self) -> String {
        let row = |row: &Vec<Part>| row.iter().map(|cell| cell.text.as_str()).collect::<Vec<_>>().join("\t");
        self.rows.iter().map(row).collect::<Vec<_>>().join("\n").trim().to_owned()
    }

    /// The words of the only cell, if the table is a mere frame around them.
    pub(super) fn frame(&self) -> Option<&str> {
        match self.rows.as_slice() {
            [row] => match row.as_slice() {
                [cell] => Some(&cell.text),
                _ => None,
            },
            _ => None,
        }
    }

    /// The grid with its merged areas.
    pub(super) fn finish(self, budget: &mut Budget<'_>) -> Result<Table, Refusal> {
        let width = self.rows.iter().flatten().map(|cell| cell.col + cell.wide).max().unwrap_or(0);
        budget.take(self.rows.len(), width)?;
        let mut table = Table::default();
        let mut tops: Vec<Option<usize>> = vec![None; width];
        for (row, parts) in self.rows.into_iter().enumerate() {
            let mut cells = vec![Cell::default(); width];
            let mut below = vec![None; width];
            for part in parts {
                let top = tops.get(part.col).copied().flatten();
                if let (Vertical::Below, Some(merge)) = (part.vertical, top) {
                    let merge: &mut Merge = &mut table.merges[merge];
                    merge.bottom = row;
                    if let Some(slot) = below.get_mut(part.col) {
                        *slot = top;
                    }
                } else if part.wide > 1 || part.vertical == Vertical::Top {
                    if part.vertical == Vertical::Top
                        && let Some(slot) = below.get_mut(part.col)
                    {
                        *slot = Some(table.merges.len());
                    }
                    table.merges.push(Merge {
                        top: row,
                        left: part.col,
                        bottom: row,
                        right: part.col + part.wide - 1,
                    });
                }
                if let Some(slot) = cells.get_mut(part.col) {
                    let kind = if part.text.is_empty() { CellKind::Empty } else { CellKind::Text };
                    *slot = Cell { text: part.text, kind, ..Cell::default() };
                }
            }
            tops = below;
            table.rows.push(cells);
        }
        table.merges.retain(|merge| merge.bottom > merge.top || merge.right > merge.left);
        square(&mut table.rows);
        Ok(table)
    }
}

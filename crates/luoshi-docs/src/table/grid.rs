//! A table with its merged areas resolved.

use std::collections::BTreeMap;

use luoshi_core::text::even;

use super::lexicon::{is_one, lexicon};
use crate::model::{BlockKind, Cell, CellKind, Document, Merge, Place, Span, Table};

/// A table of a document, seen cell by cell.
#[derive(Debug)]
pub(crate) struct Grid<'a> {
    pub table: &'a Table,
    pub index: usize,
    pub width: usize,
    /// Merged area of each cell that lies in one, and where its one value stands.
    merged: BTreeMap<(usize, usize), (Merge, (usize, usize))>,
    /// Place and span of each row.
    rows: BTreeMap<usize, (Place, Span)>,
}

impl<'a> Grid<'a> {
    pub fn all(doc: &'a Document) -> Vec<Self> {
        let mut places: BTreeMap<usize, BTreeMap<usize, (Place, Span)>> = BTreeMap::new();
        for block in &doc.blocks {
            if let BlockKind::Row { table, row } = block.kind {
                places.entry(table).or_default().insert(row, (block.place.clone(), block.span));
            }
        }
        let grid = |(index, table): (usize, &'a Table)| Self {
            table,
            index,
            width: table.rows.iter().map(Vec::len).max().unwrap_or(0),
            merged: merged(table),
            rows: places.remove(&index).unwrap_or_default(),
        };
        doc.tables.iter().enumerate().map(grid).collect()
    }

    pub fn height(&self) -> usize {
        self.table.rows.len()
    }

    pub fn merge_at(&self, row: usize, col: usize) -> Option<Merge> {
        self.merged.get(&(row, col)).map(|(merge, _)| *merge)
    }

    /// The cell that shows at a position: inside a merged area its one value.
    pub fn shown(&self, row: usize, col: usize) -> Option<&'a Cell> {
        let (row, col) = self.merged.get(&(row, col)).map_or((row, col), |(_, at)| *at);
        self.table.rows.get(row).and_then(|r| r.get(col))
    }

    /// The words that show at a position, trimmed; a formula's error shows none.
    pub fn text(&self, row: usize, col: usize) -> &'a str {
        self.shown(row, col).filter(|c| c.kind != CellKind::Error).map_or("", |c| c.text.trim())
    }

    /// Columns of a row with words of their own, merged areas counted once, at their left edge.
    pub fn filled(&self, row: usize) -> Vec<usize> {
        (0..self.width)
            .filter(|col| self.merge_at(row, *col).is_none_or(|m| m.left == *col))
            .filter(|col| !self.text(row, *col).is_empty())
            .collect()
    }

    /// Like [`Grid::filled`], without what hangs down from a merged area that began above.
    pub fn filled_here(&self, row: usize) -> Vec<usize> {
        self.filled(row)
            .into_iter()
            .filter(|col| self.merge_at(row, *col).is_none_or(|m| m.top == row))
            .collect()
    }

    pub fn place(&self, row: usize) -> Place {
        self.rows.get(&row).map_or(Place::File, |(place, _)| place.clone())
    }

    pub fn span(&self, row: usize) -> Option<Span> {
        self.rows.get(&row).map(|(_, span)| *span)
    }

    pub fn is_hidden(&self, row: usize) -> bool {
        self.table.hidden_rows.contains(&row)
    }
}

/// Merged areas by cell. Areas of a sound file never overlap; the budget keeps a crafted file with
/// thousands of overlapping ones from costing more than its cells.
fn merged(table: &Table) -> BTreeMap<(usize, usize), (Merge, (usize, usize))> {
    let mut cells = BTreeMap::new();
    let mut budget = table.rows.iter().map(Vec::len).sum::<usize>().saturating_mul(2);
    for merge in &table.merges {
        let bottom = merge.bottom.min(table.rows.len().saturating_sub(1));
        let right = merge.right.min(table.rows.get(merge.top).map_or(0, Vec::len).saturating_sub(1));
        let area = (bottom + 1).saturating_sub(merge.top) * (right + 1).saturating_sub(merge.left);
        let Some(left) = budget.checked_sub(area) else { break };
        budget = left;
        let inside = || (merge.top..=bottom).flat_map(|r| (merge.left..=right).map(move |c| (r, c)));
        let filled = |(r, c): &(usize, usize)| {
            table.rows.get(*r).and_then(|row| row.get(*c)).is_some_and(|cell| !cell.text.trim().is_empty())
        };
        let value = inside().find(filled).unwrap_or((merge.top, merge.left));
        cells.extend(inside().map(|at| (at, (*merge, value))));
    }
    cells
}

/// Whether a cell states nothing: empty, `/`, `—`, 无.
pub(crate) fn is_missing(text: &str) -> bool {
    is_one(&lexicon().cell.missing, &even(text))
}

/// Whether a cell points at the one above: 同上, 〃.
pub(crate) fn is_ditto(text: &str) -> bool {
    let trimmed = text.trim();
    is_one(&lexicon().cell.ditto, trimmed) || is_one(&lexicon().cell.ditto, &even(trimmed))
}

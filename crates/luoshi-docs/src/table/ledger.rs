//! Reads an exported ledger back, edited or not, and tells what somebody changed in it.
//!
//! The sheet 数据 holds the state of the export; the printed sheet (or the CSV) holds what a clerk most
//! likely edited. A hidden column of ids ties their rows to tasks, so rows may be sorted, added and
//! deleted. Nothing is applied here: the changes are shown and confirmed.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::grid::Grid;
use crate::model::{CellKind, Document, Place, Span};
use crate::write::guard::unguarded;
use crate::write::ledger::{LedgerColumn, LedgerRow, form};
use crate::write::xlsx::{ID_HEADING, VERSION_HEADING};

/// An exported ledger, read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerFile {
    /// Rows of the sheet 数据; empty for CSV.
    pub data: Vec<BackRow>,
    /// Rows of the printed sheet, or of the CSV.
    pub printed: Vec<BackRow>,
    /// Whether the file has the sheet 数据.
    pub has_data: bool,
    /// Whether the file has the printed sheet or is CSV.
    pub has_printed: bool,
}

/// A row of an exported ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackRow {
    /// Where it stands.
    pub place: Place,
    /// The columns that the sheet has.
    pub columns: Vec<LedgerColumn>,
    /// Its values; the id is empty for a row that somebody added.
    pub row: LedgerRow,
    /// Whether the sheet says which version was exported.
    pub versioned: bool,
}

/// A change that somebody made in the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum Change {
    /// A cell of a task has another value.
    Edited {
        /// The task.
        id: String,
        /// The column.
        column: LedgerColumn,
        /// The task's value now.
        old: String,
        /// The file's value.
        new: String,
        /// Where the new value stands.
        place: Place,
        /// The task changed since the export, or the two sheets disagree: look at both.
        conflict: bool,
    },
    /// A row without id.
    Added {
        /// Its values.
        row: Box<LedgerRow>,
        /// Where it stands.
        place: Place,
    },
    /// A task that was exported and whose row is gone.
    Removed {
        /// The task.
        id: String,
    },
    /// A row of a task that no longer exists.
    Unknown {
        /// Its id.
        id: String,
        /// Where it stands.
        place: Place,
    },
    /// Two rows with one id: a copied row.
    Twice {
        /// The id.
        id: String,
        /// Where the second stands.
        place: Place,
    },
}

/// Reads an exported ledger; `None` when no sheet has the column of ids.
#[must_use]
pub fn read_back(doc: &Document) -> Option<LedgerFile> {
    let mut file = LedgerFile::default();
    for grid in Grid::all(doc) {
        let Some(head) = head(&grid) else { continue };
        let rows = rows(&grid, &head);
        if grid.table.name == form().words.data_sheet {
            file.has_data = true;
            file.data.extend(rows);
        } else {
            file.has_printed = true;
            file.printed.extend(rows);
        }
    }
    (file.has_data || file.has_printed).then_some(file)
}

/// Whether a table is the sheet 数据 of an export, which is no task table to recognise.
pub(super) fn is_data_sheet(grid: &Grid<'_>) -> bool {
    grid.table.name == form().words.data_sheet && head(grid).is_some()
}

/// The tables that are the sheet 数据 of an export, each with its stretch of text: the printed sheet
/// beside it says the same.
pub(crate) fn data_sheets(doc: &Document) -> Vec<(usize, Span)> {
    let whole = |grid: &Grid<'_>| {
        let spans = grid.table.rows.iter().flatten().filter_map(|cell| cell.span);
        let all = spans.reduce(|all, one| Span::new(all.start.min(one.start), all.end.max(one.end)))?;
        Some((grid.index, all))
    };
    Grid::all(doc).iter().filter(|grid| is_data_sheet(grid)).filter_map(whole).collect()
}

struct Head {
    /// First data row.
    first: usize,
    id: usize,
    version: Option<usize>,
    columns: Vec<(usize, LedgerColumn)>,
}

/// The heading: the row with the column of ids, and the row below it where 进度安排 has its quarters.
fn head(grid: &Grid<'_>) -> Option<Head> {
    let (top, id) = (0..grid.height().min(20))
        .find_map(|r| (0..grid.width).find(|c| grid.text(r, *c) == ID_HEADING).map(|c| (r, c)))?;
    let find = |r: usize, c: usize| LedgerColumn::by_heading(grid.text(r, c));
    let two = (0..grid.width)
        .any(|c| find(top, c).is_none() && find(top + 1, c).is_some_and(LedgerColumn::is_quarter));
    let columns = (0..grid.width)
        .filter_map(|c| find(top, c).or_else(|| find(top + 1, c).filter(|_| two)).map(|column| (c, column)))
        .filter(|(_, column)| *column != LedgerColumn::Seq)
        .collect();
    let version = (0..grid.width).find(|c| grid.text(top, *c) == VERSION_HEADING);
    // Two rows whenever a heading is merged down, also when no quarter is printed.
    let merged = (0..grid.width).any(|c| grid.merge_at(top, c).is_some_and(|m| m.bottom > top));
    Some(Head { first: top + if two || merged { 2 } else { 1 }, id, version, columns })
}

fn rows(grid: &Grid<'_>, head: &Head) -> Vec<BackRow> {
    let columns: Vec<LedgerColumn> = head.columns.iter().map(|(_, c)| *c).collect();
    let days = columns.contains(&LedgerColumn::DueDay);
    let mut rows = Vec::new();
    for r in head.first..grid.height() {
        let mut row = LedgerRow { id: unguarded(raw(grid, r, head.id)).to_owned(), ..LedgerRow::default() };
        row.version = head.version.and_then(|c| raw(grid, r, c).parse().ok()).unwrap_or_default();
        for (c, column) in &head.columns {
            let text = raw(grid, r, *c);
            let day = grid.shown(r, *c).is_some_and(|cell| cell.kind == CellKind::Date);
            match (*column, day) {
                // Beside its own column of days, 完成时限 holds words only.
                (LedgerColumn::Due, true) if days => {}
                (LedgerColumn::Due, false) if days => unguarded(text).clone_into(&mut row.due_text),
                _ => row.set(*column, unguarded(text)),
            }
        }
        let titled = !row.title.is_empty();
        if !row.id.is_empty() || (titled && !is_foot(grid, r)) {
            let (place, versioned) = (grid.place(r), head.version.is_some());
            rows.push(BackRow { place, columns: columns.clone(), row, versioned });
        }
    }
    rows
}

/// The words as stored, blanks and all.
fn raw<'a>(grid: &Grid<'a>, row: usize, col: usize) -> &'a str {
    grid.shown(row, col).filter(|c| c.kind != CellKind::Error).map_or("", |c| c.text.as_str())
}

/// 填表人：… below the table.
fn is_foot(grid: &Grid<'_>, row: usize) -> bool {
    grid.filled_here(row).first().is_some_and(|c| super::rows::is_note(grid.text(row, *c)))
}

impl LedgerFile {
    /// What the file changes in the tasks as they are now. An untouched export yields nothing, also
    /// when the tasks have moved on since.
    #[must_use]
    pub fn changes(&self, current: &[LedgerRow]) -> Vec<Change> {
        let now: BTreeMap<&str, &LedgerRow> = current.iter().map(|r| (r.id.as_str(), r)).collect();
        let base: BTreeMap<&str, &BackRow> = self.data.iter().map(|r| (r.row.id.as_str(), r)).collect();
        let mut changes = Vec::new();
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let main = if self.has_printed { &self.printed } else { &self.data };
        for back in main {
            let id = back.row.id.as_str();
            if id.is_empty() {
                changes.push(Change::Added { row: Box::new(back.row.clone()), place: back.place.clone() });
            } else if !seen.insert(id) {
                changes.push(Change::Twice { id: id.to_owned(), place: back.place.clone() });
            } else if let Some(now) = now.get(id) {
                edited(back, base.get(id).copied(), now, &mut changes);
            } else {
                changes.push(Change::Unknown { id: id.to_owned(), place: back.place.clone() });
            }
        }
        for back in self.data.iter().filter(|_| self.has_printed) {
            let id = back.row.id.as_str();
            if !id.is_empty() && !seen.contains(id) && now.contains_key(id) {
                changes.push(Change::Removed { id: id.to_owned() });
            }
        }
        changes
    }
}

/// The cells of one task. `base` is its row in 数据, the state of the export.
fn edited(back: &BackRow, base: Option<&BackRow>, now: &LedgerRow, changes: &mut Vec<Change>) {
    let versioned = back.versioned || base.is_some_and(|b| b.versioned);
    let exported = base.map_or(back.row.version, |b| b.row.version);
    let moved_on = versioned && exported != now.version;
    for column in LedgerColumn::ALL {
        let old = shown(now, column);
        let printed = back.columns.contains(&column).then(|| shown(&back.row, column));
        let stored = base.filter(|b| b.columns.contains(&column)).map(|b| shown(&b.row, column));
        let (new, place, conflict) = match (printed, stored) {
            (Some(p), Some(s)) if p != s => {
                // One of the sheets was edited: the one that is not what the task says now.
                let by_data = p == old;
                let place = if by_data { base.map_or(&back.place, |b| &b.place) } else { &back.place };
                let conflict = !by_data && s != old;
                (if by_data && !moved_on { s } else { p }, place, conflict)
            }
            // Both still say what was exported, and the task has moved on since.
            (Some(_), Some(_)) | (None, Some(_)) if moved_on => continue,
            (Some(v), _) => (v, &back.place, moved_on),
            (None, Some(v)) => (v, base.map_or(&back.place, |b| &b.place), false),
            (None, None) => continue,
        };
        if new != old {
            let (id, place) = (now.id.clone(), place.clone());
            changes.push(Change::Edited { id, column, old, new, place, conflict });
        }
    }
}

/// A value as a cell can hold it: characters that no workbook holds, and blanks alone, are no change.
fn shown(row: &LedgerRow, column: LedgerColumn) -> String {
    let text = crate::write::guard::holdable(&row.get(column));
    if text.trim().is_empty() { String::new() } else { text }
}

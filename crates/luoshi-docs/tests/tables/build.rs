//! Builds documents with one table for the tests.

use luoshi_docs::model::{Block, BlockKind, Cell, CellKind, Document, Merge, Place, Span, Table};
use luoshi_docs::table::{Allocation, Recognised, Roster, TaskTable, recognise};

/// A table from rows of cells parted by `|`; merged areas as (top, left, bottom, right).
pub fn sheet(rows: &[&str], merges: &[(usize, usize, usize, usize)]) -> Document {
    let cells: Vec<Vec<&str>> = rows.iter().map(|r| r.split('|').collect()).collect();
    let width = cells.iter().map(Vec::len).max().unwrap_or(0);
    let mut doc = Document::default();
    let mut grid = Vec::new();
    for (r, row) in cells.iter().enumerate() {
        let start = doc.text.len();
        let mut line = vec![Cell::default(); width];
        for (c, text) in row.iter().enumerate() {
            if c > 0 {
                doc.text.push('\t');
            }
            let text = text.trim().replace("\\n", "\n");
            let at = doc.text.len();
            doc.text.push_str(&text);
            let kind = kind_of(&text);
            let span = (kind != CellKind::Empty).then(|| Span::new(at, doc.text.len()));
            line[c] = Cell { text, kind, span, note: None };
        }
        let span = Span::new(start, doc.text.len());
        let place = Place::Cell { sheet: "表".to_owned(), address: format!("A{}", r + 1) };
        doc.blocks.push(Block { kind: BlockKind::Row { table: 0, row: r }, span, place });
        doc.text.push('\n');
        grid.push(line);
    }
    let merges = merges
        .iter()
        .map(|(top, left, bottom, right)| Merge { top: *top, left: *left, bottom: *bottom, right: *right })
        .collect();
    doc.tables.push(Table { name: "表".to_owned(), rows: grid, merges, ..Table::default() });
    doc
}

fn kind_of(text: &str) -> CellKind {
    if text.is_empty() {
        CellKind::Empty
    } else if text.starts_with('#') {
        CellKind::Error
    } else if text.parse::<i64>().is_ok() {
        CellKind::Number
    } else {
        CellKind::Text
    }
}

pub fn tasks(doc: &Document) -> TaskTable {
    match recognise(doc).into_iter().next() {
        Some(Recognised::TaskTable(table)) => table,
        other => panic!("no task table: {other:?}"),
    }
}

pub fn roster(doc: &Document) -> Roster {
    match recognise(doc).into_iter().next() {
        Some(Recognised::Roster(roster)) => roster,
        other => panic!("no roster: {other:?}"),
    }
}

pub fn allocation(doc: &Document) -> Allocation {
    match recognise(doc).into_iter().next() {
        Some(Recognised::Allocation(allocation)) => allocation,
        other => panic!("no allocation: {other:?}"),
    }
}

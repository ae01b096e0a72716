//! Builds a [`Document`] block by block, keeping the spans right.

use crate::model::{Block, BlockKind, Cell, CellKind, Document, Place, Span, Table};

/// Collects text and blocks; every block ends with a line break that belongs to no block.
#[derive(Debug, Default)]
pub(super) struct Builder {
    doc: Document,
}

impl Builder {
    /// Adds one block; white space around it is dropped, and a block of nothing is no block.
    pub(super) fn block(&mut self, kind: BlockKind, text: &str, place: Place) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        let span = self.push(text);
        self.doc.text.push('\n');
        self.doc.blocks.push(Block { kind, span, place });
    }

    /// Adds a table: its rows as lines, cells parted by tabs, empty cells at the end of a row left
    /// out. Spans of the cells are set here. `place` names the place of a cell, or of a whole row
    /// when the column is `None`.
    pub(super) fn table(&mut self, mut table: Table, place: impl Fn(usize, Option<usize>) -> Place) {
        let number = self.doc.tables.len();
        for (row, cells) in table.rows.iter_mut().enumerate() {
            let Some(last) = cells.iter().rposition(|cell| !cell.text.is_empty()) else { continue };
            let at = self.doc.blocks.len();
            let start = self.doc.text.len();
            for (col, cell) in cells.iter_mut().take(last + 1).enumerate() {
                if col > 0 {
                    self.doc.text.push('\t');
                }
                if cell.text.is_empty() {
                    continue;
                }
                let span = self.push(&cell.text);
                cell.span = Some(span);
                let kind = BlockKind::Cell { table: number, row, col };
                self.doc.blocks.push(Block { kind, span, place: place(row, Some(col)) });
            }
            let span = Span::new(start, self.doc.text.len());
            let kind = BlockKind::Row { table: number, row };
            self.doc.blocks.insert(at, Block { kind, span, place: place(row, None) });
            self.doc.text.push('\n');
        }
        self.doc.tables.push(table);
    }

    /// The document.
    pub(super) fn finish(self) -> Document {
        self.doc
    }

    fn push(&mut self, text: &str) -> Span {
        let start = self.doc.text.len();
        self.doc.text.push_str(text);
        Span::new(start, self.doc.text.len())
    }
}

/// A cell of words; empty if there are none.
pub(super) fn text_cell(text: String) -> Cell {
    let kind = if text.is_empty() { CellKind::Empty } else { CellKind::Text };
    Cell { text, kind, span: None, note: None }
}

/// Makes all rows as long as the longest.
pub(super) fn square(rows: &mut [Vec<Cell>]) {
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    for row in rows {
        row.resize_with(width, Cell::default);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_of_rows_and_cells_point_at_their_words() {
        let row = |words: &[&str]| words.iter().map(|w| text_cell((*w).to_owned())).collect::<Vec<_>>();
        let rows = vec![row(&["序号", "任务", ""]), row(&["", "", ""]), row(&["1", "", "甲\n乙"])];
        let mut builder = Builder::default();
        builder.block(BlockKind::Paragraph, "　表一 ", Place::File);
        builder.table(Table { rows, ..Table::default() }, |_, _| Place::File);
        let doc = builder.finish();
        assert_eq!(doc.text, "表一\n序号\t任务\n1\t\t甲\n乙\n");
        let words: Vec<_> = doc.blocks.iter().map(|b| doc.slice(b.span)).collect();
        assert_eq!(words, ["表一", "序号\t任务", "序号", "任务", "1\t\t甲\n乙", "1", "甲\n乙"]);
        assert_eq!(doc.slice(doc.tables[0].rows[2][2].span.unwrap()), "甲\n乙");
        assert_eq!(doc.tables[0].rows[1][1].span, None);
    }
}

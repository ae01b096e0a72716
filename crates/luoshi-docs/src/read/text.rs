//! Plain text: every line that is not blank is a paragraph, pasted cells are tables.

use super::shape::Shape;
use super::{Format, Input, Parsed, Reader, Refusal, file_problem};
use crate::model::{Block, BlockKind, Cell, CellKind, Document, Place, Span, Table};

pub(super) const READER: Reader = Reader { format: Format::Text, fits: |shape| shape.text().is_some(), read };

fn read(_: &Input<'_>, shape: &Shape<'_>) -> Result<Parsed, Refusal> {
    let Some(decoded) = shape.text() else { return Err(Refusal::new("unknown")) };
    let mut problems = Vec::new();
    if decoded.bad > 0 {
        problems.push(file_problem("bad-characters", decoded.bad.to_string()));
    }
    let text = &decoded.text;
    // Files of old Macintosh programs have only carriage returns; these become line breaks, byte for byte.
    let text = if text.contains('\n') { text.clone() } else { text.replace('\r', "\n") };
    Ok(Parsed { document: document(text), problems })
}

/// One line of a text with its number from 1; the span ends before the line break.
struct Line {
    span: Span,
    number: u32,
}

/// Lays blocks over a text without changing a byte of it.
pub(super) fn document(text: String) -> Document {
    let lines = lines(&text);
    let mut blocks = Vec::new();
    let mut tables = Vec::new();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let run = table_run(&text, lines.get(at..).unwrap_or_default());
        if run.is_empty() {
            blocks.push(Block {
                kind: BlockKind::Paragraph,
                span: line.span,
                place: Place::Line(line.number),
            });
            at += 1;
        } else {
            at += run.len();
            tables.push(table(&text, run, tables.len(), &mut blocks));
        }
    }
    Document { text, blocks, tables }
}

fn lines(text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut start = 0;
    for (number, piece) in (1_u32..).zip(text.split_inclusive('\n')) {
        let words = piece.trim_end_matches(['\n', '\r']);
        if !words.trim().is_empty() {
            lines.push(Line { span: Span::new(start, start + words.len()), number });
        }
        start += piece.len();
    }
    lines
}

/// The lines at the start of `lines` that were pasted from a table: at least two neighbours with the
/// same number of tabs, the first with two filled cells (so that an indented paragraph is no table).
fn table_run<'l>(text: &str, lines: &'l [Line]) -> &'l [Line] {
    let words = |line: &Line| text.get(line.span.start..line.span.end).unwrap_or_default();
    let tabs = |line: &Line| words(line).matches('\t').count();
    let Some(first) = lines.first() else { return &[] };
    let width = tabs(first);
    let filled = words(first).split('\t').filter(|cell| !cell.trim().is_empty()).count();
    if width == 0 || filled < 2 {
        return &[];
    }
    let follows = |pair: &[Line]| pair[1].number == pair[0].number + 1 && tabs(&pair[1]) == width;
    let length = 1 + lines.windows(2).take_while(|pair| follows(pair)).count();
    if length > 1 { lines.get(..length).unwrap_or_default() } else { &[] }
}

fn table(text: &str, lines: &[Line], number: usize, blocks: &mut Vec<Block>) -> Table {
    let mut table = Table::default();
    for (row, line) in lines.iter().enumerate() {
        let place = Place::Line(line.number);
        let kind = BlockKind::Row { table: number, row };
        blocks.push(Block { kind, span: line.span, place: place.clone() });
        let mut cells = Vec::new();
        let mut start = line.span.start;
        for (col, piece) in text.get(start..line.span.end).unwrap_or_default().split('\t').enumerate() {
            let words = piece.trim();
            let from = start + piece.find(words).unwrap_or(0);
            start += piece.len() + 1;
            if words.is_empty() {
                cells.push(Cell::default());
                continue;
            }
            let span = Span::new(from, from + words.len());
            let kind = BlockKind::Cell { table: number, row, col };
            blocks.push(Block { kind, span, place: place.clone() });
            cells.push(Cell { text: words.to_owned(), kind: CellKind::Text, span: Some(span), note: None });
        }
        table.rows.push(cells);
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_stays_as_it_is() {
        let source = "\u{feff}标题\r\n\r\n　　第一段。 \n\t缩进\n\t缩进二";
        let doc = document(source.to_owned());
        assert_eq!(doc.text, source);
        let words: Vec<_> = doc.blocks.iter().map(|b| doc.slice(b.span)).collect();
        assert_eq!(words, ["\u{feff}标题", "　　第一段。 ", "\t缩进", "\t缩进二"]);
        assert_eq!(doc.blocks[1].place, Place::Line(3));
    }

    #[test]
    fn pasted_cells_are_a_table() {
        let doc = document("说明\n序号\t任务\t单位\n1\t修路\t\n\t绿化\t林业站\n完".to_owned());
        assert_eq!(doc.tables.len(), 1);
        assert_eq!(doc.tables[0].rows.len(), 3);
        let span = doc.tables[0].rows[2][2].span.unwrap();
        assert_eq!(doc.slice(span), "林业站");
        assert_eq!(doc.tables[0].rows[1][2], Cell::default());
    }
}

//! The source as it is shown: blocks and tables with the words of every proposal marked. Where
//! proposals overlap, the words are cut into pieces that name all of theirs.

use luoshi_docs::model::{BlockKind, Document, Span, Table};

use crate::db::ids::ProposalId;
use crate::intake::store::ProposalState;
use crate::intake::value::Proposal;

/// So many blocks are shown at most round the proposals of a page.
const BLOCKS: usize = 4000;

/// Words with the proposals that stand on them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Piece {
    /// The words.
    pub text: String,
    /// Ids of the proposals, space between; empty for plain words.
    pub links: String,
    /// Proposals that begin here.
    pub anchors: Vec<String>,
    /// `taken`, `gone`, `ask` or nothing.
    pub class: &'static str,
}

/// A cell of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CellView {
    /// Its words.
    pub pieces: Vec<Piece>,
    /// Columns that it spans.
    pub across: usize,
    /// Rows that it spans.
    pub down: usize,
}

/// A block of the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BlockView {
    /// A heading of a level from 1.
    Heading(u8, Vec<Piece>),
    /// Running text.
    Text(Vec<Piece>),
    /// An item of a list.
    Item(Vec<Piece>),
    /// Rows of one table, with its name.
    Rows(String, Vec<Vec<CellView>>),
}

/// The source of a page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Source {
    /// In reading order.
    pub blocks: Vec<BlockView>,
    /// Blocks before or behind are not shown.
    pub cut: bool,
}

/// A span to be marked.
#[derive(Debug, Clone, Copy)]
struct Mark {
    span: Span,
    id: ProposalId,
    class: &'static str,
}

/// Renders the source for some proposals. `whole` says that they are all there are.
#[must_use]
pub fn render(doc: &Document, proposals: &[Proposal], whole: bool) -> Source {
    let marks = marks(proposals);
    let range = range(doc, &marks, whole);
    let mut out = Source { cut: range.len() < doc.blocks.len(), blocks: Vec::new() };
    for block in doc.blocks.get(range).unwrap_or_default() {
        match block.kind {
            BlockKind::Heading(level) => {
                out.blocks.push(BlockView::Heading(level.clamp(1, 6), pieces(doc, block.span, &marks)));
            }
            BlockKind::Paragraph => out.blocks.push(BlockView::Text(pieces(doc, block.span, &marks))),
            BlockKind::ListItem => out.blocks.push(BlockView::Item(pieces(doc, block.span, &marks))),
            BlockKind::Row { table, row } => push_row(doc, table, row, &marks, &mut out.blocks),
            BlockKind::Cell { .. } => {}
        }
    }
    out
}

fn marks(proposals: &[Proposal]) -> Vec<Mark> {
    let mut marks: Vec<Mark> = proposals
        .iter()
        .filter(|p| p.row.span_end > p.row.span_start && p.row.state != ProposalState::Merged)
        .filter_map(|p| {
            let (start, end) =
                (usize::try_from(p.row.span_start).ok()?, usize::try_from(p.row.span_end).ok()?);
            Some(Mark { span: Span::new(start, end), id: p.row.id, class: class(p) })
        })
        .collect();
    marks.sort_by_key(|m| (m.span.start, m.span.end, m.id));
    marks
}

/// How a proposal looks, on both sides.
#[must_use]
pub fn class(proposal: &Proposal) -> &'static str {
    match proposal.row.state {
        ProposalState::Accepted => "taken",
        ProposalState::Rejected | ProposalState::Merged => "gone",
        ProposalState::Open if proposal.sure() => "",
        ProposalState::Open => "ask",
    }
}

/// The blocks to show: all of a document of usual length, else those from the first to the last
/// proposal of the page with a little more.
fn range(doc: &Document, marks: &[Mark], whole: bool) -> std::ops::Range<usize> {
    let all = doc.blocks.len();
    if whole && all <= BLOCKS {
        return 0..all;
    }
    let first = marks.first().map_or(0, |m| m.span.start);
    let last = marks.iter().map(|m| m.span.end).max().unwrap_or(0);
    let from = doc.blocks.partition_point(|b| b.span.end <= first).saturating_sub(20);
    let to = doc.blocks.partition_point(|b| b.span.start < last).saturating_add(20).min(all);
    from..to.max(from).min(from + BLOCKS)
}

/// The words of a span, cut where a proposal begins or ends.
fn pieces(doc: &Document, span: Span, marks: &[Mark]) -> Vec<Piece> {
    let upto = marks.partition_point(|m| m.span.start < span.end);
    let here: Vec<&Mark> = marks[..upto].iter().filter(|m| m.span.end > span.start).collect();
    let mut cuts: Vec<usize> = vec![span.start, span.end];
    cuts.extend(
        here.iter().flat_map(|m| [m.span.start, m.span.end]).filter(|c| span.start < *c && *c < span.end),
    );
    cuts.sort_unstable();
    cuts.dedup();
    cuts.windows(2)
        .map(|w| piece(doc, Span::new(w[0], w[1]), &here, span))
        .filter(|p| !p.text.is_empty())
        .collect()
}

fn piece(doc: &Document, span: Span, marks: &[&Mark], block: Span) -> Piece {
    let here: Vec<&&Mark> =
        marks.iter().filter(|m| m.span.start < span.end && m.span.end > span.start).collect();
    let begins =
        |m: &Mark| m.span.start == span.start || (m.span.start < block.start && span.start == block.start);
    Piece {
        text: doc.slice(span).to_owned(),
        links: here.iter().map(|m| m.id.to_string()).collect::<Vec<_>>().join(" "),
        anchors: here
            .iter()
            .filter(|m| begins(m) && m.span.start >= block.start)
            .map(|m| m.id.to_string())
            .collect(),
        class: here.first().map_or("", |m| m.class),
    }
}

fn push_row(doc: &Document, table: usize, row: usize, marks: &[Mark], out: &mut Vec<BlockView>) {
    let Some(grid) = doc.tables.get(table) else { return };
    let cells = cells(doc, grid, row, marks);
    match out.last_mut() {
        Some(BlockView::Rows(_, rows)) if row > 0 => rows.push(cells),
        _ => out.push(BlockView::Rows(grid.name.clone(), vec![cells])),
    }
}

fn cells(doc: &Document, grid: &Table, row: usize, marks: &[Mark]) -> Vec<CellView> {
    let mut out = Vec::new();
    for (col, cell) in grid.rows.get(row).map(Vec::as_slice).unwrap_or_default().iter().enumerate() {
        let merge = grid
            .merges
            .iter()
            .find(|m| (m.top..=m.bottom).contains(&row) && (m.left..=m.right).contains(&col));
        if merge.is_some_and(|m| (m.top, m.left) != (row, col)) {
            continue;
        }
        let (across, down) = merge.map_or((1, 1), |m| (m.right - m.left + 1, m.bottom - m.top + 1));
        let pieces = cell.span.map(|s| pieces(doc, s, marks)).unwrap_or_default();
        out.push(CellView { pieces, across, down });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(id: i64, start: usize, end: usize) -> Mark {
        Mark { span: Span::new(start, end), id: ProposalId(id), class: "" }
    }

    #[test]
    fn overlapping_spans_are_cut_into_pieces_that_name_all() {
        let doc = luoshi_docs::read::text("abcdefgh");
        let marks = [mark(1, 0, 5), mark(2, 3, 8)];
        let cut = pieces(&doc, Span::new(0, 8), &marks);
        let shown: Vec<_> =
            cut.iter().map(|p| (p.text.as_str(), p.links.as_str(), p.anchors.len())).collect();
        assert_eq!(shown, [("abc", "1", 1), ("de", "1 2", 1), ("fgh", "2", 0)]);
    }
}

//! Tables whose grid was lost: cells separated by `|` or tabs, or one cell a line.
//!
//! A table begins with a run of column heads ([`Kind`]). Rows are then found by their running
//! numbers, and the cells of a row are laid on the columns by what they look like, because
//! flattening loses empty and merged cells.

mod lay;

use std::ops::Range;
use std::sync::LazyLock;

use serde::Deserialize;

use super::view::{View, trim};
use crate::model::{BlockKind, Span};
use lay::lay;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// 序号
    Number,
    /// 责任领导
    Sponsor,
    /// 责任人
    Owner,
    /// 配合单位
    Assist,
    /// 牵头单位
    Lead,
    /// 责任单位
    Duty,
    /// 进展情况
    Progress,
    /// 完成时限
    Limit,
    /// 是否达序
    Status,
    /// 备注
    Note,
    /// 年度目标
    Target,
    /// 工作内容
    Content,
    /// 类别
    Topic,
    /// 工作任务
    Task,
    /// A column that no rule needs.
    Other,
}

/// A row: its cells with the column that they belong to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// Cells in reading order.
    pub cells: Vec<(Kind, Span)>,
}

impl Row {
    /// The words of the first cell of a kind.
    #[must_use]
    pub fn cell(&self, kind: Kind) -> Option<Span> {
        self.cells.iter().find(|cell| cell.0 == kind).map(|cell| cell.1)
    }

    /// All cells of a kind.
    pub fn all(&self, kind: Kind) -> impl Iterator<Item = Span> {
        self.cells.iter().filter(move |cell| cell.0 == kind).map(|cell| cell.1)
    }
}

/// A table: the lines that it covers and its rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grid {
    /// Index into [`crate::model::Document::tables`], if the source gives the grid.
    pub table: Option<usize>,
    /// Indexes into [`View::lines`].
    pub lines: Range<usize>,
    /// Rows with at least one cell.
    pub rows: Vec<Row>,
}

#[derive(Deserialize)]
struct Heads {
    column: Vec<Head>,
}

#[derive(Deserialize)]
struct Head {
    kind: Kind,
    words: Vec<String>,
}

static HEADS: LazyLock<Heads> = LazyLock::new(|| super::lexicon(include_str!("../../lexicon/columns.toml")));

/// The lines that belong to tables.
#[must_use]
pub fn mask(view: &View<'_>, grids: &[Grid]) -> Vec<bool> {
    let mut mask: Vec<bool> = view
        .lines
        .iter()
        .map(|line| matches!(line.kind, BlockKind::Row { .. } | BlockKind::Cell { .. }))
        .collect();
    for grid in grids {
        for index in grid.lines.clone() {
            mask[index] = !opens_section(view.text(&view.lines[index]));
        }
    }
    mask
}

/// The tables of a document in order, real ones before rebuilt ones.
#[must_use]
pub fn read(view: &View<'_>) -> Vec<Grid> {
    let mut grids = real(view);
    let cells = cells(view);
    let mut at = 0;
    while at < cells.len() {
        match head(view, &cells, at) {
            Some((kinds, next)) => {
                let (grid, end) = rows(view, &cells, &kinds, at, next);
                grids.extend(grid);
                at = end.max(next);
            }
            None => at += 1,
        }
    }
    grids
}

/// Tables that the source gives as a grid: the first row with column heads rules.
fn real(view: &View<'_>) -> Vec<Grid> {
    let mut grids = Vec::new();
    for (index, table) in view.doc.tables.iter().enumerate() {
        if view.repeats.contains(&index) {
            continue;
        }
        let heads =
            |row: &Vec<crate::model::Cell>| row.iter().map(|cell| kind_of(&cell.text)).collect::<Vec<_>>();
        let good = |kinds: &Vec<Option<Kind>>| is_head(&kinds.iter().copied().flatten().collect::<Vec<_>>());
        let Some((top, kinds)) =
            table.rows.iter().map(heads).enumerate().take(10).find(|(_, kinds)| good(kinds))
        else {
            continue;
        };
        let rows = table.rows[top + 1..].iter().map(|row| {
            let cells = row.iter().zip(&kinds).filter_map(|(cell, kind)| Some(((*kind)?, cell.span?)));
            Row { cells: cells.filter(|cell| !view.slice(cell.1).trim().is_empty()).collect() }
        });
        grids.push(Grid {
            table: Some(index),
            lines: 0..0,
            rows: rows.filter(|row| !row.cells.is_empty()).collect(),
        });
    }
    grids
}

/// A piece of the text that may be a cell.
#[derive(Debug, Clone, Copy)]
struct Piece {
    span: Span,
    line: usize,
    /// It stands with other cells in one line.
    shared: bool,
    /// The line holds the separators of a table.
    barred: bool,
    /// Its place among the cells of the line, and how many they are, empty ones counted.
    slot: u8,
    slots: u8,
}

fn cells(view: &View<'_>) -> Vec<Piece> {
    let bars = ['|', '｜', '\t', '│'];
    let mut pieces: Vec<Piece> = Vec::new();
    let mut open = false;
    let mut spaced = false;
    for (index, line) in view.lines.iter().enumerate() {
        let text = view.text(line);
        let dash = text.chars().count() <= 3 && text.chars().all(|c| "—-–－/√×○●△".contains(c));
        if (line.noise && !dash && !text.contains(bars))
            || matches!(line.kind, BlockKind::Row { .. } | BlockKind::Cell { .. })
        {
            continue;
        }
        let barred = text.contains(bars);
        // Columns that only blanks part: heads on one line, then rows with as many words.
        let blank = if barred { Vec::new() } else { between_blanks(view, line.span) };
        spaced = !barred
            && (spaced && (blank.len() > 2 || text.chars().count() <= 24) || heads_only(view, &blank));
        if spaced && blank.len() > 2 {
            let slots = u8::try_from(blank.len()).unwrap_or(u8::MAX);
            pieces.extend((0_u8..).zip(blank).map(|(slot, span)| Piece {
                span,
                line: index,
                shared: true,
                barred: true,
                slot,
                slots,
            }));
            open = false;
            continue;
        }
        let inner = text.trim_matches(|c| bars.contains(&c) || c == ' ');
        let shared = inner.contains(bars);
        // A line that only closes a cell with its bar holds no cell of its own.
        if !inner.is_empty() {
            let parts: Vec<Piece> = parts(view, line.span, &bars)
                .into_iter()
                .map(|(slot, slots, span)| Piece { span, line: index, shared, barred, slot, slots })
                .collect();
            // Words of one cell may be broken over lines; its bar comes at the end.
            match pieces.last_mut() {
                Some(last)
                    if open && last.line + 1 == index && parts.len() == 1 && barred && !last.shared =>
                {
                    last.span.end = parts[0].span.end;
                    last.line = index;
                    last.barred = true;
                }
                _ => pieces.extend(parts),
            }
        }
        open = !barred
            && !line.noise
            && pieces.last().is_some_and(|last| last.line == index && in_bars(view, index));
    }
    pieces
}

/// The words of a line between blanks, if they may be cells.
fn between_blanks(view: &View<'_>, line: Span) -> Vec<Span> {
    let words = view.slice(line);
    if words.len() > 2000 {
        return Vec::new();
    }
    super::split::split(words, line.start, &[' ', '\u{3000}'])
}

/// Four or more words that all are heads of columns.
fn heads_only(view: &View<'_>, words: &[Span]) -> bool {
    let kinds: Vec<Kind> = words.iter().map_while(|span| kind_of(view.slice(*span))).collect();
    (4..=16).contains(&words.len()) && kinds.len() == words.len() && is_head(&kinds)
}

/// Whether the lines around this one close their cells with bars at the end of a line.
fn in_bars(view: &View<'_>, index: usize) -> bool {
    let before = &view.lines[index.saturating_sub(2)..index];
    before.iter().any(|line| view.text(line).ends_with('|') && view.text(line).len() > 1)
}

/// The cells of a line: place, number of places and words. Bars at the edges part nothing.
fn parts(view: &View<'_>, line: Span, bars: &[char]) -> Vec<(u8, u8, Span)> {
    let words = view.slice(line);
    let edge = |c: char| bars.contains(&c) && c != '\t' || c == ' ';
    let left = line.start + words.len() - words.trim_start_matches(edge).len();
    let right = (line.start + words.trim_end_matches(edge).len()).max(left);
    let inner = Span::new(left, right);
    let marks: Vec<(usize, usize)> =
        view.slice(inner).match_indices(bars).map(|(at, bar)| (left + at, bar.len())).collect();
    let slots = u8::try_from(marks.len() + 1).unwrap_or(u8::MAX);
    let mut parts = Vec::new();
    let mut start = left;
    for (slot, (at, bar)) in marks.into_iter().chain([(right, 0)]).enumerate() {
        let part = trim(&view.doc.text, Span::new(start, at));
        if part.start < part.end {
            parts.push((u8::try_from(slot).unwrap_or(u8::MAX), slots, part));
        }
        start = at + bar;
    }
    parts
}

/// The kind of column that a short cell announces.
fn kind_of(words: &str) -> Option<Kind> {
    let squeezed: String = words.chars().filter(|c| !c.is_whitespace()).take(17).collect();
    let length = squeezed.chars().count();
    if !(2..=14).contains(&length) || squeezed.contains(['。', '，', '；', ',', ';', '：', ':']) {
        return None;
    }
    let found =
        HEADS.column.iter().find(|head| head.words.iter().any(|word| squeezed.contains(word.as_str())))?;
    // 任务 and 时间 are ordinary words in longer cells.
    let ordinary = matches!(found.kind, Kind::Task | Kind::Target | Kind::Limit | Kind::Note | Kind::Status)
        && length > 10;
    (!ordinary).then_some(found.kind)
}

fn is_head(kinds: &[Kind]) -> bool {
    let text = kinds.iter().any(|kind| matches!(kind, Kind::Task | Kind::Content | Kind::Target));
    let who = kinds.iter().any(|k| {
        matches!(k, Kind::Lead | Kind::Duty | Kind::Assist | Kind::Sponsor | Kind::Limit | Kind::Progress)
    });
    text && who && (2..=16).contains(&kinds.len())
}

fn head(view: &View<'_>, cells: &[Piece], at: usize) -> Option<(Vec<Kind>, usize)> {
    let kinds: Vec<Kind> =
        cells[at..].iter().map_while(|piece| kind_of(view.slice(piece.span))).take(16).collect();
    is_head(&kinds).then(|| {
        let next = at + kinds.len();
        (kinds, next)
    })
}

fn rows(view: &View<'_>, cells: &[Piece], kinds: &[Kind], top: usize, from: usize) -> (Option<Grid>, usize) {
    let columns: Vec<Kind> = kinds.iter().copied().filter(|kind| *kind != Kind::Number).collect();
    let ranges = if cells[top].shared {
        row_lines(view, cells, from)
    } else {
        numbered_rows(view, cells, from, columns.len(), kinds.contains(&Kind::Number))
            .unwrap_or_else(|| chunks(view, cells, from, kinds.len()))
    };
    let end = ranges.last().map_or(from, |range| range.end);
    let rows: Vec<Row> = ranges
        .into_iter()
        .map(|range| {
            by_slot(&cells[top..from], &cells[range.clone()])
                .map(|slots| Row { cells: slots.into_iter().map(|(at, span)| (kinds[at], span)).collect() })
                .unwrap_or_else(|| lay(view, &columns, &cells[range]))
        })
        .filter(|row| {
            row.cells.iter().any(|cell| matches!(cell.0, Kind::Task | Kind::Content | Kind::Target))
        })
        .collect();
    let lines = cells[top].line..cells[end.max(1) - 1].line + 1;
    ((!rows.is_empty()).then_some(Grid { table: None, lines, rows }), end)
}

/// Where heads and cells are parted by the same number of marks, empty cells keep their place:
/// for every cell the index of its head.
fn by_slot(heads: &[Piece], cells: &[Piece]) -> Option<Vec<(usize, Span)>> {
    let (head, first) = (heads.first()?, cells.first()?);
    let same = head.shared && head.slots == first.slots && cells.iter().all(|cell| cell.line == first.line);
    let known = heads.iter().all(|piece| piece.line == head.line) && heads.len() == usize::from(head.slots);
    (same && known)
        .then(|| cells.iter().map(|cell| (usize::from(cell.slot), cell.span)).collect::<Vec<_>>())
        .filter(|slots| slots.iter().all(|slot| slot.0 < heads.len()))
}

/// One row a line.
fn row_lines(view: &View<'_>, cells: &[Piece], from: usize) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    let mut at = from;
    while at < cells.len() {
        // 一、基础设施类 on a line of its own parts the rows of one table.
        let title = |piece: &Piece| !piece.shared && view.slice(piece.span).chars().count() <= 24;
        let titles = cells[at..].iter().take(2).take_while(|piece| title(piece)).count();
        if !cells.get(at + titles).is_some_and(|piece| piece.shared) {
            break;
        }
        at += titles;
        let end = at + cells[at..].iter().take_while(|piece| piece.line == cells[at].line).count();
        ranges.push(at..end);
        at = end;
    }
    ranges
}

/// Rows that begin with running numbers; `None` if there are none.
fn numbered_rows(
    view: &View<'_>,
    cells: &[Piece],
    from: usize,
    columns: usize,
    numbered: bool,
) -> Option<Vec<Range<usize>>> {
    let number = |piece: &Piece| {
        view.slice(piece.span).trim_end_matches(['.', '、']).parse::<u32>().ok().filter(|n| *n < 1000)
    };
    let mut starts: Vec<usize> = Vec::new();
    let mut last: Option<u32> = None;
    let mut gap = 0;
    for (at, piece) in cells.iter().enumerate().skip(from) {
        match number(piece) {
            Some(n) if last.map_or(numbered || n == 1, |last| n == last + 1) => {
                starts.push(at);
                last = Some(n);
                gap = 0;
            }
            _ => gap += 1,
        }
        let prose = !piece.barred
            && (gap > columns + 3
                || (gap > 1 && opens_section(view.slice(piece.span)) && !goes_on(view, cells, at, last)));
        if prose || (last.is_none() && gap > columns + 2) {
            break;
        }
    }
    let first = *starts.first()?;
    if first > from + 3 {
        return None;
    }
    let ends = |index: usize| {
        starts.get(index + 1).copied().unwrap_or_else(|| last_row(view, cells, starts[index], columns))
    };
    Some((0..starts.len()).map(|index| starts[index] + 1..ends(index)).collect())
}

/// Whether the numbers go on right after a heading inside the table.
fn goes_on(view: &View<'_>, cells: &[Piece], at: usize, last: Option<u32>) -> bool {
    let next = last.map(|last| (last + 1).to_string());
    cells[at + 1..].iter().take(2).any(|piece| next.as_deref() == Some(view.slice(piece.span)))
}

/// The last row ends where prose begins, at the latest after as many cells as there are columns.
fn last_row(view: &View<'_>, cells: &[Piece], start: usize, columns: usize) -> usize {
    let limit = (start + 1 + columns).min(cells.len());
    (start + 1..limit).find(|&at| opens_section(view.slice(cells[at].span))).unwrap_or(limit)
}

fn opens_section(words: &str) -> bool {
    let mut chars = words.chars();
    let first = chars.next().unwrap_or(' ');
    ("一二三四五六七八九十".contains(first)
        && words.contains('、')
        && words.find('、').is_some_and(|at| at <= 9))
        || ["附件", "说明", "备注", "（注", "(注", "注：", "注:"].iter().any(|word| words.starts_with(word))
}

/// Rows without numbers: as many cells as there are heads.
fn chunks(view: &View<'_>, cells: &[Piece], from: usize, columns: usize) -> Vec<Range<usize>> {
    let end =
        (from..cells.len()).find(|&at| opens_section(view.slice(cells[at].span))).unwrap_or(cells.len());
    let full = (end - from) / columns;
    (0..full).map(|row| from + row * columns..from + (row + 1) * columns).collect()
}

//! Finds heading rows by score and flattens headings of two or three rows.

use luoshi_core::text::even;

use super::columns::{Column, Field, field_of};
use super::grid::Grid;

/// A heading with its columns.
#[derive(Debug, Clone)]
pub(super) struct Heading {
    /// First row.
    pub top: usize,
    /// How many rows.
    pub rows: usize,
    pub columns: Vec<Column>,
    /// Its words, row by row, evened.
    words: Vec<Vec<String>>,
}

impl Heading {
    pub fn has(&self, field: Field) -> bool {
        self.columns.iter().any(|c| c.field == Some(field))
    }

    /// Whether a row of the table repeats a row of this heading (pasted at the top of each page).
    pub fn repeats(&self, grid: &Grid<'_>, row: usize) -> bool {
        let same =
            |line: &Vec<String>| line.iter().enumerate().all(|(c, word)| even(grid.text(row, c)) == *word);
        self.words.iter().any(|line| line.iter().filter(|w| !w.is_empty()).count() >= 2 && same(line))
    }
}

const LONGEST_HEADING: usize = 24;
const DEEPEST: usize = 3;

/// The heading that begins in a row, if one does.
pub(super) fn heading_at(grid: &Grid<'_>, top: usize) -> Option<Heading> {
    if !could_head(grid, top) {
        return None;
    }
    let mut rows = 1;
    while rows < DEEPEST && continues(grid, top + rows) {
        rows += 1;
    }
    let columns = flatten(grid, top, rows);
    let named = columns.iter().filter(|c| c.field.is_some()).count();
    let worded = columns.iter().filter(|c| !c.heading.is_empty()).count();
    let core = columns.iter().any(|c| {
        matches!(c.field, Some(Field::Title | Field::Name | Field::Unit | Field::Object | Field::Sponsor))
    });
    let enough = named >= 3 || (named >= 2 && named == worded);
    (enough && core && named * 2 >= worded).then(|| {
        let words = |r: usize| (0..grid.width).map(|c| even(grid.text(r, c))).collect();
        Heading { top, rows, columns, words: (top..top + rows).map(words).collect() }
    })
}

/// Short words in several cells, none of them a number, none of them running across the table.
fn could_head(grid: &Grid<'_>, row: usize) -> bool {
    let filled = grid.filled(row);
    let across = |col: &usize| grid.merge_at(row, *col).is_some_and(|m| m.right - m.left + 1 >= grid.width);
    filled.len() >= 2
        && !filled.iter().any(across)
        && filled.iter().all(|col| {
            let text = even(grid.text(row, *col));
            text.chars().count() <= LONGEST_HEADING && !text.chars().all(|c| c.is_ascii_digit() || c == '.')
        })
}

/// Whether a row is the lower row of the heading above it.
fn continues(grid: &Grid<'_>, row: usize) -> bool {
    if row >= grid.height() || !could_head(grid, row) {
        return false;
    }
    let hangs =
        (0..grid.width).any(|c| grid.merge_at(row, c).is_some_and(|m| m.top < row && m.left == m.right));
    let own: Vec<usize> = grid.filled_here(row);
    if own.is_empty() {
        return hangs;
    }
    let under_group = |col: &usize| {
        let above = grid.text(row - 1, *col);
        let group = grid.merge_at(row - 1, *col).is_some_and(|m| m.right > m.left && m.bottom == row - 1);
        group || above.is_empty() || field_of(above).0 == Some(Field::Schedule)
    };
    let known = own.iter().filter(|c| field_of(grid.text(row, **c)).0.is_some()).count();
    own.iter().all(under_group) && (hangs || known * 2 > own.len() || known >= 2)
}

fn flatten(grid: &Grid<'_>, top: usize, rows: usize) -> Vec<Column> {
    let mut group: Option<String> = None;
    (0..grid.width)
        .map(|index| {
            let mut path: Vec<String> = Vec::new();
            for row in top..top + rows {
                let text = grid.text(row, index).split_whitespace().collect::<String>();
                if !text.is_empty() && path.last() != Some(&text) {
                    path.push(text);
                }
            }
            spread(grid, top, rows, index, &mut group, &mut path);
            let (field, unit) = leaf(&path);
            let hidden = grid.table.hidden_cols.contains(&index);
            Column { index, heading: path.join("/"), field, unit, hidden }
        })
        .collect()
}

/// Without merged cells (CSV) a group heading stands only over its first column.
fn spread(
    grid: &Grid<'_>,
    top: usize,
    rows: usize,
    index: usize,
    group: &mut Option<String>,
    path: &mut Vec<String>,
) {
    if rows < 2 || grid.merge_at(top, index).is_some() {
        *group = None;
        return;
    }
    let upper = grid.text(top, index);
    let lower = grid.text(top + 1, index);
    if !upper.is_empty() {
        *group = (!lower.is_empty()).then(|| upper.split_whitespace().collect());
    } else if let (Some(name), false) = (&group, lower.is_empty()) {
        path.insert(0, name.clone());
    }
}

/// The lowest part names the field; the parts above help when it says nothing by itself.
fn leaf(path: &[String]) -> (Option<Field>, Option<String>) {
    let mut unit = None;
    for part in path.iter().rev() {
        let (field, own) = field_of(part);
        unit = unit.or(own);
        if field == Some(Field::Schedule) && path.len() > 1 {
            // 进度安排/4月: a part of the schedule that is no quarter stays a note.
            return (None, unit);
        }
        if field.is_some() {
            return (whose(path, field), unit);
        }
    }
    (None, unit)
}

/// 责任领导/姓名 is the leader, 责任领导/职务 a note beside it.
fn whose(path: &[String], field: Option<Field>) -> Option<Field> {
    let above = path.first().filter(|_| path.len() > 1).and_then(|p| field_of(p).0);
    match (above, field) {
        (Some(Field::Sponsor | Field::Owner | Field::Contact), Some(Field::Name)) => above,
        (Some(Field::Sponsor | Field::Owner | Field::Contact), Some(Field::Post)) => None,
        _ => field,
    }
}

//! Tables of a page as grids, with their merged areas; tables that only lay out a page are none.

use super::build::square;
use super::html::{Page, push_words};
use super::htmltree::is_block;
use super::limits::Refusal;
use crate::model::{Cell, CellKind, Merge, Table};

/// Characters of the longest cell that is believed to be one.
const LONGEST_CELL: usize = 3000;

/// Whether a table holds data: at least two rows and two columns, no table and no heading inside a
/// cell, and no cell so long that it must be the page itself.
pub(super) fn is_data(page: &Page<'_>, index: usize) -> bool {
    let rows = rows(page, index);
    let widest = rows.iter().map(|row| cells(page, *row).len()).max().unwrap_or(0);
    let nested = rows.iter().any(|row| holds(page, *row, &["table", "h1", "h2", "h3"]));
    let essay =
        rows.iter().flat_map(|row| cells(page, *row)).any(|cell| page.characters(cell) > LONGEST_CELL);
    rows.len() >= 2 && widest >= 2 && !nested && !essay
}

/// The rows of a table, through its groups of rows.
fn rows(page: &Page<'_>, index: usize) -> Vec<usize> {
    let mut found = Vec::new();
    let mut stack = vec![index];
    while let Some(at) = stack.pop() {
        let Some(element) = page.tree.elements.get(at) else { continue };
        match element.tag.as_str() {
            "tr" => found.push(at),
            "table" if at != index => {}
            "table" | "thead" | "tbody" | "tfoot" | "form" => stack.extend(element.children.iter().rev()),
            _ => {}
        }
    }
    found
}

fn cells(page: &Page<'_>, row: usize) -> Vec<usize> {
    let Some(element) = page.tree.elements.get(row) else { return Vec::new() };
    let is_cell =
        |at: &usize| page.tree.elements.get(*at).is_some_and(|cell| matches!(cell.tag.as_str(), "td" | "th"));
    element.children.iter().copied().filter(is_cell).collect()
}

fn holds(page: &Page<'_>, index: usize, tags: &[&str]) -> bool {
    let mut stack = vec![index];
    while let Some(at) = stack.pop() {
        let Some(element) = page.tree.elements.get(at) else { continue };
        if tags.contains(&element.tag.as_str()) {
            return true;
        }
        stack.extend(&element.children);
    }
    false
}

/// The grid of a table. Spans that claim more than there is are cut to the limits.
pub(super) fn grid(page: &Page<'_>, index: usize) -> Result<Table, Refusal> {
    let limits = page.input.limits;
    let rows = rows(page, index);
    let mut table = Table { rows: vec![Vec::new(); rows.len()], ..Table::default() };
    let natural = natural_width(page, &rows);
    let mut taken: Vec<Vec<bool>> = vec![Vec::new(); rows.len()];
    for (row, at) in rows.iter().enumerate() {
        let element = page.tree.elements.get(*at);
        let style = element.and_then(|tr| tr.attr("style")).unwrap_or_default();
        if style.replace(' ', "").to_ascii_lowercase().contains("display:none") {
            table.hidden_rows.push(row);
        }
        let mut col = 0;
        for cell in cells(page, *at) {
            while taken.get(row).and_then(|cells| cells.get(col)).copied().unwrap_or(false) {
                col += 1;
            }
            let span =
                |name: &str| page.tree.elements.get(cell).and_then(|td| td.number(name)).unwrap_or(1).max(1);
            if col >= limits.columns {
                return Err(Refusal::new("too-many-columns")
                    .with("limit", limits.columns)
                    .with("found", col + 1));
            }
            // A title may claim a thousand columns; it gets those that the other rows have.
            let wide = span("colspan").min(natural.saturating_sub(col).max(1)).min(limits.columns - col);
            let high = span("rowspan").min(rows.len() - row);
            for line in taken.iter_mut().skip(row).take(high) {
                line.resize(line.len().max(col + wide), false);
                for slot in line.iter_mut().skip(col).take(wide) {
                    *slot = true;
                }
            }
            if wide > 1 || high > 1 {
                table.merges.push(Merge {
                    top: row,
                    left: col,
                    bottom: row + high - 1,
                    right: col + wide - 1,
                });
            }
            if let Some(cells) = table.rows.get_mut(row) {
                cells.resize_with(cells.len().max(col + wide), Cell::default);
                if let Some(slot) = cells.get_mut(col) {
                    let text = words(page, cell);
                    let kind = if text.is_empty() { CellKind::Empty } else { CellKind::Text };
                    *slot = Cell { text, kind, ..Cell::default() };
                }
            }
            col += wide;
        }
    }
    square(&mut table.rows);
    let width = table.rows.first().map_or(0, Vec::len);
    for merge in &mut table.merges {
        merge.right = merge.right.min(width.saturating_sub(1));
    }
    Ok(table)
}

/// The columns of the widest row that has more than one cell.
fn natural_width(page: &Page<'_>, rows: &[usize]) -> usize {
    let span =
        |cell: &usize| page.tree.elements.get(*cell).and_then(|td| td.number("colspan")).unwrap_or(1).max(1);
    let several = rows.iter().map(|row| cells(page, *row)).filter(|cells| cells.len() > 1);
    several.map(|cells| cells.iter().map(span).fold(0, usize::saturating_add)).max().unwrap_or(1)
}

/// The words of a cell; breaks and blocks inside it become line breaks.
fn words(page: &Page<'_>, cell: usize) -> String {
    let mut line = String::new();
    let mut stack = vec![(cell, false)];
    while let Some((at, done)) = stack.pop() {
        let Some(element) = page.tree.elements.get(at) else { continue };
        if element.tag.is_empty() {
            push_words(&mut line, &element.text);
            continue;
        }
        let inner = at != cell;
        if inner && !done && matches!(element.tag.as_str(), "script" | "style" | "select" | "button") {
            continue;
        }
        let breaks = element.tag == "br" || (inner && is_block(&element.tag));
        if breaks && !line.is_empty() && !line.ends_with('\n') {
            line.truncate(line.trim_end_matches(' ').len());
            line.push('\n');
        }
        if done {
            continue;
        }
        if inner && is_block(&element.tag) {
            stack.push((at, true));
        }
        stack.extend(element.children.iter().rev().map(|child| (*child, false)));
    }
    line.trim().to_owned()
}

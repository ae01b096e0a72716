//! Names in rosters and columns: 组长:张三 镇党委书记, 牵头领导:李四, cells under 责任领导.

use std::collections::BTreeSet;

use super::names::{self, Name, is_boundary};
use super::people::Found;
use super::text::Text;
use super::words::PEOPLE;
use crate::model::Document;

/// 组长:张三 镇党委书记 and the lines of members below.
pub(super) fn rosters(text: &Text<'_>, found: &mut Found) {
    let mut open = false;
    for line in text.lines.iter().filter(|l| !l.noise) {
        let label = label_end(text, line.start, line.end);
        let at = match label {
            Some(end) => end + 1,
            None if open => line.start,
            None => continue,
        };
        let members = members(text, at, line.end);
        open = !members.is_empty() && (label.is_some() || members.iter().all(|(_, post)| post.is_some()));
        if !open {
            continue;
        }
        let role = label.map(|end| (line.start, end));
        for (name, post) in members {
            found.add(name, post.or(role), "people/roster");
        }
    }
}

/// The place of the colon behind a label of a roster.
fn label_end(text: &Text<'_>, a: usize, b: usize) -> Option<usize> {
    let colon = (a..b.min(a + 12)).find(|&i| text.get(i) == ':')?;
    let compact: String = text.plain(a, colon).chars().filter(|c| *c != ' ').collect();
    let label = Text::clean(&compact);
    (PEOPLE.labels.at(&label, 0) == Some(label.len())).then_some(colon)
}

/// A member of a roster with the place of the post behind the name.
type Member = (Name, Option<(usize, usize)>);

/// Names with the posts behind them, as 张三 镇党委书记、李四 镇长 or 张三(镇党委书记).
fn members(text: &Text<'_>, a: usize, b: usize) -> Vec<Member> {
    let mut out: Vec<Member> = Vec::new();
    for (start, end) in pieces(text, a, b) {
        if let Some(name) = names::whole(text, start, end) {
            out.push((name, None));
        } else if let Some((_, post @ None)) = out.last_mut() {
            if PEOPLE.posts.ending(text, end).is_some() {
                *post = Some((start, end));
            }
        } else if out.is_empty() {
            return out;
        }
    }
    out
}

/// The stretches between blanks, commas and brackets; a list of names is cut at 、 too, a list of posts is not.
fn pieces(text: &Text<'_>, a: usize, b: usize) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let mut start = a;
    for i in a..=b {
        let c = text.get(i);
        let cut = i == b
            || matches!(c, ' ' | ',' | ';' | '(' | ')' | '|' | '。')
            || (c == '、' && (names::whole(text, start, i).is_some() || names_follow(text, i + 1, b)));
        if !cut {
            continue;
        }
        // 张 三: a surname alone and one character belong together.
        if let Some(&(s, e)) = out.last()
            && e - s == 1
            && i == start + 1
            && e + 1 == start
            && names::whole(text, s, i).is_some()
        {
            out.pop();
            start = s;
        }
        if start < i {
            out.push((start, i));
        }
        start = i + 1;
    }
    out
}

/// Whether a name fills the place up to the next 、 or end.
fn names_follow(text: &Text<'_>, a: usize, b: usize) -> bool {
    let end =
        (a..b.min(a + 5)).find(|&i| is_boundary(text.get(i)) && text.get(i) != ' ').unwrap_or(b.min(a + 5));
    names::whole(text, a, end).is_some()
}

/// 牵头领导:张三 inside brackets and lines; such a column is a role of the list, not a post.
pub(super) fn leader_fields(text: &Text<'_>, found: &mut Found) {
    for i in 0..text.len() {
        let Some(n) = PEOPLE.leader_columns.at(text, i) else { continue };
        let mut at = i + n;
        if text.get(at) != ':' {
            continue;
        }
        loop {
            at += 1;
            at += usize::from(text.get(at) == ' ');
            let Some(name) = names::listed(text, at, false).filter(|name| is_boundary(text.get(name.end)))
            else {
                break;
            };
            at = name.end;
            found.add(Name { confidence: 88, ..name }, None, "people/leader-field");
            if !matches!(text.get(at), '、' | ',' | ' ') {
                break;
            }
        }
    }
}

/// Cells under a heading such as 责任领导, in a table of the document or in one flattened to lines.
pub(super) fn leader_cells(text: &Text<'_>, doc: &Document, found: &mut Found) {
    for table in &doc.tables {
        let mut columns = BTreeSet::new();
        for row in &table.rows {
            for (col, cell) in row.iter().enumerate() {
                if is_leader_heading(&cell.text) {
                    columns.insert(col);
                } else if let Some(span) = cell.span.filter(|_| columns.contains(&col)) {
                    cell_names(text, span.start, span.end, found);
                }
            }
        }
    }
    if !doc.tables.is_empty() {
        return;
    }
    let mut columns = BTreeSet::new();
    let mut width = 0;
    for line in &text.lines {
        let cells = flat_cells(text, line.start, line.end);
        for (column, &(a, b)) in cells.iter().enumerate() {
            if is_leader_heading(&text.plain(a, b)) {
                if cells.len() != width {
                    columns.clear();
                }
                columns.insert(column);
                width = cells.len();
            // A row that lost an empty cell no longer shows its columns.
            } else if !columns.is_empty()
                && (cells.len() != width || columns.contains(&column))
                && b - a <= 12
                && let Some(name) = names::whole(text, a, b).filter(|n| {
                    b == a + 3
                        || !PEOPLE.rare_surnames.contains(&text.get(n.start))
                        || PEOPLE.compound_surnames.at(text, n.start).is_some()
                })
            {
                found.add(name, None, "people/leader-cell");
            }
        }
    }
}

/// The cells of a line that bars or tabs part; empty ones are left out.
fn flat_cells(text: &Text<'_>, a: usize, b: usize) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let mut start = a;
    for i in a..=b {
        if i == b || text.get(i) == '|' || text.is_tab(i) {
            let cell = trim(text, start, i);
            start = i + 1;
            if cell.0 < cell.1 {
                out.push(cell);
            }
        }
    }
    out
}

fn is_leader_heading(cell: &str) -> bool {
    let compact: String = cell.chars().filter(|c| !c.is_whitespace()).collect();
    let text = Text::clean(&compact);
    let known = PEOPLE.leader_columns.at(&text, 0) == Some(text.len()) && !text.is_empty();
    let role = ["领导", "责任人", "负责人", "包联人", "包保人"].iter().any(|end| compact.ends_with(end));
    known || role && (4..=10).contains(&text.len()) && !compact.contains(['、', ':', ',', '。'])
}

/// The names of one cell, given by bytes of the document.
pub(super) fn cell_names(text: &Text<'_>, start: usize, end: usize, found: &mut Found) {
    let (a, b) = text.chars_of(start, end);
    for (s, e) in pieces(text, a, b).into_iter().flat_map(|(s, e)| split_lines(text, s, e)) {
        if let Some(name) = names::whole(text, s, e) {
            found.add(name, None, "people/leader-cell");
        }
    }
}

fn split_lines(text: &Text<'_>, a: usize, b: usize) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let mut start = a;
    for i in a..=b {
        if i == b || matches!(text.get(i), '\n' | '、') {
            if start < i {
                out.push((start, i));
            }
            start = i + 1;
        }
    }
    out
}

fn trim(text: &Text<'_>, mut a: usize, mut b: usize) -> (usize, usize) {
    while a < b && text.get(a) == ' ' {
        a += 1;
    }
    while b > a && text.get(b - 1) == ' ' {
        b -= 1;
    }
    (a, b)
}

//! A table of indicators as lines: headings of one to three rows, merged cells, sections, sums, notes.

use std::collections::BTreeMap;

use luoshi_core::assess::exact::Exact;
use luoshi_core::number::is_han_numeral;
use luoshi_core::text::even;

use super::words::{self, Field, Section};
use crate::assess::Spot;
use crate::assess::draft::letters;
use crate::model::{BlockKind, Document, Place};
use crate::table::grid::{Grid, is_ditto, is_missing};

/// A table of indicators.
#[derive(Debug, Default)]
pub(super) struct Annex {
    /// What stands above the heading.
    pub title: Vec<String>,
    pub lines: Vec<Line>,
    /// Sums as they are stated, with how many lines stand above.
    pub sums: Vec<(Spot, Exact)>,
    pub notes: Vec<String>,
    /// Headings of columns that name a field twice.
    pub twice: Vec<(Spot, String)>,
}

/// A row of the table.
#[derive(Debug, Clone, Default)]
pub(super) struct Line {
    /// Names from the top of the tree; what is said of a level holds until the next.
    pub path: Vec<Node>,
    pub section: Option<Node>,
    pub does: Option<Section>,
    pub points: Text,
    pub wording: Text,
    pub content: String,
    pub marker: String,
    pub source: String,
    pub note: String,
    pub unit: String,
    pub hidden: bool,
    /// Its points stand in a cell that began in a row above, beside other names.
    pub shared: bool,
    /// The same item goes on: only more words.
    pub continues: bool,
}

/// A cell with its place.
#[derive(Debug, Clone)]
pub(super) struct Text {
    pub text: String,
    pub spot: Spot,
}

impl Default for Text {
    fn default() -> Self {
        Self { text: String::new(), spot: Spot::File }
    }
}

/// A name of the tree, without its number and points.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub name: String,
    pub points: Option<Exact>,
    /// 最高…分 beside it.
    pub cap: Option<Exact>,
    pub spot: Spot,
}

/// Deepest heading.
const DEEPEST: usize = 3;
/// Longest text of a heading.
const LONGEST: usize = 20;

struct Head {
    top: usize,
    rows: usize,
    columns: Vec<(usize, Field)>,
    twice: Vec<(usize, String)>,
}

/// Every table of indicators of a document.
pub(super) fn annexes(document: &Document) -> Vec<Annex> {
    let mut out = Vec::new();
    for grid in Grid::all(document) {
        let places = places(document, grid.index);
        let Some(head) = (0..grid.height().min(30)).find_map(|row| heading(&grid, row)) else { continue };
        let mut annex =
            Reader { grid: &grid, head, places, annex: Annex::default(), section: None, open: None }.read();
        annex.title.extend(above(document, grid.index));
        out.push(annex);
    }
    out
}

/// Short lines right above a table of a text: its title stands there. Sentences and numbered headings
/// are none.
fn above(document: &Document, table: usize) -> Vec<String> {
    const LINES: usize = 3;
    const LONGEST: usize = 40;
    let own = |kind: &BlockKind| match kind {
        BlockKind::Row { table: t, .. } | BlockKind::Cell { table: t, .. } => Some(*t),
        BlockKind::Heading(_) | BlockKind::Paragraph | BlockKind::ListItem => None,
    };
    let first = document.blocks.iter().position(|b| own(&b.kind) == Some(table)).unwrap_or_default();
    let before = document.blocks.get(..first).unwrap_or_default();
    let lines = before.iter().rev().take_while(|b| own(&b.kind).is_none()).take(LINES);
    let is_title = |text: &&str| {
        let start: String = text.chars().take(4).collect();
        text.chars().count() <= LONGEST
            && !start.contains(['、', '.', '．', '（', '('])
            && !text.ends_with(['。', '；', '，', '.'])
    };
    let mut out: Vec<String> =
        lines.map(|b| document.slice(b.span).trim()).filter(is_title).map(str::to_owned).collect();
    // The nearest line first, but before it one that names the year.
    out.sort_by_key(|text| super::draft::year(text).is_none());
    out
}

fn places(document: &Document, table: usize) -> BTreeMap<(usize, usize), (String, usize, String)> {
    let mut out = BTreeMap::new();
    for block in &document.blocks {
        let BlockKind::Cell { table: own, row, col } = block.kind else { continue };
        if own != table {
            continue;
        }
        if let Place::Cell { sheet, address } = &block.place {
            let digits = address.find(|c: char| c.is_ascii_digit()).unwrap_or(address.len());
            let (column, number) = address.split_at(digits);
            if let Ok(number) = number.parse() {
                out.insert((row, col), (sheet.clone(), number, column.to_owned()));
            }
        }
    }
    out
}

fn heading(grid: &Grid<'_>, top: usize) -> Option<Head> {
    let known = |row: usize| {
        let filled = grid.filled_here(row);
        let short = filled.iter().all(|c| even(grid.text(row, *c)).chars().count() <= LONGEST);
        let named = filled.iter().filter(|c| words::field(grid.text(row, **c)).is_some()).count();
        (short, named, filled.len())
    };
    let (short, named, filled) = known(top);
    if !short || named < 1 || filled < 2 {
        return None;
    }
    let mut rows = 1;
    while rows < DEEPEST && top + rows < grid.height() {
        let (short, named, filled) = known(top + rows);
        if !short || named == 0 || named * 2 < filled {
            break;
        }
        rows += 1;
    }
    let mut columns: Vec<(usize, Field)> = Vec::new();
    let mut twice = Vec::new();
    for col in 0..grid.width {
        let found = (top..top + rows).rev().find_map(|row| words::field(grid.text(row, col)));
        let Some(field) = found else { continue };
        let once =
            !matches!(field, Field::Full | Field::Level1 | Field::Level2 | Field::Level3 | Field::Note);
        if once && columns.iter().any(|(_, own)| *own == field) {
            twice.push((col, grid.text(top + rows - 1, col).to_owned()));
            continue;
        }
        columns.push((col, field));
    }
    if !columns.iter().any(|(_, f)| f.is_tree()) {
        // A table of contents and wordings: what is assessed stands in the column of contents.
        for (_, field) in columns.iter_mut().filter(|(_, f)| *f == Field::Content) {
            *field = Field::Level2;
        }
    }
    let has = |field: Field| columns.iter().any(|(_, own)| *own == field);
    let has_tree = columns.iter().any(|(_, f)| f.is_tree());
    (has_tree && (has(Field::Rule) || has(Field::Full)) && columns.len() >= 2).then_some(Head {
        top,
        rows,
        columns,
        twice,
    })
}

struct Reader<'a, 'g> {
    grid: &'a Grid<'g>,
    head: Head,
    places: BTreeMap<(usize, usize), (String, usize, String)>,
    annex: Annex,
    section: Option<Node>,
    open: Option<Section>,
}

impl Reader<'_, '_> {
    fn read(mut self) -> Annex {
        for row in 0..self.head.top {
            let words: Vec<&str> =
                self.grid.filled_here(row).into_iter().map(|c| self.grid.text(row, c)).collect();
            if !words.is_empty() {
                self.annex.title.push(words.join(" "));
            }
        }
        let bottom = self.head.top + self.head.rows;
        for (col, name) in std::mem::take(&mut self.head.twice) {
            let spot = self.spot(bottom - 1, col);
            self.annex.twice.push((spot, name));
        }
        for row in bottom..self.grid.height() {
            self.row(row);
        }
        self.annex
    }

    fn spot(&self, row: usize, col: usize) -> Spot {
        match self.places.get(&(row, col)) {
            Some((sheet, row, column)) => {
                Spot::Cell { sheet: sheet.clone(), row: *row, column: column.clone() }
            }
            None => {
                // An empty cell has no block; its neighbours tell where the row is.
                let near = self.places.iter().find(|((r, _), _)| *r == row);
                let number = near.map_or(row + 1, |(_, (_, number, _))| *number);
                let column =
                    near.map_or(col, |((_, c), (_, _, own))| (column_number(own) + col).saturating_sub(*c));
                let sheet = self.grid.table.name.clone();
                Spot::Cell { sheet, row: number, column: letters(column) }
            }
        }
    }

    fn columns(&self, field: Field) -> impl Iterator<Item = usize> {
        let columns: Vec<usize> =
            self.head.columns.iter().filter(move |(_, own)| *own == field).map(|(col, _)| *col).collect();
        columns.into_iter()
    }

    /// What a row says of a field: its words, `/` and 无 as nothing.
    fn text(&self, row: usize, field: Field) -> Text {
        let col = self.columns(field).find(|col| !self.grid.text(row, *col).is_empty());
        let Some(col) = col.or_else(|| self.columns(field).next()) else { return Text::default() };
        let mut text = self.grid.text(row, col).trim().to_owned();
        if is_ditto(&text) {
            let above = self.annex.lines.last();
            text = above.map(|line| line.said(field).to_owned()).unwrap_or_default();
        } else if is_missing(&text) {
            text.clear();
        }
        Text { text, spot: self.spot(row, col) }
    }

    fn row(&mut self, row: usize) {
        let filled = self.grid.filled_here(row);
        let Some(first) = filled.first().copied() else { return };
        if self.repeats(row) {
            return;
        }
        let text = self.grid.text(row, first);
        let across = self.grid.merge_at(row, first).map_or(1, |m| m.right - m.left + 1);
        if filled.iter().take(3).any(|col| words::is_sum(self.grid.text(row, *col))) {
            self.sum(row);
        } else if filled.len() == 1 && words::is_note(text) {
            self.annex.notes.push(text.to_owned());
        } else if filled.len() == 1 && self.is_section(row, first, across) {
            self.begin_section(row, first);
        } else {
            self.data(row);
        }
    }

    /// A heading pasted again at the top of a page.
    fn repeats(&self, row: usize) -> bool {
        let head = self.head.top..self.head.top + self.head.rows;
        let same = |other: usize| {
            (0..self.grid.width).all(|c| even(self.grid.text(row, c)) == even(self.grid.text(other, c)))
        };
        head.into_iter().any(same)
    }

    /// One text across the table, or a numbered one alone in its row.
    fn is_section(&self, row: usize, col: usize, across: usize) -> bool {
        let text = even(self.grid.text(row, col));
        let numbered = text.chars().take_while(|c| is_han_numeral(*c)).count() > 0 && text.contains('、');
        let alone = self.grid.filled(row).len() == 1;
        alone
            && (across * 2 > self.grid.width || across >= 3 || numbered || words::section(&text).is_some())
            && text.chars().count() <= 40
    }

    fn begin_section(&mut self, row: usize, col: usize) {
        let node = self.node(row, col);
        self.open = words::section(&node.name);
        self.section = Some(node);
    }

    fn node(&self, row: usize, col: usize) -> Node {
        let (name, points, cap) = named(self.grid.text(row, col));
        let top = self.grid.merge_at(row, col).map_or(row, |m| m.top);
        Node { name, points, cap, spot: self.spot(top, col) }
    }

    fn sum(&mut self, row: usize) {
        let columns: Vec<usize> = self.columns(Field::Full).collect();
        for col in columns {
            if let Some(points) = points(self.grid.text(row, col)) {
                let partial = self
                    .grid
                    .filled_here(row)
                    .iter()
                    .any(|c| even(self.grid.text(row, *c)).starts_with("小计"));
                if !partial {
                    self.annex.sums.push((self.spot(row, col), points));
                }
                break;
            }
        }
    }

    fn data(&mut self, row: usize) {
        let tree: Vec<usize> =
            self.head.columns.iter().filter(|(_, f)| f.is_tree()).map(|(col, _)| *col).collect();
        let fulls: Vec<usize> = self.columns(Field::Full).collect();
        let last_tree = tree.last().copied().unwrap_or_default();
        let mut path = Vec::new();
        let before = self.annex.lines.last().map(|line| line.path.clone()).unwrap_or_default();
        let mut fresh = false;
        for (level, col) in tree.iter().enumerate() {
            let merged_across = self.grid.merge_at(row, *col).is_some_and(|m| m.left < *col);
            let text = self.grid.text(row, *col);
            if merged_across || is_missing(text) && !text.is_empty() {
                continue;
            }
            if text.is_empty() {
                // Without merged cells a name stands only in its first row.
                if !fresh && let Some(node) = before.get(level) {
                    path.push(node.clone());
                }
                continue;
            }
            let mut node = self.node(row, *col);
            let own = fulls.iter().find(|full| **full > *col && !tree.iter().any(|t| t > col && t < *full));
            if *col != last_tree {
                node.points = node.points.or_else(|| points(self.grid.text(row, *own?)));
            }
            fresh |= before.get(level).is_none_or(|old| old.name != node.name);
            path.push(node);
        }
        let full = fulls.iter().rev().find(|col| **col > last_tree).or(fulls.first()).copied();
        let full_merge = full.and_then(|col| self.grid.merge_at(row, col)).filter(|m| m.top < row);
        let full_text = full.map_or("", |col| self.grid.text(row, col));
        let same = !fresh && path.len() == before.len() && !before.is_empty();
        let line = Line {
            section: self.section.clone(),
            does: self.open,
            points: full.map_or_else(Text::default, |col| Text {
                text: if is_missing(full_text) { String::new() } else { full_text.to_owned() },
                spot: self.spot(row, col),
            }),
            wording: self.text(row, Field::Rule),
            content: self.text(row, Field::Content).text,
            marker: self.text(row, Field::Marker).text,
            source: self.text(row, Field::Source).text,
            note: self.text(row, Field::Note).text,
            unit: self.text(row, Field::Unit).text,
            hidden: self.grid.is_hidden(row),
            shared: full_merge.is_some() && !same,
            continues: same && (full_merge.is_some() || full_text.is_empty()),
            path,
        };
        let empty = line.wording.text.is_empty() && line.points.text.is_empty() && line.content.is_empty();
        if !(empty && (same || line.path.is_empty())) {
            self.annex.lines.push(line);
        }
    }
}

impl Line {
    fn said(&self, field: Field) -> &str {
        match field {
            Field::Rule => &self.wording.text,
            Field::Full => &self.points.text,
            Field::Content => &self.content,
            Field::Marker => &self.marker,
            Field::Source => &self.source,
            Field::Note => &self.note,
            Field::Unit => &self.unit,
            _ => "",
        }
    }
}

fn column_number(letters: &str) -> usize {
    let value = |c: u8| usize::from(c.to_ascii_uppercase().saturating_sub(b'A')) + 1;
    letters.bytes().fold(0, |n, c| n * 26 + value(c)).saturating_sub(1)
}

/// `10分`, `5`, `3 分`, `10%`, `+2`: points, nothing else beside them.
pub(super) fn points(text: &str) -> Option<Exact> {
    let clean = even(text);
    let bare = clean.trim_start_matches(['+', '(']).trim_end_matches([')', '。']);
    let bare = bare.strip_suffix('分').or_else(|| bare.strip_suffix('%')).unwrap_or(bare);
    bare.parse().ok()
}

/// A name without its number and its points: `一、经济发展（40分）`.
pub(super) fn named(text: &str) -> (String, Option<Exact>, Option<Exact>) {
    let mut name: String = text.split_whitespace().collect();
    let han = name.chars().take_while(|c| is_han_numeral(*c)).count();
    if han > 0 && name.chars().nth(han) == Some('、') {
        name = name.chars().skip(han + 1).collect();
    }
    let (mut points, mut cap) = (None, None);
    let trimmed = name.trim_end_matches(['。', ':', '：']).to_owned();
    if let Some(inner) = trimmed.strip_suffix([')', '）'])
        && let Some(at) = inner.rfind(['(', '（'])
    {
        let (head, inside) = inner.split_at(at);
        let inside = even(inside.trim_start_matches(['(', '（']));
        let limited = ["最高", "最多", "上限", "不超过", "限"].iter().any(|w| inside.contains(w));
        let digits: String = inside.chars().filter(|c| c.is_ascii_digit() || *c == '.').collect();
        let plain = inside.trim_start_matches("共").trim_start_matches("计");
        let whole = self::points(plain);
        if limited && inside.contains('分') {
            cap = digits.parse().ok();
        } else if inside.contains('分') || inside.contains('%') {
            points = whole;
        }
        if cap.is_some() || points.is_some() {
            name = head.to_owned();
        }
    }
    (name, points, cap)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_and_names() {
        for (text, expected) in
            [("10分", "10"), ("5", "5"), ("3 分", "3"), ("１０", "10"), ("15%", "15"), ("+2", "2")]
        {
            assert_eq!(points(text).map(|p| p.to_string()).as_deref(), Some(expected), "{text}");
        }
        assert_eq!(points("5—10"), None);
        let (name, full, cap) = named("一、经济发展（40 分）");
        assert_eq!((name.as_str(), full, cap), ("经济发展", Some(Exact::whole(40)), None));
        let (name, full, cap) = named("加分项（最高 5 分）");
        assert_eq!((name.as_str(), full, cap), ("加分项", None, Some(Exact::whole(5))));
        assert_eq!(named("固定资产投资（总量4增量3）").0, "固定资产投资（总量4增量3）");
    }
}

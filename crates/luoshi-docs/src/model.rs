//! The one document model: what every reader yields and everything later reads.
//!
//! A document is one flat UTF-8 text plus blocks that say which stretch of it is a heading, a
//! paragraph, a list item, a table row or a cell. All positions are byte offsets into that text
//! ([`Span`]), so a proposal made by any rule can be shown beside the words it stands on. Where a
//! block came from in the source file (page, sheet and cell, paragraph number) is its [`Place`].

use serde::{Deserialize, Serialize};

/// A stretch of [`Document::text`], in bytes, end exclusive, always on character boundaries.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The span from `start` up to, and without, `end`.
    #[must_use]
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// Whether `other` lies inside this span.
    #[must_use]
    pub const fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

/// A file as it was understood: its text, its blocks in reading order, its tables.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// The whole text; blocks end with a line break that belongs to no block.
    pub text: String,
    /// Blocks in reading order. Rows and cells are blocks too: a row's span covers its cells.
    pub blocks: Vec<Block>,
    /// Tables with their grid, for the recognition of columns.
    pub tables: Vec<Table>,
}

impl Document {
    /// The words under a span; empty if the span does not fit this text.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.start..span.end).unwrap_or_default()
    }
}

/// One stretch of a document with its role and its origin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Where it stands in [`Document::text`].
    pub span: Span,
    /// Where it stood in the file.
    pub place: Place,
}

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlockKind {
    /// A heading that the source marks as such (style, `<h1>`, `#`), 1 = highest.
    Heading(u8),
    /// Running text.
    Paragraph,
    /// An item of a list that the source marks as such.
    ListItem,
    /// A row of table `table` (index into [`Document::tables`]), counted from 0.
    Row {
        /// Index into [`Document::tables`].
        table: usize,
        /// Row inside that table.
        row: usize,
    },
    /// A cell of such a row.
    Cell {
        /// Index into [`Document::tables`].
        table: usize,
        /// Row inside that table.
        row: usize,
        /// Column inside that table.
        col: usize,
    },
}

/// Where something stood in the file, for messages and for the margin of the source view.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// The whole file.
    File,
    /// A line of a text file, from 1.
    Line(u32),
    /// A paragraph of a word-processor file, from 1.
    Paragraph(u32),
    /// A page of a PDF, from 1.
    Page(u32),
    /// A cell of a workbook, in the spelling that the user sees: sheet name and `B7`.
    Cell {
        /// Name of the sheet.
        sheet: String,
        /// Address such as `B7`.
        address: String,
    },
}

/// A table as a grid: every row has the same number of cells; merged areas are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// Sheet name of a workbook; empty for tables inside running text.
    pub name: String,
    /// Cells row by row.
    pub rows: Vec<Vec<Cell>>,
    /// Merged areas, inclusive corners, in cells of this table.
    pub merges: Vec<Merge>,
    /// Rows that the source hides (filters, hidden rows); they are read all the same.
    pub hidden_rows: Vec<usize>,
    /// Columns that the source hides.
    pub hidden_cols: Vec<usize>,
    /// The sheet counts its dates from 1904.
    pub date_1904: bool,
}

/// One cell: what it shows, and where its words stand in [`Document::text`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// The text that a person sees, untrimmed line breaks kept, true dates as `yyyy-mm-dd`.
    pub text: String,
    /// The kind of value the file stores.
    pub kind: CellKind,
    /// Where the text stands in the document; `None` for an empty or covered cell.
    pub span: Option<Span>,
    /// A comment somebody left on the cell.
    pub note: Option<String>,
}

/// The kind of value that a cell holds in the file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CellKind {
    /// Nothing.
    #[default]
    Empty,
    /// Text.
    Text,
    /// A number (its text is the shortest spelling that reads back the same).
    Number,
    /// A true date; its text is ISO.
    Date,
    /// A truth value.
    Bool,
    /// A formula's error such as `#REF!`.
    Error,
}

/// A merged area of a table, inclusive corners.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merge {
    /// Top row.
    pub top: usize,
    /// Left column.
    pub left: usize,
    /// Bottom row, inclusive.
    pub bottom: usize,
    /// Right column, inclusive.
    pub right: usize,
}

/// Something a reader or a rule stumbled over; reading goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// A stable code such as `xlsx-formula-error`; the locales hold its text (`problem-<code>`).
    pub code: String,
    /// Where in the file.
    pub place: Place,
    /// What was found, in the file's own words, at most a line.
    pub found: String,
}

impl Problem {
    /// A problem with a stable code, its place, and what was found there.
    pub fn new(code: &str, place: Place, found: impl Into<String>) -> Self {
        Self { code: code.to_owned(), place, found: found.into() }
    }
}

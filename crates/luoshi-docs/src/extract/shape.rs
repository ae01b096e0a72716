//! Tables and headings of a document, found once and read by several rules.

use super::grid::{self, Grid};
use super::outline::{self, Mark};
use super::types::Genre;
use super::view::View;

/// The skeleton of a document.
#[derive(Debug)]
pub struct Shape {
    /// Its tables.
    pub grids: Vec<Grid>,
    /// For every line of the view: it belongs to a table.
    pub mask: Vec<bool>,
    /// Its headings and numbered items.
    pub marks: Vec<Mark>,
}

impl Shape {
    /// Finds tables first, because their rows are no headings.
    #[must_use]
    pub fn new(view: &View<'_>, genre: Option<Genre>) -> Self {
        let grids = grid::read(view);
        let mask = grid::mask(view, &grids);
        let marks = outline::read(view, genre, &mask);
        Self { grids, mask, marks }
    }
}

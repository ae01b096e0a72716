//! Priorities: the enumerated headings of a paper with their level.

use super::types::{Extraction, Item, Known, Priority};
use super::view::View;
use crate::model::Span;

/// Reads headings in order of the text.
pub fn read(view: &View<'_>, _known: &Known, out: &mut Extraction) {
    let shape = view.shape(out.genre.as_ref().map(|genre| genre.value));
    out.priorities = shape
        .marks
        .iter()
        .filter(|mark| mark.heading)
        .map(|mark| Item {
            value: Priority {
                ordinal: view.slice(mark.ordinal).to_owned(),
                heading: view.slice(mark.title).to_owned(),
                level: mark.level,
            },
            span: Span::new(mark.ordinal.start, mark.title.end),
            confidence: if mark.style.is_arabic() { 75 } else { 90 },
            rule: format!("priorities/{:?}", mark.style).to_lowercase(),
        })
        .collect();
}

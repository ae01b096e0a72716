//! What a plan document proposes: the fields of the corpus, each item with its span, a confidence
//! and the rule that found it. Nothing here decides; a clerk confirms.
//!
//! One file per kind of fact; [`extract`] calls them in the order of [`READERS`]. Later kinds may
//! look at earlier ones (the issuer at the title, tasks at headings), never the other way round.

mod campaigns;
mod date;
mod days;
mod due;
mod figures;
mod forces;
mod frameworks;
mod genre;
mod grid;
mod honours;
mod host;
mod index;
mod issued;
mod issuer;
mod letters;
mod names;
mod numerals;
mod ordinal;
mod outline;
mod people;
mod pred;
mod priorities;
mod quotes;
mod rosters;
mod shape;
mod signature;
mod split;
mod tasks;
mod tense;
mod text;
mod title;
pub mod types;
mod units;
pub mod view;
mod words;
mod years;

pub use pred::pred;
pub use types::*;

use regex::Regex;
use serde::de::DeserializeOwned;

use crate::model::{Document, Span};
use view::View;

/// Reads one kind of fact into the proposals.
type Reader = fn(&View<'_>, &Known, &mut Extraction);

/// The readers in the order in which they may look at each other, one line for each kind.
const READERS: &[Reader] = &[
    title::read,
    genre::read,
    date::read,
    years::read,
    issuer::read,
    people::read,
    priorities::read,
    tasks::read,
    figures::read,
    issued::read,
    letters::read,
    forces::read,
    frameworks::read,
    honours::read,
    campaigns::read,
];

/// Reads a document into proposals. Never fails; what cannot be sure becomes a question.
#[must_use]
pub fn extract(doc: &Document, known: &Known) -> Extraction {
    let view = View::new(doc);
    let mut out = Extraction::default();
    for read in READERS {
        read(&view, known, &mut out);
    }
    out
}

/// A proposal with its place, confidence and rule.
fn item<T>(value: T, span: Span, confidence: u8, rule: &str) -> Item<T> {
    Item { value, span, confidence, rule: rule.to_owned() }
}

/// A data file that is compiled in.
pub(crate) fn lexicon<T: DeserializeOwned>(source: &str) -> T {
    toml::from_str(source).expect("compiled-in lexicons parse: every test of this module reads them")
}

/// A pattern that is compiled in.
pub(crate) fn pattern(source: &str) -> Regex {
    Regex::new(source).expect("compiled-in patterns parse: every test of this module uses them")
}

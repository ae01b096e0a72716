//! The words of `lexicon/headings.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::columns::Field;

/// All lists, ready for matching on cleaned text.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    /// Heading words with their field, longest first.
    pub headings: Vec<(String, Field)>,
    pub row: RowWords,
    pub group: GroupWords,
    pub cell: CellWords,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct RowWords {
    pub sum: Vec<String>,
    pub subtotal: Vec<String>,
    pub average: Vec<String>,
    pub note: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct GroupWords {
    pub starts: Vec<String>,
    pub within: Vec<String>,
    pub tails: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct CellWords {
    pub missing: Vec<String>,
    pub ditto: Vec<String>,
    pub vacant: Vec<String>,
    pub lead_labels: Vec<String>,
    pub assist_labels: Vec<String>,
    pub lead_marks: Vec<String>,
    pub assist_marks: Vec<String>,
}

#[derive(Deserialize)]
struct File {
    heading: BTreeMap<Field, Vec<String>>,
    row: RowWords,
    group: GroupWords,
    cell: CellWords,
}

/// The lists that come with the program; tests fail if the file is not read.
pub(super) fn lexicon() -> &'static Lexicon {
    static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
        let Ok(file) = toml::from_str::<File>(include_str!("../../lexicon/headings.toml")) else {
            return Lexicon::default();
        };
        let mut headings: Vec<(String, Field)> =
            file.heading.into_iter().flat_map(|(f, words)| words.into_iter().map(move |w| (w, f))).collect();
        headings.sort_by_key(|(w, f)| (std::cmp::Reverse(w.chars().count()), *f));
        Lexicon { headings, row: file.row, group: file.group, cell: file.cell }
    });
    &LEXICON
}

/// Whether one of the words is the text.
pub(super) fn is_one(words: &[String], text: &str) -> bool {
    words.iter().any(|w| w == text)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_heading_word_has_two_fields() {
        assert!(lexicon().headings.len() > 200);
        let words: BTreeSet<&String> = lexicon().headings.iter().map(|(w, _)| w).collect();
        assert_eq!(words.len(), lexicon().headings.len());
    }
}

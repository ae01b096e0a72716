//! The readers' word list, `lexicon/read.toml`, compiled in and parsed once.

use std::sync::LazyLock;

use serde::Deserialize;

/// All lists; empty ones if the file were broken, which a test rules out.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Words {
    pub(super) classified: Classified,
    pub(super) html: Html,
    pub(super) numerals: Numerals,
    pub(super) docx: Docx,
    pub(super) pdf: Pdf,
}

/// Marks of classified papers.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Classified {
    pub(super) degrees: Vec<String>,
    pub(super) labels: Vec<String>,
    pub(super) hastes: Vec<String>,
    pub(super) stars: String,
}

/// Furniture of web pages.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Html {
    pub(super) noise_classes: Vec<String>,
    pub(super) foot_words: Vec<String>,
    pub(super) button_words: Vec<String>,
}

/// Numerals of automatic lists.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Numerals {
    pub(super) digits: String,
    pub(super) units: Vec<String>,
    pub(super) formal_digits: String,
    pub(super) formal_units: Vec<String>,
    pub(super) stems: String,
    pub(super) branches: String,
}

/// Names of styles.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Docx {
    pub(super) heading_styles: Vec<String>,
    pub(super) title_styles: Vec<String>,
    pub(super) contents_styles: Vec<String>,
}

/// How lines end and begin.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Pdf {
    pub(super) sentence_ends: String,
    pub(super) ordinal_starts: String,
    pub(super) radicals: String,
    pub(super) characters: String,
    pub(super) page_before: String,
    pub(super) page_between: Vec<String>,
    pub(super) page_after: String,
}

/// The lists.
pub(super) static WORDS: LazyLock<Words> =
    LazyLock::new(|| toml::from_str(include_str!("../../lexicon/read.toml")).unwrap_or_default());

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_list_is_whole() {
        let parsed: Result<Words, _> = toml::from_str(include_str!("../../lexicon/read.toml"));
        assert!(parsed.is_ok(), "{parsed:?}");
        assert_eq!(WORDS.numerals.digits.chars().count(), 10);
    }
}

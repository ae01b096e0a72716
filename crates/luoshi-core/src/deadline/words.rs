//! The word lists of `data/date-words.toml`, ready for matching on evened text.

use std::sync::LazyLock;

use serde::Deserialize;

/// All lists; see the comments in the data file.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Words {
    pub hedge: List,
    pub until: List,
    pub finish: List,
    pub adverb: List,
    pub start: List,
    pub open: List,
    pub open_in_text: List,
    pub immediate: List,
    pub none: List,
    pub none_whole: List,
    pub ditto: List,
    pub done: List,
    pub event: List,
    pub counted_from: List,
    pub past: List,
}

/// Words, longest first.
#[derive(Debug, Default, Deserialize)]
#[serde(from = "Vec<String>")]
pub(super) struct List(Vec<Vec<char>>);

impl From<Vec<String>> for List {
    fn from(words: Vec<String>) -> Self {
        let mut words: Vec<Vec<char>> = words.iter().map(|w| w.chars().collect()).collect();
        words.sort_by_key(|w| std::cmp::Reverse(w.len()));
        Self(words)
    }
}

impl List {
    /// Length of the longest word that starts at `at`.
    pub fn at(&self, chars: &[char], at: usize) -> Option<usize> {
        let rest = chars.get(at..)?;
        self.0.iter().find(|w| rest.starts_with(w)).map(Vec::len)
    }

    /// Length of the longest word that ends at `at`.
    pub fn before(&self, chars: &[char], at: usize) -> Option<usize> {
        let head = chars.get(..at)?;
        self.0.iter().find(|w| head.ends_with(w)).map(Vec::len)
    }

    /// Whether one of the words is the whole text.
    pub fn is(&self, chars: &[char]) -> bool {
        self.0.iter().any(|w| w == chars)
    }

    /// Where the first of the words stands.
    pub fn find(&self, chars: &[char]) -> Option<(usize, usize)> {
        (0..chars.len()).find_map(|at| self.at(chars, at).map(|len| (at, at + len)))
    }

    /// All words that occur, in order of the text, without overlaps.
    pub fn all(&self, chars: &[char]) -> Vec<String> {
        let mut found = Vec::new();
        let mut at = 0;
        while at < chars.len() {
            match self.at(chars, at) {
                Some(len) => {
                    found.push(chars.iter().skip(at).take(len).collect());
                    at += len;
                }
                None => at += 1,
            }
        }
        found
    }
}

/// The lists that come with the program. A test proves that the file is read.
pub(super) fn words() -> &'static Words {
    static WORDS: LazyLock<Words> =
        LazyLock::new(|| toml::from_str(include_str!("../../data/date-words.toml")).unwrap_or_default());
    &WORDS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_read() {
        let w = words();
        assert!(w.past.at(&['去', '年'], 0).is_some());
        assert_eq!(w.open.at(&"长期坚持抓".chars().collect::<Vec<_>>(), 0), Some(4));
    }
}

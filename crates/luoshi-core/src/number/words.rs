//! The word lists of `data/number-words.toml`.

use std::sync::LazyLock;

use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Words {
    pub at_least: List,
    pub more: List,
    pub at_most: List,
    pub less: List,
    pub plain: List,
    pub about: List,
    pub rise: List,
    pub fall: List,
    pub grade: List,
    pub full: List,
    pub nought: List,
    pub missing: List,
    pub front_rank: List,
    pub above_last: List,
    pub same_as_last: List,
    pub not_below_last: List,
    pub each: List,
}

/// Words, longest first.
#[derive(Debug, Default, Deserialize)]
#[serde(from = "Vec<String>")]
pub(super) struct List(Vec<String>);

impl From<Vec<String>> for List {
    fn from(mut words: Vec<String>) -> Self {
        words.sort_by_key(|w| std::cmp::Reverse(w.len()));
        Self(words)
    }
}

impl List {
    pub fn is(&self, text: &str) -> bool {
        self.0.iter().any(|w| w == text)
    }

    pub fn within(&self, text: &str) -> bool {
        self.0.iter().any(|w| text.contains(w.as_str()))
    }

    pub fn starts(&self, text: &str) -> bool {
        self.0.iter().any(|w| text.starts_with(w.as_str()))
    }

    pub fn longest_at_start(&self, text: &str) -> Option<&str> {
        self.0.iter().find(|w| text.starts_with(w.as_str())).map(String::as_str)
    }

    pub fn longest_in(&self, text: &str) -> Option<&str> {
        self.0.iter().find(|w| text.contains(w.as_str())).map(String::as_str)
    }
}

/// The lists that come with the program; the tests of the quantities fail if the file is not read.
pub(super) fn words() -> &'static Words {
    static WORDS: LazyLock<Words> =
        LazyLock::new(|| toml::from_str(include_str!("../../data/number-words.toml")).unwrap_or_default());
    &WORDS
}

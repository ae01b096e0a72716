//! Two editors of one thing: both versions of a field, side by side.

/// A field with what is stored now and what was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Both {
    /// Locale key of the field.
    pub label: &'static str,
    /// What is stored now.
    pub theirs: String,
    /// What was typed.
    pub mine: String,
}

impl Both {
    /// Puts a field together.
    pub fn new(label: &'static str, theirs: impl Into<String>, mine: impl Into<String>) -> Self {
        Self { label, theirs: theirs.into(), mine: mine.into() }
    }

    /// Whether the two differ.
    #[must_use]
    pub fn differs(&self) -> bool {
        self.theirs != self.mine
    }
}

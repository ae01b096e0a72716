//! What is wrong with a scheme, a value or a case: where, what was found, what is expected.

use std::fmt;

use crate::near;

/// A fault in what the engine was given. It names the key; files and lines are known to the loaders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Key of the parameter or fact, for example `target`. Empty for the whole.
    pub key: String,
    /// What is wrong.
    pub what: Wrong,
}

/// Kinds of faults.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// Nothing is there, and something must be.
    Missing,
    /// Dividing by nought.
    DivisionByZero,
    /// Past the digits that the engine prints.
    TooLarge,
    /// More than a limit allows.
    TooMany {
        /// The limit.
        limit: usize,
    },
    /// A word that is not one of those expected.
    Unknown {
        /// The word.
        found: String,
        /// Those expected.
        expected: Vec<String>,
    },
    /// The key is there and its value has another form; the text says which one is expected.
    Shape(String),
    /// The rule cannot be used this way.
    Unfit(&'static str),
}

impl Wrong {
    /// `found` where one of `expected` belongs: all of them where they are few, otherwise the nearest.
    /// A list of thousands tells nobody anything, and a file of such faults would fill the memory.
    pub fn unknown(found: &str, expected: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        /// Names that are listed, and characters of the word that are shown.
        const FEW: usize = 100;
        let mut rest = expected.into_iter();
        let few: Vec<_> = rest.by_ref().take(FEW).collect();
        let expected = match rest.next() {
            None => few.iter().map(|name| name.as_ref().to_owned()).collect(),
            Some(next) => {
                let all: Vec<_> = few.into_iter().chain([next]).chain(rest).collect();
                let near = near::nearest(found, all.iter().map(AsRef::as_ref), 3);
                let first = || all.iter().take(3).map(|name| name.as_ref().to_owned()).collect();
                if near.is_empty() { first() } else { near }
            }
        };
        let mut found = found.to_owned();
        if let Some((end, _)) = found.char_indices().nth(FEW) {
            found.truncate(end);
            found.push('…');
        }
        Self::Unknown { found, expected }
    }
}

impl Fault {
    /// A fault at `key`.
    pub fn new(key: impl Into<String>, what: Wrong) -> Self {
        Self { key: key.into(), what }
    }

    /// Something is missing at `key`.
    pub fn missing(key: impl Into<String>) -> Self {
        Self::new(key, Wrong::Missing)
    }

    /// `key` divides and is nought.
    pub fn zero(key: impl Into<String>) -> Self {
        Self::new(key, Wrong::DivisionByZero)
    }

    /// A number grew past what can be printed.
    #[must_use]
    pub fn too_large() -> Self {
        Self::new("", Wrong::TooLarge)
    }

    /// `found` stands at `key`, where one of `expected` belongs.
    pub fn unknown(key: &str, found: &str, expected: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        Self::new(key, Wrong::unknown(found, expected))
    }

    /// The same fault, seen from outside: its key with `outer` before it.
    #[must_use]
    pub fn within(mut self, outer: &str) -> Self {
        self.key = match self.key.as_str() {
            "" => outer.to_owned(),
            inner => format!("{outer}.{inner}"),
        };
        self
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.key.is_empty() {
            write!(f, "{}: ", self.key)?;
        }
        match &self.what {
            Wrong::Missing => f.write_str("missing"),
            Wrong::DivisionByZero => f.write_str("division by zero"),
            Wrong::TooLarge => f.write_str("a number of more than 30 digits"),
            Wrong::TooMany { limit } => write!(f, "more than {limit}"),
            Wrong::Unknown { found, expected } => {
                write!(f, "found \"{found}\", expected one of: {}", expected.join(", "))
            }
            Wrong::Shape(text) => f.write_str(text),
            Wrong::Unfit(text) => f.write_str(text),
        }
    }
}

impl std::error::Error for Fault {}

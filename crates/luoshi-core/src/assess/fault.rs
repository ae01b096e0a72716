//! What is wrong with a scheme, a value or a case: where, what was found, what is expected.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::LazyLock;

use super::trace::Language;
use crate::near;

/// The texts of [`Wrong::Shape`] and [`Wrong::Unfit`] in Chinese. A key that ends in `…` is the beginning
/// of a text, and `{}` stands for the rest of it.
static TEXTS: LazyLock<BTreeMap<String, String>> =
    LazyLock::new(|| toml::from_str(include_str!("words/faults.toml")).unwrap_or_default());

/// The text of a fault in a language; one that nobody has translated stays as it is.
#[must_use]
pub fn told(text: &str, language: Language) -> String {
    if language == Language::English {
        return text.to_owned();
    }
    if let Some(known) = TEXTS.get(text) {
        return known.clone();
    }
    let begun = TEXTS.iter().find_map(|(key, known)| {
        let rest = text.strip_prefix(key.strip_suffix('\u{2026}')?)?;
        Some(known.replace("{}", &form(rest)))
    });
    begun.unwrap_or_else(|| text.to_owned())
}

/// What a deserializer says of a form: `string "abc", expected u32`.
fn form(rest: &str) -> String {
    let Some((found, expected)) = rest.split_once(", expected ") else { return rest.to_owned() };
    let found = found.split_once(' ').map_or(found, |(_, value)| value);
    let kind = match expected {
        "u8" | "u16" | "u32" | "u64" | "usize" | "i32" | "i64" => "a whole number",
        "a string" | "a borrowed string" | "string" => "a text",
        "a sequence" => "a list",
        "a map" => "a table",
        "a boolean" => "true or false",
        other if other.starts_with("struct ") => "a table",
        other => other,
    };
    let kind = TEXTS.get(kind).map_or(kind, String::as_str);
    TEXTS.get("found and expected").map_or_else(
        || rest.to_owned(),
        |pattern| pattern.replace("{found}", found.trim_matches('`')).replace("{expected}", kind),
    )
}

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
    /// A key that nobody reads; the nearest that are read, all of them where they are few.
    Key {
        /// The key.
        found: String,
        /// Those that are read.
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

impl Wrong {
    /// `found` is no key of a table; of many keys the nearest are named.
    pub fn key(found: &str, expected: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        let all: Vec<String> = expected.into_iter().map(|name| name.as_ref().to_owned()).collect();
        let near = near::nearest(found, all.iter().map(String::as_str), 3);
        let expected = if near.is_empty() { all } else { near };
        Self::Key { found: found.to_owned(), expected }
    }

    /// What a deserializer refused. Its texts are a library's; those that name words and keys are read,
    /// so that they can be told in any language.
    #[must_use]
    pub fn of(error: &serde_json::Error) -> Self {
        let text = error.to_string();
        let text = text.split(" at line ").next().unwrap_or(&text);
        let quoted =
            |text: &str| -> Vec<String> { text.split('`').skip(1).step_by(2).map(str::to_owned).collect() };
        for (start, is_key) in [("unknown variant `", false), ("unknown field `", true)] {
            let Some((found, rest)) = text.strip_prefix(start).and_then(|rest| rest.split_once('`')) else {
                continue;
            };
            let expected = quoted(rest);
            return if is_key { Self::key(found, expected) } else { Self::unknown(found, expected) };
        }
        Self::Shape(text.to_owned())
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
            Wrong::Key { found, expected } => {
                write!(f, "no key \"{found}\", expected one of: {}", expected.join(", "))
            }
            Wrong::Shape(text) => f.write_str(text),
            Wrong::Unfit(text) => f.write_str(text),
        }
    }
}

impl std::error::Error for Fault {}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn sources(dir: &Path, out: &mut String) {
        for entry in std::fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, out);
            } else if path.extension().is_some_and(|e| e == "rs") && !path.ends_with("tests.rs") {
                out.push_str(std::fs::read_to_string(&path).unwrap().split("#[cfg(test)]").next().unwrap());
            }
        }
    }

    #[test]
    fn every_text_of_a_fault_is_there_in_chinese() {
        let mut code = String::new();
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/assess"), &mut code);
        let mut seen = 0;
        for mark in ["Wrong::Unfit(", "Fault::new(\"\", Wrong::Unfit("] {
            for call in code.split(mark).skip(1) {
                let Some(text) = call.trim_start().strip_prefix('"') else { continue };
                let text = text.replace("\\\"", "\u{1}");
                let text = text.split('"').next().unwrap().replace('\u{1}', "\"");
                seen += 1;
                assert_ne!(told(&text, Language::Chinese), text);
            }
        }
        assert!(seen > 10, "{seen}");
    }

    #[test]
    fn texts_of_the_parsers_are_told_in_chinese() {
        let zh = |text: &str| told(text, Language::Chinese);
        assert_eq!(
            zh("a decimal number stands in quotation marks: \"0.5\""),
            "小数要加英文引号，写成 \"0.5\""
        );
        assert_eq!(zh("invalid type: string \"abc\", expected u32"), "写的是 \"abc\"，应为整数");
        assert!(zh("no TOML: duplicate key").starts_with("同一个键"), "the particular before the general");
        assert!(zh("no TOML: something new").contains("something new"));
        assert_eq!(told("a text", Language::English), "a text");
    }

    #[test]
    fn words_and_keys_are_read_out_of_what_a_deserializer_says() {
        #[derive(Debug, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        struct One {
            #[expect(dead_code, reason = "only its reading is looked at")]
            mode: crate::assess::round::Mode,
        }
        let of = |text: &str| Wrong::of(&serde_json::from_str::<One>(text).unwrap_err());
        assert!(
            matches!(of(r#"{"mode": "x"}"#), Wrong::Unknown { found, expected } if found == "x" && expected.len() > 3)
        );
        #[derive(Debug, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Nothing {}
        let none = serde_json::from_str::<Nothing>(r#"{"full": 1}"#).unwrap_err();
        assert_eq!(Wrong::of(&none), Wrong::Key { found: "full".into(), expected: Vec::new() });
        let wrong = of(r#"{"mod": "up"}"#);
        assert_eq!(wrong, Wrong::Key { found: "mod".into(), expected: vec!["mode".into()] });
    }
}

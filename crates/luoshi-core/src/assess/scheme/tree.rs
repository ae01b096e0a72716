//! A TOML file with its lines: what was written where, so that a fault can say so.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::Value;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::assess::fault::{Fault, Wrong};

/// Longest list and table among the parameters of a rule. What bands and points have in common is looked
/// for by comparing all with all.
const MOST: usize = 1_000;

/// A value and the line it stands on.
#[derive(Debug, Clone)]
pub(super) struct Tree {
    pub line: usize,
    pub what: What,
}

#[derive(Debug, Clone)]
pub(super) enum What {
    Text(String),
    Whole(i64),
    /// A bare fraction: refused wherever it stands.
    Fraction(String),
    Flag(bool),
    List(Vec<Tree>),
    /// In the order of the file.
    Table(Vec<(String, Tree)>),
}

/// A fault and where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Line from 1; 0 for the file as a whole.
    pub line: usize,
    /// What is wrong, with its key.
    pub fault: Fault,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.fault)
    }
}

/// Most faults that are told at once.
const MAX_FAULTS: usize = 1_000;

/// Faults that are told; the rest is said to be there.
pub(super) fn few(mut list: Vec<Place>) -> Vec<Place> {
    if list.len() > MAX_FAULTS {
        list.truncate(MAX_FAULTS);
        let fault = Fault::new("", Wrong::Shape(format!("more than {MAX_FAULTS} faults")));
        list.push(Place { line: 0, fault });
    }
    list
}

#[derive(Deserialize)]
struct Aliases {
    values: BTreeMap<String, String>,
    facts: BTreeMap<String, String>,
}

static ALIASES: LazyLock<Aliases> = LazyLock::new(|| {
    toml::from_str(include_str!("../words/aliases.toml"))
        .unwrap_or(Aliases { values: BTreeMap::new(), facts: BTreeMap::new() })
});

/// The English word of a value.
#[must_use]
pub fn word(text: &str) -> &str {
    ALIASES.values.get(text).map_or(text, String::as_str)
}

/// The Chinese word of a value, the shortest where there are several.
#[must_use]
pub fn alias(word: &str) -> Option<&'static str> {
    let known =
        ALIASES.values.iter().filter(|(_, english)| *english == word).map(|(chinese, _)| chinese.as_str());
    known.min_by_key(|chinese| chinese.chars().count())
}

/// Chinese words of values with their English ones.
pub(super) fn aliases() -> impl Iterator<Item = (&'static str, &'static str)> {
    ALIASES.values.iter().map(|(chinese, english)| (chinese.as_str(), english.as_str()))
}

/// The English name of a fact.
#[must_use]
pub fn fact(text: &str) -> &str {
    ALIASES.facts.get(text).map_or(text, String::as_str)
}

/// Reads a file; every syntax error is reported, not only the first.
pub(super) fn parse(text: &str) -> (Tree, Vec<Place>) {
    let (table, errors) = DeTable::parse_recoverable(text);
    let lines = Lines::of(text);
    let places = errors
        .iter()
        // One more than are told: that there are more must show.
        .take(MAX_FAULTS + 1)
        .map(|e| {
            let line = e.span().map_or(0, |s| lines.at(s.start));
            Place { line, fault: Fault::new("", broken(lines.written(text, line), e.message())) }
        })
        .collect();
    let tree = Tree { line: 1, what: entries(table.get_ref(), &lines) };
    (tree, places)
}

/// Why a line is no TOML. What is typed with a Chinese keyboard is by far the most frequent reason, and
/// the parser only says that it expected something else.
fn broken(written: &str, message: &str) -> Wrong {
    /// Characters of a line that are looked at.
    const SEEN: usize = 1_000;
    let seen = written.char_indices().nth(SEEN).map_or(written, |(end, _)| written.split_at(end).0);
    // What stands between quotation marks may hold any sign.
    let outside: String = seen.split('"').step_by(2).collect();
    let code = outside.split('#').next().unwrap_or_default();
    if code.contains([
        '\u{201c}', '\u{201d}', '\u{ff02}', '\u{ff0c}', '\u{ff1d}', '\u{ff3b}', '\u{ff3d}', '\u{ff5b}',
        '\u{ff5d}', '\u{3010}', '\u{3011}',
    ]) {
        return Wrong::Unfit(
            "a quotation mark, comma, bracket or equals sign is a Chinese one; type it in English",
        );
    }
    Wrong::Shape(format!("no TOML: {message}"))
}

/// Where lines begin.
struct Lines(Vec<usize>);

impl Lines {
    fn of(text: &str) -> Self {
        Self(std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect())
    }

    fn at(&self, byte: usize) -> usize {
        self.0.partition_point(|begin| *begin <= byte)
    }

    /// What is written on a line, from 1.
    fn written<'a>(&self, text: &'a str, line: usize) -> &'a str {
        let begin = self.0.get(line.saturating_sub(1)).copied().unwrap_or(text.len());
        let end = self.0.get(line).copied().unwrap_or(text.len());
        text.get(begin..end).unwrap_or_default()
    }
}

fn entries(table: &DeTable<'_>, lines: &Lines) -> What {
    let mut list: Vec<(usize, String, Tree)> = table
        .iter()
        .map(|(key, value)| {
            (key.span().start, key.get_ref().to_string(), tree(value, key.span().start, lines))
        })
        .collect();
    // A table that is written in several places stands where its first key does.
    list.sort_by_key(|(at, _, _)| *at);
    What::Table(list.into_iter().map(|(_, key, tree)| (key, tree)).collect())
}

fn tree(value: &Spanned<DeValue<'_>>, key: usize, lines: &Lines) -> Tree {
    let what = match value.get_ref() {
        DeValue::String(text) => What::Text(text.to_string()),
        DeValue::Integer(whole) => i64::from_str_radix(whole.as_str(), whole.radix())
            .map_or_else(|_| What::Text(whole.to_string()), What::Whole),
        DeValue::Float(fraction) => What::Fraction(fraction.to_string()),
        DeValue::Boolean(flag) => What::Flag(*flag),
        DeValue::Datetime(date) => What::Text(date.to_string()),
        DeValue::Array(list) => {
            What::List(list.iter().map(|item| tree(item, item.span().start, lines)).collect())
        }
        DeValue::Table(table) => entries(table, lines),
    };
    Tree { line: lines.at(key), what }
}

impl Tree {
    /// The value as JSON, with our words in place of Chinese ones. Bare fractions are refused.
    pub fn json(&self, key: &str) -> Result<Value, Place> {
        Ok(match &self.what {
            What::Text(text) => Value::from(word(text)),
            What::Whole(whole) => Value::from(*whole),
            What::Fraction(text) => return Err(fraction(self.line, key, text)),
            What::Flag(flag) => Value::from(*flag),
            What::List(list) if list.len() > MOST => return Err(self.too_many(key)),
            What::List(list) => list.iter().map(|t| t.json(key)).collect::<Result<_, _>>()?,
            What::Table(table) if table.len() > MOST => return Err(self.too_many(key)),
            What::Table(table) => {
                let pairs = table.iter().map(|(k, t)| Ok((k.clone(), t.json(&format!("{key}.{k}"))?)));
                Value::Object(pairs.collect::<Result<_, Place>>()?)
            }
        })
    }

    fn too_many(&self, key: &str) -> Place {
        Place { line: self.line, fault: Fault::new(key, Wrong::TooMany { limit: MOST }) }
    }
}

/// A bare fraction at a key.
pub(super) fn fraction(line: usize, key: &str, text: &str) -> Place {
    let advice = format!("a decimal number stands in quotation marks: \"{text}\"");
    Place { line, fault: Fault::new(key, Wrong::Shape(advice)) }
}

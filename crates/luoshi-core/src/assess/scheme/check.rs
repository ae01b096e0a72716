//! What is wrong or odd in a scheme that can be read: sums, bands, pools, caps, names.
//!
//! A scheme that cannot be computed is not read at all. Everything else is told with its line and
//! left to the people: their document may want it so.

mod bands;
mod caps;
mod formulas;
mod grades;
mod names;
mod pools;
mod sums;

use std::borrow::Cow;

use super::finding::{Finding, Severity};
use super::model::{Item, Scheme};
use super::source::Source;
use super::tree::Place;
use crate::assess::fault::{Fault, Wrong};
use crate::assess::trace::{Arg, Language};

/// A scheme that was read, with its lines and what was found in it.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The scheme.
    pub scheme: Scheme,
    /// What was written where.
    pub source: Source,
    /// What is odd in it, in the order of its lines.
    pub findings: Vec<Finding>,
}

/// Reads a scheme and looks it over.
///
/// # Errors
/// Every fault of the file.
pub fn open(text: &str) -> Result<Opened, Vec<Place>> {
    let scheme = super::file::read(text)?;
    let source = Source::read(text);
    let findings = findings(&scheme, &source);
    Ok(Opened { scheme, source, findings })
}

/// What is wrong or odd in a scheme.
#[must_use]
pub fn findings(scheme: &Scheme, source: &Source) -> Vec<Finding> {
    let mut desk = Desk { scheme, source, out: Vec::new() };
    names::clashes(&mut desk);
    names::holes(&mut desk);
    formulas::look(&mut desk);
    sums::look(&mut desk);
    bands::look(&mut desk);
    pools::look(&mut desk);
    caps::look(&mut desk);
    grades::look(&mut desk);
    let mut out = desk.out;
    out.sort_by_key(|f| f.line);
    out
}

/// Why a scheme that is written well cannot be computed; the same as the faults that [`super::read`]
/// gives, in either language. Empty for a file with other faults.
#[must_use]
pub fn refusals(text: &str) -> Vec<Finding> {
    let Ok((scheme, tree)) = super::file::taken(text) else { return Vec::new() };
    let mut found = findings(&scheme, &Source::of(&tree));
    found.retain(|f| f.severity == Severity::Unusable);
    found
}

/// What makes a scheme impossible to compute, as faults of its file.
pub(super) fn unusable(scheme: &Scheme, source: &Source) -> Vec<Place> {
    let mut desk = Desk { scheme, source, out: Vec::new() };
    names::clashes(&mut desk);
    formulas::look(&mut desk);
    let found = desk.out.into_iter().filter(|f| f.severity == Severity::Unusable);
    found
        .map(|f| {
            let text = Wrong::Shape(f.sentence(Language::English));
            Place { line: f.line, fault: Fault::new(f.key.clone(), text) }
        })
        .collect()
}

/// Where findings are written down.
struct Desk<'a> {
    scheme: &'a Scheme,
    source: &'a Source,
    out: Vec<Finding>,
}

type Args<const N: usize> = [(&'static str, Arg); N];

impl<'a> Desk<'a> {
    /// About an item; the sentence knows it as `item`.
    fn item<const N: usize>(
        &mut self,
        index: usize,
        key: &str,
        severity: Severity,
        code: &'static str,
        args: Args<N>,
    ) {
        let Some(item) = self.scheme.items.get(index) else { return };
        let path = self.source.item(index).unwrap_or_default();
        let exact = format!("{path}.{key}");
        let last = key.rsplit('.').next().unwrap_or(key);
        // What a rule calls by one name is written under a curve, under events or beside them.
        let found = if self.source.has(&exact) { None } else { self.source.find(path, last) };
        let found = found.unwrap_or(&exact);
        let line = if path.is_empty() { 0 } else { self.source.line(found) };
        let key = found.strip_prefix(path).map_or(key, |rest| rest.trim_start_matches('.'));
        let mut all = vec![("item", Arg::from(item.label()))];
        all.extend(args);
        let key = format!("item {}.{key}", item.label());
        self.out.push(Finding { code: Cow::Borrowed(code), severity, line, key, args: all });
    }

    /// About anything else.
    fn at<const N: usize>(&mut self, path: &str, severity: Severity, code: &'static str, args: Args<N>) {
        let line = self.source.line(path);
        let finding =
            Finding { code: Cow::Borrowed(code), severity, line, key: path.to_owned(), args: args.into() };
        self.out.push(finding);
    }

    /// Items with their numbers, free of the borrow of the desk.
    fn items(&self) -> impl Iterator<Item = (usize, &'a Item)> + use<'a> {
        self.scheme.items.iter().enumerate()
    }

    /// Path of an entry of a list of tables.
    fn entry(&self, list: &str, index: usize) -> String {
        let entries = self.source.entries(list);
        entries.into_iter().nth(index).unwrap_or_else(|| format!("{list}[{index}]"))
    }

    /// Path of a key of an item.
    fn path(&self, index: usize, key: &str) -> String {
        format!("{}.{key}", self.source.item(index).unwrap_or_default())
    }
}

/// Names side by side.
fn list<'a>(names: impl IntoIterator<Item = &'a str>) -> Arg {
    Arg::Text(names.into_iter().collect::<Vec<_>>().join("、"))
}

#[cfg(test)]
pub(super) mod testing {
    use super::*;

    /// Codes with lines of what is found in a scheme: a head and these tables.
    pub fn found(tables: &str) -> Vec<(String, usize)> {
        match open(&text(tables)) {
            Ok(opened) => opened.findings.iter().map(|f| (f.code.to_string(), f.line)).collect(),
            Err(places) => places.iter().map(|p| (p.to_string(), p.line)).collect(),
        }
    }

    /// Whether a code is found, and at which lines of `tables`.
    pub fn lines(tables: &str, code: &str) -> Vec<usize> {
        let head = text("").lines().count();
        found(tables).into_iter().filter(|(c, _)| c == code).map(|(_, line)| line - head).collect()
    }

    fn text(tables: &str) -> String {
        let head =
            "[scheme]\nid = \"s\"\nname = \"方案\"\nyear = 2025\n[[dimension]]\nid = \"d\"\nname = \"一\"\n";
        format!("{head}{tables}")
    }

    #[test]
    fn the_lines_count() {
        let item = "[[dimension.item]]\ncode = \"1\"\nname = \"甲\"\nfull = 10\nmeasure = \"原值\"\n";
        assert_eq!(lines(item, "no-marker"), [1], "the table itself where the key is missing");
    }
}

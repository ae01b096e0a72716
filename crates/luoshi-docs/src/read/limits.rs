//! How much a file may hold ([`Limits`]), and what is said when it may not be read ([`Refusal`]).

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde::{Deserialize, Serialize};

use crate::model::{Place, Problem};

/// Bounds on one file. The default is what the application allows everywhere.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Bytes of the file as it was uploaded.
    pub packed: usize,
    /// Bytes after unpacking, counted while inflating; headers are not believed.
    pub unpacked: u64,
    /// Rows of all tables together.
    pub rows: usize,
    /// Columns of one table.
    pub columns: usize,
    /// Cells of all tables together, empty ones included, because a grid holds them all.
    pub cells: usize,
    /// Entries of a container, pages of a PDF, or thousands of tags of a page.
    pub parts: usize,
    /// Says when nobody waits for the reading any more.
    pub stop: Stop,
}

/// Tells a reader to stop. A thread cannot be ended from outside, so readers ask now and then:
/// before a page, an entry of a container, a cell or a record.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Asks every reader that holds this to stop.
    pub fn stop(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether it was asked.
    #[must_use]
    pub fn stopped(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// A refusal once it was asked; nobody is there to see it.
    pub(super) fn check(&self) -> Result<(), Refusal> {
        if self.stopped() { Err(Refusal::new("too-slow")) } else { Ok(()) }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            packed: 50 << 20,
            unpacked: 400 << 20,
            rows: 50_000,
            columns: 200,
            cells: 2_000_000,
            parts: 10_000,
            stop: Stop::default(),
        }
    }
}

/// Why a file was not read. The locales hold the words under `refusal-<code>`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// A stable code such as `old-doc`.
    pub code: String,
    /// Values for the message, by name (`limit`, `mark`, …), ready to be shown.
    pub details: BTreeMap<String, String>,
}

impl Refusal {
    /// A refusal without details.
    #[must_use]
    pub fn new(code: &str) -> Self {
        Self { code: code.to_owned(), details: BTreeMap::new() }
    }

    /// Adds a value that the message shows.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl std::fmt::Display) -> Self {
        self.details.insert(name.to_owned(), value.to_string());
        self
    }

    /// The key of the message in the locales.
    #[must_use]
    pub fn key(&self) -> String {
        format!("refusal-{}", self.code)
    }
}

/// At most so many problems of one code are listed; the rest is summed up in one line.
const PROBLEMS_OF_A_KIND: usize = 100;

/// Keeps the list of problems readable: the first hundred of each code, then one that counts the rest.
pub(super) fn bounded(problems: Vec<Problem>) -> Vec<Problem> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut kept = Vec::new();
    for problem in problems {
        let count = seen.entry(problem.code.clone()).or_default();
        *count += 1;
        if *count <= PROBLEMS_OF_A_KIND {
            kept.push(Problem { found: one_line(&problem.found), ..problem });
        }
    }
    let more: usize = seen.values().map(|count| count.saturating_sub(PROBLEMS_OF_A_KIND)).sum();
    if more > 0 {
        kept.push(Problem::new("more-problems", Place::File, more.to_string()));
    }
    kept
}

/// At most eighty characters, without line breaks.
fn one_line(found: &str) -> String {
    let flat: String = found.chars().map(|c| if c.is_control() { ' ' } else { c }).take(81).collect();
    if flat.chars().count() > 80 { flat.chars().take(79).chain(['…']).collect() } else { flat }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_stops_when_it_is_told_to() {
        let mut table = "序号,任务\n".to_owned();
        (0..50).for_each(|n| table.push_str(&format!("{n},整治第{n}条背街小巷\n")));
        let limits = Limits::default();
        assert!(crate::read::read(table.as_bytes(), "表.csv", &limits).refusal.is_none());
        limits.stop.stop();
        let refusal = crate::read::read(table.as_bytes(), "表.csv", &limits).refusal.unwrap();
        assert_eq!(refusal.code, "too-slow");
    }

    #[test]
    fn a_flood_of_problems_is_summed_up() {
        let flood = vec![Problem::new("x", Place::File, "长".repeat(200)); 130];
        let kept = bounded(flood);
        assert_eq!(kept.len(), 101);
        assert_eq!(kept[100], Problem::new("more-problems", Place::File, "30"));
        assert_eq!(kept[0].found.chars().count(), 80);
    }
}

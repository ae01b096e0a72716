//! What is wrong, doubtful or worth knowing about files of values.

use luoshi_core::assess::fault::{Fault, Wrong};
use serde::Serialize;

/// Something about a file of values. The words of `code` are in the locales under `values-<code>`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Trouble {
    /// Name of the file.
    pub file: String,
    /// Where in it.
    pub place: Spot,
    /// A stable code: one of [`CODES`].
    pub code: &'static str,
    /// How much it matters.
    pub weight: Weight,
    /// What it is about: an item, a fact, a column.
    pub about: String,
    /// What was found.
    pub found: String,
    /// What is expected: a form, or the nearest names.
    pub expected: Vec<String>,
}

/// How much it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// It cannot be read so.
    Fault,
    /// It can be read, but nobody knows what is meant.
    Question,
    /// It was read; somebody may want to know.
    Notice,
}

/// Where in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Spot {
    /// The whole file.
    File,
    /// A line of a text file, from 1, and the key that stands there.
    Line {
        /// From 1.
        line: usize,
        /// Keys from the top, with points between them.
        key: String,
    },
    /// A sheet.
    Sheet {
        /// Its name.
        sheet: String,
    },
    /// A cell.
    Cell {
        /// Name of the sheet.
        sheet: String,
        /// Row, from 1.
        row: usize,
        /// Column by its letters.
        column: String,
    },
}

/// Every code, for the test that the locales have words for all of them.
pub const CODES: &[&str] = &[
    "file-unreadable",
    "json-syntax",
    "json-shape",
    "duplicate-key",
    "bare-fraction",
    "unknown-key",
    "rule-key",
    "rule-no-key",
    "merged-cell",
    "odd-coefficient",
    "sheet-without-units",
    "unknown-column",
    "column-needs-fact",
    "column-misplaced",
    "column-twice",
    "unit-empty",
    "unit-twice",
    "unknown-unit",
    "unknown-item",
    "ambiguous-item",
    "item-empty-cell",
    "unknown-group",
    "unknown-matter",
    "unknown-name",
    "unknown-word",
    "not-a-number",
    "number-too-long",
    "not-a-count",
    "not-a-date",
    "not-yes-no",
    "formula-error",
    "formula-not-computed",
    "mixed-percent",
    "conflict",
    "state-and-values",
    "repeat-too-large",
    "no-group",
    "two-groups",
    "missing-attribute",
    "group-differs",
    "too-many-units",
    "no-units",
    "rule-missing",
    "rule-zero",
    "rule-large",
    "rule-many",
    "rule-unknown",
    "rule-shape",
    "rule-unfit",
    "scheme-unfit",
    "item-without-values",
    "nothing-happened",
    "unit-without-values",
    "more",
];

/// At most so many faults and questions are listed, and as many notices; the rest is counted.
const MOST: usize = 1_000;

/// A list of troubles that stays readable.
#[derive(Debug, Default)]
pub(super) struct Troubles {
    list: Vec<Trouble>,
    barring: usize,
    notices: usize,
}

impl Troubles {
    pub fn add(&mut self, trouble: Trouble) {
        // Notices must not crowd out what keeps the values from being used.
        let count = if trouble.weight == Weight::Notice { &mut self.notices } else { &mut self.barring };
        *count += 1;
        if *count <= MOST {
            self.list.push(trouble);
        }
    }

    /// Whether something keeps the values from being used.
    pub const fn bars(&self) -> bool {
        self.barring > 0
    }

    /// What keeps the values from being used; notices stand aside until then.
    pub fn barring(mut self) -> Vec<Trouble> {
        self.list.retain(|t| t.weight != Weight::Notice);
        self.notices = 0;
        self.list()
    }

    pub fn list(mut self) -> Vec<Trouble> {
        let more = self.barring.saturating_sub(MOST) + self.notices.saturating_sub(MOST);
        if more > 0 {
            self.list.push(Trouble {
                file: String::new(),
                place: Spot::File,
                code: "more",
                weight: if self.bars() { Weight::Fault } else { Weight::Notice },
                about: String::new(),
                found: more.to_string(),
                expected: Vec::new(),
            });
        }
        self.list
    }
}

/// The code of a fault of the engine, what was found, what is expected.
pub(super) fn of_rule(fault: &Fault) -> (&'static str, String, Vec<String>) {
    let none = String::new;
    match &fault.what {
        Wrong::Missing => ("rule-missing", none(), Vec::new()),
        Wrong::DivisionByZero => ("rule-zero", none(), Vec::new()),
        Wrong::TooLarge => ("rule-large", none(), Vec::new()),
        Wrong::TooMany { limit } => ("rule-many", limit.to_string(), Vec::new()),
        Wrong::Unknown { found, expected } => ("rule-unknown", found.clone(), expected.clone()),
        Wrong::Key { found, expected } if expected.is_empty() => ("rule-no-key", found.clone(), Vec::new()),
        Wrong::Key { found, expected } => ("rule-key", found.clone(), expected.clone()),
        Wrong::Shape(text) => ("rule-shape", text.clone(), Vec::new()),
        Wrong::Unfit(text) => ("rule-unfit", (*text).to_owned(), Vec::new()),
    }
}

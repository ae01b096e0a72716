//! Schemes as offices have them: the annex table of indicators (考核指标表), read into a draft and
//! written from a scheme.
//!
//! [`import`] reads a table of 一级指标, 二级指标, 分值, 计分办法, 责任部门 from any file that the common
//! readers understand: workbooks, separated values, tables of a word processor. Wordings that are
//! recognised become rules; everything uncertain becomes a [`Question`] with the sentence it stands on
//! and its cell. An item whose rule is not known is marked by its office within its points until the
//! question is answered.
//!
//! [`workbook`] writes the table from a scheme. Its second sheet holds what words cannot say, so that
//! the same scheme comes back; a row that somebody changed is read by its words.

mod book;
mod data;
mod draft;
mod sheet;
mod toml;
mod wording;
mod words;

use luoshi_core::assess::scheme::MAX_ITEMS;
use luoshi_core::assess::scheme::model::Scheme;
use luoshi_core::assess::trace::Language;
use serde::Serialize;

use crate::assess::Spot;
use crate::read::{self, Limits, Refusal};
use draft::Origin;

pub use book::{AnnexError, workbook};

/// A draft read from a table.
#[derive(Debug)]
pub struct Imported {
    /// The draft.
    pub scheme: Scheme,
    /// What somebody has to answer, in the order of the table.
    pub questions: Vec<Question>,
    origins: Vec<Origin>,
    whole: bool,
}

/// Something that the table leaves open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Question {
    /// Where it stands.
    pub place: Spot,
    /// The item.
    pub item: String,
    /// A stable code.
    pub code: &'static str,
    /// The sentence that the question stands on.
    pub sentence: String,
    /// What was found.
    pub found: String,
    /// What it is held against.
    pub expected: String,
    /// Whether the item has no rule until this is answered.
    pub open: bool,
    /// Rules to choose from.
    pub choices: Vec<Choice>,
}

/// A rule that a wording may mean.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// A stable code of what it takes the words for.
    pub label: &'static str,
    /// The lines of a scheme file that say so.
    pub lines: Vec<String>,
}

impl Choice {
    fn new(label: &'static str, rule: &wording::Rule) -> Self {
        Self { label, lines: toml::rule(rule) }
    }

    /// What it takes the words for.
    #[must_use]
    pub fn title(&self, language: Language) -> String {
        words::say(language, self.label, &[])
    }
}

impl Question {
    fn of(place: Spot, code: &'static str, sentence: &str) -> Self {
        Self {
            place,
            item: String::new(),
            code,
            sentence: sentence.to_owned(),
            found: String::new(),
            expected: String::new(),
            open: false,
            choices: Vec::new(),
        }
    }

    /// The question as a sentence.
    #[must_use]
    pub fn text(&self, language: Language) -> String {
        let args = [
            ("found", self.found.as_str()),
            ("expected", self.expected.as_str()),
            ("item", self.item.as_str()),
        ];
        words::say(language, self.code, &args)
    }

    /// The question with its number and place.
    #[must_use]
    pub fn line(&self, number: usize, language: Language) -> String {
        let (number, at, sentence) = (number.to_string(), self.at(language), self.text(language));
        let args = [("number", number.as_str()), ("place", &at), ("sentence", &sentence)];
        words::say(language, "question", &args)
    }

    /// Where it stands, in words.
    #[must_use]
    pub fn at(&self, language: Language) -> String {
        place(&self.place, language)
    }
}

/// A file that is no table of indicators.
#[derive(Debug, thiserror::Error)]
pub enum NoAnnex {
    /// It cannot be read.
    #[error("{}", .0.code)]
    Unreadable(Refusal),
    /// No table in it has the headings of one.
    #[error("no table of indicators")]
    NoTable,
    /// More rows than a scheme has items.
    #[error("more than {0} rows")]
    TooMany(usize),
}

/// Reads a table of indicators into a draft.
///
/// # Errors
/// A file that cannot be read, or that has no such table.
pub fn import(name: &str, bytes: &[u8]) -> Result<Imported, NoAnnex> {
    let reading = read::read(bytes, name, &Limits::default());
    let Some(document) = reading.document else {
        return Err(NoAnnex::Unreadable(reading.refusal.unwrap_or_else(|| Refusal::new("unknown"))));
    };
    let annexes = sheet::annexes(&document);
    if annexes.iter().all(|annex| annex.lines.is_empty()) {
        return Err(NoAnnex::NoTable);
    }
    if annexes.iter().map(|annex| annex.lines.len()).sum::<usize>() > MAX_ITEMS {
        return Err(NoAnnex::TooMany(MAX_ITEMS));
    }
    let draft = draft::draft(annexes, data::read(&document), name);
    let draft::Draft { scheme, questions, origins, whole } = draft;
    Ok(Imported { scheme, questions, origins, whole })
}

impl Imported {
    /// The draft as a scheme file, with the source of every item and the open questions as remarks.
    #[must_use]
    pub fn toml(&self, language: Language) -> String {
        let mut remarks: Vec<Vec<String>> = Vec::new();
        let mut told = vec![false; self.questions.len()];
        for (item, origin) in self.scheme.items.iter().zip(&self.origins) {
            let mut lines = Vec::new();
            if let Some(spot) = &origin.spot {
                lines.push(words::say(language, "source", &[("place", &place(spot, language))]));
            }
            for (key, text) in [("content", &origin.content), ("note", &origin.note)] {
                if !text.is_empty() {
                    lines.push(words::say(language, key, &[("text", text)]));
                }
            }
            let mut open = false;
            for (number, question) in self.questions.iter().enumerate() {
                if question.item == item.name && told.get(number) == Some(&false) {
                    lines.extend(self.asked(number, language));
                    open |= question.open;
                    if let Some(one) = told.get_mut(number) {
                        *one = true;
                    }
                }
            }
            if open {
                lines.push(words::say(language, "manual", &[]));
            }
            remarks.push(lines);
        }
        let open = self.questions.iter().filter(|q| q.open).count();
        let counts = [("questions", &*self.questions.len().to_string()), ("open", &*open.to_string())];
        let mut head = vec![words::say(language, "head", &counts)];
        if !self.whole {
            head.push(words::say(language, "rest", &[]));
        }
        for (number, told) in told.iter().enumerate() {
            if !told {
                head.extend(self.asked(number, language));
            }
        }
        toml::scheme(&self.scheme, &head, &remarks)
    }

    /// Lines of a question.
    fn asked(&self, number: usize, language: Language) -> Vec<String> {
        let Some(question) = self.questions.get(number) else { return Vec::new() };
        let mut out = vec![question.line(number + 1, language)];
        for (n, choice) in (1..).zip(&question.choices) {
            let (n, title): (String, String) = (i32::to_string(&n), choice.title(language));
            out.push(format!("  {}", words::say(language, "choice", &[("number", &n), ("label", &title)])));
            out.extend(choice.lines.iter().map(|line| format!("    {line}")));
        }
        out
    }
}

fn place(spot: &Spot, language: Language) -> String {
    match spot {
        Spot::Cell { sheet, row, column } => {
            let key = if sheet.is_empty() { "source_bare" } else { "source_cell" };
            words::say(language, key, &[("sheet", sheet), ("row", &row.to_string()), ("column", column)])
        }
        Spot::Sheet { sheet } => sheet.clone(),
        Spot::Line { line, .. } => line.to_string(),
        Spot::File => words::say(language, "source_file", &[]),
    }
}

//! `luoshi assess scheme`: from the annex table of indicators to a scheme, and back.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use luoshi_core::assess::fault::{Fault, Wrong};
use luoshi_core::assess::scheme;
use luoshi_core::assess::trace::Language;
use luoshi_docs::assess::annex::{self, Imported, NoAnnex, Question};
use serde_json::{Value, json};

use super::score::{load, spared, spoken, system, write};
use super::told;
use crate::cli::{language, tell};

/// Largest table that is read.
const LIMIT: u64 = 64 << 20;

/// Read a scheme from a table of indicators, or write it as one
#[derive(Debug, Subcommand)]
pub enum Scheme {
    Import(Import),
    Export(Export),
    Diff(Diff),
}

impl Scheme {
    /// Does it.
    ///
    /// # Errors
    /// When a file cannot be read or written.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        match self {
            Self::Import(command) => command.run(),
            Self::Export(command) => command.run(),
            Self::Diff(command) => command.run(),
        }
    }
}

/// Draft a scheme from a table of indicators, and list what the table leaves open
///
/// Exit code 0 also with questions; 1: the file is no such table, and nothing is written.
#[derive(Debug, Args)]
pub struct Import {
    /// Table of indicators: xlsx, xls, csv or docx
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Where the draft goes (TOML)
    #[arg(short, long, value_name = "OUT")]
    output: PathBuf,
    /// Print the questions as one JSON document
    #[arg(long)]
    json: bool,
}

impl Import {
    fn run(self) -> anyhow::Result<ExitCode> {
        let name = self.file.display().to_string();
        let size = std::fs::metadata(&self.file).map_err(|e| system(&self.file, &e))?.len();
        if size > LIMIT {
            tell(&told::too_big(language(), &self.file, LIMIT));
            return Ok(ExitCode::FAILURE);
        }
        let bytes = std::fs::read(&self.file).map_err(|e| system(&self.file, &e))?;
        spared(&self.output, &[&self.file])?;
        let imported = match annex::import(&name, &bytes) {
            Ok(imported) => imported,
            Err(NoAnnex::Unreadable(refusal)) => {
                tell(&format!("{name}: {}", told::unreadable(language(), &refusal.code)));
                return Ok(ExitCode::FAILURE);
            }
            Err(NoAnnex::TooMany(limit)) => {
                let fault = Fault::new("", Wrong::TooMany { limit });
                tell(&format!("{name}: {}", told::fault(language(), &fault)));
                return Ok(ExitCode::FAILURE);
            }
            Err(NoAnnex::NoTable) => {
                tell(&format!("{name}: {}", language().text("values-no-annex")));
                return Ok(ExitCode::FAILURE);
            }
        };
        let spoken = spoken(language());
        let text = imported.toml(spoken);
        if let Err(places) = scheme::read(&text) {
            told::places(language(), &name, &places);
            return Ok(ExitCode::FAILURE);
        }
        write(&self.output, text.as_bytes())?;
        self.print(&imported, spoken)
    }

    fn print(&self, imported: &Imported, spoken: Language) -> anyhow::Result<ExitCode> {
        let mut out = std::io::stdout().lock();
        let open = imported.questions.iter().filter(|q| q.open).count();
        if self.json {
            let questions: Vec<Value> = imported.questions.iter().map(|q| asked(q, spoken)).collect();
            let items = imported.scheme.items.len();
            let all = json!({"items": items, "open": open, "questions": questions});
            writeln!(out, "{all:#}")?;
            return Ok(ExitCode::SUCCESS);
        }
        for (number, question) in (1..).zip(&imported.questions) {
            writeln!(out, "{}", question.line(number, spoken))?;
            if !question.sentence.is_empty() {
                writeln!(out, "    {}", question.sentence.replace('\n', "\n    "))?;
            }
            for choice in &question.choices {
                writeln!(out, "    - {}: {}", choice.title(spoken), choice.lines.join("; "))?;
            }
        }
        let counts = [
            ("items", imported.scheme.items.len().to_string()),
            ("questions", imported.questions.len().to_string()),
            ("open", open.to_string()),
        ];
        tell(&language().text_with("values-annex-read", &counts));
        Ok(ExitCode::SUCCESS)
    }
}

fn asked(question: &Question, spoken: Language) -> Value {
    let mut out = serde_json::to_value(question).unwrap_or_default();
    out["text"] = question.text(spoken).into();
    out
}

/// Write a scheme as the annex table that is printed with it
#[derive(Debug, Args)]
pub struct Export {
    /// Scheme file (TOML)
    #[arg(value_name = "SCHEME")]
    scheme: PathBuf,
    /// Where the table goes (xlsx)
    #[arg(short, long, value_name = "OUT")]
    output: PathBuf,
}

impl Export {
    fn run(self) -> anyhow::Result<ExitCode> {
        let Some(scheme) = load(&self.scheme)? else { return Ok(ExitCode::FAILURE) };
        spared(&self.output, &[&self.scheme])?;
        write(&self.output, &annex::workbook(&scheme)?)?;
        Ok(ExitCode::SUCCESS)
    }
}

/// Say in words what a new version of a scheme changes
///
/// Exit code 0 whether or not there is a difference; 1: a scheme cannot be read.
#[derive(Debug, Args)]
pub struct Diff {
    /// Scheme file as it was (TOML)
    #[arg(value_name = "OLD")]
    old: PathBuf,
    /// Scheme file as it is now (TOML)
    #[arg(value_name = "NEW")]
    new: PathBuf,
}

impl Diff {
    fn run(self) -> anyhow::Result<ExitCode> {
        // Faults of both are told at once.
        let (Some(old), Some(new)) = (load(&self.old)?, load(&self.new)?) else {
            return Ok(ExitCode::FAILURE);
        };
        let changes = scheme::diff::diff(&old, &new);
        let mut out = std::io::stdout().lock();
        for change in &changes {
            writeln!(out, "{}", change.sentence(spoken(language())))?;
        }
        if changes.is_empty() {
            tell(&language().text("values-no-change"));
        }
        Ok(ExitCode::SUCCESS)
    }
}

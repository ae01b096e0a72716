//! `luoshi import`: reads files and prints what they propose.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args;
use luoshi_docs::extract::{self, Extraction, Known};
use luoshi_docs::model::{Document, Place, Problem};
use luoshi_docs::read::{self, Limits};
use serde_json::{Value, json};

use super::{language, tell};
use crate::app::Clock;
use crate::ctx::day_of;

/// Read documents and print what they propose: tasks, deadlines, people, measures …
#[derive(Debug, Args)]
pub struct Import {
    /// Files to read; a .jsonl file holds one {"id", "text"} a line
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Print one JSON line per document
    #[arg(long)]
    json: bool,
    /// Year of the plan, for time limits that name none
    #[arg(long, value_name = "N")]
    year: Option<i32>,
}

/// A document that was asked for, read or not.
struct Outcome {
    id: String,
    document: Option<Document>,
    problems: Vec<Problem>,
    refused: bool,
}

impl Import {
    /// Reads every file; one that cannot be read does not keep the others from being read.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let known =
            Known { plan_year: self.year, today: Some(day_of(Clock::system().now())), ..Known::default() };
        let mut failed = false;
        for file in &self.files {
            match outcomes(file) {
                Ok(found) => {
                    for outcome in found {
                        failed |= outcome.refused;
                        self.print(&outcome, &known)?;
                    }
                }
                Err(error) => {
                    failed = true;
                    tell(&format!("{}: {error:#}", file.display()));
                }
            }
        }
        Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }

    fn print(&self, outcome: &Outcome, known: &Known) -> anyhow::Result<()> {
        let found = outcome.document.as_ref().map(|d| extract::extract(d, known));
        let mut out = std::io::stdout().lock();
        if self.json {
            let pred = match (&outcome.document, &found) {
                (Some(document), Some(found)) => extract::pred(document, found),
                _ => Value::Null,
            };
            writeln!(out, "{}", json!({ "id": outcome.id, "pred": pred, "problems": outcome.problems }))?;
        } else if let Some(found) = &found {
            write!(out, "{}", summary(&outcome.id, found))?;
        }
        for problem in &outcome.problems {
            tell(&problem_line(&outcome.id, problem));
        }
        Ok(())
    }
}

/// The documents of a file: one, or as many as a `.jsonl` has lines.
fn outcomes(file: &Path) -> anyhow::Result<Vec<Outcome>> {
    let bytes = std::fs::read(file).context("reading the file")?;
    let name = file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    if file.extension().is_some_and(|e| e.eq_ignore_ascii_case("jsonl")) {
        return lines(&bytes);
    }
    let id = file.file_stem().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let reading = read::read(&bytes, &name, &Limits::default());
    let mut problems = reading.problems;
    let refused = reading.refusal.is_some();
    if let Some(refusal) = reading.refusal {
        let details: Vec<String> =
            refusal.details.iter().map(|(name, value)| format!("{name}: {value}")).collect();
        problems.push(Problem::new(&format!("refusal-{}", refusal.code), Place::File, details.join(", ")));
    }
    Ok(vec![Outcome { id, document: reading.document, problems, refused }])
}

fn lines(bytes: &[u8]) -> anyhow::Result<Vec<Outcome>> {
    let text = std::str::from_utf8(bytes).context("a .jsonl file must be UTF-8")?;
    let mut out = Vec::new();
    for (number, line) in (1..).zip(text.trim_start_matches('\u{feff}').lines()) {
        if line.trim().is_empty() {
            continue;
        }
        let entry: Value = serde_json::from_str(line).with_context(|| format!("line {number}"))?;
        let field = |name: &str| entry.get(name).and_then(Value::as_str);
        let text = field("text").with_context(|| format!("line {number}: no \"text\""))?;
        let id = field("id").map_or_else(|| number.to_string(), ToOwned::to_owned);
        out.push(Outcome { id, document: Some(read::text(text)), problems: Vec::new(), refused: false });
    }
    Ok(out)
}

/// What a person at the terminal wants to know first.
fn summary(id: &str, found: &Extraction) -> String {
    use std::fmt::Write as _;
    let lang = language();
    let mut out = String::new();
    let title = found.title.as_ref().map_or(id, |t| t.value.as_str());
    let _ = writeln!(out, "{title}");
    for (key, count) in [
        ("cli-import-tasks", found.tasks.len()),
        ("cli-import-measures", found.measures.len()),
        ("cli-import-people", found.people.len()),
        ("cli-import-priorities", found.priorities.len()),
        ("cli-import-questions", found.questions.len()),
    ] {
        let _ = writeln!(out, "  {}", lang.text_with(key, &[("n", count.to_string())]));
    }
    for task in &found.tasks {
        let who = task.value.lead.join("、");
        let when = task.value.deadline_text.as_deref().unwrap_or("—");
        let _ = writeln!(out, "  · {}  [{who}]  {when}", task.value.text);
    }
    out
}

fn problem_line(id: &str, problem: &Problem) -> String {
    let place = match &problem.place {
        Place::File => String::new(),
        Place::Line(n) => format!(":{n}"),
        Place::Paragraph(n) => format!(" ¶{n}"),
        Place::Page(n) => format!(" p.{n}"),
        Place::Cell { sheet, address } => format!(" {sheet}!{address}"),
    };
    format!("{id}{place}: {} {}", text_of(&problem.code), problem.found)
}

/// The text of a problem's or refusal's code.
fn text_of(code: &str) -> String {
    let lang = language();
    if code.starts_with("refusal-") { lang.text(code) } else { lang.text(&format!("problem-{code}")) }
}

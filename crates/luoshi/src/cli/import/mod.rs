//! `luoshi import`: reads files and prints what they propose, or takes them into a store.

mod into;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args;
use luoshi_docs::extract::{self, Extraction, Known};
use luoshi_docs::model::{Document, Place, Problem};
use luoshi_docs::read::{self, Limits, Refusal};
use serde_json::{Value, json};

use super::{language, on_runtime, tell};
use crate::app::Clock;
use crate::ctx::day_of;
use crate::db::StoreUrl;

/// Read documents and print what they propose, or take them into a store to be confirmed
#[derive(Debug, Args)]
pub struct Import {
    /// Files to read; a .jsonl file holds one {"id", "text"} a line
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Print one JSON line per document
    #[arg(long)]
    json: bool,
    /// Year of the plan, for time limits that name none; with --into the year that receives them
    #[arg(long, value_name = "N")]
    year: Option<i32>,
    /// Take the files into the store of a folder, or postgres://…[#schema]; they wait to be confirmed
    #[arg(long, value_name = "DIR|URL", value_parser = into::place)]
    into: Option<StoreUrl>,
    /// Id or name of the body, where the store holds several
    #[arg(long, value_name = "T", requires = "into")]
    tenant: Option<String>,
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
    /// When the output cannot be written, or the store of `--into` cannot be opened.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        match &self.into {
            Some(into) => on_runtime(into::run(&self, into)),
            None => self.print_all(),
        }
    }

    fn print_all(&self) -> anyhow::Result<ExitCode> {
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
    problems.extend(reading.refusal.as_ref().map(refusal_problem));
    Ok(vec![Outcome { id, document: reading.document, problems, refused }])
}

fn lines(bytes: &[u8]) -> anyhow::Result<Vec<Outcome>> {
    let document = |text: String| Some(read::text(&text));
    let outcome = |(id, text)| Outcome { id, document: document(text), problems: Vec::new(), refused: false };
    Ok(texts(bytes)?.into_iter().map(outcome).collect())
}

/// The texts of a `.jsonl`, each with its id; where it has none, with the number of its line.
fn texts(bytes: &[u8]) -> anyhow::Result<Vec<(String, String)>> {
    let text = std::str::from_utf8(bytes).context("a .jsonl file must be UTF-8")?;
    let mut out = Vec::new();
    for (number, line) in (1..).zip(text.trim_start_matches('\u{feff}').lines()) {
        if line.trim().is_empty() {
            continue;
        }
        let entry: Value = serde_json::from_str(line).with_context(|| format!("line {number}"))?;
        let field = |name: &str| entry.get(name).and_then(Value::as_str).map(ToOwned::to_owned);
        let text = field("text").with_context(|| format!("line {number}: no \"text\""))?;
        out.push((field("id").unwrap_or_else(|| number.to_string()), text));
    }
    Ok(out)
}

/// A refusal beside the problems of what was read.
fn refusal_problem(refusal: &Refusal) -> Problem {
    let details: Vec<String> =
        refusal.details.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    Problem::new(&refusal.key(), Place::File, details.join(", "))
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
    format!("{id}{place}: {}", words(problem))
}

/// A problem or a refusal in the words that the page would use, with what was found.
fn words(problem: &Problem) -> String {
    let lang = language();
    if problem.code.starts_with("refusal-") {
        let detail = |name| {
            Some((name, problem.found.split(", ").find_map(|d| d.strip_prefix(name)?.strip_prefix(": "))?))
        };
        let details = ["limit", "mark", "pages", "found"].into_iter().filter_map(detail);
        let details: Vec<_> = details.map(|(name, value)| (name, value.to_owned())).collect();
        return lang.text_with(&problem.code, &details);
    }
    let text = lang.text_with(&format!("problem-{}", problem.code), &[("found", problem.found.clone())]);
    if text.contains(&problem.found) { text } else { format!("{text} {}", problem.found) }
}

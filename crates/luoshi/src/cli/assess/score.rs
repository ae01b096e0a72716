//! `luoshi assess SCHEME --values FILE…`: totals, ranks, grades, awards and their reasons.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context as _, anyhow};
use clap::Args;
use luoshi_core::assess::fault::Fault;
use luoshi_core::assess::scheme::{self, Opened, model::Scheme};
use luoshi_core::assess::trace::Language;
use luoshi_docs::assess::report::{self, BookError, Report};
use luoshi_docs::assess::{self, File};

use super::told;
use crate::cli::{language, tell};
use crate::web::i18n::Locale;

/// What is scored, and what comes of it
#[derive(Debug, Args)]
pub struct Score {
    /// Scheme file (TOML)
    #[arg(value_name = "SCHEME", required = true)]
    scheme: Option<PathBuf>,
    /// Values: json, csv or xlsx; several files are merged
    #[arg(long, value_name = "FILE", num_args = 1.., required_unless_present = "template")]
    values: Vec<PathBuf>,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
    /// Write the results as a workbook
    #[arg(long, value_name = "OUT")]
    xlsx: Option<PathBuf>,
    /// Write the results as one printable page
    #[arg(long, value_name = "OUT")]
    html: Option<PathBuf>,
    /// One unit: why it got what it got
    #[arg(long, value_name = "NAME")]
    unit: Option<String>,
    /// Why every unit got what it got
    #[arg(long)]
    explain: bool,
    /// Write an empty workbook to enter values in
    #[arg(long, requires = "output", conflicts_with_all = ["values", "json", "xlsx", "html", "unit", "explain"])]
    template: bool,
    /// Where the empty workbook goes
    #[arg(short, long, value_name = "OUT", requires = "template")]
    output: Option<PathBuf>,
    /// Threads that compute
    #[arg(long, value_name = "N", default_value_t = 1)]
    threads: usize,
}

impl Score {
    /// Reads, computes, prints. Exit code 1 with everything that is wrong or doubtful on stderr.
    ///
    /// # Errors
    /// When a file cannot be read or the output cannot be written.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let path = self.scheme.as_deref().context("SCHEME")?;
        let Some(Opened { scheme, findings, .. }) = open(path)? else { return Ok(ExitCode::FAILURE) };
        if self.template {
            let out = self.output.as_deref().context("-o")?;
            spared(out, &[path])?;
            write(out, &assess::template::workbook(&scheme, spoken(language()))?)?;
            return Ok(ExitCode::SUCCESS);
        }
        let inputs: Vec<&Path> =
            std::iter::once(path).chain(self.values.iter().map(PathBuf::as_path)).collect();
        for out in [&self.xlsx, &self.html].into_iter().flatten() {
            spared(out, &inputs)?;
        }
        let scheme = Arc::new(scheme);
        let mut bytes = Vec::with_capacity(self.values.len());
        for path in &self.values {
            let limit = 64 << 20;
            let size = std::fs::metadata(path).map_err(|e| system(path, &e))?.len();
            if size > limit {
                tell(&told::too_big(language(), path, limit));
                return Ok(ExitCode::FAILURE);
            }
            bytes.push(std::fs::read(path).map_err(|e| system(path, &e))?);
        }
        let names: Vec<String> = self.values.iter().map(|p| p.display().to_string()).collect();
        let files: Vec<File<'_>> =
            names.iter().zip(&bytes).map(|(name, bytes)| File { name, bytes }).collect();
        let ready = match assess::read(&scheme, &files, self.threads.clamp(1, 64)) {
            Ok(ready) => ready,
            Err(troubles) => {
                told::troubles(language(), &troubles);
                return Ok(ExitCode::FAILURE);
            }
        };
        told::doubts(language(), &path.display().to_string(), &findings);
        told::troubles(language(), &ready.notices);
        self.print(&Report::new(&ready.assessment, spoken(language())))
    }

    fn print(&self, report: &Report<'_>) -> anyhow::Result<ExitCode> {
        let one = match &self.unit {
            None => None,
            Some(name) => match report.unit(name) {
                Some(unit) => Some(unit),
                None => {
                    tell(&told::no_unit(language(), name, &report.near(name)));
                    return Ok(ExitCode::FAILURE);
                }
            },
        };
        let all = || (0..report.units()).collect::<Vec<_>>();
        let explain = one.map(|unit| vec![unit]).or_else(|| self.explain.then(all)).unwrap_or_default();
        // Both are made before either is written.
        let book =
            self.xlsx.as_deref().map(|out| report::workbook(report).map(|book| (out, book)).map_err(no_book));
        let page = self.html.as_deref().map(|out| report::page(report).map(|page| (out, page)));
        let (book, page) = (book.transpose()?, page.transpose().map_err(refused)?);
        if let Some((out, book)) = book {
            write(out, &book)?;
        }
        if let Some((out, page)) = page {
            write(out, page.as_bytes())?;
        }
        let mut out = std::io::stdout().lock();
        if self.json {
            writeln!(out, "{}", report::json(report, &explain).map_err(refused)?)?;
            return Ok(ExitCode::SUCCESS);
        }
        if one.is_none() && (self.explain || (self.xlsx.is_none() && self.html.is_none())) {
            write!(out, "{}", report::table(report))?;
        }
        for (number, unit) in explain.iter().enumerate() {
            if number > 0 || one.is_none() {
                writeln!(out)?;
            }
            write!(out, "{}", report::statement(report, *unit).map_err(refused)?)?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Reads a scheme; its faults are told, all at once.
pub(super) fn load(path: &Path) -> anyhow::Result<Option<Scheme>> {
    Ok(open(path)?.map(|opened| opened.scheme))
}

/// The same with what is odd in it.
fn open(path: &Path) -> anyhow::Result<Option<Opened>> {
    let name = path.display().to_string();
    let bytes = std::fs::read(path).map_err(|e| system(path, &e))?;
    let Ok(text) = String::from_utf8(bytes) else {
        tell(&format!("{name}: {}", told::text_in(language(), "not UTF-8")));
        return Ok(None);
    };
    let text = text.trim_start_matches('\u{feff}');
    match scheme::open(text) {
        Ok(opened) => Ok(Some(opened)),
        Err(places) => {
            let own = scheme::refusals(text);
            if own.is_empty() {
                told::places(language(), &name, &places);
            } else {
                told::findings(language(), &name, &own);
            }
            Ok(None)
        }
    }
}

/// The language of traces that goes with one of messages.
pub(super) const fn spoken(locale: Locale) -> Language {
    match locale {
        Locale::Zh => Language::Chinese,
        Locale::En => Language::English,
    }
}

fn refused(fault: Fault) -> anyhow::Error {
    anyhow!(told::fault(language(), &fault))
}

/// Why there is no workbook, in the language of the terminal.
fn no_book(error: BookError) -> anyhow::Error {
    match error {
        BookError::Fault(fault) => refused(fault),
        BookError::TooLarge { found, limit } => {
            let counts = [("found", found.to_string()), ("limit", limit.to_string())];
            anyhow!(language().text_with("cli-assess-rows", &counts))
        }
        BookError::Workbook(_) => error.into(),
    }
}

pub(super) fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let error = |e: std::io::Error| system(path, &e);
    // What is no plain file, a pipe for example, is written as it is.
    if std::fs::metadata(path).is_ok_and(|m| !m.is_file()) {
        return std::fs::write(path, bytes).map_err(error);
    }
    // Written beside and moved there: what stood there stays whole until the new one is.
    let mut beside = path.as_os_str().to_owned();
    beside.push(".part");
    let beside = PathBuf::from(beside);
    let written = std::fs::write(&beside, bytes).and_then(|()| std::fs::rename(&beside, path));
    written.map_err(|e| {
        let _ = std::fs::remove_file(&beside);
        error(e)
    })
}

/// Refuses to write over a file that is read.
pub(super) fn spared(out: &Path, inputs: &[&Path]) -> anyhow::Result<()> {
    let same = |one: &Path| match (out.canonicalize(), one.canonicalize()) {
        (Ok(out), Ok(one)) => out == one,
        _ => false,
    };
    match inputs.iter().any(|one| same(one)) {
        true => Err(anyhow!(told::overwrites(language(), out))),
        false => Ok(()),
    }
}

/// A refusal of the system, in words.
pub(super) fn system(path: &Path, error: &std::io::Error) -> anyhow::Error {
    anyhow!(told::system(language(), path, error))
}

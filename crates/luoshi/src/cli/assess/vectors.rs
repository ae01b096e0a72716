//! `luoshi assess vectors`: exact cases, one a line, against the engine.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args;
use luoshi_core::assess::vectors::{Case, Difference, run};
use serde_json::{Value, json};

/// Run exact cases: {"id", "rule_kind", "given", "expect"}, one a line
#[derive(Debug, Args)]
pub struct Vectors {
    /// File of cases
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Print one JSON line per case, and a last one with the count
    #[arg(long)]
    json: bool,
}

impl Vectors {
    /// Runs every case; a line that is no case fails and does not keep the others from being run.
    ///
    /// # Errors
    /// When the file cannot be read or the output cannot be written.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let name = self.file.display();
        let file = std::fs::File::open(&self.file).with_context(|| name.to_string())?;
        let mut out = std::io::stdout().lock();
        let (mut cases, mut passed) = (0_usize, 0_usize);
        for (number, line) in (1..).zip(BufReader::new(file).lines()) {
            let line = line.with_context(|| format!("{name}:{number}"))?;
            // Editors put a mark of byte order before the first line.
            let line = line.trim_start_matches('\u{feff}');
            if line.trim().is_empty() {
                continue;
            }
            cases += 1;
            let (id, kind, differences) = judge(line, &format!("{name}:{number}"));
            passed += usize::from(differences.is_empty());
            if self.json {
                let pass = differences.is_empty();
                writeln!(
                    out,
                    "{}",
                    json!({"id": id, "rule_kind": kind, "pass": pass, "differences": differences})
                )?;
            } else {
                write!(out, "{}", told(&id, &kind, &differences))?;
            }
        }
        if self.json {
            writeln!(out, "{}", json!({"cases": cases, "passed": passed, "failed": cases - passed}))?;
        } else {
            writeln!(out, "{passed}/{cases}")?;
        }
        Ok(if passed == cases { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

/// Name, kind and differences of the case on a line.
fn judge(line: &str, place: &str) -> (String, String, Vec<Difference>) {
    match serde_json::from_str::<Case>(line) {
        Ok(case) => {
            let differences = run(&case);
            (case.id, case.rule_kind, differences)
        }
        Err(error) => {
            let found = Value::from(error.to_string());
            let fault = Difference { key: place.to_owned(), expected: Value::Null, found };
            (place.to_owned(), String::new(), vec![fault])
        }
    }
}

fn told(id: &str, kind: &str, differences: &[Difference]) -> String {
    if differences.is_empty() {
        return format!("pass {id} {kind}\n");
    }
    let mut out = format!("FAIL {id} {kind}\n");
    for d in differences {
        out.push_str(&format!("     {}: expected {}, found {}\n", d.key, d.expected, d.found));
    }
    out
}

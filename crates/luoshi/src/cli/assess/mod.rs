//! `luoshi assess`: scores without a server, exact cases against the engine, schemes as tables.

mod annex;
mod score;
pub(super) mod told;
mod vectors;

use std::process::ExitCode;

use clap::{Args, Subcommand};

/// Score units by a scheme, or run exact cases
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Assess {
    #[command(subcommand)]
    verb: Option<Verb>,
    #[command(flatten)]
    score: score::Score,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Vectors(vectors::Vectors),
    #[command(subcommand)]
    Scheme(annex::Scheme),
}

impl Assess {
    /// Does it.
    ///
    /// # Errors
    /// When a file cannot be read or the output cannot be written.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        match self.verb {
            Some(Verb::Vectors(command)) => command.run(),
            Some(Verb::Scheme(command)) => command.run(),
            None => self.score.run(),
        }
    }
}

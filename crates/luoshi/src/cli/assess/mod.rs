//! `luoshi assess`: scores without a server, and exact cases against the engine.

mod vectors;

use std::process::ExitCode;

use clap::{Args, Subcommand};

/// Score units by a scheme, or run exact cases
#[derive(Debug, Args)]
pub struct Assess {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Vectors(vectors::Vectors),
}

impl Assess {
    /// Does it.
    ///
    /// # Errors
    /// When a file cannot be read or the output cannot be written.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        match self.verb {
            Verb::Vectors(command) => command.run(),
        }
    }
}

//! `luoshi bench`: the project's own measurements, for `bench/run.sh`.

mod documents;
mod fill;
mod import;

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// Measure: reading and understanding, or fill a store to measure pages with
#[derive(Debug, Args)]
pub struct Bench {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Time reading and extraction; prints a Markdown table
    Documents,
    /// Time a workbook from upload to the ledger, in a store of its own; prints a Markdown table
    Import,
    /// Fill a store with the demo world and many tasks; prints {"login", "password"}
    Fill {
        /// How many tasks
        #[arg(long, value_name = "N", default_value_t = 20_000)]
        tasks: u32,
        /// Folder of the store; must not hold one
        #[arg(long, value_name = "DIR")]
        data: PathBuf,
    },
}

impl Bench {
    /// Measures or fills.
    ///
    /// # Errors
    /// When the store cannot be filled.
    pub async fn run(self) -> anyhow::Result<()> {
        match self.what {
            What::Documents => documents::run(),
            What::Import => import::run().await,
            What::Fill { tasks, data } => fill::run(tasks, &data).await,
        }
    }
}

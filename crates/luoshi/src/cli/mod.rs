//! The command line: one file per command. What a program may want goes to stdout, messages to
//! people go to stderr. Exit code 0 is done, 1 something failed, 2 wrong usage.

mod assess;
mod bench;
mod check;
mod demo;
mod import;
mod openapi;
mod serve;
mod user;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::config::Config;
use crate::db::{self, Db};
use crate::error::AppError;
use crate::web::i18n::Locale;

/// Luoshi: carries a local government body through its working year
#[derive(Debug, Parser)]
#[command(name = "luoshi", version, disable_help_subcommand = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Demo(demo::Demo),
    Serve(serve::Serve),
    User(user::User),
    Import(import::Import),
    #[command(name = "openapi")]
    OpenApi(openapi::OpenApi),
    Assess(assess::Assess),
    Check(check::Check),
    Bench(bench::Bench),
}

/// Reads the arguments and does the command.
#[must_use]
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let outcome = match cli.command {
        Command::Demo(command) => on_runtime(command.run()).map(|()| ExitCode::SUCCESS),
        Command::Serve(command) => on_runtime(command.run()).map(|()| ExitCode::SUCCESS),
        Command::User(command) => on_runtime(command.run()).map(|()| ExitCode::SUCCESS),
        Command::Import(command) => command.run(),
        Command::OpenApi(command) => command.run(),
        Command::Assess(command) => command.run(),
        Command::Check(command) => command.run(),
        Command::Bench(command) => on_runtime(command.run()).map(|()| ExitCode::SUCCESS),
    };
    match outcome {
        Ok(code) => code,
        Err(error) => {
            eprintln!("luoshi: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn on_runtime<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(work)
}

/// Which store a command works on.
#[derive(Debug, Args)]
pub struct StoreArgs {
    /// Settings file (TOML)
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Folder of the store
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Store: postgres://…[#schema], or a file
    #[arg(long, value_name = "URL")]
    database: Option<String>,
}

impl StoreArgs {
    /// The store of a folder.
    #[must_use]
    pub fn at(folder: &std::path::Path) -> Self {
        Self { config: None, data: Some(folder.to_owned()), database: None }
    }

    /// The settings, with what the command line says on top.
    ///
    /// # Errors
    /// When the settings cannot be read.
    pub fn settings(&self) -> anyhow::Result<Config> {
        let mut config = Config::load(self.config.as_deref())?;
        if let Some(data) = &self.data {
            config.data.clone_from(data);
        }
        if let Some(database) = &self.database {
            config.database.clone_from(database);
        }
        Ok(config)
    }
}

/// Opens the store that the settings name.
///
/// # Errors
/// When it cannot be reached or is newer than this program.
pub async fn open_store(config: &Config) -> anyhow::Result<Db> {
    db::open(&config.store()).await
}

/// Starts the log on stderr: `RUST_LOG` says how much.
pub fn start_log(config: &Config) {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn,luoshi=info"));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A second start, in a test, changes nothing.
    let _ = if config.log_json { log.json().try_init() } else { log.try_init() };
}

/// The language of messages: what the terminal speaks.
#[must_use]
pub fn language() -> Locale {
    let name =
        ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(|v| std::env::var(v).ok()).unwrap_or_default();
    if name.is_empty() || name.starts_with("zh") { Locale::Zh } else { Locale::En }
}

/// A refusal in the words that the page would use.
pub fn in_words(error: AppError) -> anyhow::Error {
    let lang = language();
    match error {
        AppError::Refused(notice) => anyhow::anyhow!(lang.notice(&notice)),
        AppError::Invalid(errors) => {
            let texts: Vec<String> = errors.0.iter().map(|(_, notice)| lang.notice(notice)).collect();
            anyhow::anyhow!(texts.join("; "))
        }
        other => other.into(),
    }
}

/// Tells the person at the terminal.
pub fn tell(text: &str) {
    eprintln!("{text}");
}

/// Writes what was asked for.
#[expect(clippy::print_stdout, reason = "the contract of the command line")]
pub fn print_line(text: &str) {
    println!("{text}");
}

/// Writes what a program reads: one JSON document a line.
#[expect(clippy::print_stdout, reason = "the contract of the command line")]
pub fn print_json(value: &serde_json::Value) {
    println!("{value}");
}

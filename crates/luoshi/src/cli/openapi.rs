//! `luoshi openapi`: the description of what programs are given.

use clap::Args;

use super::print_line;
use crate::web::api::description;

/// Print the description of the API (OpenAPI 3.1, JSON)
#[derive(Debug, Args)]
pub struct OpenApi {}

impl OpenApi {
    /// Prints it.
    ///
    /// # Errors
    /// When it cannot be written as JSON.
    pub fn run(self) -> anyhow::Result<std::process::ExitCode> {
        print_line(&serde_json::to_string_pretty(&description())?);
        Ok(std::process::ExitCode::SUCCESS)
    }
}

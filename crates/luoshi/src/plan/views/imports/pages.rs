//! Pages of an exported ledger that came back.

use askama::Template;
use luoshi_docs::write::ledger::LedgerColumn;

use super::compare::{CellDiff, Diff, TaskDiff};
use crate::plan::store::ledger_import as import;
use crate::web::Ui;

/// Tasks and rows that the page shows; more are written, but not shown one by one.
pub const SHOWN: usize = 300;

/// Where a file is brought.
#[derive(Template)]
#[template(path = "plan/views/imports/upload.html")]
pub struct UploadPage {
    /// Shell.
    pub ui: Ui,
    /// What is wrong with the file just brought.
    pub error: Option<String>,
    /// What this person brought before, newest first.
    pub imports: Vec<import::Model>,
}

/// What a file changes.
#[derive(Template)]
#[template(path = "plan/views/imports/diff.html")]
pub struct DiffPage {
    /// Shell.
    pub ui: Ui,
    /// The import.
    pub import: import::Model,
    /// What it changes; nothing once it is confirmed.
    pub diff: Diff,
    /// Tasks were changed between this page and its confirmation.
    pub moved: bool,
}

impl DiffPage {
    /// The changed tasks that are shown.
    #[must_use]
    pub fn tasks(&self) -> &[TaskDiff] {
        self.diff.tasks.get(..SHOWN).unwrap_or(&self.diff.tasks)
    }

    /// How many are not.
    #[must_use]
    pub fn hidden(&self) -> usize {
        self.diff.tasks.len().saturating_sub(SHOWN)
    }

    /// Name of a choice: the task and the column.
    #[must_use]
    pub fn choice(&self, task: &TaskDiff, cell: &CellDiff) -> String {
        format!("{}~{}", task.whole.task.id, word(cell.column))
    }

    /// Heading of a column in the file.
    #[must_use]
    pub fn heading(&self, column: &LedgerColumn) -> &'static str {
        column.heading()
    }

    /// What the open page can still do: confirm.
    #[must_use]
    pub fn open(&self) -> bool {
        self.import.done_at.is_none()
    }
}

/// The stored word of a column.
#[must_use]
pub fn word(column: LedgerColumn) -> String {
    serde_json::to_value(column).ok().and_then(|v| v.as_str().map(ToOwned::to_owned)).unwrap_or_default()
}

/// Reads a choice back.
#[must_use]
pub fn chosen(text: &str) -> Option<(crate::db::ids::TaskId, LedgerColumn)> {
    let (task, column) = text.split_once('~')?;
    Some((task.parse().ok()?, LedgerColumn::ALL.into_iter().find(|c| word(*c) == column)?))
}

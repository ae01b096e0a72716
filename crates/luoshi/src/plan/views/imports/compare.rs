//! The file beside the tasks as they are now.

use std::collections::{BTreeMap, BTreeSet};

use luoshi_core::policy::{Action, permit};
use luoshi_docs::model::Place;
use luoshi_docs::table::ledger::{Change, LedgerFile};
use luoshi_docs::write::ledger::{LedgerColumn, LedgerRow};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};

use super::cells::{Cells, derived, draft};
use crate::app::sha256;
use crate::ctx::Ctx;
use crate::db::ids::TaskId;
use crate::error::{AppError, Notice};
use crate::org::Org;
use crate::plan::draft::TaskDraft;
use crate::plan::load::LoadedTask;
use crate::plan::store::task;
use crate::plan::task::form::Reading;
use crate::plan::views::sheet::{WholeTask, row, whole};

/// A cell that the file changes.
#[derive(Debug)]
pub struct CellDiff {
    /// Its column.
    pub column: LedgerColumn,
    /// As it was exported, where the file still says so.
    pub exported: Option<String>,
    /// As it is now.
    pub now: String,
    /// As the file has it.
    pub file: String,
    /// Both sides changed it.
    pub conflict: bool,
    /// Why it cannot be taken.
    pub wrong: Option<Notice>,
}

/// A task that the file changes.
#[derive(Debug)]
pub struct TaskDiff {
    /// The task with what belongs to it.
    pub whole: WholeTask,
    /// Its cells in the order of the sheet.
    pub cells: Vec<CellDiff>,
}

/// A row that somebody added.
#[derive(Debug)]
pub struct Added {
    /// Its values.
    pub row: LedgerRow,
    /// Where it stands.
    pub place: String,
    /// The task that it makes, or what is wrong with it.
    pub draft: Result<TaskDraft, Vec<(LedgerColumn, Notice)>>,
}

/// Everything that the file changes.
#[derive(Debug, Default)]
pub struct Diff {
    /// Changed tasks, in the order of the file.
    pub tasks: Vec<TaskDiff>,
    /// New rows.
    pub added: Vec<Added>,
    /// Tasks whose rows are gone: number and title. They stay.
    pub gone: Vec<(String, String)>,
    /// Rows that belong to no task that the visitor may change.
    pub unknown: Vec<String>,
    /// Second rows of a task.
    pub twice: Vec<String>,
}

impl Diff {
    /// Nothing to confirm and nothing to tell.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.tasks.is_empty() && self.added.is_empty() && self.nothing_but_rows()
    }

    fn nothing_but_rows(&self) -> bool {
        self.gone.is_empty() && self.unknown.is_empty() && self.twice.is_empty()
    }

    /// How many cells and rows can be taken.
    #[must_use]
    pub fn takeable(&self) -> usize {
        let cells = self.tasks.iter().flat_map(|t| &t.cells).filter(|c| c.wrong.is_none()).count();
        cells + self.added.iter().filter(|a| a.draft.is_ok()).count()
    }

    /// A mark of what the page showed: a confirmation holds for exactly this.
    #[must_use]
    pub fn mark(&self) -> String {
        let mut text = String::new();
        for task in &self.tasks {
            text.push_str(&format!("{} {}\n", task.whole.task.id, task.whole.task.version));
            for cell in &task.cells {
                text.push_str(&format!("{:?} {:?} {:?}\n", cell.column, cell.now, cell.file));
            }
        }
        for added in &self.added {
            text.push_str(&format!("+ {:?}\n", added.row));
        }
        sha256(text.as_bytes())
    }
}

/// Compares a file with the tasks of its year.
///
/// # Errors
/// When the store cannot be read.
pub async fn compare(
    ctx: &Ctx,
    org: &Org,
    reading: &Reading<'_>,
    file: &LedgerFile,
) -> Result<Diff, AppError> {
    let mut tasks = known(ctx, reading.year, file).await?;
    let rows: Vec<LedgerRow> = tasks.values().map(|t| row(ctx, org, t)).collect();
    let exported: BTreeMap<&str, &LedgerRow> =
        file.data.iter().map(|back| (back.row.id.as_str(), &back.row)).collect();
    let mut diff = Diff::default();
    let mut edits: Vec<(String, Vec<CellDiff>)> = Vec::new();
    for change in file.changes(&rows) {
        match change {
            Change::Edited { id, column, old, new, conflict, .. } => {
                if derived(column) && exported.get(id.as_str()).is_none_or(|r| r.get(column) == new) {
                    // The program's own columns move on by themselves.
                    continue;
                }
                let exported = exported.get(id.as_str()).map(|r| r.get(column)).filter(|_| conflict);
                let cell = CellDiff { column, exported, now: old, file: new, conflict, wrong: None };
                match edits.last_mut().filter(|(last, _)| *last == id) {
                    Some((_, cells)) => cells.push(cell),
                    None => edits.push((id, vec![cell])),
                }
            }
            Change::Added { row, place } => {
                let draft = draft(reading, &row);
                diff.added.push(Added { place: spelled(&place), draft, row: *row });
            }
            Change::Removed { id } => {
                let task = id.parse().ok().and_then(|id: TaskId| tasks.get(&id));
                diff.gone.extend(task.map(|t| (t.task.human_number(), t.task.title.clone())));
            }
            Change::Unknown { place, .. } => diff.unknown.push(spelled(&place)),
            Change::Twice { place, .. } => diff.twice.push(spelled(&place)),
        }
    }
    refuse_copies(ctx, org, reading.year, &mut diff.added).await?;
    for (id, mut cells) in edits {
        let Some(whole) = id.parse().ok().and_then(|id: TaskId| tasks.remove(&id)) else { continue };
        judge(reading, &whole, &mut cells);
        diff.tasks.push(TaskDiff { whole, cells });
    }
    Ok(diff)
}

/// A new row that says in every cell what a task says already comes from a file that was brought
/// before: it is not taken a second time.
async fn refuse_copies(ctx: &Ctx, org: &Org, year: i32, added: &mut [Added]) -> Result<(), AppError> {
    let titles: BTreeSet<String> = added.iter().map(|a| a.row.title.trim().to_owned()).collect();
    let titles: Vec<String> = titles.into_iter().collect();
    let mut known: Vec<LedgerRow> = Vec::new();
    for chunk in titles.chunks(200) {
        let found = task::Entity::find()
            .filter(task::Column::TenantId.eq(ctx.tenant()))
            .filter(task::Column::Year.eq(year))
            .filter(task::Column::CancelledAt.is_null())
            .filter(task::Column::Title.is_in(chunk.iter().map(String::as_str)))
            .all(ctx.reader())
            .await?;
        known.extend(whole(ctx, found).await?.iter().map(|t| row(ctx, org, t)));
    }
    let says = |row: &LedgerRow| -> Vec<String> {
        let told = LedgerColumn::ALL.into_iter().filter(|c| !derived(*c) && *c != LedgerColumn::DueDay);
        told.map(|c| row.get(c).trim().to_owned()).collect()
    };
    let known: BTreeSet<Vec<String>> = known.iter().map(says).collect();
    for row in added.iter_mut().filter(|a| known.contains(&says(&a.row))) {
        row.draft = Err(vec![(LedgerColumn::Title, Notice::new("import-same"))]);
    }
    Ok(())
}

/// Notes what cannot be taken.
fn judge(reading: &Reading<'_>, whole: &WholeTask, cells: &mut Vec<CellDiff>) {
    // The day of a limit in words follows from the words.
    if cells.iter().any(|c| c.column == LedgerColumn::Due) {
        cells.retain(|c| c.column != LedgerColumn::DueDay);
    }
    let mut task = Cells::of(reading, whole);
    for cell in cells {
        cell.wrong = task.take(cell.column, &cell.file).err();
    }
}

/// The tasks that the file names, that are of the year and that the visitor may change.
async fn known(ctx: &Ctx, year: i32, file: &LedgerFile) -> Result<BTreeMap<TaskId, WholeTask>, AppError> {
    let rows = file.data.iter().chain(&file.printed);
    let ids: BTreeSet<TaskId> = rows.filter_map(|back| back.row.id.parse().ok()).collect();
    let ids: Vec<TaskId> = ids.into_iter().collect();
    let mut out = BTreeMap::new();
    for chunk in ids.chunks(500) {
        let found = task::Entity::find()
            .filter(task::Column::TenantId.eq(ctx.tenant()))
            .filter(task::Column::Year.eq(year))
            .filter(task::Column::Id.is_in(chunk.iter().copied()))
            .all(ctx.reader())
            .await?;
        for whole in whole(ctx, found).await? {
            let loaded = LoadedTask::new(whole.task.clone(), whole.duties.clone());
            if permit(&ctx.actor, Action::Modify, loaded).is_ok() {
                out.insert(whole.task.id, whole);
            }
        }
    }
    Ok(out)
}

/// A place as people look it up.
fn spelled(place: &Place) -> String {
    match place {
        Place::Cell { sheet, address } => format!("{sheet} {address}"),
        Place::Line(n) | Place::Paragraph(n) | Place::Page(n) => n.to_string(),
        Place::File => String::new(),
    }
}

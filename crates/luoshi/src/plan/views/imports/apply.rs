//! Writing what the clerk confirmed, and taking it back.

use std::collections::BTreeSet;

use luoshi_core::policy::Action;
use luoshi_docs::write::ledger::LedgerColumn;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};

use super::cells::Cells;
use super::compare::Diff;
use crate::ctx::{Ctx, Tx};
use crate::db::ids::{BatchId, TaskId};
use crate::error::{AppError, Notice};
use crate::org::Org;
use crate::plan::draft::{add_tasks, remove_task};
use crate::plan::edit::{Edit, edit_in, undo_in};
use crate::plan::load::load_tasks;
use crate::plan::store::ledger_import as import;
use crate::plan::task::form::Reading;
use crate::plan::years;

/// A cell by task and column: conflicts that the file shall win.
pub type Chosen = BTreeSet<(TaskId, LedgerColumn)>;

/// How many tasks were changed and added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// Changed.
    pub changed: usize,
    /// Added.
    pub added: usize,
}

/// Writes a diff, all or nothing: every cell that is right, conflicts only where the file was chosen.
///
/// # Errors
/// Conflict if the import was confirmed already or a task was changed meanwhile; refused if the year
/// is closed.
pub async fn write(
    ctx: &Ctx,
    org: &Org,
    reading: &Reading<'_>,
    row: &import::Model,
    diff: Diff,
    chosen: &Chosen,
) -> Result<Written, AppError> {
    let mut tx = ctx.begin().await?;
    years::editable(&tx, row.year).await?;
    let edits = edits(ctx, &tx, reading, &diff, chosen).await?;
    let changed = edits.len();
    let batch = if edits.is_empty() { None } else { edit_in(&mut tx, edits).await? };
    let drafts: Vec<_> = diff.added.into_iter().filter_map(|a| a.draft.ok()).collect();
    let body = org.root().cloned().ok_or(AppError::NotFound)?;
    let added = add_tasks(&mut tx, row.year, &body, drafts).await?;
    finish(&tx, row, batch, &added).await?;
    tx.commit().await?;
    Ok(Written { changed, added: added.len() })
}

async fn edits(
    ctx: &Ctx,
    tx: &Tx<'_>,
    reading: &Reading<'_>,
    diff: &Diff,
    chosen: &Chosen,
) -> Result<Vec<Edit>, AppError> {
    let mut wanted = Vec::new();
    for task in &diff.tasks {
        let id = task.whole.task.id;
        let mut cells = Cells::of(reading, &task.whole);
        for cell in task.cells.iter().filter(|c| c.wrong.is_none()) {
            if !cell.conflict || chosen.contains(&(id, cell.column)) {
                // What was right on the page is right here.
                let _ = cells.take(cell.column, &cell.file);
            }
        }
        let patches = cells.patches();
        if !patches.is_empty() {
            wanted.push((id, task.whole.task.version, patches));
        }
    }
    let ids: Vec<TaskId> = wanted.iter().map(|(id, _, _)| *id).collect();
    let tasks = load_tasks(ctx, tx.conn(), &ids, Action::Modify).await?;
    Ok(tasks
        .into_iter()
        .zip(wanted)
        .map(|(task, (_, version, patches))| Edit { task, version, patches })
        .collect())
}

async fn finish(
    tx: &Tx<'_>,
    row: &import::Model,
    batch: Option<BatchId>,
    added: &[TaskId],
) -> Result<(), AppError> {
    let done = import::Entity::update_many()
        .col_expr(import::Column::DoneAt, Expr::value(Some(tx.ctx.now)))
        .col_expr(import::Column::BatchId, Expr::value(batch.map(|b| b.0)))
        .col_expr(import::Column::Added, Expr::value(serde_json::to_string(added)?))
        .col_expr(import::Column::Version, Expr::value(row.version + 1))
        .filter(import::Column::TenantId.eq(tx.tenant()))
        .filter(import::Column::Id.eq(row.id))
        .filter(import::Column::Version.eq(row.version))
        .exec(tx.conn())
        .await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(AppError::Conflict { current: row.version + 1 }) }
}

/// Takes a confirmed import back: changes are undone, added tasks leave the ledger.
///
/// # Errors
/// Refused if it was not confirmed, was taken back already, or a task was changed since.
pub async fn take_back(ctx: &Ctx, row: &import::Model) -> Result<Written, AppError> {
    if row.done_at.is_none() || row.undone_at.is_some() {
        return Err(Notice::new("refused-undone-already").into());
    }
    let mut tx = ctx.begin().await?;
    years::editable(&tx, row.year).await?;
    let changed = match row.batch_id {
        Some(batch) => undo_in(&mut tx, batch).await?,
        None => 0,
    };
    let added: Vec<TaskId> = serde_json::from_str(row.added.as_deref().unwrap_or("[]"))?;
    for task in load_tasks(ctx, tx.conn(), &added, Action::Modify).await? {
        if task.task.version != 1 {
            let number = task.task.human_number();
            return Err(Notice::new("refused-undo-changed").with("number", number).into());
        }
        remove_task(&mut tx, &task).await?;
    }
    let undone = import::Entity::update_many()
        .col_expr(import::Column::UndoneAt, Expr::value(Some(ctx.now)))
        .col_expr(import::Column::Version, Expr::value(row.version + 1))
        .filter(import::Column::TenantId.eq(ctx.tenant()))
        .filter(import::Column::Id.eq(row.id))
        .filter(import::Column::Version.eq(row.version))
        .exec(tx.conn())
        .await?;
    if undone.rows_affected != 1 {
        return Err(AppError::Conflict { current: row.version + 1 });
    }
    tx.commit().await?;
    Ok(Written { changed, added: added.len() })
}

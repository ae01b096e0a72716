//! Changing tasks, one or many, with undo.
//!
//! An edit is a list of patches on tasks that were loaded for it, each with the version that the
//! editor saw. It writes one event per task with both values, and keeps what it replaced so that it
//! can be undone until somebody else changes the same task.

mod apply;

use luoshi_core::policy::{Action, Permitted};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, EntityTrait as _, QueryFilter as _,
};
use serde::{Deserialize, Serialize};
use time::Date;

use super::draft::{DueDraft, DutyDraft, MeasureDraft, MilestoneDraft};
use super::load::{LoadedTask, load_tasks};
use super::store::edit_batch;
use super::years;
use crate::ctx::{Ctx, Tx};
use crate::db::ids::{AccountId, BatchId, GoalId, PersonId, PostId, TaskId, ThemeId};
use crate::error::{AppError, Notice};
use crate::event::{Event, Subject};
use crate::org::Org;

/// A new value of one field of a task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "field", content = "value", rename_all = "snake_case")]
pub enum Patch {
    /// 工作领域.
    Area(Option<String>),
    /// What is to be done.
    Title(String),
    /// To what extent.
    Requirement(Option<String>),
    /// How.
    Method(Option<String>),
    /// By when.
    Due(DueDraft),
    /// 责任领导.
    Sponsor(Option<PostId>),
    /// The post that answers for it.
    OwnerPost(Option<PostId>),
    /// The person, where one is named.
    OwnerPerson(Option<PersonId>),
    /// Who answers for it, in order.
    Duties(Vec<DutyDraft>),
    /// The theme it serves.
    Theme(Option<ThemeId>),
    /// The goal it serves.
    Goal(Option<GoalId>),
    /// Numbers to be reached.
    Measures(Vec<MeasureDraft>),
    /// Dated steps.
    Milestones(Vec<MilestoneDraft>),
    /// Whose task of the upper level it carries down, and the day that it is due there.
    Upper {
        /// The upper level, or its document.
        body: Option<String>,
        /// Its last day.
        day: Option<Date>,
    },
    /// Why it is tighter than the upper level demands.
    RaiseReason(Option<String>),
    /// Remarks.
    Note(Option<String>),
    /// Done on this day.
    Done(Option<Date>),
}

impl Patch {
    /// The field, also the tail of its locale key (`field-due`).
    #[must_use]
    pub const fn field(&self) -> &'static str {
        match self {
            Self::Area(_) => "area",
            Self::Title(_) => "title",
            Self::Requirement(_) => "requirement",
            Self::Method(_) => "method",
            Self::Due(_) => "due",
            Self::Sponsor(_) => "sponsor",
            Self::OwnerPost(_) => "owner_post",
            Self::OwnerPerson(_) => "owner_person",
            Self::Duties(_) => "duties",
            Self::Theme(_) => "theme",
            Self::Goal(_) => "goal",
            Self::Measures(_) => "measures",
            Self::Milestones(_) => "milestones",
            Self::Upper { .. } => "upper_due",
            Self::RaiseReason(_) => "raise_reason",
            Self::Note(_) => "note",
            Self::Done(_) => "done",
        }
    }
}

/// Patches for one task.
#[derive(Debug)]
pub struct Edit {
    /// The task, loaded for [`Action::Modify`].
    pub task: Permitted<LoadedTask>,
    /// The version that the editor saw.
    pub version: i64,
    /// What changes.
    pub patches: Vec<Patch>,
}

/// What undo needs of one task.
#[derive(Debug, Serialize, Deserialize)]
struct Before {
    task: TaskId,
    version_after: i64,
    patches: Vec<Patch>,
}

/// Changes tasks, all or none. Answers the batch for undo, or nothing if every task already was so.
///
/// # Errors
/// [`AppError::Conflict`] if a task was changed meanwhile; refused if its year is closed.
pub async fn edit_tasks(ctx: &Ctx, edits: Vec<Edit>) -> Result<Option<BatchId>, AppError> {
    let mut tx = ctx.begin().await?;
    let batch = edit_in(&mut tx, edits).await?;
    tx.commit().await?;
    Ok(batch)
}

/// The same inside a transaction that does more.
///
/// # Errors
/// As [`edit_tasks`].
pub async fn edit_in(tx: &mut Tx<'_>, edits: Vec<Edit>) -> Result<Option<BatchId>, AppError> {
    let org = Org::load(tx.ctx, tx.conn()).await?;
    let mut before = Vec::new();
    let mut fields: Vec<&'static str> = Vec::new();
    for edit in edits {
        debug_assert_eq!(edit.task.action(), Action::Modify);
        years::editable(tx, edit.task.task.year).await?;
        if edit.task.task.version != edit.version {
            return Err(AppError::Conflict { current: edit.task.task.version });
        }
        fields.extend(edit.patches.iter().map(Patch::field));
        if let Some(replaced) = apply::apply(tx, &org, &edit.task, &edit.patches).await? {
            before.push(Before {
                task: edit.task.task.id,
                version_after: edit.version + 1,
                patches: replaced,
            });
        }
    }
    if before.is_empty() {
        return Ok(None);
    }
    fields.sort_unstable();
    fields.dedup();
    let id: BatchId = tx.ctx.new_id();
    edit_batch::ActiveModel {
        tenant_id: Set(tx.tenant()),
        id: Set(id),
        account_id: Set(tx.ctx.actor.account.map(AccountId)),
        at: Set(tx.ctx.now),
        summary: Set(fields.join(",")),
        before: Set(serde_json::to_string(&before)?),
        undone_at: Set(None),
    }
    .insert(tx.conn())
    .await?;
    Ok(Some(id))
}

/// Cancels a task, for a reason. It stays in the ledger, out of every count.
///
/// # Errors
/// Conflict if it was changed meanwhile; refused if it is cancelled already or its year is closed.
pub async fn cancel(
    ctx: &Ctx,
    loaded: &Permitted<LoadedTask>,
    version: i64,
    reason: &str,
) -> Result<(), AppError> {
    use super::store::task;
    debug_assert_eq!(loaded.action(), Action::Modify);
    let row = &loaded.task;
    if row.cancelled_at.is_some() {
        return Err(Notice::new("refused-cancelled-already").into());
    }
    let mut tx = ctx.begin().await?;
    years::editable(&tx, row.year).await?;
    let written = task::Entity::update_many()
        .col_expr(task::Column::CancelledAt, sea_orm::sea_query::Expr::value(Some(ctx.now)))
        .col_expr(task::Column::UpdatedAt, sea_orm::sea_query::Expr::value(ctx.now))
        .col_expr(task::Column::Version, sea_orm::sea_query::Expr::value(version + 1))
        .filter(task::Column::TenantId.eq(ctx.tenant()))
        .filter(task::Column::Id.eq(row.id))
        .filter(task::Column::Version.eq(version))
        .exec(tx.conn())
        .await?;
    if written.rows_affected != 1 {
        return Err(AppError::Conflict { current: row.version });
    }
    let event = Event::TaskCancelled { reason: reason.to_owned() };
    tx.record(Subject::new("task", row.id.0), &row.unit_path, event).await?;
    tx.commit().await
}

/// Takes an edit back. Answers how many tasks are as they were.
///
/// # Errors
/// Refused if it was somebody else's edit, was undone already, or a task was changed since.
pub async fn undo(ctx: &Ctx, id: BatchId) -> Result<usize, AppError> {
    let mut tx = ctx.begin().await?;
    let count = undo_in(&mut tx, id).await?;
    tx.commit().await?;
    Ok(count)
}

/// The same inside a transaction that takes back more.
///
/// # Errors
/// As [`undo`].
pub async fn undo_in(tx: &mut Tx<'_>, id: BatchId) -> Result<usize, AppError> {
    let ctx = tx.ctx;
    let batch = edit_batch::Entity::find_by_id((ctx.tenant(), id)).one(tx.conn()).await?;
    let batch = batch.filter(|b| b.account_id.map(|a| a.0) == ctx.actor.account).ok_or(AppError::NotFound)?;
    if batch.undone_at.is_some() {
        return Err(Notice::new("refused-undone-already").into());
    }
    let before: Vec<Before> = serde_json::from_str(&batch.before)?;
    let ids: Vec<TaskId> = before.iter().map(|b| b.task).collect();
    let tasks = load_tasks(ctx, tx.conn(), &ids, Action::Modify).await?;
    let org = Org::load(ctx, tx.conn()).await?;
    let count = tasks.len();
    for (task, was) in tasks.into_iter().zip(before) {
        if task.task.version != was.version_after {
            let notice = Notice::new("refused-undo-changed").with("number", task.task.human_number());
            return Err(notice.into());
        }
        years::editable(tx, task.task.year).await?;
        apply::apply(tx, &org, &task, &was.patches).await?;
    }
    edit_batch::Entity::update_many()
        .col_expr(edit_batch::Column::UndoneAt, sea_orm::sea_query::Expr::value(Some(ctx.now)))
        .filter(edit_batch::Column::TenantId.eq(ctx.tenant()))
        .filter(edit_batch::Column::Id.eq(id))
        .exec(tx.conn())
        .await?;
    Ok(count)
}

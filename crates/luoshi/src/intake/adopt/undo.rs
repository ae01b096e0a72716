//! Taking an adoption back, while nothing hangs on what it made.

use std::collections::{BTreeMap, BTreeSet};

use luoshi_core::policy::{Action, Kind};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait as _, EntityTrait as _, PaginatorTrait as _, QueryFilter as _, QuerySelect as _};

use super::{set_cancelled, state};
use crate::ctx::{Ctx, Tx};
use crate::db::ids::{DocumentId, GoalId, TaskId};
use crate::error::{AppError, Notice};
use crate::event::{Event, Subject};
use crate::intake::load::{load_document, proposals};
use crate::intake::reading::small;
use crate::intake::store::{DocumentState, ProposalKind, proposal};
use crate::intake::value::{Proposal, Undo};
use crate::plan::edit::edit_in;
use crate::plan::store::{framework, goal, measure, task, theme};
use crate::plan::{Edit, LoadedTask, load_tasks, remove_task, years};

/// Takes the adoption of a document back. Answers how many tasks left or were put back.
///
/// # Errors
/// Refused if a task was changed since, with its number; conflict if the document was.
pub async fn undo(ctx: &Ctx, id: DocumentId, version: i64) -> Result<usize, AppError> {
    ctx.allow(Action::Modify, Kind::Task)?;
    let mut tx = ctx.begin().await?;
    let doc = load_document(ctx, tx.conn(), id, Action::Modify).await?;
    if doc.state != DocumentState::Adopted {
        return Err(Notice::new("refused-document-state").into());
    }
    if doc.version != version {
        return Err(AppError::Conflict { current: doc.version });
    }
    years::editable(&tx, doc.year).await?;
    let settled: Vec<Proposal> =
        proposals(ctx, tx.conn(), id).await?.into_iter().filter(Proposal::settled).collect();
    let hanging = hanging(&tx, &settled).await?;
    if !hanging.is_empty() {
        return Err(refusal(&hanging));
    }
    let tasks = tasks(&mut tx, &settled).await?;
    goals(&mut tx, &settled).await?;
    frameworks(&mut tx, &settled).await?;
    proposal::Entity::update_many()
        .col_expr(proposal::Column::ResultId, Expr::value(Option::<i64>::None))
        .col_expr(proposal::Column::Undo, Expr::value(Option::<String>::None))
        .col_expr(proposal::Column::Version, Expr::cust("version + 1"))
        .filter(proposal::Column::TenantId.eq(ctx.tenant()))
        .filter(proposal::Column::DocumentId.eq(id))
        .filter(proposal::Column::ResultId.is_not_null())
        .exec(tx.conn())
        .await?;
    state(&tx, &doc, DocumentState::Undone).await?;
    tx.record(Subject::new("document", id.0), "/", Event::AdoptionUndone { tasks: small(tasks) }).await?;
    tx.commit().await?;
    Ok(tasks)
}

/// The numbers of the tasks that stand in the way of an undo.
///
/// # Errors
/// When the store cannot be read.
pub async fn touched(ctx: &Ctx, id: DocumentId) -> Result<Vec<(TaskId, String)>, AppError> {
    let all = proposals(ctx, ctx.reader(), id).await?;
    let settled: Vec<Proposal> = all.into_iter().filter(Proposal::settled).collect();
    let rows = rows(ctx, ctx.reader(), &settled).await?;
    let with_children = parents(ctx, ctx.reader(), &rows).await?;
    Ok(stuck(&settled, &rows, &with_children))
}

async fn hanging(tx: &Tx<'_>, settled: &[Proposal]) -> Result<Vec<(TaskId, String)>, AppError> {
    let rows = rows(tx.ctx, tx.conn(), settled).await?;
    let with_children = parents(tx.ctx, tx.conn(), &rows).await?;
    Ok(stuck(settled, &rows, &with_children))
}

fn refusal(hanging: &[(TaskId, String)]) -> AppError {
    let numbers: Vec<&str> = hanging.iter().take(10).map(|(_, n)| n.as_str()).collect();
    Notice::new("refused-undo-touched").with("n", hanging.len()).with("numbers", numbers.join("、")).into()
}

/// The tasks that proposals became.
async fn rows(
    ctx: &Ctx,
    conn: &impl sea_orm::ConnectionTrait,
    settled: &[Proposal],
) -> Result<BTreeMap<i64, task::Model>, AppError> {
    let ids: Vec<i64> = task_ids(settled).collect();
    let mut out = BTreeMap::new();
    for chunk in ids.chunks(500) {
        let found = task::Entity::find()
            .filter(task::Column::TenantId.eq(ctx.tenant()))
            .filter(task::Column::Id.is_in(chunk.iter().copied()))
            .all(conn)
            .await?;
        out.extend(found.into_iter().map(|t| (t.id.0, t)));
    }
    Ok(out)
}

fn task_ids(settled: &[Proposal]) -> impl Iterator<Item = i64> {
    settled.iter().filter(|p| p.row.kind == ProposalKind::Task).filter_map(|p| p.row.result_id)
}

/// Which of the tasks have parts.
async fn parents(
    ctx: &Ctx,
    conn: &impl sea_orm::ConnectionTrait,
    rows: &BTreeMap<i64, task::Model>,
) -> Result<BTreeSet<i64>, AppError> {
    let ids: Vec<i64> = rows.keys().copied().collect();
    let mut out = BTreeSet::new();
    for chunk in ids.chunks(500) {
        let found: Vec<TaskId> = task::Entity::find()
            .select_only()
            .column(task::Column::ParentId)
            .distinct()
            .filter(task::Column::TenantId.eq(ctx.tenant()))
            .filter(task::Column::ParentId.is_in(chunk.iter().copied()))
            .into_tuple()
            .all(conn)
            .await?;
        out.extend(found.into_iter().map(|t| t.0));
    }
    Ok(out)
}

fn stuck(
    settled: &[Proposal],
    rows: &BTreeMap<i64, task::Model>,
    with_children: &BTreeSet<i64>,
) -> Vec<(TaskId, String)> {
    let mut out = Vec::new();
    for proposal in settled.iter().filter(|p| p.row.kind == ProposalKind::Task) {
        let Some(row) = proposal.row.result_id.and_then(|id| rows.get(&id)) else { continue };
        let untouched = match way(proposal) {
            Undo::Remove => row.version == 1 && !with_children.contains(&row.id.0),
            Undo::Leave => true,
            Undo::Patch { version_after, .. } | Undo::Revive { version_after } => {
                row.version == version_after
            }
        };
        if !untouched {
            out.push((row.id, row.human_number()));
        }
    }
    out
}

fn way(proposal: &Proposal) -> Undo {
    let kept = proposal.row.undo.as_deref().and_then(|u| serde_json::from_str(u).ok());
    kept.unwrap_or(Undo::Leave)
}

async fn tasks(tx: &mut Tx<'_>, settled: &[Proposal]) -> Result<usize, AppError> {
    let rows = rows(tx.ctx, tx.conn(), settled).await?;
    let ids: Vec<TaskId> = rows.keys().map(|id| TaskId(*id)).collect();
    let loaded = load_tasks(tx.ctx, tx.conn(), &ids, Action::Modify).await?;
    let mut loaded: BTreeMap<i64, _> = loaded.into_iter().map(|t| (t.task.id.0, t)).collect();
    let mut count = 0;
    for proposal in settled.iter().filter(|p| p.row.kind == ProposalKind::Task) {
        let Some(task) = proposal.row.result_id.and_then(|id| loaded.remove(&id)) else { continue };
        match way(proposal) {
            Undo::Remove => remove_task(tx, &task).await?,
            Undo::Leave => continue,
            Undo::Patch { patches, .. } => {
                let version = task.task.version;
                edit_in(tx, vec![Edit { task, version, patches }]).await?;
            }
            Undo::Revive { .. } => revive(tx, &task).await?,
        }
        count += 1;
    }
    Ok(count)
}

async fn revive(tx: &mut Tx<'_>, task: &LoadedTask) -> Result<(), AppError> {
    set_cancelled(tx, &task.task, None).await?;
    let changes = crate::event::Change::of("cancelled", "1", "").into_iter().collect();
    tx.record(Subject::new("task", task.task.id.0), &task.task.unit_path, Event::TaskChanged { changes })
        .await
}

/// Goals that a task serves by now, or whose words were changed, stay.
async fn goals(tx: &mut Tx<'_>, settled: &[Proposal]) -> Result<(), AppError> {
    for proposal in settled.iter().filter(|p| p.row.kind == ProposalKind::Goal && way(p) == Undo::Remove) {
        let Some(id) = proposal.row.result_id.map(GoalId) else { continue };
        let served = task::Entity::find()
            .filter(task::Column::TenantId.eq(tx.tenant()))
            .filter(task::Column::GoalId.eq(id))
            .count(tx.conn())
            .await?;
        let row = goal::Entity::find_by_id((tx.tenant(), id)).one(tx.conn()).await?;
        let Some(row) = row.filter(|g| served == 0 && g.version == 1) else { continue };
        measure::Entity::delete_many()
            .filter(measure::Column::TenantId.eq(tx.tenant()))
            .filter(measure::Column::GoalId.eq(id))
            .exec(tx.conn())
            .await?;
        goal::Entity::delete_by_id((tx.tenant(), id)).exec(tx.conn()).await?;
        tx.record(Subject::new("goal", id.0), "/", Event::PlanItemRemoved { title: row.title }).await?;
    }
    Ok(())
}

/// Frameworks that have themes by now stay.
async fn frameworks(tx: &mut Tx<'_>, settled: &[Proposal]) -> Result<(), AppError> {
    for proposal in settled.iter().filter(|p| p.row.kind == ProposalKind::Framework && way(p) == Undo::Remove)
    {
        let Some(id) = proposal.row.result_id.map(crate::db::ids::FrameworkId) else { continue };
        let themes = theme::Entity::find()
            .filter(theme::Column::TenantId.eq(tx.tenant()))
            .filter(theme::Column::FrameworkId.eq(id))
            .count(tx.conn())
            .await?;
        let row = framework::Entity::find_by_id((tx.tenant(), id)).one(tx.conn()).await?;
        let Some(row) = row.filter(|f| themes == 0 && f.version == 1) else { continue };
        framework::Entity::delete_by_id((tx.tenant(), id)).exec(tx.conn()).await?;
        tx.record(Subject::new("framework", id.0), "/", Event::PlanItemRemoved { title: row.name }).await?;
    }
    Ok(())
}

//! What was confirmed enters the ledger, all in one transaction, and leaves it again while nothing
//! hangs on it.

mod drafts;
mod undo;

use luoshi_core::policy::{Action, Kind};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait as _, EntityTrait as _, QueryFilter as _};

use super::load::{load_document, proposals};
use super::reading::small;
use super::store::{DocumentState, ProposalChange, ProposalState, document, proposal};
use super::value::{Proposal, Proposed, TaskValue, Undo};
use super::versions::changed_fields;
use crate::ctx::{Ctx, Tx};
use crate::db::ids::{DocumentId, FrameworkId, GoalId, TaskId};
use crate::error::{AppError, Notice};
use crate::event::{Event, Subject};
use crate::org::{Org, unit};
use crate::plan::edit::edit_in;
use crate::plan::store::{framework, goal, measure, task};
use crate::plan::{Edit, add_tasks, load_tasks, years};

pub use self::undo::{touched, undo};

/// What entered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Adopted {
    /// New tasks.
    pub tasks: usize,
    /// Tasks that a newer version changed.
    pub changed: usize,
    /// Tasks that a newer version no longer has.
    pub cancelled: usize,
    /// New goals.
    pub goals: usize,
    /// New frameworks.
    pub frameworks: usize,
}

/// Adopts everything that was accepted and is not in the ledger yet.
///
/// # Errors
/// Conflict if the document changed meanwhile; refused if nothing was accepted.
pub async fn adopt(ctx: &Ctx, id: DocumentId, version: i64) -> Result<Adopted, AppError> {
    ctx.allow(Action::Modify, Kind::Task)?;
    let mut tx = ctx.begin().await?;
    let doc = load_document(ctx, tx.conn(), id, Action::Modify).await?;
    if !doc.state.open() {
        return Err(Notice::new("refused-document-state").into());
    }
    if doc.version != version {
        return Err(AppError::Conflict { current: doc.version });
    }
    years::editable(&tx, doc.year).await?;
    let ready: Vec<Proposal> = proposals(ctx, tx.conn(), id)
        .await?
        .into_iter()
        .filter(|p| p.row.state == ProposalState::Accepted && !p.settled())
        .collect();
    if ready.is_empty() {
        return Err(Notice::new("refused-nothing-accepted").into());
    }
    let org = Org::load(ctx, tx.conn()).await?;
    let body = org.root().ok_or(AppError::NotFound)?;
    let mut settled: Vec<(&Proposal, i64, Undo)> = Vec::with_capacity(ready.len());
    let mut adopted = Adopted::default();
    frameworks(&mut tx, &doc, &ready, &mut settled, &mut adopted).await?;
    goals(&mut tx, &doc, &ready, &mut settled, &mut adopted).await?;
    new_tasks(&mut tx, &doc, body, &org, &ready, &mut settled, &mut adopted).await?;
    newer_versions(&mut tx, &org, &ready, &mut settled, &mut adopted).await?;
    settle(&tx, &settled).await?;
    state(&tx, &doc, DocumentState::Adopted).await?;
    let event = Event::DocumentAdopted {
        tasks: small(adopted.tasks + adopted.changed + adopted.cancelled),
        goals: small(adopted.goals),
        frameworks: small(adopted.frameworks),
    };
    tx.record(Subject::new("document", id.0), "/", event).await?;
    tx.commit().await?;
    Ok(adopted)
}

/// Takes the document to its next state.
async fn state(tx: &Tx<'_>, doc: &document::Model, to: DocumentState) -> Result<(), AppError> {
    let at =
        if to == DocumentState::Adopted { document::Column::AdoptedAt } else { document::Column::UndoneAt };
    let moved = document::Entity::update_many()
        .col_expr(document::Column::State, Expr::value(to.word()))
        .col_expr(at, Expr::value(Some(tx.ctx.now)))
        .col_expr(document::Column::Version, Expr::value(doc.version + 1))
        .filter(document::Column::TenantId.eq(tx.tenant()))
        .filter(document::Column::Id.eq(doc.id))
        .filter(document::Column::Version.eq(doc.version))
        .exec(tx.conn())
        .await?;
    if moved.rows_affected == 1 { Ok(()) } else { Err(AppError::Conflict { current: doc.version + 1 }) }
}

type Settled<'p> = Vec<(&'p Proposal, i64, Undo)>;

async fn frameworks<'p>(
    tx: &mut Tx<'_>,
    doc: &document::Model,
    ready: &'p [Proposal],
    settled: &mut Settled<'p>,
    adopted: &mut Adopted,
) -> Result<(), AppError> {
    for proposal in ready {
        let Proposed::Framework { name } = &proposal.value else { continue };
        let of_year = framework::Entity::find()
            .filter(framework::Column::TenantId.eq(tx.tenant()))
            .filter(framework::Column::Year.eq(doc.year))
            .filter(framework::Column::Name.eq(name));
        if let Some(there) = of_year.one(tx.conn()).await? {
            settled.push((proposal, there.id.0, Undo::Leave));
            continue;
        }
        let id: FrameworkId = tx.ctx.new_id();
        let row = framework::ActiveModel {
            tenant_id: Set(tx.tenant()),
            id: Set(id),
            year: Set(doc.year),
            name: Set(name.clone()),
            level_name: Set(None),
            upper_id: Set(None),
            sort: Set(proposal.row.position),
            document_id: Set(Some(doc.id)),
            version: Set(1),
        };
        framework::Entity::insert(row).exec_without_returning(tx.conn()).await?;
        let changes = crate::event::Change::of("name", "", name).into_iter().collect();
        tx.record(Subject::new("framework", id.0), "/", Event::FrameworkChanged { changes }).await?;
        settled.push((proposal, id.0, Undo::Remove));
        adopted.frameworks += 1;
    }
    Ok(())
}

async fn goals<'p>(
    tx: &mut Tx<'_>,
    doc: &document::Model,
    ready: &'p [Proposal],
    settled: &mut Settled<'p>,
    adopted: &mut Adopted,
) -> Result<(), AppError> {
    let (mut rows, mut numbers) = (Vec::new(), Vec::new());
    for proposal in ready {
        let Proposed::Goal { title, measures } = &proposal.value else { continue };
        let id: GoalId = tx.ctx.new_id();
        rows.push(goal::ActiveModel {
            tenant_id: Set(tx.tenant()),
            id: Set(id),
            year: Set(doc.year),
            theme_id: Set(None),
            title: Set(title.clone()),
            upper_body: Set(None),
            upper_title: Set(None),
            sort: Set(proposal.row.position),
            document_id: Set(Some(doc.id)),
            span_start: Set(Some(proposal.row.span_start)),
            span_end: Set(Some(proposal.row.span_end)),
            version: Set(1),
        });
        numbers.extend(measures.iter().zip(0..).map(|(m, at)| drafts::goal_measure(tx, doc.year, id, m, at)));
        let changes = crate::event::Change::of("title", "", title).into_iter().collect();
        tx.record(Subject::new("goal", id.0), "/", Event::GoalChanged { changes }).await?;
        settled.push((proposal, id.0, Undo::Remove));
        adopted.goals += 1;
    }
    for chunk in rows.chunks(100) {
        goal::Entity::insert_many(chunk.to_vec()).exec_without_returning(tx.conn()).await?;
    }
    for chunk in numbers.chunks(100) {
        measure::Entity::insert_many(chunk.to_vec()).exec_without_returning(tx.conn()).await?;
    }
    Ok(())
}

async fn new_tasks<'p>(
    tx: &mut Tx<'_>,
    doc: &document::Model,
    body: &unit::Model,
    org: &Org,
    ready: &'p [Proposal],
    settled: &mut Settled<'p>,
    adopted: &mut Adopted,
) -> Result<(), AppError> {
    let new: Vec<(&Proposal, &TaskValue)> = ready
        .iter()
        .filter(|p| p.row.change == ProposalChange::Added)
        .filter_map(|p| p.value.task().map(|t| (p, t)))
        .collect();
    let made = new.iter().map(|(p, t)| drafts::task(org, doc, p, t)).collect();
    let ids = add_tasks(tx, doc.year, body, made).await?;
    adopted.tasks += ids.len();
    settled.extend(new.iter().zip(ids).map(|((p, _), id)| (*p, id.0, Undo::Remove)));
    Ok(())
}

/// Changes, cancels and leaves alone what is in the ledger from an older version.
async fn newer_versions<'p>(
    tx: &mut Tx<'_>,
    org: &Org,
    ready: &'p [Proposal],
    settled: &mut Settled<'p>,
    adopted: &mut Adopted,
) -> Result<(), AppError> {
    let known: Vec<(&Proposal, TaskId, &TaskValue)> = ready
        .iter()
        .filter(|p| p.row.change != ProposalChange::Added)
        .filter_map(|p| Some((p, TaskId(p.row.matched_id?), p.value.task()?)))
        .collect();
    let wanted: Vec<TaskId> = known
        .iter()
        .filter(|(p, ..)| p.row.change != ProposalChange::Unchanged)
        .map(|(_, id, _)| *id)
        .collect();
    let mut tasks = load_tasks(tx.ctx, tx.conn(), &wanted, Action::Modify).await?.into_iter();
    for (proposal, id, value) in known {
        if proposal.row.change == ProposalChange::Unchanged {
            settled.push((proposal, id.0, Undo::Leave));
            continue;
        }
        let Some(loaded) = tasks.next() else { continue };
        let version = loaded.task.version;
        if proposal.row.change == ProposalChange::Removed {
            cancel(tx, &loaded.task).await?;
            settled.push((proposal, id.0, Undo::Revive { version_after: version + 1 }));
            adopted.cancelled += 1;
            continue;
        }
        let said: TaskValue = serde_json::from_str(proposal.row.matched.as_deref().unwrap_or("{}"))?;
        let (before, patches) =
            drafts::patches(tx, org, &loaded, &changed_fields(&said, value), value).await?;
        let edited = edit_in(tx, vec![Edit { task: loaded, version, patches }]).await?;
        let undo = match edited {
            Some(_) => Undo::Patch { version_after: version + 1, patches: before },
            None => Undo::Leave,
        };
        settled.push((proposal, id.0, undo));
        adopted.changed += 1;
    }
    Ok(())
}

/// Cancels a task that a newer version of its document no longer has.
async fn cancel(tx: &mut Tx<'_>, row: &task::Model) -> Result<(), AppError> {
    set_cancelled(tx, row, Some(tx.ctx.now)).await?;
    let event = Event::TaskCancelled { reason: "document-version".to_owned() };
    tx.record(Subject::new("task", row.id.0), &row.unit_path, event).await
}

async fn set_cancelled(tx: &Tx<'_>, row: &task::Model, at: Option<i64>) -> Result<(), AppError> {
    years::editable(tx, row.year).await?;
    let written = task::Entity::update_many()
        .col_expr(task::Column::CancelledAt, Expr::value(at))
        .col_expr(task::Column::UpdatedAt, Expr::value(tx.ctx.now))
        .col_expr(task::Column::Version, Expr::value(row.version + 1))
        .filter(task::Column::TenantId.eq(tx.tenant()))
        .filter(task::Column::Id.eq(row.id))
        .filter(task::Column::Version.eq(row.version))
        .exec(tx.conn())
        .await?;
    if written.rows_affected == 1 { Ok(()) } else { Err(AppError::Conflict { current: row.version + 1 }) }
}

/// Writes what became of each proposal.
async fn settle(tx: &Tx<'_>, settled: &[(&Proposal, i64, Undo)]) -> Result<(), AppError> {
    for (proposal, result, undo) in settled {
        let row = &proposal.row;
        let written = proposal::Entity::update_many()
            .col_expr(proposal::Column::ResultId, Expr::value(Some(*result)))
            .col_expr(proposal::Column::Undo, Expr::value(Some(serde_json::to_string(undo)?)))
            .col_expr(proposal::Column::Version, Expr::value(row.version + 1))
            .filter(proposal::Column::TenantId.eq(tx.tenant()))
            .filter(proposal::Column::Id.eq(row.id))
            .filter(proposal::Column::Version.eq(row.version))
            .exec(tx.conn())
            .await?;
        if written.rows_affected != 1 {
            return Err(AppError::Conflict { current: row.version + 1 });
        }
    }
    Ok(())
}

//! The job: a received document becomes proposals. It asks the state first, so that it can run
//! twice, and after a crash it begins anew: nothing is written before everything is known.

use std::sync::Arc;

use luoshi_docs::model::{Document, Problem};
use luoshi_docs::read::{Reading, Refusal, Stop};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, UpdateMany,
};

use super::propose::{Against, Proposals, propose};
use super::receive::read_bytes;
use super::store::{DocumentState, ProposalChange, ProposalState, blob, document, proposal, reading};
use super::value::{Fresh, Proposed};
use super::versions::{self, Confirmed, Step};
use crate::ctx::{Ctx, Tx};
use crate::db::ids::DocumentId;
use crate::error::AppError;
use crate::event::{Event, Subject};
use crate::org::{Org, tenant};
use crate::readers::too_slow;

/// How many rows one statement inserts: both engines bound the number of their parameters.
const BATCH: usize = 100;

/// Reads a received document and stores what it proposes.
///
/// # Errors
/// When the store cannot be reached.
pub async fn read_document(ctx: &Ctx, id: DocumentId) -> Result<(), AppError> {
    let found = document::Entity::find_by_id((ctx.tenant(), id)).one(ctx.reader()).await?;
    let Some(doc) = found.filter(|d| d.state.waiting()) else { return Ok(()) };
    let Some(doc) = begin(ctx, doc).await? else { return Ok(()) };
    let kept = blob::Entity::find_by_id((ctx.tenant(), doc.sha256.clone())).one(ctx.reader()).await?;
    let bytes = Arc::new(kept.ok_or(AppError::NotFound)?.bytes);
    let read = read_bytes(ctx, &bytes, &doc.name).await?;
    let format = serde_json::to_value(read.format)?.as_str().map(ToOwned::to_owned);
    let Reading { document: Some(content), problems, refusal: None, .. } = read else {
        let refusal = read.refusal.unwrap_or_else(|| Refusal::new("damaged"));
        return refuse(ctx, &doc, &refusal).await;
    };
    let against = against(ctx, &doc).await?;
    let content = Arc::new(content);
    let shared = Arc::clone(&content);
    let Some(proposals) = ctx.app.readers.read(move |_| propose(&shared, &against)).await? else {
        return refuse(ctx, &doc, &too_slow()).await;
    };
    keep(ctx, doc, format, &content, problems, proposals).await
}

/// Takes the document for this run: the version it gets is the run's own, so that one that was
/// given up as dead and comes back late finds it changed. Nothing if somebody else was faster.
async fn begin(ctx: &Ctx, doc: document::Model) -> Result<Option<document::Model>, AppError> {
    let tx = ctx.begin().await?;
    let state = Expr::value(DocumentState::Reading.word());
    let ours =
        moved(&tx, &doc, document::Entity::update_many().col_expr(document::Column::State, state)).await?;
    tx.commit().await?;
    Ok(ours.then(|| document::Model { version: doc.version + 1, state: DocumentState::Reading, ..doc }))
}

/// Does an update of the document as it was read, and of no other; says whether it was still so.
async fn moved(
    tx: &Tx<'_>,
    doc: &document::Model,
    update: UpdateMany<document::Entity>,
) -> Result<bool, AppError> {
    let done = update
        .col_expr(document::Column::Version, Expr::value(doc.version + 1))
        .filter(document::Column::TenantId.eq(tx.tenant()))
        .filter(document::Column::Id.eq(doc.id))
        .filter(document::Column::State.eq(doc.state))
        .filter(document::Column::Version.eq(doc.version))
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected == 1)
}

async fn against(ctx: &Ctx, doc: &document::Model) -> Result<Against, AppError> {
    let settings = tenant::Entity::find_by_id(ctx.tenant()).one(ctx.reader()).await?;
    Ok(Against {
        org: Org::load(ctx, ctx.reader()).await?,
        year: doc.year,
        today: ctx.today(),
        before_is_inclusive: settings.is_none_or(|t| t.before_is_inclusive),
    })
}

async fn refuse(ctx: &Ctx, doc: &document::Model, refusal: &Refusal) -> Result<(), AppError> {
    let mut tx = ctx.begin().await?;
    let update = document::Entity::update_many()
        .col_expr(document::Column::State, Expr::value(DocumentState::Refused.word()))
        .col_expr(document::Column::Refusal, Expr::value(serde_json::to_string(refusal)?));
    if !moved(&tx, doc, update).await? {
        return Ok(());
    }
    let event = Event::DocumentRefused { reason: refusal.code.clone() };
    tx.record(Subject::new("document", doc.id.0), "/", event).await?;
    tx.commit().await
}

/// Writes what was read, all or nothing; nothing if another run has taken the document over.
async fn keep(
    ctx: &Ctx,
    doc: document::Model,
    format: Option<String>,
    content: &Document,
    mut problems: Vec<Problem>,
    mut read: Proposals,
) -> Result<(), AppError> {
    problems.append(&mut read.problems);
    let title = read.found.extraction.title.as_ref().map(|t| t.value.clone());
    let previous = match doc.previous_id {
        Some(previous) => Some(previous),
        None => versions::previous(ctx, &doc, title.as_deref()).await?,
    };
    let before = match previous {
        Some(previous) => versions::confirmed(ctx, previous).await?,
        None => Vec::new(),
    };
    let fresh = std::mem::take(&mut read.fresh);
    let work = move |_: &Stop| {
        let (steps, gone) = versions::compare(&fresh, &before);
        (fresh, steps, gone)
    };
    let Some((fresh, steps, gone)) = ctx.app.readers.read(work).await? else {
        return refuse(ctx, &doc, &too_slow()).await;
    };
    let questions = fresh.iter().map(|f| f.doubts.len()).sum::<usize>();
    let mut tx = ctx.begin().await?;
    let update = document::Entity::update_many()
        .col_expr(document::Column::State, Expr::value(DocumentState::Draft.word()))
        .col_expr(document::Column::Format, Expr::value(format))
        .col_expr(document::Column::Title, Expr::value(title))
        .col_expr(document::Column::PreviousId, Expr::value(previous.map(|p| p.0)));
    if !moved(&tx, &doc, update).await? {
        return Ok(());
    }
    clear(&tx, doc.id).await?;
    let row = reading::ActiveModel {
        tenant_id: Set(ctx.tenant()),
        document_id: Set(doc.id),
        content: Set(serde_json::to_string(content)?),
        found: Set(serde_json::to_string(&read.found)?),
        problems: Set(serde_json::to_string(&problems)?),
    };
    reading::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    let count = insert(&tx, doc.id, &fresh, steps, gone).await?;
    let event = Event::DocumentRead {
        proposals: small(count),
        questions: small(questions),
        problems: small(problems.len()),
    };
    tx.record(Subject::new("document", doc.id.0), "/", event).await?;
    tx.commit().await
}

/// A job that runs twice must not leave everything twice.
async fn clear(tx: &Tx<'_>, id: DocumentId) -> Result<(), AppError> {
    proposal::Entity::delete_many()
        .filter(proposal::Column::TenantId.eq(tx.tenant()))
        .filter(proposal::Column::DocumentId.eq(id))
        .exec(tx.conn())
        .await?;
    reading::Entity::delete_by_id((tx.tenant(), id)).exec(tx.conn()).await?;
    Ok(())
}

async fn insert(
    tx: &Tx<'_>,
    id: DocumentId,
    fresh: &[Fresh],
    steps: Vec<Step>,
    gone: Vec<Confirmed>,
) -> Result<usize, AppError> {
    let mut rows = Vec::with_capacity(fresh.len() + gone.len());
    for (f, step) in fresh.iter().zip(steps) {
        rows.push(row(tx, id, rows.len(), f, &step)?);
    }
    for confirmed in gone {
        let f = Fresh {
            value: Proposed::Task(Box::new(confirmed.said.clone())),
            section: confirmed.section.clone(),
            span: luoshi_docs::model::Span::new(0, 0),
            confidence: 0,
            rule: "version/gone".to_owned(),
            doubts: Vec::new(),
        };
        let step = Step { change: ProposalChange::Removed, before: Some(confirmed) };
        rows.push(row(tx, id, rows.len(), &f, &step)?);
    }
    let count = rows.len();
    write(tx.conn(), rows).await?;
    Ok(count)
}

/// Inserts proposals in batches.
pub(super) async fn write(
    conn: &impl ConnectionTrait,
    rows: Vec<proposal::ActiveModel>,
) -> Result<(), AppError> {
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let batch: Vec<_> = rows.by_ref().take(BATCH).collect();
        proposal::Entity::insert_many(batch).exec_without_returning(conn).await?;
    }
    Ok(())
}

fn row(
    tx: &Tx<'_>,
    document: DocumentId,
    position: usize,
    fresh: &Fresh,
    step: &Step,
) -> Result<proposal::ActiveModel, AppError> {
    let value = serde_json::to_string(&fresh.value)?;
    let said = step.before.as_ref().map(|b| serde_json::to_string(&b.said)).transpose()?;
    let state =
        if step.change == ProposalChange::Unchanged { ProposalState::Accepted } else { ProposalState::Open };
    Ok(proposal::ActiveModel {
        tenant_id: Set(tx.tenant()),
        id: Set(tx.ctx.new_id()),
        document_id: Set(document),
        position: Set(i32::try_from(position).unwrap_or(i32::MAX)),
        kind: Set(fresh.value.kind()),
        section: Set(fresh.section.clone()),
        original: Set(value.clone()),
        value: Set(value),
        doubts: Set(serde_json::to_string(&fresh.doubts)?),
        span_start: Set(i64::try_from(fresh.span.start).unwrap_or_default()),
        span_end: Set(i64::try_from(fresh.span.end).unwrap_or_default()),
        confidence: Set(fresh.confidence),
        rule: Set(fresh.rule.clone()),
        state: Set(state),
        origin_id: Set(None),
        kept: Set(None),
        change: Set(step.change),
        matched_id: Set(step.before.as_ref().map(|b| b.task)),
        matched: Set(said),
        result_id: Set(None),
        undo: Set(None),
        version: Set(1),
    })
}

/// A count for an event.
pub(super) fn small(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

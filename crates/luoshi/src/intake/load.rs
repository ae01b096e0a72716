//! Loading documents and proposals with the permission for one action.

use luoshi_core::policy::{Action, Permitted, permit};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};

use super::store::{DocumentState, document, proposal, reading};
use super::value::Proposal;
use crate::ctx::Ctx;
use crate::db::ids::{DocumentId, ProposalId};
use crate::error::AppError;

/// Loads a document for an action.
///
/// # Errors
/// Not found or not permitted.
pub async fn load_document(
    ctx: &Ctx,
    conn: &impl ConnectionTrait,
    id: DocumentId,
    action: Action,
) -> Result<Permitted<document::Model>, AppError> {
    let row = document::Entity::find_by_id((ctx.tenant(), id)).one(conn).await?.ok_or(AppError::NotFound)?;
    Ok(permit(&ctx.actor, action, row)?)
}

/// Loads a proposal with its document for an action on it.
///
/// # Errors
/// Not found or not permitted.
pub async fn load_proposal(
    ctx: &Ctx,
    conn: &impl ConnectionTrait,
    id: ProposalId,
    action: Action,
) -> Result<(Permitted<document::Model>, Proposal), AppError> {
    let row = proposal::Entity::find_by_id((ctx.tenant(), id)).one(conn).await?.ok_or(AppError::NotFound)?;
    let document = load_document(ctx, conn, row.document_id, action).await?;
    Ok((document, Proposal::of(row)?))
}

/// Every proposal of a document, in order.
///
/// # Errors
/// When the store cannot be read.
pub async fn proposals(
    ctx: &Ctx,
    conn: &impl ConnectionTrait,
    document: DocumentId,
) -> Result<Vec<Proposal>, AppError> {
    let rows = proposal::Entity::find()
        .filter(proposal::Column::TenantId.eq(ctx.tenant()))
        .filter(proposal::Column::DocumentId.eq(document))
        .order_by_asc(proposal::Column::Position)
        .order_by_asc(proposal::Column::Id)
        .all(conn)
        .await?;
    rows.into_iter().map(Proposal::of).collect()
}

/// What a document says.
///
/// # Errors
/// When the store cannot be read.
pub async fn reading_of(ctx: &Ctx, document: DocumentId) -> Result<Option<reading::Model>, AppError> {
    Ok(reading::Entity::find_by_id((ctx.tenant(), document)).one(ctx.reader()).await?)
}

/// Documents of a year, newest first: at most `limit` that came before `before`.
///
/// # Errors
/// When the store cannot be read.
pub async fn documents(
    ctx: &Ctx,
    year: i32,
    state: Option<DocumentState>,
    before: Option<DocumentId>,
    limit: u64,
) -> Result<Vec<document::Model>, AppError> {
    let mut rows = document::Entity::find()
        .filter(document::Column::TenantId.eq(ctx.tenant()))
        .filter(document::Column::Year.eq(year));
    if let Some(state) = state {
        rows = rows.filter(document::Column::State.eq(state));
    }
    if let Some(before) = before {
        rows = rows.filter(document::Column::Id.lt(before));
    }
    Ok(rows.order_by_desc(document::Column::Id).limit(limit).all(ctx.reader()).await?)
}

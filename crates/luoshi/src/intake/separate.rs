//! "This is not a newer version of that": the clerk parts a document from the one that it was taken
//! for a newer version of.
//!
//! Everything that the document says is then to be confirmed as new; what was decided or edited
//! meanwhile stays, and nothing of the other document is called gone.

use luoshi_core::policy::Action;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};

use super::load::load_document;
use super::store::{DocumentState, ProposalChange, ProposalState, document, proposal};
use crate::ctx::{Ctx, Tx};
use crate::db::ids::DocumentId;
use crate::error::{AppError, Notice};
use crate::event::{Event, Subject};
use crate::plan::years;

/// Parts a document from its older version.
///
/// # Errors
/// Conflict if the document changed meanwhile; refused if it stands for itself already, or while
/// what it says is in the ledger.
pub async fn separate(ctx: &Ctx, id: DocumentId, version: i64) -> Result<(), AppError> {
    let mut tx = ctx.begin().await?;
    let doc = load_document(ctx, tx.conn(), id, Action::Modify).await?;
    let Some(previous) = doc.previous_id else { return Err(Notice::new("refused-no-previous").into()) };
    if doc.state == DocumentState::Adopted {
        return Err(Notice::new("refused-separate-adopted").into());
    }
    if !doc.state.open() {
        return Err(Notice::new("refused-document-state").into());
    }
    if doc.version != version {
        return Err(AppError::Conflict { current: doc.version });
    }
    years::editable(&tx, doc.year).await?;
    let older = load_document(ctx, tx.conn(), previous, Action::Read).await?;
    part(&tx, id).await?;
    let moved = document::Entity::update_many()
        .col_expr(document::Column::PreviousId, Expr::value(Option::<i64>::None))
        .col_expr(document::Column::Version, Expr::value(version + 1))
        .filter(document::Column::TenantId.eq(ctx.tenant()))
        .filter(document::Column::Id.eq(id))
        .filter(document::Column::Version.eq(version))
        .exec(tx.conn())
        .await?;
    if moved.rows_affected != 1 {
        return Err(AppError::Conflict { current: version + 1 });
    }
    let event = Event::DocumentSeparated { name: older.label().to_owned() };
    tx.record(Subject::new("document", id.0), "/", event).await?;
    tx.commit().await
}

/// Every proposal stands for itself; what only the other document says goes.
async fn part(tx: &Tx<'_>, id: DocumentId) -> Result<(), AppError> {
    proposal::Entity::delete_many()
        .filter(proposal::Column::TenantId.eq(tx.tenant()))
        .filter(proposal::Column::DocumentId.eq(id))
        .filter(proposal::Column::Change.eq(ProposalChange::Removed))
        .exec(tx.conn())
        .await?;
    for was in [ProposalChange::Unchanged, ProposalChange::Changed] {
        let mut rows = proposal::Entity::update_many()
            .col_expr(proposal::Column::Change, Expr::value(ProposalChange::Added.word()))
            .col_expr(proposal::Column::MatchedId, Expr::value(Option::<i64>::None))
            .col_expr(proposal::Column::Matched, Expr::value(Option::<String>::None))
            .col_expr(proposal::Column::Version, Expr::cust("version + 1"));
        if was == ProposalChange::Unchanged {
            // Nobody had to decide on these, so nobody has.
            rows = rows.col_expr(proposal::Column::State, Expr::value(ProposalState::Open.word()));
        }
        rows.filter(proposal::Column::TenantId.eq(tx.tenant()))
            .filter(proposal::Column::DocumentId.eq(id))
            .filter(proposal::Column::Change.eq(was))
            .exec(tx.conn())
            .await?;
    }
    Ok(())
}

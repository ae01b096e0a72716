//! What can be done with proposals and with a document as a whole.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use luoshi_core::policy::Action;
use serde::Deserialize;

use super::card::{CardAlone, Desk, card};
use crate::ctx::Ctx;
use crate::db::ids::{DocumentId, ProposalId};
use crate::error::AppError;
use crate::intake::decide::{self, Decision, Tally, Which};
use crate::intake::load::{load_proposal, proposals};
use crate::intake::value::Proposal;
use crate::org::Org;
use crate::web::forms::Form;
use crate::web::ui::Done;
use crate::web::visitor::Visitor;
use crate::web::{Page, Ui};

/// The version that the clerk saw.
#[derive(Debug, Deserialize)]
pub(super) struct Seen {
    #[serde(default)]
    version: i64,
}

/// `GET /proposals/{id}`: the card again, after a form was left.
pub(super) async fn show(
    ctx: Ctx,
    visitor: Visitor,
    Path(id): Path<ProposalId>,
) -> Result<Response, AppError> {
    let (_, proposal) = load_proposal(&ctx, ctx.reader(), id, Action::Read).await?;
    shown(&ctx, &visitor, proposal, false).await
}

/// `POST /proposals/{id}/acceptance`
pub(super) async fn accept(
    ctx: Ctx,
    visitor: Visitor,
    Path(id): Path<ProposalId>,
    Form(seen): Form<Seen>,
) -> Result<Response, AppError> {
    let outcome = decide::decide(&ctx, id, seen.version, Decision::Accept).await;
    answered(&ctx, &visitor, id, outcome).await
}

/// `POST /proposals/{id}/rejection`
pub(super) async fn reject(
    ctx: Ctx,
    visitor: Visitor,
    Path(id): Path<ProposalId>,
    Form(seen): Form<Seen>,
) -> Result<Response, AppError> {
    let outcome = decide::decide(&ctx, id, seen.version, Decision::Reject).await;
    answered(&ctx, &visitor, id, outcome).await
}

/// `POST /proposals/{id}/restoration`
pub(super) async fn restore(
    ctx: Ctx,
    visitor: Visitor,
    Path(id): Path<ProposalId>,
    Form(seen): Form<Seen>,
) -> Result<Response, AppError> {
    let outcome = decide::decide(&ctx, id, seen.version, Decision::Restore).await;
    answered(&ctx, &visitor, id, outcome).await
}

/// `POST /proposals/{id}/merge`
pub(super) async fn merge(
    ctx: Ctx,
    visitor: Visitor,
    Path(id): Path<ProposalId>,
    Form(seen): Form<Seen>,
) -> Result<Response, AppError> {
    match decide::merge(&ctx, id, seen.version).await {
        Ok(whole) => Ok(back(&whole).into_response()),
        Err(error) => answered(&ctx, &visitor, id, Err(error)).await,
    }
}

/// An answer to a question.
#[derive(Debug, Deserialize)]
pub(super) struct Answer {
    proposal: ProposalId,
    version: i64,
    question: usize,
    #[serde(default)]
    answer: String,
}

/// `POST /documents/{id}/answers`
pub(super) async fn answer(
    ctx: Ctx,
    visitor: Visitor,
    Path(id): Path<DocumentId>,
    Form(form): Form<Answer>,
) -> Result<Response, AppError> {
    match decide::answer(&ctx, id, form.proposal, form.version, form.question, &form.answer).await {
        Ok((proposal, 0)) => shown(&ctx, &visitor, proposal, false).await,
        // Other cards of the page changed as well: the page is shown anew.
        Ok((proposal, others)) => {
            let said = [("n", others.to_string())];
            Ok(back(&proposal).say("ok", "flash-answered-others", &said).into_response())
        }
        Err(error) => answered(&ctx, &visitor, form.proposal, Err(error)).await,
    }
}

/// Which proposals.
#[derive(Debug, Deserialize)]
pub(super) struct Many {
    #[serde(default)]
    all: String,
}

/// `POST /documents/{id}/acceptances`
pub(super) async fn accept_many(
    ctx: Ctx,
    Path(id): Path<DocumentId>,
    Form(form): Form<Many>,
) -> Result<Done, AppError> {
    let which = if form.all == "all" { Which::All } else { Which::Sure };
    let n = decide::accept_many(&ctx, id, which).await?;
    let (kind, key) =
        if n == 0 { ("info", "flash-proposals-none") } else { ("ok", "flash-proposals-accepted") };
    Ok(Done::to(format!("/documents/{id}")).say(kind, key, &[("n", n.to_string())]))
}

/// `POST /documents/{id}/adoption`
pub(super) async fn adopt(
    ctx: Ctx,
    Path(id): Path<DocumentId>,
    Form(seen): Form<Seen>,
) -> Result<Done, AppError> {
    let done = match crate::intake::adopt(&ctx, id, seen.version).await {
        // The button was pressed too early: back to what is to be decided, not away from it.
        Err(AppError::Refused(notice)) if notice.key == "refused-nothing-accepted" => {
            return Ok(Done::to(format!("/documents/{id}")).say("warn", "flash-nothing-accepted", &[]));
        }
        done => done?,
    };
    let tasks = done.tasks + done.changed + done.cancelled;
    let rest = done.goals + done.frameworks;
    let args = [("n", tasks.to_string()), ("name", rest.to_string())];
    Ok(Done::to(format!("/documents/{id}")).say("ok", "flash-document-adopted", &args))
}

/// `POST /documents/{id}/undo`
pub(super) async fn undo(
    ctx: Ctx,
    Path(id): Path<DocumentId>,
    Form(seen): Form<Seen>,
) -> Result<Done, AppError> {
    let n = crate::intake::undo(&ctx, id, seen.version).await?;
    Ok(Done::to(format!("/documents/{id}")).say("ok", "flash-document-undone", &[("n", n.to_string())]))
}

/// `POST /documents/{id}/separation`
pub(super) async fn separate(
    ctx: Ctx,
    Path(id): Path<DocumentId>,
    Form(seen): Form<Seen>,
) -> Result<Done, AppError> {
    crate::intake::separate(&ctx, id, seen.version).await?;
    Ok(Done::to(format!("/documents/{id}")).say("ok", "flash-document-separated", &[]))
}

/// Back to the page, at the proposal. The version makes the address a new one, so that a browser
/// that is there already loads it again.
pub(super) fn back(proposal: &Proposal) -> Done {
    let row = &proposal.row;
    Done::to(format!("/documents/{}?at={}&v={}#p-{}", row.document_id, row.id, row.version, row.id))
}

/// The card after a deed; after a lost race the card as it is now, marked as such.
pub(super) async fn answered(
    ctx: &Ctx,
    visitor: &Visitor,
    id: ProposalId,
    outcome: Result<Proposal, AppError>,
) -> Result<Response, AppError> {
    match outcome {
        Ok(proposal) => shown(ctx, visitor, proposal, false).await,
        Err(AppError::Conflict { .. }) if visitor.htmx => {
            let (_, proposal) = load_proposal(ctx, ctx.reader(), id, Action::Read).await?;
            shown(ctx, visitor, proposal, true).await
        }
        Err(error) => Err(error),
    }
}

async fn shown(
    ctx: &Ctx,
    visitor: &Visitor,
    proposal: Proposal,
    conflict: bool,
) -> Result<Response, AppError> {
    if !visitor.htmx {
        return Ok(back(&proposal).into_response());
    }
    let page = alone(ctx, visitor.ui.clone(), &proposal, conflict).await?;
    let status = if conflict { StatusCode::CONFLICT } else { StatusCode::OK };
    Ok((status, Page(page)).into_response())
}

async fn alone(ctx: &Ctx, ui: Ui, proposal: &Proposal, conflict: bool) -> Result<CardAlone, AppError> {
    let doc =
        crate::intake::load::load_document(ctx, ctx.reader(), proposal.row.document_id, Action::Read).await?;
    let org = Org::of(ctx).await?;
    let may_modify =
        luoshi_core::policy::may_some(&ctx.actor, Action::Modify, luoshi_core::policy::Kind::Document);
    let mut card = card(Desk { ui: &ui, org: &org, may_modify }, &doc, proposal);
    card.conflict = conflict;
    let tally = Tally::of(&proposals(ctx, ctx.reader(), doc.id).await?);
    Ok(CardAlone { document: doc.id.to_string(), tally, card, ui })
}

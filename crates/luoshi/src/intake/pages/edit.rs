//! The forms that change what a proposal says: edit, and split into several.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use luoshi_core::policy::Action;
use serde::Deserialize;

use super::verbs::answered;
use crate::ctx::Ctx;
use crate::db::ids::{DocumentId, ProposalId};
use crate::error::{AppError, FieldErrors};
use crate::intake::decide;
use crate::intake::load::load_proposal;
use crate::intake::revise::{self, Revision, revise};
use crate::intake::value::Proposal;
use crate::org::Org;
use crate::web::forms::Form;
use crate::web::visitor::Visitor;
use crate::web::{Page, Ui};

/// The fields of the form, by themselves or in a page.
#[derive(Debug, Template)]
#[template(path = "intake/pages/edit.html")]
pub struct EditForm {
    ui: Ui,
    id: ProposalId,
    document: DocumentId,
    is_task: bool,
    form: Revision,
    errors: FieldErrors,
    /// Index, words and whether they stay, of each measure.
    measures: Vec<(usize, String, bool)>,
    /// Names of units, for completion.
    units: Vec<String>,
    /// Posts: value and words.
    posts: Vec<(String, String)>,
    /// As the document names them, while they are nobody's.
    sponsor_said: String,
    owner_said: String,
}

/// A form as a page of its own, for browsers without script.
#[derive(Debug, Template)]
#[template(path = "intake/pages/edit_page.html")]
struct EditPage<T: Template> {
    ui: Ui,
    heading: &'static str,
    document: DocumentId,
    id: ProposalId,
    form: T,
}

/// The form to split.
#[derive(Debug, Template)]
#[template(path = "intake/pages/split.html")]
pub struct SplitForm {
    ui: Ui,
    id: ProposalId,
    version: i64,
    lines: String,
}

fn answer<T: Template + std::fmt::Debug>(
    visitor: &Visitor,
    proposal: &Proposal,
    heading: &'static str,
    status: StatusCode,
    form: T,
) -> Response {
    if visitor.htmx {
        return (status, Page(form)).into_response();
    }
    let (document, id) = (proposal.row.document_id, proposal.row.id);
    (status, Page(EditPage { ui: visitor.ui.clone(), heading, document, id, form })).into_response()
}

/// `GET /proposals/{id}/edit`
pub(super) async fn form(
    ctx: Ctx,
    visitor: Visitor,
    Path(id): Path<ProposalId>,
) -> Result<Response, AppError> {
    let (_, proposal) = load_proposal(&ctx, ctx.reader(), id, Action::Modify).await?;
    let org = Org::of(&ctx).await?;
    let form = revise::form(&org, &proposal);
    let page = edit_form(&visitor.ui, &org, &proposal, form, FieldErrors::default());
    Ok(answer(&visitor, &proposal, "proposal-edit-title", StatusCode::OK, page))
}

fn edit_form(ui: &Ui, org: &Org, proposal: &Proposal, form: Revision, errors: FieldErrors) -> EditForm {
    let measures = revise::measures(&proposal.value);
    let said = |who: Option<&crate::intake::value::Who>| {
        who.filter(|w| w.post.is_none()).map(|w| w.text.clone()).unwrap_or_default()
    };
    let task = proposal.value.task();
    EditForm {
        id: proposal.row.id,
        document: proposal.row.document_id,
        is_task: task.is_some(),
        measures: measures
            .iter()
            .enumerate()
            .map(|(i, m)| (i, format!("{} {}{}", m.name, m.value, m.unit), form.measure.contains(&i)))
            .collect(),
        units: org.units().skip(1).map(|u| u.label().to_owned()).collect(),
        posts: org.posts().iter().map(|p| (p.id.to_string(), org.post_label(p.id))).collect(),
        sponsor_said: said(task.and_then(|t| t.sponsor.as_ref())),
        owner_said: said(task.and_then(|t| t.owner.as_ref())),
        ui: ui.clone(),
        form,
        errors,
    }
}

/// `POST /proposals/{id}/edit`
pub(super) async fn save(
    ctx: Ctx,
    visitor: Visitor,
    Path(id): Path<ProposalId>,
    Form(form): Form<Revision>,
) -> Result<Response, AppError> {
    let (doc, proposal) = load_proposal(&ctx, ctx.reader(), id, Action::Modify).await?;
    let org = Org::of(&ctx).await?;
    let reference = revise::reference(&ctx, doc.year).await?;
    match revise(&org, &reference, &proposal, &form) {
        Ok((value, doubts)) => {
            let outcome = decide::edit(&ctx, id, form.version, value, doubts).await;
            answered(&ctx, &visitor, id, outcome).await
        }
        Err(errors) => {
            let page = edit_form(&visitor.ui, &org, &proposal, form, errors);
            Ok(answer(&visitor, &proposal, "proposal-edit-title", StatusCode::UNPROCESSABLE_ENTITY, page))
        }
    }
}

/// `GET /proposals/{id}/split`: each sentence a line, to be corrected.
pub(super) async fn split_form(
    ctx: Ctx,
    visitor: Visitor,
    Path(id): Path<ProposalId>,
) -> Result<Response, AppError> {
    let (_, proposal) = load_proposal(&ctx, ctx.reader(), id, Action::Modify).await?;
    let lines = sentences(proposal.value.title());
    let form = SplitForm { ui: visitor.ui.clone(), id, version: proposal.row.version, lines };
    Ok(answer(&visitor, &proposal, "proposal-split-title", StatusCode::OK, form))
}

/// The sentences and clauses of a title, one a line.
fn sentences(text: &str) -> String {
    let lines: Vec<&str> =
        text.split(['；', ';', '。', '\n']).map(str::trim).filter(|l| !l.is_empty()).collect();
    lines.join("\n")
}

/// The lines of the form.
#[derive(Debug, Deserialize)]
pub(super) struct Lines {
    #[serde(default)]
    version: i64,
    #[serde(default)]
    lines: String,
}

/// `POST /proposals/{id}/split`
pub(super) async fn split(
    ctx: Ctx,
    visitor: Visitor,
    Path(id): Path<ProposalId>,
    Form(form): Form<Lines>,
) -> Result<Response, AppError> {
    let lines: Vec<String> =
        form.lines.lines().map(str::trim).filter(|l| !l.is_empty()).map(ToOwned::to_owned).collect();
    match decide::split(&ctx, id, form.version, &lines).await {
        Ok(first) => Ok(super::verbs::back(&first).into_response()),
        Err(error) => answered(&ctx, &visitor, id, Err(error)).await,
    }
}

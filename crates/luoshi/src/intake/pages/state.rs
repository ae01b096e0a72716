//! How far a document has come, and its original.

use askama::Template;
use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use luoshi_core::policy::Action;
use sea_orm::EntityTrait as _;

use crate::ctx::Ctx;
use crate::db::ids::DocumentId;
use crate::error::AppError;
use crate::intake::load::load_document;
use crate::intake::store::blob;
use crate::jobs::{Job, Waiting, waiting};
use crate::web::api::Gives;
use crate::web::forms::percent_encode;
use crate::web::{Page, Ui};

/// The piece of a page that asks again every second.
#[derive(Debug, Template)]
#[template(path = "intake/pages/job.html")]
pub struct JobPiece {
    /// For texts.
    pub ui: Ui,
    /// The document.
    pub id: DocumentId,
    /// Its name.
    pub name: String,
    /// The job was given up.
    pub failed: bool,
}

/// Whether the job that reads a document was given up.
pub(super) async fn given_up(ctx: &Ctx, id: DocumentId) -> Result<bool, AppError> {
    let key = Job::ReadDocument { document: id.0 }.key();
    Ok(waiting(ctx, &key).await? == Some(Waiting::Failed))
}

/// `GET /documents/{id}/jobs`: still waiting, or "look at the page again".
pub(super) async fn jobs(ctx: Ctx, ui: Ui, Path(id): Path<DocumentId>) -> Result<Response, AppError> {
    let doc = load_document(&ctx, ctx.reader(), id, Action::Read).await?;
    if !doc.state.waiting() {
        let to = HeaderValue::from_str(&format!("/documents/{id}")).unwrap_or(HeaderValue::from_static("/"));
        return Ok(([(header::HeaderName::from_static("hx-redirect"), to)], "").into_response());
    }
    let failed = given_up(&ctx, id).await?;
    Ok(Page(JobPiece { ui, id, name: doc.name.clone(), failed }).into_response())
}

/// What `GET /documents/{id}/file` gives.
pub(super) const FILE: Gives = Gives {
    operation: "get_document_file",
    summary: "The file as it was received",
    content: "application/octet-stream",
    query: &[],
    schema: None,
    refusals: &[(404, "There is no such document, or its file was not kept")],
};

/// `GET /documents/{id}/file`: the original, to be kept and never to be shown by the browser.
pub(super) async fn file(ctx: Ctx, Path(id): Path<DocumentId>) -> Result<Response, AppError> {
    let doc = load_document(&ctx, ctx.reader(), id, Action::Read).await?;
    let kept = blob::Entity::find_by_id((ctx.tenant(), doc.sha256.clone())).one(ctx.reader()).await?;
    let bytes = kept.ok_or(AppError::NotFound)?.bytes;
    let ascii: String =
        doc.name.chars().map(|c| if c.is_ascii_alphanumeric() || c == '.' { c } else { '_' }).collect();
    let name = format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{}", percent_encode(&doc.name));
    let mut answer = bytes.into_response();
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"));
    if let Ok(name) = HeaderValue::from_str(&name) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(answer)
}

//! Files and pasted text coming in.

use std::sync::Arc;

use axum::extract::Multipart;
use axum::extract::multipart::Field;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};

use super::list;
use crate::ctx::Ctx;
use crate::db::ids::DocumentId;
use crate::error::AppError;
use crate::intake::receive::{LARGEST, Receipt, Upload, receive};
use crate::plan::years;
use crate::web::ui::Done;
use crate::web::{Page, Ui};
use luoshi_docs::read::Refusal;

/// What a form brought.
#[derive(Debug, Default)]
struct Brought {
    files: Vec<(String, Vec<u8>)>,
    too_large: Vec<String>,
    text: String,
    previous: Option<DocumentId>,
}

/// `POST /documents`: takes each file by itself; one that is refused does not stop the others.
pub(super) async fn save(ctx: Ctx, ui: Ui, form: Multipart) -> Result<Response, AppError> {
    let year = years::current(&ctx, ui.year()).await?.year;
    let mut brought = brought(form).await?;
    let pasted = std::mem::take(&mut brought.text);
    if !pasted.trim().is_empty() {
        let name = first_line(&pasted);
        brought.files.push((name, pasted.clone().into_bytes()));
    }
    let mut errors: Vec<String> = Vec::new();
    for name in brought.too_large {
        let limit = Refusal::new("too-big").with("limit", LARGEST >> 20);
        errors.push(format!("{name}：{}", refusal_text(&ui, &limit)));
    }
    let mut receipts = Vec::with_capacity(brought.files.len());
    for (name, bytes) in brought.files {
        let upload = Upload { name: name.clone(), bytes: Arc::new(bytes), previous: brought.previous };
        let receipt = receive(&ctx, year, upload).await?;
        if let Receipt::Refused(None, refusal) = &receipt {
            // Its name may be as secret as its words.
            errors.push(refusal_text(&ui, refusal));
        }
        receipts.push(receipt);
    }
    if receipts.is_empty() && errors.is_empty() {
        errors.push(ui.t("documents-nothing-chosen"));
    }
    if !errors.is_empty() {
        let page = list::page(&ctx, ui, None, None, errors, pasted_back(&receipts, pasted)).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response());
    }
    Ok(answer(&receipts).into_response())
}

/// Text that was refused stays in its field, unless it must not stay anywhere.
fn pasted_back(receipts: &[Receipt], pasted: String) -> String {
    let gone = receipts.iter().any(|r| !matches!(r, Receipt::Refused(Some(_), _)));
    if gone { String::new() } else { pasted }
}

fn answer(receipts: &[Receipt]) -> Done {
    if let [only] = receipts {
        return match only {
            Receipt::New(id) => Done::to(format!("/documents/{id}")),
            Receipt::Same(id) => Done::to(format!("/documents/{id}")).say("info", "flash-document-same", &[]),
            Receipt::Refused(Some(id), _) => Done::to(format!("/documents/{id}")),
            Receipt::Refused(None, _) => Done::to("/documents"),
        };
    }
    let count = |fits: fn(&Receipt) -> bool| receipts.iter().filter(|r| fits(r)).count();
    let new = count(|r| matches!(r, Receipt::New(_)));
    let rest = receipts.len() - new;
    let (kind, key) =
        if rest == 0 { ("ok", "flash-documents-new") } else { ("info", "flash-documents-some") };
    let args = [("n", new.to_string()), ("name", rest.to_string())];
    Done::to("/documents").say(kind, key, &args)
}

async fn brought(mut form: Multipart) -> Result<Brought, AppError> {
    let bad = |e: axum::extract::multipart::MultipartError| match e.status() {
        StatusCode::PAYLOAD_TOO_LARGE => AppError::TooLarge,
        _ => AppError::BadRequest(e.body_text()),
    };
    let mut out = Brought::default();
    while let Some(field) = form.next_field().await.map_err(bad)? {
        match field.name().unwrap_or_default() {
            "files" => {
                let name = field.file_name().unwrap_or_default().to_owned();
                match whole(field).await.map_err(bad)? {
                    Some(bytes) if name.is_empty() && bytes.is_empty() => {}
                    Some(bytes) => out.files.push((name, bytes)),
                    None => out.too_large.push(name),
                }
            }
            "text" => out.text = field.text().await.map_err(bad)?,
            "previous" => out.previous = field.text().await.map_err(bad)?.parse().ok(),
            _ => {}
        }
    }
    Ok(out)
}

/// The bytes of a field; nothing if it is larger than a file may be.
async fn whole(mut field: Field<'_>) -> Result<Option<Vec<u8>>, axum::extract::multipart::MultipartError> {
    let mut bytes = Vec::new();
    let mut fits = true;
    while let Some(chunk) = field.chunk().await? {
        fits = fits && bytes.len() + chunk.len() <= LARGEST;
        if fits {
            bytes.extend_from_slice(&chunk);
        } else {
            bytes = Vec::new();
        }
    }
    Ok(fits.then_some(bytes))
}

/// Pasted text is called by its first line.
fn first_line(text: &str) -> String {
    let line = text.lines().map(str::trim).find(|l| !l.is_empty()).unwrap_or_default();
    let short: String = line.chars().filter(|c| !matches!(c, '/' | '\\')).take(40).collect();
    format!("{short}.txt")
}

/// Why a file was refused, and what to do.
#[must_use]
pub(super) fn refusal_text(ui: &Ui, refusal: &Refusal) -> String {
    let names = ["limit", "mark", "pages", "found"];
    let args: Vec<(&'static str, String)> =
        names.into_iter().filter_map(|n| Some((n, refusal.details.get(n)?.clone()))).collect();
    ui.locale().text_with(&refusal.key(), &args)
}

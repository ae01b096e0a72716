//! Handlers of an exported ledger that comes back.

use axum::extract::{Multipart, Path};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use luoshi_docs::read::{self, Limits, Refusal, Stop};
use luoshi_docs::table::ledger::{LedgerFile, read_back};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, EntityTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _,
};
use serde::Deserialize;

use super::apply::{Chosen, take_back, write};
use super::compare::{Diff, compare};
use super::pages::{DiffPage, UploadPage, chosen};
use crate::ctx::Ctx;
use crate::db::ids::{AccountId, ImportId};
use crate::error::AppError;
use crate::org::Org;
use crate::plan::store::ledger_import as import;
use crate::plan::task::web::reading;
use crate::plan::years;
use crate::readers::too_slow;
use crate::web::forms::Form;
use crate::web::ui::Done;
use crate::web::{Page, Ui};

/// Bytes of a file, and a little for the form around it.
pub const UPLOAD_MAX: usize = (50 << 20) + (64 << 10);

/// `GET /ledger/imports`
pub async fn index(ctx: Ctx, ui: Ui) -> Result<Page<UploadPage>, AppError> {
    upload_page(&ctx, ui, None).await
}

async fn upload_page(ctx: &Ctx, ui: Ui, error: Option<String>) -> Result<Page<UploadPage>, AppError> {
    let imports = import::Entity::find()
        .filter(import::Column::TenantId.eq(ctx.tenant()))
        .filter(import::Column::AccountId.eq(AccountId(ctx.actor.account.unwrap_or_default())))
        .order_by_desc(import::Column::Id)
        .limit(20)
        .all(ctx.reader())
        .await?;
    Ok(Page(UploadPage { ui, error, imports }))
}

/// Why a file was not taken.
enum Unfit {
    /// It cannot be read.
    Refused(Refusal),
    /// It was not exported from here.
    Foreign,
}

/// `POST /ledger/imports`: reads the file, then shows what it changes.
pub async fn receive(ctx: Ctx, ui: Ui, form: Multipart) -> Result<Response, AppError> {
    let year = years::current(&ctx, ui.year()).await?.year;
    let Some((name, bytes)) = brought(form).await? else {
        return wrong(&ctx, ui.clone(), ui.t("import-no-file")).await;
    };
    let known_as = name.clone();
    let read = ctx.app.readers.read(move |stop| understood(&bytes, &known_as, stop)).await?;
    let file = match read.unwrap_or_else(|| Err(Unfit::Refused(too_slow()))) {
        Ok(file) => file,
        Err(Unfit::Foreign) => return wrong(&ctx, ui.clone(), ui.t("import-foreign")).await,
        Err(Unfit::Refused(refusal)) => {
            let text = refused(&ui, &refusal);
            return wrong(&ctx, ui, text).await;
        }
    };
    let id: ImportId = ctx.new_id();
    let tx = ctx.begin().await?;
    import::ActiveModel {
        tenant_id: Set(ctx.tenant()),
        id: Set(id),
        year: Set(year),
        account_id: Set(ctx.actor.account.map(AccountId)),
        name: Set(name),
        content: Set(serde_json::to_string(&file)?),
        at: Set(ctx.now),
        done_at: Set(None),
        batch_id: Set(None),
        added: Set(None),
        undone_at: Set(None),
        version: Set(1),
    }
    .insert(tx.conn())
    .await?;
    tx.commit().await?;
    Ok(Done::to(format!("/ledger/imports/{id}")).into_response())
}

fn understood(bytes: &[u8], name: &str, stop: &Stop) -> Result<LedgerFile, Unfit> {
    let limits = Limits { stop: stop.clone(), ..Limits::default() };
    let reading = read::read(bytes, name, &limits);
    match (reading.document, reading.refusal) {
        (Some(document), _) => read_back(&document).ok_or(Unfit::Foreign),
        (None, Some(refusal)) => Err(Unfit::Refused(refusal)),
        (None, None) => Err(Unfit::Foreign),
    }
}

/// The message of a refusal; its details have the names that its text asks for.
fn refused(ui: &Ui, refusal: &Refusal) -> String {
    const NAMES: &[&str] = &["limit", "found", "mark", "pages", "name"];
    let args: Vec<(&'static str, String)> = NAMES
        .iter()
        .filter_map(|name| refusal.details.get(*name).map(|value| (*name, value.clone())))
        .collect();
    ui.locale().text_with(&refusal.key(), &args)
}

async fn wrong(ctx: &Ctx, ui: Ui, text: String) -> Result<Response, AppError> {
    Ok((StatusCode::UNPROCESSABLE_ENTITY, upload_page(ctx, ui, Some(text)).await?).into_response())
}

async fn brought(mut form: Multipart) -> Result<Option<(String, Vec<u8>)>, AppError> {
    let bad = |e: axum::extract::multipart::MultipartError| match e.status() {
        StatusCode::PAYLOAD_TOO_LARGE => AppError::TooLarge,
        _ => AppError::BadRequest(e.body_text()),
    };
    while let Some(field) = form.next_field().await.map_err(bad)? {
        if field.name() == Some("file") {
            let name: String = field.file_name().unwrap_or_default().chars().take(200).collect();
            let bytes = field.bytes().await.map_err(bad)?.to_vec();
            return Ok(Some((name, bytes)).filter(|(_, b)| !b.is_empty()));
        }
    }
    Ok(None)
}

/// The import, if this person brought it.
async fn own(ctx: &Ctx, id: ImportId) -> Result<import::Model, AppError> {
    import::Entity::find_by_id((ctx.tenant(), id))
        .one(ctx.reader())
        .await?
        .filter(|row| row.account_id.map(|a| a.0) == ctx.actor.account)
        .ok_or(AppError::NotFound)
}

/// `GET /ledger/imports/{id}`
pub async fn show(ctx: Ctx, ui: Ui, Path(id): Path<ImportId>) -> Result<Page<DiffPage>, AppError> {
    let row = own(&ctx, id).await?;
    diff_page(&ctx, ui, row, false).await
}

async fn diff_page(
    ctx: &Ctx,
    ui: Ui,
    import: import::Model,
    moved: bool,
) -> Result<Page<DiffPage>, AppError> {
    let diff = if import.done_at.is_some() { Diff::default() } else { diff_of(ctx, &import).await? };
    Ok(Page(DiffPage { ui, import, diff, moved }))
}

async fn diff_of(ctx: &Ctx, row: &import::Model) -> Result<Diff, AppError> {
    let org = Org::of(ctx).await?;
    let reading = reading(ctx, &org, row.year).await?;
    let file: LedgerFile = serde_json::from_str(&row.content)?;
    compare(ctx, &org, &reading, &file).await
}

/// A confirmation of what the page showed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Confirmed {
    /// [`Diff::mark`] of the page.
    mark: String,
    /// Conflicts that the file shall win.
    file: Vec<String>,
}

/// `POST /ledger/imports/{id}/confirmation`
pub async fn confirm(
    ctx: Ctx,
    ui: Ui,
    Path(id): Path<ImportId>,
    Form(form): Form<Confirmed>,
) -> Result<Response, AppError> {
    let row = own(&ctx, id).await?;
    if row.done_at.is_some() {
        return Ok(Done::to(format!("/ledger/imports/{id}")).into_response());
    }
    let diff = diff_of(&ctx, &row).await?;
    if diff.mark() != form.mark {
        return Ok((StatusCode::CONFLICT, diff_page(&ctx, ui, row, true).await?).into_response());
    }
    let chosen: Chosen = form.file.iter().filter_map(|c| chosen(c)).collect();
    let org = Org::of(&ctx).await?;
    let reading = reading(&ctx, &org, row.year).await?;
    match write(&ctx, &org, &reading, &row, diff, &chosen).await {
        Ok(written) => {
            let n = (written.changed + written.added).to_string();
            let undo = format!("/ledger/imports/{id}/undo");
            Ok(Done::to("/ledger").say("ok", "flash-imported", &[("n", n), ("undo", undo)]).into_response())
        }
        Err(AppError::Conflict { .. }) => {
            let row = own(&ctx, id).await?;
            Ok((StatusCode::CONFLICT, diff_page(&ctx, ui, row, true).await?).into_response())
        }
        Err(error) => Err(error),
    }
}

/// `POST /ledger/imports/{id}/undo`
pub async fn undo(ctx: Ctx, Path(id): Path<ImportId>) -> Result<Done, AppError> {
    let row = own(&ctx, id).await?;
    let back = take_back(&ctx, &row).await?;
    let n = (back.changed + back.added).to_string();
    Ok(Done::to("/ledger").say("ok", "flash-undone", &[("n", n)]))
}

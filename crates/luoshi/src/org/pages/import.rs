//! Importing a roster: upload, preview, confirmation.

use askama::Template;
use axum::extract::{Multipart, Path};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use sea_orm::{ActiveValue::Set, EntityTrait as _};
use serde::Deserialize;

use super::again;
use crate::app::sha256;
use crate::ctx::Ctx;
use crate::db::ids::{AccountId, RosterImportId};
use crate::error::{AppError, FieldErrors};
use crate::event::Change;
use crate::org::roster::{self, Fate, Line, MAX_BYTES, NoRoster, Plan};
use crate::org::{Org, check, roster_import, tenant};
use crate::web::forms::Form;
use crate::web::ui::Done;
use crate::web::{Page, Ui};

/// Unchanged rows are counted, changed ones listed; a list longer than this is cut.
const SHOWN: usize = 500;

#[derive(Template)]
#[template(path = "org/pages/import.html")]
pub(super) struct ImportPage {
    ui: Ui,
    error: Option<String>,
}

#[derive(Template)]
#[template(path = "org/pages/preview.html")]
pub(super) struct PreviewPage {
    ui: Ui,
    id: RosterImportId,
    name: String,
    confirmed_at: Option<i64>,
    plan: Plan,
    seen: i64,
    day: String,
    errors: FieldErrors,
    stale: bool,
}

impl PreviewPage {
    fn lines<'a>(&self, all: &'a [Line]) -> Vec<&'a Line> {
        all.iter().filter(|l| l.fate != Fate::Unchanged).take(SHOWN).collect()
    }

    fn count(&self, all: &[Line], fate: &str) -> usize {
        all.iter().filter(|l| l.fate.word() == fate).count()
    }

    /// A value of a change as a person reads it.
    fn shown(&self, change: &Change, value: &str) -> String {
        match (change.field.as_str(), value) {
            (_, "") => self.ui.t("common-none"),
            ("kind", word) => self.ui.tk("unit-kind", word),
            ("role", word) => self.ui.tk("org-role", word),
            _ => value.to_owned(),
        }
    }
}

pub(super) async fn new(ui: Ui) -> Page<ImportPage> {
    Page(ImportPage { ui, error: None })
}

pub(super) async fn upload(ctx: Ctx, ui: Ui, form: Multipart) -> Result<Response, AppError> {
    let Some((name, bytes)) = file_of(form).await? else {
        let error = Some(ui.t("roster-no-file"));
        return Ok(again(StatusCode::UNPROCESSABLE_ENTITY, ImportPage { ui, error }));
    };
    if bytes.len() > MAX_BYTES {
        let error = Some(ui.t("roster-too-big"));
        return Ok(again(StatusCode::UNPROCESSABLE_ENTITY, ImportPage { ui, error }));
    }
    if let Err(why) = roster::rosters(&ctx, bytes.clone(), name.clone()).await? {
        let error = Some(reason(&ui, &why));
        return Ok(again(StatusCode::UNPROCESSABLE_ENTITY, ImportPage { ui, error }));
    }
    let id = keep(&ctx, name, bytes).await?;
    Ok(Done::to(format!("/org/imports/{id}")).into_response())
}

/// The first file of the form.
async fn file_of(mut form: Multipart) -> Result<Option<(String, Vec<u8>)>, AppError> {
    let bad = |e: axum::extract::multipart::MultipartError| {
        if e.status() == StatusCode::PAYLOAD_TOO_LARGE {
            AppError::TooLarge
        } else {
            AppError::BadRequest(e.to_string())
        }
    };
    while let Some(field) = form.next_field().await.map_err(bad)? {
        let Some(name) = field.file_name().map(ToOwned::to_owned).filter(|n| !n.is_empty()) else { continue };
        let bytes = field.bytes().await.map_err(bad)?;
        return Ok(Some((name.chars().take(200).collect(), bytes.to_vec())));
    }
    Ok(None)
}

fn reason(ui: &Ui, why: &NoRoster) -> String {
    match why {
        NoRoster::NoTable => ui.t("roster-no-table"),
        NoRoster::Refused(refusal) => {
            let args: Vec<(&'static str, String)> = ["limit", "found", "mark", "pages"]
                .into_iter()
                .filter_map(|n| refusal.details.get(n).map(|v| (n, v.clone())))
                .collect();
            ui.locale().text_with(&refusal.key(), &args)
        }
    }
}

async fn keep(ctx: &Ctx, name: String, bytes: Vec<u8>) -> Result<RosterImportId, AppError> {
    let id: RosterImportId = ctx.new_id();
    let tx = ctx.begin().await?;
    let row = roster_import::ActiveModel {
        tenant_id: Set(ctx.tenant()),
        id: Set(id),
        name: Set(name),
        sha256: Set(sha256(&bytes)),
        bytes: Set(bytes),
        account_id: Set(ctx.actor.account.map(AccountId)),
        received_at: Set(ctx.now),
        confirmed_at: Set(None),
    };
    roster_import::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    tx.commit().await?;
    Ok(id)
}

pub(super) async fn show(
    ctx: Ctx,
    ui: Ui,
    Path(id): Path<RosterImportId>,
) -> Result<Page<PreviewPage>, AppError> {
    let day = ctx.today().to_string();
    Ok(Page(preview(&ctx, ui, id, day, FieldErrors::default(), false).await?))
}

async fn preview(
    ctx: &Ctx,
    ui: Ui,
    id: RosterImportId,
    day: String,
    errors: FieldErrors,
    stale: bool,
) -> Result<PreviewPage, AppError> {
    let row = roster_import::Entity::find_by_id((ctx.tenant(), id)).one(ctx.reader()).await?;
    let row = row.ok_or(AppError::NotFound)?;
    let read = roster::rosters(ctx, row.bytes, row.name.clone()).await?;
    let rosters = read.map_err(|_| AppError::NotFound)?;
    let body = tenant::Entity::find_by_id(ctx.tenant()).one(ctx.reader()).await?.ok_or(AppError::NotFound)?;
    let org = Org::of(ctx).await?;
    let held = roster::all_holdings(ctx, ctx.reader()).await?;
    Ok(PreviewPage {
        ui,
        id,
        name: row.name,
        confirmed_at: row.confirmed_at,
        plan: roster::plan(&rosters, &org, &held, ctx),
        seen: body.version,
        day,
        errors,
        stale,
    })
}

/// What the preview sends back.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ConfirmForm {
    seen: i64,
    day: String,
}

pub(super) async fn confirm(
    ctx: Ctx,
    ui: Ui,
    Path(id): Path<RosterImportId>,
    Form(form): Form<ConfirmForm>,
) -> Result<Response, AppError> {
    let mut errors = FieldErrors::default();
    let Some(day) = check::day(&mut errors, "day", &form.day) else {
        let page = preview(&ctx, ui, id, form.day, errors, false).await?;
        return Ok(again(StatusCode::UNPROCESSABLE_ENTITY, page));
    };
    match roster::confirm(&ctx, id, form.seen, day).await {
        Ok((added, changed, _)) => {
            let said = [("n", added.to_string()), ("name", changed.to_string())];
            Ok(Done::to("/org").say("ok", "flash-roster-imported", &said).into_response())
        }
        Err(AppError::Conflict { .. }) => {
            let page = preview(&ctx, ui, id, form.day, errors, true).await?;
            Ok(again(StatusCode::CONFLICT, page))
        }
        Err(other) => Err(other),
    }
}

//! The years with their states, what stands in the way of the next one, and the frozen plans.

use askama::Template;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use luoshi_core::plan::YearState;
use luoshi_core::policy::{Action, Kind, may_some};
use serde::Deserialize;

use crate::ctx::Ctx;
use crate::error::{AppError, FieldErrors, Notice};
use crate::plan::store::year;
use crate::plan::years::{self, Blocker};
use crate::web::forms::Form;
use crate::web::ui::Done;
use crate::web::{Page, Ui};

#[derive(Template)]
#[template(path = "plan/frame/pages/years.html")]
pub(super) struct YearsPage {
    ui: Ui,
    years: Vec<Card>,
    may_open: bool,
    may_advance: bool,
    form: OpenForm,
    errors: FieldErrors,
}

/// A year with what is to be said of it.
struct Card {
    row: year::Model,
    chosen: bool,
    state: YearState,
    next: Option<YearState>,
    blockers: Vec<Blocker>,
    versions: Vec<years::Version>,
}

impl Card {
    const fn states(&self) -> [YearState; 6] {
        YearState::ALL
    }
}

/// The form that opens a year.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct OpenForm {
    year: String,
}

/// The version that the page showed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct VersionForm {
    version: i64,
}

pub(super) async fn list(ctx: Ctx, ui: Ui) -> Result<Page<YearsPage>, AppError> {
    let newest = years::all(&ctx).await?.first().map_or(ctx.today().year(), |y| y.year + 1);
    let form = OpenForm { year: newest.to_string() };
    Ok(Page(page(&ctx, ui, form, FieldErrors::default()).await?))
}

async fn page(ctx: &Ctx, ui: Ui, form: OpenForm, errors: FieldErrors) -> Result<YearsPage, AppError> {
    let rows = years::all(ctx).await?;
    let chosen = ui.year().filter(|c| rows.iter().any(|y| y.year == *c)).or(rows.first().map(|y| y.year));
    let mut cards = Vec::new();
    for row in rows {
        let state = years::state(&row);
        cards.push(Card {
            chosen: chosen == Some(row.year),
            state,
            next: state.next(),
            blockers: years::blockers(ctx, &row).await?,
            versions: years::versions(ctx, row.year).await?,
            row,
        });
    }
    Ok(YearsPage {
        ui,
        years: cards,
        may_open: may_some(&ctx.actor, Action::Modify, Kind::Year),
        may_advance: may_some(&ctx.actor, Action::Approve, Kind::Year),
        form,
        errors,
    })
}

pub(super) async fn open(ctx: Ctx, ui: Ui, Form(form): Form<OpenForm>) -> Result<Response, AppError> {
    let mut errors = FieldErrors::default();
    match form.year.trim().parse::<i32>() {
        Ok(number) if (2000..=2100).contains(&number) => {
            if years::all(&ctx).await?.iter().any(|y| y.year == number) {
                errors.add("year", Notice::new("refused-year-exists").with("n", number));
            } else {
                years::open(&ctx, number).await?;
                let said = [("n", number.to_string())];
                return Ok(Done::to("/years").say("ok", "flash-year-opened", &said).into_response());
            }
        }
        _ => errors.add("year", Notice::new("year-wrong")),
    }
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page(&ctx, ui, form, errors).await?)).into_response())
}

pub(super) async fn advance(
    ctx: Ctx,
    ui: Ui,
    Path(number): Path<i32>,
    Form(form): Form<VersionForm>,
) -> Result<Done, AppError> {
    let row = years::load(&ctx, number, Action::Approve).await?;
    if row.version != form.version {
        return Err(AppError::Conflict { current: row.version });
    }
    let to = years::advance(&ctx, row, form.version).await?;
    let said = [("n", number.to_string()), ("name", ui.tk("year-state", to.word()))];
    Ok(Done::to("/years").say("ok", "flash-year-advanced", &said))
}

/// Chooses the year that pages work on; kept in the browser.
pub(super) async fn choose(ctx: Ctx, Path(number): Path<i32>) -> Result<Response, AppError> {
    let row = years::load(&ctx, number, Action::Read).await?;
    let said = [("n", row.year.to_string())];
    let mut answer = Done::to("/years").say("ok", "flash-year-chosen", &said).into_response();
    let cookie = format!("year={}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax", row.year);
    if let Ok(cookie) = cookie.parse() {
        answer.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(answer)
}

//! The forms of a framework and its themes.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use luoshi_core::policy::Action;
use serde::Deserialize;

use super::plan::working_year;
use crate::ctx::Ctx;
use crate::db::ids::{FrameworkId, ThemeId};
use crate::error::{AppError, FieldErrors};
use crate::event::Subject;
use crate::plan::frame::frameworks::{self as verbs, FrameworkDraft};
use crate::plan::frame::{Frame, load_framework};
use crate::plan::store::{framework, theme};
use crate::web::forms::Form;
use crate::web::ui::Done;
use crate::web::{Both, Page, Ui};

#[derive(Template)]
#[template(path = "plan/frame/pages/framework.html")]
pub(super) struct FrameworkPage {
    ui: Ui,
    framework: Option<framework::Model>,
    form: FrameworkForm,
    others: Vec<(String, String)>,
    themes: Vec<theme::Model>,
    upper_themes: Vec<theme::Model>,
    frame: Frame,
    errors: FieldErrors,
    both: Vec<Both>,
}

impl FrameworkPage {
    fn serves(&self, theme: &theme::Model, upper: &theme::Model) -> bool {
        self.frame.links.iter().any(|l| l.theme_id == theme.id && l.upper_id == upper.id)
    }
}

/// The fields of the form of a framework.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct FrameworkForm {
    name: String,
    level: String,
    upper: String,
    themes: String,
    version: i64,
}

impl FrameworkForm {
    fn of(row: &framework::Model) -> Self {
        Self {
            name: row.name.clone(),
            level: row.level_name.clone().unwrap_or_default(),
            upper: row.upper_id.map(|u| u.to_string()).unwrap_or_default(),
            themes: String::new(),
            version: row.version,
        }
    }

    fn read(&self) -> Result<FrameworkDraft, AppError> {
        FrameworkDraft::read(&self.name, &self.level, &self.upper, &self.themes)
    }
}

/// The fields of a theme.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ThemeForm {
    name: String,
    upper: String,
    version: i64,
}

async fn page(
    ctx: &Ctx,
    ui: Ui,
    year: i32,
    row: Option<framework::Model>,
    form: FrameworkForm,
    errors: FieldErrors,
) -> Result<FrameworkPage, AppError> {
    let frame = Frame::of(ctx, year).await?;
    let own = row.as_ref().map(|r| r.id);
    let others = frame.frameworks.iter().filter(|f| Some(f.id) != own);
    let themes_of = |id: Option<FrameworkId>| -> Vec<theme::Model> {
        id.map(|id| frame.themes_of(id).cloned().collect()).unwrap_or_default()
    };
    Ok(FrameworkPage {
        others: others.map(|f| (f.id.to_string(), f.name.clone())).collect(),
        themes: themes_of(own),
        upper_themes: themes_of(row.as_ref().and_then(|r| r.upper_id)),
        framework: row,
        frame,
        form,
        errors,
        both: Vec::new(),
        ui,
    })
}

fn wrong(page: FrameworkPage) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response()
}

pub(super) async fn new(ctx: Ctx, ui: Ui) -> Result<Page<FrameworkPage>, AppError> {
    let year = working_year(&ctx, &ui).await?.year;
    Ok(Page(page(&ctx, ui, year, None, FrameworkForm::default(), FieldErrors::default()).await?))
}

pub(super) async fn add(ctx: Ctx, ui: Ui, Form(form): Form<FrameworkForm>) -> Result<Response, AppError> {
    let year = working_year(&ctx, &ui).await?.year;
    let done = match form.read() {
        Ok(draft) => verbs::add_framework(&ctx, year, &draft).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(_) => Ok(Done::to("/plan").say("ok", "flash-saved", &[]).into_response()),
        Err(AppError::Invalid(errors)) => Ok(wrong(page(&ctx, ui, year, None, form, errors).await?)),
        Err(other) => Err(other),
    }
}

pub(super) async fn edit(
    ctx: Ctx,
    ui: Ui,
    Path(id): Path<FrameworkId>,
) -> Result<Page<FrameworkPage>, AppError> {
    let row = load_framework(&ctx, id, Action::Modify).await?.into_inner();
    let form = FrameworkForm::of(&row);
    Ok(Page(page(&ctx, ui, row.year, Some(row), form, FieldErrors::default()).await?))
}

pub(super) async fn change(
    ctx: Ctx,
    ui: Ui,
    Path(id): Path<FrameworkId>,
    Form(mut form): Form<FrameworkForm>,
) -> Result<Response, AppError> {
    let row = load_framework(&ctx, id, Action::Modify).await?;
    let done = match form.read() {
        Ok(draft) => verbs::change_framework(&ctx, row.clone(), form.version, &draft).await,
        Err(error) => Err(error),
    };
    let row = row.into_inner();
    match done {
        Ok(()) => {
            Ok(Done::to(format!("/plan/frameworks/{id}")).say("ok", "flash-saved", &[]).into_response())
        }
        Err(AppError::Invalid(errors)) => Ok(wrong(page(&ctx, ui, row.year, Some(row), form, errors).await?)),
        Err(AppError::Conflict { current }) => {
            let both = vec![
                Both::new("plan-framework-name", &row.name, &form.name),
                Both::new("plan-level", row.level_name.clone().unwrap_or_default(), &form.level),
            ];
            form.version = current;
            let mut page = page(&ctx, ui, row.year, Some(row), form, FieldErrors::default()).await?;
            page.both = both;
            Ok((StatusCode::CONFLICT, Page(page)).into_response())
        }
        Err(other) => Err(other),
    }
}

pub(super) async fn remove(ctx: Ctx, Path(id): Path<FrameworkId>) -> Result<Done, AppError> {
    let row = load_framework(&ctx, id, Action::Modify).await?;
    let name = row.name.clone();
    verbs::remove_framework(&ctx, row).await?;
    Ok(Done::to("/plan").say("ok", "flash-plan-removed", &[("name", name)]))
}

pub(super) async fn change_theme(
    ctx: Ctx,
    ui: Ui,
    Path((id, theme)): Path<(FrameworkId, ThemeId)>,
    Form(form): Form<ThemeForm>,
) -> Result<Response, AppError> {
    let row = load_framework(&ctx, id, Action::Modify).await?;
    let upper = form.upper.parse().ok();
    match verbs::change_theme(&ctx, row.clone(), theme, form.version, &form.name, upper).await {
        Ok(()) => {
            Ok(Done::to(format!("/plan/frameworks/{id}")).say("ok", "flash-saved", &[]).into_response())
        }
        Err(AppError::Invalid(errors)) => {
            let row = row.into_inner();
            let typed = FrameworkForm::of(&row);
            Ok(wrong(page(&ctx, ui, row.year, Some(row), typed, errors).await?))
        }
        Err(other) => {
            let subject = Subject::new("framework", id.0);
            Err(other.about(subject, row.name.clone(), format!("/plan/frameworks/{id}")))
        }
    }
}

pub(super) async fn remove_theme(
    ctx: Ctx,
    Path((id, theme)): Path<(FrameworkId, ThemeId)>,
) -> Result<Done, AppError> {
    let row = load_framework(&ctx, id, Action::Modify).await?;
    verbs::remove_theme(&ctx, row, theme).await?;
    Ok(Done::to(format!("/plan/frameworks/{id}")).say("ok", "flash-theme-removed", &[]))
}

//! The page of a unit, and its forms.

use askama::Template;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use luoshi_core::policy::Action;
use serde::Deserialize;

use super::load::{Load, of_unit};
use super::{Sight, again, may_modify};
use crate::ctx::Ctx;
use crate::db::ids::UnitId;
use crate::error::{AppError, FieldErrors, Notice};
use crate::event::Subject;
use crate::org::units::{UnitDraft, add_unit, change_unit, close_unit, move_unit};
use crate::org::{Org, UnitKind, check, load_unit, person, post, unit};
use crate::web::forms::Form;
use crate::web::ui::Done;
use crate::web::{Both, Page, Ui};

#[derive(Template)]
#[template(path = "org/pages/unit.html")]
pub(super) struct UnitPage {
    ui: Ui,
    unit: unit::Model,
    above: Vec<unit::Model>,
    aliases: String,
    posts: Vec<(post::Model, Option<person::Model>)>,
    children: Vec<unit::Model>,
    load: Option<Load>,
    may_modify: bool,
    places: Vec<(UnitId, String)>,
    errors: FieldErrors,
}

#[derive(Template)]
#[template(path = "org/pages/unit_form.html")]
pub(super) struct UnitFormPage {
    ui: Ui,
    unit: Option<unit::Model>,
    form: UnitForm,
    kinds: &'static [UnitKind],
    places: Vec<(UnitId, String)>,
    errors: FieldErrors,
    both: Vec<Both>,
}

/// The fields of the form of a unit.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct UnitForm {
    parent: String,
    name: String,
    short_name: String,
    kind: String,
    aliases: String,
    sort: String,
    version: i64,
}

impl UnitForm {
    fn of(unit: &unit::Model, org: &Org) -> Self {
        Self {
            parent: unit.parent_id.map(|p| p.to_string()).unwrap_or_default(),
            name: unit.name.clone(),
            short_name: unit.short_name.clone().unwrap_or_default(),
            kind: unit.kind.word().to_owned(),
            aliases: org.aliases(unit.id).join("、"),
            sort: unit.sort.to_string(),
            version: unit.version,
        }
    }

    fn read(&self) -> Result<UnitDraft, AppError> {
        UnitDraft::read(&self.name, &self.short_name, &self.kind, &self.aliases, &self.sort)
    }
}

/// Where a unit could stand: every open unit outside its own subtree, indented.
pub(super) fn places(org: &Org, without: Option<&str>) -> Vec<(UnitId, String)> {
    org.units()
        .filter(|u| without.is_none_or(|path| !u.path.starts_with(path)))
        .map(|u| {
            let level = u.path.matches('/').count().saturating_sub(2);
            (u.id, format!("{}{}", "　".repeat(level), u.label()))
        })
        .collect()
}

pub(super) async fn show(ctx: Ctx, ui: Ui, Path(id): Path<UnitId>) -> Result<Page<UnitPage>, AppError> {
    Ok(Page(page(&ctx, ui, id, FieldErrors::default()).await?))
}

async fn page(ctx: &Ctx, ui: Ui, id: UnitId, errors: FieldErrors) -> Result<UnitPage, AppError> {
    let unit = load_unit(ctx, id, Action::Read).await?.into_inner();
    let org = Org::of(ctx).await?;
    let sight = Sight::of(ctx);
    let mut above = Vec::new();
    let mut at = unit.parent_id;
    while let Some(up) = at.and_then(|p| org.unit(p)).filter(|u| sight.sees(&u.path)) {
        above.insert(0, up.clone());
        at = up.parent_id;
    }
    let year = ui.year().unwrap_or(ctx.today().year());
    let posts = org.posts_in(id).into_iter().map(|p| (p.clone(), org.holder(p.id).cloned())).collect();
    Ok(UnitPage {
        above,
        aliases: org.aliases(id).join("、"),
        posts,
        children: org.children(id).cloned().collect(),
        load: of_unit(ctx, year, &unit.path).await?,
        may_modify: may_modify(ctx) && unit.closed_on.is_none(),
        places: places(&org, Some(&unit.path)),
        errors,
        ui,
        unit,
    })
}

/// Where a new unit is to stand.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Below {
    parent: String,
}

pub(super) async fn new(
    ctx: Ctx,
    ui: Ui,
    Query(below): Query<Below>,
) -> Result<Page<UnitFormPage>, AppError> {
    let org = Org::of(&ctx).await?;
    let root = org.root().map(|r| r.id.to_string()).unwrap_or_default();
    let parent = if below.parent.is_empty() { root } else { below.parent };
    let form = UnitForm { parent, kind: UnitKind::Department.word().to_owned(), ..UnitForm::default() };
    Ok(Page(form_page(ui, &org, None, form, FieldErrors::default(), Vec::new())))
}

fn form_page(
    ui: Ui,
    org: &Org,
    unit: Option<unit::Model>,
    form: UnitForm,
    errors: FieldErrors,
    both: Vec<Both>,
) -> UnitFormPage {
    let places = places(org, unit.as_ref().map(|u| u.path.as_str()));
    UnitFormPage { ui, unit, form, kinds: UnitKind::ALL, places, errors, both }
}

pub(super) async fn add(ctx: Ctx, ui: Ui, Form(form): Form<UnitForm>) -> Result<Response, AppError> {
    let done = async {
        let draft = form.read()?;
        let above = form.parent.parse().map_err(|_| AppError::NotFound)?;
        add_unit(&ctx, load_unit(&ctx, above, Action::Modify).await?, draft).await
    };
    match done.await {
        Ok(id) => {
            let said = [("name", form.name.trim().to_owned())];
            Ok(Done::to(format!("/org/units/{id}")).say("ok", "flash-unit-added", &said).into_response())
        }
        Err(AppError::Invalid(errors)) => {
            let org = Org::of(&ctx).await?;
            let page = form_page(ui, &org, None, form, errors, Vec::new());
            Ok(again(StatusCode::UNPROCESSABLE_ENTITY, page))
        }
        Err(other) => Err(other),
    }
}

pub(super) async fn edit(ctx: Ctx, ui: Ui, Path(id): Path<UnitId>) -> Result<Page<UnitFormPage>, AppError> {
    let unit = load_unit(&ctx, id, Action::Modify).await?.into_inner();
    let org = Org::of(&ctx).await?;
    let form = UnitForm::of(&unit, &org);
    Ok(Page(form_page(ui, &org, Some(unit), form, FieldErrors::default(), Vec::new())))
}

pub(super) async fn change(
    ctx: Ctx,
    ui: Ui,
    Path(id): Path<UnitId>,
    Form(mut form): Form<UnitForm>,
) -> Result<Response, AppError> {
    let unit = load_unit(&ctx, id, Action::Modify).await?;
    let done = match form.read() {
        Ok(draft) => change_unit(&ctx, unit.clone(), form.version, draft).await,
        Err(error) => Err(error),
    };
    let org = Org::of(&ctx).await?;
    let unit = unit.into_inner();
    match done {
        Ok(()) => Ok(Done::to(format!("/org/units/{id}")).say("ok", "flash-saved", &[]).into_response()),
        Err(AppError::Invalid(errors)) => {
            let page = form_page(ui, &org, Some(unit), form, errors, Vec::new());
            Ok(again(StatusCode::UNPROCESSABLE_ENTITY, page))
        }
        Err(AppError::Conflict { current }) => {
            let now = UnitForm::of(&unit, &org);
            let both = vec![
                Both::new("org-unit-name", &now.name, &form.name),
                Both::new("org-unit-short", &now.short_name, &form.short_name),
                Both::new("org-kind", ui.tk("unit-kind", &now.kind), ui.tk("unit-kind", &form.kind)),
                Both::new("org-unit-aliases", &now.aliases, &form.aliases),
                Both::new("org-sort", &now.sort, &form.sort),
            ];
            form.version = current;
            let page = form_page(ui, &org, Some(unit), form, FieldErrors::default(), both);
            Ok(again(StatusCode::CONFLICT, page))
        }
        Err(other) => Err(other),
    }
}

pub(super) async fn relocate(
    ctx: Ctx,
    Path(id): Path<UnitId>,
    Form(form): Form<UnitForm>,
) -> Result<Done, AppError> {
    let unit = load_unit(&ctx, id, Action::Modify).await?;
    let above: UnitId = form.parent.parse().map_err(|_| AppError::NotFound)?;
    let above = load_unit(&ctx, above, Action::Modify).await?;
    let name = unit.name.clone();
    move_unit(&ctx, unit, form.version, above).await.map_err(|e| about(e, id, name))?;
    Ok(Done::to(format!("/org/units/{id}")).say("ok", "flash-unit-moved", &[]))
}

/// Says of which unit a conflict is.
fn about(error: AppError, id: UnitId, name: String) -> AppError {
    error.about(Subject::new("unit", id.0), name, format!("/org/units/{id}"))
}

/// A version and a day.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct DayForm {
    pub version: i64,
    pub day: String,
}

pub(super) async fn close(
    ctx: Ctx,
    ui: Ui,
    Path(id): Path<UnitId>,
    Form(form): Form<DayForm>,
) -> Result<Response, AppError> {
    let unit = load_unit(&ctx, id, Action::Modify).await?;
    let name = unit.name.clone();
    let mut errors = FieldErrors::default();
    let Some(day) = check::day(&mut errors, "day", &form.day) else {
        let page = page(&ctx, ui, id, errors).await?;
        return Ok(again(StatusCode::UNPROCESSABLE_ENTITY, page));
    };
    if unit.closed_on.is_some() {
        return Err(Notice::new("refused-unit-closed").with("name", name).into());
    }
    close_unit(&ctx, unit, form.version, day).await.map_err(|e| about(e, id, name.clone()))?;
    Ok(Done::to("/org").say("ok", "flash-unit-closed", &[("name", name)]).into_response())
}

//! Editing inside the ledger: one cell, or one field of many tasks.

use axum::extract::{Path, Query};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use luoshi_core::policy::Action;
use serde::Deserialize;

use super::form::{Reading, read_due, read_units, some};
use super::pages::{BulkConflict, BulkPage, CellPage};
use super::web::{post_choices, reading, saved, undo_path};
use crate::ctx::Ctx;
use crate::db::ids::{PostId, TaskId};
use crate::error::{AppError, FieldErrors, Notice};
use crate::event::{self, Subject};
use crate::org::Org;
use crate::plan::draft::DutyDraft;
use crate::plan::edit::{Edit, Patch, edit_tasks};
use crate::plan::ledger::pages::RowPage;
use crate::plan::ledger::rows::row_of_loaded;
use crate::plan::load::{LoadedTask, load_task, load_tasks};
use crate::plan::store::{DutyKind, duty, task};
use crate::web::forms::Form;
use crate::web::ui::Done;
use crate::web::{Page, Ui};

/// Fields that have a cell.
const CELLS: &[&str] = &["due", "area", "requirement"];
/// Fields that many tasks can change together.
const BULK_FIELDS: &[&str] = &["due", "duties", "sponsor", "area"];
/// Tasks that one edit may change.
const BULK: usize = 500;

/// The columns of the view that the cell belongs to.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Cols {
    cols: String,
}

/// `GET /tasks/{id}/row`: the row again.
pub async fn row(
    ctx: Ctx,
    ui: Ui,
    Path(id): Path<TaskId>,
    Query(cols): Query<Cols>,
) -> Result<Page<RowPage>, AppError> {
    Ok(Page(row_page(&ctx, ui, id, cols.cols, None).await?))
}

async fn row_page(
    ctx: &Ctx,
    ui: Ui,
    id: TaskId,
    cols: String,
    undo: Option<String>,
) -> Result<RowPage, AppError> {
    let loaded = load_task(ctx, id, Action::Read).await?;
    let org = Org::of(ctx).await?;
    let row = row_of_loaded(&org, ctx.today(), &loaded);
    let may_modify = load_task(ctx, id, Action::Modify).await.is_ok();
    Ok(RowPage { ui, row, cols, may_modify, undo })
}

/// `GET /tasks/{id}/cells/{field}`
pub async fn cell(
    ctx: Ctx,
    ui: Ui,
    Path((id, field)): Path<(TaskId, String)>,
    headers: HeaderMap,
) -> Result<Page<CellPage>, AppError> {
    let loaded = load_task(&ctx, id, Action::Modify).await?;
    let value = value_of(&loaded.task, &field).ok_or(AppError::NotFound)?;
    Ok(Page(CellPage {
        ui,
        id: id.to_string(),
        version: loaded.task.version,
        field,
        value,
        error: None,
        cols: cols_of(&headers),
    }))
}

/// What a cell holds; nothing for a field that has none.
fn value_of(task: &task::Model, field: &str) -> Option<String> {
    match field {
        "due" => {
            Some(task.due_text.clone().or_else(|| task.due_day.map(|d| d.to_string())).unwrap_or_default())
        }
        "area" => Some(task.area.clone()),
        "requirement" => Some(task.requirement.clone().unwrap_or_default()),
        _ => None,
    }
}

/// The columns shown on the page that htmx asks from.
fn cols_of(headers: &HeaderMap) -> String {
    let url = headers.get("hx-current-url").and_then(|v| v.to_str().ok()).unwrap_or_default();
    let query = url.split_once('?').map_or("", |(_, q)| q);
    let cols = query.split('&').find_map(|p| p.strip_prefix("cols=")).unwrap_or_default();
    crate::web::forms::percent_decode(cols)
}

/// A cell as it was typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct CellForm {
    version: i64,
    value: String,
    cols: String,
}

/// `POST /tasks/{id}/cells/{field}`: the row again, or the cell with what is wrong.
pub async fn save_cell(
    ctx: Ctx,
    ui: Ui,
    Path((id, field)): Path<(TaskId, String)>,
    headers: HeaderMap,
    Form(form): Form<CellForm>,
) -> Result<Response, AppError> {
    if !CELLS.contains(&field.as_str()) {
        return Err(AppError::NotFound);
    }
    let loaded = load_task(&ctx, id, Action::Modify).await?;
    let org = Org::of(&ctx).await?;
    let reading = reading(&ctx, &org, loaded.task.year).await?;
    let page = |ui: &Ui, error: String, version: i64| CellPage {
        ui: ui.clone(),
        id: id.to_string(),
        version,
        field: field.clone(),
        value: form.value.clone(),
        error: Some(error),
        cols: form.cols.clone(),
    };
    let patch = match patch_of(&reading, &field, &form.value) {
        Ok(patch) => patch,
        Err(notice) => {
            // The version that was seen stays, or the corrected value would pass over somebody else's.
            let page = page(&ui, ui.notice(&notice), form.version);
            return Ok(in_cell(StatusCode::UNPROCESSABLE_ENTITY, page));
        }
    };
    match edit_tasks(&ctx, vec![Edit { task: loaded, version: form.version, patches: vec![patch] }]).await {
        Ok(batch) if headers.contains_key("hx-request") => {
            let undo = batch.map(undo_path);
            Ok(Page(row_page(&ctx, ui, id, form.cols, undo).await?).into_response())
        }
        Ok(batch) => Ok(saved("/ledger", batch).into_response()),
        Err(AppError::Conflict { .. }) => {
            let now = load_task(&ctx, id, Action::Modify).await?;
            let theirs = value_of(&now.task, &field).unwrap_or_default();
            let text = ui.t1("cell-conflict", "theirs", theirs);
            Ok(in_cell(StatusCode::CONFLICT, page(&ui, text, now.task.version)))
        }
        Err(error) => Err(error),
    }
}

/// The form goes back into the cell that it came from, not over the whole row.
fn in_cell(status: StatusCode, page: CellPage) -> Response {
    let headers = [("hx-retarget", "closest td"), ("hx-reswap", "innerHTML")];
    (status, headers, Page(page)).into_response()
}

/// A field's text as a patch.
fn patch_of(r: &Reading<'_>, field: &str, value: &str) -> Result<Patch, Notice> {
    let mut errors = FieldErrors::default();
    let patch = match field {
        "due" => Patch::Due(read_due(r, value, &mut errors)),
        "area" => Patch::Area(some(value)),
        "requirement" => Patch::Requirement(some(value)),
        "sponsor" => match value.parse::<PostId>() {
            Ok(post) if r.org.post(post).is_some() => Patch::Sponsor(Some(post)),
            Err(_) if value.trim().is_empty() => Patch::Sponsor(None),
            _ => return Err(Notice::new("invalid-post")),
        },
        _ => {
            let leads = read_units(r, value, DutyKind::Lead, "value", &mut errors);
            if leads.is_empty() && errors.0.is_empty() {
                return Err(Notice::new("invalid-lead-empty"));
            }
            Patch::Duties(leads)
        }
    };
    match errors.0.into_iter().next() {
        Some((_, notice)) => Err(notice),
        None => Ok(patch),
    }
}

/// Many tasks and one field.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct BulkForm {
    #[serde(rename = "do")]
    field: String,
    ids: Vec<String>,
    value: String,
}

impl BulkForm {
    /// Tasks with the versions that were seen.
    fn tasks(&self) -> Vec<(TaskId, i64)> {
        self.ids
            .iter()
            .filter_map(|pair| pair.split_once('~'))
            .filter_map(|(id, version)| Some((id.parse().ok()?, version.parse().ok()?)))
            .take(BULK)
            .collect()
    }
}

/// `GET /ledger/edits/new`: what shall it be?
pub async fn bulk(
    ctx: Ctx,
    ui: Ui,
    axum_extra::extract::Query(form): axum_extra::extract::Query<BulkForm>,
) -> Result<Response, AppError> {
    if form.tasks().is_empty() {
        return Ok(Done::to("/ledger").say("info", "flash-nothing-selected", &[]).into_response());
    }
    Ok(Page(bulk_page(&ctx, ui, form, None).await?).into_response())
}

async fn bulk_page(ctx: &Ctx, ui: Ui, form: BulkForm, error: Option<String>) -> Result<BulkPage, AppError> {
    if !BULK_FIELDS.contains(&form.field.as_str()) {
        return Err(AppError::NotFound);
    }
    let org = Org::of(ctx).await?;
    let ids: Vec<TaskId> = form.tasks().iter().map(|(id, _)| *id).collect();
    let tasks = load_tasks(ctx, ctx.reader(), &ids, Action::Modify).await?;
    Ok(BulkPage {
        ui,
        titles: tasks.iter().map(|t| (t.task.human_number(), t.task.title.clone())).collect(),
        field: form.field,
        ids: form.ids,
        value: form.value,
        error,
        conflict: Vec::new(),
        posts: post_choices(&org),
        units: org.units().map(|u| u.label().to_owned()).collect(),
    })
}

/// `POST /ledger/edits`: all or none, with undo.
pub async fn save_bulk(ctx: Ctx, ui: Ui, Form(form): Form<BulkForm>) -> Result<Response, AppError> {
    if !BULK_FIELDS.contains(&form.field.as_str()) {
        return Err(AppError::NotFound);
    }
    let wanted = form.tasks();
    let ids: Vec<TaskId> = wanted.iter().map(|(id, _)| *id).collect();
    let tasks = load_tasks(&ctx, ctx.reader(), &ids, Action::Modify).await?;
    let Some(year) = tasks.first().map(|t| t.task.year) else { return Err(AppError::NotFound) };
    let org = Org::of(&ctx).await?;
    let reading = reading(&ctx, &org, year).await?;
    let patch = match patch_of(&reading, &form.field, &form.value) {
        Ok(patch) => patch,
        Err(notice) => {
            let text = ui.notice(&notice);
            let page = bulk_page(&ctx, ui, form, Some(text)).await?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response());
        }
    };
    let count = tasks.len();
    let edits = tasks
        .into_iter()
        .zip(wanted)
        .map(|(task, (_, version))| {
            let patches = vec![for_task(&task, patch.clone())];
            Edit { task, version, patches }
        })
        .collect();
    let batch = match edit_tasks(&ctx, edits).await {
        Ok(batch) => batch,
        Err(AppError::Conflict { .. }) => {
            let page = bulk_conflict(&ctx, ui, form).await?;
            return Ok((StatusCode::CONFLICT, Page(page)).into_response());
        }
        Err(error) => return Err(error),
    };
    let done = match batch {
        Some(batch) => Done::to("/ledger").say(
            "ok",
            "flash-bulk",
            &[("n", count.to_string()), ("undo", format!("/edits/{batch}/undo"))],
        ),
        None => Done::to("/ledger").say("info", "flash-unchanged", &[]),
    };
    Ok(done.into_response())
}

/// The page again, beside what others made of the tasks meanwhile. Saving again is a decision made in
/// the knowledge of their versions.
async fn bulk_conflict(ctx: &Ctx, ui: Ui, mut form: BulkForm) -> Result<BulkPage, AppError> {
    let org = Org::of(ctx).await?;
    let seen = form.tasks();
    let ids: Vec<TaskId> = seen.iter().map(|(id, _)| *id).collect();
    let now = load_tasks(ctx, ctx.reader(), &ids, Action::Modify).await?;
    let mut conflict = Vec::new();
    for (task, (id, version)) in now.iter().zip(seen) {
        if task.task.version == version {
            continue;
        }
        let last = event::last_of(ctx, Subject::new("task", id.0)).await?;
        let (who, time) =
            last.map(|e| (ui.word("actor", &e.actor_name), ui.instant(&e.at))).unwrap_or_default();
        let value = shown_value(&org, task, &form.field);
        let value = if value.is_empty() { ui.t("common-none") } else { value };
        conflict.push(BulkConflict {
            id: id.to_string(),
            title: format!("{} {}", task.task.human_number(), task.task.title),
            now: ui
                .locale()
                .text_with("bulk-conflict-now", &[("value", value), ("who", who), ("time", time)]),
        });
    }
    form.ids = now.iter().map(|t| format!("{}~{}", t.task.id, t.task.version)).collect();
    let mut page = bulk_page(ctx, ui, form, None).await?;
    page.conflict = conflict;
    Ok(page)
}

/// What a task has in a field that is edited in bulk, as a person reads it.
fn shown_value(org: &Org, task: &LoadedTask, field: &str) -> String {
    match field {
        "sponsor" => task.task.sponsor_post_id.map(|p| org.post_label(p)).unwrap_or_default(),
        "duties" => {
            let leads = task.duties.iter().filter(|d| d.kind == DutyKind::Lead);
            leads.map(|d| org.unit_label(d.unit_id)).collect::<Vec<_>>().join("、")
        }
        _ => value_of(&task.task, field).unwrap_or_default(),
    }
}

/// A new lead keeps the others of the task where they are.
fn for_task(loaded: &LoadedTask, patch: Patch) -> Patch {
    match patch {
        Patch::Duties(leads) => Patch::Duties(with_others(leads, &loaded.duties)),
        other => other,
    }
}

fn with_others(leads: Vec<DutyDraft>, duties: &[duty::Model]) -> Vec<DutyDraft> {
    let taken: Vec<_> = leads.iter().map(|d| d.unit).collect();
    let others = duties
        .iter()
        .filter(|d| d.kind != DutyKind::Lead && !taken.contains(&d.unit_id))
        .map(|d| DutyDraft { unit: d.unit_id, kind: d.kind });
    leads.iter().copied().chain(others).collect()
}

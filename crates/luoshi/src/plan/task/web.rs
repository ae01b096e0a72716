//! Handlers of one task: its page, its form, done, cancelled.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use luoshi_core::policy::{Action, Kind, Permitted, may_some};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _};
use serde::Deserialize;

use super::form::{Kept, Reading, TaskForm, patches};
use super::pages::{FormPage, Happening, SourceQuote, TaskPage};
use crate::ctx::Ctx;
use crate::db::ids::{BatchId, PostId, TaskId};
use crate::error::{AppError, FieldErrors, Notice};
use crate::event::{self, Subject};
use crate::org::{Org, tenant};
use crate::plan::edit::{self, Edit, Patch, edit_tasks};
use crate::plan::ledger::query::seen;
use crate::plan::ledger::rows::{Row, row_of_loaded, rows_of};
use crate::plan::load::{LoadedTask, load_task};
use crate::plan::store::{DutyKind, MilestoneKind, framework, goal, measure, milestone, task, theme};
use crate::plan::{draft, search, years};
use crate::web::forms::Form;
use crate::web::ui::Done;
use crate::web::{Page, Ui};

/// Events of a task's timeline that are shown at most.
const HISTORY: u64 = 200;
/// Parts of a task that its page shows at most.
const PARTS: u64 = 100;

/// `GET /tasks/{id}`
pub async fn show(ctx: Ctx, ui: Ui, Path(id): Path<TaskId>) -> Result<Page<TaskPage>, AppError> {
    let loaded = load_task(&ctx, id, Action::Read).await?;
    let org = Org::of(&ctx).await?;
    let may_modify = load_task(&ctx, id, Action::Modify).await.is_ok();
    let theme = match loaded.task.theme_id {
        Some(id) => theme::Entity::find_by_id((ctx.tenant(), id)).one(ctx.reader()).await?.map(|t| t.name),
        None => None,
    };
    let goal = match loaded.task.goal_id {
        Some(id) => goal::Entity::find_by_id((ctx.tenant(), id)).one(ctx.reader()).await?.map(|g| g.title),
        None => None,
    };
    Ok(Page(TaskPage {
        row: row_of_loaded(&org, ctx.today(), &loaded),
        task: loaded.task.clone(),
        theme: theme.unwrap_or_default(),
        goal: goal.unwrap_or_default(),
        measures: measures(&ctx, id).await?,
        milestones: milestones(&ctx, id).await?,
        parts: parts(&ctx, &org, loaded.task.year, id).await?,
        source: source(&ctx, &loaded).await?,
        history: history(&ctx, id).await?,
        may_modify,
        ui,
    }))
}

async fn measures(ctx: &Ctx, id: TaskId) -> Result<Vec<measure::Model>, AppError> {
    Ok(measure::Entity::find()
        .filter(measure::Column::TenantId.eq(ctx.tenant()))
        .filter(measure::Column::TaskId.eq(id))
        .order_by_asc(measure::Column::Position)
        .all(ctx.reader())
        .await?)
}

async fn milestones(ctx: &Ctx, id: TaskId) -> Result<Vec<milestone::Model>, AppError> {
    Ok(milestone::Entity::find()
        .filter(milestone::Column::TenantId.eq(ctx.tenant()))
        .filter(milestone::Column::TaskId.eq(id))
        .order_by_asc(milestone::Column::Day)
        .order_by_asc(milestone::Column::Id)
        .all(ctx.reader())
        .await?)
}

async fn parts(ctx: &Ctx, org: &Org, year: i32, id: TaskId) -> Result<Vec<Row>, AppError> {
    // Who sees the whole does not always see every part.
    let parts = seen(ctx, year)
        .filter(task::Column::ParentId.eq(id))
        .order_by_asc(task::Column::Number)
        .limit(PARTS)
        .into_partial_model()
        .all(ctx.reader())
        .await?;
    rows_of(ctx, org, parts).await
}

/// The words of the source with a little of what stands round them.
async fn source(ctx: &Ctx, loaded: &LoadedTask) -> Result<Option<SourceQuote>, AppError> {
    // A document speaks of many units; who may not read documents does not see beside the own task.
    if !may_some(&ctx.actor, Action::Read, Kind::Document) {
        return Ok(None);
    }
    let (Some(document), Some(start), Some(end)) =
        (loaded.task.document_id, loaded.task.span_start, loaded.task.span_end)
    else {
        return Ok(None);
    };
    let Some((name, text)) = search::document_text(ctx, document).await? else { return Ok(None) };
    let (Ok(start), Ok(end)) = (usize::try_from(start), usize::try_from(end)) else { return Ok(None) };
    let Some(quote) = text.get(start..end) else { return Ok(None) };
    let before: String = text[..start].chars().rev().take(60).collect::<Vec<_>>().into_iter().rev().collect();
    let after: String = text[end..].chars().take(60).collect();
    Ok(Some(SourceQuote { document: document.to_string(), name, before, quote: quote.to_owned(), after }))
}

async fn history(ctx: &Ctx, id: TaskId) -> Result<Vec<Happening>, AppError> {
    let rows = event::Entity::find()
        .filter(event::Column::TenantId.eq(ctx.tenant()))
        .filter(event::Column::Subject.eq("task"))
        .filter(event::Column::SubjectId.eq(id.0))
        .order_by_desc(event::Column::Id)
        .limit(HISTORY)
        .all(ctx.reader())
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let (mut changes, mut reason) = (Vec::new(), None);
            match serde_json::from_str(&row.data) {
                Ok(event::Event::TaskChanged { changes: c }) => {
                    changes = c.into_iter().map(|c| (c.field, c.before, c.after)).collect();
                }
                Ok(event::Event::TaskCancelled { reason: why }) => reason = Some(why),
                _ => {}
            }
            Happening { at: row.at, actor: row.actor_name, kind: row.kind, reason, changes }
        })
        .collect())
}

/// `GET /tasks/new`
pub async fn new(ctx: Ctx, ui: Ui) -> Result<Page<FormPage>, AppError> {
    let year = years::current(&ctx, ui.year()).await.map_err(no_year)?;
    let heading = ui.t("ledger-new");
    let page = form_page(&ctx, ui, year.year, "/tasks", heading, TaskForm::default(), FieldErrors::default())
        .await?;
    Ok(Page(page))
}

fn no_year(error: AppError) -> AppError {
    match error {
        AppError::NotFound => Notice::new("refused-no-year").into(),
        other => other,
    }
}

/// `POST /tasks`
pub async fn create(ctx: Ctx, ui: Ui, Form(form): Form<TaskForm>) -> Result<Response, AppError> {
    let year = years::current(&ctx, ui.year()).await.map_err(no_year)?;
    let org = Org::of(&ctx).await?;
    let draft = match form.draft(&reading(&ctx, &org, year.year).await?) {
        Ok(draft) => draft,
        Err(errors) => {
            let heading = ui.t("ledger-new");
            return answer(
                StatusCode::UNPROCESSABLE_ENTITY,
                form_page(&ctx, ui, year.year, "/tasks", heading, form, errors).await?,
            );
        }
    };
    let body = draft::body_of(&ctx, &org).cloned().ok_or(AppError::NotFound)?;
    let mut tx = ctx.begin().await?;
    years::editable(&tx, year.year).await?;
    let ids = draft::add_tasks(&mut tx, year.year, &body, vec![draft]).await?;
    tx.commit().await?;
    let to = ids.first().map_or_else(|| "/ledger".to_owned(), |id| format!("/tasks/{id}"));
    Ok(Done::to(to).say("ok", "flash-task-added", &[]).into_response())
}

/// `GET /tasks/{id}/edit`
pub async fn edit(ctx: Ctx, ui: Ui, Path(id): Path<TaskId>) -> Result<Page<FormPage>, AppError> {
    let loaded = load_task(&ctx, id, Action::Modify).await?;
    let org = Org::of(&ctx).await?;
    let form = filled(&ctx, &org, &loaded).await?;
    let heading = ui.t1("task-edit-heading", "number", loaded.task.human_number());
    let action = format!("/tasks/{id}");
    Ok(Page(form_page(&ctx, ui, loaded.task.year, &action, heading, form, FieldErrors::default()).await?))
}

/// `POST /tasks/{id}`
pub async fn save(
    ctx: Ctx,
    ui: Ui,
    Path(id): Path<TaskId>,
    Form(form): Form<TaskForm>,
) -> Result<Response, AppError> {
    let loaded = load_task(&ctx, id, Action::Modify).await?;
    let org = Org::of(&ctx).await?;
    let year = loaded.task.year;
    let heading = ui.t1("task-edit-heading", "number", loaded.task.human_number());
    let action = format!("/tasks/{id}");
    let version = form.version.parse().unwrap_or(0);
    let mut reading = reading(&ctx, &org, year).await?;
    reading.kept = Kept {
        units: loaded.duties.iter().map(|d| d.unit_id).collect(),
        person: loaded.task.owner_person_id,
    };
    let draft = match form.draft(&reading) {
        Ok(draft) => draft,
        Err(errors) => {
            return answer(
                StatusCode::UNPROCESSABLE_ENTITY,
                form_page(&ctx, ui, year, &action, heading, form, errors).await?,
            );
        }
    };
    match edit_tasks(&ctx, vec![Edit { task: loaded, version, patches: patches(draft) }]).await {
        Ok(batch) => Ok(saved(&action, batch).into_response()),
        Err(AppError::Conflict { .. }) => {
            let now = load_task(&ctx, id, Action::Modify).await?;
            answer(StatusCode::CONFLICT, conflict_page(&ctx, ui, &org, now, heading, form).await?)
        }
        Err(error) => Err(error),
    }
}

/// The message after an edit, with the way back.
#[must_use]
pub fn saved(to: &str, batch: Option<BatchId>) -> Done {
    match batch {
        Some(batch) => Done::to(to).say("ok", "flash-saved", &[("undo", undo_path(batch))]),
        None => Done::to(to).say("info", "flash-unchanged", &[]),
    }
}

/// Where "undo" posts to.
#[must_use]
pub fn undo_path(batch: BatchId) -> String {
    format!("/edits/{batch}/undo")
}

/// The form again, beside what somebody else made of the task meanwhile.
async fn conflict_page(
    ctx: &Ctx,
    ui: Ui,
    org: &Org,
    now: Permitted<LoadedTask>,
    heading: String,
    mut form: TaskForm,
) -> Result<FormPage, AppError> {
    let theirs = filled(ctx, org, &now).await?;
    let conflict = differences(&theirs, &form);
    // Saving again is a decision made in the knowledge of their version.
    form.version = now.task.version.to_string();
    let action = format!("/tasks/{}", now.task.id);
    let mut page = form_page(ctx, ui, now.task.year, &action, heading, form, FieldErrors::default()).await?;
    page.conflict = conflict;
    Ok(page)
}

fn differences(theirs: &TaskForm, ours: &TaskForm) -> Vec<(String, String, String)> {
    let fields = |form: &TaskForm| match serde_json::to_value(form) {
        Ok(serde_json::Value::Object(map)) => map,
        _ => serde_json::Map::new(),
    };
    let shown = |value: &serde_json::Value| match value {
        serde_json::Value::String(text) => text.trim().replace("\r\n", "\n"),
        serde_json::Value::Array(list) => {
            let texts: Vec<&str> = list.iter().filter_map(|v| v.as_str()).filter(|t| !t.is_empty()).collect();
            texts.join("；")
        }
        other => other.to_string(),
    };
    let ours = fields(ours);
    fields(theirs)
        .iter()
        .filter(|(name, _)| *name != "version")
        .filter_map(|(name, theirs)| {
            let (theirs, ours) = (shown(theirs), ours.get(name).map(&shown).unwrap_or_default());
            (theirs != ours).then(|| (name.clone(), theirs, ours))
        })
        .collect()
}

fn answer(status: StatusCode, page: FormPage) -> Result<Response, AppError> {
    Ok((status, Page(page)).into_response())
}

/// What is needed to understand a form.
///
/// # Errors
/// When the store cannot be read.
pub async fn reading<'a>(ctx: &Ctx, org: &'a Org, year: i32) -> Result<Reading<'a>, AppError> {
    let row = tenant::Entity::find_by_id(ctx.tenant()).one(ctx.reader()).await?.ok_or(AppError::NotFound)?;
    Ok(Reading {
        org,
        today: ctx.today(),
        year,
        before_is_inclusive: row.before_is_inclusive,
        themes: themes_of(ctx, year).await?.into_iter().map(|t| t.id.0).collect(),
        goals: goals_of(ctx, year).await?.into_iter().map(|g| g.id.0).collect(),
        kept: Kept::default(),
    })
}

/// The themes of a year, framework by framework.
async fn themes_of(ctx: &Ctx, year: i32) -> Result<Vec<theme::Model>, AppError> {
    let frameworks = framework::Entity::find()
        .filter(framework::Column::TenantId.eq(ctx.tenant()))
        .filter(framework::Column::Year.eq(year))
        .all(ctx.reader())
        .await?;
    let ids: Vec<_> = frameworks.iter().map(|f| f.id).collect();
    Ok(theme::Entity::find()
        .filter(theme::Column::TenantId.eq(ctx.tenant()))
        .filter(theme::Column::FrameworkId.is_in(ids))
        .order_by_asc(theme::Column::FrameworkId)
        .order_by_asc(theme::Column::Sort)
        .all(ctx.reader())
        .await?)
}

/// The goals of a year.
async fn goals_of(ctx: &Ctx, year: i32) -> Result<Vec<goal::Model>, AppError> {
    Ok(goal::Entity::find()
        .filter(goal::Column::TenantId.eq(ctx.tenant()))
        .filter(goal::Column::Year.eq(year))
        .order_by_asc(goal::Column::Sort)
        .limit(500)
        .all(ctx.reader())
        .await?)
}

async fn form_page(
    ctx: &Ctx,
    ui: Ui,
    year: i32,
    action: &str,
    heading: String,
    form: TaskForm,
    errors: FieldErrors,
) -> Result<FormPage, AppError> {
    let org = Org::of(ctx).await?;
    let (themes, goals) = (themes_of(ctx, year).await?, goals_of(ctx, year).await?);
    let mut posts = post_choices(&org);
    for id in [&form.sponsor, &form.owner_post] {
        // A post that has closed stays until somebody chooses another.
        if let Some(closed) = id.parse::<PostId>().ok().filter(|_| posts.iter().all(|(p, _)| p != id)) {
            posts.push((id.clone(), org.post_label(closed)));
        }
    }
    Ok(FormPage {
        ui,
        action: action.to_owned(),
        heading,
        form,
        errors,
        posts,
        themes: themes.into_iter().map(|t| (t.id.to_string(), t.name)).collect(),
        goals: goals.into_iter().map(|g| (g.id.to_string(), g.title)).collect(),
        units: org.units().map(|u| u.label().to_owned()).collect(),
        people: org.people().map(|p| p.name.clone()).collect(),
        conflict: Vec::new(),
    })
}

/// Posts with their holders, for a list to choose from.
#[must_use]
pub fn post_choices(org: &Org) -> Vec<(String, String)> {
    org.posts().into_iter().map(|p| (p.id.to_string(), org.post_label(p.id))).collect()
}

/// A task as a filled form.
async fn filled(ctx: &Ctx, org: &Org, loaded: &LoadedTask) -> Result<TaskForm, AppError> {
    let t = &loaded.task;
    let units = |kind: DutyKind| {
        let names: Vec<&str> =
            loaded.duties.iter().filter(|d| d.kind == kind).map(|d| org.unit_label(d.unit_id)).collect();
        names.join("、")
    };
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let id = |value: Option<i64>| value.map(|v| v.to_string()).unwrap_or_default();
    let mut form = TaskForm {
        title: t.title.clone(),
        area: t.area.clone(),
        requirement: text(&t.requirement),
        method: text(&t.method),
        due: t.due_text.clone().or_else(|| t.due_day.map(|d| d.to_string())).unwrap_or_default(),
        lead: units(DutyKind::Lead),
        responsible: units(DutyKind::Responsible),
        assist: units(DutyKind::Assist),
        sponsor: id(t.sponsor_post_id.map(|p| p.0)),
        owner_post: id(t.owner_post_id.map(|p| p.0)),
        owner_person: t
            .owner_person_id
            .and_then(|p| org.person(p))
            .map(|p| p.name.clone())
            .unwrap_or_default(),
        theme: id(t.theme_id.map(|p| p.0)),
        goal: id(t.goal_id.map(|p| p.0)),
        upper_body: text(&t.upper_body),
        upper_due: t.upper_due_day.map(|d| d.to_string()).unwrap_or_default(),
        raise_reason: text(&t.raise_reason),
        note: text(&t.note),
        version: t.version.to_string(),
        ..TaskForm::default()
    };
    for m in measures(ctx, t.id).await? {
        form.m_name.push(m.name);
        form.m_direction.push(m.direction.word().to_owned());
        form.m_value.push(m.value);
        form.m_unit.push(m.unit_of_measure);
        form.m_base.push(m.base_value.unwrap_or_default());
        form.m_upper.push(m.upper_value.unwrap_or_default());
        form.m_raise.push(m.raise_reason.unwrap_or_default());
    }
    for m in milestones(ctx, t.id).await? {
        place(&mut form, t.year, m);
    }
    Ok(form)
}

fn place(form: &mut TaskForm, year: i32, m: milestone::Model) {
    let quarter = (1..=4).find(|q| super::form::quarter_end(year, *q) == Some(m.day));
    let field = match (m.kind, quarter) {
        (MilestoneKind::Quarter, Some(1)) => &mut form.q1,
        (MilestoneKind::Quarter, Some(2)) => &mut form.q2,
        (MilestoneKind::Quarter, Some(3)) => &mut form.q3,
        (MilestoneKind::Quarter, Some(4)) => &mut form.q4,
        _ => {
            form.step_day.push(m.day.to_string());
            form.step_title.push(m.title);
            return;
        }
    };
    // Two for one quarter stay two lines of its field.
    if field.is_empty() {
        *field = m.title;
    } else {
        field.push('；');
        field.push_str(&m.title);
    }
}

/// A deed on a task of the version that was seen.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Deed {
    version: String,
    reason: String,
}

/// Says of which task a conflict is.
fn about(error: AppError, id: TaskId, name: String) -> AppError {
    error.about(Subject::new("task", id.0), name, format!("/tasks/{id}"))
}

/// `POST /tasks/{id}/completion`: done, as of today.
pub async fn complete(ctx: Ctx, Path(id): Path<TaskId>, Form(deed): Form<Deed>) -> Result<Done, AppError> {
    let task = load_task(&ctx, id, Action::Modify).await?;
    let version = deed.version.parse().unwrap_or(0);
    let patches = vec![Patch::Done(Some(ctx.today()))];
    let name = task.task.title.clone();
    let batch = edit_tasks(&ctx, vec![Edit { task, version, patches }]).await;
    Ok(saved(&format!("/tasks/{id}"), batch.map_err(|e| about(e, id, name))?))
}

/// `POST /tasks/{id}/cancellation`: with a reason, kept for ever.
pub async fn cancel(ctx: Ctx, Path(id): Path<TaskId>, Form(deed): Form<Deed>) -> Result<Done, AppError> {
    let task = load_task(&ctx, id, Action::Modify).await?;
    let mut errors = FieldErrors::default();
    if deed.reason.trim().is_empty() {
        errors.add("reason", Notice::new("invalid-cancel-reason"));
    }
    errors.into_result()?;
    edit::cancel(&ctx, &task, deed.version.parse().unwrap_or(0), deed.reason.trim())
        .await
        .map_err(|e| about(e, id, task.task.title.clone()))?;
    Ok(Done::to(format!("/tasks/{id}")).say("ok", "flash-task-cancelled", &[]))
}

/// `POST /edits/{id}/undo`
pub async fn undo(ctx: Ctx, Path(id): Path<BatchId>) -> Result<Done, AppError> {
    let count = edit::undo(&ctx, id).await?;
    Ok(Done::to("/ledger").say("ok", "flash-undone", &[("n", count.to_string())]))
}

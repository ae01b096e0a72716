//! The form of a goal with its measures.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use luoshi_core::policy::Action;
use serde::Deserialize;

use super::plan::{theme_choices, working_year};
use crate::ctx::Ctx;
use crate::db::ids::GoalId;
use crate::error::{AppError, FieldErrors, Notice};
use crate::plan::MeasureDraft;
use crate::plan::frame::goals::{self as verbs, GoalDraft, ROWS};
use crate::plan::frame::{Frame, load_goal};
use crate::plan::raise::tighter;
use crate::plan::store::{Direction, goal};
use crate::web::forms::Form;
use crate::web::ui::Done;
use crate::web::{Both, Page, Ui};

#[derive(Template)]
#[template(path = "plan/frame/pages/goal.html")]
pub(super) struct GoalPage {
    ui: Ui,
    goal: Option<goal::Model>,
    form: GoalForm,
    themes: Vec<(String, String)>,
    errors: FieldErrors,
    both: Vec<Both>,
}

/// A row of the measures as it stands in the form.
struct MeasureRow {
    field: &'static str,
    name: String,
    direction: String,
    value: String,
    unit: String,
    base: String,
    upper: String,
    reason: String,
    raised: bool,
    fault: Option<Notice>,
}

impl GoalPage {
    /// Rows for measures: those typed, and two empty ones.
    fn rows(&self) -> Vec<MeasureRow> {
        let form = &self.form;
        let at = |list: &[String], i: usize| list.get(i).cloned().unwrap_or_default();
        let shown = (form.m_name.len() + 2).min(ROWS.len());
        (0..shown)
            .map(|i| {
                let direction = at(&form.m_direction, i);
                let (value, upper) = (at(&form.m_value, i), at(&form.m_upper, i));
                let kind = Direction::from_word(&direction).unwrap_or(Direction::AtLeast);
                MeasureRow {
                    field: ROWS[i],
                    name: at(&form.m_name, i),
                    raised: tighter(kind, &value, &upper),
                    direction,
                    value,
                    unit: at(&form.m_unit, i),
                    base: at(&form.m_base, i),
                    upper,
                    reason: at(&form.m_reason, i),
                    fault: self.errors.get(ROWS[i]).cloned(),
                }
            })
            .collect()
    }

    fn directions(&self) -> &'static [Direction] {
        Direction::ALL
    }
}

/// The fields of the form of a goal; measures come as columns.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct GoalForm {
    title: String,
    theme: String,
    upper_body: String,
    upper_title: String,
    m_name: Vec<String>,
    m_direction: Vec<String>,
    m_value: Vec<String>,
    m_unit: Vec<String>,
    m_base: Vec<String>,
    m_upper: Vec<String>,
    m_reason: Vec<String>,
    version: i64,
}

fn some(text: &str) -> Option<String> {
    Some(text.trim().to_owned()).filter(|t| !t.is_empty())
}

impl GoalForm {
    fn of(row: &goal::Model, frame: &Frame) -> Self {
        let mut form = Self {
            title: row.title.clone(),
            theme: row.theme_id.map(|t| t.to_string()).unwrap_or_default(),
            upper_body: row.upper_body.clone().unwrap_or_default(),
            upper_title: row.upper_title.clone().unwrap_or_default(),
            version: row.version,
            ..Self::default()
        };
        for m in frame.measures_of(row.id) {
            form.m_name.push(m.name.clone());
            form.m_direction.push(m.direction.word().to_owned());
            form.m_value.push(m.value.clone());
            form.m_unit.push(m.unit_of_measure.clone());
            form.m_base.push(m.base_value.clone().unwrap_or_default());
            form.m_upper.push(m.upper_value.clone().unwrap_or_default());
            form.m_reason.push(m.raise_reason.clone().unwrap_or_default());
        }
        form
    }

    fn draft(&self) -> GoalDraft {
        let at = |list: &[String], i: usize| list.get(i).map(|t| t.trim().to_owned()).unwrap_or_default();
        let mut measures = Vec::new();
        for i in 0..self.m_name.len().min(ROWS.len()) {
            let (name, value) = (at(&self.m_name, i), at(&self.m_value, i));
            if name.is_empty() && value.is_empty() {
                continue;
            }
            measures.push((
                i,
                MeasureDraft {
                    name,
                    direction: Direction::from_word(&at(&self.m_direction, i)).unwrap_or(Direction::AtLeast),
                    value,
                    unit: at(&self.m_unit, i),
                    base: some(&at(&self.m_base, i)),
                    upper: some(&at(&self.m_upper, i)),
                    raise_reason: some(&at(&self.m_reason, i)),
                },
            ));
        }
        GoalDraft {
            title: self.title.trim().to_owned(),
            theme: self.theme.parse().ok(),
            upper_body: some(&self.upper_body),
            upper_title: some(&self.upper_title),
            measures,
        }
    }
}

async fn page(
    ctx: &Ctx,
    ui: Ui,
    year: i32,
    goal: Option<goal::Model>,
    form: GoalForm,
    errors: FieldErrors,
) -> Result<GoalPage, AppError> {
    let frame = Frame::of(ctx, year).await?;
    Ok(GoalPage { ui, goal, form, themes: theme_choices(&frame), errors, both: Vec::new() })
}

fn wrong(page: GoalPage) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response()
}

pub(super) async fn new(ctx: Ctx, ui: Ui) -> Result<Page<GoalPage>, AppError> {
    let year = working_year(&ctx, &ui).await?.year;
    Ok(Page(page(&ctx, ui, year, None, GoalForm::default(), FieldErrors::default()).await?))
}

pub(super) async fn add(ctx: Ctx, ui: Ui, Form(form): Form<GoalForm>) -> Result<Response, AppError> {
    let year = working_year(&ctx, &ui).await?.year;
    match verbs::add_goal(&ctx, year, &form.draft()).await {
        Ok(_) => Ok(Done::to("/plan").say("ok", "flash-saved", &[]).into_response()),
        Err(AppError::Invalid(errors)) => Ok(wrong(page(&ctx, ui, year, None, form, errors).await?)),
        Err(other) => Err(other),
    }
}

pub(super) async fn edit(ctx: Ctx, ui: Ui, Path(id): Path<GoalId>) -> Result<Page<GoalPage>, AppError> {
    let row = load_goal(&ctx, id, Action::Modify).await?.into_inner();
    let form = GoalForm::of(&row, &Frame::of(&ctx, row.year).await?);
    Ok(Page(page(&ctx, ui, row.year, Some(row), form, FieldErrors::default()).await?))
}

pub(super) async fn change(
    ctx: Ctx,
    ui: Ui,
    Path(id): Path<GoalId>,
    Form(mut form): Form<GoalForm>,
) -> Result<Response, AppError> {
    let row = load_goal(&ctx, id, Action::Modify).await?;
    let done = verbs::change_goal(&ctx, row.clone(), form.version, &form.draft()).await;
    let row = row.into_inner();
    match done {
        Ok(()) => Ok(Done::to("/plan").say("ok", "flash-saved", &[]).into_response()),
        Err(AppError::Invalid(errors)) => Ok(wrong(page(&ctx, ui, row.year, Some(row), form, errors).await?)),
        Err(AppError::Conflict { current }) => {
            let now = GoalForm::of(&row, &Frame::of(&ctx, row.year).await?);
            let both = vec![
                Both::new("plan-goal", &now.title, &form.title),
                Both::new("plan-upper-body", &now.upper_body, &form.upper_body),
                Both::new("plan-measures", shown(&now), shown(&form)),
            ];
            form.version = current;
            let mut page = page(&ctx, ui, row.year, Some(row), form, FieldErrors::default()).await?;
            page.both = both;
            Ok((StatusCode::CONFLICT, Page(page)).into_response())
        }
        Err(other) => Err(other),
    }
}

fn shown(form: &GoalForm) -> String {
    let measures = form.draft().measures;
    let lines: Vec<String> =
        measures.iter().map(|(_, m)| format!("{} {}{}", m.name, m.value, m.unit)).collect();
    lines.join("；")
}

pub(super) async fn remove(ctx: Ctx, Path(id): Path<GoalId>) -> Result<Done, AppError> {
    let row = load_goal(&ctx, id, Action::Modify).await?;
    let name: String = row.title.chars().take(40).collect();
    verbs::remove_goal(&ctx, row).await?;
    Ok(Done::to("/plan").say("ok", "flash-plan-removed", &[("name", name)]))
}

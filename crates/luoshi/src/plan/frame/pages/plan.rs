//! The plan of a year: frameworks with themes, goals with measures, and how many tasks serve each.

use std::collections::BTreeMap;

use askama::Template;
use luoshi_core::policy::{Action, Kind, may_some};
use sea_orm::QuerySelect as _;

use crate::ctx::Ctx;
use crate::db::ids::ThemeId;
use crate::error::AppError;
use crate::plan::frame::Frame;
use crate::plan::ledger::Filter;
use crate::plan::ledger::query::matching;
use crate::plan::raise::is_tighter;
use crate::plan::store::{framework, goal, measure, task, theme, year};
use crate::plan::years;
use crate::web::{Page, Ui};

/// Counts stop here: a thousand says enough.
const COUNT_MAX: u64 = 1000;

#[derive(Template)]
#[template(path = "plan/frame/pages/plan.html")]
pub(super) struct PlanPage {
    ui: Ui,
    year: Option<year::Model>,
    state: String,
    frame: Frame,
    tasks: BTreeMap<ThemeId, usize>,
    may_modify: bool,
}

impl PlanPage {
    fn tasks_of(&self, theme: &theme::Model) -> String {
        match self.tasks.get(&theme.id).copied().unwrap_or_default() {
            n if n > 1000 => "1000+".to_owned(),
            n => n.to_string(),
        }
    }

    fn theme_name(&self, goal: &goal::Model) -> String {
        let theme = goal.theme_id.and_then(|id| self.frame.themes.iter().find(|t| t.id == id));
        theme.map(|t| t.name.clone()).unwrap_or_default()
    }

    fn raised(&self, measure: &measure::Model) -> bool {
        is_tighter(measure)
    }

    fn upper_name(&self, framework: &framework::Model) -> String {
        self.frame.upper(framework).map(|f| f.name.clone()).unwrap_or_default()
    }

    fn upper_theme_name(&self, theme: &theme::Model) -> String {
        self.frame.upper_theme(theme).map(|t| t.name.clone()).unwrap_or_default()
    }
}

pub(super) async fn show(ctx: Ctx, ui: Ui) -> Result<Page<PlanPage>, AppError> {
    let year = match years::current(&ctx, ui.year()).await {
        Ok(year) => Some(year),
        Err(AppError::NotFound) => None,
        Err(other) => return Err(other),
    };
    let frame = match &year {
        Some(year) => Frame::of(&ctx, year.year).await?,
        None => Frame::default(),
    };
    let mut tasks = BTreeMap::new();
    if let Some(year) = &year {
        for theme in &frame.themes {
            tasks.insert(theme.id, tasks_of(&ctx, year.year, theme.id).await?);
        }
    }
    let editable = year.as_ref().is_some_and(|y| years::state(y).editable());
    Ok(Page(PlanPage {
        state: year.as_ref().map(|y| y.state.clone()).unwrap_or_default(),
        year,
        frame,
        tasks,
        may_modify: editable && may_some(&ctx.actor, Action::Modify, Kind::Plan),
        ui,
    }))
}

/// The tasks of a theme that the visitor sees, counted to a thousand.
async fn tasks_of(ctx: &Ctx, year: i32, theme: ThemeId) -> Result<usize, AppError> {
    if !may_some(&ctx.actor, Action::Read, Kind::Task) {
        return Ok(0);
    }
    let filter = Filter { theme: theme.to_string(), ..Filter::default() };
    let select = matching(ctx, year, &filter).select_only().column(task::Column::Id);
    let ids: Vec<i64> = select.limit(COUNT_MAX + 1).into_tuple().all(ctx.reader()).await?;
    Ok(ids.len())
}

/// The year whose plan is being changed.
///
/// # Errors
/// Refused if no year is open yet.
pub(super) async fn working_year(ctx: &Ctx, ui: &Ui) -> Result<year::Model, AppError> {
    match years::current(ctx, ui.year()).await {
        Err(AppError::NotFound) => Err(crate::error::Notice::new("refused-no-year").into()),
        other => other,
    }
}

/// Themes of a year to choose from, each with its framework.
pub(super) fn theme_choices(frame: &Frame) -> Vec<(String, String)> {
    let mut out = Vec::new();
    for framework in &frame.frameworks {
        for theme in frame.themes_of(framework.id) {
            out.push((theme.id.to_string(), format!("{} · {}", framework.name, theme.name)));
        }
    }
    out
}

//! The rows of a page: tasks with the names that a person reads.

use std::collections::BTreeMap;

use luoshi_core::plan::{Missing, Setting};
use luoshi_core::policy::{Kind, Visible, visible};
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, FromQueryResult, QueryFilter as _, QueryOrder as _, QuerySelect as _,
    Statement,
};
use time::Date;

use super::line::{DutyLine, Line};
use super::query::{self, Group, Standing, View};
use crate::ctx::Ctx;
use crate::db::ids::{TaskId, ThemeId};
use crate::error::AppError;
use crate::org::Org;
use crate::plan::load::{LoadedTask, duties};
use crate::plan::store::{DutyKind, framework, task, theme};
use crate::web::Ui;

/// Lists longer than this are "1000+".
pub(super) const COUNTED: u64 = 1000;
/// Units that a row names before it only counts them.
const FEW: usize = 3;

/// A unit with its part in a task.
#[derive(Debug, Clone)]
pub struct DutyChip {
    /// Its part.
    pub kind: DutyKind,
    /// Name for lists.
    pub unit: String,
    /// Path, for the filter.
    pub path: String,
    /// The first lead: the only one counted.
    pub first: bool,
}

/// A row of the ledger.
#[derive(Debug, Clone)]
pub struct Row {
    /// The task.
    pub task: Line,
    /// Its duties in order.
    pub duties: Vec<DutyChip>,
    /// 责任领导.
    pub sponsor: String,
    /// The post that answers for it, with its holder, or the person named.
    pub owner: String,
    /// Where it stands today.
    pub standing: Standing,
    /// What it lacks.
    pub missing: Vec<Setting>,
    /// Due earlier than the upper level demands 加码.
    pub raised: bool,
    /// Days past its last day, or to it; none without a day.
    pub days: Option<i64>,
    /// Heading before this row, if a new group begins.
    pub heading: Option<String>,
    /// Depth in the tree, from 1.
    pub depth: u8,
}

impl Row {
    /// The units with one kind of duty.
    #[must_use]
    pub fn units(&self, kind: &DutyKind) -> Vec<&DutyChip> {
        self.duties.iter().filter(|d| d.kind == *kind).collect()
    }

    /// The first few of them, as many as a row has room for.
    #[must_use]
    pub fn few(&self, kind: &DutyKind) -> Vec<&DutyChip> {
        let all = self.units(kind);
        let shown = if all.len() > FEW + 1 { FEW } else { all.len() };
        all.into_iter().take(shown).collect()
    }

    /// How many of them there are, if not all fit.
    #[must_use]
    pub fn more(&self, kind: &DutyKind) -> Option<usize> {
        let count = self.units(kind).len();
        (count > FEW + 1).then_some(count)
    }
}

/// A page of the ledger.
#[derive(Debug)]
pub struct Rows {
    /// Rows in the view's order.
    pub rows: Vec<Row>,
    /// How many there are in all, at most [`COUNTED`] + 1.
    pub total: u64,
    /// Address of the page before.
    pub previous: Option<String>,
    /// Address of the page after.
    pub next: Option<String>,
}

impl Rows {
    /// The count for people: 1000+ where counting on would only take time.
    #[must_use]
    pub fn total_text(&self) -> String {
        if self.total > COUNTED { format!("{COUNTED}+") } else { self.total.to_string() }
    }
}

/// A page that shows a view: where it is and how many rows it has.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// Its path.
    pub path: &'static str,
    /// Its rows at most.
    pub size: u64,
}

/// Reads a page of the ledger.
///
/// # Errors
/// When the store cannot be read.
pub async fn page(ctx: &Ctx, ui: &Ui, org: &Org, year: i32, view: &View) -> Result<Rows, AppError> {
    page_at(ctx, ui, org, year, view, Place { path: "/ledger", size: view.size() }).await
}

/// Reads a page of a view on another page than the ledger.
///
/// # Errors
/// When the store cannot be read.
pub async fn page_at(
    ctx: &Ctx,
    ui: &Ui,
    org: &Org,
    year: i32,
    view: &View,
    place: Place,
) -> Result<Rows, AppError> {
    let matching = query::matching(ctx, year, &view.filter);
    let total = query::counted(ctx.reader(), matching.clone(), COUNTED + 1).await?;
    let (select, backwards) = query::paged_by(matching, view, place.size);
    let mut tasks = select.into_partial_model::<Line>().all(ctx.reader()).await?;
    let size = usize::try_from(place.size).unwrap_or(usize::MAX);
    let more = tasks.len() > size;
    tasks.truncate(size);
    if backwards {
        tasks.reverse();
    }
    let (sort, _) = view.order();
    let first = tasks.first().map(|t| query::cursor(t, sort));
    let last = tasks.last().map(|t| query::cursor(t, sort));
    let has_before = if backwards { more } else { !view.after.is_empty() };
    let has_after = if backwards { true } else { more };
    let mut rows = rows_of(ctx, org, tasks).await?;
    let themes = if view.grouping() == Group::Theme { themes(ctx, year).await? } else { BTreeMap::new() };
    headings(&mut rows, ui, org, &themes, view.grouping());
    Ok(Rows {
        rows,
        total,
        previous: first.filter(|_| has_before).map(|c| view.link_to(place.path, |v| v.before = c)),
        next: last.filter(|_| has_after).map(|c| view.link_to(place.path, |v| v.after = c)),
    })
}

/// The themes of a year by their ids, with the framework they belong to: 三个年 · 项目建设年.
///
/// # Errors
/// When the store cannot be read.
pub async fn themes(ctx: &Ctx, year: i32) -> Result<BTreeMap<ThemeId, String>, AppError> {
    let frameworks = framework::Entity::find()
        .filter(framework::Column::TenantId.eq(ctx.tenant()))
        .filter(framework::Column::Year.eq(year))
        .all(ctx.reader())
        .await?;
    let names: BTreeMap<_, _> = frameworks.into_iter().map(|f| (f.id, f.name)).collect();
    let themes = theme::Entity::find()
        .filter(theme::Column::TenantId.eq(ctx.tenant()))
        .filter(theme::Column::FrameworkId.is_in(names.keys().copied()))
        .all(ctx.reader())
        .await?;
    Ok(themes
        .into_iter()
        .map(|t| {
            let framework = names.get(&t.framework_id).map_or("", String::as_str);
            (t.id, format!("{framework} · {}", t.name))
        })
        .collect())
}

/// Puts names to tasks.
///
/// # Errors
/// When the store cannot be read.
pub async fn rows_of(ctx: &Ctx, org: &Org, tasks: Vec<Line>) -> Result<Vec<Row>, AppError> {
    let ids: Vec<TaskId> = tasks.iter().map(|t| t.id).collect();
    let found = duties(ctx, &ids).into_partial_model::<DutyLine>().all(ctx.reader()).await?;
    let mut duties: BTreeMap<TaskId, Vec<DutyLine>> = BTreeMap::new();
    for duty in found {
        duties.entry(duty.task_id).or_default().push(duty);
    }
    let today = ctx.today();
    Ok(tasks
        .into_iter()
        .map(|task| {
            let duties = duties.remove(&task.id).unwrap_or_default();
            row_of(org, today, task, &duties)
        })
        .collect())
}

/// The row of a task that was loaded whole.
#[must_use]
pub fn row_of_loaded(org: &Org, today: Date, loaded: &LoadedTask) -> Row {
    let duties: Vec<DutyLine> = loaded.duties.iter().map(DutyLine::from).collect();
    row_of(org, today, loaded.task.clone().into(), &duties)
}

fn row_of(org: &Org, today: Date, task: Line, duties: &[DutyLine]) -> Row {
    let first = duties.iter().position(|d| d.kind == DutyKind::Lead);
    let chips = (0..)
        .zip(duties)
        .map(|(place, d)| DutyChip {
            kind: d.kind,
            unit: org.unit_label(d.unit_id).to_owned(),
            path: org.unit(d.unit_id).map(|u| u.path.clone()).unwrap_or_default(),
            first: Some(place) == first,
        })
        .collect();
    let person = task.owner_person_id.and_then(|p| org.person(p)).map(|p| p.name.clone());
    Row {
        duties: chips,
        sponsor: task.sponsor_post_id.map(|p| org.post_label(p)).unwrap_or_default(),
        owner: person.or_else(|| task.owner_post_id.map(|p| org.post_label(p))).unwrap_or_default(),
        standing: task.standing(today),
        missing: Missing(task.missing).list().filter(|s| *s != Setting::Method).collect(),
        raised: matches!((task.due_day, task.upper_due_day), (Some(ours), Some(theirs)) if ours < theirs),
        days: task.due_day.map(|day| (day - today).whole_days()),
        heading: None,
        depth: 1,
        task,
    }
}

fn headings(rows: &mut [Row], ui: &Ui, org: &Org, themes: &BTreeMap<ThemeId, String>, group: Group) {
    let mut last: Option<String> = None;
    for row in rows {
        let heading = match group {
            Group::None => return,
            Group::Area if row.task.area.is_empty() => ui.t("ledger-no-area"),
            Group::Area => row.task.area.clone(),
            Group::Lead => match row.task.lead_unit_id {
                Some(unit) => org.unit_label(unit).to_owned(),
                None => ui.t("ledger-no-lead"),
            },
            Group::Month => match row.task.due_day {
                Some(day) => ui.n("ledger-month", u8::from(day.month())),
                None => ui.t("ledger-no-due"),
            },
            Group::Theme => match row.task.theme_id.and_then(|t| themes.get(&t)) {
                Some(theme) => theme.clone(),
                None => ui.t("ledger-no-theme"),
            },
        };
        if last.as_ref() != Some(&heading) {
            row.heading = Some(heading.clone());
            last = Some(heading);
        }
    }
}

/// The areas of work of a year in the office's order, for the filter: those of the tasks that the
/// actor may see.
///
/// # Errors
/// When the store cannot be read.
pub async fn areas(ctx: &Ctx, org: &Org, year: i32) -> Result<Vec<String>, AppError> {
    if sees_all(ctx, org) {
        let values = [ctx.tenant().into(), year.into()];
        let walk = Statement::from_sql_and_values(ctx.reader().get_database_backend(), AREAS, values);
        return Ok(areas_of(Area::find_by_statement(walk).all(ctx.reader()).await?));
    }
    // The same walk step by step, for those whose view is a filter: DISTINCT would read every task of
    // the year.
    let mut out: Vec<String> = Vec::new();
    let mut last = 0;
    while out.len() < AREAS_MAX {
        let next = query::matching(ctx, year, &query::Filter::default())
            .select_only()
            .columns([task::Column::Area, task::Column::AreaSort])
            .filter(task::Column::AreaSort.gt(last))
            .order_by_asc(task::Column::AreaSort)
            .limit(1)
            .into_model::<Step>()
            .one(ctx.reader())
            .await?;
        let Some(next) = next else { break };
        last = next.area_sort;
        if !next.area.is_empty() {
            out.push(next.area);
        }
    }
    Ok(out)
}

/// Whether no task of the body is hidden from the actor: a clerk's view is a filter too, but one that
/// begins at the root of the tree.
fn sees_all(ctx: &Ctx, org: &Org) -> bool {
    match visible(&ctx.actor, Kind::Task) {
        Visible::All => true,
        Visible::Nothing => false,
        Visible::Within { owned, .. } => {
            org.root().is_some_and(|root| owned.iter().any(|path| root.path.starts_with(path.as_str())))
        }
    }
}

#[derive(Debug, FromQueryResult)]
struct Step {
    area: String,
    area_sort: i64,
}

#[derive(Debug, FromQueryResult)]
struct Area {
    area: Option<String>,
}

/// More areas than this are a slip of the pen; the filter is a list to choose from.
const AREAS_MAX: usize = 60;

/// A loose walk over the index in one statement: the next area after the last one, a few dozen steps
/// at most, where DISTINCT would read every task of the year.
const AREAS: &str = "\
WITH RECURSIVE walk (sort) AS ( \
  SELECT (SELECT area_sort FROM task WHERE tenant_id = $1 AND year = $2 ORDER BY area_sort LIMIT 1) \
  UNION ALL \
  SELECT (SELECT area_sort FROM task WHERE tenant_id = $1 AND year = $2 AND area_sort > walk.sort \
    ORDER BY area_sort LIMIT 1) FROM walk WHERE walk.sort IS NOT NULL) \
SELECT (SELECT area FROM task WHERE tenant_id = $1 AND year = $2 AND area_sort = walk.sort AND cancelled_at IS NULL \
  ORDER BY number LIMIT 1) AS area \
FROM walk WHERE sort IS NOT NULL ORDER BY sort LIMIT 60";

fn areas_of(rows: Vec<Area>) -> Vec<String> {
    rows.into_iter().filter_map(|row| row.area).filter(|area| !area.is_empty()).collect()
}

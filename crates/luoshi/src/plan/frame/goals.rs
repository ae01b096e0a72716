//! The verbs on goals and their measures.

use luoshi_core::decimal::Decimal;
use luoshi_core::policy::{Action, Kind, Permitted};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, EntityTrait as _, PaginatorTrait as _, QueryFilter as _,
    QueryOrder as _,
};

use crate::ctx::{Ctx, Tx};
use crate::db::ids::{GoalId, ThemeId};
use crate::error::{AppError, FieldErrors, Notice};
use crate::event::{Change, Event, Subject};
use crate::plan::MeasureDraft;
use crate::plan::raise::tighter;
use crate::plan::store::{goal, measure, task, theme};
use crate::plan::years;

/// Letters of a goal.
const TITLE_MAX: usize = 300;
/// Names of the rows of measures in a form: where their faults stand.
pub const ROWS: [&str; 12] = [
    "measure-1",
    "measure-2",
    "measure-3",
    "measure-4",
    "measure-5",
    "measure-6",
    "measure-7",
    "measure-8",
    "measure-9",
    "measure-10",
    "measure-11",
    "measure-12",
];

/// A goal as a form says it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GoalDraft {
    /// What is to be reached.
    pub title: String,
    /// The theme it serves.
    pub theme: Option<ThemeId>,
    /// Upper level whose goal it carries down.
    pub upper_body: Option<String>,
    /// That goal in the upper level's words.
    pub upper_title: Option<String>,
    /// Numbers to be reached, each with its row in the form.
    pub measures: Vec<(usize, MeasureDraft)>,
}

/// Notes everything that is wrong with a goal.
///
/// # Errors
/// [`AppError::Invalid`]; a number that is tighter than the upper level's must say why.
pub fn check(draft: &GoalDraft) -> Result<(), AppError> {
    let mut errors = FieldErrors::default();
    if draft.title.is_empty() {
        errors.add("title", Notice::new("form-required"));
    } else if draft.title.chars().count() > TITLE_MAX {
        errors.add("title", Notice::new("form-too-long").with("n", TITLE_MAX));
    }
    for (row, m) in &draft.measures {
        let Some(field) = ROWS.get(*row) else { continue };
        if let Some(notice) = fault(m) {
            errors.add(field, notice);
        }
    }
    errors.into_result()
}

fn fault(m: &MeasureDraft) -> Option<Notice> {
    if m.name.is_empty() {
        return Some(Notice::new("plan-measure-name"));
    }
    let numbers = [Some(m.value.as_str()), m.base.as_deref(), m.upper.as_deref()];
    if let Some(bad) = numbers.into_iter().flatten().find(|n| n.parse::<Decimal>().is_err()) {
        return Some(Notice::new("plan-measure-number").with("found", bad));
    }
    let raised = m.upper.as_deref().is_some_and(|upper| tighter(m.direction, &m.value, upper));
    (raised && m.raise_reason.is_none()).then(|| Notice::new("plan-raise-needs-reason").with("name", &m.name))
}

/// Adds a goal to a year.
///
/// # Errors
/// Invalid; refused in a closed year.
pub async fn add_goal(ctx: &Ctx, year: i32, draft: &GoalDraft) -> Result<GoalId, AppError> {
    ctx.allow(Action::Modify, Kind::Plan)?;
    check(draft)?;
    let mut tx = ctx.begin().await?;
    years::editable(&tx, year).await?;
    known_theme(&tx, draft.theme).await?;
    let last = goal::Entity::find()
        .filter(goal::Column::TenantId.eq(ctx.tenant()))
        .filter(goal::Column::Year.eq(year))
        .order_by_desc(goal::Column::Sort)
        .one(tx.conn())
        .await?;
    let id: GoalId = ctx.new_id();
    let row = goal::ActiveModel {
        tenant_id: Set(ctx.tenant()),
        id: Set(id),
        year: Set(year),
        theme_id: Set(draft.theme),
        title: Set(draft.title.clone()),
        upper_body: Set(draft.upper_body.clone()),
        upper_title: Set(draft.upper_title.clone()),
        sort: Set(last.map_or(10, |g| g.sort.saturating_add(10))),
        document_id: Set(None),
        span_start: Set(None),
        span_end: Set(None),
        version: Set(1),
    };
    goal::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    write_measures(&tx, id, year, draft).await?;
    let changes = [Change::of("title", "", &draft.title), Change::of("measures", "", listed(draft))];
    let event = Event::GoalChanged { changes: changes.into_iter().flatten().collect() };
    tx.record(Subject::new("goal", id.0), "/", event).await?;
    tx.commit().await?;
    Ok(id)
}

/// Changes a goal.
///
/// # Errors
/// Invalid; conflict; refused in a closed year.
pub async fn change_goal(
    ctx: &Ctx,
    old: Permitted<goal::Model>,
    version: i64,
    draft: &GoalDraft,
) -> Result<(), AppError> {
    debug_assert_eq!(old.action(), Action::Modify);
    check(draft)?;
    let mut tx = ctx.begin().await?;
    years::editable(&tx, old.year).await?;
    known_theme(&tx, draft.theme).await?;
    let before = measures_of(&tx, old.id).await?;
    let theme = |t: Option<ThemeId>| t.map(|t| t.to_string()).unwrap_or_default();
    let words = |t: &Option<String>| t.clone().unwrap_or_default();
    let changes: Vec<Change> = [
        Change::of("title", &old.title, &draft.title),
        Change::of("theme", theme(old.theme_id), theme(draft.theme)),
        Change::of("upper_body", words(&old.upper_body), words(&draft.upper_body)),
        Change::of("upper_title", words(&old.upper_title), words(&draft.upper_title)),
        Change::of("measures", listed_rows(&before), listed(draft)),
    ]
    .into_iter()
    .flatten()
    .collect();
    let done = goal::Entity::update_many()
        .col_expr(goal::Column::Title, Expr::value(draft.title.as_str()))
        .col_expr(goal::Column::ThemeId, Expr::value(draft.theme))
        .col_expr(goal::Column::UpperBody, Expr::value(draft.upper_body.clone()))
        .col_expr(goal::Column::UpperTitle, Expr::value(draft.upper_title.clone()))
        .col_expr(goal::Column::Version, Expr::value(version + 1))
        .filter(goal::Column::TenantId.eq(tx.tenant()))
        .filter(goal::Column::Id.eq(old.id))
        .filter(goal::Column::Version.eq(version))
        .exec(tx.conn())
        .await?;
    if done.rows_affected != 1 {
        return Err(AppError::Conflict { current: old.version });
    }
    delete_measures(&tx, old.id).await?;
    write_measures(&tx, old.id, old.year, draft).await?;
    if !changes.is_empty() {
        tx.record(Subject::new("goal", old.id.0), "/", Event::GoalChanged { changes }).await?;
    }
    tx.commit().await
}

/// Takes a goal away.
///
/// # Errors
/// Refused while tasks serve it, or in a closed year.
pub async fn remove_goal(ctx: &Ctx, old: Permitted<goal::Model>) -> Result<(), AppError> {
    debug_assert_eq!(old.action(), Action::Modify);
    let mut tx = ctx.begin().await?;
    years::editable(&tx, old.year).await?;
    let tasks = task::Entity::find()
        .filter(task::Column::TenantId.eq(ctx.tenant()))
        .filter(task::Column::GoalId.eq(old.id))
        .count(tx.conn())
        .await?;
    if tasks > 0 {
        return Err(Notice::new("refused-goal-used").with("n", tasks).into());
    }
    delete_measures(&tx, old.id).await?;
    goal::Entity::delete_by_id((ctx.tenant(), old.id)).exec(tx.conn()).await?;
    let event = Event::PlanItemRemoved { title: old.title.clone() };
    tx.record(Subject::new("goal", old.id.0), "/", event).await?;
    tx.commit().await
}

async fn known_theme(tx: &Tx<'_>, theme: Option<ThemeId>) -> Result<(), AppError> {
    let Some(id) = theme else { return Ok(()) };
    if theme::Entity::find_by_id((tx.tenant(), id)).one(tx.conn()).await?.is_some() {
        return Ok(());
    }
    let mut errors = FieldErrors::default();
    errors.add("theme", Notice::new("form-choose"));
    Err(AppError::Invalid(errors))
}

async fn measures_of(tx: &Tx<'_>, goal: GoalId) -> Result<Vec<measure::Model>, AppError> {
    Ok(measure::Entity::find()
        .filter(measure::Column::TenantId.eq(tx.tenant()))
        .filter(measure::Column::GoalId.eq(goal))
        .order_by_asc(measure::Column::Position)
        .all(tx.conn())
        .await?)
}

async fn delete_measures(tx: &Tx<'_>, goal: GoalId) -> Result<(), AppError> {
    measure::Entity::delete_many()
        .filter(measure::Column::TenantId.eq(tx.tenant()))
        .filter(measure::Column::GoalId.eq(goal))
        .exec(tx.conn())
        .await?;
    Ok(())
}

async fn write_measures(tx: &Tx<'_>, goal: GoalId, year: i32, draft: &GoalDraft) -> Result<(), AppError> {
    for (position, (_, m)) in (0..).zip(&draft.measures) {
        let row = measure::ActiveModel {
            tenant_id: Set(tx.tenant()),
            id: Set(tx.ctx.new_id()),
            year: Set(year),
            task_id: Set(None),
            goal_id: Set(Some(goal)),
            name: Set(m.name.clone()),
            direction: Set(m.direction),
            value: Set(m.value.clone()),
            unit_of_measure: Set(m.unit.clone()),
            base_value: Set(m.base.clone()),
            upper_value: Set(m.upper.clone()),
            raise_reason: Set(m.raise_reason.clone()),
            position: Set(position),
            version: Set(1),
        };
        measure::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    }
    Ok(())
}

fn listed(draft: &GoalDraft) -> String {
    let shown: Vec<String> = draft.measures.iter().map(|(_, m)| line(m)).collect();
    shown.join("；")
}

fn listed_rows(rows: &[measure::Model]) -> String {
    let shown: Vec<String> = rows.iter().map(|m| line(&MeasureDraft::from(m.clone()))).collect();
    shown.join("；")
}

/// A measure as the history shows it, with everything that counts.
fn line(m: &MeasureDraft) -> String {
    let mut out = format!("{} {} {}{}", m.name, m.direction.word(), m.value, m.unit);
    for part in [&m.base, &m.upper, &m.raise_reason].into_iter().flatten() {
        out.push_str(" / ");
        out.push_str(part);
    }
    out
}

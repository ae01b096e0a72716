//! The year as an object: opened, deployed, run, assessed, published, closed. Each step is a deed
//! with preconditions that the page lists.

use luoshi_core::plan::{Missing, YearState};
use luoshi_core::policy::{Action, Permitted, permit};
use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DerivePartialModel,
    EntityTrait as _, PaginatorTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};

use super::store::{plan_version, task, year};
use super::{freeze, raise};
use crate::ctx::{Ctx, Tx};
use crate::db::ids::TenantId;
use crate::error::{AppError, Notice};
use crate::event::{Event, Subject};

/// Why a year cannot take its next step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blocker {
    /// What is in the way, with its number `n`.
    pub notice: Notice,
    /// Where it can be put right.
    pub href: String,
}

/// Every year of the body, newest first.
///
/// # Errors
/// When the store cannot be read.
pub async fn all(ctx: &Ctx) -> Result<Vec<year::Model>, AppError> {
    Ok(year::Entity::find()
        .filter(year::Column::TenantId.eq(ctx.tenant()))
        .order_by_desc(year::Column::Year)
        .all(ctx.reader())
        .await?)
}

/// The year that pages work on: the one chosen, else the newest.
///
/// # Errors
/// [`AppError::NotFound`] if there is none yet.
pub async fn current(ctx: &Ctx, chosen: Option<i32>) -> Result<year::Model, AppError> {
    let years = all(ctx).await?;
    let at = chosen.and_then(|c| years.iter().position(|y| y.year == c)).unwrap_or(0);
    years.into_iter().nth(at).ok_or(AppError::NotFound)
}

/// The same, or nothing in an installation that has no year yet.
///
/// # Errors
/// When the store cannot be read.
pub async fn current_or_none(ctx: &Ctx, chosen: Option<i32>) -> Result<Option<year::Model>, AppError> {
    match current(ctx, chosen).await {
        Ok(year) => Ok(Some(year)),
        Err(AppError::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// A frozen plan in a list; its content may be a hundred megabytes and stays where it is.
#[derive(Debug, Clone, PartialEq, Eq, DerivePartialModel)]
#[sea_orm(entity = "plan_version::Entity")]
pub struct Version {
    /// 1, 2, …
    pub number: i32,
    /// SHA-256 of the content.
    pub sha256: String,
    /// Milliseconds UTC.
    pub created_at: i64,
}

/// The plan as it was frozen, newest first.
///
/// # Errors
/// When the store cannot be read.
pub async fn versions(ctx: &Ctx, number: i32) -> Result<Vec<Version>, AppError> {
    Ok(plan_version::Entity::find()
        .filter(plan_version::Column::TenantId.eq(ctx.tenant()))
        .filter(plan_version::Column::Year.eq(number))
        .order_by_desc(plan_version::Column::Number)
        .into_partial_model()
        .all(ctx.reader())
        .await?)
}

/// Loads a year for an action.
///
/// # Errors
/// Not found or not permitted.
pub async fn load(ctx: &Ctx, year: i32, action: Action) -> Result<Permitted<year::Model>, AppError> {
    let row =
        year::Entity::find_by_id((ctx.tenant(), year)).one(ctx.reader()).await?.ok_or(AppError::NotFound)?;
    Ok(permit(&ctx.actor, action, row)?)
}

/// The state of a year's row.
#[must_use]
pub fn state(year: &year::Model) -> YearState {
    YearState::from_word(&year.state).unwrap_or(YearState::Closed)
}

/// Opens a year.
///
/// # Errors
/// Refused if it is there already.
pub async fn open(ctx: &Ctx, number: i32) -> Result<(), AppError> {
    let mut tx = ctx.begin().await?;
    if year::Entity::find_by_id((ctx.tenant(), number)).one(tx.conn()).await?.is_some() {
        return Err(Notice::new("refused-year-exists").with("n", number).into());
    }
    year::ActiveModel {
        tenant_id: Set(ctx.tenant()),
        year: Set(number),
        state: Set(YearState::Preparing.word().to_owned()),
        created_at: Set(ctx.now),
        version: Set(1),
    }
    .insert(tx.conn())
    .await?;
    tx.record(Subject::new("year", i64::from(number)), "/", Event::YearOpened).await?;
    tx.commit().await
}

/// What stands between a year and its next state.
///
/// # Errors
/// When the store cannot be read.
pub async fn blockers(ctx: &Ctx, year: &year::Model) -> Result<Vec<Blocker>, AppError> {
    blockers_in(ctx.reader(), year).await
}

async fn blockers_in(conn: &impl ConnectionTrait, year: &year::Model) -> Result<Vec<Blocker>, AppError> {
    match state(year) {
        YearState::Preparing => deployment_blockers(conn, year.tenant_id, year.year).await,
        YearState::Deployed
        | YearState::Running
        | YearState::Assessing
        | YearState::Published
        | YearState::Closed => Ok(Vec::new()),
    }
}

async fn deployment_blockers(
    conn: &impl ConnectionTrait,
    tenant: TenantId,
    number: i32,
) -> Result<Vec<Blocker>, AppError> {
    let tasks = task::Entity::find()
        .filter(task::Column::TenantId.eq(tenant))
        .filter(task::Column::Year.eq(number))
        .filter(task::Column::CancelledAt.is_null());
    if tasks.clone().count(conn).await? == 0 {
        return Ok(vec![Blocker { notice: Notice::new("blocker-no-tasks"), href: "/documents".to_owned() }]);
    }
    let mut out = Vec::new();
    for setting in luoshi_core::plan::Setting::ALL {
        let bit = luoshi_core::plan::missing_bit(setting);
        if bit & Missing::DEMANDED == 0 {
            continue;
        }
        let lacking = tasks.clone().filter(Expr::col(task::Column::Missing).bit_and(bit).ne(0));
        let n = lacking.count(conn).await?;
        if n > 0 {
            let notice = Notice::new(blocker_key(setting)).with("n", n);
            out.push(Blocker { notice, href: format!("/ledger?missing={}", setting.word()) });
        }
    }
    let raised = tasks
        .filter(task::Column::UpperDueDay.is_not_null())
        .filter(Expr::cust("due_day < upper_due_day"))
        .filter(task::Column::RaiseReason.is_null())
        .count(conn)
        .await?;
    if raised > 0 {
        let notice = Notice::new("blocker-raised").with("n", raised);
        out.push(Blocker { notice, href: "/ledger?raised=1".to_owned() });
    }
    let tighter = raise::unexplained(conn, tenant, number).await?;
    if let Some(first) = tighter.first() {
        let href = match (first.goal_id, first.task_id) {
            (Some(goal), _) => format!("/plan/goals/{goal}"),
            (None, Some(task)) => format!("/tasks/{task}/edit"),
            (None, None) => "/plan".to_owned(),
        };
        let notice = Notice::new("blocker-tighter").with("n", tighter.len()).with("name", &first.name);
        out.push(Blocker { notice, href });
    }
    Ok(out)
}

const fn blocker_key(setting: luoshi_core::plan::Setting) -> &'static str {
    use luoshi_core::plan::Setting;
    match setting {
        Setting::Post => "blocker-post",
        Setting::Person => "blocker-person",
        Setting::Duty => "blocker-duty",
        Setting::Deadline => "blocker-deadline",
        Setting::Requirement => "blocker-requirement",
        Setting::Method => "blocker-method",
    }
}

/// Takes a year to its next state; deployment freezes the plan.
///
/// # Errors
/// Refused while something is in the way; conflict if somebody was faster.
pub async fn advance(ctx: &Ctx, year: Permitted<year::Model>, version: i64) -> Result<YearState, AppError> {
    debug_assert_eq!(year.action(), Action::Approve);
    let from = state(&year);
    let Some(to) = from.next() else { return Err(Notice::new("refused-year-closed").into()) };
    let mut tx = ctx.begin().await?;
    let moved = year::Entity::update_many()
        .col_expr(year::Column::State, Expr::value(to.word()))
        .col_expr(year::Column::Version, Expr::value(version + 1))
        .filter(year::Column::TenantId.eq(ctx.tenant()))
        .filter(year::Column::Year.eq(year.year))
        .filter(year::Column::Version.eq(version))
        .exec(tx.conn())
        .await?;
    if moved.rows_affected != 1 {
        return Err(AppError::Conflict { current: year.version });
    }
    // Only now: the row of the year is ours, so nobody changes what is looked at and then frozen.
    if let Some(blocker) = blockers_in(tx.conn(), &year).await?.into_iter().next() {
        return Err(blocker.notice.into());
    }
    if to == YearState::Deployed {
        freeze::freeze(&mut tx, year.year).await?;
    }
    let event = Event::YearMoved { from: from.word().to_owned(), to: to.word().to_owned() };
    tx.record(Subject::new("year", i64::from(year.year)), "/", event).await?;
    tx.commit().await?;
    Ok(to)
}

/// Refuses a change of a year whose results are out, and holds the year in its state until the
/// transaction ends: on SQLite there is one writer, on PostgreSQL the row is locked against
/// [`advance`].
///
/// # Errors
/// Refused if so; not found if there is no such year.
pub async fn editable(tx: &Tx<'_>, number: i32) -> Result<(), AppError> {
    let row = year::Entity::find_by_id((tx.tenant(), number)).lock_shared().one(tx.conn()).await?;
    let row = row.ok_or(AppError::NotFound)?;
    if state(&row).editable() { Ok(()) } else { Err(Notice::new("refused-year-closed").into()) }
}

//! How much a unit or a person carries: numbers with a link to the tasks behind them, never a ranking.

use luoshi_core::policy::{Action, Kind, may_some};
use sea_orm::{ConnectionTrait as _, Statement, Value};

use crate::ctx::Ctx;
use crate::db::ids::{PersonId, PostId};
use crate::error::AppError;

/// Open tasks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Load {
    /// All that are neither done nor cancelled.
    pub open: i64,
    /// Of them past their last day.
    pub overdue: i64,
}

/// Tasks that a unit and the units below it lead; nothing for those who see no tasks.
pub(super) async fn of_unit(ctx: &Ctx, year: i32, path: &str) -> Result<Option<Load>, AppError> {
    let end = format!("{}0", path.trim_end_matches('/'));
    count(ctx, year, "lead_path >= $4 AND lead_path < $5", vec![path.into(), end.as_str().into()]).await
}

/// Tasks that a person answers for, by name or through a post.
pub(super) async fn of_person(
    ctx: &Ctx,
    year: i32,
    person: PersonId,
    posts: &[PostId],
) -> Result<Option<Load>, AppError> {
    let mut values: Vec<Value> = vec![person.0.into()];
    let mut condition = "owner_person_id = $4".to_owned();
    if !posts.is_empty() {
        let places: Vec<String> = (5..posts.len() + 5).map(|n| format!("${n}")).collect();
        condition = format!("({condition} OR owner_post_id IN ({}))", places.join(", "));
        values.extend(posts.iter().map(|p| Value::from(p.0)));
    }
    count(ctx, year, &condition, values).await
}

async fn count(ctx: &Ctx, year: i32, condition: &str, more: Vec<Value>) -> Result<Option<Load>, AppError> {
    if !may_some(&ctx.actor, Action::Read, Kind::Task) {
        return Ok(None);
    }
    let sql = format!(
        "SELECT COUNT(*) AS open, COALESCE(SUM(CASE WHEN due_sort < $3 THEN 1 ELSE 0 END), 0) AS overdue FROM task \
         WHERE tenant_id = $1 AND year = $2 AND done_on IS NULL AND cancelled_at IS NULL AND {condition}"
    );
    let mut values: Vec<Value> = vec![ctx.tenant().0.into(), year.into(), ctx.today().into()];
    values.extend(more);
    let statement = Statement::from_sql_and_values(ctx.app.db.engine(), sql, values);
    let Some(row) = ctx.reader().query_one_raw(statement).await? else { return Ok(None) };
    Ok(Some(Load { open: row.try_get("", "open")?, overdue: row.try_get("", "overdue")? }))
}

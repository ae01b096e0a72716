//! What later features copy from the body so that their lists stay one index walk: paths of units,
//! and whether a post has a holder. They are brought up to date in the transaction that changes the
//! original, because a visibility that lags is a leak.

use std::collections::BTreeSet;

use luoshi_core::plan::{Setting, missing_bit};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait as _, EntityTrait as _, QueryFilter as _, QuerySelect as _,
    Statement, Value,
};

use super::store::{holding, post};
use crate::ctx::Tx;
use crate::db::ids::PostId;
use crate::error::AppError;

/// Every column that holds the path of a unit, with the table it lives in. History keeps the path
/// of its day and is left alone.
const PATHS: &[(&str, &str)] =
    &[("unit", "path"), ("duty", "unit_path"), ("task", "unit_path"), ("task", "lead_path")];

/// Rewrites the beginning of every path below `old` (which ends with `/`) to `new`.
pub(super) async fn move_paths(tx: &Tx<'_>, old: &str, new: &str) -> Result<(), AppError> {
    // `/` + 1 is `0`: the end of a subtree as a range.
    let end = format!("{}0", old.trim_end_matches('/'));
    let tail = i64::try_from(old.len() + 1).unwrap_or(i64::MAX);
    for (table, column) in PATHS {
        let sql = format!(
            "UPDATE {table} SET {column} = $1 || substr({column}, {tail}) \
             WHERE tenant_id = $2 AND {column} >= $3 AND {column} < $4"
        );
        let values: [Value; 4] = [new.into(), tx.tenant().0.into(), old.into(), end.as_str().into()];
        run(tx, &sql, values.to_vec()).await?;
    }
    Ok(())
}

/// Derives anew, for tasks that name one of these posts but no person, whether somebody is in charge
/// today.
pub(super) async fn holder_changed(tx: &Tx<'_>, posts: &[PostId]) -> Result<(), AppError> {
    let held = held_today(tx).await?;
    let bit = missing_bit(Setting::Person);
    for is_held in [true, false] {
        let of: Vec<Value> =
            posts.iter().filter(|p| held.contains(p) == is_held).map(|p| p.0.into()).collect();
        for chunk in of.chunks(200) {
            let places: Vec<String> = (2..chunk.len() + 2).map(|n| format!("${n}")).collect();
            let (set, differs) = if is_held {
                (format!("missing & ~{bit}"), format!("missing & {bit} <> 0"))
            } else {
                (format!("missing | {bit}"), format!("missing & {bit} = 0"))
            };
            let sql = format!(
                "UPDATE task SET missing = {set} WHERE tenant_id = $1 AND owner_person_id IS NULL \
                 AND {differs} AND owner_post_id IN ({})",
                places.join(", ")
            );
            let values = std::iter::once(tx.tenant().0.into()).chain(chunk.iter().cloned()).collect();
            run(tx, &sql, values).await?;
        }
    }
    Ok(())
}

/// The same for every post: holdings begin and end with the day, when nobody writes anything.
///
/// # Errors
/// When the store refuses.
pub async fn new_day(tx: &Tx<'_>) -> Result<(), AppError> {
    let posts: Vec<PostId> = post::Entity::find()
        .select_only()
        .column(post::Column::Id)
        .filter(post::Column::TenantId.eq(tx.tenant()))
        .into_tuple()
        .all(tx.conn())
        .await?;
    holder_changed(tx, &posts).await
}

async fn held_today(tx: &Tx<'_>) -> Result<BTreeSet<PostId>, AppError> {
    let today = tx.ctx.today();
    let posts: Vec<PostId> = holding::Entity::find()
        .select_only()
        .column(holding::Column::PostId)
        .filter(holding::Column::TenantId.eq(tx.tenant()))
        .filter(holding::Column::FromDay.lte(today))
        .filter(Condition::any().add(holding::Column::ToDay.is_null()).add(holding::Column::ToDay.gte(today)))
        .into_tuple()
        .all(tx.conn())
        .await?;
    Ok(posts.into_iter().collect())
}

async fn run(tx: &Tx<'_>, sql: &str, values: Vec<Value>) -> Result<(), AppError> {
    tx.conn().execute_raw(Statement::from_sql_and_values(tx.ctx.app.db.engine(), sql, values)).await?;
    Ok(())
}

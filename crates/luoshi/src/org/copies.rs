//! What later features copy from the body so that their lists stay one index walk: paths of units,
//! and whether a post has a holder. They are brought up to date in the transaction that changes the
//! original, because a visibility that lags is a leak.

use luoshi_core::plan::{Setting, missing_bit};
use sea_orm::{ConnectionTrait as _, Statement, Value};

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

/// Derives anew, for tasks that name a post but no person, whether somebody is in charge.
pub(super) async fn holder_changed(tx: &Tx<'_>, posts: &[(PostId, bool)]) -> Result<(), AppError> {
    let bit = missing_bit(Setting::Person);
    for held in [true, false] {
        let ids: Vec<Value> = posts.iter().filter(|(_, h)| *h == held).map(|(p, _)| p.0.into()).collect();
        for chunk in ids.chunks(200) {
            let places: Vec<String> = (2..chunk.len() + 2).map(|n| format!("${n}")).collect();
            let set = if held { format!("missing & ~{bit}") } else { format!("missing | {bit}") };
            let sql = format!(
                "UPDATE task SET missing = {set} WHERE tenant_id = $1 AND owner_person_id IS NULL \
                 AND owner_post_id IN ({})",
                places.join(", ")
            );
            let values = std::iter::once(tx.tenant().0.into()).chain(chunk.iter().cloned()).collect();
            run(tx, &sql, values).await?;
        }
    }
    Ok(())
}

async fn run(tx: &Tx<'_>, sql: &str, values: Vec<Value>) -> Result<(), AppError> {
    tx.conn().execute_raw(Statement::from_sql_and_values(tx.ctx.app.db.engine(), sql, values)).await?;
    Ok(())
}

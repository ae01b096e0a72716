//! What the queue itself leaves behind.

use sea_orm::{ConnectionTrait as _, Statement};

use super::{Job, queue_at};
use crate::ctx::{Ctx, Tx, start_of};
use crate::error::AppError;

/// Days for which a job that is done can still be looked at.
pub const KEPT_DAYS: i64 = 7;
const DAY_MS: i64 = 24 * 3_600_000;

/// Takes away jobs that have long been done, and asks for the next housekeeping. Jobs that were
/// given up stay: a page tells of them, and a person has to look.
///
/// # Errors
/// When the store refuses.
pub async fn sweep(tx: &Tx<'_>) -> Result<u64, AppError> {
    let ctx: &Ctx = tx.ctx;
    let sql = "DELETE FROM job WHERE tenant_id = $1 AND done_at < $2";
    let values = [ctx.tenant().0.into(), (ctx.now - KEPT_DAYS * DAY_MS).into()];
    let gone =
        tx.conn().execute_raw(Statement::from_sql_and_values(ctx.app.db.engine(), sql, values)).await?;
    let tomorrow = start_of(ctx.today().saturating_add(time::Duration::days(1)));
    queue_at(ctx, tx.conn(), &Job::Housekeeping, tomorrow).await?;
    Ok(gone.rows_affected())
}

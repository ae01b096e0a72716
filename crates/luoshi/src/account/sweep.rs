//! What log-ins leave behind. The history keeps every one of them; these rows are only for locks and
//! sessions, and have had their time.

use sea_orm::{ColumnTrait as _, Condition, EntityTrait as _, QueryFilter as _};

use super::login::{KNOWN_MS, WINDOW_MS};
use super::store::{login_attempt, session_row, setup_link};
use crate::ctx::Tx;
use crate::error::AppError;

const DAY_MS: i64 = 24 * 3_600_000;
/// How long sessions and links that open nothing any more can still be looked at.
const KEPT_MS: i64 = 30 * DAY_MS;

/// Takes away attempts that no lock asks for, sessions that have ended and links that are closed.
/// Answers how many rows those were.
///
/// # Errors
/// When the store refuses.
pub async fn sweep(tx: &Tx<'_>) -> Result<u64, AppError> {
    let now = tx.ctx.now;
    let failed = Condition::all()
        .add(login_attempt::Column::Good.eq(false))
        .add(login_attempt::Column::At.lt(now - 2 * WINDOW_MS));
    let attempts = login_attempt::Entity::delete_many()
        .filter(login_attempt::Column::TenantId.eq(tx.tenant()))
        .filter(Condition::any().add(failed).add(login_attempt::Column::At.lt(now - KNOWN_MS)))
        .exec(tx.conn())
        .await?;
    let whole = i64::from(tx.ctx.app.config.session_hours) * 3_600_000;
    let ended = Condition::any()
        .add(session_row::Column::EndedAt.lt(now - KEPT_MS))
        .add(session_row::Column::CreatedAt.lt(now - whole - KEPT_MS));
    let sessions = session_row::Entity::delete_many()
        .filter(session_row::Column::TenantId.eq(tx.tenant()))
        .filter(ended)
        .exec(tx.conn())
        .await?;
    let links = setup_link::Entity::delete_many()
        .filter(setup_link::Column::TenantId.eq(tx.tenant()))
        .filter(setup_link::Column::ExpiresAt.lt(now - KEPT_MS))
        .exec(tx.conn())
        .await?;
    Ok(attempts.rows_affected + sessions.rows_affected + links.rows_affected)
}

//! Claiming and settling jobs.

use sea_orm::{ConnectionTrait, DbErr, Statement};

use crate::app::App;
use crate::ctx::Ctx;
use crate::error::AppError;

/// How long a claimed job stays with its worker before another may take it.
const LEASE_MS: i64 = 5 * 60 * 1000;
/// After so many tries a job stays where it is, for a person to look at.
pub(super) const TRIES: i32 = 5;

/// A claimed job.
#[derive(Debug)]
pub(super) struct Claimed {
    pub tenant: i64,
    pub id: i64,
    pub payload: String,
    pub attempts: i32,
}

/// How far a job has come, for progress bars.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waiting {
    /// Not begun, or under way.
    Pending,
    /// Done.
    Done,
    /// Given up.
    Failed,
}

/// How far the job with this key has come; `None` if there never was one.
///
/// # Errors
/// When the store cannot be read.
pub async fn waiting(ctx: &Ctx, key: &str) -> Result<Option<Waiting>, AppError> {
    let sql = "SELECT done_at, failed_at FROM job WHERE tenant_id = $1 AND key = $2";
    let row = ctx
        .reader()
        .query_one_raw(Statement::from_sql_and_values(
            ctx.app.db.engine(),
            sql,
            [ctx.tenant().0.into(), key.into()],
        ))
        .await?;
    let Some(row) = row else { return Ok(None) };
    let done: Option<i64> = row.try_get("", "done_at")?;
    let failed: Option<i64> = row.try_get("", "failed_at")?;
    Ok(Some(match (done, failed) {
        (Some(_), _) => Waiting::Done,
        (None, Some(_)) => Waiting::Failed,
        (None, None) => Waiting::Pending,
    }))
}

/// Takes the job that has waited longest.
///
/// Every row of the table is asked, whatever its tenant: jobs are the program's own and stay on one
/// node of a distributed store.
pub(super) async fn claim(app: &App) -> Result<Option<Claimed>, DbErr> {
    let now = app.clock.now();
    let skip = match app.db.engine() {
        sea_orm::DbBackend::Postgres => "FOR UPDATE SKIP LOCKED",
        _ => "",
    };
    let sql = format!(
        "UPDATE job SET locked_until = $1, attempts = attempts + 1 WHERE (tenant_id, id) IN (\
           SELECT tenant_id, id FROM job WHERE done_at IS NULL AND failed_at IS NULL AND run_at <= $2 \
           AND attempts < {TRIES} AND (locked_until IS NULL OR locked_until < $2) ORDER BY run_at, id LIMIT 1 {skip}) \
         RETURNING tenant_id, id, payload, attempts"
    );
    let tx = app.db.begin().await?;
    let statement =
        Statement::from_sql_and_values(app.db.engine(), sql, [(now + LEASE_MS).into(), now.into()]);
    let row = tx.query_one_raw(statement).await?;
    let claimed = row
        .map(|r| {
            Ok::<_, DbErr>(Claimed {
                tenant: r.try_get("", "tenant_id")?,
                id: r.try_get("", "id")?,
                payload: r.try_get("", "payload")?,
                attempts: r.try_get("", "attempts")?,
            })
        })
        .transpose()?;
    tx.commit().await?;
    Ok(claimed)
}

/// Writes down how a claimed job ended; after a fault it is tried again, later each time.
pub(super) async fn settle(app: &App, job: &Claimed, fault: Option<&str>) -> Result<(), DbErr> {
    let now = app.clock.now();
    let (sql, values): (&str, Vec<sea_orm::Value>) = match fault {
        None => (
            "UPDATE job SET done_at = $3, locked_until = NULL, error = NULL WHERE tenant_id = $1 AND id = $2",
            vec![job.tenant.into(), job.id.into(), now.into()],
        ),
        Some(why) if job.attempts >= TRIES => (
            "UPDATE job SET failed_at = $3, locked_until = NULL, error = $4 WHERE tenant_id = $1 AND id = $2",
            vec![job.tenant.into(), job.id.into(), now.into(), why.into()],
        ),
        Some(why) => (
            "UPDATE job SET run_at = $3, locked_until = NULL, error = $4 WHERE tenant_id = $1 AND id = $2",
            vec![
                job.tenant.into(),
                job.id.into(),
                (now + 2_000 * i64::from(job.attempts)).into(),
                why.into(),
            ],
        ),
    };
    let tx = app.db.begin().await?;
    tx.execute_raw(Statement::from_sql_and_values(app.db.engine(), sql, values)).await?;
    tx.commit().await
}

/// Releases every claim, after a crash: this program is the only worker of a SQLite store.
pub(super) async fn release_all(app: &App) -> Result<(), DbErr> {
    let tx = app.db.begin().await?;
    let sql = "UPDATE job SET locked_until = NULL WHERE done_at IS NULL AND locked_until IS NOT NULL";
    tx.execute_unprepared(sql).await?;
    tx.commit().await
}

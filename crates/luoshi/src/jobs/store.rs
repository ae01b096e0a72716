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
    /// How often it had been asked for when it was claimed.
    asked: i64,
    /// Until when it is ours; also the mark of this claim.
    until: i64,
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
         RETURNING tenant_id, id, payload, attempts, asked"
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
                asked: r.try_get("", "asked")?,
                until: now + LEASE_MS,
            })
        })
        .transpose()?;
    tx.commit().await?;
    Ok(claimed)
}

/// Writes down how a claimed job ended; after a fault it is tried again, later each time. One that
/// was asked for again meanwhile stays due, and one that another worker has taken over is left alone.
pub(super) async fn settle(app: &App, job: &Claimed, fault: Option<&str>) -> Result<(), DbErr> {
    let now = app.clock.now();
    let (set, at) = match fault {
        None => ("done_at", now),
        Some(_) if job.attempts >= TRIES => ("failed_at", now),
        Some(_) => ("run_at", now + 2_000 * i64::from(job.attempts)),
    };
    let ours = "WHERE tenant_id = $1 AND id = $2 AND locked_until = $3";
    let settled = format!("UPDATE job SET {set} = $5, error = $6, locked_until = NULL {ours} AND asked = $4");
    let again = format!("UPDATE job SET locked_until = NULL {ours}");
    let tx = app.db.begin().await?;
    let of =
        |sql: &str, values: Vec<sea_orm::Value>| Statement::from_sql_and_values(app.db.engine(), sql, values);
    let claim: [sea_orm::Value; 3] = [job.tenant.into(), job.id.into(), job.until.into()];
    let facts: [sea_orm::Value; 3] = [job.asked.into(), at.into(), fault.map(ToOwned::to_owned).into()];
    let done = tx.execute_raw(of(&settled, claim.iter().cloned().chain(facts).collect())).await?;
    if done.rows_affected() == 0 {
        tx.execute_raw(of(&again, claim.to_vec())).await?;
    }
    tx.commit().await
}

/// Releases every claim, after a crash: this program is the only worker of a SQLite store.
pub(super) async fn release_all(app: &App) -> Result<(), DbErr> {
    let tx = app.db.begin().await?;
    let sql = "UPDATE job SET locked_until = NULL WHERE done_at IS NULL AND locked_until IS NOT NULL";
    tx.execute_unprepared(sql).await?;
    tx.commit().await
}

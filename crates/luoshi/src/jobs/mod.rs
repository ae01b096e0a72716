//! Work to be done later: one table, one loop. A job is queued in the transaction of its cause and
//! done at least once; a handler therefore asks the state of the thing before it acts.

mod store;
mod sweep;
mod worker;

use sea_orm::{ConnectionTrait, Statement};
use serde::{Deserialize, Serialize};

use crate::ctx::Ctx;
use crate::error::AppError;

pub use store::{Waiting, waiting};
pub use sweep::{KEPT_DAYS, sweep};
pub use worker::{Worker, run_due};

/// Every kind of job. The handlers are listed in `worker.rs`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Job {
    /// Read a received file and propose what it says.
    ReadDocument {
        /// The document.
        document: i64,
    },
    /// Take away what nobody needs any more, and bring up to date what changes with the day; asks for
    /// itself again, for the beginning of the next day.
    Housekeeping,
}

impl Job {
    /// Makes the job unique while it waits.
    #[must_use]
    pub fn key(&self) -> String {
        match self {
            Self::ReadDocument { document } => format!("read_document/{document}"),
            Self::Housekeeping => "housekeeping".to_owned(),
        }
    }

    /// Stable name of the kind.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::ReadDocument { .. } => "read_document",
            Self::Housekeeping => "housekeeping",
        }
    }
}

/// Queues a job to be run at once; the same job waiting already is enough. One that is running is
/// run once more when it has ended: it may have read what has changed since.
///
/// # Errors
/// When the store refuses.
pub async fn queue(ctx: &Ctx, conn: &impl ConnectionTrait, job: &Job) -> Result<(), AppError> {
    queue_at(ctx, conn, job, ctx.now).await
}

/// The same, to be run at an instant in milliseconds UTC.
///
/// # Errors
/// When the store refuses.
pub async fn queue_at(
    ctx: &Ctx,
    conn: &impl ConnectionTrait,
    job: &Job,
    run_at: i64,
) -> Result<(), AppError> {
    let sql = "INSERT INTO job (tenant_id, id, kind, key, payload, run_at, attempts) VALUES ($1, $2, $3, $4, $5, $6, 0) \
               ON CONFLICT (tenant_id, key) DO UPDATE SET run_at = $6, done_at = NULL, failed_at = NULL, \
               attempts = 0, error = NULL, payload = $5, asked = job.asked + 1";
    let values = [
        ctx.tenant().0.into(),
        ctx.new_id::<i64>().into(),
        job.kind().into(),
        job.key().into(),
        serde_json::to_string(job)?.into(),
        run_at.into(),
    ];
    conn.execute_raw(Statement::from_sql_and_values(ctx.app.db.engine(), sql, values)).await?;
    Ok(())
}

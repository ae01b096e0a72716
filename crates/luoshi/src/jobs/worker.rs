//! The loop that does the jobs, and the list of their handlers.

use std::sync::Arc;
use std::time::Duration;

use sea_orm::DbBackend;

use super::{Job, store};
use crate::app::App;
use crate::ctx::Ctx;
use crate::db::ids::TenantId;
use crate::error::AppError;
use crate::{account, intake, org};

/// Does one job. Every handler asks first whether the work is still to be done.
async fn handle(ctx: &Ctx, job: Job) -> Result<(), AppError> {
    match job {
        Job::ReadDocument { document } => intake::read_document(ctx, document.into()).await,
        Job::Housekeeping => keep_house(ctx).await,
    }
}

async fn keep_house(ctx: &Ctx) -> Result<(), AppError> {
    let tx = ctx.begin().await?;
    org::new_day(&tx).await?;
    let rows = account::sweep(&tx).await? + super::sweep(&tx).await?;
    tx.commit().await?;
    tracing::info!(rows, "housekeeping");
    Ok(())
}

/// Asks for the housekeeping of every body: those of before it was there, and those whose last one
/// was given up, have none waiting.
async fn ask_for_housekeeping(app: &Arc<App>) -> Result<(), AppError> {
    for (tenant, _) in account::login::bodies(app).await? {
        let ctx = Ctx::program(app, tenant, "worker");
        let mut tx = ctx.begin().await?;
        tx.queue(&Job::Housekeeping).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Does a job in a task of its own, so that one that panics is a failed job and not the end of all.
#[expect(clippy::disallowed_methods, reason = "a wall round a job; it is waited for at once")]
async fn guarded(ctx: Ctx, job: Job) -> Result<(), AppError> {
    match tokio::spawn(async move { handle(&ctx, job).await }).await {
        Ok(outcome) => outcome,
        Err(error) => Err(AppError::Internal(anyhow::anyhow!("the job panicked: {error}"))),
    }
}

/// The worker of a running program.
#[derive(Debug)]
pub struct Worker {
    task: tokio::task::JoinHandle<()>,
}

impl Worker {
    /// Starts the loop.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "one of the server's own two loops")]
    pub fn start(app: Arc<App>) -> Self {
        Self { task: tokio::spawn(work(app)) }
    }

    /// Stops the loop; a job under way is done again after the next start.
    pub fn stop(self) {
        self.task.abort();
    }
}

async fn work(app: Arc<App>) {
    // Another server of the same PostgreSQL may hold claims; a SQLite file has only this program.
    if app.db.engine() == DbBackend::Sqlite
        && let Err(error) = store::release_all(&app).await
    {
        tracing::error!(%error, "releasing the claims of the last run failed");
    }
    if let Err(error) = ask_for_housekeeping(&app).await {
        tracing::error!(%error, "asking for the housekeeping failed");
    }
    loop {
        match run_due(&app).await {
            Ok(0) => {
                let _ = tokio::time::timeout(Duration::from_secs(2), app.wake.notified()).await;
            }
            Ok(_) => {}
            Err(error) => {
                tracing::error!(%error, "claiming a job failed");
                tokio::time::sleep(Duration::from_secs(5)).await;
            }
        }
    }
}

/// Does every job that is due, one after the other, and answers how many were done.
///
/// # Errors
/// When the store cannot be reached; a job's own fault is written down with the job.
pub async fn run_due(app: &Arc<App>) -> Result<u32, AppError> {
    let mut done = 0;
    while let Some(claimed) = store::claim(app).await? {
        let ctx = Ctx::program(app, TenantId(claimed.tenant), "worker");
        let outcome = match serde_json::from_str::<Job>(&claimed.payload) {
            Ok(job) => guarded(ctx, job).await,
            Err(error) => Err(error.into()),
        };
        if let Err(error) = &outcome {
            tracing::warn!(job.id = claimed.id, job.attempts = claimed.attempts, %error, "a job failed");
        }
        let fault = outcome.err().map(|e| format!("{:#}", anyhow::Error::from(e)));
        store::settle(app, &claimed, fault.as_deref()).await?;
        done += 1;
    }
    Ok(done)
}

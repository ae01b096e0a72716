//! The context of one deed: who, when, from where; the way to the store. Everything that needs the
//! time, an id or the actor takes a [`Ctx`].

use std::sync::Arc;

use luoshi_core::policy::Actor;
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ConnectionTrait, DatabaseConnection, DatabaseTransaction,
};
use time::{Date, OffsetDateTime, UtcOffset};

use crate::app::{App, random};
use crate::db::ids::TenantId;
use crate::error::AppError;
use crate::event::{self, Event, Subject};
use crate::jobs::{self, Job};
use crate::reactions;

/// Who does something, when and from where.
#[derive(Debug, Clone)]
pub struct Ctx {
    /// The running program.
    pub app: Arc<App>,
    /// Milliseconds since 1970, UTC, the same for the whole deed.
    pub now: i64,
    /// Who acts.
    pub actor: Actor,
    /// Address of the client, empty for the program itself.
    pub address: String,
    /// Id of the request, for the log and the history.
    pub request_id: String,
    /// The version of the body that the session was read with, where nothing is written: the page
    /// need not ask for it again.
    pub body_version: Option<i64>,
}

impl Ctx {
    /// The program itself acting for a tenant: the worker, the command line, the demo.
    #[must_use]
    pub fn program(app: &Arc<App>, tenant: TenantId, name: &str) -> Self {
        Self {
            now: app.clock.now(),
            app: Arc::clone(app),
            actor: Actor::program(tenant.0, name),
            address: String::new(),
            request_id: String::new(),
            body_version: None,
        }
    }

    /// The tenant of the deed.
    #[must_use]
    pub const fn tenant(&self) -> TenantId {
        TenantId(self.actor.tenant)
    }

    /// Today in China: offices live by Beijing time.
    #[must_use]
    pub fn today(&self) -> Date {
        day_of(self.now)
    }

    /// A new id.
    #[must_use]
    pub fn new_id<T: From<i64>>(&self) -> T {
        T::from(self.app.ids.next(self.now, u32::from_le_bytes(random())))
    }

    /// The connection for reads.
    #[must_use]
    pub fn reader(&self) -> &DatabaseConnection {
        self.app.db.reader()
    }

    /// Begins the transaction of a deed.
    ///
    /// # Errors
    /// When the store cannot be reached.
    pub async fn begin(&self) -> Result<Tx<'_>, AppError> {
        Ok(Tx { ctx: self, inner: self.app.db.begin().await?, queued: false })
    }
}

/// The civil day in China of an instant.
#[must_use]
pub fn day_of(millis: i64) -> Date {
    let utc =
        OffsetDateTime::from_unix_timestamp(millis.div_euclid(1000)).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    let china = UtcOffset::from_hms(8, 0, 0).unwrap_or(UtcOffset::UTC);
    utc.to_offset(china).date()
}

/// The instant at which a day begins in China, milliseconds since 1970.
#[must_use]
pub fn start_of(day: Date) -> i64 {
    (day.midnight().assume_utc().unix_timestamp() - 8 * 3_600) * 1_000
}

/// The transaction of a deed: rows, their events and the jobs that follow, all or nothing.
#[derive(Debug)]
pub struct Tx<'c> {
    /// Its context.
    pub ctx: &'c Ctx,
    inner: DatabaseTransaction,
    queued: bool,
}

impl Tx<'_> {
    /// The connection to write through.
    #[must_use]
    pub const fn conn(&self) -> &DatabaseTransaction {
        &self.inner
    }

    /// The tenant of the deed.
    #[must_use]
    pub const fn tenant(&self) -> TenantId {
        self.ctx.tenant()
    }

    /// Writes an event into the history and queues what follows from it.
    ///
    /// `unit_path` says whose it is, so that a timeline can be filtered like any list.
    ///
    /// # Errors
    /// When the store refuses.
    pub async fn record(&mut self, subject: Subject, unit_path: &str, event: Event) -> Result<(), AppError> {
        for job in reactions::after(&subject, &event) {
            self.queue(&job).await?;
        }
        event::row(self.ctx, subject, unit_path, &event)?.insert(&self.inner).await?;
        Ok(())
    }

    /// Queues a job in this transaction; one that already waits under the same key is left alone.
    ///
    /// # Errors
    /// When the store refuses.
    pub async fn queue(&mut self, job: &Job) -> Result<(), AppError> {
        jobs::queue(self.ctx, &self.inner, job).await?;
        self.queued = true;
        Ok(())
    }

    /// The next number of a series in a year, gapless: it is gone only if this transaction commits.
    ///
    /// # Errors
    /// When the store refuses.
    pub async fn next_number(&self, series: &str, year: i32) -> Result<i64, AppError> {
        self.next_numbers(series, year, 1).await
    }

    /// Takes `count` numbers at once and answers the first.
    ///
    /// # Errors
    /// When the store refuses.
    pub async fn next_numbers(&self, series: &str, year: i32, count: i64) -> Result<i64, AppError> {
        use sea_orm::{DbErr, Statement};
        let sql = "INSERT INTO number_series (tenant_id, series, year, last) VALUES ($1, $2, $3, $4) \
                   ON CONFLICT (tenant_id, series, year) DO UPDATE SET last = number_series.last + $4 RETURNING last";
        let statement = Statement::from_sql_and_values(
            self.ctx.app.db.engine(),
            sql,
            [self.tenant().0.into(), series.into(), year.into(), count.into()],
        );
        let row = self.inner.query_one_raw(statement).await?;
        let row = row.ok_or_else(|| DbErr::RecordNotFound("number_series".to_owned()))?;
        Ok(row.try_get::<i64>("", "last")? - count + 1)
    }

    /// Commits; only now may anybody be told that it is saved.
    ///
    /// # Errors
    /// When the store refuses; then nothing was changed.
    pub async fn commit(self) -> Result<(), AppError> {
        self.inner.commit().await?;
        if self.queued {
            self.ctx.app.wake.notify_one();
        }
        Ok(())
    }
}

/// Shortens `Set(Some(x))` where a column may be empty.
pub fn maybe<T: Into<sea_orm::Value>>(value: Option<T>) -> sea_orm::ActiveValue<Option<T>>
where
    Option<T>: Into<sea_orm::Value>,
{
    Set(value)
}

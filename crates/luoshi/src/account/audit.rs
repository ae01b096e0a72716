//! What the audit officer reads: the whole history, by kind, person and day, and its export.

use luoshi_core::policy::{Action, Kind};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _};
use time::Date;

use crate::ctx::{Ctx, start_of};
use crate::db::ids::EventId;
use crate::error::AppError;
use crate::event::{self, Event, Subject};

/// Events on a page.
pub const PAGE: u64 = 100;
/// Rows of an export at most.
pub const EXPORT: u64 = 50_000;

/// What to show.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// [`Event::kind`], empty for all.
    pub kind: String,
    /// Name of who did it, empty for all.
    pub person: String,
    /// First day.
    pub from_day: Option<Date>,
    /// Last day.
    pub to_day: Option<Date>,
    /// Only those before this one.
    pub before: Option<EventId>,
}

/// Events, the newest first, `limit` and one more if there are more.
///
/// # Errors
/// When the store cannot be read.
pub async fn events(ctx: &Ctx, filter: &Filter, limit: u64) -> Result<Vec<event::Model>, AppError> {
    ctx.allow(Action::Read, Kind::Audit)?;
    let mut query = event::Entity::find().filter(event::Column::TenantId.eq(ctx.tenant()));
    if !filter.kind.is_empty() {
        query = query.filter(event::Column::Kind.eq(filter.kind.as_str()));
    }
    if !filter.person.trim().is_empty() {
        query = query.filter(event::Column::ActorName.eq(filter.person.trim()));
    }
    if let Some(day) = filter.from_day {
        query = query.filter(event::Column::At.gte(start_of(day)));
    }
    if let Some(day) = filter.to_day.and_then(Date::next_day) {
        query = query.filter(event::Column::At.lt(start_of(day)));
    }
    if let Some(before) = filter.before {
        query = query.filter(event::Column::Id.lt(before));
    }
    Ok(query.order_by_desc(event::Column::Id).limit(limit + 1).all(ctx.reader()).await?)
}

/// The events for an export, which is an event itself.
///
/// # Errors
/// When the store fails.
pub async fn export(ctx: &Ctx, filter: &Filter) -> Result<Vec<event::Model>, AppError> {
    let mut rows = events(ctx, filter, EXPORT).await?;
    rows.truncate(usize::try_from(EXPORT).unwrap_or(usize::MAX));
    let mut tx = ctx.begin().await?;
    let event =
        Event::Exported { what: "audit".to_owned(), rows: u32::try_from(rows.len()).unwrap_or(u32::MAX) };
    tx.record(Subject::new("tenant", ctx.tenant().0), "/", event).await?;
    tx.commit().await?;
    Ok(rows)
}

//! The demo world: an invented street office in the middle of its year, built from `demo/year.toml`
//! by a seeded simulation with its own clock. The same world serves the tests.

mod body;
mod papers;
mod plan;
mod world;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use anyhow::Context as _;
use time::{Date, Time, UtcOffset};

use crate::app::{App, Clock};
use crate::config::Config;
use crate::db::Db;
use crate::db::ids::TenantId;

pub use world::{Account, World};

/// Password of every demo account: the demo world holds nothing worth guarding, and its server
/// listens on this machine only unless told otherwise.
pub const PASSWORD: &str = "luoshi-demo-2026";

/// The clock of the simulation.
#[derive(Debug, Clone, Default)]
pub struct DemoClock(Arc<AtomicI64>);

impl DemoClock {
    /// Sets it to a time of a day in China.
    pub fn set(&self, day: Date, hour: u8, minute: u8) {
        let china = UtcOffset::from_hms(8, 0, 0).unwrap_or(UtcOffset::UTC);
        let time = Time::from_hms(hour, minute, 0).unwrap_or(Time::MIDNIGHT);
        let at = day.with_time(time).assume_offset(china).unix_timestamp() * 1000;
        self.0.store(at, Ordering::Relaxed);
    }

    /// As the clock of a program.
    #[must_use]
    pub fn clock(&self) -> Clock {
        let now = Arc::clone(&self.0);
        Clock::new(move || now.load(Ordering::Relaxed))
    }
}

/// Builds the world in an empty store, as it stands on the evening before `today` (a day of the
/// world's year; later days count as its end). Answers its tenant.
///
/// # Errors
/// When `year.toml` does not fit together or the store refuses.
pub async fn build(db: &Db, config: &Config, today: Date) -> anyhow::Result<TenantId> {
    let world = World::read()?;
    let clock = DemoClock::default();
    let app = App::new(db.clone(), config.clone(), clock.clock());
    let founded = body::found(&app, &clock, &world).await.context("building the demo's organisation")?;
    plan::run(&app, &clock, &world, &founded, today).await.context("building the demo's plan")?;
    Ok(founded.tenant)
}

/// Whether the store has no body yet.
///
/// # Errors
/// When the store cannot be read.
pub async fn empty(db: &Db) -> anyhow::Result<bool> {
    use sea_orm::EntityTrait as _;
    Ok(crate::org::tenant::Entity::find().one(db.reader()).await?.is_none())
}

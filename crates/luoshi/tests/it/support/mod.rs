//! The program in a box: a store of its own, a clock under control, actors who click.
//!
//! `LUOSHI_TEST_POSTGRES` set: each test gets a schema of its own there, dropped at its end; else a
//! SQLite file in a temporary folder.

mod client;
mod files;
mod world;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use luoshi::app::{App, Clock};
use luoshi::config::Config;
use luoshi::ctx::Ctx;
use luoshi::db::ids::TenantId;
use luoshi::db::{self, StoreUrl};

pub use client::{Answer, Client, Part};
pub use files::{generated, sources};
pub use world::World;

/// 2026-03-05 09:00 in China.
pub const NOW: i64 = 1_772_672_400_000;
pub const MINUTE: i64 = 60_000;
pub const HOUR: i64 = 60 * MINUTE;
pub const DAY: i64 = 24 * HOUR;

/// The program in a box.
pub struct TestApp {
    pub app: Arc<App>,
    pub world: World,
    router: axum::Router,
    clock: Arc<AtomicI64>,
    place: Place,
}

impl TestApp {
    /// With the fixture world: one street, its units, posts and people.
    pub async fn new() -> Self {
        Self::empty().await.built().await
    }

    /// With the fixture world, on SQLite in a folder whatever the suite runs on: for tests that start
    /// the real program on it.
    pub async fn on_disk() -> Self {
        Self::over(Place::Folder(tempfile::tempdir().unwrap())).await.built().await
    }

    async fn built(mut self) -> Self {
        self.world = World::build(&self.app).await;
        self
    }

    /// Before the first run: nobody is there.
    pub async fn empty() -> Self {
        Self::over(Place::make().await).await
    }

    async fn over(place: Place) -> Self {
        let db = db::open(&place.url()).await.unwrap();
        let clock = Arc::new(AtomicI64::new(NOW));
        let hands = Arc::clone(&clock);
        let app = App::new(db, Config::default(), Clock::new(move || hands.load(Ordering::Relaxed)));
        let router = luoshi::web::server::router(&app);
        Self { app, world: World::nobody(TenantId(0)), router, clock, place }
    }

    /// The program as it comes up again over the same store.
    pub fn restart(&self) -> Arc<App> {
        let hands = Arc::clone(&self.clock);
        let clock = Clock::new(move || hands.load(Ordering::Relaxed));
        App::new(self.app.db.clone(), Config::default(), clock)
    }

    /// Where the store is, as the command line takes it.
    pub fn store(&self) -> String {
        match self.place.url() {
            StoreUrl::File(file) => file.parent().unwrap().display().to_string(),
            StoreUrl::Postgres { url, schema } => format!("{url}#{schema}"),
        }
    }

    /// Lets time pass.
    pub fn pass(&self, millis: i64) {
        self.clock.fetch_add(millis, Ordering::Relaxed);
    }

    /// The program itself as an actor of the fixture world's tenant, for direct calls of actions.
    pub fn ctx(&self) -> Ctx {
        Ctx::program(&self.app, self.world.tenant, "test")
    }

    /// The context in which a person of the fixture world acts: for direct calls of actions.
    pub async fn ctx_of(&self, login: &str) -> Ctx {
        self.world.ctx_of(&self.app, login).await
    }

    /// Does every job that is due.
    pub async fn run_jobs(&self) -> u32 {
        luoshi::jobs::run_due(&self.app).await.unwrap()
    }

    /// Somebody who is not signed in.
    pub fn visitor(&self) -> Client {
        Client::new(self.router.clone(), "10.0.0.1")
    }

    /// A person of the fixture world, signed in without a password: `clerk`, `leader`, `head-…`.
    pub async fn sign_in(&self, login: &str) -> Client {
        let ctx = self.ctx_of(login).await;
        let account = luoshi::db::ids::AccountId(ctx.actor.account.unwrap());
        let session = luoshi::account::begin_session(&ctx, account, "test").await.unwrap();
        self.visitor().with_cookie("luoshi", &session.cookie)
    }

    /// 党政办经办: keeps the plan of the whole street.
    pub async fn clerk(&self) -> Client {
        self.sign_in("clerk").await
    }

    /// 街道主任: sees and approves everything of the street.
    pub async fn leader(&self) -> Client {
        self.sign_in("leader").await
    }

    /// Head of a unit: `office`, `enforcement`, `liuyan`, `songpo`.
    pub async fn head(&self, unit: &str) -> Client {
        self.sign_in(&format!("head-{unit}")).await
    }

    /// 填报人 of a village: `liuyan`, `songpo`.
    pub async fn reporter(&self, unit: &str) -> Client {
        self.sign_in(&format!("reporter-{unit}")).await
    }

    pub async fn system_officer(&self) -> Client {
        self.sign_in("system").await
    }

    pub async fn security_officer(&self) -> Client {
        self.sign_in("security").await
    }

    pub async fn audit_officer(&self) -> Client {
        self.sign_in("audit").await
    }
}

/// Where a test's store is; removed when the test ends.
enum Place {
    Folder(tempfile::TempDir),
    Schema { url: String, schema: String },
}

impl Place {
    async fn make() -> Self {
        let Ok(url) = std::env::var("LUOSHI_TEST_POSTGRES") else {
            return Self::Folder(tempfile::tempdir().unwrap());
        };
        let schema = format!("t{}", luoshi::app::hex(&luoshi::app::random::<8>()));
        on_postgres(&url, &format!("CREATE SCHEMA {schema}")).await;
        Self::Schema { url, schema }
    }

    fn url(&self) -> StoreUrl {
        match self {
            Self::Folder(folder) => StoreUrl::in_folder(folder.path()),
            Self::Schema { url, schema } => {
                let url = format!("{url}?application_name={schema}");
                StoreUrl::Postgres { url, schema: schema.clone() }
            }
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Self::Schema { url, schema } = self {
            // A deed that was refused last has left its transaction to be rolled back by the test's
            // runtime, which waits here: its connections are ended first.
            let (url, sql) = (
                url.clone(),
                format!(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '{schema}'; \
                     DROP SCHEMA {schema} CASCADE"
                ),
            );
            // A runtime of its own: the test's may be on its way out.
            let _ = std::thread::spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
                runtime.block_on(on_postgres(&url, &sql));
            })
            .join();
        }
    }
}

async fn on_postgres(url: &str, sql: &str) {
    use sea_orm::ConnectionTrait as _;
    let db = sea_orm::Database::connect(url).await.unwrap();
    db.execute_unprepared(sql).await.unwrap();
    db.close().await.unwrap();
}

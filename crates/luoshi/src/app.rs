//! What one running program shares: the store, the settings, the clock, the source of chance.

use std::sync::Arc;

use crate::config::Config;
use crate::db::Db;
use crate::db::ids::IdMaker;

/// Shared by every request and job.
pub struct App {
    /// The store.
    pub db: Db,
    /// Settings.
    pub config: Config,
    /// Where the time comes from.
    pub clock: Clock,
    /// Where ids come from.
    pub ids: IdMaker,
    /// Wakes the worker when something has been queued.
    pub wake: tokio::sync::Notify,
    /// Units, posts and people of each body, kept until they change.
    pub org_cache: crate::org::OrgCache,
    /// Where files are read.
    pub readers: crate::readers::Readers,
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App").field("config", &self.config).finish_non_exhaustive()
    }
}

impl App {
    /// Puts a program together.
    #[must_use]
    pub fn new(db: Db, config: Config, clock: Clock) -> Arc<Self> {
        Arc::new(Self {
            db,
            config,
            clock,
            ids: IdMaker::default(),
            wake: tokio::sync::Notify::new(),
            org_cache: crate::org::OrgCache::default(),
            readers: crate::readers::Readers::default(),
        })
    }
}

/// The source of time; tests and the demo travel through a year with their own.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> i64 + Send + Sync>);

impl Clock {
    /// The machine's clock.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the one place where the machine's clock is read")]
    pub fn system() -> Self {
        Self(Arc::new(|| {
            std::time::SystemTime::now()
                .duration_since(std::time::UNIX_EPOCH)
                .map_or(0, |d| i64::try_from(d.as_millis()).unwrap_or(i64::MAX))
        }))
    }

    /// A clock under the caller's control; milliseconds since 1970.
    #[must_use]
    pub fn new(now: impl Fn() -> i64 + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// Milliseconds since 1970, UTC.
    #[must_use]
    pub fn now(&self) -> i64 {
        (self.0)()
    }
}

impl std::fmt::Debug for Clock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Clock")
    }
}

/// Random bytes from the operating system.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "the one place where chance enters")]
pub fn random<const N: usize>() -> [u8; N] {
    use rand::Rng as _;
    let mut bytes = [0; N];
    rand::rng().fill_bytes(&mut bytes);
    bytes
}

/// 256 bits as 64 hex digits: tokens of sessions and links.
#[must_use]
pub fn random_token() -> String {
    hex(&random::<32>())
}

/// Lower-case hex digits.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut s, b| {
        let _ = write!(s, "{b:02x}");
        s
    })
}

/// SHA-256 as hex digits.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    use sha2::Digest as _;
    hex(&sha2::Sha256::digest(bytes))
}

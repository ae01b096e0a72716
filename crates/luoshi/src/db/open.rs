//! Opening a store: pools, pragmas, migrations.

use std::path::Path;
use std::time::Duration;

use anyhow::Context as _;
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{ConnectOptions, Database, DatabaseConnection};

use super::{Db, migrate};

/// Where a store lives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoreUrl {
    /// A SQLite file.
    File(std::path::PathBuf),
    /// A PostgreSQL address, with the schema to work in.
    Postgres {
        /// `postgres://…`
        url: String,
        /// Schema name; `public` unless told otherwise.
        schema: String,
    },
}

impl StoreUrl {
    /// `luoshi.db` inside a data folder.
    #[must_use]
    pub fn in_folder(folder: &Path) -> Self {
        Self::File(folder.join("luoshi.db"))
    }

    /// Reads `postgres://…[#schema]` or a path to a file.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            let (url, schema) = text.split_once('#').unwrap_or((text, "public"));
            Self::Postgres { url: url.to_owned(), schema: schema.to_owned() }
        } else {
            Self::File(text.trim_start_matches("sqlite://").into())
        }
    }
}

/// Opens a store and brings it to the newest schema.
///
/// # Errors
/// When it cannot be reached, or its schema is newer than this program knows.
pub async fn open(url: &StoreUrl) -> anyhow::Result<Db> {
    let db = match url {
        StoreUrl::File(path) => open_file(path).await?,
        StoreUrl::Postgres { url, schema } => open_postgres(url, schema).await?,
    };
    migrate::run(&db).await.context("bringing the store to the newest schema")?;
    Ok(db)
}

async fn open_file(path: &Path) -> anyhow::Result<Db> {
    if let Some(folder) = path.parent().filter(|f| !f.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).with_context(|| format!("making the folder {}", folder.display()))?;
    }
    let url = format!("sqlite://{}?mode=rwc", path.display());
    let what = || format!("opening the store {}", path.display());
    let writer = sqlite_pool(&url, 1).await.with_context(what)?;
    let reader = sqlite_pool(&url, 6).await.with_context(what)?;
    Ok(Db { writer, reader })
}

async fn sqlite_pool(url: &str, connections: u32) -> Result<DatabaseConnection, sea_orm::DbErr> {
    let mut options = pool_options(url, connections);
    options.map_sqlx_sqlite_opts(|o| {
        // FULL: what was answered as saved survives a power cut.
        o.journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(10))
            .statement_cache_capacity(256)
            // A page's rows cross from the connection's thread to ours in one go; with the usual 50
            // the two wait for each other several times a page.
            .row_buffer_size(1024)
            .pragma("cache_size", "-8192")
            .pragma("mmap_size", "268435456")
            .pragma("temp_store", "memory")
    });
    Database::connect(options).await
}

async fn open_postgres(url: &str, schema: &str) -> anyhow::Result<Db> {
    let mut options = pool_options(url, 12);
    options.set_schema_search_path(schema.to_owned());
    let pool = Database::connect(options).await.context("connecting to PostgreSQL")?;
    Ok(Db { writer: pool.clone(), reader: pool })
}

fn pool_options(url: &str, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    // A ping before each use would halve the rate of point reads.
    options
        .max_connections(connections)
        .test_before_acquire(false)
        .sqlx_logging(false)
        .acquire_timeout(Duration::from_secs(30));
    options
}

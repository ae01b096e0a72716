//! Migrations: short numbered SQL files, one set for both engines, never edited after a release.

use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};

use super::Db;

/// Every migration, in order. A file never changes once it has been in a release.
const FILES: &[(&str, &str)] = &[
    ("0001_org", include_str!("../../migrations/0001_org.sql")),
    ("0002_account", include_str!("../../migrations/0002_account.sql")),
    ("0003_event_job", include_str!("../../migrations/0003_event_job.sql")),
    ("0004_plan", include_str!("../../migrations/0004_plan.sql")),
    ("0005_intake", include_str!("../../migrations/0005_intake.sql")),
    ("0006_search", include_str!("../../migrations/0006_search.sql")),
    ("0007_roster_links", include_str!("../../migrations/0007_roster_links.sql")),
    ("0008_ledger_import", include_str!("../../migrations/0008_ledger_import.sql")),
    ("0009_job_again", include_str!("../../migrations/0009_job_again.sql")),
    ("0010_task_owner", include_str!("../../migrations/0010_task_owner.sql")),
];

/// What can go wrong while migrating.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    /// The store was written by a newer program.
    #[error(
        "the store has the migration {0:?}, which this version of Luoshi does not know; use the newer version"
    )]
    Newer(String),
    /// The engine refused.
    #[error("migration {name} failed")]
    Failed {
        /// Its file.
        name: &'static str,
        /// Why.
        #[source]
        source: DbErr,
    },
    /// The list of migrations could not be read.
    #[error("the list of migrations cannot be read")]
    Store(#[from] DbErr),
}

/// Applies what is missing, each file in one transaction.
///
/// # Errors
/// [`MigrateError`]; nothing of a failed file stays.
pub async fn run(db: &Db) -> Result<(), MigrateError> {
    let tx = db.begin().await?;
    tx.execute_unprepared("CREATE TABLE IF NOT EXISTS migration (name TEXT NOT NULL PRIMARY KEY)").await?;
    tx.commit().await?;
    let done = applied(db).await?;
    if let Some(newer) = done.iter().find(|n| !FILES.iter().any(|(f, _)| f == n)) {
        return Err(MigrateError::Newer(newer.clone()));
    }
    for (name, sql) in FILES {
        if !done.iter().any(|d| d == name) {
            apply(db, name, sql).await.map_err(|source| MigrateError::Failed { name, source })?;
        }
    }
    Ok(())
}

async fn applied(db: &Db) -> Result<Vec<String>, DbErr> {
    let rows = db
        .writer
        .query_all_raw(Statement::from_string(db.engine(), "SELECT name FROM migration ORDER BY name"))
        .await?;
    rows.iter().map(|r| r.try_get::<String>("", "name")).collect()
}

async fn apply(db: &Db, name: &str, sql: &str) -> Result<(), DbErr> {
    let tx = db.begin().await?;
    for statement in statements(sql, db.engine()) {
        tx.execute_unprepared(&statement).await?;
    }
    tx.execute_raw(Statement::from_sql_and_values(
        db.engine(),
        "INSERT INTO migration (name) VALUES ($1)",
        [name.into()],
    ))
    .await?;
    tx.commit().await
}

/// The statements of every migration, in order, in the spelling of an engine.
#[must_use]
pub fn schema(engine: DbBackend) -> Vec<String> {
    FILES.iter().flat_map(|(_, sql)| statements(sql, engine)).collect()
}

/// The statements of a file in the spelling of an engine.
#[must_use]
pub fn statements(sql: &str, engine: DbBackend) -> Vec<String> {
    let (wanted, unwanted, types) = match engine {
        DbBackend::Postgres => {
            ("-- only: postgres", "-- only: sqlite", ["DATE", "BYTEA", "TEXT COLLATE \"C\""])
        }
        _ => ("-- only: sqlite", "-- only: postgres", ["date_text", "BLOB", "TEXT"]),
    };
    sql.split_inclusive(";\n")
        .filter(|s| !s.contains(unwanted))
        .map(|s| {
            s.replace(wanted, "")
                .replace("$DAY", types[0])
                .replace("$BYTES", types[1])
                .replace("$PATH", types[2])
        })
        .map(|s| s.lines().filter(|l| !l.trim_start().starts_with("--")).collect::<Vec<_>>().join("\n"))
        .filter(|s| !s.trim().is_empty())
        .collect()
}

//! The store: SQLite by default, PostgreSQL when one machine is not enough.
//!
//! One entity set, one migration set, both engines. Reads use [`Db::reader`]; every write goes
//! through [`Db::begin`], which takes SQLite's write lock at once: a deferred transaction that
//! reads first and writes later loses races that no busy timeout can save.

pub mod ids;
pub mod migrate;
mod open;
pub mod value;

use sea_orm::{DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, SqliteTransactionMode};
use sea_orm::{TransactionOptions, TransactionTrait};

pub use open::{StoreUrl, open};

/// A store that is open and migrated.
#[derive(Debug, Clone)]
pub struct Db {
    pub(crate) writer: DatabaseConnection,
    pub(crate) reader: DatabaseConnection,
}

impl Db {
    /// The connection for reads outside a transaction.
    #[must_use]
    pub const fn reader(&self) -> &DatabaseConnection {
        &self.reader
    }

    /// Which engine it is.
    #[must_use]
    pub fn engine(&self) -> DbBackend {
        self.writer.get_database_backend()
    }

    /// Begins a write: `BEGIN IMMEDIATE` on SQLite's only writing connection, `BEGIN` on PostgreSQL.
    ///
    /// # Errors
    /// When the store cannot be reached or stays locked for ten seconds.
    pub async fn begin(&self) -> Result<DatabaseTransaction, DbErr> {
        self.writer
            .begin_with_options(TransactionOptions {
                sqlite_transaction_mode: match self.engine() {
                    DbBackend::Sqlite => Some(SqliteTransactionMode::Immediate),
                    _ => None,
                },
                ..Default::default()
            })
            .await
    }

    /// Closes both pools; SQLite checkpoints its log.
    ///
    /// # Errors
    /// When a connection cannot be closed.
    pub async fn close(self) -> Result<(), DbErr> {
        self.reader.close().await?;
        self.writer.close().await
    }
}

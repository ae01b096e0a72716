//! What is kept of the plan: frozen versions, saved views, edits that can be undone.

use sea_orm::entity::prelude::*;

use crate::db::ids::{AccountId, BatchId, ImportId, TenantId, ViewId};

/// The plan as it was frozen at deployment.
pub mod plan_version {
    use super::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "plan_version")]
    pub struct Model {
        /// Tenant.
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        /// Id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: i64,
        /// Year.
        pub year: i32,
        /// 1, 2, …
        pub number: i32,
        /// SHA-256 of the content.
        pub sha256: String,
        /// Canonical JSON.
        pub content: String,
        /// Milliseconds UTC.
        pub created_at: i64,
    }
    /// None.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// A view of the ledger under a name.
pub mod saved_view {
    use super::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "saved_view")]
    pub struct Model {
        /// Tenant.
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        /// Id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: ViewId,
        /// Whose.
        pub account_id: AccountId,
        /// Name.
        pub name: String,
        /// The query part of its address.
        pub query: String,
        /// Shown to everybody of the tenant.
        pub shared: bool,
        /// Optimistic version.
        pub version: i64,
    }
    /// None.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// An edit that can be undone.
pub mod edit_batch {
    use super::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "edit_batch")]
    pub struct Model {
        /// Tenant.
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        /// Id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: BatchId,
        /// Who edited.
        pub account_id: Option<AccountId>,
        /// Milliseconds UTC.
        pub at: i64,
        /// Field that was edited.
        pub summary: String,
        /// JSON: per task the value before and the version after.
        pub before: String,
        /// Undone.
        pub undone_at: Option<i64>,
    }
    /// None.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// An exported ledger that came back.
pub mod ledger_import {
    use super::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "ledger_import")]
    pub struct Model {
        /// Tenant.
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        /// Id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: ImportId,
        /// Year of the ledger.
        pub year: i32,
        /// Who brought it.
        pub account_id: Option<AccountId>,
        /// Name of the file.
        pub name: String,
        /// JSON of `luoshi_docs::table::ledger::LedgerFile`.
        pub content: String,
        /// Milliseconds UTC.
        pub at: i64,
        /// When its changes were confirmed.
        pub done_at: Option<i64>,
        /// The edit that they made.
        pub batch_id: Option<BatchId>,
        /// JSON: ids of the tasks that they added.
        pub added: Option<String>,
        /// When they were taken back.
        pub undone_at: Option<i64>,
        /// Optimistic version.
        pub version: i64,
    }
    /// None.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

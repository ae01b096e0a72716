//! Entities of accounts.

use sea_orm::entity::prelude::*;
use time::Date;

use crate::db::ids::{AccountId, DelegationId, PersonId, TenantId};

/// An account of a person.
pub mod account {
    use super::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "account")]
    pub struct Model {
        /// Tenant.
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        /// Id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: AccountId,
        /// Whose it is.
        pub person_id: PersonId,
        /// Name to sign in with.
        pub login: String,
        /// PHC string; none until the owner has set one.
        pub password_hash: Option<String>,
        /// When it was set, milliseconds UTC.
        pub password_set_at: Option<i64>,
        /// Officer role, if any (`Role::name`).
        pub officer: Option<String>,
        /// When it was disabled.
        pub disabled_at: Option<i64>,
        /// `zh-CN` or `en`.
        pub locale: String,
        /// `auto`, `light` or `dark`.
        pub theme: String,
        /// 长辈版.
        pub large_type: bool,
        /// Milliseconds UTC.
        pub created_at: i64,
        /// Optimistic version.
        pub version: i64,
    }
    /// None.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// A session; only the SHA-256 of its token is known here.
pub mod session_row {
    use super::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "session")]
    pub struct Model {
        /// Tenant.
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        /// SHA-256 of the token.
        #[sea_orm(primary_key, auto_increment = false)]
        pub token_hash: String,
        /// Id to name it by in lists.
        pub id: i64,
        /// Whose.
        pub account_id: AccountId,
        /// Milliseconds UTC.
        pub created_at: i64,
        /// Last request, to the minute.
        pub seen_at: i64,
        /// Ended.
        pub ended_at: Option<i64>,
        /// Address of the client at log-in.
        pub address: String,
        /// Browser, as it calls itself.
        pub agent: String,
    }
    /// None.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// A log-in, good or not, for throttling.
pub mod login_attempt {
    use super::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "login_attempt")]
    pub struct Model {
        /// Tenant.
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        /// Id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: i64,
        /// Name that was typed, cut to 64 characters.
        pub login: String,
        /// Address of the client.
        pub address: String,
        /// Milliseconds UTC.
        pub at: i64,
        /// Let in.
        pub good: bool,
    }
    /// None.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// A former password of an account.
pub mod former_password {
    use super::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "former_password")]
    pub struct Model {
        /// Tenant.
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        /// Id, in order of time.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: i64,
        /// Whose.
        pub account_id: AccountId,
        /// PHC string.
        pub password_hash: String,
    }
    /// None.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// A one-time link: first run, invitation, reset.
pub mod setup_link {
    use super::*;

    /// A row. The link of the first run has tenant 0 and no account.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "setup_link")]
    pub struct Model {
        /// Tenant.
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        /// SHA-256 of the token.
        #[sea_orm(primary_key, auto_increment = false)]
        pub token_hash: String,
        /// Whose password it lets set.
        pub account_id: Option<AccountId>,
        /// `first_run`, `invitation` or `reset`.
        pub purpose: String,
        /// Milliseconds UTC.
        pub expires_at: i64,
        /// Used.
        pub used_at: Option<i64>,
    }
    /// None.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// Somebody's powers lent while he or she is away 委托.
pub mod delegation {
    use super::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "delegation")]
    pub struct Model {
        /// Tenant.
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        /// Id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: DelegationId,
        /// Who is away.
        pub from_person_id: PersonId,
        /// Who acts.
        pub to_person_id: PersonId,
        /// First day.
        pub from_day: Date,
        /// Last day.
        pub to_day: Date,
        /// Why.
        pub reason: String,
        /// Ended early.
        pub ended_at: Option<i64>,
        /// Milliseconds UTC.
        pub created_at: i64,
    }
    /// None.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

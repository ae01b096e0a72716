//! The year, its frameworks with themes, its goals.

use luoshi_core::policy::{Guarded, Kind};
use sea_orm::entity::prelude::*;

use crate::db::ids::{DocumentId, FrameworkId, GoalId, TenantId, ThemeId};

/// The working year 年度.
pub mod year {
    use super::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "year")]
    pub struct Model {
        /// Tenant.
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        /// The year.
        #[sea_orm(primary_key, auto_increment = false)]
        pub year: i32,
        /// `luoshi_core::plan::YearState::word`.
        pub state: String,
        /// Milliseconds UTC.
        pub created_at: i64,
        /// Optimistic version.
        pub version: i64,
    }
    /// None.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}

    impl Guarded for Model {
        fn tenant(&self) -> i64 {
            self.tenant_id.0
        }
        fn kind(&self) -> Kind {
            Kind::Year
        }
        fn path(&self) -> &str {
            "/"
        }
    }
}

/// A framework 工作布局.
pub mod framework {
    use super::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "framework")]
    pub struct Model {
        /// Tenant.
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        /// Id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: FrameworkId,
        /// Year.
        pub year: i32,
        /// Name, such as “1356”工作布局.
        pub name: String,
        /// Body of the level that set it, if it is not our own.
        pub level_name: Option<String>,
        /// The upper level's framework that it serves.
        pub upper_id: Option<FrameworkId>,
        /// Order.
        pub sort: i32,
        /// Document that proposed it.
        pub document_id: Option<DocumentId>,
        /// Optimistic version.
        pub version: i64,
    }
    /// None.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}

    impl Guarded for Model {
        fn tenant(&self) -> i64 {
            self.tenant_id.0
        }
        fn kind(&self) -> Kind {
            Kind::Plan
        }
        fn path(&self) -> &str {
            "/"
        }
    }
}

/// A theme of a framework.
pub mod theme {
    use super::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "theme")]
    pub struct Model {
        /// Tenant.
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        /// Id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: ThemeId,
        /// Framework.
        pub framework_id: FrameworkId,
        /// Name.
        pub name: String,
        /// Order.
        pub sort: i32,
        /// Optimistic version.
        pub version: i64,
    }
    /// None.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// The upper level's theme that a theme serves.
pub mod theme_link {
    use super::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "theme_link")]
    pub struct Model {
        /// Tenant.
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        /// Our theme.
        #[sea_orm(primary_key, auto_increment = false)]
        pub theme_id: ThemeId,
        /// The upper level's.
        pub upper_id: ThemeId,
    }
    /// None.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// A goal 目标.
pub mod goal {
    use super::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "goal")]
    pub struct Model {
        /// Tenant.
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        /// Id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: GoalId,
        /// Year.
        pub year: i32,
        /// Theme it serves.
        pub theme_id: Option<ThemeId>,
        /// What is to be reached.
        pub title: String,
        /// Upper level whose goal it carries down.
        pub upper_body: Option<String>,
        /// That goal in the upper level's words.
        pub upper_title: Option<String>,
        /// Order.
        pub sort: i32,
        /// Document that proposed it.
        pub document_id: Option<DocumentId>,
        /// Span in the document's text.
        pub span_start: Option<i64>,
        /// End of the span.
        pub span_end: Option<i64>,
        /// Optimistic version.
        pub version: i64,
    }
    /// None.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}

    impl Guarded for Model {
        fn tenant(&self) -> i64 {
            self.tenant_id.0
        }
        fn kind(&self) -> Kind {
            Kind::Plan
        }
        fn path(&self) -> &str {
            "/"
        }
    }
}

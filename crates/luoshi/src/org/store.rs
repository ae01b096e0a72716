//! Entities of the body and the queries on them.

use sea_orm::entity::prelude::*;
use time::Date;

use crate::db::ids::{AccountId, HoldingId, PersonId, PostId, RosterImportId, TenantId, UnitId};
use crate::stored_enum;

stored_enum! {
    /// Kinds of units (glossary).
    UnitKind {
        /// 区县.
        District = "district",
        /// 街道.
        Street = "street",
        /// 镇.
        Town = "town",
        /// 管区.
        Area = "area",
        /// 村.
        Village = "village",
        /// 社区.
        Community = "community",
        /// 站办所、部门.
        Department = "department",
        /// 派出机构、双管单位.
        Station = "station",
        /// 工作队.
        Team = "team",
        /// 企业.
        Enterprise = "enterprise",
        /// 其他.
        Other = "other",
    }
}

/// The tenant 租户: one installation's root body.
pub mod tenant {
    use super::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "tenant")]
    pub struct Model {
        /// Its id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        /// Name of the body.
        pub name: String,
        /// `dengbao` or `asvs`.
        pub password_profile: String,
        /// Whether `6月30日前` counts the day itself.
        pub before_is_inclusive: bool,
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

/// A unit 单位.
pub mod unit {
    use super::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "unit")]
    pub struct Model {
        /// Tenant.
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        /// Id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: UnitId,
        /// Unit above; none for the root.
        pub parent_id: Option<UnitId>,
        /// `/12/57/`: the ids from the body down to this unit, in decimal.
        pub path: String,
        /// Kind.
        pub kind: UnitKind,
        /// Full name.
        pub name: String,
        /// Short name, as lists use it.
        pub short_name: Option<String>,
        /// Sort key in Latin letters.
        pub pinyin: String,
        /// Place among its siblings.
        pub sort: i32,
        /// Closed on this day.
        pub closed_on: Option<Date>,
        /// Optimistic version.
        pub version: i64,
    }
    /// None.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}

    impl Model {
        /// The name for lists.
        #[must_use]
        pub fn label(&self) -> &str {
            self.short_name.as_deref().unwrap_or(&self.name)
        }
    }
}

/// A person 人员: an official of the body, never a citizen.
pub mod person {
    use super::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "person")]
    pub struct Model {
        /// Tenant.
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        /// Id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: PersonId,
        /// Name.
        pub name: String,
        /// Sort key in Latin letters.
        pub pinyin: String,
        /// Office telephone.
        pub phone: Option<String>,
        /// Left the body on this day.
        pub left_on: Option<Date>,
        /// Optimistic version.
        pub version: i64,
    }
    /// None.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// A post 岗位.
pub mod post {
    use super::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "post")]
    pub struct Model {
        /// Tenant.
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        /// Id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: PostId,
        /// Unit of the post.
        pub unit_id: UnitId,
        /// Title of the post.
        pub title: String,
        /// Role that it lends (`luoshi_core::policy::Role::name`); none for posts without log-in.
        pub role: Option<String>,
        /// Unit over whose subtree the role reaches; the office's clerk reaches the whole body.
        pub scope_unit_id: UnitId,
        /// Place inside the unit.
        pub sort: i32,
        /// Closed on this day.
        pub closed_on: Option<Date>,
        /// Optimistic version.
        pub version: i64,
    }
    /// None.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// Somebody holding a post, from a day to a day, both included.
pub mod holding {
    use super::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "holding")]
    pub struct Model {
        /// Tenant.
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        /// Id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: HoldingId,
        /// The post.
        pub post_id: PostId,
        /// The person.
        pub person_id: PersonId,
        /// First day.
        pub from_day: Date,
        /// Last day; none while it lasts.
        pub to_day: Option<Date>,
        /// Optimistic version.
        pub version: i64,
    }
    /// None.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// Another name of a unit.
pub mod unit_alias {
    use super::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "unit_alias")]
    pub struct Model {
        /// Tenant.
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        /// The unit.
        #[sea_orm(primary_key, auto_increment = false)]
        pub unit_id: UnitId,
        /// The name.
        #[sea_orm(primary_key, auto_increment = false)]
        pub name: String,
    }
    /// None.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// A roster 花名册 that was uploaded and waits for confirmation, or was confirmed.
pub mod roster_import {
    use super::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "roster_import")]
    pub struct Model {
        /// Tenant.
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        /// Id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: RosterImportId,
        /// Name of the file.
        pub name: String,
        /// SHA-256 of the file.
        pub sha256: String,
        /// The file.
        pub bytes: Vec<u8>,
        /// Who brought it.
        pub account_id: Option<AccountId>,
        /// Milliseconds UTC.
        pub received_at: i64,
        /// Milliseconds UTC; none while it waits.
        pub confirmed_at: Option<i64>,
    }
    /// None.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// Puts units, sorted among siblings, into tree order.
pub(super) fn tree_order(all: Vec<unit::Model>) -> Vec<unit::Model> {
    use std::collections::BTreeMap;
    let present: std::collections::BTreeSet<UnitId> = all.iter().map(|u| u.id).collect();
    let mut below: BTreeMap<Option<UnitId>, Vec<unit::Model>> = BTreeMap::new();
    for u in all {
        // A unit whose parent is closed stands at the top, so that it is never lost from view.
        let parent = u.parent_id.filter(|p| present.contains(p));
        below.entry(parent).or_default().push(u);
    }
    let mut out = Vec::with_capacity(present.len());
    let mut stack: Vec<unit::Model> = below.remove(&None).unwrap_or_default();
    stack.reverse();
    while let Some(u) = stack.pop() {
        let mut children = below.remove(&Some(u.id)).unwrap_or_default();
        children.reverse();
        out.push(u);
        stack.append(&mut children);
    }
    out
}

/// Sort key of a Chinese name: its sounds in Latin letters, the same on both engines.
#[must_use]
pub fn pinyin(name: &str) -> String {
    use pinyin::ToPinyin as _;
    let mut key = String::new();
    for (c, sound) in name.chars().zip(name.to_pinyin()) {
        match sound {
            Some(sound) => key.push_str(sound.plain()),
            None => key.extend(c.to_lowercase()),
        }
        key.push(' ');
    }
    key
}

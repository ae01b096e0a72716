//! The body as it is today, whole, in memory: hundreds of rows that every confirmation, import and
//! page of labels needs together.

use std::collections::BTreeMap;
use std::sync::Arc;

use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, ExprTrait as _, QueryFilter as _,
    QueryOrder as _,
};

use super::store::{holding, person, post, tenant, tree_order, unit, unit_alias};
use crate::ctx::{Ctx, Tx};
use crate::db::ids::{PersonId, PostId, TenantId, UnitId};
use crate::error::AppError;

/// Units, posts, people and who holds what today.
#[derive(Debug, Clone, Default)]
pub struct Org {
    units: BTreeMap<UnitId, unit::Model>,
    aliases: BTreeMap<UnitId, Vec<String>>,
    order: Vec<UnitId>,
    posts: BTreeMap<PostId, post::Model>,
    people: BTreeMap<PersonId, person::Model>,
    holders: BTreeMap<PostId, PersonId>,
}

/// Bodies kept in memory, each as of a day and a version of its tenant's row.
#[derive(Debug, Default)]
pub struct OrgCache(std::sync::Mutex<BTreeMap<TenantId, Kept>>);

/// Version of the tenant's row, day, the body as it was then.
type Kept = (i64, time::Date, Arc<Org>);

impl OrgCache {
    fn get(&self, tenant: TenantId, version: i64, day: time::Date) -> Option<Arc<Org>> {
        let kept = self.0.lock().ok()?;
        kept.get(&tenant).filter(|(v, d, _)| *v == version && *d == day).map(|(_, _, org)| Arc::clone(org))
    }

    fn put(&self, tenant: TenantId, version: i64, day: time::Date, org: &Arc<Org>) {
        if let Ok(mut kept) = self.0.lock() {
            kept.insert(tenant, (version, day, Arc::clone(org)));
        }
    }
}

/// Says, in the transaction of a change of units, posts, people or holdings, that the body has
/// changed: whoever keeps it in memory reads it anew.
///
/// # Errors
/// When the store refuses.
pub async fn touch(tx: &Tx<'_>) -> Result<(), AppError> {
    tenant::Entity::update_many()
        .col_expr(tenant::Column::Version, Expr::col(tenant::Column::Version).add(1))
        .filter(tenant::Column::TenantId.eq(tx.tenant()))
        .exec(tx.conn())
        .await?;
    Ok(())
}

impl Org {
    /// The body as of now, from memory unless it has changed.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn of(ctx: &Ctx) -> Result<Arc<Self>, AppError> {
        let version = match ctx.body_version {
            Some(version) => version,
            None => {
                let row = tenant::Entity::find_by_id(ctx.tenant()).one(ctx.reader()).await?;
                row.ok_or(AppError::NotFound)?.version
            }
        };
        let (tenant, today) = (ctx.tenant(), ctx.today());
        if let Some(org) = ctx.app.org_cache.get(tenant, version, today) {
            return Ok(org);
        }
        // Read after its version: if somebody changes it in between, the next one reads it again.
        let org = Arc::new(Self::load(ctx, ctx.reader()).await?);
        ctx.app.org_cache.put(tenant, version, today, &org);
        Ok(org)
    }

    /// Reads the body through a connection: a transaction sees its own changes.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn load(ctx: &Ctx, conn: &impl ConnectionTrait) -> Result<Self, AppError> {
        let today = ctx.today();
        let units = unit::Entity::find()
            .filter(unit::Column::TenantId.eq(ctx.tenant()))
            .order_by_asc(unit::Column::Sort)
            .order_by_asc(unit::Column::Id)
            .all(conn)
            .await?;
        let posts = post::Entity::find().filter(post::Column::TenantId.eq(ctx.tenant())).all(conn).await?;
        let people =
            person::Entity::find().filter(person::Column::TenantId.eq(ctx.tenant())).all(conn).await?;
        let holdings = holding::Entity::find()
            .filter(holding::Column::TenantId.eq(ctx.tenant()))
            .filter(holding::Column::FromDay.lte(today))
            .filter(
                Condition::any().add(holding::Column::ToDay.is_null()).add(holding::Column::ToDay.gte(today)),
            )
            .order_by_asc(holding::Column::FromDay)
            .all(conn)
            .await?;
        let mut aliases: BTreeMap<UnitId, Vec<String>> = BTreeMap::new();
        let rows = unit_alias::Entity::find().filter(unit_alias::Column::TenantId.eq(ctx.tenant()));
        for alias in rows.order_by_asc(unit_alias::Column::Name).all(conn).await? {
            aliases.entry(alias.unit_id).or_default().push(alias.name);
        }
        let ordered = tree_order(units);
        Ok(Self {
            aliases,
            order: ordered.iter().map(|u| u.id).collect(),
            units: ordered.into_iter().map(|u| (u.id, u)).collect(),
            posts: posts.into_iter().map(|p| (p.id, p)).collect(),
            people: people.into_iter().map(|p| (p.id, p)).collect(),
            holders: holdings.into_iter().map(|h| (h.post_id, h.person_id)).collect(),
        })
    }

    /// A unit, closed ones too.
    #[must_use]
    pub fn unit(&self, id: UnitId) -> Option<&unit::Model> {
        self.units.get(&id)
    }

    /// The name of a unit for lists; empty if it is unknown.
    #[must_use]
    pub fn unit_label(&self, id: UnitId) -> &str {
        self.units.get(&id).map_or("", unit::Model::label)
    }

    /// Every unit that is open, in tree order: a unit before those below it.
    pub fn units(&self) -> impl Iterator<Item = &unit::Model> {
        self.order.iter().filter_map(|id| self.units.get(id)).filter(|u| u.closed_on.is_none())
    }

    /// The root of the tree: the body itself.
    #[must_use]
    pub fn root(&self) -> Option<&unit::Model> {
        self.order.first().and_then(|id| self.units.get(id))
    }

    /// Units with this full, short or other name, blanks not counted.
    #[must_use]
    pub fn units_named(&self, name: &str) -> Vec<&unit::Model> {
        let name = squeeze(name);
        self.units().filter(|u| self.names_of(u).any(|n| squeeze(n) == name)).collect()
    }

    /// Every name of a unit: full, short, others.
    pub fn names_of<'a>(&'a self, unit: &'a unit::Model) -> impl Iterator<Item = &'a str> {
        let others = self.aliases(unit.id).iter().map(String::as_str);
        std::iter::once(unit.name.as_str()).chain(unit.short_name.as_deref()).chain(others)
    }

    /// The other names of a unit, as documents use them.
    #[must_use]
    pub fn aliases(&self, unit: UnitId) -> &[String] {
        self.aliases.get(&unit).map_or(&[], Vec::as_slice)
    }

    /// The units right below one, in their order.
    pub fn children(&self, unit: UnitId) -> impl Iterator<Item = &unit::Model> {
        self.units().filter(move |u| u.parent_id == Some(unit))
    }

    /// The posts of a unit that are open, in their order.
    #[must_use]
    pub fn posts_in(&self, unit: UnitId) -> Vec<&post::Model> {
        let mut posts: Vec<_> =
            self.posts.values().filter(|p| p.unit_id == unit && p.closed_on.is_none()).collect();
        posts.sort_by_key(|p| (p.sort, p.id));
        posts
    }

    /// A post.
    #[must_use]
    pub fn post(&self, id: PostId) -> Option<&post::Model> {
        self.posts.get(&id)
    }

    /// Every post that is open, in the order of units and inside them.
    #[must_use]
    pub fn posts(&self) -> Vec<&post::Model> {
        let place: BTreeMap<UnitId, usize> = self.order.iter().enumerate().map(|(i, id)| (*id, i)).collect();
        let mut posts: Vec<_> = self.posts.values().filter(|p| p.closed_on.is_none()).collect();
        posts.sort_by_key(|p| (place.get(&p.unit_id).copied(), p.sort, p.id));
        posts
    }

    /// Who holds a post today.
    #[must_use]
    pub fn holder(&self, post: PostId) -> Option<&person::Model> {
        self.holders.get(&post).and_then(|p| self.people.get(p))
    }

    /// The posts that a person holds today, main post first.
    #[must_use]
    pub fn posts_of(&self, person: PersonId) -> Vec<&post::Model> {
        self.posts().into_iter().filter(|p| self.holders.get(&p.id) == Some(&person)).collect()
    }

    /// A person.
    #[must_use]
    pub fn person(&self, id: PersonId) -> Option<&person::Model> {
        self.people.get(&id)
    }

    /// Every person who has not left.
    pub fn people(&self) -> impl Iterator<Item = &person::Model> {
        self.people.values().filter(|p| p.left_on.is_none())
    }

    /// People of this name, blanks not counted.
    #[must_use]
    pub fn people_named(&self, name: &str) -> Vec<&person::Model> {
        let name = squeeze(name);
        self.people().filter(|p| squeeze(&p.name) == name).collect()
    }

    /// A post with its holder, as lists show it: 党政综合办主任 张三.
    #[must_use]
    pub fn post_label(&self, id: PostId) -> String {
        let Some(post) = self.posts.get(&id) else { return String::new() };
        match self.holder(id) {
            Some(person) => format!("{} {}", post.title, person.name),
            None => post.title.clone(),
        }
    }
}

/// A name without blanks: offices pad names of two characters.
pub(super) fn squeeze(name: &str) -> String {
    name.chars().filter(|c| !c.is_whitespace()).collect()
}

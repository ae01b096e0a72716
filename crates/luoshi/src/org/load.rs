//! Loading units, posts and people with the permission for one action.

use luoshi_core::policy::{Action, Guarded, Kind, Permitted, Resource, Verdict, may, permit};
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _};

use super::store::{holding, person, post, unit};
use super::tree::Org;
use crate::ctx::Ctx;
use crate::db::ids::{PersonId, PostId, UnitId};
use crate::error::AppError;

impl Guarded for unit::Model {
    fn tenant(&self) -> i64 {
        self.tenant_id.0
    }
    fn kind(&self) -> Kind {
        Kind::Roster
    }
    fn path(&self) -> &str {
        &self.path
    }
}

/// A post with the path of its unit: what the policy must know.
#[derive(Debug, Clone)]
pub struct LoadedPost {
    /// The post.
    pub post: post::Model,
    /// Its unit.
    pub unit: unit::Model,
}

impl Guarded for LoadedPost {
    fn tenant(&self) -> i64 {
        self.post.tenant_id.0
    }
    fn kind(&self) -> Kind {
        Kind::Roster
    }
    fn path(&self) -> &str {
        &self.unit.path
    }
}

/// A person with the path of a unit that he or she serves in.
#[derive(Debug, Clone)]
pub struct LoadedPerson {
    /// The person.
    pub person: person::Model,
    path: String,
}

impl Guarded for LoadedPerson {
    fn tenant(&self) -> i64 {
        self.person.tenant_id.0
    }
    fn kind(&self) -> Kind {
        Kind::Roster
    }
    fn path(&self) -> &str {
        &self.path
    }
}

/// Loads a unit for an action.
///
/// # Errors
/// Not found or not permitted.
pub async fn load_unit(ctx: &Ctx, id: UnitId, action: Action) -> Result<Permitted<unit::Model>, AppError> {
    let row = unit::Entity::find_by_id((ctx.tenant(), id)).one(ctx.reader()).await?;
    Ok(permit(&ctx.actor, action, row.ok_or(AppError::NotFound)?)?)
}

/// Loads a post for an action.
///
/// # Errors
/// Not found or not permitted.
pub async fn load_post(ctx: &Ctx, id: PostId, action: Action) -> Result<Permitted<LoadedPost>, AppError> {
    let row = post::Entity::find_by_id((ctx.tenant(), id)).one(ctx.reader()).await?;
    let post = row.ok_or(AppError::NotFound)?;
    let unit = unit::Entity::find_by_id((ctx.tenant(), post.unit_id)).one(ctx.reader()).await?;
    let unit = unit.ok_or(AppError::NotFound)?;
    Ok(permit(&ctx.actor, action, LoadedPost { post, unit })?)
}

/// Loads a person for an action. Whoever may see one of the units that a person ever served in may
/// see the person; somebody without a post belongs to the body as a whole.
///
/// # Errors
/// Not found or not permitted.
pub async fn load_person(
    ctx: &Ctx,
    id: PersonId,
    action: Action,
) -> Result<Permitted<LoadedPerson>, AppError> {
    let row = person::Entity::find_by_id((ctx.tenant(), id)).one(ctx.reader()).await?;
    let person = row.ok_or(AppError::NotFound)?;
    let org = Org::of(ctx).await?;
    let held = holdings_of_person(ctx, ctx.reader(), id).await?;
    let paths = held.iter().filter_map(|h| org.post(h.post_id)).filter_map(|p| org.unit(p.unit_id));
    let mut path = "/".to_owned();
    for unit in paths {
        let thing = Resource { tenant: ctx.tenant().0, kind: Kind::Roster, path: &unit.path, related: &[] };
        path.clone_from(&unit.path);
        if may(&ctx.actor, action, &thing) == Verdict::Allowed {
            break;
        }
    }
    Ok(permit(&ctx.actor, action, LoadedPerson { person, path })?)
}

/// Who held a post, newest first.
///
/// # Errors
/// When the store cannot be read.
pub async fn holdings_of_post(
    ctx: &Ctx,
    conn: &impl ConnectionTrait,
    post: PostId,
) -> Result<Vec<holding::Model>, AppError> {
    Ok(holding::Entity::find()
        .filter(holding::Column::TenantId.eq(ctx.tenant()))
        .filter(holding::Column::PostId.eq(post))
        .order_by_desc(holding::Column::FromDay)
        .order_by_desc(holding::Column::Id)
        .all(conn)
        .await?)
}

/// What a person held, newest first.
///
/// # Errors
/// When the store cannot be read.
pub async fn holdings_of_person(
    ctx: &Ctx,
    conn: &impl ConnectionTrait,
    person: PersonId,
) -> Result<Vec<holding::Model>, AppError> {
    Ok(holding::Entity::find()
        .filter(holding::Column::TenantId.eq(ctx.tenant()))
        .filter(holding::Column::PersonId.eq(person))
        .order_by_desc(holding::Column::FromDay)
        .order_by_desc(holding::Column::Id)
        .all(conn)
        .await?)
}

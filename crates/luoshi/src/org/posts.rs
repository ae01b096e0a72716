//! The verbs on posts: add, change, close; take and leave a post.
//!
//! A post lends a role, so giving roles is administration ([`Action::Administer`]), and nobody
//! without it puts himself or herself into a post that lends one.

use luoshi_core::policy::{Action, Kind, Permitted, Role, may_some};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use time::Date;

use super::load::{LoadedPost, holdings_of_post};
use super::store::{holding, person, post, unit};
use super::tree::{Org, touch};
use super::{check, copies};
use crate::ctx::{Ctx, Tx};
use crate::db::ids::{HoldingId, PersonId, PostId, UnitId};
use crate::error::{AppError, FieldErrors, Notice};
use crate::event::{Change, Event, Subject};

/// A post as a form or a roster says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostDraft {
    /// Title.
    pub title: String,
    /// Role that it lends.
    pub role: Option<Role>,
    /// Unit over whose subtree the role reaches.
    pub scope: UnitId,
    /// Place inside the unit; at the end if none.
    pub sort: Option<i32>,
}

impl PostDraft {
    /// Reads the fields of a form; `scope` falls back to the post's own unit.
    ///
    /// # Errors
    /// [`AppError::Invalid`] with what is wrong.
    pub fn read(title: &str, role: &str, scope: &str, own: UnitId, sort: &str) -> Result<Self, AppError> {
        let mut errors = FieldErrors::default();
        let title = check::text(&mut errors, "title", title, true);
        let known = Role::from_name(role).filter(|r| !r.is_officer());
        if known.is_none() && !role.is_empty() {
            errors.add("role", Notice::new("form-choose"));
        }
        let sort = check::sort(&mut errors, sort);
        errors.into_result()?;
        Ok(Self { title, role: known, scope: scope.parse().unwrap_or(own), sort })
    }
}

/// Adds a post to a unit.
///
/// # Errors
/// Not permitted to give a role; refused in a closed unit.
pub async fn add_post(
    ctx: &Ctx,
    unit: Permitted<unit::Model>,
    draft: &PostDraft,
) -> Result<PostId, AppError> {
    debug_assert_eq!(unit.action(), Action::Modify);
    if draft.role.is_some() {
        ctx.allow(Action::Administer, Kind::Roster)?;
    }
    if unit.closed_on.is_some() {
        return Err(Notice::new("refused-unit-closed").with("name", unit.label()).into());
    }
    let mut tx = ctx.begin().await?;
    let id = insert(&mut tx, &unit, draft).await?;
    touch(&tx).await?;
    tx.commit().await?;
    Ok(id)
}

pub(super) async fn insert(
    tx: &mut Tx<'_>,
    unit: &unit::Model,
    draft: &PostDraft,
) -> Result<PostId, AppError> {
    let id: PostId = tx.ctx.new_id();
    let sort = match draft.sort {
        Some(sort) => sort,
        None => next_sort(tx, unit.id).await?,
    };
    let row = post::ActiveModel {
        tenant_id: Set(tx.tenant()),
        id: Set(id),
        unit_id: Set(unit.id),
        title: Set(draft.title.clone()),
        role: Set(draft.role.map(|r| r.name().to_owned())),
        scope_unit_id: Set(draft.scope),
        sort: Set(sort),
        closed_on: Set(None),
        version: Set(1),
    };
    post::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    let event = Event::PostAdded { title: draft.title.clone() };
    tx.record(Subject::new("post", id.0), &unit.path, event).await?;
    Ok(id)
}

/// Changes title, place and, for those who administer, role and reach of a post.
///
/// # Errors
/// Not permitted to change the role; conflict.
pub async fn change_post(
    ctx: &Ctx,
    loaded: Permitted<LoadedPost>,
    version: i64,
    draft: &PostDraft,
) -> Result<(), AppError> {
    debug_assert_eq!(loaded.action(), Action::Modify);
    let old = &loaded.post;
    let role = draft.role.map(|r| r.name().to_owned());
    if role != old.role || draft.scope != old.scope_unit_id {
        ctx.allow(Action::Administer, Kind::Roster)?;
    }
    let org = Org::of(ctx).await?;
    let sort = draft.sort.unwrap_or(old.sort);
    let changes: Vec<Change> = [
        Change::of("title", &old.title, &draft.title),
        Change::of("role", old.role.clone().unwrap_or_default(), role.clone().unwrap_or_default()),
        Change::of("scope", org.unit_label(old.scope_unit_id), org.unit_label(draft.scope)),
        Change::of("sort", old.sort, sort),
    ]
    .into_iter()
    .flatten()
    .collect();
    if changes.is_empty() {
        return Ok(());
    }
    let mut tx = ctx.begin().await?;
    let row = post::ActiveModel {
        title: Set(draft.title.clone()),
        role: Set(role),
        scope_unit_id: Set(draft.scope),
        sort: Set(sort),
        ..Default::default()
    };
    write(&tx, old, version, row).await?;
    tx.record(Subject::new("post", old.id.0), &loaded.unit.path, Event::PostChanged { changes }).await?;
    touch(&tx).await?;
    tx.commit().await
}

/// Closes a post; its holder leaves it on that day.
///
/// # Errors
/// Conflict; invalid if the day lies before the holder came.
pub async fn close_post(
    ctx: &Ctx,
    loaded: Permitted<LoadedPost>,
    version: i64,
    day: Date,
) -> Result<(), AppError> {
    debug_assert_eq!(loaded.action(), Action::Modify);
    let mut tx = ctx.begin().await?;
    let row = post::ActiveModel { closed_on: Set(Some(day)), ..Default::default() };
    write(&tx, &loaded.post, version, row).await?;
    if let Some(held) = open_holding(&tx, loaded.post.id).await? {
        not_before(day, held.from_day)?;
        let name = name_of(&tx, held.person_id).await?;
        end(&mut tx, &held, day, &name).await?;
    }
    copies::holder_changed(&tx, &[loaded.post.id]).await?;
    let changes = Change::of("closed_on", "", day).into_iter().collect();
    tx.record(Subject::new("post", loaded.post.id.0), &loaded.unit.path, Event::PostChanged { changes })
        .await?;
    touch(&tx).await?;
    tx.commit().await
}

/// Puts a person into a post from a day on; whoever held it leaves on the day before.
///
/// # Errors
/// Refused for oneself without administration; invalid days; conflict.
pub async fn take_post(
    ctx: &Ctx,
    loaded: Permitted<LoadedPost>,
    version: i64,
    person: PersonId,
    from: Date,
) -> Result<(), AppError> {
    debug_assert_eq!(loaded.action(), Action::Modify);
    if loaded.post.closed_on.is_some() {
        return Err(Notice::new("refused-post-closed").with("name", &loaded.post.title).into());
    }
    not_oneself(ctx, loaded.post.role.as_deref(), person)?;
    let mut tx = ctx.begin().await?;
    bump(&tx, &loaded.post, version).await?;
    begin(&mut tx, loaded.post.id, &loaded.unit.path, person, from, None).await?;
    copies::holder_changed(&tx, &[loaded.post.id]).await?;
    touch(&tx).await?;
    tx.commit().await
}

/// Nobody gives a role to himself or herself.
pub(super) fn not_oneself(ctx: &Ctx, role: Option<&str>, person: PersonId) -> Result<(), AppError> {
    let own = ctx.actor.person == Some(person.0);
    if own && role.is_some() && !may_some(&ctx.actor, Action::Administer, Kind::Roster) {
        return Err(Notice::new("refused-post-self").into());
    }
    Ok(())
}

/// Begins a holding and ends the one before it.
pub(super) async fn begin(
    tx: &mut Tx<'_>,
    post: PostId,
    path: &str,
    person: PersonId,
    from: Date,
    to: Option<Date>,
) -> Result<(), AppError> {
    let name = name_of(tx, person).await?;
    let before = holdings_of_post(tx.ctx, tx.conn(), post).await?;
    if let Some(last) = before.first().filter(|h| h.to_day.is_none_or(|to| to >= from)) {
        if last.person_id == person && last.to_day.is_none() {
            return Err(Notice::new("refused-holds-already").with("name", name).into());
        }
        if last.from_day >= from {
            let mut errors = FieldErrors::default();
            errors.add("from_day", Notice::new("org-day-before-last").with("day", last.from_day));
            return Err(AppError::Invalid(errors));
        }
        let leaver = name_of(tx, last.person_id).await?;
        end(tx, last, from.previous_day().unwrap_or(from), &leaver).await?;
    }
    let id: HoldingId = tx.ctx.new_id();
    let row = holding::ActiveModel {
        tenant_id: Set(tx.tenant()),
        id: Set(id),
        post_id: Set(post),
        person_id: Set(person),
        from_day: Set(from),
        to_day: Set(to),
        version: Set(1),
    };
    holding::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    let event = Event::PostTaken { person: name, from_day: from.to_string() };
    tx.record(Subject::new("post", post.0), path, event).await
}

/// Leaves a post vacant after a last day.
///
/// # Errors
/// Refused if it is vacant; invalid if the day lies before the holder came; conflict.
pub async fn leave_post(
    ctx: &Ctx,
    loaded: Permitted<LoadedPost>,
    version: i64,
    last_day: Date,
) -> Result<(), AppError> {
    debug_assert_eq!(loaded.action(), Action::Modify);
    let mut tx = ctx.begin().await?;
    bump(&tx, &loaded.post, version).await?;
    let held = open_holding(&tx, loaded.post.id).await?;
    let Some(held) = held else { return Err(Notice::new("refused-post-vacant").into()) };
    not_before(last_day, held.from_day)?;
    let name = name_of(&tx, held.person_id).await?;
    end(&mut tx, &held, last_day, &name).await?;
    copies::holder_changed(&tx, &[loaded.post.id]).await?;
    touch(&tx).await?;
    tx.commit().await
}

/// Ends a holding on a day.
pub(super) async fn end(
    tx: &mut Tx<'_>,
    held: &holding::Model,
    last_day: Date,
    person: &str,
) -> Result<(), AppError> {
    set_days(tx, held, held.from_day, Some(last_day)).await?;
    let path = path_of(tx, held.post_id).await?;
    let event = Event::PostLeft { person: person.to_owned(), to_day: last_day.to_string() };
    tx.record(Subject::new("post", held.post_id.0), &path, event).await
}

/// Puts the days of a holding right.
pub(super) async fn set_days(
    tx: &Tx<'_>,
    held: &holding::Model,
    from: Date,
    to: Option<Date>,
) -> Result<(), AppError> {
    holding::Entity::update_many()
        .col_expr(holding::Column::FromDay, Expr::value(from))
        .col_expr(holding::Column::ToDay, Expr::value(to))
        .col_expr(holding::Column::Version, Expr::value(held.version + 1))
        .filter(holding::Column::TenantId.eq(tx.tenant()))
        .filter(holding::Column::Id.eq(held.id))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// The holding that has no end.
async fn open_holding(tx: &Tx<'_>, post: PostId) -> Result<Option<holding::Model>, AppError> {
    let all = holdings_of_post(tx.ctx, tx.conn(), post).await?;
    let today = tx.ctx.today();
    Ok(all.into_iter().find(|h| h.to_day.is_none_or(|to| to >= today)))
}

fn not_before(day: Date, first: Date) -> Result<(), AppError> {
    if day >= first {
        return Ok(());
    }
    let mut errors = FieldErrors::default();
    errors.add("to_day", Notice::new("org-day-before-first").with("day", first));
    Err(AppError::Invalid(errors))
}

async fn name_of(tx: &Tx<'_>, id: PersonId) -> Result<String, AppError> {
    let row = person::Entity::find_by_id((tx.tenant(), id)).one(tx.conn()).await?;
    row.map(|p| p.name).ok_or(AppError::NotFound)
}

async fn path_of(tx: &Tx<'_>, id: PostId) -> Result<String, AppError> {
    let post = post::Entity::find_by_id((tx.tenant(), id)).one(tx.conn()).await?;
    let Some(post) = post else { return Ok("/".to_owned()) };
    let unit = unit::Entity::find_by_id((tx.tenant(), post.unit_id)).one(tx.conn()).await?;
    Ok(unit.map_or_else(|| "/".to_owned(), |u| u.path))
}

async fn bump(tx: &Tx<'_>, post: &post::Model, version: i64) -> Result<(), AppError> {
    write(tx, post, version, post::ActiveModel::default()).await
}

async fn write(
    tx: &Tx<'_>,
    post: &post::Model,
    version: i64,
    row: post::ActiveModel,
) -> Result<(), AppError> {
    let done = post::Entity::update_many()
        .set(row)
        .col_expr(post::Column::Version, Expr::value(version + 1))
        .filter(post::Column::TenantId.eq(tx.tenant()))
        .filter(post::Column::Id.eq(post.id))
        .filter(post::Column::Version.eq(version))
        .exec(tx.conn())
        .await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(AppError::Conflict { current: post.version }) }
}

async fn next_sort(tx: &Tx<'_>, unit: UnitId) -> Result<i32, AppError> {
    use sea_orm::{QueryOrder as _, QuerySelect as _};
    let last = post::Entity::find()
        .filter(post::Column::TenantId.eq(tx.tenant()))
        .filter(post::Column::UnitId.eq(unit))
        .order_by_desc(post::Column::Sort)
        .limit(1)
        .one(tx.conn())
        .await?;
    Ok(last.map_or(10, |p| p.sort.saturating_add(10)))
}

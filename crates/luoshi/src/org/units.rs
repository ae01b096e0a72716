//! The verbs on units: add, change, move, close. Nothing is deleted.

use luoshi_core::policy::{Action, Permitted};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, EntityTrait as _, QueryFilter as _,
    QuerySelect as _,
};
use time::Date;

use super::store::{UnitKind, pinyin, unit, unit_alias};
use super::tree::{Org, touch};
use super::{check, copies};
use crate::ctx::{Ctx, Tx};
use crate::db::ids::UnitId;
use crate::error::{AppError, FieldErrors, Notice};
use crate::event::{Change, Event, Subject};

/// A unit as a form or a roster says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitDraft {
    /// Full name.
    pub name: String,
    /// Short name, as lists use it.
    pub short_name: Option<String>,
    /// Kind.
    pub kind: UnitKind,
    /// Other names, sorted.
    pub aliases: Vec<String>,
    /// Place among its siblings; at the end if none.
    pub sort: Option<i32>,
}

impl UnitDraft {
    /// Reads the fields of a form.
    ///
    /// # Errors
    /// [`AppError::Invalid`] with what is wrong.
    pub fn read(name: &str, short: &str, kind: &str, aliases: &str, sort: &str) -> Result<Self, AppError> {
        let mut errors = FieldErrors::default();
        let name = check::text(&mut errors, "name", name, true);
        let short_name = check::maybe(&mut errors, "short_name", short).filter(|s| *s != name);
        let aliases = check::names(&mut errors, "aliases", aliases);
        let sort = check::sort(&mut errors, sort);
        let Some(kind) = UnitKind::from_word(kind) else {
            errors.add("kind", Notice::new("form-choose"));
            return Err(AppError::Invalid(errors));
        };
        errors.into_result()?;
        Ok(Self { name, short_name, kind, aliases, sort })
    }
}

/// Adds a unit below another.
///
/// # Errors
/// Invalid if another open unit has one of its names.
pub async fn add_unit(
    ctx: &Ctx,
    above: Permitted<unit::Model>,
    draft: UnitDraft,
) -> Result<UnitId, AppError> {
    debug_assert_eq!(above.action(), Action::Modify);
    let mut tx = ctx.begin().await?;
    free_names(&tx, None, &draft).await?;
    let unit = insert(&mut tx, &above, &draft).await?;
    touch(&tx).await?;
    tx.commit().await?;
    Ok(unit.id)
}

/// Writes a new unit; the caller has checked its names and touches the body.
pub(super) async fn insert(
    tx: &mut Tx<'_>,
    above: &unit::Model,
    draft: &UnitDraft,
) -> Result<unit::Model, AppError> {
    let id: UnitId = tx.ctx.new_id();
    let above = &again(tx, above.id).await?;
    let sort = match draft.sort {
        Some(sort) => sort,
        None => next_sort(tx, above.id).await?,
    };
    let row = unit::Model {
        tenant_id: tx.tenant(),
        id,
        parent_id: Some(above.id),
        path: format!("{}{id}/", above.path),
        kind: draft.kind,
        name: draft.name.clone(),
        short_name: draft.short_name.clone(),
        pinyin: pinyin(&draft.name),
        sort,
        closed_on: None,
        version: 1,
    };
    unit::Entity::insert(unit::ActiveModel::from(row.clone())).exec_without_returning(tx.conn()).await?;
    write_aliases(tx, id, &draft.aliases).await?;
    let event = Event::UnitAdded { name: draft.name.clone() };
    tx.record(Subject::new("unit", id.0), &row.path, event).await?;
    Ok(row)
}

/// Changes names, kind and place of a unit.
///
/// # Errors
/// Conflict if somebody was faster; invalid if a name is taken.
pub async fn change_unit(
    ctx: &Ctx,
    unit: Permitted<unit::Model>,
    version: i64,
    draft: UnitDraft,
) -> Result<(), AppError> {
    debug_assert_eq!(unit.action(), Action::Modify);
    let mut tx = ctx.begin().await?;
    free_names(&tx, Some(unit.id), &draft).await?;
    if update(&mut tx, &unit, version, &draft).await? {
        touch(&tx).await?;
    }
    tx.commit().await
}

/// Writes what differs; answers whether anything did.
pub(super) async fn update(
    tx: &mut Tx<'_>,
    unit: &unit::Model,
    version: i64,
    draft: &UnitDraft,
) -> Result<bool, AppError> {
    let old = aliases_of(tx, unit.id).await?;
    let sort = draft.sort.unwrap_or(unit.sort);
    let short = |s: &Option<String>| s.clone().unwrap_or_default();
    let changes: Vec<Change> = [
        Change::of("name", &unit.name, &draft.name),
        Change::of("short_name", short(&unit.short_name), short(&draft.short_name)),
        Change::of("kind", unit.kind.word(), draft.kind.word()),
        Change::of("aliases", old.join("、"), draft.aliases.join("、")),
        Change::of("sort", unit.sort, sort),
    ]
    .into_iter()
    .flatten()
    .collect();
    if changes.is_empty() {
        return Ok(false);
    }
    let row = unit::ActiveModel {
        name: Set(draft.name.clone()),
        short_name: Set(draft.short_name.clone()),
        pinyin: Set(pinyin(&draft.name)),
        kind: Set(draft.kind),
        sort: Set(sort),
        ..Default::default()
    };
    write(tx, unit, version, row).await?;
    if old != draft.aliases {
        unit_alias::Entity::delete_many()
            .filter(unit_alias::Column::TenantId.eq(tx.tenant()))
            .filter(unit_alias::Column::UnitId.eq(unit.id))
            .exec(tx.conn())
            .await?;
        write_aliases(tx, unit.id, &draft.aliases).await?;
    }
    tx.record(Subject::new("unit", unit.id.0), &unit.path, Event::UnitChanged { changes }).await?;
    Ok(true)
}

/// Moves a unit with everything below it under another unit.
///
/// # Errors
/// Refused for the body itself and for a place inside the unit's own subtree; conflict.
pub async fn move_unit(
    ctx: &Ctx,
    unit: Permitted<unit::Model>,
    version: i64,
    above: Permitted<unit::Model>,
) -> Result<(), AppError> {
    debug_assert_eq!((unit.action(), above.action()), (Action::Modify, Action::Modify));
    let mut tx = ctx.begin().await?;
    relocate(&mut tx, &unit, version, &above).await?;
    touch(&tx).await?;
    tx.commit().await
}

/// The move inside a transaction that does more.
pub(super) async fn relocate(
    tx: &mut Tx<'_>,
    unit: &unit::Model,
    version: i64,
    above: &unit::Model,
) -> Result<(), AppError> {
    let (unit, above) = (&again(tx, unit.id).await?, &again(tx, above.id).await?);
    let Some(parent) = unit.parent_id else { return Err(Notice::new("refused-move-root").into()) };
    if above.path.starts_with(&unit.path) {
        return Err(Notice::new("refused-move-inside").with("name", unit.label()).into());
    }
    if above.closed_on.is_some() {
        return Err(Notice::new("refused-unit-closed").with("name", above.label()).into());
    }
    if parent == above.id {
        return Ok(());
    }
    let was = unit::Entity::find_by_id((tx.tenant(), parent)).one(tx.conn()).await?;
    let before = was.map(|u| u.name).unwrap_or_default();
    let sort = next_sort(tx, above.id).await?;
    let row = unit::ActiveModel { parent_id: Set(Some(above.id)), sort: Set(sort), ..Default::default() };
    write(tx, unit, version, row).await?;
    let path = format!("{}{}/", above.path, unit.id);
    copies::move_paths(tx, &unit.path, &path).await?;
    let changes = Change::of("parent", before, &above.name).into_iter().collect();
    tx.record(Subject::new("unit", unit.id.0), &path, Event::UnitChanged { changes }).await
}

/// A unit as it is inside the transaction: it has another path when a unit above it has moved since
/// it was read, and that is no change of its own version. On PostgreSQL the row stays so.
async fn again(tx: &Tx<'_>, id: UnitId) -> Result<unit::Model, AppError> {
    let row = unit::Entity::find_by_id((tx.tenant(), id)).lock_exclusive().one(tx.conn()).await?;
    row.ok_or(AppError::NotFound)
}

/// Closes a unit as of a day. Its history and its tasks stay.
///
/// # Errors
/// Refused while it has units or posts that are open; conflict.
pub async fn close_unit(
    ctx: &Ctx,
    unit: Permitted<unit::Model>,
    version: i64,
    day: Date,
) -> Result<(), AppError> {
    debug_assert_eq!(unit.action(), Action::Modify);
    let mut tx = ctx.begin().await?;
    let org = Org::load(ctx, tx.conn()).await?;
    if unit.parent_id.is_none() {
        return Err(Notice::new("refused-close-root").into());
    }
    let (below, posts) = (org.children(unit.id).count(), org.posts_in(unit.id).len());
    if below + posts > 0 {
        return Err(Notice::new("refused-close-unit").with("units", below).with("posts", posts).into());
    }
    let row = unit::ActiveModel { closed_on: Set(Some(day)), ..Default::default() };
    write(&tx, &unit, version, row).await?;
    let changes = Change::of("closed_on", "", day).into_iter().collect();
    tx.record(Subject::new("unit", unit.id.0), &unit.path, Event::UnitChanged { changes }).await?;
    touch(&tx).await?;
    tx.commit().await
}

/// Writes a row if it still has the version that the editor saw.
async fn write(
    tx: &Tx<'_>,
    unit: &unit::Model,
    version: i64,
    row: unit::ActiveModel,
) -> Result<(), AppError> {
    let done = unit::Entity::update_many()
        .set(row)
        .col_expr(unit::Column::Version, Expr::value(version + 1))
        .filter(unit::Column::TenantId.eq(tx.tenant()))
        .filter(unit::Column::Id.eq(unit.id))
        .filter(unit::Column::Version.eq(version))
        .exec(tx.conn())
        .await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(AppError::Conflict { current: unit.version }) }
}

/// Every name stands for one unit, or documents could not be understood.
async fn free_names(tx: &Tx<'_>, own: Option<UnitId>, draft: &UnitDraft) -> Result<(), AppError> {
    let org = Org::load(tx.ctx, tx.conn()).await?;
    let mut errors = FieldErrors::default();
    let names = std::iter::once(("name", &draft.name))
        .chain(draft.short_name.as_ref().map(|s| ("short_name", s)))
        .chain(draft.aliases.iter().map(|a| ("aliases", a)));
    for (field, name) in names {
        if let Some(other) = org.units_named(name).into_iter().find(|u| Some(u.id) != own) {
            let notice = Notice::new("org-name-taken").with("name", name).with("other", &other.name);
            errors.add(field, notice);
        }
    }
    errors.into_result()
}

async fn next_sort(tx: &Tx<'_>, above: UnitId) -> Result<i32, AppError> {
    use sea_orm::QueryOrder as _;
    let last = unit::Entity::find()
        .filter(unit::Column::TenantId.eq(tx.tenant()))
        .filter(unit::Column::ParentId.eq(above))
        .order_by_desc(unit::Column::Sort)
        .limit(1)
        .one(tx.conn())
        .await?;
    Ok(last.map_or(10, |u| u.sort.saturating_add(10)))
}

async fn aliases_of(tx: &Tx<'_>, unit: UnitId) -> Result<Vec<String>, AppError> {
    use sea_orm::QueryOrder as _;
    let rows = unit_alias::Entity::find()
        .filter(unit_alias::Column::TenantId.eq(tx.tenant()))
        .filter(unit_alias::Column::UnitId.eq(unit))
        .order_by_asc(unit_alias::Column::Name)
        .all(tx.conn())
        .await?;
    let mut names: Vec<String> = rows.into_iter().map(|a| a.name).collect();
    names.sort();
    Ok(names)
}

async fn write_aliases(tx: &Tx<'_>, unit: UnitId, names: &[String]) -> Result<(), AppError> {
    for name in names {
        let row = unit_alias::ActiveModel {
            tenant_id: Set(tx.tenant()),
            unit_id: Set(unit),
            name: Set(name.clone()),
        };
        row.insert(tx.conn()).await?;
    }
    Ok(())
}

//! Writing a confirmed roster: one transaction, one event per change.

use std::collections::BTreeMap;

use luoshi_core::policy::{Action, Kind};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use time::Date;

use super::plan::{Fate, PersonRef, Plan, PostStep, Taken, UnitRef, UnitStep, plan};
use crate::ctx::{Ctx, Tx};
use crate::db::ids::{PersonId, PostId, RosterImportId, UnitId};
use crate::error::{AppError, Notice};
use crate::event::{Event, Subject};
use crate::org::store::{holding, person, roster_import, tenant, unit};
use crate::org::{Org, copies, people, posts, touch, units};

/// Writes what a roster asks for, as of a day. `seen` is the version of the body that the preview
/// was made from.
///
/// # Errors
/// Not found or confirmed already; conflict if the body has changed since the preview.
pub async fn confirm(
    ctx: &Ctx,
    id: RosterImportId,
    seen: i64,
    as_of: Date,
) -> Result<(u32, u32, u32), AppError> {
    ctx.allow(Action::Modify, Kind::Roster)?;
    let row = roster_import::Entity::find_by_id((ctx.tenant(), id)).one(ctx.reader()).await?;
    let row = row.ok_or(AppError::NotFound)?;
    let name = row.name.clone();
    let rosters = super::rosters(ctx, row.bytes, row.name).await?.map_err(|_| AppError::NotFound)?;
    let mut tx = ctx.begin().await?;
    take(&tx, id).await?;
    let body = tenant::Entity::find_by_id(ctx.tenant()).one(tx.conn()).await?.ok_or(AppError::NotFound)?;
    if body.version != seen {
        return Err(AppError::Conflict { current: body.version });
    }
    let org = Org::load(ctx, tx.conn()).await?;
    let held = all_holdings(ctx, tx.conn()).await?;
    let plan = plan(&rosters, &org, &held, ctx);
    let count = |fate| u32::try_from(plan.count(fate)).unwrap_or(u32::MAX);
    let counts = (count(Fate::New), count(Fate::Changed), count(Fate::Unchanged));
    write(&mut tx, &org, &plan, as_of).await?;
    tracing::info!(file = name.len(), added = counts.0, changed = counts.1, "a roster was imported");
    let event = Event::RosterImported { added: counts.0, changed: counts.1, unchanged: counts.2 };
    tx.record(Subject::new("roster", id.0), "/", event).await?;
    touch(&tx).await?;
    tx.commit().await?;
    Ok(counts)
}

/// Every holding of the body, past ones too.
///
/// # Errors
/// When the store cannot be read.
pub async fn all_holdings(
    ctx: &Ctx,
    conn: &impl sea_orm::ConnectionTrait,
) -> Result<Vec<holding::Model>, AppError> {
    Ok(holding::Entity::find().filter(holding::Column::TenantId.eq(ctx.tenant())).all(conn).await?)
}

/// Marks the import as confirmed; a second click finds it so.
async fn take(tx: &Tx<'_>, id: RosterImportId) -> Result<(), AppError> {
    let done = roster_import::Entity::update_many()
        .col_expr(roster_import::Column::ConfirmedAt, Expr::value(Some(tx.ctx.now)))
        .filter(roster_import::Column::TenantId.eq(tx.tenant()))
        .filter(roster_import::Column::Id.eq(id))
        .filter(roster_import::Column::ConfirmedAt.is_null())
        .exec(tx.conn())
        .await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(Notice::new("refused-roster-done").into()) }
}

/// What the file's own units and people became.
struct Made {
    units: BTreeMap<usize, unit::Model>,
    people: Vec<PersonId>,
}

impl Made {
    fn person(&self, who: PersonRef) -> Result<PersonId, AppError> {
        match who {
            PersonRef::Known(id) => Ok(id),
            PersonRef::New(at) => self.people.get(at).copied().ok_or_else(|| lost("a person of the file")),
        }
    }
}

async fn write(tx: &mut Tx<'_>, org: &Org, plan: &Plan, as_of: Date) -> Result<(), AppError> {
    let mut made = Made { units: BTreeMap::new(), people: Vec::new() };
    for step in &plan.unit_steps {
        unit_step(tx, &mut made, step).await?;
    }
    for draft in &plan.new_people {
        made.people.push(people::insert(tx, draft).await?);
    }
    for (id, phone) in &plan.phone_steps {
        let Some(old) = org.person(*id) else { continue };
        let draft = people::PersonDraft { name: old.name.clone(), phone: Some(phone.clone()) };
        people::update(tx, old, old.version, &draft).await?;
    }
    let mut held = Vec::new();
    for step in &plan.post_steps {
        held.extend(post_step(tx, org, &made, step, as_of).await?);
    }
    copies::holder_changed(tx, &held).await
}

async fn unit_step(tx: &mut Tx<'_>, made: &mut Made, step: &UnitStep) -> Result<(), AppError> {
    match step {
        UnitStep::Add { key, above, draft } => {
            let above = unit_now(tx, made, *above).await?;
            let unit = units::insert(tx, &above, draft).await?;
            made.units.insert(*key, unit);
        }
        UnitStep::Change { id, draft } => {
            let old = unit_now(tx, made, UnitRef::Known(*id)).await?;
            units::update(tx, &old, old.version, draft).await?;
        }
        UnitStep::Move { id, above } => {
            let old = unit_now(tx, made, UnitRef::Known(*id)).await?;
            let above = unit_now(tx, made, *above).await?;
            units::relocate(tx, &old, old.version, &above).await?;
        }
    }
    Ok(())
}

/// A unit as it stands after the steps before this one.
async fn unit_now(tx: &Tx<'_>, made: &Made, unit: UnitRef) -> Result<unit::Model, AppError> {
    let id: UnitId = match unit {
        UnitRef::Known(id) => id,
        UnitRef::New(key) => made.units.get(&key).map(|u| u.id).ok_or_else(|| lost("a unit above"))?,
    };
    let row = unit::Entity::find_by_id((tx.tenant(), id)).one(tx.conn()).await?;
    row.ok_or_else(|| lost("a unit of the body"))
}

/// The plan names something that its own steps did not make: a fault of ours, not of the file.
fn lost(what: &str) -> AppError {
    AppError::Internal(anyhow::anyhow!("the roster's plan has lost {what}"))
}

/// Does one step; answers the post whose holder changed.
async fn post_step(
    tx: &mut Tx<'_>,
    org: &Org,
    made: &Made,
    step: &PostStep,
    as_of: Date,
) -> Result<Option<PostId>, AppError> {
    match step {
        PostStep::Add { unit, whole_body, draft, taken } => {
            let unit = match unit {
                UnitRef::New(key) => {
                    made.units.get(key).cloned().ok_or_else(|| lost("a unit of the file"))?
                }
                UnitRef::Known(_) => unit_now(tx, made, *unit).await?,
            };
            let mut draft = draft.clone();
            if !whole_body {
                draft.scope = unit.id;
            }
            let id = posts::insert(tx, &unit, &draft).await?;
            let Some(taken) = taken else { return Ok(None) };
            begin(tx, made, id, &unit.path, taken, as_of).await?;
            Ok(Some(id))
        }
        PostStep::Take { id, taken } => {
            let path = org.post(*id).and_then(|p| org.unit(p.unit_id)).map(|u| u.path.clone());
            begin(tx, made, *id, &path.unwrap_or_default(), taken, as_of).await?;
            Ok(Some(*id))
        }
        PostStep::Days { holding, from, to } => {
            posts::set_days(tx, holding, *from, *to).await?;
            let name = name_of(tx, holding.person_id).await?;
            let event = Event::PostTaken { person: name, from_day: from.to_string() };
            tx.record(Subject::new("post", holding.post_id.0), "/", event).await?;
            Ok(Some(holding.post_id))
        }
        PostStep::Leave { holding } => {
            let name = name_of(tx, holding.person_id).await?;
            let last = as_of.previous_day().unwrap_or(as_of).max(holding.from_day);
            posts::end(tx, holding, last, &name).await?;
            Ok(Some(holding.post_id))
        }
    }
}

/// Begins a holding on the file's day. If that day is not after the one on which the last holder
/// came, the file's day cannot be true for a change, and the day of the import counts.
async fn begin(
    tx: &mut Tx<'_>,
    made: &Made,
    post: PostId,
    path: &str,
    taken: &Taken,
    as_of: Date,
) -> Result<(), AppError> {
    let person = made.person(taken.person)?;
    let before = crate::org::load::holdings_of_post(tx.ctx, tx.conn(), post).await?;
    let last = before.first().map(|h| h.from_day);
    let mut from = taken.from.filter(|f| last.is_none_or(|l| *f > l)).unwrap_or(as_of);
    if let Some(last) = last.filter(|l| from <= *l) {
        from = last.next_day().unwrap_or(from);
    }
    posts::begin(tx, post, path, person, from, taken.to).await
}

async fn name_of(tx: &Tx<'_>, id: PersonId) -> Result<String, AppError> {
    let row = person::Entity::find_by_id((tx.tenant(), id)).one(tx.conn()).await?;
    Ok(row.map(|p| p.name).unwrap_or_default())
}

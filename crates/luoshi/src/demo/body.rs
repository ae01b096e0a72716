//! The demo's organisation: units, posts, people, accounts.

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::Context as _;
use luoshi_core::policy::Role;
use sea_orm::{ActiveModelTrait as _, ActiveValue::Set};
use time::macros::date;

use super::world::World;
use super::{DemoClock, PASSWORD};
use crate::account::{account, delegation};
use crate::app::App;
use crate::ctx::{Ctx, Tx};
use crate::db::ids::{PersonId, PostId, TenantId, UnitId};
use crate::event::{Event, Subject};
use crate::org::{self, UnitKind, holding, person, pinyin, post, tenant, unit, unit_alias};
use crate::plan::ledger::query::iso;

/// The organisation by its natural keys.
#[derive(Debug)]
pub struct Founded {
    /// The tenant.
    pub tenant: TenantId,
    /// The body's own unit.
    pub root: unit::Model,
    /// Units by short name.
    pub units: BTreeMap<String, unit::Model>,
    /// Posts by key.
    pub posts: BTreeMap<String, PostId>,
    /// People by name.
    pub people: BTreeMap<String, PersonId>,
    /// The clerk in whose name the plan is kept.
    pub clerk: String,
}

/// Enters the organisation as it was at the beginning of last year.
pub async fn found(app: &Arc<App>, clock: &DemoClock, world: &World) -> anyhow::Result<Founded> {
    clock.set(date!(2025 - 01 - 06), 9, 0);
    let tenant = TenantId(app.ids.next(app.clock.now(), 0));
    let clerk =
        world.account.iter().find(|a| a.role == "clerk").map(|a| a.person.clone()).unwrap_or_default();
    let ctx = Ctx::program(app, tenant, &clerk);
    let mut tx = ctx.begin().await?;
    write_tenant(&mut tx, world).await?;
    let units = write_units(&mut tx, world).await?;
    let people = write_people(&mut tx, world).await?;
    let posts = write_posts(&mut tx, world, &units, &people).await?;
    write_accounts(&mut tx, world, &people).await?;
    write_delegations(&tx, world, &people).await?;
    org::touch(&tx).await?;
    tx.commit().await?;
    let root = units.get(&world.tenant.name).cloned().context("the body's own unit is missing")?;
    Ok(Founded { tenant, root, units, posts, people, clerk })
}

async fn write_tenant(tx: &mut Tx<'_>, world: &World) -> anyhow::Result<()> {
    tenant::ActiveModel {
        tenant_id: Set(tx.tenant()),
        name: Set(world.tenant.name.clone()),
        password_profile: Set("dengbao".to_owned()),
        before_is_inclusive: Set(true),
        created_at: Set(tx.ctx.now),
        version: Set(1),
    }
    .insert(tx.conn())
    .await?;
    let event = Event::TenantFounded { name: world.tenant.name.clone() };
    Ok(tx.record(Subject::new("tenant", tx.tenant().0), "/", event).await?)
}

async fn write_units(tx: &mut Tx<'_>, world: &World) -> anyhow::Result<BTreeMap<String, unit::Model>> {
    let mut units: BTreeMap<String, unit::Model> = BTreeMap::new();
    for (sort, u) in (1..).zip(&world.unit) {
        // The level above is not a unit of this body; frameworks name it.
        if u.short == world.tenant.district {
            continue;
        }
        let parent = u.parent.as_ref().and_then(|p| units.get(p));
        let id: UnitId = tx.ctx.new_id();
        let path = format!("{}{id}/", parent.map_or("/", |p| p.path.as_str()));
        let row = unit::ActiveModel {
            tenant_id: Set(tx.tenant()),
            id: Set(id),
            parent_id: Set(parent.map(|p| p.id)),
            path: Set(path.clone()),
            kind: Set(UnitKind::from_word(&u.kind).unwrap_or(UnitKind::Other)),
            name: Set(u.name.clone()),
            short_name: Set(Some(u.short.clone())),
            pinyin: Set(pinyin(&u.short)),
            sort: Set(sort * 10),
            closed_on: Set(None),
            version: Set(1),
        };
        let model = row.insert(tx.conn()).await?;
        for name in &u.aliases {
            unit_alias::ActiveModel {
                tenant_id: Set(tx.tenant()),
                unit_id: Set(id),
                name: Set(name.clone()),
            }
            .insert(tx.conn())
            .await?;
        }
        tx.record(Subject::new("unit", id.0), &path, Event::UnitAdded { name: u.name.clone() }).await?;
        units.insert(u.short.clone(), model);
    }
    Ok(units)
}

async fn write_people(tx: &mut Tx<'_>, world: &World) -> anyhow::Result<BTreeMap<String, PersonId>> {
    let mut people = BTreeMap::new();
    for p in &world.person {
        let id: PersonId = tx.ctx.new_id();
        person::ActiveModel {
            tenant_id: Set(tx.tenant()),
            id: Set(id),
            name: Set(p.name.clone()),
            pinyin: Set(pinyin(&p.name)),
            phone: Set(Some(p.phone.clone())),
            left_on: Set(None),
            version: Set(1),
        }
        .insert(tx.conn())
        .await?;
        tx.record(Subject::new("person", id.0), "/", Event::PersonAdded { name: p.name.clone() }).await?;
        people.insert(p.name.clone(), id);
    }
    Ok(people)
}

async fn write_posts(
    tx: &mut Tx<'_>,
    world: &World,
    units: &BTreeMap<String, unit::Model>,
    people: &BTreeMap<String, PersonId>,
) -> anyhow::Result<BTreeMap<String, PostId>> {
    let root = units.get(&world.tenant.name).context("the body's own unit is missing")?;
    let mut posts = BTreeMap::new();
    for (sort, p) in (1..).zip(&world.post) {
        let unit = units.get(&p.unit).with_context(|| format!("post {}: no unit {}", p.key, p.unit))?;
        let holder = p.holders.last().filter(|h| h.to.is_none()).map(|h| h.person.as_str());
        let role = holder.and_then(|name| role_of(world, name));
        let scope = if matches!(role, Some(Role::Clerk | Role::Leader)) { root.id } else { unit.id };
        let id: PostId = tx.ctx.new_id();
        post::ActiveModel {
            tenant_id: Set(tx.tenant()),
            id: Set(id),
            unit_id: Set(unit.id),
            title: Set(p.title.clone()),
            role: Set(role.map(|r| r.name().to_owned())),
            scope_unit_id: Set(scope),
            sort: Set(sort * 10),
            closed_on: Set(None),
            version: Set(1),
        }
        .insert(tx.conn())
        .await?;
        tx.record(Subject::new("post", id.0), &unit.path, Event::PostAdded { title: p.title.clone() })
            .await?;
        for h in &p.holders {
            write_holding(tx, id, &unit.path, h, people).await?;
        }
        posts.insert(p.key.clone(), id);
    }
    Ok(posts)
}

async fn write_holding(
    tx: &mut Tx<'_>,
    post: PostId,
    path: &str,
    h: &super::world::Holder,
    people: &BTreeMap<String, PersonId>,
) -> anyhow::Result<()> {
    let person = *people.get(&h.person).with_context(|| format!("nobody is called {}", h.person))?;
    holding::ActiveModel {
        tenant_id: Set(tx.tenant()),
        id: Set(tx.ctx.new_id()),
        post_id: Set(post),
        person_id: Set(person),
        from_day: Set(iso(&h.from).context("a holding has no first day")?),
        to_day: Set(h.to.as_deref().and_then(iso)),
        version: Set(1),
    }
    .insert(tx.conn())
    .await?;
    let event = Event::PostTaken { person: h.person.clone(), from_day: h.from.clone() };
    Ok(tx.record(Subject::new("post", post.0), path, event).await?)
}

/// The role that a person's account says; officers have none as holders of posts.
fn role_of(world: &World, person: &str) -> Option<Role> {
    let account = world.account.iter().find(|a| a.person == person)?;
    Role::from_name(&account.role).filter(|r| !r.is_officer())
}

async fn write_accounts(
    tx: &mut Tx<'_>,
    world: &World,
    people: &BTreeMap<String, PersonId>,
) -> anyhow::Result<()> {
    // One hash for all: the demo's password is no secret, and thirty hashes would take seconds.
    let hash = crate::account::password::hash(PASSWORD).await?;
    for a in &world.account {
        let officer = Role::from_name(&format!("{}_officer", a.role)).map(|r| r.name().to_owned());
        let person = *people.get(&a.person).with_context(|| format!("nobody is called {}", a.person))?;
        let id: crate::db::ids::AccountId = tx.ctx.new_id();
        account::ActiveModel {
            tenant_id: Set(tx.tenant()),
            id: Set(id),
            person_id: Set(person),
            login: Set(a.login.clone()),
            password_hash: Set(Some(hash.clone())),
            // Never too old: nobody is asked to change the demo's password.
            password_set_at: Set(Some(i64::MAX / 4)),
            officer: Set(officer),
            disabled_at: Set(None),
            locale: Set("zh-CN".to_owned()),
            theme: Set("auto".to_owned()),
            large_type: Set(a.role == "reporter"),
            created_at: Set(tx.ctx.now),
            version: Set(1),
        }
        .insert(tx.conn())
        .await?;
        tx.record(Subject::new("account", id.0), "/", Event::AccountOpened { login: a.login.clone() })
            .await?;
    }
    Ok(())
}

async fn write_delegations(
    tx: &Tx<'_>,
    world: &World,
    people: &BTreeMap<String, PersonId>,
) -> anyhow::Result<()> {
    for d in &world.delegation {
        let id = |name: &str| people.get(name).copied().with_context(|| format!("nobody is called {name}"));
        delegation::ActiveModel {
            tenant_id: Set(tx.tenant()),
            id: Set(tx.ctx.new_id()),
            from_person_id: Set(id(&d.from_person)?),
            to_person_id: Set(id(&d.to_person)?),
            from_day: Set(iso(&d.from).context("a delegation has no first day")?),
            to_day: Set(iso(&d.to).context("a delegation has no last day")?),
            reason: Set(d.reason.clone()),
            ended_at: Set(None),
            created_at: Set(tx.ctx.now),
        }
        .insert(tx.conn())
        .await?;
    }
    Ok(())
}

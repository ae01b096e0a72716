//! The fixture world that every test knows: 云溪街道 with two departments and two villages, all
//! invented. Rows are written directly, so that a test of one page does not need all others.

use std::collections::BTreeMap;
use std::sync::Arc;

use luoshi::account::{account, actor_of};
use luoshi::app::App;
use luoshi::ctx::Ctx;
use luoshi::db::ids::{AccountId, HoldingId, PersonId, PostId, TenantId, UnitId};
use luoshi::org::{self, UnitKind, holding, person, post, tenant, unit};
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait as _, ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use time::macros::date;

/// Units: key, key above, kind, name.
const UNITS: &[(&str, Option<&str>, UnitKind, &str)] = &[
    ("street", None, UnitKind::Street, "云溪街道办事处"),
    ("office", Some("street"), UnitKind::Department, "党政办公室"),
    ("enforcement", Some("street"), UnitKind::Department, "综合执法队"),
    ("liuyan", Some("street"), UnitKind::Village, "柳堰村"),
    ("songpo", Some("street"), UnitKind::Village, "松坡村"),
];

/// Posts with their holders: login, unit, scope, title, role, name of the person.
const POSTS: &[(&str, &str, &str, &str, &str, &str)] = &[
    ("clerk", "office", "street", "党政办公室科员", "clerk", "何秋实"),
    ("leader", "street", "street", "街道办事处主任", "leader", "严立行"),
    ("head-office", "office", "office", "党政办公室主任", "head", "顾知远"),
    ("head-enforcement", "enforcement", "enforcement", "综合执法队队长", "head", "丁守正"),
    ("head-liuyan", "liuyan", "liuyan", "柳堰村党支部书记", "head", "柳长青"),
    ("head-songpo", "songpo", "songpo", "松坡村党支部书记", "head", "宋望山"),
    ("reporter-liuyan", "liuyan", "liuyan", "柳堰村文书", "reporter", "柳小满"),
    ("reporter-songpo", "songpo", "songpo", "松坡村文书", "reporter", "宋谷雨"),
];

/// Officers: login, role, name.
const OFFICERS: &[(&str, &str, &str)] = &[
    ("system", "system_officer", "方启明"),
    ("security", "security_officer", "安守一"),
    ("audit", "audit_officer", "纪明察"),
];

/// Ids of the fixture world by their keys.
#[derive(Debug, Clone)]
pub struct World {
    pub tenant: TenantId,
    /// By unit key.
    pub units: BTreeMap<&'static str, UnitId>,
    /// By unit key.
    pub paths: BTreeMap<&'static str, String>,
    /// By login.
    pub people: BTreeMap<&'static str, PersonId>,
    /// By login.
    pub posts: BTreeMap<&'static str, PostId>,
    /// By login.
    pub holdings: BTreeMap<&'static str, HoldingId>,
    /// By login.
    pub accounts: BTreeMap<&'static str, AccountId>,
}

impl World {
    /// Before the first run.
    pub fn nobody(tenant: TenantId) -> Self {
        Self {
            tenant,
            units: BTreeMap::new(),
            paths: BTreeMap::new(),
            people: BTreeMap::new(),
            posts: BTreeMap::new(),
            holdings: BTreeMap::new(),
            accounts: BTreeMap::new(),
        }
    }

    pub fn unit(&self, key: &str) -> UnitId {
        self.units[key]
    }

    pub fn path(&self, key: &str) -> &str {
        &self.paths[key]
    }

    pub(super) async fn build(app: &Arc<App>) -> Self {
        let mut ctx = Ctx::program(app, TenantId(0), "fixture");
        let mut world = Self::nobody(ctx.new_id());
        ctx.actor.tenant = world.tenant.0;
        let tx = ctx.begin().await.unwrap();
        let body = tenant::ActiveModel {
            tenant_id: Set(world.tenant),
            name: Set(UNITS[0].3.to_owned()),
            password_profile: Set("dengbao".to_owned()),
            before_is_inclusive: Set(true),
            created_at: Set(ctx.now),
            version: Set(1),
        };
        body.insert(tx.conn()).await.unwrap();
        for (sort, unit) in UNITS.iter().enumerate() {
            world.add_unit(&tx, i32::try_from(sort).unwrap(), unit).await;
        }
        for (sort, post) in POSTS.iter().enumerate() {
            world.add_person(&tx, post.0, post.5, None).await;
            world.add_post(&tx, i32::try_from(sort).unwrap(), post).await;
        }
        for (login, role, name) in OFFICERS {
            world.add_person(&tx, login, name, Some(role)).await;
        }
        tx.commit().await.unwrap();
        world
    }

    pub(super) async fn ctx_of(&self, app: &Arc<App>, login: &str) -> Ctx {
        let account = account::Entity::find()
            .filter(account::Column::TenantId.eq(self.tenant))
            .filter(account::Column::Login.eq(login))
            .one(app.db.reader())
            .await
            .unwrap()
            .unwrap_or_else(|| panic!("nobody is called {login}"));
        let person = person::Entity::find_by_id((self.tenant, account.person_id))
            .one(app.db.reader())
            .await
            .unwrap()
            .unwrap();
        let mut ctx = Ctx::program(app, self.tenant, "test");
        ctx.actor = actor_of(app, &account, &person.name).await.unwrap();
        ctx
    }

    async fn add_unit(
        &mut self,
        tx: &luoshi::ctx::Tx<'_>,
        sort: i32,
        (key, above, kind, name): &(&'static str, Option<&'static str>, UnitKind, &'static str),
    ) {
        let id: UnitId = tx.ctx.new_id();
        let path = format!("{}{id}/", above.map_or("/", |a| self.paths[a].as_str()));
        let row = unit::ActiveModel {
            tenant_id: Set(self.tenant),
            id: Set(id),
            parent_id: Set(above.map(|a| self.units[a])),
            path: Set(path.clone()),
            kind: Set(*kind),
            name: Set((*name).to_owned()),
            short_name: Set(None),
            pinyin: Set(org::pinyin(name)),
            sort: Set(sort),
            closed_on: Set(None),
            version: Set(1),
        };
        row.insert(tx.conn()).await.unwrap();
        self.units.insert(key, id);
        self.paths.insert(key, path);
    }

    async fn add_person(
        &mut self,
        tx: &luoshi::ctx::Tx<'_>,
        login: &'static str,
        name: &str,
        officer: Option<&str>,
    ) {
        let (id, account): (PersonId, AccountId) = (tx.ctx.new_id(), tx.ctx.new_id());
        let row = person::ActiveModel {
            tenant_id: Set(self.tenant),
            id: Set(id),
            name: Set(name.to_owned()),
            pinyin: Set(org::pinyin(name)),
            phone: Set(None),
            left_on: Set(None),
            version: Set(1),
        };
        row.insert(tx.conn()).await.unwrap();
        let row = account::ActiveModel {
            tenant_id: Set(self.tenant),
            id: Set(account),
            person_id: Set(id),
            login: Set(login.to_owned()),
            password_hash: Set(None),
            password_set_at: Set(None),
            officer: Set(officer.map(ToOwned::to_owned)),
            disabled_at: Set(None),
            locale: Set("zh-CN".to_owned()),
            theme: Set("auto".to_owned()),
            large_type: Set(false),
            created_at: Set(tx.ctx.now),
            version: Set(1),
        };
        row.insert(tx.conn()).await.unwrap();
        self.people.insert(login, id);
        self.accounts.insert(login, account);
    }

    async fn add_post(
        &mut self,
        tx: &luoshi::ctx::Tx<'_>,
        sort: i32,
        (login, unit, scope, title, role, _): &(
            &'static str,
            &'static str,
            &'static str,
            &'static str,
            &'static str,
            &'static str,
        ),
    ) {
        let (id, held): (PostId, HoldingId) = (tx.ctx.new_id(), tx.ctx.new_id());
        let row = post::ActiveModel {
            tenant_id: Set(self.tenant),
            id: Set(id),
            unit_id: Set(self.units[unit]),
            title: Set((*title).to_owned()),
            role: Set(Some((*role).to_owned())),
            scope_unit_id: Set(self.units[scope]),
            sort: Set(sort),
            closed_on: Set(None),
            version: Set(1),
        };
        row.insert(tx.conn()).await.unwrap();
        let row = holding::ActiveModel {
            tenant_id: Set(self.tenant),
            id: Set(held),
            post_id: Set(id),
            person_id: Set(self.people[login]),
            from_day: Set(date!(2026 - 01 - 01)),
            to_day: Set(None),
            version: Set(1),
        };
        row.insert(tx.conn()).await.unwrap();
        self.posts.insert(login, id);
        self.holdings.insert(login, held);
    }
}

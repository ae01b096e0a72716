//! Accounts as the system officer keeps them.

use luoshi::account::account;
use luoshi::org::person;
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait as _, ColumnTrait as _, EntityTrait as _, QueryFilter as _};

use super::login::{RIGHT, with_password};
use crate::support::{Client, DAY, TestApp};

/// Enters a person without an account and answers the id.
async fn newcomer(app: &TestApp) -> String {
    let ctx = app.ctx();
    let tx = ctx.begin().await.unwrap();
    let id: luoshi::db::ids::PersonId = ctx.new_id();
    let row = person::ActiveModel {
        tenant_id: Set(ctx.tenant()),
        id: Set(id),
        name: Set("汪新苗".to_owned()),
        pinyin: Set("wang xin miao".to_owned()),
        phone: Set(None),
        left_on: Set(None),
        version: Set(1),
    };
    row.insert(tx.conn()).await.unwrap();
    luoshi::org::touch(&tx).await.unwrap();
    tx.commit().await.unwrap();
    id.to_string()
}

async fn account(app: &TestApp, login: &str) -> account::Model {
    let id = app.world.accounts[login];
    account::Entity::find_by_id((app.world.tenant, id)).one(app.app.db.reader()).await.unwrap().unwrap()
}

fn path_of(link: &str) -> String {
    link[link.find("/setup/").unwrap()..].to_owned()
}

async fn set_officer(officer: &Client, account: &account::Model, role: &str) -> crate::support::Answer {
    let version = account.version.to_string();
    let form = [("version", version.as_str()), ("role", role), ("present", RIGHT)];
    officer.post(&format!("/accounts/{}/officer", account.id), &form).await
}

#[tokio::test]
async fn a_new_account_gets_a_link_that_sets_the_password_once() {
    let app = TestApp::new().await;
    let (officer, person) = (app.system_officer().await, newcomer(&app).await);
    officer.get("/accounts/new").await.assert_has("汪新苗");
    let form = [("person", person.as_str()), ("login", "Wang.XM")];
    let page = officer.post("/accounts", &form).await.assert_status(200).assert_has("只显示这一次");
    let link = path_of(&page.attribute("id=\"link\"", "value").unwrap());
    officer.post("/accounts", &form).await.assert_status(422).assert_has("一人只能有一个");
    let owner = app.visitor();
    owner.get(&link).await.assert_status(200).assert_has("设置口令").assert_has_not("汪新苗");
    let weak = [("password", "Wang.xm-2026"), ("again", "Wang.xm-2026")];
    owner.post(&link, &weak).await.assert_status(422).assert_has("不要有登录名或姓名");
    let good = [("password", "Lantern-Meadow-83"), ("again", "Lantern-Meadow-83")];
    owner.post(&link, &good).await.assert_to("/");
    app.visitor().post(&link, &good).await.assert_status(409).assert_has("已经用过");
    app.visitor().get(&link).await.assert_status(409);
}

#[tokio::test]
async fn one_login_one_person_and_a_name_that_can_be_typed() {
    let app = TestApp::new().await;
    let (officer, person) = (app.system_officer().await, newcomer(&app).await);
    for (person, login, says) in [
        (person.as_str(), "clerk", "已有人用"),
        (person.as_str(), "a b", "登录名要有"),
        ("", "wang", "请选择"),
        ("77", "wang", "请选择"),
    ] {
        let form = [("person", person), ("login", login)];
        let page = officer.post("/accounts", &form).await.assert_status(422).assert_has(says);
        assert_eq!(page.attribute("id=\"login\"", "value").as_deref(), Some(login), "the text is kept");
    }
}

#[tokio::test]
async fn a_reset_closes_earlier_links_and_ends_sessions() {
    let app = TestApp::new().await;
    let officer = app.system_officer().await;
    let at = format!("/accounts/{}/links", app.world.accounts["leader"]);
    let first = officer.post(&at, &[]).await.assert_status(200);
    let second = officer.post(&at, &[]).await.assert_status(200);
    let (first, second) = (
        path_of(&first.attribute("id=\"link\"", "value").unwrap()),
        path_of(&second.attribute("id=\"link\"", "value").unwrap()),
    );
    app.visitor().get(&first).await.assert_status(409);
    let leader = app.leader().await;
    let good = [("password", "Lantern-Meadow-83"), ("again", "Lantern-Meadow-83")];
    app.visitor().post(&second, &good).await.assert_to("/");
    leader.get("/").await.assert_to("/login?next=%2F");
    let third = officer.post(&at, &[]).await;
    app.pass(DAY);
    let third = path_of(&third.attribute("id=\"link\"", "value").unwrap());
    app.visitor().post(&third, &good).await.assert_status(409);
}

#[tokio::test]
async fn a_disabled_account_is_out_at_once_and_stays_out() {
    let app = TestApp::new().await;
    with_password(&app, "leader").await;
    let (officer, leader) = (app.system_officer().await, app.leader().await);
    let (id, version) = (app.world.accounts["leader"], account(&app, "leader").await.version.to_string());
    let at = format!("/accounts/{id}/state");
    let off = [("version", version.as_str()), ("state", "disabled")];
    officer.post(&at, &off).await.assert_to(&format!("/accounts/{id}"));
    leader.get("/").await.assert_to("/login?next=%2F");
    let form = [("login", "leader"), ("password", "Rivulet-Anchor-57")];
    app.visitor().post("/login", &form).await.assert_status(422).assert_has("登录名或口令不对");
    officer.post(&format!("/accounts/{id}/links"), &[]).await.assert_status(409).assert_has("已停用");
    // The second editor saw the version before.
    officer.post(&at, &off).await.assert_status(409).assert_has("有人改过");
    let version = account(&app, "leader").await.version.to_string();
    let on = [("version", version.as_str()), ("state", "enabled")];
    officer.post(&at, &on).await.assert_status(303);
    app.visitor().post("/login", &form).await.assert_to("/");
}

#[tokio::test]
async fn the_three_officers_exclude_each_other_and_business_roles() {
    let app = TestApp::new().await;
    with_password(&app, "system").await;
    let officer = app.system_officer().await;
    let security = account(&app, "security").await;
    set_officer(&officer, &security, "audit_officer").await.assert_status(409).assert_has("互不兼任");
    let clerk = account(&app, "clerk").await;
    set_officer(&officer, &clerk, "security_officer").await.assert_status(409).assert_has("有业务权限的岗位");
    let own = account(&app, "system").await;
    set_officer(&officer, &own, "").await.assert_status(409).assert_has("另一位管理员");
    set_officer(&officer, &security, "").await.assert_status(303);
    let security = account(&app, "security").await;
    assert_eq!(security.officer, None);
    set_officer(&officer, &security, "audit_officer").await.assert_status(303);
    assert_eq!(account(&app, "security").await.officer.as_deref(), Some("audit_officer"));
}

#[tokio::test]
async fn officers_are_named_and_reset_by_the_security_officer_alone() {
    let app = TestApp::new().await;
    for login in ["system", "security", "audit"] {
        with_password(&app, login).await;
    }
    let (system, security) = (app.system_officer().await, app.security_officer().await);
    let audit = account(&app, "audit").await;
    let at = format!("/accounts/{}", audit.id);
    let version = audit.version.to_string();
    let off = [("version", version.as_str()), ("state", "disabled")];
    // Whoever could reset the others would be all three.
    system.get(&at).await.assert_has("由安全管理员办理").assert_has_not("发链接");
    system.post(&format!("{at}/links"), &[]).await.assert_status(403);
    system.post(&format!("{at}/state"), &off).await.assert_status(403);
    set_officer(&system, &audit, "").await.assert_status(403);
    let new = account(&app, "head-office").await;
    set_officer(&system, &new, "security_officer").await.assert_status(403);
    let own = format!("/accounts/{}/links", app.world.accounts["security"]);
    system.post(&own, &[]).await.assert_status(403);
    security.post(&own, &[]).await.assert_status(409).assert_has("给自己发链接");
    // What is no officer's stays the system officer's.
    let leader = format!("/accounts/{}/links", app.world.accounts["leader"]);
    security.post(&leader, &[]).await.assert_status(403);
    system.post(&leader, &[]).await.assert_status(200);
    let link = security.post(&format!("{at}/links"), &[]).await.assert_status(200);
    let link = path_of(&link.attribute("id=\"link\"", "value").unwrap());
    let good = [("password", "Lantern-Meadow-83"), ("again", "Lantern-Meadow-83")];
    app.visitor().post(&link, &good).await.assert_to("/");
}

#[tokio::test]
async fn naming_an_officer_asks_for_the_password_again_and_closes_earlier_links() {
    let app = TestApp::new().await;
    with_password(&app, "system").await;
    let (system, person) = (app.system_officer().await, newcomer(&app).await);
    let page = system.post("/accounts", &[("person", person.as_str()), ("login", "wangxm")]).await;
    let link = path_of(&page.assert_status(200).attribute("id=\"link\"", "value").unwrap());
    let id = account::Entity::find().filter(account::Column::Login.eq("wangxm"));
    let id = id.one(app.app.db.reader()).await.unwrap().unwrap().id;
    let at = format!("/accounts/{id}/officer");
    for wrong in ["", "Nothing-Right-1"] {
        let form = [("version", "1"), ("role", "security_officer"), ("present", wrong)];
        system.post(&at, &form).await.assert_status(422).assert_has("现在的口令不对");
    }
    let form = [("version", "1"), ("role", "security_officer"), ("present", RIGHT)];
    system.post(&at, &form).await.assert_status(303);
    app.visitor().get(&link).await.assert_status(409).assert_has("已经用过");
}

#[tokio::test]
async fn the_list_goes_page_by_page() {
    let app = TestApp::new().await;
    let page = app.system_officer().await.get("/accounts?after=head").await.assert_status(200);
    let page = page.assert_has("head-office").assert_has("综合执法队队长").assert_has_not("何秋实");
    assert!(page.attribute("rel=\"next\"", "href").is_none());
}

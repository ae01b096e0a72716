//! What can be done to units, posts and people, by whom, and what follows.

use luoshi::event;
use luoshi::org::units::move_unit;
use luoshi::org::{Org, holding, load_unit, post, unit};
use luoshi::plan::store::{DutyKind, duty, task};
use luoshi::plan::{DutyDraft, TaskDraft, add_tasks, years};
use luoshi_core::policy::Action;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _};
use time::macros::date;

use crate::support::TestApp;

async fn unit_of(app: &TestApp, key: &str) -> unit::Model {
    let id = app.world.unit(key);
    unit::Entity::find_by_id((app.world.tenant, id)).one(app.app.db.reader()).await.unwrap().unwrap()
}

async fn post_of(app: &TestApp, key: &str) -> post::Model {
    let id = app.world.posts[key];
    post::Entity::find_by_id((app.world.tenant, id)).one(app.app.db.reader()).await.unwrap().unwrap()
}

/// A task of 2026 led by a unit, entered by the program.
async fn task_led_by(app: &TestApp, key: &str) -> task::Model {
    let ctx = app.ctx();
    years::open(&ctx, 2026).await.unwrap();
    let org = Org::of(&ctx).await.unwrap();
    let body = org.root().unwrap().clone();
    let duties = vec![DutyDraft { unit: app.world.unit(key), kind: DutyKind::Lead }];
    let owner_post = Some(app.world.posts["head-liuyan"]);
    let draft = TaskDraft { title: "清淤疏浚".into(), duties, owner_post, ..TaskDraft::default() };
    let mut tx = ctx.begin().await.unwrap();
    let ids = add_tasks(&mut tx, 2026, &body, vec![draft]).await.unwrap();
    tx.commit().await.unwrap();
    task::Entity::find_by_id((app.world.tenant, ids[0])).one(app.app.db.reader()).await.unwrap().unwrap()
}

async fn kinds(app: &TestApp, subject: &str) -> Vec<String> {
    let rows = event::Entity::find()
        .filter(event::Column::TenantId.eq(app.world.tenant))
        .filter(event::Column::Subject.eq(subject))
        .order_by_asc(event::Column::Id)
        .all(app.app.db.reader())
        .await
        .unwrap();
    rows.into_iter().map(|e| e.kind).collect()
}

#[tokio::test]
async fn the_tree_shows_who_holds_what_to_those_who_may_see_it() {
    let app = TestApp::new().await;
    let page = app.clerk().await.get("/org").await.assert_status(200);
    let page = page.assert_has("柳堰村党支部书记 柳长青").assert_has("松坡村").assert_has("导入花名册");
    page.assert_has("5 个单位");
    let own = app.head("liuyan").await.get("/org").await.assert_status(200);
    own.assert_has("柳长青").assert_has_not("松坡村").assert_has_not("导入花名册");
    app.reporter("liuyan").await.get("/org").await.assert_status(403);
    app.audit_officer().await.get("/org").await.assert_status(403);
    let found = app.clerk().await.get("/org?q=%E6%9F%B3%E5%B0%8F%E6%BB%A1").await;
    found.assert_has("柳堰村文书").assert_has_not("松坡村文书");
}

#[tokio::test]
async fn a_neighbour_does_not_exist() {
    let app = TestApp::new().await;
    let head = app.head("liuyan").await;
    let (own, other) = (app.world.unit("liuyan"), app.world.unit("songpo"));
    head.get(&format!("/org/units/{own}")).await.assert_status(200).assert_has("柳长青");
    head.get(&format!("/org/units/{other}")).await.assert_status(404);
    head.get(&format!("/org/posts/{}", app.world.posts["head-songpo"])).await.assert_status(404);
    head.get(&format!("/org/people/{}", app.world.people["head-songpo"])).await.assert_status(404);
    head.get(&format!("/org/people/{}", app.world.people["reporter-liuyan"])).await.assert_status(200);
    head.get("/org/people").await.assert_has("柳小满").assert_has_not("宋谷雨");
    let form = [("name", "新"), ("version", "1")];
    head.post(&format!("/org/units/{own}"), &form).await.assert_status(403);
}

#[tokio::test]
async fn a_unit_is_added_with_its_names_and_wrong_fields_keep_the_text() {
    let app = TestApp::new().await;
    let clerk = app.clerk().await;
    let street = app.world.unit("street").to_string();
    let form = [
        ("parent", street.as_str()),
        ("name", "应急管理办公室"),
        ("kind", "department"),
        ("aliases", "应急办、安监站"),
    ];
    let made = clerk.post("/org/units", &form).await.assert_status(303);
    clerk.get(made.location()).await.assert_has("安监站、应急办").assert_has("应急管理办公室");
    let org = Org::of(&app.ctx()).await.unwrap();
    assert_eq!(org.units_named("应急办").len(), 1);
    assert!(kinds(&app, "unit").await.contains(&"unit_added".to_owned()));
    let taken = [("parent", street.as_str()), ("name", "应急 办"), ("kind", "department"), ("sort", "很前")];
    let page = clerk.post("/org/units", &taken).await.assert_status(422);
    page.assert_has("0 到 99999").assert_html("value=\"很前\"").assert_html("value=\"应急 办\"");
    let taken = [("parent", street.as_str()), ("name", "应急 办"), ("kind", "department")];
    clerk.post("/org/units", &taken).await.assert_status(422).assert_has("已经是“应急管理办公室”的名称");
    let empty = [("parent", street.as_str()), ("name", " "), ("kind", "")];
    clerk.post("/org/units", &empty).await.assert_status(422).assert_has("请填写").assert_has("请选择");
}

#[tokio::test]
async fn two_editors_see_both_versions() {
    let app = TestApp::new().await;
    let clerk = app.clerk().await;
    let place = format!("/org/units/{}", app.world.unit("liuyan"));
    let first = [("name", "柳堰行政村"), ("kind", "village"), ("sort", "3"), ("version", "1")];
    clerk.post(&place, &first).await.assert_to(&place);
    let second = [("name", "大柳堰村"), ("kind", "village"), ("sort", "3"), ("version", "1")];
    let page = clerk.post(&place, &second).await.assert_status(409);
    let page = page.assert_has("刚才有人改过").assert_has("柳堰行政村").assert_has("大柳堰村");
    page.assert_html("name=\"version\" value=\"2\"");
    assert_eq!(unit_of(&app, "liuyan").await.name, "柳堰行政村");
    let again = [("name", "大柳堰村"), ("kind", "village"), ("sort", "3"), ("version", "2")];
    clerk.post(&place, &again).await.assert_to(&place);
}

#[tokio::test]
async fn a_move_takes_everything_below_and_every_copy_along() {
    let app = TestApp::new().await;
    let before = task_led_by(&app, "liuyan").await;
    let clerk = app.clerk().await;
    let office_head = app.head("office").await;
    office_head.get(&format!("/tasks/{}", before.id)).await.assert_status(404);
    let (village, office) = (app.world.unit("liuyan"), app.world.unit("office").to_string());
    let form = [("parent", office.as_str()), ("version", "1")];
    clerk.post(&format!("/org/units/{village}/parent"), &form).await.assert_status(303);
    let path = format!("{}{village}/", app.world.path("office"));
    assert_eq!(unit_of(&app, "liuyan").await.path, path);
    // Whoever comes second reads who moved it from where to where.
    let elsewhere = app.world.unit("enforcement").to_string();
    let late = [("parent", elsewhere.as_str()), ("version", "1")];
    let second = clerk.post(&format!("/org/units/{village}/parent"), &late).await.assert_status(409);
    second
        .assert_has("何秋实")
        .assert_has("上级单位：云溪街道办事处 → 党政办公室")
        .assert_has("查看现在的内容");
    let moved =
        task::Entity::find_by_id((app.world.tenant, before.id)).one(app.app.db.reader()).await.unwrap();
    assert_eq!(moved.unwrap().lead_path, path);
    let duties = duty::Entity::find().filter(duty::Column::TenantId.eq(app.world.tenant));
    let duties = duties.all(app.app.db.reader()).await.unwrap();
    assert!(duties.iter().all(|d| d.unit_path == path), "{duties:?}");
    // Who answers for the office now answers for the village below it too; the neighbour does not.
    office_head.get(&format!("/org/units/{village}")).await.assert_status(200);
    office_head.get(&format!("/tasks/{}", before.id)).await.assert_status(200);
    app.head("songpo").await.get(&format!("/tasks/{}", before.id)).await.assert_status(404);
    app.head("liuyan").await.get(&format!("/tasks/{}", before.id)).await.assert_status(200);
    // Not under itself, and not the body.
    let below = [("parent", village.to_string()), ("version", "1".to_owned())];
    let below: Vec<(&str, &str)> = below.iter().map(|(k, v)| (*k, v.as_str())).collect();
    let at = format!("/org/units/{office}/parent");
    clerk.post(&at, &below).await.assert_status(409).assert_has("自己的下级");
    let root = format!("/org/units/{}/parent", app.world.unit("street"));
    clerk.post(&root, &below).await.assert_status(409).assert_has("最上级单位不能调整");
}

#[tokio::test]
async fn a_move_goes_by_where_the_unit_is_and_not_by_where_it_was_read() {
    let app = TestApp::new().await;
    let clerk = app.clerk().await;
    let move_under = async |unit: &str, above: &str, version: &str| {
        let at = format!("/org/units/{}/parent", app.world.unit(unit));
        let above = app.world.unit(above).to_string();
        clerk.post(&at, &[("parent", above.as_str()), ("version", version)]).await.assert_status(303);
    };
    move_under("liuyan", "office", "1").await;
    let ctx = app.ctx();
    let village = load_unit(&ctx, app.world.unit("liuyan"), Action::Modify).await.unwrap();
    let above = load_unit(&ctx, app.world.unit("songpo"), Action::Modify).await.unwrap();
    // Both get other paths before the move is made.
    move_under("office", "enforcement", "1").await;
    move_under("songpo", "enforcement", "1").await;
    move_unit(&ctx, village, 2, above).await.unwrap();
    let (street, enforcement) = (app.world.unit("street"), app.world.unit("enforcement"));
    let path = format!("/{street}/{enforcement}/{}/{}/", app.world.unit("songpo"), app.world.unit("liuyan"));
    assert_eq!(unit_of(&app, "liuyan").await.path, path);
}

#[tokio::test]
async fn who_comes_later_is_missing_until_that_day() {
    let app = TestApp::new().await;
    let id = task_led_by(&app, "liuyan").await.id;
    let bit = luoshi_core::plan::missing_bit(luoshi_core::plan::Setting::Person);
    let lacks = async || {
        let row = task::Entity::find_by_id((app.world.tenant, id)).one(app.app.db.reader()).await.unwrap();
        row.unwrap().missing & bit != 0
    };
    let ask = async || {
        let ctx = app.ctx();
        let mut tx = ctx.begin().await.unwrap();
        tx.queue(&luoshi::jobs::Job::Housekeeping).await.unwrap();
        tx.commit().await.unwrap();
        app.run_jobs().await;
    };
    ask().await;
    let clerk = app.clerk().await;
    let made = clerk.post("/org/people", &[("name", "柳月"), ("phone", "0532-8600123")]).await;
    let person = made.assert_status(303).location().rsplit('/').next().unwrap().to_owned();
    let post = app.world.posts["head-liuyan"];
    // The one before stays until the day before: nothing is missing on any day.
    let form = [("person", person.as_str()), ("from_day", "2026-03-08"), ("version", "1")];
    clerk.post(&format!("/org/posts/{post}/holdings"), &form).await.assert_status(303);
    assert!(!lacks().await, "the predecessor is still there");
    app.pass(4 * crate::support::DAY);
    app.run_jobs().await;
    assert!(!lacks().await);
    // Leaves today, and somebody else comes in three days.
    let clerk = app.clerk().await;
    let gone = [("day", "2026-03-09"), ("version", "2")];
    clerk.post(&format!("/org/posts/{post}/vacancy"), &gone).await.assert_status(303);
    assert!(!lacks().await, "the last day is not over");
    app.pass(crate::support::DAY);
    app.run_jobs().await;
    assert!(lacks().await, "nobody holds the post");
    let next = app.world.people["reporter-liuyan"].to_string();
    let form = [("person", next.as_str()), ("from_day", "2026-03-12"), ("version", "3")];
    app.clerk().await.post(&format!("/org/posts/{post}/holdings"), &form).await.assert_status(303);
    assert!(lacks().await, "the successor has not come yet");
    app.pass(2 * crate::support::DAY);
    app.run_jobs().await;
    assert!(!lacks().await, "the successor has come");
}

#[tokio::test]
async fn a_unit_closes_only_when_empty() {
    let app = TestApp::new().await;
    let clerk = app.clerk().await;
    let place = format!("/org/units/{}/closure", app.world.unit("songpo"));
    let form = [("version", "1"), ("day", "2026-03-05")];
    clerk.post(&place, &form).await.assert_status(409).assert_has("2 个岗位没有撤销");
    for key in ["head-songpo", "reporter-songpo"] {
        let post = format!("/org/posts/{}/closure", app.world.posts[key]);
        clerk.post(&post, &form).await.assert_status(303);
    }
    clerk
        .post(&place, &[("version", "1"), ("day", "哪天")])
        .await
        .assert_status(422)
        .assert_has("2026-03-05");
    clerk.post(&place, &form).await.assert_to("/org");
    clerk.get("/org").await.assert_has("已撤销“松坡村”");
    clerk.get("/org").await.assert_has_not("松坡村");
    // The history stays.
    clerk.get(&format!("/org/units/{}", app.world.unit("songpo"))).await.assert_has("撤销");
}

#[tokio::test]
async fn a_successor_ends_the_predecessor_on_the_day_before() {
    let app = TestApp::new().await;
    let task = task_led_by(&app, "liuyan").await;
    let clerk = app.clerk().await;
    let made = clerk.post("/org/people", &[("name", "柳　月"), ("phone", "0532-8600123")]).await;
    let person = made.assert_status(303).location().rsplit('/').next().unwrap().to_owned();
    let post = app.world.posts["head-liuyan"];
    let place = format!("/org/posts/{post}/holdings");
    let early = [("person", person.as_str()), ("from_day", "2025-12-31"), ("version", "1")];
    clerk.post(&place, &early).await.assert_status(422).assert_has("接任日期要晚于这一天");
    let form = [("person", person.as_str()), ("from_day", "2026-03-05"), ("version", "1")];
    clerk.post(&place, &form).await.assert_status(303);
    let held = holding::Entity::find()
        .filter(holding::Column::TenantId.eq(app.world.tenant))
        .filter(holding::Column::PostId.eq(post))
        .order_by_asc(holding::Column::FromDay)
        .all(app.app.db.reader())
        .await
        .unwrap();
    assert_eq!(held.len(), 2);
    assert_eq!(held[0].to_day, Some(date!(2026 - 03 - 04)));
    assert_eq!((held[1].from_day, held[1].to_day), (date!(2026 - 03 - 05), None));
    clerk
        .get(&format!("/org/posts/{post}"))
        .await
        .assert_has("柳月")
        .assert_has("柳长青")
        .assert_has("2026年3月4日");
    let history = kinds(&app, "post").await;
    assert!(history.ends_with(&["post_left".to_owned(), "post_taken".to_owned()]), "{history:?}");
    // The same version again is too late.
    clerk.post(&place, &form).await.assert_status(409);
    // A vacant post leaves the task without a person, and says so.
    let bit = luoshi_core::plan::missing_bit(luoshi_core::plan::Setting::Person);
    assert_eq!(task.missing & bit, 0);
    let vacancy = format!("/org/posts/{post}/vacancy");
    clerk
        .post(&vacancy, &[("day", "2026-03-01"), ("version", "2")])
        .await
        .assert_status(422)
        .assert_has("不能早于这一天");
    app.pass(2 * crate::support::DAY);
    let clerk = app.clerk().await;
    clerk
        .post(&vacancy, &[("day", "2026-03-06"), ("version", "2")])
        .await
        .assert_to(&format!("/org/posts/{post}"));
    let task = task::Entity::find_by_id((app.world.tenant, task.id)).one(app.app.db.reader()).await.unwrap();
    let task = task.unwrap();
    assert_ne!(task.missing & bit, 0, "{task:?}");
    clerk.get("/org").await.assert_has("柳堰村党支部书记 空缺");
}

#[tokio::test]
async fn only_the_system_officer_gives_roles_and_nobody_appoints_himself() {
    let app = TestApp::new().await;
    let (clerk, officer) = (app.clerk().await, app.system_officer().await);
    let office = app.world.unit("office").to_string();
    let form = [("title", "党政办公室副主任"), ("role", "leader"), ("scope", office.as_str())];
    let place = format!("/org/units/{office}/posts");
    clerk.post(&place, &form).await.assert_status(403);
    clerk.post(&place, &[("title", "党政办公室副主任")]).await.assert_status(303);
    officer
        .post(&place, &[("title", "督查专员"), ("role", "clerk"), ("scope", office.as_str())])
        .await
        .assert_status(303);
    officer.post(&place, &[("title", "管理员"), ("role", "system_officer")]).await.assert_status(422);
    // The clerk keeps the role of a post when changing its title, and cannot take it.
    let leader = app.world.posts["leader"];
    let at = format!("/org/posts/{leader}");
    clerk.post(&at, &[("title", "街道主任"), ("sort", "1"), ("version", "1")]).await.assert_status(303);
    assert_eq!(post_of(&app, "leader").await.role.as_deref(), Some("leader"));
    let own = app.world.people["clerk"].to_string();
    let take = [("person", own.as_str()), ("from_day", "2026-03-05"), ("version", "2")];
    clerk.post(&format!("{at}/holdings"), &take).await.assert_status(409).assert_has("不能给自己任职");
    officer.post(&format!("{at}/holdings"), &take).await.assert_status(303);
}

#[tokio::test]
async fn who_leaves_the_body_leaves_every_post() {
    let app = TestApp::new().await;
    let clerk = app.clerk().await;
    let gone = app.head("songpo").await;
    gone.get("/org").await.assert_status(200);
    let place = format!("/org/people/{}/departure", app.world.people["head-songpo"]);
    clerk.post(&place, &[("day", "2026-03-04"), ("version", "1")]).await.assert_to("/org/people");
    clerk.get("/org/people").await.assert_has("已办理“宋望山”");
    clerk.get("/org/people").await.assert_has_not("宋望山");
    gone.get("/org").await.assert_status(403);
    let own = format!("/org/people/{}/departure", app.world.people["clerk"]);
    clerk.post(&own, &[("day", "2026-03-04"), ("version", "1")]).await.assert_status(409);
    let head = app.head("liuyan").await;
    let other = format!("/org/people/{}/departure", app.world.people["reporter-liuyan"]);
    head.post(&other, &[("day", "2026-03-04"), ("version", "1")]).await.assert_status(403);
}

#[tokio::test]
async fn a_person_is_changed_and_a_wrong_number_refused() {
    let app = TestApp::new().await;
    let clerk = app.clerk().await;
    let place = format!("/org/people/{}", app.world.people["reporter-liuyan"]);
    let wrong = [("name", "柳小满"), ("phone", "打他手机"), ("version", "1")];
    clerk
        .post(&place, &wrong)
        .await
        .assert_status(422)
        .assert_html("value=\"打他手机\"")
        .assert_has("电话号码只能有数字");
    let right = [("name", "柳小满"), ("phone", "86001234"), ("version", "1")];
    clerk.post(&place, &right).await.assert_to(&place);
    clerk.get(&place).await.assert_has("86001234").assert_has("柳堰村文书");
    clerk.post(&place, &[("name", "柳满"), ("version", "1")]).await.assert_status(409).assert_has("柳小满");
    clerk.get("/org/people/999").await.assert_status(404);
    clerk.get("/org/people/abc").await.assert_status(404);
}

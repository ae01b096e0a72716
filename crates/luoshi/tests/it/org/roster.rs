//! Importing a roster: preview with faults by cell, confirmation, update on re-import.

use luoshi::org::{Org, holding, person, post, unit};
use sea_orm::{ColumnTrait as _, EntityTrait as _, PaginatorTrait as _, QueryFilter as _};
use time::macros::date;

use crate::support::{Answer, Client, Part, TestApp};

const DEMO: &[u8] = include_bytes!("../../../../../demo/documents/06青石桥街道干部花名册.xlsx");

async fn upload(client: &Client, name: &str, bytes: &[u8]) -> Answer {
    client.multipart("/org/imports", &[], &[Part { field: "file", name, bytes }]).await
}

/// Uploads and answers where the preview is.
async fn uploaded(client: &Client, name: &str, bytes: &[u8]) -> String {
    upload(client, name, bytes).await.assert_status(303).location().to_owned()
}

/// Presses the button of the preview.
async fn confirm(client: &Client, preview: &str, day: &str) -> Answer {
    let page = client.get(preview).await.assert_status(200).body();
    let seen = page.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    client.post(&format!("{preview}/confirmation"), &[("seen", &seen), ("day", day)]).await
}

async fn counts(app: &TestApp) -> (u64, u64, u64, u64) {
    let (db, tenant) = (app.app.db.reader(), app.world.tenant);
    (
        unit::Entity::find().filter(unit::Column::TenantId.eq(tenant)).count(db).await.unwrap(),
        post::Entity::find().filter(post::Column::TenantId.eq(tenant)).count(db).await.unwrap(),
        person::Entity::find().filter(person::Column::TenantId.eq(tenant)).count(db).await.unwrap(),
        holding::Entity::find().filter(holding::Column::TenantId.eq(tenant)).count(db).await.unwrap(),
    )
}

#[tokio::test]
async fn the_demo_roster_goes_in_once_and_changes_nothing_the_second_time() {
    let app = TestApp::new().await;
    let officer = app.system_officer().await;
    let root = format!("/org/units/{}", app.world.unit("street"));
    let form = [("name", "青石桥街道办事处"), ("kind", "street"), ("version", "1"), ("sort", "0")];
    officer.post(&root, &form).await.assert_status(303);
    let village = format!("/org/units/{}", app.world.unit("liuyan"));
    let form = [("name", "河湾村"), ("kind", "village"), ("version", "1"), ("sort", "0")];
    officer.post(&village, &form).await.assert_status(303);
    let before = counts(&app).await;
    let preview = uploaded(&officer, "花名册.xlsx", DEMO).await;
    let page = officer.get(&preview).await.assert_status(200);
    assert_eq!(counts(&app).await, before, "a preview writes nothing");
    let page = page.assert_has("新增").assert_has("党政综合办公室").assert_has("单位负责人");
    page.assert_has("有误，不导入 0");
    confirm(&officer, &preview, "2026-03-05").await.assert_to("/org");
    let after = counts(&app).await;
    assert_eq!(after.1 - before.1, 60, "sixty posts");
    let org = Org::of(&app.ctx()).await.unwrap();
    let office = org.units_named("党政办");
    assert_eq!(office.len(), 1);
    assert_eq!(office[0].parent_id, Some(app.world.unit("street")), "the street of the file is the body");
    // One post is vacant, one person holds two.
    assert_eq!(after.3 - before.3, 59);
    assert_eq!(after.2 - before.2, 58);
    // A second click, and a second upload.
    let late =
        officer.post(&format!("{preview}/confirmation"), &[("seen", "1"), ("day", "2026-03-05")]).await;
    late.assert_status(409).assert_has("已经导入过");
    let again = uploaded(&officer, "花名册.xlsx", DEMO).await;
    officer.get(&again).await.assert_has("与系统里的完全一致").assert_has("变更 0").assert_has("新增 0");
    assert_eq!(counts(&app).await, after);
}

const CHANGED: &str = "\
单位,姓名,职务,岗位类别,任职时间,联系电话
党政办公室,顾知远,党政办公室主任,负责人,2026-01-01,86001001
党政办公室,何秋实,党政办公室科员,工作人员,,
柳堰村,柳　青,柳堰村党支部书记,村（社区）书记,,86002002
柳堰村,（空缺）,柳堰村文书,填报人,,
松坡村,宋望山,松坡村党支部书记,村（社区）书记,,
松坡村,宋谷雨,松坡村文书,填报人,,
松坡村,宋明理,松坡村会计,填报人,2026年2月,
";

#[tokio::test]
async fn a_changed_holder_is_an_end_and_a_beginning_and_nobody_is_deleted() {
    let app = TestApp::new().await;
    let officer = app.system_officer().await;
    let preview = uploaded(&officer, "花名册.csv", CHANGED.as_bytes()).await;
    let page = officer.get(&preview).await.assert_status(200);
    let page = page.assert_has("任职人员 柳长青 → 柳青").assert_has("电话 无 → 86001001");
    let page = page.assert_has("松坡村会计").assert_has("任职人员 柳小满 → 无");
    page.assert_has("综合执法队 综合执法队队长 丁守正").assert_has("有误，不导入 0");
    confirm(&officer, &preview, "2026-03-05").await.assert_to("/org");
    let org = Org::of(&app.ctx()).await.unwrap();
    assert_eq!(org.holder(app.world.posts["head-liuyan"]).unwrap().name, "柳青");
    assert!(org.holder(app.world.posts["reporter-liuyan"]).is_none());
    assert!(org.holder(app.world.posts["head-enforcement"]).is_some(), "who is missing stays");
    let was = holding::Entity::find_by_id((app.world.tenant, app.world.holdings["head-liuyan"]));
    let was = was.one(app.app.db.reader()).await.unwrap().unwrap();
    assert_eq!(was.to_day, Some(date!(2026 - 03 - 04)));
    let new = org.posts_in(app.world.unit("songpo")).into_iter().find(|p| p.title == "松坡村会计").unwrap();
    assert_eq!(new.role.as_deref(), Some("reporter"));
    let again = uploaded(&officer, "花名册.csv", CHANGED.as_bytes()).await;
    officer.get(&again).await.assert_has("与系统里的完全一致");
}

const MOVED: &str = "\
单位名称,单位类型,上级单位
东片管区,管区,云溪街道办事处
柳堰村,村,东片管区
";

#[tokio::test]
async fn a_unit_moves_under_one_that_the_same_file_brings() {
    let app = TestApp::new().await;
    let officer = app.system_officer().await;
    let preview = uploaded(&officer, "单位.csv", MOVED.as_bytes()).await;
    let page = officer.get(&preview).await.assert_has("上级单位 云溪街道办事处 → 东片管区");
    page.assert_has("隶属：云溪街道办事处").assert_has("松坡村");
    confirm(&officer, &preview, "2026-03-05").await.assert_to("/org");
    let org = Org::of(&app.ctx()).await.unwrap();
    let area = org.units_named("东片管区")[0];
    let village = org.unit(app.world.unit("liuyan")).unwrap();
    assert_eq!(village.path, format!("{}{}/", area.path, village.id));
    assert_eq!(org.units().count(), 6, "nobody is removed");
}

const FAULTY: &str = "\
单位,姓名,职务,岗位类别,任职时间,上级单位
天宫,孙大圣,弼马温,负责人,,瑶池
柳堰村,柳长青,柳堰村党支部书记,村（社区）书记,去年秋天,
松坡村,宋望山,松坡村调解员,山大王,,
松坡村,宋谷雨,松坡村文书,填报人,,
松坡村,宋谷雨,松坡村文书,填报人,,
";

#[tokio::test]
async fn faults_name_their_cell_and_leave_their_row_out() {
    let app = TestApp::new().await;
    let officer = app.system_officer().await;
    let preview = uploaded(&officer, "花名册.csv", FAULTY.as_bytes()).await;
    let page = officer.get(&preview).await.assert_status(200);
    let page = page.assert_has("F2 上级单位 瑶池 没有这个上级单位").assert_has("A2 单位 天宫 没有这个单位");
    let page = page.assert_has("E3 任职时间 去年秋天 看不懂这个日期");
    let page = page.assert_has("D4 山大王 不认识的岗位类别");
    let page = page.assert_has("C6 职务 松坡村文书 与第 5 行");
    page.assert_has("松坡村调解员 宋望山").assert_has("岗位与人员 2 新增 1");
}

#[tokio::test]
async fn what_is_no_roster_is_refused_with_the_reason() {
    let app = TestApp::new().await;
    let officer = app.system_officer().await;
    upload(&officer, "通知.txt", "关于召开会议的通知。".as_bytes())
        .await
        .assert_status(422)
        .assert_has("没有找到单位表或人员表");
    upload(&officer, "空.xlsx", b"").await.assert_status(422).assert_has("文件是空的");
    officer
        .multipart("/org/imports", &[("day", "1")], &[])
        .await
        .assert_status(422)
        .assert_has("请选择一个文件");
    app.head("liuyan").await.get("/org/imports/new").await.assert_status(403);
    let knock = upload(&app.head("liuyan").await, "花名册.csv", CHANGED.as_bytes()).await;
    knock.assert_status(403);
    officer.get("/org/imports/12345").await.assert_status(404);
}

#[tokio::test]
async fn a_body_that_changed_meanwhile_is_compared_again() {
    let app = TestApp::new().await;
    let officer = app.system_officer().await;
    let preview = uploaded(&officer, "花名册.csv", CHANGED.as_bytes()).await;
    let stale = [("seen", "1"), ("day", "2026-03-05")];
    let clerk = app.clerk().await;
    clerk.post("/org/people", &[("name", "郑重")]).await.assert_status(303);
    let page = officer.post(&format!("{preview}/confirmation"), &stale).await.assert_status(409);
    page.assert_has("有变化");
    let org = Org::of(&app.ctx()).await.unwrap();
    assert_eq!(org.holder(app.world.posts["head-liuyan"]).unwrap().name, "柳长青", "nothing was written");
    confirm(&officer, &preview, "哪天").await.assert_status(422).assert_has("请填写日期");
}

#[tokio::test]
async fn a_clerk_imports_people_but_no_roles() {
    let app = TestApp::new().await;
    let clerk = app.clerk().await;
    let text =
        "单位,姓名,职务,岗位类别\n松坡村,宋明理,松坡村会计,领导\n云溪街道办事处,何秋实,街道办事处主任,领导\n";
    let preview = uploaded(&clerk, "花名册.csv", text.as_bytes()).await;
    clerk.get(&preview).await.assert_has("不能给自己任职");
    confirm(&clerk, &preview, "2026-03-05").await.assert_to("/org");
    let org = Org::of(&app.ctx()).await.unwrap();
    let new = org.posts_in(app.world.unit("songpo")).into_iter().find(|p| p.title == "松坡村会计").unwrap();
    assert_eq!(new.role, None);
    assert_eq!(org.holder(app.world.posts["leader"]).unwrap().name, "严立行");
}

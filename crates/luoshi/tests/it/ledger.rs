//! The ledger and its tasks: orders, pages, edits, undo, races, neighbours.

use luoshi::db::ids::TaskId;
use luoshi::org::Org;
use luoshi::plan::ledger::query::{self, Sort};
use luoshi::plan::ledger::{Filter, View};
use luoshi::plan::store::{DueKind, DutyKind, MilestoneKind, task};
use luoshi::plan::{
    DueDraft, DutyDraft, Edit, MilestoneDraft, Patch, TaskDraft, add_tasks, edit_tasks, load_task, years,
};
use luoshi_core::policy::Action;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait as _, DbBackend, EntityTrait as _, QueryFilter as _, QueryTrait as _,
    Statement,
};
use time::macros::date;

use crate::support::TestApp;

/// A year with tasks: every third without a deadline, led in turn by office, enforcement and two
/// villages, in three areas that do not stand in the order of the dictionary.
async fn with_tasks(count: usize) -> (TestApp, Vec<TaskId>) {
    let app = TestApp::new().await;
    let ctx = app.ctx();
    years::open(&ctx, 2026).await.unwrap();
    let org = Org::load(&ctx, ctx.reader()).await.unwrap();
    let units = ["office", "enforcement", "liuyan", "songpo"];
    let areas = ["综合治理", "产业发展", "民生保障"];
    let drafts = (0..count).map(|i| TaskDraft {
        title: format!("第{i}项重点工作"),
        area: Some(areas[i % 3].to_owned()),
        due: match i % 3 {
            0 => DueDraft::default(),
            _ => {
                let day = date!(2026 - 12 - 31) - time::Duration::days(i64::try_from(i * 7 % 300).unwrap());
                DueDraft { text: Some(day.to_string()), kind: DueKind::Day, start: None, day: Some(day) }
            }
        },
        duties: vec![DutyDraft { unit: app.world.unit(units[i % 4]), kind: DutyKind::Lead }],
        requirement: Some("年底验收".to_owned()),
        ..TaskDraft::default()
    });
    let mut tx = ctx.begin().await.unwrap();
    let ids = add_tasks(&mut tx, 2026, org.root().unwrap(), drafts.collect()).await.unwrap();
    tx.commit().await.unwrap();
    (app, ids)
}

/// Ids of the tasks on a page, in the order shown.
fn ids(html: &str) -> Vec<i64> {
    html.split("id=\"t-").skip(1).map(|rest| rest.split('"').next().unwrap().parse().unwrap()).collect()
}

/// Addresses of the page before and after.
fn neighbours(html: &str) -> (Option<String>, Option<String>) {
    let href = |rel: &str| {
        let end = html.find(&format!("\" rel=\"{rel}\""))?;
        let start = html[..end].rfind("href=\"")? + 6;
        Some(html[start..end].replace("&amp;", "&").replace("&#38;", "&"))
    };
    (href("prev"), href("next"))
}

#[tokio::test]
async fn every_order_shows_every_task_once_forwards_and_backwards() {
    let (app, all) = with_tasks(47).await;
    let clerk = app.clerk().await;
    for sort in Sort::ALL {
        for sign in ["", "-"] {
            let mut forwards = Vec::new();
            let mut at = Some(format!("/ledger?n=10&sort={sign}{}", sort.word()));
            let mut last = String::new();
            while let Some(path) = at {
                let page = clerk.get(&path).await.assert_status(200).body();
                forwards.extend(ids(&page));
                at = neighbours(&page).1;
                last = page;
            }
            let mut sorted = forwards.clone();
            sorted.sort_unstable();
            assert_eq!(sorted, all.iter().map(|t| t.0).collect::<Vec<_>>(), "{sign}{}", sort.word());
            let mut backwards: Vec<i64> = ids(&last).into_iter().rev().collect();
            let mut at = neighbours(&last).0;
            while let Some(path) = at {
                let page = clerk.get(&path).await.assert_status(200).body();
                backwards.extend(ids(&page).into_iter().rev());
                at = neighbours(&page).0;
            }
            backwards.reverse();
            assert_eq!(backwards, forwards, "{sign}{}", sort.word());
        }
    }
}

#[tokio::test]
async fn counting_stops_where_nobody_needs_the_number() {
    let (app, _) = with_tasks(7).await;
    let ctx = app.ctx();
    let matching = || query::matching(&ctx, 2026, &Filter::default());
    assert_eq!(query::counted(ctx.reader(), matching(), 5).await.unwrap(), 5);
    assert_eq!(query::counted(ctx.reader(), matching(), 50).await.unwrap(), 7);
}

#[tokio::test]
async fn areas_stand_in_the_order_in_which_the_office_named_them() {
    let (app, _) = with_tasks(9).await;
    let page = app.clerk().await.get("/ledger?group=area").await.assert_status(200).body();
    let place = |name: &str| page.find(&format!("rowgroup\">{name}")).unwrap();
    assert!(place("综合治理") < place("产业发展") && place("产业发展") < place("民生保障"));
}

#[tokio::test]
async fn a_village_sees_only_what_it_answers_for_and_the_attempt_is_recorded() {
    let (app, all) = with_tasks(8).await;
    let liuyan = app.reporter("liuyan").await;
    let seen = ids(&liuyan.get("/ledger").await.assert_status(200).body());
    assert_eq!(seen, [all[2].0, all[6].0]);
    liuyan.get(&format!("/tasks/{}", all[3])).await.assert_status(404);
    liuyan.get(&format!("/tasks/{}", all[2])).await.assert_status(200);
    liuyan
        .post(&format!("/tasks/{}", all[2]), &[("title", "改掉"), ("version", "1")])
        .await
        .assert_status(403);
    let events = luoshi::event::Entity::find()
        .filter(luoshi::event::Column::Kind.eq("denied"))
        .all(app.app.db.reader())
        .await
        .unwrap();
    assert_eq!(events.len(), 2);
}

#[tokio::test]
async fn a_cell_is_edited_in_place_and_keeps_what_was_typed_when_it_is_wrong() {
    let (app, all) = with_tasks(3).await;
    let clerk = app.clerk().await;
    let cell = format!("/tasks/{}/cells/due", all[0]);
    assert!(clerk.get(&cell).await.assert_status(200).body().contains("name=\"value\""));
    let wrong = clerk.post(&cell, &[("version", "1"), ("value", "6月前")]).await.assert_status(422);
    assert!(wrong.body().contains("value=\"6月前\""));
    let wrong = wrong.assert_has("2026-05-31").assert_has("2026-06-30");
    assert!(wrong.body().contains("aria-invalid"));
    clerk.post(&cell, &[("version", "1"), ("value", "6月底前")]).await.assert_status(303);
    let row =
        task::Entity::find_by_id((app.world.tenant, all[0])).one(app.app.db.reader()).await.unwrap().unwrap();
    assert_eq!(row.due_day, Some(date!(2026 - 06 - 30)));
    assert_eq!((row.version, row.due_sort), (2, date!(2026 - 06 - 30)));
    let stale = clerk.post(&cell, &[("version", "1"), ("value", "9月底前")]).await.assert_status(409);
    assert!(stale.body().contains("value=\"9月底前\""));
    stale.assert_has("6月底前");
    let swapped = clerk.htmx_post(&cell, &[("version", "2"), ("value", "9月底前")]).await.assert_status(200);
    let undo = swapped.body().split("action=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    clerk.post(&undo, &[]).await.assert_status(303);
    let row =
        task::Entity::find_by_id((app.world.tenant, all[0])).one(app.app.db.reader()).await.unwrap().unwrap();
    assert_eq!(row.due_day, Some(date!(2026 - 06 - 30)));
}

#[tokio::test]
async fn two_editors_both_see_both_versions() {
    let (app, all) = with_tasks(1).await;
    let (clerk, other) = (app.clerk().await, app.clerk().await);
    let path = format!("/tasks/{}", all[0]);
    let form = |title: &'static str, version: &'static str| {
        [("title", title), ("lead", "党政办公室"), ("version", version)]
    };
    clerk.post(&path, &form("先保存的写法", "1")).await.assert_status(303);
    let lost = other.post(&path, &form("后保存的写法", "1")).await.assert_status(409);
    assert!(lost.body().contains("name=\"version\" value=\"2\""));
    lost.assert_has("先保存的写法").assert_has("后保存的写法");
    other.post(&path, &form("后保存的写法", "2")).await.assert_status(303);
    clerk.get(&path).await.assert_has("后保存的写法").assert_has("先保存的写法");
}

#[tokio::test]
async fn many_tasks_change_at_once_and_back_again_unless_somebody_came_between() {
    let (app, all) = with_tasks(4).await;
    let clerk = app.clerk().await;
    let (a, b) = (format!("{}~1", all[0]), format!("{}~1", all[1]));
    let fields = [("do", "area"), ("ids", a.as_str()), ("ids", b.as_str()), ("value", "城市更新")];
    let done = clerk.post("/ledger/edits", &fields).await.assert_status(303);
    let flash = luoshi::web::forms::percent_decode(done.header("set-cookie"));
    let undo = flash.split("undo=").nth(1).unwrap().split(';').next().unwrap().to_owned();
    clerk.get("/ledger?area=城市更新").await.assert_has("共 2 项");
    clerk.post(&undo, &[]).await.assert_status(303);
    clerk.get("/ledger?area=城市更新").await.assert_has_not("第0项");
    clerk.post(&undo, &[]).await.assert_status(409);

    let (a, b) = (format!("{}~3", all[0]), format!("{}~3", all[1]));
    let fields = [("do", "due"), ("ids", a.as_str()), ("ids", b.as_str()), ("value", "10月底前")];
    let done = clerk.post("/ledger/edits", &fields).await.assert_status(303);
    let flash = luoshi::web::forms::percent_decode(done.header("set-cookie"));
    let undo = flash.split("undo=").nth(1).unwrap().split(';').next().unwrap().to_owned();
    clerk
        .post(&format!("/tasks/{}/cells/area", all[1]), &[("version", "4"), ("value", "别人改的")])
        .await
        .assert_status(303);
    clerk.post(&undo, &[]).await.assert_status(409).assert_has("2026-0002");
    let row =
        task::Entity::find_by_id((app.world.tenant, all[0])).one(app.app.db.reader()).await.unwrap().unwrap();
    assert_eq!(row.due_day, Some(date!(2026 - 10 - 31)), "an undo that cannot be whole changes nothing");
}

#[tokio::test]
async fn a_stale_bulk_edit_changes_nothing() {
    let (app, all) = with_tasks(2).await;
    let clerk = app.clerk().await;
    clerk
        .post(&format!("/tasks/{}/cells/area", all[1]), &[("version", "1"), ("value", "别人改的")])
        .await
        .assert_status(303);
    let (a, b) = (format!("{}~1", all[0]), format!("{}~1", all[1]));
    let fields = [("do", "area"), ("ids", a.as_str()), ("ids", b.as_str()), ("value", "城市更新")];
    let page = clerk.post("/ledger/edits", &fields).await.assert_status(409);
    // Who changed what, and the way to do it all the same.
    let page = page
        .assert_has("2026-0002")
        .assert_has("现在：别人改的（何秋实")
        .assert_has_not("2026-0001 第0项 现在");
    page.assert_html(&format!("name=\"ids\" value=\"{}~2\"", all[1])).assert_html("value=\"城市更新\"");
    clerk.get("/ledger?area=城市更新").await.assert_has_not("第0项");
    let b = format!("{}~2", all[1]);
    let fields = [("do", "area"), ("ids", a.as_str()), ("ids", b.as_str()), ("value", "城市更新")];
    clerk.post("/ledger/edits", &fields).await.assert_status(303);
}

#[tokio::test]
async fn words_of_two_characters_are_found_on_either_engine() {
    let (app, _) = with_tasks(5).await;
    let clerk = app.clerk().await;
    let add = [("title", "完成招商引资签约"), ("lead", "党政办公室"), ("due", "9月底前")];
    clerk.post("/tasks", &add).await.assert_status(303);
    for (words, found) in
        [("招商", true), ("引资 签约", true), ("签约 招商", true), ("商签", false), ("约", true)]
    {
        let page =
            clerk.get(&format!("/ledger?q={}", words.replace(" ", "%20"))).await.assert_status(200).body();
        assert_eq!(page.contains("完成招商引资签约</a>"), found, "{words}");
    }
    clerk.get("/ledger?q=%22%20OR%201%3D1%20--").await.assert_status(200);
}

#[tokio::test]
async fn a_new_task_says_what_it_lacks_and_what_it_cannot_read() {
    let (app, _) = with_tasks(1).await;
    let clerk = app.clerk().await;
    let bad = [("title", ""), ("lead", "党政办公师"), ("due", "4月31日前"), ("note", "留着的话")];
    let page = clerk.post("/tasks", &bad).await.assert_status(422);
    page.assert_has("请写明要做什么")
        .assert_has("2026-04-30")
        .assert_has("留着的话")
        .assert_has("党政办公师");
    let good = [("title", "只写了题目"), ("lead", ""), ("due", "")];
    clerk.post("/tasks", &good).await.assert_status(303);
    clerk.get("/ledger?missing=duty").await.assert_has("只写了题目").assert_has("缺牵头单位");
}

/// Enters one task that a unit leads, maybe as a part of another.
async fn led_by(app: &TestApp, unit: &str, title: &str, parent: Option<TaskId>) -> TaskId {
    let ctx = app.ctx();
    let org = Org::load(&ctx, ctx.reader()).await.unwrap();
    let draft = TaskDraft {
        title: title.to_owned(),
        parent,
        duties: vec![DutyDraft { unit: app.world.unit(unit), kind: DutyKind::Lead }],
        ..TaskDraft::default()
    };
    let mut tx = ctx.begin().await.unwrap();
    let ids = add_tasks(&mut tx, 2026, org.root().unwrap(), vec![draft]).await.unwrap();
    tx.commit().await.unwrap();
    ids[0]
}

#[tokio::test]
async fn a_part_stands_at_the_top_of_the_tree_where_its_whole_is_not_shown() {
    let (app, _) = with_tasks(0).await;
    let whole = led_by(&app, "songpo", "整体工程", None).await;
    let part = led_by(&app, "liuyan", "柳堰村标段", Some(whole)).await;
    let below = led_by(&app, "liuyan", "标段里的桥", Some(part)).await;
    let own = app.reporter("liuyan").await.get("/ledger?view=tree").await.assert_status(200);
    assert_eq!(ids(&own.body()), [part.0, below.0]);
    let all = app.clerk().await.get("/ledger?view=tree").await.assert_status(200);
    assert_eq!(ids(&all.body()), [whole.0, part.0, below.0]);
    let only = format!("/ledger?view=tree&unit={}", app.world.path("liuyan"));
    assert_eq!(ids(&app.clerk().await.get(&only).await.body()), [part.0, below.0]);
}

#[tokio::test]
async fn own_parts_are_found_behind_a_hundred_of_others() {
    let (app, _) = with_tasks(0).await;
    let whole = led_by(&app, "liuyan", "整体工程", None).await;
    for n in 0..100 {
        led_by(&app, "songpo", &format!("松坡标段{n}"), Some(whole)).await;
    }
    led_by(&app, "liuyan", "柳堰村标段", Some(whole)).await;
    let page = app.reporter("liuyan").await.get(&format!("/tasks/{whole}")).await.assert_status(200);
    page.assert_has("柳堰村标段").assert_has_not("松坡标段");
}

#[tokio::test]
async fn a_village_filters_by_its_own_units_only() {
    let (app, _) = with_tasks(4).await;
    let option = |unit: &str| format!("<option value=\"{}\"", app.world.path(unit));
    for page in ["/ledger", "/board", "/heat", "/timeline"] {
        let own = app.reporter("liuyan").await.get(page).await.assert_status(200).body();
        assert!(!own.contains(&option("songpo")), "{page}");
        let all = app.clerk().await.get(page).await.assert_status(200).body();
        assert_eq!(all.contains(&option("songpo")), all.contains(&option("liuyan")), "{page}");
    }
    let own = app.reporter("liuyan").await.get("/ledger").await.body();
    assert!(own.contains(&option("liuyan")), "the own one is there");
}

#[tokio::test]
async fn an_edit_leaves_the_paths_that_a_move_has_written() {
    let (app, _) = with_tasks(0).await;
    let ctx = app.ctx();
    let org = Org::load(&ctx, ctx.reader()).await.unwrap();
    let body = org.unit(app.world.unit("office")).unwrap().clone();
    let mut tx = ctx.begin().await.unwrap();
    let draft = TaskDraft { title: "整理档案".to_owned(), ..TaskDraft::default() };
    let id = add_tasks(&mut tx, 2026, &body, vec![draft]).await.unwrap()[0];
    tx.commit().await.unwrap();
    // Read before the office moves, written after.
    let task = load_task(&ctx, id, Action::Modify).await.unwrap();
    let form = [("parent", app.world.unit("enforcement").to_string()), ("version", "1".to_owned())];
    let form: Vec<(&str, &str)> = form.iter().map(|(k, v)| (*k, v.as_str())).collect();
    let office = format!("/org/units/{}/parent", app.world.unit("office"));
    app.clerk().await.post(&office, &form).await.assert_status(303);
    let patches = vec![Patch::Title("整理文书档案".to_owned())];
    edit_tasks(&ctx, vec![Edit { task, version: 1, patches }]).await.unwrap();
    let row = task::Entity::find_by_id((app.world.tenant, id)).one(ctx.reader()).await.unwrap().unwrap();
    let path = format!("{}{}/", app.world.path("enforcement"), app.world.unit("office"));
    assert_eq!((row.title.as_str(), row.unit_path.as_str()), ("整理文书档案", path.as_str()));
    let changed = luoshi::event::Entity::find()
        .filter(luoshi::event::Column::Kind.eq("task_changed"))
        .one(ctx.reader())
        .await
        .unwrap();
    assert_eq!(changed.unwrap().unit_path, path);
}

#[tokio::test]
async fn whoever_loses_a_race_over_a_task_reads_who_won_it() {
    let (app, all) = with_tasks(1).await;
    let clerk = app.clerk().await;
    let cell = format!("/tasks/{}/cells/area", all[0]);
    clerk.post(&cell, &[("version", "1"), ("value", "城市更新")]).await.assert_status(303);
    for (deed, reason) in [("completion", ""), ("cancellation", "不做了")] {
        let at = format!("/tasks/{}/{deed}", all[0]);
        let lost = clerk.post(&at, &[("version", "1"), ("reason", reason)]).await.assert_status(409);
        let lost =
            lost.assert_has("何秋实").assert_has("2026年3月5日").assert_has("工作领域：综合治理 → 城市更新");
        lost.assert_html(&format!("href=\"/tasks/{}\"", all[0]));
    }
}

#[tokio::test]
async fn an_account_keeps_fifty_views_and_the_history_knows_them() {
    let (app, _) = with_tasks(1).await;
    let clerk = app.clerk().await;
    for n in 0..50 {
        let form = [("name", format!("视图{n}")), ("query", "sort=due".to_owned())];
        let form: Vec<(&str, &str)> = form.iter().map(|(k, v)| (*k, v.as_str())).collect();
        clerk.post("/ledger/views", &form).await.assert_status(303);
    }
    let more = [("name", "再一个"), ("query", "sort=due")];
    clerk.post("/ledger/views", &more).await.assert_status(409).assert_has("最多保存 50 个");
    let page = clerk.get("/ledger").await;
    let removal = page.attribute("/ledger/views/", "action").unwrap();
    app.leader().await.post(&removal, &[]).await.assert_status(404);
    clerk.post(&removal, &[]).await.assert_status(303);
    clerk.post("/ledger/views", &more).await.assert_status(303);
    for (kind, count) in [("view_kept", 51), ("view_removed", 1)] {
        let rows = luoshi::event::Entity::find().filter(luoshi::event::Column::Kind.eq(kind));
        assert_eq!(rows.all(app.app.db.reader()).await.unwrap().len(), count, "{kind}");
    }
}

#[tokio::test]
async fn a_task_of_a_closed_unit_is_saved_and_no_milestone_is_lost() {
    let (app, _) = with_tasks(0).await;
    let ctx = app.ctx();
    let org = Org::load(&ctx, ctx.reader()).await.unwrap();
    let quarter = |title: &str| MilestoneDraft {
        kind: MilestoneKind::Quarter,
        day: date!(2026 - 06 - 30),
        title: title.to_owned(),
    };
    let draft = TaskDraft {
        title: "整治背街小巷".to_owned(),
        milestones: vec![quarter("完成主体"), quarter("通过验收")],
        duties: vec![DutyDraft { unit: app.world.unit("songpo"), kind: DutyKind::Lead }],
        ..TaskDraft::default()
    };
    let mut tx = ctx.begin().await.unwrap();
    let id = add_tasks(&mut tx, 2026, org.root().unwrap(), vec![draft]).await.unwrap()[0];
    let sql = format!("UPDATE unit SET closed_on = '2026-03-01' WHERE id = {}", app.world.unit("songpo"));
    tx.conn().execute_unprepared(&sql).await.unwrap();
    luoshi::org::touch(&tx).await.unwrap();
    tx.commit().await.unwrap();
    let clerk = app.clerk().await;
    let page = clerk.get(&format!("/tasks/{id}/edit")).await.assert_status(200);
    let page = page.assert_html("value=\"松坡村\"");
    assert!(page.body().contains("完成主体；通过验收"), "both milestones of the quarter are in the form");
    let form =
        [("title", "整治全部背街小巷"), ("lead", "松坡村"), ("version", "1"), ("q2", "完成主体；通过验收")];
    clerk.post(&format!("/tasks/{id}"), &form).await.assert_status(303);
    clerk.get(&format!("/tasks/{id}")).await.assert_has("整治全部背街小巷").assert_has("松坡村");
    // A new task has no business with it.
    let new = [("title", "再整治"), ("lead", "松坡村")];
    clerk.post("/tasks", &new).await.assert_status(422);
}

/// Every order of the ledger must be an index walk, or the millionth task would cost a sort.
#[tokio::test]
async fn every_order_is_answered_by_an_index() {
    let (app, _) = with_tasks(3).await;
    if app.app.db.engine() != DbBackend::Sqlite {
        return; // with three rows PostgreSQL rightly sorts; the benchmark looks at its big tables
    }
    let ctx = app.ctx();
    for (sort, index) in [
        ("number", "task_number"),
        ("due", "task_due"),
        ("lead", "task_lead"),
        ("area", "task_area"),
        ("updated", "task_updated"),
    ] {
        let view = View { sort: sort.to_owned(), after: "5~3".to_owned(), ..View::default() };
        let (select, _) = query::paged(query::matching(&ctx, 2026, &Filter::default()), &view);
        let sql = select.build(DbBackend::Sqlite).to_string();
        let plan = Statement::from_string(DbBackend::Sqlite, format!("EXPLAIN QUERY PLAN {sql}"));
        let rows = app.app.db.reader().query_all_raw(plan).await.unwrap();
        let text: Vec<String> = rows.iter().map(|r| r.try_get("", "detail").unwrap()).collect();
        let text = text.join(" | ");
        assert!(text.contains(index) && !text.contains("TEMP B-TREE"), "{sort}: {text}");
    }
}

//! The year with its steps, frameworks, goals, the desk.

use luoshi::event;
use luoshi::org::Org;
use luoshi::plan::frame::Frame;
use luoshi::plan::store::{Direction, DueKind, DutyKind, MilestoneKind, plan_version, year};
use luoshi::plan::{DueDraft, DutyDraft, MeasureDraft, MilestoneDraft, TaskDraft, add_tasks, years};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use time::macros::date;

use crate::support::{Client, TestApp};

/// A task with every setting; `due` in March 2026.
fn complete(app: &TestApp, unit: &str, title: &str, day: time::Date) -> TaskDraft {
    TaskDraft {
        title: title.to_owned(),
        requirement: Some("按清单逐条销号".to_owned()),
        owner_post: Some(app.world.posts["head-liuyan"]),
        due: DueDraft { text: None, kind: DueKind::Day, start: None, day: Some(day) },
        duties: vec![DutyDraft { unit: app.world.unit(unit), kind: DutyKind::Lead }],
        ..TaskDraft::default()
    }
}

async fn enter(app: &TestApp, drafts: Vec<TaskDraft>) -> Vec<luoshi::db::ids::TaskId> {
    let ctx = app.ctx();
    let body = Org::of(&ctx).await.unwrap().root().unwrap().clone();
    let mut tx = ctx.begin().await.unwrap();
    let ids = add_tasks(&mut tx, 2026, &body, drafts).await.unwrap();
    tx.commit().await.unwrap();
    ids
}

async fn state(app: &TestApp) -> (String, i64) {
    let row =
        year::Entity::find_by_id((app.world.tenant, 2026)).one(app.app.db.reader()).await.unwrap().unwrap();
    (row.state, row.version)
}

async fn advance(client: &Client, version: i64) -> crate::support::Answer {
    client.post("/years/2026/state", &[("version", &version.to_string())]).await
}

#[tokio::test]
async fn a_year_is_opened_by_the_clerk_and_moved_by_the_leader() {
    let app = TestApp::new().await;
    let (clerk, leader) = (app.clerk().await, app.leader().await);
    clerk.get("/years").await.assert_status(200).assert_has("还没有建立年度");
    clerk
        .post("/years", &[("year", "二〇二六")])
        .await
        .assert_status(422)
        .assert_has("四位年份")
        .assert_html("value=\"二〇二六\"");
    leader.post("/years", &[("year", "2026")]).await.assert_status(403);
    app.system_officer().await.get("/years").await.assert_status(403);
    clerk.post("/years", &[("year", "2026")]).await.assert_to("/years");
    clerk.post("/years", &[("year", "2026")]).await.assert_status(422).assert_has("已经建立");
    // Deployment is blocked, and the page says by what.
    leader.get("/years").await.assert_has("台账里还没有任务");
    advance(&leader, 1).await.assert_status(409).assert_has("台账里还没有任务");
    let (village, day) = ("liuyan", date!(2026 - 03 - 31));
    let lacking = TaskDraft { due: DueDraft::default(), ..complete(&app, village, "清淤", day) };
    enter(&app, vec![complete(&app, village, "修路", day), lacking]).await;
    leader.get("/years").await.assert_has("1 项任务没有时限").assert_html("/ledger?missing=deadline");
    advance(&leader, 1).await.assert_status(409).assert_has("没有时限");
    assert_eq!(state(&app).await.0, "preparing");
    advance(&clerk, 1).await.assert_status(403);
}

#[tokio::test]
async fn deployment_freezes_the_plan_and_a_closed_year_refuses_edits() {
    let app = TestApp::new().await;
    let (clerk, leader) = (app.clerk().await, app.leader().await);
    clerk.post("/years", &[("year", "2026")]).await.assert_to("/years");
    let task = enter(&app, vec![complete(&app, "liuyan", "修路", date!(2026 - 03 - 31))]).await[0];
    leader.get("/years").await.assert_has("没有需要先处理的事项");
    advance(&leader, 1).await.assert_to("/years");
    leader.get("/years").await.assert_has("第 1 版");
    advance(&leader, 1).await.assert_status(409);
    for version in 2..=4 {
        advance(&leader, version).await.assert_to("/years");
    }
    assert_eq!(state(&app).await, ("published".to_owned(), 5));
    // Results are out: nothing of the plan changes any more.
    clerk.post("/plan/frameworks", &[("name", "三个年")]).await.assert_status(409).assert_has("不能再修改");
    clerk.post("/plan/goals", &[("title", "增收")]).await.assert_status(409);
    let edit =
        clerk.post(&format!("/tasks/{task}/cancellation"), &[("reason", "不做了"), ("version", "1")]).await;
    edit.assert_status(409).assert_has("不能再修改");
    advance(&leader, 5).await.assert_to("/years");
    advance(&leader, 6).await.assert_status(409);
    let moves = event::Entity::find().filter(event::Column::Kind.eq("year_moved"));
    assert_eq!(moves.all(app.app.db.reader()).await.unwrap().len(), 5);
}

#[tokio::test]
async fn a_task_that_comes_during_the_deployment_is_not_frozen_unfinished() {
    let app = TestApp::new().await;
    app.clerk().await.post("/years", &[("year", "2026")]).await.assert_to("/years");
    enter(&app, vec![complete(&app, "liuyan", "修路", date!(2026 - 03 - 31))]).await;
    let leader = app.leader().await;
    let lacking =
        TaskDraft { due: DueDraft::default(), ..complete(&app, "liuyan", "清淤", date!(2026 - 03 - 31)) };
    let ctx = app.ctx();
    let body = Org::of(&ctx).await.unwrap().root().unwrap().clone();
    let mut tx = ctx.begin().await.unwrap();
    years::editable(&tx, 2026).await.unwrap();
    add_tasks(&mut tx, 2026, &body, vec![lacking]).await.unwrap();
    let (answer, ()) = tokio::join!(advance(&leader, 1), async {
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        tx.commit().await.unwrap();
    });
    answer.assert_status(409).assert_has("没有时限");
    assert_eq!(state(&app).await, ("preparing".to_owned(), 1));
}

#[tokio::test]
async fn the_frozen_plan_holds_every_row_of_its_year_and_of_no_other() {
    let app = TestApp::new().await;
    let (clerk, leader) = (app.clerk().await, app.leader().await);
    for year in ["2025", "2026"] {
        clerk.post("/years", &[("year", year)]).await.assert_to("/years");
    }
    let day = date!(2026 - 03 - 31);
    // More than one page of each table.
    let drafts = (0..1_100).map(|n| TaskDraft {
        milestones: vec![MilestoneDraft { kind: MilestoneKind::Step, day, title: format!("第{n}步") }],
        ..complete(&app, "liuyan", &format!("任务{n}"), day)
    });
    let drafts: Vec<_> = drafts.collect();
    let ctx = app.ctx();
    let body = Org::of(&ctx).await.unwrap().root().unwrap().clone();
    let mut tx = ctx.begin().await.unwrap();
    add_tasks(&mut tx, 2025, &body, drafts[..3].to_vec()).await.unwrap();
    add_tasks(&mut tx, 2026, &body, drafts).await.unwrap();
    tx.commit().await.unwrap();
    advance(&leader, 1).await.assert_to("/years");
    let frozen = plan_version::Entity::find().one(app.app.db.reader()).await.unwrap().unwrap();
    assert_eq!(frozen.sha256, luoshi::app::sha256(frozen.content.as_bytes()));
    let content: serde_json::Value = serde_json::from_str(&frozen.content).unwrap();
    for (list, count) in
        [("goals", 0), ("tasks", 1_100), ("duties", 1_100), ("measures", 0), ("milestones", 1_100)]
    {
        let rows = content[list].as_array().unwrap_or_else(|| panic!("no {list}"));
        let ids: std::collections::BTreeSet<i64> = rows.iter().map(|r| r["id"].as_i64().unwrap()).collect();
        assert_eq!((rows.len(), ids.len()), (count, count), "{list}");
    }
}

#[tokio::test]
async fn a_tighter_number_needs_a_reason_before_it_is_saved_and_before_deployment() {
    let app = TestApp::new().await;
    let clerk = app.clerk().await;
    clerk.post("/years", &[("year", "2026")]).await.assert_to("/years");
    let with = |value: &'static str, reason: &'static str| {
        vec![
            ("title", "到位资金增长"),
            ("upper_body", "云溪区"),
            ("version", "1"),
            ("m_name", "到位资金"),
            ("m_direction", "at_least"),
            ("m_value", value),
            ("m_unit", "亿元"),
            ("m_base", ""),
            ("m_upper", "5.20"),
            ("m_reason", reason),
        ]
    };
    let page = clerk.post("/plan/goals", &with("5.5", "")).await.assert_status(422);
    page.assert_has("请写明加码理由").assert_html("value=\"5.5\"");
    clerk.post("/plan/goals", &with("很多", "")).await.assert_status(422).assert_has("“很多”不是数字");
    clerk.post("/plan/goals", &with("5.2", "")).await.assert_to("/plan");
    clerk.get("/plan").await.assert_has("到位资金").assert_has_not("加码");
    let goal = Frame::of(&app.ctx(), 2026).await.unwrap().goals[0].clone();
    let place = format!("/plan/goals/{}", goal.id);
    clerk.post(&place, &with("5.5", "去年已达5.3亿元")).await.assert_to("/plan");
    clerk.get("/plan").await.assert_has("加码 去年已达5.3亿元");
    clerk
        .post(&place, &with("6", "再加"))
        .await
        .assert_status(409)
        .assert_has("到位资金 5.5亿元")
        .assert_has("到位资金 6亿元");
    // A tighter number that came in with a document stops the deployment.
    let tighter = MeasureDraft {
        name: "覆盖率".into(),
        direction: Direction::AtMost,
        value: "3".into(),
        unit: "天".into(),
        base: None,
        upper: Some("4.0".into()),
        raise_reason: None,
    };
    let draft =
        TaskDraft { measures: vec![tighter], ..complete(&app, "liuyan", "办结", date!(2026 - 03 - 31)) };
    enter(&app, vec![draft]).await;
    let leader = app.leader().await;
    leader.get("/years").await.assert_has("1 个指标高于上级要求，还没有写明理由（“覆盖率”等）");
    advance(&leader, 1).await.assert_status(409);
}

#[tokio::test]
async fn frameworks_have_themes_that_cannot_go_while_something_hangs_on_them() {
    let app = TestApp::new().await;
    let clerk = app.clerk().await;
    clerk.get("/plan").await.assert_has("建立年度之后");
    clerk
        .post("/plan/frameworks", &[("name", "三个年")])
        .await
        .assert_status(409)
        .assert_has("还没有建立年度");
    clerk.post("/years", &[("year", "2026")]).await.assert_to("/years");
    clerk.get("/plan").await.assert_has("还没有工作布局和目标");
    let upper = [("name", "区“四大工程”"), ("level", "云溪区"), ("themes", "产业\n治理\n\n")];
    clerk.post("/plan/frameworks", &upper).await.assert_to("/plan");
    clerk.post("/plan/frameworks", &[("name", " ")]).await.assert_status(422).assert_has("请填写");
    let frame = Frame::of(&app.ctx(), 2026).await.unwrap();
    let above = frame.frameworks[0].id.to_string();
    let own = [("name", "“1356”工作布局"), ("upper", above.as_str()), ("themes", "兴产业")];
    clerk.post("/plan/frameworks", &own).await.assert_to("/plan");
    let frame = Frame::of(&app.ctx(), 2026).await.unwrap();
    let ours = frame.frameworks[1].clone();
    let theme = frame.themes_of(ours.id).next().unwrap().clone();
    let industry = frame.themes_of(frame.frameworks[0].id).next().unwrap().id.to_string();
    let place = format!("/plan/frameworks/{}/themes/{}", ours.id, theme.id);
    let link = [("name", "兴产业"), ("upper", industry.as_str()), ("version", "1")];
    clerk.post(&place, &link).await.assert_to(&format!("/plan/frameworks/{}", ours.id));
    clerk.post(&place, &link).await.assert_status(409).assert_has("何秋实").assert_has("“1356”工作布局");
    let draft =
        TaskDraft { theme: Some(theme.id), ..complete(&app, "liuyan", "修路", date!(2026 - 03 - 31)) };
    enter(&app, vec![draft]).await;
    let page = clerk.get("/plan").await.assert_has("承接：产业").assert_has("1 项任务");
    page.assert_html(&format!("/ledger?theme={}", theme.id));
    clerk.post(&format!("{place}/removal"), &[]).await.assert_status(409).assert_has("还有 1 项任务");
    let upper = format!("/plan/frameworks/{above}/removal");
    clerk.post(&upper, &[]).await.assert_status(409).assert_has("还有 1 个布局承接它");
    // A circle is no hierarchy.
    let circle = [("name", "区“四大工程”"), ("upper", &*ours.id.to_string()), ("version", "1")];
    clerk
        .post(&format!("/plan/frameworks/{above}"), &circle)
        .await
        .assert_status(422)
        .assert_has("不能互相承接");
    let spare = [("name", "三个年"), ("themes", "项目建设年")];
    clerk.post("/plan/frameworks", &spare).await.assert_to("/plan");
    let id = Frame::of(&app.ctx(), 2026).await.unwrap().frameworks[2].id;
    clerk.post(&format!("/plan/frameworks/{id}/removal"), &[]).await.assert_to("/plan");
    assert_eq!(Frame::of(&app.ctx(), 2026).await.unwrap().frameworks.len(), 2);
    // Others read it and change nothing.
    let head = app.head("liuyan").await;
    head.get("/plan").await.assert_status(200).assert_has("1356").assert_has_not("新建工作布局");
    head.post("/plan/frameworks", &[("name", "我的")]).await.assert_status(403);
    app.leader().await.post(&format!("/plan/frameworks/{above}"), &circle).await.assert_status(403);
    app.audit_officer().await.get("/plan").await.assert_status(403);
}

#[tokio::test]
async fn the_chosen_year_stays_in_the_browser() {
    let app = TestApp::new().await;
    let clerk = app.clerk().await;
    for year in ["2025", "2026"] {
        clerk.post("/years", &[("year", year)]).await.assert_to("/years");
    }
    clerk.get("/plan").await.assert_has("2026年 · 筹划");
    clerk.post("/years/2025/choice", &[]).await.assert_to("/years");
    assert_eq!(clerk.cookie("year").as_deref(), Some("2025"));
    clerk.get("/plan").await.assert_has("2025年 · 筹划");
    clerk.post("/years/1999/choice", &[]).await.assert_status(404);
}

#[tokio::test]
async fn the_desk_shows_first_steps_then_what_is_due_for_me() {
    let app = TestApp::new().await;
    let clerk = app.clerk().await;
    let page = clerk.get("/").await.assert_status(200).assert_has("开始使用");
    let page = page.assert_has("建立年度 去办理").assert_has("给经办人员、领导开通账号");
    page.assert_html("href=\"/years\"");
    app.audit_officer().await.get("/").await.assert_has("审计日志").assert_has_not("开始使用");
    clerk.post("/years", &[("year", "2026")]).await.assert_to("/years");
    let late = complete(&app, "liuyan", "二月的事", date!(2026 - 02 - 27));
    let soon = complete(&app, "liuyan", "三月的事", date!(2026 - 03 - 10));
    let other = complete(&app, "songpo", "别村的事", date!(2026 - 03 - 09));
    let far = complete(&app, "liuyan", "年底的事", date!(2026 - 12 - 31));
    let open =
        TaskDraft { requirement: None, ..complete(&app, "liuyan", "没要求的事", date!(2026 - 11 - 30)) };
    enter(&app, vec![late, soon, other, far, open]).await;
    let head = app.head("liuyan").await.get("/").await.assert_status(200);
    let head =
        head.assert_has("已经逾期 1").assert_has("逾期 6 天").assert_has("二月的事").assert_has("还剩 5 天");
    head.assert_has_not("别村的事").assert_has_not("年底的事").assert_has_not("五定不全");
    let page = clerk.get("/").await.assert_has("1 项任务五定不全").assert_has("部署之前还要处理");
    page.assert_has("别村的事").assert_has_not("开始使用");
    app.head("enforcement").await.get("/").await.assert_has("没有待办事项");
}

#[tokio::test]
async fn the_program_refuses_a_year_twice() {
    let app = TestApp::new().await;
    let ctx = app.ctx();
    years::open(&ctx, 2026).await.unwrap();
    assert!(years::open(&ctx, 2026).await.is_err());
}

#[tokio::test]
async fn the_ledger_finds_words_and_what_is_missing() {
    let app = TestApp::new().await;
    let clerk = app.clerk().await;
    clerk.post("/years", &[("year", "2026")]).await.assert_to("/years");
    let day = date!(2026 - 06 - 30);
    let lacking = TaskDraft { requirement: None, ..complete(&app, "liuyan", "疏浚河道", day) };
    enter(&app, vec![complete(&app, "liuyan", "修补村道", day), lacking]).await;
    clerk.get("/ledger?q=%E6%B2%B3%E9%81%93").await.assert_has("疏浚河道").assert_has_not("修补村道");
    clerk.get("/ledger?missing=requirement").await.assert_has("疏浚河道").assert_has_not("修补村道");
    clerk.get("/ledger?missing=deadline").await.assert_has_not("疏浚河道").assert_has_not("修补村道");
}

//! One's own account.

use super::login::with_password;
use crate::support::{MINUTE, TestApp};

#[tokio::test]
async fn a_password_change_asks_for_the_present_one_and_ends_other_sessions() {
    let app = TestApp::new().await;
    with_password(&app, "leader").await;
    let (desk, phone) = (app.leader().await, app.leader().await);
    let form = |present, new, again| [("present", present), ("password", new), ("again", again)];
    let wrong = form("Nothing-Right-1", "Lantern-Meadow-83", "Lantern-Meadow-83");
    desk.post("/account/password", &wrong).await.assert_status(422).assert_has("现在的口令不对");
    let short = form("Rivulet-Anchor-57", "Lantern-8", "Lantern-8");
    desk.post("/account/password", &short).await.assert_status(422).assert_has("至少要 10 个");
    let good = form("Rivulet-Anchor-57", "Lantern-Meadow-83", "Lantern-Meadow-83");
    desk.post("/account/password", &good).await.assert_to("/account");
    desk.get("/account").await.assert_status(200).assert_has("口令已修改");
    phone.get("/account").await.assert_to("/login?next=%2Faccount");
}

#[tokio::test]
async fn the_last_five_passwords_are_refused() {
    let app = TestApp::new().await;
    with_password(&app, "leader").await;
    let desk = app.leader().await;
    let passwords: Vec<String> = (0..6).map(|i| format!("Lantern-Meadow-8{i}")).collect();
    let mut present = "Rivulet-Anchor-57".to_owned();
    for next in &passwords[..5] {
        let form = [("present", present.as_str()), ("password", next), ("again", next)];
        desk.post("/account/password", &form).await.assert_to("/account");
        present.clone_from(next);
    }
    for old in &passwords[..5] {
        let form = [("present", present.as_str()), ("password", old), ("again", old)];
        desk.post("/account/password", &form).await.assert_status(422).assert_has("最近 5 次");
    }
    let sixth = "Rivulet-Anchor-57";
    let form = [("present", present.as_str()), ("password", sixth), ("again", sixth)];
    desk.post("/account/password", &form).await.assert_to("/account");
}

#[tokio::test]
async fn one_sees_and_ends_ones_own_sessions_only() {
    let app = TestApp::new().await;
    let (desk, phone) = (app.leader().await, app.leader().await);
    app.pass(MINUTE);
    let page = desk.get("/account").await.assert_has("本次登录");
    let id = page.attribute("name=\"id\"", "value").unwrap();
    app.clerk().await.post("/account/sessions", &[("id", &id)]).await.assert_status(404);
    desk.post("/account/sessions", &[("id", &id)]).await.assert_to("/account");
    phone.get("/account").await.assert_status(303);
    let (second, third) = (app.leader().await, app.leader().await);
    desk.post("/account/sessions", &[]).await.assert_to("/account");
    desk.get("/account").await.assert_status(200).assert_has("已退出 2 个登录");
    second.get("/").await.assert_status(303);
    third.get("/").await.assert_status(303);
}

#[tokio::test]
async fn preferences_change_the_look_and_lead_back() {
    let app = TestApp::new().await;
    let desk = app.clerk().await;
    desk.post("/preferences", &[("large", "1"), ("back", "/account")]).await.assert_to("/account");
    desk.post("/preferences", &[("theme", "dark"), ("back", "//evil.example")]).await.assert_to("/");
    desk.post("/preferences", &[("lang", "en"), ("back", "/account")]).await;
    let page = desk.get("/account").await.assert_has("My account");
    assert!(page.body().contains("data-theme=\"dark\"") && page.body().contains(" data-large"));
    desk.post("/preferences", &[("theme", "pink"), ("large", "0"), ("lang", "zh-CN")]).await;
    let page = desk.get("/account").await.assert_has("我的账号");
    assert!(page.body().contains("data-theme=\"dark\"") && !page.body().contains(" data-large"));
}

#[tokio::test]
async fn anybody_may_complain_and_the_office_reads_it() {
    let app = TestApp::new().await;
    let visitor = app.visitor();
    visitor.post("/feedback", &[("text", " ")]).await.assert_status(422).assert_has("请填写");
    visitor.post("/feedback", &[("text", "表格重复要了三遍")]).await.assert_to("/feedback");
    visitor.get("/feedback").await.assert_has("已收到").assert_has_not("三遍");
    app.clerk().await.get("/feedback").await.assert_has("表格重复要了三遍");
    app.audit_officer().await.get("/feedback").await.assert_has("表格重复要了三遍");
    app.reporter("songpo").await.get("/feedback").await.assert_has_not("三遍");
    for _ in 0..9 {
        visitor.post("/feedback", &[("text", "再说一遍")]).await.assert_to("/feedback");
    }
    visitor.post("/feedback", &[("text", "再说一遍")]).await.assert_status(409).assert_has("太频繁");
}

#[tokio::test]
async fn help_is_there_before_log_in() {
    let app = TestApp::new().await;
    app.visitor().get("/help").await.assert_status(200).assert_has("任务台账");
    app.visitor().get("/help/keys").await.assert_status(200).assert_has("下一行");
}

//! What the audit officer reads.

use crate::support::{DAY, TestApp};

#[tokio::test]
async fn refusals_and_log_ins_are_found_by_kind_person_and_day() {
    let app = TestApp::new().await;
    app.clerk().await.get("/audit").await.assert_status(403).assert_has("已记入审计日志");
    app.pass(DAY);
    let officer = app.audit_officer().await;
    officer.get("/audit?kind=denied").await.assert_has("何秋实").assert_has("页面: /audit");
    officer.get("/audit?kind=signed_in").await.assert_has("何秋实").assert_has("纪明察");
    officer
        .get("/audit?person=%E4%BD%95%E7%A7%8B%E5%AE%9E")
        .await
        .assert_has("何秋实")
        .assert_has_not("页面: /login");
    officer.get("/audit?to_day=2026-03-05").await.assert_has("何秋实");
    officer.get("/audit?from_day=2026-03-06").await.assert_has_not("何秋实");
    officer.get("/audit?from_day=2026-03-07").await.assert_has("没有符合条件的记录");
}

#[tokio::test]
async fn the_history_goes_page_by_page_without_gaps() {
    let app = TestApp::new().await;
    for i in 0..130 {
        app.visitor()
            .at(&format!("10.2.0.{i}"))
            .post("/login", &[("login", &format!("name{i}")), ("password", "x")])
            .await;
    }
    let officer = app.audit_officer().await;
    let first = officer.get("/audit?kind=sign_in_refused").await;
    let next = first.attribute("rel=\"next\"", "href").unwrap().replace("&#38;", "&").replace("&amp;", "&");
    let second = officer.get(&next).await;
    for i in 0..130 {
        let name = format!("登录名: name{i} ");
        assert!(first.text().contains(&name) != second.text().contains(&name), "{name}");
    }
    assert!(second.attribute("rel=\"next\"", "href").is_none());
}

#[tokio::test]
async fn an_export_is_safe_in_a_spreadsheet_and_recorded() {
    let app = TestApp::new().await;
    app.visitor().post("/login", &[("login", "=cmd|calc"), ("password", "x")]).await;
    app.visitor().post("/feedback", &[("text", "一\r\n二 \"三\"")]).await.assert_status(303);
    let officer = app.audit_officer().await;
    let file = officer.get("/audit.csv?kind=feedback_given").await.assert_status(200);
    assert!(file.header("content-type").starts_with("text/csv"));
    assert!(file.body().starts_with("\u{feff}\"时间\",\"操作人\""));
    assert_eq!(file.body().matches("\"\"三\"\"").count(), 1, "{}", file.body());
    officer.get("/audit?kind=exported").await.assert_has("audit").assert_has("行数: 1");
}

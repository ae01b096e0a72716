//! What the security officer keeps.

use super::login::with_password;
use crate::support::TestApp;

#[tokio::test]
async fn a_lock_is_seen_and_released() {
    let app = TestApp::new().await;
    with_password(&app, "leader").await;
    let browser = app.visitor().at("10.9.9.9");
    for _ in 0..5 {
        browser.post("/login", &[("login", "leader"), ("password", "x")]).await;
    }
    let officer = app.security_officer().await;
    officer.get("/security").await.assert_has("10.9.9.9 · 锁定到 2026年3月5日 09:15");
    let pair = [("login", "leader"), ("address", "10.9.9.9")];
    officer.post("/security/locks", &pair).await.assert_to("/security");
    officer.get("/security").await.assert_has("没有被锁定");
    officer.post("/security/locks", &pair).await.assert_status(404);
    let right = [("login", "leader"), ("password", "Rivulet-Anchor-57")];
    browser.post("/login", &right).await.assert_to("/");
}

#[tokio::test]
async fn the_profile_decides_what_a_good_password_is() {
    let app = TestApp::new().await;
    with_password(&app, "leader").await;
    let (officer, leader) = (app.security_officer().await, app.leader().await);
    let was = officer.get("/security").await.attribute("name=\"was\"", "value").unwrap();
    // A change of the body is no change of the settings.
    app.clerk().await.post("/org/people", &[("name", "汪新苗")]).await.assert_status(303);
    let choice = [("was", was.as_str()), ("profile", "asvs")];
    officer.post("/security/profile", &choice).await.assert_to("/security");
    officer.post("/security/profile", &choice).await.assert_status(409).assert_has("安守一");
    officer.post("/security/profile", &[("was", "asvs"), ("profile", "none")]).await.assert_status(400);
    let form = |new| [("present", "Rivulet-Anchor-57"), ("password", new), ("again", new)];
    leader
        .post("/account/password", &form("Lantern-8390"))
        .await
        .assert_status(422)
        .assert_has("至少要 15 个");
    let long = "quiet lantern over meadow";
    leader.post("/account/password", &form(long)).await.assert_to("/account");
}

#[tokio::test]
async fn the_security_officer_ends_anybodys_session() {
    let app = TestApp::new().await;
    let (officer, leader) = (app.security_officer().await, app.leader().await);
    let page = officer.get("/security").await.assert_has("严立行");
    let body = page.body();
    let at = body.find("严立行").unwrap();
    let value = |name: &str| {
        let from = at + body[at..].find(&format!("name=\"{name}\" value=\"")).unwrap();
        body[from..].split('"').nth(3).unwrap().to_owned()
    };
    let form = [("account", value("account")), ("id", value("id"))];
    let form: Vec<(&str, &str)> = form.iter().map(|(k, v)| (*k, v.as_str())).collect();
    officer.post("/security/sessions", &form).await.assert_to("/security");
    leader.get("/").await.assert_status(303);
}

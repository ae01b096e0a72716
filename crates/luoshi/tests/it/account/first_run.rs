//! The first day of an installation.

use crate::support::{DAY, TestApp};

const FORM: [(&str, &str); 6] = [
    ("body", "云溪街道办事处"),
    ("kind", "street"),
    ("person", "方启明"),
    ("login", "Fang.QM"),
    ("password", "Rivulet-Anchor-57"),
    ("again", "Rivulet-Anchor-57"),
];

fn form_with<'a>(field: &str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    FORM.iter().map(|(k, v)| (*k, if *k == field { value } else { *v })).collect()
}

async fn link(app: &TestApp) -> String {
    let token = luoshi::account::links::first_run(&app.app).await.unwrap().unwrap();
    format!("/setup/{token}")
}

#[tokio::test]
async fn there_is_no_default_account() {
    let app = TestApp::empty().await;
    app.visitor().get("/").await.assert_to("/login?next=%2F");
    app.visitor().get("/login").await.assert_status(200).assert_has("没有默认账号");
    app.visitor().post("/login", &[("login", "admin"), ("password", "admin")]).await.assert_to("/login");
}

#[tokio::test]
async fn the_link_founds_the_body_and_signs_the_system_officer_in() {
    let app = TestApp::empty().await;
    let (link, browser) = (link(&app).await, app.visitor());
    browser.get(&link).await.assert_status(200).assert_has("首次设置");
    let answer = browser.post(&link, &FORM).await.assert_to("/");
    let cookie = answer.header("set-cookie").to_owned();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    browser.get("/login").await.assert_to("/");
    assert!(luoshi::account::links::first_run(&app.app).await.unwrap().is_none());
    let other = app.visitor();
    let login = [("login", " fang.qm "), ("password", "Rivulet-Anchor-57"), ("next", "/login")];
    other.post("/login", &login).await.assert_to("/login");
    other.get("/login").await.assert_to("/");
}

#[tokio::test]
async fn the_link_works_once_and_for_a_day() {
    let app = TestApp::empty().await;
    let old = link(&app).await;
    let new = link(&app).await;
    app.visitor().get(&old).await.assert_status(409);
    app.pass(DAY);
    app.visitor().post(&new, &FORM).await.assert_status(409).assert_has("过期");
    let fresh = link(&app).await;
    app.visitor().post(&fresh, &FORM).await.assert_to("/");
    app.visitor().post(&fresh, &FORM).await.assert_status(409).assert_has("已经用过");
    app.visitor().get("/setup/0.0000").await.assert_status(409);
}

#[tokio::test]
async fn faults_stand_beside_their_fields_and_the_rest_is_kept() {
    let app = TestApp::empty().await;
    let (link, browser) = (link(&app).await, app.visitor());
    for (field, value, says) in [
        ("body", " ", "请填写"),
        ("kind", "castle", "请选择"),
        ("person", "", "请填写"),
        ("login", "a b", "登录名要有"),
        ("password", "Short-1", "至少要 10 个"),
        ("password", "Fangqiming-2026", "不要有登录名或姓名"),
        ("password", "Yunxi-2026", "剩下的太少"),
        ("again", "Rivulet-Anchor-58", "不一样"),
    ] {
        let page = browser.post(&link, &form_with(field, value)).await.assert_status(422).assert_has(says);
        if field != "body" {
            assert!(page.body().contains("value=\"云溪街道办事处\""), "{field} loses the body's name");
        }
        assert!(!page.body().contains("Rivulet"), "a password came back");
        if field != "kind" {
            assert_eq!(page.attribute(&format!("id=\"{field}\""), "aria-invalid").as_deref(), Some("true"));
        }
    }
    browser.post(&link, &FORM).await.assert_to("/");
}

#[tokio::test]
async fn pages_before_log_in_speak_the_browsers_language() {
    let app = TestApp::empty().await;
    app.visitor().in_english().get("/login").await.assert_has("There is no default account");
}

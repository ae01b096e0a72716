//! Knocks at every door without a key, and with every wrong one.

use luoshi::web::Need;
use luoshi_core::policy::{Role, may_some};

use crate::support::{Client, TestApp};

/// Routes that anybody may call. This list may only shrink: whoever adds a line says why here.
const PUBLIC: &[&str] = &[
    "GET /healthz",          // a load balancer asks
    "GET /readyz",           // the same
    "GET /metrics",          // refuses every address but the machine's own
    "GET /a/{hash}/{*name}", // style sheet and script of the log-in page
    "GET /favicon.ico",
    "GET /login",
    "POST /login",
    "POST /logout",       // who is out already is not told off for leaving
    "GET /setup/{token}", // the token is the key
    "POST /setup/{token}",
    "GET /feedback", // anybody may complain
    "POST /feedback",
    "GET /help", // how to log in, among other things
    "GET /help/keys",
];

fn table() -> Vec<(String, String, Need)> {
    luoshi::web::routes().table().iter().map(|r| (r.method.to_owned(), r.path.to_owned(), r.need)).collect()
}

/// The path with something in the place of its parameters.
fn filled(path: &str) -> String {
    path.split('/').map(|part| if part.starts_with('{') { "1" } else { part }).collect::<Vec<_>>().join("/")
}

async fn knock(client: &Client, method: &str, path: &str) -> crate::support::Answer {
    let form = Some("application/x-www-form-urlencoded").filter(|_| method == "POST");
    client.send(method, &filled(path), form, Vec::new()).await
}

#[test]
fn public_routes_are_these() {
    let mut open: Vec<String> = table()
        .into_iter()
        .filter(|(_, _, need)| *need == Need::Public)
        .map(|(method, path, _)| format!("{method} {path}"))
        .collect();
    let mut listed: Vec<String> = PUBLIC.iter().map(|s| (*s).to_owned()).collect();
    open.sort();
    listed.sort();
    assert_eq!(open, listed);
}

#[test]
fn no_route_is_listed_twice() {
    let mut all: Vec<String> = table().into_iter().map(|(m, p, _)| format!("{m} {p}")).collect();
    all.sort();
    let count = all.len();
    all.dedup();
    assert_eq!(all.len(), count);
    assert!(count > 30, "the table has {count} lines only");
}

#[tokio::test]
async fn without_a_session_every_other_door_leads_to_the_log_in() {
    let app = TestApp::new().await;
    let visitor = app.visitor();
    for (method, path, need) in table() {
        if need == Need::Public {
            continue;
        }
        let answer = knock(&visitor, &method, &path).await;
        let to_login = answer.status == 303 && answer.location().starts_with("/login?next=");
        assert!(to_login || answer.status == 401, "{method} {path}: {} {}", answer.status, answer.location());
    }
}

#[tokio::test]
async fn every_role_is_refused_what_the_matrix_does_not_give_it() {
    let app = TestApp::new().await;
    let people = [
        (Role::SystemOfficer, "system"),
        (Role::SecurityOfficer, "security"),
        (Role::AuditOfficer, "audit"),
        (Role::Clerk, "clerk"),
        (Role::Leader, "leader"),
        (Role::Head, "head-liuyan"),
        (Role::Reporter, "reporter-liuyan"),
    ];
    assert_eq!(people.map(|(role, _)| role), Role::ALL);
    for (role, login) in people {
        let (client, actor) = (app.sign_in(login).await, app.ctx_of(login).await.actor);
        assert!(actor.has(role), "{login} is no {role:?}");
        let mut refused = 0;
        for (method, path, need) in table() {
            let Need::May(action, kind) = need else { continue };
            if may_some(&actor, action, kind) {
                continue;
            }
            let answer = knock(&client, &method, &path).await;
            assert_eq!(answer.status, 403, "{role:?} {method} {path}");
            refused += 1;
        }
        assert!(refused > 0, "{role:?} may do everything");
    }
}

#[tokio::test]
async fn what_the_framework_refuses_is_a_page_of_ours() {
    let app = TestApp::new().await;
    luoshi::plan::years::open(&app.ctx(), 2026).await.unwrap();
    let clerk = app.clerk().await;
    clerk.get("/tasks/abc").await.assert_status(404).assert_has("没有找到这个页面").assert_has_not("Invalid");
    clerk.get("/documents?before=abc").await.assert_status(400).assert_has("无法识别这次请求");
    let multipart = clerk.post("/documents", &[("text", "x")]).await;
    multipart.assert_status(400).assert_has("无法识别这次请求");
    let form = Some("application/x-www-form-urlencoded");
    let large = clerk.send("POST", "/years", form, vec![b'a'; 2 << 20]).await;
    large.assert_status(413).assert_has("内容太大");
    let json = clerk.send("POST", "/years", Some("application/json"), b"{}".to_vec()).await;
    json.assert_status(400).assert_has("无法识别这次请求");
}

#[tokio::test]
async fn an_outlived_session_opens_no_door() {
    let app = TestApp::new().await;
    let clerk = app.clerk().await;
    app.pass(app.app.config.session_hours.into());
    clerk.get("/").await.assert_status(200);
    app.pass(i64::from(app.app.config.session_hours) * crate::support::HOUR);
    for (method, path, need) in table() {
        if need != Need::Public {
            let answer = knock(&clerk, &method, &path).await;
            assert!(answer.location().starts_with("/login") || answer.status == 401, "{method} {path}");
        }
    }
}

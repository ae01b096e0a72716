//! Powers follow posts: they end with the post, and can be lent while away.

use luoshi::org::holding;
use luoshi_core::policy::Role;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait as _, ConnectionTrait as _, EntityTrait as _, QueryFilter as _};
use time::macros::date;

use crate::support::{Answer, Client, DAY, TestApp};

async fn end_post(app: &TestApp, login: &str, last_day: time::Date) {
    let ctx = app.ctx();
    let tx = ctx.begin().await.unwrap();
    holding::Entity::update_many()
        .col_expr(holding::Column::ToDay, Expr::value(Some(last_day)))
        .filter(holding::Column::TenantId.eq(ctx.tenant()))
        .filter(holding::Column::Id.eq(app.world.holdings[login]))
        .exec(tx.conn())
        .await
        .unwrap();
    luoshi::org::touch(&tx).await.unwrap();
    tx.commit().await.unwrap();
}

async fn lend(from: &Client, to: &str, days: (&str, &str), reason: &str) -> Answer {
    let form = [("to", to), ("from_day", days.0), ("to_day", days.1), ("reason", reason)];
    from.post("/account/delegations", &form).await
}

async fn has(app: &TestApp, login: &str, role: Role) -> bool {
    app.ctx_of(login).await.actor.has(role)
}

#[tokio::test]
async fn a_post_that_ended_opens_nothing_at_the_next_request() {
    let app = TestApp::new().await;
    let clerk = app.clerk().await;
    let ledger = |page: &Answer| page.body().contains("href=\"/ledger\"");
    // Today is the last day.
    end_post(&app, "clerk", date!(2026 - 03 - 05)).await;
    assert!(ledger(&clerk.get("/").await));
    end_post(&app, "clerk", date!(2026 - 03 - 04)).await;
    assert!(!ledger(&clerk.get("/").await.assert_status(200)));
    clerk.get("/ledger").await.assert_status(403);
}

#[tokio::test]
async fn lent_powers_hold_on_their_days_only() {
    let app = TestApp::new().await;
    let (leader, to) = (app.leader().await, app.world.people["head-office"].to_string());
    lend(&leader, &to, ("2026-03-06", "2026-03-07"), "外出学习").await.assert_to("/account#lending");
    assert!(!has(&app, "head-office", Role::Leader).await);
    app.pass(DAY);
    assert!(has(&app, "head-office", Role::Leader).await);
    assert!(has(&app, "leader", Role::Leader).await, "who lends keeps the powers");
    app.pass(2 * DAY);
    assert!(!has(&app, "head-office", Role::Leader).await);
}

#[tokio::test]
async fn who_may_not_act_lends_nothing() {
    let app = TestApp::new().await;
    let (leader, to) = (app.leader().await, app.world.people["head-office"].to_string());
    lend(&leader, &to, ("2026-03-05", "2026-03-09"), "外出学习").await.assert_status(303);
    for (column, value) in [("disabled_at", "1"), ("officer", "'audit_officer'")] {
        assert!(has(&app, "head-office", Role::Leader).await);
        for value in [value, "NULL"] {
            let id = app.world.accounts["leader"];
            let ctx = app.ctx();
            let tx = ctx.begin().await.unwrap();
            let sql = format!("UPDATE account SET {column} = {value} WHERE id = {id}");
            tx.conn().execute_unprepared(&sql).await.unwrap();
            tx.commit().await.unwrap();
            assert_eq!(has(&app, "head-office", Role::Leader).await, value == "NULL", "{column}");
        }
    }
}

#[tokio::test]
async fn a_lending_ends_early_by_its_maker_alone() {
    let app = TestApp::new().await;
    let (leader, to) = (app.leader().await, app.world.people["head-office"].to_string());
    lend(&leader, &to, ("2026-03-05", "2026-03-09"), "外出学习").await.assert_status(303);
    assert!(has(&app, "head-office", Role::Leader).await);
    let page = leader.get("/account").await.assert_has("已委托给顾知远");
    let end = page.attribute("/account/delegations/", "action").unwrap();
    let deputy = app.head("office").await;
    deputy.get("/account").await.assert_has("严立行已委托给您");
    deputy.post(&end, &[]).await.assert_status(404);
    leader.post(&end, &[]).await.assert_to("/account#lending");
    assert!(!has(&app, "head-office", Role::Leader).await);
    leader.post(&end, &[]).await.assert_status(404);
}

#[tokio::test]
async fn what_is_lent_cannot_be_lent_on() {
    let app = TestApp::new().await;
    let (leader, head) = (app.leader().await, app.head("office").await);
    let people = &app.world.people;
    let days = ("2026-03-05", "2026-03-09");
    lend(&leader, &people["head-office"].to_string(), days, "外出学习").await.assert_status(303);
    lend(&head, &people["head-liuyan"].to_string(), days, "外出学习").await.assert_status(303);
    assert!(!has(&app, "head-liuyan", Role::Leader).await);
}

#[tokio::test]
async fn wrong_lendings_are_refused_beside_their_fields() {
    let app = TestApp::new().await;
    let (leader, people) = (app.leader().await, &app.world.people);
    let deputy = people["head-office"].to_string();
    let long = "字".repeat(201);
    for (to, days, reason, says) in [
        (people["audit"].to_string(), ("2026-03-05", "2026-03-09"), "外出", "有账号、能登录"),
        (people["leader"].to_string(), ("2026-03-05", "2026-03-09"), "外出", "有账号、能登录"),
        (deputy.clone(), ("3月5日", "2026-03-09"), "外出", "请选择日期"),
        (deputy.clone(), ("2026-03-09", "2026-03-05"), "外出", "不能早于"),
        (deputy.clone(), ("2026-03-01", "2026-03-04"), "外出", "已经过了"),
        (deputy.clone(), ("2026-03-05", "2026-08-05"), "外出", "最多委托 92 天"),
        (deputy.clone(), ("2026-03-05", "2026-03-09"), " ", "请填写"),
        (deputy.clone(), ("2026-03-05", "2026-03-09"), long.as_str(), "最多 200 个字"),
    ] {
        lend(&leader, &to, days, reason).await.assert_status(422).assert_has(says);
    }
    let officer = app.system_officer().await;
    lend(&officer, &deputy, ("2026-03-05", "2026-03-09"), "外出")
        .await
        .assert_status(409)
        .assert_has("不能委托");
}

//! The queue: nothing that was asked for is lost, nothing that is done stays for ever.

use std::fmt::Write as _;

use luoshi::account::{login_attempt, session_row, setup_link};
use luoshi::jobs::Job;
use sea_orm::{ConnectionTrait as _, EntityTrait as _, PaginatorTrait as _, Statement};

use crate::support::{DAY, Part, TestApp};

async fn count(app: &TestApp, sql: &str) -> i64 {
    let statement = Statement::from_string(app.app.db.engine(), sql);
    app.app.db.reader().query_one_raw(statement).await.unwrap().unwrap().try_get_by_index(0).unwrap()
}

#[tokio::test]
async fn a_job_that_is_asked_for_while_it_runs_runs_once_more() {
    let app = TestApp::new().await;
    luoshi::plan::years::open(&app.ctx(), 2026).await.unwrap();
    // Long enough to be read for a while.
    let mut table = "序号,工作领域,目标任务,完成时限,牵头单位,配合单位,责任人\n".to_owned();
    for n in 1..=600 {
        let _ = writeln!(table, "{n},城市管理,整治第{n}条背街小巷,6月底前,综合执法队,柳堰村,丁守正");
    }
    let part = Part { field: "files", name: "任务表.csv", bytes: table.as_bytes() };
    let clerk = app.clerk().await;
    let answer = clerk.multipart("/documents", &[], &[part]).await.assert_status(303);
    let document: i64 = answer.location().rsplit('/').next().unwrap().parse().unwrap();
    let ask = async {
        while count(&app, "SELECT COUNT(*) FROM job WHERE attempts > 0").await == 0 {
            tokio::task::yield_now().await;
        }
        let ctx = app.ctx();
        let mut tx = ctx.begin().await.unwrap();
        tx.queue(&Job::ReadDocument { document }).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(count(&app, "SELECT COUNT(*) FROM document WHERE state = 'draft'").await, 0, "too late");
    };
    let (runs, ()) = tokio::join!(app.run_jobs(), ask);
    assert_eq!(runs, 2);
    assert_eq!(app.run_jobs().await, 0);
}

#[tokio::test]
async fn housekeeping_takes_away_what_is_old_and_nothing_else() {
    let app = TestApp::new().await;
    let rows = || async {
        let db = app.app.db.reader();
        [
            login_attempt::Entity::find().count(db).await.unwrap(),
            session_row::Entity::find().count(db).await.unwrap(),
            setup_link::Entity::find().count(db).await.unwrap(),
        ]
    };
    let ctx = app.ctx();
    let mut tx = ctx.begin().await.unwrap();
    let clerk = app.world.accounts["clerk"];
    luoshi::account::links::issue(&mut tx, clerk, luoshi::account::links::Purpose::Reset, DAY).await.unwrap();
    tx.queue(&Job::Housekeeping).await.unwrap();
    tx.commit().await.unwrap();
    app.clerk().await;
    app.visitor().post("/login", &[("login", "clerk"), ("password", "wrong")]).await.assert_status(422);
    assert_eq!(app.run_jobs().await, 1);
    assert_eq!(rows().await, [1, 1, 1]);
    // The next one is for tomorrow.
    assert_eq!(app.run_jobs().await, 0);
    app.pass(DAY);
    assert_eq!(app.run_jobs().await, 1);
    // A failed attempt counts for half an hour.
    assert_eq!(rows().await, [0, 1, 1]);
    app.pass(40 * DAY);
    assert_eq!(app.run_jobs().await, 1);
    assert_eq!(rows().await, [0, 0, 0]);
}

#[tokio::test]
async fn jobs_that_are_done_go_after_a_week() {
    let app = TestApp::new().await;
    luoshi::plan::years::open(&app.ctx(), 2026).await.unwrap();
    let part =
        Part { field: "files", name: "任务表.csv", bytes: "序号,目标任务\n1,修路\n".as_bytes() };
    app.clerk().await.multipart("/documents", &[], &[part]).await.assert_status(303);
    let ctx = app.ctx();
    let mut tx = ctx.begin().await.unwrap();
    tx.queue(&Job::Housekeeping).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(app.run_jobs().await, 2);
    assert_eq!(count(&app, "SELECT COUNT(*) FROM job WHERE done_at IS NOT NULL").await, 1);
    app.pass(6 * DAY);
    app.run_jobs().await;
    assert_eq!(count(&app, "SELECT COUNT(*) FROM job WHERE done_at IS NOT NULL").await, 1);
    app.pass(2 * DAY);
    app.run_jobs().await;
    assert_eq!(count(&app, "SELECT COUNT(*) FROM job WHERE done_at IS NOT NULL").await, 0);
}

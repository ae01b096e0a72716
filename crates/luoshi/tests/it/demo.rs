//! The demo world: its tasks stand on the words of its own papers.

use std::sync::Arc;

use luoshi::config::Config;
use luoshi::ctx::Ctx;
use luoshi::demo;
use luoshi::intake::load::{documents, proposals, reading_of};
use luoshi::intake::store::{DocumentState, ProposalChange};
use luoshi::intake::{Receipt, Upload, receive};
use luoshi::jobs;
use luoshi::org::unit_alias;
use luoshi::plan::store::{task, theme_link};
use luoshi_docs::model::Document;
use sea_orm::{EntityTrait as _, PaginatorTrait as _};
use time::macros::date;

use crate::support::TestApp;

async fn built() -> (TestApp, Ctx) {
    let t = TestApp::empty().await;
    let tenant = demo::build(&t.app.db, &Config::default(), date!(2026 - 07 - 15)).await.unwrap();
    let ctx = Ctx::program(&t.app, tenant, "test");
    (t, ctx)
}

#[tokio::test]
async fn every_task_of_the_demo_stands_on_words_of_a_paper() {
    let (t, ctx) = built().await;
    let papers = documents(&ctx, 2026, Some(DocumentState::Adopted), None, 50).await.unwrap();
    let mut texts = std::collections::BTreeMap::new();
    for paper in &papers {
        let reading = reading_of(&ctx, paper.id).await.unwrap().unwrap();
        texts.insert(paper.id, serde_json::from_str::<Document>(&reading.content).unwrap().text);
    }
    let tasks = task::Entity::find().all(t.app.db.reader()).await.unwrap();
    assert!(tasks.len() >= 115, "{}", tasks.len());
    let mut without = Vec::new();
    for task in &tasks {
        let quote = || {
            let text = texts.get(&task.document_id?)?;
            text.get(usize::try_from(task.span_start?).ok()?..usize::try_from(task.span_end?).ok()?)
        };
        // The first words of the task are words of its paper.
        let begins: String = task.title.chars().take(4).collect();
        if !quote().is_some_and(|q| q.replace(char::is_whitespace, "").contains(&begins)) {
            without.push((task.human_number(), task.title.clone(), quote()));
        }
    }
    assert!(without.is_empty(), "{} of {}: {without:#?}", without.len(), tasks.len());
    assert_eq!(papers.len(), 7, "all that a task was taken from: {papers:#?}");
    for paper in &papers {
        let open = proposals(&ctx, ctx.reader(), paper.id).await.unwrap();
        let open: Vec<_> = open.iter().filter(|p| p.row.state.word() == "open").collect();
        assert!(open.is_empty(), "{}: {open:#?}", paper.name);
    }
}

#[tokio::test]
async fn the_demo_knows_other_names_of_units_and_what_its_themes_serve() {
    let (t, _) = built().await;
    let reader = t.app.db.reader();
    let aliases = unit_alias::Entity::find().all(reader).await.unwrap();
    assert!(aliases.iter().any(|a| a.name == "执法队"), "{aliases:?}");
    assert_eq!(theme_link::Entity::find().count(reader).await.unwrap(), 10);
}

#[tokio::test]
async fn the_table_of_april_is_a_newer_version_of_the_demos_table() {
    const NAME: &str = "10青石桥街道2026年重点工作任务分解表（4月调整）.xlsx";
    let (t, ctx) = built().await;
    let file = format!("{}/../../demo/documents/{NAME}", env!("CARGO_MANIFEST_DIR"));
    let bytes = Arc::new(std::fs::read(file).unwrap());
    let ctx = Ctx { now: ctx.now + 400 * crate::support::DAY, ..ctx };
    let upload = Upload { name: NAME.to_owned(), bytes, previous: None };
    let Receipt::New(id) = receive(&ctx, 2026, upload).await.unwrap() else { panic!() };
    t.pass(400 * crate::support::DAY);
    jobs::run_due(&t.app).await.unwrap();
    let rows = proposals(&ctx, ctx.reader(), id).await.unwrap();
    let count = |change| rows.iter().filter(|p| p.row.change == change).count();
    assert_eq!(
        [ProposalChange::Changed, ProposalChange::Removed].map(count),
        [5, 2],
        "{:#?}",
        rows.iter()
            .filter(|p| p.row.change != ProposalChange::Unchanged)
            .map(|p| (p.row.change, p.value.title().to_owned()))
            .collect::<Vec<_>>()
    );
}

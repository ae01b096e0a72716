//! `luoshi import --into`: the real program beside a running one, on the same store.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use luoshi::event;
use luoshi::intake::load::documents;
use luoshi::intake::store::{DocumentState, document};
use luoshi::plan::store::task;
use sea_orm::{ColumnTrait as _, EntityTrait as _, PaginatorTrait as _, QueryFilter as _};
use serde_json::Value;

use crate::support::TestApp;

const FIRE: &str = "../../demo/upload/森林防火任务.csv";
const LANES: &str = "../../demo/upload/背街小巷整治实施方案.html";
const LOCKED: &str = "../luoshi-docs/tests/data/read/locked.pdf";

async fn in_2026() -> TestApp {
    let t = TestApp::new().await;
    luoshi::plan::years::open(&t.ctx(), 2026).await.unwrap();
    t
}

fn file(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Runs the program in English and waits for its end.
fn luoshi(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_luoshi")).args(args).env("LC_ALL", "en_GB.UTF-8").output().unwrap()
}

fn import(t: &TestApp, files: &[PathBuf], more: &[&str]) -> Output {
    let store = t.store();
    let mut args: Vec<&str> = vec!["import"];
    args.extend(files.iter().map(|f| f.to_str().unwrap()));
    args.extend(["--into", &store]);
    args.extend(more);
    luoshi(&args)
}

fn lines(output: &Output) -> Vec<Value> {
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[track_caller]
fn ended(output: &Output, code: i32, says: &str) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{said}");
    assert!(said.contains(says), "no {says:?} in {said}");
}

async fn kept(t: &TestApp) -> Vec<document::Model> {
    documents(&t.ctx(), 2026, None, None, 100).await.unwrap()
}

#[tokio::test]
async fn files_go_into_a_store_and_wait_to_be_confirmed() {
    let t = in_2026().await;
    let output = import(&t, &[file(FIRE), file(LANES)], &["--json", "--year", "2026"]);
    ended(&output, 0, "");
    let said = lines(&output);
    assert_eq!(said.len(), 2);
    assert!(
        said.iter().all(|l| l["state"] == "new" && l["year"] == 2026 && l["adopted"] == false),
        "{said:?}"
    );
    assert_eq!((&said[0]["id"], &said[0]["proposals"]), (&"森林防火任务".into(), &6.into()));
    let kept = kept(&t).await;
    let mut ids: Vec<String> = kept.iter().map(|d| d.id.to_string()).collect();
    ids.sort();
    assert_eq!(ids, [said[0]["document"].as_str().unwrap(), said[1]["document"].as_str().unwrap()]);
    assert!(kept.iter().all(|d| d.state == DocumentState::Draft && d.account_id.is_none()));
    let received = event::Entity::find()
        .filter(event::Column::TenantId.eq(t.world.tenant))
        .filter(event::Column::Kind.eq("document_received"))
        .all(t.app.db.reader())
        .await
        .unwrap();
    assert_eq!(received.iter().map(|e| e.actor_name.as_str()).collect::<Vec<_>>(), ["cli", "cli"]);
    assert_eq!(task::Entity::find().count(t.app.db.reader()).await.unwrap(), 0, "nothing is confirmed");
    // The running server shows what came in beside it, and who brought it.
    let clerk = t.clerk().await;
    clerk.get(&format!("/documents/{}", ids[0])).await.assert_status(200);
    clerk.get(&format!("/history/document/{}", ids[0])).await.assert_has("命令行");
}

#[tokio::test]
async fn the_same_file_again_is_the_same_document() {
    let t = in_2026().await;
    let first = lines(&import(&t, &[file(FIRE)], &["--json"]));
    let again = import(&t, &[file(FIRE)], &["--json"]);
    ended(&again, 0, "");
    let again = lines(&again);
    assert_eq!((&again[0]["state"], &again[0]["document"]), (&"same".into(), &first[0]["document"]));
    assert_eq!(again[0]["proposals"], first[0]["proposals"]);
    assert_eq!(kept(&t).await.len(), 1);
    let words = import(&t, &[file(FIRE)], &[]);
    assert!(String::from_utf8_lossy(&words.stdout).contains("was here already"), "{words:?}");
}

#[tokio::test]
async fn one_refused_file_keeps_no_other_out() {
    let t = in_2026().await;
    let folder = tempfile::tempdir().unwrap();
    let texts = folder.path().join("texts.jsonl");
    std::fs::write(&texts, "{\"id\":\"甲\",\"text\":\"一、由综合执法队牵头，6月底前整治背街小巷6条。\"}\n")
        .unwrap();
    let nowhere = folder.path().join("none.docx");
    let output = import(&t, &[file(LOCKED), nowhere, texts], &["--json"]);
    ended(&output, 1, "none.docx: reading the file");
    let said = lines(&output);
    let states: Vec<_> =
        said.iter().map(|l| (l["id"].as_str().unwrap(), l["state"].as_str().unwrap())).collect();
    assert_eq!(states, [("locked", "refused"), ("甲", "new")]);
    assert!(said[0]["problems"][0]["code"].as_str().unwrap().starts_with("refusal-"), "{said:?}");
    let names: Vec<String> = kept(&t).await.into_iter().map(|d| d.name).collect();
    assert!(names.contains(&"甲.txt".to_owned()), "{names:?}");
}

#[tokio::test]
async fn the_body_and_the_year_are_named_or_clear() {
    let t = in_2026().await;
    let one = [file(FIRE)];
    let tenant = t.world.tenant.to_string();
    ended(&import(&t, &one, &["--tenant", "青石桥街道"]), 1, "no body “青石桥街道”");
    ended(&import(&t, &one, &["--year", "2031"]), 1, "The year 2031 has not been opened");
    assert!(kept(&t).await.is_empty());
    ended(&import(&t, &one, &["--tenant", &tenant]), 0, "");
    assert_eq!(kept(&t).await.len(), 1);
}

#[tokio::test]
async fn what_is_no_store_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let (fire, here) = (file(FIRE), folder.path().to_str().unwrap());
    let fire = fire.to_str().unwrap();
    ended(&luoshi(&["import", fire, "--into", here]), 1, "There is no store at");
    assert_eq!(std::fs::read_dir(here).unwrap().count(), 0, "no empty store is left behind");
    ended(&luoshi(&["import", fire, "--into", "http://127.0.0.1:8080"]), 2, "postgres://");
    ended(&luoshi(&["import", fire, "--into", "mysql://here"]), 2, "postgres://");
    ended(&luoshi(&["import", fire, "--tenant", "1"]), 2, "--into");
}

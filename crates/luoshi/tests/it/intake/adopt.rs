//! Into the ledger and out of it again.

use luoshi::event;
use luoshi::intake::store::DocumentState;
use luoshi::plan::store::{DueKind, DutyKind};
use luoshi::plan::{Edit, Patch, edit_tasks, load_task};
use luoshi_core::policy::Action;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use time::macros::date;

use super::{TABLE, act, adopt_all, answer, doc, duties, in_2026, milestones, read, tasks, titled};

#[tokio::test]
async fn only_what_was_accepted_enters_the_ledger() {
    let t = in_2026().await;
    let clerk = t.clerk().await;
    let id = read(&t, &clerk, "任务表.csv", TABLE.as_bytes()).await;
    let version = doc(&t, id).await.version.to_string();
    let path = format!("/documents/{id}/adoption");
    clerk.post(&path, &[("version", &version)]).await.assert_to(&format!("/documents/{id}"));
    assert!(tasks(&t, id).await.is_empty());
    clerk.get(&format!("/documents/{id}")).await.assert_has("还没有采纳任何内容");
    let p = titled(&t, id, "整治背街小巷").await;
    act(&clerk, &p, "acceptance").await.assert_status(303);
    clerk.post(&path, &[("version", &version)]).await.assert_to(&format!("/documents/{id}"));
    let entered = tasks(&t, id).await;
    assert_eq!(entered.len(), 1);
    let task = &entered[0];
    assert_eq!((task.title.as_str(), task.due_day), ("整治背街小巷6条", Some(date!(2026 - 06 - 30))));
    assert_eq!(task.due_text.as_deref(), Some("2026年6月30日"));
    assert_eq!(task.owner_post_id.map(|p| p.0), t.ctx_of("head-enforcement").await.actor.post);
    let reading = luoshi::intake::load::reading_of(&t.ctx(), id).await.unwrap().unwrap();
    let text: luoshi_docs::model::Document = serde_json::from_str(&reading.content).unwrap();
    let at = |n: Option<i64>| usize::try_from(n.unwrap()).unwrap();
    let words = &text.text[at(task.span_start)..at(task.span_end)];
    assert!(words.contains("整治背街小巷6条"), "{words}");
    let kinds: Vec<_> = duties(&t, task).await.iter().map(|d| d.kind).collect();
    assert_eq!(kinds, [DutyKind::Lead, DutyKind::Assist, DutyKind::Assist, DutyKind::Assist]);
    let page = clerk.get(&format!("/documents/{id}")).await;
    page.assert_has("已入账：任务 1 项").assert_has("在台账中查看");
    // The same button again, with the page that is still open elsewhere.
    clerk.post(&path, &[("version", &version)]).await.assert_status(409);
    // What is in the ledger is changed there.
    let p = titled(&t, id, "整治背街小巷").await;
    act(&clerk, &p, "rejection").await.assert_status(409).assert_has("已经入账");
    // The rest can follow later.
    adopt_all(&t, &clerk, id).await;
    assert_eq!(tasks(&t, id).await.len(), 3);
}

#[tokio::test]
async fn a_task_enters_without_a_day_only_if_the_clerk_says_so() {
    let t = in_2026().await;
    let clerk = t.clerk().await;
    let id = read(&t, &clerk, "任务表.csv", TABLE.as_bytes()).await;
    adopt_all(&t, &clerk, id).await;
    assert!(tasks(&t, id).await.iter().all(|k| !k.title.contains("户厕")));
    let p = titled(&t, id, "改造农村户厕").await;
    answer(&clerk, &p, 0, "none").await.assert_status(303);
    adopt_all(&t, &clerk, id).await;
    let task = tasks(&t, id).await.into_iter().find(|k| k.title.contains("户厕")).unwrap();
    assert_eq!((task.due_kind, task.due_day), (DueKind::None, None));
    assert_eq!(task.due_text.as_deref(), Some("6月前"));
    assert!(luoshi_core::plan::Missing(task.missing).lacks(luoshi_core::plan::Setting::Deadline));
}

#[tokio::test]
async fn an_adoption_can_be_undone_while_nothing_hangs_on_it() {
    let t = in_2026().await;
    let clerk = t.clerk().await;
    let id = read(&t, &clerk, "任务表.csv", TABLE.as_bytes()).await;
    adopt_all(&t, &clerk, id).await;
    assert_eq!(tasks(&t, id).await.len(), 3);
    let path = format!("/documents/{id}/undo");
    let version = doc(&t, id).await.version.to_string();
    clerk.post(&path, &[("version", &version)]).await.assert_to(&format!("/documents/{id}"));
    assert!(tasks(&t, id).await.is_empty());
    assert_eq!(doc(&t, id).await.state, DocumentState::Undone);
    clerk.get(&format!("/documents/{id}")).await.assert_has("已撤回").assert_has("已采纳");
    clerk.post(&path, &[("version", &version)]).await.assert_status(409);
    // What was confirmed is still there and can enter again, under new numbers.
    adopt_all(&t, &clerk, id).await;
    let again = tasks(&t, id).await;
    assert_eq!(again.iter().map(|k| k.number).collect::<Vec<_>>(), [4, 5, 6]);
}

#[tokio::test]
async fn an_undo_names_the_tasks_that_stand_in_its_way() {
    let t = in_2026().await;
    let clerk = t.clerk().await;
    let id = read(&t, &clerk, "任务表.csv", TABLE.as_bytes()).await;
    adopt_all(&t, &clerk, id).await;
    let touched = tasks(&t, id).await.remove(1);
    let ctx = t.ctx_of("clerk").await;
    let task = load_task(&ctx, touched.id, Action::Modify).await.unwrap();
    let patches = vec![Patch::Note(Some("已启动".to_owned()))];
    edit_tasks(&ctx, vec![Edit { task, version: 1, patches }]).await.unwrap();
    let version = doc(&t, id).await.version.to_string();
    let refused = clerk.post(&format!("/documents/{id}/undo"), &[("version", &version)]).await;
    refused.assert_status(409).assert_has(&touched.human_number());
    assert_eq!(tasks(&t, id).await.len(), 3);
}

#[tokio::test]
async fn everything_is_in_the_history() {
    let t = in_2026().await;
    let clerk = t.clerk().await;
    let id = read(&t, &clerk, "任务表.csv", TABLE.as_bytes()).await;
    adopt_all(&t, &clerk, id).await;
    let rows = event::Entity::find()
        .filter(event::Column::Subject.eq("document"))
        .filter(event::Column::SubjectId.eq(id.0))
        .all(t.ctx().reader())
        .await
        .unwrap();
    let kinds: Vec<&str> = rows.iter().map(|e| e.kind.as_str()).collect();
    assert_eq!(kinds, ["document_received", "document_read", "proposals_decided", "document_adopted"]);
    assert_eq!(rows[3].actor_name, "何秋实");
    assert!(rows[1].data.contains("\"questions\":1"), "{}", rows[1].data);
}

#[tokio::test]
async fn quarters_of_a_table_are_visible_progress() {
    let t = in_2026().await;
    let clerk = t.clerk().await;
    let table = "序号,目标任务,一季度,二季度,三季度,四季度,牵头单位\n\
                 1,老旧小区改造4个,完成招标,进场施工,主体完工,竣工验收,综合执法队\n\
                 2,口袋公园2处,选址,,开工,完工,综合执法队\n";
    let id = read(&t, &clerk, "进度表.csv", table.as_bytes()).await;
    adopt_all(&t, &clerk, id).await;
    let entered = tasks(&t, id).await;
    let steps: Vec<_> = milestones(&t, &entered[0]).await.into_iter().map(|m| (m.day, m.title)).collect();
    assert_eq!(steps[0], (date!(2026 - 03 - 31), "完成招标".to_owned()));
    assert_eq!(steps.len(), 4);
    assert_eq!(milestones(&t, &entered[1]).await.len(), 3);
}

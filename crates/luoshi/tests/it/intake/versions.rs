//! A newer version of a document: only what changed is to be confirmed.

use luoshi::db::ids::{DocumentId, TaskId};
use luoshi::intake::store::{ProposalChange, ProposalState};
use luoshi::plan::load_task;
use luoshi_core::policy::Action;
use time::macros::date;

use super::{TABLE, act, adopt_all, all, demo, doc, in_2026, read, tasks, titled};
use crate::support::{Client, TestApp};

/// The same table a month later: one limit earlier, one task gone, one new.
fn newer() -> String {
    TABLE.replace("2026年6月30日", "2026年5月20日").replace(
        "4,乡村振兴,硬化通村道路3公里,11月底前,松坡村,,宋望山\n",
        "4,乡村振兴,建设户外劳动者驿站2处,10月底,松坡村,,宋望山\n",
    )
}

async fn both(t: &TestApp, clerk: &Client) -> (DocumentId, DocumentId) {
    let old = read(t, clerk, "03重点任务分解表.csv", TABLE.as_bytes()).await;
    adopt_all(t, clerk, old).await;
    let new = read(t, clerk, "10重点任务分解表（4月调整）.csv", newer().as_bytes()).await;
    (old, new)
}

#[tokio::test]
async fn a_newer_version_is_a_diff_and_changes_the_tasks_that_are_there() {
    let t = in_2026().await;
    let clerk = t.clerk().await;
    let (old, new) = both(&t, &clerk).await;
    assert_eq!(doc(&t, new).await.previous_id, Some(old));
    let changes: Vec<_> =
        all(&t, new).await.iter().map(|p| (p.value.title().to_owned(), p.row.change)).collect();
    let of = |title: &str| changes.iter().find(|(t, _)| t.contains(title)).map(|(_, c)| *c);
    assert_eq!(of("背街小巷"), Some(ProposalChange::Changed));
    assert_eq!(of("口袋公园"), Some(ProposalChange::Unchanged));
    assert_eq!(of("驿站"), Some(ProposalChange::Added));
    assert_eq!(of("通村道路"), Some(ProposalChange::Removed));
    let page = clerk.get(&format!("/documents/{new}")).await.assert_status(200);
    assert!(page.body().contains("<del>2026年6月30日"), "the diff shows the old day");
    assert!(page.body().contains("<ins>2026年5月20日"), "and the new one");
    page.assert_has("没有变化的 1 条").assert_has("新版本里没有了");
    // Undecided removals stay in the ledger.
    adopt_all(&t, &clerk, new).await;
    let before = tasks(&t, old).await;
    let changed = before.iter().find(|k| k.title.contains("背街小巷")).unwrap();
    assert_eq!((changed.due_day, changed.version), (Some(date!(2026 - 05 - 20)), 2));
    assert!(before.iter().all(|k| k.cancelled_at.is_none()));
    assert_eq!(tasks(&t, new).await.len(), 1, "only the new one");
}

#[tokio::test]
async fn what_is_gone_is_cancelled_only_if_the_clerk_says_so() {
    let t = in_2026().await;
    let clerk = t.clerk().await;
    let (old, new) = both(&t, &clerk).await;
    let gone = titled(&t, new, "通村道路").await;
    act(&clerk, &gone, "acceptance").await.assert_status(303);
    adopt_all(&t, &clerk, new).await;
    let road = tasks(&t, old).await.into_iter().find(|k| k.title.contains("通村道路")).unwrap();
    assert!(road.cancelled_at.is_some());
    clerk.get(&format!("/tasks/{}", road.id)).await.assert_has("理由：新版本文件里没有了");
    clerk.get(&format!("/history/task/{}", road.id)).await.assert_has("理由：新版本文件里没有了");
    // Taken back, everything is as it was.
    let version = doc(&t, new).await.version.to_string();
    clerk.post(&format!("/documents/{new}/undo"), &[("version", &version)]).await.assert_status(303);
    let back = tasks(&t, old).await;
    assert!(back.iter().all(|k| k.cancelled_at.is_none()));
    let lane = back.iter().find(|k| k.title.contains("背街小巷")).unwrap();
    assert_eq!(lane.due_day, Some(date!(2026 - 06 - 30)));
    assert!(tasks(&t, new).await.is_empty());
}

async fn separate(t: &TestApp, clerk: &Client, id: DocumentId) -> crate::support::Answer {
    let version = doc(t, id).await.version.to_string();
    clerk.post(&format!("/documents/{id}/separation"), &[("version", &version)]).await
}

#[tokio::test]
async fn what_is_no_newer_version_is_confirmed_by_itself() {
    let t = in_2026().await;
    let clerk = t.clerk().await;
    let (old, new) = both(&t, &clerk).await;
    let park = titled(&t, new, "口袋公园").await;
    assert_eq!((park.row.change, park.unanswered().count()), (ProposalChange::Unchanged, 0));
    let lane = titled(&t, new, "背街小巷").await;
    act(&clerk, &lane, "acceptance").await.assert_status(303);
    let page = clerk.get(&format!("/documents/{new}")).await.assert_status(200);
    page.assert_has("不是它的新版本");
    separate(&t, &clerk, new).await.assert_status(303);
    assert_eq!(doc(&t, new).await.previous_id, None);
    let rows = all(&t, new).await;
    assert!(rows.iter().all(|p| p.row.change == ProposalChange::Added && p.row.matched_id.is_none()));
    assert!(rows.iter().all(|p| !p.value.title().contains("通村道路")), "only the older one says that");
    let state = |title: &str| rows.iter().find(|p| p.value.title().contains(title)).unwrap().row.state;
    assert_eq!(state("背街小巷"), ProposalState::Accepted, "what was decided stays decided");
    assert_eq!(state("口袋公园"), ProposalState::Open, "nobody has confirmed this one");
    let toilets = titled(&t, new, "户厕").await;
    assert_eq!(toilets.unanswered().count(), 1, "6月前 asks again");
    let page = clerk.get(&format!("/documents/{new}")).await.assert_status(200);
    page.assert_has_not("新版本里没有了").assert_has_not("不是它的新版本");
    clerk.get(&format!("/history/document/{new}")).await.assert_has("认定不是新版本");
    // Adopted, it adds its own tasks and leaves those of the other alone.
    adopt_all(&t, &clerk, new).await;
    assert_eq!(tasks(&t, new).await.len(), 3);
    let other = tasks(&t, old).await;
    assert!(other.iter().all(|k| k.cancelled_at.is_none() && k.version == 1));
}

#[tokio::test]
async fn a_newer_version_in_the_ledger_is_parted_only_after_its_adoption_is_taken_back() {
    let t = in_2026().await;
    let clerk = t.clerk().await;
    let (old, new) = both(&t, &clerk).await;
    separate(&t, &clerk, old).await.assert_status(409).assert_has("本来就是单独的文件");
    let stale = clerk.post(&format!("/documents/{new}/separation"), &[("version", "1")]).await;
    stale.assert_status(409);
    adopt_all(&t, &clerk, new).await;
    separate(&t, &clerk, new).await.assert_status(409).assert_has("请先撤回入账");
    let version = doc(&t, new).await.version.to_string();
    clerk.post(&format!("/documents/{new}/undo"), &[("version", &version)]).await.assert_status(303);
    separate(&t, &clerk, new).await.assert_status(303);
    assert_eq!(doc(&t, new).await.previous_id, None);
    let reader = t.leader().await;
    let answer = separate(&t, &reader, new).await;
    assert!([403, 404].contains(&answer.status.as_u16()), "{}", answer.status);
}

#[tokio::test]
async fn a_third_version_is_compared_with_the_second() {
    let t = in_2026().await;
    let clerk = t.clerk().await;
    let (_, new) = both(&t, &clerk).await;
    adopt_all(&t, &clerk, new).await;
    let third = newer().replace("10月底", "9月底");
    let third = read(&t, &clerk, "12重点任务分解表（5月调整）.csv", third.as_bytes()).await;
    assert_eq!(doc(&t, third).await.previous_id, Some(new));
    let changed: Vec<_> = all(&t, third)
        .await
        .into_iter()
        .filter(|p| p.row.change != ProposalChange::Unchanged && p.doubts.is_empty())
        .map(|p| (p.value.title().to_owned(), p.row.change))
        .collect();
    assert_eq!(changed, [("建设户外劳动者驿站2处".to_owned(), ProposalChange::Changed)]);
}

#[tokio::test]
async fn the_demo_table_of_april_differs_from_that_of_february_where_it_was_changed() {
    let t = in_2026().await;
    let clerk = t.clerk().await;
    let first = demo("documents/03青石桥街道2026年重点工作任务分解表.xlsx");
    let old = read(&t, &clerk, "03青石桥街道2026年重点工作任务分解表.xlsx", &first).await;
    let rows = all(&t, old).await;
    assert_eq!(rows.iter().filter(|p| p.row.rule == "table/row").count(), 86);
    // The fixture world has none of these units: the questions are left, the rest is taken as it is.
    let ctx = t.ctx_of("clerk").await;
    for p in &rows {
        loop {
            let now = all(&t, old).await.into_iter().find(|q| q.row.id == p.row.id).unwrap();
            let Some((question, _)) = now.unanswered().next() else { break };
            luoshi::intake::answer(&ctx, old, now.row.id, now.row.version, question, "none").await.unwrap();
        }
    }
    adopt_all(&t, &clerk, old).await;
    let second = demo("documents/10青石桥街道2026年重点工作任务分解表（4月调整）.xlsx");
    let new = read(&t, &clerk, "10青石桥街道2026年重点工作任务分解表（4月调整）.xlsx", &second).await;
    assert_eq!(doc(&t, new).await.previous_id, Some(old));
    let count = |rows: &[luoshi::intake::value::Proposal], change| {
        rows.iter().filter(|p| p.row.change == change && p.value.task().is_some()).count()
    };
    let rows = all(&t, new).await;
    let shown: Vec<_> = rows
        .iter()
        .filter(|p| p.row.change != ProposalChange::Unchanged)
        .map(|p| (p.row.change, p.value.title().to_owned()))
        .collect();
    assert_eq!(count(&rows, ProposalChange::Added), 2, "{shown:?}");
    assert_eq!(count(&rows, ProposalChange::Removed), 2, "{shown:?}");
    assert_eq!(count(&rows, ProposalChange::Changed), 5, "{shown:?}");
    assert!(
        rows.iter()
            .filter(|p| p.row.change == ProposalChange::Unchanged)
            .all(|p| p.row.state == ProposalState::Accepted)
    );
    let any = rows.iter().find_map(|p| p.row.matched_id).unwrap();
    load_task(&t.ctx(), TaskId(any), Action::Read).await.unwrap();
}

//! Decisions on proposals: accept, reject, edit, split, merge, answer, take back.

use luoshi::event;
use luoshi::intake::store::{ProposalKind, ProposalState};
use luoshi::intake::value::Proposed;
use luoshi::plan::store::DueKind;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use time::macros::date;

use super::{TABLE, act, all, answer, doc, in_2026, read, titled};
use crate::support::Client;

#[tokio::test]
async fn a_table_becomes_proposals_with_units_people_and_days() {
    let t = in_2026().await;
    let id = read(&t, &t.clerk().await, "任务表.csv", TABLE.as_bytes()).await;
    let found = all(&t, id).await;
    assert_eq!(found.len(), 4);
    let first = titled(&t, id, "整治背街小巷").await;
    let task = first.value.task().unwrap();
    assert_eq!(task.due.day, Some(date!(2026 - 06 - 30)));
    assert_eq!(task.lead[0].units, [t.world.unit("enforcement")]);
    assert!(
        task.assist.iter().any(|n| n.group && n.units.len() == 2),
        "各村 are both villages: {:?}",
        task.assist
    );
    let owner = t.ctx_of("head-enforcement").await.actor;
    assert_eq!(task.owner.as_ref().unwrap().person.map(|p| p.0), owner.person);
    let second = titled(&t, id, "新建口袋公园").await;
    assert_eq!(second.value.task().unwrap().title, "新建口袋公园2处");
    assert_eq!(second.value.task().unwrap().requirement.as_deref(), Some("每处不少于300平方米"));
    assert_eq!(first.row.section, "城市管理");
}

#[tokio::test]
async fn source_and_proposals_are_linked() {
    let t = in_2026().await;
    let clerk = t.clerk().await;
    let id = read(&t, &clerk, "任务表.csv", TABLE.as_bytes()).await;
    let first = titled(&t, id, "整治背街小巷").await;
    let page = clerk.get(&format!("/documents/{id}")).await.assert_status(200);
    let body = page.body();
    let link = format!("data-link=\"{}\"", first.row.id);
    assert!(body.matches(&link).count() >= 2, "a mark on the left, a card on the right");
    assert!(body.contains(&format!("id=\"s-{}\"", first.row.id)));
}

#[tokio::test]
async fn a_limit_with_two_readings_is_asked_and_not_accepted_unanswered() {
    let t = in_2026().await;
    let clerk = t.clerk().await;
    let id = read(&t, &clerk, "任务表.csv", TABLE.as_bytes()).await;
    let p = titled(&t, id, "改造农村户厕").await;
    assert_eq!(p.doubts.len(), 1);
    assert_eq!(p.doubts[0].choices, ["2026-05-31", "2026-06-30"]);
    clerk.get(&format!("/documents/{id}")).await.assert_has("“6月前”有两种理解").assert_has("2026年5月31日");
    act(&clerk, &p, "acceptance").await.assert_status(409).assert_has("还有疑问");
    clerk.post(&format!("/documents/{id}/acceptances"), &[("all", "all")]).await.assert_status(303);
    assert_eq!(titled(&t, id, "改造农村户厕").await.row.state, ProposalState::Open);
    assert_eq!(titled(&t, id, "整治背街小巷").await.row.state, ProposalState::Accepted);
    // Something that is no day is refused; a day is taken.
    answer(&clerk, &p, 0, "6月").await.assert_status(422);
    answer(&clerk, &p, 0, "2026-05-31").await.assert_status(303);
    let p = titled(&t, id, "改造农村户厕").await;
    assert_eq!(p.value.task().unwrap().due.day, Some(date!(2026 - 05 - 31)));
    assert_eq!(p.value.task().unwrap().due.text.as_deref(), Some("6月前"));
    act(&clerk, &p, "acceptance").await.assert_status(303);
    assert_eq!(titled(&t, id, "改造农村户厕").await.row.state, ProposalState::Accepted);
}

#[tokio::test]
async fn an_unknown_unit_is_asked_with_the_nearest_names() {
    let t = in_2026().await;
    let clerk = t.clerk().await;
    let table = TABLE.replace("综合执法队,党政办公室、各村", "执法队,各有关单位");
    let id = read(&t, &clerk, "任务表.csv", table.as_bytes()).await;
    let p = titled(&t, id, "整治背街小巷").await;
    let codes: Vec<_> = p.doubts.iter().map(|d| d.code.as_str()).collect();
    assert_eq!(codes, ["unit-unknown", "unit-group"], "{:?}", p.doubts);
    let enforcement = t.world.unit("enforcement").to_string();
    assert_eq!(p.doubts[0].choices.first(), Some(&enforcement));
    answer(&clerk, &p, 0, &enforcement).await.assert_status(303);
    let p = titled(&t, id, "整治背街小巷").await;
    answer(&clerk, &p, 1, "none").await.assert_status(303);
    let p = titled(&t, id, "整治背街小巷").await;
    let task = p.value.task().unwrap();
    assert_eq!(task.lead[0].units, [t.world.unit("enforcement")]);
    assert!(task.assist.is_empty());
    assert!(p.sure());
}

#[tokio::test]
async fn each_decision_is_saved_at_once_and_can_be_taken_back() {
    let t = in_2026().await;
    let clerk = t.clerk().await;
    let id = read(&t, &clerk, "任务表.csv", TABLE.as_bytes()).await;
    let p = titled(&t, id, "整治背街小巷").await;
    act(&clerk, &p, "acceptance").await.assert_to(&at(id, &p, 2));
    // Another browser sees it.
    t.leader().await.get(&format!("/documents/{id}")).await.assert_has("已采纳").assert_has("已核对 1 / 4");
    let p = titled(&t, id, "整治背街小巷").await;
    act(&clerk, &p, "restoration").await.assert_status(303);
    let p = titled(&t, id, "整治背街小巷").await;
    assert_eq!(p.row.state, ProposalState::Open);
    act(&clerk, &p, "rejection").await.assert_status(303);
    assert_eq!(titled(&t, id, "整治背街小巷").await.row.state, ProposalState::Rejected);
    let decided = event::Entity::find().filter(event::Column::Kind.eq("proposals_decided"));
    assert_eq!(decided.all(t.ctx().reader()).await.unwrap().len(), 3);
}

#[tokio::test]
async fn of_two_editors_the_second_sees_what_the_first_did() {
    let t = in_2026().await;
    let clerk = t.clerk().await;
    let id = read(&t, &clerk, "任务表.csv", TABLE.as_bytes()).await;
    let p = titled(&t, id, "整治背街小巷").await;
    act(&clerk, &p, "rejection").await.assert_status(303);
    act(&clerk, &p, "acceptance").await.assert_status(409).assert_has("有人改过");
    let again = htmx(&clerk, &p, "acceptance").await;
    again.assert_status(409).assert_has("刚才有人处理过这一条").assert_has("未采纳");
    assert_eq!(titled(&t, id, "整治背街小巷").await.row.state, ProposalState::Rejected);
}

/// The page, at a proposal of a version.
fn at(id: luoshi::db::ids::DocumentId, p: &luoshi::intake::value::Proposal, version: i64) -> String {
    format!("/documents/{id}?at={0}&v={version}#p-{0}", p.row.id)
}

async fn htmx(clerk: &Client, p: &luoshi::intake::value::Proposal, verb: &str) -> crate::support::Answer {
    let version = p.row.version.to_string();
    clerk.htmx_post(&format!("/proposals/{}/{verb}", p.row.id), &[("version", &version)]).await
}

#[tokio::test]
async fn an_edit_keeps_what_was_typed_until_it_is_right() {
    let t = in_2026().await;
    let clerk = t.clerk().await;
    let id = read(&t, &clerk, "任务表.csv", TABLE.as_bytes()).await;
    let p = titled(&t, id, "改造农村户厕").await;
    let path = format!("/proposals/{}/edit", p.row.id);
    clerk.get(&path).await.assert_status(200).assert_has("完成时限");
    let version = p.row.version.to_string();
    let fields = |due: &'static str, lead: &'static str| {
        vec![
            ("version", version.clone()),
            ("title", "改造农村户厕150座".to_owned()),
            ("due", due.to_owned()),
            ("lead", lead.to_owned()),
        ]
    };
    let post = |fields: Vec<(&'static str, String)>| {
        let (clerk, path) = (clerk.clone(), path.clone());
        async move {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(k, v)| (*k, v.as_str())).collect();
            clerk.post(&path, &fields).await
        }
    };
    let wrong = post(fields("3月底左右吧", "柳燕村")).await.assert_status(422);
    assert_eq!(wrong.attribute("name=\"due\"", "value").as_deref(), Some("3月底左右吧"));
    assert_eq!(wrong.attribute("name=\"lead\"", "value").as_deref(), Some("柳燕村"));
    wrong.assert_has("名称相近的有：柳堰村");
    post(fields("7月15日前", "柳堰村、松坡村")).await.assert_status(303);
    let p = titled(&t, id, "改造农村户厕150座").await;
    let task = p.value.task().unwrap();
    assert_eq!((task.due.kind, task.due.day), (DueKind::Day, Some(date!(2026 - 07 - 15))));
    assert_eq!(task.lead.len(), 2);
    assert!(p.unanswered().next().is_none(), "the edit has answered the question");
    // Back to what was found, with its question.
    act(&clerk, &p, "restoration").await.assert_status(303);
    let p = titled(&t, id, "改造农村户厕120座").await;
    assert_eq!(p.unanswered().count(), 1);
}

#[tokio::test]
async fn proposals_can_be_merged_and_split_and_both_taken_back() {
    let t = in_2026().await;
    let clerk = t.clerk().await;
    let id = read(&t, &clerk, "任务表.csv", TABLE.as_bytes()).await;
    let first = titled(&t, id, "整治背街小巷").await;
    act(&clerk, &first, "merge").await.assert_status(409).assert_has("没有可以合并");
    let second = titled(&t, id, "新建口袋公园").await;
    act(&clerk, &second, "merge").await.assert_to(&at(id, &first, 2));
    let rows = all(&t, id).await;
    let merged = rows.iter().find(|p| p.row.id == second.row.id).unwrap();
    let whole = rows.iter().find(|p| p.row.id == first.row.id).unwrap();
    assert_eq!(merged.row.state, ProposalState::Merged);
    assert_eq!(whole.value.title(), "整治背街小巷6条；新建口袋公园2处");
    assert!(whole.value.task().unwrap().assist.iter().any(|n| n.text == "柳堰村"));
    act(&clerk, merged, "restoration").await.assert_status(303);
    assert_eq!(titled(&t, id, "整治背街小巷").await.value, first.value);
    assert_eq!(titled(&t, id, "新建口袋公园").await.row.state, ProposalState::Open);

    let p = titled(&t, id, "整治背街小巷").await;
    clerk
        .get(&format!("/proposals/{}/split", p.row.id))
        .await
        .assert_status(200)
        .assert_has("整治背街小巷6条");
    let version = p.row.version.to_string();
    let path = format!("/proposals/{}/split", p.row.id);
    let short = [("version", version.as_str()), ("lines", "只有一行")];
    clerk.post(&path, &short).await.assert_status(409).assert_has("至少写两行");
    let lines = [("version", version.as_str()), ("lines", "整治背街小巷3条\n清理乱堆乱放\n")];
    clerk.post(&path, &lines).await.assert_status(303);
    assert_eq!(all(&t, id).await.len(), 5);
    let part = titled(&t, id, "清理乱堆乱放").await;
    assert_eq!(part.value.task().unwrap().lead, first.value.task().unwrap().lead);
    let p = titled(&t, id, "整治背街小巷3条").await;
    act(&clerk, &p, "restoration").await.assert_status(303);
    assert_eq!(all(&t, id).await.len(), 4);
    assert_eq!(titled(&t, id, "整治背街小巷").await.value, first.value);
}

#[tokio::test]
async fn others_may_look_or_not_even_that() {
    let t = in_2026().await;
    let clerk = t.clerk().await;
    let id = read(&t, &clerk, "任务表.csv", TABLE.as_bytes()).await;
    let p = titled(&t, id, "整治背街小巷").await;
    act(&t.leader().await, &p, "acceptance").await.assert_status(403);
    act(&t.head("office").await, &p, "acceptance").await.assert_status(403);
    act(&t.visitor(), &p, "acceptance").await.assert_status(303);
    let version = doc(&t, id).await.version.to_string();
    let adopt = format!("/documents/{id}/adoption");
    t.leader().await.post(&adopt, &[("version", &version)]).await.assert_status(403);
    clerk.get("/documents/12345").await.assert_status(404);
    clerk.post("/proposals/12345/acceptance", &[("version", "1")]).await.assert_status(404);
    assert_eq!(titled(&t, id, "整治背街小巷").await.row.state, ProposalState::Open);
}

#[tokio::test]
async fn frameworks_and_targets_of_a_speech_are_proposed_too() {
    let t = in_2026().await;
    let clerk = t.clerk().await;
    let text = "云溪街道2026年工作要点\n\n\
                今年围绕“1356”工作布局，抓好各项工作。\n\n\
                一、产业发展\n规模以上工业增加值增长8%以上。\n由综合执法队牵头，6月30日前完成背街小巷整治。\n";
    let id = read(&t, &clerk, "要点.txt", text.as_bytes()).await;
    let found = all(&t, id).await;
    let goals: Vec<_> = found.iter().filter(|p| p.row.kind == ProposalKind::Goal).collect();
    assert!(
        goals.iter().any(|g| matches!(&g.value, Proposed::Goal { measures, .. } if measures[0].value == "8")),
        "{found:?}"
    );
}

#[tokio::test]
async fn a_name_is_asked_once_for_the_whole_document() {
    let t = in_2026().await;
    let clerk = t.clerk().await;
    let table = TABLE.replace("综合执法队", "城管队");
    let id = read(&t, &clerk, "任务表.csv", table.as_bytes()).await;
    let p = titled(&t, id, "整治背街小巷").await;
    assert_eq!(p.doubts[0].found, "城管队");
    answer(&clerk, &p, 0, &t.world.unit("enforcement").to_string()).await.assert_status(303);
    clerk.get(&format!("/documents/{id}")).await.assert_has("另有 1 条问到同一个名称");
    let other = titled(&t, id, "新建口袋公园").await;
    assert!(other.unanswered().next().is_none());
    assert_eq!(other.value.task().unwrap().lead[0].units, [t.world.unit("enforcement")]);
}

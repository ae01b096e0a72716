//! Files coming in: taken, the same again, refused; read by a job that survives a crash.

use luoshi::event;
use luoshi::intake::store::{DocumentState, blob};
use sea_orm::{ColumnTrait as _, EntityTrait as _, PaginatorTrait as _, QueryFilter as _};

use super::{TABLE, all, demo, doc, in_2026, read, upload};
use crate::support::Part;

#[tokio::test]
async fn five_very_different_files_are_read() {
    let t = in_2026().await;
    let clerk = t.clerk().await;
    let files = [
        ("防汛备汛任务表.xlsx", 8),
        ("人居环境整治责任书.pdf", 3),
        ("森林防火任务.csv", 6),
        ("背街小巷整治实施方案.html", 2),
        ("二季度安全生产会议讲话.docx", 3),
    ];
    for (name, at_least) in files {
        let id = read(&t, &clerk, name, &demo(&format!("upload/{name}"))).await;
        let found = doc(&t, id).await;
        assert_eq!(found.state, DocumentState::Draft, "{name}");
        let titles: Vec<String> = all(&t, id).await.iter().map(|p| p.value.title().to_owned()).collect();
        assert!(titles.len() >= at_least, "{name}: {titles:?}");
        let page = clerk.get(&format!("/documents/{id}")).await.assert_status(200);
        assert!(page.body().contains("<mark"), "{name}: nothing is marked in the source");
        page.assert_has_not("[");
    }
    clerk.get("/documents").await.assert_status(200).assert_has("森林防火任务").assert_has("待确认");
}

#[tokio::test]
async fn the_same_file_twice_is_the_same_document() {
    let t = in_2026().await;
    let clerk = t.clerk().await;
    let id = read(&t, &clerk, "任务表.csv", TABLE.as_bytes()).await;
    upload(&clerk, "另一个名字.csv", TABLE.as_bytes()).await.assert_to(&format!("/documents/{id}"));
    clerk.get(&format!("/documents/{id}")).await.assert_has("以前上传过");
    assert_eq!(t.run_jobs().await, 0);
}

#[tokio::test]
async fn a_file_in_the_old_chinese_encoding_is_read() {
    let t = in_2026().await;
    let clerk = t.clerk().await;
    let id = read(&t, &clerk, "森林防火任务.csv", &demo("upload/森林防火任务.csv")).await;
    let titles: Vec<String> = all(&t, id).await.iter().map(|p| p.value.title().to_owned()).collect();
    assert!(titles.iter().all(|t| !t.contains('\u{fffd}')), "{titles:?}");
}

#[tokio::test]
async fn a_classified_file_leaves_nothing_but_an_event() {
    let t = in_2026().await;
    let clerk = t.clerk().await;
    let text = "机密★1年\n\n关于某项工作的方案\n\n由综合执法队牵头，6月底前完成整治。\n";
    let answer = upload(&clerk, "方案.txt", text.as_bytes()).await.assert_status(422);
    let answer = answer.assert_has("本系统不得处理国家秘密").assert_has_not("方案.txt");
    answer.assert_has_not("关于某项工作");
    assert_eq!(blob::Entity::find().count(t.ctx().reader()).await.unwrap(), 0);
    let events = event::Entity::find()
        .filter(event::Column::Kind.eq("document_refused"))
        .all(t.ctx().reader())
        .await
        .unwrap();
    assert_eq!(events.len(), 1);
    assert!(events[0].data.contains("classified") && !events[0].data.contains("方案"));
    clerk.get("/documents").await.assert_has("还没有文件");
    // Pasted text is no way round it, and is not sent back either.
    let pasted = clerk.multipart("/documents", &[("text", text)], &[]).await.assert_status(422);
    pasted.assert_has_not("关于某项工作");
}

#[tokio::test]
async fn what_cannot_be_read_says_why_and_what_to_do() {
    let t = in_2026().await;
    let clerk = t.clerk().await;
    let mut old = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    old.resize(4096, 0);
    let answer = upload(&clerk, "旧文件.doc", &old).await.assert_status(303);
    let page = clerk.get(answer.location()).await.assert_status(200);
    page.assert_has("这个文件没有收下").assert_has("另存");
    assert_eq!(blob::Entity::find().count(t.ctx().reader()).await.unwrap(), 0);
    clerk.get("/documents").await.assert_has("未收下");
    // Nothing chosen.
    clerk.multipart("/documents", &[("text", "")], &[]).await.assert_status(422).assert_has("还没有选择文件");
    // Nothing in it.
    let empty = upload(&clerk, "空.txt", b"").await.assert_status(303);
    clerk.get(empty.location()).await.assert_has("文件是空的");
}

#[tokio::test]
async fn several_files_come_in_at_once_and_one_refusal_stops_none() {
    let t = in_2026().await;
    let clerk = t.clerk().await;
    let other = TABLE.replace("硬化通村道路", "维修通村道路");
    let parts = [
        Part { field: "files", name: "一.csv", bytes: TABLE.as_bytes() },
        Part { field: "files", name: "二.csv", bytes: other.as_bytes() },
        Part { field: "files", name: "三.png", bytes: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" },
    ];
    clerk.multipart("/documents", &[], &parts).await.assert_to("/documents");
    clerk.get("/documents").await.assert_has("收到 2 个新文件；另有 1 个");
    assert_eq!(t.run_jobs().await, 2);
}

#[tokio::test]
async fn pasted_text_is_a_document() {
    let t = in_2026().await;
    let clerk = t.clerk().await;
    let text = "云溪街道近期工作安排\n由综合执法队牵头，6月30日前完成背街小巷整治。\n";
    let answer = clerk.multipart("/documents", &[("text", text)], &[]).await.assert_status(303);
    t.run_jobs().await;
    clerk.get(answer.location()).await.assert_status(200).assert_has("云溪街道近期工作安排");
}

#[tokio::test]
async fn what_was_acknowledged_survives_a_crash() {
    let t = in_2026().await;
    let clerk = t.clerk().await;
    let answer = upload(&clerk, "任务表.csv", TABLE.as_bytes()).await.assert_status(303);
    let id: luoshi::db::ids::DocumentId = answer.location().rsplit('/').next().unwrap().parse().unwrap();
    clerk.get(answer.location()).await.assert_status(200).assert_has("正在读取");
    // The first worker dies half way: the document is being read, the job is claimed by nobody alive.
    use sea_orm::ConnectionTrait as _;
    let sql = format!("UPDATE document SET state = 'reading' WHERE id = {id}");
    t.app
        .db
        .begin()
        .await
        .map(|tx| async move {
            tx.execute_unprepared(&sql).await.unwrap();
            tx.commit().await.unwrap();
        })
        .unwrap()
        .await;
    let again = t.restart();
    luoshi::jobs::run_due(&again).await.unwrap();
    assert_eq!(doc(&t, id).await.state, DocumentState::Draft);
    assert_eq!(all(&t, id).await.len(), 4);
    // Run once more, nothing is doubled.
    luoshi::intake::read_document(&t.ctx(), id).await.unwrap();
    assert_eq!(all(&t, id).await.len(), 4);
}

#[tokio::test]
async fn of_two_runs_that_read_one_document_one_writes() {
    let t = in_2026().await;
    let clerk = t.clerk().await;
    let answer = upload(&clerk, "任务表.csv", TABLE.as_bytes()).await.assert_status(303);
    let id: luoshi::db::ids::DocumentId = answer.location().rsplit('/').next().unwrap().parse().unwrap();
    // The lease of the first ran out while it was reading.
    let (ctx, other) = (t.ctx(), t.ctx());
    let both =
        tokio::join!(luoshi::intake::read_document(&ctx, id), luoshi::intake::read_document(&other, id));
    both.0.unwrap();
    both.1.unwrap();
    assert_eq!(doc(&t, id).await.state, DocumentState::Draft);
    assert_eq!(all(&t, id).await.len(), 4);
    let read = event::Entity::find().filter(event::Column::Kind.eq("document_read"));
    assert_eq!(read.count(t.ctx().reader()).await.unwrap(), 1);
}

#[tokio::test]
async fn strangers_and_readers_cannot_bring_or_take_files() {
    let t = in_2026().await;
    let id = read(&t, &t.clerk().await, "任务表.csv", TABLE.as_bytes()).await;
    let page = format!("/documents/{id}");
    t.leader().await.get(&page).await.assert_status(200).assert_has_not("采纳全部无疑问的");
    upload(&t.leader().await, "x.csv", b"a").await.assert_status(403);
    t.head("liuyan").await.get(&page).await.assert_status(403);
    t.head("liuyan").await.get(&format!("{page}/file")).await.assert_status(403);
    t.visitor().get(&page).await.assert_status(303);
    let file = t.leader().await.get(&format!("{page}/file")).await.assert_status(200);
    assert_eq!(file.bytes, TABLE.as_bytes());
    assert!(file.header("content-disposition").starts_with("attachment"));
    assert!(file.header("content-security-policy").contains("sandbox"));
}

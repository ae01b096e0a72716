use std::sync::atomic::{AtomicUsize, Ordering};

use luoshi::db::ids::TaskId;
use luoshi::plan::{Edit, Patch, edit_tasks, load_task};
use luoshi_core::policy::Action;
use luoshi_docs::read::{self, Limits};
use luoshi_docs::table::ledger::read_back;
use luoshi_docs::write::ledger::{LedgerColumn, LedgerSheet};
use luoshi_docs::write::{csv, xlsx};
use sea_orm::EntityTrait as _;
use time::macros::date;

use super::world::{Planned, planned};
use crate::support::{Answer, Client, Part};

async fn export(client: &Client) -> Vec<u8> {
    client.get("/ledger.xlsx").await.assert_status(200).bytes
}

async fn bring(client: &Client, name: &str, bytes: &[u8]) -> Answer {
    let part = Part { field: "file", name, bytes };
    let answer = client.multipart("/ledger/imports", &[], &[part]).await.assert_status(303);
    client.get(answer.location()).await.assert_status(200)
}

/// The file after a person's edit of the printed sheet; the sheet 数据 stays as it was exported.
fn edited(file: &[u8], change: impl FnOnce(&mut LedgerSheet)) -> Vec<u8> {
    let document = read::read(file, "x.xlsx", &Limits::default()).document.unwrap();
    let back = read_back(&document).unwrap();
    let as_exported = LedgerSheet {
        year: 2026,
        title: "台账".to_owned(),
        unit: "云溪街道办事处".to_owned(),
        date: date!(2026 - 03 - 05),
        filled_by: String::new(),
        checked_by: String::new(),
        columns: back.printed[0].columns.clone(),
        rows: back.data.into_iter().map(|b| b.row).collect(),
    };
    let mut now = as_exported.clone();
    change(&mut now);
    graft(&xlsx::workbook(&now).unwrap(), &xlsx::workbook(&as_exported).unwrap())
}

/// The printed sheet of one workbook with the sheet 数据 of another.
fn graft(printed: &[u8], data: &[u8]) -> Vec<u8> {
    static N: AtomicUsize = AtomicUsize::new(0);
    let mut book = rust_xlsxwriter::Workbook::new();
    for (bytes, at) in [(printed, 0), (data, 1)] {
        let document =
            read::read(bytes, &format!("{}.xlsx", N.fetch_add(1, Ordering::Relaxed)), &Limits::default())
                .document
                .unwrap();
        let table = &document.tables[at];
        let sheet = book.add_worksheet();
        sheet.set_name(&table.name).unwrap();
        for (r, row) in table.rows.iter().enumerate() {
            for (c, cell) in row.iter().enumerate() {
                let (r, c) = (u32::try_from(r).unwrap(), u16::try_from(c).unwrap());
                let merged = table.merges.iter().find(|m| (m.top, m.left) == (r as usize, c as usize));
                if let Some(m) = merged {
                    let (b, e) = (u32::try_from(m.bottom).unwrap(), u16::try_from(m.right).unwrap());
                    let plain = rust_xlsxwriter::Format::new();
                    sheet.merge_range(r, c, b, e, &cell.text, &plain).unwrap();
                } else if !cell.text.is_empty() {
                    sheet.write_string(r, c, &cell.text).unwrap();
                }
            }
        }
    }
    book.save_to_buffer().unwrap()
}

async fn confirm(client: &Client, page: &Answer, file: &[&str]) -> Answer {
    let action = page.attribute("confirmation\"", "action").unwrap();
    let mark = page.attribute("name=\"mark\"", "value").unwrap();
    let mut fields = vec![("mark", mark.as_str())];
    fields.extend(file.iter().map(|f| ("file", *f)));
    client.post(&action, &fields).await
}

async fn task(p: &Planned, id: TaskId) -> luoshi::plan::store::task::Model {
    let key = (p.app.world.tenant, id);
    luoshi::plan::store::task::Entity::find_by_id(key).one(p.app.app.db.reader()).await.unwrap().unwrap()
}

async fn versions(p: &Planned) -> Vec<i64> {
    let mut out = Vec::new();
    for id in &p.tasks {
        out.push(task(p, *id).await.version);
    }
    out
}

#[tokio::test]
async fn an_untouched_export_changes_nothing() {
    let p = planned().await;
    let clerk = p.app.clerk().await;
    let file = export(&clerk).await;
    bring(&clerk, "台账.xlsx", &file).await.assert_has("没有改动").assert_has_not("确认写入台账");
    let commas = clerk.get("/ledger.csv").await.bytes;
    bring(&clerk, "台账.csv", &commas).await.assert_has("没有改动");
    // Nor after the tasks have moved on: the file says what it was given.
    move_on(&p, vec![Patch::Note(Some("后来补的".to_owned()))]).await;
    p.app.pass(86_400_000 * 30);
    let clerk = p.app.clerk().await;
    bring(&clerk, "台账.xlsx", &file).await.assert_has("没有改动");
}

async fn move_on(p: &Planned, patches: Vec<Patch>) {
    let ctx = p.app.ctx_of("clerk").await;
    let loaded = load_task(&ctx, p.tasks[0], Action::Modify).await.unwrap();
    let version = loaded.task.version;
    edit_tasks(&ctx, vec![Edit { task: loaded, version, patches }]).await.unwrap();
}

#[tokio::test]
async fn exactly_what_was_edited_is_shown_written_and_undone() {
    let p = planned().await;
    let clerk = p.app.clerk().await;
    let file = edited(&export(&clerk).await, |sheet| {
        sheet.rows[0].title = "完成5个老旧小区改造".to_owned();
        sheet.rows[0].lead = vec!["党政办公室".to_owned()];
        sheet.rows[0].assist = vec!["综合执法队".to_owned()];
        sheet.rows[0].indicator = "改造小区不少于5个".to_owned();
        sheet.rows[0].quarters[1] = "主体过半".to_owned();
        sheet.rows[2].due_text = "4月底前".to_owned();
        sheet.rows[2].owner = vec!["丁守正".to_owned()];
        let mut new = sheet.rows[1].clone();
        (new.id, new.title) = (String::new(), "新增一项任务".to_owned());
        (new.due_text, new.due) = ("5月31日前".to_owned(), None);
        sheet.rows.push(new);
        sheet.rows.remove(3);
    });
    let page = bring(&clerk, "改过.xlsx", &file).await;
    let text = page.text();
    for shown in ["修改 2 项任务", "新增 1 行", "新增一项任务", "文件里少了 1 项任务", "常年做好值班值守"]
    {
        assert!(text.contains(shown), "{shown}: {text}");
    }
    assert_eq!(page.body().matches("<tr class=\"edited\">").count(), 7, "{text}");
    assert_eq!(versions(&p).await, [1, 1, 1, 1], "nothing before the confirmation");
    confirm(&clerk, &page, &[]).await.assert_to("/ledger");
    assert_eq!(versions(&p).await, [2, 1, 2, 1]);
    let first = task(&p, p.tasks[0]).await;
    assert_eq!(first.title, "完成5个老旧小区改造");
    assert_eq!(first.lead_unit_id, Some(p.app.world.unit("office")));
    let json: serde_json::Value = serde_json::from_slice(&clerk.get("/ledger.json").await.bytes).unwrap();
    let first = &json["tasks"][0];
    let duties: Vec<_> =
        first["duties"].as_array().unwrap().iter().map(|d| (d["kind"].clone(), d["unit"].clone())).collect();
    assert_eq!(
        duties,
        [
            ("lead".into(), "党政办公室".into()),
            ("responsible".into(), "柳堰村".into()),
            ("assist".into(), "综合执法队".into())
        ]
    );
    assert_eq!((&first["measures"][0]["value"], &first["measures"][0]["base"]), (&"5".into(), &"3".into()));
    assert_eq!(first["milestones"].as_array().unwrap().len(), 3);
    assert_eq!(json["tasks"][2]["due"]["day"], "2026-04-30");
    assert_eq!(json["tasks"][2]["owner"]["post"], "综合执法队队长 丁守正");
    assert_eq!(json["tasks"][4]["title"], "新增一项任务");
    assert_eq!(json["tasks"][4]["due"]["day"], "2026-05-31");
    // The same file again: everything that it says is so by now, the new row too.
    let again = bring(&clerk, "改过.xlsx", &file).await;
    assert_eq!(again.body().matches("<tr class=\"edited\">").count(), 0);
    let again = again.assert_has("台账里已有完全相同的任务");
    assert!(!again.body().contains("确认写入台账"));
    let undo = page.attribute("confirmation\"", "action").unwrap().replace("confirmation", "undo");
    clerk.post(&undo, &[]).await.assert_to("/ledger");
    assert_eq!(task(&p, p.tasks[0]).await.title, "完成4个老旧小区改造");
    assert_eq!(task(&p, p.tasks[2]).await.due_day, Some(date!(2026 - 03 - 15)));
    let json: serde_json::Value = serde_json::from_slice(&clerk.get("/ledger.json").await.bytes).unwrap();
    assert_eq!(json["tasks"].as_array().unwrap().len(), 4);
    clerk.post(&undo, &[]).await.assert_status(409);
}

#[tokio::test]
async fn what_both_sides_changed_is_a_choice_between_three_values() {
    let p = planned().await;
    let clerk = p.app.clerk().await;
    let file = edited(&export(&clerk).await, |sheet| {
        sheet.rows[0].requirement = "文件里的要求".to_owned();
        sheet.rows[0].note = "文件里的备注".to_owned();
    });
    move_on(&p, vec![Patch::Requirement(Some("台账里的要求".to_owned()))]).await;
    let page = bring(&clerk, "改过.xlsx", &file).await;
    let text = page.text();
    for shown in ["两边都改过", "导出时： 主体工程完工", "台账里的要求", "文件里的要求", "文件里的备注"]
    {
        assert!(text.contains(shown) || text.contains(&shown.replace("： ", "：")), "{shown}: {text}");
    }
    confirm(&clerk, &page, &[]).await.assert_to("/ledger");
    let now = task(&p, p.tasks[0]).await;
    assert_eq!(now.requirement.as_deref(), Some("台账里的要求"));
    assert_eq!(now.note.as_deref(), Some("文件里的备注"));
    let page = bring(&clerk, "改过.xlsx", &file).await;
    let choice = page.attribute("name=\"file\"", "value").unwrap();
    confirm(&clerk, &page, &[&choice]).await.assert_to("/ledger");
    assert_eq!(task(&p, p.tasks[0]).await.requirement.as_deref(), Some("文件里的要求"));
}

#[tokio::test]
async fn a_change_between_page_and_confirmation_is_shown_first() {
    let p = planned().await;
    let clerk = p.app.clerk().await;
    let file = edited(&export(&clerk).await, |sheet| sheet.rows[0].title = "改了标题".to_owned());
    let page = bring(&clerk, "改过.xlsx", &file).await;
    move_on(&p, vec![Patch::Title("别人改的标题".to_owned())]).await;
    let answer = confirm(&clerk, &page, &[]).await.assert_status(409);
    answer.assert_has("有人改过").assert_has("别人改的标题").assert_has("两边都改过");
    assert_eq!(task(&p, p.tasks[0]).await.title, "别人改的标题");
}

#[tokio::test]
async fn wrong_cells_say_what_is_expected_and_the_rest_is_taken() {
    let p = planned().await;
    let clerk = p.app.clerk().await;
    let file = edited(&export(&clerk).await, |sheet| {
        sheet.rows[0].lead = vec!["查无此单位".to_owned()];
        sheet.rows[0].due_text = "改天".to_owned();
        sheet.rows[0].indicator = "尽量多做".to_owned();
        sheet.rows[0].note = "这一格是对的".to_owned();
    });
    let page = bring(&clerk, "改过.xlsx", &file).await;
    let text = page.text();
    assert_eq!(page.body().matches("<tr class=\"removed\">").count(), 3, "{text}");
    assert!(text.contains("查无此单位") && text.contains("改天") && text.contains("新增企业不少于5家"));
    confirm(&clerk, &page, &[]).await.assert_to("/ledger");
    let now = task(&p, p.tasks[0]).await;
    assert_eq!((now.note.as_deref(), now.due_day), (Some("这一格是对的"), Some(date!(2026 - 06 - 30))));
}

#[tokio::test]
async fn others_files_foreign_files_and_others_imports_are_refused() {
    let p = planned().await;
    let clerk = p.app.clerk().await;
    let foreign = Part { field: "file", name: "别的.csv", bytes: "序号,任务\n1,修路\n".as_bytes() };
    let answer = clerk.multipart("/ledger/imports", &[], &[foreign]).await.assert_status(422);
    answer.assert_has("不是从台账导出的文件");
    clerk.multipart("/ledger/imports", &[], &[]).await.assert_status(422).assert_has("还没有选择文件");
    let file = export(&clerk).await;
    let head = p.app.head("songpo").await;
    let part = Part { field: "file", name: "x.xlsx", bytes: &file };
    head.multipart("/ledger/imports", &[], &[part]).await.assert_status(403);
    let part = Part { field: "file", name: "x.xlsx", bytes: &file };
    let place = clerk.multipart("/ledger/imports", &[], &[part]).await.assert_status(303);
    head.get(place.location()).await.assert_status(403);
    p.app.leader().await.get(place.location()).await.assert_status(403);
}

#[test]
fn the_commas_know_their_columns() {
    assert_eq!(LedgerColumn::by_heading("任务编号"), Some(LedgerColumn::Number));
    let empty = LedgerSheet {
        year: 2026,
        title: String::new(),
        unit: String::new(),
        date: date!(2026 - 03 - 05),
        filled_by: String::new(),
        checked_by: String::new(),
        columns: LedgerColumn::ALL.to_vec(),
        rows: Vec::new(),
    };
    assert!(String::from_utf8(csv::csv(&empty)).unwrap().contains("责任单位"));
}

use luoshi_docs::read::{self, Limits};
use luoshi_docs::table::ledger::read_back;

use super::world::planned;

#[tokio::test]
async fn files_hold_what_the_filter_lets_through_and_no_more() {
    let p = planned().await;
    let clerk = p.app.clerk().await;
    let all: serde_json::Value =
        serde_json::from_slice(&clerk.get("/ledger.json").await.assert_status(200).bytes).unwrap();
    assert_eq!(all["tasks"].as_array().unwrap().len(), 4);
    let first = &all["tasks"][0];
    assert_eq!(first["number"], "2026-0001");
    assert_eq!(first["duties"][1]["kind"], "responsible");
    assert_eq!(first["due"]["day"], "2026-06-30");
    assert_eq!(first["measures"][0]["value"], "4");
    assert_eq!(first["milestones"][0]["title"], "完成招标");
    let some: serde_json::Value =
        serde_json::from_slice(&clerk.get("/ledger.json?area=城市更新").await.bytes).unwrap();
    assert_eq!(some["tasks"].as_array().unwrap().len(), 2);
    // The page of the view does not cut the file.
    let page: serde_json::Value =
        serde_json::from_slice(&clerk.get("/ledger.json?n=1&after=~1").await.bytes).unwrap();
    assert_eq!(page["tasks"].as_array().unwrap().len(), 4);
}

#[tokio::test]
async fn a_neighbour_takes_nothing_of_others_home() {
    let p = planned().await;
    let songpo = p.app.reporter("songpo").await;
    for format in ["csv", "json"] {
        let text = songpo.get(&format!("/ledger.{format}")).await.assert_status(200).body();
        assert!(text.contains("修整松坡村机耕路"));
        assert!(!text.contains("老旧小区") && !text.contains("值班值守"), "{text}");
    }
    let file = songpo.get("/ledger.xlsx").await.assert_status(200).bytes;
    let document = read::read(&file, "x.xlsx", &Limits::default()).document.unwrap();
    assert!(document.text.contains("机耕路") && !document.text.contains("老旧小区"));
    assert_eq!(read_back(&document).unwrap().printed.len(), 1);
}

#[tokio::test]
async fn no_cell_of_a_file_is_a_formula() {
    let p = planned().await;
    let clerk = p.app.clerk().await;
    let csv = clerk.get("/ledger.csv").await.assert_status(200).body();
    assert!(csv.starts_with('\u{FEFF}'));
    assert!(csv.contains("'=cmd|'/c calc'!A1"), "{csv}");
    assert!(csv.contains("'-3%以内"), "{csv}");
    assert!(!csv.contains(",=cmd") && !csv.contains("\"=cmd") && !csv.contains(",-3%"));
}

#[tokio::test]
async fn a_file_has_its_name_and_leaves_a_trace() {
    let p = planned().await;
    let clerk = p.app.clerk().await;
    let answer = clerk.get("/ledger.xlsx").await.assert_status(200);
    let name = luoshi::web::forms::percent_decode(answer.header("content-disposition"));
    assert!(name.ends_with("filename*=UTF-8''2026-任务台账-云溪街道办事处-20260305.xlsx"), "{name}");
    assert!(answer.header("content-disposition").is_ascii());
    let history = clerk.get("/history/year/2026").await.assert_status(200);
    history.assert_has("ledger.xlsx").assert_has("行数 ：4".replace(" ：", "：").as_str());
}

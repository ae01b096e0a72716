use super::world::planned;

/// The cells of a task's row on the board: text of January to December.
fn months(body: &str, title: &str) -> Vec<String> {
    let row = body.split("<tr ").find(|r| r.contains(title)).unwrap();
    let row = &row[..row.find("</tr>").unwrap()];
    row.split("<td").skip(3).map(ToOwned::to_owned).collect()
}

#[tokio::test]
async fn the_board_shows_each_step_in_its_month() {
    let p = planned().await;
    let page = p.app.clerk().await.get("/board").await.assert_status(200);
    let body = page.body();
    let cells = months(&body, "完成4个老旧小区改造");
    assert_eq!(cells.len(), 12);
    assert!(
        cells[2].contains("title=\"2026年3月31日 形象进度\">完成招标") && cells[2].contains("on now"),
        "{}",
        cells[2]
    );
    assert!(cells[4].contains("主体封顶"));
    assert!(cells[5].contains("时限：6月底前") && cells[5].contains("mk green"));
    for (month, cell) in cells.iter().enumerate() {
        assert_eq!(cell.contains("class=\"on"), month < 6, "{month}: {cell}");
        assert_eq!(cell.contains("class=\"mk"), [2, 4, 5].contains(&month), "{month}: {cell}");
    }
    // Without a limit of days it runs through the year; overdue work is red in its month.
    assert!(months(&body, "常年做好值班值守").iter().all(|c| c.contains("class=\"on")));
    assert!(months(&body, "看起来像公式")[2].contains("mk red"));
    let text = page.text();
    assert!(text.contains("云溪街道办事处2026年重点任务挂图作战"));
    let (area, other) = (text.find("城市更新").unwrap(), text.find("未分领域").unwrap());
    assert!(other < area, "tasks without an area come first, as in the ledger");
}

#[tokio::test]
async fn the_board_is_paged_and_keeps_its_heading() {
    let p = planned().await;
    let clerk = p.app.clerk().await;
    let mut address = "/board?n=2&group=theme".to_owned();
    let mut seen = Vec::new();
    for _ in 0..5 {
        let page = clerk.get(&address).await.assert_status(200);
        let body = page.body();
        seen.extend(body.split("id=\"t-").skip(1).map(|r| r[..r.find('"').unwrap()].to_owned()));
        match page.attribute("rel=\"next\"", "href") {
            Some(next) => address = next.replace("&amp;", "&").replace("&#38;", "&"),
            None => break,
        }
    }
    let wanted: Vec<String> = p.tasks.iter().map(ToString::to_string).collect();
    assert_eq!(seen, wanted);
}

#[tokio::test]
async fn every_number_of_the_heat_map_opens_as_many_tasks() {
    let p = planned().await;
    let clerk = p.app.clerk().await;
    for by in ["week", "month", "quarter"] {
        let body = clerk.get(&format!("/heat?by={by}")).await.assert_status(200).body();
        let mut links = 0;
        for cell in body.split("<td").skip(1) {
            let Some(at) = cell.find("href=\"/ledger?") else { continue };
            let href = &cell[at + 6..];
            let href = href[..href.find('"').unwrap()].replace("&amp;", "&").replace("&#38;", "&");
            let number = cell[..cell.find("</a>").unwrap()].rsplit('>').next().unwrap().to_owned();
            clerk.get(&href).await.assert_status(200).assert_has(&format!("共 {number} 项"));
            links += 1;
        }
        assert!(links > 8, "{by}: {links}");
        let total = body.rsplit("<td class=\"sum\">").next().unwrap();
        assert!(total.contains(">4</a>"), "{total}");
    }
}

#[tokio::test]
async fn the_heat_map_counts_only_what_one_sees() {
    let p = planned().await;
    let page = p.app.head("songpo").await.get("/heat").await.assert_status(200);
    page.assert_has("松坡村").assert_has_not("综合执法队 3月");
}

#[tokio::test]
async fn the_timeline_draws_days_of_the_year() {
    let p = planned().await;
    let body = p.app.clerk().await.get("/timeline?q=老旧小区").await.assert_status(200).body();
    assert!(body.contains("viewBox=\"0 0 365 20\""));
    assert!(body.contains("<rect class=\"g-base\" x=\"0\" y=\"4\" width=\"181\""), "to 30 June");
    assert!(body.contains("<rect class=\"g-green\" x=\"0\" y=\"4\" width=\"64\""), "to 5 March");
    assert!(body.contains("<rect class=\"g-none\" x=\"129\""), "step on 10 May");
}

#[tokio::test]
async fn neighbours_see_no_history_and_strangers_no_page() {
    let p = planned().await;
    let (renovation, road) = (p.tasks[0], p.tasks[2]);
    let songpo = p.app.head("songpo").await;
    songpo.get(&format!("/history/task/{road}")).await.assert_status(200).assert_has("录入台账");
    songpo.get(&format!("/history/task/{renovation}")).await.assert_status(404);
    songpo.get("/history/document/1").await.assert_status(404);
    songpo.get(&format!("/history/unit/{}", p.app.world.unit("liuyan"))).await.assert_status(404);
    songpo.get(&format!("/history/unit/{}", p.app.world.unit("songpo"))).await.assert_status(200);
    songpo.get("/history/year/2026").await.assert_status(200).assert_has("开启年度");
    p.app.clerk().await.get("/history/secret/1").await.assert_status(404);
    for path in ["/board", "/heat", "/timeline", "/ledger.xlsx", "/ledger.csv", "/ledger.json"] {
        p.app.system_officer().await.get(path).await.assert_status(403);
    }
}

#[tokio::test]
async fn search_finds_what_one_may_see_and_marks_it() {
    let p = planned().await;
    let clerk = p.app.clerk().await;
    let page = clerk.get("/search?q=小区").await.assert_status(200);
    assert!(page.body().contains("完成4个老旧<mark>小区</mark>改造"));
    clerk.get("/search?q=songpo").await.assert_status(200).assert_has("松坡村");
    clerk.get("/search?q=严立行").await.assert_status(200).assert_has("街道办事处主任");
    clerk.get("/search?q=查无此事").await.assert_status(200).assert_has("没有找到");
    clerk.get("/search").await.assert_status(200).assert_has("想找什么");
    clerk.get("/search?q=%25").await.assert_status(200).assert_has("没有找到");
    let songpo = p.app.head("songpo").await;
    songpo.get("/search?q=小区").await.assert_status(200).assert_has("没有找到");
    songpo.get("/search?q=严立行").await.assert_status(200).assert_has("没有找到");
    songpo.get("/search?q=机耕路").await.assert_status(200).assert_has("修整松坡村");
    let officer = p.app.system_officer().await;
    officer.get("/search?q=小区").await.assert_status(200).assert_has("没有找到");
}

#[tokio::test]
async fn words_and_missing_settings_filter_the_ledger() {
    let p = planned().await;
    let clerk = p.app.clerk().await;
    clerk.get("/ledger?q=小区+改造").await.assert_status(200).assert_has("共 1 项").assert_has("老旧小区");
    clerk.get("/ledger?q=2026-0003").await.assert_status(200).assert_has("共 1 项").assert_has("机耕路");
    clerk.get("/ledger?q=区&missing=post").await.assert_status(200).assert_has("共 0 项");
    clerk.get("/ledger?missing=post").await.assert_status(200).assert_has("共 2 项");
    clerk.get("/ledger?missing=deadline").await.assert_status(200).assert_has("共 0 项");
    clerk.get("/ledger?missing=any&q=值班").await.assert_status(200).assert_has("共 1 项");
}

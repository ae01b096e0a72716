//! Which clauses make one task, who acts in it and by when: one invented sentence for each rule.

use luoshi_docs::extract::{self, Extraction, Known};
use luoshi_docs::model::Document;

fn read(text: &str) -> Extraction {
    let doc = Document { text: text.to_owned(), ..Document::default() };
    extract::extract(&doc, &Known::default())
}

/// A paper of 2025 with these lines below a heading: its tasks with lead and day.
fn plan(lines: &str) -> Vec<String> {
    let text = format!("柳湾县2025年重点工作实施方案\n一、抓好落实\n{lines}");
    let found = read(&text);
    found
        .tasks
        .iter()
        .map(|task| {
            let day = task.value.deadline.map(|day| day.to_string()).unwrap_or_default();
            format!("{}|{}|{day}", task.value.text, task.value.lead.join("、"))
        })
        .collect()
}

#[test]
fn clauses_between_two_stops_are_one_undertaking() {
    let want =
        ["完成老粮库改造，新建口袋公园4处，更换供水管网11公里||", "办好第三届荷花节，力争接待游客20万人次||"];
    assert_eq!(
        plan(
            "（一）抓城市。守牢安全底线，完成老粮库改造，新建口袋公园4处，更换供水管网11公里。办好第三届荷花节，力争接待游客20万人次。"
        ),
        want
    );
}

#[test]
fn clauses_with_days_of_their_own_stay_apart() {
    assert_eq!(
        plan(
            "（一）抓水利。城北防洪堤6月底前建成投用，白鹭泵站9月底前完成主体封顶，东干渠年底前通水试运行。"
        ),
        [
            "城北防洪堤6月底前建成投用||2025-06-30",
            "白鹭泵站9月底前完成主体封顶||2025-09-30",
            "东干渠年底前通水试运行||2025-12-31"
        ]
    );
}

#[test]
fn dated_clauses_of_a_row_are_steps() {
    let found = read(
        "柳湾镇2025年度重点任务清单\n序号\t重点任务\t目标要求\t责任单位\n\
         1\t园区提升\t招引企业12家；4月底前完成旧厂清查，8月底前完成公开招租\t园区办\n\
         2\t道路\t硬化道路3公里\t交通站\n",
    );
    let texts: Vec<&str> = found.tasks.iter().map(|task| task.value.text.as_str()).collect();
    assert_eq!(texts, ["招引企业12家", "4月底前完成旧厂清查", "8月底前完成公开招租", "硬化道路3公里"]);
}

#[test]
fn an_item_of_a_list_is_one_task() {
    let found = read(
        "柳湾村2025年工作计划\n一、主要工作\n（一）产业发展\n1.流转土地300亩，扩种大棚西瓜，5月底前完成大棚建设。\n2.新建冷库2座。",
    );
    assert_eq!(found.tasks[0].value.text, "流转土地300亩，扩种大棚西瓜，5月底前完成大棚建设");
    assert_eq!(found.tasks.len(), 2);
}

#[test]
fn those_who_sit_in_a_group_belong_to_its_founding() {
    assert_eq!(
        plan(
            "（一）加强领导。成立柳湾县防汛工作领导小组，由县长甄远任组长，副县长贺川任副组长，各镇镇长为成员。"
        ),
        ["成立柳湾县防汛工作领导小组，由县长甄远任组长，副县长贺川任副组长，各镇镇长为成员||"]
    );
}

#[test]
fn bodies_with_and_in_their_name_and_offices_act() {
    assert_eq!(
        plan(
            "（一）抓进度。县住房和城乡建设局、汽车南站要于9月底前完成候车厅改造。党政办要牵头拟定分工表，2月底前印发执行。"
        ),
        [
            "县住房和城乡建设局、汽车南站要于9月底前完成候车厅改造|县住房和城乡建设局、汽车南站|2025-09-30",
            "党政办要牵头拟定分工表，2月底前印发执行|党政办|2025-02-28"
        ]
    );
}

#[test]
fn a_threat_behind_an_order_takes_nothing_from_it() {
    assert_eq!(
        plan("（一）抓督查。县督考办每月通报一次项目进度，对连续两次末位的单位予以约谈。"),
        ["县督考办每月通报一次项目进度，对连续两次末位的单位予以约谈|县督考办|"]
    );
}

#[test]
fn what_a_unit_does_again_and_again_is_a_task() {
    assert_eq!(
        plan("（一）抓督查。县政府督查室要实行月调度、季通报，适时组织评议。"),
        ["县政府督查室要实行月调度、季通报，适时组织评议|县政府督查室|"]
    );
}

#[test]
fn a_unit_is_told_what_to_do_about_a_thing() {
    assert_eq!(
        plan(
            "（一）抓整改。各乡镇对老旧泵站开展“回头看”，5月15日前完成排查。各乡镇要结合实际制定本乡镇工作方案，4月10日前报县水利局备案。"
        ),
        [
            "各乡镇对老旧泵站开展“回头看”，5月15日前完成排查|各乡镇|2025-05-15",
            "各乡镇要结合实际制定本乡镇工作方案，4月10日前报县水利局备案|各乡镇|2025-04-10"
        ]
    );
}

#[test]
fn aims_given_as_rates_are_measured_and_not_done() {
    let found = read(
        "柳湾县2025年节水工作方案\n一、工作目标\n到2025年底，节水器具普及率达到95%以上，打造节水示范小区3个。\n二、主要任务\n新建中水站2座。",
    );
    let texts: Vec<&str> = found.tasks.iter().map(|task| task.value.text.as_str()).collect();
    assert_eq!(texts, ["新建中水站2座"]);
}

#[test]
fn the_number_of_an_article_is_no_part_of_its_order() {
    let found = read(
        "柳湾区重点项目考核办法\n第一条　为推进项目建设，制定本办法。\n第二条　项目责任单位主要负责人每月调度项目不少于1次。",
    );
    assert_eq!(found.tasks[0].value.text, "项目责任单位主要负责人每月调度项目不少于1次");
}

#[test]
fn an_item_may_run_on_behind_the_units_of_the_one_before() {
    let found = read(
        "柳湾市2025年为民办实事项目\n一、校舍提升。改造寄宿制学校42所。\n责任单位：市教育局二、健康护航。为7万名女生接种疫苗。\n责任单位：市卫健委\n三、道路提质。改造农村公路36公里。\n责任单位：市交通局",
    );
    let leads: Vec<String> = found.tasks.iter().map(|task| task.value.lead.join("、")).collect();
    assert_eq!(leads, ["市教育局", "市卫健委", "市交通局"]);
}

#[test]
fn bold_type_does_not_end_what_a_speaker_says() {
    let found = read(
        "柳湾开发区召开2025年项目建设大会\n<p>2月9日，柳湾开发区召开2025年项目建设大会。</p>\
         <p><b>甄远强调，</b>要狠抓落实。<b>一要抓要素。</b>收储工业用地3000亩，盘活厂房15万平方米。</p>",
    );
    assert_eq!(found.tasks[0].value.text, "收储工业用地3000亩，盘活厂房15万平方米");
    assert_eq!(found.measures.len(), 2);
}

#[test]
fn a_day_binds_its_own_sentence_only() {
    assert_eq!(
        plan("（一）抓水利。6月底前建成水厂2座；新设泵站3座。（责任单位：县水利局）"),
        ["6月底前建成水厂2座|县水利局|2025-06-30", "新设泵站3座|县水利局|"]
    );
}

#[test]
fn the_whole_year_and_a_quarter_behind_a_wish_bind() {
    assert_eq!(
        plan("（一）抓项目。全年收储土地3000亩。力争一季度签约亿元以上项目15个。"),
        ["全年收储土地3000亩||2025-12-31", "力争一季度签约亿元以上项目15个||2025-03-31"]
    );
}

#[test]
fn behind_a_semicolon_a_day_goes_on_with_the_same_unit() {
    assert_eq!(
        plan("（一）抓报送。各责任单位要制定推进措施，于3月20日前报县政府办；每月28日前报送工作进展情况。"),
        [
            "各责任单位要制定推进措施，于3月20日前报县政府办|各责任单位|2025-03-20",
            "每月28日前报送工作进展情况|各责任单位|"
        ]
    );
}

#[test]
fn how_a_thing_is_done_is_no_part_of_a_name() {
    assert_eq!(
        plan("（一）抓建设。供水主管网由县投资公司统一组织实施，10月底前全部完工。"),
        ["供水主管网由县投资公司统一组织实施，10月底前全部完工|县投资公司|2025-10-31"]
    );
}

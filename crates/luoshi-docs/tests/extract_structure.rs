//! Headings, tasks, measures and results of small invented papers, one for each form of text.

#![expect(clippy::print_stdout, reason = "what was read helps to see what broke")]

use luoshi_docs::extract::{self, Direction, Extraction, Known};
use luoshi_docs::model::Document;

fn read(text: &str) -> Extraction {
    let doc = Document { text: text.to_owned(), ..Document::default() };
    let found = extract::extract(&doc, &Known::default());
    println!("{:#}", extract::pred(&doc, &found));
    found
}

fn tasks(found: &Extraction) -> Vec<&str> {
    found.tasks.iter().map(|task| task.value.text.as_str()).collect()
}

fn headings(found: &Extraction) -> Vec<(u8, &str)> {
    found.priorities.iter().map(|item| (item.value.level, item.value.heading.as_str())).collect()
}

#[test]
fn rows_of_a_tabbed_table_carry_units_leaders_and_days() {
    let found = read(
        "柳湾镇2025年度重点工作任务清单\n序号\t重点任务\t工作目标\t牵头领导\t责任单位\t完成时限\n\
         1\t农村公路提升\t新改建农村公路12公里，完成危桥改造3座\t何建平\t交通站\t10月底前\n\
         2\t人居环境整治\t新建公厕5座\t罗素云\t各村（社区）、城建办\t持续推进\n",
    );
    assert_eq!(tasks(&found), ["新改建农村公路12公里，完成危桥改造3座", "新建公厕5座"]);
    let first = &found.tasks[0].value;
    assert_eq!(first.lead, ["交通站"]);
    assert_eq!(first.sponsor.as_deref(), Some("何建平"));
    assert_eq!(first.deadline.map(|day| day.to_string()).as_deref(), Some("2025-10-31"));
    assert_eq!(found.tasks[1].value.lead, ["各村（社区）", "城建办"]);
    assert_eq!(found.tasks[1].value.deadline, None);
}

#[test]
fn a_bracket_of_units_holds_for_every_sentence_of_its_paragraph() {
    let found = read(
        "青崖县2025年县政府工作要点\n一、聚力抓项目\n1.加快重大项目建设。全年实施重点项目85个。6月底前开工县城第二水厂。\
         （牵头单位：县发改局；责任单位：县住建局、县水利局）\n2.强化招商引资。新引进亿元以上项目15个。（县投促局牵头，各乡镇配合）",
    );
    assert_eq!(headings(&found), [(1, "聚力抓项目"), (2, "加快重大项目建设"), (2, "强化招商引资")]);
    assert_eq!(tasks(&found), ["全年实施重点项目85个", "6月底前开工县城第二水厂", "新引进亿元以上项目15个"]);
    assert_eq!(found.tasks[1].value.lead, ["县发改局"]);
    assert_eq!(found.tasks[1].value.assist, ["县住建局", "县水利局"]);
    assert_eq!(found.tasks[2].value.lead, ["县投促局"]);
    assert_eq!(found.tasks[2].value.assist, ["各乡镇"]);
    assert_eq!(found.tasks[1].value.under, Some(1));
}

#[test]
fn label_lines_below_an_item_name_its_units() {
    let found = read(
        "滨江区2024年十件民生实事\n一、新建公办幼儿园3所，新增学位810个。\n责任单位：区教育局\n\
         二、加装住宅电梯60台。\n责任单位：区住建局；配合单位：各街道\n",
    );
    assert_eq!(tasks(&found), ["新建公办幼儿园3所，新增学位810个", "加装住宅电梯60台"]);
    assert_eq!(found.tasks[1].value.lead, ["区住建局"]);
    assert_eq!(found.tasks[1].value.assist, ["各街道"]);
}

#[test]
fn the_review_gives_results_and_the_plan_measures() {
    let found = read(
        "云栖镇人民政府工作报告\n——2024年1月12日在云栖镇第十九届人民代表大会第四次会议上\n各位代表：\n一、2023年工作回顾\n\
         过去一年，全镇实现规上工业总产值38.6亿元，同比增长9.2%；安全事故下降5%。\n二、2024年主要任务\n\
         固定资产投资增长10%以上，能耗下降3%。新建社区食堂2家；办理时间压缩至5个工作日以内。",
    );
    let results: Vec<(&str, Direction)> =
        found.results.iter().map(|f| (f.value.value.as_str(), f.value.direction)).collect();
    assert_eq!(results, [("38.6", Direction::Exact), ("9.2", Direction::Growth), ("-5", Direction::Growth)]);
    let measures: Vec<(&str, Direction)> =
        found.measures.iter().map(|f| (f.value.value.as_str(), f.value.direction)).collect();
    let expected = [
        ("10", Direction::Growth),
        ("-3", Direction::Growth),
        ("2", Direction::Exact),
        ("5", Direction::AtMost),
    ];
    assert_eq!(measures, expected);
    assert_eq!(found.results[1].value.text, "全镇实现规上工业总产值38.6亿元，同比增长9.2%");
}

#[test]
fn orders_of_a_bulletin_are_tasks_and_its_state_is_not() {
    let found = read(
        "关于2024年上半年重点工作推进情况的督查通报\n各乡镇人民政府：\n现将情况通报如下：\n一、总体进展\n\
         截至6月底，98项重点任务中，已完成32项，占比32.7%。县教育局负责的2所幼儿园尚未开工。\n二、工作要求\n\
         各责任单位要逐项制定整改方案，于7月15日前报县政府督查室。\n县政府办公室\n2024年7月3日",
    );
    assert_eq!(tasks(&found), ["各责任单位要逐项制定整改方案，于7月15日前报县政府督查室"]);
    assert_eq!(found.tasks[0].value.deadline.map(|day| day.to_string()).as_deref(), Some("2024-07-15"));
    assert!(found.measures.is_empty());
}

#[test]
fn two_speakers_begin_their_headings_anew() {
    let found = read(
        "石桥街道召开2024年工作会议\n3月5日，石桥街道召开2024年工作会议。\n\
         党工委书记田野强调，一要提高站位。二要突出重点：一是查隐患；二是抓整改。\n办事处主任吴桐要求，一是立即部署。二是抓好落实。",
    );
    assert_eq!(
        headings(&found),
        [(1, "提高站位"), (1, "突出重点"), (2, "查隐患"), (2, "抓整改"), (1, "立即部署"), (1, "抓好落实")]
    );
}

#[test]
fn duties_of_a_letter_are_tasks_and_its_targets_measures() {
    let found = read(
        "2025年度安全生产目标责任书\n甲方：柳湾县人民政府\n乙方：石河乡人民政府\n一、责任目标\n1、不发生较大以上生产安全事故；\n\
         2、隐患整改率不低于98%。\n二、工作职责\n1、每季度召开一次安全生产例会。\n2、5月底前完成企业风险摸底。",
    );
    assert_eq!(tasks(&found), ["每季度召开一次安全生产例会", "5月底前完成企业风险摸底"]);
    let measures: Vec<(&str, Direction)> =
        found.measures.iter().map(|f| (f.value.value.as_str(), f.value.direction)).collect();
    assert_eq!(measures, [("0", Direction::AtMost), ("98", Direction::AtLeast)]);
}

#[test]
fn points_prizes_and_audiences_are_no_figures() {
    let found = read(
        "石桥街道召开2023年度总结表彰大会\n2月1日，石桥街道召开2023年度总结表彰大会，120余人参加会议。会议表彰了5个先进集体，\
         发放奖金3万元。",
    );
    assert!(found.measures.is_empty() && found.results.is_empty());
}

#[test]
fn a_real_table_gives_its_rows_and_merged_units() {
    let html = "<h1>柳湾镇2025年重点工作任务分解表</h1><table>\
        <tr><th>序号</th><th>工作任务</th><th>牵头单位</th><th>配合单位</th><th>完成时限</th></tr>\
        <tr><td>1</td><td>新建农村公路12公里，完成危桥改造3座</td><td rowspan=\"2\">镇交通站</td><td>各村</td><td>10月底前</td></tr>\
        <tr><td>2</td><td>安装太阳能路灯180盏</td><td>镇财政所</td><td>6月底前</td></tr></table>";
    let reading = luoshi_docs::read::read(html.as_bytes(), "表.html", &luoshi_docs::read::Limits::default());
    let found = extract::extract(&reading.document.unwrap_or_default(), &Known::default());
    assert_eq!(tasks(&found), ["新建农村公路12公里，完成危桥改造3座", "安装太阳能路灯180盏"]);
    assert_eq!(found.tasks[1].value.lead, ["镇交通站"]);
    assert_eq!(found.tasks[1].value.assist, ["镇财政所"]);
    assert_eq!(found.tasks[1].value.deadline.map(|day| day.to_string()).as_deref(), Some("2025-06-30"));
    assert_eq!(found.measures.len(), 3);
    assert!(found.priorities.is_empty());
}

#[test]
fn an_unknown_unit_and_an_ambiguous_day_are_asked() {
    let found = read("青崖县2025年县政府工作要点\n一、抓产业\n新增菌棒40筐。6月前完成管网改造工程。");
    let codes: Vec<&str> = found.questions.iter().map(|question| question.code.as_str()).collect();
    assert!(codes.contains(&"unknown-unit"), "{codes:?}");
    assert!(codes.contains(&"ambiguous-deadline"), "{codes:?}");
}

#[test]
fn formal_numerals_and_lost_marks_open_headings() {
    let found = read(
        "榆川县2024年河道整治实施方案\n壹  整治目标\n河道岸线全部划定。\n贰  整治重点\n㈠清理河障。5月底前清理河障12处。\n㈡修复堤岸。新修堤岸3公里。\n叁  工作要求\n压实责任。",
    );
    assert_eq!(
        headings(&found),
        [(1, "整治目标"), (1, "整治重点"), (2, "清理河障"), (2, "修复堤岸"), (1, "工作要求")]
    );
}

#[test]
fn units_stand_in_any_bracket_and_in_a_last_sentence() {
    for tail in [
        "〔责任单位：县水务局；配合部门：各乡镇〕",
        "［牵头单位:县水务局;参与单位:各乡镇］",
        "〖县水务局牵头，各乡镇配合〗",
        "由县水务局牵头，各乡镇配合。",
    ] {
        let text = format!(
            "榆川县2024年重点工作任务分解方案\n一、保障供水\n1.建设水厂。6月底前建成集中供水点3处。{tail}\n"
        );
        let found = read(&text);
        let task = found.tasks.iter().find(|task| task.value.text.contains("供水点3处"));
        let named = task.map(|task| (task.value.lead.join(","), task.value.assist.join(",")));
        assert_eq!(named, Some(("县水务局".to_owned(), "各乡镇".to_owned())), "{tail}");
    }
}

#[test]
fn rows_keep_empty_cells_and_go_on_past_section_lines() {
    let found = read(
        "榆川县2024年重点任务清单\n序号\t任务\t牵头单位\t参与单位\t时限\n一、基础设施类\n1\t新建公交站台8座。\t县交通局\t\t9月底\n二、公共服务类\n2\t建成书屋5个。\t县文旅局\t各乡镇\t年底\n",
    );
    let rows: Vec<_> = found
        .tasks
        .iter()
        .map(|task| (task.value.text.as_str(), task.value.lead.join(","), task.value.assist.join(",")))
        .collect();
    assert_eq!(
        rows,
        [
            ("新建公交站台8座", "县交通局".to_owned(), String::new()),
            ("建成书屋5个", "县文旅局".to_owned(), "各乡镇".to_owned())
        ]
    );
}

#[test]
fn blanks_alone_may_part_the_columns_of_a_table() {
    let found = read(
        "榆川县2024年重点任务清单\n序号  任务  牵头单位  完成时限\n1  新建公交站台8座  县交通局  9月底\n2  建成乡村书屋5个  县文旅局  年底\n",
    );
    let rows: Vec<_> =
        found.tasks.iter().map(|task| (task.value.text.as_str(), task.value.lead.join(","))).collect();
    assert_eq!(
        rows,
        [("新建公交站台8座", "县交通局".to_owned()), ("建成乡村书屋5个", "县文旅局".to_owned())]
    );
}

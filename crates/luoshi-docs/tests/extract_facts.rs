//! People, groups, codes and figures in sentences whose wording could mislead, one for each rule.

use luoshi_docs::extract::{self, Extraction, Known};
use luoshi_docs::model::Document;
use luoshi_docs::read::{self, Limits};

fn facts(text: &str) -> Extraction {
    let doc = Document { text: text.to_owned(), ..Document::default() };
    extract::extract(&doc, &Known::default())
}

/// A plan of 2025 with this sentence below a heading.
fn plan(sentence: &str) -> Extraction {
    facts(&format!("柳湾县2025年重点工作实施方案\n一、重点工作\n（一）抓好落实。{sentence}"))
}

fn figures(found: &Extraction) -> [Vec<String>; 2] {
    let words = |list: &[extract::Item<extract::Figure>]| {
        list.iter().map(|item| format!("{}{}", item.value.value, item.value.unit)).collect()
    };
    [words(&found.measures), words(&found.results)]
}

fn lists(coming: &[&str], past: &[&str]) -> [Vec<String>; 2] {
    let own = |list: &[&str]| list.iter().map(|word| (*word).to_owned()).collect();
    [own(coming), own(past)]
}

#[test]
fn verbs_of_duty_end_a_name() {
    let found = plan("支部书记甄远负总责，治保主任贺川包三、四组，副县长白露任常务副指挥长。");
    let names: Vec<&str> = found.people.iter().map(|item| item.value.name.as_str()).collect();
    assert_eq!(names, ["甄远", "贺川", "白露"]);
}

#[test]
fn some_of_them_are_nobody_by_name() {
    assert_eq!(plan("有的校长习惯当“甩手掌柜”，要听取人大代表、政协委员和群众代表意见。").people, []);
}

#[test]
fn a_short_form_is_the_same_group() {
    let found = plan(
        "柳湾县创建全国文明城市指挥部每月调度。由县创文指挥部负责考核。抽调专家组成的技术服务团队巡回指导。",
    );
    let names: Vec<&str> = found.forces.iter().map(|item| item.value.name.as_str()).collect();
    assert_eq!(names, ["柳湾县创建全国文明城市指挥部"]);
}

#[test]
fn a_drive_is_no_code_and_a_goal_is_one() {
    let found =
        plan("锚定“双千双百”奋斗目标，推行“抓两头、带中间”工作法，实施“三名工程”，开展“三抓三促”行动。");
    let frameworks: Vec<&str> = found.frameworks.iter().map(|item| item.value.as_str()).collect();
    assert_eq!(frameworks, ["“双千双百”奋斗目标", "“抓两头、带中间”工作法", "“三名工程”"]);
    assert!(found.campaigns.iter().any(|item| item.value == "“三抓三促”行动"));
}

#[test]
fn a_bound_is_a_target_whatever_was_built() {
    assert_eq!(figures(&plan("已建成的43座泵站正常运行率不低于95%。")), lists(&["95%"], &[]));
}

#[test]
fn the_parts_of_a_figure_are_figures() {
    assert_eq!(
        figures(&plan("完成33个村改水（其中江口镇15个、柳沟乡18个）。")),
        lists(&["33个", "15个", "18个"], &[])
    );
}

#[test]
fn what_is_done_once_counts_and_the_plan_itself_does_not() {
    assert_eq!(figures(&plan("11月底前组织1次应急演练。")), lists(&["1次"], &[]));
    assert_eq!(figures(&plan("对排查达标的村，按每村每年2万元的标准予以补助。")), lists(&[], &[]));
    assert_eq!(figures(&plan("确定全县为民办实事项目共10项。")), lists(&[], &[]));
}

#[test]
fn things_are_told_from_people_present() {
    assert_eq!(
        figures(&plan("申报省级非遗代表性项目2个，人大代表建议办复率达到100%。")),
        lists(&["2个", "100%"], &[])
    );
}

#[test]
fn the_ground_of_an_inspection_is_no_speech() {
    let found = facts(
        "关于2025年一季度重点项目建设情况的督查通报\n各乡镇：\n按照县政府主要领导批示要求，县政府督查室进行了督查。现通报如下：\n\
         一、总体情况\n今年全县共安排重点项目98个。截至3月底，已开工72个。",
    );
    assert_eq!(figures(&found), lists(&[], &["98个", "72个"]));
}

#[test]
fn the_day_of_a_report_is_not_the_year_of_its_plan() {
    let found = facts(
        "柳湾县人民政府工作报告\n2024年12月26日在柳湾县第九届人民代表大会第二次会议上\n各位代表：\n2025年发展的主要预期目标是：地区生产总值增长7%。",
    );
    assert_eq!(found.plan_year.map(|item| item.value), Some(2025));
}

fn issuer(text: &str) -> Option<String> {
    facts(text).issuer.map(|item| item.value)
}

#[test]
fn the_place_of_a_speech_and_a_farm_are_issuers() {
    let body = "\n\n同志们：\n今天这个会，是街道党工委研究决定召开的。下面，我讲几点意见。";
    assert_eq!(
        issuer(&format!("在柳湾街道平安建设工作会议上的讲话\n(2025年3月18日){body}")),
        Some("柳湾街道".to_owned())
    );
    assert_eq!(
        issuer(&format!("在全镇三级干部大会上的讲话\n（2025年2月3日）\n中共江口镇委员会书记  甄远{body}")),
        Some("江口镇".to_owned())
    );
    assert_eq!(
        issuer(
            "青松岭林场召开2025年度工作会议\n3月4日，青松岭林场召开2025年度工作会议。林场班子成员参加会议。场长甄远强调，要抓好防火。"
        ),
        Some("青松岭林场".to_owned())
    );
}

#[test]
fn a_newsroom_dates_by_the_day_of_the_event() {
    let found = facts(
        "柳湾县2025年十项重点民生实事出炉\n2025-02-17  柳湾县融媒体中心\n本网讯　2月15日，柳湾县召开县政府常务会议，研究确定了2025年民生实事。\n一、饮水工程。新建供水站12处。\n责任单位：县水务局",
    );
    assert_eq!(found.date.map(|item| item.value.to_string()).as_deref(), Some("2025-02-15"));
}

#[test]
fn stages_are_headings_and_notes_are_none() {
    let headings = |text: &str| -> Vec<String> {
        facts(text).priorities.into_iter().map(|item| item.value.heading).collect()
    };
    assert_eq!(
        headings(
            "柳湾县2025年治水方案\n一、进度安排\n1.启动阶段（3月至4月）：制定方案，召开动员会。\n2.实施阶段（5月至10月）：新建泵站3座。\n3.验收阶段（11月）：组织验收。"
        ),
        ["进度安排", "启动阶段（3月至4月）", "实施阶段（5月至10月）", "验收阶段（11月）"]
    );
    assert_eq!(
        headings(
            "柳湾区2025年重点任务清单\n序号\t任务\t牵头部门\n1\t新建泵站3座\t区水利局\n2\t硬化道路3公里\t区交通局\n说明：\n1.牵头部门对所承担的任务负总责，责任单位各负其责。\n2.本清单自印发之日起实施，请认真落实。"
        ),
        [] as [&str; 0]
    );
}

#[test]
fn duties_of_a_letter_may_have_titles() {
    let found = facts(
        "2025年食品安全目标责任书\n柳湾县市场监管局与各镇人民政府签订本责任书。\n一、主要任务\n1.健全体系。明确1名分管负责人，配备监管员不少于2名。\n\
         2.开展巡查。对大户每月巡查不少于1次，并填写记录。\n3.组织检测。全年完成定性检测1200批次以上。",
    );
    let headings: Vec<&str> = found.priorities.iter().map(|item| item.value.heading.as_str()).collect();
    assert_eq!(headings, ["主要任务", "健全体系", "开展巡查", "组织检测"]);
    let tasks: Vec<&str> = found.tasks.iter().map(|item| item.value.text.as_str()).collect();
    assert_eq!(
        tasks,
        [
            "明确1名分管负责人，配备监管员不少于2名",
            "对大户每月巡查不少于1次，并填写记录",
            "全年完成定性检测1200批次以上"
        ]
    );
}

#[test]
fn a_report_named_after_the_year_it_looks_back_on_plans_the_next() {
    let text = "芦湾镇2031年政府工作报告\n镇人民政府镇长 卓砚\n（2032年1月9日）\n各位代表：\n我代表镇人民政府报告工作。\n\
                一、2031年工作回顾\n全镇完成工业总产值41.6亿元，修建渠道17公里。\n\
                二、2032年工作安排\n工业总产值达到45亿元，新建水厂1座。";
    let found = facts(text);
    assert_eq!(found.plan_year.as_ref().map(|item| item.value), Some(2032));
    assert_eq!(figures(&found), lists(&["45亿元", "1座"], &["41.6亿元", "17公里"]));
}

#[test]
fn the_last_time_limit_of_a_table_is_not_its_date() {
    let table = "序号,重点任务,牵头单位,完成时限\n1,修缮渡口两处,水利站,10月31日前\n2,入户检查4000户,应急办,2031-08-31\n";
    let reading = read::read(table.as_bytes(), "渡口任务.csv", &Limits::default());
    let found = extract::extract(&reading.document.unwrap(), &Known::default());
    assert_eq!((found.tasks.len(), found.date), (2, None));
}

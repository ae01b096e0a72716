//! Layouts of official papers that no document of the corpus was needed for: who acts, who speaks, what binds.

use luoshi_docs::extract::{Extraction, Known, extract};
use luoshi_docs::model::Document;

fn read(text: &str) -> Extraction {
    extract(&Document { text: text.to_owned(), ..Document::default() }, &Known::default())
}

/// Each task as `text | leads | helpers | day`.
fn tasks(text: &str) -> Vec<String> {
    read(text)
        .tasks
        .into_iter()
        .map(|task| {
            let task = task.value;
            let day = task.deadline.map(|day| day.to_string()).unwrap_or_default();
            format!("{} | {} | {} | {day}", task.text, task.lead.join(","), task.assist.join(","))
        })
        .collect()
}

#[test]
fn a_clause_that_only_says_who_belongs_to_the_work_beside_it() {
    let text = "关于上半年重点工作的督查通报\n三、下步要求\n苇塘水厂由县水务局牵头，县财政局配合，7月20日前完成移交；\
                县住建局负责，8月底前拆除违建3处。\n柳湾县人民政府督查室\n2030年6月5日";
    assert_eq!(
        tasks(text),
        [
            "苇塘水厂由县水务局牵头，县财政局配合，7月20日前完成移交 | 县水务局 | 县财政局 | 2030-07-20",
            "8月底前拆除违建3处 | 县住建局 |  | 2030-08-31",
        ]
    );
}

#[test]
fn units_beside_a_bare_heading_answer_for_what_stands_below() {
    let text = "柳湾县2030年工作要点\n一、做强产业（牵头单位：县工信局；配合单位：各乡镇）\n新建标准厂房3万平方米。\n\
                培育规上企业6家。\n二、改善民生\n牵头单位：县民政局\n新建敬老院2所。";
    assert_eq!(
        tasks(text),
        [
            "新建标准厂房3万平方米 | 县工信局 | 各乡镇 | ",
            "培育规上企业6家 | 县工信局 | 各乡镇 | ",
            "新建敬老院2所 | 县民政局 |  | ",
        ]
    );
}

#[test]
fn a_paper_may_say_that_the_first_unit_leads() {
    let text =
        "柳湾县2030年重点任务清单\n排在首位的单位为牵头单位。\n1.新建水厂2座。（县水利局、县财政局，各乡镇）";
    assert_eq!(tasks(text), ["新建水厂2座 | 县水利局 | 县财政局,各乡镇 | "]);
}

#[test]
fn whom_an_order_is_about_stands_before_the_unit() {
    let text = "关于春耕情况的督查通报\n对连续两次末位的乡镇，由县政府督查室下发督办单。\n柳湾县人民政府督查室\n2030年4月5日";
    assert_eq!(tasks(text), ["对连续两次末位的乡镇，由县政府督查室下发督办单 | 县政府督查室 |  | "]);
}

#[test]
fn a_notice_may_order_in_the_sentence_that_issues() {
    let text = "柳湾县人民政府办公室关于印发《柳湾县2030年防汛工作方案》的通知\n各乡镇：\n\
                现将《柳湾县2030年防汛工作方案》印发给你们，请各乡镇于3月20日前报送预案。\n柳湾县人民政府办公室\n2030年3月1日";
    assert_eq!(tasks(text), ["请各乡镇于3月20日前报送预案 | 各乡镇 |  | 2030-03-20"]);
}

#[test]
fn a_report_tells_and_a_speaker_binds() {
    let text = "柳湾区举行项目集中开工仪式\n3月28日，柳湾区2030年一季度项目集中开工仪式在高新园举行。本次开工项目32个，\
                年度计划投资58亿元。区长江一苇在致辞中表示，确保全年竣工项目40个以上。";
    let found = read(text);
    let measures: Vec<String> = found.measures.into_iter().map(|item| item.value.text).collect();
    assert_eq!(measures, ["确保全年竣工项目40个以上"]);
    assert!(found.tasks.iter().all(|task| !task.value.text.contains("举行")));
}

#[test]
fn numbered_points_of_minutes_are_work() {
    let text = "柳湾县防汛专题会议纪要\n3月18日，县长江一苇主持召开会议。会议议定以下事项：\n\
                一、由县水利局牵头，各乡镇配合，5月底前加固水库12座。\n2030年3月20日";
    assert_eq!(tasks(text), ["5月底前加固水库12座 | 县水利局 | 各乡镇 | 2030-05-31"]);
    assert_eq!(read(text).measures.len(), 1);
}

#[test]
fn people_in_spaced_lines_rosters_and_signatures() {
    let names = |text: &str| -> Vec<(String, String)> {
        let people = read(text).people;
        people.into_iter().map(|item| (item.value.name, item.value.post.unwrap_or_default())).collect()
    };
    let pair = |name: &str, post: &str| (name.to_owned(), post.to_owned());
    assert_eq!(
        names("柳湾乡人民政府工作报告\n2030年1月10日\n乡 长 江 一 苇\n各位代表：今年建成水厂1座。"),
        [pair("江一苇", "乡 长")]
    );
    assert_eq!(
        names(
            "关于调整领导小组成员的通知\n组  长：江一苇  县长\n副组长：秦  桑  副县长\n        茅以南  县水利局局长"
        ),
        [pair("江一苇", "县长"), pair("秦桑", "副县长"), pair("茅以南", "县水利局局长")]
    );
    assert_eq!(
        names("柳湾镇防汛责任书\n1.每月巡堤2次。\n甲方代表：江一苇　乙方代表：秦桑"),
        [pair("江一苇", ""), pair("秦桑", "")]
    );
    assert_eq!(names("包抓县领导：江一苇\n一、新建水厂2座。"), [pair("江一苇", "")]);
}

#[test]
fn headings_are_read_in_every_spelling() {
    let headings = |text: &str| -> Vec<String> {
        read(text)
            .priorities
            .into_iter()
            .map(|item| format!("{}{}", item.value.ordinal, item.value.heading))
            .collect()
    };
    assert_eq!(
        headings("在防汛会上的讲话\n同志们：\n讲三句话。第一要查得细。逐坝排查。第二要备得足。备好沙袋。"),
        ["第一要查得细", "第二要备得足"]
    );
    assert_eq!(
        headings("(上接第2版) 三、2030年工作安排\n（一）抓产业.新建园区2个.（二）抓民生.新建学校3所."),
        ["三、2030年工作安排", "（一）抓产业", "（二）抓民生"]
    );
}

#[test]
fn days_and_issuers_of_odd_papers() {
    let found = read("柳湾村：擂台比武亮家底\n2月3日，柳湾村召开大会，村民代表60人到会。");
    assert_eq!(found.issuer.unwrap().value, "柳湾村");
    let found =
        read("防汛责任状\n县防汛指挥部与柳湾乡签订本责任状。\n1.每月巡堤2次。\n二 ○ 三 ○ 年 三 月 二 十 日");
    assert_eq!(found.issuer.unwrap().value, "县防汛指挥部");
    assert_eq!(found.date.unwrap().value.to_string(), "2030-03-20");
    let found =
        read("县委县政府召开现场会 2030-03-06 09:15 来源：某网\n3月5日，我县召开现场会，县长江一苇讲话。");
    assert_eq!(found.title.unwrap().value, "县委县政府召开现场会");
}

#[test]
fn the_fields_of_an_item_have_the_same_units() {
    let text = "柳湾县2030年度重点项目责任清单\n（一）学校项目\n建设内容：新建苇塘小学，改扩建镇中学教学楼。\n\
                节点目标：8月底前苇塘小学建成投用。\n牵头单位：县教育局    责任单位：县住建局";
    assert_eq!(
        tasks(text),
        [
            "新建苇塘小学，改扩建镇中学教学楼 | 县教育局 | 县住建局 | ",
            "8月底前苇塘小学建成投用 | 县教育局 | 县住建局 | 2030-08-31",
        ]
    );
}

#[test]
fn an_assessment_may_name_the_unit_before_a_colon() {
    let text = "柳湾新区2030年度绩效考核办法\n第一条 业务目标主要包括：\n（一）规划局：新增雨污管网22公里，6月底前完成环湖路北段扩建工程；\n\
                （二）招商局：引进亿元企业不少于2家。\n第二条 考核结果分为三等。";
    let found = tasks(text);
    assert!(
        found.contains(&"6月底前完成环湖路北段扩建工程 | 规划局 |  | 2030-06-30".to_owned()),
        "{found:?}"
    );
    assert!(found.contains(&"新增雨污管网22公里 | 规划局 |  | ".to_owned()), "{found:?}");
}

#[test]
fn a_duty_of_a_letter_needs_no_title() {
    let text = "柳湾镇2030年防火责任书\n一、乙方职责\n（一）组建一支不少于20人的村级扑火队，配齐风力灭火机、对讲机等装备。\n\
                （二）重点时段实行村干部24小时值班，3月20日前完成林区可燃物清理。\n二、奖惩办法\n考核优秀的给予奖励。";
    assert!(tasks(text).iter().any(|task| task.starts_with("组建一支") && task.contains("| 乙方 |")));
}

#[test]
fn a_review_without_a_heading_lasts_until_a_heading_looks_ahead() {
    let text = "柳湾高新区2030年工作总结及2031年工作安排\n2030年，我们坚决落实各项部署。\n一、经济指标稳中向好\n\
                一般公共预算收入17.9亿元。\n二、下步重点工作\n1.新建标准厂房3万平方米。";
    let found = read(text);
    assert_eq!(found.results.len(), 1);
    assert!(found.measures.iter().all(|item| item.value.unit != "亿元"));
}

#[test]
fn honours_and_people_of_odd_papers() {
    let found = read(
        "柳湾村召开大会\n2030年3月6日，柳湾村召开村民大会，江清和说要办实事。会上，为江岸等10户“洁净小院户”颁发了奖状。",
    );
    assert_eq!(found.honours.iter().map(|item| item.value.as_str()).collect::<Vec<_>>(), ["洁净小院户"]);
    let found = read("2030年3月6日，柳湾镇党委书记江清和说，今年要办实事。");
    assert_eq!(found.people[0].value.name, "江清和");
    let found = read("关于拟表彰对象的公示\n一、先进个人\n江一苇   柳湾镇党委副书记\n现予公示。");
    assert_eq!(found.people[0].value.name, "江一苇");
}

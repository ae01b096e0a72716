//! 文种: what kind of paper it is. The words of the title decide; without them the deciding features of the guide.

use std::sync::LazyLock;

use regex::Regex;

use super::text::Text;
use super::view::View;
use super::{Extraction, Genre, Item, Known, item, pattern};
use crate::model::Span;

/// How much of the body is looked at for features, in characters.
const OPENING: usize = 1500;

/// Reads the kind of paper into the proposals; the title must have been read.
pub(super) fn read(view: &View<'_>, _known: &Known, out: &mut Extraction) {
    let text = view.clean();
    let title = out.title.as_ref().map(|t| (super::text::Text::clean(&t.value).plain(0, 200), t.span));
    out.genre = find(text, title.as_ref().map(|(t, s)| (t.as_str(), *s)));
}

/// The kind of a paper with this title.
#[must_use]
pub fn find(text: &Text<'_>, title: Option<(&str, Span)>) -> Option<Item<Genre>> {
    if let Some((title, span)) = title
        && let Some(genre) = by_title(title, text)
    {
        return Some(item(genre, span, 93, "genre/title"));
    }
    let first = text.lines.iter().find(|l| !l.noise)?;
    by_body(text)
        .map(|(genre, confidence)| item(genre, text.span(first.start, first.end), confidence, "genre/body"))
}

/// Rules for titles in the order in which they win: the pattern, and the kind it shows.
static BY_TITLE: LazyLock<Vec<(Regex, Genre)>> = LazyLock::new(|| {
    [
        (r"(讲话|讲话稿|致辞|发言|讲话提纲|讲话材料|主持词|讲话摘要|汇报提纲|表态发言)([(].*)?$", Genre::Speech),
        (r"(责任书|责任状|承诺书|军令状)([(].*)?$", Genre::ResponsibilityLetter),
        (r"政府工作报告(的通知)?([(].*)?$|工作报告([(].*)?$|^政府工作报告", Genre::GovWorkReport),
        (r"(召开|举行|举办|召集)|(大会|会议|推进会|部署会|座谈会|动员会|调度会|表彰会|现场会|启动会|誓师会|工作会|例会|恳谈会|专题会|总结会|启动仪式|发布会|开幕|闭幕|吹响|擂响|号角)$", Genre::MeetingReport),
        (r"(任务|责任|目标|工作|重点)(的)?(分解|分工)|(细化|分解|分工)[^方]{0,30}(责任|任务|工作)的通知|任务清单|责任清单|工作清单|任务台账|工作台账|分解表|分工表|任务表|任务书$|(下达|分解).{0,30}(目标|任务)[^方]{0,6}的通知|挂图作战|责任分解|进展情况[(表]|任务一览表|项目一览表|责任表", Genre::TaskTable),
        (r"(考核|考评|评价|评分|测评).{0,12}(办法|方案|细则|标准|规则|规定|指标|表)|积分.{0,6}(管理)?(办法|细则)", Genre::Assessment),
        (r"(表彰|表扬|嘉奖|授予|拟表彰|评选结果|记功|荣誉|先进(集体|单位|个人).{0,8}(名单|公示)|获奖|拟推荐|推荐对象).{0,60}(决定|通报|公示|名单|通知|公告|命令)|通报表扬|表扬通报", Genre::Commendation),
        (r"(督查|督办|督导|督察|暗访|通报|办理情况|推进情况|进展情况|落实情况|完成情况).{0,16}(通报|专报|公告)|(督查|督导|检查|暗访|巡查)情况|通报([(].*)?$|督办(函|单|通知)", Genre::SupervisionNotice),
        (r"实事|民生(清单|礼包|账单|大礼包|红包)|民生项目|惠民项目|民心工程", Genre::LivelihoodList),
        (r"工作要点|重点工作(计划|安排)?|工作计划|工作安排|工作思路|年度计划|工作打算|学习计划", Genre::WorkPriorities),
        (r"方案|措施|举措|意见|行动计划|三年行动|若干政策|规划|二十条|十条", Genre::ImplementationPlan),
        (r"清单|台账|一览表", Genre::TaskTable),
        (r"工作总结", Genre::GovWorkReport),
        (r"会$|动员|部署", Genre::MeetingReport),
    ]
    .into_iter()
    .map(|(source, genre)| (pattern(source), genre))
    .collect()
});

static PRIORITIES_FIRST: LazyLock<Regex> = LazyLock::new(|| pattern(r"工作要点.{0,6}(及|和|、).{0,10}考核"));
static REVIEW_AND_PLAN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"工作(总结|情况|回顾)(和|及|与|暨|、).{0,12}(工作)?(安排|计划|打算|思路|要点)")
});
static PAPER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(通知|方案|办法|决定|通报|意见|公示|要点|计划|报告|细则|清单|责任书|措施|名单)([(].*)?$")
});

static SIGNING: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(签订|签署|递交|签下).*(责任书|责任状|承诺书|军令状)"));

fn by_title(title: &str, text: &Text<'_>) -> Option<Genre> {
    if SIGNING.is_match(title) && !title.contains("关于") {
        return Some(Genre::MeetingReport);
    }
    if PRIORITIES_FIRST.is_match(title) {
        return Some(Genre::WorkPriorities);
    }
    if REVIEW_AND_PLAN.is_match(title) {
        return Some(Genre::GovWorkReport);
    }
    // 考核结果的通报 that confers honours commends.
    if title.contains("通报")
        && !title.contains("督查")
        && CONFERS.is_match(&text.plain(0, text.len().min(OPENING)))
    {
        return Some(Genre::Commendation);
    }
    let (_, genre) = BY_TITLE.iter().find(|(pattern, genre)| {
        pattern.is_match(title) && (*genre != Genre::MeetingReport || !PAPER.is_match(title))
    })?;
    // 签订责任书 in a headline is a report; 三年行动 without a paper's end may be one too.
    let event = *genre == Genre::ImplementationPlan && !PAPER.is_match(title) && opens_with_meeting(text);
    Some(if event { Genre::MeetingReport } else { *genre })
}

static MEETING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(召开|举行|举办|开展).{0,60}(会|仪式|签约)|(调研|视察|督导|观摩)[^。]{0,60}。[^。]{0,80}(陪同|参加)|(大会|会议|推进会|部署会|座谈会|动员会).{0,20}(召开|举行|在)|会[^,。]{0,8}(如期)?(开锣|开幕|启幕|举行|召开|开讲|开场)|出席会议|主持会议|主持召开|参加会议|到场点评|[0-9]人(到会|参会|与会)|人参加",
    )
});

fn opens_with_meeting(text: &Text<'_>) -> bool {
    MEETING.is_match(&text.plain(0, text.len().min(400)))
}

static SPEECH: LazyLock<Regex> = LazyLock::new(|| pattern(r"同志们[:!,]"));
static LIVELIHOOD: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(民生|为民|惠民|利民|便民).{0,8}实事|实事项目"));
static SCORING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"满分|总分|扣\d|加\d|[扣加]分|得分|计分|分值|考核(对象|内容|等次|结果)|优秀等次")
});
static COMMENDS: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"授予|予以(通报)?表[彰扬]|通报表[彰扬]|认定.{2,60}为|评为|荣誉称号|拟表彰"));
static CONFERS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(决定|拟)[^。]{0,40}(授予|予以(通报)?表[彰扬]|给予(通报)?表[彰扬]|嘉奖|记功)|授予[^。]{0,60}称号",
    )
});
static COLUMNS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"责任单位|牵头单位|承办科室|完成时限|责任领导|主要措施|工作目标|责任科室|序号|办结时限|督办事项|进展情况|责任人",
    )
});
static SUPERVISES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(督查|督导|暗访|督办|核实|检查).{0,40}(通报如下|情况通报|现将|通报)|现将.{0,30}情况通报")
});
/// A plan without a title says in its first words what the year is to bring.
static AHEAD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\d{4}年[^。]{0,80}(重点(做好|抓好|推进|开展)|(做好|抓好|推进)以下)[^。]{0,16}(工作|方面|几项|任务)|\d{4}年[^。]{0,30}工作(总体)?(思路|计划|目标)是?[:：]",
    )
});
static LETTER: LazyLock<Regex> = LazyLock::new(|| pattern(r"(签订|签定|特签|制定)本?.{0,16}责任[书状]"));
static PLAN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(制定|制订|提出)(本|如下|以下)?(实施)?(方案|举措|措施|意见)|保障措施|组织领导|总体要求|指导思想",
    )
});
static TARGETS: LazyLock<Regex> = LazyLock::new(|| pattern(r"预期目标|各位代表|政府工作报告|主要指标"));

/// The deciding features in the body, with the confidence that each deserves.
fn by_body(text: &Text<'_>) -> Option<(Genre, u8)> {
    let opening = text.plain(0, text.len().min(OPENING));
    let top: String = opening.chars().take(160).collect();
    let rows = text.lines.iter().filter(|l| text.get(l.end - 1) == '|' || l.end == l.start + 1).count();
    let columns = COLUMNS.find_iter(&opening).count();
    let scores = SCORING.find_iter(&opening).count();
    let rules = [
        (SPEECH.is_match(&top), Genre::Speech, 88),
        (LIVELIHOOD.is_match(&top) && !opens_with_meeting(text), Genre::LivelihoodList, 80),
        (LETTER.is_match(&opening) && !MEETING.is_match(&top), Genre::ResponsibilityLetter, 75),
        (opens_with_meeting(text), Genre::MeetingReport, 85),
        (columns >= 2 && rows >= 4, Genre::TaskTable, 80),
        (scores >= 3, Genre::Assessment, 75),
        (SUPERVISES.is_match(&opening), Genre::SupervisionNotice, 75),
        (AHEAD.is_match(&top), Genre::WorkPriorities, 70),
        (COMMENDS.is_match(&opening), Genre::Commendation, 70),
        (top.contains("各位代表"), Genre::GovWorkReport, 80),
        (columns >= 4, Genre::TaskTable, 60),
        (PLAN.is_match(&opening), Genre::ImplementationPlan, 65),
        (TARGETS.is_match(&opening), Genre::GovWorkReport, 60),
        (opening.contains("同志们"), Genre::Speech, 60),
        (opening.contains('年') && opening.chars().count() > 60, Genre::WorkPriorities, 50),
    ];
    rules.into_iter().find(|(holds, _, _)| *holds).map(|(_, genre, confidence)| (genre, confidence))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn titled(title: &str) -> Option<Genre> {
        find(&Text::clean(title), Some((title, Span::new(0, 1)))).map(|i| i.value)
    }

    fn body(raw: &str) -> Option<Genre> {
        find(&Text::clean(raw), None).map(|i| i.value)
    }

    #[test]
    fn the_title_decides() {
        let cases = [
            ("在柳湾镇干部大会上的讲话", Genre::Speech),
            ("柳湾镇召开2029年度总结表彰大会", Genre::MeetingReport),
            ("柳湾镇集中签订防汛责任书", Genre::MeetingReport),
            ("柳湾镇防汛责任书", Genre::ResponsibilityLetter),
            ("关于印发柳湾县《政府工作报告》任务分工方案的通知", Genre::TaskTable),
            ("柳湾县2030年政府工作报告", Genre::GovWorkReport),
            ("柳湾县2030年度考核办法", Genre::Assessment),
            ("关于表彰先进单位的决定", Genre::Commendation),
            ("关于重点工作进展情况的通报", Genre::SupervisionNotice),
            ("柳湾县2030年十件民生实事", Genre::LivelihoodList),
            ("柳湾镇2030年工作要点及考核方案", Genre::WorkPriorities),
            ("柳湾镇防汛工作实施方案", Genre::ImplementationPlan),
        ];
        for (title, genre) in cases {
            assert_eq!(titled(title), Some(genre), "{title}");
        }
    }

    #[test]
    fn the_body_decides_without_a_title() {
        assert_eq!(body("2月3日,柳湾镇召开总结表彰大会,镇长讲话。"), Some(Genre::MeetingReport));
        assert_eq!(body("同志们:\n今天开会,讲三点。"), Some(Genre::Speech));
        assert_eq!(body("考核总分100分,防汛30分,扣分以10分为限,得分公布。"), Some(Genre::Assessment));
    }
}

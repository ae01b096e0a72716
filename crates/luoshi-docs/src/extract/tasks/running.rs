//! Tasks in running text: sentences that bind a unit to a day, clauses that name a deliverable.

use std::sync::LazyLock;

use regex::Regex;

use super::orders::orders;
use super::{Found, Paper, Para, clauses, sentences, words};
use crate::extract::due::{self, Due};
use crate::extract::figures;
use crate::extract::outline::Mark;
use crate::extract::tense::{Tense, of_clause};
use crate::extract::types::Genre;
use crate::model::Span;

/// What is taken from a paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Take {
    /// Only sentences that bind a unit or name a day.
    Orders,
    /// Only sentences that bind a unit to a day.
    Bound,
    /// Deliverables without unit and day too.
    All,
}

/// Reads one paragraph of running text.
pub fn read(paper: &Paper<'_>, para: &Para, take: Take, found: &mut Vec<Found>) {
    let view = paper.view;
    // 集中攻坚阶段（6月至10月）。 binds what the stage is to bring.
    let stage = para.stage.map(|span| due::cell(view, span, paper.clock));
    let mut carried: Option<Due> = stage.clone();
    let aims = aims(paper, para);
    let said = said(paper, para);
    let mut before: Option<Found> = None;
    for sentence in sentences(view, para.words) {
        if paper.tenses.at(sentence.start) == Tense::Past && paper.genre != Some(Genre::SupervisionNotice)
            || is_title(paper, para, sentence)
            || told(paper, sentence, said)
        {
            continue;
        }
        let Some(sentence) = below_preamble(paper, sentence) else { continue };
        let orders = orders(paper, para, sentence, carried.as_ref());
        if orders.is_empty() && (take == Take::Bound || aims) {
            continue;
        }
        if orders.is_empty() {
            deliverables(paper, para, sentence, stage.as_ref(), take, found);
            continue;
        }
        let item = para.mark.is_some_and(|mark| !paper.marks[mark].heading);
        let own =
            orders.iter().rev().find_map(|order| order.due.clone().filter(|due| item && due.day.is_some()));
        carried = own.or_else(|| stage.clone());
        let mut orders = orders;
        inherit(paper, before.take(), &mut orders);
        before = orders.last().cloned();
        // What stands before the first order of the sentence is read for itself.
        if let Some(first) = orders.first().filter(|first| first.text.start > sentence.start + 24) {
            let head = Span::new(sentence.start, first.text.start);
            let words = paper.view.slice(head).trim_end_matches(['，', ',', ' ']);
            deliverables(
                paper,
                para,
                Span::new(head.start, head.start + words.len()),
                stage.as_ref(),
                take,
                found,
            );
        }
        found.extend(orders);
    }
}

/// Whether the heading above announces aims and the paragraph gives them as rates: aims are measured, not done.
fn aims(paper: &Paper<'_>, para: &Para) -> bool {
    let at = paper.marks.partition_point(|mark| mark.ordinal.start <= para.words.start);
    let above = paper.marks[..at].iter().rev().take(200).find(|mark| mark.heading);
    let title = above.map_or("", |mark| paper.view.slice(mark.title));
    ["目标", "指标", "目标任务", "任务目标", "目标要求"].iter().any(|end| title.ends_with(end))
        && paper.view.slice(para.words).contains(['%', '％'])
}

/// 各单位要制定方案；每月5日前报送进展: behind a semicolon a day alone goes on with the same unit.
fn inherit(paper: &Paper<'_>, before: Option<Found>, orders: &mut [Found]) {
    let Some((before, first)) = before.zip(orders.first_mut()) else { return };
    let between = paper.view.slice(Span::new(before.text.end, first.text.start.max(before.text.end)));
    let goes_on = matches!(between.trim(), "；" | ";");
    let dated = first.due.as_ref().is_some_and(|due| due.span.start <= first.text.start + 6);
    if goes_on && dated && first.lead.is_empty() && !first.parties.names_somebody() {
        first.lead = before.lead;
    }
}

/// What a sentence asks for after it has said why the paper is issued: 现将《…》印发给你们，请于3月底前….
fn below_preamble(paper: &Paper<'_>, sentence: Span) -> Option<Span> {
    let view = paper.view;
    if !words::preamble(view.slice(sentence)) {
        return Some(sentence);
    }
    let parts = clauses(view, sentence);
    let last = parts.iter().rposition(|part| words::preamble(view.slice(*part)))?;
    let asks =
        |part: &&Span| paper.due(**part).is_some() && view.slice(**part).starts_with(['请', '各', '于']);
    let first = parts[last + 1..].iter().find(asks)?;
    Some(Span::new(first.start, sentence.end))
}

/// In the report of a meeting only what a speaker says binds; the rest tells what happened.
fn told(paper: &Paper<'_>, sentence: Span, said: Option<usize>) -> bool {
    let Some(said) = said else { return false };
    let limit =
        |due: &Due| due.day.is_some() && paper.view.slice(due.span).ends_with(['前', '底', '内', '末']);
    sentence.end < said && !paper.due(sentence).is_some_and(|due| limit(&due))
}

/// Where in its line somebody has begun to speak, if that matters; 计划投资 is no plan that is told.
fn said(paper: &Paper<'_>, para: &Para) -> Option<usize> {
    if paper.genre != Some(Genre::MeetingReport) || para.mark.is_some() {
        return None;
    }
    let line = paper.view.lines[paper.view.paragraph(para.line)].span.start;
    let words = Span::new(line, para.words.end.max(line));
    let spoken = SAYS.find_iter(paper.view.slice(words)).find(|found| found.as_str() != "计划投资");
    Some(spoken.map_or(usize::MAX, |found| line + found.end()))
}

static SAYS: LazyLock<Regex> = LazyLock::new(|| {
    crate::extract::pattern(
        "强调|要求|指出|提出|部署|计划投资|计划|下一步|希望|介绍|表示|讲了|说[，,：:]|明确|承诺|议定|作了安排",
    )
});

/// A heading that stands alone, or the title of a paragraph, is no task.
fn is_title(paper: &Paper<'_>, para: &Para, sentence: Span) -> bool {
    let mark: Option<&Mark> = para.mark.map(|mark| &paper.marks[mark]);
    if let Some(mark) = mark {
        return mark.heading
            && sentence.start <= mark.title.start
            && sentence.end <= mark.title.end
            && paper.due(sentence).is_none();
    }
    let words = paper.view.slice(para.words);
    sentence == para.words
        && words.chars().count() <= 30
        && !words::founds(words)
        && !words.contains(['。', '；', '，', ',', ';'])
        && !paper.view.doc.text[para.words.end..].starts_with(['。', '；', ';'])
}

/// Clauses that name something to be built, issued, founded, held or done.
fn deliverables(
    paper: &Paper<'_>,
    para: &Para,
    sentence: Span,
    stage: Option<&Due>,
    take: Take,
    found: &mut Vec<Found>,
) {
    let mut parts = joined_tails(paper, clauses(paper.view, sentence));
    // 建设内容：…: the name of a field is no clause of the work.
    let labelled = parts.len() > 1 && super::is_label(paper.view.slice(parts[0]));
    if labelled {
        parts.remove(0);
    }
    let mut due: Option<Due> = stage.cloned();
    let mut subject: Vec<Span> = Vec::new();
    let mut bound = stage.is_some();
    let mut tasks: Vec<Found> = Vec::new();
    // 10月底前，甲，乙，丙: a day alone before a list.
    let mut led = false;
    for part in &parts {
        let own = paper.due(*part);
        subject = paper.subject(*part).unwrap_or(subject);
        if own.as_ref().is_some_and(|own| bare(*part, own)) {
            led |= tasks.is_empty();
            (due, bound) = (own, true);
            continue;
        }
        let fresh = own.is_some();
        // A day inside a clause binds that clause only; alone before a comma it binds the rest.
        // A span of working days says how long a step may take, not until when it is built.
        let own = own.filter(|own| own.day.is_some() || own.repeats || !bound);
        let until = own.or_else(|| due.clone().filter(|_| bound));
        let words = paper.view.slice(*part);
        let follows = take == Take::All
            && bound
            && words.chars().count() >= 8
            && (words::opens_action(words) || words.contains("全部完成") || words.contains("全面完成"))
            && !words::indicator(words);
        if follows || delivers(paper, *part, take) {
            tasks.push(task(
                *part,
                until,
                subject.clone(),
                if fresh || bound { 75 } else { 65 },
                "tasks/deliverable",
            ));
        }
    }
    let item = para.whole && para.mark.is_some_and(|mark| !paper.marks[mark].heading);
    found.extend(undertakings(paper, &parts, tasks, item || stage.is_some(), led));
}

/// The clauses between two stops are one undertaking, from the first that delivers to the last.
///
/// They are parted where several have days of their own, where a day alone stands before all of
/// them, and where clauses that deliver nothing stand between them. An item of a list and a stage
/// are never parted.
fn undertakings(paper: &Paper<'_>, parts: &[Span], tasks: Vec<Found>, whole: bool, led: bool) -> Vec<Found> {
    let index = |task: &Found| parts.iter().position(|part| part.start == task.text.start).unwrap_or(0);
    let Some((first, last)) = tasks.first().map(index).zip(tasks.last().map(index)) else { return tasks };
    let day = |task: &Found| paper.due(task.text).filter(|due| due.day.is_some());
    let opens = |task: &Found| day(task).is_some_and(|due| due.span.start < task.text.start + 24);
    let days = tasks.iter().skip(1).any(opens) || tasks.iter().filter(|task| day(task).is_some()).count() > 1;
    let gaps = last + 1 - first > tasks.len();
    let apart = !whole && (days || led || gaps || first >= 2);
    let mut joined: Vec<Found> = Vec::new();
    for task in tasks {
        match joined.last_mut() {
            Some(last) if !apart => goes_on(last, task),
            _ => joined.push(task),
        }
    }
    let starts =
        |span: Span, words: &[&str]| words.iter().any(|word| paper.view.slice(span).starts_with(word));
    // 加快…建设，确保年内完成路基: what is to be reached belongs to the work before it.
    if let [only] = &mut joined[..]
        && first == 1
        && starts(parts[0], &["加快", "推进", "抓紧"])
        && starts(only.text, &["确保", "力争"])
    {
        only.text.start = parts[0].start;
    }
    // 办好第六届梨花节，力争接待游客40万人次: and so does what it is to bring.
    if let Some((task, after)) = joined.last_mut().zip(parts.get(last + 1))
        && starts(*after, &["力争"])
        && figures::has_figure(paper.view.slice(*after))
    {
        task.text.end = after.end;
    }
    if let ([only], [first, ..], [.., last], true) = (&mut joined[..], parts, parts, whole) {
        only.text = Span::new(first.start, last.end);
    }
    joined
}

/// One task more that belongs to the same undertaking.
fn goes_on(before: &mut Found, task: Found) {
    before.text.end = task.text.end;
    if before.due.as_ref().is_none_or(|due| due.day.is_none()) {
        before.due = task.due.or(before.due.take());
    }
    if before.lead.is_empty() {
        before.lead = task.lead;
    }
}

/// How a clause ends that says who sits in a group.
const SEATS: &[&str] = &[
    "组长",
    "指挥长",
    "总指挥",
    "指挥",
    "政委",
    "召集人",
    "担任",
    "兼任",
    "主任",
    "团长",
    "成员",
    "队长",
    "站长",
];

/// 2024年3月底前, alone: it binds what follows.
pub(super) fn bare(part: Span, due: &Due) -> bool {
    part.end - due.span.end <= 3 && due.span.start - part.start <= 9
}

/// 由…任组长, 下设…, 办公室设在… belong to the clause before them.
pub(super) fn joined_tails(paper: &Paper<'_>, parts: Vec<Span>) -> Vec<Span> {
    let mut joined: Vec<Span> = Vec::new();
    for part in parts {
        let words = paper.view.slice(part);
        // 让630户群众喝上自来水 says what the work is for.
        let purpose = ["让", "使", "惠及", "受益", "解决"].iter().any(|word| words.starts_with(word))
            && figures::has_figure(words);
        let tail = ["其中", "下设", "办公室设", "并下设", "由", "完成投资", "完成年度投资"]
            .iter()
            .any(|word| words.starts_with(word))
            && !words.contains("负责");
        // 县长某某任总指挥, 相关科室负责人为成员: who sits in the group founded before.
        let seat = joined.last().is_some_and(|last| words::founds(action(paper, *last)))
            && (SEATS.iter().any(|seat| words.ends_with(seat))
                || words.contains("任组长")
                || words.contains("任副"));
        // …，年内投产 says by when the thing before it is ready.
        // 6月底前完成提标，10月底前全面完工: two days are two steps.
        let second = joined.last().is_some_and(|last| paper.due(*last).is_some_and(|due| due.day.is_some()));
        let ready = words.chars().count() <= 14
            && !second
            && paper.due(part).is_some()
            && (words::finishes(words)
                || ["全部", "全面", "均", "到位", "清零"].iter().any(|word| words.contains(word)));
        // …46个，年度完成投资68亿元 says what a work that is named costs.
        let costs = ["年度完成投资", "年度投资", "总投资"].iter().any(|word| words.starts_with(word))
            && joined.last().is_some_and(|last| words::concrete(paper.view.slice(*last)));
        let named_later = joined.last().is_some_and(|last| words::founds_later(action(paper, *last)));
        match joined.last_mut() {
            Some(last) if tail || seat || costs || purpose || ready || named_later => last.end = part.end,
            _ => joined.push(part),
        }
    }
    joined
}

fn delivers(paper: &Paper<'_>, part: Span, take: Take) -> bool {
    let words = paper.view.slice(part);
    if of_clause(words) == Some(Tense::Past) || words.chars().count() < 6 {
        return false;
    }
    let action = action(paper, part);
    // 十项实事11月30日前全面完成: by when a thing named before is done.
    let ended = paper.due(part).is_some_and(|due| due.day.is_some() && due.span.start > part.start + 12)
        && ["全面完成", "全部完成", "到位", "清零", "销号"].iter().any(|end| words.ends_with(end));
    if ended {
        return true;
    }
    if take == Take::Orders {
        return words::founds(action);
    }
    let due = paper.due(part);
    let opens = due.as_ref().is_some_and(|due| due.span.start <= part.start + 3);
    let long = due.as_ref().is_some_and(|due| part.end - due.span.end >= 12);
    let after = due.as_ref().filter(|due| due.day.is_some()).map(|due| view_after(paper, due, part));
    let inside = after.is_some_and(words::concrete);
    let dated = opens
        && long
        && due.as_ref().is_some_and(|due| !due.repeats && !paper.view.slice(due.span).starts_with("全年"))
        && !words::never(action)
        && !words::indicator(action);
    let rhythm = opens && long && due.is_some_and(|due| due.repeats) && words::rhythm(words);
    !words::sanctions(words) && (words::concrete(action) || dated || rhythm || inside)
}

/// What a clause says after its time limit.
fn view_after<'a>(paper: &Paper<'a>, due: &Due, part: Span) -> &'a str {
    paper.view.slice(Span::new(due.span.end, part.end))
}

/// The clause from its verb on: without the subject and the time limit before it.
pub(super) fn action<'a>(paper: &Paper<'a>, part: Span) -> &'a str {
    let view = paper.view;
    let mut start = part.start;
    if let Some(last) = paper.subject(part).and_then(|names| names.last().copied()) {
        start = last.end;
    }
    let rest = view.slice(Span::new(start, part.end));
    let rest = rest.trim_start_matches(['还', '要', '须', '应', '将', '在', '于', '都', '到']);
    start = part.end - rest.len();
    match paper.due(Span::new(start, part.end)) {
        // 全年评出30户: without the limit too little would be left.
        Some(due) if due.span.start <= start + 6 && part.end - due.span.end >= 15 => {
            view.slice(Span::new(due.span.end, part.end))
        }
        _ => view.slice(Span::new(start, part.end)),
    }
}

pub(super) fn task(
    text: Span,
    due: Option<Due>,
    lead: Vec<Span>,
    confidence: u8,
    rule: &'static str,
) -> Found {
    Found { text, due, lead, confidence, rule, ..Found::default() }
}

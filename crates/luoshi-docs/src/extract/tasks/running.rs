//! Tasks in running text: sentences that bind a unit to a day, clauses that name a deliverable.

use super::orders::orders;
use super::{Found, Paper, Para, clauses, sentences, words};
use crate::extract::due::{self, Due};
use crate::extract::figures;
use crate::extract::outline::Mark;
use crate::extract::tense::{Tense, of_clause};
use crate::extract::types::Genre;
use crate::extract::units;
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
    for sentence in sentences(view, para.words) {
        if paper.tenses.at(sentence.start) == Tense::Past && paper.genre != Some(Genre::SupervisionNotice)
            || is_title(paper, para, sentence)
            || told(paper, para, sentence)
        {
            continue;
        }
        let Some(sentence) = below_preamble(paper, sentence) else { continue };
        let orders = orders(paper, para, sentence, carried.as_ref());
        if orders.is_empty() && take == Take::Bound {
            continue;
        }
        if orders.is_empty() {
            deliverables(paper, sentence, stage.as_ref(), take, found);
            continue;
        }
        let item = para.mark.is_some_and(|mark| !paper.marks[mark].heading);
        let own =
            orders.iter().rev().find_map(|order| order.due.clone().filter(|due| item && due.day.is_some()));
        carried = own.or_else(|| stage.clone());
        // What stands before the first order of the sentence is read for itself.
        if let Some(first) = orders.first().filter(|first| first.text.start > sentence.start + 24) {
            let head = Span::new(sentence.start, first.text.start);
            let words = paper.view.slice(head).trim_end_matches(['，', ',', ' ']);
            deliverables(paper, Span::new(head.start, head.start + words.len()), stage.as_ref(), take, found);
        }
        found.extend(orders);
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
fn told(paper: &Paper<'_>, para: &Para, sentence: Span) -> bool {
    if paper.genre != Some(Genre::MeetingReport) || para.mark.is_some() {
        return false;
    }
    // What the line says before; a line longer than this is no paragraph that somebody wrote.
    let line = paper.view.lines[para.line].span.start;
    let mut from = line.max(sentence.start.saturating_sub(3000));
    while !paper.view.doc.text.is_char_boundary(from) {
        from += 1;
    }
    let before = paper.view.slice(Span::new(from, sentence.end)).replace("计划投资", "");
    let says = [
        "强调",
        "要求",
        "指出",
        "提出",
        "部署",
        "计划",
        "下一步",
        "希望",
        "介绍",
        "表示",
        "讲了",
        "说，",
        "说,",
        "说：",
        "说:",
        "明确",
        "承诺",
        "议定",
        "作了安排",
    ];
    let limit =
        |due: &Due| due.day.is_some() && paper.view.slice(due.span).ends_with(['前', '底', '内', '末']);
    !says.iter().any(|word| before.contains(word)) && !paper.due(sentence).is_some_and(|due| limit(&due))
}

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
fn deliverables(paper: &Paper<'_>, sentence: Span, stage: Option<&Due>, take: Take, found: &mut Vec<Found>) {
    let mut parts = joined_tails(paper, clauses(paper.view, sentence));
    // 建设内容：…: the name of a field is no clause of the work.
    let labelled = parts.len() > 1 && super::is_label(paper.view.slice(parts[0]));
    let sentence = if labelled { Span::new(parts.remove(0).end, sentence.end) } else { sentence };
    let mut due: Option<Due> = stage.cloned();
    let mut subject: Vec<Span> = Vec::new();
    let mut bound = stage.is_some();
    let mut tasks: Vec<Found> = Vec::new();
    for part in &parts {
        let own = paper.due(*part);
        subject = units::subject(paper.view, *part).unwrap_or(subject);
        if own.as_ref().is_some_and(|own| bare(*part, own)) {
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
    // A government report strings together works that have nothing to do with each other.
    let report = paper.genre == Some(Genre::GovWorkReport);
    // Two clauses that both deliver are one undertaking, unless the second has a day of its own.
    match &mut tasks[..] {
        [first, second]
            if parts.len() == 2
                && paper.due(second.text).is_none_or(|due| due.span.start >= second.text.start + 24) =>
        {
            first.text = sentence;
            found.push(tasks.swap_remove(0));
        }
        // A row of short works, each with its figure, is one undertaking too.
        // 加快…建设，确保年内完成路基: what is to be reached belongs to the work before it.
        [only]
            if parts.len() == 2
                && only.text.start == parts[1].start
                && ["加快", "推进", "抓紧"]
                    .iter()
                    .any(|word| paper.view.slice(parts[0]).starts_with(word))
                && ["确保", "力争"].iter().any(|word| paper.view.slice(parts[1]).starts_with(word)) =>
        {
            only.text = sentence;
            found.extend(tasks);
        }
        [first, rest @ ..]
            if !report
                && rest.len() >= 2
                && rest.len() + 1 == parts.len()
                && rest.iter().all(|task| paper.due(task.text).is_none()) =>
        {
            first.text = sentence;
            found.push(tasks.swap_remove(0));
        }
        _ => found.extend(tasks),
    }
}

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
        // …，年内投产 says by when the thing before it is ready.
        let ready = words.chars().count() <= 14
            && paper.due(part).is_some()
            && (words::finishes(words)
                || ["全部", "全面", "均", "到位", "清零"].iter().any(|word| words.contains(word)));
        // …46个，年度完成投资68亿元 says what a work that is named costs.
        let costs = ["年度完成投资", "年度投资", "总投资"].iter().any(|word| words.starts_with(word))
            && joined.last().is_some_and(|last| words::concrete(paper.view.slice(*last)));
        let named_later = joined.last().is_some_and(|last| words::founds_later(paper.view.slice(*last)));
        match joined.last_mut() {
            Some(last) if tail || costs || purpose || ready || named_later => last.end = part.end,
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
        && due.as_ref().is_some_and(|due| !due.repeats)
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
    if let Some(last) = units::subject(view, part).and_then(|names| names.last().copied()) {
        start = last.end;
    }
    let rest = view.slice(Span::new(start, part.end));
    let rest = rest.trim_start_matches(['要', '须', '应', '将', '在', '于', '都', '到']);
    start = part.end - rest.len();
    match paper.due(Span::new(start, part.end)) {
        Some(due) if due.span.start <= start + 6 => view.slice(Span::new(due.span.end, part.end)),
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

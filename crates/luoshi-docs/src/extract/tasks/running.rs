//! Tasks in running text: sentences that bind a unit to a day, clauses that name a deliverable.

use super::{Found, Paper, Para, clauses, sentences, words};
use crate::extract::due::{self, Due};
use crate::extract::figures;
use crate::extract::outline::Mark;
use crate::extract::tense::{Tense, of_clause};
use crate::extract::types::Genre;
use crate::extract::units::{self, Parties};
use crate::extract::view::{Part, View};
use crate::model::Span;

/// What is taken from a paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Take {
    /// Only sentences that bind a unit or name a day.
    Orders,
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
        if orders.is_empty() {
            deliverables(paper, sentence, stage.as_ref(), take, found);
            continue;
        }
        let item = para.mark.is_some_and(|mark| !paper.marks[mark].heading);
        let own =
            orders.iter().rev().find_map(|order| order.due.clone().filter(|due| item && due.day.is_some()));
        carried = own.or_else(|| stage.clone());
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
    let before = paper.view.slice(Span::new(from, sentence.end));
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
    ];
    !says.iter().any(|word| before.contains(word)) && paper.due(sentence).is_none_or(|due| due.day.is_none())
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
    let parts = joined_tails(paper, clauses(paper.view, sentence));
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
        [first, rest @ ..]
            if rest.len() >= 2
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
fn bare(part: Span, due: &Due) -> bool {
    part.end - due.span.end <= 3 && due.span.start - part.start <= 9
}

/// 由…任组长, 下设…, 办公室设在… belong to the clause before them.
fn joined_tails(paper: &Paper<'_>, parts: Vec<Span>) -> Vec<Span> {
    let mut joined: Vec<Span> = Vec::new();
    for part in parts {
        let words = paper.view.slice(part);
        let tail = ["其中", "下设", "办公室设", "并下设", "由", "完成投资", "完成年度投资"]
            .iter()
            .any(|word| words.starts_with(word))
            && !words.contains("负责");
        // …，年内投产 says by when the thing before it is ready.
        let ready = words.chars().count() <= 14
            && paper.due(part).is_some()
            && (words::finishes(words)
                || ["全部", "全面", "均", "到位", "清零"].iter().any(|word| words.contains(word)));
        let named_later = joined.last().is_some_and(|last| words::founds_later(paper.view.slice(*last)));
        match joined.last_mut() {
            Some(last) if tail || ready || named_later => last.end = part.end,
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
fn action<'a>(paper: &Paper<'a>, part: Span) -> &'a str {
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

fn task(text: Span, due: Option<Due>, lead: Vec<Span>, confidence: u8, rule: &'static str) -> Found {
    Found { text, due, lead, confidence, rule, ..Found::default() }
}

/// A stretch of a sentence that one unit is to do by one day.
struct Stretch {
    text: Span,
    lead: Vec<Span>,
    due: Option<Due>,
    own_due: bool,
    asks: bool,
    assist: Vec<Span>,
    /// A clause of its own says who leads and who helps.
    marked: bool,
}

impl Stretch {
    /// Somebody leads, so that others can help.
    fn is_led(&self) -> bool {
        !self.lead.is_empty()
    }

    fn answers(&mut self, who: &Parties) {
        let (lead, assist) = who.resolve();
        // 县农业局负责春管，各村配合: the subject leads, the clause behind it only adds helpers.
        if !lead.is_empty() {
            self.lead = lead;
        }
        self.assist.extend(assist);
        self.marked = true;
    }

    /// Of what stands before the clause that says who, only the work: the last clauses that name an action.
    fn keep_work(&mut self, paper: &Paper<'_>) {
        let parts = clauses(paper.view, self.text);
        let works = |part: &&Span| {
            let words = action(paper, **part);
            words::concrete(words) || words::opens_action(words) || paper.due(**part).is_some()
        };
        let count = parts.iter().rev().take_while(works).count().max(1);
        if let Some(first) = parts.len().checked_sub(count).and_then(|at| parts.get(at)) {
            self.text.start = first.start;
        }
    }
}

/// Stretches that bind a unit to a day, a rhythm or a deliverable.
fn orders(paper: &Paper<'_>, para: &Para, sentence: Span, carried: Option<&Due>) -> Vec<Found> {
    let mut found = Vec::new();
    for mut stretch in stretches(paper, sentence, carried) {
        if binds_unit(paper, para, &mut stretch) {
            let mut assist = units::helpers(paper.view, stretch.text);
            assist.append(&mut stretch.assist);
            let lead = anaphora(paper, sentence, stretch.lead);
            found.push(Found { assist, ..task(stretch.text, stretch.due, lead, 75, "tasks/order") });
        }
    }
    found
}

fn stretches(paper: &Paper<'_>, sentence: Span, carried: Option<&Due>) -> Vec<Stretch> {
    let view = paper.view;
    let mut stretches: Vec<Stretch> = Vec::new();
    let mut waiting: Option<Due> = None;
    let mut named = Parties::default();
    for part in clauses(view, sentence) {
        // 由县水务局牵头，各乡镇配合 says who does what stands before it, or else what follows.
        // 智慧园区由管委会负责，…: what it is about, and who.
        if let Some(who) = units::object_and_who(view, part) {
            let mut stretch =
                Stretch { text: part, lead: Vec::new(), assist: Vec::new(), due: paper.due(part), own_due: false, asks: false, marked: false };
            stretch.answers(&who);
            stretches.push(stretch);
            continue;
        }
        if let Some(who) = units::who_says(view, part) {
            match stretches.last_mut() {
                // 某某、某某参加 alone tells who was there.
                Some(last) if !who.leads() && !last.is_led() => {}
                None if !who.leads() && named.is_empty() => {}
                Some(last) => {
                    last.answers(&who);
                    last.keep_work(paper);
                }
                None => named.absorb(&who),
            }
            continue;
        }
        let due = paper.due(part);
        if let Some(due) = due.clone().filter(|due| bare(part, due)) {
            waiting = Some(due);
            continue;
        }
        let subject = units::subject(view, after_due(part, due.as_ref()));
        // 督查组9月下旬开展…: the limit stands right behind the subject.
        let behind = subject.as_ref().and_then(|names| Some(Span::new(names.last()?.end, part.end)));
        let due = due.or_else(|| behind.and_then(|rest| paper.due(rest)));
        let asks = view.slice(part).starts_with('请');
        let again = due.is_some() && stretches.last().is_some_and(|s| s.own_due && !s.lead.is_empty());
        // 并于…公布 goes on with what the same unit is to do.
        let goes_on = view.slice(part).starts_with(['并', '且']) && !stretches.is_empty();
        let fresh = !goes_on && (subject.is_some() || waiting.is_some() || again);
        match stretches.last_mut() {
            Some(last) if !fresh => {
                last.text.end = part.end;
                // 确保年底前… after an order says why, not until when.
                let due = due.filter(|_| !view.slice(part).starts_with("确保"));
                last.own_due |= due.is_some();
                last.due = if goes_on { last.due.take().or(due) } else { due.or(last.due.take()) };
            }
            _ => {
                let lead = subject.or_else(|| stretches.last().map(|s| s.lead.clone())).unwrap_or_default();
                let head = waiting.take();
                let own_due = due.is_some() || head.is_some();
                let due = due.or(head).or_else(|| carried.cloned());
                let mut stretch =
                    Stretch { text: part, lead, assist: Vec::new(), due, own_due, asks, marked: false };
                if !named.is_empty() {
                    stretch.answers(&named);
                }
                stretches.push(stretch);
            }
        }
    }
    stretches
}

/// The clause without a time limit that opens it.
fn after_due(part: Span, due: Option<&Due>) -> Span {
    due.filter(|due| due.span.start <= part.start + 6).map_or(part, |due| Span::new(due.span.end, part.end))
}

fn binds_unit(paper: &Paper<'_>, para: &Para, stretch: &mut Stretch) -> bool {
    let view = paper.view;
    let words = view.slice(stretch.text);
    if words.chars().count() < 8 || of_clause(words) == Some(Tense::Past) || words::sanctions(words) {
        return false;
    }
    let unit = !stretch.lead.is_empty();
    let day = stretch.due.as_ref().is_some_and(|due| due.day.is_some());
    let scored = paper.genre == Some(Genre::ResponsibilityLetter) && words.contains("得满分");
    let step = paper.genre == Some(Genre::Assessment) && stretch.own_due && day;
    let numbered_order = unit && para.part == Part::Notice && para.mark.is_some();
    let handed = words::hands_in(words) && (unit || stretch.own_due);
    let measured =
        unit && told_to(view, stretch) && figures::has_target(words) && !words::target_of_nothing(words);
    if unit && (stretch.due.is_some() || stretch.asks || stretch.marked && !words::general(words))
        || stretch.due.is_some() && scored
        || step
        || numbered_order
        || handed
        || measured
    {
        stretch.text.end = before_sanction(paper, stretch.text);
        return true;
    }
    // Bound by what is delivered: what only exhorts after it is left out.
    let parts = joined_tails(paper, clauses(view, stretch.text));
    let good: Vec<Span> = parts.into_iter().filter(|part| words::concrete(action(paper, *part))).collect();
    if let ([first, ..], [.., last], true) = (&good[..], &good[..], unit) {
        stretch.text = Span::new(first.start, last.end);
        return true;
    }
    false
}

/// Whether the words behind the subject say that it is to act.
fn told_to(view: &View<'_>, stretch: &Stretch) -> bool {
    let after =
        stretch.lead.last().filter(|name| name.end <= stretch.text.end && name.start >= stretch.text.start);
    let words = after.map_or("", |name| view.slice(Span::new(name.end, stretch.text.end)));
    let words = ["主要负责人", "负责人", "主要领导", "分管领导"]
        .iter()
        .find_map(|who| words.strip_prefix(who))
        .unwrap_or(words);
    words.starts_with(['要', '须', '应', '将', '需', '每', '务', '统']) || words.starts_with("安排") || words.starts_with("列支")
}

/// 对连续三次…的, … threatens those who fail; the order ends before it.
fn before_sanction(paper: &Paper<'_>, text: Span) -> usize {
    let view = paper.view;
    let parts = clauses(view, text);
    let cut = parts.iter().skip(1).find(|part| view.slice(**part).starts_with("对连续"));
    cut.and_then(|cut| parts.iter().rev().find(|part| part.end <= cut.start))
        .map_or(text.end, |last| last.end)
}

/// 上述单位 means the units named before with what they have in hand.
fn anaphora(paper: &Paper<'_>, sentence: Span, lead: Vec<Span>) -> Vec<Span> {
    let view = paper.view;
    if !lead.iter().any(|name| view.slice(*name).starts_with("上述")) {
        return lead;
    }
    let words = view.slice(sentence);
    let holders = words.match_indices("承担的").chain(words.match_indices("负责的"));
    let names: Vec<Span> =
        holders.filter_map(|(at, _)| unit_before(paper, sentence.start, &words[..at])).collect();
    if names.is_empty() { lead } else { names }
}

/// The longest unit that words end with.
fn unit_before(paper: &Paper<'_>, base: usize, words: &str) -> Option<Span> {
    let stops = ['，', ',', '、', '；', '。', '中', '：', ':'];
    let start = words.rfind(stops).map_or(0, |at| at + words[at..].chars().next().map_or(1, char::len_utf8));
    let span = Span::new(base + start, base + words.len());
    units::is_unit(paper.view.slice(span)).then_some(span)
}

//! Tasks in running text: clauses that name a deliverable, sentences that bind a unit to a day.

use super::{Found, Paper, Para, clauses, sentences, words};
use crate::extract::due::Due;
use crate::extract::outline::Mark;
use crate::extract::tense::{Tense, of_clause};
use crate::extract::types::Genre;
use crate::extract::units;
use crate::model::Span;

/// Clauses of plans and reports that name something to be built, issued, founded, held or done.
pub fn deliverables(paper: &Paper<'_>, para: &Para, found: &mut Vec<Found>) {
    let view = paper.view;
    for sentence in sentences(view, para.words) {
        if paper.tenses.at(sentence.start) == Tense::Past || is_title(paper, para, sentence) {
            continue;
        }
        let parts = clauses(view, sentence);
        let good: Vec<bool> = parts.iter().map(|part| binds(paper, *part)).collect();
        let mut due: Option<Due> = None;
        let mut subject: Vec<Span> = Vec::new();
        // Two clauses that both deliver are one undertaking.
        let joined = parts.len() == 2 && good.iter().all(|good| *good) && !dated(paper, parts[0]);
        for (part, good) in parts.iter().zip(&good) {
            due = paper.due(*part).or(due);
            subject = units::subject(view, *part).unwrap_or(subject);
            if *good && !joined {
                found.push(task(*part, due.clone(), subject.clone(), 65, "tasks/deliverable"));
            }
        }
        if joined {
            found.push(task(sentence, due, subject, 65, "tasks/deliverable"));
        }
    }
}

fn dated(paper: &Paper<'_>, part: Span) -> bool {
    paper.due(part).is_some_and(|due| due.span.end - due.span.start + 12 > part.end - part.start)
}

fn binds(paper: &Paper<'_>, part: Span) -> bool {
    let words = paper.view.slice(part);
    words::concrete(words) && of_clause(words) != Some(Tense::Past)
}

/// A heading that stands alone, or the title of a paragraph, is no task.
fn is_title(paper: &Paper<'_>, para: &Para, sentence: Span) -> bool {
    let mark: Option<&Mark> = para.mark.map(|mark| &paper.marks[mark]);
    mark.is_some_and(|mark| {
        mark.heading
            && sentence.start <= mark.title.start
            && sentence.end <= mark.title.end.max(mark.body.start)
    }) || (para.mark.is_none()
        && sentence == para.words
        && !paper.view.slice(para.words).contains(['。', '；', '，', ',', ';'])
        && is_line(paper, para))
}

/// A paragraph of one short line without a stop is a title.
fn is_line(paper: &Paper<'_>, para: &Para) -> bool {
    paper.view.slice(para.words).chars().count() <= 30
        && !paper.view.doc.text[para.words.end..].starts_with(['。', '；', ';'])
}

fn task(text: Span, due: Option<Due>, lead: Vec<Span>, confidence: u8, rule: &'static str) -> Found {
    Found { text, due, lead, confidence, rule, ..Found::default() }
}

/// A stretch of a sentence that one unit is to do by one day.
struct Stretch {
    text: Span,
    lead: Vec<Span>,
    due: Option<Due>,
    asks: bool,
}

/// Sentences that bind a unit to a day or a rhythm: steps of an assessment, orders of a notice.
pub fn dated_sentences(paper: &Paper<'_>, para: &Para) -> Vec<Found> {
    let view = paper.view;
    let mut found = Vec::new();
    let mut carried: Option<Due> = None;
    for sentence in sentences(view, para.words) {
        for stretch in stretches(paper, sentence, carried.as_ref()) {
            if binds_unit(paper, para, &stretch) {
                let assist = units::helpers(view, stretch.text);
                let lead = anaphora(paper, sentence, stretch.lead);
                found.push(Found {
                    assist,
                    ..task(stretch.text, stretch.due.clone(), lead, 75, "tasks/dated")
                });
                carried = stretch.due.filter(|due| due.day.is_some());
            }
        }
    }
    found
}

/// See [`dated_sentences`].
pub fn dated_into(paper: &Paper<'_>, para: &Para, found: &mut Vec<Found>) {
    found.extend(dated_sentences(paper, para));
}

fn stretches(paper: &Paper<'_>, sentence: Span, carried: Option<&Due>) -> Vec<Stretch> {
    let view = paper.view;
    let mut stretches: Vec<Stretch> = Vec::new();
    let mut waiting: Option<Due> = None;
    for part in clauses(view, sentence) {
        let due = paper.due(part);
        // 2024年3月底前, alone: it binds what follows.
        if due.as_ref().is_some_and(|due| part.end - due.span.end <= 3 && due.span.start - part.start <= 9) {
            waiting = due;
            continue;
        }
        let subject = units::subject(view, part);
        let asks = view.slice(part).starts_with('请');
        let fresh = subject.is_some()
            || waiting.is_some()
            || (due.is_some() && stretches.last().is_some_and(|s| s.due.is_some()));
        match stretches.last_mut() {
            Some(last) if !fresh => {
                last.text.end = part.end;
                last.due = last.due.take().or(due);
            }
            _ => {
                let lead = subject.or_else(|| stretches.last().map(|s| s.lead.clone())).unwrap_or_default();
                let due = due.or_else(|| waiting.take()).or_else(|| carried.cloned());
                waiting = None;
                stretches.push(Stretch { text: part, lead, due, asks });
            }
        }
    }
    stretches
}

fn binds_unit(paper: &Paper<'_>, para: &Para, stretch: &Stretch) -> bool {
    let words = paper.view.slice(stretch.text);
    let long = words.chars().count() >= 8;
    let past = of_clause(words) == Some(Tense::Past);
    let fixed = stretch.due.is_some();
    let unit = !stretch.lead.is_empty();
    let scored = paper.genre == Some(Genre::ResponsibilityLetter);
    long && !past
        && (stretch.asks && unit
            || fixed && (unit || scored)
            || (unit && para.part == crate::extract::view::Part::Notice && para.mark.is_some()))
}

/// 上述单位 means the units named before with what they have in hand.
fn anaphora(paper: &Paper<'_>, sentence: Span, lead: Vec<Span>) -> Vec<Span> {
    let view = paper.view;
    if !lead.iter().any(|name| view.slice(*name).starts_with("上述")) {
        return lead;
    }
    let words = view.slice(sentence);
    let named = |at: usize| {
        let before = &words[..at];
        let start = before
            .rfind(['，', ',', '、', '；', '。'])
            .map_or(0, |cut| cut + before[cut..].chars().next().map_or(1, char::len_utf8));
        let raw = Span::new(sentence.start + start, sentence.start + at);
        let inner = view.slice(raw).rfind('中').filter(|cut| !units::is_unit(view.slice(raw)) || *cut < 24);
        let start = inner.map_or(raw.start, |cut| {
            if units::is_unit(view.slice(raw)) { raw.start } else { raw.start + cut + '中'.len_utf8() }
        });
        Span::new(start, raw.end)
    };
    let names: Vec<Span> =
        words.match_indices("承担的").chain(words.match_indices("负责的")).map(|(at, _)| named(at)).collect();
    let names: Vec<Span> = names.into_iter().filter(|name| units::is_unit(view.slice(*name))).collect();
    if names.is_empty() { lead } else { names }
}

/// Deliverables in reports of meetings and in speeches, where most sentences only exhort.
pub fn reported(paper: &Paper<'_>, para: &Para, found: &mut Vec<Found>) {
    let view = paper.view;
    for sentence in sentences(view, para.words) {
        if paper.tenses.at(sentence.start) == Tense::Past || is_title(paper, para, sentence) {
            continue;
        }
        for part in clauses(view, sentence) {
            let words = view.slice(part);
            if words::reported(words) && words::concrete(words) && of_clause(words) != Some(Tense::Past) {
                found.push(task(
                    part,
                    paper.due(part),
                    units::subject(view, part).unwrap_or_default(),
                    55,
                    "tasks/reported",
                ));
            }
        }
    }
}

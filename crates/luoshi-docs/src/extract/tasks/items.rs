//! Tasks from items of lists, paragraphs with a bracket of units, and duties of letters.

use super::{Found, Paper, Para, clauses, words};
use crate::extract::figures;
use crate::extract::tense::Tense;
use crate::model::Span;

/// One task for each sentence of an item, without its title.
pub fn sentences(paper: &Paper<'_>, para: &Para, rule: &'static str, found: &mut Vec<Found>) {
    let view = paper.view;
    if alone(paper, para) {
        return;
    }
    let mut subject = Vec::new();
    let steps: Vec<Span> = super::sentences(view, below_title(paper, para))
        .into_iter()
        .flat_map(|sentence| match rule {
            "tasks/unit" => steps(paper, sentence),
            _ => super::dated_steps(paper, sentence),
        })
        .collect();
    for (index, sentence) in steps.into_iter().enumerate() {
        let Some(text) = without_general(paper, para, sentence, index == 0) else { continue };
        let told = paper.tenses.at(text.start) == Tense::Past || view.slice(text).starts_with("会上");
        if words::answers(view.slice(text)) && paper.due(text).is_none() && !para.parties.names_somebody() {
            continue;
        }
        if view.slice(text).chars().count() < 4 || told && !para.parties.names_somebody() {
            continue;
        }
        let due = paper.due(text);
        let own = paper.subject(text);
        if !para.parties.names_units() {
            subject = own.unwrap_or_default();
        }
        found.push(Found {
            text,
            due,
            lead: subject.clone(),
            parties: para.parties.clone(),
            confidence: 85,
            rule,
            ..Found::default()
        });
    }
}

/// 新增学位1080个，6月底前完成扩建: a clause that opens with a day of its own is a step of its own.
fn steps(paper: &Paper<'_>, sentence: Span) -> Vec<Span> {
    let view = paper.view;
    let parts = clauses(view, sentence);
    let [first, second] = parts[..] else { return vec![sentence] };
    let due = paper.due(second).filter(|due| due.day.is_some() && due.span.start == second.start);
    let works = |span: Span| {
        let words = view.slice(span);
        words.chars().count() >= 5 && (words::concrete(words) || words::finishes(words))
    };
    let dated = due.is_some_and(|due| works(Span::new(due.span.end, second.end)));
    let ready = view.slice(second).chars().count() <= 12;
    if dated && !ready && works(Span::new(first.start, first.end)) {
        vec![first, second]
    } else {
        vec![sentence]
    }
}

/// A title on its own line is no task, unless units stand right below it.
fn alone(paper: &Paper<'_>, para: &Para) -> bool {
    let title = para
        .mark
        .map(|mark| &paper.marks[mark])
        .filter(|mark| mark.heading && mark.body.start >= mark.body.end);
    // A leader beside a heading is no unit that does what it says.
    let led = !para.parties.names_units()
        && title.is_some_and(|mark| !words::concrete(paper.view.slice(mark.title)));
    (para.parties.is_empty() || led)
        && title.is_some_and(|mark| {
            mark.stop.is_none() && para.whole && !figures::has_target(paper.view.slice(mark.title))
        })
}

/// What an item asks for: without a title that ends with a full stop or a colon.
fn below_title(paper: &Paper<'_>, para: &Para) -> Span {
    let Some(mark) = para.mark.map(|mark| &paper.marks[mark]) else { return para.words };
    let titled = mark.heading && matches!(mark.stop, Some('。' | '：' | ':') | None);
    let body = Span::new(mark.body.start.min(para.words.end), para.words.end);
    if titled && body.start < body.end && mark.body.start < mark.body.end { body } else { para.words }
}

/// The sentence without general clauses before the concrete ones.
fn without_general(paper: &Paper<'_>, para: &Para, sentence: Span, first: bool) -> Option<Span> {
    let view = paper.view;
    let heading = para.mark.is_some_and(|mark| paper.marks[mark].heading);
    if !heading || !first {
        return Some(sentence);
    }
    let parts = clauses(view, sentence);
    let general = parts.iter().take_while(|part| words::general(view.slice(**part))).count();
    let rest = parts.get(general..).unwrap_or_default();
    match rest.first() {
        Some(start) if general > 0 => Some(Span::new(start.start, sentence.end)),
        _ => Some(sentence),
    }
}

/// A numbered duty of a letter is one task, unless it only says who answers for the work.
pub fn duty(paper: &Paper<'_>, para: &Para, found: &mut Vec<Found>) {
    let view = paper.view;
    if indicator(paper, para) {
        return;
    }
    // Who answers for the work stands before the work itself.
    let parts: Vec<Span> = super::sentences(view, para.words)
        .into_iter()
        .skip_while(|part| {
            words::answers(view.slice(*part)) && paper.subject(*part).is_none() && paper.due(*part).is_none()
        })
        .collect();
    let (Some(first), Some(last)) = (parts.first(), parts.last()) else { return };
    // Dated steps of one duty are checked one by one.
    let dated = |part: &Span| paper.due(*part).is_some_and(|due| !due.repeats && due.day.is_some());
    let whole = vec![Span::new(first.start, last.end)];
    let stepwise =
        parts.len() > 1 && parts.iter().any(dated) && parts.iter().all(|part| part.end - part.start >= 24);
    for text in if stepwise { parts } else { whole } {
        if view.slice(text).chars().count() >= 6 {
            found.push(Found {
                text,
                due: paper.due(text),
                lead: paper.subject(text).unwrap_or_default(),
                confidence: 85,
                rule: "tasks/duty",
                ..Found::default()
            });
        }
    }
}

/// A numbered target under a heading such as 责任目标 is measured, not done.
fn indicator(paper: &Paper<'_>, para: &Para) -> bool {
    let view = paper.view;
    let above = paper.marks.iter().take(para.mark.unwrap_or(0)).rev().take(200).find(|mark| mark.heading);
    above.is_some_and(|mark| words::of_targets(view.slice(mark.title)))
        && super::sentences(view, para.words)
            .iter()
            .all(|s| words::target(view.slice(*s)) || figures::has_target(view.slice(*s)))
}

/// Whether the paragraph stands below a heading that names the duties of a side.
fn bound(paper: &Paper<'_>, para: &Para) -> bool {
    let Some(at) = para.mark else { return false };
    let level = paper.marks[at].level;
    let above = paper.marks[..at].iter().rev().find(|mark| mark.heading && mark.level < level);
    above.is_some_and(|mark| {
        let title = paper.view.slice(mark.title);
        ["职责", "责任", "义务", "任务"].iter().any(|word| title.ends_with(word))
    })
}

/// Sentences under a heading of a letter, without those that are measured targets.
pub fn promises(paper: &Paper<'_>, para: &Para, found: &mut Vec<Found>) {
    let view = paper.view;
    let mut subject: Vec<Span> = Vec::new();
    let body = below_title(paper, para);
    let title = para.mark.map_or("", |mark| view.slice(paper.marks[mark].title));
    // (二)防火期内…设置检查卡点，…: a duty that has a number and no title.
    let untitled = body == para.words && view.slice(body).chars().count() >= 20 && bound(paper, para);
    if body == para.words && !untitled || words::of_rewards(title) {
        return;
    }
    for sentence in super::sentences(view, body) {
        if let Some(own) = paper.subject(sentence) {
            subject = own;
        }
        let works = untitled && clauses(view, sentence).iter().any(|part| words::concrete(view.slice(*part)));
        let again = paper.subject(sentence).is_some() && paper.due(sentence).is_some_and(|due| due.repeats);
        if words::target(view.slice(sentence)) && !works && !again
            || words::sanctions(view.slice(sentence))
            || view.slice(sentence).chars().count() < 8
        {
            continue;
        }
        found.push(Found {
            text: sentence,
            due: paper.due(sentence),
            lead: subject.clone(),
            confidence: 75,
            rule: "tasks/promise",
            ..Found::default()
        });
    }
}

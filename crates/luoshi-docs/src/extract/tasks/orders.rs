//! Orders: sentences that bind a unit to a day, a rhythm, a figure or a deliverable.

use super::running::{action, bare, joined_tails, task};
use super::{Found, Paper, Para, clauses, words};
use crate::extract::due::Due;
use crate::extract::figures;
use crate::extract::tense::{Tense, of_clause};
use crate::extract::types::Genre;
use crate::extract::units::{self, Parties};
use crate::extract::view::{Part, View};
use crate::model::Span;

/// A stretch of a sentence that one unit is to do by one day.
#[derive(Default)]
struct Stretch {
    text: Span,
    lead: Vec<Span>,
    due: Option<Due>,
    own_due: bool,
    asks: bool,
    assist: Vec<Span>,
    /// A clause of its own says who leads and who helps.
    marked: bool,
    /// What is no work has been cut from its head.
    kept: bool,
    /// Where the day begins that stands alone before it.
    head: Option<usize>,
    /// It says first whom it is about: 对连续两次末位的单位，由某局督办.
    about: bool,
}

impl Stretch {
    /// Any of its clauses names an action or a day.
    fn works(&self, paper: &Paper<'_>) -> bool {
        clauses(paper.view, self.text).iter().any(|part| {
            let words = action(paper, *part);
            words::concrete(words)
                || words::opens_action(words)
                || figures::has_figure(words)
                || paper.due(*part).is_some()
        }) || self.is_led()
    }

    /// It only states a level to be reached, so that a dated clause behind it is another matter.
    fn measures(&self, paper: &Paper<'_>) -> bool {
        let words = paper.view.slice(self.text);
        self.lead.is_empty()
            && (words::indicator(words) || words.contains('率') && words.contains(['%', '％']))
    }

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
        if self.kept {
            return;
        }
        self.kept = true;
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
pub(super) fn orders(paper: &Paper<'_>, para: &Para, sentence: Span, carried: Option<&Due>) -> Vec<Found> {
    let mut found = Vec::new();
    for mut stretch in stretches(paper, sentence, carried) {
        if binds_unit(paper, para, &mut stretch) {
            let mut assist = units::helpers(paper.view, stretch.text);
            assist.append(&mut stretch.assist);
            let lead = anaphora(paper, sentence, stretch.lead);
            // 12月20日前，某局组织验收: the day alone before the unit is part of the order.
            stretch.text.start = stretch.head.unwrap_or(stretch.text.start);
            found.push(Found { assist, ..task(stretch.text, stretch.due, lead, 75, "tasks/order") });
        }
    }
    found
}

/// 某某强调: who speaks is no part of what is asked for.
fn says(clause: &str) -> bool {
    clause.chars().count() <= 16
        && ["强调", "指出", "要求", "表示", "提出", "希望", "明确", "决定", "议定", "宣布"]
            .iter()
            .any(|verb| clause.ends_with(verb))
}

/// Takes a clause that only says who, or first names the thing and then who; whether it was one.
fn names_who(paper: &Paper<'_>, part: Span, stretches: &mut Vec<Stretch>, named: &mut Parties) -> bool {
    let view = paper.view;
    // 智慧园区由管委会负责，…: what it is about, and who.
    if let Some(who) = units::object_and_who(view, part) {
        // 其中…由某局负责 divides the work before it.
        if !view.slice(part).starts_with("其中") && paper.genre != Some(Genre::Assessment) {
            let mut stretch = Stretch { text: part, due: paper.due(part), kept: true, ..Stretch::default() };
            stretch.answers(&who);
            stretches.push(stretch);
        }
        return true;
    }
    // 由县水务局牵头，各乡镇配合 says who does what stands before it, or else what follows.
    let Some(who) = units::who_says(view, part) else { return false };
    match stretches.last_mut() {
        // 某某、某某参加 alone tells who was there.
        Some(last) if !who.leads() && !last.is_led() => {}
        None if !who.leads() && named.is_empty() => {}
        // 部门协同再加强，由组织部牵头，…: what stands before is a title, the work follows.
        Some(last) if !last.marked && !last.works(paper) => {
            stretches.pop();
            named.absorb(&who);
        }
        Some(last) => {
            last.answers(&who);
            last.keep_work(paper);
            last.text.end = part.end;
        }
        None => named.absorb(&who),
    }
    true
}

fn stretches(paper: &Paper<'_>, sentence: Span, carried: Option<&Due>) -> Vec<Stretch> {
    let view = paper.view;
    let mut stretches: Vec<Stretch> = Vec::new();
    let mut waiting: Option<Due> = None;
    let mut named = Parties::default();
    let parts = clauses(view, sentence);
    for (index, &part) in parts.iter().enumerate() {
        if says(view.slice(part)) && stretches.is_empty()
            || names_who(paper, part, &mut stretches, &mut named)
        {
            continue;
        }
        let due = paper.due(part);
        if let Some(due) = due.clone().filter(|due| bare(part, due)) {
            waiting = Some(due);
            continue;
        }
        let subject = paper.subject(after_due(part, due.as_ref()));
        // 督查组9月下旬开展…: the limit stands right behind the subject.
        let behind = subject.as_ref().and_then(|names| Some(Span::new(names.last()?.end, part.end)));
        let due = due.or_else(|| behind.and_then(|rest| paper.due(rest)));
        let asks = view.slice(part).starts_with('请');
        // 每月评分，每季度公布一次: rhythms do not part what one unit does.
        let rhythms =
            |s: &Stretch| due.as_ref().zip(s.due.as_ref()).is_some_and(|(a, b)| a.repeats && b.repeats);
        let again =
            due.is_some() && stretches.last().is_some_and(|s| s.own_due && !rhythms(s) || s.measures(paper));
        // 对…的单位，由某局督办: whom it is about stands before.
        let about = view.slice(part).starts_with('由')
            && stretches.last().is_some_and(|s| s.lead.is_empty() && view.slice(s.text).starts_with('对'));
        // 并于…公布 goes on with what the same unit is to do.
        let goes_on = view.slice(part).starts_with(['并', '且']) && !stretches.is_empty();
        let asked = view.slice(part).contains("请于") || view.slice(part).contains("请在");
        let opens_about = view.slice(part).starts_with('对')
            && parts.get(index + 1).is_some_and(|next| view.slice(*next).starts_with('由'));
        let fresh =
            !goes_on && !about && (subject.is_some() || waiting.is_some() || again || asked || opens_about);
        match stretches.last_mut() {
            Some(last) if about && subject.is_some() => {
                last.text.end = part.end;
                last.lead = subject.unwrap_or_default();
                last.due = due.or(last.due.take());
                last.about = true;
            }
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
                let day = head
                    .as_ref()
                    .filter(|due| view.slice(due.span).ends_with('前'))
                    .map(|due| due.span.start);
                let own_due = due.is_some() || head.is_some();
                let due = due.or(head).or_else(|| carried.cloned());
                let mut stretch =
                    Stretch { text: part, lead, due, own_due, asks, head: day, ..Stretch::default() };
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
    let unit = !stretch.lead.is_empty();
    if stretch.about && unit && paper.genre != Some(Genre::Assessment) && !by_person(view, stretch) {
        return true;
    }
    let made = words.chars().count() <= 28
        && ["编制", "制表", "印发", "填报", "制"].iter().any(|end| words.ends_with(end));
    // 11月20日前，各乡镇完成自验: few words will do beside a unit and a day.
    let fixed = stretch.own_due && stretch.due.as_ref().is_some_and(|due| due.day.is_some());
    let least = if unit && fixed { 5 } else { 8 };
    if words.chars().count() < least
        || made
        || of_clause(words) == Some(Tense::Past) && !(unit && told_to(view, stretch))
        || words::sanctions(before_threat(view, stretch))
        || paper.told_after(stretch.due.as_ref())
    {
        return false;
    }
    let day = stretch.due.as_ref().is_some_and(|due| due.day.is_some());
    let scored = paper.genre == Some(Genre::ResponsibilityLetter) && words.contains("得满分");
    let step = paper.genre == Some(Genre::Assessment) && stretch.own_due && day;
    let numbered_order = unit && para.part == Part::Notice && para.mark.is_some();
    // A commendation orders little, and that with unit and day.
    if paper.genre == Some(Genre::Commendation)
        && !(unit && stretch.due.as_ref().is_some_and(|due| due.day.is_some()))
    {
        return false;
    }
    let handed = words::hands_in(words) && (unit || stretch.own_due);
    let measured =
        unit && told_to(view, stretch) && figures::has_target(words) && !words::target_of_nothing(words);
    // 定期调度, 月调度、季通报: without a day, and yet it can be seen whether it is done.
    let first = clauses(view, stretch.text).first().map_or(words, |part| view.slice(*part));
    let again = unit && told_to(view, stretch) && words::again(first) && words::rhythm(first);
    if again
        || unit && (stretch.due.is_some() || stretch.asks || stretch.marked && !words::general(words))
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
        let rest = clauses(view, Span::new(last.end, stretch.text.end.max(last.end)));
        let end = rest
            .iter()
            .take_while(|part| words::trails(view.slice(**part)))
            .last()
            .map_or(last.end, |part| part.end);
        stretch.text = Span::new(first.start, end);
        return true;
    }
    false
}

/// What a unit is to do, without what awaits those who lag behind: …，对连续两次末位的予以约谈.
fn before_threat<'a>(view: &View<'a>, stretch: &Stretch) -> &'a str {
    let parts = clauses(view, stretch.text);
    let threat = parts.iter().skip(1).find(|part| view.slice(**part).starts_with('对'));
    let end = threat.filter(|_| !stretch.lead.is_empty()).map_or(stretch.text.end, |part| part.start);
    view.slice(Span::new(stretch.text.start, end))
}

/// 由县委分管领导约谈: a person does it, not the body.
fn by_person(view: &View<'_>, stretch: &Stretch) -> bool {
    let after = stretch
        .lead
        .last()
        .map_or("", |name| view.slice(Span::new(name.end, stretch.text.end.max(name.end))));
    ["分管", "主要", "书记", "副书记", "领导", "负责", "党政"].iter().any(|who| after.starts_with(who))
        && !after.starts_with("负责")
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
    words.starts_with(['要', '须', '应', '将', '需', '每', '务', '统'])
        || words.starts_with("安排")
        || words.starts_with("列支")
}

/// 对连续三次…的, … threatens those who fail; the order ends before it.
fn before_sanction(paper: &Paper<'_>, text: Span) -> usize {
    let view = paper.view;
    let parts = clauses(view, text);
    let cut = parts.iter().skip(1).find(|part| {
        let words = view.slice(**part);
        ["不得分", "扣分", "扣减", "得满分"].iter().any(|end| words.ends_with(end))
    });
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

//! The paragraphs of a paper, each with those who answer for it.

use super::words;
use crate::extract::due;
use crate::extract::outline::Mark;
use crate::extract::units::{self, Parties};
use crate::extract::view::{Part, View, trim};
use crate::model::Span;

/// A paragraph, or the part of one from an ordinal to the next.
#[derive(Debug, Clone)]
pub(super) struct Para {
    /// Index into the marks, if an ordinal opens it.
    pub mark: Option<usize>,
    /// Index into the lines of the view.
    pub line: usize,
    /// All its words without the ordinal and the bracket of units.
    pub words: Span,
    /// Who is named in its bracket or in the label lines after it.
    pub parties: Parties,
    pub part: Part,
    /// It stands below or at the first ordinal of the paper.
    pub listed: bool,
    /// It stands below a heading that fills its own line.
    pub titled: bool,
    /// Its ordinal opens the line.
    pub whole: bool,
    /// The limit of the stage that its head names: 动员阶段（6月中旬）。
    pub stage: Option<Span>,
    /// A sign such as ● opens its line.
    pub bullet: bool,
}

/// The paragraphs of the paper with their brackets of units.
pub(super) fn paragraphs(view: &View<'_>, marks: &[Mark], skip: &[bool]) -> Vec<Para> {
    let mut paras: Vec<Para> = Vec::new();
    let mut next = 0;
    let mut listed = false;
    let mut titled = false;
    // Units in a line above a list that begins with 1.
    let mut above: Option<Parties> = None;
    for (index, line) in view.lines.iter().enumerate() {
        if line.noise || skip[index] || line.part == Part::Signature || is_side(view.text(line)) {
            continue;
        }
        while marks.get(next).is_some_and(|mark| mark.line < index) {
            next += 1;
        }
        let own = marks[next..].iter().take_while(|mark| mark.line == index).count();
        // 责任单位：市教育局二、健康行动。…: the next item runs on behind the units.
        let runs_on = marks.get(next).filter(|mark| own > 0 && mark.ordinal.start > line.span.start);
        let labelled = units::is_label_line(view.text(line));
        if labelled {
            let to = runs_on.map_or(line.span.end, |mark| mark.ordinal.start);
            let parties = units::read(view, Span::new(line.span.start, to));
            if heads_list(view, marks, index, paras.last()) {
                above = Some(parties);
                continue;
            }
            above = None;
            if let Some((last, before)) = paras.split_last_mut() {
                last.parties.absorb(&parties);
                // 建设内容：…, 节点目标：…: the fields of one item have the same units.
                let field = |para: &Para| para.mark.is_none() && opens_with_label(view, para.words);
                if field(last) {
                    let fields = before.iter_mut().rev().take_while(|para| field(para));
                    fields.for_each(|para| para.parties.absorb(&parties));
                }
            }
            if runs_on.is_none() {
                continue;
            }
        }
        let first = marks.get(next).filter(|_| own > 0).map_or(line.span.end, |mark| mark.ordinal.start);
        let bare = |words, listed, titled| Para {
            line: index,
            mark: None,
            words,
            parties: Parties::default(),
            part: line.part,
            listed,
            titled,
            whole: false,
            stage: None,
            bullet: is_bullet(view.text(line)),
        };
        if !labelled {
            push(view, &mut paras, bare(Span::new(line.span.start, first), listed, titled));
        }
        for (offset, mark) in marks[next..next + own].iter().enumerate() {
            listed = true;
            titled = mark.heading && mark.body.start >= mark.body.end && mark.stop.is_none();
            let whole = mark.ordinal.start == line.span.start;
            push(
                view,
                &mut paras,
                Para { mark: Some(next + offset), whole, ..bare(mark.whole(), listed, titled) },
            );
        }
        next += own;
        if own > 0 && marks[next - 1].heading {
            above = None;
        }
        let fresh = paras.iter_mut().rev().take_while(|para| para.line == index);
        for para in fresh.filter(|para| !para.parties.names_units()) {
            above.iter().for_each(|parties| para.parties.absorb(parties));
        }
    }
    hand_down(view, marks, &mut paras);
    paras
}

fn push(view: &View<'_>, paras: &mut Vec<Para>, mut para: Para) {
    para.words = trim(&view.doc.text, without_head(view, para.words));
    while let Some((words, rest)) = units::first_of_several(view, para.words) {
        let rest = Para { words: rest, mark: None, whole: false, ..para.clone() };
        push_one(view, paras, Para { words, ..para });
        para = rest;
    }
    push_one(view, paras, para);
}

fn push_one(view: &View<'_>, paras: &mut Vec<Para>, mut para: Para) {
    if let Some((words, parties)) = units::trailing(view, para.words) {
        para.words = words;
        para.parties = parties;
    }
    if let Some((limit, words)) = stage(view, para.words) {
        para.stage = Some(limit);
        para.words = words;
    }
    if para.words.start < para.words.end {
        paras.push(para);
    }
}

/// Whether a paragraph begins with the name of a field and a colon.
fn opens_with_label(view: &View<'_>, words: Span) -> bool {
    view.slice(words).split_once(['：', ':']).is_some_and(|(label, _)| super::is_label(label))
}

/// 甲方（盖章）：, 乙方：…: the sides of a letter.
fn is_side(text: &str) -> bool {
    let head: String = text.chars().filter(|c| !c.is_whitespace()).take(12).collect();
    head.starts_with(['甲', '乙', '丙']) && head.chars().nth(1) == Some('方') && head.contains(['：', ':'])
}

/// Whether a line of units stands above a list of its own: the next line begins anew with 1.
fn heads_list(view: &View<'_>, marks: &[Mark], line: usize, before: Option<&Para>) -> bool {
    let after_item = before.is_none_or(|para| para.mark.is_none_or(|mark| !marks[mark].heading));
    let next = (line + 1..view.lines.len()).find(|&index| !view.lines[index].noise);
    let opens = next.and_then(|index| marks.iter().find(|mark| mark.line == index));
    after_item && opens.is_some_and(|mark| mark.number == 1 && !mark.heading && mark.style.is_arabic())
}

/// Whether a line begins with a sign of a list: ●, ◆, 🔹.
fn is_bullet(text: &str) -> bool {
    text.chars().next().is_some_and(|c| {
        !c.is_alphanumeric()
            && !c.is_ascii()
            && !matches!(c, '（' | '《' | '“' | '‘' | '〔' | '…' | '—' | '。' | '，' | '、' | '；' | '：')
    })
}

/// Units beside a bare heading answer for all that stands below it: （一）产业提升（牵头单位：县工信局）.
fn hand_down(view: &View<'_>, marks: &[Mark], paras: &mut [Para]) {
    for at in 0..paras.len() {
        let para = &paras[at];
        let Some(mark) = para.mark.map(|mark| &marks[mark]).filter(|mark| mark.heading) else { continue };
        let words = view.slice(para.words);
        let short = para.whole && words.chars().count() <= 40 && !words.contains(['。', '；', ';']);
        let bare = (para.words.end <= mark.title.end || short && !words::concrete(words))
            && para.parties.names_somebody();
        let below = paras[at + 1..]
            .iter()
            .take_while(|next| next.part == para.part)
            .take_while(|next| {
                next.mark.is_none_or(|next| !marks[next].heading || marks[next].level > mark.level)
            })
            .count();
        // A line between a title and its text may belong to the title alone.
        let units = para.parties.names_units();
        let next = !units || paras.get(at + 1).is_some_and(|next| !next.parties.names_somebody());
        if !bare || below == 0 || !next {
            continue;
        }
        // A title that names a thing to be done is a task itself.
        let parties = if words::concrete(view.slice(mark.title)) {
            paras[at].parties.clone()
        } else {
            std::mem::take(&mut paras[at].parties)
        };
        for next in &mut paras[at + 1..at + 1 + below] {
            if !next.parties.names_units() {
                next.parties.absorb(&parties);
            } else if next.parties.sponsor.is_empty() {
                next.parties.sponsor.clone_from(&parties.sponsor);
            }
        }
    }
}

/// The limit in the head of a stage, and what the stage is to bring: 自查阶段（3月底前）。各村…
fn stage(view: &View<'_>, span: Span) -> Option<(Span, Span)> {
    let words = view.slice(span);
    let near = words.char_indices().nth(24).map_or(words.len(), |c| c.0);
    let open = words[..near].find(['（', '('])?;
    let named = ["阶段", "环节", "时期", "步骤", "准备", "部署", "启动", "自查", "整改", "验收", "总结"];
    let from = open + words[open..].chars().next().map_or(1, char::len_utf8);
    let close = from + words[from..].find(['）', ')']).filter(|length| *length <= 96)?;
    let after = words[close..].trim_start_matches(['）', ')']);
    let body = after.trim_start_matches(['。', '：', ':', '，', ',', ' ', '.']);
    let good = named.iter().any(|end| words[..open].ends_with(end))
        && body.len() < after.len()
        && !body.is_empty()
        && due::is_limit(&words[from..close]);
    good.then(|| {
        (Span::new(span.start + from, span.start + close), Span::new(span.end - body.len(), span.end))
    })
}

/// Without a title in brackets that runs into its paragraph: 【做优经济】…
fn without_head(view: &View<'_>, span: Span) -> Span {
    let words = view.slice(span);
    let head = words
        .strip_prefix('【')
        .and_then(|rest| rest.split_once('】'))
        .filter(|(head, rest)| head.chars().count() <= 12 && !rest.is_empty());
    let head = head.map(|(_, rest)| rest).or_else(|| article(words));
    head.map_or(span, |rest| Span::new(span.end - rest.len(), span.end))
}

/// What an article says behind its number: 第六条　….
fn article(words: &str) -> Option<&str> {
    let near = words.char_indices().nth(8).map_or(words.len(), |c| c.0);
    let (number, _) = words[..near].strip_prefix('第')?.split_once('条')?;
    let counted =
        !number.is_empty() && number.chars().all(|c| "一二三四五六七八九十百〇0123456789 ".contains(c));
    let rest = &words["第".len() + number.len() + "条".len()..];
    (counted && !rest.trim().is_empty()).then_some(rest)
}

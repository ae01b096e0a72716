//! The numbered skeleton of a document: headings with their level, and numbered items.
//!
//! Chinese and run-in ordinals always open headings. Arabic ones open a heading only where they
//! stand before a title; a series of deliverables is a series of items ([`Mark::heading`] is false).

use std::sync::LazyLock;

use serde::Deserialize;

use super::ordinal::{self, Ordinal, Series, Style};
use super::split::{CLAUSE, first_stop};
use super::types::Genre;
use super::view::{Part, View, trim};
use crate::model::Span;

/// An ordinal with the words that it opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Index into [`View::lines`].
    pub line: usize,
    /// Kind of ordinal.
    pub style: Style,
    /// Its number.
    pub number: u32,
    /// The ordinal with its mark.
    pub ordinal: Span,
    /// From the ordinal to the first stop.
    pub title: Span,
    /// What follows the first stop up to the next ordinal or the end of the line; may be empty.
    pub body: Span,
    /// The stop after the title, if there is one in this line.
    pub stop: Option<char>,
    /// It is a heading; otherwise a numbered item.
    pub heading: bool,
    /// Depth in the document's own nesting, from 1; 0 for items.
    pub level: u8,
}

impl Mark {
    /// Title and body.
    #[must_use]
    pub const fn whole(&self) -> Span {
        Span::new(
            self.title.start,
            if self.body.end > self.title.end { self.body.end } else { self.title.end },
        )
    }
}

#[derive(Deserialize)]
struct Words {
    run_on: Vec<String>,
    enclosures: Vec<String>,
    footnotes: Vec<String>,
    notes: Vec<String>,
    scoring: Vec<String>,
    deliver: Vec<String>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| super::lexicon(include_str!("../../lexicon/outline.toml")));

/// The numbered skeleton of the lines for which `skip` is false.
#[must_use]
pub fn read(view: &View<'_>, genre: Option<Genre>, skip: &[bool]) -> Vec<Mark> {
    let mut marks = collect(view, skip);
    drop_lone_first(&mut marks);
    for series in arabic_series(&marks) {
        let heading = titles(view, genre, &marks, &series);
        let own = own_titles(view, genre, &marks, &series);
        let notes = annotates(view, &marks[series[0]]);
        for (index, titled) in series.into_iter().zip(own) {
            marks[index].heading = !notes && (heading || titled);
        }
    }
    set_levels(view, &mut marks);
    marks
}

fn collect(view: &View<'_>, skip: &[bool]) -> Vec<Mark> {
    let mut series = Series::default();
    let mut marks = Vec::new();
    let mut enclosures = false;
    for (index, line) in view.lines.iter().enumerate() {
        if line.noise || skip.get(index).copied().unwrap_or_default() {
            continue;
        }
        let text = view.text(line);
        if WORDS.enclosures.iter().any(|word| text.starts_with(word.as_str())) {
            enclosures = true;
            continue;
        }
        if WORDS.footnotes.iter().any(|word| text.starts_with(word.as_str())) {
            continue;
        }
        let found = ordinal::find(text, &mut series);
        enclosures &= found.first().is_some_and(|o| o.opens && o.style.is_arabic());
        if !enclosures {
            marks.extend(found.iter().enumerate().filter_map(|(i, o)| {
                let end = found.get(i + 1).map_or(text.len(), |next| next.start);
                mark(view, index, *o, Span::new(line.span.start + o.end, line.span.start + end))
            }));
        }
    }
    marks
}

/// `room` is what lies between this ordinal and the next one or the end of the line.
fn mark(view: &View<'_>, line: usize, found: Ordinal, room: Span) -> Option<Mark> {
    let base = view.lines[line].span.start;
    let words = view.slice(room);
    let lead = words.len()
        - words
            .trim_start_matches(|c: char| {
                c.is_whitespace() || matches!(c, '，' | ',' | '、' | '：' | ':' | '.')
            })
            .len();
    let words = &words[lead..];
    let stop = first_stop(words, CLAUSE).min(unit_bracket(words)).min(run_on(words)).min(wide_blank(words));
    let title = trim(&view.doc.text, Span::new(room.start + lead, room.start + lead + stop));
    let after = words[stop..].chars().next().map(|c| if c == '.' { '。' } else { c });
    let skipped =
        words[stop..].chars().next().filter(|c| *c == '.' || CLAUSE.contains(c)).map_or(0, char::len_utf8);
    let body = trim(&view.doc.text, Span::new(room.start + lead + stop + skipped, room.end));
    (view.slice(title).chars().count() >= 2).then_some(Mark {
        line,
        style: found.style,
        number: found.number,
        ordinal: trim(&view.doc.text, Span::new(base + found.start, base + found.end)),
        title,
        body,
        stop: after.filter(|c| CLAUSE.contains(c)),
        heading: true,
        level: 0,
    })
}

/// A heading ends before a bracket that names units.
fn unit_bracket(words: &str) -> usize {
    words
        .match_indices(super::units::OPENING)
        .find(|(at, open)| super::units::opens_label(&words[at + open.len()..]))
        .map_or(words.len(), |(at, _)| at)
}

/// A usual title that runs into a long body.
fn run_on(words: &str) -> usize {
    let long = words.chars().take(20).count() == 20;
    let title = WORDS.run_on.iter().filter(|title| words.starts_with(title.as_str())).map(String::len).max();
    let stop = first_stop(words, CLAUSE);
    // 重点任务完成情况（60分）: the title goes on.
    let goes_on = |rest: &str| {
        ["完成", "落实", "推进", "进展", "情况", "分工", "清单", "及", "和", "与"]
            .iter()
            .any(|word| rest.starts_with(word))
    };
    title
        .filter(|title| {
            long && !goes_on(&words[*title..]) && words[*title..stop.max(*title)].chars().count() >= 9
        })
        .unwrap_or(words.len())
}

/// Two blanks or a wide one stand where a line break was lost.
fn wide_blank(words: &str) -> usize {
    let at = words.find("  ").into_iter().chain(words.find('\u{3000}')).min();
    let one = words.find(' ').filter(|at| {
        // One blank ends a title only before a long sentence; inside a title it is a slip.
        let title = words[..*at].chars().count();
        (4..=14).contains(&title) && words[*at..first_stop(words, CLAUSE).max(*at)].chars().count() >= 12
    });
    let wide = at.filter(|at| words[..*at].chars().count() >= 4);
    wide.into_iter().chain(one).min().unwrap_or(words.len())
}

/// 首先 is an ordinal only where 其次 follows.
fn drop_lone_first(marks: &mut Vec<Mark>) {
    let firsts = marks.iter().filter(|m| m.style == Style::First).count();
    if firsts == 1 {
        marks.retain(|m| m.style != Style::First);
    }
}

/// Runs of Arabic ordinals of one style that count upward; offices often number on through the
/// sections of a paper.
fn arabic_series(marks: &[Mark]) -> Vec<Vec<usize>> {
    let mut done: Vec<Vec<usize>> = Vec::new();
    let mut open: Vec<Vec<usize>> = Vec::new();
    for (index, mark) in marks.iter().enumerate().filter(|(_, mark)| mark.style.is_arabic()) {
        let own = open.iter().position(|run| marks[run[0]].style == mark.style);
        match own {
            Some(at) if marks[open[at][open[at].len() - 1]].number < mark.number => open[at].push(index),
            Some(at) => done.push(std::mem::replace(&mut open[at], vec![index])),
            None => open.push(vec![index]),
        }
    }
    done.extend(open);
    done
}

/// What the first words of a numbered item look like.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Look {
    /// 健全责任链条。 before more sentences, or alone on its line.
    Title,
    /// 加强医疗服务，新建…: a general clause before concrete ones.
    Clause,
    /// Points of an assessment: 基层党建15分
    Points,
    /// A thing to be done.
    Item,
}

/// 说明： alone above a numbered series: its items are notes and no headings.
fn annotates(view: &View<'_>, first: &Mark) -> bool {
    let above = view.lines[..first.line].iter().rev().find(|line| !line.noise);
    let label = above.map_or("", |line| view.text(line)).trim_end_matches(['：', ':']);
    WORDS.notes.iter().any(|word| word == label)
}

fn titles(view: &View<'_>, genre: Option<Genre>, marks: &[Mark], series: &[usize]) -> bool {
    let looks: Vec<Look> = series.iter().map(|&index| look(view, marks, index)).collect();
    let count = |wanted: Look| looks.iter().filter(|look| **look == wanted).count();
    let (all, points) = (looks.len(), count(Look::Points));
    match genre {
        // In a letter every numbered duty is a task; scored areas are headings.
        Some(Genre::ResponsibilityLetter) => points * 2 > all,
        _ if points * 2 > all => true,
        _ => {
            let clauses = if genre == Some(Genre::Assessment) { 0 } else { count(Look::Clause) };
            count(Look::Title) * 5 >= all * 3 || (count(Look::Title) + clauses) * 5 >= all * 4
        }
    }
}

/// Items of a mixed series that open with a title of their own: 1.压实部门责任。3月底前….
fn own_titles(view: &View<'_>, genre: Option<Genre>, marks: &[Mark], series: &[usize]) -> Vec<bool> {
    let bound = genre == Some(Genre::TaskTable);
    let titled = |index: usize| {
        let mark = &marks[index];
        mark.stop == Some('。')
            && look(view, marks, index) == Look::Title
            && (4..=14).contains(&view.slice(mark.title).chars().count())
            && view.slice(mark.body).chars().count() >= 12
    };
    let own: Vec<bool> = series.iter().map(|&index| !bound && titled(index)).collect();
    let titled = own.iter().filter(|titled| **titled).count();
    // In a letter the duties have titles only where all of them have.
    let least = if genre == Some(Genre::ResponsibilityLetter) { own.len().max(3) } else { 2 };
    if titled >= least { own } else { vec![false; series.len()] }
}

fn look(view: &View<'_>, marks: &[Mark], index: usize) -> Look {
    let mark = &marks[index];
    let (title, body) = (view.slice(mark.title), view.slice(mark.body));
    let length = title.chars().count();
    let alone = body.is_empty();
    if super::figures::is_points(title) {
        return Look::Points;
    }
    let scored = WORDS.scoring.iter().any(|word| title.contains(word.as_str()));
    if scored
        || super::figures::has_figure(title) && !is_stage(title)
        || alone && super::units::label_line_follows(view, mark.line)
        || super::units::opens_body(body)
    {
        return Look::Item;
    }
    let deliver = WORDS.deliver.iter().any(|verb| title.starts_with(verb.as_str()));
    let next_is_sibling =
        marks.get(index + 1).is_some_and(|next| next.style == mark.style && next.line == mark.line + 1);
    match mark.stop {
        Some('。' | '：' | ':' | '！') | None if alone && length <= 24 => {
            // A line of its own: a title over its text, or a plain name of an area of work.
            if !next_is_sibling || (!deliver && length <= 15 && mark.stop.is_none()) {
                Look::Title
            } else {
                Look::Item
            }
        }
        Some('。' | '：' | ':') if !alone && length <= 30 => Look::Title,
        Some('，' | ',') if !alone && length <= 24 && !deliver => Look::Clause,
        _ => Look::Item,
    }
}

/// 启动阶段（3月至4月）: the figures only say when.
fn is_stage(title: &str) -> bool {
    let head = title.split(['（', '(']).next().unwrap_or(title);
    ["阶段", "环节", "步骤"].iter().any(|end| head.ends_with(end)) && !super::figures::has_figure(head)
}

/// Levels by the order in which kinds of ordinals appear; they begin anew in every part of the
/// paper, and where another speaker begins inside a report.
fn set_levels(view: &View<'_>, marks: &mut [Mark]) {
    let mut stack: Vec<Style> = Vec::new();
    let mut part: Option<Part> = None;
    for index in 0..marks.len() {
        let mark = &marks[index];
        if !mark.heading {
            continue;
        }
        let here = view.lines[mark.line].part;
        let speaks = opens_line(marks, index) && new_speaker(view, mark);
        if part.is_some_and(|part| part != here) || speaks || new_article(view, marks, index) {
            stack.clear();
        }
        part = Some(here);
        if let Some(at) = stack.iter().position(|style| *style == mark.style) {
            stack.truncate(at + 1);
        } else {
            let rank = mark.style.rank();
            // A heading of a higher usual rank closes the lower ones, even if it comes late.
            stack.retain(|style| rank.is_none_or(|rank| style.rank().is_none_or(|other| other < rank)));
            stack.push(mark.style);
        }
        marks[index].level = u8::try_from(stack.len()).unwrap_or(u8::MAX);
    }
}

/// Whether an article (第五条) begins between this heading and the one before it.
fn new_article(view: &View<'_>, marks: &[Mark], index: usize) -> bool {
    let from = index.checked_sub(1).map_or(0, |before| marks[before].line);
    let article = |line: &super::view::Line| {
        let head: String = view.text(line).chars().take(8).collect();
        head.starts_with('第') && head.contains('条')
    };
    marks[index].number == 1 && view.lines[from..=marks[index].line].iter().any(article)
}

/// The first heading of its line, a run-in one that begins a series.
fn opens_line(marks: &[Mark], index: usize) -> bool {
    let mark = &marks[index];
    mark.number == 1
        && mark.style.rank().is_none()
        && index.checked_sub(1).is_none_or(|before| marks[before].line != mark.line)
}

/// Whether the words before a run-in ordinal in its own line report what a speaker said.
fn new_speaker(view: &View<'_>, mark: &Mark) -> bool {
    let before = view.slice(Span::new(view.lines[mark.line].span.start, mark.ordinal.start));
    let words = ["强调", "指出", "表示", "讲话", "希望", "要求", "提出"];
    words.iter().any(|word| before.contains(word))
}

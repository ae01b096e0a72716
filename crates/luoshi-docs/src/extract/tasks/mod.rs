//! Tasks: rows of tables, duties of letters, items of lists, and sentences that name a deliverable.
//!
//! The text is walked paragraph by paragraph ([`Para`]); the kind of paper and what stands in the
//! paragraph (a bracket of units, an ordinal, a time limit) decide which reader takes it.

mod actors;
mod items;
mod rows;
mod running;
mod tables;
mod words;

use super::due::{self, Clock, Due};
use super::grid::Grid;
use super::outline::Mark;
use super::split;
use super::tense::{self, Tense, Tenses};
use super::types::{Extraction, Genre, Item, Known, Question, TaskMention};
use super::units::{self, Parties};
use super::view::{Part, View};
use crate::model::Span;
use running::Take;

/// Reads tasks in order of the text.
pub fn read(view: &View<'_>, known: &Known, out: &mut Extraction) {
    let genre = out.genre.as_ref().map(|item| item.value);
    if genre == Some(Genre::Commendation) {
        return;
    }
    let clock = Clock::new(out, known);
    let shape = view.shape(genre);
    let marks = &shape.marks[..];
    let tenses = tense::read(view, marks, genre, clock.year());
    let paper = Paper { view, genre, clock, marks, tenses: &tenses };
    let mut found: Vec<Found> = Vec::new();
    // A grid that the recogniser of tables knows is read there, with its merged and ditto cells.
    let (known_tables, rows) = tables::read(view, clock);
    out.tasks.extend(rows);
    let rebuilt = |grid: &&Grid| grid.table.is_none_or(|table| !known_tables.contains(&table));
    for row in shape.grids.iter().filter(rebuilt).flat_map(|grid| &grid.rows) {
        rows::read(&paper, row, &mut found);
    }
    let actors = actors::of_sections(view, marks);
    for para in paragraphs(view, marks, &shape.mask) {
        let from = found.len();
        paper.paragraph(&para, &mut found);
        let actor = para.mark.and_then(|mark| actors[mark]);
        for task in
            found[from..].iter_mut().filter(|task| task.lead.is_empty() && !task.parties.names_units())
        {
            task.lead.extend(actor);
        }
    }
    found.sort_by_key(|task| (task.text.start, task.text.end));
    found.dedup_by_key(|task| task.text);
    let headings: Vec<usize> =
        marks.iter().filter(|mark| mark.heading).map(|mark| mark.ordinal.start).collect();
    for task in found {
        out.questions.extend(question(&task));
        out.tasks.push(finish(view, task, &headings, clock));
    }
    out.tasks.sort_by_key(|task| task.span.start);
}

pub(super) use words::sanctions;

/// What every reader of tasks needs to know about the paper.
struct Paper<'a> {
    view: &'a View<'a>,
    genre: Option<Genre>,
    clock: Clock,
    marks: &'a [Mark],
    tenses: &'a Tenses,
}

/// A task with its parties, still as spans.
#[derive(Debug, Clone, Default)]
struct Found {
    text: Span,
    lead: Vec<Span>,
    assist: Vec<Span>,
    due: Option<Due>,
    parties: Parties,
    confidence: u8,
    rule: &'static str,
}

/// A paragraph, or the part of one from an ordinal to the next.
#[derive(Debug, Clone)]
struct Para {
    /// Index into the marks, if an ordinal opens it.
    mark: Option<usize>,
    /// Index into the lines of the view.
    line: usize,
    /// All its words without the ordinal and the bracket of units.
    words: Span,
    /// Who is named in its bracket or in the label lines after it.
    parties: Parties,
    part: Part,
    /// It stands below or at the first ordinal of the paper.
    listed: bool,
    /// It stands below a heading that fills its own line.
    titled: bool,
    /// Its ordinal opens the line.
    whole: bool,
    /// The limit of the stage that its head names: 动员阶段（6月中旬）。
    stage: Option<Span>,
}

impl Paper<'_> {
    fn paragraph(&self, para: &Para, found: &mut Vec<Found>) {
        if self.tenses.at(para.words.start) == Tense::Past && self.genre != Some(Genre::SupervisionNotice) {
            return;
        }
        let item = para.mark.is_some_and(|mark| !self.marks[mark].heading);
        if para.parties.names_somebody() {
            items::sentences(self, para, "tasks/bracket", found);
            return;
        }
        let take = match self.genre {
            Some(Genre::LivelihoodList)
                if para.listed && para.part == Part::Body && (para.mark.is_some() || para.titled) =>
            {
                return items::sentences(self, para, "tasks/livelihood", found);
            }
            Some(Genre::ResponsibilityLetter) if item => return items::duty(self, para, found),
            Some(Genre::ResponsibilityLetter) if para.mark.is_some() && !self.scored() => {
                return items::promises(self, para, found);
            }
            Some(Genre::TaskTable) if item && para.whole => {
                return items::sentences(self, para, "tasks/item", found);
            }
            Some(Genre::Assessment | Genre::SupervisionNotice | Genre::ResponsibilityLetter) => Take::Orders,
            _ if para.part == Part::Notice => Take::Orders,
            _ => Take::All,
        };
        running::read(self, para, take, found);
    }

    /// A letter whose headings give points: only dated sentences are tasks.
    fn scored(&self) -> bool {
        self.marks.iter().any(|mark| mark.heading && super::figures::is_points(self.view.slice(mark.title)))
    }

    fn due(&self, span: Span) -> Option<Due> {
        due::find(self.view, span, self.clock)
    }
}

/// The paragraphs of the paper with their brackets of units.
fn paragraphs(view: &View<'_>, marks: &[Mark], skip: &[bool]) -> Vec<Para> {
    let mut paras: Vec<Para> = Vec::new();
    let mut next = 0;
    let mut listed = false;
    let mut titled = false;
    for (index, line) in view.lines.iter().enumerate() {
        if line.noise || skip[index] || line.part == Part::Signature {
            continue;
        }
        if units::is_label_line(view.text(line)) {
            let parties = units::read(view, line.span);
            if let Some(para) = paras.last_mut() {
                para.parties.absorb(&parties);
            }
            continue;
        }
        while marks.get(next).is_some_and(|mark| mark.line < index) {
            next += 1;
        }
        let own = marks[next..].iter().take_while(|mark| mark.line == index).count();
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
        };
        push(view, &mut paras, bare(Span::new(line.span.start, first), listed, titled));
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
    }
    paras
}

fn push(view: &View<'_>, paras: &mut Vec<Para>, mut para: Para) {
    para.words = super::view::trim(&view.doc.text, without_head(view, para.words));
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
    head.map_or(span, |(_, rest)| Span::new(span.end - rest.len(), span.end))
}

/// Ambiguous limits are the clerk's to settle.
fn question(task: &Found) -> Option<Question> {
    let due = task.due.as_ref().filter(|due| !due.choices.is_empty())?;
    Some(Question {
        code: "ambiguous-deadline".to_owned(),
        span: due.span,
        choices: due.choices.iter().map(ToString::to_string).collect(),
    })
}

fn finish(view: &View<'_>, task: Found, headings: &[usize], clock: Clock) -> Item<TaskMention> {
    let words = |spans: &[Span]| -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for span in spans {
            let name = view.slice(*span).to_owned();
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    };
    let person = |spans: &[Span]| spans.first().map(|span| view.slice(*span).to_owned());
    let text = bare(view, task.text);
    let (mut lead, mut assist) = task.parties.resolve();
    lead.extend(&task.lead);
    assist.extend(&task.assist);
    let due = task.parties.limit.map(|span| due::cell(view, span, clock)).or(task.due);
    Item {
        value: TaskMention {
            text: view.slice(text).to_owned(),
            lead: words(&lead),
            assist: words(&assist),
            deadline: due.as_ref().and_then(|due| due.day),
            deadline_text: due.as_ref().map(|due| view.slice(due.span).to_owned()),
            owner: person(&task.parties.owner),
            sponsor: person(&task.parties.sponsor),
            under: headings.partition_point(|start| *start <= text.start).checked_sub(1),
        },
        span: text,
        confidence: task.confidence,
        rule: task.rule.to_owned(),
    }
}

/// Without stops at the end and marks at the head.
fn bare(view: &View<'_>, span: Span) -> Span {
    let words = view.slice(span);
    let end = words.trim_end_matches(|c: char| {
        c.is_whitespace() || matches!(c, '。' | '；' | ';' | '，' | ',' | '、' | '|')
    });
    let head = end.trim_start_matches(|c: char| {
        c.is_whitespace() || matches!(c, '。' | '；' | ';' | '，' | ',' | '、' | '：' | ':')
    });
    Span::new(span.start + end.len() - head.len(), span.start + end.len())
}

/// Sentences of a stretch.
fn sentences(view: &View<'_>, span: Span) -> Vec<Span> {
    split::split(view.slice(span), span.start, split::SENTENCE)
}

/// Clauses of a sentence.
fn clauses(view: &View<'_>, span: Span) -> Vec<Span> {
    split::split(view.slice(span), span.start, &['，', ',', '：', ':'])
}

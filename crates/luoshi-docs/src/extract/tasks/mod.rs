//! Tasks: rows of tables, duties of letters, items of lists, and sentences that name a deliverable.
//!
//! The text is walked paragraph by paragraph ([`Para`]); the kind of paper and what stands in the
//! paragraph (a bracket of units, an ordinal, a time limit) decide which reader takes it.

mod actors;
mod items;
mod orders;
mod paras;
mod rows;
mod running;
mod tables;
mod words;

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::LazyLock;

use regex::Regex;

use super::due::{self, Clock, Due};
use super::grid::Grid;
use super::outline::Mark;
use super::split;
use super::tense::{Tense, Tenses};
use super::types::{Extraction, Genre, Item, Known, Question, TaskMention};
use super::units::{self, Parties};
use super::view::{Part, View};
use crate::model::Span;
use paras::{Para, paragraphs};
use running::Take;

/// Reads tasks in order of the text.
pub fn read(view: &View<'_>, known: &Known, out: &mut Extraction) {
    let genre = out.genre.as_ref().map(|item| item.value);
    let clock = Clock::new(out, known);
    let shape = view.shape(genre);
    let marks = &shape.marks[..];
    let tenses = view.tenses(genre, clock.year());
    let paper =
        Paper { view, genre, clock, marks, tenses, limits: RefCell::default(), subjects: RefCell::default() };
    let mut found: Vec<Found> = Vec::new();
    // A grid that the recogniser of tables knows is read there, with its merged and ditto cells.
    let (known_tables, rows) = tables::read(view, clock);
    out.tasks.extend(rows);
    let rebuilt = |grid: &&Grid| grid.table.is_none_or(|table| !known_tables.contains(&table));
    for row in shape.grids.iter().filter(rebuilt).flat_map(|grid| &grid.rows) {
        rows::read(&paper, row, &mut found);
    }
    let actors = actors::of_sections(view, marks);
    let title = out.title.as_ref().map(|title| title.span);
    for para in paragraphs(view, marks, &shape.mask) {
        if title.is_some_and(|title| para.words.start < title.end && title.start < para.words.end) {
            continue;
        }
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
    if FIRST_LEADS.is_match(&view.doc.text) {
        found.iter_mut().for_each(|task| task.parties.first_leads());
    }
    for task in found {
        out.questions.extend(question(&task));
        out.tasks.push(finish(view, task, &headings, clock));
    }
    out.tasks.sort_by_key(|task| task.span.start);
}

pub(super) use words::sanctions;

/// Papers that name units without a label often say how to read their lists.
static FIRST_LEADS: LazyLock<Regex> = LazyLock::new(|| {
    super::pattern(
        r"(?:排|列|位)(?:在|名|于)?(?:首位|第一位|第一|最前|前面)的?[^。；]{0,8}(?:单位|部门|者)?[^。；]{0,6}(?:牵头|为主|抓总)|第一(?:个|责任)?(?:单位|部门)[^。；]{0,4}为牵头",
    )
});

/// What every reader of tasks needs to know about the paper.
struct Paper<'a> {
    view: &'a View<'a>,
    genre: Option<Genre>,
    clock: Clock,
    marks: &'a [Mark],
    tenses: &'a Tenses,
    /// The limits of stretches that were looked at.
    limits: RefCell<HashMap<Span, Option<Due>>>,
    /// The subjects of clauses that were looked at.
    subjects: RefCell<HashMap<Span, Option<Vec<Span>>>>,
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

impl Paper<'_> {
    fn paragraph(&self, para: &Para, found: &mut Vec<Found>) {
        let past = |at: usize| self.tenses.at(at) == Tense::Past;
        if past(para.words.start)
            && past(para.words.end.saturating_sub(1))
            && self.genre != Some(Genre::SupervisionNotice)
        {
            return;
        }
        let item = para.mark.is_some_and(|mark| !self.marks[mark].heading);
        // Beside the points of an assessment stands who gives them.
        let graded = self.genre == Some(Genre::Assessment) && self.view.slice(para.words).contains('分');
        let praised = self.genre == Some(Genre::Commendation);
        if para.parties.names_somebody() && !graded && !praised {
            items::sentences(self, para, "tasks/bracket", found);
            return;
        }
        if let Some(duties) = self.of_unit(para) {
            return items::sentences(self, &duties, "tasks/unit", found);
        }
        let take = match self.genre {
            Some(Genre::LivelihoodList)
                if para.part == Part::Body
                    && (para.listed && (para.mark.is_some() || para.titled) || para.bullet) =>
            {
                return items::sentences(self, para, "tasks/livelihood", found);
            }
            Some(Genre::ResponsibilityLetter) if item => return items::duty(self, para, found),
            Some(Genre::ResponsibilityLetter) if let Some(duty) = self.titled_duty(para) => {
                return items::duty(self, &duty, found);
            }
            Some(Genre::ResponsibilityLetter) if para.mark.is_some() && !self.scored() => {
                return items::promises(self, para, found);
            }
            Some(Genre::TaskTable) if item && para.whole => {
                return items::sentences(self, para, "tasks/item", found);
            }
            Some(Genre::Commendation) => Take::Bound,
            Some(Genre::Assessment | Genre::SupervisionNotice | Genre::ResponsibilityLetter) => Take::Orders,
            _ if para.part == Part::Notice => Take::Orders,
            _ => Take::All,
        };
        running::read(self, para, take, found);
    }

    /// (一)经济发展局：…；…: an item of an assessment that names the unit before a colon.
    fn of_unit(&self, para: &Para) -> Option<Para> {
        let mark = &self.marks[para.mark?];
        let assessed = self.genre == Some(Genre::Assessment) && matches!(mark.stop, Some('：' | ':'));
        let name = mark.title;
        let body = Span::new(mark.body.start.min(para.words.end), para.words.end);
        let scored = self.view.slice(para.words).contains('分');
        (assessed && !scored && units::is_acting(self.view.slice(name)) && body.start < body.end).then(|| {
            Para {
                words: body,
                mark: None,
                parties: Parties { lead: vec![name], ..Parties::default() },
                ..para.clone()
            }
        })
    }

    /// 1.健全体系。明确1名负责人，…: a numbered duty of a letter below its own title.
    fn titled_duty(&self, para: &Para) -> Option<Para> {
        let mark = &self.marks[para.mark?];
        let body = Span::new(mark.body.start.min(para.words.end), para.words.end);
        (mark.style.is_arabic() && body.start < body.end && !self.scored())
            .then(|| Para { words: body, ..para.clone() })
    }

    /// A letter whose headings give points: only dated sentences are tasks.
    fn scored(&self) -> bool {
        self.marks.iter().any(|mark| mark.heading && super::figures::is_points(self.view.slice(mark.title)))
    }

    /// Whether a limit lies before the day of a bulletin or report: it tells when something was done.
    fn told_after(&self, due: Option<&Due>) -> bool {
        let tells = matches!(self.genre, Some(Genre::SupervisionNotice | Genre::MeetingReport));
        let day = due.and_then(|due| due.day);
        tells && day.zip(self.clock.today()).is_some_and(|(day, today)| day < today)
    }

    /// The limit that binds a stretch. Several rules ask for the same one.
    fn due(&self, span: Span) -> Option<Due> {
        if let Some(known) = self.limits.borrow().get(&span) {
            return known.clone();
        }
        let due = due::find(self.view, span, self.clock);
        self.limits.borrow_mut().insert(span, due.clone());
        due
    }

    /// The units that a clause begins with as its subject.
    fn subject(&self, clause: Span) -> Option<Vec<Span>> {
        if let Some(known) = self.subjects.borrow().get(&clause) {
            return known.clone();
        }
        let subject = units::subject(self.view, clause);
        self.subjects.borrow_mut().insert(clause, subject.clone());
        subject
    }
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
    // 7月1日前开工 in an item that is due in December: the day in the words is the nearer one.
    let own = task
        .due
        .clone()
        .filter(|due| due.day.is_some() && due.span.start >= text.start && due.span.end <= text.end);
    let due = own.or_else(|| task.parties.limit.map(|span| due::cell(view, span, clock))).or(task.due);
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
        c.is_whitespace() || matches!(c, '。' | '；' | ';' | '，' | ',' | '、' | '|' | '.')
    });
    // （联系人：某某） says whom to ask.
    let end = end
        .rfind(['（', '('])
        .filter(|at| {
            end.ends_with(['）', ')'])
                && ["联系人", "联系电话", "电话", "邮箱", "传真"].iter().any(|word| end[*at..].contains(word))
        })
        .map_or(end, |at| end[..at].trim_end());
    let head = end.trim_start_matches(|c: char| {
        c.is_whitespace() || matches!(c, '。' | '；' | ';' | '，' | ',' | '、' | '：' | ':')
    });
    let head = unlabelled(head);
    Span::new(span.start + end.len() - head.len(), span.start + end.len())
}

/// Whether words only name the field of an item: 建设内容, 节点目标.
fn is_label(words: &str) -> bool {
    LABELS.contains(&words.trim())
}

const LABELS: &[&str] = &[
    "目标任务",
    "工作任务",
    "重点任务",
    "主要任务",
    "任务",
    "工作内容",
    "建设内容",
    "主要内容",
    "具体内容",
    "具体任务",
    "工作目标",
    "目标",
    "工作措施",
    "主要措施",
    "具体措施",
    "内容",
    "节点目标",
    "年度目标",
    "阶段目标",
    "进度安排",
    "时间节点",
    "建设任务",
];

/// 目标任务：…, 其二是…: the words behind what only counts or names the column.
fn unlabelled(words: &str) -> &str {
    if let Some((label, rest)) = words.split_once(['：', ':'])
        && is_label(label)
        && !rest.trim().is_empty()
    {
        return rest.trim_start();
    }
    // 教育——新增学位…: the field before the dash.
    if let Some((field, rest)) = words.split_once("——")
        && field.chars().count() <= 6
        && !rest.trim().is_empty()
    {
        return rest.trim_start();
    }
    let mut rest = words.chars();
    let counted = rest.next() == Some('其') && rest.next().is_some_and(|c| "一二三四五六".contains(c));
    if counted { rest.as_str().trim_start_matches(['是', '，', ',', '要']) } else { words }
}

/// Sentences of a stretch.
fn sentences(view: &View<'_>, span: Span) -> Vec<Span> {
    split::split(view.slice(span), span.start, split::SENTENCE)
}

/// 3月底前完成清查，8月底前公开招租: a sentence whose clauses open with days of their own, one step for each.
fn dated_steps(paper: &Paper<'_>, sentence: Span) -> Vec<Span> {
    let parts = clauses(paper.view, sentence);
    let opens = |part: &Span| {
        paper.due(*part).is_some_and(|due| {
            due.day.is_some() && due.span.start <= part.start + 6 && part.end - due.span.end >= 12
        })
    };
    if parts.len() < 2 || parts.iter().filter(|part| opens(part)).count() < 2 {
        return vec![sentence];
    }
    let mut steps: Vec<Span> = Vec::new();
    let mut opened = false;
    for part in &parts {
        let fresh = opens(part);
        match steps.last_mut() {
            Some(last) if !fresh || !opened => last.end = part.end,
            _ => steps.push(*part),
        }
        opened |= fresh;
    }
    if let Some(last) = steps.last_mut() {
        last.end = sentence.end;
    }
    steps
}

/// Clauses of a sentence.
fn clauses(view: &View<'_>, span: Span) -> Vec<Span> {
    split::split(view.slice(span), span.start, &['，', ',', '：', ':'])
}

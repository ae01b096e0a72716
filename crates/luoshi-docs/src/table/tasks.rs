//! Task tables: one [`TaskRow`] a task, with every field that a column gives.

use luoshi_core::deadline::{Reference, TimeLimit, parse};
use serde::{Deserialize, Serialize};

use super::body::{Body, DataRow, Value, body};
use super::cells::{PersonName, UnitName, people, phone, roles};
use super::columns::{Column, Field};
use super::grid::Grid;
use super::rows::{Skipped, SumCheck};
use super::{Segment, TableQuestion, heading_questions, question};
use crate::model::{CellKind, Place, Span};

/// A task table (任务分解表, 任务台账).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskTable {
    /// Index into [`crate::model::Document::tables`].
    pub table: usize,
    /// Sheet name.
    pub name: String,
    /// The row above the heading that runs across the table.
    pub title: Option<String>,
    /// Further rows above the heading (填报单位, 填报日期).
    pub above: Vec<String>,
    /// Its columns.
    pub columns: Vec<Column>,
    /// The tasks in order.
    pub rows: Vec<TaskRow>,
    /// What the clerk must decide.
    pub questions: Vec<TableQuestion>,
    /// Rows that are no tasks.
    pub skipped: Vec<Skipped>,
    /// Stated sums and counts beside the computed ones.
    pub sums: Vec<SumCheck>,
    /// Serial numbers of dates count from 1904.
    pub date_1904: bool,
}

/// Words of a cell with their place in the text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// What holds for the row: trimmed, line breaks kept, 同上 resolved, `/` and `—` empty.
    pub text: String,
    /// Where they stand.
    pub span: Option<Span>,
    /// The cell said 同上.
    pub ditto: bool,
}

/// A task of a table. Empty fields are columns that the table lacks, or cells without content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskRow {
    /// First row of the task in the table, from 0.
    pub row: usize,
    /// Where it stands in the file.
    pub place: Place,
    /// The row in the document's text.
    pub span: Option<Span>,
    /// The source hides the row.
    pub hidden: bool,
    /// As written; never a key: it restarts, repeats and is missing.
    pub seq: String,
    /// Area of work: the column, else the innermost section above.
    pub area: String,
    /// Sections above, outermost first.
    pub sections: Vec<String>,
    /// The task.
    pub title: Words,
    /// Requirement, or content beside the title.
    pub requirement: Words,
    /// How.
    pub measure: Words,
    /// Quantified target.
    pub indicator: Words,
    /// Time limit as written; [`TaskRow::limit`] reads it.
    pub due: Words,
    /// Visible progress by quarter.
    pub quarters: [Words; 4],
    /// Leaders in charge.
    pub sponsor: Vec<PersonName>,
    /// Units that lead, the first named first.
    pub lead: Vec<UnitName>,
    /// Units that help.
    pub assist: Vec<UnitName>,
    /// People responsible.
    pub owner: Vec<PersonName>,
    /// People to call.
    pub contact: Vec<PersonName>,
    /// Telephone column.
    pub phone: String,
    /// Progress so far.
    pub progress: Words,
    /// Problems.
    pub problem: Words,
    /// Points.
    pub score: Words,
    /// 单位, 村（社区）: where the task lies.
    pub unit: Vec<UnitName>,
    /// Note.
    pub note: Words,
    /// Columns that no rule knows, with their heading.
    pub extra: Vec<(String, Words)>,
    /// Comments on its cells.
    pub comments: Vec<String>,
    /// The cells as they stand, one per column.
    pub raw: Vec<String>,
}

impl TaskRow {
    /// The time limit of the row. `date_1904` is that of the table.
    #[must_use]
    pub fn limit(&self, r: &Reference<'_>, date_1904: bool) -> TimeLimit {
        parse(&self.due.text, &Reference { date_1904: date_1904 || r.date_1904, ..*r })
    }
}

/// Fields that a table should have once.
const SINGLE: [Field; 12] = [
    Field::Title,
    Field::Area,
    Field::Measure,
    Field::Indicator,
    Field::Due,
    Field::Sponsor,
    Field::Lead,
    Field::Owner,
    Field::Q1,
    Field::Q2,
    Field::Q3,
    Field::Q4,
];

pub(super) fn read(grid: &Grid<'_>, segment: &Segment) -> TaskTable {
    let columns = settled(grid, segment);
    let Body { above, data, skipped, sums } = body(grid, segment);
    let mut questions = heading_questions(grid, &segment.heading, &SINGLE);
    let mut above = above.into_iter();
    let mut table = TaskTable {
        table: grid.index,
        name: grid.table.name.clone(),
        title: above.next(),
        above: above.collect(),
        date_1904: grid.table.date_1904,
        skipped,
        sums,
        ..TaskTable::default()
    };
    for row in &data {
        let joins = columns.iter().zip(&row.cells).any(|(c, v)| c.field == Some(Field::Title) && v.continued);
        let task = task(row, &columns);
        match table.rows.last_mut().filter(|_| joins) {
            Some(last) => last.join(task),
            None => table.rows.push(task),
        }
    }
    row_questions(&table, &columns, &data, &mut questions);
    table.questions = questions;
    table.columns = columns;
    table
}

/// Columns with the rules of §3.5 applied: 责任单位 beside a leading unit helps; of two columns for
/// one field the second is kept as a note, except a second title, which is the requirement.
fn settled(grid: &Grid<'_>, segment: &Segment) -> Vec<Column> {
    let mut columns = segment.heading.columns.clone();
    let leads = columns.iter().any(|c| c.field == Some(Field::Lead));
    for column in &mut columns {
        if column.field == Some(Field::Responsible) {
            column.field = Some(if leads { Field::Assist } else { Field::Lead });
        }
    }
    let titles: Vec<usize> =
        columns.iter().enumerate().filter(|(_, c)| c.field == Some(Field::Title)).map(|(i, _)| i).collect();
    if let [first, second, ..] = titles.as_slice() {
        let has = |f: Field| columns.iter().any(|c| c.field == Some(f));
        let (area, requirement) = (has(Field::Area), has(Field::Requirement));
        // A first title column that is merged down over several rows groups the second.
        let from = segment.heading.top + segment.heading.rows;
        let index = columns.get(*first).map_or(0, |c| c.index);
        let groups = (from..segment.end)
            .any(|r| grid.merge_at(r, index).is_some_and(|m| m.top < r && m.left == m.right));
        let (changed, field) = if groups && !area {
            (*first, Some(Field::Area))
        } else {
            (*second, (!requirement).then_some(Field::Requirement))
        };
        if let Some(column) = columns.get_mut(changed) {
            column.field = field;
        }
    }
    if titles.is_empty() {
        // 事项 is missing but 工作要求 or 量化指标 says what is to be done.
        let stand_in = [Field::Requirement, Field::Indicator, Field::Measure];
        let found = stand_in.iter().find_map(|f| columns.iter().position(|c| c.field == Some(*f)));
        if let Some(column) = found.and_then(|at| columns.get_mut(at)) {
            column.field = Some(Field::Title);
        }
    }
    for field in SINGLE {
        let mut seen = false;
        for column in columns.iter_mut().filter(|c| c.field == Some(field)) {
            if seen && field != Field::Lead {
                column.field = None;
            }
            seen = true;
        }
    }
    columns
}

fn task(row: &DataRow, columns: &[Column]) -> TaskRow {
    let mut task = TaskRow::empty(row);
    for (column, value) in columns.iter().zip(&row.cells) {
        task.raw.push(value.raw.clone());
        task.take(column, value);
    }
    if task.area.is_empty() {
        task.area = row.sections.last().cloned().unwrap_or_default();
    }
    task
}

impl TaskRow {
    fn empty(row: &DataRow) -> Self {
        Self {
            row: row.row,
            place: row.place.clone(),
            span: row.span,
            hidden: row.hidden,
            seq: String::new(),
            area: String::new(),
            sections: row.sections.clone(),
            title: Words::default(),
            requirement: Words::default(),
            measure: Words::default(),
            indicator: Words::default(),
            due: Words::default(),
            quarters: Default::default(),
            sponsor: Vec::new(),
            lead: Vec::new(),
            assist: Vec::new(),
            owner: Vec::new(),
            contact: Vec::new(),
            phone: String::new(),
            progress: Words::default(),
            problem: Words::default(),
            score: Words::default(),
            unit: Vec::new(),
            note: Words::default(),
            extra: Vec::new(),
            comments: row.comments.clone(),
            raw: Vec::new(),
        }
    }

    fn take(&mut self, column: &Column, value: &Value) {
        let words = || Words { text: value.text.clone(), span: value.span, ditto: value.ditto };
        let [q1, q2, q3, q4] = &mut self.quarters;
        match column.field {
            Some(Field::Seq) => self.seq = value.raw.clone(),
            Some(Field::Area) => self.area = value.text.split_whitespace().collect(),
            Some(Field::Title) => self.title = words(),
            Some(Field::Requirement) => self.requirement = words(),
            Some(Field::Measure) => self.measure = words(),
            Some(Field::Indicator) => self.indicator = words(),
            Some(Field::Due) => self.due = words(),
            Some(Field::Q1) => *q1 = words(),
            Some(Field::Q2) => *q2 = words(),
            Some(Field::Q3) => *q3 = words(),
            Some(Field::Q4) => *q4 = words(),
            Some(Field::Sponsor) => self.sponsor = people(&value.text),
            Some(Field::Owner) => self.owner = people(&value.text),
            Some(Field::Contact) => self.contact = people(&value.text),
            Some(Field::Phone) => self.phone = phone(&value.text),
            Some(Field::Lead | Field::Assist) => self.take_units(column, value),
            Some(Field::Unit) => self.unit = super::cells::units(&value.text),
            Some(Field::Progress) => self.progress = words(),
            Some(Field::Problem) => self.problem = words(),
            Some(Field::Score) => self.score = words(),
            Some(Field::Note) => self.note = words(),
            Some(Field::Sensitive) => {}
            _ if value.text.is_empty() || column.heading.is_empty() => {}
            _ => self.extra.push((column.heading.clone(), words())),
        }
    }

    fn take_units(&mut self, column: &Column, value: &Value) {
        let found = roles(&value.text);
        let plain = if column.field == Some(Field::Lead) { &mut self.lead } else { &mut self.assist };
        plain.extend(found.plain);
        // The cell's own word about the role wins over the heading.
        self.lead.splice(0..0, found.lead);
        self.assist.extend(found.assist);
    }

    /// Adds a row of the same task (its title cell is merged over both).
    fn join(&mut self, other: Self) {
        let pairs = [
            (&mut self.requirement, other.requirement),
            (&mut self.measure, other.measure),
            (&mut self.indicator, other.indicator),
            (&mut self.due, other.due),
            (&mut self.progress, other.progress),
            (&mut self.problem, other.problem),
            (&mut self.note, other.note),
        ];
        for (mine, more) in pairs {
            mine.add(&more);
        }
        for (mine, more) in self.quarters.iter_mut().zip(&other.quarters) {
            mine.add(more);
        }
        union(&mut self.sponsor, other.sponsor);
        union(&mut self.lead, other.lead);
        union(&mut self.assist, other.assist);
        union(&mut self.owner, other.owner);
        union(&mut self.contact, other.contact);
        union(&mut self.unit, other.unit);
        union(&mut self.comments, other.comments);
        self.extra.extend(other.extra);
    }
}

impl Words {
    fn add(&mut self, more: &Self) {
        if more.text.is_empty() || self.text.lines().any(|l| l == more.text) || self.text == more.text {
            return;
        }
        if self.text.is_empty() {
            *self = more.clone();
        } else {
            self.text = format!("{}\n{}", self.text, more.text);
        }
    }
}

fn union<T: PartialEq>(mine: &mut Vec<T>, more: Vec<T>) {
    for item in more {
        if !mine.contains(&item) {
            mine.push(item);
        }
    }
}

fn row_questions(
    table: &TaskTable,
    columns: &[Column],
    data: &[DataRow],
    questions: &mut Vec<TableQuestion>,
) {
    for row in data {
        for (column, value) in columns.iter().zip(&row.cells) {
            if value.kind == CellKind::Error {
                questions.push(question(
                    "formula-error",
                    row.place.clone(),
                    value.span,
                    &column.heading,
                    Vec::new(),
                ));
            }
            if value.ditto && value.text.is_empty() {
                questions.push(question(
                    "ditto-of-nothing",
                    row.place.clone(),
                    value.span,
                    &column.heading,
                    Vec::new(),
                ));
            }
        }
    }
    for task in &table.rows {
        if task.title.text.is_empty() {
            questions.push(question("no-title", task.place.clone(), task.span, &task.seq, Vec::new()));
        }
    }
    let hidden = table.rows.iter().filter(|r| r.hidden).count();
    if let Some(first) = table.rows.iter().find(|r| r.hidden) {
        questions.push(question(
            "hidden-rows",
            first.place.clone(),
            first.span,
            &hidden.to_string(),
            Vec::new(),
        ));
    }
    for check in table.sums.iter().filter(|c| !c.agrees()) {
        let choices = vec![check.stated.to_string(), check.computed.to_string()];
        questions.push(question("sum-differs", check.place.clone(), None, &check.of, choices));
    }
}

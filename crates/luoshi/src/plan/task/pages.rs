//! Pages of one task.

use askama::Template;

use super::form::TaskForm;
use crate::error::FieldErrors;
use crate::plan::ledger::pages::Choice;
use crate::plan::ledger::rows::Row;
use crate::plan::store::{Direction, measure, milestone, task};
use crate::web::Ui;

/// Words of the source document that a task stands on.
#[derive(Debug)]
pub struct SourceQuote {
    /// Document's id.
    pub document: String,
    /// Its name.
    pub name: String,
    /// Text before the quote.
    pub before: String,
    /// The words themselves.
    pub quote: String,
    /// Text after it.
    pub after: String,
}

/// A line of the timeline.
#[derive(Debug)]
pub struct Happening {
    /// Milliseconds UTC.
    pub at: i64,
    /// Who.
    pub actor: String,
    /// What, as a locale key's tail.
    pub kind: String,
    /// Why, where a reason was given.
    pub reason: Option<String>,
    /// Changed fields: field, before, after.
    pub changes: Vec<(String, String, String)>,
}

/// The page of a task.
#[derive(Template)]
#[template(path = "plan/task/task.html")]
pub struct TaskPage {
    /// Shell.
    pub ui: Ui,
    /// The task.
    pub task: task::Model,
    /// The same with names.
    pub row: Row,
    /// Theme, goal.
    pub theme: String,
    /// Goal it serves.
    pub goal: String,
    /// Measures.
    pub measures: Vec<measure::Model>,
    /// Milestones and visible progress.
    pub milestones: Vec<milestone::Model>,
    /// Parts of the task.
    pub parts: Vec<Row>,
    /// Where it comes from.
    pub source: Option<SourceQuote>,
    /// Its history, newest first.
    pub history: Vec<Happening>,
    /// May the visitor change it?
    pub may_modify: bool,
}

/// The form of a task, new or old.
#[derive(Template)]
#[template(path = "plan/task/form.html")]
pub struct FormPage {
    /// Shell.
    pub ui: Ui,
    /// Address to post to.
    pub action: String,
    /// Heading.
    pub heading: String,
    /// What was typed.
    pub form: TaskForm,
    /// What is wrong with it.
    pub errors: FieldErrors,
    /// Posts to choose from.
    pub posts: Vec<(String, String)>,
    /// Themes to choose from.
    pub themes: Vec<(String, String)>,
    /// Goals to choose from.
    pub goals: Vec<(String, String)>,
    /// Names of units, offered while typing.
    pub units: Vec<String>,
    /// Names of people, offered while typing.
    pub people: Vec<String>,
    /// What somebody else changed meanwhile: field, theirs, ours.
    pub conflict: Vec<(String, String, String)>,
}

impl FormPage {
    /// The fault of a field in words, or nothing.
    #[must_use]
    pub fn error(&self, field: &str) -> Option<String> {
        self.errors.get(field).map(|notice| self.ui.notice(notice))
    }

    /// Rows for measures: those typed and two empty ones.
    #[must_use]
    pub fn measure_rows(&self) -> Vec<MeasureRow> {
        let at = |list: &[String], i: usize| list.get(i).cloned().unwrap_or_default();
        (0..self.form.m_name.len() + 2)
            .map(|i| MeasureRow {
                name: at(&self.form.m_name, i),
                directions: Direction::ALL
                    .iter()
                    .map(|d| {
                        Choice::new(
                            d.word(),
                            self.ui.tk("direction", d.word()),
                            &at(&self.form.m_direction, i),
                        )
                    })
                    .collect(),
                value: at(&self.form.m_value, i),
                unit: at(&self.form.m_unit, i),
                base: at(&self.form.m_base, i),
                upper: at(&self.form.m_upper, i),
                raise: at(&self.form.m_raise, i),
            })
            .collect()
    }

    /// Rows for steps: those typed and two empty ones.
    #[must_use]
    pub fn step_rows(&self) -> Vec<(String, String)> {
        let typed = self.form.step_day.iter().cloned().zip(self.form.step_title.iter().cloned());
        typed.chain([(String::new(), String::new()), (String::new(), String::new())]).collect()
    }
}

/// A row for a measure.
#[derive(Debug)]
pub struct MeasureRow {
    /// Name.
    pub name: String,
    /// Directions to choose from.
    pub directions: Vec<Choice>,
    /// Value.
    pub value: String,
    /// Unit of measure.
    pub unit: String,
    /// Last year's.
    pub base: String,
    /// The upper level's.
    pub upper: String,
    /// Why it is tighter.
    pub raise: String,
}

/// A cell under the pencil.
#[derive(Template)]
#[template(path = "plan/task/cell.html")]
pub struct CellPage {
    /// Shell.
    pub ui: Ui,
    /// Task's id.
    pub id: String,
    /// Version that the editor sees.
    pub version: i64,
    /// Field.
    pub field: String,
    /// What was typed, or what is there.
    pub value: String,
    /// What is wrong with it.
    pub error: Option<String>,
    /// Columns of the view, to draw the row again.
    pub cols: String,
}

/// A task of a bulk edit that somebody else has changed meanwhile.
#[derive(Debug, Clone)]
pub struct BulkConflict {
    /// Its id.
    pub id: String,
    /// Number and title.
    pub title: String,
    /// What is there now, by whom and since when.
    pub now: String,
}

/// Many tasks under the pencil.
#[derive(Template)]
#[template(path = "plan/task/bulk.html")]
pub struct BulkPage {
    /// Shell.
    pub ui: Ui,
    /// Field.
    pub field: String,
    /// `id~version` of each task.
    pub ids: Vec<String>,
    /// Their titles.
    pub titles: Vec<(String, String)>,
    /// What was typed.
    pub value: String,
    /// What is wrong with it.
    pub error: Option<String>,
    /// What others changed meanwhile.
    pub conflict: Vec<BulkConflict>,
    /// Posts to choose from, for the sponsor.
    pub posts: Vec<(String, String)>,
    /// Names of units, offered while typing.
    pub units: Vec<String>,
}

//! What a proposal says, as it is kept while a clerk works on it.

use luoshi_docs::extract::Extraction;
use luoshi_docs::model::Span;
use serde::{Deserialize, Serialize};

use super::store::{ProposalChange, ProposalKind, proposal};
use crate::db::ids::{PersonId, PostId, UnitId};
use crate::error::AppError;
use crate::plan::{DueDraft, MeasureDraft, MilestoneDraft, Patch};

/// Below this a proposal is shown as unsure and left out of a bulk accept (corpus guide).
pub const SURE: i32 = 60;

/// What a proposal would become.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Proposed {
    /// A framework.
    Framework {
        /// Its name.
        name: String,
    },
    /// A goal with its measures.
    Goal {
        /// What is to be reached.
        title: String,
        /// By how much.
        measures: Vec<MeasureDraft>,
    },
    /// A task.
    Task(Box<TaskValue>),
}

impl Proposed {
    /// Its kind.
    #[must_use]
    pub const fn kind(&self) -> ProposalKind {
        match self {
            Self::Framework { .. } => ProposalKind::Framework,
            Self::Goal { .. } => ProposalKind::Goal,
            Self::Task(_) => ProposalKind::Task,
        }
    }

    /// What it is called.
    #[must_use]
    pub fn title(&self) -> &str {
        match self {
            Self::Framework { name } => name,
            Self::Goal { title, .. } => title,
            Self::Task(task) => &task.title,
        }
    }

    /// Gives it another name.
    pub fn rename(&mut self, to: String) {
        match self {
            Self::Framework { name } => *name = to,
            Self::Goal { title, .. } => *title = to,
            Self::Task(task) => task.title = to,
        }
    }

    /// The task, if it is one.
    #[must_use]
    pub const fn task(&self) -> Option<&TaskValue> {
        match self {
            Self::Task(task) => Some(task),
            Self::Framework { .. } | Self::Goal { .. } => None,
        }
    }

    /// The same, to be changed.
    pub const fn task_mut(&mut self) -> Option<&mut TaskValue> {
        match self {
            Self::Task(task) => Some(task),
            Self::Framework { .. } | Self::Goal { .. } => None,
        }
    }
}

/// A task as proposed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TaskValue {
    /// 工作领域.
    pub area: Option<String>,
    /// What is to be done.
    pub title: String,
    /// To what extent.
    pub requirement: Option<String>,
    /// How.
    pub method: Option<String>,
    /// By when.
    pub due: DueDraft,
    /// Units that lead.
    pub lead: Vec<Named>,
    /// Units that help.
    pub assist: Vec<Named>,
    /// 责任领导.
    pub sponsor: Option<Who>,
    /// 责任人.
    pub owner: Option<Who>,
    /// Numbers to be reached.
    pub measures: Vec<MeasureDraft>,
    /// Dated steps.
    pub milestones: Vec<MilestoneDraft>,
    /// Remarks.
    pub note: Option<String>,
}

/// A unit as the document names it, and the units that it means; none while that is not known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// As written.
    pub text: String,
    /// Which units.
    pub units: Vec<UnitId>,
    /// 各村、各社区: stands for many.
    pub group: bool,
}

/// A person as the document names them, and who that is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Who {
    /// As written.
    pub text: String,
    /// The person.
    pub person: Option<PersonId>,
    /// The post.
    pub post: Option<PostId>,
}

/// A field of a task that a question can be about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// By when.
    Due,
    /// Who leads.
    Lead,
    /// Who helps.
    Assist,
    /// 责任领导.
    Sponsor,
    /// 责任人.
    Owner,
}

impl Field {
    /// Tail of its locale key.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Due => "due",
            Self::Lead => "lead",
            Self::Assist => "assist",
            Self::Sponsor => "sponsor",
            Self::Owner => "owner",
        }
    }
}

/// Something that the clerk must decide before the proposal can be accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Doubt {
    /// Which field.
    pub field: Field,
    /// Stable code, tail of the locale key `doubt-<code>`.
    pub code: String,
    /// The words in question.
    pub found: String,
    /// Ready answers: days in ISO, or ids of units or posts.
    pub choices: Vec<String>,
    /// What the clerk answered; [`NOTHING`] to leave the field empty.
    pub answer: Option<String>,
}

/// The answer that leaves a field empty.
pub const NOTHING: &str = "none";

/// What a merge or split replaced, with the version that it left behind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// The value before.
    pub value: Proposed,
    /// The questions before.
    pub doubts: Vec<Doubt>,
    /// The version after; the way back is open while it stands.
    pub version_after: i64,
}

/// How to take the adoption of one proposal back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "way", rename_all = "snake_case")]
pub enum Undo {
    /// Remove what it made.
    Remove,
    /// It was there already.
    Leave,
    /// Put these values back.
    Patch {
        /// The version of the task after the adoption.
        version_after: i64,
        /// The values before.
        patches: Vec<Patch>,
    },
    /// The task was cancelled.
    Revive {
        /// The version of the task after the adoption.
        version_after: i64,
    },
}

/// What was found besides proposals, to be shown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// Everything the rules found.
    pub extraction: Extraction,
    /// Tables that are no task tables, by what they are, with their name.
    pub tables: Vec<(String, String)>,
}

/// A proposal as it comes from reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fresh {
    /// What it says.
    pub value: Proposed,
    /// Heading that it stands under.
    pub section: String,
    /// Its words.
    pub span: Span,
    /// 0–100.
    pub confidence: i32,
    /// The rule that found it.
    pub rule: String,
    /// What must be answered.
    pub doubts: Vec<Doubt>,
}

/// A row with its JSON read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The row.
    pub row: proposal::Model,
    /// What it says.
    pub value: Proposed,
    /// What must be answered.
    pub doubts: Vec<Doubt>,
}

impl Proposal {
    /// Reads the JSON of a row.
    ///
    /// # Errors
    /// When the row was written by a newer program.
    pub fn of(row: proposal::Model) -> Result<Self, AppError> {
        let value = serde_json::from_str(&row.value)?;
        let doubts = serde_json::from_str(&row.doubts)?;
        Ok(Self { row, value, doubts })
    }

    /// The questions without an answer, with their place among all questions.
    ///
    /// What a newer version did not change was confirmed already and its questions answered then;
    /// they are kept for the case that it turns out to be no newer version.
    pub fn unanswered(&self) -> impl Iterator<Item = (usize, &Doubt)> {
        let asks = !matches!(self.row.change, ProposalChange::Unchanged | ProposalChange::Removed);
        self.doubts.iter().enumerate().filter(move |(_, d)| asks && d.answer.is_none())
    }

    /// Whether it can be accepted without a second look.
    #[must_use]
    pub fn sure(&self) -> bool {
        self.row.confidence >= SURE && self.unanswered().next().is_none()
    }

    /// Whether it is in the ledger already.
    #[must_use]
    pub const fn settled(&self) -> bool {
        self.row.result_id.is_some()
    }
}

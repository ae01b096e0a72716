//! The proposals: one typed list per field of the corpus guide, and the questions beside them.

use serde::{Deserialize, Serialize};
use time::Date;

use crate::model::Span;

/// A proposed fact with the words it stands on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item<T> {
    /// The fact.
    pub value: T,
    /// The words in [`crate::model::Document::text`] that say it.
    pub span: Span,
    /// 0–100; below 60 the clerk is asked before a bulk accept.
    pub confidence: u8,
    /// Stable name of the rule that found it, such as `people/list-with-post`.
    pub rule: String,
}

/// Everything that a document proposes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extraction {
    /// The kind of document.
    pub genre: Option<Item<Genre>>,
    /// Its own title.
    pub title: Option<Item<String>>,
    /// Day of the event or of issue.
    pub date: Option<Item<Date>>,
    /// Year of the plan or of the coming work.
    pub plan_year: Option<Item<i32>>,
    /// The body whose plan, meeting or notice it is.
    pub issuer: Option<Item<String>>,
    /// Officials in their public role.
    pub people: Vec<Item<PersonMention>>,
    /// Enumerated headings in order of the text.
    pub priorities: Vec<Item<Priority>>,
    /// Things that somebody is to do.
    pub tasks: Vec<Item<TaskMention>>,
    /// Quantified targets.
    pub measures: Vec<Item<Figure>>,
    /// Quantified past results.
    pub results: Vec<Item<Figure>>,
    /// Titles issued, adopted or read out, without 《》.
    pub issued: Vec<Item<String>>,
    /// Responsibility letters and signed pledges.
    pub letters: Vec<Item<String>>,
    /// Task forces, command centres, leading groups.
    pub forces: Vec<Item<Force>>,
    /// Codes and slogans that organise the work.
    pub frameworks: Vec<Item<String>>,
    /// Honours given or received.
    pub honours: Vec<Item<String>>,
    /// Named campaigns, drives and themed years.
    pub campaigns: Vec<Item<String>>,
    /// What no rule could decide: the clerk answers.
    pub questions: Vec<Question>,
}

/// Genres of the corpus guide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Genre {
    /// 会议报道.
    MeetingReport,
    /// 讲话.
    Speech,
    /// 实施方案.
    ImplementationPlan,
    /// 工作要点、工作计划.
    WorkPriorities,
    /// 任务分解表.
    TaskTable,
    /// 政府工作报告.
    GovWorkReport,
    /// 表彰决定、通报表扬.
    Commendation,
    /// 考核办法、考核方案.
    Assessment,
    /// 目标责任书.
    ResponsibilityLetter,
    /// 督查通报.
    SupervisionNotice,
    /// 为民办实事、民生实事.
    LivelihoodList,
}

/// An official with the post the text gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonMention {
    /// Name as written, without inner blanks.
    pub name: String,
    /// Exactly the words before or after the name; none in a table column.
    pub post: Option<String>,
}

/// An enumerated heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Priority {
    /// As written with its mark: 一、 (一) 二要 1.
    pub ordinal: String,
    /// From the ordinal to the first stop.
    pub heading: String,
    /// Depth in the document's own nesting, from 1.
    pub level: u8,
}

/// A task as the text states it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskMention {
    /// Without row number and final stop.
    pub text: String,
    /// Units that act.
    pub lead: Vec<String>,
    /// Units that help.
    pub assist: Vec<String>,
    /// Last day that the time limit allows, when the year is known and the limit is not periodic.
    pub deadline: Option<Date>,
    /// The words of the time limit.
    pub deadline_text: Option<String>,
    /// Person named as responsible (责任人), if a column or bracket gives one.
    pub owner: Option<String>,
    /// Leader named as sponsor (责任领导、牵头领导).
    pub sponsor: Option<String>,
    /// Index into [`Extraction::priorities`] of the heading it stands under.
    pub under: Option<usize>,
}

/// A figure that is a target or a result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure {
    /// The shortest clause that holds the figure and says of what.
    pub text: String,
    /// Decimal digits, such as `6.5` or `-3`.
    pub value: String,
    /// The words after it as written; 万 and 亿 stay here.
    pub unit: String,
    /// How the figure binds.
    pub direction: Direction,
}

/// How a figure binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// A rate of change.
    Growth,
    /// At least.
    AtLeast,
    /// At most.
    AtMost,
    /// A plain figure.
    Exact,
}

/// A task force with the number of such groups where the text gives it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Force {
    /// Name as written.
    pub name: String,
    /// How many such groups.
    pub count: Option<u32>,
}

/// Something that the clerk must decide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Stable code such as `ambiguous-deadline`; the locales hold its text.
    pub code: String,
    /// The words in question.
    pub span: Span,
    /// The answers to choose from, in their own spelling (ISO days, unit names).
    pub choices: Vec<String>,
}

/// What the tenant already knows: its own units and people, so that names need not be guessed.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Names and short names of units.
    pub units: Vec<String>,
    /// Names of people in post.
    pub people: Vec<String>,
    /// Year that the clerk is working on, for limits without a year.
    pub plan_year: Option<i32>,
    /// Day of reading, for relative limits.
    pub today: Option<Date>,
}

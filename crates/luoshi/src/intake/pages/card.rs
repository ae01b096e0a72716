//! A proposal as a card: what it says, what it lacks, what it asks, what can be done with it.

use askama::Template;
use luoshi_core::plan::{Said, missing};

use super::source::class;
use crate::intake::store::{ProposalChange, ProposalKind, document};
use crate::intake::value::{Doubt, Field, Named, Proposal, Proposed, TaskValue, Who};
use crate::intake::versions::changed_fields;
use crate::org::Org;
use crate::plan::store::{DueKind, MilestoneKind};
use crate::plan::{DueDraft, MeasureDraft};
use crate::web::Ui;

/// A card.
#[derive(Debug, Clone, Default)]
pub struct Card {
    /// Id of the proposal.
    pub id: String,
    /// Version that the card shows.
    pub version: i64,
    /// Kind, tail of a locale key.
    pub kind: &'static str,
    /// `taken`, `gone`, `ask` or nothing.
    pub class: &'static str,
    /// What it is called.
    pub title: String,
    /// Locale key tail and words of each field that has any.
    pub facts: Vec<(&'static str, Vec<String>)>,
    /// Settings that it lacks, tails of locale keys.
    pub missing: Vec<&'static str>,
    /// Questions without an answer.
    pub doubts: Vec<DoubtView>,
    /// Needs no second look.
    pub sure: bool,
    /// Decision, tail of a locale key.
    pub state: &'static str,
    /// Change against an older version; empty where there is none.
    pub change: &'static str,
    /// Fields that changed: key tail, before, after.
    pub diff: Vec<(&'static str, String, String)>,
    /// It has words in the source.
    pub marked: bool,
    /// It differs from what was found, was merged or split: there is a way back.
    pub altered: bool,
    /// It can be decided by this visitor.
    pub can: bool,
    /// Where it is in the ledger.
    pub result: Option<String>,
    /// Why it is shown anew: somebody was faster.
    pub conflict: bool,
}

/// A question with its ready answers.
#[derive(Debug, Clone, Default)]
pub struct DoubtView {
    /// Place among the questions of the proposal.
    pub index: usize,
    /// The question.
    pub text: String,
    /// Value and words of the nearest answers.
    pub choices: Vec<(String, String)>,
    /// Every other answer, for a select.
    pub others: Vec<(String, String)>,
    /// The answer is a day.
    pub day: bool,
}

/// A card by itself, for an answer to the script.
#[derive(Debug, Template)]
#[template(path = "intake/pages/card_alone.html")]
pub struct CardAlone {
    /// For texts.
    pub ui: Ui,
    /// Its document.
    pub document: String,
    /// The card.
    pub card: Card,
    /// Decided and all, for the head of the list.
    pub tally: crate::intake::Tally,
}

/// What every card of a page needs.
#[derive(Debug, Clone, Copy)]
pub struct Desk<'a> {
    /// For texts.
    pub ui: &'a Ui,
    /// For names.
    pub org: &'a Org,
    /// Whether the visitor may decide.
    pub may_modify: bool,
}

/// Makes the card of a proposal.
#[must_use]
pub fn card(desk: Desk<'_>, doc: &document::Model, proposal: &Proposal) -> Card {
    let row = &proposal.row;
    let task = proposal.value.task();
    let open = doc.state.open() && desk.may_modify;
    let versioned = row.matched_id.is_some() || doc.previous_id.is_some();
    Card {
        id: row.id.to_string(),
        version: row.version,
        kind: row.kind.word(),
        class: class(proposal),
        title: proposal.value.title().to_owned(),
        facts: facts(desk, &proposal.value),
        missing: task.filter(|_| row.change != ProposalChange::Removed).map(lacks).unwrap_or_default(),
        doubts: if open {
            proposal.unanswered().map(|(i, d)| doubt(desk, i, d)).collect()
        } else {
            Vec::new()
        },
        sure: proposal.sure(),
        state: row.state.word(),
        change: if versioned { row.change.word() } else { "" },
        diff: diff(desk, proposal),
        marked: row.span_end > row.span_start,
        altered: row.kept.is_some() || row.value != row.original,
        can: open && !proposal.settled(),
        result: row.result_id.filter(|_| row.kind == ProposalKind::Task).map(|id| format!("/tasks/{id}")),
        conflict: false,
    }
}

/// What the task would lack in the ledger.
fn lacks(task: &TaskValue) -> Vec<&'static str> {
    let said = Said {
        post: task.owner.as_ref().is_some_and(|w| w.post.is_some()),
        person: task.owner.as_ref().is_some_and(|w| w.person.is_some()),
        lead: task.lead.iter().any(|n| !n.units.is_empty()),
        deadline: task.due.kind != DueKind::None,
        requirement: task.requirement.is_some() || !task.measures.is_empty(),
        method: task.method.is_some(),
    };
    missing(&said).list().filter(|s| *s != luoshi_core::plan::Setting::Method).map(|s| s.word()).collect()
}

fn facts(desk: Desk<'_>, value: &Proposed) -> Vec<(&'static str, Vec<String>)> {
    let mut out: Vec<(&'static str, Vec<String>)> = Vec::new();
    let mut push = |key, words: Vec<String>| {
        if !words.is_empty() {
            out.push((key, words));
        }
    };
    match value {
        Proposed::Framework { .. } => {}
        Proposed::Goal { measures, .. } => {
            push("measures", measures.iter().map(|m| measure(desk.ui, m)).collect())
        }
        Proposed::Task(task) => {
            push("area", task.area.iter().cloned().collect());
            push("lead", task.lead.iter().map(|n| named(desk.org, n)).collect());
            push("assist", task.assist.iter().map(|n| named(desk.org, n)).collect());
            push("due", due(desk.ui, &task.due).into_iter().collect());
            push("sponsor", task.sponsor.iter().map(|w| who(desk.org, w)).collect());
            push("owner", task.owner.iter().map(|w| who(desk.org, w)).collect());
            push("requirement", task.requirement.iter().cloned().collect());
            push("measures", task.measures.iter().map(|m| measure(desk.ui, m)).collect());
            push("method", task.method.iter().cloned().collect());
            push("milestones", task.milestones.iter().map(|m| step(desk.ui, m)).collect());
            push("note", task.note.iter().cloned().collect());
        }
    }
    out
}

/// A unit by its name in the body; by the words of the document while that is not known.
pub(super) fn named(org: &Org, named: &Named) -> String {
    match (&named.units[..], named.group) {
        ([one], false) => org.unit_label(*one).to_owned(),
        (many, true) if !many.is_empty() => format!("{}（{}）", named.text, many.len()),
        _ => named.text.clone(),
    }
}

fn who(org: &Org, who: &Who) -> String {
    match (who.post, who.person) {
        (Some(post), _) => org.post_label(post),
        (None, Some(person)) => org.person(person).map_or_else(|| who.text.clone(), |p| p.name.clone()),
        (None, None) => who.text.clone(),
    }
}

/// A time limit: the day with the words of the document.
pub(super) fn due(ui: &Ui, due: &DueDraft) -> Option<String> {
    let day = match due.kind {
        DueKind::Day => due.day.map(|d| ui.day(&d)),
        DueKind::Open | DueKind::Recurring => Some(ui.tk("due-kind", due.kind.word())),
        DueKind::None => None,
    };
    match (day, due.text.as_deref()) {
        (Some(day), Some(text)) if text != day => Some(format!("{day}（{text}）")),
        (Some(day), _) => Some(day),
        (None, text) => text.map(ToOwned::to_owned),
    }
}

fn measure(ui: &Ui, m: &MeasureDraft) -> String {
    let bound = ui.tk("direction", m.direction.word());
    format!("{}：{bound} {}{}", m.name, m.value, m.unit)
}

fn step(ui: &Ui, step: &crate::plan::MilestoneDraft) -> String {
    match step.kind {
        MilestoneKind::Quarter => {
            format!("{}：{}", ui.n("proposal-quarter", u8::from(step.day.month()).div_ceil(3)), step.title)
        }
        MilestoneKind::Step => format!("{}：{}", ui.day(&step.day), step.title),
    }
}

/// What a newer version changes, field by field.
fn diff(desk: Desk<'_>, proposal: &Proposal) -> Vec<(&'static str, String, String)> {
    if proposal.row.change != ProposalChange::Changed {
        return Vec::new();
    }
    let before: Option<TaskValue> =
        proposal.row.matched.as_deref().and_then(|m| serde_json::from_str(m).ok());
    let (Some(before), Some(task)) = (before, proposal.value.task()) else { return Vec::new() };
    let words = |task: &TaskValue, field: &str| -> String {
        if field == "title" {
            return task.title.clone();
        }
        let all = facts(desk, &Proposed::Task(Box::new(task.clone())));
        let fits = |key: &str| key == field || (field == "duties" && matches!(key, "lead" | "assist"));
        all.iter().filter(|(key, _)| fits(key)).map(|(_, w)| w.join("；")).collect::<Vec<_>>().join("；")
    };
    changed_fields(&before, task).into_iter().map(|f| (f, words(&before, f), words(task, f))).collect()
}

fn doubt(desk: Desk<'_>, index: usize, doubt: &Doubt) -> DoubtView {
    let text = desk.ui.t1(&format!("doubt-{}", doubt.code), "found", &doubt.found);
    let label = |value: &String| (value.clone(), answer_label(desk, doubt.field, value));
    let choices: Vec<(String, String)> = doubt.choices.iter().map(label).collect();
    let others = match doubt.field {
        Field::Due => Vec::new(),
        Field::Lead | Field::Assist => {
            desk.org.units().skip(1).map(|u| (u.id.to_string(), u.label().to_owned())).collect()
        }
        Field::Sponsor | Field::Owner => {
            desk.org.posts().iter().map(|p| (p.id.to_string(), desk.org.post_label(p.id))).collect()
        }
    };
    DoubtView { index, text, choices, others, day: doubt.field == Field::Due }
}

fn answer_label(desk: Desk<'_>, field: Field, value: &str) -> String {
    match field {
        Field::Due => crate::intake::answers::day(value).map(|d| desk.ui.day(&d)).unwrap_or_default(),
        Field::Lead | Field::Assist => {
            value.parse().map(|id| desk.org.unit_label(id).to_owned()).unwrap_or_default()
        }
        Field::Sponsor | Field::Owner => value.parse().map(|id| desk.org.post_label(id)).unwrap_or_default(),
    }
}

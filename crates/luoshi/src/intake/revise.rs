//! The clerk's own words for a proposal: the form, and what is wrong in it.

use luoshi_core::deadline::Reference;
use sea_orm::EntityTrait as _;
use serde::Deserialize;
use time::{Date, Month};

use super::due;
use super::resolve::{self, Meant};
use super::value::{Doubt, Field, Named, Proposal, Proposed, TaskValue, Who};
use crate::ctx::Ctx;
use crate::error::{AppError, FieldErrors, Notice};
use crate::org::{Org, tenant};
use crate::plan::store::MilestoneKind;
use crate::plan::{DueDraft, MeasureDraft, MilestoneDraft};

/// The answer that keeps a person as the document names them.
const SAID: &str = "said";
/// Stands in a question that an edit has settled.
const EDITED: &str = "edited";
/// The longest title and the longest other text, in characters.
const TITLE: usize = 500;
const TEXT: usize = 4000;

/// The fields of the form.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Revision {
    /// Version that the clerk saw.
    pub version: i64,
    /// What is to be done.
    pub title: String,
    /// 工作领域.
    pub area: String,
    /// To what extent.
    pub requirement: String,
    /// How.
    pub method: String,
    /// By when, in words or as a day.
    pub due: String,
    /// Units that lead, marks between.
    pub lead: String,
    /// Units that help.
    pub assist: String,
    /// Post of the sponsor.
    pub sponsor: String,
    /// Post of the owner.
    pub owner: String,
    /// Which measures stay.
    pub measure: Vec<usize>,
    /// What can be seen by the end of each quarter.
    pub q1: String,
    /// Second quarter.
    pub q2: String,
    /// Third quarter.
    pub q3: String,
    /// Fourth quarter.
    pub q4: String,
    /// Remarks.
    pub note: String,
}

/// What time limits are read against.
///
/// # Errors
/// When the store cannot be read.
pub async fn reference(ctx: &Ctx, year: i32) -> Result<Reference<'static>, AppError> {
    let settings = tenant::Entity::find_by_id(ctx.tenant()).one(ctx.reader()).await?;
    Ok(Reference {
        plan_year: Some(year),
        before_is_inclusive: settings.is_none_or(|t| t.before_is_inclusive),
        ..Reference::new(ctx.today())
    })
}

/// The measures of a proposal.
#[must_use]
pub fn measures(value: &Proposed) -> &[MeasureDraft] {
    match value {
        Proposed::Framework { .. } => &[],
        Proposed::Goal { measures, .. } => measures,
        Proposed::Task(task) => &task.measures,
    }
}

/// The form as it stands.
#[must_use]
pub fn form(org: &Org, proposal: &Proposal) -> Revision {
    let mut out = Revision {
        version: proposal.row.version,
        title: proposal.value.title().to_owned(),
        measure: (0..measures(&proposal.value).len()).collect(),
        ..Revision::default()
    };
    let Some(task) = proposal.value.task() else { return out };
    let names = |list: &[Named]| list.iter().map(|n| name(org, n)).collect::<Vec<_>>().join("、");
    let post = |who: &Option<Who>| match who {
        Some(who) => who.post.map_or_else(|| SAID.to_owned(), |p| p.to_string()),
        None => String::new(),
    };
    out.area = task.area.clone().unwrap_or_default();
    out.requirement = task.requirement.clone().unwrap_or_default();
    out.method = task.method.clone().unwrap_or_default();
    out.note = task.note.clone().unwrap_or_default();
    out.due = shown_due(&task.due);
    out.lead = names(&task.lead);
    out.assist = names(&task.assist);
    out.sponsor = post(&task.sponsor);
    out.owner = post(&task.owner);
    [out.q1, out.q2, out.q3, out.q4] = [1, 2, 3, 4].map(|q| quarter(task, q));
    out
}

fn shown_due(due: &DueDraft) -> String {
    match (&due.text, due.day) {
        (Some(text), _) => text.clone(),
        (None, Some(day)) => day.to_string(),
        (None, None) => String::new(),
    }
}

fn name(org: &Org, named: &Named) -> String {
    match named.units[..] {
        [one] if !named.group => org.unit_label(one).to_owned(),
        _ => named.text.clone(),
    }
}

fn quarter(task: &TaskValue, quarter: u8) -> String {
    let of = |m: &&MilestoneDraft| {
        m.kind == MilestoneKind::Quarter && u8::from(m.day.month()).div_ceil(3) == quarter
    };
    task.milestones.iter().find(of).map(|m| m.title.clone()).unwrap_or_default()
}

/// Reads the form into a new value and the questions that are left.
///
/// # Errors
/// Field by field what is wrong.
pub fn revise(
    org: &Org,
    r: &Reference<'_>,
    proposal: &Proposal,
    form: &Revision,
) -> Result<(Proposed, Vec<Doubt>), FieldErrors> {
    let mut errors = FieldErrors::default();
    let mut value = proposal.value.clone();
    let title = form.title.trim();
    if title.is_empty() {
        errors.add("title", Notice::new("error-proposal-title"));
    } else if title.chars().count() > TITLE {
        errors.add("title", Notice::new("error-proposal-long").with("n", TITLE));
    }
    value.rename(title.to_owned());
    let keep = |list: &mut Vec<MeasureDraft>| {
        let mut at = 0..;
        list.retain(|_| at.next().is_some_and(|i| form.measure.contains(&i)));
    };
    match &mut value {
        Proposed::Framework { .. } => {}
        Proposed::Goal { measures, .. } => keep(measures),
        Proposed::Task(task) => {
            keep(&mut task.measures);
            revise_task(org, r, task, form, &mut errors);
        }
    }
    if !errors.0.is_empty() {
        return Err(errors);
    }
    let doubts = settle(&value, proposal, form);
    Ok((value, doubts))
}

fn revise_task(
    org: &Org,
    r: &Reference<'_>,
    task: &mut TaskValue,
    form: &Revision,
    errors: &mut FieldErrors,
) {
    let mut text = |field: &'static str, words: &str| {
        if words.chars().count() > TEXT {
            errors.add(field, Notice::new("error-proposal-long").with("n", TEXT));
        }
        let words = words.trim();
        (!words.is_empty()).then(|| words.to_owned())
    };
    task.area = text("area", &form.area);
    task.requirement = text("requirement", &form.requirement);
    task.method = text("method", &form.method);
    task.note = text("note", &form.note);
    if form.due.trim() != shown_due(&task.due) {
        let read = due::read(&form.due, r);
        match read.doubt {
            Some(doubt) if doubt.choices.is_empty() => errors.add("due", Notice::new("error-proposal-due")),
            Some(doubt) => {
                let days = Notice::new("error-proposal-due-days").with("days", doubt.choices.join("、"));
                errors.add("due", days);
            }
            None => task.due = read.due,
        }
    }
    task.lead = units(org, &task.lead, &form.lead, "lead", errors);
    task.assist = units(org, &task.assist, &form.assist, "assist", errors);
    task.sponsor = who(org, task.sponsor.take(), &form.sponsor, "sponsor", errors);
    task.owner = who(org, task.owner.take(), &form.owner, "owner", errors);
    quarters(task, form, r.plan_year);
}

/// Names with marks between; those that stand there already keep what they were resolved to.
fn units(
    org: &Org,
    before: &[Named],
    words: &str,
    field: &'static str,
    errors: &mut FieldErrors,
) -> Vec<Named> {
    let mut out: Vec<Named> = Vec::new();
    let stops = ['、', '，', ',', '；', ';', '\n'];
    for word in words.split(stops).map(str::trim).filter(|w| !w.is_empty()) {
        let known = before.iter().find(|n| n.text == word || name(org, n) == word);
        let named = match (known, resolve::unit(org, word)) {
            (Some(named), _) => named.clone(),
            (None, Meant::One(id)) => Named { text: word.to_owned(), units: vec![id], group: false },
            (None, Meant::Group(units)) => Named { text: word.to_owned(), units, group: true },
            (None, Meant::Several(near) | Meant::Unknown(near)) => {
                let near: Vec<&str> = near.iter().map(|id| org.unit_label(*id)).collect();
                let key = if near.is_empty() { "error-proposal-unit" } else { "error-proposal-unit-near" };
                errors.add(field, Notice::new(key).with("name", word).with("near", near.join("、")));
                continue;
            }
        };
        if !out.iter().any(|n| n.text == named.text) {
            out.push(named);
        }
    }
    out
}

fn who(
    org: &Org,
    before: Option<Who>,
    answer: &str,
    field: &'static str,
    errors: &mut FieldErrors,
) -> Option<Who> {
    match answer {
        "" => None,
        SAID => before,
        id => {
            let post = id.parse().ok().and_then(|id| org.post(id));
            let Some(post) = post else {
                errors.add(field, Notice::new("error-answer-post"));
                return before;
            };
            let same = before.as_ref().is_some_and(|w| w.post == Some(post.id));
            if same {
                return before;
            }
            let person = org.holder(post.id);
            let text = person.map_or_else(|| post.title.clone(), |p| p.name.clone());
            Some(Who { text, person: person.map(|p| p.id), post: Some(post.id) })
        }
    }
}

fn quarters(task: &mut TaskValue, form: &Revision, year: Option<i32>) {
    let ends = [(Month::March, 31), (Month::June, 30), (Month::September, 30), (Month::December, 31)];
    let year = task.milestones.first().map(|m| m.day.year()).or(year);
    task.milestones.retain(|m| m.kind != MilestoneKind::Quarter);
    for ((month, day), words) in ends.into_iter().zip([&form.q1, &form.q2, &form.q3, &form.q4]) {
        let day = year.and_then(|y| Date::from_calendar_date(y, month, day).ok());
        if let (Some(day), false) = (day, words.trim().is_empty()) {
            let title = words.trim().to_owned();
            task.milestones.push(MilestoneDraft { kind: MilestoneKind::Quarter, day, title });
        }
    }
    task.milestones.sort_by_key(|m| m.day);
}

/// Questions that the edit has settled are answered by it.
fn settle(value: &Proposed, proposal: &Proposal, form: &Revision) -> Vec<Doubt> {
    let before = proposal.value.task();
    let Some(task) = value.task() else { return proposal.doubts.clone() };
    let loose = |list: &[Named], found: &str| list.iter().any(|n| n.text == found && n.units.is_empty());
    let open = |who: &Option<Who>| who.as_ref().is_some_and(|w| w.post.is_none() && w.person.is_none());
    let mut doubts = proposal.doubts.clone();
    for doubt in doubts.iter_mut().filter(|d| d.answer.is_none()) {
        let left = match doubt.field {
            Field::Due => before.is_some_and(|b| shown_due(&b.due) == form.due.trim()),
            Field::Lead => loose(&task.lead, &doubt.found),
            Field::Assist => loose(&task.assist, &doubt.found),
            Field::Sponsor => open(&task.sponsor),
            Field::Owner => open(&task.owner),
        };
        if !left {
            doubt.answer = Some(EDITED.to_owned());
        }
    }
    doubts
}

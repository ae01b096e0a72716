//! What a person types about a task, and what it means.

use luoshi_core::deadline::{self, LimitKind, Reference};
use luoshi_core::decimal::Decimal;
use serde::{Deserialize, Serialize};
use time::Date;

use crate::db::ids::{GoalId, PersonId, PostId, ThemeId, UnitId};
use crate::error::{FieldErrors, Notice};
use crate::org::Org;
use crate::plan::draft::{DueDraft, DutyDraft, MeasureDraft, MilestoneDraft, TaskDraft};
use crate::plan::edit::Patch;
use crate::plan::ledger::query::iso;
use crate::plan::store::{Direction, DueKind, DutyKind, MilestoneKind};

/// The form as it was typed; shown again word for word when something is wrong.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TaskForm {
    /// What is to be done.
    pub title: String,
    /// 工作领域.
    pub area: String,
    /// To what extent.
    pub requirement: String,
    /// How.
    pub method: String,
    /// By when, in the office's words.
    pub due: String,
    /// Units that lead, separated by 、 in order.
    pub lead: String,
    /// Units that are responsible.
    pub responsible: String,
    /// Units that help.
    pub assist: String,
    /// 责任领导, a post's id.
    pub sponsor: String,
    /// The post that answers for it.
    pub owner_post: String,
    /// The person, by name, where one is named besides the post.
    pub owner_person: String,
    /// Theme's id.
    pub theme: String,
    /// Goal's id.
    pub goal: String,
    /// The upper level whose task it carries down, or its document.
    pub upper_body: String,
    /// The day that it is due there (ISO).
    pub upper_due: String,
    /// Why it is due earlier than the upper level demands.
    pub raise_reason: String,
    /// Remarks.
    pub note: String,
    /// What can be seen by the end of each quarter.
    pub q1: String,
    /// Second quarter.
    pub q2: String,
    /// Third quarter.
    pub q3: String,
    /// Fourth quarter.
    pub q4: String,
    /// Days of further steps (ISO).
    pub step_day: Vec<String>,
    /// Their texts.
    pub step_title: Vec<String>,
    /// Names of measures.
    pub m_name: Vec<String>,
    /// Their directions.
    pub m_direction: Vec<String>,
    /// Their values.
    pub m_value: Vec<String>,
    /// Their units of measure.
    pub m_unit: Vec<String>,
    /// Last year's values.
    pub m_base: Vec<String>,
    /// The upper level's values.
    pub m_upper: Vec<String>,
    /// Why a measure is tighter than the upper level's.
    pub m_raise: Vec<String>,
    /// The version that the editor saw.
    pub version: String,
}

/// What is needed to understand a form.
#[derive(Debug, Clone)]
pub struct Reading<'a> {
    /// The body.
    pub org: &'a Org,
    /// Today.
    pub today: Date,
    /// The year of the plan.
    pub year: i32,
    /// `6月30日前` counts the day itself.
    pub before_is_inclusive: bool,
    /// Themes of the year.
    pub themes: Vec<i64>,
    /// Goals of the year.
    pub goals: Vec<i64>,
    /// What the task names already; a unit that has closed since, or somebody who has left, may stay.
    pub kept: Kept,
}

/// Units and the person that a task names.
#[derive(Debug, Clone, Default)]
pub struct Kept {
    /// Units with a duty.
    pub units: Vec<UnitId>,
    /// The person besides the post.
    pub person: Option<PersonId>,
}

/// Longest title, in characters.
const TITLE_MAX: usize = 500;

impl TaskForm {
    /// The task that the form describes.
    ///
    /// # Errors
    /// Every field that is wrong, with what is expected.
    pub fn draft(&self, r: &Reading<'_>) -> Result<TaskDraft, FieldErrors> {
        let mut errors = FieldErrors::default();
        let title = self.title.trim();
        if title.is_empty() {
            errors.add("title", Notice::new("invalid-title-empty"));
        } else if title.chars().count() > TITLE_MAX {
            errors.add("title", Notice::new("invalid-title-long").with("n", TITLE_MAX));
        }
        let draft = TaskDraft {
            area: some(&self.area),
            title: title.to_owned(),
            requirement: some(&self.requirement),
            method: some(&self.method),
            due: read_due(r, &self.due, &mut errors),
            sponsor: post(r.org, &self.sponsor, "sponsor", &mut errors),
            owner_post: post(r.org, &self.owner_post, "owner_post", &mut errors),
            owner_person: person(r, &self.owner_person, &mut errors),
            duties: self.duties(r, &mut errors),
            theme: chosen::<ThemeId>(&self.theme, &r.themes, "theme", &mut errors),
            goal: chosen::<GoalId>(&self.goal, &r.goals, "goal", &mut errors),
            parent: None,
            measures: self.measures(&mut errors),
            milestones: self.milestones(r, &mut errors),
            upper: self.upper(&mut errors),
            raise_reason: some(&self.raise_reason),
            source: None,
            note: some(&self.note),
        };
        if errors.0.is_empty() { Ok(draft) } else { Err(errors) }
    }

    fn duties(&self, r: &Reading<'_>, errors: &mut FieldErrors) -> Vec<DutyDraft> {
        let mut out = Vec::new();
        for (field, text, kind) in [
            ("lead", &self.lead, DutyKind::Lead),
            ("responsible", &self.responsible, DutyKind::Responsible),
            ("assist", &self.assist, DutyKind::Assist),
        ] {
            out.extend(read_units(r, text, kind, field, errors));
        }
        // A unit has one part in a task: the first that was named.
        let mut seen = std::collections::BTreeSet::new();
        out.retain(|d| seen.insert(d.unit));
        out
    }

    /// What the upper level asks, if anything; without a name for it the day stands alone.
    fn upper(&self, errors: &mut FieldErrors) -> Option<(String, Option<Date>)> {
        let day = iso(&self.upper_due);
        if day.is_none() && some(&self.upper_due).is_some() {
            errors.add("upper_due", Notice::new("invalid-upper-day").with("found", &self.upper_due));
        }
        let body = some(&self.upper_body);
        (body.is_some() || day.is_some()).then(|| (body.unwrap_or_default(), day))
    }

    fn measures(&self, errors: &mut FieldErrors) -> Vec<MeasureDraft> {
        let at = |list: &[String], i: usize| list.get(i).map(|t| t.trim().to_owned()).unwrap_or_default();
        let mut out = Vec::new();
        for i in 0..self.m_name.len().min(50) {
            let (name, value) = (at(&self.m_name, i), at(&self.m_value, i));
            if name.is_empty() && value.is_empty() {
                continue;
            }
            if name.is_empty() {
                errors.add("measures", Notice::new("invalid-measure-name"));
            }
            for number in [&value, &at(&self.m_base, i), &at(&self.m_upper, i)] {
                if !number.is_empty() && number.parse::<Decimal>().is_err() {
                    errors.add("measures", Notice::new("invalid-measure-value").with("found", number));
                }
            }
            if value.is_empty() {
                errors.add("measures", Notice::new("invalid-measure-empty").with("name", &name));
            }
            out.push(MeasureDraft {
                name,
                direction: Direction::from_word(&at(&self.m_direction, i)).unwrap_or(Direction::AtLeast),
                value,
                unit: at(&self.m_unit, i),
                base: some(&at(&self.m_base, i)),
                upper: some(&at(&self.m_upper, i)),
                raise_reason: some(&at(&self.m_raise, i)),
            });
        }
        out
    }

    fn milestones(&self, r: &Reading<'_>, errors: &mut FieldErrors) -> Vec<MilestoneDraft> {
        let mut out = Vec::new();
        for (quarter, text) in (1u8..).zip([&self.q1, &self.q2, &self.q3, &self.q4]) {
            if let (Some(title), Some(day)) = (some(text), quarter_end(r.year, quarter)) {
                out.push(MilestoneDraft { kind: MilestoneKind::Quarter, day, title });
            }
        }
        for (day, title) in self.step_day.iter().zip(&self.step_title).take(50) {
            match (iso(day), some(title)) {
                (Some(day), Some(title)) => {
                    out.push(MilestoneDraft { kind: MilestoneKind::Step, day, title })
                }
                (None, None) if day.trim().is_empty() => {}
                _ => errors.add("steps", Notice::new("invalid-step")),
            }
        }
        out.sort_by_key(|m| (m.day, m.kind));
        out
    }
}

/// Every field of a task as patches: what the whole form says.
#[must_use]
pub fn patches(draft: TaskDraft) -> Vec<Patch> {
    vec![
        Patch::Area(draft.area),
        Patch::Title(draft.title),
        Patch::Requirement(draft.requirement),
        Patch::Method(draft.method),
        Patch::Due(draft.due),
        Patch::Sponsor(draft.sponsor),
        Patch::OwnerPost(draft.owner_post),
        Patch::OwnerPerson(draft.owner_person),
        Patch::Duties(draft.duties),
        Patch::Theme(draft.theme),
        Patch::Goal(draft.goal),
        Patch::Measures(draft.measures),
        Patch::Milestones(draft.milestones),
        Patch::Upper {
            body: draft.upper.as_ref().and_then(|(body, _)| some(body)),
            day: draft.upper.as_ref().and_then(|(_, day)| *day),
        },
        Patch::RaiseReason(draft.raise_reason),
        Patch::Note(draft.note),
    ]
}

/// Trimmed text, or nothing.
#[must_use]
pub fn some(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// The last day of a quarter.
#[must_use]
pub fn quarter_end(year: i32, quarter: u8) -> Option<Date> {
    crate::plan::ledger::query::month_of(year, quarter.checked_mul(3)?).map(|(_, last)| last)
}

/// Reads a time limit; what may mean two days is asked, never guessed.
pub fn read_due(r: &Reading<'_>, text: &str, errors: &mut FieldErrors) -> DueDraft {
    let Some(text) = some(text) else { return DueDraft::default() };
    let mut reference = Reference::new(r.today);
    reference.plan_year = Some(r.year);
    reference.before_is_inclusive = r.before_is_inclusive;
    let limit = deadline::parse(&text, &reference);
    let kind = match limit.kind {
        LimitKind::Deadline | LimitKind::Period | LimitKind::Multi => DueKind::Day,
        LimitKind::Open => DueKind::Open,
        LimitKind::Recur(_) => DueKind::Recurring,
        LimitKind::Ambiguous | LimitKind::Invalid => {
            let days: Vec<String> = limit.candidates.iter().map(ToString::to_string).collect();
            let key =
                if limit.kind == LimitKind::Invalid { "invalid-due-day" } else { "invalid-due-ambiguous" };
            errors.add("due", Notice::new(key).with("found", &text).with("choices", days.join(" / ")));
            DueKind::None
        }
        LimitKind::None => {
            errors.add("due", Notice::new("invalid-due").with("found", &text));
            DueKind::None
        }
    };
    DueDraft { text: Some(text), kind, start: limit.start, day: limit.end }
}

/// Reads names of units separated as people separate them.
pub fn read_units(
    r: &Reading<'_>,
    text: &str,
    kind: DutyKind,
    field: &'static str,
    errors: &mut FieldErrors,
) -> Vec<DutyDraft> {
    let mut out = Vec::new();
    for name in text.split(['、', '，', ',', ';', '；', '\n']).map(str::trim).filter(|n| !n.is_empty()) {
        match r.org.units_named(name)[..] {
            [unit] => out.push(DutyDraft { unit: unit.id, kind }),
            [] => match r.kept.units.iter().find(|u| r.org.unit_label(**u) == name) {
                Some(unit) => out.push(DutyDraft { unit: *unit, kind }),
                None => {
                    let near = near(r.org, name);
                    let key = if near.is_empty() { "invalid-unit" } else { "invalid-unit-near" };
                    errors.add(field, Notice::new(key).with("found", name).with("near", near));
                }
            },
            _ => errors.add(field, Notice::new("invalid-unit-several").with("found", name)),
        }
    }
    out
}

/// Names that share most characters with what was typed.
fn near(org: &Org, name: &str) -> String {
    let mut ranked: Vec<(usize, &str)> = org
        .units()
        .map(|u| (u.name.chars().filter(|c| name.contains(*c)).count(), u.label()))
        .filter(|(shared, _)| *shared >= 2)
        .collect();
    ranked.sort_by_key(|(shared, label)| (std::cmp::Reverse(*shared), label.chars().count()));
    ranked.into_iter().take(3).map(|(_, label)| label).collect::<Vec<_>>().join("、")
}

/// An id out of those that the list offered.
fn chosen<T: From<i64>>(
    text: &str,
    offered: &[i64],
    field: &'static str,
    errors: &mut FieldErrors,
) -> Option<T> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let found = text.parse::<i64>().ok().filter(|id| offered.contains(id));
    if found.is_none() {
        errors.add(field, Notice::new("invalid-choice"));
    }
    found.map(T::from)
}

fn post(org: &Org, text: &str, field: &'static str, errors: &mut FieldErrors) -> Option<PostId> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let found = text.parse::<PostId>().ok().filter(|id| org.post(*id).is_some());
    if found.is_none() {
        errors.add(field, Notice::new("invalid-post"));
    }
    found
}

fn person(r: &Reading<'_>, text: &str, errors: &mut FieldErrors) -> Option<PersonId> {
    let name = some(text)?;
    let kept = r.kept.person.filter(|p| r.org.person(*p).is_some_and(|p| p.name == name));
    match r.org.people_named(&name)[..] {
        // Of several people with one name the task means whom it meant.
        _ if kept.is_some() => return kept,
        [person] => return Some(person.id),
        [] => errors.add("owner_person", Notice::new("invalid-person").with("found", &name)),
        _ => errors.add("owner_person", Notice::new("invalid-person-several").with("found", &name)),
    }
    None
}

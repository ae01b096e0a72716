//! Tasks on their way into the ledger, and out of it again when an adoption is undone.

use luoshi_core::plan::{Said, missing};
use luoshi_core::policy::{Action, Kind, Permitted, Resource, Verdict, may};
use sea_orm::{ActiveValue::Set, ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use serde::{Deserialize, Serialize};
use time::Date;

use super::load::LoadedTask;
use super::search;
use super::store::{Direction, DueKind, DutyKind, MilestoneKind, duty, measure, milestone, no_day, task};
use crate::ctx::{Ctx, Tx};
use crate::db::ids::{DocumentId, GoalId, PersonId, PostId, TaskId, ThemeId, UnitId};
use crate::error::AppError;
use crate::event::{Event, Subject};
use crate::org::{Org, unit};

/// A time limit on its way into a task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DueDraft {
    /// As the source spells it.
    pub text: Option<String>,
    /// What kind it is.
    pub kind: DueKind,
    /// First day of a period.
    pub start: Option<Date>,
    /// Last day.
    pub day: Option<Date>,
}

impl Default for DueDraft {
    fn default() -> Self {
        Self { text: None, kind: DueKind::None, start: None, day: None }
    }
}

/// Somebody who answers for a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DutyDraft {
    /// The unit.
    pub unit: UnitId,
    /// How.
    pub kind: DutyKind,
}

/// A measure on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeasureDraft {
    /// What is measured.
    pub name: String,
    /// How it binds.
    pub direction: Direction,
    /// Decimal digits.
    pub value: String,
    /// Unit of measure.
    pub unit: String,
    /// Last year's value.
    pub base: Option<String>,
    /// The upper level's value.
    pub upper: Option<String>,
    /// Why it is tighter.
    pub raise_reason: Option<String>,
}

impl From<measure::Model> for MeasureDraft {
    fn from(m: measure::Model) -> Self {
        Self {
            name: m.name,
            direction: m.direction,
            value: m.value,
            unit: m.unit_of_measure,
            base: m.base_value,
            upper: m.upper_value,
            raise_reason: m.raise_reason,
        }
    }
}

/// A dated step on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MilestoneDraft {
    /// Kind.
    pub kind: MilestoneKind,
    /// By this day.
    pub day: Date,
    /// What can be seen then.
    pub title: String,
}

/// Where a task comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source {
    /// The document.
    pub document: DocumentId,
    /// Span in its text, bytes.
    pub span: (i64, i64),
}

/// A task on its way into the ledger.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TaskDraft {
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
    /// 责任领导.
    pub sponsor: Option<PostId>,
    /// The post that answers for it.
    pub owner_post: Option<PostId>,
    /// The person, where one is named.
    pub owner_person: Option<PersonId>,
    /// Who answers for it, in order.
    pub duties: Vec<DutyDraft>,
    /// The theme it serves.
    pub theme: Option<ThemeId>,
    /// The goal it serves.
    pub goal: Option<GoalId>,
    /// The task it is a part of.
    pub parent: Option<TaskId>,
    /// Numbers to be reached.
    pub measures: Vec<MeasureDraft>,
    /// Dated steps.
    pub milestones: Vec<MilestoneDraft>,
    /// Upper level whose task it carries down, and its last day.
    pub upper: Option<(String, Option<Date>)>,
    /// Why it is due earlier than that.
    pub raise_reason: Option<String>,
    /// Where it comes from.
    pub source: Option<Source>,
    /// Remarks.
    pub note: Option<String>,
}

/// The body in whose plan an actor writes: the whole one, or the stretch of the tree that his or her
/// post covers.
#[must_use]
pub fn body_of<'o>(ctx: &Ctx, org: &'o Org) -> Option<&'o unit::Model> {
    let may_write = |u: &&unit::Model| {
        let thing = Resource { tenant: ctx.tenant().0, kind: Kind::Task, path: &u.path, related: &[] };
        may(&ctx.actor, Action::Modify, &thing) == Verdict::Allowed
    };
    // Units come in tree order, so the first that fits is the outermost.
    org.units().find(may_write)
}

/// Enters tasks into the ledger of a body; answers their ids in the same order.
///
/// # Errors
/// When a unit is not one of the body's tenant, or the store refuses.
pub async fn add_tasks(
    tx: &mut Tx<'_>,
    year: i32,
    body: &unit::Model,
    drafts: Vec<TaskDraft>,
) -> Result<Vec<TaskId>, AppError> {
    if drafts.is_empty() {
        return Ok(Vec::new());
    }
    let org = Org::load(tx.ctx, tx.conn()).await?;
    let count = i64::try_from(drafts.len()).unwrap_or(i64::MAX);
    let first = tx.next_numbers("task", year, count).await?;
    let mut ids = Vec::with_capacity(drafts.len());
    for (draft, number) in drafts.into_iter().zip(first..) {
        ids.push(add_task(tx, &org, year, body, number, draft).await?);
    }
    Ok(ids)
}

async fn add_task(
    tx: &mut Tx<'_>,
    org: &Org,
    year: i32,
    body: &unit::Model,
    number: i64,
    draft: TaskDraft,
) -> Result<TaskId, AppError> {
    let id: TaskId = tx.ctx.new_id();
    let text = searchable(org, &draft);
    let human = format!("{year}-{number:04}");
    let area_sort = area_sort(tx, year, draft.area.as_deref().unwrap_or_default()).await?;
    let row = task_row(tx, org, body, (year, number, area_sort), id, &draft);
    task::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    write_duties(tx, org, id, year, number, &draft.duties).await?;
    write_measures(tx, id, year, &draft.measures).await?;
    write_milestones(tx, id, &draft.milestones).await?;
    search::index(tx, "task", id.0, year, &format!("{human} {text}")).await?;
    let event = Event::TaskAdded { number: human, title: draft.title };
    tx.record(Subject::new("task", id.0), &body.path, event).await?;
    Ok(id)
}

fn task_row(
    tx: &Tx<'_>,
    org: &Org,
    body: &unit::Model,
    (year, number, area_sort): (i32, i64, i64),
    id: TaskId,
    draft: &TaskDraft,
) -> task::ActiveModel {
    let said = said(org, draft.owner_post, draft.owner_person, &draft.due, draft);
    let lead = lead_of(&draft.duties);
    task::ActiveModel {
        tenant_id: Set(tx.tenant()),
        id: Set(id),
        year: Set(year),
        number: Set(number),
        parent_id: Set(draft.parent),
        goal_id: Set(draft.goal),
        theme_id: Set(draft.theme),
        unit_id: Set(body.id),
        unit_path: Set(body.path.clone()),
        area: Set(draft.area.clone().unwrap_or_default()),
        area_sort: Set(area_sort),
        title: Set(draft.title.clone()),
        requirement: Set(draft.requirement.clone()),
        method: Set(draft.method.clone()),
        due_text: Set(draft.due.text.clone()),
        due_kind: Set(draft.due.kind),
        start_day: Set(draft.due.start),
        due_day: Set(draft.due.day),
        due_sort: Set(draft.due.day.unwrap_or(no_day())),
        sponsor_post_id: Set(draft.sponsor),
        owner_person_id: Set(draft.owner_person),
        owner_post_id: Set(draft.owner_post),
        lead_unit_id: Set(lead),
        lead_path: Set(lead.and_then(|u| org.unit(u)).map(|u| u.path.clone()).unwrap_or_default()),
        upper_body: Set(draft.upper.as_ref().map(|u| u.0.clone()).filter(|body| !body.is_empty())),
        upper_due_day: Set(draft.upper.as_ref().and_then(|u| u.1)),
        raise_reason: Set(draft.raise_reason.clone()),
        missing: Set(missing(&said).0),
        document_id: Set(draft.source.map(|s| s.document)),
        span_start: Set(draft.source.map(|s| s.span.0)),
        span_end: Set(draft.source.map(|s| s.span.1)),
        note: Set(draft.note.clone()),
        done_on: Set(None),
        cancelled_at: Set(None),
        created_at: Set(tx.ctx.now),
        updated_at: Set(tx.ctx.now),
        version: Set(1),
    }
}

/// The place of an area among the areas of a year: that of the tasks that name it already, else the
/// next of a series of its own, so that no two areas ever share a place.
pub(super) async fn area_sort(tx: &Tx<'_>, year: i32, area: &str) -> Result<i64, AppError> {
    if area.is_empty() {
        return Ok(0);
    }
    let named = task::Entity::find()
        .filter(task::Column::TenantId.eq(tx.tenant()))
        .filter(task::Column::Year.eq(year))
        .filter(task::Column::Area.eq(area))
        .one(tx.conn())
        .await?;
    match named {
        Some(task) => Ok(task.area_sort),
        None => tx.next_number("area", year).await,
    }
}

fn said(
    org: &Org,
    post: Option<PostId>,
    person: Option<PersonId>,
    due: &DueDraft,
    draft: &TaskDraft,
) -> Said {
    Said {
        post: post.is_some(),
        person: person.is_some() || post.is_some_and(|p| org.holder(p).is_some()),
        lead: lead_of(&draft.duties).is_some(),
        deadline: due.kind != DueKind::None,
        requirement: draft.requirement.is_some() || !draft.measures.is_empty(),
        method: draft.method.is_some(),
    }
}

/// The unit that leads: the first one named as lead; where none is, the first one responsible.
#[must_use]
pub fn lead_of(duties: &[DutyDraft]) -> Option<UnitId> {
    duties
        .iter()
        .find(|d| d.kind == DutyKind::Lead)
        .or_else(|| duties.iter().find(|d| d.kind == DutyKind::Responsible))
        .map(|d| d.unit)
}

fn searchable(org: &Org, draft: &TaskDraft) -> String {
    let mut parts: Vec<&str> = vec![&draft.title];
    parts.extend(
        [&draft.area, &draft.requirement, &draft.method, &draft.note]
            .into_iter()
            .flatten()
            .map(String::as_str),
    );
    for duty in &draft.duties {
        if let Some(unit) = org.unit(duty.unit) {
            parts.push(&unit.name);
        }
    }
    parts.join(" ")
}

pub(super) async fn write_duties(
    tx: &Tx<'_>,
    org: &Org,
    task: TaskId,
    year: i32,
    number: i64,
    duties: &[DutyDraft],
) -> Result<(), AppError> {
    let mut rows = Vec::with_capacity(duties.len());
    for (position, duty) in (0..).zip(duties) {
        let unit = org.unit(duty.unit).ok_or(AppError::NotFound)?;
        rows.push(duty::ActiveModel {
            tenant_id: Set(tx.tenant()),
            id: Set(tx.ctx.new_id()),
            task_id: Set(task),
            year: Set(year),
            task_number: Set(number),
            unit_id: Set(duty.unit),
            unit_path: Set(unit.path.clone()),
            kind: Set(duty.kind),
            position: Set(position),
        });
    }
    if !rows.is_empty() {
        duty::Entity::insert_many(rows).exec_without_returning(tx.conn()).await?;
    }
    Ok(())
}

pub(super) async fn write_measures(
    tx: &Tx<'_>,
    task: TaskId,
    year: i32,
    measures: &[MeasureDraft],
) -> Result<(), AppError> {
    let rows: Vec<_> = (0..)
        .zip(measures)
        .map(|(position, m)| measure::ActiveModel {
            tenant_id: Set(tx.tenant()),
            id: Set(tx.ctx.new_id()),
            year: Set(year),
            task_id: Set(Some(task)),
            goal_id: Set(None),
            name: Set(m.name.clone()),
            direction: Set(m.direction),
            value: Set(m.value.clone()),
            unit_of_measure: Set(m.unit.clone()),
            base_value: Set(m.base.clone()),
            upper_value: Set(m.upper.clone()),
            raise_reason: Set(m.raise_reason.clone()),
            position: Set(position),
            version: Set(1),
        })
        .collect();
    if !rows.is_empty() {
        measure::Entity::insert_many(rows).exec_without_returning(tx.conn()).await?;
    }
    Ok(())
}

pub(super) async fn write_milestones(
    tx: &Tx<'_>,
    task: TaskId,
    milestones: &[MilestoneDraft],
) -> Result<(), AppError> {
    let rows: Vec<_> = milestones
        .iter()
        .map(|m| milestone::ActiveModel {
            tenant_id: Set(tx.tenant()),
            id: Set(tx.ctx.new_id()),
            task_id: Set(task),
            kind: Set(m.kind),
            day: Set(m.day),
            title: Set(m.title.clone()),
            version: Set(1),
        })
        .collect();
    if !rows.is_empty() {
        milestone::Entity::insert_many(rows).exec_without_returning(tx.conn()).await?;
    }
    Ok(())
}

/// Takes a task out of the ledger again, with everything that belongs to it; its number is not used
/// again and its history stays. Only an undone adoption does this; other tasks are cancelled.
///
/// # Errors
/// When the permission is for another action, or the store refuses.
pub async fn remove_task(tx: &mut Tx<'_>, loaded: &Permitted<LoadedTask>) -> Result<(), AppError> {
    debug_assert_eq!(loaded.action(), Action::Modify);
    let task = &loaded.task;
    duty::Entity::delete_many()
        .filter(duty::Column::TenantId.eq(tx.tenant()))
        .filter(duty::Column::TaskId.eq(task.id))
        .exec(tx.conn())
        .await?;
    measure::Entity::delete_many()
        .filter(measure::Column::TenantId.eq(tx.tenant()))
        .filter(measure::Column::TaskId.eq(task.id))
        .exec(tx.conn())
        .await?;
    milestone::Entity::delete_many()
        .filter(milestone::Column::TenantId.eq(tx.tenant()))
        .filter(milestone::Column::TaskId.eq(task.id))
        .exec(tx.conn())
        .await?;
    let gone = task::Entity::delete_many()
        .filter(task::Column::TenantId.eq(tx.tenant()))
        .filter(task::Column::Id.eq(task.id))
        .filter(task::Column::Version.eq(task.version))
        .exec(tx.conn())
        .await?;
    if gone.rows_affected != 1 {
        return Err(AppError::Conflict { current: task.version + 1 });
    }
    search::forget(tx, "task", task.id.0).await?;
    let event = Event::TaskRemoved { number: task.human_number(), title: task.title.clone() };
    tx.record(Subject::new("task", task.id.0), &task.unit_path, event).await
}

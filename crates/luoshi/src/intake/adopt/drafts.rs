//! Confirmed values to rows of the plan.

use sea_orm::{ActiveValue::Set, ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _};

use crate::ctx::Tx;
use crate::db::ids::GoalId;
use crate::error::AppError;
use crate::intake::store::document;
use crate::intake::value::{Named, Proposal, TaskValue};
use crate::org::Org;
use crate::plan::store::{DutyKind, measure, milestone};
use crate::plan::{DueDraft, DutyDraft, LoadedTask, MeasureDraft, MilestoneDraft, Patch, Source, TaskDraft};

/// A task for the ledger.
pub(super) fn task(org: &Org, doc: &document::Model, proposal: &Proposal, value: &TaskValue) -> TaskDraft {
    TaskDraft {
        area: value.area.clone(),
        title: value.title.clone(),
        requirement: value.requirement.clone(),
        method: value.method.clone(),
        due: value.due.clone(),
        sponsor: value.sponsor.as_ref().and_then(|w| w.post),
        owner_post: value.owner.as_ref().and_then(|w| w.post),
        owner_person: value.owner.as_ref().and_then(|w| w.person),
        duties: duties(org, value),
        measures: value.measures.clone(),
        milestones: value.milestones.clone(),
        note: value.note.clone(),
        source: Some(Source { document: doc.id, span: (proposal.row.span_start, proposal.row.span_end) }),
        ..TaskDraft::default()
    }
}

/// Who answers for the task, in the order of the document, each unit once. A group word in front
/// (各村 …) makes its units responsible: only one can lead.
fn duties(org: &Org, value: &TaskValue) -> Vec<DutyDraft> {
    let mut out: Vec<DutyDraft> = Vec::new();
    let mut push = |named: &Named, kind: DutyKind| {
        let kind = if named.group && kind == DutyKind::Lead { DutyKind::Responsible } else { kind };
        for unit in &named.units {
            if org.unit(*unit).is_some() && !out.iter().any(|d| d.unit == *unit) {
                out.push(DutyDraft { unit: *unit, kind });
            }
        }
    };
    value.lead.iter().for_each(|n| push(n, DutyKind::Lead));
    value.assist.iter().for_each(|n| push(n, DutyKind::Assist));
    out
}

/// A measure of a goal.
pub(super) fn goal_measure(
    tx: &Tx<'_>,
    year: i32,
    goal: GoalId,
    m: &MeasureDraft,
    at: i32,
) -> measure::ActiveModel {
    measure::ActiveModel {
        tenant_id: Set(tx.tenant()),
        id: Set(tx.ctx.new_id()),
        year: Set(year),
        task_id: Set(None),
        goal_id: Set(Some(goal)),
        name: Set(m.name.clone()),
        direction: Set(m.direction),
        value: Set(m.value.clone()),
        unit_of_measure: Set(m.unit.clone()),
        base_value: Set(m.base.clone()),
        upper_value: Set(m.upper.clone()),
        raise_reason: Set(m.raise_reason.clone()),
        position: Set(at),
        version: Set(1),
    }
}

/// The patches for the fields that a newer version changed, and those that would take them back.
pub(super) async fn patches(
    tx: &Tx<'_>,
    org: &Org,
    loaded: &LoadedTask,
    fields: &[&str],
    value: &TaskValue,
) -> Result<(Vec<Patch>, Vec<Patch>), AppError> {
    let (mut before, mut after) = (Vec::new(), Vec::new());
    for field in fields {
        let Some((old, new)) = patch(tx, org, loaded, field, value).await? else { continue };
        for (old, new) in old.into_iter().zip(new) {
            before.push(old);
            after.push(new);
        }
    }
    Ok((before, after))
}

async fn patch(
    tx: &Tx<'_>,
    org: &Org,
    loaded: &LoadedTask,
    field: &str,
    value: &TaskValue,
) -> Result<Option<(Vec<Patch>, Vec<Patch>)>, AppError> {
    let t = &loaded.task;
    let one = |old: Patch, new: Patch| Some((vec![old], vec![new]));
    Ok(match field {
        "title" => one(Patch::Title(t.title.clone()), Patch::Title(value.title.clone())),
        "area" => {
            one(Patch::Area(Some(t.area.clone()).filter(|a| !a.is_empty())), Patch::Area(value.area.clone()))
        }
        "requirement" => {
            one(Patch::Requirement(t.requirement.clone()), Patch::Requirement(value.requirement.clone()))
        }
        "method" => one(Patch::Method(t.method.clone()), Patch::Method(value.method.clone())),
        "note" => one(Patch::Note(t.note.clone()), Patch::Note(value.note.clone())),
        "due" => {
            let old =
                DueDraft { text: t.due_text.clone(), kind: t.due_kind, start: t.start_day, day: t.due_day };
            one(Patch::Due(old), Patch::Due(value.due.clone()))
        }
        "duties" => {
            let old = loaded.duties.iter().map(|d| DutyDraft { unit: d.unit_id, kind: d.kind }).collect();
            one(Patch::Duties(old), Patch::Duties(duties(org, value)))
        }
        "sponsor" => one(
            Patch::Sponsor(t.sponsor_post_id),
            Patch::Sponsor(value.sponsor.as_ref().and_then(|w| w.post)),
        ),
        "owner" => {
            let (post, person) = value.owner.as_ref().map_or((None, None), |w| (w.post, w.person));
            Some((
                vec![Patch::OwnerPost(t.owner_post_id), Patch::OwnerPerson(t.owner_person_id)],
                vec![Patch::OwnerPost(post), Patch::OwnerPerson(person)],
            ))
        }
        "measures" => {
            one(Patch::Measures(measures_of(tx, loaded).await?), Patch::Measures(value.measures.clone()))
        }
        "milestones" => one(
            Patch::Milestones(milestones_of(tx, loaded).await?),
            Patch::Milestones(value.milestones.clone()),
        ),
        _ => None,
    })
}

async fn measures_of(tx: &Tx<'_>, loaded: &LoadedTask) -> Result<Vec<MeasureDraft>, AppError> {
    let rows = measure::Entity::find()
        .filter(measure::Column::TenantId.eq(tx.tenant()))
        .filter(measure::Column::TaskId.eq(loaded.task.id))
        .order_by_asc(measure::Column::Position)
        .all(tx.conn())
        .await?;
    Ok(rows.into_iter().map(MeasureDraft::from).collect())
}

async fn milestones_of(tx: &Tx<'_>, loaded: &LoadedTask) -> Result<Vec<MilestoneDraft>, AppError> {
    let rows = milestone::Entity::find()
        .filter(milestone::Column::TenantId.eq(tx.tenant()))
        .filter(milestone::Column::TaskId.eq(loaded.task.id))
        .order_by_asc(milestone::Column::Day)
        .order_by_asc(milestone::Column::Id)
        .all(tx.conn())
        .await?;
    Ok(rows.into_iter().map(|m| MilestoneDraft { kind: m.kind, day: m.day, title: m.title }).collect())
}

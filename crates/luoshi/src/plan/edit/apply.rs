//! Writing patches of one task: the row, what belongs to it, the index, the event.

use luoshi_core::plan::{Said, missing};
use luoshi_core::policy::Permitted;
use sea_orm::QueryOrder as _;
use sea_orm::{ActiveValue::Set, ColumnTrait as _, EntityTrait as _, QueryFilter as _};

use super::Patch;
use crate::ctx::Tx;
use crate::db::ids::TaskId;
use crate::error::AppError;
use crate::event::{Change, Event, Subject};
use crate::org::Org;
use crate::plan::draft::{self, DueDraft, DutyDraft, MeasureDraft, MilestoneDraft, lead_of};
use crate::plan::load::LoadedTask;
use crate::plan::search;
use crate::plan::store::{DueKind, DutyKind, duty, measure, milestone, no_day, task};

/// Writes the patches; answers what they replaced, or nothing if nothing changed.
pub(super) async fn apply(
    tx: &mut Tx<'_>,
    org: &Org,
    loaded: &Permitted<LoadedTask>,
    patches: &[Patch],
) -> Result<Option<Vec<Patch>>, AppError> {
    let mut now = Whole::read(tx, loaded).await?;
    let (mut replaced, mut changes) = (Vec::new(), Vec::new());
    for patch in patches {
        let old = now.swap(patch.clone());
        if old != *patch {
            changes.extend(describe(org, &old, patch));
            replaced.push(old);
        }
    }
    if replaced.is_empty() {
        return Ok(None);
    }
    now.write(tx, org, &replaced).await?;
    // The unit may have moved since the task was read.
    let (id, unit) = (now.task.id, org.unit(now.task.unit_id));
    let path = unit.map_or_else(|| now.task.unit_path.clone(), |u| u.path.clone());
    tx.record(Subject::new("task", id.0), &path, Event::TaskChanged { changes }).await?;
    // Undo replays in the opposite order, so that a field patched twice ends as it began.
    replaced.reverse();
    Ok(Some(replaced))
}

/// A task with everything that belongs to it.
struct Whole {
    task: task::Model,
    duties: Vec<DutyDraft>,
    measures: Vec<MeasureDraft>,
    milestones: Vec<MilestoneDraft>,
}

impl Whole {
    async fn read(tx: &Tx<'_>, loaded: &LoadedTask) -> Result<Self, AppError> {
        let task = loaded.task.clone();
        Ok(Self {
            duties: loaded.duties.iter().map(|d| DutyDraft { unit: d.unit_id, kind: d.kind }).collect(),
            measures: measures_of(tx, task.id).await?,
            milestones: milestones_of(tx, task.id).await?,
            task,
        })
    }

    /// Puts a new value in and answers the old one.
    fn swap(&mut self, patch: Patch) -> Patch {
        use std::mem::replace;
        let t = &mut self.task;
        match patch {
            Patch::Area(v) => {
                Patch::Area(Some(replace(&mut t.area, v.unwrap_or_default())).filter(|a| !a.is_empty()))
            }
            Patch::Title(v) => Patch::Title(replace(&mut t.title, v)),
            Patch::Requirement(v) => Patch::Requirement(replace(&mut t.requirement, v)),
            Patch::Method(v) => Patch::Method(replace(&mut t.method, v)),
            Patch::Due(v) => {
                let old = DueDraft {
                    text: t.due_text.take(),
                    kind: t.due_kind,
                    start: t.start_day,
                    day: t.due_day,
                };
                (t.due_text, t.due_kind, t.start_day, t.due_day) = (v.text, v.kind, v.start, v.day);
                Patch::Due(old)
            }
            Patch::Sponsor(v) => Patch::Sponsor(replace(&mut t.sponsor_post_id, v)),
            Patch::OwnerPost(v) => Patch::OwnerPost(replace(&mut t.owner_post_id, v)),
            Patch::OwnerPerson(v) => Patch::OwnerPerson(replace(&mut t.owner_person_id, v)),
            Patch::Duties(v) => Patch::Duties(replace(&mut self.duties, v)),
            Patch::Theme(v) => Patch::Theme(replace(&mut t.theme_id, v)),
            Patch::Goal(v) => Patch::Goal(replace(&mut t.goal_id, v)),
            Patch::Measures(v) => Patch::Measures(replace(&mut self.measures, v)),
            Patch::Milestones(v) => Patch::Milestones(replace(&mut self.milestones, v)),
            Patch::Upper { body, day } => Patch::Upper {
                body: replace(&mut t.upper_body, body),
                day: replace(&mut t.upper_due_day, day),
            },
            Patch::RaiseReason(v) => Patch::RaiseReason(replace(&mut t.raise_reason, v)),
            Patch::Note(v) => Patch::Note(replace(&mut t.note, v)),
            Patch::Done(v) => Patch::Done(replace(&mut t.done_on, v)),
        }
    }

    fn said(&self, org: &Org) -> Said {
        let t = &self.task;
        Said {
            post: t.owner_post_id.is_some(),
            person: t.owner_person_id.is_some() || t.owner_post_id.is_some_and(|p| org.holder(p).is_some()),
            lead: lead_of(&self.duties).is_some(),
            deadline: t.due_kind != DueKind::None,
            requirement: t.requirement.is_some() || !self.measures.is_empty(),
            method: t.method.is_some(),
        }
    }

    async fn write(&mut self, tx: &mut Tx<'_>, org: &Org, replaced: &[Patch]) -> Result<(), AppError> {
        let seen = self.task.version;
        if replaced.iter().any(|p| matches!(p, Patch::Area(_))) {
            self.task.area_sort = draft::area_sort(tx, self.task.year, &self.task.area).await?;
        }
        let mut row = task::ActiveModel {
            missing: Set(missing(&self.said(org)).0),
            updated_at: Set(tx.ctx.now),
            version: Set(seen + 1),
            ..Default::default()
        };
        replaced.iter().for_each(|patch| self.columns(org, patch, &mut row));
        self.task.version = seen + 1;
        let written = task::Entity::update_many()
            .set(row)
            .filter(task::Column::TenantId.eq(tx.tenant()))
            .filter(task::Column::Id.eq(self.task.id))
            .filter(task::Column::Version.eq(seen))
            .exec(tx.conn())
            .await?;
        if written.rows_affected != 1 {
            return Err(AppError::Conflict { current: seen + 1 });
        }
        self.write_parts(tx, org, replaced).await?;
        let text = self.searchable(org);
        search::index(tx, "task", self.task.id.0, self.task.year, &text).await
    }

    /// Sets the columns of a patch with their copies, and no others: a copy that another change
    /// keeps (a path, when a unit moves) must not go back to what was read before.
    fn columns(&self, org: &Org, patch: &Patch, row: &mut task::ActiveModel) {
        let t = &self.task;
        match patch {
            Patch::Area(_) => {
                row.area = Set(t.area.clone());
                row.area_sort = Set(t.area_sort);
            }
            Patch::Title(_) => row.title = Set(t.title.clone()),
            Patch::Requirement(_) => row.requirement = Set(t.requirement.clone()),
            Patch::Method(_) => row.method = Set(t.method.clone()),
            Patch::Due(_) => {
                row.due_text = Set(t.due_text.clone());
                row.due_kind = Set(t.due_kind);
                row.start_day = Set(t.start_day);
                row.due_day = Set(t.due_day);
                row.due_sort = Set(t.due_day.unwrap_or(no_day()));
            }
            Patch::Sponsor(_) => row.sponsor_post_id = Set(t.sponsor_post_id),
            Patch::OwnerPost(_) => row.owner_post_id = Set(t.owner_post_id),
            Patch::OwnerPerson(_) => row.owner_person_id = Set(t.owner_person_id),
            Patch::Duties(_) => {
                let lead = lead_of(&self.duties);
                let path = lead.and_then(|u| org.unit(u)).map(|u| u.path.clone());
                row.lead_unit_id = Set(lead);
                row.lead_path = Set(path.unwrap_or_default());
            }
            Patch::Theme(_) => row.theme_id = Set(t.theme_id),
            Patch::Goal(_) => row.goal_id = Set(t.goal_id),
            Patch::Upper { .. } => {
                row.upper_body = Set(t.upper_body.clone());
                row.upper_due_day = Set(t.upper_due_day);
            }
            Patch::RaiseReason(_) => row.raise_reason = Set(t.raise_reason.clone()),
            Patch::Note(_) => row.note = Set(t.note.clone()),
            Patch::Done(_) => row.done_on = Set(t.done_on),
            Patch::Measures(_) | Patch::Milestones(_) => {}
        }
    }

    async fn write_parts(&self, tx: &mut Tx<'_>, org: &Org, replaced: &[Patch]) -> Result<(), AppError> {
        let (id, year, number) = (self.task.id, self.task.year, self.task.number);
        for patch in replaced {
            match patch {
                Patch::Duties(_) => {
                    let old = duty::Entity::delete_many()
                        .filter(duty::Column::TenantId.eq(tx.tenant()))
                        .filter(duty::Column::TaskId.eq(id));
                    old.exec(tx.conn()).await?;
                    draft::write_duties(tx, org, id, year, number, &self.duties).await?;
                }
                Patch::Measures(_) => {
                    let old = measure::Entity::delete_many()
                        .filter(measure::Column::TenantId.eq(tx.tenant()))
                        .filter(measure::Column::TaskId.eq(id));
                    old.exec(tx.conn()).await?;
                    draft::write_measures(tx, id, year, &self.measures).await?;
                }
                Patch::Milestones(_) => {
                    let old = milestone::Entity::delete_many()
                        .filter(milestone::Column::TenantId.eq(tx.tenant()))
                        .filter(milestone::Column::TaskId.eq(id));
                    old.exec(tx.conn()).await?;
                    draft::write_milestones(tx, id, &self.milestones).await?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn searchable(&self, org: &Org) -> String {
        let t = &self.task;
        let mut parts = vec![t.human_number(), t.title.clone(), t.area.clone()];
        parts.extend([&t.requirement, &t.method, &t.note].into_iter().flatten().cloned());
        parts.extend(self.duties.iter().filter_map(|d| org.unit(d.unit)).map(|u| u.name.clone()));
        parts.join(" ")
    }
}

/// The measures of a task as drafts, in order.
pub(super) async fn measures_of(tx: &Tx<'_>, task: TaskId) -> Result<Vec<MeasureDraft>, AppError> {
    let rows = measure::Entity::find()
        .filter(measure::Column::TenantId.eq(tx.tenant()))
        .filter(measure::Column::TaskId.eq(task))
        .order_by_asc(measure::Column::Position)
        .all(tx.conn())
        .await?;
    Ok(rows.into_iter().map(MeasureDraft::from).collect())
}

/// The milestones of a task as drafts, by day.
pub(super) async fn milestones_of(tx: &Tx<'_>, task: TaskId) -> Result<Vec<MilestoneDraft>, AppError> {
    let rows = milestone::Entity::find()
        .filter(milestone::Column::TenantId.eq(tx.tenant()))
        .filter(milestone::Column::TaskId.eq(task))
        .order_by_asc(milestone::Column::Day)
        .order_by_asc(milestone::Column::Id)
        .all(tx.conn())
        .await?;
    Ok(rows.into_iter().map(|m| MilestoneDraft { kind: m.kind, day: m.day, title: m.title }).collect())
}

/// Both values as a person reads them.
fn describe(org: &Org, old: &Patch, new: &Patch) -> Vec<Change> {
    if let (Patch::Duties(old), Patch::Duties(new)) = (old, new) {
        return DutyKind::ALL
            .iter()
            .filter_map(|kind| Change::of(kind.word(), units(org, old, *kind), units(org, new, *kind)))
            .collect();
    }
    Change::of(new.field(), shown(org, old), shown(org, new)).into_iter().collect()
}

fn units(org: &Org, duties: &[DutyDraft], kind: DutyKind) -> String {
    let names: Vec<&str> = duties.iter().filter(|d| d.kind == kind).map(|d| org.unit_label(d.unit)).collect();
    names.join("、")
}

fn shown(org: &Org, patch: &Patch) -> String {
    match patch {
        Patch::Title(text) => text.clone(),
        Patch::Area(text)
        | Patch::Requirement(text)
        | Patch::Method(text)
        | Patch::RaiseReason(text)
        | Patch::Note(text) => text.clone().unwrap_or_default(),
        Patch::Upper { body, day } => {
            let day = day.map(|d| d.to_string());
            [body.clone(), day].into_iter().flatten().collect::<Vec<_>>().join(" ")
        }
        Patch::Due(due) => match (&due.day, &due.text) {
            (Some(day), Some(text)) => format!("{day}（{text}）"),
            (Some(day), None) => day.to_string(),
            (None, text) => text.clone().unwrap_or_default(),
        },
        Patch::Sponsor(post) | Patch::OwnerPost(post) => post.map(|p| org.post_label(p)).unwrap_or_default(),
        Patch::OwnerPerson(person) => {
            person.and_then(|p| org.person(p)).map(|p| p.name.clone()).unwrap_or_default()
        }
        Patch::Theme(id) => id.map(|i| i.to_string()).unwrap_or_default(),
        Patch::Goal(id) => id.map(|i| i.to_string()).unwrap_or_default(),
        Patch::Measures(list) => {
            let shown: Vec<_> = list.iter().map(|m| format!("{} {}{}", m.name, m.value, m.unit)).collect();
            shown.join("；")
        }
        Patch::Milestones(list) => {
            let shown: Vec<_> = list.iter().map(|m| format!("{} {}", m.day, m.title)).collect();
            shown.join("；")
        }
        Patch::Done(day) => day.map(|d| d.to_string()).unwrap_or_default(),
        Patch::Duties(_) => String::new(),
    }
}

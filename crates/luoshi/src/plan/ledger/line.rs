//! What a list reads of a task and of its duties. A page of rows costs what its values cost to fetch,
//! so lists leave out what only the task's own page shows.

use sea_orm::DerivePartialModel;
use time::Date;

use super::query::Standing;
use crate::db::ids::{PersonId, PostId, TaskId, ThemeId, UnitId};
use crate::plan::store::{DueKind, DutyKind, duty, task};

/// A task in a list. The fields are those of [`task::Model`].
#[derive(Debug, Clone, PartialEq, Eq, DerivePartialModel)]
#[sea_orm(entity = "task::Entity")]
#[expect(missing_docs, reason = "each is the field of task::Model of the same name")]
pub struct Line {
    pub id: TaskId,
    pub year: i32,
    pub number: i64,
    pub parent_id: Option<TaskId>,
    pub theme_id: Option<ThemeId>,
    pub area: String,
    pub area_sort: i64,
    pub title: String,
    pub requirement: Option<String>,
    pub due_text: Option<String>,
    pub due_kind: DueKind,
    pub start_day: Option<Date>,
    pub due_day: Option<Date>,
    pub due_sort: Date,
    pub sponsor_post_id: Option<PostId>,
    pub owner_person_id: Option<PersonId>,
    pub owner_post_id: Option<PostId>,
    pub lead_unit_id: Option<UnitId>,
    pub lead_path: String,
    pub upper_due_day: Option<Date>,
    pub missing: i32,
    pub done_on: Option<Date>,
    pub cancelled_at: Option<i64>,
    pub updated_at: i64,
    pub version: i64,
}

impl Line {
    /// The human number, such as 2026-0123.
    #[must_use]
    pub fn human_number(&self) -> String {
        task::human_number(self.year, self.number)
    }

    /// Where the task stands on a day.
    #[must_use]
    pub fn standing(&self, today: Date) -> Standing {
        Standing::at(self.cancelled_at.is_some(), self.done_on.is_some(), self.due_sort, today)
    }
}

impl From<task::Model> for Line {
    fn from(task: task::Model) -> Self {
        Self {
            id: task.id,
            year: task.year,
            number: task.number,
            parent_id: task.parent_id,
            theme_id: task.theme_id,
            area: task.area,
            area_sort: task.area_sort,
            title: task.title,
            requirement: task.requirement,
            due_text: task.due_text,
            due_kind: task.due_kind,
            start_day: task.start_day,
            due_day: task.due_day,
            due_sort: task.due_sort,
            sponsor_post_id: task.sponsor_post_id,
            owner_person_id: task.owner_person_id,
            owner_post_id: task.owner_post_id,
            lead_unit_id: task.lead_unit_id,
            lead_path: task.lead_path,
            upper_due_day: task.upper_due_day,
            missing: task.missing,
            done_on: task.done_on,
            cancelled_at: task.cancelled_at,
            updated_at: task.updated_at,
            version: task.version,
        }
    }
}

/// A duty in a list.
#[derive(Debug, Clone, PartialEq, Eq, DerivePartialModel)]
#[sea_orm(entity = "duty::Entity")]
#[expect(missing_docs, reason = "each is the field of duty::Model of the same name")]
pub struct DutyLine {
    pub task_id: TaskId,
    pub unit_id: UnitId,
    pub kind: DutyKind,
}

impl From<&duty::Model> for DutyLine {
    fn from(duty: &duty::Model) -> Self {
        Self { task_id: duty.task_id, unit_id: duty.unit_id, kind: duty.kind }
    }
}

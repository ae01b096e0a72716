//! Tasks with their duties, measures and milestones.

use sea_orm::entity::prelude::*;
use time::Date;

use super::{Direction, DueKind, DutyKind, MilestoneKind};
use crate::db::ids::{
    DocumentId, DutyId, GoalId, MeasureId, MilestoneId, PersonId, PostId, TaskId, TenantId, ThemeId, UnitId,
};

/// A task 任务.
pub mod task {
    use super::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "task")]
    pub struct Model {
        /// Tenant.
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        /// Id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: TaskId,
        /// Year.
        pub year: i32,
        /// Number inside the year, gapless.
        pub number: i64,
        /// The task it is a part of.
        pub parent_id: Option<TaskId>,
        /// The goal it serves.
        pub goal_id: Option<GoalId>,
        /// The theme it serves.
        pub theme_id: Option<ThemeId>,
        /// The body whose plan it is.
        pub unit_id: UnitId,
        /// Path of that body.
        pub unit_path: String,
        /// 工作领域; empty if there is none.
        pub area: String,
        /// Place of the area in the order in which the office named its areas; 0 for none.
        pub area_sort: i64,
        /// What is to be done.
        pub title: String,
        /// To what extent 要求.
        pub requirement: Option<String>,
        /// How 举措.
        pub method: Option<String>,
        /// The time limit as the source spells it.
        pub due_text: Option<String>,
        /// What kind of limit it is.
        pub due_kind: DueKind,
        /// First day of a period, if one was given.
        pub start_day: Option<Date>,
        /// Last day.
        pub due_day: Option<Date>,
        /// The same, or [`super::no_day`]: the order of lists.
        pub due_sort: Date,
        /// 责任领导: the post of the leader in charge.
        pub sponsor_post_id: Option<PostId>,
        /// 责任人, where a person is named besides the post.
        pub owner_person_id: Option<PersonId>,
        /// The post that answers for it 定岗.
        pub owner_post_id: Option<PostId>,
        /// Unit of the first lead duty (a copy, for sorting and filtering).
        pub lead_unit_id: Option<UnitId>,
        /// Its path, empty if nobody leads.
        pub lead_path: String,
        /// Upper level whose task it carries down.
        pub upper_body: Option<String>,
        /// Last day that the upper level set.
        pub upper_due_day: Option<Date>,
        /// Why it is due earlier than the upper level demands 加码.
        pub raise_reason: Option<String>,
        /// `luoshi_core::plan::Missing`, derived at every change.
        pub missing: i32,
        /// Document that proposed it.
        pub document_id: Option<DocumentId>,
        /// Span in the document's text.
        pub span_start: Option<i64>,
        /// End of the span.
        pub span_end: Option<i64>,
        /// Remarks.
        pub note: Option<String>,
        /// Done on this day.
        pub done_on: Option<Date>,
        /// Cancelled.
        pub cancelled_at: Option<i64>,
        /// Milliseconds UTC.
        pub created_at: i64,
        /// Milliseconds UTC.
        pub updated_at: i64,
        /// Optimistic version.
        pub version: i64,
    }
    /// None.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}

    impl Model {
        /// The human number, such as 2026-0123.
        #[must_use]
        pub fn human_number(&self) -> String {
            human_number(self.year, self.number)
        }
    }

    /// The number by which people call a task, such as 2026-0123.
    #[must_use]
    pub fn human_number(year: i32, number: i64) -> String {
        format!("{year}-{number:04}")
    }
}

/// Who answers for a task.
pub mod duty {
    use super::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "duty")]
    pub struct Model {
        /// Tenant.
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        /// Id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: DutyId,
        /// Task.
        pub task_id: TaskId,
        /// Year of the task (a copy).
        pub year: i32,
        /// Number of the task (a copy).
        pub task_number: i64,
        /// Unit.
        pub unit_id: UnitId,
        /// Path of the unit (a copy, for the visibility of lists).
        pub unit_path: String,
        /// How it answers.
        pub kind: DutyKind,
        /// Order; 0 leads.
        pub position: i32,
    }
    /// None.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// A measure 量化指标.
pub mod measure {
    use super::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "measure")]
    pub struct Model {
        /// Tenant.
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        /// Id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: MeasureId,
        /// Year.
        pub year: i32,
        /// Of a task, or
        pub task_id: Option<TaskId>,
        /// of a goal.
        pub goal_id: Option<GoalId>,
        /// What is measured.
        pub name: String,
        /// How it binds.
        pub direction: Direction,
        /// Decimal digits.
        pub value: String,
        /// Unit of measure; 万 and 亿 stay here.
        pub unit_of_measure: String,
        /// Last year's value.
        pub base_value: Option<String>,
        /// The upper level's value, in the same unit of measure.
        pub upper_value: Option<String>,
        /// Why it is tighter than the upper level's 加码.
        pub raise_reason: Option<String>,
        /// Order.
        pub position: i32,
        /// Optimistic version.
        pub version: i64,
    }
    /// None.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// A milestone 节点 or visible progress 形象进度.
pub mod milestone {
    use super::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "milestone")]
    pub struct Model {
        /// Tenant.
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        /// Id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: MilestoneId,
        /// Task.
        pub task_id: TaskId,
        /// Kind.
        pub kind: MilestoneKind,
        /// By this day.
        pub day: Date,
        /// What can be seen then.
        pub title: String,
        /// Optimistic version.
        pub version: i64,
    }
    /// None.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

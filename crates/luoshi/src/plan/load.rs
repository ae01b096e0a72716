//! Loading a task with the permission for one action.

use std::collections::BTreeMap;

use luoshi_core::policy::{Action, Guarded, Kind, Permitted, permit};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _, Select,
};

use super::store::{duty, task};
use crate::ctx::Ctx;
use crate::db::ids::TaskId;
use crate::error::AppError;

/// A task with the units that answer for it: what the policy must know.
#[derive(Debug, Clone)]
pub struct LoadedTask {
    /// The task.
    pub task: task::Model,
    /// Its duties in order.
    pub duties: Vec<duty::Model>,
    related: Vec<String>,
}

impl LoadedTask {
    /// Puts a task and its duties together.
    #[must_use]
    pub fn new(task: task::Model, duties: Vec<duty::Model>) -> Self {
        let related = duties.iter().map(|d| d.unit_path.clone()).collect();
        Self { task, duties, related }
    }
}

impl Guarded for LoadedTask {
    fn tenant(&self) -> i64 {
        self.task.tenant_id.0
    }
    fn kind(&self) -> Kind {
        Kind::Task
    }
    fn path(&self) -> &str {
        &self.task.unit_path
    }
    fn related(&self) -> &[String] {
        &self.related
    }
}

/// Loads a task for an action.
///
/// # Errors
/// Not found or not permitted.
pub async fn load_task(ctx: &Ctx, id: TaskId, action: Action) -> Result<Permitted<LoadedTask>, AppError> {
    load_tasks(ctx, ctx.reader(), &[id], action).await?.into_iter().next().ok_or(AppError::NotFound)
}

/// Loads tasks for an action, in the order asked for; all or none.
///
/// # Errors
/// If one of them is not found or not permitted.
pub async fn load_tasks(
    ctx: &Ctx,
    conn: &impl ConnectionTrait,
    ids: &[TaskId],
    action: Action,
) -> Result<Vec<Permitted<LoadedTask>>, AppError> {
    let mut tasks: BTreeMap<TaskId, task::Model> = BTreeMap::new();
    let mut duties: BTreeMap<TaskId, Vec<duty::Model>> = BTreeMap::new();
    for chunk in ids.chunks(500) {
        let found = task::Entity::find()
            .filter(task::Column::TenantId.eq(ctx.tenant()))
            .filter(task::Column::Id.is_in(chunk.iter().copied()))
            .all(conn)
            .await?;
        tasks.extend(found.into_iter().map(|t| (t.id, t)));
        for duty in duties_of(ctx, conn, chunk).await? {
            duties.entry(duty.task_id).or_default().push(duty);
        }
    }
    ids.iter()
        .map(|id| {
            let task = tasks.get(id).cloned().ok_or(AppError::NotFound)?;
            let loaded = LoadedTask::new(task, duties.get(id).cloned().unwrap_or_default());
            Ok(permit(&ctx.actor, action, loaded)?)
        })
        .collect()
}

/// The duties of some tasks, in order.
///
/// # Errors
/// When the store cannot be read.
pub async fn duties_of(
    ctx: &Ctx,
    conn: &impl ConnectionTrait,
    ids: &[TaskId],
) -> Result<Vec<duty::Model>, AppError> {
    Ok(duties(ctx, ids).all(conn).await?)
}

/// The select of the duties of some tasks, in order.
#[must_use]
pub fn duties(ctx: &Ctx, ids: &[TaskId]) -> Select<duty::Entity> {
    duty::Entity::find()
        .filter(duty::Column::TenantId.eq(ctx.tenant()))
        .filter(duty::Column::TaskId.is_in(ids.iter().copied()))
        .order_by_asc(duty::Column::TaskId)
        .order_by_asc(duty::Column::Position)
}

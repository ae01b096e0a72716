//! The ledger as a tree: tasks that stand for themselves, each with its parts below it.

use std::collections::BTreeMap;

use sea_orm::{ColumnTrait as _, PaginatorTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _};

use super::query::{self, View};
use super::rows::{COUNTED, Row, Rows, rows_of};
use crate::ctx::Ctx;
use crate::db::ids::TaskId;
use crate::error::AppError;
use crate::org::Org;
use crate::plan::store::task;

/// Parts of one task that a page shows at most.
const PARTS: u64 = 500;

/// A page of whole branches: the tasks at the top are paged, their parts follow them.
///
/// # Errors
/// When the store cannot be read.
pub async fn page(ctx: &Ctx, org: &Org, year: i32, view: &View) -> Result<Rows, AppError> {
    let tops = query::matching(ctx, year, &view.filter).filter(task::Column::ParentId.is_null());
    let all = query::matching(ctx, year, &view.filter).select_only().column(task::Column::Id);
    let total = all.limit(COUNTED + 1).count(ctx.reader()).await?;
    let (select, backwards) = query::paged(tops, view);
    let mut tasks = select.all(ctx.reader()).await?;
    let size = usize::try_from(view.size()).unwrap_or(usize::MAX);
    let more = tasks.len() > size;
    tasks.truncate(size);
    if backwards {
        tasks.reverse();
    }
    let (sort, _) = view.order();
    let first = tasks
        .first()
        .map(|t| query::cursor(t, sort))
        .filter(|_| if backwards { more } else { !view.after.is_empty() });
    let last = tasks.last().map(|t| query::cursor(t, sort)).filter(|_| backwards || more);
    let ids: Vec<TaskId> = tasks.iter().map(|t| t.id).collect();
    let mut parts: BTreeMap<TaskId, Vec<Row>> = BTreeMap::new();
    for mut row in rows_of(ctx, org, parts_of(ctx, year, view, &ids).await?).await? {
        row.depth = 2;
        if let Some(parent) = row.task.parent_id {
            parts.entry(parent).or_default().push(row);
        }
    }
    let mut rows = Vec::new();
    for row in rows_of(ctx, org, tasks).await? {
        let below = parts.remove(&row.task.id).unwrap_or_default();
        rows.push(row);
        rows.extend(below);
    }
    Ok(Rows {
        total,
        rows,
        previous: first.map(|c| view.link(|v| v.before = c)),
        next: last.map(|c| view.link(|v| v.after = c)),
    })
}

/// The parts of some tasks that the filter lets through, in the order of their numbers.
async fn parts_of(ctx: &Ctx, year: i32, view: &View, ids: &[TaskId]) -> Result<Vec<task::Model>, AppError> {
    Ok(query::matching(ctx, year, &view.filter)
        .filter(task::Column::ParentId.is_in(ids.iter().copied()))
        .order_by_asc(task::Column::Number)
        .limit(PARTS)
        .all(ctx.reader())
        .await?)
}

//! The ledger as a tree: tasks that stand for themselves, each with its parts below it.

use std::collections::BTreeMap;

use sea_orm::{ColumnTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _};

use super::line::Line;
use super::query::{self, View};
use super::rows::{COUNTED, Row, Rows, rows_of};
use crate::ctx::Ctx;
use crate::db::ids::TaskId;
use crate::error::AppError;
use crate::org::Org;
use crate::plan::store::task;

/// Parts of one task that a page shows at most.
const PARTS: u64 = 500;
/// Levels that are shown: tasks, their parts, and parts of those.
const DEPTH: u8 = 4;

/// A page of whole branches: the tasks at the top are paged, their parts follow them.
///
/// # Errors
/// When the store cannot be read.
pub async fn page(ctx: &Ctx, org: &Org, year: i32, view: &View) -> Result<Rows, AppError> {
    let tops = query::tops(ctx, year, &view.filter);
    let all = query::matching(ctx, year, &view.filter);
    let total = query::counted(ctx.reader(), all, COUNTED + 1).await?;
    let (select, backwards) = query::paged(tops, view);
    let mut tasks = select.into_partial_model::<Line>().all(ctx.reader()).await?;
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
    let mut parts = parts_below(ctx, org, year, view, &tasks).await?;
    let mut rows = Vec::new();
    for row in rows_of(ctx, org, tasks).await? {
        place(row, &mut parts, &mut rows);
    }
    Ok(Rows {
        total,
        rows,
        previous: first.map(|c| view.link(|v| v.before = c)),
        next: last.map(|c| view.link(|v| v.after = c)),
    })
}

/// A row with everything below it, in the order of a table of contents.
fn place(row: Row, parts: &mut BTreeMap<TaskId, Vec<Row>>, rows: &mut Vec<Row>) {
    let below = parts.remove(&row.task.id).unwrap_or_default();
    rows.push(row);
    for part in below {
        place(part, parts, rows);
    }
}

/// The parts of some tasks, and theirs, by the task that they are parts of.
async fn parts_below(
    ctx: &Ctx,
    org: &Org,
    year: i32,
    view: &View,
    tops: &[Line],
) -> Result<BTreeMap<TaskId, Vec<Row>>, AppError> {
    let mut ids: Vec<TaskId> = tops.iter().map(|t| t.id).collect();
    let mut parts: BTreeMap<TaskId, Vec<Row>> = BTreeMap::new();
    for depth in 2..=DEPTH {
        let found = parts_of(ctx, year, view, &ids).await?;
        ids = found.iter().map(|t| t.id).collect();
        for mut row in rows_of(ctx, org, found).await? {
            row.depth = depth;
            if let Some(parent) = row.task.parent_id {
                parts.entry(parent).or_default().push(row);
            }
        }
        if ids.is_empty() {
            break;
        }
    }
    Ok(parts)
}

/// The parts of some tasks that the filter lets through, in the order of their numbers.
async fn parts_of(ctx: &Ctx, year: i32, view: &View, ids: &[TaskId]) -> Result<Vec<Line>, AppError> {
    Ok(query::matching(ctx, year, &view.filter)
        .filter(task::Column::ParentId.is_in(ids.iter().copied()))
        .order_by_asc(task::Column::Number)
        .limit(PARTS)
        .into_partial_model()
        .all(ctx.reader())
        .await?)
}

//! The plan frozen: what was announced can be shown, and compared, for ever.

use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, EntityTrait, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, Select,
};

use super::store::{duty, goal, measure, milestone, plan_version, task};
use crate::app::sha256;
use crate::ctx::Tx;
use crate::db::ids::TaskId;
use crate::error::AppError;
use crate::event::{Event, Subject};

/// Rows that are held at once. The whole year as a tree of values would take many times its text.
const PAGE: u64 = 500;

/// Freezes the plan of a year as its next version. The version holds one JSON object: goals, tasks,
/// duties, measures and milestones, each a list of rows.
///
/// # Errors
/// When the store fails.
pub(super) async fn freeze(tx: &mut Tx<'_>, number: i32) -> Result<(), AppError> {
    let content = content(tx, number).await?;
    let digest = sha256(content.as_bytes());
    let last = tx.next_number("plan_version", number).await?;
    let version = i32::try_from(last).unwrap_or(i32::MAX);
    plan_version::ActiveModel {
        tenant_id: Set(tx.tenant()),
        id: Set(tx.ctx.new_id()),
        year: Set(number),
        number: Set(version),
        sha256: Set(digest.clone()),
        content: Set(content),
        created_at: Set(tx.ctx.now),
    }
    .insert(tx.conn())
    .await?;
    let event = Event::PlanFrozen { version, sha256: digest };
    tx.record(Subject::new("year", i64::from(number)), "/", event).await
}

async fn content(tx: &Tx<'_>, number: i32) -> Result<String, AppError> {
    let tenant = tx.tenant();
    let goals = goal::Entity::find().filter(goal::Column::TenantId.eq(tenant));
    let tasks = task::Entity::find().filter(task::Column::TenantId.eq(tenant));
    let duties = duty::Entity::find().filter(duty::Column::TenantId.eq(tenant));
    let measures = measure::Entity::find().filter(measure::Column::TenantId.eq(tenant));
    let mut out = Text::default();
    out.open("goals");
    by_key(tx, &mut out, goals.filter(goal::Column::Year.eq(number)), goal::Column::Id).await?;
    out.open("tasks");
    by_key(tx, &mut out, tasks.filter(task::Column::Year.eq(number)), task::Column::Number).await?;
    out.open("duties");
    by_key(tx, &mut out, duties.filter(duty::Column::Year.eq(number)), duty::Column::Id).await?;
    out.open("measures");
    by_key(tx, &mut out, measures.filter(measure::Column::Year.eq(number)), measure::Column::Id).await?;
    out.open("milestones");
    milestones(tx, &mut out, number).await?;
    Ok(out.finish())
}

/// Adds the rows of a select, a page at a time, in the order of a unique number.
async fn by_key<E: EntityTrait>(
    tx: &Tx<'_>,
    out: &mut Text,
    rows: Select<E>,
    key: E::Column,
) -> Result<(), AppError> {
    let name = sea_orm::IdenStatic::as_str(&key).to_owned();
    let mut after = i64::MIN;
    loop {
        let page = rows.clone().filter(key.gt(after)).order_by_asc(key).limit(PAGE);
        let page = page.into_json().all(tx.conn()).await?;
        let Some(last) = page.last().and_then(|row| row.get(&name)?.as_i64()) else { return Ok(()) };
        page.iter().for_each(|row| out.row(row));
        after = last;
    }
}

/// Milestones know their task and not the year: they are read by the tasks of a page.
async fn milestones(tx: &Tx<'_>, out: &mut Text, number: i32) -> Result<(), AppError> {
    let mut after = i64::MIN;
    loop {
        let tasks: Vec<(TaskId, i64)> = task::Entity::find()
            .select_only()
            .columns([task::Column::Id, task::Column::Number])
            .filter(task::Column::TenantId.eq(tx.tenant()))
            .filter(task::Column::Year.eq(number))
            .filter(task::Column::Number.gt(after))
            .order_by_asc(task::Column::Number)
            .limit(PAGE)
            .into_tuple()
            .all(tx.conn())
            .await?;
        let Some((_, last)) = tasks.last() else { return Ok(()) };
        after = *last;
        let rows = milestone::Entity::find()
            .filter(milestone::Column::TenantId.eq(tx.tenant()))
            .filter(milestone::Column::TaskId.is_in(tasks.iter().map(|(id, _)| *id)))
            .order_by_asc(milestone::Column::Id)
            .into_json()
            .all(tx.conn())
            .await?;
        rows.iter().for_each(|row| out.row(row));
    }
}

/// A JSON object of lists as it is written.
#[derive(Debug, Default)]
struct Text {
    json: String,
    rows: bool,
}

impl Text {
    /// Begins the next list.
    fn open(&mut self, name: &str) {
        self.json.push_str(if self.json.is_empty() { "{\"" } else { "],\"" });
        self.json.push_str(name);
        self.json.push_str("\":[");
        self.rows = false;
    }

    fn row(&mut self, row: &serde_json::Value) {
        if std::mem::replace(&mut self.rows, true) {
            self.json.push(',');
        }
        self.json.push_str(&row.to_string());
    }

    fn finish(mut self) -> String {
        self.json.push_str("]}");
        self.json
    }
}

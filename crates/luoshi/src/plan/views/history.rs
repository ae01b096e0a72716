//! The history of any record, for whoever may read the record.

use askama::Template;
use axum::extract::{Path, Query};
use luoshi_core::policy::{Action, Guarded, Kind, Refused, Resource, Verdict, may, permit};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, Statement,
};
use serde::Deserialize;

use crate::ctx::Ctx;
use crate::db::ids::{EventId, FrameworkId, GoalId, TaskId, UnitId};
use crate::error::AppError;
use crate::event::{self, Change};
use crate::org::Org;
use crate::plan::load::load_task;
use crate::plan::store::{framework, goal};
use crate::plan::years;
use crate::web::{Page, Ui};

/// Events of a page.
const PAGE: u64 = 50;

/// A line of the history.
#[derive(Debug)]
pub struct Line {
    /// Milliseconds UTC.
    pub at: i64,
    /// Who, with the name of that day.
    pub actor: String,
    /// What, as a locale key's tail.
    pub kind: String,
    /// Its facts: field, value.
    pub facts: Vec<(String, String)>,
    /// Changed fields with both values.
    pub changes: Vec<Change>,
}

/// A record that has a history.
#[derive(Debug)]
pub struct Record {
    /// Its name.
    pub title: String,
    /// Its page, where it has one.
    pub href: String,
}

/// The history of a record.
#[derive(Template)]
#[template(path = "plan/views/history.html")]
pub struct HistoryPage {
    /// Shell.
    pub ui: Ui,
    /// Kind of the record.
    pub subject: String,
    /// The record.
    pub record: Record,
    /// Events, newest first.
    pub lines: Vec<Line>,
    /// Address of the older ones.
    pub older: Option<String>,
}

/// Where the page begins.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct From {
    /// Only events before this one.
    before: String,
}

/// `GET /history/{subject}/{id}`
pub async fn index(
    ctx: Ctx,
    ui: Ui,
    Path((subject, id)): Path<(String, i64)>,
    Query(from): Query<From>,
) -> Result<Page<HistoryPage>, AppError> {
    let record = record(&ctx, &ui, &subject, id).await?;
    let mut events = event::Entity::find()
        .filter(event::Column::TenantId.eq(ctx.tenant()))
        .filter(event::Column::Subject.eq(subject.as_str()))
        .filter(event::Column::SubjectId.eq(id));
    if let Ok(before) = from.before.parse::<EventId>() {
        events = events.filter(event::Column::Id.lt(before));
    }
    let mut events = events.order_by_desc(event::Column::Id).limit(PAGE + 1).all(ctx.reader()).await?;
    let more = u64::try_from(events.len()).unwrap_or(u64::MAX) > PAGE;
    events.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
    let older = events.last().filter(|_| more).map(|e| format!("/history/{subject}/{id}?before={}", e.id));
    let lines = events.into_iter().map(line).collect();
    Ok(Page(HistoryPage { ui, subject, record, lines, older }))
}

fn line(row: event::Model) -> Line {
    let mut facts = Vec::new();
    let mut changes = Vec::new();
    if let Ok(serde_json::Value::Object(data)) = serde_json::from_str(&row.data) {
        for (name, value) in data {
            match (name.as_str(), value) {
                ("kind" | "sha256", _) => {}
                ("changes", value) => changes = serde_json::from_value(value).unwrap_or_default(),
                (_, serde_json::Value::String(text)) => facts.push((name, text)),
                (_, value) => facts.push((name, value.to_string())),
            }
        }
    }
    Line { at: row.at, actor: row.actor_name, kind: row.kind, facts, changes }
}

/// Something of the whole tenant that the policy can judge by its kind.
struct Whole(i64, Kind);

impl Guarded for Whole {
    fn tenant(&self) -> i64 {
        self.0
    }
    fn kind(&self) -> Kind {
        self.1
    }
    fn path(&self) -> &str {
        "/"
    }
}

fn may_read(ctx: &Ctx, kind: Kind) -> Result<(), AppError> {
    permit(&ctx.actor, Action::Read, Whole(ctx.tenant().0, kind))?;
    Ok(())
}

/// The record, if it is there and the visitor may read it.
async fn record(ctx: &Ctx, ui: &Ui, subject: &str, id: i64) -> Result<Record, AppError> {
    match subject {
        "task" => {
            let loaded = load_task(ctx, TaskId(id), Action::Read).await?;
            let title = format!("{} {}", loaded.task.human_number(), loaded.task.title);
            Ok(Record { title, href: format!("/tasks/{id}") })
        }
        "year" => {
            let number = i32::try_from(id).map_err(|_| AppError::NotFound)?;
            let year = years::load(ctx, number, Action::Read).await?;
            Ok(Record { title: ui.t1("common-year", "y", year.year), href: "/years".to_owned() })
        }
        "unit" => unit(ctx, UnitId(id)).await,
        "document" => document(ctx, id).await,
        "framework" => {
            may_read(ctx, Kind::Plan)?;
            let found =
                framework::Entity::find_by_id((ctx.tenant(), FrameworkId(id))).one(ctx.reader()).await?;
            Ok(Record { title: found.ok_or(AppError::NotFound)?.name, href: "/plan".to_owned() })
        }
        "goal" => {
            may_read(ctx, Kind::Plan)?;
            let found = goal::Entity::find_by_id((ctx.tenant(), GoalId(id))).one(ctx.reader()).await?;
            Ok(Record { title: found.ok_or(AppError::NotFound)?.title, href: "/plan".to_owned() })
        }
        _ => Err(AppError::NotFound),
    }
}

async fn unit(ctx: &Ctx, id: UnitId) -> Result<Record, AppError> {
    let org = Org::of(ctx).await?;
    let unit = org.unit(id).ok_or(AppError::NotFound)?;
    let thing = Resource { tenant: ctx.tenant().0, kind: Kind::Roster, path: &unit.path, related: &[] };
    if may(&ctx.actor, Action::Read, &thing) != Verdict::Allowed {
        return Err(Refused { action: Action::Read, kind: Kind::Roster, hidden: true }.into());
    }
    Ok(Record { title: unit.name.clone(), href: format!("/org/units/{id}") })
}

/// The table belongs to the intake feature, which comes after this one; its name is read by name.
async fn document(ctx: &Ctx, id: i64) -> Result<Record, AppError> {
    may_read(ctx, Kind::Document)?;
    let sql = "SELECT name FROM document WHERE tenant_id = $1 AND id = $2";
    let statement =
        Statement::from_sql_and_values(ctx.app.db.engine(), sql, [ctx.tenant().0.into(), id.into()]);
    let row = ctx.reader().query_one_raw(statement).await?.ok_or(AppError::NotFound)?;
    Ok(Record { title: row.try_get("", "name")?, href: format!("/documents/{id}") })
}

//! The ledger as a file: exactly what the filter lets through and the visitor may see, in the order
//! of the view, read by keyset a thousand at a time. Each export is an event with its number of rows.

use std::sync::Arc;

use axum::extract::Query;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use luoshi_docs::write::ledger::{LedgerColumn, LedgerRow, LedgerSheet};
use luoshi_docs::write::{csv, xlsx};
use serde::Serialize;
use serde_json::{Value, json};

use super::sheet::{WholeTask, row, whole};
use crate::ctx::Ctx;
use crate::error::{AppError, Notice};
use crate::event::{Event, Subject};
use crate::org::Org;
use crate::plan::ledger::View;
use crate::plan::ledger::query::{self, standing_of};
use crate::plan::years;
use crate::web::Ui;
use crate::web::forms::percent_encode;
use crate::web::i18n::Locale;

/// Rows of a file at most: what a workbook of this kind is opened with.
pub const ROWS_MAX: u64 = 50_000;
/// Rows read at once.
const CHUNK: u64 = 1_000;

/// `GET /ledger.xlsx`
pub async fn excel(ctx: Ctx, ui: Ui, Query(view): Query<View>) -> Result<Response, AppError> {
    const KIND: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    let write = |all: &All| Ok(xlsx::workbook(&all.sheet()).map_err(anyhow::Error::from)?);
    export(ctx, &ui, view, ("xlsx", KIND), write).await
}

/// `GET /ledger.csv`
pub async fn commas(ctx: Ctx, ui: Ui, Query(view): Query<View>) -> Result<Response, AppError> {
    let write = |all: &All| Ok(csv::csv(&all.sheet()));
    export(ctx, &ui, view, ("csv", "text/csv; charset=utf-8"), write).await
}

/// `GET /ledger.json`
pub async fn structured(ctx: Ctx, ui: Ui, Query(view): Query<View>) -> Result<Response, AppError> {
    let write = |all: &All| Ok(serde_json::to_vec(&all.document())?);
    export(ctx, &ui, view, ("json", "application/json"), write).await
}

/// What an export holds.
struct All {
    ctx: Ctx,
    org: Arc<Org>,
    year: i32,
    tasks: Vec<WholeTask>,
}

/// Reads everything, writes the file on a thread meant for that (50,000 rows take seconds of a core
/// in any format), and hands it out.
async fn export(
    ctx: Ctx,
    ui: &Ui,
    view: View,
    (format, kind): (&'static str, &'static str),
    write: impl FnOnce(&All) -> Result<Vec<u8>, AppError> + Send + 'static,
) -> Result<Response, AppError> {
    let year = years::current(&ctx, ui.year()).await?.year;
    let org = Org::of(&ctx).await?;
    let tasks = everything(&ctx, year, view).await?;
    let rows = tasks.len();
    let all = All { ctx: ctx.clone(), org: Arc::clone(&org), year, tasks };
    let written = tokio::task::spawn_blocking(move || write(&all)).await;
    let bytes = written.map_err(anyhow::Error::from)??;
    answer(&ctx, &org, year, rows, (format, kind), bytes).await
}

/// Records the export, then hands the file out.
async fn answer(
    ctx: &Ctx,
    org: &Org,
    year: i32,
    rows: usize,
    (format, kind): (&str, &str),
    bytes: Vec<u8>,
) -> Result<Response, AppError> {
    let rows = u32::try_from(rows).unwrap_or(u32::MAX);
    let mut tx = ctx.begin().await?;
    let what = format!("ledger.{format}");
    tx.record(Subject::new("year", i64::from(year)), "/", Event::Exported { what, rows }).await?;
    tx.commit().await?;
    let disposition = disposition(&file_name(ctx, org, year, format), format);
    let headers = [(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    Ok((headers, bytes).into_response())
}

/// Every task of the view with what belongs to it.
async fn everything(ctx: &Ctx, year: i32, mut view: View) -> Result<Vec<WholeTask>, AppError> {
    (view.after, view.before) = (String::new(), String::new());
    let all = query::matching(ctx, year, &view.filter);
    let count = query::counted(ctx.reader(), all.clone(), ROWS_MAX + 1).await?;
    if count > ROWS_MAX {
        return Err(Notice::new("refused-export-large").with("n", ROWS_MAX).into());
    }
    let (sort, _) = view.order();
    let mut out = Vec::new();
    loop {
        let (select, _) = query::paged_by(all.clone(), &view, CHUNK);
        let mut tasks = select.all(ctx.reader()).await?;
        let more = u64::try_from(tasks.len()).unwrap_or(u64::MAX) > CHUNK;
        tasks.truncate(usize::try_from(CHUNK).unwrap_or(usize::MAX));
        if let Some(last) = tasks.last() {
            view.after = query::cursor(&last.clone().into(), sort);
        }
        out.extend(whole(ctx, tasks).await?);
        if !more {
            return Ok(out);
        }
    }
}

impl All {
    fn sheet(&self) -> LedgerSheet {
        sheet(&self.ctx, &self.org, self.year, &self.tasks)
    }

    fn document(&self) -> Value {
        document(&self.ctx, &self.org, self.year, &self.tasks)
    }
}

/// The ledger to print. 责任单位 stands in it only where a task has one besides those that lead.
fn sheet(ctx: &Ctx, org: &Org, year: i32, tasks: &[WholeTask]) -> LedgerSheet {
    use LedgerColumn as C;
    let rows: Vec<LedgerRow> = tasks.iter().map(|t| row(ctx, org, t)).collect();
    let responsible = rows.iter().any(|r| !r.responsible.is_empty());
    let left_out = |c: &C| {
        matches!(c, C::DueDay | C::Phone | C::Progress | C::Status) || (*c == C::Responsible && !responsible)
    };
    let office = office(org);
    LedgerSheet {
        year,
        title: format!("{office}{}", Locale::Zh.text_with("export-title", &[("y", year.to_string())])),
        unit: office,
        date: ctx.today(),
        filled_by: String::new(),
        checked_by: String::new(),
        columns: C::ALL.into_iter().filter(|c| !left_out(c)).collect(),
        rows,
    }
}

fn office(org: &Org) -> String {
    org.root().map(|u| u.name.clone()).unwrap_or_default()
}

/// `{年}-任务台账-{单位}-{yyyymmdd}.{format}` without characters that a file system refuses.
fn file_name(ctx: &Ctx, org: &Org, year: i32, format: &str) -> String {
    let day = ctx.today();
    let day = format!("{:04}{:02}{:02}", day.year(), u8::from(day.month()), day.day());
    let name = format!("{year}-{}-{}-{day}", Locale::Zh.text("ledger-title"), office(org));
    let safe: String =
        name.chars().filter(|c| !c.is_control() && !r#"/\:*?"<>|"#.contains(*c)).take(100).collect();
    format!("{safe}.{format}")
}

/// RFC 6266 with the name in UTF-8 (RFC 8187), and a plain one for programs that know neither.
fn disposition(name: &str, format: &str) -> String {
    format!("attachment; filename=\"ledger.{format}\"; filename*=UTF-8''{}", percent_encode(name))
}

/// The JSON document of `docs/api.md`.
fn document(ctx: &Ctx, org: &Org, year: i32, tasks: &[WholeTask]) -> Value {
    let tasks: Vec<Value> = tasks.iter().map(|t| entry(ctx, org, t)).collect();
    json!({
        "year": year,
        "unit": office(org),
        "day": ctx.today(),
        "tasks": tasks,
    })
}

#[derive(Serialize)]
struct Duty<'a> {
    kind: &'static str,
    unit: &'a str,
    unit_id: String,
}

fn entry(ctx: &Ctx, org: &Org, whole: &WholeTask) -> Value {
    let t = &whole.task;
    let duties: Vec<Duty<'_>> = whole
        .duties
        .iter()
        .map(|d| Duty {
            kind: d.kind.word(),
            unit: org.unit_label(d.unit_id),
            unit_id: d.unit_id.to_string(),
        })
        .collect();
    let measures: Vec<Value> = whole
        .measures
        .iter()
        .map(|m| {
            json!({"name": m.name, "direction": m.direction.word(), "value": m.value,
                "unit": m.unit_of_measure, "base": m.base_value, "upper": m.upper_value})
        })
        .collect();
    let milestones: Vec<Value> = whole
        .milestones
        .iter()
        .map(|m| json!({"kind": m.kind.word(), "day": m.day, "title": m.title}))
        .collect();
    let missing: Vec<&str> = luoshi_core::plan::Missing(t.missing).list().map(|s| s.word()).collect();
    let person = t.owner_person_id.and_then(|p| org.person(p)).map(|p| p.name.as_str());
    json!({
        "id": t.id,
        "number": t.human_number(),
        "version": t.version,
        "parent_id": t.parent_id,
        "area": t.area,
        "title": t.title,
        "requirement": t.requirement,
        "method": t.method,
        "due": {"text": t.due_text, "kind": t.due_kind.word(), "start": t.start_day, "day": t.due_day},
        "upper": {"body": t.upper_body, "day": t.upper_due_day, "raise_reason": t.raise_reason},
        "sponsor": t.sponsor_post_id.map(|p| org.post_label(p)),
        "owner": {"post": t.owner_post_id.map(|p| org.post_label(p)), "person": person},
        "duties": duties,
        "measures": measures,
        "milestones": milestones,
        "standing": standing_of(t, ctx.today()).word(),
        "missing": missing,
        "done_on": t.done_on,
        "cancelled": t.cancelled_at.is_some(),
        "document_id": t.document_id,
        "note": t.note,
    })
}

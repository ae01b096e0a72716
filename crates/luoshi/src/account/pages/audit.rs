//! 审计日志: the history as the audit officer reads and exports it.

use askama::Template;
use axum::extract::Query;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;

use crate::account::audit::{self, Filter};
use crate::account::lending::day;
use crate::ctx::Ctx;
use crate::db::ids::EventId;
use crate::error::AppError;
use crate::event::{self, Event};
use crate::web::api::{Gives, Param};
use crate::web::forms::percent_encode;
use crate::web::{Page, Ui};

#[derive(Template)]
#[template(path = "account/pages/audit.html")]
pub(super) struct AuditPage {
    ui: Ui,
    kinds: &'static [&'static str],
    form: FilterForm,
    rows: Vec<Row>,
    /// Id of the last row, if there are more.
    next: Option<EventId>,
    /// The filter as a query, without paging.
    query: String,
}

struct Row {
    at: String,
    who: String,
    what: String,
    about: String,
    facts: Vec<String>,
    address: String,
}

/// The filter of the page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct FilterForm {
    kind: String,
    person: String,
    from_day: String,
    to_day: String,
    before: String,
}

impl FilterForm {
    fn filter(&self) -> Filter {
        Filter {
            kind: self.kind.clone(),
            person: self.person.clone(),
            from_day: day(&self.from_day),
            to_day: day(&self.to_day),
            before: self.before.parse().ok(),
        }
    }

    fn query(&self) -> String {
        [
            ("kind", &self.kind),
            ("person", &self.person),
            ("from_day", &self.from_day),
            ("to_day", &self.to_day),
        ]
        .iter()
        .filter(|(_, v)| !v.is_empty())
        .map(|(k, v)| format!("{k}={}", percent_encode(v)))
        .collect::<Vec<_>>()
        .join("&")
    }
}

pub(super) async fn show(
    ctx: Ctx,
    ui: Ui,
    Query(form): Query<FilterForm>,
) -> Result<Page<AuditPage>, AppError> {
    let page = usize::try_from(audit::PAGE).unwrap_or(usize::MAX);
    let mut events = audit::events(&ctx, &form.filter(), audit::PAGE).await?;
    let more = events.len() > page;
    events.truncate(page);
    let next = events.last().filter(|_| more).map(|e| e.id);
    let rows = events.iter().map(|e| row(&ui, e)).collect();
    let query = form.query();
    Ok(Page(AuditPage { ui, kinds: Event::KINDS, form, rows, next, query }))
}

const fn any(name: &'static str, about: &'static str) -> Param {
    Param { name, about, words: &[] }
}

/// What `GET /audit.csv` gives.
pub(super) const EXPORT: Gives = Gives {
    operation: "export_audit",
    summary: "The history as comma-separated values, the newest first, at most 50,000 rows",
    content: "text/csv; charset=utf-8",
    query: &[
        Param { name: "kind", about: "Only events of this kind", words: Event::KINDS },
        any("person", "Only what this person did"),
        any("from_day", "On this day or later, 2026-06-30"),
        any("to_day", "On this day or earlier"),
    ],
    schema: None,
    refusals: &[],
};

pub(super) async fn export(ctx: Ctx, ui: Ui, Query(form): Query<FilterForm>) -> Result<Response, AppError> {
    let rows = audit::export(&ctx, &form.filter()).await?;
    // The mark at the beginning tells Excel that it is UTF-8.
    let mut text = String::from("\u{feff}");
    let head = ["time", "who", "what", "about", "facts", "address", "request"];
    line(&mut text, &head.map(|h| ui.tk("audit-column", h)));
    for event in &rows {
        let r = row(&ui, event);
        line(
            &mut text,
            &[r.at, r.who, r.what, r.about, r.facts.join("; "), r.address, event.request_id.clone()],
        );
    }
    let name = format!("attachment; filename=\"audit-{}.csv\"", ctx.today());
    Ok((
        [(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, name)],
        text,
    )
        .into_response())
}

fn row(ui: &Ui, event: &event::Model) -> Row {
    Row {
        at: ui.instant(&event.at),
        who: ui.word("actor", &event.actor_name),
        what: ui.tk("event", &event.kind),
        about: format!("{} {}", event.subject, event.subject_id),
        facts: facts(ui, &event.data),
        address: event.address.clone(),
    }
}

/// The facts of an event as a person reads them: `name: value`, `field: before → after`.
fn facts(ui: &Ui, data: &str) -> Vec<String> {
    let Ok(serde_json::Value::Object(map)) = serde_json::from_str(data) else { return Vec::new() };
    let mut out = Vec::new();
    for (key, value) in map.iter().filter(|(k, _)| *k != "kind") {
        match serde_json::from_value::<Vec<event::Change>>(value.clone()) {
            Ok(changes) => out.extend(
                changes.iter().map(|c| format!("{}: {} → {}", ui.word("field", &c.field), c.before, c.after)),
            ),
            Err(_) => {
                let text = match value.as_str() {
                    Some(code) if key == "reason" => ui.word("reason", code),
                    Some(text) => text.to_owned(),
                    None => value.to_string(),
                };
                out.push(format!("{}: {text}", ui.word("audit-fact", key)));
            }
        }
    }
    out
}

/// A line of CSV. A cell that a spreadsheet would take for a formula gets an apostrophe (ASVS 1.2.10).
fn line(out: &mut String, cells: &[String]) {
    let cell = |c: &String| {
        let guard = if c.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
        format!("\"{guard}{}\"", c.replace('"', "\"\""))
    };
    out.push_str(&cells.iter().map(cell).collect::<Vec<_>>().join(","));
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_cell_is_never_a_formula_and_quotes_survive() {
        let mut out = String::new();
        super::line(&mut out, &["=1+1".to_owned(), "say \"hi\"".to_owned()]);
        assert_eq!(out, "\"'=1+1\",\"say \"\"hi\"\"\"\r\n");
    }
}

//! For machines: is it alive, can it work, how much does it do.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use sea_orm::{ConnectionTrait as _, Statement};

use super::api::Gives;
use super::routes::{Need, Routes};
use super::visitor::Visitor;
use crate::app::App;
use crate::error::AppError;

/// Upper bounds of the histogram, in microseconds.
const BOUNDS: [u64; 8] = [1_000, 2_500, 5_000, 10_000, 25_000, 100_000, 500_000, 2_500_000];

static COUNTS: [AtomicU64; 6] = [const { AtomicU64::new(0) }; 6];
static BUCKETS: [AtomicU64; 9] = [const { AtomicU64::new(0) }; 9];
static MICROS: AtomicU64 = AtomicU64::new(0);

pub(super) fn routes() -> Routes {
    Routes::new()
        .data("/healthz", Need::Public, &ALIVE, alive)
        .data("/readyz", Need::Public, &READY, ready)
        .data("/metrics", Need::Public, &METRICS, metrics)
}

const ALIVE: Gives = Gives {
    operation: "get_health",
    summary: "The program runs",
    content: "text/plain; charset=utf-8",
    query: &[],
    schema: None,
    refusals: &[],
};
const READY: Gives = Gives {
    operation: "get_readiness",
    summary: "The program runs and its store answers",
    refusals: &[(503, "The store does not answer")],
    ..ALIVE
};
const METRICS: Gives = Gives {
    operation: "get_metrics",
    summary: "Counters in Prometheus text, for a collector on the same machine",
    content: "text/plain; version=0.0.4",
    refusals: &[(404, "Asked from another machine")],
    ..ALIVE
};

/// Counts an answer.
pub(super) fn note(status: u16, took: Duration) {
    let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
    COUNTS[usize::from(status / 100).min(5)].fetch_add(1, Ordering::Relaxed);
    let bucket = BOUNDS.iter().position(|b| micros <= *b).unwrap_or(BOUNDS.len());
    BUCKETS[bucket].fetch_add(1, Ordering::Relaxed);
    MICROS.fetch_add(micros, Ordering::Relaxed);
}

async fn alive() -> &'static str {
    "ok\n"
}

async fn ready(State(app): State<Arc<App>>) -> Response {
    let statement = Statement::from_string(app.db.engine(), "SELECT 1 AS one");
    match app.db.reader().query_one_raw(statement).await {
        Ok(_) => "ready\n".into_response(),
        Err(error) => {
            tracing::error!(%error, "the store does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, "store\n").into_response()
        }
    }
}

/// Prometheus text, for a collector on the same machine only: counts tell outsiders too much.
async fn metrics(State(app): State<Arc<App>>, visitor: Visitor) -> Result<Response, AppError> {
    let local = visitor.address.parse::<std::net::IpAddr>().is_ok_and(|a| a.is_loopback());
    if !local {
        return Err(AppError::NotFound);
    }
    let sql = "SELECT COUNT(*) AS n FROM job WHERE done_at IS NULL AND failed_at IS NULL";
    let row = app.db.reader().query_one_raw(Statement::from_string(app.db.engine(), sql)).await?;
    let waiting: i64 = row.map(|r| r.try_get("", "n")).transpose()?.unwrap_or_default();
    let text = exposition(waiting);
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response())
}

fn exposition(jobs_waiting: i64) -> String {
    use std::fmt::Write as _;
    let mut out = String::from("# TYPE luoshi_http_responses_total counter\n");
    for (class, count) in COUNTS.iter().enumerate().skip(1) {
        let _ = writeln!(
            out,
            "luoshi_http_responses_total{{class=\"{class}xx\"}} {}",
            count.load(Ordering::Relaxed)
        );
    }
    out.push_str("# TYPE luoshi_http_duration_microseconds histogram\n");
    let mut sum = 0;
    for (i, bucket) in BUCKETS.iter().enumerate() {
        sum += bucket.load(Ordering::Relaxed);
        let bound = BOUNDS.get(i).map_or_else(|| "+Inf".to_owned(), ToString::to_string);
        let _ = writeln!(out, "luoshi_http_duration_microseconds_bucket{{le=\"{bound}\"}} {sum}");
    }
    let _ = writeln!(out, "luoshi_http_duration_microseconds_sum {}", MICROS.load(Ordering::Relaxed));
    let _ = writeln!(out, "luoshi_http_duration_microseconds_count {sum}");
    let _ = writeln!(out, "# TYPE luoshi_jobs_waiting gauge\nluoshi_jobs_waiting {jobs_waiting}");
    let _ = writeln!(
        out,
        "# TYPE luoshi_build_info gauge\nluoshi_build_info{{version=\"{}\"}} 1",
        env!("CARGO_PKG_VERSION")
    );
    out
}

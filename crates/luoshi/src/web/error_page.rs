//! Errors as pages: what happened and what next, in the visitor's language, with the id of the
//! request. Log once, here.

use std::sync::Arc;

use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use luoshi_core::policy::Refused;

use super::i18n::Locale;
use super::ui::Ui;
use super::visitor::Visitor;
use crate::app::App;
use crate::error::{About, AppError, Notice};
use crate::event::{self, Change, Event, Subject};

/// What the outermost layer needs to make a page of an error.
#[derive(Debug, Clone)]
struct Fault {
    heading: &'static str,
    notices: Vec<Notice>,
    denied: Option<Refused>,
    signed_out: bool,
    about: Option<Box<About>>,
}

impl Fault {
    const fn of(heading: &'static str) -> Self {
        Self { heading, notices: Vec::new(), denied: None, signed_out: false, about: None }
    }
}

#[derive(Template)]
#[template(path = "web/error.html")]
struct ErrorPage {
    ui: Ui,
    status: u16,
    heading: String,
    texts: Vec<String>,
    look: Option<String>,
    request_id: String,
}

impl IntoResponse for AppError {
    fn into_response(self) -> Response {
        let (status, heading) = match &self {
            Self::SignedOut => (StatusCode::UNAUTHORIZED, "error-signed-out"),
            Self::Denied(Refused { hidden: true, .. }) | Self::NotFound => {
                (StatusCode::NOT_FOUND, "error-not-found")
            }
            Self::Denied(_) => (StatusCode::FORBIDDEN, "error-forbidden"),
            Self::Conflict { .. } | Self::Changed(_) => (StatusCode::CONFLICT, "error-conflict"),
            Self::Refused(_) => (StatusCode::CONFLICT, "error-refused"),
            Self::Invalid(_) => (StatusCode::UNPROCESSABLE_ENTITY, "error-invalid"),
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "error-too-large"),
            Self::BadRequest(_) => (StatusCode::BAD_REQUEST, "error-bad-request"),
            Self::Store(_) | Self::Internal(_) => (StatusCode::INTERNAL_SERVER_ERROR, "error-internal"),
        };
        let notices = match &self {
            Self::Refused(notice) => vec![notice.clone()],
            Self::Invalid(errors) => errors.0.iter().map(|(_, notice)| notice.clone()).collect(),
            _ => Vec::new(),
        };
        let denied = match &self {
            Self::Denied(refused) => Some(*refused),
            _ => None,
        };
        let signed_out = matches!(self, Self::SignedOut);
        let about = match &self {
            Self::Changed(about) => Some(about.clone()),
            _ => None,
        };
        if status == StatusCode::INTERNAL_SERVER_ERROR {
            tracing::error!(error = format!("{:#}", anyhow::Error::from(self)), "a request failed");
        }
        let mut answer = status.into_response();
        answer.extensions_mut().insert(Fault { heading, notices, denied, signed_out, about });
        answer
    }
}

/// Turns an answer that carries a fault into a page, and puts refusals into the audit log.
pub(super) async fn render(app: &Arc<App>, visitor: &Visitor, answer: Response) -> Response {
    let answer = if visitor.htmx { for_htmx(answer) } else { answer };
    let (answer, fault) = match answer.extensions().get::<Fault>() {
        Some(fault) => {
            let fault = fault.clone();
            (answer, fault)
        }
        None => match of_the_framework(answer).await {
            Ok(both) => both,
            Err(answer) => return forget_flash(visitor, answer),
        },
    };
    if let Some(refused) = fault.denied {
        audit(app, visitor, refused).await;
    }
    if fault.signed_out {
        return to_login(visitor);
    }
    let told = match &fault.about {
        Some(about) => told(visitor, about).await,
        None => Vec::new(),
    };
    if visitor.htmx {
        return short(visitor, &fault, &told, answer.status());
    }
    let next = if fault.notices.is_empty() {
        vec![visitor.ui.t(&format!("{}-next", fault.heading))]
    } else {
        fault.notices.iter().map(|n| visitor.ui.notice(n)).collect()
    };
    let page = ErrorPage {
        ui: visitor.ui.clone(),
        status: answer.status().as_u16(),
        heading: visitor.ui.t(fault.heading),
        texts: told.into_iter().chain(next).collect(),
        look: fault.about.as_ref().map(|about| about.href.clone()),
        request_id: visitor.request_id.clone(),
    };
    match page.render() {
        Ok(html) => (answer.status(), Html(html)).into_response(),
        Err(error) => {
            tracing::error!(%error, "the error page does not render");
            answer.status().into_response()
        }
    }
}

/// Answers that the framework gave before a handler of ours ran: an id that is no number, a query or
/// form that cannot be read, too many bytes. They are plain lines of English; everything else that
/// carries no fault is an answer of ours.
async fn of_the_framework(answer: Response) -> Result<(Response, Fault), Response> {
    let kind = answer.headers().get(header::CONTENT_TYPE);
    let plain = kind.is_none_or(|v| v.as_bytes().starts_with(b"text/plain"));
    let fault = match answer.status() {
        StatusCode::NOT_FOUND if kind.is_none() => return Ok((answer, Fault::of("error-not-found"))),
        StatusCode::PAYLOAD_TOO_LARGE if plain => return Ok((answer, Fault::of("error-too-large"))),
        StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY | StatusCode::UNSUPPORTED_MEDIA_TYPE
            if plain =>
        {
            Fault::of("error-bad-request")
        }
        _ => return Err(answer),
    };
    let body = axum::body::to_bytes(answer.into_body(), 10_000).await.unwrap_or_default();
    // A page whose number is none is a page that is not there.
    if body.starts_with(b"Invalid URL") {
        return Ok((StatusCode::NOT_FOUND.into_response(), Fault::of("error-not-found")));
    }
    Ok((StatusCode::BAD_REQUEST.into_response(), fault))
}

/// Who did what to a thing last, line by line.
async fn told(visitor: &Visitor, about: &About) -> Vec<String> {
    let Some(ctx) = &visitor.ctx else { return Vec::new() };
    let row = match event::last_of(ctx, about.subject).await {
        Ok(Some(row)) => row,
        Ok(None) => return Vec::new(),
        Err(error) => {
            tracing::error!(%error, "the last change cannot be read");
            return Vec::new();
        }
    };
    let ui = &visitor.ui;
    let facts = [
        ("name", about.name.clone()),
        ("who", ui.word("actor", &row.actor_name)),
        ("time", ui.instant(&row.at)),
    ];
    let mut lines = vec![ui.locale().text_with("error-changed-by", &facts)];
    let data: serde_json::Value = serde_json::from_str(&row.data).unwrap_or_default();
    let changes = data.get("changes").cloned().unwrap_or_default();
    for change in serde_json::from_value::<Vec<Change>>(changes).unwrap_or_default() {
        let none = |text: String| if text.is_empty() { ui.t("common-none") } else { text };
        let (before, after) = (none(change.before), none(change.after));
        let facts = [("field", ui.word("field", &change.field)), ("before", before), ("after", after)];
        lines.push(ui.locale().text_with("error-changed-field", &facts));
    }
    lines
}

/// To the log-in and, after it, back to the page that was being looked at.
fn to_login(visitor: &Visitor) -> Response {
    let to = format!("/login?next={}", super::forms::percent_encode(&visitor.page));
    let answer = (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response();
    if visitor.htmx { for_htmx(answer) } else { answer }
}

/// A redirect becomes a move of the whole page: htmx would swap the other page into the target.
fn for_htmx(answer: Response) -> Response {
    if answer.status() != StatusCode::SEE_OTHER {
        return answer;
    }
    let (mut parts, _) = answer.into_parts();
    parts.status = StatusCode::OK;
    if let Some(to) = parts.headers.remove(header::LOCATION) {
        parts.headers.insert(header::HeaderName::from_static("hx-redirect"), to);
    }
    Response::from_parts(parts, axum::body::Body::empty())
}

/// The same in a line of plain text, which the script shows as a notice.
fn short(visitor: &Visitor, fault: &Fault, told: &[String], status: StatusCode) -> Response {
    let notices = fault.notices.iter().map(|n| visitor.ui.notice(n));
    let texts: Vec<String> = told.iter().cloned().chain(notices).collect();
    let text = if texts.is_empty() { visitor.ui.t(fault.heading) } else { texts.join(" ") };
    let headers = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
        (header::HeaderName::from_static("hx-reswap"), "none"),
    ];
    (status, headers, text).into_response()
}

/// A message was shown with this page; the cookie that carried it goes.
fn forget_flash(visitor: &Visitor, mut answer: Response) -> Response {
    let html = answer
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|v| v.to_str().is_ok_and(|v| v.starts_with("text/html")));
    if html
        && !visitor.ui.flash().is_empty()
        && let Ok(value) = "flash=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax".parse()
    {
        answer.headers_mut().append(header::SET_COOKIE, value);
    }
    answer
}

async fn audit(app: &Arc<App>, visitor: &Visitor, refused: Refused) {
    let Some(ctx) = &visitor.ctx else { return };
    let event = Event::Denied {
        action: refused.action.name().to_owned(),
        on: refused.kind.name().to_owned(),
        path: visitor.ui.path().chars().take(200).collect(),
    };
    let written = async {
        let mut tx = ctx.begin().await?;
        tx.record(Subject::new("account", ctx.actor.account.unwrap_or_default()), "/", event).await?;
        tx.commit().await
    };
    if let Err(error) = written.await {
        tracing::error!(%error, engine = ?app.db.engine(), "a refusal could not be recorded");
    }
}

/// When even the session cannot be read: a bare page.
pub(super) fn without_session(error: &AppError) -> Response {
    tracing::error!(%error, "the session could not be read");
    let text = Locale::Zh.text("error-internal");
    (StatusCode::SERVICE_UNAVAILABLE, Html(format!("<!doctype html><meta charset=\"utf-8\"><p>{text}</p>")))
        .into_response()
}

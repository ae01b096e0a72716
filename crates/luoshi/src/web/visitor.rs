//! Who comes: session, language, address. Runs once per request, before everything else, and turns
//! errors into pages on the way out.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::error_page;
use super::i18n::Locale;
use super::ui::Ui;
use crate::account::{SessionUser, resume};
use crate::app::{App, hex, random};
use crate::ctx::Ctx;
use crate::error::{AppError, Notice};

/// What is known of whoever sent the request.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// The context of a deed, if somebody is signed in.
    pub ctx: Option<Ctx>,
    /// The session.
    pub user: Option<SessionUser>,
    /// Everything pages need.
    pub ui: Ui,
    /// Address of the client.
    pub address: String,
    /// Id of the request.
    pub request_id: String,
    /// Whether a script asks for a part of a page.
    pub htmx: bool,
    /// The page that the person looks at: path and query, of our own host.
    pub page: String,
}

/// The name of the session cookie. With TLS the browser itself guards it against other hosts.
#[must_use]
pub const fn cookie_name(secure: bool) -> &'static str {
    if secure { "__Host-luoshi" } else { "luoshi" }
}

/// The outermost layer.
pub async fn layer(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Response {
    let started = std::time::Instant::now();
    let arrival = Arrival::of(&request);
    let visitor = match welcome(&app, &arrival).await {
        Ok(visitor) => visitor,
        Err(error) => return super::headers::protect(&app.config, error_page::without_session(&error)),
    };
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let answer = if same_origin(&method, request.headers()) {
        request.extensions_mut().insert(visitor.clone());
        next.run(request).await
    } else {
        AppError::BadRequest("cross-site".to_owned()).into_response()
    };
    let answer = error_page::render(&app, &visitor, answer).await;
    let status = answer.status().as_u16();
    super::health::note(status, started.elapsed());
    tracing::info!(
        request.id = visitor.request_id,
        http.method = %method,
        http.path = loggable(&path),
        http.status = status,
        duration_us = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX),
        "request"
    );
    super::headers::protect(&app.config, answer)
}

/// What the request says of itself. A request's body cannot be shared between threads, so what is
/// needed across a wait is taken out first.
pub(super) struct Arrival {
    pub(super) headers: HeaderMap,
    pub(super) path: String,
    pub(super) query: String,
    method: Method,
    peer: Option<IpAddr>,
}

impl Arrival {
    pub(super) fn of(request: &Request) -> Self {
        Self {
            headers: request.headers().clone(),
            path: request.uri().path().to_owned(),
            query: request.uri().query().unwrap_or_default().to_owned(),
            method: request.method().clone(),
            peer: request.extensions().get::<ConnectInfo<SocketAddr>>().map(|c| c.0.ip()),
        }
    }
}

impl Arrival {
    /// The page behind the request: a deed or a part of a page is sent from one.
    fn page(&self) -> String {
        let header = |name: &str| self.headers.get(name).and_then(|v| v.to_str().ok());
        let whole = self.method == Method::GET && !self.headers.contains_key("hx-request");
        if whole {
            let query = if self.query.is_empty() { String::new() } else { format!("?{}", self.query) };
            return format!("{}{query}", self.path);
        }
        let from = header("hx-current-url").or_else(|| header("referer")).unwrap_or_default();
        let local =
            from.split_once("://").and_then(|(_, rest)| rest.find('/').map(|at| rest[at..].to_owned()));
        local.unwrap_or_else(|| "/".to_owned())
    }
}

async fn welcome(app: &Arc<App>, arrival: &Arrival) -> Result<Visitor, AppError> {
    let headers = &arrival.headers;
    let request_id = hex(&random::<8>());
    let address = client_address(app, arrival);
    let user = match cookie(headers, cookie_name(app.config.secure())) {
        Some(cookie) => resume(app, cookie).await?,
        None => None,
    };
    let ctx = user.as_ref().map(|user| Ctx {
        app: Arc::clone(app),
        now: app.clock.now(),
        actor: user.actor.clone(),
        address: address.clone(),
        request_id: request_id.clone(),
        body_version: arrival.method.is_safe().then_some(user.body_version),
    });
    let locale = user.as_ref().map_or_else(
        || Locale::accepted(headers.get(header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok())),
        |u| Locale::from_name(&u.account.locale),
    );
    let ui = Ui::new(locale, arrival, user.as_ref(), ctx.as_ref());
    Ok(Visitor {
        ctx,
        user,
        ui,
        address,
        request_id,
        htmx: headers.contains_key("hx-request"),
        page: arrival.page(),
    })
}

/// The path without what must not be read in a log: one-time tokens are part of their address.
fn loggable(path: &str) -> &str {
    if path.starts_with("/setup/") { "/setup/…" } else { path }
}

/// The value of a cookie.
#[must_use]
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|v| v.to_str().ok())
        .flat_map(|v| v.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(n, _)| *n == name)
        .map(|(_, v)| v)
}

/// A deed must come from our own pages: browsers say where a request starts, and a page of another
/// site cannot change what they say.
fn same_origin(method: &Method, headers: &HeaderMap) -> bool {
    if method.is_safe() {
        return true;
    }
    let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    match (text("origin"), text("host")) {
        (Some(origin), Some(host)) => origin.split_once("://").is_some_and(|(_, o)| o == host),
        // Programs send neither; cookies of browsers never come without one of them.
        (None, _) => true,
        (Some(_), None) => false,
    }
}

fn client_address(app: &App, arrival: &Arrival) -> String {
    let forwarded = || {
        let header = arrival.headers.get("x-forwarded-for")?.to_str().ok()?;
        header.rsplit(',').next()?.trim().parse::<IpAddr>().ok()
    };
    match arrival.peer {
        Some(peer) if app.config.trusted_proxies.contains(&peer) => forwarded().unwrap_or(peer).to_string(),
        Some(peer) => peer.to_string(),
        None => String::new(),
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visitor {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, AppError> {
        parts
            .extensions
            .get::<Self>()
            .cloned()
            .ok_or_else(|| AppError::Internal(anyhow::anyhow!("the visitor layer is missing")))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Ctx {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, AppError> {
        parts.extensions.get::<Visitor>().and_then(|v| v.ctx.clone()).ok_or(AppError::SignedOut)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Ui {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, AppError> {
        Visitor::from_request_parts(parts, state).await.map(|v| v.ui)
    }
}

impl Ctx {
    /// Whether the actor may do this to at least some thing of the kind.
    ///
    /// # Errors
    /// [`AppError::Denied`].
    pub fn allow(
        &self,
        action: luoshi_core::policy::Action,
        kind: luoshi_core::policy::Kind,
    ) -> Result<(), AppError> {
        if luoshi_core::policy::may_some(&self.actor, action, kind) {
            Ok(())
        } else {
            Err(luoshi_core::policy::Refused { action, kind, hidden: false }.into())
        }
    }
}

/// Shortens the refusal with a text.
///
/// # Errors
/// Always.
pub fn refuse<T>(key: &'static str) -> Result<T, AppError> {
    Err(AppError::Refused(Notice::new(key)))
}

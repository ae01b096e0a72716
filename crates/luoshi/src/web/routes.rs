//! Routes that say what they need. The need is checked before the handler runs, and the same table
//! feeds `docs/permissions.md` and the test that knocks at every door without a key.

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::handler::Handler;
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};
use luoshi_core::policy::{Action, Kind, Refused, may_some};

use super::api::Gives;
use super::visitor::Visitor;
use crate::app::App;
use crate::error::AppError;

/// What a visitor must be to pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Anybody.
    Public,
    /// Anybody who is signed in; the handler touches only the visitor's own things.
    SignedIn,
    /// Somebody who may do this to at least some thing of the kind; the handler checks the thing.
    May(Action, Kind),
}

/// One line of the table.
#[derive(Debug, Clone, Copy)]
pub struct Route {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// Path with `{…}` for parameters.
    pub path: &'static str,
    /// What it needs.
    pub need: Need,
    /// What it gives, if it is meant for programs and not a page.
    pub gives: Option<&'static Gives>,
}

/// Routes under construction.
#[derive(Debug, Default)]
pub struct Routes {
    router: Router<Arc<App>>,
    table: Vec<Route>,
}

impl Routes {
    /// No routes.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A page or a file.
    #[must_use]
    pub fn get<H, T>(self, path: &'static str, need: Need, handler: H) -> Self
    where
        H: Handler<T, Arc<App>>,
        T: 'static,
    {
        self.add("GET", path, need, get(handler))
    }

    /// Data for programs, described in `/api/openapi.json`.
    #[must_use]
    pub fn data<H, T>(self, path: &'static str, need: Need, gives: &'static Gives, handler: H) -> Self
    where
        H: Handler<T, Arc<App>>,
        T: 'static,
    {
        let mut routes = self.add("GET", path, need, get(handler));
        if let Some(added) = routes.table.last_mut() {
            added.gives = Some(gives);
        }
        routes
    }

    /// A deed; the body is limited to 1 MB.
    #[must_use]
    pub fn post<H, T>(self, path: &'static str, need: Need, handler: H) -> Self
    where
        H: Handler<T, Arc<App>>,
        T: 'static,
    {
        self.add("POST", path, need, post(handler).layer(DefaultBodyLimit::max(1 << 20)))
    }

    /// A deed that brings files, `bytes` in all.
    #[must_use]
    pub fn upload<H, T>(self, path: &'static str, need: Need, bytes: usize, handler: H) -> Self
    where
        H: Handler<T, Arc<App>>,
        T: 'static,
    {
        self.add("POST", path, need, post(handler).layer(DefaultBodyLimit::max(bytes)))
    }

    /// Adds the routes of another feature.
    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        self.router = self.router.merge(other.router);
        self.table.extend(other.table);
        self
    }

    /// The table of all routes.
    #[must_use]
    pub fn table(&self) -> &[Route] {
        &self.table
    }

    /// The router without the table.
    pub fn into_router(self) -> Router<Arc<App>> {
        self.router
    }

    fn add(
        mut self,
        method: &'static str,
        path: &'static str,
        need: Need,
        to: MethodRouter<Arc<App>>,
    ) -> Self {
        let guarded = to.layer(from_fn(move |request: Request, next: Next| guard(need, request, next)));
        self.router = self.router.route(path, guarded);
        self.table.push(Route { method, path, need, gives: None });
        self
    }
}

async fn guard(need: Need, request: Request, next: Next) -> Response {
    match check(need, &request) {
        Ok(()) => next.run(request).await,
        Err(error) => error.into_response(),
    }
}

fn check(need: Need, request: &Request) -> Result<(), AppError> {
    let (action, kind) = match need {
        Need::Public => return Ok(()),
        Need::SignedIn => (None, None),
        Need::May(action, kind) => (Some(action), Some(kind)),
    };
    let visitor =
        request.extensions().get::<Visitor>().and_then(|v| v.ctx.as_ref()).ok_or(AppError::SignedOut)?;
    match (action, kind) {
        (Some(action), Some(kind)) if !may_some(&visitor.actor, action, kind) => {
            Err(Refused { action, kind, hidden: false }.into())
        }
        _ => Ok(()),
    }
}

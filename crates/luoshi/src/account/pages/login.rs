//! Signing in and out.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;

use super::{agent_of, enter_with, local_path, set_session};
use crate::account::login::{Attempt, SignIn, bodies, sign_in};
use crate::account::session::end_session;
use crate::app::App;
use crate::db::ids::TenantId;
use crate::error::AppError;
use crate::web::forms::Form;
use crate::web::ui::Done;
use crate::web::visitor::Visitor;
use crate::web::{Page, Ui};

#[derive(Template)]
#[template(path = "account/pages/login.html")]
pub(super) struct LoginPage {
    ui: Ui,
    bodies: Vec<(TenantId, String)>,
    form: LoginForm,
    error: Option<String>,
}

/// The form of the page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct LoginForm {
    tenant: String,
    login: String,
    password: String,
    next: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Next {
    #[serde(default)]
    next: String,
}

pub(super) async fn show(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Query(query): Query<Next>,
) -> Result<Response, AppError> {
    if visitor.ctx.is_some() {
        return Ok(Done::to(local_path(&query.next)).into_response());
    }
    let form = LoginForm { next: query.next, ..LoginForm::default() };
    Ok(Page(LoginPage { ui: visitor.ui, bodies: bodies(&app).await?, form, error: None }).into_response())
}

pub(super) async fn enter(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    headers: HeaderMap,
    Form(form): Form<LoginForm>,
) -> Result<Response, AppError> {
    let bodies = bodies(&app).await?;
    let tenant = bodies.iter().find(|(id, _)| id.to_string() == form.tenant).or(bodies.first());
    let Some((tenant, _)) = tenant else { return Ok(Done::to("/login").into_response()) };
    let attempt = Attempt {
        login: &form.login,
        password: &form.password,
        address: &visitor.address,
        agent: agent_of(&headers),
        request_id: &visitor.request_id,
    };
    match sign_in(&app, *tenant, attempt).await? {
        SignIn::In(session) => {
            let to = Done::to(local_path(&form.next));
            Ok(enter_with(&app.config, &session, to))
        }
        SignIn::Outworn(token) => Ok(Done::to(format!("/setup/{token}")).into_response()),
        SignIn::Refused(notice) => {
            let form = LoginForm { password: String::new(), ..form };
            let error = Some(visitor.ui.notice(&notice));
            let page = LoginPage { ui: visitor.ui, bodies, form, error };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
        }
    }
}

/// Ends the session, if there is one: who is out already is not told off for leaving.
pub(super) async fn leave(State(app): State<Arc<App>>, visitor: Visitor) -> Result<Response, AppError> {
    if let (Some(ctx), Some(user)) = (&visitor.ctx, &visitor.user) {
        end_session(ctx, &user.token_hash).await?;
    }
    let answer = Done::to("/login").say("ok", "flash-signed-out", &[]).into_response();
    Ok(set_session(answer, &app.config, "", "; Max-Age=0"))
}

//! One-time links: the first run, and setting a password.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;

use super::{agent_of, enter_with};
use crate::account::links::{self, Open, Purpose};
use crate::account::password::Profile;
use crate::account::setup::{Founding, From, found, set_by_link};
use crate::app::App;
use crate::error::{AppError, FieldErrors};
use crate::org::{UnitKind, tenant};
use crate::web::forms::Form;
use crate::web::ui::Done;
use crate::web::visitor::Visitor;
use crate::web::{Page, Ui};

/// Kinds of bodies that can be founded.
const KINDS: [UnitKind; 4] = [UnitKind::Street, UnitKind::Town, UnitKind::District, UnitKind::Other];

#[derive(Template)]
#[template(path = "account/pages/found.html")]
pub(super) struct FoundPage {
    ui: Ui,
    token: String,
    form: SetupForm,
    errors: FieldErrors,
    kinds: [UnitKind; 4],
    profile: Profile,
}

#[derive(Template)]
#[template(path = "account/pages/password.html")]
pub(super) struct PasswordPage {
    ui: Ui,
    token: String,
    purpose: Purpose,
    login: String,
    errors: FieldErrors,
    profile: Profile,
}

/// The form of either page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct SetupForm {
    body: String,
    kind: String,
    person: String,
    login: String,
    password: String,
    again: String,
}

pub(super) async fn show(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(token): Path<String>,
) -> Result<Response, AppError> {
    let link = links::find(&app, &token).await?;
    page(&app, visitor.ui, &token, &link, SetupForm::default(), FieldErrors::default()).await
}

pub(super) async fn save(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    headers: HeaderMap,
    Path(token): Path<String>,
    Form(form): Form<SetupForm>,
) -> Result<Response, AppError> {
    let link = links::find(&app, &token).await?;
    let from = From { address: &visitor.address, agent: agent_of(&headers), request_id: &visitor.request_id };
    let (outcome, said) = if link.purpose == Purpose::FirstRun {
        (found(&app, &link, &founding(&form), from).await, "flash-founded")
    } else {
        (set_by_link(&app, &link, &form.password, &form.again, from).await, "flash-password-set")
    };
    match outcome {
        Ok(session) => Ok(enter_with(&app.config, &session, Done::to("/").say("ok", said, &[]))),
        Err(AppError::Invalid(errors)) => {
            let again = page(&app, visitor.ui, &token, &link, form, errors).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, again).into_response())
        }
        Err(other) => Err(other),
    }
}

fn founding(form: &SetupForm) -> Founding {
    Founding {
        body: form.body.clone(),
        kind: form.kind.clone(),
        person: form.person.clone(),
        login: form.login.clone(),
        password: form.password.clone(),
        again: form.again.clone(),
    }
}

async fn page(
    app: &App,
    ui: Ui,
    token: &str,
    link: &Open,
    form: SetupForm,
    errors: FieldErrors,
) -> Result<Response, AppError> {
    use sea_orm::EntityTrait as _;
    let token = token.to_owned();
    let Some(account) = &link.account else {
        let profile = Profile::Dengbao;
        return Ok(Page(FoundPage { ui, token, form, errors, kinds: KINDS, profile }).into_response());
    };
    let tenant = tenant::Entity::find_by_id(link.tenant).one(app.db.reader()).await?;
    let profile = tenant.and_then(|t| Profile::from_word(&t.password_profile)).unwrap_or(Profile::Dengbao);
    let (login, purpose) = (account.login.clone(), link.purpose);
    Ok(Page(PasswordPage { ui, token, purpose, login, errors, profile }).into_response())
}

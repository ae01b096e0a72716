//! 我的账号: one's own password, sessions, lendings and preferences.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;

use super::local_path;
use crate::account::lending::{self, Lending};
use crate::account::login::tenant_of;
use crate::account::own::{self, Preferences};
use crate::account::password::Profile;
use crate::account::session::SessionUser;
use crate::account::setup;
use crate::account::store::session_row;
use crate::ctx::Ctx;
use crate::db::ids::{DelegationId, PersonId};
use crate::error::{AppError, FieldErrors};
use crate::org::Org;
use crate::web::forms::Form;
use crate::web::ui::Done;
use crate::web::visitor::Visitor;
use crate::web::{Page, Ui};

#[derive(Template)]
#[template(path = "account/pages/own.html")]
pub(super) struct OwnPage {
    ui: Ui,
    login: String,
    officer: Option<String>,
    posts: Vec<String>,
    profile: Profile,
    sessions: Vec<session_row::Model>,
    this: String,
    lendings: Vec<LendingRow>,
    deputies: Vec<(PersonId, String)>,
    form: LendingForm,
    errors: FieldErrors,
}

struct LendingRow {
    id: DelegationId,
    mine: bool,
    other: String,
    from: String,
    to: String,
    reason: String,
}

/// The form of a lending.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct LendingForm {
    to: String,
    from_day: String,
    to_day: String,
    reason: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct PasswordForm {
    #[serde(default)]
    present: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    again: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct SessionForm {
    /// Id of a session, or nothing for all others.
    #[serde(default)]
    id: Option<i64>,
}

#[derive(Debug, Deserialize)]
pub(super) struct PreferencesForm {
    theme: Option<String>,
    large: Option<String>,
    lang: Option<String>,
    #[serde(default)]
    back: String,
}

pub(super) async fn show(ctx: Ctx, visitor: Visitor) -> Result<Response, AppError> {
    page(&ctx, visitor, LendingForm::default(), FieldErrors::default()).await
}

pub(super) async fn change_password(
    ctx: Ctx,
    visitor: Visitor,
    Form(form): Form<PasswordForm>,
) -> Result<Response, AppError> {
    let user = user(&visitor)?;
    let (account, keep) = (&user.account, &user.token_hash);
    let outcome =
        setup::change_password(&ctx, account, keep, &form.present, &form.password, &form.again).await;
    match outcome {
        Ok(()) => Ok(Done::to("/account").say("ok", "flash-password-changed", &[]).into_response()),
        Err(AppError::Invalid(errors)) => again(&ctx, visitor, LendingForm::default(), errors).await,
        Err(other) => Err(other),
    }
}

pub(super) async fn end_sessions(
    ctx: Ctx,
    visitor: Visitor,
    Form(form): Form<SessionForm>,
) -> Result<Done, AppError> {
    let user = user(&visitor)?;
    let n = match form.id {
        Some(id) => own::end_one(&ctx, user.account.id, id).await.map(|()| 1)?,
        None => own::end_others(&ctx, user.account.id, &user.token_hash).await?,
    };
    Ok(Done::to("/account").say("ok", "flash-sessions-ended", &[("n", n.to_string())]))
}

pub(super) async fn lend(
    ctx: Ctx,
    visitor: Visitor,
    Form(form): Form<LendingForm>,
) -> Result<Response, AppError> {
    let wish = Lending {
        to: form.to.clone(),
        from_day: form.from_day.clone(),
        to_day: form.to_day.clone(),
        reason: form.reason.clone(),
    };
    match lending::lend(&ctx, &user(&visitor)?.account, &wish).await {
        Ok(()) => Ok(Done::to("/account#lending").say("ok", "flash-lent", &[]).into_response()),
        Err(AppError::Invalid(errors)) => again(&ctx, visitor, form, errors).await,
        Err(other) => Err(other),
    }
}

pub(super) async fn end_lending(
    ctx: Ctx,
    visitor: Visitor,
    Path(id): Path<DelegationId>,
) -> Result<Done, AppError> {
    lending::end(&ctx, user(&visitor)?.account.person_id, id).await?;
    Ok(Done::to("/account#lending").say("ok", "flash-lending-ended", &[]))
}

pub(super) async fn prefer(
    ctx: Ctx,
    visitor: Visitor,
    Form(form): Form<PreferencesForm>,
) -> Result<Done, AppError> {
    let wish = Preferences { theme: form.theme, large: form.large.map(|l| l == "1"), lang: form.lang };
    own::prefer(&ctx, &user(&visitor)?.account, &wish).await?;
    Ok(Done::to(local_path(&form.back)))
}

fn user(visitor: &Visitor) -> Result<&SessionUser, AppError> {
    visitor.user.as_ref().ok_or(AppError::SignedOut)
}

async fn again(
    ctx: &Ctx,
    visitor: Visitor,
    form: LendingForm,
    errors: FieldErrors,
) -> Result<Response, AppError> {
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page(ctx, visitor, form, errors).await?).into_response())
}

async fn page(
    ctx: &Ctx,
    visitor: Visitor,
    form: LendingForm,
    errors: FieldErrors,
) -> Result<Response, AppError> {
    let user = user(&visitor)?;
    let (account, ui) = (&user.account, visitor.ui.clone());
    let org = Org::of(ctx).await?;
    let named = |id: PersonId| org.person(id).map(|p| p.name.clone()).unwrap_or_default();
    let lendings = lending::of_person(ctx, account.person_id).await?;
    let lendings = lendings.into_iter().map(|d| {
        let mine = d.from_person_id == account.person_id;
        LendingRow {
            id: d.id,
            mine,
            other: named(if mine { d.to_person_id } else { d.from_person_id }),
            from: ui.day(&d.from_day),
            to: ui.day(&d.to_day),
            reason: d.reason,
        }
    });
    let lendings = lendings.collect();
    let deputies = lending::deputies(ctx, account.person_id).await?;
    let tenant = tenant_of(ctx).await?;
    Ok(Page(OwnPage {
        login: account.login.clone(),
        officer: account.officer.clone(),
        posts: org.posts_of(account.person_id).iter().map(|p| org.post_label(p.id)).collect(),
        profile: Profile::from_word(&tenant.password_profile).unwrap_or(Profile::Dengbao),
        sessions: own::sessions(ctx, account).await?,
        this: user.token_hash.clone(),
        lendings,
        deputies: deputies.into_iter().map(|id| (id, named(id))).collect(),
        form,
        errors,
        ui,
    })
    .into_response())
}

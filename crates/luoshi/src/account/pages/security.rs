//! 安全设置: what the security officer sees and does.

use askama::Template;
use luoshi_core::policy::{Action, Kind};
use serde::Deserialize;

use crate::account::login::tenant_of;
use crate::account::own;
use crate::account::password::Profile;
use crate::account::security::{self, Locked};
use crate::account::store::{account, session_row};
use crate::ctx::Ctx;
use crate::db::ids::AccountId;
use crate::error::AppError;
use crate::org::Org;
use crate::web::forms::Form;
use crate::web::ui::Done;
use crate::web::{Page, Ui};

#[derive(Template)]
#[template(path = "account/pages/security.html")]
pub(super) struct SecurityPage {
    ui: Ui,
    profile: Profile,
    locked: Vec<Locked>,
    sessions: Vec<Row>,
}

struct Row {
    session: session_row::Model,
    account: account::Model,
    name: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct ProfileForm {
    was: String,
    profile: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct LockForm {
    login: String,
    address: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct SessionForm {
    account: AccountId,
    id: i64,
}

pub(super) async fn show(ctx: Ctx, ui: Ui) -> Result<Page<SecurityPage>, AppError> {
    let body = tenant_of(&ctx).await?;
    let org = Org::of(&ctx).await?;
    let row = |(session, account): (session_row::Model, account::Model)| Row {
        name: org.person(account.person_id).map(|p| p.name.clone()).unwrap_or_default(),
        session,
        account,
    };
    Ok(Page(SecurityPage {
        ui,
        profile: Profile::from_word(&body.password_profile).unwrap_or(Profile::Dengbao),
        locked: security::locked(&ctx).await?,
        sessions: security::sessions(&ctx).await?.into_iter().map(row).collect(),
    }))
}

pub(super) async fn choose_profile(ctx: Ctx, Form(form): Form<ProfileForm>) -> Result<Done, AppError> {
    let known = |word: &str| Profile::from_word(word).ok_or_else(|| AppError::BadRequest(word.to_owned()));
    security::choose_profile(&ctx, known(&form.profile)?, known(&form.was)?).await?;
    Ok(Done::to("/security").say("ok", "flash-profile-chosen", &[]))
}

pub(super) async fn release(ctx: Ctx, Form(form): Form<LockForm>) -> Result<Done, AppError> {
    security::release(&ctx, &form.login, &form.address).await?;
    Ok(Done::to("/security").say("ok", "flash-lock-released", &[]))
}

pub(super) async fn end_session(ctx: Ctx, Form(form): Form<SessionForm>) -> Result<Done, AppError> {
    ctx.allow(Action::Administer, Kind::Security)?;
    own::end_one(&ctx, form.account, form.id).await?;
    Ok(Done::to("/security").say("ok", "flash-sessions-ended", &[("n", "1".to_owned())]))
}

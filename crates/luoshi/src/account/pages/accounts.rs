//! 账号管理: what the system officer does with accounts.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use luoshi_core::policy::{Action, Kind, Role, may_some};
use serde::Deserialize;

use crate::account::store::account;
use crate::account::{admin, login};
use crate::app::App;
use crate::ctx::Ctx;
use crate::db::ids::AccountId;
use crate::error::{AppError, FieldErrors};
use crate::org::{Org, person};
use crate::web::forms::Form;
use crate::web::ui::Done;
use crate::web::{Page, Ui};

#[derive(Template)]
#[template(path = "account/pages/accounts.html")]
pub(super) struct ListPage {
    ui: Ui,
    rows: Vec<Row>,
    next: Option<String>,
    may_open: bool,
}

struct Row {
    account: account::Model,
    name: String,
    posts: Vec<String>,
    state: &'static str,
}

#[derive(Template)]
#[template(path = "account/pages/account_new.html")]
pub(super) struct NewPage {
    ui: Ui,
    people: Vec<person::Model>,
    form: NewForm,
    errors: FieldErrors,
}

#[derive(Template)]
#[template(path = "account/pages/account_link.html")]
pub(super) struct LinkPage {
    ui: Ui,
    id: AccountId,
    name: String,
    url: String,
}

#[derive(Template)]
#[template(path = "account/pages/account.html")]
pub(super) struct AccountPage {
    ui: Ui,
    row: Row,
    officers: Vec<Role>,
    may_administer: bool,
    keeps_officers: bool,
    errors: FieldErrors,
}

#[derive(Debug, Deserialize)]
pub(super) struct After {
    #[serde(default)]
    after: String,
}

/// The form of a new account.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct NewForm {
    person: String,
    login: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct StateForm {
    version: i64,
    #[serde(default)]
    state: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct OfficerForm {
    version: i64,
    #[serde(default)]
    role: String,
    #[serde(default)]
    present: String,
}

pub(super) async fn list(ctx: Ctx, ui: Ui, Query(query): Query<After>) -> Result<Page<ListPage>, AppError> {
    let mut accounts = admin::list(&ctx, &query.after).await?;
    let more = accounts.len() > admin::PAGE;
    accounts.truncate(admin::PAGE);
    let next = accounts.last().filter(|_| more).map(|a| crate::web::forms::percent_encode(&a.login));
    let org = Org::of(&ctx).await?;
    let rows = accounts.into_iter().map(|a| row(&org, a)).collect();
    let may_open = may_some(&ctx.actor, Action::Administer, Kind::Account);
    Ok(Page(ListPage { ui, rows, next, may_open }))
}

pub(super) async fn new(ctx: Ctx, ui: Ui, Query(form): Query<NewForm>) -> Result<Page<NewPage>, AppError> {
    let people = admin::without_account(&ctx).await?;
    Ok(Page(NewPage { ui, people, form, errors: FieldErrors::default() }))
}

pub(super) async fn open(
    State(app): State<Arc<App>>,
    ctx: Ctx,
    ui: Ui,
    headers: HeaderMap,
    Form(form): Form<NewForm>,
) -> Result<Response, AppError> {
    match admin::open(&ctx, &form.person, &form.login).await {
        Ok((id, token)) => link_page(&app, &ctx, ui, &headers, id, &token).await,
        Err(AppError::Invalid(errors)) => {
            let people = admin::without_account(&ctx).await?;
            let page = Page(NewPage { ui, people, form, errors });
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(other) => Err(other),
    }
}

pub(super) async fn show(ctx: Ctx, ui: Ui, Path(id): Path<AccountId>) -> Result<Page<AccountPage>, AppError> {
    page(&ctx, ui, id, FieldErrors::default()).await
}

async fn page(ctx: &Ctx, ui: Ui, id: AccountId, errors: FieldErrors) -> Result<Page<AccountPage>, AppError> {
    let account = admin::load(ctx, id, Action::Read).await?.into_inner();
    let may_administer = admin::load(ctx, id, Action::Administer).await.is_ok();
    let keeps_officers = admin::keeps_officers(ctx).await?;
    let officers = Role::ALL.into_iter().filter(|r| r.is_officer()).collect();
    let row = row(&*Org::of(ctx).await?, account);
    Ok(Page(AccountPage { ui, row, officers, may_administer, keeps_officers, errors }))
}

pub(super) async fn issue_link(
    State(app): State<Arc<App>>,
    ctx: Ctx,
    ui: Ui,
    headers: HeaderMap,
    Path(id): Path<AccountId>,
) -> Result<Response, AppError> {
    let account = admin::load(&ctx, id, Action::Administer).await?;
    let token = admin::issue_link(&ctx, &account).await?;
    link_page(&app, &ctx, ui, &headers, id, &token).await
}

pub(super) async fn set_state(
    ctx: Ctx,
    Path(id): Path<AccountId>,
    Form(form): Form<StateForm>,
) -> Result<Done, AppError> {
    let account = admin::load(&ctx, id, Action::Administer).await?;
    let disabled = form.state == "disabled";
    admin::disable(&ctx, &account, form.version, disabled).await?;
    let key = if disabled { "flash-account-disabled" } else { "flash-account-enabled" };
    Ok(Done::to(format!("/accounts/{id}")).say("ok", key, &[("name", account.login.clone())]))
}

/// Names an officer. Whoever does it proves once more to be who he or she is.
pub(super) async fn name_officer(
    ctx: Ctx,
    ui: Ui,
    Path(id): Path<AccountId>,
    Form(form): Form<OfficerForm>,
) -> Result<Response, AppError> {
    let account = admin::load(&ctx, id, Action::Read).await?;
    match login::confirm(&ctx, &form.present).await {
        Ok(()) => {}
        Err(AppError::Invalid(errors)) => {
            let page = page(&ctx, ui, id, errors).await?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
        Err(other) => return Err(other),
    }
    admin::name_officer(&ctx, &account, form.version, Role::from_name(&form.role)).await?;
    Ok(Done::to(format!("/accounts/{id}")).say("ok", "flash-officer-named", &[]).into_response())
}

fn row(org: &Org, account: account::Model) -> Row {
    let state = match (account.disabled_at, &account.password_hash) {
        (Some(_), _) => "disabled",
        (None, None) => "invited",
        (None, Some(_)) => "active",
    };
    Row {
        name: org.person(account.person_id).map(|p| p.name.clone()).unwrap_or_default(),
        posts: org.posts_of(account.person_id).iter().map(|p| org.post_label(p.id)).collect(),
        state,
        account,
    }
}

/// The link is in this one answer and nowhere else: not in an address, not in the store.
async fn link_page(
    app: &App,
    ctx: &Ctx,
    ui: Ui,
    headers: &HeaderMap,
    id: AccountId,
    token: &str,
) -> Result<Response, AppError> {
    let account = admin::load(ctx, id, Action::Administer).await?;
    let name = Org::of(ctx).await?.person(account.person_id).map(|p| p.name.clone()).unwrap_or_default();
    let host = headers.get(header::HOST).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let base = match app.config.public_url.trim_end_matches('/') {
        "" => format!("http://{host}"),
        public => public.to_owned(),
    };
    let url = format!("{base}/setup/{token}");
    Ok(Page(LinkPage { ui, id, name, url }).into_response())
}

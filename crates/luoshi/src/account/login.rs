//! Signing in: the same answer and the same time whether the account exists or not; too many
//! failures lock the pair of account and address first, so that nobody can shut out a leader.

use std::sync::Arc;
use std::time::Duration;

use luoshi_core::policy::Actor;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, EntityTrait as _, PaginatorTrait as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _,
};

use super::links::{self, Purpose};
use super::password::{self, Profile};
use super::power::actor_of;
use super::session::{Session, open_session};
use super::store::{account, login_attempt};
use crate::app::App;
use crate::ctx::{Ctx, Tx};
use crate::db::ids::{AccountId, TenantId};
use crate::error::{AppError, FieldErrors, Notice};
use crate::event::{Event, Subject};
use crate::org::{person, tenant};

/// Failures after which a pair of account and address is locked.
pub(super) const TRIES: u64 = 5;
/// Failures on one account from anywhere, after which only known addresses may go on.
const TRIES_ANYWHERE: u64 = 50;
/// Failures from one address on any accounts, from which on each further attempt is answered later:
/// a whole office may come through one address, and must not be locked out by one who forgot.
const TRIES_OF_ADDRESS: u64 = 40;
/// Failures from one address, after which it is locked all the same.
const MOST_OF_ADDRESS: u64 = 400;
/// How much later each further failure makes the answer, and how late it becomes.
const LATER: Duration = Duration::from_millis(20);
const LATEST: Duration = Duration::from_secs(3);
/// Within which the failures are counted, and how long a lock lasts: 15 minutes.
pub const WINDOW_MS: i64 = 15 * 60_000;
/// An address is known when the account has signed in from it in the last 30 days.
pub(super) const KNOWN_MS: i64 = 30 * 24 * 3_600_000;
/// The life of the link that leads past an outworn password.
const RENEWAL_MS: i64 = 15 * 60_000;

/// What somebody typed, and where he or she is.
#[derive(Debug, Clone, Copy)]
pub struct Attempt<'a> {
    /// Name to sign in with, as typed.
    pub login: &'a str,
    /// Password as typed.
    pub password: &'a str,
    /// Address of the client.
    pub address: &'a str,
    /// Browser, as it calls itself.
    pub agent: &'a str,
    /// Id of the request.
    pub request_id: &'a str,
}

/// How an attempt ended.
#[derive(Debug)]
pub enum SignIn {
    /// In.
    In(Session),
    /// Right, but the password is outworn; the token of a link that lets set a new one.
    Outworn(String),
    /// Not in, with what to tell.
    Refused(Notice),
}

/// The name to sign in with, as stored: trimmed, lower case.
#[must_use]
pub fn login_name(typed: &str) -> String {
    typed.trim().to_lowercase().chars().take(64).collect()
}

/// Tries to sign in.
///
/// # Errors
/// When the store fails; a refusal is [`SignIn::Refused`].
pub async fn sign_in(app: &Arc<App>, tenant: TenantId, attempt: Attempt<'_>) -> Result<SignIn, AppError> {
    let mut ctx = Ctx::program(app, tenant, "visitor");
    attempt.address.clone_into(&mut ctx.address);
    attempt.request_id.clone_into(&mut ctx.request_id);
    let login = login_name(attempt.login);
    let account = find(&ctx, &login).await?;
    // The attempt is written down as failed before the password is looked at: a hundred at once
    // count as a hundred.
    let Some(note) = admit(&ctx, &login, account.as_ref()).await? else {
        return Ok(SignIn::Refused(locked_notice()));
    };
    let hash = account.as_ref().and_then(|a| a.password_hash.as_deref());
    let right = match hash {
        Some(hash) => password::verify(hash, attempt.password).await?,
        None => password::verify_nobody(attempt.password).await?,
    };
    match account {
        Some(account) if right && account.disabled_at.is_none() => {
            let ctx = ctx_of(&ctx, &account).await?;
            enter(&ctx, &account, note, attempt.agent).await
        }
        account => {
            let why = if right { "disabled" } else { "wrong" };
            refuse(&ctx, &login, account.as_ref(), why).await?;
            Ok(SignIn::Refused(Notice::new("login-wrong")))
        }
    }
}

fn locked_notice() -> Notice {
    Notice::new("login-locked").with("n", WINDOW_MS / 60_000)
}

/// Asks whoever acts for his or her password once more, before what nobody should do at a desk that
/// somebody left open. A wrong one counts as a failed log-in.
///
/// # Errors
/// Invalid (`present`) if it is wrong, refused after too many tries.
pub async fn confirm(ctx: &Ctx, typed: &str) -> Result<(), AppError> {
    let id = AccountId(ctx.actor.account.ok_or(AppError::SignedOut)?);
    let account = account::Entity::find_by_id((ctx.tenant(), id)).one(ctx.reader()).await?;
    let account = account.ok_or(AppError::NotFound)?;
    let Some(note) = admit(ctx, &account.login, Some(&account)).await? else {
        return Err(locked_notice().into());
    };
    let right = match &account.password_hash {
        Some(hash) => password::verify(hash, typed).await?,
        None => password::verify_nobody(typed).await?,
    };
    if !right {
        refuse(ctx, &account.login, Some(&account), "wrong").await?;
        let mut errors = FieldErrors::default();
        errors.add("present", Notice::new("password-present-wrong"));
        return Err(AppError::Invalid(errors));
    }
    let tx = ctx.begin().await?;
    good(&tx, note).await?;
    tx.commit().await
}

/// The context of an account's owner, who has just proved to be it.
///
/// # Errors
/// When the store cannot be read.
pub(super) async fn ctx_of(ctx: &Ctx, account: &account::Model) -> Result<Ctx, AppError> {
    let person = person::Entity::find_by_id((account.tenant_id, account.person_id)).one(ctx.reader()).await?;
    let name = person.map(|p| p.name).unwrap_or_default();
    let actor: Actor = actor_of(&ctx.app, account, &name).await?;
    Ok(Ctx { actor, ..ctx.clone() })
}

/// The body's own row.
pub(super) async fn tenant_of(ctx: &Ctx) -> Result<tenant::Model, AppError> {
    tenant::Entity::find_by_id(ctx.tenant()).one(ctx.reader()).await?.ok_or(AppError::NotFound)
}

/// Bodies that one may sign in to, with their names; nearly always one.
///
/// # Errors
/// When the store cannot be read.
pub async fn bodies(app: &App) -> Result<Vec<(TenantId, String)>, AppError> {
    let rows =
        tenant::Entity::find().order_by_asc(tenant::Column::TenantId).limit(100).all(app.db.reader()).await?;
    Ok(rows.into_iter().map(|t| (t.tenant_id, t.name)).collect())
}

async fn find(ctx: &Ctx, login: &str) -> Result<Option<account::Model>, AppError> {
    Ok(account::Entity::find()
        .filter(account::Column::TenantId.eq(ctx.tenant()))
        .filter(account::Column::Login.eq(login))
        .one(ctx.reader())
        .await?)
}

/// Writes the attempt down, unless a lock holds it off; where many failed before, after a while.
async fn admit(ctx: &Ctx, login: &str, account: Option<&account::Model>) -> Result<Option<i64>, AppError> {
    let mut tx = ctx.begin().await?;
    let later = match lock(&tx, login).await? {
        Gate::Open(later) => later,
        Gate::Locked(why) => {
            tx.record(subject(account), "/", refused(login, why)).await?;
            tx.commit().await?;
            return Ok(None);
        }
    };
    let id: i64 = ctx.new_id();
    login_attempt::ActiveModel {
        tenant_id: Set(ctx.tenant()),
        id: Set(id),
        login: Set(login.to_owned()),
        address: Set(ctx.address.clone()),
        at: Set(ctx.now),
        good: Set(false),
    }
    .insert(tx.conn())
    .await?;
    tx.commit().await?;
    tokio::time::sleep(later).await;
    Ok(Some(id))
}

/// What an attempt meets.
enum Gate {
    /// A lock, and which.
    Locked(&'static str),
    /// Nothing, or a wait.
    Open(Duration),
}

/// Which lock holds this attempt off, if any.
async fn lock(tx: &Tx<'_>, login: &str) -> Result<Gate, AppError> {
    if pair_locked(tx, login).await? {
        return Ok(Gate::Locked("locked"));
    }
    let recent = attempts(tx).filter(login_attempt::Column::At.gt(tx.ctx.now - WINDOW_MS));
    let failed = recent.filter(login_attempt::Column::Good.eq(false));
    let by_address = login_attempt::Column::Address.eq(tx.ctx.address.as_str());
    let here = failed.clone().filter(by_address.clone()).count(tx.conn()).await?;
    if here >= MOST_OF_ADDRESS {
        return Ok(Gate::Locked("address"));
    }
    let more = u32::try_from(here.saturating_sub(TRIES_OF_ADDRESS)).unwrap_or(u32::MAX);
    let open = Gate::Open(LATER.saturating_mul(more).min(LATEST));
    let of_login = login_attempt::Column::Login.eq(login);
    if failed.filter(of_login.clone()).count(tx.conn()).await? < TRIES_ANYWHERE {
        return Ok(open);
    }
    let known = attempts(tx)
        .filter(of_login)
        .filter(by_address)
        .filter(login_attempt::Column::Good.eq(true))
        .filter(login_attempt::Column::At.gt(tx.ctx.now - KNOWN_MS))
        .count(tx.conn())
        .await?;
    Ok(if known == 0 { Gate::Locked("stormed") } else { open })
}

async fn pair_locked(tx: &Tx<'_>, login: &str) -> Result<bool, AppError> {
    let last = attempts(tx)
        .filter(login_attempt::Column::Login.eq(login))
        .filter(login_attempt::Column::Address.eq(tx.ctx.address.as_str()))
        .filter(login_attempt::Column::At.gt(tx.ctx.now - 2 * WINDOW_MS))
        .order_by_desc(login_attempt::Column::Id)
        .limit(TRIES)
        .all(tx.conn())
        .await?;
    let tries: Vec<(i64, bool)> = last.into_iter().map(|a| (a.at, a.good)).collect();
    Ok(locked_until(&tries, tx.ctx.now).is_some())
}

/// Until when a pair is locked, told by its attempts (when, good), the newest first: the last five
/// failed within 15 minutes, the last of them less than 15 minutes ago. While locked nothing is
/// written down, so a lock does not grow.
#[must_use]
pub(super) fn locked_until(tries: &[(i64, bool)], now: i64) -> Option<i64> {
    let last = tries.get(..usize::try_from(TRIES).ok()?)?;
    let (newest, oldest) = (last.first()?.0, last.last()?.0);
    let failed = last.iter().all(|(_, good)| !good);
    (failed && newest - oldest <= WINDOW_MS && now - newest < WINDOW_MS).then_some(newest + WINDOW_MS)
}

fn attempts(tx: &Tx<'_>) -> sea_orm::Select<login_attempt::Entity> {
    login_attempt::Entity::find().filter(login_attempt::Column::TenantId.eq(tx.tenant()))
}

async fn enter(ctx: &Ctx, account: &account::Model, note: i64, agent: &str) -> Result<SignIn, AppError> {
    let outworn = outworn(ctx, account).await?;
    let mut tx = ctx.begin().await?;
    good(&tx, note).await?;
    let answer = if outworn {
        SignIn::Outworn(links::issue(&mut tx, account.id, Purpose::Renewal, RENEWAL_MS).await?)
    } else {
        SignIn::In(open_session(&mut tx, account.id, agent).await?)
    };
    tx.commit().await?;
    Ok(answer)
}

/// The attempt was right after all.
async fn good(tx: &Tx<'_>, note: i64) -> Result<(), AppError> {
    login_attempt::Entity::update_many()
        .col_expr(login_attempt::Column::Good, Expr::value(true))
        .filter(login_attempt::Column::TenantId.eq(tx.tenant()))
        .filter(login_attempt::Column::Id.eq(note))
        .exec(tx.conn())
        .await?;
    Ok(())
}

async fn outworn(ctx: &Ctx, account: &account::Model) -> Result<bool, AppError> {
    let tenant = tenant_of(ctx).await?;
    let lifetime = Profile::from_word(&tenant.password_profile).and_then(Profile::lifetime_ms);
    Ok(lifetime.is_some_and(|l| ctx.now - account.password_set_at.unwrap_or_default() > l))
}

async fn refuse(
    ctx: &Ctx,
    login: &str,
    account: Option<&account::Model>,
    why: &'static str,
) -> Result<(), AppError> {
    let mut tx = ctx.begin().await?;
    let why = if account.is_none() { "unknown" } else { why };
    tx.record(subject(account), "/", refused(login, why)).await?;
    tx.commit().await
}

fn refused(login: &str, why: &str) -> Event {
    Event::SignInRefused { login: login.to_owned(), why: why.to_owned() }
}

fn subject(account: Option<&account::Model>) -> Subject {
    Subject::new("account", account.map_or(0, |a| a.id.0))
}

//! Sessions: a 256-bit random token in a cookie, its SHA-256 in the store.

use luoshi_core::policy::Actor;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, Condition, EntityTrait as _, FromQueryResult,
    QueryFilter as _, Statement,
};

use super::power::actor_of;
use super::store::{account, session_row};
use crate::app::{App, random_token, sha256};
use crate::ctx::{Ctx, Tx};
use crate::db::ids::AccountId;
use crate::error::AppError;
use crate::event::{Event, Subject};

/// Seconds between two notes of "last seen": a write for every request would be waste.
const SEEN_STEP_MS: i64 = 60_000;

/// A session that has just begun: what goes into the cookie.
#[derive(Debug)]
pub struct Session {
    /// `tenant.token`; the tenant comes first because every key of the store does.
    pub cookie: String,
}

/// Who comes with a cookie.
#[derive(Debug, Clone)]
pub struct SessionUser {
    /// The account.
    pub account: account::Model,
    /// Powers as of now.
    pub actor: Actor,
    /// Name of the body.
    pub office: String,
    /// Version of the body's row: it counts the changes of units, posts and people.
    pub body_version: i64,
    /// Hash of the token, to end this session.
    pub token_hash: String,
}

/// Begins a session for an account; always a new token.
///
/// # Errors
/// When the store refuses.
pub async fn begin_session(ctx: &Ctx, account: AccountId, agent: &str) -> Result<Session, AppError> {
    let mut tx = ctx.begin().await?;
    let session = open_session(&mut tx, account, agent).await?;
    tx.commit().await?;
    Ok(session)
}

/// Begins a session inside the transaction that let somebody in.
///
/// # Errors
/// When the store refuses.
pub async fn open_session(tx: &mut Tx<'_>, account: AccountId, agent: &str) -> Result<Session, AppError> {
    let (token, ctx) = (random_token(), tx.ctx);
    session_row::ActiveModel {
        tenant_id: Set(ctx.tenant()),
        token_hash: Set(sha256(token.as_bytes())),
        id: Set(ctx.new_id()),
        account_id: Set(account),
        created_at: Set(ctx.now),
        seen_at: Set(ctx.now),
        ended_at: Set(None),
        address: Set(ctx.address.clone()),
        agent: Set(agent.chars().take(200).collect()),
    }
    .insert(tx.conn())
    .await?;
    tx.record(Subject::new("account", account.0), "/", Event::SignedIn).await?;
    Ok(Session { cookie: format!("{}.{token}", ctx.tenant()) })
}

/// Ends every session of an account, but for the one that is kept.
///
/// # Errors
/// When the store refuses.
pub async fn end_sessions(tx: &Tx<'_>, account: AccountId, keep: Option<&str>) -> Result<u64, AppError> {
    let mut update = session_row::Entity::update_many()
        .col_expr(session_row::Column::EndedAt, Expr::value(Some(tx.ctx.now)))
        .filter(session_row::Column::TenantId.eq(tx.tenant()))
        .filter(session_row::Column::AccountId.eq(account))
        .filter(session_row::Column::EndedAt.is_null());
    if let Some(keep) = keep {
        update = update.filter(session_row::Column::TokenHash.ne(keep));
    }
    Ok(update.exec(tx.conn()).await?.rows_affected)
}

/// Ends a session.
///
/// # Errors
/// When the store refuses.
pub async fn end_session(ctx: &Ctx, token_hash: &str) -> Result<(), AppError> {
    let mut tx = ctx.begin().await?;
    session_row::Entity::update_many()
        .col_expr(session_row::Column::EndedAt, Expr::value(Some(ctx.now)))
        .filter(session_row::Column::TenantId.eq(ctx.tenant()))
        .filter(session_row::Column::TokenHash.eq(token_hash))
        .filter(session_row::Column::EndedAt.is_null())
        .exec(tx.conn())
        .await?;
    let account = ctx.actor.account.unwrap_or_default();
    tx.record(Subject::new("account", account), "/", Event::SignedOut).await?;
    tx.commit().await
}

/// The user behind a cookie, if the session lives and the account is not disabled.
///
/// # Errors
/// When the store cannot be read.
pub async fn resume(app: &App, cookie: &str) -> Result<Option<SessionUser>, AppError> {
    let Some((tenant, token)) = cookie.split_once('.') else { return Ok(None) };
    let Ok(tenant) = tenant.parse::<i64>() else { return Ok(None) };
    let values = [tenant.into(), sha256(token.as_bytes()).into()];
    let query = Statement::from_sql_and_values(app.db.engine(), KNOWN, values);
    let Some(known) = Known::find_by_statement(query).one(app.db.reader()).await? else { return Ok(None) };
    if !alive(app, &known) {
        return Ok(None);
    }
    note_seen(app, &known).await?;
    let actor = actor_of(app, &known.account, &known.person_name).await?;
    Ok(Some(SessionUser {
        account: known.account,
        actor,
        office: known.office,
        body_version: known.body_version,
        token_hash: known.token_hash,
    }))
}

/// A session with the account that it opens, read at once: every request asks for it.
#[derive(Debug, FromQueryResult)]
struct Known {
    #[sea_orm(nested)]
    account: account::Model,
    token_hash: String,
    began_at: i64,
    seen_at: i64,
    ended_at: Option<i64>,
    person_name: String,
    office: String,
    body_version: i64,
}

const KNOWN: &str = "\
SELECT a.*, s.token_hash, s.created_at AS began_at, s.seen_at, s.ended_at, p.name AS person_name, t.name AS office, \
  t.version AS body_version \
FROM session s \
JOIN account a ON a.tenant_id = s.tenant_id AND a.id = s.account_id \
JOIN person p ON p.tenant_id = a.tenant_id AND p.id = a.person_id \
JOIN tenant t ON t.tenant_id = s.tenant_id \
WHERE s.tenant_id = $1 AND s.token_hash = $2 AND a.tenant_id = $1 AND p.tenant_id = $1 AND t.tenant_id = $1";

/// The condition of a session that still opens, for the three officers or for everybody else.
#[must_use]
pub fn live_since(app: &App, officer: bool) -> Condition {
    let now = app.clock.now();
    Condition::all()
        .add(session_row::Column::EndedAt.is_null())
        .add(session_row::Column::SeenAt.gte(now - idle_ms(app, officer)))
        .add(session_row::Column::CreatedAt.gte(now - whole_ms(app)))
}

/// How long a session may rest; the note of the last request is up to a minute old.
fn idle_ms(app: &App, officer: bool) -> i64 {
    let minutes = if officer { app.config.officer_idle_minutes } else { app.config.session_idle_minutes };
    i64::from(minutes) * 60_000 + SEEN_STEP_MS
}

fn whole_ms(app: &App) -> i64 {
    i64::from(app.config.session_hours) * 3_600_000
}

fn alive(app: &App, known: &Known) -> bool {
    let (now, account) = (app.clock.now(), &known.account);
    known.ended_at.is_none()
        && account.disabled_at.is_none()
        && now - known.seen_at <= idle_ms(app, account.officer.is_some())
        && now - known.began_at <= whole_ms(app)
}

async fn note_seen(app: &App, known: &Known) -> Result<(), AppError> {
    let now = app.clock.now();
    if now - known.seen_at < SEEN_STEP_MS {
        return Ok(());
    }
    let tx = app.db.begin().await?;
    session_row::Entity::update_many()
        .col_expr(session_row::Column::SeenAt, Expr::value(now))
        .filter(session_row::Column::TenantId.eq(known.account.tenant_id))
        .filter(session_row::Column::TokenHash.eq(known.token_hash.as_str()))
        .exec(&tx)
        .await?;
    tx.commit().await?;
    Ok(())
}

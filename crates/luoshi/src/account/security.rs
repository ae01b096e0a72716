//! What the security officer keeps: the password profile, locks, everybody's sessions.

use std::collections::BTreeMap;

use luoshi_core::policy::{Action, Kind};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _};

use super::login::{TRIES, WINDOW_MS, tenant_of};
use super::password::Profile;
use super::session::live_since;
use super::store::{account, login_attempt, session_row};
use crate::ctx::Ctx;
use crate::error::AppError;
use crate::event::{Change, Event, Subject};
use crate::org::tenant;

/// Sessions on the page.
const SESSIONS: u64 = 200;

/// A pair of name and address that is locked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Locked {
    /// Name as it was typed.
    pub login: String,
    /// Address of the client.
    pub address: String,
    /// Until when, milliseconds UTC.
    pub until: i64,
}

/// Pairs that are locked now, as the log-in itself sees it.
///
/// # Errors
/// When the store cannot be read.
pub async fn locked(ctx: &Ctx) -> Result<Vec<Locked>, AppError> {
    ctx.allow(Action::Read, Kind::Security)?;
    let rows = login_attempt::Entity::find()
        .filter(login_attempt::Column::TenantId.eq(ctx.tenant()))
        .filter(login_attempt::Column::At.gt(ctx.now - 2 * WINDOW_MS))
        .order_by_desc(login_attempt::Column::Id)
        .limit(5_000)
        .all(ctx.reader())
        .await?;
    let mut pairs: BTreeMap<(String, String), Vec<(i64, bool)>> = BTreeMap::new();
    for row in rows {
        pairs.entry((row.login, row.address)).or_default().push((row.at, row.good));
    }
    Ok(pairs
        .into_iter()
        .filter_map(|((login, address), tries)| {
            super::login::locked_until(&tries, ctx.now).map(|until| Locked { login, address, until })
        })
        .collect())
}

/// Takes a lock away: the failures are forgotten, the history keeps them.
///
/// # Errors
/// [`AppError::NotFound`] if nothing was locked.
pub async fn release(ctx: &Ctx, login: &str, address: &str) -> Result<(), AppError> {
    ctx.allow(Action::Administer, Kind::Security)?;
    let mut tx = ctx.begin().await?;
    let done = login_attempt::Entity::delete_many()
        .filter(login_attempt::Column::TenantId.eq(ctx.tenant()))
        .filter(login_attempt::Column::Login.eq(login))
        .filter(login_attempt::Column::Address.eq(address))
        .filter(login_attempt::Column::Good.eq(false))
        .filter(login_attempt::Column::At.gt(ctx.now - 2 * WINDOW_MS))
        .exec(tx.conn())
        .await?;
    if done.rows_affected < TRIES {
        return Err(AppError::NotFound);
    }
    let changes = Change::of("lock", format!("{login} {address}"), "").into_iter().collect();
    tx.record(Subject::new("tenant", ctx.tenant().0), "/", Event::SettingsChanged { changes }).await?;
    tx.commit().await
}

/// Chooses the password profile; it holds for the next password of everybody.
///
/// # Errors
/// [`AppError::Conflict`] if somebody changed the settings meanwhile.
pub async fn choose_profile(ctx: &Ctx, profile: Profile, was: Profile) -> Result<(), AppError> {
    ctx.allow(Action::Administer, Kind::Security)?;
    let mut tx = ctx.begin().await?;
    // The version of the tenant's row counts every change of a unit or person too: whoever chooses
    // says what the page showed, and conflicts only with another choice.
    let done = tenant::Entity::update_many()
        .col_expr(tenant::Column::PasswordProfile, Expr::value(profile.word()))
        .filter(tenant::Column::TenantId.eq(ctx.tenant()))
        .filter(tenant::Column::PasswordProfile.eq(was.word()))
        .exec(tx.conn())
        .await?;
    let subject = Subject::new("tenant", ctx.tenant().0);
    if done.rows_affected != 1 {
        let body = tenant_of(ctx).await?;
        return Err(AppError::Conflict { current: body.version }.about(subject, body.name, "/security"));
    }
    let changes: Vec<Change> =
        Change::of("password_profile", was.word(), profile.word()).into_iter().collect();
    if changes.is_empty() {
        return Ok(());
    }
    tx.record(subject, "/", Event::SettingsChanged { changes }).await?;
    tx.commit().await
}

/// Live sessions of everybody with their accounts, the last seen first.
///
/// # Errors
/// When the store cannot be read.
pub async fn sessions(ctx: &Ctx) -> Result<Vec<(session_row::Model, account::Model)>, AppError> {
    ctx.allow(Action::Read, Kind::Security)?;
    let rows = session_row::Entity::find()
        .filter(session_row::Column::TenantId.eq(ctx.tenant()))
        .filter(live_since(&ctx.app, false))
        .order_by_desc(session_row::Column::SeenAt)
        .limit(SESSIONS)
        .all(ctx.reader())
        .await?;
    let ids: Vec<_> = rows.iter().map(|r| r.account_id).collect();
    let accounts = account::Entity::find()
        .filter(account::Column::TenantId.eq(ctx.tenant()))
        .filter(account::Column::Id.is_in(ids))
        .all(ctx.reader())
        .await?;
    let of = |row: &session_row::Model| accounts.iter().find(|a| a.id == row.account_id).cloned();
    Ok(rows.into_iter().filter_map(|row| of(&row).map(|account| (row, account))).collect())
}

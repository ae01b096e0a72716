//! One-time links: the first run, an invitation, a reset, the renewal of an outworn password.
//! Only the hash of a token is stored; whoever issues a link never sees the password.

use std::sync::Arc;

use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, EntityTrait as _, PaginatorTrait as _,
    QueryFilter as _,
};

use super::store::{account, setup_link};
use crate::app::{App, random_token, sha256};
use crate::ctx::{Ctx, Tx};
use crate::db::ids::{AccountId, TenantId};
use crate::error::{AppError, Notice};
use crate::event::{Event, Subject};
use crate::org::tenant;
use crate::stored_enum;

/// The life of a link: 24 hours.
pub const LIFE_MS: i64 = 24 * 3_600_000;
/// The link of the first run belongs to no tenant yet.
const NOBODY: TenantId = TenantId(0);

stored_enum! {
    /// What a link is for.
    Purpose {
        /// Nobody is there yet: found the body and become its system officer.
        FirstRun = "first_run",
        /// A new account's first password.
        Invitation = "invitation",
        /// A new password for who has forgotten it.
        Reset = "reset",
        /// A new password in place of an outworn one.
        Renewal = "renewal",
    }
}

/// A link that still opens.
#[derive(Debug, Clone)]
pub struct Open {
    /// Its tenant; 0 for the first run.
    pub tenant: TenantId,
    /// What it is for.
    pub purpose: Purpose,
    /// Whose password it lets set; none for the first run.
    pub account: Option<account::Model>,
    token_hash: String,
}

/// The token of the first run's link, or nothing if a body has been founded. A new one replaces
/// those of earlier starts.
///
/// # Errors
/// When the store fails.
pub async fn first_run(app: &Arc<App>) -> Result<Option<String>, AppError> {
    if tenant::Entity::find().count(app.db.reader()).await? > 0 {
        return Ok(None);
    }
    let ctx = Ctx::program(app, NOBODY, "setup");
    let tx = ctx.begin().await?;
    setup_link::Entity::delete_many()
        .filter(setup_link::Column::TenantId.eq(NOBODY))
        .filter(setup_link::Column::UsedAt.is_null())
        .exec(tx.conn())
        .await?;
    let token = insert(&tx, None, Purpose::FirstRun, LIFE_MS).await?;
    tx.commit().await?;
    Ok(Some(token))
}

/// Issues a link for an account and answers its token, which is shown once. Earlier links of the
/// account close.
///
/// # Errors
/// When the store fails.
pub async fn issue(
    tx: &mut Tx<'_>,
    account: AccountId,
    purpose: Purpose,
    life_ms: i64,
) -> Result<String, AppError> {
    close_all(tx, account).await?;
    let token = insert(tx, Some(account), purpose, life_ms).await?;
    let event = Event::LinkIssued { purpose: purpose.word().to_owned() };
    tx.record(Subject::new("account", account.0), "/", event).await?;
    Ok(token)
}

/// The link behind a token, if it still opens.
///
/// # Errors
/// A [`Notice`] if it was used, has expired, or never was.
pub async fn find(app: &App, token: &str) -> Result<Open, AppError> {
    let closed = || AppError::Refused(Notice::new("link-closed"));
    let (tenant, _) = token.split_once('.').ok_or_else(closed)?;
    let tenant = TenantId(tenant.parse().map_err(|_| closed())?);
    let hash = sha256(token.as_bytes());
    let row = setup_link::Entity::find_by_id((tenant, hash)).one(app.db.reader()).await?;
    let row = row.filter(|r| r.used_at.is_none() && r.expires_at > app.clock.now()).ok_or_else(closed)?;
    let purpose = Purpose::from_word(&row.purpose).ok_or_else(closed)?;
    let account = match row.account_id {
        Some(id) => account::Entity::find_by_id((tenant, id)).one(app.db.reader()).await?,
        None => None,
    };
    let fits = match &account {
        Some(account) => account.disabled_at.is_none(),
        None => purpose == Purpose::FirstRun,
    };
    if fits { Ok(Open { tenant, purpose, account, token_hash: row.token_hash }) } else { Err(closed()) }
}

/// Uses a link up; of two at once, one is refused.
///
/// # Errors
/// A [`Notice`] if it has been used meanwhile.
pub async fn redeem(tx: &Tx<'_>, link: &Open) -> Result<(), AppError> {
    let done = setup_link::Entity::update_many()
        .col_expr(setup_link::Column::UsedAt, Expr::value(Some(tx.ctx.now)))
        .filter(setup_link::Column::TenantId.eq(link.tenant))
        .filter(setup_link::Column::TokenHash.eq(link.token_hash.as_str()))
        .filter(setup_link::Column::UsedAt.is_null())
        .exec(tx.conn())
        .await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(Notice::new("link-closed").into()) }
}

/// Closes every open link of an account.
///
/// # Errors
/// When the store fails.
pub async fn close_all(tx: &Tx<'_>, account: AccountId) -> Result<(), AppError> {
    setup_link::Entity::update_many()
        .col_expr(setup_link::Column::UsedAt, Expr::value(Some(tx.ctx.now)))
        .filter(setup_link::Column::TenantId.eq(tx.tenant()))
        .filter(setup_link::Column::AccountId.eq(account))
        .filter(setup_link::Column::UsedAt.is_null())
        .exec(tx.conn())
        .await?;
    Ok(())
}

async fn insert(
    tx: &Tx<'_>,
    account: Option<AccountId>,
    purpose: Purpose,
    life_ms: i64,
) -> Result<String, AppError> {
    // The tenant comes first because every key of the store begins with it.
    let token = format!("{}.{}", tx.tenant(), random_token());
    setup_link::ActiveModel {
        tenant_id: Set(tx.tenant()),
        token_hash: Set(sha256(token.as_bytes())),
        account_id: Set(account),
        purpose: Set(purpose.word().to_owned()),
        expires_at: Set(tx.ctx.now + life_ms),
        used_at: Set(None),
    }
    .insert(tx.conn())
    .await?;
    Ok(token)
}

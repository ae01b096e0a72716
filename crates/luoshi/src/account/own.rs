//! What everybody does with his or her own account: look, language, sessions.

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _};

use super::session::{end_sessions, live_since};
use super::store::{account, session_row};
use crate::ctx::Ctx;
use crate::db::ids::AccountId;
use crate::error::AppError;
use crate::event::{Change, Event, Subject};
use crate::web::i18n::Locale;

/// What the preferences form says; what it does not name stays.
#[derive(Debug, Clone, Default)]
pub struct Preferences {
    /// `auto`, `light` or `dark`.
    pub theme: Option<String>,
    /// 长辈版.
    pub large: Option<bool>,
    /// `zh-CN` or `en`.
    pub lang: Option<String>,
}

/// Sets how pages look for oneself. The last one wins: there is nothing to lose.
///
/// # Errors
/// When the store fails.
pub async fn prefer(ctx: &Ctx, account: &account::Model, wish: &Preferences) -> Result<(), AppError> {
    let theme = wish.theme.as_deref().filter(|t| matches!(*t, "auto" | "light" | "dark"));
    let theme = theme.unwrap_or(&account.theme);
    let large = wish.large.unwrap_or(account.large_type);
    let lang = wish.lang.as_deref().map_or(account.locale.as_str(), |l| Locale::from_name(l).name());
    let changes: Vec<Change> = [
        Change::of("look", &account.theme, theme),
        Change::of("large_type", account.large_type, large),
        Change::of("locale", &account.locale, lang),
    ]
    .into_iter()
    .flatten()
    .collect();
    if changes.is_empty() {
        return Ok(());
    }
    let mut tx = ctx.begin().await?;
    account::Entity::update_many()
        .col_expr(account::Column::Theme, Expr::value(theme))
        .col_expr(account::Column::LargeType, Expr::value(large))
        .col_expr(account::Column::Locale, Expr::value(lang))
        .filter(account::Column::TenantId.eq(ctx.tenant()))
        .filter(account::Column::Id.eq(account.id))
        .exec(tx.conn())
        .await?;
    tx.record(Subject::new("account", account.id.0), "/", Event::AccountChanged { changes }).await?;
    tx.commit().await
}

/// The live sessions of an account, the newest first.
///
/// # Errors
/// When the store cannot be read.
pub async fn sessions(ctx: &Ctx, account: &account::Model) -> Result<Vec<session_row::Model>, AppError> {
    Ok(session_row::Entity::find()
        .filter(session_row::Column::TenantId.eq(ctx.tenant()))
        .filter(session_row::Column::AccountId.eq(account.id))
        .filter(live_since(&ctx.app, account.officer.is_some()))
        .order_by_desc(session_row::Column::CreatedAt)
        .limit(100)
        .all(ctx.reader())
        .await?)
}

/// Ends one session of an account, by its id in lists.
///
/// # Errors
/// [`AppError::NotFound`] if the account has no such session.
pub async fn end_one(ctx: &Ctx, account: AccountId, session: i64) -> Result<(), AppError> {
    let mut tx = ctx.begin().await?;
    let done = session_row::Entity::update_many()
        .col_expr(session_row::Column::EndedAt, Expr::value(Some(ctx.now)))
        .filter(session_row::Column::TenantId.eq(ctx.tenant()))
        .filter(session_row::Column::AccountId.eq(account))
        .filter(session_row::Column::Id.eq(session))
        .filter(session_row::Column::EndedAt.is_null())
        .exec(tx.conn())
        .await?;
    if done.rows_affected == 0 {
        return Err(AppError::NotFound);
    }
    tx.record(Subject::new("account", account.0), "/", Event::SignedOut).await?;
    tx.commit().await
}

/// Ends every session of one's own but the present one, and answers how many there were.
///
/// # Errors
/// When the store fails.
pub async fn end_others(ctx: &Ctx, account: AccountId, keep: &str) -> Result<u64, AppError> {
    let mut tx = ctx.begin().await?;
    let ended = end_sessions(&tx, account, Some(keep)).await?;
    for _ in 0..ended {
        tx.record(Subject::new("account", account.0), "/", Event::SignedOut).await?;
    }
    tx.commit().await?;
    Ok(ended)
}

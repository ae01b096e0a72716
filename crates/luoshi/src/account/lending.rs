//! 委托: lending one's powers while away. Whoever acts does so in his or her own name.

use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, Condition, EntityTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _,
};
use time::{Date, Duration};

use super::store::{account, delegation};
use crate::ctx::Ctx;
use crate::db::ids::{DelegationId, PersonId};
use crate::error::{AppError, FieldErrors, Notice};
use crate::event::{Event, Subject};
use crate::org::Org;

/// The longest lending: a quarter. Who is away longer leaves the post.
const LONGEST_DAYS: i64 = 92;

/// What the form says.
#[derive(Debug, Clone, Default)]
pub struct Lending {
    /// Who is to act: a person's id.
    pub to: String,
    /// First day, `YYYY-MM-DD`.
    pub from_day: String,
    /// Last day, `YYYY-MM-DD`.
    pub to_day: String,
    /// Why.
    pub reason: String,
}

/// Lends one's powers to somebody for some days.
///
/// # Errors
/// [`AppError::Invalid`] with what is wrong, [`AppError::Refused`] if there is nothing to lend.
pub async fn lend(ctx: &Ctx, account: &account::Model, form: &Lending) -> Result<(), AppError> {
    let from = account.person_id;
    if account.officer.is_some() {
        // 三员: the three are kept apart, so what is theirs cannot be handed round.
        return Err(Notice::new("lending-officer").into());
    }
    let (to, from_day, to_day) = check(ctx, from, form).await?;
    let mut tx = ctx.begin().await?;
    let id: DelegationId = ctx.new_id();
    delegation::ActiveModel {
        tenant_id: Set(ctx.tenant()),
        id: Set(id),
        from_person_id: Set(from),
        to_person_id: Set(to),
        from_day: Set(from_day),
        to_day: Set(to_day),
        reason: Set(form.reason.trim().to_owned()),
        ended_at: Set(None),
        created_at: Set(ctx.now),
    }
    .insert(tx.conn())
    .await?;
    let name = Org::of(ctx).await?.person(to).map(|p| p.name.clone()).unwrap_or_default();
    let event = Event::DelegationMade {
        to: name,
        from_day: from_day.to_string(),
        to_day: to_day.to_string(),
        reason: form.reason.trim().to_owned(),
    };
    tx.record(Subject::new("delegation", id.0), "/", event).await?;
    tx.commit().await
}

/// Ends a lending of one's own early.
///
/// # Errors
/// [`AppError::NotFound`] if it is not one's own or has ended.
pub async fn end(ctx: &Ctx, from: PersonId, id: DelegationId) -> Result<(), AppError> {
    let mut tx = ctx.begin().await?;
    let done = delegation::Entity::update_many()
        .col_expr(delegation::Column::EndedAt, Expr::value(Some(ctx.now)))
        .filter(delegation::Column::TenantId.eq(ctx.tenant()))
        .filter(delegation::Column::Id.eq(id))
        .filter(delegation::Column::FromPersonId.eq(from))
        .filter(delegation::Column::EndedAt.is_null())
        .exec(tx.conn())
        .await?;
    if done.rows_affected == 0 {
        return Err(AppError::NotFound);
    }
    tx.record(Subject::new("delegation", id.0), "/", Event::DelegationEnded).await?;
    tx.commit().await
}

/// What one lends and is lent, today and later.
///
/// # Errors
/// When the store cannot be read.
pub async fn of_person(ctx: &Ctx, person: PersonId) -> Result<Vec<delegation::Model>, AppError> {
    let mine = Condition::any()
        .add(delegation::Column::FromPersonId.eq(person))
        .add(delegation::Column::ToPersonId.eq(person));
    Ok(delegation::Entity::find()
        .filter(delegation::Column::TenantId.eq(ctx.tenant()))
        .filter(mine)
        .filter(delegation::Column::EndedAt.is_null())
        .filter(delegation::Column::ToDay.gte(ctx.today()))
        .order_by_asc(delegation::Column::FromDay)
        .limit(100)
        .all(ctx.reader())
        .await?)
}

/// People who can act for somebody: they have an account that works and are no officer.
///
/// # Errors
/// When the store cannot be read.
pub async fn deputies(ctx: &Ctx, person: PersonId) -> Result<Vec<PersonId>, AppError> {
    let rows = account::Entity::find()
        .filter(account::Column::TenantId.eq(ctx.tenant()))
        .filter(account::Column::Officer.is_null())
        .filter(account::Column::DisabledAt.is_null())
        .filter(account::Column::PersonId.ne(person))
        .limit(5_000)
        .all(ctx.reader())
        .await?;
    Ok(rows.into_iter().map(|a| a.person_id).collect())
}

/// A day as a form sends it, `YYYY-MM-DD`.
#[must_use]
pub fn day(text: &str) -> Option<Date> {
    let form = time::macros::format_description!("[year]-[month]-[day]");
    Date::parse(text.trim(), form).ok()
}

async fn check(ctx: &Ctx, from: PersonId, form: &Lending) -> Result<(PersonId, Date, Date), AppError> {
    let mut errors = FieldErrors::default();
    let to = form.to.parse::<PersonId>().ok();
    let to = match to {
        Some(to) if deputies(ctx, from).await?.contains(&to) => Some(to),
        _ => {
            errors.add("to", Notice::new("lending-to-wrong"));
            None
        }
    };
    let (first, last) = (day(&form.from_day), day(&form.to_day));
    if first.is_none() {
        errors.add("from_day", Notice::new("form-day"));
    }
    match (first, last) {
        (_, None) => errors.add("to_day", Notice::new("form-day")),
        (Some(first), Some(last)) if last < first => errors.add("to_day", Notice::new("form-day-order")),
        (Some(first), Some(last)) if last - first > Duration::days(LONGEST_DAYS) => {
            errors.add("to_day", Notice::new("lending-too-long").with("n", LONGEST_DAYS));
        }
        (_, Some(last)) if last < ctx.today() => errors.add("to_day", Notice::new("form-day-past")),
        _ => {}
    }
    match form.reason.trim().chars().count() {
        0 => errors.add("reason", Notice::new("form-required")),
        1..=200 => {}
        _ => errors.add("reason", Notice::new("form-too-long").with("n", 200)),
    }
    match (to, first, last) {
        (Some(to), Some(first), Some(last)) if errors.0.is_empty() => Ok((to, first, last)),
        _ => Err(AppError::Invalid(errors)),
    }
}

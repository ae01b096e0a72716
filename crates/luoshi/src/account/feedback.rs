//! 投诉建议: anybody may say what is wrong; the office and the audit officer read it.

use std::sync::Arc;

use luoshi_core::policy::{Action, Kind, may_some};
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, PaginatorTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _,
};

use super::login::bodies;
use crate::app::App;
use crate::ctx::Ctx;
use crate::error::{AppError, FieldErrors, Notice};
use crate::event::{self, Event, Subject};

/// Characters at most.
pub const LONGEST: usize = 2_000;
/// From one address within an hour.
const TIMES: u64 = 10;

/// Takes what somebody says. Without a session nobody's name is kept, and the address only long
/// enough to stop a flood: it stands in the history like every other deed's.
///
/// # Errors
/// [`AppError::Invalid`] with what is wrong.
pub async fn give(
    app: &Arc<App>,
    ctx: Option<&Ctx>,
    address: &str,
    request_id: &str,
    text: &str,
) -> Result<(), AppError> {
    let mut errors = FieldErrors::default();
    let text = text.trim();
    match text.chars().count() {
        0 => errors.add("text", Notice::new("form-required")),
        n if n > LONGEST => errors.add("text", Notice::new("form-too-long").with("n", LONGEST)),
        _ => {}
    }
    errors.into_result()?;
    let ctx = match ctx {
        Some(ctx) => ctx.clone(),
        None => {
            let (tenant, _) = bodies(app).await?.into_iter().next().ok_or(AppError::NotFound)?;
            let mut ctx = Ctx::program(app, tenant, "visitor");
            address.clone_into(&mut ctx.address);
            request_id.clone_into(&mut ctx.request_id);
            ctx
        }
    };
    let mut tx = ctx.begin().await?;
    let lately = given(&ctx)
        .filter(event::Column::Address.eq(ctx.address.as_str()))
        .filter(event::Column::At.gt(ctx.now - 3_600_000));
    if lately.count(tx.conn()).await? >= TIMES {
        return Err(Notice::new("feedback-too-many").into());
    }
    let event = Event::FeedbackGiven { text: text.to_owned() };
    tx.record(Subject::new("feedback", ctx.now), "/", event).await?;
    tx.commit().await
}

/// What was said lately, for those who deal with it: the office clerk and the audit officer.
///
/// # Errors
/// When the store cannot be read.
pub async fn received(ctx: &Ctx) -> Result<Vec<event::Model>, AppError> {
    let reads = may_some(&ctx.actor, Action::Supervise, Kind::Task)
        || may_some(&ctx.actor, Action::Read, Kind::Audit);
    if !reads {
        return Ok(Vec::new());
    }
    Ok(given(ctx).order_by_desc(event::Column::Id).limit(100).all(ctx.reader()).await?)
}

fn given(ctx: &Ctx) -> sea_orm::Select<event::Entity> {
    event::Entity::find()
        .filter(event::Column::TenantId.eq(ctx.tenant()))
        .filter(event::Column::Kind.eq("feedback_given"))
}

//! 投诉建议: the entry on every page.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;

use crate::account::feedback;
use crate::app::App;
use crate::error::{AppError, FieldErrors};
use crate::event::Event;
use crate::web::forms::Form;
use crate::web::ui::Done;
use crate::web::visitor::Visitor;
use crate::web::{Page, Ui};

#[derive(Template)]
#[template(path = "account/pages/feedback.html")]
pub(super) struct FeedbackPage {
    ui: Ui,
    form: FeedbackForm,
    errors: FieldErrors,
    /// When, who, what.
    received: Vec<(String, String, String)>,
}

/// The form of the page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct FeedbackForm {
    text: String,
}

pub(super) async fn show(visitor: Visitor) -> Result<Response, AppError> {
    page(&visitor, FeedbackForm::default(), FieldErrors::default()).await
}

pub(super) async fn send(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Form(form): Form<FeedbackForm>,
) -> Result<Response, AppError> {
    let (address, request) = (&visitor.address, &visitor.request_id);
    match feedback::give(&app, visitor.ctx.as_ref(), address, request, &form.text).await {
        Ok(()) => Ok(Done::to("/feedback").say("ok", "flash-feedback", &[]).into_response()),
        Err(AppError::Invalid(errors)) => {
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&visitor, form, errors).await?).into_response())
        }
        Err(other) => Err(other),
    }
}

async fn page(visitor: &Visitor, form: FeedbackForm, errors: FieldErrors) -> Result<Response, AppError> {
    let ui = visitor.ui.clone();
    let rows = match &visitor.ctx {
        Some(ctx) => feedback::received(ctx).await?,
        None => Vec::new(),
    };
    let received = rows.into_iter().filter_map(|row| match serde_json::from_str(&row.data) {
        Ok(Event::FeedbackGiven { text }) => Some((ui.instant(&row.at), row.actor_name, text)),
        _ => None,
    });
    let received = received.collect();
    Ok(Page(FeedbackPage { ui, form, errors, received }).into_response())
}

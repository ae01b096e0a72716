//! Documents received: read, proposed, confirmed, adopted.

use crate::ctx::Ctx;
use crate::db::ids::DocumentId;
use crate::error::AppError;

/// Reads a received document and stores what it proposes.
///
/// # Errors
/// When the store cannot be reached.
#[expect(clippy::unused_async, reason = "its body follows with the intake feature")]
pub async fn read_document(_ctx: &Ctx, _document: DocumentId) -> Result<(), AppError> {
    Err(AppError::NotFound)
}

/// The pages of this feature.
#[must_use]
pub fn routes() -> crate::web::Routes {
    crate::web::Routes::new()
}

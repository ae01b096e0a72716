//! The year and its plan: frameworks, goals, tasks, duties, measures, milestones, the ledger.

/// The pages of this feature.
#[must_use]
pub fn routes() -> crate::web::Routes {
    crate::web::Routes::new()
}

//! The year and its plan: frameworks 工作布局, goals 目标, tasks 任务 with duties, measures and
//! milestones, and the ledger 任务台账 that shows them.
//!
//! Invariants: a task has a number that no other task of its year ever had; its duties are ordered
//! and the first lead is the only one counted; what it lacks is derived at every change; every change
//! is an event with both values and can be undone until somebody else changes the same task; a
//! closed year cannot be edited.

pub mod draft;
pub mod edit;
pub mod ledger;
pub mod load;
pub mod search;
pub mod store;
pub mod task;
pub mod years;

pub use draft::{
    DueDraft, DutyDraft, MeasureDraft, MilestoneDraft, Source, TaskDraft, add_tasks, remove_task,
};
pub use edit::{Edit, Patch, edit_tasks, undo};
pub use load::{LoadedTask, load_task, load_tasks};

/// The pages of this feature.
#[must_use]
pub fn routes() -> crate::web::Routes {
    crate::web::Routes::new()
}

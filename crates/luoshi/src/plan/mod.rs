//! The year and its plan: frameworks 工作布局, goals 目标, tasks 任务 with duties, measures and
//! milestones, and the ledger 任务台账 that shows them.
//!
//! Invariants: a task has a number that no other task of its year ever had; its duties are ordered
//! and the first lead is the only one counted; what it lacks is derived at every change; every change
//! is an event with both values and can be undone until somebody else changes the same task; a
//! closed year cannot be edited.

pub mod draft;
pub mod edit;
pub mod frame;
mod freeze;
pub mod ledger;
pub mod load;
pub mod raise;
pub mod search;
pub mod store;
pub mod task;
pub mod views;
pub mod years;

use luoshi_core::policy::{Action, Kind};

use crate::web::{Need, Routes};

pub use draft::{
    DueDraft, DutyDraft, MeasureDraft, MilestoneDraft, Source, TaskDraft, add_tasks, remove_task,
};
pub use edit::{Edit, Patch, edit_tasks, undo};
pub use load::{LoadedTask, load_task, load_tasks};

/// The pages of this feature.
#[must_use]
pub fn routes() -> Routes {
    let read = Need::May(Action::Read, Kind::Task);
    let modify = Need::May(Action::Modify, Kind::Task);
    frame::routes()
        .get("/ledger", read, ledger::web::index)
        .get("/ledger/columns", read, ledger::web::columns)
        .post("/ledger/views", read, ledger::web::keep_view)
        .post("/ledger/views/{id}/removal", read, ledger::web::remove_view)
        .get("/ledger/edits/new", modify, task::cells::bulk)
        .post("/ledger/edits", modify, task::cells::save_bulk)
        .post("/edits/{id}/undo", modify, task::web::undo)
        .get("/tasks/new", modify, task::web::new)
        .post("/tasks", modify, task::web::create)
        .get("/tasks/{id}", read, task::web::show)
        .post("/tasks/{id}", modify, task::web::save)
        .get("/tasks/{id}/edit", modify, task::web::edit)
        .get("/tasks/{id}/row", read, task::cells::row)
        .get("/tasks/{id}/cells/{field}", modify, task::cells::cell)
        .post("/tasks/{id}/cells/{field}", modify, task::cells::save_cell)
        .post("/tasks/{id}/completion", modify, task::web::complete)
        .post("/tasks/{id}/cancellation", modify, task::web::cancel)
        .merge(views::routes())
}

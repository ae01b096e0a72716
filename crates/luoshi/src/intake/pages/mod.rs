//! The pages of received documents: one file per page or group of verbs.

mod card;
mod edit;
mod list;
mod show;
mod source;
mod state;
mod upload;
mod verbs;

pub use list::ListPage;
pub use show::ConfirmPage;

use luoshi_core::policy::{Action, Kind};

use super::receive::LARGEST;
use crate::web::{Need, Routes};

/// The most that one request may bring: several files of the largest size.
const REQUEST: usize = 4 * LARGEST + (1 << 20);

/// Every page of this feature with what it needs.
#[must_use]
pub fn routes() -> Routes {
    let read = Need::May(Action::Read, Kind::Document);
    let modify = Need::May(Action::Modify, Kind::Document);
    Routes::new()
        .get("/documents", read, list::show)
        .upload("/documents", modify, REQUEST, upload::save)
        .get("/documents/{id}", read, show::show)
        .get("/documents/{id}/jobs", read, state::jobs)
        .data("/documents/{id}/file", read, &state::FILE, state::file)
        .post("/documents/{id}/acceptances", modify, verbs::accept_many)
        .post("/documents/{id}/answers", modify, verbs::answer)
        .post("/documents/{id}/adoption", modify, verbs::adopt)
        .post("/documents/{id}/undo", modify, verbs::undo)
        .post("/documents/{id}/separation", modify, verbs::separate)
        .get("/proposals/{id}", read, verbs::show)
        .get("/proposals/{id}/edit", modify, edit::form)
        .post("/proposals/{id}/edit", modify, edit::save)
        .get("/proposals/{id}/split", modify, edit::split_form)
        .post("/proposals/{id}/split", modify, edit::split)
        .post("/proposals/{id}/acceptance", modify, verbs::accept)
        .post("/proposals/{id}/rejection", modify, verbs::reject)
        .post("/proposals/{id}/restoration", modify, verbs::restore)
        .post("/proposals/{id}/merge", modify, verbs::merge)
}

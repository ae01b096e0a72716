//! The plan seen in other ways: the board 挂图作战, the heat map, the timeline, the history of any
//! record, search over everything, and the ledger as a file that comes back edited.
//!
//! Every page takes the ledger's [`View`](crate::plan::ledger::View) from its address, so that a
//! filter means the same everywhere and what the visitor may not see is left out by the same WHERE
//! clause.

pub mod board;
pub mod export;
pub mod frame;
pub mod gantt;
pub mod given;
pub mod heat;
pub mod history;
pub mod imports;
pub mod search;
pub mod sheet;

use luoshi_core::policy::{Action, Kind};

use crate::web::{Need, Routes};

/// The pages of this part of the plan.
#[must_use]
pub fn routes() -> Routes {
    let read = Need::May(Action::Read, Kind::Task);
    let modify = Need::May(Action::Modify, Kind::Task);
    Routes::new()
        .get("/board", read, board::index)
        .get("/heat", read, heat::index)
        .get("/timeline", read, gantt::index)
        .data("/ledger.xlsx", read, &given::EXCEL, export::excel)
        .data("/ledger.csv", read, &given::CSV, export::commas)
        .data("/ledger.json", read, &given::JSON, export::structured)
        .get("/ledger/imports", modify, imports::web::index)
        .upload("/ledger/imports", modify, imports::web::UPLOAD_MAX, imports::web::receive)
        .get("/ledger/imports/{id}", modify, imports::web::show)
        .post("/ledger/imports/{id}/confirmation", modify, imports::web::confirm)
        .post("/ledger/imports/{id}/undo", modify, imports::web::undo)
        .get("/history/{subject}/{id}", Need::SignedIn, history::index)
        .get("/search", Need::SignedIn, search::index)
}

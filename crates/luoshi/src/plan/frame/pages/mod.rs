//! The pages of the frame: years, the plan of a year, frameworks, goals.

mod frameworks;
mod goals;
mod plan;
mod years;

use luoshi_core::policy::{Action, Kind};

use crate::web::{Need, Routes};

/// Every page of the frame with what it needs.
#[must_use]
pub fn routes() -> Routes {
    let read = Need::May(Action::Read, Kind::Plan);
    let modify = Need::May(Action::Modify, Kind::Plan);
    Routes::new()
        .get("/years", Need::May(Action::Read, Kind::Year), years::list)
        .post("/years", Need::May(Action::Modify, Kind::Year), years::open)
        .post("/years/{year}/state", Need::May(Action::Approve, Kind::Year), years::advance)
        .post("/years/{year}/choice", Need::May(Action::Read, Kind::Year), years::choose)
        .get("/plan", read, plan::show)
        .get("/plan/frameworks/new", modify, frameworks::new)
        .post("/plan/frameworks", modify, frameworks::add)
        .get("/plan/frameworks/{id}", modify, frameworks::edit)
        .post("/plan/frameworks/{id}", modify, frameworks::change)
        .post("/plan/frameworks/{id}/removal", modify, frameworks::remove)
        .post("/plan/frameworks/{id}/themes/{theme}", modify, frameworks::change_theme)
        .post("/plan/frameworks/{id}/themes/{theme}/removal", modify, frameworks::remove_theme)
        .get("/plan/goals/new", modify, goals::new)
        .post("/plan/goals", modify, goals::add)
        .get("/plan/goals/{id}", modify, goals::edit)
        .post("/plan/goals/{id}", modify, goals::change)
        .post("/plan/goals/{id}/removal", modify, goals::remove)
}

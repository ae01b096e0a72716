//! The pages of the body: tree, units, posts, people, roster.

mod import;
mod load;
mod people;
mod posts;
mod tree;
mod units;

use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use luoshi_core::policy::{Action, Kind, Visible, may_some, visible};

use crate::ctx::Ctx;
use crate::web::{Need, Page, Routes};

const READ: Need = Need::May(Action::Read, Kind::Roster);
const MODIFY: Need = Need::May(Action::Modify, Kind::Roster);

/// Every page of this feature with what it needs.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/org", READ, tree::show)
        .get("/org/people", READ, people::list)
        .post("/org/people", MODIFY, people::add)
        .get("/org/people/new", MODIFY, people::new)
        .get("/org/people/{id}", READ, people::show)
        .post("/org/people/{id}", MODIFY, people::change)
        .get("/org/people/{id}/edit", MODIFY, people::edit)
        .post("/org/people/{id}/departure", MODIFY, people::depart)
        .get("/org/units/new", MODIFY, units::new)
        .post("/org/units", MODIFY, units::add)
        .get("/org/units/{id}", READ, units::show)
        .post("/org/units/{id}", MODIFY, units::change)
        .get("/org/units/{id}/edit", MODIFY, units::edit)
        .post("/org/units/{id}/parent", MODIFY, units::relocate)
        .post("/org/units/{id}/closure", MODIFY, units::close)
        .get("/org/units/{id}/posts/new", MODIFY, posts::new)
        .post("/org/units/{id}/posts", MODIFY, posts::add)
        .get("/org/posts/{id}", READ, posts::show)
        .post("/org/posts/{id}", MODIFY, posts::change)
        .get("/org/posts/{id}/edit", MODIFY, posts::edit)
        .post("/org/posts/{id}/holdings", MODIFY, posts::take)
        .post("/org/posts/{id}/vacancy", MODIFY, posts::leave)
        .post("/org/posts/{id}/closure", MODIFY, posts::close)
        .get("/org/imports/new", MODIFY, import::new)
        .upload("/org/imports", MODIFY, super::roster::MAX_BYTES + (64 << 10), import::upload)
        .get("/org/imports/{id}", MODIFY, import::show)
        .post("/org/imports/{id}/confirmation", MODIFY, import::confirm)
}

/// Whether the visitor may change the body.
fn may_modify(ctx: &Ctx) -> bool {
    may_some(&ctx.actor, Action::Modify, Kind::Roster)
}

/// Whether the visitor may give roles.
fn may_administer(ctx: &Ctx) -> bool {
    may_some(&ctx.actor, Action::Administer, Kind::Roster)
}

/// What the visitor may see of the body.
struct Sight(Visible);

impl Sight {
    fn of(ctx: &Ctx) -> Self {
        Self(visible(&ctx.actor, Kind::Roster))
    }

    fn sees(&self, path: &str) -> bool {
        match &self.0 {
            Visible::All => true,
            Visible::Nothing => false,
            Visible::Within { owned, related } => {
                owned.iter().chain(related).any(|p| path.starts_with(p.as_str()))
            }
        }
    }
}

/// A form again, with its faults or with both versions.
fn again<T: askama::Template>(status: StatusCode, page: T) -> Response {
    (status, Page(page)).into_response()
}

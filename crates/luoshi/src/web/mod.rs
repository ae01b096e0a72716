//! The web shell: routes with what they need, the session, pages in two languages, errors as pages,
//! assets, headers. Features bring their own routes; the root only merges them.

pub mod api;
pub mod assets;
pub mod both;
mod desk;
pub mod error_page;
pub mod forms;
pub mod headers;
pub mod health;
pub mod i18n;
pub mod routes;
pub mod server;
pub mod ui;
pub mod visitor;

pub use assets::asset;
pub use both::Both;
pub use routes::{Need, Routes};
pub use ui::{Page, Ui};

/// Every route of the program.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .merge(health::routes())
        .merge(assets::routes())
        .merge(api::routes())
        .merge(desk::routes())
        .merge(crate::account::routes())
        .merge(crate::org::routes())
        .merge(crate::plan::routes())
        .merge(crate::intake::routes())
}

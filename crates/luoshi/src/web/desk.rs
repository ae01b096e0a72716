//! 工作台, my desk: where everybody arrives.

use askama::Template;

use super::routes::{Need, Routes};
use super::{Page, Ui};

pub(super) fn routes() -> Routes {
    Routes::new().get("/", Need::SignedIn, show)
}

#[derive(Template)]
#[template(path = "web/desk.html")]
struct DeskPage {
    ui: Ui,
}

async fn show(ui: Ui) -> Page<DeskPage> {
    Page(DeskPage { ui })
}

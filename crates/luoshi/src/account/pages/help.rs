//! 使用帮助: a short page, and the keys.

use askama::Template;

use crate::web::{Page, Ui};

#[derive(Template)]
#[template(path = "account/pages/help.html")]
pub(super) struct HelpPage {
    ui: Ui,
    keys_only: bool,
}

pub(super) async fn show(ui: Ui) -> Page<HelpPage> {
    Page(HelpPage { ui, keys_only: false })
}

pub(super) async fn keys(ui: Ui) -> Page<HelpPage> {
    Page(HelpPage { ui, keys_only: true })
}

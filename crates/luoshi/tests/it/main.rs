//! The application's tests, one binary. `support/` has the program in a box and its actors.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop with its line")]

mod account;
mod api;
mod assess;
mod check;
mod demo;
mod docs;
mod import;
mod intake;
mod jobs;
mod killed;
mod layers;
mod ledger;
mod locales;
mod org;
mod permissions;
mod routes;
mod schema;
mod support;
mod views;
mod years;

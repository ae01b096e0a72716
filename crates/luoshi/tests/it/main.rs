//! The application's tests, one binary. `support/` has the program in a box and its actors.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop with its line")]

mod account;
mod intake;
mod support;
mod views;

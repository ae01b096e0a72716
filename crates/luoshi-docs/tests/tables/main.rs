//! Recognition of tables: every shape that offices send, and the round trip of the ledger.

mod build;
mod demo;
mod ledger;
mod lists;
mod shapes;

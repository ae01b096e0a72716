//! Schemes: what is assessed and by which rules, read from a file with the line of every fault.

pub mod canonical;
pub mod check;
pub mod diff;
mod events;
mod file;
mod finding;
mod item;
mod keys;
mod measures;
pub mod model;
pub mod reach;
mod schema;
mod source;
mod tree;

pub use check::{Opened, open, refusals};
pub use file::{MAX_BYTES, MAX_ITEMS, read};
pub(crate) use finding::Both;
pub use finding::{Finding, Severity};
pub use schema::json_schema;
pub use source::Source;
pub use tree::{Place, alias, fact, word};

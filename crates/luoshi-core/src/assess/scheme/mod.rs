//! Schemes: what is assessed and by which rules, read from a file with the line of every fault.

mod events;
mod file;
mod item;
mod keys;
pub mod model;
mod tree;

pub use file::{MAX_BYTES, MAX_ITEMS, read};
pub use tree::{Place, fact, word};

//! The plan in other shapes: board, heat map, timeline, history, search, files out and back.

mod files;
mod imports;
mod pages;
pub mod world;

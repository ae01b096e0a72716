//! The plan in other shapes: board, heat map, timeline, history, search, files out and back.

mod files;
mod pages;
mod world;

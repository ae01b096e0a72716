//! An exported ledger that comes back edited: read, compared with the tasks as they are now, shown,
//! and only after a confirmation written, all in one transaction that can be undone.
//!
//! The sheet 数据 holds what was exported. So three values of a cell are known: as exported, as it is
//! now, as the file has it. An untouched cell never overwrites what others did meanwhile; a cell that
//! both sides changed is a conflict, and stays as it is now unless the clerk chooses otherwise.

mod apply;
mod cells;
mod compare;
mod pages;
pub mod web;

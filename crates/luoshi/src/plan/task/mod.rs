//! One task: its page, its form, its cells in the ledger.

pub mod cells;
pub mod form;
pub mod pages;
pub mod web;

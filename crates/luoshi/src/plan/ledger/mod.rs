//! The ledger 任务台账: a view of the year's tasks, given wholly by its address.

pub mod line;
pub mod pages;
pub mod query;
pub mod rows;
pub mod tree;
pub mod web;

pub use query::{Filter, Group, Sort, View};

//! Luoshi's rules without IO: what a deadline says, what a number means, when a task is complete,
//! who may do what. Pure functions over plain values; the clock is always an argument.
//!
//! Modules in reading order.

pub mod assess;
pub mod calendar;
pub mod deadline;
pub mod decimal;
pub mod near;
pub mod number;
pub mod plan;
pub mod policy;
pub mod text;

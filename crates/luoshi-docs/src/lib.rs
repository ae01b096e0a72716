//! Documents in and out: bytes to structures and back. No database, no HTTP, no clock.
//!
//! [`read`] turns bytes into a [`model::Document`] and a list of problems; [`extract`] turns the
//! document into proposals with spans; [`table`] recognises columns of task tables, allocation
//! tables and rosters; [`assess`] reads and writes what assessments are made of; [`write`] makes the workbooks that offices print and send.

pub mod assess;
pub mod extract;
pub mod model;
pub mod read;
pub mod table;
pub mod write;

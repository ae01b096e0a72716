//! Workbooks and tables that offices print and send.
//!
//! [`ledger`] has the plain rows and their columns, [`xlsx`] the workbook with its print set-up,
//! [`csv`] the same as comma separated values. [`crate::table::ledger`] reads both back.

pub mod csv;
pub mod guard;
pub mod ledger;
pub(crate) mod print;
pub mod xlsx;

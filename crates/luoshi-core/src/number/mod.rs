//! Numbers as offices write them.

mod han;

pub use han::{han_digit, han_number, is_han_numeral};

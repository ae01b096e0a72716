//! Numbers as offices write them: Han numerals, money in 万元, shares, ranks, ranges.

mod han;
mod parts;
mod quantity;
mod words;

pub use han::{han_digit, han_number, is_han_numeral};
pub use parts::Unit;
pub use quantity::{Op, Quantity, Value, parse_quantity};

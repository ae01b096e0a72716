//! The rule kinds: one file each, registered in one list.

pub mod efficacy;
pub mod expression;
pub mod ratio;

use super::kind::Kind;

/// Every rule kind, in the order of the catalogue: single items, deductions, bonuses, evaluations,
/// sums, ranks and grades.
pub const KINDS: &[Kind] = &[ratio::KIND, efficacy::KIND, expression::KIND];

/// The kind of a name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|k| k.name == name)
}

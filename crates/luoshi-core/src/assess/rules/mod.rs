//! The rule kinds: one file each, registered in one list.

pub mod awards;
pub mod coefficient;
pub mod consecutive;
pub mod convert_scale;
pub mod efficacy;
pub mod expression;
pub mod gate;
pub mod grade_adjust;
pub mod grade_bands;
pub mod grade_quota;
pub mod not_applicable;
pub mod period_accumulate;
pub mod person_quota;
pub mod rank;
pub mod rank_change;
pub mod ratio;
pub mod roll_up;
pub mod rounding;
pub mod scheme;
pub mod total_formula;
pub mod veto;
pub mod weighted_sum;

use super::kind::Kind;

/// Every rule kind, in the order of the catalogue: single items, deductions, bonuses, evaluations,
/// sums, ranks and grades.
pub const KINDS: &[Kind] = &[
    ratio::KIND,
    efficacy::KIND,
    weighted_sum::KIND,
    not_applicable::KIND,
    convert_scale::KIND,
    period_accumulate::KIND,
    coefficient::KIND,
    roll_up::KIND,
    total_formula::KIND,
    gate::KIND,
    rank::KIND,
    grade_bands::KIND,
    grade_quota::KIND,
    veto::KIND,
    grade_adjust::KIND,
    rank_change::KIND,
    awards::KIND,
    consecutive::KIND,
    person_quota::KIND,
    rounding::KIND,
    expression::KIND,
    scheme::KIND,
];

/// The kind of a name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|k| k.name == name)
}

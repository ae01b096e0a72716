//! The rule kinds: one file each, registered in one list.

pub mod awards;
pub mod ballot_score;
pub mod ballot_validity;
pub mod bonus_normalised;
pub mod checklist;
pub mod coefficient;
pub mod composite;
pub mod consecutive;
pub mod convert_scale;
pub mod deduct_by_level;
pub mod deduct_escalating;
pub mod deduct_event_ladder;
pub mod deduct_per_occurrence;
pub mod efficacy;
pub mod expression;
pub mod gate;
pub mod grade_adjust;
pub mod grade_bands;
pub mod grade_quota;
pub mod honour_bonus;
pub mod judgement;
pub mod lateness;
pub mod not_applicable;
pub mod per_base_deduct;
pub mod period_accumulate;
pub mod periodic_rank_bonus;
pub mod person_quota;
pub mod points_pool;
pub mod rank;
pub mod rank_average;
pub mod rank_change;
pub mod rater_groups;
pub mod ratio;
pub mod roll_up;
pub mod rounding;
pub mod scheme;
pub mod shared_credit;
pub mod standard_multiple;
#[cfg(test)]
pub mod testing;
pub mod total_formula;
pub mod trimmed_mean;
pub mod veto;
pub mod vote_ladder;
pub mod weighted_sum;

use super::kind::Kind;

/// Every rule kind, in the order of the catalogue: single items, deductions, bonuses, evaluations,
/// sums, ranks and grades.
pub const KINDS: &[Kind] = &[
    ratio::KIND,
    efficacy::KIND,
    composite::KIND,
    checklist::KIND,
    judgement::KIND,
    standard_multiple::KIND,
    points_pool::KIND,
    per_base_deduct::KIND,
    deduct_per_occurrence::KIND,
    deduct_by_level::KIND,
    deduct_escalating::KIND,
    deduct_event_ladder::KIND,
    lateness::KIND,
    honour_bonus::KIND,
    bonus_normalised::KIND,
    periodic_rank_bonus::KIND,
    shared_credit::KIND,
    ballot_score::KIND,
    rater_groups::KIND,
    trimmed_mean::KIND,
    rank_average::KIND,
    vote_ladder::KIND,
    ballot_validity::KIND,
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

//! The rule kinds: one file each, registered in one list.

pub mod awards;
pub mod ballot_score;
pub mod ballot_validity;
pub mod base_step;
pub mod bonus_normalised;
pub mod checklist;
pub mod coefficient;
pub mod composite;
pub mod consecutive;
pub mod contribution;
pub mod control_limit;
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
pub mod ladder;
pub mod lateness;
pub mod level_progress;
pub mod measured;
pub mod mix;
pub mod not_applicable;
pub mod pass_fail;
pub mod per_base_deduct;
pub mod period_accumulate;
pub mod periodic_rank_bonus;
pub mod person_quota;
pub mod piecewise_linear;
pub mod points_pool;
pub mod rank;
pub mod rank_average;
pub mod rank_band;
pub mod rank_change;
pub mod rank_decrement;
pub mod rank_table;
pub mod rate;
pub mod rater_groups;
pub mod rater_marks;
pub mod ratio;
pub mod relative_to_best;
pub mod reverse_ratio;
pub mod roll_up;
pub mod rounding;
pub mod scheme;
pub mod shared_credit;
pub mod standard_multiple;
pub mod t_score;
#[cfg(test)]
pub mod testing;
pub mod total_formula;
pub mod trimmed_mean;
pub mod versus_average;
pub mod veto;
pub mod vote_ladder;
pub mod weighted_sum;

use super::kind::Kind;

/// Every rule kind, in the order of the catalogue: single items, deductions, bonuses, evaluations,
/// sums, ranks and grades.
pub const KINDS: &[Kind] = &[
    ratio::KIND,
    pass_fail::KIND,
    base_step::KIND,
    control_limit::KIND,
    ladder::KIND,
    piecewise_linear::KIND,
    efficacy::KIND,
    relative_to_best::KIND,
    rank_decrement::KIND,
    rank_table::KIND,
    rank_band::KIND,
    rate::KIND,
    composite::KIND,
    level_progress::KIND,
    mix::KIND,
    contribution::KIND,
    versus_average::KIND,
    reverse_ratio::KIND,
    t_score::KIND,
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
    rater_marks::KIND,
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
    measured::KIND,
    expression::KIND,
    scheme::KIND,
];

/// The kind of a name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|k| k.name == name)
}

//! Families of rules: which clauses each of them needs and may have, and how it is made and said.

use luoshi_core::assess::kind::Given;
use luoshi_core::assess::scheme::model::{Item, Role};

use super::clauses::Cut;
use super::{ANYWHERE, Context, Made, Said, bands, events, pools, ranks, raters, steps};

/// A family of wordings that make one kind of rule.
pub(super) struct Family {
    /// One clause of each group has to be there.
    needs: &'static [&'static [&'static str]],
    /// Clauses that may be there besides.
    allows: &'static [&'static str],
    pub make: fn(&Cut, &Context<'_>) -> Option<Made>,
}

impl Family {
    /// Whether it has a use for every clause.
    pub fn fits(&self, cut: &Cut) -> bool {
        self.needs.iter().all(|group| group.iter().any(|is| cut.has(is)))
            && cut.clauses.iter().all(|c| {
                ANYWHERE.contains(&c.is)
                    || self.allows.contains(&c.is)
                    || self.needs.iter().any(|g| g.contains(&c.is))
            })
    }
}

const MET: &[&str] =
    &["meet_full", "meet_points", "meet_at", "limit_full", "exceed_full", "below_full", "equal_full"];
const STEPS: &[&str] = &[
    "step_under",
    "step_under_pct",
    "step_over",
    "step_over_pct",
    "step_high_take",
    "step_high_take_pct",
    "step_low_add",
    "step_low_add_pct",
    "step_both",
];
const STEP_TAIL: &[&str] = &[
    "meet_full",
    "meet_points",
    "meet_at",
    "limit_full",
    "target",
    "floor_zero",
    "no_floor",
    "floor_n",
    "cap_add",
    "cap_any",
    "part_whole",
    "part_started",
    "part_proportional",
];
const BANDS: &[&str] = &["band_ge", "band_gt", "band_le", "band_lt", "band_eq", "band_range"];
const SCALE: &[&str] =
    &["lower", "equal_base", "equal_middle", "fixed_best", "fixed_worst", "clamp", "no_data"];
const FLOORS: &[&str] = &["floor_zero", "floor_n", "no_floor"];
const TIES: &[&str] = &[
    "otherwise",
    "tie_best",
    "tie_worst",
    "tie_average",
    "by_rank",
    "by_rank_low",
    "lower",
    "floor_zero",
    "floor_n",
];
const EVENT_TAIL: &[&str] =
    &["highest", "sum", "flag", "cap_take", "floor_zero", "floor_n", "no_floor", "meet_full"];
const CAPS: &[&str] = &["cap_full", "cap_ratio", "no_cap", "group_zero"];
const TRIM: &[&str] = &["trim", "trim_when", "group_out", "group_nought", "mark_mean", "period_weighted"];
const RATIO: &[&str] = &[
    "meet_full",
    "meet_points",
    "meet_at",
    "no_cap",
    "cap_full",
    "cap_ratio",
    "cap_times",
    "below_none",
    "zero_target_full",
    "zero_target_zero",
    "zero_target_na",
    "zero_target_positive",
    "negative_target",
    "missing_na",
    "target",
    "cap_any",
];
const PERIODS: &[&str] = &["period_zero", "period_fixed", "period_weight", "period_names", "period_count"];

const fn of(
    needs: &'static [&'static [&'static str]],
    allows: &'static [&'static str],
    make: fn(&Cut, &Context<'_>) -> Option<Made>,
) -> Family {
    Family { needs, allows, make }
}

/// All families. Two that fit make a question.
pub(super) const FAMILIES: &[Family] = &[
    of(&[&["proportional", "short_proportional"]], RATIO, steps::ratio),
    of(&[MET, &["otherwise"]], &["target"], steps::pass_fail),
    of(&[STEPS], STEP_TAIL, steps::base_step),
    of(&[STEPS, &["average_full"]], STEP_TAIL, steps::versus_average),
    of(&[BANDS], &["otherwise", "below_none", "meet_at", "of_measure", "lower"], bands::ladder),
    of(&[&["line"]], &["line_percent", "of_measure", "lower"], bands::line),
    of(&[&["efficacy", "efficacy_bare", "efficacy_ends"]], SCALE, pools::efficacy),
    of(
        &[&["mix"], &["efficacy"]],
        &[
            "lower",
            "equal_base",
            "equal_middle",
            "fixed_best",
            "fixed_worst",
            "clamp",
            "no_data",
            "last_zero",
        ],
        pools::mix,
    ),
    of(&[&["best_full", "least_full"]], &["by_rank"], pools::relative),
    of(&[&["bonus_best"]], &["bonus_exceeds"], pools::normalised),
    of(&[&["contribution"]], CAPS, pools::contribution),
    of(&[&["level_progress"]], &[], pools::level_progress),
    of(&[&["t_score"]], &["lower", "t_sample", "t_min", "t_max"], pools::t_score),
    of(
        &[&["rank_step", "rank_step_pct"]],
        &[
            "raters_rank",
            "tie_best",
            "tie_worst",
            "tie_average",
            "by_rank",
            "by_rank_low",
            "lower",
            "floor_zero",
            "floor_n",
            "no_floor",
        ],
        ranks::decrement,
    ),
    of(&[&["place", "place_full", "bottom", "top_each"]], TIES, ranks::table),
    of(
        &[&["places", "top", "top_percent", "next_percent"]],
        &[
            "place",
            "place_full",
            "otherwise",
            "tie_best",
            "tie_worst",
            "tie_average",
            "by_rank",
            "by_rank_low",
            "lower",
            "count_up",
            "count_down",
        ],
        ranks::bands,
    ),
    of(&[&["period_place"]], &["place", "cap_add", "cap_any"], ranks::periodic),
    of(
        &[&["rise", "fall", "rise_from", "fall_from"]],
        &["cap_add", "cap_any", "cap_take", "stay_first", "otherwise"],
        ranks::change,
    ),
    of(&[&["rate_share"]], &["empty_full", "empty_zero", "empty_na", "cap_full"], steps::rate),
    of(
        &[&["rate_of"], &["meet_at"], &["step_under"]],
        &[
            "floor_zero",
            "part_whole",
            "part_started",
            "part_proportional",
            "empty_full",
            "empty_zero",
            "empty_na",
        ],
        steps::rate,
    ),
    of(&[&["reverse_over", "reverse_minus"]], CAPS, bands::reverse),
    of(&[&["grade", "grades", "have"]], &["have_not", "of_measure"], bands::judgement),
    of(&[&["standard"]], &["cap_any", "floor_n", "floor_zero"], bands::standard),
    of(&[&["section", "section_open"]], &[], bands::checklist),
    of(&[&["identity", "share_of"]], &["of_measure", "cap_ratio", "lower"], bands::measured),
    of(&[&["event_take", "event_once", "levels_take"]], EVENT_TAIL, events::by_level),
    of(&[&["event_take"], &["nth", "nth_on"]], EVENT_TAIL, events::escalating),
    of(&[&["size"]], &["flag", "cap_take", "floor_zero", "floor_n", "no_floor"], events::by_size),
    of(&[&["free_take"]], &["cap_take", "floor_zero", "floor_n", "no_floor"], events::occurrences),
    of(&[&["share_take"]], FLOORS, events::per_base),
    of(
        &[&["late_day", "late_month"]],
        &["grace", "late_most", "never", "never_none", "never_open", "floor_zero", "meet_full"],
        events::late,
    ),
    of(
        &[&["event_add", "levels_add"]],
        &["highest", "sum", "type_cap", "cap_add", "cap_any"],
        events::honours,
    ),
    of(&[&["pool"]], &["type_cap", "cap_any"], events::pool),
    of(&[&["option"]], &["option_out"], raters::ballots),
    of(&[&["group_mean"]], &["group_out", "group_nought"], raters::group_mean),
    of(&[&["rater"]], TRIM, raters::marks),
    of(&[&["trim"]], &["trim_when", "mark_mean"], raters::trimmed),
    of(&[&["vote", "vote_share"]], &["otherwise"], raters::votes),
    of(&[&["ballot_mean"]], &["ballot_same", "ballot_high", "ballot_low"], raters::validity),
    of(&[&["convert"]], &[], raters::convert),
    of(
        &[
            &["period_weighted", "period_mean", "period_sum", "period_max", "period_latest", "mark_mean"],
            &["period_weight", "period_names", "period_count"],
        ],
        PERIODS,
        raters::periods,
    ),
    of(&[&["formula"]], &[], raters::formula),
];

/// The clauses that say a rule; `None` for what has no words.
pub(super) fn say(kind: &str, d: &Given, item: &Item) -> Option<Said> {
    let unit = item.unit.as_deref();
    let (floor, base) = (item.floor.as_ref(), item.role == Role::Base);
    let zero = super::text(d, "full").as_deref() == Some("0");
    match kind {
        "ratio" => steps::say_ratio(d),
        "pass_fail" => steps::say_pass_fail(d),
        "base_step" | "control_limit" => steps::say_base_step(d, unit, zero),
        "versus_average" => steps::say_versus_average(d, unit),
        "rate" => steps::say_rate(d),
        "ladder" => bands::say_ladder(d, unit),
        "piecewise_linear" => bands::say_line(d),
        "measured" => {
            let limits = item.floor.as_ref().zip(item.cap.as_ref());
            let own = limits.filter(|(low, high)| low.is_zero() && **high == item.full);
            bands::say_measured(d, unit, own.map(|(low, high)| (low.to_string(), high.to_string())))
        }
        "judgement" => bands::say_judgement(d),
        "standard_multiple" => bands::say_standard(d),
        "checklist" => bands::say_checklist(d),
        "reverse_ratio" => bands::say_reverse(d),
        "efficacy" => pools::say_efficacy(d),
        "mix" => pools::say_mix(d),
        "relative_to_best" => pools::say_relative(d),
        "bonus_normalised" => pools::say_normalised(d),
        "contribution" => pools::say_contribution(d),
        "level_progress" => pools::say_level_progress(d),
        "t_score" => pools::say_t_score(d),
        "rank_decrement" => ranks::say_decrement(d, false),
        "rank_average" => ranks::say_decrement(d, true),
        "rank_table" => ranks::say_table(d),
        "rank_band" => ranks::say_bands(d),
        "periodic_rank_bonus" => ranks::say_periodic(d),
        "rank_change" => ranks::say_change(d),
        "deduct_by_level" => events::say_by_level(d, floor, base),
        "deduct_escalating" => events::say_escalating(d, floor, base),
        "deduct_event_ladder" => events::say_by_size(d, floor, base),
        "deduct_per_occurrence" => events::say_occurrences(d),
        "per_base_deduct" => Some(events::say_per_base()),
        "lateness" => events::say_late(d),
        "honour_bonus" => events::say_honours(d),
        "points_pool" => events::say_pool(d),
        other => say_rated(other, d, item),
    }
}

fn say_rated(kind: &str, d: &Given, item: &Item) -> Option<Said> {
    match kind {
        "ballot_score" => raters::say_ballots(d),
        "rater_groups" => raters::say_group_mean(d),
        "rater_marks" => raters::say_marks(d),
        "trimmed_mean" => raters::say_trimmed(d),
        "vote_ladder" => raters::say_votes(d),
        "ballot_validity" => raters::say_validity(d),
        "convert_scale" => raters::say_convert(d),
        "period_accumulate" => raters::say_periods(d),
        "expression" => raters::say_formula(d, &item.full),
        _ => None,
    }
}

//! What an item may measure, and what a clerk may leave out of its curve.

use serde_json::Value;

use crate::assess::kind::Given;

/// What an item may measure.
pub(super) const MEASURES: &[&str] = &[
    "value",
    "ratio",
    "percent_ratio",
    "difference",
    "difference_percent",
    "growth",
    "increment",
    "rate",
    "percent_rate",
    "contribution",
    "versus_average",
    "t_score",
    "range_position",
    "relative_to_best",
    "rank",
    "percentile",
    "rank_change",
    "lateness",
    "reverse_ratio",
    "checklist",
    "judgement",
];
/// The one curve that has a name of its own.
pub(super) const PRESET: &str = "efficacy_60_40";

/// `from` in a band says what `op = ">="` and `bound` say together.
pub(super) fn bands_from(params: &mut Given) {
    let bands = params.get_mut("bands").and_then(Value::as_array_mut).into_iter().flatten();
    for band in bands.filter_map(Value::as_object_mut) {
        if !band.contains_key("bound")
            && !band.contains_key("op")
            && let Some(from) = band.remove("from")
        {
            band.insert("op".to_owned(), ">=".into());
            band.insert("bound".to_owned(), from);
        }
    }
}

/// The curve of a measure for which none is written.
pub(super) fn default_curve(measure: &str) -> &'static str {
    match measure {
        "value" => "identity",
        "difference" | "difference_percent" | "lateness" | "versus_average" | "rank_change" => "steps",
        _ => "proportional",
    }
}

//! What can be entered for an item, by its rule kind: the same list heads the columns of a sheet,
//! checks what stands in them, and makes the entry workbook.

use luoshi_core::assess::formula::Formula;
use luoshi_core::assess::scheme::model::Item;
use serde_json::Value;

/// Form of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// A decimal number.
    Number,
    /// A whole number that is not negative.
    Count,
    /// A day.
    Day,
    /// Words.
    Text,
    /// Words with 、 between them.
    Flags,
    /// Yes or no.
    Yes,
    /// Yes, no, or how often.
    Done,
}

/// A value: its key, its form, whether it must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Part {
    pub key: &'static str,
    /// Another word of the lexicon that may head its column.
    pub word: &'static str,
    pub shape: Shape,
    pub needed: bool,
}

/// A fact of a rule kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    /// One value.
    One(Part),
    /// Values by name: votes by option. `many`: several of each.
    Keyed { key: &'static str, by: &'static str, value: Part, many: bool },
    /// A list of rows. `times`: a row may stand for several of the same.
    Rows { key: &'static str, parts: &'static [Part], times: bool },
    /// A list of bare values.
    List { key: &'static str, value: Part },
}

impl Field {
    /// The key of the fact.
    pub fn key(&self) -> &'static str {
        match self {
            Self::One(part) => part.key,
            Self::Keyed { key, .. } | Self::Rows { key, .. } | Self::List { key, .. } => key,
        }
    }
}

const fn need(key: &'static str, shape: Shape) -> Part {
    Part { key, word: key, shape, needed: true }
}

const fn may(key: &'static str, shape: Shape) -> Part {
    Part { key, word: key, shape, needed: false }
}

const fn called(part: Part, word: &'static str) -> Part {
    Part { word, ..part }
}

const fn one(key: &'static str) -> Field {
    Field::One(need(key, Shape::Number))
}

const fn opt(key: &'static str) -> Field {
    Field::One(may(key, Shape::Number))
}

const VALUE: &[Field] = &[one("value")];
const TARGET: &[Field] = &[one("actual"), one("target")];
const YEARS: &[Field] = &[one("this"), one("last")];
const RATE: &[Field] = &[one("numerator"), one("denominator"), opt("excluded")];
const LEVELS: &[Part] = &[
    may("matter", Shape::Text),
    need("level", Shape::Text),
    may("category", Shape::Text),
    may("flags", Shape::Flags),
];
const ISSUES: &[Part] =
    &[called(may("issue", Shape::Text), "matter"), may("flags", Shape::Flags), may("date", Shape::Day)];
const SIZES: &[Part] = &[need("magnitude", Shape::Number), may("flags", Shape::Flags)];
const TIMES: &[Part] = &[
    called(may("name", Shape::Text), "matter"),
    need("count", Shape::Number),
    need("points", Shape::Number),
];
const BASE_TIMES: &[Part] = &[need("count", Shape::Number), may("multiplier", Shape::Number)];
const ENTRIES: &[Part] = &[
    called(may("type", Shape::Text), "category"),
    need("count", Shape::Number),
    need("points", Shape::Number),
];
const GROUPS: &[Part] = &[
    called(may("name", Shape::Text), "rater"),
    need("weight", Shape::Number),
    called(may("score", Shape::Number), "mark"),
];
const PLACES: &[Part] = &[need("rank", Shape::Count), may("qualified", Shape::Yes)];
const CHILDREN: &[Part] = &[called(may("score", Shape::Number), "mark"), may("weight", Shape::Number)];
const MARK: Part = called(need("score", Shape::Number), "mark");

/// What can be entered for a rule kind; empty where only a json file can say it.
pub(super) fn of_kind(kind: &str) -> &'static [Field] {
    match kind {
        "ladder" | "piecewise_linear" | "efficacy" | "relative_to_best" | "rank_decrement" | "rank_table"
        | "rank_band" | "versus_average" | "t_score" | "bonus_normalised" => VALUE,
        "ratio" => const { &[opt("actual"), one("target")] },
        "base_step" | "control_limit" | "pass_fail" | "reverse_ratio" => TARGET,
        "standard_multiple" => const { &[one("actual")] },
        "rate" => RATE,
        "mix" => YEARS,
        "contribution" => {
            const { &[one("unit_amount"), one("group_amount"), one("benchmark_part"), one("benchmark_whole")] }
        }
        "level_progress" => {
            const {
                &[
                    one("value"),
                    one("group_average"),
                    one("level_points"),
                    one("progress_points"),
                    opt("coefficient"),
                ]
            }
        }
        "convert_scale" => const { &[one("score")] },
        "judgement" => const { &[Field::One(need("grade", Shape::Text))] },
        "lateness" => {
            const { &[Field::One(need("due", Shape::Day)), Field::One(may("submitted", Shape::Day))] }
        }
        "rank_change" => {
            const { &[one("previous_rank"), one("current_rank"), opt("previous_count"), opt("current_count")] }
        }
        "coefficient" => {
            const { &[one("base_score"), opt("coefficient"), opt("rank"), opt("bonus"), opt("deduction")] }
        }
        "total_formula" => const { &[one("base"), opt("bonus"), opt("deduction")] },
        other => of_list(other),
    }
}

/// Kinds whose facts are lists, or values by name.
fn of_list(kind: &str) -> &'static [Field] {
    match kind {
        "checklist" => {
            const { &[Field::Keyed { key: "done", by: "entry", value: need("done", Shape::Done), many: false }] }
        }
        "period_accumulate" => {
            const { &[Field::Keyed { key: "scores", by: "period", value: MARK, many: false }] }
        }
        "expression" => {
            const {
                &[Field::Keyed {
                    key: "variables",
                    by: "variable",
                    value: need("value", Shape::Number),
                    many: false,
                }]
            }
        }
        "ballot_score" => {
            const {
                &[Field::Keyed {
                    key: "counts",
                    by: "option",
                    value: need("votes", Shape::Count),
                    many: false,
                }]
            }
        }
        "vote_ladder" => {
            const {
                &[Field::Keyed {
                    key: "votes",
                    by: "option",
                    value: need("votes", Shape::Count),
                    many: false,
                }]
            }
        }
        "rater_marks" => const { &[Field::Keyed { key: "marks", by: "rater", value: MARK, many: true }] },
        "trimmed_mean" => const { &[Field::List { key: "scores", value: MARK }] },
        "ballot_validity" => const { &[Field::List { key: "marks", value: MARK }] },
        "rank_average" => const { &[Field::List { key: "places", value: need("rank", Shape::Count) }] },
        "deduct_by_level" => const { &[Field::Rows { key: "events", parts: LEVELS, times: true }] },
        "honour_bonus" => const { &[Field::Rows { key: "honours", parts: LEVELS, times: true }] },
        "deduct_escalating" => const { &[Field::Rows { key: "events", parts: ISSUES, times: true }] },
        "deduct_event_ladder" => const { &[Field::Rows { key: "events", parts: SIZES, times: true }] },
        "deduct_per_occurrence" => {
            const { &[Field::Rows { key: "occurrences", parts: TIMES, times: false }] }
        }
        "per_base_deduct" => {
            const { &[one("base_count"), Field::Rows { key: "occurrences", parts: BASE_TIMES, times: false }] }
        }
        "points_pool" => const { &[Field::Rows { key: "entries", parts: ENTRIES, times: false }] },
        "rater_groups" => const { &[Field::Rows { key: "groups", parts: GROUPS, times: false }] },
        "periodic_rank_bonus" => const { &[Field::Rows { key: "periods", parts: PLACES, times: false }] },
        "roll_up" => {
            const { &[opt("own_score"), Field::Rows { key: "children", parts: CHILDREN, times: false }] }
        }
        _ => &[],
    }
}

/// What can be entered for an item: without what the scheme says for all units together.
pub(super) fn of(item: &Item) -> Vec<Field> {
    let fields = match (item.kind.as_str(), text(item, "measure")) {
        ("measured", Some("ratio" | "percent_ratio" | "difference")) => TARGET,
        ("measured", Some("increment" | "growth")) => YEARS,
        ("measured", Some("percent_rate")) => RATE,
        ("measured", _) => VALUE,
        (kind, _) => of_kind(kind),
    };
    fields.iter().filter(|field| !item.params.contains_key(field.key())).copied().collect()
}

/// Whether nothing entered means that nothing happened: matters that give or take points.
pub(super) fn may_be_empty(item: &Item) -> bool {
    let fields = of(item);
    !matches!(item.kind.as_str(), "rater_groups" | "periodic_rank_bonus")
        && matches!(fields.as_slice(), [Field::Rows { .. }])
}

/// The value that a column means when its heading says nothing but the item.
pub(super) fn main(item: &Item) -> Option<Part> {
    let fields = of(item);
    let mut needed = fields.iter().filter_map(|f| match f {
        Field::One(part) => Some(*part),
        Field::Keyed { .. } | Field::Rows { .. } | Field::List { .. } => None,
    });
    match (needed.next(), needed.next(), fields.len()) {
        (Some(only), None, 1) => Some(only),
        _ => None,
    }
}

/// Names that values of an item go by — options, periods, entries, variables — where the scheme
/// says them.
pub(super) fn names(item: &Item) -> Option<Vec<String>> {
    let list = |key: &str| item.params.get(key).and_then(Value::as_array);
    let named = |values: &[Value]| -> Vec<String> {
        values.iter().filter_map(|v| Some(v.get("name")?.as_str()?.to_owned())).collect()
    };
    match item.kind.as_str() {
        "ballot_score" => {
            let weights = item.params.get("weights").and_then(Value::as_object)?;
            let excluded = list("excluded_options").map(Vec::as_slice).unwrap_or_default();
            let excluded = excluded.iter().filter_map(|v| Some(v.as_str()?.to_owned()));
            Some(weights.keys().cloned().chain(excluded).collect())
        }
        "rater_marks" => list("weights").map(|l| named(l)),
        "period_accumulate" => list("periods").map(|l| named(l)),
        "checklist" => {
            let sections = list("sections")?;
            Some(sections.iter().filter_map(|s| s.get("items")?.as_array()).flat_map(|l| named(l)).collect())
        }
        "expression" => {
            let formula = Formula::parse(text(item, "expression")?).ok()?;
            let constants = item.params.get("constants").and_then(Value::as_object);
            let own = |name: &&String| constants.is_none_or(|c| !c.contains_key(*name));
            Some(formula.names().iter().filter(own).cloned().collect())
        }
        "deduct_by_level" | "honour_bonus" => {
            Some(item.params.get("table").and_then(Value::as_object)?.keys().cloned().collect())
        }
        _ => None,
    }
}

/// How a name of an item's values is printed: periods that are only numbers are told as such.
pub(super) fn shown(item: &Item, name: &str) -> String {
    if item.kind == "period_accumulate" && name.chars().all(|c| c.is_ascii_digit()) {
        super::words::period_title(name)
    } else {
        name.to_owned()
    }
}

/// 计量单位 of a value, where the scheme says it.
pub(super) fn measured_in(item: &Item, part: Part) -> Option<&str> {
    let measured = matches!(part.key, "value" | "actual" | "target" | "this" | "last");
    item.unit.as_deref().filter(|unit| measured && !unit.is_empty())
}

/// Words that may stand in a part of a row, where the scheme lists them.
pub(super) fn choices(item: &Item, part: &str) -> Option<Vec<String>> {
    let keys = |key: &str| -> Option<Vec<String>> {
        let table = item.params.get(key)?.as_object()?;
        (!table.is_empty()).then(|| table.keys().cloned().collect())
    };
    match part {
        "level" => keys("table"),
        "flags" => keys("flag_multipliers"),
        "grade" => keys("coefficients"),
        _ => None,
    }
}

fn text<'a>(item: &'a Item, key: &str) -> Option<&'a str> {
    item.params.get(key).and_then(Value::as_str)
}

/// The name that was meant. Periods may be spelled: 1季度, 一季度, 第1期, 1月.
pub(super) fn spelled(item: &Item, names: &[String], found: &str) -> Option<String> {
    let plain = super::words::plain(found);
    let same = |name: &&String| super::words::plain(name) == plain;
    if let Some(name) = names.iter().find(same) {
        return Some(name.clone());
    }
    if item.kind != "period_accumulate" {
        return None;
    }
    let number = super::words::period(found);
    names.iter().find(|name| **name == number).cloned()
}

#[cfg(test)]
mod tests {
    use luoshi_core::assess::rules::KINDS;

    use super::*;

    #[test]
    fn every_fact_of_every_kind_can_be_entered() {
        // What only a json file can say: lists within lists.
        let nested = ["composite", "weighted_sum", "measured"];
        for kind in KINDS.iter().filter(|k| k.column.is_some() && !nested.contains(&k.name)) {
            let fields = of_kind(kind.name);
            assert!(!fields.is_empty(), "{}", kind.name);
            for field in fields {
                assert!(kind.facts.contains(&field.key()), "{}: {}", kind.name, field.key());
            }
        }
    }
}

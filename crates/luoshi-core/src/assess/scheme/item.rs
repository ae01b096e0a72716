//! From the words of an item — measure, curve, events, raters, periods — to a rule kind and its
//! parameters.
//!
//! A clerk writes what is measured and how that becomes points; the rule kinds are named ready-made
//! combinations of the two. What has no ready-made name can still be written with `rule = "…"` and
//! the parameters of any kind, or as a formula.

use serde_json::{Map, Value, json};

use super::keys::Keys;
use super::measures::{MEASURES, PRESET, bands_from, default_curve};
use super::tree::{Tree, What};
use crate::assess::exact::Exact;
use crate::assess::fault::Wrong;
use crate::assess::kind::Given;

/// A rule kind with its parameters, and the scale that its points are out of.
pub(super) struct Recipe {
    pub kind: String,
    pub params: Given,
    pub out_of: Option<Exact>,
    pub floor: Option<Exact>,
    pub cap: Option<Exact>,
}

impl Recipe {
    pub fn new(kind: &str, params: Given) -> Self {
        Self { kind: kind.to_owned(), params, out_of: None, floor: None, cap: None }
    }
}

fn recipe(kind: &str, params: Value) -> Recipe {
    let Value::Object(params) = params else {
        return Recipe::new(kind, Map::new());
    };
    Recipe::new(kind, params)
}

/// Reads how an item is scored. `None` after a fault was reported.
pub(super) fn read(keys: &Keys<'_>, full: &Exact) -> Option<Recipe> {
    let full = full.to_string();
    // Limits of the item belong to no rule: a rule takes every key that is left.
    let (out_of, least, most) = (keys.exact("out_of"), keys.exact("at_least"), keys.exact("at_most"));
    let mut found = if let Some(kind) = keys.word("rule") {
        named(keys, &kind, &full)
    } else if let Some(text) = keys.text("formula") {
        recipe("expression", json!({"expression": text, "constants": {"\u{5206}\u{503c}": full}}))
    } else if let Some(events) = keys.table("events") {
        super::events::read(keys, &events)?
    } else if let Some(raters) = keys.table("raters") {
        raters_of(&raters, &full)
    } else if let Some(periods) = keys.table("periods") {
        periods_of(keys, &periods)
    } else if keys.has("parts") {
        parts(keys, &full)
    } else if keys.has("sections") {
        checklist(keys)
    } else {
        measured(keys, &full)?
    };
    found.out_of = out_of.or(found.out_of);
    found.floor = least.or(found.floor);
    found.cap = most.or(found.cap);
    (!keys.broken()).then_some(found)
}

/// `rule = "…"`: the parameters stand beside it, under the names of the kind.
fn named(keys: &Keys<'_>, kind: &str, full: &str) -> Recipe {
    // The unit of measure is the item's; only these kinds have a parameter of that name.
    if !matches!(kind, "lateness" | "composite") {
        let _ = keys.get("unit");
    }
    // Parameters that are called like a key of the item itself: its points, its unit.
    let own = keys.json("params");
    let mut params = keys.rest();
    if let Some(Value::Object(own)) = own {
        params.extend(own);
    }
    let takes_full =
        crate::assess::rules::find(kind).and_then(|k| k.column).is_some_and(|column| {
            match column(&with(&params, "full", full)) {
                Ok(_) => true,
                Err(fault) => !matches!(&fault.what, Wrong::Key { found, .. } if found == "full"),
            }
        });
    if takes_full {
        params.entry("full").or_insert_with(|| full.into());
    }
    Recipe::new(kind, params)
}

fn with(params: &Given, key: &str, value: &str) -> Given {
    let mut more = params.clone();
    more.entry(key).or_insert_with(|| value.into());
    more
}

/// Copies keys of the file into parameters, where they are there.
fn copy(keys: &Keys<'_>, params: &mut Given, names: &[(&str, &str)]) {
    for (from, to) in names {
        if let Some(value) = keys.json(from) {
            params.insert((*to).to_owned(), value);
        }
    }
}

fn raters_of(raters: &Keys<'_>, full: &str) -> Recipe {
    if raters.has("options") {
        let mut params = Map::from_iter([("full".to_owned(), full.into())]);
        copy(raters, &mut params, &[("options", "weights"), ("exclude", "excluded_options")]);
        // Nobody can be rated by no votes; the key may say so, and cannot say anything else.
        if let Some(other) = raters.word("empty").filter(|word| word != "not_applicable") {
            raters.fault(raters.line, "empty", unfit(&other, &["not_applicable"]));
        }
        return Recipe::new("ballot_score", params);
    }
    let mut params = Map::new();
    copy(raters, &mut params, &[("missing_group", "missing"), ("trim", "trim"), ("groups", "weights")]);
    let out_of = raters.exact("from").unwrap_or(Exact::HUNDRED);
    Recipe { out_of: Some(out_of), ..Recipe::new("rater_marks", params) }
}

fn periods_of(keys: &Keys<'_>, periods: &Keys<'_>) -> Recipe {
    let mut params = Map::new();
    copy(periods, &mut params, &[("combine", "method"), ("missing", "missing"), ("fixed", "fixed_score")]);
    let weights = periods.texts("weights");
    let calendar = match periods.word("calendar").as_deref() {
        Some("month") => 12,
        Some("quarter") => 4,
        Some("half_year") => 2,
        None | Some("year") => 1,
        Some(other) => {
            let known = ["month", "quarter", "half_year", "year"];
            periods.fault(periods.line_of("calendar"), "calendar", unfit(other, &known));
            keys.spoil();
            1
        }
    };
    let names = periods.texts("names");
    let count = if weights.is_empty() { names.len().max(calendar) } else { weights.len() };
    // Periods without a name are called by their number.
    let list = (0..count).map(|n| {
        let name = names.get(n).cloned().unwrap_or_else(|| (n + 1).to_string());
        json!({"name": name, "weight": weights.get(n)})
    });
    params.insert("periods".to_owned(), list.collect());
    let out_of = keys.table("curve").and_then(|curve| {
        let kind = curve.word("kind").unwrap_or_default();
        if !matches!(kind.as_str(), "convert" | "identity") {
            curve.fault(curve.line, "kind", unfit(&kind, &["convert", "identity"]));
        }
        curve.exact("from")
    });
    Recipe { out_of, ..Recipe::new("period_accumulate", params) }
}

/// Total, increment and growth of one value, each by its place between worst and best.
fn parts(keys: &Keys<'_>, full: &str) -> Recipe {
    let mut weights =
        Map::from_iter(["total", "increment", "growth"].map(|k| (k.to_owned(), Value::from("0"))));
    let mut params = json!({
        "full": full, "base": "60", "span": "40", "direction": "higher_better", "best": "observed",
        "worst": "observed", "all_equal": "full", "clamp": false, "growth_when_last_is_zero": "0",
    });
    let _ = keys.word("combine");
    let mut first: Option<Option<String>> = None;
    for part in keys.tables("parts") {
        let of = part.word("of").unwrap_or_default();
        if weights.contains_key(&of) {
            let weight = part.exact("weight").unwrap_or(Exact::ONE);
            weights.insert(of.clone(), weight.to_string().into());
        } else {
            part.fault(part.line, "of", unfit(&of, &["total", "increment", "growth"]));
        }
        let measure = part.word("measure").unwrap_or_default();
        if measure != "range_position" {
            part.fault(part.line, "measure", unfit(&measure, &["range_position"]));
        }
        let _ = part.word("preset");
        let pool = part.word("pool");
        if *first.get_or_insert_with(|| pool.clone()) != pool {
            part.fault(part.line, "pool", Wrong::Unfit("all parts of an item have the same pool"));
        }
        for (from, to) in [
            ("last_zero", "growth_when_last_is_zero"),
            ("all_equal", "all_equal"),
            ("direction", "direction"),
        ] {
            if let Some(value) = part.json(from) {
                params[to] = value;
            }
        }
        part.end(&["measure", "of", "weight", "pool", "preset", "last_zero", "all_equal", "direction"]);
    }
    params["weights"] = Value::Object(weights);
    recipe("mix", params)
}

fn checklist(keys: &Keys<'_>) -> Recipe {
    let mut sections = Vec::new();
    for section in keys.tables("sections") {
        let name = section.need("name");
        let each = section.exact("points_each").unwrap_or(Exact::ONE);
        let most = section.whole("items").map(|items| Exact::whole(items) * &each);
        let cap = section.exact("cap").or(most);
        sections.push(json!({"name": name, "cap": cap, "items": [{"name": name, "points": each}]}));
        section.end(&["name", "points_each", "items", "cap"]);
    }
    let _ = keys.word("measure");
    recipe("checklist", json!({ "sections": sections }))
}

/// What stands for a curve that is not written.
static NO_CURVE: Tree = Tree { line: 0, what: What::Table(Vec::new()) };

/// A measure and a curve.
fn measured(keys: &Keys<'_>, full: &str) -> Option<Recipe> {
    let measure = keys.word("measure").unwrap_or_else(|| "value".to_owned());
    let curve = keys.table("curve");
    if !MEASURES.contains(&measure.as_str()) {
        keys.fault(keys.line_of("measure"), "measure", unfit(&measure, MEASURES));
    }
    let preset = keys.word("preset");
    if let Some(other) = preset.as_deref().filter(|word| *word != PRESET) {
        keys.fault(keys.line_of("preset"), "preset", unfit(other, &[PRESET]));
    }
    let shape = match (&curve, preset) {
        (Some(curve), _) => curve.word("kind").unwrap_or_else(|| default_curve(&measure).to_owned()),
        (None, Some(preset)) => preset,
        (None, None) => default_curve(&measure).to_owned(),
    };
    let fallback = Keys::of(&NO_CURVE, "curve", keys.faults())?;
    let curve = curve.as_ref().unwrap_or(&fallback);
    let mut params = Map::from_iter([("full".to_owned(), Value::from(full))]);
    let kind = match (measure.as_str(), shape.as_str()) {
        ("ratio", "proportional") => ratio(keys, curve, &mut params),
        ("difference" | "difference_percent", "steps") => steps(keys, curve, &measure, &mut params),
        ("rate", "steps" | "proportional") => rate(keys, curve, &shape, &mut params),
        ("range_position", _) => efficacy(keys, curve, &shape, &mut params),
        ("rank", "steps") => rank_steps(keys, curve, &mut params),
        ("versus_average", "steps") => versus_average(keys, curve, full, &mut params),
        ("rank_change", "steps") => rank_change(curve, &mut params),
        ("lateness", "steps") => lateness(keys, curve, full, &mut params),
        (measure, shape) => plain(keys, curve, (measure, shape), &mut params),
    };
    (!keys.broken() && !curve.broken()).then(|| Recipe::new(kind, params))
}

/// Kinds whose parameters stand in the file under almost the same names.
struct Plain {
    kind: &'static str,
    /// Whether the rule takes the points of the item.
    takes_full: bool,
    /// Keys of the item and of its curve, each with the name of the parameter.
    keys: &'static [(&'static str, &'static str)],
    curve: &'static [(&'static str, &'static str)],
}

const DIRECTION: (&str, &str) = ("direction", "direction");
const TIES: (&str, &str) = ("ties", "ties");
const BANDS: (&str, &str) = ("bands", "bands");
const OTHERWISE: (&str, &str) = ("otherwise", "otherwise");

fn plain_of(measure: &str, shape: &str) -> Plain {
    let of = |kind, takes_full, keys, curve| Plain { kind, takes_full, keys, curve };
    match (measure, shape) {
        ("relative_to_best", _) => of("relative_to_best", true, &[DIRECTION], &[]),
        ("rank", "rank_table") => {
            of("rank_table", false, &[DIRECTION, TIES], &[("top", "top"), ("bottom", "bottom"), OTHERWISE])
        }
        ("rank" | "percentile", "bands") => {
            of("rank_band", false, &[DIRECTION, TIES], &[BANDS, OTHERWISE, ("round", "count_rounding")])
        }
        ("t_score", _) => of(
            "t_score",
            true,
            &[
                DIRECTION,
                ("center", "center"),
                ("spread", "spread"),
                ("deviation", "deviation"),
                ("min", "min"),
                ("max", "max"),
            ],
            &[],
        ),
        ("rank_change", "bands") => of("rank_change", false, &[], &[BANDS, OTHERWISE]),
        ("contribution", _) => {
            let keys = &[("when_group_not_positive", "when_group_not_positive")];
            of("contribution", true, keys, &[("cap", "cap_ratio")])
        }
        ("reverse_ratio", _) => of("reverse_ratio", true, &[("how", "formula")], &[("cap", "cap_ratio")]),
        ("judgement", _) => of("judgement", true, &[], &[("coefficients", "coefficients")]),
        _ => of(
            "measured",
            true,
            &[DIRECTION, ("target", "target")],
            &[
                ("points", "points"),
                BANDS,
                OTHERWISE,
                ("op", "op"),
                ("fail_score", "fail_score"),
                ("cap", "cap"),
                ("percent_of_full", "percent_of_full"),
                ("target", "target"),
            ],
        ),
    }
}

fn plain(
    keys: &Keys<'_>,
    curve: &Keys<'_>,
    (measure, shape): (&str, &str),
    params: &mut Given,
) -> &'static str {
    let plain = plain_of(measure, shape);
    if !plain.takes_full {
        params.remove("full");
    }
    match plain.kind {
        "measured" => {
            params.insert("measure".to_owned(), measure.into());
            params.insert("curve".to_owned(), shape.into());
        }
        "rank_change" => {
            params.insert("mode".to_owned(), "bands".into());
        }
        "reverse_ratio" => {
            params.insert("formula".to_owned(), "target_over_actual".into());
        }
        _ => {}
    }
    copy(keys, params, plain.keys);
    copy(curve, params, plain.curve);
    if matches!(plain.kind, "measured" | "rank_change") {
        bands_from(params);
    }
    plain.kind
}

fn ratio(keys: &Keys<'_>, curve: &Keys<'_>, params: &mut Given) -> &'static str {
    copy(
        keys,
        params,
        &[("zero_target", "zero_target"), ("negative_target", "negative_target"), ("missing", "missing")],
    );
    copy(curve, params, &[("cap", "cap_ratio")]);
    if let Some(below) = curve.table("below") {
        copy(&below, params, &[("ratio", "min_ratio")]);
        if below.exact("score").is_some_and(|score| !score.is_zero()) {
            below.fault(below.line, "score", Wrong::Unfit("below the limit an item gives nothing"));
        }
    }
    "ratio"
}

/// Steps of a curve: `per`, `points`, a limit, and what a part of a step does.
fn side(curve: &Keys<'_>, name: &str, limit: &str) -> Value {
    let Some(side) = curve.table(name) else { return Value::Null };
    let mut one = Map::new();
    copy(&side, &mut one, &[("per", "per"), ("points", "points"), (limit, limit), ("part", "partial")]);
    one.entry("partial").or_insert_with(|| "proportional".into());
    side.end(&["per", "points", limit, "part"]);
    Value::Object(one)
}

fn steps(keys: &Keys<'_>, curve: &Keys<'_>, measure: &str, params: &mut Given) -> &'static str {
    params.insert("over".to_owned(), side(curve, "over", "cap"));
    params.insert("under".to_owned(), side(curve, "under", "floor"));
    let how = if measure == "difference" { "absolute" } else { "percent_of_target" };
    params.insert("measure".to_owned(), how.into());
    let direction = keys.word("direction").unwrap_or_else(|| "higher_better".to_owned());
    let kind = if direction == "lower_better" { "control_limit" } else { "base_step" };
    params.insert("direction".to_owned(), direction.into());
    kind
}

fn rate(keys: &Keys<'_>, curve: &Keys<'_>, shape: &str, params: &mut Given) -> &'static str {
    copy(keys, params, &[("empty", "empty")]);
    // What is left out of the denominator is a fact; its description belongs to the people.
    let _ = keys.text("exclude");
    if shape == "steps" {
        copy(curve, params, &[("target", "target_rate")]);
        if let Some(under) = curve.table("under") {
            copy(&under, params, &[("points", "points_per_percent_point"), ("part", "partial")]);
            if under.exact("per").is_some_and(|per| per != Exact::ONE) {
                under.fault(
                    under.line,
                    "per",
                    Wrong::Unfit("points are lost per percentage point: per = \"1\""),
                );
            }
            let _ = under.exact("floor");
        }
    } else {
        let _ = curve.exact("cap");
    }
    "rate"
}

fn efficacy(keys: &Keys<'_>, curve: &Keys<'_>, shape: &str, params: &mut Given) -> &'static str {
    copy(
        keys,
        params,
        &[
            ("direction", "direction"),
            ("all_equal", "all_equal"),
            ("best", "best"),
            ("worst", "worst"),
            ("clamp", "clamp"),
        ],
    );
    let _ = keys.word("missing");
    let ends = if shape == "efficacy_60_40" {
        Some((Exact::whole(60), Exact::HUNDRED))
    } else {
        curve.typed::<Vec<(Exact, Exact)>>("points").and_then(|points| match points.as_slice() {
            [(zero, low), (one, high)] if zero.is_zero() && *one == Exact::ONE => {
                Some((low.clone(), high.clone()))
            }
            _ => {
                curve.fault(curve.line, "points", Wrong::Unfit("two points, at 0 and at 1, are expected"));
                None
            }
        })
    };
    let _ = curve.flag("percent_of_full");
    if let Some((low, high)) = ends {
        params.insert("base".to_owned(), low.to_string().into());
        params.insert("span".to_owned(), (high - low).to_string().into());
    }
    "efficacy"
}

fn rank_steps(keys: &Keys<'_>, curve: &Keys<'_>, params: &mut Given) -> &'static str {
    copy(keys, params, &[("direction", "direction"), ("ties", "ties")]);
    if let Some(under) = curve.table("under") {
        copy(&under, params, &[("percent", "step_percent"), ("floor", "floor")]);
    }
    "rank_decrement"
}

fn versus_average(keys: &Keys<'_>, curve: &Keys<'_>, full: &str, params: &mut Given) -> &'static str {
    params.remove("full");
    params.insert("base".to_owned(), full.into());
    copy(keys, params, &[("direction", "direction"), ("base", "base")]);
    if let Some(over) = curve.table("over") {
        copy(
            &over,
            params,
            &[("per", "per"), ("points", "up_points"), ("cap", "up_cap"), ("part", "partial")],
        );
    }
    if let Some(under) = curve.table("under") {
        copy(
            &under,
            params,
            &[("per", "per"), ("points", "down_points"), ("floor", "floor"), ("part", "partial")],
        );
    }
    "versus_average"
}

fn rank_change(curve: &Keys<'_>, params: &mut Given) -> &'static str {
    params.remove("full");
    params.insert("mode".to_owned(), "per_place".into());
    for (side, points, cap) in [("over", "up_points", "up_cap"), ("under", "down_points", "down_cap")] {
        let Some(side) = curve.table(side) else {
            params.insert(points.to_owned(), "0".into());
            continue;
        };
        copy(&side, params, &[("points", points), ("cap", cap)]);
        let _ = (side.word("part"), side.exact("per"));
    }
    "rank_change"
}

fn lateness(keys: &Keys<'_>, curve: &Keys<'_>, full: &str, params: &mut Given) -> &'static str {
    copy(
        keys,
        params,
        &[("unit", "unit"), ("grace", "grace_days"), ("max_periods", "max_periods"), ("due", "due")],
    );
    params.entry("unit").or_insert_with(|| "day".into());
    if let Some(under) = curve.table("under") {
        copy(&under, params, &[("points", "points_per")]);
        let _ = (under.exact("per"), under.exact("floor"), under.word("part"));
    }
    // `never` is what is left; the rule asks what is lost.
    let left = curve.exact("never").unwrap_or_default();
    let full: Exact = full.parse().unwrap_or_default();
    params.insert("never_points".to_owned(), (full - left).to_string().into());
    "lateness"
}

fn unfit(found: &str, expected: &[&str]) -> Wrong {
    Wrong::unknown(found, expected)
}

//! Points by place: a decrement from the first, tables, bands, places won and lost.

use std::collections::BTreeMap;

use luoshi_core::assess::exact::Exact;
use luoshi_core::assess::kind::Given;
use luoshi_core::assess::scheme::model::Role;
use serde_json::{Map, Value, json};

use super::clauses::{self, Clause, Cut, numbers};
use super::steps::{clause_of, word_of};
use super::{Context, Made, POINTS, Rule, Said, ends, put, text};

const TIES: [(&str, &str); 3] = [("tie_best", "best"), ("tie_worst", "worst"), ("tie_average", "average")];
const MODES: [(&str, &str); 2] = [("count_up", "up"), ("count_down", "down")];

fn lower(cut: &Cut) -> Value {
    (cut.has("by_rank_low") || cut.has("lower")).then_some("lower_better").into()
}

fn floor(cut: &Cut) -> Option<Exact> {
    let zero = cut.has("floor_zero").then_some(Exact::ZERO);
    cut.one("floor_n").and_then(|c| c.number("floor")).or(zero)
}

/// 第一名得满分，依次递减0.5分 or 5%.
pub(super) fn decrement(cut: &Cut, context: &Context<'_>) -> Option<Made> {
    let said = cut.one("rank_step_pct").or_else(|| cut.one("rank_step"))?;
    let full = context.full?;
    let step = said.number("step")?;
    let in_points = said.is == "rank_step";
    let percent =
        if in_points { (&step * &Exact::HUNDRED).over(full).filter(ends) } else { Some(step.clone()) };
    let average = cut.has("raters_rank");
    let made = match percent {
        Some(percent) if average => {
            let params = json!({"step_percent": percent.to_string(), "floor": put(floor(cut))});
            Made::new(Rule::new("rank_average", params))
        }
        Some(percent) => {
            let params = json!({
                "step_percent": percent.to_string(), "floor": put(floor(cut)), "direction": lower(cut),
                "ties": word_of(cut, &TIES),
            });
            Made::new(Rule::new("rank_decrement", params))
        }
        None if average => return None,
        None => Made::new(formula(cut, &step, full)?),
    };
    let other = said.number("first").filter(|first| first != full);
    Some(match other {
        Some(first) => made.doubt("full-differs", first.to_string()),
        None => made,
    })
}

/// Points per place that are no finite percentage of the full points: a formula says it exactly.
fn formula(cut: &Cut, step: &Exact, full: &Exact) -> Option<Rule> {
    if ["tie_worst", "tie_average"].iter().any(|is| cut.has(is)) {
        return None;
    }
    let place = clauses::name(if lower(cut).is_null() { "place" } else { "place_low" });
    let text = format!("{POINTS} - {step} * ({place} - 1)");
    let constants = json!({ POINTS: full.to_string() });
    let rule = Rule::new("expression", json!({"expression": text, "constants": constants}));
    Some(Rule { at_least: floor(cut), ..rule })
}

pub(super) fn say_decrement(d: &Given, average: bool) -> Option<Said> {
    let mut out = Said::new();
    if average {
        out.push(("raters_rank", Vec::new()));
    }
    if text(d, "direction").as_deref() == Some("lower_better") {
        out.push(("by_rank_low", Vec::new()));
    }
    out.push(("rank_step_pct", vec![("step", text(d, "step_percent")?)]));
    out.extend(text(d, "floor").map(|floor| ("floor_n", vec![("floor", floor)])));
    let tie = text(d, "ties").filter(|ties| ties != "best");
    out.extend(clause_of(&TIES, tie).map(|is| (is, Vec::new())));
    Some(out)
}

fn score(clause: &Clause, context: &Context<'_>) -> Option<Exact> {
    if clause.is == "place_full" || clause.word("full").is_some() {
        return context.full.cloned();
    }
    let score = clause.number("score")?;
    Some(if clause.word("down").is_some() { -score } else { score })
}

/// Places one by one, from the top and from the bottom.
pub(super) fn table(cut: &Cut, context: &Context<'_>) -> Option<Made> {
    let (mut top, mut bottom) = (BTreeMap::new(), BTreeMap::new());
    for clause in &cut.clauses {
        let whole = |name: &str| clause.count(name);
        match clause.is {
            "place" => _ = top.insert(whole("place")?, score(clause, context)?),
            "place_full" => _ = top.insert(1, score(clause, context)?),
            "bottom" => _ = bottom.insert(whole("place")?, score(clause, context)?),
            "top_each" => {
                let list = numbers(clause.word("list")?)?;
                if u32::try_from(list.len()).ok() != whole("high") {
                    return None;
                }
                top.extend((1..).zip(list));
            }
            _ => {}
        }
    }
    let map = |list: BTreeMap<u32, Exact>| {
        Value::Object(list.into_iter().map(|(k, v)| (k.to_string(), v.to_string().into())).collect())
    };
    let other = cut.one("otherwise").map(|c| c.number("score").unwrap_or_default());
    let params = json!({
        "top": map(top), "bottom": map(bottom), "otherwise": put(other), "direction": lower(cut),
        "ties": word_of(cut, &TIES),
    });
    Some(rest_unsaid(cut, context, Made::new(Rule::new("rank_table", params))))
}

/// Points of an item are given to some places only: what have the others?
fn rest_unsaid(cut: &Cut, context: &Context<'_>, made: Made) -> Made {
    let unsaid = context.role == Role::Base && !cut.has("otherwise");
    if unsaid { made.doubt("otherwise-unsaid", "") } else { made }
}

pub(super) fn say_table(d: &Given) -> Option<Said> {
    let mut out = Said::new();
    for (key, is) in [("top", "place"), ("bottom", "bottom")] {
        let mut places: Vec<(u32, String)> = Vec::new();
        for (place, points) in d.get(key).and_then(Value::as_object).into_iter().flatten() {
            places.push((place.parse().ok()?, points.as_str()?.to_owned()));
        }
        places.sort();
        for (place, score) in places {
            out.push((is, vec![("place", place.to_string()), ("score", score)]));
        }
    }
    out.push(("otherwise", vec![("score", text(d, "otherwise")?)]));
    tail(d, &mut out);
    Some(out)
}

fn tail(d: &Given, out: &mut Said) {
    if text(d, "direction").as_deref() == Some("lower_better") {
        out.push(("by_rank_low", Vec::new()));
    }
    let tie = text(d, "ties").filter(|ties| ties != "best");
    out.extend(clause_of(&TIES, tie).map(|is| (is, Vec::new())));
}

/// Bands of places: 前3名, 第4至6名, 前30%, 其后40%.
pub(super) fn bands(cut: &Cut, context: &Context<'_>) -> Option<Made> {
    let mut list = Vec::new();
    let (mut last, mut percent) = (0, Exact::ZERO);
    for clause in &cut.clauses {
        let points = || score(clause, context).map(|s| s.to_string());
        match clause.is {
            "place" | "place_full" | "places" | "top" => {
                let (low, high) = match clause.is {
                    "places" => (clause.count("low")?, clause.count("high")?),
                    "top" => (last + 1, clause.count("high")?),
                    "place" => (clause.count("place")?, clause.count("place")?),
                    _ => (1, 1),
                };
                if low != last + 1 || high < low {
                    return None;
                }
                last = high;
                list.push(json!({"through_rank": high, "score": points()?}));
            }
            "top_percent" | "next_percent" => {
                let own = clause.number("percent")?;
                percent = if clause.is == "next_percent" { percent + own } else { own };
                list.push(json!({"through_percent": percent.to_string(), "score": points()?}));
            }
            _ => {}
        }
    }
    let other = cut.one("otherwise").map(|c| c.number("score").unwrap_or_default());
    let params = json!({
        "bands": list, "otherwise": put(other), "direction": lower(cut), "ties": word_of(cut, &TIES),
        "count_rounding": word_of(cut, &MODES),
    });
    Some(rest_unsaid(cut, context, Made::new(Rule::new("rank_band", params))))
}

pub(super) fn say_bands(d: &Given) -> Option<Said> {
    let mut out = Said::new();
    let mut next = 1;
    for band in d.get("bands")?.as_array()? {
        let band = band.as_object()?;
        let score = ("score", text(band, "score")?);
        if let Some(high) = text(band, "through_rank") {
            let places = vec![("low", next.to_string()), ("high", high.clone()), score];
            out.push(("places", places));
            next = high.parse::<u32>().ok()? + 1;
        } else {
            out.push(("top_percent", vec![("percent", text(band, "through_percent")?), score]));
        }
    }
    out.push(("otherwise", vec![("score", text(d, "otherwise")?)]));
    let mode = text(d, "count_rounding").filter(|mode| mode != "half_up");
    if mode.is_some() {
        out.push((clause_of(&MODES, mode)?, Vec::new()));
    }
    tail(d, &mut out);
    Some(out)
}

/// 每期第1名加0.5分.
pub(super) fn periodic(cut: &Cut, context: &Context<'_>) -> Option<Made> {
    let mut table = Map::new();
    for clause in cut.clauses.iter().filter(|c| matches!(c.is, "period_place" | "place")) {
        let points = clause.number("points").or_else(|| score(clause, context));
        table.insert(clause.count("place")?.to_string(), points?.to_string().into());
    }
    let cap = cut.one("cap_add").or_else(|| cut.one("cap_any")).and_then(|c| c.number("cap"));
    Some(Made::new(Rule::new("periodic_rank_bonus", json!({"table": table, "cap": put(cap)}))))
}

pub(super) fn say_periodic(d: &Given) -> Option<Said> {
    let mut places: Vec<(u32, String)> = Vec::new();
    for (place, points) in d.get("table")?.as_object()? {
        places.push((place.parse().ok()?, points.as_str()?.to_owned()));
    }
    places.sort();
    let said = |(place, points): (u32, String)| {
        ("period_place", vec![("place", place.to_string()), ("points", points)])
    };
    let mut out: Said = places.into_iter().map(said).collect();
    out.extend(text(d, "cap").map(|cap| ("cap_add", vec![("cap", cap)])));
    Some(out)
}

/// 名次每前进1位加0.2分; 前进5位以上加0.5分.
pub(super) fn change(cut: &Cut, _: &Context<'_>) -> Option<Made> {
    let number = |is: &str, name: &str| cut.one(is).and_then(|c| c.number(name));
    let first = put(number("stay_first", "points"));
    let banded: Vec<&Clause> =
        cut.clauses.iter().filter(|c| matches!(c.is, "rise_from" | "fall_from")).collect();
    let single = cut.has("rise") || cut.has("fall");
    if single != banded.is_empty() {
        return None;
    }
    if single {
        let cap = number("cap_add", "cap").or_else(|| number("cap_any", "cap"));
        let points = |is: &str| number(is, "points").unwrap_or_default().to_string();
        let params = json!({
            "mode": "per_place", "up_points": points("rise"), "up_cap": put(cap),
            "down_points": points("fall"), "down_cap": put(number("cap_take", "cap")),
            "stay_first_bonus": first,
        });
        return Some(Made::new(Rule::new("rank_change", params)));
    }
    let mut list: Vec<(Exact, &str, Exact)> = Vec::new();
    for clause in banded {
        let (bound, score) = (clause.number("bound")?, clause.number("score")?);
        let (op, bound, score) =
            if clause.is == "rise_from" { (">=", bound, score) } else { ("<=", -bound, -score) };
        list.push((bound, op, score));
    }
    // The furthest first on either side: 前进10位 is tried before 前进5位.
    list.sort_by(|a, b| b.0.abs().cmp(&a.0.abs()).then(b.0.cmp(&a.0)));
    let bands: Vec<Value> = list
        .iter()
        .map(|(bound, op, score)| json!({"op": op, "bound": bound.to_string(), "score": score.to_string()}))
        .collect();
    let other = cut.one("otherwise").map(|c| c.number("score").unwrap_or_default()).unwrap_or_default();
    let params = json!({
        "mode": "bands", "bands": bands, "otherwise": other.to_string(), "stay_first_bonus": first,
    });
    Some(Made::new(Rule::new("rank_change", params)))
}

pub(super) fn say_change(d: &Given) -> Option<Said> {
    let mut out = Said::new();
    match text(d, "mode")?.as_str() {
        "per_place" => {
            out.push(("rise", vec![("points", text(d, "up_points")?)]));
            out.extend(text(d, "up_cap").map(|cap| ("cap_add", vec![("cap", cap)])));
            out.push(("fall", vec![("points", text(d, "down_points")?)]));
            out.extend(text(d, "down_cap").map(|cap| ("cap_take", vec![("cap", cap)])));
        }
        "bands" => {
            for band in d.get("bands")?.as_array()? {
                let band = band.as_object()?;
                let plus = |key: &str| text(band, key)?.strip_prefix('-').map(str::to_owned);
                let (is, bound, score) = match text(band, "op")?.as_str() {
                    ">=" => ("rise_from", text(band, "bound")?, text(band, "score")?),
                    "<=" => ("fall_from", plus("bound")?, plus("score")?),
                    _ => return None,
                };
                out.push((is, vec![("bound", bound), ("score", score)]));
            }
            out.push(("otherwise", vec![("score", text(d, "otherwise").unwrap_or_else(|| "0".to_owned()))]));
        }
        _ => return None,
    }
    out.extend(text(d, "stay_first_bonus").map(|points| ("stay_first", vec![("points", points)])));
    Some(out)
}

//! Units compared with each other by their values: efficacy, shares of the best, standard scores.

use luoshi_core::assess::exact::Exact;
use luoshi_core::assess::kind::Given;
use serde_json::{Value, json};

use super::bands::{capped, say_cap};
use super::clauses::Cut;
use super::steps::{clause_of, word_of};
use super::{Context, Made, Rule, Said, put, text};

const EQUAL: [(&str, &str); 2] = [("equal_base", "base"), ("equal_middle", "middle")];

fn lower(cut: &Cut) -> Value {
    cut.has("lower").then_some("lower_better").into()
}

fn end(cut: &Cut, is: &str, name: &str) -> Value {
    put(cut.one(is).and_then(|c| c.number(name)))
}

/// The common parameters of efficacy and of the mix of total, increment and growth.
fn scale(cut: &Cut, base: Option<Exact>, span: Option<Exact>) -> Value {
    json!({
        "base": put(base), "span": put(span), "direction": lower(cut), "all_equal": word_of(cut, &EQUAL),
        "best": end(cut, "fixed_best", "best"), "worst": end(cut, "fixed_worst", "worst"),
        "clamp": cut.has("clamp"), "missing_score": end(cut, "no_data", "score"),
    })
}

pub(super) fn efficacy(cut: &Cut, context: &Context<'_>) -> Option<Made> {
    if let Some(ends) = cut.one("efficacy_ends") {
        let top = ends.number("top").or_else(|| context.full.cloned())?;
        let low = ends.number("low")?;
        let base = (low * Exact::HUNDRED).over(&top)?;
        let params = scale(cut, Some(base.clone()), Some(Exact::HUNDRED - base));
        return Some(Made::new(Rule::new("efficacy", params)));
    }
    if let Some(said) = cut.one("efficacy") {
        let params = scale(cut, said.number("base"), said.number("span"));
        return Some(Made::new(Rule::new("efficacy", params)));
    }
    // The method is named without its two numbers.
    let of = |base: i64| {
        let params = scale(cut, Some(Exact::whole(base)), Some(Exact::whole(100 - base)));
        Rule::new("efficacy", params)
    };
    Some(Made::new(of(60)).or("choice-60", "choice-50", of(50)))
}

fn say_scale(d: &Given) -> Option<Said> {
    let mut out = vec![("efficacy", vec![("base", text(d, "base")?), ("span", text(d, "span")?)])];
    if text(d, "direction").as_deref() == Some("lower_better") {
        out.push(("lower", Vec::new()));
    }
    for (key, is) in [("best", "fixed_best"), ("worst", "fixed_worst")] {
        out.extend(text(d, key).filter(|v| v != "observed").map(|value| (is, vec![(key_of(key), value)])));
    }
    out.extend(clause_of(&EQUAL, text(d, "all_equal")).map(|is| (is, Vec::new())));
    if text(d, "clamp").as_deref() == Some("true") {
        out.push(("clamp", Vec::new()));
    }
    let score = text(d, "missing_score").filter(|score| score != "0");
    out.extend(score.map(|score| ("no_data", vec![("score", score)])));
    Some(out)
}

fn key_of(key: &str) -> &'static str {
    if key == "best" { "best" } else { "worst" }
}

pub(super) fn say_efficacy(d: &Given) -> Option<Said> {
    say_scale(d)
}

pub(super) fn mix(cut: &Cut, _: &Context<'_>) -> Option<Made> {
    let (said, of) = (cut.one("mix")?, cut.one("efficacy")?);
    let mut params = scale(cut, of.number("base"), of.number("span"));
    params["weights"] = json!({
        "total": put(said.number("total")), "increment": put(said.number("increment")),
        "growth": put(said.number("growth")),
    });
    params["growth_when_last_is_zero"] = end(cut, "last_zero", "growth");
    Some(Made::new(Rule::new("mix", params)))
}

pub(super) fn say_mix(d: &Given) -> Option<Said> {
    let weights = d.get("weights")?.as_object()?;
    let weight = |key: &'static str| Some((key, text(weights, key)?));
    let mut out = vec![("mix", vec![weight("total")?, weight("increment")?, weight("growth")?])];
    out.extend(say_scale(d)?);
    let zero = text(d, "growth_when_last_is_zero");
    out.extend(zero.map(|growth| ("last_zero", vec![("growth", growth)])));
    Some(out)
}

pub(super) fn relative(cut: &Cut, _: &Context<'_>) -> Option<Made> {
    let direction = if cut.has("least_full") { "lower_better" } else { "higher_better" };
    Some(Made::new(Rule::new("relative_to_best", json!({ "direction": direction }))))
}

pub(super) fn say_relative(d: &Given) -> Option<Said> {
    let lower = text(d, "direction").as_deref() == Some("lower_better");
    Some(vec![(if lower { "least_full" } else { "best_full" }, Vec::new())])
}

pub(super) fn normalised(cut: &Cut, _: &Context<'_>) -> Option<Made> {
    let mode = if cut.has("bonus_exceeds") { "only_if_exceeds" } else { "always" };
    Some(Made::new(Rule::new("bonus_normalised", json!({ "mode": mode }))))
}

pub(super) fn say_normalised(d: &Given) -> Option<Said> {
    let mut out = vec![("bonus_best", Vec::new())];
    if text(d, "mode").as_deref() == Some("only_if_exceeds") {
        out.push(("bonus_exceeds", Vec::new()));
    }
    Some(out)
}

pub(super) fn contribution(cut: &Cut, _: &Context<'_>) -> Option<Made> {
    let params = json!({
        "cap_ratio": capped(cut), "when_group_not_positive": end(cut, "group_zero", "score"),
    });
    let made = Made::new(Rule::new("contribution", params));
    let said = ["cap_full", "cap_ratio", "no_cap"].iter().any(|is| cut.has(is));
    Some(if said { made } else { made.doubt("cap-unsaid", "") })
}

pub(super) fn say_contribution(d: &Given) -> Option<Said> {
    let mut out = vec![("contribution", Vec::new())];
    out.extend(say_cap(d)?);
    let score = text(d, "when_group_not_positive");
    out.extend(score.map(|score| ("group_zero", vec![("score", score)])));
    Some(out)
}

pub(super) fn level_progress(cut: &Cut, _: &Context<'_>) -> Option<Made> {
    let said = cut.one("level_progress")?;
    let pair = |level: &str, progress: &str| json!({"level": put(said.number(level)), "progress": put(said.number(progress))});
    let params = json!({"weights_at_or_above": pair("a", "b"), "weights_below": pair("c", "d")});
    Some(Made::new(Rule::new("level_progress", params)))
}

pub(super) fn say_level_progress(d: &Given) -> Option<Said> {
    let pair = |key: &str| {
        let pair = d.get(key)?.as_object()?;
        Some((text(pair, "level")?, text(pair, "progress")?))
    };
    let ((a, b), (c, e)) = (pair("weights_at_or_above")?, pair("weights_below")?);
    Some(vec![("level_progress", vec![("a", a), ("b", b), ("c", c), ("d", e)])])
}

pub(super) fn t_score(cut: &Cut, _: &Context<'_>) -> Option<Made> {
    let said = cut.one("t_score")?;
    let params = json!({
        "center": put(said.number("center")), "spread": put(said.number("spread")),
        "deviation": cut.has("t_sample").then_some("sample"), "direction": lower(cut),
        "min": end(cut, "t_min", "min"), "max": end(cut, "t_max", "max"),
    });
    Some(Made::new(Rule::new("t_score", params)))
}

pub(super) fn say_t_score(d: &Given) -> Option<Said> {
    let mut out = vec![("t_score", vec![("center", text(d, "center")?), ("spread", text(d, "spread")?)])];
    if text(d, "deviation").as_deref() == Some("sample") {
        out.push(("t_sample", Vec::new()));
    }
    if text(d, "direction").as_deref() == Some("lower_better") {
        out.push(("lower", Vec::new()));
    }
    out.extend(text(d, "min").map(|min| ("t_min", vec![("min", min)])));
    out.extend(text(d, "max").map(|max| ("t_max", vec![("max", max)])));
    Some(out)
}

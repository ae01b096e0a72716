//! Shares of a target, targets met or missed, steps around a target or an average.

use luoshi_core::assess::exact::Exact;
use luoshi_core::assess::kind::Given;
use luoshi_core::assess::scheme::model::Role;
use serde_json::{Value, json};

use super::clauses::{self, Clause, Cut};
use super::{Context, Made, Rule, Said, put, text};

const ZERO_TARGET: [(&str, &str); 4] = [
    ("zero_target_full", "full"),
    ("zero_target_zero", "zero"),
    ("zero_target_na", "not_applicable"),
    ("zero_target_positive", "full_if_positive"),
];

/// The word that goes with the first clause that is there.
pub(super) fn word_of(cut: &Cut, list: &[(&'static str, &'static str)]) -> Value {
    list.iter().find(|(is, _)| cut.has(is)).map_or(Value::Null, |(_, word)| (*word).into())
}

/// The clause that goes with a word.
pub(super) fn clause_of(list: &[(&'static str, &'static str)], word: Option<String>) -> Option<&'static str> {
    list.iter().find(|(_, own)| word.as_deref() == Some(own)).map(|(is, _)| *is)
}

fn target(cut: &Cut) -> Option<Exact> {
    let said = |is: &str| cut.one(is).and_then(|c| c.number("target"));
    said("target").or_else(|| said("meet_at"))
}

/// The points that a wording names are those of the item.
fn full_differs(cut: &Cut, context: &Context<'_>, made: Made) -> Made {
    let named = cut.one("meet_points").and_then(|c| c.number("points"));
    match (named, context.full) {
        (Some(named), Some(full)) if named != *full && context.role == Role::Base => {
            made.doubt("full-differs", named.to_string())
        }
        _ => made,
    }
}

pub(super) fn ratio(cut: &Cut, context: &Context<'_>) -> Option<Made> {
    // 完成率×10 is the share of the points only where these are ten.
    if cut
        .one("proportional")
        .and_then(|c| c.number("whole"))
        .is_some_and(|whole| Some(&whole) != context.full)
    {
        return None;
    }
    let percent = |n: Exact| n.over(&Exact::HUNDRED);
    let cap = cut.one("cap_ratio").and_then(|c| c.number("cap")).and_then(percent);
    let cap = cap.or_else(|| cut.one("cap_times").and_then(|c| c.number("times")));
    let met = ["meet_full", "meet_points", "meet_at", "cap_full", "short_proportional", "cap_any"];
    let capped = cap.clone().or_else(|| met.iter().any(|is| cut.has(is)).then_some(Exact::ONE));
    let rule = |cap: Option<Exact>| {
        let bound = cut.one("below_none").and_then(|c| c.number("bound")).and_then(percent);
        Rule::new(
            "ratio",
            json!({
                "cap_ratio": put(cap), "min_ratio": put(bound),
                "zero_target": word_of(cut, &ZERO_TARGET),
                "negative_target": cut.has("negative_target").then_some("one_plus_difference"),
                "missing": cut.has("missing_na").then_some("not_applicable"),
                "target": put(target(cut)),
            }),
        )
    };
    let made = match capped {
        Some(cap) if !cut.has("no_cap") => Made::new(rule(Some(cap))),
        None if !cut.has("no_cap") => {
            Made::new(rule(Some(Exact::ONE))).or("choice-capped", "choice-uncapped", rule(None))
        }
        _ => Made::new(rule(None)),
    };
    Some(full_differs(cut, context, made))
}

pub(super) fn say_ratio(d: &Given) -> Option<Said> {
    let percent = |key: &str| Some((text(d, key)?.parse::<Exact>().ok()? * Exact::HUNDRED).to_string());
    let mut out = targeted(d);
    out.push(("proportional", Vec::new()));
    match (percent("cap_ratio"), text(d, "cap_ratio")) {
        (_, None) => out.push(("no_cap", Vec::new())),
        (_, Some(one)) if one == "1" => out.push(("cap_full", Vec::new())),
        (cap, _) => out.push(("cap_ratio", vec![("cap", cap?)])),
    }
    if let Some(bound) = percent("min_ratio") {
        out.push(("below_none", vec![("bound", bound)]));
    }
    let zero = text(d, "zero_target").filter(|word| word != "not_applicable");
    out.extend(clause_of(&ZERO_TARGET, zero).map(|is| (is, Vec::new())));
    if text(d, "negative_target").is_some() {
        out.push(("negative_target", Vec::new()));
    }
    if text(d, "missing").as_deref() == Some("not_applicable") {
        out.push(("missing_na", Vec::new()));
    }
    Some(out)
}

fn targeted(d: &Given) -> Said {
    text(d, "target").map(|target| ("target", vec![("target", target)])).into_iter().collect()
}

const COMPARED: [(&str, &str); 5] = [
    ("meet_full", ">="),
    ("limit_full", "<="),
    ("exceed_full", ">"),
    ("below_full", "<"),
    ("equal_full", "=="),
];

pub(super) fn pass_fail(cut: &Cut, context: &Context<'_>) -> Option<Made> {
    let fail = cut.one("otherwise")?.number("score").unwrap_or_default();
    let op = match word_of(cut, &COMPARED) {
        Value::Null => Value::from(">="),
        op => op,
    };
    let params = json!({"op": op, "fail_score": fail.to_string(), "target": put(target(cut))});
    Some(full_differs(cut, context, Made::new(Rule::new("pass_fail", params))))
}

pub(super) fn say_pass_fail(d: &Given) -> Option<Said> {
    let mut out = targeted(d);
    out.push((clause_of(&COMPARED, text(d, "op"))?, Vec::new()));
    out.push(("otherwise", vec![("score", text(d, "fail_score")?)]));
    Some(out)
}

const PARTS: [(&str, &str); 3] =
    [("part_whole", "whole"), ("part_started", "started"), ("part_proportional", "proportional")];

/// How a part of a step counts, and whether somebody has to say so. What is said right behind a step
/// holds for it; what is said only once holds for all.
fn partial(cut: &Cut, step: &Clause) -> (&'static str, bool) {
    if step.word("whole").is_some() {
        return ("whole", false);
    }
    let word = |c: &Clause| PARTS.iter().find(|(is, _)| *is == c.is).map(|(_, word)| *word);
    let behind = cut.clauses.iter().skip_while(|c| *c != step).skip(1);
    let own = behind.take_while(|c| !c.is.starts_with("step_")).find_map(word);
    let said = own.or_else(|| cut.clauses.iter().find_map(word));
    let unit = step.word("unit").unwrap_or_default();
    let ones = clauses::is_whole(unit);
    (said.unwrap_or("proportional"), said.is_none() && !ones)
}

/// Clauses of the good and of the bad side, each also in percent of the target.
const HIGHER: [&str; 4] = ["step_over", "step_over_pct", "step_under", "step_under_pct"];
const LOWER: [&str; 4] = ["step_low_add", "step_low_add_pct", "step_high_take", "step_high_take_pct"];

struct Sides {
    over: Option<Value>,
    under: Option<Value>,
    percent: bool,
    unsaid: bool,
    unfloored: bool,
    /// Steps of `1%`, which may be points of a rate or percent of the target.
    unclear: bool,
}

fn sides(cut: &Cut, context: &Context<'_>, names: [&'static str; 4]) -> Option<Sides> {
    let found = |at: usize| names.get(at).and_then(|is| cut.one(is));
    let both = cut.one("step_both");
    let over = found(0).or(found(1)).or(both);
    let under = found(2).or(found(3)).or(both);
    let twice = names.iter().any(|is| cut.all(is).count() > 1);
    let (plain, percent) = (found(0).or(found(2)).or(both), found(1).or(found(3)));
    if twice || plain.is_some() == percent.is_some() {
        return None;
    }
    let steps: Vec<&Clause> = over.into_iter().chain(under).collect();
    let unsaid = steps.iter().any(|c| partial(cut, c).1);
    let cap = cut.one("cap_add").and_then(|c| c.number("cap"));
    let most = cut.one("cap_any").and_then(|c| c.number("cap"));
    let cap = cap.or_else(|| most.map(|most| most - context.full()).filter(Exact::is_positive));
    let floor = match () {
        () if cut.has("floor_zero") => Some(Exact::ZERO),
        () => cut.one("floor_n").and_then(|c| c.number("floor")),
    };
    let side = |c: &Clause, limit: &str, value: Option<Exact>| {
        let mut side = json!({"per": put(c.number("per")), "points": put(c.number("points"))});
        side["partial"] = partial(cut, c).0.into();
        side[limit] = put(value);
        side
    };
    let percented = |c: &&Clause| c.word("unit") == Some("%");
    let rate = clauses::is_rate(context.name)
        || cut.one("meet_at").is_some_and(|c| percented(&c))
        || cut.one("target").is_some_and(|c| percented(&c));
    Some(Sides {
        over: over.map(|c| side(c, "cap", cap)),
        under: under.map(|c| side(c, "floor", floor.clone())),
        percent: percent.is_some(),
        unsaid,
        unfloored: under.is_some() && floor.is_none() && !cut.has("no_floor"),
        unclear: steps.iter().any(percented) && percent.is_none() && !rate,
    })
}

pub(super) fn base_step(cut: &Cut, context: &Context<'_>) -> Option<Made> {
    let higher = HIGHER.iter().any(|is| cut.has(is)) || cut.has("step_both");
    let lower = LOWER.iter().any(|is| cut.has(is));
    if higher == lower {
        return None;
    }
    let sides = sides(cut, context, if higher { HIGHER } else { LOWER })?;
    let kind = if higher { "base_step" } else { "control_limit" };
    let rule = |percent: bool| {
        let measure = if percent { "percent_of_target" } else { "absolute" };
        let direction = if higher { "higher_better" } else { "lower_better" };
        let rule = Rule::new(
            kind,
            json!({
                "direction": direction, "measure": measure, "target": put(target(cut)),
                "over": sides.over.clone(), "under": sides.under.clone(),
            }),
        );
        // What is nothing but a bonus or a deduction begins at nought.
        if context.role == Role::Base { rule } else { rule.with("full", "0") }
    };
    let mut made = Made::new(rule(sides.percent));
    if sides.unclear {
        made = made.or("choice-points", "choice-percent", rule(true));
    }
    if sides.unsaid {
        made = made.doubt("part-unsaid", "");
    }
    if sides.unfloored {
        made = made.doubt("floor-unsaid", "");
    }
    Some(full_differs(cut, context, made))
}

pub(super) fn say_base_step(d: &Given, unit: Option<&str>, zero: bool) -> Option<Said> {
    let lower = text(d, "direction").as_deref() == Some("lower_better");
    let percent = text(d, "measure").as_deref() == Some("percent_of_target");
    let names = if lower { LOWER } else { HIGHER };
    let mut out = targeted(d);
    if !zero {
        out.push((if lower { "limit_full" } else { "meet_full" }, Vec::new()));
    }
    for (key, at, limit) in [("over", 0, "cap"), ("under", 2, "floor")] {
        let Some(Value::Object(side)) = d.get(key) else { continue };
        let is = names.get(if percent { at + 1 } else { at })?;
        let mut args = vec![("per", text(side, "per")?), ("points", text(side, "points")?)];
        if !percent {
            args.push(("unit", unit.unwrap_or_default().to_owned()));
        }
        out.push((is, args));
        out.extend(limited(limit, text(side, limit)));
        out.push((clause_of(&PARTS, text(side, "partial"))?, Vec::new()));
    }
    Some(out)
}

fn limited(limit: &str, value: Option<String>) -> Said {
    match (limit, value) {
        ("floor", None) => vec![("no_floor", Vec::new())],
        ("floor", Some(floor)) if floor == "0" => vec![("floor_zero", Vec::new())],
        ("floor", Some(floor)) => vec![("floor_n", vec![("floor", floor)])],
        (_, Some(cap)) => vec![("cap_add", vec![("cap", cap)])],
        (_, None) => Vec::new(),
    }
}

pub(super) fn versus_average(cut: &Cut, context: &Context<'_>) -> Option<Made> {
    let lower = LOWER.iter().any(|is| cut.has(is));
    let sides = sides(cut, context, if lower { LOWER } else { HIGHER })?;
    if sides.percent || sides.unclear {
        return None;
    }
    let said = cut.one("average_full")?;
    let base = said.number("base").unwrap_or_else(|| context.full());
    let get = |side: &Option<Value>, key: &str| side.as_ref().map_or(Value::Null, |s| s[key].clone());
    let per = match get(&sides.over, "per") {
        Value::Null => get(&sides.under, "per"),
        per if sides.under.is_some() && get(&sides.under, "per") != per => return None,
        per => per,
    };
    let part = |side: &Option<Value>| side.as_ref().map(|side| side["partial"].clone());
    let parts = [part(&sides.over), part(&sides.under)];
    let any = sides.over.as_ref().or(sides.under.as_ref())?;
    if parts.iter().flatten().any(|own| *own != any["partial"]) {
        return None;
    }
    let rule = Rule::new(
        "versus_average",
        json!({
            "base": base.to_string(), "per": per, "partial": any["partial"],
            "up_points": get(&sides.over, "points"), "up_cap": get(&sides.over, "cap"),
            "down_points": get(&sides.under, "points"), "floor": get(&sides.under, "floor"),
            "direction": if lower { "lower_better" } else { "higher_better" },
        }),
    );
    let mut made = Made::new(rule);
    if sides.unsaid {
        made = made.doubt("part-unsaid", "");
    }
    if sides.unfloored {
        made = made.doubt("floor-unsaid", "");
    }
    Some(made)
}

pub(super) fn say_versus_average(d: &Given, unit: Option<&str>) -> Option<Said> {
    let lower = text(d, "direction").as_deref() == Some("lower_better");
    let names = if lower { LOWER } else { HIGHER };
    let mut out = vec![("average_full", vec![("base", text(d, "base")?)])];
    let unit = || ("unit", unit.unwrap_or_default().to_owned());
    let points = |key: &str| text(d, key).filter(|points| points != "0");
    if let Some(up) = points("up_points") {
        out.push((names[0], vec![("per", text(d, "per")?), ("points", up), unit()]));
        out.extend(limited("cap", text(d, "up_cap")));
    }
    if let Some(down) = points("down_points") {
        out.push((names[2], vec![("per", text(d, "per")?), ("points", down), unit()]));
        out.extend(limited("floor", text(d, "floor")));
    }
    out.push((clause_of(&PARTS, text(d, "partial"))?, Vec::new()));
    Some(out)
}

const EMPTY: [(&str, &str); 3] =
    [("empty_full", "full"), ("empty_zero", "zero"), ("empty_na", "not_applicable")];

pub(super) fn rate(cut: &Cut, _: &Context<'_>) -> Option<Made> {
    let mut params = json!({"empty": word_of(cut, &EMPTY)});
    if let Some(step) = cut.one("step_under") {
        if step.number("per") != Some(Exact::ONE) || cut.has("rate_share") || !cut.has("floor_zero") {
            return None;
        }
        params["target_rate"] = put(cut.one("meet_at")?.number("target"));
        params["points_per_percent_point"] = put(step.number("points"));
        params["partial"] = partial(cut, step).0.into();
    } else if !cut.has("rate_share") {
        return None;
    }
    let made = Made::new(Rule::new("rate", params));
    let unsaid = !EMPTY.iter().any(|(is, _)| cut.has(is));
    Some(if unsaid { made.doubt("empty-unsaid", "") } else { made })
}

pub(super) fn say_rate(d: &Given) -> Option<Said> {
    let mut out = Said::new();
    match text(d, "target_rate") {
        None => out.push(("rate_share", Vec::new())),
        Some(target) => {
            let points = text(d, "points_per_percent_point")?;
            out.push(("rate_of", Vec::new()));
            out.push(("meet_at", vec![("target", target)]));
            let args = vec![("per", "1".to_owned()), ("unit", "个百分点".to_owned()), ("points", points)];
            out.push(("step_under", args));
            out.push(("floor_zero", Vec::new()));
            out.push((clause_of(&PARTS, text(d, "partial"))?, Vec::new()));
        }
    }
    out.push((clause_of(&EMPTY, text(d, "empty"))?, Vec::new()));
    Some(out)
}

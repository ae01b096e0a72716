//! Ballots, groups of raters, marks, periods, conversion of scales.

use luoshi_core::assess::exact::Exact;
use luoshi_core::assess::kind::Given;
use serde_json::{Map, Value, json};

use super::clauses::Cut;
use super::steps::{clause_of, word_of};
use super::{Context, Made, Rule, Said, put, text};

/// The name of the points of the item in formulas.
pub(in crate::assess::annex) const POINTS: &str = "分值";

const ABSENT: [(&str, &str); 2] = [("group_out", "renormalise"), ("group_nought", "zero")];

pub(super) fn ballots(cut: &Cut, _: &Context<'_>) -> Option<Made> {
    let mut weights = Map::new();
    for clause in cut.all("option") {
        let weight = clause.number("percent")?.to_string();
        if weights.insert(clause.word("option")?.to_owned(), weight.into()).is_some() {
            return None;
        }
    }
    let mut out: Vec<&str> = cut.all("option_out").filter_map(|c| c.word("option")).collect();
    out.sort_unstable();
    Some(Made::new(Rule::new("ballot_score", json!({"weights": weights, "excluded_options": out}))))
}

pub(super) fn say_ballots(d: &Given) -> Option<Said> {
    let mut weights: Vec<(Exact, &String)> = Vec::new();
    for (option, weight) in d.get("weights")?.as_object()? {
        weights.push((weight.as_str()?.parse().ok()?, option));
    }
    weights.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    let mut out: Said = weights
        .into_iter()
        .map(|(weight, option)| ("option", vec![("option", option.clone()), ("percent", weight.to_string())]))
        .collect();
    for option in d.get("excluded_options").and_then(Value::as_array).into_iter().flatten() {
        out.push(("option_out", vec![("option", option.as_str()?.to_owned())]));
    }
    Some(out)
}

pub(super) fn group_mean(cut: &Cut, _: &Context<'_>) -> Option<Made> {
    Some(Made::new(Rule::new("rater_groups", json!({"missing": word_of(cut, &ABSENT)}))))
}

pub(super) fn say_group_mean(d: &Given) -> Option<Said> {
    let mut out = vec![("group_mean", Vec::new())];
    out.extend(clause_of(&ABSENT, text(d, "missing")).map(|is| (is, Vec::new())));
    Some(out)
}

/// Marks that go, and when.
fn trim(cut: &Cut) -> Option<(u32, u32, Option<u32>)> {
    let said = cut.one("trim")?;
    let when = cut.one("trim_when");
    let more = when.and_then(|c| c.count("over").or_else(|| c.count("more")?.checked_sub(1)));
    Some((said.count("high")?, said.count("low")?, more))
}

fn say_trim(high: String, low: String, more: Option<String>) -> Option<Said> {
    let mut out = vec![("trim", vec![("high", high), ("low", low)])];
    if let Some(more) = more {
        let least = more.parse::<u32>().ok()?.checked_add(1)?;
        out.push(("trim_when", vec![("more", least.to_string())]));
    }
    Some(out)
}

pub(super) fn marks(cut: &Cut, _: &Context<'_>) -> Option<Made> {
    let weights: Vec<Value> = cut
        .all("rater")
        .map(|c| json!({"name": c.word("name").unwrap_or_default(), "weight": put(c.number("weight"))}))
        .collect();
    let trim = trim(cut).map(|(high, low, more)| match more {
        Some(more) => json!({"high": high, "low": low, "only_if_more_than": more}),
        None => json!({"high": high, "low": low}),
    });
    let params = json!({"weights": weights, "missing": word_of(cut, &ABSENT), "trim": trim});
    let made = Made::new(Rule::new("rater_marks", params));
    Some(if cut.has("out_of") { made } else { made.doubt("scale-unsaid", "") })
}

pub(super) fn say_marks(d: &Given) -> Option<Said> {
    let mut out = Said::new();
    for group in d.get("weights")?.as_array()? {
        let group = group.as_object()?;
        out.push(("rater", vec![("name", text(group, "name")?), ("weight", text(group, "weight")?)]));
    }
    if let Some(Value::Object(own)) = d.get("trim") {
        let count = |key: &str| text(own, key).unwrap_or_else(|| "0".to_owned());
        out.extend(say_trim(count("high"), count("low"), text(own, "only_if_more_than"))?);
    }
    out.extend(clause_of(&ABSENT, text(d, "missing")).map(|is| (is, Vec::new())));
    Some(out)
}

pub(super) fn trimmed(cut: &Cut, _: &Context<'_>) -> Option<Made> {
    let (high, low, more) = trim(cut)?;
    let mut params = json!({"drop_highest": high, "drop_lowest": low});
    if let Some(more) = more {
        params["trim_only_if_more_than"] = more.into();
    }
    Some(Made::new(Rule::new("trimmed_mean", params)))
}

pub(super) fn say_trimmed(d: &Given) -> Option<Said> {
    let count = |key: &str| text(d, key).unwrap_or_else(|| "0".to_owned());
    let mut out = say_trim(count("drop_highest"), count("drop_lowest"), text(d, "trim_only_if_more_than"))?;
    out.push(("mark_mean", Vec::new()));
    Some(out)
}

/// 得票率满足（优秀>=90、…）的得200分: conditions joined by 且, options of a sum by +.
pub(super) fn votes(cut: &Cut, _: &Context<'_>) -> Option<Made> {
    let mut rules = Vec::new();
    for clause in cut.clauses.iter().filter(|c| matches!(c.is, "vote" | "vote_share")) {
        let score = put(clause.number("score"));
        let when = if clause.is == "vote_share" {
            vec![
                json!({"sum_of": [clause.word("option")?], "op": ">=", "bound": put(clause.number("bound"))}),
            ]
        } else {
            clause.word("conditions")?.split('且').map(condition).collect::<Option<_>>()?
        };
        rules.push(json!({"when": when, "score": score}));
    }
    let other = cut.one("otherwise").map(|c| c.number("score").unwrap_or_default()).unwrap_or_default();
    Some(Made::new(Rule::new("vote_ladder", json!({"rules": rules, "otherwise": other.to_string()}))))
}

const SIGNS: [&str; 5] = [">=", "<=", "==", ">", "<"];

fn condition(part: &str) -> Option<Value> {
    let (options, op, bound) = SIGNS.iter().find_map(|sign| {
        let (options, bound) = part.split_once(sign)?;
        Some((options, *sign, bound.trim_end_matches('%')))
    })?;
    let options: Vec<&str> = options.split('+').collect();
    let bound: Exact = bound.parse().ok()?;
    Some(json!({"sum_of": options, "op": op, "bound": bound.to_string()}))
}

pub(super) fn say_votes(d: &Given) -> Option<Said> {
    let mut out = Said::new();
    for rule in d.get("rules")?.as_array()? {
        let rule = rule.as_object()?;
        let mut parts = Vec::new();
        for one in rule.get("when")?.as_array()? {
            let one = one.as_object()?;
            let options: Option<Vec<&str>> =
                one.get("sum_of")?.as_array()?.iter().map(Value::as_str).collect();
            parts.push(format!("{}{}{}%", options?.join("+"), text(one, "op")?, text(one, "bound")?));
        }
        out.push(("vote", vec![("conditions", parts.join("且")), ("score", text(rule, "score")?)]));
    }
    out.push(("otherwise", vec![("score", text(d, "otherwise").unwrap_or_else(|| "0".to_owned()))]));
    Some(out)
}

pub(super) fn validity(cut: &Cut, _: &Context<'_>) -> Option<Made> {
    let whole =
        |is: &str, name: &str| cut.one(is).and_then(|c| c.count(name)).map_or(Value::Null, Value::from);
    let number = |is: &str, name: &str| put(cut.one(is).and_then(|c| c.number(name)));
    let params = json!({
        "all_same_invalid": cut.has("ballot_same"), "max_high": whole("ballot_high", "most"),
        "high_from": number("ballot_high", "from"), "min_low": whole("ballot_low", "least"),
        "low_below": number("ballot_low", "below"),
    });
    Some(Made::new(Rule::new("ballot_validity", params)))
}

pub(super) fn say_validity(d: &Given) -> Option<Said> {
    let mut out = Said::new();
    if text(d, "all_same_invalid").as_deref() == Some("true") {
        out.push(("ballot_same", Vec::new()));
    }
    if let Some(most) = text(d, "max_high") {
        out.push(("ballot_high", vec![("from", text(d, "high_from")?), ("most", most)]));
    }
    if let Some(least) = text(d, "min_low") {
        out.push(("ballot_low", vec![("below", text(d, "low_below")?), ("least", least)]));
    }
    out.push(("ballot_mean", Vec::new()));
    Some(out)
}

pub(super) fn convert(cut: &Cut, _: &Context<'_>) -> Option<Made> {
    let said = cut.one("convert")?;
    let params = json!({"from_full": put(said.number("from")), "to_full": put(said.number("to"))});
    Some(Made::new(Rule::new("convert_scale", params)))
}

pub(super) fn say_convert(d: &Given) -> Option<Said> {
    Some(vec![("convert", vec![("from", text(d, "from_full")?), ("to", text(d, "to_full")?)])])
}

const METHODS: [(&str, &str); 6] = [
    ("period_weighted", "weighted"),
    ("period_sum", "sum"),
    ("period_max", "max"),
    ("period_latest", "latest"),
    ("period_mean", "mean"),
    ("mark_mean", "mean"),
];

/// 第1期 is the period called 1.
fn period_name(said: &str) -> &str {
    let inner = said.strip_prefix('第').and_then(|rest| rest.strip_suffix('期'));
    inner.filter(|n| n.bytes().all(|b| b.is_ascii_digit())).unwrap_or(said)
}

pub(super) fn periods(cut: &Cut, _: &Context<'_>) -> Option<Made> {
    let weighted: Vec<Value> = cut
        .all("period_weight")
        .map(|c| json!({"name": period_name(c.word("name").unwrap_or_default()), "weight": put(c.number("weight"))}))
        .collect();
    let list = if !weighted.is_empty() {
        weighted
    } else if let Some(names) = cut.one("period_names").and_then(|c| c.word("names")) {
        names.split('、').map(|name| json!({ "name": name })).collect()
    } else {
        let said = cut.one("period_count")?;
        let count = match () {
            () if said.word("month").is_some() => 12,
            () if said.word("quarter").is_some() => 4,
            () => said.count("count").filter(|n| *n <= 60)?,
        };
        (1..=count).map(|n| json!({"name": n.to_string()})).collect()
    };
    let fixed = cut.one("period_fixed").and_then(|c| c.number("score"));
    let missing = match () {
        () if fixed.is_some() => "fixed",
        () if cut.has("period_zero") => "zero",
        () => "skip",
    };
    let params = json!({
        "method": word_of(cut, &METHODS), "missing": missing, "fixed_score": put(fixed), "periods": list,
    });
    let made = Made::new(Rule::new("period_accumulate", params));
    let read = cut.one("period_count").is_some_and(|c| c.word("count").is_none());
    Some(if read && !cut.has("out_of") { made.doubt("scale-unsaid", "") } else { made })
}

pub(super) fn say_periods(d: &Given) -> Option<Said> {
    let periods = d.get("periods")?.as_array()?;
    let mut names = Vec::new();
    let mut out = Said::new();
    for period in periods {
        let period = period.as_object()?;
        if period.get("score").is_some_and(|score| !score.is_null()) {
            return None;
        }
        let name = text(period, "name")?;
        if let Some(weight) = text(period, "weight") {
            let digits = name.bytes().all(|b| b.is_ascii_digit());
            let said = if digits { format!("第{name}期") } else { name.clone() };
            out.push(("period_weight", vec![("name", said), ("weight", weight)]));
        }
        names.push(name);
    }
    if out.is_empty() {
        let counted = names.iter().enumerate().all(|(n, name)| *name == (n + 1).to_string());
        out.push(if counted {
            ("period_count", vec![("count", names.len().to_string())])
        } else {
            ("period_names", vec![("names", names.join("、"))])
        });
    } else if out.len() != names.len() {
        return None;
    }
    out.push((clause_of(&METHODS, text(d, "method"))?, Vec::new()));
    match text(d, "missing")?.as_str() {
        "zero" => out.push(("period_zero", Vec::new())),
        "fixed" => out.push(("period_fixed", vec![("score", text(d, "fixed_score")?)])),
        _ => {}
    }
    Some(out)
}

pub(super) fn formula(cut: &Cut, context: &Context<'_>) -> Option<Made> {
    // Blanks part the words of a formula: it is taken as it stands.
    let (_, text) = cut.one("formula").and_then(|_| cut.raw.split_once(['：', ':']))?;
    let text = text.trim().trim_end_matches('。').trim();
    let full = context.full().to_string();
    let constants = if text.contains(POINTS) { json!({ POINTS: full }) } else { json!({}) };
    let params = json!({"expression": text, "constants": constants});
    Some(Made::new(Rule::new("expression", params)))
}

pub(super) fn say_formula(d: &Given, full: &Exact) -> Option<Said> {
    let constants = d.get("constants").and_then(Value::as_object)?;
    let full = Value::from(full.to_string());
    if constants.iter().any(|(name, value)| name != POINTS || *value != full) {
        return None;
    }
    Some(vec![("formula", vec![("formula", text(d, "expression")?)])])
}

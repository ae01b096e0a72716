//! Points by the band that a value lies in, lines between points, grades, lists, measured values.

use luoshi_core::assess::exact::Exact;
use luoshi_core::assess::kind::Given;
use serde_json::{Map, Value, json};

use super::clauses::{self, Clause, Cut, is_grade, numbers};
use super::steps::{clause_of, word_of};
use super::{Context, Made, Rule, Said, ends, put, text};

const OPS: [(&str, &str); 5] =
    [("band_ge", ">="), ("band_gt", ">"), ("band_le", "<="), ("band_lt", "<"), ("band_eq", "==")];

/// A band with its upper end, where the words name one.
struct Band {
    op: &'static str,
    bound: Exact,
    score: Exact,
    high: Option<(Exact, Option<bool>)>,
    low_said: Option<bool>,
}

/// 含 or 不含 beside an end.
fn included(clause: &Clause, name: &str) -> Option<bool> {
    clause.word(name).map(|mark| !mark.contains('不'))
}

fn band(clause: &Clause, context: &Context<'_>) -> Option<Band> {
    let plain = |op| {
        let (bound, score) = (clause.number("bound")?, clause.number("score")?);
        Some(Band { op, bound, score, high: None, low_said: Some(true) })
    };
    match clause.is {
        "band_range" => {
            let (low, high) = (clause.number("low")?, clause.number("high")?);
            let op = if included(clause, "lowend") == Some(false) { ">" } else { ">=" };
            let high = Some((high, included(clause, "highend")));
            let low_said = included(clause, "lowend");
            Some(Band { op, bound: low, score: clause.number("score")?, high, low_said })
        }
        "meet_at" => {
            let (bound, score) = (clause.number("target")?, context.full?.clone());
            Some(Band { op: ">=", bound, score, high: None, low_said: Some(true) })
        }
        "below_none" => {
            let bound = clause.number("bound")?;
            Some(Band { op: "<", bound, score: Exact::ZERO, high: None, low_said: Some(true) })
        }
        is => OPS.iter().find(|(own, _)| *own == is).and_then(|(_, op)| plain(op)),
    }
}

pub(super) fn ladder(cut: &Cut, context: &Context<'_>) -> Option<Made> {
    let mut bands: Vec<Band> = cut.clauses.iter().filter_map(|c| band(c, context)).collect();
    let ranged = bands.iter().any(|b| b.high.is_some());
    let unclear = if ranged { unsaid_ends(&mut bands)? } else { false };
    // 60%以下 beside 60%以上 means below: the bound is already given.
    let taken: Vec<Exact> =
        bands.iter().filter(|b| matches!(b.op, ">=" | ">")).map(|b| b.bound.clone()).collect();
    for band in bands.iter_mut().filter(|b| b.op == "<=" && taken.contains(&b.bound)) {
        band.op = "<";
    }
    let otherwise = cut.one("otherwise").map(|c| c.number("score").unwrap_or_default());
    let gap = gap(&bands).filter(|_| otherwise.is_none());
    let (bands, rest) = folded(bands, otherwise.clone());
    let unsaid = otherwise.is_none() && rest.is_none();
    let otherwise = rest.unwrap_or_default();
    let rule = |op: Option<&str>, lowest: Option<&Exact>| {
        let list: Vec<Value> = bands
            .iter()
            .map(|b| {
                let op = op.filter(|_| b.high.is_some()).unwrap_or(b.op);
                let last = bands.last().is_some_and(|last| std::ptr::eq(last, b));
                let bound = lowest.filter(|_| last).unwrap_or(&b.bound);
                json!({"op": op, "bound": bound.to_string(), "score": b.score.to_string()})
            })
            .collect();
        measured_or(cut, json!({"bands": list, "otherwise": otherwise.to_string()}))
    };
    let mut made = Made::new(rule(None, None)?);
    if unclear {
        made = made.or("choice-lower-end", "choice-upper-end", rule(Some(">"), None)?);
    }
    if let Some(gap) = gap {
        made = made.or("choice-gap-none", "choice-gap-band", rule(None, Some(&gap))?);
    }
    Some(if unsaid { made.doubt("otherwise-unsaid", "") } else { made })
}

/// The bound below which the words give something, where they say nothing of what lies between it and
/// the lowest band.
fn gap(bands: &[Band]) -> Option<Exact> {
    let (last, rest) = bands.split_last()?;
    let lowest = rest.iter().map(|b| &b.bound).min()?;
    let rising = rest.iter().all(|b| matches!(b.op, ">=" | ">"));
    (last.op == "<" && rising && *lowest > last.bound).then(|| last.bound.clone())
}

/// A last band that gives what everything else gives is no band of its own.
fn folded(mut bands: Vec<Band>, otherwise: Option<Exact>) -> (Vec<Band>, Option<Exact>) {
    let rest = match (&otherwise, bands.last()) {
        (None, Some(last)) if last.op == "<" && bands.iter().rev().skip(1).all(|b| b.bound >= last.bound) => {
            let rest = last.score.clone();
            bands.pop();
            Some(rest)
        }
        _ => otherwise,
    };
    (bands, rest)
}

/// Puts ranges in order from the top. Whether two of them share an end of which nobody says whose it
/// is; `None` where they leave a hole or overlap.
fn unsaid_ends(bands: &mut [Band]) -> Option<bool> {
    bands.sort_by(|a, b| {
        let key = |b: &Band| (matches!(b.op, "<" | "<="), std::cmp::Reverse(b.bound.clone()));
        key(a).cmp(&key(b))
    });
    let mut unclear = false;
    let above: Vec<(Exact, Option<bool>, bool)> =
        bands.iter().map(|b| (b.bound.clone(), b.low_said, b.high.is_some())).collect();
    for (at, band) in bands.iter().enumerate() {
        let Some((high, high_said)) = &band.high else { continue };
        let Some((bound, low_said, ranged)) = at.checked_sub(1).and_then(|n| above.get(n)) else { continue };
        if bound != high || (*high_said == Some(true) && *low_said == Some(true)) {
            return None;
        }
        unclear |= *ranged && low_said.is_none() && high_said.is_none();
    }
    // A range whose upper end is its own begins the one above it past that end.
    let own: Vec<bool> =
        bands.iter().map(|b| b.high.as_ref().is_some_and(|(_, said)| *said == Some(true))).collect();
    for (at, band) in bands.iter_mut().enumerate() {
        if own.get(at + 1) == Some(&true) && band.op == ">=" {
            band.op = ">";
        }
    }
    Some(unclear)
}

fn measure(cut: &Cut) -> Option<Option<&'static str>> {
    let Some(said) = cut.one("of_measure") else { return Some(None) };
    let word = said.word("measure")?;
    clauses::measure(word).map(Some)
}

/// The rule of a curve: by its own name, or over what is measured where the words say what.
fn measured_or(cut: &Cut, mut params: Value) -> Option<Rule> {
    let lines = params.get("points").is_some();
    let Some(measure) = measure(cut)? else {
        return Some(Rule::new(if lines { "piecewise_linear" } else { "ladder" }, params));
    };
    params["measure"] = measure.into();
    params["curve"] = if lines { "piecewise" } else { "bands" }.into();
    if cut.has("line_percent") {
        params["percent_of_full"] = true.into();
    }
    if cut.has("lower") {
        params["direction"] = "lower_better".into();
    }
    Some(Rule::new("measured", params))
}

pub(super) fn say_ladder(d: &Given, unit: Option<&str>) -> Option<Said> {
    let mut out = Said::new();
    for band in d.get("bands")?.as_array()? {
        let band = band.as_object()?;
        let is = clause_of(&OPS, text(band, "op"))?;
        let unit = unit.unwrap_or_default().to_owned();
        out.push((
            is,
            vec![("bound", text(band, "bound")?), ("unit", unit), ("score", text(band, "score")?)],
        ));
    }
    out.push(("otherwise", vec![("score", text(d, "otherwise")?)]));
    Some(out)
}

pub(super) fn line(cut: &Cut, _: &Context<'_>) -> Option<Made> {
    let said = cut.one("line")?.word("points")?;
    let point = |part: &str| {
        let (x, y) = part.split_once('得')?;
        let (x, y) = (x.parse::<Exact>().ok()?, y.trim_end_matches('分').parse::<Exact>().ok()?);
        Some(json!([x.to_string(), y.to_string()]))
    };
    let points: Option<Vec<Value>> = said.split('、').map(point).collect();
    Some(Made::new(measured_or(cut, json!({"points": points?}))?))
}

pub(super) fn say_line(d: &Given) -> Option<Said> {
    let point = |pair: &Value| {
        let [x, y] = pair.as_array()?.as_slice() else { return None };
        Some(format!("{}得{}分", x.as_str()?, y.as_str()?))
    };
    let points: Option<Vec<String>> = d.get("points")?.as_array()?.iter().map(point).collect();
    Some(vec![("line", vec![("points", points?.join("、"))])])
}

pub(super) fn measured(cut: &Cut, _: &Context<'_>) -> Option<Made> {
    let measure = measure(cut)?;
    let mut params = json!({"measure": measure.unwrap_or("value"), "curve": "identity"});
    if let Some(share) = cut.one("share_of") {
        params["curve"] = "proportional".into();
        params["target"] = put(share.number("target"));
        params["cap"] = put(cut.one("cap_ratio").and_then(|c| c.number("cap")?.over(&Exact::HUNDRED)));
    }
    if cut.has("lower") {
        params["direction"] = "lower_better".into();
    }
    Some(Made::new(Rule::new("measured", params)))
}

pub(super) fn say_measured(d: &Given, unit: Option<&str>, manual: Option<(String, String)>) -> Option<Said> {
    let word = text(d, "measure")?;
    let name = clauses::measure_words(&word)?;
    let of = ("of_measure", vec![("measure", name.to_owned())]);
    let mut out = match text(d, "curve")?.as_str() {
        "identity" => match manual {
            Some((low, high)) => return Some(vec![("marks", vec![("low", low), ("high", high)])]),
            None => vec![("identity", Vec::new())],
        },
        "proportional" => {
            let mut out = vec![("share_of", vec![("target", text(d, "target")?)])];
            if let Some(cap) = text(d, "cap") {
                let cap = (cap.parse::<Exact>().ok()? * Exact::HUNDRED).to_string();
                out.push(("cap_ratio", vec![("cap", cap)]));
            }
            out
        }
        "bands" => say_ladder(d, unit)?,
        "piecewise" => say_line(d)?,
        _ => return None,
    };
    if text(d, "percent_of_full").as_deref() == Some("true") {
        out.push(("line_percent", Vec::new()));
    }
    if text(d, "direction").as_deref() == Some("lower_better") {
        out.push(("lower", Vec::new()));
    }
    out.insert(0, of);
    Some(out)
}

/// 优秀得10分，良好得8分；优秀、良好、合格分别得10、8、6分；有得满分，无不得分.
pub(super) fn judgement(cut: &Cut, context: &Context<'_>) -> Option<Made> {
    let full = context.full?;
    let mut points: Vec<(String, Exact)> = Vec::new();
    for clause in &cut.clauses {
        let score = || match () {
            () if clause.word("full").is_some() => full.clone(),
            () => clause.number("score").unwrap_or_default(),
        };
        match clause.is {
            "grade" => points.push((clause.word("grade")?.to_owned(), score())),
            "have" => points.push((clauses::name("have").to_owned(), score())),
            "have_not" => points.push((clauses::name("have_not").to_owned(), Exact::ZERO)),
            "grades" => {
                let names: Vec<&str> = clause.word("names")?.split('、').collect();
                let list = numbers(clause.word("list")?)?;
                if names.len() != list.len() {
                    return None;
                }
                points.extend(names.into_iter().map(str::to_owned).zip(list));
            }
            _ => {}
        }
    }
    let named = points.iter().all(|(name, _)| {
        is_grade(name) || [clauses::name("have"), clauses::name("have_not")].contains(&name.as_str())
    });
    let asked = cut.clauses.iter().any(|c| c.is == "grade" && c.text.contains("评为"));
    if points.len() < 2 || !(named || asked) {
        return None;
    }
    let share = |score: &Exact| score.over(full).filter(ends);
    let whole = points.iter().all(|(_, score)| share(score).is_some());
    let mut table = Map::new();
    for (name, score) in &points {
        let coefficient = if whole { share(score)? } else { score.clone() };
        if table.insert(name.clone(), coefficient.to_string().into()).is_some() {
            return None;
        }
    }
    let rule = Rule::new("judgement", json!({ "coefficients": table }));
    // Points that are no finite share of the full points stand as they are, out of one.
    Some(Made::new(if whole { rule } else { rule.with("full", "1") }))
}

pub(super) fn say_judgement(d: &Given) -> Option<Said> {
    let full: Exact = text(d, "full")?.parse().ok()?;
    let mut out = Said::new();
    let mut table: Vec<(&String, Exact)> = Vec::new();
    for (grade, coefficient) in d.get("coefficients")?.as_object()? {
        table.push((grade, coefficient.as_str()?.parse().ok()?));
    }
    table.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    for (grade, coefficient) in table {
        let score = (coefficient * &full).to_string();
        out.push(("grade", vec![("grade", grade.clone()), ("score", score)]));
    }
    Some(out)
}

pub(super) fn standard(cut: &Cut, _: &Context<'_>) -> Option<Made> {
    let said = cut.one("standard")?;
    let limit = |is: &str, name: &str| cut.one(is).and_then(|c| c.number(name));
    let least = limit("floor_n", "floor").or_else(|| cut.has("floor_zero").then_some(Exact::ZERO));
    let params = json!({
        "standard_value": put(said.number("value")), "standard_points": put(said.number("points")),
        "min": put(least), "max": put(limit("cap_any", "cap")),
    });
    Some(Made::new(Rule::new("standard_multiple", params)))
}

pub(super) fn say_standard(d: &Given) -> Option<Said> {
    let args = vec![("value", text(d, "standard_value")?), ("points", text(d, "standard_points")?)];
    let mut out = vec![("standard", args)];
    out.extend(text(d, "max").map(|cap| ("cap_any", vec![("cap", cap)])));
    out.extend(text(d, "min").map(|floor| ("floor_n", vec![("floor", floor)])));
    Some(out)
}

/// 清单: sections of one entry each.
pub(super) fn checklist(cut: &Cut, _: &Context<'_>) -> Option<Made> {
    let sections: Vec<Value> = cut
        .clauses
        .iter()
        .filter(|c| matches!(c.is, "section" | "section_open"))
        .map(|c| {
            let name = c.word("name").unwrap_or_default();
            let mut section =
                json!({"name": name, "items": [{"name": name, "points": put(c.number("points"))}]});
            if let Some(cap) = c.number("cap") {
                section["cap"] = cap.to_string().into();
            }
            section
        })
        .collect();
    Some(Made::new(Rule::new("checklist", json!({ "sections": sections }))))
}

pub(super) fn say_checklist(d: &Given) -> Option<Said> {
    let mut out = Said::new();
    for section in d.get("sections")?.as_array()? {
        let section = section.as_object()?;
        let [entry] = section.get("items")?.as_array()?.as_slice() else { return None };
        let (name, entry) = (text(section, "name")?, entry.as_object()?);
        if text(entry, "name").is_some_and(|own| own != name) || !nothing(entry.get("done")) {
            return None;
        }
        let mut args = vec![("name", name), ("points", text(entry, "points")?)];
        match text(section, "cap") {
            Some(cap) => {
                args.push(("cap", cap));
                out.push(("section", args));
            }
            None => out.push(("section_open", args)),
        }
    }
    Some(out)
}

fn nothing(value: Option<&Value>) -> bool {
    value.is_none_or(|v| v.is_null() || *v == json!("0") || *v == json!(false))
}

const REVERSE: [(&str, &str); 2] = [("reverse_over", "target_over_actual"), ("reverse_minus", "two_minus")];

pub(super) fn reverse(cut: &Cut, _: &Context<'_>) -> Option<Made> {
    let params = json!({"formula": word_of(cut, &REVERSE), "cap_ratio": capped(cut)});
    let made = Made::new(Rule::new("reverse_ratio", params));
    let said = ["cap_full", "cap_ratio", "no_cap"].iter().any(|is| cut.has(is));
    Some(if said { made } else { made.doubt("cap-unsaid", "") })
}

pub(super) fn capped(cut: &Cut) -> Value {
    match () {
        () if cut.has("cap_full") => "1".into(),
        () => put(cut.one("cap_ratio").and_then(|c| c.number("cap")?.over(&Exact::HUNDRED))),
    }
}

pub(super) fn say_cap(d: &Given) -> Option<Said> {
    Some(match text(d, "cap_ratio") {
        None => vec![("no_cap", Vec::new())],
        Some(one) if one == "1" => vec![("cap_full", Vec::new())],
        Some(cap) => {
            let cap = (cap.parse::<Exact>().ok()? * Exact::HUNDRED).to_string();
            vec![("cap_ratio", vec![("cap", cap)])]
        }
    })
}

pub(super) fn say_reverse(d: &Given) -> Option<Said> {
    let mut out = vec![(clause_of(&REVERSE, text(d, "formula"))?, Vec::new())];
    out.extend(say_cap(d)?);
    Some(out)
}

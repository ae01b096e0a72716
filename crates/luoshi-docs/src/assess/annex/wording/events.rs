//! Matters that take or give points, and being late.

use luoshi_core::assess::exact::Exact;
use luoshi_core::assess::kind::Given;
use luoshi_core::assess::scheme::model::Role;
use serde_json::{Map, Value, json};

use super::clauses::{self, Clause, Cut, level_of, numbers};
use super::steps::{clause_of, word_of};
use super::{Context, Made, Rule, Said, put, text};

const SAME: [(&str, &str); 2] = [("highest", "highest"), ("sum", "sum")];

fn number(cut: &Cut, is: &str, name: &str) -> Option<Exact> {
    cut.one(is).and_then(|c| c.number(name))
}

/// Points by what happened: the level alone where every name is a level with something behind it.
struct Table {
    points: Map<String, Value>,
    /// Whether its names are levels.
    levels: bool,
}

fn table(cut: &Cut, events: &[&str], each: &[&str], nameless: &str) -> Option<Table> {
    let found: Vec<&Clause> = cut.clauses.iter().filter(|c| events.contains(&c.is)).collect();
    let said = |c: &Clause| bare(c.word("what").unwrap_or_default()).to_owned();
    let name = |c: &Clause| Some(said(c)).filter(|n| !n.is_empty()).unwrap_or_else(|| nameless.to_owned());
    let levels: Vec<Option<&str>> = found.iter().map(|c| level_alone(&said(c))).collect();
    let mut known: Vec<&str> = levels.iter().copied().flatten().collect();
    let count = known.len();
    known.sort_unstable();
    known.dedup();
    let all = count == found.len() && known.len() == count;
    let mut points = Map::new();
    for (clause, level) in found.iter().zip(&levels) {
        let key = level.filter(|_| all).map_or_else(|| name(clause), str::to_owned);
        if clause.number("once").is_some_and(|once| once != Exact::ONE) {
            return None;
        }
        if points.insert(key, clause.number("points")?.to_string().into()).is_some() {
            return None;
        }
    }
    let mut levels = all && count > 1;
    for clause in cut.clauses.iter().filter(|c| each.contains(&c.is)) {
        let names: Vec<Option<&str>> = clause.word("names")?.split(['、', '/']).map(level_alone).collect();
        let list = numbers(clause.word("list")?)?;
        if names.len() != list.len() || !found.is_empty() {
            return None;
        }
        for (name, score) in names.into_iter().zip(list) {
            points.insert(name?.to_owned(), score.to_string().into());
        }
        levels = true;
    }
    Some(Table { points, levels })
}

/// 省 of 省级表彰 and of 省, but not of 省道.
fn level_alone(name: &str) -> Option<&'static str> {
    let level = level_of(name)?;
    let rest = name.strip_prefix(level)?;
    let alone = rest.is_empty() || rest.starts_with(['级', '委']);
    // 市级以上 is more than one level.
    (alone && !rest.contains(['上', '下'])).then_some(level)
}

/// A name without the verb and the count before it (发生一起…) and 的 behind it.
fn bare(name: &str) -> &str {
    clauses::without_one(clauses::without_verb(name)).trim_end_matches('的')
}

/// What is left of an item after deductions; the words must say whether it may fall below nought.
fn floored(cut: &Cut, context: &Context<'_>, mut made: Made) -> Made {
    if context.role != Role::Base {
        return made;
    }
    let floor = number(cut, "floor_n", "floor").or_else(|| cut.has("floor_zero").then_some(Exact::ZERO));
    let said = floor.is_some() || cut.has("no_floor") || cut.has("item_floor");
    made.rule.at_least = floor;
    if said { made } else { made.doubt("floor-unsaid", "") }
}

fn flags(cut: &Cut) -> Value {
    let flags = cut.all("flag").filter_map(|c| {
        let times = c.number("times").unwrap_or_else(|| Exact::whole(2));
        Some((c.word("flag")?.to_owned(), Value::from(times.to_string())))
    });
    Value::Object(flags.collect())
}

fn same_matter(cut: &Cut, table: &Table, made: Made) -> Made {
    if table.levels && SAME.iter().all(|(is, _)| !cut.has(is)) {
        return made.doubt("same-matter-unsaid", "");
    }
    made
}

pub(super) fn by_level(cut: &Cut, context: &Context<'_>) -> Option<Made> {
    if context.role == Role::Bonus {
        return None;
    }
    let table = table(cut, &["event_take", "event_once"], &["levels_take"], clauses::name("event"))?;
    let cap = number(cut, "cap_take", "cap");
    let params = json!({
        "table": table.points, "same_matter": word_of(cut, &SAME), "flag_multipliers": flags(cut),
        "cap": put(cap.clone()),
    });
    let made = floored(cut, context, Made::new(Rule::new("deduct_by_level", params)));
    let made = limited(context, cap, made);
    let made = same_matter(cut, &table, made);
    Some(match cut.one("event_once") {
        Some(once) if !table.levels => made.doubt("once-or-each", once.text.clone()),
        _ => made,
    })
}

/// Points beside a bonus or a deduction are the most that it gives, unless the words say otherwise.
fn limited(context: &Context<'_>, cap: Option<Exact>, made: Made) -> Made {
    let Some(full) = context.full.filter(|full| context.role != Role::Base && full.is_positive()) else {
        return made;
    };
    match cap {
        Some(cap) if cap == *full => made,
        Some(cap) => made.doubt("limit-differs", cap.to_string()),
        None => {
            let Made { rule, .. } = made.clone();
            Made { rule: rule.with("cap", full.to_string()), ..made }.doubt("limit-unsaid", "")
        }
    }
}

fn what(name: &str) -> String {
    if level_of(name) == Some(name) { format!("{name}级") } else { name.to_owned() }
}

/// Largest first, then by name.
fn listed(table: Option<&Value>) -> Option<Vec<(String, String)>> {
    let mut list = Vec::new();
    for (name, points) in table?.as_object()? {
        list.push((points.as_str()?.parse::<Exact>().ok()?, name.clone()));
    }
    list.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    Some(list.into_iter().map(|(points, name)| (name, points.to_string())).collect())
}

fn say_flags(d: &Given, out: &mut Said) -> Option<()> {
    for (flag, times) in listed(d.get("flag_multipliers")).unwrap_or_default() {
        out.push(("flag", vec![("flag", flag), ("times", times)]));
    }
    Some(())
}

fn say_floor(floor: Option<&Exact>, base: bool, out: &mut Said) {
    match floor {
        Some(floor) if floor.is_zero() => out.push(("floor_zero", Vec::new())),
        Some(floor) => out.push(("floor_n", vec![("floor", floor.to_string())])),
        None if base => out.push(("no_floor", Vec::new())),
        None => {}
    }
}

pub(super) fn say_by_level(d: &Given, floor: Option<&Exact>, base: bool) -> Option<Said> {
    let mut out = Said::new();
    for (name, points) in listed(d.get("table"))? {
        out.push(("event_take", vec![("what", what(&name)), ("points", points)]));
    }
    out.extend(clause_of(&SAME, text(d, "same_matter")).map(|is| (is, Vec::new())));
    say_flags(d, &mut out)?;
    out.extend(text(d, "cap").map(|cap| ("cap_take", vec![("cap", cap)])));
    say_floor(floor, base, &mut out);
    Some(out)
}

pub(super) fn honours(cut: &Cut, context: &Context<'_>) -> Option<Made> {
    if context.role == Role::Deduction {
        return None;
    }
    let table = table(cut, &["event_add"], &["levels_add"], clauses::name("honour"))?;
    let caps = cut
        .all("type_cap")
        .filter_map(|c| Some((c.word("type")?.to_owned(), Value::from(c.number("cap")?.to_string()))));
    let caps: Map<String, Value> = caps.collect();
    let cap = number(cut, "cap_add", "cap").or_else(|| number(cut, "cap_any", "cap"));
    let params = json!({
        "table": table.points, "same_matter": word_of(cut, &SAME), "category_caps": caps, "cap": put(cap.clone()),
    });
    let made = limited(context, cap, Made::new(Rule::new("honour_bonus", params)));
    Some(same_matter(cut, &table, made))
}

pub(super) fn say_honours(d: &Given) -> Option<Said> {
    let mut out = Said::new();
    for (name, points) in listed(d.get("table"))? {
        out.push(("event_add", vec![("what", what(&name)), ("points", points)]));
    }
    out.extend(clause_of(&SAME, text(d, "same_matter")).map(|is| (is, Vec::new())));
    for (category, cap) in listed(d.get("category_caps")).unwrap_or_default() {
        out.push(("type_cap", vec![("type", category), ("cap", cap)]));
    }
    out.extend(text(d, "cap").map(|cap| ("cap_add", vec![("cap", cap)])));
    Some(out)
}

pub(super) fn pool(cut: &Cut, _: &Context<'_>) -> Option<Made> {
    let caps = cut
        .all("type_cap")
        .filter_map(|c| Some((c.word("type")?.to_owned(), Value::from(c.number("cap")?.to_string()))));
    let caps: Map<String, Value> = caps.collect();
    let params = json!({"type_caps": caps, "cap": put(number(cut, "cap_any", "cap"))});
    Some(Made::new(Rule::new("points_pool", params)))
}

pub(super) fn say_pool(d: &Given) -> Option<Said> {
    let mut out = vec![("pool", Vec::new())];
    for (kind, cap) in listed(d.get("type_caps")).unwrap_or_default() {
        out.push(("type_cap", vec![("type", kind), ("cap", cap)]));
    }
    out.extend(text(d, "cap").map(|cap| ("cap_any", vec![("cap", cap)])));
    Some(out)
}

/// 同一问题第2次按2倍: the last multiplier holds for all that follow.
pub(super) fn escalating(cut: &Cut, context: &Context<'_>) -> Option<Made> {
    let [event] = cut.all("event_take").collect::<Vec<_>>()[..] else { return None };
    let mut times = vec![Exact::ONE];
    for clause in cut.clauses.iter().filter(|c| matches!(c.is, "nth" | "nth_on")) {
        if clause.count("n").and_then(|n| usize::try_from(n).ok()) != Some(times.len() + 1) {
            return None;
        }
        times.push(clause.number("times")?);
    }
    let times: Vec<String> = times.iter().map(ToString::to_string).collect();
    let params = json!({
        "points": put(event.number("points")), "nth_multipliers": times, "flag_multipliers": flags(cut),
        "cap": put(number(cut, "cap_take", "cap")),
    });
    Some(floored(cut, context, Made::new(Rule::new("deduct_escalating", params))))
}

pub(super) fn say_escalating(d: &Given, floor: Option<&Exact>, base: bool) -> Option<Said> {
    let mut out = vec![("event_take", vec![("what", String::new()), ("points", text(d, "points")?)])];
    let times = d.get("nth_multipliers")?.as_array()?;
    let (first, rest) = times.split_first()?;
    if first.as_str() != Some("1") || rest.is_empty() {
        return None;
    }
    for (n, one) in (2..).zip(rest) {
        let is = if n == times.len() { "nth_on" } else { "nth" };
        out.push((is, vec![("n", n.to_string()), ("times", one.as_str()?.to_owned())]));
    }
    say_flags(d, &mut out)?;
    out.extend(text(d, "cap").map(|cap| ("cap_take", vec![("cap", cap)])));
    say_floor(floor, base, &mut out);
    Some(out)
}

pub(super) fn by_size(cut: &Cut, context: &Context<'_>) -> Option<Made> {
    let mut bands: Vec<(Exact, Exact)> = Vec::new();
    for clause in cut.all("size") {
        bands.push((clause.number("bound")?, clause.number("points")?));
    }
    bands.sort_by(|a, b| b.0.cmp(&a.0));
    let bands: Vec<Value> = bands
        .iter()
        .map(|(bound, score)| json!({"op": ">=", "bound": bound.to_string(), "score": score.to_string()}))
        .collect();
    let params = json!({
        "bands": bands, "otherwise": "0", "flag_multipliers": flags(cut),
        "cap": put(number(cut, "cap_take", "cap")),
    });
    Some(floored(cut, context, Made::new(Rule::new("deduct_event_ladder", params))))
}

pub(super) fn say_by_size(d: &Given, floor: Option<&Exact>, base: bool) -> Option<Said> {
    let mut out = Said::new();
    for band in d.get("bands")?.as_array()? {
        let band = band.as_object()?;
        if text(band, "op").as_deref() != Some(">=") {
            return None;
        }
        out.push(("size", vec![("bound", text(band, "bound")?), ("points", text(band, "score")?)]));
    }
    if text(d, "otherwise").is_some_and(|rest| rest != "0") {
        return None;
    }
    say_flags(d, &mut out)?;
    out.extend(text(d, "cap").map(|cap| ("cap_take", vec![("cap", cap)])));
    say_floor(floor, base, &mut out);
    Some(out)
}

/// The occurrences bring their points with them.
pub(super) fn occurrences(cut: &Cut, _: &Context<'_>) -> Option<Made> {
    let floor = number(cut, "floor_n", "floor").or_else(|| cut.has("floor_zero").then_some(Exact::ZERO));
    let params = json!({"floor": put(floor.clone()), "cap": put(number(cut, "cap_take", "cap"))});
    let made = Made::new(Rule::new("deduct_per_occurrence", params));
    let said = floor.is_some() || cut.has("no_floor");
    Some(if said { made } else { made.doubt("floor-unsaid", "") })
}

pub(super) fn say_occurrences(d: &Given) -> Option<Said> {
    let mut out = vec![("free_take", Vec::new())];
    out.extend(text(d, "cap").map(|cap| ("cap_take", vec![("cap", cap)])));
    let floor = text(d, "floor").and_then(|floor| floor.parse::<Exact>().ok());
    say_floor(floor.as_ref(), true, &mut out);
    Some(out)
}

pub(super) fn per_base(_: &Cut, _: &Context<'_>) -> Option<Made> {
    Some(Made::new(Rule::new("per_base_deduct", json!({}))))
}

pub(super) fn say_per_base() -> Said {
    vec![("share_take", Vec::new()), ("floor_zero", Vec::new())]
}

pub(super) fn late(cut: &Cut, context: &Context<'_>) -> Option<Made> {
    let (unit, said) = match (cut.one("late_day"), cut.one("late_month")) {
        (Some(day), None) => ("day", day),
        (None, Some(month)) => ("month", month),
        _ => return None,
    };
    if said.number("once").is_some_and(|once| once != Exact::ONE) {
        return None;
    }
    let never = number(cut, "never", "points");
    let never = never.or_else(|| cut.has("never_none").then(|| context.full()));
    let said_never = never.is_some() || cut.has("never_open");
    let whole =
        |is: &str, name: &str| cut.one(is).and_then(|c| c.count(name)).map_or(Value::Null, Value::from);
    let params = json!({
        "unit": unit, "points_per": put(said.number("points")), "grace_days": whole("grace", "days"),
        "max_periods": whole("late_most", "periods"), "never_points": put(never),
    });
    let made = Made::new(Rule::new("lateness", params));
    Some(if said_never { made } else { made.doubt("never-unsaid", "") })
}

pub(super) fn say_late(d: &Given) -> Option<Said> {
    let is = if text(d, "unit")? == "day" { "late_day" } else { "late_month" };
    let mut out = vec![(is, vec![("points", text(d, "points_per")?)])];
    out.extend(text(d, "grace_days").filter(|n| n != "0").map(|days| ("grace", vec![("days", days)])));
    out.extend(text(d, "max_periods").map(|n| ("late_most", vec![("periods", n)])));
    out.push(match text(d, "never_points") {
        Some(points) => ("never", vec![("points", points)]),
        None => ("never_open", Vec::new()),
    });
    Some(out)
}

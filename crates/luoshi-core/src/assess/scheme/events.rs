//! Matters that give or take points: by level, by size, by repetition.

use serde_json::{Map, Value};

use super::item::Recipe;
use super::keys::Keys;
use crate::assess::fault::Wrong;

/// Reads `events = { … }`. An item that starts full and loses points, a bonus, or a deduction.
pub(super) fn read(keys: &Keys<'_>, events: &Keys<'_>) -> Option<Recipe> {
    let mut params = Map::new();
    let bonus = keys.word("role").as_deref() == Some("bonus");
    let starts_full = events.word("start").as_deref() == Some("full");
    let mut put = |from: &str, to: &str| {
        if let Some(value) = events.json(from) {
            params.insert(to.to_owned(), value);
        }
    };
    // What the matter is called belongs to the people; the rule has its own name for it.
    let _ = (events.text("matter"), events.text("key"), events.text("size"));
    let kind = if events.has("bands") {
        put("cap", "cap");
        put("flags", "flag_multipliers");
        "deduct_event_ladder"
    } else if events.has("nth") || (events.has("points") && !events.has("table")) {
        put("points", "points");
        put("nth", "nth_multipliers");
        put("flags", "flag_multipliers");
        put("cap", "cap");
        "deduct_escalating"
    } else if events.has("table") {
        put("table", "table");
        put("same_matter", "same_matter");
        put("cap", "cap");
        if bonus {
            put("category_caps", "category_caps");
            "honour_bonus"
        } else {
            put("flags", "flag_multipliers");
            "deduct_by_level"
        }
    } else {
        events.fault(events.line, "table", Wrong::Missing);
        return None;
    };
    if kind == "deduct_event_ladder" {
        params.insert("bands".to_owned(), bands(events)?);
        params.insert("otherwise".to_owned(), "0".into());
    }
    if kind == "deduct_escalating" {
        params.entry("nth_multipliers").or_insert_with(|| Value::from(vec!["1"]));
    }
    if matches!(kind, "deduct_event_ladder" | "deduct_escalating") {
        params.entry("flag_multipliers").or_insert_with(|| Value::Object(Map::new()));
    }
    if matches!(kind, "deduct_by_level" | "honour_bonus") {
        params.entry("same_matter").or_insert_with(|| "sum".into());
    }
    if starts_full && keys.word("role").is_some_and(|role| role != "base") {
        events.fault(events.line, "start", Wrong::Unfit("only an item of the sheet starts full"));
    }
    let floor = events.exact("floor");
    Some(Recipe { floor, ..Recipe::new(kind, params) })
}

/// Bands by size, largest first in the file: `{ from, points }`.
fn bands(events: &Keys<'_>) -> Option<Value> {
    let mut out = Vec::new();
    for band in events.tables("bands") {
        let (from, points) = (band.exact("from"), band.exact("points"));
        if let (Some(from), Some(points)) = (from, points) {
            out.push(serde_json::json!({"op": ">=", "bound": from, "score": points}));
        } else if !band.broken() {
            band.fault(band.line, "from", Wrong::Missing);
        }
    }
    (!events.broken()).then_some(Value::Array(out))
}

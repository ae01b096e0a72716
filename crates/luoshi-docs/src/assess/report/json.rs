//! Results as one json document; decimals are texts with all their places.

use luoshi_core::assess::engine::Cell;
use luoshi_core::assess::fault::Fault;
use serde_json::{Map, Value, json};

use super::{ItemLines, Report};

/// Everything: totals, ranks, grades and awards by unit, points by item and unit, and the reasons of
/// the units of `explain`. Points are null where an item does not apply to a unit.
///
/// # Errors
/// Facts that do not fit, as a run would refuse them.
pub fn json(report: &Report<'_>, explain: &[usize]) -> Result<Value, Fault> {
    let assessment = report.assessment;
    let scheme = assessment.scheme();
    let units = assessment.units();
    let lines: Vec<_> = (0..units.len()).map(|u| report.line(u)).collect();
    let by_unit = |of: &dyn Fn(usize) -> Option<Value>| -> Value {
        let pairs = units.iter().enumerate().filter_map(|(i, u)| Some((u.id.to_string(), of(i)?)));
        Value::Object(pairs.collect())
    };
    let line = |unit: usize| lines.get(unit);
    let mut points = Map::new();
    for (index, item) in scheme.items.iter().enumerate() {
        let of = |unit: usize| {
            let (cell, text) = report.points(index, unit);
            Some(match cell {
                Cell::NotApplicable => Value::Null,
                Cell::Points(_) => Value::from(text),
                // Not reported counts nought.
                Cell::Missing => Value::from(super::printed(0, item.round.places)),
            })
        };
        points.insert(item.code.clone(), by_unit(&of));
    }
    let list: Vec<Value> = lines
        .iter()
        .map(|l| json!({"id": units.get(l.unit).map(|u| u.id.as_ref()), "name": l.name, "group": l.group}))
        .collect();
    let items: Vec<Value> = scheme
        .items
        .iter()
        .map(|i| json!({"code": i.code, "name": i.name, "full": i.full, "role": i.role}))
        .collect();
    let mut out = json!({
        "scheme": {"id": scheme.id, "name": scheme.name, "year": scheme.year},
        "units": list,
        "items": items,
        "totals": by_unit(&|u| line(u)?.total.clone().map(Value::from)),
        "ranks": by_unit(&|u| line(u)?.rank.map(Value::from)),
        "grades": by_unit(&|u| line(u)?.grade.clone().map(Value::from)),
        "awards": by_unit(&|u| line(u)?.award.clone().map(Value::from)),
        "item_scores": points,
    });
    if !explain.is_empty() {
        let mut told = Map::new();
        for unit in explain {
            let Some(one) = units.get(*unit) else { continue };
            let whole = report.explained(*unit)?;
            let items: Vec<Value> = whole.items.iter().map(|i| item(report, i)).collect();
            told.insert(
                one.id.to_string(),
                json!({"items": items, "total": whole.total, "standing": whole.standing}),
            );
        }
        if let Some(map) = out.as_object_mut() {
            map.insert("explanations".to_owned(), Value::Object(told));
        }
    }
    Ok(out)
}

fn item(report: &Report<'_>, one: &ItemLines) -> Value {
    let state = match one.cell {
        Cell::Points(_) => "ok",
        Cell::NotApplicable => "na",
        Cell::Missing => "missing",
    };
    let code = report.assessment.scheme().items.get(one.item).map(|i| i.code.clone());
    json!({
        "item": code, "title": one.title, "full": one.full, "state": state, "points": one.points,
        "facts": one.given, "steps": one.steps,
    })
}

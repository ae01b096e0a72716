//! Proposals in the shape of the corpus, for scoring and for other programs.

use serde_json::{Value, json};

use super::types::{Extraction, Figure, Item, TaskMention};
use crate::model::Document;

/// The proposals as one JSON object with the fields of the corpus guide.
///
/// Strings are the words of the text where the proposal is a stretch of it; values are JSON
/// numbers, days ISO dates, absent scalars `null`.
#[must_use]
pub fn pred(_doc: &Document, found: &Extraction) -> Value {
    json!({
        "genre": found.genre.as_ref().map(|item| item.value),
        "title": found.title.as_ref().map(|item| &item.value),
        "date": found.date.as_ref().map(|item| item.value.to_string()),
        "plan_year": found.plan_year.as_ref().map(|item| item.value),
        "issuer": found.issuer.as_ref().map(|item| &item.value),
        "people": found.people.iter().map(|item| json!({"name": item.value.name, "post": item.value.post})).collect::<Vec<_>>(),
        "priorities": found.priorities.iter().map(|item| json!({
            "ordinal": item.value.ordinal, "heading": item.value.heading, "level": item.value.level,
        })).collect::<Vec<_>>(),
        "tasks": found.tasks.iter().map(|item| task(&item.value)).collect::<Vec<_>>(),
        "measures": found.measures.iter().map(|item| figure(&item.value)).collect::<Vec<_>>(),
        "results": found.results.iter().map(|item| figure(&item.value)).collect::<Vec<_>>(),
        "issued": strings(&found.issued),
        "letters": strings(&found.letters),
        "forces": found.forces.iter().map(|item| json!({"name": item.value.name, "count": item.value.count})).collect::<Vec<_>>(),
        "frameworks": strings(&found.frameworks),
        "honours": strings(&found.honours),
        "campaigns": strings(&found.campaigns),
    })
}

fn strings(items: &[Item<String>]) -> Vec<&str> {
    items.iter().map(|item| item.value.as_str()).collect()
}

fn task(task: &TaskMention) -> Value {
    json!({
        "text": task.text,
        "lead": task.lead,
        "assist": task.assist,
        "deadline": task.deadline.map(|day| day.to_string()),
        "deadline_text": task.deadline_text,
    })
}

fn figure(figure: &Figure) -> Value {
    let unit = (!figure.unit.is_empty()).then_some(&figure.unit);
    json!({"text": figure.text, "value": number(&figure.value), "unit": unit, "direction": figure.direction})
}

/// Decimal digits as a JSON number; whole numbers stay whole.
fn number(digits: &str) -> Value {
    digits
        .parse::<i64>()
        .map(Value::from)
        .or_else(|_| digits.parse::<f64>().map(Value::from))
        .unwrap_or(Value::Null)
}

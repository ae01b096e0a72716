//! The ledger as programs are given it: the parameters and the shape of its files.

use serde_json::{Value, json};

use crate::web::api::{Gives, Param};

/// `GET /ledger.json`
pub const JSON: Gives = Gives {
    operation: "export_ledger_json",
    summary: "The tasks of the chosen year that match",
    content: "application/json",
    query: QUERY,
    schema: Some(("Ledger", ledger)),
    refusals: REFUSALS,
};
/// `GET /ledger.csv`
pub const CSV: Gives = Gives {
    operation: "export_ledger_csv",
    summary: "The same tasks as comma-separated values, UTF-8 with a byte order mark",
    content: "text/csv; charset=utf-8",
    schema: None,
    ..JSON
};
/// `GET /ledger.xlsx`
pub const EXCEL: Gives = Gives {
    operation: "export_ledger_xlsx",
    summary: "The same tasks as a workbook to print, which can be edited and imported again",
    content: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    schema: None,
    ..JSON
};

const REFUSALS: &[(u16, &str)] =
    &[(404, "No year has been opened yet"), (409, "More than 50,000 tasks match: filter them")];

const fn any(name: &'static str, about: &'static str) -> Param {
    Param { name, about, words: &[] }
}

/// The filter and the order of the ledger's own address.
pub const QUERY: &[Param] = &[
    any("q", "Words to be found"),
    any("unit", "Leading unit and those below it, as a path such as /12/57/"),
    Param {
        name: "duty",
        about: "any: a unit with any duty counts, not only the one that leads",
        words: &["lead", "any"],
    },
    any("lead", "Path of the unit that leads, without those below it; none where nobody leads"),
    any("area", "Area of work"),
    any("theme", "Id of a theme"),
    any("document", "Id of the document that a task came from"),
    Param {
        name: "standing",
        about: "Where a task stands today",
        words: &["done", "overdue", "soon", "open", "cancelled"],
    },
    Param {
        name: "missing",
        about: "A setting that a task lacks",
        words: &["any", "post", "person", "duty", "deadline", "requirement", "method"],
    },
    Param {
        name: "raised",
        about: "Only tasks that are due earlier than the upper level demands",
        words: &["1"],
    },
    any("month", "Month of the deadline, 1 to 12, or none"),
    any("from", "Due on this day or later, 2026-06-30"),
    any("to", "Due on this day or earlier"),
    Param {
        name: "sort",
        about: "Order, turned round by - before it",
        words: &[
            "number", "due", "lead", "area", "updated", "theme", "-number", "-due", "-lead", "-area",
            "-updated", "-theme",
        ],
    },
    Param { name: "group", about: "Order by headings", words: &["none", "area", "lead", "month", "theme"] },
];

fn ledger() -> Value {
    object(&[
        ("year", json!({ "type": "integer" })),
        ("unit", json!({ "type": "string", "description": "Name of the body" })),
        ("day", day()),
        ("tasks", list(task())),
    ])
}

fn task() -> Value {
    object(&[
        ("id", id()),
        ("number", json!({ "type": "string", "description": "Human number, gapless in its year" })),
        ("version", json!({ "type": "integer", "description": "Counts the changes of the task" })),
        ("parent_id", maybe(id())),
        ("area", maybe(text())),
        ("title", text()),
        ("requirement", maybe(text())),
        ("method", maybe(text())),
        (
            "due",
            object(&[
                ("text", maybe(text())),
                ("kind", words(&["none", "day", "open", "recurring"])),
                ("start", maybe(day())),
                ("day", maybe(day())),
            ]),
        ),
        ("upper", object(&[("body", maybe(text())), ("day", maybe(day())), ("raise_reason", maybe(text()))])),
        ("sponsor", maybe(text())),
        ("owner", object(&[("post", maybe(text())), ("person", maybe(text()))])),
        (
            "duties",
            list(object(&[
                ("kind", words(&["lead", "responsible", "assist"])),
                ("unit", text()),
                ("unit_id", id()),
            ])),
        ),
        (
            "measures",
            list(object(&[
                ("name", text()),
                ("direction", words(&["at_least", "at_most", "exact", "growth"])),
                ("value", json!({ "type": "string", "description": "Decimal digits" })),
                ("unit", text()),
                ("base", maybe(text())),
                ("upper", maybe(text())),
            ])),
        ),
        (
            "milestones",
            list(object(&[("kind", words(&["step", "quarter"])), ("day", day()), ("title", text())])),
        ),
        ("standing", words(&["done", "overdue", "soon", "open", "cancelled"])),
        ("missing", list(words(&["post", "person", "duty", "deadline", "requirement", "method"]))),
        ("done_on", maybe(day())),
        ("cancelled", json!({ "type": "boolean" })),
        ("document_id", maybe(id())),
        ("note", maybe(text())),
    ])
}

/// An object that has all of these and nothing else.
fn object(fields: &[(&str, Value)]) -> Value {
    let names: Vec<&str> = fields.iter().map(|(name, _)| *name).collect();
    let properties: serde_json::Map<String, Value> =
        fields.iter().map(|(name, schema)| ((*name).to_owned(), schema.clone())).collect();
    json!({ "type": "object", "required": names, "properties": properties, "additionalProperties": false })
}

fn list(of: Value) -> Value {
    json!({ "type": "array", "items": of })
}

fn text() -> Value {
    json!({ "type": "string" })
}

fn day() -> Value {
    json!({ "type": "string", "format": "date" })
}

fn words(known: &[&str]) -> Value {
    json!({ "type": "string", "enum": known })
}

fn id() -> Value {
    json!({ "type": "string", "pattern": "^[0-9]+$" })
}

/// The same or nothing.
fn maybe(mut schema: Value) -> Value {
    schema["type"] = json!([schema["type"], "null"]);
    schema
}

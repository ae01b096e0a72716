//! What programs are given, described: `GET /api/openapi.json` and `luoshi openapi`.
//!
//! A route that answers with data says so where it is declared ([`Routes::data`]); the description is
//! made of the same table that the router, the needs and `docs/permissions.md` are made of.

use std::sync::LazyLock;

use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use serde_json::{Map, Value, json};

use super::routes::{Need, Route, Routes};

/// What a route gives to a program.
#[derive(Debug)]
pub struct Gives {
    /// Name of the operation: `verb_noun`.
    pub operation: &'static str,
    /// What it is, in a sentence.
    pub summary: &'static str,
    /// Content type of the answer.
    pub content: &'static str,
    /// Parameters of the query; those of the path are read from the path.
    pub query: &'static [Param],
    /// Name and schema of a JSON answer.
    pub schema: Option<Schema>,
    /// Statuses besides 200 and those of the session, each with its meaning.
    pub refusals: &'static [(u16, &'static str)],
}

/// Name of a schema, and what makes it.
pub type Schema = (&'static str, fn() -> Value);

/// A parameter of a query. Every one is optional; an empty one asks nothing.
#[derive(Debug)]
pub struct Param {
    /// Name.
    pub name: &'static str,
    /// What it asks for.
    pub about: &'static str,
    /// The words that it knows; any text if there are none.
    pub words: &'static [&'static str],
}

const DESCRIPTION: Gives = Gives {
    operation: "get_description",
    summary: "This description (OpenAPI 3.1)",
    content: "application/json",
    query: &[],
    schema: None,
    refusals: &[],
};

pub(super) fn routes() -> Routes {
    Routes::new().data("/api/openapi.json", Need::SignedIn, &DESCRIPTION, show)
}

async fn show() -> Response {
    static TEXT: LazyLock<String> = LazyLock::new(|| description().to_string());
    ([(header::CONTENT_TYPE, "application/json")], TEXT.as_str()).into_response()
}

/// The description of every route that gives data, in order of the paths.
#[must_use]
pub fn description() -> Value {
    let routes = super::routes();
    let mut given: Vec<(&Route, &Gives)> =
        routes.table().iter().filter_map(|r| Some((r, r.gives?))).collect();
    given.sort_by_key(|(r, _)| r.path);
    let (mut paths, mut schemas) = (Map::new(), Map::new());
    for (route, gives) in given {
        paths.insert(route.path.to_owned(), json!({ "get": operation(route, gives) }));
        schemas.extend(gives.schema.map(|(name, schema)| (name.to_owned(), schema())));
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Luoshi 落实",
            "version": env!("CARGO_PKG_VERSION"),
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
            "description": "Data out of one installation. An answer holds what the account may see and nothing else. \
                Log in with POST /login (form fields login and password) and send the session cookie; \
                with https its name is __Host-luoshi.",
        },
        "servers": [{ "url": "/" }],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": { "session": { "type": "apiKey", "in": "cookie", "name": "luoshi" } },
        },
    })
}

fn operation(route: &Route, gives: &Gives) -> Value {
    let mut out = Map::new();
    out.insert("operationId".to_owned(), gives.operation.into());
    out.insert("summary".to_owned(), gives.summary.into());
    let security = if route.need == Need::Public { json!([]) } else { json!([{ "session": [] }]) };
    out.insert("security".to_owned(), security);
    if let Need::May(action, kind) = route.need {
        out.insert("x-needs".to_owned(), format!("{} {}", action.name(), kind.name()).into());
    }
    let parameters: Vec<Value> =
        in_path(route.path).map(path_parameter).chain(gives.query.iter().map(parameter)).collect();
    if !parameters.is_empty() {
        out.insert("parameters".to_owned(), parameters.into());
    }
    out.insert("responses".to_owned(), responses(route, gives));
    out.into()
}

fn responses(route: &Route, gives: &Gives) -> Value {
    let schema = match gives.schema {
        Some((name, _)) => json!({ "$ref": format!("#/components/schemas/{name}") }),
        None if gives.content == "application/json" => json!({ "type": "object" }),
        None => json!({ "type": "string" }),
    };
    let mut out = Map::new();
    let content = json!({ gives.content: { "schema": schema } });
    out.insert("200".to_owned(), json!({ "description": gives.summary, "content": content }));
    let mut say = |status: u16, text: &str| {
        out.insert(status.to_string(), json!({ "description": text }));
    };
    if route.need != Need::Public {
        say(303, "Not signed in: to the log-in page");
    }
    if matches!(route.need, Need::May(..)) {
        say(403, "The account may not do this");
    }
    for (status, text) in gives.refusals {
        say(*status, text);
    }
    out.into()
}

fn in_path(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
}

/// Ids are text: 63 bits do not fit a JavaScript number.
fn path_parameter(name: &str) -> Value {
    json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string", "pattern": "^[0-9]+$" } })
}

fn parameter(param: &Param) -> Value {
    let mut schema = json!({ "type": "string" });
    if !param.words.is_empty() {
        schema["enum"] = param.words.iter().copied().map(Value::from).collect();
    }
    json!({ "name": param.name, "in": "query", "description": param.about, "schema": schema })
}

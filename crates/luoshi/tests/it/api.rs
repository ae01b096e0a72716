//! What programs are given is described, and the description is true.

use std::collections::BTreeSet;

use luoshi::plan::ledger::View;
use luoshi::web::api::description;
use serde_json::Value;

use crate::support::{TestApp, generated};
use crate::views::world::planned;

/// What is neither a page nor data for programs: parts of pages.
const PARTS: &[&str] = &["/a/{hash}/{*name}", "/favicon.ico"];

#[test]
fn generated_description_of_the_api_is_current() {
    generated("docs/openapi.json", &format!("{}\n", serde_json::to_string_pretty(&description()).unwrap()));
}

#[tokio::test]
async fn the_description_is_given_to_whoever_is_signed_in() {
    let app = TestApp::new().await;
    let answer = app.reporter("liuyan").await.get("/api/openapi.json").await.assert_status(200);
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(serde_json::from_slice::<Value>(&answer.bytes).unwrap(), description());
    assert!(app.visitor().get("/api/openapi.json").await.location().starts_with("/login"));
}

#[test]
fn every_entry_is_a_route_with_its_own_name() {
    let described = description();
    let paths = described["paths"].as_object().unwrap();
    let routes = luoshi::web::routes();
    let given: BTreeSet<&str> = routes.table().iter().filter(|r| r.gives.is_some()).map(|r| r.path).collect();
    assert_eq!(paths.keys().map(String::as_str).collect::<BTreeSet<_>>(), given);
    let names: BTreeSet<&str> = paths.values().map(|p| p["get"]["operationId"].as_str().unwrap()).collect();
    assert_eq!(names.len(), paths.len());
    // A file format in a path means data for programs.
    for route in routes.table().iter().filter(|r| r.method == "GET" && !PARTS.contains(&r.path)) {
        let file = route.path.rsplit('/').next().unwrap().contains('.');
        assert!(!file || route.gives.is_some(), "{} is not described", route.path);
    }
}

#[test]
fn the_query_of_the_ledger_is_described_whole() {
    let view = serde_json::to_value(View::default()).unwrap();
    // Paging, columns and the tree belong to the page, not to the file.
    let page = ["view", "cols", "n", "after", "before"];
    let known: BTreeSet<&str> =
        view.as_object().unwrap().keys().map(String::as_str).filter(|k| !page.contains(k)).collect();
    for path in ["/ledger.json", "/ledger.csv", "/ledger.xlsx"] {
        let described = description();
        let parameters = described["paths"][path]["get"]["parameters"].as_array().unwrap();
        let names: BTreeSet<&str> = parameters.iter().map(|p| p["name"].as_str().unwrap()).collect();
        assert_eq!(names, known, "{path}");
    }
}

/// Knocks at every door that a page may stand behind; whatever answers with something else than a
/// page must be described, and must answer as described.
#[tokio::test]
async fn what_answers_with_data_is_described() {
    let p = planned().await;
    let upload = crate::support::Part {
        field: "files",
        name: "要点.txt",
        bytes: "一、6月底前建成公园2处。".as_bytes(),
    };
    let clerk = p.app.clerk().await;
    let document = clerk.multipart("/documents", &[], &[upload]).await.location().to_owned();
    let id = document.rsplit('/').next().unwrap().to_owned();
    let audit = p.app.audit_officer().await;
    let security = p.app.security_officer().await;
    let mut answered = 0;
    for route in luoshi::web::routes().table().iter().filter(|r| r.method == "GET") {
        if PARTS.contains(&route.path) {
            continue;
        }
        let path: Vec<&str> =
            route.path.split('/').map(|s| if s.starts_with('{') { id.as_str() } else { s }).collect();
        for who in [&clerk, &audit, &security] {
            let answer = who.clone().at("127.0.0.1").get(&path.join("/")).await;
            if answer.status != 200 {
                continue;
            }
            let kind = answer.header("content-type");
            match route.gives {
                Some(gives) => {
                    answered += 1;
                    assert_eq!(kind, gives.content, "{}", route.path);
                }
                None => assert!(
                    kind.starts_with("text/html") || answer.bytes.is_empty(),
                    "{}: {kind}",
                    route.path
                ),
            }
        }
    }
    assert!(answered >= 9, "only {answered} answers of data");
}

#[tokio::test]
async fn the_ledger_is_as_it_is_described() {
    let p = planned().await;
    let clerk = p.app.clerk().await;
    let described = description();
    let schema = &described["components"]["schemas"]["Ledger"];
    let ledger: Value =
        serde_json::from_slice(&clerk.get("/ledger.json").await.assert_status(200).bytes).unwrap();
    assert!(!ledger["tasks"][0]["measures"].as_array().unwrap().is_empty(), "there is something to compare");
    assert_eq!(misfits(schema, &ledger, "ledger"), Vec::<String>::new());
    let mut wrong = ledger.clone();
    wrong["tasks"][0]["standing"] = "late".into();
    wrong["tasks"][1]["id"] = 7.into();
    assert_eq!(misfits(schema, &wrong, "ledger").len(), 2);
}

/// Where a value differs from the few words of JSON Schema that the description uses.
fn misfits(schema: &Value, value: &Value, at: &str) -> Vec<String> {
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let fits = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().any(|k| k == kind),
        one => one == kind,
    };
    if !fits {
        return vec![format!("{at} is a {kind}")];
    }
    let mut out = Vec::new();
    if let (Some(words), Value::String(_)) = (schema["enum"].as_array(), value)
        && !words.contains(value)
    {
        out.push(format!("{at} is {value}"));
    }
    for (i, item) in value.as_array().into_iter().flatten().enumerate() {
        out.extend(misfits(&schema["items"], item, &format!("{at}[{i}]")));
    }
    let Some(object) = value.as_object() else { return out };
    for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if !object.contains_key(name) {
            out.push(format!("{at}.{name} is missing"));
        }
    }
    for (name, item) in object {
        match schema["properties"].get(name) {
            Some(inner) => out.extend(misfits(inner, item, &format!("{at}.{name}"))),
            None => out.push(format!("{at}.{name} is not described")),
        }
    }
    out
}

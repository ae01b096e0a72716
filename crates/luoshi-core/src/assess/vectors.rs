//! Exact cases: a rule kind, what is given, what must come out.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::fault::Fault;
use super::kind::Given;
use super::rules;

/// One case, one line of a file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Case {
    /// Its name.
    pub id: String,
    /// The rule kind.
    pub rule_kind: String,
    /// What it shows.
    #[serde(default)]
    pub description: String,
    /// Parameters and facts.
    pub given: Given,
    /// What must come out. Only what it names is compared.
    pub expect: Given,
}

/// A place where a case and the engine disagree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Keys down to the place, joined with points.
    pub key: String,
    /// What the case expects; absent where the fault is all there is to say.
    pub expected: Value,
    /// What the engine gives.
    pub found: Value,
}

/// Runs a case. No difference: it passes.
#[must_use]
pub fn run(case: &Case) -> Vec<Difference> {
    match answer(&case.rule_kind, case.given.clone()) {
        Ok(found) => compare("", &Value::Object(case.expect.clone()), &Value::Object(found)),
        Err(fault) => vec![Difference {
            key: fault.key.clone(),
            expected: Value::Object(case.expect.clone()),
            found: Value::String(fault.to_string()),
        }],
    }
}

/// The engine's answer to what is given.
///
/// # Errors
/// An unknown kind, or parameters and facts that do not fit it.
pub fn answer(kind: &str, given: Given) -> Result<Given, Fault> {
    let known = || rules::KINDS.iter().map(|k| k.name);
    let kind = rules::find(kind).ok_or_else(|| Fault::unknown("rule_kind", kind, known()))?;
    (kind.answer)(given)
}

/// What `expected` names and `found` lacks or says otherwise.
fn compare(key: &str, expected: &Value, found: &Value) -> Vec<Difference> {
    let below = |name: &str| if key.is_empty() { name.to_owned() } else { format!("{key}.{name}") };
    match (expected, found) {
        (Value::Object(expected), Value::Object(found)) => expected
            .iter()
            .flat_map(|(name, value)| compare(&below(name), value, found.get(name).unwrap_or(&Value::Null)))
            .collect(),
        (expected, found) if expected == found => Vec::new(),
        _ => vec![Difference { key: key.to_owned(), expected: expected.clone(), found: found.clone() }],
    }
}

/// A case written down in a test, and its answer.
#[cfg(test)]
pub(crate) fn ask(kind: &str, given: Value) -> Value {
    let Value::Object(given) = given else { return Value::Null };
    answer(kind, given).map_or_else(|fault| Value::String(fault.to_string()), Value::Object)
}

//! Asking a kind a question, for the tests of the kinds.

use serde_json::Value;

use crate::assess::fault::Fault;
use crate::assess::kind::Given;
use crate::assess::vectors;

/// The answer to a case.
pub fn answer(kind: &str, given: Value) -> Result<Given, Fault> {
    vectors::answer(kind, given.as_object().cloned().unwrap())
}

/// The score in it.
pub fn score(kind: &str, given: Value) -> String {
    let found = answer(kind, given).unwrap();
    found["score"].as_str().unwrap().to_owned()
}

/// The state in it.
pub fn state(kind: &str, given: Value) -> String {
    let found = answer(kind, given).unwrap();
    found["state"].as_str().unwrap().to_owned()
}

/// The scores of all units by name: `A=1 B=2`.
pub fn scores(kind: &str, given: Value) -> String {
    let found = answer(kind, given).unwrap();
    let all = found["scores"].as_object().unwrap();
    let each: Vec<String> =
        all.iter().map(|(unit, score)| format!("{unit}={}", score.as_str().unwrap())).collect();
    each.join(" ")
}

/// What is wrong with a case, in words.
pub fn fault(kind: &str, given: Value) -> String {
    answer(kind, given).unwrap_err().to_string()
}

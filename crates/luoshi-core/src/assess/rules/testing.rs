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

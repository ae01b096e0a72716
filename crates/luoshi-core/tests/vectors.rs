//! Every case of the vector files comes out digit by digit.

use luoshi_core::assess::vectors::{Case, run};

const CASES: &str = include_str!("assess/vectors.jsonl");

#[test]
fn every_case_comes_out_as_written() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for line in CASES.lines().filter(|l| !l.trim().is_empty()) {
        let case: Case = serde_json::from_str(line).unwrap();
        count += 1;
        for difference in run(&case) {
            wrong.push(format!("{} {}: {difference:?}", case.id, case.rule_kind));
        }
    }
    assert_eq!(count, 183);
    assert!(wrong.is_empty(), "{} differences:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn a_wrong_expectation_is_found() {
    let mut case: Case = serde_json::from_str(CASES.lines().next().unwrap()).unwrap();
    assert!(run(&case).is_empty());
    case.expect.insert("score".to_owned(), "0.1234".into());
    assert_eq!(run(&case).len(), 1);
}

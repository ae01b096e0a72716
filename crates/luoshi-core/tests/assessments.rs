//! What holds for every assessment: the order of anything changes nothing, a change is a full run,
//! a refusal leaves no trace, more never counts less.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop with its line")]

mod random;

use std::collections::BTreeSet;

use luoshi_core::assess::engine::{Assessment, Cell, Entry, Explained, Standings, Touched};
use luoshi_core::assess::exact::Exact;
use luoshi_core::assess::rules::grade_quota::Filled;
use luoshi_core::assess::vectors::answer;
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use random::{State, Tape};
use serde_json::{Value, json};

/// Everything that an assessment says.
#[derive(Debug, Clone, PartialEq)]
struct Said {
    results: Vec<Standings>,
    /// By item and unit.
    cells: Vec<Vec<Cell>>,
    filled: Vec<Vec<Filled>>,
    /// The reasons show what the pools know.
    explained: Vec<Explained>,
}

fn said(assessment: &Assessment) -> Said {
    let units = 0..assessment.units().len();
    Said {
        results: assessment.results().to_vec(),
        cells: assessment
            .items()
            .iter()
            .map(|item| units.clone().map(|u| item.cell_of(u)).collect())
            .collect(),
        filled: assessment.filled().to_vec(),
        explained: units.map(|u| assessment.explain(u).unwrap()).collect(),
    }
}

/// What differs between two states, as a change should report it.
fn difference(before: &Said, after: &Said) -> Touched {
    let mut touched = Touched::default();
    for (old, new) in before.cells.iter().zip(&after.cells) {
        touched.points.extend((0..old.len()).filter(|unit| old[*unit] != new[*unit]));
    }
    for (unit, (old, new)) in before.results.iter().zip(&after.results).enumerate() {
        if old.total != new.total {
            touched.totals.insert(unit);
        }
        if (old.place, old.grade, old.award) != (new.place, new.grade, new.award) {
            touched.standings.insert(unit);
        }
    }
    touched
}

fn tape() -> impl Strategy<Value = Tape> {
    prop::collection::vec(any::<u16>(), 80..400).prop_map(|numbers| Tape(numbers, 0))
}

/// One random change. Whether it was taken.
fn step(assessment: &mut Assessment, state: &mut State, tape: &mut Tape) -> Result<bool, TestCaseError> {
    let before = said(assessment);
    let mut next = state.clone();
    let unit = tape.below(state.units.len());
    let got = if tape.below(5) == 4 {
        next.extras[unit] = random::extra(tape);
        assessment.change_extra(unit, next.extras[unit].clone())
    } else {
        let item = tape.below(state.entries.len());
        let entry = random::entry(tape, &state.scheme.items[item].kind);
        next.entries[item][unit] = entry;
        assessment.change(item, unit, &next.entries[item][unit])
    };
    match (got, next.fresh(1)) {
        (Ok(touched), Ok(fresh)) => {
            let after = said(&fresh);
            prop_assert_eq!(said(assessment), after.clone(), "a change is a full run");
            prop_assert_eq!(touched, difference(&before, &after));
            *state = next;
            Ok(true)
        }
        (Err(_), Err(_)) => {
            prop_assert_eq!(said(assessment), before, "a refused change leaves everything as it was");
            Ok(false)
        }
        (got, fresh) => {
            let fresh = fresh.map(|_| ());
            Err(TestCaseError::fail(format!("the change says {got:?}, the full run {fresh:?}")))
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_change_is_a_full_run(mut tape in tape()) {
        let mut state = State::draw(&mut tape);
        let mut assessment = state.fresh(1).unwrap();
        for _ in 0..8 {
            step(&mut assessment, &mut state, &mut tape)?;
        }
    }

    #[test]
    fn the_order_of_units_and_entries_changes_nothing(mut tape in tape()) {
        let state = State::draw(&mut tape);
        let first = state.fresh(1).unwrap();
        let n = state.units.len();
        // A permutation: numbers drawn one by one from those that are left.
        let mut left: Vec<usize> = (0..n).collect();
        let order: Vec<usize> = (0..n).map(|_| left.remove(tape.below(left.len()))).collect();
        let mut other = state.clone();
        other.units = order.iter().map(|u| state.units[*u].clone()).collect();
        other.extras = order.iter().map(|u| state.extras[*u].clone()).collect();
        for (entries, old) in other.entries.iter_mut().zip(&state.entries) {
            *entries = order.iter().map(|u| turned(&old[*u])).collect();
        }
        let mut second = other.fresh(1).unwrap();
        for (at, unit) in order.iter().enumerate() {
            prop_assert_eq!(&second.results()[at], &first.results()[*unit]);
            for (a, b) in second.items().iter().zip(first.items()) {
                prop_assert_eq!(a.cell_of(at), b.cell_of(*unit));
            }
        }
        // Entered backwards into an assessment that has been run already.
        for (item, entries) in other.entries.iter().enumerate().rev() {
            for (unit, entry) in entries.iter().enumerate().rev() {
                second.enter(item, unit, entry).unwrap();
            }
        }
        let before = said(&second);
        second.run(1).unwrap();
        prop_assert_eq!(said(&second), before, "computed twice");
    }

    #[test]
    fn threads_change_nothing(mut tape in tape()) {
        let state = State::draw(&mut tape);
        let one = said(&state.fresh(1).unwrap());
        for threads in [2, 3, 64] {
            prop_assert_eq!(&said(&state.fresh(threads).unwrap()), &one);
        }
    }

    #[test]
    fn a_place_is_the_number_of_better_units_and_one(mut tape in tape()) {
        let mut state = State::draw(&mut tape);
        state.scheme.ranking = serde_json::from_value(json!({"scope": "group", "method": "standard"})).unwrap();
        state.scheme.grading = None;
        let assessment = state.fresh(1).unwrap();
        for (unit, own) in state.units.iter().zip(assessment.results()) {
            let peers = state.units.iter().zip(assessment.results()).filter(|(u, _)| u.group == unit.group);
            let better = peers.filter(|(_, r)| r.total > own.total).count();
            prop_assert_eq!(own.place.map(|p| p.rank), own.total.map(|_| better + 1));
        }
    }

    #[test]
    fn more_never_counts_less(mut tape in tape(), more in 1_i64..400) {
        let (kind, params) = tape.of(&rising());
        let values: Vec<i64> = (0..1 + tape.below(5)).map(|_| i64::try_from(tape.below(900)).unwrap() - 100).collect();
        let before = points(kind, &params, &values);
        let mut raised = values.clone();
        raised[0] += more;
        let after = points(kind, &params, &raised);
        prop_assert!(after >= before, "{kind} {values:?} + {more}: {before:?} → {after:?}");
    }

    #[test]
    fn conversion_loses_nothing(score in -9_999_i64..9_999, from in 1_i64..999, to in 1_i64..999) {
        let convert = |score: &str, from: i64, to: i64| -> String {
            let given = json!({"score": score, "from_full": from, "to_full": to});
            answer("convert_scale", given.as_object().unwrap().clone()).unwrap()["score"].as_str().unwrap().to_owned()
        };
        let digits = Exact::scaled(score.into(), 2);
        let there = convert(&digits.to_string(), from, to);
        // Shown in full only where the digits end; then the way back leads to where it came from.
        if !there.contains('/') {
            prop_assert_eq!(convert(&there, to, from).parse::<Exact>().unwrap(), digits.clone());
        }
        let shares = json!({"points": digits.to_string(), "lead_percent": "60", "assist_percent": "40",
            "assist_count": to, "lead_takes_all": true});
        if let Ok(shared) = answer("shared_credit", shares.as_object().unwrap().clone()) {
            let number = |key: &str| shared.get(key).and_then(Value::as_str).and_then(|t| t.parse::<Exact>().ok());
            if let (Some(lead), Some(each)) = (number("lead"), number("each_assist")) {
                prop_assert_eq!(lead + each * Exact::whole(to), digits);
            }
        }
    }
}

/// The same facts with their lists turned round.
fn turned(entry: &Entry) -> Entry {
    let Entry::Facts(facts) = entry else { return entry.clone() };
    let mut facts = facts.clone();
    for list in facts.values_mut().filter_map(Value::as_array_mut) {
        list.reverse();
    }
    Entry::Facts(facts)
}

/// Kinds whose points rise with the value, with their parameters.
fn rising() -> Vec<(&'static str, Value)> {
    vec![
        ("ratio", json!({"full": "10", "cap_ratio": "1.2", "min_ratio": "0.3"})),
        (
            "efficacy",
            json!({"full": "10", "base": "60", "span": "40", "best": "observed", "worst": "observed"}),
        ),
        (
            "efficacy",
            json!({"full": "10", "base": "60", "span": "40", "best": "500", "worst": "0", "clamp": true}),
        ),
        ("relative_to_best", json!({"full": "10"})),
        ("rank_decrement", json!({"full": "10", "step_percent": "20", "ties": "average"})),
        ("t_score", json!({"full": "10", "center": "70", "spread": "10", "min": "40", "max": "100"})),
        (
            "versus_average",
            json!({"base": "6", "per": "100", "partial": "started", "up_points": "1", "up_cap": "3",
            "down_points": "2", "floor": "0"}),
        ),
        (
            "base_step",
            json!({"full": "10", "measure": "absolute", "over": {"per": "10", "points": "1", "cap": "3", "partial": "whole"},
            "under": {"per": "10", "points": "1", "floor": "0", "partial": "started"}}),
        ),
        ("piecewise_linear", json!({"points": [["0", "1"], ["50", "5"], ["200", "9"]]})),
    ]
}

/// Points of the first of some units, in the item's last place.
fn points(kind: &str, params: &Value, values: &[i64]) -> i64 {
    let entry = |value: &i64| {
        let value = Exact::scaled((*value).into(), 0).to_string();
        let facts = match kind {
            "ratio" | "base_step" => json!({"actual": value, "target": "100"}),
            _ => json!({ "value": value }),
        };
        Entry::Facts(facts.as_object().unwrap().clone())
    };
    let mut state = State::draw(&mut Tape(Vec::new(), 0));
    let mut params = params.clone();
    if kind == "piecewise_linear" {
        params = json!({"points": params["points"]});
    }
    state.scheme.items[0].kind = kind.to_owned();
    state.scheme.items[0].params = params.as_object().unwrap().clone();
    state.scheme.items[0].round.places = 6;
    let unit = state.units[0].clone();
    state.units = values.iter().map(|_| unit.clone()).collect();
    state.extras = values.iter().map(|_| Default::default()).collect();
    state.entries = vec![values.iter().map(entry).collect()];
    match state.fresh(1).unwrap().items()[0].cell_of(0) {
        Cell::Points(digits) => digits,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_change_of_facts_that_moves_no_points_can_move_a_veto() {
    let mut state = State::draw(&mut Tape(Vec::new(), 0));
    state.scheme.items[0].kind = "ratio".to_owned();
    state.scheme.items[0].params = json!({"full": "10", "cap_ratio": "1"}).as_object().unwrap().clone();
    let grading = json!({"quota": {"grades": [{"name": "优秀"}, {"name": "一般"}]},
        "vetoes": [{"name": "超标", "at_most": 1, "when": {"left": [0, "actual"], "op": ">", "right": [0, "target"]}}]});
    state.scheme.grading = Some(serde_json::from_value(grading).unwrap());
    let entry =
        |actual: i64| Entry::Facts(json!({"actual": actual, "target": 100}).as_object().unwrap().clone());
    state.entries = vec![vec![entry(100); state.units.len()]];
    let mut assessment = state.fresh(1).unwrap();
    assert_eq!(assessment.results()[0].grade, Some(0));
    let touched = assessment.change(0, 0, &entry(101)).unwrap();
    assert!(touched.points.is_empty() && touched.totals.is_empty());
    assert_eq!(touched.standings, BTreeSet::from([0]));
    assert_eq!(assessment.results()[0].grade, Some(1));
}

#[test]
fn a_unit_or_an_item_that_is_not_there_is_refused() {
    let state = State::draw(&mut Tape(Vec::new(), 0));
    let mut assessment = state.fresh(1).unwrap();
    assert!(assessment.change(0, 99, &Entry::Missing).is_err());
    assert!(assessment.change(99, 0, &Entry::Missing).is_err());
    assert!(assessment.enter(0, usize::MAX, &Entry::Missing).is_err());
    assert!(assessment.change_extra(99, Default::default()).is_err());
}

#[test]
fn a_unit_with_a_direction_of_its_own_is_scored_as_if_it_held_for_all() {
    let base = || State::draw(&mut Tape(vec![2, 2], 0));
    let direction = |state: &mut State, word: &str| {
        state.scheme.items[0].kind = "rank_decrement".to_owned();
        let params = json!({"full": "10", "step_percent": "10", "direction": word});
        state.scheme.items[0].params = params.as_object().unwrap().clone();
        let unit = state.units[0].clone();
        state.units = vec![unit; 4];
        state.extras = vec![Default::default(); 4];
        let value = |n: i64| Entry::Facts(json!({ "value": n }).as_object().unwrap().clone());
        state.entries = vec![[1, 2, 3, 4].map(value).to_vec()];
    };
    let (mut higher, mut lower) = (base(), base());
    direction(&mut higher, "higher_better");
    direction(&mut lower, "lower_better");
    let expected: Vec<Cell> = {
        let (higher, lower) = (higher.fresh(1).unwrap(), lower.fresh(1).unwrap());
        vec![lower.items()[0].cell_of(0), higher.items()[0].cell_of(1), higher.items()[0].cell_of(2)]
    };
    assert_ne!(expected[0], higher.fresh(1).unwrap().items()[0].cell_of(0));
    let Entry::Facts(facts) = &mut higher.entries[0][0] else { unreachable!() };
    facts.insert("direction".to_owned(), "lower_better".into());
    let mut mixed = higher.fresh(1).unwrap();
    let cells = |a: &Assessment| [0, 1, 2].map(|u| a.items()[0].cell_of(u)).to_vec();
    assert_eq!(cells(&mixed), expected);
    // The same entered again, as it is kept, changes nothing.
    let entry = mixed.items()[0].entry(0);
    assert_eq!(mixed.change(0, 0, &entry).unwrap(), Touched::default());
    assert_eq!(cells(&mixed), expected);
}

//! Questions about an assessment: the answer is what the change would do, and nothing is written.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop with its line")]

mod random;

use luoshi_core::assess::engine::{Assessment, Cell, Entry, Standings};
use luoshi_core::assess::exact::Exact;
use luoshi_core::assess::whatif::{Change, NoWay, Way};
use proptest::prelude::*;
use random::{State, Tape};
use serde_json::{Value, json};

fn tape() -> impl Strategy<Value = Tape> {
    prop::collection::vec(any::<u16>(), 80..400).prop_map(|numbers| Tape(numbers, 0))
}

fn said(assessment: &Assessment) -> (Vec<Standings>, Vec<Cell>) {
    let units = assessment.units().len();
    let cells = assessment.items().iter().flat_map(|item| (0..units).map(|u| item.cell_of(u)));
    (assessment.results().to_vec(), cells.collect())
}

/// The entry that a way speaks of.
fn entry(assessment: &Assessment, unit: usize, way: &Way, by: i128) -> Entry {
    let Entry::Facts(mut facts) = assessment.items()[way.item].entry(unit) else { panic!("no facts") };
    let (first, rest) = way.fact.split_first().unwrap();
    match &way.change {
        Change::Number { to, .. } => {
            let slot = rest.iter().fold(facts.get_mut(first).unwrap(), |value, key| match value {
                Value::Array(list) => list.get_mut(key.parse::<usize>().unwrap()).unwrap(),
                other => other.get_mut(key).unwrap(),
            });
            let to = to + &Exact::scaled(by, 2);
            *slot = if slot.is_number() {
                json!(to.to_string().parse::<i64>().unwrap())
            } else {
                json!(to.to_string())
            };
        }
        Change::Fewer => drop(facts[first].as_array_mut().unwrap().remove(rest[0].parse().unwrap())),
        Change::More(event) => facts[first].as_array_mut().unwrap().push(event.clone()),
    }
    Entry::Facts(facts)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_question_is_answered_as_the_change_would(mut tape in tape()) {
        let state = State::draw(&mut tape);
        let mut assessment = state.fresh(1).unwrap();
        let before = said(&assessment);
        let unit = tape.below(state.units.len());
        let item = tape.below(state.entries.len());
        let other = random::entry(&mut tape, &state.scheme.items[item].kind);
        let answer = assessment.what_if(unit, &[(item, other.clone())]);
        prop_assert_eq!(said(&assessment), before.clone());
        match (answer, assessment.change(item, unit, &other)) {
            (Ok(answer), Ok(touched)) => {
                prop_assert_eq!(&answer.before, &before.0[unit]);
                prop_assert_eq!(&answer.after, &assessment.results()[unit]);
                prop_assert_eq!(answer.touched, touched);
            }
            (Err(a), Err(b)) => prop_assert_eq!(a, b),
            (a, b) => prop_assert!(false, "{a:?} {b:?}"),
        }
    }

    #[test]
    fn ways_lead_where_they_say(mut tape in tape()) {
        let state = State::draw(&mut tape);
        let mut assessment = state.fresh(1).unwrap();
        let before = said(&assessment);
        for unit in 0..state.units.len() {
            let Some(place) = assessment.results()[unit].place.filter(|p| p.rank > 1) else { continue };
            let ways = assessment.ways_up(unit, place.rank - 1);
            prop_assert_eq!(said(&assessment), before.clone(), "nothing is written");
            prop_assert_eq!(ways.single.len() + ways.none.len(), state.scheme.items.len());
            for way in &ways.single {
                prop_assert!(way.after.place.is_some_and(|p| p.rank < place.rank));
                let old = assessment.items()[way.item].entry(unit);
                assessment.change(way.item, unit, &entry(&assessment, unit, way, 0)).unwrap();
                prop_assert_eq!(&assessment.results()[unit], &way.after);
                assessment.change(way.item, unit, &old).unwrap();
            }
            prop_assert_eq!(said(&assessment), before.clone());
        }
    }
}

/// Three units on two items: so many points of a hundred, in proportion to a value.
fn three() -> State {
    let mut state = State::draw(&mut Tape(Vec::new(), 0));
    let mut item = state.scheme.items[0].clone();
    item.kind = "ratio".to_owned();
    item.params = json!({"full": "10", "cap_ratio": "1"}).as_object().unwrap().clone();
    item.cap = None;
    item.out_of = None;
    item.round.places = 2;
    let mut events = item.clone();
    events.kind = "deduct_by_level".to_owned();
    events.code = "2".to_owned();
    events.params =
        json!({"table": {"省": "3", "市": "1"}, "same_matter": "sum"}).as_object().unwrap().clone();
    state.scheme.items = vec![item, events];
    state.scheme.total.cap = None;
    state.scheme.total.round.places = 2;
    let unit = state.units[0].clone();
    state.units = ["a", "b", "c"]
        .map(|id| luoshi_core::assess::engine::Unit { id: id.into(), ..unit.clone() })
        .to_vec();
    state.extras = vec![Default::default(); 3];
    let facts = |value: Value| Entry::Facts(value.as_object().unwrap().clone());
    let actual = |text: &str| facts(json!({"actual": text, "target": "100"}));
    state.entries = vec![
        vec![actual("90"), actual("80"), actual("70.5")],
        vec![
            facts(json!({"events": []})),
            facts(json!({"events": []})),
            facts(json!({"events": [{"level": "市"}]})),
        ],
    ];
    state
}

#[test]
fn distances_and_ways_by_hand() {
    let assessment = three().fresh(1).unwrap();
    // a 9 + 10, b 8 + 10, c 7.05 + 9.
    let better = assessment.better_places(2, 9);
    let told: Vec<String> = better.iter().map(|b| format!("{} {} {}", b.rank, b.total, b.gap)).collect();
    assert_eq!(told, ["2 18 1.95", "1 19 2.95"], "an equal total shares the place");
    assert!(better.iter().all(|b| b.allowed) && assessment.better_places(0, 9).is_empty());
    let ways = assessment.ways_up(2, 2);
    // 1.95 points of the first item, in tenths as these units were reported: 89.9 gives 8.99, 90 gives
    // 9. The event left out would give one point.
    assert_eq!(ways.single.len(), 1);
    assert_eq!(ways.single[0].fact, ["actual"]);
    let Change::Number { from, to } = &ways.single[0].change else { panic!("{ways:?}") };
    assert_eq!((from.to_string(), to.to_string()), ("70.5".to_owned(), "90".to_owned()));
    assert_eq!(ways.none[&1], NoWay::OutOfReach);
    // b is one point behind a, and has no event that could be left out.
    let ways = assessment.ways_up(1, 1);
    assert_eq!(ways.single[0].change, Change::Number { from: Exact::whole(80), to: Exact::whole(90) });
    assert_eq!(ways.single[0].cost, "0.125".parse().unwrap());
}

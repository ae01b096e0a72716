//! Ranks, grades and prizes against their plain definitions, on lists full of ties.

use luoshi_core::assess::exact::Exact;
use luoshi_core::assess::rules::awards::{Awards, Contender};
use luoshi_core::assess::rules::grade_quota::{Base, Candidate, GradeQuota, LineTie, QuotaGrade};
use luoshi_core::assess::rules::rank::{Entrant, Method, Ranking, Scope, Standing};
use luoshi_core::assess::trace::Notes;
use proptest::prelude::*;

/// Group, points (some units have none), standing or limit of grade.
type Unit = (usize, Option<i64>, usize);

fn units() -> impl Strategy<Value = Vec<Unit>> {
    prop::collection::vec((0_usize..3, prop::option::weighted(0.9, 0_i64..8), 0_usize..4), 0..40)
}

fn points(units: &[Unit]) -> Vec<Option<Exact>> {
    units.iter().map(|u| u.1.map(Exact::whole)).collect()
}

/// Ranked before all: points as they are, behind them those put last, 0 and 1 being neither.
fn standing(mark: usize) -> Standing {
    match mark {
        2 => Standing::Last,
        3 => Standing::Exclude,
        _ => Standing::Keep,
    }
}

fn ranks(units: &[Unit], names: &[String], method: Method, scope: Scope) -> Vec<Option<usize>> {
    let points = points(units);
    let entrants: Vec<Entrant<'_>> = units
        .iter()
        .zip(&points)
        .zip(names)
        .map(|((u, score), id)| Entrant { id, group: u.0, score: score.as_ref(), standing: standing(u.2) })
        .collect();
    let ranking = Ranking { scope, method, ..Ranking::default() };
    let places = ranking.places(&entrants, |_| Vec::new()).expect("whole numbers can be compared");
    places.iter().map(|p| p.map(|p| p.rank)).collect()
}

proptest! {
    #[test]
    fn ranks_count_those_before(units in units(), grouped in any::<bool>()) {
        let scope = if grouped { Scope::Group } else { Scope::All };
        let names: Vec<String> = (0..units.len()).map(|n| format!("{n:03}")).collect();
        let of = |method| ranks(&units, &names, method, scope);
        let (standard, dense, modified, ordinal) =
            (of(Method::Standard), of(Method::Dense), of(Method::Modified), of(Method::Ordinal));
        // Last ones lose to everybody else, whatever their points.
        let key = |u: &Unit| (standing(u.2) == Standing::Keep, u.1);
        let ranked = |u: &Unit| u.1.is_some() && standing(u.2) != Standing::Exclude;
        for (n, unit) in units.iter().enumerate() {
            if !ranked(unit) {
                prop_assert!([&standard, &dense, &modified, &ordinal].iter().all(|r| r[n].is_none()));
                continue;
            }
            let others: Vec<&Unit> =
                units.iter().filter(|o| ranked(o) && (!grouped || o.0 == unit.0)).collect();
            let better: Vec<_> = others.iter().map(|o| key(o)).filter(|k| *k > key(unit)).collect();
            let equal = others.iter().filter(|o| key(o) == key(unit)).count();
            let distinct: std::collections::BTreeSet<_> = better.iter().collect();
            prop_assert_eq!(standard[n], Some(better.len() + 1));
            prop_assert_eq!(dense[n], Some(distinct.len() + 1));
            prop_assert_eq!(modified[n], Some(better.len() + equal));
            let place = ordinal[n].unwrap();
            prop_assert!((better.len() + 1..=better.len() + equal).contains(&place));
        }
    }

    #[test]
    fn the_order_of_the_list_changes_no_rank(units in units(), turn in 0_usize..40) {
        let names: Vec<String> = (0..units.len()).map(|n| format!("{n:03}")).collect();
        let by = if units.is_empty() { 0 } else { turn % units.len() };
        let (mut turned, mut turned_names) = (units.clone(), names.clone());
        turned.rotate_left(by);
        turned_names.rotate_left(by);
        for method in [Method::Standard, Method::Dense, Method::Modified, Method::Ordinal] {
            let mut expected = ranks(&units, &names, method, Scope::Group);
            expected.rotate_left(by);
            prop_assert_eq!(ranks(&turned, &turned_names, method, Scope::Group), expected);
        }
    }

    #[test]
    fn grades_keep_their_room_and_their_order(
        units in units(), percent in 0_i64..120, count in prop::option::of(0_usize..6), all in any::<bool>(),
    ) {
        let grade = |name: &str, min: Option<i64>, max_percent: Option<i64>, max_count| QuotaGrade {
            name: name.to_owned(),
            min: min.map(Exact::whole),
            max_percent: max_percent.map(Exact::whole),
            max_count,
        };
        let quota = GradeQuota {
            scope: Scope::Group,
            quota_base: if all { Base::All } else { Base::Unvetoed },
            quota_rounding: luoshi_core::assess::round::Mode::HalfUp,
            boundary_tie: if all { LineTie::AdmitAll } else { LineTie::AdmitNone },
            grades: vec![
                grade("a", Some(5), Some(percent), None),
                grade("b", Some(3), None, count),
                grade("c", None, None, None),
            ],
        };
        let points = points(&units);
        let best = |u: &Unit| u.2.checked_sub(1).filter(|b| *b < 3);
        let candidates: Vec<Candidate<'_>> = units
            .iter()
            .zip(&points)
            .map(|(u, score)| Candidate { group: u.0, score: score.as_ref(), best: best(u) })
            .collect();
        let graded = quota.assign(&candidates).unwrap();
        for (n, unit) in units.iter().enumerate() {
            let Some(mine) = graded.grades[n] else {
                prop_assert!(unit.1.is_none(), "everybody with points is at least c");
                continue;
            };
            prop_assert!(best(unit).is_none_or(|b| b <= mine));
            for (m, other) in units.iter().enumerate() {
                // Who has as many points in the same group and may have the same grades has the same.
                if other.0 == unit.0 && other.1 >= unit.1 && best(other).is_none_or(|b| b <= mine) {
                    prop_assert!(other.1.is_none() || graded.grades[m] <= Some(mine), "{n} {m}");
                }
            }
            let mut notes = Notes::on();
            quota.explain(n, &candidates, &graded, &mut notes);
            prop_assert!(notes.steps().len() > mine);
        }
        for row in graded.filled.iter().flatten() {
            if let (Some(room), false) = (row.room, all) {
                prop_assert!(row.taken <= room);
            }
        }
    }

    #[test]
    fn prizes_go_down_with_the_points(units in units(), first in 0_usize..4, second in 0_usize..4, tie in any::<bool>()) {
        let awards: Awards = serde_json::from_value(serde_json::json!({
            "tiers": [{"name": "1", "count": first}, {"name": "2", "count_by_group": {"y": second}, "count": 1}],
            "boundary_tie": if tie { "admit_all" } else { "admit_none" },
            "min_score": "2",
        }))
        .unwrap();
        let points = points(&units);
        let running: Vec<Contender<'_>> = units
            .iter()
            .zip(&points)
            .map(|(u, score)| Contender { group: u.0, score: score.as_ref(), excluded: u.2 == 3 })
            .collect();
        let prizes = awards.assign(&["x", "y", "z"], &running);
        let place = |n: usize| prizes[n].unwrap_or(usize::MAX);
        for (n, unit) in units.iter().enumerate() {
            let out = unit.2 == 3 || unit.1.is_none_or(|p| p < 2);
            prop_assert!(!out || prizes[n].is_none());
            for (m, other) in units.iter().enumerate() {
                if !out && other.2 != 3 && other.0 == unit.0 && other.1 >= unit.1 {
                    prop_assert!(place(m) <= place(n));
                }
            }
        }
        for (group, count) in [(0, first), (1, first), (2, first)] {
            let won = (0..units.len()).filter(|n| units[*n].0 == group && prizes[*n] == Some(0)).count();
            prop_assert!(tie || won <= count);
        }
    }
}

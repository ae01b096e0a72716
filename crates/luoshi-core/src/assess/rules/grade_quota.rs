//! 比例限额: grades of which only so many may be given.
//!
//! Grades are filled best first. A unit takes the best grade whose `min` it reaches, in which there is
//! room, and which is not above its own `best_grade` (what a veto leaves it). Room is `max_percent` of
//! N, rounded as the scheme says, or `max_count`; the smaller where both are given. N counts the rated
//! units of the scope, or only those without a `best_grade`. Units that tie across the line are all
//! admitted or all left out; those left out fall to the next grade. Room that is not used moves
//! nowhere. A unit that reaches no grade gets none.

use serde::{Deserialize, Serialize};

use super::rank::{CaseUnits, Scope};
use crate::assess::exact::Exact;
use crate::assess::fault::Fault;
use crate::assess::kind::{Given, Kind, parse};
use crate::assess::round::Mode;
use crate::assess::trace::Notes;

/// Its line in the list.
pub const KIND: Kind = Kind::stage("grade_quota", answer);

/// Grades and how many of each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GradeQuota {
    /// Within what the room is counted.
    #[serde(default)]
    pub scope: Scope,
    /// Who counts in N.
    #[serde(default)]
    pub quota_base: Base,
    /// How a part of a unit counts in the room.
    #[serde(default)]
    pub quota_rounding: Mode,
    /// What becomes of a tie across the line.
    #[serde(default)]
    pub boundary_tie: LineTie,
    /// The grades, best first.
    pub grades: Vec<QuotaGrade>,
}

/// A grade.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuotaGrade {
    /// What it is called.
    pub name: String,
    /// Least points; none if absent.
    #[serde(default)]
    pub min: Option<Exact>,
    /// Most of it in percent of N; any number if absent.
    #[serde(default)]
    pub max_percent: Option<Exact>,
    /// Most of it; any number if absent.
    #[serde(default)]
    pub max_count: Option<usize>,
}

/// Who counts in N.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Base {
    /// Every rated unit.
    #[default]
    All,
    /// Only units without a veto.
    Unvetoed,
}

/// What becomes of units that tie across a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineTie {
    /// 并列都取
    AdmitAll,
    /// 并列都不取: no more than there is room for.
    #[default]
    AdmitNone,
}

impl LineTie {
    /// How many of `n` in order of points get into `room` places, and whether a tie stood across the
    /// line. `same` says whether two of them tie.
    pub fn cut(self, n: usize, room: usize, same: impl Fn(usize, usize) -> bool) -> (usize, bool) {
        if n <= room || room == 0 {
            return (n.min(room), false);
        }
        if !same(room - 1, room) {
            return (room, false);
        }
        let taken = match self {
            Self::AdmitAll => (room..n).find(|k| !same(room, *k)).unwrap_or(n),
            Self::AdmitNone => (0..room).find(|k| same(*k, room)).unwrap_or(room),
        };
        (taken, true)
    }
}

/// A unit to be graded.
#[derive(Debug, Clone, Copy)]
pub struct Candidate<'a> {
    /// Place of its group among the groups.
    pub group: usize,
    /// Its points; without any it gets no grade and does not count in N.
    pub score: Option<&'a Exact>,
    /// Place of the best grade that it may get, if that is limited.
    pub best: Option<usize>,
}

/// Who got which grade, and the room there was.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Graded {
    /// Places of the grades, by the units' positions in the list.
    pub grades: Vec<Option<usize>>,
    /// What each scope had of each grade.
    pub filled: Vec<Vec<Filled>>,
}

/// What a scope had of a grade.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Filled {
    /// N.
    pub base: usize,
    /// Places there were; any number if `None`.
    pub room: Option<usize>,
    /// Places that were taken.
    pub taken: usize,
    /// A tie stood across the line.
    pub tied: bool,
}

impl GradeQuota {
    /// The place of a grade.
    ///
    /// # Errors
    /// No grade of that name.
    pub fn place(&self, name: &str) -> Result<usize, Fault> {
        let names = || self.grades.iter().map(|g| g.name.as_str());
        names().position(|n| n == name).ok_or_else(|| Fault::unknown("best_grade", name, names()))
    }

    /// Gives the grades.
    ///
    /// # Errors
    /// A percentage that makes more units than can be counted.
    pub fn assign(&self, units: &[Candidate<'_>]) -> Result<Graded, Fault> {
        let mut order: Vec<(usize, &Exact, usize)> = units
            .iter()
            .enumerate()
            .filter_map(|(n, unit)| Some((self.scope.of(unit.group), unit.score?, n)))
            .collect();
        order.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| b.1.cmp(a.1)));
        let mut graded = Graded { grades: vec![None; units.len()], filled: Vec::new() };
        for scope in order.chunk_by(|a, b| a.0 == b.0) {
            let filled = self.fill(scope, units, &mut graded.grades)?;
            let number = scope.first().map_or(0, |row| row.0);
            if graded.filled.len() <= number {
                graded.filled.resize_with(number + 1, Vec::new);
            }
            graded.filled[number] = filled;
        }
        Ok(graded)
    }

    /// Fills the grades of one scope, whose units come best first.
    fn fill(
        &self,
        scope: &[(usize, &Exact, usize)],
        units: &[Candidate<'_>],
        grades: &mut [Option<usize>],
    ) -> Result<Vec<Filled>, Fault> {
        let base = match self.quota_base {
            Base::All => scope.len(),
            Base::Unvetoed => scope.iter().filter(|row| units[row.2].best.is_none()).count(),
        };
        let mut rest: Vec<(&Exact, usize)> = scope.iter().map(|row| (row.1, row.2)).collect();
        let mut filled = Vec::with_capacity(self.grades.len());
        for (place, grade) in self.grades.iter().enumerate() {
            let fit: Vec<(&Exact, usize)> = rest
                .iter()
                .copied()
                .filter(|(score, unit)| grade.reached(score) && units[*unit].best.is_none_or(|b| b <= place))
                .collect();
            let room = self.room(grade, base)?;
            let (taken, tied) =
                self.boundary_tie.cut(fit.len(), room.unwrap_or(fit.len()), |a, b| fit[a].0 == fit[b].0);
            for (_, unit) in &fit[..taken] {
                grades[*unit] = Some(place);
            }
            rest.retain(|(_, unit)| grades[*unit].is_none());
            filled.push(Filled { base, room, taken, tied });
        }
        Ok(filled)
    }

    fn room(&self, grade: &QuotaGrade, base: usize) -> Result<Option<usize>, Fault> {
        let Some(percent) = &grade.max_percent else { return Ok(grade.max_count) };
        let share = percent_of(percent, base, self.quota_rounding)?;
        Ok(Some(grade.max_count.map_or(share, |count| count.min(share))))
    }

    /// Says how a unit came to its grade: every better one that it missed, and the one that it got.
    pub fn explain(&self, unit: usize, units: &[Candidate<'_>], graded: &Graded, notes: &mut Notes) {
        let Some(candidate) = units.get(unit) else { return };
        let Some(score) = candidate.score else { return notes.add("not-graded", || []) };
        let got = graded.grades.get(unit).copied().flatten();
        let filled = graded.filled.get(self.scope.of(candidate.group));
        for (place, grade) in self.grades.iter().enumerate().take(got.unwrap_or(self.grades.len())) {
            let name = || grade.name.as_str().into();
            if candidate.best.is_some_and(|best| best > place) {
                notes.add("grade-limited", || [("grade", name())]);
            } else if let Some(min) = grade.min.as_ref().filter(|_| !grade.reached(score)) {
                notes.add("grade-not-reached", || {
                    [("score", score.into()), ("grade", name()), ("min", min.into())]
                });
            } else if let Some(row) = filled.and_then(|rows| rows.get(place)) {
                self.explain_room(grade, row, notes);
            }
        }
        match got.and_then(|place| self.grades.get(place)) {
            Some(grade) => notes.add("graded", || [("grade", grade.name.as_str().into())]),
            None => notes.add("not-graded", || []),
        }
    }

    fn explain_room(&self, grade: &QuotaGrade, row: &Filled, notes: &mut Notes) {
        let name = || grade.name.as_str().into();
        let room = row.room.unwrap_or(row.taken);
        if let Some(percent) = &grade.max_percent {
            notes.add("grade-room", || {
                [
                    ("grade", name()),
                    ("base", row.base.into()),
                    ("percent", percent.into()),
                    ("room", room.into()),
                ]
            });
        }
        if row.tied && self.boundary_tie == LineTie::AdmitNone {
            notes.add("grade-line-tied", || [("grade", name()), ("room", room.into())]);
        } else {
            notes.add("grade-full", || [("grade", name()), ("room", room.into())]);
        }
    }
}

impl QuotaGrade {
    fn reached(&self, score: &Exact) -> bool {
        self.min.as_ref().is_none_or(|min| score >= min)
    }
}

/// `percent` of a number of units or people, as a whole number that is not below nought.
///
/// # Errors
/// A percentage that makes more than can be counted.
pub fn percent_of(percent: &Exact, count: usize, rounding: Mode) -> Result<usize, Fault> {
    let share = (percent * &Exact::count(count)).over(&Exact::HUNDRED).unwrap_or_default();
    let whole = share.rounded(0, rounding).ok_or_else(Fault::too_large)?;
    usize::try_from(whole.max(0)).map_err(|_| Fault::too_large())
}

fn answer(mut given: Given) -> Result<Given, Fault> {
    let case = CaseUnits::take(&mut given)?;
    let quota: GradeQuota = parse(given)?;
    let mut candidates = Vec::with_capacity(case.units.len());
    for (n, unit) in case.units.iter().enumerate() {
        let best = unit.best_grade.as_deref().map(|name| quota.place(name)).transpose();
        candidates.push(Candidate {
            group: case.groups[n],
            score: unit.score.as_ref().filter(|_| !case.excluded[n]),
            best: best.map_err(|f| f.within(&unit.id).within("units"))?,
        });
    }
    let graded = quota.assign(&candidates)?;
    let names = graded.grades.iter().map(|grade| Some(quota.grades.get((*grade)?)?.name.as_str()));
    Ok(case.reply("grades", names))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::assess::trace::{Language, Words};
    use crate::assess::vectors::ask;

    /// Five units 95, 92, 92, 92, 50 in order; `A` from 90 as given, `B` from 60 for at most one, `C`.
    fn five(options: Value, first: Value, vetoed: &[usize]) -> Vec<Value> {
        let scores = ["95", "92", "92", "92", "50"];
        let units: Vec<Value> = scores
            .iter()
            .enumerate()
            .map(|(n, score)| {
                let best = vetoed.contains(&n).then_some("C");
                json!({"id": n.to_string(), "group": "g", "score": score, "best_grade": best})
            })
            .collect();
        let mut given = options;
        given["units"] = Value::Array(units);
        given["grades"] = json!([first, {"name": "B", "min": "60", "max_count": 1, "max_percent": null},
            {"name": "C", "min": "55"}]);
        let out = ask("grade_quota", given);
        (0..5).map(|n| out["grades"][n.to_string()].clone()).collect()
    }

    #[test]
    fn a_tie_across_the_line_is_admitted_or_left_out_as_a_whole() {
        let a = json!({"name": "A", "min": "90", "max_percent": "60"});
        let out = five(json!({"boundary_tie": "admit_all"}), a.clone(), &[]);
        assert_eq!(out[..4], ["A", "A", "A", "A"]);
        assert!(out[4].is_null(), "50 reaches no grade");
        let out = five(json!({"boundary_tie": "admit_none"}), a, &[]);
        // Three of five may be A; 92 stands across that line, and across the one place of B as well.
        assert_eq!(out[..4], ["A", "C", "C", "C"]);
    }

    #[test]
    fn no_room_admits_nobody_and_a_vetoed_unit_takes_no_place() {
        let none = json!({"name": "A", "min": "90", "max_percent": "0"});
        let out = five(json!({"boundary_tie": "admit_all"}), none, &[]);
        assert_eq!(out[..4], ["B", "C", "C", "C"]);
        // Without the vetoed first N is 4: 40% of 4 is 1.6, cut 1; of 5 it is 2.
        let some = json!({"name": "A", "min": "90", "max_percent": "40"});
        let by =
            |base: &str| json!({"boundary_tie": "admit_all", "quota_rounding": "down", "quota_base": base});
        assert_eq!(five(by("unvetoed"), some.clone(), &[0, 1, 2])[..4], ["C", "C", "C", "B"]);
        assert_eq!(five(by("all"), some, &[0, 1, 2])[..4], ["C", "C", "C", "A"]);
    }

    #[test]
    fn groups_have_room_of_their_own() {
        let grades = json!([{"name": "A", "max_count": 1}, {"name": "B"}]);
        let units = json!([{"id": "a", "group": "x", "score": "9"}, {"id": "b", "group": "x", "score": "8"},
            {"id": "c", "group": "y", "score": "7"}, {"id": "d", "group": "y", "score": null}]);
        let out = ask("grade_quota", json!({"scope": "group", "grades": grades, "units": units}));
        assert_eq!(out["grades"], json!({"a": "A", "b": "B", "c": "A"}));
        let wrong = json!([{"id": "a", "score": "9", "best_grade": "D"}]);
        let fault = ask("grade_quota", json!({"grades": [{"name": "A"}], "units": wrong}));
        assert!(fault.as_str().unwrap().starts_with("units.a.best_grade: found \"D\""), "{fault}");
    }

    #[test]
    fn a_unit_is_told_what_it_missed() {
        let quota: GradeQuota = serde_json::from_value(json!({"grades": [
            {"name": "优秀", "min": "90", "max_percent": "30"}, {"name": "良好", "min": "80"}]}))
        .unwrap();
        let scores = ["95", "93", "70"].map(|t| t.parse::<Exact>().unwrap());
        let units: Vec<Candidate<'_>> =
            scores.iter().map(|s| Candidate { group: 0, score: Some(s), best: None }).collect();
        let graded = quota.assign(&units).unwrap();
        assert_eq!(graded.grades, [Some(0), Some(1), None]);
        let told = |unit| {
            let mut notes = Notes::on();
            quota.explain(unit, &units, &graded, &mut notes);
            let words = Words::of(Language::Chinese);
            notes.steps().iter().map(|s| words.sentence(s)).collect::<Vec<_>>().join("；")
        };
        assert_eq!(
            told(1),
            "“优秀”名额：3个单位的30%，取1个；“优秀”的1个名额已由得分更高的单位用完；评为“良好”"
        );
        assert_eq!(told(2), "70分，未达到“优秀”要求的90分；70分，未达到“良好”要求的80分；没有评定等次");
    }
}

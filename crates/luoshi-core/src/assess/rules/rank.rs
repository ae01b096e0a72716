//! 排名: places by points, with ties as the scheme says.
//!
//! Points are compared after rounding half up to `compare_places`, so that two units with the same
//! printed points never get different places for digits that nobody sees. Then the tie breakers, in
//! their order; a unit without a value there comes after those with one. What is still equal shares a
//! place: `standard` 1,2,2,4 · `dense` 1,2,2,3 · `modified` 1,3,3,4; `ordinal` goes on by the units'
//! ids, so that the order in which they were listed changes nothing. Excluded units and units without
//! points take no place; units that a veto puts last come after all others of their scope, by points
//! among themselves.

use std::cell::OnceCell;
use std::cmp::Ordering;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::assess::exact::Exact;
use crate::assess::fault::Fault;
use crate::assess::kind::{Given, Kind, parse, take};
use crate::assess::round::Mode;
use crate::assess::rule::Direction;
use crate::assess::trace::{Arg, Notes};

/// Its line in the list.
pub const KIND: Kind = Kind::stage("rank", answer);

/// How units are ranked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ranking {
    /// Who is ranked together.
    #[serde(default)]
    pub scope: Scope,
    /// What a tie does to places.
    #[serde(default)]
    pub method: Method,
    /// Which way is good.
    #[serde(default)]
    pub direction: Direction,
    /// What parts units of the same points, in order.
    #[serde(default)]
    pub tie_breakers: Vec<TieBreaker>,
    /// Places behind the point that points are compared with; all digits if absent.
    pub compare_places: Option<u8>,
}

/// Who is compared with whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// 全体
    #[default]
    All,
    /// 同组
    Group,
}

impl Scope {
    /// The scope of a unit of a group.
    #[must_use]
    pub const fn of(self, group: usize) -> usize {
        match self {
            Self::All => 0,
            Self::Group => group,
        }
    }
}

/// What a tie does to places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// 并列占位: 1,2,2,4
    #[default]
    Standard,
    /// 并列不占位: 1,2,2,3
    Dense,
    /// 并列取后位: 1,3,3,4
    Modified,
    /// 不并列
    Ordinal,
}

/// A value that parts units of the same points.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TieBreaker {
    /// Name of the value.
    pub key: String,
    /// Which end comes first.
    #[serde(default)]
    pub order: First,
}

/// Which end comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum First {
    /// The larger.
    #[default]
    Desc,
    /// The smaller.
    Asc,
}

/// Where a unit stands before points are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Ranked by points.
    #[default]
    Keep,
    /// After all others of the scope.
    Last,
    /// Not ranked.
    Exclude,
}

/// A unit to be ranked.
#[derive(Debug, Clone, Copy)]
pub struct Entrant<'a> {
    /// Its id; what `ordinal` goes by in the end.
    pub id: &'a str,
    /// Place of its group among the groups.
    pub group: usize,
    /// Its points; without any it is not ranked.
    pub score: Option<&'a Exact>,
    /// Where it stands before points are looked at.
    pub standing: Standing,
}

/// A unit's place and how it came to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The place, from 1.
    pub rank: usize,
    /// How many are ranked in its scope.
    pub of: usize,
    /// How many have the same points and keys, itself included.
    pub tied: usize,
    /// Number of the tie breaker that parted it from a unit of the same points.
    pub parted_by: Option<usize>,
    /// Put behind all others.
    pub last: bool,
}

/// A ranked unit: where it is found, and what is compared first.
struct Row {
    unit: usize,
    scope: usize,
    last: bool,
    score: Exact,
    keys: OnceCell<Values>,
}

/// Values for the tie breakers, in their order.
pub type Values = Vec<Option<Exact>>;

impl Ranking {
    /// Places by the units' positions in the list; `None` for those that are not ranked. `keys` gives
    /// the values of a unit (by its position) for the tie breakers. Few units tie, and finding these
    /// values may take longer than ranking, so it is asked only where points are equal.
    ///
    /// # Errors
    /// Points past the digits that can be rounded.
    pub fn places(
        &self,
        units: &[Entrant<'_>],
        keys: impl Fn(usize) -> Values,
    ) -> Result<Vec<Option<Place>>, Fault> {
        let mut rows = Vec::with_capacity(units.len());
        for (unit, entrant) in units.iter().enumerate() {
            if let (Some(score), Standing::Keep | Standing::Last) = (entrant.score, entrant.standing) {
                let scope = self.scope.of(entrant.group);
                let last = entrant.standing == Standing::Last;
                let keys = OnceCell::new();
                rows.push(Row { unit, scope, last, score: self.compared(score)?, keys });
            }
        }
        rows.sort_unstable_by(|a, b| {
            a.scope
                .cmp(&b.scope)
                .then_with(|| self.order(a, b, &keys))
                .then_with(|| units[a.unit].id.cmp(units[b.unit].id))
        });
        let mut places = vec![None; units.len()];
        for scope in rows.chunk_by(|a, b| a.scope == b.scope) {
            self.number(scope, &keys, &mut places);
        }
        Ok(places)
    }

    /// Says how a unit came to its place.
    pub fn explain(&self, place: Option<&Place>, notes: &mut Notes) {
        let Some(place) = place else {
            notes.add("not-ranked", || []);
            return;
        };
        if place.last {
            notes.add("ranked-last", || []);
        }
        if let Some(breaker) = place.parted_by.and_then(|n| self.tie_breakers.get(n)) {
            notes.add("tie-parted", || [("key", breaker.key.as_str().into())]);
        }
        if place.tied > 1 {
            notes.add("tied", || [("others", (place.tied - 1).into()), ("method", self.method.word())]);
        }
        notes.add("ranked", || [("of", place.of.into()), ("rank", place.rank.into())]);
    }

    /// Points as they are compared.
    fn compared(&self, score: &Exact) -> Result<Exact, Fault> {
        let Some(places) = self.compare_places else { return Ok(score.clone()) };
        let digits = score.rounded(places, Mode::HalfUp).ok_or_else(Fault::too_large)?;
        Ok(Exact::scaled(digits, places))
    }

    /// Who comes first of two units of one scope; equal for a tie.
    fn order(&self, a: &Row, b: &Row, keys: &impl Fn(usize) -> Values) -> Ordering {
        let by_points = match self.direction {
            Direction::HigherBetter => b.score.cmp(&a.score),
            Direction::LowerBetter => a.score.cmp(&b.score),
        };
        a.last
            .cmp(&b.last)
            .then(by_points)
            .then_with(|| self.parting(a, b, keys).map_or(Ordering::Equal, |(_, order)| order))
    }

    /// The first tie breaker that parts two units, and which of them it puts first.
    fn parting(&self, a: &Row, b: &Row, keys: &impl Fn(usize) -> Values) -> Option<(usize, Ordering)> {
        if self.tie_breakers.is_empty() {
            return None;
        }
        let [a, b] = [a, b].map(|row| row.keys.get_or_init(|| keys(row.unit)));
        self.tie_breakers.iter().enumerate().find_map(|(n, breaker)| {
            let a = a.get(n).and_then(Option::as_ref);
            let b = b.get(n).and_then(Option::as_ref);
            let order = match (a, b) {
                (Some(a), Some(b)) if breaker.order == First::Desc => b.cmp(a),
                (Some(a), Some(b)) => a.cmp(b),
                (a, b) => b.is_some().cmp(&a.is_some()),
            };
            (order != Ordering::Equal).then_some((n, order))
        })
    }

    /// Numbers the units of one scope, which are in order.
    fn number(&self, scope: &[Row], keys: &impl Fn(usize) -> Values, places: &mut [Option<Place>]) {
        let mut before = 0;
        let ties = scope.chunk_by(|a, b| self.order(a, b, keys) == Ordering::Equal);
        for (dense, tie) in ties.enumerate() {
            for (n, row) in tie.iter().enumerate() {
                let rank = match self.method {
                    Method::Standard => before + 1,
                    Method::Dense => dense + 1,
                    Method::Modified => before + tie.len(),
                    Method::Ordinal => before + n + 1,
                };
                let place = Place { rank, of: scope.len(), tied: tie.len(), parted_by: None, last: row.last };
                places[row.unit] = Some(place);
            }
            before += tie.len();
        }
        if !self.tie_breakers.is_empty() {
            self.tell_parted(scope, keys, places);
        }
    }

    fn tell_parted(&self, scope: &[Row], keys: &impl Fn(usize) -> Values, places: &mut [Option<Place>]) {
        for pair in scope.windows(2) {
            let [a, b] = pair else { continue };
            if a.last != b.last || a.score != b.score {
                continue;
            }
            let by = self.parting(a, b, keys).map(|(n, _)| n);
            for unit in [a.unit, b.unit] {
                if let Some(place) = &mut places[unit] {
                    place.parted_by = place.parted_by.or(by);
                }
            }
        }
    }
}

impl Method {
    /// Its word, for traces.
    const fn word(self) -> Arg {
        Arg::Word(match self {
            Self::Standard => "standard",
            Self::Dense => "dense",
            Self::Modified => "modified",
            Self::Ordinal => "ordinal",
        })
    }
}

/// A unit with points, as cases list it.
#[derive(Debug, Clone, Deserialize)]
pub struct CaseUnit {
    /// Its id.
    pub id: String,
    /// Its group.
    #[serde(default)]
    pub group: Option<String>,
    /// Its points.
    #[serde(default)]
    pub score: Option<Exact>,
    /// Its values for tie breakers.
    #[serde(default)]
    pub keys: Option<BTreeMap<String, Option<Exact>>>,
    /// The best grade that it may get.
    #[serde(default)]
    pub best_grade: Option<String>,
}

/// The units of a case, with the numbers of their groups, and the names of these.
pub struct CaseUnits {
    /// The units.
    pub units: Vec<CaseUnit>,
    /// Numbers of their groups.
    pub groups: Vec<usize>,
    /// Names by number.
    pub names: Vec<String>,
    /// Whether they are excluded.
    pub excluded: Vec<bool>,
}

impl CaseUnits {
    /// Takes `units` and `excluded` out of a case.
    ///
    /// # Errors
    /// Units of another form.
    pub fn take(given: &mut Given) -> Result<Self, Fault> {
        let units: Vec<CaseUnit> = take(given, "units")?;
        let out: Vec<String> = take(given, "excluded")?;
        let (groups, names) = indices(units.iter().map(|u| u.group.as_deref().unwrap_or_default()));
        let names = names.into_iter().map(str::to_owned).collect();
        let excluded = units.iter().map(|u| out.contains(&u.id)).collect();
        Ok(Self { units, groups, names, excluded })
    }

    /// Results under the ids of their units; units without one are left out.
    pub fn reply<T: Into<Value>>(&self, key: &str, results: impl Iterator<Item = Option<T>>) -> Given {
        let found = self.units.iter().zip(results).filter_map(|(unit, result)| {
            let value: Value = result?.into();
            Some((unit.id.clone(), value))
        });
        Given::from_iter([(key.to_owned(), Value::Object(found.collect()))])
    }
}

/// Numbers for names, in order of first sight, and the names by number.
pub fn indices<'a>(names: impl Iterator<Item = &'a str>) -> (Vec<usize>, Vec<&'a str>) {
    let mut known: BTreeMap<&str, usize> = BTreeMap::new();
    let mut list = Vec::new();
    let numbers = names
        .map(|name| {
            *known.entry(name).or_insert_with(|| {
                list.push(name);
                list.len() - 1
            })
        })
        .collect();
    (numbers, list)
}

fn answer(mut given: Given) -> Result<Given, Fault> {
    let case = CaseUnits::take(&mut given)?;
    let ranking: Ranking = parse(given)?;
    let keys = |unit: usize| {
        let given = case.units.get(unit).and_then(|unit| unit.keys.as_ref());
        let key = |breaker: &TieBreaker| given?.get(&breaker.key).cloned().flatten();
        ranking.tie_breakers.iter().map(key).collect()
    };
    let entrants: Vec<Entrant<'_>> = case
        .units
        .iter()
        .enumerate()
        .map(|(n, unit)| Entrant {
            id: &unit.id,
            group: case.groups[n],
            score: unit.score.as_ref(),
            standing: if case.excluded[n] { Standing::Exclude } else { Standing::Keep },
        })
        .collect();
    let places = ranking.places(&entrants, keys)?;
    Ok(case.reply("ranks", places.iter().map(|place| Some(place.as_ref()?.rank))))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::assess::trace::{Language, Words};
    use crate::assess::vectors::ask;

    /// a 9, b 8 (k 1), c 8 (k 2), d 8 (no k), e 7.
    fn five(method: &str, tie_breakers: Value, direction: &str) -> Value {
        let mut units = vec![
            json!({"id": "e", "score": "7", "group": null, "keys": null}),
            json!({"id": "d", "score": "8", "keys": {}}),
            json!({"id": "c", "score": "8", "keys": {"k": "2"}}),
            json!({"id": "b", "score": 8, "keys": {"k": "1"}}),
            json!({"id": "a", "score": "9", "keys": {"k": null}}),
            json!({"id": "x", "score": null}),
        ];
        let mut ask = || {
            units.reverse();
            let given = json!({"method": method, "tie_breakers": tie_breakers, "direction": direction,
                "units": units, "excluded": null, "compare_places": null});
            ask("rank", given)["ranks"].clone()
        };
        let first = ask();
        assert_eq!(first, ask(), "the order of the list changes nothing");
        let rank = |id: &str| first.get(id).cloned().unwrap_or(Value::Null);
        assert!(rank("x").is_null());
        json!([rank("a"), rank("b"), rank("c"), rank("d"), rank("e")])
    }

    #[test]
    fn every_method_numbers_a_tie_of_three() {
        let none = json!([]);
        assert_eq!(five("standard", none.clone(), "higher_better"), json!([1, 2, 2, 2, 5]));
        assert_eq!(five("dense", none.clone(), "higher_better"), json!([1, 2, 2, 2, 3]));
        assert_eq!(five("modified", none.clone(), "higher_better"), json!([1, 4, 4, 4, 5]));
        assert_eq!(five("ordinal", none.clone(), "higher_better"), json!([1, 2, 3, 4, 5]));
        assert_eq!(five("standard", none, "lower_better"), json!([5, 2, 2, 2, 1]));
    }

    #[test]
    fn tie_breakers_go_either_way_and_a_missing_key_comes_last() {
        let by = |order: &str| json!([{"key": "k", "order": order}]);
        assert_eq!(five("standard", by("desc"), "higher_better"), json!([1, 3, 2, 4, 5]));
        assert_eq!(five("standard", by("asc"), "higher_better"), json!([1, 2, 3, 4, 5]));
    }

    fn entrant<'a>(id: &'a str, score: &'a Exact, standing: Standing) -> Entrant<'a> {
        Entrant { id, group: 0, score: Some(score), standing }
    }

    #[test]
    fn a_veto_puts_behind_everybody() {
        let [low, high] = ["60", "99"].map(|t| t.parse::<Exact>().unwrap());
        let units = [
            entrant("a", &high, Standing::Last),
            entrant("b", &low, Standing::Keep),
            entrant("c", &low, Standing::Last),
            entrant("d", &high, Standing::Exclude),
        ];
        let ranking = Ranking::default();
        let places = ranking.places(&units, |_| Vec::new()).unwrap();
        let ranks: Vec<Option<usize>> = places.iter().map(|p| p.map(|p| p.rank)).collect();
        assert_eq!(ranks, [Some(2), Some(1), Some(3), None]);
        let mut notes = Notes::on();
        ranking.explain(places[0].as_ref(), &mut notes);
        let words = Words::of(Language::Chinese);
        let told: Vec<String> = notes.steps().iter().map(|s| words.sentence(s)).collect();
        assert_eq!(told, ["按否决事项的规定排在其他单位之后", "在3个单位中排第2名"]);
    }
}

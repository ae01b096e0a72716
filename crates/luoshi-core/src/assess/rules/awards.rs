//! 奖项名额: prizes by points, so many in each group.
//!
//! Within a group the units go by points into the tiers in their order; every tier takes its own
//! count. A tie across a tier's line enters as a whole (and the next tier still has its own count) or
//! is left to the next tier as a whole. Excluded units and units below `min_score` get nothing, and
//! the next moves up.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::grade_quota::LineTie;
use super::rank::{CaseUnits, Scope};
use crate::assess::exact::Exact;
use crate::assess::fault::Fault;
use crate::assess::kind::{Given, Kind, parse};
use crate::assess::trace::Notes;

/// Its line in the list.
pub const KIND: Kind = Kind::stage("awards", answer);

/// Prizes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Awards {
    /// Whose points are compared: those of a group unless the scheme says all.
    pub scope: Option<Scope>,
    /// Tiers, best first.
    pub tiers: Vec<Tier>,
    /// What becomes of a tie across a line.
    #[serde(default)]
    pub boundary_tie: LineTie,
    /// Least points for any prize; none if absent.
    pub min_score: Option<Exact>,
}

/// A tier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tier {
    /// What it is called.
    pub name: String,
    /// How many, by the names of the groups.
    #[serde(default)]
    pub count_by_group: BTreeMap<String, usize>,
    /// How many in groups that are not named; none if absent.
    #[serde(default)]
    pub count: Option<usize>,
}

/// A unit in the running.
#[derive(Debug, Clone, Copy)]
pub struct Contender<'a> {
    /// Place of its group among the groups.
    pub group: usize,
    /// Its points; without any it gets no prize.
    pub score: Option<&'a Exact>,
    /// Barred, by a veto for example.
    pub excluded: bool,
}

impl Awards {
    fn scope(&self) -> Scope {
        self.scope.unwrap_or(Scope::Group)
    }

    /// Places of the tiers by the units' positions in the list. `groups` are the names of the groups.
    #[must_use]
    pub fn assign(&self, groups: &[&str], units: &[Contender<'_>]) -> Vec<Option<usize>> {
        let mut order: Vec<(usize, &Exact, usize)> = units
            .iter()
            .enumerate()
            .filter_map(|(n, unit)| Some((self.scope().of(unit.group), self.running(unit)?, n)))
            .collect();
        order.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| b.1.cmp(a.1)));
        let mut prizes = vec![None; units.len()];
        for scope in order.chunk_by(|a, b| a.0 == b.0) {
            let mut rest = scope;
            for (place, tier) in self.tiers.iter().enumerate() {
                let room = scope.first().map_or(0, |row| self.room(tier, groups, row.0));
                let (taken, _) = self.boundary_tie.cut(rest.len(), room, |a, b| rest[a].1 == rest[b].1);
                let (winners, others) = rest.split_at(taken);
                for (_, _, unit) in winners {
                    prizes[*unit] = Some(place);
                }
                rest = others;
            }
        }
        prizes
    }

    /// Points that a unit competes with; `None` for one that is out of the running.
    fn running<'a>(&self, unit: &Contender<'a>) -> Option<&'a Exact> {
        let enough = |score: &&Exact| self.min_score.as_ref().is_none_or(|min| *score >= min);
        unit.score.filter(|_| !unit.excluded).filter(enough)
    }

    /// Places of a tier in a scope: those of a group, or of all groups together.
    fn room(&self, tier: &Tier, groups: &[&str], scope: usize) -> usize {
        match self.scope() {
            Scope::All => tier.count.unwrap_or_else(|| tier.count_by_group.values().sum()),
            Scope::Group => {
                let named = groups.get(scope).and_then(|name| tier.count_by_group.get(*name));
                named.copied().or(tier.count).unwrap_or(0)
            }
        }
    }

    /// Says why a unit has a prize or none.
    pub fn explain(&self, unit: &Contender<'_>, prize: Option<usize>, notes: &mut Notes) {
        if let Some(tier) = prize.and_then(|place| self.tiers.get(place)) {
            notes.add("prize", || [("prize", tier.name.as_str().into())]);
            return;
        }
        let short = unit.score.zip(self.min_score.as_ref()).filter(|(score, min)| score < min);
        match short {
            _ if unit.excluded => notes.add("prize-barred", || []),
            Some((score, min)) => {
                notes.add("prize-short", || [("score", score.into()), ("min", min.into())]);
            }
            None => notes.add("no-prize", || []),
        }
    }
}

fn answer(mut given: Given) -> Result<Given, Fault> {
    let case = CaseUnits::take(&mut given)?;
    let awards: Awards = parse(given)?;
    let contenders: Vec<Contender<'_>> = case
        .units
        .iter()
        .enumerate()
        .map(|(n, unit)| Contender {
            group: case.groups[n],
            score: unit.score.as_ref(),
            excluded: case.excluded[n],
        })
        .collect();
    let groups: Vec<&str> = case.names.iter().map(String::as_str).collect();
    let prizes = awards.assign(&groups, &contenders);
    let names = prizes.iter().map(|place| Some(awards.tiers.get((*place)?)?.name.as_str()));
    Ok(case.reply("awards", names))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::assess::vectors::ask;

    /// a 9, b 8, c 8, d 7, e 6 of one group, f 5 of a group without prizes.
    fn six(options: Value) -> Value {
        let units: Vec<Value> = [("a", "9"), ("b", "8"), ("c", "8"), ("d", "7"), ("e", "6"), ("f", "5")]
            .iter()
            .map(|(id, score)| json!({"id": id, "score": score, "group": if *id == "f" { "y" } else { "x" }}))
            .collect();
        let mut given = options;
        given["units"] = Value::Array(units);
        given["tiers"] =
            json!([{"name": "1", "count_by_group": {"x": 2}}, {"name": "2", "count_by_group": {"x": 1}}]);
        ask("awards", given)["awards"].clone()
    }

    #[test]
    fn a_tie_enters_or_waits_as_a_whole_and_the_next_tier_keeps_its_count() {
        let all = six(json!({"boundary_tie": "admit_all", "excluded": [], "min_score": null}));
        assert_eq!(all, json!({"a": "1", "b": "1", "c": "1", "d": "2"}));
        // b and c wait for the second tier, in which they do not fit either.
        let none = six(json!({"boundary_tie": "admit_none", "excluded": null}));
        assert_eq!(none, json!({"a": "1"}));
    }

    #[test]
    fn those_barred_or_below_the_line_are_passed_over() {
        let barred = six(json!({"boundary_tie": "admit_all", "excluded": ["a", "b"]}));
        assert_eq!(barred, json!({"c": "1", "d": "1", "e": "2"}));
        let short = six(json!({"boundary_tie": "admit_all", "min_score": "8", "excluded": ["b"]}));
        assert_eq!(short, json!({"a": "1", "c": "1"}));
    }

    #[test]
    fn a_count_for_every_group_or_for_all_together() {
        let units = json!([{"id": "a", "group": "x", "score": "9"}, {"id": "b", "group": "y", "score": "8"},
            {"id": "c", "group": "y", "score": "7"}]);
        let tiers = json!([{"name": "1", "count": 1, "count_by_group": {"x": 0}}]);
        let each = ask("awards", json!({"tiers": tiers, "units": units}));
        assert_eq!(each["awards"], json!({"b": "1"}));
        let all = ask("awards", json!({"tiers": tiers, "units": units, "scope": "all"}));
        assert_eq!(all["awards"], json!({"a": "1"}));
    }
}

//! A whole scheme over all its units: points, totals, places, grades, prizes.
//!
//! The engine keeps what a change can touch — an item's pools, a unit's totals, a scope's places —
//! so that one changed value costs one pool and one group, and gives just what a full run gives.

mod explain;
mod items;
mod totals;

use std::collections::BTreeSet;
use std::sync::Arc;

pub use explain::{Explained, Section};
pub use items::{Cell, Entry, Scored, Unit};

use super::exact::Exact;
use super::fault::{Fault, Wrong};
use super::rules::awards::Contender;
use super::rules::grade_quota::{Candidate, Graded};
use super::rules::rank::{Entrant, Place, Scope, Standing};
use super::rules::veto::Effect;
use super::scheme::model::Scheme;

/// What is known of a unit besides its items.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Extra {
    /// 难度系数
    pub coefficient: Option<Exact>,
    /// Matters that happened, by the names of the scheme's vetoes.
    pub matters: Vec<String>,
    /// What they do, when no veto of the scheme has their name.
    pub effect: Effect,
}

/// A fault in the facts of a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Index of the item; `None` when it is not about an item.
    pub item: Option<usize>,
    /// Index of the unit.
    pub unit: usize,
    /// What is wrong.
    pub fault: Fault,
}

/// A unit's results.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standings {
    /// Total in steps of the last place of the scheme; `None`: not rated.
    pub total: Option<i128>,
    /// Its place.
    pub place: Option<Place>,
    /// Index of its grade.
    pub grade: Option<usize>,
    /// Index of its tier of prizes.
    pub award: Option<usize>,
}

/// Units whose results a change touched.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Touched {
    /// Other points for the item.
    pub points: BTreeSet<usize>,
    /// Another total.
    pub totals: BTreeSet<usize>,
    /// Another place, grade or prize.
    pub standings: BTreeSet<usize>,
}

/// A scheme with its units and their facts.
#[derive(Debug)]
pub struct Assessment {
    scheme: Arc<Scheme>,
    units: Vec<Unit>,
    /// Units of each group, and all of them in a last list.
    members: Vec<Vec<usize>>,
    items: Vec<Scored>,
    extras: Vec<Extra>,
    totals: totals::Totals,
    results: Vec<Standings>,
    graded: Graded,
}

impl Assessment {
    /// A scheme and its units, nothing entered yet.
    ///
    /// # Errors
    /// Items whose rules cannot be made, or a unit of a group that is not there.
    pub fn new(scheme: Arc<Scheme>, units: Vec<Unit>) -> Result<Self, Vec<Fault>> {
        let groups = scheme.groups.len().max(1);
        let mut members = vec![Vec::new(); groups + 1];
        for (index, unit) in units.iter().enumerate() {
            let Some(group) = members.get_mut(unit.group).filter(|_| unit.group < groups) else {
                return Err(vec![Fault::new(
                    unit.id.as_ref(),
                    Wrong::Unfit("a group that the scheme does not have"),
                )]);
            };
            group.push(index);
        }
        if let Some(all) = members.last_mut() {
            *all = (0..units.len()).collect();
        }
        let mut faults = Vec::new();
        let mut items = Vec::with_capacity(scheme.items.len());
        for item in &scheme.items {
            let full = (0..groups).map(|group| scheme.full(item, group)).collect();
            match Scored::new(item, full, units.len()) {
                Ok(scored) => items.push(scored),
                Err(fault) => faults.push(fault.within(&item.code)),
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(Self {
            totals: totals::Totals::new(&scheme, units.len())?,
            extras: vec![Extra::default(); units.len()],
            results: vec![Standings::default(); units.len()],
            graded: Graded::default(),
            scheme,
            units,
            members,
            items,
        })
    }

    /// The scheme.
    #[must_use]
    pub fn scheme(&self) -> &Scheme {
        &self.scheme
    }

    /// The units.
    #[must_use]
    pub fn units(&self) -> &[Unit] {
        &self.units
    }

    /// The items with their points.
    #[must_use]
    pub fn items(&self) -> &[Scored] {
        &self.items
    }

    /// Results by unit.
    #[must_use]
    pub fn results(&self) -> &[Standings] {
        &self.results
    }

    /// Enters what is known of a unit and an item, without computing anything.
    ///
    /// # Errors
    /// Facts that do not fit the rule; what was entered before stays.
    pub fn enter(&mut self, item: usize, unit: usize, entry: &Entry) -> Result<(), Fault> {
        let group = self.units.get(unit).map_or(0, |u| u.group);
        match self.items.get_mut(item) {
            Some(scored) => scored.enter(unit, group, entry),
            None => Err(Fault::new("item", Wrong::Missing)),
        }
    }

    /// Enters what is known of a unit besides its items, without computing anything.
    pub fn set_extra(&mut self, unit: usize, extra: Extra) {
        if let Some(slot) = self.extras.get_mut(unit) {
            *slot = extra;
        }
    }

    /// Computes everything, items shared among `threads`.
    ///
    /// # Errors
    /// Every unit and item whose facts do not fit.
    pub fn run(&mut self, threads: usize) -> Result<(), Vec<Refused>> {
        let (units, members) = (&self.units, &self.members);
        let share = self.items.len().div_ceil(threads.max(1)).max(1);
        let refused: Vec<Refused> = std::thread::scope(|scope| {
            let parts: Vec<_> = (0..)
                .step_by(share)
                .zip(self.items.chunks_mut(share))
                .map(|(first, part)| scope.spawn(move || score_all(first, part, units, members)))
                .collect();
            parts.into_iter().flat_map(|part| part.join().unwrap_or_default()).collect()
        });
        if !refused.is_empty() {
            return Err(refused);
        }
        let all: BTreeSet<usize> = (0..self.units.len()).collect();
        self.sum(&all)?;
        self.stand(&all).map_err(|fault| vec![Refused { item: None, unit: 0, fault }])?;
        Ok(())
    }

    /// Enters a changed value and computes what it touches: the pool, the totals, the places. The
    /// result is that of a full run.
    ///
    /// # Errors
    /// Facts that do not fit; then everything stays as it was.
    pub fn change(&mut self, item: usize, unit: usize, entry: &Entry) -> Result<Touched, Vec<Refused>> {
        let refuse = |fault| vec![Refused { item: Some(item), unit, fault }];
        let group = self.units.get(unit).map_or(0, |u| u.group);
        self.enter(item, unit, entry).map_err(refuse)?;
        let Some(scored) = self.items.get_mut(item) else { return Err(refuse(Fault::missing("item"))) };
        let mut points = BTreeSet::new();
        let pool = scored.pool_of(group);
        let empty = Vec::new();
        let members = pool_members(&self.members, scored, pool).unwrap_or(&empty);
        let moved = scored.compares() && scored.gather(pool, members).map_err(refuse)?;
        let only = [unit];
        let rescored: &[usize] = if moved { members } else { &only };
        for &other in rescored {
            let group = self.units.get(other).map_or(0, |u| u.group);
            if scored
                .score(other, group)
                .map_err(|fault| vec![Refused { item: Some(item), unit: other, fault }])?
            {
                points.insert(other);
            }
        }
        let dirty = self.totals_after(item, &points);
        let totals = self.sum(&dirty)?;
        let standings = self.stand(&self.scopes_of(&totals, &points)).map_err(refuse)?;
        Ok(Touched { points, totals, standings })
    }

    /// Units whose totals may move when an item's points moved.
    fn totals_after(&self, item: usize, points: &BTreeSet<usize>) -> BTreeSet<usize> {
        let mut dirty = points.clone();
        if points.is_empty() {
            return dirty;
        }
        if self.totals.spreads(&self.scheme, item) {
            dirty.extend(0..self.units.len());
        }
        dirty
    }

    /// Sums some units. Those whose total moved.
    fn sum(&mut self, units: &BTreeSet<usize>) -> Result<BTreeSet<usize>, Vec<Refused>> {
        let mut moved = BTreeSet::new();
        self.totals.prepare(&self.scheme, &self.items, &self.units);
        for &unit in units {
            let total = self
                .total_of(unit, &mut super::trace::Notes::off())
                .map_err(|fault| vec![Refused { item: None, unit, fault }])?;
            if let Some(result) = self.results.get_mut(unit)
                && result.total != total
            {
                result.total = total;
                moved.insert(unit);
            }
        }
        Ok(moved)
    }

    /// Every unit of the scopes in which something moved: places are only right for whole scopes.
    fn scopes_of(&self, totals: &BTreeSet<usize>, points: &BTreeSet<usize>) -> BTreeSet<usize> {
        let by_keys = !self.scheme.ranking.tie_breakers.is_empty();
        let vetoed = self.totals.has_conditions();
        let mut moved: BTreeSet<usize> = totals.clone();
        if by_keys || vetoed {
            moved.extend(points);
        }
        if moved.is_empty() {
            return moved;
        }
        let scopes = [
            Some(self.scheme.ranking.scope),
            self.scheme.grading.as_ref().map(|g| g.quota.scope),
            self.scheme.awards.as_ref().map(|a| a.scope.unwrap_or(Scope::Group)),
        ];
        if scopes.contains(&Some(Scope::All)) {
            return (0..self.units.len()).collect();
        }
        let groups: BTreeSet<usize> = moved.iter().filter_map(|u| Some(self.units.get(*u)?.group)).collect();
        groups.iter().filter_map(|g| self.members.get(*g)).flatten().copied().collect()
    }

    /// Places, grades and prizes of whole scopes. Units for which one of them moved.
    fn stand(&mut self, units: &BTreeSet<usize>) -> Result<BTreeSet<usize>, Fault> {
        let list: Vec<usize> = units.iter().copied().collect();
        let scores: Vec<Option<Exact>> = list.iter().map(|u| self.total(*u)).collect();
        let effects: Vec<Effect> = list.iter().map(|u| self.effect(*u)).collect();
        let keys: Vec<Vec<Option<Exact>>> = list.iter().map(|u| self.keys(*u)).collect();
        let group = |unit: usize| self.units.get(unit).map_or(0, |u| u.group);
        let mut entrants = Vec::with_capacity(list.len());
        for ((unit, score), (effect, keys)) in list.iter().zip(&scores).zip(effects.iter().zip(&keys)) {
            let id = self.units.get(*unit).map_or("", |u| &u.id);
            entrants.push(Entrant {
                id,
                group: group(*unit),
                score: score.as_ref(),
                keys,
                standing: effect.standing,
            });
        }
        let places = self.scheme.ranking.places(&entrants)?;
        let excluded = |effect: &Effect| effect.standing == Standing::Exclude;
        let graded = self.graded_of(&list, &scores, &effects)?;
        let contenders: Vec<Contender<'_>> = list
            .iter()
            .zip(scores.iter().zip(&effects))
            .map(|(unit, (score, effect))| Contender {
                group: group(*unit),
                score: score.as_ref(),
                excluded: effect.no_award || excluded(effect),
            })
            .collect();
        let names: Vec<&str> = self.scheme.groups.iter().map(|g| g.id.as_str()).collect();
        let prizes = self.scheme.awards.as_ref().map(|a| a.assign(&names, &contenders)).unwrap_or_default();
        let mut moved = BTreeSet::new();
        for (at, unit) in list.iter().enumerate() {
            let Some(result) = self.results.get_mut(*unit) else { continue };
            let fresh = Standings {
                total: result.total,
                place: places.get(at).copied().flatten(),
                grade: graded.grades.get(at).copied().flatten(),
                award: prizes.get(at).copied().flatten(),
            };
            if *result != fresh {
                *result = fresh;
                moved.insert(*unit);
            }
        }
        for (number, filled) in graded.filled.into_iter().enumerate().filter(|(_, f)| !f.is_empty()) {
            if self.graded.filled.len() <= number {
                self.graded.filled.resize_with(number + 1, Vec::new);
            }
            if let Some(slot) = self.graded.filled.get_mut(number) {
                *slot = filled;
            }
        }
        Ok(moved)
    }

    fn graded_of(
        &self,
        list: &[usize],
        scores: &[Option<Exact>],
        effects: &[Effect],
    ) -> Result<Graded, Fault> {
        let Some(grading) = &self.scheme.grading else { return Ok(Graded::default()) };
        let candidates: Vec<Candidate<'_>> = list
            .iter()
            .zip(scores.iter().zip(effects))
            .map(|(unit, (score, effect))| Candidate {
                group: self.units.get(*unit).map_or(0, |u| u.group),
                score: score.as_ref(),
                best: effect.best,
            })
            .collect();
        grading.quota.assign(&candidates)
    }

    /// A unit's total as a number.
    #[must_use]
    pub fn total(&self, unit: usize) -> Option<Exact> {
        let digits = self.results.get(unit)?.total?;
        Some(Exact::scaled(digits, self.scheme.total.round.places))
    }
}

/// Units that an item compares with each other: a group, or all.
fn pool_members<'a>(members: &'a [Vec<usize>], item: &Scored, pool: usize) -> Option<&'a Vec<usize>> {
    if item.is_grouped() { members.get(pool) } else { members.last() }
}

/// Scores some items for every unit.
fn score_all(first: usize, items: &mut [Scored], units: &[Unit], members: &[Vec<usize>]) -> Vec<Refused> {
    let mut refused = Vec::new();
    for (number, item) in (first..).zip(items) {
        let pools = if item.is_grouped() { members.len() - 1 } else { 1 };
        for pool in 0..pools {
            let Some(list) = pool_members(members, item, pool) else { continue };
            if let Err(fault) = item.gather(pool, list) {
                refused.push(Refused {
                    item: Some(number),
                    unit: list.first().copied().unwrap_or_default(),
                    fault,
                });
            }
        }
        for (index, unit) in units.iter().enumerate() {
            if let Err(fault) = item.score(index, unit.group) {
                refused.push(Refused { item: Some(number), unit: index, fault });
            }
        }
    }
    refused
}

//! A whole scheme over all its units: points, totals, places, grades, prizes.
//!
//! The engine keeps what a change can touch — an item's pools, a unit's totals, a scope's places —
//! so that one changed value costs one pool and one group, and gives just what a full run gives.

mod explain;
mod items;
mod plan;
mod stand;
mod totals;
mod tried;

use std::collections::BTreeSet;
use std::sync::Arc;

pub use explain::{Explained, Section};
pub use items::{Cell, Entry, Scored, Unit};

use super::exact::Exact;
use super::fault::{Fault, Wrong};
use super::rules::grade_quota::Filled;
use super::rules::rank::Place;
use super::rules::veto::Effect;
use super::scheme::model::Scheme;
use super::trace::Notes;
use plan::Plan;

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
    /// What each scope has of each grade.
    filled: Vec<Vec<Filled>>,
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
            filled: vec![Vec::new(); groups],
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

    /// What each scope (a group, or all of them in the first place) has of each grade.
    #[must_use]
    pub fn filled(&self) -> &[Vec<Filled>] {
        &self.filled
    }

    /// Enters what is known of a unit and an item, without computing anything.
    ///
    /// # Errors
    /// Facts that do not fit the rule; what was entered before stays.
    pub fn enter(&mut self, item: usize, unit: usize, entry: &Entry) -> Result<(), Fault> {
        let group = self.units.get(unit).ok_or_else(|| Fault::missing("unit"))?.group;
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

    /// Computes everything, items and units shared among `threads`.
    ///
    /// # Errors
    /// Every unit and item whose facts do not fit. What was computed before is void then; correct the
    /// entries and run again.
    pub fn run(&mut self, threads: usize) -> Result<(), Vec<Refused>> {
        let (units, members) = (&self.units, &self.members);
        let share = self.items.len().div_ceil(threads.max(1)).max(1);
        let mut refused: Vec<Refused> = std::thread::scope(|scope| {
            let parts: Vec<_> = (0..)
                .step_by(share)
                .zip(self.items.chunks_mut(share))
                .map(|(first, part)| scope.spawn(move || score_all(first, part, units, members)))
                .collect();
            parts.into_iter().flat_map(|part| part.join().unwrap_or_default()).collect()
        });
        if !refused.is_empty() {
            refused.sort_by_key(|refused| (refused.item, refused.unit));
            return Err(refused);
        }
        self.prepare();
        let totals = self.sum_all(threads)?;
        for (result, total) in self.results.iter_mut().zip(totals) {
            result.total = total;
        }
        let all: Vec<usize> = (0..self.units.len()).collect();
        let stood = self
            .stand(&Plan::default(), &all)
            .map_err(|fault| vec![Refused { item: None, unit: 0, fault }])?;
        self.results = stood.standings;
        self.filled.fill(Vec::new());
        for (number, filled) in stood.filled {
            if let Some(slot) = self.filled.get_mut(number) {
                *slot = filled;
            }
        }
        Ok(())
    }

    /// Totals of all units.
    fn sum_all(&self, threads: usize) -> Result<Vec<Option<i128>>, Vec<Refused>> {
        let share = self.units.len().div_ceil(threads.max(1)).max(1);
        let sum = |first: usize| {
            let plan = Plan::default();
            let mut row = Vec::with_capacity(self.items.len());
            let units = first..self.units.len().min(first + share);
            units
                .map(|unit| {
                    self.row(&plan, unit, &mut row);
                    self.total_of(&plan, unit, &row, &mut Notes::off()).map_err(|fault| Refused {
                        item: None,
                        unit,
                        fault,
                    })
                })
                .collect::<Vec<_>>()
        };
        let sums: Vec<_> = std::thread::scope(|scope| {
            let sum = &sum;
            let firsts = (0..self.units.len()).step_by(share);
            let parts: Vec<_> = firsts.map(|first| scope.spawn(move || sum(first))).collect();
            parts.into_iter().flat_map(|part| part.join().unwrap_or_default()).collect()
        });
        let (good, bad): (Vec<_>, Vec<_>) = sums.into_iter().partition(Result::is_ok);
        let refused: Vec<Refused> = bad.into_iter().filter_map(Result::err).collect();
        if refused.is_empty() { Ok(good.into_iter().flatten().collect()) } else { Err(refused) }
    }

    /// Enters a changed value and computes what it touches: the pool, the totals, the places. The
    /// result is that of a full run. Run the assessment first.
    ///
    /// # Errors
    /// Facts that do not fit, or that nobody of the pool can be scored with; then everything stays as
    /// it was.
    pub fn change(&mut self, item: usize, unit: usize, entry: &Entry) -> Result<Touched, Vec<Refused>> {
        let plan = self.plan(unit, &[(item, entry.clone())], None)?;
        Ok(self.commit(plan))
    }

    /// Changes what is known of a unit besides its items and computes what that touches, as
    /// [`Self::change`].
    ///
    /// # Errors
    /// A unit that is not there, or a total that grows too large; then everything stays as it was.
    pub fn change_extra(&mut self, unit: usize, extra: Extra) -> Result<Touched, Vec<Refused>> {
        let plan = self.plan(unit, &[], Some(extra))?;
        Ok(self.commit(plan))
    }
}

/// Units that an item compares with each other: a group, or all.
fn pool_members<'a>(members: &'a [Vec<usize>], item: &Scored, pool: usize) -> Option<&'a Vec<usize>> {
    if item.is_grouped() { members.get(pool) } else { members.last() }
}

/// Scores some items for every unit, pool by pool: what a pool knows and the facts that it was
/// gathered from are at hand while its units are scored.
fn score_all(first: usize, items: &mut [Scored], units: &[Unit], members: &[Vec<usize>]) -> Vec<Refused> {
    let mut refused = Vec::new();
    for (number, item) in (first..).zip(items) {
        let pools = if item.is_grouped() { members.len() - 1 } else { 1 };
        for pool in 0..pools {
            let Some(list) = pool_members(members, item, pool) else { continue };
            if let Err(fault) = item.gather(pool, list) {
                let unit = list.first().copied().unwrap_or_default();
                refused.push(Refused { item: Some(number), unit, fault });
            }
            for &index in list {
                let group = units.get(index).map_or(0, |unit| unit.group);
                if let Err(fault) = item.score(index, group) {
                    refused.push(Refused { item: Some(number), unit: index, fault });
                }
            }
        }
    }
    refused
}

//! What a change would make of an assessment, computed beside it and not written.
//!
//! Whatever asks "what if" reads this; a change is the same, written afterwards. So a change that is
//! refused half-way has touched nothing, and a question and the change it asks about cannot differ.

use std::collections::{BTreeMap, BTreeSet};

use super::items::Fitted;
use super::{Assessment, Cell, Entry, Extra, Refused, Standings, Touched, pool_members};
use crate::assess::column::Pool;
use crate::assess::exact::Exact;
use crate::assess::fault::Fault;
use crate::assess::rules::grade_quota::Filled;
use crate::assess::trace::Notes;

/// What differs from what is written. Empty: nothing does.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// Entries of one unit, by item.
    pub entries: BTreeMap<usize, Fitted>,
    pub extra: Option<(usize, Extra)>,
    /// Pools by item, with their numbers.
    pub pools: BTreeMap<usize, (usize, Pool)>,
    /// Points by unit and item.
    pub cells: BTreeMap<(usize, usize), Cell>,
    /// Places for the rank coefficient.
    pub places: BTreeMap<usize, Option<usize>>,
    /// Means of items.
    pub means: BTreeMap<usize, Option<Exact>>,
    pub totals: BTreeMap<usize, Option<i128>>,
    pub standings: BTreeMap<usize, Standings>,
    /// What scopes have of the grades.
    pub filled: BTreeMap<usize, Vec<Filled>>,
}

impl Plan {
    fn units(&self) -> BTreeSet<usize> {
        let own = self.entries.values().map(|entry| entry.unit);
        let extra = self.extra.iter().map(|(unit, _)| *unit);
        self.cells.keys().map(|(unit, _)| *unit).chain(own).chain(extra).collect()
    }
}

impl Assessment {
    /// What other entries of a unit, or another extra, would lead to, as far as totals. The last of
    /// several entries for one item counts.
    pub(super) fn plan_totals(
        &self,
        unit: usize,
        changes: &[(usize, Entry)],
        extra: Option<Extra>,
    ) -> Result<Plan, Vec<Refused>> {
        let nobody = |item| vec![Refused { item, unit, fault: Fault::missing("unit") }];
        let group = self.units.get(unit).ok_or_else(|| nobody(None))?.group;
        let mut plan = Plan { extra: extra.map(|extra| (unit, extra)), ..Plan::default() };
        let mut refused = Vec::new();
        for (item, entry) in changes {
            let scored = self.items.get(*item).ok_or_else(|| Fault::missing("item"));
            match scored.and_then(|scored| scored.fit(unit, group, entry)) {
                Ok(fitted) => drop(plan.entries.insert(*item, fitted)),
                Err(fault) => refused.push(Refused { item: Some(*item), unit, fault }),
            }
        }
        let items: Vec<usize> = plan.entries.keys().copied().collect();
        for item in items {
            self.plan_item(&mut plan, item, unit, group, &mut refused);
        }
        if !refused.is_empty() {
            return Err(refused);
        }
        let dirty = self.spread(&mut plan);
        let mut row = Vec::new();
        for unit in dirty {
            self.row(&plan, unit, &mut row);
            let total = self
                .total_of(&plan, unit, &row, &mut Notes::off())
                .map_err(|fault| vec![Refused { item: None, unit, fault }])?;
            if self.results.get(unit).is_some_and(|result| result.total != total) {
                plan.totals.insert(unit, total);
            }
        }
        Ok(plan)
    }

    /// The same, as far as places, grades and prizes.
    pub(super) fn plan(
        &self,
        unit: usize,
        changes: &[(usize, Entry)],
        extra: Option<Extra>,
    ) -> Result<Plan, Vec<Refused>> {
        let mut plan = self.plan_totals(unit, changes, extra)?;
        let list: Vec<usize> = self.scopes_of(&self.unsettled(&plan)).into_iter().collect();
        let stood = self.stand(&plan, &list).map_err(|fault| vec![Refused { item: None, unit, fault }])?;
        let results = list.iter().zip(stood.standings);
        plan.standings =
            results.filter(|(u, s)| self.results.get(**u) != Some(s)).map(|(u, s)| (*u, s)).collect();
        plan.filled = stood.filled;
        Ok(plan)
    }

    /// Points of one item: of the unit alone, or of all its pool where that moved.
    fn plan_item(&self, plan: &mut Plan, item: usize, unit: usize, group: usize, refused: &mut Vec<Refused>) {
        let (Some(scored), Some(fitted)) = (self.items.get(item), plan.entries.get(&item)) else { return };
        let number = scored.pool_of(group);
        let members = pool_members(&self.members, scored, number).map_or(&[][..], Vec::as_slice);
        let moved = match scored.moved(number, members, fitted) {
            Ok(moved) => moved,
            Err(fault) => return refused.push(Refused { item: Some(item), unit, fault }),
        };
        let only = [unit];
        let rescored = if moved.is_some() { members } else { &only };
        for &other in rescored {
            let group = self.units.get(other).map_or(0, |u| u.group);
            match scored.cell_with(other, group, (moved.as_ref(), Some(fitted)), &mut Notes::off()) {
                Ok(cell) if cell == scored.cell_of(other) => {}
                Ok(cell) => drop(plan.cells.insert((other, item), cell)),
                Err(fault) => refused.push(Refused { item: Some(item), unit: other, fault }),
            }
        }
        if let Some(pool) = moved {
            plan.pools.insert(item, (number, pool));
        }
    }

    /// Units whose places, grades or prizes may move: another total, other values for the tie
    /// breakers, another effect of vetoes. That facts move no points does not mean that they move no
    /// veto.
    fn unsettled(&self, plan: &Plan) -> BTreeSet<usize> {
        let none = Plan::default();
        let mut moved: BTreeSet<usize> = plan.totals.keys().copied().collect();
        for unit in plan.units() {
            if !moved.contains(&unit)
                && (self.keys(plan, unit) != self.keys(&none, unit)
                    || self.effect(plan, unit) != self.effect(&none, unit))
            {
                moved.insert(unit);
            }
        }
        moved
    }

    /// Writes a plan.
    pub(super) fn commit(&mut self, plan: Plan) -> Touched {
        let touched = self.touched(&plan);
        for (item, fitted) in plan.entries {
            if let Some(scored) = self.items.get_mut(item) {
                scored.write(fitted);
            }
        }
        for (item, (number, pool)) in plan.pools {
            if let Some(scored) = self.items.get_mut(item) {
                scored.set_pool(number, pool);
            }
        }
        for ((unit, item), cell) in plan.cells {
            if let Some(scored) = self.items.get_mut(item) {
                scored.set_cell(unit, cell);
            }
        }
        if let Some((unit, extra)) = plan.extra {
            self.set_extra(unit, extra);
        }
        self.totals.write(plan.places, plan.means);
        for (unit, total) in plan.totals {
            if let Some(result) = self.results.get_mut(unit) {
                result.total = total;
            }
        }
        for (unit, standings) in plan.standings {
            if let Some(result) = self.results.get_mut(unit) {
                *result = standings;
            }
        }
        for (number, filled) in plan.filled {
            if let Some(slot) = self.filled.get_mut(number) {
                *slot = filled;
            }
        }
        touched
    }

    /// Whom a plan touches.
    pub(super) fn touched(&self, plan: &Plan) -> Touched {
        let standings = plan.standings.iter().filter(|(unit, fresh)| self.stands_otherwise(**unit, fresh));
        Touched {
            points: plan.cells.keys().map(|(unit, _)| *unit).collect(),
            totals: plan.totals.keys().copied().collect(),
            standings: standings.map(|(unit, _)| *unit).collect(),
        }
    }

    fn stands_otherwise(&self, unit: usize, fresh: &Standings) -> bool {
        let Some(old) = self.results.get(unit) else { return false };
        (old.place, old.grade, old.award) != (fresh.place, fresh.grade, fresh.award)
    }

    /// The cells of a unit, in the order of the items.
    pub(super) fn row(&self, plan: &Plan, unit: usize, row: &mut Vec<Cell>) {
        row.clear();
        row.extend(self.items.iter().map(|item| item.cell_of(unit)));
        for ((_, item), cell) in plan.cells.range((unit, 0)..=(unit, usize::MAX)) {
            if let Some(slot) = row.get_mut(*item) {
                *slot = *cell;
            }
        }
    }

    /// A cell.
    pub(super) fn cell(&self, plan: &Plan, item: usize, unit: usize) -> Cell {
        let planned = if plan.cells.is_empty() { None } else { plan.cells.get(&(unit, item)).copied() };
        planned.unwrap_or_else(|| self.items.get(item).map_or(Cell::Missing, |scored| scored.cell_of(unit)))
    }
}

//! Points of one item for every unit.

use std::sync::Arc;

use crate::assess::column::{Column, Pool};
use crate::assess::exact::Exact;
use crate::assess::fault::{Fault, Wrong};
use crate::assess::kind::Given;
use crate::assess::round::Rounding;
use crate::assess::rule::Outcome;
use crate::assess::rules;
use crate::assess::rules::rank::Scope;
use crate::assess::scheme::model::{Item, Role};
use crate::assess::trace::{Arg, Notes};

/// What was entered for a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// Facts of the rule.
    Facts(Given),
    /// 缺项: the item does not apply to this unit.
    NotApplicable,
    /// 应报未报, or nothing yet.
    Missing,
}

/// Points of a unit for an item, rounded as the item says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Cell {
    /// So many steps of the item's last place.
    Points(i64),
    /// 缺项
    NotApplicable,
    /// 应报未报
    #[default]
    Missing,
}

/// An item with its facts, pools and points.
#[derive(Debug)]
pub struct Scored {
    pub(super) role: Role,
    pub(super) full: Vec<Exact>,
    pub(super) round: Rounding,
    scope: Scope,
    out_of: Option<Exact>,
    floor: Option<Exact>,
    cap: Option<Exact>,
    column: Box<dyn Column>,
    absent: Vec<bool>,
    pools: Vec<Option<Pool>>,
    pub(super) cells: Vec<Cell>,
}

impl Scored {
    /// An item without facts, for `units` units in `groups` groups. `full` by group.
    ///
    /// # Errors
    /// A rule kind that is not known or scores no items, or parameters that do not fit it.
    pub fn new(item: &Item, full: Vec<Exact>, units: usize) -> Result<Self, Fault> {
        let kind = rules::find(&item.kind).ok_or_else(|| {
            Fault::unknown(
                "kind",
                &item.kind,
                rules::KINDS.iter().filter(|k| k.column.is_some()).map(|k| k.name),
            )
        })?;
        let column = kind.column.ok_or_else(|| Fault::new("kind", Wrong::Unfit("scores no item")))?;
        Ok(Self {
            role: item.role,
            round: item.round,
            scope: item.peers,
            out_of: item.out_of.clone(),
            floor: item.floor.clone(),
            cap: item.cap.clone(),
            column: column(&item.params)?,
            absent: vec![false; units],
            pools: (0..full.len()).map(|_| None).collect(),
            cells: vec![Cell::Missing; units],
            full,
        })
    }

    /// Enters what is known of a unit. No points yet.
    ///
    /// # Errors
    /// Facts that do not fit the rule; what was entered before stays.
    pub fn enter(&mut self, unit: usize, group: usize, entry: &Entry) -> Result<(), Fault> {
        match entry {
            Entry::Facts(facts) => {
                let mut facts = facts.clone();
                let own = self.full.get(group).filter(|full| Some(*full) != self.full.first());
                if let Some(full) = own {
                    facts.entry("full").or_insert_with(|| full.to_string().into());
                }
                self.column.enter(unit, &facts)?;
            }
            Entry::NotApplicable | Entry::Missing => self.column.clear(unit),
        }
        if let Some(absent) = self.absent.get_mut(unit) {
            *absent = *entry == Entry::NotApplicable;
        }
        Ok(())
    }

    /// Whether a changed fact of one unit can touch the points of another.
    #[must_use]
    pub fn compares(&self) -> bool {
        self.column.compares()
    }

    fn clipped(&self, points: Exact, notes: &mut Notes) -> Exact {
        match (&self.floor, &self.cap) {
            (Some(floor), _) if &points < floor => {
                notes.add("item-floor", || [("score", (&points).into()), ("limit", floor.into())]);
                floor.clone()
            }
            (_, Some(cap)) if &points > cap => {
                notes.add("item-cap", || [("score", (&points).into()), ("limit", cap.into())]);
                cap.clone()
            }
            _ => points,
        }
    }

    /// Whether units are compared within their group only.
    #[must_use]
    pub fn is_grouped(&self) -> bool {
        self.scope == Scope::Group
    }

    /// Who is scored together with a unit of `group`.
    #[must_use]
    pub fn pool_of(&self, group: usize) -> usize {
        self.scope.of(group)
    }

    /// Gathers one pool anew. `false`: it knows just what it knew before.
    ///
    /// # Errors
    /// Facts that cannot be compared.
    pub fn gather(&mut self, pool: usize, members: &[usize]) -> Result<bool, Fault> {
        let fresh = self.column.gather(members)?;
        let Some(slot) = self.pools.get_mut(pool) else { return Ok(false) };
        let changed = slot.as_ref().is_none_or(|old| !self.column.same(old, &fresh));
        *slot = Some(fresh);
        Ok(changed)
    }

    /// Scores one unit. `true`: its points are others than before.
    ///
    /// # Errors
    /// Facts or parameters that do not fit the rule.
    pub fn score(&mut self, unit: usize, group: usize) -> Result<bool, Fault> {
        let cell = self.cell(unit, group, &mut Notes::off())?;
        let Some(slot) = self.cells.get_mut(unit) else { return Ok(false) };
        let changed = *slot != cell;
        *slot = cell;
        Ok(changed)
    }

    /// A unit's points with their reasons.
    ///
    /// # Errors
    /// Facts or parameters that do not fit the rule.
    pub fn cell(&self, unit: usize, group: usize, notes: &mut Notes) -> Result<Cell, Fault> {
        if self.absent.get(unit).copied().unwrap_or_default() {
            notes.add("item-absent", || []);
            return Ok(Cell::NotApplicable);
        }
        let pool = self.pools.get(self.pool_of(group)).and_then(Option::as_ref);
        let outcome = match pool.and_then(|pool| self.column.score(unit, pool, notes)) {
            Some(outcome) => outcome?,
            // Nothing was entered: an item of the sheet is due, a bonus or deduction just did not happen.
            None if self.role == Role::Base => {
                notes.add("item-missing", || []);
                return Ok(Cell::Missing);
            }
            None => Outcome::Score(Exact::ZERO),
        };
        let zero = Exact::ZERO;
        let full = self.full.get(group).unwrap_or(&zero);
        let Some(points) = self.points(outcome, full, notes) else {
            notes.add("item-absent", || []);
            return Ok(Cell::NotApplicable);
        };
        let points = self.clipped(points, notes);
        let digits = points.rounded(self.round.places, self.round.mode).ok_or_else(Fault::too_large)?;
        let digits = i64::try_from(digits).map_err(|_| Fault::too_large())?;
        if points != Exact::scaled(digits.into(), self.round.places) {
            notes.add("rounded", || {
                let value = Exact::scaled(digits.into(), self.round.places);
                [
                    ("value", value.into()),
                    ("places", usize::from(self.round.places).into()),
                    ("mode", Arg::Word(self.round.mode.word())),
                ]
            });
        }
        Ok(Cell::Points(digits))
    }

    fn points(&self, outcome: Outcome, full: &Exact, notes: &mut Notes) -> Option<Exact> {
        if let (Role::Base, Outcome::Deduction(taken)) = (self.role, &outcome) {
            notes.add("full-minus", || {
                [("full", full.into()), ("taken", taken.into()), ("score", (full - taken).into())]
            });
        }
        let points = match self.role {
            Role::Deduction => outcome.deduction(),
            Role::Base | Role::Bonus => outcome.points(full),
        }?;
        let Some(from) = self.out_of.as_ref().filter(|from| *from != full) else { return Some(points) };
        let converted = (&points * full).over(from)?;
        notes.add("converted", || {
            let [a, b, c, d]: [Arg; 4] = [(&points).into(), from.into(), full.into(), (&converted).into()];
            [("mark", a), ("from", b), ("to", c), ("score", d)]
        });
        Some(converted)
    }

    /// Points as a number.
    #[must_use]
    pub fn value(&self, cell: Cell) -> Option<Exact> {
        match cell {
            Cell::Points(digits) => Some(Exact::scaled(digits.into(), self.round.places)),
            Cell::NotApplicable | Cell::Missing => None,
        }
    }

    /// How the points are rounded.
    #[must_use]
    pub const fn rounding(&self) -> Rounding {
        self.round
    }

    /// Points of a unit.
    #[must_use]
    pub fn cell_of(&self, unit: usize) -> Cell {
        self.cells.get(unit).copied().unwrap_or_default()
    }

    /// Points of a unit as a number.
    #[must_use]
    pub fn of(&self, unit: usize) -> Option<Exact> {
        self.value(self.cells.get(unit).copied().unwrap_or_default())
    }

    /// The facts of a unit.
    #[must_use]
    pub fn facts(&self, unit: usize) -> Option<Given> {
        self.column.facts(unit)
    }
}

/// A unit that is assessed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Stable name; ties that nothing decides go by it.
    pub id: Arc<str>,
    /// Its title.
    pub name: Arc<str>,
    /// Index of its group.
    pub group: usize,
}

//! Points of one item for every unit.

use std::sync::Arc;

use crate::assess::column::{Column, Entered, Instead, Pool};
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

/// A cell as it is kept: eight bytes, because a large assessment has millions of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Packed(i64);

impl Packed {
    const MISSING: Self = Self(i64::MIN);
    const NOT_APPLICABLE: Self = Self(i64::MIN + 1);

    const fn of(cell: Cell) -> Self {
        match cell {
            Cell::Points(digits) => Self(digits),
            Cell::NotApplicable => Self::NOT_APPLICABLE,
            Cell::Missing => Self::MISSING,
        }
    }

    const fn cell(self) -> Cell {
        match self {
            Self::MISSING => Cell::Missing,
            Self::NOT_APPLICABLE => Cell::NotApplicable,
            Self(digits) => Cell::Points(digits),
        }
    }
}

/// An entry that fits an item and is not written yet.
#[derive(Debug)]
pub(super) struct Fitted {
    pub unit: usize,
    absent: bool,
    facts: Option<Entered>,
}

impl Fitted {
    const fn instead(&self) -> Instead<'_> {
        Instead { unit: self.unit, facts: self.facts.as_ref() }
    }
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
    /// Points that the parameters of the rule speak of; `None` for a rule that has no such parameter.
    full_param: Option<Exact>,
    absent: Vec<bool>,
    pools: Vec<Option<Pool>>,
    cells: Vec<Packed>,
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
        let mut column = column(&item.params)?;
        column.reserve(units);
        Ok(Self {
            role: item.role,
            round: item.round,
            scope: item.peers,
            out_of: item.out_of.clone(),
            floor: item.floor.clone(),
            cap: item.cap.clone(),
            column,
            full_param: item.params.contains_key("full").then(|| item.full.clone()),
            absent: vec![false; units],
            pools: (0..full.len()).map(|_| None).collect(),
            cells: vec![Packed::MISSING; units],
            full,
        })
    }

    /// Enters what is known of a unit. No points yet.
    ///
    /// # Errors
    /// Facts that do not fit the rule; what was entered before stays.
    pub fn enter(&mut self, unit: usize, group: usize, entry: &Entry) -> Result<(), Fault> {
        match entry {
            Entry::Facts(facts) => match self.with_full(facts, group) {
                Some(facts) => self.column.enter(unit, &facts)?,
                None => self.column.enter(unit, facts)?,
            },
            Entry::NotApplicable | Entry::Missing => self.column.clear(unit),
        }
        if let Some(absent) = self.absent.get_mut(unit) {
            *absent = *entry == Entry::NotApplicable;
        }
        Ok(())
    }

    /// Facts with the points of the unit's group, where the rule speaks of points and those of the
    /// group are others.
    fn with_full(&self, facts: &Given, group: usize) -> Option<Given> {
        let param = self.full_param.as_ref()?;
        let full = self.full.get(group).filter(|full| *full != param)?;
        let mut facts = facts.clone();
        facts.entry("full").or_insert_with(|| full.to_string().into());
        Some(facts)
    }

    /// Reads an entry without writing it.
    pub(super) fn fit(&self, unit: usize, group: usize, entry: &Entry) -> Result<Fitted, Fault> {
        let facts = match entry {
            Entry::Facts(facts) => {
                let more = self.with_full(facts, group);
                Some(self.column.read(more.as_ref().unwrap_or(facts))?)
            }
            Entry::NotApplicable | Entry::Missing => None,
        };
        Ok(Fitted { unit, absent: *entry == Entry::NotApplicable, facts })
    }

    /// Writes an entry that was read by this item.
    pub(super) fn write(&mut self, fitted: Fitted) {
        match fitted.facts {
            Some(facts) => self.column.write(fitted.unit, facts),
            None => self.column.clear(fitted.unit),
        }
        if let Some(absent) = self.absent.get_mut(fitted.unit) {
            *absent = fitted.absent;
        }
    }

    /// What was entered for a unit, in a form that can be entered again.
    #[must_use]
    pub fn entry(&self, unit: usize) -> Entry {
        if self.absent.get(unit).copied().unwrap_or_default() {
            return Entry::NotApplicable;
        }
        let Some(mut facts) = self.column.facts(unit, None) else { return Entry::Missing };
        facts.extend(self.column.own(unit).into_iter().flatten().map(|(k, v)| (k.clone(), v.clone())));
        Entry::Facts(facts)
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

    /// Gathers one pool anew.
    ///
    /// # Errors
    /// Facts that cannot be compared.
    pub(super) fn gather(&mut self, pool: usize, members: &[usize]) -> Result<(), Fault> {
        let fresh = self.column.gather(members, None)?;
        self.set_pool(pool, fresh);
        Ok(())
    }

    /// The pool as it would be with an entry. `None`: it would know just what it knows.
    pub(super) fn moved(&self, pool: usize, members: &[usize], with: &Fitted) -> Result<Option<Pool>, Fault> {
        let old = self.pools.get(pool).and_then(Option::as_ref);
        if old.is_some() && !self.column.compares_with(with.instead()) {
            return Ok(None);
        }
        let fresh = self.column.gather(members, Some(with.instead()))?;
        let same = old.is_some_and(|old| self.column.same(old, &fresh));
        Ok((!same).then_some(fresh))
    }

    pub(super) fn set_pool(&mut self, pool: usize, fresh: Pool) {
        if let Some(slot) = self.pools.get_mut(pool) {
            *slot = Some(fresh);
        }
    }

    pub(super) fn set_cell(&mut self, unit: usize, cell: Cell) {
        if let Some(slot) = self.cells.get_mut(unit) {
            *slot = Packed::of(cell);
        }
    }

    /// Scores one unit.
    pub(super) fn score(&mut self, unit: usize, group: usize) -> Result<(), Fault> {
        let cell = self.cell(unit, group, &mut Notes::off())?;
        self.set_cell(unit, cell);
        Ok(())
    }

    /// A unit's points with their reasons.
    ///
    /// # Errors
    /// Facts or parameters that do not fit the rule.
    pub fn cell(&self, unit: usize, group: usize, notes: &mut Notes) -> Result<Cell, Fault> {
        self.cell_with(unit, group, (None, None), notes)
    }

    /// The same with another pool, or with an entry that is not written.
    pub(super) fn cell_with(
        &self,
        unit: usize,
        group: usize,
        (pool, with): (Option<&Pool>, Option<&Fitted>),
        notes: &mut Notes,
    ) -> Result<Cell, Fault> {
        let with = with.filter(|with| with.unit == unit);
        let absent = with.map(|with| with.absent).or_else(|| self.absent.get(unit).copied());
        if absent.unwrap_or_default() {
            notes.add("item-absent", || []);
            return Ok(Cell::NotApplicable);
        }
        let pool = pool.or_else(|| self.pools.get(self.pool_of(group)).and_then(Option::as_ref));
        let instead = with.map(Fitted::instead);
        let outcome = match pool.and_then(|pool| self.column.score(unit, pool, instead, notes)) {
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
        // The two smallest numbers are kept for cells without points.
        let digits = i64::try_from(digits).ok().filter(|d| *d > i64::MIN + 1).ok_or_else(Fault::too_large)?;
        if notes.kept() && points != Exact::scaled(digits.into(), self.round.places) {
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
        self.cells.get(unit).map_or(Cell::Missing, |packed| packed.cell())
    }

    /// Points of all units.
    pub(super) fn cells(&self) -> impl Iterator<Item = Cell> {
        self.cells.iter().map(|packed| packed.cell())
    }

    /// Points of a unit as a number.
    #[must_use]
    pub fn of(&self, unit: usize) -> Option<Exact> {
        self.value(self.cell_of(unit))
    }

    /// The facts of a unit.
    #[must_use]
    pub fn facts(&self, unit: usize) -> Option<Given> {
        self.column.facts(unit, None)
    }

    /// The facts of a unit with an entry that is not written.
    pub(super) fn facts_with(&self, unit: usize, with: Option<&Fitted>) -> Option<Given> {
        self.column.facts(unit, with.map(Fitted::instead))
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

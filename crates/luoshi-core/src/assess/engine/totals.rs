//! From points to totals: what does not apply, coefficients, bonuses, deductions, limits.

use std::collections::{BTreeMap, BTreeSet};

use super::items::Cell;
use super::plan::Plan;
use super::{Assessment, Extra};
use crate::assess::exact::Exact;
use crate::assess::fault::Fault;
use crate::assess::rules::coefficient;
use crate::assess::rules::not_applicable::{Line, Mark, Policy, Share};
use crate::assess::rules::rank::{Entrant, Ranking, Standing};
use crate::assess::rules::total_formula::TotalFormula;
use crate::assess::rules::veto::Effect;
use crate::assess::scheme::model::{Item, RankCoefficient, Role, Scheme, Veto, When};
use crate::assess::trace::{Arg, Notes};

/// What sums need to know of the scheme and of other units.
#[derive(Debug)]
pub(super) struct Totals {
    formula: TotalFormula,
    keys: Vec<Key>,
    sums: [Sum; 3],
    /// Base items of each dimension.
    dimensions: Vec<Sum>,
    /// Base items that share what becomes of those that do not apply, and what they have in full, by
    /// group of units.
    shares: Vec<(Sum, Vec<Exact>)>,
    /// Places in the dimension of the rank coefficient, by unit.
    places: Vec<Option<usize>>,
    /// Means of items for those to whom they apply, when the policy asks.
    means: BTreeMap<usize, Option<Exact>>,
}

/// Points that can decide a tie.
#[derive(Debug, Clone, Copy)]
enum Key {
    Dimension(usize),
    Item(usize),
}

/// Items whose rounded points are added up: as whole numbers of the last place of the finest of them.
#[derive(Debug, Default)]
struct Sum {
    /// Items, each with what makes its steps those of the sum.
    items: Vec<(usize, i64)>,
    places: u8,
    /// Whether there is such a number for all of them.
    fits: bool,
}

impl Sum {
    fn new(scheme: &Scheme, of: impl Fn(&Item) -> bool) -> Self {
        let own = || scheme.items.iter().enumerate().filter(|(_, item)| of(item));
        let places = own().map(|(_, item)| item.round.places).max().unwrap_or_default();
        let factor = |own: u8| 10_i64.checked_pow(u32::from(places - own));
        let items: Vec<_> = own().map(|(index, item)| (index, factor(item.round.places))).collect();
        Self {
            fits: items.iter().all(|(_, factor)| factor.is_some()),
            items: items.into_iter().map(|(index, factor)| (index, factor.unwrap_or_default())).collect(),
            places,
        }
    }

    /// `None`: past the digits of machine integers.
    fn of(&self, cell: impl Fn(usize) -> Cell) -> Option<Exact> {
        let mut sum = 0_i128;
        for (item, factor) in &self.items {
            if let Cell::Points(digits) = cell(*item) {
                sum = sum.checked_add(i128::from(*factor) * i128::from(digits))?;
            }
        }
        self.fits.then(|| Exact::scaled(sum, self.places))
    }
}

const ROLES: [Role; 3] = [Role::Base, Role::Bonus, Role::Deduction];

impl Totals {
    pub fn new(scheme: &Scheme, units: usize) -> Result<Self, Vec<Fault>> {
        let mut keys = Vec::new();
        for breaker in &scheme.ranking.tie_breakers {
            let key = match breaker.key.strip_prefix("dim:") {
                Some(name) => scheme.dimension(name).map(Key::Dimension),
                None => scheme.item(&breaker.key).map(Key::Item),
            };
            let known = || scheme.items.iter().map(|i| &i.code);
            keys.push(key.ok_or_else(|| vec![Fault::unknown("tie_breakers", &breaker.key, known())])?);
        }
        let total = &scheme.total;
        Ok(Self {
            formula: TotalFormula {
                bonus_cap: total.bonus_cap.clone(),
                deduction_cap: total.deduction_cap.clone(),
                total_cap: total.cap.clone(),
                floor: total.floor.clone(),
            },
            keys,
            sums: ROLES.map(|role| Sum::new(scheme, |item| item.role == role)),
            dimensions: (0..scheme.dimensions.len())
                .map(|d| Sum::new(scheme, |item| item.role == Role::Base && item.dimension == Some(d)))
                .collect(),
            shares: shares(scheme),
            places: vec![None; units],
            means: BTreeMap::new(),
        })
    }

    /// Writes what a plan changes.
    pub fn write(&mut self, places: BTreeMap<usize, Option<usize>>, means: BTreeMap<usize, Option<Exact>>) {
        for (unit, place) in places {
            if let Some(slot) = self.places.get_mut(unit) {
                *slot = place;
            }
        }
        self.means.extend(means);
    }
}

impl Assessment {
    /// Computes what totals need of all units: places in a dimension, means of items.
    pub(super) fn prepare(&mut self) {
        let plan = Plan::default();
        if let Some(coefficient) = &self.scheme.total.coefficient {
            let all: Vec<usize> = (0..self.units.len()).collect();
            self.totals.places = self.coefficient_places(coefficient, &plan, &all);
        }
        if self.scheme.total.not_applicable == Policy::PeerAverage {
            self.totals.means = (0..self.items.len()).map(|item| (item, self.mean(item, &plan))).collect();
        }
    }

    /// Units whose totals may move with a plan. Places and means that move are written into it.
    pub(super) fn spread(&self, plan: &mut Plan) -> BTreeSet<usize> {
        let mut dirty: BTreeSet<usize> = plan.cells.keys().map(|(unit, _)| *unit).collect();
        dirty.extend(plan.extra.iter().map(|(unit, _)| *unit));
        let base = |item: usize| self.scheme.items.get(item).filter(|i| i.role == Role::Base);
        let moved: BTreeSet<usize> =
            plan.cells.keys().map(|(_, item)| *item).filter(|item| base(*item).is_some()).collect();
        if self.scheme.total.not_applicable == Policy::PeerAverage {
            for &item in &moved {
                let mean = self.mean(item, plan);
                if self.totals.means.get(&item) != Some(&mean) {
                    let absent = |unit: &usize| self.cell(plan, item, *unit) == Cell::NotApplicable;
                    dirty.extend((0..self.units.len()).filter(absent));
                    plan.means.insert(item, mean);
                }
            }
        }
        if let Some(by) = &self.scheme.total.coefficient {
            let counts = |item: usize| base(item).is_some_and(|i| i.dimension == Some(by.dimension));
            let scopes: BTreeSet<usize> = plan
                .cells
                .keys()
                .filter(|(_, item)| counts(*item))
                .map(|(unit, _)| by.peers.of(self.group(*unit)))
                .collect();
            let everybody = 0..self.units.len();
            let list: Vec<usize> = if scopes.is_empty() {
                Vec::new()
            } else {
                everybody.filter(|unit| scopes.contains(&by.peers.of(self.group(*unit)))).collect()
            };
            for (unit, place) in list.iter().zip(self.coefficient_places(by, plan, &list)) {
                if self.totals.places.get(*unit) != Some(&place) {
                    plan.places.insert(*unit, place);
                    dirty.insert(*unit);
                }
            }
        }
        dirty
    }

    /// Places of whole scopes in the dimension of the rank coefficient.
    fn coefficient_places(&self, by: &RankCoefficient, plan: &Plan, list: &[usize]) -> Vec<Option<usize>> {
        let scores: Vec<Exact> = list.iter().map(|unit| self.dimension(plan, by.dimension, *unit)).collect();
        let entrants: Vec<Entrant<'_>> = list
            .iter()
            .zip(&scores)
            .map(|(unit, score)| Entrant {
                id: self.units.get(*unit).map_or("", |u| &u.id),
                group: self.group(*unit),
                score: Some(score),
                standing: Standing::Keep,
            })
            .collect();
        let ranking = Ranking { scope: by.peers, ..Ranking::default() };
        let places = ranking.places(&entrants, |_| Vec::new()).unwrap_or_default();
        places.into_iter().map(|place| place.map(|place| place.rank)).collect()
    }

    /// The mean of an item over those to whom it applies.
    fn mean(&self, item: usize, plan: &Plan) -> Option<Exact> {
        let scored = self.items.get(item)?;
        let (mut sum, mut count) = (0_i128, 0_i128);
        let mut enter = |cell: Cell, times: i128| match cell {
            Cell::Points(digits) => {
                sum += i128::from(digits) * times;
                count += times;
            }
            Cell::Missing => count += times,
            Cell::NotApplicable => {}
        };
        scored.cells().for_each(|cell| enter(cell, 1));
        for ((unit, of), cell) in &plan.cells {
            if *of == item {
                enter(scored.cell_of(*unit), -1);
                enter(*cell, 1);
            }
        }
        Exact::scaled(sum, scored.rounding().places).over(&Exact::scaled(count, 0))
    }

    /// Rounded base points of a unit in a dimension.
    fn dimension(&self, plan: &Plan, dimension: usize, unit: usize) -> Exact {
        let Some(sum) = self.totals.dimensions.get(dimension) else { return Exact::ZERO };
        self.added(sum, &|item| self.cell(plan, item, unit))
    }

    fn added(&self, sum: &Sum, cell: &dyn Fn(usize) -> Cell) -> Exact {
        let one_by_one = || {
            let value = |item: usize| self.items.get(item)?.value(cell(item));
            sum.items.iter().filter_map(|(item, _)| value(*item)).sum()
        };
        sum.of(cell).unwrap_or_else(one_by_one)
    }

    pub(super) fn extra<'a>(&'a self, plan: &'a Plan, unit: usize) -> Option<&'a Extra> {
        let planned = plan.extra.as_ref().filter(|(of, _)| *of == unit).map(|(_, extra)| extra);
        planned.or_else(|| self.extras.get(unit))
    }

    /// A unit's total with its reasons, in steps of the scheme's last place. `None`: nothing is left
    /// to rate.
    pub(super) fn total_of(
        &self,
        plan: &Plan,
        unit: usize,
        row: &[Cell],
        notes: &mut Notes,
    ) -> Result<Option<i128>, Fault> {
        let Some(mut base) = self.base(plan, unit, row, notes) else { return Ok(None) };
        if let Some(own) = self.extra(plan, unit).and_then(|e| e.coefficient.as_ref()) {
            base = coefficient::multiplied(&base, own, None, notes);
        }
        let place = plan.places.get(&unit).or_else(|| self.totals.places.get(unit)).copied().flatten();
        if let (Some(by), Some(place)) = (&self.scheme.total.coefficient, place) {
            let factor = coefficient::by_rank(
                &Exact::whole(by.pivot_rank),
                &Exact::count(place),
                &by.step_percent,
                notes,
            );
            base = coefficient::multiplied(&base, &factor, None, notes);
        }
        let [_, bonus, deduction] = &self.totals.sums;
        let [bonus, deduction] = [bonus, deduction].map(|sum| self.added(sum, &|item| at(row, item)));
        let total = self.totals.formula.total(&base, &bonus, &deduction, notes);
        let round = self.scheme.total.round;
        let digits = total.rounded(round.places, round.mode).ok_or_else(Fault::too_large)?;
        if notes.kept() && total != Exact::scaled(digits, round.places) {
            notes.add("rounded", || {
                let value = Exact::scaled(digits, round.places);
                [
                    ("value", value.into()),
                    ("places", usize::from(round.places).into()),
                    ("mode", Arg::Word(round.mode.word())),
                ]
            });
        }
        Ok(Some(digits))
    }

    /// Points of the base items, with what becomes of those that do not apply.
    fn base(&self, plan: &Plan, unit: usize, row: &[Cell], notes: &mut Notes) -> Option<Exact> {
        if !notes.kept() {
            return self.base_at_once(plan, unit, row);
        }
        let [sum, ..] = &self.totals.sums;
        let group = self.group(unit);
        let points: Vec<Option<Exact>> =
            sum.items.iter().map(|(item, _)| self.items.get(*item)?.value(at(row, *item))).collect();
        let zero = &Exact::ZERO;
        let mut lines: Vec<Line<'_>> = Vec::with_capacity(points.len());
        for ((index, _), points) in sum.items.iter().zip(&points) {
            let (Some(item), Some(scored)) = (self.scheme.items.get(*index), self.items.get(*index)) else {
                continue;
            };
            lines.push(Line {
                name: &item.name,
                group: item.dimension.unwrap_or_default(),
                full: scored.full.get(group).unwrap_or(zero),
                mark: match (at(row, *index), points) {
                    (Cell::Points(_), Some(points)) => Mark::Got(points),
                    (Cell::NotApplicable, _) => Mark::NotApplicable(self.mean_of(plan, *index)),
                    (Cell::Points(_) | Cell::Missing, _) => Mark::Missing,
                },
            });
        }
        let policy = self.scheme.total.not_applicable;
        let base = policy.total(&lines, self.scheme.dimensions.len(), notes)?;
        self.tell_parts(&lines, policy, &base, notes);
        Some(base)
    }

    /// Says of what the base points are the sum: of the dimensions, or of the items where there is but one.
    fn tell_parts(&self, lines: &[Line<'_>], policy: Policy, base: &Exact, notes: &mut Notes) {
        let by_dimension = self.scheme.dimensions.len() > 1;
        let names: Vec<&str> = if by_dimension {
            self.scheme.dimensions.iter().map(|d| d.name.as_str()).collect()
        } else {
            lines.iter().map(|line| line.name).collect()
        };
        let share = |part: usize| {
            let own =
                lines.iter().enumerate().filter(|(n, l)| part == if by_dimension { l.group } else { *n });
            let own: Vec<Line<'_>> = own.map(|(_, line)| Line { group: 0, ..*line }).collect();
            // An empty share, and one that other shares stand in for, is no part of the sum.
            if own.is_empty() { None } else { policy.total(&own, 1, &mut Notes::off()) }
        };
        let parts: Vec<(&str, Exact)> =
            (0..).zip(&names).filter_map(|(part, name)| Some((*name, share(part)?))).collect();
        // Where the whole sheet is scaled, the step that scales it has the numbers.
        if parts.len() < 2 || parts.iter().map(|(_, points)| points).sum::<Exact>() != *base {
            return;
        }
        let told = || -> String {
            let one = |(name, points): &(&str, Exact)| format!("{name} {}", points.show(6));
            parts.iter().map(one).collect::<Vec<_>>().join(" + ")
        };
        if by_dimension {
            notes.add("points-by-part", || [("parts", told().into()), ("score", base.into())]);
        } else {
            notes.add("points-by-item", || [("parts", told().into()), ("score", base.into())]);
        }
    }

    /// The same where nobody asks for the reasons: points are added up as whole numbers, and only what
    /// does not apply is looked at one by one.
    fn base_at_once(&self, plan: &Plan, unit: usize, row: &[Cell]) -> Option<Exact> {
        let (group, policy) = (self.group(unit), self.scheme.total.not_applicable);
        let mut applies = false;
        let mut shares = Vec::with_capacity(self.totals.shares.len());
        for (sum, full) in &self.totals.shares {
            let full = full.get(group).cloned().unwrap_or_default();
            let mut share = Share::whole(self.added(sum, &|item| at(row, item)), full);
            for (index, _) in &sum.items {
                if at(row, *index) != Cell::NotApplicable {
                    applies = true;
                } else if let Some(full) = self.items.get(*index).and_then(|item| item.full.get(group)) {
                    share.leave(policy, full, self.mean_of(plan, *index));
                }
            }
            shares.push(share);
        }
        if applies { policy.joined(shares.into_iter(), &mut Notes::off()) } else { None }
    }

    /// The mean of an item, where the policy asks for it.
    fn mean_of<'a>(&'a self, plan: &'a Plan, item: usize) -> Option<&'a Exact> {
        plan.means.get(&item).or_else(|| self.totals.means.get(&item))?.as_ref()
    }

    /// Values of a unit for the tie breakers, in their order.
    pub(super) fn keys(&self, plan: &Plan, unit: usize) -> Vec<Option<Exact>> {
        let value = |key: &Key| match key {
            Key::Dimension(d) => Some(self.dimension(plan, *d, unit)),
            // What was due and is not reported counts nought here too, as it does in the total.
            Key::Item(i) => match self.cell(plan, *i, unit) {
                Cell::Missing => Some(Exact::ZERO),
                cell => self.items.get(*i).and_then(|item| item.value(cell)),
            },
        };
        self.totals.keys.iter().map(value).collect()
    }

    /// What the matters of a unit do together.
    pub(super) fn effect(&self, plan: &Plan, unit: usize) -> Effect {
        let own = self.extra(plan, unit).map_or_else(Effect::default, |e| e.effect);
        self.vetoes(plan, unit).map(effect_of).fold(own, Effect::and)
    }

    /// The vetoes that touch a unit: named in its values, or decided by its facts.
    pub(super) fn vetoes<'a>(&'a self, plan: &'a Plan, unit: usize) -> impl Iterator<Item = &'a Veto> {
        let vetoes = self.scheme.grading.as_ref().map_or(&[][..], |grading| &grading.vetoes);
        let named = move |veto: &Veto| self.extra(plan, unit).is_some_and(|e| e.matters.contains(&veto.name));
        let holds = move |veto: &Veto| veto.when.as_ref().is_some_and(|when| self.holds(plan, when, unit));
        vetoes.iter().filter(move |veto| named(veto) || holds(veto))
    }

    fn holds(&self, plan: &Plan, when: &When, unit: usize) -> bool {
        let facts = |item: usize| {
            let with = plan.entries.get(&item).filter(|with| with.unit == unit);
            self.items.get(item)?.facts_with(unit, with)
        };
        let side = |(item, fact): &(usize, String)| -> Option<Exact> {
            serde_json::from_value(facts(*item)?.get(fact)?.clone()).ok()
        };
        let sides = side(&when.left).zip(side(&when.right));
        sides.is_some_and(|(left, right)| when.op.holds(&left, &right))
    }
}

/// The shares of a sheet, as [`Policy::joined`] wants them.
fn shares(scheme: &Scheme) -> Vec<(Sum, Vec<Exact>)> {
    let groups = if scheme.total.not_applicable == Policy::ScaleGroup { scheme.dimensions.len() } else { 1 };
    let last = groups.saturating_sub(1);
    let share = |number: usize| {
        let within =
            |item: &Item| item.role == Role::Base && item.dimension.unwrap_or_default().min(last) == number;
        let own = || scheme.items.iter().filter(|item| within(item));
        let full = |group: usize| own().map(|item| scheme.full(item, group)).sum();
        (Sum::new(scheme, within), (0..scheme.groups.len().max(1)).map(full).collect())
    };
    (0..=last).map(share).collect()
}

fn at(row: &[Cell], item: usize) -> Cell {
    row.get(item).copied().unwrap_or_default()
}

/// What a veto of a scheme does.
pub(super) const fn effect_of(veto: &Veto) -> Effect {
    Effect { best: veto.at_most, no_award: veto.no_award, standing: veto.rank }
}

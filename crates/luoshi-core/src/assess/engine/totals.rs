//! From points to totals: what does not apply, coefficients, bonuses, deductions, limits.

use std::collections::BTreeMap;

use super::Assessment;
use super::items::{Cell, Scored, Unit};
use crate::assess::exact::Exact;
use crate::assess::fault::Fault;
use crate::assess::rules::coefficient;
use crate::assess::rules::not_applicable::{Line, Mark, Policy};
use crate::assess::rules::rank::{Entrant, Ranking, Standing};
use crate::assess::rules::total_formula::TotalFormula;
use crate::assess::rules::veto::Effect;
use crate::assess::scheme::model::{Role, Scheme, Veto, When};
use crate::assess::trace::{Arg, Notes};

/// What sums need to know of the scheme and of other units.
#[derive(Debug)]
pub(super) struct Totals {
    formula: TotalFormula,
    keys: Vec<Key>,
    conditions: bool,
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
            conditions: scheme.grading.as_ref().is_some_and(|g| g.vetoes.iter().any(|v| v.when.is_some())),
            places: vec![None; units],
            means: BTreeMap::new(),
        })
    }

    /// Whether a veto looks at facts of items.
    pub const fn has_conditions(&self) -> bool {
        self.conditions
    }

    /// Whether other points of an item can move totals of other units than those that got them.
    pub fn spreads(&self, scheme: &Scheme, item: usize) -> bool {
        let Some(item) = scheme.items.get(item).filter(|i| i.role == Role::Base) else { return false };
        let by_place = scheme.total.coefficient.as_ref().is_some_and(|c| Some(c.dimension) == item.dimension);
        by_place || scheme.total.not_applicable == Policy::PeerAverage
    }

    /// Computes what totals need of all units: places in a dimension, means of items.
    pub fn prepare(&mut self, scheme: &Scheme, items: &[Scored], units: &[Unit]) {
        if let Some(coefficient) = &scheme.total.coefficient {
            let scores: Vec<Exact> =
                (0..units.len()).map(|unit| dimension(scheme, items, coefficient.dimension, unit)).collect();
            let entrants: Vec<Entrant<'_>> = units
                .iter()
                .zip(&scores)
                .map(|(unit, score)| Entrant {
                    id: &unit.id,
                    group: unit.group,
                    score: Some(score),
                    keys: &[],
                    standing: Standing::Keep,
                })
                .collect();
            let ranking = Ranking { scope: coefficient.peers, ..Ranking::default() };
            let places = ranking.places(&entrants).unwrap_or_default();
            self.places = places.into_iter().map(|p| p.map(|p| p.rank)).collect();
        }
        if scheme.total.not_applicable == Policy::PeerAverage {
            self.means = (0..items.len()).filter_map(|i| Some((i, mean(items.get(i)?)))).collect();
        }
    }
}

/// The mean of an item over those to whom it applies.
fn mean(item: &Scored) -> Option<Exact> {
    let points: Vec<Exact> = item
        .cells
        .iter()
        .filter_map(|cell| match cell {
            Cell::Points(_) => item.value(*cell),
            Cell::Missing => Some(Exact::ZERO),
            Cell::NotApplicable => None,
        })
        .collect();
    points.iter().sum::<Exact>().over(&Exact::count(points.len()))
}

/// Rounded base points of a unit in a dimension.
fn dimension(scheme: &Scheme, items: &[Scored], dimension: usize, unit: usize) -> Exact {
    let own = |item: &crate::assess::scheme::model::Item| {
        item.dimension == Some(dimension) && item.role == Role::Base
    };
    scheme.items.iter().zip(items).filter(|(item, _)| own(item)).filter_map(|(_, s)| s.of(unit)).sum()
}

impl Assessment {
    /// A unit's total with its reasons, in steps of the scheme's last place. `None`: nothing is left
    /// to rate.
    pub(super) fn total_of(&self, unit: usize, notes: &mut Notes) -> Result<Option<i128>, Fault> {
        let Some(base) = self.base(unit, notes) else { return Ok(None) };
        let mut base = base;
        if let Some(own) = self.extras.get(unit).and_then(|e| e.coefficient.as_ref()) {
            base = coefficient::multiplied(&base, own, None, notes);
        }
        if let (Some(by), Some(place)) =
            (&self.scheme.total.coefficient, self.totals.places.get(unit).copied().flatten())
        {
            let factor = coefficient::by_rank(
                &Exact::whole(by.pivot_rank),
                &Exact::count(place),
                &by.step_percent,
                notes,
            );
            base = coefficient::multiplied(&base, &factor, None, notes);
        }
        let (bonus, deduction) = (self.adjust(unit, Role::Bonus), self.adjust(unit, Role::Deduction));
        let total = self.totals.formula.total(&base, &bonus, &deduction, notes);
        let round = self.scheme.total.round;
        let digits = total.rounded(round.places, round.mode).ok_or_else(Fault::too_large)?;
        if total != Exact::scaled(digits, round.places) {
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
    fn base(&self, unit: usize, notes: &mut Notes) -> Option<Exact> {
        let group = self.units.get(unit).map_or(0, |u| u.group);
        let mut points: Vec<Option<Exact>> = Vec::with_capacity(self.items.len());
        let base = || {
            self.scheme.items.iter().zip(&self.items).enumerate().filter(|(_, (i, _))| i.role == Role::Base)
        };
        for (_, (_, scored)) in base() {
            points.push(scored.of(unit));
        }
        let zero = &Exact::ZERO;
        let lines: Vec<Line<'_>> = base()
            .zip(&points)
            .map(|((index, (item, scored)), points)| {
                let cell = scored.cells.get(unit).copied().unwrap_or_default();
                let mean = || self.totals.means.get(&index).and_then(Option::as_ref);
                Line {
                    name: &item.name,
                    group: item.dimension.unwrap_or_default(),
                    full: scored.full.get(group).unwrap_or(zero),
                    mark: match (cell, points) {
                        (Cell::Points(_), Some(points)) => Mark::Got(points),
                        (Cell::NotApplicable, _) => Mark::NotApplicable(mean()),
                        (Cell::Points(_) | Cell::Missing, _) => Mark::Missing,
                    },
                }
            })
            .collect();
        self.scheme.total.not_applicable.total(&lines, self.scheme.dimensions.len(), notes)
    }

    fn adjust(&self, unit: usize, role: Role) -> Exact {
        self.items.iter().filter(|i| i.role == role).filter_map(|i| i.of(unit)).sum()
    }

    /// Values of a unit for the tie breakers, in their order.
    pub(super) fn keys(&self, unit: usize) -> Vec<Option<Exact>> {
        let value = |key: &Key| match key {
            Key::Dimension(d) => Some(dimension(&self.scheme, &self.items, *d, unit)),
            Key::Item(i) => self.items.get(*i).and_then(|item| item.of(unit)),
        };
        self.totals.keys.iter().map(value).collect()
    }

    /// What the matters of a unit do together.
    pub(super) fn effect(&self, unit: usize) -> Effect {
        let own = self.extras.get(unit).map_or_else(Effect::default, |e| e.effect);
        self.vetoes(unit).into_iter().map(effect_of).fold(own, Effect::and)
    }

    /// The vetoes that touch a unit: named in its values, or decided by its facts.
    pub(super) fn vetoes(&self, unit: usize) -> Vec<&Veto> {
        let Some(grading) = &self.scheme.grading else { return Vec::new() };
        let named = |veto: &Veto| self.extras.get(unit).is_some_and(|e| e.matters.contains(&veto.name));
        let holds = |veto: &Veto| veto.when.as_ref().is_some_and(|when| self.holds(when, unit));
        grading.vetoes.iter().filter(|veto| named(veto) || holds(veto)).collect()
    }

    fn holds(&self, when: &When, unit: usize) -> bool {
        let side = |(item, fact): &(usize, String)| -> Option<Exact> {
            let facts = self.items.get(*item)?.facts(unit)?;
            serde_json::from_value(facts.get(fact)?.clone()).ok()
        };
        let sides = side(&when.left).zip(side(&when.right));
        sides.is_some_and(|(left, right)| when.op.holds(&left, &right))
    }
}

/// What a veto of a scheme does.
pub(super) const fn effect_of(veto: &Veto) -> Effect {
    Effect { best: veto.at_most, no_award: veto.no_award, standing: veto.rank }
}

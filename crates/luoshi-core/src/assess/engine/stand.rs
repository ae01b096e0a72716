//! From totals to places, grades and prizes, always of whole scopes.

use std::collections::{BTreeMap, BTreeSet};

use super::plan::Plan;
use super::{Assessment, Standings};
use crate::assess::exact::Exact;
use crate::assess::fault::Fault;
use crate::assess::rules::awards::Contender;
use crate::assess::rules::grade_quota::{Candidate, Filled, Graded};
use crate::assess::rules::rank::{Entrant, Place, Scope, Standing};
use crate::assess::rules::veto::Effect;

/// Results of whole scopes.
pub(super) struct Stood {
    /// In the order that was asked for.
    pub standings: Vec<Standings>,
    /// What each of their scopes has of the grades.
    pub filled: BTreeMap<usize, Vec<Filled>>,
}

impl Assessment {
    /// Every unit of the scopes in which something moved: places are only right for whole scopes.
    pub(super) fn scopes_of(&self, moved: &BTreeSet<usize>) -> BTreeSet<usize> {
        if moved.is_empty() {
            return BTreeSet::new();
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

    /// Places, grades and prizes of whole scopes.
    pub(super) fn stand(&self, plan: &Plan, list: &[usize]) -> Result<Stood, Fault> {
        let totals: Vec<Option<i128>> = list.iter().map(|u| self.total_digits(plan, *u)).collect();
        let scores: Vec<Option<Exact>> = totals.iter().map(|t| t.map(|t| self.as_number(t))).collect();
        let effects: Vec<Effect> = list.iter().map(|u| self.effect(plan, *u)).collect();
        let places = self.places(plan, list, &scores, &effects)?;
        let graded = self.graded_of(list, &scores, &effects)?;
        let prizes = self.prizes(list, &scores, &effects);
        let standings = totals.iter().enumerate().map(|(at, total)| Standings {
            total: *total,
            place: places.get(at).copied().flatten(),
            grade: graded.grades.get(at).copied().flatten(),
            award: prizes.get(at).copied().flatten(),
        });
        let mut filled = BTreeMap::new();
        if let Some(grading) = &self.scheme.grading {
            let numbers: BTreeSet<usize> =
                list.iter().map(|u| grading.quota.scope.of(self.group(*u))).collect();
            for number in numbers {
                // A scope in which nobody is rated any more has nothing, not what it had before.
                filled.insert(number, graded.filled.get(number).cloned().unwrap_or_default());
            }
        }
        Ok(Stood { standings: standings.collect(), filled })
    }

    /// Places of whole scopes.
    pub(super) fn places(
        &self,
        plan: &Plan,
        list: &[usize],
        scores: &[Option<Exact>],
        effects: &[Effect],
    ) -> Result<Vec<Option<Place>>, Fault> {
        let mut entrants = Vec::with_capacity(list.len());
        for ((unit, score), effect) in list.iter().zip(scores).zip(effects) {
            entrants.push(Entrant {
                id: self.units.get(*unit).map_or("", |u| &u.id),
                group: self.group(*unit),
                score: score.as_ref(),
                standing: effect.standing,
            });
        }
        let keys = |at: usize| list.get(at).map(|unit| self.keys(plan, *unit)).unwrap_or_default();
        self.scheme.ranking.places(&entrants, keys)
    }

    /// Prizes. A unit that a veto takes out of the ranking has no place that a prize could go with, so it
    /// gets none, whether or not the veto says so besides.
    fn prizes(&self, list: &[usize], scores: &[Option<Exact>], effects: &[Effect]) -> Vec<Option<usize>> {
        let Some(awards) = &self.scheme.awards else { return Vec::new() };
        let contenders: Vec<Contender<'_>> = list
            .iter()
            .zip(scores.iter().zip(effects))
            .map(|(unit, (score, effect))| Contender {
                group: self.group(*unit),
                score: score.as_ref(),
                excluded: effect.no_award || effect.standing == Standing::Exclude,
            })
            .collect();
        let names: Vec<&str> = self.scheme.groups.iter().map(|g| g.id.as_str()).collect();
        awards.assign(&names, &contenders)
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
                group: self.group(*unit),
                score: score.as_ref(),
                best: effect.best,
            })
            .collect();
        grading.quota.assign(&candidates)
    }

    pub(super) fn total_digits(&self, plan: &Plan, unit: usize) -> Option<i128> {
        match plan.totals.get(&unit) {
            Some(planned) => *planned,
            None => self.results.get(unit)?.total,
        }
    }

    pub(in crate::assess) fn as_number(&self, total: i128) -> Exact {
        Exact::scaled(total, self.scheme.total.round.places)
    }

    pub(super) fn group(&self, unit: usize) -> usize {
        self.units.get(unit).map_or(0, |u| u.group)
    }

    /// A unit's total as a number.
    #[must_use]
    pub fn total(&self, unit: usize) -> Option<Exact> {
        Some(self.as_number(self.results.get(unit)?.total?))
    }
}

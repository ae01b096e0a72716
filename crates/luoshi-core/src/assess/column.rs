//! One item of a scheme with the facts of all its units.

use std::any::Any;
use std::collections::BTreeMap;
use std::fmt::Debug;

use super::fault::{Fault, Wrong};
use super::kind::{Given, parse, split};
use super::rule::{Outcome, Rule};
use super::trace::Notes;

/// What a pool knows; each kind of rule has its own.
pub type Pool = Box<dyn Any + Send + Sync>;

/// An item with its facts, whatever its kind.
pub trait Column: Debug + Send + Sync {
    /// Enters the facts of a unit (by its place among the units), merged over those of the scheme;
    /// parameters among them hold for this unit alone.
    ///
    /// # Errors
    /// Facts that do not fit the rule; the entry before stays.
    fn enter(&mut self, unit: usize, facts: &Given) -> Result<(), Fault>;

    /// Forgets the facts of a unit.
    fn clear(&mut self, unit: usize);

    /// Whether a unit has facts.
    fn entered(&self, unit: usize) -> bool;

    /// Whether units are compared: only then a changed value can touch others.
    fn compares(&self) -> bool;

    /// Gathers what the pool of these units knows; those without facts are not in it.
    ///
    /// # Errors
    /// Facts that cannot be compared.
    fn gather(&self, units: &[usize]) -> Result<Pool, Fault>;

    /// Whether two pools know the same.
    fn same(&self, a: &Pool, b: &Pool) -> bool;

    /// One unit's points, not rounded. `None` without facts.
    ///
    /// # Errors
    /// Facts or parameters that do not fit the rule.
    fn score(&self, unit: usize, pool: &Pool, notes: &mut Notes) -> Option<Result<Outcome, Fault>>;

    /// The facts of a unit, as they were entered.
    fn facts(&self, unit: usize) -> Option<Given>;

    /// Its parameters with every default in its place, and the facts that all units share.
    fn definition(&self) -> Given;
}

/// The column of a rule.
#[derive(Debug)]
pub struct Typed<R: Rule> {
    rule: R,
    /// The definition as it stands in the scheme: parameters, and facts that all units share.
    params: Given,
    shared: Given,
    facts: Vec<Option<R::Facts>>,
    /// Units whose facts bring parameters of their own.
    own: BTreeMap<usize, R>,
}

impl<R: Rule> Typed<R> {
    /// A column without facts.
    ///
    /// # Errors
    /// Parameters that do not fit the rule.
    pub fn boxed(given: &Given) -> Result<Box<dyn Column>, Fault> {
        let (shared, params) = split::<R>(given.clone());
        let rule = parse(params.clone())?;
        Ok(Box::new(Self { rule, params, shared, facts: Vec::new(), own: BTreeMap::new() }))
    }

    fn rule_of(&self, unit: usize) -> &R {
        if self.own.is_empty() { &self.rule } else { self.own.get(&unit).unwrap_or(&self.rule) }
    }
}

impl<R: Rule> Column for Typed<R> {
    fn enter(&mut self, unit: usize, facts: &Given) -> Result<(), Fault> {
        let (entered, params) = split::<R>(facts.clone());
        let own: Option<R> = if params.is_empty() {
            None
        } else {
            let mut merged = self.params.clone();
            merged.extend(params);
            Some(parse(merged)?)
        };
        let mut merged = self.shared.clone();
        merged.extend(entered);
        let facts = parse(merged)?;
        if self.facts.len() <= unit {
            self.facts.resize_with(unit + 1, || None);
        }
        if let Some(slot) = self.facts.get_mut(unit) {
            *slot = Some(facts);
        }
        match own {
            Some(rule) => self.own.insert(unit, rule),
            None => self.own.remove(&unit),
        };
        Ok(())
    }

    fn clear(&mut self, unit: usize) {
        if let Some(slot) = self.facts.get_mut(unit) {
            *slot = None;
        }
        self.own.remove(&unit);
    }

    fn entered(&self, unit: usize) -> bool {
        self.facts.get(unit).is_some_and(Option::is_some)
    }

    fn compares(&self) -> bool {
        self.rule.compares()
    }

    fn gather(&self, units: &[usize]) -> Result<Pool, Fault> {
        let mut facts = units.iter().filter_map(|u| self.facts.get(*u)?.as_ref());
        Ok(Box::new(self.rule.pool(&mut facts)?))
    }

    fn same(&self, a: &Pool, b: &Pool) -> bool {
        let (a, b) = (a.downcast_ref::<R::Pool>(), b.downcast_ref::<R::Pool>());
        a.zip(b).is_some_and(|(a, b)| a == b)
    }

    fn score(&self, unit: usize, pool: &Pool, notes: &mut Notes) -> Option<Result<Outcome, Fault>> {
        let facts = self.facts.get(unit)?.as_ref()?;
        let Some(pool) = pool.downcast_ref::<R::Pool>() else {
            return Some(Err(Fault::new("", Wrong::Unfit("a pool of another rule"))));
        };
        Some(self.rule_of(unit).score(facts, pool, notes))
    }

    fn facts(&self, unit: usize) -> Option<Given> {
        super::kind::reply(self.facts.get(unit)?.as_ref()?).ok()
    }

    fn definition(&self) -> Given {
        let mut out = super::kind::reply(&self.rule).unwrap_or_else(|_| self.params.clone());
        out.extend(self.shared.clone());
        out
    }
}

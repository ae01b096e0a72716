//! One item of a scheme with the facts of all its units.

use std::any::Any;
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::Arc;

use serde::Deserialize as _;
use serde::de::value::MapDeserializer;

use super::fault::{Fault, Wrong};
use super::kind::{Given, parse, reply, split};
use super::rule::{Outcome, Rule};
use super::trace::Notes;

/// What a pool knows; each kind of rule has its own.
pub type Pool = Box<dyn Any + Send + Sync>;

/// Facts that fit a column and are not written into it.
pub type Entered = Box<dyn Any + Send + Sync>;

/// Facts that stand in for those of one unit, without being written.
#[derive(Debug, Clone, Copy)]
pub struct Instead<'a> {
    /// Whose.
    pub unit: usize,
    /// Which; `None`: the unit has no facts.
    pub facts: Option<&'a Entered>,
}

/// An item with its facts, whatever its kind.
pub trait Column: Debug + Send + Sync {
    /// Reads facts of a unit without writing them: merged over those of the scheme; parameters among
    /// them hold for this unit alone.
    ///
    /// # Errors
    /// Facts that do not fit the rule.
    fn read(&self, facts: &Given) -> Result<Entered, Fault>;

    /// Writes facts that were read by this column.
    fn write(&mut self, unit: usize, facts: Entered);

    /// Reads and writes the facts of a unit (by its place among the units).
    ///
    /// # Errors
    /// Facts that do not fit the rule; the entry before stays.
    fn enter(&mut self, unit: usize, facts: &Given) -> Result<(), Fault>;

    /// Makes room for the facts of so many units, and for no more: a column that grows by doubling
    /// leaves behind what it grew out of.
    fn reserve(&mut self, units: usize);

    /// Forgets the facts of a unit.
    fn clear(&mut self, unit: usize);

    /// Whether a unit has facts.
    fn entered(&self, unit: usize) -> bool;

    /// Whether units are compared: only then a changed value can touch others.
    fn compares(&self) -> bool;

    /// The same, also with facts that are not written.
    fn compares_with(&self, instead: Instead<'_>) -> bool;

    /// Gathers what the pool of these units knows; those without facts are not in it.
    ///
    /// # Errors
    /// Facts that cannot be compared.
    fn gather(&self, units: &[usize], instead: Option<Instead<'_>>) -> Result<Pool, Fault>;

    /// Whether two pools know the same.
    fn same(&self, a: &Pool, b: &Pool) -> bool;

    /// One unit's points, not rounded. `None` without facts.
    ///
    /// # Errors
    /// Facts or parameters that do not fit the rule.
    fn score(
        &self,
        unit: usize,
        pool: &Pool,
        instead: Option<Instead<'_>>,
        notes: &mut Notes,
    ) -> Option<Result<Outcome, Fault>>;

    /// The facts of a unit, as they were entered.
    fn facts(&self, unit: usize, instead: Option<Instead<'_>>) -> Option<Given>;

    /// Parameters that hold for a unit alone.
    fn own(&self, unit: usize) -> Option<&Given>;

    /// Its parameters with every default in its place, and the facts that all units share.
    fn definition(&self) -> Given;
}

/// A rule with parameters of a unit's own. Units with the same ones share it.
#[derive(Debug)]
struct Own<R> {
    params: Given,
    rule: R,
    /// The parameters that the pool depends on, spelled out; `None` where the common pool is right.
    pool: Option<String>,
}

/// Facts of a unit, and what it has of its own.
#[derive(Debug)]
struct Kept<R: Rule> {
    facts: R::Facts,
    own: Option<Arc<Own<R>>>,
}

/// What is known of units together: by the rule of the scheme, and by the rules of those units whose
/// own parameters change what a pool is (the direction, say). Such a unit is scored as if its
/// parameters held for all.
#[derive(Debug)]
struct Pools<P> {
    shared: P,
    own: BTreeMap<String, P>,
}

/// The column of a rule.
#[derive(Debug)]
pub struct Typed<R: Rule> {
    rule: R,
    /// The definition as it stands in the scheme: parameters, and facts that all units share.
    params: Given,
    shared: Given,
    facts: Vec<Option<R::Facts>>,
    /// The unit that was entered last.
    last: usize,
    /// Units whose facts bring parameters of their own.
    own: BTreeMap<usize, Arc<Own<R>>>,
    /// Such rules by their parameters, so that a thousand units share one.
    known: BTreeMap<String, Arc<Own<R>>>,
    /// When to look for rules that nobody uses any more.
    crowded: usize,
}

impl<R: Rule> Typed<R> {
    /// A column without facts.
    ///
    /// # Errors
    /// Parameters that do not fit the rule.
    pub fn boxed(given: &Given) -> Result<Box<dyn Column>, Fault> {
        let (shared, params) = split::<R>(given.clone());
        let rule = parse(params.clone())?;
        Ok(Box::new(Self {
            rule,
            params,
            shared,
            facts: Vec::new(),
            last: 0,
            own: BTreeMap::new(),
            known: BTreeMap::new(),
            crowded: 64,
        }))
    }

    fn keep(&self, given: &Given) -> Result<Kept<R>, Fault> {
        if let Some(facts) = self.plain(given) {
            return Ok(Kept { facts, own: None });
        }
        let (entered, params) = split::<R>(given.clone());
        let own = if params.is_empty() { None } else { Some(self.own_rule(params)?) };
        let mut merged = self.shared.clone();
        merged.extend(entered);
        Ok(Kept { facts: parse(merged)?, own })
    }

    /// Facts and nothing else, read where they lie: most entries are so. `None` for all others, and
    /// for wrong ones, whose fault is found by reading them once more with care.
    fn plain(&self, given: &Given) -> Option<R::Facts> {
        if !given.keys().all(|key| R::FACTS.contains(&key.as_str())) {
            return None;
        }
        let shared = self.shared.iter().filter(|(key, _)| !given.contains_key(key.as_str()));
        let all = shared.chain(given).filter(|(_, value)| !value.is_null());
        let pairs = all.map(|(key, value)| (key.as_str(), value));
        R::Facts::deserialize(MapDeserializer::<_, serde_json::Error>::new(pairs)).ok()
    }

    fn own_rule(&self, params: Given) -> Result<Arc<Own<R>>, Fault> {
        let name = spelled(&params);
        if let Some(known) = self.known.get(&name) {
            return Ok(Arc::clone(known));
        }
        let mut merged = self.params.clone();
        merged.extend(params.clone());
        let rule: R = parse(merged)?;
        let matters = |key: &String| R::POOL_KEYS.is_none_or(|keys| keys.contains(&key.as_str()));
        let mut pooled = params.clone();
        pooled.retain(|key, value| matters(key) && self.params.get(key) != Some(value));
        let pool = if size_of::<R::Pool>() == 0 || pooled.is_empty() { None } else { Some(spelled(&pooled)) };
        Ok(Arc::new(Own { params, rule, pool }))
    }

    fn put(&mut self, unit: usize, mut kept: Kept<R>) {
        if let Some(other) = self.facts.get(self.last).and_then(Option::as_ref) {
            R::share(&mut kept.facts, other);
        }
        self.last = unit;
        if self.facts.len() <= unit {
            self.facts.resize_with(unit + 1, || None);
        }
        if let Some(slot) = self.facts.get_mut(unit) {
            *slot = Some(kept.facts);
        }
        let Some(own) = kept.own else {
            self.own.remove(&unit);
            return;
        };
        self.known.entry(spelled(&own.params)).or_insert_with(|| Arc::clone(&own));
        self.own.insert(unit, own);
        if self.known.len() > self.crowded {
            self.known.retain(|_, own| Arc::strong_count(own) > 1);
            self.crowded = 64 + 2 * self.known.len();
        }
    }

    fn facts_of<'a>(&'a self, unit: usize, instead: Option<Instead<'a>>) -> Option<&'a R::Facts> {
        match instead.filter(|i| i.unit == unit) {
            Some(instead) => kept::<R>(instead).map(|kept| &kept.facts),
            None => self.facts.get(unit)?.as_ref(),
        }
    }

    fn own_of<'a>(&'a self, unit: usize, instead: Option<Instead<'a>>) -> Option<&'a Own<R>> {
        match instead.filter(|i| i.unit == unit) {
            Some(instead) => kept::<R>(instead)?.own.as_deref(),
            None if self.own.is_empty() => None,
            None => self.own.get(&unit).map(Arc::as_ref),
        }
    }
}

fn kept<R: Rule>(instead: Instead<'_>) -> Option<&Kept<R>> {
    instead.facts?.downcast_ref()
}

fn spelled(params: &Given) -> String {
    serde_json::to_string(params).unwrap_or_default()
}

impl<R: Rule> Column for Typed<R> {
    fn read(&self, facts: &Given) -> Result<Entered, Fault> {
        Ok(Box::new(self.keep(facts)?))
    }

    fn write(&mut self, unit: usize, facts: Entered) {
        if let Ok(kept) = facts.downcast::<Kept<R>>() {
            self.put(unit, *kept);
        }
    }

    fn enter(&mut self, unit: usize, facts: &Given) -> Result<(), Fault> {
        let kept = self.keep(facts)?;
        self.put(unit, kept);
        Ok(())
    }

    fn reserve(&mut self, units: usize) {
        self.facts.reserve_exact(units.saturating_sub(self.facts.len()));
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
        self.rule.compares() || self.known.values().any(|own| own.rule.compares())
    }

    fn compares_with(&self, instead: Instead<'_>) -> bool {
        let own = kept::<R>(instead).and_then(|kept| kept.own.as_ref());
        self.compares() || own.is_some_and(|own| own.rule.compares())
    }

    fn gather(&self, units: &[usize], instead: Option<Instead<'_>>) -> Result<Pool, Fault> {
        let gather = |rule: &R| rule.pool(&mut units.iter().filter_map(|unit| self.facts_of(*unit, instead)));
        let mut pools = Pools { shared: gather(&self.rule)?, own: BTreeMap::new() };
        if !self.own.is_empty() || instead.is_some() {
            for unit in units {
                let Some(own) = self.own_of(*unit, instead) else { continue };
                if let Some(key) = own.pool.as_ref().filter(|key| !pools.own.contains_key(*key)) {
                    pools.own.insert(key.clone(), gather(&own.rule)?);
                }
            }
        }
        Ok(Box::new(pools))
    }

    fn same(&self, a: &Pool, b: &Pool) -> bool {
        let (a, b) = (a.downcast_ref::<Pools<R::Pool>>(), b.downcast_ref::<Pools<R::Pool>>());
        a.zip(b).is_some_and(|(a, b)| a.shared == b.shared && a.own == b.own)
    }

    fn score(
        &self,
        unit: usize,
        pool: &Pool,
        instead: Option<Instead<'_>>,
        notes: &mut Notes,
    ) -> Option<Result<Outcome, Fault>> {
        let facts = self.facts_of(unit, instead)?;
        let Some(pools) = pool.downcast_ref::<Pools<R::Pool>>() else {
            return Some(Err(Fault::new("", Wrong::Unfit("a pool of another rule"))));
        };
        let Some(own) = self.own_of(unit, instead) else {
            return Some(self.rule.score(facts, &pools.shared, notes));
        };
        let pool = own.pool.as_ref().and_then(|key| pools.own.get(key)).unwrap_or(&pools.shared);
        Some(own.rule.score(facts, pool, notes))
    }

    fn facts(&self, unit: usize, instead: Option<Instead<'_>>) -> Option<Given> {
        reply(self.facts_of(unit, instead)?).ok()
    }

    fn own(&self, unit: usize) -> Option<&Given> {
        self.own.get(&unit).map(|own| &own.params)
    }

    fn definition(&self) -> Given {
        let mut out = reply(&self.rule).unwrap_or_else(|_| self.params.clone());
        out.extend(self.shared.clone());
        out
    }
}

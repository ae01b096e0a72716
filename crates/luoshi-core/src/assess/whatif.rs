//! 如果……会怎样: what other values would lead to, and how far it is to a better place.
//!
//! Every question is answered by the same computation as a change, beside the assessment and without
//! writing: pools are gathered again, rivals are scored again, places are taken anew.
//!
//! **The way up.** For each number that was entered for an item, the least change is sought that
//! brings the unit to a place, in steps of the last decimal that the unit or its peers were reported
//! with, everything else as it is. The search goes both ways: it doubles the step until the place is
//! reached, then halves. It ends at twice the largest number that is near (the unit's own numbers for
//! the item, its peers' for the same fact), so it says "not by this item" only within those bounds,
//! and it takes a bounded number of trials. What it finds reaches the place, and one step less does
//! not; it is the least change where more of a number never counts less, as nearly all rules have it.
//!
//! **Cheap** is what changes least of its own size: |new − old| ÷ |old|, or ÷ the largest number near
//! where the old one is nought. An event more or less costs the share of the item's points that it
//! moves. A pair moves two numbers by the same share each; its cost is both together.

use std::collections::BTreeMap;

use serde_json::Value;

use super::engine::{Assessment, Entry, Refused, Standings, Touched};
use super::exact::Exact;
use super::kind::Given;
use super::round::Mode;

/// What other entries would lead to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WhatIf {
    /// The unit as it stands.
    pub before: Standings,
    /// The unit with the other entries.
    pub after: Standings,
    /// All units that the entries would touch.
    pub touched: Touched,
}

/// A better place, and the total that it takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Better {
    /// The place that the unit would have.
    pub rank: usize,
    /// The least total that gives it, others as they are.
    pub total: Exact,
    /// How far that is from the total as it stands.
    pub gap: Exact,
    /// Whether the limits of the scheme allow such a total.
    pub allowed: bool,
}

/// A change of one item that leads to a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// Index of the item.
    pub item: usize,
    /// Keys and numbers (from 0) that lead to what changes among the facts.
    pub fact: Vec<String>,
    /// What changes.
    pub change: Change,
    /// How much of its own size that is.
    pub cost: Exact,
    /// Where the unit would stand.
    pub after: Standings,
}

/// What changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A number.
    Number {
        /// As it is.
        from: Exact,
        /// As it would have to be.
        to: Exact,
    },
    /// An event is not counted.
    Fewer,
    /// One more event like another, or of a level.
    More(Value),
}

/// Why no way leads over an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoWay {
    /// Nothing was entered that could be moved.
    NothingToMove,
    /// No value within the bounds of the search reaches the place.
    OutOfReach,
}

/// The ways to a place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ways {
    /// The cheapest way of each item that has one, cheapest first.
    pub single: Vec<Way>,
    /// Pairs of items, cheapest first: each moves by half of the cost.
    pub pairs: Vec<(Exact, [Way; 2])>,
    /// Items over which no way leads.
    pub none: BTreeMap<usize, NoWay>,
    /// How many computations it took.
    pub trials: usize,
}

/// Facts that are agreed beforehand, and not results that could be other ones.
const AGREED: [&str; 14] = [
    "target",
    "last",
    "denominator",
    "excluded",
    "base_count",
    "points",
    "weight",
    "due",
    "group",
    "multiplier",
    "group_average",
    "benchmark_part",
    "benchmark_whole",
    "rank",
];

/// Trials for one direction of one number.
const TRIALS: usize = 80;
/// Numbers and events of one item that are tried.
const LEVERS: usize = 12;
/// Items that are tried in pairs.
const PAIRED: usize = 6;
/// Peers whose numbers are looked at.
const NEAR: usize = 200;

impl Assessment {
    /// What other entries of a unit would lead to. Nothing is written.
    ///
    /// # Errors
    /// Entries that do not fit.
    pub fn what_if(&self, unit: usize, changes: &[(usize, Entry)]) -> Result<WhatIf, Vec<Refused>> {
        let (after, touched) = self.tried(unit, changes)?;
        let before = self.results().get(unit).cloned().unwrap_or_default();
        Ok(WhatIf { before, after, touched })
    }

    /// The better places of a unit's scope, nearest first: at most `most` of them. Nothing for a unit
    /// without a place.
    #[must_use]
    pub fn better_places(&self, unit: usize, most: usize) -> Vec<Better> {
        let Some(own) = self.total(unit) else { return Vec::new() };
        let mut found: Vec<Better> = Vec::new();
        let mut rank = self.place_with_total(unit, None);
        while let Some(before) = rank.filter(|rank| *rank > 1 && found.len() < most) {
            let Some((digits, reached)) = self.least_total(unit, before) else { break };
            let total = self.as_number(digits);
            let limits = &self.scheme().total;
            let allowed = limits.cap.as_ref().is_none_or(|cap| &total <= cap)
                && limits.floor.as_ref().is_none_or(|floor| &total >= floor);
            found.push(Better { rank: reached, gap: &total - &own, total, allowed });
            rank = Some(reached);
        }
        found
    }

    /// The ways of a unit to a place, others as they are.
    #[must_use]
    pub fn ways_up(&self, unit: usize, rank: usize) -> Ways {
        let mut search = Search { assessment: self, unit, rank, trials: 0 };
        let mut ways = Ways::default();
        let mut levers = Vec::new();
        for item in 0..self.items().len() {
            let of_item = search.levers(item);
            if of_item.is_empty() {
                ways.none.insert(item, NoWay::NothingToMove);
                continue;
            }
            let found =
                of_item.iter().filter_map(|lever| search.way(lever)).min_by(|a, b| a.cost.cmp(&b.cost));
            match found {
                Some(way) => ways.single.push(way),
                None => drop(ways.none.insert(item, NoWay::OutOfReach)),
            }
            levers.extend(of_item);
        }
        ways.single.sort_by(|a, b| a.cost.cmp(&b.cost).then(a.item.cmp(&b.item)));
        ways.pairs = search.pairs(&levers);
        ways.trials = search.trials;
        ways
    }
}

/// Something among the facts of an item that can be moved.
#[derive(Debug, Clone)]
struct Lever {
    item: usize,
    fact: Vec<String>,
    facts: Given,
    kind: Moves,
}

#[derive(Debug, Clone)]
enum Moves {
    /// In steps of ten to the power of minus `places`, not further from where it is than `reach`.
    Number {
        from: Exact,
        places: u8,
        reach: i128,
        size: Exact,
    },
    Event(Change),
}

struct Search<'a> {
    assessment: &'a Assessment,
    unit: usize,
    rank: usize,
    trials: usize,
}

impl Search<'_> {
    fn levers(&self, item: usize) -> Vec<Lever> {
        let Some(scored) = self.assessment.items().get(item) else { return Vec::new() };
        let Entry::Facts(facts) = scored.entry(self.unit) else { return Vec::new() };
        let scheme = self.assessment.scheme();
        let Some(rule) = scheme.items.get(item) else { return Vec::new() };
        let Some(entered) = scored.facts(self.unit) else { return Vec::new() };
        let mut found = Vec::new();
        for (key, value) in entered.iter().filter(|(key, _)| !rule.params.contains_key(*key)) {
            leaves(value, &mut vec![key.clone()], &mut found);
        }
        let peers: Vec<Given> =
            self.assessment.peers(self.unit, item).take(NEAR).filter_map(|peer| scored.facts(peer)).collect();
        let lever = |fact: Vec<String>, kind| Lever { item, fact, facts: facts.clone(), kind };
        let mut levers = Vec::new();
        for (fact, from) in found {
            let near: Vec<Exact> =
                peers.iter().filter_map(|peer| number(at(peer, &fact)?)).chain(numbers(&entered)).collect();
            let size = near.iter().map(Exact::abs).max().unwrap_or_default();
            let places = near.iter().map(decimals).max().unwrap_or_default().max(decimals(&from));
            let reach = (&size * Exact::whole(2)).rounded(places, Mode::Up).unwrap_or_default().max(10);
            let size = if from.is_zero() { size } else { from.abs() };
            levers.push(lever(fact, Moves::Number { from, places, reach, size }));
        }
        for (key, value) in &entered {
            let Some(list) = value.as_array().filter(|_| !rule.params.contains_key(key)) else { continue };
            for (fact, change) in events(key, list, rule.params.get("table")) {
                levers.push(lever(fact, Moves::Event(change)));
            }
        }
        levers.truncate(LEVERS);
        levers
    }

    /// Where the unit would stand; `None`: such facts are refused.
    fn stands(&mut self, changes: &[(usize, Entry)]) -> Option<usize> {
        self.trials += 1;
        self.assessment.tried_place(self.unit, changes)
    }

    fn reaches(&mut self, lever: &Lever, steps: i128) -> Option<bool> {
        let entry = lever.moved(steps)?;
        let place = self.stands(&[(lever.item, entry)])?;
        Some(place <= self.rank)
    }

    fn way(&mut self, lever: &Lever) -> Option<Way> {
        let steps = match &lever.kind {
            Moves::Event(_) => Some(1).filter(|_| self.reaches(lever, 1) == Some(true)),
            Moves::Number { reach, .. } => {
                let up = self.least(lever, 1, *reach);
                let down = self.least(lever, -1, up.unwrap_or(*reach));
                down.map(|down| -down).filter(|down| up.is_none_or(|up| down.abs() < up)).or(up)
            }
        }?;
        self.told(lever, steps)
    }

    /// The least number of steps one way that reaches the place; refused facts do not.
    fn least(&mut self, lever: &Lever, sign: i128, reach: i128) -> Option<i128> {
        let until = self.trials + TRIALS;
        let (mut short, mut far) = (0, 1);
        while self.reaches(lever, sign * far) != Some(true) {
            if far >= reach || self.trials >= until {
                return None;
            }
            (short, far) = (far, (far * 2).min(reach));
        }
        while far - short > 1 && self.trials < until {
            let middle = short + (far - short) / 2;
            if self.reaches(lever, sign * middle) == Some(true) { far = middle } else { short = middle }
        }
        Some(far)
    }

    fn told(&mut self, lever: &Lever, steps: i128) -> Option<Way> {
        let entry = lever.moved(steps)?;
        let (after, _) = self.assessment.tried(self.unit, &[(lever.item, entry.clone())]).ok()?;
        let (change, cost) = match &lever.kind {
            Moves::Number { from, places, size, .. } => {
                let moved = Exact::scaled(steps, *places);
                let cost = moved.abs().over(size).unwrap_or(Exact::ONE);
                (Change::Number { from: from.clone(), to: from + &moved }, cost)
            }
            Moves::Event(change) => {
                (change.clone(), self.assessment.share_of_points(self.unit, lever.item, &entry))
            }
        };
        Some(Way { item: lever.item, fact: lever.fact.clone(), change, cost, after })
    }

    /// Pairs of numbers of different items that reach the place when both move by the same share,
    /// in thousandths of their own size.
    fn pairs(&mut self, levers: &[Lever]) -> Vec<(Exact, [Way; 2])> {
        let mut useful: Vec<(i128, &Lever, i128)> = Vec::new();
        let before = self.assessment.total_now(self.unit);
        for lever in levers {
            let mut best: Option<(i128, i128)> = None;
            for sign in [1, -1] {
                let Some(entry) = lever.shared(sign, 500) else { continue };
                self.trials += 1;
                let total = self.assessment.tried_total(self.unit, &[(lever.item, entry)]);
                let gain = total.zip(before).map_or(0, |(after, before)| after - before);
                if gain > best.map_or(0, |(gain, _)| gain) {
                    best = Some((gain, sign));
                }
            }
            if let Some((gain, sign)) = best {
                useful.push((gain, lever, sign));
            }
        }
        useful.sort_by_key(|one| std::cmp::Reverse(one.0));
        let mut taken: Vec<(&Lever, i128)> = Vec::new();
        for (_, lever, sign) in useful {
            if taken.len() < PAIRED && taken.iter().all(|(other, _)| other.item != lever.item) {
                taken.push((lever, sign));
            }
        }
        let mut pairs = Vec::new();
        for (n, first) in taken.iter().enumerate() {
            for second in taken.iter().skip(n + 1) {
                pairs.extend(self.pair(first, second));
            }
        }
        pairs.sort_by(|a, b| a.0.cmp(&b.0));
        pairs
    }

    fn pair(&mut self, first: &(&Lever, i128), second: &(&Lever, i128)) -> Option<(Exact, [Way; 2])> {
        let entries = |share: i128| -> Option<[(usize, Entry); 2]> {
            let one = |(lever, sign): &(&Lever, i128)| Some((lever.item, lever.shared(*sign, share)?));
            Some([one(first)?, one(second)?])
        };
        let mut reaches = |share: i128| -> bool {
            let place = entries(share).and_then(|changes| self.stands(&changes));
            place.is_some_and(|place| place <= self.rank)
        };
        let (mut short, mut far) = (0, 2000);
        if !reaches(far) {
            return None;
        }
        while far - short > 1 {
            let middle = short + (far - short) / 2;
            if reaches(middle) { far = middle } else { short = middle }
        }
        let changes = entries(far)?;
        let (after, _) = self.assessment.tried(self.unit, &changes).ok()?;
        let cost = Exact::scaled(far, 3);
        let way = |(lever, sign): &(&Lever, i128)| {
            let Moves::Number { from, .. } = &lever.kind else { return None };
            let to = lever.target(*sign, far)?;
            let change = Change::Number { from: from.clone(), to };
            let (item, fact) = (lever.item, lever.fact.clone());
            Some(Way { item, fact, change, cost: cost.clone(), after: after.clone() })
        };
        Some((&cost + &cost, [way(first)?, way(second)?]))
    }
}

impl Lever {
    /// The facts with the lever moved so many steps.
    fn moved(&self, steps: i128) -> Option<Entry> {
        let mut facts = self.facts.clone();
        match &self.kind {
            Moves::Number { from, places, .. } => {
                set(&mut facts, &self.fact, &(from + &Exact::scaled(steps, *places)))?;
            }
            Moves::Event(change) => {
                let list = facts.get_mut(self.fact.first()?)?.as_array_mut()?;
                match change {
                    Change::More(event) => list.push(event.clone()),
                    Change::Fewer => drop(list.remove(self.fact.get(1)?.parse().ok()?)),
                    Change::Number { .. } => return None,
                }
            }
        }
        Some(Entry::Facts(facts))
    }

    /// The number moved by so many thousandths of its size, on its own decimals.
    fn target(&self, sign: i128, share: i128) -> Option<Exact> {
        let Moves::Number { from, places, size, .. } = &self.kind else { return None };
        let moved = (size * Exact::scaled(share, 3)).rounded(*places, Mode::Up)?;
        Some(from + &Exact::scaled(sign * moved, *places))
    }

    fn shared(&self, sign: i128, share: i128) -> Option<Entry> {
        let to = self.target(sign, share)?;
        let mut facts = self.facts.clone();
        set(&mut facts, &self.fact, &to)?;
        Some(Entry::Facts(facts))
    }
}

/// Numbers in a value, with the way to each; not those that are agreed beforehand.
fn leaves(value: &Value, path: &mut Vec<String>, found: &mut Vec<(Vec<String>, Exact)>) {
    if path.last().is_some_and(|key| AGREED.contains(&key.as_str())) {
        return;
    }
    let mut below = |key: String, value: &Value| {
        path.push(key);
        leaves(value, path, found);
        path.pop();
    };
    match value {
        Value::Object(map) => map.iter().for_each(|(key, value)| below(key.clone(), value)),
        Value::Array(list) => (0..).zip(list).for_each(|(n, value): (usize, _)| below(n.to_string(), value)),
        other => found.extend(number(other).map(|number| (path.clone(), number))),
    }
}

/// All numbers at the top of some facts, also those that are agreed.
fn numbers(facts: &Given) -> impl Iterator<Item = Exact> {
    facts.values().filter_map(number)
}

fn number(value: &Value) -> Option<Exact> {
    match value {
        Value::Number(number) => number.as_i64().map(Exact::whole),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}

fn at<'a>(facts: &'a Given, path: &[String]) -> Option<&'a Value> {
    let (first, rest) = path.split_first()?;
    rest.iter().try_fold(facts.get(first)?, |value, key| match value {
        Value::Array(list) => list.get(key.parse::<usize>().ok()?),
        other => other.get(key),
    })
}

/// Writes a number as it was written before: counts as counts, decimals as text.
fn set(facts: &mut Given, path: &[String], number: &Exact) -> Option<()> {
    let (first, rest) = path.split_first()?;
    let slot = rest.iter().try_fold(facts.get_mut(first)?, |value, key| match value {
        Value::Array(list) => list.get_mut(key.parse::<usize>().ok()?),
        other => other.get_mut(key),
    })?;
    *slot = match slot {
        Value::Number(_) => Value::from(i64::try_from(number.rounded(0, Mode::Down)?).ok()?),
        _ => Value::from(number.to_string()),
    };
    Some(())
}

/// How many decimals a number has, at most nine.
fn decimals(number: &Exact) -> u8 {
    (0..9)
        .find(|places| {
            number.rounded(*places, Mode::Down).is_some_and(|d| &Exact::scaled(d, *places) == number)
        })
        .unwrap_or(9)
}

/// Each event left out, and one more of each kind.
fn events(key: &str, list: &[Value], table: Option<&Value>) -> Vec<(Vec<String>, Change)> {
    if !list.iter().all(Value::is_object) {
        return Vec::new();
    }
    let fewer = (0..list.len()).map(|n| (vec![key.to_owned(), n.to_string()], Change::Fewer));
    let levels = table.and_then(Value::as_object).into_iter().flat_map(|table| table.keys());
    let mut more: Vec<Value> = levels.map(|level| serde_json::json!({ "level": level })).collect();
    if more.is_empty() {
        more.extend(list.iter().cloned());
        more.dedup();
    }
    fewer.chain(more.into_iter().map(|event| (vec![key.to_owned()], Change::More(event)))).collect()
}

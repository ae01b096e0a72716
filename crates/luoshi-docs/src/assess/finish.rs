//! From what the files say to an assessment that has been computed, or to every reason why not.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use luoshi_core::assess::engine::{Assessment, Entry, Extra, Refused, Unit};
use luoshi_core::assess::fault::Fault;
use luoshi_core::assess::kind::Given;
use luoshi_core::assess::scheme::model::{Bounds, Group, Members, Scheme};
use luoshi_core::near;
use serde_json::Value;

use super::draft::{At, Draft, Slot, UnitDraft};
use super::fields::{self, Field};
use super::trouble::{Trouble, Weight, of_rule};
use super::words::{self, Frame, State, plain};

/// Most units of an assessment.
pub const MAX_UNITS: usize = 200_000;

/// For how many strangers near names are looked for: every look goes through all units.
const LOOKS: usize = 100;

/// What concerns no file in particular.
const NOWHERE: At = At::File { file: usize::MAX };

/// An assessment, computed.
#[derive(Debug)]
pub struct Ready {
    /// The assessment.
    pub assessment: Assessment,
    /// What somebody may want to know.
    pub notices: Vec<Trouble>,
}

/// Enters everything and computes.
pub(super) fn finish(
    mut draft: Draft<'_>,
    scheme: Arc<Scheme>,
    threads: usize,
) -> Result<Ready, Vec<Trouble>> {
    let roster = roster(&mut draft);
    if roster.is_empty() && !draft.troubles.bars() {
        draft.fault(NOWHERE, "no-units", words::frame_title(Frame::Unit), "", Vec::new());
    }
    if roster.len() > MAX_UNITS {
        let found = roster.len().to_string();
        draft.fault(NOWHERE, "too-many-units", "", &found, vec![MAX_UNITS.to_string()]);
        return Err(draft.troubles.barring());
    }
    let names = Names::of(&scheme.groups);
    let groups: Vec<Option<usize>> = roster.iter().map(|unit| group_of(&mut draft, &names, *unit)).collect();
    let extras: Vec<Extra> = roster.iter().map(|unit| extra(&mut draft, *unit)).collect();
    tell_gaps(&mut draft);
    let units: Vec<Unit> = roster
        .iter()
        .zip(&groups)
        .filter_map(|(unit, group)| {
            let unit = draft.units.get(*unit)?;
            let group = group.unwrap_or_default();
            Some(Unit { id: unit.id.as_str().into(), name: unit.name.as_str().into(), group })
        })
        .collect();
    let mut assessment = match Assessment::new(scheme, units) {
        Ok(assessment) => assessment,
        Err(faults) => {
            for fault in faults {
                let (_, found, expected) = of_rule(&fault);
                let found = if found.is_empty() { fault.to_string() } else { found };
                draft.fault(NOWHERE, "scheme-unfit", &fault.key, &found, expected);
            }
            return Err(draft.troubles.barring());
        }
    };
    enter(&mut draft, &mut assessment, &roster);
    if draft.troubles.bars() {
        return Err(draft.troubles.barring());
    }
    for (index, extra) in extras.into_iter().enumerate() {
        assessment.set_extra(index, extra);
    }
    if let Err(refused) = assessment.run(threads) {
        for one in refused {
            tell_refused(&mut draft, &roster, &one);
        }
        return Err(draft.troubles.barring());
    }
    Ok(Ready { assessment, notices: draft.troubles.list() })
}

/// The units that are assessed, in order: those whom the scheme names, those whom a list of units
/// names, or all that the files speak of. Everybody else is a question.
fn roster(draft: &mut Draft<'_>) -> Vec<usize> {
    let lists = |g: &Group| if let Members::List(names) = &g.members { names.clone() } else { Vec::new() };
    let named: Vec<String> = draft.scheme.groups.iter().flat_map(lists).collect();
    let closed =
        !named.is_empty() && draft.scheme.groups.iter().all(|g| matches!(g.members, Members::List(_)));
    let spoken: BTreeSet<String> = draft.units.iter().map(|u| plain(&u.name)).collect();
    let anybody = !draft.units.is_empty();
    let mut roster: Vec<usize> = Vec::new();
    let mut inside: BTreeSet<usize> = BTreeSet::new();
    for name in &named {
        let known = draft.known(name).is_some() || spoken.contains(&plain(name));
        let unit = draft.unit(name, NOWHERE);
        if !known && anybody {
            draft.tell(Weight::Notice, NOWHERE, "unit-without-values", name, name, Vec::new());
        }
        if inside.insert(unit) {
            roster.push(unit);
        }
    }
    let any_listed = draft.units.iter().any(|u| u.listed) || !named.is_empty();
    let mut strangers = Vec::new();
    for (index, unit) in draft.units.iter().enumerate() {
        if inside.contains(&index) {
            continue;
        }
        if !closed && (unit.listed || !any_listed) {
            roster.push(index);
        } else {
            strangers.push(index);
        }
    }
    let names: Vec<String> =
        roster.iter().filter_map(|i| draft.units.get(*i)).map(|u| u.name.clone()).collect();
    for (number, stranger) in strangers.into_iter().enumerate() {
        let Some((name, at)) = draft.units.get(stranger).map(|u| (u.name.clone(), u.at)) else { continue };
        let looked = names.iter().map(String::as_str).filter(|_| number < LOOKS);
        let near = near::nearest(&name, looked, 3);
        draft.keys.clone_from(&name);
        draft.ask(at, "unknown-unit", words::frame_title(Frame::Unit), &name, near);
        draft.keys.clear();
    }
    roster
}

/// The group of a unit. `None` after a fault was told.
fn group_of(draft: &mut Draft<'_>, names: &Names, unit: usize) -> Option<usize> {
    let groups = &draft.scheme.groups;
    let unit = draft.units.get(unit)?;
    let title = words::frame_title(Frame::Group);
    let said = unit.group.clone();
    let (name, at) = (unit.name.clone(), unit.at);
    if groups.is_empty() {
        return Some(0);
    }
    let all = || -> Vec<String> { groups.iter().map(|g| g.name.clone()).collect() };
    let called = |list: &[usize]| -> Vec<String> {
        list.iter().filter_map(|i| groups.get(*i)).map(|g| g.name.clone()).collect()
    };
    let (mut by_rule, mut gaps) = by_members(groups, names, unit);
    if by_rule.is_empty() {
        let everyone = groups.iter().position(|g| g.members == Members::Everyone);
        by_rule.extend(everyone.filter(|_| said.is_none()));
    }
    let explicit = match &said {
        None => None,
        Some((found, at)) => match names.groups.get(&plain(found)) {
            Some(index) => Some((*index, *at)),
            None => {
                let all = all();
                draft.ask(*at, "unknown-group", title, found, all);
                return None;
            }
        },
    };
    match (explicit, by_rule.as_slice()) {
        (Some((index, _)), list) if list.contains(&index) => Some(index),
        (Some((index, _)), [])
            if groups.get(index).is_some_and(|g| matches!(g.members, Members::Named | Members::Everyone)) =>
        {
            Some(index)
        }
        (Some((_, at)), []) if gaps.is_empty() => {
            let found = said.map(|(found, _)| found).unwrap_or_default();
            draft.fault(at, "group-differs", &name, &found, Vec::new());
            None
        }
        (Some((index, _)), []) => Some(index),
        (Some((_, at)), list) => {
            let found = said.map(|(found, _)| found).unwrap_or_default();
            let expected = called(list);
            draft.fault(at, "group-differs", &name, &found, expected);
            None
        }
        (None, [one]) => Some(*one),
        (None, []) if groups.len() == 1 && gaps.is_empty() => Some(0),
        (None, []) => {
            gaps.sort();
            gaps.dedup();
            let (code, expected) =
                if gaps.is_empty() { ("no-group", all()) } else { ("missing-attribute", gaps) };
            draft.fault(at, code, &name, "", expected);
            None
        }
        (None, several) => {
            let expected = called(several);
            draft.fault(at, "two-groups", &name, "", expected);
            None
        }
    }
}

/// Groups that the scheme puts a unit into, and attributes that it would have to know for that.
fn by_members(groups: &[Group], names: &Names, unit: &UnitDraft) -> (Vec<usize>, Vec<String>) {
    let mut gaps: Vec<String> = Vec::new();
    let listed = [&unit.name, &unit.id].map(|name| names.members.get(&plain(name)));
    let mut by_rule: Vec<usize> = listed.into_iter().flatten().flatten().copied().collect();
    for (index, group) in groups.iter().enumerate() {
        let Members::Attributes(bounds) = &group.members else { continue };
        let missing = bounds.keys().filter(|a| !unit.attributes.contains_key(*a));
        gaps.extend(missing.cloned());
        let within = |(a, b): (&String, &Bounds)| unit.attributes.get(a).is_some_and(|x| inside(x, b));
        if bounds.iter().all(within) {
            by_rule.push(index);
        }
    }
    by_rule.sort_unstable();
    by_rule.dedup();
    (by_rule, gaps)
}

/// Groups by their ids and names and by the units that they list: every unit asks.
struct Names {
    groups: BTreeMap<String, usize>,
    members: BTreeMap<String, Vec<usize>>,
}

impl Names {
    fn of(groups: &[Group]) -> Self {
        let mut out = Self { groups: BTreeMap::new(), members: BTreeMap::new() };
        for (index, group) in groups.iter().enumerate() {
            for name in [&group.id, &group.name] {
                out.groups.entry(plain(name)).or_insert(index);
            }
            if let Members::List(units) = &group.members {
                for unit in units {
                    out.members.entry(plain(unit)).or_default().push(index);
                }
            }
        }
        out
    }
}

fn inside(value: &luoshi_core::assess::exact::Exact, bounds: &Bounds) -> bool {
    bounds.from.as_ref().is_none_or(|from| value >= from) && bounds.below.as_ref().is_none_or(|b| value < b)
}

/// Coefficient and matters of a unit; a matter that the scheme does not name is a question.
fn extra(draft: &mut Draft<'_>, unit: usize) -> Extra {
    let Some(unit) = draft.units.get(unit) else { return Extra::default() };
    let vetoes = draft.scheme.grading.iter().flat_map(|g| &g.vetoes).filter(|_| !unit.matters.is_empty());
    let vetoes: Vec<String> = vetoes.map(|v| v.name.clone()).collect();
    let mut extra = Extra {
        coefficient: unit.factor.as_ref().map(|(x, _)| x.clone()),
        effect: unit.effect,
        matters: Vec::new(),
    };
    for (found, at) in unit.matters.clone() {
        match vetoes.iter().find(|v| plain(v) == plain(&found)) {
            Some(name) if !extra.matters.contains(name) => extra.matters.push(name.clone()),
            Some(_) => {}
            None => {
                let near = near::nearest(&found, vetoes.iter().map(String::as_str), 3);
                let near = if near.is_empty() { vetoes.clone() } else { near };
                draft.ask(at, "unknown-matter", words::frame_title(Frame::Matters), &found, near);
            }
        }
    }
    extra
}

/// Items of which no file says anything.
fn tell_gaps(draft: &mut Draft<'_>) {
    for item in 0..draft.scheme.items.len() {
        if draft.spoken.contains(&item) {
            continue;
        }
        let free = draft.scheme.items.get(item).is_some_and(fields::may_be_empty);
        let code = if free { "nothing-happened" } else { "item-without-values" };
        let about = draft.called(item);
        draft.tell(Weight::Notice, NOWHERE, code, &about, "", Vec::new());
    }
}

fn enter(draft: &mut Draft<'_>, assessment: &mut Assessment, roster: &[usize]) {
    let places: BTreeMap<usize, usize> = roster.iter().enumerate().map(|(at, unit)| (*unit, at)).collect();
    let slots = std::mem::take(&mut draft.slots);
    for ((item, unit), slot) in &slots {
        let Some(place) = places.get(unit) else { continue };
        if slot.state.is_some() && !slot.facts.is_empty() {
            let at = slot.at.first().map_or(NOWHERE, |(_, at)| *at);
            let state = slot.state.map(words::state_title).unwrap_or_default();
            draft.fault(at, "state-and-values", &draft.called(*item), state, Vec::new());
            continue;
        }
        let entry = match slot.state {
            Some(State::Absent) => Entry::NotApplicable,
            Some(State::Missing) => Entry::Missing,
            None => Entry::Facts(slot.facts.given()),
        };
        if let Err(fault) = assessment.enter(*item, *place, &entry) {
            tell_rule(draft, *item, *unit, slot, &fault);
        }
    }
    for (item, one) in draft.scheme.items.iter().enumerate() {
        let Some(nothing) = fields::may_be_empty(one).then(|| empty(&fields::of(one))) else { continue };
        for (place, unit) in roster.iter().enumerate() {
            if !slots.contains_key(&(item, *unit)) {
                // An empty list fits every rule that takes lists.
                let _ = assessment.enter(item, place, &Entry::Facts(nothing.clone()));
            }
        }
    }
    draft.slots = slots;
}

fn empty(fields: &[Field]) -> Given {
    fields.iter().map(|f| (f.key().to_owned(), Value::Array(Vec::new()))).collect()
}

fn tell_refused(draft: &mut Draft<'_>, roster: &[usize], one: &Refused) {
    let unit = roster.get(one.unit).copied().unwrap_or_default();
    match one.item {
        Some(item) => {
            let slot = draft.slots.remove(&(item, unit)).unwrap_or_default();
            tell_rule(draft, item, unit, &slot, &one.fault);
            draft.slots.insert((item, unit), slot);
        }
        None => {
            let (code, found, expected) = of_rule(&one.fault);
            let at = draft.units.get(unit).map_or(NOWHERE, |u| u.at);
            let name = draft.units.get(unit).map(|u| u.name.clone()).unwrap_or_default();
            draft.fault(at, code, &format!("{name} {}", one.fault.key), &found, expected);
        }
    }
}

/// A fault of the rule, at the place of the fact that it names.
fn tell_rule(draft: &mut Draft<'_>, item: usize, unit: usize, slot: &Slot, fault: &Fault) {
    let (code, found, expected) = of_rule(fault);
    let key = fault.key.as_str();
    let begins = |k: &str| !k.is_empty() && key.starts_with(k);
    let place = slot.at.iter().find(|(k, _)| begins(k)).or_else(|| slot.at.first());
    let at = place.map_or(NOWHERE, |(_, at)| *at);
    let name = draft.units.get(unit).map(|u| u.name.clone()).unwrap_or_default();
    let fact = key.split(['.', '[']).next().unwrap_or_default();
    let about = format!("{name} {}", draft.fact_called(item, fact));
    if matches!(at, At::Line { .. }) {
        let code_of = draft.scheme.items.get(item).map(|i| i.code.clone()).unwrap_or_default();
        draft.keys = format!("values.{code_of}.{name}.{key}");
    }
    draft.fault(at, code, &about, &found, expected);
    draft.keys.clear();
}

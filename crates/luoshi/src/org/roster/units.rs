//! Comparing the units of a roster with those of the body.

use std::collections::BTreeMap;

use luoshi_docs::table::{Field, Roster, UnitRow};

use super::plan::{Base, Fate, Line, Plan, UnitRef, UnitStep, fault, left_out};
use super::words;
use crate::db::ids::UnitId;
use crate::error::Notice;
use crate::event::Change;
use crate::org::squeeze;
use crate::org::store::unit;
use crate::org::units::UnitDraft;

/// What every name of a unit stands for.
#[derive(Debug, Default)]
pub(super) struct Names {
    known: BTreeMap<String, Vec<UnitRef>>,
}

impl Names {
    fn add(&mut self, name: &str, unit: UnitRef) {
        let all = self.known.entry(squeeze(name)).or_default();
        if !all.contains(&unit) {
            all.push(unit);
        }
    }

    /// The only unit of a name.
    pub(super) fn one(&self, name: &str) -> Result<UnitRef, &'static str> {
        match self.known.get(&squeeze(name)).map(Vec::as_slice) {
            None | Some([]) => Err("roster-fault-unknown-unit"),
            Some([one]) => Ok(*one),
            Some(_) => Err("roster-fault-ambiguous-unit"),
        }
    }
}

struct Row<'a> {
    roster: &'a Roster,
    row: &'a UnitRow,
}

/// Compares units; answers what every name stands for from now on.
pub(super) fn compare(plan: &mut Plan, rosters: &[Roster], base: &Base<'_>) -> Names {
    let mut names = Names::default();
    for unit in base.org.units() {
        for name in base.org.names_of(unit) {
            names.add(name, UnitRef::Known(unit.id));
        }
    }
    let rows = wanted(rosters);
    let mut met: Vec<Option<UnitRef>> = Vec::new();
    for (key, row) in rows.iter().enumerate() {
        let unit = meet(plan, row, key, &names, base);
        met.push(unit);
    }
    for (row, unit) in rows.iter().zip(&met) {
        if let Some(unit) = *unit {
            for name in row.names() {
                names.add(name, unit);
            }
        }
    }
    let (mut order, mut moves) = (Vec::new(), Vec::new());
    for (key, (row, unit)) in rows.iter().zip(&met).enumerate() {
        match unit {
            Some(UnitRef::Known(id)) => moves.extend(change(plan, row, *id, &names, base)),
            Some(UnitRef::New(_)) => order.push(key),
            None => {}
        }
    }
    enter(plan, &rows, order, &mut names, base);
    // A unit can move under one that the same file brings, so moves come last.
    let entered = |above: &UnitRef| names.known.values().flatten().any(|u| u == above);
    plan.unit_steps.extend(
        moves.into_iter().filter(|(_, above)| entered(above)).map(|(id, above)| UnitStep::Move { id, above }),
    );
    if rosters.iter().any(is_list_of_units) {
        let named = |u: &unit::Model| met.contains(&Some(UnitRef::Known(u.id)));
        let missing = base.org.units().filter(|u| u.parent_id.is_some() && !named(u));
        plan.missing_units = missing.map(|u| u.name.clone()).collect();
    }
    names
}

fn is_list_of_units(roster: &Roster) -> bool {
    roster.people.is_empty() && !roster.units.is_empty()
}

/// The rows that say something of units. Where a file has a list of units, only that list does;
/// otherwise every unit that a person's row names.
fn wanted(rosters: &[Roster]) -> Vec<Row<'_>> {
    let listed = rosters.iter().any(is_list_of_units);
    let mut out: Vec<Row<'_>> = Vec::new();
    for roster in rosters.iter().filter(|r| !listed || is_list_of_units(r)) {
        for row in &roster.units {
            let twice = out.iter().any(|o| squeeze(&o.row.name) == squeeze(&row.name));
            let spoilt = listed && left_out(roster, row.row);
            if !(twice || spoilt) {
                out.push(Row { roster, row });
            }
        }
    }
    out
}

impl Row<'_> {
    fn names(&self) -> impl Iterator<Item = &str> {
        let full = self.row.full.as_deref();
        std::iter::once(self.row.name.as_str()).chain(full).chain(self.row.aliases.iter().map(String::as_str))
    }

    /// The unit as the file says it; what the file leaves out is as it was.
    fn draft(&self, old: Option<&unit::Model>, aliases: &[String], order: usize) -> UnitDraft {
        let row = self.row;
        let full = row.full.clone().unwrap_or_else(|| row.name.clone());
        let kind = row.kind.as_deref().and_then(words::unit_kind);
        let (name, short_name) = match old {
            // The body keeps the name that it was founded with.
            Some(u) if u.parent_id.is_none() => (u.name.clone(), root_short(u, row)),
            Some(u) if row.full.is_none() => (u.name.clone(), u.short_name.clone()),
            _ => (full.clone(), Some(row.name.clone()).filter(|s| *s != full)),
        };
        let mut all: Vec<String> = aliases.to_vec();
        for alias in &row.aliases {
            if *alias != name && Some(alias) != short_name.as_ref() && !all.contains(alias) {
                all.push(alias.clone());
            }
        }
        all.sort();
        UnitDraft {
            kind: kind.or(old.map(|u| u.kind)).unwrap_or_else(|| words::kind_of_name(&name)),
            name,
            short_name,
            aliases: all,
            sort: Some(old.map_or_else(|| i32::try_from(order * 10 + 10).unwrap_or(i32::MAX), |u| u.sort)),
        }
    }
}

fn root_short(root: &unit::Model, row: &UnitRow) -> Option<String> {
    root.short_name.clone().or_else(|| Some(row.name.clone()).filter(|n| *n != root.name))
}

/// Which unit a row speaks of.
fn meet(plan: &mut Plan, row: &Row<'_>, key: usize, names: &Names, base: &Base<'_>) -> Option<UnitRef> {
    let kind = row.row.kind.as_deref();
    if let Some(word) = kind.filter(|k| words::unit_kind(k).is_none()) {
        let notice = Notice::new("roster-fault-unknown-kind");
        plan.faults.push(fault(row.roster, None, row.row.row, Field::UnitKind, word, notice));
        return None;
    }
    let own = names.one(&row.row.name);
    let full = row.row.full.as_deref().map(|f| names.one(f));
    match (own, full) {
        (Ok(unit), _) | (Err(_), Some(Ok(unit))) => Some(unit),
        (Err("roster-fault-ambiguous-unit"), _) => {
            let notice = Notice::new("roster-fault-ambiguous-unit");
            plan.faults.push(fault(row.roster, None, row.row.row, Field::Unit, &row.row.name, notice));
            None
        }
        _ => Some(root_by_likeness(row, base).unwrap_or(UnitRef::New(key))),
    }
}

/// 澄川区青石桥街道办事处 in the file is the body 青石桥街道办事处: a unit without another above it
/// whose name ends like the body's, or the other way round.
fn root_by_likeness(row: &Row<'_>, base: &Base<'_>) -> Option<UnitRef> {
    let root = base.org.root()?;
    if row.row.parent.is_some() {
        return None;
    }
    let like = row.names().any(|n| {
        n.chars().count() >= 2
            && (root.name.ends_with(n) || n.ends_with(&root.name) || root.name.starts_with(n))
    });
    like.then_some(UnitRef::Known(root.id))
}

/// Notes what changes of a unit that is there; answers where it moves.
fn change(
    plan: &mut Plan,
    row: &Row<'_>,
    id: UnitId,
    names: &Names,
    base: &Base<'_>,
) -> Option<(UnitId, UnitRef)> {
    let old = base.org.unit(id)?;
    let aliases = base.org.aliases(id);
    let draft = row.draft(Some(old), aliases, 0);
    let mut changes: Vec<Change> = [
        Change::of("name", &old.name, &draft.name),
        Change::of(
            "short_name",
            old.short_name.as_deref().unwrap_or(""),
            draft.short_name.as_deref().unwrap_or(""),
        ),
        Change::of("kind", old.kind.word(), draft.kind.word()),
        Change::of("aliases", aliases.join("、"), draft.aliases.join("、")),
    ]
    .into_iter()
    .flatten()
    .collect();
    let line = |changes: Vec<Change>| Line {
        fate: if changes.is_empty() { Fate::Unchanged } else { Fate::Changed },
        unit: draft.name.clone(),
        what: draft.kind.word().to_owned(),
        who: old.parent_id.map(|p| base.org.unit_label(p).to_owned()).unwrap_or_default(),
        changes,
    };
    if !changes.is_empty() {
        plan.unit_steps.push(UnitStep::Change { id, draft: draft.clone() });
    }
    let mut moves = None;
    if let (Some(parent), Some(above)) = (row.row.parent.as_deref(), old.parent_id) {
        match names.one(parent) {
            Ok(unit) if unit == UnitRef::Known(above) => {}
            Ok(unit) => {
                changes.extend(Change::of("parent", base.org.unit_label(above), parent));
                moves = Some((id, unit));
            }
            Err(key) => {
                let notice = Notice::new(parent_key(key));
                plan.faults.push(fault(row.roster, None, row.row.row, Field::UnitParent, parent, notice));
            }
        }
    }
    plan.units.push(line(changes));
    moves
}

fn parent_key(key: &'static str) -> &'static str {
    if key == "roster-fault-unknown-unit" { "roster-fault-unknown-parent" } else { key }
}

/// Enters new units, each after the one above it.
fn enter(plan: &mut Plan, rows: &[Row<'_>], mut order: Vec<usize>, names: &mut Names, base: &Base<'_>) {
    let mut entered: Vec<usize> = Vec::new();
    loop {
        let before = order.len();
        order.retain(|&key| {
            let row = &rows[key];
            let above = match row.row.parent.as_deref() {
                None => base.org.root().map(|r| UnitRef::Known(r.id)).ok_or("roster-fault-unknown-unit"),
                Some(parent) => names.one(parent),
            };
            match above {
                Ok(UnitRef::New(other)) if !entered.contains(&other) => true,
                Ok(above) => {
                    add(plan, row, key, above, base);
                    entered.push(key);
                    false
                }
                Err(why) => {
                    let found = row.row.parent.as_deref().unwrap_or_default();
                    let notice = Notice::new(parent_key(why));
                    plan.faults.push(fault(row.roster, None, row.row.row, Field::UnitParent, found, notice));
                    names.known.values_mut().for_each(|all| all.retain(|u| *u != UnitRef::New(key)));
                    false
                }
            }
        });
        if order.len() == before {
            break;
        }
    }
    // What is left stands under itself by a detour, or under a row that was left out.
    for key in order {
        let row = &rows[key];
        let found = row.row.parent.as_deref().unwrap_or_default();
        let notice = Notice::new("roster-fault-parent-circle");
        plan.faults.push(fault(row.roster, None, row.row.row, Field::UnitParent, found, notice));
        names.known.values_mut().for_each(|all| all.retain(|u| *u != UnitRef::New(key)));
    }
}

fn add(plan: &mut Plan, row: &Row<'_>, key: usize, above: UnitRef, base: &Base<'_>) {
    let draft = row.draft(None, &[], key);
    let root = base.org.root().map(|r| r.label().to_owned()).unwrap_or_default();
    plan.units.push(Line {
        fate: Fate::New,
        unit: draft.name.clone(),
        what: draft.kind.word().to_owned(),
        who: row.row.parent.clone().unwrap_or(root),
        changes: Vec::new(),
    });
    plan.unit_steps.push(UnitStep::Add { key, above, draft });
}

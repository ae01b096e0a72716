//! What stands where in a workbook of results, and what of it can be a formula.

use luoshi_core::assess::engine::Cell;
use luoshi_core::assess::formula::Formula as Expression;
use luoshi_core::assess::round::{Mode, Rounding};
use luoshi_core::assess::rules::rank::Scope;
use luoshi_core::assess::scheme::model::Role;

use super::FIRST;
use crate::assess::report::{Line, Report};
use crate::write::ledger::sheet_name;

/// What stands where.
pub(super) struct Plan {
    pub summary: String,
    pub computed: String,
    pub reasons: String,
    pub groups: Vec<GroupSheet>,
    /// Items by role: base, bonus, deduction.
    pub items: Vec<usize>,
    pub roles: [usize; 3],
    /// All units, as the summary lists them.
    pub lines: Vec<Line>,
    /// Whether ranks follow from totals alone.
    pub ranked: bool,
    pub formulas: Vec<Computed>,
    /// Whether the scheme gives grades, and awards.
    pub graded: bool,
    pub awarded: bool,
}

pub(super) struct GroupSheet {
    pub sheet: String,
    pub name: String,
    /// Indices of units, best first.
    pub units: Vec<usize>,
}

/// An item whose formula can be computed by the workbook.
pub(super) struct Computed {
    pub item: usize,
    pub formula: Expression,
    /// First column on the sheet of formulas; the result stands behind the last variable.
    pub column: usize,
}

impl Plan {
    pub fn of(report: &Report<'_>) -> Self {
        let (text, scheme) = (report.text(), report.assessment.scheme());
        let lines = report.lines();
        let mut names = vec![text.summary.clone(), text.computed.clone(), text.statements.clone()];
        let mut groups = Vec::new();
        let count = scheme.groups.len().max(1);
        for number in 0..count {
            let inside = |l: &&Line| report.assessment.units().get(l.unit).is_some_and(|u| u.group == number);
            let units: Vec<usize> = lines.iter().filter(inside).map(|l| l.unit).collect();
            if units.is_empty() {
                continue;
            }
            let name = scheme.groups.get(number).map_or_else(|| text.all_units.clone(), |g| g.name.clone());
            let mut sheet = sheet_name(&name);
            let mut again = 2;
            while names.contains(&sheet) {
                sheet = sheet_name(&format!("{again} {name}"));
                again += 1;
            }
            names.push(sheet.clone());
            groups.push(GroupSheet { sheet, name, units });
        }
        let of = |role: Role| -> Vec<usize> {
            (0..scheme.items.len()).filter(|i| report.role(*i) == role).collect()
        };
        let (base, bonus, deduction) = (of(Role::Base), of(Role::Bonus), of(Role::Deduction));
        let roles = [base.len(), bonus.len(), deduction.len()];
        let items: Vec<usize> = base.into_iter().chain(bonus).chain(deduction).collect();
        let formulas = computed(report);
        Self {
            summary: sheet_name(&text.summary),
            computed: sheet_name(&text.computed),
            reasons: sheet_name(&text.statements),
            ranked: ranks_follow(report, &lines),
            groups,
            items,
            roles,
            lines,
            formulas,
            graded: scheme.grading.is_some(),
            awarded: scheme.awards.is_some(),
        }
    }

    /// Where a unit stands: its group's sheet and row.
    pub fn place(&self, unit: usize) -> Option<(&GroupSheet, usize)> {
        self.groups.iter().find_map(|g| Some((g, g.units.iter().position(|u| *u == unit)? + FIRST)))
    }

    /// What stands behind the items on a group's sheet: 0 base, 1 bonus, 2 deduction, 3 total, 4 rank,
    /// 5 grade, 6 award; without what the scheme does not have.
    pub fn behind(&self) -> Vec<usize> {
        let shown = |what: &usize| match *what {
            1 | 2 => self.range(*what).is_some(),
            5 => self.graded,
            6 => self.awarded,
            _ => true,
        };
        (0..7).filter(shown).collect()
    }

    /// Its column.
    pub fn column(&self, what: usize) -> usize {
        2 + self.items.len() + self.behind().iter().filter(|w| **w < what).count()
    }

    /// First and last column of the items of a role.
    pub fn range(&self, role: usize) -> Option<(usize, usize)> {
        let before: usize = self.roles.iter().take(role).sum();
        let count = self.roles.get(role).copied().filter(|n| *n > 0)?;
        Some((2 + before, 1 + before + count))
    }
}

/// Whether every rank is one more than the number of better totals of its scope, and nothing but
/// totals decided any of them.
fn ranks_follow(report: &Report<'_>, lines: &[Line]) -> bool {
    let all = report.assessment.scheme().ranking.scope == Scope::All;
    let results = report.assessment.results();
    let group = |unit: usize| report.assessment.units().get(unit).map_or(0, |u| u.group);
    let mut totals: std::collections::BTreeMap<usize, Vec<i128>> = std::collections::BTreeMap::new();
    for line in lines {
        let place = results.get(line.unit).and_then(|r| r.place);
        if place.is_none_or(|p| p.last || p.parted_by.is_some()) {
            return false;
        }
        let Some(total) = results.get(line.unit).and_then(|r| r.total) else { return false };
        totals.entry(if all { 0 } else { group(line.unit) }).or_default().push(total);
    }
    totals.values_mut().for_each(|list| list.sort_unstable());
    lines.iter().all(|line| {
        let own = results.get(line.unit).and_then(|r| r.total);
        let list = totals.get(&if all { 0 } else { group(line.unit) });
        let better = own.zip(list).map(|(own, list)| list.len() - list.partition_point(|t| *t <= own));
        better.map(|n| n + 1) == line.rank
    })
}

/// Items that are formulas over facts of their own unit, every fact being there.
fn computed(report: &Report<'_>) -> Vec<Computed> {
    let scheme = report.assessment.scheme();
    let mut column = 2;
    let mut out = Vec::new();
    for (index, item) in scheme.items.iter().enumerate() {
        let text = item.params.get("expression").and_then(|v| v.as_str());
        let Some(formula) = text.and_then(|t| Expression::parse(t).ok()).filter(|f| !f.compares()) else {
            continue;
        };
        let bare = item.floor.is_none() && item.cap.is_none() && item.out_of.is_none();
        let whole = (0..report.units()).all(|unit| {
            matches!(report.points(index, unit).0, Cell::Points(_))
                && formula.names().iter().all(|name| variable(report, index, unit, name).is_some())
        });
        if item.kind != "expression" || !bare || !whole || function(item.round).is_none() {
            continue;
        }
        let names = formula.names().len();
        out.push(Computed { item: index, formula, column });
        column += names + 1;
    }
    out
}

pub(super) fn variable(report: &Report<'_>, item: usize, unit: usize, name: &str) -> Option<String> {
    let facts = report.assessment.items().get(item)?.facts(unit)?;
    let own = facts.get("variables").and_then(|v| v.get(name)).filter(|v| !v.is_null());
    let shared = || report.assessment.scheme().items.get(item)?.params.get("constants")?.get(name);
    let value = own.or_else(shared)?;
    Some(value.as_str().map_or_else(|| value.to_string(), str::to_owned))
}

/// The function of a workbook that rounds this way.
pub(super) const fn function(round: Rounding) -> Option<&'static str> {
    match round.mode {
        Mode::HalfUp => Some("ROUND"),
        Mode::Down => Some("ROUNDDOWN"),
        Mode::Up => Some("ROUNDUP"),
        Mode::HalfEven | Mode::Floor | Mode::Ceil => None,
    }
}

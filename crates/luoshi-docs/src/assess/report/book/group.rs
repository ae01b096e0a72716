//! The sheet of a group: points by item, sums, totals, ranks.

use luoshi_core::assess::engine::Cell;
use luoshi_core::assess::exact::Exact;
use luoshi_core::assess::round::Rounding;
use luoshi_core::assess::rules::total_formula::TotalFormula;
use luoshi_core::assess::scheme::model::{Role, Total};
use luoshi_core::assess::trace::Notes;
use rust_xlsxwriter::{Formula, Worksheet, XlsxError};

use super::plan::{GroupSheet, Plan, function};
use super::{FIRST, Looks, head, number, reference, value};
use crate::assess::draft::letters;
use crate::assess::report::{Line, Report};
use crate::assess::title;
use crate::write::print::{col, fitting, row_number};

pub(super) fn group(
    out: &mut Worksheet,
    report: &Report<'_>,
    plan: &Plan,
    number_of: usize,
) -> Result<(), XlsxError> {
    let Some(sheet) = plan.groups.get(number_of) else { return Ok(()) };
    let (text, looks, scheme) = (report.text(), Looks::new(), report.assessment.scheme());
    out.set_name(sheet.sheet.as_str())?;
    let mut headings = vec![(text.number.clone(), 5), (text.unit.clone(), 20)];
    let first = sheet.units.first().copied().unwrap_or_default();
    for item in &plan.items {
        let name = scheme.items.get(*item).map(title).unwrap_or_default();
        let full = report.full(*item, first);
        let head = if full.is_zero() { name } else { format!("{name}\n({})", full.show(4)) };
        headings.push((head, 11));
    }
    let behind = [
        (&text.base, 10),
        (&text.bonus, 8),
        (&text.deduction, 8),
        (&text.total, 10),
        (&text.rank, 7),
        (&text.grade, 9),
        (&text.award, 10),
    ];
    let behind = plan.behind().into_iter().filter_map(|what| behind.get(what).copied());
    headings.extend(behind.map(|(name, width)| (name.clone(), width)));
    let pages = head(out, report, &sheet.name, &headings, &looks)?;
    for (at, unit) in sheet.units.iter().enumerate() {
        unit_row(out, report, plan, sheet, (at, *unit), &looks)?;
    }
    let end = row_number(FIRST + sheet.units.len().saturating_sub(1));
    pages.set_up(out, row_number(FIRST), end, &format!("&C{}", text.page))
}

fn unit_row(
    out: &mut Worksheet,
    report: &Report<'_>,
    plan: &Plan,
    sheet: &GroupSheet,
    (at, unit): (usize, usize),
    looks: &Looks,
) -> Result<(), XlsxError> {
    let (text, scheme) = (report.text(), report.assessment.scheme());
    let row = row_number(FIRST + at);
    let line = report.line(unit);
    out.write_number_with_format(row, 0, row_number(at + 1), &looks.center)?;
    out.write_string_with_format(row, 1, fitting(&line.name), &looks.text)?;
    for (place, item) in plan.items.iter().enumerate() {
        let column = col(2 + place);
        let round = scheme.items.get(*item).map_or(Rounding::half_up(2), |i| i.round);
        let format = number(round.places);
        match report.points(*item, unit) {
            (Cell::Points(_), Some(points)) => {
                let live = plan.formulas.iter().find(|f| f.item == *item);
                match live.zip(function(round)) {
                    Some((one, function)) => {
                        let result = one.column + one.formula.names().len();
                        let cell = reference(&plan.computed, result, FIRST + unit);
                        let formula = format!("={function}({cell},{})", round.places);
                        out.write_formula_with_format(
                            row,
                            column,
                            Formula::new(formula).set_result(points),
                            &format,
                        )?;
                    }
                    None => {
                        out.write_number_with_format(row, column, value(&points), &format)?;
                    }
                }
            }
            (Cell::NotApplicable, _) => {
                out.write_string_with_format(row, column, text.absent.as_str(), &looks.center)?;
            }
            _ => {
                out.write_string_with_format(row, column, text.missing.as_str(), &looks.center)?;
            }
        }
    }
    let sums = sums(report, plan, unit);
    let item_places = scheme.items.iter().map(|i| i.round.places).max().unwrap_or(2);
    for (role, sum) in sums.iter().enumerate() {
        let column = plan.column(role);
        let format = number(item_places);
        match plan.range(role) {
            Some((from, to)) => {
                let formula = format!("=SUM({}{2}:{}{2})", letters(from), letters(to), FIRST + at + 1);
                let formula = Formula::new(formula).set_result(sum.show(12));
                out.write_formula_with_format(row, col(column), formula, &format)?;
            }
            None if role == 0 => {
                out.write_blank(row, col(column), &format)?;
            }
            None => {}
        }
    }
    total_cell(out, report, plan, (row, unit), &sums, &line)?;
    rank_cell(out, plan, sheet, at, &line, looks)?;
    for (what, word) in [(5, &line.grade), (6, &line.award)] {
        if !plan.behind().contains(&what) {
            continue;
        }
        let word = fitting(word.as_deref().unwrap_or_default());
        out.write_string_with_format(row, col(plan.column(what)), word, &looks.center)?;
    }
    Ok(())
}

fn sums(report: &Report<'_>, plan: &Plan, unit: usize) -> [Exact; 3] {
    let sum = |role: Role| -> Exact {
        let items = plan.items.iter().filter(|i| report.role(**i) == role);
        items.filter_map(|i| report.assessment.items().get(*i)?.of(unit)).sum()
    };
    [sum(Role::Base), sum(Role::Bonus), sum(Role::Deduction)]
}

/// The total: a formula where base, bonuses and deductions with their limits give just this total.
fn total_cell(
    out: &mut Worksheet,
    report: &Report<'_>,
    plan: &Plan,
    (row, unit): (u32, usize),
    [base, bonus, deduction]: &[Exact; 3],
    line: &Line,
) -> Result<(), XlsxError> {
    let total = &report.assessment.scheme().total;
    let column = col(plan.column(3));
    let format = number(total.round.places).set_bold();
    let Some(result) = &line.total else {
        out.write_string_with_format(row, column, report.text().not_rated.as_str(), &format)?;
        return Ok(());
    };
    let rule = TotalFormula {
        bonus_cap: total.bonus_cap.clone(),
        deduction_cap: total.deduction_cap.clone(),
        total_cap: total.cap.clone(),
        floor: total.floor.clone(),
    };
    let plain = rule.total(base, bonus, deduction, &mut Notes::off());
    let digits = report.assessment.results().get(unit).and_then(|r| r.total);
    let same = plain.rounded(total.round.places, total.round.mode) == digits;
    match function(total.round).filter(|_| same) {
        Some(function) => {
            let inner = total_formula(plan, total, row);
            let formula = format!("={function}({inner},{})", total.round.places);
            out.write_formula_with_format(row, column, Formula::new(formula).set_result(result), &format)?;
        }
        None => {
            out.write_number_with_format(row, column, value(result), &format)?;
        }
    }
    Ok(())
}

fn total_formula(plan: &Plan, total: &Total, row: u32) -> String {
    let cell = |what: usize| format!("{}{}", letters(plan.column(what)), row + 1);
    let limited = |cell: String, cap: &Option<Exact>| match cap {
        Some(cap) => format!("MIN({cell},{cap})"),
        None => cell,
    };
    let mut inner = cell(0);
    if plan.range(1).is_some() {
        inner = format!("{inner}+{}", limited(cell(1), &total.bonus_cap));
    }
    if plan.range(2).is_some() {
        inner = format!("{inner}-{}", limited(cell(2), &total.deduction_cap));
    }
    if let Some(floor) = &total.floor {
        inner = format!("MAX({inner},{floor})");
    }
    limited(inner, &total.cap)
}

fn rank_cell(
    out: &mut Worksheet,
    plan: &Plan,
    sheet: &GroupSheet,
    at: usize,
    line: &Line,
    looks: &Looks,
) -> Result<(), XlsxError> {
    let (row, column) = (row_number(FIRST + at), col(plan.column(4)));
    let Some(rank) = line.rank else {
        out.write_blank(row, column, &looks.center)?;
        return Ok(());
    };
    if !plan.ranked {
        out.write_number_with_format(row, column, row_number(rank), &looks.center)?;
        return Ok(());
    }
    let formula = if line.of == sheet.units.len() {
        let total = letters(plan.column(3));
        let (own, first, last) = (FIRST + at + 1, FIRST + 1, FIRST + sheet.units.len());
        format!("=RANK({total}{own},${total}${first}:${total}${last},0)")
    } else {
        let place = plan.lines.iter().position(|l| l.unit == line.unit).unwrap_or_default();
        format!("={}", reference(&plan.summary, 4, FIRST + place))
    };
    out.write_formula_with_format(
        row,
        column,
        Formula::new(formula).set_result(rank.to_string()),
        &looks.center,
    )?;
    Ok(())
}

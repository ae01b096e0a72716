//! The sheets of formulas and of reasons.

use luoshi_core::assess::engine::Cell;
use rust_xlsxwriter::{Formula, Worksheet, XlsxError};

use super::plan::{Plan, variable};
use super::{BookError, FIRST, Looks, head, value};
use crate::assess::draft::letters;
use crate::assess::report::Report;
use crate::assess::title;
use crate::write::print::{self, col, fitting, lines_high, row_number, wrapped};

/// Variables and results of items that are formulas; units in the order of the assessment.
pub(super) fn formulas(out: &mut Worksheet, report: &Report<'_>, plan: &Plan) -> Result<(), XlsxError> {
    let (text, looks) = (report.text(), Looks::new());
    out.set_name(plan.computed.as_str())?;
    let mut headings = vec![("#".to_owned(), 5), (text.unit.clone(), 20)];
    for one in &plan.formulas {
        let item = report.assessment.scheme().items.get(one.item).map(title).unwrap_or_default();
        headings.extend(one.formula.names().iter().map(|name| (format!("{item}·{name}"), 16)));
        headings.push((format!("{item}·{}", text.score), 12));
    }
    head(out, report, &text.computed, &headings, &looks)?;
    let end = FIRST + report.units();
    for unit in 0..report.units() {
        let row = row_number(FIRST + unit);
        out.write_number_with_format(row, 0, row_number(unit + 1), &looks.center)?;
        out.write_string_with_format(row, 1, fitting(&report.line(unit).name), &looks.text)?;
        for one in &plan.formulas {
            let place = |name: &str| {
                let at = one.formula.names().iter().position(|n| n == name).unwrap_or_default();
                letters(one.column + at)
            };
            for (at, name) in one.formula.names().iter().enumerate() {
                let given = variable(report, one.item, unit, name).unwrap_or_default();
                out.write_number_with_format(row, col(one.column + at), value(&given), &looks.center)?;
            }
            let cell = |name: &str| format!("{}{}", place(name), FIRST + unit + 1);
            let column = |name: &str| format!("${0}${1}:${0}${2}", place(name), FIRST + 1, end);
            let formula = Formula::new(format!("={}", one.formula.excel(&cell, &column)));
            let points = report.points(one.item, unit).1.unwrap_or_default();
            let result = col(one.column + one.formula.names().len());
            out.write_formula_with_format(row, result, formula.set_result(points), &looks.center)?;
        }
    }
    let last = (row_number(end.saturating_sub(1)), col(headings.len() - 1));
    print::set_up(out, row_number(FIRST), 2, last, &format!("&C{}", text.page))
}

/// One row per unit and item, and how total and standing came about.
pub(super) fn reasons(out: &mut Worksheet, report: &Report<'_>, plan: &Plan) -> Result<(), BookError> {
    let (text, looks) = (report.text(), Looks::new());
    out.set_name(plan.reasons.as_str())?;
    let headings: Vec<(String, u16)> = [
        (&text.unit, 16),
        (&text.item, 26),
        (&text.full, 8),
        (&text.score, 10),
        (&text.facts, 30),
        (&text.reasons, 70),
    ]
    .map(|(t, w)| (t.clone(), w))
    .to_vec();
    head(out, report, &text.statements, &headings, &looks)?;
    let mut row = FIRST;
    let mut put = |out: &mut Worksheet, cells: [&str; 6]| -> Result<(), XlsxError> {
        let line = row_number(row);
        let mut lines = 1;
        for (at, (cell, (_, width))) in cells.iter().zip(&headings).enumerate() {
            let format = if matches!(at, 2 | 3) { &looks.center } else { &looks.text };
            out.write_string_with_format(line, col(at), fitting(cell), format)?;
            lines = lines.max(wrapped(cell, *width));
        }
        out.set_row_height(line, lines_high(lines))?;
        row += 1;
        Ok(())
    };
    for one in &plan.lines {
        let whole = report.explained(one.unit)?;
        for item in &whole.items {
            let points = match item.cell {
                Cell::Points(_) => item.points.clone().unwrap_or_default(),
                Cell::NotApplicable => text.absent.clone(),
                Cell::Missing => text.missing.clone(),
            };
            let steps = item.steps.join("\n");
            put(out, [&one.name, &item.title, &item.full, &points, &item.facts, &steps])?;
        }
        let total = one.total.clone().unwrap_or_else(|| text.not_rated.clone());
        put(out, [&one.name, &text.total, "", &total, "", &whole.total.join("\n")])?;
        let standing: Vec<&str> =
            [&one.grade, &one.award].into_iter().flatten().map(String::as_str).collect();
        put(out, [&one.name, &text.grade, "", &standing.join(&text.comma), "", &whole.standing.join("\n")])?;
    }
    let last = row.saturating_sub(1).max(FIRST);
    out.autofilter(2, 0, row_number(last), 5)?;
    print::set_up(out, row_number(FIRST), 2, (row_number(last), 5), &format!("&C{}", text.page))?;
    Ok(())
}

//! The sheets of formulas and of reasons.

use luoshi_core::assess::engine::Cell;
use rust_xlsxwriter::{FormatAlign, Formula, Worksheet, XlsxError};

use super::plan::{Plan, variable};
use super::{BookError, FIRST, Looks, head, number, value};
use crate::assess::draft::letters;
use crate::assess::report::Report;
use crate::assess::report::words::filled;
use crate::assess::title;
use crate::write::print::{self, col, fitting, lines_high, row_number, wrapped};

/// Variables and results of items that are formulas; units in the order of the assessment.
pub(super) fn formulas(out: &mut Worksheet, report: &Report<'_>, plan: &Plan) -> Result<(), XlsxError> {
    let (text, looks) = (report.text(), Looks::new());
    out.set_name(plan.computed.as_str())?;
    let mut headings = vec![(text.number.clone(), 5), (text.unit.clone(), 20)];
    for one in &plan.formulas {
        let item = report.assessment.scheme().items.get(one.item).map(title).unwrap_or_default();
        headings.extend(one.formula.names().iter().map(|name| (format!("{item}·{name}"), 16)));
        headings.push((format!("{item}·{}", text.score), 12));
    }
    let pages = head(out, report, &text.computed, &headings, &looks)?;
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
    pages.set_up(out, row_number(FIRST), row_number(end.saturating_sub(1)), &format!("&C{}", text.page))
}

/// Lines that the tallest row of a sheet has room for.
const TALLEST: usize = 26;
/// The sheet of reasons is 137 characters wide: so many percent fit it on A4 across, in any face.
const SCALE: u16 = 70;
/// Widths of its columns: unit, item, full points, points, what was entered, reasons.
const WIDTHS: [u16; 6] = [13, 22, 7, 11, 32, 52];

/// One row per unit and item, and how total and standing came about; every unit begins a page, so that
/// it can be handed its own.
pub(super) fn reasons(out: &mut Worksheet, report: &Report<'_>, plan: &Plan) -> Result<(), BookError> {
    let text = report.text();
    out.set_name(plan.reasons.as_str())?;
    let names = [&text.unit, &text.item, &text.full, &text.score, &text.facts, &text.reasons];
    let headings: Vec<(String, u16)> = names.into_iter().cloned().zip(WIDTHS).collect();
    let pages = head(out, report, &text.statements, &headings, &Looks::new())?;
    let mut list = Rows { out, looks: Looks::new(), row: FIRST };
    let mut breaks = Vec::new();
    for one in &plan.lines {
        if list.row > FIRST {
            breaks.push(row_number(list.row));
        }
        let whole = report.explained(one.unit)?;
        for item in &whole.items {
            let full = Some(item.full.as_str()).filter(|full| *full != "0").map(value);
            let places = report.assessment.scheme().items.get(item.item).map_or(2, |i| i.round.places);
            let score = match (item.cell, &item.points) {
                (Cell::Points(_), Some(points)) => Score::Points(points, places),
                (Cell::NotApplicable, _) => Score::Words(text.absent.clone()),
                _ => Score::Words(text.missing.clone()),
            };
            list.put([&one.name, &item.title, &item.facts], full, &score, &item.steps)?;
        }
        let places = report.assessment.scheme().total.round.places;
        let total = match &one.total {
            Some(total) => Score::Points(total, places),
            None => Score::Words(text.not_rated.clone()),
        };
        list.put([&one.name, &text.total, ""], None, &total, &whole.total)?;
        let rank = one.rank.map(|rank| filled(&text.place, &[("rank", &rank.to_string())]));
        let standing: Vec<&str> =
            [&rank, &one.grade, &one.award].into_iter().flatten().map(String::as_str).collect();
        let standing = Score::Words(standing.join(&text.comma));
        list.put([&one.name, &text.standing, ""], None, &standing, &whole.standing)?;
    }
    let last = row_number(list.row.saturating_sub(1).max(FIRST));
    out.autofilter(2, 0, last, 5)?;
    pages.set_up(out, row_number(FIRST), last, &format!("&C{}", text.page))?;
    print::break_rows(out, SCALE, &breaks)?;
    Ok(())
}

const REASONS: u16 = WIDTHS[5];

/// What stands in the column of points.
enum Score<'a> {
    Points(&'a str, u8),
    Words(String),
}

/// The sheet of reasons while it is written.
struct Rows<'a> {
    out: &'a mut Worksheet,
    looks: Looks,
    row: usize,
}

impl Rows<'_> {
    /// A row, or several where the steps are more than a row has room for.
    fn put(
        &mut self,
        [unit, item, facts]: [&str; 3],
        full: Option<f64>,
        score: &Score<'_>,
        steps: &[String],
    ) -> Result<(), XlsxError> {
        let least = wrapped(unit, WIDTHS[0]).max(wrapped(item, WIDTHS[1])).max(wrapped(facts, WIDTHS[4]));
        for (part, steps) in parts(steps).into_iter().enumerate() {
            let line = row_number(self.row);
            let mut lines = wrapped(&steps, REASONS);
            self.out.write_string_with_format(line, 0, fitting(unit), &self.looks.text)?;
            self.out.write_string_with_format(line, 1, fitting(item), &self.looks.text)?;
            for column in 2..5 {
                self.out.write_blank(line, column, &self.looks.text)?;
            }
            if part == 0 {
                lines = lines.max(least);
                if let Some(full) = full {
                    self.out.write_number_with_format(line, 2, full, &self.looks.center)?;
                }
                match score {
                    Score::Points(points, places) => {
                        self.out.write_number_with_format(
                            line,
                            3,
                            value(points),
                            &number(*places).set_align(FormatAlign::Center),
                        )?;
                    }
                    Score::Words(words) => {
                        lines = lines.max(wrapped(words, WIDTHS[3]));
                        self.out.write_string_with_format(line, 3, fitting(words), &self.looks.center)?;
                    }
                }
                self.out.write_string_with_format(line, 4, fitting(facts), &self.looks.text)?;
            }
            self.out.write_string_with_format(line, 5, fitting(&steps), &self.looks.text)?;
            self.out.set_row_height(line, lines_high(lines))?;
            self.row += 1;
        }
        Ok(())
    }
}

/// Steps one below the other, in parts that a row can show; at least one part.
fn parts(steps: &[String]) -> Vec<String> {
    let mut out = vec![String::new()];
    let mut lines = 0;
    for step in steps {
        let own = wrapped(step, REASONS);
        if lines > 0 && lines + own > TALLEST {
            out.push(String::new());
            lines = 0;
        }
        if let Some(part) = out.last_mut() {
            if lines > 0 {
                part.push('\n');
            }
            part.push_str(step);
        }
        lines += own;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_reasons_go_on_in_the_next_row() {
        assert_eq!(parts(&[]), [""]);
        let steps: Vec<String> = (0..60).map(|n| format!("第{n}步")).collect();
        let parts = parts(&steps);
        assert_eq!(parts.len(), 3);
        assert!(parts.iter().all(|part| part.lines().count() <= TALLEST));
        assert_eq!(parts.join("\n"), steps.join("\n"));
    }
}

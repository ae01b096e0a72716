//! Results as a workbook: summary, a sheet per group, a sheet of reasons. Totals and ranks are
//! formulas wherever a formula gives just what the engine gave; everything else is a value, and the
//! sheet of reasons says how it came about.

mod group;
mod more;
mod plan;

use luoshi_core::assess::rules::rank::Scope;
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, Formula, Workbook, Worksheet, XlsxError,
};

use super::Report;
use super::words::filled;
use crate::assess::draft::letters;
use crate::write::ledger::FormAlign;
use crate::write::print::{self, Pages, base, body, col, fitting, heading, lines_high, row_number, wrapped};
use group::group;
use more::{formulas, reasons};
use plan::Plan;

/// Rows of the sheet of reasons, at most: beyond that nobody prints or opens it.
const MOST_ROWS: usize = 400_000;
/// First row with a unit, from 0: title, scheme and heading stand above.
const FIRST: usize = 3;

/// Results that make no workbook.
#[derive(Debug, thiserror::Error)]
pub enum BookError {
    /// The workbook library refused it.
    #[error("the workbook cannot be written")]
    Workbook(#[from] XlsxError),
    /// Facts that do not fit.
    #[error(transparent)]
    Fault(#[from] luoshi_core::assess::fault::Fault),
    /// More than a workbook can show.
    #[error("{found} rows of reasons, at most {limit}")]
    TooLarge {
        /// How many there would be.
        found: usize,
        /// The limit.
        limit: usize,
    },
}

/// Writes the workbook.
///
/// # Errors
/// [`BookError`] when there is too much of it.
pub fn workbook(report: &Report<'_>) -> Result<Vec<u8>, BookError> {
    let scheme = report.assessment.scheme();
    let rows = report.units().saturating_mul(scheme.items.len() + 2);
    if rows > MOST_ROWS {
        return Err(BookError::TooLarge { found: rows, limit: MOST_ROWS });
    }
    let plan = Plan::of(report);
    let mut book = Workbook::new();
    let year = u16::try_from(scheme.year).unwrap_or(1900).max(1900);
    let created = ExcelDateTime::from_ymd(year, 12, 31)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&created));
    summary(book.add_worksheet(), report, &plan)?;
    for (number, _) in plan.groups.iter().enumerate() {
        group(book.add_worksheet(), report, &plan, number)?;
    }
    if !plan.formulas.is_empty() {
        formulas(book.add_worksheet(), report, &plan)?;
    }
    reasons(book.add_worksheet(), report, &plan)?;
    Ok(book.save_to_buffer()?)
}

/// Formats of one sheet.
struct Looks {
    text: Format,
    center: Format,
    heading: Format,
}

impl Looks {
    fn new() -> Self {
        Self { text: body(FormAlign::Left), center: body(FormAlign::Center), heading: heading() }
    }
}

fn number(places: u8) -> Format {
    let zeros = "0".repeat(usize::from(places));
    let format = if places == 0 { "0".to_owned() } else { format!("0.{zeros}") };
    body(FormAlign::Center).set_align(FormatAlign::Right).set_num_format(format)
}

/// Title, scheme, heading row; how the columns are spread over pages, the first `kept` on each.
fn head(
    out: &mut Worksheet,
    report: &Report<'_>,
    name: &str,
    headings: &[(String, u16)],
    looks: &Looks,
) -> Result<Pages, XlsxError> {
    let (text, scheme) = (report.text(), report.assessment.scheme());
    let widths: Vec<u16> = headings.iter().map(|(_, width)| *width).collect();
    let pages = Pages::of(&widths, 2);
    let last = pages.first_end();
    let whole = format!("{} {name}", scheme.name);
    if last > 0 {
        out.merge_range(0, 0, 0, last, &fitting(&whole), &print::title())?;
    } else {
        out.write_string_with_format(0, 0, fitting(&whole), &print::title())?;
    }
    out.set_row_height(0, 33)?;
    let year = filled(&text.year, &[("year", &scheme.year.to_string())]);
    let told = [Some(year), scheme.basis.clone()].into_iter().flatten().collect::<Vec<_>>().join("　");
    out.write_string_with_format(1, 0, fitting(&told), &base().set_font_size(11).unset_text_wrap())?;
    let mut lines = 1;
    for (at, (title, width)) in headings.iter().enumerate() {
        out.set_column_width(col(at), *width)?;
        out.write_string_with_format(2, col(at), fitting(title), &looks.heading)?;
        lines = lines.max(wrapped(title, *width));
    }
    out.set_row_height(2, lines_high(lines))?;
    Ok(pages)
}

/// A decimal as a number of the workbook: the file format knows no other.
fn value(text: &str) -> f64 {
    text.parse().unwrap_or_default()
}

fn summary(out: &mut Worksheet, report: &Report<'_>, plan: &Plan) -> Result<(), XlsxError> {
    let (text, looks) = (report.text(), Looks::new());
    out.set_name(plan.summary.as_str())?;
    let mut headings: Vec<(String, u16)> =
        [(text.number.as_str(), 5), (&text.unit, 24), (&text.group, 16), (&text.total, 11), (&text.rank, 8)]
            .map(|(t, w)| (t.to_owned(), w))
            .to_vec();
    headings.extend(plan.graded.then(|| (text.grade.clone(), 10)));
    headings.extend(plan.awarded.then(|| (text.award.clone(), 12)));
    let pages = head(out, report, &text.summary, &headings, &looks)?;
    let end = FIRST + plan.lines.len();
    let total = number(report.assessment.scheme().total.round.places);
    let all = report.assessment.scheme().ranking.scope == Scope::All;
    for (at, line) in plan.lines.iter().enumerate() {
        let row = row_number(FIRST + at);
        out.write_number_with_format(row, 0, row_number(at + 1), &looks.center)?;
        out.write_string_with_format(row, 1, fitting(&line.name), &looks.text)?;
        out.write_string_with_format(row, 2, fitting(&line.group), &looks.center)?;
        match (&line.total, plan.place(line.unit)) {
            (Some(result), Some((sheet, place))) => {
                let cell = reference(&sheet.sheet, plan.column(3), place);
                let formula = Formula::new(format!("={cell}")).set_result(result);
                out.write_formula_with_format(row, 3, formula, &total)?;
            }
            _ => {
                out.write_string_with_format(row, 3, text.not_rated.as_str(), &looks.center)?;
            }
        }
        match (line.rank, plan.place(line.unit)) {
            (Some(rank), Some((sheet, place))) if plan.ranked => {
                let formula = if all {
                    format!("=RANK(D{0},$D${1}:$D${end},0)", FIRST + at + 1, FIRST + 1)
                } else {
                    format!("={}", reference(&sheet.sheet, plan.column(4), place))
                };
                let formula = Formula::new(formula).set_result(rank.to_string());
                out.write_formula_with_format(row, 4, formula, &looks.center)?;
            }
            (Some(rank), _) => {
                out.write_number_with_format(row, 4, row_number(rank), &looks.center)?;
            }
            (None, _) => {
                out.write_string_with_format(row, 4, text.none.as_str(), &looks.center)?;
            }
        }
        let words = [plan.graded.then_some(&line.grade), plan.awarded.then_some(&line.award)];
        for (place, word) in words.into_iter().flatten().enumerate() {
            let word = fitting(word.as_deref().unwrap_or_default());
            out.write_string_with_format(row, col(5 + place), word, &looks.center)?;
        }
    }
    let note = if plan.ranked { &text.live } else { &text.live_totals };
    let width = headings.iter().map(|(_, width)| *width).sum();
    out.merge_range(row_number(end), 0, row_number(end), col(headings.len() - 1), note, &base())?;
    out.set_row_height(row_number(end), lines_high(wrapped(note, width)))?;
    pages.set_up(out, row_number(FIRST), row_number(end), &format!("&C{}", text.page))
}

/// A cell of another sheet.
fn reference(sheet: &str, column: usize, row: usize) -> String {
    format!("'{}'!{}{}", sheet.replace('\'', "''"), letters(column), row + 1)
}

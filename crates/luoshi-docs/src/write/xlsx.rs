//! The ledger as a workbook: a sheet to print (任务分解表) and a sheet 数据 with ids for the way back.
//!
//! The print set-up follows the specification of the form (§3.2): landscape, one page wide, title and
//! heading repeated, page numbers, computed row heights. Merged cells stand only in the title, the
//! heading and the area column. The author is left out and the time of creation is the day of issue,
//! so the same ledger gives the same bytes.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};
use time::Date;

use super::guard::guarded;
use super::ledger::{FormAlign, LedgerColumn, LedgerRow, LedgerSheet, form, iso_day, sheet_name};
use super::print::{self, base, body, col, fitting, heading, lines_high, row_number, wrapped};

/// A workbook that could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The workbook library refused it; its message names the cell or rule.
    #[error("the workbook cannot be written")]
    Workbook(#[from] XlsxError),
    /// More rows than a sheet holds, or than the limit of 50,000.
    #[error("a ledger has at most {limit} tasks, this one has {found}")]
    TooManyRows {
        /// The limit.
        limit: usize,
        /// What was given.
        found: usize,
    },
}

/// The hidden column of the printed sheet that ties a row to its task.
pub(crate) const ID_HEADING: &str = "luoshi-id";
/// The second column of ids: the version that was exported.
pub(crate) const VERSION_HEADING: &str = "luoshi-version";
const MAX_ROWS: usize = 50_000;
const HEADING_TOP: u32 = 2;
const FIRST_ROW: u32 = 4;

/// Writes the workbook.
///
/// # Errors
/// [`WriteError`] when the ledger is larger than a sheet.
pub fn workbook(sheet: &LedgerSheet) -> Result<Vec<u8>, WriteError> {
    if sheet.rows.len() > MAX_ROWS {
        return Err(WriteError::TooManyRows { limit: MAX_ROWS, found: sheet.rows.len() });
    }
    let mut book = Workbook::new();
    let created = excel_day(sheet.date).and_then(|d| d.and_hms(0, 0, 0))?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&created));
    print_sheet(book.add_worksheet(), sheet)?;
    data_sheet(book.add_worksheet(), sheet)?;
    Ok(book.save_to_buffer()?)
}

fn excel_day(day: Date) -> Result<ExcelDateTime, XlsxError> {
    let year = u16::try_from(day.year()).unwrap_or(1900);
    ExcelDateTime::from_ymd(year, u8::from(day.month()), day.day())
}

fn print_sheet(out: &mut Worksheet, sheet: &LedgerSheet) -> Result<(), XlsxError> {
    out.set_name(sheet_name(&form().words.print_sheet))?;
    let last = sheet.columns.len().saturating_sub(1);
    head(out, sheet, last)?;
    headings(out, &sheet.columns)?;
    let heights: Vec<f64> = sheet.rows.iter().map(|r| height(r, &sheet.columns)).collect();
    for (at, row) in sheet.rows.iter().enumerate() {
        let line = FIRST_ROW + row_number(at);
        out.set_row_height(line, heights.get(at).copied().unwrap_or(15.0))?;
        for (c, column) in sheet.columns.iter().enumerate().filter(|(_, c)| **c != LedgerColumn::Area) {
            cell(out, line, col(c), row, *column, at + 1)?;
        }
        out.write_string_with_format(line, col(last + 1), guarded(&row.id), &base())?;
    }
    if let Some(c) = sheet.columns.iter().position(|c| *c == LedgerColumn::Area) {
        areas(out, sheet, col(c))?;
    }
    let end = FIRST_ROW + row_number(sheet.rows.len());
    foot(out, sheet, end)?;
    out.write_string_with_format(HEADING_TOP, col(last + 1), ID_HEADING, &base())?;
    out.set_column_hidden(col(last + 1))?;
    let frozen = sheet.columns.iter().position(|c| *c == LedgerColumn::Title).map_or(1, |at| at + 1);
    print::set_up(out, FIRST_ROW, col(frozen), (end, col(last)), &form().words.footer)
}

/// Title, and below it unit and day.
fn head(out: &mut Worksheet, sheet: &LedgerSheet, last: usize) -> Result<(), XlsxError> {
    let words = &form().words;
    let title = print::title();
    if last > 0 {
        out.merge_range(0, 0, 0, col(last), &guarded(&sheet.title), &title)?;
    } else {
        out.write_string_with_format(0, 0, guarded(&sheet.title), &title)?;
    }
    out.set_row_height(0, 33)?;
    let small = Format::new().set_font_name(words.body_face.as_str()).set_font_size(11);
    out.write_string_with_format(1, 0, format!("{}{}", words.unit, sheet.unit), &small)?;
    let day = sheet.date;
    let day = format!("{}{}年{}月{}日", words.day, day.year(), u8::from(day.month()), day.day());
    if last > 0 {
        out.write_string_with_format(1, col(last), day, &small.set_align(FormatAlign::Right))?;
    }
    out.set_row_height(1, 18)?;
    Ok(())
}

/// Two rows: 进度安排 over its quarters, all others merged down.
fn headings(out: &mut Worksheet, columns: &[LedgerColumn]) -> Result<(), XlsxError> {
    let format = heading();
    for (c, column) in columns.iter().enumerate() {
        let width = column.form().map_or(10, |f| f.width);
        out.set_column_width(col(c), width)?;
        if column.is_quarter() {
            out.write_string_with_format(HEADING_TOP + 1, col(c), column.heading(), &format)?;
        } else {
            out.merge_range(HEADING_TOP, col(c), HEADING_TOP + 1, col(c), column.heading(), &format)?;
        }
    }
    for (from, to) in runs(columns, |a, b| a.is_quarter() && b.is_quarter()) {
        if !columns.get(from).is_some_and(|c| c.is_quarter()) {
            continue;
        }
        if to > from {
            out.merge_range(HEADING_TOP, col(from), HEADING_TOP, col(to), &form().words.schedule, &format)?;
        } else {
            out.write_string_with_format(HEADING_TOP, col(from), form().words.schedule.as_str(), &format)?;
        }
    }
    out.set_row_height(HEADING_TOP, 24)?;
    out.set_row_height(HEADING_TOP + 1, 24)?;
    Ok(())
}

/// First and last index of each run of neighbours that belong together.
fn runs<T>(items: &[T], same: impl Fn(&T, &T) -> bool) -> Vec<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for (at, item) in items.iter().enumerate() {
        let joins = at.checked_sub(1).and_then(|b| items.get(b)).is_some_and(|before| same(before, item));
        match runs.last_mut().filter(|_| joins) {
            Some(run) => run.1 = at,
            None => runs.push((at, at)),
        }
    }
    runs
}

/// The area column, merged over neighbours of the same area.
fn areas(out: &mut Worksheet, sheet: &LedgerSheet, c: u16) -> Result<(), XlsxError> {
    let format = body(FormAlign::Center);
    for (from, to) in runs(&sheet.rows, |a, b| !a.area.is_empty() && a.area == b.area) {
        let Some(row) = sheet.rows.get(from) else { continue };
        let (top, bottom) = (FIRST_ROW + row_number(from), FIRST_ROW + row_number(to));
        let text = fitting(&row.area);
        if to > from {
            out.merge_range(top, c, bottom, c, &text, &format)?;
        } else {
            out.write_string_with_format(top, c, text, &format)?;
        }
    }
    Ok(())
}

/// One cell: numbers as numbers, days as days, everything else as guarded text.
fn cell(
    out: &mut Worksheet,
    line: u32,
    c: u16,
    row: &LedgerRow,
    column: LedgerColumn,
    number: usize,
) -> Result<(), XlsxError> {
    let format = body(column.form().map_or(FormAlign::Left, |f| f.align));
    if column == LedgerColumn::Seq {
        out.write_number_with_format(line, c, row_number(number), &format)?;
        return Ok(());
    }
    let text = row.get(column);
    let is_day = match column {
        LedgerColumn::Due => !row.has_due_words(),
        LedgerColumn::DueDay => true,
        _ => false,
    };
    // A workbook's days begin in 1900; an older one stays text.
    match iso_day(&text).filter(|d| is_day && d.year() >= 1900) {
        Some(day) => {
            let format = format.set_num_format(r#"yyyy"年"m"月"d"日""#);
            out.write_datetime_with_format(line, c, &excel_day(day)?, &format)?;
        }
        None if text.is_empty() => {
            out.write_blank(line, c, &format)?;
        }
        None => {
            out.write_string_with_format(line, c, fitting(&text), &format)?;
        }
    }
    Ok(())
}

fn foot(out: &mut Worksheet, sheet: &LedgerSheet, line: u32) -> Result<(), XlsxError> {
    let words = &form().words;
    let room = "　".repeat(8);
    let or_room = |name: &str| if name.is_empty() { room.clone() } else { name.to_owned() };
    let text = format!(
        "{}{}　　{}{}",
        words.filled_by,
        or_room(&sheet.filled_by),
        words.checked_by,
        or_room(&sheet.checked_by)
    );
    let format = Format::new().set_font_name(words.body_face.as_str()).set_font_size(11);
    out.write_string_with_format(line, 0, text, &format)?;
    Ok(())
}

/// Height of a row in points: its tallest cell, 15 points a line. Merged cells do not count because
/// spreadsheet programs never fit rows to them.
fn height(row: &LedgerRow, columns: &[LedgerColumn]) -> f64 {
    let lines = columns
        .iter()
        .filter(|c| **c != LedgerColumn::Area)
        .map(|c| wrapped(&row.get(*c), c.form().map_or(10, |f| f.width)))
        .max()
        .unwrap_or(1);
    lines_high(lines)
}

/// The sheet 数据: a mark, a heading, and every task unmerged with id and version.
fn data_sheet(out: &mut Worksheet, sheet: &LedgerSheet) -> Result<(), XlsxError> {
    out.set_name(form().words.data_sheet.as_str())?;
    let plain = base();
    let bold = heading();
    for (c, text) in [ID_HEADING, VERSION_HEADING].into_iter().enumerate() {
        out.write_string_with_format(0, col(c), text, &bold)?;
    }
    let columns: Vec<LedgerColumn> =
        LedgerColumn::ALL.into_iter().filter(|c| *c != LedgerColumn::Seq).collect();
    for (c, column) in columns.iter().enumerate() {
        out.write_string_with_format(0, col(c + 2), column.heading(), &bold)?;
        out.set_column_width(col(c + 2), column.form().map_or(10, |f| f.width))?;
    }
    for (at, row) in sheet.rows.iter().enumerate() {
        let line = row_number(at + 1);
        out.write_string_with_format(line, 0, guarded(&row.id), &plain)?;
        out.write_string_with_format(line, 1, row.version.to_string(), &plain)?;
        for (c, column) in columns.iter().enumerate() {
            if *column == LedgerColumn::Due {
                // Here the words stand alone; the day has its own column.
                out.write_string_with_format(line, col(c + 2), fitting(&row.due_text), &plain)?;
            } else {
                cell(out, line, col(c + 2), row, *column, at + 1)?;
            }
        }
    }
    out.set_freeze_panes(1, 2)?;
    out.set_landscape();
    out.set_print_fit_to_pages(1, 0);
    out.set_repeat_rows(0, 0)?;
    Ok(())
}

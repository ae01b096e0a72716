//! One sheet of a workbook: loose cells, merges and marks become a [`Table`], within the limits.

use std::collections::{BTreeMap, BTreeSet};

use calamine::{Data, ExcelDateTime};

use super::build::Builder;
use super::limits::{Limits, Refusal};
use crate::model::{Cell, CellKind, Merge, Place, Problem, Table};
use crate::write::xlsx::ID_HEADING;

/// Rows and cells that are still allowed in this file.
pub(super) struct Budget<'a> {
    limits: &'a Limits,
    rows: usize,
    cells: usize,
}

impl<'a> Budget<'a> {
    /// The full budget.
    pub(super) fn new(limits: &'a Limits) -> Self {
        Self { limits, rows: limits.rows, cells: limits.cells }
    }

    /// Takes a grid of this size out of the budget, or refuses it.
    pub(super) fn take(&mut self, rows: usize, columns: usize) -> Result<(), Refusal> {
        self.limits.stop.check()?;
        if columns > self.limits.columns {
            return Err(Refusal::new("too-many-columns")
                .with("limit", self.limits.columns)
                .with("found", columns));
        }
        self.rows = self.rows.checked_sub(rows).ok_or_else(|| {
            Refusal::new("too-many-rows").with("limit", self.limits.rows).with("found", rows)
        })?;
        self.cells = self
            .cells
            .checked_sub(rows.saturating_mul(columns))
            .ok_or_else(|| Refusal::new("too-many-cells").with("limit", self.limits.cells))?;
        Ok(())
    }

    /// Refuses as soon as more cells have come in than a grid may hold, before the grid is made.
    pub(super) fn allows(&self, cells: usize) -> Result<(), Refusal> {
        self.limits.stop.check()?;
        if cells > self.cells {
            Err(Refusal::new("too-many-cells").with("limit", self.limits.cells))
        } else {
            Ok(())
        }
    }
}

/// A position in a sheet: row, column, both from 0.
pub(super) type At = (u32, u32);

/// A sheet as the parsers give it.
#[derive(Debug, Default)]
pub(super) struct Loose {
    pub(super) name: String,
    pub(super) cells: Vec<(At, Data)>,
    pub(super) merges: Vec<Merge>,
    pub(super) hidden_rows: BTreeSet<u32>,
    pub(super) hidden_cols: BTreeSet<u32>,
    pub(super) notes: BTreeMap<At, String>,
    /// Cells shown as percentages.
    pub(super) percent: BTreeSet<At>,
    /// Cells that are marked by a warm colour.
    pub(super) coloured: BTreeSet<At>,
    pub(super) date_1904: bool,
}

/// How a formula shows whose value nobody has computed yet.
pub(crate) const NOT_COMPUTED: &str = "#DATA!";

/// Adds a sheet to the document. An empty one leaves no trace.
pub(super) fn add(
    sheet: Loose,
    budget: &mut Budget<'_>,
    builder: &mut Builder,
    problems: &mut Vec<Problem>,
) -> Result<(), Refusal> {
    let place = |at: At| cell_place(&sheet.name, at);
    let mut filled: Vec<(At, Cell)> = Vec::new();
    for (at, data) in &sheet.cells {
        let cell = cell(data, sheet.percent.contains(at));
        if cell.kind == CellKind::Error {
            let found = cell.text.clone();
            problems.push(if cell.text == NOT_COMPUTED {
                Problem::new("formula-not-computed", place(*at), found)
            } else {
                Problem::new("formula-error", place(*at), found)
            });
        }
        // Blanks far below the table are what a stray format leaves; they are no content.
        if !cell.text.trim().is_empty() {
            filled.push((*at, cell));
        }
    }
    let Some(rows) = filled.iter().map(|((row, _), _)| *row as usize + 1).max() else { return Ok(()) };
    let columns = filled.iter().map(|((_, col), _)| *col as usize + 1).max().unwrap_or(0);
    budget.take(rows, columns)?;
    let mut grid = vec![vec![Cell::default(); columns]; rows];
    for ((row, col), cell) in filled {
        if let Some(slot) = grid.get_mut(row as usize).and_then(|cells| cells.get_mut(col as usize)) {
            *slot = cell;
        }
    }
    attach_notes(&sheet, &mut grid, problems);
    let merges = clipped(&sheet.merges, rows, columns);
    for merge in &merges {
        lift(*merge, &mut grid, &sheet.name, problems);
    }
    let inside = |hidden: &BTreeSet<u32>, end: usize| -> Vec<usize> {
        hidden.iter().map(|at| *at as usize).filter(|at| *at < end).collect()
    };
    let hidden_rows = inside(&sheet.hidden_rows, rows);
    // The column of ids in an export of ours is hidden so that nobody need look at it: no cause for doubt.
    let ids = |at: &usize| grid.iter().any(|row| row.get(*at).is_some_and(|cell| cell.text == ID_HEADING));
    let mut hidden_cols = inside(&sheet.hidden_cols, columns);
    hidden_cols.retain(|at| !ids(at));
    for (code, hidden) in [("hidden-rows", &hidden_rows), ("hidden-columns", &hidden_cols)] {
        if let Some(first) = hidden.first() {
            let at = if code == "hidden-rows" { (*first, 0) } else { (0, *first) };
            let place = Place::Cell { sheet: sheet.name.clone(), address: address(at.0, at.1) };
            problems.push(Problem::new(code, place, hidden.len().to_string()));
        }
    }
    let marked = sheet.cells.iter().filter(|(at, data)| *data != Data::Empty && sheet.coloured.contains(at));
    let marked: Vec<At> = marked.map(|(at, _)| *at).collect();
    if let Some(first) = marked.first() {
        problems.push(Problem::new(
            "colours-ignored",
            cell_place(&sheet.name, *first),
            marked.len().to_string(),
        ));
    }
    let name = sheet.name;
    let table = Table {
        name: name.clone(),
        rows: grid,
        merges,
        hidden_rows,
        hidden_cols,
        date_1904: sheet.date_1904,
    };
    builder.table(table, |row, col| Place::Cell {
        sheet: name.clone(),
        address: address(row, col.unwrap_or(0)),
    });
    Ok(())
}

fn attach_notes(sheet: &Loose, grid: &mut [Vec<Cell>], problems: &mut Vec<Problem>) {
    for (at, note) in &sheet.notes {
        match grid.get_mut(at.0 as usize).and_then(|row| row.get_mut(at.1 as usize)) {
            Some(cell) => cell.note = Some(note.clone()),
            None => problems.push(Problem::new("note-outside", cell_place(&sheet.name, *at), note.clone())),
        }
    }
}

/// Merges cut to the grid; those of a single cell mean nothing.
fn clipped(merges: &[Merge], rows: usize, columns: usize) -> Vec<Merge> {
    let mut kept: Vec<Merge> = Vec::new();
    for merge in merges {
        if merge.top >= rows || merge.left >= columns {
            continue;
        }
        let cut = Merge { bottom: merge.bottom.min(rows - 1), right: merge.right.min(columns - 1), ..*merge };
        if cut.bottom > cut.top || cut.right > cut.left {
            kept.push(cut);
        }
    }
    kept.sort_by_key(|merge| (merge.top, merge.left));
    kept
}

/// Moves the only value of a merged area to its top left corner: WPS saves some elsewhere.
fn lift(merge: Merge, grid: &mut [Vec<Cell>], sheet: &str, problems: &mut Vec<Problem>) {
    let filled = |grid: &[Vec<Cell>]| {
        let rows = merge.top..=merge.bottom;
        let cells = rows.flat_map(|row| (merge.left..=merge.right).map(move |col| (row, col)));
        cells
            .filter(|(row, col)| {
                grid.get(*row).and_then(|r| r.get(*col)).is_some_and(|c| !c.text.trim().is_empty())
            })
            .take(3)
            .collect::<Vec<_>>()
    };
    let found = filled(grid);
    let corner = (merge.top, merge.left);
    let place =
        |(row, col): (usize, usize)| Place::Cell { sheet: sheet.to_owned(), address: address(row, col) };
    match found.as_slice() {
        [] => {}
        [only] if *only == corner => {}
        [only] => {
            let value = grid.get_mut(only.0).and_then(|row| row.get_mut(only.1)).map(std::mem::take);
            if let (Some(value), Some(slot)) =
                (value, grid.get_mut(corner.0).and_then(|row| row.get_mut(corner.1)))
            {
                *slot = value;
            }
        }
        [.., last] => {
            let words = grid.get(last.0).and_then(|row| row.get(last.1)).map_or("", |cell| &cell.text);
            problems.push(Problem::new("merge-hides-values", place(*last), words));
        }
    }
}

/// A value as a person sees it.
fn cell(data: &Data, percent: bool) -> Cell {
    let (kind, text) = match data {
        Data::Empty => (CellKind::Empty, String::new()),
        Data::String(text) => (CellKind::Text, plain_breaks(text)),
        Data::Int(number) => (CellKind::Number, shown(number.to_string(), percent)),
        Data::Float(number) => (CellKind::Number, shown(number.to_string(), percent)),
        Data::Bool(truth) => (CellKind::Bool, if *truth { "TRUE" } else { "FALSE" }.to_owned()),
        Data::DateTime(moment) => moment_cell(moment),
        Data::DateTimeIso(text) => (CellKind::Date, text.trim_end_matches("T00:00:00").to_owned()),
        Data::DurationIso(text) => (CellKind::Text, text.clone()),
        Data::Error(error) => (CellKind::Error, error.to_string()),
    };
    let kind = if text.is_empty() { CellKind::Empty } else { kind };
    Cell { text, kind, span: None, note: None }
}

/// Excel writes `_x000D_` for a carriage return; line breaks become plain ones.
fn plain_breaks(text: &str) -> String {
    text.replace("_x000D_", "").replace("\r\n", "\n").replace('\r', "\n")
}

fn shown(number: String, percent: bool) -> String {
    if percent { percentage(&number) } else { number }
}

/// Moves the decimal point two places, on the digits, so that no rounding creeps in.
fn percentage(number: &str) -> String {
    let (sign, digits) = number.strip_prefix('-').map_or(("", number), |rest| ("-", rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut fraction = fraction.to_owned();
    while fraction.len() < 2 {
        fraction.push('0');
    }
    let (up, rest) = fraction.split_at_checked(2).unwrap_or((&fraction, ""));
    let whole = format!("{whole}{up}");
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let rest = rest.trim_end_matches('0');
    if rest.is_empty() { format!("{sign}{whole}%") } else { format!("{sign}{whole}.{rest}%") }
}

/// Dates as ISO days, with the time of day if there is one; a bare time or a length of time is text.
fn moment_cell(moment: &ExcelDateTime) -> (CellKind, String) {
    let serial = moment.as_f64();
    if !serial.is_finite() || !(0.0..2_958_466.0).contains(&serial) {
        return (CellKind::Number, serial.to_string());
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    if moment.is_duration() {
        let minutes = (serial * 1440.0).round();
        return (CellKind::Text, format!("{}:{:02}", (minutes / 60.0).floor(), minutes % 60.0));
    }
    let clock = if second == 0 {
        format!("{hour:02}:{minute:02}")
    } else {
        format!("{hour:02}:{minute:02}:{second:02}")
    };
    if serial < 1.0 {
        return (CellKind::Text, clock);
    }
    let date = format!("{year:04}-{month:02}-{day:02}");
    if (hour, minute, second) == (0, 0, 0) {
        (CellKind::Date, date)
    } else {
        (CellKind::Date, format!("{date} {clock}"))
    }
}

fn cell_place(sheet: &str, at: At) -> Place {
    Place::Cell { sheet: sheet.to_owned(), address: address(at.0 as usize, at.1 as usize) }
}

/// `B7` for row 6, column 1.
pub(super) fn address(row: usize, column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        let digit = u8::try_from((rest - 1) % 26).unwrap_or(0);
        letters.insert(0, char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    format!("{}{}", letters.into_iter().collect::<String>(), row + 1)
}

/// Row and column of an address such as `B7`; dollar signs are passed over.
pub(super) fn parse_address(address: &str) -> Option<At> {
    let plain: String = address.chars().filter(|c| *c != '$').collect();
    let split = plain.find(|c: char| c.is_ascii_digit())?;
    let (letters, digits) = plain.split_at(split);
    let mut column: u32 = 0;
    for letter in letters.bytes() {
        let digit = letter.to_ascii_uppercase().checked_sub(b'A').filter(|digit| *digit < 26)?;
        column = column.checked_mul(26)?.checked_add(u32::from(digit) + 1)?;
    }
    Some((digits.parse::<u32>().ok()?.checked_sub(1)?, column.checked_sub(1)?))
}

/// The name of a file without folders and extension, as the name of a table.
pub(super) fn stem(name: &str) -> String {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    file.rsplit_once('.').map_or(file, |(stem, _)| stem).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_both_ways() {
        for (at, text) in
            [((0, 0), "A1"), ((6, 1), "B7"), ((9, 25), "Z10"), ((0, 26), "AA1"), ((99, 701), "ZZ100")]
        {
            assert_eq!(address(at.0, at.1), text);
            assert_eq!(
                parse_address(text),
                Some((u32::try_from(at.0).unwrap(), u32::try_from(at.1).unwrap()))
            );
        }
        assert_eq!(parse_address("7"), None);
        assert_eq!(parse_address("A0"), None);
    }

    #[test]
    fn percentages_move_the_point() {
        for (number, shown) in [
            ("0.15", "15%"),
            ("1", "100%"),
            ("0.0825", "8.25%"),
            ("-0.5", "-50%"),
            ("0", "0%"),
            ("0.001", "0.1%"),
        ] {
            assert_eq!(percentage(number), shown);
        }
    }
}

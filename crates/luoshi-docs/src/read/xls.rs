//! Workbooks of Excel 97–2003 and of WPS (`.et`): values by calamine; the records of the stream are
//! walked first, because the parser trusts the dimensions they claim and skips their furniture.
//!
//! Record numbers and layouts: [MS-XLS] section 2.4.

use std::collections::BTreeSet;
use std::io::Cursor;

use calamine::{Data, Reader as _, SheetType, SheetVisible, Xls};

use super::build::Builder;
use super::limits::Refusal;
use super::ole::{self, u16_at, u32_at};
use super::shape::Shape;
use super::sheet::{self, Budget, Loose};
use super::xlsx::shows_percent;
use super::{Format, Input, Parsed, Reader, file_problem};
use crate::model::{Merge, Place, Problem};

pub(super) const READER: Reader = Reader { format: Format::Xls, fits, read };

fn fits(shape: &Shape<'_>) -> bool {
    matches!(shape, Shape::Ole(ole) if !ole.has("EncryptedPackage") && (ole.has("Workbook") || ole.has("Book")))
}

fn read(input: &Input<'_>, shape: &Shape<'_>) -> Result<Parsed, Refusal> {
    let Shape::Ole(container) = shape else { return Err(Refusal::new("unknown")) };
    let name = if container.has("Workbook") { "Workbook" } else { "Book" };
    let stream = container.stream(name).unwrap_or_default();
    let scan = Scan::run(&stream, input.limits.cells)?;
    let mut workbook: Xls<_> =
        Xls::new(Cursor::new(ole::pack(name, &stream))).map_err(|error| match error {
            calamine::XlsError::Password => Refusal::new("encrypted"),
            _ => Refusal::new("damaged"),
        })?;
    let mut problems = Vec::new();
    if container.has("_VBA_PROJECT_CUR") || container.has("VBA") {
        problems.push(file_problem("macros-ignored", ""));
    }
    let mut builder = Builder::default();
    let mut budget = Budget::new(input.limits);
    let date_1904 = workbook.has_1904_epoch();
    for meta in workbook.sheets_metadata().to_vec() {
        if meta.typ != SheetType::WorkSheet {
            problems.push(file_problem("sheet-without-cells", meta.name));
            continue;
        }
        if meta.visible != SheetVisible::Visible {
            problems.push(file_problem("hidden-sheet", meta.name.clone()));
        }
        let found = scan.sheets.iter().find(|sheet| sheet.name == meta.name);
        let mut loose = found.map_or_else(Loose::default, Marks::loose);
        loose.name = meta.name;
        loose.date_1904 = date_1904;
        let Ok(range) = workbook.worksheet_range(&loose.name) else {
            problems.push(Problem::new("sheet-unreadable", Place::File, loose.name));
            continue;
        };
        let (top, left) = range.start().unwrap_or_default();
        for (row, col, data) in range.used_cells() {
            let at = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
            if *data != Data::Empty {
                loose.cells.push(((top.saturating_add(at(row)), left.saturating_add(at(col))), data.clone()));
            }
        }
        for area in workbook.merge_cells_by_sheet_name(&loose.name).unwrap_or_default() {
            loose.merges.push(Merge {
                top: area.start.0 as usize,
                left: area.start.1 as usize,
                bottom: area.end.0 as usize,
                right: area.end.1 as usize,
            });
        }
        sheet::add(loose, &mut budget, &mut builder, &mut problems)?;
    }
    Ok(Parsed { document: builder.finish(), problems })
}

/// What the records say about one sheet.
#[derive(Debug, Default)]
struct Marks {
    name: String,
    /// Where the sheet's records begin.
    offset: usize,
    hidden_rows: BTreeSet<u32>,
    hidden_cols: BTreeSet<u32>,
    notes: Vec<(u32, u32, u16)>,
    texts: Vec<(u16, String)>,
    /// Cells with the index of their format.
    formats: Vec<(u32, u32, u16)>,
    percent: BTreeSet<(u32, u32)>,
}

impl Marks {
    fn loose(&self) -> Loose {
        let words =
            |id: u16| self.texts.iter().find(|(known, _)| *known == id).map(|(_, words)| words.clone());
        Loose {
            hidden_rows: self.hidden_rows.clone(),
            hidden_cols: self.hidden_cols.clone(),
            notes: self.notes.iter().filter_map(|(row, col, id)| Some(((*row, *col), words(*id)?))).collect(),
            percent: self.percent.clone(),
            ..Loose::default()
        }
    }
}

/// The walk over all records of a workbook stream.
#[derive(Debug, Default)]
struct Scan {
    sheets: Vec<Marks>,
    percent_formats: BTreeSet<u16>,
    percent_styles: BTreeSet<u16>,
    styles: u16,
    wide: bool,
}

impl Scan {
    fn run(stream: &[u8], cells: usize) -> Result<Self, Refusal> {
        let mut scan = Self { percent_formats: BTreeSet::from([9, 10]), ..Self::default() };
        for (kind, body) in records(stream, 0) {
            match kind {
                0x0a => break,
                0x2f => return Err(Refusal::new("encrypted")),
                _ => scan.global(kind, body),
            }
        }
        let offsets: BTreeSet<usize> = scan.sheets.iter().map(|sheet| sheet.offset).collect();
        if offsets.len() < scan.sheets.len() {
            // Two sheets at one place: the parser would read the same cells again and again.
            return Err(Refusal::new("damaged"));
        }
        let percent = std::mem::take(&mut scan.percent_styles);
        let mut left = cells;
        for sheet in &mut scan.sheets {
            let (rows, columns) = sheet.walk(stream)?;
            left = left
                .checked_sub(rows * columns)
                .ok_or_else(|| Refusal::new("too-many-cells").with("limit", cells))?;
            let shown = sheet.formats.iter().filter(|(_, _, style)| percent.contains(style));
            sheet.percent = shown.map(|(row, col, _)| (*row, *col)).collect();
        }
        Ok(scan)
    }

    fn global(&mut self, kind: u16, body: &[u8]) {
        match kind {
            0x809 => self.wide = u16_at(body, 0) == Some(0x600),
            0x85 => {
                let name = if self.wide { counted(body.get(6..)) } else { None };
                let offset = u32_at(body, 0).unwrap_or(u32::MAX) as usize;
                self.sheets.push(Marks { name: name.unwrap_or_default(), offset, ..Marks::default() });
            }
            0x41e => {
                let code = body.get(4..).map(|rest| String::from_utf8_lossy(rest).replace('\0', ""));
                if code.is_some_and(|code| shows_percent(&code)) {
                    self.percent_formats.extend(u16_at(body, 0));
                }
            }
            0xe0 => {
                if u16_at(body, 2).is_some_and(|format| self.percent_formats.contains(&format)) {
                    self.percent_styles.insert(self.styles);
                }
                self.styles = self.styles.saturating_add(1);
            }
            _ => {}
        }
    }
}

impl Marks {
    /// Collects the furniture of a sheet; answers the size of the grid that its cells span.
    fn walk(&mut self, stream: &[u8]) -> Result<(usize, usize), Refusal> {
        let mut corner: Option<(u32, u32, u32, u32)> = None;
        let mut depth = 0;
        let mut object = 0;
        let mut awaiting = false;
        for (kind, body) in records(stream, self.offset) {
            match kind {
                // Charts inside the sheet bring records of their own.
                0x809 => depth += 1,
                0x0a if depth <= 1 => break,
                0x0a => depth -= 1,
                0x200 => claims_are_sane(body)?,
                0x3c if awaiting => self.texts.push((object, continued(body))),
                0x5d => object = u16_at(body, 6).unwrap_or(0),
                _ if depth <= 1 => self.record(kind, body),
                _ => {}
            }
            awaiting = kind == 0x1b6;
            if let Some((row, first, last)) = cell_of(kind, body) {
                let (top, left, bottom, right) = corner.unwrap_or((row, first, row, last));
                corner = Some((top.min(row), left.min(first), bottom.max(row), right.max(last)));
            }
        }
        let size = |(top, left, bottom, right): (u32, u32, u32, u32)| {
            ((bottom - top) as usize + 1, right.saturating_sub(left) as usize + 1)
        };
        Ok(corner.map_or((0, 0), size))
    }

    fn record(&mut self, kind: u16, body: &[u8]) {
        let word = |at: usize| u16_at(body, at);
        let at = || Some((u32::from(word(0)?), u32::from(word(2)?)));
        match kind {
            0x208 if word(12).is_some_and(|flags| flags & 0x20 != 0) => {
                self.hidden_rows.extend(word(0).map(u32::from));
            }
            0x7d if word(8).is_some_and(|flags| flags & 1 != 0) => {
                let (first, last) = (word(0).unwrap_or(1), word(2).unwrap_or(0).min(255));
                self.hidden_cols.extend((first..=last).map(u32::from));
            }
            0x1c => {
                if let (Some((row, col)), Some(object)) = (at(), word(6)) {
                    self.notes.push((row, col, object));
                }
            }
            0x203 | 0x27e | 0x06 => {
                if let (Some((row, col)), Some(style)) = (at(), word(4)) {
                    self.formats.push((row, col, style));
                }
            }
            0xbd => {
                let Some((row, first)) = at() else { return };
                let count = body.len().saturating_sub(6) / 6;
                for (col, start) in (first..).zip((4..).step_by(6)).take(count) {
                    self.formats.extend(word(start).map(|style| (row, col, style)));
                }
            }
            _ => {}
        }
    }
}

/// Row, first and last column of a record that holds cells with values.
fn cell_of(kind: u16, body: &[u8]) -> Option<(u32, u32, u32)> {
    let (row, col) = (u32::from(u16_at(body, 0)?), u32::from(u16_at(body, 2)?));
    match kind {
        0x02..=0x07 | 0x203..=0x206 | 0x27e | 0xfd | 0xd6 => Some((row, col, col)),
        0xbd => Some((row, col, u32::from(u16_at(body, body.len().checked_sub(2)?)?))),
        _ => None,
    }
}

/// The claimed used area must fit a sheet of this format, because memory is reserved for it.
fn claims_are_sane(body: &[u8]) -> Result<(), Refusal> {
    let claims = if body.len() == 10 {
        [u16_at(body, 0), u16_at(body, 2), u16_at(body, 4), u16_at(body, 6)].map(|word| word.map(u32::from))
    } else {
        [u32_at(body, 0), u32_at(body, 4), u16_at(body, 8).map(u32::from), u16_at(body, 10).map(u32::from)]
    };
    let [Some(top), Some(bottom), _, Some(right)] = claims else { return Err(Refusal::new("damaged")) };
    let sane = bottom <= 65_536 && top <= bottom && right <= 256;
    if sane { Ok(()) } else { Err(Refusal::new("damaged")) }
}

/// Records from an offset: number and body; a body that is cut off ends the walk.
fn records(stream: &[u8], offset: usize) -> impl Iterator<Item = (u16, &[u8])> {
    let mut at = offset;
    std::iter::from_fn(move || {
        let kind = u16_at(stream, at)?;
        let length = usize::from(u16_at(stream, at + 2)?);
        let body = stream.get(at + 4..at + 4 + length)?;
        at += 4 + length;
        Some((kind, body))
    })
}

/// A short string: its length, a flag for two-byte characters, its characters.
fn counted(bytes: Option<&[u8]>) -> Option<String> {
    let bytes = bytes?;
    let (count, flags, rest) = (usize::from(*bytes.first()?), *bytes.get(1)?, bytes.get(2..)?);
    Some(characters(flags, rest.get(..count * (1 + usize::from(flags & 1)))?))
}

/// The text of a comment as it follows in a continued record: a flag, then characters.
fn continued(body: &[u8]) -> String {
    let (flags, rest) = body.split_first().map_or((0, body), |(flags, rest)| (*flags, rest));
    characters(flags, rest).replace('\r', "\n").trim().to_owned()
}

fn characters(flags: u8, bytes: &[u8]) -> String {
    if flags & 1 == 0 {
        return bytes.iter().map(|byte| char::from(*byte)).collect();
    }
    let units: Vec<u16> = bytes.chunks_exact(2).map(|two| u16::from_le_bytes([two[0], two[1]])).collect();
    String::from_utf16_lossy(&units)
}

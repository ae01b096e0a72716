//! Workbooks of Office Open XML: values by calamine, the sheet's furniture (hidden rows and columns,
//! percentages, comments) from the parts themselves. Macros are never looked at.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;

use calamine::{CellErrorType, Data, DataRef, Reader as _, SheetType, SheetVisible, Xlsx};

use super::build::Builder;
use super::limits::Refusal;
use super::shape::Shape;
use super::sheet::{self, At, Budget, Loose, parse_address};
use super::xml::{Node, Tag, Xml, part_text, relations, resolve};
use super::zipbox::ZipBox;
use super::{Format, Input, Parsed, Reader, file_problem};
use crate::model::{Merge, Place, Problem};

pub(super) const READER: Reader = Reader { format: Format::Xlsx, fits, read };

fn fits(shape: &Shape<'_>) -> bool {
    matches!(shape, Shape::Zip(container) if container.has("xl/workbook.xml"))
}

fn read(input: &Input<'_>, shape: &Shape<'_>) -> Result<Parsed, Refusal> {
    let Shape::Zip(container) = shape else { return Err(Refusal::new("unknown")) };
    container.inflate_all()?;
    strings_are_sane(container)?;
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(input.bytes)).map_err(|_| Refusal::new("damaged"))?;
    let book = Book::open(container)?;
    let mut problems = Vec::new();
    if container.has("xl/vbaProject.bin") {
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
        let mut loose = Loose { name: meta.name, date_1904, ..Loose::default() };
        values(&mut workbook, &mut loose, &budget, &mut problems)?;
        book.furnish(container, &mut loose)?;
        sheet::add(loose, &mut budget, &mut builder, &mut problems)?;
    }
    Ok(Parsed { document: builder.finish(), problems })
}

/// The parser reserves room for as many strings as the part declares, so the claim is checked first:
/// no string is shorter than `<si/>`.
fn strings_are_sane(container: &ZipBox<'_>) -> Result<(), Refusal> {
    let Some(bytes) = container.read("xl/sharedStrings.xml")? else { return Ok(()) };
    let head = part_text(bytes.get(..bytes.len().min(4096)).unwrap_or_default());
    let mut xml = Xml::new(&head);
    while let Some(node) = xml.next() {
        if let Node::Open(tag) = node {
            let claimed: usize =
                tag.attr("uniqueCount").map_or(0, |text| text.trim().parse().unwrap_or(usize::MAX));
            return if claimed > bytes.len() / 5 { Err(Refusal::new("damaged")) } else { Ok(()) };
        }
    }
    Ok(())
}

fn values(
    workbook: &mut Xlsx<Cursor<&[u8]>>,
    loose: &mut Loose,
    budget: &Budget<'_>,
    problems: &mut Vec<Problem>,
) -> Result<(), Refusal> {
    let unreadable = |name: &str| Problem::new("sheet-unreadable", Place::File, name);
    let Ok(mut cells) = workbook.worksheet_cells_reader(&loose.name) else {
        problems.push(unreadable(&loose.name));
        return Ok(());
    };
    loop {
        match cells.next_cell() {
            Ok(Some(cell)) => {
                let data = owned(cell.get_value());
                if data != Data::Empty {
                    loose.cells.push((cell.get_position(), data));
                }
            }
            Ok(None) => break,
            Err(_) => {
                problems.push(unreadable(&loose.name));
                break;
            }
        }
        budget.allows(loose.cells.len())?;
    }
    drop(cells);
    // A broken list of merges costs the merges, not the sheet.
    for area in workbook.merge_cells_by_sheet_name(&loose.name).unwrap_or_default() {
        let at = |number: u32| number as usize;
        loose.merges.push(Merge {
            top: at(area.start.0),
            left: at(area.start.1),
            bottom: at(area.end.0),
            right: at(area.end.1),
        });
    }
    Ok(())
}

fn owned(value: &DataRef<'_>) -> Data {
    match value {
        DataRef::SharedString(text) => Data::String((*text).to_owned()),
        DataRef::Int(number) => Data::Int(*number),
        DataRef::Float(number) => Data::Float(*number),
        DataRef::String(text) => Data::String(text.clone()),
        DataRef::Bool(truth) => Data::Bool(*truth),
        DataRef::DateTime(moment) => Data::DateTime(*moment),
        DataRef::DateTimeIso(text) => Data::DateTimeIso(text.clone()),
        DataRef::DurationIso(text) => Data::DurationIso(text.clone()),
        DataRef::Error(error) => Data::Error(error.clone()),
        DataRef::Empty => Data::Empty,
    }
}

/// What the workbook's own parts say: paths of sheets, and which styles show percentages.
struct Book {
    sheets: BTreeMap<String, String>,
    styles: Styles,
}

impl Book {
    fn open(container: &ZipBox<'_>) -> Result<Self, Refusal> {
        let links = text(container, "xl/_rels/workbook.xml.rels")?;
        let targets: BTreeMap<String, String> =
            relations(&links).into_iter().map(|(id, _, target)| (id, resolve("xl", &target))).collect();
        let mut sheets = BTreeMap::new();
        let source = text(container, "xl/workbook.xml")?;
        let mut xml = Xml::new(&source);
        while let Some(node) = xml.next() {
            if let Node::Open(tag) = node
                && tag.name() == "sheet"
                && let (Some(name), Some(id)) = (tag.attr("name"), tag.attr("id"))
                && let Some(path) = targets.get(&id)
            {
                sheets.insert(name, path.clone());
            }
        }
        Ok(Self { sheets, styles: Styles::parse(&text(container, "xl/styles.xml")?) })
    }

    /// Adds hidden rows and columns, percentages and comments to a sheet.
    fn furnish(&self, container: &ZipBox<'_>, loose: &mut Loose) -> Result<(), Refusal> {
        let Some(path) = self.sheets.get(&loose.name) else { return Ok(()) };
        let source = text(container, path)?;
        let mut xml = Xml::new(&source);
        let mut next_row = 0;
        let mut formula = Unvalued::default();
        while let Some(node) = xml.next() {
            loose.cells.extend(formula.see(&node).map(|at| (at, Data::Error(CellErrorType::GettingData))));
            let Node::Open(tag) = node else { continue };
            match tag.name() {
                "row" => {
                    let row = tag.number::<u32>("r").map_or(next_row, |row| row.saturating_sub(1));
                    next_row = row.saturating_add(1);
                    if tag.is_on("hidden") {
                        loose.hidden_rows.insert(row);
                    }
                }
                "col" if tag.is_on("hidden") => loose.hidden_cols.extend(columns(&tag)),
                "c" => {
                    let Some(style) = tag.number::<usize>("s") else { continue };
                    let at = || tag.attr("r").and_then(|at| parse_address(&at));
                    if self.styles.percent.contains(&style) {
                        loose.percent.extend(at());
                    }
                    if self.styles.coloured.contains(&style) {
                        loose.coloured.extend(at());
                    }
                }
                _ => {}
            }
        }
        let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
        for (_, kind, target) in relations(&text(container, &format!("{folder}/_rels/{file}.rels"))?) {
            if kind.ends_with("/comments") {
                loose.notes = comments(&text(container, &resolve(folder, &target))?);
            }
        }
        Ok(())
    }
}

/// Formulas that nobody has computed: programs write them so, and leave the values to the office program
/// that opens the file. Without a value such a cell looks like one that was left empty.
#[derive(Debug, Default)]
struct Unvalued {
    /// Address of the cell that is being read; none where an empty text is a value.
    cell: Option<String>,
    formula: bool,
    value: bool,
}

impl Unvalued {
    /// Looks at a part of a cell; the place of the cell at the end of one without its value.
    fn see(&mut self, node: &Node<'_>) -> Option<At> {
        match node {
            Node::Open(tag) if tag.name() == "c" => {
                let texts = tag.attr("t").is_some_and(|kind| kind == "str");
                *self = Self { cell: tag.attr("r").filter(|_| !texts), ..Self::default() };
            }
            Node::Open(tag) if tag.name() == "f" => self.formula = true,
            Node::Open(tag) if tag.name() == "v" => self.value = false,
            Node::Text(text) => self.value |= !text.trim().is_empty(),
            Node::Close(name) if name == "f" => self.value = false,
            Node::Close(name) if name == "c" => {
                let cell = self.cell.take().filter(|_| self.formula && !self.value);
                return cell.and_then(|at| parse_address(&at));
            }
            Node::Open(_) | Node::Close(_) => {}
        }
        None
    }
}

fn text(container: &ZipBox<'_>, path: &str) -> Result<String, Refusal> {
    Ok(container.read(path)?.map(|bytes| part_text(&bytes)).unwrap_or_default())
}

/// Columns of a `<col min max>`; only as many as can matter, since the last one reaches to XFD.
fn columns(tag: &Tag<'_>) -> impl Iterator<Item = u32> {
    let from = tag.number::<u32>("min").unwrap_or(1).max(1);
    let to = tag.number::<u32>("max").unwrap_or(from).min(1000);
    (from..=to).map(|column| column - 1)
}

/// Cell formats that matter, by their index.
#[derive(Debug, Default)]
struct Styles {
    /// Number formats 9 and 10, and own ones with `%`.
    percent: BTreeSet<usize>,
    /// Filled or written in red, orange or yellow, as offices mark what is late.
    coloured: BTreeSet<usize>,
}

impl Styles {
    fn parse(source: &str) -> Self {
        let mut styles = Self::default();
        let mut formats: BTreeSet<u32> = BTreeSet::from([9, 10]);
        let (mut fonts, mut fills): (Vec<bool>, Vec<bool>) = (Vec::new(), Vec::new());
        let mut list = String::new();
        let mut index = 0;
        let mut xml = Xml::new(source);
        while let Some(node) = xml.next() {
            let Node::Open(tag) = node else { continue };
            match tag.name() {
                name @ ("fonts" | "fills" | "cellXfs" | "cellStyleXfs" | "borders" | "dxfs"
                | "cellStyles") => {
                    list = name.to_owned();
                }
                "numFmt" if tag.attr("formatCode").is_some_and(|code| shows_percent(&code)) => {
                    formats.extend(tag.number::<u32>("numFmtId"));
                }
                "font" if list == "fonts" => fonts.push(false),
                "fill" if list == "fills" => fills.push(false),
                "color" if list == "fonts" => mark_last(&mut fonts, &tag),
                "fgColor" if list == "fills" => mark_last(&mut fills, &tag),
                "xf" if list == "cellXfs" => {
                    if tag.number::<u32>("numFmtId").is_some_and(|id| formats.contains(&id)) {
                        styles.percent.insert(index);
                    }
                    let warm = |list: &[bool], name| {
                        tag.number::<usize>(name).and_then(|at| list.get(at)) == Some(&true)
                    };
                    if warm(&fonts, "fontId") || warm(&fills, "fillId") {
                        styles.coloured.insert(index);
                    }
                    index += 1;
                }
                _ => {}
            }
        }
        styles
    }
}

fn mark_last(list: &mut [bool], tag: &Tag<'_>) {
    if let Some(last) = list.last_mut() {
        *last = tag.attr("rgb").is_some_and(|rgb| is_warm(&rgb));
    }
}

/// Red, orange or yellow, strong enough to be meant.
fn is_warm(argb: &str) -> bool {
    let part = |from: usize| argb.get(from..from + 2).and_then(|hex| u8::from_str_radix(hex, 16).ok());
    match (part(2), part(6)) {
        (Some(red), Some(blue)) => argb.len() == 8 && red >= 192 && blue <= 128,
        _ => false,
    }
}

/// Whether a number format shows percentages: a `%` outside quotes and escapes.
pub(super) fn shows_percent(code: &str) -> bool {
    let mut quoted = false;
    let mut escaped = false;
    for c in code.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => quoted = !quoted,
            '%' if !quoted => return true,
            _ => {}
        }
    }
    false
}

fn comments(source: &str) -> BTreeMap<At, String> {
    let mut notes = BTreeMap::new();
    let mut at = None;
    let mut words = String::new();
    let mut inside = false;
    let mut xml = Xml::new(source);
    while let Some(node) = xml.next() {
        match node {
            Node::Open(tag) if tag.name() == "comment" => {
                at = tag.attr("ref").and_then(|at| parse_address(&at));
                words.clear();
            }
            Node::Open(tag) => inside = tag.name() == "t",
            Node::Close(name) if name == "comment" => {
                if let Some(at) = at.take() {
                    notes.insert(at, words.trim().to_owned());
                }
            }
            Node::Close(_) => inside = false,
            Node::Text(text) if inside => words.push_str(&text),
            Node::Text(_) => {}
        }
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_formats() {
        for (code, shows) in
            [("0.0%", true), ("0\"%\"", false), ("0\\%", false), ("\"约\"0%", true), ("0.00", false)]
        {
            assert_eq!(shows_percent(code), shows, "{code}");
        }
    }
}

//! An empty workbook to enter values in: locked but for the cells that are to be filled, every cell
//! checked while it is typed, and read back by [`super::read`].

use luoshi_core::assess::scheme::model::{Members, Scheme};
use luoshi_core::assess::trace::Language;
use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DocProperties, ExcelDateTime, Format, Formula,
    ProtectionOptions, Workbook, Worksheet, XlsxError,
};

use super::draft::{Draft, letters};
use super::fields::{self, Field, Shape};
use super::report::words::{self as told, Text, filled};
use super::title;
use super::wide::attributes;
use super::words::{self, Frame, State};
use crate::write::ledger::{FormAlign, sheet_name};
use crate::write::print::{self, base, body, col, fitting, heading, lines_high, row_number, wrapped};

/// Rows for units where the scheme does not say who they are.
const OPEN_ROWS: usize = 300;
/// Rows for matters and marks.
const LONG_ROWS: usize = 1_000;
/// First row that is filled in, from 0.
const FIRST: usize = 3;

/// A column to be filled in.
struct Entry {
    title: String,
    check: Check,
    width: u16,
}

/// What may stand in a column.
#[derive(Clone, PartialEq, Eq)]
enum Check {
    Any,
    Number,
    Count,
    Day,
    /// Index of a list on the sheet of choices.
    List(usize),
    /// The units of the first sheet.
    Units,
}

/// Lists that cells choose from.
#[derive(Default)]
struct Choices(Vec<Vec<String>>);

impl Choices {
    fn add(&mut self, list: Vec<String>) -> usize {
        if let Some(at) = self.0.iter().position(|l| *l == list) {
            return at;
        }
        self.0.push(list);
        self.0.len() - 1
    }
}

/// Writes the workbook.
///
/// # Errors
/// When the workbook library refuses it: more columns than a sheet has.
pub fn workbook(scheme: &Scheme, language: Language) -> Result<Vec<u8>, XlsxError> {
    let text = told::of(language);
    let mut choices = Choices::default();
    let units = units(scheme);
    let wide = wide(scheme, &mut choices);
    let rows = long(scheme, &mut choices, true);
    let marks = long(scheme, &mut choices, false);
    let mut book = Workbook::new();
    let year = u16::try_from(scheme.year).unwrap_or(1900).max(1900);
    book.set_properties(&DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(year, 1, 1)?));
    let count = if units.is_empty() { OPEN_ROWS } else { units.len() };
    let out = book.add_worksheet();
    out.set_name(sheet_name(&text.entry_sheet))?;
    sheet(out, scheme, text, &wide, count)?;
    let locked = body(FormAlign::Left);
    for (at, unit) in units.iter().enumerate() {
        out.write_string_with_format(row_number(FIRST + at), 0, fitting(unit), &locked)?;
    }
    for (name, columns) in [(&text.rows_sheet, &rows), (&text.marks_sheet, &marks)] {
        if columns.len() > 2 {
            let out = book.add_worksheet();
            out.set_name(sheet_name(name))?;
            sheet(out, scheme, text, columns, LONG_ROWS)?;
            check_units(out, text, columns, count)?;
        }
    }
    guide(book.add_worksheet(), scheme, text)?;
    if !choices.0.is_empty() {
        let out = book.add_worksheet();
        out.set_name(sheet_name(&text.choices_sheet))?;
        for (column, list) in choices.0.iter().enumerate() {
            for (row, word) in list.iter().enumerate() {
                out.write_string(row_number(row), col(column), fitting(word))?;
            }
        }
        out.set_hidden(true);
        out.protect();
    }
    for out in book.worksheets_mut() {
        for (name, columns) in
            [(&text.entry_sheet, &wide), (&text.rows_sheet, &rows), (&text.marks_sheet, &marks)]
        {
            if out.name() == sheet_name(name) {
                let last = if name == &text.entry_sheet { count } else { LONG_ROWS };
                check(out, text, columns, &choices, last)?;
            }
        }
    }
    book.save_to_buffer()
}

/// The units that the scheme names.
fn units(scheme: &Scheme) -> Vec<String> {
    let closed = scheme.groups.iter().all(|g| matches!(g.members, Members::List(_)));
    let lists = scheme.groups.iter().filter_map(|g| match &g.members {
        Members::List(names) => Some(names),
        Members::Named | Members::Everyone | Members::Attributes(_) => None,
    });
    if closed { lists.flatten().cloned().collect() } else { Vec::new() }
}

fn wide(scheme: &Scheme, choices: &mut Choices) -> Vec<Entry> {
    let draft = Draft::new(scheme);
    let frame = |frame: Frame, check: Check, width: u16| Entry {
        title: words::frame_title(frame).to_owned(),
        check,
        width,
    };
    let mut out = vec![frame(Frame::Unit, Check::Any, 20)];
    let named: Vec<String> = scheme
        .groups
        .iter()
        .filter(|g| matches!(g.members, Members::Named))
        .map(|g| g.name.clone())
        .collect();
    if !named.is_empty() && scheme.groups.len() > 1 {
        let list = choices.add(named);
        out.push(frame(Frame::Group, Check::List(list), 14));
    }
    out.extend(attributes(&draft).into_iter().map(|title| Entry { title, check: Check::Number, width: 10 }));
    out.push(frame(Frame::Factor, Check::Number, 10));
    if scheme.grading.as_ref().is_some_and(|g| g.vetoes.iter().any(|v| v.when.is_none())) {
        out.push(frame(Frame::Matters, Check::Any, 18));
    }
    for item in &scheme.items {
        for field in fields::of(item) {
            match field {
                Field::One(part) => {
                    let check = match (part.shape, fields::choices(item, part.key)) {
                        (Shape::Text, Some(list)) => Check::List(choices.add(list)),
                        (shape, _) => of_shape(shape),
                    };
                    out.push(Entry {
                        title: format!("{}·{}", title(item), words::title(part.key)),
                        check,
                        width: 13,
                    });
                }
                Field::Keyed { value, many: false, .. } => {
                    let names = fields::names(item).unwrap_or_default();
                    out.extend(names.into_iter().map(|name| Entry {
                        title: format!("{}·{name}", title(item)),
                        check: of_shape(value.shape),
                        width: 13,
                    }));
                }
                Field::Keyed { .. } | Field::Rows { .. } | Field::List { .. } => {}
            }
        }
    }
    out
}

const fn of_shape(shape: Shape) -> Check {
    match shape {
        Shape::Number => Check::Number,
        Shape::Count => Check::Count,
        Shape::Day => Check::Day,
        Shape::Text | Shape::Flags | Shape::Yes | Shape::Done => Check::Any,
    }
}

/// Columns of the sheet of matters, or of the sheet of marks; nothing but item and unit where no item
/// needs it.
fn long(scheme: &Scheme, choices: &mut Choices, matters: bool) -> Vec<Entry> {
    let mut titles: Vec<String> = Vec::new();
    // Words of columns, in the order in which items bring them, with what may stand there.
    let mut columns: Vec<(&'static str, Shape, Vec<String>)> = Vec::new();
    let mut put = |word: &'static str, shape: Shape, words: Vec<String>| match columns
        .iter_mut()
        .find(|(w, _, _)| *w == word)
    {
        Some((_, _, known)) => {
            known.extend(words.into_iter().filter(|w| !known.contains(w)).collect::<Vec<_>>())
        }
        None => columns.push((word, shape, words)),
    };
    for item in &scheme.items {
        for field in fields::of(item) {
            let fits = match field {
                Field::One(_) => false,
                Field::Rows { .. } => matters,
                Field::List { .. } => !matters,
                Field::Keyed { many, .. } => !matters && (many || fields::names(item).is_none()),
            };
            if !fits {
                continue;
            }
            if !titles.contains(&title(item)) {
                titles.push(title(item));
            }
            match field {
                Field::Rows { parts, times, .. } => {
                    for part in parts {
                        put(part.word, part.shape, fields::choices(item, part.key).unwrap_or_default());
                    }
                    if times {
                        put("count", Shape::Count, Vec::new());
                    }
                }
                Field::Keyed { by, value, .. } => {
                    put(by, Shape::Text, fields::names(item).unwrap_or_default());
                    put(value.word, value.shape, Vec::new());
                }
                Field::List { value, .. } => put(value.word, value.shape, Vec::new()),
                Field::One(_) => {}
            }
        }
    }
    let first = |frame: Frame, check: Check, width: u16| Entry {
        title: words::frame_title(frame).to_owned(),
        check,
        width,
    };
    let list = choices.add(titles);
    let mut out = vec![first(Frame::Item, Check::List(list), 28), first(Frame::Unit, Check::Units, 20)];
    for (word, shape, list) in columns {
        // Several flags may stand in a cell, which no list of choices allows.
        let check = if list.is_empty() || shape == Shape::Flags {
            of_shape(shape)
        } else {
            Check::List(choices.add(list))
        };
        out.push(Entry { title: words::title(word).to_owned(), check, width: 14 });
    }
    out
}

/// Title, heading, unlocked rows, protection.
fn sheet(
    out: &mut Worksheet,
    scheme: &Scheme,
    text: &Text,
    columns: &[Entry],
    rows: usize,
) -> Result<(), XlsxError> {
    let last = col(columns.len().saturating_sub(1));
    let whole = format!("{}　{}", scheme.name, text.template);
    out.merge_range(0, 0, 0, last, &fitting(&whole), &print::title())?;
    out.set_row_height(0, 33)?;
    let note = format!("{} 《{}》", scheme.year, text.guide_sheet);
    out.write_string_with_format(1, 0, note, &base().set_font_size(11).unset_text_wrap())?;
    let (head, plain) = (heading(), body(FormAlign::Left).set_unlocked());
    let number = body(FormAlign::Center).set_unlocked();
    let day = body(FormAlign::Center).set_unlocked().set_num_format("yyyy-mm-dd");
    let mut lines = 1;
    for (at, entry) in columns.iter().enumerate() {
        out.set_column_width(col(at), entry.width)?;
        out.write_string_with_format(2, col(at), fitting(&entry.title), &head)?;
        lines = lines.max(wrapped(&entry.title, entry.width));
        let format: &Format = match entry.check {
            Check::Number | Check::Count => &number,
            Check::Day => &day,
            Check::Any | Check::List(_) | Check::Units => &plain,
        };
        for row in 0..rows {
            out.write_blank(row_number(FIRST + row), col(at), format)?;
        }
    }
    out.set_row_height(2, lines_high(lines))?;
    let options =
        ProtectionOptions { format_columns: true, format_rows: true, ..ProtectionOptions::default() };
    out.protect_with_options(&options);
    let end = (row_number(FIRST + rows.saturating_sub(1)), last);
    print::set_up(out, row_number(FIRST), 1, end, &format!("&C{}", text.page))
}

/// Rules for what may be typed.
fn check(
    out: &mut Worksheet,
    text: &Text,
    columns: &[Entry],
    choices: &Choices,
    rows: usize,
) -> Result<(), XlsxError> {
    let (first, last) = (row_number(FIRST), row_number(FIRST + rows.saturating_sub(1)));
    for (at, entry) in columns.iter().enumerate() {
        let cell = format!("{}{}", letters(at), FIRST + 1);
        let state = |s: State| format!("{cell}=\"{}\"", words::state_title(s));
        let other = format!("{},{}", state(State::Absent), state(State::Missing));
        let (rule, message) = match &entry.check {
            Check::Any | Check::Units => continue,
            Check::Number => (format!("OR(ISNUMBER({cell}),{other})"), &text.wrong_number),
            Check::Count => (
                format!("OR(IF(ISNUMBER({cell}),AND({cell}>=0,INT({cell})={cell}),FALSE),{other})"),
                &text.wrong_count,
            ),
            Check::Day => (format!("OR(ISNUMBER({cell}),{other})"), &text.wrong_day),
            Check::List(index) => {
                let most = choices.0.get(*index).map_or(0, Vec::len);
                if most == 0 {
                    continue;
                }
                let column = letters(*index);
                let range = format!("='{}'!${column}$1:${column}${most}", sheet_name(&text.choices_sheet));
                let rule = DataValidation::new()
                    .allow_list_formula(Formula::new(range))
                    .set_error_message(text.wrong_word.as_str())?;
                out.add_data_validation(first, col(at), last, col(at), &rule)?;
                continue;
            }
        };
        let rule = DataValidation::new()
            .allow_custom(Formula::new(format!("={rule}")))
            .set_error_style(DataValidationErrorStyle::Stop)
            .set_error_message(message.as_str())?;
        out.add_data_validation(first, col(at), last, col(at), &rule)?;
    }
    Ok(())
}

/// Units of long sheets are chosen from the first sheet.
fn check_units(out: &mut Worksheet, text: &Text, columns: &[Entry], units: usize) -> Result<(), XlsxError> {
    for at in columns.iter().enumerate().filter(|(_, e)| e.check == Check::Units).map(|(at, _)| at) {
        let range = format!("='{}'!$A${}:$A${}", sheet_name(&text.entry_sheet), FIRST + 1, FIRST + units);
        let rule = DataValidation::new()
            .allow_list_formula(Formula::new(range))
            .set_error_message(text.wrong_word.as_str())?;
        let last = row_number(FIRST + LONG_ROWS - 1);
        out.add_data_validation(row_number(FIRST), col(at), last, col(at), &rule)?;
    }
    Ok(())
}

fn guide(out: &mut Worksheet, scheme: &Scheme, text: &Text) -> Result<(), XlsxError> {
    out.set_name(sheet_name(&text.guide_sheet))?;
    out.set_column_width(0, 100)?;
    let format = base().set_font_size(12);
    let mut lines: Vec<String> = text.guide.trim().lines().map(str::to_owned).collect();
    let nested: Vec<String> = scheme
        .items
        .iter()
        .filter(|i| fields::of_kind(&i.kind).is_empty() && fields::of(i).is_empty())
        .map(title)
        .collect();
    if !nested.is_empty() {
        lines.push(filled(&text.only_json, &[("items", &nested.join("、"))]));
    }
    for (row, line) in lines.iter().enumerate() {
        out.write_string_with_format(row_number(row), 0, fitting(line), &format)?;
        out.set_row_height(row_number(row), lines_high(wrapped(line, 100)))?;
    }
    out.protect();
    Ok(())
}

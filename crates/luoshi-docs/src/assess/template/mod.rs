//! An empty workbook to enter values in: locked but for the cells that are to be filled, every cell
//! checked while it is typed, and read back by [`super::read`].

mod guide;

use luoshi_core::assess::scheme::model::{Item, Members, Scheme};
use luoshi_core::assess::trace::Language;
use rust_xlsxwriter::{
    Color, ConditionalFormatFormula, DataValidation, DataValidationErrorStyle, DocProperties, ExcelDateTime,
    Format, FormatBorder, Formula, ProtectionOptions, Workbook, Worksheet, XlsxError,
};

use super::draft::{Draft, letters};
use super::fields::{self, Field, Part, Shape};
use super::report::words::{self as told, Text, filled};
use super::title;
use super::wide::attributes;
use super::words::{self, Frame, State};
use crate::write::ledger::{FormAlign, sheet_name};
use crate::write::print::{
    Pages, base, body, col, fitting, heading, lines_high, row_number, title as headline, wrapped,
};

/// Rows for units where the scheme does not say who they are.
const OPEN_ROWS: usize = 300;
/// Rows for matters and marks.
const LONG_ROWS: usize = 1_000;
/// Most cells that are to be filled in: each is written with its format, and ten million take gigabytes.
const MOST_CELLS: usize = 2_000_000;
/// First row that is filled in, from 0.
const FIRST: usize = 3;

/// Cells that cannot be changed.
const LOCKED: Color = Color::RGB(0xEDEDED);

/// A column to be filled in.
struct Entry {
    title: String,
    check: Check,
    width: u16,
    /// What is shown beside the cell while it is filled in.
    hint: String,
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

/// A workbook that was not written.
#[derive(Debug, thiserror::Error)]
pub enum TemplateError {
    /// Nobody fills in so many cells by hand.
    #[error("{units} units × {columns} columns, at most {limit} cells")]
    TooLarge {
        /// Rows.
        units: usize,
        /// Columns.
        columns: usize,
        /// The limit.
        limit: usize,
    },
    /// The workbook library refused it: more columns than a sheet has.
    #[error(transparent)]
    Workbook(#[from] XlsxError),
}

/// Writes the workbook.
///
/// # Errors
/// When it would have more cells than anybody fills in, or more columns than a sheet has.
pub fn workbook(scheme: &Scheme, language: Language) -> Result<Vec<u8>, TemplateError> {
    let text = told::of(language);
    let mut choices = Choices::default();
    let units = units(scheme);
    let wide = wide(scheme, text, &mut choices);
    let rows = long(scheme, text, &mut choices, true);
    let marks = long(scheme, text, &mut choices, false);
    let count = if units.is_empty() { OPEN_ROWS } else { units.len() };
    if count.saturating_mul(wide.len()) > MOST_CELLS {
        return Err(TemplateError::TooLarge { units: count, columns: wide.len(), limit: MOST_CELLS });
    }
    let mut book = Workbook::new();
    let year = u16::try_from(scheme.year).unwrap_or(1900).max(1900);
    book.set_properties(&DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(year, 1, 1)?));
    let out = book.add_worksheet();
    out.set_name(sheet_name(&text.entry_sheet))?;
    sheet(out, scheme, text, &wide, (count, units.is_empty()))?;
    let locked = body(FormAlign::Left).set_background_color(LOCKED);
    for (at, unit) in units.iter().enumerate() {
        out.write_string_with_format(row_number(FIRST + at), 0, fitting(unit), &locked)?;
    }
    for (name, columns) in [(&text.rows_sheet, &rows), (&text.marks_sheet, &marks)] {
        if columns.len() > 2 {
            let out = book.add_worksheet();
            out.set_name(sheet_name(name))?;
            sheet(out, scheme, text, columns, (LONG_ROWS, true))?;
            check_units(out, text, columns, count)?;
        }
    }
    guide::write(book.add_worksheet(), scheme, text)?;
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
    Ok(book.save_to_buffer()?)
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

fn wide(scheme: &Scheme, text: &Text, choices: &mut Choices) -> Vec<Entry> {
    let draft = Draft::new(scheme);
    let frame = |frame: Frame, check: Check, width: u16, hint: String| Entry {
        title: words::frame_title(frame).to_owned(),
        check,
        width,
        hint,
    };
    let mut out = vec![frame(Frame::Unit, Check::Any, 20, String::new())];
    let named: Vec<String> = scheme
        .groups
        .iter()
        .filter(|g| matches!(g.members, Members::Named))
        .map(|g| g.name.clone())
        .collect();
    if !named.is_empty() && scheme.groups.len() > 1 {
        let list = choices.add(named);
        out.push(frame(Frame::Group, Check::List(list), 14, String::new()));
    }
    out.extend(attributes(&draft).into_iter().map(|title| Entry {
        title,
        check: Check::Number,
        width: 10,
        hint: text.hint_attribute.clone(),
    }));
    out.push(frame(Frame::Factor, Check::Number, 10, text.hint_factor.clone()));
    let vetoes: Vec<&str> = scheme
        .grading
        .iter()
        .flat_map(|g| g.vetoes.iter().filter(|v| v.when.is_none()).map(|v| v.name.as_str()))
        .collect();
    if !vetoes.is_empty() {
        let hint = filled(&text.hint_several, &[("words", &vetoes.join("、"))]);
        out.push(frame(Frame::Matters, Check::Any, 18, hint));
    }
    for item in &scheme.items {
        for field in fields::of(item) {
            match field {
                Field::One(part) => {
                    let check = match (part.shape, fields::choices(item, part.key)) {
                        (Shape::Text, Some(list)) => Check::List(choices.add(list)),
                        (shape, _) => of_shape(shape),
                    };
                    let unit = fields::measured_in(item, part);
                    let told = unit.map(|unit| format!("（{unit}）")).unwrap_or_default();
                    out.push(Entry {
                        title: format!("{}·{}{told}", title(item), words::title(part.key)),
                        check,
                        width: 13,
                        hint: hint(text, part, &[]),
                    });
                }
                Field::Keyed { value, many: false, .. } => {
                    let names = fields::names(item).unwrap_or_default();
                    out.extend(names.into_iter().map(|name| Entry {
                        title: format!("{}·{}", title(item), fields::shown(item, &name)),
                        check: of_shape(value.shape),
                        width: 13,
                        hint: hint(text, value, &[]),
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

/// What may be written, in words; `words` are what flags can be.
fn hint(text: &Text, part: Part, words: &[String]) -> String {
    match part.shape {
        Shape::Number => text.wrong_number.clone(),
        Shape::Count => text.wrong_count.clone(),
        Shape::Day => text.wrong_day.clone(),
        Shape::Yes => text.hint_yes.clone(),
        Shape::Done => text.hint_done.clone(),
        Shape::Flags if !words.is_empty() => filled(&text.hint_several, &[("words", &words.join("、"))]),
        Shape::Text | Shape::Flags => String::new(),
    }
}

/// Which fields stand on the sheet of matters, or on the sheet of marks.
fn stands(scheme_item: &Item, field: Field, matters: bool) -> bool {
    match field {
        Field::One(_) => false,
        Field::Rows { .. } => matters,
        Field::List { .. } => !matters,
        Field::Keyed { many, .. } => !matters && (many || fields::names(scheme_item).is_none()),
    }
}

/// Words of columns in the order in which they stand: what it was, how grave, when, how often, and the
/// mark or the count last.
const ORDER: [&str; 18] = [
    "rater",
    "period",
    "option",
    "variable",
    "entry",
    "matter",
    "level",
    "category",
    "magnitude",
    "flags",
    "date",
    "qualified",
    "points",
    "multiplier",
    "weight",
    "rank",
    "count",
    "mark",
];

/// Words of the columns that a field takes on a long sheet, with their parts; a repeated matter has a
/// column for how often.
fn long_parts(field: Field) -> Vec<(&'static str, Option<Part>)> {
    match field {
        Field::Rows { parts, times, .. } => {
            let parts = parts.iter().map(|part| (part.word, Some(*part)));
            parts.chain(times.then_some(("count", None))).collect()
        }
        Field::Keyed { by, value, .. } => vec![(by, None), (value.word, Some(value))],
        Field::List { value, .. } => vec![(value.word, Some(value))],
        Field::One(_) => Vec::new(),
    }
}

/// A column of a long sheet: its word, form, and the words that may stand in it.
struct LongColumn {
    word: &'static str,
    part: Part,
    words: Vec<String>,
}

/// Columns of the sheet of matters, or of the sheet of marks; nothing but item and unit where no item
/// needs it.
fn long(scheme: &Scheme, text: &Text, choices: &mut Choices, matters: bool) -> Vec<Entry> {
    let mut titles: Vec<String> = Vec::new();
    let mut columns: Vec<LongColumn> = Vec::new();
    for item in &scheme.items {
        for field in fields::of(item).into_iter().filter(|f| stands(item, *f, matters)) {
            if !titles.contains(&title(item)) {
                titles.push(title(item));
            }
            for (word, part) in long_parts(field) {
                let shape = if word == "count" { Shape::Count } else { Shape::Text };
                let words = match part {
                    Some(part) => fields::choices(item, part.key).unwrap_or_default(),
                    None => fields::names(item).filter(|_| word != "count").unwrap_or_default(),
                };
                let part = part.unwrap_or(Part { key: word, word, shape, needed: false });
                match columns.iter_mut().find(|c| c.word == word) {
                    Some(known) => {
                        let new: Vec<String> =
                            words.into_iter().filter(|w| !known.words.contains(w)).collect();
                        known.words.extend(new);
                    }
                    None => columns.push(LongColumn { word, part, words }),
                }
            }
        }
    }
    columns.sort_by_key(|c| ORDER.iter().position(|w| *w == c.word).unwrap_or(ORDER.len()));
    let first = |frame: Frame, check: Check, width: u16| Entry {
        title: words::frame_title(frame).to_owned(),
        check,
        width,
        hint: String::new(),
    };
    let list = choices.add(titles);
    let mut out = vec![first(Frame::Item, Check::List(list), 28), first(Frame::Unit, Check::Units, 20)];
    for LongColumn { word, part, words } in columns {
        let hint = hint(text, part, &words);
        // Several flags may stand in a cell, which no list of choices allows.
        let check = if words.is_empty() || part.shape == Shape::Flags {
            of_shape(part.shape)
        } else {
            Check::List(choices.add(words))
        };
        out.push(Entry { title: words::title(word).to_owned(), check, width: 14, hint });
    }
    out
}

/// Title, heading, unlocked rows, protection. On an `open` sheet nobody knows how many rows will be
/// filled: only those that are get borders, and nothing else is printed.
fn sheet(
    out: &mut Worksheet,
    scheme: &Scheme,
    text: &Text,
    columns: &[Entry],
    (rows, open): (usize, bool),
) -> Result<(), XlsxError> {
    let last = col(columns.len().saturating_sub(1));
    let widths: Vec<u16> = columns.iter().map(|entry| entry.width).collect();
    let pages = Pages::of(&widths, 1);
    let whole = format!("{}　{}", scheme.name, text.template);
    match pages.first_end() {
        0 => _ = out.write_string_with_format(0, 0, fitting(&whole), &headline())?,
        end => _ = out.merge_range(0, 0, 0, end, &fitting(&whole), &headline())?,
    }
    out.set_row_height(0, 33)?;
    let note = filled(&text.entry_note, &[("year", &scheme.year.to_string())]);
    out.write_string_with_format(1, 0, note, &base().set_font_size(11).unset_text_wrap())?;
    let head = heading().set_background_color(LOCKED);
    let unlocked = |align: FormAlign| {
        let border = if open { FormatBorder::None } else { FormatBorder::Thin };
        body(align).set_border(border).set_unlocked()
    };
    let (plain, number) = (unlocked(FormAlign::Left), unlocked(FormAlign::Center));
    let day = unlocked(FormAlign::Center).set_num_format("yyyy-mm-dd");
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
    let (first, end) = (row_number(FIRST), row_number(FIRST + rows.saturating_sub(1)));
    let footer = format!("&C{}", text.page);
    if !open {
        return pages.set_up(out, first, end, &footer);
    }
    let rule = format!("=COUNTA($A{0}:${1}{0})>0", FIRST + 1, letters(usize::from(last)));
    let bordered = Format::new().set_border(FormatBorder::Thin);
    let used = ConditionalFormatFormula::new().set_rule(rule.as_str()).set_format(bordered);
    out.add_conditional_format(first, 0, end, last, &used)?;
    pages.lay_out(out, first, &footer)
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
        let number = |more: &str| format!("=OR(IF(ISNUMBER({cell}),{more},FALSE),{other})");
        let custom = |rule: String| DataValidation::new().allow_custom(Formula::new(rule));
        let (rule, message) = match &entry.check {
            Check::Units => continue,
            Check::Any if entry.hint.is_empty() => continue,
            Check::Any => (DataValidation::new(), ""),
            Check::Number => (custom(number("TRUE")), text.wrong_number.as_str()),
            Check::Count => {
                (custom(number(&format!("AND({cell}>=0,INT({cell})={cell})"))), text.wrong_count.as_str())
            }
            // Days from 1950 to 2100: a bare 5 is none.
            Check::Day => {
                (custom(number(&format!("AND({cell}>18264,{cell}<73415)"))), text.wrong_day.as_str())
            }
            Check::List(index) => {
                let most = choices.0.get(*index).map_or(0, Vec::len);
                if most == 0 {
                    continue;
                }
                let column = letters(*index);
                let range = format!("='{}'!${column}$1:${column}${most}", sheet_name(&text.choices_sheet));
                let rule = DataValidation::new().allow_list_formula(Formula::new(range));
                (rule, text.wrong_word.as_str())
            }
        };
        let mut rule = rule.set_error_style(DataValidationErrorStyle::Stop).set_error_message(message)?;
        if !entry.hint.is_empty() {
            rule =
                rule.set_input_title(short(&entry.title, 32))?.set_input_message(short(&entry.hint, 255))?;
        }
        out.add_data_validation(first, col(at), last, col(at), &rule)?;
    }
    Ok(())
}

/// Text of a hint, which may only be so long.
fn short(text: &str, most: usize) -> String {
    if text.encode_utf16().count() <= most {
        return text.to_owned();
    }
    let mut units = 1;
    let kept = text.chars().take_while(|c| {
        units += c.len_utf16();
        units <= most
    });
    kept.chain(['…']).collect()
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

//! The sheet that says how the others are filled in.

use luoshi_core::assess::scheme::model::{Item, Scheme};
use rust_xlsxwriter::{FormatAlign, Worksheet, XlsxError};

use super::{long_parts, stands};
use crate::assess::fields::{self, Field};
use crate::assess::report::words::{Text, filled};
use crate::assess::title;
use crate::assess::words;
use crate::write::ledger::{FormAlign, sheet_name};
use crate::write::print::{self, base, body, fitting, heading, lines_high, wrapped};

/// Item, sheet, what is filled in: headings' widths.
const WIDTHS: [u16; 3] = [34, 10, 50];

pub(super) fn write(out: &mut Worksheet, scheme: &Scheme, text: &Text) -> Result<(), XlsxError> {
    out.set_name(sheet_name(&text.guide_sheet))?;
    for (column, width) in (0_u16..).zip(WIDTHS) {
        out.set_column_width(column, width)?;
    }
    let format = base().set_font_size(12).set_align(FormatAlign::VerticalCenter);
    let whole: u16 = WIDTHS.iter().sum();
    let mut row = 0;
    for (line, number) in lines(scheme, text).iter().zip(text.ordinals.split('|')) {
        let line = format!("{number}{line}");
        out.merge_range(row, 0, row, 2, &fitting(&line), &format)?;
        // Larger letters than those of a table.
        out.set_row_height(row, lines_high(wrapped(&line, whole * 7 / 8)) * 1.15)?;
        row += 1;
    }
    row += 1;
    let headings = [&text.item, &text.sheet, &text.filled_in];
    for (column, name) in (0_u16..).zip(headings) {
        out.write_string_with_format(row, column, name.as_str(), &heading())?;
    }
    out.set_row_height(row, lines_high(1))?;
    for item in &scheme.items {
        for (sheet, told) in asked(item, text) {
            row += 1;
            let cells = [title(item), sheet.clone(), told];
            let mut lines = 1;
            for ((column, width), cell) in (0_u16..).zip(WIDTHS).zip(&cells) {
                let align = if column == 1 { FormAlign::Center } else { FormAlign::Left };
                out.write_string_with_format(row, column, fitting(cell), &body(align))?;
                lines = lines.max(wrapped(cell, width));
            }
            out.set_row_height(row, lines_high(lines))?;
        }
    }
    out.protect();
    print::upright(out, (row, 2), &format!("&C{}", text.page))
}

/// The sentences, without those for sheets that the workbook does not have.
fn lines(scheme: &Scheme, text: &Text) -> Vec<String> {
    let any = |matters: bool| {
        scheme.items.iter().any(|item| fields::of(item).into_iter().any(|f| stands(item, f, matters)))
    };
    let mut out = vec![text.guide_cells.clone(), text.guide_units.clone()];
    out.extend(any(true).then(|| text.guide_rows.clone()));
    out.extend(any(false).then(|| text.guide_marks.clone()));
    out.extend([text.guide_numbers.clone(), text.guide_more.clone(), text.guide_run.clone()]);
    let nested: Vec<String> = scheme.items.iter().filter(|i| only_json(i)).map(title).collect();
    if !nested.is_empty() {
        out.push(filled(&text.only_json, &[("items", &nested.join("、"))]));
    }
    out
}

fn only_json(item: &Item) -> bool {
    fields::of_kind(&item.kind).is_empty() && fields::of(item).is_empty()
}

/// For each sheet that an item stands on: its name, and what is filled in there.
fn asked(item: &Item, text: &Text) -> Vec<(String, String)> {
    let mut sheets: [(&String, Vec<String>); 3] =
        [&text.entry_sheet, &text.rows_sheet, &text.marks_sheet].map(|name| (name, Vec::new()));
    let mut put = |sheet: usize, words: Vec<String>| {
        if let Some((_, list)) = sheets.get_mut(sheet) {
            list.extend(words);
        }
    };
    for field in fields::of(item) {
        let long = || {
            let parts = long_parts(field);
            parts.into_iter().map(|(word, _)| words::title(word).to_owned()).collect::<Vec<_>>()
        };
        match field {
            Field::One(part) => {
                let unit = fields::measured_in(item, part);
                let unit = unit.map(|unit| format!("（{unit}）")).unwrap_or_default();
                put(0, vec![format!("{}{unit}", words::title(part.key))]);
            }
            Field::Rows { .. } => put(1, long()),
            field if stands(item, field, false) => put(2, long()),
            _ => {
                let names = fields::names(item).unwrap_or_default();
                put(0, names.iter().map(|name| fields::shown(item, name)).collect());
            }
        }
    }
    let told = sheets.into_iter().filter(|(_, words)| !words.is_empty());
    told.map(|(name, words)| (name.clone(), words.join("、"))).collect()
}

//! A scheme as the annex table: the sheet that is printed, and the sheet 数据 beside it.

use luoshi_core::assess::exact::Exact;
use luoshi_core::assess::rules::rank::Standing;
use luoshi_core::assess::scheme::model::{Item, Role, Scheme, Veto};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};

use super::data;
use super::wording::{self, Context, Reading};
use super::words::{filled, form};
use crate::write::guard::guarded;
use crate::write::ledger::{FormAlign, form as ledger_form, sheet_name};
use crate::write::print::{self, base, body, col, fitting, heading, lines_high, row_number, wrapped};

/// A table that could not be written.
#[derive(Debug, thiserror::Error)]
pub enum AnnexError {
    /// The workbook library refused it.
    #[error("the workbook cannot be written")]
    Workbook(#[from] XlsxError),
}

/// Number, level 1, level 2, points, wording, marker, source: headings and widths.
const COLUMNS: [(&str, u16); 7] = [
    ("numbers", 5),
    ("level1", 18),
    ("level2", 22),
    ("full", 8),
    ("rule", 54),
    ("marker", 16),
    ("source", 18),
];
const HEADING: u32 = 2;
/// Rows that surely do not stand on one page.
const MANY: u32 = 15;
const FIRST: u32 = 3;

/// Writes the annex table of a scheme.
///
/// # Errors
/// [`AnnexError`] when the scheme is larger than a sheet.
pub fn workbook(scheme: &Scheme) -> Result<Vec<u8>, AnnexError> {
    let mut book = Workbook::new();
    let year = u16::try_from(scheme.year).unwrap_or(1900).max(1900);
    let created = ExcelDateTime::from_ymd(year, 1, 1)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&created));
    let wordings: Vec<String> = scheme.items.iter().map(|item| worded(scheme, item)).collect();
    let out = book.add_worksheet();
    Printer { out, scheme, wordings: &wordings, row: FIRST, number: 0, least: 1 }.print()?;
    let sheet = book.add_worksheet();
    sheet.set_name(form("data"))?;
    // Nobody reads it, and nobody wants twenty pages of it printed behind the table.
    sheet.set_hidden(true);
    for (r, row) in data::rows(scheme, &wordings).iter().enumerate() {
        for (c, text) in row.iter().enumerate() {
            // Definitions are JSON: nothing in them begins like a formula.
            let text = if c < 2 { guarded(text) } else { text.clone() };
            sheet.write_string_with_format(row_number(r), col(c), text, &base().unset_text_wrap())?;
        }
    }
    sheet.set_column_width(1, 40)?;
    Ok(book.save_to_buffer()?)
}

/// What the column of wordings says of an item. The document's own words stand as long as nobody would
/// read another rule out of them.
fn worded(scheme: &Scheme, item: &Item) -> String {
    let context = Context { name: &item.name, full: Some(&item.full), role: item.role };
    let own = item.text.as_ref().filter(|text| {
        !matches!(wording::read(text, &context), Reading::Rule(..) | Reading::Marks)
            || wording::same(text, item)
    });
    let text = own.cloned().or_else(|| wording::say(item));
    let mut text = text.unwrap_or_else(|| form("wordless").to_owned());
    if !item.full_by_group.is_empty() {
        let name =
            |id: &String| scheme.groups.iter().find(|g| g.id == *id).map_or(id.clone(), |g| g.name.clone());
        let list: Vec<String> = item
            .full_by_group
            .iter()
            .map(|(id, full)| {
                filled(form("group_points"), &[("group", &name(id)), ("points", &full.to_string())])
            })
            .collect();
        text.push_str(&filled(form("by_group"), &[("points", &list.join("、"))]));
    }
    text
}

struct Printer<'a> {
    out: &'a mut Worksheet,
    scheme: &'a Scheme,
    wordings: &'a [String],
    row: u32,
    number: u32,
    /// Lines that a row must have room for, because of the name over several rows beside it.
    least: usize,
}

impl Printer<'_> {
    fn print(mut self) -> Result<(), XlsxError> {
        self.out.set_name(sheet_name(form("sheet")))?;
        self.head()?;
        for number in 0..self.scheme.dimensions.len() {
            self.dimension(number)?;
        }
        let base: Exact = self.base().map(|item| item.full.clone()).sum();
        self.sum(&base)?;
        self.adjusts(Role::Bonus, "bonus", self.scheme.total.bonus_cap.as_ref())?;
        self.adjusts(Role::Deduction, "deduction", self.scheme.total.deduction_cap.as_ref())?;
        self.vetoes()?;
        let footer = ledger_form().words.footer.clone();
        let last = (self.row.saturating_sub(1), col(COLUMNS.len() - 1));
        print::set_up(self.out, FIRST, 3, last, &footer)
    }

    fn base(&self) -> impl Iterator<Item = &Item> {
        self.scheme.items.iter().filter(|item| item.role == Role::Base)
    }

    fn head(&mut self) -> Result<(), XlsxError> {
        let last = col(COLUMNS.len() - 1);
        let title = format!("{}{}", self.scheme.name, form("title"));
        self.out.merge_range(0, 0, 0, last, &fitting(&title), &print::title())?;
        self.out.set_row_height(0, 33)?;
        let year = filled(form("year"), &[("year", &self.scheme.year.to_string())]);
        let basis = self.scheme.basis.clone().unwrap_or_default();
        let told = format!("{year}　{basis}");
        self.out.write_string_with_format(
            1,
            0,
            fitting(told.trim()),
            &base().set_font_size(11).unset_text_wrap(),
        )?;
        for (c, (key, width)) in COLUMNS.iter().enumerate() {
            self.out.set_column_width(col(c), *width)?;
            self.out.write_string_with_format(HEADING, col(c), form(key), &heading())?;
        }
        self.out.set_row_height(HEADING, 24)?;
        Ok(())
    }

    fn dimension(&mut self, number: usize) -> Result<(), XlsxError> {
        let scheme = self.scheme;
        let Some(dimension) = scheme.dimensions.get(number) else { return Ok(()) };
        let items: Vec<usize> = (0..scheme.items.len())
            .filter(|i| scheme.items.get(*i).is_some_and(|item| item.dimension == Some(number)))
            .collect();
        if items.is_empty() {
            return Ok(());
        }
        let full: Exact = items.iter().filter_map(|i| scheme.items.get(*i)).map(|i| i.full.clone()).sum();
        let top = self.row;
        let name = fitting(&format!("{}（{full}分）", dimension.name));
        self.least = wrapped(&name, width(1)).div_ceil(items.len());
        for index in items {
            self.item(index)?;
        }
        self.merged(top, 1, &name)
    }

    /// A name over all the rows that were written since `top`.
    fn merged(&mut self, top: u32, column: u16, name: &str) -> Result<(), XlsxError> {
        let bottom = self.row.saturating_sub(1);
        let mut format = body(FormAlign::Center);
        // In the middle of a cell over several pages nobody finds it.
        if bottom > top + MANY {
            format = format.set_align(FormatAlign::Top);
        }
        if bottom > top {
            self.out.merge_range(top, column, bottom, column, name, &format)?;
        } else {
            self.out.write_string_with_format(top, column, name, &format)?;
        }
        Ok(())
    }

    fn item(&mut self, index: usize) -> Result<(), XlsxError> {
        let Some(item) = self.scheme.items.get(index) else { return Ok(()) };
        let wording = self.wordings.get(index).map_or("", String::as_str);
        let applies = item.applies_to.as_ref().map(|who| filled(form("applies"), &[("who", who)]));
        let source: Vec<String> = item.evidence.iter().cloned().chain(applies).collect();
        let texts = [
            (2, item.name.as_str(), FormAlign::Left),
            (4, wording, FormAlign::Left),
            (5, item.marker.as_deref().unwrap_or_default(), FormAlign::Center),
            (6, &source.join("；"), FormAlign::Left),
        ];
        let lines = texts.iter().map(|(c, text, _)| wrapped(text, width(*c))).max().unwrap_or(1);
        for (c, text, align) in texts {
            self.out.write_string_with_format(self.row, c, fitting(text), &body(align))?;
        }
        self.points(Some(&item.full).filter(|full| !full.is_zero()))?;
        self.end_row(lines)
    }

    /// A number of the workbook: the file format knows no decimals.
    fn points(&mut self, points: Option<&Exact>) -> Result<(), XlsxError> {
        let format = body(FormAlign::Center);
        match points.and_then(|p| p.to_string().parse::<f64>().ok()) {
            Some(value) => self.out.write_number_with_format(self.row, 3, value, &format)?,
            None => self.out.write_blank(self.row, 3, &format)?,
        };
        Ok(())
    }

    fn end_row(&mut self, lines: usize) -> Result<(), XlsxError> {
        self.number += 1;
        self.out.write_number_with_format(self.row, 0, self.number, &body(FormAlign::Center))?;
        self.out.set_row_height(self.row, lines_high(lines.max(self.least)))?;
        self.row += 1;
        Ok(())
    }

    fn sum(&mut self, full: &Exact) -> Result<(), XlsxError> {
        let format: Format = body(FormAlign::Center).set_bold();
        self.out.merge_range(self.row, 0, self.row, 2, form("sum"), &format)?;
        self.points(Some(full))?;
        for c in 4..col(COLUMNS.len()) {
            self.out.write_blank(self.row, c, &format)?;
        }
        self.row += 1;
        Ok(())
    }

    fn adjusts(&mut self, role: Role, key: &str, cap: Option<&Exact>) -> Result<(), XlsxError> {
        let items: Vec<usize> = (0..self.scheme.items.len())
            .filter(|i| self.scheme.items.get(*i).is_some_and(|item| item.role == role))
            .collect();
        if items.is_empty() {
            return Ok(());
        }
        let name = match cap {
            Some(cap) => filled(form("capped"), &[("name", form(key)), ("cap", &cap.to_string())]),
            None => form(key).to_owned(),
        };
        let top = self.row;
        self.least = wrapped(&name, width(1)).div_ceil(items.len());
        for index in items {
            self.item(index)?;
        }
        self.merged(top, 1, &name)
    }

    fn vetoes(&mut self) -> Result<(), XlsxError> {
        let Some(grading) = &self.scheme.grading else { return Ok(()) };
        let top = self.row;
        self.least = 1;
        for veto in &grading.vetoes {
            let grade = veto.at_most.and_then(|at| grading.quota.grades.get(at)).map(|g| g.name.as_str());
            let text = vetoed(veto, grade);
            let format = body(FormAlign::Left);
            self.out.write_string_with_format(self.row, 2, fitting(&veto.name), &format)?;
            self.points(None)?;
            self.out.write_string_with_format(self.row, 4, fitting(&text), &format)?;
            self.out.write_blank(self.row, 5, &format)?;
            let basis = veto.basis.as_deref().unwrap_or_default();
            self.out.write_string_with_format(
                self.row,
                6,
                fitting(basis),
                &format.set_align(FormatAlign::Left),
            )?;
            let lines =
                [(&*text, 4), (&*veto.name, 2), (basis, 6)].map(|(text, at)| wrapped(text, width(at)));
            self.end_row(lines.into_iter().max().unwrap_or(1))?;
        }
        if grading.vetoes.is_empty() { Ok(()) } else { self.merged(top, 1, form("veto")) }
    }
}

fn vetoed(veto: &Veto, grade: Option<&str>) -> String {
    let mut parts = vec![form("vetoed").to_owned()];
    parts.extend(grade.map(|grade| filled(form("at_most"), &[("grade", grade)])));
    match veto.rank {
        Standing::Last => parts.push(form("rank_last").to_owned()),
        Standing::Exclude => parts.push(form("rank_out").to_owned()),
        Standing::Keep => {}
    }
    if veto.no_award {
        parts.push(form("no_award").to_owned());
    }
    parts.join("，")
}

fn width(column: u16) -> u16 {
    COLUMNS.get(usize::from(column)).map_or(10, |(_, width)| *width)
}

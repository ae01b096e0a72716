//! How every workbook of ours is printed: faces, borders, page, and texts that fit their cells.

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Worksheet, XlsxError};

use super::guard::guarded;
use super::ledger::{FormAlign, form};

/// Longest text of a cell in a workbook, in UTF-16 units.
const MAX_CELL: usize = 32_767;

/// Page, print area, repeated rows, frozen panes: landscape, one page wide, A3 from fifteen columns on.
/// `head` rows are repeated, `last` is the last cell that is printed.
pub(crate) fn set_up(
    out: &mut Worksheet,
    head: u32,
    frozen: u16,
    last: (u32, u16),
    footer: &str,
) -> Result<(), XlsxError> {
    out.set_print_area(0, 0, last.0, last.1)?;
    lay_out(out, head, frozen, last.1, footer)
}

const A4: u8 = 9;
const A3: u8 = 8;

const fn inches(mm: f64) -> f64 {
    mm / 25.4
}

/// A sheet of text: A4 upright, one page wide; its last row and column.
pub(crate) fn upright(
    out: &mut Worksheet,
    (last, column): (u32, u16),
    footer: &str,
) -> Result<(), XlsxError> {
    out.set_portrait();
    out.set_paper_size(A4);
    out.set_margins(inches(20.0), inches(15.0), inches(20.0), inches(15.0), inches(8.0), inches(8.0));
    out.set_print_fit_to_pages(1, 0);
    out.set_print_area(0, 0, last, column)?;
    out.set_footer(footer);
    Ok(())
}

/// All but the print area.
fn lay_out(out: &mut Worksheet, head: u32, frozen: u16, last: u16, footer: &str) -> Result<(), XlsxError> {
    out.set_landscape();
    out.set_paper_size(if last >= 14 { A3 } else { A4 });
    // Top 15, bottom 15, left (binding) 20, right 15 mm.
    out.set_margins(inches(20.0), inches(15.0), inches(15.0), inches(15.0), inches(8.0), inches(8.0));
    out.set_print_center_horizontally(true);
    out.set_print_fit_to_pages(1, 0);
    out.set_repeat_rows(0, head.saturating_sub(1))?;
    out.set_footer(footer);
    out.set_freeze_panes(head, frozen)?;
    Ok(())
}

/// Most row breaks that a sheet may have.
const MOST_BREAKS: usize = 1_000;

/// How the columns of a sheet are spread over printed pages. One page wide as long as that can be
/// read; else A3 pages beside each other, the first columns on each of them.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Pages {
    /// First columns of all pages but the first.
    breaks: Vec<u32>,
    columns: u16,
    kept: u16,
}

impl Pages {
    /// Pages for columns of these widths in characters; the first `kept` stand on every page.
    pub(crate) fn of(widths: &[u16], kept: u16) -> Self {
        // A3 across without its margins, at 45 and at 70 percent. A character of a column is 5¼ points
        // wide in Excel and up to 6½ where its default face is missing; every column has 4 beside.
        const READABLE: u32 = 2_400;
        const PAGE: u32 = 1_550;
        let points = |width: &u16| u32::from(*width) * 13 / 2 + 4;
        let columns = col(widths.len());
        if widths.iter().map(points).sum::<u32>() <= READABLE {
            return Self { breaks: Vec::new(), columns, kept };
        }
        let room = PAGE.saturating_sub(widths.iter().take(usize::from(kept)).map(points).sum());
        let (mut breaks, mut filled) = (Vec::new(), 0);
        for (at, width) in widths.iter().enumerate().skip(usize::from(kept)) {
            if filled > 0 && filled + points(width) > room {
                breaks.push(row_number(at));
                filled = 0;
            }
            filled += points(width);
        }
        Self { breaks, columns, kept }
    }

    /// Last column of the first page: a title over the table ends there, or it would be cut in two.
    pub(crate) fn first_end(&self) -> u16 {
        let end = self.breaks.first().and_then(|at| u16::try_from(*at).ok()).unwrap_or(self.columns);
        end.saturating_sub(1)
    }

    /// As [`set_up`], over as many pages as there are.
    pub(crate) fn set_up(
        &self,
        out: &mut Worksheet,
        head: u32,
        last: u32,
        footer: &str,
    ) -> Result<(), XlsxError> {
        out.set_print_area(0, 0, last, self.columns.saturating_sub(1))?;
        self.lay_out(out, head, footer)
    }

    /// The same without a print area: what is filled in later is printed, and no empty rows.
    pub(crate) fn lay_out(&self, out: &mut Worksheet, head: u32, footer: &str) -> Result<(), XlsxError> {
        lay_out(out, head, self.kept, self.columns.saturating_sub(1), footer)?;
        if !self.breaks.is_empty() {
            out.set_print_scale(70);
            out.set_vertical_page_breaks(&self.breaks)?;
            out.set_repeat_columns(0, self.kept.saturating_sub(1))?;
        }
        Ok(())
    }
}

/// Starts a new page before each of these rows, as long as the file format can say so. The scale is
/// given, because whoever fits a sheet to the width of a page ignores such breaks.
pub(crate) fn break_rows(out: &mut Worksheet, scale: u16, rows: &[u32]) -> Result<(), XlsxError> {
    if rows.is_empty() || rows.len() > MOST_BREAKS {
        return Ok(());
    }
    out.set_print_scale(scale);
    out.set_page_breaks(rows)?;
    Ok(())
}

/// The title over a table.
pub(crate) fn title() -> Format {
    Format::new()
        .set_font_name(form().words.title_face.as_str())
        .set_font_size(20)
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter)
}

/// Height of so many lines in points; 409 points is the tallest row there is.
pub(crate) fn lines_high(lines: usize) -> f64 {
    f64::from(u16::try_from(lines.clamp(1, 27)).unwrap_or(27)) * 15.0 + 3.0
}

pub(crate) fn base() -> Format {
    Format::new().set_font_name(form().words.body_face.as_str()).set_font_size(10.5).set_text_wrap()
}

pub(crate) fn body(align: FormAlign) -> Format {
    let across = match align {
        FormAlign::Left => FormatAlign::Left,
        FormAlign::Center => FormatAlign::Center,
    };
    base().set_border(FormatBorder::Thin).set_align(across).set_align(FormatAlign::VerticalCenter)
}

pub(crate) fn heading() -> Format {
    body(FormAlign::Center).set_font_name(form().words.heading_face.as_str()).set_font_size(11)
}

/// Column number of a position in the printed sheet.
pub(crate) fn col(at: usize) -> u16 {
    u16::try_from(at).unwrap_or(u16::MAX)
}

pub(crate) fn row_number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// Guarded text, cut to what a cell holds.
pub(crate) fn fitting(text: &str) -> String {
    let guarded = guarded(text);
    if guarded.encode_utf16().count() <= MAX_CELL {
        return guarded;
    }
    let mut units = 1;
    let mut cut: String = guarded
        .chars()
        .take_while(|c| {
            units += c.len_utf16();
            units <= MAX_CELL
        })
        .collect();
    cut.push('…');
    cut
}

/// Lines that a text takes in a column: a Han character is as wide as two others.
pub(crate) fn wrapped(text: &str, width: u16) -> usize {
    let room = usize::from(width.saturating_sub(1).max(2));
    let wide = |c: char| if c.is_ascii() { 1 } else { 2 };
    text.split('\n').map(|line| line.chars().map(wide).sum::<usize>().div_ceil(room).max(1)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_that_cannot_be_read_on_one_page_go_on_several() {
        let narrow = Pages::of(&[5, 20, 11, 11, 11], 2);
        assert_eq!((narrow.breaks.len(), narrow.first_end()), (0, 4));
        let mut widths = vec![5, 20];
        widths.extend([11; 200]);
        let wide = Pages::of(&widths, 2);
        assert_eq!(wide.breaks.first(), Some(&20));
        assert_eq!((wide.breaks.len(), wide.first_end()), (11, 19));
        // A column wider than a page stands alone and ends no loop.
        assert_eq!(Pages::of(&[5, 255, 255, 255], 1).breaks, [2, 3]);
    }
}

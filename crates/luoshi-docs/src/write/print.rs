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
    const A4: u8 = 9;
    const A3: u8 = 8;
    let inches = |mm: f64| mm / 25.4;
    out.set_landscape();
    out.set_paper_size(if last.1 >= 14 { A3 } else { A4 });
    // Top 15, bottom 15, left (binding) 20, right 15 mm.
    out.set_margins(inches(20.0), inches(15.0), inches(15.0), inches(15.0), inches(8.0), inches(8.0));
    out.set_print_center_horizontally(true);
    out.set_print_fit_to_pages(1, 0);
    out.set_repeat_rows(0, head.saturating_sub(1))?;
    out.set_print_area(0, 0, last.0, last.1)?;
    out.set_footer(footer);
    out.set_freeze_panes(head, frozen)?;
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

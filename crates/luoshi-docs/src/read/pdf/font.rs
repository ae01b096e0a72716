//! Fonts of a PDF as far as text needs them: codes to characters, and how wide they are.

use encoding_rs::GB18030;
use lopdf::{Dictionary, Document as Pdf, Encoding, Object};

/// No table of characters is larger.
const LARGEST_MAP: usize = 16 << 20;

/// A font under its name in a page's resources.
pub(super) struct Font<'a> {
    coding: Coding<'a>,
    widths: Widths,
}

enum Coding<'a> {
    /// One byte a character.
    Single(Encoding<'a>),
    /// Two bytes a character.
    Double(Encoding<'a>),
    /// One or two bytes of GBK or GB18030.
    Chinese,
    /// Two bytes a character, and no way to tell which.
    Blind,
}

#[derive(Default)]
struct Widths {
    /// First and last code, and their widths in thousandths; one width stands for the whole range.
    ranges: Vec<(u32, u32, Vec<f32>)>,
    usual: f32,
}

/// One shown character.
pub(super) struct Glyph {
    pub(super) text: String,
    /// Width in thousandths of the font's size.
    pub(super) width: f32,
    /// A one-byte blank, to which word spacing is added.
    pub(super) blank: bool,
}

impl<'a> Font<'a> {
    /// Reads what is needed of a font.
    pub(super) fn new(pdf: &'a Pdf, font: &'a Dictionary) -> Self {
        let name = |key: &[u8]| font.get_deref(key, pdf).and_then(Object::as_name).unwrap_or_default();
        let composite = name(b"Subtype") == b"Type0";
        let encoding = name(b"Encoding");
        let mapped = mapped(pdf, font);
        let coding = match (composite, mapped) {
            (true, Some(map)) if !is_chinese(encoding) => Coding::Double(map),
            (false, Some(map)) => Coding::Single(map),
            (true, _) if is_chinese(encoding) => Coding::Chinese,
            (true, _) if encoding.starts_with(b"UniGB-") => {
                Coding::Double(Encoding::SimpleEncoding(b"UniGB-UCS2-H"))
            }
            (true, _) => Coding::Blind,
            (false, None) => Coding::Single(
                font.get_font_encoding_with_limit(pdf, LARGEST_MAP)
                    .unwrap_or(Encoding::SimpleEncoding(b"WinAnsiEncoding")),
            ),
        };
        Self { coding, widths: if composite { wide_widths(pdf, font) } else { narrow_widths(pdf, font) } }
    }

    /// The characters of a string.
    pub(super) fn glyphs(&self, bytes: &[u8]) -> Vec<Glyph> {
        match &self.coding {
            Coding::Single(encoding) => bytes.chunks(1).map(|code| self.glyph(encoding, code)).collect(),
            Coding::Double(encoding) => bytes.chunks(2).map(|code| self.glyph(encoding, code)).collect(),
            Coding::Blind => bytes
                .chunks(2)
                .map(|_| Glyph { text: '\u{fffd}'.to_string(), width: 1000.0, blank: false })
                .collect(),
            Coding::Chinese => {
                let (text, _, _) = GB18030.decode(bytes);
                let glyph = |c: char| Glyph {
                    text: c.to_string(),
                    width: if c.is_ascii() { 500.0 } else { 1000.0 },
                    blank: c == ' ',
                };
                text.chars().map(glyph).collect()
            }
        }
    }

    fn glyph(&self, encoding: &Encoding<'_>, code: &[u8]) -> Glyph {
        let number = code.iter().fold(0_u32, |sum, byte| (sum << 8) | u32::from(*byte));
        let text = encoding.bytes_to_string(code).unwrap_or_else(|_| '\u{fffd}'.to_string());
        // Some maps give blanks and controls for glyphs that show nothing.
        let text = text.chars().filter(|c| !c.is_control()).collect();
        Glyph { text, width: self.widths.of(number), blank: code == [32] }
    }
}

/// Character sets of GB encodings that are named, not embedded.
fn is_chinese(encoding: &[u8]) -> bool {
    [b"GBK".as_slice(), b"GB-", b"GBpc", b"GBKp", b"GBK2K"].iter().any(|start| encoding.starts_with(start))
}

/// The table of characters that a font carries. It wins over the named encoding, which for subsets
/// of fonts is often a mere numbering.
fn mapped(pdf: &Pdf, font: &Dictionary) -> Option<Encoding<'static>> {
    font.get_deref(b"ToUnicode", pdf).and_then(Object::as_stream).ok()?;
    let mut bare = font.clone();
    bare.remove(b"Encoding");
    match bare.get_font_encoding_with_limit(pdf, LARGEST_MAP).ok()? {
        Encoding::UnicodeMapEncoding(map) => Some(Encoding::UnicodeMapEncoding(map)),
        _ => None,
    }
}

fn number(object: &Object, pdf: &Pdf) -> Option<f32> {
    pdf.dereference(object).ok()?.1.as_float().ok()
}

fn code(object: &Object, pdf: &Pdf) -> Option<u32> {
    u32::try_from(pdf.dereference(object).ok()?.1.as_i64().ok()?).ok()
}

fn narrow_widths(pdf: &Pdf, font: &Dictionary) -> Widths {
    let first = font.get(b"FirstChar").ok().and_then(|object| code(object, pdf)).unwrap_or(0);
    let list = font.get_deref(b"Widths", pdf).and_then(Object::as_array);
    let widths: Vec<f32> =
        list.map(|list| list.iter().filter_map(|width| number(width, pdf)).collect()).unwrap_or_default();
    let last = first.saturating_add(u32::try_from(widths.len()).unwrap_or(0)).saturating_sub(1);
    Widths { ranges: vec![(first, last, widths)], usual: 500.0 }
}

/// Widths of a composite font: `c [w w …]` and `first last w` (ISO 32000-1, 9.7.4.3).
fn wide_widths(pdf: &Pdf, font: &Dictionary) -> Widths {
    let mut widths = Widths { usual: 1000.0, ..Widths::default() };
    let descendant =
        font.get_deref(b"DescendantFonts", pdf).and_then(Object::as_array).ok().and_then(|list| list.first());
    let Some(inner) = descendant.and_then(|object| pdf.dereference(object).ok()?.1.as_dict().ok()) else {
        return widths;
    };
    if let Some(usual) = inner.get(b"DW").ok().and_then(|object| number(object, pdf)) {
        widths.usual = usual;
    }
    let Ok(list) = inner.get_deref(b"W", pdf).and_then(Object::as_array) else { return widths };
    let mut rest = list.as_slice();
    while let [first, second, after @ ..] = rest {
        let Some(from) = code(first, pdf) else { break };
        if let Ok(array) = pdf.dereference(second).and_then(|(_, object)| object.as_array()) {
            let each: Vec<f32> = array.iter().filter_map(|width| number(width, pdf)).collect();
            let to = from.saturating_add(u32::try_from(each.len()).unwrap_or(0)).saturating_sub(1);
            widths.ranges.push((from, to, each));
            rest = after;
        } else if let [third, after @ ..] = after {
            if let (Some(to), Some(width)) = (code(second, pdf), number(third, pdf)) {
                widths.ranges.push((from, to, vec![width]));
            }
            rest = after;
        } else {
            break;
        }
    }
    widths.ranges.sort_by_key(|(from, _, _)| *from);
    widths
}

impl Widths {
    fn of(&self, code: u32) -> f32 {
        let at = self.ranges.partition_point(|(from, _, _)| *from <= code);
        let Some((from, to, widths)) = at.checked_sub(1).and_then(|at| self.ranges.get(at)) else {
            return self.usual;
        };
        if code > *to {
            return self.usual;
        }
        let each = if widths.len() == 1 { widths.first() } else { widths.get((code - from) as usize) };
        each.copied().filter(|width| width.is_finite() && *width >= 0.0).unwrap_or(self.usual)
    }
}

//! What the bytes are, told from their content: container, text, picture, or something else.

use super::encoding::{self, Decoded};
use super::html;
use super::limits::{Limits, Refusal};
use super::ole::Ole;
use super::zipbox::ZipBox;

/// The outer shape of a file, looked at once and handed to every reader.
pub(super) enum Shape<'a> {
    /// `%PDF` within the first kilobyte.
    Pdf,
    /// A zip container.
    Zip(ZipBox<'a>),
    /// An OLE container: the office formats before 2007, and encrypted newer ones.
    Ole(Ole<'a>),
    /// Something that decodes to text.
    Text(Decoded),
    /// A known shape that no reader takes; the code of its refusal.
    Other(&'static str),
}

/// First bytes of what offices send by mistake, with the code of the refusal.
const SIGNATURES: &[(&[u8], &str)] = &[
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"BM", "picture"),
    (b"II*\0", "picture"),
    (b"MM\0*", "picture"),
    (b"{\\rtf", "rtf"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"\x1f\x8b", "archive"),
];

/// Looks at the bytes.
pub(super) fn look<'a>(bytes: &'a [u8], limits: &Limits) -> Result<Shape<'a>, Refusal> {
    if bytes.is_empty() {
        return Err(Refusal::new("empty"));
    }
    if bytes.len() > limits.packed {
        return Err(Refusal::new("too-big").with("limit", limits.packed >> 20));
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return ZipBox::open(bytes, limits).map(Shape::Zip);
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return Ok(Ole::open(bytes).map_or(Shape::Other("damaged"), Shape::Ole));
    }
    let head = bytes.get(..1024).unwrap_or(bytes);
    if head.windows(5).any(|five| five == b"%PDF-") {
        return Ok(Shape::Pdf);
    }
    Ok(textual(bytes))
}

fn textual(bytes: &[u8]) -> Shape<'_> {
    let decoded = encoding::decode(bytes, html::declared_charset(bytes).as_deref());
    let signature = SIGNATURES.iter().find(|(start, _)| bytes.starts_with(start));
    if is_binary(&decoded) || signature.is_some_and(|(_, code)| *code == "rtf") {
        return Shape::Other(signature.map_or("unknown", |(_, code)| code));
    }
    if decoded.text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}').is_empty() {
        return Shape::Other("empty");
    }
    if is_office_xml(&decoded.text) {
        return Shape::Other("office-xml");
    }
    if decoded.text.starts_with("MIME-Version:") && decoded.text.contains("multipart/related") {
        return Shape::Other("web-archive");
    }
    Shape::Text(decoded)
}

/// More than one control or unreadable character in a hundred is no text.
fn is_binary(decoded: &Decoded) -> bool {
    let (mut all, mut odd) = (0_usize, 0_usize);
    for c in decoded.text.chars().take(100_000) {
        all += 1;
        odd += usize::from(
            (c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\x0b' | '\x0c')) || c == '\u{fffd}',
        );
    }
    odd * 100 > all
}

/// Word and Excel 2003 could save as one XML file.
fn is_office_xml(text: &str) -> bool {
    let head = text.get(..text.floor_char_boundary(2000)).unwrap_or_default();
    head.trim_start().starts_with("<?xml")
        && [
            "urn:schemas-microsoft-com:office:spreadsheet",
            "schemas.microsoft.com/office/word/2003",
            "2006/xmlPackage",
        ]
        .iter()
        .any(|space| head.contains(space))
}

impl Shape<'_> {
    /// Why no reader takes this shape.
    pub(super) fn refusal(&self) -> Refusal {
        Refusal::new(match self {
            Self::Zip(container) if container.has("OFD.xml") => "ofd",
            Self::Zip(container) if container.has("xl/workbook.bin") => "xlsb",
            Self::Zip(container) if container.has("ppt/presentation.xml") => "slides",
            Self::Zip(container) if container.has("content.xml") => "open-document",
            Self::Zip(_) => "archive",
            Self::Ole(ole) if ole.has("EncryptedPackage") => "encrypted",
            Self::Ole(ole) if ole.has("WordDocument") => "old-doc",
            Self::Ole(ole) if ole.has("PowerPoint Document") => "slides",
            Self::Other(code) => code,
            Self::Pdf | Self::Ole(_) | Self::Text(_) => "unknown",
        })
    }

    /// The text, if it is one.
    pub(super) fn text(&self) -> Option<&Decoded> {
        match self {
            Self::Text(decoded) => Some(decoded),
            _ => None,
        }
    }
}

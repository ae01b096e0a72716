//! Readers: bytes to a [`Document`], by content and never by the file's extension.
//!
//! [`read`] takes a file, [`text`] takes pasted text. Neither fails and neither panics: a file that
//! cannot or must not be read yields a [`Refusal`], everything that was odd but readable a
//! [`Problem`] with its place. One file per reader, all of them listed in [`FORMATS`].

mod build;
mod classified;
mod csv;
mod docx;
mod encoding;
mod html;
mod htmltable;
mod htmltree;
mod limits;
mod markdown;
mod ole;
mod pdf;
mod shape;
mod sheet;
mod text;
mod words;
mod xls;
mod xlsx;
mod xml;
mod zipbox;

use serde::{Deserialize, Serialize};

pub use limits::{Limits, Refusal, Stop};
pub(crate) use sheet::NOT_COMPUTED;

use crate::model::{Document, Place, Problem};
use shape::Shape;

/// What came of a file: a document, or the reason why there is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// The document; `None` exactly when `refusal` is set.
    pub document: Option<Document>,
    /// What was odd on the way, in reading order.
    pub problems: Vec<Problem>,
    /// What the bytes turned out to be.
    pub format: Format,
    /// Why the file was not read.
    pub refusal: Option<Refusal>,
}

/// The formats that are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Office Open XML text (`.docx`, `.docm`, and renamed ones).
    Docx,
    /// Office Open XML workbook (`.xlsx`, `.xlsm`).
    Xlsx,
    /// BIFF workbook in an OLE container (`.xls`, `.et`).
    Xls,
    /// Comma, tab, semicolon or bar separated values.
    Csv,
    /// PDF with text.
    Pdf,
    /// HTML, also when saved as `.xls` or `.doc`.
    Html,
    /// Markdown.
    Markdown,
    /// Plain text.
    Text,
    /// None of these.
    Unknown,
}

/// A file before its reader looks at it.
struct Input<'a> {
    bytes: &'a [u8],
    /// Used for messages and table names only; never to tell the format.
    name: &'a str,
    limits: &'a Limits,
}

/// What a reader made of a file.
#[derive(Debug, Default)]
struct Parsed {
    document: Document,
    problems: Vec<Problem>,
}

/// One reader: which shape of bytes it takes, and how it reads them.
struct Reader {
    format: Format,
    fits: fn(&Shape<'_>) -> bool,
    read: fn(&Input<'_>, &Shape<'_>) -> Result<Parsed, Refusal>,
}

/// All readers; the first that fits reads. Plain text stands last because everything decodable fits it.
const FORMATS: &[Reader] = &[
    docx::READER,
    xlsx::READER,
    xls::READER,
    pdf::READER,
    html::READER,
    markdown::READER,
    csv::READER,
    text::READER,
];

/// Reads a file. `name` is only used in messages and as the name of a table without one.
///
/// Never panics and never fails: see [`Reading::refusal`] and [`Reading::problems`]. The caller
/// bounds the time (this call blocks) and runs it on a thread meant for that.
#[must_use]
pub fn read(bytes: &[u8], name: &str, limits: &Limits) -> Reading {
    let input = Input { bytes, name, limits };
    let (format, result) = guarded(&input);
    match result.and_then(|parsed| classified::check(&parsed.document).map(|()| parsed)) {
        Ok(parsed) if parsed.document.text.trim().is_empty() => {
            refused(format, Refusal::new("no-text"), parsed.problems)
        }
        Ok(parsed) => Reading {
            document: Some(parsed.document),
            problems: limits::bounded(parsed.problems),
            format,
            refusal: None,
        },
        // A classified file leaves nothing behind, not even its problems with words found in it.
        Err(refusal) => refused(format, refusal, Vec::new()),
    }
}

/// Reads pasted text, or one record of a list of texts. [`Document::text`] is byte-identical to the
/// argument, so spans hold in the original. Each line that is not blank is a paragraph; runs of
/// lines with the same number of tabs (cells pasted from a workbook) are tables.
#[must_use]
pub fn text(source: &str) -> Document {
    text::document(source.to_owned())
}

/// Records of a file that is known to hold separated values, with the lines they begin on.
pub(crate) fn separated(bytes: &[u8], limits: &Limits) -> Result<Vec<(usize, Vec<String>)>, Refusal> {
    let run = std::panic::AssertUnwindSafe(|| csv::separated(bytes, limits));
    std::panic::catch_unwind(run).unwrap_or_else(|_| Err(Refusal::new("damaged")))
}

/// The refusal for text that must not be kept because its head bears a classification mark.
///
/// [`read`] has asked already; callers of [`text`] ask for themselves before they store anything.
#[must_use]
pub fn classified_mark(document: &Document) -> Option<Refusal> {
    classified::check(document).err()
}

fn refused(format: Format, refusal: Refusal, problems: Vec<Problem>) -> Reading {
    Reading { document: None, problems: limits::bounded(problems), format, refusal: Some(refusal) }
}

/// Runs the fitting reader. Third-party parsers have panicked on crafted files before; such a panic
/// becomes the refusal of a damaged file here, whatever the reader.
fn guarded(input: &Input<'_>) -> (Format, Result<Parsed, Refusal>) {
    let run = std::panic::AssertUnwindSafe(|| dispatch(input));
    std::panic::catch_unwind(run).unwrap_or((Format::Unknown, Err(Refusal::new("damaged"))))
}

fn dispatch(input: &Input<'_>) -> (Format, Result<Parsed, Refusal>) {
    let shape = match shape::look(input.bytes, input.limits) {
        Ok(shape) => shape,
        Err(refusal) => return (Format::Unknown, Err(refusal)),
    };
    match FORMATS.iter().find(|reader| (reader.fits)(&shape)) {
        Some(reader) => (reader.format, (reader.read)(input, &shape)),
        None => (Format::Unknown, Err(shape.refusal())),
    }
}

/// A problem that concerns the file as a whole.
fn file_problem(code: &str, found: impl Into<String>) -> Problem {
    Problem::new(code, Place::File, found)
}

//! PDF files with text: lines from the places of the glyphs, paragraphs from the lines, page
//! furniture taken off. Tables stay text, their columns parted by tabs. Scans are refused.

mod font;
mod furniture;
mod lines;
mod matrix;
mod runs;

use lopdf::{Document as Pdf, Error, LoadOptions};

use super::build::Builder;
use super::limits::{Limits, Refusal};
use super::shape::Shape;
use super::{Format, Input, Parsed, Reader};
use crate::model::{BlockKind, Place, Problem};
use lines::Line;

pub(super) const READER: Reader =
    Reader { format: Format::Pdf, fits: |shape| matches!(shape, Shape::Pdf), read };

/// A page has more characters than this, or it is a picture with a stamp on it.
const FEWEST_CHARACTERS: usize = 5;
/// No single stream of a readable page is larger.
const LARGEST_STREAM: usize = 64 << 20;

/// One page of text.
#[derive(Debug, Default)]
struct Page {
    number: u32,
    lines: Vec<Line>,
}

fn read(input: &Input<'_>, _: &Shape<'_>) -> Result<Parsed, Refusal> {
    let pdf = load(input.bytes)?;
    let pages = pdf.get_pages();
    if pages.len() > input.limits.parts {
        return Err(Refusal::new("too-many-parts").with("limit", input.limits.parts));
    }
    let mut problems = Vec::new();
    let mut read = Vec::new();
    let mut left = input.limits.unpacked;
    for (number, id) in &pages {
        input.limits.stop.check()?;
        let place = Place::Page(*number);
        let found = page(&pdf, *id, &mut left, input.limits)?;
        let Some(found) = found else {
            problems.push(Problem::new("pdf-page-unreadable", place, number.to_string()));
            continue;
        };
        if found.unreadable > 0 {
            problems.push(Problem::new("pdf-characters-unreadable", place, number.to_string()));
        } else if found.runs.is_empty() && found.pictures {
            problems.push(Problem::new("pdf-page-without-text", place, number.to_string()));
        }
        read.push(Page { number: *number, lines: lines::from_runs(found.runs) });
    }
    let (mut all, mut bad) = (0, 0);
    for c in read
        .iter()
        .flat_map(|page| &page.lines)
        .flat_map(|line| line.text.chars())
        .filter(|c| !c.is_whitespace())
    {
        all += 1;
        bad += usize::from(c == '\u{fffd}');
    }
    if all < FEWEST_CHARACTERS * pages.len().max(1) {
        return Err(Refusal::new("pdf-scanned").with("pages", pages.len()));
    }
    if bad * 2 > all {
        return Err(Refusal::new("pdf-unreadable"));
    }
    furniture::remove(&mut read);
    let mut builder = Builder::default();
    for (number, words) in lines::paragraphs(&read) {
        builder.block(BlockKind::Paragraph, &words, Place::Page(number));
    }
    Ok(Parsed { document: builder.finish(), problems })
}

fn load(bytes: &[u8]) -> Result<Pdf, Refusal> {
    let options = LoadOptions { max_decompressed_size: Some(LARGEST_STREAM), ..LoadOptions::default() };
    match Pdf::load_mem_with_options(bytes, options) {
        // Files that only forbid printing open with the empty password, which was tried.
        Ok(pdf) if pdf.is_encrypted() && !pdf.was_encrypted() => Err(Refusal::new("pdf-encrypted")),
        Ok(pdf) if pdf.get_pages().is_empty() => {
            Err(Refusal::new(if has_encryption(bytes) { "pdf-encrypted" } else { "damaged" }))
        }
        Ok(pdf) => Ok(pdf),
        Err(Error::InvalidPassword | Error::Decryption(_) | Error::UnsupportedSecurityHandler(_)) => {
            Err(Refusal::new("pdf-encrypted"))
        }
        Err(_) if has_encryption(bytes) => Err(Refusal::new("pdf-encrypted")),
        Err(_) => Err(Refusal::new("damaged")),
    }
}

fn has_encryption(bytes: &[u8]) -> bool {
    bytes.windows(8).any(|eight| eight == b"/Encrypt")
}

/// The runs of one page; `None` if its content cannot be parsed.
fn page(
    pdf: &Pdf,
    id: lopdf::ObjectId,
    left: &mut u64,
    limits: &Limits,
) -> Result<Option<runs::Found>, Refusal> {
    let room = usize::try_from(*left).unwrap_or(usize::MAX).min(LARGEST_STREAM);
    let Ok(content) = pdf.get_page_content_with_limit(id, room) else { return Ok(None) };
    let mut walk = runs::Walk::new(pdf, left);
    walk.spend(content.len()).map_err(|()| too_big(limits))?;
    let resources = runs::page_resources(pdf, id);
    let done = walk.content(&content, &resources, 0);
    match walk.finish() {
        Ok(found) => Ok(done.then_some(found)),
        Err(()) => Err(too_big(limits)),
    }
}

fn too_big(limits: &Limits) -> Refusal {
    Refusal::new("too-big-unpacked").with("limit", limits.unpacked >> 20)
}

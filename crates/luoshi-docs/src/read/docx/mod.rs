//! Word files of Office Open XML: paragraphs with headings and restored numbers, tables, text boxes,
//! notes at the foot. Tracked insertions are read as accepted, deletions as gone.

mod body;
mod numbering;
mod styles;
mod table;

use super::classified;
use super::limits::Refusal;
use super::shape::Shape;
use super::sheet::Budget;
use super::xml::{Node, Xml, part_text, relations, resolve};
use super::zipbox::ZipBox;
use super::{Format, Input, Parsed, Reader, file_problem};
use crate::model::Problem;
use body::Body;
use numbering::Numbering;
use styles::Styles;

pub(super) const READER: Reader = Reader { format: Format::Docx, fits, read };

fn fits(shape: &Shape<'_>) -> bool {
    matches!(shape, Shape::Zip(container) if main_part(container).is_some())
}

/// The part with the text: where writers put it, or where the container's relations say.
fn main_part(container: &ZipBox<'_>) -> Option<String> {
    if container.has("word/document.xml") {
        return Some("word/document.xml".to_owned());
    }
    let links = container.read("_rels/.rels").ok()??;
    let found =
        relations(&part_text(&links)).into_iter().find(|(_, kind, _)| kind.ends_with("/officeDocument"));
    let path = resolve("", &found?.2);
    (path.starts_with("word/") && container.has(&path)).then_some(path)
}

fn read(input: &Input<'_>, shape: &Shape<'_>) -> Result<Parsed, Refusal> {
    let Shape::Zip(container) = shape else { return Err(Refusal::new("unknown")) };
    let Some(path) = main_part(container) else { return Err(Refusal::new("damaged")) };
    let part = |name: &str| -> Result<Option<String>, Refusal> {
        Ok(container.read(name)?.map(|bytes| part_text(&bytes)))
    };
    let styles = Styles::parse(&part("word/styles.xml")?.unwrap_or_default());
    let numbering = Numbering::parse(&part("word/numbering.xml")?.unwrap_or_default());
    let Some(source) = part(&path)? else { return Err(Refusal::new("damaged")) };
    for header in 1..=9 {
        if let Some(source) = part(&format!("word/header{header}.xml"))? {
            let mut body = Body::new(&styles, Numbering::default(), Budget::new(input.limits));
            body.read(&source)?;
            classified::check(&body.finish().0)?;
        }
    }
    let mut body = Body::new(&styles, numbering, Budget::new(input.limits));
    body.read(&source)?;
    for notes in ["word/footnotes.xml", "word/endnotes.xml"] {
        if let Some(source) = part(notes)? {
            body.read(&source)?;
        }
    }
    let (document, mut problems) = body.finish();
    if container.has("word/vbaProject.bin") {
        problems.push(file_problem("macros-ignored", ""));
    }
    if let Some(source) = part("word/comments.xml")? {
        problems.extend(comments(&source));
    }
    Ok(Parsed { document, problems })
}

/// What reviewers left in the margin: no text of the document, but worth a look.
fn comments(source: &str) -> Vec<Problem> {
    let mut found = Vec::new();
    let mut words = String::new();
    let mut inside = false;
    let mut xml = Xml::new(source);
    while let Some(node) = xml.next() {
        match node {
            Node::Open(tag) => {
                if tag.name() == "comment" {
                    words.clear();
                }
                inside = tag.name() == "t";
            }
            Node::Text(text) if inside => words.push_str(&text),
            Node::Text(_) => {}
            Node::Close(name) => {
                inside = false;
                if name == "comment" && !words.trim().is_empty() {
                    found.push(file_problem("docx-comment", words.trim()));
                }
            }
        }
    }
    found
}

//! The walk over the text of a Word file.

use super::super::build::Builder;
use super::super::limits::Refusal;
use super::super::sheet::Budget;
use super::super::xml::{Node, Tag, Xml};
use super::numbering::{Label, Numbering};
use super::styles::Styles;
use super::table::Draft;
use crate::model::{BlockKind, Document, Place, Problem};

/// Collects blocks while the parts of a file are walked one after the other.
pub(super) struct Body<'a> {
    styles: &'a Styles,
    numbering: Numbering,
    budget: Budget<'a>,
    builder: Builder,
    problems: Vec<Problem>,
    /// Paragraphs under way: a text box opens one inside another.
    paragraphs: Vec<Paragraph>,
    /// Tables under way, nested ones last.
    tables: Vec<Draft>,
    /// Tables that are nested too deep to be kept apart.
    buried: usize,
    /// Elements open inside one that is passed over.
    skipping: usize,
    /// Properties that are being read, because some names mean two things.
    inside: Inside,
    words: Option<Words>,
    count: u32,
    changes: usize,
    contents: usize,
}

#[derive(Debug, Default)]
struct Paragraph {
    text: String,
    style: String,
    outline: Option<u8>,
    num: Option<u32>,
    level: Option<u8>,
    /// The run under way is hidden.
    hidden: bool,
}

#[derive(Debug, Default)]
struct Inside {
    paragraph_properties: bool,
    run_properties: bool,
    row_properties: bool,
}

/// The content of a text element under way.
#[derive(Debug)]
struct Words {
    text: String,
    keep_space: bool,
}

const DEEPEST_TABLE: usize = 10;

impl<'a> Body<'a> {
    /// An empty document.
    pub(super) fn new(styles: &'a Styles, numbering: Numbering, budget: Budget<'a>) -> Self {
        Self {
            styles,
            numbering,
            budget,
            builder: Builder::default(),
            problems: Vec::new(),
            paragraphs: Vec::new(),
            tables: Vec::new(),
            buried: 0,
            skipping: 0,
            inside: Inside::default(),
            words: None,
            count: 0,
            changes: 0,
            contents: 0,
        }
    }

    /// Walks one part. What is open at a break is closed, so the words before it are kept.
    pub(super) fn read(&mut self, source: &str) -> Result<(), Refusal> {
        let mut xml = Xml::new(source);
        while let Some(node) = xml.next() {
            match node {
                Node::Open(_) if self.skipping > 0 => self.skipping += 1,
                Node::Close(_) if self.skipping > 0 => self.skipping -= 1,
                Node::Open(tag) => self.open(&tag),
                Node::Close(name) => self.close(&name)?,
                Node::Text(text) => {
                    if let Some(words) = &mut self.words {
                        words.text.push_str(&text);
                    }
                }
            }
        }
        let unfinished = !self.paragraphs.is_empty() || !self.tables.is_empty();
        self.skipping = 0;
        self.buried = 0;
        while !self.paragraphs.is_empty() {
            self.close("p")?;
        }
        while !self.tables.is_empty() {
            self.close("tr")?;
            self.close("tbl")?;
        }
        if xml.broken || unfinished {
            self.problems.push(Problem::new("docx-cut", Place::Paragraph(self.count), ""));
        }
        Ok(())
    }

    /// The document and its problems.
    pub(super) fn finish(mut self) -> (Document, Vec<Problem>) {
        for (code, number) in
            [("docx-tracked-changes", self.changes), ("docx-contents-skipped", self.contents)]
        {
            if number > 0 {
                self.problems.push(Problem::new(code, Place::File, number.to_string()));
            }
        }
        (self.builder.finish(), self.problems)
    }

    fn open(&mut self, tag: &Tag<'_>) {
        match tag.name() {
            // What was before a tracked change of format, what older programs show instead, the
            // definition of tab stops, the reading aids over characters, the settings of controls.
            "pPrChange" | "rPrChange" | "tblPrChange" | "trPrChange" | "tcPrChange" | "sectPrChange"
            | "Fallback" | "tabs" | "rt" | "sdtPr" | "instrText" => self.skipping = 1,
            "del" | "moveFrom" if !self.inside.run_properties => self.deletion(),
            "ins" | "moveTo" if !self.inside.run_properties && !self.inside.row_properties => {
                self.changes += 1
            }
            // The rules between text and notes.
            "footnote" | "endnote" if tag.attr("type").is_some() => self.skipping = 1,
            "p" => self.paragraphs.push(Paragraph::default()),
            "pPr" => self.inside.paragraph_properties = true,
            "rPr" => self.inside.run_properties = true,
            "trPr" => self.inside.row_properties = true,
            "t" => {
                let keep_space = tag.attr("space").is_some_and(|space| space == "preserve");
                self.words = Some(Words { text: String::new(), keep_space });
            }
            "tab" | "ptab" => self.push("\t"),
            "br" | "cr" => self.push("\n"),
            "noBreakHyphen" => self.push("-"),
            _ => self.property(tag),
        }
    }

    /// Properties of the paragraph, run, row or cell under way.
    fn property(&mut self, tag: &Tag<'_>) {
        let on = || tag.attr("val").is_none() || tag.is_on("val");
        if let Some(paragraph) = self.paragraphs.last_mut() {
            match tag.name() {
                "pStyle" => paragraph.style = tag.attr("val").unwrap_or_default(),
                "outlineLvl" => paragraph.outline = tag.number("val"),
                "numId" => paragraph.num = tag.number("val"),
                "ilvl" => paragraph.level = tag.number("val"),
                "r" => paragraph.hidden = false,
                "vanish" if !self.inside.paragraph_properties => paragraph.hidden = on(),
                _ => {}
            }
        }
        match tag.name() {
            "tbl" if self.tables.len() >= DEEPEST_TABLE => self.buried += 1,
            "tbl" => self.tables.push(Draft::default()),
            _ if self.buried > 0 => {}
            name => {
                let Some(table) = self.tables.last_mut() else { return };
                match name {
                    "tr" => table.open_row(),
                    "tc" => table.open_cell(),
                    "gridBefore" => table.indent(tag.number("val").unwrap_or(0)),
                    "gridSpan" => table.widen(tag.number("val").unwrap_or(1)),
                    "vMerge" => table.merge_down(tag.attr("val").is_some_and(|value| value == "restart")),
                    _ => {}
                }
            }
        }
    }

    fn deletion(&mut self) {
        self.changes += 1;
        if self.inside.row_properties {
            if let Some(table) = self.tables.last_mut() {
                table.delete_row();
            }
        } else {
            self.skipping = 1;
        }
    }

    fn close(&mut self, name: &str) -> Result<(), Refusal> {
        match name {
            "t" => {
                if let Some(words) = self.words.take() {
                    let blank = |c: char| c.is_ascii_whitespace();
                    let text =
                        if words.keep_space { words.text.as_str() } else { words.text.trim_matches(blank) };
                    self.push(text);
                }
            }
            "pPr" => self.inside.paragraph_properties = false,
            "rPr" => self.inside.run_properties = false,
            "trPr" => self.inside.row_properties = false,
            "p" => self.paragraph(),
            "tbl" if self.buried > 0 => self.buried -= 1,
            "tbl" => return self.table(),
            _ if self.buried > 0 => {}
            "tc" => {
                if let Some(table) = self.tables.last_mut() {
                    table.close_cell();
                }
            }
            "tr" => {
                if let Some(table) = self.tables.last_mut() {
                    table.close_row();
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn push(&mut self, text: &str) {
        let Some(paragraph) = self.paragraphs.last_mut() else { return };
        if paragraph.hidden {
            if !text.trim().is_empty() {
                let place = Place::Paragraph(self.count + 1);
                self.problems.push(Problem::new("docx-hidden-text", place, text.trim()));
            }
            return;
        }
        paragraph.text.push_str(text);
    }

    fn paragraph(&mut self) {
        let Some(paragraph) = self.paragraphs.pop() else { return };
        let look = self.styles.look(&paragraph.style);
        let empty = paragraph.text.trim().is_empty();
        if look.contents {
            self.contents += usize::from(!empty);
            return;
        }
        let heading = match paragraph.outline {
            Some(level @ 0..=8) => Some(level + 1),
            Some(_) => None,
            None => look.heading,
        };
        // List 0 is how a paragraph takes back the number of its style.
        let num = paragraph.num.or(look.num).filter(|num| *num != 0);
        let level = paragraph.level.or(look.level);
        // Word counts empty paragraphs too, because it shows their numbers.
        let label = num.and_then(|num| self.numbering.next(num, level, &paragraph.style));
        if empty {
            return;
        }
        let kind = match (heading, &label) {
            (Some(level), _) => BlockKind::Heading(level),
            (None, Some(_)) => BlockKind::ListItem,
            (None, None) => BlockKind::Paragraph,
        };
        let words = paragraph.text.trim();
        let text = match label {
            Some(Label::Number(number)) => format!("{number}{words}"),
            Some(Label::Bullet) | None => words.to_owned(),
        };
        if let Some(table) = self.tables.last_mut() {
            table.line(&text);
        } else {
            self.count += 1;
            self.builder.block(kind, &text, Place::Paragraph(self.count));
        }
    }

    fn table(&mut self) -> Result<(), Refusal> {
        let Some(draft) = self.tables.pop() else { return Ok(()) };
        if let Some(outer) = self.tables.last_mut() {
            outer.line(&draft.flat());
            return Ok(());
        }
        self.count += 1;
        let place = Place::Paragraph(self.count);
        if let Some(words) = draft.frame() {
            for line in words.lines() {
                self.builder.block(BlockKind::Paragraph, line, place.clone());
            }
            return Ok(());
        }
        let table = draft.finish(&mut self.budget)?;
        self.builder.table(table, |_, _| place.clone());
        Ok(())
    }
}

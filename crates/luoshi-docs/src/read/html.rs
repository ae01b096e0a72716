//! Web pages, and tables saved as HTML under another name.
//!
//! What the page's structure marks as furniture is left out: navigation, share and print buttons,
//! comment boxes, tag clouds, copyright lines, scripts. Furniture in running text stays; telling it
//! is the task of the rules.

use std::sync::LazyLock;

use regex::bytes::Regex;

use super::build::Builder;
use super::htmltable;
use super::htmltree::{self, Element, Tree, is_block};
use super::shape::Shape;
use super::words::WORDS;
use super::{Format, Input, Parsed, Reader, Refusal, file_problem};
use crate::model::{BlockKind, Place};

pub(super) const READER: Reader = Reader { format: Format::Html, fits, read };

static CHARSET: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"(?i)<(?:meta|\?xml)[^>]{0,200}(?:charset|encoding)\s*=\s*["']?\s*([a-z0-9_-]+)"#).ok()
});

/// The encoding that a page declares in its head, unproven.
pub(super) fn declared_charset(bytes: &[u8]) -> Option<String> {
    let head = bytes.get(..4096).unwrap_or(bytes);
    let found = CHARSET.as_ref()?.captures(head)?;
    Some(String::from_utf8_lossy(found.get(1)?.as_bytes()).into_owned())
}

/// A page begins with a tag, or names its root element early on. Text that only mentions tags is none.
fn fits(shape: &Shape<'_>) -> bool {
    let Some(decoded) = shape.text() else { return false };
    let head: String = decoded.text.trim_start_matches('\u{feff}').trim_start().chars().take(2000).collect();
    let head = head.to_ascii_lowercase();
    let starts = [
        "<!doctype html",
        "<html",
        "<head",
        "<body",
        "<meta",
        "<title",
        "<table",
        "<div",
        "<p>",
        "<p ",
        "<span",
        "<h1",
        "<h2",
        "<h3",
        "<ul",
        "<ol",
        "<style",
        "<!--",
        "<section",
        "<article",
        "<center",
        "<font",
    ];
    let begins = starts.iter().any(|start| head.starts_with(start)) && head.contains('>');
    begins || (head.starts_with(['<', '\u{feff}']) && head.contains("<html"))
}

fn read(input: &Input<'_>, shape: &Shape<'_>) -> Result<Parsed, Refusal> {
    let Some(decoded) = shape.text() else { return Err(Refusal::new("unknown")) };
    let mut problems = Vec::new();
    if decoded.bad > 0 {
        problems.push(file_problem("bad-characters", decoded.bad.to_string()));
    }
    let tree = htmltree::parse(&decoded.text, input.limits.parts * 100);
    if tree.cut {
        return Err(Refusal::new("too-many-parts").with("limit", input.limits.parts * 100));
    }
    let mut page = Page::new(&tree, input);
    page.run()?;
    Ok(Parsed { document: page.builder.finish(), problems })
}

/// Sums over the subtree of an element.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Weight {
    /// Characters that are not white space.
    chars: usize,
    /// Those of them inside links.
    linked: usize,
    /// Number of links, without those to files.
    links: usize,
    /// Number of links to office files: attachments of a paper.
    files: usize,
}

/// A walk over a page.
pub(super) struct Page<'a> {
    pub(super) tree: &'a Tree,
    pub(super) input: &'a Input<'a>,
    weights: Vec<Weight>,
    builder: Builder,
    /// Words of the block under way.
    line: String,
    kind: BlockKind,
    /// Number of the list item that comes next.
    label: String,
    count: u32,
    rows: usize,
}

/// A step of the walk; the stack of steps stands for recursion, so depth cannot hurt.
enum Step {
    Enter(usize),
    Break,
    Kind(BlockKind),
    Label(String),
}

impl<'a> Page<'a> {
    fn new(tree: &'a Tree, input: &'a Input<'a>) -> Self {
        Self {
            tree,
            input,
            weights: weigh(tree),
            builder: Builder::default(),
            line: String::new(),
            kind: BlockKind::Paragraph,
            label: String::new(),
            count: 0,
            rows: 0,
        }
    }

    fn run(&mut self) -> Result<(), Refusal> {
        let mut stack = vec![Step::Enter(0)];
        while let Some(step) = stack.pop() {
            match step {
                Step::Enter(index) => self.enter(index, &mut stack)?,
                Step::Break => self.flush(),
                Step::Kind(kind) => self.kind = kind,
                Step::Label(label) => self.label = label,
            }
        }
        self.flush();
        Ok(())
    }

    fn enter(&mut self, index: usize, stack: &mut Vec<Step>) -> Result<(), Refusal> {
        let Some(element) = self.tree.elements.get(index) else { return Ok(()) };
        if element.tag.is_empty() {
            push_words(&mut self.line, &element.text);
            return Ok(());
        }
        if self.is_noise(index) {
            return Ok(());
        }
        if element.tag == "table" && htmltable::is_data(self, index) {
            self.flush();
            return self.table(index);
        }
        if matches!(element.tag.as_str(), "br" | "hr") {
            match self.kind {
                BlockKind::Heading(_) => self.line.push(' '),
                _ => self.flush(),
            }
            return Ok(());
        }
        let block = is_block(&element.tag);
        if block {
            self.flush();
            stack.push(Step::Kind(self.kind));
            stack.push(Step::Break);
            self.kind = kind_of(element, self.kind);
            if element.tag == "ol" {
                stack.extend(ordered(self.tree, element));
                return Ok(());
            }
        }
        stack.extend(element.children.iter().rev().map(|child| Step::Enter(*child)));
        Ok(())
    }

    fn flush(&mut self) {
        let words = std::mem::take(&mut self.line);
        let words = words.trim();
        if !words.is_empty() && !is_furniture(words) {
            self.count += 1;
            let words = format!("{}{words}", std::mem::take(&mut self.label));
            self.builder.block(self.kind, &words, Place::Paragraph(self.count));
        }
    }

    fn table(&mut self, index: usize) -> Result<(), Refusal> {
        let table = htmltable::grid(self, index)?;
        self.rows += table.rows.len();
        let limit = self.input.limits.rows;
        if self.rows > limit {
            return Err(Refusal::new("too-many-rows").with("limit", limit).with("found", self.rows));
        }
        self.count += 1;
        let place = Place::Paragraph(self.count);
        self.builder.table(table, |_, _| place.clone());
        Ok(())
    }

    /// How many characters an element shows, white space aside.
    pub(super) fn characters(&self, index: usize) -> usize {
        self.weights.get(index).map_or(0, |weight| weight.chars)
    }

    /// Whether an element is no part of the text: by its tag, its id or class, or its links.
    pub(super) fn is_noise(&self, index: usize) -> bool {
        let Some(element) = self.tree.elements.get(index) else { return true };
        let tag = element.tag.as_str();
        if matches!(
            tag,
            "script"
                | "style"
                | "noscript"
                | "template"
                | "head"
                | "title"
                | "nav"
                | "footer"
                | "aside"
                | "button"
                | "input"
                | "select"
                | "textarea"
                | "iframe"
                | "svg"
                | "canvas"
                | "object"
                | "video"
                | "audio"
                | "dialog"
                | "link"
                | "meta"
                | "map"
                | "rt"
                | "xmp"
                | "noframes"
        ) {
            return true;
        }
        let style: String =
            element.attr("style").unwrap_or_default().chars().filter(|c| !c.is_whitespace()).collect();
        let hidden = element.attr("hidden").is_some() || style.to_ascii_lowercase().contains("display:none");
        if hidden && tag != "tr" {
            return true;
        }
        let weight = self.weights.get(index).copied().unwrap_or_default();
        let whole = self.weights.first().copied().unwrap_or_default();
        let own = weight.chars.saturating_sub(weight.linked);
        // The container of most of the text is never furniture, whatever it is called.
        if own * 2 > whole.chars.saturating_sub(whole.linked) && own > 0 {
            return false;
        }
        tag == "header" && weight.links >= 3 || named_noise(&element.marks) || is_link_list(tag, weight)
    }
}

/// Children of a numbered list, in reverse, each item led by its number as a browser shows it.
fn ordered(tree: &Tree, list: &Element) -> Vec<Step> {
    let mut number = list.number("start").unwrap_or(1);
    let plain = list.attr("type").is_none_or(|kind| kind == "1") && !list.marks.contains("none");
    let mut steps = Vec::new();
    for child in &list.children {
        if plain && tree.elements.get(*child).is_some_and(|item| item.tag == "li") {
            steps.push(Step::Label(format!("{number}. ")));
            number = number.saturating_add(1);
        }
        steps.push(Step::Enter(*child));
    }
    steps.reverse();
    steps
}

fn kind_of(element: &Element, outer: BlockKind) -> BlockKind {
    match element.tag.as_bytes() {
        [b'h', level @ b'1'..=b'6'] => BlockKind::Heading(level - b'0'),
        b"li" | b"dd" => BlockKind::ListItem,
        b"p" | b"div" if outer == BlockKind::ListItem => outer,
        b"td" | b"th" | b"p" => BlockKind::Paragraph,
        _ => outer,
    }
}

/// Adds up characters and links; children have higher indexes, so one pass backwards does it.
fn weigh(tree: &Tree) -> Vec<Weight> {
    let mut weights = vec![Weight::default(); tree.elements.len()];
    for (index, element) in tree.elements.iter().enumerate().rev() {
        let mut sum = Weight {
            chars: element.text.chars().filter(|c| !c.is_whitespace()).count(),
            ..Weight::default()
        };
        for child in &element.children {
            let part = weights.get(*child).copied().unwrap_or_default();
            sum.chars += part.chars;
            sum.linked += part.linked;
            sum.links += part.links;
            sum.files += part.files;
        }
        if element.tag == "a" && element.attr("href").is_some() {
            let to_file = is_file(element.attr("href").unwrap_or_default());
            sum = Weight {
                linked: sum.chars,
                links: usize::from(!to_file),
                files: usize::from(to_file),
                ..sum
            };
        }
        if let Some(slot) = weights.get_mut(index) {
            *slot = sum;
        }
    }
    weights
}

fn is_file(href: &str) -> bool {
    let path = href.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    [".doc", ".docx", ".xls", ".xlsx", ".pdf", ".wps", ".et", ".zip", ".rar", ".ofd"]
        .iter()
        .any(|end| path.ends_with(end))
}

/// Three links and more, hardly a word beside them, none of them an attachment.
fn is_link_list(tag: &str, weight: Weight) -> bool {
    let container = matches!(tag, "ul" | "ol" | "dl" | "div" | "table" | "section" | "p" | "center" | "td");
    container && weight.files == 0 && weight.links >= 3 && weight.linked * 10 >= weight.chars * 7
}

/// Whether the id or a class, cut at dashes, underscores and capitals, names furniture.
fn named_noise(marks: &str) -> bool {
    let mut word = String::new();
    let mut lower = false;
    for c in marks.chars().chain([' ']) {
        if !c.is_ascii_alphabetic() || (lower && c.is_ascii_uppercase()) {
            if WORDS.html.noise_classes.contains(&word) {
                return true;
            }
            word.clear();
        }
        lower = c.is_ascii_lowercase();
        if c.is_ascii_alphabetic() {
            word.push(c.to_ascii_lowercase());
        }
    }
    false
}

/// Whether a short block is the foot of a page, or a button or path.
fn is_furniture(words: &str) -> bool {
    let length = words.chars().count();
    let has = |list: &[String]| list.iter().any(|word| words.contains(word.as_str()));
    let starts = |list: &[String]| list.iter().any(|word| words.starts_with(word.as_str()));
    (length <= 200 && has(&WORDS.html.foot_words)) || (length <= 40 && starts(&WORDS.html.button_words))
}

/// Adds words with white space folded: a line break of the source between two Han characters is
/// none on the page.
pub(super) fn push_words(line: &mut String, words: &str) {
    let mut gap = false;
    let mut broken = false;
    for c in words.chars() {
        if matches!(c, ' ' | '\t' | '\n' | '\r' | '\x0c' | '\u{a0}') {
            gap = true;
            broken |= c == '\n';
            continue;
        }
        if gap {
            let between_han = broken && line.chars().next_back().is_some_and(is_wide) && is_wide(c);
            if !line.is_empty() && !between_han && !line.ends_with([' ', '\n']) {
                line.push(' ');
            }
            gap = false;
            broken = false;
        }
        if !matches!(c, '\u{200b}' | '\u{feff}') {
            line.push(c);
        }
    }
    if gap && !broken && !line.is_empty() && !line.ends_with([' ', '\n']) {
        line.push(' ');
    }
}

/// Han characters and the punctuation among them.
pub(super) fn is_wide(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}' | '“' | '”' | '‘' | '’' | '…' | '—')
}

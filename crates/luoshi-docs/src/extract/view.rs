//! The document as the rules see it: lines in order, web noise marked, nothing copied.
//!
//! A line is a stretch of the document's text between line breaks or block tags (`<p>`, `<br>` of
//! pasted pages), trimmed of white space and of tags at its edges. Every line says whether it is
//! noise and to which [`Part`] of the paper it belongs.

use std::cell::OnceCell;
use std::sync::LazyLock;

use regex::Regex;
use serde::Deserialize;

use super::shape::Shape;
use super::tense::{self, Tenses};
use super::text::Text;
use super::types::Genre;
use crate::model::{Block, BlockKind, Document, Span};
use crate::table::ledger::data_sheets;

/// A document cut into lines for the rules; spans point into the document's text.
#[derive(Debug)]
pub struct View<'a> {
    /// The document.
    pub doc: &'a Document,
    /// Non-empty lines in reading order, trimmed.
    pub lines: Vec<Line>,
    /// Tables that only say again what another says: the sheet 数据 of an exported ledger.
    pub repeats: Vec<usize>,
    shape: OnceCell<Shape>,
    clean: Text<'a>,
    tenses: OnceCell<Tenses>,
}

/// One trimmed, non-empty line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// Where it stands, without surrounding white space.
    pub span: Span,
    /// The kind of block it belongs to.
    pub kind: BlockKind,
    /// Navigation, share buttons, page furniture: no rule looks inside except those for dates and issuers.
    pub noise: bool,
    /// The part of the paper it belongs to.
    pub part: Part,
    /// It goes on with the paragraph of the line before it; only bold type or the like parts them.
    pub goes_on: bool,
}

/// The parts of an official paper, as far as they matter for the rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The paper itself.
    Body,
    /// The covering notice of an enclosed paper: from the top to the signature.
    Notice,
    /// Name and day under a notice or at the end of the paper.
    Signature,
    /// Enclosures after the covered paper: 附件2 …
    Annex,
}

impl<'a> View<'a> {
    /// Cuts a document into lines, marks noise and parts.
    #[must_use]
    pub fn new(doc: &'a Document) -> Self {
        let mut view = Self {
            doc,
            lines: cut(doc),
            repeats: Vec::new(),
            shape: OnceCell::new(),
            clean: Text::clean(""),
            tenses: OnceCell::new(),
        };
        view.mark_noise();
        view.mark_parts();
        view.clean = Text::new(&view);
        view
    }

    /// The text with one spelling for each sign.
    #[must_use]
    pub const fn clean(&self) -> &Text<'a> {
        &self.clean
    }

    /// Which stretches look back and which ahead; genre and year of the plan must have been read.
    #[must_use]
    pub fn tenses(&self, genre: Option<Genre>, year: Option<i32>) -> &Tenses {
        self.tenses.get_or_init(|| tense::read(self, &self.shape(genre).marks, genre, year))
    }

    /// The first line of the paragraph that holds a line; bold type cuts a paragraph into lines.
    #[must_use]
    pub fn paragraph(&self, line: usize) -> usize {
        self.lines[..=line].iter().rposition(|line| !line.goes_on).unwrap_or(line)
    }

    /// Tables and headings, found at the first call; the genre decides what numbered items are.
    #[must_use]
    pub fn shape(&self, genre: Option<Genre>) -> &Shape {
        self.shape.get_or_init(|| Shape::new(self, genre))
    }

    /// The words of a line.
    #[must_use]
    pub fn text(&self, line: &Line) -> &'a str {
        self.slice(line.span)
    }

    /// The words under a span.
    #[must_use]
    pub fn slice(&self, span: Span) -> &'a str {
        self.doc.text.get(span.start..span.end).unwrap_or_default()
    }

    /// Lines that belong to the document itself.
    pub fn body(&self) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(|line| !line.noise)
    }

    fn mark_noise(&mut self) {
        let mut tail = false;
        for index in 0..self.lines.len() {
            let squeezed: String =
                self.text(&self.lines[index]).chars().filter(|c| !c.is_whitespace()).take(80).collect();
            // A tail word high up is a button, not the end of the page.
            tail |= index * 2 > self.lines.len()
                && NOISE.tail.iter().any(|word| squeezed.starts_with(word.as_str()));
            self.lines[index].noise = tail || is_noise(&squeezed);
        }
        self.mark_word_cloud();
        for (table, sheet) in data_sheets(self.doc) {
            self.repeats.push(table);
            for line in &mut self.lines {
                line.noise |= sheet.start <= line.span.start && line.span.end <= sheet.end;
            }
        }
    }

    /// A run of bare words at the end of a page (tag clouds): five or more lines of at most four characters.
    fn mark_word_cloud(&mut self) {
        let from = self
            .lines
            .iter()
            .rposition(|line| {
                !line.noise && (self.text(line).chars().count() > 4 || self.text(line).contains('|'))
            })
            .map_or(0, |last| last + 1);
        if from > 0 && self.lines.len() - from >= 5 {
            for line in &mut self.lines[from..] {
                line.noise = true;
            }
        }
    }

    fn mark_parts(&mut self) {
        if let Some(signature) = self.notice_signature() {
            for line in &mut self.lines[..signature.start] {
                line.part = Part::Notice;
            }
            for line in &mut self.lines[signature] {
                line.part = Part::Signature;
            }
        }
        self.mark_annexes();
        self.mark_last_signature();
    }

    /// The lines with name and day that close a covering notice, if the paper has one.
    fn notice_signature(&self) -> Option<std::ops::Range<usize>> {
        let near = self.lines.len().min(40);
        let issue =
            (0..near).find(|&i| !self.lines[i].noise && ISSUES.is_match(self.text(&self.lines[i])))?;
        let day =
            (issue + 1..self.lines.len().min(issue + 24)).find(|&i| is_day(self.text(&self.lines[i])))?;
        let name = |i: &usize| {
            let text = self.text(&self.lines[*i]);
            text.chars().count() <= 40
                && !text.contains(['。', '，', '；', '：', ',', ';', ':'])
                && !text.starts_with("附件")
        };
        let names = (issue + 1..day).rev().take(3).take_while(name).count();
        let first = day - names;
        let open = (day + 1..self.lines.len().min(day + 2))
            .filter(|&i| DISCLOSURE.is_match(self.text(&self.lines[i])))
            .count();
        (day + open + 1 < self.lines.len()).then_some(first..day + open + 1)
    }

    fn mark_annexes(&mut self) {
        let start = self.lines.iter().position(|line| line.part == Part::Body && !line.noise).unwrap_or(0);
        // The first enclosure right under the notice is the paper itself.
        let annex = (start + 1..self.lines.len())
            .find(|&i| i > start + 3 && ANNEX.is_match(self.text(&self.lines[i])));
        if let Some(annex) = annex {
            for line in &mut self.lines[annex..] {
                line.part = Part::Annex;
            }
        }
    }

    /// Name and day at the very end of a paper without a covering notice.
    fn mark_last_signature(&mut self) {
        let own: Vec<usize> = (0..self.lines.len()).filter(|&i| !self.lines[i].noise).collect();
        let [.., name, day] = own[..] else { return };
        if is_day(self.text(&self.lines[day])) && self.lines[day].part != Part::Signature {
            self.lines[day].part = Part::Signature;
            let text = self.text(&self.lines[name]);
            if text.chars().count() <= 40 && !text.ends_with(['。', '；', ';', '：', ':']) {
                self.lines[name].part = Part::Signature;
            }
        }
    }
}

#[derive(Deserialize)]
struct Noise {
    whole: Vec<String>,
    starts: Vec<String>,
    holds: Vec<String>,
    tail: Vec<String>,
}

static NOISE: LazyLock<Noise> = LazyLock::new(|| super::lexicon(include_str!("../../lexicon/noise.toml")));
static TAG: LazyLock<Regex> = LazyLock::new(|| {
    super::pattern(
        r"(?i)</?(p|br|div|tr|td|th|li|ul|ol|table|h[1-6]|b|strong|span|i|em|u|font|a|section)(\s[^<>]{0,200})?/?>",
    )
});
static BLOCK_TAG: LazyLock<Regex> =
    LazyLock::new(|| super::pattern(r"(?i)^</?(p|br|div|tr|td|th|li|ul|ol|table|h[1-6]|section)\b"));
static ISSUES: LazyLock<Regex> = LazyLock::new(|| {
    super::pattern(
        r"(现将.{0,200}(印发|公布|下达|转发)|现(予|予以|将其)?(印发|公布|下达|转发)|印发(给)?你们|现印发|予以印发|(?:请|望).{0,12}(遵照执行|贯彻执行|认真组织实施|抓好落实|贯彻落实)[。.]?$)",
    )
});
static DAY: LazyLock<Regex> = LazyLock::new(|| {
    super::pattern(
        r"^[(（]?\s*([0-9]{4}|[二〇○零一三四五六七八九0]{4})\s*年\s*[0-9一二三四五六七八九十]{1,3}\s*月\s*[0-9一二三四五六七八九十]{1,3}\s*日\s*[)）]?$",
    )
});
static DISCLOSURE: LazyLock<Regex> =
    LazyLock::new(|| super::pattern(r"^[(（]?此件.{0,12}公开(发布)?[)）]?$"));
static ANNEX: LazyLock<Regex> =
    LazyLock::new(|| super::pattern(r"^附\s*(件|表|录)\s*([0-9一二三四五六七八九十]{0,3})\s*[:：]?$"));

fn is_day(text: &str) -> bool {
    text.len() <= 64 && DAY.is_match(text)
}

fn is_noise(squeezed: &str) -> bool {
    let length = squeezed.chars().count();
    let starts = |word: &String| squeezed.starts_with(word.as_str());
    squeezed.chars().all(|c| !c.is_alphanumeric())
        || NOISE.whole.iter().any(|word| word == squeezed)
        || (length < 80 && NOISE.starts.iter().any(starts))
        || (length < 80 && NOISE.holds.iter().any(|word| squeezed.contains(word.as_str())))
}

/// Line breaks and block tags cut; an inline tag cuts only where a sentence has just ended, so that
/// no clause is torn by bold type in its middle.
fn cut(doc: &Document) -> Vec<Line> {
    let text = doc.text.as_str();
    let mut lines = Vec::new();
    let mut blocks = Blocks { blocks: &doc.blocks, next: 0, found: BlockKind::Paragraph };
    let mut start = 0;
    for (end, stop) in text
        .match_indices(['\n', '\r', '\u{b}', '\u{c}', '\u{2028}', '\u{2029}'])
        .map(|(at, s)| (at, s.len()))
        .chain([(text.len(), 0)])
    {
        cut_tags(text, Span::new(start, end), &mut |span, goes_on| {
            let kind = blocks.kind(span);
            lines.push(Line { span, kind, noise: false, part: Part::Body, goes_on });
        });
        start = end + stop;
    }
    lines
}

fn cut_tags(text: &str, line: Span, push: &mut dyn FnMut(Span, bool)) {
    let words = &text[line.start..line.end];
    let mut start = line.start;
    let mut goes_on = false;
    if words.contains('<') {
        for tag in TAG.find_iter(words) {
            let before = text[start..line.start + tag.start()].trim_end();
            let block = BLOCK_TAG.is_match(tag.as_str());
            if block || before.is_empty() || before.ends_with(['。', '；', '：', '！', '？', ';', ':']) {
                let kept = push_trimmed(text, Span::new(start, line.start + tag.start()), goes_on, push);
                goes_on = !block && (goes_on || kept);
                start = line.start + tag.end();
            }
        }
    }
    push_trimmed(text, Span::new(start, line.end), goes_on, push);
}

fn push_trimmed(text: &str, span: Span, goes_on: bool, push: &mut dyn FnMut(Span, bool)) -> bool {
    let trimmed = trim(text, span);
    let any = trimmed.start < trimmed.end;
    if any {
        push(trimmed, goes_on);
    }
    any
}

/// A span without white space (also wide and zero-width blanks) at its edges.
#[must_use]
pub fn trim(text: &str, span: Span) -> Span {
    let blank = |c: char| c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}' | '\u{a0}');
    let words = text.get(span.start..span.end).unwrap_or_default();
    let left = words.trim_start_matches(blank);
    let start = span.end - left.len();
    Span::new(start.min(span.end), start + left.trim_end_matches(blank).len())
}

/// Walks the blocks beside the lines; cells win over their rows.
struct Blocks<'a> {
    blocks: &'a [Block],
    next: usize,
    found: BlockKind,
}

impl Blocks<'_> {
    fn kind(&mut self, line: Span) -> BlockKind {
        while let Some(block) = self.blocks.get(self.next).filter(|block| block.span.start <= line.start) {
            self.found = block.kind;
            self.next += 1;
        }
        self.found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view_of(text: &str) -> Vec<(String, bool, Part)> {
        let doc = Document { text: text.to_owned(), ..Document::default() };
        let view = View::new(&doc);
        view.lines.iter().map(|line| (view.text(line).to_owned(), line.noise, line.part)).collect()
    }

    #[test]
    fn tags_cut_paragraphs_but_not_sentences() {
        let lines = view_of("<p class=\"x\">  一、抓<b>好</b>落实。<b>二是快</b></p> <p>末段</p>");
        let texts: Vec<&str> = lines.iter().map(|line| line.0.as_str()).collect();
        assert_eq!(texts, ["一、抓<b>好</b>落实。", "二是快</b>", "末段"]);
    }

    #[test]
    fn furniture_is_noise() {
        let lines = view_of("字体：【大】 【中】 【小】\n通知正文\n版权所有 某某网");
        assert_eq!(lines.iter().map(|line| line.1).collect::<Vec<_>>(), [true, false, true]);
    }

    #[test]
    fn a_covering_notice_ends_with_its_signature() {
        let lines = view_of(
            "各村：\n《要点》已经同意，现印发给你们，请抓好落实。\n柳湾镇人民政府\n2025年3月1日\n2025年工作要点\n一、抓产业",
        );
        assert_eq!(
            lines.iter().map(|line| line.2).collect::<Vec<_>>(),
            [Part::Notice, Part::Notice, Part::Signature, Part::Signature, Part::Body, Part::Body]
        );
    }
}

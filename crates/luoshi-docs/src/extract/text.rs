//! The characters that the entity rules read: a document's text with one spelling for each sign,
//! every character still knowing its place in [`Document::text`](crate::model::Document).
//!
//! Full width becomes half width, straight quotation marks get a direction, tags and runs of
//! blanks disappear. Offsets in this module count cleaned characters; [`Text::span`] leads back.

use super::view::View;
use crate::model::Span;

/// How far a rule looks for the end of its sentence, so that a text without stops stays linear.
pub const REACH: usize = 240;

/// A cleaned text.
#[derive(Debug)]
pub struct Text<'a> {
    raw: &'a str,
    /// The cleaned characters; `\n` ends a line, runs of blanks are one `' '`.
    pub ch: Vec<char>,
    starts: Vec<usize>,
    ends: Vec<usize>,
    /// Non-empty lines in order, trimmed.
    pub lines: Vec<Stretch>,
}

/// A line of a cleaned text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// First character.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
    /// Navigation and page furniture.
    pub noise: bool,
}

impl<'a> Text<'a> {
    /// Cleans the text of a document; noise is taken from its view.
    #[must_use]
    pub fn new(view: &View<'a>) -> Self {
        let mut text = Self::clean(&view.doc.text);
        text.mark_noise(view);
        text
    }

    /// Cleans a bare string.
    #[must_use]
    pub fn clean(raw: &'a str) -> Self {
        let mut text = Self {
            raw,
            ch: Vec::with_capacity(raw.len() / 3),
            starts: Vec::new(),
            ends: Vec::new(),
            lines: Vec::new(),
        };
        let mut open_quote = false;
        let mut i = 0;
        while let Some(c) = raw.get(i..).and_then(|rest| rest.chars().next()) {
            let end = i + c.len_utf8();
            if let Some((tag_end, breaks)) = tag(raw, i) {
                if breaks {
                    text.push('\n', i, tag_end);
                }
                i = tag_end;
                continue;
            }
            if raw[i..].starts_with("&nbsp;") {
                text.push(' ', i, i + 6);
                i += 6;
                continue;
            }
            let mut unified = unify(c);
            if unified == '\n' {
                open_quote = false;
            }
            if unified == '"' {
                open_quote = !open_quote;
                unified = if open_quote { '“' } else { '”' };
            }
            if c == '.' && super::split::ends_sentence(text.ch.last().copied(), raw[end..].chars().next()) {
                unified = '。';
            }
            if unified != '\0' {
                text.push(unified, i, end);
            }
            i = end;
        }
        text.lines = text.cut();
        text
    }

    /// Whether the blank at `i` was a tab, which parts the cells of a table.
    #[must_use]
    pub fn is_tab(&self, i: usize) -> bool {
        self.starts.get(i).is_some_and(|&at| self.raw.as_bytes().get(at) == Some(&b'\t'))
    }

    fn push(&mut self, c: char, start: usize, end: usize) {
        let last = self.ch.last().copied();
        if (c == ' ' && matches!(last, Some(' '))) || (c == '\n' && last == Some('\n')) {
            return;
        }
        self.ch.push(c);
        self.starts.push(start);
        self.ends.push(end);
    }

    fn cut(&self) -> Vec<Stretch> {
        let mut lines = Vec::new();
        let mut start = 0;
        for i in 0..=self.ch.len() {
            if i < self.ch.len() && self.ch[i] != '\n' {
                continue;
            }
            let (mut a, mut b) = (start, i);
            while a < b && self.ch[a] == ' ' {
                a += 1;
            }
            while b > a && self.ch[b - 1] == ' ' {
                b -= 1;
            }
            if a < b {
                lines.push(Stretch { start: a, end: b, noise: false });
            }
            start = i + 1;
        }
        lines
    }

    fn mark_noise(&mut self, view: &View<'_>) {
        let mut noisy = view.lines.iter().filter(|l| l.noise).peekable();
        for line in &mut self.lines {
            let at = self.starts[line.start];
            while noisy.peek().is_some_and(|l| l.span.end <= at) {
                noisy.next();
            }
            line.noise = noisy.peek().is_some_and(|l| l.span.start <= at);
        }
    }

    /// The number of cleaned characters.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ch.len()
    }

    /// Whether nothing was left to read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ch.is_empty()
    }

    /// The character at `i`; a line break beyond either end.
    #[must_use]
    pub fn get(&self, i: usize) -> char {
        self.ch.get(i).copied().unwrap_or('\n')
    }

    /// The character before `i`; a line break at the start.
    #[must_use]
    pub fn before(&self, i: usize) -> char {
        if i == 0 { '\n' } else { self.get(i - 1) }
    }

    /// Whether `word` stands at `i`.
    #[must_use]
    pub fn is(&self, i: usize, word: &str) -> bool {
        word.chars().enumerate().all(|(n, c)| self.ch.get(i + n) == Some(&c))
    }

    /// Whether `word` ends just before `end`.
    #[must_use]
    pub fn ends(&self, end: usize, word: &str) -> bool {
        let n = word.chars().count();
        end >= n && self.is(end - n, word)
    }

    /// The first place of `word` in `a..b`.
    #[must_use]
    pub fn find(&self, a: usize, b: usize, word: &str) -> Option<usize> {
        let n = word.chars().count();
        (a..(b.min(self.len()) + 1).saturating_sub(n)).find(|&i| self.is(i, word))
    }

    /// Whether any of `words` stands in `a..b`.
    #[must_use]
    pub fn has_any(&self, a: usize, b: usize, words: &[&str]) -> bool {
        words.iter().any(|w| self.find(a, b, w).is_some())
    }

    /// Where in the document the characters `a..b` stand.
    #[must_use]
    pub fn span(&self, a: usize, b: usize) -> Span {
        match (self.starts.get(a), b.checked_sub(1).and_then(|last| self.ends.get(last))) {
            (Some(&start), Some(&end)) if a < b => Span::new(start, end),
            _ => Span::new(0, 0),
        }
    }

    /// The cleaned characters that stand in the bytes `start..end` of the document.
    #[must_use]
    pub fn chars_of(&self, start: usize, end: usize) -> (usize, usize) {
        (self.starts.partition_point(|&s| s < start), self.starts.partition_point(|&s| s < end))
    }

    /// The words of `a..b` as the document writes them, without tags and line breaks.
    #[must_use]
    pub fn words(&self, a: usize, b: usize) -> String {
        let mut out = String::new();
        for i in a..b.min(self.len()) {
            if self.ch[i] != '\n' {
                out.push_str(&self.raw[self.starts[i]..self.ends[i]]);
            }
        }
        out
    }

    /// The cleaned characters of `a..b` as a string.
    #[must_use]
    pub fn plain(&self, a: usize, b: usize) -> String {
        self.ch.get(a..b.min(self.len())).unwrap_or_default().iter().collect()
    }

    /// The start of the sentence that holds `i`, not further back than [`REACH`].
    #[must_use]
    pub fn sentence_start(&self, i: usize) -> usize {
        let floor = i.saturating_sub(REACH);
        let mut n = i;
        while n > floor && !is_stop(self.ch[n - 1]) {
            n -= 1;
        }
        n
    }

    /// The end of the sentence that holds `i`, not further on than [`REACH`].
    #[must_use]
    pub fn sentence_end(&self, i: usize) -> usize {
        let ceiling = (i + REACH).min(self.len());
        let mut n = i;
        while n < ceiling && !is_stop(self.ch[n]) {
            n += 1;
        }
        n
    }

    /// The end of the quotation that opens at `i` (a mark “ or ‘), at most `max` characters on: the place of its closing mark.
    #[must_use]
    pub fn quote_end(&self, i: usize, max: usize) -> Option<usize> {
        let close = match self.get(i) {
            '“' => '”',
            '‘' => '’',
            _ => return None,
        };
        for n in i + 1..(i + 2 + max).min(self.len()) {
            match self.ch[n] {
                c if c == close => return Some(n),
                '\n' | '“' => return None,
                _ => {}
            }
        }
        None
    }
}

/// Whether a sentence ends here.
#[must_use]
pub fn is_stop(c: char) -> bool {
    matches!(c, '。' | '!' | '?' | '\n')
}

/// Whether a character is a Chinese character.
#[must_use]
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '〇')
}

/// One spelling for each sign; `\0` for what carries nothing.
fn unify(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\r' | '\u{2028}' | '\u{2029}' | '\u{b}' | '\u{c}' => '\n',
        '\t' | '\u{a0}' | '\u{3000}' | '\u{2002}'..='\u{200a}' => ' ',
        '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{ad}' | '\0' => '\0',
        '「' | '『' | '〝' | '„' => '“',
        '」' | '』' | '〞' => '”',
        '○' | '◯' | '零' => '〇',
        '〔' => '[',
        '〕' => ']',
        '｡' => '。',
        '•' | '・' | '‧' | '∙' | '⋅' | '･' | '᛫' => '·',
        other => other,
    }
}

/// The end of a tag that begins at `i`, and whether it breaks the line. `<` in prose is no tag.
fn tag(raw: &str, i: usize) -> Option<(usize, bool)> {
    let rest = raw.as_bytes().get(i..)?;
    if rest.first() != Some(&b'<') {
        return None;
    }
    let name_at = if rest.get(1) == Some(&b'/') { 2 } else { 1 };
    if !rest.get(name_at)?.is_ascii_alphabetic() {
        return None;
    }
    let close = rest.iter().take(REACH).position(|&b| b == b'>')?;
    let name: String = rest[name_at..close]
        .iter()
        .take_while(|b| b.is_ascii_alphanumeric())
        .map(|&b| b.to_ascii_lowercase() as char)
        .collect();
    let inline = matches!(
        name.as_str(),
        "b" | "i" | "u" | "a" | "em" | "strong" | "span" | "font" | "sup" | "sub" | "o"
    );
    Some((i + close + 1, !inline))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_get_one_spelling_and_keep_their_place() {
        let raw = "<p>（甲）　 乙</p>\"丙\"";
        let text = Text::clean(raw);
        assert_eq!(text.plain(0, text.len()), "\n(甲) 乙\n“丙”");
        let at = text.find(0, text.len(), "丙").unwrap();
        let span = text.span(at, at + 1);
        assert_eq!(&raw[span.start..span.end], "丙");
        assert_eq!(text.words(0, text.len()), "（甲）　乙\"丙\"");
    }

    #[test]
    fn a_less_than_sign_is_no_tag() {
        assert_eq!(Text::clean("3<5且7>6").plain(0, 9), "3<5且7>6");
    }
}

//! Spelling made even: width, blanks, dashes and quotation marks, with the way back to the source.
//!
//! Offices type `３ 月 底\n前`, `3月底前` and `３月底前` for the same thing. [`Clean`] holds the even
//! form and remembers for every character which bytes of the source it came from.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

/// Separator left where a line break stood between two digits, so that `5\n12` never becomes 512.
pub const GAP: char = '\u{1}';

/// A text in even spelling: NFKC, no blanks, no quotation marks, one kind of dash.
///
/// Long dashes and waves (`—`, `～`) become `~`, hyphens `-`, all brackets `(` and `)`.
#[derive(Debug, Clone, Default)]
pub struct Clean {
    /// The characters.
    pub chars: Vec<char>,
    /// For each character the bytes of the source it stands for.
    pub from: Vec<Range<usize>>,
}

impl Clean {
    /// Evens a text.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut clean = Self::default();
        let mut blank = Blank::None;
        for (at, c) in text.char_indices() {
            if c.is_whitespace() {
                blank = blank.then(c);
                continue;
            }
            if is_dropped(c) {
                continue;
            }
            for even in c.nfkc() {
                if even.is_whitespace() {
                    blank = blank.then(even);
                    continue;
                }
                clean.push_after(blank, fold(even), at..at + c.len_utf8(), &text[at..]);
                blank = Blank::None;
            }
        }
        clean
    }

    /// The even text as a string.
    #[must_use]
    pub fn text(&self) -> String {
        self.chars.iter().collect()
    }

    /// The bytes of the source under a stretch of characters.
    #[must_use]
    pub fn bytes(&self, chars: Range<usize>) -> Range<usize> {
        let start = self.from.get(chars.start).map_or(0, |r| r.start);
        let end = chars.end.checked_sub(1).and_then(|i| self.from.get(i)).map_or(start, |r| r.end);
        start..end.max(start)
    }

    fn push_after(&mut self, blank: Blank, c: char, from: Range<usize>, rest: &str) {
        let between_digits =
            c.is_ascii_digit() && self.chars.last().is_some_and(char::is_ascii_digit) && blank != Blank::None;
        if between_digits && (blank == Blank::Line || starts_like_time(rest)) {
            self.chars.push(GAP);
            self.from.push(from.start..from.start);
        }
        self.chars.push(c);
        self.from.push(from);
    }
}

/// Even spelling as a string; see [`Clean`].
#[must_use]
pub fn even(text: &str) -> String {
    Clean::new(text).chars.into_iter().filter(|c| *c != GAP).collect()
}

/// Folds width (NFKC) and trims, but keeps inner blanks and marks: for values that are shown.
#[must_use]
pub fn fold_width(text: &str) -> String {
    text.nfkc().collect::<String>().trim().to_owned()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Blank {
    None,
    Space,
    Line,
}

impl Blank {
    const fn then(self, c: char) -> Self {
        match (self, c) {
            (Self::Line, _) | (_, '\n' | '\r' | '\u{2028}' | '\u{2029}') => Self::Line,
            _ => Self::Space,
        }
    }
}

/// Marks that carry no meaning for a date or a number.
const fn is_dropped(c: char) -> bool {
    matches!(
        c,
        '“' | '”' | '„' | '"' | '＂' | '\'' | '‘' | '’' | '「' | '」' | '『' | '』' | '〝' | '〞' | '\u{200B}'
            ..='\u{200F}' | '\u{FEFF}' | '\u{AD}'
    )
}

const fn fold(c: char) -> char {
    match c {
        '\u{2012}'..='\u{2015}' | '\u{2500}' | '\u{2501}' | '~' | '\u{301C}' | '\u{223C}' => '~',
        '\u{2010}' | '\u{2011}' | '\u{2212}' => '-',
        '[' | '【' | '〔' | '{' => '(',
        ']' | '】' | '〕' | '}' => ')',
        other => other,
    }
}

/// `17:30` after a blank belongs to no day number: `2024-12-31 17:30`.
fn starts_like_time(rest: &str) -> bool {
    let mut even = rest.chars().flat_map(|c| c.nfkc().collect::<Vec<_>>());
    let first = even.next().is_some_and(|c| c.is_ascii_digit());
    let second = even.next();
    let colon = if second.is_some_and(|c| c.is_ascii_digit()) { even.next() } else { second };
    first && colon == Some(':')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn width_blanks_and_marks_are_evened() {
        assert_eq!(even("３ 月\u{3000}底\n前"), "3月底前");
        assert_eq!(even("“十四五”（末）"), "十四五(末)");
        assert_eq!(even("1—12月，3－5月"), "1~12月,3-5月");
    }

    #[test]
    fn the_way_back_is_exact() {
        let text = "于２月底 前，";
        let clean = Clean::new(text);
        assert_eq!(clean.text(), "于2月底前,");
        assert_eq!(&text[clean.bytes(1..5)], "２月底 前");
    }

    #[test]
    fn digits_on_two_lines_stay_apart() {
        assert_eq!(Clean::new("12\n3月").chars, ['1', '2', GAP, '3', '月']);
        assert_eq!(Clean::new("31 17:30").chars.iter().filter(|c| **c == GAP).count(), 1);
        assert_eq!(even("2 0 2 4"), "2024");
    }
}

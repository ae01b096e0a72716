//! A cursor over evened characters, with the small words that dates are made of.

use crate::number::{han_number, is_han_numeral};
use crate::text::GAP;

/// A position in evened text; copying it is backtracking.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scan<'a> {
    pub chars: &'a [char],
    pub at: usize,
}

/// A number as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Num {
    pub value: i64,
    /// How many digits were typed; a counted Han numeral such as 三十一 has the digits of its value.
    pub digits: usize,
    pub han: bool,
}

impl<'a> Scan<'a> {
    pub const fn new(chars: &'a [char], at: usize) -> Self {
        Self { chars, at }
    }

    pub fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    pub fn before(&self) -> Option<char> {
        self.at.checked_sub(1).and_then(|i| self.chars.get(i)).copied()
    }

    pub fn looks_at(&self, word: &str) -> bool {
        let mut at = self.at;
        word.chars().all(|c| {
            let same = self.chars.get(at) == Some(&c);
            at += 1;
            same
        })
    }

    pub fn eat(&mut self, word: &str) -> bool {
        let found = self.looks_at(word);
        if found {
            self.at += word.chars().count();
        }
        found
    }

    /// Eats the first of the words that stands here; callers list longer words first.
    pub fn eat_any(&mut self, words: &[&str]) -> bool {
        words.iter().any(|w| self.eat(w))
    }

    /// What `read` reads, or nothing and the cursor where it was.
    pub fn attempt<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let mut copy = *self;
        let value = read(&mut copy)?;
        *self = copy;
        Some(value)
    }

    /// Arabic digits, at most eight of them.
    pub fn digits(&mut self) -> Option<Num> {
        // One sign more than can be read is enough to know that the run is too long.
        let run = self.chars.get(self.at..)?.iter().take(9).take_while(|c| c.is_ascii_digit()).count();
        if !(1..=8).contains(&run) {
            return None;
        }
        let text: String = self.chars.get(self.at..self.at + run)?.iter().collect();
        self.at += run;
        Some(Num { value: text.parse().ok()?, digits: run, han: false })
    }

    /// Arabic digits or a Han numeral; 0 and the letter O may stand for 〇 inside one.
    pub fn num(&mut self) -> Option<Num> {
        if self.peek()?.is_ascii_digit() {
            return self.digits();
        }
        let rest = self.chars.get(self.at..)?;
        let first = rest.first().is_some_and(|c| is_han_numeral(*c));
        let numeral = |c: &&char| is_han_numeral(**c) || matches!(c, '0' | 'O' | 'o');
        let run = rest.iter().take(9).take_while(numeral).count();
        if !first || run > 8 {
            return None;
        }
        let text: String = rest.get(..run)?.iter().collect();
        let value = han_number(&text)?;
        let spelled = !text.contains(['十', '百', '千']);
        let digits = if spelled { run } else { value.to_string().len() };
        self.at += run;
        Some(Num { value, digits, han: true })
    }

    /// 至, 到, any dash or wave: from here to there.
    pub fn to(&mut self) -> bool {
        let found = self.eat_any(&["一直到", "直到", "至", "到", "~", "-", "→"]);
        if found {
            while self.eat_any(&["~", "-"]) {}
        }
        found
    }

    /// Whether the cursor stands at the end of a clause.
    pub fn at_stop(&self) -> bool {
        self.peek().is_none_or(|c| is_stop(c) || c == ')' || c == GAP)
    }
}

/// Marks between clauses.
pub(super) const fn is_stop(c: char) -> bool {
    matches!(c, ',' | ';' | '。' | '.' | '、' | ':' | '!' | '?' | '|' | '/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_that_is_too_long_is_left_after_nine_signs() {
        let digits: Vec<char> = "7".repeat(300_000).chars().collect();
        let begun = std::time::Instant::now();
        let read = (0..digits.len()).filter(|at| Scan::new(&digits, *at).num().is_some()).count();
        // Only the last eight places begin a run short enough; looking at every sign behind takes hours.
        assert_eq!(read, 8);
        assert!(begun.elapsed() < std::time::Duration::from_secs(20));
    }
}

//! Words in quotation marks, and names that quoted and bare words make up together.

use super::text::{Text, is_han};
use super::words::Words;

/// Words between quotation marks: `start..end` without the marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quote {
    /// First character inside.
    pub start: usize,
    /// One past the last character inside; the closing mark stands here.
    pub end: usize,
}

/// All quotations of at most `max` characters, in order; those inside others too.
#[must_use]
pub fn quotes(text: &Text<'_>, max: usize) -> Vec<Quote> {
    (0..text.len())
        .filter_map(|i| {
            text.quote_end(i, max).filter(|&end| end > i + 1).map(|end| Quote { start: i + 1, end })
        })
        .collect()
}

/// Where a name begins that ends before `at`: the run of characters to the left, cut behind the last
/// of `cut` and at any stop. A quotation inside the run is taken whole.
#[must_use]
pub fn run_start(text: &Text<'_>, at: usize, reach: usize, cut: &Words) -> usize {
    let floor = at.saturating_sub(reach);
    let mut k = at;
    let mut solid = at;
    while k > floor {
        let c = text.get(k - 1);
        let open = match c {
            '”' => '“',
            ')' => '(',
            _ => '\0',
        };
        if open != '\0' {
            match (k.saturating_sub(26)..k - 1).rev().find(|&p| text.get(p) == open) {
                Some(p) => {
                    k = p;
                    solid = p;
                    continue;
                }
                None => break,
            }
        }
        if !is_han(c) && !c.is_ascii_alphanumeric() && c != '+' && c != '·' {
            break;
        }
        k -= 1;
    }
    // Words inside a quotation do not cut.
    let mut start = k;
    for end in (k + 1..=solid.min(at)).chain(solid + 1..=at) {
        let quoted = inside_quote(text, k, at, end);
        if !quoted
            && cut.ending(text, end).is_some_and(|n| end - n >= k && !inside_quote(text, k, at, end - n + 1))
        {
            start = end;
        }
    }
    start
}

/// Whether `i` stands inside a quotation of `a..b`.
fn inside_quote(text: &Text<'_>, a: usize, b: usize, i: usize) -> bool {
    let mut depth = 0;
    for n in a..i.min(b) {
        match text.get(n) {
            '“' | '(' => depth += 1,
            '”' | ')' => depth -= 1,
            _ => {}
        }
    }
    depth > 0
}

/// What two spellings of one name share: letters, digits and Chinese characters.
#[must_use]
pub fn core(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric() || *c == '+').collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotations_inside_quotations_are_found() {
        let text = Text::clean("“加快‘四区’建设”");
        let found: Vec<String> = quotes(&text, 20).into_iter().map(|q| text.plain(q.start, q.end)).collect();
        assert_eq!(found, ["加快‘四区’建设", "四区"]);
    }

    #[test]
    fn a_name_reaches_back_to_the_verb() {
        let cut = Words::new(&["开展", "实施"]);
        let text = Text::clean("要开展“清水开展”专项");
        let start = run_start(&text, 11, 20, &cut);
        assert_eq!(text.plain(start, 11), "“清水开展”专项");
    }
}

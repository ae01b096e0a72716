//! Page numbers, and heads and feet that repeat from page to page.

use std::collections::BTreeMap;

use super::super::words::WORDS;
use super::Page;

/// So many lines at the top and at the bottom of a page may be furniture.
const EDGE: usize = 2;

/// Takes page numbers and repeated heads and feet off all pages.
pub(super) fn remove(pages: &mut [Page]) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for page in pages.iter() {
        let mut here: Vec<String> = edges(page.lines.len()).map(|at| key(&page.lines[at].text)).collect();
        here.sort();
        here.dedup();
        for key in here {
            *seen.entry(key).or_default() += 1;
        }
    }
    let often = (pages.len() / 2).max(3);
    for page in pages.iter_mut() {
        let drop: Vec<bool> = {
            let mut drop = vec![false; page.lines.len()];
            for at in edges(page.lines.len()) {
                let text = &page.lines[at].text;
                drop[at] = is_page_number(text) || seen.get(&key(text)).is_some_and(|count| *count >= often);
            }
            drop
        };
        let mut at = 0;
        page.lines.retain(|_| {
            at += 1;
            !drop.get(at - 1).copied().unwrap_or(false)
        });
    }
}

fn edges(length: usize) -> impl Iterator<Item = usize> {
    (0..length).filter(move |at| *at < EDGE || *at + EDGE >= length)
}

/// The words with every number made equal, so that “page 3 of 9” repeats.
fn key(text: &str) -> String {
    let mut key = String::new();
    for c in text.chars().filter(|c| !c.is_whitespace()) {
        let c = if c.is_numeric() { '#' } else { c };
        if !(c == '#' && key.ends_with('#')) {
            key.push(c);
        }
    }
    key
}

/// `— 1 —`, `- 12 -`, `3`, `2 / 9`, `第 1 页 共 9 页`.
fn is_page_number(text: &str) -> bool {
    let words = &WORDS.pdf;
    let bare: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '—' | '–' | '-' | '―' | '·' | '－' | '~'))
        .collect();
    let digits = |part: &str| {
        !part.is_empty() && part.chars().count() <= 4 && part.chars().all(|c| c.is_ascii_digit())
    };
    let bare = bare.trim_start_matches(words.page_before.as_str());
    let bare =
        words.page_between.iter().fold(bare.to_owned(), |bare, between| bare.replace(between.as_str(), "/"));
    let bare = bare.trim_end_matches(words.page_after.as_str());
    match bare.split_once('/') {
        Some((page, pages)) => digits(page) && digits(pages),
        None => digits(bare),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_numbers_are_known() {
        for text in ["— 1 —", "- 12 -", "3", "2 / 9", "第 1 页 共 9 页", "第3页", "－2－"] {
            assert!(is_page_number(text), "{text}");
        }
        for text in ["2026年", "第1条", "12345", "一", "1.修路"] {
            assert!(!is_page_number(text), "{text}");
        }
    }
}

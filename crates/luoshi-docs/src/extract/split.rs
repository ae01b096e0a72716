//! Sentences and clauses with their spans: stops inside brackets, quotes and numbers do not count.

use crate::model::Span;

/// Stops that end a sentence or a clause of equal weight.
pub const SENTENCE: &[char] = &['。', '；', ';', '！', '？', '!', '?'];
/// Stops that end a clause.
pub const CLAUSE: &[char] = &['。', '；', ';', '！', '？', '!', '?', '，', ',', '：', ':'];

/// How far a closing bracket may stand from its opening before the opening counts as stray.
const GROUP: usize = 160;

/// The stretches of `text` between stops, trimmed, empty ones left out; `base` is where `text`
/// begins in the document. Every stop belongs to no stretch.
#[must_use]
pub fn split(text: &str, base: usize, stops: &[char]) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut start = 0;
    for end in stop_positions(text, stops).into_iter().chain([text.len()]) {
        let piece = super::view::trim(text, Span::new(start, end));
        if piece.start < piece.end {
            spans.push(Span::new(base + piece.start, base + piece.end));
        }
        start = end + text[end..].chars().next().map_or(0, char::len_utf8);
    }
    spans
}

/// Byte positions of the stops that count.
#[must_use]
pub fn stop_positions(text: &str, stops: &[char]) -> Vec<usize> {
    stops_up_to(text, stops, usize::MAX)
}

/// The first `most` of them.
fn stops_up_to(text: &str, stops: &[char], most: usize) -> Vec<usize> {
    let mut found = Vec::new();
    let point = stops.contains(&'。');
    // Most stretches hold no stop at all.
    if !text.chars().any(|c| stops.contains(&c) || c == '.' && point) {
        return found;
    }
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let mut at = 0;
    while at < chars.len() && found.len() < most {
        let (byte, c) = chars[at];
        if let Some(close) = closing(&chars, at) {
            at = close;
        } else if stops.contains(&c) && !inside_number(&chars, at)
            || c == '.' && point && is_full_point(&chars, at)
        {
            found.push(byte);
        }
        at += 1;
    }
    found
}

/// The first stop that counts, or the end.
#[must_use]
pub fn first_stop(text: &str, stops: &[char]) -> usize {
    stops_up_to(text, stops, 1).first().copied().unwrap_or(text.len())
}

/// Index of the bracket or quote that closes the one at `at`, if it closes soon.
fn closing(chars: &[(usize, char)], at: usize) -> Option<usize> {
    let open = chars[at].1;
    let close = match open {
        '（' | '(' => ['）', ')'],
        '《' => ['》'; 2],
        '〈' => ['〉'; 2],
        '“' => ['”'; 2],
        '"' => ['"'; 2],
        '〔' => ['〕'; 2],
        '【' => ['】'; 2],
        '[' | '［' => [']', '］'],
        '〖' => ['〗'; 2],
        '{' | '｛' => ['}', '｝'],
        _ => return None,
    };
    let quote = matches!(open, '“' | '"' | '《');
    let mut depth = 1;
    for (index, &(_, c)) in chars.iter().enumerate().skip(at + 1).take(GROUP) {
        if close.contains(&c) {
            depth -= 1;
            if depth == 0 {
                return Some(index);
            }
        } else if c == open {
            depth += 1;
        } else if quote && c == '。' {
            // A quotation that runs over a full stop has lost its end or is a whole speech.
            return None;
        }
    }
    None
}

/// Whether the point at `at` ends a sentence: pages from abroad and slips of the keyboard write `.` for `。`.
#[must_use]
pub fn is_full_point(chars: &[(usize, char)], at: usize) -> bool {
    let sign = |index: Option<usize>| index.and_then(|i| chars.get(i)).map(|c| c.1);
    ends_sentence(sign(at.checked_sub(1)), sign(Some(at + 1)))
}

/// The same by the signs on both sides; 二. is an ordinal, 3.5 a figure.
#[must_use]
pub fn ends_sentence(before: Option<char>, after: Option<char>) -> bool {
    let word = |c: char| matches!(c, '\u{4e00}'..='\u{9fff}');
    let ordinal = |c: char| "一二三四五六七八九十".contains(c);
    let ends =
        before.is_some_and(|c| word(c) && !ordinal(c) || matches!(c, '）' | ')' | '”' | '》' | '%' | '％'));
    let digit = after.is_some_and(|c| c.is_ascii_digit()) && before.is_some_and(word);
    ends && after
        .is_none_or(|c| word(c) || c.is_whitespace() || digit || matches!(c, '(' | '（' | '“' | '《' | '<'))
}

/// A comma of thousands (3,500) or the colon of a time (16:08).
fn inside_number(chars: &[(usize, char)], at: usize) -> bool {
    let digit = |index: Option<usize>| index.and_then(|i| chars.get(i)).is_some_and(|c| c.1.is_ascii_digit());
    match chars[at].1 {
        ',' | '，' => {
            digit(at.checked_sub(1)) && (1..=3).all(|ahead| digit(Some(at + ahead))) && !digit(Some(at + 4))
        }
        ':' | '：' => digit(at.checked_sub(1)) && digit(Some(at + 1)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces<'a>(text: &'a str, stops: &[char]) -> Vec<&'a str> {
        split(text, 0, stops).into_iter().map(|span| &text[span.start..span.end]).collect()
    }

    #[test]
    fn brackets_quotes_and_numbers_hide_stops() {
        let text = "投资3,500万元，办好“快办，好办”（县，乡）窗口；16:08结束。";
        assert_eq!(pieces(text, CLAUSE), ["投资3,500万元", "办好“快办，好办”（县，乡）窗口", "16:08结束"]);
        assert_eq!(pieces(text, SENTENCE).len(), 2);
    }

    #[test]
    fn a_stray_quote_hides_nothing() {
        assert_eq!(pieces("推进“提质年，抓好落实。再上台阶。", CLAUSE).len(), 3);
    }

    #[test]
    fn a_point_ends_a_sentence_behind_words_only() {
        let text = "增长5.8%.新招项目3个.4月底前启动. 二.加快建设,版本7.0上线.";
        assert_eq!(
            pieces(text, SENTENCE),
            ["增长5.8%", "新招项目3个", "4月底前启动", "二.加快建设,版本7.0上线"]
        );
    }
}

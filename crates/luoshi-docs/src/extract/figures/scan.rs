//! Numbers with their units inside a clause.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::extract::index::Heads;
use crate::extract::words::AnyOf;

/// Lists behind the rules for figures.
#[derive(Deserialize)]
pub struct Words {
    units: Heads,
    pub time_units: Vec<String>,
    pub time_words: AnyOf,
    not_units: Heads,
    pub counts: Heads,
    pub passing: AnyOf,
    pub group: AnyOf,
    pub at_least_before: Vec<String>,
    pub at_most_before: Vec<String>,
    pub at_least_after: Vec<String>,
    pub at_most_after: Vec<String>,
    pub rise: Vec<String>,
    pub fall: Vec<String>,
    pub level: Vec<String>,
    pub never: AnyOf,
    pub never_what: AnyOf,
    pub verbs: AnyOf,
    pub unfinished: AnyOf,
    counting: Vec<String>,
}

/// The lists, compiled in.
pub static WORDS: LazyLock<Words> =
    LazyLock::new(|| crate::extract::lexicon(include_str!("../../../lexicon/figures.toml")));

/// A number with its unit; positions are bytes of the text that was scanned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number {
    /// First byte of the digits.
    pub start: usize,
    /// One past the unit.
    pub end: usize,
    /// Decimal digits; of a range the lower bound.
    pub value: String,
    /// The unit as written, with 万 and 亿; empty if there is none.
    pub unit: String,
    /// It is the lower bound of a range, or followed by 余 or 多.
    pub open: bool,
}

/// Longest unit at the head of `words`.
fn unit_at(words: &str) -> &str {
    &words[..WORDS.units.longest(words).unwrap_or(0)]
}

/// The numbers of a clause that may be figures: no days, ages, points, ordinals or parts of names.
#[must_use]
pub fn numbers(text: &str) -> Vec<Number> {
    let mut found = Vec::new();
    let mut at = 0;
    let bytes = text.as_bytes();
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let end = digits_end(text, at);
        if let Some(number) = number(text, at, end) {
            at = number.end.max(end);
            found.push(number);
        } else {
            at = end;
        }
        if found.len() > 64 {
            return Vec::new();
        }
    }
    found.extend(hundred(text));
    found.extend(in_words(text));
    found.sort_by_key(|number| number.start);
    found
}

/// One past digits, thousands and decimals.
fn digits_end(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut at = start;
    while digit(at)
        || (bytes.get(at) == Some(&b'.') && digit(at + 1))
        || (bytes.get(at) == Some(&b',') && digit(at + 1) && digit(at + 2) && digit(at + 3) && !digit(at + 4))
    {
        at += 1;
    }
    at
}

fn number(text: &str, start: usize, end: usize) -> Option<Number> {
    if text[..start].trim_end().ends_with('第') {
        return None;
    }
    let before = text[..start].chars().next_back().unwrap_or(' ');
    if before.is_ascii_alphanumeric()
        || matches!(before, '第' | '.' | '〔' | '×' | 'ⅹ')
        || after_ordinal(&text[..start])
    {
        return None;
    }
    let value: String = text[start..end].chars().filter(|c| *c != ',').collect();
    let mut tail = &text[end..];
    let mut open = false;
    if let Some((rest, upper)) = range(tail) {
        open = true;
        tail = rest;
        // 2-3家 is a range, 2023-2025 are years.
        if value.len() == 4 && upper.len() == 4 {
            return None;
        }
    }
    let blank = tail.len() - tail.trim_start_matches(' ').len();
    let (unit, more) = scaled_unit(&tail[blank..]);
    // 百分之28 is 28 percent.
    if unit.is_empty() && text[..start].ends_with("百分之") {
        return Some(Number { start: start - "百分之".len(), end, value, unit: "%".to_owned(), open });
    }
    let bad = |words: &str| WORDS.not_units.open(words);
    if unit.is_empty() && bad(&tail[blank..]) || unit.is_empty() && value.len() > 9 {
        return None;
    }
    let end = text.len() - tail.len() + if unit.is_empty() { 0 } else { blank + more };
    Some(Number { start, end, value, unit, open: open || has_more(&tail[blank..][..more]) })
}

fn has_more(words: &str) -> bool {
    words.contains(['余', '多'])
}

/// 第20、21件: ordinals in a list.
fn after_ordinal(before: &str) -> bool {
    let list =
        before.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '、' | ',' | '，' | '-' | '—'));
    list.len() < before.len() && list.ends_with('第')
}

/// The rest after the upper bound of a range.
fn range(tail: &str) -> Option<(&str, &str)> {
    let rest = tail.strip_prefix(['-', '—', '–', '~', '～', '至', '到'])?;
    let rest = rest.trim_start_matches(['—', '-']);
    let end = digits_end(rest, 0);
    (end > 0).then(|| (&rest[end..], &rest[..end]))
}

/// A unit with 余, 多 and 万, 亿 before it; the unit without 余, 多, and the bytes of all.
fn scaled_unit(words: &str) -> (String, usize) {
    let mut rest = words;
    let mut scale = String::new();
    rest = rest.strip_prefix(['余', '多']).unwrap_or(rest);
    for word in ["万亿", "亿", "万", "千"] {
        if let Some(after) = rest
            .strip_prefix(word)
            .filter(|after| word != "千" || !after.starts_with(['瓦', '克', '米', '伏']))
        {
            scale = word.to_owned();
            rest = after;
            break;
        }
    }
    let rest_more = rest.strip_prefix(['余', '多']).unwrap_or(rest);
    let unit = unit_at(rest_more);
    if unit.is_empty() {
        return (scale.clone(), if scale.is_empty() { 0 } else { words.len() - rest.len() });
    }
    (format!("{scale}{unit}"), words.len() - rest_more.len() + unit.len())
}

/// 百分百, 百分之百.
fn hundred(text: &str) -> Vec<Number> {
    ["百分百", "百分之百"]
        .iter()
        .flat_map(|word| text.match_indices(word))
        .filter(|(start, word)| !text[start + word.len()..].starts_with('的'))
        .map(|(start, word)| Number {
            start,
            end: start + word.len(),
            value: "100".to_owned(),
            unit: "%".to_owned(),
            open: false,
        })
        .collect()
}

/// 新建一条…, 各两名: counts in words, only right after words that count.
fn in_words(text: &str) -> Option<Number> {
    let (at, word) = WORDS.counting.iter().find_map(|word| text.find(word.as_str()).map(|at| (at, word)))?;
    let start = at + word.len();
    let digit = text[start..].chars().next()?;
    let value = "一二三四五六七八九"
        .chars()
        .position(|d| d == digit)
        .map(|at| at + 1)
        .or((digit == '两').then_some(2))?;
    let unit = unit_at(&text[start + digit.len_utf8()..]);
    let vague = matches!(unit, "" | "批" | "次" | "度" | "道" | "面" | "起" | "对");
    (!vague).then(|| Number {
        start,
        end: start + digit.len_utf8() + unit.len(),
        value: value.to_string(),
        unit: unit.to_owned(),
        open: false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(String, String)> {
        numbers(text).into_iter().map(|number| (number.value, number.unit)).collect()
    }

    #[test]
    fn units_keep_their_scale() {
        let one = |value: &str, unit: &str| vec![(value.to_owned(), unit.to_owned())];
        assert_eq!(found("收入1.2万亿元"), one("1.2", "万亿元"));
        assert_eq!(found("提升3个百分点左右"), one("3", "个百分点"));
        assert_eq!(found("投资3,500万元"), one("3500", "万元"));
        assert_eq!(found("服务3200余户"), one("3200", "户"));
        assert_eq!(found("创建2-3家"), one("2", "家"));
        assert_eq!(found("药占比控制在百分之28以内"), one("28", "%"));
        assert_eq!(found("接种疫苗6万剂次"), one("6", "万剂次"));
        assert_eq!(found("达150万以上"), one("150", "万"));
    }

    #[test]
    fn days_points_and_ordinals_are_no_figures() {
        for text in
            ["2024年5月31日", "第28次会议", "35-64周岁", "共91分", "5A级", "PM2.5", "第20、21件", "35千伏"]
        {
            assert!(found(text).iter().all(|figure| figure.1.is_empty()), "{text}: {:?}", found(text));
        }
    }
}

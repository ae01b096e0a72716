//! Words of a formula, in either language and either width.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::Act;
use crate::assess::exact::Exact;
use crate::assess::rule::Op;

/// A word and where it stands (bytes).
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token {
    pub what: Word,
    pub start: usize,
    pub end: usize,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Word {
    Number(Exact),
    Name(String),
    Act(Act),
    Open,
    Close,
    Comma,
}

#[derive(Deserialize)]
struct Aliases {
    functions: BTreeMap<String, String>,
}

static ALIASES: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    toml::from_str(include_str!("../words/aliases.toml")).map(|a: Aliases| a.functions).unwrap_or_default()
});

/// The English name of a function or connecting word.
pub(super) fn english(name: &str) -> &str {
    ALIASES.get(name).map_or(name, String::as_str)
}

/// Cuts a text into words.
///
/// # Errors
/// The place (byte) of the first character that belongs to no word.
pub(super) fn cut(text: &str) -> Result<Vec<Token>, usize> {
    let mut out = Vec::new();
    let mut rest = text.char_indices().peekable();
    while let Some(&(start, c)) = rest.peek() {
        if c.is_whitespace() {
            rest.next();
            continue;
        }
        let run = |keep: fn(char) -> bool| {
            let tail = text.get(start..).unwrap_or_default();
            tail.char_indices().find(|(_, c)| !keep(*c)).map_or(text.len(), |(at, _)| start + at)
        };
        let (what, end) = if c.is_ascii_digit() {
            let end = run(|c| c.is_ascii_digit() || c == '.');
            let digits = text.get(start..end).unwrap_or_default();
            (Word::Number(digits.parse().map_err(|_| start)?), end)
        } else if is_name(c) {
            let end = run(|c| is_name(c) || c.is_ascii_digit() || c == '.' || c == ':');
            (name(text.get(start..end).unwrap_or_default()), end)
        } else {
            let tail = text.get(start..).unwrap_or_default();
            let (word, length) = sign(tail).ok_or(start)?;
            (word, start + length)
        };
        while rest.peek().is_some_and(|(at, _)| *at < end) {
            rest.next();
        }
        out.push(Token { what, start, end });
    }
    Ok(out)
}

fn is_name(c: char) -> bool {
    c.is_alphabetic() || c == '_' || c == '%'
}

fn name(text: &str) -> Word {
    match english(text) {
        "and" => Word::Act(Act::And),
        "or" => Word::Act(Act::Or),
        "not" => Word::Act(Act::Not),
        _ => Word::Name(text.to_owned()),
    }
}

/// Signs, the longer ones first.
fn sign(tail: &str) -> Option<(Word, usize)> {
    const SIGNS: [(&str, Word); 25] = [
        (">=", Word::Act(Act::Compare(Op::AtLeast))),
        ("<=", Word::Act(Act::Compare(Op::AtMost))),
        ("==", Word::Act(Act::Compare(Op::Equal))),
        ("!=", Word::Act(Act::Differs)),
        ("<>", Word::Act(Act::Differs)),
        ("≥", Word::Act(Act::Compare(Op::AtLeast))),
        ("≤", Word::Act(Act::Compare(Op::AtMost))),
        ("≠", Word::Act(Act::Differs)),
        (">", Word::Act(Act::Compare(Op::Above))),
        ("<", Word::Act(Act::Compare(Op::Below))),
        ("=", Word::Act(Act::Compare(Op::Equal))),
        ("+", Word::Act(Act::Add)),
        ("＋", Word::Act(Act::Add)),
        ("-", Word::Act(Act::Subtract)),
        ("−", Word::Act(Act::Subtract)),
        ("－", Word::Act(Act::Subtract)),
        ("*", Word::Act(Act::Multiply)),
        ("×", Word::Act(Act::Multiply)),
        ("/", Word::Act(Act::Divide)),
        ("÷", Word::Act(Act::Divide)),
        ("(", Word::Open),
        ("（", Word::Open),
        (")", Word::Close),
        ("）", Word::Close),
        (",", Word::Comma),
    ];
    let wide = tail.strip_prefix(['，', '、']).map(|rest| (Word::Comma, tail.len() - rest.len()));
    SIGNS.into_iter().find(|(sign, _)| tail.starts_with(sign)).map(|(s, w)| (w, s.len())).or(wide)
}

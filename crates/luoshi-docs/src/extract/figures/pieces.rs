//! Cutting a sentence into pieces that each say one thing.

use crate::extract::split::{CLAUSE, split};
use crate::extract::view::{View, trim};
use crate::model::Span;

/// A clause, or a part of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// Its words.
    pub span: Span,
    /// It stands in brackets.
    pub bracket: bool,
    /// It follows another piece of the same clause after 、.
    pub continues: bool,
}

/// The pieces of a sentence: clauses, brackets that hold figures, and items of a list of figures.
#[must_use]
pub fn cut(view: &View<'_>, span: Span) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for clause in split(view.slice(span), span.start, CLAUSE) {
        let clause = without_column(view, clause);
        for piece in brackets(view, clause) {
            list(view, piece, &mut pieces);
        }
    }
    pieces
}

/// 【教育提质】新建…: without the title in brackets that runs into the words.
fn without_column(view: &View<'_>, clause: Span) -> Span {
    let words = view.slice(clause);
    let rest =
        words.strip_prefix('【').and_then(|rest| rest.split_once('】')).map_or(words, |(_, rest)| rest);
    if rest.is_empty() {
        clause
    } else {
        trim(&view.doc.text, Span::new(clause.end - rest.len(), clause.end))
    }
}

/// A bracket with digits is a piece of its own; the words around it stay one piece each.
fn brackets(view: &View<'_>, clause: Span) -> Vec<Piece> {
    let words = view.slice(clause);
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut from = 0;
    while let Some(open) = words[from..].find(['（', '(']).map(|at| from + at) {
        let inner = open + words[open..].chars().next().map_or(1, char::len_utf8);
        let Some(close) = words[inner..].find(['）', ')']).map(|at| inner + at) else { break };
        let after = close + words[close..].chars().next().map_or(1, char::len_utf8);
        if words[inner..close].bytes().any(|byte| byte.is_ascii_digit()) {
            push(view, &mut pieces, clause, start, open, false);
            push(view, &mut pieces, clause, inner, close, true);
            start = after;
        }
        from = after;
    }
    push(view, &mut pieces, clause, start, words.len(), false);
    pieces
}

fn push(view: &View<'_>, pieces: &mut Vec<Piece>, clause: Span, start: usize, end: usize, bracket: bool) {
    let span = trim(&view.doc.text, Span::new(clause.start + start, clause.start + end));
    if span.start < span.end {
        pieces.push(Piece { span, bracket, continues: false });
    }
}

/// 改造A10户、B20公里: cut at 、 where figures stand on both sides; 分别增长5%、6% stays whole.
fn list(view: &View<'_>, piece: Piece, pieces: &mut Vec<Piece>) {
    let words = view.slice(piece.span);
    let mut start = 0;
    if !words.contains("分别") {
        for (at, mark) in words.match_indices('、') {
            let (left, right) = (&words[start..at], &words[at + mark.len()..]);
            let next = right.split('、').next().unwrap_or_default();
            let figure = |text: &str| text.bytes().any(|byte| byte.is_ascii_digit());
            let names = next.chars().next().is_some_and(|c| !c.is_ascii_digit());
            let nothing = right.starts_with("不发生") || right.starts_with("不出现");
            // 20个村退出、1.3万人脱贫: two counts, each with what it is of.
            let twins = !names && tells_of(left) && tells_of(next);
            if nothing || twins || ends_with_figure(left) && figure(next) && names {
                pieces.push(Piece {
                    span: Span::new(piece.span.start + start, piece.span.start + at),
                    continues: start > 0,
                    ..piece
                });
                start = at + mark.len();
            }
        }
    }
    let span = trim(&view.doc.text, Span::new(piece.span.start + start, piece.span.end));
    pieces.push(Piece { span, continues: start > 0, ..piece });
}

/// Two signs or more stand after the last figure of the words.
fn tells_of(text: &str) -> bool {
    let last = super::scan::numbers(text).pop();
    last.is_some_and(|number| {
        let rest = text[number.end..].trim();
        !number.unit.is_empty()
            && rest.chars().count() >= 2
            && rest.chars().all(char::is_alphabetic)
            && !["以上", "以下", "以内", "左右"].contains(&rest)
    })
}

/// A figure with its unit stands within the last signs.
fn ends_with_figure(text: &str) -> bool {
    let near = text.char_indices().rev().nth(23).map_or(0, |(at, _)| at);
    let last = super::scan::numbers(&text[near..]).pop();
    last.is_some_and(|number| !number.unit.is_empty() && text[near + number.end..].chars().count() <= 5)
}

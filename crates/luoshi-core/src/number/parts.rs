//! The parts of a quantity: the number with 万 and 亿, and the unit behind it.

use serde::{Deserialize, Serialize};

use super::{han_number, is_han_numeral};
use crate::decimal::Decimal;

/// What a quantity counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// A bare number.
    None,
    /// Money; its values are 分.
    Yuan,
    /// Percent; 千分之 is converted.
    Percent,
    /// 个百分点.
    Points,
    /// Metres; 公里 and km are converted.
    Metre,
    /// Square metres.
    SquareMetre,
    /// A place in a ranking.
    Rank,
    /// Places gained in a ranking.
    RankChange,
    /// A quotient such as 1:5.
    Ratio,
    /// A multiple of last year's value.
    Times,
    /// A counter or unit as written: 家, 亩, 吨.
    Other(String),
}

/// A number with its Han multiplier.
#[derive(Debug, Clone)]
pub(super) struct Amount {
    pub value: Decimal,
    /// 万 = 4, 亿 = 8; parts of 1亿2000万 are already added up.
    pub power: u8,
    pub per_cent: bool,
    pub per_mille: bool,
    /// Typed with + or -.
    pub signed: bool,
    /// One past the last character.
    pub end: usize,
}

impl Amount {
    /// Whether the amount is a share, so that a sign in front means a change.
    pub fn percent(&self, named: &Named) -> bool {
        self.per_cent || matches!(named.unit, Unit::Percent | Unit::Points)
    }
}

/// A unit with the power of ten that leads to its base.
#[derive(Debug, Clone)]
pub(super) struct Named {
    pub unit: Unit,
    pub power: u8,
    pub per_mille: bool,
}

/// Reads the number at `at`: `1.2亿`, `1亿2000万`, `3,500`, `三百二十`, `百分之九十五`.
pub(super) fn amount(chars: &[char], at: usize) -> Option<Amount> {
    let (per_cent, per_mille) = (starts(chars, at, "百分之"), starts(chars, at, "千分之"));
    let start = if per_cent || per_mille { at + 3 } else { at };
    let sign = chars.get(start).copied().filter(|c| matches!(c, '+' | '-'));
    let from = start + usize::from(sign.is_some());
    let (mut value, mut end) = number(chars, from)?;
    let mut power = multiplier(chars, end);
    end += usize::from(power > 0);
    // 1亿2000万: a smaller multiple follows.
    while power > 0
        && let Some((more, next)) = number(chars, end)
    {
        let lower = multiplier(chars, next);
        if lower >= power || lower == 0 {
            break;
        }
        value = value.shift(power - lower)?.plus(more)?;
        power = lower;
        end = next + 1;
    }
    if sign == Some('-') {
        value = value.negated();
    }
    let behind = chars.get(end).copied();
    let (cent, mille) = (per_cent || behind == Some('%'), per_mille || behind == Some('‰'));
    end += usize::from(matches!(behind, Some('%' | '‰')));
    Some(Amount { value, power, per_cent: cent, per_mille: mille, signed: sign.is_some(), end })
}

fn multiplier(chars: &[char], at: usize) -> u8 {
    match chars.get(at) {
        Some('万') => 4,
        Some('亿') => 8,
        _ => 0,
    }
}

/// Digits with thousands separators and a point, or a Han numeral.
fn number(chars: &[char], at: usize) -> Option<(Decimal, usize)> {
    let rest = chars.get(at..)?;
    if rest.first().is_some_and(|c| is_han_numeral(*c)) {
        let run = rest.iter().take_while(|c| is_han_numeral(**c)).count();
        let text: String = rest.iter().take(run).collect();
        return Some((Decimal::whole(han_number(&text)?), at + run));
    }
    let mut text = String::new();
    let mut used = 0;
    while let Some(c) = rest.get(used) {
        let digit = |k: usize| rest.get(used + k).is_some_and(char::is_ascii_digit);
        match c {
            '0'..='9' => text.push(*c),
            '.' if digit(1) && !text.is_empty() && !text.contains('.') => text.push('.'),
            // A separator has exactly three digits behind it.
            ',' if digit(1) && digit(2) && digit(3) && !digit(4) && !text.is_empty() => {}
            _ => break,
        }
        used += 1;
    }
    Some((text.parse().ok()?, at + used))
}

fn starts(chars: &[char], at: usize, word: &str) -> bool {
    word.chars().enumerate().all(|(i, c)| chars.get(at + i) == Some(&c))
}

/// Splits what stands behind a number into unit, remaining words, and 亩 of 元/亩.
pub(super) fn unit(rest: &str) -> (Named, &str, Option<String>) {
    const FIXED: [(&str, Unit, u8); 20] = [
        ("个百分点", Unit::Points, 0),
        ("百分点", Unit::Points, 0),
        ("平方公里", Unit::SquareMetre, 6),
        ("平方千米", Unit::SquareMetre, 6),
        ("平方米", Unit::SquareMetre, 0),
        ("平米", Unit::SquareMetre, 0),
        ("m²", Unit::SquareMetre, 0),
        ("m2", Unit::SquareMetre, 0),
        ("㎡", Unit::SquareMetre, 0),
        ("公里", Unit::Metre, 3),
        ("千米", Unit::Metre, 3),
        ("km", Unit::Metre, 3),
        ("KM", Unit::Metre, 3),
        ("亿元", Unit::Yuan, 8),
        ("千万元", Unit::Yuan, 7),
        ("万元", Unit::Yuan, 4),
        ("元", Unit::Yuan, 0),
        ("米", Unit::Metre, 0),
        ("%", Unit::Percent, 0),
        ("倍", Unit::Times, 0),
    ];
    if let Some(behind) = rest.strip_prefix('‰') {
        return (Named { unit: Unit::Percent, power: 0, per_mille: true }, behind, None);
    }
    for (word, unit, power) in FIXED {
        if let Some(behind) = rest.strip_prefix(word) {
            let (behind, per) = slash(behind);
            return (Named { unit, power, per_mille: false }, behind, per);
        }
    }
    let (rest, power) = match rest.strip_prefix('万') {
        Some(tail) => (tail, 4),
        None => (rest, 0),
    };
    let end = rest.find(|c: char| !is_unit_char(c)).unwrap_or(rest.len());
    let stop = stop_words(rest).map_or(end, |at| at.min(end));
    let (name, behind) = rest.split_at(stop);
    let (behind, per) = slash(behind);
    let unit = if name.is_empty() { Unit::None } else { Unit::Other(name.to_owned()) };
    (Named { unit, power, per_mille: false }, behind, per)
}

fn slash(behind: &str) -> (&str, Option<String>) {
    let Some(tail) = behind.strip_prefix('/') else { return (behind, None) };
    let end = tail.find(|c: char| !c.is_alphabetic()).unwrap_or(tail.len());
    let (name, rest) = tail.split_at(end);
    (rest, (!name.is_empty()).then(|| name.to_owned()))
}

fn is_unit_char(c: char) -> bool {
    c.is_alphabetic() || matches!(c, '²' | '³' | '℃')
}

/// Where 以上, 左右 and the like begin.
fn stop_words(rest: &str) -> Option<usize> {
    ["以上", "以下", "以内", "之内", "左右", "上下", "及以上", "及以下", "内"]
        .iter()
        .filter_map(|w| rest.find(w))
        .min()
}

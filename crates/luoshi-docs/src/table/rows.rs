//! Sorts the rows below a heading: data, section lines, sums, notes, pasted headings.

use luoshi_core::decimal::Decimal;
use luoshi_core::number::is_han_numeral;
use luoshi_core::text::even;
use serde::{Deserialize, Serialize};

use super::columns::Field;
use super::grid::Grid;
use super::heading::Heading;
use super::lexicon::{is_one, lexicon};
use crate::model::Place;

/// A row that is no data, with the reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skipped {
    /// Row of the table, from 0.
    pub row: usize,
    /// Where it stands in the file.
    pub place: Place,
    /// Why it was passed over.
    pub why: SkipReason,
    /// Its words.
    pub text: String,
}

/// Why a row is no data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SkipReason {
    /// Title, unit and date above the heading.
    Title,
    /// A section line: it names the area of the rows below.
    Section,
    /// 合计, 小计, 平均.
    Sum,
    /// 备注：, 填表人：.
    Note,
    /// The heading again.
    RepeatedHeading,
}

/// A stated sum beside the computed one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SumCheck {
    /// Where the sum stands.
    pub place: Place,
    /// Heading of the column, or the section's name for a count of items.
    pub of: String,
    /// As stated.
    pub stated: Decimal,
    /// As computed.
    pub computed: Decimal,
}

impl SumCheck {
    /// Whether both agree.
    #[must_use]
    pub fn agrees(&self) -> bool {
        self.stated == self.computed
    }
}

/// A row below a heading, sorted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    Blank,
    Data,
    Section { level: u8, name: String, count: Option<i64> },
    Sum { partial: bool, average: bool },
    Note,
    Repeat,
}

/// Sorts one row. `after_data` is whether data rows stand above it.
pub(super) fn sort(grid: &Grid<'_>, heading: &Heading, row: usize, after_data: bool) -> Kind {
    let filled = grid.filled_here(row);
    let Some(first) = filled.first().copied() else { return Kind::Blank };
    if heading.repeats(grid, row) {
        return Kind::Repeat;
    }
    if let Some(sum) = sum(grid, heading, row, &filled) {
        return sum;
    }
    let text = grid.text(row, first);
    let across = grid.merge_at(row, first).map_or(1, |m| m.right - m.left + 1);
    let alone =
        filled.len() == 1 && (across > 1 || grid.merge_at(row, first).is_none_or(|m| m.top == m.bottom));
    if !alone {
        return if is_note(text) && filled.len() <= 3 && after_data && across > 1 {
            Kind::Note
        } else {
            Kind::Data
        };
    }
    if is_note(text) {
        return Kind::Note;
    }
    let wide = across * 2 > grid.width || across >= 3;
    if let Some((level, name, count)) = section(text).filter(|_| wide || first <= 1) {
        return Kind::Section { level, name, count };
    }
    let title = heading.columns.iter().find(|c| c.index == first).and_then(|c| c.field) == Some(Field::Title);
    if title && !wide {
        return Kind::Data;
    }
    let short = text.chars().count() <= 24 && !text.contains(['。', '；', '：', ':']);
    match (short, after_data) {
        // 重点项目类 without a number across the table is a section too.
        (true, _) if wide && !text.starts_with(|c: char| c.is_ascii_digit()) => {
            let (name, count) = counted(&even_name(text));
            Kind::Section { level: 1, name, count }
        }
        _ => Kind::Note,
    }
}

/// 合计 in one of the first columns, or in the column of the title or name.
fn sum(grid: &Grid<'_>, heading: &Heading, row: usize, filled: &[usize]) -> Option<Kind> {
    let words = &lexicon().row;
    let named = |col: &usize| {
        heading
            .columns
            .iter()
            .any(|c| c.index == *col && matches!(c.field, Some(Field::Title | Field::Name | Field::Unit)))
    };
    let text = filled
        .iter()
        .filter(|col| **col <= 1 || named(col))
        .map(|col| even(grid.text(row, *col)))
        .find(|t| is_one(&words.sum, t.trim_end_matches([':', '数'])))?;
    let text = text.trim_end_matches([':', '数']);
    Some(Kind::Sum { partial: is_one(&words.subtotal, text), average: is_one(&words.average, text) })
}

/// 备注：…, 注：…, 填表人：…
pub(super) fn is_note(text: &str) -> bool {
    let clean = even(text);
    let Some((head, _)) = clean.split_once(':') else {
        return clean.starts_with("注") && clean.chars().count() > 1 && clean.starts_with("注1");
    };
    is_one(&lexicon().row.note, head.trim_end_matches(|c: char| c.is_ascii_digit()))
}

/// `一、党的建设（12项）` → level 1, 党的建设, 12.
fn section(text: &str) -> Option<(u8, String, Option<i64>)> {
    let clean = even(text);
    let numeral = |t: &str| t.chars().take_while(|c| is_han_numeral(*c)).count();
    let bare = numeral(&clean);
    let (level, rest) = if bare > 0 {
        let rest: String = clean.chars().skip(bare).collect();
        (1, rest.strip_prefix(['、', '.', ',']).map(str::to_owned)?)
    } else if let Some(inner) = clean.strip_prefix('(') {
        let n = numeral(inner);
        let rest: String = inner.chars().skip(n).collect();
        (2, (n > 0).then(|| rest.strip_prefix(')').map(str::to_owned))??)
    } else {
        let inner = clean.strip_prefix('第')?;
        let n = numeral(inner);
        let rest: String = inner.chars().skip(n).collect();
        let rest = ["部分", "类", "章", "板块"].iter().find_map(|w| rest.strip_prefix(w))?.to_owned();
        (1, (n > 0).then(|| rest.trim_start_matches([':', '、', '.']).to_owned())?)
    };
    let (name, count) = counted(&rest);
    (!name.is_empty() && name.chars().count() <= 40).then_some((level, name, count))
}

/// 党的建设(12项) → 党的建设, 12.
fn counted(text: &str) -> (String, Option<i64>) {
    let split = text.strip_suffix(')').and_then(|t| t.rsplit_once('('));
    let Some((name, inside)) = split else { return (text.to_owned(), None) };
    let digits = inside.trim_start_matches('共').trim_end_matches(|c: char| "项件条个".contains(c));
    let count = digits.parse().ok().or_else(|| luoshi_core::number::han_number(digits));
    if count.is_some() { (name.to_owned(), count) } else { (text.to_owned(), None) }
}

fn even_name(text: &str) -> String {
    even(text).trim_end_matches([':', '。']).to_owned()
}

/// A plain number in a cell, thousands separators allowed.
pub(super) fn plain_number(text: &str) -> Option<Decimal> {
    let clean = even(text);
    let clean = clean.strip_suffix('%').unwrap_or(&clean);
    clean.replace(',', "").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn section_lines() {
        assert_eq!(section("一、党的建设（12项）"), Some((1, "党的建设".to_owned(), Some(12))));
        assert_eq!(section("（二）产业发展"), Some((2, "产业发展".to_owned(), None)));
        assert_eq!(section("第三部分 民生保障"), Some((1, "民生保障".to_owned(), None)));
        assert_eq!(section("一季度完成"), None);
        assert_eq!(section("三、"), None);
    }

    #[test]
    fn notes() {
        assert!(
            is_note("备注：1.牵头单位负总责")
                && is_note("填表人：甲　　审核人：乙")
                && is_note("注1：口径不变")
        );
        assert!(!is_note("建设停车位") && !is_note("一、备注"));
    }
}

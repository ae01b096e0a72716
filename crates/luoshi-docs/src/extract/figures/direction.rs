//! How a figure binds: rates of change, lower and upper bounds, plain figures.

use super::scan::{Number, WORDS};
use crate::extract::types::Direction;

/// Direction of a figure inside its clause, and whether it is a fall.
#[must_use]
pub fn of(clause: &str, number: &Number) -> (Direction, bool) {
    let before = near_before(&clause[..number.start]);
    let after = clause[number.end..].trim_start();
    let rate =
        matches!(number.unit.as_str(), "%" | "％" | "‰" | "个百分点" | "百分点" | "微克/立方米" | "毫克/升");
    if rate && let Some(falls) = change(before) {
        return (Direction::Growth, falls);
    }
    // 不超过 ends like 超过, 不少于 like 少于: the longer word rules.
    let ends = |list: &[String]| {
        let bare = before.trim_end_matches(['了', '到', '约', '达', '在', '给', '予']);
        let ending = |word: &&String| before.ends_with(word.as_str()) || bare.ends_with(word.as_str());
        list.iter().filter(ending).map(String::len).max().unwrap_or(0)
    };
    let (least, most) = (ends(&WORDS.at_least_before), ends(&WORDS.at_most_before));
    let starts = |list: &[String]| list.iter().any(|word| after.starts_with(word.as_str()));
    // 每村至少落实1个: the verb stands between.
    let apart = most == 0
        && before.char_indices().rev().nth(7).map_or(before, |(at, _)| &before[at..]).contains("至少");
    let direction = if number.open || apart || least > most || most == 0 && starts(&WORDS.at_least_after) {
        Direction::AtLeast
    } else if most > 0 || starts(&WORDS.at_most_after) {
        Direction::AtMost
    } else {
        Direction::Exact
    };
    (direction, false)
}

/// Whether a rate before the figure rises (`Some(false)`) or falls; none where it names a level.
fn change(before: &str) -> Option<bool> {
    let last = |list: &[String]| {
        list.iter().filter_map(|word| before.rfind(word.as_str()).map(|at| (at + word.len(), at))).max()
    };
    let (rise, fall) = (last(&WORDS.rise), last(&WORDS.fall));
    let (end, falls) = match (rise, fall) {
        (Some(rise), Some(fall)) if fall > rise => (fall.0, true),
        (None, Some(fall)) => (fall.0, true),
        (Some(rise), _) => (rise.0, false),
        (None, None) => return None,
    };
    // 增加值, 增值 and 新增 are no changes; 提高到 names a level.
    let rest = &before[end..];
    let noun =
        rest.starts_with(['值', '量', '加', '产', '收', '设', '点', '率']) || before[..end].ends_with("新增");
    let level =
        WORDS.level.iter().any(|word| rest.trim_start_matches(['了', '约']).starts_with(word.as_str()))
            || rest.contains("达到");
    (!noun && !level && rest.chars().count() <= 12).then_some(falls)
}

/// At most forty signs before the figure.
fn near_before(before: &str) -> &str {
    let start = before.char_indices().rev().nth(39).map_or(0, |(at, _)| at);
    &before[start..]
}

//! What stands around a figure: weights, ranks, twofold counts, the piece that says of what.

use std::sync::LazyLock;

use regex::Regex;

use super::pieces::Piece;
use super::scan::Number;
use crate::extract::view::View;
use crate::model::Span;

static RANK: LazyLock<Regex> =
    LazyLock::new(|| crate::extract::pattern(r"第([一二三四五六七八九十]{1,3}|[0-9]{1,3})名"));

/// The ranks that words name: 第三名.
pub(super) fn ranks(words: &str) -> impl Iterator<Item = u32> {
    RANK.captures_iter(words).filter_map(|found| rank_value(found.get(1)?.as_str()))
}

/// 硬化道路12条21公里, 改造7个小区1086户: the same thing counted twice.
pub(super) fn twofold(words: &str, numbers: &[Number]) -> bool {
    let [first, second] = numbers else { return false };
    let between = &words[first.end..second.start];
    let plain =
        |number: &Number| !number.unit.is_empty() && !number.unit.contains(['%', '％', '点', '元', '次']);
    plain(first)
        && plain(second)
        && first.unit != second.unit
        && between.chars().count() <= 3
        && between.chars().all(|c| matches!(c, '\u{4e00}'..='\u{9fff}'))
        && !between.contains(['的', '每', '各', '人'])
        && words[second.end..].chars().count() <= 4
}

/// 季度考核占40%: a weight.
pub(super) fn weight(words: &str) -> bool {
    words.contains("考核占") || words.contains("权重") || words.contains("评分占")
}

fn rank_value(digits: &str) -> Option<u32> {
    let han =
        |c: char| "零一二三四五六七八九".chars().position(|d| d == c).and_then(|at| u32::try_from(at).ok());
    digits.parse().ok().or_else(|| {
        let chars: Vec<char> = digits.chars().collect();
        match chars[..] {
            ['十'] => Some(10),
            [one] => han(one),
            ['十', one] => Some(10 + han(one)?),
            [ten, '十'] => Some(10 * han(ten)?),
            [ten, '十', one] => Some(10 * han(ten)? + han(one)?),
            _ => None,
        }
    })
}

/// The shortest words that say of what the figure is: a bare rate needs the piece before it.
pub(super) fn text_of(view: &View<'_>, pieces: &[Piece], index: usize) -> Span {
    let piece = &pieces[index];
    let words = view.slice(piece.span);
    let bare = [
        "同比",
        "增长",
        "下降",
        "占",
        "年均",
        "较上年",
        "比上年",
        "较去年",
        "比去年",
        "环比",
        "同口径",
        "为年初",
        "增幅",
        "上升",
        "提高",
        "为去年",
        "为上年",
        "减少",
        "回落",
    ]
    .iter()
    .any(|word| words.starts_with(word));
    match index.checked_sub(1).map(|before| &pieces[before]) {
        Some(before) if bare && !piece.bracket => Span::new(before.span.start, piece.span.end),
        _ => piece.span,
    }
}

/// 每低1个百分点扣2分; 低于95%的不得分: a piece that says what a sanction counts.
pub(super) fn sanctioned(sentence: &str, piece: &str) -> bool {
    let opens = ["每", "低于", "未", "不足", "高于", "超过", "少于", "逾期"]
        .iter()
        .any(|word| piece.starts_with(word));
    (opens || piece.contains("的")) && crate::extract::tasks::sanctions(sentence)
}

/// Whether a word of passing stands for a thing here: 代表性项目2个, 代表建议办复率100%, 获奖23项.
#[must_use]
pub fn counts_things(words: &str, passing: &str) -> bool {
    match passing {
        "代表" => ["代表性", "代表建议", "代表作", "代表满意"].iter().any(|word| words.contains(word)),
        "获奖" => words.ends_with(['项', '件', '枚']),
        _ => false,
    }
}

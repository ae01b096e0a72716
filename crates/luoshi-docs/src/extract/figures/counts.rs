//! What a number counts: a thing that is reached, or the plan itself, a rhythm, a size, somebody's place.

use super::direction;
use super::is_time;
use super::scan::{Number, WORDS};
use crate::extract::tense::Tense;
use crate::extract::types::Direction;

/// A number in its clause.
pub(super) struct Place<'a> {
    words: &'a str,
    number: &'a Number,
    tense: Tense,
    /// What stands before it.
    pub before: &'a str,
    /// What stands behind it.
    pub after: &'a str,
    /// It is a bound or a rate of change.
    pub bounded: bool,
}

/// Words of a rhythm before a count.
const PERIODIC: &[&str] = &["每周", "每月", "每季", "每日", "每天", "每半月", "每旬"];

impl<'a> Place<'a> {
    /// A number of `words`.
    pub fn new(words: &'a str, number: &'a Number, tense: Tense) -> Self {
        let (before, after) = (&words[..number.start], &words[number.end..]);
        let bounded = direction::of(words, number).0 != Direction::Exact;
        Self { words, number, tense, before, after, bounded }
    }

    fn unit_is(&self, units: &[&str]) -> bool {
        units.contains(&self.number.unit.as_str())
    }

    /// A rate without a sign: 满意率达到95以上.
    pub fn is_bare_rate(&self) -> bool {
        let rate = self.words.contains('率') || self.words.contains("指数");
        let after = ["以上", "以下", "以内", "左右"]
            .iter()
            .fold(self.after, |rest, word| rest.strip_prefix(word).unwrap_or(rest));
        self.bounded && rate && !after.starts_with(|c: char| c.is_alphanumeric())
    }

    /// It counts something else than what is reached.
    pub fn counts_other(&self) -> bool {
        self.of_plan()
            || self.of_group()
            || self.whom()
            || self.time()
            || self.rhythm()
            || self.threshold()
            || ["提高", "增加到", "提升"].iter().any(|word| self.after.starts_with(word))
            || self.before.ends_with("每")
            || self.before.ends_with("海拔")
    }

    /// 10件实事, 实事项目10项: how much the plan holds.
    fn of_plan(&self) -> bool {
        // 确定实事项目共10项 counts the plan, 实施民生实事共40项 in a review what was done.
        let coming = self.tense == Tense::Coming;
        let stem = if coming { self.before.trim_end_matches('共') } else { self.before };
        let named = ["实事", "实事项目", "民生项目"].iter().any(|word| stem.ends_with(word));
        let unit =
            self.words[self.number.start..].trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
        named && self.unit_is(&["项", "件", "个"]) || WORDS.counts.open(unit)
    }

    /// 30人的突击队: how big a group is.
    fn of_group(&self) -> bool {
        let end = self.after.char_indices().nth(12).map_or(self.after.len(), |c| c.0);
        WORDS.group.is_in(&self.after[..end])
    }

    /// 对全县12个乡镇, 从12个项目中: whom or what it is about.
    fn whom(&self) -> bool {
        let opens = self.before.starts_with(['对', '从', '在', '向', '由']);
        // 对17家市场实施改造 is work on them.
        let worked = self.tense == Tense::Coming
            && self.before.starts_with('对')
            && ["进行", "实施", "开展"].iter().any(|verb| self.after.contains(verb));
        self.unit_is(&["个", "家", "名"])
            && !self.bounded
            && !worked
            && (opens && self.before.chars().count() <= 10 || self.before.ends_with(['对', '向', '从']))
    }

    fn time(&self) -> bool {
        let kept = WORDS.time_words.is_in(self.words);
        is_time(&self.number.unit) && !kept && !(self.bounded && self.words.contains('每'))
    }

    /// 每月1次: how often; 组织1次应急演练 is done once.
    fn rhythm(&self) -> bool {
        let verbs = ["组织", "举行", "开展", "举办", "演练"];
        let once = self.number.unit == "次"
            && verbs.iter().any(|verb| self.before.trim_end().ends_with(verb))
            && !self.words.contains(['每', '按']);
        let often =
            self.unit_is(&["次", "天"]) && !once || self.unit_is(&["场", "期"]) && self.words.contains('每');
        let periodic = PERIODIC.iter().any(|word| self.before.contains(word))
            && self.unit_is(&["条", "篇", "件", "次", "天", "期"]);
        !self.bounded && (often || periodic)
    }

    /// 前3位, 10亿元以上项目: a place in an order or the size of each.
    fn threshold(&self) -> bool {
        let place = self.before.ends_with(['前', '后', '末', '第']) && self.unit_is(&["位", "名"]);
        let beyond = ["及以上", "以上", "以下"].iter().find_map(|word| self.after.strip_prefix(word));
        let goes_on =
            |c: char| matches!(c, '\u{4e00}'..='\u{9fff}') && !matches!(c, '的' | '左' | '和' | '并');
        let digit = |c: char| c.is_ascii_digit();
        // 超10亿元3个: how big each is, and how many.
        let sized = self.before.ends_with(['超', '过']) && self.after.starts_with(digit)
            || beyond.is_some_and(|rest| {
                let measure = self.number.unit.contains(['元', '瓦', '吨', '亩', '米']);
                rest.starts_with(digit) || measure && rest.starts_with(goes_on)
            });
        place
            || sized
            || ["以上项目", "以上的项目", "以上企业", "的项目"]
                .iter()
                .any(|word| self.after.starts_with(word))
    }
}

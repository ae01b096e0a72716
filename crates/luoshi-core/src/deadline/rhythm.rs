//! Recurring limits: 每月5日前, 每季度末, 次月15日前, 每周五前, 按月调度.

use serde::{Deserialize, Serialize};
use time::{Date, Weekday};

use super::limit::{Found, Raw};
use super::scan::Scan;
use super::stretch::{Context, weekday};
use crate::calendar::{civil, days, last_day};

/// When something is due again and again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "every")]
pub enum Rhythm {
    /// Every day.
    Day,
    /// Every `step`th week on a weekday (1 = Monday … 7 = Sunday).
    Week {
        /// 1 = every week, 2 = every second week.
        step: u8,
        /// 1 = Monday … 7 = Sunday.
        weekday: u8,
    },
    /// On days of months of the year; monthly, quarterly, half-yearly and yearly limits all have
    /// this form.
    Months {
        /// Months of the plan year that the due days belong to.
        months: Vec<u8>,
        /// Days of the month; a day past its end means its last day, so 31 is the last day.
        days: Vec<u8>,
        /// Due so many months after the month it reports on (1 for 次月).
        shift: u8,
    },
}

impl Rhythm {
    /// All due days that belong to a year and are not before `from`; a year whose days are all past
    /// yields those of the following year.
    #[must_use]
    pub fn dues(&self, year: i32, from: Date) -> Vec<Date> {
        let left: Vec<Date> = self.all(year).into_iter().filter(|d| *d >= from).collect();
        if left.is_empty() { self.all(year.saturating_add(1)) } else { left }
    }

    fn all(&self, year: i32) -> Vec<Date> {
        let (Some(first), Some(last)) = (civil(year, 1, 1), civil(year, 12, 31)) else { return Vec::new() };
        match self {
            Self::Day => days(first, last).collect(),
            Self::Week { step, weekday } => days(first, last)
                .filter(|d| d.weekday().number_from_monday() == *weekday)
                .step_by(usize::from((*step).max(1)))
                .collect(),
            Self::Months { months, days, shift } => {
                let mut all: Vec<Date> = months
                    .iter()
                    .flat_map(|m| days.iter().filter_map(|d| due(year, *m, *d, *shift)))
                    .collect();
                all.sort_unstable();
                all.dedup();
                all
            }
        }
    }
}

fn due(year: i32, month: u8, day: u8, shift: u8) -> Option<Date> {
    let first = crate::calendar::add_months(civil(year, month, 1)?, i32::from(shift))?;
    let month = u8::from(first.month());
    civil(first.year(), month, day.clamp(1, last_day(first.year(), month)))
}

/// Reads a recurring limit and fixes its first and last due day in the plan year.
pub(super) fn recurring(s: &mut Scan<'_>, c: &Context<'_>) -> Option<Found> {
    let rhythm = s.attempt(next_month).or_else(|| s.attempt(every))?;
    let dues = rhythm.dues(c.base_year(), c.r.today);
    Some(Found::new(0..0, Raw::Recur(rhythm), dues.first().copied(), dues.last().copied()))
}

/// 次月15日前, 每月…次月5日前.
fn next_month(s: &mut Scan<'_>) -> Option<Rhythm> {
    s.eat_any(&["每月", "按月"]);
    s.eat_any(&["次月", "下个月的"]).then_some(())?;
    let days = s.attempt(days_of_month)?;
    before(s);
    Some(months((1..=12).collect(), days, 1))
}

fn every(s: &mut Scan<'_>) -> Option<Rhythm> {
    let said = s.eat_any(&["每一个", "每个", "每隔", "每", "逐", "按"]);
    if !said {
        return None;
    }
    let by = s.before() == Some('按');
    let rhythm = s
        .attempt(quarterly)
        .or_else(|| s.attempt(half_yearly))
        .or_else(|| s.attempt(half_monthly))
        .or_else(|| s.attempt(weekly))
        .or_else(|| s.attempt(monthly))
        .or_else(|| s.attempt(yearly))
        .or_else(|| (!by && s.eat_any(&["日", "天"])).then_some(Rhythm::Day))?;
    before(s);
    Some(rhythm)
}

fn before(s: &mut Scan<'_>) {
    if !s.looks_at("前往") && !s.looks_at("前列") {
        s.eat_any(&["之前", "以前", "前"]);
    }
}

const fn months(months: Vec<u8>, days: Vec<u8>, shift: u8) -> Rhythm {
    Rhythm::Months { months, days, shift }
}

fn quarterly(s: &mut Scan<'_>) -> Option<Rhythm> {
    if !s.eat_any(&["季度", "个季度", "季"]) {
        return None;
    }
    s.eat("的");
    let (in_quarter, named) = if s.eat_any(&["首月", "首个月", "第一个月", "第1个月", "初"]) {
        (1, true)
    } else if s.eat_any(&["第二个月", "次月", "第2个月"]) {
        (2, true)
    } else if s.eat_any(&["末月", "最后一个月", "第三个月", "第3个月"]) {
        (3, true)
    } else {
        s.eat_any(&["末", "底"]);
        (3, false)
    };
    let days = if named { s.attempt(days_of_month).unwrap_or_else(|| vec![31]) } else { vec![31] };
    Some(months((0..4).map(|q| q * 3 + in_quarter).collect(), days, 0))
}

fn half_yearly(s: &mut Scan<'_>) -> Option<Rhythm> {
    s.eat_any(&["半年度", "半年"]).then_some(())?;
    s.eat_any(&["末", "底"]);
    Some(months(vec![6, 12], vec![31], 0))
}

fn half_monthly(s: &mut Scan<'_>) -> Option<Rhythm> {
    if s.eat_any(&["半个月", "半月"]) {
        return Some(months((1..=12).collect(), vec![15, 31], 0));
    }
    s.eat("旬").then(|| months((1..=12).collect(), vec![10, 20, 31], 0))
}

fn weekly(s: &mut Scan<'_>) -> Option<Rhythm> {
    let step = s.attempt(|s| s.num().filter(|n| (1..=8).contains(&n.value))).map_or(1, |n| n.value);
    s.eat_any(&["个星期", "星期", "周"]).then_some(())?;
    // 周 also begins 周期, 周边: those are no rhythm.
    if s.looks_at("期") || s.looks_at("边") {
        return None;
    }
    let day = s.attempt(weekday).or_else(|| s.eat_any(&["末", "底"]).then_some(Weekday::Friday));
    let weekday = day.unwrap_or(Weekday::Friday).number_from_monday();
    Some(Rhythm::Week { step: u8::try_from(step).ok()?, weekday })
}

fn monthly(s: &mut Scan<'_>) -> Option<Rhythm> {
    let step = s
        .attempt(|s| s.num().filter(|n| (1..=6).contains(&n.value)))
        .and_then(|n| usize::try_from(n.value).ok())
        .unwrap_or(1);
    s.eat_any(&["个月", "月"]).then_some(())?;
    s.eat_any(&["份", "的"]);
    let days = s.attempt(days_of_month).unwrap_or_else(|| vec![31]);
    Some(months((1..=12).skip(step - 1).step_by(step).collect(), days, 0))
}

fn yearly(s: &mut Scan<'_>) -> Option<Rhythm> {
    s.eat_any(&["年度", "年"]).then_some(())?;
    s.eat("的");
    s.eat("年");
    let named = s.attempt(|s| {
        let mut all = Vec::new();
        loop {
            let n = s.num().filter(|n| (1..=12).contains(&n.value))?;
            let unit = s.eat("月");
            s.eat("份");
            all.push(u8::try_from(n.value).ok()?);
            let more = s.attempt(|s| {
                s.eat_any(&["、", "和", "及", ","]).then_some(())?;
                let mut ahead = *s;
                (ahead.num().is_some() && (ahead.looks_at("月") || ahead.looks_at("、"))).then_some(())
            });
            if more.is_none() {
                return unit.then_some(all);
            }
        }
    });
    match named {
        Some(named) => {
            let days = s.attempt(days_of_month).unwrap_or_else(|| vec![31]);
            Some(months(named, days, 0))
        }
        None => {
            s.eat_any(&["末", "底", "终"]);
            Some(months(vec![12], vec![31], 0))
        }
    }
}

/// 10日, 10日、25日, 上旬, 底, 末.
fn days_of_month(s: &mut Scan<'_>) -> Option<Vec<u8>> {
    for (word, day) in
        [("上旬", 10), ("中旬", 20), ("下旬", 31), ("月底", 31), ("底", 31), ("末", 31), ("初", 10)]
    {
        if s.eat(word) {
            return Some(vec![day]);
        }
    }
    s.eat_any(&["的", "第"]);
    let mut all = Vec::new();
    loop {
        let n = s.num().filter(|n| (1..=31).contains(&n.value))?;
        let day = u8::try_from(n.value).ok()?;
        let closed = s.eat_any(&["日", "号"]);
        all.push(day);
        let more = s.attempt(|s| {
            s.eat_any(&["、", "和", "及", ","]).then_some(())?;
            let mut ahead = *s;
            (ahead.num().is_some() && ["日", "号", "、"].iter().any(|w| ahead.looks_at(w))).then_some(())
        });
        if more.is_none() {
            return closed.then_some(all);
        }
    }
}

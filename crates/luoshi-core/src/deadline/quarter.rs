//! Quarters in all their spellings: 一季度, 第一季度, Q1, 首季, 一、二季度, 前三季度, 本季度末.

use super::scan::Scan;
use super::stretch::{Context, Grain, Stretch};
use crate::calendar::{civil, month_end};

/// Reads one quarter or several adjoining ones.
pub(super) fn quarter(s: &mut Scan<'_>, c: &Context<'_>, year: Option<i32>) -> Option<Stretch> {
    if let Some(by) = s.attempt(|s| relative(s, c)) {
        let today = c.r.today;
        let q = (i64::from(u8::from(today.month())) - 1) / 3 + 1 + by;
        let (y, q) = if q > 4 { (today.year() + 1, q - 4) } else { (today.year(), q) };
        return quarters(c, Some(y), q, q);
    }
    let (from, to) = s.attempt(numbered)?;
    quarters(c, year, from, to)
}

fn quarters(c: &Context<'_>, year: Option<i32>, from: i64, to: i64) -> Option<Stretch> {
    if !(1..=4).contains(&from) || !(1..=4).contains(&to) || to < from {
        return None;
    }
    let (first, last) = (u8::try_from(from * 3 - 2).ok()?, u8::try_from(to * 3).ok()?);
    let (y, rolled) = c.year_for(year, last);
    let all = Stretch::new(civil(y, first, 1)?, month_end(y, last)?, Grain::Quarter);
    Some(all.in_year(year, rolled))
}

/// 本季度 = 0, 下季度 = 1; a bare 季末 means the running quarter.
fn relative(s: &mut Scan<'_>, c: &Context<'_>) -> Option<i64> {
    if s.eat_any(&["本季度", "当季度", "本季"]) {
        return Some(0);
    }
    if s.eat_any(&["下季度", "下一季度", "下个季度"]) {
        return Some(1);
    }
    let bare = c.cell && ["季度末", "季度底", "季末", "季底"].iter().any(|w| s.looks_at(w));
    (bare && s.eat_any(&["季度", "季"])).then_some(0)
}

fn numbered(s: &mut Scan<'_>) -> Option<(i64, i64)> {
    if s.eat("首季") {
        s.eat("度");
        return Some((1, 1));
    }
    if s.eat("Q") || s.eat("q") {
        let n = s.digits().filter(|n| n.digits == 1)?.value;
        return Some((n, n));
    }
    if s.eat("前") {
        let n = s.num()?.value;
        return s.eat_any(&["个季度", "季度"]).then_some((1, n));
    }
    s.eat("第");
    let first = s.num().filter(|n| n.digits <= 2)?;
    if s.eat_any(&["季度", "季"]) {
        // 二三季度: two digits written one after the other.
        let (a, b) = (first.value / 10, first.value % 10);
        return Some(if first.han && b == a + 1 && a > 0 { (a, b) } else { (first.value, first.value) });
    }
    let mut last = first.value;
    loop {
        let joined = s.to();
        if !joined && !s.eat_any(&["、", "和", "及", "与"]) {
            return None;
        }
        s.eat("第");
        let next = s.num()?.value;
        if next <= last || (!joined && next != last + 1) {
            return None;
        }
        last = next;
        if s.eat_any(&["季度", "季"]) {
            return Some((first.value, last));
        }
    }
}

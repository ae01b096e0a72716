//! Rules of time limits beyond the table: every month, quarter and third of a month; running text;
//! arbitrary strings.

use luoshi_core::calendar::{civil, last_day, month_end};
use luoshi_core::deadline::{LimitKind, Reference, Rhythm, Warning, find, mentions, parse};
use proptest::prelude::*;
use time::Date;
use time::macros::date;

const HAN: [&str; 12] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"];

fn r(today: Date) -> Reference<'static> {
    Reference::new(today)
}

fn end(text: &str, today: Date) -> Option<Date> {
    let limit = parse(text, &r(today));
    assert_eq!(limit.kind, LimitKind::Deadline, "{text}: {limit:?}");
    limit.end
}

fn found(text: &str) -> Vec<&str> {
    find(text).into_iter().map(|range| &text[range]).collect()
}

#[test]
fn every_month_in_every_spelling() {
    let today = date!(2024 - 02 - 26);
    for month in 1..=12_u8 {
        let last = month_end(2024, month);
        let han = HAN[usize::from(month) - 1];
        for text in [
            format!("{month}月底前"),
            format!("{han}月底前"),
            format!("{han}月末"),
            format!("2024年{month}月底"),
            format!("二〇二四年{han}月底前完成"),
            format!("{month}月{}日前", last_day(2024, month)),
            format!("今年{month}月底之前"),
            format!("2024.{month}.{}", last_day(2024, month)),
            format!("{month}月内"),
        ] {
            assert_eq!(end(&text, today), last, "{text}");
        }
        for (text, from, to) in [
            (format!("{month}月上旬"), 1, 10),
            (format!("{han}月中旬"), 11, 20),
            (format!("2024年{month}月下旬"), 21, last_day(2024, month)),
            (format!("{month}月中下旬"), 11, last_day(2024, month)),
            (format!("{han}月"), 1, last_day(2024, month)),
        ] {
            let limit = parse(&text, &r(today));
            let want = (civil(2024, month, from), civil(2024, month, to));
            assert_eq!((limit.kind, limit.start, limit.end), (LimitKind::Period, want.0, want.1), "{text}");
        }
    }
}

#[test]
fn every_quarter_in_every_spelling() {
    let today = date!(2025 - 02 - 26);
    for q in 1..=4_u8 {
        let (from, to) = (civil(2025, q * 3 - 2, 1), month_end(2025, q * 3));
        let han = HAN[usize::from(q) - 1];
        for text in [
            format!("{han}季度"),
            format!("第{han}季度"),
            format!("{q}季度"),
            format!("Q{q}"),
            format!("2025年{han}季度"),
            format!("2025{han}季度"),
        ] {
            let limit = parse(&text, &r(today));
            assert_eq!((limit.kind, limit.start, limit.end), (LimitKind::Period, from, to), "{text}");
        }
        for text in [
            format!("{han}季度末"),
            format!("第{han}季度底前"),
            format!("{han}季度内"),
            format!("{q}季度完成"),
        ] {
            assert_eq!(end(&text, today), to, "{text}");
        }
    }
}

#[test]
fn ranges_may_cross_the_year() {
    let today = date!(2024 - 02 - 26);
    let limit = parse("11月—3月", &r(today));
    assert_eq!((limit.start, limit.end), (Some(date!(2024 - 11 - 01)), Some(date!(2025 - 03 - 31))));
    assert!(limit.warnings.contains(&Warning::LowConfidence));
    let limit = parse("2024年11月至2025年3月底前", &r(today));
    assert_eq!((limit.start, limit.end), (Some(date!(2024 - 11 - 01)), Some(date!(2025 - 03 - 31))));
}

#[test]
fn the_plan_year_rules_out_the_roll_over() {
    let reference = Reference { plan_year: Some(2023), ..r(date!(2023 - 12 - 20)) };
    assert_eq!(parse("3月底前", &reference).end, Some(date!(2023 - 03 - 31)));
    let reference = Reference { plan_year: Some(2025), ..r(date!(2024 - 12 - 20)) };
    assert_eq!(parse("年底前", &reference).end, Some(date!(2025 - 12 - 31)));
    assert_eq!(parse("每季度", &reference).start, Some(date!(2025 - 03 - 31)));
}

#[test]
fn before_a_day_may_exclude_it() {
    let strict = Reference { before_is_inclusive: false, ..r(date!(2024 - 02 - 26)) };
    assert_eq!(parse("6月30日前", &strict).end, Some(date!(2024 - 06 - 29)));
    assert_eq!(parse("6月30日", &strict).end, Some(date!(2024 - 06 - 30)));
    assert_eq!(parse("6月底前", &strict).end, Some(date!(2024 - 06 - 30)));
}

#[test]
fn later_limits_inherit_the_year() {
    let limit = parse("2025年3月开工，10月底前建成", &r(date!(2024 - 02 - 26)));
    assert_eq!(limit.kind, LimitKind::Multi);
    assert_eq!((limit.start, limit.end), (Some(date!(2025 - 03 - 01)), Some(date!(2025 - 10 - 31))));
    assert_eq!(limit.milestones[1].words, "10月底前建成");
}

#[test]
fn serial_numbers_follow_the_date_system() {
    let old = Reference { date_1904: true, ..r(date!(2024 - 02 - 26)) };
    assert_eq!(parse("44195", &old).end, parse("45657", &r(date!(2024 - 02 - 26))).end);
}

#[test]
fn rhythms_list_their_days() {
    let limit = parse("每月10日、25日前", &r(date!(2024 - 11 - 12)));
    let LimitKind::Recur(rhythm) = limit.kind else { panic!("{limit:?}") };
    let dues = rhythm.dues(2024, date!(2024 - 11 - 12));
    assert_eq!(dues, [date!(2024 - 11 - 25), date!(2024 - 12 - 10), date!(2024 - 12 - 25)]);
    let limit = parse("每月30日前", &r(date!(2023 - 01 - 01)));
    let LimitKind::Recur(rhythm) = limit.kind else { panic!("{limit:?}") };
    assert_eq!(rhythm.dues(2023, date!(2023 - 02 - 01))[0], date!(2023 - 02 - 28));
    assert_eq!(parse("每半月", &r(date!(2023 - 01 - 01))).start, Some(date!(2023 - 01 - 15)));
    assert!(matches!(
        parse("每两周", &r(date!(2023 - 01 - 01))).kind,
        LimitKind::Recur(Rhythm::Week { step: 2, .. })
    ));
}

#[test]
fn limits_in_running_text() {
    assert_eq!(
        found("各单位于2024年2月20日前将推进计划报镇党政办，6月底前完成过半。"),
        ["2024年2月20日前", "6月底前"]
    );
    assert_eq!(found("每季度首月10日前报送上季度进展"), ["每季度首月10日前"]);
    assert_eq!(found("确保年内建成投用，到2025年底覆盖全镇"), ["年内", "2025年底"]);
    assert_eq!(found("８月２０日 之前上报，收到通知后5个工作日内反馈"), ["８月２０日 之前", "5个工作日内"]);
    assert_eq!(
        found("2024年第一季度启动；每半月调度一次；长期坚持"),
        ["2024年第一季度", "每半月", "长期坚持"]
    );
}

#[test]
fn what_is_no_limit_in_running_text() {
    for text in [
        "2024年3月5日，我镇召开动员大会。",
        "完成投资2024.5亿元，同比增长6.3%。",
        "全镇共有12个村、3个社区，前三季度排名第二。",
        "去年底共建成5处，近年内不再新建。",
        "截至2023年底，已完成80%。",
        "“十四五”规划和二〇三五年远景目标",
        "坚持统一领导，三年行动，百日攻坚，周期性检查",
    ] {
        assert_eq!(found(text), Vec::<&str>::new(), "{text}");
    }
}

#[test]
fn a_mention_keeps_its_meaning() {
    let reference = Reference { plan_year: Some(2019), ..r(date!(2019 - 02 - 26)) };
    let all = mentions("2020年1月中旬前完成验收，11月底前动工", &reference);
    let ends: Vec<_> = all.iter().map(|m| m.limit.last_allowed()).collect();
    assert_eq!(ends, [Some(date!(2020 - 01 - 20)), Some(date!(2019 - 11 - 30))]);
    assert_eq!(all[0].limit.kind, LimitKind::Ambiguous);
}

/// Strings made of the words of limits, so that the grammar is entered often.
fn date_soup() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "2024",
        "年",
        "3",
        "月",
        "31",
        "日",
        "底",
        "前",
        "内",
        "每",
        "季度",
        "第",
        "一",
        "十",
        "〇",
        "至",
        "—",
        "-",
        ".",
        "/",
        "、",
        "，",
        "（",
        "）",
        "周",
        "五",
        "半",
        "上",
        "下",
        "旬",
        "个",
        "工作日",
        "次月",
        "即日",
        "起",
        "春节",
        "十四五",
        "末",
        "本",
        "完成",
        "Q",
        "24:00",
        "\n",
        " ",
        "99999999",
        "0",
        "万",
        "全年",
        "长期",
    ]);
    prop::collection::vec(word, 0..14).prop_map(|words| words.concat())
}

proptest! {
    #[test]
    fn nothing_panics(text in ".{0,60}", soup in date_soup()) {
        for text in [text, soup] {
            let reference = r(date!(2024 - 02 - 29));
            let limit = parse(&text, &reference);
            if let (Some(start), Some(end)) = (limit.start, limit.end) {
                prop_assert!(start <= end || limit.kind == LimitKind::Multi, "{text:?} {limit:?}");
            }
            for m in mentions(&text, &reference) {
                prop_assert!(text.get(m.range.clone()).is_some(), "{text:?} {m:?}");
            }
        }
    }

    #[test]
    fn any_day_reads_back(days in 0..73_000_i64) {
        let day = date!(1950 - 01 - 01) + time::Duration::days(days);
        let (y, m, d) = (day.year(), u8::from(day.month()), day.day());
        let today = date!(2024 - 02 - 26);
        for text in [
            format!("{y}年{m}月{d}日前"), format!("{y}-{m:02}-{d:02}"), format!("{y}/{m}/{d}"),
            format!("{y}.{m}.{d}"), format!("{y}{m:02}{d:02}"), format!("{y} 年 {m} 月 {d} 日"),
        ] {
            prop_assert_eq!(end(&text, today), Some(day), "{}", text);
        }
    }

    #[test]
    fn any_two_days_make_a_period(from in 0..20_000_i64, length in 1..4_000_i64) {
        let start = date!(1990 - 01 - 01) + time::Duration::days(from);
        let finish = start + time::Duration::days(length);
        let spell = |d: Date| format!("{}年{}月{}日", d.year(), u8::from(d.month()), d.day());
        let limit = parse(&format!("{}至{}", spell(start), spell(finish)), &r(date!(2024 - 02 - 26)));
        prop_assert_eq!((limit.kind, limit.start, limit.end), (LimitKind::Period, Some(start), Some(finish)));
        let limit = parse(&format!("{}—{}", spell(finish), spell(start)), &r(date!(2024 - 02 - 26)));
        prop_assert_eq!(limit.kind, LimitKind::Invalid);
    }
}

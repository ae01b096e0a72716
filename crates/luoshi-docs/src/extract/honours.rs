//! 荣誉: names of honours given or received, as short as is unambiguous.

use super::numerals::is_numeral;
use super::quotes::{core, quotes, run_start};
use super::text::{Text, is_han};
use super::view::View;
use super::words::HONOURS;
use super::{Extraction, Genre, Item, Known, item};

/// How far a name reaches back from its suffix.
const NAME_REACH: usize = 28;

type Found = (usize, usize, u8, &'static str);

/// Reads honours into the proposals.
pub(super) fn read(view: &View<'_>, _known: &Known, out: &mut Extraction) {
    let text = view.clean();
    let title = out.title.as_ref().map_or((0, 0), |t| text.chars_of(t.span.start, t.span.end));
    out.honours = find(text, title, out.genre.as_ref().is_some_and(|g| g.value == Genre::Commendation));
}

/// Honours, each once; a bare 先进单位 gives way to a fuller name that ends with it. Inside the title
/// (characters `title.0..title.1`) an honour is named in general and stays bare.
#[must_use]
pub fn find(text: &Text<'_>, title: (usize, usize), praises: bool) -> Vec<Item<String>> {
    let mut found: Vec<Found> = Vec::new();
    quoted(text, praises, &mut found);
    conferred(text, &mut found);
    suffixed(text, title, &mut found);
    marked(text, &mut found);
    // What a commendation confers it says in its body; its title only sums up.
    if praises && found.iter().any(|f| f.0 >= title.1) {
        found.retain(|f| f.0 >= title.1);
    }
    received(text, &mut found);
    found.sort_unstable();
    let mut out: Vec<(String, Item<String>)> = Vec::new();
    for (a, b, confidence, rule) in found {
        let value = text.words(a, b);
        let key = core(&value);
        if out.iter().any(|(k, _)| *k == key || k.ends_with(&key)) {
            continue;
        }
        out.retain(|(k, _)| !key.ends_with(k.as_str()));
        out.push((key, item(value, text.span(a, b), confidence, rule)));
    }
    out.into_iter().map(|(_, item)| item).collect()
}

/// 授予…“甲乙标兵”称号, “甲乙先进单位”.
fn quoted(text: &Text<'_>, praises: bool, found: &mut Vec<Found>) {
    let mut before: Option<usize> = None;
    for quote in quotes(text, 40) {
        // “甲”“乙”接过证书: what stands beside an honour in quotation marks is one too.
        let beside = before.take().is_some_and(|end| {
            (end + 1..quote.start - 1).all(|p| text.get(p) == '、') && quote.start - end <= 3
        });
        let mut end = quote.end;
        for title in ["荣誉称号", "称号"] {
            if text.ends(end, title) {
                end -= title.chars().count();
            }
        }
        let length = end.saturating_sub(quote.start);
        if !(3..=36).contains(&length) {
            continue;
        }
        let suffix = HONOURS.suffixes.ending(text, end).is_some();
        let titled =
            ["称号", "荣誉称号", "荣誉"].iter().any(|w| text.is(quote.end + 1, w)) || end < quote.end;
        let given = HONOURS.verbs.ending(text, quote.start - 1).is_some();
        let sought = ["创建", "建设"].iter().any(|w| text.is(quote.end + 1, w));
        let best = !sought && text.is(quote.start, "最美")
            || HONOURS.marks.first_in(text, quote.start, end).is_some() && named_in(text, quote.start - 1);
        // 等20名“担当好干部”: winners are counted before the name.
        let counts = praises && length >= 4;
        let counted = counts
            && (matches!(text.before(quote.start - 1), '个' | '名' | '家' | '户' | '位')
                || text.get(quote.end + 1).is_ascii_digit());
        let prize = text.get(end - 1) == '奖';
        // 评选“柳湾名医”, 授予“甲乙标兵”, “甲乙庭院”评选挂牌: verbs that name nothing but honours.
        let chosen = length <= 16
            && (quote.start..end).all(|i| is_han(text.get(i)) || matches!(text.get(i), '·' | '、'))
            && (HONOURS.naming.ending(text, quote.start - 1).is_some()
                || HONOURS.naming_behind.at(text, quote.end + 1).is_some());
        let handed = (4..=16).contains(&length) && handed_over(text, quote.start - 1, quote.end + 1);
        let campaign = text.ends(quote.end, "战役") || text.is(quote.end + 1, "评选表彰工作");
        if campaign {
            continue;
        }
        if suffix
            || handed
            || beside && length <= 16
            || chosen
            || titled
            || best
            || counted
            || prize && length >= 4
            || given && HONOURS.bearers.ending(text, end).is_some()
        {
            before = Some(quote.end);
            let confidence = if titled || suffix { 92 } else { 80 };
            // “先进集体、服务标兵”: two names in one pair of marks.
            let parts = if suffix { listed(text, quote.start, end) } else { vec![(quote.start, end)] };
            found.extend(parts.into_iter().map(|(a, b)| (a, b, confidence, "honours/quoted")));
        }
    }
}

/// 为10户“甲乙示范户”、3名“甲乙媳妇”颁发奖状: winners are counted before the name, something is handed over behind.
fn handed_over(text: &Text<'_>, open: usize, close: usize) -> bool {
    let stop = text.sentence_end(close).min(close + 40);
    let counted = matches!(text.before(open), '个' | '名' | '家' | '户' | '位' | '度' | '获');
    let gifts = ["颁发", "颁奖", "奖状", "奖牌", "证书", "授牌", "奖金"];
    counted && gifts.iter().any(|word| text.find(close, stop, word).is_some())
}

/// The names of a list, if each of them is the name of an honour.
fn listed(text: &Text<'_>, start: usize, end: usize) -> Vec<(usize, usize)> {
    let mut parts = Vec::new();
    let mut from = start;
    for at in start..=end {
        if at == end || text.get(at) == '、' {
            parts.push((from, at));
            from = at + 1;
        }
    }
    let named = |part: &(usize, usize)| HONOURS.suffixes.ending(text, part.1).is_some();
    if parts.iter().all(named) { parts } else { vec![(start, end)] }
}

/// 认定…为示范园区,…为提升园区: the words between 为 and the stop.
fn conferred(text: &Text<'_>, found: &mut Vec<Found>) {
    let mut i = 0;
    while i < text.len() {
        let Some(n) = HONOURS.conferring.at(text, i) else {
            i += 1;
            continue;
        };
        let stop = text.sentence_end(i);
        for k in i + n..stop {
            if text.get(k) != '为' {
                continue;
            }
            let end = (k + 1..stop + 1).find(|&p| !is_han(text.get(p)) || p == stop).unwrap_or(stop);
            if (4..=20).contains(&(end - k - 1))
                && HONOURS.bearers.ending(text, end).is_some()
                && matches!(text.get(end), ',' | '。' | ';' | '\n')
            {
                found.push((k + 1, end, 80, "honours/conferred"));
            }
        }
        i = stop.max(i + n);
    }
}

/// 表彰先进单位和优秀招商专员: words that a mark of honour opens and a number, a list or a stop ends.
fn marked(text: &Text<'_>, found: &mut Vec<Found>) {
    for i in 0..text.len() {
        let Some(n) = ["先进", "优秀", "十佳", "最美", "杰出", "突出贡献", "模范", "优胜"]
            .iter()
            .find(|w| text.is(i, w))
        else {
            continue;
        };
        let n = n.chars().count();
        let end = (i + n..i + n + 9)
            .find(|&p| !is_han(text.get(p)) || matches!(text.get(p), '的' | '和' | '及' | '等' | '称' | '予'))
            .unwrap_or(i);
        let closes =
            matches!(text.get(end), '的' | '和' | '及' | '、' | '称') || text.get(end).is_ascii_digit();
        let from = text.sentence_start(i).max(i.saturating_sub(60));
        let given = ["表彰", "表扬", "授予", "评为", "评选", "命名", "通报表扬", "嘉奖"]
            .iter()
            .any(|w| text.find(from, i, w).is_some());
        let known = HONOURS.suffixes.ending(text, end).is_some();
        let good = end >= i + n + 2 && !known && closes && given;
        if good && HONOURS.not_before.ending(text, i).is_none() && !matches!(text.before(i), '“') {
            found.push((i, end, 70, "honours/marked"));
        }
    }
}

/// A sentence that names or confers, up to the quotation.
fn named_in(text: &Text<'_>, open: usize) -> bool {
    let from = text.sentence_start(open).max(open.saturating_sub(40));
    HONOURS.conferring.last_in(text, from, open).is_some()
}

/// 荣获全省先进县: bare words between a verb of receiving and a stop.
fn received(text: &Text<'_>, found: &mut Vec<Found>) {
    for i in 0..text.len() {
        let Some(n) = HONOURS.receiving.at(text, i) else { continue };
        let start = i + n + usize::from(text.get(i + n) == '了');
        let end = (start..start + 24).find(|&p| !is_han(text.get(p))).unwrap_or(start);
        if (5..=20).contains(&(end - start))
            && HONOURS.marks.first_in(text, start, end).is_some()
            && HONOURS.bearers.ending(text, end).is_some()
        {
            found.push((start, end, 75, "honours/received"));
        }
    }
}

/// 先进集体, 综合考评优胜奖: words that an end of honours closes.
fn suffixed(text: &Text<'_>, title: (usize, usize), found: &mut Vec<Found>) {
    let mut i = 0;
    while i < text.len() {
        let Some(n) = HONOURS.suffixes.at(text, i) else {
            i += 1;
            continue;
        };
        let end = i + n;
        let mut start = after_count(text, run_start(text, i, NAME_REACH, &HONOURS.cut), i);
        // 项目建设战役先进集体: 设 cuts where it is a verb, not in 建设 behind a noun.
        if text.ends(start, "建设") && start > 2 && is_han(text.before(start - 2)) {
            start = after_count(text, run_start(text, start - 2, NAME_REACH, &HONOURS.cut), i);
        }
        let lead = i - start;
        let prize = text.get(end - 1) == '奖';
        let about_assessing = HONOURS.assessing.last_in(text, start, i).is_some();
        let quoted = matches!(text.get(end), '”' | '’') && text.before(start) == '“';
        i = end;
        if quoted
            || HONOURS.not_behind.at(text, end).is_some()
            || HONOURS.not_before.ending(text, start).is_some()
            || HONOURS.not_before.at(text, start).is_some()
        {
            continue;
        }
        if prize {
            let bare = HONOURS.bare_prizes.ending(text, end).is_some();
            if (3..=24).contains(&(end - start)) && !bare {
                found.push((start, end, 80, "honours/prize"));
            }
        } else if lead == 0 || (title.0..title.1).contains(&start) || about_assessing || lead > 16 {
            found.push((end - n, end, 80, "honours/bare"));
        } else {
            // “甲乙”竞赛活动先进集体: the campaign before it is no part of the name.
            let campaign = ["活动", "竞赛", "行动"].iter().any(|w| text.ends(end - n, w))
                && text.plain(start, end).contains('”');
            found.push((if campaign { end - n } else { start }, end, 75, "honours/named"));
        }
    }
}

/// 47名优秀个人: the number and its measure word are no part of the name.
fn after_count(text: &Text<'_>, start: usize, at: usize) -> usize {
    (start..at)
        .rev()
        .find(|&k| {
            matches!(text.get(k), '个' | '名' | '家' | '户' | '位' | '届' | '次')
                && k > 0
                && is_numeral(text.get(k - 1))
        })
        .map_or(start, |k| k + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(raw: &str) -> Vec<String> {
        find(&Text::clean(raw), (0, 0), true).into_iter().map(|i| i.value).collect()
    }

    #[test]
    fn quoted_titles_are_honours() {
        assert_eq!(
            read("授予柳湾村等5个村“2029年度禁烧红旗村”称号,授予3家“纳税功臣”荣誉称号。"),
            ["2029年度禁烧红旗村", "纳税功臣"]
        );
    }

    #[test]
    fn a_fuller_name_stands_for_the_bare_one() {
        assert_eq!(read("关于表彰先进单位的决定:授予甲局“防汛救灾先进单位”称号。"), ["防汛救灾先进单位"]);
        assert_eq!(read("表彰了2029年度考核先进集体和优秀个人。"), ["先进集体", "优秀个人"]);
    }

    #[test]
    fn prizes_take_the_words_before() {
        assert_eq!(
            read("6个村拿到争先进位奖,颁发了突出贡献企业家奖,发放奖金。"),
            ["争先进位奖", "突出贡献企业家奖"]
        );
    }

    #[test]
    fn conferred_names_between_wei_and_stop() {
        assert_eq!(
            read("认定甲园区等3个园区为争先示范园区,乙园区为进位提升园区。"),
            ["争先示范园区", "进位提升园区"]
        );
    }

    #[test]
    fn verbs_of_choosing_show_honours() {
        assert_eq!(
            read("评选“柳湾名医”10名,“百户清洁庭院”评选挂牌,对甲局记三等功一次。"),
            ["柳湾名医", "百户清洁庭院", "三等功"]
        );
    }

    #[test]
    fn future_and_general_words_are_left_out() {
        assert!(read("不得参加评先评优,争创先进单位,以先进为榜样。").is_empty());
    }
}

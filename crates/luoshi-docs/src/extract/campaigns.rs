//! 活动: named campaigns, drives and themed years: 工作落实年, 三年行动, 百日攻坚战.

use super::quotes::{Quote, core, quotes, run_start};
use super::text::{Text, is_han};
use super::view::View;
use super::words::{CAMPAIGNS, FRAMEWORKS};
use super::{Extraction, Item, Known, item};

/// How far a name reaches back from its suffix.
const NAME_REACH: usize = 32;
/// How far bare words before a quotation can belong to the name.
const LEAD_REACH: usize = 10;

type Found = (usize, usize, u8, &'static str);

/// Reads campaigns into the proposals; frameworks must have been read.
pub(super) fn read(view: &View<'_>, _known: &Known, out: &mut Extraction) {
    let frameworks: Vec<String> = out.frameworks.iter().map(|f| core(&f.value)).collect();
    out.campaigns = find(view.clean(), &frameworks);
}

/// Campaigns, each once; what is a framework already is none.
#[must_use]
pub fn find(text: &Text<'_>, frameworks: &[String]) -> Vec<Item<String>> {
    let mut found: Vec<Found> = Vec::new();
    themed_years(text, &mut found);
    quoted(text, &mut found);
    suffixed(text, &mut found);
    // A name in quotation marks is firmer than a stretch that a suffix ends.
    found.sort_by_key(|f| (f.0, f.1));
    let mut out: Vec<(String, Item<String>)> = Vec::new();
    for (a, b, confidence, rule) in found {
        let value = text.words(a, b);
        let key = key(&value);
        let framework = frameworks.iter().any(|f| {
            *f == key
                || (f.contains(&key) || key.contains(f.as_str()))
                    && key.chars().count() < f.chars().count() + 5
        });
        if framework
            || key.chars().count() < 3
            || CAMPAIGNS.national.iter().any(|n| key == *n || key.ends_with(n.as_str()))
        {
            continue;
        }
        match out.iter_mut().find(|(k, _)| k.contains(&key) || key.contains(k.as_str())) {
            // The same words with what they are about: 创建文明城市“百日冲刺”行动.
            Some((k, old))
                if *k == key
                    && core(&value).chars().count() > core(&old.value).chars().count()
                    && core(&value).chars().count() <= 20
                    && (old.value.starts_with(['“', '"', '‘']) || core(&old.value) == key)
                    && !core(&value)
                        .chars()
                        .take(5)
                        .any(|c| matches!(c, '镇' | '乡' | '县' | '市' | '区')) =>
            {
                *old = item(value, text.span(a, b), confidence, rule);
            }
            // The fuller mention stands for both.
            Some((k, old))
                if key.chars().count() > k.chars().count()
                    && key.chars().count() <= 24
                    && old.confidence <= confidence =>
            {
                *old = item(value, text.span(a, b), confidence, rule);
                *k = key;
            }
            Some(_) => {}
            None => out.push((key, item(value, text.span(a, b), confidence, rule))),
        }
    }
    let mut out: Vec<Item<String>> = out.into_iter().map(|(_, item)| item).collect();
    out.sort_by_key(|i| i.span);
    out
}

/// What identifies a campaign: the words inside its marks, if they are enough.
fn key(value: &str) -> String {
    let inner = value
        .split(['“', '‘', '"'])
        .nth(1)
        .and_then(|rest| rest.split(['”', '’', '"']).next())
        .map(core)
        .unwrap_or_default();
    if inner.chars().count() >= 3 { inner } else { core(value) }
}

/// “工作落实年”, and 项目推进年、作风提升年活动 whose marks were lost.
fn themed_years(text: &Text<'_>, found: &mut Vec<Found>) {
    for i in 2..text.len() {
        if text.get(i) != '年' || !is_han(text.before(i)) {
            continue;
        }
        let behind = matches!(text.get(i + 1), '”' | '’' | '、' | '“')
            || ["活动", "行动", "建设", "动员", "主题", "工作", "和", "、"].iter().any(|w| text.is(i + 1, w));
        if !behind {
            continue;
        }
        let quoted_start = (i.saturating_sub(16)..i)
            .rev()
            .take_while(|&p| !matches!(text.get(p), '”' | '\n' | '。'))
            .find(|&p| matches!(text.get(p), '“' | '‘'));
        let words = CAMPAIGNS.year_words.ending(text, i).unwrap_or(0);
        match quoted_start {
            Some(open)
                if matches!(text.get(i + 1), '”' | '’')
                    && i - open >= 4
                    && (open + 1..i).all(|p| is_han(text.get(p)))
                    && !text.ends(i, "之")
                    && !text.ends(i, "个") =>
            {
                found.push((open + 1, i + 1, 92, "campaigns/year"));
            }
            _ if words > 0 => {
                // The last word of the theme is often a verb itself: 项目推进年.
                let start = run_start(text, i - words, 12, &CAMPAIGNS.cut);
                if i - start >= 3 {
                    found.push((start, i + 1, 78, "campaigns/bare-year"));
                }
            }
            _ => {}
        }
    }
}

/// “甲乙”计划, “甲乙”专项行动, “甲乙”创建; a quotation that ends with such a word itself.
fn quoted(text: &Text<'_>, found: &mut Vec<Found>) {
    for quote in quotes(text, 28) {
        let inner = quote.end - quote.start;
        if inner < 2 || text.get(quote.end - 1) == '年' {
            continue;
        }
        // “安全生产月”, “消防宣传月”
        if inner >= 4
            && text.get(quote.end - 1) == '月'
            && (quote.start..quote.end).all(|i| is_han(text.get(i)) || text.get(i).is_ascii_digit())
            && !super::numerals::is_numeral(text.get(quote.end - 2))
        {
            found.push((quote.start, quote.end, 80, "campaigns/month"));
            continue;
        }
        if let Some(n) = CAMPAIGNS.quoted_ends.ending(text, quote.end).filter(|n| inner >= n + 2) {
            let _ = n;
            let start = lead(text, quote.start - 1);
            found.push((start, quote.end + 1, 88, "campaigns/quoted"));
            continue;
        }
        // “气化乡镇”工程, “春风送岗”就业援助工程: works with a name of their own.
        if let Some(end) = works(text, quote) {
            let start = lead(text, quote.start - 1);
            if ["实施", "推进", "启动", "深化", "开展"].iter().any(|w| text.ends(start, w)) {
                found.push((start, end, 78, "campaigns/works"));
            }
            continue;
        }
        let end = tail(text, quote);
        // “四好”村创建 is a drive of the place, “四好” alone a catchword.
        if FRAMEWORKS.doctrine.at(text, quote.start) == Some(inner)
            && end.is_none_or(|e| !text.ends(e, "创建"))
        {
            continue;
        }
        if let Some(end) = end {
            found.push((lead(text, quote.start - 1), end, 85, "campaigns/quoted-with-noun"));
        } else if inner >= 4 && slogan(text, quote) && acted(text, quote) {
            found.push((quote.start, quote.end, 70, "campaigns/acted"));
        } else if inner >= 4
            && ["推进大会", "动员大会", "誓师大会", "动员会", "推进会"]
                .iter()
                .any(|w| text.is(quote.end + 1, w))
            && slogan(text, quote)
        {
            found.push((quote.start, quote.end, 75, "campaigns/meeting"));
        }
    }
}

/// Bare words before a quotation that belong to its name: 企业上市“甲乙计划”.
fn lead(text: &Text<'_>, open: usize) -> usize {
    let start = run_start(text, open, LEAD_REACH, &CAMPAIGNS.cut);
    // The run must begin right behind a verb or stop; else its words belong to the sentence.
    let cut = start == 0 || !is_han(text.before(start)) || CAMPAIGNS.cut.ending(text, start).is_some();
    // 23家单位“甲乙”创建, 某镇2030年“甲乙”行动: a count or a year belongs to the sentence.
    let counted = (start..open).any(|p| text.get(p).is_ascii_digit());
    if cut && !counted && open - start <= 8 && text.before(open) != '”' { start } else { open }
}

/// The end of 工程 at most six characters behind a quotation that is no code and no list.
fn works(text: &Text<'_>, quote: Quote) -> Option<usize> {
    let from = quote.end + 1;
    let named = slogan(text, quote) && !text.plain(quote.start, quote.end).contains('、');
    let at = (from..from + 7).take_while(|&p| is_han(text.get(p))).find(|&p| text.is(p, "工程"))?;
    let clean = (from..at).all(|p| CAMPAIGNS.between_stops.at(text, p).is_none());
    (named && clean && !is_han(text.get(at + 2)) || named && at == from).then_some(at + 2)
}

/// 实施“甲乙助学”,: a verb of doing right before the quotation and a stop right behind it.
fn acted(text: &Text<'_>, quote: Quote) -> bool {
    let verb = ["实施", "开展", "启动", "组织开展", "打响", "发起", "开展了", "启动了", "实施了"]
        .iter()
        .any(|w| text.ends(quote.start - 1, w));
    verb && matches!(text.get(quote.end + 1), ',' | '。' | ';' | '\n') && quote.end - quote.start <= 12
}

fn slogan(text: &Text<'_>, quote: Quote) -> bool {
    (quote.start..quote.end).all(|i| is_han(text.get(i)) || matches!(text.get(i), '、' | ','))
        && !super::numerals::is_numeral(text.get(quote.start))
}

/// The end of the noun of campaigning behind a quotation, with at most eight characters between.
fn tail(text: &Text<'_>, quote: Quote) -> Option<usize> {
    let from = quote.end + 1;
    for at in from..from + 9 {
        if !is_han(text.get(at)) || CAMPAIGNS.between_stops.at(text, at).is_some() {
            return None;
        }
        if let Some(n) = CAMPAIGNS.quoted_nouns.at(text, at) {
            let end = at + n;
            return CAMPAIGNS.not_behind.at(text, end).is_none().then_some(end);
        }
    }
    None
}

/// 人居环境整治行动, 城市更新三年行动: bare words that a suffix ends.
fn suffixed(text: &Text<'_>, found: &mut Vec<Found>) {
    let mut i = 0;
    while i < text.len() {
        let Some(n) = CAMPAIGNS.suffixes.at(text, i) else {
            i += 1;
            continue;
        };
        let end = i + n;
        let start = after_year(text, run_start(text, i, NAME_REACH, &CAMPAIGNS.cut), i);
        let inside_quote = text.get(end) == '”';
        let content = i - start;
        let verb = CAMPAIGNS.verbs.ending(text, start).is_some()
            || matches!(text.before(start), '、' | '《' | '“')
            || text.before(start) == '年' && text.before(start - 1).is_ascii_digit();
        let strong = CAMPAIGNS.strong.at(text, i) == Some(n);
        let vague = CAMPAIGNS.vague.ending(text, i).is_some_and(|m| m >= content)
            || content < 2
            || CAMPAIGNS.never.ending(text, i).is_some();
        if !inside_quote
            && !vague
            && content <= 24
            && (strong && content >= 2 || verb && content >= 3)
            && CAMPAIGNS.not_behind.at(text, end).is_none()
        {
            found.push((start, end, if verb { 80 } else { 70 }, "campaigns/suffix"));
        }
        i = end;
    }
}

/// 柳湾县2030年水利提升行动: what stands behind the year.
fn after_year(text: &Text<'_>, start: usize, at: usize) -> usize {
    (start + 1..at)
        .rev()
        .find(|&k| text.get(k) == '年' && text.get(k - 1).is_ascii_digit())
        .map_or(start, |k| k + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(raw: &str) -> Vec<String> {
        find(&Text::clean(raw), &[]).into_iter().map(|i| i.value).collect()
    }

    #[test]
    fn themed_years_with_and_without_marks() {
        assert_eq!(
            read("开展“工作见效年”和项目推进年、作风提升年活动。今年是开局之年,明年工作更重。"),
            ["工作见效年", "项目推进年", "作风提升年"]
        );
    }

    #[test]
    fn quoted_names_take_their_noun() {
        assert_eq!(
            read("深入实施“育才引智”计划,开展“进村解难、增收”专项行动和“清洁家园”创建。"),
            ["“育才引智”计划", "“进村解难、增收”专项行动", "“清洁家园”创建"]
        );
    }

    #[test]
    fn suffixes_reach_back_to_the_verb() {
        assert_eq!(
            read("持续实施人居环境整治行动,启动城市更新三年行动,打响产业焕新会战。"),
            ["人居环境整治行动", "城市更新三年行动", "产业焕新会战"]
        );
    }

    #[test]
    fn drives_of_other_kinds_are_found() {
        assert_eq!(
            read("在全县开展水库安全隐患全链条整治,实施“春雨助学”,搞“改作风、提效率”整顿、“四好”村创建。"),
            ["水库安全隐患全链条整治", "“春雨助学”", "“改作风、提效率”整顿", "“四好”村创建"]
        );
        assert_eq!(read("柳湾县2030年水系连通行动任务清单"), ["水系连通行动"]);
    }

    #[test]
    fn general_words_are_no_campaigns() {
        assert!(read("要迅速行动,以实际行动统一行动。开展专项行动,坚决打赢脱贫攻坚战。").is_empty());
    }
}

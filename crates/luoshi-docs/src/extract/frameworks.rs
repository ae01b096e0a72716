//! 框架: codes and numbered slogans that organise the work: “1134”工作布局, “三个年”, 五大战役.
//!
//! Doctrine and national catchwords are on a list of their own and never count.

use super::numerals::is_numeral;
use super::quotes::{Quote, core, quotes};
use super::text::{Text, is_han};
use super::view::View;
use super::words::{FORCES, FRAMEWORKS};
use super::{Extraction, Item, Known, item};

/// The longest slogan, in characters.
const LONGEST: usize = 36;

/// Reads frameworks into the proposals; the issuer must have been read.
pub(super) fn read(view: &View<'_>, _known: &Known, out: &mut Extraction) {
    let place = out.issuer.as_ref().map(|i| stem(&i.value)).unwrap_or_default();
    out.frameworks = find(view.clean(), &place);
}

/// Frameworks, each once; `place` is the bare name of the issuer, for slogans that hold it.
#[must_use]
pub fn find(text: &Text<'_>, place: &str) -> Vec<Item<String>> {
    let mut found: Vec<(usize, usize, u8, &'static str)> = Vec::new();
    let all = quotes(text, LONGEST);
    let drives: Vec<String> = all
        .iter()
        .filter(|quote| drive(text, **quote))
        .map(|quote| text.plain(quote.start, quote.end))
        .collect();
    for quote in all {
        if drives.contains(&text.plain(quote.start, quote.end)) {
            continue;
        }
        if let Some((confidence, rule)) = judge(text, quote, place) {
            let (a, b) = extent(text, quote);
            found.push((a, b, confidence, rule));
        }
    }
    bare_codes(text, &mut found);
    bare_numbers(text, &mut found);
    found.sort_by_key(|f| (f.0, std::cmp::Reverse(f.1)));
    let mut out: Vec<(String, Item<String>)> = Vec::new();
    for (a, b, confidence, rule) in found {
        let value = text.words(a, b);
        let key = key(&value);
        if !out.iter().any(|(k, _)| k.contains(&key) || key.contains(k.as_str())) {
            out.push((key, item(value, text.span(a, b), confidence, rule)));
        }
    }
    out.into_iter().map(|(_, item)| item).collect()
}

/// What identifies a framework: the words inside the marks.
fn key(value: &str) -> String {
    let inner = value
        .split(['“', '‘', '"'])
        .nth(1)
        .and_then(|rest| rest.split(['”', '’', '"']).next())
        .unwrap_or(value);
    core(inner)
}

/// 柳湾 of 柳湾镇人民政府.
fn stem(issuer: &str) -> String {
    let mut name = issuer;
    for end in ["办公室", "人民政府", "街道办事处", "委员会", "党工委", "党委"] {
        name = name.strip_suffix(end).unwrap_or(name);
    }
    for end in ["街道", "自治区", "镇", "乡", "县", "区", "市", "省", "旗"] {
        name = name.strip_suffix(end).unwrap_or(name);
    }
    let chars: Vec<char> = name.chars().collect();
    chars[chars.len().saturating_sub(2)..].iter().collect()
}

/// The length of the noun that belongs to a slogan and stands at `i`.
fn noun(text: &Text<'_>, i: usize) -> usize {
    FRAMEWORKS.nouns.at(text, i).unwrap_or(0)
}

/// From the opening mark to the noun behind; 惠企“二十条” with the words before.
fn extent(text: &Text<'_>, quote: Quote) -> (usize, usize) {
    let n = noun(text, quote.end + 1)
        .max(far_noun(text, quote))
        .max(counted_noun(text, quote.end + 1))
        .max(colour_noun(text, quote));
    let mut a = quote.start - 1;
    if text.get(quote.end - 1) == '条' {
        a = super::quotes::run_start(text, a, 8, &FRAMEWORKS.cut);
    }
    (a, quote.end + 1 + n)
}

/// “1+5+N”健康服务体系, “甲牌、乙牌”两牌制度: the length up to a noun of organising that a few
/// characters part from a code, a number or a list.
fn far_noun(text: &Text<'_>, quote: Quote) -> usize {
    let from = quote.end + 1;
    let inner = text.plain(quote.start, quote.end);
    let listed = inner.contains(['、', '+', '·']) && !inner.contains(['。', ',']);
    let counted = inner.chars().next().is_some_and(is_numeral) && inner.chars().count() <= 6;
    if !(is_code(&inner) || listed || counted) {
        return 0;
    }
    let reach = if is_code(&inner) { 6 } else { 3 };
    for at in from..=from + reach {
        if let Some(n) = FRAMEWORKS.far_nouns.at(text, at) {
            return at + n - from;
        }
        if !is_han(text.get(at)) || matches!(text.get(at), '的' | '和' | '与' | '等' | '为' | '是') {
            return 0;
        }
    }
    0
}

/// “红黄绿”灯管理: the length of the noun behind a list of colours.
fn colour_noun(text: &Text<'_>, quote: Quote) -> usize {
    let from = quote.end + 1;
    let colour =
        "红橙黄绿蓝".contains(text.get(quote.start)) && "红橙黄绿蓝灯牌".contains(text.get(quote.end - 1));
    if colour {
        FRAMEWORKS.colours.first_in(text, from, from + 6).map_or(0, |(i, n)| i + n - from)
    } else {
        0
    }
}

/// Why a quotation is a framework: the confidence and the rule.
fn judge(text: &Text<'_>, quote: Quote, place: &str) -> Option<(u8, &'static str)> {
    if excluded(text, quote)
        || text.find(quote.start, quote.end, "实事").is_some()
        || FORCES.suffixes.ending(text, quote.end).is_some()
        || FRAMEWORKS.other_nouns.at(text, quote.end + 1).is_some()
        || text.get(quote.end - 1) == '奖'
    {
        return None;
    }
    let inner = text.plain(quote.start, quote.end);
    // “三名工程”: the noun may stand inside the marks.
    let own = ["工程", "战略", "布局", "体系"].iter().find_map(|noun| inner.strip_suffix(noun));
    if let Some(bare) = own.filter(|bare| bare.starts_with(['三', '四', '五', '六', '七', '八', '九', '十']))
        && (2..=4).contains(&bare.chars().count())
    {
        return Some((80, "frameworks/numbered"));
    }
    let leads = text.before(quote.start - 1) == '以' && FRAMEWORKS.leads.at(text, quote.end + 1).is_some();
    let far = far_noun(text, quote) > 0;
    let has_noun = noun(text, quote.end + 1) > 0 || leads || far;
    if is_code(&inner) {
        return has_noun.then_some((95, "frameworks/code"));
    }
    let parts: Vec<&str> = inner.split(['、', ',', '·']).collect();
    let numbered =
        parts.iter().filter(|p| p.chars().next().is_some_and(is_numeral) && p.chars().count() >= 2).count();
    if numbered == parts.len() && parts.iter().all(|p| p.chars().all(is_han) && p.chars().count() <= 10) {
        return numbered_slogan(&parts, &inner, has_noun);
    }
    // “双提升”工作部署
    let double = inner.starts_with('双') && (3..=4).contains(&inner.chars().count());
    if double
        && ["工作部署", "部署", "工作布局", "布局", "发展战略", "战略", "奋斗目标", "发展目标"]
            .iter()
            .any(|w| text.is(quote.end + 1, w))
    {
        return Some((78, "frameworks/double"));
    }
    if FRAMEWORKS.strategies.at(text, quote.end + 1).is_some() && inner.chars().count() <= 24 {
        return Some((80, "frameworks/strategy"));
    }
    let colours = inner.chars().all(|c| "红橙黄绿蓝白黑灯牌三色、".contains(c)) && inner.chars().count() >= 3;
    if colours && FRAMEWORKS.colours.first_in(text, quote.end + 1, quote.end + 6).is_some() {
        return Some((80, "frameworks/colours"));
    }
    if parts.len() >= 2 && far && inner.chars().all(|c| is_han(c) || c == '、') {
        return Some((76, "frameworks/listed"));
    }
    if parts.len() >= 2 && counted_noun(text, quote.end + 1) > 0 {
        return Some((80, "frameworks/counted"));
    }
    let named = place.chars().count() >= 2 && inner.contains(place) && inner.chars().count() <= 8;
    (named && text.is(quote.end + 1, "建设")).then_some((70, "frameworks/place"))
}

/// “两拆一增”专项行动 is a campaign.
fn drive(text: &Text<'_>, quote: Quote) -> bool {
    let bare = text.plain(quote.start, quote.end);
    !is_code(&bare)
        && ["行动", "专项行动", "百日行动", "专项整治", "集中整治", "三年行动", "百日攻坚", "竞赛", "系列"]
            .iter()
            .any(|w| text.is(quote.end + 1, w))
}

/// 三个年, 五大战役, 四抓三干, 一码、一图、一表. One number alone needs a measure word or a noun.
fn numbered_slogan(parts: &[&str], inner: &str, has_noun: bool) -> Option<(u8, &'static str)> {
    let chars: Vec<char> = inner.chars().collect();
    if parts.len() >= 2 {
        // 一周一碰头、一月一过堂; 一个产业、一名领导: ways of working.
        let ways = parts.iter().all(|part| part.starts_with('一') && part.chars().count() >= 4);
        if ways {
            return None;
        }
        return Some((85, "frameworks/series"));
    }
    let numbers = chars.iter().filter(|c| is_numeral(**c)).count();
    let pairs = numbers == 2 && chars.iter().filter(|c| **c == '一').count() == 2;
    if chars.len() > 8 && numbers < 3 {
        return None;
    }
    if chars.len() >= 4 && numbers >= 2 && !pairs && numbers != chars.len() && !chars.starts_with(&['十']) {
        return Some((80, "frameworks/numbered"));
    }
    let digits = chars.iter().take_while(|c| is_numeral(**c)).count();
    let measure = chars.get(digits).is_some_and(|c| "个大项张场条类支方篇把座抓种".contains(*c));
    let small = matches!(chars.first(), Some('一' | '两'));
    // 一企一档 is a way of working.
    if pairs {
        return None;
    }
    if small && !(measure && has_noun) {
        return None;
    }
    (measure || has_noun && chars.len() <= 5)
        .then_some((if has_noun { 88 } else { 78 }, "frameworks/numbered"))
}

/// 1134, 4+4, 1+3+N.
fn is_code(inner: &str) -> bool {
    let digits = inner.chars().filter(char::is_ascii_digit).count();
    let plain = inner
        .chars()
        .all(|c| c.is_ascii_digit() || matches!(c, '+' | 'N' | 'n' | 'X' | '-' | '·' | '.' | '×'));
    digits >= 1 && plain && inner.chars().count() >= 3 && !(inner.starts_with("20") && digits == 4)
}

fn excluded(text: &Text<'_>, quote: Quote) -> bool {
    let length = quote.end - quote.start;
    (quote.start..quote.end).any(|i| {
        // 环湖一体化 is a name that holds a catchword, 一体化 is the catchword.
        let Some(n) = FRAMEWORKS.doctrine.at(text, i) else { return false };
        // “双千双百”奋斗目标: two of them in a row are a goal of the place.
        let goal = n < length
            && ["奋斗目标", "发展目标", "工作目标"].iter().any(|noun| text.is(quote.end + 1, noun));
        n * 2 >= length && (i == quote.start || n * 3 > length * 2) && !goal
    })
}

/// 四轮驱动, 三色挂牌管理: the length of a counted noun behind a quoted list.
fn counted_noun(text: &Text<'_>, i: usize) -> usize {
    if !"三四五六七八九".contains(text.get(i)) {
        return 0;
    }
    (i + 1..i + 5).find_map(|at| FRAMEWORKS.counted.at(text, at).map(|n| at + n - i)).unwrap_or(0)
}

/// 1134工作布局 whose marks were lost.
fn bare_codes(text: &Text<'_>, found: &mut Vec<(usize, usize, u8, &'static str)>) {
    let mut i = 0;
    while i < text.len() {
        if !text.get(i).is_ascii_digit()
            || text.before(i).is_ascii_digit()
            || matches!(text.before(i), '.' | '+' | '-' | '“')
        {
            i += 1;
            continue;
        }
        let mut end = i;
        while end < i + 9 && (text.get(end).is_ascii_digit() || matches!(text.get(end), '+' | 'N')) {
            end += 1;
        }
        let code = text.plain(i, end);
        let n = FRAMEWORKS.code_nouns.at(text, end).unwrap_or(0);
        if n > 0 && is_code(&code) && (code.contains('+') || (3..=6).contains(&code.len())) {
            found.push((i, end + n, 75, "frameworks/bare-code"));
        }
        i = end.max(i + 1);
    }
}

/// 打好三大战役: a number and a noun of campaigning without marks.
fn bare_numbers(text: &Text<'_>, found: &mut Vec<(usize, usize, u8, &'static str)>) {
    for i in 0..text.len() {
        if !"三四五六七八九十".contains(text.get(i))
            || is_numeral(text.before(i))
            || text.before(i) == '第'
            || !matches!(text.get(i + 1), '大' | '场')
        {
            continue;
        }
        let Some(n) = FRAMEWORKS.bare_nouns.at(text, i + 2) else { continue };
        let end = i + 2 + n;
        let quoted = matches!(text.before(i), '“' | '”');
        if !quoted && FRAMEWORKS.doctrine.at(text, i).is_none() {
            found.push((i, end, 70, "frameworks/bare-number"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(raw: &str) -> Vec<String> {
        find(&Text::clean(raw), "柳湾").into_iter().map(|i| i.value).collect()
    }

    #[test]
    fn codes_take_the_noun_that_follows() {
        assert_eq!(
            read("对标“2678”工作思路和“5+5”重点任务,确定1357工作布局。"),
            ["“2678”工作思路", "“5+5”重点任务", "1357工作布局"]
        );
        assert!(read("拨打“12345”热线,实行“7×24”小时值守,2030年目标。").is_empty());
    }

    #[test]
    fn numbered_slogans_with_and_without_marks() {
        assert_eq!(
            read("开展“四个年”活动,打好“六场硬仗”,落实“一心两带多点”,打赢三大战役。"),
            ["“四个年”活动", "“六场硬仗”", "“一心两带多点”", "三大战役"]
        );
    }

    #[test]
    fn doctrine_and_catchwords_are_left_out() {
        assert!(
            read("坚持“两个确立”,增强“四个意识”,统筹“五位一体”总体布局,做好“三农”工作和“一老一小”服务。")
                .is_empty()
        );
    }

    #[test]
    fn slogans_of_the_place_and_counted_nouns() {
        assert_eq!(
            read("推进“活力柳湾”建设,走“甲乡、乙乡、丙乡”三轮驱动路子。"),
            ["“活力柳湾”建设", "“甲乡、乙乡、丙乡”三轮驱动"]
        );
    }

    #[test]
    fn nouns_a_few_characters_behind_count() {
        assert_eq!(
            read("落实“1+6+N”健康服务体系,用好“六个一”帮扶体系,实行“黄旗、白旗”榜单管理。"),
            ["“1+6+N”健康服务体系", "“六个一”帮扶体系", "“黄旗、白旗”榜单管理"]
        );
    }

    #[test]
    fn each_framework_once() {
        assert_eq!(read("“四个年”活动开始。“四个年”见效。").len(), 1);
    }
}

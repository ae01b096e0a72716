//! 标题: the headline, or the title that stands only inside 《》 of a covering notice.

use std::sync::LazyLock;

use regex::Regex;

use super::issued::titles;
use super::text::{Stretch, Text, is_han};
use super::view::View;
use super::words::TITLE;
use super::{Extraction, Item, Known, item, pattern};

/// How many lines down a headline is looked for.
const TOP_LINES: usize = 30;
/// The longest headline, in characters.
const LONGEST: usize = 90;

/// Reads the title into the proposals.
pub(super) fn read(view: &View<'_>, _known: &Known, out: &mut Extraction) {
    out.title = find(view.clean());
}

/// The document's own title.
#[must_use]
pub fn find(text: &Text<'_>) -> Option<Item<String>> {
    labelled(text).or_else(|| headline(text)).or_else(|| covered(text)).or_else(|| excerpted(text)).map(
        |(a, b, confidence, rule)| {
            item(text.words(a, b).trim().to_owned(), text.span(a, b), confidence, rule)
        },
    )
}

type Found = (usize, usize, u8, &'static str);

static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^[(\[]?\S{1,12}[\[(〔【]\s*(19|20)\d\d\s*[\])〕】]\s*第?\s*\d+\s*号[)\]]?\s*")
});
static META: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^[\-\[(【 ]*(索 ?引 ?号|发布机构|发文机关|发布单位|发文单位|公开|成文日期|发文日期|发布日期|发布时间|生成日期|印发日期|时间|日期|来源|信息来源|文 ?号|文件编号|发文字号|发文文号|分 ?类|主题|体裁|组配|有 ?效|效力|关键词|浏览|点击|阅读|字体|字号|作者|编辑|责编|审核|责任编辑|记者|通讯员|供稿|文/|图/|撰稿|当前位置|您现在|内容概述|语种|载体|签发|第\d+期|主办|承办|抄送|名称[:|]|服务对象|生命周期|密级|附件|点击数|发布人|发布者|责任部门|公文种类|信息分类|备注|废止)",
    )
});
static DATED: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^[\-( ]*(19|20)\d\d ?[-./年] ?\d{1,2} ?[-./月] ?\d{1,2}"));
static REDHEAD: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^.{2,30}(文件|简报|专报|会议纪要|函|工作动态)$"));
static SIGNED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(政府|室|委|局|办|会|部|组|中心)[^召会]{0,3} (19|20)\d\d ?年 ?\d{1,2} ?月 ?\d{1,2} ?日$")
});
static ISSUE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^[(\[]?(\d{4}年?)?[)\]]? ?第? ?[0-9一二三四五六七八九十]{1,4} ?[期号]"));
static SALUTE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(各|同志们|各位|尊敬的|同志:|机关各|全镇各|县直各|区直各|市直各|镇直各|全体|乡属各|局属|局机关|.{2,12}(管委会|人民政府|办事处|委员会)[,、].*:$)",
    )
});
static BODY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(本报|本网|.{2,8}讯|[0-9]{1,2} ?月 ?[0-9]{1,2} ?日|近日|日前|为(进一步|深入|认真|全面|贯彻|了|切实|推|加|落|确|做|扎|压|健|规|充|有)|根据|按照|今年以来|\(上接|[一二三四五六七八九十]{1,2} ?、|第一[章条]|\([一二三四五六七八九十]\)|1[.、]|序号)",
    )
});
static TABLE_LINE: LazyLock<Regex> = LazyLock::new(|| pattern(r"\|$|^\|"));

/// 标题: … of a table of particulars.
fn labelled(text: &Text<'_>) -> Option<Found> {
    for (n, line) in text.lines.iter().take(TOP_LINES).enumerate() {
        let compact_end =
            (line.start..line.end.min(line.start + 10)).find(|&i| matches!(text.get(i), ':' | '|'));
        let Some(colon) = compact_end else { continue };
        let label: String =
            text.plain(line.start, colon).chars().filter(|c| !matches!(c, ' ' | '[' | ']')).collect();
        if !matches!(
            label.as_str(),
            "标题" | "文件名称" | "信息名称" | "名称" | "公文名称" | "信息标题" | "文件标题"
        ) {
            continue;
        }
        let mut a = colon + 1;
        while a < line.end && matches!(text.get(a), ':' | '|' | ' ') {
            a += 1;
        }
        let (a, b) = if a < line.end {
            (a, (a..line.end).find(|&i| text.get(i) == '|').unwrap_or(line.end))
        } else {
            let next = text.lines.get(n + 1)?;
            (next.start, next.end)
        };
        let (a, b) = tidy(text, a, b);
        if b > a + 5 {
            return Some((a, b, 92, "title/labelled"));
        }
    }
    None
}

/// The first line that is neither furniture nor body.
fn headline(text: &Text<'_>) -> Option<Found> {
    let lines: Vec<&Stretch> = text.lines.iter().filter(|l| !l.noise).take(TOP_LINES).collect();
    for (n, line) in lines.iter().enumerate() {
        let words = text.plain(line.start, line.end);
        if SALUTE.is_match(&words) {
            return None;
        }
        if skipped(&words) {
            continue;
        }
        if is_red_head(text, &lines, n) || is_masthead(text, &lines, n) {
            continue;
        }
        if is_body(&words) {
            return run_on(text, line);
        }
        // A table flattened to lines: its marks may stand alone and count as furniture.
        let next = text
            .lines
            .iter()
            .find(|l| l.start > line.start)
            .map(|l| text.plain(l.start, l.end))
            .unwrap_or_default();
        if TABLE_LINE.is_match(&next) && !has_end(&words) {
            return None;
        }
        let end = page_tail(text, line.start, line.end).unwrap_or(line.end);
        let (a, b) = tidy(text, line.start, end);
        if b < a + 4 {
            continue;
        }
        let joined =
            lines.get(n + 1).filter(|l| !has_end(&words) && completes(&words, &text.plain(l.start, l.end)));
        return Some(match joined {
            Some(l) => (a, l.end, 85, "title/two-lines"),
            None => (a, b, if has_end(&words) { 92 } else { 80 }, "title/headline"),
        });
    }
    None
}

/// “两会”速递|…清单: one bar inside a headline parts no cells.
fn parted(words: &str) -> bool {
    words.matches('|').count() == 1
        && words.chars().count() >= 14
        && words.split('|').all(|part| part.trim().chars().count() >= 3)
        && !words.contains(':')
}

fn skipped(words: &str) -> bool {
    // 要闻 A03: the head of a page.
    let page =
        words.chars().count() <= 10 && words.chars().filter(|c| is_han(*c)).count() < 4 && !has_end(words);
    // 【督查通报】 names the column of the page.
    let column = words.starts_with('【') && words.ends_with('】') && words.chars().count() <= 12;
    if page || column {
        return true;
    }
    let dated = words.chars().count() < 50 && SIGNED.is_match(words);
    dated
        || META.is_match(words)
        || DATED.is_match(words)
        || REDHEAD.is_match(words) && !words.contains("关于")
        || words.contains('|') && !parted(words)
        || words.chars().count() < 40 && ISSUE.is_match(words) && !has_end(words)
        || NUMBER.find(words).is_some_and(|m| m.end() == words.len())
        || ["记者", "通讯员", "责任编辑"].iter().any(|w| words.contains(w)) && words.chars().count() < 50
}

fn is_body(words: &str) -> bool {
    let stops = words.chars().filter(|c| matches!(c, '。' | ';')).count();
    let commas = words.chars().filter(|c| *c == ',').count();
    stops > 0
        || commas > 2
        || words.chars().count() > LONGEST
        || BODY.is_match(words)
        || words.ends_with([',', ':', '、'])
}

/// Whether a line ends like a title.
fn has_end(words: &str) -> bool {
    let bare = words.trim_end_matches([')', '”', '》', ' ']);
    TITLE.ends.iter().any(|end| bare.ends_with(end.as_str()))
        || TITLE
            .ends
            .iter()
            .any(|end| words.split('(').next().is_some_and(|w| w.trim_end().ends_with(end.as_str())))
}

/// 督 查 通 报 above 第3期: the name of a serial, not of this paper.
fn is_red_head(text: &Text<'_>, lines: &[&Stretch], n: usize) -> bool {
    let Some(line) = lines.get(n) else { return false };
    let compact: String = text.plain(line.start, line.end).chars().filter(|c| *c != ' ').collect();
    let issue = lines.get(n + 1).map(|l| text.plain(l.start, l.end)).unwrap_or_default();
    compact.chars().count() <= 12
        && ["通报", "专报", "简报", "通知", "动态", "快报", "情况", "参考", "纪要"]
            .iter()
            .any(|w| compact.ends_with(w))
        && (ISSUE.is_match(&issue) || NUMBER.find(&issue).is_some_and(|m| m.end() == issue.len()))
}

static MASTHEAD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(中共)?[\p{Han} ]{3,40}(委员会|委|政府|办公室|局|厅|中心|办事处|指挥部|领导小组|督查室|考核办|督查办|督考办|专班|联席会议)$",
    )
});

/// An organ alone on its line above the name of its serial, a number, or a title of its own.
fn is_masthead(text: &Text<'_>, lines: &[&Stretch], n: usize) -> bool {
    let line = |k: usize| lines.get(k).map(|l| text.plain(l.start, l.end)).unwrap_or_default();
    MASTHEAD.is_match(&line(n))
        && (is_red_head(text, lines, n + 1)
            || (n + 1..n + 4).any(|k| {
                let issue = line(k);
                ISSUE.is_match(&issue) || NUMBER.find(&issue).is_some_and(|m| m.end() == issue.len())
            }))
}

/// Whether the next line completes a broken headline.
fn completes(first: &str, next: &str) -> bool {
    let slogan = next.starts_with("——") && !next.contains('在');
    has_end(next)
        && !skipped(next)
        && !is_body(next)
        && !SALUTE.is_match(next)
        && (slogan || !next.starts_with(['—', '(']))
        && !next.starts_with(first.chars().take(4).collect::<String>().as_str())
        && first.chars().count() + next.chars().count() <= LONGEST
}

/// Where the particulars of the page begin behind a headline: 某镇召开大会 2030-02-03 来源:….
fn page_tail(text: &Text<'_>, a: usize, b: usize) -> Option<usize> {
    (a + 8..b).find(|&i| {
        text.get(i) == ' '
            && (super::days::days(text, i + 1, i + 12)
                .first()
                .is_some_and(|d| d.start == i + 1 && text.get(i + 5) == '-')
                || ["来源:", "发布时间", "时间:", "日期:", "发布日期", "信息来源", "浏览", "作者:"]
                    .iter()
                    .any(|w| text.is(i + 1, w)))
    })
}

/// A headline that lost its line break: it ends with the kind of paper, and the body begins there.
fn run_on(text: &Text<'_>, line: &Stretch) -> Option<Found> {
    let limit = line.end.min(line.start + 60);
    for i in line.start + 8..limit {
        // 某镇召开大会 2030-02-03 来源:…: the particulars of the page follow the headline.
        let page = text.get(i) == ' '
            && (super::days::days(text, i + 1, i + 12)
                .first()
                .is_some_and(|d| d.start == i + 1 && text.get(d.end) != '在')
                || ["来源:", "发布时间", "时间:", "日期:", "发布日期", "信息来源"]
                    .iter()
                    .any(|w| text.is(i + 1, w)));
        if page && !text.has_any(line.start, i, &["。", ";"]) {
            return Some((line.start, i, 82, "title/run-on"));
        }
    }
    for i in line.start..limit {
        if matches!(text.get(i), ',' | '。' | ';' | ':' | '、') {
            return None;
        }
        let Some(n) = TITLE.end_words.at(text, i) else { continue };
        let end = i + n;
        if end < line.start + 8 || text.get(end) == '》' {
            continue;
        }
        if TITLE.body_starts.at(text, end).is_some() || text.get(end).is_ascii_digit() || text.get(end) == ' '
        {
            return Some((line.start, end, 80, "title/run-on"));
        }
    }
    None
}

/// Removes the number of the paper before a title and brackets that are no part of it.
fn tidy(text: &Text<'_>, a: usize, b: usize) -> (usize, usize) {
    let words = text.plain(a, b);
    let mut a = a;
    if let Some(found) = NUMBER.find(&words) {
        a += words[..found.end()].chars().count();
    }
    let mut b = b;
    while b > a && matches!(text.get(b - 1), ' ' | '|') {
        b -= 1;
    }
    (a, b)
}

/// A covering notice without a headline: the paper that it covers.
fn covered(text: &Text<'_>) -> Option<Found> {
    let salute = text
        .lines
        .iter()
        .filter(|l| !l.noise)
        .take(TOP_LINES)
        .position(|l| SALUTE.is_match(&text.plain(l.start, l.end)))?;
    let from = text.lines.iter().filter(|l| !l.noise).nth(salute).map(|l| l.end)?;
    let title = titles(text).into_iter().find(|t| t.start >= from && t.start < from + 300)?;
    let around = text.plain(text.sentence_start(title.start), text.sentence_end(title.end + 1));
    let length = (title.start..title.end).filter(|&i| is_han(text.get(i))).count();
    (around.contains("印发") && length >= 6).then_some((title.start, title.end, 85, "title/covered"))
}

/// ——摘自《…》 under an excerpt.
fn excerpted(text: &Text<'_>) -> Option<Found> {
    titles(text)
        .into_iter()
        .find(|t| ["摘自", "节选自", "摘编自"].iter().any(|w| text.ends(t.start - usize::from(!t.lost), w)))
        .map(|t| (t.start, t.end, 80, "title/excerpted"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(raw: &str) -> Option<String> {
        find(&Text::clean(raw)).map(|i| i.value)
    }

    #[test]
    fn furniture_and_numbers_are_no_title() {
        let raw = "索引号:0001\n发布日期:2030-02-01\n柳政发〔2030〕1号\n柳湾镇人民政府关于做好防汛工作的通知\n各村:\n为做好工作,通知如下。";
        assert_eq!(read(raw).as_deref(), Some("柳湾镇人民政府关于做好防汛工作的通知"));
    }

    #[test]
    fn the_organ_and_name_of_a_serial_are_no_title() {
        let raw = "中共柳湾县委督查室\n督 查 专 报\n[2030]第6期(总第148期)\n关于春耕情况的督查通报\n根据要求,通报如下。";
        assert_eq!(read(raw).as_deref(), Some("关于春耕情况的督查通报"));
    }

    #[test]
    fn a_report_without_headline_has_none() {
        assert_eq!(read("2月3日,柳湾镇召开大会。会议强调安全。"), None);
        assert_eq!(read("本报记者 张三 通讯员 李四\n2月3日,柳湾镇召开大会,部署工作。"), None);
    }

    #[test]
    fn a_broken_headline_is_joined() {
        assert_eq!(
            read("柳湾镇2030年防汛\n工作实施方案\n为做好工作,制定本方案。").as_deref(),
            Some("柳湾镇2030年防汛工作实施方案")
        );
    }

    #[test]
    fn a_run_on_headline_ends_with_its_kind() {
        assert_eq!(
            read("2030年柳湾镇防汛工作责任书为落实责任,特签订本责任书。").as_deref(),
            Some("2030年柳湾镇防汛工作责任书")
        );
    }

    #[test]
    fn a_notice_without_headline_lends_the_title_it_covers() {
        assert_eq!(
            read("各村:\n《柳湾镇防汛方案》已经同意,现印发给你们。").as_deref(),
            Some("柳湾镇防汛方案")
        );
    }
}

//! 印发、宣读、审议通过的文件: titles inside 《》 that this document or meeting issues.
//!
//! The nearest verb decides. A verb of issue makes the title an issued paper; 根据, 贯彻 and their
//! like make it a basis; a title that only names its kind (《实施方案》) refers to one named before.

use super::text::Text;
use super::view::View;
use super::words::ISSUED;
use super::{Extraction, Item, Known, item};

/// A title inside 《》; `open` and `close` are the places of the marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quoted {
    /// First character of the title.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// Whether the opening mark was lost.
    pub lost: bool,
}

/// All outermost titles of a text in order. A lost opening mark is made good at the start of a line.
#[must_use]
pub fn titles(text: &Text<'_>) -> Vec<Quoted> {
    let mut out = Vec::new();
    let mut i = 0;
    let mut line = 0;
    while i < text.len() {
        match text.get(i) {
            '\n' => line = i + 1,
            '《' => {
                if let Some(close) = closing(text, i) {
                    out.push(Quoted { start: i + 1, end: close, lost: false });
                    i = close;
                    line = usize::MAX;
                }
            }
            '》' if line < i && i - line <= 60 => {
                out.push(Quoted { start: line, end: i, lost: true });
                line = usize::MAX;
            }
            '。' | ',' | ';' | ':' | '“' => line = usize::MAX,
            _ => {}
        }
        i += 1;
    }
    out
}

/// The mark that closes the title opened at `i`; titles inside titles are counted.
fn closing(text: &Text<'_>, i: usize) -> Option<usize> {
    let mut depth = 0;
    for n in i..(i + 120).min(text.len()) {
        match text.get(n) {
            '《' => depth += 1,
            '》' => {
                depth -= 1;
                if depth == 0 {
                    return Some(n);
                }
            }
            '。' if depth == 1 => return None,
            _ => {}
        }
    }
    None
}

/// Reads issued papers into the proposals.
pub(super) fn read(view: &View<'_>, _known: &Known, out: &mut Extraction) {
    out.issued = find(view.clean());
}

/// Issued papers, each title once.
#[must_use]
pub fn find(text: &Text<'_>) -> Vec<Item<String>> {
    let mut out: Vec<Item<String>> = Vec::new();
    let list = titles(text);
    let mut verdict = None;
    for (n, title) in list.iter().enumerate() {
        let previous = n.checked_sub(1).map(|p| list[p]);
        let joined = previous.is_some_and(|p| joins(text, p.end + 1, title.start));
        if !joined {
            verdict = judge(text, *title, previous.map_or(0, |p| p.end + 1), &list[n..]);
        }
        let Some((rule, confidence)) = verdict else { continue };
        let value = text.words(title.start, title.end);
        if is_generic(text, *title) || is_letter(text, *title) || out.iter().any(|o| same(&o.value, &value)) {
            continue;
        }
        out.push(item(value, text.span(title.start, title.end), confidence, rule));
    }
    out
}

/// Whether two titles stand in one list: 《甲》《乙》, 《甲》、《乙》, 《甲》和《乙》, 《甲》(文号)《乙》.
fn joins(text: &Text<'_>, a: usize, b: usize) -> bool {
    let mut depth = 0;
    let mut between = String::new();
    for i in a..b.saturating_sub(1).min(a + 40) {
        match text.get(i) {
            '(' => depth += 1,
            ')' => depth -= 1,
            c if depth == 0 && c != ' ' => between.push(c),
            _ => {}
        }
    }
    b.saturating_sub(a) < 40
        && matches!(
            between.as_str(),
            "" | "、" | "和" | "与" | "及" | "以及" | "," | ",以及" | "并" | "、以及"
        )
}

/// What the words around say of a title: the rule and its confidence if it is issued.
fn judge(text: &Text<'_>, title: Quoted, floor: usize, rest: &[Quoted]) -> Option<(&'static str, u8)> {
    if !title.lost {
        let open = title.start - 1;
        let start = text.sentence_start(open).max(floor);
        if is_book(text, start, open) {
            return None;
        }
        let clause = last_clause(text, start, open);
        match nearest(text, clause.max(start), open) {
            Some((true, _, _)) if describes(text, title.end) => return None,
            Some((true, at, n)) if !is_attribute(text, at + n, open) => {
                return Some(("issued/verb-before", 92));
            }
            Some((false, _, _)) => return None,
            _ => {}
        }
    }
    let end = rest
        .windows(2)
        .take_while(|w| joins(text, w[0].end + 1, w[1].start))
        .last()
        .map_or(title.end, |w| w[1].end);
    let stop = text.sentence_end(end + 1);
    let (at, n) = ISSUED.verbs_behind.first_in(text, end + 1, stop.min(end + 46))?;
    let blocked = ISSUED.bases.first_in(text, end + 1, at).is_some()
        || text.find(end + 1, at, "《").is_some()
        || text.get(at + n) == '的' && !text.is(at + n, "的通知");
    (!blocked).then_some(("issued/verb-behind", 90))
}

/// The start of the stretch in which a verb can still reach the title: two commas back.
fn last_clause(text: &Text<'_>, start: usize, open: usize) -> usize {
    let mut commas = 0;
    for i in (start..open).rev() {
        if matches!(text.get(i), ',' | ';' | ':') {
            commas += 1;
            if commas == 2 || text.get(i) == ';' {
                return i + 1;
            }
        }
    }
    start
}

/// The nearest verb before a title: whether it issues, its place and length.
fn nearest(text: &Text<'_>, a: usize, b: usize) -> Option<(bool, usize, usize)> {
    let issue = ISSUED.verbs_before.last_in(text, a, b);
    let base = ISSUED.bases.last_in(text, a, b);
    match (issue, base) {
        (Some((i, n)), Some((j, _))) if i + n > j => Some((true, i, n)),
        (_, Some((j, n))) => Some((false, j, n)),
        (Some((i, n)), None) => Some((true, i, n)),
        (None, None) => None,
    }
}

/// 印发《甲报告》任务分工: the title describes what follows, and that is issued.
fn describes(text: &Text<'_>, close: usize) -> bool {
    let next = text.get(close + 1);
    super::text::is_han(next) && ISSUED.may_follow.at(text, close + 1).is_none()
}

/// 印发的《…》: the verb describes the title and issues nothing here.
fn is_attribute(text: &Text<'_>, end: usize, open: usize) -> bool {
    text.get(end) == '的' && open <= end + 6
}

fn is_book(text: &Text<'_>, a: usize, b: usize) -> bool {
    text.ends(b, "书")
        || text.has_any(a.max(b.saturating_sub(8)), b, &["一本书", "书籍", "图书", "观看", "专题片", "歌曲"])
}

/// A title that only names a kind of paper.
fn is_generic(text: &Text<'_>, title: Quoted) -> bool {
    ISSUED.generic.at(text, title.start) == Some(title.end - title.start)
}

/// Signed letters have a field of their own; leaflets and handbooks are no papers of the office.
fn is_letter(text: &Text<'_>, title: Quoted) -> bool {
    [
        "责任书",
        "责任状",
        "承诺书",
        "军令状",
        "保证书",
        "的信",
        "一封信",
        "公开信",
        "手册",
        "读本",
        "画册",
        "指南",
        "宣传单",
        "明白纸",
        "明白卡",
    ]
    .iter()
    .any(|w| text.ends(title.end, w))
}

fn same(a: &str, b: &str) -> bool {
    let strip = |s: &str| s.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    strip(a) == strip(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(raw: &str) -> Vec<String> {
        find(&Text::clean(raw)).into_iter().map(|i| i.value).collect()
    }

    #[test]
    fn a_verb_of_issue_reaches_the_whole_list() {
        assert_eq!(read("会议印发了《甲镇要点》《乙表格》和《丙方案》。"), ["甲镇要点", "乙表格", "丙方案"]);
    }

    #[test]
    fn bases_are_not_issued() {
        assert!(read("根据《某条例》《某办法》(甲发〔2020〕1号),制定本方案。").is_empty());
        assert!(read("依照县里印发的《考核细则》规定,组建专班。").is_empty());
    }

    #[test]
    fn the_verb_may_stand_behind() {
        assert_eq!(read("《甲镇方案》已经会议研究通过,现印发给你们。"), ["甲镇方案"]);
        assert!(read("围绕《工作报告甲》提出的任务,按月监测。").is_empty());
    }

    #[test]
    fn titles_inside_titles_and_lost_marks() {
        assert_eq!(read("现印发《关于《甲报告》分工的方案》。"), ["关于《甲报告》分工的方案"]);
        assert_eq!(read("甲镇清单》和《乙镇清单》已经同意,现印发给你们。"), ["甲镇清单", "乙镇清单"]);
    }

    #[test]
    fn generic_titles_and_letters_are_left_out() {
        assert!(read("印发《实施方案》,签订《安全责任书》。").is_empty());
    }
}

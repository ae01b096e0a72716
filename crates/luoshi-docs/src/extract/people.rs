//! 人员: officials and leaders with their posts.
//!
//! A name counts only where something says that its bearer acts in office: a post before it, a
//! roster of a group, a column for leaders, or the tenant's own roster. Reporters and winners of
//! prizes have none of these.

use std::collections::BTreeSet;

use super::grid::Kind;
use super::names::{self, Name, is_boundary};
use super::rosters::{cell_names, leader_cells, leader_fields, rosters};
use super::text::{Text, is_han};
use super::units;
use super::view::View;
use super::words::PEOPLE;
use super::{Extraction, Genre, Item, Known, PersonMention};
use crate::model::{Document, Span};

/// The longest chain of posts that one person is given.
const POST_REACH: usize = 44;

/// Reads officials and leaders into the proposals.
pub(super) fn read(view: &View<'_>, known: &Known, out: &mut Extraction) {
    let genre = out.genre.as_ref().map(|g| g.value);
    let text = view.clean();
    out.people = find(text, view.doc, known, genre);
    if genre == Some(Genre::Speech) {
        speaker(text, out);
    }
    if genre != Some(Genre::Commendation) {
        let cells: Vec<Span> = view
            .shape(genre)
            .grids
            .iter()
            .flat_map(|grid| &grid.rows)
            .flat_map(|row| row.all(Kind::Sponsor).chain(row.all(Kind::Owner)))
            .collect();
        of_cells(text, &cells, out);
    }
}

/// The name alone under the title of a speech.
fn speaker(text: &Text<'_>, out: &mut Extraction) {
    let Some(title) = out.title.as_ref().map(|t| text.chars_of(t.span.start, t.span.end)) else { return };
    let lines = text.lines.iter().filter(|l| !l.noise && l.start >= title.1).take(3);
    let found = lines
        .filter_map(|line| names::whole(text, line.start, line.end))
        .find(|name| name.end - name.start <= 8);
    if let Some(name) = found.filter(|name| !out.people.iter().any(|known| known.value.name == name.name)) {
        let span = text.span(name.start, name.end);
        let value = PersonMention { name: name.name, post: None };
        out.people.push(Item { span, value, confidence: 75, rule: "people/speaker".to_owned() });
        out.people.sort_by_key(|item| item.span);
    }
}

/// Names in the columns for leaders of a table that only its layout shows.
fn of_cells(text: &Text<'_>, cells: &[Span], out: &mut Extraction) {
    let mut found = Found::default();
    for cell in cells {
        cell_names(text, cell.start, cell.end, &mut found);
    }
    for item in found.into_items(text, &Known::default()) {
        if !out.people.iter().any(|known| known.value.name == item.value.name) {
            out.people.push(item);
        }
    }
    out.people.sort_by_key(|item| item.span);
}

/// Everyone whom the text names in office, each once, at the first mention with a post.
#[must_use]
pub fn find(
    text: &Text<'_>,
    doc: &Document,
    known: &Known,
    genre: Option<Genre>,
) -> Vec<Item<PersonMention>> {
    let mut found = Found::default();
    if genre != Some(Genre::Commendation) {
        rosters(text, &mut found);
        comrades(text, &mut found);
    }
    behind_posts(text, genre == Some(Genre::Commendation), &mut found);
    before_posts(text, &mut found);
    bracketed_posts(text, &mut found);
    spaced_posts(text, &mut found);
    posts_in_rows(text, &mut found);
    posts_in_lines(text, &mut found);
    leader_fields(text, &mut found);
    leader_cells(text, doc, &mut found);
    from_roster(text, known, genre, &mut found);
    found.into_items(text, known)
}

/// A mention: the name, the place of the post, the rule.
type Mention = (Name, Option<(usize, usize)>, &'static str);

/// Mentions in the order of the rules; the first with a post wins.
#[derive(Default)]
pub(super) struct Found {
    list: Vec<Mention>,
}

impl Found {
    pub(super) fn add(&mut self, name: Name, post: Option<(usize, usize)>, rule: &'static str) {
        self.list.push((name, post, rule));
    }

    fn into_items(mut self, text: &Text<'_>, known: &Known) -> Vec<Item<PersonMention>> {
        self.list.sort_by_key(|(name, post, _)| (post.is_none(), name.start));
        let mut seen = BTreeSet::new();
        let mut items: Vec<Item<PersonMention>> = self
            .list
            .into_iter()
            .filter(|(name, _, _)| seen.insert(name.name.clone()))
            .map(|(name, post, rule)| {
                let confidence = if known.people.contains(&name.name) { 98 } else { name.confidence };
                let post = post.map(|(a, b)| text.words(a, b).trim().to_owned()).filter(|p| !p.is_empty());
                Item {
                    span: text.span(name.start, name.end),
                    value: PersonMention { name: name.name, post },
                    confidence,
                    rule: rule.to_owned(),
                }
            })
            .collect();
        items.sort_by_key(|item| item.span);
        items
    }
}

/// 镇党委书记张三; 副区长张三、李四: each name gets the post.
///
/// Where winners are listed with their posts (`winners`), a name needs a verb of office behind it.
fn behind_posts(text: &Text<'_>, winners: bool, found: &mut Found) {
    let mut i = 0;
    while i < text.len() {
        let Some(n) = PEOPLE.posts.at(text, i) else {
            i += 1;
            continue;
        };
        let head = i + n;
        i += 1;
        let mut at = head;
        // 镇长(签字):柳岸, 宣传委员(兼)秦桑: a remark between post and name.
        if text.get(at) == '('
            && let Some(close) = (at + 2..at + 7).find(|&p| text.get(p) == ')')
            && (at + 1..close).all(|p| is_han(text.get(p)))
        {
            at = close + 1;
        }
        let signed = text.get(at) == ':';
        if signed {
            at += 1;
        }
        if text.get(at) == ' ' {
            at += 1;
        }
        let Some(first) = names::name_at(text, at)
            .or_else(|| names::listed(text, at, false).filter(|_| text.get(head) != ':'))
        else {
            continue;
        };
        let acts =
            ["出席", "主持", "讲话", "宣读", "颁", "参加", "作了", "作讲", "作动", "指出", "强调", "要求"];
        if signed && !matches!(text.get(first.end), '\n' | ' ' | '(')
            || winners && !text.has_any(first.end, first.end + 30, &acts)
        {
            continue;
        }
        let start = post_start(text, head - n);
        // 有的校长习惯当“甩手掌柜”: some of them, and nobody by name.
        if ["有的", "个别", "一些", "部分", "少数", "多数", "各位", "每位", "每名", "广大", "所有", "全体"]
            .iter()
            .any(|some| text.ends(start, some) || text.is(start, some))
        {
            continue;
        }
        // 包抓县领导:柳岸 is the label of a list and no post.
        let post = (!signed || !units::is_person_label(&text.plain(start, head))).then_some((start, head));
        let mut end = first.end;
        found.add(first, post, "people/post-before");
        while let Some(next) = next_in_list(text, end) {
            end = next.end;
            found.add(next, post, "people/list-with-post");
        }
        // What a list has used is not read again as the start of another.
        i = i.max(end);
    }
}

/// The next name of a list that goes on at `end`.
fn next_in_list(text: &Text<'_>, end: usize) -> Option<Name> {
    let sep = text.get(end);
    let at = end + 1;
    match sep {
        '、' => names::listed(text, at + usize::from(text.get(at) == ' '), true),
        ' ' | ',' => names::listed(text, at, false).filter(|n| is_boundary(text.get(n.end))),
        '和' | '与' | '及' => names::name_at(text, at),
        _ => None,
    }
}

/// The first character of the words that belong to a post whose head begins at `head`.
fn post_start(text: &Text<'_>, head: usize) -> usize {
    let floor = head.saturating_sub(POST_REACH);
    let mut k = head;
    while k > floor {
        match text.get(k - 1) {
            '、' if PEOPLE.posts.ending(text, k - 1).is_some() => k -= 1,
            ')' => match (floor..k - 1).rev().take(16).find(|&p| text.get(p) == '(') {
                Some(open) if open > floor => k = open,
                _ => break,
            },
            c if is_boundary(c) => break,
            _ => k -= 1,
        }
    }
    let mut start = k;
    for end in k + 1..=head {
        if let Some(n) = PEOPLE.cut_before_post.ending(text, end)
            && end - n >= k
            && cuts(text, end - n, end)
        {
            start = end;
        }
    }
    start
}

/// Whether the word `a..b` really ends what stands before it: 和 inside 住房和城乡建设局 does not.
fn cuts(text: &Text<'_>, a: usize, b: usize) -> bool {
    match text.plain(a, b).as_str() {
        "和" | "与" | "及" | "、" => {
            PEOPLE.posts.ending(text, a).is_some() && text.plain(a, b) != "、"
                || (2..=3).any(|n| {
                    a >= n
                        && names::whole(text, a - n, a)
                            .is_some_and(|_| !PEOPLE.rare_surnames.contains(&text.get(a - n)))
                })
        }
        "日" => text.before(a).is_ascii_digit(),
        "上" => text.before(a) == '会',
        "中" | "原" => false,
        _ => true,
    }
}

/// 刚才,李明镇长作了部署: the name stands before a bare post.
fn before_posts(text: &Text<'_>, found: &mut Found) {
    for i in 2..text.len() {
        let Some(n) = PEOPLE.posts.at(text, i) else { continue };
        if !matches!(
            text.plain(i, i + n).as_str(),
            "书记"
                | "镇长"
                | "乡长"
                | "县长"
                | "区长"
                | "市长"
                | "主任"
                | "主席"
                | "局长"
                | "部长"
                | "常委"
        ) {
            continue;
        }
        for len in [3, 2] {
            let Some(start) = i.checked_sub(len) else { continue };
            let opens =
                is_boundary(text.before(start)) || matches!(text.before(start), '和' | '与' | '由' | '请');
            let common = !PEOPLE.rare_surnames.contains(&text.get(start));
            if opens
                && common
                && let Some(name) = names::whole(text, start, i).filter(|_| text.get(start + 1) != ' ')
            {
                found.add(Name { confidence: 75, ..name }, Some((i, i + n)), "people/post-behind");
                break;
            }
        }
    }
}

/// 柳岸(镇党委书记)、江一苇(镇长): the post stands in brackets behind the name.
fn bracketed_posts(text: &Text<'_>, found: &mut Found) {
    for open in 2..text.len() {
        if text.get(open) != '(' || !is_han(text.before(open)) {
            continue;
        }
        let Some(close) = (open + 3..open + 34).find(|&i| text.get(i) == ')') else { continue };
        if PEOPLE.posts.ending(text, close).is_none()
            || (open + 1..close).any(|i| matches!(text.get(i), ':' | '。' | '(' | '\n'))
        {
            continue;
        }
        let name = (2..=14).filter_map(|n| open.checked_sub(n)).find_map(|start| {
            let opens = is_boundary(text.before(start))
                || ["授予", "表彰", "表扬", "任命", "由", "和", "与", "及", "给", "向", "对", "请", "同志"]
                    .iter()
                    .any(|w| text.ends(start, w));
            names::whole(text, start, open).filter(|name| opens && name.end == open)
        });
        if let Some(name) = name {
            found.add(Name { confidence: 82, ..name }, Some((open + 1, close)), "people/post-in-brackets");
        }
    }
}

/// 县 长 柳岸, 乡 长 江 一 苇: a line under a title whose words are drawn apart.
fn spaced_posts(text: &Text<'_>, found: &mut Found) {
    for line in text.lines.iter().filter(|l| !l.noise && l.end - l.start <= 24).take(16) {
        let places: Vec<usize> = (line.start..line.end).filter(|&i| text.get(i) != ' ').collect();
        if places.len() == line.end - line.start || !places.iter().all(|&i| is_han(text.get(i))) {
            continue;
        }
        let compact: String = places.iter().map(|&i| text.get(i)).collect();
        let bare = Text::clean(&compact);
        let named = (2..bare.len().saturating_sub(1)).find_map(|head| {
            PEOPLE.posts.ending(&bare, head)?;
            Some((head, names::whole(&bare, head, bare.len())?))
        });
        if let Some((head, name)) = named {
            let (first, last) = (places[head], line.end);
            let name = Name { name: name.name, start: first, end: last, confidence: 80 };
            found.add(name, Some((line.start, places[head - 1] + 1)), "people/spaced-post");
        }
    }
}

/// 柳岸　　柳湾镇党委副书记: a line of a list that holds a name and the post.
fn posts_in_lines(text: &Text<'_>, found: &mut Found) {
    for line in text.lines.iter().filter(|line| !line.noise && (7..=34).contains(&(line.end - line.start))) {
        let Some(gap) = (line.start + 2..line.start + 5).find(|&i| text.get(i) == ' ') else { continue };
        let Some(name) = names::whole(text, line.start, gap) else { continue };
        if is_office(text, gap + 1, line.end) && (gap + 1..line.end).all(|i| is_han(text.get(i))) {
            found.add(Name { confidence: 72, ..name }, Some((gap + 1, line.end)), "people/line");
        }
    }
}

/// Whether words are a post in a public body and nothing else.
fn is_office(text: &Text<'_>, start: usize, end: usize) -> bool {
    let place = text.plain(start, end);
    PEOPLE.posts.ending(text, end).is_some()
        && place.contains(['局', '委', '府', '会', '乡', '镇', '县', '市', '区', '部', '院', '办', '处'])
        && !place.contains(['、', ',', '。', ':', ';', '公', '企', '厂', '店'])
}

/// A cell with a name before a cell that holds its post: 柳岸 | 县总工会副主席.
fn posts_in_rows(text: &Text<'_>, found: &mut Found) {
    for pair in text.lines.windows(2) {
        let (name, post) = (&pair[0], &pair[1]);
        let size = post.end - post.start;
        if name.noise || name.end - name.start > 14 || !(3..=24).contains(&size) {
            continue;
        }
        let official = is_office(text, post.start, post.end);
        if official && let Some(name) = names::whole(text, name.start, name.end) {
            found.add(Name { confidence: 72, ..name }, Some((post.start, post.end)), "people/row");
        }
    }
}

/// 请张三同志宣读: a leader of the meeting without a post.
fn comrades(text: &Text<'_>, found: &mut Found) {
    for i in 2..text.len() {
        if !text.is(i, "同志")
            || !["宣读", "作", "主持", "讲话", "传达", "通报", "就", "代表", "汇报", "安排", "部署"]
                .iter()
                .any(|w| text.is(i + 2, w))
        {
            continue;
        }
        for len in [3, 2] {
            let Some(start) = i.checked_sub(len) else { continue };
            let opens = is_boundary(text.before(start)) || matches!(text.before(start), '由' | '请' | '和');
            if opens
                && !PEOPLE.rare_surnames.contains(&text.get(start))
                && let Some(name) = names::whole(text, start, i)
            {
                found.add(Name { confidence: 70, ..name }, None, "people/comrade");
                break;
            }
        }
    }
}

/// Names of the tenant's own roster, wherever they stand free; in a commendation they may be winners.
fn from_roster(text: &Text<'_>, known: &Known, genre: Option<Genre>, found: &mut Found) {
    if genre == Some(Genre::Commendation) || known.people.is_empty() {
        return;
    }
    let people = super::words::Words::new(&known.people);
    for i in 0..text.len() {
        let Some(n) = people.at(text, i).filter(|n| *n >= 2) else { continue };
        let free = is_boundary(text.before(i))
            || is_boundary(text.get(i + n))
            || PEOPLE.follow.at(text, i + n).is_some()
            || PEOPLE.posts.ending(text, i).is_some();
        if free {
            let post = PEOPLE.posts.ending(text, i).map(|head| (post_start(text, i - head), i));
            found.add(
                Name { name: text.plain(i, i + n), start: i, end: i + n, confidence: 95 },
                post,
                "people/known",
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(raw: &str) -> Vec<(String, String)> {
        read_known(raw, &[])
    }

    fn read_known(raw: &str, people: &[&str]) -> Vec<(String, String)> {
        let known = Known { people: people.iter().map(|&s| s.to_owned()).collect(), ..Known::default() };
        find(&Text::clean(raw), &Document::default(), &known, None)
            .into_iter()
            .map(|i| (i.value.name, i.value.post.unwrap_or_default()))
            .collect()
    }

    fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
        list.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
    }

    #[test]
    fn several_posts_are_one_post() {
        assert_eq!(read("会议由镇党委副书记、代镇长柳岸主持。"), pairs(&[("柳岸", "镇党委副书记、代镇长")]));
    }

    #[test]
    fn each_name_of_a_list_gets_the_post() {
        let want =
            pairs(&[("柳岸", "副区长"), ("江一苇", "副区长"), ("巴图", "副区长"), ("秦桑", "区法院院长")]);
        assert_eq!(read("副区长柳岸、江一苇、巴图,区法院院长秦桑出席会议。"), want);
    }

    #[test]
    fn a_short_post_inside_a_list_is_no_name() {
        assert_eq!(
            read("书记柳岸、镇长秦桑、主任江苇出席。"),
            pairs(&[("柳岸", "书记"), ("秦桑", "镇长"), ("江苇", "主任")])
        );
    }

    #[test]
    fn reporters_surnames_and_anonymised_names_are_left_out() {
        assert_eq!(read("本报记者 柳岸 通讯员 江一苇\n柳书记强调,XX镇长讲话,镇长柳某某参加。"), pairs(&[]));
    }

    #[test]
    fn a_post_may_follow_the_name() {
        assert_eq!(read("刚才,柳岸镇长作了部署。"), pairs(&[("柳岸", "镇长")]));
    }

    #[test]
    fn rosters_give_the_post_behind_the_name() {
        let want = pairs(&[("柳岸", "镇党委书记"), ("秦桑", "镇长"), ("江一苇", "成员"), ("孟川", "成员")]);
        assert_eq!(read("组  长:柳 岸 镇党委书记\n副组长:秦桑(镇长)\n成员:江一苇、孟川"), want);
    }

    #[test]
    fn posts_in_brackets_behind_names() {
        assert_eq!(
            read("表彰柳岸(柳湾镇党委书记)、仡楼·阿旺(县林业局副局长),附件(见后)。"),
            pairs(&[("柳岸", "柳湾镇党委书记"), ("仡楼·阿旺", "县林业局副局长")])
        );
    }

    #[test]
    fn columns_for_leaders_give_no_post() {
        assert_eq!(
            read("序号\t任务\t牵头县领导\t单位\n1\t修路\t柳　岸\t水利局\n2\t造林\t秦桑\t江北局"),
            pairs(&[("柳岸", ""), ("秦桑", "")])
        );
        assert_eq!(read("(牵头领导:柳岸,责任单位:区水务局)"), pairs(&[("柳岸", "")]));
        assert_eq!(read("序号 |\n责任 领导 |\n1 |\n柳岸 |\n水务局 |"), pairs(&[("柳岸", "")]));
    }

    #[test]
    fn conjunctions_inside_an_organ_stay() {
        assert_eq!(read("县住房和城乡建设局局长柳岸汇报。"), pairs(&[("柳岸", "县住房和城乡建设局局长")]));
    }

    #[test]
    fn the_own_roster_finds_names_without_posts() {
        assert_eq!(read("山有木强调,要抓落实。"), pairs(&[]));
        assert_eq!(read_known("山有木强调,要抓落实。", &["山有木"]), pairs(&[("山有木", "")]));
    }
}

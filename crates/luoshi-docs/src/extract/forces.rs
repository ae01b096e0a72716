//! 专班、指挥部、领导小组: groups that are founded, named or at work, with the number of them where the text gives it.

use super::numerals::{count_before, is_numeral, small};
use super::text::{Text, is_han};
use super::view::View;
use super::words::FORCES;
use super::{Extraction, Force, Item, Known, item};

/// How far a name reaches back from its suffix.
const NAME_REACH: usize = 30;

/// Reads groups into the proposals.
pub(super) fn read(view: &View<'_>, _known: &Known, out: &mut Extraction) {
    out.forces = find(view.clean());
}

/// Groups, each once.
#[must_use]
pub fn find(text: &Text<'_>) -> Vec<Item<Force>> {
    let mut out: Vec<Item<Force>> = Vec::new();
    let mut i = 0;
    while i < text.len() {
        let Some(n) = FORCES.suffixes.at(text, i) else {
            i += 1;
            continue;
        };
        let end = i + n;
        if let Some(found) = counted(text, i, end).or_else(|| named(text, i, end)) {
            let known = out.iter().any(|o| {
                o.value == found.value
                    || (o.value.count.is_none()
                        && o.value.name.ends_with(&found.value.name)
                        && found.value.count.is_none())
            });
            if !known {
                out.push(found);
            }
        }
        i = end;
    }
    founded_groups(text, &mut out);
    drop_short_forms(&mut out);
    // The title of a paper that founds a group repeats a name that the text gives elsewhere.
    let names: Vec<String> = out.iter().map(|o| o.value.name.clone()).collect();
    out.retain(|o| {
        !(o.rule == "forces/in-title"
            && names
                .iter()
                .any(|n| *n != o.value.name && n.chars().count() >= 4 && o.value.name.ends_with(n.as_str())))
    });
    out
}

/// 区创文指挥部 beside 区创建全国文明城市指挥部: a name that leaves out signs of another is its short form.
fn drop_short_forms(out: &mut Vec<Item<Force>>) {
    let names: Vec<String> = out.iter().map(|force| force.value.name.clone()).collect();
    out.retain(|force| {
        let own = &force.value.name;
        force.value.count.is_some()
            || own.chars().count() < 4
            || !names.iter().any(|other| is_short_for(own, other))
    });
}

fn is_short_for(short: &str, long: &str) -> bool {
    let mut rest = long.chars();
    let within = short.chars().all(|c| rest.any(|other| other == c));
    within && rest.next().is_none() && short.chars().count() + 2 <= long.chars().count()
}

/// 成立督导问效组, 由环境整治组负责: any name with 组 right behind a verb of founding or before one of acting.
fn founded_groups(text: &Text<'_>, out: &mut Vec<Item<Force>>) {
    for at in 4..text.len() {
        if text.get(at) != '组' || FORCES.suffixes.ending(text, at + 1).is_some() {
            continue;
        }
        let run = (at.saturating_sub(10)..at).rev().take_while(|&p| is_han(text.get(p))).last().unwrap_or(at);
        let verbs = ["成立", "组建", "下设", "设立", "设", "由", "组成"];
        let founded = (run..at).rev().find(|&p| verbs.iter().any(|verb| text.ends(p, verb)));
        let Some(start) = founded.filter(|&start| (3..=7).contains(&(at - start))) else { continue };
        let by = text.ends(start, "由");
        let acts = ["负责", "下发", "牵头", "组织", "对", "每", "实行", "进行", "开展"]
            .iter()
            .any(|w| text.is(at + 1, w));
        let plain =
            ["村民", "居民", "党小", "各", "村", "该", "本", "重", "改"].iter().any(|w| text.is(start, w));
        let name = text.words(start, at + 1);
        if (by && acts || !by && !is_han(text.get(at + 1)))
            && !plain
            && !out.iter().any(|o| o.value.name.ends_with(&name))
        {
            out.push(item(Force { name, count: None }, text.span(start, at + 1), 70, "forces/founded"));
        }
    }
}

/// 13个工作专班, 七大指挥部: the suffix alone with a number.
fn counted(text: &Text<'_>, at: usize, end: usize) -> Option<Item<Force>> {
    let mut start = at;
    while let Some(n) = FORCES.kinds.ending(text, start).filter(|n| start - n + 12 > at) {
        start -= n;
    }
    let (count, number) = count_before(text, start)?;
    // 七大指挥部 is a name; 13个工作专班 is a number of groups.
    let from = if text.before(start) == '大' { number } else { start };
    let force = Force { name: text.words(from, end), count: Some(count) };
    Some(item(force, text.span(number, end), 88, "forces/counted"))
}

/// A group with a name of its own.
fn named(text: &Text<'_>, at: usize, end: usize) -> Option<Item<Force>> {
    // 一项目一专班 is a way of working.
    if FORCES.not_before.at(text, end).is_some() || text.before(at) == '一' {
        return None;
    }
    let start = name_start(text, at);
    let (count, number) = count_before_name(text, start, at);
    let start = if count.is_some() { number } else { start };
    // 校园督导组6个: the number may stand behind.
    let count = count.or_else(|| count_behind(text, at));
    if count.is_none() && FORCES.vague.at(text, start).is_some_and(|n| start + n >= at)
        || is_bare(text, start, at)
    {
        return None;
    }
    let force = Force { name: text.words(start, end), count };
    let titled = (start.saturating_sub(40)..start)
        .rev()
        .map(|i| text.get(i))
        .find(|c| matches!(c, '《' | '》' | '。'))
        == Some('《');
    Some(item(force, text.span(start, end), 85, if titled { "forces/in-title" } else { "forces/named" }))
}

/// The number of groups right behind a suffix that begins at `at`: 督导组6个.
fn count_behind(text: &Text<'_>, at: usize) -> Option<u32> {
    let from = at + FORCES.suffixes.at(text, at)?;
    let end = (from..from + 4).find(|&i| !is_numeral(text.get(i))).filter(|&i| i > from)?;
    let measured = matches!(text.get(end), '个' | '支') && !is_han(text.get(end + 1));
    measured.then(|| small(&text.plain(from, end))).flatten().filter(|n| *n > 0)
}

/// 8个专项督查组: the number before the name, with the place behind it.
fn count_before_name(text: &Text<'_>, start: usize, at: usize) -> (Option<u32>, usize) {
    for k in start + 1..at {
        if matches!(text.get(k - 1), '个' | '支')
            && let Some((count, _)) = count_before(text, k)
        {
            return (Some(count), k);
        }
    }
    match count_before(text, start).filter(|_| matches!(text.before(start), '个' | '支')) {
        Some((count, _)) => (Some(count), start),
        None => (None, start),
    }
}

fn name_start(text: &Text<'_>, at: usize) -> usize {
    let floor = at.saturating_sub(NAME_REACH);
    let mut k = at;
    while k > floor {
        let c = text.get(k - 1);
        if c == ')' {
            match (floor..k - 1).rev().take(14).find(|&p| text.get(p) == '(') {
                Some(open) => k = open,
                None => break,
            }
            continue;
        }
        if c == '”' {
            match (floor..k - 1).rev().take(14).find(|&p| text.get(p) == '“') {
                Some(open) => k = open,
                None => break,
            }
            continue;
        }
        if !is_han(c) && !c.is_ascii_alphanumeric() {
            break;
        }
        k -= 1;
    }
    let mut start = k;
    let founded = FORCES.founding.last_in(text, k, at);
    if let Some((i, n)) = founded {
        start = i + n;
    }
    // Behind a verb of founding, and between two stops of a list, conjunctions belong to the name.
    let strict = founded.is_some() || text.before(k) == '、';
    let words = if strict { &FORCES.cut_list } else { &FORCES.cut };
    let k = start;
    for e in k + 1..=at {
        if words.ending(text, e).is_some_and(|n| e - n >= k) {
            start = e;
        }
    }
    while start < at && matches!(text.get(start), '各' | '了' | '的' | '个') {
        start += 1;
    }
    start
}

/// Whether nothing but kinds of groups stands before the suffix.
fn is_bare(text: &Text<'_>, start: usize, at: usize) -> bool {
    let mut k = at;
    while k > start {
        match FORCES.kinds.ending(text, k).filter(|n| k >= start + n) {
            Some(n) => k -= n,
            None => break,
        }
    }
    k < start + 2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(raw: &str) -> Vec<(String, Option<u32>)> {
        find(&Text::clean(raw)).into_iter().map(|i| (i.value.name, i.value.count)).collect()
    }

    #[test]
    fn names_end_at_verbs_and_stops() {
        assert_eq!(
            read("成立以镇长任组长的春耕工作领导小组,下设防汛专班、招商及项目推进专班。"),
            [
                ("春耕工作领导小组".to_owned(), None),
                ("防汛专班".to_owned(), None),
                ("招商及项目推进专班".to_owned(), None)
            ]
        );
    }

    #[test]
    fn numbers_of_groups_are_counted() {
        assert_eq!(
            read("组建13个工作专班,授旗给七大指挥部,抽调人员组成三个督查组。"),
            [
                ("工作专班".to_owned(), Some(13)),
                ("七大指挥部".to_owned(), Some(7)),
                ("督查组".to_owned(), Some(3))
            ]
        );
    }

    #[test]
    fn other_groups_and_numbers_behind_are_counted() {
        assert_eq!(
            read("成立校园督导组6个,组建5个包联服务组、12个项目攻坚组。"),
            [
                ("校园督导组".to_owned(), Some(6)),
                ("包联服务组".to_owned(), Some(5)),
                ("项目攻坚组".to_owned(), Some(12))
            ]
        );
    }

    #[test]
    fn groups_without_a_name_and_their_offices_are_left_out() {
        assert!(read("各专班要抓落实,领导小组定期调度,防汛指挥部办公室负责。").is_empty());
    }
}

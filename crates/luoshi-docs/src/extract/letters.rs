//! 责任书: names of responsibility letters and pledges that are signed, handed over, or the document itself.

use super::issued::titles;
use super::text::{Text, is_stop};
use super::view::View;
use super::words::LETTERS;
use super::{Extraction, Genre, Item, Known, item};

/// How far a name reaches back from its suffix.
const NAME_REACH: usize = 40;

/// Reads letters into the proposals.
pub(super) fn read(view: &View<'_>, _known: &Known, out: &mut Extraction) {
    out.letters = find(view.clean(), out);
}

/// Letters, each name once; one phrase that names several kinds stays one.
#[must_use]
pub fn find(text: &Text<'_>, earlier: &Extraction) -> Vec<Item<String>> {
    let mut out: Vec<Item<String>> = Vec::new();
    let mut add = |found: Item<String>| {
        if !out.iter().any(|o| core(&o.value) == core(&found.value)) {
            out.push(found);
        }
    };
    if earlier.genre.as_ref().is_some_and(|g| g.value == Genre::ResponsibilityLetter)
        && let Some(title) =
            earlier.title.as_ref().filter(|t| LETTERS.suffixes.iter().any(|s| t.value.contains(s.as_str())))
    {
        add(Item { rule: "letters/title".to_owned(), ..title.clone() });
    }
    let event =
        earlier.genre.as_ref().is_some_and(|g| matches!(g.value, Genre::MeetingReport | Genre::Speech));
    in_text(text, event, &mut add);
    out.sort_by_key(|i| i.span);
    // The letter names itself again with its year.
    if let Some(own) = out.iter().find(|i| i.rule == "letters/title").map(|i| core(&i.value)) {
        out.retain(|i| {
            i.rule == "letters/title" || !core(&i.value).ends_with(&own) && !own.ends_with(&core(&i.value))
        });
    }
    out
}

/// What two spellings of one letter share.
fn core(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).collect()
}

fn in_text(text: &Text<'_>, event: bool, add: &mut impl FnMut(Item<String>)) {
    let quoted = titles(text);
    // Where the last accepted name ended, and whether its list is still going on.
    let mut list_end = usize::MAX;
    let mut bare = None;
    let mut named: Vec<String> = Vec::new();
    for i in 0..text.len() {
        let Some(n) = LETTERS.suffix_words.at(text, i) else { continue };
        let end = i + n;
        let title = quoted.iter().find(|q| q.start <= i && end <= q.end);
        let (start, signed) = match title {
            Some(q) if q.end == end => (
                q.start,
                verb_before(text, q.start.saturating_sub(1))
                    || continues(text, list_end, q.start.saturating_sub(1)),
            ),
            Some(_) => continue,
            None => bounds(text, i, list_end),
        };
        let start = if signed { start } else { after_joint(text, start, i) };
        let signed = signed || verb_behind(text, end);
        if !signed {
            continue;
        }
        if is_generic(text, start, end) {
            if bare.is_none() && (verb_behind(text, end) || start == i && signed) && text.before(i) != '本' {
                bare = Some((if text.ends(i, "目标") { i - 2 } else { i }, end));
            }
            continue;
        }
        list_end = end;
        named.push(text.plain(i, end));
        add(item(
            text.words(start, end),
            text.span(start, end),
            90,
            if title.is_some() { "letters/titled" } else { "letters/signed" },
        ));
    }
    // A signing whose letter is nowhere named more fully.
    let other = |(start, end): (usize, usize)| !named.contains(&text.plain(start, end));
    if let Some((start, end)) = bare.filter(|bare| event && other(*bare)) {
        add(item(text.words(start, end), text.span(start, end), 60, "letters/bare"));
    }
}

/// The start of a name that only a verb behind it shows: after 暨, 召开 and their like.
fn after_joint(text: &Text<'_>, start: usize, at: usize) -> usize {
    LETTERS.joints.last_in(text, start, at).map_or(start, |(i, n)| i + n)
}

/// Where the name begins whose suffix stands at `i`, and whether a verb of signing stands there.
fn bounds(text: &Text<'_>, i: usize, list_end: usize) -> (usize, bool) {
    let floor = i.saturating_sub(NAME_REACH);
    let mut k = i;
    while k > floor && !is_stop(text.get(k - 1)) && !matches!(text.get(k - 1), ',' | ';' | ':' | '《' | '》')
    {
        k -= 1;
        if let Some(n) = LETTERS.verbs.ending(text, k + 1).filter(|n| k + 1 >= n + floor) {
            let mut start = k + 1;
            // 签订了, 下达以下, 签订了以下: what belongs to the verb.
            while let Some(m) = LETTERS.after_verb.at(text, start).filter(|m| start + m <= i) {
                start += m;
            }
            let _ = n;
            return (start, true);
        }
        if list_end <= k && list_end != usize::MAX && k <= list_end + 2 && continues(text, list_end, k) {
            return (skip_joint(text, list_end), true);
        }
    }
    (k, false)
}

/// Whether a list of letters that ended at `list_end` goes on at `at`.
fn continues(text: &Text<'_>, list_end: usize, at: usize) -> bool {
    list_end != usize::MAX
        && at >= list_end
        && at - list_end <= 3
        && (list_end..=at).all(|k| {
            matches!(text.get(k), '、' | '和' | '及' | '与' | '以' | '》' | '《' | '”' | ' ') || k == at
        })
        && skip_joint(text, list_end) > list_end
}

fn skip_joint(text: &Text<'_>, end: usize) -> usize {
    let mut at = end;
    while matches!(text.get(at), '、' | '和' | '及' | '与' | '以' | '》') && at < end + 3 {
        at += 1;
    }
    at
}

fn verb_before(text: &Text<'_>, open: usize) -> bool {
    LETTERS.verbs.last_in(text, open.saturating_sub(16).max(text.sentence_start(open)), open).is_some()
}

/// 责任书签订仪式: the act stands behind the name.
fn verb_behind(text: &Text<'_>, end: usize) -> bool {
    let at = if text.get(end) == '》' { end + 1 } else { end };
    ["签订", "签定", "签字", "签约", "签署", "递交", "上签", "上郑重签"].iter().any(|w| text.is(at, w))
}

/// Nothing before the suffix, or only words that name no kind.
fn is_generic(text: &Text<'_>, start: usize, end: usize) -> bool {
    let whole = text.plain(start, end);
    if LETTERS.alone.contains(&whole) {
        return false;
    }
    let mut name = whole.as_str();
    for suffix in &LETTERS.suffixes {
        if let Some(rest) = name.strip_suffix(suffix.as_str()) {
            name = rest;
            break;
        }
    }
    for word in ["目标管理", "目标", "管理", "工作"] {
        name = name.strip_suffix(word).unwrap_or(name);
    }
    name.chars().count() < 2 || LETTERS.vague.iter().any(|w| name.contains(w.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(raw: &str) -> Vec<String> {
        find(&Text::clean(raw), &Extraction::default()).into_iter().map(|i| i.value).collect()
    }

    #[test]
    fn a_list_of_letters_is_several() {
        assert_eq!(
            read("会上签订了2030年度禁烧目标责任书、防汛责任书和安全目标责任书。"),
            ["2030年度禁烧目标责任书", "防汛责任书", "安全目标责任书"]
        );
    }

    #[test]
    fn one_phrase_with_several_kinds_is_one() {
        assert_eq!(read("镇长与各村签订党建、防汛目标责任书。"), ["党建、防汛目标责任书"]);
    }

    #[test]
    fn generic_names_are_left_out() {
        assert!(read("各村签订责任书。现场签订各项工作责任书,层层签订目标责任书。").is_empty());
    }

    #[test]
    fn pledges_handed_over_and_ceremonies() {
        assert_eq!(read("代表向县长递交军令状。"), ["军令状"]);
        assert_eq!(read("随后举行防汛责任书签订仪式。"), ["防汛责任书"]);
        assert_eq!(read("签订了《禁烧责任书》《防火承诺书》。"), ["禁烧责任书", "防火承诺书"]);
    }
}

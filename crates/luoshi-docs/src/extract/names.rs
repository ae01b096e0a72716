//! Chinese personal names: where one begins and ends in running text.

use super::text::{Text, is_han};
use super::words::PEOPLE;

/// A name found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// Without inner blanks.
    pub name: String,
    /// First character.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
    /// 0–100.
    pub confidence: u8,
}

/// Whether a character ends a word by itself.
#[must_use]
pub fn is_boundary(c: char) -> bool {
    !is_han(c) && !c.is_alphanumeric() && c != '·'
}

/// The name that begins at `i` in running text, if what follows shows where it ends.
#[must_use]
pub fn name_at(text: &Text<'_>, i: usize) -> Option<Name> {
    if let Some(dotted) = foreign(text, i).or_else(|| by_sound(text, i)) {
        return Some(dotted);
    }
    let surname = surname_at(text, i, false)?;
    if let Some(spaced) = spaced(text, i, surname) {
        return Some(spaced);
    }
    let ends: Vec<(usize, u8)> = [2, 1]
        .into_iter()
        .filter(|&given| is_given(text, i + surname, given))
        .map(|given| (i + surname + given, follows(text, i + surname + given)))
        .filter(|&(_, strength)| strength > 0)
        .collect();
    let (end, strength) = match ends.as_slice() {
        // Both lengths are possible: 王刚说, is 王刚 when its third character begins a longer verb.
        // 涂清和说: behind 和 stands another name, not a verb.
        [long, short]
            if long.1 > 0 && matches!(text.get(short.0), '和' | '与' | '及') && long.0 == short.0 + 1 =>
        {
            *long
        }
        [long, short] if long.1 == 2 && (longer_word(text, short.0) || !longer_word(text, long.0)) => *short,
        [one, ..] => *one,
        [] => return None,
    };
    Some(Name { name: text.plain(i, end), start: i, end, confidence: if strength == 3 { 92 } else { 88 } })
}

/// The name that fills the space between two stops of a list; here rare surnames are allowed, and
/// with `any` also names without a known surname.
#[must_use]
pub fn listed(text: &Text<'_>, i: usize, any: bool) -> Option<Name> {
    if let Some(name) = foreign(text, i).or_else(|| by_sound(text, i)) {
        return Some(name);
    }
    if let Some(surname) = surname_at(text, i, true) {
        if let Some(spaced) = spaced(text, i, surname) {
            return Some(spaced);
        }
        for given in [2, 1] {
            let end = i + surname + given;
            if fills(text, i, i + surname, end) && follows(text, end) == 3 {
                return Some(Name { name: text.plain(i, end), start: i, end, confidence: 92 });
            }
        }
        return name_at(text, i);
    }
    if any { unknown(text, i) } else { None }
}

/// Whether a whole string is a name, as in a cell of a table.
#[must_use]
pub fn whole(text: &Text<'_>, start: usize, end: usize) -> Option<Name> {
    if let Some(name) = foreign(text, start).filter(|name| name.end == end) {
        return Some(name);
    }
    let sound = (4..=7).contains(&(end.saturating_sub(start)))
        && (start..end).all(|i| PEOPLE.sound_characters.contains(&text.get(i)))
        && PEOPLE.no_names.at(text, start).is_none();
    if sound {
        return Some(Name { name: text.plain(start, end), start, end, confidence: 75 });
    }
    let surname = surname_at(text, start, true)?;
    if PEOPLE.no_names.at(text, start).is_some() {
        return None;
    }
    let given: Vec<usize> = (start + surname..end).filter(|&n| text.get(n) != ' ').collect();
    // A middle sign that names hold seldom, between a sure surname and a sure last sign: 茅以南.
    let seldom = given.len() == 2
        && !PEOPLE.rare_surnames.contains(&text.get(start))
        && is_han(text.get(given[0]))
        && !PEOPLE.never_in_names.contains(&text.get(given[0]))
        && can_be_given(text.get(given[1]))
        && PEOPLE.posts.ending(text, end).is_none();
    let fits = (1..=2).contains(&given.len()) && (seldom || given.iter().all(|&n| can_be_given(text.get(n))));
    let tidy = given.len() == end - start - surname || (given.len() == 1 && end - start - surname <= 2);
    if !fits || !tidy {
        return None;
    }
    let name: String = text.plain(start, end).chars().filter(|c| *c != ' ').collect();
    Some(Name { name, start, end, confidence: 85 })
}

/// The length of the surname at `i`.
fn surname_at(text: &Text<'_>, i: usize, rare: bool) -> Option<usize> {
    if PEOPLE.excluded_people.at(text, i).is_some() || (!rare && PEOPLE.no_names.at(text, i).is_some()) {
        return None;
    }
    if let Some(n) = PEOPLE.compound_surnames.at(text, i) {
        return Some(n);
    }
    let c = text.get(i);
    let common = PEOPLE.surnames.contains(&c);
    (common && (rare || !PEOPLE.rare_surnames.contains(&c) || shows_end(text, i))).then_some(1)
}

/// Whether what stands behind shows a name even where its surname is an ordinary word.
fn shows_end(text: &Text<'_>, i: usize) -> bool {
    follows(text, i + 3) > 0
        || follows(text, i + 2) == 3
        || PEOPLE.follow.at(text, i + 2).is_some_and(|n| n > 1)
        || text.is(i + 2, "任") && PEOPLE.posts.first_in(text, i + 3, i + 12).is_some()
}

/// Whether a given name fills the place between a surname and a stop. Ordinary words (文化, 安全) and
/// names of organs that begin like a rare surname do not count.
fn fills(text: &Text<'_>, start: usize, given: usize, end: usize) -> bool {
    let han = (given..end).all(|k| is_han(text.get(k)) && !PEOPLE.never_in_names.contains(&text.get(k)));
    let word = PEOPLE.no_names.at(text, start).is_some();
    let safe = !PEOPLE.rare_surnames.contains(&text.get(start)) && !word;
    // Three characters between a post and a stop are a name even with a rare surname.
    let three = end == start + 3 && !word && !matches!(text.get(end), ' ');
    han && (safe || three || is_given(text, given, end - given) && (!word || matches!(text.get(end), '、')))
}

fn can_be_given(c: char) -> bool {
    is_han(c) && !PEOPLE.never_in_names.contains(&c) && !PEOPLE.seldom_in_names.contains(&c)
}

fn is_given(text: &Text<'_>, i: usize, n: usize) -> bool {
    // 之 ends many given names, but only a longer word behind shows it.
    let last = n == 2
        && matches!(text.get(i + 1), '之' | '才')
        && (longer_word(text, i + 2) || is_boundary(text.get(i + 2)));
    (i..i + n).all(|k| can_be_given(text.get(k)) || last && k == i + 1)
}

/// How well the place `i` can be the end of a name: 3 a stop, 2 a word that follows names, 0 neither.
fn follows(text: &Text<'_>, i: usize) -> u8 {
    if is_boundary(text.get(i)) {
        3
    } else if PEOPLE.follow.at(text, i).is_some() {
        2
    } else {
        0
    }
}

/// Whether a word of two or more characters that follows names stands at `i`.
fn longer_word(text: &Text<'_>, i: usize) -> bool {
    PEOPLE.follow.at(text, i).is_some_and(|n| n > 1)
}

/// Names of two characters are padded to the width of three: 张 三.
fn spaced(text: &Text<'_>, i: usize, surname: usize) -> Option<Name> {
    let at = i + surname;
    let fits = text.get(at) == ' '
        && can_be_given(text.get(at + 1))
        && (is_boundary(text.get(at + 2)) || longer_word(text, at + 2));
    fits.then(|| {
        let name: String = text.plain(i, at + 2).chars().filter(|c| *c != ' ').collect();
        Name { name, start: i, end: at + 2, confidence: 85 }
    })
}

/// Names written with a middle dot: 阿依古丽·买买提, 仡楼·阿旺. The last part ends at a stop or before a
/// word that follows names.
fn foreign(text: &Text<'_>, i: usize) -> Option<Name> {
    let dot = part_end(text, i, 7).filter(|&at| text.get(at) == '·')?;
    if PEOPLE.posts.first_in(text, i, dot).is_some() || PEOPLE.cut_before_post.at(text, i).is_some() {
        return None;
    }
    let mut start = dot + 1;
    while let Some(next) = part_end(text, start, 7).filter(|&at| text.get(at) == '·') {
        start = next + 1;
    }
    let run = part_end(text, start, 8).unwrap_or(start + 8);
    let ends: Vec<usize> = (start + 2..=run.min(start + 6)).filter(|&p| follows(text, p) > 0).collect();
    // 买买提出席: 提出 begins one place before 出席, and the later word decides.
    let end = match ends.as_slice() {
        [one, next, ..] if *next == one + 1 && longer_word(text, *one) && longer_word(text, *next) => *next,
        [one, ..] => *one,
        [] => return None,
    };
    Some(Name { name: text.plain(i, end), start: i, end, confidence: 85 })
}

/// The place behind one to `max` characters of a name that begin at `i`.
fn part_end(text: &Text<'_>, i: usize, max: usize) -> Option<usize> {
    let end = (i..=i + max).find(|&n| !is_han(text.get(n)))?;
    (end > i).then_some(end)
}

/// Names of other languages that neither a dot nor a surname shows: 图门乌力吉.
fn by_sound(text: &Text<'_>, i: usize) -> Option<Name> {
    let run = (i..i + 8).find(|&n| !PEOPLE.sound_characters.contains(&text.get(n))).unwrap_or(i + 8);
    let end = (i + 4..=run.min(i + 7))
        .rev()
        .find(|&p| follows(text, p) == 3 || longer_word(text, p) || p == run && follows(text, p) > 0)
        .or_else(|| {
            // Three characters are one only where no surname explains them.
            (run >= i + 3 && follows(text, i + 3) > 0 && surname_at(text, i, true).is_none()).then_some(i + 3)
        })?;
    let plain = PEOPLE.no_names.at(text, i).is_none() && PEOPLE.posts.first_in(text, i, end).is_none();
    plain.then(|| Name { name: text.plain(i, end), start: i, end, confidence: 78 })
}

/// Two to four characters between two stops of a list of names.
fn unknown(text: &Text<'_>, i: usize) -> Option<Name> {
    let end = (i..i + 5).find(|&n| !can_be_given(text.get(n)))?;
    let fits = (2..=4).contains(&(end - i))
        && matches!(text.get(end), '、' | ',' | '。')
        && PEOPLE.no_names.at(text, i).is_none()
        && PEOPLE.posts.first_in(text, i, end).is_none();
    fits.then(|| Name { name: text.plain(i, end), start: i, end, confidence: 65 })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(raw: &str) -> Option<String> {
        name_at(&Text::clean(raw), 0).map(|n| n.name)
    }

    #[test]
    fn the_word_behind_shows_the_length() {
        assert_eq!(name("柳岸出席会议").as_deref(), Some("柳岸"));
        assert_eq!(name("柳岸芷出席会议").as_deref(), Some("柳岸芷"));
        assert_eq!(name("孟带领大家").as_deref(), None);
        assert_eq!(name("欧阳岸主持").as_deref(), Some("欧阳岸"));
    }

    #[test]
    fn words_of_the_office_are_no_names() {
        assert_eq!(name("高度重视"), None);
        assert_eq!(name("任组长,"), None);
        assert_eq!(name("习近平出席"), None);
        assert_eq!(name("柳某出席"), None);
    }

    #[test]
    fn names_of_other_languages_end_before_a_verb() {
        assert_eq!(name("阿依古丽·买买提出席会议").as_deref(), Some("阿依古丽·买买提"));
        assert_eq!(name("阿依古丽·买买提在会上").as_deref(), Some("阿依古丽·买买提"));
        assert_eq!(name("苏日娜图雅部署工作").as_deref(), Some("苏日娜图雅"));
        assert_eq!(name("阿拉坦,").as_deref(), Some("阿拉坦"));
        assert_eq!(name("漆雕岸芷主持").as_deref(), Some("漆雕岸芷"));
        assert_eq!(name("主任·书记").as_deref(), None);
    }

    #[test]
    fn blanks_inside_a_name_disappear() {
        assert_eq!(name("柳 岸,").as_deref(), Some("柳岸"));
        let text = Text::clean("柳　岸");
        assert_eq!(whole(&text, 0, text.len()).map(|n| n.name).as_deref(), Some("柳岸"));
    }
}

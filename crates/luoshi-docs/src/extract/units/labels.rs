//! The labels before lists of units: 牵头单位： 责任领导： 完成时限：, listed or composed.

use super::bodies::is_unit;
use super::{Role, WORDS};

/// The longest label that is composed and not listed, in characters.
const LONGEST: usize = 10;

/// A label at the head of `words` with its mark: its role and its length in bytes.
pub(super) fn label(words: &str) -> Option<(Role, usize)> {
    let both = words.strip_prefix("及").unwrap_or(words);
    let (role, length) =
        listed(both).filter(|(_, length)| marked(&both[*length..])).or_else(|| composed(both))?;
    let rest = &both[length..];
    let blank = |c: char| c.is_whitespace() || matches!(c, '|' | '｜');
    let tail = rest.trim_start_matches(blank);
    let colon = tail.chars().next().filter(|c| is_mark(*c)).map_or(0, char::len_utf8);
    Some((role, words.len() - tail.len() + colon))
}

const fn is_mark(c: char) -> bool {
    matches!(c, '：' | ':' | '﹕' | '︰' | '】' | ']' | '〕' | '］')
}

/// The longest label of the lists.
fn listed(words: &str) -> Option<(Role, usize)> {
    let lists = [
        (Role::Lead, &WORDS.lead),
        (Role::Duty, &WORDS.duty),
        (Role::Assist, &WORDS.assist),
        (Role::Sponsor, &WORDS.sponsor),
        (Role::Owner, &WORDS.owner),
        (Role::Limit, &WORDS.limit),
    ];
    lists
        .iter()
        .flat_map(|(role, list)| list.iter().map(move |word| (*role, word)))
        .filter(|(_, word)| words.starts_with(word.as_str()))
        .map(|(role, word)| (role, word.len()))
        .max_by_key(|(_, length)| *length)
}

/// A colon after the label, or a blank or bar before a name.
fn marked(rest: &str) -> bool {
    let tail = rest.trim_start();
    if tail.starts_with(is_mark) {
        return true;
    }
    let name = tail.trim_start_matches(['|', '｜', ' ', '\u{3000}']);
    if name.len() == rest.len() {
        return false;
    }
    let end = name
        .find(['、', '，', ',', '；', ';', ' ', '\u{3000}', '）', ')', '|', '｜', '。'])
        .unwrap_or(name.len());
    is_unit(&name[..end]) && role_of(&name[..end]).is_none()
}

/// A label that no list holds, by the words that it is made of: 第一牵头部门：, 挂点联系县领导：.
fn composed(words: &str) -> Option<(Role, usize)> {
    let end = words.char_indices().take(LONGEST + 1).find(|(_, c)| !is_word(*c)).map(|(at, _)| at)?;
    let mark = words[end..].trim_start().chars().next()?;
    matches!(mark, '：' | ':' | '﹕' | '︰').then_some(())?;
    Some((role_of(&words[..end])?, end))
}

const fn is_word(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}')
}

/// Whether words are the label of a list of persons: 包抓县领导, 责任人.
#[must_use]
pub fn is_person_label(words: &str) -> bool {
    matches!(role_of(words), Some(Role::Sponsor | Role::Owner))
}

/// What a label says by its stem and its noun.
pub(super) fn role_of(name: &str) -> Option<Role> {
    let holds = |list: &[String]| list.iter().any(|word| name.contains(word.as_str()));
    let ends = |list: &[String]| list.iter().any(|word| name.ends_with(word.as_str()));
    let alone = WORDS.alone.iter().any(|word| word == name);
    if name.chars().count() < 2 {
        return None;
    }
    if ends(&WORDS.owner_nouns) {
        return Some(Role::Owner);
    }
    if ends(&WORDS.leader_nouns) && holds(&WORDS.stems_sponsor) {
        return Some(Role::Sponsor);
    }
    if ends(&WORDS.limit_nouns) && holds(&WORDS.stems_limit) {
        return Some(Role::Limit);
    }
    let units = ends(&WORDS.unit_nouns) || alone;
    [(Role::Assist, &WORDS.stems_assist), (Role::Lead, &WORDS.stems_lead), (Role::Duty, &WORDS.stems_duty)]
        .into_iter()
        .find(|(_, stems)| units && holds(stems))
        .map(|(role, _)| role)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_in_all_spellings() {
        let cases = [
            ("牵头单位：县水利局", Some((Role::Lead, 15))),
            ("协助：各社区", Some((Role::Assist, 9))),
            ("第一牵头部门:县水利局", Some((Role::Lead, 19))),
            ("挂点县级领导：柳岸", Some((Role::Sponsor, 21))),
            ("配合镇街：江口镇", Some((Role::Assist, 15))),
            ("责任单位 县水利局", Some((Role::Duty, 13))),
            ("办结截止日期：6月底", Some((Role::Limit, 21))),
            ("责任单位 配合单位 时限", None),
            ("工作要求：抓紧办理", None),
            ("牵头抓好落实", None),
        ];
        for (words, want) in cases {
            assert_eq!(label(words), want, "{words}");
        }
    }
}

//! What the words of a roster mean: a data list, not code.

use std::sync::LazyLock;

use luoshi_core::policy::Role;
use luoshi_core::text::even;

use crate::org::UnitKind;

const LIST: &str = include_str!("../../../data/roster-words.tsv");

/// A role with how far it reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Lent {
    /// The role; none for staff without log-in duties.
    pub role: Option<Role>,
    /// Over the whole body instead of the own unit.
    pub body: bool,
}

struct Words {
    kinds: Vec<(String, UnitKind)>,
    tails: Vec<(&'static str, UnitKind)>,
    roles: Vec<(String, Lent)>,
    heads: Vec<&'static str>,
    not: Vec<&'static str>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut words =
        Words { kinds: Vec::new(), tails: Vec::new(), roles: Vec::new(), heads: Vec::new(), not: Vec::new() };
    for line in LIST.lines().filter(|l| !l.starts_with('#')) {
        let mut parts = line.split('\t');
        let (Some(list), Some(word)) = (parts.next(), parts.next()) else { continue };
        let value = parts.next().unwrap_or_default();
        match (list, UnitKind::from_word(value)) {
            ("unit", Some(kind)) => words.kinds.push((even(word), kind)),
            ("tail", Some(kind)) => words.tails.push((word, kind)),
            ("role", _) => {
                let lent = Lent { role: Role::from_name(value), body: parts.next() == Some("body") };
                words.roles.push((even(word), lent));
            }
            ("head", _) => words.heads.push(word),
            ("not", _) => words.not.push(word),
            _ => {}
        }
    }
    words
});

/// The kind of unit that a word of the column names.
pub(super) fn unit_kind(word: &str) -> Option<UnitKind> {
    let word = even(word);
    WORDS.kinds.iter().find(|(w, _)| *w == word).map(|(_, kind)| *kind)
}

/// The kind of unit that a name ends like.
pub(super) fn kind_of_name(name: &str) -> UnitKind {
    WORDS.tails.iter().find(|(tail, _)| name.ends_with(tail)).map_or(UnitKind::Other, |(_, kind)| *kind)
}

/// The role that a word of the column names.
pub(super) fn role(word: &str) -> Option<Lent> {
    let word = even(word);
    WORDS.roles.iter().find(|(w, _)| *w == word).map(|(_, lent)| *lent)
}

/// The role that a title lends without further words: who heads a unit answers for it, and who
/// heads the body leads it.
pub(super) fn role_of_title(title: &str, in_body: bool) -> Lent {
    let head = WORDS.heads.iter().any(|h| title.ends_with(h)) && !WORDS.not.iter().any(|n| title.contains(n));
    match (head, in_body) {
        (true, true) => Lent { role: Some(Role::Leader), body: true },
        (true, false) => Lent { role: Some(Role::Head), body: false },
        (false, _) => Lent { role: None, body: false },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_understood_in_either_width() {
        assert_eq!(unit_kind("派出机构（双管）"), Some(UnitKind::Station));
        assert_eq!(unit_kind("天宫"), None);
        assert_eq!(role("村（社区）书记").and_then(|l| l.role), Some(Role::Head));
        assert_eq!(role("工作人员"), Some(Lent { role: None, body: false }));
        assert_eq!(role("神仙"), None);
    }

    #[test]
    fn a_deputy_is_no_head() {
        assert_eq!(role_of_title("党政办公室主任", false).role, Some(Role::Head));
        assert_eq!(role_of_title("党政办公室副主任", false).role, None);
        assert_eq!(role_of_title("街道办事处主任", true).role, Some(Role::Leader));
    }

    #[test]
    fn every_line_of_the_list_means_something() {
        let lines = LIST.lines().filter(|l| !l.starts_with('#') && !l.is_empty()).count();
        let words = &*WORDS;
        let read =
            words.kinds.len() + words.tails.len() + words.roles.len() + words.heads.len() + words.not.len();
        assert_eq!(lines, read);
    }
}

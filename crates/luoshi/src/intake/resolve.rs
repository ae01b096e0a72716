//! Names in a document to units, posts and people of the body. What is not plain is a question with
//! the nearest names as answers; nothing is guessed.

use std::collections::BTreeSet;

use luoshi_core::near::near;
use luoshi_core::text::even;

use super::value::{Doubt, Field, Named, Who};
use crate::db::ids::UnitId;
use crate::org::{Org, UnitKind, unit};

/// How many near names are offered.
const OFFERED: usize = 3;

/// What a name turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meant<T> {
    /// This one.
    One(T),
    /// A word that stands for these.
    Group(Vec<T>),
    /// One of several of the same name.
    Several(Vec<T>),
    /// Nobody of that name; the nearest ones.
    Unknown(Vec<T>),
}

/// The units that a name means. The body's own name in front of it does not count.
#[must_use]
pub fn unit(org: &Org, name: &str) -> Meant<UnitId> {
    let all = org.units_named(name);
    match all[..] {
        [one] => return Meant::One(one.id),
        [] => {}
        _ => return Meant::Several(all.iter().map(|u| u.id).collect()),
    }
    if let Some(kinds) = group(name) {
        return Meant::Group(org.units().filter(|u| kinds.contains(&u.kind)).map(|u| u.id).collect());
    }
    let bare = without_body(org, name);
    if let [one] = org.units_named(&bare)[..] {
        return Meant::One(one.id);
    }
    Meant::Unknown(nearest(org, &bare))
}

/// The kinds of units that a word such as 各村（社区） stands for.
fn group(name: &str) -> Option<Vec<UnitKind>> {
    let key = plain(name);
    include_str!("../../data/unit-groups.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('\t'))
        .find(|(word, _)| *word == key)
        .map(|(_, kinds)| kinds.split(' ').filter_map(UnitKind::from_word).collect())
}

/// Without blanks, brackets and marks between words.
fn plain(name: &str) -> String {
    even(name).chars().filter(|c| !matches!(c, '(' | ')' | '（' | '）' | '、' | ',' | '，')).collect()
}

fn without_body(org: &Org, name: &str) -> String {
    let name: String = name.chars().filter(|c| !c.is_whitespace()).collect();
    let Some(root) = org.root() else { return name };
    let names = [Some(root.name.as_str()), root.short_name.as_deref()];
    let rest = names.into_iter().flatten().find_map(|n| name.strip_prefix(n)).filter(|r| !r.is_empty());
    rest.map(ToOwned::to_owned).unwrap_or(name)
}

/// Units whose names are near: abbreviations first, then by edit distance.
fn nearest(org: &Org, name: &str) -> Vec<UnitId> {
    let mut scored: Vec<(usize, UnitId)> =
        org.units().filter_map(|u| distance_to(u, name).map(|d| (d, u.id))).collect();
    scored.sort_by_key(|(distance, _)| *distance);
    scored.into_iter().take(OFFERED).map(|(_, id)| id).collect()
}

fn distance_to(unit: &unit::Model, name: &str) -> Option<usize> {
    [Some(unit.name.as_str()), unit.short_name.as_deref()]
        .into_iter()
        .flatten()
        .filter_map(|n| near(name, n))
        .min()
}

/// Resolves the units of a field; what is not plain becomes a question.
pub fn units(org: &Org, field: Field, names: &[(String, bool)], doubts: &mut Vec<Doubt>) -> Vec<Named> {
    let mut seen = BTreeSet::new();
    let mut out = Vec::with_capacity(names.len());
    for (text, says_group) in names {
        if !seen.insert(text.clone()) {
            continue;
        }
        let (units, group) = match unit(org, text) {
            Meant::One(id) => (vec![id], false),
            Meant::Group(ids) if !ids.is_empty() => (ids, true),
            Meant::Group(_) => {
                doubts.push(doubt(field, "unit-group", text, Vec::new()));
                (Vec::new(), true)
            }
            Meant::Several(ids) => {
                doubts.push(doubt(
                    field,
                    "unit-several",
                    text,
                    ids.iter().map(ToString::to_string).collect(),
                ));
                (Vec::new(), false)
            }
            Meant::Unknown(ids) => {
                let code = if *says_group { "unit-group" } else { "unit-unknown" };
                doubts.push(doubt(field, code, text, ids.iter().map(ToString::to_string).collect()));
                (Vec::new(), *says_group)
            }
        };
        out.push(Named { text: text.clone(), units, group });
    }
    out
}

/// Resolves a person's name, or the title of a post; what is not plain becomes a question.
pub fn who(org: &Org, field: Field, text: &str, doubts: &mut Vec<Doubt>) -> Who {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let people = org.people_named(&text);
    if let [person] = people[..] {
        let post = org.posts_of(person.id).first().map(|p| p.id);
        return Who { text, person: Some(person.id), post };
    }
    let titled: Vec<_> = org.posts().into_iter().filter(|p| p.title == text).map(|p| p.id).collect();
    if let [post] = titled[..] {
        return Who { text, person: None, post: Some(post) };
    }
    let (code, posts) = if people.len() > 1 {
        ("person-several", people.iter().flat_map(|p| org.posts_of(p.id)).map(|p| p.id).collect())
    } else {
        ("person-unknown", near_people(org, &text))
    };
    doubts.push(doubt(field, code, &text, posts.iter().map(ToString::to_string).collect()));
    Who { text, person: None, post: None }
}

fn near_people(org: &Org, name: &str) -> Vec<crate::db::ids::PostId> {
    let mut scored: Vec<(usize, crate::db::ids::PostId)> = Vec::new();
    for post in org.posts() {
        // 苗雨桐主任 holds the name whole.
        let distance = match org.holder(post.id) {
            Some(person) if name.contains(&person.name) => Some(0),
            Some(person) => near(name, &person.name),
            None => near(name, &post.title),
        };
        scored.extend(distance.map(|d| (d, post.id)));
    }
    scored.sort_by_key(|(distance, _)| *distance);
    scored.into_iter().take(OFFERED).map(|(_, id)| id).collect()
}

fn doubt(field: Field, code: &str, found: &str, choices: Vec<String>) -> Doubt {
    Doubt { field, code: code.to_owned(), found: found.to_owned(), choices, answer: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn abbreviations_and_slips_are_near_and_strangers_are_not() {
        assert_eq!(near("党政办", "党政综合办公室"), Some(1));
        assert_eq!(near("财改所", "财政所"), Some(1));
        assert_eq!(near("水利站", "综合执法队"), None);
    }

    #[test]
    fn group_words_are_known_however_they_are_bracketed() {
        assert_eq!(group("各村（社区）"), Some(vec![UnitKind::Village, UnitKind::Community]));
        assert_eq!(group("各村、各社区"), Some(vec![UnitKind::Village, UnitKind::Community]));
        assert_eq!(group("各有关单位"), None);
    }
}

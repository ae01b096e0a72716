//! The words of `lexicon/annex.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use luoshi_core::assess::trace::Language;
use luoshi_core::text::even;
use serde::Deserialize;

/// What a column of the table holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Field {
    Seq,
    Level1,
    Level2,
    Level3,
    Content,
    Full,
    Rule,
    Marker,
    Source,
    Note,
    Unit,
}

impl Field {
    pub const fn is_tree(self) -> bool {
        matches!(self, Self::Level1 | Self::Level2 | Self::Level3)
    }
}

/// What the points of a section do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Section {
    /// 加减分: each row says for itself.
    Both,
    Bonus,
    Deduction,
    Veto,
}

#[derive(Debug, Deserialize)]
struct Words {
    columns: BTreeMap<Field, Vec<String>>,
    sections: BTreeMap<Section, Vec<String>>,
    rows: Rows,
    form: BTreeMap<String, String>,
    #[serde(rename = "zh-CN")]
    chinese: BTreeMap<String, String>,
    en: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
struct Rows {
    sum: Vec<String>,
    note: Vec<String>,
}

fn words() -> &'static Words {
    static WORDS: LazyLock<Words> =
        LazyLock::new(|| crate::extract::lexicon(include_str!("../../../lexicon/annex.toml")));
    &WORDS
}

/// The field of a heading: the whole heading, or what stands before its brackets.
pub(super) fn field(heading: &str) -> Option<Field> {
    let clean = even(heading);
    let whole = |text: &str| {
        words().columns.iter().find(|(_, list)| list.iter().any(|word| even(word) == text)).map(|(f, _)| *f)
    };
    whole(&clean).or_else(|| whole(clean.split_once('(')?.0))
}

/// What a section, a group or a name says that its points do.
pub(super) fn section(text: &str) -> Option<Section> {
    let clean = even(text);
    words().sections.iter().find(|(_, list)| list.iter().any(|w| clean.contains(w.as_str()))).map(|(s, _)| *s)
}

pub(super) fn is_sum(text: &str) -> bool {
    let clean = even(text);
    let bare = clean.trim_end_matches([':', ')']).split('(').next().unwrap_or_default();
    words().rows.sum.iter().any(|word| word == bare)
}

pub(super) fn is_note(text: &str) -> bool {
    let clean = even(text);
    let head = clean.split(':').next().unwrap_or_default();
    head.len() < clean.len()
        && words().rows.note.iter().any(|w| w == head.trim_end_matches(|c: char| c.is_ascii_digit()))
}

/// A word of the printed form.
pub(super) fn form(key: &str) -> &'static str {
    words().form.get(key).map_or("", String::as_str)
}

/// A sentence, filled.
pub(super) fn say(language: Language, key: &str, args: &[(&str, &str)]) -> String {
    let list = match language {
        Language::Chinese => &words().chinese,
        Language::English => &words().en,
    };
    filled(list.get(key).map_or(key, String::as_str), args)
}

pub(super) fn filled(text: &str, args: &[(&str, &str)]) -> String {
    args.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_say_the_same() {
        let keys = |list: &'static BTreeMap<String, String>| list.keys().collect::<Vec<_>>();
        assert!(words().en.len() > 40);
        assert_eq!(keys(&words().en), keys(&words().chinese));
    }

    #[test]
    fn headings_and_sections() {
        assert_eq!(field("计 分\n办法"), Some(Field::Rule));
        assert_eq!(field("分值（100分）"), Some(Field::Full));
        assert_eq!(field("得分"), None);
        assert_eq!(section("五、加分项（最高5分）"), Some(Section::Bonus));
        assert_eq!(section("加减分项"), Some(Section::Both));
        assert!(is_sum("合　计") && !is_sum("合计办结") && is_note("备注：见附件"));
    }
}

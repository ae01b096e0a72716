//! How a result came about, step by step, with the numbers in it.
//!
//! A step names a sentence and the numbers and words that fill it; the sentences themselves are
//! data (`words/*.toml`), so that a trace reads in either language. Nobody pays for a trace that is
//! not asked for: the arguments are built only while one is being kept.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::exact::Exact;

/// One step of a computation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// Key of the sentence.
    pub key: Cow<'static, str>,
    /// What fills it.
    pub args: Vec<(&'static str, Arg)>,
}

/// A number, count or word in a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Arg {
    /// A number; printed in full, or cut after six places with an ellipsis.
    Number(Exact),
    /// Words of the scheme or of the facts: names of units, levels, matters.
    Text(String),
    /// A word of ours that has a translation: `half_up`, `lower_better`.
    Word(&'static str),
}

impl From<Exact> for Arg {
    fn from(value: Exact) -> Self {
        Self::Number(value)
    }
}

impl From<&Exact> for Arg {
    fn from(value: &Exact) -> Self {
        Self::Number(value.clone())
    }
}

impl From<usize> for Arg {
    fn from(value: usize) -> Self {
        Self::Number(Exact::count(value))
    }
}

impl From<i64> for Arg {
    fn from(value: i64) -> Self {
        Self::Number(Exact::whole(value))
    }
}

impl From<&str> for Arg {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl From<String> for Arg {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

/// Where steps are kept, or dropped.
#[derive(Debug, Default)]
pub struct Notes(Option<Vec<Step>>);

impl Notes {
    /// Drops every step.
    #[must_use]
    pub const fn off() -> Self {
        Self(None)
    }

    /// Keeps every step.
    #[must_use]
    pub const fn on() -> Self {
        Self(Some(Vec::new()))
    }

    /// Adds a step; `args` is only asked when steps are kept.
    pub fn add<const N: usize>(
        &mut self,
        key: &'static str,
        args: impl FnOnce() -> [(&'static str, Arg); N],
    ) {
        if let Some(steps) = &mut self.0 {
            steps.push(Step { key: Cow::Borrowed(key), args: args().into() });
        }
    }

    /// Whether steps are kept.
    #[must_use]
    pub const fn kept(&self) -> bool {
        self.0.is_some()
    }

    /// The steps.
    #[must_use]
    pub fn steps(self) -> Vec<Step> {
        self.0.unwrap_or_default()
    }
}

/// Languages of traces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// 简体中文
    #[default]
    Chinese,
    /// English
    English,
}

/// Sentences and words of a language.
#[derive(Debug, Deserialize)]
pub struct Words {
    sentences: BTreeMap<String, String>,
    words: BTreeMap<String, String>,
}

static CHINESE: LazyLock<Words> = LazyLock::new(|| Words::read(include_str!("words/zh-CN.toml")));
static ENGLISH: LazyLock<Words> = LazyLock::new(|| Words::read(include_str!("words/en.toml")));

impl Words {
    /// The words of a language.
    #[must_use]
    pub fn of(language: Language) -> &'static Self {
        match language {
            Language::Chinese => &CHINESE,
            Language::English => &ENGLISH,
        }
    }

    /// A file that is compiled in and does not parse would show keys instead of sentences; the test
    /// of this module finds that before anybody else does.
    fn read(text: &str) -> Self {
        toml::from_str(text).unwrap_or(Self { sentences: BTreeMap::new(), words: BTreeMap::new() })
    }

    /// A word of ours in this language, the key where there is none.
    #[must_use]
    pub fn word<'a>(&'a self, key: &'a str) -> &'a str {
        self.words.get(key).map_or(key, String::as_str)
    }

    /// A step as a sentence.
    #[must_use]
    pub fn sentence(&self, step: &Step) -> String {
        let Some(pattern) = self.sentences.get(step.key.as_ref()) else {
            return step.key.clone().into_owned();
        };
        self.fill(pattern, &step.args)
    }

    /// A pattern with its holes filled.
    pub(crate) fn fill(&self, pattern: &str, args: &[(&'static str, Arg)]) -> String {
        let mut out = String::new();
        let mut rest = pattern;
        while let Some((before, after)) = rest.split_once('{') {
            out.push_str(before);
            let (name, tail) = after.split_once('}').unwrap_or((after, ""));
            match args.iter().find(|(n, _)| *n == name) {
                Some((_, arg)) if below_nought(arg) && out.trim_end().ends_with(['+', '−', '×', '÷']) => {
                    out.push_str(&format!("({})", self.show(arg)));
                }
                Some((_, arg)) => out.push_str(&self.show(arg)),
                None => out.push_str(name),
            }
            rest = tail;
        }
        out.push_str(rest);
        out
    }

    fn show(&self, arg: &Arg) -> String {
        match arg {
            Arg::Number(number) => number.show(6),
            Arg::Text(text) => text.clone(),
            Arg::Word(key) => self.word(key).to_owned(),
        }
    }
}

/// Whether a number needs brackets behind an operator.
fn below_nought(arg: &Arg) -> bool {
    matches!(arg, Arg::Number(number) if number.is_negative())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    /// Names between braces.
    fn holes(pattern: &str) -> BTreeSet<&str> {
        pattern.split('{').skip(1).filter_map(|p| p.split_once('}').map(|(name, _)| name)).collect()
    }

    fn sources(dir: &Path, out: &mut String) {
        for entry in std::fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, out);
            } else if path.extension().is_some_and(|e| e == "rs") {
                out.push_str(&std::fs::read_to_string(path).unwrap());
            }
        }
    }

    #[test]
    fn both_languages_say_every_sentence_that_the_code_uses() {
        let (zh, en) = (Words::of(Language::Chinese), Words::of(Language::English));
        assert!(zh.sentences.len() > 10, "the file was not read");
        for (key, pattern) in &zh.sentences {
            let other = en.sentences.get(key).map(|p| holes(p));
            assert_eq!(other, Some(holes(pattern)), "{key}");
        }
        assert_eq!(zh.sentences.len(), en.sentences.len());
        assert!(zh.words.keys().eq(en.words.keys()));
        let mut code = String::new();
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/assess"), &mut code);
        let flat: String = code.split_whitespace().collect();
        let mut used = BTreeSet::new();
        for call in flat.split(".add(\"").skip(1) {
            let (key, rest) = call.split_once('"').unwrap();
            // Only calls with a closure are notes; sets have a method of that name too.
            if rest.starts_with(",||[") || rest.starts_with(",||{") {
                used.insert(key.to_owned());
            }
        }
        let known: BTreeSet<String> = zh.sentences.keys().cloned().collect();
        assert_eq!(used.difference(&known).collect::<Vec<_>>(), Vec::<&String>::new(), "without a sentence");
        assert_eq!(known.difference(&used).collect::<Vec<_>>(), Vec::<&String>::new(), "never used");
    }

    #[test]
    fn sentences_are_filled() {
        let mut notes = Notes::on();
        notes.add("rounded", || {
            [("value", Exact::ONE.into()), ("places", 2_usize.into()), ("mode", Arg::Word("half_up"))]
        });
        let steps = notes.steps();
        assert_eq!(Words::of(Language::Chinese).sentence(&steps[0]), "四舍五入保留2位小数，得1");
        let mut notes = Notes::on();
        notes.add("plus", || {
            [
                ("base", Exact::ONE.into()),
                ("more", Exact::whole(-3).into()),
                ("score", Exact::whole(-2).into()),
            ]
        });
        let steps = notes.steps();
        assert_eq!(Words::of(Language::English).sentence(&steps[0]), "1 + (-3) = -2", "two signs never meet");
        let mut off = Notes::off();
        off.add("rounded", || -> [_; 0] { unreachable!("not asked") });
        assert!(off.steps().is_empty());
    }
}

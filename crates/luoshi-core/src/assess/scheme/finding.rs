//! What a look at a scheme finds: a code, a place, and a sentence in either language.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::assess::trace::{Arg, Language, Words};

/// How much it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The scheme cannot be computed.
    Unusable,
    /// It can, and hardly as it was meant.
    Warn,
    /// Something to look at.
    Advise,
}

/// Something found in a scheme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Stable name of the kind of finding.
    pub code: Cow<'static, str>,
    /// How much it matters.
    pub severity: Severity,
    /// Line from 1; 0 where the scheme came from no file.
    pub line: usize,
    /// The key that it is about, with its item or table before it.
    pub key: String,
    /// What fills the sentence.
    pub args: Vec<(&'static str, Arg)>,
}

/// A sentence in both languages.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Both {
    pub zh: String,
    pub en: String,
}

impl Both {
    /// The sentence in a language, filled.
    pub fn say(&self, language: Language, args: &[(&'static str, Arg)]) -> String {
        match language {
            Language::Chinese => Words::of(language).fill(&self.zh, args),
            Language::English => {
                Words::of(language).fill(&self.en, &args.iter().map(commas).collect::<Vec<_>>())
            }
        }
    }
}

/// Names side by side are joined as in Chinese; English has its own sign between them.
fn commas(arg: &(&'static str, Arg)) -> (&'static str, Arg) {
    match arg {
        (name @ ("names" | "groups" | "word" | "from" | "to"), Arg::Text(text)) => {
            (*name, Arg::Text(text.replace('\u{3001}', ", ")))
        }
        other => other.clone(),
    }
}

static SENTENCES: LazyLock<BTreeMap<String, Both>> =
    LazyLock::new(|| toml::from_str(include_str!("../words/findings.toml")).unwrap_or_default());

impl Finding {
    /// What was found, as a sentence.
    #[must_use]
    pub fn sentence(&self, language: Language) -> String {
        match SENTENCES.get(self.code.as_ref()) {
            Some(both) => both.say(language, &self.args),
            None => self.code.clone().into_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn holes(pattern: &str) -> BTreeSet<&str> {
        pattern.split('{').skip(1).filter_map(|p| p.split_once('}').map(|(name, _)| name)).collect()
    }

    #[test]
    fn every_code_has_its_sentence_in_both_languages_and_no_sentence_is_left_over() {
        let mut code = String::new();
        let here = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/assess/scheme");
        code.push_str(&std::fs::read_to_string(here.join("check.rs")).unwrap());
        for entry in std::fs::read_dir(here.join("check")).unwrap() {
            code.push_str(&std::fs::read_to_string(entry.unwrap().path()).unwrap());
        }
        let code = code.split_whitespace().collect::<String>();
        let mut used = BTreeSet::new();
        for mark in ["Unusable,\"", "Warn,\"", "Advise,\""] {
            used.extend(code.split(mark).skip(1).map(|rest| rest.split_once('"').unwrap().0.to_owned()));
        }
        let known: BTreeSet<String> = SENTENCES.keys().cloned().collect();
        assert!(known.len() > 20, "the file was not read");
        assert_eq!(used, known);
        for (code, both) in &*SENTENCES {
            assert_eq!(holes(&both.zh), holes(&both.en), "{code}");
        }
    }
}

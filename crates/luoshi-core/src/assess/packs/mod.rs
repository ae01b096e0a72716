//! 发文前体检: what rules say against a scheme before it is issued.
//!
//! The rules are data (`packs/*.toml`): article, a paraphrase, source, its grade, whether it blocks,
//! and a check out of a small closed set with its parameters. Only a rule from a statute (L) or a
//! government page (G) may block; everything else advises. The words that checks look for are data
//! too: `words.toml`.

mod checks;
mod subject;
mod texts;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::assess::exact::Exact;
use crate::assess::scheme::model::Scheme;
use crate::assess::scheme::{Both, Source};
use crate::assess::trace::{Arg, Language};

/// What a rule does to a scheme that it speaks against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Does {
    /// It keeps it from being issued.
    Block,
    /// It says so.
    Advise,
}

/// How good the source is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Grade {
    /// Statute or the text of a rule.
    L,
    /// Government page.
    G,
    /// News.
    N,
    /// Sample of a local rule.
    D,
}

/// One rule.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    id: String,
    article: Both,
    paraphrase: Both,
    source: String,
    grade: Grade,
    does: Does,
    /// Whom a scheme must assess for the rule to speak; anybody if empty.
    #[serde(default)]
    about: BTreeSet<subject::Subject>,
    /// Weaker rules on the same matter that need not speak as well.
    #[serde(default)]
    supersedes: BTreeSet<String>,
    check: Check,
    says: Both,
}

/// The closed set of checks. Word lists are named in `words.toml`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Check {
    /// The sheet has at least so many points.
    TotalAtLeast { points: Exact },
    /// It has more items of the sheet.
    MoreItemsThan { most: usize },
    /// An item speaks of something. `unless`: phrases that are fine; `spared_by`: words that make
    /// the whole text fine.
    ItemWords {
        words: String,
        #[serde(default)]
        unless: Option<String>,
        #[serde(default)]
        spared_by: Option<String>,
        /// Words that are found only where the item speaks of `about` as well.
        #[serde(default)]
        doubtful: Option<String>,
        #[serde(default)]
        about: Option<String>,
    },
    /// An item, a prize or a later measure speaks of something.
    SchemeWords { words: String },
    /// A veto without the document that permits it.
    VetoWithoutBasis,
    /// A veto on something.
    VetoWords { words: String },
    /// More vetoes.
    MoreVetoesThan { most: usize },
    /// An item that can take the whole score.
    TakesEverything,
    /// One event that takes as much as lies between two grades.
    DeductionOverGrade,
    /// A ranking by the month or quarter.
    RanksWithinYear { words: String, with: String },
    /// A ranking without a document.
    RanksWithoutBasis,
    /// An item that is scored so many times a year.
    PeriodsAtLeast { times: usize },
    /// The best grade for more than so many percent.
    BestShareOver { percent: Exact },
    /// A prize of a name that needs an approved project, in a scheme without a document.
    AwardWords { words: String },
    /// More prizes together.
    MorePrizesThan { most: usize },
    /// Statistics of which nobody says who gives them.
    StatisticsWithoutOwner { words: String, owners: String },
    /// In a scheme for such units, these raters count less.
    RatersBelow { of: String, raters: String, percent: Exact },
    /// No time for objections.
    NoAppeal { words: String },
    /// The rules' own words are longer.
    TextLongerThan { characters: usize },
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Pack {
    pack: About,
    #[serde(rename = "rule")]
    rules: Vec<Rule>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct About {
    id: String,
    #[serde(default)]
    province: Option<String>,
    name: Both,
}

const FILES: [&str; 6] = [
    include_str!("national.toml"),
    include_str!("shandong.toml"),
    include_str!("hunan.toml"),
    include_str!("yunnan.toml"),
    include_str!("jiangxi.toml"),
    include_str!("jiangsu.toml"),
];

// Files that are compiled in and do not parse are found by the test of this module.
static PACKS: LazyLock<Vec<Pack>> =
    LazyLock::new(|| FILES.iter().filter_map(|text| toml::from_str(text).ok()).collect());

static WORDS: LazyLock<BTreeMap<String, Vec<String>>> =
    LazyLock::new(|| toml::from_str(include_str!("words.toml")).unwrap_or_default());

fn words(list: &str) -> &'static [String] {
    WORDS.get(list).map(Vec::as_slice).unwrap_or_default()
}

/// What a rule says of a scheme.
#[derive(Debug, Clone)]
pub struct Notice {
    rule: &'static Rule,
    pack: &'static About,
    /// Whether it blocks.
    pub does: Does,
    /// Line from 1; 0 where the scheme came from no file.
    pub line: usize,
    /// The key that it is about.
    pub key: String,
    args: Vec<(&'static str, Arg)>,
}

impl Notice {
    /// Name of the rule.
    #[must_use]
    pub fn rule(&self) -> &'static str {
        &self.rule.id
    }

    /// The pack that it stands in: `national`, `shandong`.
    #[must_use]
    pub fn pack(&self) -> &'static str {
        &self.pack.id
    }

    /// What was found, as a sentence.
    #[must_use]
    pub fn sentence(&self, language: Language) -> String {
        self.rule.says.say(language, &self.args)
    }

    /// Article that it rests on.
    #[must_use]
    pub fn article(&self, language: Language) -> String {
        self.rule.article.say(language, &[])
    }

    /// What the article says, in our words.
    #[must_use]
    pub fn paraphrase(&self, language: Language) -> String {
        self.rule.paraphrase.say(language, &[])
    }

    /// Where it was read.
    #[must_use]
    pub fn source(&self) -> &'static str {
        &self.rule.source
    }

    /// How good the source is.
    #[must_use]
    pub fn grade(&self) -> Grade {
        self.rule.grade
    }
}

/// What the rules of the country and of a province say against a scheme; what blocks comes first,
/// then by line.
#[must_use]
pub fn check(scheme: &Scheme, source: &Source, province: Option<&str>) -> Vec<Notice> {
    let province = province.and_then(find);
    let chosen: Vec<&'static Pack> =
        PACKS.iter().filter(|p| p.pack.province.is_none() || Some(p.pack.id.as_str()) == province).collect();
    let subject = subject::of(scheme);
    let speaks = |rule: &Rule| rule.about.is_empty() || subject.is_none_or(|s| rule.about.contains(&s));
    let rules = || chosen.iter().flat_map(|p| p.rules.iter().map(|r| (*p, r))).filter(|(_, r)| speaks(r));
    let superseded: BTreeSet<&str> =
        rules().flat_map(|(_, r)| r.supersedes.iter()).map(String::as_str).collect();
    let mut out = Vec::new();
    for (pack, rule) in rules().filter(|(_, r)| !superseded.contains(r.id.as_str())) {
        // A rule for towns does not block a scheme of which nobody knows that it assesses towns.
        let sure = rule.about.is_empty() || subject.is_some();
        let firm = matches!(rule.grade, Grade::L | Grade::G);
        let does = if rule.does == Does::Block && sure && firm { Does::Block } else { Does::Advise };
        for found in checks::run(&rule.check, scheme, source) {
            let line = source.line(&found.path);
            let args = found.args;
            out.push(Notice { rule, pack: &pack.pack, does, line, key: found.key, args });
        }
    }
    out.sort_by_key(|n| (n.does, n.line));
    out
}

/// The pack of a province, by its name in either language, with or without 省; `None`: there is
/// none, and only the rules of the country are looked at.
#[must_use]
pub fn find(province: &str) -> Option<&'static str> {
    let plain = |text: &str| text.trim().trim_end_matches(['\u{7701}', '\u{5e02}']).to_lowercase();
    let asked = plain(province);
    let packs = PACKS.iter().filter(|p| p.pack.province.is_some());
    let named = |about: &About| {
        let names = [Some(&about.id), about.province.as_ref(), Some(&about.name.zh), Some(&about.name.en)];
        names.into_iter().flatten().any(|name| plain(name) == asked)
    };
    packs.map(|p| &p.pack).find(|about| named(about)).map(|about| about.id.as_str())
}

/// Provinces with rules of their own, in a language.
#[must_use]
pub fn provinces(language: Language) -> Vec<String> {
    PACKS.iter().filter(|p| p.pack.province.is_some()).map(|p| p.pack.name.say(language, &[])).collect()
}

#[cfg(test)]
mod tests;

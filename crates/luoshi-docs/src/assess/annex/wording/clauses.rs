//! Cutting a wording into clauses by the patterns of `lexicon/wordings.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use luoshi_core::assess::exact::Exact;
use luoshi_core::number::han_number;
use luoshi_core::text::even;
use regex::Regex;
use serde::Deserialize;

use crate::table::list_items;

/// A clause that was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Clause {
    pub is: &'static str,
    pub text: String,
    args: BTreeMap<&'static str, String>,
}

impl Clause {
    /// What stands for a hole of the pattern.
    pub fn word(&self, name: &str) -> Option<&str> {
        self.args.get(name).map(String::as_str).filter(|word| !word.is_empty())
    }

    pub fn number(&self, name: &str) -> Option<Exact> {
        number(self.word(name)?)
    }

    pub fn count(&self, name: &str) -> Option<u32> {
        self.number(name)?.to_string().parse().ok()
    }
}

/// A wording cut up.
#[derive(Debug, Default)]
pub(super) struct Cut {
    pub clauses: Vec<Clause>,
    /// Stretches that speak of scoring and match no pattern.
    pub left: Vec<String>,
    /// The whole in even spelling.
    pub text: String,
    /// The whole as it stands.
    pub raw: String,
}

impl Cut {
    pub fn all<'a>(&'a self, is: &'a str) -> impl Iterator<Item = &'a Clause> {
        self.clauses.iter().filter(move |c| c.is == is)
    }

    pub fn one(&self, is: &str) -> Option<&Clause> {
        self.clauses.iter().find(|c| c.is == is)
    }

    pub fn has(&self, is: &str) -> bool {
        self.one(is).is_some()
    }
}

/// Longest wording that is looked at, in characters: more is no cell of a table.
const LONGEST: usize = 4_000;

/// Cuts a wording. At every place the longest clause wins; of two as long, the first of the list.
pub(super) fn cut(text: &str) -> Cut {
    let short: String = text.chars().take(LONGEST).collect();
    let even = list_items(&short).iter().map(|item| even(item)).collect::<Vec<_>>().join("。");
    let mut cut = Cut { text: even.clone(), raw: text.to_owned(), ..Cut::default() };
    let mut at = 0;
    let mut torn = false;
    while let Some(rest) = even.get(at..).filter(|rest| !rest.is_empty()) {
        if let Some(gap) = rest.chars().next().filter(|c| is_gap(*c)) {
            at += gap.len_utf8();
            torn = false;
            continue;
        }
        let lead = file().lead.find(rest).map_or(0, |found| found.end());
        let found = longest(rest).or_else(|| {
            let (clause, end) = longest(rest.get(lead..).filter(|_| lead > 0)?)?;
            Some((clause, end + lead))
        });
        if let Some((clause, end)) = found {
            cut.clauses.push(clause);
            at += end;
            torn = true;
            continue;
        }
        let end = rest.find(is_gap).unwrap_or(rest.len());
        let stretch = rest.get(..end).unwrap_or_default();
        if scores(stretch) || (torn && stretch.chars().count() > 2) {
            cut.left.push(stretch.to_owned());
        }
        at += end;
    }
    cut
}

fn is_gap(c: char) -> bool {
    matches!(c, ',' | ';' | '。' | '、' | ':' | '(' | ')' | '\u{1}' | '!')
}

fn longest(rest: &str) -> Option<(Clause, usize)> {
    let mut best: Option<(usize, Clause)> = None;
    for (is, regex) in &file().patterns {
        let Some(found) = regex.captures(rest) else { continue };
        let end = found.get(0).map_or(0, |m| m.end());
        if end == 0 || best.as_ref().is_some_and(|(longest, _)| end <= *longest) {
            continue;
        }
        let mut args = BTreeMap::new();
        for name in regex.capture_names().flatten() {
            if let Some(word) = found.name(name) {
                args.insert(kept(name), word.as_str().to_owned());
            }
        }
        let text = rest.get(..end).unwrap_or_default().to_owned();
        best = Some((end, Clause { is, text, args }));
    }
    best.map(|(end, clause)| (clause, end))
}

/// The name of a hole, for as long as the program runs: there are some dozens of them.
fn kept(name: &str) -> &'static str {
    file().names.get(name).map_or("", String::as_str)
}

/// Whether words speak of scoring.
fn scores(text: &str) -> bool {
    let mut plain = text.to_owned();
    for word in &file().scoring.harmless {
        plain = plain.replace(word.as_str(), "");
    }
    file().scoring.words.iter().any(|word| plain.contains(word.as_str()))
}

/// 酌情: a word that leaves the points to whoever marks.
pub(super) fn discretion(text: &str) -> Option<&'static str> {
    file().scoring.discretion.iter().find(|word| text.contains(word.as_str())).map(String::as_str)
}

/// Whether a name is that of a rate.
pub(super) fn is_rate(name: &str) -> bool {
    file().scoring.rates.iter().any(|word| name.contains(word.as_str()))
}

/// Whether a unit comes in ones.
pub(super) fn is_whole(unit: &str) -> bool {
    unit.chars().last().is_some_and(|last| file().scoring.ones.contains(last))
}

/// A name without the verb before it.
pub(super) fn without_verb(name: &str) -> &str {
    let inner = file().scoring.verbs.iter().find_map(|verb| name.strip_prefix(verb.as_str()));
    inner.filter(|rest| !rest.is_empty()).unwrap_or(name)
}

/// 到省集体访 of 一起到省集体访; a word that only begins so (一次性) stays whole.
pub(super) fn without_one(name: &str) -> &str {
    let ones = &file().scoring.ones;
    let inner = name.strip_prefix('一').and_then(|rest| rest.strip_prefix(|c| ones.contains(c)));
    inner.filter(|rest| !rest.is_empty() && !rest.starts_with('性')).unwrap_or(name)
}

/// What is measured, by its words.
pub(super) fn measure(words: &str) -> Option<&'static str> {
    file().measures.get(words).map(String::as_str)
}

/// The words of what is measured.
pub(super) fn measure_words(measure: &str) -> Option<&'static str> {
    file().measures.iter().find(|(_, own)| *own == measure).map(|(words, _)| words.as_str())
}

/// A name that rules have for what the words leave without one.
pub(super) fn name(key: &str) -> &'static str {
    file().given.get(key).map_or("", String::as_str)
}

pub(super) fn is_grade(word: &str) -> bool {
    file().scoring.grades.iter().any(|grade| grade == word)
}

/// The level that a name begins with: 省 of 省级表彰.
pub(super) fn level_of(name: &str) -> Option<&'static str> {
    file().scoring.levels.iter().find(|level| name.starts_with(level.as_str())).map(String::as_str)
}

/// A number in digits, in Han numerals, or as 百分之….
pub(super) fn number(word: &str) -> Option<Exact> {
    let word = word.trim();
    if let Some(rest) = word.strip_prefix("百分之") {
        return han_number(rest).map(Exact::whole);
    }
    word.parse().ok().or_else(|| han_number(word).map(Exact::whole))
}

/// Numbers of a list: `10分、8分、6`.
pub(super) fn numbers(list: &str) -> Option<Vec<Exact>> {
    let parts = list.split(['、', ',', '/', '和']).map(|part| part.trim_matches(['分', '为', '%', '加']));
    parts.filter(|part| !part.is_empty()).map(number).collect()
}

/// A clause as Luoshi writes it.
pub(super) fn said(is: &str, args: &[(&str, String)]) -> Option<String> {
    let mut text = file().say.get(is)?.clone();
    for (name, value) in args {
        for hole in ["", ":t", ":w", ":u", ":l", ":m"] {
            text = text.replace(&format!("{{{name}{hole}}}"), value);
        }
    }
    Some(text.replace("{unit:u}", "")).filter(|text| !text.contains('{'))
}

/// Every clause that has a spelling of ours.
#[cfg(test)]
pub(super) fn spelled() -> impl Iterator<Item = (&'static str, &'static str)> {
    file().say.iter().map(|(is, say)| (*is, say.as_str()))
}

#[derive(Debug, Deserialize)]
struct Raw {
    words: BTreeMap<String, String>,
    scoring: Scoring,
    measures: BTreeMap<String, String>,
    names: BTreeMap<String, String>,
    clause: Vec<RawClause>,
}

#[derive(Debug, Deserialize)]
struct RawClause {
    is: String,
    say: Option<String>,
    #[serde(default)]
    read: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Scoring {
    rates: Vec<String>,
    ones: String,
    verbs: Vec<String>,
    words: Vec<String>,
    discretion: Vec<String>,
    harmless: Vec<String>,
    levels: Vec<String>,
    grades: Vec<String>,
}

struct File {
    scoring: &'static Scoring,
    measures: &'static BTreeMap<String, String>,
    given: &'static BTreeMap<String, String>,
    patterns: Vec<(&'static str, Regex)>,
    say: BTreeMap<&'static str, String>,
    names: BTreeMap<String, String>,
    lead: Regex,
}

fn file() -> &'static File {
    static FILE: LazyLock<File> = LazyLock::new(compiled);
    &FILE
}

fn compiled() -> File {
    static RAW: LazyLock<Raw> =
        LazyLock::new(|| crate::extract::lexicon(include_str!("../../../../lexicon/wordings.toml")));
    let raw: &'static Raw = &RAW;
    let mut file = File {
        scoring: &raw.scoring,
        measures: &raw.measures,
        given: &raw.names,
        patterns: Vec::new(),
        say: BTreeMap::new(),
        names: BTreeMap::new(),
        lead: crate::extract::pattern(
            "^(?:凡是|凡|对于|对|其中|如果|如|若|则|并且|并|且|但|同时|另外|一律|原则上|当年|本项|的|分值|计分办法|评分标准|得分)+",
        ),
    };
    for clause in &raw.clause {
        if let Some(say) = &clause.say {
            let regex = crate::extract::pattern(&format!("^(?:{})", pattern(say, true, raw)));
            file.patterns.push((&clause.is, regex));
            file.say.insert(&clause.is, say.clone());
        }
        for read in &clause.read {
            let mut read = read.clone();
            for (word, inside) in &raw.words {
                read = read.replace(&format!("<{word}>"), &format!("(?:{inside})"));
            }
            let regex = crate::extract::pattern(&format!("^(?:{})", pattern(&read, false, raw)));
            file.patterns.push((&clause.is, regex));
        }
    }
    let names = file.patterns.iter().flat_map(|(_, regex)| regex.capture_names().flatten());
    file.names = names.map(|name| (name.to_owned(), name.to_owned())).collect();
    file
}

const NUMBER: &str = "-?[0-9]+(?:\\.[0-9]+)?|百分之[零一二三四五六七八九十百]+|[零一二两三四五六七八九十百]+";

/// A pattern with its holes as groups; what is literal is escaped.
fn pattern(text: &str, literal: bool, raw: &Raw) -> String {
    static HOLE: LazyLock<Regex> =
        LazyLock::new(|| crate::extract::pattern(r"\{([a-z][a-z0-9]*)(?::([a-z]))?\}"));
    let measures = raw.measures.keys().map(String::as_str).collect::<Vec<_>>().join("|");
    let mut out = String::new();
    let mut at = 0;
    let plain = |part: &str| if literal { regex::escape(&even(part)) } else { part.to_owned() };
    for hole in HOLE.captures_iter(text) {
        let (Some(whole), Some(name)) = (hole.get(0), hole.get(1)) else { continue };
        out.push_str(&plain(text.get(at..whole.start()).unwrap_or_default()));
        let inside = match hole.get(2).map(|m| m.as_str()) {
            None => NUMBER,
            Some("u") => "个?百分点|%|[^0-9,;。:()、扣加减得的]{0,6}?",
            Some("w") => "[^,;。:()]{1,80}",
            Some("l") => "[^。;]+",
            Some("m") => &measures,
            Some("k") => "[0-9.]+分?(?:[、,/和][0-9.]+分?)*",
            Some(_) => "[^,;。:()、]{1,30}?",
        };
        out.push_str(&format!("(?P<{}>{inside})", name.as_str()));
        at = whole.end();
    }
    out.push_str(&plain(text.get(at..).unwrap_or_default()));
    out
}

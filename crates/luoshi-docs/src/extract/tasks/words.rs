//! Which clauses name something that can be checked.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::extract::figures;

#[derive(Deserialize)]
struct Words {
    adverbs: Vec<String>,
    strong: Vec<String>,
    mild: Vec<String>,
    weak: Vec<String>,
    objects: Vec<String>,
    #[serde(rename = "abstract")]
    abstracts: Vec<String>,
    general: Vec<String>,
    answering: Vec<String>,
    targets: Vec<String>,
    report: Vec<String>,
}

static WORDS: LazyLock<Words> =
    LazyLock::new(|| crate::extract::lexicon(include_str!("../../../lexicon/tasks.toml")));

fn any(list: &[String], test: impl Fn(&str) -> bool) -> bool {
    list.iter().any(|word| test(word))
}

/// The clause without adverbs before its verb.
fn core(clause: &str) -> &str {
    let mut rest = clause.trim();
    for _ in 0..6 {
        let Some(word) =
            WORDS.adverbs.iter().filter(|word| rest.starts_with(word.as_str())).max_by_key(|word| word.len())
        else {
            break;
        };
        rest = &rest[word.len()..];
    }
    rest
}

/// Whether a clause of running text names something that is built, issued, founded, held or done.
#[must_use]
pub fn concrete(clause: &str) -> bool {
    let bare =
        clause.trim_end_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '”' | '"' | '）' | ')'));
    let core = core(bare);
    let starts = |list: &[String]| any(list, |word| core.starts_with(word));
    let plain = bare.trim_end_matches(['”', '"', '）', ')']);
    let object = any(&WORDS.objects, |word| plain.ends_with(word));
    let vague = any(&WORDS.abstracts, |word| plain.ends_with(word)) && !object;
    let figure = figures::has_target(clause);
    let long = core.chars().count() >= 6;
    if starts(&WORDS.strong) {
        let mild = starts(&WORDS.mild);
        return long && ((!mild && !vague) || figure || object);
    }
    // 推进, 抓好 and the like were taken off as adverbs: their object decides.
    let led = core.len() < bare.len() || any(&WORDS.weak, |word| core.starts_with(word));
    led && long && object && !vague
}

/// Whether a clause is a general heading for the concrete ones after it.
#[must_use]
pub fn general(clause: &str) -> bool {
    any(&WORDS.general, |word| clause.starts_with(word)) && !figures::has_target(clause) && !concrete(clause)
}

/// Whether a duty of a letter only names who answers for the work.
#[must_use]
pub fn answers(words: &str) -> bool {
    any(&WORDS.answering, |word| words.contains(word))
}

/// Whether a sentence of a letter is a target that is measured.
#[must_use]
pub fn target(words: &str) -> bool {
    any(&WORDS.targets, |word| words.contains(word)) && !words.contains('要')
}

/// Whether a clause in the report of a meeting or in a speech names a deliverable.
#[must_use]
pub fn reported(clause: &str) -> bool {
    any(&WORDS.report, |word| clause.contains(word)) && clause.chars().count() <= 40
}

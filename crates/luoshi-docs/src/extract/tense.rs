//! Looking back or ahead: which stretches of a paper report the past and which bind the coming year.

use std::cmp::Ordering;
use std::sync::LazyLock;

use regex::Regex;
use serde::Deserialize;

use super::outline::Mark;
use super::split::{SENTENCE, split};
use super::types::Genre;
use super::view::{Part, View};
use super::words::AnyOf;
use crate::model::Span;

/// Whether words report or bind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tense {
    /// Done.
    Past,
    /// To be done.
    Coming,
}

/// The tense of every stretch of a document.
#[derive(Debug)]
pub struct Tenses {
    changes: Vec<(usize, Tense)>,
    year: Option<i32>,
}

#[derive(Deserialize)]
struct Words {
    past_titles: Vec<String>,
    coming_titles: Vec<String>,
    past_opens: Vec<String>,
    past_line: Vec<String>,
    coming_opens: Vec<String>,
    past_words: AnyOf,
    bound_words: AnyOf,
    coming_words: AnyOf,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| super::lexicon(include_str!("../../lexicon/tense.toml")));

impl Tenses {
    /// The tense that holds at a byte of the document.
    #[must_use]
    pub fn at(&self, byte: usize) -> Tense {
        let next = self.changes.partition_point(|change| change.0 <= byte);
        next.checked_sub(1).map_or(Tense::Coming, |index| self.changes[index].1)
    }

    /// Whether a clause names a year before the plan in its first words: 2025年全区民生支出占….
    #[must_use]
    pub fn looks_back(&self, clause: &str) -> bool {
        let digits = clause.get(..4).and_then(|year| year.parse::<i32>().ok());
        let named = digits.filter(|_| clause[4..].starts_with('年') && !clause[4..].starts_with("年以来"));
        named.zip(self.year).is_some_and(|(named, plan)| (1990..plan).contains(&named))
    }
}

/// Whether a clause says by itself that it is past, or that it is to come.
#[must_use]
pub fn of_clause(words: &str) -> Option<Tense> {
    let done = words
        .match_indices('了')
        .any(|(at, _)| !words[at..].starts_with("了解") && !words[..at].ends_with(['为', '除']));
    let until = words.starts_with('到') && words.contains('底') && !done && !words.contains("去年");
    if until || WORDS.bound_words.is_in(words) {
        Some(Tense::Coming)
    } else if done || WORDS.past_words.is_in(words) {
        Some(Tense::Past)
    } else if WORDS.coming_words.is_in(words) {
        Some(Tense::Coming)
    } else {
        None
    }
}

/// Follows headings and the heads of sentences through the document.
#[must_use]
pub fn read(view: &View<'_>, marks: &[Mark], genre: Option<Genre>, year: Option<i32>) -> Tenses {
    let default = match genre {
        Some(Genre::SupervisionNotice | Genre::Commendation) => Tense::Past,
        _ => Tense::Coming,
    };
    // A review that opens without a heading lasts until a heading looks ahead.
    let reviews = genre == Some(Genre::GovWorkReport)
        && marks.iter().skip(1).any(|mark| {
            let title = view.slice(mark.title);
            mark.heading && mark.level == 1 && COMING_TITLES.iter().any(|word| title.contains(word))
        });
    let mut walk = Walk { changes: vec![(0, default)], now: default, default, by_level: None, year, reviews };
    let mut part = Part::Body;
    let mut next = 0;
    for (index, line) in view.lines.iter().enumerate() {
        if line.part != part || view.text(line).starts_with("……") {
            part = line.part;
            walk.by_level = None;
            walk.set(line.span.start, default);
        }
        let kept = walk.now;
        let sentences = split(view.text(line), line.span.start, SENTENCE);
        let mut lasting = kept;
        let mut heads: Vec<usize> = Vec::new();
        while marks.get(next).is_some_and(|mark| mark.line == index) {
            let mark = &marks[next];
            next += 1;
            heads.push(mark.title.start);
            if mark.heading {
                walk.heading(view, mark);
                lasting = walk.now;
            }
            lasting = walk.opening(view, mark.title, lasting);
        }
        for sentence in sentences {
            lasting = walk.opening(view, sentence, lasting);
        }
        if walk.now != lasting {
            walk.set(line.span.end, lasting);
        }
    }
    walk.changes.sort_by_key(|change| change.0);
    Tenses { changes: walk.changes, year }
}

struct Walk {
    changes: Vec<(usize, Tense)>,
    now: Tense,
    default: Tense,
    /// The level of the heading that set the tense.
    by_level: Option<u8>,
    year: Option<i32>,
    /// The paper begins with a review, and no heading has said yet where it ends.
    reviews: bool,
}

/// What the heading says with which a report turns to the coming year.
const COMING_TITLES: [&str; 6] = ["下步", "下一步", "下阶段", "明年", "工作安排", "今后"];

impl Walk {
    fn set(&mut self, at: usize, tense: Tense) {
        self.now = tense;
        self.changes.push((at, tense));
    }

    fn heading(&mut self, view: &View<'_>, mark: &Mark) {
        let title = view.slice(mark.title);
        let has = |list: &[String]| list.iter().any(|word| title.contains(word.as_str()));
        let told = match (self.year_of(title), has(&WORDS.past_titles), has(&WORDS.coming_titles)) {
            (Some(tense), ..) => Some(tense),
            (None, true, false) => Some(Tense::Past),
            (None, _, true) => Some(Tense::Coming),
            (None, false, false) => None,
        };
        let closes = self.by_level.is_some_and(|level| mark.level <= level);
        // A run-in heading of a speech says what to do, unless it stands inside a section of review.
        let run_in = mark.style.rank().is_none() && self.by_level.is_none();
        self.reviews &= told.is_none();
        match told {
            Some(tense) if mark.style.rank().is_some() => {
                self.by_level = Some(mark.level);
                self.set(mark.ordinal.start, tense);
            }
            _ if closes => {
                self.by_level = None;
                self.set(mark.ordinal.start, self.default);
            }
            _ if run_in => self.set(mark.ordinal.start, self.default),
            _ => {}
        }
    }

    /// Looks at the head of a sentence; gives back the tense that outlasts the line.
    fn opening(&mut self, view: &View<'_>, sentence: Span, lasting: Tense) -> Tense {
        let words = view.slice(sentence);
        let raw = head(words);
        let words = said(raw);
        // 会议强调，…: what is asked for, whatever was reported before.
        let asked = words.len() < raw.len()
            && ["强调", "要求"].iter().any(|verb| raw[..raw.len() - words.len()].contains(verb));
        let lasting = if asked {
            self.set(sentence.start, Tense::Coming);
            Tense::Coming
        } else {
            lasting
        };
        if reports(words) {
            self.set(sentence.start, Tense::Past);
            return lasting;
        }
        let starts = |list: &[String]| list.iter().any(|word| words.starts_with(word.as_str()));
        if starts(&WORDS.past_opens) {
            self.set(sentence.start, Tense::Past);
            return Tense::Past;
        }
        if starts(&WORDS.coming_opens) {
            self.set(sentence.start, Tense::Coming);
            return Tense::Coming;
        }
        if starts(&WORDS.past_line) {
            self.set(sentence.start, Tense::Past);
        } else if let Some(tense) =
            words.get(..4).and_then(|_| self.year_of(&words.chars().take(5).collect::<String>()))
        {
            self.set(sentence.start, tense);
            return if tense == Tense::Coming || self.reviews { tense } else { lasting };
        }
        lasting
    }

    /// The tense of a year that words begin with or name.
    fn year_of(&self, words: &str) -> Option<Tense> {
        let at = words.find('年')?;
        let digits = words.get(at.checked_sub(4)?..at)?;
        let named: i32 = digits.parse().ok().filter(|year| (1990..2100).contains(year))?;
        let year = self.year?;
        match named.cmp(&year) {
            Ordering::Less => Some(Tense::Past),
            // A bulletin of this year reports what was done in it.
            Ordering::Equal => (self.default == Tense::Coming).then_some(Tense::Coming),
            Ordering::Greater => Some(Tense::Coming),
        }
    }
}

/// What a speaker says: without `某某指出，` at its head.
fn said(words: &str) -> &str {
    // 按照领导批示要求，… names the ground of a thing; nobody speaks.
    if ["按照", "根据", "依据", "遵照", "对照", "围绕", "按"].iter().any(|word| words.starts_with(word))
    {
        return words;
    }
    let near: usize = words.char_indices().nth(16).map_or(words.len(), |c| c.0);
    SAYS.find(&words[..near]).map_or(words, |found| head(&words[found.end()..]))
}

static SAYS: LazyLock<Regex> =
    LazyLock::new(|| super::pattern("指出|强调|要求|表示|认为|介绍|提出|说[，,：:]|据悉|据了解|据统计"));

/// The words without marks and tags before them: <b>某某指出,</b>2022年….
fn head(words: &str) -> &str {
    let mut rest = words;
    loop {
        rest = rest.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '<');
        match rest.strip_prefix('<').and_then(|tag| tag.split_once('>')).filter(|(tag, _)| tag.len() <= 24) {
            Some((_, after)) => rest = after,
            None => return rest.trim_start_matches('<'),
        }
    }
}

/// 镇长通报一季度完成情况：…: what follows has been done.
fn reports(words: &str) -> bool {
    let near = words.char_indices().nth(60).map_or(words.len(), |c| c.0);
    let Some(colon) = words[..near].find(['：', ':']) else { return false };
    let (before, after) = words.split_at(colon);
    let told = ["通报", "汇报", "回顾", "介绍", "总结", "晒出", "公布", "报告"]
        .iter()
        .any(|word| before.contains(word));
    let what =
        ["情况", "成绩", "成效", "成绩单", "家底", "成果", "数据"].iter().any(|word| before.ends_with(word));
    told && what && after.chars().count() > 8
}

//! Who acts: labelled lists of units in brackets and lines, and units as subjects of a sentence.

use std::sync::LazyLock;

use serde::Deserialize;

use super::split::{CLAUSE, SENTENCE, split};
use super::view::{View, trim};
use crate::model::Span;

/// Brackets in which papers name units.
pub const OPENING: &[char] = &['（', '(', '【', '[', '〔', '［', '〖', '﹝', '{', '｛'];
const CLOSING: &[char] = &['）', ')', '】', ']', '〕', '］', '〗', '﹞', '}', '｝'];

/// Names found beside a task; spans into the document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parties {
    /// 牵头单位, or whoever acts where nobody is named as leading.
    pub lead: Vec<Span>,
    /// 责任单位: leads alone, assists beside a 牵头单位.
    pub duty: Vec<Span>,
    /// 配合单位.
    pub assist: Vec<Span>,
    /// 责任领导 and the like: persons.
    pub sponsor: Vec<Span>,
    /// 责任人.
    pub owner: Vec<Span>,
    /// Words of a time limit inside the bracket.
    pub limit: Option<Span>,
}

impl Parties {
    /// Nobody and nothing was named.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// A unit is named.
    #[must_use]
    pub fn names_units(&self) -> bool {
        [&self.lead, &self.duty, &self.assist].iter().any(|list| !list.is_empty())
    }

    /// A unit or a person is named.
    #[must_use]
    pub fn names_somebody(&self) -> bool {
        [&self.lead, &self.duty, &self.assist, &self.sponsor, &self.owner].iter().any(|list| !list.is_empty())
    }

    /// Leading and assisting units by the rule of the guide.
    #[must_use]
    pub fn resolve(&self) -> (Vec<Span>, Vec<Span>) {
        let mut assist = self.assist.clone();
        if self.lead.is_empty() {
            return (self.duty.clone(), assist);
        }
        assist.extend(&self.duty);
        (self.lead.clone(), assist)
    }

    /// Takes in what another bracket or line names.
    pub fn absorb(&mut self, other: &Self) {
        self.lead.extend(&other.lead);
        self.duty.extend(&other.duty);
        self.assist.extend(&other.assist);
        self.sponsor.extend(&other.sponsor);
        self.owner.extend(&other.owner);
        self.limit = self.limit.or(other.limit);
    }

    fn of(&mut self, role: Role) -> &mut Vec<Span> {
        match role {
            Role::Lead => &mut self.lead,
            Role::Duty | Role::Limit => &mut self.duty,
            Role::Assist => &mut self.assist,
            Role::Sponsor => &mut self.sponsor,
            Role::Owner => &mut self.owner,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Lead,
    Duty,
    Assist,
    Sponsor,
    Owner,
    Limit,
}

#[derive(Deserialize)]
struct Words {
    lead: Vec<String>,
    duty: Vec<String>,
    assist: Vec<String>,
    sponsor: Vec<String>,
    owner: Vec<String>,
    limit: Vec<String>,
    ends_lead: Vec<String>,
    ends_duty: Vec<String>,
    ends_assist: Vec<String>,
    endings: Vec<String>,
    openings: Vec<String>,
    not_units: Vec<String>,
    modals: Vec<String>,
    between: Vec<String>,
    not_heads: Vec<String>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| super::lexicon(include_str!("../../lexicon/units.toml")));

/// A label at the head of `words` with its colon: its role and its length in bytes.
fn label(words: &str) -> Option<(Role, usize)> {
    let lists = [
        (Role::Lead, &WORDS.lead),
        (Role::Duty, &WORDS.duty),
        (Role::Assist, &WORDS.assist),
        (Role::Sponsor, &WORDS.sponsor),
        (Role::Owner, &WORDS.owner),
        (Role::Limit, &WORDS.limit),
    ];
    let both = words.strip_prefix("及").map_or(words, |rest| rest);
    let (role, word) = lists
        .iter()
        .flat_map(|(role, list)| list.iter().map(move |word| (*role, word)))
        .filter(|(_, word)| both.starts_with(word.as_str()))
        .max_by_key(|(_, word)| word.len())?;
    let rest = &both[word.len()..];
    let mark = rest
        .trim_start()
        .chars()
        .next()
        .filter(|c| matches!(c, '：' | ':' | '﹕' | '】' | ']' | '〕' | '］'))?;
    let skipped = rest.len() - rest.trim_start().len() + mark.len_utf8();
    Some((role, words.len() - both.len() + word.len() + skipped))
}

/// Whether the words after an opening bracket name units: a label, or a list that ends in 牵头, 负责.
#[must_use]
pub fn opens_label(words: &str) -> bool {
    let kinds = kinds_of_bracket(words);
    label(words.trim_start()).is_some()
        || kinds.iter().all(Option::is_some) && kinds.iter().flatten().any(|kind| kind.1)
}

/// The same, and bare names of units too: 【县文旅局】.
fn opens_names(words: &str) -> bool {
    let kinds = kinds_of_bracket(words);
    label(words.trim_start()).is_some()
        || !kinds.is_empty()
            && kinds.iter().all(Option::is_some)
            && kinds.iter().flatten().any(|kind| kind.0 != Role::Limit)
}

/// What the pieces of a bracket say, and whether they say it with a verb (牵头, 负责).
fn kinds_of_bracket(words: &str) -> Vec<Option<(Role, bool)>> {
    let inside: String = words.trim_start().chars().take(80).take_while(|c| !CLOSING.contains(c)).collect();
    let pieces = split(&inside, 0, CLAUSE);
    pieces
        .iter()
        .map(|p| &inside[p.start..p.end])
        .map(|piece| Some((kind_of_piece(piece)?, ending(piece).is_some())))
        .collect()
}

/// Whether a body begins with a bracket of units.
#[must_use]
pub fn opens_body(body: &str) -> bool {
    body.strip_prefix(OPENING).is_some_and(opens_label)
}

/// Whether a whole line is a label with its list.
#[must_use]
pub fn is_label_line(text: &str) -> bool {
    let open = text.strip_prefix(OPENING).unwrap_or(text);
    text.len() < 1200 && label(open).is_some()
}

/// Whether the next line of the paper is a label line.
#[must_use]
pub fn label_line_follows(view: &View<'_>, line: usize) -> bool {
    view.lines[line + 1..].iter().find(|line| !line.noise).is_some_and(|line| is_label_line(view.text(line)))
}

/// A list without a label: 县农业局牵头, 各村配合 …; the role and the length of the list in bytes.
fn ending(words: &str) -> Option<(Role, usize)> {
    let lists =
        [(Role::Lead, &WORDS.ends_lead), (Role::Duty, &WORDS.ends_duty), (Role::Assist, &WORDS.ends_assist)];
    let words = words.trim_end_matches(['。', ' ']);
    let (role, word) = lists
        .iter()
        .flat_map(|(role, list)| list.iter().map(move |word| (*role, word)))
        .filter(|(_, word)| words.ends_with(word.as_str()))
        .max_by_key(|(_, word)| word.len())?;
    let list = &words[..words.len() - word.len()];
    let names = split(list, 0, &['、', '，', ',', ' ']);
    (!names.is_empty() && names.iter().all(|n| is_unit(&list[n.start..n.end]))).then_some((role, list.len()))
}

/// What a piece of a bracket without labels says: who leads, acts or helps, or until when.
fn kind_of_piece(words: &str) -> Option<Role> {
    let words = words.strip_prefix('由').unwrap_or(words);
    if let Some((role, _)) = ending(words) {
        return Some(role);
    }
    if super::due::is_limit(words) && words.chars().any(|c| matches!(c, '前' | '底' | '末' | '年' | '月'))
    {
        return Some(Role::Limit);
    }
    let names = split(words, 0, &['、']);
    (!names.is_empty() && names.iter().all(|n| is_subject(&words[n.start..n.end]))).then_some(Role::Duty)
}

/// Reads labelled lists out of a stretch such as `牵头单位：甲局、乙局；配合单位：丙办`.
#[must_use]
pub fn read(view: &View<'_>, span: Span) -> Parties {
    let words = view.slice(span);
    let labels = label_positions(words);
    let mut parties = Parties::default();
    if labels.is_empty() {
        for clause in split(words, span.start, CLAUSE) {
            let text = view.slice(clause);
            let shift = text.strip_prefix('由').map_or(0, |_| '由'.len_utf8());
            match (kind_of_piece(text), ending(&text[shift..])) {
                (Some(Role::Limit), None) => parties.limit = Some(clause),
                (Some(role), found) => {
                    let length = found.map_or(text.len() - shift, |found| found.1);
                    let list = Span::new(clause.start + shift, clause.start + shift + length);
                    parties.of(role).extend(names(view, list));
                }
                (None, _) => {}
            }
        }
        return parties;
    }
    for (index, &(role, _, from)) in labels.iter().enumerate() {
        let to = labels.get(index + 1).map_or(words.len(), |next| next.1);
        let value = trim_marks(view, Span::new(span.start + from, span.start + to));
        if role == Role::Limit {
            parties.limit = Some(value);
        } else {
            let (limits, units): (Vec<Span>, Vec<Span>) =
                names(view, value).into_iter().partition(|name| super::due::is_limit(view.slice(*name)));
            parties.limit = parties.limit.or(limits.first().copied());
            parties.of(role).extend(units);
        }
    }
    parties
}

/// Role, start of the label and start of its list, in order.
fn label_positions(words: &str) -> Vec<(Role, usize, usize)> {
    let mut found: Vec<(Role, usize, usize)> = Vec::new();
    let mut fresh = true;
    for (at, c) in words.char_indices() {
        let inside = found.last().is_some_and(|last| at < last.2);
        if fresh
            && !inside
            && let Some((role, length)) = label(&words[at..])
        {
            found.push((role, at, at + length));
        }
        fresh = !c.is_alphanumeric() || c == '及';
    }
    found
}

/// The names of a list, split at 、 and commas.
fn names(view: &View<'_>, list: Span) -> Vec<Span> {
    let by_marks = split(view.slice(list), list.start, &['、', '，', ',', '；', ';', '\n', '\t']);
    let blanks = |span: &Span| {
        // Blanks separate names only where every piece is one.
        let pieces = split(view.slice(*span), span.start, &[' ', '\u{3000}']);
        let all = pieces.iter().all(|p| is_unit(view.slice(*p)));
        if all { pieces } else { vec![*span] }
    };
    by_marks.iter().flat_map(blanks).map(|span| trim_marks(view, span)).filter(|s| s.start < s.end).collect()
}

fn trim_marks(view: &View<'_>, span: Span) -> Span {
    let words = view.slice(span);
    let edge = |c: char| {
        c.is_whitespace()
            || matches!(
                c,
                '，' | ',' | '；' | ';' | '。' | '、' | '|' | '】' | '〕' | '］' | '〗' | ']' | '}' | '｝'
            )
    };
    let end = span.start + words.trim_end_matches(edge).len();
    let kept = view.slice(Span::new(span.start, end));
    // A closing bracket without its opening is the bracket of the whole list.
    let open = kept.matches(['（', '(']).count();
    let close = kept.matches(['）', ')']).count();
    let end = if close > open && kept.ends_with(['）', ')']) {
        end - kept.chars().last().map_or(0, char::len_utf8)
    } else {
        end
    };
    let rest = view.slice(Span::new(span.start, end));
    trim(&view.doc.text, Span::new(end - rest.trim_start_matches(edge).len(), end))
}

/// The bracket of units that closes a paragraph: the words before it and who it names.
///
/// The bracket may lack its end where the source breaks off.
#[must_use]
pub fn trailing(view: &View<'_>, span: Span) -> Option<(Span, Parties)> {
    in_bracket(view, span).or_else(|| after_stop(view, span))
}

/// Labels after the last sentence without a bracket: …1.6万亩。责任人：某某
fn after_stop(view: &View<'_>, span: Span) -> Option<(Span, Parties)> {
    let words = view.slice(span);
    let stops = super::split::stop_positions(words, &['。', '；', ';']);
    let starts = stops.iter().map(|at| at + words[*at..].chars().next().map_or(0, char::len_utf8));
    // …供水点3处。由县水务局牵头，各乡镇配合: the last sentence only says who.
    let says_who = |at: usize| {
        let kinds = kinds_of_bracket(words[at..].trim_end_matches(SENTENCE));
        let units = |kind: &Option<(Role, bool)>| kind.is_some_and(|kind| kind.0 != Role::Limit);
        words.len() - at <= 240 && kinds.iter().all(units) && kinds.iter().flatten().any(|kind| kind.1)
    };
    let dash = words.find("——").map(|at| at + "——".len());
    let at = starts
        .into_iter()
        .chain(dash)
        .find(|&at| label(words[at..].trim_start()).is_some() || says_who(at))?;
    let parties = read(view, Span::new(span.start + at, span.end));
    (!parties.is_empty()).then(|| (trim(&view.doc.text, Span::new(span.start, span.start + at)), parties))
}

fn in_bracket(view: &View<'_>, span: Span) -> Option<(Span, Parties)> {
    let words = view.slice(span);
    let tail = words.trim_end_matches(|c: char| c.is_whitespace() || SENTENCE.contains(&c));
    let opens: Vec<usize> = words.match_indices(OPENING).map(|(at, _)| at).collect();
    let at = *opens.iter().rev().take(12).find(|&&at| {
        let after = words[at..].chars().next().map_or(at, |c| at + c.len_utf8());
        let free = words[..at].trim_end().ends_with(['。', '；', ';', '！'])
            || !words[at..].starts_with(['（', '(']);
        let names = if free { opens_names(&words[after..]) } else { opens_label(&words[after..]) };
        names && closes_at_end(&tail[at.min(tail.len())..])
    })?;
    let inside = at + words[at..].chars().next().map_or(0, char::len_utf8);
    let end = if tail.ends_with(CLOSING) {
        tail.len() - tail.chars().last().map_or(0, char::len_utf8)
    } else {
        tail.len()
    };
    let parties = read(view, Span::new(span.start + inside, span.start + end.max(inside)));
    (!parties.is_empty()).then(|| (trim(&view.doc.text, Span::new(span.start, span.start + at)), parties))
}

/// Whether the bracket at the head of `words` closes at its end or not at all.
fn closes_at_end(words: &str) -> bool {
    let mut depth = 0_i32;
    for (at, c) in words.char_indices() {
        match c {
            c if OPENING.contains(&c) => depth += 1,
            c if CLOSING.contains(&c) => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at + c.len_utf8() == words.len();
        }
    }
    true
}

/// Whether words look like the name of a public body, a firm or a collective of such.
#[must_use]
pub fn is_unit(words: &str) -> bool {
    let words = words.trim();
    let length = words.chars().count();
    let bare = words.trim_end_matches(CLOSING);
    let ends = |list: &[String]| list.iter().any(|end| bare.ends_with(end.as_str()));
    (2..=28).contains(&length)
        && !words.contains(['。', '；', ';', '：', ':', '，', ',', '%'])
        && !WORDS.not_units.iter().any(|word| word == words)
        && (ends(&WORDS.endings)
            || (length <= 14
                && WORDS.openings.iter().any(|open| words.starts_with(open.as_str()))
                && ends(&WORDS.endings)))
}

/// The units that a clause begins with as its subject, and where the words after them begin.
///
/// `各村、镇直各单位要成立…` gives the two units; `区发改局负责` one.
#[must_use]
pub fn subject(view: &View<'_>, clause: Span) -> Option<Vec<Span>> {
    let words = view.slice(clause);
    let shift = words.strip_prefix(['请', '由']).map_or(0, |_| '请'.len_utf8());
    let near: usize = words.char_indices().nth(48).map_or(words.len(), |c| c.0);
    let asked = (shift > 0).then(|| asked(view, Span::new(clause.start + shift, clause.start + near)));
    let best = asked.flatten();
    let places = WORDS.modals.iter().flat_map(|modal| words[..near].match_indices(modal.as_str()));
    // 某局负责的项目 names a project.
    let places = places.filter(|(at, modal)| !words[at + modal.len()..].starts_with('的')).map(|(at, _)| at);
    let mut places: Vec<usize> = places.filter(|at| *at > shift).collect();
    // 镇考核组12月10日前完成…: the time limit stands right after the subject.
    places.extend(words[..near].find(|c: char| c.is_ascii_digit()).filter(|at| *at > shift));
    places.sort_unstable();
    places.dedup();
    best.or_else(|| {
        places
            .into_iter()
            .find_map(|at| list_before(view, Span::new(clause.start + shift, clause.start + at)))
    })
}

/// The units that stand before a modal word, if nothing else does.
fn list_before(view: &View<'_>, span: Span) -> Option<Vec<Span>> {
    let mut list = view.slice(span).trim_end();
    while let Some(less) = WORDS.between.iter().find_map(|word| list.strip_suffix(word.as_str())) {
        list = less.trim_end();
    }
    let names = split(list, span.start, &['、', '，', ',', '和', '及']);
    let good = !names.is_empty() && names.iter().all(|name| is_subject(view.slice(*name)));
    good.then_some(names)
}

/// 请某某局… : the longest unit that the words after 请 or 由 begin with.
fn asked(view: &View<'_>, words: Span) -> Option<Vec<Span>> {
    let text = view.slice(words);
    let ends: Vec<usize> = text.char_indices().map(|(at, c)| at + c.len_utf8()).take(16).collect();
    ends.iter()
        .rev()
        .find(|&&end| is_subject(&text[..end]))
        .map(|&end| split(&text[..end], words.start, &['、', '，', ',']))
}

/// A side of a letter or contract.
#[must_use]
pub fn is_party(words: &str) -> bool {
    matches!(words, "甲方" | "乙方" | "丙方")
}

/// Whether words name a body so surely that they may stand as a title or subject.
#[must_use]
pub fn is_acting(words: &str) -> bool {
    is_subject(words)
}

/// Stricter than [`is_unit`]: in running text many nouns end like bodies.
fn is_subject(words: &str) -> bool {
    let ends_short = words.trim_end_matches(['）', ')']);
    let ends_false =
        WORDS.not_units.iter().any(|word| word.chars().count() > 1 && ends_short.ends_with(word.as_str()));
    let opens = WORDS.openings.iter().any(|open| words.starts_with(open.as_str()))
        || words.starts_with(['省', '市', '县', '区', '镇', '乡', '村', 'X'])
        || words.starts_with("街道")
        || is_party(words)
        || words.contains(['市', '县', '区', '镇', '乡']);
    let sure = [
        "局",
        "委",
        "办公室",
        "政府",
        "中心",
        "委员会",
        "督查室",
        "管委会",
        "办事处",
        "党委",
        "党工委",
        "考评办",
        "机关",
        "督查组",
        "考核组",
        "指挥部",
        "责任单位",
        "牵头单位",
        "督查室",
    ]
    .iter()
    .any(|end| ends_short.ends_with(end));
    is_unit(words)
        && !words.contains(['由', '本', '第', '我', '“', '"', '《'])
        && !WORDS.not_heads.iter().any(|verb| words.starts_with(verb.as_str()))
        && !ends_false
        && (opens || sure)
        && words.chars().count() <= 20
}

/// Units that a clause names after 会同 or 配合 as helpers.
#[must_use]
pub fn helpers(view: &View<'_>, clause: Span) -> Vec<Span> {
    let words = view.slice(clause);
    let Some(at) = words.find("会同") else { return Vec::new() };
    let from = at + "会同".len();
    // The longest list of units right after the word.
    let ends: Vec<usize> =
        words[from..].char_indices().map(|(i, c)| from + i + c.len_utf8()).take(30).collect();
    ends.iter()
        .rev()
        .map(|&to| split(&words[from..to], clause.start + from, &['、', '和', '及']))
        .find(|names| !names.is_empty() && names.iter().all(|n| is_unit(view.slice(*n))))
        .unwrap_or_default()
}

//! What the name of a public body looks like, and bodies as subjects of a sentence.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::{CLOSING, WORDS};
use crate::extract::split::split;
use crate::extract::view::View;
use crate::model::Span;

/// Whether words look like the name of a public body, a firm or a collective of such.
#[must_use]
pub fn is_unit(words: &str) -> bool {
    let words = words.trim();
    let length = words.chars().count();
    let bare = words.trim_end_matches(CLOSING);
    (2..=28).contains(&length)
        && WORDS.endings.end(bare)
        && !words.contains(['。', '；', ';', '：', ':', '，', ',', '%'])
        && !WORDS.not_units.hold(words)
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
    if let Some(best) = asked.flatten() {
        return Some(best);
    }
    // 镇考核组12月10日前完成…: the time limit stands right after the subject.
    let digit = words[..near].find(|c: char| c.is_ascii_digit());
    words[..near]
        .char_indices()
        .filter(|&(at, c)| at > shift && (digit == Some(at) || opens_modal(&words[at..], near - at, c)))
        .find_map(|(at, _)| list_before(view, Span::new(clause.start + shift, clause.start + at)))
}

/// The modal words by their first sign, so that a text is walked once and not once for each word.
static MODALS: LazyLock<BTreeMap<char, Vec<&'static str>>> = LazyLock::new(|| {
    let mut by_first: BTreeMap<char, Vec<&'static str>> = BTreeMap::new();
    for modal in &WORDS.modals {
        if let Some(first) = modal.chars().next() {
            by_first.entry(first).or_default().push(modal);
        }
    }
    by_first
});

/// Whether a modal word stands within the first `near` bytes of `rest`; 某局负责的项目 names a project.
fn opens_modal(rest: &str, near: usize, first: char) -> bool {
    MODALS.get(&first).is_some_and(|modals| {
        modals.iter().any(|modal| {
            modal.len() <= near && rest.starts_with(modal) && !rest[modal.len()..].starts_with('的')
        })
    })
}

/// 园区主要负责人 acts for the body: the words without the person.
pub(super) fn without_person(name: &str) -> &str {
    let persons = [
        "党政主要负责人",
        "主要负责同志",
        "主要负责人",
        "分管负责人",
        "主要领导",
        "分管领导",
        "负责同志",
        "负责人",
        "班子成员",
    ];
    persons
        .iter()
        .find_map(|person| name.strip_suffix(person).filter(|less| !less.is_empty()))
        .unwrap_or(name)
}

/// The units that stand before a modal word, if nothing else does.
fn list_before(view: &View<'_>, span: Span) -> Option<Vec<Span>> {
    let mut list = view.slice(span).trim_end();
    while let Some(less) = WORDS.between.iter().find_map(|word| list.strip_suffix(word.as_str())) {
        list = less.trim_end();
    }
    let whole = list;
    let list = without_person(list);
    let names = whole_names(view, list, span.start);
    // 各办、站、所: what the first word counts.
    let each = names.first().is_some_and(|name| view.slice(*name).starts_with('各'));
    let short = |name: &str| {
        each && ["办", "站", "所", "科", "室", "队", "村", "组", "镇", "乡", "街道", "局", "委"]
            .contains(&name)
    };
    let leaders = |name: &str| {
        ["领导", "河长", "林长", "湖长", "田长", "书记", "网格员"].iter().any(|end| name.ends_with(end))
            && ["各", "县级", "市级", "区级", "镇级", "乡级", "挂帅", "包", "牵头", "责任", "联系"]
                .iter()
                .any(|open| name.starts_with(open))
            && name.chars().count() <= 10
    };
    let sure =
        |name: &Span| is_subject(view.slice(*name)) || short(view.slice(*name)) || leaders(view.slice(*name));
    // 区文旅局、客运南站: beside a body for sure the others of a list need only look like one.
    let listed =
        names.len() > 1 && names.first().is_some_and(sure) && !list.contains('，') && !list.contains(',');
    let good = |name: &Span| sure(name) || listed && is_unit(view.slice(*name)) && !acts(view.slice(*name));
    let mut names = (!names.is_empty() && names.iter().all(good)).then_some(names)?;
    // 各镇街、园区主要负责人: the last name stays as it is written.
    if let Some(last) = names.last_mut() {
        last.end += whole.len() - list.len();
    }
    Some(names)
}

/// The names of a list; 住房和城乡建设局 is one, though 和 parts others.
fn whole_names(view: &View<'_>, list: &str, start: usize) -> Vec<Span> {
    let pieces = split(list, start, &['、', '，', ',', '和', '及']);
    let mut names: Vec<Span> = Vec::new();
    for piece in pieces {
        let torn = names
            .last()
            .filter(|last| !is_unit(view.slice(**last)))
            .map(|last| Span::new(last.start, piece.end));
        match (
            torn.filter(|whole| joined_by_and(view.slice(*whole)) && is_subject(view.slice(*whole))),
            names.last_mut(),
        ) {
            (Some(whole), Some(last)) => *last = whole,
            _ => names.push(piece),
        }
    }
    names
}

fn joined_by_and(name: &str) -> bool {
    name.contains('和') && !name.contains(['、', '，', ','])
}

/// Whether what looks like a name runs on into what the body is to do: 督查室下发督办.
fn acts(name: &str) -> bool {
    [
        "下发",
        "到现场",
        "督办",
        "通报",
        "约谈",
        "组织",
        "负责",
        "牵头",
        "挂牌",
        "上报",
        "报送",
        "办理",
        "出具",
        "实施",
        "开展",
    ]
    .iter()
    .any(|verb| name.find(verb).is_some_and(|at| at > 0 && !name.starts_with("组织")))
}

/// 请某某局… : the longest unit that the words after 请 or 由 begin with.
fn asked(view: &View<'_>, words: Span) -> Option<Vec<Span>> {
    let text = view.slice(words);
    let ends: Vec<usize> = text.char_indices().map(|(at, c)| at + c.len_utf8()).take(16).collect();
    ends.iter()
        .rev()
        .find(|&&end| !text[end..].starts_with('织') && is_subject(&text[..end]) && !acts(&text[..end]))
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
pub(super) fn is_subject(words: &str) -> bool {
    if !is_unit(words) || WORDS.not_heads.open(words) || words.chars().count() > 20 {
        return false;
    }
    let name = words.trim_end_matches(['）', ')']);
    let other = words.contains(['由', '本', '第', '我', '“', '"', '《'])
        || words.chars().skip(1).any(|c| matches!(c, '向' | '将' | '把'))
        || words.contains("区在")
        || words.starts_with("上半年")
        || words.starts_with("下半年")
        || names_person(words)
        || WORDS.not_units.end_with_several(name);
    !other
        && (WORDS.openings.open(words)
            || words.contains(['市', '县', '区', '镇', '乡'])
            || words.starts_with(['省', '村', 'X'])
            || words.starts_with("街道")
            || is_party(words)
            || is_office(name)
            || WORDS.sure_endings.end(name))
}

/// 县委书记, 关于…的同志: a person or a phrase about one.
fn names_person(words: &str) -> bool {
    let persons = ["关于", "市长", "县长", "区长", "镇长", "乡长", "书记", "同志"];
    persons.iter().any(|word| words.contains(word)) || words.replace("常委会", "").contains("常委")
}

/// 党政办, 项目股, 综合科: rooms of a body; 主办 and 入股 end like them.
fn is_office(name: &str) -> bool {
    name.ends_with(['办', '股', '科']) && name.chars().count() >= 3 && !WORDS.not_offices.end(name)
}

/// Units that a clause names after 会同 or 配合 as helpers.
#[must_use]
pub fn helpers(view: &View<'_>, clause: Span) -> Vec<Span> {
    let words = view.slice(clause);
    let found = ["会同", "联合", "协同", "商"].iter().find_map(|word| {
        let at = words.find(word).filter(|at| *at > 0)? + word.len();
        words[at..].chars().next().filter(|c| *word != "商" || "省市县区镇乡".contains(*c)).map(|_| at)
    });
    let Some(from) = found else { return Vec::new() };
    // The longest list of units right after the word.
    let ends: Vec<usize> =
        words[from..].char_indices().map(|(i, c)| from + i + c.len_utf8()).take(30).collect();
    ends.iter()
        .rev()
        .filter(|&&to| !words[to..].starts_with('织'))
        .map(|&to| split(&words[from..to], clause.start + from, &['、', '和', '及']))
        .find(|names| {
            !names.is_empty() && names.iter().all(|n| is_unit(view.slice(*n)) && !acts(view.slice(*n)))
        })
        .unwrap_or_default()
}

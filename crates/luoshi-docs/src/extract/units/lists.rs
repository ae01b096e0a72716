//! Lists of units beside a task: in brackets, behind labels, and in clauses that only say who.

use super::bodies::{is_subject, is_unit, without_person};
use super::labels::label;
use super::{CLOSING, OPENING, Parties, Role, WORDS};
use crate::extract::due;
use crate::extract::split::{SENTENCE, split, stop_positions};
use crate::extract::view::{View, trim};
use crate::model::Span;

/// The marks that part the names of a list.
const PARTS: &[char] = &['、', '，', ',', '；', ';', '\n', '\t'];

/// Whether the words after an opening bracket name units: a label, or a list that ends in 牵头, 负责.
#[must_use]
pub fn opens_label(words: &str) -> bool {
    label(words.trim_start()).is_some()
        || who(inside(words), false).is_some_and(|who| who.iter().any(|part| part.marked))
}

/// The same, and bare names of units too: 【县文旅局】.
fn opens_names(words: &str) -> bool {
    label(words.trim_start()).is_some()
        || who(inside(words), true).is_some_and(|who| who.iter().any(|part| part.role != Role::Limit))
}

/// The words up to the bracket that closes them; brackets inside are passed over.
fn inside(words: &str) -> &str {
    let mut depth = 0;
    for (n, (at, c)) in words.char_indices().enumerate() {
        if n > 120 {
            return &words[..at];
        }
        if OPENING.contains(&c) {
            depth += 1;
        } else if CLOSING.contains(&c) {
            if depth == 0 {
                return &words[..at];
            }
            depth -= 1;
        }
    }
    words
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

/// Names with what they are beside the task.
struct Part {
    role: Role,
    /// A verb says so: 牵头, 配合, 负责.
    marked: bool,
    /// The stretches of the names in the words that were read.
    names: Vec<Span>,
}

/// What a stretch says if it only says who: 由甲局牵头，乙局、丙办配合; none if it says anything else.
/// Names without a verb must look like bodies for sure, unless the place says that they are (`loose`).
fn who(words: &str, loose: bool) -> Option<Vec<Part>> {
    let words = words.trim_end_matches(|c: char| c.is_whitespace() || SENTENCE.contains(&c) || c == '.');
    if words.len() > 600 {
        return None;
    }
    let mut parts: Vec<Part> = Vec::new();
    let mut waiting: Vec<Span> = Vec::new();
    for token in tokens(words) {
        let text = &words[token.start..token.end];
        let text = without_lead(text);
        let start = token.end - text.len();
        if let Some((role, length)) = suffix(text) {
            let length = without_person(&text[..length]).len();
            let name = Span::new(start, start + length);
            if length > 0 {
                waiting.push(name);
            }
            if waiting.is_empty() || !waiting.iter().all(|name| is_unit(&words[name.start..name.end])) {
                return None;
            }
            parts.push(Part { role, marked: true, names: std::mem::take(&mut waiting) });
            continue;
        }
        let unit = is_unit(text);
        let timed = !unit || text.contains(['年', '月', '季', '旬', '周', '日', '半']);
        if timed && due::is_limit(text) {
            parts.push(Part { role: Role::Limit, marked: false, names: vec![Span::new(start, token.end)] });
        } else if unit {
            waiting.push(Span::new(start, token.end));
        } else {
            return None;
        }
    }
    let body = |name: &str| is_subject(name) || loose && is_unit(name);
    if !waiting.iter().all(|name| body(&words[name.start..name.end])) {
        return None;
    }
    if !waiting.is_empty() {
        parts.push(Part { role: Role::Duty, marked: false, names: waiting });
    }
    (!parts.is_empty()).then_some(parts)
}

/// 并由甲局, 此项工作由甲局: the words from the name on.
fn without_lead(text: &str) -> &str {
    if let Some(rest) = ["并由", "由", "以及", "和", "及"].iter().find_map(|lead| text.strip_prefix(lead))
    {
        return rest;
    }
    let near = text.char_indices().nth(8).map_or(text.len(), |c| c.0);
    text[..near]
        .find('由')
        .filter(|at| ["事", "工作", "任务", "项目", "项"].iter().any(|end| text[..*at].ends_with(end)))
        .map_or(text, |at| &text[at + '由'.len_utf8()..])
}

/// The pieces of a list, also where only a blank follows 牵头 or 配合.
fn tokens(words: &str) -> Vec<Span> {
    split(words, 0, &['、', '，', ',', '；', ';', '：', ':', ' ', '\u{3000}', '\n'])
}

/// 县农业局牵头: the role and the length of the name in bytes.
fn suffix(words: &str) -> Option<(Role, usize)> {
    let lists =
        [(Role::Lead, &WORDS.ends_lead), (Role::Duty, &WORDS.ends_duty), (Role::Assist, &WORDS.ends_assist)];
    let (role, length) = lists
        .iter()
        .filter_map(|(role, list)| Some((*role, list.longest(words)?)))
        .max_by_key(|(_, length)| *length)?;
    let mut name = words[..words.len() - length].trim_end();
    // 由县投资公司统一组织实施: how it is done is no part of the name.
    for how in ["统一", "共同", "分别", "具体", "集中", "全面", "全程"] {
        name = name.strip_suffix(how).filter(|less| !less.is_empty()).unwrap_or(name);
    }
    Some((role, name.len()))
}

/// Who a clause names if it says nothing else: 由县水务局牵头、各乡镇配合. Names without 牵头 and the like do not count.
#[must_use]
pub fn who_says(view: &View<'_>, clause: Span) -> Option<Parties> {
    let parts = who(view.slice(clause), false)?;
    let good = parts.iter().all(|part| part.marked);
    good.then(|| {
        let mut parties = Parties::default();
        take(&mut parties, parts, clause.start);
        parties
    })
}

/// 智慧园区由县工信局负责: who answers for the thing that the clause names first.
#[must_use]
pub fn object_and_who(view: &View<'_>, clause: Span) -> Option<Parties> {
    let words = view.slice(clause);
    let near = words.char_indices().nth(24).map_or(words.len(), |c| c.0);
    let at = words[..near].find('由').filter(|at| words[..*at].chars().count() >= 4)?;
    let object = &words[..at];
    let plain = !object.contains(['，', ',', '：', ':']) && !is_subject(object);
    let rest = Span::new(clause.start + at, clause.end);
    if !plain || without_lead(words).len() < words.len() {
        return None;
    }
    who_says(view, rest).filter(Parties::leads)
}

fn take(parties: &mut Parties, parts: Vec<Part>, base: usize) {
    for part in parts {
        let mut names = part.names.iter().map(|name| Span::new(base + name.start, base + name.end));
        if part.role == Role::Limit {
            parties.limit = parties.limit.or(names.next_back());
        } else {
            parties.of(part.role).extend(names);
        }
    }
}

/// Reads labelled lists out of a stretch such as `牵头单位：甲局、乙局；配合单位：丙办`.
#[must_use]
pub fn read(view: &View<'_>, span: Span) -> Parties {
    let words = view.slice(span);
    let labels = label_positions(words);
    let mut parties = Parties::default();
    let first = labels.first().map_or(words.len(), |label| label.1);
    if let Some(parts) = who(&words[..first], true) {
        take(&mut parties, parts, span.start);
    }
    for (index, &(role, _, from)) in labels.iter().enumerate() {
        let to = labels.get(index + 1).map_or(words.len(), |next| next.1);
        let value = trim_marks(view, Span::new(span.start + from, span.start + to));
        if role == Role::Limit {
            parties.limit = Some(value);
        } else {
            assign(view, role, value, &mut parties);
        }
    }
    parties
}

/// Gives the names of a list their role; 甲局（牵头）、乙局（丙办配合） and 甲局牵头，乙局配合 say more themselves.
fn assign(view: &View<'_>, role: Role, value: Span, parties: &mut Parties) {
    let mut waiting: Vec<Span> = Vec::new();
    for name in names(view, value) {
        let words = view.slice(name);
        if due::is_limit(words) {
            parties.limit = parties.limit.or(Some(name));
        } else if let Some((own, bare, inner)) = remark(view, name) {
            match who(view.slice(inner), false) {
                // 甲局（乙办配合）: the bracket names others.
                Some(parts) if parts.iter().all(|part| part.marked) => {
                    waiting.push(bare);
                    take(parties, parts, inner.start);
                }
                _ => match own {
                    Some(own) => parties.of(own).push(bare),
                    None => waiting.push(name),
                },
            }
        } else if let Some((own, length)) = suffix(words).filter(|(_, length)| is_unit(&words[..*length])) {
            waiting.push(Span::new(name.start, name.start + length));
            let own = if own == Role::Duty { role } else { own };
            parties.of(own).append(&mut waiting);
        } else {
            waiting.push(name);
        }
    }
    parties.of(role).append(&mut waiting);
}

/// The bracket that closes a name: the role that it gives by itself, the name before it, its own words.
fn remark(view: &View<'_>, name: Span) -> Option<(Option<Role>, Span, Span)> {
    let words = view.slice(name);
    let open = words.find(['（', '(']).filter(|open| *open > 0)?;
    let close = words.strip_suffix(['）', ')']).map(str::len)?;
    let from = open + words[open..].chars().next().map_or(1, char::len_utf8);
    let inner = words.get(from..close)?;
    let role = suffix(inner)
        .filter(|(_, length)| *length == 0)
        .map(|(role, _)| role)
        .or_else(|| super::labels::role_of(inner));
    let bare = trim(&view.doc.text, Span::new(name.start, name.start + open));
    Some((role, bare, Span::new(name.start + from, name.start + close)))
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
#[must_use]
pub fn names(view: &View<'_>, list: Span) -> Vec<Span> {
    let by_marks = split(view.slice(list), list.start, PARTS);
    let blanks = |span: &Span| {
        // Blanks separate names only where every piece is one.
        let pieces = split(view.slice(*span), span.start, &[' ', '\u{3000}']);
        let all = pieces.iter().all(|p| is_unit(view.slice(*p)));
        if all { pieces } else { vec![*span] }
    };
    // — and / stand for nobody.
    let named = |span: &Span| view.slice(*span).chars().any(char::is_alphanumeric);
    by_marks.iter().flat_map(blanks).map(|span| trim_marks(view, span)).filter(named).collect()
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

/// Where several sentences of a paragraph each have a bracket of units: the first with its bracket, and the rest.
#[must_use]
pub fn first_of_several(view: &View<'_>, span: Span) -> Option<(Span, Span)> {
    let words = view.slice(span);
    if words.len() > 20_000 {
        return None;
    }
    let mut ends = words.match_indices(OPENING).filter_map(|(at, open)| {
        let from = at + open.len();
        if at == 0 || !opens_label(&words[from..]) {
            return None;
        }
        let length = inside(&words[from..]).len();
        let close = words[from + length..].chars().next().filter(|c| CLOSING.contains(c))?;
        let end = from + length + close.len_utf8();
        let stop = words[end..].chars().next().filter(|c| SENTENCE.contains(c));
        let free = words[..at].trim_end().ends_with(SENTENCE);
        (stop.is_some() || free).then(|| end + stop.map_or(0, char::len_utf8))
    });
    let first = ends.next()?;
    ends.next()?;
    let rest = trim(&view.doc.text, Span::new(span.start + first, span.end));
    (rest.start < rest.end).then(|| (Span::new(span.start, span.start + first), rest))
}

/// Labels after the last sentence without a bracket: …1.6万亩。责任人：某某
fn after_stop(view: &View<'_>, span: Span) -> Option<(Span, Parties)> {
    let words = view.slice(span);
    let stops = stop_positions(words, &['。', '；', ';']);
    let starts = stops.iter().map(|at| at + words[*at..].chars().next().map_or(0, char::len_utf8));
    // …供水点3处。由县水务局牵头，各乡镇配合: the last sentence only says who.
    let says_who = |at: usize| {
        let units = |part: &Part| part.marked && part.role != Role::Limit;
        words.len() - at <= 240 && who(&words[at..], false).is_some_and(|parts| parts.iter().all(units))
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
        let free = words[..at].trim_end().ends_with(['。', '；', ';', '！', '，', ','])
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Document;

    fn parties(text: &str) -> [Vec<String>; 3] {
        let doc = Document { text: text.to_owned(), ..Document::default() };
        let view = View::new(&doc);
        let found = trailing(&view, Span::new(0, text.len())).map(|found| found.1).unwrap_or_default();
        let (lead, assist) = found.resolve();
        let words = |list: &[Span]| list.iter().map(|name| view.slice(*name).to_owned()).collect();
        [words(&lead), words(&assist), words(&found.sponsor)]
    }

    fn lists(lead: &[&str], assist: &[&str]) -> [Vec<String>; 3] {
        let own = |list: &[&str]| list.iter().map(|name| (*name).to_owned()).collect();
        [own(lead), own(assist), Vec::new()]
    }

    #[test]
    fn names_say_themselves_who_leads() {
        let want = lists(&["县水利局"], &["县财政局", "各乡镇"]);
        for text in [
            "建成水厂2座。（责任单位：县水利局（牵头）、县财政局、各乡镇）",
            "建成水厂2座。（县水利局牵头，县财政局、各乡镇配合）",
            "建成水厂2座。（牵头单位 县水利局 配合单位 县财政局、各乡镇）",
            "建成水厂2座。牵头：县水利局 协助：县财政局、各乡镇",
            "建成水厂2座。此项工作由县水利局牵头，县财政局、各乡镇配合。",
            "建成水厂2座。〔责任单位：县水利局牵头，县财政局、各乡镇协办〕",
        ] {
            assert_eq!(parties(text), want, "{text}");
        }
    }

    #[test]
    fn a_remark_may_name_helpers() {
        assert_eq!(
            parties("新设驿站8座。责任科室：组织办（宣传办、工会协办）　时限：5月底"),
            lists(&["组织办"], &["宣传办", "工会"])
        );
        assert_eq!(parties("新设驿站8座。〔外贸科、机关各科室〕"), lists(&["外贸科", "机关各科室"], &[]));
        assert_eq!(parties("新设驿站8座。（以上均含在建）"), lists(&[], &[]));
    }

    #[test]
    fn every_sentence_may_have_a_bracket_of_its_own() {
        let text = "建水厂2座（责任单位：县水利局）；修路3公里（责任单位：县交通局）。";
        let doc = Document { text: text.to_owned(), ..Document::default() };
        let view = View::new(&doc);
        let (first, rest) = first_of_several(&view, Span::new(0, text.len())).unwrap_or_default();
        assert_eq!(view.slice(first), "建水厂2座（责任单位：县水利局）；");
        assert_eq!(view.slice(rest), "修路3公里（责任单位：县交通局）。");
    }
}

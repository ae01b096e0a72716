//! What stands in a cell: units, people, telephones, numbered lists.

use luoshi_core::text::{even, fold_width};
use serde::{Deserialize, Serialize};

use super::lexicon::{is_one, lexicon};

/// A unit as a cell names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitName {
    /// As written, without inner blanks.
    pub name: String,
    /// 各村（社区）, 各有关单位: stands for many; the tree of units resolves it.
    pub group: bool,
}

/// A person as a cell names them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonName {
    /// Without inner blanks.
    pub name: String,
    /// A telephone in the same cell.
    pub phone: Option<String>,
    /// What brackets say behind the name: 兼, a post.
    pub remark: Option<String>,
    /// It has the shape of a name (two to four Han characters, or with a middle dot).
    pub sure: bool,
}

/// Units of a cell that says which of them leads: `牵头：甲；配合：乙、丙` or `甲（牵头）、乙`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Roles {
    pub lead: Vec<UnitName>,
    pub assist: Vec<UnitName>,
    /// Without a word about the role.
    pub plain: Vec<UnitName>,
}

/// Splits a cell of units and sorts them by the role that the cell itself gives.
pub(super) fn roles(text: &str) -> Roles {
    let mut roles = Roles::default();
    let mut current = Role::Plain;
    for part in parts(text) {
        let (label, rest) = labelled(&part);
        current = label.unwrap_or(current);
        let (name, mark) = marked(rest);
        let Some(unit) = unit_name(name) else { continue };
        match mark.unwrap_or(current) {
            Role::Lead => roles.lead.push(unit),
            Role::Assist => roles.assist.push(unit),
            Role::Plain => roles.plain.push(unit),
        }
    }
    roles
}

/// The units of a cell in order.
#[must_use]
pub fn units(text: &str) -> Vec<UnitName> {
    let Roles { lead, assist, plain } = roles(text);
    lead.into_iter().chain(plain).chain(assist).collect()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Lead,
    Assist,
    Plain,
}

/// 牵头单位：党政办 → its role and the rest.
fn labelled(part: &str) -> (Option<Role>, &str) {
    let Some((label, rest)) = part.split_once(['：', ':']) else { return (None, part) };
    let label = even(label);
    let cell = &lexicon().cell;
    if is_one(&cell.lead_labels, &label) {
        (Some(Role::Lead), rest)
    } else if is_one(&cell.assist_labels, &label) {
        (Some(Role::Assist), rest)
    } else {
        (None, part)
    }
}

/// 党政办（牵头） → its name and role.
fn marked(part: &str) -> (&str, Option<Role>) {
    let part = part.trim();
    let Some((name, inside)) = bracket_tail(part) else { return (part, None) };
    let cell = &lexicon().cell;
    if is_one(&cell.lead_marks, &even(inside)) {
        (name, Some(Role::Lead))
    } else if is_one(&cell.assist_marks, &even(inside)) {
        (name, Some(Role::Assist))
    } else {
        (part, None)
    }
}

fn bracket_tail(part: &str) -> Option<(&str, &str)> {
    let inner = part.strip_suffix(['）', ')'])?;
    let at = inner.rfind(['（', '('])?;
    let (name, inside) = inner.split_at(at);
    let mut inside = inside.chars();
    inside.next();
    Some((name, inside.as_str()))
}

fn unit_name(text: &str) -> Option<UnitName> {
    let mut name: String = fold_marks(text).split_whitespace().collect();
    let group_words = &lexicon().group;
    let mut group = false;
    for tail in &group_words.tails {
        if let Some(head) = name.strip_suffix(tail.as_str()).filter(|h| h.chars().count() >= 2) {
            name = head.to_owned();
            group = true;
            break;
        }
    }
    group |= group_words.starts.iter().any(|w| name.starts_with(w.as_str()))
        || group_words.within.iter().any(|w| name.contains(w.as_str()));
    let says = name.chars().any(char::is_alphanumeric) && !super::grid::is_missing(&name);
    says.then_some(UnitName { name, group })
}

fn fold_marks(text: &str) -> &str {
    text.trim().trim_end_matches(['。', '，', '；', ';', ',', '、', '.'])
}

/// Splits at 、 ， ； / and line breaks outside brackets; at blanks only where both sides are words.
fn parts(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut depth = 0_i32;
    for c in text.chars() {
        match c {
            '（' | '(' => depth += 1,
            '）' | ')' => depth -= 1,
            _ => {}
        }
        let stop = matches!(c, '、' | '，' | ',' | '；' | ';' | '/' | '\n' | '\r' | '|' | '／');
        if stop && depth <= 0 {
            parts.push(String::new());
        } else if let Some(last) = parts.last_mut() {
            last.push(c);
        }
    }
    parts.iter().flat_map(|p| words(p)).filter(|p| !p.is_empty()).collect()
}

/// `党政办 财政所` is two, `党 政 办` is one.
fn words(part: &str) -> Vec<String> {
    let words: Vec<&str> = part.split_whitespace().collect();
    let bracket = part.contains(['（', '(']);
    if words.len() > 1 && !bracket && words.iter().all(|w| w.chars().count() >= 2) {
        words.into_iter().map(str::to_owned).collect()
    } else {
        vec![words.concat()]
    }
}

/// The people of a cell: inner blanks joined, several people split, telephones pulled out, empty
/// posts (空缺) left out.
#[must_use]
pub fn people(text: &str) -> Vec<PersonName> {
    let mut found: Vec<PersonName> = Vec::new();
    for part in person_parts(&fold_width(text)) {
        let (rest, phone) = pull_phone(&part);
        let (name, remark) = match bracket_tail(rest.trim()) {
            Some((name, inside)) => {
                (name.to_owned(), Some(inside.trim().to_owned()).filter(|r| !r.is_empty()))
            }
            None => (rest.trim().to_owned(), None),
        };
        let name: String =
            name.trim_matches(|c: char| ":：，、；;。".contains(c)).split_whitespace().collect();
        if name.is_empty() {
            // A telephone in its own line belongs to the person before it.
            if let (Some(last), Some(phone)) = (found.last_mut(), phone) {
                last.phone.get_or_insert(phone);
            }
            continue;
        }
        let vacant = is_one(&lexicon().cell.vacant, &name) || super::grid::is_missing(&name);
        if !vacant {
            let sure = has_shape_of_a_name(&name);
            found.push(PersonName { name, phone, remark, sure });
        }
    }
    found
}

fn person_parts(text: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for part in text.split(['、', ',', '，', ';', '；', '/', '\n', '|']) {
        if vacant_in_brackets(part) {
            continue;
        }
        let words: Vec<&str> = part.split_whitespace().collect();
        let apart = words.len() > 1 && words.iter().all(|w| (2..=4).contains(&w.chars().count()) && han(w));
        if apart {
            parts.extend(words.into_iter().map(str::to_owned));
        } else {
            parts.push(part.to_owned());
        }
    }
    parts
}

fn vacant_in_brackets(part: &str) -> bool {
    let inside = part.trim().trim_matches(|c| "()（）".contains(c));
    is_one(&lexicon().cell.vacant, inside)
}

fn han(text: &str) -> bool {
    text.chars().all(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c))
}

fn has_shape_of_a_name(name: &str) -> bool {
    let plain: String = name.chars().filter(|c| !matches!(c, '·' | '•')).collect();
    let chars = plain.chars().count();
    let dotted = plain.len() != name.len();
    han(&plain) && if dotted { (3..=14).contains(&chars) } else { (2..=4).contains(&chars) }
}

/// Pulls a run of seven or more digits (with hyphens) out of a text.
fn pull_phone(text: &str) -> (String, Option<String>) {
    let is_phone = |c: char| c.is_ascii_digit() || c == '-' || c == ' ';
    let chars: Vec<char> = text.chars().collect();
    let mut at = 0;
    while at < chars.len() {
        let run = chars.iter().skip(at).take_while(|c| is_phone(**c)).count();
        let number: String = chars.iter().skip(at).take(run).filter(|c| **c != ' ').collect();
        if number.chars().filter(char::is_ascii_digit).count() >= 7 {
            let rest: String = chars.iter().take(at).chain(chars.iter().skip(at + run)).collect();
            let rest = rest.replace("()", "").replace("（）", "");
            return (rest, Some(number.trim_matches('-').to_owned()));
        }
        at += run.max(1);
    }
    (text.to_owned(), None)
}

/// A telephone cell as digits and hyphens, or as it stands when it is no number.
#[must_use]
pub fn phone(text: &str) -> String {
    let folded = fold_width(text);
    pull_phone(&folded).1.unwrap_or(folded)
}

/// The items of a numbered list in a cell (`1.…2.…`, one a line or run together); one item when the
/// cell is no list.
#[must_use]
pub fn list_items(text: &str) -> Vec<String> {
    let mut items = vec![String::new()];
    let mut expected = 1_u32;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        match list_mark(rest, expected) {
            Some(len) => {
                items.push(String::new());
                expected += 1;
                rest = rest.get(len..).unwrap_or_default();
            }
            None => {
                if let Some(last) = items.last_mut() {
                    last.push(c);
                }
                rest = rest.get(c.len_utf8()..).unwrap_or_default();
            }
        }
    }
    let items: Vec<String> = items.iter().map(|i| i.trim().to_owned()).filter(|i| !i.is_empty()).collect();
    if expected > 2 { items } else { vec![text.trim().to_owned()] }
}

/// Length of the mark of item `n` (`2.`, `2、`, `（2）`, `②`) if the text begins with it.
fn list_mark(text: &str, n: u32) -> Option<usize> {
    let circled = char::from_u32(0x2460 + n - 1).filter(|_| n <= 20);
    let marks = [format!("{n}、"), format!("{n}．"), format!("（{n}）"), format!("({n})"), format!("{n}）")];
    if let Some(mark) = marks.iter().find(|m| text.starts_with(m.as_str())) {
        return Some(mark.len());
    }
    if circled.is_some_and(|c| text.starts_with(c)) {
        return circled.map(char::len_utf8);
    }
    let dotted = format!("{n}.");
    let tail = text.strip_prefix(&dotted)?;
    (!tail.starts_with(|c: char| c.is_ascii_digit())).then_some(dotted.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        units(text).into_iter().map(|u| u.name).collect()
    }

    #[test]
    fn units_are_split_at_every_mark() {
        for text in [
            "党政办、财政所",
            "党政办，财政所",
            "党政办,财政所",
            "党政办；财政所",
            "党政办/财政所",
            "党政办\n财政所",
            "党政办 财政所",
            "党政办\u{3000}财政所。",
        ] {
            assert_eq!(names(text), ["党政办", "财政所"], "{text:?}");
        }
        assert_eq!(names("党 政 办"), ["党政办"]);
        assert_eq!(names("各村（社区、管区）、财政所"), ["各村（社区、管区）", "财政所"]);
        assert_eq!(names("—"), Vec::<String>::new());
    }

    #[test]
    fn group_words_stand_for_many() {
        let groups: Vec<bool> = units("各村（社区）、财政所、各有关单位、镇直各部门、应急办等单位")
            .iter()
            .map(|u| u.group)
            .collect();
        assert_eq!(groups, [true, false, true, true, true]);
    }

    #[test]
    fn a_cell_may_give_the_roles() {
        let r = roles("牵头单位：党政办\n配合单位：财政所、司法所");
        assert_eq!((r.lead.len(), r.assist.len(), r.plain.len()), (1, 2, 0));
        let r = roles("财政所、党政办（牵头）");
        assert_eq!((r.lead[0].name.as_str(), r.plain[0].name.as_str()), ("党政办", "财政所"));
    }

    #[test]
    fn people_with_blanks_phones_and_remarks() {
        let p = people("张　三");
        assert_eq!((p.len(), p[0].name.as_str(), p[0].sure), (1, "张三", true));
        assert_eq!(people("甘棠 陶知行").len(), 2);
        assert_eq!(
            people("甘　棠、陶知行").iter().map(|p| p.name.as_str()).collect::<Vec<_>>(),
            ["甘棠", "陶知行"]
        );
        let p = people("甘棠（兼）13800000000");
        assert_eq!(
            (p[0].name.as_str(), p[0].phone.as_deref(), p[0].remark.as_deref()),
            ("甘棠", Some("13800000000"), Some("兼"))
        );
        let p = people("甘棠\n0571-1234567");
        assert_eq!((p.len(), p[0].phone.as_deref()), (1, Some("0571-1234567")));
        assert!(people("（空缺）").is_empty() && people("/").is_empty());
        assert!(!people("各包村干部")[0].sure);
    }

    #[test]
    fn numbered_lists_in_cells() {
        assert_eq!(list_items("1.摸底。\n2.整治。\n3.验收。"), ["摸底。", "整治。", "验收。"]);
        assert_eq!(list_items("1.摸底2.整治"), ["摸底", "整治"]);
        assert_eq!(list_items("增长1.5倍，新建2处"), ["增长1.5倍，新建2处"]);
        assert_eq!(list_items("①摸底②整治"), ["摸底", "整治"]);
    }
}

//! What a column holds, from its heading.

use luoshi_core::text::even;
use serde::{Deserialize, Serialize};

use super::lexicon::lexicon;

/// A field of a row. The order has no meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// Number of the row: never a key.
    Seq,
    /// Area of work.
    Area,
    /// The task itself.
    Title,
    /// Requirement, content beside the task.
    Requirement,
    /// How it is to be done.
    Measure,
    /// Quantified target.
    Indicator,
    /// Time limit.
    Due,
    /// What is to be seen by the end of the first quarter.
    Q1,
    /// Second quarter.
    Q2,
    /// Third quarter.
    Q3,
    /// Fourth quarter.
    Q4,
    /// Heading over the quarters; a single column of this name is kept as a note.
    Schedule,
    /// Leader in charge.
    Sponsor,
    /// Unit that leads.
    Lead,
    /// 责任单位: leads when alone, helps beside a leading unit.
    Responsible,
    /// Unit that helps.
    Assist,
    /// Person responsible.
    Owner,
    /// Person to call.
    Contact,
    /// Telephone.
    Phone,
    /// Progress so far.
    Progress,
    /// Problems.
    Problem,
    /// Points.
    Score,
    /// Unit of a person, or the unit itself.
    Unit,
    /// Full name of a unit.
    UnitFull,
    /// Kind of unit.
    UnitKind,
    /// Unit above.
    UnitParent,
    /// Other names of a unit.
    UnitAlias,
    /// Name of a person.
    Name,
    /// Post.
    Post,
    /// Kind of post.
    PostKind,
    /// In post since.
    Since,
    /// In post until.
    Until,
    /// What a leader is paired with.
    Object,
    /// Whom to call there.
    ObjectContact,
    /// Line of business.
    Industry,
    /// How often to visit.
    Visits,
    /// Office that keeps in touch.
    Liaison,
    /// A number allotted to a person; one table may have several such columns.
    Target,
    /// Note.
    Note,
    /// Personal data that no table of this program needs: read as absent.
    Sensitive,
}

/// A column with its heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Position in the table, from 0.
    pub index: usize,
    /// Its heading; the parts of a heading of several rows are joined by `/`.
    pub heading: String,
    /// What it holds; `None` is kept as a note under its heading.
    pub field: Option<Field>,
    /// The unit in the heading: 万元 in 总投资（万元）.
    pub unit: Option<String>,
    /// The source hides it.
    pub hidden: bool,
}

/// The field that a heading names, and the unit in its brackets.
pub(super) fn field_of(heading: &str) -> (Option<Field>, Option<String>) {
    let clean = even(heading);
    if let Some(field) = exact(&clean) {
        return (Some(field), None);
    }
    let Some((base, unit)) = clean.strip_suffix(')').and_then(|t| t.rsplit_once('(')) else {
        return (named(&clean), None);
    };
    (named(base), Some(unit.to_owned()).filter(|u| !u.is_empty()))
}

fn exact(clean: &str) -> Option<Field> {
    lexicon().headings.iter().find(|(w, _)| w == clean).map(|(_, field)| *field)
}

/// Exact words first, then words inside a heading that says little more: 2026年目标任务.
fn named(clean: &str) -> Option<Field> {
    if let Some(field) = exact(clean) {
        return Some(field);
    }
    let chars = clean.chars().count();
    let inside = |word: &str, field: Field| {
        let own = word.chars().count();
        // Words of two characters are common parts of other words (计量单位): only at the end.
        let clear = own >= 3 || (own == 2 && field != Field::Unit && clean.ends_with(word));
        clear && chars <= own + 6 && clean.contains(word)
    };
    lexicon().headings.iter().find(|(w, f)| inside(w, *f)).map(|(_, field)| *field)
}

/// The fields of all heading words in a heading, for columns that mix two: 责任单位及责任人.
pub(super) fn mixed(heading: &str) -> Vec<Field> {
    let leaf = heading.rsplit('/').next().unwrap_or(heading);
    let clean = even(leaf);
    let mut found: Vec<Field> = clean
        .split(['及', '和', '、', '与'])
        .filter_map(|part| lexicon().headings.iter().find(|(w, _)| w == part).map(|(_, f)| *f))
        .collect();
    found.dedup();
    if found.len() > 1 { found } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_matched_longest_first() {
        for (heading, field) in [
            ("序　号", Field::Seq),
            ("2026年目标任务", Field::Title),
            ("主要责任单位", Field::Lead),
            ("责任\n单位", Field::Responsible),
            ("其他责任单位", Field::Assist),
            ("具体责任人", Field::Owner),
            ("村（社区）", Field::Unit),
            ("1—3月", Field::Q1),
            ("完成时限", Field::Due),
            ("备　　注", Field::Note),
        ] {
            assert_eq!(field_of(heading).0, Some(field), "{heading}");
        }
        assert_eq!(field_of("签约额（万元）"), (Some(Field::Target), Some("万元".to_owned())));
        assert_eq!(field_of("推进责任单位落实的工作情况说明及其他需要注意的问题").0, None);
        assert_eq!(mixed("责任单位及责任人"), [Field::Responsible, Field::Owner]);
        assert_eq!(mixed("联系人、电话"), [Field::Contact, Field::Phone]);
    }
}

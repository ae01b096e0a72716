//! A newer version of a document beside what was confirmed from the older one.
//!
//! Tasks are paired by their titles (same title first, then the most similar pairs of characters);
//! what differs between the words of both versions is a change, the rest stays as it is in
//! the ledger, whatever was edited there since.

use std::collections::{BTreeMap, BTreeSet};

use luoshi_core::text::even;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _};

use super::store::{DocumentState, ProposalChange, ProposalKind, ProposalState, document, proposal};
use super::value::{Fresh, Proposed, TaskValue};
use crate::ctx::Ctx;
use crate::db::ids::DocumentId;
use crate::error::AppError;

/// From which similarity on two titles are the same task in other words.
const ALIKE: u32 = 55;

/// A task that was confirmed from an older version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirmed {
    /// The task in the ledger.
    pub task: i64,
    /// What the older version says, before the clerk edited it: the clerk's own words are no change.
    pub said: TaskValue,
    /// Heading that it stood under.
    pub section: String,
}

/// What a newer version does to a task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// How.
    pub change: ProposalChange,
    /// What was confirmed before, if it is not new.
    pub before: Option<Confirmed>,
}

/// The document that this one is a newer version of: one of the same year with the same title or
/// the same file name but for numbers and brackets, the newest first.
///
/// # Errors
/// When the store cannot be read.
pub async fn previous(
    ctx: &Ctx,
    doc: &document::Model,
    title: Option<&str>,
) -> Result<Option<DocumentId>, AppError> {
    let earlier = document::Entity::find()
        .filter(document::Column::TenantId.eq(ctx.tenant()))
        .filter(document::Column::Year.eq(doc.year))
        .filter(document::Column::Id.lt(doc.id))
        .filter(document::Column::State.eq(DocumentState::Adopted))
        .order_by_desc(document::Column::Id)
        .all(ctx.reader())
        .await?;
    let (name, title) = (stem(&doc.name), title.map(even));
    let same = |d: &&document::Model| {
        let titled = title.as_ref().is_some_and(|t| d.title.as_deref().map(even).as_ref() == Some(t));
        titled || (name.chars().count() >= 4 && stem(&d.name) == name)
    };
    Ok(earlier.iter().find(same).map(|d| d.id))
}

/// The name of a file without its number in front, brackets behind and extension.
fn stem(name: &str) -> String {
    let base = name.rsplit_once('.').map_or(name, |(base, _)| base);
    let mut text = even(base);
    while let Some(inner) = text.strip_suffix(')').and_then(|t| t.rfind('(').map(|at| t[..at].to_owned())) {
        text = inner;
    }
    text.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '_')).to_owned()
}

/// The tasks that were confirmed from a document.
///
/// # Errors
/// When the store cannot be read.
pub async fn confirmed(ctx: &Ctx, document: DocumentId) -> Result<Vec<Confirmed>, AppError> {
    let rows = proposal::Entity::find()
        .filter(proposal::Column::TenantId.eq(ctx.tenant()))
        .filter(proposal::Column::DocumentId.eq(document))
        .filter(proposal::Column::Kind.eq(ProposalKind::Task))
        .filter(proposal::Column::State.eq(ProposalState::Accepted))
        .filter(proposal::Column::Change.ne(ProposalChange::Removed))
        .order_by_asc(proposal::Column::Position)
        .all(ctx.reader())
        .await?;
    let mut out = Vec::with_capacity(rows.len());
    for row in rows {
        let Some(task) = row.result_id else { continue };
        if let Proposed::Task(said) = serde_json::from_str::<Proposed>(&row.original)? {
            out.push(Confirmed { task, said: *said, section: row.section });
        }
    }
    Ok(out)
}

/// Pairs what is proposed with what was confirmed: one step per proposal, then what is gone.
#[must_use]
pub fn compare(fresh: &[Fresh], before: &[Confirmed]) -> (Vec<Step>, Vec<Confirmed>) {
    let pairs = pairs(fresh, before);
    let steps = fresh
        .iter()
        .enumerate()
        .map(|(i, new)| match (pairs.get(&i).and_then(|j| before.get(*j)), new.value.task()) {
            (Some(old), Some(task)) => {
                let same = changed_fields(&old.said, task).is_empty();
                let change = if same { ProposalChange::Unchanged } else { ProposalChange::Changed };
                Step { change, before: Some(old.clone()) }
            }
            _ => Step { change: ProposalChange::Added, before: None },
        })
        .collect();
    let kept: BTreeSet<usize> = pairs.into_values().collect();
    let gone = before.iter().enumerate().filter(|(j, _)| !kept.contains(j)).map(|(_, c)| c.clone()).collect();
    (steps, gone)
}

/// How alike two titles are, of 100.
#[must_use]
pub fn likeness(a: &str, b: &str) -> u32 {
    dice(&bigrams(a), &bigrams(b))
}

/// Which confirmed task each proposal is about; nobody is named twice.
fn pairs(fresh: &[Fresh], before: &[Confirmed]) -> BTreeMap<usize, usize> {
    let old: Vec<Vec<u64>> = before.iter().map(|c| bigrams(&c.said.title)).collect();
    let mut scored: Vec<(u32, usize, usize, usize)> = Vec::new();
    for (i, new) in fresh.iter().enumerate() {
        let Some(task) = new.value.task() else { continue };
        let grams = bigrams(&task.title);
        for (j, confirmed) in before.iter().enumerate() {
            let mut score = dice(&grams, &old[j]);
            if score < 100 && (lead(task) == lead(&confirmed.said) || task.area == confirmed.said.area) {
                score = (score + 5).min(99);
            }
            if score >= ALIKE {
                scored.push((score, i.abs_diff(j), i, j));
            }
        }
    }
    // The best pairs first; among equals those that stand at the same place.
    scored.sort_by_key(|(score, apart, i, j)| (std::cmp::Reverse(*score), *apart, *i, *j));
    let (mut pairs, mut taken) = (BTreeMap::new(), BTreeSet::new());
    for (_, _, i, j) in scored {
        if !pairs.contains_key(&i) && taken.insert(j) {
            pairs.insert(i, j);
        }
    }
    pairs
}

fn lead(task: &TaskValue) -> Option<&str> {
    task.lead.first().map(|n| n.text.as_str())
}

/// The pairs of characters of a text, sorted.
fn bigrams(text: &str) -> Vec<u64> {
    let chars: Vec<char> = even(text).chars().filter(|c| c.is_alphanumeric()).collect();
    let mut out: Vec<u64> = chars.windows(2).map(|w| (u64::from(w[0]) << 32) | u64::from(w[1])).collect();
    if let [only] = chars[..] {
        out.push(u64::from(only));
    }
    out.sort_unstable();
    out
}

/// Dice's coefficient of two sorted lists, in percent.
fn dice(a: &[u64], b: &[u64]) -> u32 {
    if a.is_empty() || b.is_empty() {
        return 0;
    }
    let (mut i, mut j, mut common) = (0, 0, 0_usize);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        match x.cmp(y) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                common += 1;
                i += 1;
                j += 1;
            }
        }
    }
    u32::try_from(common * 200 / (a.len() + b.len())).unwrap_or(100)
}

/// The fields in which two versions of a task differ, in the words of the documents: a name that was
/// resolved by an answer meanwhile is no change of the document.
#[must_use]
pub fn changed_fields(old: &TaskValue, new: &TaskValue) -> Vec<&'static str> {
    let names = |list: &[super::value::Named]| list.iter().map(|n| n.text.clone()).collect::<Vec<_>>();
    let text = |t: &Option<String>| t.as_deref().map(even).unwrap_or_default();
    let who = |w: &Option<super::value::Who>| w.as_ref().map(|w| w.text.clone());
    let pairs = [
        ("title", even(&old.title) != even(&new.title)),
        ("area", text(&old.area) != text(&new.area)),
        ("requirement", text(&old.requirement) != text(&new.requirement)),
        ("method", text(&old.method) != text(&new.method)),
        ("due", text(&old.due.text) != text(&new.due.text)),
        ("duties", names(&old.lead) != names(&new.lead) || names(&old.assist) != names(&new.assist)),
        ("sponsor", who(&old.sponsor) != who(&new.sponsor)),
        ("owner", who(&old.owner) != who(&new.owner)),
        ("measures", old.measures != new.measures),
        ("milestones", old.milestones != new.milestones),
        ("note", text(&old.note) != text(&new.note)),
    ];
    pairs.into_iter().filter(|(_, differs)| *differs).map(|(field, _)| field).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use luoshi_docs::model::Span;

    fn fresh(title: &str, due: &str) -> Fresh {
        Fresh {
            value: Proposed::Task(Box::new(task(title, due))),
            section: String::new(),
            span: Span::new(0, 0),
            confidence: 90,
            rule: String::new(),
            doubts: Vec::new(),
        }
    }

    fn task(title: &str, due: &str) -> TaskValue {
        let due = crate::plan::DueDraft { text: Some(due.to_owned()), ..Default::default() };
        TaskValue { title: title.to_owned(), due, ..TaskValue::default() }
    }

    #[test]
    fn a_newer_table_is_paired_with_the_older_one() {
        let old = |id, title: &str, due: &str| Confirmed {
            task: id,
            said: task(title, due),
            section: String::new(),
        };
        let before = [
            old(1, "改造农村户厕300座", "6月底"),
            old(2, "新建口袋公园3处", "9月底"),
            old(3, "个转企50家", "年底"),
        ];
        let now = [
            fresh("新建口袋公园3处并配套便民设施", "9月底"),
            fresh("改造农村户厕300座", "5月底"),
            fresh("建设户外劳动者驿站2处", "年底"),
        ];
        let (steps, gone) = compare(&now, &before);
        let changes: Vec<_> = steps.iter().map(|s| (s.change, s.before.as_ref().map(|b| b.task))).collect();
        assert_eq!(
            changes,
            [
                (ProposalChange::Changed, Some(2)),
                (ProposalChange::Changed, Some(1)),
                (ProposalChange::Added, None)
            ]
        );
        assert_eq!(gone.iter().map(|g| g.task).collect::<Vec<_>>(), [3]);
    }

    #[test]
    fn file_names_are_compared_without_numbers_and_brackets() {
        assert_eq!(
            stem("03青石桥重点工作任务分解表.xlsx"),
            stem("10青石桥重点工作任务分解表（4月调整）.xlsx")
        );
        assert_ne!(stem("01要点.docx"), stem("02讲话.docx"));
    }
}

//! Tasks in running text.

use luoshi_docs::extract::{Extraction, Item, TaskMention};
use luoshi_docs::model::{Document, Span};

use super::{Against, measures_in, some};
use crate::intake::due;
use crate::intake::resolve;
use crate::intake::value::{Field, Fresh, Proposed, TaskValue};

/// Proposes the tasks that stand in no row of a task table.
pub(super) fn tasks(
    doc: &Document,
    extraction: &Extraction,
    rows: &[Span],
    against: &Against,
    out: &mut Vec<Fresh>,
) {
    for item in &extraction.tasks {
        let in_table = rows.iter().any(|r| r.start < item.span.end && item.span.start < r.end);
        if !in_table {
            out.push(task(doc, extraction, item, against));
        }
    }
}

fn task(doc: &Document, extraction: &Extraction, item: &Item<TaskMention>, against: &Against) -> Fresh {
    let mention = &item.value;
    let mut doubts = Vec::new();
    let limit = due::read(mention.deadline_text.as_deref().unwrap_or_default(), &against.reference());
    let named = |names: &[String]| names.iter().map(|n| (n.clone(), false)).collect::<Vec<_>>();
    let lead = resolve::units(&against.org, Field::Lead, &named(&mention.lead), &mut doubts);
    let assist = resolve::units(&against.org, Field::Assist, &named(&mention.assist), &mut doubts);
    let sponsor = who(mention.sponsor.as_deref(), Field::Sponsor, against, &mut doubts);
    let owner = who(mention.owner.as_deref(), Field::Owner, against, &mut doubts);
    doubts.extend(limit.doubt);
    let text = if mention.text.is_empty() { doc.slice(item.span) } else { &mention.text };
    let value = TaskValue {
        title: text.trim().to_owned(),
        due: limit.due,
        milestones: limit.milestones,
        lead,
        assist,
        sponsor,
        owner,
        measures: measures_in(extraction, item.span),
        ..TaskValue::default()
    };
    let confidence = i32::from(item.confidence);
    Fresh {
        value: Proposed::Task(Box::new(value)),
        section: mention
            .under
            .and_then(|i| extraction.priorities.get(i))
            .map(|p| p.value.heading.clone())
            .unwrap_or_else(|| section(extraction, item.span.start)),
        span: item.span,
        confidence: if limit.unsure { confidence.min(50) } else { confidence },
        rule: item.rule.clone(),
        doubts,
    }
}

fn who(
    name: Option<&str>,
    field: Field,
    against: &Against,
    doubts: &mut Vec<crate::intake::value::Doubt>,
) -> Option<crate::intake::value::Who> {
    name.and_then(some).map(|name| resolve::who(&against.org, field, &name, doubts))
}

/// The last heading of the first two levels that stands before a place in the text.
pub(super) fn section(extraction: &Extraction, at: usize) -> String {
    let mut above = extraction.priorities.iter().filter(|p| p.span.start <= at && p.value.level <= 2);
    above.next_back().map(|p| p.value.heading.clone()).unwrap_or_default()
}

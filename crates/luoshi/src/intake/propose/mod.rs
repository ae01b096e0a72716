//! What is read becomes proposals: task tables row by row, running text mention by mention,
//! frameworks, and targets that belong to no task as goals.

mod mentions;
mod table;

use luoshi_core::deadline::Reference;
use luoshi_docs::extract::{Direction as Way, Extraction, Figure, Item, Known, extract};
use luoshi_docs::model::{Document, Problem, Span};
use luoshi_docs::table::{Recognised, recognise};

use super::value::{Found, Fresh, Proposed};
use crate::org::Org;
use crate::plan::MeasureDraft;
use crate::plan::store::Direction;

/// What a document is read against.
#[derive(Debug, Clone)]
pub struct Against {
    /// The body as of today.
    pub org: Org,
    /// Year that the clerk works on.
    pub year: i32,
    /// Today.
    pub today: time::Date,
    /// Whether 6月30日前 counts the day itself (setting of the body).
    pub before_is_inclusive: bool,
}

impl Against {
    /// What time limits are read against.
    #[must_use]
    pub fn reference(&self) -> Reference<'static> {
        Reference {
            plan_year: Some(self.year),
            before_is_inclusive: self.before_is_inclusive,
            ..Reference::new(self.today)
        }
    }

    fn known(&self) -> Known {
        let units = self.org.units();
        Known {
            units: units.flat_map(|u| std::iter::once(u.name.clone()).chain(u.short_name.clone())).collect(),
            people: self.org.people().map(|p| p.name.clone()).collect(),
            plan_year: Some(self.year),
            today: Some(self.today),
        }
    }
}

/// Everything that a document proposes.
#[derive(Debug, Clone, Default)]
pub struct Proposals {
    /// In the order of the text.
    pub fresh: Vec<Fresh>,
    /// What else was found.
    pub found: Found,
    /// What the tables ask or could not place.
    pub problems: Vec<Problem>,
}

/// Reads proposals out of a document.
#[must_use]
pub fn propose(doc: &Document, against: &Against) -> Proposals {
    let extraction = extract(doc, &against.known());
    let mut out = Proposals::default();
    for table in recognise(doc) {
        match table {
            Recognised::TaskTable(t) => table::rows(&t, &extraction, against, &mut out),
            Recognised::Roster(r) => out.found.tables.push(("roster".to_owned(), r.name)),
            Recognised::Allocation(a) => out.found.tables.push(("allocation".to_owned(), a.name)),
            Recognised::Unknown(u) => out.found.tables.push(("unknown".to_owned(), u.name)),
        }
    }
    let rows: Vec<Span> = out.fresh.iter().map(|f| f.span).collect();
    mentions::tasks(doc, &extraction, &rows, against, &mut out.fresh);
    frameworks(&extraction, &mut out.fresh);
    goals(&extraction, &mut out.fresh);
    out.fresh.sort_by_key(|f| (f.span.start, f.span.end));
    out.found.extraction = extraction;
    out
}

fn frameworks(extraction: &Extraction, out: &mut Vec<Fresh>) {
    let mut seen = std::collections::BTreeSet::new();
    for item in &extraction.frameworks {
        if seen.insert(item.value.clone()) {
            out.push(fresh(Proposed::Framework { name: item.value.clone() }, item, ""));
        }
    }
}

/// Targets that stand in no task.
fn goals(extraction: &Extraction, out: &mut Vec<Fresh>) {
    let tasks: Vec<Span> = out.iter().filter(|f| f.value.task().is_some()).map(|f| f.span).collect();
    for item in extraction.measures.iter().filter(|m| !tasks.iter().any(|t| t.contains(m.span))) {
        let section = mentions::section(extraction, item.span.start);
        let value = Proposed::Goal { title: item.value.text.clone(), measures: vec![measure(&item.value)] };
        out.push(fresh(value, item, &section));
    }
}

fn fresh<T>(value: Proposed, item: &Item<T>, section: &str) -> Fresh {
    Fresh {
        value,
        section: section.to_owned(),
        span: item.span,
        confidence: i32::from(item.confidence),
        rule: item.rule.clone(),
        doubts: Vec::new(),
    }
}

/// The targets whose words lie inside a stretch of the text.
fn measures_in(extraction: &Extraction, span: Span) -> Vec<MeasureDraft> {
    extraction.measures.iter().filter(|m| span.contains(m.span)).map(|m| measure(&m.value)).collect()
}

fn measure(figure: &Figure) -> MeasureDraft {
    MeasureDraft {
        name: figure.text.clone(),
        direction: match figure.direction {
            Way::Growth => Direction::Growth,
            Way::AtLeast => Direction::AtLeast,
            Way::AtMost => Direction::AtMost,
            Way::Exact => Direction::Exactly,
        },
        value: figure.value.clone(),
        unit: figure.unit.clone(),
        base: None,
        upper: None,
        raise_reason: None,
    }
}

/// Text or nothing.
fn some(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

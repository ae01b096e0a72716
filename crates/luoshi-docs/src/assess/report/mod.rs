//! Results for people and programs: what was computed, gathered once and written in several forms.

mod book;
mod html;
mod json;
mod text;
pub(super) mod words;

use luoshi_core::assess::engine::{Assessment, Cell};
use luoshi_core::assess::exact::Exact;
use luoshi_core::assess::fault::Fault;
use luoshi_core::assess::kind::Given;
use luoshi_core::assess::scheme::model::Role;
use luoshi_core::assess::trace::{Language, Words};
use luoshi_core::decimal::Decimal;
use serde_json::Value;

pub use book::{BookError, workbook};
pub use html::{MOST_UNITS, page};
pub use json::json;
pub use text::{statement, table};

use super::fields;
use super::labels::title;
use words::Text;

/// A computed assessment and how to speak of it.
#[derive(Debug, Clone, Copy)]
pub struct Report<'a> {
    assessment: &'a Assessment,
    language: Language,
}

/// A unit's result, ready to be printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// Index of the unit.
    pub unit: usize,
    pub name: String,
    pub group: String,
    /// `None`: not rated.
    pub total: Option<String>,
    pub rank: Option<usize>,
    pub of: usize,
    pub grade: Option<String>,
    pub award: Option<String>,
}

/// Why a unit got what it got, in sentences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Statement {
    pub items: Vec<ItemLines>,
    pub total: Vec<String>,
    pub standing: Vec<String>,
}

/// Why a unit got its points for an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ItemLines {
    /// Index of the item.
    pub item: usize,
    pub title: String,
    pub full: String,
    pub cell: Cell,
    pub points: Option<String>,
    pub facts: String,
    pub given: Option<Given>,
    pub steps: Vec<String>,
}

impl<'a> Report<'a> {
    /// A report in a language. The assessment has been run.
    #[must_use]
    pub const fn new(assessment: &'a Assessment, language: Language) -> Self {
        Self { assessment, language }
    }

    /// How many units there are.
    #[must_use]
    pub fn units(&self) -> usize {
        self.assessment.units().len()
    }

    fn text(&self) -> &'static Text {
        words::of(self.language)
    }

    /// The unit of a name or id.
    #[must_use]
    pub fn unit(&self, name: &str) -> Option<usize> {
        let key = super::words::plain(name);
        let same = |text: &str| super::words::plain(text) == key;
        self.assessment.units().iter().position(|u| same(&u.name) || same(&u.id))
    }

    /// The names that are nearest to one that no unit has.
    #[must_use]
    pub fn near(&self, name: &str) -> Vec<String> {
        luoshi_core::near::nearest(name, self.assessment.units().iter().map(|u| u.name.as_ref()), 3)
    }

    /// Results group by group, best first.
    pub(super) fn lines(&self) -> Vec<Line> {
        let units = self.assessment.units();
        let mut order: Vec<usize> = (0..units.len()).collect();
        let results = self.assessment.results();
        let by_all = self.assessment.scheme().ranking.scope == luoshi_core::assess::rules::rank::Scope::All;
        order.sort_by_key(|u| {
            let group = units.get(*u).map_or(0, |u| u.group);
            let result = results.get(*u);
            let rank = result.and_then(|r| r.place).map_or(usize::MAX, |p| p.rank);
            let total = result.and_then(|r| r.total).map_or(i128::MAX, |t| -t);
            (if by_all { 0 } else { group }, rank, total, *u)
        });
        order.into_iter().map(|unit| self.line(unit)).collect()
    }

    pub(super) fn line(&self, unit: usize) -> Line {
        let scheme = self.assessment.scheme();
        let one = self.assessment.units().get(unit);
        let result = self.assessment.results().get(unit);
        let grade = |index: usize| Some(scheme.grading.as_ref()?.quota.grades.get(index)?.name.clone());
        let award = |index: usize| Some(scheme.awards.as_ref()?.tiers.get(index)?.name.clone());
        Line {
            unit,
            name: one.map(|u| u.name.to_string()).unwrap_or_default(),
            group: one.and_then(|u| scheme.groups.get(u.group)).map(|g| g.name.clone()).unwrap_or_default(),
            total: result.and_then(|r| r.total).and_then(|t| printed(t, scheme.total.round.places)),
            rank: result.and_then(|r| r.place).map(|p| p.rank),
            of: result.and_then(|r| r.place).map_or(0, |p| p.of),
            grade: result.and_then(|r| r.grade).and_then(grade),
            award: result.and_then(|r| r.award).and_then(award),
        }
    }

    /// The points of a unit for an item as they are printed.
    pub(super) fn points(&self, item: usize, unit: usize) -> (Cell, Option<String>) {
        let Some(scored) = self.assessment.items().get(item) else { return (Cell::Missing, None) };
        let cell = scored.cell_of(unit);
        let points = match cell {
            Cell::Points(digits) => printed(digits.into(), scored.rounding().places),
            Cell::NotApplicable | Cell::Missing => None,
        };
        (cell, points)
    }

    /// The points that an item can give in the group of a unit.
    pub(super) fn full(&self, item: usize, unit: usize) -> Exact {
        let group = self.assessment.units().get(unit).map_or(0, |u| u.group);
        let scheme = self.assessment.scheme();
        scheme.items.get(item).map(|i| scheme.full(i, group)).unwrap_or_default()
    }

    pub(super) fn role(&self, item: usize) -> Role {
        self.assessment.scheme().items.get(item).map(|i| i.role).unwrap_or_default()
    }

    /// Why a unit got what it got.
    pub(super) fn explained(&self, unit: usize) -> Result<Statement, Fault> {
        let explained = self.assessment.explain(unit)?;
        let words = Words::of(self.language);
        let told = |steps: &[luoshi_core::assess::trace::Step]| -> Vec<String> {
            steps.iter().map(|s| words.sentence(s)).collect()
        };
        let scheme = self.assessment.scheme();
        let items = explained.items.into_iter().map(|section| {
            let item = scheme.items.get(section.item);
            let (cell, points) = self.points(section.item, unit);
            ItemLines {
                item: section.item,
                title: item.map(title).unwrap_or_default(),
                full: self.full(section.item, unit).show(4),
                cell,
                points,
                facts: section.facts.as_ref().map(|f| self.facts(section.item, f)).unwrap_or_default(),
                given: section.facts,
                steps: told(&section.steps),
            }
        });
        Ok(Statement {
            items: items.collect(),
            total: told(&explained.total),
            standing: told(&explained.standing),
        })
    }

    /// Facts in a line, in the order in which they are asked for. Lists of matters are told by the
    /// steps.
    fn facts(&self, item: usize, facts: &Given) -> String {
        let text = self.text();
        let name = |key: &str| match self.language {
            Language::Chinese => super::words::title(key).to_owned(),
            Language::English => key.replace('_', " "),
        };
        let plain = |value: &Value| match value {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            // An entry of a list that was done once is kept as ticked.
            Value::Bool(done) => Some(u8::from(*done).to_string()),
            _ => None,
        };
        let item = self.assessment.scheme().items.get(item);
        let order: Vec<&str> =
            item.map(fields::of).unwrap_or_default().iter().map(fields::Field::key).collect();
        let names = item.and_then(fields::names).unwrap_or_default();
        let place = |list: &[&str], key: &str| list.iter().position(|k| *k == key).unwrap_or(list.len());
        let mut sorted: Vec<(&String, &Value)> = facts.iter().collect();
        sorted.sort_by_key(|(key, _)| place(&order, key));
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let mut out: Vec<String> = Vec::new();
        for (key, value) in sorted {
            match value {
                Value::Object(table) => {
                    let mut rows: Vec<(&String, &Value)> = table.iter().collect();
                    rows.sort_by_key(|(name, _)| place(&names, name));
                    let shown = |k: &String| item.map_or_else(|| k.clone(), |item| fields::shown(item, k));
                    let told = |(k, v): (&String, &Value)| Some(format!("{} {}", shown(k), plain(v)?));
                    out.extend(rows.into_iter().filter_map(told));
                }
                value => out.extend(plain(value).map(|v| format!("{} {v}", name(key)))),
            }
        }
        out.join(&text.comma)
    }
}

/// A number of steps of a last place, printed with all its places.
pub(super) fn printed(digits: i128, places: u8) -> Option<String> {
    Decimal::new(digits, places).map(|d| d.to_string())
}

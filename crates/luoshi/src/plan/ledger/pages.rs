//! The ledger's page and its row.

use askama::Template;

use super::query::{Group, Sort, Standing, View};
use super::rows::{Row, Rows};
use crate::db::ids::ViewId;
use crate::plan::store::DutyKind;
use crate::web::Ui;

/// Columns that a view can show besides the title, in their order.
pub const COLUMNS: &[&str] = &[
    "number",
    "area",
    "lead",
    "responsible",
    "assist",
    "due",
    "sponsor",
    "owner",
    "requirement",
    "standing",
];
const USUAL: &[&str] = &["number", "lead", "assist", "due", "owner", "standing"];

/// A choice in a list.
#[derive(Debug, Clone)]
pub struct Choice {
    /// Value in the address.
    pub value: String,
    /// Text.
    pub label: String,
    /// Chosen now.
    pub chosen: bool,
}

impl Choice {
    /// A choice, chosen if it is the current value.
    #[must_use]
    pub fn new(value: impl Into<String>, label: impl Into<String>, current: &str) -> Self {
        let value = value.into();
        Self { chosen: value == current, value, label: label.into() }
    }
}

/// A filter in force, with the address without it.
#[derive(Debug)]
pub struct ActiveFilter {
    /// Its text.
    pub label: String,
    /// The view without it.
    pub without: String,
}

/// A view under a name.
#[derive(Debug)]
pub struct NamedView {
    /// Id.
    pub id: ViewId,
    /// Name.
    pub name: String,
    /// Address.
    pub href: String,
    /// Made by this account.
    pub own: bool,
}

/// The ledger.
#[derive(Template)]
#[template(path = "plan/ledger/ledger.html")]
pub struct LedgerPage {
    /// Shell.
    pub ui: Ui,
    /// Year shown.
    pub year: i32,
    /// State of the year.
    pub year_state: String,
    /// The view.
    pub view: View,
    /// Its rows.
    pub rows: Rows,
    /// Leading units to filter by.
    pub units: Vec<Choice>,
    /// Areas to filter by.
    pub areas: Vec<Choice>,
    /// Views under a name.
    pub named: Vec<NamedView>,
    /// Filters in force.
    pub active: Vec<ActiveFilter>,
    /// May the visitor change tasks?
    pub may_modify: bool,
}

/// One row, as htmx swaps it in after an inline edit.
#[derive(Template)]
#[template(path = "plan/ledger/row_page.html")]
pub struct RowPage {
    /// Shell.
    pub ui: Ui,
    /// The row.
    pub row: Row,
    /// The columns asked for, as in [`View::cols`].
    pub cols: String,
    /// May the visitor change tasks?
    pub may_modify: bool,
    /// Where "undo" posts to, after an edit.
    pub undo: Option<String>,
}

/// A column of the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its name, also the tail of its locale key (`column-due`).
    pub name: &'static str,
}

/// The columns of a view.
#[must_use]
pub fn columns_of(cols: &str) -> Vec<Column> {
    let asked: Vec<&str> = cols.split(',').filter(|c| !c.is_empty()).collect();
    let wanted = if asked.is_empty() { USUAL } else { &asked[..] };
    COLUMNS.iter().filter(|c| wanted.contains(c)).map(|name| Column { name }).collect()
}

impl RowPage {
    /// The columns shown.
    #[must_use]
    pub fn columns(&self) -> Vec<Column> {
        columns_of(&self.cols)
    }
}

impl LedgerPage {
    /// The columns shown.
    #[must_use]
    pub fn columns(&self) -> Vec<Column> {
        columns_of(&self.view.cols)
    }

    /// Every column with whether it is shown.
    #[must_use]
    pub fn column_choices(&self) -> Vec<Choice> {
        let shown = self.columns();
        COLUMNS
            .iter()
            .map(|c| Choice {
                value: (*c).to_owned(),
                label: self.ui.tk("column", c),
                chosen: shown.iter().any(|s| s.name == *c),
            })
            .collect()
    }

    /// The standings to filter by.
    #[must_use]
    pub fn standings(&self) -> Vec<Choice> {
        Standing::ALL
            .iter()
            .map(|s| Choice::new(s.word(), self.ui.tk("standing", s.word()), &self.view.filter.standing))
            .collect()
    }

    /// The headings to choose from.
    #[must_use]
    pub fn groups(&self) -> Vec<(String, String, bool)> {
        Group::ALL
            .iter()
            .map(|g| {
                let word = if *g == Group::None { "" } else { g.word() };
                let href = self.view.link(|v| word.clone_into(&mut v.group));
                (self.ui.tk("group", g.word()), href, self.view.grouping() == *g)
            })
            .collect()
    }

    /// Address that sorts by a column, the other way round if it is sorted by it already.
    #[must_use]
    pub fn sort_link(&self, column: &str) -> Option<String> {
        let sort = Sort::from_word(column)?;
        let (now, down) = self.view.order();
        let word = if now == sort && !down { format!("-{column}") } else { column.to_owned() };
        Some(self.view.link(|v| {
            v.sort = word;
            v.group = String::new();
        }))
    }

    /// `aria-sort` of a column.
    #[must_use]
    pub fn sorted(&self, column: &str) -> &'static str {
        match self.view.order() {
            (sort, down) if sort.word() == column => {
                if down {
                    "descending"
                } else {
                    "ascending"
                }
            }
            _ => "none",
        }
    }

    /// Address of the same tasks in another shape (`table`, `tree`).
    #[must_use]
    pub fn shape(&self, shape: &str) -> String {
        let word = if shape == "table" { "" } else { shape };
        self.view.link(|v| word.clone_into(&mut v.view))
    }

    /// Address of an export of everything that the filter lets through.
    #[must_use]
    pub fn export(&self, format: &str) -> String {
        let mut view = self.view.clone();
        (view.after, view.before) = (String::new(), String::new());
        format!("/ledger.{format}?{}", view.query())
    }

    /// Address of another page with the same filters.
    #[must_use]
    pub fn elsewhere(&self, path: &str) -> String {
        self.view.link_to(path, |v| {
            let filter = v.filter.clone();
            *v = View { filter, ..View::default() };
        })
    }

    /// The class that gives a column its width.
    #[must_use]
    pub fn width_class(&self, column: &str) -> &'static str {
        match column {
            "number" => "w-no",
            "responsible" | "assist" => "w-names",
            "owner" => "w-s",
            "standing" => "w-st",
            _ => "w-m",
        }
    }

    /// Columns of the whole table: selection, title, the chosen ones.
    #[must_use]
    pub fn width(&self) -> usize {
        self.columns().len() + 2
    }

    /// Whether anything is filtered.
    #[must_use]
    pub fn filtered(&self) -> bool {
        !self.active.is_empty()
    }
}

/// The class of a light for a standing: colour is never the only sign, the word stands beside it.
#[must_use]
pub fn light(standing: &Standing) -> &'static str {
    match standing {
        Standing::Done => "blue",
        Standing::Overdue => "red",
        Standing::Soon => "yellow",
        Standing::Open => "green",
        Standing::Cancelled => "",
    }
}

/// Short for templates.
pub const LEAD: &DutyKind = &DutyKind::Lead;
/// Short for templates.
pub const RESPONSIBLE: &DutyKind = &DutyKind::Responsible;
/// Short for templates.
pub const ASSIST: &DutyKind = &DutyKind::Assist;

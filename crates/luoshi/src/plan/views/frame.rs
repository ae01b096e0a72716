//! What the pages of a view have in common: the year, the filters, the way to the other pages.

use luoshi_core::policy::{Action, Kind, may_some};
use time::{Date, Month};

use crate::ctx::Ctx;
use crate::error::AppError;
use crate::org::Org;
use crate::plan::ledger::pages::{ActiveFilter, Choice};
use crate::plan::ledger::query::Standing;
use crate::plan::ledger::web::{active, unit_choices};
use crate::plan::ledger::{Group, View};
use crate::plan::years;
use crate::web::Ui;

/// The frame of a page that shows a view.
#[derive(Debug)]
pub struct Frame {
    /// Its path.
    pub path: &'static str,
    /// Year shown.
    pub year: i32,
    /// The view.
    pub view: View,
    /// Leading units to filter by.
    pub units: Vec<Choice>,
    /// Standings to filter by.
    pub standings: Vec<Choice>,
    /// Filters in force.
    pub active: Vec<ActiveFilter>,
    /// May the visitor change tasks?
    pub may_modify: bool,
}

impl Frame {
    /// Reads the year and puts names to the filters.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn of(ctx: &Ctx, ui: &Ui, org: &Org, view: View, path: &'static str) -> Result<Self, AppError> {
        let year = years::current_or_none(ctx, ui.year()).await?.map_or(ui.today().year(), |y| y.year);
        Ok(Self {
            path,
            year,
            units: unit_choices(&ctx.actor, org, &view.filter.unit),
            standings: Standing::ALL
                .iter()
                .map(|s| Choice::new(s.word(), ui.tk("standing", s.word()), &view.filter.standing))
                .collect(),
            active: active(ui, org, &view, path),
            may_modify: may_some(&ctx.actor, Action::Modify, Kind::Task),
            view,
        })
    }

    /// Address of another page with the same filters.
    #[must_use]
    pub fn elsewhere(&self, path: &str) -> String {
        self.view.link_to(path, |v| {
            let filter = v.filter.clone();
            *v = View { filter, ..View::default() };
        })
    }

    /// Address of an export of everything that the filters let through.
    #[must_use]
    pub fn export(&self, format: &str) -> String {
        self.elsewhere(&format!("/ledger.{format}"))
    }

    /// Address of this page under another heading.
    #[must_use]
    pub fn grouped(&self, group: &Group) -> String {
        self.view.link_to(self.path, |v| group.word().clone_into(&mut v.group))
    }

    /// Whether rows stand under this heading.
    #[must_use]
    pub fn grouped_by(&self, group: &Group) -> bool {
        self.view.grouping() == *group
    }

    /// Whether anything is filtered.
    #[must_use]
    pub fn filtered(&self) -> bool {
        !self.active.is_empty()
    }
}

/// First and last day of a year.
#[must_use]
pub fn year_span(year: i32) -> (Date, Date) {
    let day = |month, day| Date::from_calendar_date(year, month, day).unwrap_or(Date::MIN);
    (day(Month::January, 1), day(Month::December, 31))
}

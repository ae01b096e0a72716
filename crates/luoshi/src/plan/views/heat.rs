//! The heat map: how many tasks are due, by leading unit and by week, month or quarter. One query
//! counts them; each number opens the tasks behind it.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::Query;
use sea_orm::sea_query::{Expr, SimpleExpr};
use sea_orm::{FromQueryResult, QuerySelect as _};
use serde::Deserialize;
use time::{Date, Duration};

use super::frame::{Frame, year_span};
use crate::ctx::Ctx;
use crate::db::ids::UnitId;
use crate::error::AppError;
use crate::org::Org;
use crate::plan::ledger::View;
use crate::plan::ledger::query::{self, NONE, iso, month_of};
use crate::plan::store::{no_day, task};
use crate::web::{Page, Ui};

/// The width of the columns.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct By {
    /// `week`, `month` or `quarter`.
    by: String,
}

/// A column: a stretch of days, or the tasks that have no last day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    /// Heading.
    pub label: String,
    /// First and last day; none for tasks without a last day.
    pub span: Option<(Date, Date)>,
    /// Today lies in it.
    pub now: bool,
}

/// A number with the tasks behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeatCell {
    /// How many.
    pub n: i64,
    /// The tasks in the ledger; empty where there are none.
    pub href: String,
}

impl HeatCell {
    /// Class of the colour.
    #[must_use]
    pub const fn class(&self) -> &'static str {
        match self.n {
            ..=0 => "h0",
            1..=2 => "h1",
            3..=5 => "h2",
            6..=9 => "h3",
            _ => "h4",
        }
    }
}

/// A unit with its numbers.
#[derive(Debug)]
pub struct HeatRow {
    /// The unit.
    pub label: String,
    /// One number a column.
    pub cells: Vec<HeatCell>,
    /// All of it.
    pub sum: HeatCell,
}

/// The heat map.
#[derive(Template)]
#[template(path = "plan/views/heat.html")]
pub struct HeatPage {
    /// Shell.
    pub ui: Ui,
    /// Filters.
    pub frame: Frame,
    /// `week`, `month` or `quarter`.
    pub by: &'static str,
    /// Columns.
    pub periods: Vec<Period>,
    /// Units in the order of the tree.
    pub rows: Vec<HeatRow>,
    /// Sums of the columns, then of everything.
    pub sums: Vec<HeatCell>,
}

impl HeatPage {
    /// Whether the columns are of this width.
    #[must_use]
    pub fn is_by(&self, by: &str) -> bool {
        self.by == by
    }

    /// Address of the same map with other columns.
    #[must_use]
    pub fn with(&self, by: &str) -> String {
        format!("{}&by={by}", self.frame.elsewhere("/heat")).replace("?&", "?")
    }
}

#[derive(FromQueryResult)]
struct Count {
    lead_path: String,
    due_sort: Date,
    n: i64,
}

/// `GET /heat`
pub async fn index(
    ctx: Ctx,
    ui: Ui,
    Query(view): Query<View>,
    Query(by): Query<By>,
) -> Result<Page<HeatPage>, AppError> {
    let org = Org::of(&ctx).await?;
    let frame = Frame::of(&ctx, &ui, &org, view, "/heat").await?;
    let counts = query::matching(&ctx, frame.year, &frame.view.filter)
        .select_only()
        .column(task::Column::LeadPath)
        .column(task::Column::DueSort)
        .column_as(counted(), "n")
        .group_by(task::Column::LeadPath)
        .group_by(task::Column::DueSort)
        .into_model::<Count>()
        .all(ctx.reader())
        .await?;
    let by = match by.by.as_str() {
        "week" => "week",
        "quarter" => "quarter",
        _ => "month",
    };
    let periods = periods(&ui, &ctx, frame.year, by, &counts);
    let (rows, sums) = table(&ui, &org, &frame.view, &periods, &counts);
    Ok(Page(HeatPage { ui, frame, by, periods, rows, sums }))
}

/// `COUNT(id)`, apart because its trait also gives days a `min` and a `max` of SQL.
fn counted() -> SimpleExpr {
    use sea_orm::sea_query::ExprTrait as _;
    Expr::col(task::Column::Id).count()
}

/// The columns: those of the year, and before and behind them what lies outside, if anything does.
fn periods(ui: &Ui, ctx: &Ctx, year: i32, by: &str, counts: &[Count]) -> Vec<Period> {
    let (first, last) = year_span(year);
    let inner = match by {
        "week" => weeks(first, last),
        "quarter" => months(ui, year, 3),
        _ => months(ui, year, 1),
    };
    let early = Period {
        label: ui.t("heat-before"),
        span: Some((time::macros::date!(0001 - 01 - 01), first.previous_day().unwrap_or(first))),
        now: false,
    };
    let late = Period {
        label: ui.t("heat-after"),
        span: Some((last.next_day().unwrap_or(last), no_day().previous_day().unwrap_or(last))),
        now: false,
    };
    let never = Period { label: ui.t("ledger-no-due"), span: None, now: false };
    let used = |p: &Period| counts.iter().any(|c| holds(p, c.due_sort));
    let mut out: Vec<Period> = Vec::new();
    out.extend(Some(early).filter(used));
    out.extend(inner);
    out.extend([late, never].into_iter().filter(used));
    for period in &mut out {
        period.now = holds(period, ctx.today());
    }
    out
}

fn weeks(first: Date, last: Date) -> Vec<Period> {
    let mut out = Vec::new();
    let mut from = first;
    while from <= last {
        let to_sunday = 7 - i64::from(from.weekday().number_from_monday());
        let to = from.saturating_add(Duration::days(to_sunday)).min(last);
        let label = format!("{}.{}", u8::from(from.month()), from.day());
        out.push(Period { label, span: Some((from, to)), now: false });
        let Some(next) = to.next_day() else { break };
        from = next;
    }
    out
}

fn months(ui: &Ui, year: i32, width: u8) -> Vec<Period> {
    (1..=12 / width)
        .filter_map(|at| {
            let (from, _) = month_of(year, (at - 1) * width + 1)?;
            let (_, to) = month_of(year, at * width)?;
            let label = if width == 1 { ui.n("ledger-month", at) } else { ui.n("heat-quarter", at) };
            Some(Period { label, span: Some((from, to)), now: false })
        })
        .collect()
}

fn holds(period: &Period, day: Date) -> bool {
    period.span.map_or(day == no_day(), |(from, to)| (from..=to).contains(&day))
}

fn table(
    ui: &Ui,
    org: &Org,
    view: &View,
    periods: &[Period],
    counts: &[Count],
) -> (Vec<HeatRow>, Vec<HeatCell>) {
    let places: BTreeMap<&str, usize> =
        org.units().enumerate().map(|(at, unit)| (unit.path.as_str(), at)).collect();
    let mut by_unit: BTreeMap<(usize, &str), Vec<i64>> = BTreeMap::new();
    for count in counts {
        let Some(column) = periods.iter().position(|p| holds(p, count.due_sort)) else { continue };
        // Closed units follow the open ones, tasks without a leading unit come last.
        let unknown = if count.lead_path.is_empty() { usize::MAX } else { usize::MAX - 1 };
        let place = places.get(count.lead_path.as_str()).copied().unwrap_or(unknown);
        let numbers = by_unit.entry((place, &count.lead_path)).or_insert_with(|| vec![0; periods.len()]);
        if let Some(number) = numbers.get_mut(column) {
            *number += count.n;
        }
    }
    let cell = |n: i64, lead: Option<&str>, period: Option<&Period>| HeatCell {
        n,
        href: if n == 0 { String::new() } else { link(view, lead, period) },
    };
    let mut sums = vec![0; periods.len()];
    let mut rows = Vec::new();
    for ((_, path), numbers) in by_unit {
        for (sum, n) in sums.iter_mut().zip(&numbers) {
            *sum += n;
        }
        rows.push(HeatRow {
            label: label(ui, org, path),
            cells: numbers.iter().zip(periods).map(|(n, p)| cell(*n, Some(path), Some(p))).collect(),
            sum: cell(numbers.iter().sum(), Some(path), None),
        });
    }
    let total = cell(sums.iter().sum(), None, None);
    let sums = sums.iter().zip(periods).map(|(n, p)| cell(*n, None, Some(p))).chain([total]).collect();
    (rows, sums)
}

fn label(ui: &Ui, org: &Org, path: &str) -> String {
    let id = path.trim_end_matches('/').rsplit('/').next().and_then(|id| id.parse::<UnitId>().ok());
    match id.map(|id| org.unit_label(id)) {
        Some(label) if !label.is_empty() => label.to_owned(),
        _ => ui.t("ledger-no-lead"),
    }
}

/// The tasks behind a number: the filters of the map, narrowed to the unit and the stretch.
fn link(view: &View, lead: Option<&str>, period: Option<&Period>) -> String {
    view.link(|v| {
        let filter = v.filter.clone();
        *v = View { filter, ..View::default() };
        let f = &mut v.filter;
        if let Some(path) = lead {
            f.lead = if path.is_empty() { NONE.to_owned() } else { path.to_owned() };
        }
        match period.map(|p| p.span) {
            None => {}
            Some(None) => f.month = NONE.to_owned(),
            Some(Some((from, to))) => {
                f.from = iso(&f.from).map_or(from, |day| day.max(from)).to_string();
                f.to = iso(&f.to).map_or(to, |day| day.min(to)).to_string();
            }
        }
    })
}

//! The timeline: a bar a task over the days of the year.

use askama::Template;
use axum::extract::Query;
use time::Date;

use super::board::{milestones_of, span_of};
use super::frame::{Frame, year_span};
use crate::ctx::Ctx;
use crate::db::ids::TaskId;
use crate::error::AppError;
use crate::org::Org;
use crate::plan::ledger::View;
use crate::plan::ledger::pages::light;
use crate::plan::ledger::query::{Sort, Standing, month_of};
use crate::plan::ledger::rows::{self, Place, Row};
use crate::web::{Page, Ui};

/// Rows of a page unless asked otherwise, and at most.
const PAGE: u64 = 100;
const PAGE_MAX: u64 = 200;

/// A task with its bar. Lengths are days of the year, from 0.
#[derive(Debug)]
pub struct Lane {
    /// The task with names.
    pub row: Row,
    /// First day and length of the stretch; none without a limit.
    pub bar: Option<(i64, i64)>,
    /// How much of it lies behind today, or all of it once the task is done.
    pub gone: i64,
    /// Days of its steps.
    pub steps: Vec<i64>,
    /// The same in words.
    pub words: String,
}

impl Lane {
    /// Class that fills the bar.
    #[must_use]
    pub fn fill(&self) -> &'static str {
        match self.row.standing {
            Standing::Done => "g-blue",
            Standing::Overdue => "g-red",
            Standing::Soon => "g-yellow",
            Standing::Open => "g-green",
            Standing::Cancelled => "g-none",
        }
    }

    /// Class of its light.
    #[must_use]
    pub fn light(&self) -> &'static str {
        light(&self.row.standing)
    }
}

/// The timeline.
#[derive(Template)]
#[template(path = "plan/views/gantt.html")]
pub struct GanttPage {
    /// Shell.
    pub ui: Ui,
    /// Filters.
    pub frame: Frame,
    /// Tasks of the page.
    pub lanes: Vec<Lane>,
    /// How many tasks there are in all.
    pub total: String,
    /// Address of the page before.
    pub previous: Option<String>,
    /// Address of the page after.
    pub next: Option<String>,
    /// Days of the year.
    pub days: i64,
    /// First days of the months from February on.
    pub months: Vec<i64>,
    /// Today, if it lies in the year.
    pub today: Option<i64>,
}

/// `GET /timeline`
pub async fn index(ctx: Ctx, ui: Ui, Query(mut view): Query<View>) -> Result<Page<GanttPage>, AppError> {
    if view.sort.is_empty() {
        Sort::Due.word().clone_into(&mut view.sort);
    }
    let org = Org::of(&ctx).await?;
    let size = view.n.parse().unwrap_or(PAGE).clamp(1, PAGE_MAX);
    let frame = Frame::of(&ctx, &ui, &org, view, "/timeline").await?;
    let place = Place { path: "/timeline", size };
    let page = rows::page_at(&ctx, &ui, &org, frame.year, &frame.view, place).await?;
    let (total, previous, next) = (page.total_text(), page.previous, page.next);
    let ids: Vec<TaskId> = page.rows.iter().map(|r| r.task.id).collect();
    let mut steps = milestones_of(&ctx, &ids).await?;
    let year = frame.year;
    let lanes = page
        .rows
        .into_iter()
        .map(|row| {
            let days = steps.remove(&row.task.id).unwrap_or_default();
            let days = days.iter().filter(|s| s.day.year() == year).map(|s| offset(year, s.day)).collect();
            lane(&ui, year, ctx.today(), row, days)
        })
        .collect();
    let (first, last) = year_span(year);
    let today = (ctx.today().year() == year).then(|| offset(year, ctx.today()));
    let months = (2..=12).filter_map(|m| month_of(year, m)).map(|(day, _)| offset(year, day)).collect();
    let days = (last - first).whole_days() + 1;
    Ok(Page(GanttPage { ui, frame, lanes, total, previous, next, days, months, today }))
}

fn offset(year: i32, day: Date) -> i64 {
    (day - year_span(year).0).whole_days()
}

fn lane(ui: &Ui, year: i32, today: Date, row: Row, steps: Vec<i64>) -> Lane {
    let standing = ui.tk("standing", row.standing.word());
    let Some((from, to)) = span_of(&row.task, year) else {
        let words = format!("{} · {standing}", ui.t("ledger-no-due"));
        return Lane { row, bar: None, gone: 0, steps, words };
    };
    let (first, last) = year_span(year);
    let (start, end) = (from.clamp(first, last), to.clamp(first, last));
    let length = (end - start).whole_days() + 1;
    let gone = if row.standing == Standing::Done {
        length
    } else {
        ((today - start).whole_days() + 1).clamp(0, length)
    };
    let words = format!("{} – {} · {standing}", ui.day(&from), ui.day(&to));
    Lane { row, bar: Some((offset(year, start), length)), gone, steps, words }
}

//! The board 挂图作战: a row a task, a cell a month, with what is to be seen in it. Prints on A3.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::Query;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _};
use time::Date;

use super::frame::{Frame, year_span};
use crate::ctx::Ctx;
use crate::db::ids::TaskId;
use crate::error::AppError;
use crate::org::Org;
use crate::plan::ledger::line::Line;
use crate::plan::ledger::pages::light;
use crate::plan::ledger::query::{SOON_DAYS, Standing};
use crate::plan::ledger::rows::{self, Place, Row};
use crate::plan::ledger::{Group, View};
use crate::plan::store::{DueKind, MilestoneKind, milestone};
use crate::web::{Page, Ui};

/// Rows of a page unless asked otherwise, and at most: a wall holds about that much.
const PAGE: u64 = 100;
const PAGE_MAX: u64 = 200;

/// Something to be seen in a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Class of its light, empty for a step whose day has passed: whether it was reached, only a
    /// report can say.
    pub class: &'static str,
    /// What is to be seen.
    pub text: String,
    /// The day, as people write it.
    pub day: String,
    /// Anchor on the task's page.
    pub anchor: String,
}

/// A month of a task.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cell {
    /// The task runs in it.
    pub on: bool,
    /// It is the current month.
    pub now: bool,
    /// What is to be seen in it.
    pub marks: Vec<Mark>,
}

/// A task with its twelve months.
#[derive(Debug)]
pub struct BoardRow {
    /// The task with names.
    pub row: Row,
    /// January to December.
    pub cells: Vec<Cell>,
}

impl BoardRow {
    /// Units that lead, in order.
    #[must_use]
    pub fn leads(&self) -> String {
        let names: Vec<&str> =
            self.row.units(crate::plan::ledger::pages::LEAD).iter().map(|d| d.unit.as_str()).collect();
        names.join("、")
    }

    /// Class of its light.
    #[must_use]
    pub fn light(&self) -> &'static str {
        light(&self.row.standing)
    }
}

/// The board.
#[derive(Template)]
#[template(path = "plan/views/board.html")]
pub struct BoardPage {
    /// Shell.
    pub ui: Ui,
    /// Filters.
    pub frame: Frame,
    /// Tasks of the page.
    pub rows: Vec<BoardRow>,
    /// How many tasks there are in all.
    pub total: String,
    /// Address of the page before.
    pub previous: Option<String>,
    /// Address of the page after.
    pub next: Option<String>,
    /// The current month, 0 outside the year.
    pub month: u8,
}

impl BoardPage {
    /// Whether this is the current month.
    #[must_use]
    pub fn is_now(&self, month: &u8) -> bool {
        self.month == *month
    }
}

/// `GET /board`
pub async fn index(ctx: Ctx, ui: Ui, Query(mut view): Query<View>) -> Result<Page<BoardPage>, AppError> {
    if view.group.is_empty() {
        Group::Area.word().clone_into(&mut view.group);
    }
    let org = Org::of(&ctx).await?;
    let size = view.n.parse().unwrap_or(PAGE).clamp(1, PAGE_MAX);
    let frame = Frame::of(&ctx, &ui, &org, view, "/board").await?;
    let place = Place { path: "/board", size };
    let page = rows::page_at(&ctx, &ui, &org, frame.year, &frame.view, place).await?;
    let total = page.total_text();
    let (previous, next) = (page.previous, page.next);
    let rows = board_rows(&ctx, &ui, frame.year, page.rows).await?;
    let month = if ctx.today().year() == frame.year { u8::from(ctx.today().month()) } else { 0 };
    Ok(Page(BoardPage { ui, frame, rows, total, previous, next, month }))
}

async fn board_rows(ctx: &Ctx, ui: &Ui, year: i32, rows: Vec<Row>) -> Result<Vec<BoardRow>, AppError> {
    let ids: Vec<TaskId> = rows.iter().map(|r| r.task.id).collect();
    let mut steps = milestones_of(ctx, &ids).await?;
    let today = ctx.today();
    Ok(rows
        .into_iter()
        .map(|row| {
            let steps = steps.remove(&row.task.id).unwrap_or_default();
            BoardRow { cells: cells(ui, year, today, &row, &steps), row }
        })
        .collect())
}

/// The steps of some tasks, by day.
///
/// # Errors
/// When the store cannot be read.
pub async fn milestones_of(
    ctx: &Ctx,
    ids: &[TaskId],
) -> Result<BTreeMap<TaskId, Vec<milestone::Model>>, AppError> {
    let mut out: BTreeMap<TaskId, Vec<milestone::Model>> = BTreeMap::new();
    for chunk in ids.chunks(500) {
        let found = milestone::Entity::find()
            .filter(milestone::Column::TenantId.eq(ctx.tenant()))
            .filter(milestone::Column::TaskId.is_in(chunk.iter().copied()))
            .order_by_asc(milestone::Column::Day)
            .order_by_asc(milestone::Column::Id)
            .all(ctx.reader())
            .await?;
        for step in found {
            out.entry(step.task_id).or_default().push(step);
        }
    }
    Ok(out)
}

fn cells(ui: &Ui, year: i32, today: Date, row: &Row, steps: &[milestone::Model]) -> Vec<Cell> {
    let span = span_of(&row.task, year).map(|(first, last)| (month_in(year, first), month_in(year, last)));
    let mut cells: Vec<Cell> = (1..=12u8)
        .map(|month| Cell {
            on: span.is_some_and(|(first, last)| (first..=last).contains(&month)),
            now: today.year() == year && u8::from(today.month()) == month,
            marks: Vec::new(),
        })
        .collect();
    let mut put = |day: Date, mark: Mark| {
        if let Some(cell) = cells.get_mut(usize::from(month_in(year, day)) - 1) {
            cell.marks.push(mark);
        }
    };
    for step in steps {
        // A month's cell is four characters wide: what kind of step it is stands with the day.
        let day = match step.kind {
            MilestoneKind::Quarter => ui.t1("board-progress", "day", ui.day(&step.day)),
            MilestoneKind::Step => ui.day(&step.day),
        };
        let class = step_class(row.standing, step.day, today);
        let (text, anchor) = (step.title.clone(), format!("m{}", step.id));
        put(step.day, Mark { class, text, day, anchor });
    }
    if let Some(day) = row.task.due_day {
        let words = row.task.due_text.clone().unwrap_or_else(|| ui.day(&day));
        let text = ui.t1("board-due", "text", words);
        put(day, Mark { class: light(&row.standing), text, day: ui.day(&day), anchor: String::new() });
    }
    cells
}

/// The stretch of a task: from its first day, or the year's where none is given, to its last. Duties
/// without an end run through the year; without any limit there is no stretch.
#[must_use]
pub fn span_of(task: &Line, year: i32) -> Option<(Date, Date)> {
    let (first, last) = year_span(year);
    let start = task.start_day.unwrap_or(first);
    match (task.due_kind, task.due_day) {
        (DueKind::None, None) => None,
        (DueKind::Open | DueKind::Recurring, _) => Some((start, last)),
        (_, Some(day)) => Some((start.min(day), day)),
        (DueKind::Day, None) => None,
    }
}

/// The month of a day; days of other years stand at the edge nearest to them.
fn month_in(year: i32, day: Date) -> u8 {
    match day.year().cmp(&year) {
        std::cmp::Ordering::Less => 1,
        std::cmp::Ordering::Equal => u8::from(day.month()),
        std::cmp::Ordering::Greater => 12,
    }
}

fn step_class(standing: Standing, day: Date, today: Date) -> &'static str {
    match (standing, (day - today).whole_days()) {
        (Standing::Done, _) => "blue",
        (Standing::Cancelled, _) | (_, ..0) => "",
        (_, 0..=SOON_DAYS) => "yellow",
        _ => "green",
    }
}

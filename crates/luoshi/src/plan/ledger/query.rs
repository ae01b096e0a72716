//! From an address to a query: what is shown, in which order, from where on.
//!
//! Every order ends with the task's number, which no two tasks of a year share, so a page is found
//! by the last row of the page before it and costs the same wherever it lies.

use luoshi_core::plan::{Missing, Setting, missing_bit};
use luoshi_core::policy::{Kind, Visible, visible};
use sea_orm::sea_query::{Expr, ExprTrait as _, Order, SimpleExpr};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, DbErr, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, QueryTrait as _, Select,
};
use serde::{Deserialize, Serialize};
use time::Date;

use super::line::Line;
use crate::ctx::Ctx;
use crate::db::ids::{DocumentId, ThemeId};
use crate::plan::search;
use crate::plan::store::{duty, no_day, task};
use crate::stored_enum;

/// Rows of a page unless asked otherwise, and at most.
pub const PAGE: u64 = 50;
const PAGE_MAX: u64 = 100;
/// Days before its deadline from which a task counts as due soon.
pub const SOON_DAYS: i64 = 15;
/// Asks for tasks that have no such thing.
pub const NONE: &str = "none";

stored_enum! {
    /// Orders of the ledger.
    Sort {
        /// By number.
        Number = "number",
        /// By deadline.
        Due = "due",
        /// By leading unit, in the order of the tree.
        Lead = "lead",
        /// By area of work.
        Area = "area",
        /// By last change.
        Updated = "updated",
        /// By theme, in the order in which they were entered.
        Theme = "theme",
    }
}

stored_enum! {
    /// Headings between rows.
    Group {
        /// None.
        None = "none",
        /// By area of work.
        Area = "area",
        /// By leading unit.
        Lead = "lead",
        /// By month of the deadline.
        Month = "month",
        /// By theme of the framework.
        Theme = "theme",
    }
}

stored_enum! {
    /// Where a task stands today; derived.
    Standing {
        /// Done.
        Done = "done",
        /// Past its last day.
        Overdue = "overdue",
        /// Due within fifteen days.
        Soon = "soon",
        /// Everything else.
        Open = "open",
        /// Cancelled.
        Cancelled = "cancelled",
    }
}

/// What the rows must be like. Every field comes from the address; an empty one asks nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Filter {
    /// Words to be found.
    pub q: String,
    /// Leading unit, or any unit with a duty if `duty` is `any`; its subtree counts.
    pub unit: String,
    /// `lead` (as when empty) or `any`.
    pub duty: String,
    /// Path of the unit that leads, without those below it; [`NONE`] where nobody leads.
    pub lead: String,
    /// Area of work.
    pub area: String,
    /// Theme.
    pub theme: String,
    /// Document it came from.
    pub document: String,
    /// A [`Standing`].
    pub standing: String,
    /// A setting that is missing, or `any`.
    pub missing: String,
    /// `1`: only tasks that are due earlier than the upper level demands.
    pub raised: String,
    /// Month of the deadline, 1–12, or [`NONE`] for tasks without a last day.
    pub month: String,
    /// Due on this day or later (ISO).
    pub from: String,
    /// Due on this day or earlier (ISO).
    pub to: String,
}

/// A whole view: filter, order, headings, columns, place.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct View {
    /// What the rows must be like.
    #[serde(flatten)]
    pub filter: Filter,
    /// A [`Sort`], with `-` before it for the opposite.
    pub sort: String,
    /// A [`Group`].
    pub group: String,
    /// `tree` for tasks under their parents.
    pub view: String,
    /// Columns, separated by commas; the usual ones if empty.
    pub cols: String,
    /// Rows of a page.
    pub n: String,
    /// Continue after this row: `key~number`.
    pub after: String,
    /// End before this row.
    pub before: String,
}

impl View {
    /// The order and whether it is turned round. Headings bring their own order.
    #[must_use]
    pub fn order(&self) -> (Sort, bool) {
        let sort = match self.grouping() {
            Group::Area => Sort::Area,
            Group::Lead => Sort::Lead,
            Group::Month => Sort::Due,
            Group::Theme => Sort::Theme,
            Group::None => Sort::from_word(self.sort.trim_start_matches('-')).unwrap_or(Sort::Number),
        };
        (sort, self.sort.starts_with('-') && self.grouping() == Group::None)
    }

    /// The headings.
    #[must_use]
    pub fn grouping(&self) -> Group {
        Group::from_word(&self.group).unwrap_or(Group::None)
    }

    /// Whether tasks stand under their parents.
    #[must_use]
    pub fn tree(&self) -> bool {
        self.view == "tree"
    }

    /// Rows of a page.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.n.parse().unwrap_or(PAGE).clamp(1, PAGE_MAX)
    }

    /// The address of this view with something changed; the place is forgotten.
    #[must_use]
    pub fn link(&self, change: impl FnOnce(&mut Self)) -> String {
        self.link_to("/ledger", change)
    }

    /// The same on another page that shows views: the board, the heat map, the timeline.
    #[must_use]
    pub fn link_to(&self, path: &str, change: impl FnOnce(&mut Self)) -> String {
        let mut other = self.clone();
        (other.after, other.before) = (String::new(), String::new());
        change(&mut other);
        format!("{path}?{}", other.query())
    }

    /// The query part of its address: only what asks something.
    #[must_use]
    pub fn query(&self) -> String {
        let Ok(serde_json::Value::Object(fields)) = serde_json::to_value(self) else { return String::new() };
        let pairs: Vec<String> = fields
            .iter()
            .filter_map(|(name, value)| value.as_str().filter(|v| !v.is_empty()).map(|v| (name, v)))
            .map(|(name, value)| format!("{name}={}", crate::web::forms::percent_encode(value)))
            .collect();
        pairs.join("&")
    }
}

/// The tasks of a year that the actor may see and the filter lets through, in no order yet.
#[must_use]
pub fn matching(ctx: &Ctx, year: i32, filter: &Filter) -> Select<task::Entity> {
    let mut condition = Condition::all()
        .add(task::Column::TenantId.eq(ctx.tenant()))
        .add(task::Column::Year.eq(year))
        .add(seen_by(ctx, year));
    for part in parts(ctx, year, filter) {
        condition = condition.add(part);
    }
    task::Entity::find().filter(condition)
}

/// The tasks of a year that the actor may see, in no order yet.
#[must_use]
pub fn seen(ctx: &Ctx, year: i32) -> Select<task::Entity> {
    task::Entity::find()
        .filter(task::Column::TenantId.eq(ctx.tenant()))
        .filter(task::Column::Year.eq(year))
        .filter(seen_by(ctx, year))
}

/// Those of [`matching`] that stand at the top of a tree: they are no part of another task, or of
/// one that is not shown.
#[must_use]
pub fn tops(ctx: &Ctx, year: i32, filter: &Filter) -> Select<task::Entity> {
    let mut parents = sea_orm::sea_query::Query::select();
    parents
        .column(task::Column::ParentId)
        .from(task::Entity)
        .and_where(task::Column::TenantId.eq(ctx.tenant()))
        .and_where(task::Column::ParentId.is_not_null());
    // Only tasks that have parts are asked whether they are shown: a year has few of them.
    let shown = matching(ctx, year, filter)
        .select_only()
        .column(task::Column::Id)
        .filter(task::Column::Id.in_subquery(parents))
        .into_query();
    let top = Condition::any()
        .add(task::Column::ParentId.is_null())
        .add(task::Column::ParentId.not_in_subquery(shown));
    matching(ctx, year, filter).filter(top)
}

/// How many tasks a select finds, counted up to `most`: past that nobody needs the number, and
/// counting a million rows would cost more than the page. (`count()` of the ORM forgets the limit.)
///
/// # Errors
/// When the store cannot be read.
pub async fn counted(
    conn: &impl ConnectionTrait,
    select: Select<task::Entity>,
    most: u64,
) -> Result<u64, DbErr> {
    let found = select.select_only().column(task::Column::Id).limit(most).into_query();
    let count = sea_orm::sea_query::Query::select()
        .expr_as(Expr::cust("COUNT(*)"), "found")
        .from_subquery(found, "some")
        .to_owned();
    let row = conn.query_one(&count).await?;
    let found: i64 = row.map(|r| r.try_get("", "found")).transpose()?.unwrap_or_default();
    Ok(u64::try_from(found).unwrap_or_default())
}

/// The WHERE clause of the policy.
fn seen_by(ctx: &Ctx, year: i32) -> Condition {
    match visible(&ctx.actor, Kind::Task) {
        Visible::All => Condition::all(),
        Visible::Nothing => Condition::all().add(Expr::cust("1 = 0")),
        Visible::Within { owned, related } => {
            let mut any = Condition::any();
            for path in owned {
                any = any.add(within(task::Column::UnitPath, &path));
            }
            for path in related {
                any = any.add(within(task::Column::UnitPath, &path)).add(has_duty(ctx, year, &path));
            }
            any
        }
    }
}

/// A path and everything below it, as a range that an index can walk: `/` + 1 is `0`.
fn within<C: sea_orm::ColumnTrait>(column: C, path: &str) -> Condition {
    let end = format!("{}0", path.trim_end_matches('/'));
    Condition::all().add(column.gte(path)).add(column.lt(end))
}

fn has_duty(ctx: &Ctx, year: i32, path: &str) -> SimpleExpr {
    let mut select = sea_orm::sea_query::Query::select();
    select
        .column(duty::Column::TaskId)
        .from(duty::Entity)
        .and_where(duty::Column::TenantId.eq(ctx.tenant()))
        .and_where(duty::Column::Year.eq(year))
        .cond_where(within(duty::Column::UnitPath, path));
    task::Column::Id.in_subquery(select)
}

fn parts(ctx: &Ctx, year: i32, filter: &Filter) -> Vec<Condition> {
    let mut out = Vec::new();
    let mut add = |expr: SimpleExpr| out.push(Condition::all().add(expr));
    match search::matching(ctx, "task", &filter.q) {
        Some(found) => add(task::Column::Id.in_subquery(found)),
        // Only marks and blanks: nothing can be found by them.
        None if !filter.q.trim().is_empty() => add(Expr::cust("1 = 0")),
        None => {}
    }
    if let Ok(theme) = filter.theme.parse::<ThemeId>() {
        add(task::Column::ThemeId.eq(theme));
    }
    if let Ok(document) = filter.document.parse::<DocumentId>() {
        add(task::Column::DocumentId.eq(document));
    }
    if !filter.area.is_empty() {
        add(task::Column::Area.eq(filter.area.as_str()));
    }
    if let Some(bits) = missing_bits(&filter.missing) {
        add(Expr::col((task::Entity, task::Column::Missing)).bit_and(bits).ne(0));
    }
    if filter.raised == "1" {
        add(Expr::cust("\"task\".\"due_day\" < \"task\".\"upper_due_day\""));
    }
    if let Some(unit) = filter.unit.strip_prefix('/').map(|_| filter.unit.as_str()) {
        out.push(match filter.duty.as_str() {
            "any" => Condition::all().add(has_duty(ctx, year, unit)),
            _ => within(task::Column::LeadPath, unit),
        });
    }
    match filter.lead.as_str() {
        "" => {}
        NONE => out.push(Condition::all().add(task::Column::LeadPath.eq(""))),
        path => out.push(Condition::all().add(task::Column::LeadPath.eq(path))),
    }
    out.extend(standing(filter, ctx.today()));
    out.extend(dates(filter, year));
    out
}

/// The bits of a missing setting, or of all that deployment demands.
fn missing_bits(word: &str) -> Option<i32> {
    match word {
        "" => None,
        "any" => Some(Missing::DEMANDED),
        _ => Setting::ALL.into_iter().find(|s| s.word() == word).map(missing_bit),
    }
}

fn standing(filter: &Filter, today: Date) -> Option<Condition> {
    use task::Column::{CancelledAt, DoneOn, DueSort};
    let open = || Condition::all().add(DoneOn.is_null()).add(CancelledAt.is_null());
    let soon = today.saturating_add(time::Duration::days(SOON_DAYS));
    Some(match Standing::from_word(&filter.standing) {
        // What was cancelled is shown only when asked for.
        None => Condition::all().add(CancelledAt.is_null()),
        Some(Standing::Done) => Condition::all().add(DoneOn.is_not_null()).add(CancelledAt.is_null()),
        Some(Standing::Overdue) => open().add(DueSort.lt(today)),
        Some(Standing::Soon) => open().add(DueSort.gte(today)).add(DueSort.lte(soon)),
        Some(Standing::Open) => open().add(DueSort.gt(soon)),
        Some(Standing::Cancelled) => Condition::all().add(CancelledAt.is_not_null()),
    })
}

/// Where a task stands on a day.
#[must_use]
pub fn standing_of(task: &task::Model, today: Date) -> Standing {
    Standing::at(task.cancelled_at.is_some(), task.done_on.is_some(), task.due_sort, today)
}

impl Standing {
    /// Where a task stands on a day, by its last day.
    #[must_use]
    pub fn at(cancelled: bool, done: bool, due: Date, today: Date) -> Self {
        let soon = today.saturating_add(time::Duration::days(SOON_DAYS));
        if cancelled {
            Self::Cancelled
        } else if done {
            Self::Done
        } else if due < today {
            Self::Overdue
        } else if due <= soon {
            Self::Soon
        } else {
            Self::Open
        }
    }
}

fn dates(filter: &Filter, year: i32) -> Vec<Condition> {
    use task::Column::DueSort;
    let mut out = Vec::new();
    if filter.month == NONE {
        out.push(Condition::all().add(DueSort.eq(no_day())));
    }
    if let Some((first, last)) = filter.month.parse::<u8>().ok().and_then(|m| month_of(year, m)) {
        out.push(Condition::all().add(DueSort.gte(first)).add(DueSort.lte(last)));
    }
    if let Some(day) = iso(&filter.from) {
        out.push(Condition::all().add(DueSort.gte(day)));
    }
    if let Some(day) = iso(&filter.to) {
        out.push(Condition::all().add(DueSort.lte(day)));
    }
    out
}

/// First and last day of a month.
#[must_use]
pub fn month_of(year: i32, month: u8) -> Option<(Date, Date)> {
    let month = time::Month::try_from(month).ok()?;
    let first = Date::from_calendar_date(year, month, 1).ok()?;
    Some((first, Date::from_calendar_date(year, month, month.length(year)).ok()?))
}

/// A day in ISO spelling.
#[must_use]
pub fn iso(text: &str) -> Option<Date> {
    Date::parse(text.trim(), time::macros::format_description!("[year]-[month]-[day]")).ok()
}

/// Puts a select into the view's order and cuts it to the page asked for: one row more than the
/// page, to know whether there is another. `true` when the rows come in the opposite order
/// (a page before a row) and are to be turned round.
#[must_use]
pub fn paged(select: Select<task::Entity>, view: &View) -> (Select<task::Entity>, bool) {
    paged_by(select, view, view.size())
}

/// The same with another size of the page.
#[must_use]
pub fn paged_by(select: Select<task::Entity>, view: &View, size: u64) -> (Select<task::Entity>, bool) {
    let (sort, descending) = view.order();
    let backwards = view.after.is_empty() && !view.before.is_empty();
    let downwards = descending != backwards;
    let order = if downwards { Order::Desc } else { Order::Asc };
    let mut select = select;
    let cursor = if backwards { &view.before } else { &view.after };
    if let Some(condition) = beyond(sort, cursor, downwards) {
        select = select.filter(condition);
    }
    if let Some(key) = key_of(sort) {
        select = select.order_by(key, order.clone());
    }
    (select.order_by(task::Column::Number, order).limit(size + 1), backwards)
}

fn key_of(sort: Sort) -> Option<SimpleExpr> {
    match sort {
        Sort::Number => None,
        Sort::Due => Some(Expr::col(task::Column::DueSort)),
        Sort::Lead => Some(Expr::col(task::Column::LeadPath)),
        Sort::Area => Some(Expr::col(task::Column::AreaSort)),
        Sort::Updated => Some(Expr::col(task::Column::UpdatedAt)),
        // The engines disagree on where NULL stands; tasks without a theme come last on both.
        Sort::Theme => Some(Expr::cust(format!("COALESCE(\"task\".\"theme_id\", {NO_THEME})"))),
    }
}

/// Stands for "no theme" in the order of lists.
const NO_THEME: i64 = i64::MAX;

/// Rows beyond a cursor, as one comparison of pairs that an index answers.
fn beyond(sort: Sort, cursor: &str, downwards: bool) -> Option<SimpleExpr> {
    let (key, number) = cursor.rsplit_once('~')?;
    let number: i64 = number.parse().ok()?;
    let key: SimpleExpr = match sort {
        Sort::Number => {
            let column = Expr::col(task::Column::Number);
            return Some(if downwards { column.lt(number) } else { column.gt(number) });
        }
        Sort::Due => Expr::value(iso(key)?),
        Sort::Lead => Expr::value(key),
        Sort::Area | Sort::Updated | Sort::Theme => Expr::value(key.parse::<i64>().ok()?),
    };
    let here = Expr::tuple([key_of(sort)?, Expr::col(task::Column::Number)]);
    let there = Expr::tuple([key, Expr::value(number)]);
    Some(if downwards { here.lt(there) } else { here.gt(there) })
}

/// The cursor of a row in the view's order.
#[must_use]
pub fn cursor(task: &Line, sort: Sort) -> String {
    let key = match sort {
        Sort::Number => String::new(),
        Sort::Due => task.due_sort.to_string(),
        Sort::Lead => task.lead_path.clone(),
        Sort::Area => task.area_sort.to_string(),
        Sort::Updated => task.updated_at.to_string(),
        Sort::Theme => task.theme_id.map_or(NO_THEME, |t| t.0).to_string(),
    };
    format!("{key}~{}", task.number)
}

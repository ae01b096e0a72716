//! 工作台, my desk: what waits for me, in order of due date, and what to do first where nothing is yet.

use askama::Template;
use luoshi_core::policy::{Action, Kind, may_some};
use sea_orm::{ConnectionTrait as _, QueryOrder as _, QuerySelect as _, Statement};

use super::routes::{Need, Routes};
use super::{Page, Ui};
use crate::ctx::Ctx;
use crate::error::AppError;
use crate::org::Org;
use crate::plan::ledger::Filter;
use crate::plan::ledger::query::{Standing, matching, standing_of};
use crate::plan::store::{task, year};
use crate::plan::years::{self, Blocker};

/// Rows of a list; the rest is one click away.
const SHOWN: u64 = 8;
/// Counts stop here.
const COUNT_MAX: u64 = 1000;

pub(super) fn routes() -> Routes {
    Routes::new().get("/", Need::SignedIn, show)
}

#[derive(Template)]
#[template(path = "web/desk.html")]
struct DeskPage {
    ui: Ui,
    year: Option<year::Model>,
    steps: Vec<Step>,
    lists: Vec<List>,
    documents: Vec<Waiting>,
    unready: usize,
    blockers: Vec<Blocker>,
    may_advance: bool,
    duties: Vec<&'static str>,
}

impl DeskPage {
    /// Whether nothing waits.
    fn quiet(&self) -> bool {
        let tasks = self.lists.iter().all(|l| l.rows.is_empty());
        let work = self.documents.is_empty() && self.unready == 0 && self.blockers.is_empty();
        tasks && work && self.steps.is_empty() && self.duties.is_empty()
    }
}

/// A first step of a fresh installation.
struct Step {
    key: &'static str,
    done: bool,
    /// Where to do it, for those who may.
    href: Option<&'static str>,
}

/// Tasks in one standing.
struct List {
    standing: Standing,
    rows: Vec<task::Model>,
    more: bool,
}

impl List {
    /// Days to the last day; negative when it is past.
    fn days(&self, task: &task::Model, today: time::Date) -> i64 {
        (task.due_sort - today).whole_days()
    }
}

/// A document that waits for confirmation.
struct Waiting {
    id: i64,
    title: String,
    received_at: i64,
}

async fn show(ctx: Ctx, ui: Ui) -> Result<Page<DeskPage>, AppError> {
    let year = match years::current(&ctx, ui.year()).await {
        Ok(year) => Some(year),
        Err(AppError::NotFound) => None,
        Err(other) => return Err(other),
    };
    let may = |action, kind| may_some(&ctx.actor, action, kind);
    let keeps = may(Action::Modify, Kind::Task);
    let mut page = DeskPage {
        steps: steps(&ctx, year.is_some()).await?,
        lists: Vec::new(),
        documents: Vec::new(),
        unready: 0,
        blockers: Vec::new(),
        may_advance: may(Action::Approve, Kind::Year),
        duties: duties(&ctx),
        ui,
        year: None,
    };
    if let Some(year) = year {
        if may(Action::Read, Kind::Task) {
            page.lists = lists(&ctx, year.year).await?;
        }
        if may(Action::Modify, Kind::Document) {
            page.documents = documents(&ctx, year.year).await?;
        }
        if keeps {
            page.unready = unready(&ctx, year.year).await?;
        }
        if keeps || page.may_advance {
            page.blockers = years::blockers(&ctx, &year).await?;
        }
        page.year = Some(year);
    }
    Ok(Page(page))
}

/// The first steps, while one of them is still to be done; only for those who may do one.
async fn steps(ctx: &Ctx, year: bool) -> Result<Vec<Step>, AppError> {
    let may = |action, kind| may_some(&ctx.actor, action, kind);
    let org = Org::of(ctx).await?;
    let roster = org.units().count() > 1 && !org.posts().is_empty();
    let step = |key, done, allowed: bool, href| Step { key, done, href: Some(href).filter(|_| allowed) };
    let steps = vec![
        step("roster", roster, may(Action::Modify, Kind::Roster), "/org/imports/new"),
        step(
            "accounts",
            any(ctx, "account", "officer IS NULL").await?,
            may(Action::Administer, Kind::Account),
            "/accounts",
        ),
        step("year", year, may(Action::Modify, Kind::Year), "/years"),
        step(
            "documents",
            any(ctx, "document", "1 = 1").await?,
            may(Action::Modify, Kind::Document),
            "/documents",
        ),
        step("ledger", any(ctx, "task", "1 = 1").await?, may(Action::Modify, Kind::Task), "/ledger"),
    ];
    let mine = steps.iter().any(|s| s.href.is_some() && !s.done);
    let begun = steps.iter().any(|s| s.key == "ledger" && s.done);
    Ok(if mine && !begun { steps } else { Vec::new() })
}

/// Whether a table has a row of the body. The names are constants of this file.
async fn any(ctx: &Ctx, table: &str, condition: &str) -> Result<bool, AppError> {
    let sql = format!("SELECT 1 FROM {table} WHERE tenant_id = $1 AND {condition} LIMIT 1");
    let statement = Statement::from_sql_and_values(ctx.app.db.engine(), sql, [ctx.tenant().0.into()]);
    Ok(ctx.reader().query_one_raw(statement).await?.is_some())
}

/// Overdue tasks and those due soon, nearest first, of all that the visitor may see.
async fn lists(ctx: &Ctx, year: i32) -> Result<Vec<List>, AppError> {
    let mut out = Vec::new();
    for standing in [Standing::Overdue, Standing::Soon] {
        let filter = Filter { standing: standing.word().to_owned(), ..Filter::default() };
        let select = matching(ctx, year, &filter)
            .order_by_asc(task::Column::DueSort)
            .order_by_asc(task::Column::Number)
            .limit(SHOWN + 1);
        let mut rows = select.all(ctx.reader()).await?;
        debug_assert!(rows.iter().all(|t| standing_of(t, ctx.today()) == standing));
        let more = rows.len() > usize::try_from(SHOWN).unwrap_or(usize::MAX);
        rows.truncate(usize::try_from(SHOWN).unwrap_or(usize::MAX));
        out.push(List { standing, rows, more });
    }
    Ok(out)
}

/// Documents that were read and wait for a clerk, oldest first. The feature that keeps them comes
/// after the desk in no order of ours: the shell only merges, so it asks the table.
async fn documents(ctx: &Ctx, year: i32) -> Result<Vec<Waiting>, AppError> {
    let sql = "SELECT id, COALESCE(title, name) AS title, received_at FROM document \
               WHERE tenant_id = $1 AND year = $2 AND state = 'draft' ORDER BY id LIMIT 8";
    let values = [ctx.tenant().0.into(), year.into()];
    let rows =
        ctx.reader().query_all_raw(Statement::from_sql_and_values(ctx.app.db.engine(), sql, values)).await?;
    rows.iter()
        .map(|row| {
            Ok(Waiting {
                id: row.try_get("", "id")?,
                title: row.try_get("", "title")?,
                received_at: row.try_get("", "received_at")?,
            })
        })
        .collect()
}

/// Tasks that lack one of the settings, counted to a thousand.
async fn unready(ctx: &Ctx, year: i32) -> Result<usize, AppError> {
    let filter = Filter { missing: "any".to_owned(), ..Filter::default() };
    let select = matching(ctx, year, &filter).select_only().column(task::Column::Id).limit(COUNT_MAX);
    let ids: Vec<i64> = select.into_tuple().all(ctx.reader()).await?;
    Ok(ids.len())
}

/// What an officer is there for.
fn duties(ctx: &Ctx) -> Vec<&'static str> {
    let all = [
        (Action::Administer, Kind::Account, "accounts"),
        (Action::Administer, Kind::Security, "security"),
        (Action::Read, Kind::Audit, "audit"),
    ];
    all.into_iter().filter(|(a, k, _)| may_some(&ctx.actor, *a, *k)).map(|(_, _, key)| key).collect()
}

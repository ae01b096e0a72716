//! A store with the demo world and as many more tasks as asked for.

use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;
use sea_orm::{ActiveValue::Set, EntityTrait as _};
use time::{Date, Duration};

use crate::app::{App, Clock};
use crate::cli::{StoreArgs, open_store, print_json};
use crate::ctx::{Ctx, Tx, day_of};
use crate::demo;
use crate::org::{Org, unit};
use crate::plan::search;
use crate::plan::store::{DueKind, DutyKind, duty, task};

/// Rows of one transaction.
const CHUNK: u32 = 2_000;

/// Fills the store in a folder.
pub async fn run(tasks: u32, data: &Path) -> anyhow::Result<()> {
    let config = StoreArgs::at(data).settings()?;
    let db = open_store(&config).await?;
    anyhow::ensure!(demo::empty(&db).await?, "the store in {} is not empty", data.display());
    let today = day_of(Clock::system().now());
    let tenant = demo::build(&db, &config, today).await?;
    let app = App::new(db, config, Clock::system());
    let ctx = Ctx::program(&app, tenant, "bench");
    let org = Org::load(&ctx, ctx.reader()).await?;
    let year = crate::plan::years::current(&ctx, None).await?.year;
    let mut left = tasks.saturating_sub(120);
    while left > 0 {
        let count = left.min(CHUNK);
        chunk(&ctx, &org, year, count).await?;
        left -= count;
    }
    Arc::clone(&app).db.clone().close().await?;
    let world = demo::World::read()?;
    let clerk = world.account.iter().find(|a| a.role == "clerk").context("the demo has no clerk")?;
    print_json(&serde_json::json!({ "login": clerk.login, "password": demo::PASSWORD }));
    Ok(())
}

async fn chunk(ctx: &Ctx, org: &Org, year: i32, count: u32) -> anyhow::Result<()> {
    let root = org.root().context("the body has no unit")?;
    let units: Vec<&unit::Model> = org.units().collect();
    let mut tx = ctx.begin().await?;
    let first = tx.next_numbers("task", year, i64::from(count)).await?;
    let (mut tasks, mut duties) = (Vec::new(), Vec::new());
    for number in first..first + i64::from(count) {
        let place = usize::try_from(number).unwrap_or(0);
        let lead = units[place % units.len()];
        let other = units[(place * 7 + 3) % units.len()];
        let row = task_row(ctx, root, lead, year, number);
        if let Set(id) = row.id {
            duties.push(duty_row(ctx, id, year, number, lead, DutyKind::Lead, 0));
            if other.id != lead.id {
                duties.push(duty_row(ctx, id, year, number, other, DutyKind::Assist, 1));
            }
        }
        tasks.push(row);
    }
    write(&mut tx, tasks, duties, year).await?;
    tx.commit().await?;
    Ok(())
}

async fn write(
    tx: &mut Tx<'_>,
    tasks: Vec<task::ActiveModel>,
    duties: Vec<duty::ActiveModel>,
    year: i32,
) -> anyhow::Result<()> {
    for row in &tasks {
        if let (Set(id), Set(title)) = (&row.id, &row.title) {
            search::index(tx, "task", id.0, year, title).await?;
        }
    }
    for part in tasks.chunks(400) {
        task::Entity::insert_many(part.to_vec()).exec_without_returning(tx.conn()).await?;
    }
    for part in duties.chunks(1_000) {
        duty::Entity::insert_many(part.to_vec()).exec_without_returning(tx.conn()).await?;
    }
    Ok(())
}

fn task_row(ctx: &Ctx, root: &unit::Model, lead: &unit::Model, year: i32, number: i64) -> task::ActiveModel {
    let start = Date::from_calendar_date(year, time::Month::January, 1).unwrap_or(Date::MIN);
    let due = start + Duration::days(number % 365);
    task::ActiveModel {
        tenant_id: Set(ctx.tenant()),
        id: Set(ctx.new_id()),
        year: Set(year),
        number: Set(number),
        parent_id: Set(None),
        goal_id: Set(None),
        theme_id: Set(None),
        unit_id: Set(root.id),
        unit_path: Set(root.path.clone()),
        area: Set(String::new()),
        area_sort: Set(i64::MAX),
        title: Set(format!("推进{}第{number}项重点工作落实见效", lead.label())),
        requirement: Set(Some("按月调度、按季通报、年底验收".to_owned())),
        method: Set(None),
        due_text: Set(Some(due.to_string())),
        due_kind: Set(DueKind::Day),
        start_day: Set(None),
        due_day: Set(Some(due)),
        due_sort: Set(due),
        sponsor_post_id: Set(None),
        owner_person_id: Set(None),
        owner_post_id: Set(None),
        lead_unit_id: Set(Some(lead.id)),
        lead_path: Set(lead.path.clone()),
        upper_body: Set(None),
        upper_due_day: Set(None),
        raise_reason: Set(None),
        missing: Set(0),
        document_id: Set(None),
        span_start: Set(None),
        span_end: Set(None),
        note: Set(None),
        done_on: Set((number % 3 == 0).then_some(due)),
        cancelled_at: Set(None),
        created_at: Set(ctx.now),
        updated_at: Set(ctx.now),
        version: Set(1),
    }
}

fn duty_row(
    ctx: &Ctx,
    task: crate::db::ids::TaskId,
    year: i32,
    number: i64,
    unit: &unit::Model,
    kind: DutyKind,
    position: i32,
) -> duty::ActiveModel {
    duty::ActiveModel {
        tenant_id: Set(ctx.tenant()),
        id: Set(ctx.new_id()),
        task_id: Set(task),
        year: Set(year),
        task_number: Set(number),
        unit_id: Set(unit.id),
        unit_path: Set(unit.path.clone()),
        kind: Set(kind),
        position: Set(position),
    }
}

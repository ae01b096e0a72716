//! The demo's plan: years, frameworks, goals, tasks; what was done until today.

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::Context as _;
use luoshi_core::deadline::{self, LimitKind, Reference};
use luoshi_core::plan::YearState;
use luoshi_core::policy::Action;
use sea_orm::{ActiveModelTrait as _, ActiveValue::Set};
use time::{Date, Duration};

use super::DemoClock;
use super::body::Founded;
use super::papers::Papers;
use super::world::{Document, Measure, Task, World};
use crate::app::App;
use crate::ctx::{Ctx, Tx};
use crate::db::ids::{FrameworkId, GoalId, TaskId, ThemeId};
use crate::event::{Change, Event, Subject};
use crate::intake::{self, Upload};
use crate::jobs;
use crate::plan::ledger::query::iso;
use crate::plan::store::{
    Direction, DueKind, DutyKind, MilestoneKind, framework, goal, measure, theme, theme_link,
};
use crate::plan::task::form::quarter_end;
use crate::plan::{
    DueDraft, DutyDraft, Edit, MeasureDraft, MilestoneDraft, Patch, TaskDraft, add_tasks, edit_tasks,
    load_task, years,
};

/// Frameworks, themes and goals by their keys.
#[derive(Debug, Default)]
struct Frame {
    themes: BTreeMap<String, ThemeId>,
    goals: BTreeMap<String, GoalId>,
}

/// Lives through the years of the world.
pub async fn run(
    app: &Arc<App>,
    clock: &DemoClock,
    world: &World,
    founded: &Founded,
    today: Date,
) -> anyhow::Result<()> {
    for y in &world.year {
        let deployed = iso(&y.deployed_on).context("a year has no day of deployment")?;
        clock.set(deployed - Duration::days(20), 9, 0);
        years::open(&ctx(app, founded), y.year).await?;
        let frame = write_frame(app, founded, world, y.year).await?;
        if world.task.is_empty() || y.state == "closed" {
            close(app, clock, founded, y.year, deployed).await?;
            continue;
        }
        live(app, clock, world, founded, &frame, (y.year, deployed, today)).await?;
    }
    Ok(())
}

/// The running year: planned from the papers, deployed, and worked on until today.
async fn live(
    app: &Arc<App>,
    clock: &DemoClock,
    world: &World,
    founded: &Founded,
    frame: &Frame,
    (year, deployed, today): (i32, Date, Date),
) -> anyhow::Result<()> {
    let (complete, later): (Vec<&Task>, Vec<&Task>) = world.task.iter().partition(|t| t.missing.is_empty());
    // The drafts of the meeting's papers are there before it; what is dated later comes later.
    let quoted = |d: &&Document| world.task.iter().any(|t| t.sources.contains(&d.key));
    let (drafts, since): (Vec<&Document>, Vec<&Document>) =
        world.document.iter().filter(quoted).partition(|d| d.date.as_deref().and_then(iso) <= Some(deployed));
    let mut papers = Papers::default();
    let as_clerk = || ctx(app, founded);
    clock.set(deployed - Duration::days(4), 9, 0);
    papers.receive(app, as_clerk, year, &drafts).await?;
    clock.set(deployed - Duration::days(3), 15, 0);
    let mut made = enter(app, world, founded, frame, &papers, (year, deployed), &complete).await?;
    papers.settle(&as_clerk(), &made).await?;
    clock.set(deployed, 10, 0);
    advance(app, founded, year, YearState::Deployed).await?;
    clock.set(deployed + Duration::days(4), 9, 0);
    advance(app, founded, year, YearState::Running).await?;
    clock.set(deployed + Duration::days(12), 9, 0);
    papers.receive(app, as_clerk, year, &since).await?;
    // What came down during the year is not complete yet, as it is in any office.
    clock.set(deployed + Duration::days(40), 16, 0);
    made.extend(enter(app, world, founded, frame, &papers, (year, deployed), &later).await?);
    papers.settle(&as_clerk(), &made).await?;
    papers.lay_aside(&as_clerk()).await?;
    finish_some(app, clock, founded, year, today).await?;
    clock.set(today - Duration::days(1), 15, 0);
    receive(app, founded, year).await
}

/// What lies on the clerk's desk: read, waiting to be confirmed.
const WAITING: &[(&str, &[u8])] = &[
    ("防汛备汛任务表.xlsx", include_bytes!("../../../../demo/upload/防汛备汛任务表.xlsx")),
    ("二季度安全生产会议讲话.docx", include_bytes!("../../../../demo/upload/二季度安全生产会议讲话.docx")),
];

async fn receive(app: &Arc<App>, founded: &Founded, year: i32) -> anyhow::Result<()> {
    for (name, bytes) in WAITING {
        let upload = Upload { name: (*name).to_owned(), bytes: Arc::new(bytes.to_vec()), previous: None };
        intake::receive(&ctx(app, founded), year, upload).await?;
    }
    jobs::run_due(app).await?;
    Ok(())
}

fn ctx(app: &Arc<App>, founded: &Founded) -> Ctx {
    Ctx::program(app, founded.tenant, &founded.clerk)
}

/// Last year: its plan was kept on paper, so the object only passes through its states.
async fn close(
    app: &Arc<App>,
    clock: &DemoClock,
    founded: &Founded,
    year: i32,
    deployed: Date,
) -> anyhow::Result<()> {
    use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, sea_query::Expr};
    clock.set(deployed + Duration::days(340), 9, 0);
    let ctx = ctx(app, founded);
    let mut tx = ctx.begin().await?;
    crate::plan::store::year::Entity::update_many()
        .col_expr(crate::plan::store::year::Column::State, Expr::value(YearState::Closed.word()))
        .filter(crate::plan::store::year::Column::TenantId.eq(founded.tenant))
        .filter(crate::plan::store::year::Column::Year.eq(year))
        .exec(tx.conn())
        .await?;
    let event = Event::YearMoved {
        from: YearState::Preparing.word().to_owned(),
        to: YearState::Closed.word().to_owned(),
    };
    tx.record(Subject::new("year", i64::from(year)), "/", event).await?;
    Ok(tx.commit().await?)
}

async fn advance(app: &Arc<App>, founded: &Founded, year: i32, to: YearState) -> anyhow::Result<()> {
    let ctx = ctx(app, founded);
    let row = years::load(&ctx, year, Action::Approve).await?;
    let version = row.version;
    let reached = years::advance(&ctx, row, version).await?;
    anyhow::ensure!(reached == to, "the year went to {reached:?} instead of {to:?}");
    Ok(())
}

async fn write_frame(app: &Arc<App>, founded: &Founded, world: &World, year: i32) -> anyhow::Result<Frame> {
    let ctx = ctx(app, founded);
    let mut tx = ctx.begin().await?;
    let mut frame = Frame::default();
    let mut frameworks: BTreeMap<&str, FrameworkId> = BTreeMap::new();
    for (sort, f) in (1..).zip(world.framework.iter().filter(|f| f.year == year)) {
        let id: FrameworkId = ctx.new_id();
        framework::ActiveModel {
            tenant_id: Set(founded.tenant),
            id: Set(id),
            year: Set(year),
            name: Set(f.name.clone()),
            level_name: Set(Some(f.owner.clone()).filter(|o| *o != world.tenant.name)),
            upper_id: Set(f.upper.as_deref().and_then(|u| frameworks.get(u).copied())),
            sort: Set(sort * 10),
            document_id: Set(None),
            version: Set(1),
        }
        .insert(tx.conn())
        .await?;
        frameworks.insert(&f.key, id);
        for (sort, t) in (1..).zip(&f.themes) {
            let theme_id: ThemeId = ctx.new_id();
            theme::ActiveModel {
                tenant_id: Set(founded.tenant),
                id: Set(theme_id),
                framework_id: Set(id),
                name: Set(t.name.clone()),
                sort: Set(sort * 10),
                version: Set(1),
            }
            .insert(tx.conn())
            .await?;
            if let Some(upper) = t.upper.as_ref().and_then(|key| frame.themes.get(key)) {
                theme_link::ActiveModel {
                    tenant_id: Set(founded.tenant),
                    theme_id: Set(theme_id),
                    upper_id: Set(*upper),
                }
                .insert(tx.conn())
                .await?;
            }
            frame.themes.insert(t.key.clone(), theme_id);
        }
        let changes = Change::of("name", "", &f.name).into_iter().collect();
        tx.record(Subject::new("framework", id.0), "/", Event::FrameworkChanged { changes }).await?;
    }
    write_goals(&mut tx, world, year, &mut frame).await?;
    tx.commit().await?;
    Ok(frame)
}

async fn write_goals(tx: &mut Tx<'_>, world: &World, year: i32, frame: &mut Frame) -> anyhow::Result<()> {
    for (sort, g) in (1..).zip(world.goal.iter().filter(|g| g.year == year)) {
        let id: GoalId = tx.ctx.new_id();
        goal::ActiveModel {
            tenant_id: Set(tx.tenant()),
            id: Set(id),
            year: Set(year),
            theme_id: Set(frame.themes.get(&g.theme).copied()),
            title: Set(g.title.clone()),
            upper_body: Set(g
                .measures
                .iter()
                .any(|m| m.upper.is_some())
                .then(|| world.tenant.district.clone())),
            upper_title: Set(None),
            sort: Set(sort * 10),
            document_id: Set(None),
            span_start: Set(None),
            span_end: Set(None),
            version: Set(1),
        }
        .insert(tx.conn())
        .await?;
        for (position, m) in (0..).zip(&g.measures) {
            measure::ActiveModel {
                tenant_id: Set(tx.tenant()),
                id: Set(tx.ctx.new_id()),
                year: Set(year),
                task_id: Set(None),
                goal_id: Set(Some(id)),
                name: Set(m.name.clone()),
                direction: Set(Direction::from_word(&m.op).unwrap_or(Direction::AtLeast)),
                value: Set(m.value.clone()),
                unit_of_measure: Set(m.unit.clone()),
                base_value: Set(m.base.clone()),
                upper_value: Set(m.upper.clone()),
                raise_reason: Set(m.reason.clone()),
                position: Set(position),
                version: Set(1),
            }
            .insert(tx.conn())
            .await?;
        }
        let changes = Change::of("title", "", &g.title).into_iter().collect();
        tx.record(Subject::new("goal", id.0), "/", Event::GoalChanged { changes }).await?;
        frame.goals.insert(g.key.clone(), id);
    }
    Ok(())
}

/// Enters tasks and answers them with their ids.
async fn enter<'w>(
    app: &Arc<App>,
    world: &World,
    founded: &Founded,
    frame: &Frame,
    papers: &Papers,
    (year, reference): (i32, Date),
    tasks: &[&'w Task],
) -> anyhow::Result<Vec<(&'w Task, TaskId)>> {
    let one = |t: &Task| {
        let draft =
            draft(world, founded, frame, year, t, reference).with_context(|| format!("task {}", t.no))?;
        anyhow::Ok(TaskDraft { source: papers.source(t), ..draft })
    };
    let drafts = tasks.iter().map(|t| one(t)).collect::<anyhow::Result<Vec<_>>>()?;
    let ctx = ctx(app, founded);
    let mut tx = ctx.begin().await?;
    let ids = add_tasks(&mut tx, year, &founded.root, drafts).await?;
    tx.commit().await?;
    Ok(tasks.iter().copied().zip(ids).collect())
}

fn draft(
    world: &World,
    founded: &Founded,
    frame: &Frame,
    year: i32,
    t: &Task,
    reference: Date,
) -> anyhow::Result<TaskDraft> {
    let post = |key: &Option<String>| key.as_ref().and_then(|k| founded.posts.get(k)).copied();
    let lacks = |word: &str| t.missing.iter().any(|m| m == word);
    let mut milestones = Vec::new();
    for (quarter, key) in (1u8..).zip(["q1", "q2", "q3", "q4"]) {
        if let (Some(text), Some(day)) = (t.visible.get(key), quarter_end(year, quarter)) {
            milestones.push(MilestoneDraft { kind: MilestoneKind::Quarter, day, title: text.clone() });
        }
    }
    for step in &t.milestones {
        let day = iso(&step.due).context("a step has no day")?;
        milestones.push(MilestoneDraft { kind: MilestoneKind::Step, day, title: step.text.clone() });
    }
    Ok(TaskDraft {
        area: Some(t.area.clone()),
        title: t.title.clone(),
        requirement: t.requirement.clone(),
        method: t.action.clone(),
        due: due(t, year, reference),
        sponsor: post(&t.sponsor),
        owner_post: if lacks("owner") { None } else { post(&t.post) },
        owner_person: t.owner.as_ref().and_then(|name| founded.people.get(name)).copied(),
        duties: duties(world, founded, t)?,
        theme: t.themes.first().and_then(|key| frame.themes.get(key)).copied(),
        goal: t.goal.as_ref().and_then(|key| frame.goals.get(key)).copied(),
        measures: t.measures.iter().map(measure_draft).collect(),
        milestones,
        ..TaskDraft::default()
    })
}

/// The limit as a clerk confirmed it; what needed an answer got the day of the file.
fn due(t: &Task, year: i32, reference: Date) -> DueDraft {
    let Some(text) = &t.deadline else { return DueDraft::default() };
    let mut r = Reference::new(reference);
    r.plan_year = Some(year);
    let limit = deadline::parse(text, &r);
    let confirmed = t.due.as_deref().and_then(iso);
    let kind = match (t.ask.as_deref(), &limit.kind) {
        (Some("open"), _) => DueKind::Open,
        (Some("recurring"), _) | (None, LimitKind::Recur(_)) => DueKind::Recurring,
        _ => DueKind::Day,
    };
    // 汛期前, 年中 and the like: the office settled on the end of June.
    let settled = Date::from_calendar_date(year, time::Month::June, 30).ok();
    let day = match kind {
        DueKind::Open | DueKind::None => None,
        DueKind::Day | DueKind::Recurring => {
            confirmed.or(limit.end).or(limit.candidates.first().copied()).or(settled)
        }
    };
    DueDraft { text: Some(text.clone()), kind, start: limit.start, day }
}

fn duties(world: &World, founded: &Founded, t: &Task) -> anyhow::Result<Vec<DutyDraft>> {
    let mut out: Vec<DutyDraft> = Vec::new();
    for (names, kind) in
        [(&t.lead, DutyKind::Lead), (&t.responsible, DutyKind::Responsible), (&t.assist, DutyKind::Assist)]
    {
        for name in names {
            for unit in units_of(world, founded, name)? {
                if !out.iter().any(|d| d.unit == unit) {
                    out.push(DutyDraft { unit, kind });
                }
            }
        }
    }
    Ok(out)
}

/// A unit, or all that a group word stands for.
fn units_of(world: &World, founded: &Founded, name: &str) -> anyhow::Result<Vec<crate::db::ids::UnitId>> {
    if let Some(unit) = founded.units.get(name) {
        return Ok(vec![unit.id]);
    }
    let group =
        world.unit_group.iter().find(|g| g.name == name).with_context(|| format!("no unit {name}"))?;
    Ok(world
        .unit
        .iter()
        .filter(|u| group.kinds.contains(&u.kind))
        .filter_map(|u| founded.units.get(&u.short))
        .map(|u| u.id)
        .collect())
}

fn measure_draft(m: &Measure) -> MeasureDraft {
    MeasureDraft {
        name: m.name.clone(),
        direction: Direction::from_word(&m.op).unwrap_or(Direction::AtLeast),
        value: m.value.clone(),
        unit: m.unit.clone(),
        base: m.base.clone(),
        upper: m.upper.clone(),
        raise_reason: m.reason.clone(),
    }
}

/// Most of what was due until today is done, some a little late, some not at all.
async fn finish_some(
    app: &Arc<App>,
    clock: &DemoClock,
    founded: &Founded,
    year: i32,
    today: Date,
) -> anyhow::Result<()> {
    use crate::plan::store::task;
    use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _};
    let due = task::Entity::find()
        .filter(task::Column::TenantId.eq(founded.tenant))
        .filter(task::Column::Year.eq(year))
        .filter(task::Column::DueKind.eq(DueKind::Day))
        .filter(task::Column::DueSort.lt(today))
        .order_by_asc(task::Column::DueSort)
        .order_by_asc(task::Column::Number)
        .all(app.db.reader())
        .await?;
    for row in due {
        // The number decides, so that the same task has the same fate in every demo.
        let (Some(day), fate) = (row.due_day, row.number % 7) else { continue };
        if fate == 3 {
            continue;
        }
        let done = if fate == 5 { day + Duration::days(6) } else { day - Duration::days(row.number % 9) };
        if done >= today {
            continue;
        }
        clock.set(done, 16, u8::try_from(row.number % 60).unwrap_or(0));
        finish(app, founded, row.id, done).await?;
    }
    Ok(())
}

async fn finish(app: &Arc<App>, founded: &Founded, id: TaskId, done: Date) -> anyhow::Result<()> {
    let ctx = ctx(app, founded);
    let task = load_task(&ctx, id, Action::Modify).await?;
    let version = task.task.version;
    edit_tasks(&ctx, vec![Edit { task, version, patches: vec![Patch::Done(Some(done))] }]).await?;
    Ok(())
}

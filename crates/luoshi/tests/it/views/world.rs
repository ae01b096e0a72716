//! A plan for the fixture world: tasks of three units, one of them nobody else's business.

use luoshi::db::ids::TaskId;
use luoshi::plan::store::{Direction, DueKind, DutyKind, MilestoneKind};
use luoshi::plan::{DueDraft, DutyDraft, MeasureDraft, MilestoneDraft, TaskDraft, add_tasks, years};
use time::Date;
use time::macros::date;

use crate::support::TestApp;

/// The program with the plan of 2026; tasks in the order of their numbers.
pub struct Planned {
    pub app: TestApp,
    pub tasks: Vec<TaskId>,
}

pub fn day(day: Date, text: &str) -> DueDraft {
    DueDraft { text: Some(text.to_owned()), kind: DueKind::Day, start: None, day: Some(day) }
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

pub async fn planned() -> Planned {
    let app = TestApp::new().await;
    let drafts = drafts(&app);
    Planned { tasks: add(&app, drafts).await, app }
}

pub async fn add(app: &TestApp, drafts: Vec<TaskDraft>) -> Vec<TaskId> {
    let ctx = app.ctx();
    if years::all(&ctx).await.unwrap().is_empty() {
        years::open(&ctx, 2026).await.unwrap();
    }
    let org = luoshi::org::Org::of(&ctx).await.unwrap();
    let body = org.root().cloned().unwrap();
    let mut tx = ctx.begin().await.unwrap();
    let ids = add_tasks(&mut tx, 2026, &body, drafts).await.unwrap();
    tx.commit().await.unwrap();
    ids
}

fn drafts(app: &TestApp) -> Vec<TaskDraft> {
    let w = &app.world;
    let duty = |unit: &str, kind| DutyDraft { unit: w.unit(unit), kind };
    vec![
        TaskDraft {
            area: some("城市更新"),
            title: "完成4个老旧小区改造".to_owned(),
            requirement: some("主体工程完工"),
            method: some("1.勘测。\n2.开工。"),
            due: day(date!(2026 - 06 - 30), "6月底前"),
            sponsor: Some(w.posts["leader"]),
            owner_post: Some(w.posts["head-enforcement"]),
            duties: vec![
                duty("enforcement", DutyKind::Lead),
                duty("liuyan", DutyKind::Responsible),
                duty("office", DutyKind::Assist),
            ],
            measures: vec![MeasureDraft {
                name: "改造小区".to_owned(),
                direction: Direction::AtLeast,
                value: "4".to_owned(),
                unit: "个".to_owned(),
                base: some("3"),
                upper: None,
                raise_reason: None,
            }],
            milestones: vec![
                MilestoneDraft {
                    kind: MilestoneKind::Quarter,
                    day: date!(2026 - 03 - 31),
                    title: "完成招标".to_owned(),
                },
                MilestoneDraft {
                    kind: MilestoneKind::Step,
                    day: date!(2026 - 05 - 10),
                    title: "主体封顶".to_owned(),
                },
            ],
            ..TaskDraft::default()
        },
        TaskDraft {
            area: some("城市更新"),
            title: "=cmd|'/c calc'!A1 看起来像公式的任务".to_owned(),
            requirement: some("-3%以内"),
            due: day(date!(2026 - 03 - 01), "3月1日前"),
            duties: vec![duty("enforcement", DutyKind::Lead)],
            ..TaskDraft::default()
        },
        TaskDraft {
            area: some("乡村振兴"),
            title: "修整松坡村机耕路3公里".to_owned(),
            due: day(date!(2026 - 03 - 15), "2026年3月15日"),
            owner_post: Some(w.posts["head-songpo"]),
            duties: vec![duty("songpo", DutyKind::Lead)],
            ..TaskDraft::default()
        },
        TaskDraft {
            title: "常年做好值班值守".to_owned(),
            due: DueDraft { text: some("长期"), kind: DueKind::Open, start: None, day: None },
            note: some("节假日加强"),
            ..TaskDraft::default()
        },
    ]
}

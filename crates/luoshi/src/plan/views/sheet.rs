//! A task as a row of the exported ledger: what its cells say in the office's words.

use std::collections::BTreeMap;

use luoshi_docs::write::ledger::LedgerRow;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _};

use super::board::milestones_of;
use crate::ctx::Ctx;
use crate::db::ids::{PersonId, PostId, TaskId};
use crate::error::AppError;
use crate::org::Org;
use crate::plan::ledger::query::standing_of;
use crate::plan::load::duties_of;
use crate::plan::store::{DutyKind, MilestoneKind, duty, measure, milestone, task};
use crate::plan::task::form::quarter_end;
use crate::web::i18n::Locale;

/// A task with everything that belongs to it.
#[derive(Debug, Clone)]
pub struct WholeTask {
    /// The task.
    pub task: task::Model,
    /// Its duties in order.
    pub duties: Vec<duty::Model>,
    /// Its measures in order.
    pub measures: Vec<measure::Model>,
    /// Its steps by day.
    pub milestones: Vec<milestone::Model>,
}

/// Reads what belongs to some tasks, a few hundred at a time.
///
/// # Errors
/// When the store cannot be read.
pub async fn whole(ctx: &Ctx, tasks: Vec<task::Model>) -> Result<Vec<WholeTask>, AppError> {
    let ids: Vec<TaskId> = tasks.iter().map(|t| t.id).collect();
    let mut milestones = milestones_of(ctx, &ids).await?;
    let mut duties: BTreeMap<TaskId, Vec<duty::Model>> = BTreeMap::new();
    let mut measures: BTreeMap<TaskId, Vec<measure::Model>> = BTreeMap::new();
    for chunk in ids.chunks(500) {
        for duty in duties_of(ctx, ctx.reader(), chunk).await? {
            duties.entry(duty.task_id).or_default().push(duty);
        }
        let found = measure::Entity::find()
            .filter(measure::Column::TenantId.eq(ctx.tenant()))
            .filter(measure::Column::TaskId.is_in(chunk.iter().copied()))
            .order_by_asc(measure::Column::TaskId)
            .order_by_asc(measure::Column::Position)
            .all(ctx.reader())
            .await?;
        for measure in found {
            if let Some(task) = measure.task_id {
                measures.entry(task).or_default().push(measure);
            }
        }
    }
    Ok(tasks
        .into_iter()
        .map(|task| WholeTask {
            duties: duties.remove(&task.id).unwrap_or_default(),
            measures: measures.remove(&task.id).unwrap_or_default(),
            milestones: milestones.remove(&task.id).unwrap_or_default(),
            task,
        })
        .collect())
}

/// The row of a task. The file is Chinese whatever the visitor reads: it goes to offices.
#[must_use]
pub fn row(ctx: &Ctx, org: &Org, whole: &WholeTask) -> LedgerRow {
    let t = &whole.task;
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let units = |kind: DutyKind| -> Vec<String> {
        let of_kind = whole.duties.iter().filter(|d| d.kind == kind);
        of_kind.map(|d| org.unit_label(d.unit_id).to_owned()).collect()
    };
    LedgerRow {
        id: t.id.to_string(),
        version: t.version,
        number: t.human_number(),
        area: t.area.clone(),
        title: t.title.clone(),
        requirement: text(&t.requirement),
        measure: text(&t.method),
        indicator: indicator(&whole.measures),
        quarters: quarters(t.year, &whole.milestones),
        due_text: text(&t.due_text),
        due: t.due_day,
        sponsor: t.sponsor_post_id.map(|p| post_name(org, p)).into_iter().collect(),
        lead: units(DutyKind::Lead),
        responsible: units(DutyKind::Responsible),
        assist: units(DutyKind::Assist),
        owner: owner_name(org, t.owner_person_id, t.owner_post_id).into_iter().collect(),
        phone: String::new(),
        progress: String::new(),
        status: Locale::Zh.text(&format!("standing-{}", standing_of(t, ctx.today()).word())),
        note: text(&t.note),
    }
}

/// A post as tables name it: its holder, or its title while nobody holds it.
#[must_use]
pub fn post_name(org: &Org, post: PostId) -> String {
    match org.holder(post) {
        Some(person) => person.name.clone(),
        None => org.post(post).map(|p| p.title.clone()).unwrap_or_default(),
    }
}

fn owner_name(org: &Org, person: Option<PersonId>, post: Option<PostId>) -> Option<String> {
    let named = person.and_then(|p| org.person(p)).map(|p| p.name.clone());
    named.or_else(|| post.map(|p| post_name(org, p))).filter(|n| !n.is_empty())
}

/// Between two measures of a cell.
pub const MEASURE_MARK: &str = "；";

/// Measures in words: 新增企业不少于5家；拆除违建不少于2万平方米.
#[must_use]
pub fn indicator(measures: &[measure::Model]) -> String {
    let shown: Vec<String> = measures
        .iter()
        .map(|m| {
            let direction = Locale::Zh.text(&format!("direction-{}", m.direction.word()));
            format!("{}{direction}{}{}", m.name, m.value, m.unit_of_measure)
        })
        .collect();
    shown.join(MEASURE_MARK)
}

/// What can be seen by the end of each quarter.
#[must_use]
pub fn quarters(year: i32, steps: &[milestone::Model]) -> [String; 4] {
    [1, 2, 3, 4].map(|quarter| {
        let end = quarter_end(year, quarter);
        let seen: Vec<&str> = steps
            .iter()
            .filter(|s| s.kind == MilestoneKind::Quarter && Some(s.day) == end)
            .map(|s| s.title.as_str())
            .collect();
        seen.join(MEASURE_MARK)
    })
}

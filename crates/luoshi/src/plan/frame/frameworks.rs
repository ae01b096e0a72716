//! The verbs on frameworks and their themes.

use luoshi_core::policy::{Action, Kind, Permitted};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, EntityTrait as _, PaginatorTrait as _, QueryFilter as _,
    QueryOrder as _,
};

use crate::ctx::{Ctx, Tx};
use crate::db::ids::{FrameworkId, ThemeId};
use crate::error::{AppError, FieldErrors, Notice};
use crate::event::{Change, Event, Subject};
use crate::plan::store::{framework, goal, task, theme, theme_link};
use crate::plan::years;

const NAME_MAX: usize = 80;

/// A framework as a form says it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FrameworkDraft {
    /// Name, such as “1356”工作布局.
    pub name: String,
    /// Body of the level that set it; none if it is our own.
    pub level: Option<String>,
    /// The upper level's framework that it serves.
    pub upper: Option<FrameworkId>,
    /// Names of themes to add, in order.
    pub themes: Vec<String>,
}

impl FrameworkDraft {
    /// Reads the fields of a form; themes stand one a line.
    ///
    /// # Errors
    /// [`AppError::Invalid`] with what is wrong.
    pub fn read(name: &str, level: &str, upper: &str, themes: &str) -> Result<Self, AppError> {
        let mut errors = FieldErrors::default();
        let name = text(&mut errors, "name", name);
        let level = Some(level.trim().to_owned()).filter(|l| !l.is_empty());
        if level.as_ref().is_some_and(|l| l.chars().count() > NAME_MAX) {
            errors.add("level", Notice::new("form-too-long").with("n", NAME_MAX));
        }
        let themes: Vec<String> =
            themes.lines().map(str::trim).filter(|t| !t.is_empty()).map(ToOwned::to_owned).collect();
        if themes.iter().any(|t| t.chars().count() > NAME_MAX) {
            errors.add("themes", Notice::new("form-too-long").with("n", NAME_MAX));
        }
        errors.into_result()?;
        Ok(Self { name, level, upper: upper.parse().ok(), themes })
    }
}

fn text(errors: &mut FieldErrors, field: &'static str, value: &str) -> String {
    let value = value.trim();
    if value.is_empty() {
        errors.add(field, Notice::new("form-required"));
    } else if value.chars().count() > NAME_MAX {
        errors.add(field, Notice::new("form-too-long").with("n", NAME_MAX));
    }
    value.to_owned()
}

/// Adds a framework with its themes to a year.
///
/// # Errors
/// Refused in a closed year; invalid if the upper framework is not one of the year.
pub async fn add_framework(ctx: &Ctx, year: i32, draft: &FrameworkDraft) -> Result<FrameworkId, AppError> {
    ctx.allow(Action::Modify, Kind::Plan)?;
    let mut tx = ctx.begin().await?;
    years::editable(&tx, year).await?;
    fitting_upper(&tx, year, None, draft.upper).await?;
    let id: FrameworkId = ctx.new_id();
    let last = framework::Entity::find()
        .filter(framework::Column::TenantId.eq(ctx.tenant()))
        .filter(framework::Column::Year.eq(year))
        .order_by_desc(framework::Column::Sort)
        .one(tx.conn())
        .await?;
    let row = framework::ActiveModel {
        tenant_id: Set(ctx.tenant()),
        id: Set(id),
        year: Set(year),
        name: Set(draft.name.clone()),
        level_name: Set(draft.level.clone()),
        upper_id: Set(draft.upper),
        sort: Set(last.map_or(10, |f| f.sort.saturating_add(10))),
        document_id: Set(None),
        version: Set(1),
    };
    framework::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    insert_themes(&tx, id, &draft.themes).await?;
    let changes = [Change::of("name", "", &draft.name), Change::of("themes", "", draft.themes.join("、"))];
    changed(&mut tx, id, changes.into_iter().flatten().collect()).await?;
    tx.commit().await?;
    Ok(id)
}

/// Changes a framework; named themes are added to it.
///
/// # Errors
/// Conflict; refused in a closed year.
pub async fn change_framework(
    ctx: &Ctx,
    old: Permitted<framework::Model>,
    version: i64,
    draft: &FrameworkDraft,
) -> Result<(), AppError> {
    debug_assert_eq!(old.action(), Action::Modify);
    let mut tx = ctx.begin().await?;
    years::editable(&tx, old.year).await?;
    fitting_upper(&tx, old.year, Some(old.id), draft.upper).await?;
    let id = |id: Option<FrameworkId>| id.map(|i| i.to_string()).unwrap_or_default();
    let changes: Vec<Change> = [
        Change::of("name", &old.name, &draft.name),
        Change::of("level", old.level_name.as_deref().unwrap_or(""), draft.level.as_deref().unwrap_or("")),
        Change::of("upper", id(old.upper_id), id(draft.upper)),
        Change::of("themes", "", draft.themes.join("、")),
    ]
    .into_iter()
    .flatten()
    .collect();
    if changes.is_empty() {
        return Ok(());
    }
    let done = framework::Entity::update_many()
        .col_expr(framework::Column::Name, Expr::value(draft.name.as_str()))
        .col_expr(framework::Column::LevelName, Expr::value(draft.level.clone()))
        .col_expr(framework::Column::UpperId, Expr::value(draft.upper))
        .col_expr(framework::Column::Version, Expr::value(version + 1))
        .filter(framework::Column::TenantId.eq(tx.tenant()))
        .filter(framework::Column::Id.eq(old.id))
        .filter(framework::Column::Version.eq(version))
        .exec(tx.conn())
        .await?;
    if done.rows_affected != 1 {
        return Err(AppError::Conflict { current: old.version });
    }
    insert_themes(&tx, old.id, &draft.themes).await?;
    changed(&mut tx, old.id, changes).await?;
    tx.commit().await
}

/// Takes a framework away with its themes.
///
/// # Errors
/// Refused while goals or tasks serve one of its themes, or another framework serves it.
pub async fn remove_framework(ctx: &Ctx, old: Permitted<framework::Model>) -> Result<(), AppError> {
    debug_assert_eq!(old.action(), Action::Modify);
    let mut tx = ctx.begin().await?;
    years::editable(&tx, old.year).await?;
    let below = framework::Entity::find()
        .filter(framework::Column::TenantId.eq(ctx.tenant()))
        .filter(framework::Column::UpperId.eq(old.id))
        .count(tx.conn())
        .await?;
    if below > 0 {
        return Err(Notice::new("refused-framework-served").with("n", below).into());
    }
    for theme in themes_of(&tx, old.id).await? {
        free(&tx, &theme).await?;
        delete_theme(&tx, theme.id).await?;
    }
    framework::Entity::delete_by_id((ctx.tenant(), old.id)).exec(tx.conn()).await?;
    let event = Event::PlanItemRemoved { title: old.name.clone() };
    tx.record(Subject::new("framework", old.id.0), "/", event).await?;
    tx.commit().await
}

/// Renames a theme, and says which upper theme it serves.
///
/// # Errors
/// Conflict; not found; refused in a closed year.
pub async fn change_theme(
    ctx: &Ctx,
    framework: Permitted<framework::Model>,
    id: ThemeId,
    version: i64,
    name: &str,
    upper: Option<ThemeId>,
) -> Result<(), AppError> {
    debug_assert_eq!(framework.action(), Action::Modify);
    let mut errors = FieldErrors::default();
    let name = text(&mut errors, "theme", name);
    errors.into_result()?;
    let mut tx = ctx.begin().await?;
    years::editable(&tx, framework.year).await?;
    let old = theme_in(&tx, framework.id, id).await?;
    let done = theme::Entity::update_many()
        .col_expr(theme::Column::Name, Expr::value(name.as_str()))
        .col_expr(theme::Column::Version, Expr::value(version + 1))
        .filter(theme::Column::TenantId.eq(tx.tenant()))
        .filter(theme::Column::Id.eq(id))
        .filter(theme::Column::Version.eq(version))
        .exec(tx.conn())
        .await?;
    if done.rows_affected != 1 {
        return Err(AppError::Conflict { current: old.version });
    }
    link(&tx, &framework, id, upper).await?;
    let changes = Change::of("theme", &old.name, &name).into_iter().collect();
    changed(&mut tx, framework.id, changes).await?;
    tx.commit().await
}

/// Takes a theme away.
///
/// # Errors
/// Refused while goals or tasks serve it.
pub async fn remove_theme(
    ctx: &Ctx,
    framework: Permitted<framework::Model>,
    id: ThemeId,
) -> Result<(), AppError> {
    debug_assert_eq!(framework.action(), Action::Modify);
    let mut tx = ctx.begin().await?;
    years::editable(&tx, framework.year).await?;
    let old = theme_in(&tx, framework.id, id).await?;
    free(&tx, &old).await?;
    delete_theme(&tx, id).await?;
    let event = Event::PlanItemRemoved { title: old.name };
    tx.record(Subject::new("framework", framework.id.0), "/", event).await?;
    tx.commit().await
}

async fn changed(tx: &mut Tx<'_>, id: FrameworkId, changes: Vec<Change>) -> Result<(), AppError> {
    tx.record(Subject::new("framework", id.0), "/", Event::FrameworkChanged { changes }).await
}

async fn insert_themes(tx: &Tx<'_>, framework: FrameworkId, names: &[String]) -> Result<(), AppError> {
    let last = themes_of(tx, framework).await?.last().map_or(0, |t| t.sort);
    for (step, name) in (1..).zip(names) {
        let row = theme::ActiveModel {
            tenant_id: Set(tx.tenant()),
            id: Set(tx.ctx.new_id()),
            framework_id: Set(framework),
            name: Set(name.clone()),
            sort: Set(last.saturating_add(step * 10)),
            version: Set(1),
        };
        theme::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    }
    Ok(())
}

async fn themes_of(tx: &Tx<'_>, framework: FrameworkId) -> Result<Vec<theme::Model>, AppError> {
    Ok(theme::Entity::find()
        .filter(theme::Column::TenantId.eq(tx.tenant()))
        .filter(theme::Column::FrameworkId.eq(framework))
        .order_by_asc(theme::Column::Sort)
        .all(tx.conn())
        .await?)
}

async fn theme_in(tx: &Tx<'_>, framework: FrameworkId, id: ThemeId) -> Result<theme::Model, AppError> {
    let row = theme::Entity::find_by_id((tx.tenant(), id)).one(tx.conn()).await?;
    row.filter(|t| t.framework_id == framework).ok_or(AppError::NotFound)
}

/// Nothing that hangs on a theme may lose it.
async fn free(tx: &Tx<'_>, theme: &theme::Model) -> Result<(), AppError> {
    let tasks = task::Entity::find()
        .filter(task::Column::TenantId.eq(tx.tenant()))
        .filter(task::Column::ThemeId.eq(theme.id))
        .count(tx.conn())
        .await?;
    let goals = goal::Entity::find()
        .filter(goal::Column::TenantId.eq(tx.tenant()))
        .filter(goal::Column::ThemeId.eq(theme.id))
        .count(tx.conn())
        .await?;
    let served = theme_link::Entity::find()
        .filter(theme_link::Column::TenantId.eq(tx.tenant()))
        .filter(theme_link::Column::UpperId.eq(theme.id))
        .count(tx.conn())
        .await?;
    if tasks + goals + served == 0 {
        return Ok(());
    }
    let notice = Notice::new("refused-theme-used").with("name", &theme.name);
    Err(notice.with("tasks", tasks).with("goals", goals).with("themes", served).into())
}

async fn delete_theme(tx: &Tx<'_>, id: ThemeId) -> Result<(), AppError> {
    theme_link::Entity::delete_by_id((tx.tenant(), id)).exec(tx.conn()).await?;
    theme::Entity::delete_by_id((tx.tenant(), id)).exec(tx.conn()).await?;
    Ok(())
}

/// A theme serves a theme of the framework that its own framework serves.
async fn link(
    tx: &Tx<'_>,
    framework: &framework::Model,
    id: ThemeId,
    upper: Option<ThemeId>,
) -> Result<(), AppError> {
    theme_link::Entity::delete_by_id((tx.tenant(), id)).exec(tx.conn()).await?;
    let Some(upper) = upper else { return Ok(()) };
    let Some(above) = framework.upper_id else { return Err(Notice::new("refused-theme-no-upper").into()) };
    theme_in(tx, above, upper).await?;
    let row =
        theme_link::ActiveModel { tenant_id: Set(tx.tenant()), theme_id: Set(id), upper_id: Set(upper) };
    theme_link::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// The upper framework must be another one of the same year, and not serve this one itself.
async fn fitting_upper(
    tx: &Tx<'_>,
    year: i32,
    own: Option<FrameworkId>,
    upper: Option<FrameworkId>,
) -> Result<(), AppError> {
    let mut at = upper;
    let mut steps = 0;
    while let Some(id) = at {
        let row = framework::Entity::find_by_id((tx.tenant(), id)).one(tx.conn()).await?;
        let row = row.filter(|f| f.year == year && Some(f.id) != own && steps < 10);
        let Some(row) = row else {
            let mut errors = FieldErrors::default();
            errors.add("upper", Notice::new("plan-upper-wrong"));
            return Err(AppError::Invalid(errors));
        };
        at = row.upper_id;
        steps += 1;
    }
    Ok(())
}

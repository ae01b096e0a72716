//! The frame of the plan: years, frameworks 工作布局 with themes, goals 目标 with measures.

pub mod frameworks;
pub mod goals;
mod pages;

pub use pages::routes;

use luoshi_core::policy::{Action, Permitted, permit};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _};

use super::store::{framework, goal, measure, theme, theme_link};
use crate::ctx::Ctx;
use crate::db::ids::{FrameworkId, GoalId};
use crate::error::AppError;

/// The frame of a year, in order.
#[derive(Debug, Default)]
pub struct Frame {
    /// Frameworks.
    pub frameworks: Vec<framework::Model>,
    /// Themes of all of them.
    pub themes: Vec<theme::Model>,
    /// Which upper theme a theme serves.
    pub links: Vec<theme_link::Model>,
    /// Goals.
    pub goals: Vec<goal::Model>,
    /// Measures of the goals.
    pub measures: Vec<measure::Model>,
}

impl Frame {
    /// Reads the frame of a year: dozens of rows.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn of(ctx: &Ctx, year: i32) -> Result<Self, AppError> {
        let (db, tenant) = (ctx.reader(), ctx.tenant());
        let frameworks = framework::Entity::find()
            .filter(framework::Column::TenantId.eq(tenant))
            .filter(framework::Column::Year.eq(year))
            .order_by_asc(framework::Column::Sort)
            .order_by_asc(framework::Column::Id)
            .all(db)
            .await?;
        let ids: Vec<FrameworkId> = frameworks.iter().map(|f| f.id).collect();
        let themes = theme::Entity::find()
            .filter(theme::Column::TenantId.eq(tenant))
            .filter(theme::Column::FrameworkId.is_in(ids))
            .order_by_asc(theme::Column::Sort)
            .order_by_asc(theme::Column::Id)
            .all(db)
            .await?;
        let links =
            theme_link::Entity::find().filter(theme_link::Column::TenantId.eq(tenant)).all(db).await?;
        let goals = goal::Entity::find()
            .filter(goal::Column::TenantId.eq(tenant))
            .filter(goal::Column::Year.eq(year))
            .order_by_asc(goal::Column::Sort)
            .order_by_asc(goal::Column::Id)
            .all(db)
            .await?;
        let measures = measure::Entity::find()
            .filter(measure::Column::TenantId.eq(tenant))
            .filter(measure::Column::Year.eq(year))
            .filter(measure::Column::GoalId.is_not_null())
            .order_by_asc(measure::Column::Position)
            .all(db)
            .await?;
        Ok(Self { frameworks, themes, links, goals, measures })
    }

    /// The themes of a framework.
    pub fn themes_of(&self, id: FrameworkId) -> impl Iterator<Item = &theme::Model> {
        self.themes.iter().filter(move |t| t.framework_id == id)
    }

    /// The measures of a goal.
    pub fn measures_of(&self, id: GoalId) -> impl Iterator<Item = &measure::Model> {
        self.measures.iter().filter(move |m| m.goal_id == Some(id))
    }

    /// The upper level's theme that a theme serves.
    #[must_use]
    pub fn upper_theme(&self, theme: &theme::Model) -> Option<&theme::Model> {
        let link = self.links.iter().find(|l| l.theme_id == theme.id)?;
        self.themes.iter().find(|t| t.id == link.upper_id)
    }

    /// The framework of the upper level that a framework serves.
    #[must_use]
    pub fn upper(&self, framework: &framework::Model) -> Option<&framework::Model> {
        self.frameworks.iter().find(|f| Some(f.id) == framework.upper_id)
    }
}

/// Loads a framework for an action.
///
/// # Errors
/// Not found or not permitted.
pub async fn load_framework(
    ctx: &Ctx,
    id: FrameworkId,
    action: Action,
) -> Result<Permitted<framework::Model>, AppError> {
    let row = framework::Entity::find_by_id((ctx.tenant(), id)).one(ctx.reader()).await?;
    Ok(permit(&ctx.actor, action, row.ok_or(AppError::NotFound)?)?)
}

/// Loads a goal for an action.
///
/// # Errors
/// Not found or not permitted.
pub async fn load_goal(ctx: &Ctx, id: GoalId, action: Action) -> Result<Permitted<goal::Model>, AppError> {
    let row = goal::Entity::find_by_id((ctx.tenant(), id)).one(ctx.reader()).await?;
    Ok(permit(&ctx.actor, action, row.ok_or(AppError::NotFound)?)?)
}

//! Handlers of the ledger.

use axum::extract::{Path, Query};
use luoshi_core::policy::{Action, Actor, Kind, Visible, may_some, visible};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, Condition, EntityTrait as _,
    PaginatorTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use serde::Deserialize;

use super::pages::{ActiveFilter, Choice, LedgerPage, NamedView, columns_of};
use super::query::{NONE, View};
use super::{rows, tree};
use crate::ctx::Ctx;
use crate::db::ids::{AccountId, ViewId};
use crate::error::{AppError, FieldErrors, Notice};
use crate::event::{Event, Subject};
use crate::org::Org;
use crate::plan::store::saved_view;
use crate::plan::years;
use crate::web::forms::Form;
use crate::web::ui::Done;
use crate::web::{Page, Ui};

/// Views that an account keeps at most.
const VIEWS: u64 = 50;

/// `GET /ledger`
pub async fn index(ctx: Ctx, ui: Ui, Query(view): Query<View>) -> Result<Page<LedgerPage>, AppError> {
    let year = years::current_or_none(&ctx, ui.year()).await?;
    let number = year.as_ref().map_or(ui.today().year(), |y| y.year);
    let org = Org::of(&ctx).await?;
    let rows = if view.tree() {
        tree::page(&ctx, &org, number, &view).await?
    } else {
        rows::page(&ctx, &ui, &org, number, &view).await?
    };
    let areas = rows::areas(&ctx, &org, number).await?;
    Ok(Page(LedgerPage {
        units: unit_choices(&ctx.actor, &org, &view.filter.unit),
        areas: areas.into_iter().map(|a| Choice::new(a.clone(), a, &view.filter.area)).collect(),
        named: named_views(&ctx).await?,
        active: active(&ui, &org, &view, "/ledger"),
        may_modify: may_some(&ctx.actor, Action::Modify, Kind::Task),
        year: number,
        year_state: year.map_or_else(|| "preparing".to_owned(), |y| y.state),
        ui,
        view,
        rows,
    }))
}

/// Open units but enterprises, indented as in the tree, to filter by: those whose tasks the actor
/// may see.
#[must_use]
pub fn unit_choices(actor: &Actor, org: &Org, current: &str) -> Vec<Choice> {
    let depth = |path: &str| path.matches('/').count().saturating_sub(2);
    let visible = visible(actor, Kind::Task);
    let seen = |path: &str| match &visible {
        Visible::All => true,
        Visible::Nothing => false,
        Visible::Within { owned, related } => {
            owned.iter().chain(related).any(|p| path.starts_with(p.as_str()))
        }
    };
    org.units()
        .filter(|u| u.kind != crate::org::UnitKind::Enterprise && seen(&u.path))
        .map(|u| {
            let indent = "\u{3000}".repeat(depth(&u.path));
            Choice::new(u.path.clone(), format!("{indent}{}", u.label()), current)
        })
        .collect()
}

/// The filters in force, each with the way out of it, on the page at `path`.
#[must_use]
pub fn active(ui: &Ui, org: &Org, view: &View, path: &str) -> Vec<ActiveFilter> {
    let f = &view.filter;
    let mut out = Vec::new();
    let mut add = |value: &str, label: String, clear: fn(&mut View)| {
        if !value.is_empty() {
            out.push(ActiveFilter { label, without: view.link_to(path, clear) });
        }
    };
    add(&f.q, format!("“{}”", f.q), |v| v.filter.q.clear());
    let unit =
        |path: &str| org.units().find(|u| u.path == path).map(|u| u.label().to_owned()).unwrap_or_default();
    add(&f.unit, unit(&f.unit), |v| v.filter.unit.clear());
    let lead = match f.lead.as_str() {
        NONE => ui.t("ledger-no-lead"),
        path => ui.t1("ledger-led-by", "unit", unit(path)),
    };
    add(&f.lead, lead, |v| v.filter.lead.clear());
    add(&f.area, f.area.clone(), |v| v.filter.area.clear());
    add(&f.theme, ui.t("ledger-filter-theme"), |v| v.filter.theme.clear());
    add(&f.document, ui.t("ledger-filter-document"), |v| v.filter.document.clear());
    if super::query::Standing::from_word(&f.standing).is_some() {
        add(&f.standing, ui.tk("standing", &f.standing), |v| v.filter.standing.clear());
    }
    let missing = if f.missing == "any" { ui.t("ledger-missing-any") } else { missing_text(ui, &f.missing) };
    add(&f.missing, missing, |v| v.filter.missing.clear());
    add(&f.raised, ui.t("ledger-raised-only"), |v| v.filter.raised.clear());
    if f.month == NONE {
        add(&f.month, ui.t("ledger-no-due"), |v| v.filter.month.clear());
    }
    if f.month.parse::<u8>().is_ok() {
        add(&f.month, ui.n("ledger-month", &f.month), |v| v.filter.month.clear());
    }
    add(&f.from, ui.t1("ledger-since", "day", &f.from), |v| v.filter.from.clear());
    add(&f.to, ui.t1("ledger-until", "day", &f.to), |v| v.filter.to.clear());
    out
}

fn missing_text(ui: &Ui, word: &str) -> String {
    let known = luoshi_core::plan::Setting::ALL.iter().any(|s| s.word() == word);
    if known { ui.tk("missing", word) } else { word.to_owned() }
}

async fn named_views(ctx: &Ctx) -> Result<Vec<NamedView>, AppError> {
    let own = AccountId(ctx.actor.account.unwrap_or_default());
    let views = saved_view::Entity::find()
        .filter(saved_view::Column::TenantId.eq(ctx.tenant()))
        .filter(
            Condition::any()
                .add(saved_view::Column::AccountId.eq(own))
                .add(saved_view::Column::Shared.eq(true)),
        )
        .order_by_asc(saved_view::Column::Id)
        .limit(2 * VIEWS)
        .all(ctx.reader())
        .await?;
    Ok(views
        .into_iter()
        .map(|v| NamedView {
            id: v.id,
            name: v.name,
            href: format!("/ledger?{}", v.query),
            own: v.account_id == own,
        })
        .collect())
}

/// The columns form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ColumnsForm {
    back: String,
    cols: Vec<String>,
}

/// `GET /ledger/columns`: back to the view with the chosen columns.
pub async fn columns(axum_extra::extract::Query(form): axum_extra::extract::Query<ColumnsForm>) -> Done {
    let chosen = columns_of(&form.cols.join(","));
    let names: Vec<&str> = chosen.iter().map(|c| c.name).collect();
    let kept: Vec<&str> = form.back.split('&').filter(|p| !p.is_empty() && !p.starts_with("cols=")).collect();
    let cols = format!("cols={}", crate::web::forms::percent_encode(&names.join(",")));
    let query = kept.into_iter().chain([cols.as_str()]).collect::<Vec<_>>().join("&");
    Done::to(format!("/ledger?{query}"))
}

/// The form that keeps a view.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ViewForm {
    name: String,
    query: String,
    shared: String,
}

/// `POST /ledger/views`: keeps a view under a name.
pub async fn keep_view(ctx: Ctx, Form(form): Form<ViewForm>) -> Result<Done, AppError> {
    let name = form.name.trim();
    let mut errors = FieldErrors::default();
    if name.is_empty() || name.chars().count() > 40 {
        errors.add("name", Notice::new("invalid-view-name"));
    }
    if form.query.len() > 2000 {
        errors.add("query", Notice::new("invalid-view-query"));
    }
    errors.into_result()?;
    let own = AccountId(ctx.actor.account.unwrap_or_default());
    let id: ViewId = ctx.new_id();
    let mut tx = ctx.begin().await?;
    let kept = saved_view::Entity::find()
        .filter(saved_view::Column::TenantId.eq(ctx.tenant()))
        .filter(saved_view::Column::AccountId.eq(own))
        .count(tx.conn())
        .await?;
    if kept >= VIEWS {
        return Err(Notice::new("refused-views-full").with("n", VIEWS).into());
    }
    saved_view::ActiveModel {
        tenant_id: Set(ctx.tenant()),
        id: Set(id),
        account_id: Set(own),
        name: Set(name.to_owned()),
        query: Set(form.query.clone()),
        shared: Set(form.shared == "1"),
        version: Set(1),
    }
    .insert(tx.conn())
    .await?;
    tx.record(Subject::new("view", id.0), "/", Event::ViewKept { name: name.to_owned() }).await?;
    tx.commit().await?;
    let back = format!("/ledger?{}", form.query);
    Ok(Done::to(back).say("ok", "flash-view-kept", &[("name", name.to_owned())]))
}

/// `POST /ledger/views/{id}/removal`: one's own only.
pub async fn remove_view(ctx: Ctx, Path(id): Path<ViewId>) -> Result<Done, AppError> {
    let own = AccountId(ctx.actor.account.unwrap_or_default());
    let mut tx = ctx.begin().await?;
    let view = saved_view::Entity::find_by_id((ctx.tenant(), id)).one(tx.conn()).await?;
    let view = view.filter(|v| v.account_id == own).ok_or(AppError::NotFound)?;
    saved_view::Entity::delete_by_id((ctx.tenant(), id)).exec(tx.conn()).await?;
    tx.record(Subject::new("view", id.0), "/", Event::ViewRemoved { name: view.name }).await?;
    tx.commit().await?;
    Ok(Done::to("/ledger").say("ok", "flash-view-removed", &[]))
}

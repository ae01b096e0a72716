//! The tree of units with posts and holders.

use askama::Template;
use axum::extract::Query;
use serde::Deserialize;

use super::{Sight, may_modify};
use crate::ctx::Ctx;
use crate::db::ids::{PersonId, PostId};
use crate::error::AppError;
use crate::org::{Org, squeeze, unit};
use crate::web::{Page, Ui};

/// Words to be found.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Find {
    pub q: String,
}

#[derive(Template)]
#[template(path = "org/pages/tree.html")]
pub(super) struct TreePage {
    ui: Ui,
    q: String,
    rows: Vec<Row>,
    units: usize,
    posts: usize,
    people: usize,
    alone: bool,
    may_modify: bool,
}

/// A unit with its posts.
struct Row {
    unit: unit::Model,
    level: usize,
    posts: Vec<Held>,
}

/// A post with its holder.
struct Held {
    id: PostId,
    title: String,
    person: Option<(PersonId, String)>,
}

pub(super) async fn show(ctx: Ctx, ui: Ui, Query(find): Query<Find>) -> Result<Page<TreePage>, AppError> {
    let org = Org::of(&ctx).await?;
    let rows = rows(&ctx, &org, &squeeze(&find.q));
    let held = rows.iter().flat_map(|r| &r.posts);
    let mut people: Vec<PersonId> = held.filter_map(|p| p.person.as_ref()).map(|p| p.0).collect();
    people.sort();
    people.dedup();
    Ok(Page(TreePage {
        ui,
        q: find.q,
        units: rows.len(),
        posts: rows.iter().map(|r| r.posts.len()).sum(),
        people: people.len(),
        alone: org.units().count() <= 1 && org.posts().is_empty(),
        may_modify: may_modify(&ctx),
        rows,
    }))
}

/// The units that the visitor sees; with words, only those that they fit, by unit, post or person.
fn rows(ctx: &Ctx, org: &Org, q: &str) -> Vec<Row> {
    let sight = Sight::of(ctx);
    let mut out = Vec::new();
    for unit in org.units().filter(|u| sight.sees(&u.path)) {
        let fits = q.is_empty() || org.names_of(unit).any(|n| squeeze(n).contains(q));
        let posts: Vec<Held> = org
            .posts_in(unit.id)
            .into_iter()
            .map(|post| Held {
                id: post.id,
                title: post.title.clone(),
                person: org.holder(post.id).map(|p| (p.id, p.name.clone())),
            })
            .filter(|held| {
                let named = held.person.as_ref().is_some_and(|(_, name)| squeeze(name).contains(q));
                fits || named || squeeze(&held.title).contains(q)
            })
            .collect();
        if fits || !posts.is_empty() {
            let level = unit.path.matches('/').count().saturating_sub(1).clamp(1, 6);
            out.push(Row { unit: unit.clone(), level, posts });
        }
    }
    out
}

//! Search over everything that the visitor may see.

use askama::Template;
use axum::extract::Query;
use luoshi_core::policy::{Kind, Visible, visible};
use sea_orm::{ConnectionTrait as _, QueryOrder as _, QuerySelect as _, Statement};
use serde::Deserialize;

use crate::ctx::Ctx;
use crate::error::AppError;
use crate::org::{Org, unit};
use crate::plan::ledger::query::{self, Filter, View};
use crate::plan::store::task;
use crate::plan::years;
use crate::web::{Page, Ui};

/// Hits of a group that the page shows.
const SHOWN: usize = 20;
/// Characters of a query that are looked for.
const QUERY_MAX: usize = 100;

/// A piece of a text: words that were looked for, or what stands between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// It was looked for.
    pub hit: bool,
    /// The text.
    pub text: String,
}

/// Something that was found.
#[derive(Debug)]
pub struct Hit {
    /// Its page.
    pub href: String,
    /// Its name.
    pub title: Vec<Piece>,
    /// What tells it from others.
    pub sub: Vec<Piece>,
}

/// Things of one kind.
#[derive(Debug)]
pub struct Found {
    /// `tasks`, `documents`, `units`, `people`.
    pub kind: &'static str,
    /// The first of them.
    pub hits: Vec<Hit>,
    /// Where the rest is, if there are more.
    pub more: Option<String>,
}

/// What was found.
#[derive(Template)]
#[template(path = "plan/views/search.html")]
pub struct SearchPage {
    /// Shell.
    pub ui: Ui,
    /// What was looked for.
    pub q: String,
    /// Kinds with hits.
    pub found: Vec<Found>,
}

/// What is looked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
}

/// `GET /search`
pub async fn index(ctx: Ctx, ui: Ui, Query(asked): Query<Asked>) -> Result<Page<SearchPage>, AppError> {
    let q: String = asked.q.trim().chars().take(QUERY_MAX).collect();
    let words: Vec<String> = q.split_whitespace().map(str::to_lowercase).take(8).collect();
    let mut found = Vec::new();
    if !words.is_empty() {
        let org = Org::of(&ctx).await?;
        found.push(tasks(&ctx, &ui, &org, &q, &words).await?);
        found.push(documents(&ctx, &words).await?);
        found.push(units(&ctx, &org, &words));
        found.push(people(&ctx, &org, &words));
        found.retain(|f| !f.hits.is_empty());
    }
    Ok(Page(SearchPage { ui, q, found }))
}

/// The first hits, and whether there are more.
fn group(kind: &'static str, mut hits: Vec<Hit>, more: impl FnOnce() -> Option<String>) -> Found {
    let more = if hits.len() > SHOWN { more() } else { None };
    hits.truncate(SHOWN);
    Found { kind, hits, more }
}

async fn tasks(ctx: &Ctx, ui: &Ui, org: &Org, q: &str, words: &[String]) -> Result<Found, AppError> {
    let year = years::current_or_none(ctx, ui.year()).await?.map_or(ui.today().year(), |y| y.year);
    let filter = Filter { q: q.to_owned(), ..Filter::default() };
    let rows = query::matching(ctx, year, &filter)
        .order_by_asc(task::Column::Number)
        .limit(u64::try_from(SHOWN + 1).unwrap_or(u64::MAX))
        .all(ctx.reader())
        .await?;
    let hits = rows
        .into_iter()
        .map(|task| {
            let mut sub = vec![task.human_number()];
            sub.extend(task.lead_unit_id.map(|u| org.unit_label(u).to_owned()));
            sub.extend(task.requirement.as_deref().and_then(|text| near(text, words)));
            Hit {
                href: format!("/tasks/{}", task.id),
                title: pieces(&task.title, words),
                sub: pieces(&sub.join(" · "), words),
            }
        })
        .collect();
    let view = View { filter, ..View::default() };
    Ok(group("tasks", hits, || Some(view.link(|_| {}))))
}

/// Documents by name and title. The table belongs to the intake feature, which comes after this one;
/// its columns are read by name.
async fn documents(ctx: &Ctx, words: &[String]) -> Result<Found, AppError> {
    if visible(&ctx.actor, Kind::Document) != Visible::All {
        return Ok(group("documents", Vec::new(), || None));
    }
    let mut values: Vec<sea_orm::Value> = vec![ctx.tenant().0.into()];
    let mut sql = "SELECT id, name, title FROM document WHERE tenant_id = $1".to_owned();
    for word in words {
        values.push(format!("%{}%", escaped(word)).into());
        let n = values.len();
        sql.push_str(&format!(
            " AND (LOWER(name) LIKE ${n} ESCAPE '\\' OR LOWER(title) LIKE ${n} ESCAPE '\\')"
        ));
    }
    sql.push_str(&format!(" ORDER BY id DESC LIMIT {}", SHOWN + 1));
    let statement = Statement::from_sql_and_values(ctx.app.db.engine(), sql, values);
    let mut hits = Vec::new();
    for row in ctx.reader().query_all_raw(statement).await? {
        let (id, name): (i64, String) = (row.try_get("", "id")?, row.try_get("", "name")?);
        let title: Option<String> = row.try_get("", "title")?;
        hits.push(Hit {
            href: format!("/documents/{id}"),
            title: pieces(title.as_deref().filter(|t| !t.is_empty()).unwrap_or(&name), words),
            sub: pieces(&name, words),
        });
    }
    Ok(group("documents", hits, || Some("/documents".to_owned())))
}

fn escaped(word: &str) -> String {
    word.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

/// Whether the visitor sees a unit of the roster.
fn sees(seen: &Visible, path: &str) -> bool {
    match seen {
        Visible::All => true,
        Visible::Nothing => false,
        Visible::Within { owned, related } => owned.iter().chain(related).any(|p| path.starts_with(p)),
    }
}

fn units(ctx: &Ctx, org: &Org, words: &[String]) -> Found {
    let seen = visible(&ctx.actor, Kind::Roster);
    let text =
        |u: &unit::Model| format!("{} {} {}", u.name, u.label(), u.pinyin.replace(' ', "")).to_lowercase();
    let hits = org
        .units()
        .filter(|u| sees(&seen, &u.path) && words.iter().all(|w| text(u).contains(w)))
        .map(|u| {
            let above = u.parent_id.map(|p| org.unit_label(p).to_owned()).unwrap_or_default();
            Hit {
                href: format!("/org/units/{}", u.id),
                title: pieces(&u.name, words),
                sub: pieces(&above, words),
            }
        })
        .take(SHOWN + 1)
        .collect();
    group("units", hits, || Some("/org".to_owned()))
}

fn people(ctx: &Ctx, org: &Org, words: &[String]) -> Found {
    let seen = visible(&ctx.actor, Kind::Roster);
    let mut hits = Vec::new();
    for person in org.people() {
        let name = format!("{} {}", person.name, person.pinyin.replace(' ', "")).to_lowercase();
        if hits.len() > SHOWN || !words.iter().all(|w| name.contains(w)) {
            continue;
        }
        let posts = org.posts_of(person.id);
        let in_sight = posts.iter().any(|p| org.unit(p.unit_id).is_some_and(|u| sees(&seen, &u.path)));
        if seen != Visible::All && !in_sight {
            continue;
        }
        let titles: Vec<&str> = posts.iter().map(|p| p.title.as_str()).collect();
        hits.push(Hit {
            href: format!("/org/people/{}", person.id),
            title: pieces(&person.name, words),
            sub: pieces(&titles.join("、"), words),
        });
    }
    group("people", hits, || Some("/org/people".to_owned()))
}

/// Some characters around the first hit of a long text; nothing without a hit.
fn near(text: &str, words: &[String]) -> Option<String> {
    let lower: Vec<char> = text.to_lowercase().chars().collect();
    let lower: String = lower.iter().collect();
    let at = words.iter().filter_map(|w| lower.find(w)).min()?;
    let before = lower.get(..at).map_or(0, |t| t.chars().count()).saturating_sub(12);
    let cut: String = text.chars().skip(before).take(48).collect();
    let (head, tail) = (before > 0, text.chars().count() > before + 48);
    Some(format!("{}{cut}{}", if head { "…" } else { "" }, if tail { "…" } else { "" }))
}

/// Cuts a text at the words that were looked for.
#[must_use]
pub fn pieces(text: &str, words: &[String]) -> Vec<Piece> {
    // Lower case may have another length; then nothing is marked rather than the wrong thing.
    let lower = text.to_lowercase();
    let lower = if lower.len() == text.len() { lower.as_str() } else { text };
    let mut marked: Vec<(usize, usize)> = Vec::new();
    for word in words.iter().filter(|w| !w.is_empty()) {
        marked.extend(lower.match_indices(word.as_str()).map(|(at, w)| (at, at + w.len())));
    }
    marked.sort_unstable();
    let mut out = Vec::new();
    let mut done = 0;
    let mut push = |hit: bool, from: usize, to: usize| {
        if let Some(text) = text.get(from..to).filter(|t| !t.is_empty()) {
            out.push(Piece { hit, text: text.to_owned() });
        }
    };
    for (from, to) in marked {
        let from = from.max(done);
        if to > from {
            push(false, done, from);
            push(true, from, to);
            done = to;
        }
    }
    push(false, done, text.len());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, words: &[&str]) -> String {
        let words: Vec<String> = words.iter().map(|w| (*w).to_owned()).collect();
        pieces(text, &words)
            .into_iter()
            .map(|p| if p.hit { format!("[{}]", p.text) } else { p.text })
            .collect()
    }

    #[test]
    fn words_are_marked_wherever_they_stand() {
        assert_eq!(shown("老旧小区改造，小区绿化", &["小区"]), "老旧[小区]改造，[小区]绿化");
        assert_eq!(shown("A3 挂图", &["a3", "挂"]), "[A3] [挂]图");
        assert_eq!(shown("小区区长", &["小区", "区区"]), "[小区][区]长");
        assert_eq!(shown("没有", &["别的"]), "没有");
    }
}

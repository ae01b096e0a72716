//! One document: waiting, refused, or source left and proposals right.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse as _, Response};
use luoshi_core::policy::{Action, Kind, may_some};
use luoshi_docs::extract::Item;
use luoshi_docs::model::{Document, Place, Problem};
use luoshi_docs::read::Refusal;
use serde::Deserialize;

use super::card::{Card, Desk, card};
use super::source::{BlockView, Source, render};
use super::state::{JobPiece, given_up};
use super::upload::refusal_text;
use crate::ctx::Ctx;
use crate::db::ids::{DocumentId, ProposalId};
use crate::error::AppError;
use crate::intake::decide::Tally;
use crate::intake::load::{load_document, proposals, reading_of};
use crate::intake::store::{DocumentState, ProposalChange, ProposalKind, ProposalState, document};
use crate::intake::value::{Found, Proposal};
use crate::org::Org;
use crate::web::{Page, Ui};

/// Proposals of a page.
const PAGE: usize = 200;
/// Words of one kind that are listed as also found.
const LISTED: usize = 60;

/// Waiting to be read.
#[derive(Debug, Template)]
#[template(path = "intake/pages/waiting.html")]
pub struct WaitingPage {
    ui: Ui,
    doc: document::Model,
    job: JobPiece,
}

/// Could not be read.
#[derive(Debug, Template)]
#[template(path = "intake/pages/refused.html")]
pub struct RefusedPage {
    ui: Ui,
    doc: document::Model,
    reason: String,
}

/// Proposals under one heading.
#[derive(Debug, Default)]
pub struct Section {
    /// The heading; empty if there is none.
    pub title: String,
    /// Its proposals.
    pub cards: Vec<Card>,
}

/// What was found besides proposals.
#[derive(Debug, Default)]
pub struct AlsoFound {
    /// Tail of its locale key.
    pub key: &'static str,
    /// The words.
    pub words: Vec<String>,
}

/// Confirming.
#[derive(Debug, Template)]
#[template(path = "intake/pages/confirm.html")]
pub struct ConfirmPage {
    /// Texts and look.
    pub ui: Ui,
    /// The document.
    pub doc: document::Model,
    /// The document that it is a newer version of.
    pub previous: Option<document::Model>,
    /// What can be said of it at a glance: key tail and words.
    pub facts: Vec<(&'static str, String)>,
    /// The left side.
    pub source: Source,
    /// Problems with their place.
    pub problems: Vec<(String, String)>,
    /// The right side.
    pub sections: Vec<Section>,
    /// What a newer version leaves as it is.
    pub unchanged: Vec<Card>,
    /// Not for the ledger.
    pub also: Vec<AlsoFound>,
    /// How far the work has come.
    pub tally: Tally,
    /// Whether the visitor may decide.
    pub may_modify: bool,
    /// Characters of the text.
    pub length: usize,
    /// Page of the proposals, from 1, and how many there are.
    pub page: usize,
    /// How many pages there are.
    pub pages: usize,
}

/// The query of the page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    page: Option<usize>,
    at: Option<ProposalId>,
}

/// `GET /documents/{id}`
pub(super) async fn show(
    ctx: Ctx,
    ui: Ui,
    Path(id): Path<DocumentId>,
    Query(ask): Query<Ask>,
) -> Result<Response, AppError> {
    let doc = load_document(&ctx, ctx.reader(), id, Action::Read).await?;
    match doc.state {
        DocumentState::Received | DocumentState::Reading => {
            let failed = given_up(&ctx, id).await?;
            let job = JobPiece { ui: ui.clone(), id, name: doc.name.clone(), failed };
            Ok(Page(WaitingPage { ui, doc: (*doc).clone(), job }).into_response())
        }
        DocumentState::Refused => {
            let refusal = doc.refusal.as_deref().and_then(|r| serde_json::from_str::<Refusal>(r).ok());
            let reason = refusal_text(&ui, &refusal.unwrap_or_else(|| Refusal::new("damaged")));
            Ok(Page(RefusedPage { ui, doc: (*doc).clone(), reason }).into_response())
        }
        DocumentState::Draft | DocumentState::Adopted | DocumentState::Undone => {
            confirm(&ctx, ui, (*doc).clone(), &ask).await.map(|p| Page(p).into_response())
        }
    }
}

async fn confirm(ctx: &Ctx, ui: Ui, doc: document::Model, ask: &Ask) -> Result<ConfirmPage, AppError> {
    let reading = reading_of(ctx, doc.id).await?.ok_or(AppError::NotFound)?;
    let content: Document = serde_json::from_str(&reading.content)?;
    let found: Found = serde_json::from_str(&reading.found)?;
    let problems: Vec<Problem> = serde_json::from_str(&reading.problems)?;
    let all = proposals(ctx, ctx.reader(), doc.id).await?;
    let previous = match doc.previous_id {
        Some(id) => Some(load_document(ctx, ctx.reader(), id, Action::Read).await.map(|d| (*d).clone())?),
        None => None,
    };
    let org = Org::of(ctx).await?;
    let may_modify = may_some(&ctx.actor, Action::Modify, Kind::Document);
    let desk = Desk { ui: &ui, org: &org, may_modify };
    let tally = Tally::of(&all);
    let (kept, to_confirm): (Vec<Proposal>, Vec<Proposal>) =
        all.into_iter().partition(|p| p.row.change == ProposalChange::Unchanged);
    let pages = to_confirm.len().div_ceil(PAGE).max(1);
    let at = ask.at.and_then(|id| to_confirm.iter().position(|p| p.row.id == id)).map(|i| i / PAGE + 1);
    let page = at.or(ask.page).unwrap_or(1).clamp(1, pages);
    let shown: Vec<Proposal> = to_confirm.into_iter().skip((page - 1) * PAGE).take(PAGE).collect();
    let source = render(&content, &shown, pages == 1);
    Ok(ConfirmPage {
        facts: facts(&ui, &found, doc.year),
        problems: problems.iter().map(|p| problem(&ui, p)).collect(),
        sections: sections(desk, &doc, &shown),
        unchanged: kept.iter().take(PAGE).map(|p| card(desk, &doc, p)).collect(),
        also: also(&ui, &found),
        length: content.text.chars().filter(|c| !c.is_whitespace()).count(),
        previous,
        source,
        tally,
        may_modify,
        page,
        pages,
        doc,
        ui,
    })
}

fn sections(desk: Desk<'_>, doc: &document::Model, shown: &[Proposal]) -> Vec<Section> {
    let mut out: Vec<Section> = Vec::new();
    for proposal in shown.iter().filter(|p| p.row.state != ProposalState::Merged || p.row.origin_id.is_some())
    {
        let title = match (proposal.row.change, proposal.row.kind) {
            (ProposalChange::Removed, _) => desk.ui.t("document-removed"),
            (_, ProposalKind::Framework) if proposal.row.section.is_empty() => {
                desk.ui.t("document-frameworks")
            }
            _ => proposal.row.section.clone(),
        };
        match out.last_mut() {
            Some(section) if section.title == title => section.cards.push(card(desk, doc, proposal)),
            _ => out.push(Section { title, cards: vec![card(desk, doc, proposal)] }),
        }
    }
    out
}

fn facts(ui: &Ui, found: &Found, year: i32) -> Vec<(&'static str, String)> {
    let e = &found.extraction;
    let mut out: Vec<(&'static str, String)> = Vec::new();
    if let Some(genre) = &e.genre {
        let word = serde_json::to_value(genre.value).ok().and_then(|v| v.as_str().map(ToOwned::to_owned));
        out.extend(word.map(|w| ("genre", ui.tk("genre", &w))));
    }
    out.extend(e.issuer.as_ref().map(|i| ("issuer", i.value.clone())));
    out.extend(e.date.as_ref().map(|d| ("date", ui.day(&d.value))));
    if let Some(plan) = e.plan_year.as_ref().filter(|p| p.value != year) {
        out.push(("other-year", ui.n("document-other-year-text", plan.value)));
    }
    out
}

fn problem(ui: &Ui, problem: &Problem) -> (String, String) {
    let place = match &problem.place {
        Place::File => ui.t("place-file"),
        Place::Line(n) => ui.n("place-line", n),
        Place::Paragraph(n) => ui.n("place-paragraph", n),
        Place::Page(n) => ui.n("place-page", n),
        Place::Cell { sheet, address } => format!("{sheet} {address}"),
    };
    (place, ui.t1(&format!("problem-{}", problem.code), "found", &problem.found))
}

/// What serves later stages: listed, so that nobody thinks it was overlooked.
fn also(ui: &Ui, found: &Found) -> Vec<AlsoFound> {
    fn words<T>(items: &[Item<T>], word: impl Fn(&T) -> String) -> Vec<String> {
        let mut seen = std::collections::BTreeSet::new();
        let all = items.iter().map(|i| word(&i.value)).filter(|w| seen.insert(w.clone()));
        all.take(LISTED).collect()
    }
    let e = &found.extraction;
    let people = words(&e.people, |p| match &p.post {
        Some(post) => format!("{}（{post}）", p.name),
        None => p.name.clone(),
    });
    let mut tables: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (is, name) in &found.tables {
        let name = if name.is_empty() { ui.t("found-table") } else { name.clone() };
        tables.entry(is).or_default().push(name);
    }
    let mut table = |is: &str| tables.remove(is).unwrap_or_default();
    let lists = [
        ("people", people),
        ("forces", words(&e.forces, |f| f.name.clone())),
        ("letters", words(&e.letters, Clone::clone)),
        ("issued", words(&e.issued, Clone::clone)),
        ("honours", words(&e.honours, Clone::clone)),
        ("campaigns", words(&e.campaigns, Clone::clone)),
        ("results", words(&e.results, |r| r.text.clone())),
        ("rosters", table("roster")),
        ("allocations", table("allocation")),
    ];
    lists.into_iter().filter(|(_, w)| !w.is_empty()).map(|(key, words)| AlsoFound { key, words }).collect()
}

impl ConfirmPage {
    /// An invented draft, for tests of how pages look.
    #[must_use]
    pub fn sample(ui: Ui) -> Self {
        let content = luoshi_docs::read::text("一、产业发展\n由经济发展办公室牵头，6月前完成签约5个。");
        let card = Card {
            id: "1".to_owned(),
            version: 1,
            kind: "task",
            class: "ask",
            title: "完成签约5个".to_owned(),
            facts: vec![("lead", vec!["经济发展办公室".to_owned()])],
            missing: vec!["deadline"],
            doubts: vec![super::card::DoubtView {
                text: ui.t1("doubt-due-ambiguous", "found", "6月前"),
                choices: vec![("2026-05-31".to_owned(), "2026年5月31日".to_owned())],
                day: true,
                ..Default::default()
            }],
            state: "open",
            marked: true,
            can: true,
            ..Card::default()
        };
        Self {
            doc: super::list::sample(1, DocumentState::Draft),
            previous: None,
            facts: vec![("date", "2026年2月26日".to_owned())],
            source: render(&content, &[], true),
            problems: vec![(ui.n("place-line", 2), ui.t("problem-macros-ignored"))],
            sections: vec![Section { title: "一、产业发展".to_owned(), cards: vec![card] }],
            unchanged: Vec::new(),
            also: vec![AlsoFound { key: "people", words: vec!["温国栋（党工委书记）".to_owned()] }],
            tally: Tally { all: 1, ready: 1, ..Tally::default() },
            may_modify: true,
            length: 30,
            page: 1,
            pages: 1,
            ui,
        }
    }
}

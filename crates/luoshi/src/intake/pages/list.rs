//! Every document of the year, and where files come in.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::Query;
use luoshi_core::policy::{Action, Kind, may_some};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QuerySelect as _};
use serde::Deserialize;

use crate::ctx::Ctx;
use crate::db::ids::DocumentId;
use crate::error::AppError;
use crate::intake::load::documents;
use crate::intake::store::{DocumentState, ProposalChange, ProposalState, document, proposal};
use crate::plan::years;
use crate::web::{Page, Ui};

/// Rows of a page.
const PAGE: usize = 50;

/// The page.
#[derive(Debug, Template)]
#[template(path = "intake/pages/list.html")]
pub struct ListPage {
    /// Texts and look.
    pub ui: Ui,
    /// The year; none while no year is open.
    pub year: Option<i32>,
    /// Documents, newest first.
    pub rows: Vec<Row>,
    /// Where the next page begins.
    pub next: Option<DocumentId>,
    /// Whether the visitor may bring files.
    pub may_modify: bool,
    /// What was wrong with the files just brought.
    pub errors: Vec<String>,
    /// The text that was pasted, to be corrected.
    pub text: String,
}

/// A document in the list.
#[derive(Debug, Clone)]
pub struct Row {
    /// The document.
    pub document: document::Model,
    /// Proposals without a decision.
    pub open: i64,
}

/// The query of the page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    before: Option<DocumentId>,
    state: Option<String>,
}

/// `GET /documents`
pub(super) async fn show(ctx: Ctx, ui: Ui, Query(ask): Query<Ask>) -> Result<Page<ListPage>, AppError> {
    let state = ask.state.as_deref().and_then(DocumentState::from_word);
    page(&ctx, ui, state, ask.before, Vec::new(), String::new()).await.map(Page)
}

/// The page with what was wrong.
pub(super) async fn page(
    ctx: &Ctx,
    ui: Ui,
    state: Option<DocumentState>,
    before: Option<DocumentId>,
    errors: Vec<String>,
    text: String,
) -> Result<ListPage, AppError> {
    let year = match years::current(ctx, ui.year()).await {
        Ok(year) => Some(year.year),
        Err(AppError::NotFound) => None,
        Err(error) => return Err(error),
    };
    let mut found = match year {
        Some(year) => documents(ctx, year, state, before, PAGE as u64 + 1).await?,
        None => Vec::new(),
    };
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    let open = open_counts(ctx, &found).await?;
    let may_modify = may_some(&ctx.actor, Action::Modify, Kind::Document);
    let next = found.last().filter(|_| more).map(|d| d.id);
    let rows =
        found.into_iter().map(|d| Row { open: open.get(&d.id).copied().unwrap_or(0), document: d }).collect();
    Ok(ListPage { ui, year, rows, next, may_modify, errors, text })
}

async fn open_counts(ctx: &Ctx, docs: &[document::Model]) -> Result<BTreeMap<DocumentId, i64>, AppError> {
    let counted: Vec<(DocumentId, i64)> = proposal::Entity::find()
        .select_only()
        .column(proposal::Column::DocumentId)
        .column_as(proposal::Column::Id.count(), "n")
        .filter(proposal::Column::TenantId.eq(ctx.tenant()))
        .filter(proposal::Column::DocumentId.is_in(docs.iter().map(|d| d.id)))
        .filter(proposal::Column::State.eq(ProposalState::Open))
        .filter(proposal::Column::Change.ne(ProposalChange::Removed))
        .group_by(proposal::Column::DocumentId)
        .into_tuple()
        .all(ctx.reader())
        .await?;
    Ok(counted.into_iter().collect())
}

impl ListPage {
    /// The page with every kind of row, for tests of how pages look.
    #[must_use]
    pub fn sample(ui: Ui) -> Self {
        let rows =
            (1..).zip(DocumentState::ALL).map(|(id, state)| Row { document: sample(id, *state), open: id });
        Self {
            rows: rows.collect(),
            year: Some(2026),
            next: Some(DocumentId(1)),
            may_modify: true,
            errors: vec![ui.t("documents-nothing-chosen")],
            text: String::new(),
            ui,
        }
    }
}

/// An invented document.
pub(super) fn sample(id: i64, state: DocumentState) -> document::Model {
    document::Model {
        tenant_id: crate::db::ids::TenantId(1),
        id: DocumentId(id),
        year: 2026,
        sha256: String::new(),
        name: "青石桥街道2026年重点工作任务分解表.xlsx".to_owned(),
        format: Some("xlsx".to_owned()),
        state,
        refusal: Some(r#"{"code":"old-doc","details":{}}"#.to_owned()),
        title: Some("青石桥街道2026年重点工作任务分解表".to_owned()),
        previous_id: None,
        received_at: 1_772_600_000_000,
        account_id: None,
        adopted_at: Some(1_772_600_000_000),
        undone_at: None,
        version: 2,
    }
}

impl Row {
    /// The colour of its state.
    #[must_use]
    pub const fn tag(&self) -> &'static str {
        match self.document.state {
            DocumentState::Received | DocumentState::Reading => "info",
            DocumentState::Draft => "warn",
            DocumentState::Refused => "bad",
            DocumentState::Adopted => "ok",
            DocumentState::Undone => "",
        }
    }
}

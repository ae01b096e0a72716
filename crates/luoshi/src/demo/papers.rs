//! The papers that the demo's plan was taken from: received and read as any upload, and settled with
//! the tasks of `year.toml`, which are what the clerk confirmed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use anyhow::Context as _;
use luoshi_core::text::even;
use luoshi_docs::model::{Document as Content, Span};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};

use super::world::{Document, Task};
use crate::app::App;
use crate::ctx::{Ctx, Tx};
use crate::db::ids::{DocumentId, ProposalId, TaskId};
use crate::event::{Event, Subject};
use crate::intake::load::{proposals, reading_of};
use crate::intake::store::{DocumentState, ProposalState, document, proposal};
use crate::intake::value::{Proposal, Undo};
use crate::intake::versions::likeness;
use crate::intake::{self, Receipt, Upload};
use crate::jobs;
use crate::plan::Source;

macro_rules! papers {
    ($($name:literal),+ $(,)?) => {
        /// The files that `year.toml` names.
        const FILES: &[(&str, &[u8])] =
            &[$(($name, include_bytes!(concat!("../../../../demo/documents/", $name)))),+];
    };
}

papers![
    "01青石桥街道2026年工作动员大会讲话.docx",
    "02青石桥街道2026年工作要点.docx",
    "03青石桥街道2026年重点工作任务分解表.xlsx",
    "04城市管理和生态环境任务分解表（旧版）.xls",
    "05青石桥街道2026年民生实事清单.html",
    "07平安法治任务台账.csv",
    "09安全生产目标责任书（柳堰村）.pdf",
];

/// How alike two titles must be, of 100, to be the same task.
const ALIKE: u32 = 60;

/// A paper that was read.
#[derive(Debug)]
struct Paper {
    key: String,
    id: DocumentId,
    content: Content,
    says: Vec<Said>,
}

/// A proposal of a paper, with its title and its words in even spelling.
#[derive(Debug)]
struct Said {
    proposal: Proposal,
    title: String,
    words: String,
}

impl Said {
    fn of(content: &Content, proposal: Proposal) -> Self {
        let at = |offset: i64| usize::try_from(offset).unwrap_or_default();
        let span = Span::new(at(proposal.row.span_start), at(proposal.row.span_end));
        Self { title: even(proposal.value.title()), words: even(content.slice(span)), proposal }
    }
}

/// The papers that the office has received so far.
#[derive(Debug, Default)]
pub struct Papers {
    papers: Vec<Paper>,
    settled: BTreeSet<ProposalId>,
}

impl Papers {
    /// Receives more of them, and lets them be read.
    pub async fn receive(
        &mut self,
        app: &Arc<App>,
        ctx: impl Fn() -> Ctx,
        year: i32,
        papers: &[&Document],
    ) -> anyhow::Result<()> {
        let mut received = Vec::new();
        for paper in papers {
            let (name, bytes) = FILES
                .iter()
                .find(|(name, _)| *name == paper.file)
                .with_context(|| format!("no file {}", paper.file))?;
            let upload = Upload { name: (*name).to_owned(), bytes: Arc::new(bytes.to_vec()), previous: None };
            let receipt = intake::receive(&ctx(), year, upload).await?;
            let Receipt::New(id) = receipt else { anyhow::bail!("{name} was not taken: {receipt:?}") };
            received.push((paper.key.clone(), id));
        }
        jobs::run_due(app).await?;
        let ctx = ctx();
        for (key, id) in received {
            let reading = reading_of(&ctx, id).await?.context("a paper was not read")?;
            let content: Content = serde_json::from_str(&reading.content)?;
            let says = proposals(&ctx, ctx.reader(), id).await?;
            let says = says.into_iter().map(|p| Said::of(&content, p)).collect();
            self.papers.push(Paper { key, id, content, says });
        }
        Ok(())
    }

    /// The words that a task was taken from: in the first of its papers that says it.
    pub fn source(&self, task: &Task) -> Option<Source> {
        if let Some((paper, words)) = self.origin(task) {
            return Some(Source { document: paper.id, span: (words.row.span_start, words.row.span_end) });
        }
        let (paper, span) = self.of(task).find_map(|paper| Some((paper, mentions(paper, task)?)))?;
        Some(Source { document: paper.id, span: (offset(span.start), offset(span.end)) })
    }

    fn origin(&self, task: &Task) -> Option<(&Paper, &Proposal)> {
        self.of(task).find_map(|paper| Some((paper, says(paper, task)?)))
    }

    /// The papers of a task in the order in which it names them.
    fn of<'p>(&'p self, task: &Task) -> impl Iterator<Item = &'p Paper> {
        task.sources.iter().filter_map(|key| self.papers.iter().find(|p| p.key == *key))
    }

    /// Writes down that what the papers say of these tasks is in the ledger.
    pub async fn settle(&mut self, ctx: &Ctx, made: &[(&Task, TaskId)]) -> anyhow::Result<()> {
        let mut done: BTreeMap<ProposalId, (TaskId, Undo)> = BTreeMap::new();
        for (task, id) in made {
            let origin = self.origin(task).map(|(_, words)| words.row.id);
            for words in self.of(task).filter_map(|paper| says(paper, task)) {
                let way = if origin == Some(words.row.id) { Undo::Remove } else { Undo::Leave };
                if !self.settled.contains(&words.row.id) {
                    done.entry(words.row.id).or_insert((*id, way));
                }
            }
        }
        let mut tx = ctx.begin().await?;
        for paper in &self.papers {
            let says = paper.says.iter().map(|s| &s.proposal);
            let of_paper = says.filter_map(|p| Some((p, done.get(&p.row.id)?)));
            let mut count = 0;
            for (words, (task, way)) in of_paper {
                settle(&tx, words, *task, way).await?;
                count += 1;
            }
            if count > 0 {
                adopted(&mut tx, paper.id, count).await?;
            }
        }
        tx.commit().await?;
        self.settled.extend(done.into_keys());
        Ok(())
    }

    /// What else the papers say is in the plan already, or is no task of the year: their confirmation
    /// is over.
    pub async fn lay_aside(&self, ctx: &Ctx) -> anyhow::Result<()> {
        let mut tx = ctx.begin().await?;
        for paper in &self.papers {
            let settled = paper.says.iter().any(|s| self.settled.contains(&s.proposal.row.id));
            if !settled {
                adopted(&mut tx, paper.id, 0).await?;
            }
            proposal::Entity::update_many()
                .col_expr(proposal::Column::State, Expr::value(ProposalState::Rejected.word()))
                .col_expr(proposal::Column::Version, Expr::cust("version + 1"))
                .filter(proposal::Column::TenantId.eq(tx.tenant()))
                .filter(proposal::Column::DocumentId.eq(paper.id))
                .filter(proposal::Column::State.eq(ProposalState::Open))
                .exec(tx.conn())
                .await?;
        }
        Ok(tx.commit().await?)
    }
}

/// The shortest stretch of a paper that names a task which nothing was proposed for: a line that the
/// rules took for something else.
fn mentions(paper: &Paper, task: &Task) -> Option<Span> {
    let title = even(&task.title);
    let names = |span: &Span| even(paper.content.slice(*span)).contains(&title);
    let blocks = paper.content.blocks.iter().map(|b| b.span).filter(names);
    blocks.min_by_key(|span| span.end - span.start)
}

fn offset(at: usize) -> i64 {
    i64::try_from(at).unwrap_or_default()
}

/// What a paper says of a task, if it does: what is called like it, or else names it in its words.
fn says<'p>(paper: &'p Paper, task: &Task) -> Option<&'p Proposal> {
    let title = even(&task.title);
    let said = || paper.says.iter().filter(|s| s.proposal.value.task().is_some());
    if let Some(same) = said().find(|s| s.title == title) {
        return Some(&same.proposal);
    }
    let alike = |s: &&Said| likeness(&s.title, &title) + if s.words.contains(&title) { ALIKE } else { 0 };
    let best = said().map(|s| (alike(&s), s)).filter(|(alike, _)| *alike >= ALIKE);
    best.max_by_key(|(alike, _)| *alike).map(|(_, s)| &s.proposal)
}

async fn settle(tx: &Tx<'_>, words: &Proposal, task: TaskId, way: &Undo) -> anyhow::Result<()> {
    proposal::Entity::update_many()
        .col_expr(proposal::Column::State, Expr::value(ProposalState::Accepted.word()))
        .col_expr(proposal::Column::ResultId, Expr::value(Some(task.0)))
        .col_expr(proposal::Column::Undo, Expr::value(Some(serde_json::to_string(way)?)))
        .col_expr(proposal::Column::Doubts, Expr::value("[]"))
        .col_expr(proposal::Column::Version, Expr::value(words.row.version + 1))
        .filter(proposal::Column::TenantId.eq(tx.tenant()))
        .filter(proposal::Column::Id.eq(words.row.id))
        .filter(proposal::Column::Version.eq(words.row.version))
        .exec(tx.conn())
        .await?;
    Ok(())
}

async fn adopted(tx: &mut Tx<'_>, id: DocumentId, tasks: u32) -> anyhow::Result<()> {
    document::Entity::update_many()
        .col_expr(document::Column::State, Expr::value(DocumentState::Adopted.word()))
        .col_expr(document::Column::AdoptedAt, Expr::value(Some(tx.ctx.now)))
        .col_expr(document::Column::Version, Expr::cust("version + 1"))
        .filter(document::Column::TenantId.eq(tx.tenant()))
        .filter(document::Column::Id.eq(id))
        .exec(tx.conn())
        .await?;
    let subject = || Subject::new("document", id.0);
    let decided = Event::ProposalsDecided { accepted: tasks, rejected: 0, edited: 0 };
    tx.record(subject(), "/", decided).await?;
    let adopted = Event::DocumentAdopted { tasks, goals: 0, frameworks: 0 };
    Ok(tx.record(subject(), "/", adopted).await?)
}

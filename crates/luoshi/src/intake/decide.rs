//! The clerk's decisions on proposals. Each is saved at once, with the version that the clerk saw.

use luoshi_core::policy::{Action, Permitted};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::NotSet, ActiveValue::Set, ColumnTrait as _, EntityTrait as _,
    IntoActiveModel as _, QueryFilter as _,
};

use super::answers;
use super::load::{load_document, load_proposal, proposals};
use super::reading::{small, write};
use super::store::{ProposalChange, ProposalState, document, proposal};
use super::value::{Doubt, Field, Kept, Proposal, Proposed, TaskValue};
use crate::ctx::{Ctx, Tx};
use crate::db::ids::{DocumentId, ProposalId};
use crate::error::{AppError, Notice};
use crate::event::{Event, Subject};
use crate::org::Org;
use crate::plan::years;

/// A decision on one proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// It is to enter the ledger.
    Accept,
    /// It is not.
    Reject,
    /// Back to undecided; undecided ones go back to what was found.
    Restore,
}

/// Which proposals a bulk accept means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Only those that need no second look.
    Sure,
    /// Every one without an open question.
    All,
}

/// A proposal that may be changed, in the transaction of the change.
struct Loaded {
    document: Permitted<document::Model>,
    proposal: Proposal,
}

async fn load(tx: &Tx<'_>, id: ProposalId, version: i64) -> Result<Loaded, AppError> {
    let (document, proposal) = load_proposal(tx.ctx, tx.conn(), id, Action::Modify).await?;
    changeable(tx, &document).await?;
    if proposal.settled() {
        return Err(Notice::new("refused-proposal-settled").into());
    }
    if proposal.row.version != version {
        return Err(AppError::Conflict { current: proposal.row.version });
    }
    Ok(Loaded { document, proposal })
}

async fn changeable(tx: &Tx<'_>, document: &document::Model) -> Result<(), AppError> {
    if !document.state.open() {
        return Err(Notice::new("refused-document-state").into());
    }
    years::editable(tx, document.year).await
}

/// Writes a proposal back if nobody was faster; its version goes up.
pub(super) async fn save(tx: &Tx<'_>, proposal: &mut Proposal) -> Result<(), AppError> {
    let seen = proposal.row.version;
    proposal.row.value = serde_json::to_string(&proposal.value)?;
    proposal.row.doubts = serde_json::to_string(&proposal.doubts)?;
    proposal.row.version = seen + 1;
    let mut row = proposal.row.clone().into_active_model().reset_all();
    (row.tenant_id, row.id) = (NotSet, NotSet);
    let written = proposal::Entity::update_many()
        .set(row)
        .filter(proposal::Column::TenantId.eq(tx.tenant()))
        .filter(proposal::Column::Id.eq(proposal.row.id))
        .filter(proposal::Column::Version.eq(seen))
        .exec(tx.conn())
        .await?;
    if written.rows_affected == 1 { Ok(()) } else { Err(AppError::Conflict { current: seen + 1 }) }
}

async fn record(
    tx: &mut Tx<'_>,
    id: DocumentId,
    accepted: usize,
    rejected: usize,
    edited: usize,
) -> Result<(), AppError> {
    let event = Event::ProposalsDecided {
        accepted: small(accepted),
        rejected: small(rejected),
        edited: small(edited),
    };
    tx.record(Subject::new("document", id.0), "/", event).await
}

/// Decides on one proposal.
///
/// # Errors
/// Conflict if somebody was faster; refused while a question is open, or if it is in the ledger.
pub async fn decide(
    ctx: &Ctx,
    id: ProposalId,
    version: i64,
    decision: Decision,
) -> Result<Proposal, AppError> {
    let mut tx = ctx.begin().await?;
    let Loaded { document, mut proposal } = load(&tx, id, version).await?;
    // What went into another proposal is that one's business until it is taken out again.
    if proposal.row.state == ProposalState::Merged && decision != Decision::Restore {
        return Err(Notice::new("refused-proposal-merged").into());
    }
    match decision {
        Decision::Accept => {
            if proposal.unanswered().next().is_some() {
                return Err(Notice::new("refused-proposal-asks").into());
            }
            proposal.row.state = ProposalState::Accepted;
        }
        Decision::Reject => proposal.row.state = ProposalState::Rejected,
        Decision::Restore => restore(&tx, &mut proposal).await?,
    }
    save(&tx, &mut proposal).await?;
    let (accepted, rejected) =
        (usize::from(decision == Decision::Accept), usize::from(decision == Decision::Reject));
    record(&mut tx, document.id, accepted, rejected, 0).await?;
    tx.commit().await?;
    Ok(proposal)
}

/// One step back: a decision, a merge, a split, then the edits.
async fn restore(tx: &Tx<'_>, proposal: &mut Proposal) -> Result<(), AppError> {
    match proposal.row.state {
        ProposalState::Accepted | ProposalState::Rejected => proposal.row.state = ProposalState::Open,
        ProposalState::Merged => unmerge(tx, proposal).await?,
        ProposalState::Open if proposal.row.kept.is_some() => unsplit(tx, proposal).await?,
        ProposalState::Open => {
            proposal.value = serde_json::from_str(&proposal.row.original)?;
            for doubt in &mut proposal.doubts {
                doubt.answer = None;
            }
        }
    }
    Ok(())
}

async fn unmerge(tx: &Tx<'_>, proposal: &mut Proposal) -> Result<(), AppError> {
    let into = proposal.row.origin_id.ok_or(AppError::NotFound)?;
    let (_, mut whole) = load_proposal(tx.ctx, tx.conn(), into, Action::Modify).await?;
    let kept: Kept = serde_json::from_str(proposal.row.kept.as_deref().unwrap_or_default())?;
    if whole.row.version != kept.version_after {
        return Err(Notice::new("refused-merge-changed").into());
    }
    (whole.value, whole.doubts) = (kept.value, kept.doubts);
    whole.row.state = ProposalState::Open;
    save(tx, &mut whole).await?;
    (proposal.row.state, proposal.row.origin_id, proposal.row.kept) = (ProposalState::Open, None, None);
    Ok(())
}

async fn unsplit(tx: &Tx<'_>, proposal: &mut Proposal) -> Result<(), AppError> {
    let kept: Kept = serde_json::from_str(proposal.row.kept.as_deref().unwrap_or_default())?;
    let parts = proposal::Entity::delete_many()
        .filter(proposal::Column::TenantId.eq(tx.tenant()))
        .filter(proposal::Column::DocumentId.eq(proposal.row.document_id))
        .filter(proposal::Column::OriginId.eq(proposal.row.id))
        .filter(proposal::Column::State.eq(ProposalState::Open))
        .filter(proposal::Column::Version.eq(1));
    let wanted = proposals(tx.ctx, tx.conn(), proposal.row.document_id).await?;
    let wanted = wanted.iter().filter(|p| p.row.origin_id == Some(proposal.row.id)).count();
    if parts.exec(tx.conn()).await?.rows_affected != wanted as u64 {
        return Err(Notice::new("refused-split-changed").into());
    }
    (proposal.value, proposal.doubts, proposal.row.kept) = (kept.value, kept.doubts, None);
    Ok(())
}

/// Puts the clerk's own words into a proposal.
///
/// # Errors
/// As [`decide`].
pub async fn edit(
    ctx: &Ctx,
    id: ProposalId,
    version: i64,
    value: Proposed,
    doubts: Vec<Doubt>,
) -> Result<Proposal, AppError> {
    let mut tx = ctx.begin().await?;
    let Loaded { document, mut proposal } = load(&tx, id, version).await?;
    (proposal.value, proposal.doubts) = (value, doubts);
    save(&tx, &mut proposal).await?;
    record(&mut tx, document.id, 0, 0, 1).await?;
    tx.commit().await?;
    Ok(proposal)
}

/// Makes several proposals of one: the first line stays in it, each further line is a new one with
/// the same units and time limit.
///
/// # Errors
/// As [`decide`]; invalid with fewer than two lines.
pub async fn split(ctx: &Ctx, id: ProposalId, version: i64, lines: &[String]) -> Result<Proposal, AppError> {
    let [first, rest @ ..] = lines else { return Err(Notice::new("refused-split-lines").into()) };
    if rest.is_empty() || rest.len() > 50 {
        return Err(Notice::new("refused-split-lines").into());
    }
    let mut tx = ctx.begin().await?;
    let Loaded { document, mut proposal } = load(&tx, id, version).await?;
    let kept =
        Kept { value: proposal.value.clone(), doubts: proposal.doubts.clone(), version_after: version + 1 };
    let mut parts = Vec::with_capacity(rest.len());
    for line in rest {
        parts.push(part(&tx, &proposal, line)?);
    }
    write(tx.conn(), parts).await?;
    proposal.value.rename(first.clone());
    proposal.row.kept = Some(serde_json::to_string(&kept)?);
    save(&tx, &mut proposal).await?;
    record(&mut tx, document.id, 0, 0, lines.len()).await?;
    tx.commit().await?;
    Ok(proposal)
}

fn part(tx: &Tx<'_>, whole: &Proposal, title: &str) -> Result<proposal::ActiveModel, AppError> {
    let mut value = whole.value.clone();
    value.rename(title.to_owned());
    if let Some(task) = value.task_mut() {
        // A number is reached once, not by every part.
        task.measures.clear();
    }
    let json = serde_json::to_string(&value)?;
    let mut row = whole.row.clone().into_active_model().reset_all();
    row.id = Set(tx.ctx.new_id());
    row.original = Set(json.clone());
    row.value = Set(json);
    row.doubts = Set(serde_json::to_string(&whole.doubts)?);
    row.rule = Set("clerk/split".to_owned());
    row.state = Set(ProposalState::Open);
    row.origin_id = Set(Some(whole.row.id));
    row.kept = Set(None);
    row.change = Set(ProposalChange::Added);
    row.matched_id = Set(None);
    row.matched = Set(None);
    row.version = Set(1);
    Ok(row)
}

/// Puts a proposal into the one before it.
///
/// # Errors
/// As [`decide`]; refused if there is none of its kind before it.
pub async fn merge(ctx: &Ctx, id: ProposalId, version: i64) -> Result<Proposal, AppError> {
    let mut tx = ctx.begin().await?;
    let Loaded { document, mut proposal } = load(&tx, id, version).await?;
    let all = proposals(ctx, tx.conn(), document.id).await?;
    let before = all
        .into_iter()
        .take_while(|p| p.row.id != id)
        .filter(|p| p.row.kind == proposal.row.kind && !p.settled())
        .filter(|p| matches!(p.row.state, ProposalState::Open | ProposalState::Accepted))
        .filter(|p| p.row.change != ProposalChange::Removed)
        .last();
    let Some(mut whole) = before else { return Err(Notice::new("refused-merge-first").into()) };
    let kept = Kept {
        value: whole.value.clone(),
        doubts: whole.doubts.clone(),
        version_after: whole.row.version + 1,
    };
    join(&mut whole.value, &proposal.value);
    let asked: Vec<Doubt> = proposal.doubts.iter().filter(|d| !whole.doubts.contains(d)).cloned().collect();
    whole.doubts.extend(asked);
    whole.row.state = ProposalState::Open;
    save(&tx, &mut whole).await?;
    proposal.row.state = ProposalState::Merged;
    proposal.row.origin_id = Some(whole.row.id);
    proposal.row.kept = Some(serde_json::to_string(&kept)?);
    save(&tx, &mut proposal).await?;
    record(&mut tx, document.id, 0, 0, 1).await?;
    tx.commit().await?;
    Ok(whole)
}

/// Both in one: titles behind each other, units and numbers together, the first time limit.
fn join(whole: &mut Proposed, part: &Proposed) {
    whole.rename(format!("{}；{}", whole.title(), part.title()));
    match (whole, part) {
        (Proposed::Task(a), Proposed::Task(b)) => join_tasks(a, b),
        (Proposed::Goal { measures, .. }, Proposed::Goal { measures: more, .. }) => {
            measures.extend(more.iter().cloned())
        }
        _ => {}
    }
}

fn join_tasks(a: &mut TaskValue, b: &TaskValue) {
    let text = |x: &mut Option<String>, y: &Option<String>| match (x.as_mut(), y) {
        (Some(x), Some(y)) if x != y => {
            x.push('\n');
            x.push_str(y);
        }
        (None, Some(y)) => *x = Some(y.clone()),
        _ => {}
    };
    text(&mut a.requirement, &b.requirement);
    text(&mut a.method, &b.method);
    text(&mut a.note, &b.note);
    if a.due.text.is_none() {
        a.due = b.due.clone();
    }
    a.area = a.area.take().or_else(|| b.area.clone());
    a.sponsor = a.sponsor.take().or_else(|| b.sponsor.clone());
    a.owner = a.owner.take().or_else(|| b.owner.clone());
    for unit in &b.lead {
        if !a.lead.contains(unit) {
            a.lead.push(unit.clone());
        }
    }
    for unit in &b.assist {
        if !a.assist.contains(unit) && !a.lead.contains(unit) {
            a.assist.push(unit.clone());
        }
    }
    a.measures.extend(b.measures.iter().filter(|m| !a.measures.contains(m)).cloned().collect::<Vec<_>>());
    a.milestones
        .extend(b.milestones.iter().filter(|m| !a.milestones.contains(m)).cloned().collect::<Vec<_>>());
}

/// Accepts many at once; answers how many. Doubtful ones, what is gone from a newer version and what
/// is decided already are left alone.
///
/// # Errors
/// Not permitted, refused, or the store failed.
pub async fn accept_many(ctx: &Ctx, id: DocumentId, which: Which) -> Result<usize, AppError> {
    let mut tx = ctx.begin().await?;
    let document = load_document(ctx, tx.conn(), id, Action::Modify).await?;
    changeable(&tx, &document).await?;
    let all = proposals(ctx, tx.conn(), id).await?;
    let ids: Vec<ProposalId> = all
        .iter()
        .filter(|p| p.row.state == ProposalState::Open && p.row.change != ProposalChange::Removed)
        .filter(|p| p.unanswered().next().is_none() && (which == Which::All || p.sure()))
        .map(|p| p.row.id)
        .collect();
    let mut accepted = 0;
    for chunk in ids.chunks(500) {
        let done = proposal::Entity::update_many()
            .col_expr(proposal::Column::State, Expr::value(ProposalState::Accepted.word()))
            .col_expr(proposal::Column::Version, Expr::cust("version + 1"))
            .filter(proposal::Column::TenantId.eq(ctx.tenant()))
            .filter(proposal::Column::Id.is_in(chunk.iter().copied()))
            .filter(proposal::Column::State.eq(ProposalState::Open))
            .exec(tx.conn())
            .await?;
        accepted += usize::try_from(done.rows_affected).unwrap_or(usize::MAX);
    }
    if accepted > 0 {
        record(&mut tx, id, accepted, 0, 0).await?;
    }
    tx.commit().await?;
    Ok(accepted)
}

/// Answers one question of a proposal. A name means the same everywhere in a document: whoever else
/// asks for it is answered too. Answers the proposal and how many others that were.
///
/// # Errors
/// As [`decide`]; invalid if the answer is none that fits the question.
pub async fn answer(
    ctx: &Ctx,
    document: DocumentId,
    id: ProposalId,
    version: i64,
    question: usize,
    answer: &str,
) -> Result<(Proposal, usize), AppError> {
    let mut tx = ctx.begin().await?;
    let Loaded { document: found, mut proposal } = load(&tx, id, version).await?;
    if found.id != document {
        return Err(AppError::NotFound);
    }
    let org = Org::load(ctx, tx.conn()).await?;
    let asked = proposal.doubts.get(question).cloned().ok_or(AppError::NotFound)?;
    answers::answer(&org, &mut proposal, question, answer)?;
    answer_same(&org, &mut proposal, &asked, answer)?;
    save(&tx, &mut proposal).await?;
    let mut others = 0;
    for mut other in proposals(ctx, tx.conn(), document).await? {
        if other.row.id != id && !other.settled() && answer_same(&org, &mut other, &asked, answer)? {
            save(&tx, &mut other).await?;
            others += 1;
        }
    }
    record(&mut tx, document, 0, 0, 1 + others).await?;
    tx.commit().await?;
    Ok((proposal, others))
}

/// Answers every open question about the same name; days are asked one by one.
fn answer_same(org: &Org, proposal: &mut Proposal, asked: &Doubt, answer: &str) -> Result<bool, AppError> {
    if asked.field == Field::Due {
        return Ok(false);
    }
    let same: Vec<usize> = proposal
        .unanswered()
        .filter(|(_, d)| d.code == asked.code && d.found == asked.found)
        .map(|(at, _)| at)
        .collect();
    for at in &same {
        answers::answer(org, proposal, *at, answer)?;
    }
    Ok(!same.is_empty())
}

/// How far the work on a document has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// To be decided in all.
    pub all: usize,
    /// Decided.
    pub decided: usize,
    /// Accepted and not yet in the ledger.
    pub ready: usize,
    /// Open and sure.
    pub sure: usize,
    /// With an open question.
    pub asking: usize,
    /// In the ledger.
    pub settled: usize,
}

impl Tally {
    /// Decided of all, as pages show it.
    #[must_use]
    pub fn label(&self) -> String {
        format!("{} / {}", self.decided, self.all)
    }

    /// Counts the proposals of a document.
    #[must_use]
    pub fn of(all: &[Proposal]) -> Self {
        let mut t = Self::default();
        for p in all {
            let open = p.row.state == ProposalState::Open;
            let optional = matches!(p.row.change, ProposalChange::Removed | ProposalChange::Unchanged);
            if p.row.state == ProposalState::Merged || (optional && open) {
                continue;
            }
            t.settled += usize::from(p.settled());
            t.ready += usize::from(
                p.row.state == ProposalState::Accepted
                    && !p.settled()
                    && p.row.change != ProposalChange::Unchanged,
            );
            if p.row.change == ProposalChange::Unchanged {
                continue;
            }
            t.all += 1;
            t.decided += usize::from(!open);
            t.sure += usize::from(open && p.sure());
            t.asking += usize::from(open && p.unanswered().next().is_some());
        }
        t
    }
}

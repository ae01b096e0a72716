//! The history: what can happen, as a closed enum with its facts. Append-only, written in the
//! transaction of the change; timelines, the audit log and every reaction read from here.

use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder as _, QuerySelect as _};
use serde::{Deserialize, Serialize};

use crate::ctx::Ctx;
use crate::db::ids::{AccountId, EventId, PostId, TenantId};
use crate::error::AppError;

/// A row of the history.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event")]
pub struct Model {
    /// Tenant.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    /// Id, in order of time.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: EventId,
    /// Milliseconds since 1970, UTC.
    pub at: i64,
    /// [`Event::kind`].
    pub kind: String,
    /// Kind of the thing.
    pub subject: String,
    /// Its id.
    pub subject_id: i64,
    /// Path of the unit it belongs to.
    pub unit_path: String,
    /// Name of who did it, as it was then.
    pub actor_name: String,
    /// Account, if a person did it.
    pub account_id: Option<AccountId>,
    /// Post the person acted in.
    pub post_id: Option<PostId>,
    /// The event as JSON.
    pub data: String,
    /// Address of the client.
    pub address: String,
    /// Id of the request.
    pub request_id: String,
}

/// No relations: the history outlives what it tells of.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// What an event tells of: a kind of thing and its id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subject {
    /// `task`, `unit`, …
    pub kind: &'static str,
    /// Its id; the year itself for a year.
    pub id: i64,
}

impl Subject {
    /// A subject by its kind and id.
    #[must_use]
    pub const fn new(kind: &'static str, id: i64) -> Self {
        Self { kind, id }
    }
}

/// One field that changed; both values are kept as a person reads them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Field, also the tail of its locale key.
    pub field: String,
    /// Before; empty if there was none.
    pub before: String,
    /// After; empty if it was taken away.
    pub after: String,
}

impl Change {
    /// A change of a field, or nothing if both sides are equal.
    #[must_use]
    pub fn of(field: &str, before: impl ToString, after: impl ToString) -> Option<Self> {
        let (before, after) = (before.to_string(), after.to_string());
        (before != after).then(|| Self { field: field.to_owned(), before, after })
    }
}

/// Everything that can happen. A new event without a decision in [`crate::reactions`] does not compile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    /// The installation got its body.
    TenantFounded { name: String },
    /// Settings of the body were changed.
    SettingsChanged { changes: Vec<Change> },
    /// Somebody signed in.
    SignedIn,
    /// Somebody was not let in: wrong password, locked, no such account (told apart only here).
    SignInRefused { login: String, why: String },
    /// Somebody signed out, or a session was ended for him or her.
    SignedOut,
    /// Somebody tried what the policy forbids.
    Denied { action: String, on: String, path: String },
    /// An account was opened for a person.
    AccountOpened { login: String },
    /// An account was changed: disabled, enabled, named officer.
    AccountChanged { changes: Vec<Change> },
    /// A one-time link was issued.
    LinkIssued { purpose: String },
    /// A password was set by its owner.
    PasswordSet,
    /// Somebody lends his or her powers while away.
    DelegationMade { to: String, from_day: String, to_day: String, reason: String },
    /// The lending ended early.
    DelegationEnded,
    /// A unit came into being.
    UnitAdded { name: String },
    /// A unit was renamed, moved, closed.
    UnitChanged { changes: Vec<Change> },
    /// A post came into being.
    PostAdded { title: String },
    /// A post was changed.
    PostChanged { changes: Vec<Change> },
    /// A person was entered.
    PersonAdded { name: String },
    /// A person's entry was changed.
    PersonChanged { changes: Vec<Change> },
    /// Somebody took a post.
    PostTaken { person: String, from_day: String },
    /// Somebody left a post.
    PostLeft { person: String, to_day: String },
    /// A roster was imported.
    RosterImported { added: u32, changed: u32, unchanged: u32 },
    /// A year was opened.
    YearOpened,
    /// A year went from one state to the next.
    YearMoved { from: String, to: String },
    /// The plan was frozen.
    PlanFrozen { version: i32, sha256: String },
    /// A framework was entered or changed.
    FrameworkChanged { changes: Vec<Change> },
    /// A goal was entered or changed.
    GoalChanged { changes: Vec<Change> },
    /// A framework or goal was taken away (nothing hung on it).
    PlanItemRemoved { title: String },
    /// A task entered the ledger.
    TaskAdded { number: String, title: String },
    /// A task was changed.
    TaskChanged { changes: Vec<Change> },
    /// A task was cancelled.
    TaskCancelled { reason: String },
    /// A task that was entered by a mistake, or by an undone adoption, left the ledger.
    TaskRemoved { number: String, title: String },
    /// A file arrived.
    DocumentReceived { name: String, sha256: String },
    /// A file was read.
    DocumentRead { proposals: u32, questions: u32, problems: u32 },
    /// A file could not be taken.
    DocumentRefused { reason: String },
    /// A clerk decided on proposals.
    ProposalsDecided { accepted: u32, rejected: u32, edited: u32 },
    /// A document was said to be no newer version of another.
    DocumentSeparated { name: String },
    /// What was confirmed entered the ledger.
    DocumentAdopted { tasks: u32, goals: u32, frameworks: u32 },
    /// The adoption was taken back.
    AdoptionUndone { tasks: u32 },
    /// Records left the house in a file.
    Exported { what: String, rows: u32 },
    /// A view of the ledger was kept under a name.
    ViewKept { name: String },
    /// A kept view was taken away.
    ViewRemoved { name: String },
    /// Somebody complained or suggested something.
    FeedbackGiven { text: String },
}

impl Event {
    /// Every [`Event::kind`], in the order of the enum; a test compares them.
    pub const KINDS: &'static [&'static str] = &[
        "tenant_founded",
        "settings_changed",
        "signed_in",
        "sign_in_refused",
        "signed_out",
        "denied",
        "account_opened",
        "account_changed",
        "link_issued",
        "password_set",
        "delegation_made",
        "delegation_ended",
        "unit_added",
        "unit_changed",
        "post_added",
        "post_changed",
        "person_added",
        "person_changed",
        "post_taken",
        "post_left",
        "roster_imported",
        "year_opened",
        "year_moved",
        "plan_frozen",
        "framework_changed",
        "goal_changed",
        "plan_item_removed",
        "task_added",
        "task_changed",
        "task_cancelled",
        "task_removed",
        "document_received",
        "document_read",
        "document_refused",
        "proposals_decided",
        "document_separated",
        "document_adopted",
        "adoption_undone",
        "exported",
        "view_kept",
        "view_removed",
        "feedback_given",
    ];

    /// The stored word, also the tail of its locale key (`event-task_added`).
    #[must_use]
    pub fn kind(&self) -> String {
        serde_json::to_value(self)
            .ok()
            .and_then(|v| v.get("kind").and_then(|k| k.as_str()).map(ToOwned::to_owned))
            .unwrap_or_default()
    }
}

/// The last thing that happened to a subject.
///
/// # Errors
/// When the store cannot be read.
pub async fn last_of(ctx: &Ctx, subject: Subject) -> Result<Option<Model>, AppError> {
    Ok(Entity::find()
        .filter(Column::TenantId.eq(ctx.tenant()))
        .filter(Column::Subject.eq(subject.kind))
        .filter(Column::SubjectId.eq(subject.id))
        .order_by_desc(Column::Id)
        .limit(1)
        .one(ctx.reader())
        .await?)
}

/// The row for an event.
///
/// # Errors
/// When the event cannot be written as JSON.
pub fn row(ctx: &Ctx, subject: Subject, unit_path: &str, event: &Event) -> Result<ActiveModel, AppError> {
    Ok(ActiveModel {
        tenant_id: Set(ctx.tenant()),
        id: Set(ctx.new_id()),
        at: Set(ctx.now),
        kind: Set(event.kind()),
        subject: Set(subject.kind.to_owned()),
        subject_id: Set(subject.id),
        unit_path: Set(unit_path.to_owned()),
        actor_name: Set(ctx.actor.name.clone()),
        account_id: Set(ctx.actor.account.map(AccountId)),
        post_id: Set(ctx.actor.post.map(PostId)),
        data: Set(serde_json::to_string(event)?),
        address: Set(ctx.address.clone()),
        request_id: Set(ctx.request_id.clone()),
    })
}

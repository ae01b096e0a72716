//! Entities of received documents.

use luoshi_core::policy::{Guarded, Kind};
use sea_orm::entity::prelude::*;

use crate::db::ids::{AccountId, DocumentId, ProposalId, TenantId};
use crate::stored_enum;

stored_enum! {
    /// How far a document has come.
    DocumentState {
        /// Its bytes are kept; nobody has read it yet.
        Received = "received",
        /// It is being read.
        Reading = "reading",
        /// It was read; a clerk confirms.
        Draft = "draft",
        /// It could not, or must not, be read.
        Refused = "refused",
        /// What was confirmed is in the ledger.
        Adopted = "adopted",
        /// The adoption was taken back.
        Undone = "undone",
    }
}

impl DocumentState {
    /// Whether proposals may be decided.
    #[must_use]
    pub const fn open(self) -> bool {
        matches!(self, Self::Draft | Self::Adopted | Self::Undone)
    }

    /// Whether it still waits to be read.
    #[must_use]
    pub const fn waiting(self) -> bool {
        matches!(self, Self::Received | Self::Reading)
    }
}

stored_enum! {
    /// What a proposal would become.
    ProposalKind {
        /// A framework 工作布局.
        Framework = "framework",
        /// A goal 目标.
        Goal = "goal",
        /// A task 任务.
        Task = "task",
    }
}

stored_enum! {
    /// What the clerk decided.
    ProposalState {
        /// Nothing yet.
        Open = "open",
        /// It is to enter the ledger.
        Accepted = "accepted",
        /// It is not.
        Rejected = "rejected",
        /// It went into the one before it.
        Merged = "merged",
    }
}

stored_enum! {
    /// What a newer version of a document does to what was confirmed from the older one.
    ProposalChange {
        /// Not there before.
        Added = "added",
        /// There, in other words.
        Changed = "changed",
        /// There before, gone now.
        Removed = "removed",
        /// The same.
        Unchanged = "unchanged",
    }
}

/// The bytes of a file.
pub mod blob {
    use super::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "blob")]
    pub struct Model {
        /// Tenant.
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        /// SHA-256 of the bytes.
        #[sea_orm(primary_key, auto_increment = false)]
        pub sha256: String,
        /// The bytes.
        pub bytes: Vec<u8>,
        /// How many.
        pub size: i64,
    }
    /// None.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// A document received.
pub mod document {
    use super::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "document")]
    pub struct Model {
        /// Tenant.
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        /// Id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: DocumentId,
        /// Year that it was received for.
        pub year: i32,
        /// SHA-256 of its bytes.
        pub sha256: String,
        /// Name of the file.
        pub name: String,
        /// What its bytes turned out to be (`luoshi_docs::read::Format`).
        pub format: Option<String>,
        /// How far it has come.
        pub state: DocumentState,
        /// Why it was refused, as JSON of `luoshi_docs::read::Refusal`.
        pub refusal: Option<String>,
        /// Its own title.
        pub title: Option<String>,
        /// The document that it is a newer version of.
        pub previous_id: Option<DocumentId>,
        /// Milliseconds UTC.
        pub received_at: i64,
        /// Who brought it.
        pub account_id: Option<AccountId>,
        /// When what it says entered the ledger.
        pub adopted_at: Option<i64>,
        /// When that was taken back.
        pub undone_at: Option<i64>,
        /// Optimistic version.
        pub version: i64,
    }
    /// None.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}

    impl Model {
        /// Its title, or the name of the file.
        #[must_use]
        pub fn label(&self) -> &str {
            self.title.as_deref().unwrap_or(&self.name)
        }
    }

    impl Guarded for Model {
        fn tenant(&self) -> i64 {
            self.tenant_id.0
        }
        fn kind(&self) -> Kind {
            Kind::Document
        }
        fn path(&self) -> &str {
            "/"
        }
    }
}

/// What a document says.
pub mod reading {
    use super::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "reading")]
    pub struct Model {
        /// Tenant.
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        /// The document.
        #[sea_orm(primary_key, auto_increment = false)]
        pub document_id: DocumentId,
        /// JSON of `luoshi_docs::model::Document`.
        pub content: String,
        /// JSON of [`super::super::value::Found`].
        pub found: String,
        /// JSON: list of `luoshi_docs::model::Problem`.
        pub problems: String,
    }
    /// None.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// Something that a document proposes.
pub mod proposal {
    use super::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "proposal")]
    pub struct Model {
        /// Tenant.
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        /// Id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: ProposalId,
        /// The document.
        pub document_id: DocumentId,
        /// Order.
        pub position: i32,
        /// What it would become.
        pub kind: ProposalKind,
        /// Heading that it stands under; empty if there is none.
        pub section: String,
        /// JSON of [`super::super::value::Proposed`], as edited so far.
        pub value: String,
        /// The same as it was found.
        pub original: String,
        /// JSON: list of [`super::super::value::Doubt`].
        pub doubts: String,
        /// First byte of its words in the document's text.
        pub span_start: i64,
        /// One past the last byte.
        pub span_end: i64,
        /// 0–100.
        pub confidence: i32,
        /// The rule that found it.
        pub rule: String,
        /// What the clerk decided.
        pub state: ProposalState,
        /// The proposal that it was merged into, or split from.
        pub origin_id: Option<ProposalId>,
        /// JSON of [`super::super::value::Kept`]: what a merge or split replaced.
        pub kept: Option<String>,
        /// What it does to an older version of the document.
        pub change: ProposalChange,
        /// The task in the ledger that it is about, if it is not new.
        pub matched_id: Option<i64>,
        /// JSON of the value that was confirmed from the older version.
        pub matched: Option<String>,
        /// What it became in the ledger.
        pub result_id: Option<i64>,
        /// JSON of [`super::super::value::Undo`]: how to take its adoption back.
        pub undo: Option<String>,
        /// Optimistic version.
        pub version: i64,
    }
    /// None.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

//! Files coming in. What is acknowledged is kept with its event and its job in one transaction.
//!
//! A file is looked at before anything of it is kept: what bears a classification mark must leave
//! nothing behind, not even for the moment until a job would find the mark. The look has a place and
//! a time of its own ([`crate::readers`]): whoever brings many files waits for them, and nobody else.

use std::sync::Arc;

use luoshi_core::policy::{Action, Kind};
use luoshi_docs::read::{Limits, Reading, Refusal, Stop};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait as _, EntityTrait as _, QueryFilter as _};

use super::store::{DocumentState, blob, document};
use crate::app::sha256;
use crate::ctx::{Ctx, Tx};
use crate::db::ids::{AccountId, DocumentId};
use crate::error::{AppError, Notice};
use crate::event::{Event, Subject};
use crate::plan::years;
use crate::readers::too_slow;

/// The largest file that is taken, in bytes.
pub const LARGEST: usize = 50 << 20;

/// A file on its way in.
#[derive(Debug, Clone)]
pub struct Upload {
    /// Name of the file.
    pub name: String,
    /// Its bytes.
    pub bytes: Arc<Vec<u8>>,
    /// The document that it is a newer version of, if somebody says so.
    pub previous: Option<DocumentId>,
}

/// What became of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Receipt {
    /// Kept; it will be read.
    New(DocumentId),
    /// The same bytes were here already.
    Same(DocumentId),
    /// Not kept. A document tells why, except where nothing may be kept at all.
    Refused(Option<DocumentId>, Refusal),
}

/// Takes a file for a year.
///
/// # Errors
/// Not permitted, year closed or unknown, store failed.
pub async fn receive(ctx: &Ctx, year: i32, upload: Upload) -> Result<Receipt, AppError> {
    ctx.allow(Action::Modify, Kind::Document)?;
    let digest = sha256(&upload.bytes);
    if let Some(same) = same_bytes(ctx, year, &digest).await? {
        return Ok(Receipt::Same(same));
    }
    let name = shown_name(&upload.name);
    let reading = read_bytes(ctx, &upload.bytes, &name).await?;
    let mut tx = ctx.begin().await?;
    years::editable(&tx, year).await?;
    if let Some(refusal) = reading.refusal {
        let id = refuse(&mut tx, year, &name, &digest, &refusal).await?;
        tx.commit().await?;
        return Ok(Receipt::Refused(id, refusal));
    }
    if let Some(same) = take_again(&tx, year, &digest).await? {
        return Ok(Receipt::Same(same));
    }
    if let Some(previous) = upload.previous {
        let older = super::load::load_document(ctx, tx.conn(), previous, Action::Modify).await?;
        // Its tasks would be changed: only those of the year one works on, and only adopted ones.
        if older.year != year || older.state != DocumentState::Adopted {
            return Err(Notice::new("refused-previous-document").into());
        }
    }
    keep_bytes(&tx, &digest, &upload.bytes).await?;
    let id: DocumentId = ctx.new_id();
    let row = row(&tx, id, year, &name, &digest, DocumentState::Received);
    let row = document::ActiveModel { previous_id: Set(upload.previous), ..row };
    document::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    tx.record(Subject::new("document", id.0), "/", Event::DocumentReceived { name, sha256: digest }).await?;
    tx.commit().await?;
    Ok(Receipt::New(id))
}

/// Reads bytes; what takes too long is refused.
pub(super) async fn read_bytes(ctx: &Ctx, bytes: &Arc<Vec<u8>>, name: &str) -> Result<Reading, AppError> {
    let (bytes, name) = (Arc::clone(bytes), name.to_owned());
    let work = move |stop: &Stop| {
        let limits = Limits { stop: stop.clone(), ..Limits::default() };
        luoshi_docs::read::read(&bytes, &name, &limits)
    };
    match ctx.app.readers.read(work).await? {
        Some(reading) => Ok(reading),
        None => Ok(Reading {
            document: None,
            problems: Vec::new(),
            format: luoshi_docs::read::Format::Unknown,
            refusal: Some(too_slow()),
        }),
    }
}

async fn same_bytes(ctx: &Ctx, year: i32, digest: &str) -> Result<Option<DocumentId>, AppError> {
    let row = document::Entity::find()
        .filter(document::Column::TenantId.eq(ctx.tenant()))
        .filter(document::Column::Year.eq(year))
        .filter(document::Column::Sha256.eq(digest))
        .one(ctx.reader())
        .await?;
    Ok(row.filter(|d| d.state != DocumentState::Refused).map(|d| d.id))
}

/// Looks again inside the transaction: two hands may bring the same file at once. One that was
/// refused before gets another chance, a newer program may read it.
async fn take_again(tx: &Tx<'_>, year: i32, digest: &str) -> Result<Option<DocumentId>, AppError> {
    let of_bytes = document::Entity::find()
        .filter(document::Column::TenantId.eq(tx.tenant()))
        .filter(document::Column::Year.eq(year))
        .filter(document::Column::Sha256.eq(digest));
    match of_bytes.one(tx.conn()).await? {
        Some(row) if row.state == DocumentState::Refused => {
            document::Entity::delete_by_id((tx.tenant(), row.id)).exec(tx.conn()).await?;
            Ok(None)
        }
        other => Ok(other.map(|d| d.id)),
    }
}

async fn keep_bytes(tx: &Tx<'_>, digest: &str, bytes: &[u8]) -> Result<(), AppError> {
    let row = blob::ActiveModel {
        tenant_id: Set(tx.tenant()),
        sha256: Set(digest.to_owned()),
        bytes: Set(bytes.to_vec()),
        size: Set(i64::try_from(bytes.len()).unwrap_or(i64::MAX)),
    };
    let once = OnConflict::columns([blob::Column::TenantId, blob::Column::Sha256]).do_nothing().to_owned();
    blob::Entity::insert(row).on_conflict(once).exec_without_returning(tx.conn()).await?;
    Ok(())
}

fn row(
    tx: &Tx<'_>,
    id: DocumentId,
    year: i32,
    name: &str,
    digest: &str,
    state: DocumentState,
) -> document::ActiveModel {
    document::ActiveModel {
        tenant_id: Set(tx.tenant()),
        id: Set(id),
        year: Set(year),
        sha256: Set(digest.to_owned()),
        name: Set(name.to_owned()),
        format: Set(None),
        state: Set(state),
        refusal: Set(None),
        title: Set(None),
        previous_id: Set(None),
        received_at: Set(tx.ctx.now),
        account_id: Set(tx.ctx.actor.account.map(AccountId)),
        adopted_at: Set(None),
        undone_at: Set(None),
        version: Set(1),
    }
}

/// Writes down that a file was not taken. Of a classified one nothing stays but the event, without
/// its name: the name itself may be secret.
async fn refuse(
    tx: &mut Tx<'_>,
    year: i32,
    name: &str,
    digest: &str,
    refusal: &Refusal,
) -> Result<Option<DocumentId>, AppError> {
    let id: DocumentId = tx.ctx.new_id();
    let kept = refusal.code != "classified";
    if kept {
        take_again(tx, year, digest).await?;
        let row = document::ActiveModel {
            refusal: Set(Some(serde_json::to_string(refusal)?)),
            ..row(tx, id, year, name, digest, DocumentState::Refused)
        };
        document::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    }
    let event = Event::DocumentRefused { reason: refusal.code.clone() };
    tx.record(Subject::new("document", id.0), "/", event).await?;
    Ok(kept.then_some(id))
}

/// The last part of a path, without control characters, at most 200 characters.
fn shown_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last.chars().filter(|c| !c.is_control()).take(200).collect();
    if clean.trim().is_empty() { "document".to_owned() } else { clean.trim().to_owned() }
}

#[cfg(test)]
mod tests {
    use super::shown_name;

    #[test]
    fn a_name_is_never_a_path() {
        assert_eq!(shown_name("C:\\data\\要点.docx"), "要点.docx");
        assert_eq!(shown_name("../../etc/passwd"), "passwd");
        assert_eq!(shown_name(" \r\n"), "document");
    }
}

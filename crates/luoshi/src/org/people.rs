//! The verbs on people: enter, change, leave the body.

use luoshi_core::policy::{Action, Kind, Permitted};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use time::Date;

use super::load::{LoadedPerson, holdings_of_person};
use super::store::{person, pinyin};
use super::tree::touch;
use super::{check, copies, posts};
use crate::ctx::{Ctx, Tx};
use crate::db::ids::PersonId;
use crate::error::{AppError, FieldErrors, Notice};
use crate::event::{Change, Event, Subject};

/// A person as a form or a roster says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonDraft {
    /// Name, without the blanks that pad short names.
    pub name: String,
    /// Office telephone.
    pub phone: Option<String>,
}

impl PersonDraft {
    /// Reads the fields of a form.
    ///
    /// # Errors
    /// [`AppError::Invalid`] with what is wrong.
    pub fn read(name: &str, phone: &str) -> Result<Self, AppError> {
        let mut errors = FieldErrors::default();
        let name = check::text(&mut errors, "name", &unpadded(name), true);
        let phone = check::phone(&mut errors, phone);
        errors.into_result()?;
        Ok(Self { name, phone })
    }
}

/// 王　五 is 王五; blanks between Latin letters stay.
pub(super) fn unpadded(name: &str) -> String {
    let name = name.trim();
    if name.is_ascii() { name.to_owned() } else { name.split_whitespace().collect() }
}

/// Enters a person.
///
/// # Errors
/// Not permitted.
pub async fn add_person(ctx: &Ctx, draft: &PersonDraft) -> Result<PersonId, AppError> {
    ctx.allow(Action::Modify, Kind::Roster)?;
    let mut tx = ctx.begin().await?;
    let id = insert(&mut tx, draft).await?;
    touch(&tx).await?;
    tx.commit().await?;
    Ok(id)
}

pub(super) async fn insert(tx: &mut Tx<'_>, draft: &PersonDraft) -> Result<PersonId, AppError> {
    let id: PersonId = tx.ctx.new_id();
    let row = person::ActiveModel {
        tenant_id: Set(tx.tenant()),
        id: Set(id),
        name: Set(draft.name.clone()),
        pinyin: Set(pinyin(&draft.name)),
        phone: Set(draft.phone.clone()),
        left_on: Set(None),
        version: Set(1),
    };
    person::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    let event = Event::PersonAdded { name: draft.name.clone() };
    tx.record(Subject::new("person", id.0), "/", event).await?;
    Ok(id)
}

/// Changes name and telephone.
///
/// # Errors
/// Conflict if somebody was faster.
pub async fn change_person(
    ctx: &Ctx,
    person: Permitted<LoadedPerson>,
    version: i64,
    draft: &PersonDraft,
) -> Result<(), AppError> {
    debug_assert_eq!(person.action(), Action::Modify);
    let mut tx = ctx.begin().await?;
    if update(&mut tx, &person.person, version, draft).await? {
        touch(&tx).await?;
    }
    tx.commit().await
}

pub(super) async fn update(
    tx: &mut Tx<'_>,
    person: &person::Model,
    version: i64,
    draft: &PersonDraft,
) -> Result<bool, AppError> {
    let phone = |p: &Option<String>| p.clone().unwrap_or_default();
    let changes: Vec<Change> = [
        Change::of("name", &person.name, &draft.name),
        Change::of("phone", phone(&person.phone), phone(&draft.phone)),
    ]
    .into_iter()
    .flatten()
    .collect();
    if changes.is_empty() {
        return Ok(false);
    }
    let row = person::ActiveModel {
        name: Set(draft.name.clone()),
        pinyin: Set(pinyin(&draft.name)),
        phone: Set(draft.phone.clone()),
        ..Default::default()
    };
    write(tx, person, version, row).await?;
    tx.record(Subject::new("person", person.id.0), "/", Event::PersonChanged { changes }).await?;
    Ok(true)
}

/// Somebody leaves the body: every post is left on that day, the history stays.
///
/// # Errors
/// Refused for oneself; conflict.
pub async fn depart(
    ctx: &Ctx,
    person: Permitted<LoadedPerson>,
    version: i64,
    last_day: Date,
) -> Result<(), AppError> {
    debug_assert_eq!(person.action(), Action::Modify);
    let person = &person.person;
    if ctx.actor.person == Some(person.id.0) {
        return Err(Notice::new("refused-depart-self").into());
    }
    let mut tx = ctx.begin().await?;
    let row = person::ActiveModel { left_on: Set(Some(last_day)), ..Default::default() };
    write(&tx, person, version, row).await?;
    let mut vacant = Vec::new();
    for held in holdings_of_person(ctx, tx.conn(), person.id).await? {
        if held.to_day.is_none_or(|to| to > last_day) {
            posts::end(&mut tx, &held, last_day, &person.name).await?;
            vacant.push(held.post_id);
        }
    }
    copies::holder_changed(&tx, &vacant).await?;
    let changes = Change::of("left_on", "", last_day).into_iter().collect();
    tx.record(Subject::new("person", person.id.0), "/", Event::PersonChanged { changes }).await?;
    touch(&tx).await?;
    tx.commit().await
}

async fn write(
    tx: &Tx<'_>,
    person: &person::Model,
    version: i64,
    row: person::ActiveModel,
) -> Result<(), AppError> {
    let done = person::Entity::update_many()
        .set(row)
        .col_expr(person::Column::Version, Expr::value(version + 1))
        .filter(person::Column::TenantId.eq(tx.tenant()))
        .filter(person::Column::Id.eq(person.id))
        .filter(person::Column::Version.eq(version))
        .exec(tx.conn())
        .await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(AppError::Conflict { current: person.version }) }
}

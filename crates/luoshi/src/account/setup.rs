//! The first run, and setting a password by a link or from one's own page.

use std::sync::Arc;

use luoshi_core::policy::Role;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, EntityTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _,
};

use super::links::{self, Open};
use super::login::{ctx_of, login_name, tenant_of};
use super::password::{self, LocalWords, Profile};
use super::session::{Session, end_sessions, open_session};
use super::store::{account, former_password};
use crate::app::App;
use crate::ctx::{Ctx, Tx};
use crate::db::ids::{AccountId, PersonId, TenantId, UnitId};
use crate::error::{AppError, FieldErrors, Notice};
use crate::event::{Event, Subject};
use crate::org::{self, Org, UnitKind, person, tenant, unit};

const NAME_TAILS: &str = include_str!("../../data/name-tails.txt");

/// What the form of the first run says.
#[derive(Debug, Clone, Default)]
pub struct Founding {
    /// Name of the body.
    pub body: String,
    /// Its kind (`UnitKind::word`).
    pub kind: String,
    /// Name of the first person.
    pub person: String,
    /// Name to sign in with.
    pub login: String,
    /// Password, and once more.
    pub password: String,
    /// The same again.
    pub again: String,
}

/// From where a link is used.
#[derive(Debug, Clone, Copy)]
pub struct From<'a> {
    /// Address of the client.
    pub address: &'a str,
    /// Browser.
    pub agent: &'a str,
    /// Id of the request.
    pub request_id: &'a str,
}

/// Founds the body: tenant, root unit, first person, and an account as system officer, signed in.
///
/// # Errors
/// [`AppError::Invalid`] with what is wrong, [`AppError::Refused`] if the link is closed.
pub async fn found(
    app: &Arc<App>,
    link: &Open,
    form: &Founding,
    from: From<'_>,
) -> Result<Session, AppError> {
    let kind = check_founding(form, crate::ctx::day_of(app.clock.now()).year())?;
    let hash = password::hash(&form.password).await?;
    let mut ctx = Ctx::program(app, TenantId(0), "setup");
    from.address.clone_into(&mut ctx.address);
    from.request_id.clone_into(&mut ctx.request_id);
    form.person.trim().clone_into(&mut ctx.actor.name);
    let tenant: TenantId = ctx.new_id();
    ctx.actor.tenant = tenant.0;
    let mut tx = ctx.begin().await?;
    links::redeem(&tx, link).await?;
    insert_tenant(&tx, form.body.trim()).await?;
    let body = form.body.trim().to_owned();
    tx.record(Subject::new("tenant", tenant.0), "/", Event::TenantFounded { name: body }).await?;
    insert_root(&mut tx, form.body.trim(), kind).await?;
    let person = insert_person(&mut tx, form.person.trim()).await?;
    let login = login_name(&form.login);
    let account = insert_account(&mut tx, person, &login, Some(Role::SystemOfficer), Some(hash)).await?;
    let session = open_session(&mut tx, account, from.agent).await?;
    tx.commit().await?;
    Ok(session)
}

/// Sets the password of a link's account and signs its owner in.
///
/// # Errors
/// [`AppError::Invalid`] with what is wrong, [`AppError::Refused`] if the link is closed.
pub async fn set_by_link(
    app: &Arc<App>,
    link: &Open,
    password: &str,
    again: &str,
    from: From<'_>,
) -> Result<Session, AppError> {
    let account = link.account.as_ref().ok_or_else(|| Notice::new("link-closed"))?;
    let mut ctx = Ctx::program(app, link.tenant, "setup");
    from.address.clone_into(&mut ctx.address);
    from.request_id.clone_into(&mut ctx.request_id);
    let ctx = ctx_of(&ctx, account).await?;
    let hash = checked_hash(&ctx, account, password, again).await?;
    let mut tx = ctx.begin().await?;
    links::redeem(&tx, link).await?;
    store_password(&mut tx, account, hash, None).await?;
    let session = open_session(&mut tx, account.id, from.agent).await?;
    tx.commit().await?;
    Ok(session)
}

/// Changes one's own password; every other session ends.
///
/// # Errors
/// [`AppError::Invalid`] with what is wrong.
pub async fn change_password(
    ctx: &Ctx,
    account: &account::Model,
    keep: &str,
    present: &str,
    password: &str,
    again: &str,
) -> Result<(), AppError> {
    let fits = match &account.password_hash {
        Some(hash) => password::verify(hash, present).await?,
        None => false,
    };
    if !fits {
        let mut errors = FieldErrors::default();
        errors.add("present", Notice::new("password-present-wrong"));
        return Err(AppError::Invalid(errors));
    }
    let hash = checked_hash(ctx, account, password, again).await?;
    let mut tx = ctx.begin().await?;
    store_password(&mut tx, account, hash, Some(keep)).await?;
    links::close_all(&tx, account.id).await?;
    tx.commit().await
}

/// Whether a name can be signed in with.
#[must_use]
pub fn login_fault(login: &str) -> Option<Notice> {
    let name = login_name(login);
    let good = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '@');
    let fits = name.chars().count() >= 2 && name.chars().all(good);
    (!fits).then(|| Notice::new("login-name-wrong"))
}

fn check_founding(form: &Founding, year: i32) -> Result<UnitKind, AppError> {
    let mut errors = FieldErrors::default();
    for (field, value) in [("body", &form.body), ("person", &form.person)] {
        let length = value.trim().chars().count();
        if length == 0 {
            errors.add(field, Notice::new("form-required"));
        } else if length > 60 {
            errors.add(field, Notice::new("form-too-long").with("n", 60));
        }
    }
    let kind = UnitKind::from_word(&form.kind);
    if kind.is_none() {
        errors.add("kind", Notice::new("form-choose"));
    }
    if let Some(notice) = login_fault(&form.login) {
        errors.add("login", notice);
    }
    let words = LocalWords {
        own: vec![login_name(&form.login), form.person.trim().to_owned(), sounds(&form.person)],
        office: office_words(&[form.body.trim()]),
        year,
    };
    check_password(&mut errors, Profile::Dengbao, &form.password, &form.again, &words);
    match kind {
        Some(kind) if errors.0.is_empty() => Ok(kind),
        _ => Err(AppError::Invalid(errors)),
    }
}

fn check_password(
    errors: &mut FieldErrors,
    profile: Profile,
    password: &str,
    again: &str,
    words: &LocalWords,
) {
    if let Some(notice) = password::fault(profile, password, words) {
        errors.add("password", notice);
    } else if password != again {
        errors.add("again", Notice::new("password-again"));
    }
}

/// Checks a new password of an account against its profile, words and history, and hashes it.
async fn checked_hash(
    ctx: &Ctx,
    account: &account::Model,
    password: &str,
    again: &str,
) -> Result<String, AppError> {
    let tenant = tenant_of(ctx).await?;
    let profile = Profile::from_word(&tenant.password_profile).unwrap_or(Profile::Dengbao);
    let words = words_of(ctx, account, &tenant.name).await?;
    let mut errors = FieldErrors::default();
    check_password(&mut errors, profile, password, again, &words);
    if errors.0.is_empty() && used_before(ctx, account, profile, password).await? {
        errors.add("password", Notice::new("password-used").with("n", profile.history()));
    }
    errors.into_result()?;
    password::hash(password).await
}

async fn words_of(ctx: &Ctx, account: &account::Model, body: &str) -> Result<LocalWords, AppError> {
    let org = Org::of(ctx).await?;
    let name = org.person(account.person_id).map(|p| p.name.clone()).unwrap_or_default();
    let mut names = vec![body];
    names.extend(org.units().map(|u| u.name.as_str()));
    names.extend(org.units().filter_map(|u| u.short_name.as_deref()));
    Ok(LocalWords {
        own: vec![account.login.clone(), sounds(&name), name],
        office: office_words(&names),
        year: ctx.today().year(),
    })
}

/// A name, without the common tail of bodies, and its sounds.
fn office_words(names: &[&str]) -> Vec<String> {
    let mut words = Vec::new();
    for name in names {
        let short = NAME_TAILS
            .lines()
            .filter(|l| !l.starts_with('#'))
            .find_map(|tail| name.strip_suffix(tail))
            .unwrap_or(name);
        words.extend([(*name).to_owned(), short.to_owned(), sounds(name), sounds(short)]);
    }
    words
}

fn sounds(name: &str) -> String {
    org::pinyin(name.trim()).replace(' ', "")
}

/// Whether the password is one of the last ones.
async fn used_before(
    ctx: &Ctx,
    account: &account::Model,
    profile: Profile,
    password: &str,
) -> Result<bool, AppError> {
    let former = former_password::Entity::find()
        .filter(former_password::Column::TenantId.eq(ctx.tenant()))
        .filter(former_password::Column::AccountId.eq(account.id))
        .order_by_desc(former_password::Column::Id)
        .limit(u64::try_from(profile.history() - 1).unwrap_or(0))
        .all(ctx.reader())
        .await?;
    for hash in account.password_hash.iter().chain(former.iter().map(|f| &f.password_hash)) {
        if password::verify(hash, password).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

async fn store_password(
    tx: &mut Tx<'_>,
    account: &account::Model,
    hash: String,
    keep: Option<&str>,
) -> Result<(), AppError> {
    if let Some(former) = &account.password_hash {
        former_password::ActiveModel {
            tenant_id: Set(tx.tenant()),
            id: Set(tx.ctx.new_id()),
            account_id: Set(account.id),
            password_hash: Set(former.clone()),
        }
        .insert(tx.conn())
        .await?;
    }
    let done = account::Entity::update_many()
        .col_expr(account::Column::PasswordHash, Expr::value(Some(hash)))
        .col_expr(account::Column::PasswordSetAt, Expr::value(Some(tx.ctx.now)))
        .col_expr(account::Column::Version, Expr::value(account.version + 1))
        .filter(account::Column::TenantId.eq(tx.tenant()))
        .filter(account::Column::Id.eq(account.id))
        .filter(account::Column::Version.eq(account.version))
        .exec(tx.conn())
        .await?;
    if done.rows_affected != 1 {
        return Err(AppError::Conflict { current: account.version });
    }
    end_sessions(tx, account.id, keep).await?;
    tx.record(Subject::new("account", account.id.0), "/", Event::PasswordSet).await
}

async fn insert_tenant(tx: &Tx<'_>, name: &str) -> Result<(), AppError> {
    tenant::ActiveModel {
        tenant_id: Set(tx.tenant()),
        name: Set(name.to_owned()),
        password_profile: Set(Profile::Dengbao.word().to_owned()),
        before_is_inclusive: Set(true),
        created_at: Set(tx.ctx.now),
        version: Set(1),
    }
    .insert(tx.conn())
    .await?;
    Ok(())
}

async fn insert_root(tx: &mut Tx<'_>, name: &str, kind: UnitKind) -> Result<(), AppError> {
    let id: UnitId = tx.ctx.new_id();
    let path = format!("/{id}/");
    unit::ActiveModel {
        tenant_id: Set(tx.tenant()),
        id: Set(id),
        parent_id: Set(None),
        path: Set(path.clone()),
        kind: Set(kind),
        name: Set(name.to_owned()),
        short_name: Set(None),
        pinyin: Set(org::pinyin(name)),
        sort: Set(0),
        closed_on: Set(None),
        version: Set(1),
    }
    .insert(tx.conn())
    .await?;
    tx.record(Subject::new("unit", id.0), &path, Event::UnitAdded { name: name.to_owned() }).await
}

/// Enters a person.
pub(super) async fn insert_person(tx: &mut Tx<'_>, name: &str) -> Result<PersonId, AppError> {
    let id: PersonId = tx.ctx.new_id();
    person::ActiveModel {
        tenant_id: Set(tx.tenant()),
        id: Set(id),
        name: Set(name.to_owned()),
        pinyin: Set(org::pinyin(name)),
        phone: Set(None),
        left_on: Set(None),
        version: Set(1),
    }
    .insert(tx.conn())
    .await?;
    tx.record(Subject::new("person", id.0), "/", Event::PersonAdded { name: name.to_owned() }).await?;
    Ok(id)
}

/// Opens an account for a person; the login must be free and the person without one.
///
/// # Errors
/// When the store refuses.
pub(super) async fn insert_account(
    tx: &mut Tx<'_>,
    person: PersonId,
    login: &str,
    officer: Option<Role>,
    hash: Option<String>,
) -> Result<AccountId, AppError> {
    let id: AccountId = tx.ctx.new_id();
    account::ActiveModel {
        tenant_id: Set(tx.tenant()),
        id: Set(id),
        person_id: Set(person),
        login: Set(login.to_owned()),
        password_set_at: Set(hash.as_ref().map(|_| tx.ctx.now)),
        password_hash: Set(hash),
        officer: Set(officer.map(|r| r.name().to_owned())),
        disabled_at: Set(None),
        locale: Set("zh-CN".to_owned()),
        theme: Set("auto".to_owned()),
        large_type: Set(false),
        created_at: Set(tx.ctx.now),
        version: Set(1),
    }
    .insert(tx.conn())
    .await?;
    tx.record(Subject::new("account", id.0), "/", Event::AccountOpened { login: login.to_owned() }).await?;
    Ok(id)
}

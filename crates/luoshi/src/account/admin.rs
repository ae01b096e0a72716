//! Accounts as the system officer keeps them. He or she opens and closes them and sends links, but
//! never learns a password. Accounts of officers are the security officer's: whoever could reset all
//! three would be all three.

use luoshi_core::policy::{Action, Actor, Guarded, Kind, Permitted, Power, Refused, Role, may_some, permit};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, PaginatorTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _,
};

use super::links::{self, Purpose};
use super::login::login_name;
use super::session::end_sessions;
use super::setup::{insert_account, insert_person, login_fault};
use super::store::account;
use crate::ctx::{Ctx, Tx};
use crate::db::ids::{AccountId, PersonId};
use crate::error::{AppError, FieldErrors, Notice};
use crate::event::{Change, Event, Subject};
use crate::org::{Org, person};

/// Accounts on a page.
pub const PAGE: usize = 50;

impl Guarded for account::Model {
    fn tenant(&self) -> i64 {
        self.tenant_id.0
    }

    fn kind(&self) -> Kind {
        if self.officer.is_some() { Kind::Officer } else { Kind::Account }
    }

    /// Accounts belong to the whole body.
    fn path(&self) -> &str {
        "/"
    }
}

/// An account for an action.
///
/// # Errors
/// [`AppError::NotFound`], or [`AppError::Denied`] when the policy says no.
pub async fn load(ctx: &Ctx, id: AccountId, action: Action) -> Result<Permitted<account::Model>, AppError> {
    let row = account::Entity::find_by_id((ctx.tenant(), id)).one(ctx.reader()).await?;
    Ok(permit(&actor_for_officers(ctx).await?, action, row.ok_or(AppError::NotFound)?)?)
}

/// Whether the actor names officers and keeps their accounts.
///
/// # Errors
/// When the store cannot be read.
pub async fn keeps_officers(ctx: &Ctx) -> Result<bool, AppError> {
    Ok(may_some(&actor_for_officers(ctx).await?, Action::Administer, Kind::Officer))
}

/// The actor; until the first security officer has a password, the system officer stands in for him
/// or her, or nobody could ever be named.
async fn actor_for_officers(ctx: &Ctx) -> Result<Actor, AppError> {
    let mut actor = ctx.actor.clone();
    if !actor.has(Role::SystemOfficer) {
        return Ok(actor);
    }
    let at_work = account::Entity::find()
        .filter(account::Column::TenantId.eq(ctx.tenant()))
        .filter(account::Column::Officer.eq(Role::SecurityOfficer.name()))
        .filter(account::Column::PasswordHash.is_not_null())
        .filter(account::Column::DisabledAt.is_null())
        .count(ctx.reader())
        .await?;
    if at_work == 0 {
        actor.powers.push(Power { role: Role::SecurityOfficer, path: "/".to_owned() });
    }
    Ok(actor)
}

/// The account with a log-in name, for an action.
///
/// # Errors
/// [`AppError::NotFound`], or [`AppError::Denied`] when the policy says no.
pub async fn by_login(ctx: &Ctx, login: &str, action: Action) -> Result<Permitted<account::Model>, AppError> {
    let row = account::Entity::find()
        .filter(account::Column::TenantId.eq(ctx.tenant()))
        .filter(account::Column::Login.eq(login_name(login)))
        .one(ctx.reader())
        .await?;
    Ok(permit(&ctx.actor, action, row.ok_or(AppError::NotFound)?)?)
}

/// Opens an account by the name of its person, who is entered if nobody is called so, and answers
/// the token of its invitation: the command line's way.
///
/// # Errors
/// As [`open`] and [`name_officer`]; several people of one name need the page.
pub async fn open_named(
    ctx: &Ctx,
    name: &str,
    login: &str,
    officer: Option<Role>,
) -> Result<String, AppError> {
    let org = Org::of(ctx).await?;
    let person = match org.people_named(name).as_slice() {
        [] => {
            let mut tx = ctx.begin().await?;
            let id = insert_person(&mut tx, name.trim()).await?;
            crate::org::touch(&tx).await?;
            tx.commit().await?;
            id
        }
        [one] => one.id,
        _ => return Err(Notice::new("account-name-shared").into()),
    };
    let (id, token) = open(ctx, &person.to_string(), login).await?;
    if officer.is_none() {
        return Ok(token);
    }
    let account = load(ctx, id, Action::Read).await?;
    name_officer(ctx, &account, account.version, officer).await?;
    // The first link closed with the naming.
    issue_link(ctx, &load(ctx, id, Action::Administer).await?).await
}

/// A page of accounts in the order of their log-in names, after one of them; one more than
/// [`PAGE`] if there is a next page.
///
/// # Errors
/// When the store cannot be read.
pub async fn list(ctx: &Ctx, after: &str) -> Result<Vec<account::Model>, AppError> {
    ctx.allow(Action::Read, Kind::Account)?;
    Ok(account::Entity::find()
        .filter(account::Column::TenantId.eq(ctx.tenant()))
        .filter(account::Column::Login.gt(after))
        .order_by_asc(account::Column::Login)
        .limit(PAGE as u64 + 1)
        .all(ctx.reader())
        .await?)
}

/// People who have no account yet.
///
/// # Errors
/// When the store cannot be read.
pub async fn without_account(ctx: &Ctx) -> Result<Vec<person::Model>, AppError> {
    let taken = account::Entity::find()
        .filter(account::Column::TenantId.eq(ctx.tenant()))
        .limit(20_000)
        .all(ctx.reader())
        .await?;
    let taken: std::collections::BTreeSet<PersonId> = taken.into_iter().map(|a| a.person_id).collect();
    let org = Org::of(ctx).await?;
    let mut people: Vec<_> =
        org.people().filter(|p| p.left_on.is_none() && !taken.contains(&p.id)).cloned().collect();
    people.sort_by(|a, b| (&a.pinyin, a.id).cmp(&(&b.pinyin, b.id)));
    Ok(people)
}

/// Opens an account for a person and answers it with the token of its invitation.
///
/// # Errors
/// [`AppError::Invalid`] with what is wrong: one person, one account, one name.
pub async fn open(ctx: &Ctx, person: &str, login: &str) -> Result<(AccountId, String), AppError> {
    ctx.allow(Action::Administer, Kind::Account)?;
    let mut errors = FieldErrors::default();
    let login = login_name(login);
    if let Some(notice) = login_fault(&login) {
        errors.add("login", notice);
    }
    let person = match person.parse::<PersonId>() {
        Ok(id) => person::Entity::find_by_id((ctx.tenant(), id)).one(ctx.reader()).await?,
        Err(_) => None,
    };
    let Some(person) = person else {
        errors.add("person", Notice::new("form-choose"));
        return Err(AppError::Invalid(errors));
    };
    let mut tx = ctx.begin().await?;
    if count(&tx, account::Column::PersonId.eq(person.id)).await? > 0 {
        errors.add("person", Notice::new("account-person-taken").with("name", &person.name));
    }
    if count(&tx, account::Column::Login.eq(&login)).await? > 0 {
        errors.add("login", Notice::new("account-login-taken"));
    }
    errors.into_result()?;
    let id = insert_account(&mut tx, person.id, &login, None, None).await?;
    let token = links::issue(&mut tx, id, Purpose::Invitation, links::LIFE_MS).await?;
    tx.commit().await?;
    Ok((id, token))
}

/// Issues a link to set a password: an invitation if there is none yet, else a reset.
///
/// # Errors
/// [`AppError::Refused`] for a disabled account and for an officer's own; conflict if the account
/// was named an officer's meanwhile.
pub async fn issue_link(ctx: &Ctx, account: &Permitted<account::Model>) -> Result<String, AppError> {
    debug_assert_eq!(account.action(), Action::Administer);
    if account.officer.is_some() {
        not_oneself(ctx, account)?;
    }
    if account.disabled_at.is_some() {
        return Err(Notice::new("account-is-disabled").into());
    }
    let purpose = if account.password_hash.is_none() { Purpose::Invitation } else { Purpose::Reset };
    let mut tx = ctx.begin().await?;
    let now = account::Entity::find_by_id((ctx.tenant(), account.id)).one(tx.conn()).await?;
    if now.is_none_or(|now| now.officer != account.officer) {
        return Err(AppError::Conflict { current: account.version });
    }
    let token = links::issue(&mut tx, account.id, purpose, links::LIFE_MS).await?;
    tx.commit().await?;
    Ok(token)
}

/// Disables an account, which ends its sessions and closes its links, or enables it again.
///
/// # Errors
/// [`AppError::Refused`] for one's own and for the last system officer's.
pub async fn disable(
    ctx: &Ctx,
    account: &Permitted<account::Model>,
    version: i64,
    disabled: bool,
) -> Result<(), AppError> {
    debug_assert_eq!(account.action(), Action::Administer);
    not_oneself(ctx, account)?;
    let mut tx = ctx.begin().await?;
    if disabled {
        not_the_last(&tx, account).await?;
    }
    let at = disabled.then_some(ctx.now);
    update(&tx, account, version, account::Column::DisabledAt, Expr::value(at)).await?;
    if disabled {
        end_sessions(&tx, account.id, None).await?;
        links::close_all(&tx, account.id).await?;
    }
    let word = |yes: bool| if yes { "disabled" } else { "enabled" };
    let changes =
        Change::of("state", word(account.disabled_at.is_some()), word(disabled)).into_iter().collect();
    tx.record(Subject::new("account", account.id.0), "/", Event::AccountChanged { changes }).await?;
    tx.commit().await
}

/// Names an officer, or takes the office away (`None`). An account has one office at most, and an
/// officer holds no post with a business role (GB/T 22239, 三员).
///
/// # Errors
/// Not permitted; [`AppError::Refused`] with the rule that forbids it.
pub async fn name_officer(
    ctx: &Ctx,
    account: &Permitted<account::Model>,
    version: i64,
    role: Option<Role>,
) -> Result<(), AppError> {
    if !keeps_officers(ctx).await? {
        return Err(Refused { action: Action::Administer, kind: Kind::Officer, hidden: false }.into());
    }
    not_oneself(ctx, account)?;
    let role = role.filter(|r| r.is_officer());
    if let (Some(new), Some(old)) = (role, account.officer.as_deref())
        && new.name() != old
    {
        return Err(Notice::new("officer-exclusive").into());
    }
    let org = Org::of(ctx).await?;
    if role.is_some() && org.posts_of(account.person_id).iter().any(|p| p.role.is_some()) {
        return Err(Notice::new("officer-has-post").into());
    }
    let mut tx = ctx.begin().await?;
    if role.is_none() {
        not_the_last(&tx, account).await?;
    }
    let word = role.map(|r| r.name().to_owned());
    update(&tx, account, version, account::Column::Officer, Expr::value(word.clone())).await?;
    // Powers of another kind begin with another log-in.
    end_sessions(&tx, account.id, None).await?;
    // Whoever sent a link before it was an officer's account must not use it now.
    links::close_all(&tx, account.id).await?;
    let before = account.officer.clone().unwrap_or_default();
    let changes = Change::of("officer", before, word.unwrap_or_default()).into_iter().collect();
    tx.record(Subject::new("account", account.id.0), "/", Event::AccountChanged { changes }).await?;
    tx.commit().await
}

/// Nobody closes or raises his or her own account: each officer's deeds need another one's.
fn not_oneself(ctx: &Ctx, account: &account::Model) -> Result<(), AppError> {
    if ctx.actor.account == Some(account.id.0) { Err(Notice::new("account-own").into()) } else { Ok(()) }
}

/// Without a system officer nobody could open accounts any more.
async fn not_the_last(tx: &Tx<'_>, account: &account::Model) -> Result<(), AppError> {
    let system = Role::SystemOfficer.name();
    if account.officer.as_deref() != Some(system) {
        return Ok(());
    }
    let others = account::Entity::find()
        .filter(account::Column::TenantId.eq(tx.tenant()))
        .filter(account::Column::Officer.eq(system))
        .filter(account::Column::DisabledAt.is_null())
        .filter(account::Column::Id.ne(account.id))
        .count(tx.conn())
        .await?;
    if others == 0 { Err(Notice::new("officer-last").into()) } else { Ok(()) }
}

async fn count(tx: &Tx<'_>, what: sea_orm::sea_query::SimpleExpr) -> Result<u64, AppError> {
    let all = account::Entity::find().filter(account::Column::TenantId.eq(tx.tenant()));
    Ok(all.filter(what).count(tx.conn()).await?)
}

async fn update(
    tx: &Tx<'_>,
    account: &account::Model,
    version: i64,
    column: account::Column,
    value: sea_orm::sea_query::SimpleExpr,
) -> Result<(), AppError> {
    let done = account::Entity::update_many()
        .col_expr(column, value)
        .col_expr(account::Column::Version, Expr::value(version + 1))
        .filter(account::Column::TenantId.eq(tx.tenant()))
        .filter(account::Column::Id.eq(account.id))
        .filter(account::Column::Version.eq(version))
        .exec(tx.conn())
        .await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(AppError::Conflict { current: account.version }) }
}

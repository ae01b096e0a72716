//! Who may do what: the whole permission policy in one file.
//!
//! A person acts through the posts that he or she holds; a post lends a [`Role`] over a stretch of
//! the unit tree. [`GRANTS`] says which role may do which action on which kind of thing, and how far
//! it reaches. Everything not listed is refused. Lists use [`visible`], single things use
//! [`permit`], which is the only way to make a [`Permitted`].
//!
//! Neighbours are adversaries: a village never sees another village's rows, so a check looks at the
//! row's own units and never at the role alone.

use serde::{Deserialize, Serialize};

/// What an account may be used as. The three officers 三员 are exclusive of each other and of any
/// business role (GB/T 22239: system, security and audit administration kept apart).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 系统管理员: units, posts, accounts, settings; sees no business data and no audit log.
    SystemOfficer,
    /// 安全管理员: security settings, locks and sessions.
    SecurityOfficer,
    /// 审计管理员: reads and exports the audit log, nothing else.
    AuditOfficer,
    /// 办公室经办: keeps the plan and the ledger of the body.
    Clerk,
    /// 领导: sees everything of the body, approves and deploys.
    Leader,
    /// 单位负责人: answers for a unit.
    Head,
    /// 填报人: reports for a unit.
    Reporter,
}

impl Role {
    /// Every role, in the order of the matrix.
    pub const ALL: [Self; 7] = [
        Self::SystemOfficer,
        Self::SecurityOfficer,
        Self::AuditOfficer,
        Self::Clerk,
        Self::Leader,
        Self::Head,
        Self::Reporter,
    ];

    /// Stable name, as stored and as used in locale keys (`role-clerk`).
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::SystemOfficer => "system_officer",
            Self::SecurityOfficer => "security_officer",
            Self::AuditOfficer => "audit_officer",
            Self::Clerk => "clerk",
            Self::Leader => "leader",
            Self::Head => "head",
            Self::Reporter => "reporter",
        }
    }

    /// Reads [`Role::name`] back.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|r| r.name() == name)
    }

    /// Whether this is one of the three officers.
    #[must_use]
    pub const fn is_officer(self) -> bool {
        matches!(self, Self::SystemOfficer | Self::SecurityOfficer | Self::AuditOfficer)
    }
}

/// The few literal actions. A handler checks exactly what it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// See it.
    Read,
    /// Report progress on it.
    Report,
    /// Change it.
    Modify,
    /// Give it to somebody.
    Assign,
    /// Sign it.
    Sign,
    /// Urge, inspect.
    Supervise,
    /// Score it.
    Score,
    /// Approve it.
    Approve,
    /// Publish it.
    Publish,
    /// Administer it.
    Administer,
}

impl Action {
    /// Every action, in the order of the matrix.
    pub const ALL: [Self; 10] = [
        Self::Read,
        Self::Report,
        Self::Modify,
        Self::Assign,
        Self::Sign,
        Self::Supervise,
        Self::Score,
        Self::Approve,
        Self::Publish,
        Self::Administer,
    ];

    /// Stable name, used in locale keys (`action-read`).
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Report => "report",
            Self::Modify => "modify",
            Self::Assign => "assign",
            Self::Sign => "sign",
            Self::Supervise => "supervise",
            Self::Score => "score",
            Self::Approve => "approve",
            Self::Publish => "publish",
            Self::Administer => "administer",
        }
    }
}

/// The kinds of things that the policy knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Units, posts, people: the roster 花名册.
    Roster,
    /// Accounts, their roles and sessions.
    Account,
    /// Accounts of the three officers 三员, and naming one.
    Officer,
    /// Security settings: password profile, locks.
    Security,
    /// The audit log.
    Audit,
    /// The year 年度 with its states.
    Year,
    /// Documents received and their proposals.
    Document,
    /// Frameworks, themes and goals.
    Plan,
    /// Tasks and everything inside them.
    Task,
}

impl Kind {
    /// Every kind, in the order of the matrix.
    pub const ALL: [Self; 9] = [
        Self::Roster,
        Self::Account,
        Self::Officer,
        Self::Security,
        Self::Audit,
        Self::Year,
        Self::Document,
        Self::Plan,
        Self::Task,
    ];

    /// Stable name, used in locale keys (`kind-task`).
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Roster => "roster",
            Self::Account => "account",
            Self::Officer => "officer",
            Self::Security => "security",
            Self::Audit => "audit",
            Self::Year => "year",
            Self::Document => "document",
            Self::Plan => "plan",
            Self::Task => "task",
        }
    }
}

/// How far a grant reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// Things whose own unit, or one of whose duty units, lies in the actor's stretch of the tree.
    Related,
    /// Things whose own unit lies in the actor's stretch of the tree.
    Subtree,
    /// Everything of the tenant.
    Tenant,
}

impl Reach {
    /// Stable name, used in locale keys (`reach-tenant`).
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Related => "related",
            Self::Subtree => "subtree",
            Self::Tenant => "tenant",
        }
    }
}

/// One line of the policy.
#[derive(Debug, Clone, Copy)]
pub struct Grant {
    /// Who.
    pub role: Role,
    /// On what.
    pub kind: Kind,
    /// May do what.
    pub actions: &'static [Action],
    /// How far.
    pub reach: Reach,
}

const fn grant(role: Role, kind: Kind, actions: &'static [Action], reach: Reach) -> Grant {
    Grant { role, kind, actions, reach }
}

/// The policy. What is not here is refused.
pub const GRANTS: &[Grant] = &[
    grant(
        Role::SystemOfficer,
        Kind::Roster,
        &[Action::Read, Action::Modify, Action::Administer],
        Reach::Tenant,
    ),
    grant(Role::SystemOfficer, Kind::Account, &[Action::Read, Action::Administer], Reach::Tenant),
    // Whoever could reset the others' passwords would be all three.
    grant(Role::SystemOfficer, Kind::Officer, &[Action::Read], Reach::Tenant),
    grant(Role::SecurityOfficer, Kind::Security, &[Action::Read, Action::Administer], Reach::Tenant),
    grant(Role::SecurityOfficer, Kind::Account, &[Action::Read], Reach::Tenant),
    grant(Role::SecurityOfficer, Kind::Officer, &[Action::Read, Action::Administer], Reach::Tenant),
    grant(Role::AuditOfficer, Kind::Audit, &[Action::Read], Reach::Tenant),
    grant(Role::Clerk, Kind::Roster, &[Action::Read, Action::Modify], Reach::Tenant),
    grant(Role::Clerk, Kind::Year, &[Action::Read, Action::Modify], Reach::Tenant),
    grant(Role::Clerk, Kind::Document, &[Action::Read, Action::Modify], Reach::Tenant),
    grant(Role::Clerk, Kind::Plan, &[Action::Read, Action::Modify], Reach::Tenant),
    grant(
        Role::Clerk,
        Kind::Task,
        &[Action::Read, Action::Modify, Action::Assign, Action::Supervise],
        Reach::Subtree,
    ),
    grant(Role::Leader, Kind::Roster, &[Action::Read], Reach::Tenant),
    grant(Role::Leader, Kind::Year, &[Action::Read, Action::Approve], Reach::Tenant),
    grant(Role::Leader, Kind::Document, &[Action::Read], Reach::Tenant),
    grant(Role::Leader, Kind::Plan, &[Action::Read], Reach::Tenant),
    grant(Role::Leader, Kind::Task, &[Action::Read, Action::Supervise, Action::Approve], Reach::Subtree),
    grant(Role::Head, Kind::Roster, &[Action::Read], Reach::Subtree),
    grant(Role::Head, Kind::Year, &[Action::Read], Reach::Tenant),
    grant(Role::Head, Kind::Plan, &[Action::Read], Reach::Tenant),
    grant(Role::Head, Kind::Task, &[Action::Read, Action::Report, Action::Sign], Reach::Related),
    grant(Role::Reporter, Kind::Year, &[Action::Read], Reach::Tenant),
    grant(Role::Reporter, Kind::Plan, &[Action::Read], Reach::Tenant),
    grant(Role::Reporter, Kind::Task, &[Action::Read, Action::Report], Reach::Related),
];

/// A role over a stretch of the tree: `path` is a unit's path such as `/12/57/`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Power {
    /// The role.
    pub role: Role,
    /// Path of the unit whose subtree it covers.
    pub path: String,
}

/// Somebody, or something, that acts: a signed-in account, the worker, the command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The tenant; an actor never reaches another one.
    pub tenant: i64,
    /// The account, if a person acts.
    pub account: Option<i64>,
    /// The person behind it.
    pub person: Option<i64>,
    /// The post that the person acts in, for the record.
    pub post: Option<i64>,
    /// Name to show in timelines.
    pub name: String,
    /// Roles held today, own and lent by delegation.
    pub powers: Vec<Power>,
    /// The program itself (worker, command line): may do everything inside its tenant, and is
    /// recorded as such.
    pub program: bool,
}

impl Actor {
    /// The program acting for a tenant.
    #[must_use]
    pub fn program(tenant: i64, name: &str) -> Self {
        Self {
            tenant,
            account: None,
            person: None,
            post: None,
            name: name.to_owned(),
            powers: Vec::new(),
            program: true,
        }
    }

    /// Whether any power carries this role.
    #[must_use]
    pub fn has(&self, role: Role) -> bool {
        self.powers.iter().any(|p| p.role == role)
    }
}

/// What the policy must know of a thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resource<'a> {
    /// Its tenant.
    pub tenant: i64,
    /// Its kind.
    pub kind: Kind,
    /// Path of the unit it belongs to; `/` where it belongs to the whole tenant.
    pub path: &'a str,
    /// Paths of units that have a duty in it.
    pub related: &'a [String],
}

/// The answer of [`may`]: the difference between 403 and 404.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Go on.
    Allowed,
    /// The actor sees it but may not do this: 403.
    Forbidden,
    /// For this actor it does not exist: 404.
    Hidden,
}

/// Whether `actor` may do `action` on `thing`.
#[must_use]
pub fn may(actor: &Actor, action: Action, thing: &Resource<'_>) -> Verdict {
    if actor.tenant != thing.tenant {
        return Verdict::Hidden;
    }
    if actor.program || granted(actor, action, thing) {
        return Verdict::Allowed;
    }
    if granted(actor, Action::Read, thing) { Verdict::Forbidden } else { Verdict::Hidden }
}

/// Whether the actor may do this to at least some thing of the kind: what menus and whole pages ask.
#[must_use]
pub fn may_some(actor: &Actor, action: Action, kind: Kind) -> bool {
    actor.program
        || actor
            .powers
            .iter()
            .any(|p| GRANTS.iter().any(|g| g.role == p.role && g.kind == kind && g.actions.contains(&action)))
}

fn granted(actor: &Actor, action: Action, thing: &Resource<'_>) -> bool {
    actor.powers.iter().any(|power| {
        GRANTS
            .iter()
            .filter(|g| g.role == power.role && g.kind == thing.kind && g.actions.contains(&action))
            .any(|g| reaches(g.reach, &power.path, thing))
    })
}

fn reaches(reach: Reach, path: &str, thing: &Resource<'_>) -> bool {
    match reach {
        Reach::Tenant => true,
        Reach::Subtree => thing.path.starts_with(path),
        Reach::Related => thing.path.starts_with(path) || thing.related.iter().any(|r| r.starts_with(path)),
    }
}

/// What a list may show: the WHERE clause in plain values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Visible {
    /// Everything of the tenant.
    All,
    /// Only things of these subtrees; `related` also counts units that have a duty.
    Within {
        /// Paths whose subtrees may be seen, outermost first, none inside another.
        owned: Vec<String>,
        /// Paths whose subtrees may be seen through a duty.
        related: Vec<String>,
    },
    /// Nothing.
    Nothing,
}

/// What `actor` may see of a kind, for the WHERE clause of a list.
#[must_use]
pub fn visible(actor: &Actor, kind: Kind) -> Visible {
    if actor.program {
        return Visible::All;
    }
    let (mut owned, mut related) = (Vec::new(), Vec::new());
    for power in &actor.powers {
        for g in GRANTS {
            if g.role != power.role || g.kind != kind || !g.actions.contains(&Action::Read) {
                continue;
            }
            match g.reach {
                Reach::Tenant => return Visible::All,
                Reach::Subtree => owned.push(power.path.clone()),
                Reach::Related => related.push(power.path.clone()),
            }
        }
    }
    outermost(&mut owned);
    outermost(&mut related);
    if owned.iter().any(|p| p == "/") {
        return Visible::All;
    }
    if owned.is_empty() && related.is_empty() { Visible::Nothing } else { Visible::Within { owned, related } }
}

fn outermost(paths: &mut Vec<String>) {
    paths.sort();
    paths.dedup();
    let all = paths.clone();
    paths.retain(|p| !all.iter().any(|q| q != p && p.starts_with(q.as_str())));
}

/// Something the policy can judge.
pub trait Guarded {
    /// Tenant of the thing.
    fn tenant(&self) -> i64;
    /// Kind of the thing.
    fn kind(&self) -> Kind;
    /// Path of its unit, `/` for the whole tenant.
    fn path(&self) -> &str;
    /// Paths of units with a duty in it.
    fn related(&self) -> &[String] {
        &[]
    }
}

/// A thing loaded *with* the permission for one action; write functions take only this.
#[derive(Debug, Clone)]
pub struct Permitted<T> {
    value: T,
    action: Action,
}

impl<T> Permitted<T> {
    /// The action that was permitted.
    #[must_use]
    pub const fn action(&self) -> Action {
        self.action
    }

    /// The thing.
    #[must_use]
    pub const fn get(&self) -> &T {
        &self.value
    }

    /// The thing, by value.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.value
    }
}

impl<T> std::ops::Deref for Permitted<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}

/// A refusal: [`Verdict::Forbidden`] or [`Verdict::Hidden`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not permitted: {action:?} on {kind:?}")]
pub struct Refused {
    /// What was tried.
    pub action: Action,
    /// On what kind of thing.
    pub kind: Kind,
    /// Whether the actor may know that it exists.
    pub hidden: bool,
}

/// Lets `actor` have `value` for `action`, or says why not.
///
/// # Errors
/// [`Refused`] when the policy says no.
pub fn permit<T: Guarded>(actor: &Actor, action: Action, value: T) -> Result<Permitted<T>, Refused> {
    let verdict = may(
        actor,
        action,
        &Resource {
            tenant: value.tenant(),
            kind: value.kind(),
            path: value.path(),
            related: value.related(),
        },
    );
    match verdict {
        Verdict::Allowed => Ok(Permitted { value, action }),
        Verdict::Forbidden => Err(Refused { action, kind: value.kind(), hidden: false }),
        Verdict::Hidden => Err(Refused { action, kind: value.kind(), hidden: true }),
    }
}

#[cfg(test)]
mod tests;

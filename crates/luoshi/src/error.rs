//! One error for everything that a person asked for and did not get.
//!
//! 401 not signed in; 403 visible but not allowed; 404 not there, or not for this actor to know;
//! 409 somebody was faster; 422 a field is wrong. What is not the person's fault is 500 with an id,
//! logged once at the boundary.

use luoshi_core::policy::Refused;

use crate::event::Subject;

/// Why a deed did not happen.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// Nobody is signed in.
    #[error("not signed in")]
    SignedOut,
    /// The policy says no: 403, or 404 where even existence is private. Recorded in the audit log.
    #[error(transparent)]
    Denied(#[from] Refused),
    /// Not there.
    #[error("not found")]
    NotFound,
    /// Somebody changed the row in between; the row's version as it is now.
    #[error("changed by somebody else meanwhile (version {current})")]
    Conflict {
        /// The version in the store.
        current: i64,
    },
    /// The same, of a thing that the page can tell about.
    #[error("changed by somebody else meanwhile: {0:?}")]
    Changed(Box<About>),
    /// The deed does not fit the state of things; a locale key says why.
    #[error("refused: {0}")]
    Refused(Notice),
    /// Fields are wrong.
    #[error("{} field(s) are wrong", .0.0.len())]
    Invalid(FieldErrors),
    /// Too much came in.
    #[error("too large")]
    TooLarge,
    /// The request cannot be understood.
    #[error("bad request: {0}")]
    BadRequest(String),
    /// The store failed.
    #[error("the store failed")]
    Store(#[from] sea_orm::DbErr),
    /// Anything else that is not the person's fault.
    #[error(transparent)]
    Internal(#[from] anyhow::Error),
}

/// What was changed: the page tells who did what to it last, and where to look at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// The thing.
    pub subject: Subject,
    /// Its name.
    pub name: String,
    /// Its page.
    pub href: String,
}

impl AppError {
    /// Puts a thing to a conflict; other errors stay as they are.
    #[must_use]
    pub fn about(self, subject: Subject, name: impl Into<String>, href: impl Into<String>) -> Self {
        match self {
            Self::Conflict { .. } => {
                Self::Changed(Box::new(About { subject, name: name.into(), href: href.into() }))
            }
            other => other,
        }
    }
}

/// A text for a person: a locale key with its arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Key in the locales.
    pub key: &'static str,
    /// Arguments by name.
    pub args: Vec<(&'static str, String)>,
}

impl Notice {
    /// A text without arguments.
    #[must_use]
    pub const fn new(key: &'static str) -> Self {
        Self { key, args: Vec::new() }
    }

    /// Adds an argument.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.args.push((name, value.to_string()));
        self
    }
}

impl std::fmt::Display for Notice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {:?}", self.key, self.args)
    }
}

/// What is wrong with a form, field by field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldErrors(pub Vec<(&'static str, Notice)>);

impl FieldErrors {
    /// Notes a fault of a field.
    pub fn add(&mut self, field: &'static str, notice: Notice) {
        self.0.push((field, notice));
    }

    /// The first fault of a field.
    #[must_use]
    pub fn get(&self, field: &str) -> Option<&Notice> {
        self.0.iter().find(|(f, _)| *f == field).map(|(_, n)| n)
    }

    /// `Ok` if nothing is wrong.
    ///
    /// # Errors
    /// [`AppError::Invalid`] with everything that is.
    pub fn into_result(self) -> Result<(), AppError> {
        if self.0.is_empty() { Ok(()) } else { Err(AppError::Invalid(self)) }
    }
}

impl From<serde_json::Error> for AppError {
    fn from(error: serde_json::Error) -> Self {
        Self::Internal(error.into())
    }
}

impl From<Notice> for AppError {
    fn from(notice: Notice) -> Self {
        Self::Refused(notice)
    }
}

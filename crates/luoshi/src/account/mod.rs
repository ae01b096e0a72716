//! Accounts: passwords, sessions, one-time links, the three officers, delegation while away.
//!
//! Invariants: a person has at most one account; what an account may do comes from the posts that
//! its person holds today (and from delegations), or from one officer role, never both; only the
//! hash of a token or password is stored; there is no default account.

pub mod admin;
pub mod audit;
pub mod feedback;
pub mod lending;
pub mod links;
pub mod login;
pub mod own;
mod pages;
pub mod password;
pub mod power;
pub mod security;
pub mod session;
pub mod setup;
pub mod store;
mod sweep;

pub use pages::routes;
pub use power::actor_of;
pub use session::{Session, SessionUser, begin_session, end_session, resume};
pub use store::*;
pub use sweep::sweep;

//! Accounts: first run, log-in, passwords, links, officers, delegation.

mod accounts;
mod audit;
mod first_run;
mod lending;
pub mod login;
mod own;
mod passwords;
mod security;

//! Accounts: first run, log-in, passwords, links, officers, delegation.

mod first_run;
mod login;

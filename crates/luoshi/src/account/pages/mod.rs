//! The pages of accounts: one file per page.

mod accounts;
mod audit;
mod feedback;
mod help;
mod login;
mod own;
mod security;
mod setup;

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};

use luoshi_core::policy::{Action, Kind};

use super::session::Session;
use crate::config::Config;
use crate::web::ui::Done;
use crate::web::visitor::cookie_name;
use crate::web::{Need, Routes};

/// Every page of this feature with what it needs.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/login", Need::Public, login::show)
        .post("/login", Need::Public, login::enter)
        .post("/logout", Need::Public, login::leave)
        .get("/setup/{token}", Need::Public, setup::show)
        .post("/setup/{token}", Need::Public, setup::save)
        .merge(own_routes())
        .merge(officer_routes())
}

fn own_routes() -> Routes {
    Routes::new()
        .get("/account", Need::SignedIn, own::show)
        .post("/account/password", Need::SignedIn, own::change_password)
        .post("/account/sessions", Need::SignedIn, own::end_sessions)
        .post("/account/delegations", Need::SignedIn, own::lend)
        .post("/account/delegations/{id}/end", Need::SignedIn, own::end_lending)
        .post("/preferences", Need::SignedIn, own::prefer)
        .get("/feedback", Need::Public, feedback::show)
        .post("/feedback", Need::Public, feedback::send)
        .get("/help", Need::Public, help::show)
        .get("/help/keys", Need::Public, help::keys)
}

fn officer_routes() -> Routes {
    let accounts = Need::May(Action::Administer, Kind::Account);
    let security = Need::May(Action::Administer, Kind::Security);
    // Two officers keep accounts, each their own: the handler looks whose it is.
    let kept = Need::May(Action::Read, Kind::Account);
    Routes::new()
        .get("/accounts", Need::May(Action::Read, Kind::Account), accounts::list)
        .get("/accounts/new", accounts, accounts::new)
        .post("/accounts", accounts, accounts::open)
        .get("/accounts/{id}", Need::May(Action::Read, Kind::Account), accounts::show)
        .post("/accounts/{id}/links", kept, accounts::issue_link)
        .post("/accounts/{id}/state", kept, accounts::set_state)
        .post("/accounts/{id}/officer", kept, accounts::name_officer)
        .get("/security", Need::May(Action::Read, Kind::Security), security::show)
        .post("/security/profile", security, security::choose_profile)
        .post("/security/locks", security, security::release)
        .post("/security/sessions", security, security::end_session)
        .get("/audit", Need::May(Action::Read, Kind::Audit), audit::show)
        .data("/audit.csv", Need::May(Action::Read, Kind::Audit), &audit::EXPORT, audit::export)
}

/// To a page of our own, with the cookie of a session that has just begun.
fn enter_with(config: &Config, session: &Session, to: Done) -> Response {
    set_session(to.into_response(), config, &session.cookie, "")
}

/// Sets the session cookie: for the browser session only, unreadable for scripts.
fn set_session(mut answer: Response, config: &Config, value: &str, extra: &str) -> Response {
    let secure = if config.secure() { "; Secure" } else { "" };
    let name = cookie_name(config.secure());
    let cookie = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{extra}");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        answer.headers_mut().append(header::SET_COOKIE, cookie);
    }
    answer
}

/// Only a path of our own: `next` must not send anybody to another site.
fn local_path(next: &str) -> &str {
    let strange = |c: char| c == '\\' || c.is_control();
    let fits = next.starts_with('/') && !next.starts_with("//") && !next.contains(strange);
    if fits { next } else { "/" }
}

/// What the browser calls itself.
fn agent_of(headers: &axum::http::HeaderMap) -> &str {
    headers.get(header::USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::local_path;

    #[test]
    fn only_paths_of_our_own_are_followed() {
        assert_eq!(local_path("/ledger?q=1"), "/ledger?q=1");
        for bad in ["", "//evil.example", "https://evil.example", "/\\evil.example", "ledger", "/a\nb"] {
            assert_eq!(local_path(bad), "/", "{bad:?}");
        }
    }
}

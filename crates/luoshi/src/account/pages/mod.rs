//! The pages of accounts: one file per page.

mod login;
mod setup;

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};

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

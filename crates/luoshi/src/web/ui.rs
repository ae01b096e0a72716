//! What every page knows: language, look, who is signed in, where one is.

use std::sync::Arc;

use askama::Template;
use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use luoshi_core::policy::{Action, Kind, may_some};

use super::i18n::Locale;
use super::visitor::{Arrival, cookie};
use crate::account::SessionUser;
use crate::ctx::{Ctx, day_of};
use crate::error::{AppError, Notice};

/// What every page knows. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Ui(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    locale: Locale,
    theme: String,
    large: bool,
    office: String,
    user_name: String,
    path: String,
    query: String,
    nav: Vec<NavItem>,
    year: Option<i32>,
    flash: Vec<Flash>,
    today: time::Date,
}

/// An entry of the navigation.
#[derive(Debug, Clone)]
pub struct NavItem {
    /// Stable key, also of its text (`nav-<key>`).
    pub key: &'static str,
    /// Its text.
    pub label: String,
    /// Where it leads.
    pub href: &'static str,
    /// Its symbol in `icons.svg`.
    pub icon: &'static str,
    /// Whether one is there.
    pub current: bool,
}

/// A short message about the deed just done, shown once.
#[derive(Debug, Clone)]
pub struct Flash {
    /// `ok`, `info`, `warn`.
    pub kind: String,
    /// The text.
    pub text: String,
    /// Where "undo" posts to.
    pub undo_url: Option<String>,
}

/// Key, address, icon, need.
type Entry = (&'static str, &'static str, &'static str, Option<(Action, Kind)>);

/// Navigation: key, address, icon, and what one must be allowed for it.
const NAV: &[Entry] = &[
    ("desk", "/", "desk", None),
    ("ledger", "/ledger", "ledger", Some((Action::Read, Kind::Task))),
    ("board", "/board", "board", Some((Action::Read, Kind::Task))),
    ("intake", "/documents", "intake", Some((Action::Read, Kind::Document))),
    ("plan", "/plan", "plan", Some((Action::Read, Kind::Plan))),
    ("years", "/years", "year", Some((Action::Read, Kind::Year))),
    ("org", "/org", "org", Some((Action::Read, Kind::Roster))),
    ("accounts", "/accounts", "admin", Some((Action::Read, Kind::Account))),
    ("security", "/security", "lock", Some((Action::Read, Kind::Security))),
    ("audit", "/audit", "audit", Some((Action::Read, Kind::Audit))),
];

impl Ui {
    pub(super) fn new(
        locale: Locale,
        arrival: &Arrival,
        user: Option<&SessionUser>,
        ctx: Option<&Ctx>,
    ) -> Self {
        let path = arrival.path.clone();
        let now = ctx.map_or(0, |c| c.now);
        let nav = ctx.map(|c| navigation(locale, &path, c)).unwrap_or_default();
        let year = cookie(&arrival.headers, "year").and_then(|y| y.parse().ok());
        Self(Arc::new(Inner {
            locale,
            theme: user.map_or_else(|| "auto".to_owned(), |u| u.account.theme.clone()),
            large: user.is_some_and(|u| u.account.large_type),
            office: user.map(|u| u.office.clone()).unwrap_or_default(),
            user_name: ctx.map(|c| c.actor.name.clone()).unwrap_or_default(),
            query: arrival.query.clone(),
            path,
            nav,
            year,
            flash: flash_of(locale, cookie(&arrival.headers, "flash")),
            today: day_of(now),
        }))
    }

    /// The page language for programs and tests without a request.
    #[must_use]
    pub fn plain(locale: Locale) -> Self {
        Self::new(locale, &Arrival::of(&Request::new(axum::body::Body::empty())), None, None)
    }

    /// A text.
    #[must_use]
    pub fn t(&self, key: &str) -> String {
        self.0.locale.text(key)
    }

    /// A text whose key is put together, such as `light-red`.
    #[must_use]
    pub fn tk(&self, family: &str, word: &str) -> String {
        self.0.locale.text(&format!("{family}-{word}"))
    }

    /// A text whose key is put together, or the word itself where no text was written for it.
    #[must_use]
    pub fn word(&self, family: &str, word: &str) -> String {
        self.0.locale.try_text(&format!("{family}-{word}")).unwrap_or_else(|| word.to_owned())
    }

    /// A text with a number `n`.
    #[must_use]
    pub fn n(&self, key: &str, n: impl ToString) -> String {
        self.0.locale.text_with(key, &[("n", n.to_string())])
    }

    /// A text with one argument.
    #[must_use]
    pub fn t1(&self, key: &str, name: &'static str, value: impl ToString) -> String {
        self.0.locale.text_with(key, &[(name, value.to_string())])
    }

    /// The text of a notice.
    #[must_use]
    pub fn notice(&self, notice: &Notice) -> String {
        self.0.locale.notice(notice)
    }

    /// A day as people write it: 2026年3月5日, 5 March 2026.
    #[must_use]
    pub fn day(&self, day: &time::Date) -> String {
        let (year, month, day) = (day.year(), u8::from(day.month()), day.day());
        self.0.locale.text_with(
            "common-day",
            &[("y", year.to_string()), ("m", month.to_string()), ("d", day.to_string())],
        )
    }

    /// An instant as people write it, Beijing time, to the minute.
    #[must_use]
    pub fn instant(&self, millis: &i64) -> String {
        let day = self.day(&day_of(*millis));
        let minutes = (millis.div_euclid(60_000) + 8 * 60).rem_euclid(24 * 60);
        format!("{day} {:02}:{:02}", minutes / 60, minutes % 60)
    }

    /// The language.
    #[must_use]
    pub fn locale(&self) -> Locale {
        self.0.locale
    }

    /// The language as the `lang` attribute spells it.
    #[must_use]
    pub fn lang(&self) -> &'static str {
        self.0.locale.name()
    }

    /// `auto`, `light` or `dark`.
    #[must_use]
    pub fn theme(&self) -> &str {
        &self.0.theme
    }

    /// 长辈版.
    #[must_use]
    pub fn large(&self) -> bool {
        self.0.large
    }

    /// Name of the body.
    #[must_use]
    pub fn office(&self) -> &str {
        &self.0.office
    }

    /// Who is signed in; empty if nobody is.
    #[must_use]
    pub fn user_name(&self) -> &str {
        &self.0.user_name
    }

    /// Whether somebody is signed in.
    #[must_use]
    pub fn signed_in(&self) -> bool {
        !self.0.nav.is_empty()
    }

    /// The path of the page.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// The query part of the address, without `?`.
    #[must_use]
    pub fn query(&self) -> &str {
        &self.0.query
    }

    /// The navigation of this visitor.
    #[must_use]
    pub fn nav(&self) -> &[NavItem] {
        &self.0.nav
    }

    /// The year that the visitor works on, if one was chosen; pages fall back to the newest.
    #[must_use]
    pub fn year(&self) -> Option<i32> {
        self.0.year
    }

    /// The year for the top bar.
    #[must_use]
    pub fn year_label(&self) -> String {
        self.0
            .locale
            .text_with("common-year", &[("y", self.0.year.unwrap_or(self.0.today.year()).to_string())])
    }

    /// Today.
    #[must_use]
    pub fn today(&self) -> time::Date {
        self.0.today
    }

    /// What was just done.
    #[must_use]
    pub fn flash(&self) -> &[Flash] {
        &self.0.flash
    }
}

fn navigation(locale: Locale, path: &str, ctx: &Ctx) -> Vec<NavItem> {
    NAV.iter()
        .filter(|(_, _, _, need)| need.is_none_or(|(action, kind)| may_some(&ctx.actor, action, kind)))
        .map(|&(key, href, icon, _)| NavItem {
            key,
            label: locale.text(&format!("nav-{key}")),
            href,
            icon,
            current: if href == "/" { path == "/" } else { path.starts_with(href) },
        })
        .collect()
}

/// Flash messages travel in a cookie as `kind|key|name=value|…|undo=/path`, percent-encoded by us
/// and rendered from the locales, so that nobody can make the page say something else.
fn flash_of(locale: Locale, cookie: Option<&str>) -> Vec<Flash> {
    let Some(raw) = cookie.filter(|c| !c.is_empty()) else { return Vec::new() };
    let text = super::forms::percent_decode(raw);
    let mut parts = text.split('|');
    let (Some(kind), Some(key)) = (parts.next(), parts.next()) else { return Vec::new() };
    if !matches!(kind, "ok" | "info" | "warn" | "bad") || !key.starts_with("flash-") {
        return Vec::new();
    }
    let mut args: Vec<(&'static str, String)> = Vec::new();
    let mut undo_url = None;
    for part in parts {
        match part.split_once('=') {
            Some(("undo", url)) if url.starts_with('/') && !url.starts_with("//") => {
                undo_url = Some(url.to_owned())
            }
            Some(("n", value)) => args.push(("n", value.to_owned())),
            Some(("name", value)) => args.push(("name", value.to_owned())),
            _ => {}
        }
    }
    vec![Flash { kind: kind.to_owned(), text: locale.text_with(key, &args), undo_url }]
}

/// A typed page: a template with its data.
#[derive(Debug)]
pub struct Page<T>(pub T);

impl<T: Template> IntoResponse for Page<T> {
    fn into_response(self) -> Response {
        match self.0.render() {
            Ok(html) => Html(html).into_response(),
            Err(error) => AppError::Internal(error.into()).into_response(),
        }
    }
}

/// "Done, look there": 303 with a message shown once on the next page.
#[derive(Debug)]
pub struct Done {
    to: String,
    flash: Option<String>,
}

impl Done {
    /// To a page of our own.
    #[must_use]
    pub fn to(path: impl Into<String>) -> Self {
        Self { to: path.into(), flash: None }
    }

    /// With a message: kind `ok`, `info` or `warn`, a key beginning with `flash-`, and arguments
    /// `n`, `name`, `undo`.
    #[must_use]
    pub fn say(mut self, kind: &str, key: &str, args: &[(&str, String)]) -> Self {
        let mut text = format!("{kind}|{key}");
        for (name, value) in args {
            text.push('|');
            text.push_str(name);
            text.push('=');
            text.push_str(&value.replace('|', " "));
        }
        self.flash = Some(text);
        self
    }
}

impl IntoResponse for Done {
    fn into_response(self) -> Response {
        let mut answer = (StatusCode::SEE_OTHER, [(header::LOCATION, self.to)]).into_response();
        if let Some(flash) = self.flash {
            let cookie = format!(
                "flash={}; Path=/; Max-Age=60; HttpOnly; SameSite=Lax",
                super::forms::percent_encode(&flash)
            );
            if let Ok(value) = cookie.parse() {
                answer.headers_mut().append(header::SET_COOKIE, value);
            }
        }
        answer
    }
}

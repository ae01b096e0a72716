//! Texts in two languages; Chinese first. No text in code: every key lives in `locales/`.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{LazyLock, RwLock};

use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, Loader as _};

use crate::error::Notice;

fluent_templates::static_loader! {
    static LOCALES = {
        locales: "../../locales",
        fallback_language: "zh-CN",
        // The marks that isolate arguments show as boxes in old browsers and break exact copies.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// Texts without arguments, as they were once put together: a page of the ledger asks for a thousand.
/// Only keys that exist are kept, so it cannot grow past the locales.
static KEPT: LazyLock<[RwLock<HashMap<String, String>>; Locale::ALL.len()]> = LazyLock::new(Default::default);

static ZH: LazyLock<LanguageIdentifier> = LazyLock::new(|| "zh-CN".parse().unwrap_or_default());
static EN: LazyLock<LanguageIdentifier> = LazyLock::new(|| "en".parse().unwrap_or_default());

/// A language of the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Locale {
    /// 中文.
    #[default]
    Zh,
    /// English.
    En,
}

impl Locale {
    /// Every language.
    pub const ALL: [Self; 2] = [Self::Zh, Self::En];

    /// The name as browsers and the store spell it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Zh => "zh-CN",
            Self::En => "en",
        }
    }

    /// Reads [`Locale::name`] back; Chinese for anything else.
    #[must_use]
    pub fn from_name(name: &str) -> Self {
        if name.starts_with("en") { Self::En } else { Self::Zh }
    }

    /// The first language of the browser that we have.
    #[must_use]
    pub fn accepted(header: Option<&str>) -> Self {
        header
            .unwrap_or_default()
            .split(',')
            .find_map(|part| match part.trim().get(..2) {
                Some("zh") => Some(Self::Zh),
                Some("en") => Some(Self::En),
                _ => None,
            })
            .unwrap_or_default()
    }

    fn id(self) -> &'static LanguageIdentifier {
        match self {
            Self::Zh => &ZH,
            Self::En => &EN,
        }
    }

    /// A text.
    #[must_use]
    pub fn text(self, key: &str) -> String {
        self.try_text(key).unwrap_or_else(|| missing(key))
    }

    /// A text, if there is one.
    #[must_use]
    pub fn try_text(self, key: &str) -> Option<String> {
        let kept = &KEPT[self as usize];
        if let Some(text) = kept.read().ok().and_then(|texts| texts.get(key).cloned()) {
            return Some(text);
        }
        let text = LOCALES.try_lookup(self.id(), key)?;
        if let Ok(mut texts) = kept.write() {
            texts.insert(key.to_owned(), text.clone());
        }
        Some(text)
    }

    /// A text with arguments.
    #[must_use]
    pub fn text_with(self, key: &str, args: &[(&'static str, String)]) -> String {
        let args: HashMap<Cow<'static, str>, FluentValue<'_>> =
            args.iter().map(|(name, value)| (Cow::Borrowed(*name), argument(value))).collect();
        LOCALES.try_lookup_with_args(self.id(), key, &args).unwrap_or_else(|| missing(key))
    }

    /// The text of a notice.
    #[must_use]
    pub fn notice(self, notice: &Notice) -> String {
        self.text_with(notice.key, &notice.args)
    }
}

/// Whole numbers take part in plural rules, everything else is text.
fn argument(value: &str) -> FluentValue<'static> {
    match value.parse::<i32>() {
        Ok(number) if number.to_string() == value => FluentValue::from(number),
        _ => FluentValue::from(value.to_owned()),
    }
}

fn missing(key: &str) -> String {
    tracing::error!(key, "a text is missing");
    format!("[{key}]")
}

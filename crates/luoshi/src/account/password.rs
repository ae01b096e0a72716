//! Passwords: the two profiles, what makes one weak, hashing.
//!
//! 等保 wants complex passwords that change, ASVS 5.0 forbids composition rules (6.2.5) and forced
//! change (6.2.10). Both cannot be had, so the security officer chooses a [`Profile`].

use std::collections::BTreeSet;
use std::sync::LazyLock;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};

use crate::error::{AppError, Notice};
use crate::stored_enum;

/// No password is longer, in characters (ASVS 6.2.9 asks for at least 64).
pub const LONGEST: usize = 128;
/// What must remain of a password when every word that the whole office knows is taken out.
const OWN_PART: usize = 8;

stored_enum! {
    /// A set of password rules.
    Profile {
        /// 等保: 10 characters, 3 of 4 classes, the last five refused, 90 days.
        Dengbao = "dengbao",
        /// OWASP ASVS 5.0: 15 characters, no classes, no expiry.
        Asvs = "asvs",
    }
}

impl Profile {
    /// The fewest characters.
    #[must_use]
    pub const fn shortest(self) -> usize {
        match self {
            Self::Dengbao => 10,
            Self::Asvs => 15,
        }
    }

    /// How many of the four classes (lower, upper, digit, other) it must have.
    #[must_use]
    pub const fn classes(self) -> usize {
        match self {
            Self::Dengbao => 3,
            Self::Asvs => 1,
        }
    }

    /// How many former passwords are refused, the present one included.
    #[must_use]
    pub const fn history(self) -> usize {
        match self {
            Self::Dengbao => 5,
            Self::Asvs => 1,
        }
    }

    /// Milliseconds after which it must be changed.
    #[must_use]
    pub const fn lifetime_ms(self) -> Option<i64> {
        match self {
            Self::Dengbao => Some(90 * 24 * 3_600_000),
            Self::Asvs => None,
        }
    }
}

/// Words that everybody in the office knows: they add nothing to a password.
#[derive(Debug, Clone, Default)]
pub struct LocalWords {
    /// The person's own: log-in name, name. Refused wherever they stand.
    pub own: Vec<String>,
    /// The body's: its name, its units, in characters and in sounds.
    pub office: Vec<String>,
    /// The present year.
    pub year: i32,
}

/// Why a password is refused, or nothing.
#[must_use]
pub fn fault(profile: Profile, password: &str, words: &LocalWords) -> Option<Notice> {
    let length = password.chars().count();
    if length < profile.shortest() {
        return Some(Notice::new("password-too-short").with("n", profile.shortest()).with("has", length));
    }
    if length > LONGEST {
        return Some(Notice::new("password-too-long").with("n", LONGEST));
    }
    if classes(password) < profile.classes() {
        return Some(Notice::new("password-classes").with("n", profile.classes()));
    }
    let lower = password.to_lowercase();
    if common(&lower) {
        return Some(Notice::new("password-common"));
    }
    if words.own.iter().any(|w| telling(w) && lower.contains(&w.to_lowercase())) {
        return Some(Notice::new("password-own-name"));
    }
    let left = without_office_words(&lower, words);
    (left < OWN_PART).then(|| Notice::new("password-local"))
}

/// Hashes a password with Argon2id, off the async threads.
///
/// # Errors
/// When the system has no randomness or no memory.
pub async fn hash(password: &str) -> Result<String, AppError> {
    let password = password.to_owned();
    blocking(move || {
        Argon2::default()
            .hash_password(password.as_bytes())
            .map(|h| h.to_string())
            .map_err(|e| anyhow::anyhow!("hashing a password: {e}").into())
    })
    .await
}

/// Whether the password fits the hash; takes the same time either way.
///
/// # Errors
/// When a thread cannot be had.
pub async fn verify(hash: &str, password: &str) -> Result<bool, AppError> {
    let (hash, password) = (hash.to_owned(), password.to_owned());
    blocking(move || {
        let parsed = PasswordHash::new(&hash).map_err(|e| anyhow::anyhow!("a stored password hash: {e}"))?;
        Ok(Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok())
    })
    .await
}

/// Does the work of [`verify`] for an account that does not exist, so that time tells nothing.
///
/// # Errors
/// When a thread cannot be had.
pub async fn verify_nobody(password: &str) -> Result<bool, AppError> {
    hash(password).await.map(|_| false)
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, AppError> + Send + 'static,
) -> Result<T, AppError> {
    tokio::task::spawn_blocking(work).await.map_err(|e| AppError::Internal(e.into()))?
}

fn classes(password: &str) -> usize {
    let has = |test: fn(char) -> bool| usize::from(password.chars().any(test));
    has(char::is_lowercase)
        + has(char::is_uppercase)
        + has(|c| c.is_ascii_digit())
        + has(|c| !c.is_lowercase() && !c.is_uppercase() && !c.is_ascii_digit())
}

static COMMON: LazyLock<BTreeSet<&'static str>> = LazyLock::new(|| {
    include_str!("../../data/common-passwords.txt")
        .lines()
        .map(str::trim)
        .filter(|l| !l.is_empty() && !l.starts_with('#'))
        .collect()
});

/// Whether attackers try it first: in the list, a listed word dressed up, a run, a repetition.
fn common(lower: &str) -> bool {
    let bare = lower.trim_matches(|c: char| !c.is_alphabetic() && !is_letter_like(c));
    let core = lower.trim_matches(|c: char| !c.is_alphabetic());
    [lower, bare, core, &undress(bare), &undress(lower), &undress(core)]
        .into_iter()
        .any(|word| word.chars().count() > 2 && COMMON.contains(word))
        || is_run(lower)
        || is_repetition(lower)
}

const fn is_letter_like(c: char) -> bool {
    matches!(c, '@' | '$' | '0' | '1' | '3')
}

/// Undoes the usual disguises: `p@ssw0rd` is `password`.
fn undress(word: &str) -> String {
    word.chars()
        .map(|c| match c {
            '@' | '4' => 'a',
            '0' => 'o',
            '1' | '!' => 'i',
            '3' => 'e',
            '$' | '5' => 's',
            '7' => 't',
            other => other,
        })
        .collect()
}

/// `abcdefghij`, `9876543210`, and the like, also round the corner after 9.
fn is_run(word: &str) -> bool {
    let steps: Vec<i32> = word
        .chars()
        .zip(word.chars().skip(1))
        .map(|(a, b)| match (a, b) {
            ('9', '0') => 1,
            ('0', '9') => -1,
            _ => i32::try_from(u32::from(b)).unwrap_or(0) - i32::try_from(u32::from(a)).unwrap_or(0),
        })
        .collect();
    [-1, 0, 1].iter().any(|step| steps.iter().filter(|s| *s == step).count() * 10 >= steps.len() * 8)
}

/// A short piece, or a listed word, written again and again.
fn is_repetition(word: &str) -> bool {
    let chars: Vec<char> = word.chars().filter(|c| c.is_alphanumeric()).collect();
    (1..=chars.len() / 2).any(|size| {
        let piece = &chars[..size];
        let repeats =
            chars.chunks(size).all(|part| part == piece || (part.len() < size && piece.starts_with(part)));
        repeats && (size <= 4 || COMMON.contains(piece.iter().collect::<String>().as_str()))
    })
}

/// Whether a word is long enough to tell something: two characters of Chinese, four letters.
fn telling(word: &str) -> bool {
    let count = word.chars().count();
    if word.is_ascii() { count >= 4 } else { count >= 2 }
}

/// How many characters remain when the office's words and the years are taken out.
fn without_office_words(lower: &str, words: &LocalWords) -> usize {
    let mut left = lower.to_owned();
    let mut known: Vec<String> =
        words.office.iter().filter(|w| telling(w)).map(|w| w.to_lowercase()).collect();
    known.sort_by_key(|w| std::cmp::Reverse(w.len()));
    known.extend((words.year - 1..=words.year + 1).map(|y| y.to_string()));
    for word in &known {
        left = left.replace(word.as_str(), "");
    }
    if left.len() == lower.len() { usize::MAX } else { left.chars().count() }
}

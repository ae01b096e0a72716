//! What is wrong with schemes and values, in the language of the terminal.

use std::path::Path;

use luoshi_core::assess::fault::{self, Fault, Wrong};
use luoshi_core::assess::scheme::{Finding, Place, Severity, alias};
use luoshi_docs::assess::{Spot, Trouble, Weight};

use crate::cli::tell;
use crate::web::i18n::Locale;

/// Tells every fault of a scheme.
pub fn places(locale: Locale, file: &str, places: &[Place]) {
    for place in places {
        let spot = if place.line == 0 { file.to_owned() } else { format!("{file}:{}", place.line) };
        tell(&format!("{spot}: {}", fault(locale, &place.fault)));
    }
}

/// Tells what keeps a scheme that is written well from being computed.
pub fn findings(locale: Locale, file: &str, findings: &[Finding]) {
    for one in findings {
        tell(&format!("{file}:{}: {}", one.line, one.sentence(super::score::spoken(locale))));
    }
}

/// Tells what a scheme can hardly mean: sums that do not meet, caps out of reach. It is computed all the
/// same, so whoever computes should know; the rest of the findings is for `luoshi check`.
pub fn doubts(locale: Locale, file: &str, findings: &[Finding]) {
    let mark = locale.text("cli-check-warn");
    for one in findings.iter().filter(|one| one.severity == Severity::Warn) {
        let sentence = one.sentence(super::score::spoken(locale));
        tell(&format!("{file}:{}: {mark} {sentence}", one.line));
    }
}

/// A fault of the engine with its key.
pub fn fault(locale: Locale, fault: &Fault) -> String {
    let (code, found, expected) = match &fault.what {
        Wrong::Missing => ("rule-missing", String::new(), String::new()),
        Wrong::DivisionByZero => ("rule-zero", String::new(), String::new()),
        Wrong::TooLarge => ("rule-large", String::new(), String::new()),
        Wrong::TooMany { limit } => ("rule-many", limit.to_string(), String::new()),
        Wrong::Unknown { found, expected } => {
            ("rule-unknown", found.clone(), list(locale, &native(locale, expected)))
        }
        Wrong::Key { found, expected } if expected.is_empty() => {
            ("rule-no-key", found.clone(), String::new())
        }
        Wrong::Key { found, expected } => ("rule-key", found.clone(), list(locale, expected)),
        Wrong::Shape(text) => ("rule-shape", text_in(locale, text), String::new()),
        Wrong::Unfit(text) => ("rule-unfit", text_in(locale, text), String::new()),
    };
    let told = sentence(locale, code, &place_of(locale, &fault.key), &found, &expected);
    // A fault of the whole file has no key that its sentence could begin with.
    if fault.key.is_empty() { told.trim_start_matches(['：', ':', ' ']).to_owned() } else { told }
}

/// A text of the engine in the language of the terminal.
pub fn text_in(locale: Locale, text: &str) -> String {
    fault::told(text, super::score::spoken(locale))
}

/// Words that a key takes, as a clerk writes them.
pub fn native(locale: Locale, words: &[String]) -> Vec<String> {
    match locale {
        Locale::Zh => words.iter().map(|word| alias(word).unwrap_or(word).to_owned()).collect(),
        Locale::En => words.to_vec(),
    }
}

/// A key with the item or table that it stands in.
pub fn place_of(locale: Locale, key: &str) -> String {
    for (word, code) in [("item ", "item"), ("group ", "group"), ("dimension ", "dimension")] {
        if let Some(rest) = key.strip_prefix(word) {
            return format!("{}{rest}", locale.text(&format!("values-at-{code}")));
        }
    }
    key.to_owned()
}

/// Tells faults, questions and notices about values.
pub fn troubles(locale: Locale, troubles: &[Trouble]) {
    for one in troubles {
        tell(&line(locale, one));
    }
}

/// A unit that is not there.
pub fn no_unit(locale: Locale, name: &str, near: &[String]) -> String {
    with_near(locale, sentence(locale, "no-unit", "", name, ""), near)
}

/// A file that is too large to be looked at.
pub fn too_big(locale: Locale, path: &Path, limit: u64) -> String {
    let limit = (limit >> 20).to_string();
    format!("{}: {}", path.display(), sentence(locale, "too-big", "", "", &limit))
}

/// A file that the system does not give or take.
pub fn system(locale: Locale, path: &Path, error: &std::io::Error) -> String {
    use std::io::ErrorKind;
    let code = match error.kind() {
        ErrorKind::NotFound => "no-file",
        ErrorKind::IsADirectory => "is-folder",
        ErrorKind::PermissionDenied => "no-permission",
        ErrorKind::NotADirectory => "no-folder",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "disk-full",
        _ => "system",
    };
    let told = sentence(locale, code, "", &error.to_string(), "");
    format!("{}{}{told}", path.display(), locale.text("values-colon"))
}

/// An output that would overwrite what is read.
pub fn overwrites(locale: Locale, path: &Path) -> String {
    format!("{}{}{}", path.display(), locale.text("values-colon"), sentence(locale, "overwrites", "", "", ""))
}

/// A file that cannot be read, by the code of its refusal.
pub fn unreadable(locale: Locale, code: &str) -> String {
    sentence(locale, "file-unreadable", "", &refusal(locale, code), "")
}

fn line(locale: Locale, one: &Trouble) -> String {
    let file = one.file.clone();
    let place = match &one.place {
        Spot::File => file,
        Spot::Line { line, key } if key.is_empty() => {
            locale.text_with("values-at-line-only", &[("file", file), ("line", line.to_string())])
        }
        // A csv file is its only sheet.
        Spot::Sheet { sheet } if sheet.is_empty() => file,
        Spot::Line { line, key } => {
            let args = [("file", file), ("line", line.to_string()), ("key", key.clone())];
            locale.text_with("values-at-line", &args)
        }
        Spot::Sheet { sheet } => {
            locale.text_with("values-at-sheet", &[("file", file), ("sheet", sheet.clone())])
        }
        Spot::Cell { sheet, row, column } => {
            let cell = [("file", file), ("row", row.to_string()), ("column", column.clone())];
            let cell = locale.text_with("values-at-cell", &cell);
            if sheet.is_empty() {
                cell
            } else {
                locale.text_with("values-in-sheet", &[("place", cell), ("sheet", sheet.clone())])
            }
        }
    };
    let is_question = one.weight == Weight::Question;
    let expected = if is_question { String::new() } else { list(locale, &one.expected) };
    let found = if one.code == "file-unreadable" { refusal(locale, &one.found) } else { one.found.clone() };
    let found = if matches!(one.code, "rule-shape" | "rule-unfit") { text_in(locale, &found) } else { found };
    let told = sentence(locale, one.code, &one.about, &found, &expected);
    let told = if is_question { with_near(locale, told, &one.expected) } else { told };
    if place.is_empty() { told } else { format!("{place}{}{told}", locale.text("values-colon")) }
}

fn refusal(locale: Locale, code: &str) -> String {
    locale.try_text(&format!("refusal-{code}")).unwrap_or_else(|| code.to_owned())
}

fn with_near(locale: Locale, told: String, near: &[String]) -> String {
    if near.is_empty() {
        return told;
    }
    format!(
        "{told}{}{}",
        locale.text("values-space"),
        locale.text_with("values-near", &[("names", list(locale, near))])
    )
}

fn sentence(locale: Locale, code: &str, about: &str, found: &str, expected: &str) -> String {
    let args = [("about", about.to_owned()), ("found", found.to_owned()), ("expected", expected.to_owned())];
    locale.text_with(&format!("values-{code}"), &args)
}

fn list(locale: Locale, names: &[String]) -> String {
    names.join(&locale.text("values-comma"))
}

#[cfg(test)]
mod tests {
    use luoshi_docs::assess::CODES;

    use super::*;

    #[test]
    fn every_code_has_its_words() {
        for locale in Locale::ALL {
            for code in CODES {
                let key = format!("values-{code}");
                let args = ["found", "expected", "about", "names"].map(|name| (name, String::new()));
                // A text that is not there shows its key.
                assert!(!locale.text_with(&key, &args).contains(&key), "{code}");
            }
        }
    }
}

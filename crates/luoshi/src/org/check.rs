//! What the forms of the body may say.

use time::Date;
use time::macros::format_description;

use crate::error::{FieldErrors, Notice};

/// Letters of a name or title.
pub(super) const NAME_MAX: usize = 60;

/// A text without outer blanks; noted if it is missing or too long.
pub(super) fn text(errors: &mut FieldErrors, field: &'static str, value: &str, required: bool) -> String {
    let value = value.trim();
    if value.is_empty() && required {
        errors.add(field, Notice::new("form-required"));
    } else if value.chars().count() > NAME_MAX {
        errors.add(field, Notice::new("form-too-long").with("n", NAME_MAX));
    }
    value.to_owned()
}

/// The same, nothing if it is empty.
pub(super) fn maybe(errors: &mut FieldErrors, field: &'static str, value: &str) -> Option<String> {
    Some(text(errors, field, value, false)).filter(|v| !v.is_empty())
}

/// A day as date fields send it.
pub(super) fn day(errors: &mut FieldErrors, field: &'static str, value: &str) -> Option<Date> {
    let day = Date::parse(value.trim(), format_description!("[year]-[month]-[day]")).ok();
    if day.is_none() {
        errors.add(field, Notice::new("org-day-wrong"));
    }
    day
}

/// A telephone number: digits with the usual marks.
pub(super) fn phone(errors: &mut FieldErrors, value: &str) -> Option<String> {
    let phone = maybe(errors, "phone", value)?;
    let digits = phone.chars().filter(char::is_ascii_digit).count();
    let strange = phone.chars().any(|c| !c.is_ascii_digit() && !"-+ ()".contains(c));
    if strange || !(3..=16).contains(&digits) {
        errors.add("phone", Notice::new("org-phone-wrong"));
    }
    Some(phone)
}

/// A place in an order; the end if nothing was said.
pub(super) fn sort(errors: &mut FieldErrors, value: &str) -> Option<i32> {
    let value = value.trim();
    if value.is_empty() {
        return None;
    }
    match value.parse::<i32>() {
        Ok(n) if (0..=99_999).contains(&n) => Some(n),
        _ => {
            errors.add("sort", Notice::new("org-sort-wrong"));
            None
        }
    }
}

/// Several names in one field, parted as people part them.
pub(super) fn names(errors: &mut FieldErrors, field: &'static str, value: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for name in value.split(['、', '，', ',', ';', '；', '\n']).map(str::trim).filter(|n| !n.is_empty()) {
        if name.chars().count() > NAME_MAX {
            errors.add(field, Notice::new("form-too-long").with("n", NAME_MAX));
        }
        if !out.iter().any(|o| o == name) {
            out.push(name.to_owned());
        }
    }
    out.sort();
    out
}

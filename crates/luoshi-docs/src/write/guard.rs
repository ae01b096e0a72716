//! Text that a spreadsheet program would take for a formula gets a leading quotation mark
//! (ASVS 5.0, 1.2.10), and loses it when read back.

/// Text as a cell may hold it. Line breaks become `\n`; characters that a workbook cannot hold go.
///
/// A text that already begins with quotation marks before such a character gets one more, so that
/// [`unguarded`] restores every text.
#[must_use]
pub fn guarded(text: &str) -> String {
    let plain = holdable(text);
    if risky(plain.trim_start_matches('\'')) { format!("'{plain}") } else { plain }
}

/// The text before [`guarded`].
#[must_use]
pub fn unguarded(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if risky(rest.trim_start_matches('\'')) => rest,
        _ => text,
    }
}

/// What a cell can hold: no control characters except line break and tab, line breaks as `\n`, and not
/// the sign for a lost character, which readers take for a wrong encoding.
#[must_use]
pub fn holdable(text: &str) -> String {
    let unbroken = text.replace("\r\n", "\n").replace('\r', "\n");
    let bad = |c: char| (c.is_control() && c != '\n' && c != '\t') || matches!(c, '\u{FFFD}'..='\u{FFFF}');
    unbroken.chars().filter(|c| !bad(*c)).collect()
}

/// Begins like a formula; the full-width forms count, some programs read them so.
fn risky(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\n', '\0', '＝', '＋', '－', '＠'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_quoted_and_come_back() {
        for (text, held) in [
            ("=1+1", "'=1+1"),
            ("+86", "'+86"),
            ("-3%", "'-3%"),
            ("@sum", "'@sum"),
            ("\tx", "'\tx"),
            ("＝1", "'＝1"),
            ("'=1", "''=1"),
            ("'甲", "'甲"),
            ("甲=乙", "甲=乙"),
            ("", ""),
        ] {
            assert_eq!(guarded(text), held);
            assert_eq!(unguarded(held), text);
        }
        assert_eq!(guarded("a\r\nb\0c"), "a\nbc");
    }
}

//! Measures and results.

use std::sync::LazyLock;

use regex::Regex;

static POINTS: LazyLock<Regex> =
    LazyLock::new(|| crate::extract::pattern(r"[0-9]+(\.[0-9]+)?\s*分\s*[)）]?$"));
static FIGURE: LazyLock<Regex> = LazyLock::new(|| crate::extract::pattern(r"[0-9]"));

/// Whether a title gives the points of an area: 基层党建15分.
#[must_use]
pub fn is_points(title: &str) -> bool {
    POINTS.is_match(title)
}

/// Whether words hold a figure or a dated limit.
#[must_use]
pub fn has_figure(words: &str) -> bool {
    FIGURE.is_match(words)
}

/// Whether a clause holds a figure with a unit that could be a target.
#[must_use]
pub fn has_target(clause: &str) -> bool {
    static TARGET: LazyLock<Regex> = LazyLock::new(|| {
        crate::extract::pattern(
            r"[0-9][0-9.,]*\s*(?:余|多)?(?:%|％|个|万|亿|千|家|户|所|座|处|条|项|件|台|辆|套|间|张|门|期|场|例|支|公里|千米|米|亩|公顷|平方米|吨|名|人|种|部|只|头|棵|株|栋|片)",
        )
    });
    TARGET.is_match(clause)
}

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

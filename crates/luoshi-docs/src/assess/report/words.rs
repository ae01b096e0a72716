//! Words of results in two languages.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use luoshi_core::assess::trace::Language;
use serde::Deserialize;

macro_rules! text {
    ($($name:ident),* $(,)?) => {
        /// The words of a language; each is named as what it says.
        #[derive(Debug, Default, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub(in crate::assess) struct Text {
            $(pub $name: String,)*
        }
    };
}

text!(
    summary,
    statement,
    statements,
    number,
    unit,
    group,
    total,
    rank,
    grade,
    award,
    item,
    full,
    score,
    reasons,
    facts,
    to_total,
    to_standing,
    absent,
    missing,
    not_rated,
    not_ranked,
    none,
    place_of,
    place,
    standing,
    item_line,
    adjust_line,
    absent_line,
    missing_line,
    colon,
    comma,
    base,
    bonus,
    deduction,
    distribution,
    band,
    band_name,
    units,
    heat,
    heat_note,
    live,
    live_totals,
    page,
    year,
    all_units,
    computed,
    template,
    entry_sheet,
    rows_sheet,
    marks_sheet,
    guide_sheet,
    choices_sheet,
    entry_note,
    ordinals,
    guide_cells,
    guide_units,
    guide_rows,
    guide_marks,
    guide_numbers,
    guide_more,
    guide_run,
    sheet,
    filled_in,
    hint_attribute,
    hint_factor,
    hint_several,
    hint_yes,
    hint_done,
    only_json,
    wrong_number,
    wrong_count,
    wrong_day,
    wrong_word,
);

/// The words of a language.
pub(in crate::assess) fn of(language: Language) -> &'static Text {
    static WORDS: LazyLock<BTreeMap<String, Text>> =
        LazyLock::new(|| toml::from_str(include_str!("../../../lexicon/assess.toml")).unwrap_or_default());
    static NONE: LazyLock<Text> = LazyLock::new(Text::default);
    let name = match language {
        Language::Chinese => "zh-CN",
        Language::English => "en",
    };
    WORDS.get(name).unwrap_or(&NONE)
}

/// A pattern with its holes filled.
pub(in crate::assess) fn filled(pattern: &str, holes: &[(&str, &str)]) -> String {
    holes.iter().fold(pattern.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_are_whole() {
        assert_eq!(of(Language::Chinese).unit, "单位", "the file was not read");
        assert_eq!(of(Language::English).unit, "Unit");
        assert_eq!(filled("第{rank}名，{of}", &[("rank", "2"), ("of", "9")]), "第2名，9");
    }
}

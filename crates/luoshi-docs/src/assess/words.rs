//! Words of values files: headings, and what stands in a cell instead of a value.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;
use unicode_normalization::UnicodeNormalization as _;

/// How a heading or a name is compared: full width as half width, without blanks, in small letters.
pub(super) fn plain(text: &str) -> String {
    text.nfkc().filter(|c| !c.is_whitespace() && !c.is_control()).flat_map(char::to_lowercase).collect()
}

/// What a column is for besides the items.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Frame {
    Unit,
    Id,
    Group,
    Factor,
    Matters,
    Item,
    State,
    Skip,
}

/// The frame column of a heading.
pub(super) fn frame(heading: &str) -> Option<Frame> {
    let heading = plain(heading);
    let words = words();
    [
        (&words.frame.unit, Frame::Unit),
        (&words.frame.id, Frame::Id),
        (&words.frame.group, Frame::Group),
        (&words.frame.factor, Frame::Factor),
        (&words.frame.matters, Frame::Matters),
        (&words.frame.item, Frame::Item),
        (&words.frame.state, Frame::State),
        (&words.frame.skip, Frame::Skip),
    ]
    .into_iter()
    .find_map(|(list, frame)| has(list, &heading).then_some(frame))
}

/// The printed heading of a frame column.
pub(super) fn frame_title(frame: Frame) -> &'static str {
    let words = &words().frame;
    let list = match frame {
        Frame::Unit => &words.unit,
        Frame::Id => &words.id,
        Frame::Group => &words.group,
        Frame::Factor => &words.factor,
        Frame::Matters => &words.matters,
        Frame::Item => &words.item,
        Frame::State => &words.state,
        Frame::Skip => &words.skip,
    };
    list.first().map_or("", String::as_str)
}

/// Whether a [`plain`] heading can mean the fact or the part of a row `key`.
pub(super) fn means(heading: &str, key: &str) -> bool {
    heading == key
        || words().words.get(key).is_some_and(|list| has(list, heading))
        || luoshi_core::assess::scheme::fact(heading) == key
}

/// How a fact or a part of a row is printed.
pub(super) fn title(key: &str) -> &str {
    words().words.get(key).and_then(|list| list.first()).map_or(key, String::as_str)
}

/// What stands in a cell instead of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// 缺项
    Absent,
    /// 未报
    Missing,
}

/// 缺项 or 未报.
pub(super) fn state(text: &str) -> Option<State> {
    let text = plain(text);
    match () {
        () if has(&words().cells.absent, &text) => Some(State::Absent),
        () if has(&words().cells.missing, &text) => Some(State::Missing),
        () => None,
    }
}

/// How a state is printed.
pub(super) fn state_title(state: State) -> &'static str {
    let list = match state {
        State::Absent => &words().cells.absent,
        State::Missing => &words().cells.missing,
    };
    list.first().map_or("", String::as_str)
}

/// Yes or no.
pub(super) fn truth(text: &str) -> Option<bool> {
    let text = plain(text);
    match () {
        () if has(&words().cells.yes, &text) => Some(true),
        () if has(&words().cells.no, &text) => Some(false),
        () => None,
    }
}

/// Whether a sheet holds no values.
pub(super) fn is_guidance(sheet: &str) -> bool {
    has(&words().sheets.skip, &plain(sheet))
}

/// The lexicon holds its words as [`plain`] leaves them.
fn has(list: &[String], plain_text: &str) -> bool {
    list.iter().any(|word| word == plain_text)
}

/// The bare number or name of a period: the third quarter is 3, however it is spelled.
pub(super) fn period(found: &str) -> String {
    let words = &words().periods;
    let text = plain(found);
    let inner = words.before.iter().find_map(|w| text.strip_prefix(w.as_str())).unwrap_or(&text);
    let inner = words.behind.iter().find_map(|w| inner.strip_suffix(w.as_str())).unwrap_or(inner);
    words.numerals.get(inner).map_or(inner, String::as_str).to_owned()
}

/// How a period that is only a number is printed; [`period`] reads it.
pub(super) fn period_title(number: &str) -> String {
    words().periods.shown.replace("{number}", number)
}

/// Signs between year, month and day, and behind them.
pub(super) fn is_day_mark(c: char) -> bool {
    matches!(c, '-' | '/' | '.') || words().days.marks.contains(c)
}

/// Signs between an item and its fact in a heading.
pub(super) const JOINTS: [char; 8] = ['·', '・', '•', ':', '：', '/', '|', '\n'];

/// What stands between names in one cell.
pub(super) fn split_names(text: &str) -> impl Iterator<Item = &str> {
    text.split(['、', ',', '，', ';', '；', '\n']).map(str::trim).filter(|name| !name.is_empty())
}

#[derive(Debug, Default, Deserialize)]
struct Words {
    frame: FrameWords,
    words: BTreeMap<String, Vec<String>>,
    cells: CellWords,
    sheets: SheetWords,
    periods: PeriodWords,
    days: DayWords,
}

#[derive(Debug, Default, Deserialize)]
struct PeriodWords {
    shown: String,
    before: Vec<String>,
    behind: Vec<String>,
    numerals: BTreeMap<String, String>,
}

#[derive(Debug, Default, Deserialize)]
struct DayWords {
    marks: String,
}

#[derive(Debug, Default, Deserialize)]
struct FrameWords {
    unit: Vec<String>,
    id: Vec<String>,
    group: Vec<String>,
    factor: Vec<String>,
    matters: Vec<String>,
    item: Vec<String>,
    state: Vec<String>,
    skip: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
struct CellWords {
    absent: Vec<String>,
    missing: Vec<String>,
    yes: Vec<String>,
    no: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
struct SheetWords {
    skip: Vec<String>,
}

fn words() -> &'static Words {
    static WORDS: LazyLock<Words> =
        LazyLock::new(|| toml::from_str(include_str!("../../lexicon/values.toml")).unwrap_or_default());
    &WORDS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lexicon_is_plain() {
        let words = words();
        assert!(words.words.len() > 40, "the file was not read");
        let lists = words.words.values().chain([
            &words.frame.unit,
            &words.frame.item,
            &words.cells.absent,
            &words.cells.yes,
            &words.cells.no,
        ]);
        for word in lists.flatten() {
            assert_eq!(&plain(word), word);
        }
        for (spelled, name) in
            [("第三季度", "3"), ("3季度", "3"), ("十二月", "12"), ("上半年", "1"), ("年终", "年终")]
        {
            assert_eq!(period(spelled), name);
        }
    }

    #[test]
    fn headings_and_cells_are_understood() {
        assert_eq!(frame(" 单 位\n名称"), Some(Frame::Unit));
        assert_eq!(frame("难度系数"), Some(Frame::Factor));
        assert_eq!(frame("一般公共预算收入增幅"), None);
        assert!(means("实绩", "actual") && means("actual", "actual") && !means("目标", "actual"));
        assert_eq!((title("actual"), title("nothing")), ("实绩", "nothing"));
        assert_eq!(
            (state("缺 项"), state("Ｎ／Ａ"), state("12")),
            (Some(State::Absent), Some(State::Absent), None)
        );
        assert_eq!((truth("√"), truth("无"), truth("好")), (Some(true), Some(false), None));
    }
}

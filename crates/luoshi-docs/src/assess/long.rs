//! Long sheets: a row per matter, option, mark or period of a unit and an item.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::draft::{At, Draft, MOST_TIMES, count};
use super::fields::{Field, Part};
use super::labels::Meant;
use super::sheets::{Cell, Sheet};
use super::words::{self, Frame, plain};

/// How the columns of a sheet serve an item.
#[derive(Debug, Clone)]
enum Use {
    One { part: Part, column: usize },
    Keyed { key: &'static str, by: usize, value: Part, column: usize, many: bool },
    Rows { key: &'static str, parts: Vec<(Part, usize)>, times: Option<usize> },
    List { key: &'static str, value: Part, column: usize },
}

/// Reads the rows below a heading.
pub(super) fn read(draft: &mut Draft<'_>, (file, sheet): (usize, usize), head: usize, rows: &Sheet) {
    let Some((_, heading)) = rows.rows.get(head) else { return };
    let titles: Vec<String> = heading.iter().map(|c| c.text.trim().to_owned()).collect();
    let frames: Vec<Option<Frame>> = titles.iter().map(|t| words::frame(t)).collect();
    let plain: Vec<String> = titles.iter().map(|t| plain(t)).collect();
    let place = |frame: Frame| frames.iter().position(|f| *f == Some(frame));
    let (Some(items), Some(units)) = (place(Frame::Item), place(Frame::Unit)) else { return };
    let state = place(Frame::State);
    let mut plans: BTreeMap<usize, Vec<Use>> = BTreeMap::new();
    for (number, row) in rows.rows.iter().skip(head + 1) {
        let at = |column: usize| At::Cell { file, sheet, row: *number, column };
        let cell = |column: usize| row.get(column).filter(|c| !c.is_empty());
        if row.iter().zip(&frames).all(|(cell, f)| cell.is_empty() || *f == Some(Frame::Skip)) {
            continue;
        }
        let Some(name) = cell(units) else {
            draft.fault(at(units), "unit-empty", words::frame_title(Frame::Unit), "", Vec::new());
            continue;
        };
        let item = match cell(items).map(|c| draft.labels.item(&c.text)) {
            Some(Meant::One(item)) => item,
            Some(Meant::Several(titles)) => {
                draft.ask(at(items), "ambiguous-item", "", text(cell(items)), titles);
                continue;
            }
            Some(Meant::None(near)) => {
                draft.ask(at(items), "unknown-item", "", text(cell(items)), near);
                continue;
            }
            None => {
                draft.fault(at(items), "item-empty-cell", words::frame_title(Frame::Item), "", Vec::new());
                continue;
            }
        };
        let unit = draft.unit(&name.text, at(units));
        let said = state.and_then(|column| Some((column, cell(column)?.state()?)));
        if let Some((column, state)) = said {
            draft.put_state(item, unit, state, at(column));
            continue;
        }
        let plan = plans.entry(item).or_insert_with(|| plan(draft, item, &plain, [items, units]));
        let mut used = vec![false; titles.len()];
        for one in plan.iter() {
            enter(draft, (item, unit), one, row, &at, &mut used);
        }
        leftover(draft, item, row, (&titles, &frames, &used), &at);
    }
}

fn text(cell: Option<&Cell>) -> &str {
    cell.map_or("", |c| c.text.trim())
}

/// What stands in columns that say nothing for the item would be lost without a word.
fn leftover(
    draft: &mut Draft<'_>,
    item: usize,
    row: &[Cell],
    (titles, frames, used): (&[String], &[Option<Frame>], &[bool]),
    at: &dyn Fn(usize) -> At,
) {
    for (column, cell) in row.iter().enumerate() {
        let is_frame = matches!(
            frames.get(column),
            Some(Some(Frame::Unit | Frame::Item | Frame::Skip | Frame::State | Frame::Group | Frame::Id))
        );
        if cell.is_empty() || is_frame || used.get(column).copied().unwrap_or(true) {
            continue;
        }
        let title = titles.get(column).cloned().unwrap_or_default();
        let expected = expected(draft, item);
        let about = format!("{}·{title}", draft.called(item));
        draft.fault(at(column), "column-misplaced", &about, cell.text.trim(), expected);
    }
}

/// Headings of long sheets that say something for an item.
pub(super) fn expected(draft: &Draft<'_>, item: usize) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for field in draft.fields.get(item).into_iter().flatten() {
        let words: Vec<&str> = match field {
            Field::One(part) => vec![part.key],
            Field::Keyed { by, value, .. } => vec![by, value.word],
            Field::Rows { parts, times, .. } => {
                parts.iter().map(|p| p.word).chain(times.then_some("count")).collect()
            }
            Field::List { value, .. } => vec![value.word],
        };
        out.extend(words.into_iter().map(|word| words::title(word).to_owned()));
    }
    out
}

fn plan(draft: &Draft<'_>, item: usize, headings: &[String], frame: [usize; 2]) -> Vec<Use> {
    let column = |key: &str, word: &str| {
        headings
            .iter()
            .enumerate()
            .position(|(at, h)| !frame.contains(&at) && (words::means(h, word) || words::means(h, key)))
    };
    let mut out = Vec::new();
    for field in draft.fields.get(item).into_iter().flatten() {
        let found = match field {
            Field::One(part) => column(part.key, part.word).map(|column| Use::One { part: *part, column }),
            Field::Keyed { key, by, value, many } => column(by, by)
                .zip(column(value.key, value.word))
                .map(|(by, column)| Use::Keyed { key, by, value: *value, column, many: *many }),
            Field::Rows { key, parts, times } => {
                let parts: Vec<(Part, usize)> =
                    parts.iter().filter_map(|p| Some((*p, column(p.key, p.word)?))).collect();
                let times = if *times { column("count", "count") } else { None };
                (!parts.is_empty()).then_some(Use::Rows { key, parts, times })
            }
            Field::List { key, value } => {
                column(value.key, value.word).map(|column| Use::List { key, value: *value, column })
            }
        };
        out.extend(found);
    }
    out
}

fn enter(
    draft: &mut Draft<'_>,
    (item, unit): (usize, usize),
    one: &Use,
    row: &[Cell],
    at: &dyn Fn(usize) -> At,
    used: &mut [bool],
) {
    let mut take = |column: usize| {
        let cell = row.get(column).filter(|c| !c.is_empty())?;
        if let Some(slot) = used.get_mut(column) {
            *slot = true;
        }
        Some(cell)
    };
    match one {
        Use::One { part, column } => {
            let Some(cell) = take(*column) else { return };
            if let Some(state) = cell.state() {
                draft.put_state(item, unit, state, at(*column));
            } else if let Some(value) = draft.value(item, *part, cell, at(*column)) {
                draft.put(item, unit, part.key, value, at(*column));
            }
        }
        Use::Keyed { key, by, value: part, column, many } => {
            let (name, cell) = (take(*by), take(*column));
            let state = name.and_then(Cell::state).or_else(|| cell.and_then(Cell::state));
            if let Some(state) = state.filter(|_| name.is_none() || cell.is_none()) {
                draft.put_state(item, unit, state, at(*column));
                return;
            }
            let Some(name) = name else {
                if cell.is_some() {
                    needs(draft, item, by_title(draft, item), at(*by));
                }
                return;
            };
            let Some(name) = draft.name_of(item, &name.text, at(*by)) else { return };
            // A name without a value: nobody voted, the period was not held.
            let Some(cell) = cell.filter(|c| c.state().is_none()) else { return };
            if let Some(value) = draft.named(item, *part, &name, cell, at(*column)) {
                draft.put_keyed((item, unit), (key, *many), name, value, at(*column));
            }
        }
        Use::Rows { key, parts, times } => {
            rows(draft, (item, unit), key, (parts, *times), &mut take, at);
        }
        Use::List { key, value: part, column } => {
            let Some(cell) = take(*column) else { return };
            if let Some(value) = draft.value(item, *part, cell, at(*column)) {
                draft.push((item, unit), key, &value, 1, at(*column));
            }
        }
    }
}

fn by_title(draft: &Draft<'_>, item: usize) -> &'static str {
    let by = draft.fields.get(item).into_iter().flatten().find_map(|f| match f {
        Field::Keyed { by, .. } => Some(*by),
        Field::One(_) | Field::Rows { .. } | Field::List { .. } => None,
    });
    by.unwrap_or_default()
}

fn needs(draft: &mut Draft<'_>, item: usize, key: &str, at: At) {
    let about = draft.fact_called(item, key);
    draft.fault(at, "rule-missing", &about, "", Vec::new());
}

fn rows<'c>(
    draft: &mut Draft<'_>,
    (item, unit): (usize, usize),
    key: &str,
    (parts, times): (&[(Part, usize)], Option<usize>),
    take: &mut dyn FnMut(usize) -> Option<&'c Cell>,
    at: &dyn Fn(usize) -> At,
) {
    let mut one = Map::new();
    let mut whole = true;
    let mut first = None;
    for (part, column) in parts {
        let Some(cell) = take(*column) else {
            continue;
        };
        first.get_or_insert(at(*column));
        if let Some(state) = cell.state() {
            draft.put_state(item, unit, state, at(*column));
            return;
        }
        match draft.value(item, *part, cell, at(*column)) {
            Some(value) => {
                one.insert(part.key.to_owned(), value);
            }
            None => whole = false,
        }
    }
    let again = times.and_then(|column| Some((column, take(column)?)));
    let Some(place) = first else {
        if let Some((column, _)) = again {
            let gap = parts.iter().map(|(p, _)| p.word).next().unwrap_or_default();
            needs(draft, item, gap, at(column));
        }
        return;
    };
    for (part, column) in parts {
        if part.needed && whole && !one.contains_key(part.key) {
            needs(draft, item, part.word, at(*column));
            whole = false;
        }
    }
    let mut n = 1;
    if let Some((column, cell)) = again {
        let about = draft.fact_called(item, "count");
        match count(cell).map(usize::try_from) {
            Ok(Ok(times)) if times <= MOST_TIMES => n = times,
            Ok(_) => {
                let most = vec![MOST_TIMES.to_string()];
                draft.fault(at(column), "repeat-too-large", &about, &cell.text, most);
                return;
            }
            Err(code) => {
                draft.fault(at(column), code, &about, &cell.text, Vec::new());
                return;
            }
        }
    }
    if whole {
        draft.push((item, unit), key, &Value::Object(one), n, place);
    }
}

//! Wide sheets: a row per unit, a column per fact.

use std::collections::BTreeSet;

use luoshi_core::assess::exact::Exact;
use luoshi_core::assess::scheme::model::Members;
use luoshi_core::near;
use serde_json::json;

use super::draft::{At, Draft, MOST_TIMES, count, number_code};
use super::fields::{self, Field, Part};
use super::labels::Meant;
use super::sheets::{Cell, Kind, Sheet};
use super::words::{self, Frame, plain};

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Column {
    Skip,
    Frame(Frame),
    Attribute(String),
    Fact { item: usize, target: Target },
}

/// Where the values of a column go.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Target {
    One(Part),
    Keyed {
        key: &'static str,
        name: String,
        value: Part,
        many: bool,
    },
    /// So many matters of a level.
    Level {
        key: &'static str,
        level: String,
    },
    List {
        key: &'static str,
        value: Part,
    },
}

/// Reads the rows below a heading.
pub(super) fn read(draft: &mut Draft<'_>, (file, sheet): (usize, usize), head: usize, rows: &Sheet) {
    let Some((number, heading)) = rows.rows.get(head) else { return };
    let columns = columns(draft, (file, sheet, *number), heading);
    let lists = columns
        .iter()
        .any(|c| matches!(c, Column::Attribute(_) | Column::Frame(Frame::Group | Frame::Id | Frame::Factor)));
    let mut seen = BTreeSet::new();
    // By column: a cell with a percent sign, and one without.
    let mut signs: Vec<(Option<At>, Option<At>)> = vec![(None, None); columns.len()];
    for (number, row) in rows.rows.iter().skip(head + 1) {
        let at = |column: usize| At::Cell { file, sheet, row: *number, column };
        if row.iter().all(Cell::is_empty) {
            continue;
        }
        let place = columns.iter().position(|c| *c == Column::Frame(Frame::Unit)).unwrap_or_default();
        let name = row.get(place).filter(|c| !c.is_empty());
        let Some(name) = name else {
            if row.iter().zip(&columns).any(|(cell, c)| !cell.is_empty() && *c != Column::Skip) {
                draft.fault(at(place), "unit-empty", words::frame_title(Frame::Unit), "", Vec::new());
            }
            continue;
        };
        let unit = draft.unit(&name.text, at(place));
        if !seen.insert(unit) {
            draft.fault(at(place), "unit-twice", words::frame_title(Frame::Unit), &name.text, Vec::new());
            continue;
        }
        if lists && let Some(unit) = draft.units.get_mut(unit) {
            unit.listed = true;
        }
        for (index, (cell, column)) in row.iter().zip(&columns).enumerate() {
            if cell.is_empty() {
                if cell.kind == Kind::Covered && *column != Column::Skip {
                    let title = heading.get(index).map(|c| c.text.trim().to_owned()).unwrap_or_default();
                    draft.fault(at(index), "merged-cell", &title, "", Vec::new());
                }
                continue;
            }
            match column {
                Column::Skip => {}
                Column::Frame(frame) => known(draft, unit, *frame, cell, at(index)),
                Column::Attribute(name) => attribute(draft, unit, name, cell, at(index)),
                Column::Fact { item, target } => {
                    sign(cell, at(index), signs.get_mut(index));
                    fact(draft, (*item, unit), target, cell, at(index));
                }
            }
        }
    }
    for (index, (percent, bare)) in signs.into_iter().enumerate() {
        if let (Some(percent), Some(bare)) = (percent, bare) {
            let at = if row_of(percent) > row_of(bare) { percent } else { bare };
            let title = heading.get(index).map(|c| c.text.trim().to_owned()).unwrap_or_default();
            draft.fault(at, "mixed-percent", &title, "%", Vec::new());
        }
    }
}

fn row_of(at: At) -> usize {
    match at {
        At::Cell { row, .. } => row,
        At::File { .. } | At::Line { .. } | At::Sheet { .. } => 0,
    }
}

/// Notes whether a number carries a percent sign; nought may stand without.
fn sign(cell: &Cell, at: At, signs: Option<&mut (Option<At>, Option<At>)>) {
    let (Some((percent, bare)), Ok(number)) = (signs, cell.number()) else { return };
    let slot = if number.percent { percent } else { bare };
    if number.percent || number.text != "0" {
        slot.get_or_insert(at);
    }
}

fn columns(
    draft: &mut Draft<'_>,
    (file, sheet, row): (usize, usize, usize),
    heading: &[Cell],
) -> Vec<Column> {
    let mut out: Vec<Column> = Vec::new();
    for (column, cell) in heading.iter().enumerate() {
        let at = At::Cell { file, sheet, row, column };
        let found = if cell.is_empty() { Column::Skip } else { one(draft, cell.text.trim(), at) };
        if found != Column::Skip && out.contains(&found) {
            draft.fault(at, "column-twice", "", cell.text.trim(), Vec::new());
            out.push(Column::Skip);
        } else {
            if let Column::Fact { item, .. } = &found {
                draft.spoken.insert(*item);
            }
            out.push(found);
        }
    }
    out
}

fn one(draft: &mut Draft<'_>, text: &str, at: At) -> Column {
    let exact = matches!(draft.labels.item(text), Meant::One(_));
    if let Some(frame) = words::frame(text).filter(|_| !exact) {
        return if frame == Frame::Skip { Column::Skip } else { Column::Frame(frame) };
    }
    let attributes = attributes(draft);
    if let Some(name) = attributes.iter().find(|a| plain(a) == plain(text)) {
        return Column::Attribute(name.clone());
    }
    match draft.labels.heading(without_measure(draft, text)) {
        (Meant::One(item), rest) => target(draft, item, rest, text, at),
        (Meant::Several(titles), _) => {
            draft.ask(at, "ambiguous-item", "", text, titles);
            Column::Skip
        }
        (Meant::None(mut near), _) => {
            near.extend(near::nearest(text, attributes.iter().map(String::as_str), 1));
            draft.ask(at, "unknown-column", "", text, near);
            Column::Skip
        }
    }
}

/// A heading without the 计量单位 of its item behind it: `1.3 招商到位资金·实绩（万元）`.
fn without_measure<'a>(draft: &Draft<'_>, text: &'a str) -> &'a str {
    let Some((head, measure)) = text.strip_suffix(['）', ')']).and_then(|t| t.rsplit_once(['（', '(']))
    else {
        return text;
    };
    let (Meant::One(item), _) = draft.labels.heading(head) else { return text };
    let own = draft.scheme.items.get(item).and_then(|item| item.unit.as_deref());
    if own.is_some_and(|own| plain(own) == plain(measure)) { head } else { text }
}

/// Attributes that the scheme's groups ask for.
pub(super) fn attributes(draft: &Draft<'_>) -> BTreeSet<String> {
    let asked = draft.scheme.groups.iter().filter_map(|g| match &g.members {
        Members::Attributes(bounds) => Some(bounds.keys().cloned()),
        Members::Named | Members::Everyone | Members::List(_) => None,
    });
    asked.flatten().collect()
}

fn target(draft: &mut Draft<'_>, item: usize, rest: Option<&str>, text: &str, at: At) -> Column {
    let fields = draft.fields.get(item).cloned().unwrap_or_default();
    let Some(rest) = rest else {
        let main = draft.scheme.items.get(item).and_then(fields::main);
        let found = main.map(Target::One).or(match fields.as_slice() {
            [Field::List { key, value }] => Some(Target::List { key, value: *value }),
            _ => None,
        });
        if let Some(target) = found {
            return Column::Fact { item, target };
        }
        let expected = headings(draft, item);
        draft.fault(at, "column-needs-fact", &draft.called(item), text, expected);
        return Column::Skip;
    };
    let heading = plain(rest);
    let found = fields.iter().find_map(|field| match field {
        Field::One(part) => (words::means(&heading, part.key)).then_some(Target::One(*part)),
        Field::List { key, value } => {
            words::means(&heading, value.word).then_some(Target::List { key, value: *value })
        }
        Field::Keyed { .. } | Field::Rows { .. } => None,
    });
    if let Some(target) = found {
        return Column::Fact { item, target };
    }
    let target = match fields.iter().find(|f| matches!(f, Field::Keyed { .. } | Field::Rows { .. })) {
        Some(Field::Keyed { key, value, many, .. }) => {
            draft.name_of(item, rest, at).map(|name| Target::Keyed { key, name, value: *value, many: *many })
        }
        Some(Field::Rows { key, parts, times: true })
            if parts.iter().any(|p| p.key == "level") && draft.has_name(item, rest) =>
        {
            draft.name_of(item, rest, at).map(|level| Target::Level { key, level })
        }
        _ => {
            let expected = headings(draft, item);
            draft.ask(at, "unknown-column", &draft.called(item), text, expected);
            None
        }
    };
    target.map_or(Column::Skip, |target| Column::Fact { item, target })
}

/// Headings that columns of an item may have.
pub(super) fn headings(draft: &Draft<'_>, item: usize) -> Vec<String> {
    let Some(one) = draft.scheme.items.get(item) else { return Vec::new() };
    let title = draft.called(item);
    let mut out = Vec::new();
    for field in draft.fields.get(item).into_iter().flatten() {
        match field {
            Field::One(part) => out.push(format!("{title}·{}", words::title(part.key))),
            Field::List { .. } => out.push(title.clone()),
            Field::Keyed { .. } => {
                let names = fields::names(one).unwrap_or_default();
                out.extend(names.iter().map(|name| format!("{title}·{}", fields::shown(one, name))));
            }
            Field::Rows { parts, .. } => {
                if parts.iter().any(|p| p.key == "level") {
                    let names = fields::names(one).unwrap_or_default();
                    out.extend(names.iter().map(|name| format!("{title}·{name}")));
                }
            }
        }
    }
    out
}

/// What is known of a unit besides its items.
fn known(draft: &mut Draft<'_>, unit: usize, frame: Frame, cell: &Cell, at: At) {
    let text = cell.text.trim();
    match frame {
        Frame::Id => draft.identify(unit, text),
        Frame::Group => set_group(draft, unit, text, at),
        Frame::Factor => {
            let number = cell.number().map_err(number_code);
            match number.and_then(|n| exact(&n.text, n.percent).ok_or("not-a-number")) {
                Ok(factor) => set_factor(draft, unit, factor, at),
                Err(code) => draft.fault(at, code, words::frame_title(frame), text, Vec::new()),
            }
        }
        Frame::Matters => {
            if let Some(unit) = draft.units.get_mut(unit) {
                unit.matters.extend(words::split_names(text).map(|name| (name.to_owned(), at)));
            }
        }
        Frame::Unit | Frame::Item | Frame::State | Frame::Skip => {}
    }
}

/// A coefficient of 105 % is 1.05.
fn exact(text: &str, percent: bool) -> Option<Exact> {
    let number: Exact = text.parse().ok()?;
    if percent { number.over(&Exact::HUNDRED) } else { Some(number) }
}

/// Puts a unit into a group; another group that stands there already is a fault.
pub(super) fn set_group(draft: &mut Draft<'_>, unit: usize, name: &str, at: At) {
    let Some(one) = draft.units.get_mut(unit) else { return };
    match &one.group {
        Some((before, _)) if plain(before) != plain(name) => {
            let before = vec![before.clone()];
            draft.fault(at, "conflict", words::frame_title(Frame::Group), name, before);
        }
        Some(_) => {}
        None => one.group = Some((name.to_owned(), at)),
    }
}

/// Gives a unit a coefficient; another one that stands there already is a fault.
pub(super) fn set_factor(draft: &mut Draft<'_>, unit: usize, factor: Exact, at: At) {
    // 102 is meant as 102 %, and a unit of that coefficient would win everything.
    if factor <= Exact::ZERO || factor > Exact::whole(10) {
        let expected = vec!["1.02".to_owned(), "102%".to_owned()];
        draft.fault(at, "odd-coefficient", words::frame_title(Frame::Factor), &factor.to_string(), expected);
        return;
    }
    let Some(one) = draft.units.get_mut(unit) else { return };
    match &one.factor {
        Some((before, _)) if *before != factor => {
            let before = vec![before.to_string()];
            draft.fault(at, "conflict", words::frame_title(Frame::Factor), &factor.to_string(), before);
        }
        _ => one.factor = Some((factor, at)),
    }
}

fn attribute(draft: &mut Draft<'_>, unit: usize, name: &str, cell: &Cell, at: At) {
    let number = cell.number().map_err(number_code).and_then(|n| n.text.parse().map_err(|_| "not-a-number"));
    match number {
        Ok(number) => set_attribute(draft, unit, name, number, at),
        Err(code) => draft.fault(at, code, name, cell.text.trim(), Vec::new()),
    }
}

/// Gives a unit an attribute; another value that stands there already is a fault.
pub(super) fn set_attribute(draft: &mut Draft<'_>, unit: usize, name: &str, value: Exact, at: At) {
    let Some(one) = draft.units.get_mut(unit) else { return };
    match one.attributes.get(name) {
        Some(before) if *before != value => {
            let before = vec![before.to_string()];
            draft.fault(at, "conflict", name, &value.to_string(), before);
        }
        _ => {
            one.attributes.insert(name.to_owned(), value);
        }
    }
}

fn fact(draft: &mut Draft<'_>, (item, unit): (usize, usize), target: &Target, cell: &Cell, at: At) {
    if let Some(state) = cell.state() {
        draft.put_state(item, unit, state, at);
        return;
    }
    match target {
        Target::One(part) => {
            if let Some(value) = draft.value(item, *part, cell, at) {
                draft.put(item, unit, part.key, value, at);
            }
        }
        Target::Keyed { key, name, value: part, many: true } => {
            for text in words::split_names(&cell.text) {
                let one = Cell { text: text.to_owned(), ..cell.clone() };
                if let Some(value) = draft.named(item, *part, name, &one, at) {
                    draft.put_keyed((item, unit), (key, true), name.clone(), value, at);
                }
            }
        }
        Target::Keyed { key, name, value: part, many: false } => {
            if let Some(value) = draft.named(item, *part, name, cell, at) {
                draft.put_keyed((item, unit), (key, false), name.clone(), value, at);
            }
        }
        Target::Level { key, level } => {
            let most = u64::try_from(MOST_TIMES).unwrap_or(u64::MAX);
            match count(cell) {
                Ok(times) if times <= most => {
                    let times = usize::try_from(times).unwrap_or_default();
                    draft.push((item, unit), key, &json!({"level": level}), times, at);
                }
                Ok(_) => {
                    let about = format!("{}·{level}", draft.called(item));
                    draft.fault(at, "repeat-too-large", &about, &cell.text, vec![MOST_TIMES.to_string()]);
                }
                Err(code) => {
                    let about = format!("{}·{level}", draft.called(item));
                    draft.fault(at, code, &about, &cell.text, Vec::new());
                }
            }
        }
        Target::List { key, value: part } => {
            for text in words::split_names(&cell.text) {
                let one = Cell { text: text.to_owned(), ..cell.clone() };
                if let Some(value) = draft.value(item, *part, &one, at) {
                    draft.push((item, unit), key, &value, 1, at);
                }
            }
        }
    }
}

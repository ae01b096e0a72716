//! What several files say together, before it is entered: every value with its place.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use luoshi_core::assess::exact::Exact;
use luoshi_core::assess::rules::veto::Effect;
use luoshi_core::assess::scheme::model::Scheme;
use luoshi_core::near;
use serde_json::{Map, Value};

use super::facts::{self, Facts};
use super::fields::{self, Field, Part, Shape};
use super::labels::{Labels, title};
use super::number::{self, Not};
use super::sheets::{Cell, Kind};
use super::trouble::{Spot, Trouble, Troubles, Weight};
use super::words::{self, State, plain};
use crate::read::NOT_COMPUTED;

/// How many near names are offered.
const OFFERED: usize = 3;
/// How often a row may stand for the same matter.
pub(super) const MOST_TIMES: usize = 1_000;
/// Most matters, marks and ballots of all files, each row as often as it says.
const MOST_ROWS: usize = 500_000;

/// Where something stands, by the numbers of file and sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum At {
    File {
        file: usize,
    },
    Line {
        file: usize,
        line: usize,
    },
    Sheet {
        file: usize,
        sheet: usize,
    },
    /// Row from 1, column from 0.
    Cell {
        file: usize,
        sheet: usize,
        row: usize,
        column: usize,
    },
}

impl At {
    const fn file(self) -> usize {
        match self {
            Self::File { file }
            | Self::Line { file, .. }
            | Self::Sheet { file, .. }
            | Self::Cell { file, .. } => file,
        }
    }
}

/// A unit as the files know it.
#[derive(Debug)]
pub(super) struct UnitDraft {
    pub id: String,
    pub name: String,
    pub at: At,
    /// It stands in a list of units, and not only beside values.
    pub listed: bool,
    pub group: Option<(String, At)>,
    pub attributes: BTreeMap<String, Exact>,
    pub factor: Option<(Exact, At)>,
    pub matters: Vec<(String, At)>,
    pub effect: Effect,
}

/// What was entered for a unit and an item.
#[derive(Debug, Default)]
pub(super) struct Slot {
    pub facts: Facts,
    pub state: Option<State>,
    /// Facts and where they stand; the first is where the entry begins.
    pub at: Vec<(Arc<str>, At)>,
}

/// What several files say together.
#[derive(Debug)]
pub(super) struct Draft<'a> {
    pub scheme: &'a Scheme,
    pub labels: Labels,
    /// What can be entered, by item.
    pub fields: Vec<Vec<Field>>,
    names: Vec<Option<Vec<String>>>,
    pub troubles: Troubles,
    files: Vec<(String, Vec<String>)>,
    pub units: Vec<UnitDraft>,
    index: BTreeMap<String, usize>,
    pub slots: BTreeMap<(usize, usize), Slot>,
    /// Items that some file speaks of.
    pub spoken: BTreeSet<usize>,
    /// Keys that lead to what is being read, in files that have keys.
    pub keys: String,
    rows: usize,
    /// Keys of facts, each once.
    paths: BTreeSet<Arc<str>>,
}

impl<'a> Draft<'a> {
    pub fn new(scheme: &'a Scheme) -> Self {
        Self {
            labels: Labels::new(scheme),
            fields: scheme.items.iter().map(fields::of).collect(),
            names: scheme.items.iter().map(fields::names).collect(),
            scheme,
            troubles: Troubles::default(),
            files: Vec::new(),
            units: Vec::new(),
            index: BTreeMap::new(),
            slots: BTreeMap::new(),
            spoken: BTreeSet::new(),
            keys: String::new(),
            rows: 0,
            paths: BTreeSet::new(),
        }
    }

    /// Begins a file.
    pub fn file(&mut self, name: &str) -> usize {
        self.files.push((name.to_owned(), Vec::new()));
        self.files.len() - 1
    }

    /// Begins a sheet of the last file.
    pub fn sheet(&mut self, name: &str) -> usize {
        let Some((_, sheets)) = self.files.last_mut() else { return 0 };
        sheets.push(name.to_owned());
        sheets.len() - 1
    }

    pub fn fault(&mut self, at: At, code: &'static str, about: &str, found: &str, expected: Vec<String>) {
        self.tell(Weight::Fault, at, code, about, found, expected);
    }

    pub fn ask(&mut self, at: At, code: &'static str, about: &str, found: &str, near: Vec<String>) {
        self.tell(Weight::Question, at, code, about, found, near);
    }

    pub fn tell(
        &mut self,
        weight: Weight,
        at: At,
        code: &'static str,
        about: &str,
        found: &str,
        expected: Vec<String>,
    ) {
        let (file, place) = self.spot(at, about);
        let found = found.chars().map(|c| if c.is_control() { ' ' } else { c }).take(80).collect();
        self.troubles.add(Trouble { file, place, code, weight, about: about.to_owned(), found, expected });
    }

    fn spot(&self, at: At, key: &str) -> (String, Spot) {
        let Some((name, sheets)) = self.files.get(at.file()) else { return (String::new(), Spot::File) };
        let called = |sheet: usize| sheets.get(sheet).cloned().unwrap_or_default();
        let spot = match at {
            At::File { .. } => Spot::File,
            At::Line { line, .. } => {
                let key = if self.keys.is_empty() { key } else { &self.keys };
                Spot::Line { line, key: key.to_owned() }
            }
            At::Sheet { sheet, .. } => Spot::Sheet { sheet: called(sheet) },
            At::Cell { sheet, row, column, .. } => {
                Spot::Cell { sheet: called(sheet), row, column: letters(column) }
            }
        };
        (name.clone(), spot)
    }

    /// A place in words that need no language: `values.xlsx Sheet1!B7`.
    fn short(&self, at: At) -> String {
        let (file, spot) = self.spot(at, "");
        match spot {
            Spot::File => file,
            Spot::Line { line, .. } => format!("{file}:{line}"),
            Spot::Sheet { sheet } => format!("{file} {sheet}"),
            Spot::Cell { sheet, row, column } if sheet.is_empty() => format!("{file} {column}{row}"),
            Spot::Cell { sheet, row, column } => format!("{file} {sheet}!{column}{row}"),
        }
    }

    /// The unit of a name or id, made where there is none yet.
    pub fn unit(&mut self, name: &str, at: At) -> usize {
        let name = name.trim();
        let key = plain(name);
        if let Some(known) = self.index.get(&key) {
            return *known;
        }
        self.index.insert(key, self.units.len());
        self.units.push(UnitDraft {
            id: name.to_owned(),
            name: name.to_owned(),
            at,
            listed: false,
            group: None,
            attributes: BTreeMap::new(),
            factor: None,
            matters: Vec::new(),
            effect: Effect::default(),
        });
        self.units.len() - 1
    }

    /// Gives a unit an id of its own.
    pub fn identify(&mut self, unit: usize, id: &str) {
        let id = id.trim();
        if id.is_empty() {
            return;
        }
        self.index.entry(plain(id)).or_insert(unit);
        if let Some(unit) = self.units.get_mut(unit) {
            id.clone_into(&mut unit.id);
        }
    }

    /// The unit of a name, if the files or the scheme know it.
    pub fn known(&self, name: &str) -> Option<usize> {
        self.index.get(&plain(name)).copied()
    }

    /// How an item is called in messages.
    pub fn called(&self, item: usize) -> String {
        self.scheme.items.get(item).map(title).unwrap_or_default()
    }

    /// How an item and its fact are called in messages.
    pub fn fact_called(&self, item: usize, key: &str) -> String {
        format!("{}·{}", self.called(item), words::title(key))
    }

    /// The one copy of a key.
    fn path(&mut self, key: &str) -> Arc<str> {
        if let Some(path) = self.paths.get(key) {
            return Arc::clone(path);
        }
        let path: Arc<str> = key.into();
        self.paths.insert(Arc::clone(&path));
        path
    }

    fn slot(&mut self, item: usize, unit: usize, path: Arc<str>, at: At) -> &mut Slot {
        self.spoken.insert(item);
        let slot = self.slots.entry((item, unit)).or_default();
        facts::push(&mut slot.at, (path, at));
        slot
    }

    /// Enters a value; another value that stands there already is a fault.
    pub fn put(&mut self, item: usize, unit: usize, key: &str, value: Value, at: At) {
        let path = self.path(key);
        let slot = self.slot(item, unit, Arc::clone(&path), at);
        match slot.facts.get(key) {
            Some(before) if *before != value => {
                let before_text = shown(before);
                let first = slot.at.iter().find(|(k, _)| *k == path).map(|(_, at)| *at);
                self.conflict(at, &self.fact_called(item, key), &shown(&value), before_text, first);
            }
            Some(_) => {}
            None => slot.facts.add(path, value),
        }
    }

    fn conflict(&mut self, at: At, about: &str, found: &str, before: String, first: Option<At>) {
        let mut expected = vec![before];
        expected.extend(first.map(|first| self.short(first)));
        self.fault(at, "conflict", about, found, expected);
    }

    /// Enters a value under a name: votes of an option.
    pub fn put_keyed(
        &mut self,
        (item, unit): (usize, usize),
        (key, many): (&str, bool),
        name: String,
        value: Value,
        at: At,
    ) {
        let (own, path) = (self.path(key), self.path(&format!("{key}.{name}")));
        let slot = self.slot(item, unit, Arc::clone(&path), at);
        let table = slot.facts.entry(&own, || Value::Object(Map::new()));
        let Some(Value::Object(table)) = table else { return };
        if many {
            if let Value::Array(list) = table.entry(name).or_insert_with(|| Value::Array(Vec::new())) {
                match value {
                    Value::Array(more) => list.extend(more),
                    one => list.push(one),
                }
            }
            return;
        }
        match table.get(&name) {
            Some(before) if *before != value => {
                let before_text = shown(before);
                let first = slot.at.iter().find(|(k, _)| *k == path).map(|(_, at)| *at);
                let about = format!("{}·{name}", self.called(item));
                self.conflict(at, &about, &shown(&value), before_text, first);
            }
            Some(_) => {}
            None => {
                table.insert(name, value);
            }
        }
    }

    /// Adds to a list, `times` times the same.
    pub fn push(&mut self, (item, unit): (usize, usize), key: &str, value: &Value, times: usize, at: At) {
        self.rows += times;
        if self.rows > MOST_ROWS {
            let about = self.called(item);
            self.fault(at, "repeat-too-large", &about, &self.rows.to_string(), vec![MOST_ROWS.to_string()]);
            return;
        }
        let path = self.path(key);
        let slot = self.slot(item, unit, Arc::clone(&path), at);
        if let Some(Value::Array(list)) = slot.facts.entry(&path, || Value::Array(Vec::new())) {
            list.extend(std::iter::repeat_n(value, times).cloned());
        }
    }

    /// Enters 缺项 or 未报.
    pub fn put_state(&mut self, item: usize, unit: usize, state: State, at: At) {
        let path = self.path("");
        let slot = self.slot(item, unit, path, at);
        match slot.state {
            Some(before) if before != state => {
                let first = slot.at.first().map(|(_, at)| *at);
                let (found, before) = (words::state_title(state), words::state_title(before).to_owned());
                self.conflict(at, &self.called(item), found, before, first);
            }
            _ => slot.state = Some(state),
        }
    }

    /// The name that a value goes by, in the scheme's spelling; a question where it has none such.
    pub fn name_of(&mut self, item: usize, found: &str, at: At) -> Option<String> {
        let found = found.trim();
        let one = self.scheme.items.get(item)?;
        let Some(names) = self.names.get(item).and_then(Option::as_ref) else {
            return Some(found.to_owned());
        };
        if let Some(name) = fields::spelled(one, names, found) {
            return Some(name);
        }
        let near = near::nearest(found, names.iter().map(String::as_str), OFFERED);
        let offered = if near.is_empty() { names.iter().take(12).cloned().collect() } else { near };
        let about = self.called(item);
        self.ask(at, "unknown-name", &about, found, offered);
        None
    }

    /// Whether a name is one that values of the item go by.
    pub fn has_name(&self, item: usize, found: &str) -> bool {
        let names = self.names.get(item).and_then(Option::as_ref);
        let one = self.scheme.items.get(item);
        one.zip(names).is_some_and(|(one, names)| fields::spelled(one, names, found).is_some())
    }

    /// Reads a cell as a value of a form; what does not fit is a fault.
    pub fn value(&mut self, item: usize, part: Part, cell: &Cell, at: At) -> Option<Value> {
        self.value_of(item, part, &|own| own.fact_called(item, part.key), cell, at)
    }

    /// The same for a value that goes by a name: votes of an option.
    pub fn named(&mut self, item: usize, part: Part, name: &str, cell: &Cell, at: At) -> Option<Value> {
        self.value_of(item, part, &|own| format!("{}·{name}", own.called(item)), cell, at)
    }

    /// `about`: how the value is called, which only a fault asks.
    fn value_of(
        &mut self,
        item: usize,
        part: Part,
        about: &dyn Fn(&Self) -> String,
        cell: &Cell,
        at: At,
    ) -> Option<Value> {
        if cell.kind == Kind::Error {
            let code = if cell.text == NOT_COMPUTED { "formula-not-computed" } else { "formula-error" };
            self.fault(at, code, &about(self), &cell.text, Vec::new());
            return None;
        }
        let text = cell.text.trim();
        let read = match part.shape {
            Shape::Number => cell.number().map(|n| Value::from(n.text)).map_err(number_code),
            Shape::Count => count(cell).map(Value::from),
            Shape::Day => number::day(text).map(|d| Value::from(d.to_string())).ok_or("not-a-date"),
            Shape::Yes => words::truth(text).map(Value::from).ok_or("not-yes-no"),
            Shape::Done => match words::truth(text) {
                Some(flag) => Ok(Value::from(flag)),
                None => cell.number().map(|n| Value::from(n.text)).map_err(|_| "not-yes-no"),
            },
            Shape::Text => return self.word(item, part, text, at).map(Value::from),
            Shape::Flags => {
                let flags: Vec<&str> = words::split_names(text).collect();
                let flags: Vec<Option<String>> =
                    flags.into_iter().map(|flag| self.word(item, part, flag, at)).collect();
                return flags.into_iter().map(|f| f.map(Value::from)).collect();
            }
        };
        match read {
            Ok(value) => Some(value),
            Err(code) => {
                self.fault(at, code, &about(self), text, Vec::new());
                None
            }
        }
    }

    /// A word in the scheme's spelling, where the scheme lists the words.
    fn word(&mut self, item: usize, part: Part, found: &str, at: At) -> Option<String> {
        let one = self.scheme.items.get(item)?;
        let Some(choices) = fields::choices(one, part.key) else { return Some(found.to_owned()) };
        let key = plain(found);
        if let Some(choice) = choices.iter().find(|c| plain(c) == key) {
            return Some(choice.clone());
        }
        // A flag without a multiplier changes nothing and is no fault.
        if part.shape == Shape::Flags
            && near::nearest(found, choices.iter().map(String::as_str), 1).is_empty()
        {
            return Some(found.to_owned());
        }
        let about = self.fact_called(item, part.key);
        self.ask(at, "unknown-word", &about, found, choices);
        None
    }
}

/// A count: a whole number that is not negative.
pub(super) fn count(cell: &Cell) -> Result<u64, &'static str> {
    cell.number().map_err(number_code)?.text.parse().map_err(|_| "not-a-count")
}

/// The code of a text that is no number.
pub(super) const fn number_code(not: Not) -> &'static str {
    match not {
        Not::Number => "not-a-number",
        Not::TooLong => "number-too-long",
    }
}

fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The letters of a column, from 0.
pub(super) fn letters(column: usize) -> String {
    let mut out = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        out.insert(0, char::from(b'A' + u8::try_from((rest - 1) % 26).unwrap_or_default()));
        rest = (rest - 1) / 26;
    }
    out.into_iter().collect()
}

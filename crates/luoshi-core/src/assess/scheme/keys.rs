//! Reading a table key by key, collecting every fault instead of stopping at the first.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::tree::{Place, Tree, What, fraction, word};
use crate::assess::exact::Exact;
use crate::assess::fault::{Fault, Wrong};

/// Most keys of a table and most tables of a list. Schemes have dozens; what is looked up among them is
/// looked for from the first to the last.
const MOST: usize = 5_000;

/// Every key that an item may have beside the parameters of a rule.
pub(super) const ITEM_KEYS: &[&str] = &[
    "code",
    "name",
    "full",
    "full_by_group",
    "role",
    "pool",
    "marker",
    "evidence",
    "source",
    "text",
    "applies_to",
    "round",
    "rule",
    "params",
    "measure",
    "curve",
    "preset",
    "direction",
    "zero_target",
    "negative_target",
    "missing",
    "empty",
    "exclude",
    "all_equal",
    "best",
    "worst",
    "clamp",
    "ties",
    "unit",
    "grace",
    "max_periods",
    "due",
    "periods",
    "raters",
    "events",
    "parts",
    "combine",
    "sections",
    "formula",
    "out_of",
    "at_least",
    "at_most",
    "target",
];

/// Faults so far.
#[derive(Debug, Default)]
pub(super) struct Faults(RefCell<Vec<Place>>);

impl Faults {
    pub fn add(&self, line: usize, fault: Fault) {
        self.0.borrow_mut().push(Place { line, fault });
    }

    pub fn push(&self, place: Place) {
        self.0.borrow_mut().push(place);
    }

    pub fn list(self) -> Vec<Place> {
        self.0.into_inner()
    }
}

/// A table that is being read.
pub(super) struct Keys<'a> {
    pub line: usize,
    path: String,
    table: &'a [(String, Tree)],
    used: RefCell<BTreeSet<&'a str>>,
    faults: &'a Faults,
    /// Set when something here was wrong, so that no second fault follows from the first.
    broken: Cell<bool>,
}

impl<'a> Keys<'a> {
    /// Begins to read; `None` and a fault when `tree` is no table.
    pub fn of(tree: &'a Tree, path: &str, faults: &'a Faults) -> Option<Self> {
        let What::Table(table) = &tree.what else {
            faults.add(tree.line, Fault::new(path, Wrong::Shape("a table with keys is expected".to_owned())));
            return None;
        };
        if table.len() > MOST {
            faults.add(tree.line, Fault::new(path, Wrong::TooMany { limit: MOST }));
            return None;
        }
        Some(Self {
            line: tree.line,
            path: path.to_owned(),
            table,
            used: RefCell::default(),
            faults,
            broken: Cell::new(false),
        })
    }

    /// Names the table better, once its code or name is known.
    pub fn called(&mut self, path: impl Into<String>) {
        self.path = path.into();
    }

    pub fn faults(&self) -> &'a Faults {
        self.faults
    }

    /// Marks the table as broken, for a fault that lies in a table of it.
    pub fn spoil(&self) {
        self.broken.set(true);
    }

    pub fn broken(&self) -> bool {
        self.broken.get()
    }

    pub fn path(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    pub fn has(&self, key: &str) -> bool {
        self.table.iter().any(|(k, _)| k == key)
    }

    pub fn get(&self, key: &str) -> Option<&'a Tree> {
        let (name, tree) = self.table.iter().find(|(k, _)| k == key)?;
        self.used.borrow_mut().insert(name);
        Some(tree)
    }

    pub fn fault(&self, line: usize, key: &str, what: Wrong) {
        self.broken.set(true);
        self.faults.add(line, Fault::new(self.path(key), what));
    }

    fn shape(&self, tree: &Tree, key: &str, expected: &str) {
        self.broken.set(true);
        match &tree.what {
            What::Fraction(text) => self.faults.push(fraction(tree.line, &self.path(key), text)),
            _ => self
                .faults
                .add(tree.line, Fault::new(self.path(key), Wrong::Shape(format!("{expected} is expected")))),
        }
    }

    pub fn text(&self, key: &str) -> Option<String> {
        let tree = self.get(key)?;
        match &tree.what {
            What::Text(text) => Some(text.clone()),
            What::Whole(whole) => Some(whole.to_string()),
            _ => {
                self.shape(tree, key, "text");
                None
            }
        }
    }

    /// Text that must be there.
    pub fn need(&self, key: &str) -> String {
        self.text(key).unwrap_or_else(|| {
            if !self.broken() {
                self.fault(self.line, key, Wrong::Missing);
            }
            String::new()
        })
    }

    pub fn exact(&self, key: &str) -> Option<Exact> {
        let tree = self.get(key)?;
        let number = match &tree.what {
            What::Text(text) => text.trim().parse().ok(),
            What::Whole(whole) => Some(Exact::whole(*whole)),
            _ => None,
        };
        if number.is_none() {
            self.shape(tree, key, "a decimal number in quotation marks or a whole number");
        }
        number
    }

    pub fn whole(&self, key: &str) -> Option<i64> {
        let tree = self.get(key)?;
        if let What::Whole(whole) = tree.what {
            return Some(whole);
        }
        self.shape(tree, key, "a whole number");
        None
    }

    pub fn flag(&self, key: &str) -> bool {
        match self.get(key) {
            Some(Tree { what: What::Flag(flag), .. }) => *flag,
            Some(tree) => {
                self.shape(tree, key, "true or false");
                false
            }
            None => false,
        }
    }

    /// A word of ours, in either language.
    pub fn word(&self, key: &str) -> Option<String> {
        self.text(key).map(|text| word(text.trim()).to_owned())
    }

    /// A word that a type knows.
    pub fn choice<T: DeserializeOwned>(&self, key: &str) -> Option<T> {
        let found = self.word(key)?;
        match serde_json::from_value(Value::from(found)) {
            Ok(value) => Some(value),
            Err(error) => {
                let line = self.get(key).map_or(self.line, |t| t.line);
                self.fault(line, key, Wrong::of(&error));
                None
            }
        }
    }

    pub fn json(&self, key: &str) -> Option<Value> {
        match self.get(key)?.json(&self.path(key)) {
            Ok(value) => Some(value),
            Err(place) => {
                self.broken.set(true);
                self.faults.push(place);
                None
            }
        }
    }

    pub fn typed<T: DeserializeOwned>(&self, key: &str) -> Option<T> {
        let value = self.json(key)?;
        match serde_json::from_value(value) {
            Ok(value) => Some(value),
            Err(error) => {
                let line = self.get(key).map_or(self.line, |t| t.line);
                self.fault(line, key, Wrong::of(&error));
                None
            }
        }
    }

    pub fn table(&self, key: &str) -> Option<Keys<'a>> {
        let tree = self.get(key)?;
        let path = self.path(key);
        Keys::of(tree, &path, self.faults)
    }

    /// Tables of a list; one table counts as a list of one.
    pub fn tables(&self, key: &str) -> Vec<Keys<'a>> {
        let Some(tree) = self.get(key) else { return Vec::new() };
        let path = self.path(key);
        match &tree.what {
            What::List(list) if list.len() > MOST => {
                self.fault(tree.line, key, Wrong::TooMany { limit: MOST });
                Vec::new()
            }
            What::List(list) => list.iter().filter_map(|t| Keys::of(t, &path, self.faults)).collect(),
            _ => Keys::of(tree, &path, self.faults).into_iter().collect(),
        }
    }

    pub fn texts(&self, key: &str) -> Vec<String> {
        match self.get(key) {
            Some(Tree { what: What::List(list), line }) if list.len() > MOST => {
                self.fault(*line, key, Wrong::TooMany { limit: MOST });
                Vec::new()
            }
            _ => self.all_texts(key),
        }
    }

    /// The same without a limit but that of the file: names of units.
    pub fn all_texts(&self, key: &str) -> Vec<String> {
        let Some(tree) = self.get(key) else { return Vec::new() };
        let list = match &tree.what {
            What::List(list) => list.as_slice(),
            _ => std::slice::from_ref(tree),
        };
        list.iter()
            .filter_map(|t| match &t.what {
                What::Text(text) => Some(text.clone()),
                What::Whole(whole) => Some(whole.to_string()),
                _ => {
                    self.shape(t, key, "a list of texts");
                    None
                }
            })
            .collect()
    }

    /// Keys and values in the order of the file.
    pub fn entries(&self) -> impl Iterator<Item = (&'a str, &'a Tree)> {
        self.table.iter().map(|(k, t)| {
            self.used.borrow_mut().insert(k);
            (k.as_str(), t)
        })
    }

    /// Everything that nobody asked for, as parameters of a rule.
    pub fn rest(&self) -> serde_json::Map<String, Value> {
        let left: Vec<&'a str> = {
            let used = self.used.borrow();
            self.table.iter().map(|(k, _)| k.as_str()).filter(|k| !used.contains(k)).collect()
        };
        left.into_iter().filter_map(|key| self.json(key).map(|value| (key.to_owned(), value))).collect()
    }

    /// The line of a key of this table, or of a table in it.
    pub fn line_of(&self, key: &str) -> usize {
        let inner = self.table.iter().flat_map(|(_, tree)| match &tree.what {
            What::Table(table) => table.as_slice(),
            _ => &[],
        });
        let found = self.table.iter().chain(inner).find(|(name, _)| name == key);
        found.map_or(self.line, |(_, tree)| tree.line)
    }

    /// Refuses keys that no table of this kind has. For a table that was given up before all of it was read.
    pub fn strangers(&self, known: &[&str]) {
        for (key, tree) in self.table.iter().filter(|(key, _)| !known.contains(&key.as_str())) {
            self.faults.add(tree.line, Fault::new(self.path(key), Wrong::key(key, known)));
        }
    }

    /// Refuses keys that nobody asked for.
    pub fn end(self, expected: &[&str]) {
        let used = self.used.borrow();
        for (key, tree) in self.table.iter().filter(|(key, _)| !used.contains(key.as_str())) {
            let what = if expected.contains(&key.as_str()) {
                Wrong::Unfit("the other keys leave nothing for this one to do")
            } else {
                Wrong::key(key, expected)
            };
            self.faults.add(tree.line, Fault::new(self.path(key), what));
        }
    }
}

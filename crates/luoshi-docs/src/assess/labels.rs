//! Which item a code, a name or a heading means.

use std::cell::Cell;
use std::collections::BTreeMap;

use luoshi_core::assess::scheme::model::{Item, Scheme};
use luoshi_core::near;

use super::words::{JOINTS, plain};

/// How many near names are offered.
const OFFERED: usize = 3;
/// For how many unknown names near ones are looked for: nobody reads further, and every look goes through
/// all items.
const LOOKS: usize = 200;
/// Longest heading whose parts are tried, in bytes.
const LONGEST: usize = 1_000;

/// Items by their codes and names.
#[derive(Debug)]
pub(super) struct Labels {
    by: BTreeMap<String, Vec<usize>>,
    titles: Vec<String>,
    looks: Cell<usize>,
}

/// What a name means.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Meant {
    One(usize),
    /// Titles of all that it could mean.
    Several(Vec<String>),
    /// The nearest titles.
    None(Vec<String>),
}

impl Labels {
    pub fn new(scheme: &Scheme) -> Self {
        let mut by: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        let codes: Vec<String> = scheme.items.iter().map(|i| plain(&i.code)).collect();
        for (index, item) in scheme.items.iter().enumerate() {
            let (code, name) = (plain(&item.code), plain(&item.name));
            let whole = format!("{code}{name}");
            for label in [code.clone(), name, whole] {
                // A code stands for its item alone, even where another item has that name.
                if label != code && codes.contains(&label) {
                    continue;
                }
                let list = by.entry(label).or_default();
                if !list.contains(&index) {
                    list.push(index);
                }
            }
        }
        Self { by, titles: scheme.items.iter().map(title).collect(), looks: Cell::new(LOOKS) }
    }

    /// The item of a code or name.
    pub fn item(&self, text: &str) -> Meant {
        self.known(text).unwrap_or_else(|| Meant::None(self.nearest(text)))
    }

    fn known(&self, text: &str) -> Option<Meant> {
        Some(match self.by.get(&plain(text))?.as_slice() {
            [one] => Meant::One(*one),
            several => Meant::Several(several.iter().filter_map(|i| self.titles.get(*i)).cloned().collect()),
        })
    }

    /// The item of a heading, and what stands behind it.
    pub fn heading<'a>(&self, text: &'a str) -> (Meant, Option<&'a str>) {
        if let Some(whole) = self.known(text) {
            return (whole, None);
        }
        if text.len() > LONGEST {
            return (Meant::None(Vec::new()), None);
        }
        for sign in [true, false] {
            let joint = |c: char| if sign { JOINTS.contains(&c) } else { c.is_whitespace() };
            for (at, found) in text.rmatch_indices(joint) {
                let (head, tail) = (text.get(..at).unwrap_or_default(), text.get(at + found.len()..));
                if let Some(meant) = self.known(head) {
                    return (meant, tail.map(str::trim).filter(|t| !t.is_empty()));
                }
            }
        }
        let head = text.split(JOINTS).next().unwrap_or(text);
        (Meant::None(self.nearest(head)), None)
    }

    fn nearest(&self, text: &str) -> Vec<String> {
        let Some(left) = self.looks.get().checked_sub(1) else { return Vec::new() };
        self.looks.set(left);
        let near = near::nearest(&plain(text), self.by.keys().map(String::as_str), 2 * OFFERED);
        let mut out: Vec<String> = Vec::new();
        for label in near {
            let items = self.by.get(&label).into_iter().flatten();
            for title in items.filter_map(|i| self.titles.get(*i)) {
                if !out.contains(title) && out.len() < OFFERED {
                    out.push(title.clone());
                }
            }
        }
        out
    }
}

/// How an item is printed: code and name; codes that were made up for adjustments are left out.
pub fn title(item: &Item) -> String {
    if item.code.starts_with('+') || item.code == item.name || item.code.is_empty() {
        item.name.clone()
    } else {
        format!("{} {}", item.code, item.name)
    }
}

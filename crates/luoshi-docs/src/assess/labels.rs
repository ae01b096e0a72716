//! Which item a code, a name or a heading means.

use std::collections::BTreeMap;

use luoshi_core::assess::scheme::model::{Item, Scheme};
use luoshi_core::near;

use super::words::{JOINTS, plain};

/// How many near names are offered.
const OFFERED: usize = 3;

/// Items by their codes and names.
#[derive(Debug)]
pub(super) struct Labels {
    by: BTreeMap<String, Vec<usize>>,
    titles: Vec<String>,
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
        Self { by, titles: scheme.items.iter().map(title).collect() }
    }

    /// The item of a code or name.
    pub fn item(&self, text: &str) -> Meant {
        match self.by.get(&plain(text)).map(Vec::as_slice) {
            Some([one]) => Meant::One(*one),
            Some(several) => {
                Meant::Several(several.iter().filter_map(|i| self.titles.get(*i)).cloned().collect())
            }
            None => Meant::None(self.nearest(text)),
        }
    }

    /// The item of a heading, and what stands behind it.
    pub fn heading<'a>(&self, text: &'a str) -> (Meant, Option<&'a str>) {
        let whole = self.item(text);
        if !matches!(whole, Meant::None(_)) {
            return (whole, None);
        }
        for sign in [true, false] {
            let joint = |c: char| if sign { JOINTS.contains(&c) } else { c.is_whitespace() };
            for (at, found) in text.rmatch_indices(joint) {
                let (head, tail) = (text.get(..at).unwrap_or_default(), text.get(at + found.len()..));
                let meant = self.item(head);
                if !matches!(meant, Meant::None(_)) {
                    return (meant, tail.map(str::trim).filter(|t| !t.is_empty()));
                }
            }
        }
        let head = text.split(JOINTS).next().unwrap_or(text);
        (Meant::None(self.nearest(head)), None)
    }

    fn nearest(&self, text: &str) -> Vec<String> {
        let found = plain(text);
        let labels: Vec<(String, usize)> =
            self.by.iter().flat_map(|(l, list)| list.iter().map(|i| (l.clone(), *i))).collect();
        let near = near::nearest(&found, labels.iter().map(|(l, _)| l.as_str()), 2 * OFFERED);
        let mut out: Vec<String> = Vec::new();
        for label in near {
            let titles = labels.iter().filter(|(l, _)| *l == label).filter_map(|(_, i)| self.titles.get(*i));
            for title in titles {
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

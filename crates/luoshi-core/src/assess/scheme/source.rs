//! What was written where: the lines behind a scheme that has been read.

use std::collections::BTreeMap;

use super::tree::{Tree, What, parse, word};

/// Keys of a file with their lines and words. Empty for a scheme that came from elsewhere.
#[derive(Debug, Clone, Default)]
pub struct Source {
    written: BTreeMap<String, Written>,
    items: Vec<String>,
}

#[derive(Debug, Clone)]
struct Written {
    line: usize,
    text: Option<String>,
}

impl Source {
    /// Reads the lines of a file.
    #[must_use]
    pub fn read(text: &str) -> Self {
        Self::of(&parse(text).0)
    }

    pub(super) fn of(tree: &Tree) -> Self {
        let mut out = Self::default();
        out.add("", tree);
        for dimension in out.entries("dimension") {
            let items = out.entries(&format!("{dimension}.item"));
            out.items.extend(items);
        }
        let adjusts = out.entries("adjust");
        out.items.extend(adjusts);
        out
    }

    fn add(&mut self, path: &str, tree: &Tree) {
        let text = match &tree.what {
            What::Text(text) | What::Fraction(text) => Some(text.clone()),
            What::Whole(whole) => Some(whole.to_string()),
            What::Flag(flag) => Some(flag.to_string()),
            What::List(_) | What::Table(_) => None,
        };
        self.written.insert(path.to_owned(), Written { line: tree.line, text });
        match &tree.what {
            What::List(list) => {
                for (n, one) in list.iter().enumerate() {
                    self.add(&format!("{path}[{n}]"), one);
                }
            }
            What::Table(table) => {
                for (key, one) in table {
                    let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                    self.add(&path, one);
                }
            }
            _ => {}
        }
    }

    /// Paths of the tables of a list; one table counts as a list of one.
    #[must_use]
    pub fn entries(&self, path: &str) -> Vec<String> {
        let listed: Vec<String> = (0..)
            .map(|n| format!("{path}[{n}]"))
            .take_while(|entry| self.written.contains_key(entry))
            .collect();
        if listed.is_empty() && self.written.contains_key(path) { vec![path.to_owned()] } else { listed }
    }

    /// Path of an item, by its place among the items of the scheme.
    #[must_use]
    pub fn item(&self, index: usize) -> Option<&str> {
        self.items.get(index).map(String::as_str)
    }

    /// Line of a path, of the nearest table around it where it is not written, or 0.
    #[must_use]
    pub fn line(&self, path: &str) -> usize {
        let mut path = path;
        loop {
            if let Some(found) = self.written.get(path) {
                return if path.is_empty() { 0 } else { found.line };
            }
            let Some(end) = path.rfind(['.', '[']) else { return 0 };
            path = path.get(..end).unwrap_or_default();
        }
    }

    /// Whether a path is written.
    #[must_use]
    pub fn has(&self, path: &str) -> bool {
        self.written.contains_key(path)
    }

    /// The word at a path, in English where it is one of ours.
    #[must_use]
    pub fn word(&self, path: &str) -> Option<&str> {
        self.written.get(path)?.text.as_deref().map(|text| word(text.trim()))
    }

    /// The first key of this name anywhere below a path: `bands` is found as `curve.bands`.
    #[must_use]
    pub fn find(&self, path: &str, key: &str) -> Option<&str> {
        let inside = |p: &str| p.strip_prefix(path).is_some_and(|rest| rest.starts_with(['.', '[']));
        let named = |p: &str| p.strip_suffix(key).is_some_and(|before| before.ends_with('.'));
        let below = self.written.range(path.to_owned()..).map(|(p, _)| p.as_str());
        below.take_while(|p| p.starts_with(path)).find(|p| inside(p) && named(p))
    }

    /// The first path below another whose key or text has a word in it.
    #[must_use]
    pub fn mention(&self, path: &str, found: &str) -> Option<&str> {
        let below = self.written.range(path.to_owned()..);
        let inside = below.take_while(|(p, _)| p.starts_with(path));
        let has = |p: &str, written: &Written| {
            let key = p.rsplit('.').next().unwrap_or(p);
            key.contains(found) || written.text.as_deref().is_some_and(|text| text.contains(found))
        };
        let mut all = inside.filter(|(p, written)| has(p, written)).map(|(p, _)| p.as_str());
        all.find(|p| p.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '['])))
    }
}

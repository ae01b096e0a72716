//! The sheet 数据 of an exported table: what no table of words can say, so that it comes back whole.
//!
//! A row of the table is that of the sheet as long as its name, points and wording are; a row that
//! somebody has changed is read by its words, and asked about.

use luoshi_core::assess::exact::Exact;
use luoshi_core::assess::scheme::model::{Item, Role, Scheme};
use serde_json::Value;

use super::sheet::named;
use super::words;
use crate::model::Document;

/// What the first cell of the sheet says.
pub(super) const MARK: &str = "luoshi-scheme-1";
/// Longest part of a definition in one cell; a longer one goes on in the next.
pub(super) const PART: usize = 30_000;

/// A scheme without its items, and items with the wording that was printed.
#[derive(Debug)]
pub(super) struct Data {
    pub rest: Scheme,
    items: Vec<Known>,
    /// Names that vetoes compare, by their place among the items of the scheme.
    places: Vec<String>,
}

#[derive(Debug)]
struct Known {
    wording: String,
    item: Item,
    used: bool,
}

/// The rows of the sheet: the scheme without items, then every item with its wording.
pub(super) fn rows(scheme: &Scheme, wordings: &[String]) -> Vec<Vec<String>> {
    let mut rest = scheme.clone();
    rest.items.clear();
    let json = |value: serde_json::Result<String>| value.unwrap_or_default();
    let mut out = vec![row(MARK, "", &json(serde_json::to_string(&rest)))];
    for (item, wording) in scheme.items.iter().zip(wordings) {
        out.push(row(item.label(), wording, &json(serde_json::to_string(item))));
    }
    out
}

fn row(name: &str, wording: &str, text: &str) -> Vec<String> {
    let mut out = vec![name.to_owned(), wording.to_owned()];
    let chars: Vec<char> = text.chars().collect();
    out.extend(chars.chunks(PART).map(|part| part.iter().collect::<String>()));
    out
}

/// The sheet of a workbook, if there is one.
pub(super) fn read(document: &Document) -> Option<Data> {
    let table = document.tables.iter().find(|table| {
        table.name == words::form("data")
            && table.rows.first().and_then(|row| row.first()).is_some_and(|cell| cell.text == MARK)
    })?;
    let mut rows = table.rows.iter().map(|row| {
        let text = |at: usize| row.get(at).map_or("", |cell| crate::write::guard::unguarded(&cell.text));
        let whole: String = row.iter().skip(2).map(|cell| cell.text.as_str()).collect();
        (text(1).to_owned(), whole)
    });
    let rest: Value = serde_json::from_str(&rows.next()?.1).ok()?;
    let rest: Scheme = serde_json::from_value(rest).ok()?;
    let items: Option<Vec<Known>> = rows
        .filter(|(_, whole)| !whole.is_empty())
        .map(|(wording, whole)| {
            Some(Known { wording, item: serde_json::from_str(&whole).ok()?, used: false })
        })
        .collect();
    let items = items?;
    let places = items.iter().map(|known| known.item.label().to_owned()).collect();
    Some(Data { rest, items, places })
}

impl Data {
    /// The item of a row, once, and its place in the scheme.
    pub fn take(&mut self, name: &str, full: &Exact, wording: &str, role: Role) -> Option<(usize, Item)> {
        let plain = luoshi_core::text::even;
        let same = |(_, known): &(usize, &mut Known)| {
            !known.used
                && plain(&named(&known.item.name).0) == plain(name)
                && known.item.full == *full
                && known.item.role == role
                && plain(&known.wording) == plain(wording)
        };
        let (place, known) = self.items.iter_mut().enumerate().find(same)?;
        known.used = true;
        Some((place, known.item.clone()))
    }

    /// Whether every item came back.
    pub fn used(&self) -> bool {
        self.items.iter().all(|known| known.used)
    }

    /// Items that no row of the table was.
    pub fn left(&self) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(|known| !known.used).map(|known| &known.item)
    }

    /// Whether an item has this code.
    pub fn has_code(&self, code: &str) -> bool {
        self.items.iter().any(|known| known.item.code == code)
    }

    /// Puts the places that vetoes compare back where their items are now.
    pub fn restore(&self, scheme: &mut Scheme) {
        let at = |index: usize| {
            let label = self.places.get(index)?;
            scheme.items.iter().position(|item| item.label() == label)
        };
        for veto in scheme.grading.iter_mut().flat_map(|grading| &mut grading.vetoes) {
            let Some(when) = veto.when.as_mut() else { continue };
            match (at(when.left.0), at(when.right.0)) {
                (Some(left), Some(right)) => {
                    when.left.0 = left;
                    when.right.0 = right;
                }
                _ => veto.when = None,
            }
        }
    }
}

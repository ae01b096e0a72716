//! The points of the sheet against the points that are declared, in every group.

use super::Desk;
use crate::assess::exact::Exact;
use crate::assess::scheme::finding::Severity::{Advise, Warn};
use crate::assess::scheme::model::{Item, Role, Scheme};

pub(super) fn look(desk: &mut Desk<'_>) {
    let scheme = desk.scheme;
    let Some(full) = &scheme.full else {
        let sum = base(scheme).map(|item| item.full.clone()).sum::<Exact>();
        desk.at("scheme.full", Advise, "full-not-declared", [("sum", sum.into())]);
        return;
    };
    let by_group = base(scheme).any(|item| !item.full_by_group.is_empty());
    if scheme.groups.is_empty() || !by_group {
        let sum: Exact = base(scheme).map(|item| item.full.clone()).sum();
        if sum != *full {
            desk.at("scheme.full", Warn, "sum-differs", [("sum", sum.into()), ("full", full.into())]);
        }
        return;
    }
    for (number, group) in scheme.groups.iter().enumerate() {
        let sum: Exact = base(scheme).map(|item| scheme.full(item, number)).sum();
        if sum != *full {
            let args = [("sum", sum.into()), ("full", full.into()), ("group", group.name.as_str().into())];
            desk.at("scheme.full", Warn, "sum-differs-in-group", args);
        }
    }
}

fn base(scheme: &Scheme) -> impl Iterator<Item = &Item> {
    scheme.items.iter().filter(|item| item.role == Role::Base)
}

#[cfg(test)]
mod tests {
    use super::super::open;

    fn codes(full: &str, items: &[&str], groups: &str) -> Vec<(String, usize)> {
        let mut text = format!("[scheme]\nid = \"s\"\nname = \"方案\"\nyear = 2025\n{full}\n{groups}\n");
        text.push_str("[[dimension]]\nid = \"d\"\n");
        for (n, item) in items.iter().enumerate() {
            text.push_str(&format!("[[dimension.item]]\ncode = \"{n}\"\nname = \"甲{n}\"\n{item}\n"));
        }
        let found = open(&text).unwrap().findings;
        let sums = found.iter().filter(|f| f.code.starts_with("sum") || f.code.starts_with("full-not"));
        sums.map(|f| (f.code.to_string(), f.line)).collect()
    }

    #[test]
    fn points_add_up_to_what_is_declared() {
        assert_eq!(codes("full = 100", &["full = 60", "full = \"40.0\""], ""), []);
        assert_eq!(
            codes("full = 100", &["full = 60", "full = \"40.5\""], ""),
            [("sum-differs".to_owned(), 5)]
        );
        assert_eq!(codes("", &["full = 60"], "")[0].0, "full-not-declared");
    }

    #[test]
    fn in_every_group() {
        let groups = "[[group]]\nid = \"a\"\n[[group]]\nid = \"b\"";
        let items = ["full = 60", "full = 40\nfull_by_group = { b = 30 }"];
        assert_eq!(codes("full = 100", &items, groups), [("sum-differs-in-group".to_owned(), 5)]);
        let items = ["full = 60\nfull_by_group = { b = 70 }", "full = 40\nfull_by_group = { b = 30 }"];
        assert_eq!(codes("full = 100", &items, groups), []);
    }
}

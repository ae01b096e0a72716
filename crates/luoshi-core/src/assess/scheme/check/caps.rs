//! Caps that nobody can reach, points that nobody can get, and ballots that give points for nothing.

use serde_json::Value;

use super::Desk;
use crate::assess::exact::Exact;
use crate::assess::scheme::finding::Severity::{Advise, Warn};
use crate::assess::scheme::model::{Item, Role, Scheme};
use crate::assess::scheme::reach::{self, exact};

pub(super) fn look(desk: &mut Desk<'_>) {
    for (index, item) in desk.items() {
        most(desk, index, item);
        sections(desk, index, item);
        types(desk, index, item);
        if item.kind == "ballot_score" {
            ballot(desk, index, item);
        }
    }
    total(desk);
}

/// The most points against the points of the item.
fn most(desk: &mut Desk<'_>, index: usize, item: &Item) {
    let Some(high) = reach::of(item).high else { return };
    if item.role == Role::Base && high < item.full {
        let args = [("high", high.into()), ("full", (&item.full).into())];
        desk.item(index, "full", Warn, "full-not-reachable", args);
    } else if item.role == Role::Base && high > item.full && fixed(item) {
        let args = [("high", high.into()), ("full", (&item.full).into())];
        desk.item(index, "full", Warn, "above-full", args);
    }
    let limited = Item { cap: None, ..item.clone() };
    let free = reach::of(&limited).high;
    if let (Some(cap), Some(free)) = (&item.cap, free)
        && cap > &free
    {
        desk.item(index, "cap", Warn, "cap-unreachable", [("cap", cap.into()), ("high", free.into())]);
    }
}

/// Points that are written down one by one: more than the item has is a slip, not a reward.
fn fixed(item: &Item) -> bool {
    matches!(
        item.kind.as_str(),
        "ladder" | "rank_table" | "rank_band" | "judgement" | "checklist" | "vote_ladder"
    ) || (item.kind == "measured" && item.params.get("curve").and_then(Value::as_str) == Some("bands"))
}

/// A section of a list whose cap is more than all its entries.
fn sections(desk: &mut Desk<'_>, index: usize, item: &Item) {
    if item.kind != "checklist" {
        return;
    }
    for (number, path) in desk.source.entries(&desk.path(index, "sections")).into_iter().enumerate() {
        let number_at = |key: &str| desk.source.word(&format!("{path}.{key}"))?.parse::<Exact>().ok();
        let each = number_at("points_each").unwrap_or(Exact::ONE);
        if let (Some(items), Some(cap)) = (number_at("items"), number_at("cap"))
            && cap > &items * &each
        {
            let key = format!("sections[{number}].cap");
            let high = items * each;
            desk.item(index, &key, Warn, "cap-unreachable", [("cap", cap.into()), ("high", high.into())]);
        }
    }
}

/// A cap over the caps of all types.
fn types(desk: &mut Desk<'_>, index: usize, item: &Item) {
    let Some(cap) = item.params.get("cap").and_then(exact) else { return };
    let key = if item.params.contains_key("type_caps") { "type_caps" } else { "category_caps" };
    let Some(caps) = item.params.get(key).and_then(Value::as_object) else { return };
    for (name, own) in caps {
        // What one type may bring is cut again by what all may bring together.
        if let Some(own) = exact(own).filter(|own| *own > cap) {
            let args = [("name", name.as_str().into()), ("own", own.into()), ("cap", (&cap).into())];
            desk.item(index, key, Warn, "type-cap-above-cap", args);
        }
    }
}

/// What an item gives when everybody votes for the worst.
fn ballot(desk: &mut Desk<'_>, index: usize, item: &Item) {
    let Some(low) = reach::of(item).low.filter(Exact::is_positive) else { return };
    let percent = (&low * Exact::HUNDRED).over(&item.full).unwrap_or_default();
    if percent >= Exact::whole(50) {
        let args = [("low", low.into()), ("percent", percent.into())];
        desk.item(index, "raters.options", Warn, "ballot-gives-half", args);
    } else {
        let args = [("low", low.into()), ("percent", percent.into())];
        desk.item(index, "raters.options", Advise, "ballot-lowest", args);
    }
}

/// The most that items of a role give together; `None` without end.
pub(super) fn together(scheme: &Scheme, role: Role) -> Option<Exact> {
    let items = scheme.items.iter().filter(|i| i.role == role);
    items.map(|item| reach::of(item).high).collect::<Option<Vec<Exact>>>().map(|all| all.into_iter().sum())
}

/// The most that a total can be; `None` without end.
pub(super) fn highest(scheme: &Scheme) -> Option<Exact> {
    if scheme.total.coefficient.is_some() {
        return scheme.total.cap.clone();
    }
    let bonus = together(scheme, Role::Bonus);
    let bonus = match (bonus, &scheme.total.bonus_cap) {
        (Some(bonus), Some(cap)) => Some(bonus.at_most(cap)),
        (bonus, cap) => bonus.or_else(|| cap.clone()),
    };
    let free = together(scheme, Role::Base).zip(bonus).map(|(base, bonus)| base + bonus);
    match (free, &scheme.total.cap) {
        (Some(free), Some(cap)) => Some(free.at_most(cap)),
        (free, cap) => free.or_else(|| cap.clone()),
    }
}

fn total(desk: &mut Desk<'_>) {
    let scheme = desk.scheme;
    for (cap, role, path) in [
        (&scheme.total.bonus_cap, Role::Bonus, "total.bonus_cap"),
        (&scheme.total.deduction_cap, Role::Deduction, "total.deduction_cap"),
    ] {
        if let (Some(cap), Some(high)) = (cap, together(scheme, role))
            && cap > &high
        {
            desk.at(path, Warn, "sum-cap-unreachable", [("cap", cap.into()), ("high", high.into())]);
        }
    }
    if let Some(cap) = &scheme.total.cap {
        let mut free = scheme.clone();
        free.total.cap = None;
        if let Some(high) = highest(&free).filter(|high| high < cap) {
            desk.at("total.cap", Warn, "sum-cap-unreachable", [("cap", cap.into()), ("high", high.into())]);
        }
    }
    if let (Some(floor), Some(cap)) = (&scheme.total.floor, &scheme.total.cap)
        && floor > cap
    {
        desk.at("total.floor", Warn, "floor-above-cap", [("floor", floor.into()), ("cap", cap.into())]);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::lines;

    const ITEM: &str = "[[dimension.item]]\ncode = \"1\"\nname = \"甲\"\nfull = 10\n";

    #[test]
    fn caps_can_be_reached() {
        let section = |cap: &str| {
            format!(
                "{ITEM}sections = [{{ name = \"甲\", items = 4, points_each = \"2\", cap = \"{cap}\" }}]\n"
            )
        };
        assert_eq!(lines(&section("10"), "cap-unreachable"), [5]);
        assert!(lines(&section("8"), "cap-unreachable").is_empty());
        let bonus = |cap: &str| {
            format!(
                "{ITEM}[[adjust]]\nrole = \"加分\"\nname = \"奖\"\nevents = {{ table = {{ \"省\" = \"2\" }}, cap = \"3\" }}\n\
                 [total]\nbonus_cap = \"{cap}\"\n"
            )
        };
        assert_eq!(lines(&bonus("5"), "sum-cap-unreachable"), [10]);
        assert!(lines(&bonus("3"), "sum-cap-unreachable").is_empty());
        let none = format!(
            "{ITEM}measure = \"完成率\"\ncurve = {{ kind = \"比例\", cap = \"1\" }}\n[total]\ncap = \"120\"\n"
        );
        assert_eq!(lines(&none, "sum-cap-unreachable"), [8]);
    }

    #[test]
    fn points_of_bands_fit_the_item() {
        let top = |top: &str| {
            format!(
                "{ITEM}curve = {{ kind = \"分档\", otherwise = \"0\", bands = [{{ op = \">=\", bound = \"90\", score = \"{top}\" }}] }}\n"
            )
        };
        assert_eq!(lines(&top("8"), "full-not-reachable"), [4]);
        assert_eq!(lines(&top("12"), "above-full"), [4]);
        assert!(
            lines(&top("10"), "above-full").is_empty() && lines(&top("10"), "full-not-reachable").is_empty()
        );
    }

    #[test]
    fn ballots_show_what_the_worst_vote_gives() {
        let ballot = |worst: &str| {
            format!("{ITEM}raters = {{ options = {{ \"好\" = \"100\", \"差\" = \"{worst}\" }} }}\n")
        };
        assert_eq!(lines(&ballot("55"), "ballot-gives-half"), [5]);
        assert_eq!(lines(&ballot("20"), "ballot-lowest"), [5]);
        assert!(lines(&ballot("0"), "ballot-lowest").is_empty());
    }

    #[test]
    fn a_type_does_not_have_more_room_than_all() {
        let caps = |own: &str| {
            format!(
                "{ITEM}[[adjust]]\nrole = \"加分\"\nname = \"奖\"\nevents = {{ table = {{ \"省\" = \"2\" }}, \
                 category_caps = {{ \"表彰\" = \"{own}\" }}, cap = \"3\" }}\n"
            )
        };
        assert_eq!(lines(&caps("4"), "type-cap-above-cap"), [8]);
        assert!(lines(&caps("3"), "type-cap-above-cap").is_empty());
    }
}

//! Reading a scheme file: TOML with English keys and Chinese or English words.

use std::collections::BTreeMap;

use super::check;
use super::item;
use super::keys::{Faults, ITEM_KEYS, Keys};
use super::model::{
    After, Bounds, Dimension, Grading, Group, Item, Members, RankCoefficient, Role, Scheme, Total, Veto, When,
};
use super::source::Source;
use super::tree::{Place, Tree, What, fact, few, parse};
use crate::assess::fault::{Fault, Wrong};
use crate::assess::round::Rounding;
use crate::assess::rule::Op;
use crate::assess::rules;
use crate::assess::rules::awards::{Awards, Tier};
use crate::assess::rules::grade_quota::{GradeQuota, LineTie, QuotaGrade};
use crate::assess::rules::rank::{Ranking, Scope, TieBreaker};

/// Largest file that is read, in bytes. A scheme of a thousand items is a tenth of it.
pub const MAX_BYTES: usize = 4 << 20;
/// Most items of a scheme.
pub const MAX_ITEMS: usize = 2_000;

/// Reads a scheme.
///
/// # Errors
/// Every fault of the file, in the order of its lines.
pub fn read(text: &str) -> Result<Scheme, Vec<Place>> {
    let (scheme, tree) = taken(text)?;
    let mut list = check::unusable(&scheme, &Source::of(&tree));
    list.sort_by_key(|p| p.line);
    if list.is_empty() { Ok(scheme) } else { Err(few(list)) }
}

/// Reads what is written, whether or not it can be computed.
///
/// # Errors
/// Every fault of the file, in the order of its lines.
pub(super) fn taken(text: &str) -> Result<(Scheme, Tree), Vec<Place>> {
    if text.len() > MAX_BYTES {
        let fault = Fault::new("", Wrong::Unfit("the file is larger than 4 MB, which no scheme is"));
        return Err(vec![Place { line: 0, fault }]);
    }
    let (tree, mut broken) = parse(text);
    if !broken.is_empty() {
        broken.dedup();
        return Err(few(broken));
    }
    let faults = Faults::default();
    let scheme = Keys::of(&tree, "", &faults).map(whole);
    let mut list = faults.list();
    list.sort_by_key(|p| p.line);
    list.dedup();
    match (scheme, list.is_empty()) {
        (Some(scheme), true) => Ok((scheme, tree)),
        (_, _) => Err(few(list)),
    }
}

fn whole(keys: Keys<'_>) -> Scheme {
    let head = keys.table("scheme");
    if head.is_none() {
        keys.fault(1, "scheme", Wrong::Missing);
    }
    let round =
        |key: &str| head.as_ref().and_then(|h| h.typed::<Rounding>(key)).unwrap_or(Rounding::half_up(2));
    let rounds = (round("round_item"), round("round_total"));
    let groups: Vec<Group> = keys.tables("group").into_iter().map(group).collect();
    let mut scheme = Scheme {
        id: head.as_ref().map(|h| h.need("id")).unwrap_or_default(),
        name: head.as_ref().map(|h| h.need("name")).unwrap_or_default(),
        year: head
            .as_ref()
            .and_then(|h| h.whole("year"))
            .and_then(|y| i32::try_from(y).ok())
            .unwrap_or_default(),
        basis: head.as_ref().and_then(|h| h.text("basis")),
        full: head.as_ref().and_then(|h| h.exact("full")),
        groups,
        dimensions: Vec::new(),
        items: Vec::new(),
        total: Total::new(rounds.1),
        ranking: Ranking::default(),
        grading: None,
        awards: None,
        after: Vec::new(),
        flow: BTreeMap::new(),
    };
    if let Some(head) = head {
        let _ = head.text("version");
        head.end(&["id", "name", "year", "version", "basis", "full", "round_item", "round_total"]);
    }
    items(&keys, &mut scheme, rounds.0);
    if scheme.items.len() > MAX_ITEMS {
        keys.fault(1, "dimension", Wrong::TooMany { limit: MAX_ITEMS });
    }
    if let Some(total) = keys.table("total") {
        read_total(total, &mut scheme);
    }
    if let Some(rank) = keys.table("rank") {
        ranking(rank, &mut scheme);
    }
    if let Some(grade) = keys.table("grade") {
        scheme.grading = grading(grade, &scheme);
    }
    scheme.awards = awards(&keys);
    scheme.after = keys.tables("measure_after").into_iter().map(after).collect();
    if let Some(flow) = keys.table("flow") {
        let entries = flow.entries().filter_map(|(key, tree)| match &tree.what {
            What::Text(text) => Some((key.to_owned(), text.clone())),
            What::Whole(whole) => Some((key.to_owned(), whole.to_string())),
            _ => None,
        });
        scheme.flow = entries.collect();
    }
    keys.end(&[
        "scheme",
        "group",
        "dimension",
        "item",
        "adjust",
        "total",
        "rank",
        "grade",
        "award",
        "measure_after",
        "flow",
    ]);
    scheme
}

fn group(mut keys: Keys<'_>) -> Group {
    let id = keys.need("id");
    keys.called(format!("group {id}"));
    let name = keys.text("name").unwrap_or_else(|| id.clone());
    let members = if let Some(attributes) = keys.table("by_attribute") {
        let bounds = attributes.entries().filter_map(|(attribute, _)| {
            let one = attributes.table(attribute)?;
            let bounds = Bounds { from: one.exact("from"), below: one.exact("below") };
            one.end(&["from", "below"]);
            Some((attribute.to_owned(), bounds))
        });
        Members::Attributes(bounds.collect())
    } else {
        match keys.get("members").map(|t| &t.what) {
            Some(What::List(_)) => Members::List(keys.all_texts("members")),
            Some(_) if keys.word("members").as_deref() == Some("everyone") => Members::Everyone,
            Some(_) => {
                keys.fault(
                    keys.line,
                    "members",
                    Wrong::Shape("a list of units, or \"everyone\", is expected".to_owned()),
                );
                Members::Named
            }
            None => Members::Named,
        }
    };
    keys.end(&["id", "name", "members", "by_attribute"]);
    Group { id, name, members }
}

fn items(keys: &Keys<'_>, scheme: &mut Scheme, round: Rounding) {
    for mut dimension in keys.tables("dimension") {
        let id = dimension.need("id");
        dimension.called(format!("dimension {id}"));
        let name = dimension.text("name").unwrap_or_else(|| id.clone());
        if let Some(policy) = dimension.choice("na") {
            scheme.total.not_applicable = policy;
        }
        let index = scheme.dimensions.len();
        scheme.dimensions.push(Dimension { id, name });
        for one in dimension.tables("item") {
            scheme.items.extend(read_item(one, Some(index), Role::Base, round));
        }
        dimension.end(&["id", "name", "na", "item"]);
    }
    for (number, one) in (1..).zip(keys.tables("adjust")) {
        let role = one.choice("role").unwrap_or(Role::Bonus);
        let before = scheme.items.len();
        scheme.items.extend(read_item(one, None, role, round));
        if let Some(item) = scheme.items.get_mut(before)
            && item.code.is_empty()
        {
            item.code = format!("+{number}");
        }
    }
}

fn read_item(mut keys: Keys<'_>, dimension: Option<usize>, role: Role, round: Rounding) -> Option<Item> {
    let name = keys.need("name");
    let code = keys.text("code").unwrap_or_default();
    let title = if code.is_empty() { name.clone() } else { code.clone() };
    keys.called(format!("item {title}"));
    let full = keys.exact("full");
    if full.is_none() && role == Role::Base && !keys.broken() {
        keys.fault(keys.line, "full", Wrong::Missing);
    }
    let full = full.unwrap_or_default();
    // Where the parts of an item name the pool, it is that of the item.
    let of_parts = || keys.tables("parts").iter().find_map(|part| part.word("pool"));
    let peers = match keys.word("pool").or_else(of_parts).as_deref() {
        None | Some("all") => Scope::All,
        Some("group") => Scope::Group,
        Some(other) => {
            keys.fault(keys.line, "pool", Wrong::unknown(other, ["all", "group"]));
            Scope::All
        }
    };
    let marker = keys.text("marker");
    let evidence = keys.text("evidence").or_else(|| keys.text("source"));
    let (text, applies_to) = (keys.text("text"), keys.text("applies_to"));
    let own_round = keys.typed("round").unwrap_or(round);
    let full_by_group = keys.typed("full_by_group").unwrap_or_default();
    let _ = (keys.word("role"), keys.text("version"));
    let Some(recipe) = item::read(&keys, &full) else {
        if !keys.has("rule") {
            keys.strangers(ITEM_KEYS);
        }
        return None;
    };
    let unit = keys.text("unit");
    let faults = keys.faults();
    let path = keys.path("");
    let kind = rules::find(&recipe.kind).and_then(|k| k.column);
    match kind.map(|column| column(&recipe.params)) {
        Some(Ok(_)) => {}
        Some(Err(fault)) => {
            let key = fault.key.split(['.', '[']).next().unwrap_or_default();
            faults.add(keys.line_of(key), fault.within(path.trim_end_matches('.')));
        }
        None => {
            let known = rules::KINDS.iter().filter(|k| k.column.is_some()).map(|k| k.name);
            faults.add(keys.line_of("rule"), Fault::unknown(&format!("{path}rule"), &recipe.kind, known));
        }
    }
    keys.end(ITEM_KEYS);
    Some(Item {
        code,
        name,
        dimension,
        role,
        full,
        full_by_group,
        kind: recipe.kind,
        params: recipe.params,
        out_of: recipe.out_of,
        floor: recipe.floor,
        cap: recipe.cap,
        peers,
        round: own_round,
        marker,
        evidence,
        text,
        applies_to,
        unit,
    })
}

fn read_total(keys: Keys<'_>, scheme: &mut Scheme) {
    let total = &mut scheme.total;
    if let Some(policy) = keys.choice("na") {
        total.not_applicable = policy;
    }
    total.bonus_cap = keys.exact("bonus_cap");
    total.deduction_cap = keys.exact("deduction_cap");
    total.cap = keys.exact("cap");
    total.floor = keys.exact("floor");
    if let Some(one) = keys.table("coefficient") {
        let name = one.text("of").unwrap_or_default();
        let by = one.word("by");
        if by.as_deref().is_some_and(|by| by != "rank") {
            one.fault(one.line, "by", Wrong::unknown(&by.unwrap_or_default(), ["rank"]));
        }
        let found =
            strip(&name, CLASS).and_then(|n| scheme.dimensions.iter().position(|d| d.id == n || d.name == n));
        match found {
            Some(dimension) => {
                total.coefficient = Some(RankCoefficient {
                    dimension,
                    pivot_rank: one.whole("pivot").unwrap_or(1),
                    step_percent: one.exact("step_percent").unwrap_or_default(),
                    peers: one.choice("scope").unwrap_or_default(),
                });
            }
            None => one.fault(one.line, "of", unknown_dimension(&name, &scheme.dimensions)),
        }
        one.end(&["by", "of", "scope", "pivot", "step_percent"]);
    }
    keys.end(&["na", "bonus_cap", "deduction_cap", "cap", "floor", "coefficient"]);
}

fn unknown_dimension(found: &str, dimensions: &[Dimension]) -> Wrong {
    Wrong::unknown(found, dimensions.iter().map(|d| &d.name))
}

/// Prefixes that say whether a dimension or an item is meant: `类:`, `项:`.
const CLASS: [&str; 2] = ["\u{7c7b}:", "dim:"];
const ITEM: [&str; 2] = ["\u{9879}:", "item:"];

fn strip<'a>(text: &'a str, prefixes: [&str; 2]) -> Option<&'a str> {
    prefixes.iter().find_map(|p| text.strip_prefix(p))
}

fn ranking(keys: Keys<'_>, scheme: &mut Scheme) {
    let mut breakers = Vec::new();
    for text in keys.texts("tie_breakers") {
        let key = if let Some(name) = strip(&text, CLASS) {
            scheme.dimension(name).and_then(|d| scheme.dimensions.get(d)).map(|d| format!("dim:{}", d.name))
        } else {
            scheme
                .item(strip(&text, ITEM).unwrap_or(&text))
                .and_then(|i| scheme.items.get(i))
                .map(|i| i.code.clone())
        };
        if let Some(key) = key {
            breakers.push(TieBreaker { key, order: Default::default() });
        } else {
            let dimensions = scheme.dimensions.iter().map(|d| &d.name);
            let expected = dimensions.chain(scheme.items.iter().map(|i| &i.code));
            keys.fault(keys.line, "tie_breakers", Wrong::unknown(&text, expected));
        }
    }
    scheme.ranking = Ranking {
        scope: keys.choice("scope").unwrap_or_default(),
        method: keys.choice("method").unwrap_or_default(),
        tie_breakers: breakers,
        ..Ranking::default()
    };
    keys.end(&["scope", "method", "tie_breakers"]);
}

fn grading(keys: Keys<'_>, scheme: &Scheme) -> Option<Grading> {
    let order = keys.texts("order");
    let grades = order.iter().map(|name| QuotaGrade {
        name: name.clone(),
        min: None,
        max_percent: None,
        max_count: None,
    });
    let mut quota = GradeQuota {
        scope: keys.choice("scope").unwrap_or_default(),
        quota_base: Default::default(),
        quota_rounding: Default::default(),
        boundary_tie: LineTie::default(),
        grades: grades.collect(),
    };
    let mut vetoes = Vec::new();
    let place = |keys: &Keys<'_>, name: &str| {
        let found = order.iter().position(|o| o == name);
        if found.is_none() {
            keys.fault(keys.line, name, Wrong::unknown(name, &order));
        }
        found
    };
    if let Some(bands) = keys.table("bands") {
        for (name, _) in bands.entries() {
            if let Some(grade) = place(&bands, name).and_then(|at| quota.grades.get_mut(at)) {
                grade.min = bands.exact(name);
            }
        }
    }
    if let Some(shares) = keys.table("quota") {
        for (name, _) in shares.entries() {
            let (Some(at), Some(one)) = (place(&shares, name), shares.table(name)) else { continue };
            if let Some(grade) = quota.grades.get_mut(at) {
                grade.max_percent = one.exact("percent");
                grade.max_count = one.whole("count").and_then(|c| usize::try_from(c).ok());
            }
            quota.quota_base = one.choice("base").unwrap_or(quota.quota_base);
            quota.quota_rounding = one.choice("round").unwrap_or(quota.quota_rounding);
            quota.boundary_tie = one.choice("line_tie").unwrap_or(quota.boundary_tie);
            one.end(&["percent", "count", "round", "base", "line_tie"]);
        }
    }
    for one in keys.tables("veto").into_iter().chain(keys.tables("cap")) {
        let at_most = one.text("at_most").and_then(|name| place(&one, &name));
        vetoes.push(Veto {
            name: one.need("name"),
            at_most,
            rank: one.choice("rank").unwrap_or_default(),
            no_award: one.flag("no_award"),
            when: one.text("when").and_then(|text| when(&one, &text, scheme)),
            basis: one.text("basis"),
        });
        one.end(&["name", "at_most", "rank", "no_award", "when", "basis"]);
    }
    keys.end(&["scope", "order", "bands", "quota", "veto", "cap"]);
    Some(Grading { quota, vetoes })
}

/// `项:1.1.实绩 > 项:1.1.目标`
fn when(keys: &Keys<'_>, text: &str, scheme: &Scheme) -> Option<When> {
    const SIGNS: [(&str, Op); 5] =
        [(">=", Op::AtLeast), ("<=", Op::AtMost), ("==", Op::Equal), (">", Op::Above), ("<", Op::Below)];
    let side = |text: &str| {
        let (item, name) = strip(text.trim(), ITEM)?.rsplit_once('.')?;
        Some((scheme.item(item)?, fact(name).to_owned()))
    };
    let found = SIGNS.into_iter().find_map(|(sign, op)| {
        let (left, right) = text.split_once(sign)?;
        Some(When { left: side(left)?, op, right: side(right)? })
    });
    if found.is_none() {
        let expected = "two facts of items with a sign between them".to_owned();
        keys.fault(keys.line, "when", Wrong::Shape(expected));
    }
    found
}

fn awards(keys: &Keys<'_>) -> Option<Awards> {
    let tables = keys.tables("award");
    let mut awards =
        Awards { scope: None, tiers: Vec::new(), boundary_tie: LineTie::AdmitAll, min_score: None };
    for one in tables {
        let whole = |key: &str| one.whole(key).and_then(|n| usize::try_from(n).ok());
        let mut tier =
            Tier { name: one.need("name"), count_by_group: BTreeMap::new(), count: whole("each_group") };
        if let Some(counts) = one.table("count") {
            for (group, _) in counts.entries() {
                let count = counts.whole(group).and_then(|n| usize::try_from(n).ok()).unwrap_or_default();
                tier.count_by_group.insert(group.to_owned(), count);
            }
        }
        if let Some(tie) = one.choice("line_tie") {
            awards.boundary_tie = tie;
        }
        if let Some(least) = one.exact("min_score") {
            awards.min_score = Some(least);
        }
        one.end(&["name", "count", "each_group", "line_tie", "min_score"]);
        awards.tiers.push(tier);
    }
    (!awards.tiers.is_empty()).then_some(awards)
}

fn after(keys: Keys<'_>) -> After {
    let name = keys.need("name");
    let mut out = After { name, last_k: 1, years: 2 };
    if let Some(when) = keys.table("when") {
        let whole = |key: &str| when.whole(key).and_then(|n| usize::try_from(n).ok());
        out.last_k = whole("last_k").unwrap_or(1);
        out.years = whole("years").unwrap_or(2);
        let _ = when.word("scope");
        when.end(&["last_k", "years", "scope"]);
    }
    keys.end(&["name", "when"]);
    out
}

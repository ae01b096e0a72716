//! Band lists: values that no band takes, bands that are never reached, and curves that run against
//! the direction of their item.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Desk;
use crate::assess::exact::Exact;
use crate::assess::kind::Given;
use crate::assess::rule::{Band, Direction, Op};
use crate::assess::rules::efficacy::{Efficacy, Mark};
use crate::assess::scheme::finding::Severity::Warn;
use crate::assess::scheme::reach::{exact, rule};

pub(super) fn look(desk: &mut Desk<'_>) {
    for (index, item) in desk.items() {
        rule_of(desk, index, &item.kind, &item.params);
        direction(desk, index, &item.kind, &item.params);
        through(desk, index, &item.kind, &item.params);
    }
}

/// Bands of a rule; those of its parts too.
fn rule_of(desk: &mut Desk<'_>, index: usize, kind: &str, params: &Given) {
    if kind == "composite" {
        for part in params.get("parts").and_then(Value::as_array).into_iter().flatten() {
            let given = part.get("given").and_then(Value::as_object);
            if let (Some(kind), Some(given)) = (part.get("rule_kind").and_then(Value::as_str), given) {
                rule_of(desk, index, kind, given);
            }
        }
        return;
    }
    let Some(bands) = bands(params) else { return };
    // An event too small for every band takes nothing, and a place that did not change gives nothing.
    let ends = !matches!(kind, "deduct_event_ladder" | "rank_change");
    let otherwise = ends && params.contains_key("otherwise");
    let cells = cells(&bands);
    // The band that takes each cell, once for all that is asked about it.
    let taken: Vec<Option<usize>> = cells.iter().map(|cell| first(&bands, &cell.value)).collect();
    for (from, to) in runs(cells.len(), |at| taken.get(at) == Some(&None)) {
        let inside =
            cells.get(from).zip(cells.get(to)).is_some_and(|(a, b)| a.low.is_some() && b.high.is_some());
        let point = from == to && cells.get(from).is_some_and(|c| c.low.is_some() && c.low == c.high);
        if point || (!otherwise && (inside || ends)) {
            let span = span(&cells, from, to);
            desk.item(index, "bands", Warn, "bands-hole", [("span", span.into())]);
        }
    }
    let reached: BTreeSet<usize> = taken.iter().flatten().copied().collect();
    for (number, band) in bands.iter().enumerate() {
        let text = format!("{} {}", band.op.sign(), band.bound.show(6));
        if !reached.contains(&number) {
            desk.item(index, "bands", Warn, "band-unreachable", [("band", text.into())]);
        }
    }
    for (from, to) in overlaps(&bands, &cells) {
        desk.item(index, "bands", Warn, "bands-overlap", [("span", span(&cells, from, to).into())]);
    }
}

fn bands(params: &Given) -> Option<Vec<Band>> {
    let list = params.get("bands")?;
    let bands: Vec<Band> = serde_json::from_value(list.clone()).ok()?;
    (!bands.is_empty()).then_some(bands)
}

/// A stretch of numbers between two bounds, or a bound itself, and a number in it.
struct Cell {
    value: Exact,
    low: Option<Exact>,
    high: Option<Exact>,
}

/// All numbers, cut at the bounds: before the first, each bound, what lies between two.
fn cells(bands: &[Band]) -> Vec<Cell> {
    let mut bounds: Vec<&Exact> = bands.iter().map(|b| &b.bound).collect();
    bounds.sort();
    bounds.dedup();
    let half = |sum: Exact| sum.over(&Exact::whole(2)).unwrap_or_default();
    let mut out = Vec::new();
    if let Some(first) = bounds.first() {
        out.push(Cell { value: *first - Exact::ONE, low: None, high: Some((*first).clone()) });
    }
    for (at, bound) in bounds.iter().enumerate() {
        let low = Some((*bound).clone());
        out.push(Cell { value: (*bound).clone(), low: low.clone(), high: low.clone() });
        out.push(match bounds.get(at + 1) {
            Some(next) => Cell { value: half(*bound + *next), low, high: Some((*next).clone()) },
            None => Cell { value: *bound + Exact::ONE, low, high: None },
        });
    }
    out
}

fn first(bands: &[Band], value: &Exact) -> Option<usize> {
    bands.iter().position(|b| b.op.holds(value, &b.bound))
}

/// Runs of numbers below `end` that a test holds for: first and last.
fn runs(end: usize, test: impl Fn(usize) -> bool) -> Vec<(usize, usize)> {
    let mut out: Vec<(usize, usize)> = Vec::new();
    for at in (0..end).filter(|at| test(*at)) {
        match out.last_mut() {
            Some((_, end)) if *end + 1 == at => *end = at,
            _ => out.push((at, at)),
        }
    }
    out
}

/// Where bands that look in opposite directions both hold and do not agree.
fn overlaps(bands: &[Band], cells: &[Cell]) -> Vec<(usize, usize)> {
    let side = |op: Op| match op {
        Op::AtLeast | Op::Above => 1,
        Op::AtMost | Op::Below => -1,
        Op::Equal => 0,
    };
    runs(cells.len(), |at| {
        let Some(cell) = cells.get(at) else { return false };
        let hold = || bands.iter().filter(|b| side(b.op) != 0 && b.op.holds(&cell.value, &b.bound));
        let Some(one) = hold().next() else { return false };
        // Both ways hold, and not all give the same: then two that look at each other differ.
        hold().any(|b| side(b.op) != side(one.op)) && hold().any(|b| b.score != one.score)
    })
}

/// A run of cells in signs: `60 ≤ x < 80`.
fn span(cells: &[Cell], from: usize, to: usize) -> String {
    let (Some(a), Some(b)) = (cells.get(from), cells.get(to)) else { return String::new() };
    let closed = |cell: &Cell| cell.low.is_some() && cell.low == cell.high;
    if from == to && closed(a) {
        return format!("x = {}", a.value.show(6));
    }
    let low = a.low.as_ref().map(|x| format!("{} {} ", x.show(6), if closed(a) { "≤" } else { "<" }));
    let high = b.high.as_ref().map(|x| format!(" {} {}", if closed(b) { "≤" } else { "<" }, x.show(6)));
    format!("{}x{}", low.unwrap_or_default(), high.unwrap_or_default())
}

/// Curves and targets that reward the wrong way.
fn direction(desk: &mut Desk<'_>, index: usize, kind: &str, params: &Given) {
    let written = desk.source.word(&desk.path(index, "direction")).map(ToOwned::to_owned);
    let written = written.or_else(|| params.get("direction")?.as_str().map(ToOwned::to_owned));
    let declared = match written.as_deref() {
        Some("lower_better") => Direction::LowerBetter,
        Some("higher_better") => Direction::HigherBetter,
        _ => return,
    };
    let curve = rewarded(kind, params);
    if curve.is_some_and(|curve| curve != declared) {
        desk.item(index, "direction", Warn, "direction-contradicts", [("direction", declared.word())]);
    }
}

/// Which way a rule's own numbers reward.
fn rewarded(kind: &str, params: &Given) -> Option<Direction> {
    let way = |up: bool| if up { Direction::HigherBetter } else { Direction::LowerBetter };
    if kind == "efficacy" {
        return match rule::<Efficacy>(params)? {
            Efficacy { best: Mark::Fixed(best), worst: Mark::Fixed(worst), .. } if best != worst => {
                Some(way(best > worst))
            }
            _ => None,
        };
    }
    if let Some(op) = params.get("op").and_then(|op| serde_json::from_value::<Op>(op.clone()).ok()) {
        return match op {
            Op::AtLeast | Op::Above => Some(way(true)),
            Op::AtMost | Op::Below => Some(way(false)),
            Op::Equal => None,
        };
    }
    let heights: Vec<Exact> = match bands(params) {
        Some(bands) => {
            let otherwise = params.get("otherwise").and_then(exact).unwrap_or_default();
            let score =
                |cell: &Cell| first(&bands, &cell.value).and_then(|n| bands.get(n)).map(|b| b.score.clone());
            cells(&bands).iter().map(|cell| score(cell).unwrap_or_else(|| otherwise.clone())).collect()
        }
        None => {
            let points = params.get("points").and_then(Value::as_array)?;
            points.iter().filter_map(|pair| exact(pair.get(1)?)).collect()
        }
    };
    let (low, high) = (heights.first()?, heights.last()?);
    let rising = heights.is_sorted() && low < high;
    let falling = heights.is_sorted_by(|a, b| a >= b) && low > high;
    (rising || falling).then(|| way(rising))
}

/// Bands by place: each must go further than the one before.
fn through(desk: &mut Desk<'_>, index: usize, kind: &str, params: &Given) {
    if kind != "rank_band" {
        return;
    }
    let bands = params.get("bands").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    for key in ["through_rank", "through_percent"] {
        let ends: Vec<Exact> = bands.iter().filter_map(|band| exact(band.get(key)?)).collect();
        for pair in ends.windows(2) {
            if let [before, this] = pair
                && this <= before
            {
                let text = format!("≤ {}", this.show(6));
                desk.item(index, "bands", Warn, "band-unreachable", [("band", text.into())]);
            }
        }
        if key == "through_percent" && ends.iter().any(|end| *end > Exact::HUNDRED) {
            desk.item(index, "bands", Warn, "places-over-100", []);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::open;
    use crate::assess::trace::Language;

    fn sentences(rule: &str) -> Vec<String> {
        let head =
            "[scheme]\nid = \"s\"\nname = \"方案\"\nyear = 2025\nfull = 10\n[[dimension]]\nid = \"d\"\n";
        let item = "[[dimension.item]]\ncode = \"1\"\nname = \"甲\"\nfull = 10\nmarker = \"办\"\nevidence = \"表\"\n";
        let opened = open(&format!("{head}{item}{rule}\n"));
        let findings = match opened {
            Ok(opened) => opened.findings,
            Err(places) => panic!("{places:?}"),
        };
        findings.iter().map(|f| format!("{} {}", f.line, f.sentence(Language::English))).collect()
    }

    fn bands(list: &[(&str, &str, &str)], more: &str) -> Vec<String> {
        let list = list.iter().map(|(op, bound, score)| {
            format!("{{ op = \"{op}\", bound = \"{bound}\", score = \"{score}\" }}")
        });
        let list = list.collect::<Vec<_>>().join(", ");
        sentences(&format!("curve = {{ kind = \"分档\", bands = [{list}]{more} }}"))
    }

    #[test]
    fn a_band_list_has_no_hole() {
        let all = [(">=", "90", "10"), (">=", "60", "6"), ("<", "60", "0")];
        assert_eq!(bands(&all, ""), Vec::<String>::new());
        let gap = [(">=", "90", "10"), ("<", "60", "0")];
        let found = bands(&gap, "");
        assert!(
            found.len() == 1 && found[0].starts_with("14 ") && found[0].contains("60 ≤ x < 90"),
            "{found:?}"
        );
        assert_eq!(bands(&gap, ", otherwise = \"5\""), Vec::<String>::new(), "the middle is said");
        let point = [(">", "90", "10"), ("<", "90", "5")];
        let found = bands(&point, ", otherwise = \"0\"");
        assert!(found.len() == 1 && found[0].contains("x = 90"), "{found:?}");
        let open_end = [(">=", "90", "10"), (">=", "60", "6")];
        assert!(bands(&open_end, "")[0].contains("x < 60"));
    }

    #[test]
    fn bands_do_not_hide_or_cross_each_other() {
        let hidden = [(">=", "60", "6"), (">=", "90", "10"), ("<", "60", "0")];
        let found = bands(&hidden, "");
        assert!(found.iter().any(|f| f.contains("≥ 90")), "{found:?}");
        let crossed = [(">=", "80", "10"), ("<=", "90", "5")];
        let found = bands(&crossed, "");
        assert!(found.len() == 1 && found[0].contains("80 ≤ x ≤ 90"), "{found:?}");
    }

    #[test]
    fn an_item_rewards_the_way_that_it_says() {
        let fixed = |best: &str, worst: &str| {
            sentences(&format!(
                "measure = \"极差位置\"\npreset = \"功效系数60-40\"\ndirection = \"逆向\"\nall_equal = \"满分\"\n\
                 best = \"{best}\"\nworst = \"{worst}\"\nclamp = true"
            ))
        };
        assert!(fixed("90", "60").iter().any(|f| f.starts_with("16 ")), "{:?}", fixed("90", "60"));
        assert_eq!(fixed("60", "90"), Vec::<String>::new());
        let bands = |low: &str, high: &str| {
            sentences(&format!(
                "measure = \"原值\"\ndirection = \"逆向\"\ncurve = {{ kind = \"分档\", bands = [{{ op = \">=\", bound = \"3\", \
                 score = \"{high}\" }}, {{ op = \"<\", bound = \"3\", score = \"{low}\" }}] }}"
            ))
        };
        assert_eq!(bands("10", "0"), Vec::<String>::new(), "less is better, and gives more");
        assert_eq!(bands("0", "10").len(), 1);
    }

    #[test]
    fn places_go_on_from_band_to_band() {
        let places = |second: &str| {
            sentences(&format!(
                "measure = \"名次\"\ncurve = {{ kind = \"分档\", otherwise = \"0\", bands = [{{ through_rank = 3, \
                 score = \"10\" }}, {{ through_rank = {second}, score = \"5\" }}] }}"
            ))
        };
        assert_eq!(places("6"), Vec::<String>::new());
        assert_eq!(places("3").len(), 1);
    }
}

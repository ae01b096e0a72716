//! Grades, shares and prizes: what nobody can get, and what goes past the whole.

use std::collections::BTreeSet;

use super::Desk;
use super::caps::highest;
use crate::assess::exact::Exact;
use crate::assess::rules::rank::Standing;
use crate::assess::scheme::finding::Severity::{Advise, Warn};
use crate::assess::scheme::model::Grading;

pub(super) fn look(desk: &mut Desk<'_>) {
    if let Some(grading) = &desk.scheme.grading {
        order(desk, grading);
        shares(desk, grading);
        vetoes(desk, grading);
    }
    prizes(desk);
}

fn order(desk: &mut Desk<'_>, grading: &Grading) {
    let grades = &grading.quota.grades;
    let mut seen = BTreeSet::new();
    let mut lowest: Option<(&Exact, &str)> = None;
    let mut closed: Option<&str> = None;
    for grade in grades {
        if !seen.insert(&grade.name) {
            desk.at("grade.order", Warn, "grade-twice", [("grade", grade.name.as_str().into())]);
        }
        let path = format!("grade.bands.{}", grade.name);
        if let Some(before) = closed {
            let args = [("grade", grade.name.as_str().into()), ("before", before.into())];
            desk.at("grade.order", Warn, "grade-behind-open", args);
        }
        if let (Some(min), Some((least, before))) = (&grade.min, lowest)
            && min >= least
        {
            let args =
                [("grade", grade.name.as_str().into()), ("before", before.into()), ("min", min.into())];
            desk.at(&path, Warn, "grade-hidden", args);
        }
        if let Some(min) = &grade.min {
            lowest = Some((min, &grade.name));
            if let Some(high) = highest(desk.scheme).filter(|high| high < min) {
                let args =
                    [("grade", grade.name.as_str().into()), ("min", min.into()), ("high", high.into())];
                desk.at(&path, Warn, "grade-unreachable", args);
            }
        } else if grade.max_percent.is_none() && grade.max_count.is_none() {
            // Without a least score and without a number it takes everybody who is left.
            closed = closed.or(Some(&grade.name));
        }
    }
    if grades.is_empty() {
        desk.at("grade.order", Warn, "grades-without-order", []);
    } else if closed.is_none() {
        let last = grades.last().map_or("", |g| g.name.as_str());
        desk.at("grade.order", Advise, "grade-none-left", [("grade", last.into())]);
    }
}

fn shares(desk: &mut Desk<'_>, grading: &Grading) {
    let shares = grading.quota.grades.iter().filter_map(|g| g.max_percent.clone());
    let sum: Exact = shares.sum();
    if sum > Exact::HUNDRED {
        desk.at("grade.quota", Warn, "quota-over-100", [("sum", sum.into())]);
    }
    for grade in &grading.quota.grades {
        let negative = grade.max_percent.as_ref().is_some_and(|p| p.is_negative() || *p > Exact::HUNDRED);
        if negative {
            let path = format!("grade.quota.{}", grade.name);
            desk.at(&path, Warn, "quota-no-share", [("grade", grade.name.as_str().into())]);
        }
    }
}

fn vetoes(desk: &mut Desk<'_>, grading: &Grading) {
    let written = desk.source.entries("grade.veto").into_iter().chain(desk.source.entries("grade.cap"));
    let written: Vec<String> = written.collect();
    for (number, veto) in grading.vetoes.iter().enumerate() {
        let path = written.get(number).cloned().unwrap_or_else(|| "grade.veto".to_owned());
        let limits = veto.at_most.is_some_and(|at| at > 0);
        if !limits && veto.rank == Standing::Keep && !veto.no_award {
            desk.at(&path, Warn, "veto-without-effect", [("name", veto.name.as_str().into())]);
        }
        if grading.vetoes.iter().position(|other| other.name == veto.name) != Some(number) {
            desk.at(&path, Warn, "veto-twice", [("name", veto.name.as_str().into())]);
        }
    }
}

fn prizes(desk: &mut Desk<'_>) {
    let Some(awards) = &desk.scheme.awards else { return };
    for (number, tier) in awards.tiers.iter().enumerate() {
        let path = desk.entry("award", number);
        for group in tier.count_by_group.keys() {
            if !desk.scheme.groups.iter().any(|g| g.id == *group) {
                let args = [("name", tier.name.as_str().into()), ("group", group.as_str().into())];
                desk.at(&format!("{path}.count"), Warn, "award-group-unknown", args);
            }
        }
        if tier.count_by_group.is_empty() && tier.count.is_none() {
            desk.at(&path, Warn, "award-without-count", [("name", tier.name.as_str().into())]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{found, lines};

    const ITEM: &str = "[[dimension.item]]\ncode = \"1\"\nname = \"甲\"\nfull = 100\n\
                        measure = \"率值\"\n";

    fn with(tables: &str) -> String {
        format!("{ITEM}{tables}")
    }

    #[test]
    fn grades_descend_and_can_be_reached() {
        let grades = |bands: &str| {
            with(&format!("[grade]\norder = [\"优\", \"良\", \"差\"]\nbands = {{ {bands} }}\n"))
        };
        assert_eq!(lines(&grades("\"优\" = 80, \"良\" = 90"), "grade-hidden"), [8]);
        assert!(lines(&grades("\"优\" = 90, \"良\" = 80"), "grade-hidden").is_empty());
        assert_eq!(lines(&grades("\"优\" = 101, \"良\" = 80"), "grade-unreachable"), [8]);
        assert_eq!(lines(&grades("\"优\" = 90"), "grade-behind-open"), [7], "the last one gets nobody");
        assert_eq!(lines(&grades("\"优\" = 90, \"良\" = 80, \"差\" = 60"), "grade-none-left"), [7]);
        assert!(found(&grades("\"特\" = 90"))[0].0.contains("特"), "absent grades are a fault");
    }

    #[test]
    fn shares_stay_within_the_whole() {
        let quota = |a: &str, b: &str| {
            let quota = format!("\"优\" = {{ percent = \"{a}\" }}, \"良\" = {{ percent = \"{b}\" }}");
            with(&format!("[grade]\norder = [\"优\", \"良\", \"差\"]\nquota = {{ {quota} }}\n"))
        };
        assert_eq!(lines(&quota("60", "50"), "quota-over-100"), [8]);
        assert!(lines(&quota("60", "40"), "quota-over-100").is_empty());
        assert_eq!(lines(&quota("120", "10"), "quota-no-share"), [8]);
    }

    #[test]
    fn vetoes_do_something() {
        let veto = |more: &str| {
            with(&format!("[grade]\norder = [\"优\", \"差\"]\n[[grade.veto]]\nname = \"事故\"\n{more}\n"))
        };
        assert_eq!(lines(&veto(""), "veto-without-effect"), [8]);
        assert_eq!(lines(&veto("at_most = \"优\""), "veto-without-effect"), [8]);
        assert!(lines(&veto("at_most = \"差\""), "veto-without-effect").is_empty());
        assert!(lines(&veto("no_award = true"), "veto-without-effect").is_empty());
        assert!(found(&veto("at_most = \"特差\""))[0].0.contains("特差"));
    }

    #[test]
    fn prizes_go_to_groups_that_exist() {
        let prize = |more: &str| with(&format!("[[award]]\nname = \"一等奖\"\n{more}\n"));
        assert_eq!(lines(&prize("count = { x = 1 }"), "award-group-unknown"), [8]);
        assert_eq!(lines(&prize(""), "award-without-count"), [6]);
        assert!(lines(&prize("each_group = 1"), "award-without-count").is_empty());
    }
}

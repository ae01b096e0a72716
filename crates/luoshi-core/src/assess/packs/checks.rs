//! The checks of the rule packs.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Check, texts};
use crate::assess::exact::Exact;
use crate::assess::rules::rank::Standing;
use crate::assess::scheme::model::{Item, Role, Scheme, Veto};
use crate::assess::scheme::{Source, reach};
use crate::assess::trace::Arg;

/// Something that a check found.
pub(super) struct Found {
    /// Where it stands in the file.
    pub path: String,
    /// The key that people know.
    pub key: String,
    /// What fills the sentence of the rule.
    pub args: Vec<(&'static str, Arg)>,
}

impl Found {
    fn at<const N: usize>(path: &str, args: [(&'static str, Arg); N]) -> Self {
        Self { path: path.to_owned(), key: path.to_owned(), args: args.into() }
    }
}

pub(super) fn run(check: &Check, scheme: &Scheme, source: &Source) -> Vec<Found> {
    let desk = Desk { scheme, source };
    match check {
        Check::TotalAtLeast { points } => desk.total(points),
        Check::MoreItemsThan { most } => {
            let base = scheme.items.iter().filter(|i| i.role == Role::Base).count();
            over("dimension", base, *most)
        }
        Check::ItemWords { words, unless, spared_by, doubtful, about } => {
            let doubtful = doubtful.as_deref().zip(about.as_deref());
            desk.item_words(words, unless.as_deref(), spared_by.as_deref(), doubtful)
        }
        Check::SchemeWords { words } => desk.scheme_words(words),
        Check::VetoWithoutBasis => desk.vetoes_without_basis(),
        Check::VetoWords { words } => desk.veto_words(words),
        Check::MoreVetoesThan { most } => over("grade.veto", desk.vetoes().len(), *most),
        Check::TakesEverything => desk.takes_everything(),
        Check::DeductionOverGrade => desk.deduction_over_grade(),
        Check::RanksWithinYear { words, with } => desk.ranks_within_year(words, with),
        Check::RanksWithoutBasis => desk.ranks_without_basis(),
        Check::PeriodsAtLeast { times } => desk.periods(*times),
        Check::BestShareOver { percent } => desk.best_share(percent),
        Check::AwardWords { words } => desk.award_words(words),
        Check::MorePrizesThan { most } => over("award", desk.prizes(), *most),
        Check::StatisticsWithoutOwner { words, owners } => desk.statistics(words, owners),
        Check::RatersBelow { of, raters, percent } => desk.raters(of, raters, percent),
        Check::NoAppeal { words } => desk.no_appeal(words),
        Check::TextLongerThan { characters } => {
            let all = scheme.items.iter().filter_map(|i| i.text.as_deref());
            over("dimension", all.map(|text| text.chars().count()).sum(), *characters)
        }
    }
}

/// More than a limit, at a key of the whole.
fn over(path: &str, n: usize, most: usize) -> Vec<Found> {
    if n > most { vec![Found::at(path, [("n", n.into())])] } else { Vec::new() }
}

struct Desk<'a> {
    scheme: &'a Scheme,
    source: &'a Source,
}

/// Code and name, as people speak of an item.
fn title(item: &Item) -> String {
    if item.label() == item.name { item.name.clone() } else { format!("{} {}", item.label(), item.name) }
}

impl Desk<'_> {
    /// Something about an item; `mention`: the word that it turns on, for its line.
    fn item<const N: usize>(
        &self,
        index: usize,
        mention: Option<&str>,
        args: [(&'static str, Arg); N],
    ) -> Option<Found> {
        let item = self.scheme.items.get(index)?;
        let base = self.source.item(index).unwrap_or_default();
        let path = mention.and_then(|word| self.source.mention(base, word)).unwrap_or(base);
        let inner = path.strip_prefix(base).unwrap_or_default().trim_start_matches('.');
        let key = format!("item {}{}{inner}", item.label(), if inner.is_empty() { "" } else { "." });
        let mut all = vec![("item", Arg::Text(title(item)))];
        all.extend(args);
        Some(Found { path: path.to_owned(), key, args: all })
    }

    /// Points of the whole sheet.
    fn full(&self) -> Exact {
        let base = self.scheme.items.iter().filter(|i| i.role == Role::Base);
        self.scheme.full.clone().unwrap_or_else(|| base.map(|i| i.full.clone()).sum())
    }

    fn total(&self, points: &Exact) -> Vec<Found> {
        let full = self.full();
        if full >= *points { vec![Found::at("scheme.full", [("n", full.into())])] } else { Vec::new() }
    }

    /// Items that speak of something; `doubtful`: a list whose words mean it only in an item that speaks
    /// of the other list too.
    fn item_words(
        &self,
        list: &str,
        unless: Option<&str>,
        spared_by: Option<&str>,
        doubtful: Option<(&str, &str)>,
    ) -> Vec<Found> {
        let one = |(index, item): (usize, &Item)| {
            let texts = texts::of(item);
            let meant = doubtful.filter(|(_, about)| texts.iter().any(|text| texts::has(text, about)));
            let lists: Vec<&str> = std::iter::once(list).chain(meant.map(|(list, _)| list)).collect();
            let all = texts.iter().flat_map(|text| {
                lists.iter().flat_map(move |list| texts::found(text, list, unless, spared_by))
            });
            let mut seen = BTreeSet::new();
            let found: Vec<&str> = all.filter(|word| seen.insert(*word)).collect();
            let first = found.first().copied()?;
            self.item(index, Some(first), [("word", Arg::Text(found.join("、")))])
        };
        self.scheme.items.iter().enumerate().filter_map(one).collect()
    }

    fn scheme_words(&self, list: &str) -> Vec<Found> {
        let mut out = Vec::new();
        for mut found in self.item_words(list, None, None, None) {
            for (name, _) in &mut found.args {
                if *name == "item" {
                    *name = "place";
                }
            }
            out.push(found);
        }
        let after = self.scheme.after.iter().map(|a| ("measure_after", a.name.as_str()));
        let tiers = self.scheme.awards.iter().flat_map(|a| &a.tiers).map(|t| ("award", t.name.as_str()));
        let flow = self.scheme.flow.values().map(|text| ("flow", text.as_str()));
        for (path, text) in after.chain(tiers).chain(flow) {
            for word in texts::found(text, list, None, None) {
                let path = self.source.mention(path, word).unwrap_or(path);
                out.push(Found::at(path, [("place", text.into()), ("word", word.into())]));
            }
        }
        out
    }

    /// Vetoes with their paths. A cap that leaves more than the worst grade is no veto.
    fn vetoes(&self) -> Vec<(String, &Veto)> {
        let Some(grading) = &self.scheme.grading else { return Vec::new() };
        let listed = self.source.entries("grade.veto").into_iter().chain(self.source.entries("grade.cap"));
        let listed: Vec<String> = listed.collect();
        let worst = grading.quota.grades.len().saturating_sub(1);
        let mut out = Vec::new();
        for (number, veto) in grading.vetoes.iter().enumerate() {
            let path = listed.get(number).cloned().unwrap_or_else(|| format!("grade.veto[{number}]"));
            let fatal = veto.at_most == Some(worst) || veto.rank != Standing::Keep || veto.no_award;
            if fatal || !path.starts_with("grade.cap") {
                out.push((path, veto));
            }
        }
        out
    }

    fn vetoes_without_basis(&self) -> Vec<Found> {
        let all = self.vetoes().into_iter();
        let bare = all.filter(|(_, v)| v.basis.as_deref().is_none_or(|basis| basis.trim().is_empty()));
        bare.map(|(path, veto)| Found::at(&path, [("name", veto.name.as_str().into())])).collect()
    }

    fn veto_words(&self, list: &str) -> Vec<Found> {
        let mut out = Vec::new();
        for (path, veto) in self.vetoes() {
            if let Some(word) = texts::found(&veto.name, list, None, None).first() {
                out.push(Found::at(&path, [("name", veto.name.as_str().into()), ("word", (*word).into())]));
            }
        }
        out
    }

    /// Most that one event of an item takes.
    fn one_event(item: &Item) -> Option<Exact> {
        let numbers = |value: &Value| -> Vec<Exact> {
            match value {
                Value::Object(map) => map.values().filter_map(exact).collect(),
                Value::Array(list) => {
                    list.iter().filter_map(|b| exact(b.get("score").or_else(|| b.get("points"))?)).collect()
                }
                one => exact(one).into_iter().collect(),
            }
        };
        let key = match item.kind.as_str() {
            "deduct_by_level" => "table",
            "deduct_escalating" => "points",
            "deduct_event_ladder" => "bands",
            "deduct_per_occurrence" => "occurrences",
            _ => return None,
        };
        let most = numbers(item.params.get(key)?).into_iter().max()?;
        let limit = item.params.get("cap").and_then(exact);
        let left = item.floor.as_ref().map(|floor| &item.full - floor).filter(|_| item.role == Role::Base);
        Some(most.capped(limit.as_ref()).capped(left.as_ref()))
    }

    fn takes_everything(&self) -> Vec<Found> {
        let whole = self.full();
        let cap = self.scheme.total.deduction_cap.as_ref();
        let takes = |item: &Item| {
            let reach = reach::of(item);
            match item.role {
                Role::Bonus => false,
                Role::Deduction => {
                    let most = match (reach.high, cap) {
                        (Some(high), cap) => Some(high.capped(cap)),
                        (None, cap) => cap.cloned(),
                    };
                    most.is_none_or(|most| most >= whole)
                }
                Role::Base => {
                    let falls = item.kind.starts_with("deduct_")
                        || matches!(item.kind.as_str(), "base_step" | "control_limit");
                    falls && reach.low.is_none_or(|low| &item.full - low >= whole) && item.full < whole
                }
            }
        };
        let all = self.scheme.items.iter().enumerate().filter(|(_, item)| takes(item));
        all.filter_map(|(index, _)| self.item(index, None, [])).collect()
    }

    fn deduction_over_grade(&self) -> Vec<Found> {
        let Some(grading) = &self.scheme.grading else { return Vec::new() };
        let lines: Vec<&Exact> = grading.quota.grades.iter().filter_map(|g| g.min.as_ref()).collect();
        let gaps = lines.windows(2).filter_map(|pair| match pair {
            [better, worse] => Some(*better - *worse).filter(Exact::is_positive),
            _ => None,
        });
        let Some(gap) = gaps.min() else { return Vec::new() };
        let cap = self.scheme.total.deduction_cap.as_ref();
        let one = |(index, item): (usize, &Item)| {
            let most = Self::one_event(item)?;
            let most = if item.role == Role::Deduction { most.capped(cap) } else { most };
            if most < gap {
                return None;
            }
            self.item(index, None, [("n", most.into()), ("gap", (&gap).into())])
        };
        self.scheme.items.iter().enumerate().filter_map(one).collect()
    }

    fn ranks_within_year(&self, list: &str, with: &str) -> Vec<Found> {
        let mut out = Vec::new();
        let name = &self.scheme.name;
        if let Some(word) = texts::found(name, list, None, None).first().filter(|_| self.ranks()) {
            out.push(Found::at("scheme.name", [("place", name.as_str().into()), ("word", (*word).into())]));
        }
        for (index, item) in self.scheme.items.iter().enumerate() {
            let texts = texts::of(item);
            let said = texts.iter().filter(|text| texts::has(text, with));
            let mut found = said.flat_map(|text| texts::found(text, list, None, None));
            if let Some(word) = found.next()
                && let Some(mut one) = self.item(index, Some(word), [("word", word.into())])
            {
                one.args.push(("place", Arg::Text(title(item))));
                out.push(one);
            }
        }
        for (key, text) in &self.scheme.flow {
            if let Some(word) =
                texts::found(text, list, None, None).first().filter(|_| texts::has(text, with))
            {
                let path = format!("flow.{key}");
                out.push(Found::at(&path, [("place", text.as_str().into()), ("word", (*word).into())]));
            }
        }
        out
    }

    /// Whether places come out of it. A scheme that came from no file has a ranking always.
    fn ranks(&self) -> bool {
        self.source.has("rank") || self.scheme.awards.is_some() || !self.source.has("scheme")
    }

    fn ranks_without_basis(&self) -> Vec<Found> {
        let bare = self.scheme.basis.as_deref().is_none_or(|basis| basis.trim().is_empty());
        if bare && self.ranks() { vec![Found::at("scheme.basis", [])] } else { Vec::new() }
    }

    fn periods(&self, times: usize) -> Vec<Found> {
        let count = |item: &Item| item.params.get("periods").and_then(Value::as_array).map_or(0, Vec::len);
        let all = self.scheme.items.iter().enumerate().filter(|(_, i)| i.kind == "period_accumulate");
        let often = all.filter(|(_, item)| count(item) >= times);
        often.filter_map(|(index, item)| self.item(index, None, [("n", count(item).into())])).collect()
    }

    fn best_share(&self, percent: &Exact) -> Vec<Found> {
        let best = self.scheme.grading.as_ref().and_then(|g| g.quota.grades.first());
        let Some((grade, share)) = best.and_then(|g| Some((g, g.max_percent.as_ref()?))) else {
            return Vec::new();
        };
        if share <= percent {
            return Vec::new();
        }
        let path = format!("grade.quota.{}.percent", grade.name);
        vec![Found::at(&path, [("grade", grade.name.as_str().into()), ("n", share.into())])]
    }

    fn award_words(&self, list: &str) -> Vec<Found> {
        if self.scheme.basis.as_deref().is_some_and(|basis| !basis.trim().is_empty()) {
            return Vec::new();
        }
        let mut out = Vec::new();
        for (number, tier) in self.scheme.awards.iter().flat_map(|a| &a.tiers).enumerate() {
            if let Some(word) = texts::found(&tier.name, list, None, None).first() {
                let path = self.source.entries("award").into_iter().nth(number);
                let path = path.unwrap_or_else(|| format!("award[{number}]"));
                out.push(Found::at(&path, [("name", tier.name.as_str().into()), ("word", (*word).into())]));
            }
        }
        out
    }

    fn prizes(&self) -> usize {
        let groups = self.scheme.groups.len().max(1);
        let tiers = self.scheme.awards.iter().flat_map(|a| &a.tiers);
        let counts = tiers.map(|tier| {
            let listed: usize = tier.count_by_group.values().sum();
            if tier.count_by_group.is_empty() { tier.count.unwrap_or_default() * groups } else { listed }
        });
        counts.sum()
    }

    fn statistics(&self, list: &str, owners: &str) -> Vec<Found> {
        let one = |(index, item): (usize, &Item)| {
            let word = *texts::found(&item.name, list, None, None).first()?;
            let told = item.marker.iter().chain(&item.evidence).any(|who| texts::has(who, owners));
            if told { None } else { self.item(index, Some(word), [("word", word.into())]) }
        };
        self.scheme.items.iter().enumerate().filter_map(one).collect()
    }

    /// Percent of the sheet that raters of these names give.
    fn raters(&self, of: &str, raters: &str, percent: &Exact) -> Vec<Found> {
        let titles = self.scheme.groups.iter().map(|g| g.name.as_str()).chain([self.scheme.name.as_str()]);
        if !titles.into_iter().any(|title| texts::has(title, of)) {
            return Vec::new();
        }
        let share = |item: &Item| -> Exact {
            if item.kind != "rater_marks" && item.kind != "rater_groups" {
                let rated = item.kind == "ballot_score" && texts::has(&item.name, raters);
                return if rated { item.full.clone() } else { Exact::ZERO };
            }
            let groups = item.params.get("weights").or_else(|| item.params.get("groups"));
            let groups = groups.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
            let weight = |group: &&Value| group.get("weight").and_then(exact).unwrap_or_default();
            let named = |group: &&Value| group["name"].as_str().is_some_and(|name| texts::has(name, raters));
            let all: Exact = groups.iter().map(|g| weight(&g)).sum();
            let own: Exact = groups.iter().filter(named).map(|g| weight(&g)).sum();
            (&item.full * own).over(&all).unwrap_or_default()
        };
        let points: Exact = self.scheme.items.iter().filter(|i| i.role == Role::Base).map(share).sum();
        let found = (points * Exact::HUNDRED).over(&self.full()).unwrap_or_default();
        if found < *percent { vec![Found::at("dimension", [("n", found.into())])] } else { Vec::new() }
    }

    fn no_appeal(&self, list: &str) -> Vec<Found> {
        let said = |(key, text): (&String, &String)| key.contains("appeal") || texts::has(text, list);
        if self.scheme.flow.iter().any(said) { Vec::new() } else { vec![Found::at("flow", [])] }
    }
}

fn exact(value: &Value) -> Option<Exact> {
    match value {
        Value::String(text) => text.parse().ok(),
        Value::Number(number) => number.as_i64().map(Exact::whole),
        _ => None,
    }
}

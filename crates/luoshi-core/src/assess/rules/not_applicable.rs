//! 缺项处理: what becomes of the points of an item that does not apply to a unit.
//!
//! `scale_total`: got ÷ applicable × full total (实得 ÷ 应得 × 总分). `scale_group`: the same within each
//! group of items; a group in which nothing applies is spread over the rest. `full`: such an item
//! counts in full. `peer_average`: it counts the mean of those to whom it applies; where it applies to
//! nobody it leaves the sheet as under `scale_total`. An item that was due and not reported (应报未报)
//! counts nought and stays in the denominator under every policy: silence must not pay. A unit to which
//! nothing applies is not rated.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::rank::indices;
use crate::assess::exact::Exact;
use crate::assess::fault::Fault;
use crate::assess::kind::{Given, Kind, parse, printed, take, take_round};
use crate::assess::trace::Notes;

/// Its line in the list.
pub const KIND: Kind = Kind::stage("not_applicable", answer);

/// What becomes of the points of an item that does not apply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Policy {
    /// 总分折算
    ScaleTotal,
    /// 本类折算
    ScaleGroup,
    /// 得满分
    Full,
    /// 取均值
    PeerAverage,
}

/// An item of a unit's sheet.
#[derive(Debug, Clone, Copy)]
pub struct Line<'a> {
    /// What it is called, for reasons.
    pub name: &'a str,
    /// Place of its group among the groups.
    pub group: usize,
    /// Full points.
    pub full: &'a Exact,
    /// What the unit got.
    pub mark: Mark<'a>,
}

impl<'a> Line<'a> {
    /// The points, if there are any.
    fn points(&self) -> Option<&'a Exact> {
        match self.mark {
            Mark::Got(points) => Some(points),
            Mark::Missing | Mark::NotApplicable(_) => None,
        }
    }
}

/// What a unit got for an item.
#[derive(Debug, Clone, Copy)]
pub enum Mark<'a> {
    /// Points.
    Got(&'a Exact),
    /// 应报未报: nought, and due.
    Missing,
    /// 缺项, and the mean of those to whom it applies, if there are any; only `peer_average` asks.
    NotApplicable(Option<&'a Exact>),
}

/// Points that count and the full points that they count of.
#[derive(Debug, Clone, Default)]
pub struct Share {
    got: Exact,
    rated: Exact,
    full: Exact,
}

impl Policy {
    /// The points of a sheet, whose items lie in `groups` groups; `None`: nothing is left to rate.
    pub fn total(self, lines: &[Line<'_>], groups: usize, notes: &mut Notes) -> Option<Exact> {
        let absent = lines.iter().filter(|l| matches!(l.mark, Mark::NotApplicable(_))).count();
        if absent == lines.len() {
            notes.add("nothing-applies", || []);
            return None;
        }
        for line in lines {
            self.tell(line, notes);
        }
        if absent == 0 {
            // Most sheets are whole, and their points only need to be added up.
            return Some(lines.iter().filter_map(Line::points).sum());
        }
        let mut shares = vec![Share::default(); if self == Self::ScaleGroup { groups.max(1) } else { 1 }];
        let last = shares.len() - 1;
        for line in lines {
            shares[line.group.min(last)].enter(self, line);
        }
        self.joined(shares.into_iter(), notes)
    }

    /// The points of a sheet from the shares of its groups; under any policy but `scale_group` there is
    /// one share. `None`: nothing is left to rate.
    pub fn joined(self, shares: impl Iterator<Item = Share>, notes: &mut Notes) -> Option<Exact> {
        let mut all = Share::default();
        for share in shares {
            all.join(share, self, notes);
        }
        let score = all.scaled()?;
        all.tell(&score, notes);
        Some(score)
    }

    fn tell(self, line: &Line<'_>, notes: &mut Notes) {
        match (line.mark, self) {
            (Mark::Got(_), _) => {}
            (Mark::Missing, _) => notes.add("due-not-reported", || [("name", line.name.into())]),
            (Mark::NotApplicable(_), Self::Full) => {
                notes.add("absent-full", || [("name", line.name.into()), ("score", line.full.into())]);
            }
            (Mark::NotApplicable(Some(mean)), Self::PeerAverage) => {
                notes.add("absent-mean", || [("name", line.name.into()), ("score", mean.into())]);
            }
            (Mark::NotApplicable(_), _) => {
                notes.add("absent-out", || [("name", line.name.into()), ("full", line.full.into())]);
            }
        }
    }
}

impl Share {
    /// `got` of `full` points, of items that all apply.
    #[must_use]
    pub fn whole(got: Exact, full: Exact) -> Self {
        Self { got, rated: full.clone(), full }
    }

    /// Says that an item of `full` points, so far rated with nought, does not apply; `mean`: what those
    /// to whom it applies got on average.
    pub fn leave(&mut self, policy: Policy, full: &Exact, mean: Option<&Exact>) {
        let counts = match policy {
            Policy::Full => Some(full),
            Policy::PeerAverage => mean,
            Policy::ScaleTotal | Policy::ScaleGroup => None,
        };
        match counts {
            Some(points) => self.got = &self.got + points,
            None => self.rated = &self.rated - full,
        }
    }

    fn enter(&mut self, policy: Policy, line: &Line<'_>) {
        self.full = &self.full + line.full;
        let got = match (line.mark, policy) {
            (Mark::Got(score), _) => Some(score),
            (Mark::Missing, _) => Some(&Exact::ZERO),
            (Mark::NotApplicable(_), Policy::Full) => Some(line.full),
            (Mark::NotApplicable(mean), Policy::PeerAverage) => mean,
            (Mark::NotApplicable(_), Policy::ScaleTotal | Policy::ScaleGroup) => None,
        };
        if let Some(got) = got {
            self.got = &self.got + got;
            self.rated = &self.rated + line.full;
        }
    }

    /// Adds a group: what is left of it counts for all of it; a group of which nothing is left only
    /// makes the whole larger.
    fn join(&mut self, group: Self, policy: Policy, notes: &mut Notes) {
        self.full = &self.full + &group.full;
        if policy != Policy::ScaleGroup {
            self.got = group.got;
            self.rated = group.rated;
        } else if let Some(score) = group.scaled() {
            group.tell(&score, notes);
            self.got = &self.got + score;
            self.rated = &self.rated + group.full;
        }
    }

    /// got ÷ rated × full; `None` when nothing can be rated.
    fn scaled(&self) -> Option<Exact> {
        if self.rated == self.full {
            return Some(self.got.clone());
        }
        (&self.got * &self.full).over(&self.rated)
    }

    fn tell(&self, score: &Exact, notes: &mut Notes) {
        if self.rated != self.full {
            notes.add("scaled-up", || {
                [
                    ("got", (&self.got).into()),
                    ("rated", (&self.rated).into()),
                    ("full", (&self.full).into()),
                    ("score", score.into()),
                ]
            });
        }
    }
}

/// An item of a case.
#[derive(Debug, Deserialize)]
struct CaseItem {
    id: String,
    #[serde(default)]
    group: Option<String>,
    full: Exact,
    #[serde(default)]
    state: Option<State>,
    #[serde(default)]
    score: Option<Exact>,
}

/// State of an item, as it is spelled in cases and values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It has points.
    #[default]
    Ok,
    /// 不适用
    Na,
    /// 应报未报
    Missing,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    policy: Policy,
    #[serde(default)]
    peer_scores: BTreeMap<String, Vec<Option<Exact>>>,
}

fn answer(mut given: Given) -> Result<Given, Fault> {
    let round = take_round(&mut given)?;
    let items: Vec<CaseItem> = take(&mut given, "items")?;
    let case: Case = parse(given)?;
    let (groups, names) = indices(items.iter().map(|i| i.group.as_deref().unwrap_or_default()));
    let means: Vec<Option<Exact>> = items
        .iter()
        .map(|item| {
            // A peer to whom the item does not apply either has no points to average.
            let peers: Vec<&Exact> = case.peer_scores.get(&item.id)?.iter().flatten().collect();
            peers.iter().copied().sum::<Exact>().over(&Exact::count(peers.len()))
        })
        .collect();
    let mut lines = Vec::with_capacity(items.len());
    for ((item, group), mean) in items.iter().zip(groups).zip(&means) {
        let mark = match item.state.unwrap_or_default() {
            State::Ok => Mark::Got(
                item.score
                    .as_ref()
                    .ok_or_else(|| Fault::missing("score").within(&item.id).within("items"))?,
            ),
            State::Na => Mark::NotApplicable(mean.as_ref()),
            State::Missing => Mark::Missing,
        };
        lines.push(Line { name: &item.id, group, full: &item.full, mark });
    }
    Ok(Given::from_iter([match case.policy.total(&lines, names.len(), &mut Notes::off()) {
        Some(score) => ("score".to_owned(), printed(&score, round)?),
        None => ("state".to_owned(), Value::from("not_rated")),
    }]))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::assess::trace::{Language, Words};
    use crate::assess::vectors::ask;

    fn sheet(policy: &str, items: Value) -> Value {
        ask("not_applicable", json!({"policy": policy, "peer_scores": {"2": []}, "items": items}))
    }

    #[test]
    fn a_group_without_anything_is_spread_over_groups_scaled_by_themselves() {
        // 甲 10/20 of 40 → 20; 乙 na 20; 丙 30/40: (20 + 30)/80·100
        let items = json!([
            {"id": "1", "group": "甲", "full": "20", "state": "ok", "score": "10"},
            {"id": "2", "group": "甲", "full": "20", "state": "na", "score": null},
            {"id": "3", "group": "乙", "full": "20", "state": "na"},
            {"id": "4", "group": "丙", "full": "40", "score": "30"},
        ]);
        assert_eq!(sheet("scale_group", items.clone()), json!({"score": "62.5"}));
        // 40/60·100, and 2 and 3 apply to nobody.
        assert_eq!(sheet("scale_total", items.clone()), json!({"score": "200/3"}));
        assert_eq!(sheet("peer_average", items.clone()), json!({"score": "200/3"}));
        assert_eq!(sheet("full", items), json!({"score": "80"}));
    }

    #[test]
    fn what_was_due_counts_nought_under_every_policy() {
        let items = json!([
            {"id": "1", "group": "甲", "full": "50", "state": "missing", "score": "50"},
            {"id": "2", "group": "甲", "full": "50", "state": "na"},
        ]);
        for policy in ["scale_total", "scale_group", "peer_average"] {
            assert_eq!(sheet(policy, items.clone()), json!({"score": "0"}), "{policy}");
        }
        assert_eq!(sheet("full", items), json!({"score": "50"}));
    }

    #[test]
    fn a_peer_without_points_is_no_peer() {
        let items = json!([
            {"id": "1", "group": "甲", "full": "20", "state": "na"},
            {"id": "2", "group": "甲", "full": "20", "state": "ok", "score": "10"},
        ]);
        let peers = json!({"1": ["18", null, "12"]});
        let case = json!({"policy": "peer_average", "peer_scores": peers, "items": items});
        assert_eq!(ask("not_applicable", case), json!({"score": "25"}));
    }

    #[test]
    fn nothing_at_all_is_not_rated() {
        let none = json!([{"id": "1", "group": "甲", "full": "50", "state": "na"}]);
        for policy in ["scale_total", "scale_group", "full", "peer_average"] {
            assert_eq!(sheet(policy, none.clone()), json!({"state": "not_rated"}), "{policy}");
            assert_eq!(sheet(policy, json!([])), json!({"state": "not_rated"}), "{policy}");
        }
        let hole = sheet("full", json!([{"id": "1", "group": "甲", "full": "50", "state": "ok"}]));
        assert_eq!(hole, json!("items.1.score: missing"));
    }

    #[test]
    fn the_sheet_says_what_was_left_out() {
        let [forty, sixty, got] = ["40", "60", "54"].map(|t| t.parse::<Exact>().unwrap());
        let lines = [
            Line { name: "招商", group: 0, full: &forty, mark: Mark::NotApplicable(None) },
            Line { name: "财政", group: 0, full: &sixty, mark: Mark::Got(&got) },
        ];
        let mut notes = Notes::on();
        assert_eq!(Policy::ScaleTotal.total(&lines, 1, &mut notes), Some("90".parse().unwrap()));
        let words = Words::of(Language::Chinese);
        let told: Vec<String> = notes.steps().iter().map(|s| words.sentence(s)).collect();
        assert_eq!(told, ["“招商”不适用，40分不计入应得分", "缺项折算：54 ÷ 60 × 100 = 90"]);
    }
}

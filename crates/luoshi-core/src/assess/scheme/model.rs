//! A scheme as the engine sees it: no file format, no defaults left open.
//!
//! The order of everything here is the order of the file; results never depend on it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::assess::exact::Exact;
use crate::assess::kind::Given;
use crate::assess::round::Rounding;
use crate::assess::rules::awards::Awards;
use crate::assess::rules::grade_quota::GradeQuota;
use crate::assess::rules::not_applicable::Policy;
use crate::assess::rules::rank::{Ranking, Scope, Standing};

/// 考核方案
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scheme {
    /// Stable name for files and results.
    pub id: String,
    /// Its title.
    pub name: String,
    /// Year that is assessed.
    pub year: i32,
    /// Number of the document that issued it.
    #[serde(default)]
    pub basis: Option<String>,
    /// Declared sum of the points of the base items.
    #[serde(default)]
    pub full: Option<Exact>,
    /// Peer groups. Without any, all units are one group.
    #[serde(default)]
    pub groups: Vec<Group>,
    /// 一级指标
    #[serde(default)]
    pub dimensions: Vec<Dimension>,
    /// Everything that gives or takes points.
    pub items: Vec<Item>,
    /// From items to the total.
    pub total: Total,
    /// From totals to places. A tie breaker is `dim:` and a dimension, or the code of an item.
    pub ranking: Ranking,
    /// From totals and places to grades.
    #[serde(default)]
    pub grading: Option<Grading>,
    /// Prizes, best first.
    #[serde(default)]
    pub awards: Option<Awards>,
    /// What repeated last places lead to.
    #[serde(default)]
    pub after: Vec<After>,
    /// Steps and days of the procedure, as they were written.
    #[serde(default)]
    pub flow: BTreeMap<String, String>,
}

/// 考核分组
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// Stable name.
    pub id: String,
    /// Its title.
    pub name: String,
    /// Who is in it.
    #[serde(default)]
    pub members: Members,
}

/// Who is in a group.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Members {
    /// Units that the values file puts there.
    #[default]
    Named,
    /// Everybody.
    Everyone,
    /// These, by name.
    List(Vec<String>),
    /// Those whose attributes lie within all of these bounds.
    Attributes(BTreeMap<String, Bounds>),
}

/// From `from` (inclusive) up to `below` (exclusive).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bounds {
    /// At least.
    #[serde(default)]
    pub from: Option<Exact>,
    /// Less than.
    #[serde(default)]
    pub below: Option<Exact>,
}

/// 一级指标
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dimension {
    /// Stable name.
    pub id: String,
    /// Its title; tie-breakers and coefficients name it.
    pub name: String,
}

/// 指标
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Code or stable name: `1.1`.
    pub code: String,
    /// Its title.
    pub name: String,
    /// Index of its dimension; adjustments have none.
    pub dimension: Option<usize>,
    /// What its points do.
    pub role: Role,
    /// 分值
    pub full: Exact,
    /// Other points in some groups, by group.
    #[serde(default)]
    pub full_by_group: BTreeMap<String, Exact>,
    /// Rule kind.
    pub kind: String,
    /// Parameters of the rule, and facts that all units share.
    pub params: Given,
    /// The result counts out of this and is converted to the points of the item.
    #[serde(default)]
    pub out_of: Option<Exact>,
    /// The points are not less.
    #[serde(default)]
    pub floor: Option<Exact>,
    /// The points are not more.
    #[serde(default)]
    pub cap: Option<Exact>,
    /// With whom a unit is compared.
    pub peers: Scope,
    /// How its points are rounded.
    pub round: Rounding,
    /// 打分单位
    #[serde(default)]
    pub marker: Option<String>,
    /// Where the data come from, or what proves them.
    #[serde(default)]
    pub evidence: Option<String>,
    /// The rule's own words, as the document has them.
    #[serde(default)]
    pub text: Option<String>,
    /// To whom it applies, in words; who else has 缺项 says so in the values.
    #[serde(default)]
    pub applies_to: Option<String>,
    /// 计量单位 of what is measured.
    #[serde(default)]
    pub unit: Option<String>,
}

/// What an item's points do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 基本分
    #[default]
    Base,
    /// 加分
    Bonus,
    /// 扣分
    Deduction,
}

/// From items to the total.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Total {
    /// What 缺项 does.
    pub not_applicable: Policy,
    /// Bonuses count up to here.
    #[serde(default)]
    pub bonus_cap: Option<Exact>,
    /// Deductions count up to here.
    #[serde(default)]
    pub deduction_cap: Option<Exact>,
    /// Upper limit.
    #[serde(default)]
    pub cap: Option<Exact>,
    /// Lower limit.
    #[serde(default)]
    pub floor: Option<Exact>,
    /// How it is rounded.
    pub round: Rounding,
    /// A coefficient from the place in one dimension.
    #[serde(default)]
    pub coefficient: Option<RankCoefficient>,
}

impl Total {
    /// Nothing but a rounding: what does not apply is scaled over the total.
    #[must_use]
    pub const fn new(round: Rounding) -> Self {
        Self {
            not_applicable: Policy::ScaleTotal,
            bonus_cap: None,
            deduction_cap: None,
            cap: None,
            floor: None,
            round,
            coefficient: None,
        }
    }
}

/// 1 + (pivot − place)·step %, by the place in a dimension.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RankCoefficient {
    /// Index of the dimension.
    pub dimension: usize,
    /// The place whose coefficient is 1.
    pub pivot_rank: i64,
    /// Percent per place.
    pub step_percent: Exact,
    /// Within what places are counted.
    pub peers: Scope,
}

/// From totals to grades.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grading {
    /// Grades, best first, and how many of each.
    pub quota: GradeQuota,
    /// Matters that limit a grade, in the order of the scheme.
    #[serde(default)]
    pub vetoes: Vec<Veto>,
}

/// 一票否决 or another limit of a grade.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Veto {
    /// The matter; values name it.
    pub name: String,
    /// The best grade that is left (index into the grades).
    pub at_most: Option<usize>,
    /// What it does to the place.
    #[serde(default)]
    pub rank: Standing,
    /// No prize.
    #[serde(default)]
    pub no_award: bool,
    /// Two facts of items that decide it without anybody naming it.
    #[serde(default)]
    pub when: Option<When>,
    /// The document that permits it.
    #[serde(default)]
    pub basis: Option<String>,
}

/// A comparison of two facts of items.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct When {
    /// Left: item and fact.
    pub left: (usize, String),
    /// Comparison.
    pub op: crate::assess::rule::Op,
    /// Right: item and fact.
    pub right: (usize, String),
}

/// What repeated last places lead to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct After {
    /// Its name.
    pub name: String,
    /// So many last places…
    pub last_k: usize,
    /// …so many years running.
    pub years: usize,
}

impl Item {
    /// What people call it: its code, or its name where the code is only its number in the file.
    #[must_use]
    pub fn label(&self) -> &str {
        if self.code.is_empty() || self.code.starts_with('+') { &self.name } else { &self.code }
    }
}

impl Scheme {
    /// Index of the item with this code or name.
    #[must_use]
    pub fn item(&self, name: &str) -> Option<usize> {
        let by_code = self.items.iter().position(|i| i.code == name);
        by_code.or_else(|| self.items.iter().position(|i| i.name == name))
    }

    /// Index of the dimension with this id or name.
    #[must_use]
    pub fn dimension(&self, name: &str) -> Option<usize> {
        self.dimensions.iter().position(|d| d.id == name || d.name == name)
    }

    /// Points of an item in a group.
    #[must_use]
    pub fn full(&self, item: &Item, group: usize) -> Exact {
        let own = self.groups.get(group).and_then(|g| item.full_by_group.get(&g.id));
        own.unwrap_or(&item.full).clone()
    }
}

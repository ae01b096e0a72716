//! 整套方案: a whole scheme with its units and their facts, in one case.
//!
//! The case is turned into the same [`Scheme`] and [`Assessment`] that files are read into; what
//! differs is only the spelling.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Value, json};

use super::awards::Awards;
use super::grade_quota::GradeQuota;
use super::not_applicable::Policy;
use super::rank::{Ranking, Scope, Standing};
use super::veto::Effect;
use crate::assess::engine::{Assessment, Cell, Entry, Extra, Unit};
use crate::assess::exact::Exact;
use crate::assess::fault::Fault;
use crate::assess::kind::{Given, Kind, parse, reply};
use crate::assess::round::Rounding;
use crate::assess::rules;
use crate::assess::scheme::model::{Dimension, Grading, Group, Item, RankCoefficient, Role, Scheme, Total};
use crate::decimal::Decimal;

/// Its line in the list.
pub const KIND: Kind = Kind::stage("scheme", answer);

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    units: Vec<CaseUnit>,
    items: Vec<CaseItem>,
    values: BTreeMap<String, BTreeMap<String, Given>>,
    #[serde(default)]
    not_applicable: Option<Policy>,
    #[serde(default)]
    coefficients: BTreeMap<String, Exact>,
    #[serde(default)]
    rank_coefficient: Option<CaseCoefficient>,
    total: CaseTotal,
    #[serde(default)]
    ranking: Option<Ranking>,
    #[serde(default)]
    grades: Option<GradeQuota>,
    #[serde(default)]
    vetoes: BTreeMap<String, CaseVeto>,
    #[serde(default)]
    awards: Option<Awards>,
    #[serde(default)]
    show_items: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct CaseUnit {
    id: String,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    group: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseItem {
    id: String,
    #[serde(default)]
    dimension: String,
    full: Exact,
    #[serde(default)]
    role: Role,
    rule_kind: String,
    #[serde(default)]
    peers: Scope,
    #[serde(default)]
    params: Given,
    round: Rounding,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseTotal {
    #[serde(default)]
    bonus_cap: Option<Exact>,
    #[serde(default)]
    deduction_cap: Option<Exact>,
    #[serde(default)]
    total_cap: Option<Exact>,
    #[serde(default)]
    floor: Option<Exact>,
    round: Rounding,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseCoefficient {
    dimension: String,
    pivot_rank: i64,
    step_percent: Exact,
    #[serde(default)]
    peers: Scope,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseVeto {
    #[serde(default)]
    grade_at_most: Option<String>,
    #[serde(default)]
    rank: Standing,
    #[serde(default)]
    no_award: bool,
}

fn answer(given: Given) -> Result<Given, Fault> {
    let case: Case = parse(given)?;
    let (scheme, units) = whole(&case)?;
    let mut assessment = Assessment::new(Arc::new(scheme), units).map_err(first)?;
    for (index, item) in case.items.iter().enumerate() {
        let Some(values) = case.values.get(&item.id) else { continue };
        for (unit, facts) in values {
            let at = case.unit(unit)?;
            let place = |fault: Fault| fault.within(unit).within(&item.id).within("values");
            assessment.enter(index, at, &entry(facts)?).map_err(place)?;
        }
    }
    for (unit, extra) in case.extras(assessment.scheme())? {
        assessment.set_extra(unit, extra);
    }
    assessment
        .run(1)
        .map_err(|refused| refused.into_iter().next().map_or_else(Fault::too_large, |r| r.fault))?;
    case.reply(&assessment)
}

fn first(faults: Vec<Fault>) -> Fault {
    faults.into_iter().next().unwrap_or_else(Fault::too_large)
}

/// `{"state": "na"}`, `{"state": "missing"}`, or facts.
fn entry(facts: &Given) -> Result<Entry, Fault> {
    match facts.get("state").and_then(Value::as_str) {
        None | Some("ok") => {
            let mut facts = facts.clone();
            facts.remove("state");
            Ok(Entry::Facts(facts))
        }
        Some("na") => Ok(Entry::NotApplicable),
        Some("missing") => Ok(Entry::Missing),
        Some(other) => Err(Fault::unknown("state", other, ["ok", "na", "missing"])),
    }
}

fn whole(case: &Case) -> Result<(Scheme, Vec<Unit>), Fault> {
    let groups = distinct(case.units.iter().map(|u| &u.group));
    let dimensions = distinct(case.items.iter().filter(|i| i.role == Role::Base).map(|i| &i.dimension));
    let place = |list: &[String], name: &str| list.iter().position(|n| n == name);
    let units = case.units.iter().map(|u| Unit {
        id: u.id.as_str().into(),
        name: u.name.as_deref().unwrap_or(&u.id).into(),
        group: place(&groups, &u.group).unwrap_or_default(),
    });
    let coefficient = match &case.rank_coefficient {
        None => None,
        Some(c) => Some(RankCoefficient {
            dimension: place(&dimensions, &c.dimension)
                .ok_or_else(|| Fault::unknown("rank_coefficient.dimension", &c.dimension, &dimensions))?,
            pivot_rank: c.pivot_rank,
            step_percent: c.step_percent.clone(),
            peers: c.peers,
        }),
    };
    let items = case.items.iter().map(|i| Item {
        code: i.id.clone(),
        name: i.id.clone(),
        dimension: place(&dimensions, &i.dimension).filter(|_| i.role == Role::Base),
        role: i.role,
        full: i.full.clone(),
        full_by_group: BTreeMap::new(),
        kind: i.rule_kind.clone(),
        params: case.params(i),
        out_of: None,
        floor: None,
        cap: None,
        peers: i.peers,
        round: i.round,
        marker: None,
        evidence: None,
        text: None,
        applies_to: None,
        unit: None,
    });
    let named = |name: &String| (name.clone(), name.clone());
    let scheme = Scheme {
        id: "case".to_owned(),
        name: String::new(),
        year: 0,
        basis: None,
        full: None,
        groups: groups
            .iter()
            .map(named)
            .map(|(id, name)| Group { id, name, members: Default::default() })
            .collect(),
        dimensions: dimensions.iter().map(named).map(|(id, name)| Dimension { id, name }).collect(),
        items: items.collect(),
        total: Total {
            not_applicable: case.not_applicable.unwrap_or(Policy::ScaleTotal),
            bonus_cap: case.total.bonus_cap.clone(),
            deduction_cap: case.total.deduction_cap.clone(),
            cap: case.total.total_cap.clone(),
            floor: case.total.floor.clone(),
            round: case.total.round,
            coefficient,
        },
        ranking: case.ranking.clone().unwrap_or_default(),
        grading: case.grades.clone().map(|quota| Grading { quota, vetoes: Vec::new() }),
        awards: case.awards.clone(),
        after: Vec::new(),
        flow: BTreeMap::new(),
    };
    Ok((scheme, units.collect()))
}

fn distinct<'a>(names: impl Iterator<Item = &'a String>) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for name in names {
        if !out.contains(name) {
            out.push(name.clone());
        }
    }
    out
}

impl Case {
    fn unit(&self, id: &str) -> Result<usize, Fault> {
        let ids = || self.units.iter().map(|u| u.id.as_str());
        ids().position(|u| u == id).ok_or_else(|| Fault::unknown("units", id, ids()))
    }

    /// Parameters of an item. One that every unit brings itself need not stand there: the item then
    /// has that of the first unit, and each unit its own over it.
    fn params(&self, item: &CaseItem) -> Given {
        let mut params = item.params.clone();
        let facts = rules::find(&item.rule_kind).map_or(&[][..], |kind| kind.facts);
        let rows = self.values.get(&item.id).into_iter().flat_map(BTreeMap::values);
        let mut rows = rows.filter(|row| matches!(entry(row), Ok(Entry::Facts(_))));
        let Some(first) = rows.next() else { return params };
        let others: Vec<&Given> = rows.collect();
        for (key, value) in first.iter().filter(|(key, _)| *key != "state" && !facts.contains(&key.as_str()))
        {
            if !params.contains_key(key) && others.iter().all(|row| row.contains_key(key)) {
                params.insert(key.clone(), value.clone());
            }
        }
        params
    }

    fn extras(&self, scheme: &Scheme) -> Result<BTreeMap<usize, Extra>, Fault> {
        let mut out: BTreeMap<usize, Extra> = BTreeMap::new();
        for (unit, coefficient) in &self.coefficients {
            out.entry(self.unit(unit)?).or_default().coefficient = Some(coefficient.clone());
        }
        for (unit, veto) in &self.vetoes {
            let quota = scheme.grading.as_ref().map(|g| &g.quota);
            let best = match (&veto.grade_at_most, quota) {
                (Some(grade), Some(quota)) => Some(quota.place(grade)?),
                _ => None,
            };
            out.entry(self.unit(unit)?).or_default().effect =
                Effect { best, no_award: veto.no_award, standing: veto.rank };
        }
        Ok(out)
    }

    fn reply(&self, assessment: &Assessment) -> Result<Given, Fault> {
        let scheme = assessment.scheme();
        let names = |of: &dyn Fn(usize) -> Option<Value>| -> Value {
            let pairs = self.units.iter().enumerate().filter_map(|(u, unit)| Some((unit.id.clone(), of(u)?)));
            Value::Object(pairs.collect())
        };
        let result = |u: usize| assessment.results().get(u);
        let places = scheme.total.round.places;
        let printed =
            |digits: i128, places: u8| Decimal::new(digits, places).map(|d| Value::from(d.to_string()));
        let grade = |u: usize| {
            let grades = &scheme.grading.as_ref()?.quota.grades;
            Some(grades.get(result(u)?.grade?)?.name.clone().into())
        };
        let prize =
            |u: usize| Some(scheme.awards.as_ref()?.tiers.get(result(u)?.award?)?.name.clone().into());
        let mut items = Given::new();
        for name in &self.show_items {
            let Some(scored) = scheme.item(name).and_then(|i| assessment.items().get(i)) else { continue };
            let places = scored.rounding().places;
            let points = |u: usize| match scored.cell_of(u) {
                Cell::Points(digits) => printed(digits.into(), places),
                Cell::Missing => printed(0, places),
                Cell::NotApplicable => None,
            };
            items.insert(name.clone(), names(&points));
        }
        reply(&json!({
            "totals": names(&|u| printed(result(u)?.total?, places)),
            "ranks": names(&|u| Some(result(u)?.place?.rank.into())),
            "grades": names(&grade),
            "awards": names(&prize),
            "item_scores": items,
        }))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::assess::rules::testing::{answer, fault};

    /// Two units; the item fixes the standard points, each unit brings what is in its row.
    fn case(params: Value, a: Value, b: Value) -> Value {
        let round = json!({"places": 1, "mode": "half_up"});
        json!({
            "units": [{"id": "A"}, {"id": "B"}, {"id": "C"}],
            "items": [{"id": "1", "full": "10", "rule_kind": "standard_multiple", "params": params, "round": round}],
            "values": {"1": {"A": a, "B": b, "C": {"state": "missing"}}},
            "total": {"round": round},
            "show_items": ["1"],
        })
    }

    #[test]
    fn a_parameter_may_stand_with_the_units_alone() {
        let own = |standard: &str| json!({"actual": "6", "standard_value": standard});
        let given = case(json!({"standard_points": "5"}), own("6"), own("3"));
        let found = answer("scheme", given).unwrap();
        assert_eq!(found["item_scores"]["1"], json!({"A": "5.0", "B": "10.0", "C": "0.0"}));
        let over =
            case(json!({"standard_points": "5", "standard_value": "2"}), own("6"), json!({"actual": "6"}));
        let found = answer("scheme", over).unwrap();
        assert_eq!(found["item_scores"]["1"], json!({"A": "5.0", "B": "15.0", "C": "0.0"}));
    }

    /// Three units with marks of two items: A and B come to the same total, A without the second.
    fn tied() -> Value {
        let round = json!({"places": 2, "mode": "half_up"});
        let item = |id: &str| {
            json!({"id": id, "dimension": id, "full": "50", "rule_kind": "convert_scale",
                "params": {"from_full": "50", "to_full": "50"}, "round": round})
        };
        json!({
            "units": [{"id": "A"}, {"id": "B"}, {"id": "C"}],
            "items": [item("1"), item("2")],
            "values": {
                "1": {"A": {"score": "40"}, "B": {"score": "40"}, "C": {"score": "30"}},
                "2": {"A": {"state": "missing"}, "B": {"score": "0"}, "C": {"score": "10"}}},
            "total": {"total_cap": "40", "round": round},
            "ranking": {"tie_breakers": [{"key": "2", "order": "desc"}]},
        })
    }

    #[test]
    fn what_is_not_reported_counts_nought_in_a_tie_too() {
        let ranks = |case: &Value| answer("scheme", case.clone()).unwrap()["ranks"].clone();
        let mut case = tied();
        assert_eq!(ranks(&case), json!({"A": 2, "B": 2, "C": 1}));
        case["ranking"]["tie_breakers"][0]["order"] = json!("asc");
        assert_eq!(ranks(&case), json!({"A": 1, "B": 1, "C": 3}));
        case["values"]["2"]["A"] = json!({"state": "na"});
        assert_eq!(ranks(&case), json!({"A": 3, "B": 1, "C": 2}), "what does not apply has no value");
    }

    #[test]
    fn null_is_as_good_as_absent_everywhere() {
        let plain = answer("scheme", tied()).unwrap();
        let mut case = tied();
        case["coefficients"] = json!({"A": null});
        case["vetoes"] = json!({"A": {"grade_at_most": null, "rank": null, "no_award": null}, "B": null});
        case["items"][0]["peers"] = Value::Null;
        case["ranking"]["scope"] = Value::Null;
        case["grades"] = Value::Null;
        case["total"]["bonus_cap"] = Value::Null;
        assert_eq!(answer("scheme", case).unwrap(), plain);
    }

    #[test]
    fn a_parameter_that_one_unit_lacks_is_missing() {
        let given = case(
            json!({"standard_points": "5"}),
            json!({"actual": "6", "standard_value": "6"}),
            json!({"actual": "6"}),
        );
        assert!(fault("scheme", given).contains("standard_value"));
    }
}

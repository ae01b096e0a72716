//! A scheme as a file of its own format: every rule under its name with its parameters, remarks above
//! the items they are about. Reading the file gives the same scheme.

use std::fmt::Write as _;

use luoshi_core::assess::rules::grade_quota::QuotaGrade;
use luoshi_core::assess::scheme::model::{Dimension, Grading, Item, Members, Role, Scheme, Veto};
use serde::Serialize;
use serde_json::{Map, Value};

use super::wording::Rule;

/// Writes a scheme. `remarks` stand above the item of the same place; `head` above everything.
pub(super) fn scheme(scheme: &Scheme, head: &[String], remarks: &[Vec<String>]) -> String {
    let mut out = Out::default();
    out.remarks(head);
    out.head(scheme);
    let none = Vec::new();
    let remark = |index: usize| remarks.get(index).unwrap_or(&none);
    for (number, dimension) in scheme.dimensions.iter().enumerate() {
        out.dimension(scheme, number, dimension);
        for (index, item) in scheme.items.iter().enumerate().filter(|(_, i)| i.dimension == Some(number)) {
            out.blank();
            out.remarks(remark(index));
            out.line("[[dimension.item]]");
            out.item(scheme, item);
        }
    }
    for (index, item) in scheme.items.iter().enumerate().filter(|(_, i)| i.dimension.is_none()) {
        out.blank();
        out.remarks(remark(index));
        out.line("[[adjust]]");
        out.item(scheme, item);
    }
    out.total(scheme);
    out.rank(scheme);
    if let Some(grading) = &scheme.grading {
        out.grade(scheme, grading);
    }
    out.awards(scheme);
    out.rest(scheme);
    out.0
}

/// The lines of a rule, as they stand in an item.
pub(super) fn rule(rule: &Rule) -> Vec<String> {
    let mut out = Out::default();
    out.recipe(&rule.kind, &rule.params, None);
    out.optional("out_of", rule.out_of.as_ref());
    out.optional("at_least", rule.at_least.as_ref());
    out.optional("at_most", rule.at_most.as_ref());
    out.0.lines().map(str::to_owned).collect()
}

#[derive(Default)]
struct Out(String);

impl Out {
    fn line(&mut self, line: &str) {
        self.0.push_str(line);
        self.0.push('\n');
    }

    fn blank(&mut self) {
        if !self.0.is_empty() {
            self.0.push('\n');
        }
    }

    fn table(&mut self, name: &str) {
        self.blank();
        self.line(name);
    }

    fn remarks(&mut self, lines: &[String]) {
        for line in lines.iter().flat_map(|text| text.lines()) {
            let clean: String = line.chars().filter(|c| !c.is_control()).collect();
            self.line(format!("# {clean}").trim_end());
        }
    }

    fn put(&mut self, key: &str, value: &Value) {
        _ = writeln!(self.0, "{} = {}", bare(key), inline(value));
    }

    fn word(&mut self, key: &str, value: impl Serialize) {
        let value = serde_json::to_value(value).unwrap_or_default();
        if !value.is_null() {
            self.put(key, &value);
        }
    }

    fn optional(&mut self, key: &str, value: Option<&impl Serialize>) {
        if let Some(value) = value {
            self.word(key, value);
        }
    }

    fn head(&mut self, scheme: &Scheme) {
        self.line("[scheme]");
        self.word("id", &scheme.id);
        self.word("name", &scheme.name);
        if scheme.year != 0 {
            self.word("year", scheme.year);
        }
        self.optional("basis", scheme.basis.as_ref());
        self.optional("full", scheme.full.as_ref());
        if let Some(item) = scheme.items.first() {
            self.word("round_item", item.round);
        }
        self.word("round_total", scheme.total.round);
        for group in &scheme.groups {
            self.table("[[group]]");
            self.word("id", &group.id);
            self.word("name", &group.name);
            match &group.members {
                Members::Named => {}
                Members::Everyone => self.word("members", "everyone"),
                Members::List(list) => self.word("members", list),
                Members::Attributes(bounds) => self.word("by_attribute", bounds),
            }
        }
    }

    fn dimension(&mut self, scheme: &Scheme, number: usize, dimension: &Dimension) {
        self.table("[[dimension]]");
        self.word("id", &dimension.id);
        self.word("name", &dimension.name);
        if number == 0 {
            self.word("na", scheme.total.not_applicable);
        }
    }

    fn item(&mut self, scheme: &Scheme, item: &Item) {
        if item.dimension.is_none() {
            self.word("role", item.role);
        }
        if !item.code.is_empty() && !item.code.starts_with('+') {
            self.word("code", &item.code);
        }
        self.word("name", &item.name);
        if !item.full.is_zero() || item.role == Role::Base {
            self.word("full", &item.full);
        }
        if !item.full_by_group.is_empty() {
            self.word("full_by_group", &item.full_by_group);
        }
        self.optional("marker", item.marker.as_ref());
        self.optional("evidence", item.evidence.as_ref());
        self.optional("applies_to", item.applies_to.as_ref());
        self.optional("text", item.text.as_ref());
        self.optional("unit", item.unit.as_ref());
        if item.peers == luoshi_core::assess::rules::rank::Scope::Group {
            self.word("pool", item.peers);
        }
        if scheme.items.first().is_some_and(|first| first.round != item.round) {
            self.word("round", item.round);
        }
        self.recipe(&item.kind, &item.params, Some(&item.full.to_string()));
        self.optional("out_of", item.out_of.as_ref());
        self.optional("at_least", item.floor.as_ref());
        self.optional("at_most", item.cap.as_ref());
    }

    fn recipe(&mut self, kind: &str, params: &Map<String, Value>, full: Option<&str>) {
        let constants = params.get("constants").and_then(Value::as_object);
        let own = constants.is_none_or(|c| c.keys().all(|name| name == super::wording::POINTS));
        if let Some(formula) = params.get("expression").filter(|_| kind == "expression" && own) {
            self.put("formula", formula);
            return;
        }
        self.word("rule", kind);
        // A key cannot be the item's and its rule's at once.
        let mut own = Map::new();
        for (key, value) in params {
            let points = key == "full" && full.is_some_and(|full| value.as_str() == Some(full));
            let empty =
                value.as_object().is_some_and(Map::is_empty) || value.as_array().is_some_and(Vec::is_empty);
            if points || empty || value.is_null() {
                continue;
            }
            if matches!(key.as_str(), "full" | "unit" | "text" | "name" | "code" | "round") {
                own.insert(key.clone(), value.clone());
            } else {
                self.put(key, value);
            }
        }
        if !own.is_empty() {
            self.put("params", &Value::Object(own));
        }
    }

    fn total(&mut self, scheme: &Scheme) {
        let total = &scheme.total;
        self.table("[total]");
        if scheme.dimensions.is_empty() {
            self.word("na", total.not_applicable);
        }
        self.optional("bonus_cap", total.bonus_cap.as_ref());
        self.optional("deduction_cap", total.deduction_cap.as_ref());
        self.optional("cap", total.cap.as_ref());
        self.optional("floor", total.floor.as_ref());
        let named = |c: usize| scheme.dimensions.get(c).map(|d| format!("dim:{}", d.id));
        if let Some((coefficient, of)) =
            total.coefficient.as_ref().and_then(|c| Some((c, named(c.dimension)?)))
        {
            let peers = serde_json::to_value(coefficient.peers).unwrap_or_default();
            let step = coefficient.step_percent.to_string();
            let table = serde_json::json!({
                "by": "rank", "of": of, "scope": peers, "pivot": coefficient.pivot_rank, "step_percent": step,
            });
            self.put("coefficient", &table);
        }
    }

    fn rank(&mut self, scheme: &Scheme) {
        let ranking = &scheme.ranking;
        self.table("[rank]");
        self.word("scope", ranking.scope);
        self.word("method", ranking.method);
        let keys: Vec<String> = ranking
            .tie_breakers
            .iter()
            .map(|b| if b.key.starts_with("dim:") { b.key.clone() } else { format!("item:{}", b.key) })
            .collect();
        if !keys.is_empty() {
            self.word("tie_breakers", keys);
        }
    }

    fn grade(&mut self, scheme: &Scheme, grading: &Grading) {
        let quota = &grading.quota;
        self.table("[grade]");
        self.word("scope", quota.scope);
        self.word("order", quota.grades.iter().map(|g| g.name.as_str()).collect::<Vec<_>>());
        let bands: Map<String, Value> = quota
            .grades
            .iter()
            .filter_map(|g| Some((g.name.clone(), Value::from(g.min.as_ref()?.to_string()))))
            .collect();
        if !bands.is_empty() {
            self.put("bands", &Value::Object(bands));
        }
        let limited = |g: &&QuotaGrade| g.max_percent.is_some() || g.max_count.is_some();
        let shares: Map<String, Value> = quota
            .grades
            .iter()
            .filter(limited)
            .map(|g| {
                let share = serde_json::json!({
                    "percent": g.max_percent, "count": g.max_count, "round": quota.quota_rounding,
                    "base": quota.quota_base, "line_tie": quota.boundary_tie,
                });
                (g.name.clone(), share)
            })
            .collect();
        if !shares.is_empty() {
            self.put("quota", &Value::Object(shares));
        }
        for veto in &grading.vetoes {
            self.veto(scheme, grading, veto);
        }
    }

    fn veto(&mut self, scheme: &Scheme, grading: &Grading, veto: &Veto) {
        self.table("[[grade.veto]]");
        self.word("name", &veto.name);
        let grade = veto.at_most.and_then(|at| grading.quota.grades.get(at));
        self.optional("at_most", grade.map(|g| &g.name));
        self.word("rank", veto.rank);
        if veto.no_award {
            self.word("no_award", true);
        }
        if let Some(when) = &veto.when {
            let side = |(item, fact): &(usize, String)| {
                let label = scheme.items.get(*item).map_or("", Item::label);
                format!("item:{label}.{fact}")
            };
            self.word("when", format!("{} {} {}", side(&when.left), when.op.sign(), side(&when.right)));
        }
        self.optional("basis", veto.basis.as_ref());
    }

    fn awards(&mut self, scheme: &Scheme) {
        let Some(awards) = &scheme.awards else { return };
        for tier in &awards.tiers {
            self.table("[[award]]");
            self.word("name", &tier.name);
            if !tier.count_by_group.is_empty() {
                self.word("count", &tier.count_by_group);
            }
            self.optional("each_group", tier.count.as_ref());
            self.word("line_tie", awards.boundary_tie);
            self.optional("min_score", awards.min_score.as_ref());
        }
    }

    fn rest(&mut self, scheme: &Scheme) {
        for after in &scheme.after {
            self.table("[[measure_after]]");
            self.word("name", &after.name);
            self.put("when", &serde_json::json!({"last_k": after.last_k, "years": after.years}));
        }
        if !scheme.flow.is_empty() {
            self.table("[flow]");
            for (step, day) in &scheme.flow {
                self.word(step, day);
            }
        }
    }
}

fn bare(key: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if !key.is_empty() && key.chars().all(plain) { key.to_owned() } else { quoted(key) }
}

fn quoted(text: &str) -> String {
    let mut out = String::from('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => _ = write!(out, "\\u{:04X}", u32::from(c)),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A value on one line. Decimals are texts already; nulls are left out.
fn inline(value: &Value) -> String {
    match value {
        Value::String(text) => quoted(text),
        Value::Array(list) => {
            let list: Vec<String> = list.iter().filter(|v| !v.is_null()).map(inline).collect();
            format!("[{}]", list.join(", "))
        }
        Value::Object(map) => {
            let pairs = map.iter().filter(|(_, v)| !v.is_null());
            let pairs: Vec<String> = pairs.map(|(k, v)| format!("{} = {}", bare(k), inline(v))).collect();
            if pairs.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", pairs.join(", ")) }
        }
        other => other.to_string(),
    }
}

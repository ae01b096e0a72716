//! What a wording of points (计分办法) means: from the words of a table to a rule and back.
//!
//! [`read`] cuts a wording into clauses ([`clauses`], patterns in `lexicon/wordings.toml`) and asks
//! each family of rules whether it can use all of them. Exactly one reading makes a rule. No reading,
//! several readings, or a stretch that speaks of points and was not understood make a question; a rule
//! is never guessed. [`say`] writes the clauses of a rule, and a wording that would not be read as the
//! same rule is not written by it.

mod bands;
mod clauses;
mod events;
mod families;
mod pools;
mod ranks;
mod raters;
mod steps;

use luoshi_core::assess::exact::Exact;
use luoshi_core::assess::kind::Given;
use luoshi_core::assess::rules;
use luoshi_core::assess::rules::rank::Scope;
use luoshi_core::assess::scheme::model::{Item, Role};
use serde_json::{Value, json};

use clauses::{Cut, cut, said};
pub(super) use raters::POINTS;

/// A rule as a scheme file has it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Rule {
    pub kind: String,
    pub params: Given,
    pub out_of: Option<Exact>,
    pub at_least: Option<Exact>,
    pub at_most: Option<Exact>,
    /// Compared within the group.
    pub grouped: bool,
}

impl Rule {
    fn new(kind: &str, params: Value) -> Self {
        let mut map = Given::new();
        if let Value::Object(params) = params {
            map.extend(params.into_iter().filter(|(_, value)| !nothing(value)));
        }
        Self {
            kind: kind.to_owned(),
            params: map,
            out_of: None,
            at_least: None,
            at_most: None,
            grouped: false,
        }
    }

    fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.params.insert(key.to_owned(), value.into());
        self
    }
}

/// Something that the wording leaves open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Doubt {
    pub code: &'static str,
    pub found: String,
}

impl Doubt {
    fn new(code: &'static str, found: impl Into<String>) -> Self {
        Self { code, found: found.into() }
    }
}

/// A rule that a wording may mean.
#[derive(Debug, Clone)]
struct Made {
    rule: Rule,
    /// What the rule leaves open or takes as it is usual.
    doubts: Vec<Doubt>,
    /// Other rules that the same words may mean, each with the code of its sentence. Nobody chooses
    /// for the office: where there is one, the item has no rule yet.
    others: Vec<(&'static str, Rule)>,
    /// The code of the sentence that the first rule has among others.
    label: &'static str,
}

impl Made {
    fn new(rule: Rule) -> Self {
        Self { rule, doubts: Vec::new(), others: Vec::new(), label: "" }
    }

    fn doubt(mut self, code: &'static str, found: impl Into<String>) -> Self {
        self.doubts.push(Doubt::new(code, found));
        self
    }

    fn or(mut self, own: &'static str, other: &'static str, rule: Rule) -> Self {
        self.label = own;
        self.others.push((other, rule));
        self
    }
}

/// What is known of the item whose wording is read.
#[derive(Debug, Clone)]
pub(super) struct Context<'a> {
    pub name: &'a str,
    pub full: Option<&'a Exact>,
    pub role: Role,
}

impl Context<'_> {
    fn full(&self) -> Exact {
        self.full.cloned().unwrap_or_default()
    }
}

/// What came of a wording.
#[derive(Debug, Clone)]
pub(super) enum Reading {
    /// One rule, and what it leaves open.
    Rule(Rule, Vec<Doubt>),
    /// The office gives the points itself: no rule, and none is missing.
    Marks,
    /// One of the fields where nothing but a veto happens.
    Veto,
    /// Nobody knows: why, and the rules to choose from.
    Open(Doubt, Vec<(&'static str, Rule)>),
}

/// Clauses that every rule may have beside its own.
const ANYWHERE: &[&str] = &["item_floor", "item_cap", "out_of", "short", "beyond", "in_group"];

/// Reads a wording.
pub(super) fn read(text: &str, context: &Context<'_>) -> Reading {
    if text.trim().is_empty() {
        return Reading::Open(Doubt::new("wording-empty", ""), Vec::new());
    }
    if let Some(word) = clauses::discretion(text) {
        return Reading::Open(Doubt::new("wording-discretion", word), Vec::new());
    }
    let cut = cut(text);
    if cut.clauses.is_empty() {
        return Reading::Open(Doubt::new("wording-unknown", text.trim()), Vec::new());
    }
    if cut.clauses.iter().all(|c| c.is == "veto") && cut.left.is_empty() {
        return Reading::Veto;
    }
    if cut.clauses.iter().all(|c| c.is == "marks") && cut.left.is_empty() {
        return Reading::Marks;
    }
    let fit: Vec<&families::Family> = families::FAMILIES.iter().filter(|f| f.fits(&cut)).collect();
    let mut made: Vec<Made> = fit.iter().filter_map(|f| (f.make)(&cut, context)).collect();
    for one in &mut made {
        limits(&cut, &mut one.rule);
        for (_, other) in &mut one.others {
            limits(&cut, other);
        }
    }
    made.retain(|one| sound(&one.rule, context));
    decide(&cut, made)
}

fn decide(cut: &Cut, mut made: Vec<Made>) -> Reading {
    made.dedup_by(|a, b| a.rule == b.rule);
    let rules = |made: Vec<Made>| {
        let all = made.into_iter().flat_map(|one| {
            let label = if one.label.is_empty() { "choice-rule" } else { one.label };
            std::iter::once((label, one.rule)).chain(one.others)
        });
        all.collect::<Vec<_>>()
    };
    if !cut.left.is_empty() {
        return Reading::Open(Doubt::new("wording-rest", cut.left.join("；")), rules(made));
    }
    match made.len() {
        0 => Reading::Open(Doubt::new("wording-unknown", cut.text.clone()), Vec::new()),
        1 if made.iter().all(|one| one.others.is_empty()) => match made.pop() {
            Some(one) => Reading::Rule(one.rule, one.doubts),
            None => Reading::Open(Doubt::new("wording-unknown", cut.text.clone()), Vec::new()),
        },
        _ => Reading::Open(Doubt::new("wording-two", cut.text.clone()), rules(made)),
    }
}

/// Limits and scales that belong to the item and not to its rule.
fn limits(cut: &Cut, rule: &mut Rule) {
    if let Some(scale) = cut.one("out_of") {
        let hundred = scale.word("hundred").map(|_| Exact::HUNDRED);
        rule.out_of = scale.number("out").or(hundred);
    }
    rule.grouped = cut.has("in_group");
    rule.at_least = cut.one("item_floor").and_then(|c| c.number("floor")).or(rule.at_least.take());
    rule.at_most = cut.one("item_cap").and_then(|c| c.number("cap")).or(rule.at_most.take());
}

/// Whether the engine takes a rule.
fn sound(rule: &Rule, context: &Context<'_>) -> bool {
    column(&rule.kind, &rule.params, &context.full()).is_some()
}

/// The definition of a rule with every default in its place, and the points of the item in it.
fn column(kind: &str, params: &Given, full: &Exact) -> Option<Given> {
    let make = rules::find(kind)?.column?;
    let mut more = params.clone();
    more.entry("full").or_insert_with(|| full.to_string().into());
    let column = make(&more).or_else(|_| make(params)).ok()?;
    let mut definition = column.definition();
    definition.values_mut().for_each(even);
    definition.retain(|_, value| !value.is_null());
    let unused =
        definition.get("expression").and_then(Value::as_str).is_some_and(|e| !e.contains(raters::POINTS));
    if let Some(constants) = definition.get_mut("constants").and_then(Value::as_object_mut).filter(|_| unused)
    {
        constants.remove(raters::POINTS);
    }
    Some(definition)
}

/// Facts that all units share stand as they were written: without nulls, numbers as texts.
fn even(value: &mut Value) {
    match value {
        Value::Number(number) => *value = number.to_string().into(),
        Value::Array(list) => list.iter_mut().for_each(even),
        Value::Object(map) => {
            map.values_mut().for_each(even);
            map.retain(|_, value| !value.is_null());
        }
        _ => {}
    }
}

/// A parameter that says no more than its absence.
fn nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(flag) => !flag,
        Value::Array(list) => list.is_empty(),
        Value::Object(map) => map.is_empty(),
        _ => false,
    }
}

/// Puts the points of the item into parameters that have a place for them, as a scheme file does.
pub(super) fn fill(kind: &str, params: &mut Given, full: &Exact) {
    let Some(make) = rules::find(kind).and_then(|kind| kind.column) else { return };
    let mut more = params.clone();
    more.entry("full").or_insert_with(|| full.to_string().into());
    if make(&more).is_ok() {
        *params = more;
    }
}

/// The rule of an item in words, if they would be read as the same rule.
pub(super) fn say(item: &Item) -> Option<String> {
    let definition = column(&item.kind, &item.params, &item.full)?;
    let mut clauses = families::say(&item.kind, &definition, item)?;
    let ends_full = clauses.iter().any(|(is, _)| matches!(*is, "floor_zero" | "floor_n" | "marks"));
    if let Some(floor) = item.floor.as_ref().filter(|_| !ends_full) {
        clauses.push(("item_floor", vec![("floor", floor.to_string())]));
    }
    if let Some(cap) = item.cap.as_ref().filter(|_| !clauses.iter().any(|(is, _)| *is == "marks")) {
        clauses.push(("item_cap", vec![("cap", cap.to_string())]));
    }
    if item.peers == Scope::Group {
        clauses.push(("in_group", Vec::new()));
    }
    if let Some(out_of) = &item.out_of {
        clauses.insert(0, ("out_of", vec![("out", out_of.to_string())]));
    }
    let texts: Option<Vec<String>> = clauses.iter().map(|(is, args)| said(is, args)).collect();
    let text = format!("{}。", texts?.join("，"));
    same(&text, item).then_some(text)
}

/// Whether a wording is read as the rule that an item has.
pub(super) fn same(text: &str, item: &Item) -> bool {
    let context = Context { name: &item.name, full: Some(&item.full), role: item.role };
    match read(text, &context) {
        Reading::Rule(rule, doubts) => doubts.is_empty() && equal(&rule, item),
        Reading::Marks => equal(&manual(&item.full, item.role), item),
        _ => false,
    }
}

/// Whether a rule gives the same points from the same facts as that of an item.
pub(super) fn equal(rule: &Rule, item: &Item) -> bool {
    let own = column(&item.kind, &item.params, &item.full);
    let other = column(&rule.kind, &rule.params, &item.full);
    let kind = |kind: &str, definition: &Given| match kind {
        "base_step" if definition.get("direction") == Some(&json!("lower_better")) => {
            "control_limit".to_owned()
        }
        _ => kind.to_owned(),
    };
    let (Some(own), Some(other)) = (own, other) else { return false };
    kind(&item.kind, &own) == kind(&rule.kind, &other)
        && own == other
        && rule.grouped == (item.peers == Scope::Group)
        && rule.out_of == item.out_of
        && rule.at_least == item.floor
        && rule.at_most == item.cap
}

/// The office marks within the points of the item.
pub(super) fn manual(full: &Exact, role: Role) -> Rule {
    let rule = Rule::new("measured", json!({"measure": "value", "curve": "identity"}));
    let most = (full.is_positive() || role == Role::Base).then(|| full.clone());
    Rule { at_least: Some(Exact::ZERO), at_most: most, ..rule }
}

/// A clause to be written: its name and what fills it.
type Said = Vec<(&'static str, Vec<(&'static str, String)>)>;

/// A parameter as text; `None` where it is absent, null or no plain value.
fn text(definition: &Given, key: &str) -> Option<String> {
    match definition.get(key)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}

/// A number as a parameter.
fn put(number: Option<Exact>) -> Value {
    number.map_or(Value::Null, |n| n.to_string().into())
}

/// Whether a number can be written with all its digits.
fn ends(number: &Exact) -> bool {
    number.to_string().parse::<Exact>().is_ok_and(|back| back == *number)
}

#[cfg(test)]
mod tests;

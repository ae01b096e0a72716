//! The register entry of a rule kind, and how a case of it is answered.
//!
//! A case (`given`) holds parameters and facts in one flat object, as a clerk would list them on one
//! sheet of paper. The same types read the items of a scheme, where the parameters stand once and
//! the facts per unit.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::exact::Exact;
use super::fault::{Fault, Wrong};
use super::round::Rounding;
use super::rule::{Outcome, Rule};
use super::trace::Notes;

/// Parameters and facts by key.
pub type Given = Map<String, Value>;

/// A rule kind: one file each, one line each in the list.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    /// Name in schemes and cases.
    pub name: &'static str,
    /// Answers a case.
    pub answer: fn(Given) -> Result<Given, Fault>,
    /// Makes the column of an item from its parameters; `None` for kinds that score no item: sums,
    /// ranks, grades, prizes.
    pub column: Option<MakeColumn>,
    /// Keys of what is entered per unit; empty for kinds that score no item.
    pub facts: &'static [&'static str],
    /// Scores one unit of a case with its reasons, as a part of a larger item; `None` as above.
    pub part: Option<Part>,
}

/// Makes a column from the parameters of an item.
pub type MakeColumn = fn(&Given) -> Result<Box<dyn super::column::Column>, Fault>;

/// Scores one unit of a case; which one is asked only where the case lists units.
pub type Part = fn(Given, Option<&str>, &mut Notes) -> Result<Outcome, Fault>;

impl Kind {
    /// A kind that scores items.
    #[must_use]
    pub const fn rule<R: Rule>() -> Self {
        Self {
            name: R::NAME,
            answer: answer::<R>,
            column: Some(|given| super::column::Typed::<R>::boxed(given)),
            facts: R::FACTS,
            part: Some(part::<R>),
        }
    }

    /// A kind that works on whole results.
    #[must_use]
    pub const fn stage(name: &'static str, answer: fn(Given) -> Result<Given, Fault>) -> Self {
        Self { name, answer, column: None, facts: &[], part: None }
    }
}

/// Reads an object as a type. The fault names the key. A key that is null is as good as absent, at
/// whatever depth.
///
/// # Errors
/// Keys that are missing, unknown, or of another form.
pub fn parse<T: DeserializeOwned>(mut given: Given) -> Result<T, Fault> {
    drop_nulls(&mut given);
    serde_path_to_error::deserialize(Value::Object(given)).map_err(|error| {
        let key = match error.path().to_string() {
            path if path == "." => String::new(),
            path => path,
        };
        let fault = shape(error.inner());
        if key.is_empty() { fault } else { fault.within(&key) }
    })
}

/// Drops keys that are null. A case within a case is left as it is: it is read by a rule of its own,
/// and a unit that has no value there is still one of its units.
fn drop_nulls(given: &mut Given) {
    given.retain(|_, value| !value.is_null());
    for (_, value) in given.iter_mut().filter(|(key, _)| *key != "given") {
        match value {
            Value::Object(inner) => drop_nulls(inner),
            Value::Array(list) => list.iter_mut().filter_map(Value::as_object_mut).for_each(drop_nulls),
            _ => {}
        }
    }
}

fn shape(error: &serde_json::Error) -> Fault {
    let text = error.to_string();
    match text.strip_prefix("missing field `").and_then(|rest| rest.strip_suffix('`')) {
        Some(key) => Fault::missing(key),
        None => Fault::new("", Wrong::of(error)),
    }
}

/// Writes an answer.
///
/// # Errors
/// Never for answers of this crate.
pub fn reply<T: Serialize>(answer: &T) -> Result<Given, Fault> {
    match serde_json::to_value(answer).map_err(|e| shape(&e))? {
        Value::Object(map) => Ok(map),
        other => Ok(Map::from_iter([("value".to_owned(), other)])),
    }
}

/// Takes `round` out of a case.
///
/// # Errors
/// A rounding of another form.
pub fn take_round(given: &mut Given) -> Result<Option<Rounding>, Fault> {
    match given.remove("round") {
        None | Some(Value::Null) => Ok(None),
        Some(value) => serde_json::from_value(value).map(Some).map_err(|e| shape(&e).within("round")),
    }
}

/// Takes a key out of a case; the default of its type where it is absent or null.
///
/// # Errors
/// A value of another form.
pub fn take<T: DeserializeOwned + Default>(given: &mut Given, key: &str) -> Result<T, Fault> {
    match given.remove(key) {
        None | Some(Value::Null) => Ok(T::default()),
        Some(value) => serde_json::from_value(value).map_err(|e| shape(&e).within(key)),
    }
}

/// A result as it is printed: rounded where the case says how, all digits otherwise.
///
/// # Errors
/// A number past 30 digits.
pub fn printed(value: &Exact, round: Option<Rounding>) -> Result<Value, Fault> {
    Ok(Value::String(match round {
        None => value.to_string(),
        Some(round) => value.round(round).ok_or_else(Fault::too_large)?.to_string(),
    }))
}

/// Splits facts off a definition: keys that `R` calls facts, and the rest.
#[must_use]
pub fn split<R: Rule>(given: Given) -> (Given, Given) {
    given.into_iter().partition(|(key, _)| R::FACTS.contains(&key.as_str()))
}

fn answer<R: Rule>(given: Given) -> Result<Given, Fault> {
    let mut given = R::by_unit(given)?;
    let round = take_round(&mut given)?;
    let Some(units_key) = R::UNITS else {
        let (rule, facts) = alone::<R>(given)?;
        let pool = rule.pool(&mut std::iter::once(&facts))?;
        return outcome(rule.score(&facts, &pool, &mut Notes::off())?, round);
    };
    let (rule, all) = listed::<R>(given, units_key)?;
    let pool = rule.pool(&mut all.iter().map(|(_, facts)| facts))?;
    let mut scores = Given::new();
    for (unit, facts) in &all {
        let mut one = outcome(rule.score(facts, &pool, &mut Notes::off())?, round)?;
        let value = one.remove("score").unwrap_or(Value::Object(one));
        scores.insert(unit.clone(), value);
    }
    let nothing = !scores.is_empty() && scores.values().all(Value::is_object);
    let mut out = Given::from_iter([("scores".to_owned(), Value::Object(scores))]);
    if nothing {
        // What applies to no unit does not apply: every ballot was void.
        not_applicable(&mut out);
    }
    out.extend(R::about(&pool).map(|(name, n)| (name.to_owned(), Value::from(n))));
    Ok(out)
}

fn part<R: Rule>(given: Given, unit: Option<&str>, notes: &mut Notes) -> Result<Outcome, Fault> {
    let mut given = R::by_unit(given)?;
    let round = take_round(&mut given)?;
    let found = match R::UNITS {
        None => {
            let (rule, facts) = alone::<R>(given)?;
            let pool = rule.pool(&mut std::iter::once(&facts))?;
            rule.score(&facts, &pool, notes)?
        }
        Some(units_key) => {
            let (rule, all) = listed::<R>(given, units_key)?;
            let pool = rule.pool(&mut all.iter().map(|(_, facts)| facts))?;
            let unit = unit.ok_or_else(|| Fault::missing("unit"))?;
            let facts = all.iter().find(|(name, _)| name == unit).map(|(_, facts)| facts);
            rule.score(facts.ok_or_else(|| Fault::missing(unit).within(units_key))?, &pool, notes)?
        }
    };
    match round {
        None => Ok(found),
        Some(round) => found.rounded(round).ok_or_else(Fault::too_large),
    }
}

/// A case of one unit alone.
fn alone<R: Rule>(given: Given) -> Result<(R, R::Facts), Fault> {
    let (facts, params) = split::<R>(given);
    Ok((parse(params)?, parse(facts)?))
}

/// A rule, and its facts by unit.
type Listed<R> = (R, Vec<(String, <R as Rule>::Facts)>);

/// A case that lists units under a key.
fn listed<R: Rule>(mut given: Given, units_key: &str) -> Result<Listed<R>, Fault> {
    let Some(Value::Object(units)) = given.remove(units_key) else { return Err(Fault::missing(units_key)) };
    // A case is one pool: that all its units are compared may be said and changes nothing.
    if given.get("peers").is_some_and(|peers| peers == "all") {
        given.remove("peers");
    }
    let rule: R = parse(given)?;
    let mut all = Vec::with_capacity(units.len());
    for (unit, value) in units {
        let facts: R::Facts = parse(row::<R>(value)).map_err(|f| f.within(&unit).within(units_key))?;
        all.push((unit, facts));
    }
    Ok((rule, all))
}

/// Facts of one unit in a list of units: an object, or the bare value of the first fact.
fn row<R: Rule>(value: Value) -> Given {
    match value {
        Value::Object(map) => map,
        other => R::FACTS.first().map(|key| ((*key).to_owned(), other)).into_iter().collect(),
    }
}

/// An outcome under the names that cases use.
fn outcome(outcome: Outcome, round: Option<Rounding>) -> Result<Given, Fault> {
    let mut out = Given::new();
    match &outcome {
        Outcome::Score(x) => put(&mut out, "score", x, round)?,
        Outcome::Taken { score, deduction } => {
            put(&mut out, "score", score, round)?;
            put(&mut out, "deduction", deduction, round)?;
        }
        Outcome::Deduction(x) => put(&mut out, "deduction", x, round)?,
        Outcome::Bonus(x) => put(&mut out, "bonus", x, round)?,
        Outcome::Points(x) => put(&mut out, "points", x, round)?,
        Outcome::Counted { score, count: (name, n) } => {
            match score {
                Some(score) => put(&mut out, "score", score, round)?,
                None => not_applicable(&mut out),
            }
            out.insert((*name).to_owned(), Value::from(*n));
        }
        Outcome::NotApplicable => not_applicable(&mut out),
    }
    Ok(out)
}

fn put(out: &mut Given, name: &str, value: &Exact, round: Option<Rounding>) -> Result<(), Fault> {
    out.insert(name.to_owned(), printed(value, round)?);
    Ok(())
}

fn not_applicable(out: &mut Given) {
    out.insert("state".to_owned(), Value::from("not_applicable"));
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;
    use serde_json::json;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Outer {
        #[serde(default)]
        list: Vec<Inner>,
        limit: Option<Exact>,
        #[serde(default)]
        caps: BTreeMap<String, Exact>,
        #[serde(default)]
        parts: Vec<Part>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Inner {
        points: Exact,
        #[serde(default)]
        doubled: bool,
    }

    #[derive(Debug, Deserialize)]
    struct Part {
        given: Given,
    }

    fn read(value: Value) -> Result<Outer, String> {
        let Value::Object(given) = value else { panic!("not an object: {value}") };
        parse(given).map_err(|fault| fault.to_string())
    }

    #[test]
    fn null_says_no_more_than_nothing() {
        let outer = read(json!({"list": null, "limit": null})).unwrap();
        assert!(outer.list.is_empty() && outer.limit.is_none());
        let deep = json!({"list": [{"points": "1", "doubled": null}], "caps": {"a": null, "b": "1"}});
        let outer = read(deep).unwrap();
        assert!(outer.list[0].points == Exact::ONE && !outer.list[0].doubled);
        assert_eq!(outer.caps.keys().collect::<Vec<_>>(), ["b"], "a name without a cap is not capped");
        let within = read(json!({"parts": [{"given": {"values": {"A": null}}}]})).unwrap();
        assert_eq!(within.parts[0].given["values"], json!({"A": null}), "a unit without a value is a unit");
    }

    #[test]
    fn a_case_may_say_that_all_its_units_are_compared() {
        let given = |peers: &str| json!({"full": "10", "values": {"A": "2", "B": "1"}, "peers": peers});
        let ask = |peers| crate::assess::vectors::ask("relative_to_best", given(peers));
        assert_eq!(ask("all"), json!({"scores": {"A": "10", "B": "5"}}));
        assert!(ask("group").to_string().contains("peers"), "a case does not say who is in a group");
    }

    #[test]
    fn faults_name_their_key() {
        assert_eq!(read(json!({"list": [{"points": "1"}, {}]})).unwrap_err(), "list[1].points: missing");
        let bare = read(json!({"list": [{"points": 0.5}]})).unwrap_err();
        assert!(bare.starts_with("list[0].points: ") && bare.contains("quotation marks"), "{bare}");
        let unknown = read(json!({"limit": "1", "limits": "2"})).unwrap_err();
        assert!(unknown.starts_with("limits: "), "{unknown}");
    }
}

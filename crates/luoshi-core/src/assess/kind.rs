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
    pub column: Option<fn(&Given) -> Result<Box<dyn super::column::Column>, Fault>>,
}

impl Kind {
    /// A kind that scores items.
    #[must_use]
    pub const fn rule<R: Rule>() -> Self {
        Self {
            name: R::NAME,
            answer: answer::<R>,
            column: Some(|given| super::column::Typed::<R>::boxed(given)),
        }
    }

    /// A kind that works on whole results.
    #[must_use]
    pub const fn stage(name: &'static str, answer: fn(Given) -> Result<Given, Fault>) -> Self {
        Self { name, answer, column: None }
    }
}

/// Reads an object as a type. The fault names the key. A key that is null is as good as absent.
///
/// # Errors
/// Keys that are missing, unknown, or of another form.
pub fn parse<T: DeserializeOwned>(mut given: Given) -> Result<T, Fault> {
    given.retain(|_, value| !value.is_null());
    serde_json::from_value(Value::Object(given)).map_err(|e| shape(&e))
}

fn shape(error: &serde_json::Error) -> Fault {
    Fault::new("", Wrong::Shape(error.to_string()))
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

fn answer<R: Rule>(mut given: Given) -> Result<Given, Fault> {
    let round = take_round(&mut given)?;
    let Some(units_key) = R::UNITS else {
        let (facts, params) = split::<R>(given);
        let rule: R = parse(params)?;
        let facts: R::Facts = parse(facts)?;
        let pool = rule.pool(&mut std::iter::once(&facts))?;
        return outcome(rule.score(&facts, &pool, &mut Notes::off())?, round);
    };
    let units = match given.remove(units_key) {
        Some(Value::Object(units)) => units,
        _ => return Err(Fault::missing(units_key)),
    };
    let rule: R = parse(given)?;
    let mut all = Vec::with_capacity(units.len());
    for (unit, value) in units {
        let facts: R::Facts = parse(row::<R>(value)).map_err(|f| f.within(&unit).within(units_key))?;
        all.push((unit, facts));
    }
    let pool = rule.pool(&mut all.iter().map(|(_, facts)| facts))?;
    let mut scores = Given::new();
    for (unit, facts) in &all {
        let mut one = outcome(rule.score(facts, &pool, &mut Notes::off())?, round)?;
        let value = one.remove("score").unwrap_or(Value::Object(one));
        scores.insert(unit.clone(), value);
    }
    Ok(Given::from_iter([("scores".to_owned(), Value::Object(scores))]))
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
    let mut put = |name: &str, value: &Exact| -> Result<(), Fault> {
        out.insert(name.to_owned(), printed(value, round)?);
        Ok(())
    };
    match &outcome {
        Outcome::Score(x) => put("score", x)?,
        Outcome::Taken { score, deduction } => {
            put("score", score)?;
            put("deduction", deduction)?;
        }
        Outcome::Deduction(x) => put("deduction", x)?,
        Outcome::Bonus(x) => put("bonus", x)?,
        Outcome::Points(x) => put("points", x)?,
        Outcome::Counted { score, count: (name, n) } => {
            put("score", score)?;
            out.insert((*name).to_owned(), Value::from(*n));
        }
        Outcome::NotApplicable => {
            out.insert("state".to_owned(), Value::from("not_applicable"));
        }
    }
    Ok(out)
}

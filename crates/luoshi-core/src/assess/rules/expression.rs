//! 公式: a formula of the scheme's own, where no other kind fits.
//!
//! The notation is that of [`crate::assess::formula`]. A value that is missing and not asked about
//! is a fault that names it: no points come from a gap.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::assess::exact::Exact;
use crate::assess::fault::Fault;
use crate::assess::formula::{Formula, Pool};
use crate::assess::kind::Kind;
use crate::assess::named::Named;
use crate::assess::rule::{Outcome, Rule};
use crate::assess::trace::{Arg, Notes};

/// Its line in the list.
pub const KIND: Kind = Kind::rule::<Expression>();

/// Parameters.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expression {
    /// The formula.
    pub expression: Formula,
    /// Values that are the same for every unit.
    #[serde(default)]
    pub constants: BTreeMap<String, Exact>,
}

/// Facts.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ExpressionFacts {
    /// Values by name; `null` is missing.
    #[serde(default)]
    pub variables: Named<Option<Exact>>,
}

impl Rule for Expression {
    type Facts = ExpressionFacts;
    type Pool = Pool;
    const NAME: &'static str = "expression";
    const FACTS: &'static [&'static str] = &["variables"];
    const POOL_KEYS: Option<&'static [&'static str]> = Some(&["expression"]);

    fn share(facts: &mut ExpressionFacts, other: &ExpressionFacts) {
        facts.variables.share(&other.variables);
    }

    fn pool(&self, units: &mut dyn Iterator<Item = &ExpressionFacts>) -> Result<Pool, Fault> {
        if !self.expression.compares() {
            return Ok(Pool::default());
        }
        Ok(Pool::new(self.expression.names(), &mut units.map(|u| &u.variables)))
    }

    fn score(&self, facts: &ExpressionFacts, pool: &Pool, notes: &mut Notes) -> Result<Outcome, Fault> {
        let value = |name: &str| {
            let own = facts.variables.get(name).cloned().flatten();
            own.or_else(|| self.constants.get(name).cloned())
        };
        if notes.kept() {
            for part in self.expression.parts(&value, pool)? {
                notes.add("formula-part", || {
                    let shown = match part.value {
                        Some(Ok(x)) => Arg::Number(x),
                        Some(Err(true)) => Arg::Word("yes"),
                        Some(Err(false)) => Arg::Word("no"),
                        None => Arg::Word("missing"),
                    };
                    [("part", part.text.into()), ("value", shown)]
                });
            }
        }
        match self.expression.value_among(&value, pool)? {
            Some(score) => Ok(Outcome::Score(score)),
            None => {
                let gap = self.expression.names().iter().find(|n| value(n).is_none());
                Err(Fault::missing(gap.cloned().unwrap_or_default()).within("variables"))
            }
        }
    }

    fn compares(&self) -> bool {
        self.expression.compares()
    }
}

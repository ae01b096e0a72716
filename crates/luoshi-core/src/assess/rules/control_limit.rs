//! 控制数: a limit that is not to be passed.
//!
//! The same as [`base_step`](super::base_step) where lower is better: full points at the limit, fewer
//! for every step above it, more below it only where the scheme gives `over`.

use serde::{Deserialize, Serialize};

use super::base_step::{BaseStep, Measure, Over, TargetFacts, Under};
use crate::assess::exact::Exact;
use crate::assess::fault::{Fault, Wrong};
use crate::assess::kind::Kind;
use crate::assess::rule::{Direction, Outcome, Rule};
use crate::assess::trace::Notes;

/// Its line in the list.
pub const KIND: Kind = Kind::rule::<ControlLimit>();

/// Steps around a limit.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(try_from = "Sheet", into = "Sheet")]
pub struct ControlLimit(BaseStep);

/// Parameters as they are written.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sheet {
    /// Points at the limit.
    full: Exact,
    /// If given, `lower_better`: a limit is nothing else.
    direction: Option<Direction>,
    /// What the gap is measured in.
    #[serde(default)]
    measure: Measure,
    /// Better than the limit; no change if absent.
    over: Option<Over>,
    /// Worse than the limit; no change if absent.
    under: Option<Under>,
}

impl TryFrom<Sheet> for ControlLimit {
    type Error = Fault;

    fn try_from(sheet: Sheet) -> Result<Self, Fault> {
        let Sheet { full, direction, measure, over, under } = sheet;
        if direction == Some(Direction::HigherBetter) {
            return Err(Fault::new("direction", Wrong::Unfit("a control limit is lower_better")));
        }
        Ok(Self(BaseStep { full, direction: Direction::LowerBetter, measure, over, under }))
    }
}

impl From<ControlLimit> for Sheet {
    fn from(ControlLimit(step): ControlLimit) -> Self {
        let BaseStep { full, direction, measure, over, under } = step;
        Self { full, direction: Some(direction), measure, over, under }
    }
}

impl Rule for ControlLimit {
    type Facts = TargetFacts;
    type Pool = ();
    const NAME: &'static str = "control_limit";
    const FACTS: &'static [&'static str] = BaseStep::FACTS;

    fn pool(&self, _: &mut dyn Iterator<Item = &TargetFacts>) -> Result<(), Fault> {
        Ok(())
    }

    fn score(&self, facts: &TargetFacts, (): &(), notes: &mut Notes) -> Result<Outcome, Fault> {
        self.0.score(facts, &(), notes)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::ControlLimit;
    use crate::assess::rules::testing::{fault, score};

    fn given(actual: &str, direction: Value) -> Value {
        json!({
            "full": "20", "actual": actual, "target": "6", "direction": direction,
            "over": {"per": "1", "points": "0.5", "cap": "1"},
            "under": {"per": "1", "points": "15", "floor": "0", "partial": "whole"},
        })
    }

    #[test]
    fn lower_is_better_even_if_nobody_says_so() {
        let points = |actual| score("control_limit", given(actual, Value::Null));
        assert_eq!(["2", "5", "6", "6.9", "7", "8"].map(points), ["21", "20.5", "20", "20", "5", "0"]);
        assert!(fault("control_limit", given("5", json!("higher_better"))).starts_with("direction: "));
    }

    #[test]
    fn it_is_written_as_it_is_read() {
        let sheet = json!({"full": "20", "under": {"per": "1", "points": "2"}});
        let rule: ControlLimit = serde_json::from_value(sheet).unwrap();
        let written = serde_json::to_value(&rule).unwrap();
        assert_eq!(written["direction"], "lower_better");
        assert!(serde_json::from_value::<ControlLimit>(written).is_ok());
    }
}

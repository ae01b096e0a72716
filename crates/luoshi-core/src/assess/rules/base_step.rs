//! 基准增减分: full points at the target, more above it and fewer below it, step by step.
//!
//! gap = actual − target, its sign turned where lower is better, measured as it is or in percent of the
//! target. gap ≥ 0: `full + min(steps·over.points, over.cap)`; gap < 0: `full − steps·under.points`, not
//! below `under.floor`. A part of a step counts in proportion, not at all (每满一个才计), or as a whole one
//! (不足一个按一个); each side has its own say. A side that is left out changes nothing.
//!
//! A gap in percent of a target of nought has no meaning and is a fault, unless the target is met
//! exactly.

use serde::{Deserialize, Serialize};

use crate::assess::exact::Exact;
use crate::assess::fault::Fault;
use crate::assess::kind::Kind;
use crate::assess::rule::{Direction, Outcome, Partial, Rule, capped, floored, or_nothing};
use crate::assess::trace::Notes;

/// Its line in the list.
pub const KIND: Kind = Kind::rule::<BaseStep>();

/// Parameters.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BaseStep {
    /// Points at the target.
    pub full: Exact,
    /// Which way is good.
    #[serde(default)]
    pub direction: Direction,
    /// What the gap is measured in.
    #[serde(default)]
    pub measure: Measure,
    /// Above the target; no change if absent.
    pub over: Option<Over>,
    /// Below the target; no change if absent.
    pub under: Option<Under>,
}

/// What a gap is measured in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// The unit of the values; percentage points where these are rates.
    #[default]
    Absolute,
    /// Percent of the size of the target.
    PercentOfTarget,
}

/// Steps above the target.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Over {
    /// Size of a step.
    pub per: Exact,
    /// Points of a step.
    pub points: Exact,
    /// At most so many points are added; no limit if absent.
    pub cap: Option<Exact>,
    /// How a part of a step counts.
    #[serde(default, deserialize_with = "or_nothing")]
    pub partial: Partial,
}

/// Steps below the target.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Under {
    /// Size of a step.
    pub per: Exact,
    /// Points of a step.
    pub points: Exact,
    /// The result is not below this (扣完为止: 0); no limit if absent.
    pub floor: Option<Exact>,
    /// How a part of a step counts.
    #[serde(default, deserialize_with = "or_nothing")]
    pub partial: Partial,
}

/// Facts of rules that hold a result against a target.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TargetFacts {
    /// What was reached.
    pub actual: Exact,
    /// What was to be reached.
    pub target: Exact,
}

impl Rule for BaseStep {
    type Facts = TargetFacts;
    type Pool = ();
    const NAME: &'static str = "base_step";
    const FACTS: &'static [&'static str] = &["actual", "target"];

    fn pool(&self, _: &mut dyn Iterator<Item = &TargetFacts>) -> Result<(), Fault> {
        Ok(())
    }

    fn score(&self, facts: &TargetFacts, (): &(), notes: &mut Notes) -> Result<Outcome, Fault> {
        let gap = self.gap(facts, notes)?;
        if gap.is_negative() {
            let Some(under) = &self.under else {
                notes.add("under-nothing", || [("full", (&self.full).into())]);
                return Ok(Outcome::Score(self.full.clone()));
            };
            let less = stepped(&-gap, &under.per, &under.points, under.partial, notes)
                .map_err(|fault| fault.within("under"))?;
            return Ok(Outcome::Score(minus(&self.full, &less, under.floor.as_ref(), notes)));
        }
        let Some(over) = &self.over else {
            notes.add("over-nothing", || [("full", (&self.full).into())]);
            return Ok(Outcome::Score(self.full.clone()));
        };
        let more = stepped(&gap, &over.per, &over.points, over.partial, notes)
            .map_err(|fault| fault.within("over"))?;
        Ok(Outcome::Score(plus(&self.full, more, over.cap.as_ref(), notes)))
    }
}

impl BaseStep {
    /// How far beyond the target: positive is good.
    fn gap(&self, facts: &TargetFacts, notes: &mut Notes) -> Result<Exact, Fault> {
        let TargetFacts { actual, target } = facts;
        let gap = self.direction.good(actual - target);
        let (more, less) = match self.direction {
            Direction::HigherBetter => (actual, target),
            Direction::LowerBetter => (target, actual),
        };
        if self.measure == Measure::Absolute || gap.is_zero() {
            notes.add("gap", || [("more", more.into()), ("less", less.into()), ("gap", (&gap).into())]);
            return Ok(gap);
        }
        let size = target.abs();
        let percent = (gap * Exact::HUNDRED).over(&size).ok_or_else(|| Fault::zero("target"))?;
        notes.add("gap-percent", || {
            [
                ("more", more.into()),
                ("less", less.into()),
                ("target", (&size).into()),
                ("gap", (&percent).into()),
            ]
        });
        Ok(percent)
    }
}

/// Points of the steps of `per` in `amount`.
///
/// # Errors
/// `per` is not above nought.
pub fn stepped(
    amount: &Exact,
    per: &Exact,
    points: &Exact,
    partial: Partial,
    notes: &mut Notes,
) -> Result<Exact, Fault> {
    let steps = partial.steps(amount, per)?;
    let total = &steps * points;
    notes.add("steps", || {
        [
            ("amount", amount.into()),
            ("per", per.into()),
            ("partial", partial.word()),
            ("steps", (&steps).into()),
            ("points", points.into()),
            ("total", (&total).into()),
        ]
    });
    Ok(total)
}

/// `base` and what is added to it, of which at most `cap` counts.
pub fn plus(base: &Exact, more: Exact, cap: Option<&Exact>, notes: &mut Notes) -> Exact {
    let counted = capped(more, cap, notes);
    let score = base + &counted;
    notes.add("plus", || [("base", base.into()), ("more", (&counted).into()), ("score", (&score).into())]);
    score
}

/// `base` less what is taken off it, not below `floor`.
pub fn minus(base: &Exact, less: &Exact, floor: Option<&Exact>, notes: &mut Notes) -> Exact {
    let score = base - less;
    notes.add("minus", || [("base", base.into()), ("less", less.into()), ("score", (&score).into())]);
    floored(score, floor, notes)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::assess::rules::testing::{fault, score};

    fn given(actual: &str, target: &str, more: Value) -> Value {
        let mut given = json!({
            "full": "10", "actual": actual, "target": target, "direction": "higher_better", "measure": "absolute",
            "over": {"per": "2", "points": "1", "cap": null, "partial": "whole"},
            "under": {"per": "2", "points": "3", "floor": null, "partial": "started"},
        });
        given.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        given
    }

    fn step(actual: &str, target: &str, more: Value) -> String {
        score("base_step", given(actual, target, more))
    }

    #[test]
    fn each_side_counts_parts_its_own_way() {
        assert_eq!(step("103.9", "100", json!({})), "11");
        assert_eq!(step("100", "100", json!({})), "10", "a begun step needs a gap");
        assert_eq!(step("99.9", "100", json!({})), "7");
        assert_eq!(step("80", "100", json!({})), "-20", "without a floor it goes below nought");
    }

    #[test]
    fn the_gap_is_in_percent_of_the_size_of_the_target() {
        let percent = json!({"measure": "percent_of_target", "under": {"per": "10", "points": "1"}});
        assert_eq!(step("-60", "-50", percent.clone()), "8", "20 percent worse than -50");
        assert_eq!(step("-45", "-50", percent.clone()), "15", "10 percent better");
        assert_eq!(step("0", "0", percent.clone()), "10", "met exactly, nothing to measure");
        assert_eq!(fault("base_step", given("1", "0", percent)), "target: division by zero");
    }

    #[test]
    fn lower_is_better() {
        let lower = |actual| step(actual, "12", json!({"direction": "lower_better", "over": null}));
        assert_eq!(["9", "12", "13", "14.1"].map(lower), ["10", "10", "7", "4"]);
    }

    #[test]
    fn steps_of_nothing_are_faults_and_sides_left_out_change_nothing() {
        let no_step = json!({"over": {"per": "0", "points": "1"}});
        assert_eq!(fault("base_step", given("5", "1", no_step)), "over.per: division by zero");
        let none = json!({"over": null, "under": null});
        assert_eq!(step("5", "1", none.clone()), "10");
        assert_eq!(step("1", "5", none), "10");
        let nulls =
            json!({"over": {"per": "2", "points": "1", "cap": "0.5", "partial": null}, "measure": null});
        assert_eq!(step("5", "1", nulls), "10.5");
    }
}

//! How far an item's points can go, down and up, whatever the facts are.

use serde_json::Value;

use super::model::{Item, Role};
use crate::assess::exact::Exact;
use crate::assess::kind::{Given, parse, split};
use crate::assess::rule::{Band, Rule};
use crate::assess::rules as r;

/// Least and most points; `None`: without end, or not known before there are facts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reach {
    /// Least.
    pub low: Option<Exact>,
    /// Most.
    pub high: Option<Exact>,
}

impl Reach {
    fn new(low: impl Into<Option<Exact>>, high: impl Into<Option<Exact>>) -> Self {
        Self { low: low.into(), high: high.into() }
    }

    fn among<'a>(points: impl IntoIterator<Item = &'a Exact>) -> Self {
        let mut points: Vec<&Exact> = points.into_iter().collect();
        points.sort();
        Self::new(points.first().map(|x| (*x).clone()), points.last().map(|x| (*x).clone()))
    }

    fn scaled(self, factor: &Exact) -> Self {
        if factor.is_negative() {
            return Self::default();
        }
        Self { low: self.low.map(|x| &x * factor), high: self.high.map(|x| &x * factor) }
    }

    /// The same as percent of `full`.
    fn percent(self, full: &Exact) -> Self {
        let part = full.over(&Exact::HUNDRED).unwrap_or_default();
        self.scaled(&part)
    }
}

/// What an item can add to a sheet or take off a total.
#[must_use]
pub fn of(item: &Item) -> Reach {
    let mut reach = kind(&item.kind, &item.params, &item.full, item.role);
    if reach.high.is_none() && matches!(item.kind.as_str(), "rater_marks" | "period_accumulate") {
        // Marks are out of something, and nobody marks above it.
        reach.high.clone_from(&item.out_of);
    }
    if let Some(from) = item.out_of.as_ref().filter(|from| **from != item.full) {
        let factor = item.full.over(from);
        reach = factor.map(|f| reach.scaled(&f)).unwrap_or_default();
    }
    if let Some(floor) = &item.floor {
        reach.low = Some(reach.low.map_or_else(|| floor.clone(), |low| low.at_least(floor)));
    }
    if let Some(cap) = &item.cap {
        reach.high = Some(reach.high.map_or_else(|| cap.clone(), |high| high.at_most(cap)));
    }
    reach
}

/// The rule of a kind, from the parameters of an item.
pub(super) fn rule<R: Rule>(params: &Given) -> Option<R> {
    let (_, own) = split::<R>(params.clone());
    parse(own).ok()
}

/// What is taken off: an item of the sheet keeps the rest.
fn taken(most: Option<Exact>, full: &Exact, role: Role) -> Reach {
    match role {
        Role::Base => Reach::new(most.map(|m| full - m), full.clone()),
        Role::Bonus | Role::Deduction => Reach::new(Exact::ZERO, most),
    }
}

fn kind(name: &str, params: &Given, full: &Exact, role: Role) -> Reach {
    let found = match name {
        "deduct_per_occurrence"
        | "deduct_by_level"
        | "deduct_escalating"
        | "deduct_event_ladder"
        | "lateness"
        | "per_base_deduct" => deductions(name, params, full, role),
        "rank_decrement" | "rank_table" | "rank_band" | "rank_change" | "versus_average" | "efficacy"
        | "mix" | "t_score" | "relative_to_best" | "bonus_normalised" => compared(name, params),
        "ballot_score" | "vote_ladder" | "rater_marks" | "rater_groups" | "trimmed_mean"
        | "ballot_validity" | "rank_average" | "period_accumulate" => marked(name, params),
        _ => single(name, params),
    };
    found.unwrap_or_default()
}

fn single(name: &str, params: &Given) -> Option<Reach> {
    let zero = Exact::ZERO;
    Some(match name {
        "ratio" => {
            let one = rule::<r::ratio::Ratio>(params)?;
            Reach::new(zero, one.cap_ratio.map(|cap| &cap * &one.full))
        }
        "pass_fail" => {
            let one = rule::<r::pass_fail::PassFail>(params)?;
            Reach::among([&one.full, &one.fail_score])
        }
        "base_step" => steps(&rule::<r::base_step::BaseStep>(params)?),
        "control_limit" => {
            // The same sheet under another name; which way is good does not change how far it goes.
            let mut params = params.clone();
            params.remove("direction");
            steps(&rule::<r::base_step::BaseStep>(&params)?)
        }
        "ladder" => {
            let one = rule::<r::ladder::Ladder>(params)?;
            of_bands(&one.bands, &one.otherwise)
        }
        "measured" => measured(&rule::<r::measured::Measured>(params)?, params),
        "piecewise_linear" => Reach::among(&heights(params)),
        "rate" => Reach::new(zero, rule::<r::rate::Rate>(params)?.full),
        "judgement" => {
            let one = rule::<r::judgement::Judgement>(params)?;
            Reach::among(one.coefficients.values()).scaled(&one.full)
        }
        "checklist" => {
            let sections = params.get("sections").and_then(Value::as_array)?;
            let caps = sections.iter().map(|s| exact(s.get("cap")?));
            Reach::new(zero, caps.collect::<Option<Vec<Exact>>>().map(|caps| caps.into_iter().sum()))
        }
        "contribution" => {
            let one = rule::<r::contribution::Contribution>(params)?;
            Reach::new(zero, one.cap_ratio.map(|cap| &cap * &one.full))
        }
        "reverse_ratio" => {
            let one = rule::<r::reverse_ratio::ReverseRatio>(params)?;
            Reach::new(zero, one.cap_ratio.map(|cap| &cap * &one.full))
        }
        "standard_multiple" => {
            let one = rule::<r::standard_multiple::StandardMultiple>(params)?;
            Reach::new(one.min, one.max)
        }
        "points_pool" => Reach::new(None, rule::<r::points_pool::PointsPool>(params)?.cap),
        "composite" => Reach::new(None, rule::<r::composite::Composite>(params)?.cap),
        "honour_bonus" => Reach::new(zero, rule::<r::honour_bonus::HonourBonus>(params)?.cap),
        "periodic_rank_bonus" => {
            Reach::new(None, rule::<r::periodic_rank_bonus::PeriodicRankBonus>(params)?.cap)
        }
        "level_progress" => Reach::new(None, rule::<r::level_progress::LevelProgress>(params)?.full),
        _ => return None,
    })
}

fn steps(one: &r::base_step::BaseStep) -> Reach {
    let high = match &one.over {
        None => Some(one.full.clone()),
        Some(over) => over.cap.as_ref().map(|cap| &one.full + cap),
    };
    let low = match &one.under {
        None => Some(one.full.clone()),
        Some(under) => under.floor.clone(),
    };
    Reach { low, high }
}

fn of_bands(bands: &[Band], otherwise: &Exact) -> Reach {
    Reach::among(bands.iter().map(|b| &b.score).chain([otherwise]))
}

fn measured(one: &r::measured::Measured, params: &Given) -> Reach {
    use r::measured::Curve;
    match one.curve {
        Curve::Identity => Reach::default(),
        Curve::Proportional => Reach::new(Exact::ZERO, one.cap.as_ref().map(|cap| cap * &one.full)),
        Curve::Bands => of_bands(one.bands.as_deref().unwrap_or_default(), &one.otherwise),
        Curve::Piecewise if one.percent_of_full => Reach::among(&heights(params)).percent(&one.full),
        Curve::Piecewise => Reach::among(&heights(params)),
        Curve::PassFail => Reach::among([&one.full, &one.fail_score]),
    }
}

fn heights(params: &Given) -> Vec<Exact> {
    let points = params.get("points").and_then(Value::as_array);
    points.into_iter().flatten().filter_map(|pair| exact(pair.get(1)?)).collect()
}

/// A number of JSON parameters.
pub(super) fn exact(value: &Value) -> Option<Exact> {
    match value {
        Value::String(text) => text.parse().ok(),
        Value::Number(number) => number.as_i64().map(Exact::whole),
        _ => None,
    }
}

fn deductions(name: &str, params: &Given, full: &Exact, role: Role) -> Option<Reach> {
    Some(match name {
        "deduct_per_occurrence" => {
            let one = rule::<r::deduct_per_occurrence::DeductPerOccurrence>(params)?;
            let by_floor = one.floor.map(|floor| &one.full - floor);
            let most = [one.cap, by_floor].into_iter().flatten().min();
            taken(most, &one.full, role)
        }
        "deduct_by_level" => taken(rule::<r::deduct_by_level::DeductByLevel>(params)?.cap, full, role),
        "deduct_escalating" => taken(rule::<r::deduct_escalating::DeductEscalating>(params)?.cap, full, role),
        "deduct_event_ladder" => {
            taken(rule::<r::deduct_event_ladder::DeductEventLadder>(params)?.cap, full, role)
        }
        "per_base_deduct" => Reach::new(Exact::ZERO, rule::<r::per_base_deduct::PerBaseDeduct>(params)?.full),
        _ => {
            let one = rule::<r::lateness::Lateness>(params)?;
            let late = one.max_periods.map(|n| &Exact::whole(n.into()) * &one.points_per);
            let late = late.map_or_else(|| one.full.clone(), |x| x.at_most(&one.full));
            let most = one.never_points.map_or_else(|| late.clone(), |never| never.at_least(&late));
            taken(Some(most), &one.full, role)
        }
    })
}

fn compared(name: &str, params: &Given) -> Option<Reach> {
    let zero = Exact::ZERO;
    Some(match name {
        "rank_decrement" => {
            let one = rule::<r::rank_decrement::RankDecrement>(params)?;
            Reach::new(one.floor, one.full)
        }
        "rank_table" => {
            let one = rule::<r::rank_table::RankTable>(params)?;
            Reach::among(one.top.values().chain(one.bottom.values()).chain([&one.otherwise]))
        }
        "rank_band" => {
            let one = rule::<r::rank_band::RankBand>(params)?;
            Reach::among(one.bands.iter().map(|b| &b.score).chain([&one.otherwise]))
        }
        "rank_change" => {
            let one = rule::<r::rank_change::RankChange>(params)?;
            if one.bands.is_empty() {
                Reach::new(one.down_cap.map(|cap| -cap), one.up_cap)
            } else {
                of_bands(&one.bands, &one.otherwise.unwrap_or_default())
            }
        }
        "versus_average" => {
            let one = rule::<r::versus_average::VersusAverage>(params)?;
            let up = one.up_cap.map(|cap| &one.base + cap);
            Reach::new(one.floor, up)
        }
        "efficacy" => {
            use r::efficacy::Mark;
            let one = rule::<r::efficacy::Efficacy>(params)?;
            let held =
                one.clamp || (matches!(one.best, Mark::Observed) && matches!(one.worst, Mark::Observed));
            let ends = Reach::among([&one.base, &(&one.base + &one.span)]);
            if held { ends.percent(&one.full) } else { Reach::default() }
        }
        "mix" => {
            let one = rule::<r::mix::Mix>(params)?;
            Reach::among([&one.base, &(&one.base + &one.span)]).percent(&one.full)
        }
        "t_score" => {
            let one = rule::<r::t_score::TScore>(params)?;
            Reach::new(one.min, one.max).percent(&one.full)
        }
        "relative_to_best" => Reach::new(zero, rule::<r::relative_to_best::RelativeToBest>(params)?.full),
        _ => Reach::new(zero, rule::<r::bonus_normalised::BonusNormalised>(params)?.full),
    })
}

fn marked(name: &str, params: &Given) -> Option<Reach> {
    Some(match name {
        "ballot_score" => {
            let one = rule::<r::ballot_score::BallotScore>(params)?;
            let counted = one.weights.iter().filter(|(option, _)| !one.excluded_options.contains(*option));
            Reach::among(counted.map(|(_, weight)| weight)).percent(&one.full)
        }
        "vote_ladder" => {
            let one = rule::<r::vote_ladder::VoteLadder>(params)?;
            Reach::among(one.rules.iter().map(|rule| &rule.score).chain([&one.otherwise]))
        }
        // Marks and period sheets go from nought to what they are out of; a sum of them does not.
        "period_accumulate" => match rule::<r::period_accumulate::PeriodAccumulate>(params)?.method {
            r::period_accumulate::Method::Sum => Reach::default(),
            _ => Reach::new(Exact::ZERO, None),
        },
        _ => Reach::new(Exact::ZERO, None),
    })
}

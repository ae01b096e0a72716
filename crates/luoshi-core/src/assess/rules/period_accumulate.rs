//! 分期累计: months, quarters or rounds become one result.
//!
//! Weighted (Σ weight·score ÷ Σ weights of the periods that count), mean, sum, best or latest. What a
//! period without a score means is the scheme's decision: left out, nought, or a fixed score for
//! everybody (a round that was not held). If every period is left out the item does not apply.

use serde::{Deserialize, Serialize};

use super::weighted_sum::{listed, plain_mean, weighted_mean};
use crate::assess::exact::Exact;
use crate::assess::fault::Fault;
use crate::assess::kind::Kind;
use crate::assess::named::{Named, Shared};
use crate::assess::rule::{Outcome, Rule};
use crate::assess::trace::Notes;

/// Its line in the list.
pub const KIND: Kind = Kind::rule::<PeriodAccumulate>();

/// Parameters.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PeriodAccumulate {
    /// How periods become one result.
    pub method: Method,
    /// What a period without a score means.
    #[serde(default)]
    pub missing: MissingPeriod,
    /// The score of such a period where `missing` is `fixed`.
    pub fixed_score: Option<Exact>,
}

/// How periods become one result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// 加权平均
    Weighted,
    /// 平均
    Mean,
    /// 合计
    Sum,
    /// 取最高
    Max,
    /// 取最近一期: the last in the list that counts.
    Latest,
}

/// What a period without a score means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MissingPeriod {
    /// It does not count.
    #[default]
    Skip,
    /// Nothing was reported: nought.
    Zero,
    /// `fixed_score` for everybody.
    Fixed,
}

/// Facts.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PeriodFacts {
    /// The periods in order of time. A scheme may hold them once for all units.
    pub periods: Shared<Period>,
    /// Scores by the names of the periods, where these stand in the scheme.
    #[serde(default, skip_serializing_if = "Named::is_empty")]
    pub scores: Named<Option<Exact>>,
}

/// A period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Period {
    /// What it is called.
    #[serde(default)]
    pub name: Option<String>,
    /// How much it counts where periods are weighted.
    #[serde(default)]
    pub weight: Option<Exact>,
    /// Its score.
    #[serde(default)]
    pub score: Option<Exact>,
}

impl Rule for PeriodAccumulate {
    type Facts = PeriodFacts;
    type Pool = ();
    const NAME: &'static str = "period_accumulate";
    const FACTS: &'static [&'static str] = &["periods", "scores"];

    fn share(facts: &mut PeriodFacts, other: &PeriodFacts) {
        facts.periods.share(&other.periods);
        facts.scores.share(&other.scores);
    }

    fn pool(&self, _: &mut dyn Iterator<Item = &PeriodFacts>) -> Result<(), Fault> {
        Ok(())
    }

    fn score(&self, facts: &PeriodFacts, (): &(), notes: &mut Notes) -> Result<Outcome, Fault> {
        facts.check()?;
        let mut kept = Vec::with_capacity(facts.periods.len());
        for period in facts.periods.iter() {
            if let Some(score) = self.counted(facts.score_of(period), period, notes)? {
                kept.push((period, score));
            }
        }
        if kept.is_empty() {
            notes.add("no-period", || []);
            return Ok(Outcome::NotApplicable);
        }
        self.combine(&kept, notes).map(Outcome::Score)
    }
}

impl PeriodFacts {
    /// A score under a name that no period has would be lost without a word.
    fn check(&self) -> Result<(), Fault> {
        let names = || self.periods.iter().filter_map(|p| p.name.as_deref());
        match self.scores.keys().find(|key| names().all(|name| name != *key)) {
            Some(stray) => Err(Fault::unknown("scores", stray, names())),
            None => Ok(()),
        }
    }

    fn score_of<'a>(&'a self, period: &'a Period) -> Option<&'a Exact> {
        let named = period.name.as_ref().and_then(|name| self.scores.get(name)?.as_ref());
        named.or(period.score.as_ref())
    }
}

impl PeriodAccumulate {
    /// The score that a period counts with; `None` when it is left out.
    fn counted(
        &self,
        score: Option<&Exact>,
        period: &Period,
        notes: &mut Notes,
    ) -> Result<Option<Exact>, Fault> {
        if let Some(score) = score {
            return Ok(Some(score.clone()));
        }
        let name = || period.name.as_deref().unwrap_or("?").into();
        match self.missing {
            MissingPeriod::Skip => {
                notes.add("period-skipped", || [("name", name())]);
                Ok(None)
            }
            MissingPeriod::Zero => {
                notes.add("period-zero", || [("name", name())]);
                Ok(Some(Exact::ZERO))
            }
            MissingPeriod::Fixed => {
                let fixed = self.fixed_score.clone().ok_or_else(|| Fault::missing("fixed_score"))?;
                notes.add("period-fixed", || [("name", name()), ("score", (&fixed).into())]);
                Ok(Some(fixed))
            }
        }
    }

    fn combine(&self, kept: &[(&Period, Exact)], notes: &mut Notes) -> Result<Exact, Fault> {
        let scores: Vec<&Exact> = kept.iter().map(|(_, score)| score).collect();
        match self.method {
            Method::Weighted => {
                let mut parts = Vec::with_capacity(kept.len());
                for (period, score) in kept {
                    let weight = period.weight.as_ref();
                    parts.push((weight.ok_or_else(|| Fault::missing("weight").within("periods"))?, score));
                }
                weighted_mean(&parts, notes).map_err(|f| f.within("periods"))
            }
            Method::Mean => Ok(plain_mean(&scores, notes).unwrap_or_default()),
            Method::Sum => {
                let sum: Exact = scores.iter().copied().sum();
                notes.add("period-sum", || {
                    let parts = listed(scores.iter().map(|s| s.show(6)));
                    [("parts", parts.into()), ("score", (&sum).into())]
                });
                Ok(sum)
            }
            Method::Max => {
                let best = scores.into_iter().max().cloned().unwrap_or_default();
                notes.add("period-max", || [("score", (&best).into())]);
                Ok(best)
            }
            Method::Latest => {
                let (period, score) = kept.last().ok_or_else(|| Fault::missing("periods"))?;
                notes.add("period-latest", || {
                    [("name", period.name.as_deref().unwrap_or("?").into()), ("score", score.into())]
                });
                Ok(score.clone())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::assess::vectors::ask;

    /// 80, nothing, 60, nothing; weights 1, 2, 3, 4.
    fn year(method: &str, missing: &str) -> Value {
        ask(
            "period_accumulate",
            json!({"method": method, "missing": missing, "fixed_score": "50", "periods": [
                {"name": "1", "weight": "1", "score": "80"},
                {"name": "2", "weight": "2", "score": null},
                {"name": "3", "weight": "3", "score": "60"},
                {"name": "4", "weight": "4"},
            ]}),
        )
    }

    #[test]
    fn every_method_with_every_kind_of_hole() {
        let score = |text: &str| json!({"score": text});
        assert_eq!(year("weighted", "skip"), score("65"));
        assert_eq!(year("weighted", "zero"), score("26"));
        assert_eq!(year("weighted", "fixed"), score("56"));
        assert_eq!(year("mean", "zero"), score("35"));
        assert_eq!(year("sum", "fixed"), score("240"));
        assert_eq!(year("max", "zero"), score("80"));
        assert_eq!(year("latest", "skip"), score("60"));
        assert_eq!(year("latest", "zero"), score("0"));
        assert_eq!(year("latest", "fixed"), score("50"));
    }

    #[test]
    fn nothing_but_holes_does_not_apply() {
        let holes = json!({"method": "mean", "missing": "skip", "periods": [{"name": "1", "score": null}]});
        assert_eq!(ask("period_accumulate", holes), json!({"state": "not_applicable"}));
        let none = json!({"method": "sum", "missing": "zero", "periods": []});
        assert_eq!(ask("period_accumulate", none), json!({"state": "not_applicable"}));
    }

    #[test]
    fn scores_may_come_by_name() {
        let given = |scores: Value| {
            json!({"method": "weighted", "scores": scores,
                "periods": [{"name": "上半年", "weight": "40"}, {"name": "下半年", "weight": "60"}]})
        };
        let both = given(json!({"下半年": "90", "上半年": "80"}));
        assert_eq!(ask("period_accumulate", both), json!({"score": "86"}));
        let stray = ask("period_accumulate", given(json!({"全年": "90"})));
        assert!(stray.as_str().unwrap().starts_with("scores: found \"全年\""), "{stray}");
    }
}

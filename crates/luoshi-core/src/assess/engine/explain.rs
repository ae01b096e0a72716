//! 得分说明: how a unit came to its points, its total, its place, its grade.

use super::Assessment;
use super::items::Cell;
use super::plan::Plan;
use super::totals::effect_of;
use crate::assess::exact::Exact;
use crate::assess::fault::Fault;
use crate::assess::kind::Given;
use crate::assess::rules::awards::Contender;
use crate::assess::rules::grade_quota::Candidate;
use crate::assess::rules::rank::Standing;
use crate::assess::trace::{Notes, Step};

/// Everything that led to a unit's result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explained {
    /// Items, in the order of the scheme.
    pub items: Vec<Section>,
    /// From points to the total.
    pub total: Vec<Step>,
    /// Place, grade and prize.
    pub standing: Vec<Step>,
}

/// One item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Index of the item.
    pub item: usize,
    /// What was entered, if anything.
    pub facts: Option<Given>,
    /// How points came of it.
    pub steps: Vec<Step>,
    /// The points.
    pub cell: Cell,
}

impl Assessment {
    /// How a unit came to its result. Run the assessment first.
    ///
    /// # Errors
    /// Facts that do not fit, as a run would refuse them.
    pub fn explain(&self, unit: usize) -> Result<Explained, Fault> {
        let group = self.units.get(unit).map_or(0, |u| u.group);
        let mut items = Vec::with_capacity(self.items.len());
        for (item, scored) in self.items.iter().enumerate() {
            let mut notes = Notes::on();
            let cell = scored.cell(unit, group, &mut notes)?;
            items.push(Section { item, facts: scored.facts(unit), steps: notes.steps(), cell });
        }
        let mut total = Notes::on();
        let (plan, mut row) = (Plan::default(), Vec::new());
        self.row(&plan, unit, &mut row);
        self.total_of(&plan, unit, &row, &mut total)?;
        Ok(Explained { items, total: total.steps(), standing: self.standing_steps(unit) })
    }

    fn standing_steps(&self, unit: usize) -> Vec<Step> {
        let mut notes = Notes::on();
        let Some(result) = self.results.get(unit) else { return notes.steps() };
        let names: Vec<String> =
            self.scheme.grading.iter().flat_map(|g| &g.quota.grades).map(|g| g.name.clone()).collect();
        let plan = Plan::default();
        for veto in self.vetoes(&plan, unit) {
            effect_of(veto).explain(&veto.name, &names, &mut notes);
        }
        self.scheme.ranking.explain(result.place.as_ref(), &mut notes);
        let group = self.units.get(unit).map_or(0, |u| u.group);
        let total: Option<Exact> = self.total(unit);
        let effect = self.effect(&plan, unit);
        if let Some(grading) = &self.scheme.grading {
            let one = Candidate { group, score: total.as_ref(), best: effect.best };
            let graded = crate::assess::rules::grade_quota::Graded {
                grades: vec![result.grade],
                filled: self.filled.clone(),
            };
            grading.quota.explain(0, &[one], &graded, &mut notes);
        }
        if let Some(awards) = &self.scheme.awards {
            let barred = effect.no_award || effect.standing == Standing::Exclude;
            let one = Contender { group, score: total.as_ref(), excluded: barred };
            awards.explain(&one, result.award, &mut notes);
        }
        notes.steps()
    }
}

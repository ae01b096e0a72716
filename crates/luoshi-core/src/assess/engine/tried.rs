//! Short answers of plans that are thrown away: what questions are made of.

use super::plan::Plan;
use super::{Assessment, Entry, Refused, Standings, Touched};
use crate::assess::exact::Exact;
use crate::assess::rule::Direction;
use crate::assess::rules::rank::Scope;
use crate::assess::rules::veto::Effect;

impl Assessment {
    /// A unit's results with other entries, and whom they would touch.
    pub(in crate::assess) fn tried(
        &self,
        unit: usize,
        changes: &[(usize, Entry)],
    ) -> Result<(Standings, Touched), Vec<Refused>> {
        let plan = self.plan(unit, changes, None)?;
        let stands = plan.standings.get(&unit).or_else(|| self.results.get(unit));
        Ok((stands.cloned().unwrap_or_default(), self.touched(&plan)))
    }

    /// A unit's place with other entries; `None` where it has none, or they do not fit.
    pub(in crate::assess) fn tried_place(&self, unit: usize, changes: &[(usize, Entry)]) -> Option<usize> {
        self.place_in(&self.plan_totals(unit, changes, None).ok()?, unit)
    }

    /// A unit's total with other entries.
    pub(in crate::assess) fn tried_total(&self, unit: usize, changes: &[(usize, Entry)]) -> Option<i128> {
        self.total_digits(&self.plan_totals(unit, changes, None).ok()?, unit)
    }

    /// A unit's total as it stands.
    pub(in crate::assess) fn total_now(&self, unit: usize) -> Option<i128> {
        self.results.get(unit)?.total
    }

    /// A unit's place, with another total if one is given.
    pub(in crate::assess) fn place_with_total(&self, unit: usize, total: Option<i128>) -> Option<usize> {
        let mut plan = Plan::default();
        plan.totals.extend(total.map(|total| (unit, Some(total))));
        self.place_in(&plan, unit)
    }

    fn place_in(&self, plan: &Plan, unit: usize) -> Option<usize> {
        let list = self.ranked_with(unit);
        let scores: Vec<Option<Exact>> =
            list.iter().map(|u| self.total_digits(plan, *u).map(|total| self.as_number(total))).collect();
        let effects: Vec<Effect> = list.iter().map(|u| self.effect(plan, *u)).collect();
        let places = self.places(plan, list, &scores, &effects).ok()?;
        let at = list.iter().position(|other| *other == unit)?;
        Some(places.get(at).copied().flatten()?.rank)
    }

    /// The units of a ranking scope.
    fn ranked_with(&self, unit: usize) -> &[usize] {
        let members = match self.scheme.ranking.scope {
            Scope::All => self.members.last(),
            Scope::Group => self.members.get(self.group(unit)),
        };
        members.map_or(&[], Vec::as_slice)
    }

    /// The total nearest to a unit's own that gives a better place than `rank`, and that place. The
    /// better the total, the better the place, so the middle decides.
    pub(in crate::assess) fn least_total(&self, unit: usize, rank: usize) -> Option<(i128, usize)> {
        let ranking = &self.scheme.ranking;
        let own = self.total_now(unit)?;
        let others = self.ranked_with(unit).iter().filter_map(|other| self.total_now(*other));
        let coarse = ranking.compare_places.map_or(0, |c| self.scheme.total.round.places.saturating_sub(c));
        let step = 10_i128.checked_pow(coarse.into())?;
        let mut far = match ranking.direction {
            Direction::HigherBetter => others.max()?.checked_add(step)?,
            Direction::LowerBetter => others.min()?.checked_sub(step)?,
        };
        let mut short = own;
        let better = |total: i128| self.place_with_total(unit, Some(total)).filter(|place| *place < rank);
        let mut reached = better(far)?;
        while (far - short).abs() > 1 {
            let middle = short + (far - short) / 2;
            match better(middle) {
                Some(place) => (far, reached) = (middle, place),
                None => short = middle,
            }
        }
        Some((far, reached))
    }

    /// Units that are near another one: its pool, or its group where nobody is compared.
    pub(in crate::assess) fn peers(&self, unit: usize, item: usize) -> impl Iterator<Item = usize> {
        let group = self.members.get(self.group(unit));
        let list = match self.items.get(item) {
            Some(scored) if scored.compares() && !scored.is_grouped() => self.members.last(),
            _ => group,
        };
        list.into_iter().flatten().copied().filter(move |other| *other != unit)
    }

    /// The share of an item's points that an entry moves.
    pub(in crate::assess) fn share_of_points(&self, unit: usize, item: usize, entry: &Entry) -> Exact {
        let moved = || {
            let plan = self.plan_totals(unit, &[(item, entry.clone())], None).ok()?;
            let scored = self.items.get(item)?;
            let points = |cell| scored.value(cell).unwrap_or_default();
            let moved = points(self.cell(&plan, item, unit)) - points(scored.cell_of(unit));
            moved.abs().over(scored.full.get(self.group(unit))?)
        };
        moved().unwrap_or(Exact::ONE)
    }
}

//! 得票率分档: points by shares of votes.
//!
//! The first rule whose conditions all hold gives its score, else `otherwise`. A condition compares
//! the sum of some options' shares, in percent of all votes, with a bound; shares are exact, so a
//! third is more than 33.333… %. Options that nobody chose have a share of nought. Without any vote
//! there are no shares, and the item does not apply.

use serde::{Deserialize, Serialize};

use crate::assess::exact::Exact;
use crate::assess::fault::Fault;
use crate::assess::kind::Kind;
use crate::assess::named::Named;
use crate::assess::rule::{Op, Outcome, Rule, or_nothing};
use crate::assess::trace::{Arg, Notes};

/// Its line in the list.
pub const KIND: Kind = Kind::rule::<VoteLadder>();

/// Parameters.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VoteLadder {
    /// Rules, tried in order.
    #[serde(default)]
    pub rules: Vec<VoteRule>,
    /// Points where no rule holds; none if absent.
    #[serde(default)]
    pub otherwise: Exact,
}

/// Conditions and their points.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VoteRule {
    /// Conditions that all have to hold.
    #[serde(default, deserialize_with = "or_nothing")]
    pub when: Vec<VoteCondition>,
    /// Points where they do.
    pub score: Exact,
}

/// A condition on shares.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VoteCondition {
    /// Options whose shares are added.
    pub sum_of: Vec<String>,
    /// Comparison.
    pub op: Op,
    /// Percent of all votes.
    pub bound: Exact,
}

/// Facts.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct VoteFacts {
    /// Votes of each option.
    #[serde(default)]
    pub votes: Named<u32>,
}

impl VoteFacts {
    /// Votes of all options.
    fn total(&self) -> Exact {
        self.votes.values().map(|n| Exact::whole(i64::from(*n))).sum()
    }

    /// Percent of some options together; an option named twice counts once.
    fn share(&self, options: &[String], total: &Exact) -> Exact {
        let votes: Exact = self
            .votes
            .iter()
            .filter(|(option, _)| options.iter().any(|o| o == option))
            .map(|(_, n)| Exact::whole(i64::from(*n)))
            .sum();
        (votes * Exact::HUNDRED).over(total).unwrap_or_default()
    }
}

impl Rule for VoteLadder {
    type Facts = VoteFacts;
    type Pool = ();
    const NAME: &'static str = "vote_ladder";
    const FACTS: &'static [&'static str] = &["votes"];

    fn share(facts: &mut VoteFacts, other: &VoteFacts) {
        facts.votes.share(&other.votes);
    }

    fn pool(&self, _: &mut dyn Iterator<Item = &VoteFacts>) -> Result<(), Fault> {
        Ok(())
    }

    fn score(&self, facts: &VoteFacts, (): &(), notes: &mut Notes) -> Result<Outcome, Fault> {
        let total = facts.total();
        if total.is_zero() {
            notes.add("no-votes", || []);
            return Ok(Outcome::NotApplicable);
        }
        for (i, rule) in self.rules.iter().enumerate() {
            let holds = rule.when.iter().all(|condition| {
                let share = facts.share(&condition.sum_of, &total);
                let holds = condition.op.holds(&share, &condition.bound);
                notes.add("vote-share", || {
                    [
                        ("options", condition.sum_of.join(" + ").into()),
                        ("share", (&share).into()),
                        ("sign", condition.op.sign().into()),
                        ("bound", (&condition.bound).into()),
                        ("met", Arg::Word(if holds { "met" } else { "not_met" })),
                    ]
                });
                holds
            });
            if holds {
                notes.add("vote-rule", || [("n", (i + 1).into()), ("score", (&rule.score).into())]);
                return Ok(Outcome::Score(rule.score.clone()));
            }
        }
        notes.add("vote-otherwise", || [("score", (&self.otherwise).into())]);
        Ok(Outcome::Score(self.otherwise.clone()))
    }
}

#[cfg(test)]
mod tests {
    use crate::assess::rules::testing::{answer, score};
    use serde_json::{Value, json};

    fn given(votes: Value) -> Value {
        json!({"votes": votes, "otherwise": "1", "rules": [
            {"when": [{"sum_of": ["好"], "op": ">=", "bound": "80"}, {"sum_of": ["差"], "op": "<=", "bound": "5"}], "score": "9"},
            {"when": [{"sum_of": ["好", "中", "好"], "op": ">", "bound": "50"}], "score": "6"},
        ]})
    }

    #[test]
    fn all_conditions_have_to_hold() {
        assert_eq!(score("vote_ladder", given(json!({"好": 80, "中": 15, "差": 5}))), "9");
        assert_eq!(score("vote_ladder", given(json!({"好": 80, "中": 14, "差": 6}))), "6");
        assert_eq!(score("vote_ladder", given(json!({"好": 1, "差": 1}))), "1");
        assert_eq!(score("vote_ladder", given(json!({"差": 3}))), "1");
    }

    #[test]
    fn no_votes_and_no_conditions() {
        assert_eq!(answer("vote_ladder", given(json!({"好": 0}))).unwrap()["state"], "not_applicable");
        let always = json!({"votes": {"好": 1}, "rules": [{"when": [], "score": "3"}]});
        assert_eq!(score("vote_ladder", always), "3");
        let never = json!({"votes": {"好": 1}, "rules": [], "otherwise": null});
        assert_eq!(score("vote_ladder", never), "0");
    }

    #[test]
    fn a_third_is_more_than_its_printed_digits() {
        let third = json!({"votes": {"好": 1, "差": 2}, "otherwise": "0", "rules":
            [{"when": [{"sum_of": ["好"], "op": ">", "bound": "33.333333333333333333333333"}], "score": "1"}]});
        assert_eq!(score("vote_ladder", third), "1");
    }
}

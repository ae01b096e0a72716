//! Who acts: labelled lists of units in brackets and lines, and units as subjects of a sentence.
//!
//! [`labels`](self) knows the words before a list, [`lists`](self) the lists themselves, `bodies` what
//! a public body looks like.

mod bodies;
mod labels;
mod lists;

pub use bodies::{helpers, is_acting, is_party, is_unit, subject};
pub use labels::is_person_label;
pub use lists::{
    first_of_several, is_label_line, label_line_follows, names, object_and_who, opens_body, opens_label,
    read, trailing, who_says,
};

use std::sync::LazyLock;

use serde::Deserialize;

use super::index::{Heads, Tails};
use crate::model::Span;

/// Brackets in which papers name units.
pub const OPENING: &[char] = &['（', '(', '【', '[', '〔', '［', '〖', '﹝', '{', '｛'];
const CLOSING: &[char] = &['）', ')', '】', ']', '〕', '］', '〗', '﹞', '}', '｝'];

/// Names found beside a task; spans into the document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parties {
    /// 牵头单位, or whoever acts where nobody is named as leading.
    pub lead: Vec<Span>,
    /// 责任单位: leads alone, assists beside a 牵头单位.
    pub duty: Vec<Span>,
    /// 配合单位.
    pub assist: Vec<Span>,
    /// 责任领导 and the like: persons.
    pub sponsor: Vec<Span>,
    /// 责任人.
    pub owner: Vec<Span>,
    /// Words of a time limit inside the bracket.
    pub limit: Option<Span>,
}

impl Parties {
    /// Nobody and nothing was named.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// A unit is named.
    #[must_use]
    pub fn names_units(&self) -> bool {
        [&self.lead, &self.duty, &self.assist].iter().any(|list| !list.is_empty())
    }

    /// A unit or a person is named.
    #[must_use]
    pub fn names_somebody(&self) -> bool {
        [&self.lead, &self.duty, &self.assist, &self.sponsor, &self.owner].iter().any(|list| !list.is_empty())
    }

    /// Leading and assisting units by the rule of the guide.
    #[must_use]
    pub fn resolve(&self) -> (Vec<Span>, Vec<Span>) {
        let mut assist = self.assist.clone();
        if self.lead.is_empty() {
            return (self.duty.clone(), assist);
        }
        assist.extend(&self.duty);
        (self.lead.clone(), assist)
    }

    /// Somebody leads or answers.
    #[must_use]
    pub fn leads(&self) -> bool {
        !self.lead.is_empty() || !self.duty.is_empty()
    }

    /// Of units without a label the first leads and the others help.
    pub fn first_leads(&mut self) {
        if self.lead.is_empty() && self.duty.len() > 1 {
            self.assist.extend(self.duty.drain(1..));
        }
    }

    /// Takes in what another bracket or line names.
    pub fn absorb(&mut self, other: &Self) {
        self.lead.extend(&other.lead);
        self.duty.extend(&other.duty);
        self.assist.extend(&other.assist);
        self.sponsor.extend(&other.sponsor);
        self.owner.extend(&other.owner);
        self.limit = self.limit.or(other.limit);
    }

    fn of(&mut self, role: Role) -> &mut Vec<Span> {
        match role {
            Role::Lead => &mut self.lead,
            Role::Duty | Role::Limit => &mut self.duty,
            Role::Assist => &mut self.assist,
            Role::Sponsor => &mut self.sponsor,
            Role::Owner => &mut self.owner,
        }
    }
}

/// What a name is beside a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Lead,
    Duty,
    Assist,
    Sponsor,
    Owner,
    Limit,
}

#[derive(Deserialize)]
struct Words {
    lead: Vec<String>,
    duty: Vec<String>,
    assist: Vec<String>,
    sponsor: Vec<String>,
    owner: Vec<String>,
    limit: Vec<String>,
    stems_lead: Vec<String>,
    stems_duty: Vec<String>,
    stems_assist: Vec<String>,
    stems_sponsor: Vec<String>,
    stems_limit: Vec<String>,
    alone: Vec<String>,
    unit_nouns: Vec<String>,
    leader_nouns: Vec<String>,
    owner_nouns: Vec<String>,
    limit_nouns: Vec<String>,
    ends_lead: Tails,
    ends_duty: Tails,
    ends_assist: Tails,
    endings: Tails,
    openings: Heads,
    not_units: Tails,
    sure_endings: Tails,
    not_offices: Tails,
    modals: Vec<String>,
    between: Vec<String>,
    not_heads: Heads,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| super::lexicon(include_str!("../../../lexicon/units.toml")));

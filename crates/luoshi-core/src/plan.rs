//! The year 年度 and what makes a task complete: the five settings 五定 and the five questions.

use serde::{Deserialize, Serialize};

/// The states of a year, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum YearState {
    /// 筹划: the plan is being made.
    Preparing,
    /// 部署: the plan is frozen and announced.
    Deployed,
    /// 推进: work is under way.
    Running,
    /// 考核: scores are being settled.
    Assessing,
    /// 公布: results are out.
    Published,
    /// 归档: read, recomputed, verified, never edited.
    Closed,
}

impl YearState {
    /// Every state, in order.
    pub const ALL: [Self; 6] =
        [Self::Preparing, Self::Deployed, Self::Running, Self::Assessing, Self::Published, Self::Closed];

    /// Stored word, also the tail of its locale key (`year-state-running`).
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Preparing => "preparing",
            Self::Deployed => "deployed",
            Self::Running => "running",
            Self::Assessing => "assessing",
            Self::Published => "published",
            Self::Closed => "closed",
        }
    }

    /// Reads [`YearState::word`] back.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.word() == word)
    }

    /// The state after this one.
    #[must_use]
    pub fn next(self) -> Option<Self> {
        let at = Self::ALL.iter().position(|s| *s == self)?;
        Self::ALL.get(at + 1).copied()
    }

    /// Whether plan and tasks may still be changed.
    #[must_use]
    pub fn editable(self) -> bool {
        self < Self::Published
    }
}

/// One of the things a task must say before a year can be deployed.
///
/// The five settings 五定 are post 岗, person 人, duty 责, deadline 时限, requirement 要求; the five
/// questions (what, how, who, when, to what extent) add only *how*, because a task without a title
/// cannot exist and the others are settings already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Setting {
    /// 定岗: the post that answers for it.
    Post,
    /// 定人: the person in charge.
    Person,
    /// 定责: the unit that leads.
    Duty,
    /// 定时限: the deadline.
    Deadline,
    /// 定要求: requirement or measure: to what extent.
    Requirement,
    /// 怎么干: how.
    Method,
}

impl Setting {
    /// Every setting, in the order of the office's words.
    pub const ALL: [Self; 6] =
        [Self::Post, Self::Person, Self::Duty, Self::Deadline, Self::Requirement, Self::Method];

    /// Tail of its locale key (`setting-deadline`).
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Post => "post",
            Self::Person => "person",
            Self::Duty => "duty",
            Self::Deadline => "deadline",
            Self::Requirement => "requirement",
            Self::Method => "method",
        }
    }

    const fn bit(self) -> i32 {
        1 << (self as i32)
    }
}

/// The settings that a task lacks. Kept as bits beside the task only so that lists can filter by
/// it; derived from the task at every change, never typed in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Missing(pub i32);

impl Missing {
    /// The missing settings, in order.
    pub fn list(self) -> impl Iterator<Item = Setting> {
        Setting::ALL.into_iter().filter(move |s| self.0 & s.bit() != 0)
    }

    /// Whether this one is missing.
    #[must_use]
    pub const fn lacks(self, setting: Setting) -> bool {
        self.0 & setting.bit() != 0
    }

    /// Whether nothing that deployment demands is missing. *How* is advised, not demanded: many
    /// offices leave it to the unit that leads.
    #[must_use]
    pub const fn complete(self) -> bool {
        self.0 & !Setting::Method.bit() == 0
    }

    /// The bits that stop a deployment, for the WHERE clause of a list.
    pub const DEMANDED: i32 = Setting::Post.bit()
        | Setting::Person.bit()
        | Setting::Duty.bit()
        | Setting::Deadline.bit()
        | Setting::Requirement.bit();
}

/// The bit of a setting in [`Missing`], for the WHERE clause of a list.
#[must_use]
pub const fn missing_bit(setting: Setting) -> i32 {
    setting.bit()
}

/// What [`missing`] looks at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Said {
    /// A post answers for it.
    pub post: bool,
    /// A person is named, or the post has a holder.
    pub person: bool,
    /// A unit leads.
    pub lead: bool,
    /// It has a deadline, or is declared open-ended 长期 with a yearly review.
    pub deadline: bool,
    /// A requirement in words or at least one measure.
    pub requirement: bool,
    /// How it is to be done.
    pub method: bool,
}

/// The settings that are missing.
#[must_use]
pub fn missing(said: &Said) -> Missing {
    let lacks = [
        (said.post, Setting::Post),
        (said.person, Setting::Person),
        (said.lead, Setting::Duty),
        (said.deadline, Setting::Deadline),
        (said.requirement, Setting::Requirement),
        (said.method, Setting::Method),
    ];
    Missing(lacks.iter().filter(|(there, _)| !there).fold(0, |bits, (_, s)| bits | s.bit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_names_what_it_lacks() {
        let said =
            Said { post: true, person: true, lead: true, deadline: false, requirement: true, method: false };
        let missing = missing(&said);
        assert_eq!(missing.list().collect::<Vec<_>>(), [Setting::Deadline, Setting::Method]);
        assert!(!missing.complete());
        assert!(super::missing(&Said { deadline: true, ..said }).complete(), "how is advised, not demanded");
    }

    #[test]
    fn a_year_goes_one_way_and_ends() {
        let mut state = YearState::Preparing;
        let mut seen = vec![state];
        while let Some(next) = state.next() {
            assert!(next > state);
            state = next;
            seen.push(state);
        }
        assert_eq!(seen, YearState::ALL);
        assert!(!YearState::Closed.editable());
        assert!(YearState::ALL.into_iter().all(|s| YearState::from_word(s.word()) == Some(s)));
    }
}

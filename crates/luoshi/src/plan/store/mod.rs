//! Entities of the year and its plan.

mod frame;
mod kept;
mod work;

pub use frame::{framework, goal, theme, theme_link, year};
pub use kept::{edit_batch, ledger_import, plan_version, saved_view};
pub use work::{duty, measure, milestone, task};

use crate::stored_enum;

stored_enum! {
    /// Who answers for a task, and how.
    DutyKind {
        /// 牵头: leads; the first one is the only one counted.
        Lead = "lead",
        /// 责任: does it.
        Responsible = "responsible",
        /// 配合: helps.
        Assist = "assist",
    }
}

stored_enum! {
    /// What kind of time limit a task has.
    DueKind {
        /// None yet.
        None = "none",
        /// A last day.
        Day = "day",
        /// 长期: no end; reviewed on 31 December.
        Open = "open",
        /// 每月、每季度: due again and again; the day is the last due day of the year.
        Recurring = "recurring",
    }
}

stored_enum! {
    /// How a measure binds.
    Direction {
        /// 不少于.
        AtLeast = "at_least",
        /// 不超过.
        AtMost = "at_most",
        /// 等于.
        Exactly = "exact",
        /// 增长.
        Growth = "growth",
    }
}

stored_enum! {
    /// Kinds of dated steps.
    MilestoneKind {
        /// 节点.
        Step = "step",
        /// 形象进度: what can be seen by the end of a quarter.
        Quarter = "quarter",
    }
}

/// The day that stands for "no deadline" in the order of lists: the last one that sorts as text.
#[must_use]
pub const fn no_day() -> time::Date {
    time::macros::date!(9999 - 12 - 31)
}

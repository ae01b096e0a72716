//! Ids: made by the application, ordered by time, unique over all tenants.

use std::sync::atomic::{AtomicI64, Ordering};

/// Milliseconds from 1970 to 2024-01-01, where our count begins.
const EPOCH: i64 = 1_704_067_200_000;

/// Makes ids: 41 bits of milliseconds, 22 bits that begin anywhere and count up, so that two
/// servers on one PostgreSQL hardly ever meet and the primary key settles it when they do.
#[derive(Debug, Default)]
pub struct IdMaker {
    last: AtomicI64,
}

impl IdMaker {
    /// The next id. `now` is in milliseconds since 1970, `chance` any random number.
    pub fn next(&self, now: i64, chance: u32) -> i64 {
        let fresh = ((now - EPOCH).max(0) << 22) | i64::from(chance & 0x000F_FFFF);
        let previous = self
            .last
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |last| Some(fresh.max(last + 1)))
            .unwrap_or_default();
        fresh.max(previous + 1)
    }
}

/// Declares one id type per kind of row, so that a unit's id cannot be passed for a post's.
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, sea_orm::DeriveValueType)]
        pub struct $name(pub i64);

        impl From<i64> for $name {
            fn from(id: i64) -> Self {
                Self(id)
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::num::ParseIntError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        // As text: JavaScript cannot hold 63 bits in a number.
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.collect_str(&self.0)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(d)?;
                text.parse().map(Self).map_err(serde::de::Error::custom)
            }
        }
    )+};
}

ids! {
    /// A tenant 租户.
    TenantId,
    /// A unit 单位.
    UnitId,
    /// A person 人员.
    PersonId,
    /// A post 岗位.
    PostId,
    /// Somebody holding a post.
    HoldingId,
    /// A roster that was uploaded.
    RosterImportId,
    /// An account.
    AccountId,
    /// A delegation 委托.
    DelegationId,
    /// An event of the history.
    EventId,
    /// A job.
    JobId,
    /// A framework 工作布局.
    FrameworkId,
    /// A theme of a framework.
    ThemeId,
    /// A goal 目标.
    GoalId,
    /// A task 任务.
    TaskId,
    /// A duty 牵头、责任、配合.
    DutyId,
    /// A measure 量化指标.
    MeasureId,
    /// A milestone 节点.
    MilestoneId,
    /// A document received.
    DocumentId,
    /// A proposal of a document.
    ProposalId,
    /// A saved view of the ledger.
    ViewId,
    /// An edit that can be undone.
    BatchId,
    /// An exported ledger that came back.
    ImportId,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_grow_even_when_the_clock_stands_or_goes_back() {
        let maker = IdMaker::default();
        let now = EPOCH + 1_000;
        let mut last = maker.next(now, 7);
        for t in [now, now, now - 500, now + 1, now - 9_000] {
            let id = maker.next(t, 0xFFFF_FFFF);
            assert!(id > last);
            last = id;
        }
    }
}

//! The body: its tenant row, its tree of units 单位, its posts 岗位 and the people 人员 who hold them.
//!
//! Invariants: a unit's `path` is its parent's path and its own id; nothing is deleted, units and
//! posts are closed on a day; a post is held by one person on a day; order of units and posts is the
//! office's own (`sort`), never the alphabet.

pub mod store;
mod tree;

pub use store::{UnitKind, holding, person, pinyin, post, tenant, unit};
pub use tree::{Org, OrgCache, touch};

/// The pages of this feature.
#[must_use]
pub fn routes() -> crate::web::Routes {
    crate::web::Routes::new()
}

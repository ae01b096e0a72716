//! The body: its tenant row, its tree of units 单位, its posts 岗位 and the people 人员 who hold them.
//!
//! Invariants: a unit's `path` is its parent's path and its own id; nothing is deleted, units and
//! posts are closed on a day; a post is held by one person on a day; order of units and posts is the
//! office's own (`sort`), never the alphabet; every name stands for one open unit.

mod check;
mod copies;
pub mod load;
mod pages;
pub mod people;
pub mod posts;
pub mod roster;
pub mod store;
mod tree;
pub mod units;

pub use copies::new_day;
pub use load::{LoadedPerson, LoadedPost, load_person, load_post, load_unit};
pub use pages::routes;
pub use store::{UnitKind, holding, person, pinyin, post, roster_import, tenant, unit, unit_alias};
use tree::squeeze;
pub use tree::{Org, OrgCache, touch};

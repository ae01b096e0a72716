//! The assessment engine: schemes and facts in, points, ranks, grades and their reasons out.
//!
//! Exact, pure and in any order: the same facts give the same digits wherever and whenever they are
//! computed. See `rules` for what can be scored, `trace` for how a result explains itself.

pub mod column;
pub mod engine;
pub mod exact;
pub mod fault;
pub mod formula;
pub mod kind;
pub mod named;
pub mod order;
pub mod packs;
pub mod round;
pub mod rule;
pub mod rules;
pub mod scheme;
pub mod trace;
pub mod vectors;
pub mod whatif;

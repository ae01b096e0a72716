//! The body: units, posts, people, roster.

mod roster;
mod verbs;

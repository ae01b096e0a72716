//! The roster 花名册: a workbook of units, posts and people becomes a plan of changes, shown before
//! anything is written, and written in one transaction when somebody confirms it.
//!
//! Rows are matched by what people call things: a unit by its names, a post by unit and title, a
//! person by name and, among namesakes, telephone. Nothing is deleted: who is missing in the file is
//! listed. A second import of the same file changes nothing.

mod apply;
mod people;
mod plan;
mod units;
mod words;

use luoshi_docs::read::{Limits, Refusal, read};
use luoshi_docs::table::{Recognised, Roster, recognise};

pub use apply::{all_holdings, confirm};
pub use plan::{Fate, Fault, Line, Plan, plan};

/// Bytes of a roster, at most.
pub const MAX_BYTES: usize = 5 << 20;

/// Why a file is no roster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoRoster {
    /// It could not be read.
    Refused(Refusal),
    /// It was read, and holds no table of units or people.
    NoTable,
}

/// The rosters in a file. Blocks for as long as reading takes.
///
/// # Errors
/// [`NoRoster`].
pub fn rosters(bytes: &[u8], name: &str) -> Result<Vec<Roster>, NoRoster> {
    let limits = Limits { packed: MAX_BYTES, rows: 10_000, ..Limits::default() };
    let reading = read(bytes, name, &limits);
    if let Some(refusal) = reading.refusal {
        return Err(NoRoster::Refused(refusal));
    }
    let document = reading.document.unwrap_or_default();
    let found: Vec<Roster> = recognise(&document)
        .into_iter()
        .filter_map(|table| match table {
            Recognised::Roster(roster) => Some(roster),
            Recognised::TaskTable(_) | Recognised::Allocation(_) | Recognised::Unknown(_) => None,
        })
        .collect();
    if found.is_empty() { Err(NoRoster::NoTable) } else { Ok(found) }
}

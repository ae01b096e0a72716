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

use luoshi_docs::read::{Limits, Refusal, Stop, read};
use luoshi_docs::table::{Recognised, Roster, recognise};

use crate::ctx::Ctx;
use crate::error::AppError;
use crate::readers::too_slow;

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

/// The rosters in a file, or why there are none.
///
/// # Errors
/// When no place to read becomes free.
pub async fn rosters(
    ctx: &Ctx,
    bytes: Vec<u8>,
    name: String,
) -> Result<Result<Vec<Roster>, NoRoster>, AppError> {
    let read = ctx.app.readers.read(move |stop| found_in(&bytes, &name, stop)).await?;
    Ok(read.unwrap_or_else(|| Err(NoRoster::Refused(too_slow()))))
}

fn found_in(bytes: &[u8], name: &str, stop: &Stop) -> Result<Vec<Roster>, NoRoster> {
    let limits = Limits { packed: MAX_BYTES, rows: 10_000, stop: stop.clone(), ..Limits::default() };
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

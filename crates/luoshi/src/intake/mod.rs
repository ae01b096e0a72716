//! Documents received: read, proposed, confirmed, adopted.
//!
//! Invariants: the same bytes are the same document of a year; nothing enters the ledger that no
//! clerk accepted, and nothing is accepted while it asks something; what was acknowledged is in the
//! store with the job that reads it; an adoption is one transaction and can be taken back while
//! nobody has touched what it made.

pub mod adopt;
mod answers;
pub mod decide;
mod due;
pub mod load;
pub mod pages;
pub mod propose;
mod reading;
pub mod receive;
mod resolve;
mod revise;
mod separate;
pub mod store;
pub mod value;
pub mod versions;

pub use adopt::{Adopted, adopt, undo};
pub use decide::{Decision, Tally, Which, accept_many, answer, decide, edit, merge, split};
pub use reading::read_document;
pub use receive::{LARGEST, Receipt, Upload, receive};
pub use separate::separate;

pub use pages::routes;

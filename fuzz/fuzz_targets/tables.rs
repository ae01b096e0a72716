#![no_main]

use libfuzzer_sys::fuzz_target;
use luoshi_docs::read::{Limits, read};
use luoshi_docs::table::ledger::read_back;
use luoshi_docs::table::recognise;

// What an edited ledger is before it is compared with the tasks of the store, and every other table.
fuzz_target!(|data: &[u8]| {
    let limits = Limits { cells: 50_000, ..Limits::default() };
    let Some(doc) = read(data, "fuzz.csv", &limits).document else { return };
    luoshi_fuzz::holds(&doc);
    let _ = recognise(&doc);
    let _ = read_back(&doc);
});

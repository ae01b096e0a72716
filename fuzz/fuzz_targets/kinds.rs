#![no_main]

use libfuzzer_sys::fuzz_target;
use luoshi_core::assess::kind::Given;
use luoshi_core::assess::vectors;

// The first line names a rule kind, the rest is what it is given.
fuzz_target!(|text: &str| {
    let Some((kind, given)) = text.split_once('\n') else { return };
    let Ok(given) = serde_json::from_str::<Given>(given) else { return };
    let once = vectors::answer(kind, given.clone());
    assert_eq!(once.ok(), vectors::answer(kind, given).ok(), "the same facts give the same digits");
});

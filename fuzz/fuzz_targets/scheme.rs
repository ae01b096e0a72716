#![no_main]

use libfuzzer_sys::fuzz_target;
use luoshi_core::assess::scheme::{self, canonical, diff};

fuzz_target!(|text: &str| {
    let Ok(opened) = scheme::open(text) else {
        let places = scheme::read(text).expect_err("open and read refuse the same files");
        assert!(!places.is_empty(), "a refusal names what it refuses");
        return;
    };
    assert_eq!(diff::diff(&opened.scheme, &opened.scheme), []);
    assert_eq!(canonical::digest(&opened.scheme).len(), 64);
});

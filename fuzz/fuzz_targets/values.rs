#![no_main]

use std::sync::{Arc, LazyLock};

use libfuzzer_sys::fuzz_target;
use luoshi_core::assess::scheme::{self, model::Scheme};
use luoshi_docs::assess::{File, read};

static SCHEME: LazyLock<Arc<Scheme>> = LazyLock::new(|| {
    let text = include_str!("../../examples/assess/safety-2024.toml");
    Arc::new(scheme::read(text).expect("the example is a scheme"))
});

fuzz_target!(|bytes: &[u8]| {
    let name = if bytes.first() == Some(&b'{') { "values.json" } else { "values.csv" };
    match read(&SCHEME, &[File { name, bytes }], 1) {
        Ok(ready) => drop(ready),
        Err(troubles) => assert!(!troubles.is_empty(), "a refusal names what it refuses"),
    }
});

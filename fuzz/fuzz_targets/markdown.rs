#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| luoshi_fuzz::check(&[b"# a\n", data].concat()));

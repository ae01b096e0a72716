#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    luoshi_fuzz::check(data);
    if let Ok(source) = std::str::from_utf8(data) {
        let doc = luoshi_docs::read::text(source);
        assert_eq!(doc.text, source);
        luoshi_fuzz::holds(&doc);
    }
});

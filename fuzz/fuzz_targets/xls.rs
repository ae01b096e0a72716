#![no_main]

use libfuzzer_sys::fuzz_target;

/// The first bytes of every OLE container; the rest is the fuzzer's.
const SIGNATURE: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

fuzz_target!(|data: &[u8]| {
    let mut bytes = data.to_vec();
    if let Some(head) = bytes.get_mut(..8) {
        head.copy_from_slice(&SIGNATURE);
    }
    luoshi_fuzz::check(&bytes);
});

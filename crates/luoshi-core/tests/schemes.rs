//! Whole scheme files: read without a fault, and faults of a file told all at once.

use luoshi_core::assess::scheme;

const TOWNS: &str = include_str!("assess/schemes/towns.toml");
const VILLAGES: &str = include_str!("assess/schemes/villages.toml");
const SAFETY: &str = include_str!("assess/schemes/safety.toml");

#[test]
fn whole_schemes_are_read() {
    for (text, items) in [(TOWNS, 11), (VILLAGES, 7), (SAFETY, 8)] {
        match scheme::read(text) {
            Ok(scheme) => assert_eq!(scheme.items.len(), items, "{}", scheme.name),
            Err(places) => {
                panic!("{}", places.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
            }
        }
    }
}

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

#[test]
fn the_pool_of_parts_is_the_pool_of_their_item() {
    use luoshi_core::assess::rules::rank::Scope;
    let towns = scheme::read(TOWNS).unwrap();
    let mix = towns.item("1.2").and_then(|i| towns.items.get(i)).unwrap();
    assert_eq!((mix.kind.as_str(), mix.peers), ("mix", Scope::Group));
    let torn = TOWNS.replacen("weight = 3, pool = \"同组\"", "weight = 3, pool = \"全体\"", 1);
    assert_ne!(torn, TOWNS);
    let faults = scheme::read(&torn).unwrap_err();
    assert!(faults.iter().any(|p| p.fault.key.ends_with(".pool")), "{faults:?}");
}

//! Files of the repository that are made from the code; `UPDATE=1` writes them.

use std::path::Path;

#[test]
fn generated_schema_of_scheme_files_is_current() {
    let schema = luoshi_core::assess::scheme::json_schema();
    let text = serde_json::to_string_pretty(&schema).unwrap() + "\n";
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/scheme.schema.json");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&file, &text).unwrap();
    }
    let present = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(present == text, "docs/scheme.schema.json is stale, run `make docs`");
}

#![no_main]

use libfuzzer_sys::fuzz_target;
use luoshi_docs::extract::{Known, extract};
use serde_json::Value;

fuzz_target!(|source: &str| {
    let doc = luoshi_docs::read::text(source);
    let found = extract(&doc, &Known { plan_year: Some(2026), ..Known::default() });
    quoted(&serde_json::to_value(&found).unwrap_or_default(), &doc.text);
});

/// Everything that was found stands on words of the text.
fn quoted(found: &Value, text: &str) {
    match found {
        Value::Array(items) => items.iter().for_each(|item| quoted(item, text)),
        Value::Object(fields) => {
            if let (Some(start), Some(end)) = (number(fields.get("start")), number(fields.get("end"))) {
                assert!(text.get(start..end).is_some(), "{start}..{end} of {}", text.len());
            }
            fields.values().for_each(|field| quoted(field, text));
        }
        _ => {}
    }
}

fn number(value: Option<&Value>) -> Option<usize> {
    usize::try_from(value?.as_u64()?).ok()
}

//! Predictions for a corpus: reads lines `{"id", "text", …}` and prints lines `{"id", "pred"}`.
//!
//!     cargo run -p luoshi-docs --example predict < dev.jsonl

use std::io::{self, BufRead, Write};

use luoshi_docs::extract::{self, Known};
use luoshi_docs::model::Document;
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        let entry: Value = serde_json::from_str(&line)?;
        let text = entry["text"].as_str().unwrap_or_default().to_owned();
        let doc = Document { text, ..Document::default() };
        let found = extract::extract(&doc, &Known::default());
        writeln!(out, "{}", json!({"id": entry["id"], "pred": extract::pred(&doc, &found)}))?;
    }
    Ok(())
}

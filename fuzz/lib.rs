//! What every target asserts.

use std::io::{Cursor, Write};
use std::sync::Once;

use luoshi_docs::model::Document;
use luoshi_docs::read::{Limits, read};
use zip::write::SimpleFileOptions;

/// Reads bytes and checks what came of them. Small limits keep a run fast.
///
/// The fuzzer's own hook ends the process at every panic, also at those of a parser inside the
/// reader's guard; with a hook that does nothing only panics that get out count.
pub fn check(bytes: &[u8]) {
    static QUIET: Once = Once::new();
    QUIET.call_once(|| std::panic::set_hook(Box::new(|panic| eprintln!("{panic}"))));
    let limits = Limits { unpacked: 32 << 20, cells: 200_000, ..Limits::default() };
    let reading = read(bytes, "fuzz", &limits);
    assert_eq!(reading.document.is_some(), reading.refusal.is_none());
    if let Some(doc) = &reading.document {
        holds(doc);
    }
}

/// Spans fit the text and tables are grids.
pub fn holds(doc: &Document) {
    for block in &doc.blocks {
        assert!(doc.text.get(block.span.start..block.span.end).is_some());
    }
    for table in &doc.tables {
        let width = table.rows.first().map_or(0, Vec::len);
        assert!(table.rows.iter().all(|row| row.len() == width));
        for cell in table.rows.iter().flatten() {
            assert_eq!(cell.span.map_or("", |span| doc.slice(span)), cell.text);
        }
        for merge in &table.merges {
            assert!(merge.top <= merge.bottom && merge.bottom < table.rows.len());
            assert!(merge.left <= merge.right && merge.right < width);
        }
    }
}

/// A container whose parts are the pieces of the input, parted by zero bytes, in the order of `names`.
pub fn container(names: &[&str], input: &[u8]) -> Vec<u8> {
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, part) in names.iter().zip(input.split(|byte| *byte == 0)) {
        if out.start_file(*name, stored).is_ok() {
            let _ = out.write_all(part);
        }
    }
    out.finish().map(Cursor::into_inner).unwrap_or_default()
}

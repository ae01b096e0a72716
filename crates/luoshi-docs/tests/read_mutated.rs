//! Damaged files: every sample with bytes flipped, cut out, doubled, or cut off reads to an end
//! without a panic, and what comes out still holds together.

#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use luoshi_docs::model::Document;
use luoshi_docs::read::{Limits, Reading, read, text};
use proptest::prelude::*;

const SAMPLES: [&str; 10] = [
    "plan.docx",
    "tasks.xlsx",
    "tasks.xls",
    "dates1904.xls",
    "notice.pdf",
    "printed.pdf",
    "tasks.gbk.csv",
    "saved.html.xls",
    "page.gbk.html",
    "notice.gb18030.txt",
];

fn sample(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/data/read/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn limits() -> Limits {
    Limits { unpacked: 16 << 20, ..Limits::default() }
}

/// Spans fit, cells show what their spans show, and there is a document or a refusal, not both.
fn holds(reading: &Reading) {
    assert_eq!(reading.document.is_some(), reading.refusal.is_none());
    if let Some(doc) = &reading.document {
        spans_hold(doc);
    }
}

fn spans_hold(doc: &Document) {
    for block in &doc.blocks {
        assert!(doc.text.get(block.span.start..block.span.end).is_some());
    }
    for table in &doc.tables {
        let width = table.rows.first().map_or(0, Vec::len);
        for row in &table.rows {
            assert_eq!(row.len(), width);
        }
        for merge in &table.merges {
            assert!(merge.top <= merge.bottom && merge.bottom < table.rows.len());
            assert!(merge.left <= merge.right && merge.right < width.max(1));
        }
    }
}

fn sound(name: &str, bytes: &[u8]) {
    holds(&read(bytes, name, &limits()));
}

#[test]
fn cut_off_anywhere() {
    for name in SAMPLES {
        let bytes = sample(name);
        let step = bytes.len() / 60 + 1;
        for end in (0..bytes.len()).step_by(step) {
            sound(name, &bytes[..end]);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn flipped_and_moved(which in 0..SAMPLES.len(), edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..4_u8), 1..12)) {
        let mut bytes = sample(SAMPLES[which]);
        for (index, value, kind) in edits {
            let at = index.index(bytes.len());
            match kind {
                0 => bytes[at] = value,
                1 => bytes[at] ^= 1 << (value % 8),
                2 => { bytes.drain(at..(at + usize::from(value)).min(bytes.len())); }
                _ => { let piece = bytes[at..(at + usize::from(value)).min(bytes.len())].to_vec(); bytes.splice(at..at, piece); }
            }
            if bytes.is_empty() {
                break;
            }
        }
        sound(SAMPLES[which], &bytes);
    }

    /// Inside the containers most flips end at a checksum; these reach the parsers.
    #[test]
    fn parts_flipped_inside_the_container(word in any::<bool>(), edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8)) {
        let name = if word { "plan.docx" } else { "tasks.xlsx" };
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(sample(name))).unwrap();
        let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for index in 0..archive.len() {
            let mut entry = archive.by_index(index).unwrap();
            let path = entry.name().unwrap().to_string();
            let mut part = Vec::new();
            std::io::copy(&mut entry, &mut part).unwrap();
            if !path.contains("theme") && !part.is_empty() {
                for (index, value) in &edits {
                    let at = index.index(part.len());
                    part[at] = *value;
                }
            }
            out.start_file(path, zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored)).unwrap();
            std::io::Write::write_all(&mut out, &part).unwrap();
        }
        sound(name, &out.finish().unwrap().into_inner());
    }

    #[test]
    fn pasted_text_stays_as_it_is(source in "\\PC{0,40}(\r?\n[\\PC\t]{0,30}){0,8}") {
        let doc = text(&source);
        prop_assert_eq!(&doc.text, &source);
        spans_hold(&doc);
    }

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..2000), start in 0..6_usize) {
        let heads: [&[u8]; 6] = [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF-1.7\n", b"<html>", b"\xef\xbb\xbf"];
        sound("any", &[heads[start], &bytes].concat());
    }
}

/// A chain of sectors that comes back to itself must not be followed for ever, by whoever reads it.
#[test]
fn circular_chains_end() {
    let bytes = sample("tasks.xls");
    let word = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap());
    let table = (word(76) as usize + 1) * 512;
    for first in [word(48), word(60), 0, 1] {
        let mut circular = bytes.clone();
        let at = table + 4 * first as usize;
        if let Some(slot) = circular.get_mut(at..at + 4) {
            slot.copy_from_slice(&first.to_le_bytes());
        }
        sound("circle", &circular);
    }
}

/// Inputs that make careless readers slow: each must end soon even in an unoptimised build.
#[test]
fn hostile_shapes_end_soon() {
    let many = 40_000;
    for (name, bytes) in [
        ("nested div", "<div>".repeat(many)),
        ("unclosed bold", (0..many).map(|n| format!("<b class={n}><p>")).collect()),
        ("attributes", format!("<p {}>x", (0..many).map(|n| format!("a{n}=1 ")).collect::<String>())),
        ("open tags", "<".repeat(many)),
        ("open quotes", "<p a=\"".repeat(many)),
        ("comments", "<!--".repeat(many)),
        ("scripts", "<script>".repeat(many)),
        ("rowspans", format!("<table>{}</table>", "<tr><td rowspan=65534 colspan=1000>x<td>y".repeat(1000))),
        ("ampersands", format!("<html>{}", "&".repeat(many))),
        ("commas", ",".repeat(many)),
        ("quotes", "\"a,b,c\n".repeat(many)),
        ("tabs", "a\tb\n".repeat(many)),
        ("bars", format!("# x\n{}", "|-|-|\n".repeat(many))),
        ("brackets", format!("# x\n{}", "[".repeat(many))),
        ("stars", format!("# x\n{}", "*".repeat(many))),
    ] {
        sound(name, bytes.as_bytes());
    }
}

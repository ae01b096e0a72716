//! Files that are not read: each says why with a stable code, and every code has its words.

#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::collections::BTreeSet;
use std::io::Write as _;

use luoshi_docs::read::{Format, Limits, classified_mark, read, text};

fn sample(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/data/read/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn code(bytes: &[u8]) -> String {
    let reading = read(bytes, "x", &Limits::default());
    assert_eq!(reading.document, None);
    reading.refusal.unwrap().code
}

/// An OLE container whose workbook stream has another name.
fn renamed(name: &str) -> Vec<u8> {
    let mut bytes = sample("tasks.xls");
    let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let old = utf16("Workbook\0");
    let at = bytes.windows(old.len()).position(|window| window == old).unwrap();
    let new = utf16(name);
    bytes[at..at + 64].fill(0);
    bytes[at..at + new.len()].copy_from_slice(&new);
    bytes[at + 64] = u8::try_from(new.len() + 2).unwrap();
    bytes
}

fn container(name: &str) -> Vec<u8> {
    let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    out.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
    out.write_all(b"<x/>").unwrap();
    out.finish().unwrap().into_inner()
}

#[test]
fn each_unreadable_kind_has_its_code() {
    for (bytes, expected) in [
        (Vec::new(), "empty"),
        (b" \r\n\xef\xbb\xbf \n".to_vec(), "empty"),
        (renamed("WordDocument"), "old-doc"),
        (renamed("EncryptedPackage"), "encrypted"),
        (renamed("PowerPoint Document"), "slides"),
        (renamed("Contents"), "unknown"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(), "damaged"),
        (container("ppt/presentation.xml"), "slides"),
        (container("OFD.xml"), "ofd"),
        (container("xl/workbook.bin"), "xlsb"),
        (container("content.xml"), "open-document"),
        (container("a.docx"), "archive"),
        (b"PK\x03\x04rubbish".to_vec(), "damaged"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01".to_vec(), "picture"),
        (b"{\\rtf1\\ansi text}".to_vec(), "rtf"),
        (b"%PDF-1.4\nnothing".to_vec(), "damaged"),
        ((0..4000_u32).map(|n| (n * 7919 % 251) as u8).collect(), "unknown"),
        (
            b"<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"/>"
                .to_vec(),
            "office-xml",
        ),
        (
            b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x".to_vec(),
            "web-archive",
        ),
        (b"<html><body><script>x()</script></body></html>".to_vec(), "no-text"),
    ] {
        assert_eq!(code(&bytes), expected, "{:?}", &bytes[..bytes.len().min(40)]);
    }
}

#[test]
fn an_encrypted_old_workbook() {
    // The record that says so stands right behind the first one of the stream.
    let mut bytes = sample("tasks.xls");
    let start = bytes.windows(4).position(|window| window == [0x09, 0x08, 0x10, 0x00]).unwrap();
    let next = start + 20;
    bytes[next] = 0x2f;
    bytes[next + 1] = 0;
    assert_eq!(code(&bytes), "encrypted");
}

#[test]
fn classified_papers_leave_nothing() {
    let reading = read("秘 密 ★ 三年\n某县文件\n".as_bytes(), "x", &Limits::default());
    assert_eq!((reading.document, reading.problems, reading.format), (None, Vec::new(), Format::Text));
    assert_eq!(reading.refusal.unwrap().code, "classified");
    assert!(classified_mark(&text("绝密★启用前\n题目")).is_some());
    assert!(classified_mark(&text("要把机密★1年的文件存入专柜\n题目")).is_none());
    let csv = "机密★1年,,\n序号,任务,单位\n1,甲,乙\n";
    assert_eq!(code(csv.as_bytes()), "classified");
}

/// Codes are literals in the sources; each must have its words in both languages.
#[test]
fn every_code_has_words() {
    let root = env!("CARGO_MANIFEST_DIR");
    let mut codes = BTreeSet::new();
    let mut folders = vec![format!("{root}/src/read")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path.to_str().unwrap().to_owned());
                continue;
            }
            let source = std::fs::read_to_string(&path).unwrap();
            let source: String = source.split("#[cfg(test)]").next().unwrap().split_whitespace().collect();
            for (start, kind) in [
                ("Refusal::new(\"", "refusal"),
                ("Problem::new(\"", "problem"),
                ("file_problem(\"", "problem"),
            ] {
                let found = source.split(start).skip(1).filter_map(|rest| rest.split('"').next());
                codes.extend(found.map(|code| format!("{kind}-{code}")));
            }
            if path.ends_with("shape.rs") {
                let literals = source.split('"').skip(1).step_by(2);
                codes.extend(
                    literals
                        .filter(|word| {
                            word.bytes().all(|b| b.is_ascii_lowercase() || b == b'-') && is_code(word)
                        })
                        .map(|code| format!("refusal-{code}")),
                );
            }
        }
    }
    codes.extend(
        [
            "problem-hidden-rows",
            "problem-hidden-columns",
            "problem-docx-tracked-changes",
            "problem-docx-contents-skipped",
        ]
        .map(str::to_owned),
    );
    assert!(codes.len() > 40, "{codes:?}");
    for language in ["zh-CN", "en"] {
        let words = std::fs::read_to_string(format!("{root}/../../locales/{language}/intake.ftl")).unwrap();
        let keys: BTreeSet<&str> =
            words.lines().filter_map(|line| line.split_once(" = ")).map(|(key, _)| key).collect();
        let missing: Vec<_> = codes.iter().filter(|code| !keys.contains(code.as_str())).collect();
        assert!(missing.is_empty(), "{language}: {missing:?}");
        let unused: Vec<_> = keys
            .iter()
            .filter(|key| {
                !codes.contains(**key) && (key.starts_with("refusal-") || key.starts_with("problem-"))
            })
            .collect();
        assert!(unused.is_empty(), "{language}: {unused:?}");
    }
}

fn is_code(word: &str) -> bool {
    [
        "picture",
        "rtf",
        "archive",
        "damaged",
        "unknown",
        "empty",
        "office-xml",
        "web-archive",
        "ofd",
        "xlsb",
        "slides",
        "open-document",
        "encrypted",
        "old-doc",
    ]
    .contains(&word)
}

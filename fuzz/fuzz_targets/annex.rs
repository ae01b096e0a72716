#![no_main]

use std::fmt::Write as _;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use luoshi_core::assess::scheme::{self, canonical, model::Scheme};
use luoshi_core::assess::trace::Language;
use luoshi_docs::assess::annex::{import, workbook};

/// Words of headings and rows, and every clause that a wording can have, with numbers in its holes.
static PIECES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let marks = ["，", "。", "；", "、", "（", "）", "一、", "1.", " ", "\n", "/", "同上", "无", "-", "=1+1"];
    let figures =
        ["5", "10", "0", "-3", "0.5", "5分", "10%", "1/3", "1e9", "（最高5分）", "（40分）", "2026年度"];
    let long = ["9".repeat(60), "9".repeat(61), format!("0.{}", "3".repeat(58)), "考核".repeat(400)];
    let annex = include_str!("../../crates/luoshi-docs/lexicon/annex.toml");
    let headings =
        annex.split("[form]").next().unwrap_or_default().lines().filter(|line| line.contains(" = ["));
    let clauses = include_str!("../../crates/luoshi-docs/lexicon/wordings.toml");
    let clauses = clauses
        .lines()
        .filter_map(|line| line.strip_prefix("say = \""))
        .map(|say| filled(say.trim_end_matches('"')));
    let names =
        ["甲项", "乙项", "信访维稳", "重大事故"].into_iter().chain(marks).chain(figures).map(str::to_owned);
    let headings = headings.flat_map(|line| line.split('"').skip(1).step_by(2)).map(str::to_owned);
    names.chain(long).chain(headings).chain(clauses).collect()
});

fn filled(say: &str) -> String {
    let mut out = String::new();
    for (n, part) in say.split(['{', '}']).enumerate() {
        out.push_str(match (n % 2, part.rsplit(':').next().unwrap_or_default()) {
            (0, _) => part,
            (_, "t" | "w") => "甲类",
            (_, "u") => "个",
            (_, "l") => "1得2分、3得4分",
            (_, "m") => "完成率",
            _ => "3",
        });
    }
    out
}

// The first byte says what the rest is: separated values, a table out of words, or a scheme to export.
fuzz_target!(|bytes: &[u8]| {
    match bytes.split_first() {
        Some((b't', rest)) => draft("fuzz.xlsx", &table(rest)),
        Some((b's', rest)) => {
            let read = std::str::from_utf8(rest).ok().and_then(|text| scheme::read(text).ok());
            if let Some(scheme) = read {
                comes_back(&scheme);
            }
        }
        _ => draft("fuzz.csv", bytes),
    }
});

/// A draft is a file that the loader takes, and reading it gives the draft.
fn draft(name: &str, bytes: &[u8]) {
    let Ok(imported) = import(name, bytes) else { return };
    for language in [Language::Chinese, Language::English] {
        let text = imported.toml(language);
        let read = scheme::read(&text).unwrap_or_else(|places| panic!("{places:#?}\n{text}"));
        assert_eq!(canonical::canonical(&read), canonical::canonical(&imported.scheme), "{text}");
        for (number, question) in imported.questions.iter().enumerate() {
            assert!(!question.line(number + 1, language).contains('{'), "{}", question.code);
        }
    }
    comes_back(&imported.scheme);
}

/// Exported and read again it is the same scheme, unless a question says what is not.
fn comes_back(scheme: &Scheme) {
    let book = workbook(scheme).unwrap_or_else(|error| panic!("{error:?}"));
    match import("fuzz.xlsx", &book) {
        Ok(again) if again.questions.is_empty() => {
            assert_eq!(canonical::canonical(&again.scheme), canonical::canonical(scheme));
        }
        Ok(_) => {}
        Err(error) => assert!(scheme.items.is_empty(), "{error:?}"),
    }
}

/// A workbook: two bytes name a piece of a cell, or end a cell or a row, or merge, or hide.
fn table(bytes: &[u8]) -> Vec<u8> {
    let mut rows = vec![Row { cells: vec![String::new()], hidden: false }];
    let mut merges = Vec::new();
    for pair in bytes.chunks_exact(2).take(2_000) {
        let (top, Some(row)) = (rows.len(), rows.last_mut()) else { continue };
        let column = row.cells.len();
        match (pair[0], pair[1] % 5) {
            (0xff, 0) => row.cells.push(String::new()),
            (0xff, 1) => rows.push(Row { cells: vec![String::new()], hidden: false }),
            (0xff, 2) if top > 1 => merges.push((top - 1, column, top, column)),
            (0xff, 3) if column > 1 => merges.push((top, column - 1, top, column)),
            (0xff, 4) => row.hidden = true,
            (0xff, _) => {}
            (high, _) => {
                let piece = PIECES.get((usize::from(high) * 256 + usize::from(pair[1])) % PIECES.len());
                if let (Some(cell), Some(piece)) = (row.cells.last_mut(), piece) {
                    cell.push_str(piece);
                }
            }
        }
    }
    let names = ["xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml"];
    luoshi_fuzz::container(&names, &[FRAME, &sheet(&rows, &merges)].concat().into_bytes())
}

struct Row {
    cells: Vec<String>,
    hidden: bool,
}

const FRAME: &str = concat!(
    "<workbook xmlns:r=\"r\"><sheets><sheet name=\"a\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>\0",
    "<Relationships><Relationship Id=\"r1\" Type=\"x/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>\0",
);

fn sheet(rows: &[Row], merges: &[(usize, usize, usize, usize)]) -> String {
    let mut out = "<worksheet><sheetData>".to_owned();
    for (r, row) in (1..).zip(rows) {
        let _ = write!(out, "<row r=\"{r}\"{}>", if row.hidden { " hidden=\"1\"" } else { "" });
        for (c, cell) in (1..).zip(&row.cells).filter(|(_, cell)| !cell.is_empty()) {
            let _ = write!(out, "<c r=\"{}{r}\" t=\"inlineStr\"><is><t>{cell}</t></is></c>", letters(c));
        }
        out.push_str("</row>");
    }
    out.push_str("</sheetData><mergeCells>");
    for (top, left, bottom, right) in merges {
        let _ = write!(out, "<mergeCell ref=\"{}{top}:{}{bottom}\"/>", letters(*left), letters(*right));
    }
    out + "</mergeCells></worksheet>"
}

/// The letters of a column, from 1.
fn letters(column: usize) -> String {
    let own = char::from(b'A' + u8::try_from((column - 1) % 26).unwrap_or_default());
    if column > 26 { letters((column - 1) / 26) + &own.to_string() } else { own.to_string() }
}

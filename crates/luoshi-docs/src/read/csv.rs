//! Separated values: the separator is sniffed, quotes and line breaks inside them are kept.

use csv::ReaderBuilder;

use super::build::{Builder, square, text_cell};
use super::shape::Shape;
use super::sheet::{Budget, address, stem};
use super::{Format, Input, Limits, Parsed, Reader, Refusal, file_problem};
use crate::model::{Cell, Place, Table};

pub(super) const READER: Reader = Reader { format: Format::Csv, fits, read };

/// Separators in order of trust: hardly any prose has tabs, much has commas.
const SEPARATORS: [u8; 4] = [b'\t', b';', b',', b'|'];
/// How much of a file is looked at to find the separator.
const SAMPLE: usize = 64 << 10;

fn fits(shape: &Shape<'_>) -> bool {
    shape.text().is_some_and(|decoded| sniff(&decoded.text).is_some())
}

fn read(input: &Input<'_>, shape: &Shape<'_>) -> Result<Parsed, Refusal> {
    let Some(decoded) = shape.text() else { return Err(Refusal::new("unknown")) };
    let mut problems = Vec::new();
    if decoded.bad > 0 {
        problems.push(file_problem("bad-characters", decoded.bad.to_string()));
    }
    let (separator, body) = sniff(&decoded.text).unwrap_or((b',', &decoded.text));
    let mut rows = records(body, separator, true, input)?;
    if swallowed(&rows) {
        // A quote that is never closed makes the rest of the file one cell.
        problems.push(file_problem("csv-open-quote", "\""));
        rows = records(body, separator, false, input)?;
    }
    square(&mut rows);
    let sheet = stem(input.name);
    let mut builder = Builder::default();
    let table = Table { name: sheet.clone(), rows, ..Table::default() };
    builder.table(table, |row, col| Place::Cell {
        sheet: sheet.clone(),
        address: address(row, col.unwrap_or(0)),
    });
    Ok(Parsed { document: builder.finish(), problems })
}

fn records(body: &str, separator: u8, quoting: bool, input: &Input<'_>) -> Result<Vec<Vec<Cell>>, Refusal> {
    let mut budget = Budget::new(input.limits);
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    let mut widest = 0;
    for record in parser(body, separator, quoting).records() {
        input.limits.stop.check()?;
        let Ok(record) = record else { continue };
        let width =
            (0..record.len()).rev().find(|at| record.get(*at).is_some_and(|field| !field.trim().is_empty()));
        let width = width.map_or(0, |last| last + 1);
        widest = widest.max(width);
        rows.push(record.iter().take(width).map(|field| text_cell(field.to_owned())).collect());
        if rows.len() > input.limits.rows {
            break;
        }
    }
    while rows.last().is_some_and(Vec::is_empty) {
        rows.pop();
    }
    budget.take(rows.len(), widest)?;
    Ok(rows)
}

/// Records of a file that is known to hold separated values, with the lines they begin on. Empty
/// lines count as lines.
pub(super) fn separated(bytes: &[u8], limits: &Limits) -> Result<Vec<(usize, Vec<String>)>, Refusal> {
    let shape = super::shape::look(bytes, limits)?;
    let Some(decoded) = shape.text() else { return Err(shape.refusal()) };
    let (separator, body) = sniff(&decoded.text).unwrap_or_else(|| {
        let head = decoded.text.lines().next().unwrap_or_default();
        let most = SEPARATORS.into_iter().max_by_key(|s| head.bytes().filter(|b| b == s).count());
        (most.unwrap_or(b','), &decoded.text)
    });
    let skipped = decoded.text.get(..decoded.text.len() - body.len()).unwrap_or_default();
    let before = skipped.matches('\n').count();
    let mut budget = Budget::new(limits);
    let mut out: Vec<(usize, Vec<String>)> = Vec::new();
    for record in parser(body, separator, true).records() {
        let Ok(record) = record else { continue };
        budget.take(1, record.len())?;
        let line = record.position().map_or(0, |p| usize::try_from(p.line()).unwrap_or_default());
        out.push((line + before, record.iter().map(str::to_owned).collect()));
    }
    Ok(out)
}

fn parser(body: &str, separator: u8, quoting: bool) -> csv::Reader<&[u8]> {
    ReaderBuilder::new()
        .delimiter(separator)
        .quoting(quoting)
        .flexible(true)
        .has_headers(false)
        .from_reader(body.as_bytes())
}

fn swallowed(rows: &[Vec<Cell>]) -> bool {
    let cells = rows.iter().flatten();
    cells.map(|cell| cell.text.matches('\n').count()).max().is_some_and(|breaks| breaks > 30)
}

/// The separator and the text behind Excel's own `sep=` line; `None` if this is no table.
///
/// A table has at least two records, most of them with the same number of fields. Two columns are
/// only believed in three or more records without sentences, or plain prose with a comma a line
/// would be one.
fn sniff(text: &str) -> Option<(u8, &str)> {
    let body = text.trim_start_matches('\u{feff}');
    if let Some(declared) = body.strip_prefix("sep=") {
        let separator = declared.bytes().next().filter(u8::is_ascii)?;
        let rest = declared.get(1..)?.trim_start_matches(['\r', '\n']);
        return Some((separator, rest));
    }
    let sample = body.get(..body.floor_char_boundary(SAMPLE)).unwrap_or(body);
    let best = SEPARATORS.into_iter().filter_map(|separator| Some((score(sample, separator)?, separator)));
    best.max_by_key(|(score, _)| *score).map(|(_, separator)| (separator, body))
}

/// Fields that fit the most common width, or `None` if the separator makes no table.
fn score(sample: &str, separator: u8) -> Option<usize> {
    if !sample.as_bytes().contains(&separator) {
        return None;
    }
    let mut widths = Vec::new();
    let mut sentences = 0;
    for record in parser(sample, separator, true).records().take(300).flatten() {
        if record.iter().any(|field| !field.trim().is_empty()) {
            let sentence = record.iter().any(|field| field.trim_end().ends_with(['。', '；', '！', '.']));
            // A table begins with a title or a heading, and those are no sentences.
            if widths.is_empty() && sentence && separator == b',' {
                return None;
            }
            widths.push(record.len());
            sentences += usize::from(sentence);
        }
    }
    let mut counts: Vec<(usize, usize)> = Vec::new();
    for width in &widths {
        match counts.iter_mut().find(|(known, _)| known == width) {
            Some((_, count)) => *count += 1,
            None => counts.push((*width, 1)),
        }
    }
    let (width, count) =
        counts.into_iter().filter(|(width, _)| *width > 1).max_by_key(|(_, count)| *count)?;
    let mostly = |tenths: usize| count * 10 >= widths.len() * tenths;
    let believed = match width {
        2 => count >= 3 && sentences * 3 <= count && mostly(9),
        _ => count >= 2 && mostly(6),
    };
    believed.then_some(count * width)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_are_told_apart() {
        for (text, separator) in [
            ("序号,任务\n1,修路\n2,架桥\n", Some(b',')),
            ("表,,\n序号;任务;单位\n1;修路,架桥;交通站\n2;绿化;林业站", Some(b';')),
            ("a\tb\tc\nd\te\tf", Some(b'\t')),
            ("sep=|\na|b", Some(b'|')),
            ("Dear all, hello.\nBye, all.", None),
            ("各位领导,同志们:\n今天,我们开会。\n下面,我讲三点。\n第一,抓落实。", None),
            ("第一,要抓好,落实。\n第二,要抓好,督查。", None),
            ("任务,措施,单位\n修路,征地。,建设办\n架桥,设计。,交通站", Some(b',')),
            ("只有一段话。", None),
        ] {
            assert_eq!(sniff(text).map(|(separator, _)| separator), separator, "{text}");
        }
    }
}

//! Markdown: headings, lists, tables and paragraphs; marks of emphasis and links are taken off.
//!
//! A line is a paragraph of its own: Chinese Markdown is hardly ever wrapped inside a sentence.

use std::sync::LazyLock;

use regex::Regex;

use super::build::{Builder, square, text_cell};
use super::shape::Shape;
use super::{Format, Input, Parsed, Reader, Refusal, file_problem};
use crate::model::{BlockKind, Cell, Place, Table};

pub(super) const READER: Reader = Reader { format: Format::Markdown, fits, read };

/// A pattern that is known to compile; an impossible one would match nothing.
fn pattern(source: &str) -> Option<Regex> {
    Regex::new(source).ok()
}

static HEADING: LazyLock<Option<Regex>> = LazyLock::new(|| pattern(r"^ {0,3}(#{1,6})[ \t]+(.*?)[ \t]*#*$"));
static RULE: LazyLock<Option<Regex>> =
    LazyLock::new(|| pattern(r"^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$"));
static ITEM: LazyLock<Option<Regex>> = LazyLock::new(|| pattern(r"^\s*(?:[-*+]|(\d{1,9}[.)]))[ \t]+(.*)$"));
static IMAGE: LazyLock<Option<Regex>> = LazyLock::new(|| pattern(r"!\[[^\]]*\]\([^)]*\)"));
static LINK: LazyLock<Option<Regex>> = LazyLock::new(|| pattern(r"\[([^\]]*)\]\([^)]*\)"));
static MARK: LazyLock<Option<Regex>> =
    LazyLock::new(|| pattern(r"\*{1,3}|__|~~|`+|<br ?/?>|\\([\\*_#|`\[\]-])"));

fn fits(shape: &Shape<'_>) -> bool {
    let Some(decoded) = shape.text() else { return false };
    let lines = || decoded.text.lines().take(2000);
    let heading = lines().any(|line| HEADING.as_ref().is_some_and(|re| re.is_match(line)));
    heading || lines().any(|line| line.contains('|') && is_rule(line))
}

fn is_rule(line: &str) -> bool {
    RULE.as_ref().is_some_and(|re| re.is_match(line))
}

fn read(input: &Input<'_>, shape: &Shape<'_>) -> Result<Parsed, Refusal> {
    let Some(decoded) = shape.text() else { return Err(Refusal::new("unknown")) };
    let mut problems = Vec::new();
    if decoded.bad > 0 {
        problems.push(file_problem("bad-characters", decoded.bad.to_string()));
    }
    let lines: Vec<&str> = decoded.text.lines().collect();
    let mut builder = Builder::default();
    let mut at = front_matter(&lines);
    let mut fenced = false;
    while let Some(line) = lines.get(at) {
        let number = u32::try_from(at + 1).unwrap_or(u32::MAX);
        if line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~") {
            fenced = !fenced;
        } else if fenced {
            builder.block(BlockKind::Paragraph, line, Place::Line(number));
        } else if line.contains('|')
            && lines.get(at + 1).is_some_and(|next| next.contains('|') && is_rule(next))
        {
            at = table(&lines, at, &mut builder, input)?;
            continue;
        } else {
            plain(line, number, &mut builder);
        }
        at += 1;
    }
    Ok(Parsed { document: builder.finish(), problems })
}

/// Lines of a leading block of settings between `---`, which no reader of the page sees.
fn front_matter(lines: &[&str]) -> usize {
    if lines.first().is_none_or(|line| line.trim_end() != "---") {
        return 0;
    }
    lines.iter().skip(1).take(50).position(|line| line.trim_end() == "---").map_or(0, |end| end + 2)
}

fn plain(line: &str, number: u32, builder: &mut Builder) {
    let place = Place::Line(number);
    if let Some(found) = HEADING.as_ref().and_then(|re| re.captures(line)) {
        let level = u8::try_from(found[1].len()).unwrap_or(6);
        builder.block(BlockKind::Heading(level), &inline(&found[2]), place);
    } else if line.trim().len() > 2 && is_rule(line) {
        // A line of dashes only parts what stands above and below.
    } else if let Some(found) = ITEM.as_ref().and_then(|re| re.captures(line)) {
        let ordinal = found.get(1).map_or(String::new(), |ordinal| format!("{} ", ordinal.as_str()));
        builder.block(BlockKind::ListItem, &format!("{ordinal}{}", inline(&found[2])), place);
    } else {
        let words = line.trim_start().trim_start_matches(['>', ' ']);
        builder.block(BlockKind::Paragraph, &inline(words), place);
    }
}

/// Reads a table whose heading stands at `start`; returns the line behind it.
fn table(lines: &[&str], start: usize, builder: &mut Builder, input: &Input<'_>) -> Result<usize, Refusal> {
    let mut rows = vec![cells(lines[start])];
    let mut numbers = vec![start + 1];
    let mut at = start + 2;
    while let Some(line) = lines.get(at).filter(|line| line.contains('|') && !line.trim().is_empty()) {
        rows.push(cells(line));
        numbers.push(at + 1);
        at += 1;
    }
    square(&mut rows);
    super::sheet::Budget::new(input.limits).take(rows.len(), rows.first().map_or(0, Vec::len))?;
    builder.table(Table { rows, ..Table::default() }, |row, _| {
        Place::Line(numbers.get(row).and_then(|number| u32::try_from(*number).ok()).unwrap_or(0))
    });
    Ok(at)
}

fn cells(line: &str) -> Vec<Cell> {
    let line = line.trim();
    let line = line.strip_prefix('|').unwrap_or(line);
    let line = line.strip_suffix('|').filter(|rest| !rest.ends_with('\\')).unwrap_or(line);
    let mut cells = vec![String::new()];
    let mut escaped = false;
    for c in line.chars() {
        match (c, cells.last_mut()) {
            ('|', _) if !escaped => cells.push(String::new()),
            (_, Some(cell)) => cell.push(c),
            (_, None) => {}
        }
        escaped = c == '\\' && !escaped;
    }
    cells.iter().map(|cell| text_cell(inline(cell).trim().to_owned())).collect()
}

/// Takes off the marks of emphasis, links and pictures; `<br>` becomes a line break.
fn inline(words: &str) -> String {
    let replaced = |re: &LazyLock<Option<Regex>>, words: &str, with: &str| match re.as_ref() {
        Some(re) => re.replace_all(words, with).into_owned(),
        None => words.to_owned(),
    };
    let words = replaced(&LINK, &replaced(&IMAGE, words, ""), "$1");
    let Some(marks) = MARK.as_ref() else { return words };
    let out = marks.replace_all(&words, |found: &regex::Captures<'_>| match found.get(1) {
        Some(escaped) => escaped.as_str().to_owned(),
        None if found[0].starts_with('<') => "\n".to_owned(),
        // A lone star between digits or words is a sign, not emphasis.
        None if &found[0] == "*" && words.matches('*').count() == 1 => "*".to_owned(),
        None => String::new(),
    });
    out.into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inline_marks_come_off() {
        assert_eq!(inline("**牵头单位：**[镇办](http://x/) `a`\\*"), "牵头单位：镇办 a*");
        assert_eq!(inline("机密*1年"), "机密*1年");
        assert_eq!(inline("甲<br>乙![图](x.png)"), "甲\n乙");
    }

    #[test]
    fn cells_part_at_bars() {
        let words: Vec<_> = cells("| 1 | 甲\\|乙 | |").into_iter().map(|cell| cell.text).collect();
        assert_eq!(words, ["1", "甲|乙", ""]);
    }
}

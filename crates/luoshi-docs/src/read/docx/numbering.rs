//! Automatic numbers of Word, restored as the text that a reader sees: `一、`, `（二）`, `3.1`.

use std::collections::BTreeMap;

use super::super::words::WORDS;
use super::super::xml::{Node, Tag, Xml};

/// The lists of a file and how far each has counted.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    outlines: BTreeMap<u32, BTreeMap<u8, Level>>,
    lists: BTreeMap<u32, List>,
    counters: BTreeMap<u32, BTreeMap<u8, u32>>,
}

#[derive(Debug, Default)]
struct List {
    outline: u32,
    /// Levels that this list spells differently.
    levels: BTreeMap<u8, Level>,
    /// Levels that this list starts anew, until it has.
    starts: BTreeMap<u8, u32>,
}

#[derive(Debug, Default, Clone)]
struct Level {
    start: u32,
    format: String,
    text: String,
    style: Option<String>,
    /// The level above which this one starts anew; 0 never.
    restart: Option<u8>,
    /// All numbers in this label are Arabic.
    plain: bool,
}

/// What stands before a numbered paragraph.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Label {
    /// A sign that only marks the item.
    Bullet,
    /// A number as text, with a space behind it where the words could run into it.
    Number(String),
}

/// Lists have nine levels.
const LEVELS: u8 = 9;

impl Numbering {
    /// Reads `word/numbering.xml`.
    pub(super) fn parse(source: &str) -> Self {
        let mut numbering = Self::default();
        let mut outline = 0;
        let mut list: Option<u32> = None;
        let mut at: Option<u8> = None;
        let mut level = Level::default();
        let mut xml = Xml::new(source);
        while let Some(node) = xml.next() {
            match node {
                Node::Open(tag) => match tag.name() {
                    "abstractNum" => outline = tag.number("abstractNumId").unwrap_or(0),
                    "num" => list = tag.number("numId"),
                    "abstractNumId" => {
                        if let Some(list) = list {
                            numbering.lists.entry(list).or_default().outline = tag.number("val").unwrap_or(0);
                        }
                    }
                    "lvlOverride" => at = tag.number("ilvl"),
                    "startOverride" => {
                        if let (Some(list), Some(at)) = (list, at) {
                            let start = tag.number("val").unwrap_or(1);
                            numbering.lists.entry(list).or_default().starts.insert(at, start);
                        }
                    }
                    "lvl" => {
                        at = tag.number("ilvl").filter(|level| *level < LEVELS);
                        level = Level { start: 1, format: "decimal".to_owned(), ..Level::default() };
                    }
                    _ => level.set(&tag),
                },
                Node::Close(name) => match (name.as_str(), at, list) {
                    ("lvl", Some(at), Some(list)) => {
                        numbering
                            .lists
                            .entry(list)
                            .or_default()
                            .levels
                            .insert(at, std::mem::take(&mut level));
                    }
                    ("lvl", Some(at), None) => {
                        numbering.outlines.entry(outline).or_default().insert(at, std::mem::take(&mut level));
                    }
                    ("num", _, _) => list = None,
                    _ => {}
                },
                Node::Text(_) => {}
            }
        }
        numbering
    }

    /// Counts one paragraph on a level of a list and answers what stands before it. `style` finds
    /// the level if the paragraph names none.
    pub(super) fn next(&mut self, num: u32, level: Option<u8>, style: &str) -> Option<Label> {
        let list = self.lists.get_mut(&num)?;
        let outline = list.outline;
        let mut levels = self.outlines.get(&outline).cloned().unwrap_or_default();
        levels.extend(list.levels.clone());
        let linked =
            || levels.iter().find(|(_, level)| level.style.as_deref() == Some(style)).map(|(at, _)| *at);
        let at = level.or_else(linked).unwrap_or(0);
        let own = levels.get(&at)?;
        let counters = self.counters.entry(outline).or_default();
        match list.starts.remove(&at) {
            Some(start) => counters.insert(at, start),
            None => {
                let next = counters.get(&at).map_or(own.start, |count| count.saturating_add(1));
                counters.insert(at, next)
            }
        };
        let restarts =
            |deeper: u8| levels.get(&deeper).and_then(|level| level.restart).is_none_or(|above| at < above);
        counters.retain(|deeper, _| *deeper <= at || !restarts(*deeper));
        if own.format == "bullet" {
            return Some(Label::Bullet);
        }
        let text = own.label(&levels, counters);
        (!text.trim().is_empty()).then(|| Label::Number(spaced(&text)))
    }
}

impl Level {
    fn set(&mut self, tag: &Tag<'_>) {
        match tag.name() {
            "start" => self.start = tag.number("val").unwrap_or(1),
            "numFmt" => self.format = tag.attr("val").unwrap_or_default(),
            "lvlText" => self.text = tag.attr("val").unwrap_or_default(),
            "lvlRestart" => self.restart = tag.number("val"),
            "pStyle" => self.style = tag.attr("val"),
            "isLgl" => self.plain = tag.attr("val").is_none() || tag.is_on("val"),
            _ => {}
        }
    }

    /// The label with `%1`…`%9` replaced by the counts of the levels.
    fn label(&self, levels: &BTreeMap<u8, Level>, counters: &BTreeMap<u8, u32>) -> String {
        let mut out = String::new();
        let mut chars = self.text.chars().peekable();
        while let Some(c) = chars.next() {
            let digit =
                chars.peek().and_then(|next| next.to_digit(10)).filter(|digit| c == '%' && *digit > 0);
            let Some(digit) = digit.and_then(|digit| u8::try_from(digit).ok()) else {
                out.push(c);
                continue;
            };
            chars.next();
            let Some(level) = levels.get(&(digit - 1)) else { continue };
            let count = counters.get(&(digit - 1)).copied().unwrap_or(level.start);
            out.push_str(&numeral(if self.plain { "decimal" } else { &level.format }, count));
        }
        out
    }
}

/// A label that ends in a digit or a full stop must not run into a number: `1.` and `5G`.
fn spaced(label: &str) -> String {
    let label = label.trim();
    if label.ends_with(['、', '）', ')', '．', '，', '：']) {
        label.to_owned()
    } else {
        format!("{label} ")
    }
}

/// A count in one of the formats of ECMA-376 17.18.59.
fn numeral(format: &str, count: u32) -> String {
    let words = &WORDS.numerals;
    let nth = |list: &str| {
        let length = u32::try_from(list.chars().count()).unwrap_or(1).max(1);
        list.chars().nth((count.saturating_sub(1) % length) as usize).map(String::from).unwrap_or_default()
    };
    let offset = |first: char, most: u32| {
        let shifted =
            (1..=most).contains(&count).then(|| char::from_u32(u32::from(first) + count - 1)).flatten();
        shifted.map_or_else(|| count.to_string(), String::from)
    };
    match format {
        "chineseCounting"
        | "chineseCountingThousand"
        | "japaneseCounting"
        | "taiwaneseCounting"
        | "taiwaneseCountingThousand"
        | "koreanCounting" => counted(count, &words.digits, &words.units),
        "chineseLegalSimplified" | "ideographLegalTraditional" | "japaneseLegal" => {
            counted(count, &words.formal_digits, &words.formal_units)
        }
        "ideographDigital" | "japaneseDigitalTenThousand" | "taiwaneseDigital" => {
            spelled(count, &words.digits)
        }
        "ideographTraditional" => nth(&words.stems),
        "ideographZodiac" => nth(&words.branches),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => offset('①', 20),
        "decimalEnclosedParen" => offset('⑴', 20),
        "decimalEnclosedFullstop" => offset('⒈', 20),
        "ideographEnclosedCircle" => offset('㊀', 10),
        "decimalFullWidth" | "decimalFullWidth2" => {
            count.to_string().chars().filter_map(|c| char::from_u32(u32::from(c) + 0xfee0)).collect()
        }
        "decimalZero" => format!("{count:02}"),
        "lowerLetter" => letters(count, 'a'),
        "upperLetter" => letters(count, 'A'),
        "lowerRoman" => roman(count).to_lowercase(),
        "upperRoman" => roman(count),
        "none" => String::new(),
        _ => count.to_string(),
    }
}

/// Digit by digit.
fn spelled(count: u32, digits: &str) -> String {
    let digit = |c: char| digits.chars().nth(c.to_digit(10).unwrap_or(0) as usize);
    count.to_string().chars().filter_map(digit).collect()
}

/// With tens, hundreds and thousands; a leading one before ten is silent in everyday numerals.
fn counted(count: u32, digits: &str, units: &[String]) -> String {
    if count == 0 || count > 9999 {
        return spelled(count, digits);
    }
    let figures: Vec<u32> = count.to_string().chars().filter_map(|c| c.to_digit(10)).collect();
    let mut out = String::new();
    let mut gap = false;
    for (at, figure) in figures.iter().enumerate() {
        let unit = units.get(figures.len() - 1 - at).map_or("", String::as_str);
        if *figure == 0 {
            gap = true;
            continue;
        }
        if std::mem::take(&mut gap) {
            out.extend(digits.chars().next());
        }
        let silent = at == 0
            && *figure == 1
            && figures.len() == 2
            && std::ptr::eq(digits, WORDS.numerals.digits.as_str());
        if !silent {
            out.extend(digits.chars().nth(*figure as usize));
        }
        out.push_str(unit);
    }
    out
}

fn letters(count: u32, first: char) -> String {
    let index = count.saturating_sub(1);
    let letter = char::from_u32(u32::from(first) + index % 26).unwrap_or(first);
    String::from(letter).repeat((index / 26 + 1).min(10) as usize)
}

fn roman(count: u32) -> String {
    const SIGNS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let mut rest = count.min(3999);
    let mut out = String::new();
    for (value, sign) in SIGNS {
        while rest >= value {
            out.push_str(sign);
            rest -= value;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numerals_are_spelled_as_word_does() {
        for (format, count, text) in [
            ("chineseCounting", 1, "一"),
            ("chineseCounting", 10, "十"),
            ("chineseCountingThousand", 12, "十二"),
            ("chineseCountingThousand", 101, "一百〇一"),
            ("japaneseCounting", 20, "二十"),
            ("chineseLegalSimplified", 11, "壹拾壹"),
            ("ideographTraditional", 2, "乙"),
            ("decimalEnclosedCircle", 3, "③"),
            ("decimalEnclosedCircle", 21, "21"),
            ("lowerLetter", 27, "aa"),
            ("upperRoman", 14, "XIV"),
            ("decimalFullWidth", 12, "１２"),
            ("decimal", 7, "7"),
            ("ideographDigital", 10, "一〇"),
        ] {
            assert_eq!(numeral(format, count), text);
        }
    }

    #[test]
    fn deeper_levels_start_anew() {
        let mut numbering = Numbering::parse(
            r#"<numbering><abstractNum abstractNumId="0">
            <lvl ilvl="0"><start val="1"/><numFmt val="chineseCounting"/><lvlText val="%1、"/></lvl>
            <lvl ilvl="1"><start val="1"/><numFmt val="chineseCounting"/><lvlText val="（%2）"/><pStyle val="h2"/></lvl>
            <lvl ilvl="2"><start val="1"/><numFmt val="decimal"/><lvlText val="%1.%2.%3"/><isLgl/></lvl>
            </abstractNum><abstractNum abstractNumId="1"><lvl ilvl="0"><numFmt val="bullet"/><lvlText val="&#xF06C;"/></lvl></abstractNum>
            <num numId="5"><abstractNumId val="0"/></num><num numId="6"><abstractNumId val="1"/></num>
            <num numId="7"><abstractNumId val="0"/><lvlOverride ilvl="0"><startOverride val="1"/></lvlOverride></num></numbering>"#,
        );
        let mut label = |num, level, style| match numbering.next(num, level, style) {
            Some(Label::Number(text)) => text,
            other => format!("{other:?}"),
        };
        let seen = [
            label(5, Some(0), ""),
            label(5, None, "h2"),
            label(5, Some(1), ""),
            label(5, Some(2), ""),
            label(5, Some(0), ""),
            label(5, Some(1), ""),
            label(6, None, ""),
            label(7, Some(0), ""),
            label(5, Some(0), ""),
            label(9, None, ""),
        ];
        assert_eq!(
            seen,
            ["一、", "（一）", "（二）", "1.2.1 ", "二、", "（一）", "Some(Bullet)", "一、", "二、", "None"]
        );
    }
}

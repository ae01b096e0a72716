//! Ordinals at the head of headings and items: 一、 （一） 第一， 一是 一要 首先 1. （1） ①.

use super::split::{SENTENCE, is_full_point};

/// The kinds of ordinals; nesting follows the document's own order of kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Style {
    /// 一、
    Han,
    /// （一）
    HanBracket,
    /// 1. or 1、
    Arabic,
    /// （1） or 1）
    ArabicBracket,
    /// ①
    Circle,
    /// 第一，
    Di,
    /// 一是
    Is,
    /// 一要
    Must,
    /// 首先，其次，
    First,
}

impl Style {
    /// Place in the usual order of headings; `None` for ordinals inside running text.
    #[must_use]
    pub const fn rank(self) -> Option<u8> {
        match self {
            Self::Han => Some(1),
            Self::HanBracket => Some(2),
            Self::Arabic => Some(3),
            Self::ArabicBracket => Some(4),
            Self::Circle => Some(5),
            Self::Di | Self::Is | Self::Must | Self::First => None,
        }
    }

    /// Arabic ordinals open headings, but also deliverables: the series decides.
    #[must_use]
    pub const fn is_arabic(self) -> bool {
        matches!(self, Self::Arabic | Self::ArabicBracket | Self::Circle)
    }
}

/// An ordinal as found in a line; positions are bytes of that line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ordinal {
    /// What it looks like.
    pub style: Style,
    /// Its number.
    pub number: u32,
    /// First byte.
    pub start: usize,
    /// One past its mark.
    pub end: usize,
    /// It opens the line.
    pub opens: bool,
}

/// Numbers of the last ordinal of each style, so that a series is recognised inside a paragraph.
#[derive(Debug, Default)]
pub struct Series([u32; 9]);

impl Series {
    fn continues(&self, style: Style, number: u32) -> bool {
        let last = self.0[style as usize];
        number == 1 || (last > 0 && (number == last + 1 || number == last + 2))
    }

    /// The number right after the last one.
    fn follows(&self, style: Style, number: u32) -> bool {
        let last = self.0[style as usize];
        last > 0 && number == last + 1
    }

    fn take(&mut self, style: Style, number: u32) {
        self.0[style as usize] = number;
    }
}

/// The ordinals of a line that open a heading or an item, in order.
pub fn find(line: &str, series: &mut Series) -> Vec<Ordinal> {
    let chars: Vec<(usize, char)> = line.char_indices().collect();
    let mut found: Vec<Ordinal> = Vec::new();
    let mut before = Before {
        opens: true,
        stop: true,
        mark: true,
        heading: false,
        blanks: 0,
        bracketed: true,
        inside: false,
    };
    let mut at = 0;
    while at < chars.len() {
        let free = before.mark || before.heading;
        // 责任单位：市教育局二、健康行动: behind a list of units the next item runs on.
        let runs_on = !free
            && han_digit(chars[at].1).is_some_and(|number| series.follows(Style::Han, number))
            && super::units::is_label_line(line);
        let candidate = if free || runs_on { at_char(&chars, at, line.len()) } else { None };
        let allowed = |ordinal: &Ordinal| {
            let after = rest(line, ordinal.end);
            before.allows(ordinal, series, after)
                || runs_on
                    && ordinal.style == Style::Han
                    && series.follows(Style::Han, ordinal.number)
                    && !is_list_of_numbers(Style::Han, after)
        };
        match candidate.filter(|(ordinal, _)| allowed(ordinal)) {
            Some((mut ordinal, next)) => {
                ordinal.opens = before.opens;
                series.take(ordinal.style, ordinal.number);
                before = Before {
                    opens: false,
                    stop: false,
                    mark: false,
                    heading: ordinal.style == Style::Han,
                    blanks: 0,
                    bracketed: false,
                    inside: false,
                };
                found.push(ordinal);
                at = next;
            }
            None => {
                let point = chars[at].1 == '.' && is_full_point(&chars, at);
                before.pass(if point { '。' } else { chars[at].1 });
                at += 1;
            }
        }
    }
    found
}

fn rest(line: &str, from: usize) -> &str {
    line.get(from..).unwrap_or_default()
}

/// What stands before the place that is looked at.
struct Before {
    /// Nothing but blanks.
    opens: bool,
    /// The end of a sentence.
    stop: bool,
    /// Any mark, so that no word is torn.
    mark: bool,
    /// Blanks in a row; two stand where a line break was lost.
    blanks: u8,
    /// A heading of the first rank that has not ended yet.
    heading: bool,
    /// The line has held nothing but brackets so far.
    bracketed: bool,
    /// Inside the bracket that opens the line.
    inside: bool,
}

impl Before {
    fn pass(&mut self, c: char) {
        if c.is_whitespace() {
            self.blanks = self.blanks.saturating_add(if c == '\u{3000}' { 2 } else { 1 });
            self.stop |= self.blanks >= 2;
            self.mark |= self.blanks >= 2;
            return;
        }
        self.blanks = 0;
        match c {
            '（' | '(' => self.inside = true,
            '）' | ')' => self.inside = false,
            _ => self.bracketed &= self.inside,
        }
        self.opens &= !c.is_alphanumeric() && !matches!(c, '（' | '(' | '《');
        self.stop = SENTENCE.contains(&c) || matches!(c, '：' | ':' | '）' | ')' | '>' | '”' | '…');
        self.mark = !c.is_alphanumeric();
        self.heading &= !(SENTENCE.contains(&c) || matches!(c, '，' | ',' | '：' | ':'));
    }

    fn allows(&self, ordinal: &Ordinal, series: &Series, after: &str) -> bool {
        let Ordinal { style, number, .. } = *ordinal;
        if !after.chars().any(char::is_alphanumeric) || is_list_of_numbers(style, after) {
            return false;
        }
        match style {
            Style::Is | Style::Must => self.mark && series.continues(style, number),
            Style::HanBracket if self.heading && number == 1 => true,
            Style::First => (self.opens || self.stop) && series.continues(style, number),
            _ if self.opens => true,
            // (上接第2版) 三、…: nothing but a bracket stands before.
            Style::Han | Style::HanBracket if self.bracketed && self.stop => true,
            _ => self.stop && series.continues(style, number),
        }
    }
}

/// 二、三产业 at the head of a line is no heading, 一是一 no ordinal, 一要务 no series.
fn is_list_of_numbers(style: Style, after: &str) -> bool {
    let mut next = after.trim_start().chars();
    let (first, second) = (next.next().unwrap_or(' '), next.next().unwrap_or(' '));
    match style {
        Style::Han => han_digit(first).is_some() && matches!(second, '产' | '、' | '次' | '级' | '线' | '者'),
        Style::Is => han_digit(first).is_some() && !second.is_alphanumeric(),
        Style::Must => first == '务',
        _ => false,
    }
}

fn at_char(chars: &[(usize, char)], at: usize, len: usize) -> Option<(Ordinal, usize)> {
    let (start, first) = chars[at];
    let byte = |index: usize| chars.get(index).map_or(len, |c| c.0);
    let made = |style, number, next: usize| {
        Some((Ordinal { style, number, start, end: byte(next), opens: false }, next))
    };
    match first {
        '（' | '(' | '〔' | '【' | '［' | '[' => {
            bracketed(chars, at).and_then(|(style, number, next)| made(style, number, next))
        }
        '第' => {
            let (number, next) = han_number(chars, at + 1)?;
            let mark = chars.get(next)?.1;
            // 第一要查得细, 第二是…; 第一要务 is a word.
            let runs_in =
                matches!(mark, '要' | '是') && !matches!(chars.get(next + 1)?.1, '务' | '素' | '义');
            match mark {
                '，' | ',' | '、' | '：' | ':' | '.' => made(Style::Di, number, next),
                _ if runs_in => made(Style::Di, number, next + 1),
                c if c.is_whitespace() && at == 0 => made(Style::Di, number, next),
                _ => None,
            }
        }
        '首' | '其' | '再' | '最' => {
            let word: String = chars[at..].iter().take(2).map(|c| c.1).collect();
            let number = ["首先", "其次", "再次", "最后"].iter().position(|w| *w == word)? as u32 + 1;
            let comma = matches!(chars.get(at + 2)?.1, '，' | ',' | '、' | '是' | '要' | '：' | ':');
            comma.then(|| made(Style::First, number, at + 2))?
        }
        '①'..='⑳' => made(Style::Circle, first as u32 - '①' as u32 + 1, at + 1),
        '㈠'..='㈩' => made(Style::HanBracket, first as u32 - '㈠' as u32 + 1, at + 1),
        '❶'..='❿' => made(Style::Circle, first as u32 - '❶' as u32 + 1, at + 1),
        '⒈'..='⒛' => made(Style::Arabic, first as u32 - '⒈' as u32 + 1, at + 1),
        '⑴'..='⒇' => made(Style::ArabicBracket, first as u32 - '⑴' as u32 + 1, at + 1),
        '0'..='9' | '０'..='９' => {
            arabic(chars, at).and_then(|(style, number, next)| made(style, number, next))
        }
        _ => {
            let (number, next) = han_number(chars, at)?;
            match chars.get(next)?.1 {
                '、' | '．' | '.' | '﹒' | '·' => made(Style::Han, number, next + 1),
                // A slip of the keyboard: 二, 加快建设 alone on its line.
                ',' | '，' if at == 0 && is_short_title(&chars[next + 1..]) => {
                    made(Style::Han, number, next + 1)
                }
                '）' | ')' if at == 0 => made(Style::HanBracket, number, next + 1),
                c if c.is_whitespace() && at == 0 && is_short_title(&chars[next..]) => {
                    made(Style::Han, number, next)
                }
                '是' => made(Style::Is, number, next + 1),
                '要' => made(Style::Must, number, next + 1),
                _ => None,
            }
        }
    }
}

/// 一  管理目标: where the mark was lost, only a short title alone on its line tells an ordinal.
fn is_short_title(rest: &[(usize, char)]) -> bool {
    let mut words = rest.iter().map(|c| c.1).skip_while(|c| c.is_whitespace()).take(25);
    let (mut length, mut plain) = (0, true);
    for c in words.by_ref() {
        // 二 〇 三 〇 年 is a year drawn apart.
        plain &= length > 0 || han_digit(c).is_none() && !matches!(c, '〇' | '○' | '零' | '0'..='9');
        length += 1;
        plain &= !SENTENCE.contains(&c) && !matches!(c, '\t' | '|' | '，' | ',');
    }
    plain && (3..=24).contains(&length)
}

fn bracketed(chars: &[(usize, char)], at: usize) -> Option<(Style, u32, usize)> {
    let (style, (number, next)) = match arabic_number(chars, at + 1) {
        Some(found) => (Style::ArabicBracket, found),
        None => (Style::HanBracket, han_number(chars, at + 1)?),
    };
    if !matches!(chars.get(next)?.1, '）' | ')' | '〕' | '】' | '］' | ']') {
        return None;
    }
    let mark = chars.get(next + 1).is_some_and(|c| c.1 == '、');
    Some((style, number, next + 1 + usize::from(mark)))
}

fn arabic(chars: &[(usize, char)], at: usize) -> Option<(Style, u32, usize)> {
    let (number, next) = arabic_number(chars, at)?;
    let style = match chars.get(next)?.1 {
        '.' | '．' | '、' => Style::Arabic,
        '）' | ')' => Style::ArabicBracket,
        _ => return None,
    };
    // 1.5 and 2.3万 are figures, 1.1. a date or a decimal ordinal that no office paper uses.
    let figure = chars.get(next + 1).is_some_and(|c| c.1.is_numeric() && chars[next].1 != '、' || c.1 == '%');
    let year = chars.get(next + 1..next + 5).is_some_and(|four| four.iter().all(|c| c.1.is_ascii_digit()))
        && chars.get(next + 5).is_some_and(|c| c.1 == '年');
    // 4.5月1日前完成…: a day behind the ordinal.
    let month = at == 0
        && (2..=3).any(|n| {
            chars.get(next + 1..next + n).is_some_and(|digits| digits.iter().all(|c| c.1.is_ascii_digit()))
                && chars.get(next + n).is_some_and(|c| c.1 == '月')
        });
    (!figure || year || month).then_some((style, number, next + 1))
}

fn arabic_number(chars: &[(usize, char)], at: usize) -> Option<(u32, usize)> {
    let digit = |c: char| c.to_digit(10).or_else(|| matches!(c, '０'..='９').then(|| c as u32 - '０' as u32));
    let digits: Vec<u32> = chars.get(at..)?.iter().map_while(|c| digit(c.1)).take(4).collect();
    (1..=3).contains(&digits.len()).then(|| (digits.iter().fold(0, |n, d| n * 10 + d), at + digits.len()))
}

fn han_number(chars: &[(usize, char)], at: usize) -> Option<(u32, usize)> {
    let run: Vec<char> =
        chars.get(at..)?.iter().map(|c| c.1).take_while(|c| han_digit(*c).is_some()).take(4).collect();
    (1..=3).contains(&run.len()).then(|| Some((han_value(&run)?, at + run.len())))?
}

fn han_digit(c: char) -> Option<u32> {
    let at = |digits: &str| digits.chars().position(|d| d == c).map(|at| at as u32 + 1);
    at("一二三四五六七八九十").or_else(|| at("壹贰叁肆伍陆柒捌玖拾")).or_else(|| at("壹貳參肆伍陸柒捌玖拾"))
}

/// 一 … 九十九 as ordinals write them.
fn han_value(run: &[char]) -> Option<u32> {
    let digit = |c: &char| han_digit(*c).filter(|d| *d < 10);
    match run {
        ['十' | '拾'] => Some(10),
        [one] => digit(one),
        ['十' | '拾', one] => Some(10 + digit(one)?),
        [ten, '十' | '拾'] => Some(10 * digit(ten)?),
        [ten, '十' | '拾', one] => Some(10 * digit(ten)? + digit(one)?),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(line: &str) -> Vec<(Style, u32, &str)> {
        find(line, &mut Series::default())
            .into_iter()
            .map(|o| (o.style, o.number, &line[o.start..o.end]))
            .collect()
    }

    #[test]
    fn headings_open_lines_and_follow_stops() {
        assert_eq!(found("十一、抓产业"), [(Style::Han, 11, "十一、")]);
        assert_eq!(
            found("一、目标（一）增收。"),
            [(Style::Han, 1, "一、"), (Style::HanBracket, 1, "（一）")]
        );
        assert_eq!(found("要求：一是快；二是准。"), [(Style::Is, 1, "一是"), (Style::Is, 2, "二是")]);
        assert_eq!(found("贰、主要任务"), [(Style::Han, 2, "贰、")]);
        assert_eq!(found("叁  步骤安排"), [(Style::Han, 3, "叁")]);
        assert_eq!(found("㈡抓好春管"), [(Style::HanBracket, 2, "㈡")]);
        assert_eq!(found("1.2025年底前建成"), [(Style::Arabic, 1, "1.")]);
    }

    #[test]
    fn words_and_figures_are_no_ordinals() {
        for line in [
            "二、三产业增长",
            "增长1.5%",
            "第一书记到会",
            "第一要务",
            "统一要求",
            "3.5万人",
            "一是一，二是二",
            "三 个村已经完成整治，其余各村正在推进。",
            "按照（一）执行",
        ] {
            assert!(found(line).is_empty(), "{line}: {:?}", found(line));
        }
    }
}

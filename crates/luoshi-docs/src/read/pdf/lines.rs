//! Runs to lines, lines to paragraphs.
//!
//! A line ends its paragraph if it stops short of the right edge of the text, if the next line is
//! indented or set in another size, or if it ends a sentence and the next begins with an ordinal.
//! The right edge is where the lines of the document end most often; the left edge likewise.

use unicode_normalization::UnicodeNormalization as _;

use super::super::html::is_wide;
use super::super::words::WORDS;
use super::Page;
use super::runs::Run;

/// One line of a page.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) x: f32,
    pub(super) end: f32,
    pub(super) size: f32,
}

/// Gaps wider than this many heights part columns.
const COLUMN_GAP: f32 = 2.0;

/// Puts the runs of a page in lines, top to bottom and left to right.
pub(super) fn from_runs(mut runs: Vec<Run>) -> Vec<Line> {
    runs.sort_by(|a, b| b.y.total_cmp(&a.y));
    let mut rows: Vec<Vec<Run>> = Vec::new();
    for run in runs {
        let same = rows
            .last()
            .and_then(|row| row.first())
            .is_some_and(|first| (first.y - run.y).abs() < 0.45 * first.size.max(run.size).max(1.0));
        match rows.last_mut() {
            Some(row) if same => row.push(run),
            _ => rows.push(vec![run]),
        }
    }
    rows.into_iter().filter_map(line).collect()
}

/// Makes a line; `None` if it shows nothing. Blanks at its ends do not count for its edges.
fn line(mut runs: Vec<Run>) -> Option<Line> {
    runs.sort_by(|a, b| a.x.total_cmp(&b.x));
    let shows = |run: &&Run| !run.text.trim().is_empty();
    let x = runs.iter().find(shows)?.x;
    let size = runs.iter().filter(shows).map(|run| run.size).fold(0.0, f32::max);
    let right = runs.iter().filter(shows).map(|run| run.end).fold(f32::MIN, f32::max);
    let mut text = String::new();
    let mut end = f32::MIN;
    let mut last: Option<(f32, String)> = None;
    for run in runs {
        // Bold print that is made by printing twice.
        if last.as_ref().is_some_and(|(at, words)| (at - run.x).abs() < 0.3 * run.size && *words == run.text)
        {
            continue;
        }
        join(&mut text, &run, end);
        end = end.max(run.end);
        last = Some((run.x, run.text));
    }
    let text = tighten(&unified(text.trim_end()));
    Some(Line { text, x, end: right, size })
}

/// Radicals back to the characters they stand for: subset fonts map a glyph to either.
fn unified(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{2f00}'..='\u{2fdf}' => out.extend(c.nfkc()),
            '\u{2e80}'..='\u{2eff}' => {
                let known = WORDS.pdf.radicals.chars().position(|radical| radical == c);
                out.push(known.and_then(|at| WORDS.pdf.characters.chars().nth(at)).unwrap_or(c));
            }
            _ => out.push(c),
        }
    }
    out
}

/// Adds a run behind a gap: a wide one becomes a tab, a smaller one a blank unless it stands beside
/// Han characters, where it is mere spacing.
fn join(text: &mut String, run: &Run, end: f32) {
    if text.is_empty() {
        text.push_str(run.text.trim_start_matches(' '));
        return;
    }
    if run.text.trim().is_empty() {
        if !text.ends_with([' ', '\t', '\u{3000}']) {
            text.push(if run.text.contains('\u{3000}') { '\u{3000}' } else { ' ' });
        }
        return;
    }
    let gap = run.x - end;
    let han = text.chars().next_back().is_some_and(is_wide) || run.text.starts_with(is_wide);
    let spaced = text.ends_with(' ') || run.text.starts_with(' ');
    if gap > COLUMN_GAP * run.size {
        text.truncate(text.trim_end().len());
        text.push('\t');
        text.push_str(run.text.trim_start());
        return;
    }
    if gap > 0.2 * run.size && !han && !spaced {
        text.push(' ');
    }
    text.push_str(&run.text);
}

/// Takes out the blanks of spaced words (`通　知`, `张 三`): those between two single Han characters.
fn tighten(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let blank = |at: Option<&char>| {
        at.is_some_and(|c| matches!(c, ' ' | '\u{a0}' | '\u{3000}' | '\u{2002}' | '\u{2003}'))
    };
    let lone = |at: usize| {
        let before = at.checked_sub(1).and_then(|before| chars.get(before));
        let after = chars.get(at + 1);
        let open = |side: Option<&char>| side.is_none_or(|c| *c == '\t') || blank(side);
        chars.get(at).is_some_and(|c| is_wide(*c)) && open(before) && open(after)
    };
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(c) = chars.get(at) {
        if blank(Some(c)) && at > 0 && lone(at - 1) {
            let next = (at..chars.len()).find(|next| !blank(chars.get(*next))).unwrap_or(chars.len());
            if next < chars.len() && lone(next) {
                at = next;
                continue;
            }
        }
        out.push(*c);
        at += 1;
    }
    out
}

/// Glues lines to paragraphs; each comes with the page on which it begins.
pub(super) fn paragraphs(pages: &[Page]) -> Vec<(u32, String)> {
    let all: Vec<&Line> = pages.iter().flat_map(|page| &page.lines).collect();
    let edges = Edges::of(&all);
    let mut out: Vec<(u32, String)> = Vec::new();
    let mut previous: Option<&Line> = None;
    for page in pages {
        for line in &page.lines {
            match out.last_mut() {
                Some((_, words)) if previous.is_some_and(|above| edges.continues(above, line)) => {
                    glue(words, line.text.trim_start());
                }
                _ => out.push((page.number, line.text.clone())),
            }
            previous = Some(line);
        }
    }
    out
}

fn glue(words: &mut String, next: &str) {
    let left = words.chars().next_back();
    let right = next.chars().next();
    let letters = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
    if letters(left) && right.is_some_and(|c| c.is_ascii_alphanumeric())
        || letters(right) && left == Some(',')
    {
        words.push(' ');
    }
    words.push_str(next);
}

/// Where the text of a document begins and ends from left to right.
struct Edges {
    left: f32,
    right: f32,
}

impl Edges {
    fn of(lines: &[&Line]) -> Self {
        let plain: Vec<&&Line> = lines.iter().filter(|line| !line.text.contains('\t')).collect();
        // The outermost place at which a fair share of the lines meets; half a character is no difference.
        let few = (plain.len() / 12).max(2);
        let meet = |places: Vec<f32>, height: f32| {
            let mut places = places;
            places.sort_by(f32::total_cmp);
            let fair = places.iter().find(|place| {
                places.iter().filter(|other| (**other - **place).abs() <= height).count() >= few
            });
            fair.or(places.first()).copied().unwrap_or(0.0)
        };
        let size = plain.iter().map(|line| line.size).fold(0.0, f32::max).clamp(4.0, 16.0);
        // A sample is enough, and keeps this from growing with the square of the lines.
        let step = plain.len() / 2000 + 1;
        let sample = || plain.iter().step_by(step);
        let few_ends = sample().map(|line| -line.end).collect();
        Self { left: meet(sample().map(|line| line.x).collect(), size / 2.0), right: -meet(few_ends, size) }
    }

    fn continues(&self, above: &Line, below: &Line) -> bool {
        let height = above.size.max(1.0);
        let full = above.end >= self.right - 1.6 * height;
        let indented = below.x > self.left + 0.8 * height;
        let same_size = (above.size - below.size).abs() <= 0.12 * height;
        let tabbed = above.text.contains('\t') || below.text.contains('\t');
        let ends = above.text.trim_end().ends_with(|c| WORDS.pdf.sentence_ends.contains(c));
        let ordinal =
            below.text.starts_with(|c: char| c.is_ascii_digit() || WORDS.pdf.ordinal_starts.contains(c));
        full && !indented && same_size && !tabbed && !(ends && ordinal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaced_words_are_closed() {
        assert_eq!(tighten("通　　知"), "通知");
        assert_eq!(tighten("组 长：张 三"), "组 长：张 三");
        assert_eq!(tighten("张 三 副主任"), "张三 副主任");
        assert_eq!(tighten("张三 李四"), "张三 李四");
        assert_eq!(tighten("（一） 总体要求"), "（一） 总体要求");
    }

    #[test]
    fn lines_become_paragraphs() {
        let line = |text: &str, x: f32, end: f32| Line { text: text.to_owned(), x, end, size: 16.0 };
        let lines = [
            line("关于工作的通知", 200.0, 400.0),
            line("各单位要按照年度计划把任务", 112.0, 520.0),
            line("分到人头。", 80.0, 160.0),
            line("第二段写满一行并且没有写完", 112.0, 519.0),
            line("还有下一行也写满了没有结束，", 80.0, 521.0),
            line("到这里。", 80.0, 140.0),
        ];
        let pages =
            [Page { number: 1, lines: lines[..4].to_vec() }, Page { number: 2, lines: lines[4..].to_vec() }];
        let words: Vec<_> =
            paragraphs(&pages).into_iter().map(|(page, words)| format!("{page} {words}")).collect();
        assert_eq!(
            words,
            [
                "1 关于工作的通知",
                "1 各单位要按照年度计划把任务分到人头。",
                "1 第二段写满一行并且没有写完还有下一行也写满了没有结束，到这里。"
            ]
        );
    }
}

//! Measures (quantified targets) and results (quantified past results).
//!
//! Every clause is cut into pieces that each say one thing; a piece gives at most one figure,
//! unless it lists rates (分别增长5%、6.5%). What only describes in passing gives none.

mod around;
mod counts;
mod direction;
mod pieces;
mod scan;

use std::sync::LazyLock;

use regex::Regex;

use super::due::Clock;
use super::grid::Kind;
use super::outline::Mark;
use super::tense::{self, Tense, Tenses};
use super::types::{Direction, Extraction, Figure, Genre, Item, Known, Question};
use super::view::{Part, View};
use crate::model::Span;
use around::{sanctioned, text_of, twofold, weight};
use counts::Place;
use pieces::Piece;
use scan::{Number, WORDS};

static POINTS: LazyLock<Regex> = LazyLock::new(|| super::pattern(r"[0-9]+(\.[0-9]+)?\s*分\s*[)）]?$"));

/// Whether a title gives the points of an area: 基层党建15分.
#[must_use]
pub fn is_points(title: &str) -> bool {
    POINTS.is_match(title)
}

/// Whether words hold digits.
#[must_use]
pub fn has_figure(words: &str) -> bool {
    words.bytes().any(|byte| byte.is_ascii_digit())
}

/// Whether a clause holds a figure with a unit that could be a target.
#[must_use]
pub fn has_target(clause: &str) -> bool {
    has_figure(clause)
        && scan::numbers(clause).iter().any(|number| !number.unit.is_empty() && !is_time(&number.unit))
}

/// Whether a clause ends with a plain count of things: 新装路灯180盏.
#[must_use]
pub fn ends_with_count(clause: &str) -> bool {
    let last = scan::numbers(clause).pop();
    last.is_some_and(|number| {
        let rate = number.unit.contains(['%', '％', '点', '元', '次', '人']);
        !number.unit.is_empty()
            && !rate
            && !is_time(&number.unit)
            && clause[number.end..].trim_end_matches("以上").is_empty()
            && number.start > 6
    })
}

fn is_time(unit: &str) -> bool {
    WORDS.time_units.iter().any(|time| time == unit)
}

/// Reads measures and results in order of the text.
pub fn read(view: &View<'_>, known: &Known, out: &mut Extraction) {
    let genre = out.genre.as_ref().map(|item| item.value);
    let clock = Clock::new(out, known);
    let shape = view.shape(genre);
    let tenses = view.tenses(genre, clock.year());
    let mut reader = Reader { view, genre, tenses, found: Vec::new(), questions: Vec::new() };
    for row in shape.grids.iter().flat_map(|grid| &grid.rows) {
        for (kind, cell) in &row.cells {
            match kind {
                Kind::Task | Kind::Content | Kind::Target => reader.stretch(*cell, Some(Tense::Coming), true),
                Kind::Progress => reader.stretch(*cell, Some(Tense::Past), true),
                _ => {}
            }
        }
    }
    let mut next = 0;
    let mut says = false;
    for (index, line) in view.lines.iter().enumerate() {
        let own = shape.marks[next..].iter().take_while(|mark| mark.line == index).count();
        let marks = &shape.marks[next..next + own];
        next += own;
        if !line.noise && !shape.mask[index] && line.part != Part::Signature {
            // A numbered point of a report is about the work.
            let told = (genre == Some(Genre::MeetingReport) && marks.is_empty()).then_some(Tense::Past);
            says = reader.line(line.span, marks, told, says && line.goes_on);
        }
    }
    reader.finish(out);
}

struct Reader<'a> {
    view: &'a View<'a>,
    genre: Option<Genre>,
    tenses: &'a Tenses,
    found: Vec<(Tense, Item<Figure>)>,
    questions: Vec<Question>,
}

impl Reader<'_> {
    /// Reads a line; gives back whether somebody has begun to speak in its paragraph.
    fn line(&mut self, line: Span, marks: &[Mark], told: Option<Tense>, mut says: bool) -> bool {
        let words = self.view.slice(line);
        if !has_figure(words) && !WORDS.never.is_in(words) && !words.contains(['名', '百', '两', '一']) {
            return says || SAYS.iter().any(|word| words.contains(word));
        }
        // An ordinal is no word of the piece after it.
        let ends = marks.iter().map(|mark| mark.ordinal.start).chain([line.end]);
        let starts = [line.start].into_iter().chain(marks.iter().map(|mark| mark.title.start));
        let parts = starts.zip(ends).map(|(start, end)| Span::new(start, end.max(start)));
        let sentences = parts
            .flat_map(|part| super::split::split(self.view.slice(part), part.start, super::split::SENTENCE));
        for sentence in sentences.collect::<Vec<_>>() {
            let text = self.view.slice(sentence);
            // What somebody says in quotation marks is about the work.
            says |= text.starts_with('“');
            let text = text.replace("计划投资", "");
            says |= SAYS.iter().any(|word| text.contains(word));
            // In the report of a meeting only what is said about the work counts.
            match told {
                Some(_) if !says => {}
                _ => self.stretch(sentence, None, false),
            }
        }
        says
    }

    /// The figures of a sentence or a cell.
    fn stretch(&mut self, span: Span, tense: Option<Tense>, listed: bool) {
        let pieces = pieces::cut(self.view, span);
        let sentence = self.view.slice(span);
        // A commendation counts its winners; only what was achieved is a result.
        let honours =
            ["授予", "认定", "确定", "命名", "表彰", "表扬", "奖励", "提名", "推荐", "评为", "名单", "公示"];
        if self.genre == Some(Genre::Commendation) && honours.iter().any(|word| sentence.contains(word)) {
            return;
        }
        let mut taken_before = false;
        let mut before = None;
        let mut sampled = false;
        for (index, piece) in pieces.iter().enumerate() {
            let words = self.view.slice(piece.span);
            // 力争甲突破4万头、乙较上年提高5%: the second target compares, it does not look back.
            let tense = tense
                .or(before.filter(|_| piece.continues && COMPARES.iter().any(|word| words.contains(word))))
                .or(before.filter(|tense| {
                    *tense == Tense::Coming && ["以上", "以内", "以下"].iter().any(|w| words.ends_with(w))
                }))
                .unwrap_or_else(|| self.tense(words, piece.span.start));
            before = Some(tense);
            if let Some(figure) = self.never(words, piece.span) {
                self.found.push((tense, figure));
                taken_before = true;
                continue;
            }
            self.ask_unit(words, piece, tense);
            // 抽查农户420户、公厕37座 says how much was looked at.
            let looks = ["暗访的", "抽查", "抽检了", "随机", "走访了", "查看", "暗访了", "检查了", "抽样"]
                .iter()
                .any(|word| words.contains(word));
            sampled = tense == Tense::Past && (looks || sampled && piece.continues);
            let goes_on = piece.continues || words.starts_with("其中");
            let numbers = self.kept(words, sentence, piece, tense, listed || taken_before && goes_on);
            let numbers: Vec<Number> = numbers
                .into_iter()
                .filter(|number| !sampled || number.unit.contains(['%', '％', '点']))
                .collect();
            taken_before = !numbers.is_empty() || taken_before && piece.continues;
            let text = text_of(self.view, &pieces, index);
            for number in numbers {
                self.take(words, piece.span, &number, text, tense);
            }
            self.rank(words, piece.span);
        }
    }

    fn tense(&self, words: &str, at: usize) -> Tense {
        let binding = matches!(
            self.genre,
            Some(
                Genre::ResponsibilityLetter
                    | Genre::Assessment
                    | Genre::TaskTable
                    | Genre::ImplementationPlan
                    | Genre::WorkPriorities
                    | Genre::LivelihoodList
            )
        );
        // What stands in brackets explains; it does not set the tense.
        let words = words.split(['（', '(']).next().filter(|head| !head.trim().is_empty()).unwrap_or(words);
        // A plan compares its targets with the year before: 较上年下降30%以上.
        let target = ["以上", "以内", "以下", "左右"].iter().any(|word| words.ends_with(word));
        let words = if binding || target && self.tenses.at(at) == Tense::Coming {
            COMPARES.iter().fold(words.to_owned(), |words, compared| words.replace(compared, ""))
        } else {
            words.to_owned()
        };
        // 已建成的43座泵站正常运行率不低于95%: a bound is a target, whatever was built before.
        let bound = ["不低于", "不少于", "不超过", "不高于"].iter().any(|word| words.contains(word));
        if bound && binding && self.tenses.at(at) == Tense::Coming {
            return Tense::Coming;
        }
        if self.tenses.looks_back(&words) && tense::of_clause(&words) != Some(Tense::Coming) {
            return Tense::Past;
        }
        tense::of_clause(&words).unwrap_or_else(|| self.tenses.at(at))
    }

    fn take(&mut self, words: &str, piece: Span, number: &Number, text: Span, tense: Tense) {
        let (direction, falls) = direction::of(words, number);
        let value = if falls { format!("-{}", number.value) } else { number.value.clone() };
        let at = Span::new(piece.start + number.start, piece.start + number.end);
        let unit = if number.unit == "%" && !words[number.start..].contains(['%', '％']) {
            "%".to_owned()
        } else {
            self.unit_as_written(at, number)
        };
        let figure = Figure { text: self.view.slice(text).to_owned(), value, unit, direction };
        let twin = |other: &(Tense, Item<Figure>)| other.1.value == figure;
        if !self.found.iter().rev().take(8).any(twin) && !self.repeated(&figure) {
            let rule = format!("figures/{}", if direction == Direction::Growth { "rate" } else { "amount" });
            self.found.push((tense, Item { value: figure, span: text, confidence: 80, rule }));
        }
    }

    /// A bulletin repeats its counts: 仍在推进18件 … 仍在推进的18件中.
    fn repeated(&self, figure: &Figure) -> bool {
        self.genre == Some(Genre::SupervisionNotice)
            && self
                .found
                .iter()
                .rev()
                .take(64)
                .any(|other| other.1.value.value == figure.value && other.1.value.unit == figure.unit)
    }

    fn unit_as_written(&self, at: Span, number: &Number) -> String {
        let words = self.view.slice(at);
        words
            .rfind(number.unit.as_str())
            .map_or_else(|| number.unit.clone(), |start| words[start..].to_owned())
    }

    /// 不发生…事故: nothing of the kind, at most 0.
    fn never(&self, words: &str, piece: Span) -> Option<Item<Figure>> {
        let open = words.starts_with(['“', '"']);
        let what = WORDS.never_what.is_in(words);
        let at = WORDS.never.all_in(words).next()?;
        let start = if at.1.starts_with('不') && at.0 > 24 { piece.start + at.0 } else { piece.start };
        (what && !open).then(|| {
            let span = Span::new(start, piece.end);
            let text = self.view.slice(span).to_owned();
            Item {
                value: Figure {
                    text,
                    value: "0".to_owned(),
                    unit: String::new(),
                    direction: Direction::AtMost,
                },
                span,
                confidence: 80,
                rule: "figures/never".to_owned(),
            }
        })
    }

    /// 获得第九名.
    fn rank(&mut self, words: &str, piece: Span) {
        if words.chars().count() <= 5 {
            return;
        }
        self.found.extend(around::ranks(words).map(|value| {
            let figure = Figure {
                text: words.to_owned(),
                value: value.to_string(),
                unit: "名".to_owned(),
                direction: Direction::Exact,
            };
            let item = Item { value: figure, span: piece, confidence: 75, rule: "figures/rank".to_owned() };
            (Tense::Past, item)
        }));
    }

    /// A count with a unit that no list holds (引进3台套 was once one): the clerk says what it is.
    fn ask_unit(&mut self, words: &str, piece: &Piece, tense: Tense) {
        if tense == Tense::Past || piece.bracket || !WORDS.verbs.opens_with_several(words) {
            return;
        }
        for number in scan::numbers(words).iter().filter(|number| number.unit.is_empty()) {
            let next = words[number.end..].chars().next().filter(|c| c.is_alphabetic() && !c.is_ascii());
            let quoted = words[..number.start].ends_with(['“', '"', '《', '+', '“']);
            if next.is_some() && !quoted {
                let span = Span::new(piece.span.start + number.start, piece.span.start + number.end);
                self.questions.push(Question { code: "unknown-unit".to_owned(), span, choices: Vec::new() });
            }
        }
    }

    /// The numbers of a piece that say what is reached.
    fn kept(&self, words: &str, sentence: &str, piece: &Piece, tense: Tense, listed: bool) -> Vec<Number> {
        let passing =
            |text: &str| WORDS.passing.all_in(text).any(|(_, word)| !around::counts_things(text, word));
        let scored = |text: &str| {
            ["分,", "分，", "得分", "每多", "每少", "每发现"].iter().any(|word| text.contains(word))
        };
        if passing(words)
            || self.genre == Some(Genre::Assessment)
                && (super::tasks::sanctions(words) || sanctioned(sentence, words) || weight(words))
        {
            return Vec::new();
        }
        if tense == Tense::Past && WORDS.unfinished.is_in(words) && listed {
            return Vec::new();
        }
        let good = |number: &Number| {
            self.counts(words, number, piece, tense, listed) && !scored(&words[number.end..])
        };
        let numbers: Vec<Number> = scan::numbers(words).into_iter().filter(good).collect();
        let rates = numbers.len() > 1
            && numbers.windows(2).all(|pair| {
                words[pair[0].end..pair[1].start]
                    .chars()
                    .all(|c| matches!(c, '、' | '和' | '左' | '右' | '以' | '上' | '下' | ' '))
            });
        if rates || twofold(words, &numbers) {
            numbers
        } else {
            numbers.into_iter().next_back().into_iter().collect()
        }
    }

    /// Whether a number says what is reached or to be reached.
    fn counts(&self, words: &str, number: &Number, piece: &Piece, tense: Tense, listed: bool) -> bool {
        let place = Place::new(words, number, tense);
        if number.unit.is_empty() {
            return place.is_bare_rate();
        }
        if place.counts_other() || piece.bracket && !place.bounded && !self.of_whole(piece) {
            return false;
        }
        if self.genre == Some(Genre::Assessment) {
            return place.bounded || words.contains('率');
        }
        let alone = place.before == "在" && place.after.chars().take(5).count() <= 4;
        let percent = number.unit.contains(['%', '％', '点']);
        let verb = WORDS.verbs.is_in(words);
        let plan = matches!(
            self.genre,
            Some(
                Genre::GovWorkReport
                    | Genre::Speech
                    | Genre::WorkPriorities
                    | Genre::ImplementationPlan
                    | Genre::LivelihoodList
                    | Genre::TaskTable
                    | Genre::ResponsibilityLetter
            )
        );
        !alone && (listed || tense == Tense::Past || percent || place.bounded || verb || plan)
    }

    /// （其中甲镇15个、乙镇12个）: the parts of the figure before the bracket.
    fn of_whole(&self, piece: &Piece) -> bool {
        let from = self.view.doc.text[..piece.span.start].rfind(['（', '(', '。', '\n']).unwrap_or(0);
        let head = self.view.slice(Span::new(from, piece.span.start.max(from)));
        head.trim_start_matches(['（', '(']).starts_with("其中")
            || self.view.slice(piece.span).starts_with("其中")
    }

    fn finish(self, out: &mut Extraction) {
        out.questions.extend(self.questions);
        let mut found = self.found;
        found.sort_by_key(|item| (item.1.span.start, item.1.span.end));
        for (tense, item) in found {
            match tense {
                Tense::Past => out.results.push(item),
                Tense::Coming => out.measures.push(item),
            }
        }
    }
}

/// Words that compare with the year before.
const COMPARES: &[&str] = &[
    "由去年的",
    "由上年的",
    "在去年基础上",
    "由去年",
    "同比",
    "较上年",
    "比上年",
    "较去年",
    "比去年",
    "比上一年",
    "较上一年",
    "环比",
];

/// Words with which a report of a meeting lets somebody speak about the work.
const SAYS: &[&str] = &[
    "作了安排",
    "作出安排",
    "表示",
    "致辞",
    "希望",
    "议定",
    "指出",
    "强调",
    "要求",
    "通报",
    "回顾",
    "部署",
    "报告",
    "介绍",
    "计划",
    "目前",
    "讲了",
    "讲到",
    "讲道",
    "说，",
    "说,",
    "说：",
    "说:",
    "提出",
    "明确",
    "承诺",
    "晒",
    "亮出",
    "交出",
    "据悉",
    "据了解",
    "下一步",
    "动员时",
    "讲话时",
];

//! Quantities in cells: `不低于3500万元`, `5-8个`, `增长8%以上`, `前3名`, `全覆盖`.

use serde::{Deserialize, Serialize};

use super::parts::{Amount, Unit, amount, unit};
use super::words::words;
use crate::decimal::Decimal;
use crate::text::even;

/// A quantity as an office writes it. [`Quantity::is_missing`] tells an empty cell from nought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quantity {
    /// How the value binds.
    pub op: Op,
    /// The value, or the lower end of a range.
    pub value: Option<Value>,
    /// The upper end of a range.
    pub high: Option<Value>,
    /// What is counted.
    pub unit: Unit,
    /// The value is a change against last year, or (without a value) a comparison with it.
    pub change: bool,
    /// For each of what: 村 in 每村不少于2次, 亩 in 1.5万元/亩.
    pub per: Option<String>,
    /// 约, 近, 左右.
    pub approx: bool,
    /// The cell as it was.
    pub raw: String,
}

/// How a value binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Op {
    /// Exactly.
    Eq,
    /// At least.
    Ge,
    /// At most.
    Le,
    /// More than.
    Gt,
    /// Less than.
    Lt,
    /// From `value` to `high`.
    Between,
}

/// A value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// Money, in 分.
    Fen(i64),
    /// Any other number.
    Number(Decimal),
    /// A grade such as 优秀, or 第一方阵 whose rank the scheme decides.
    Word(String),
}

impl Quantity {
    /// Whether the cell states nothing (`—`, `/`, empty): that is no nought.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        self.value.is_none() && !self.change
    }

    fn of(raw: &str, op: Op, value: Option<Value>, unit: Unit) -> Self {
        Self { op, value, high: None, unit, change: false, per: None, approx: false, raw: raw.to_owned() }
    }

    fn changing(mut self) -> Self {
        self.change = true;
        self
    }
}

/// Reads a cell. `heading_unit` is the unit that the heading gives, such as 万元 in 总投资（万元）;
/// it counts only where the cell has no unit of its own. A text without any number is a word.
#[must_use]
pub fn parse_quantity(text: &str, heading_unit: Option<&str>) -> Quantity {
    let clean = even(text);
    set_phrase(text, &clean)
        .or_else(|| ratio(text, &clean))
        .or_else(|| numeric(text, &clean, heading_unit))
        .unwrap_or_else(|| Quantity::of(text, Op::Eq, Some(Value::Word(clean)), Unit::None))
}

/// Phrases that are a value without a number.
fn set_phrase(raw: &str, clean: &str) -> Option<Quantity> {
    let w = words();
    let number = |n: i64| Some(Value::Number(Decimal::whole(n)));
    let lower = clean.to_ascii_lowercase();
    if w.missing.is(&lower) {
        return Some(Quantity::of(raw, Op::Eq, None, Unit::None));
    }
    if w.full.is(clean) || covers_all(clean) {
        return Some(Quantity::of(raw, Op::Eq, number(100), Unit::Percent));
    }
    if w.nought.is(clean)
        || (clean.starts_with('零') && !clean.contains(|c: char| c.is_ascii_digit() || c == '点'))
    {
        return Some(Quantity::of(raw, Op::Eq, number(0), Unit::None));
    }
    if w.grade.is(clean) {
        return Some(Quantity::of(raw, Op::Eq, Some(Value::Word(clean.to_owned())), Unit::None));
    }
    if w.front_rank.within(clean) {
        return Some(Quantity::of(raw, Op::Le, Some(Value::Word(clean.to_owned())), Unit::Rank));
    }
    if w.not_below_last.is(clean) {
        return Some(Quantity::of(raw, Op::Ge, None, Unit::None).changing());
    }
    if w.above_last.is(clean) {
        return Some(Quantity::of(raw, Op::Gt, None, Unit::None).changing());
    }
    if w.same_as_last.is(clean) {
        return Some(Quantity::of(raw, Op::Eq, None, Unit::None).changing());
    }
    let doublings = clean.strip_prefix('翻').and_then(|t| t.strip_suffix('番'))?;
    let power = u32::try_from(super::han_number(doublings)?).ok().filter(|p| *p <= 20)?;
    Some(Quantity::of(raw, Op::Eq, number(2_i64.pow(power)), Unit::Times).changing())
}

/// 应保尽保, 应收尽收.
fn covers_all(clean: &str) -> bool {
    let chars: Vec<char> = clean.chars().collect();
    matches!(chars.as_slice(), ['应', a, '尽', b] if a == b)
}

/// 1:5.
fn ratio(raw: &str, clean: &str) -> Option<Quantity> {
    let (a, b) = clean.split_once(':')?;
    let value = a.parse::<Decimal>().ok()?.over(b.parse().ok()?)?;
    Some(Quantity::of(raw, Op::Eq, Some(Value::Number(value)), Unit::Ratio))
}

fn numeric(raw: &str, clean: &str, heading: Option<&str>) -> Option<Quantity> {
    let chars: Vec<char> = clean.chars().collect();
    let (start, first) = (0..chars.len()).find_map(|at| amount(&chars, at).map(|a| (at, a)))?;
    let prefix: String = chars.iter().take(start).collect();
    let second = range_end(&chars, first.end);
    let end = second.as_ref().map_or(first.end, |a| a.end);
    let rest: String = chars.iter().skip(end).collect();
    if let Some(rank) = rank(raw, &prefix, &rest, &first) {
        return Some(rank);
    }
    let mut q = Quantity::of(raw, Op::Eq, None, Unit::None);
    let rest = surplus(&mut q, &rest);
    let (named, behind, per) = unit(&rest);
    bind(&mut q, &prefix, behind, second.is_some());
    q.per = per.or_else(|| each(&prefix));
    let fell = words().fall.within(&prefix);
    q.change = fell || words().rise.within(&prefix) || first.signed && first.percent(&named);
    let (first, second) = borrow_unit(first, second);
    let (scale, unit) = scaled(&named, &first, heading);
    q.unit = unit;
    let value = |a: &Amount| {
        let number = a.value.shift(a.power)?.shift(scale)?;
        let number = if a.per_mille || named.per_mille { number.over(Decimal::whole(10))? } else { number };
        let number = if fell { number.negated() } else { number };
        Some(match q.unit {
            Unit::Yuan => number.hundredfold().map_or(Value::Number(number), Value::Fen),
            _ => Value::Number(number),
        })
    };
    (q.value, q.high) = (value(&first), second.as_ref().and_then(value));
    if q.high.is_some() {
        q.op = Op::Between;
    }
    q.value.is_some().then_some(q)
}

/// 3500—4000万元: what only the second number says holds for the first too.
fn borrow_unit(mut first: Amount, second: Option<Amount>) -> (Amount, Option<Amount>) {
    if let Some(last) = &second
        && first.power == 0
        && !first.per_cent
    {
        first.power = last.power;
        (first.per_cent, first.per_mille) = (last.per_cent, last.per_mille);
    }
    (first, second)
}

fn range_end(chars: &[char], at: usize) -> Option<Amount> {
    let mut next = at;
    // 5个-8个: a counter of one character may stand before the dash.
    if chars.get(next).is_some_and(|c| "个家户件次项%元".contains(*c)) {
        next += 1;
    }
    chars.get(next).filter(|c| matches!(c, '-' | '~' | '至' | '到'))?;
    amount(chars, next + 1)
}

/// The factor (as a power of ten) and the unit: the cell's own, else the heading's.
fn scaled(named: &super::parts::Named, first: &Amount, heading: Option<&str>) -> (u8, Unit) {
    if first.per_cent || first.per_mille || named.per_mille {
        return (0, Unit::Percent);
    }
    if named.unit != Unit::None {
        return (named.power, named.unit.clone());
    }
    let heading = heading.map(even).unwrap_or_default();
    let (of_heading, _, _) = unit(&heading);
    if first.power > 0 && of_heading.unit == Unit::None {
        // 3,500万 and 0.35亿 without a unit are money.
        return (0, Unit::Yuan);
    }
    let power = if first.power > 0 { 0 } else { of_heading.power };
    (power, of_heading.unit)
}

fn surplus(q: &mut Quantity, rest: &str) -> String {
    for word in ["余", "多", "来"] {
        if let Some(tail) = rest.strip_prefix(word) {
            q.op = Op::Gt;
            return tail.to_owned();
        }
    }
    rest.to_owned()
}

/// The words before and behind decide how the value binds.
fn bind(q: &mut Quantity, prefix: &str, behind: &str, range: bool) {
    let w = words();
    q.approx = w.about.within(prefix) || w.about.starts(behind);
    if range || q.op == Op::Gt {
        return;
    }
    let low_word = w.at_least.longest_in(prefix).filter(|found| !w.plain.is(found));
    q.op = if w.at_least.starts(behind) {
        Op::Ge
    } else if w.at_most.starts(behind) {
        Op::Le
    } else if low_word.is_some() {
        Op::Ge
    } else if w.at_most.within(prefix) {
        Op::Le
    } else if w.less.within(prefix) {
        Op::Lt
    } else if w.more.within(prefix) {
        Op::Gt
    } else {
        Op::Eq
    };
}

/// 每村, 每个村: for each of what.
fn each(prefix: &str) -> Option<String> {
    let (_, after) = prefix.split_once('每')?;
    let after = after.strip_prefix('个').unwrap_or(after);
    words().each.longest_at_start(after).map(str::to_owned)
}

/// 第九名, 前3名, 前三, 位次前移2位.
fn rank(raw: &str, prefix: &str, rest: &str, first: &Amount) -> Option<Quantity> {
    let value = || Some(Value::Number(first.value));
    let places = rest.is_empty() || ["名", "位", "之列", "强", "个位次"].iter().any(|u| rest.starts_with(u));
    if !places || first.power > 0 || first.per_cent {
        return None;
    }
    let moved = ["前移", "前进", "上升", "提升", "提高"].iter().any(|w| prefix.ends_with(w));
    if moved && (rest.starts_with('位') || rest.starts_with("个位次") || prefix.contains("位次")) {
        return Some(Quantity::of(raw, Op::Ge, value(), Unit::RankChange));
    }
    if prefix.ends_with('前') {
        return Some(Quantity::of(raw, Op::Le, value(), Unit::Rank));
    }
    let place = prefix.ends_with('第') && !rest.is_empty();
    place.then(|| Quantity::of(raw, Op::Eq, value(), Unit::Rank))
}

//! The value of a formula, and of each of its parts.

use std::collections::BTreeMap;

use super::parse::{Formula, Leaf, Node};
use super::{Act, Type};
use crate::assess::exact::Exact;
use crate::assess::fault::{Fault, Wrong};
use crate::assess::named::Named;
use crate::assess::order::Order;
use crate::assess::round::Mode;
use crate::assess::rule::Direction;

/// Values of one name over all units, for `sum(x)`, `average(x)` and `rank(x)` of a single name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pool {
    names: BTreeMap<String, (Exact, Order)>,
}

impl Pool {
    /// Gathers the values of some names; units without a value are not in it.
    #[must_use]
    pub fn new(names: &[String], units: &mut dyn Iterator<Item = &Named<Option<Exact>>>) -> Self {
        let mut values: BTreeMap<String, Vec<Exact>> =
            names.iter().map(|n| (n.clone(), Vec::new())).collect();
        for unit in units {
            for (name, list) in &mut values {
                list.extend(unit.get(name).cloned().flatten());
            }
        }
        let pair = |list: Vec<Exact>| (list.iter().sum(), Order::new(list, Direction::HigherBetter));
        Self { names: values.into_iter().map(|(name, list)| (name, pair(list))).collect() }
    }
}

/// A part of a formula and what it came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The part, as it was written.
    pub text: String,
    /// Its value: a number, `yes`/`no`, or nothing where a value is missing.
    pub value: Option<Result<Exact, bool>>,
}

#[derive(Debug, Clone, PartialEq)]
enum Value {
    Number(Exact),
    Truth(bool),
    Missing,
}

type Values<'a> = &'a dyn Fn(&str) -> Option<Exact>;

impl Formula {
    /// The value; `None` when a value that it needs is missing.
    ///
    /// # Errors
    /// Dividing by nought (the fault names the divisor), or a number that grows too large.
    pub fn value(&self, values: Values<'_>) -> Result<Option<Exact>, Fault> {
        self.value_among(values, &Pool::default())
    }

    /// The same for one unit among others.
    ///
    /// # Errors
    /// As [`Self::value`].
    pub fn value_among(&self, values: Values<'_>, pool: &Pool) -> Result<Option<Exact>, Fault> {
        let mut run = Run { formula: self, values, pool, shown: None };
        match run.node(self.nodes.len() - 1)? {
            Value::Number(x) => Ok(Some(x)),
            Value::Truth(_) | Value::Missing => Ok(None),
        }
    }

    /// Every part that is not a bare number, with its value, inner ones first. Parts that were not
    /// needed (the other branch of `if`) do not appear.
    ///
    /// # Errors
    /// As [`Self::value`].
    pub fn parts(&self, values: Values<'_>, pool: &Pool) -> Result<Vec<Shown>, Fault> {
        let mut run = Run { formula: self, values, pool, shown: Some(Vec::new()) };
        run.node(self.nodes.len() - 1)?;
        Ok(run.shown.unwrap_or_default())
    }

    /// Whether a unit's value depends on the values of others.
    #[must_use]
    pub fn compares(&self) -> bool {
        let pooled = |n: &Node| match n.what {
            Leaf::Act(Act::Rank) => true,
            Leaf::Act(Act::Sum | Act::Average) => self.single(n).is_some(),
            Leaf::Act(_) | Leaf::Number(_) | Leaf::Name(_) => false,
        };
        self.nodes.iter().any(pooled)
    }

    /// The name that a node has as its only part.
    fn single(&self, node: &Node) -> Option<&str> {
        let [part] = node.parts.as_slice() else { return None };
        match self.nodes.get(*part)?.what {
            Leaf::Name(name) => self.names.get(name).map(String::as_str),
            Leaf::Number(_) | Leaf::Act(_) => None,
        }
    }
}

struct Run<'a> {
    formula: &'a Formula,
    values: Values<'a>,
    pool: &'a Pool,
    shown: Option<Vec<Shown>>,
}

impl Run<'_> {
    fn node(&mut self, index: usize) -> Result<Value, Fault> {
        let formula = self.formula;
        let Some(node) = formula.nodes.get(index) else { return Ok(Value::Missing) };
        let value = match &node.what {
            Leaf::Number(number) => return Ok(Value::Number(number.clone())),
            Leaf::Name(name) => {
                let name = formula.names.get(*name).map_or("", String::as_str);
                (self.values)(name).map_or(Value::Missing, Value::Number)
            }
            Leaf::Act(act) => self.act(*act, node)?,
        };
        if let Some(shown) = &mut self.shown {
            let text = formula.text.get(node.span.0..node.span.1).unwrap_or_default().to_owned();
            let value = match &value {
                Value::Number(x) => Some(Ok(x.clone())),
                Value::Truth(yes) => Some(Err(*yes)),
                Value::Missing => None,
            };
            let again = Shown { text, value };
            if !shown.contains(&again) {
                shown.push(again);
            }
        }
        Ok(value)
    }

    fn act(&mut self, act: Act, node: &Node) -> Result<Value, Fault> {
        match (act, node.parts.as_slice()) {
            (Act::If, [condition, yes, no]) => match self.node(*condition)? {
                Value::Truth(true) => self.node(*yes),
                Value::Truth(false) => self.node(*no),
                Value::Number(_) | Value::Missing => Ok(Value::Missing),
            },
            // The second part is only asked when the first leaves it open: a guard can stand before
            // a division.
            (Act::And | Act::Or, [first, second]) => match self.node(*first)? {
                Value::Truth(yes) if yes == (act == Act::Or) => Ok(Value::Truth(yes)),
                Value::Truth(_) => self.node(*second),
                Value::Number(_) | Value::Missing => Ok(Value::Missing),
            },
            (Act::Missing, [part]) => Ok(Value::Truth(self.node(*part)? == Value::Missing)),
            (Act::Rank | Act::Sum | Act::Average, _) if self.formula.single(node).is_some() => {
                self.pooled(act, node)
            }
            (Act::Not, [part]) => Ok(match self.node(*part)? {
                Value::Truth(yes) => Value::Truth(!yes),
                Value::Number(_) | Value::Missing => Value::Missing,
            }),
            (act, parts) => {
                let mut numbers = Vec::with_capacity(parts.len());
                for part in parts {
                    match self.node(*part)? {
                        Value::Number(x) => numbers.push(x),
                        Value::Truth(_) | Value::Missing => return Ok(Value::Missing),
                    }
                }
                self.numbers(act, node, &numbers)
            }
        }
    }

    fn pooled(&mut self, act: Act, node: &Node) -> Result<Value, Fault> {
        let name = self.formula.single(node).unwrap_or_default();
        let own = (self.values)(name);
        let Some((sum, order)) = self.pool.names.get(name) else {
            // Alone, a unit is its own pool.
            return Ok(match own {
                Some(_) if act == Act::Rank => Value::Number(Exact::ONE),
                Some(x) => Value::Number(x),
                None => Value::Missing,
            });
        };
        Ok(match (act, own) {
            (Act::Rank, Some(own)) => Value::Number(Exact::count(order.places(&own).0)),
            (Act::Rank, None) => Value::Missing,
            (Act::Sum, _) => Value::Number(sum.clone()),
            (_, _) => sum.over(&Exact::count(order.len())).map_or(Value::Missing, Value::Number),
        })
    }

    fn numbers(&self, act: Act, node: &Node, x: &[Exact]) -> Result<Value, Fault> {
        let zero = || {
            let span = node.parts.last().and_then(|p| self.formula.nodes.get(*p)).map_or((0, 0), |n| n.span);
            Fault::zero(self.formula.text.get(span.0..span.1).unwrap_or_default())
        };
        let number = match (act, x) {
            (Act::Minus, [a]) => -a,
            (Act::Add, [a, b]) => a + b,
            (Act::Subtract, [a, b]) => a - b,
            (Act::Multiply, [a, b]) => a * b,
            (Act::Divide, [a, b]) => a.over(b).ok_or_else(zero)?,
            (Act::Compare(op), [a, b]) => return Ok(Value::Truth(op.holds(a, b))),
            (Act::Differs, [a, b]) => return Ok(Value::Truth(a != b)),
            (Act::Min, all) => all.iter().min().cloned().unwrap_or_default(),
            (Act::Max, all) => all.iter().max().cloned().unwrap_or_default(),
            (Act::Clamp, [a, low, high]) => a.clone().at_most(high).at_least(low),
            (Act::Round, [a]) => a.integer(Mode::HalfUp).ok_or_else(Fault::too_large)?,
            (Act::Round, [a, places]) => round(a, places)?,
            (Act::Floor, [a]) => a.integer(Mode::Floor).ok_or_else(Fault::too_large)?,
            (Act::Ceil, [a]) => a.integer(Mode::Ceil).ok_or_else(Fault::too_large)?,
            (Act::Abs, [a]) => a.abs(),
            (Act::Sum, all) => sum(all)?,
            (Act::Average, all) => sum(all)?.over(&Exact::count(all.len())).ok_or_else(zero)?,
            (_, _) => return Err(Fault::new("", Wrong::Unfit("a function with other arguments"))),
        };
        debug_assert_eq!(node.kind, Type::Number);
        Ok(Value::Number(bounded(number)?))
    }
}

/// Numbers are exact and the formula has an end, but a product of products doubles their digits.
fn bounded(number: Exact) -> Result<Exact, Fault> {
    if number.is_unwieldy() { Err(Fault::too_large()) } else { Ok(number) }
}

fn sum(all: &[Exact]) -> Result<Exact, Fault> {
    all.iter().try_fold(Exact::ZERO, |sum, one| bounded(sum + one))
}

fn round(a: &Exact, places: &Exact) -> Result<Exact, Fault> {
    let places =
        places.rounded(0, Mode::Down).and_then(|p| u8::try_from(p).ok()).ok_or_else(Fault::too_large)?;
    Ok(Exact::scaled(a.rounded(places, Mode::HalfUp).ok_or_else(Fault::too_large)?, places))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::formula::Why;

    fn value(text: &str, values: &[(&str, &str)]) -> Result<Option<String>, Fault> {
        let formula = Formula::parse(text).unwrap();
        let find = |name: &str| values.iter().find(|(n, _)| *n == name).map(|(_, v)| v.parse().unwrap());
        Ok(formula.value(&find)?.map(|x: Exact| x.to_string()))
    }

    fn plain(text: &str) -> String {
        value(text, &[]).unwrap().unwrap()
    }

    #[test]
    fn operators_bind_as_in_school() {
        assert_eq!(plain("1 + 2 * 3 - 4 / 8"), "6.5");
        assert_eq!(plain("-(1 + 2) × -2"), "6");
        assert_eq!(plain("10 - 3 - 2"), "5");
        assert_eq!(plain("0.1 + 0.2"), "0.3");
        assert_eq!(plain("if(1 + 1 = 2 and not 3 < 2, 5, 6)"), "5");
        assert_eq!(plain("如果（1 ≥ 2 或 2 ≠ 2，1，舍入（2.675，2））"), "2.68");
        assert_eq!(plain("IF(2 > 1, MAX(1, 2), 0)"), "2", "as a spreadsheet writes it");
        assert_eq!(plain("舍入（2.5）＋round(-2.5)－1"), "-1", "wide signs; no places: whole numbers");
        assert_eq!(plain("floor(-1.5) + ceil(1.2) + abs(-3) + clamp(9, 0, 5)"), "8");
        assert_eq!(plain("平均(1, 2, 6) + 合计(1, 1)"), "5");
    }

    #[test]
    fn missing_values_spread_until_they_are_asked_about() {
        let formula = "a + b * 2";
        assert_eq!(value(formula, &[("a", "1"), ("b", "3")]), Ok(Some("7".to_owned())));
        assert_eq!(value(formula, &[("a", "1")]), Ok(None));
        assert_eq!(value("如果(缺(增幅), 0, 增幅 * 2)", &[]), Ok(Some("0".to_owned())));
        assert_eq!(value("如果(缺(增幅), 0, 增幅 * 2)", &[("增幅", "4")]), Ok(Some("8".to_owned())));
    }

    #[test]
    fn dividing_by_nought_names_the_divisor() {
        let fault = value("1 + a / (b - 2)", &[("a", "1"), ("b", "2")]).unwrap_err();
        assert_eq!(fault, Fault::zero("(b - 2)"));
        assert_eq!(value("if(b = 0, 0, a / b)", &[("a", "1"), ("b", "0")]), Ok(Some("0".to_owned())));
    }

    #[test]
    fn parts_are_shown_with_their_values() {
        let formula = Formula::parse("分值 * min(完成率, 1)").unwrap();
        let find = |name: &str| Some(if name == "分值" { "20" } else { "1.2" }.parse().unwrap());
        let shown = formula.parts(&find, &Pool::default()).unwrap();
        let lines: Vec<String> =
            shown.iter().map(|s| format!("{}={}", s.text, s.value.clone().unwrap().unwrap())).collect();
        assert_eq!(lines, ["分值=20", "完成率=1.2", "min(完成率, 1)=1", "分值 * min(完成率, 1)=20"]);
    }

    #[test]
    fn numbers_do_not_grow_without_end() {
        let digits = format!("0.{}", "3".repeat(58));
        let product = vec!["x"; 190].join("*");
        assert_eq!(value(&product, &[("x", &digits)]), Err(Fault::too_large()));
        let sum = format!("sum({})", vec!["x*x*x*x*x*x*x*x*x/y"; 64].join(","));
        assert!(value(&sum, &[("x", &digits), ("y", "7")]).is_ok());
        let usual = "(a / b + c / d - e / f) * 100 / g".to_owned();
        let values = ["a", "b", "c", "d", "e", "f", "g"].map(|name| (name, "123456789.987654321"));
        assert!(value(&usual, &values).unwrap().is_some());
    }

    #[test]
    fn units_can_be_compared() {
        let formula = Formula::parse("x - 平均(x) + 名次(x)").unwrap();
        assert!(formula.compares());
        let units: Vec<Named<Option<Exact>>> = [Some("4"), Some("8"), None]
            .map(|v| Named::from_iter([("x".into(), v.map(|v| v.parse().unwrap()))]))
            .into();
        let pool = Pool::new(formula.names(), &mut units.iter());
        let of = |text: &str| formula.value_among(&|_| Some(text.parse().unwrap()), &pool).unwrap().unwrap();
        assert_eq!(of("8").to_string(), "3");
        assert_eq!(of("4").to_string(), "0");
    }

    #[test]
    fn what_cannot_be_read_says_where() {
        let deep = format!("{}1{}", "(".repeat(70), ")".repeat(70));
        let cases = [
            ("1 +", 4, Why::Unexpected),
            ("1 2", 3, Why::Unexpected),
            ("分值 $ 2", 4, Why::Sign),
            ("求和(1)", 1, Why::Function("求和".to_owned())),
            ("abs(1, 2)", 1, Why::Arguments("abs".to_owned())),
            ("1 > 2", 1, Why::Type),
            ("if(1, 2, 3)", 4, Why::Type),
            ("1 + (2 > 1)", 3, Why::Type),
            ("round(1, n)", 10, Why::Arguments("round".to_owned())),
            ("1..2", 1, Why::Sign),
            ("", 1, Why::Unexpected),
        ];
        for (text, at, why) in cases {
            let wrong = Formula::parse(text).unwrap_err();
            assert_eq!((wrong.at, &wrong.why), (at, &why), "{text}");
        }
        assert_eq!(Formula::parse(&deep).unwrap_err().why, Why::TooLong);
        assert_eq!(Formula::parse(&vec!["x"; 200].join("+")).map(|_| ()), Ok(()));
        assert_eq!(
            Formula::parse(&vec!["x"; 201].join("+")).unwrap_err().why,
            Why::TooLong,
            "a tree that high"
        );
        assert_eq!(Formula::parse(&"1+".repeat(1500)).unwrap_err().why, Why::TooLong);
    }
}

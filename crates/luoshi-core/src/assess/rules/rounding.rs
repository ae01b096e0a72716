//! 舍入口径: whether the parts are rounded before they are added up, or only their sum.
//!
//! 先逐项舍入再合计 and 合计后舍入 differ, and a circular that prints both parts and total must say
//! which one it follows. The parts are printed rounded under either rule.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::assess::exact::Exact;
use crate::assess::fault::Fault;
use crate::assess::kind::{Given, Kind, parse};
use crate::assess::round::{Mode, Rounding};
use crate::decimal::Decimal;

/// Its line in the list.
pub const KIND: Kind = Kind::stage("rounding", answer);

/// Numbers and how they are rounded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoundedSum {
    /// The numbers.
    #[serde(default)]
    pub values: Vec<Exact>,
    /// Places behind the point.
    pub places: u8,
    /// Which way a rest goes.
    #[serde(default)]
    pub mode: Mode,
    /// What is rounded before adding up.
    #[serde(default)]
    pub sum_rule: SumRule,
}

/// What is rounded before adding up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SumRule {
    /// 先逐项舍入再合计
    RoundEach,
    /// 合计后再舍入
    #[default]
    RoundTotal,
}

impl RoundedSum {
    /// The numbers rounded, and their sum.
    ///
    /// # Errors
    /// Numbers past 30 digits.
    pub fn round(&self) -> Result<(Vec<Decimal>, Decimal), Fault> {
        let rounding = Rounding { places: self.places, mode: self.mode };
        let mut rounded = Vec::with_capacity(self.values.len());
        let mut sum = Exact::ZERO;
        for value in &self.values {
            rounded.push(value.round(rounding).ok_or_else(Fault::too_large)?);
            sum = sum
                + match self.sum_rule {
                    SumRule::RoundTotal => value.clone(),
                    SumRule::RoundEach => {
                        let digits = value.rounded(self.places, self.mode).ok_or_else(Fault::too_large)?;
                        Exact::scaled(digits, self.places)
                    }
                };
        }
        Ok((rounded, sum.round(rounding).ok_or_else(Fault::too_large)?))
    }
}

fn answer(given: Given) -> Result<Given, Fault> {
    let sum: RoundedSum = parse(given)?;
    let (rounded, total) = sum.round()?;
    Ok(Given::from_iter([
        ("rounded".to_owned(), rounded.iter().map(|d| Value::from(d.to_string())).collect()),
        ("total".to_owned(), Value::from(total.to_string())),
    ]))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::assess::vectors::ask;

    fn sum(values: Value, mode: &str, rule: &str) -> Value {
        ask("rounding", json!({"values": values, "places": 1, "mode": mode, "sum_rule": rule}))
    }

    #[test]
    fn each_or_total_in_every_direction() {
        let values = json!(["1.25", "-1.25", "0.04"]);
        let out = |rounded: [&str; 3], total: &str| json!({"rounded": rounded, "total": total});
        assert_eq!(sum(values.clone(), "up", "round_each"), out(["1.3", "-1.3", "0.1"], "0.1"));
        assert_eq!(sum(values.clone(), "floor", "round_each"), out(["1.2", "-1.3", "0.0"], "-0.1"));
        assert_eq!(sum(values.clone(), "floor", "round_total"), out(["1.2", "-1.3", "0.0"], "0.0"));
        assert_eq!(sum(values.clone(), "ceil", "round_each"), out(["1.3", "-1.2", "0.1"], "0.2"));
        assert_eq!(sum(values, "half_even", "round_total"), out(["1.2", "-1.2", "0.0"], "0.0"));
    }

    #[test]
    fn nothing_adds_up_to_nought() {
        assert_eq!(sum(json!([]), "half_up", "round_each"), json!({"rounded": [], "total": "0.0"}));
    }
}

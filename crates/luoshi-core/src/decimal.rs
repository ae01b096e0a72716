//! Decimal numbers without floats: the digits as they were typed, compared by value.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A decimal number: up to 30 digits, 12 of them behind the point. `8.0` equals `8` and still
/// prints as `8.0`, because a scheme that asks for one digit prints one digit.
#[derive(Debug, Clone, Copy)]
pub struct Decimal {
    /// The number times ten to the power of `scale`.
    digits: i128,
    scale: u8,
}

/// A text that is no decimal number of that size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a decimal number of at most 30 digits")]
pub struct NotDecimal;

const MAX: i128 = 1_000_000_000_000_000_000_000_000_000_000;
const MAX_SCALE: u8 = 12;

impl Decimal {
    /// Nought.
    pub const ZERO: Self = Self { digits: 0, scale: 0 };

    /// `digits` divided by ten to the power of `scale`; `None` past 30 digits or 12 behind the point.
    #[must_use]
    pub fn new(digits: i128, scale: u8) -> Option<Self> {
        (digits.abs() < MAX && scale <= MAX_SCALE).then_some(Self { digits, scale })
    }

    /// A whole number.
    #[must_use]
    pub fn whole(value: i64) -> Self {
        Self { digits: i128::from(value), scale: 0 }
    }

    /// Times ten to the power of `power`, dropping the digits behind the point that are then empty.
    #[must_use]
    pub fn shift(self, power: u8) -> Option<Self> {
        if power == 0 {
            return Some(self);
        }
        if power <= self.scale {
            return Some(Self { scale: self.scale - power, ..self }.trim_to(0));
        }
        let by = 10_i128.checked_pow(u32::from(power - self.scale))?;
        Self::new(self.digits.checked_mul(by)?, 0)
    }

    /// The sum.
    #[must_use]
    pub fn plus(self, other: Self) -> Option<Self> {
        let (a, b, scale) = self.aligned(other)?;
        Self::new(a.checked_add(b)?, scale)
    }

    /// The quotient to six digits behind the point, rounded half up, without trailing noughts.
    #[must_use]
    pub fn over(self, other: Self) -> Option<Self> {
        let (a, b, _) = self.aligned(other)?;
        let scaled = a.checked_mul(10_000_000)?.checked_div(b)?;
        let rounded = if scaled < 0 { scaled - 5 } else { scaled + 5 } / 10;
        Some(Self::new(rounded, 6)?.trim_to(0))
    }

    /// The opposite number.
    #[must_use]
    pub const fn negated(self) -> Self {
        Self { digits: -self.digits, scale: self.scale }
    }

    /// The number times 100 as an integer, rounded half away from nought: yuan to 分.
    #[must_use]
    pub fn hundredfold(self) -> Option<i64> {
        let times = self.digits.checked_mul(1000)?;
        let by = 10_i128.checked_pow(u32::from(self.scale))?;
        let tenfold = times.checked_div(by)?;
        let rounded = (if tenfold < 0 { tenfold - 5 } else { tenfold + 5 }) / 10;
        i64::try_from(rounded).ok()
    }

    fn trim_to(self, least: u8) -> Self {
        let mut out = self;
        while out.scale > least && out.digits % 10 == 0 {
            out = Self { digits: out.digits / 10, scale: out.scale - 1 };
        }
        out
    }

    fn aligned(self, other: Self) -> Option<(i128, i128, u8)> {
        let scale = self.scale.max(other.scale);
        let up = |d: Self| d.digits.checked_mul(10_i128.checked_pow(u32::from(scale - d.scale))?);
        Some((up(self)?, up(other)?, scale))
    }
}

impl FromStr for Decimal {
    type Err = NotDecimal;

    fn from_str(text: &str) -> Result<Self, NotDecimal> {
        let (sign, body) = match text.strip_prefix('-') {
            Some(rest) => (-1, rest),
            None => (1, text.strip_prefix('+').unwrap_or(text)),
        };
        let (head, tail) = body.split_once('.').unwrap_or((body, ""));
        let plain = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
        if head.is_empty() || !plain(head) || !plain(tail) || (body.contains('.') && tail.is_empty()) {
            return Err(NotDecimal);
        }
        let digits: i128 = format!("{head}{tail}").parse().map_err(|_| NotDecimal)?;
        let scale = u8::try_from(tail.len()).map_err(|_| NotDecimal)?;
        Self::new(sign * digits, scale).ok_or(NotDecimal)
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.digits < 0 { "-" } else { "" };
        let width = usize::from(self.scale) + 1;
        let text = format!("{:0>width$}", self.digits.abs());
        let (head, tail) = text.split_at(text.len() - usize::from(self.scale));
        let point = if tail.is_empty() { "" } else { "." };
        write!(f, "{sign}{head}{point}{tail}")
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Decimal {}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        // Without common scale the numbers differ by more than 12 digits: compare the whole parts.
        self.aligned(*other).map_or_else(
            || {
                let whole = |d: &Self| d.digits / 10_i128.pow(u32::from(d.scale));
                whole(self).cmp(&whole(other))
            },
            |(a, b, _)| a.cmp(&b),
        )
    }
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn equal_by_value_printed_as_typed() {
        assert_eq!(d("8.0"), d("8"));
        assert_eq!(d("8.0").to_string(), "8.0");
        assert!(d("-0.35") < d("0.3"));
        assert_eq!(d("-0.05").to_string(), "-0.05");
        for wrong in ["", "-", ".", "1.", ".5", "1e3", "1,2", "１"] {
            assert!(wrong.parse::<Decimal>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn arithmetic_is_exact() {
        assert_eq!(d("0.35").shift(8).unwrap().to_string(), "35000000");
        assert_eq!(d("1.50").shift(1).unwrap().to_string(), "15");
        assert_eq!(d("1").over(d("5")).unwrap().to_string(), "0.2");
        assert_eq!(d("2").over(d("3")).unwrap().to_string(), "0.666667");
        assert_eq!(d("0.015").hundredfold(), Some(2));
        assert_eq!(d("-12.344").hundredfold(), Some(-1234));
        assert_eq!(d("1").over(Decimal::ZERO), None);
    }
}

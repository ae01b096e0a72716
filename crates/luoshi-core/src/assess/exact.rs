//! Exact numbers: fractions that are never rounded before a rule says so.
//!
//! Results of assessments lie on a half again and again (91.825), and a single rounded digit inside
//! a computation then tips the second decimal of a total. So sums, products and quotients are kept
//! as fractions. Almost all of them fit into two machine integers; what does not fit moves to longer
//! ones, in the end to integers without limit.

mod repr;

use std::cmp::Ordering;
use std::fmt;
use std::ops::{Add, Mul, Neg, Sub};
use std::str::FromStr;

use ethnum::I256;
use num_bigint::BigInt;
use num_traits::{Signed as _, ToPrimitive as _, Zero as _};
use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use self::repr::{Repr, scaled_big, times};
use super::round::{Mode, Rounding};
use crate::decimal::Decimal;

/// An exact number, in sixteen bytes. Equal by value: 1/2 equals 2/4.
#[derive(Clone)]
pub struct Exact(Repr);

/// A text that is no decimal number of at most [`Exact::DIGITS`] digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a decimal number of at most {} digits", Exact::DIGITS)]
pub struct NotExact;

impl Exact {
    /// Digits that a number may be typed with. More is a slip or an attack.
    pub const DIGITS: usize = 60;
    /// Nought.
    pub const ZERO: Self = Self::whole(0);
    /// One.
    pub const ONE: Self = Self::whole(1);
    /// A hundred, for percentages.
    pub const HUNDRED: Self = Self::whole(100);

    /// A whole number.
    #[must_use]
    pub const fn whole(value: i64) -> Self {
        Self(Repr::whole(value))
    }

    /// A count.
    #[must_use]
    pub fn count(value: usize) -> Self {
        Self(Repr::of(i128::try_from(value).unwrap_or(i128::MAX), 1))
    }

    /// `digits` divided by ten to the power of `scale`.
    #[must_use]
    #[inline]
    pub fn scaled(digits: i128, scale: u8) -> Self {
        match power(scale) {
            Some(den) => Self(Repr::of(digits, den)),
            None => Self(scaled_big(digits.into(), scale)),
        }
    }

    /// The quotient; `None` when dividing by nought.
    #[must_use]
    #[inline]
    pub fn over(&self, other: &Self) -> Option<Self> {
        self.0.quotient(&other.0).map(Self)
    }

    /// The square root: exact where it is a fraction, otherwise its first forty decimals. An
    /// irrational number never lies on a half, so rounding it afterwards is still right. `None` for
    /// negative numbers.
    #[must_use]
    pub fn sqrt(&self) -> Option<Self> {
        if self.is_negative() {
            return None;
        }
        let (num, den) = self.0.long();
        // √(n/d) = √(n·d)/d
        let inside = num * &den;
        let root = inside.sqrt();
        if &root * &root == inside {
            return Some(Self(Repr::big(root, den)));
        }
        let places = BigInt::from(10).pow(40);
        let root = (inside * &places * &places).sqrt();
        Some(Self(Repr::big(root, den * places)))
    }

    /// Whether it has outgrown everything that people count: past some six hundred digits above or below
    /// the line. Each further product of such numbers takes longer than the one before.
    #[must_use]
    pub fn is_unwieldy(&self) -> bool {
        self.0.bits() > 2_048
    }

    /// Without its sign.
    #[must_use]
    #[inline]
    pub fn abs(&self) -> Self {
        if self.is_negative() { -self } else { self.clone() }
    }

    /// The smaller one.
    #[must_use]
    #[inline]
    pub fn at_most(self, limit: &Self) -> Self {
        if &self > limit { limit.clone() } else { self }
    }

    /// The larger one.
    #[must_use]
    #[inline]
    pub fn at_least(self, limit: &Self) -> Self {
        if &self < limit { limit.clone() } else { self }
    }

    /// Not above `cap`, if there is one.
    #[must_use]
    #[inline]
    pub fn capped(self, cap: Option<&Self>) -> Self {
        match cap {
            Some(cap) => self.at_most(cap),
            None => self,
        }
    }

    /// Not below `floor`, if there is one.
    #[must_use]
    #[inline]
    pub fn floored(self, floor: Option<&Self>) -> Self {
        match floor {
            Some(floor) => self.at_least(floor),
            None => self,
        }
    }

    /// Whether it is nought.
    #[must_use]
    #[inline]
    pub fn is_zero(&self) -> bool {
        self.0.sign() == Ordering::Equal
    }

    /// Whether it is below nought.
    #[must_use]
    #[inline]
    pub fn is_negative(&self) -> bool {
        self.0.sign() == Ordering::Less
    }

    /// Whether it is above nought.
    #[must_use]
    #[inline]
    pub fn is_positive(&self) -> bool {
        self.0.sign() == Ordering::Greater
    }

    /// The number in steps of ten to the power of minus `places`, as `mode` says. `None` past 38
    /// digits: no score is that large.
    #[must_use]
    #[inline]
    pub fn rounded(&self, places: u8, mode: Mode) -> Option<i128> {
        let power = power(places)?;
        if let Some((num, den)) = self.0.words() {
            if i128::from(den) == power {
                return Some(num.into());
            }
            // Points are short numbers: one short division gives them.
            if let Some(scaled) = i64::try_from(power).ok().and_then(|power| num.checked_mul(power)) {
                let size = scaled.unsigned_abs();
                let (whole, rest) = (size / den, size % den);
                let step = mode.step(whole % 2 != 0, scaled < 0, rest != 0, rest.cmp(&(den - rest)));
                let whole = i128::from(whole);
                return Some(if scaled < 0 { -whole } else { whole } + step);
            }
        }
        self.rounded_any(power, mode)
    }

    fn rounded_any(&self, power: i128, mode: Mode) -> Option<i128> {
        if let Some((num, den)) = self.0.parts()
            && let Some(scaled) = times(num, power.into())
        {
            let size = scaled.unsigned_abs();
            let den = den.unsigned_abs();
            let whole = size / den;
            let rest = size - whole * den;
            let negative = scaled.is_negative();
            let step = mode.step(whole & 1 != 0, negative, rest != 0, rest.cmp(&(den - rest)));
            let whole = I256::try_from(whole).ok()?;
            return i128::try_from(if negative { -whole } else { whole } + I256::from(step)).ok();
        }
        let (num, den) = self.0.long();
        let (negative, scaled) = (num.is_negative(), num * power);
        let (whole, rest) = (&scaled / &den, (scaled % &den).abs());
        let step = mode.step(whole.bit(0), negative, !rest.is_zero(), (&rest + &rest).cmp(&den));
        (whole + step).to_i128()
    }

    /// The same as a decimal number that prints all its places.
    #[must_use]
    pub fn round(&self, rounding: Rounding) -> Option<Decimal> {
        Decimal::new(self.rounded(rounding.places, rounding.mode)?, rounding.places)
    }

    /// The whole number below, above or towards nought, by `mode`.
    #[must_use]
    pub fn integer(&self, mode: Mode) -> Option<Self> {
        Some(Self(Repr::of(self.rounded(0, mode)?, 1)))
    }

    /// Digits for people: all of them where they end within `places`, otherwise cut there with an
    /// ellipsis, so that nobody takes a shortened number for the whole one.
    #[must_use]
    pub fn show(&self, places: u8) -> String {
        let Some(digits) = self.rounded(places, Mode::Down) else { return self.0.reduced().to_string() };
        let cut = Self::scaled(digits, places);
        let text = spell(digits, places);
        let short = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
        if &cut == self { short.to_owned() } else { format!("{text}…") }
    }
}

/// Ten to the power of `scale`, if it is a machine integer.
#[inline]
fn power(scale: u8) -> Option<i128> {
    // Nearly all numbers have few places, and a look at a table costs less than a power.
    const FEW: [i128; 8] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000];
    FEW.get(usize::from(scale)).copied().or_else(|| 10_i128.checked_pow(scale.into()))
}

fn spell(digits: i128, places: u8) -> String {
    let sign = if digits < 0 { "-" } else { "" };
    let width = usize::from(places) + 1;
    let text = format!("{:0>width$}", digits.unsigned_abs());
    let (head, tail) = text.split_at(text.len() - usize::from(places));
    let point = if tail.is_empty() { "" } else { "." };
    format!("{sign}{head}{point}{tail}")
}

macro_rules! operator {
    ($trait:ident, $method:ident, |$a:ident, $b:ident| $body:expr) => {
        impl $trait<&Exact> for &Exact {
            type Output = Exact;
            #[inline]
            fn $method(self, other: &Exact) -> Exact {
                let ($a, $b) = (self, other);
                $body
            }
        }
        impl $trait<Exact> for Exact {
            type Output = Exact;
            #[inline]
            fn $method(self, other: Exact) -> Exact {
                $trait::$method(&self, &other)
            }
        }
        impl $trait<&Exact> for Exact {
            type Output = Exact;
            #[inline]
            fn $method(self, other: &Exact) -> Exact {
                $trait::$method(&self, other)
            }
        }
        impl $trait<Exact> for &Exact {
            type Output = Exact;
            #[inline]
            fn $method(self, other: Exact) -> Exact {
                $trait::$method(self, &other)
            }
        }
    };
}
operator!(Add, add, |a, b| Exact(a.0.sum(&b.0)));
operator!(Sub, sub, |a, b| Exact(a.0.difference(&b.0)));
operator!(Mul, mul, |a, b| Exact(a.0.product(&b.0)));

impl Neg for &Exact {
    type Output = Exact;
    #[inline]
    fn neg(self) -> Exact {
        Exact(self.0.negative())
    }
}

impl Neg for Exact {
    type Output = Self;
    fn neg(self) -> Self {
        -&self
    }
}

impl std::iter::Sum for Exact {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::ZERO, |a, b| a + b)
    }
}

impl<'a> std::iter::Sum<&'a Exact> for Exact {
    fn sum<I: Iterator<Item = &'a Exact>>(iter: I) -> Self {
        iter.fold(Self::ZERO, |a, b| a + b)
    }
}

impl Ord for Exact {
    #[inline]
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.compare(&other.0)
    }
}

impl PartialOrd for Exact {
    #[inline]
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Exact {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Exact {}

impl Default for Exact {
    fn default() -> Self {
        Self::ZERO
    }
}

impl From<i64> for Exact {
    fn from(value: i64) -> Self {
        Self::whole(value)
    }
}

impl FromStr for Exact {
    type Err = NotExact;

    fn from_str(text: &str) -> Result<Self, NotExact> {
        let (negative, body) = match text.strip_prefix(['-', '\u{2212}']) {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (head, tail) = body.split_once('.').unwrap_or((body, ""));
        let plain = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
        let whole = head.len() + tail.len();
        if head.is_empty() || !plain(head) || !plain(tail) || whole > Self::DIGITS {
            return Err(NotExact);
        }
        if body.contains('.') && tail.is_empty() {
            return Err(NotExact);
        }
        let scale = u8::try_from(tail.len()).map_err(|_| NotExact)?;
        let short = |digits: i64, byte: u8| digits * 10 + i64::from(byte - b'0');
        let value = if whole <= 18 {
            let digits = head.bytes().chain(tail.bytes()).fold(0, short);
            Self::scaled(digits.into(), scale)
        } else {
            let digits: BigInt = format!("{head}{tail}").parse().map_err(|_| NotExact)?;
            Self(scaled_big(digits, scale))
        };
        Ok(if negative { -value } else { value })
    }
}

impl fmt::Display for Exact {
    /// All digits where they end within twelve places, otherwise as a fraction.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.show(30);
        if text.ends_with('…') {
            let big = self.0.reduced();
            return write!(f, "{}/{}", big.numer(), big.denom());
        }
        f.write_str(&text)
    }
}

impl fmt::Debug for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Exact {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Exact {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Spelling)
    }
}

/// Decimals come as text, whole numbers may come bare; a bare fraction has been through binary
/// floating point before we see it, and is refused.
struct Spelling;

impl Visitor<'_> for Spelling {
    type Value = Exact;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a decimal number in quotation marks, or a whole number")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Exact, E> {
        text.trim().parse().map_err(|_| E::invalid_value(de::Unexpected::Str(text), &self))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Exact, E> {
        Ok(Exact::whole(value))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Exact, E> {
        i64::try_from(value)
            .map(Exact::whole)
            .map_err(|_| E::invalid_value(de::Unexpected::Unsigned(value), &self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn x(text: &str) -> Exact {
        text.parse().unwrap()
    }

    #[test]
    fn a_third_times_three_is_one() {
        let third = Exact::ONE.over(&x("3")).unwrap();
        assert_eq!(&third * &x("3"), Exact::ONE);
        assert_eq!(third.show(6), "0.333333…");
        assert_eq!(third.to_string(), "1/3");
        assert_eq!(x("7").over(&x("2")).unwrap().to_string(), "3.5");
        assert_eq!(x("1").over(&x("-4")).unwrap(), x("-0.25"));
        assert!(Exact::ONE.over(&Exact::ZERO).is_none());
    }

    #[test]
    fn halves_are_rounded_as_the_mode_says() {
        let cases = [
            ("0.125", ["0.13", "0.12", "0.12", "0.13", "0.12", "0.13"]),
            ("-0.125", ["-0.13", "-0.12", "-0.12", "-0.13", "-0.13", "-0.12"]),
            ("91.825", ["91.83", "91.82", "91.82", "91.83", "91.82", "91.83"]),
            ("0.1351", ["0.14", "0.14", "0.13", "0.14", "0.13", "0.14"]),
            ("-0.001", ["0.00", "0.00", "0.00", "-0.01", "-0.01", "0.00"]),
        ];
        let modes = [Mode::HalfUp, Mode::HalfEven, Mode::Down, Mode::Up, Mode::Floor, Mode::Ceil];
        for (text, expected) in cases {
            for (mode, expected) in modes.into_iter().zip(expected) {
                let got = x(text).round(Rounding { places: 2, mode }).unwrap();
                assert_eq!(got.to_string(), expected, "{text} {mode:?}");
            }
        }
    }

    #[test]
    fn what_outgrows_machine_integers_goes_on() {
        let mut product = Exact::ONE;
        let mut back = Exact::ONE;
        for prime in [999_999_937_i64, 999_999_893, 999_999_883, 999_999_797, 999_999_761, 999_999_757] {
            let part = Exact::ONE.over(&Exact::whole(prime)).unwrap();
            product = product * &part;
            back = back * Exact::whole(prime);
        }
        assert_eq!(&product * &back, Exact::ONE);
        assert!(product < Exact::ONE && product.is_positive());
        assert_eq!(product.rounded(2, Mode::Up), Some(1));
        assert_eq!((&product - &product), Exact::ZERO);
        let long = x("33.333333333333333333333333333333333333333333");
        assert!(long < x("100").over(&x("3")).unwrap());
        assert_eq!(long.rounded(2, Mode::HalfUp), Some(3333));
    }

    #[test]
    fn the_longest_digits_that_can_be_printed() {
        for end in [i128::MIN, i128::MAX] {
            assert_eq!(Exact::scaled(end, 3).rounded(3, Mode::HalfUp), Some(end));
            assert_eq!(Exact::scaled(end, 2).rounded(3, Mode::HalfUp), None);
        }
    }

    #[test]
    fn two_machine_words() {
        assert_eq!(size_of::<Exact>(), 16);
    }

    #[test]
    fn roots() {
        assert_eq!(x("2.25").sqrt().unwrap(), x("1.5"));
        assert_eq!(x("2").sqrt().unwrap().show(10), "1.4142135623…");
        assert!(x("-1").sqrt().is_none());
    }

    #[test]
    fn spellings() {
        for wrong in ["", "-", ".", "1.", ".5", "1e3", "1,2", "１", "NaN", &"9".repeat(61)] {
            assert!(wrong.parse::<Exact>().is_err(), "{wrong}");
        }
        assert!(serde_json::from_str::<Exact>("0.5").is_err(), "a bare fraction is refused");
        assert_eq!(serde_json::from_str::<Exact>("\"0.5\"").unwrap(), x("0.5"));
        assert_eq!(serde_json::from_str::<Exact>("12").unwrap(), x("12"));
        assert_eq!(x("1.50").show(6), "1.5");
        assert_eq!(x("100").show(6), "100");
    }
}

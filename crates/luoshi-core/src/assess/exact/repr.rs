//! How exact numbers are kept, and the four operations on what is kept.
//!
//! Nearly every number of an assessment is a fraction of two machine words: sixteen bytes that are
//! copied like a pair of integers. What does not fit goes to a box: two integers of 256 bits, which
//! still need no memory of their own while one computes with them, and past those integers without
//! limit.

use std::cmp::Ordering;
use std::num::NonZeroU64;

use ethnum::{I256, U256};
use num_bigint::{BigInt, Sign};
use num_rational::BigRational;
use num_traits::Signed as _;

/// A fraction. Not always reduced; the denominator is positive.
#[derive(Clone)]
pub(super) enum Repr {
    /// The denominator is at most that of an `i64`, so that a product of two parts fits 128 bits and
    /// so does a sum of two such products.
    Small {
        num: i64,
        den: NonZeroU64,
    },
    Large(Box<Large>),
}

#[derive(Clone)]
pub(super) enum Large {
    Wide { num: I256, den: I256 },
    Long { num: BigInt, den: BigInt },
}

/// Numerator and denominator.
type Parts = (I256, I256);

impl Repr {
    /// A whole number.
    pub const fn whole(num: i64) -> Self {
        Self::Small { num, den: NonZeroU64::MIN }
    }

    /// A fraction of a positive denominator, as short as it stands. It is not reduced: two long
    /// integers seldom share enough, and the search costs more than what is done with them.
    #[inline]
    pub fn of(num: i128, den: i128) -> Self {
        short(num, den).unwrap_or_else(|| Self::wide(num.into(), den.into()))
    }

    /// The same for a sum, which may be one of many: where the short form is a few bits away it is
    /// looked for, or the denominators of a hundred summands would grow into each other.
    #[inline]
    fn of_sum(num: i128, den: i128) -> Self {
        short(num, den).unwrap_or_else(|| Self::reduced_sum(num, den))
    }

    fn reduced_sum(num: i128, den: i128) -> Self {
        if num.unsigned_abs() <= NEAR && den.unsigned_abs() <= NEAR {
            let by = common(num.unsigned_abs(), den.unsigned_abs());
            let by = i128::try_from(by).unwrap_or(1).max(1);
            return Self::of(num / by, den / by);
        }
        Self::of(num, den)
    }

    fn wide(num: I256, den: I256) -> Self {
        Self::Large(Box::new(Large::Wide { num, den }))
    }

    /// The shortest form that holds the parts as they stand.
    fn fitting(num: I256, den: I256) -> Self {
        let short = i128::try_from(num).ok().zip(i128::try_from(den).ok()).and_then(|(n, d)| short(n, d));
        short.unwrap_or_else(|| Self::wide(num, den))
    }

    /// A fraction of integers without limit; the denominator is positive. It is reduced only once it
    /// has grown: finding the divisor of long integers costs more than everything else one does with
    /// them, and most such numbers are about to be rounded.
    pub fn big(num: BigInt, den: BigInt) -> Self {
        match (narrow(&num), narrow(&den)) {
            (Some(num), Some(den)) => Self::fitting(num, den),
            _ if den.bits() <= LONG => Self::Large(Box::new(Large::Long { num, den })),
            _ => {
                let (num, den) = BigRational::new(num, den).into_raw();
                match (narrow(&num), narrow(&den)) {
                    (Some(num), Some(den)) => Self::fitting(num, den),
                    _ => Self::Large(Box::new(Large::Long { num, den })),
                }
            }
        }
    }

    /// In lowest terms, for those who want to see a number that is too long for decimals.
    pub fn reduced(&self) -> BigRational {
        let (num, den) = self.long();
        BigRational::new(num, den)
    }

    /// Numerator and denominator as integers without limit.
    pub fn long(&self) -> (BigInt, BigInt) {
        match self {
            Self::Small { num, den } => ((*num).into(), den.get().into()),
            Self::Large(large) => match &**large {
                Large::Wide { num, den } => (widened(*num), widened(*den)),
                Large::Long { num, den } => (num.clone(), den.clone()),
            },
        }
    }

    /// Numerator and denominator, where both are machine words.
    #[inline]
    pub const fn words(&self) -> Option<(i64, u64)> {
        match self {
            Self::Small { num, den } => Some((*num, den.get())),
            Self::Large(_) => None,
        }
    }

    /// How long the longer one of numerator and denominator is.
    pub fn bits(&self) -> u64 {
        match self {
            Self::Small { .. } => 64,
            Self::Large(large) => match &**large {
                Large::Wide { .. } => 256,
                Large::Long { num, den } => num.bits().max(den.bits()),
            },
        }
    }

    /// `None` past 256 bits.
    pub fn parts(&self) -> Option<Parts> {
        match self {
            Self::Small { num, den } => Some(((*num).into(), den.get().into())),
            Self::Large(large) => match &**large {
                Large::Wide { num, den } => Some((*num, *den)),
                Large::Long { .. } => None,
            },
        }
    }

    #[inline]
    pub fn sign(&self) -> Ordering {
        match self {
            Self::Small { num, .. } => num.cmp(&0),
            Self::Large(large) => match &**large {
                Large::Wide { num, .. } => num.cmp(&I256::ZERO),
                Large::Long { num, .. } => num.sign().cmp(&Sign::NoSign),
            },
        }
    }

    #[inline]
    pub fn negative(&self) -> Self {
        if let Self::Small { num, den } = self
            && let Some(num) = num.checked_neg()
        {
            return Self::Small { num, den: *den };
        }
        self.negative_of_any()
    }

    fn negative_of_any(&self) -> Self {
        if let Some((num, den)) = self.parts()
            && let Some(num) = num.checked_neg()
        {
            return Self::fitting(num, den);
        }
        let (num, den) = self.long();
        Self::big(-num, den)
    }

    #[inline]
    pub fn sum(&self, other: &Self) -> Self {
        if let (Self::Small { num: a, den: b }, Self::Small { num: c, den: d }) = (self, other)
            && b == d
            && let Some(num) = a.checked_add(*c)
        {
            return Self::Small { num, den: *b };
        }
        self.sum_of_any(other)
    }

    /// The difference: without a negative number in between.
    #[inline]
    pub fn difference(&self, other: &Self) -> Self {
        if let (Self::Small { num: a, den: b }, Self::Small { num: c, den: d }) = (self, other)
            && b == d
            && let Some(num) = a.checked_sub(*c)
        {
            return Self::Small { num, den: *b };
        }
        self.sum_of_any(&other.negative())
    }

    fn sum_of_any(&self, other: &Self) -> Self {
        if let (Self::Small { num: a, den: b }, Self::Small { num: c, den: d }) = (self, other) {
            let (a, b, c, d) = (i128::from(*a), b.get(), i128::from(*c), d.get());
            // Powers of ten divide one another; then the denominator need not grow.
            return if b > d && b % d == 0 {
                Self::of_sum(a + c * i128::from(b / d), b.into())
            } else if d >= b && d % b == 0 {
                Self::of_sum(a * i128::from(d / b) + c, d.into())
            } else {
                Self::of_sum(a * i128::from(d) + c * i128::from(b), i128::from(b) * i128::from(d))
            };
        }
        if let (Some((a, b)), Some((c, d))) = (self.parts(), other.parts()) {
            let parts = if b == d {
                a.checked_add(c).map(|num| (num, b))
            } else {
                let num = times(a, d).zip(times(c, b)).and_then(|(x, y)| x.checked_add(y));
                num.zip(times(b, d))
            };
            if let Some((num, den)) = parts {
                return Self::fitting(num, den);
            }
        }
        let ((a, b), (c, d)) = (self.long(), other.long());
        if b == d { Self::big(a + c, b) } else { Self::big(a * &d + c * &b, b * d) }
    }

    #[inline]
    pub fn product(&self, other: &Self) -> Self {
        if let (Self::Small { num: a, den: b }, Self::Small { num: c, den: d }) = (self, other)
            && let Some((num, den)) = a.checked_mul(*c).zip(b.checked_mul(*d))
            && den.get() <= MOST
        {
            return Self::Small { num, den };
        }
        self.product_of_any(other)
    }

    fn product_of_any(&self, other: &Self) -> Self {
        if let (Self::Small { num: a, den: b }, Self::Small { num: c, den: d }) = (self, other) {
            return Self::of(i128::from(*a) * i128::from(*c), i128::from(b.get()) * i128::from(d.get()));
        }
        if let (Some((a, b)), Some((c, d))) = (self.parts(), other.parts())
            && let Some((num, den)) = times(a, c).zip(times(b, d))
        {
            return Self::fitting(num, den);
        }
        let ((a, b), (c, d)) = (self.long(), other.long());
        Self::big(a * c, b * d)
    }

    /// `None` when dividing by nought.
    #[inline]
    pub fn quotient(&self, other: &Self) -> Option<Self> {
        if let (Self::Small { num: a, den: b }, Self::Small { num: c, den: d }) = (self, other)
            && b == d
            && let Some(den) = u64::try_from(*c).ok().and_then(NonZeroU64::new)
        {
            return Some(Self::Small { num: *a, den });
        }
        self.quotient_of_any(other)
    }

    fn quotient_of_any(&self, other: &Self) -> Option<Self> {
        if other.sign() == Ordering::Equal {
            return None;
        }
        if let (Self::Small { num: a, den: b }, Self::Small { num: c, den: d }) = (self, other) {
            let [a, c] = [a, c].map(|num| i128::from(*num));
            let [b, d] = [b, d].map(|den| i128::from(den.get()));
            let (num, den) = if b == d { (a, c) } else { (a * d, b * c) };
            return Some(if den < 0 { Self::of(-num, -den) } else { Self::of(num, den) });
        }
        if let (Some((a, b)), Some((c, d))) = (self.parts(), other.parts()) {
            let parts = if b == d { Some((a, c)) } else { times(a, d).zip(times(b, c)) };
            let parts = parts.and_then(|(num, den)| {
                if den < 0 { num.checked_neg().zip(den.checked_neg()) } else { Some((num, den)) }
            });
            if let Some((num, den)) = parts {
                return Some(Self::fitting(num, den));
            }
        }
        let ((a, b), (c, d)) = (self.long(), other.long());
        let (num, den) = if b == d { (a, c) } else { (a * d, b * c) };
        Some(if den.is_negative() { Self::big(-num, -den) } else { Self::big(num, den) })
    }

    #[inline]
    pub fn compare(&self, other: &Self) -> Ordering {
        if let (Self::Small { num: a, den: b }, Self::Small { num: c, den: d }) = (self, other) {
            if b == d {
                return a.cmp(c);
            }
            let cross = |num: i64, den: &NonZeroU64| i128::from(num) * i128::from(den.get());
            return cross(*a, d).cmp(&cross(*c, b));
        }
        self.compare_any(other)
    }

    fn compare_any(&self, other: &Self) -> Ordering {
        if let (Some((a, b)), Some((c, d))) = (self.parts(), other.parts()) {
            if b == d {
                return a.cmp(&c);
            }
            if let Some((x, y)) = times(a, d).zip(times(c, b)) {
                return x.cmp(&y);
            }
        }
        let ((a, b), (c, d)) = (self.long(), other.long());
        (a * d).cmp(&(c * b))
    }
}

/// Parts of a sum up to here are reduced in the hope of the short form.
const NEAR: u128 = 1 << 80;
/// Bits of a denominator from which a fraction without limit is reduced.
const LONG: u64 = 512;

/// The largest small denominator.
const MOST: u64 = i64::MAX.unsigned_abs();

#[inline]
fn short(num: i128, den: i128) -> Option<Repr> {
    let num = i64::try_from(num).ok()?;
    let den = u64::try_from(den).ok().filter(|den| *den <= MOST)?;
    Some(Repr::Small { num, den: NonZeroU64::new(den)? })
}

/// The product, `None` where it might not fit: counting the bits costs less than trying.
pub(super) fn times(a: I256, b: I256) -> Option<I256> {
    let bits = |x: I256| U256::BITS - x.unsigned_abs().leading_zeros();
    (bits(a) + bits(b) < U256::BITS).then(|| a.wrapping_mul(b))
}

/// An integer of 256 bits, if it is one.
fn narrow(value: &BigInt) -> Option<I256> {
    let mut words = value.iter_u64_digits();
    let mut pair =
        || u128::from(words.next().unwrap_or_default()) | u128::from(words.next().unwrap_or_default()) << 64;
    let (low, high) = (pair(), pair());
    let size = I256::try_from(U256::from_words(high, low)).ok().filter(|_| value.bits() < 256)?;
    Some(if value.is_negative() { -size } else { size })
}

fn widened(value: I256) -> BigInt {
    let (high, low) = value.unsigned_abs().into_words();
    let size = (BigInt::from(high) << 128_u8) + BigInt::from(low);
    if value.is_negative() { -size } else { size }
}

/// The greatest common divisor. Divides until both fit a machine word, and only shifts from there.
fn common(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        if let (Ok(a), Ok(b)) = (u64::try_from(a), u64::try_from(b)) {
            return common_short(a, b).into();
        }
        (a, b) = (b, a % b);
    }
    a
}

fn common_short(mut a: u64, mut b: u64) -> u64 {
    if a == 0 || b == 0 {
        return a | b;
    }
    let twos = (a | b).trailing_zeros();
    a >>= a.trailing_zeros();
    while b != 0 {
        b >>= b.trailing_zeros();
        if a > b {
            (a, b) = (b, a);
        }
        b -= a;
    }
    a << twos
}

/// As [`Large::Long`]: a number of steps of ten to the power of minus `scale`.
pub(super) fn scaled_big(digits: BigInt, scale: u8) -> Repr {
    Repr::big(digits, BigInt::from(10).pow(scale.into()))
}
